/* SPDX-License-Identifier: MIT
 * vi's motions and text objects: where a key leads, and what it means.
 */
#ifndef IL_EDIT_OBJECT_H
#define IL_EDIT_OBJECT_H

#include <stdint.h>

#include "edit/buffer.h"

enum {
    IL_OBJECT_INCLUSIVE = 1, /* an operator takes the character there, too */
    IL_OBJECT_LINES = 2,     /* it takes whole lines */
    IL_OBJECT_END = 8,       /* it takes all before there: the line ends */
    IL_OBJECT_GOAL = 4,      /* moves up and down keep to their column */
};

/* Where a motion leads: SIZE_MAX if it cannot be made. */
struct il_place {
    size_t at;
    unsigned kind;
};

/** Is it one of `h l w W b B e E 0 ^ $ | { } % G _` and space? */
bool il_object_is_motion(uint32_t key);

/** Where one of these leads from the cursor. */
struct il_place il_object_motion(const struct il_buffer *buffer, uint32_t key,
                                 long count, bool has_count);

/** The same for `ge`, `gE` and `g_`. */
struct il_place il_object_motion_g(const struct il_buffer *buffer, uint32_t key,
                                   long count);

/** The first text of line `number`, from 1; of the last one if there are less. */
struct il_place il_object_line(const struct il_buffer *buffer, long number);

/** `f`, `F`, `t`, `T` and a character. `is_again`: a `t` before the character already
 * goes on to the next one. */
struct il_place il_object_find(const struct il_buffer *buffer, uint32_t kind,
                               uint32_t code, long count, bool is_again);

/** What `cw` changes: up to the end of the word, that at the cursor included. */
struct il_place il_object_word_end(const struct il_buffer *buffer, size_t at,
                                   long count, bool is_big);

/** The text object `key` at the cursor, with what belongs around it or without. */
bool il_object_find_thing(const struct il_buffer *buffer, uint32_t key, bool is_around,
                          long count, struct il_range *out_range);

#endif
