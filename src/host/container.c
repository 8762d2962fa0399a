/* SPDX-License-Identifier: MIT
 * Lists, tuples and dictionaries. Warm.
 *
 * What comes out is a copy of a copy: first the items as a tuple, which nothing can
 * change while they are converted, then their values. A value takes less than its
 * object does, but objects may be shared and may hold themselves, which values cannot:
 * so there is a limit to the depth and one to the size.
 */
#include "host/value.h"

#include <string.h>

#include "core/compat.h"

/* --- Out of Python ---------------------------------------------------------------- */

static inlet_status too_deep(void)
{
    PyErr_Format(PyExc_ValueError, "nested deeper than %d levels, or in itself",
                 INLET_VALUE_DEPTH);
    return INLET_ERANGE;
}

static bool is_text(PyObject *object)
{
    return PyUnicode_Check(object) || PyBytes_Check(object) ||
           PyByteArray_Check(object) || PyDict_Check(object);
}

/* What an iterator gives, unless it is more than a value could hold. */
static PyObject *collect(PyObject *iterator, inlet_status *out_status)
{
    const Py_ssize_t most = (Py_ssize_t)(INLET_VALUE_SIZE / sizeof(inlet_value));
    IL_AUTO_REF PyObject *items = PyList_New(0);
    if (items == NULL) {
        return NULL;
    }
    PyObject *item;
    while ((item = PyIter_Next(iterator)) != NULL) {
        bool is_full = PyList_GET_SIZE(items) >= most;
        int result = is_full ? -1 : PyList_Append(items, item);
        Py_DECREF(item);
        if (is_full) {
            PyErr_SetString(PyExc_ValueError, "too many items");
            *out_status = INLET_ERANGE;
        }
        if (result < 0) {
            return NULL;
        }
    }
    return PyErr_Occurred() ? NULL : PyList_AsTuple(items);
}

/* The items as a tuple of our own. */
static inlet_status snapshot(PyObject *object, const char *wanted, PyObject **out_items)
{
    inlet_status status = INLET_EPYTHON;
    if (PyList_CheckExact(object) || PyTuple_CheckExact(object)) {
        *out_items = PySequence_Tuple(object);
        return *out_items == NULL ? status : INLET_DONE;
    }
    if (is_text(object) ||
        (Py_TYPE(object)->tp_iter == NULL && !PySequence_Check(object))) {
        return il_value_wrong_type(object, wanted);
    }
    IL_AUTO_REF PyObject *iterator = PyObject_GetIter(object);
    if (iterator != NULL) {
        *out_items = collect(iterator, &status);
    }
    return *out_items == NULL ? status : INLET_DONE;
}

/* Room for `count` things, where a NULL says why not. */
static void *take_room(struct il_store *store, size_t count, size_t size,
                       inlet_status *out_status)
{
    void *room = il_store_take(store, count * size);
    if (room == NULL) {
        *out_status = il_value_no_room(store, count * size);
    }
    return room;
}

static inlet_status read_list(struct il_reading *reading, PyObject *object,
                              inlet_value *value)
{
    IL_AUTO_REF PyObject *items = NULL;
    inlet_status status =
        snapshot(object, value->kind == INLET_LIST ? "list" : "tuple", &items);
    if (status < 0) {
        return status;
    }
    size_t count = (size_t)PyTuple_GET_SIZE(items);
    inlet_value *room = take_room(reading->store, count, sizeof *room, &status);
    for (size_t i = 0; i < count && status >= 0; i++) {
        status = il_value_read(reading, PyTuple_GET_ITEM(items, (Py_ssize_t)i),
                               INLET_ANY, &room[i]);
    }
    value->as.list.items = room;
    value->as.list.length = count;
    return status;
}

/* The items of a mapping, as a tuple of our own of whatever items() gives. */
static inlet_status snapshot_mapping(PyObject *object, PyObject **out_items)
{
    int has_keys = PyDict_Check(object)      ? 1
                   : PyMapping_Check(object) ? il_object_has(object, "keys")
                                             : 0;
    if (has_keys <= 0) {
        return has_keys < 0 ? INLET_EPYTHON : il_value_wrong_type(object, "dict");
    }
    IL_AUTO_REF PyObject *items = PyMapping_Items(object);
    *out_items = items == NULL ? NULL : PySequence_Tuple(items);
    return *out_items == NULL ? INLET_EPYTHON : INLET_DONE;
}

static inlet_status read_entry(struct il_reading *reading, PyObject *item,
                               inlet_entry *out_entry)
{
    if (!PyTuple_Check(item) || PyTuple_GET_SIZE(item) != 2) {
        PyErr_SetString(PyExc_TypeError, "items() must give pairs");
        return INLET_ETYPE;
    }
    inlet_status status =
        il_value_read(reading, PyTuple_GET_ITEM(item, 0), INLET_ANY, &out_entry->key);
    return status < 0 ? status
                      : il_value_read(reading, PyTuple_GET_ITEM(item, 1), INLET_ANY,
                                      &out_entry->value);
}

static inlet_status read_dict(struct il_reading *reading, PyObject *object,
                              inlet_value *value)
{
    IL_AUTO_REF PyObject *items = NULL;
    inlet_status status = snapshot_mapping(object, &items);
    if (status < 0) {
        return status;
    }
    size_t count = (size_t)PyTuple_GET_SIZE(items);
    inlet_entry *room = take_room(reading->store, count, sizeof *room, &status);
    for (size_t i = 0; i < count && status >= 0; i++) {
        status = read_entry(reading, PyTuple_GET_ITEM(items, (Py_ssize_t)i), &room[i]);
    }
    value->as.dict.entries = room;
    value->as.dict.length = count;
    return status;
}

inlet_status il_container_read(struct il_reading *reading, PyObject *object,
                               inlet_value *value)
{
    if (reading->depth >= INLET_VALUE_DEPTH) {
        return too_deep();
    }
    bool was_lending = reading->lends;
    size_t limit = reading->store->limit;
    /* The list may change while the texts of its items are in use. */
    reading->lends = false;
    reading->store->limit = INLET_VALUE_SIZE;
    reading->depth++;
    inlet_status status = value->kind == INLET_DICT ? read_dict(reading, object, value)
                                                    : read_list(reading, object, value);
    reading->depth--;
    reading->store->limit = limit;
    reading->lends = was_lending;
    return status;
}

/* --- Into Python ------------------------------------------------------------------ */

static PyObject *new_sequence(inlet_kind kind, size_t length)
{
    if (length > (size_t)PY_SSIZE_T_MAX) {
        return PyErr_NoMemory();
    }
    return kind == INLET_LIST ? PyList_New((Py_ssize_t)length)
                              : PyTuple_New((Py_ssize_t)length);
}

static void set_item(PyObject *sequence, inlet_kind kind, size_t index, PyObject *item)
{
    if (kind == INLET_LIST) {
        PyList_SET_ITEM(sequence, (Py_ssize_t)index, item);
    } else {
        PyTuple_SET_ITEM(sequence, (Py_ssize_t)index, item);
    }
}

static inlet_status make_sequence(struct il_making *making, const inlet_value *value,
                                  PyObject **out_object, inlet_error *error)
{
    size_t length = value->as.list.length;
    IL_AUTO_REF PyObject *sequence = new_sequence(value->kind, length);
    if (sequence == NULL) {
        return il_error_take(error);
    }
    for (size_t i = 0; i < length; i++) {
        PyObject *item = NULL;
        inlet_status status =
            il_value_make(making, &value->as.list.items[i], &item, error);
        if (status < 0) {
            return status;
        }
        set_item(sequence, value->kind, i, item);
    }
    *out_object = il_ref_steal(&sequence);
    return INLET_DONE;
}

/* A key may be a list, or a tuple that holds one: Python's own words for it. */
static inlet_status set_entry(PyObject *dict, PyObject *key, PyObject *item,
                              inlet_error *error)
{
    if (PyDict_SetItem(dict, key, item) == 0) {
        return INLET_DONE;
    }
    return PyErr_ExceptionMatches(PyExc_TypeError)
               ? il_error_take_as(error, INLET_ETYPE)
               : il_error_take(error);
}

static inlet_status make_entry(struct il_making *making, PyObject *dict,
                               const inlet_entry *entry, inlet_error *error)
{
    IL_AUTO_REF PyObject *key = NULL;
    IL_AUTO_REF PyObject *item = NULL;
    inlet_status status = il_value_make(making, &entry->key, &key, error);
    if (status == INLET_DONE) {
        status = il_value_make(making, &entry->value, &item, error);
    }
    return status < 0 ? status : set_entry(dict, key, item, error);
}

static inlet_status make_dict(struct il_making *making, const inlet_value *value,
                              PyObject **out_object, inlet_error *error)
{
    IL_AUTO_REF PyObject *dict = PyDict_New();
    inlet_status status = dict == NULL ? il_error_take(error) : INLET_DONE;
    for (size_t i = 0; i < value->as.dict.length && status >= 0; i++) {
        status = make_entry(making, dict, &value->as.dict.entries[i], error);
    }
    if (status == INLET_DONE) {
        *out_object = il_ref_steal(&dict);
    }
    return status;
}

/* Where there is no array there must be no items. */
static bool has_array(const inlet_value *value)
{
    return value->kind == INLET_DICT
               ? value->as.dict.length == 0 || value->as.dict.entries != NULL
               : value->as.list.length == 0 || value->as.list.items != NULL;
}

inlet_status il_container_make(struct il_making *making, const inlet_value *value,
                               PyObject **out_object, inlet_error *error)
{
    if (making->depth >= INLET_VALUE_DEPTH) {
        return il_error_set(error, INLET_ERANGE, "the value is nested too deep");
    }
    if (!has_array(value)) {
        return il_error_set(error, INLET_EINVAL, "the value's items are NULL");
    }
    making->depth++;
    inlet_status status = value->kind == INLET_DICT
                              ? make_dict(making, value, out_object, error)
                              : make_sequence(making, value, out_object, error);
    making->depth--;
    return status;
}
