/* SPDX-License-Identifier: MIT
 * The signature of a C function. Warm.
 */
#ifndef IL_BINDER_H
#define IL_BINDER_H

#include "host/annotation.h"

/* All zero is none. */
struct il_binder {
    PyObject *function; /* strong: a Python function that gives its arguments */
    PyObject *names;    /* strong: a tuple of the parameters, as in the signature */
    struct il_annotation **annotations; /* one for each of them, or NULL */
};

/** Read a signature. 0, or -1 with an exception. */
int il_binder_init(struct il_binder *binder, const char *name, const char *signature,
                   PyObject *qualname);

void il_binder_fini(struct il_binder *binder);

int il_binder_traverse(const struct il_binder *binder, visitproc visit, void *arg);

/** Bind a vectorcall's arguments: a tuple of our own, one item for each parameter, or
 * NULL with Python's own TypeError. */
PyObject *il_binder_bind(const struct il_binder *binder, PyObject *const *args,
                         size_t count, PyObject *keywords);

/** inspect.signature() of it. New reference. */
PyObject *il_binder_show(const struct il_binder *binder);

/** "must be ..." as the message of the exception that is set to "f() argument 'x' must
 * be ...". */
void il_binder_name_argument(const struct il_binder *binder, size_t index);

#endif
