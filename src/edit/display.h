/* SPDX-License-Identifier: MIT
 * What an editor sends to its terminal: the text as it is now, or as it stays.
 */
#ifndef IL_EDIT_DISPLAY_H
#define IL_EDIT_DISPLAY_H

#include "edit/editor.h"

/** Send what there is to be sent. */
enum il_editor_event il_display_send(struct il_editor *editor);

/** Bring the terminal up to date. */
enum il_editor_event il_display_show(struct il_editor *editor);

/** The text as it stays on the terminal, all of it and nothing below; the cursor goes
 * to the line behind. */
enum il_editor_event il_display_leave(struct il_editor *editor);

#endif
