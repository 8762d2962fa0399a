/* SPDX-License-Identifier: MIT
 * A Python with our module, for the fuzz targets that need one.
 */
#ifndef IL_FUZZ_INTERPRETER_H
#define IL_FUZZ_INTERPRETER_H

#include "core/engine.h"

#include "fuzz.h"

/** Start Python and run these definitions in `__main__`; abort if that fails. */
void interpreter_start(const char *definitions);

/** The engine of `_inlet`. */
struct il_engine *interpreter_engine(void);

/** Call a function of `__main__`; an exception is shown and is a finding. `argument` is
 * borrowed. New reference. */
PyObject *interpreter_call(const char *name, PyObject *argument);

#endif
