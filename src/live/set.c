/* SPDX-License-Identifier: MIT
 * Python's objects put into objects of the host. Warm.
 *
 * What is stored is first put together in a patch, which is as large as what was given;
 * only when all of it was converted is the object touched.
 */
#include "live/call.h"

#include <string.h>

/* --- Putting together ------------------------------------------------------------- */

/* The bytes of a str or of bytes. */
static PyObject *text_bytes(const struct il_live_place *place, PyObject *object)
{
    if (PyUnicode_Check(object)) {
        return PyUnicode_AsEncodedString(object, "utf-8", "surrogateescape");
    }
    if (PyBytes_Check(object)) {
        return Py_NewRef(object);
    }
    il_live_refuse(place, PyExc_TypeError, object, "must be str or bytes");
    return NULL;
}

/* Room in a patch, which is zero. */
static unsigned char *add(struct il_patch *patch, size_t offset, size_t size)
{
    unsigned char *bytes = il_patch_add(patch, offset, size);
    if (bytes == NULL) {
        PyErr_NoMemory();
    }
    return bytes;
}

static int pack_text(const struct il_live_place *place, PyObject *object,
                     struct il_patch *patch, size_t offset)
{
    IL_AUTO_REF PyObject *text = text_bytes(place, object);
    if (text == NULL) {
        return -1;
    }
    size_t size = (size_t)PyBytes_GET_SIZE(text);
    IL_AUTO_REF PyObject *path = il_live_path(&place->step);
    if (path == NULL) {
        return -1;
    }
    if (size >= place->type->size) {
        PyErr_Format(PyExc_ValueError, "%U: %zu bytes and a NUL do not fit in %zu",
                     path, size, place->type->size);
        return -1;
    }
    if (memchr(PyBytes_AS_STRING(text), '\0', size) != NULL) {
        PyErr_Format(PyExc_ValueError, "%U: a text cannot hold a NUL", path);
        return -1;
    }
    unsigned char *bytes = add(patch, offset, place->type->size);
    if (bytes != NULL) {
        memcpy(bytes, PyBytes_AS_STRING(text), size);
    }
    return bytes == NULL ? -1 : 0;
}

/* Can a pointer of one type be stored as the other? */
static bool is_fitting(const struct il_ctype *type, const struct il_ctype *target,
                       bool is_const)
{
    return (type->is_const || !is_const) &&
           (type->target->kind == IL_C_VOID || il_ctype_is_same(type->target, target));
}

/* What is no Value: None, and what il_live_lend() knows. */
static int pack_other(const struct il_live_place *place, PyObject *object,
                      uintptr_t *out)
{
    int lent = object == Py_None ? 1 : il_live_lend(place, object, out);
    if (lent != 0) {
        return lent < 0 ? -1 : 0;
    }
    bool is_text = PyUnicode_Check(object) || PyBytes_Check(object);
    return il_live_refuse(place, PyExc_TypeError, object,
                          is_text && place->call == NULL
                              ? "must be a pointer: nobody would own the text"
                              : "must be a pointer, a struct or None");
}

static bool is_fitting_value(const struct il_live_place *place,
                             const struct il_live_value *value)
{
    bool is_pointer = value->type->kind == IL_C_POINTER;
    bool is_array = value->type->kind == IL_C_ARRAY;
    const struct il_ctype *target =
        is_pointer || is_array ? value->type->target : value->type;
    bool is_const = is_pointer ? value->type->is_const : value->is_const;
    return is_fitting(place->type, target, is_const && target->kind != IL_C_FUNCTION);
}

static int find_address(const struct il_live_place *place, PyObject *object,
                        uintptr_t *out)
{
    struct il_live_value *value = (struct il_live_value *)object;
    if (!il_live_is_value(il_live_engine(place->base), object)) {
        return pack_other(place, object, out);
    }
    if (!is_fitting_value(place, value)) {
        return il_live_refuse(place, PyExc_TypeError, object,
                              "must be a pointer to the same type");
    }
    if (value->is_temporary && place->call == NULL) {
        return il_live_refuse(
            place, PyExc_TypeError, object,
            "must be a pointer to what lasts: a function has given a copy");
    }
    if (il_watched_is_gone(value->root->watched)) {
        il_live_gone(value);
        return -1;
    }
    *out = value->address;
    return 0;
}

/* What has no parts. */
static bool is_leaf(const struct il_ctype *type)
{
    return il_ctype_is_scalar(type) || type->kind == IL_C_POINTER;
}

static int pack_leaf(const struct il_live_place *place, PyObject *object,
                     unsigned char *bytes)
{
    uintptr_t address = 0;
    if (place->type->kind != IL_C_POINTER) {
        return il_live_pack_scalar(place, object, bytes);
    }
    int result = find_address(place, object, &address);
    memcpy(bytes, &address, sizeof address);
    return result;
}

/* --- Aggregates ------------------------------------------------------------------- */

/* A place inside of another, which may be of no Value: for the path of an error. */
static struct il_live_place inside(const struct il_live_place *place,
                                   const struct il_cfield *field, size_t index)
{
    struct il_live_place part = *place;
    part.first = 0;
    part.field = field;
    part.type = field == NULL ? place->type->target : field->type;
    part.is_const = place->is_const || (field != NULL && field->is_const);
    part.step = (struct il_step){
        .how = field == NULL ? IL_STEP_ELEMENT : IL_STEP_MEMBER,
        .depth = place->step.depth + 1,
        .name = field == NULL ? NULL : field->name,
        .index = place->first + (int64_t)index,
        .before = &place->step,
    };
    return part;
}

static int pack_whole(const struct il_live_place *place, PyObject *object,
                      struct il_patch *patch, size_t offset);

/* Converting runs code, so that room is asked for afterwards. */
static int add_leaf(const struct il_live_place *place, PyObject *object,
                    struct il_patch *patch, size_t offset)
{
    unsigned char bytes[IL_LIVE_LEAF] = {0};
    int result = pack_leaf(place, object, bytes);
    unsigned char *room = result < 0 ? NULL : add(patch, offset, place->type->size);
    if (room != NULL) {
        memcpy(room, bytes, place->type->size);
    }
    return room == NULL ? -1 : 0;
}

static int add_bits(const struct il_live_place *place, PyObject *object,
                    struct il_patch *patch, size_t offset)
{
    unsigned char bytes[IL_LIVE_LEAF] = {0}, mask[IL_LIVE_LEAF] = {0};
    if (il_live_pack_bits(place, object, bytes, mask) < 0) {
        return -1;
    }
    if (!il_patch_add_bits(patch, offset, bytes, mask,
                           il_scalar_bit_bytes(place->field))) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

/* An argument is new: what is const in it, is so later. */
static int pack_part(const struct il_live_place *part, PyObject *object,
                     struct il_patch *patch, size_t offset)
{
    if (part->call == NULL && il_live_check_write(part) < 0) {
        return -1;
    }
    if (part->field != NULL && part->field->bit_width != 0) {
        return add_bits(part, object, patch, offset);
    }
    return is_leaf(part->type) ? add_leaf(part, object, patch, offset)
                               : pack_whole(part, object, patch, offset);
}

static int pack_dict(const struct il_live_place *place, PyObject *dict,
                     struct il_patch *patch, size_t offset)
{
    IL_AUTO_REF PyObject *items = PyDict_Items(dict);
    for (Py_ssize_t i = 0; items != NULL && i < PyList_GET_SIZE(items); i++) {
        PyObject *item = PyList_GET_ITEM(items, i);
        PyObject *key = PyTuple_GET_ITEM(item, 0);
        const char *name = PyUnicode_Check(key) ? PyUnicode_AsUTF8(key) : NULL;
        const struct il_cfield *field =
            name == NULL ? NULL : il_ctype_field(place->type, name);
        if (field == NULL) {
            PyErr_Clear();
            IL_AUTO_REF PyObject *record = il_live_spell(place->type);
            if (record != NULL) {
                PyErr_Format(PyExc_KeyError, "%U has no field %R", record, key);
            }
            return -1;
        }
        struct il_live_place part = inside(place, field, 0);
        if (field->get != NULL) {
            return il_live_refuse(&part, PyExc_TypeError, PyTuple_GET_ITEM(item, 1),
                                  "is computed: it is assigned by itself");
        }
        if (pack_part(&part, PyTuple_GET_ITEM(item, 1), patch, offset + field->offset) <
            0) {
            return -1;
        }
    }
    return items == NULL ? -1 : 0;
}

/* Another object of the same type, byte for byte; not over what is read-only. */
static int pack_same(const struct il_live_place *place, struct il_live_value *value,
                     struct il_patch *patch, size_t offset)
{
    struct il_live_place whole;
    size_t size = place->type->size;
    for (size_t i = 0; place->type->fields != NULL && i < place->type->count; i++) {
        struct il_live_place part = inside(place, &place->type->fields[i], 0);
        if (part.field->get != NULL) {
            continue;
        }
        if (place->call == NULL && il_live_check_write(&part) < 0) {
            return -1;
        }
    }
    il_live_whole(value, &whole);
    unsigned char *bytes =
        il_live_check_ends(&whole, size) < 0 ? NULL : add(patch, offset, size);
    return bytes == NULL ? -1 : il_live_fetch(&whole, bytes, size);
}

static int wrong_length(const struct il_live_place *place, size_t count)
{
    IL_AUTO_REF PyObject *path = il_live_path(&place->step);
    if (path != NULL) {
        PyErr_Format(PyExc_ValueError, "%U: has %zu elements, not %zu", path,
                     place->type->count, count);
    }
    return -1;
}

/* Looked at before it is copied: it may say that it is longer than memory. */
static int check_length(const struct il_live_place *place, PyObject *object)
{
    if (!PySequence_Check(object)) {
        return 0;
    }
    Py_ssize_t count = PySequence_Size(object);
    if (count < 0) {
        return -1;
    }
    return (size_t)count == place->type->count ? 0 : wrong_length(place, (size_t)count);
}

/* As many as there is room for, and one more: some never end. */
static PyObject *take_elements(const struct il_live_place *place, PyObject *object)
{
    IL_AUTO_REF PyObject *iterator =
        check_length(place, object) < 0 ? NULL : PyObject_GetIter(object);
    IL_AUTO_REF PyObject *list = iterator == NULL ? NULL : PyList_New(0);
    for (size_t count = 0; list != NULL && count <= place->type->count; count++) {
        IL_AUTO_REF PyObject *element = PyIter_Next(iterator);
        if (element == NULL) {
            break;
        }
        if (PyList_Append(list, element) < 0) {
            return NULL;
        }
    }
    return list == NULL || PyErr_Occurred() ? NULL : PyList_AsTuple(list);
}

static int pack_sequence(const struct il_live_place *place, PyObject *object,
                         struct il_patch *patch, size_t offset)
{
    IL_AUTO_REF PyObject *elements = take_elements(place, object);
    if (elements == NULL) {
        return -1;
    }
    size_t count = (size_t)PyTuple_GET_SIZE(elements);
    size_t size = place->type->target->size;
    if (count != place->type->count) {
        return wrong_length(place, count);
    }
    for (size_t i = 0; i < count; i++) {
        struct il_live_place part = inside(place, NULL, i);
        if (pack_part(&part, PyTuple_GET_ITEM(elements, (Py_ssize_t)i), patch,
                      offset + i * size) < 0) {
            return -1;
        }
    }
    return 0;
}

static int pack_aggregate(const struct il_live_place *place, PyObject *object,
                          struct il_patch *patch, size_t offset)
{
    bool is_array = place->type->kind == IL_C_ARRAY;
    struct il_live_value *value = (struct il_live_value *)object;
    if (place->type->is_program || place->type->kind == IL_C_FUNCTION) {
        return il_live_refuse(place, PyExc_TypeError, object,
                              "is nothing to be put there");
    }
    if (il_live_is_value(il_live_engine(place->base), object) &&
        il_ctype_is_same(value->type, place->type)) {
        return pack_same(place, value, patch, offset);
    }
    if (is_array && !PyUnicode_Check(object) &&
        (PySequence_Check(object) || PyIter_Check(object))) {
        return pack_sequence(place, object, patch, offset);
    }
    if (!is_array && PyDict_Check(object)) {
        return pack_dict(place, object, patch, offset);
    }
    return il_live_refuse(place, PyExc_TypeError, object,
                          is_array ? "must be a sequence"
                                   : "must be a dict or the same struct");
}

static int pack_whole(const struct il_live_place *place, PyObject *object,
                      struct il_patch *patch, size_t offset)
{
    return il_ctype_is_text(place->type) ? pack_text(place, object, patch, offset)
                                         : pack_aggregate(place, object, patch, offset);
}

int il_live_pack(const struct il_live_place *place, PyObject *object,
                 unsigned char *bytes)
{
    struct il_patch patch = {0};
    if (is_leaf(place->type)) {
        return pack_leaf(place, object, bytes);
    }
    int result = pack_whole(place, object, &patch, 0);
    if (result == 0) {
        il_patch_copy(&patch, bytes);
    }
    il_patch_free(&patch);
    return result;
}

/* --- Storing ---------------------------------------------------------------------- */

static int set_bits(const struct il_live_place *place, PyObject *object)
{
    unsigned char bytes[IL_LIVE_LEAF] = {0}, mask[IL_LIVE_LEAF] = {0};
    return il_live_pack_bits(place, object, bytes, mask) < 0
               ? -1
               : il_live_store_bits(place, bytes, mask);
}

static int set_leaf(const struct il_live_place *place, PyObject *object)
{
    unsigned char bytes[IL_LIVE_LEAF] = {0};
    return pack_leaf(place, object, bytes) < 0
               ? -1
               : il_live_store(place, bytes, place->type->size);
}

static int set_whole(const struct il_live_place *place, PyObject *object)
{
    struct il_patch patch = {0};
    int result = il_live_check_ends(place, place->type->size);
    if (result == 0) {
        result = pack_whole(place, object, &patch, 0);
    }
    if (result == 0) {
        result = il_live_store_patch(place, &patch);
    }
    il_patch_free(&patch);
    return result;
}

/* Of a type that a table of the host has: so large that the host has room for it. */
static int set_computed(const struct il_live_place *place, PyObject *object)
{
    unsigned char *bytes = PyMem_Calloc(1, place->type->size);
    if (bytes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int result = il_live_pack(place, object, bytes);
    if (result == 0) {
        result = il_live_assign(place, bytes);
    }
    PyMem_Free(bytes);
    return result;
}

int il_live_set(const struct il_live_place *place, PyObject *object)
{
    const struct il_cfield *field = place->field;
    if (il_live_check_write(place) < 0) {
        return -1;
    }
    if (field != NULL && field->set != NULL) {
        return set_computed(place, object);
    }
    if (field != NULL && field->bit_width != 0) {
        return set_bits(place, object);
    }
    return is_leaf(place->type) ? set_leaf(place, object) : set_whole(place, object);
}
