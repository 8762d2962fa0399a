/* SPDX-License-Identifier: MIT
 * Characters of vi's that take the place of others: `r` and `~`.
 */
#ifndef IL_EDIT_REPLACEMENT_H
#define IL_EDIT_REPLACEMENT_H

#include "edit/typist.h"

/** `r`: as many characters as the count says become this one, or all of
 * them a line end. */
enum il_wish il_replacement_type(struct il_typist *typist, uint32_t key);

/** All that are selected do. */
enum il_wish il_replacement_type_selected(struct il_typist *typist, uint32_t key);

/** `~`: as many characters change their case. */
enum il_wish il_replacement_swap_case(struct il_typist *typist);

#endif
