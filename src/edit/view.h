/* SPDX-License-Identifier: MIT
 * The picture that an editor shows: its text in a window, and below it a signature, a
 * search, a menu.
 */
#ifndef IL_VIEW_H
#define IL_VIEW_H

#include "edit/editor.h"

/** Draw it into editor->picture. */
void il_view_draw(struct il_editor *editor);

/**
 * Draw the text as it is left, with nothing else: its rows from `first` on, `most` of
 * them. With `first` 0 it is laid out anew. The number of the row that comes next; the
 * layout has no more when that is its count, or when the picture is not whole.
 */
size_t il_view_draw_left(struct il_editor *editor, size_t first, size_t most);

#endif
