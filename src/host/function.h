/* SPDX-License-Identifier: MIT
 * C functions of the host, as objects. Warm.
 */
#ifndef IL_FUNCTION_H
#define IL_FUNCTION_H

#include "host/binder.h"
#include "host/call.h"
#include "host/handle.h"

/* What a function is to a class of the host. */
enum il_role { IL_PLAIN, IL_METHOD, IL_ATTRIBUTE };

struct il_function {
    PyObject_HEAD vectorcallfunc vectorcall;
    inlet_function host; /* its texts are in `texts` */
    char *texts;
    struct il_link *link;     /* counted; or NULL */
    PyObject *qualname;       /* strong */
    const inlet_class *owner; /* of a method or attribute, or NULL */
    enum il_role role;
    struct il_binder binder;
    PyObject *weakrefs;
};

/** Can this be a function? INLET_EINVAL or INLET_EENCODING if not. */
inlet_status il_function_check(const inlet_function *function, inlet_error *error);

/** A function that was checked; its `release` is yet to be armed. `link` may be NULL.
 */
PyObject *il_function_new(const inlet_function *host, struct il_link *link);

/** The same for a member of a class; it has no link. */
PyObject *il_function_new_member(const inlet_function *host, PyObject *qualname,
                                 const inlet_class *owner, enum il_role role);

/** The failure that il_function_new() has left as an exception. */
inlet_status il_function_refuse(const inlet_function *function, inlet_error *error);

/** From now on `release` is called when the function dies. */
void il_function_arm(PyObject *object, void (*release)(void *));

#endif
