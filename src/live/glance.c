/* SPDX-License-Identifier: MIT
 * Values for editors: what an expression is like, from the types of C alone. Warm.
 *
 * Nothing is read: a pointer that memory would have to tell is taken as NULL, and what
 * is behind it has the type that it must have. Such Values never come to code.
 */
#include "live/live.h"

#include "core/compat.h"
#include "core/glance.h"

static PyObject *class_of(const struct il_live_place *place)
{
    const struct il_ctype *type = place->type;
    switch (type->kind) {
    case IL_C_BOOL:
        return (PyObject *)&PyBool_Type;
    case IL_C_FLOAT:
        return (PyObject *)&PyFloat_Type;
    case IL_C_COMPLEX:
        return (PyObject *)&PyComplex_Type;
    case IL_C_ENUM:
        return il_live_engine(place->base)->live_constant;
    case IL_C_SIGNED:
    case IL_C_UNSIGNED:
        return (PyObject *)&PyLong_Type;
    default:
        return (PyObject *)(type->is_raw ? &PyLong_Type : &PyUnicode_Type);
    }
}

PyObject *il_live_imagine(const struct il_live_place *place, bool *out_is_instance)
{
    const struct il_ctype *type = place->type;
    if (il_ctype_is_scalar(type) || il_ctype_is_text(type) ||
        il_ctype_is_string(type)) {
        *out_is_instance = true;
        return Py_NewRef(class_of(place));
    }
    bool is_pointer = type->kind == IL_C_POINTER;
    return il_live_value(place, is_pointer ? 0 : place->address, il_live_count(type));
}

static PyObject *imagine_attribute(PyObject *object, PyObject *name,
                                   bool *out_is_instance)
{
    struct il_live_value *value = (struct il_live_value *)object;
    const struct il_cfield *field = il_live_find(value, name);
    struct il_live_place place;
    if (field == NULL) {
        return NULL;
    }
    il_live_field(value, field, &place);
    return il_live_imagine(&place, out_is_instance);
}

/* All elements are alike, wherever they lie. */
static PyObject *imagine_item(PyObject *object, PyObject *key, bool *out_is_instance)
{
    struct il_live_value *value = (struct il_live_value *)object;
    const struct il_ctype *type = value->type;
    struct il_live_place place;
    if (type->is_mapping && PyUnicode_CheckExact(key)) {
        return imagine_attribute(object, key, out_is_instance);
    }
    if (!PyLong_CheckExact(key) ||
        (type->kind != IL_C_POINTER && type->kind != IL_C_ARRAY) ||
        type->target->size == 0) {
        return NULL;
    }
    il_live_element(value, 0, &place);
    return il_live_imagine(&place, out_is_instance);
}

static const struct il_glance glance = {
    .attribute = imagine_attribute,
    .item = imagine_item,
    .names = il_live_attributes,
};

int il_live_offer_glance(PyObject *class, const struct il_glance *functions)
{
    IL_AUTO_REF PyObject *dict = il_class_dict((PyTypeObject *)class);
    IL_AUTO_REF PyObject *capsule =
        dict == NULL ? NULL : PyCapsule_New((void *)functions, IL_GLANCE_NAME, NULL);
    if (capsule == NULL ||
        PyDict_SetItemString(dict, IL_GLANCE_ATTRIBUTE, capsule) < 0) {
        return -1;
    }
    PyType_Modified((PyTypeObject *)class);
    return 0;
}

int il_live_glance(PyObject *class) { return il_live_offer_glance(class, &glance); }
