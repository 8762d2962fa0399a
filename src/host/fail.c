/* SPDX-License-Identifier: MIT
 * inlet_fail(): the exception that a callback's failure stands for. Warm.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/compat.h"
#include "host/host.h"

/* The attribute `name` of a module, or of the builtins. */
static PyObject *find_class(const char *type)
{
    const char *dot = strrchr(type, '.');
    IL_AUTO_REF PyObject *module_name =
        dot == NULL ? PyUnicode_FromString("builtins")
                    : PyUnicode_FromStringAndSize(type, dot - type);
    IL_AUTO_REF PyObject *module =
        module_name == NULL ? NULL : PyImport_Import(module_name);
    PyObject *class =
        module == NULL ? NULL
                       : PyObject_GetAttrString(module, dot == NULL ? type : dot + 1);
    if (class != NULL && !PyExceptionClass_Check(class)) {
        PyErr_Format(PyExc_TypeError, "'%s' is not an exception", type);
        Py_CLEAR(class);
    }
    return class;
}

/* printf into a str; bytes that are no UTF-8 are replaced. */
static PyObject *format_message(const char *format, va_list values)
    __attribute__((__format__(__printf__, 1, 0)));

static PyObject *format_message(const char *format, va_list values)
{
    char text[512];
    va_list again;
    va_copy(again, values);
    int size = vsnprintf(text, sizeof text, format, values);
    char *longer = NULL;
    if (size >= (int)sizeof text && (longer = PyMem_Malloc((size_t)size + 1)) != NULL) {
        vsnprintf(longer, (size_t)size + 1, format, again);
    }
    va_end(again);
    if (size < 0 || (size >= (int)sizeof text && longer == NULL)) {
        return size < 0 ? PyUnicode_FromString(format) : PyErr_NoMemory();
    }
    PyObject *message =
        PyUnicode_DecodeUTF8(longer == NULL ? text : longer, size, "replace");
    PyMem_Free(longer);
    return message;
}

/* Carry the new exception, or the one that making it raised. */
static inlet_status fail(const char *type, PyObject *message)
{
    IL_AUTO_REF PyObject *class = type == NULL      ? Py_NewRef(PyExc_RuntimeError)
                                  : message == NULL ? NULL
                                                    : find_class(type);
    bool is_known = class != NULL;
    if (class != NULL && message != NULL) {
        PyErr_SetObject(class, message);
    }
    IL_AUTO_REF PyObject *exception = il_raised_take();
    il_frame_carry(exception);
    return is_known ? INLET_EPYTHON : INLET_EINVAL;
}

inlet_status inlet_fail(const char *type, const char *format, ...)
{
    struct il_hold hold;
    if (il_frame_current() == NULL || il_hold_begin(&hold, NULL) < 0) {
        return INLET_ESTATE;
    }
    va_list values;
    va_start(values, format);
    IL_AUTO_REF PyObject *message =
        format == NULL ? PyUnicode_FromString("") : format_message(format, values);
    va_end(values);
    inlet_status status = fail(type, message);
    Py_CLEAR(message);
    il_hold_end(&hold);
    return status;
}
