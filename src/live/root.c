/* SPDX-License-Identifier: MIT
 * What all Values of one watched object share, in one interpreter. Warm.
 */
#include "live/live.h"

#include <string.h>

static const char root_name[] = "inlet.live.root";

/* --- The list of the engine ------------------------------------------------------- */

/* The type keeps the engine, where the list is. */
static void enlist(struct il_engine *engine, struct il_live_root *root)
{
    root->type = Py_NewRef(engine->live_type);
    root->link = &engine->live_roots;
    root->next = engine->live_roots;
    if (root->next != NULL) {
        root->next->link = &root->next;
    }
    engine->live_roots = root;
}

static void delist(struct il_live_root *root)
{
    if (root->link != NULL) {
        *root->link = root->next;
        if (root->next != NULL) {
            root->next->link = root->link;
        }
    }
}

/* --- Life ------------------------------------------------------------------------- */

static void free_root(struct il_live_root *root)
{
    delist(root);
    il_live_forget_ready(root);
    il_live_forget_made(root);
    for (size_t i = 0; i < root->index_room; i++) {
        Py_XDECREF(root->indices[i]);
    }
    for (size_t i = 0; i < IL_LIVE_SEEN; i++) {
        Py_XDECREF(root->seen[i].name);
    }
    if (root->spare != NULL) {
        PyObject_GC_Del(root->spare);
    }
    PyMem_Free(root->indices);
    il_watched_release(root->watched);
    Py_XDECREF(root->type);
    PyMem_Free(root);
}

static void root_destroy(PyObject *capsule)
{
    struct il_live_root *root = PyCapsule_GetPointer(capsule, root_name);
    if (root != NULL) {
        free_root(root);
    }
}

/* A field whose name is a keyword of Python's has one with "_" behind it, too. */
static int add_name(PyObject *dict, PyObject *keywords, const char *name, size_t number)
{
    IL_AUTO_REF PyObject *key =
        PyUnicode_DecodeUTF8(name, (Py_ssize_t)strlen(name), "surrogateescape");
    IL_AUTO_REF PyObject *index = PyLong_FromSize_t(number);
    if (key == NULL || index == NULL) {
        return -1;
    }
    PyUnicode_InternInPlace(&key);
    int is_keyword = PySequence_Contains(keywords, key);
    if (is_keyword < 0 || PyDict_SetItem(dict, key, index) < 0) {
        return -1;
    }
    if (!is_keyword) {
        return 0;
    }
    IL_AUTO_REF PyObject *other = PyUnicode_FromFormat("%U_", key);
    return other == NULL || PyDict_SetDefault(dict, other, index) == NULL ? -1 : 0;
}

static PyObject *index_record(const struct il_ctype *record, PyObject *keywords)
{
    IL_AUTO_REF PyObject *dict = PyDict_New();
    bool has_names = record->kind != IL_C_FUNCTION;
    for (size_t i = 0; dict != NULL && has_names && i < record->count; i++) {
        if (add_name(dict, keywords, record->fields[i].name, i) < 0) {
            return NULL;
        }
    }
    return il_ref_steal(&dict);
}

static PyObject *index_anew(const struct il_ctype *record)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("keyword");
    IL_AUTO_REF PyObject *keywords =
        module == NULL ? NULL : PyObject_GetAttrString(module, "kwlist");
    return keywords == NULL ? NULL : index_record(record, keywords);
}

static int make_room(struct il_live_root *root, size_t number)
{
    size_t room = root->index_room == 0 ? 16 : root->index_room;
    while (room <= number) {
        room *= 2;
    }
    PyObject **indices = PyMem_Realloc(root->indices, room * sizeof *indices);
    if (indices == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = root->index_room; i < room; i++) {
        indices[i] = NULL;
    }
    root->indices = indices;
    root->index_room = room;
    return 0;
}

/* Making it may run code that asks for the same: the first one that was made stays. */
PyObject *il_live_index(struct il_live_root *root, const struct il_ctype *record)
{
    size_t number = record->number;
    if (number < root->index_room && root->indices[number] != NULL) {
        return Py_NewRef(root->indices[number]);
    }
    PyObject *index = index_anew(record);
    if (index == NULL || record->complete != NULL) {
        return index;
    }
    if (number >= root->index_room && make_room(root, number) < 0) {
        Py_DECREF(index);
        return NULL;
    }
    if (root->indices[number] == NULL) {
        root->indices[number] = Py_NewRef(index);
    }
    return index;
}

static PyObject *make_root(struct il_watched *watched)
{
    struct il_live_root *root = PyMem_Calloc(1, sizeof *root);
    if (root == NULL) {
        return PyErr_NoMemory();
    }
    root->watched = il_watched_share(watched);
    PyObject *capsule = PyCapsule_New(root, root_name, root_destroy);
    if (capsule == NULL) {
        free_root(root);
    } else {
        root->capsule = capsule;
    }
    return capsule;
}

PyObject *il_live_root(struct il_watched *watched, struct il_live_root **out)
{
    PyObject *capsule = make_root(watched);
    if (capsule != NULL) {
        *out = PyCapsule_GetPointer(capsule, root_name);
    }
    return capsule;
}

struct il_live_root *il_live_root_of(PyObject *capsule)
{
    return PyCapsule_GetPointer(capsule, root_name);
}

struct il_live_root *il_live_own(struct il_engine *engine)
{
    if (engine->live_own == NULL) {
        struct il_watched *none = il_watched_none();
        engine->live_own = none == NULL ? NULL : make_root(none);
        il_watched_release(none);
    }
    return engine->live_own == NULL ? NULL
                                    : PyCapsule_GetPointer(engine->live_own, root_name);
}

PyObject *il_live_watch(struct il_engine *engine, struct il_watched *watched)
{
    IL_AUTO_REF PyObject *capsule = make_root(watched);
    struct il_live_value *value =
        capsule == NULL ? NULL : il_live_new((PyTypeObject *)engine->live_type);
    if (value == NULL) {
        return NULL;
    }
    value->capsule = il_ref_steal(&capsule);
    value->root = PyCapsule_GetPointer(value->capsule, root_name);
    enlist(engine, value->root);
    il_live_tell_of_shadows(engine);
    value->type = watched->graph->records[0];
    value->address = value->type->is_program ? 0 : watched->address;
    value->count = IL_COUNT_UNKNOWN;
    value->is_const = (watched->flags & INLET_READONLY) != 0;
    value->step = (struct il_step){
        .how = IL_STEP_NAME, .name = value->type->is_program ? "" : watched->name};
    PyObject_GC_Track(value);
    return (PyObject *)value;
}
