/* SPDX-License-Identifier: MIT
 * What an editor shows about a thing: its signature and documentation. Warm. Nothing
 * of the user's is run.
 */
#ifndef IL_DESCRIBE_H
#define IL_DESCRIBE_H

#include "assist/complete.h"
#include "assist/prototype.h"

/* Zero-initialise it. */
struct il_description {
    PyObject *name;                /* strong: as it stands in the text */
    PyObject *type;                /* strong: the name of its class */
    PyObject *doc;                 /* strong: a str, or NULL */
    enum il_item_kind kind;        /* what it is */
    struct il_prototype prototype; /* its text is empty where there is no signature */
    size_t active; /* the parameter that the argument at the cursor is, or SIZE_MAX */
};

/**
 * Describe the name at the cursor; where there is none, or nothing is known of it, and
 * with `is_call` in any case, the function of the call around the cursor.
 *
 * 1; 0: nothing is known; -1 with an exception.
 */
int il_describe(const struct il_question *question, bool is_call,
                struct il_description *out);

void il_description_free(struct il_description *description);

#endif
