/* SPDX-License-Identifier: MIT
 * The type Value. Warm.
 */
#include "live/live.h"

#include <stddef.h>
#include <string.h>
#include <structmember.h>

#include "core/compat.h"

static struct il_live_value *as_value(PyObject *self)
{
    return (struct il_live_value *)self;
}

struct il_engine *il_live_engine(const struct il_live_value *value)
{
    return PyType_GetModuleState(Py_TYPE(value));
}

bool il_live_is_value(struct il_engine *engine, PyObject *object)
{
    return Py_IS_TYPE(object, (PyTypeObject *)engine->live_type);
}

/* --- Life ------------------------------------------------------------------------- */

static struct il_live_value *clear(struct il_live_value *value)
{
    memset((char *)value + sizeof(PyObject), 0, sizeof *value - sizeof(PyObject));
    return value;
}

struct il_live_value *il_live_new(PyTypeObject *type)
{
    struct il_live_value *value = PyObject_GC_New(struct il_live_value, type);
    return value == NULL ? NULL : clear(value);
}

/* Down a chain of dots one is made at each and dropped at the next: one that was
 * dropped is there for it. */
static struct il_live_value *make_behind(const struct il_live_value *base)
{
    struct il_live_value *spare = base->root->spare;
    if (spare == NULL) {
        return il_live_new(Py_TYPE(base));
    }
    base->root->spare = NULL;
    return clear(as_value(PyObject_Init((PyObject *)spare, Py_TYPE(base))));
}

/* The root frees it while it has the type. */
static void keep_or_free(struct il_live_value *value)
{
    struct il_live_root *root = value->root;
    if (root != NULL && root->type != NULL && root->spare == NULL) {
        root->spare = value;
    } else {
        PyObject_GC_Del(value);
    }
}

static struct il_live_value *no_memory(void)
{
    PyErr_NoMemory();
    return NULL;
}

void il_live_share_memory(struct il_live_value *value, struct il_live_value *from)
{
    while (from != NULL && from->memory == NULL) {
        from = (struct il_live_value *)from->parent;
    }
    if (from != NULL) {
        Py_XSETREF(value->memory, Py_NewRef(from->memory));
    }
}

/* A way that has become too long begins anew, at the address where we are: who walks a
 * list would else keep all of it. */
void il_live_begin_anew(struct il_live_value *value)
{
    if (value->parent != NULL) {
        il_live_share_memory(value, (struct il_live_value *)value->parent);
    }
    Py_XSETREF(value->capsule, Py_NewRef(value->root->capsule));
    const struct il_ctype *type = value->type;
    bool is_row = type->kind == IL_C_POINTER || type->kind == IL_C_ARRAY;
    const struct il_ctype *named = is_row ? type->target : type;
    value->step = (struct il_step){.how = is_row ? IL_STEP_POINTER : IL_STEP_ADDRESS,
                                   .name = named->name == NULL ? "void" : named->name,
                                   .index = (int64_t)value->address};
    Py_CLEAR(value->parent);
}

/* The collector is not told of it: all that it could find behind one is the type, and
 * there are many of them that live for no longer than the next dot. */
PyObject *il_live_value(const struct il_live_place *place, uintptr_t address,
                        Py_ssize_t count)
{
    struct il_live_value *base = place->base;
    struct il_live_value *value =
        il_ctype_complete(place->type) ? make_behind(base) : no_memory();
    if (value == NULL) {
        return NULL;
    }
    bool is_pointer = place->type->kind == IL_C_POINTER;
    value->root = base->root;
    value->type = place->type;
    value->address = address;
    value->count = count;
    value->is_temporary =
        base->is_temporary && !is_pointer && base->type->kind != IL_C_POINTER;
    value->is_const = is_pointer
                          ? place->type->is_const ||
                                (base->root->watched->flags & INLET_READONLY) != 0
                          : place->is_const;
    if (place->step.depth >= IL_PATH_DEPTH) {
        il_live_share_memory(value, base);
        il_live_begin_anew(value);
    } else {
        value->step = place->step;
        value->parent = Py_NewRef(base);
    }
    return (PyObject *)value;
}

PyObject *il_live_bare(struct il_engine *engine, struct il_live_root *root,
                       const struct il_ctype *type, uintptr_t address, bool is_const)
{
    struct il_live_value *value = il_ctype_complete(type)
                                      ? il_live_new((PyTypeObject *)engine->live_type)
                                      : no_memory();
    if (value == NULL) {
        return NULL;
    }
    value->root = root;
    value->type = type;
    value->address = address;
    value->count = il_live_count(type);
    value->is_const = is_const || (root->watched->flags & INLET_READONLY) != 0;
    il_live_begin_anew(value);
    PyObject_GC_Track(value);
    return (PyObject *)value;
}

PyObject *il_live_temporary(const struct il_live_place *place,
                            const unsigned char *bytes)
{
    IL_AUTO_REF PyObject *memory =
        PyBytes_FromStringAndSize((const char *)bytes, (Py_ssize_t)place->type->size);
    struct il_live_value *value = NULL;
    if (memory != NULL) {
        value = (struct il_live_value *)il_live_value(
            place, (uintptr_t)PyBytes_AS_STRING(memory), IL_COUNT_UNKNOWN);
    }
    if (value != NULL) {
        value->memory = il_ref_steal(&memory);
        value->is_temporary = true;
        value->is_const = false;
    }
    return (PyObject *)value;
}

static int Value_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(as_value(self)->parent);
    Py_VISIT(as_value(self)->capsule);
    return 0;
}

/* No cycle goes through what a Value holds, and it is of no use without. */
static int Value_clear(PyObject *Py_UNUSED(self)) { return 0; }

static void Value_dealloc(PyObject *self)
{
    struct il_live_value *value = as_value(self);
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (value->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    /* They may keep the root alone. */
    PyObject *kept[] = {value->parent, value->capsule, value->memory, (PyObject *)type};
    keep_or_free(value);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        Py_XDECREF(kept[i]);
    }
}

/* --- Fields ----------------------------------------------------------------------- */

const struct il_ctype *il_live_record(const struct il_live_value *value)
{
    const struct il_ctype *type = value->type;
    type = type->kind == IL_C_POINTER ? type->target : type;
    return type->kind == IL_C_RECORD || type->kind == IL_C_UNION ? type : NULL;
}

static const struct il_cfield *look_up(const struct il_live_value *value,
                                       const struct il_ctype *record, PyObject *name)
{
    IL_AUTO_REF PyObject *indices = il_live_index(value->root, record);
    PyObject *index = indices == NULL ? NULL : PyDict_GetItemWithError(indices, name);
    return index == NULL ? NULL : &record->fields[PyLong_AsSize_t(index)];
}

const struct il_cfield *il_live_find(const struct il_live_value *value, PyObject *name)
{
    const struct il_ctype *record = il_live_record(value);
    if (record == NULL) {
        return NULL;
    }
    size_t place = ((uintptr_t)name / sizeof(void *) + record->number) % IL_LIVE_SEEN;
    struct il_live_seen *seen = &value->root->seen[place];
    if (seen->name == name && seen->record == record) {
        return seen->field;
    }
    const struct il_cfield *field = look_up(value, record, name);
    if (field != NULL && PyUnicode_CHECK_INTERNED(name)) {
        Py_XSETREF(seen->name, Py_NewRef(name));
        seen->record = record;
        seen->field = field;
    }
    return field;
}

PyObject *il_live_names(const struct il_live_value *value)
{
    const struct il_ctype *record = il_live_record(value);
    IL_AUTO_REF PyObject *names = PyList_New(0);
    for (size_t i = 0; names != NULL && record != NULL && i < record->count; i++) {
        const char *text = record->fields[i].name;
        if (record->fields[i].is_hidden) {
            continue;
        }
        IL_AUTO_REF PyObject *name =
            PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "surrogateescape");
        if (name == NULL || PyList_Append(names, name) < 0) {
            return NULL;
        }
    }
    return il_ref_steal(&names);
}

PyObject *il_live_attributes(PyObject *self)
{
    const struct il_live_value *value = as_value(self);
    const struct il_ctype *record = il_live_record(value);
    IL_AUTO_REF PyObject *names = PyList_New(0);
    IL_AUTO_REF PyObject *indices =
        record == NULL ? PyDict_New() : il_live_index(value->root, record);
    Py_ssize_t position = 0;
    PyObject *name, *index;
    while (names != NULL && indices != NULL &&
           PyDict_Next(indices, &position, &name, &index)) {
        if (!record->fields[PyLong_AsSize_t(index)].is_hidden &&
            PyList_Append(names, name) < 0) {
            return NULL;
        }
    }
    return indices == NULL ? NULL : il_ref_steal(&names);
}

/* What Python itself asks for; all other names are those of fields. */
static bool is_special(const struct il_live_value *value, PyObject *name)
{
    if (value->type->is_mapping &&
        PyUnicode_CompareWithASCIIString(name, "keys") == 0) {
        return true;
    }
    return PyUnicode_GET_LENGTH(name) > 4 && PyUnicode_READ_CHAR(name, 0) == '_' &&
           PyUnicode_READ_CHAR(name, 1) == '_';
}

/* As Python has it, with what it needs to suggest another name. */
static void no_field(PyObject *self, PyObject *name)
{
    struct il_text text = {0};
    il_ctype_write(as_value(self)->type, "", &text);
    IL_AUTO_REF PyObject *message =
        il_text_is_whole(&text)
            ? PyUnicode_FromFormat("%s has no field '%U'", text.bytes, name)
            : PyErr_NoMemory();
    il_text_free(&text);
    IL_AUTO_REF PyObject *args = message == NULL ? NULL : PyTuple_Pack(1, message);
    IL_AUTO_REF PyObject *keywords =
        args == NULL ? NULL : Py_BuildValue("{sOsO}", "name", name, "obj", self);
    IL_AUTO_REF PyObject *error =
        keywords == NULL ? NULL : PyObject_Call(PyExc_AttributeError, args, keywords);
    if (error != NULL) {
        PyErr_SetObject(PyExc_AttributeError, error);
    }
}

static PyObject *Value_getattro(PyObject *self, PyObject *name)
{
    struct il_live_value *value = as_value(self);
    const struct il_cfield *field = il_live_find(value, name);
    if (field != NULL) {
        struct il_live_place place;
        il_live_field(value, field, &place);
        return il_live_get(&place);
    }
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (is_special(value, name)) {
        return PyObject_GenericGetAttr(self, name);
    }
    no_field(self, name);
    return NULL;
}

int il_live_set_field(struct il_live_value *value, const struct il_cfield *field,
                      PyObject *object)
{
    struct il_live_place place;
    il_live_field(value, field, &place);
    if (object != NULL) {
        return il_live_set(&place, object);
    }
    IL_AUTO_REF PyObject *path = il_live_path(&place.step);
    if (path != NULL) {
        PyErr_Format(PyExc_TypeError, "%U is part of an object: it cannot be deleted",
                     path);
    }
    return -1;
}

static int Value_setattro(PyObject *self, PyObject *name, PyObject *object)
{
    const struct il_cfield *field = il_live_find(as_value(self), name);
    if (field != NULL) {
        return il_live_set_field(as_value(self), field, object);
    }
    if (!PyErr_Occurred()) {
        no_field(self, name);
    }
    return -1;
}

/* --- What Python asks for --------------------------------------------------------- */

static PyObject *Value_dir(PyObject *self, PyObject *Py_UNUSED(none))
{
    return il_live_attributes(self);
}

static PyObject *Value_reduce(PyObject *self, PyObject *Py_UNUSED(protocol))
{
    PyErr_Format(PyExc_TypeError,
                 "cannot copy or pickle '%s': it stands for memory of the program "
                 "(inlet.live.to_dict() makes a copy)",
                 Py_TYPE(self)->tp_name);
    return NULL;
}

static PyObject *Value_keys(PyObject *self, PyObject *Py_UNUSED(none))
{
    return il_live_names(as_value(self));
}

/* --- The type --------------------------------------------------------------------- */

static PyMethodDef Value_methods[] = {
    {"__dir__", Value_dir, METH_NOARGS, "The names of the fields; reads no memory."},
    {"__reduce_ex__", Value_reduce, METH_O, NULL},
    {"__reduce__", Value_reduce, METH_NOARGS, NULL},
    {"keys", Value_keys, METH_NOARGS,
     "The names of the fields of what is like a dict."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef Value_getset[] = {
    {"__doc__", il_live_doc, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef Value_members[] = {
    {"__weaklistoffset__", T_PYSSIZET,
     (Py_ssize_t)offsetof(struct il_live_value, weakrefs), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot Value_slots[] = {
    {Py_tp_dealloc, Value_dealloc},
    {Py_tp_traverse, Value_traverse},
    {Py_tp_clear, Value_clear},
    {Py_tp_getattro, Value_getattro},
    {Py_tp_setattro, Value_setattro},
    {Py_tp_repr, il_live_repr},
    {Py_tp_hash, il_live_hash},
    {Py_tp_richcompare, il_live_richcompare},
    {Py_tp_iter, il_live_iter},
    {Py_tp_methods, Value_methods},
    {Py_tp_getset, Value_getset},
    {Py_tp_members, Value_members},
    {Py_mp_length, il_live_length},
    {Py_mp_subscript, il_live_subscript},
    {Py_mp_ass_subscript, il_live_ass_subscript},
    {Py_sq_item, il_live_item},
    {Py_sq_contains, il_live_contains},
    {Py_tp_call, il_live_call},
    {Py_nb_bool, il_live_bool},
    {Py_nb_add, il_live_add_to},
    {Py_nb_subtract, il_live_subtract},
    {0, NULL},
};

static PyType_Spec Value_spec = {
    .name = "inlet.live.Value",
    .basicsize = (int)sizeof(struct il_live_value),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Value_slots,
};

PyObject *il_live_type(PyObject *module)
{
    IL_AUTO_REF PyObject *type =
        il_new_type(PyType_FromModuleAndSpec(module, &Value_spec, NULL));
    return type == NULL || il_live_glance(type) < 0 ? NULL : il_ref_steal(&type);
}
