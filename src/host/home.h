/* SPDX-License-Identifier: MIT
 * Interpreters of our own: where a console lives that wants one for itself.
 *
 * Between two calls no thread is in such an interpreter, but those that its own code
 * has started: each call makes a state for its thread, and takes it away (hold.c). The
 * first state, which an interpreter cannot be without, is for its beginning and end.
 * Whoever is in it, or lives there, counts as a user; the last one out ends it.
 */
#ifndef IL_HOME_H
#define IL_HOME_H

#include "host/host.h"

struct il_home {
    atomic_int uses;
    struct il_home *next; /* under il_lock() */
    PyInterpreterState *interpreter;
    PyThreadState *first; /* what it was made with, and ends with */
};

/** Make an interpreter with a lock of its own. The thread is attached, and is so to
 * where it was afterwards. NULL, and `error` says why. */
struct il_home *il_home_new(inlet_error *error);

struct il_home *il_home_share(struct il_home *home);

/** Count a user out; NULL is all right. Python's lock may be held, or not. */
void il_home_release(struct il_home *home);

/** Is this thread in one: attached, or in a callback that was called from there? */
bool il_home_is_here(void);

/** End those that could not be ended when their last user went, as a thread that their
 * code has started did not leave. Gives whether none is left. */
bool il_home_sweep(void);

/** See to it that all of them end before the main interpreter does, which is the
 * current one. 0 or -1. */
int il_home_watch(void);

/** In the child of a fork(): only the main interpreter is there. */
void il_home_renew(void);

#endif
