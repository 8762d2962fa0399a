/* SPDX-License-Identifier: MIT
 * Functions that have one name, as the names of the program have them. Warm.
 */
#ifndef IL_LIVE_PROGRAM_H
#define IL_LIVE_PROGRAM_H

#include "live/live.h"

/** The set of a tuple of functions. New reference. */
PyObject *il_live_overloads(struct il_engine *engine, PyObject *name,
                            PyObject *functions);

/** The one of them that takes `types`, "int, char *" in `size` bytes: what all of the
 * program knows comes before what one file has. New reference, or NULL with
 * AttributeError that lists them. */
PyObject *il_live_overload(PyObject *name, PyObject *functions, const char *types,
                           size_t size);

/** Make the type Overloads: 0 or -1. */
int il_live_add_overloads(struct il_engine *engine, PyObject *module);

#endif
