/* SPDX-License-Identifier: MIT
 * What is in objects of the host, as Python's objects. Warm.
 */
#include "live/live.h"

#include <string.h>

#include "reflect/access.h"
#include "reflect/scalar.h"

enum {
    STRING_MAX = 1 << 16, /* of what a char * points to */
    TEXT_ON_STACK = 256,
    COPY_DEPTH = 32,
};

static PyObject *decode(const char *bytes, size_t size)
{
    return PyUnicode_DecodeUTF8(bytes, (Py_ssize_t)size, "surrogateescape");
}

/* --- Reading ---------------------------------------------------------------------- */

static PyObject *get_scalar(const struct il_live_place *place)
{
    unsigned char bytes[IL_LIVE_LEAF];
    struct il_scalar value;
    bool is_bits = place->field != NULL && place->field->bit_width != 0;
    size_t size = is_bits ? il_scalar_bit_bytes(place->field) : place->type->size;
    if (il_live_fetch(place, bytes, size) < 0) {
        return NULL;
    }
    if (is_bits) {
        il_scalar_read_bits(place->field, bytes, &value);
    } else {
        il_scalar_read(place->type, bytes, &value);
    }
    return il_live_from_scalar(il_live_engine(place->base), place->type, &value);
}

/* An array of characters: up to its first NUL. */
static PyObject *get_short_text(const struct il_live_place *place)
{
    char bytes[TEXT_ON_STACK];
    size_t size = place->type->size;
    if (il_live_fetch(place, bytes, size) < 0) {
        return NULL;
    }
    const char *end = memchr(bytes, '\0', size);
    return decode(bytes, end == NULL ? size : (size_t)(end - bytes));
}

static void read_up_to(struct il_live_string *string, size_t limit)
{
    bool is_whole;
    string->is_read =
        string->address != 0 &&
        il_access_string(string->address, limit, &string->text, &is_whole);
}

void il_live_string_read(struct il_live_string *string)
{
    read_up_to(string, STRING_MAX);
}

PyObject *il_live_string_take(const struct il_live_place *place,
                              const struct il_live_string *string)
{
    if (string->address == 0) {
        return Py_NewRef(Py_None);
    }
    if (!string->is_read) {
        il_live_fault(place, string->address, 1, "read");
        return NULL;
    }
    return il_text_is_whole(&string->text)
               ? decode(string->text.size == 0 ? "" : string->text.bytes,
                        string->text.size)
               : PyErr_NoMemory();
}

/* The pointer and the string in one access, so that it is the one that was meant. */
static int fetch_string(const struct il_live_place *place, struct il_live_string *out)
{
    struct il_watched *watched = place->base->root->watched;
    struct il_watching watching;
    if (!il_watched_begin(watched, &watching)) {
        il_live_gone(place->base);
        return -1;
    }
    bool is_there = il_access_read(place->address, &out->address, sizeof out->address);
    if (is_there) {
        il_live_string_read(out);
    }
    il_watched_end(watched, &watching);
    if (!is_there) {
        il_live_fault(place, place->address, sizeof out->address, "read");
    }
    return is_there ? 0 : -1;
}

/* A text up to its NUL and no further: the array may be larger than what is there, or
 * its end may not be known. */
static PyObject *get_long_text(const struct il_live_place *place, size_t limit)
{
    struct il_live_string string = {.address = place->address};
    struct il_watched *watched = place->base->root->watched;
    struct il_watching watching;
    if (!il_watched_begin(watched, &watching)) {
        il_live_gone(place->base);
        return NULL;
    }
    read_up_to(&string, limit);
    il_watched_end(watched, &watching);
    PyObject *result = NULL;
    if (string.is_read) {
        result = il_live_string_take(place, &string);
    } else {
        il_live_fault(place, place->address, place->type->is_open ? 1 : limit, "read");
    }
    il_text_free(&string.text);
    return result;
}

static PyObject *get_text(const struct il_live_place *place)
{
    if (place->type->is_open) {
        return get_long_text(place, STRING_MAX);
    }
    return place->type->size <= TEXT_ON_STACK ? get_short_text(place)
                                              : get_long_text(place, place->type->size);
}

static PyObject *get_string(const struct il_live_place *place)
{
    struct il_live_string string = {0};
    PyObject *result =
        fetch_string(place, &string) < 0 ? NULL : il_live_string_take(place, &string);
    il_text_free(&string.text);
    return result;
}

/* How many elements a counted pointer has: a field beside it says so. */
static int get_count(const struct il_live_place *place, Py_ssize_t *out)
{
    const struct il_cfield *counter =
        place->field == NULL ? NULL : place->field->counter;
    unsigned char bytes[16];
    struct il_scalar value;
    *out = IL_COUNT_UNKNOWN;
    if (counter == NULL) {
        return 0;
    }
    struct il_live_place beside = *place;
    beside.address = place->address - place->field->offset + counter->offset;
    beside.step.name = counter->name;
    if (il_live_fetch(&beside, bytes, counter->type->size) < 0) {
        return -1;
    }
    il_scalar_read(counter->type, bytes, &value);
    uint64_t count = value.how == IL_SCALAR_SIGNED
                         ? (uint64_t)(value.integer < 0 ? 0 : value.integer)
                         : value.natural;
    uint64_t most = (uint64_t)PY_SSIZE_T_MAX / place->type->target->size;
    *out = (Py_ssize_t)(count < most ? count : most);
    return 0;
}

static PyObject *get_pointer(const struct il_live_place *place)
{
    uintptr_t address;
    Py_ssize_t count;
    if (il_live_fetch(place, &address, sizeof address) < 0 ||
        get_count(place, &count) < 0) {
        return NULL;
    }
    return il_live_value(place, address, count);
}

PyObject *il_live_get(const struct il_live_place *place)
{
    const struct il_ctype *type = place->type;
    if (place->field != NULL && place->field->get != NULL) {
        return il_live_compute(place);
    }
    if (il_ctype_is_scalar(type)) {
        return get_scalar(place);
    }
    if (il_ctype_is_text(type)) {
        return get_text(place);
    }
    if (il_ctype_is_string(type)) {
        return get_string(place);
    }
    if (type->kind == IL_C_POINTER) {
        return get_pointer(place);
    }
    return il_live_value(place, place->address, il_live_count(type));
}

/* --- What is nowhere -------------------------------------------------------------- */

static PyObject *take_pointer(const struct il_live_place *place,
                              const unsigned char *bytes)
{
    struct il_live_string string = {0};
    memcpy(&string.address, bytes, sizeof string.address);
    if (!il_ctype_is_string(place->type)) {
        return il_live_value(place, string.address, IL_COUNT_UNKNOWN);
    }
    il_live_string_read(&string);
    PyObject *result = il_live_string_take(place, &string);
    il_text_free(&string.text);
    return result;
}

PyObject *il_live_take(const struct il_live_place *place, const unsigned char *bytes)
{
    struct il_scalar value;
    if (place->type->kind == IL_C_POINTER) {
        return take_pointer(place, bytes);
    }
    if (!il_ctype_is_scalar(place->type)) {
        return il_live_temporary(place, bytes);
    }
    il_scalar_read(place->type, bytes, &value);
    return il_live_from_scalar(il_live_engine(place->base), place->type, &value);
}

/* --- Copies ----------------------------------------------------------------------- */

static PyObject *copy_record(struct il_live_value *value, int depth)
{
    const struct il_ctype *record = value->type;
    IL_AUTO_REF PyObject *dict = PyDict_New();
    for (size_t i = 0; dict != NULL && i < record->count; i++) {
        const struct il_cfield *field = &record->fields[i];
        struct il_live_place place;
        if (field->is_hidden) {
            continue;
        }
        il_live_field(value, field, &place);
        IL_AUTO_REF PyObject *name = decode(field->name, strlen(field->name));
        IL_AUTO_REF PyObject *copy = name == NULL ? NULL : il_live_copy(&place, depth);
        if (copy == NULL || PyDict_SetItem(dict, name, copy) < 0) {
            return NULL;
        }
    }
    return il_ref_steal(&dict);
}

static PyObject *copy_array(struct il_live_value *value, int depth)
{
    /* Not made as long as it is said to be: the number may be nonsense. */
    IL_AUTO_REF PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list != NULL && i < value->count; i++) {
        struct il_live_place place;
        if (i % IL_LIVE_PATIENCE == 0 && PyErr_CheckSignals() < 0) {
            return NULL;
        }
        il_live_element(value, i, &place);
        IL_AUTO_REF PyObject *copy = il_live_copy(&place, depth);
        if (copy == NULL || PyList_Append(list, copy) < 0) {
            return NULL;
        }
    }
    return il_ref_steal(&list);
}

/* Pointers stay what they are: a number, or None; but elements that are counted are
 * part of the object. */
static PyObject *copy_pointer(struct il_live_value *value, int depth)
{
    if (value->address == 0) {
        return Py_NewRef(Py_None);
    }
    return value->count == IL_COUNT_UNKNOWN
               ? PyLong_FromUnsignedLongLong(value->address)
               : copy_array(value, depth);
}

PyObject *il_live_copy(const struct il_live_place *place, int depth)
{
    IL_AUTO_REF PyObject *object = il_live_get(place);
    if (object == NULL || !il_live_is_value(il_live_engine(place->base), object)) {
        return il_ref_steal(&object);
    }
    struct il_live_value *value = (struct il_live_value *)object;
    if (depth >= COPY_DEPTH) {
        PyErr_SetString(PyExc_RecursionError, "the object is too deep to be copied");
        return NULL;
    }
    switch (value->type->kind) {
    case IL_C_ARRAY:
        return copy_array(value, depth + 1);
    case IL_C_POINTER:
        return copy_pointer(value, depth + 1);
    case IL_C_FUNCTION:
        return PyLong_FromUnsignedLongLong(value->address);
    default:
        return copy_record(value, depth + 1);
    }
}
