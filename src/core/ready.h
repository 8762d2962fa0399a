/* SPDX-License-Identifier: MIT
 * The code of the text that was checked last, for who runs it next: what is typed at a
 * terminal is checked when Enter is pressed, and need not be compiled once more.
 *
 * It is that code only for the same text (or with more newlines behind it), file name
 * and flags, and goes to one taker. Texts that the compiler warns about are none.
 */
#ifndef IL_READY_H
#define IL_READY_H

#include "core/compile.h"

/** Keep the code of a text that is a complete command (`code` is something else: keep
 * nothing) in the place of what was kept. Without memory nothing is kept. `flags` are
 * those of il_source_flags(). No exception. */
void il_ready_keep(struct il_engine *engine, const struct il_unit *unit, long flags,
                   PyObject *code);

/** The code, which is kept no longer: new reference, or NULL without an exception. */
PyObject *il_ready_take(struct il_engine *engine, const struct il_unit *unit,
                        long flags);

#endif
