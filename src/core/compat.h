/* SPDX-License-Identifier: MIT
 * The only place that asks which CPython the engine is compiled for.
 */
#ifndef IL_COMPAT_H
#define IL_COMPAT_H

#include "core/core.h"

/* "too many values to unpack" says how many there are. */
#define IL_UNPACKING_COUNTS_ALL (PY_VERSION_HEX >= 0x030E0000)

/**
 * Let `exception`, a class, be raised in the thread of `state` when that next runs
 * Python code; NULL: none. Of the present interpreter, with its lock.
 */
void il_thread_raise(PyThreadState *state, PyObject *exception);

/** The thread state that is current, which may be that of another thread until 3.11. */
PyThreadState *il_thread_state(void);

/** Does this thread hold Python's lock, in whatever interpreter? */
bool il_thread_is_attached(void);

/** Take the raised exception, normalised, with its traceback set: new, or NULL. */
PyObject *il_raised_take(void);

/** Raise `exception` (stolen) again as it is. */
void il_raised_give(PyObject *exception);

/**
 * The exception that the running frame handles, not one of the frames around it: new
 * reference, None or NULL where it handles none. For il_handling only.
 */
PyObject *il_handled_here(void);

/** Pass a new type through; until 3.13 making one can fail without an exception. */
PyObject *il_new_type(PyObject *type);

/** Look `key` up in a dict: 1 with a new reference, 0 with NULL, or -1. */
int il_dict_find(PyObject *dict, PyObject *key, PyObject **out_value);

/** An attribute that need not be there: new reference, None where it is not; NULL with
 * an exception. */
PyObject *il_object_get(PyObject *object, PyObject *name);

/** Has the object the attribute? 1, 0, or -1: PyObject_HasAttrString() takes any
 * exception for a no. */
int il_object_has(PyObject *object, const char *name);

/** A number that changes with the class and those above it, and is that of no other
 * class; 0 where there is none now. */
unsigned il_class_version(const PyTypeObject *type);

/* What a class held when it was last looked at, as long as its version stays. */
struct il_class_memory {
    const PyTypeObject *type; /* only compared */
    unsigned version;
};

/** Is the class as it was when it was remembered? */
static inline bool il_class_is_as_it_was(const struct il_class_memory *memory,
                                         const PyTypeObject *type)
{
    return memory->type == type && memory->version != 0 &&
           memory->version == il_class_version(type);
}

/** Remember how the class is. */
static inline void il_class_remember(struct il_class_memory *memory,
                                     const PyTypeObject *type)
{
    *memory = (struct il_class_memory){type, il_class_version(type)};
}

/**
 * Bind a variable of a function's frame, which may have none of this name: 0 or -1. In
 * a frame that has ended it may stay as it was.
 */
int il_frame_assign(PyFrameObject *frame, PyObject *name, PyObject *value);

/** What a Python function has been given for annotations, a dict or a row of names and
 * values: borrowed; NULL where there is none, or where asking runs code (from 3.14). */
PyObject *il_function_annotations(PyObject *function);

/** The namespace of a class: new reference, or NULL without an exception. */
PyObject *il_class_dict(PyTypeObject *type);

/** A class's own entry `name`, as it stands in its namespace: as il_dict_find(). */
int il_class_find(PyObject *type, PyObject *name, PyObject **out_value);

#endif
