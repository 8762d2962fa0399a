/* SPDX-License-Identifier: MIT
 * The picture that an editor shows: its text in a window, and below it a signature, a
 * search, a menu.
 */
#ifndef IL_VIEW_H
#define IL_VIEW_H

#include "edit/editor.h"

/** Draw it into editor->picture. `is_last`: the text is left, so all of it is drawn,
 * and nothing else. */
void il_view_draw(struct il_editor *editor, bool is_last);

#endif
