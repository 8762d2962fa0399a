/* SPDX-License-Identifier: MIT
 * The event loop that a console's commands run on.
 *
 *     runcode() --- which loop? --+-- its own, or one that stands: run it until the
 *                                 |   command is over
 *                                 +-- runs in another thread: hand the command over,
 * wait
 *                                 +-- runs in this thread: push_async() hands it over
 *                                     and its caller awaits it; else nobody can await
 *
 * `self` has the attributes `loop`, None for a loop of its own, and `context`, in which
 * every command runs: what one sets there the next one finds, and what changes in the
 * caller's own context between two commands is copied.
 */
#ifndef IL_EVENTLOOP_H
#define IL_EVENTLOOP_H

#include "core/engine.h"

/** Set `loop`, and let the compiler of `self` take `await`: 0 or -1. */
int il_eventloop_init(struct il_engine *engine, PyObject *self, PyObject *loop);

/** The step runcode: as il_interp_runcode(). */
PyObject *il_eventloop_runcode(struct il_engine *engine, PyObject *self,
                               PyObject *code);

/**
 * push() in a coroutine of the loop that runs in this thread; `filename` and `symbol`
 * may be NULL. A future of the loop: its result is what push() answers, its exception
 * one that push() would let pass.
 */
PyObject *il_eventloop_push(struct il_engine *engine, PyObject *self, PyObject *line,
                            PyObject *filename, PyObject *symbol);

/** End the loop that is its own, if there is one, after its tasks, which are cancelled.
 * The next command makes a new one. 0 or -1. */
int il_eventloop_close(struct il_engine *engine, PyObject *self);

/** The same where no code may run: its tasks stay as they are. No exception. */
void il_eventloop_abandon(struct il_engine *engine, PyObject *self);

#endif
