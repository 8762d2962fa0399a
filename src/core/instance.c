/* SPDX-License-Identifier: MIT
 * Attributes of plain instances.
 */
#include "core/instance.h"

#include "core/compat.h"

int il_instance_find_in_classes(PyTypeObject *type, PyObject *name,
                                PyObject **out_value)
{
    *out_value = NULL;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type->tp_mro); i++) {
        int found = il_class_find(PyTuple_GET_ITEM(type->tp_mro, i), name, out_value);
        if (found != 0) {
            return found;
        }
    }
    return 0;
}

bool il_instance_has_plain(PyTypeObject *type, PyObject *name)
{
    if (type->tp_getattro != PyObject_GenericGetAttr || type->tp_mro == NULL) {
        return false;
    }
    IL_AUTO_REF PyObject *value = NULL;
    int found = il_instance_find_in_classes(type, name, &value);
    if (found < 0) {
        PyErr_Clear();
    }
    return found == 0 || (found > 0 && Py_TYPE(value)->tp_descr_get == NULL &&
                          Py_TYPE(value)->tp_descr_set == NULL);
}

PyObject *il_instance_dict(PyObject *self)
{
    PyObject *dict = PyObject_GenericGetDict(self, NULL);
    if (dict == NULL) {
        PyErr_Clear();
    } else if (!PyDict_CheckExact(dict)) {
        Py_CLEAR(dict);
    }
    return dict;
}

PyObject *il_instance_get(PyObject *self, PyObject *dict, PyObject *name)
{
    PyObject *value = NULL;
    int found = dict == NULL ? 0 : il_dict_find(dict, name, &value);
    return found == 0 ? PyObject_GetAttr(self, name) : value;
}
