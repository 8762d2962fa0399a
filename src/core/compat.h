/* SPDX-License-Identifier: MIT
 * The only place that asks which CPython the engine is compiled for.
 */
#ifndef IL_COMPAT_H
#define IL_COMPAT_H

#include "core/core.h"

/* "too many values to unpack" says how many there are. */
#define IL_UNPACKING_COUNTS_ALL (PY_VERSION_HEX >= 0x030E0000)

/** Take the raised exception, normalised, with its traceback set: new, or NULL. */
PyObject *il_raised_take(void);

/** Raise `exception` (stolen) again as it is. */
void il_raised_give(PyObject *exception);

/**
 * The exception that the running frame handles, not one of the frames around it: new
 * reference, None or NULL where it handles none. For il_handling only.
 */
PyObject *il_handled_here(void);

/** Pass a new type through; until 3.13 making one can fail without an exception. */
PyObject *il_new_type(PyObject *type);

/** Look `key` up in a dict: 1 with a new reference, 0 with NULL, or -1. */
int il_dict_find(PyObject *dict, PyObject *key, PyObject **out_value);

/** A class's own entry `name`, as it stands in its namespace: as il_dict_find(). */
int il_class_find(PyObject *type, PyObject *name, PyObject **out_value);

#endif
