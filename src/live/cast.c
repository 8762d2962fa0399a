/* SPDX-License-Identifier: MIT
 * inlet.live: objects seen as something else. Warm.
 */
#include "live/live.h"

#include <stdlib.h>
#include <string.h>

/* --- Addresses -------------------------------------------------------------------- */

static int read_address(PyObject *object, uintptr_t *out)
{
    IL_AUTO_REF PyObject *number = PyNumber_Index(object);
    if (number == NULL) {
        return -1;
    }
    unsigned long long address = PyLong_AsUnsignedLongLong(number);
    if (address == (unsigned long long)-1 && PyErr_Occurred()) {
        return -1;
    }
    *out = (uintptr_t)address;
    return 0;
}

int il_live_find_source(struct il_engine *engine, PyObject *object,
                        struct il_live_source *out)
{
    *out = (struct il_live_source){0};
    if (object == Py_None) {
        return 0;
    }
    if (!il_live_is_value(engine, object)) {
        return read_address(object, &out->address);
    }
    out->value = (struct il_live_value *)object;
    out->address = out->value->address;
    if (il_watched_is_gone(out->value->root->watched)) {
        il_live_gone(out->value);
        return -1;
    }
    return 0;
}

static struct il_live_root *root_of(const struct il_live_source *source)
{
    return source->value == NULL ? NULL : source->value->root;
}

/* What one object may not write is not written by way of another. */
static int check_rights(const struct il_live_source *source,
                        const struct il_live_meant *meant)
{
    if (source->value == NULL || source->value->root == meant->root ||
        (source->value->root->watched->flags & INLET_READONLY) == 0 ||
        (meant->root->watched->flags & INLET_READONLY) != 0) {
        return 0;
    }
    IL_AUTO_REF PyObject *path = il_live_path(&source->value->step);
    if (path != NULL) {
        PyErr_Format(PyExc_TypeError,
                     "%U is read-only, and '%s', which has the type, "
                     "is not",
                     path, meant->root->watched->name);
    }
    return -1;
}

/* A pointer of the type that is meant. */
static PyObject *point(struct il_engine *engine, const struct il_live_source *source,
                       const struct il_live_meant *meant, uintptr_t address)
{
    struct il_live_value *pointer = NULL;
    if (check_rights(source, meant) == 0) {
        pointer = (struct il_live_value *)il_live_bare(engine, meant->root, meant->type,
                                                       address, meant->type->is_const);
    }
    if (pointer != NULL && source->value != NULL && source->value->is_temporary) {
        pointer->is_temporary = true;
        il_live_share_memory(pointer, source->value);
    }
    return (PyObject *)pointer;
}

/* --- Numbers ---------------------------------------------------------------------- */

/* The number that stands for an object: of a pointer, its address. New reference. */
static PyObject *number_of(struct il_engine *engine, PyObject *object)
{
    if (!il_live_is_value(engine, object)) {
        return Py_NewRef(object);
    }
    struct il_live_source source;
    struct il_live_value *value = (struct il_live_value *)object;
    if (il_live_find_source(engine, object, &source) < 0) {
        return NULL;
    }
    if (!il_ctype_is_scalar(value->type)) {
        return PyLong_FromUnsignedLongLong(source.address);
    }
    struct il_live_place place;
    il_live_whole(value, &place);
    return il_live_get(&place);
}

/* Of a complex number C takes the real part. */
static int read_parts(PyObject *number, struct il_scalar *out)
{
    Py_complex value = {.real = 0};
    if (PyComplex_Check(number)) {
        value = PyComplex_AsCComplex(number);
    } else {
        value.real = PyFloat_AsDouble(number);
    }
    out->real = value.real;
    out->imaginary = value.imag;
    return value.real == -1.0 && PyErr_Occurred() ? -1 : 0;
}

static PyObject *cast_real(struct il_engine *engine, const struct il_ctype *type,
                           PyObject *number)
{
    unsigned char bytes[IL_LIVE_LEAF] = {0};
    struct il_scalar value = {.how = type->kind == IL_C_FLOAT ? IL_SCALAR_REAL
                                                              : IL_SCALAR_COMPLEX};
    if (read_parts(number, &value) < 0) {
        return NULL;
    }
    if (!il_scalar_write(type, &value, bytes)) {
        return PyErr_Format(PyExc_OverflowError, "%R does not fit in %s", number,
                            type->name);
    }
    il_scalar_read(type, bytes, &value);
    return il_live_from_scalar(engine, type, &value);
}

/* The bits of an int above the lowest 64, which are those of a wide integer. */
static int cut_high(PyObject *whole, struct il_scalar *out)
{
    IL_AUTO_REF PyObject *bits = PyLong_FromLong(64);
    IL_AUTO_REF PyObject *high = bits == NULL ? NULL : PyNumber_Rshift(whole, bits);
    out->how = IL_SCALAR_WIDE;
    out->high = high == NULL ? 0 : PyLong_AsUnsignedLongLongMask(high);
    return PyErr_Occurred() ? -1 : 0;
}

/* The low bits, as C has it; a float loses what is behind the point. */
static int cut_integer(const struct il_ctype *type, PyObject *number,
                       struct il_scalar *out)
{
    unsigned bits = (unsigned)type->size * 8;
    IL_AUTO_REF PyObject *whole =
        PyFloat_Check(number) ? PyNumber_Long(number) : PyNumber_Index(number);
    uint64_t low = whole == NULL ? 0 : PyLong_AsUnsignedLongLongMask(whole);
    if (whole == NULL || (low == UINT64_MAX && PyErr_Occurred())) {
        return -1;
    }
    out->natural = low;
    if (bits > 64) {
        return cut_high(whole, out);
    }
    low &= UINT64_MAX >> (64 - bits);
    bool is_signed = il_ctype_is_signed(type);
    bool is_negative = is_signed && (low >> (bits - 1)) != 0;
    out->how = is_signed ? IL_SCALAR_SIGNED : IL_SCALAR_UNSIGNED;
    out->natural = low;
    out->integer = (int64_t)(is_negative ? low | ~(UINT64_MAX >> (64 - bits)) : low);
    return 0;
}

static PyObject *cast_scalar(struct il_engine *engine, const struct il_ctype *type,
                             PyObject *object)
{
    struct il_scalar value;
    IL_AUTO_REF PyObject *number = number_of(engine, object);
    if (number == NULL) {
        return NULL;
    }
    if (type->kind == IL_C_BOOL) {
        int is_true = PyObject_IsTrue(number);
        return is_true < 0 ? NULL : PyBool_FromLong(is_true);
    }
    if (type->kind == IL_C_FLOAT || type->kind == IL_C_COMPLEX) {
        return cast_real(engine, type, number);
    }
    return cut_integer(type, number, &value) < 0
               ? NULL
               : il_live_from_scalar(engine, type, &value);
}

/* --- cast() ----------------------------------------------------------------------- */

static PyObject *cast_pointer(struct il_engine *engine, PyObject *type,
                              PyObject *object)
{
    struct il_live_source source;
    IL_AUTO_MEANT struct il_live_meant meant = {0};
    return il_live_find_source(engine, object, &source) < 0 ||
                   il_live_mean(engine, root_of(&source), type, &meant) < 0
               ? NULL
               : point(engine, &source, &meant, source.address);
}

static PyObject *cast(struct il_engine *engine, const struct il_args *args)
{
    PyObject *type = args->value[0], *object = args->value[1];
    struct il_live_root *root = il_live_is_value(engine, object)
                                    ? ((struct il_live_value *)object)->root
                                    : NULL;
    IL_AUTO_MEANT struct il_live_meant meant = {0};
    if (il_live_mean(engine, root, type, &meant) < 0) {
        return NULL;
    }
    if (meant.type->kind == IL_C_POINTER) {
        return cast_pointer(engine, type, object);
    }
    if (il_ctype_is_scalar(meant.type)) {
        return cast_scalar(engine, meant.type, object);
    }
    IL_AUTO_REF PyObject *name = il_live_spell(meant.type);
    return name == NULL ? NULL
                        : PyErr_Format(PyExc_TypeError,
                                       "cannot cast to '%U': cast to a pointer to it, "
                                       "and use deref()",
                                       name);
}

/* --- container_of() --------------------------------------------------------------- */

static PyObject *no_member(const struct il_ctype *type, PyObject *member)
{
    IL_AUTO_REF PyObject *name = il_live_spell(type);
    return name == NULL
               ? NULL
               : PyErr_Format(PyExc_AttributeError,
                              "%U has no member '%U' with an address", name, member);
}

/* Where a member lies in a record; its type, or NULL with an exception. */
static const struct il_ctype *find_member(const struct il_ctype *record,
                                          PyObject *member, size_t *out_offset)
{
    if (!PyUnicode_Check(member)) {
        PyErr_SetString(PyExc_TypeError, "the member must be str");
        return NULL;
    }
    IL_AUTO_REF PyObject *bytes =
        PyUnicode_AsEncodedString(member, "utf-8", "surrogateescape");
    if (bytes == NULL) {
        return NULL;
    }
    const char *text = PyBytes_AS_STRING(bytes);
    const struct il_ctype *type = strlen(text) == (size_t)PyBytes_GET_SIZE(bytes)
                                      ? il_ctype_reach(record, text, out_offset)
                                      : NULL;
    if (type == NULL) {
        no_member(record, member);
    }
    return type;
}

/* A pointer to something else than the member is a mistake; one to void says nothing.
 */
static int check_member(const struct il_live_value *value,
                        const struct il_ctype *member)
{
    const struct il_ctype *type = value->type;
    if (type->kind == IL_C_POINTER) {
        type = type->target;
    }
    bool is_first =
        member->kind == IL_C_ARRAY && il_ctype_is_same(type, member->target);
    if (type->kind == IL_C_VOID || is_first || il_ctype_is_same(type, member)) {
        return 0;
    }
    IL_AUTO_REF PyObject *given = il_live_spell(type);
    IL_AUTO_REF PyObject *wanted = il_live_spell(member);
    if (given != NULL && wanted != NULL) {
        PyErr_Format(PyExc_TypeError, "the member is of type '%U', not '%U'", wanted,
                     given);
    }
    return -1;
}

static int mean_record(struct il_engine *engine, struct il_live_root *root,
                       PyObject *object, struct il_live_meant *out)
{
    if (il_live_mean(engine, root, object, out) < 0) {
        return -1;
    }
    out->type = out->type->kind == IL_C_POINTER ? out->type->target : out->type;
    if (out->type->kind == IL_C_RECORD || out->type->kind == IL_C_UNION) {
        return 0;
    }
    IL_AUTO_REF PyObject *name = il_live_spell(out->type);
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "'%U' is no struct or union", name);
    }
    return -1;
}

static bool points_to_const(const struct il_live_source *source)
{
    return source->value != NULL && source->value->is_const;
}

PyObject *il_live_container(struct il_engine *engine, PyObject *object, PyObject *type,
                            PyObject *member)
{
    struct il_live_source source;
    size_t offset;
    IL_AUTO_MEANT struct il_live_meant meant = {0};
    if (il_live_find_source(engine, object, &source) < 0 ||
        mean_record(engine, root_of(&source), type, &meant) < 0) {
        return NULL;
    }
    const struct il_ctype *found = find_member(meant.type, member, &offset);
    if (found == NULL ||
        (source.value != NULL && check_member(source.value, found) < 0)) {
        return NULL;
    }
    if (source.address == 0) {
        PyErr_SetString(PyExc_ValueError, "NULL is a member of nothing");
        return NULL;
    }
    meant.type = il_live_around(meant.root, meant.type, 0, points_to_const(&source));
    return meant.type == NULL ? NULL
                              : point(engine, &source, &meant, source.address - offset);
}

static PyObject *container_of(struct il_engine *engine, const struct il_args *args)
{
    return il_live_container(engine, args->value[0], args->value[1], args->value[2]);
}

/* --- take() ----------------------------------------------------------------------- */

static int read_count(PyObject *object, const struct il_ctype *element, size_t *out)
{
    Py_ssize_t count = PyNumber_AsSsize_t(object, PyExc_OverflowError);
    if (count == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (count < 1 || (size_t)count > PTRDIFF_MAX / element->size) {
        PyErr_Format(PyExc_ValueError, "there are no %zd elements", count);
        return -1;
    }
    *out = (size_t)count;
    return 0;
}

static PyObject *take(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_place place;
    size_t count;
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    if (value == NULL) {
        return NULL;
    }
    enum il_ckind kind = value->type->kind;
    bool has_target = kind == IL_C_POINTER || kind == IL_C_ARRAY;
    const struct il_ctype *element = has_target ? value->type->target : value->type;
    if (element->size == 0) {
        PyErr_SetString(PyExc_TypeError, "a void pointer points to nothing known");
        return NULL;
    }
    if (read_count(args->value[1], element, &count) < 0) {
        return NULL;
    }
    il_live_whole(value, &place);
    place.type = il_live_around(value->root, element, count, false);
    return place.type == NULL
               ? NULL
               : il_live_value(&place, value->address, (Py_ssize_t)count);
}

/* --- strdup() --------------------------------------------------------------------- */

static PyObject *encode(PyObject *object)
{
    if (PyBytes_Check(object)) {
        return Py_NewRef(object);
    }
    if (!PyUnicode_Check(object)) {
        PyErr_Format(PyExc_TypeError, "must be str or bytes, not %.100s",
                     Py_TYPE(object)->tp_name);
        return NULL;
    }
    return PyUnicode_AsEncodedString(object, "utf-8", "surrogateescape");
}

/* By malloc(), as the program would have made it. */
static char *copy_text(PyObject *bytes)
{
    const char *text = PyBytes_AS_STRING(bytes);
    if (strlen(text) != (size_t)PyBytes_GET_SIZE(bytes)) {
        PyErr_SetString(PyExc_ValueError, "a text cannot hold a NUL");
        return NULL;
    }
    char *copy = strdup(text);
    if (copy == NULL) {
        PyErr_NoMemory();
    }
    return copy;
}

static PyObject *duplicate(struct il_engine *engine, const struct il_args *args)
{
    IL_AUTO_REF PyObject *bytes = encode(args->value[0]);
    struct il_live_root *root = bytes == NULL ? NULL : il_live_own(engine);
    const struct il_ctype *type =
        root == NULL ? NULL : il_live_around(root, il_table_basic("char"), 0, false);
    char *copy = type == NULL ? NULL : copy_text(bytes);
    PyObject *value =
        copy == NULL ? NULL : il_live_bare(engine, root, type, (uintptr_t)copy, false);
    if (value == NULL) {
        free(copy);
    }
    return value;
}

/* --- The table -------------------------------------------------------------------- */

const struct il_face_entry il_live_casts[] = {
    {
        .signature = {"cast",
                      "(type, object)",
                      {"type", "object"},
                      .positional = 2,
                      .required = 2},
        .body = cast,
        .doc =
            "An object, or an address, as C's cast has it: a pointer of another type,\n"
            "or a number. The type is its name, \"struct node *\", or an object of it.",
    },
    {
        .signature = {"container_of",
                      "(object, type, member)",
                      {"object", "type", "member"},
                      .positional = 3,
                      .required = 3},
        .body = container_of,
        .doc =
            "The struct of a type in which an object, or what a pointer points to, is\n"
            "a member: a pointer to it. The member may be \"links.nodes[1]\".",
    },
    {
        .signature = {"take",
                      "(object, count)",
                      {"object", "count"},
                      .positional = 2,
                      .required = 2},
        .body = take,
        .doc = "So many elements from where a pointer points, as an array: it has a\n"
               "length, is iterated and sliced.",
    },
    {
        .signature = {"strdup", "(text)", {"text"}, .positional = 1, .required = 1},
        .body = duplicate,
        .doc =
            "A copy of a text in the program's memory, by malloc(), that a `char *`\n"
            "can be set to. It belongs to the program: nothing here ever frees it.",
    },
    {.body = NULL},
};
