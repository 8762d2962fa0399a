/* SPDX-License-Identifier: MIT
 * Text in UTF-8, character by character, as a user counts them.
 *
 * A character is a grapheme cluster: a letter with its accents, a flag, a family of
 * emoji. Bytes that are no UTF-8 (surrogates among them) are kept and are characters of
 * one byte each. A CR and an LF are two characters, since lines end at the LF.
 *
 * Positions are byte offsets. Any thread.
 */
#ifndef IL_BASE_UTF8_H
#define IL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a byte that is no UTF-8 is decoded to; no code point is as large. */
#define IL_UTF8_INVALID UINT32_MAX

/** The code point at `at`, which is before the end; `out_end` is where it ends. */
uint32_t il_utf8_decode(const char *text, size_t size, size_t at, size_t *out_end);

/** Write a code point and return its size, 1 to 4. What is none, such as a surrogate,
 * is written as U+FFFD. */
size_t il_utf8_encode(uint32_t code, char out[4]);

/** The end of the character that begins at `at`; `size` at the end of the text. */
size_t il_utf8_next(const char *text, size_t size, size_t at);

/** The beginning of the character that ends at `at`; 0 at the beginning. Linear only
 * in the length of runs of emoji or flags. */
size_t il_utf8_previous(const char *text, size_t size, size_t at);

/* How a character is to be shown. */
struct il_utf8_shape {
    size_t end;       /* of the character */
    uint32_t code;    /* its first code point, or IL_UTF8_INVALID */
    unsigned width;   /* cells; 0: nothing could be seen (a lone accent, U+200B) */
    bool is_disputed; /* terminals do not agree on that width */
};

/** The character at `at`, which is before the end. Control characters have width 0, a
 * byte that is no UTF-8 has 1. */
struct il_utf8_shape il_utf8_shape(const char *text, size_t size, size_t at);

/** The cells that a text takes which is shown as it is: the sum of its characters. */
size_t il_utf8_width(const char *text, size_t size);

#endif
