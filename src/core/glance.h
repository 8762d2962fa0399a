/* SPDX-License-Identifier: MIT
 * How an editor looks at an object whose attributes only its class knows: a class of
 * ours offers these functions, for the services of src/assist. Warm.
 *
 * None of them runs code of the user or touches what the object stands for. They give a
 * new reference, or NULL where nothing is known, perhaps with an exception.
 */
#ifndef IL_GLANCE_H
#define IL_GLANCE_H

#include "core/core.h"

struct il_glance {
    /** What an attribute is like: an object; or its class, and *out_is_instance. */
    PyObject *(*attribute)(PyObject *object, PyObject *name, bool *out_is_instance);

    /** The same for an item; the key is an exact str, bytes or int. */
    PyObject *(*item)(PyObject *object, PyObject *key, bool *out_is_instance);

    /** The names of the attributes that can be typed: a list of str. */
    PyObject *(*names)(PyObject *object);
};

/* A class has them in a capsule of the second name, as its attribute of the first. */
#define IL_GLANCE_ATTRIBUTE "__glance__"
#define IL_GLANCE_NAME "inlet.glance"

#endif
