/* SPDX-License-Identifier: MIT
 * Building what Python sees: functions that bind as Python functions do, and
 * classes that are ordinary classes.
 *
 * A class is made by calling type(name, bases, namespace). So its instances have
 * no layout of their own: everything is in their __dict__, they can be copied and
 * pickled, and a subclass may inherit from any other class as well, be it a
 * QObject or a dict.
 */
#ifndef IL_FACE_H
#define IL_FACE_H

#include "module/args.h"

/* The work of a function: its bound arguments in, a new reference or NULL out. */
typedef PyObject *(*il_body)(struct il_engine *engine, const struct il_args *args);

/* A function. Tables of these end with an entry without body. */
struct il_face_entry {
    struct il_signature signature;
    il_body body;
    const char *doc;
    bool (*applies)(const struct il_flavor *flavor); /* NULL: in every version */
};

/** The type of the functions. New reference or NULL. */
PyObject *il_face_function_type(PyObject *module);

/** A function. `entry` must live as long as the process, `engine` as `module`. */
PyObject *il_face_function(struct il_engine *engine, PyObject *module,
                           const struct il_face_entry *entry, const char *module_name);

/** What a class is made of. */
struct il_face_class {
    const char *name;
    const char *module_name;
    const char *doc;
    const char *base; /* name of one of our classes, or NULL */
    const struct il_face_entry *methods;
};

/** Make a class and put it under its name into `module`: 0 or -1. */
int il_face_add_class(struct il_engine *engine, PyObject *module,
                      const struct il_face_class *description);

/** Make the functions of a table the methods of a type that was made in C: 0 or -1. */
int il_face_add_methods(struct il_engine *engine, PyObject *module, PyObject *type,
                        const struct il_face_entry *entries, const char *module_name);

/** Put the functions of a table into `module`: 0 or -1. */
int il_face_add_functions(struct il_engine *engine, PyObject *module,
                          const struct il_face_entry *entries, const char *module_name);

/** Put a type for answers of several fields into `module`, and a strong reference to it
 * into *out_type: 0 or -1. */
int il_face_add_answer(PyObject *module, const char *name, PyStructSequence_Desc *desc,
                       PyObject **out_type);

#endif
