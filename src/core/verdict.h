/* SPDX-License-Identifier: MIT
 * What CPython's compiler says about a skeleton.
 */
#ifndef IL_VERDICT_H
#define IL_VERDICT_H

#include "base/text.h"
#include "core/engine.h"

enum il_verdict {
    IL_VERDICT_RAISED = -1, /* an exception that is none of the compiler's */
    IL_VERDICT_OTHER,       /* an error, or no memory */
    IL_VERDICT_INCOMPLETE,  /* the text ends too early, and is right so far */
    IL_VERDICT_VALID,       /* it compiles */
};

/**
 * Compile a text as the standard module compiles what it judges, with nothing shown of
 * its warnings. `filename` is an exact str, `flags` are those of compile().
 */
enum il_verdict il_verdict_of(struct il_engine *engine, PyObject *filename, int flags,
                              const struct il_text *text);

#endif
