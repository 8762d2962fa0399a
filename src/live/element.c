/* SPDX-License-Identifier: MIT
 * Values as sequences, and those that look like dicts. Warm.
 */
#include "live/live.h"

static struct il_live_value *as_value(PyObject *self)
{
    return (struct il_live_value *)self;
}

static int no_length(struct il_live_value *value)
{
    IL_AUTO_REF PyObject *path = il_live_path(&value->step);
    if (path != NULL) {
        PyErr_Format(PyExc_TypeError, "%U: nothing says how many elements it has",
                     path);
    }
    return -1;
}

static int has_elements(struct il_live_value *value)
{
    enum il_ckind kind = value->type->kind;
    if ((kind == IL_C_ARRAY || kind == IL_C_POINTER) && value->type->target->size > 0) {
        return 1;
    }
    IL_AUTO_REF PyObject *path = il_live_path(&value->step);
    if (path != NULL) {
        PyErr_Format(PyExc_TypeError, "%U has no elements", path);
    }
    return 0;
}

Py_ssize_t il_live_length(PyObject *self)
{
    struct il_live_value *value = as_value(self);
    if (value->type->is_mapping) {
        IL_AUTO_REF PyObject *names = il_live_names(value);
        return names == NULL ? -1 : PyList_GET_SIZE(names);
    }
    if (!has_elements(value)) {
        return -1;
    }
    return value->count == IL_COUNT_UNKNOWN ? no_length(value) : value->count;
}

static PyObject *get_element(struct il_live_value *value, Py_ssize_t index)
{
    struct il_live_place place;
    il_live_element(value, index, &place);
    return il_live_get(&place);
}

/* An index, counted from the end where that is known. 0 or -1. */
static int read_index(struct il_live_value *value, PyObject *object, Py_ssize_t *out)
{
    Py_ssize_t index = PyNumber_AsSsize_t(object, PyExc_IndexError);
    if (index == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (value->count != IL_COUNT_UNKNOWN) {
        index += index < 0 ? value->count : 0;
        if (index < 0 || index >= value->count) {
            IL_AUTO_REF PyObject *path = il_live_path(&value->step);
            if (path != NULL) {
                PyErr_Format(PyExc_IndexError, "%U has %zd elements", path,
                             value->count);
            }
            return -1;
        }
    }
    *out = index;
    return 0;
}

static PyObject *get_slice(struct il_live_value *value, PyObject *slice)
{
    Py_ssize_t start, stop, step;
    if (value->count == IL_COUNT_UNKNOWN) {
        no_length(value);
        return NULL;
    }
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    Py_ssize_t count = PySlice_AdjustIndices(value->count, &start, &stop, step);
    IL_AUTO_REF PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list != NULL && i < count; i++) {
        /* A count may be nonsense: then somebody will want to end this. */
        if (i % IL_LIVE_PATIENCE == 0 && PyErr_CheckSignals() < 0) {
            return NULL;
        }
        IL_AUTO_REF PyObject *element = get_element(value, start + i * step);
        if (element == NULL || PyList_Append(list, element) < 0) {
            return NULL;
        }
    }
    return il_ref_steal(&list);
}

static const struct il_cfield *find_key(struct il_live_value *value, PyObject *key)
{
    const struct il_cfield *field =
        PyUnicode_Check(key) ? il_live_find(value, key) : NULL;
    if (field == NULL && !PyErr_Occurred()) {
        PyErr_SetObject(PyExc_KeyError, key);
    }
    return field;
}

PyObject *il_live_subscript(PyObject *self, PyObject *key)
{
    struct il_live_value *value = as_value(self);
    Py_ssize_t index;
    if (value->type->is_mapping) {
        const struct il_cfield *field = find_key(value, key);
        struct il_live_place place;
        if (field == NULL) {
            return NULL;
        }
        il_live_field(value, field, &place);
        return il_live_get(&place);
    }
    if (!has_elements(value)) {
        return NULL;
    }
    if (PySlice_Check(key)) {
        return get_slice(value, key);
    }
    return read_index(value, key, &index) < 0 ? NULL : get_element(value, index);
}

/* A part of an array: as if it were an array of its own. */
static int set_slice(struct il_live_value *value, PyObject *slice, PyObject *object)
{
    Py_ssize_t start, stop, step;
    if (value->count == IL_COUNT_UNKNOWN) {
        return no_length(value);
    }
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return -1;
    }
    Py_ssize_t count = PySlice_AdjustIndices(value->count, &start, &stop, step);
    if (step != 1) {
        PyErr_SetString(PyExc_ValueError, "only slices without gaps can be assigned");
        return -1;
    }
    struct il_ctype part = {.kind = IL_C_ARRAY,
                            .size = (size_t)count * value->type->target->size,
                            .target = value->type->target,
                            .count = (size_t)count};
    struct il_live_place place;
    il_live_element(value, start, &place);
    place.type = &part;
    place.step = value->step;
    place.first = start;
    return part.size == 0 ? 0 : il_live_set(&place, object);
}

int il_live_ass_subscript(PyObject *self, PyObject *key, PyObject *object)
{
    struct il_live_value *value = as_value(self);
    struct il_live_place place;
    Py_ssize_t index;
    if (value->type->is_mapping) {
        const struct il_cfield *field = find_key(value, key);
        return field == NULL ? -1 : il_live_set_field(value, field, object);
    }
    if (!has_elements(value)) {
        return -1;
    }
    if (object == NULL) {
        PyErr_SetString(PyExc_TypeError, "elements cannot be deleted");
        return -1;
    }
    if (PySlice_Check(key)) {
        return set_slice(value, key, object);
    }
    if (read_index(value, key, &index) < 0) {
        return -1;
    }
    il_live_element(value, index, &place);
    return il_live_set(&place, object);
}

PyObject *il_live_item(PyObject *self, Py_ssize_t index)
{
    struct il_live_value *value = as_value(self);
    if (!has_elements(value)) {
        return NULL;
    }
    if (value->count != IL_COUNT_UNKNOWN && (index < 0 || index >= value->count)) {
        PyErr_SetString(PyExc_IndexError, "there is no such element");
        return NULL;
    }
    return get_element(value, index);
}

PyObject *il_live_iter(PyObject *self)
{
    if (as_value(self)->type->is_mapping) {
        IL_AUTO_REF PyObject *names = il_live_names(as_value(self));
        return names == NULL ? NULL : PyObject_GetIter(names);
    }
    return il_live_length(self) < 0 ? NULL : PySeqIter_New(self);
}

int il_live_contains(PyObject *self, PyObject *object)
{
    if (as_value(self)->type->is_mapping) {
        const struct il_cfield *field =
            PyUnicode_Check(object) ? il_live_find(as_value(self), object) : NULL;
        return field == NULL && PyErr_Occurred() ? -1 : field != NULL;
    }
    Py_ssize_t count = il_live_length(self);
    int found = count < 0 ? -1 : 0;
    for (Py_ssize_t i = 0; found == 0 && i < count; i++) {
        if (i % IL_LIVE_PATIENCE == 0 && PyErr_CheckSignals() < 0) {
            return -1;
        }
        IL_AUTO_REF PyObject *element = get_element(as_value(self), i);
        found = element == NULL ? -1 : PyObject_RichCompareBool(element, object, Py_EQ);
    }
    return found;
}
