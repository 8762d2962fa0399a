/* SPDX-License-Identifier: MIT
 * vi's registers: where a command keeps what it deletes, and what it puts back.
 */
#ifndef IL_EDIT_REGISTER_H
#define IL_EDIT_REGISTER_H

#include "edit/typist.h"

/** Keep a range where the command says: in the register that it names, `A` to `Z` at
 * the end of it, in none for `_`, else among what was killed. Lines are kept with a
 * newline at their end. False: no memory. */
bool il_register_keep(struct il_typist *typist, struct il_range range, bool is_lines);

/** What is kept there; NULL: nothing. */
const struct il_kill_slot *il_register_find(struct il_typist *typist);

/** Put a text behind the cursor, or before it; lines below its line, or above it. */
enum il_wish il_register_put(struct il_typist *typist, const struct il_text *text,
                             bool is_lines, bool is_behind);

#endif
