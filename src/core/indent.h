/* SPDX-License-Identifier: MIT
 * Which indentation to suggest for a line.
 *
 * By the lines above it, and by its own first word if it has one:
 *
 *   inside a string                 none
 *   inside brackets                 as the line before in the same brackets; or else,
 * if text follows the bracket, below that text; or else one step more than the line
 * with the bracket (two in the header of a block, to set it off) a closing bracket
 * first         below the opening one, if text follows that; or else as the line with
 * the opening one after a backslash               likewise one step more, or two after
 * the header of a block     one step more than the header after return, pass, break, as
 * the statement around the block continue, raise elif, else, except, finally     as the
 * nearest clause that it can follow case                            as the case before,
 * or one step more than `match` otherwise                       as the statement before
 *
 * A step is what the nearest block of the text is indented by, four spaces if there is
 * none.
 */
#ifndef IL_INDENT_H
#define IL_INDENT_H

#include "core/lines.h"

/** The indentation for line `line`, at most the number of lines; they are scanned. A
 * new str or NULL. */
PyObject *il_indent_suggest(struct il_lines *lines, size_t line);

#endif
