/* SPDX-License-Identifier: MIT
 * Which growing texts are watched.
 *
 * Whoever pushes lines asks codeop about the same text again and again, each time with
 * a line more. A text is watched for each CommandCompiler whose input is incomplete, in
 * a table of the engine with a weak reference, so that nothing shows in the object
 * itself; and for compile_command() in a small pool.
 *
 * With INLET_CHECK=1 in the environment every answer that is given ahead of the
 * compiler is compared with his; if they differ the process aborts.
 */
#ifndef IL_WATCH_H
#define IL_WATCH_H

#include "core/source.h"

/** Prepare the engine's part. 0 or -1. */
int il_watch_init(struct il_engine *engine);

/**
 * il_source_judge(), at the cost of what is new where the source is a watched one with
 * more lines behind it. `owner` is the CommandCompiler, or NULL for compile_command().
 */
PyObject *il_watch_judge(struct il_engine *engine, PyObject *owner,
                         const struct il_compiler *compiler, const struct il_unit *unit,
                         PyObject *flags);

/* A console's list of lines, with a new line at its end. All borrowed. */
struct il_pushed {
    PyObject *list; /* an exact list */
    PyObject *filename;
    const struct il_compiler *compiler;
    PyObject *flags; /* as for il_source_judge() */
};

/**
 * Is the text of all the lines, as symbol "single", still incomplete? 1 if that is
 * known already, 0 if il_watch_judge() has to be asked, or -1.
 */
int il_watch_push(struct il_engine *engine, PyObject *owner,
                  const struct il_pushed *pushed);

/** Are texts watched that are compiled with this symbol? Only "single" ones are. */
bool il_watch_takes_symbol(const struct il_engine *engine, PyObject *symbol);

/** Is any text watched at all? */
static inline bool il_watch_any(const struct il_engine *engine)
{
    return PyDict_GET_SIZE(engine->watched) != 0;
}

/**
 * The lines (a tuple, or a single str) are those that `source` was joined from, which
 * `owner` was just asked about: il_watch_push() will know the list by them.
 */
void il_watch_note(struct il_engine *engine, PyObject *owner, PyObject *source,
                   PyObject *lines);

/** Stop watching for `owner`. A raised exception stays. */
void il_watch_drop(struct il_engine *engine, PyObject *owner);

#endif
