/* SPDX-License-Identifier: MIT
 * Looking at what was entered before: entry by entry, by what it begins with, by a
 * search that goes along while its text is typed.
 *
 * Entries come from the host, counted backwards: 1 is the newest. What is being typed
 * is kept as entry 0.
 */
#ifndef IL_RECALL_H
#define IL_RECALL_H

#include "base/text.h"

/** An entry, which stays where it is until the next call of anything; NULL: there are
 * not so many. `back` is at least 1. */
typedef const char *(*il_recall_fn)(void *data, size_t back, size_t *out_size);

/* Zero-initialise it, with the function. */
struct il_recall {
    il_recall_fn entry; /* NULL: there are none */
    void *data;
    size_t back;          /* the entry that is shown */
    struct il_text draft; /* entry 0, once another one is shown */

    /* The search. */
    bool is_searching, is_forward, has_failed;
    struct il_text query, former; /* what is searched for, and was before */
    size_t found;                 /* where it is, in the entry shown */
    size_t first_back;            /* where the search began, */
    size_t first_cursor;          /* with the cursor there */
};

/** A new text begins. */
void il_recall_begin(struct il_recall *recall);

void il_recall_free(struct il_recall *recall);

/**
 * Show another entry: the one so many further back (negative: forward). `text` is what
 * is shown now. NULL: there is none; else the entry, and recall->back is its number.
 */
const char *il_recall_go(struct il_recall *recall, long steps, const char *text,
                         size_t size, size_t *out_size);

/** The same for the next entry, in that direction, which begins with the first `prefix`
 * bytes of the text and is not the text itself. */
const char *il_recall_go_prefixed(struct il_recall *recall, bool is_back,
                                  const char *text, size_t size, size_t prefix,
                                  size_t *out_size);

/** The oldest entry; or what was typed, with is_oldest false. */
const char *il_recall_go_end(struct il_recall *recall, bool is_oldest, const char *text,
                             size_t size, size_t *out_size);

/** How the newest entry that begins with the text goes on; NULL: there is none. */
const char *il_recall_suggest(const struct il_recall *recall, const char *text,
                              size_t size, size_t *out_size);

/* --- Search ----------------------------------------------------------------------- */

/** Begin to search from what is shown. False: no memory. */
bool il_recall_search(struct il_recall *recall, bool is_forward, const char *text,
                      size_t size, size_t cursor);

/**
 * Look for the query: from where it was found on, or behind that with `again`; where
 * there is none yet, for the former one. NULL: it is nowhere, has_failed is set, and
 * what was found before stays. Else the entry, with recall->found.
 */
const char *il_recall_find(struct il_recall *recall, bool again, size_t *out_size);

/** End it; the query is kept for the next one. Without `keeps`: the text that it began
 * with, whose cursor was first_cursor. */
const char *il_recall_stop(struct il_recall *recall, bool keeps, size_t *out_size);

#endif
