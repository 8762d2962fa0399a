/* SPDX-License-Identifier: MIT
 * What is told of names at the prompt that stand for something else than it seems, by
 * who knows: live state. Warm.
 */
#ifndef IL_SHADOW_H
#define IL_SHADOW_H

#include "core/engine.h"

/* `locals` is whatever a console has; what is told is told by its write(). */
struct il_shadow {
    /** Before a statement runs: a new reference to what end() wants; NULL where there
     * is nothing to tell, or with an exception. */
    PyObject *(*begin)(struct il_engine *engine, PyObject *locals, PyObject *code);

    /** After it has run: 0, or -1 with what write() has raised. */
    int (*end)(struct il_engine *engine, PyObject *self, PyObject *locals,
               PyObject *seen);

    /** Add to a NameError that is about to be shown: 0, or -1 with an exception. */
    int (*explain)(struct il_engine *engine, PyObject *locals, PyObject *exception);
};

#endif
