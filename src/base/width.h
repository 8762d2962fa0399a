/* SPDX-License-Identifier: MIT
 * What Unicode says of a code point: its width, and where characters end.
 *
 * With utf8proc as that knows it; without, as far as the C library's wcwidth() tells.
 * Code points are valid ones. Any thread.
 */
#ifndef IL_BASE_WIDTH_H
#define IL_BASE_WIDTH_H

#include <stdbool.h>
#include <stdint.h>

/** Cells: 0, 1 or 2. Control characters have none. */
unsigned il_width_of(uint32_t code);

/**
 * Does a character end between two code points? `state` is 0 at a character's beginning
 * and carries from pair to pair what the rules for flags and joined emoji need.
 */
bool il_width_breaks(uint32_t before, uint32_t after, int32_t *state);

/** Does one end there whatever stands before the two? */
bool il_width_always_breaks(uint32_t before, uint32_t after);

/** May it be seen alone? Not so an accent, a joiner or a mark of direction. */
bool il_width_is_visible(uint32_t code);

/** Is it part of a word: a letter with its marks, a digit, or a low line? */
bool il_width_is_word(uint32_t code);

/** The letter in upper, or in lower case; what has no other case is itself. */
uint32_t il_width_upper(uint32_t code);
uint32_t il_width_lower(uint32_t code);

#endif
