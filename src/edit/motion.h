/* SPDX-License-Identifier: MIT
 * Places in a text that are reached from others: by words, paragraphs, brackets.
 *
 * A word is letters, digits and low lines. For vi what is neither blank nor of a word
 * forms words as well, and a `big` word is whatever has no blanks. All of them answer
 * the end of the text, or its beginning, where there is nothing further.
 */
#ifndef IL_EDIT_MOTION_H
#define IL_EDIT_MOTION_H

#include <stdint.h>

#include "edit/buffer.h"

enum il_motion_class { IL_MOTION_BLANK, IL_MOTION_SIGN, IL_MOTION_WORD };

/** What the character at `at` is; blank at the end of the text. */
enum il_motion_class il_motion_classify(const struct il_buffer *buffer, size_t at,
                                        bool is_big);

/** Emacs: the end of the next word, the beginning of the one before. */
size_t il_motion_word_end(const struct il_buffer *buffer, size_t at);
size_t il_motion_word_start(const struct il_buffer *buffer, size_t at);

/** The beginning of what has no blanks before `at`, and no line's beginning in it. */
size_t il_motion_argument_start(const struct il_buffer *buffer, size_t at);

/** vi: w and b; e: the last character of a word, behind `at`; ge: before it. */
size_t il_motion_next_start(const struct il_buffer *buffer, size_t at, bool is_big);
size_t il_motion_previous_start(const struct il_buffer *buffer, size_t at, bool is_big);
size_t il_motion_next_last(const struct il_buffer *buffer, size_t at, bool is_big);
size_t il_motion_previous_last(const struct il_buffer *buffer, size_t at, bool is_big);

/** The blank line behind `at`, or before it. */
size_t il_motion_paragraph_end(const struct il_buffer *buffer, size_t at);
size_t il_motion_paragraph_start(const struct il_buffer *buffer, size_t at);

/** The beginning of the line `rows` further down, or up if negative; of the first or
 * the last one if there are less. `out_left` is how many there are too few. */
size_t il_motion_line(const struct il_buffer *buffer, size_t at, long rows,
                      long *out_left);

/** The next `code` behind `at`, or before it, on the same line; SIZE_MAX: there is
 * none. */
size_t il_motion_find(const struct il_buffer *buffer, size_t at, uint32_t code,
                      bool is_back);

/**
 * The bracket that belongs to the one at `at`. Brackets in strings and comments belong
 * to none. SIZE_MAX: there is none there, or no other, or no memory.
 */
size_t il_motion_bracket(const struct il_buffer *buffer, size_t at);

/** The innermost brackets around `at` that begin with `open`, or with any if that is 0:
 * from the opening one to behind the closing one. False: there are none. */
bool il_motion_around(const struct il_buffer *buffer, size_t at, char open,
                      struct il_range *out_range);

#endif
