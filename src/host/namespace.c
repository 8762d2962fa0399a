/* SPDX-License-Identifier: MIT
 * The variables of a console. Warm.
 */
#include "host/handle.h"

#include <string.h>

#include "core/compat.h"

/* --- The namespace ---------------------------------------------------------------- */

static PyObject *namespace_of(inlet_console *console)
{
    return PyObject_GetAttrString(console->object, "locals");
}

PyObject *il_namespace_find(PyObject *locals, PyObject *name)
{
    PyObject *found = NULL;
    if (PyDict_CheckExact(locals)) {
        il_dict_find(locals, name, &found);
        return found;
    }
    found = PyObject_GetItem(locals, name);
    if (found == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
    }
    return found;
}

/* As eval() does, which drops white space before the expression. */
static PyObject *evaluate(PyObject *locals, const char *expression)
{
    while (*expression == ' ' || *expression == '\t') {
        expression++;
    }
    IL_AUTO_REF PyObject *code =
        Py_CompileString(expression, "<inlet_get>", Py_eval_input);
    return code == NULL ? NULL : PyEval_EvalCode(code, locals, locals);
}

PyObject *il_namespace_evaluate(inlet_console *console, const char *expression)
{
    IL_AUTO_REF PyObject *locals = namespace_of(console);
    IL_AUTO_REF PyObject *name =
        locals == NULL ? NULL : PyUnicode_FromString(expression);
    if (name == NULL) {
        return NULL;
    }
    if (PyUnicode_IsIdentifier(name)) {
        PyUnicode_InternInPlace(&name);
        PyObject *found = il_namespace_find(locals, name);
        if (found != NULL || PyErr_Occurred()) {
            return found;
        }
    }
    return evaluate(locals, expression);
}

inlet_status il_namespace_assign(inlet_console *console, const char *name,
                                 PyObject *object, inlet_error *error)
{
    IL_AUTO_REF PyObject *key = NULL;
    inlet_status status = il_text_decode(name, strlen(name), &key, error);
    if (status < 0) {
        return status;
    }
    PyUnicode_InternInPlace(&key);
    IL_AUTO_REF PyObject *locals = namespace_of(console);
    if (locals == NULL) {
        return il_console_fail(console, error);
    }
    int result = object == NULL ? PyObject_DelItem(locals, key)
                                : PyObject_SetItem(locals, key, object);
    if (result < 0 && object == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Format(PyExc_NameError, "name '%U' is not defined", key);
    }
    return result < 0 ? il_console_fail(console, error) : INLET_DONE;
}

/* --- The public functions --------------------------------------------------------- */

static inlet_status check_name(const char *name, inlet_error *error)
{
    return name == NULL ? il_error_set(error, INLET_EINVAL, "the name is NULL")
                        : INLET_DONE;
}

static inlet_status put(inlet_console *console, const char *name,
                        const inlet_value *value, inlet_error *error)
{
    IL_AUTO_REF PyObject *object = NULL;
    PyObject *fresh = NULL;
    inlet_status status = check_name(name, error);
    if (status == INLET_DONE) {
        status = il_value_to_object(value, &object, &fresh, error);
    }
    if (status == INLET_DONE) {
        status = il_namespace_assign(console, name, object, error);
        il_handle_settle(fresh, status == INLET_DONE);
    }
    return status;
}

inlet_status inlet_put(inlet_console *console, const char *name, inlet_value value,
                       inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = put(console, name, &value, error);
        il_console_leave(console, &hold);
    }
    return status;
}

static inlet_status get(inlet_console *console, const char *expression, inlet_kind kind,
                        inlet_value *out_value, inlet_error *error)
{
    if (expression == NULL || out_value == NULL) {
        return il_error_set(error, INLET_EINVAL, NULL);
    }
    if (!il_text_is_utf8(expression, strlen(expression))) {
        return il_error_set(error, INLET_EENCODING, NULL);
    }
    IL_AUTO_REF PyObject *object = il_namespace_evaluate(console, expression);
    if (object == NULL) {
        return il_console_fail(console, error);
    }
    inlet_status status = il_value_from_object(object, kind, out_value);
    if (status == INLET_EPYTHON) {
        return il_console_fail(console, error);
    }
    return status < 0 ? il_error_take_as(error, status) : status;
}

inlet_status inlet_get(inlet_console *console, const char *expression, inlet_kind kind,
                       inlet_value *out_value, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = get(console, expression, kind, out_value, error);
        il_console_leave(console, &hold);
    }
    return status;
}

inlet_status inlet_delete(inlet_console *console, const char *name, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = check_name(name, error);
        if (status == INLET_DONE) {
            status = il_namespace_assign(console, name, NULL, error);
        }
        il_console_leave(console, &hold);
    }
    return status;
}
