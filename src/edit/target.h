/* SPDX-License-Identifier: MIT
 * Where vi's motions lead: the cursor goes there, or the operator that waits takes what
 * is on the way. The command is at its end then.
 */
#ifndef IL_EDIT_TARGET_H
#define IL_EDIT_TARGET_H

#include "edit/object.h"
#include "edit/typist.h"

/** A place; the bell if it is none. */
enum il_wish il_target_go(struct il_typist *typist, struct il_place place);

/** `j` and `k`: down or up, and beyond the text through the history; with an operator,
 * lines. */
enum il_wish il_target_go_rows(struct il_typist *typist, long rows);

/** The motion of a key, as il_object_is_motion() knows them. */
enum il_wish il_target_go_by(struct il_typist *typist, uint32_t key);

/** `f`, `F`, `t` and `T`: a character. */
enum il_wish il_target_find(struct il_typist *typist, uint32_t kind, uint32_t key);

/** `;` and `,`: the last of these once more, or the other way. */
enum il_wish il_target_find_again(struct il_typist *typist, bool is_reversed);

#endif
