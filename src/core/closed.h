/* SPDX-License-Identifier: MIT
 * A logical line that is complete: a statement, or the header of a clause.
 */
#ifndef IL_CLOSED_H
#define IL_CLOSED_H

#include "core/judge.h"

/**
 * Judge the line at work, judge->line with its tokens, as the end of judge->logical,
 * and fold it into the levels. `is_known`: the whole text was found incomplete already.
 */
enum il_answer il_closed_take(struct il_judge *judge, bool is_known);

#endif
