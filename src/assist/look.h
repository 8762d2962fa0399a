/* SPDX-License-Identifier: MIT
 * Looking at objects without running anything of theirs: what getattr_static() of
 * `inspect` does, and more strictly. Warm.
 *
 * Names are looked for by going through dicts, key by key, and only those that are
 * exactly str count: a look-up by hash may call a key's __eq__(). Descriptors are not
 * asked, but for those that only read memory: slots, and a few getters of built-in
 * types. Nothing here sets an exception, or needs one to be absent.
 */
#ifndef IL_LOOK_H
#define IL_LOOK_H

#include "core/glance.h"

/** The functions by which objects of a class of ours are looked at, or NULL. */
const struct il_glance *il_look_glance(PyObject *object);

/** The entry `name` of a dict: borrowed, or NULL. */
PyObject *il_look_entry(PyObject *dict, PyObject *name);

/** The namespace of a module or instance, if it has one: new reference, or NULL. */
PyObject *il_look_namespace(PyObject *object);

/** The attribute `name` as it stands in a class or one above it: new, or NULL. */
PyObject *il_look_class(PyTypeObject *type, PyObject *name);

/** Is there an entry `name` in the class itself? */
bool il_look_has_own(PyTypeObject *type, PyObject *name);

/* A thing of which something is known. */
struct il_known {
    PyObject *object; /* strong; NULL: nothing is known */
    bool is_instance; /* it is an unknown instance of the class `object` */
    bool is_bound;    /* a function whose first argument is given */
};

void il_known_clear(struct il_known *known);

/** An attribute. NULL in out->object where it is not there, or only code can tell. */
void il_look_attribute(const struct il_known *of, PyObject *name, struct il_known *out);

/** What a call would give, as far as that is sure without calling. */
void il_look_result(const struct il_known *of, struct il_known *out);

/** Is it a dict, or a class made from dict that looks its keys up as that does? */
bool il_look_is_dict(PyObject *object);

/** The item of a list, tuple or dict, or of an object of ours. A key of a dict is an
 * exact str, bytes or int. */
void il_look_item(PyObject *object, PyObject *key, struct il_known *out);

/** Is it a function or method: something that is called and is no class? */
bool il_look_is_function(PyObject *object);

/** The function in a staticmethod or classmethod: new, or NULL. */
PyObject *il_look_unwrap(PyObject *object);

/** A str that has this text; NULL without memory. */
PyObject *il_look_str(const char *text, size_t size);

#endif
