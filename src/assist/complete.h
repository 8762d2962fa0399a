/* SPDX-License-Identifier: MIT
 * Completion: what may stand at a place in a text, as data. Warm.
 *
 * Nothing of the user's is run: no property, no __getattr__(), no __dir__(), no import.
 */
#ifndef IL_COMPLETE_H
#define IL_COMPLETE_H

#include "assist/items.h"

/* What is asked. */
struct il_question {
    const char *text; /* UTF-8, surrogates as they are */
    size_t size;
    size_t cursor;   /* in bytes */
    PyObject *names; /* borrowed: the namespace, a dict; or NULL */
};

/* Zero-initialise it. The items are sorted; each replaces the bytes [start, end). */
struct il_completion {
    size_t start, end;
    struct il_items items;
};

/** Complete. `limit` items and `milliseconds` at most; 0 is what is usual. 0 or -1. */
int il_complete(const struct il_question *question, size_t limit, uint32_t milliseconds,
                struct il_completion *out);

void il_completion_free(struct il_completion *completion);

#endif
