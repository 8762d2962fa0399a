/* SPDX-License-Identifier: MIT
 * The signatures of what can be called, read without calling anything. Warm.
 */
#ifndef IL_PROTOTYPE_H
#define IL_PROTOTYPE_H

#include "assist/look.h"
#include "base/text.h"
#include "lex/parameters.h"

/* Zero-initialise it. */
struct il_prototype {
    struct il_text text; /* UTF-8: "(a, b=1, *, c)" */
    struct il_parameters parameters;
};

/**
 * Read the signature of a function, class or object with __call__(): of Python code its
 * code object, of C code its `__text_signature__`. What is bound is left out. Defaults
 * are shown where they are simple values of built-in types.
 *
 * 1; 0: there is none that could be read without running code; -1 with an exception.
 */
int il_prototype_read(const struct il_known *known, struct il_prototype *out);

void il_prototype_free(struct il_prototype *prototype);

#endif
