/* SPDX-License-Identifier: MIT
 * The dicts that code typed in a frame runs in.
 */
#include "core/namespace.h"

#include <string.h>

#include "core/compat.h"
#include "core/scope.h"

struct namespace
{
    PyDictObject dict; /* the contents, as code sees them that goes by no method */
    struct namespace *whole; /* strong: the globals; NULL in these themselves */
    struct il_scope scope;   /* of the globals */
    PyObject *known;         /* dict: their contents as we put them there */
};

static struct namespace *of(PyObject *self) { return (struct namespace *)self; }

static struct namespace *globals_of(PyObject *self)
{
    struct namespace *own = of(self);
    return own->whole == NULL ? own : own->whole;
}

static enum il_reach reach_of(PyObject *self)
{
    return of(self)->whole == NULL ? IL_REACH_ANY : IL_REACH_LOCAL;
}

/* ---- the contents ---- */

static int drop_item(PyObject *dict, PyObject *name)
{
    int present = PyDict_Contains(dict, name);
    return present <= 0 ? present : PyDict_DelItem(dict, name);
}

/* NULL deletes. */
static int set_item(PyObject *dict, PyObject *name, PyObject *value)
{
    return value == NULL ? drop_item(dict, name) : PyDict_SetItem(dict, name, value);
}

/* Let the contents be `value` for `name`, and known to be. What was there lives until
 * both are so: its destructor could let another thread see the one without the other,
 * and that thread take it for a binding of the user's. */
static int note(struct namespace *globals, PyObject *name, PyObject *value)
{
    PyObject *contents = (PyObject *)globals;
    IL_AUTO_REF PyObject *known = Py_XNewRef(globals->known);
    IL_AUTO_REF PyObject *before = NULL;
    IL_AUTO_REF PyObject *expected = NULL;
    if (known == NULL) {
        return 0;
    }
    if (il_dict_find(contents, name, &before) < 0 ||
        il_dict_find(known, name, &expected) < 0 || set_item(known, name, value) < 0) {
        return -1;
    }
    if (before == value || set_item(contents, name, value) == 0) {
        return 0;
    }
    PyObject *raised = il_raised_take();
    if (set_item(known, name, expected) < 0) {
        PyErr_Clear();
    }
    il_raised_give(raised);
    return -1;
}

/* The same for either; the locals are not compared with anything. */
static int note_in(PyObject *self, PyObject *name, PyObject *value)
{
    if (of(self)->whole == NULL) {
        return note(of(self), name, value);
    }
    IL_AUTO_REF PyObject *before = NULL;
    if (il_dict_find(self, name, &before) < 0) {
        return -1;
    }
    return before == value ? 0 : set_item(self, name, value);
}

/* Was the name bound, or deleted, without a method? Then let that be where it means. */
static int settle(struct namespace *globals, PyObject *name)
{
    IL_AUTO_REF PyObject *present = NULL;
    IL_AUTO_REF PyObject *expected = NULL;
    if (globals->known == NULL) {
        return 0;
    }
    if (il_dict_find((PyObject *)globals, name, &present) < 0 ||
        il_dict_find(globals->known, name, &expected) < 0) {
        return -1;
    }
    if (present == expected) {
        return 0;
    }
    if (set_item(globals->known, name, present) < 0) {
        return -1;
    }
    if (present == NULL) {
        return il_scope_remove(&globals->scope, name, IL_REACH_ANY) < 0 ? -1 : 0;
    }
    return il_scope_assign(&globals->scope, name, present, IL_REACH_ANY);
}

static int settle_each(struct namespace *globals, PyObject *dict)
{
    IL_AUTO_REF PyObject *names = dict == NULL ? NULL : PyDict_Keys(dict);
    if (names == NULL) {
        return dict == NULL ? 0 : -1;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(names); i++) {
        if (settle(globals, PyList_GET_ITEM(names, i)) < 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- one name ---- */

/* A name as this dict lists it: 1, 0 or -1. Its contents are so afterwards. */
static int look(PyObject *self, PyObject *name, PyObject **out_value)
{
    struct namespace *globals = globals_of(self);
    *out_value = NULL;
    if (settle(globals, name) < 0) {
        return -1;
    }
    int found = il_scope_find(&globals->scope, name, reach_of(self), out_value);
    if (found >= 0 && note_in(self, name, *out_value) < 0) {
        Py_CLEAR(*out_value);
        return -1;
    }
    return found;
}

static PyObject *subscript(PyObject *self, PyObject *name)
{
    PyObject *value;
    int found = look(self, name, &value);
    if (found == 0 && of(self)->whole != NULL) {
        found = look((PyObject *)of(self)->whole, name, &value);
    }
    if (found == 0) {
        PyErr_SetObject(PyExc_KeyError, name);
    }
    return value;
}

/* Both dicts, after a name was bound or deleted. */
static int look_again(PyObject *self, PyObject *name)
{
    PyObject *both[] = {(PyObject *)globals_of(self), self};
    for (int i = 0; i < 2; i++) {
        IL_AUTO_REF PyObject *value = NULL;
        if (look(both[i], name, &value) < 0) {
            return -1;
        }
    }
    return 0;
}

static int assign_subscript(PyObject *self, PyObject *name, PyObject *value)
{
    struct il_scope *scope = &globals_of(self)->scope;
    if (settle(globals_of(self), name) < 0) {
        return -1;
    }
    int done = value == NULL ? il_scope_remove(scope, name, reach_of(self))
                             : il_scope_assign(scope, name, value, reach_of(self));
    if (value == NULL && done == 0) {
        PyErr_SetObject(PyExc_KeyError, name);
        return -1;
    }
    return done < 0 ? -1 : look_again(self, name);
}

static int contains(PyObject *self, PyObject *name)
{
    IL_AUTO_REF PyObject *value = NULL;
    return look(self, name, &value);
}

/* ---- all names ---- */

static int look_each(PyObject *self, PyObject *names)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(names); i++) {
        if (contains(self, PyList_GET_ITEM(names, i)) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Fill the contents, and empty them of what is no more. */
static int refresh(PyObject *self)
{
    struct namespace *globals = globals_of(self);
    if (settle_each(globals, (PyObject *)globals) < 0 ||
        settle_each(globals, globals->known) < 0) {
        return -1;
    }
    IL_AUTO_REF PyObject *names = il_scope_names(&globals->scope, reach_of(self));
    IL_AUTO_REF PyObject *present = names == NULL ? NULL : PyDict_Keys(self);
    if (present == NULL || look_each(self, names) < 0) {
        return -1;
    }
    if (of(self)->whole == NULL) {
        IL_AUTO_REF PyObject *name = PyUnicode_FromString("__builtins__");
        if (name == NULL || contains(self, name) < 0) {
            return -1;
        }
    }
    return look_each(self, present);
}

/* dict.<name>(self, *args), of contents as they are now. */
static PyObject *call_dict(PyObject *self, const char *name, PyObject *args)
{
    if (refresh(self) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *method =
        PyObject_GetAttrString((PyObject *)&PyDict_Type, name);
    IL_AUTO_REF PyObject *first = PyTuple_Pack(1, self);
    IL_AUTO_REF PyObject *all = first == NULL  ? NULL
                                : args == NULL ? Py_NewRef(first)
                                               : PySequence_Concat(first, args);
    return method == NULL || all == NULL ? NULL : PyObject_CallObject(method, all);
}

static PyObject *iterate(PyObject *self)
{
    return refresh(self) < 0 ? NULL : PyDict_Type.tp_iter(self);
}

static Py_ssize_t length(PyObject *self)
{
    return refresh(self) < 0 ? -1 : PyDict_Size(self);
}

static PyObject *represent(PyObject *self)
{
    return refresh(self) < 0 ? NULL : PyDict_Type.tp_repr(self);
}

static PyObject *compare(PyObject *self, PyObject *other, int operation)
{
    return refresh(self) < 0 ? NULL
                             : PyDict_Type.tp_richcompare(self, other, operation);
}

#define WHOLE(function, name)                                                          \
    static PyObject *function(PyObject *self, PyObject *Py_UNUSED(none))               \
    {                                                                                  \
        return call_dict(self, name, NULL);                                            \
    }

WHOLE(Namespace_keys, "keys")
WHOLE(Namespace_values, "values")
WHOLE(Namespace_items, "items")
WHOLE(Namespace_copy, "copy")
WHOLE(Namespace_reversed, "__reversed__")
#undef WHOLE

/* ---- methods ---- */

static PyObject *Namespace_get(PyObject *self, PyObject *args)
{
    PyObject *name, *fallback = Py_None, *value;
    if (!PyArg_UnpackTuple(args, "get", 1, 2, &name, &fallback)) {
        return NULL;
    }
    int found = look(self, name, &value);
    return found == 0 ? Py_NewRef(fallback) : value;
}

static PyObject *Namespace_setdefault(PyObject *self, PyObject *args)
{
    PyObject *name, *fallback = Py_None, *value;
    if (!PyArg_UnpackTuple(args, "setdefault", 1, 2, &name, &fallback)) {
        return NULL;
    }
    int found = look(self, name, &value);
    if (found != 0) {
        return value;
    }
    return assign_subscript(self, name, fallback) < 0 ? NULL : Py_NewRef(fallback);
}

static PyObject *Namespace_pop(PyObject *self, PyObject *args)
{
    PyObject *name, *fallback = NULL, *value;
    if (!PyArg_UnpackTuple(args, "pop", 1, 2, &name, &fallback)) {
        return NULL;
    }
    int found = look(self, name, &value);
    if (found == 0 && fallback == NULL) {
        PyErr_SetObject(PyExc_KeyError, name);
    }
    if (found <= 0) {
        return found < 0 ? NULL : Py_XNewRef(fallback);
    }
    if (assign_subscript(self, name, NULL) < 0) {
        Py_CLEAR(value);
    }
    return value;
}

static int assign_all(PyObject *self, PyObject *dict)
{
    PyObject *name, *value;
    Py_ssize_t position = 0;
    while (PyDict_Next(dict, &position, &name, &value)) {
        if (PyObject_SetItem(self, name, value) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *Namespace_update(PyObject *self, PyObject *args, PyObject *keywords)
{
    IL_AUTO_REF PyObject *given =
        PyObject_Call((PyObject *)&PyDict_Type, args, keywords);
    return given == NULL || assign_all(self, given) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *unite(PyObject *self, PyObject *other)
{
    IL_AUTO_REF PyObject *given = PyObject_CallOneArg((PyObject *)&PyDict_Type, other);
    return given == NULL || assign_all(self, given) < 0 ? NULL : Py_NewRef(self);
}

/* It would empty the module that the frame belongs to. */
static PyObject *Namespace_refuse(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(none))
{
    PyErr_SetString(PyExc_TypeError, "the variables of a frame cannot all be deleted");
    return NULL;
}

static PyMethodDef namespace_methods[] = {
    {"keys", Namespace_keys, METH_NOARGS, NULL},
    {"values", Namespace_values, METH_NOARGS, NULL},
    {"items", Namespace_items, METH_NOARGS, NULL},
    {"copy", Namespace_copy, METH_NOARGS, NULL},
    {"__reversed__", Namespace_reversed, METH_NOARGS, NULL},
    {"get", Namespace_get, METH_VARARGS, NULL},
    {"setdefault", Namespace_setdefault, METH_VARARGS, NULL},
    {"pop", Namespace_pop, METH_VARARGS, NULL},
    {"update", (PyCFunction)(void (*)(void))Namespace_update,
     METH_VARARGS | METH_KEYWORDS, NULL},
    {"popitem", Namespace_refuse, METH_NOARGS, NULL},
    {"clear", Namespace_refuse, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- the class ---- */

static int namespace_traverse(PyObject *self, visitproc visit, void *arg)
{
    struct namespace *own = of(self);
    Py_VISIT(Py_TYPE(self));
    Py_VISIT((PyObject *)own->whole);
    Py_VISIT(own->known);
    int result = il_scope_traverse(&own->scope, visit, arg);
    return result != 0 ? result : PyDict_Type.tp_traverse(self, visit, arg);
}

static void clear_own(struct namespace *own)
{
    Py_CLEAR(own->whole);
    Py_CLEAR(own->known);
    il_scope_clear(&own->scope);
}

static int namespace_clear(PyObject *self)
{
    clear_own(of(self));
    return PyDict_Type.tp_clear(self);
}

static void namespace_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    clear_own(of(self));
    PyDict_Type.tp_dealloc(self);
    Py_DECREF(type);
}

PyDoc_STRVAR(namespace_doc, "The variables that code typed in a frame sees.");

static PyType_Slot namespace_slots[] = {
    {Py_tp_doc, (void *)namespace_doc},
    {Py_tp_dealloc, namespace_dealloc},
    {Py_tp_traverse, namespace_traverse},
    {Py_tp_clear, namespace_clear},
    {Py_tp_repr, represent},
    {Py_tp_iter, iterate},
    {Py_tp_richcompare, compare},
    {Py_tp_hash, PyObject_HashNotImplemented},
    {Py_mp_length, length},
    {Py_mp_subscript, subscript},
    {Py_mp_ass_subscript, assign_subscript},
    {Py_sq_contains, contains},
    {Py_nb_inplace_or, unite},
    {Py_tp_methods, namespace_methods},
    {0, NULL},
};

static PyType_Spec namespace_spec = {
    .name = "_inlet.Namespace",
    .basicsize = (int)sizeof(struct namespace),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = namespace_slots,
};

PyObject *il_namespace_type(PyObject *module)
{
    return il_new_type(
        PyType_FromModuleAndSpec(module, &namespace_spec, (PyObject *)&PyDict_Type));
}

/* ---- for a frame ---- */

static PyObject *make_dict(PyObject *type)
{
    IL_AUTO_REF PyObject *none = PyTuple_New(0);
    return none == NULL ? NULL : PyDict_Type.tp_new((PyTypeObject *)type, none, NULL);
}

static PyObject *make_globals(PyObject *type, PyFrameObject *frame, PyObject *locals)
{
    IL_AUTO_REF PyObject *globals = make_dict(type);
    if (globals == NULL || il_scope_init(&of(globals)->scope, frame, locals) < 0) {
        return NULL;
    }
    of(globals)->known = PyDict_New();
    return of(globals)->known == NULL ? NULL : il_ref_steal(&globals);
}

PyObject *il_namespace_of_frame(PyObject *type, PyFrameObject *frame)
{
    IL_AUTO_REF PyObject *locals = PyFrame_GetLocals(frame);
    IL_AUTO_REF PyObject *outer = locals == NULL ? NULL : PyFrame_GetGlobals(frame);
    if (outer == NULL || locals == outer || (PyObject *)Py_TYPE(locals) == type) {
        return outer == NULL ? NULL : il_ref_steal(&locals);
    }
    IL_AUTO_REF PyObject *globals = make_globals(type, frame, locals);
    IL_AUTO_REF PyObject *own = globals == NULL ? NULL : make_dict(type);
    if (own == NULL) {
        return NULL;
    }
    of(own)->whole = of(il_ref_steal(&globals));
    return il_namespace_begin(own) < 0 ? NULL : il_ref_steal(&own);
}

PyObject *il_namespace_globals(PyObject *locals)
{
    return (PyObject *)globals_of(locals);
}

/* The class may be that of another copy of this file: so it is known by its name, which
 * none but a class in C has for good. */
static bool is_namespace(PyObject *names)
{
    const PyTypeObject *type = Py_TYPE(names);
    return (type->tp_flags & Py_TPFLAGS_IMMUTABLETYPE) != 0 &&
           strcmp(type->tp_name, namespace_spec.name) == 0;
}

PyObject *il_namespace_whole(PyObject *names)
{
    return is_namespace(names) ? il_namespace_globals(names) : names;
}

int il_namespace_begin(PyObject *locals)
{
    return refresh(il_namespace_globals(locals)) < 0 ? -1 : refresh(locals);
}

int il_namespace_end(PyObject *locals)
{
    struct namespace *globals = globals_of(locals);
    PyObject *raised = il_raised_take();
    int done = settle_each(globals, (PyObject *)globals) < 0
                   ? -1
                   : settle_each(globals, globals->known);
    if (raised != NULL && done < 0) {
        PyErr_WriteUnraisable(locals);
    }
    if (raised != NULL) {
        il_raised_give(raised);
        return 0;
    }
    return done;
}
