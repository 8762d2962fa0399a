/* SPDX-License-Identifier: MIT
 * Looking at objects.
 *
 * `tp_dict`, `tp_mro` and the dict of an instance are memory; no metaclass, property,
 * __getattr__(), __dir__() or __class__ comes into play.
 */
#include "assist/look.h"

#include <structmember.h>

#include "core/compat.h"

/* ---- dicts ---- */

PyObject *il_look_str(const char *text, size_t size)
{
    return size > (size_t)PY_SSIZE_T_MAX
               ? PyErr_NoMemory()
               : PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, "surrogatepass");
}

static bool is_same_str(PyObject *key, PyObject *name)
{
    return key == name || PyUnicode_Compare(key, name) == 0;
}

PyObject *il_look_entry(PyObject *dict, PyObject *name)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;
    while (PyDict_Next(dict, &at, &key, &value)) {
        if (PyUnicode_CheckExact(key) && is_same_str(key, name)) {
            return value;
        }
    }
    return NULL;
}

static bool has_namespace(const PyTypeObject *type)
{
    return type->tp_dictoffset != 0 || (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0;
}

/* The generic getter reads the object's memory, whatever its class says of __dict__. */
PyObject *il_look_namespace(PyObject *object)
{
    if (PyType_Check(object)) {
        return NULL;
    }
    if (PyModule_Check(object)) {
        return Py_XNewRef(PyModule_GetDict(object));
    }
    if (!has_namespace(Py_TYPE(object))) {
        return NULL;
    }
    PyObject *dict = PyObject_GenericGetDict(object, NULL);
    if (dict == NULL || !PyDict_Check(dict)) {
        PyErr_Clear();
        Py_CLEAR(dict);
    }
    return dict;
}

/* ---- classes ---- */

static PyObject *look_own(PyTypeObject *type, PyObject *name)
{
    IL_AUTO_REF PyObject *dict = il_class_dict(type);
    return dict == NULL ? NULL : Py_XNewRef(il_look_entry(dict, name));
}

bool il_look_has_own(PyTypeObject *type, PyObject *name)
{
    IL_AUTO_REF PyObject *found = look_own(type, name);
    return found != NULL;
}

PyObject *il_look_class(PyTypeObject *type, PyObject *name)
{
    IL_AUTO_REF PyObject *mro = Py_XNewRef(type->tp_mro);
    if (mro == NULL) {
        return look_own(type, name);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(mro); i++) {
        PyObject *found = look_own((PyTypeObject *)PyTuple_GET_ITEM(mro, i), name);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

/* ---- descriptors ---- */

void il_known_clear(struct il_known *known)
{
    Py_CLEAR(known->object);
    *known = (struct il_known){NULL, false, false};
}

static void know(struct il_known *out, PyObject *object, bool is_bound)
{
    *out = (struct il_known){Py_NewRef(object), false, is_bound};
}

static bool is_method_descriptor(PyObject *object)
{
    return Py_IS_TYPE(object, &PyMethodDescr_Type) ||
           Py_IS_TYPE(object, &PyWrapperDescr_Type) ||
           Py_IS_TYPE(object, &PyClassMethodDescr_Type);
}

bool il_look_is_function(PyObject *object)
{
    return PyFunction_Check(object) || PyCFunction_Check(object) ||
           PyMethod_Check(object) || is_method_descriptor(object) ||
           Py_IS_TYPE(object, &PyStaticMethod_Type) ||
           Py_IS_TYPE(object, &PyClassMethod_Type);
}

/* `__func__` of both is a member: it reads memory. */
PyObject *il_look_unwrap(PyObject *object)
{
    PyObject *function = PyObject_GetAttrString(object, "__func__");
    if (function == NULL) {
        PyErr_Clear();
    }
    return function;
}

/* An object that a class has, as it comes out where nothing is bound to it. */
static void know_unbound(PyObject *raw, struct il_known *out)
{
    bool is_static = Py_IS_TYPE(raw, &PyStaticMethod_Type);
    if (is_static || Py_IS_TYPE(raw, &PyClassMethod_Type)) {
        *out = (struct il_known){il_look_unwrap(raw), false, !is_static};
    } else if (il_look_is_function(raw)) {
        know(out, raw, Py_IS_TYPE(raw, &PyClassMethodDescr_Type));
    } else if (Py_TYPE(raw)->tp_descr_get == NULL || PyType_Check(raw) ||
               Py_IS_TYPE(raw, &PyProperty_Type) ||
               Py_IS_TYPE(raw, &PyGetSetDescr_Type) ||
               Py_IS_TYPE(raw, &PyMemberDescr_Type)) {
        know(out, raw, false);
    }
}

/* Getters of these types read memory and tell nobody. */
static bool is_plain_getter(PyObject *raw)
{
    PyTypeObject *of = Py_IS_TYPE(raw, &PyGetSetDescr_Type) ? PyDescr_TYPE(raw) : NULL;
    return of != NULL &&
           (of == &PyLong_Type || of == &PyFloat_Type || of == &PyComplex_Type ||
            of == (PyTypeObject *)PyExc_BaseException);
}

/* A slot, but not one whose reading is told to audit hooks. */
static bool is_plain_member(PyObject *raw)
{
    return Py_IS_TYPE(raw, &PyMemberDescr_Type) &&
           (((PyMemberDescrObject *)raw)->d_member->flags & READ_RESTRICTED) == 0;
}

static void know_read(PyObject *raw, PyObject *object, struct il_known *out)
{
    if (is_plain_getter(raw) || is_plain_member(raw)) {
        out->object =
            Py_TYPE(raw)->tp_descr_get(raw, object, (PyObject *)Py_TYPE(object));
        if (out->object == NULL) {
            PyErr_Clear();
        }
    }
}

/* The class that a function says it gives. They are a dict, or a row of names and
 * values from which nobody has made one yet. */
static PyObject *look_annotation(PyObject *annotations, PyObject *name)
{
    if (annotations != NULL && PyDict_Check(annotations)) {
        return il_look_entry(annotations, name);
    }
    Py_ssize_t count = annotations != NULL && PyTuple_CheckExact(annotations)
                           ? PyTuple_GET_SIZE(annotations)
                           : 0;
    for (Py_ssize_t i = 0; i + 1 < count; i += 2) {
        PyObject *key = PyTuple_GET_ITEM(annotations, i);
        if (PyUnicode_CheckExact(key) && is_same_str(key, name)) {
            return PyTuple_GET_ITEM(annotations, i + 1);
        }
    }
    return NULL;
}

static PyObject *annotated_result(PyObject *function)
{
    IL_AUTO_REF PyObject *name = PyUnicode_FromString("return");
    PyObject *found =
        name == NULL ? NULL : look_annotation(il_function_annotations(function), name);
    PyErr_Clear();
    return found != NULL && PyType_Check(found) ? Py_NewRef(found) : NULL;
}

/* What a property is said to give. */
static void know_property(PyObject *property, struct il_known *out)
{
    IL_AUTO_REF PyObject *getter = PyObject_GetAttrString(property, "fget");
    if (getter == NULL) {
        PyErr_Clear();
    } else if (PyFunction_Check(getter)) {
        out->object = annotated_result(getter);
        out->is_instance = out->object != NULL;
    }
}

/* An object that a class has, as it comes out of an instance (NULL: an unknown one). */
static void know_bound(PyObject *raw, PyObject *object, struct il_known *out)
{
    if (PyFunction_Check(raw) || is_method_descriptor(raw)) {
        know(out, raw, true);
    } else if (Py_IS_TYPE(raw, &PyStaticMethod_Type) ||
               Py_IS_TYPE(raw, &PyClassMethod_Type) ||
               Py_TYPE(raw)->tp_descr_get == NULL || PyType_Check(raw) ||
               PyCFunction_Check(raw)) {
        know_unbound(raw, out);
    } else if (Py_IS_TYPE(raw, &PyProperty_Type)) {
        know_property(raw, out);
    } else if (object != NULL) {
        know_read(raw, object, out);
    }
}

/* ---- classes of ours ---- */

const struct il_glance *il_look_glance(PyObject *object)
{
    IL_AUTO_REF PyObject *name = PyUnicode_FromString(IL_GLANCE_ATTRIBUTE);
    IL_AUTO_REF PyObject *capsule =
        name == NULL ? NULL : look_own(Py_TYPE(object), name);
    PyErr_Clear();
    return capsule != NULL && PyCapsule_IsValid(capsule, IL_GLANCE_NAME)
               ? PyCapsule_GetPointer(capsule, IL_GLANCE_NAME)
               : NULL;
}

/* Is it an object of a class of ours that knows the attribute? */
static bool look_at_ours(PyObject *object, PyObject *name, struct il_known *out)
{
    const struct il_glance *glance = il_look_glance(object);
    out->object =
        glance == NULL ? NULL : glance->attribute(object, name, &out->is_instance);
    PyErr_Clear();
    return out->object != NULL;
}

/* ---- attributes ---- */

static void look_in_module(PyObject *module, PyObject *name, struct il_known *out)
{
    PyObject *dict = PyModule_GetDict(module);
    PyObject *found = dict == NULL ? NULL : il_look_entry(dict, name);
    if (found != NULL) {
        know(out, found, false);
    }
}

/* In a class: first a data descriptor of its metaclass, then its own, then any other.
 */
static void look_in_class(PyObject *class, PyObject *name, struct il_known *out)
{
    IL_AUTO_REF PyObject *above = il_look_class(Py_TYPE(class), name);
    bool rules = above != NULL && Py_TYPE(above)->tp_descr_set != NULL;
    IL_AUTO_REF PyObject *own =
        rules ? NULL : il_look_class((PyTypeObject *)class, name);
    if (own != NULL) {
        know_unbound(own, out);
    } else if (above != NULL) {
        know_bound(above, class, out);
    }
}

static void look_in_instance(PyObject *object, PyObject *name, struct il_known *out)
{
    IL_AUTO_REF PyObject *above = il_look_class(Py_TYPE(object), name);
    bool rules = above != NULL && Py_TYPE(above)->tp_descr_set != NULL;
    IL_AUTO_REF PyObject *dict = rules ? NULL : il_look_namespace(object);
    PyObject *own = dict == NULL ? NULL : il_look_entry(dict, name);
    if (own != NULL) {
        know(out, own, false);
    } else if (above != NULL) {
        know_bound(above, object, out);
    }
}

/* What every object has, and a getter gives that would not do. */
static bool look_special(const struct il_known *of, PyObject *name,
                         struct il_known *out)
{
    if (PyUnicode_CompareWithASCIIString(name, "__class__") == 0) {
        know(out, of->is_instance ? of->object : (PyObject *)Py_TYPE(of->object),
             false);
        return true;
    }
    if (PyUnicode_CompareWithASCIIString(name, "__dict__") == 0) {
        out->object = of->is_instance ? NULL : il_look_namespace(of->object);
        return true;
    }
    return false;
}

void il_look_attribute(const struct il_known *of, PyObject *name, struct il_known *out)
{
    *out = (struct il_known){NULL, false, false};
    if (of->object == NULL ||
        (!of->is_instance && look_at_ours(of->object, name, out)) ||
        look_special(of, name, out)) {
        return;
    }
    if (of->is_instance) {
        IL_AUTO_REF PyObject *raw = il_look_class((PyTypeObject *)of->object, name);
        if (raw != NULL) {
            know_bound(raw, NULL, out);
        }
        return;
    }
    if (PyModule_Check(of->object)) {
        look_in_module(of->object, name, out);
    }
    if (out->object == NULL && PyType_Check(of->object)) {
        look_in_class(of->object, name, out);
    } else if (out->object == NULL) {
        look_in_instance(of->object, name, out);
    }
}

/* ---- calls ---- */

void il_look_result(const struct il_known *of, struct il_known *out)
{
    PyObject *object = of->object;
    *out = (struct il_known){NULL, false, false};
    if (object == NULL || of->is_instance) {
        return;
    }
    if (PyType_Check(object)) {
        bool is_usual = Py_TYPE(object)->tp_call == PyType_Type.tp_call &&
                        object != (PyObject *)&PyType_Type;
        *out = (struct il_known){is_usual ? Py_NewRef(object) : NULL, is_usual, false};
    } else if (PyMethod_Check(object) &&
               PyFunction_Check(PyMethod_GET_FUNCTION(object))) {
        out->object = annotated_result(PyMethod_GET_FUNCTION(object));
    } else if (PyFunction_Check(object)) {
        out->object = annotated_result(object);
    }
    out->is_instance = out->object != NULL;
}

/* ---- items ---- */

bool il_look_is_dict(PyObject *object)
{
    return PyDict_Check(object) && Py_TYPE(object)->tp_as_mapping->mp_subscript ==
                                       PyDict_Type.tp_as_mapping->mp_subscript;
}

static bool is_sequence(PyObject *object)
{
    const PyTypeObject *type = Py_TYPE(object);
    return (PyList_Check(object) && type->tp_as_mapping->mp_subscript ==
                                        PyList_Type.tp_as_mapping->mp_subscript) ||
           (PyTuple_Check(object) && type->tp_as_mapping->mp_subscript ==
                                         PyTuple_Type.tp_as_mapping->mp_subscript);
}

static bool is_plain_key(PyObject *key)
{
    return PyUnicode_CheckExact(key) || PyBytes_CheckExact(key) ||
           PyLong_CheckExact(key);
}

static PyObject *look_for_key(PyObject *dict, PyObject *wanted)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;
    while (PyDict_Next(dict, &at, &key, &value)) {
        if (is_plain_key(key) && Py_IS_TYPE(wanted, Py_TYPE(key)) &&
            PyObject_RichCompareBool(key, wanted, Py_EQ) == 1) {
            return Py_NewRef(value);
        }
    }
    return NULL;
}

static PyObject *look_at_index(PyObject *object, PyObject *key)
{
    if (!is_sequence(object) || !PyLong_CheckExact(key)) {
        return NULL;
    }
    Py_ssize_t at = PyLong_AsSsize_t(key);
    Py_ssize_t count = Py_SIZE(object);
    at += at < 0 ? count : 0;
    if (PyErr_Occurred() || at < 0 || at >= count) {
        PyErr_Clear();
        return NULL;
    }
    return Py_NewRef(PyList_Check(object) ? PyList_GET_ITEM(object, at)
                                          : PyTuple_GET_ITEM(object, at));
}

void il_look_item(PyObject *object, PyObject *key, struct il_known *out)
{
    const struct il_glance *glance = il_look_glance(object);
    *out = (struct il_known){NULL, false, false};
    if (glance != NULL) {
        out->object = glance->item(object, key, &out->is_instance);
        PyErr_Clear();
    } else {
        out->object = il_look_is_dict(object) ? look_for_key(object, key)
                                              : look_at_index(object, key);
    }
}
