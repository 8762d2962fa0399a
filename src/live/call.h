/* SPDX-License-Identifier: MIT
 * Calls between Python and the functions of the program. Warm.
 */
#ifndef IL_LIVE_CALL_H
#define IL_LIVE_CALL_H

#include "live/live.h"
#include "reflect/call.h"

/* A call of a function of the program; on the C stack. */
struct il_live_call {
    const struct il_ctype *type; /* the function's */
    PyObject *kept;              /* strong: list of what lives as long as the call */
    size_t count;
    const struct il_ctype *types[IL_CALL_ARGUMENTS]; /* of the arguments */
    void *arguments[IL_CALL_ARGUMENTS];
    unsigned char *result;        /* room for it */
    unsigned char *memory;        /* has it, and the arguments */
    struct il_live_string string; /* what a string that it gave came to */
};

/* --- argument.c ------------------------------------------------------------------- */

/**
 * Find what a pointer is to be for an object that is none. 1 with the address, 0 if
 * nothing of the kind is taken there, -1 with an exception.
 */
int il_live_lend(const struct il_live_place *place, PyObject *object, uintptr_t *out);

/* --- callback.c ------------------------------------------------------------------- */

/**
 * The C function that calls a Python function: for an argument as long as the call,
 * else until it is released. 1 with the address, or -1.
 */
int il_live_callback(const struct il_live_place *place, PyObject *callable,
                     uintptr_t *out);

/** Let the C functions of an object do nothing any more. 1, or 0 if it had none. */
int il_live_callback_release(struct il_engine *engine, PyObject *callable);

/** The interpreter ends: wait for those that run, and let all do nothing. 0 or -1. */
int il_live_callback_end(struct il_engine *engine);

#endif
