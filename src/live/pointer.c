/* SPDX-License-Identifier: MIT
 * Values as pointers: arithmetic, comparison, truth. Warm.
 */
#include "live/live.h"

static struct il_live_value *as_value(PyObject *self)
{
    return (struct il_live_value *)self;
}

int il_live_bool(PyObject *self)
{
    return as_value(self)->type->kind != IL_C_POINTER || as_value(self)->address != 0;
}

/* A pointer so many elements further. */
static PyObject *move_pointer(struct il_live_value *value, Py_ssize_t by)
{
    struct il_live_place place;
    if (value->type->kind != IL_C_POINTER || value->type->target->size == 0) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    il_live_whole(value, &place);
    PyObject *moved = il_live_value(
        &place, value->address + (uintptr_t)by * value->type->target->size,
        value->count == IL_COUNT_UNKNOWN || by < 0 || by > value->count
            ? IL_COUNT_UNKNOWN
            : value->count - by);
    if (moved != NULL) {
        as_value(moved)->is_temporary = value->is_temporary;
        il_live_begin_anew(as_value(moved));
    }
    return moved;
}

/* One of the two is a Value, whichever. */
PyObject *il_live_add_to(PyObject *left, PyObject *right)
{
    bool is_left = PyIndex_Check(right);
    PyObject *self = is_left ? left : right, *number = is_left ? right : left;
    if (!PyIndex_Check(number) || PyIndex_Check(self)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_ssize_t by = PyNumber_AsSsize_t(number, PyExc_OverflowError);
    return by == -1 && PyErr_Occurred() ? NULL : move_pointer(as_value(self), by);
}

static PyObject *distance(struct il_live_value *left, struct il_live_value *right)
{
    if (left->type->kind != IL_C_POINTER || left->type->target->size == 0 ||
        !il_ctype_is_same(left->type, right->type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return PyLong_FromLongLong((int64_t)(left->address - right->address) /
                               (int64_t)left->type->target->size);
}

PyObject *il_live_subtract(PyObject *left, PyObject *right)
{
    if (Py_TYPE(left) == Py_TYPE(right)) {
        return distance(as_value(left), as_value(right));
    }
    if (!PyIndex_Check(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_ssize_t by = PyNumber_AsSsize_t(right, PyExc_OverflowError);
    if (by == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return by == PY_SSIZE_T_MIN ? PyErr_NoMemory() : move_pointer(as_value(left), -by);
}

PyObject *il_live_richcompare(PyObject *self, PyObject *other, int operation)
{
    struct il_live_value *left = as_value(self), *right = as_value(other);
    bool is_equal = false;
    if (operation != Py_EQ && operation != Py_NE) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (other == Py_None) {
        is_equal = left->type->kind == IL_C_POINTER && left->address == 0;
    } else if (Py_TYPE(self) == Py_TYPE(other)) {
        is_equal = left->address == right->address &&
                   il_ctype_is_same(left->type, right->type);
    } else {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return PyBool_FromLong(is_equal == (operation == Py_EQ));
}

Py_hash_t il_live_hash(PyObject *self)
{
    uintptr_t address = as_value(self)->address;
    Py_hash_t hash = (Py_hash_t)(address >> 4 | address << (sizeof address * 8 - 4));
    return hash == -1 ? -2 : hash;
}
