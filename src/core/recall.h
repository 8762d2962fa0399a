/* SPDX-License-Identifier: MIT
 * Asking CPython's compiler once about lines of one shape.
 */
#ifndef IL_RECALL_H
#define IL_RECALL_H

#include "core/judge.h"
#include "core/verdict.h"

/**
 * The verdict about judge->skeleton, as by il_verdict_of(). `own` is where the line at
 * work stands in it, without its indentation (of size 0: nothing is recalled); the rest
 * is what was put around it. `hoped`, the verdict that counts, is recalled where the
 * compiler once gave it for the same surroundings and flags and a line of the same
 * shape.
 */
enum il_verdict il_recall_verdict(struct il_judge *judge, struct il_slice own,
                                  enum il_verdict hoped);

#endif
