/* SPDX-License-Identifier: MIT
 * What a callable accepts.
 */
#include "core/signature.h"

#include "core/compat.h"

enum { WRAPPERS_MAX = 100 }; /* wrappers may be wrapped, even in a circle */

/* The Python function behind methods, or NULL without an exception. Borrowed. */
static PyObject *function_behind(PyObject *callable)
{
    if (PyMethod_Check(callable)) {
        callable = PyMethod_GET_FUNCTION(callable);
    }
    return PyFunction_Check(callable) ? callable : NULL;
}

/* What functools.wraps() noted on the function: 1, 0 or -1. */
static int find_wrapped(PyObject *function, PyObject **out_wrapped)
{
    *out_wrapped = NULL;
    PyObject *attributes = ((PyFunctionObject *)function)->func_dict;
    if (attributes == NULL) {
        return 0;
    }
    IL_AUTO_REF PyObject *key = PyUnicode_InternFromString("__wrapped__");
    return key == NULL ? -1 : il_dict_find(attributes, key, out_wrapped);
}

/* Is `name` a parameter that can be given by keyword, or is there a **kwargs? */
static int code_takes(PyCodeObject *code, PyObject *name)
{
    if (code->co_flags & CO_VARKEYWORDS) {
        return 1;
    }
    IL_AUTO_REF PyObject *variables = PyCode_GetVarnames(code);
    if (variables == NULL) {
        return -1;
    }
    Py_ssize_t end = code->co_argcount + code->co_kwonlyargcount;
    for (Py_ssize_t i = code->co_posonlyargcount; i < end; i++) {
        int same =
            PyObject_RichCompareBool(PyTuple_GET_ITEM(variables, i), name, Py_EQ);
        if (same != 0) {
            return same;
        }
    }
    return 0;
}

int il_signature_takes(PyObject *callable, PyObject *name)
{
    IL_AUTO_REF PyObject *current = Py_NewRef(callable);
    for (int depth = 0; depth < WRAPPERS_MAX; depth++) {
        PyObject *function = function_behind(current);
        if (function == NULL) {
            return 1;
        }
        int takes = code_takes((PyCodeObject *)PyFunction_GET_CODE(function), name);
        PyObject *wrapped;
        if (takes != 1 || find_wrapped(function, &wrapped) < 0) {
            return takes != 1 ? takes : -1;
        }
        if (wrapped == NULL) {
            return 1;
        }
        Py_SETREF(current, wrapped);
    }
    return 1;
}
