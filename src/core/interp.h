/* SPDX-License-Identifier: MIT
 * The steps of InteractiveInterpreter: judge a source, run code.
 *
 * `self` is any object: each step it may replace is looked up on it every time.
 */
#ifndef IL_INTERP_H
#define IL_INTERP_H

#include "core/engine.h"

/** Set `locals` (NULL or None: a new namespace) and `compile` on `self`. */
int il_interp_init(struct il_engine *engine, PyObject *self, PyObject *locals);

/** The step runsource: True if more input is wanted, else False. */
PyObject *il_interp_runsource(struct il_engine *engine, PyObject *self,
                              PyObject *source, PyObject *filename, PyObject *symbol);

/** Is the raised exception one that runsource shows as a syntax error? */
bool il_interp_is_compile_error(const struct il_flavor *flavor);

/** The step runcode: None; SystemExit passes, all else goes to showtraceback. */
PyObject *il_interp_runcode(struct il_engine *engine, PyObject *self, PyObject *code);

/** The raised exception, of code that was run: 0 once showtraceback has shown it, -1 if
 * it is SystemExit, which stays, or with what showtraceback raised. */
int il_interp_show(struct il_engine *engine, PyObject *self);

/** Give a dict without builtins those that exec() and eval() would: 0 or -1. */
int il_interp_add_builtins(struct il_engine *engine, PyObject *locals);

/** The step write: hand `data` to sys.stderr. */
PyObject *il_interp_write(struct il_engine *engine, PyObject *data);

#endif
