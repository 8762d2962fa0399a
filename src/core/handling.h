/* SPDX-License-Identifier: MIT
 * The C form of an `except` block: while it is open, the exception is the one
 * that sys.exc_info() shows and that new exceptions get as their context.
 */
#ifndef IL_HANDLING_H
#define IL_HANDLING_H

#include "core/core.h"

struct il_handling {
    PyObject *exception; /* strong: the one being handled */
    PyObject *previous;  /* strong or NULL: the one handled around this block */
};

/** Open the block for the exception that is raised now; it is no longer raised. */
void il_handling_begin(struct il_handling *block);

/** Close the block; an exception raised inside it stays raised. */
void il_handling_end(struct il_handling *block);

/** Close the block and raise its exception again: a bare `raise`. */
void il_handling_reraise(struct il_handling *block);

#endif
