/* SPDX-License-Identifier: MIT
 * The type of Inlet's functions: C bodies that bind, print, pickle and show their
 * signature as Python functions do. (A builtin function does not bind to the
 * instance, and inspect gives the constructor of a class with a builtin __init__
 * no signature.)
 */
#include "module/face.h"

#include <stddef.h>
#include <string.h>
#include <structmember.h>

#include "core/compat.h"

struct function {
    PyObject_HEAD vectorcallfunc vectorcall;
    const struct il_face_entry *entry;
    struct il_engine *engine;
    PyObject *module; /* strong: keeps the engine alive */
    PyObject *module_name;
    PyObject *dict;
    PyObject *weakrefs;
};

static PyObject *function_vectorcall(PyObject *self, PyObject *const *args,
                                     size_t count, PyObject *keywords)
{
    struct function *function = (struct function *)self;
    struct il_args bound;
    if (il_args_bind(&function->entry->signature, args, PyVectorcall_NARGS(count),
                     keywords, &bound) < 0) {
        return NULL;
    }
    /* A console may come to call itself, as Python functions may. */
    if (Py_EnterRecursiveCall(" while calling a Python object")) {
        return NULL;
    }
    PyObject *result = function->entry->body(function->engine, &bound);
    Py_LeaveRecursiveCall();
    return result;
}

static PyObject *function_bind(PyObject *self, PyObject *object,
                               PyObject *Py_UNUSED(class))
{
    if (object == NULL || object == Py_None) {
        return Py_NewRef(self);
    }
    return PyMethod_New(self, object);
}

static int function_traverse(PyObject *self, visitproc visit, void *arg)
{
    struct function *function = (struct function *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(function->module);
    Py_VISIT(function->module_name);
    Py_VISIT(function->dict);
    return 0;
}

static int function_clear(PyObject *self)
{
    /* The module stays: while this object can be called it needs the engine. */
    Py_CLEAR(((struct function *)self)->dict);
    return 0;
}

static void function_dealloc(PyObject *self)
{
    struct function *function = (struct function *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (function->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    function_clear(self);
    Py_CLEAR(function->module_name);
    Py_CLEAR(function->module);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static const char *short_name(const struct function *function)
{
    const char *qualname = function->entry->signature.qualname;
    const char *dot = strrchr(qualname, '.');
    return dot == NULL ? qualname : dot + 1;
}

static PyObject *function_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<function %s at %p>",
                                ((struct function *)self)->entry->signature.qualname,
                                (void *)self);
}

static PyObject *get_name(PyObject *self, void *Py_UNUSED(closure))
{
    return PyUnicode_FromString(short_name((struct function *)self));
}

static PyObject *get_qualname(PyObject *self, void *Py_UNUSED(closure))
{
    return PyUnicode_FromString(((struct function *)self)->entry->signature.qualname);
}

static PyObject *get_doc(PyObject *self, void *Py_UNUSED(closure))
{
    return PyUnicode_FromString(((struct function *)self)->entry->doc);
}

static PyObject *get_text_signature(PyObject *self, void *Py_UNUSED(closure))
{
    return PyUnicode_FromString(((struct function *)self)->entry->signature.text);
}

/* There are none, and typing asks every function. */
static PyObject *get_annotations(PyObject *Py_UNUSED(self), void *Py_UNUSED(closure))
{
    return PyDict_New();
}

/* Pickled by name, like every function. */
static PyObject *function_reduce(PyObject *self, PyObject *Py_UNUSED(none))
{
    return get_qualname(self, NULL);
}

static PyGetSetDef function_getset[] = {
    {"__name__", get_name, NULL, NULL, NULL},
    {"__qualname__", get_qualname, NULL, NULL, NULL},
    {"__doc__", get_doc, NULL, NULL, NULL},
    {"__text_signature__", get_text_signature, NULL, NULL, NULL},
    {"__annotations__", get_annotations, NULL, NULL, NULL},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

#define OFFSET(member) ((Py_ssize_t)offsetof(struct function, member))

static PyMemberDef function_members[] = {
    {"__module__", T_OBJECT, OFFSET(module_name), READONLY, NULL},
    {"__vectorcalloffset__", T_PYSSIZET, OFFSET(vectorcall), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, OFFSET(dict), READONLY, NULL},
    {"__weaklistoffset__", T_PYSSIZET, OFFSET(weakrefs), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef function_methods[] = {
    {"__reduce__", function_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot function_slots[] = {
    {Py_tp_dealloc, function_dealloc}, {Py_tp_traverse, function_traverse},
    {Py_tp_clear, function_clear},     {Py_tp_repr, function_repr},
    {Py_tp_call, PyVectorcall_Call},   {Py_tp_descr_get, function_bind},
    {Py_tp_getset, function_getset},   {Py_tp_members, function_members},
    {Py_tp_methods, function_methods}, {0, NULL},
};

static PyType_Spec function_spec = {
    .name = "_inlet.function",
    .basicsize = (int)sizeof(struct function),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
             Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION |
             Py_TPFLAGS_IMMUTABLETYPE,
    .slots = function_slots,
};

PyObject *il_face_function_type(PyObject *module)
{
    return il_new_type(PyType_FromModuleAndSpec(module, &function_spec, NULL));
}

PyObject *il_face_function(struct il_engine *engine, PyObject *module,
                           const struct il_face_entry *entry, const char *module_name)
{
    PyTypeObject *type = (PyTypeObject *)engine->function_type;
    struct function *function = PyObject_GC_New(struct function, type);
    if (function == NULL) {
        return NULL;
    }
    function->vectorcall = function_vectorcall;
    function->entry = entry;
    function->engine = engine;
    function->module = Py_NewRef(module);
    function->module_name = PyUnicode_InternFromString(module_name);
    function->dict = NULL;
    function->weakrefs = NULL;
    PyObject_GC_Track(function);
    if (function->module_name == NULL) {
        Py_DECREF(function);
        return NULL;
    }
    return (PyObject *)function;
}
