/* SPDX-License-Identifier: MIT
 * Exceptions to statuses and back. Warm.
 *
 * Describing an exception runs Python code of the user (str() of it), so everything
 * here may fail, and then leaves a blank where it failed.
 */
#include "host/host.h"

#include <string.h>

#include "core/compat.h"

void il_error_clear(inlet_error *error)
{
    if (error != NULL) {
        memset(error, 0, sizeof *error);
    }
}

inlet_status il_error_set(inlet_error *error, inlet_status code, const char *text)
{
    il_error_clear(error);
    if (error != NULL) {
        const char *message = text == NULL ? inlet_status_text(code) : text;
        error->code = code;
        il_text_copy(error->message, sizeof error->message, message, strlen(message));
    }
    return code;
}

/* --- Describing ------------------------------------------------------------------- */

/* A str into a fixed array, as well as it goes. */
static void copy_str(char *out, size_t size, PyObject *str)
{
    IL_AUTO_REF PyObject *bytes =
        str != NULL && PyUnicode_Check(str) ? il_text_encode(str) : NULL;
    if (bytes != NULL) {
        il_text_copy(out, size, PyBytes_AS_STRING(bytes),
                     (size_t)PyBytes_GET_SIZE(bytes));
    }
    PyErr_Clear();
}

static bool is_plain_module(PyObject *name)
{
    return !PyUnicode_Check(name) ||
           PyUnicode_CompareWithASCIIString(name, "builtins") == 0 ||
           PyUnicode_CompareWithASCIIString(name, "__main__") == 0;
}

/* As a traceback names it. */
static void describe_type(inlet_error *error, PyObject *type)
{
    IL_AUTO_REF PyObject *name = PyObject_GetAttrString(type, "__qualname__");
    PyErr_Clear();
    IL_AUTO_REF PyObject *module = PyObject_GetAttrString(type, "__module__");
    PyErr_Clear();
    IL_AUTO_REF PyObject *full = NULL;
    if (name != NULL && module != NULL && !is_plain_module(module)) {
        full = PyUnicode_FromFormat("%U.%U", module, name);
    }
    copy_str(error->type, sizeof error->type, full == NULL ? name : full);
}

static void describe_message(inlet_error *error, PyObject *exception)
{
    IL_AUTO_REF PyObject *text = NULL;
    if (PyErr_GivenExceptionMatches(exception, PyExc_SyntaxError)) {
        /* str() of it repeats the place. */
        text = PyObject_GetAttrString(exception, "msg");
        PyErr_Clear();
    }
    if (text == NULL || !PyUnicode_Check(text)) {
        Py_XSETREF(text, PyObject_Str(exception));
    }
    copy_str(error->message, sizeof error->message, text);
}

int il_error_exit_code(PyObject *exception, PyObject **out_printed)
{
    *out_printed = NULL;
    IL_AUTO_REF PyObject *code = PyObject_GetAttrString(exception, "code");
    PyErr_Clear();
    PyObject *value = code == NULL ? exception : code;
    if (value == Py_None) {
        return 0;
    }
    if (PyLong_Check(value)) {
        int number = (int)PyLong_AsLong(value);
        PyErr_Clear();
        return number;
    }
    *out_printed = Py_NewRef(value);
    return 1;
}

static void describe_exit(inlet_error *error, PyObject *exception)
{
    IL_AUTO_REF PyObject *printed = NULL;
    error->exit_code = il_error_exit_code(exception, &printed);
    IL_AUTO_REF PyObject *text = printed == NULL ? NULL : PyObject_Str(printed);
    copy_str(error->message, sizeof error->message, text);
}

static void describe(inlet_error *error, inlet_status code,
                     const struct il_report *report)
{
    describe_type(error, (PyObject *)Py_TYPE(report->exception));
    if (code == INLET_EXIT) {
        describe_exit(error, report->exception);
    } else {
        describe_message(error, report->exception);
    }
    IL_AUTO_REF PyObject *filename = il_place_find(report, error);
    copy_str(error->filename, sizeof error->filename, filename);
}

inlet_status il_error_describe(inlet_error *error, inlet_status code,
                               const struct il_report *report)
{
    il_error_clear(error);
    if (error != NULL) {
        error->code = code;
        describe(error, code, report);
        PyErr_Clear();
    }
    return code;
}

/* --- Taking ----------------------------------------------------------------------- */

static inlet_status take(inlet_error *error, inlet_status code)
{
    IL_AUTO_REF PyObject *exception = il_raised_take();
    if (exception == NULL) {
        return il_error_set(error, code, NULL);
    }
    il_frame_carry(exception);
    struct il_report report = {.exception = exception};
    return il_error_describe(error, code, &report);
}

inlet_status il_error_take(inlet_error *error)
{
    bool is_memory = PyErr_ExceptionMatches(PyExc_MemoryError);
    return take(error, is_memory ? INLET_ENOMEM : INLET_EPYTHON);
}

inlet_status il_error_take_as(inlet_error *error, inlet_status code)
{
    return take(error, code);
}

/* --- Raising ---------------------------------------------------------------------- */

void il_error_raise(inlet_status status)
{
    const struct {
        inlet_status status;
        PyObject *type;
    } classes[] = {
        {INLET_ENOMEM, PyExc_MemoryError},     {INLET_EINVAL, PyExc_ValueError},
        {INLET_ETYPE, PyExc_TypeError},        {INLET_ERANGE, PyExc_OverflowError},
        {INLET_EENCODING, PyExc_UnicodeError}, {INLET_EIO, PyExc_OSError},
    };
    PyObject *type = PyExc_RuntimeError;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (classes[i].status == status) {
            type = classes[i].type;
        }
    }
    PyErr_SetString(type, inlet_status_text(status));
}
