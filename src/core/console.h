/* SPDX-License-Identifier: MIT
 * The steps of InteractiveConsole: the line buffer, the prompts, the loop.
 */
#ifndef IL_CONSOLE_H
#define IL_CONSOLE_H

#include "core/engine.h"

/** Set `filename`, `local_exit` and an empty `buffer` on `self`, after the base. */
int il_console_init(struct il_engine *engine, PyObject *self, PyObject *locals,
                    PyObject *filename, PyObject *local_exit);

/** The step resetbuffer. */
PyObject *il_console_resetbuffer(struct il_engine *engine, PyObject *self);

/** The step push: what runsource answers. `filename` and `symbol` may be NULL. */
PyObject *il_console_push(struct il_engine *engine, PyObject *self, PyObject *line,
                          PyObject *filename, PyObject *symbol);

/** The step raw_input: the global `input`. */
PyObject *il_console_raw_input(struct il_engine *engine, PyObject *prompt);

/** The step interact. `banner` and `exitmsg` are None where not given. */
PyObject *il_console_interact(struct il_engine *engine, PyObject *self,
                              PyObject *banner, PyObject *exitmsg);

#endif
