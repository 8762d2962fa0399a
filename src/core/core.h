/* SPDX-License-Identifier: MIT
 * What every warm file starts with: Python, scope-owned references, the engine.
 */
#ifndef IL_CORE_H
#define IL_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>

struct il_engine;

/* A local of this kind holds a strong reference (or NULL) that ends with its scope. */
#define IL_AUTO_REF __attribute__((cleanup(il_ref_drop)))

static inline void il_ref_drop(PyObject **ref) { Py_XDECREF(*ref); }

/* Hand a scope-owned reference out: the caller of the scope owns it from now on. */
static inline PyObject *il_ref_steal(PyObject **ref)
{
    PyObject *object = *ref;
    *ref = NULL;
    return object;
}

/* Turn "new reference or NULL" into "0 or -1" where only the effect matters. */
static inline int il_ref_done(PyObject *result)
{
    if (result == NULL) {
        return -1;
    }
    Py_DECREF(result);
    return 0;
}

#endif
