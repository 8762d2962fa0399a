/* SPDX-License-Identifier: MIT
 * Handles: pointers of the host as objects. Warm.
 */
#ifndef IL_HANDLE_H
#define IL_HANDLE_H

#include "host/host.h"

#include <inlet/handle.h>

/* --- handle.c: what is known of a pointer. Needs no lock of Python's -------------- */

struct il_handle;

/** Is the object a handle? */
bool il_handle_check(PyObject *object);

/** The class that a handle was made with; NULL for other objects. */
const inlet_class *il_handle_class(PyObject *object);

/** Its pointer, or NULL once it is revoked. */
void *il_handle_pointer(PyObject *object);

/** Count a user of the pointer in, if Python or a value has it: il_handle_release(). */
struct il_handle *il_handle_keep(const inlet_class *type, const void *pointer);

/** Count one out; the last one destroys it. */
void il_handle_release(struct il_handle *handle);

/**
 * The object of a pointer. What was made anew is appended to *fresh (a list, made if
 * need be) and not destroyed until it is settled.
 *
 * Fails: INLET_ETHREAD if another interpreter has the pointer; INLET_EINVAL
 */
inlet_status il_handle_wrap(const inlet_class *type, void *pointer, PyObject **fresh,
                            PyObject **out_object, inlet_error *error);

/** The pointers of `fresh` (stolen, may be NULL) are Inlet's, or remain the host's. */
void il_handle_settle(PyObject *fresh, bool have_arrived);

/** Destroy and revoke what belongs to `interpreter` (NULL: to all). */
void il_handle_sever_all(PyInterpreterState *interpreter, bool python_lives);

/** Set the ReferenceError for a handle that was revoked. */
void il_handle_refuse(PyObject *object);

/** The representation that every handle has. New str. */
PyObject *il_handle_repr(PyObject *object);

/** A class for handles, without methods. `name` with its module. New reference. */
PyObject *il_handle_make_type(const char *name, const char *doc);

/* --- class.c: the classes --------------------------------------------------------- */

/** The Python class of this interpreter, made if need be: INLET_EINVAL if it is none.
 */
inlet_status il_class_get(const inlet_class *type, PyObject **out_class,
                          inlet_error *error);

/** What a Python class was made from, or NULL. No exception. */
const inlet_class *il_class_find_host(PyObject *class);

/** The name of a class without its module. */
const char *il_class_name(const inlet_class *type);

/** Add the classes of this interpreter to a dict, by name. 0 or -1. */
int il_class_list(PyObject *names);

#endif
