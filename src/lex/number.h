/* SPDX-License-Identifier: MIT
 * Where a number ends.
 */
#ifndef IL_LEX_NUMBER_H
#define IL_LEX_NUMBER_H

#include <stddef.h>

/** The length of the longest number that `text` (which begins with a digit, or with a
 * point and a digit) begins with. What follows it is the next token's affair. */
size_t il_number_size(const char *text, size_t size);

#endif
