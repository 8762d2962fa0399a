/* SPDX-License-Identifier: MIT
 * How an exception is shown: sys.last_*, sys.excepthook, the formatted traceback.
 */
#ifndef IL_REPORT_H
#define IL_REPORT_H

#include "core/engine.h"

/** Prepare the engine's part. 0 or -1. */
int il_report_init(struct il_engine *engine);

/**
 * Put a frame called `runcode` on top of the raised exception's traceback.
 *
 * The standard module is Python, so the traceback that showtraceback() and its
 * overrides find starts with its own frame, and all of them drop one entry.
 */
int il_report_add_frame(struct il_engine *engine);

/** The step showsyntaxerror; `source` may be NULL. */
PyObject *il_report_syntax_error(struct il_engine *engine, PyObject *self,
                                 PyObject *filename, PyObject *source);

/** The step showtraceback. */
PyObject *il_report_traceback(struct il_engine *engine, PyObject *self);

/** The step _showtraceback of 3.12.6 and newer; `source` is NULL before 3.13. */
PyObject *il_report_shared(struct il_engine *engine, PyObject *self, PyObject *type,
                           PyObject *value, PyObject *traceback, PyObject *source);

/** The step _excepthook of 3.13 and newer. */
PyObject *il_report_excepthook(struct il_engine *engine, PyObject *self, PyObject *type,
                               PyObject *value, PyObject *traceback);

#endif
