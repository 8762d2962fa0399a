/* SPDX-License-Identifier: MIT
 * The names that code in a frame sees, kept outside of it: what a console in the
 * caller's frame runs in.
 *
 *     variables   the frame's own: local, of the functions around it, parameters
 *       session   names that were made at the prompt
 *         outer   the globals of the frame
 *
 * A name is looked up in this order. A frame that is no function's (a class body, code
 * run by exec()) has a mapping in place of variables, which takes new names as well.
 */
#ifndef IL_SCOPE_H
#define IL_SCOPE_H

#include "core/core.h"

/* All strong, or NULL. */
struct il_scope {
    PyFrameObject *frame; /* of a function, or NULL */
    PyObject *variables;  /* dict: the names of its variables, bound or not */
    PyObject *mapping;    /* in place of both */
    PyObject *hidden;     /* set: variables that were deleted at the prompt */
    PyObject *session;    /* dict */
    PyObject *outer;      /* dict, or of a class derived from it */
    PyObject *builtins;   /* what is __builtins__ where `outer` has none */
};

/* How a statement at the prompt means a name. */
enum il_reach {
    IL_REACH_LOCAL, /* `x = 1`: never a global */
    IL_REACH_ANY,   /* `global x`: what is seen under the name, else a global */
};

/** Fill an all-zero scope for a frame whose locals are not its globals. 0 or -1. */
int il_scope_init(struct il_scope *scope, PyFrameObject *frame, PyObject *locals);

int il_scope_traverse(struct il_scope *scope, visitproc visit, void *arg);

/** What is left finds nothing and takes nothing. */
void il_scope_clear(struct il_scope *scope);

/** Look a name up: 1 with a new reference, 0 with NULL, or -1. */
int il_scope_find(struct il_scope *scope, PyObject *name, enum il_reach reach,
                  PyObject **out_value);

/** Bind a name. A variable of the frame is bound there, at once. 0 or -1. */
int il_scope_assign(struct il_scope *scope, PyObject *name, PyObject *value,
                    enum il_reach reach);

/**
 * Delete a name: 1, 0 where there is none, or -1. A variable of the frame is only
 * hidden until it is assigned to again: CPython relies on it where its compiler knows
 * that it is bound, and lets nobody unbind it.
 */
int il_scope_remove(struct il_scope *scope, PyObject *name, enum il_reach reach);

/** Every name that may be bound: a new list. */
PyObject *il_scope_names(struct il_scope *scope, enum il_reach reach);

#endif
