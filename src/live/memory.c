/* SPDX-License-Identifier: MIT
 * inlet.live.mem(): the bytes of memory, shown. Warm.
 */
#include "live/live.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <structmember.h>

#include "core/compat.h"
#include "reflect/dump.h"

enum {
    SIZE_DEFAULT = 64,
    SIZE_MAX_READ = 1 << 20,
    ROWS_SHOWN = 256,
};

struct memory {
    PyObject_HEAD unsigned long long address;
    PyObject *bytes; /* strong: zeros where nothing could be read */
    PyObject *there; /* strong: bytes, 1 for each that could be read */
};

static struct memory *as_memory(PyObject *self) { return (struct memory *)self; }

static struct il_dump dump_of(PyObject *self)
{
    struct memory *memory = as_memory(self);
    return (struct il_dump){
        .address = (uintptr_t)memory->address,
        .bytes = (const unsigned char *)PyBytes_AS_STRING(memory->bytes),
        .is_there = (const unsigned char *)PyBytes_AS_STRING(memory->there),
        .size = (size_t)PyBytes_GET_SIZE(memory->bytes),
    };
}

/* --- Life ------------------------------------------------------------------------- */

/* Both are counted in. */
static PyObject *new_memory(PyTypeObject *type, uintptr_t address, PyObject *bytes,
                            PyObject *there)
{
    if (bytes == NULL || there == NULL) {
        return NULL;
    }
    struct memory *memory = PyObject_New(struct memory, type);
    if (memory != NULL) {
        memory->address = address;
        memory->bytes = Py_NewRef(bytes);
        memory->there = Py_NewRef(there);
    }
    return (PyObject *)memory;
}

static void Memory_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    Py_DECREF(as_memory(self)->bytes);
    Py_DECREF(as_memory(self)->there);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* --- Shown ------------------------------------------------------------------------ */

static PyObject *Memory_repr(PyObject *self)
{
    struct il_dump dump = dump_of(self);
    struct il_text text = {0};
    char more[64];
    size_t shown = (size_t)ROWS_SHOWN * IL_DUMP_ROW;
    il_dump_write(&dump, ROWS_SHOWN, &text);
    if (dump.size > shown) {
        snprintf(more, sizeof more, "\n... and %zu bytes more", dump.size - shown);
        il_text_add_string(&text, more);
    }
    PyObject *str = il_text_is_whole(&text)
                        ? PyUnicode_FromStringAndSize(text.bytes, (Py_ssize_t)text.size)
                        : PyErr_NoMemory();
    il_text_free(&text);
    return str;
}

/* --- Used ------------------------------------------------------------------------- */

static Py_ssize_t Memory_length(PyObject *self)
{
    return PyBytes_GET_SIZE(as_memory(self)->bytes);
}

static PyObject *get_part(PyObject *self, PyObject *slice)
{
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    if (step != 1) {
        PyErr_SetString(PyExc_ValueError, "a part of memory has no gaps");
        return NULL;
    }
    Py_ssize_t count = PySlice_AdjustIndices(Memory_length(self), &start, &stop, step);
    struct il_dump dump = dump_of(self);
    IL_AUTO_REF PyObject *bytes =
        PyBytes_FromStringAndSize((const char *)dump.bytes + start, count);
    IL_AUTO_REF PyObject *there =
        PyBytes_FromStringAndSize((const char *)dump.is_there + start, count);
    return new_memory(Py_TYPE(self), dump.address + (uintptr_t)start, bytes, there);
}

/* A byte, or None where it could not be read. */
static PyObject *Memory_item(PyObject *self, Py_ssize_t index)
{
    struct il_dump dump = dump_of(self);
    if (index < 0 || (size_t)index >= dump.size) {
        PyErr_SetString(PyExc_IndexError, "there is no such byte");
        return NULL;
    }
    return dump.is_there[index] ? PyLong_FromLong(dump.bytes[index])
                                : Py_NewRef(Py_None);
}

static PyObject *Memory_subscript(PyObject *self, PyObject *key)
{
    if (PySlice_Check(key)) {
        return get_part(self, key);
    }
    Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (index == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return Memory_item(self, index < 0 ? index + Memory_length(self) : index);
}

static PyObject *Memory_bytes(PyObject *self, PyObject *Py_UNUSED(none))
{
    struct il_dump dump = dump_of(self);
    char text[64];
    for (size_t i = 0; i < dump.size; i++) {
        if (!dump.is_there[i]) {
            struct il_engine *engine = PyType_GetModuleState(Py_TYPE(self));
            snprintf(text, sizeof text, "cannot read 1 byte at 0x%" PRIxPTR,
                     dump.address + i);
            PyErr_SetString(engine->fault_error, text);
            return NULL;
        }
    }
    return Py_NewRef(as_memory(self)->bytes);
}

static PyObject *Memory_richcompare(PyObject *self, PyObject *other, int operation)
{
    if ((operation != Py_EQ && operation != Py_NE) || Py_TYPE(self) != Py_TYPE(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    struct memory *left = as_memory(self), *right = as_memory(other);
    int is_same = PyObject_RichCompareBool(left->bytes, right->bytes, Py_EQ);
    is_same = is_same <= 0 ? is_same
                           : PyObject_RichCompareBool(left->there, right->there, Py_EQ);
    return is_same < 0 ? NULL : PyBool_FromLong(is_same == (operation == Py_EQ));
}

/* --- The type --------------------------------------------------------------------- */

static PyMethodDef Memory_methods[] = {
    {"__bytes__", Memory_bytes, METH_NOARGS,
     "__bytes__($self, /)\n--\n\nAll bytes; FaultError if one could not be read."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef Memory_members[] = {
    {"address", T_ULONGLONG, (Py_ssize_t)offsetof(struct memory, address), READONLY,
     "Where it begins."},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot Memory_slots[] = {
    {Py_tp_dealloc, Memory_dealloc},
    {Py_tp_repr, Memory_repr},
    {Py_tp_richcompare, Memory_richcompare},
    {Py_tp_hash, PyObject_HashNotImplemented},
    {Py_tp_methods, Memory_methods},
    {Py_tp_members, Memory_members},
    {Py_mp_length, Memory_length},
    {Py_sq_length, Memory_length},
    {Py_sq_item, Memory_item},
    {Py_mp_subscript, Memory_subscript},
    {Py_tp_doc, "Bytes of memory as they were, and which of them could be read."},
    {0, NULL},
};

static PyType_Spec Memory_spec = {
    .name = "inlet.live.Memory",
    .basicsize = (int)sizeof(struct memory),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION |
             Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Memory_slots,
};

/* --- mem() ------------------------------------------------------------------------ */

/* Of a pointer it is the struct behind it that is meant, or a few bytes. */
static Py_ssize_t default_size(const struct il_live_value *value)
{
    const struct il_ctype *type = value == NULL ? NULL : value->type;
    if (type != NULL && type->kind == IL_C_POINTER) {
        type = il_live_record(value);
    }
    return type == NULL || type->size == 0 ? SIZE_DEFAULT : (Py_ssize_t)type->size;
}

/* In one access, with the lock of the object that has led there. */
static int fill(const struct il_live_source *source, struct il_live_root *root,
                PyObject *bytes, PyObject *there)
{
    struct il_watching watching;
    if (!il_watched_begin(root->watched, &watching)) {
        il_live_gone(source->value);
        return -1;
    }
    il_dump_read(source->address, (unsigned char *)PyBytes_AS_STRING(bytes),
                 (unsigned char *)PyBytes_AS_STRING(there),
                 (size_t)PyBytes_GET_SIZE(bytes));
    il_watched_end(root->watched, &watching);
    return 0;
}

static PyObject *mem(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_source source;
    if (il_live_find_source(engine, args->value[0], &source) < 0) {
        return NULL;
    }
    Py_ssize_t size = default_size(source.value);
    struct il_live_root *root =
        source.value == NULL ? il_live_own(engine) : source.value->root;
    if (root == NULL || il_live_read_size(args->value[1], SIZE_MAX_READ, &size) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *bytes = PyBytes_FromStringAndSize(NULL, size);
    IL_AUTO_REF PyObject *there = PyBytes_FromStringAndSize(NULL, size);
    return bytes == NULL || there == NULL || fill(&source, root, bytes, there) < 0
               ? NULL
               : new_memory((PyTypeObject *)engine->live_memory, source.address, bytes,
                            there);
}

static const struct il_face_entry functions[] = {
    {
        .signature = {"mem",
                      "(object, size=None)",
                      {"object", "size"},
                      .positional = 2,
                      .required = 1},
        .body = mem,
        .doc =
            "The bytes of an object, from where a pointer points, or from an address\n"
            "on, shown as numbers and characters; what cannot be read is ??.",
    },
    {.body = NULL},
};

int il_live_add_memory(struct il_engine *engine, PyObject *module)
{
    engine->live_memory =
        il_new_type(PyType_FromModuleAndSpec(module, &Memory_spec, NULL));
    return engine->live_memory == NULL ||
                   PyModule_AddObjectRef(module, "Memory", engine->live_memory) < 0
               ? -1
               : il_face_add_functions(engine, module, functions, "inlet.live");
}
