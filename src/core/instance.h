/* SPDX-License-Identifier: MIT
 * Reading attributes of plain instances: straight from the instance's own dict, for
 * steps that are taken at every line. The answer is that of PyObject_GetAttr().
 */
#ifndef IL_INSTANCE_H
#define IL_INSTANCE_H

#include "core/core.h"

/** The attribute as the classes of `type` have it: 1 with a new reference, 0, or -1. */
int il_instance_find_in_classes(PyTypeObject *type, PyObject *name,
                                PyObject **out_value);

/**
 * Does the class leave this attribute to its instances: is it looked up in the ordinary
 * way, with nothing in the class that has a say when the instance has it? This can
 * change, and the class's version with it (il_class_memory). No exception.
 */
bool il_instance_has_plain(PyTypeObject *type, PyObject *name);

/** The instance's dict, made if there is none yet: new, or NULL without an exception
 * where there cannot be one. */
PyObject *il_instance_dict(PyObject *self);

/** Such an attribute of `self`. `dict` is that of il_instance_dict(), or NULL. New
 * reference, or NULL with an exception. */
PyObject *il_instance_get(PyObject *self, PyObject *dict, PyObject *name);

#endif
