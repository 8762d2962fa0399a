/* SPDX-License-Identifier: MIT
 * Simple values between C and Python, and the namespace that they live in. Warm.
 */
#include "host/host.h"

#include <string.h>

#include "core/compat.h"

void inlet_value_clear(inlet_value *value)
{
    if (value != NULL) {
        PyMem_RawFree(value->owner);
        *value = inlet_none();
    }
}

/* --- Into Python ------------------------------------------------------------------ */

static inlet_status object_from_bytes(const inlet_value *value, PyObject **out_object,
                                      inlet_error *error)
{
    if (value->as.text.length > (size_t)PY_SSIZE_T_MAX) {
        return il_error_set(error, INLET_EINVAL, "the bytes are too many");
    }
    *out_object = PyBytes_FromStringAndSize(value->as.text.data,
                                            (Py_ssize_t)value->as.text.length);
    return *out_object == NULL ? il_error_take(error) : INLET_DONE;
}

inlet_status il_value_to_object(const inlet_value *value, PyObject **out_object,
                                inlet_error *error)
{
    bool is_text = value->kind == INLET_STRING || value->kind == INLET_BYTES;
    if (is_text && value->as.text.data == NULL) {
        return il_error_set(error, INLET_EINVAL, "the value's data is NULL");
    }
    switch (value->kind) {
    case INLET_NONE:
        *out_object = Py_NewRef(Py_None);
        break;
    case INLET_BOOL:
        *out_object = Py_NewRef(value->as.boolean ? Py_True : Py_False);
        break;
    case INLET_INT:
        *out_object = PyLong_FromLongLong(value->as.integer);
        break;
    case INLET_DOUBLE:
        *out_object = PyFloat_FromDouble(value->as.real);
        break;
    case INLET_STRING:
        return il_text_decode(value->as.text.data, value->as.text.length, out_object,
                              error);
    case INLET_BYTES:
        return object_from_bytes(value, out_object, error);
    default:
        return il_error_set(error, INLET_EINVAL, "a value of this kind cannot go in");
    }
    return *out_object == NULL ? il_error_take(error) : INLET_DONE;
}

/* --- Out of Python ---------------------------------------------------------------- */

/* Make the value own a copy of `size` bytes, with a NUL behind them. 0 or -1. */
static int own_text(inlet_value *value, const char *data, Py_ssize_t size)
{
    char *copy = PyMem_RawMalloc((size_t)size + 1);
    if (copy == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(copy, data, (size_t)size);
    copy[size] = '\0';
    value->as.text.data = copy;
    value->as.text.length = (size_t)size;
    value->owner = copy;
    return 0;
}

static int give_text(inlet_value *value, const char *data, Py_ssize_t size,
                     enum il_lending lending)
{
    if (lending == IL_VALUE_COPY) {
        return own_text(value, data, size);
    }
    value->as.text.data = data;
    value->as.text.length = (size_t)size;
    return 0;
}

int il_value_from_str(PyObject *str, inlet_value *out_value)
{
    inlet_value value = inlet_none();
    value.kind = INLET_STRING;
    IL_AUTO_REF PyObject *bytes = il_text_encode(str);
    if (bytes == NULL ||
        own_text(&value, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes)) < 0) {
        return -1;
    }
    *out_value = value;
    return 0;
}

static inlet_status wrong_type(PyObject *object, const char *wanted)
{
    PyErr_Format(PyExc_TypeError, "must be %s, not %.100s", wanted,
                 Py_TYPE(object)->tp_name);
    return INLET_ETYPE;
}

static inlet_status to_bool(PyObject *object, inlet_value *value)
{
    int is_true = PyObject_IsTrue(object);
    value->as.boolean = is_true > 0;
    return is_true < 0 ? INLET_EPYTHON : INLET_DONE;
}

static inlet_status to_int(PyObject *object, inlet_value *value)
{
    if (!PyIndex_Check(object)) {
        return wrong_type(object, "int");
    }
    IL_AUTO_REF PyObject *number = PyNumber_Index(object);
    if (number == NULL) {
        return INLET_EPYTHON;
    }
    int overflow = 0;
    long long integer = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (overflow != 0) {
        PyErr_SetString(PyExc_OverflowError, "must fit 64 bits");
        return INLET_ERANGE;
    }
    value->as.integer = integer;
    return INLET_DONE;
}

static inlet_status to_double(PyObject *object, inlet_value *value)
{
    PyNumberMethods *methods = Py_TYPE(object)->tp_as_number;
    if (methods == NULL || (methods->nb_float == NULL && methods->nb_index == NULL)) {
        return wrong_type(object, "float");
    }
    value->as.real = PyFloat_AsDouble(object);
    if (value->as.real == -1.0 && PyErr_Occurred()) {
        return PyErr_ExceptionMatches(PyExc_OverflowError) ? INLET_ERANGE
                                                           : INLET_EPYTHON;
    }
    return INLET_DONE;
}

static inlet_status to_string(PyObject *object, enum il_lending lending,
                              inlet_value *value)
{
    if (!PyUnicode_Check(object)) {
        return wrong_type(object, "str");
    }
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(object, &size);
    if (text == NULL) {
        return PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) ? INLET_EENCODING
                                                                : INLET_EPYTHON;
    }
    return give_text(value, text, size, lending) < 0 ? INLET_EPYTHON : INLET_DONE;
}

/* Any buffer can be copied; only what cannot change is lent. */
static inlet_status to_bytes(PyObject *object, enum il_lending lending,
                             inlet_value *value)
{
    if (PyBytes_Check(object)) {
        return give_text(value, PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object),
                         lending) < 0
                   ? INLET_EPYTHON
                   : INLET_DONE;
    }
    if (lending == IL_VALUE_LEND || !PyObject_CheckBuffer(object)) {
        return wrong_type(object, "bytes");
    }
    IL_AUTO_REF PyObject *bytes = PyBytes_FromObject(object);
    if (bytes == NULL) {
        return INLET_EPYTHON;
    }
    return own_text(value, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes)) < 0
               ? INLET_EPYTHON
               : INLET_DONE;
}

static inlet_status to_repr(PyObject *object, enum il_lending lending,
                            inlet_value *value)
{
    if (lending == IL_VALUE_LEND) {
        /* The text would have no owner. */
        PyErr_SetString(PyExc_ValueError, "no repr() of an argument");
        return INLET_EINVAL;
    }
    IL_AUTO_REF PyObject *repr = PyObject_Repr(object);
    inlet_value text;
    if (repr == NULL || il_value_from_str(repr, &text) < 0) {
        return INLET_EPYTHON;
    }
    *value = text;
    return INLET_DONE;
}

static bool fits_64_bits(PyObject *integer)
{
    int overflow = 0;
    PyLong_AsLongLongAndOverflow(integer, &overflow);
    PyErr_Clear();
    return overflow == 0;
}

/* The kind that holds the object without loss. */
static inlet_kind kind_of(PyObject *object)
{
    if (object == Py_None) {
        return INLET_NONE;
    }
    if (PyBool_Check(object)) {
        return INLET_BOOL;
    }
    if (PyLong_Check(object)) {
        return fits_64_bits(object) ? INLET_INT : INLET_OTHER;
    }
    if (PyFloat_Check(object)) {
        return INLET_DOUBLE;
    }
    if (PyUnicode_Check(object)) {
        return INLET_STRING;
    }
    return PyBytes_Check(object) ? INLET_BYTES : INLET_OTHER;
}

static inlet_status convert(PyObject *object, enum il_lending lending,
                            inlet_value *value)
{
    switch (value->kind) {
    case INLET_NONE:
        return object == Py_None ? INLET_DONE : wrong_type(object, "None");
    case INLET_BOOL:
        return to_bool(object, value);
    case INLET_INT:
        return to_int(object, value);
    case INLET_DOUBLE:
        return to_double(object, value);
    case INLET_STRING:
        return to_string(object, lending, value);
    case INLET_BYTES:
        return to_bytes(object, lending, value);
    case INLET_OTHER:
        return INLET_DONE;
    case INLET_REPR:
        return to_repr(object, lending, value);
    default:
        PyErr_SetString(PyExc_ValueError, "no such kind of value");
        return INLET_EINVAL;
    }
}

inlet_status il_value_from_object(PyObject *object, inlet_kind kind,
                                  enum il_lending lending, inlet_value *out_value)
{
    inlet_value value = inlet_none();
    value.kind = kind == INLET_ANY ? kind_of(object) : kind;
    inlet_status status = convert(object, lending, &value);
    if (status == INLET_DONE) {
        *out_value = value;
    }
    return status;
}

/* --- The namespace ---------------------------------------------------------------- */

static PyObject *namespace_of(inlet_console *console)
{
    return PyObject_GetAttrString(console->object, "locals");
}

PyObject *il_value_find(PyObject *locals, PyObject *name)
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

PyObject *il_value_evaluate(inlet_console *console, const char *expression)
{
    IL_AUTO_REF PyObject *locals = namespace_of(console);
    IL_AUTO_REF PyObject *name =
        locals == NULL ? NULL : PyUnicode_FromString(expression);
    if (name == NULL) {
        return NULL;
    }
    if (PyUnicode_IsIdentifier(name)) {
        PyUnicode_InternInPlace(&name);
        PyObject *found = il_value_find(locals, name);
        if (found != NULL || PyErr_Occurred()) {
            return found;
        }
    }
    return evaluate(locals, expression);
}

inlet_status il_value_assign(inlet_console *console, const char *name, PyObject *object,
                             inlet_error *error)
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
    inlet_status status = check_name(name, error);
    if (status == INLET_DONE) {
        status = il_value_to_object(value, &object, error);
    }
    return status < 0 ? status : il_value_assign(console, name, object, error);
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
    IL_AUTO_REF PyObject *object = il_value_evaluate(console, expression);
    if (object == NULL) {
        return il_console_fail(console, error);
    }
    inlet_status status = il_value_from_object(object, kind, IL_VALUE_COPY, out_value);
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
            status = il_value_assign(console, name, NULL, error);
        }
        il_console_leave(console, &hold);
    }
    return status;
}
