/* SPDX-License-Identifier: MIT
 * What pointers take besides pointers: texts, bytes and buffers for the time of a call,
 * and Python's functions. Warm.
 */
#include "live/call.h"

#include <string.h>

static int refuse(const struct il_live_place *place, const char *text)
{
    IL_AUTO_REF PyObject *path = il_live_path(&place->step);
    if (path != NULL) {
        PyErr_Format(PyExc_TypeError, "%U: %s", path, text);
    }
    return -1;
}

/* May bytes stand there? */
static bool takes_bytes(const struct il_ctype *target)
{
    return target->kind == IL_C_VOID ||
           (il_ctype_is_scalar(target) && target->size == 1);
}

/* Bytes that the function may read, with a NUL behind them; where it may write, they
 * are a copy, since Python's own never change. */
static int lend_bytes(const struct il_live_place *place, PyObject *bytes,
                      uintptr_t *out)
{
    if (place->type->is_const) {
        *out = (uintptr_t)PyBytes_AS_STRING(bytes);
        return il_live_call_keep(place->call, bytes) < 0 ? -1 : 1;
    }
    IL_AUTO_REF PyObject *copy = PyByteArray_FromStringAndSize(PyBytes_AS_STRING(bytes),
                                                               PyBytes_GET_SIZE(bytes));
    if (copy == NULL || il_live_call_keep(place->call, copy) < 0) {
        return -1;
    }
    *out = (uintptr_t)PyByteArray_AS_STRING(copy);
    return 1;
}

static int lend_str(const struct il_live_place *place, PyObject *object, uintptr_t *out)
{
    IL_AUTO_REF PyObject *bytes =
        PyUnicode_AsEncodedString(object, "utf-8", "surrogateescape");
    if (bytes == NULL) {
        return -1;
    }
    if (memchr(PyBytes_AS_STRING(bytes), '\0', (size_t)PyBytes_GET_SIZE(bytes))) {
        IL_AUTO_REF PyObject *path = il_live_path(&place->step);
        if (path != NULL) {
            PyErr_Format(PyExc_ValueError, "%U: a text cannot hold a NUL", path);
        }
        return -1;
    }
    return lend_bytes(place, bytes, out);
}

/* The memory of a buffer itself: a function that writes there, writes into it. */
static int lend_buffer(const struct il_live_place *place, PyObject *object,
                       uintptr_t *out)
{
    const struct il_ctype *target = place->type->target;
    IL_AUTO_REF PyObject *view = PyMemoryView_FromObject(object);
    if (view == NULL) {
        return -1;
    }
    const Py_buffer *buffer = PyMemoryView_GET_BUFFER(view);
    if (!PyBuffer_IsContiguous(buffer, 'C')) {
        return refuse(place, "the buffer must be in one piece");
    }
    if (buffer->readonly && !place->type->is_const) {
        return refuse(place,
                      "the function may write there, and the buffer is read-only");
    }
    if (!takes_bytes(target) && (size_t)buffer->itemsize != target->size) {
        return refuse(place, "the buffer has elements of another size");
    }
    *out = (uintptr_t)buffer->buf;
    return il_live_call_keep(place->call, view) < 0 ? -1 : 1;
}

static int pack_row(const struct il_live_place *place, PyObject *elements,
                    unsigned char *bytes)
{
    const struct il_ctype *target = place->type->target;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(elements); i++) {
        const struct il_live_place element = {
            .base = place->base,
            .type = target,
            .call = place->call,
            .step = {.how = IL_STEP_ELEMENT,
                     .depth = place->step.depth + 1,
                     .index = i,
                     .before = &place->step},
        };
        if (il_live_pack(&element, PyTuple_GET_ITEM(elements, i),
                         bytes + (size_t)i * target->size) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Elements in a row, for the time of the call. A function that writes would write into
 * what nobody sees. */
static int lend_row(const struct il_live_place *place, PyObject *object, uintptr_t *out)
{
    size_t size = place->type->target->size;
    if (!place->type->is_const) {
        return refuse(place, "the function may write there: it takes an array.array, "
                             "or memory of the program");
    }
    IL_AUTO_REF PyObject *elements = PySequence_Tuple(object);
    size_t count = elements == NULL ? 0 : (size_t)PyTuple_GET_SIZE(elements);
    if (elements == NULL || count > PY_SSIZE_T_MAX / size) {
        return elements == NULL ? -1 : refuse(place, "so many have no room");
    }
    IL_AUTO_REF PyObject *row =
        PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)(count * size));
    if (row == NULL || il_live_call_keep(place->call, row) < 0) {
        return -1;
    }
    unsigned char *bytes = (unsigned char *)PyByteArray_AS_STRING(row);
    memset(bytes, 0, count * size);
    *out = (uintptr_t)bytes;
    return pack_row(place, elements, bytes) < 0 ? -1 : 1;
}

/* Has the pointer elements whose size is known? */
static bool has_elements(const struct il_ctype *pointer)
{
    return il_ctype_complete(pointer) && pointer->target->size > 0;
}

static int lend_memory(const struct il_live_place *place, PyObject *object,
                       uintptr_t *out)
{
    bool takes = takes_bytes(place->type->target);
    if (PyUnicode_Check(object)) {
        return takes ? lend_str(place, object, out) : 0;
    }
    if (PyBytes_Check(object)) {
        return takes ? lend_bytes(place, object, out) : 0;
    }
    if (PyList_Check(object) || PyTuple_Check(object)) {
        return has_elements(place->type) ? lend_row(place, object, out) : 0;
    }
    bool is_row = takes || il_ctype_is_scalar(place->type->target);
    return is_row && PyObject_CheckBuffer(object) ? lend_buffer(place, object, out) : 0;
}

int il_live_lend(const struct il_live_place *place, PyObject *object, uintptr_t *out)
{
    if (place->type->target->kind == IL_C_FUNCTION) {
        return PyCallable_Check(object) ? il_live_callback(place, object, out) : 0;
    }
    return place->call == NULL ? 0 : lend_memory(place, object, out);
}
