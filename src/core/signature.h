/* SPDX-License-Identifier: MIT
 * What a callable accepts, asked before it is called.
 */
#ifndef IL_SIGNATURE_H
#define IL_SIGNATURE_H

#include "core/core.h"

/**
 * Does `callable` take a keyword argument called `name`? 1, 0 or -1.
 *
 * Known for Python functions, methods of them and what functools.wraps() put
 * around them; every other callable is taken to accept it.
 */
int il_signature_takes(PyObject *callable, PyObject *name);

#endif
