/* SPDX-License-Identifier: MIT
 * Former entries in an editor: going to them, searching, what they suggest.
 */
#ifndef IL_EDIT_ENTRY_H
#define IL_EDIT_ENTRY_H

#include "edit/editor.h"

/** Make an entry the text; it can be undone. The bell: it is NULL. */
enum il_wish il_entry_show(struct il_editor *editor, const char *entry, size_t size,
                           size_t cursor);

/** Insert all of the suggestion, or its next word. */
enum il_wish il_entry_take_suggestion(struct il_editor *editor, bool is_word);

/** A key while a search goes on. False: it ends that and is a key as any other. */
bool il_entry_take_key(struct il_editor *editor, uint32_t key, enum il_wish *wish);

/** End the search: the find is the text, or what was the text before is. */
enum il_wish il_entry_stop_search(struct il_editor *editor, bool keeps);

/** Do what a command wants of former entries, if it wants that; `wish` becomes what
 * there is to tell the user. */
enum il_editor_event il_entry_fulfil(struct il_editor *editor, enum il_wish *wish);

#endif
