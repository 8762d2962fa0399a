/* SPDX-License-Identifier: MIT
 * The two public ways to judge a command: compile_command() and CommandCompiler,
 * by the inner functions of codeop as they are now.
 */
#ifndef IL_COMMAND_H
#define IL_COMMAND_H

#include "core/source.h"

/** compile_command(): `flags` may be NULL. Code, None for more, or an exception. */
PyObject *il_command_compile(struct il_engine *engine, const struct il_unit *unit,
                             PyObject *flags);

/** CommandCompiler.__call__: judge by self.compiler, which remembers. */
PyObject *il_command_compile_remembering(struct il_engine *engine, PyObject *self,
                                         const struct il_unit *unit);

/**
 * Call `object`, the `compile` attribute of a console, with a unit. Saves the way
 * through the type where it is a CommandCompiler as it was made.
 */
PyObject *il_command_call(struct il_engine *engine, PyObject *object,
                          const struct il_unit *unit);

/** The compiler whose growing text is watched for `compile`, the attribute of a
 * console: a DialectCompiler has one inside. New reference, or NULL without an
 * exception. */
PyObject *il_command_owner(struct il_engine *engine, PyObject *compile);

/**
 * Would such a call with the text of `list` (an exact list of lines, the last of them
 * new), as "single", answer None? 1 if that is known without the text of all lines, 0
 * if not, or -1.
 */
int il_command_push(struct il_engine *engine, PyObject *compile, PyObject *list,
                    PyObject *filename);

#endif
