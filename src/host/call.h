/* SPDX-License-Identifier: MIT
 * One call of a C function of the host, on the C stack. Warm.
 */
#ifndef IL_CALL_H
#define IL_CALL_H

#include "host/value.h"

struct il_binder;

struct inlet_call {
    PyObject *name;                 /* borrowed: what messages call the function */
    const struct il_binder *binder; /* its signature, or NULL */
    bool is_attribute;              /* of a handle: messages have no arguments */
    PyObject *const *args;          /* borrowed */
    size_t count;
    void *self;    /* of a method, or NULL */
    size_t hidden; /* how many parameters stand before the arguments: self, or none */
    inlet_console *console; /* counted in; NULL once closed */
    PyObject *result;       /* strong, or NULL for None */
    struct il_store store;  /* what the values of arguments own */
    struct il_frame frame;
};

#endif
