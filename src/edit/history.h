/* SPDX-License-Identifier: MIT
 * What was typed before: whole statements, in order, the oldest first.
 */
#ifndef IL_EDIT_HISTORY_H
#define IL_EDIT_HISTORY_H

#include <stdint.h>

#include "base/text.h"

enum { IL_HISTORY_LIMIT = 10000 };

struct il_history_entry {
    char *text; /* followed by a NUL; it may have others inside */
    size_t size;
    int64_t time; /* seconds since 1970; 0: not known */
};

/* Zero-initialise it, but for the limit. */
struct il_history {
    size_t limit; /* of entries; 0: IL_HISTORY_LIMIT */
    struct il_history_entry *entries;
    size_t count, capacity;
};

enum il_history_answer {
    IL_HISTORY_KEPT,
    IL_HISTORY_LEFT_OUT, /* it is blank, a secret, or the same as the last one */
    IL_HISTORY_NO_MEMORY,
};

/** Is it none of that? A text that begins with a blank is a secret: its user wants it
 * to be nowhere. Newlines at the end do not count. */
bool il_history_wants(const struct il_history *history, const char *text, size_t size);

/** Add an entry if it is wanted; the oldest ones go when there are too many. */
enum il_history_answer il_history_add(struct il_history *history, const char *text,
                                      size_t size, int64_t time);

/** The entry that is `back` before the text that is typed now: 1 is the newest. NULL:
 * there is none. `data` is the history, so that this can be an il_recall_fn. */
const char *il_history_entry(void *data, size_t back, size_t *out_size);

/** Forget all entries; the memory for their table stays. */
void il_history_clear(struct il_history *history);

void il_history_free(struct il_history *history);

#endif
