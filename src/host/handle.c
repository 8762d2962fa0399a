/* SPDX-License-Identifier: MIT
 * Handles. There is one record for a pointer of a class, with at most one object; the
 * object and the values that hold the pointer count as its users. Records stand in one
 * table for the process, under the short lock: what lets go of a pointer last may be a
 * thread without Python, and what takes it back too.
 */
#include "host/handle.h"

#include <stddef.h>
#include <string.h>
#include <structmember.h>

#include "core/compat.h"

struct il_handle {
    struct il_handle *next; /* in the table */
    size_t uses;
    const inlet_class *type;
    void *pointer; /* NULL once revoked or destroyed: then it is not in the table */
    void (*destroy)(void *);
    bool is_owned;    /* by us */
    PyObject *object; /* borrowed, or NULL */
    PyInterpreterState *interpreter;
};

struct object {
    PyObject_HEAD struct il_handle *handle; /* counted in */
    PyObject *weakrefs;
};

/* --- The table: under il_lock() --------------------------------------------------- */

static struct {
    struct il_handle **rows;
    size_t row_count; /* a power of two, or 0 */
    size_t count;
} table;

static size_t row_of(const inlet_class *type, const void *pointer)
{
    uint64_t hash = ((uint64_t)(uintptr_t)pointer >> 4) ^ (uint64_t)(uintptr_t)type;
    return (size_t)(hash * 0x9E3779B97F4A7C15u >> 32) & (table.row_count - 1);
}

static struct il_handle *find(const inlet_class *type, const void *pointer)
{
    struct il_handle *handle =
        table.row_count == 0 ? NULL : table.rows[row_of(type, pointer)];
    while (handle != NULL && (handle->pointer != pointer || handle->type != type)) {
        handle = handle->next;
    }
    return handle;
}

static void insert(struct il_handle *handle)
{
    struct il_handle **row = &table.rows[row_of(handle->type, handle->pointer)];
    handle->next = *row;
    *row = handle;
}

/* Have room for one more: 0 or -1. */
static int make_room(void)
{
    if (table.count < table.row_count) {
        return 0;
    }
    size_t old_count = table.row_count, new_count = old_count == 0 ? 64 : old_count * 2;
    struct il_handle **rows = PyMem_RawCalloc(new_count, sizeof *rows);
    if (rows == NULL) {
        return -1;
    }
    struct il_handle **old = table.rows;
    table.rows = rows;
    table.row_count = new_count;
    for (size_t i = 0; i < old_count; i++) {
        for (struct il_handle *handle = old[i], *next; handle != NULL; handle = next) {
            next = handle->next;
            insert(handle);
        }
    }
    PyMem_RawFree(old);
    return 0;
}

/* Take it out, and its pointer from it. An empty table holds no memory. */
static void delist(struct il_handle *handle)
{
    struct il_handle **link = &table.rows[row_of(handle->type, handle->pointer)];
    while (*link != handle) {
        link = &(*link)->next;
    }
    *link = handle->next;
    handle->pointer = NULL;
    if (--table.count == 0) {
        PyMem_RawFree(table.rows);
        table.rows = NULL;
        table.row_count = 0;
    }
}

/* --- Letting go ------------------------------------------------------------------- */

/* What is to be done once the lock is given back. */
struct ending {
    void (*destroy)(void *);
    void *pointer;
};

static struct ending end(struct il_handle *handle)
{
    struct ending ending = {handle->is_owned ? handle->destroy : NULL, handle->pointer};
    if (handle->pointer != NULL) {
        delist(handle);
    }
    return ending;
}

/* The host's code, with Python's lock where Python runs, and not to be interrupted. */
static void run_ending(struct ending ending)
{
    struct il_hold hold;
    struct il_frame frame;
    if (ending.destroy == NULL || ending.pointer == NULL) {
        return;
    }
    bool is_held = il_hold_begin(&hold, NULL) == INLET_DONE;
    il_frame_begin(&frame, false);
    ending.destroy(ending.pointer);
    il_frame_end(&frame);
    Py_CLEAR(frame.carried);
    if (is_held) {
        il_hold_end(&hold);
    }
}

void il_handle_release(struct il_handle *handle)
{
    struct ending ending = {NULL, NULL};
    il_lock();
    bool is_last = --handle->uses == 0;
    if (is_last) {
        ending = end(handle);
    }
    il_unlock();
    if (is_last) {
        PyMem_RawFree(handle);
        run_ending(ending);
    }
}

struct il_handle *il_handle_keep(const inlet_class *type, const void *pointer)
{
    il_lock();
    struct il_handle *handle = find(type, pointer);
    if (handle != NULL) {
        handle->uses++;
    }
    il_unlock();
    return handle;
}

void inlet_revoke(const inlet_class *type, const void *pointer)
{
    /* With Python's lock no C function is in the middle of using it. */
    struct il_hold hold;
    bool is_held = il_hold_begin(&hold, NULL) == INLET_DONE;
    il_lock();
    struct il_handle *handle = pointer == NULL ? NULL : find(type, pointer);
    if (handle != NULL) {
        delist(handle);
    }
    il_unlock();
    if (is_held) {
        il_hold_end(&hold);
    }
}

static struct il_handle *first_in(const PyInterpreterState *interpreter, size_t row)
{
    struct il_handle *handle = table.rows[row];
    while (handle != NULL && interpreter != NULL &&
           handle->interpreter != interpreter) {
        handle = handle->next;
    }
    return handle;
}

/* One record of the interpreter, or of any for NULL, from a row on; once around, since
 * destructors may have put something before it. */
static struct il_handle *next_of(const PyInterpreterState *interpreter, size_t *row)
{
    for (size_t tried = 0; tried < table.row_count; tried++) {
        *row &= table.row_count - 1;
        struct il_handle *handle = first_in(interpreter, *row);
        if (handle != NULL) {
            return handle;
        }
        ++*row;
    }
    return NULL;
}

void il_handle_sever_all(PyInterpreterState *interpreter, bool python_lives)
{
    struct il_handle *handle;
    size_t row = 0;
    do {
        struct ending ending = {NULL, NULL};
        bool is_lost = false;
        il_lock();
        handle = next_of(interpreter, &row);
        if (handle != NULL) {
            ending = end(handle);
            /* Where Python is gone its objects will not let go any more. */
            bool had_object = handle->object != NULL && !python_lives;
            handle->object = had_object ? NULL : handle->object;
            is_lost = had_object && --handle->uses == 0;
        }
        il_unlock();
        if (is_lost) {
            PyMem_RawFree(handle);
        }
        run_ending(ending);
    } while (handle != NULL);
}

/* --- The object ------------------------------------------------------------------- */

static void handle_dealloc(PyObject *self)
{
    struct object *object = (struct object *)self;
    PyTypeObject *type = Py_TYPE(self);
    struct il_handle *handle = object->handle;
    il_lock();
    if (handle != NULL && handle->object == self) {
        handle->object = NULL; /* who puts the pointer again gets a new one */
    }
    il_unlock();
    if (object->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    if (handle != NULL) {
        il_handle_release(handle);
    }
    PyObject_Free(self);
    Py_DECREF(type);
}

bool il_handle_check(PyObject *object)
{
    return Py_TYPE(object)->tp_dealloc == handle_dealloc;
}

const inlet_class *il_handle_class(PyObject *object)
{
    return il_handle_check(object) ? ((struct object *)object)->handle->type : NULL;
}

void *il_handle_pointer(PyObject *object)
{
    il_lock();
    void *pointer = ((struct object *)object)->handle->pointer;
    il_unlock();
    return pointer;
}

void il_handle_refuse(PyObject *object)
{
    PyErr_Format(PyExc_ReferenceError, "the %s is gone",
                 il_class_name(il_handle_class(object)));
}

PyObject *il_handle_repr(PyObject *object)
{
    const char *name = il_class_name(il_handle_class(object));
    void *pointer = il_handle_pointer(object);
    return pointer == NULL ? PyUnicode_FromFormat("<%s, gone>", name)
                           : PyUnicode_FromFormat("<%s at %p>", name, pointer);
}

static PyMemberDef handle_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, (Py_ssize_t)offsetof(struct object, weakrefs),
     READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyObject *il_handle_make_type(const char *name, const char *doc)
{
    PyType_Slot slots[] = {
        {Py_tp_dealloc, handle_dealloc},
        {Py_tp_repr, il_handle_repr},
        {Py_tp_members, handle_members},
        {doc == NULL ? 0 : Py_tp_doc, (void *)doc},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = name,
        .basicsize = (int)sizeof(struct object),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
        .slots = slots,
    };
    return il_new_type(PyType_FromSpec(&spec));
}

/* --- Wrapping --------------------------------------------------------------------- */

/* The object that there is, or NULL: new reference. */
static inlet_status find_object(const inlet_class *type, const void *pointer,
                                PyObject **out_object, inlet_error *error)
{
    il_lock();
    struct il_handle *handle = find(type, pointer);
    bool is_ours = handle == NULL || handle->interpreter == PyInterpreterState_Get();
    *out_object = is_ours && handle != NULL ? Py_XNewRef(handle->object) : NULL;
    il_unlock();
    return is_ours ? INLET_DONE
                   : il_error_set(error, INLET_ETHREAD,
                                  "the handle belongs to another interpreter");
}

/* A record, or the one that values hold; counted in. NULL without memory. */
static struct il_handle *record(const inlet_class *type, void *pointer,
                                bool *out_is_fresh)
{
    struct il_handle *handle = il_handle_keep(type, pointer);
    *out_is_fresh = handle == NULL;
    if (handle != NULL) {
        return handle;
    }
    handle = PyMem_RawCalloc(1, sizeof *handle);
    if (handle == NULL) {
        return NULL;
    }
    *handle = (struct il_handle){.uses = 1,
                                 .type = type,
                                 .pointer = pointer,
                                 .destroy = type->destroy,
                                 .interpreter = PyInterpreterState_Get()};
    il_lock();
    bool has_room = make_room() == 0;
    if (has_room) {
        table.count++;
        insert(handle);
    }
    il_unlock();
    if (!has_room) {
        PyMem_RawFree(handle);
        return NULL;
    }
    return handle;
}

static PyObject *make_object(PyTypeObject *class, const inlet_class *type,
                             void *pointer, bool *out_is_fresh)
{
    struct object *object = PyObject_New(struct object, class);
    if (object == NULL) {
        return NULL;
    }
    object->weakrefs = NULL;
    object->handle = record(type, pointer, out_is_fresh);
    if (object->handle == NULL) {
        Py_DECREF(object);
        return PyErr_NoMemory();
    }
    il_lock();
    object->handle->object = (PyObject *)object;
    il_unlock();
    return (PyObject *)object;
}

static int add_fresh(PyObject **fresh, PyObject *object)
{
    if (*fresh == NULL) {
        *fresh = PyList_New(0);
    }
    return *fresh == NULL ? -1 : PyList_Append(*fresh, object);
}

inlet_status il_handle_wrap(const inlet_class *type, void *pointer, PyObject **fresh,
                            PyObject **out_object, inlet_error *error)
{
    IL_AUTO_REF PyObject *class = NULL;
    inlet_status status = il_class_get(type, &class, error);
    if (status == INLET_DONE) {
        status = find_object(type, pointer, out_object, error);
    }
    if (status < 0 || *out_object != NULL) {
        return status;
    }
    bool is_fresh = false;
    IL_AUTO_REF PyObject *object =
        make_object((PyTypeObject *)class, type, pointer, &is_fresh);
    if (object == NULL || (is_fresh && add_fresh(fresh, object) < 0)) {
        return il_error_take(error);
    }
    *out_object = il_ref_steal(&object);
    return INLET_DONE;
}

static void settle(PyObject *object, bool has_arrived)
{
    struct il_handle *handle = ((struct object *)object)->handle;
    il_lock();
    if (has_arrived) {
        handle->is_owned = true;
    } else if (handle->pointer != NULL) {
        delist(handle);
    }
    il_unlock();
}

void il_handle_settle(PyObject *fresh, bool have_arrived)
{
    for (Py_ssize_t i = 0; fresh != NULL && i < PyList_GET_SIZE(fresh); i++) {
        settle(PyList_GET_ITEM(fresh, i), have_arrived);
    }
    Py_XDECREF(fresh);
}
