/* SPDX-License-Identifier: MIT
 * A command that may have `await` at its top, on an event loop.
 *
 * The compiler makes such a command a coroutine. This object stands between the
 * coroutine and the task that runs it: what the user's code raises ends here. So no
 * exception of his goes through the loop, SystemExit and KeyboardInterrupt included,
 * which would stop it. A command without `await` runs inside of the loop as well, so
 * that it finds it running.
 */
#ifndef IL_AWAITED_H
#define IL_AWAITED_H

#include "core/engine.h"

/* All objects strong, or NULL. What is below the line is written by the loop's thread,
 * under Python's lock. */
struct il_awaited {
    PyObject_HEAD struct il_engine
        *engine; /* lives as long as the class of this object */
    PyObject *code;
    PyObject *locals;
    PyObject *loop;
    PyObject *future;  /* gets its result when the command is over */
    PyObject *result;  /* that one; NULL for None */
    PyObject *console; /* which shows the exception then; NULL: who waits does */
    /* -- */
    PyObject *coroutine;
    PyObject *task;
    PyObject *error; /* what the command raised */
    int depth;       /* its code runs now, so deep */
    bool is_begun;
    bool is_over;
    bool stops_loop; /* in the end */
    bool is_asked;   /* an interrupt has asked it to end */
    bool is_dropped; /* nobody waits for it any more: not to be begun */
};

/** The class. New reference or NULL. */
PyObject *il_awaited_type(PyObject *module);

/** A command for a loop, not yet begun, which will set `future`. New reference. */
struct il_awaited *il_awaited_new(struct il_engine *engine, PyObject *code,
                                  PyObject *locals, PyObject *loop, PyObject *future);

/** Its method `name`, for the loop to call: start(), cancel(), beat(), interrupt(),
 * withdraw(). */
PyObject *il_awaited_method(struct il_awaited *self, const char *name);

/** Let it begin, in a context, by the loop's method `call_soon` or its like: the handle
 * of the call. New reference. */
PyObject *il_awaited_schedule(struct il_awaited *self, const char *call_soon,
                              PyObject *context);

/** Ask it to end: its task is cancelled by the loop's thread. 0 or -1. */
int il_awaited_ask(struct il_awaited *self);

/** Raise what it raised: 0 where that is nothing, or -1. CancelledError after an
 * interrupt is KeyboardInterrupt. */
int il_awaited_conclude(struct il_awaited *self);

/** Evaluate a command's code: what it gives, a coroutine if `await` is in it. */
PyObject *il_awaited_evaluate(struct il_engine *engine, PyObject *code,
                              PyObject *locals);

/** Is it what a command with `await` at its top gives? */
bool il_awaited_is_coroutine(PyObject *code, PyObject *object);

#endif
