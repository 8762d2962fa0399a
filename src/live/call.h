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
    PyObject *kept; /* strong: list of what lives as long as the call; or NULL */
    struct il_live_string string; /* what a string that it gave came to */
};

/** Let an object live as long as the call: 0 or -1. */
int il_live_call_keep(struct il_live_call *call, PyObject *object);

/* --- ready.c ---------------------------------------------------------------------- */

/* A function's type made ready for one list of argument types: how it is called, and
 * how arguments and result lie in one piece of memory. */
struct il_live_ready {
    const struct il_ctype *type;
    struct il_call *call;
    size_t size;   /* of all, aligned */
    size_t result; /* where it lies */
    struct il_live_ready *next;
    size_t offsets[]; /* of the arguments */
};

/** Make it ready for `count` arguments of such types. NULL as il_call_new(). */
struct il_live_ready *il_live_ready_new(const struct il_ctype *type,
                                        const struct il_ctype *const *types,
                                        size_t count, char *problem);

/** NULL is all right. */
void il_live_ready_free(struct il_live_ready *ready);

/** What is kept for calls of such a type without further arguments, or NULL. */
struct il_live_ready *il_live_ready_find(struct il_live_root *root,
                                         const struct il_ctype *type);

/** Keep it until the root goes: a call may be in it for long. */
void il_live_ready_keep(struct il_live_root *root, struct il_live_ready *ready);

/* --- argument.c ------------------------------------------------------------------- */

/**
 * Find what a pointer is to be for an object that is none. 1 with the address, 0 if
 * nothing of the kind is taken there, -1 with an exception.
 */
int il_live_lend(const struct il_live_place *place, PyObject *object, uintptr_t *out);

/* --- keyword.c -------------------------------------------------------------------- */

/** The arguments of a call in the order of the parameters, those by name included. New
 * tuple, or NULL with TypeError. */
PyObject *il_live_keywords(struct il_live_value *value, const struct il_ctype *type,
                           PyObject *args, PyObject *keywords);

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
