/* SPDX-License-Identifier: MIT
 * vi's operators: what `d`, `c`, `y`, `<`, `>`, `gu`, `gU` and `g~` do to a text.
 */
#ifndef IL_EDIT_OPERATOR_H
#define IL_EDIT_OPERATOR_H

#include "edit/object.h"
#include "edit/typist.h"

/** Do to a range what the operator that waits says; the command is at its end. */
enum il_wish il_operator_apply(struct il_typist *typist, struct il_range range,
                               bool is_lines);

/** Do it from the cursor to `at`, where a motion of this kind leads: IL_OBJECT_... */
enum il_wish il_operator_apply_to(struct il_typist *typist, size_t at, unsigned kind);

#endif
