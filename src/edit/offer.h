/* SPDX-License-Identifier: MIT
 * Completion in an editor: asking for it, the keys of its menu, and the choice in the
 * text.
 */
#ifndef IL_OFFER_H
#define IL_OFFER_H

#include "edit/editor.h"

/** Tab: complete as far as there is no doubt, and open the menu if there is. */
enum il_wish il_offer_open(struct il_editor *editor, bool is_back);

/** Take a key while the menu is open. False: it is one for the text; what is typed then
 * goes on with the menu (il_offer_follow()). */
bool il_offer_key(struct il_editor *editor, uint32_t key, enum il_wish *out_wish);

/** The text has changed: keep what matches it, or close the menu. */
void il_offer_follow(struct il_editor *editor);

void il_offer_close(struct il_editor *editor);

/** Can a name have this byte, be it the only one or part of a character? */
bool il_offer_is_name(char c);

#endif
