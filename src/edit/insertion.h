/* SPDX-License-Identifier: MIT
 * What vi inserts by one command that has a count, `3ix` and Escape: it is typed once,
 * and the rest comes at the end.
 */
#ifndef IL_EDIT_INSERTION_H
#define IL_EDIT_INSERTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "edit/command.h"

/* Zero-initialise it. */
struct il_insertion {
    long count;    /* how often the text is meant; 0: no such command goes on */
    size_t start;  /* where it begins */
    size_t cursor; /* as it was after the last key, */
    size_t edits;  /* as was the buffer */
    bool is_lines; /* each time is a line of its own */
    struct il_text
        replaced; /* what stood behind the start, when text is typed over it */
};

/** The keys after which text is inserted: `i a I A o O R`. The count is how often. */
enum il_wish il_insertion_begin(struct il_typist *typist, uint32_t key);

/** After every key. Where the cursor was moved, two texts are inserted and none is
 * repeated. */
void il_insertion_follow(struct il_typist *typist);

/** Backspace while text is typed over another: what stood there comes back; before its
 * beginning the cursor moves. */
enum il_wish il_insertion_back(struct il_typist *typist, long count);

/** It is at its end: insert it as often as is still to be, or type it over the text. */
enum il_wish il_insertion_end(struct il_typist *typist);

#endif
