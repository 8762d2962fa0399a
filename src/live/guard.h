/* SPDX-License-Identifier: MIT
 * The host's locks, and which of them this thread has through us. Warm.
 */
#ifndef IL_GUARD_H
#define IL_GUARD_H

#include "core/core.h"

#include <inlet/live.h>

/* A lock: two that have the same function and data are one. Without function: none. */
struct il_guard {
    inlet_lock_fn lock;
    void *data;
};

/* That a thread has a lock: in a list of the thread. */
struct il_held {
    struct il_guard guard;
    struct il_held *outer;
};

/** Does this thread have the lock? */
bool il_guard_is_held(const struct il_guard *guard);

/** Wait for the lock, without Python's. `held` must live until it is released. */
void il_guard_take(const struct il_guard *guard, struct il_held *held);
void il_guard_release(struct il_held *held);

/** Keep the lock for this thread from now on, or give it up. 0 or -1. */
int il_guard_keep(const struct il_guard *guard);
int il_guard_give_up(const struct il_guard *guard);

/** The lock of whatever has none of its own. */
struct il_guard il_guard_program(void);

/** Change it: 0 or -1. */
int il_guard_set_program(const struct il_guard *guard);

#endif
