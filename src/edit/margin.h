/* SPDX-License-Identifier: MIT
 * The blanks that a new line of Python begins with.
 *
 *   inside a string              none
 *   inside brackets              as the line before in the same brackets; or else below
 *                                the text that follows the bracket; or one step more
 *                                than the line of the bracket, two in a block's header
 *   after a backslash            one step more, or as the line that continues already
 *   after a line with a colon    one step more
 *   after return, pass, break,   as the statement around the block
 *   continue, raise
 *   otherwise                    as the statement before
 *
 * It is what src/core/indent.c says for texts that Python judges, without Python and
 * from the text above alone.
 */
#ifndef IL_EDIT_MARGIN_H
#define IL_EDIT_MARGIN_H

#include "base/text.h"

/** Add the blanks to `out` for a line that begins behind text[0, size). A step has
 * `step` spaces, or is a tab below a line with tabs. False: no memory. */
bool il_margin_after(const char *text, size_t size, unsigned step, struct il_text *out);

#endif
