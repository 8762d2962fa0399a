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

/** vi's `p` and `P`: put what is kept behind the cursor, or before it, as often as the
 * count says; in the place of a selection, which is kept in turn. */
enum il_wish il_register_put(struct il_typist *typist, bool is_behind);

#endif
