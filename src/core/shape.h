/* SPDX-License-Identifier: MIT
 * The shape of a line: what is left of its tokens when everything is taken away that
 * CPython's verdict about it cannot depend on.
 *
 * Names are all the same (but for the question which of them are the same name, where
 * that matters), so are numbers, and strings that cannot be wrong. White space and
 * comments are gone. Two lines of one shape, in the same surroundings, are both right
 * or both wrong, so the compiler need be asked about one of them only.
 *
 * No Python here.
 */
#ifndef IL_SHAPE_H
#define IL_SHAPE_H

#include "base/text.h"
#include "lex/scan.h"

/**
 * Add the shape of a line (`size` bytes of `text`, with its tokens) to `out`; a failed
 * allocation shows there. False, and nothing or a part is added, for a line that shall
 * be taken as it is: one with a formatted literal, with a string that began before it,
 * with a name of other letters than ASCII's.
 *
 * A shape holds no byte 0xFE. Whether a backslash ends the line does not show in it.
 */
bool il_shape_add(struct il_text *out, const struct il_lex_line *line, const char *text,
                  size_t size);

#endif
