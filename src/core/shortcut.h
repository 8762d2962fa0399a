/* SPDX-License-Identifier: MIT
 * The short cut of push(): where nobody has replaced one of the steps in between, the
 * line goes straight to what watches the input, and the buffer is not joined.
 *
 * Nothing that a program could see is looked up for this: it is only for objects whose
 * attributes are plain ones.
 */
#ifndef IL_SHORTCUT_H
#define IL_SHORTCUT_H

#include "core/engine.h"

/** self.buffer, as push() asks for it. New reference, or NULL. */
PyObject *il_shortcut_buffer(struct il_engine *engine, PyObject *self);

/**
 * push() has just put a line into `buffer`, that of `self`. `filename` and `symbol` are
 * its parameters, or NULL. 1 if the input is known to be still incomplete, 0 if the
 * steps are to be taken, or -1.
 */
int il_shortcut_push(struct il_engine *engine, PyObject *self, PyObject *buffer,
                     PyObject *filename, PyObject *symbol);

/** The steps were taken with `source`, which was joined from `lines` (a tuple, or the
 * single line), and found it incomplete: make the short cut possible. */
void il_shortcut_note(struct il_engine *engine, PyObject *self, PyObject *source,
                      PyObject *lines);

/** The buffer is reset: what was known of its text is not needed any more. */
void il_shortcut_forget(struct il_engine *engine, PyObject *self);

#endif
