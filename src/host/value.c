/* SPDX-License-Identifier: MIT
 * Values between C and Python. Warm.
 */
#include "host/value.h"

#include <string.h>

#include "host/handle.h"

void inlet_value_clear(inlet_value *value)
{
    if (value != NULL) {
        il_store_free(value->owner);
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

static bool has_text(const inlet_value *value)
{
    return value->kind == INLET_STRING || value->kind == INLET_BYTES ||
           value->kind == INLET_BIG;
}

static inlet_status make_handle(struct il_making *making, const inlet_value *value,
                                PyObject **out_object, inlet_error *error)
{
    if (value->as.handle.pointer == NULL) {
        return il_error_set(error, INLET_EINVAL, "the handle's pointer is NULL");
    }
    return il_handle_wrap(value->as.handle.type, value->as.handle.pointer,
                          &making->fresh, out_object, error);
}

inlet_status il_value_make(struct il_making *making, const inlet_value *value,
                           PyObject **out_object, inlet_error *error)
{
    if (has_text(value) && value->as.text.data == NULL) {
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
    case INLET_UINT:
        *out_object = PyLong_FromUnsignedLongLong(value->as.natural);
        break;
    case INLET_BIG:
        return il_number_make(value, out_object, error);
    case INLET_DOUBLE:
        *out_object = PyFloat_FromDouble(value->as.real);
        break;
    case INLET_STRING:
        return il_text_decode(value->as.text.data, value->as.text.length, out_object,
                              error);
    case INLET_BYTES:
        return object_from_bytes(value, out_object, error);
    case INLET_LIST:
    case INLET_TUPLE:
    case INLET_DICT:
        return il_container_make(making, value, out_object, error);
    case INLET_HANDLE:
        return make_handle(making, value, out_object, error);
    default:
        return il_error_set(error, INLET_EINVAL, "a value of this kind cannot go in");
    }
    return *out_object == NULL ? il_error_take(error) : INLET_DONE;
}

inlet_status il_value_to_object(const inlet_value *value, PyObject **out_object,
                                PyObject **out_fresh, inlet_error *error)
{
    struct il_making making = {.depth = 0};
    inlet_status status = il_value_make(&making, value, out_object, error);
    *out_fresh = making.fresh;
    if (status < 0) {
        il_handle_settle(making.fresh, false);
        *out_fresh = NULL;
    }
    return status;
}

/* --- Out of Python ---------------------------------------------------------------- */

inlet_status il_value_no_room(const struct il_store *store, size_t size)
{
    if (il_store_is_full(store, size)) {
        PyErr_SetString(PyExc_ValueError, "too large to be copied");
        return INLET_ERANGE;
    }
    PyErr_NoMemory();
    return INLET_EPYTHON;
}

/* A text that the value owns, or that is the object's where it lends. */
static inlet_status give_text(struct il_reading *reading, const char *data,
                              Py_ssize_t length, bool lends, inlet_value *value)
{
    size_t size = (size_t)length;
    const char *text = lends ? data : il_store_copy(reading->store, data, size);
    if (text == NULL) {
        return il_value_no_room(reading->store, size + 1);
    }
    value->as.text.data = text;
    value->as.text.length = size;
    return INLET_DONE;
}

static inlet_status give_bytes(struct il_reading *reading, PyObject *bytes, bool lends,
                               inlet_value *value)
{
    return give_text(reading, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes), lends,
                     value);
}

inlet_status il_value_wrong_type(PyObject *object, const char *wanted)
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

static inlet_status to_double(PyObject *object, inlet_value *value)
{
    PyNumberMethods *methods = Py_TYPE(object)->tp_as_number;
    if (methods == NULL || (methods->nb_float == NULL && methods->nb_index == NULL)) {
        return il_value_wrong_type(object, "float");
    }
    value->as.real = PyFloat_AsDouble(object);
    if (value->as.real == -1.0 && PyErr_Occurred()) {
        return PyErr_ExceptionMatches(PyExc_OverflowError) ? INLET_ERANGE
                                                           : INLET_EPYTHON;
    }
    return INLET_DONE;
}

static inlet_status to_string(struct il_reading *reading, PyObject *object,
                              inlet_value *value)
{
    if (!PyUnicode_Check(object)) {
        return il_value_wrong_type(object, "str");
    }
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(object, &size);
    if (text == NULL) {
        return PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) ? INLET_EENCODING
                                                                : INLET_EPYTHON;
    }
    return give_text(reading, text, size, reading->lends, value);
}

/* Any buffer can be copied; only what cannot change is lent. */
static inlet_status to_bytes(struct il_reading *reading, PyObject *object,
                             inlet_value *value)
{
    if (PyBytes_Check(object)) {
        return give_bytes(reading, object, reading->lends, value);
    }
    if (!PyObject_CheckBuffer(object)) {
        return il_value_wrong_type(object, "bytes");
    }
    IL_AUTO_REF PyObject *bytes = PyBytes_FromObject(object);
    return bytes == NULL ? INLET_EPYTHON : give_bytes(reading, bytes, false, value);
}

/* UTF-8 of any str. */
static inlet_status to_text(struct il_reading *reading, PyObject *str,
                            inlet_value *value)
{
    IL_AUTO_REF PyObject *bytes = str == NULL ? NULL : il_text_encode(str);
    value->kind = INLET_STRING;
    return bytes == NULL ? INLET_EPYTHON : give_bytes(reading, bytes, false, value);
}

static inlet_status to_repr(struct il_reading *reading, PyObject *object,
                            inlet_value *value)
{
    IL_AUTO_REF PyObject *repr = PyObject_Repr(object);
    return to_text(reading, repr, value);
}

/* It stays alive as long as the value, or the object does that lends it. */
static inlet_status to_handle(struct il_reading *reading, PyObject *object,
                              inlet_value *value)
{
    if (!il_handle_check(object)) {
        return il_value_wrong_type(object, "a handle");
    }
    const inlet_class *type = il_handle_class(object);
    void *pointer = il_handle_pointer(object);
    struct il_handle *handle = il_handle_keep(type, pointer);
    if (handle == NULL) {
        il_handle_refuse(object);
        return INLET_EPYTHON;
    }
    if (reading->lends) {
        il_handle_release(handle);
    } else if (il_store_keep(reading->store, handle) < 0) {
        return il_value_no_room(reading->store, 0);
    }
    value->as.handle.type = type;
    value->as.handle.pointer = pointer;
    return INLET_DONE;
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
        return il_number_kind(object);
    }
    const struct {
        bool is_it;
        inlet_kind kind;
    } others[] = {
        {PyFloat_Check(object), INLET_DOUBLE}, {PyUnicode_Check(object), INLET_STRING},
        {PyBytes_Check(object), INLET_BYTES},  {PyList_Check(object), INLET_LIST},
        {PyTuple_Check(object), INLET_TUPLE},  {PyDict_Check(object), INLET_DICT},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i].is_it) {
            return others[i].kind;
        }
    }
    return il_handle_check(object) && il_handle_pointer(object) != NULL ? INLET_HANDLE
                                                                        : INLET_OTHER;
}

static inlet_status convert(struct il_reading *reading, PyObject *object,
                            inlet_value *value)
{
    switch (value->kind) {
    case INLET_NONE:
        return object == Py_None ? INLET_DONE : il_value_wrong_type(object, "None");
    case INLET_BOOL:
        return to_bool(object, value);
    case INLET_DOUBLE:
        return to_double(object, value);
    case INLET_STRING:
        return to_string(reading, object, value);
    case INLET_BYTES:
        return to_bytes(reading, object, value);
    case INLET_LIST:
    case INLET_TUPLE:
    case INLET_DICT:
        return il_container_read(reading, object, value);
    case INLET_HANDLE:
        return to_handle(reading, object, value);
    case INLET_OTHER:
        return INLET_DONE;
    case INLET_REPR:
        return to_repr(reading, object, value);
    case INLET_INT:
    case INLET_UINT:
    case INLET_BIG:
    case INLET_INT8:
    case INLET_INT16:
    case INLET_INT32:
    case INLET_UINT8:
    case INLET_UINT16:
    case INLET_UINT32:
        return il_number_read(reading, object, value);
    default:
        PyErr_SetString(PyExc_ValueError, "no such kind of value");
        return INLET_EINVAL;
    }
}

inlet_status il_value_read(struct il_reading *reading, PyObject *object,
                           inlet_kind kind, inlet_value *out_value)
{
    inlet_value value = inlet_none();
    value.kind = kind == INLET_ANY ? kind_of(object) : kind;
    inlet_status status = convert(reading, object, &value);
    if (status == INLET_DONE) {
        *out_value = value;
    }
    return status;
}

/* The value takes what was stored for it; where there is none, it goes. */
static inlet_status settle(struct il_store *store, inlet_status status,
                           const inlet_value *value, inlet_value *out_value)
{
    void *owner = il_store_release(store);
    if (status == INLET_DONE) {
        *out_value = *value;
        out_value->owner = owner;
    } else {
        il_store_free(owner);
    }
    return status;
}

inlet_status il_value_from_object(PyObject *object, inlet_kind kind,
                                  inlet_value *out_value)
{
    struct il_store store = {.chunks = NULL};
    struct il_reading reading = {.store = &store};
    inlet_value value = inlet_none();
    inlet_status status = il_value_read(&reading, object, kind, &value);
    return settle(&store, status, &value, out_value);
}

int il_value_from_str(PyObject *str, inlet_value *out_value)
{
    struct il_store store = {.chunks = NULL};
    struct il_reading reading = {.store = &store};
    inlet_value value = inlet_none();
    inlet_status status = to_text(&reading, str, &value);
    return settle(&store, status, &value, out_value) < 0 ? -1 : 0;
}
