/* SPDX-License-Identifier: MIT
 * The host's locks. Warm.
 */
#include "live/guard.h"

#include <stdatomic.h>
#include <stdlib.h>

/* --- What this thread has --------------------------------------------------------- */

static _Thread_local struct il_held *innermost;

static bool is_same(const struct il_guard *left, const struct il_guard *right)
{
    return left->lock == right->lock && left->data == right->data;
}

/* The place in the list where the lock stands; one with NULL where it does not. */
static struct il_held **find(const struct il_guard *guard)
{
    struct il_held **at = &innermost;
    while (*at != NULL && !is_same(&(*at)->guard, guard)) {
        at = &(*at)->outer;
    }
    return at;
}

bool il_guard_is_held(const struct il_guard *guard) { return *find(guard) != NULL; }

void il_guard_take(const struct il_guard *guard, struct il_held *held)
{
    guard->lock(guard->data, true);
    held->guard = *guard;
    held->outer = innermost;
    innermost = held;
}

/* Not always the innermost: code that a function has called back may keep another. */
void il_guard_release(struct il_held *held)
{
    struct il_held **at = &innermost;
    while (*at != held) {
        at = &(*at)->outer;
    }
    *at = held->outer;
    held->guard.lock(held->guard.data, false);
}

/* --- Keeping a lock --------------------------------------------------------------- */

int il_guard_keep(const struct il_guard *guard)
{
    if (guard->lock == NULL) {
        return 0;
    }
    if (il_guard_is_held(guard)) {
        PyErr_SetString(PyExc_RuntimeError, "this thread has the lock already");
        return -1;
    }
    struct il_held *held = malloc(sizeof *held);
    if (held == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    Py_BEGIN_ALLOW_THREADS il_guard_take(guard, held);
    Py_END_ALLOW_THREADS return 0;
}

int il_guard_give_up(const struct il_guard *guard)
{
    if (guard->lock == NULL) {
        return 0;
    }
    struct il_held *held = *find(guard);
    if (held == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "this thread does not have the lock");
        return -1;
    }
    il_guard_release(held);
    free(held);
    return 0;
}

/* --- The lock of the program ------------------------------------------------------ */

/* Those that were it before stay in a chain: a thread may just look at them. There are
 * as many as the program has set. */
struct setting {
    struct il_guard guard;
    struct setting *before;
};

static _Atomic(struct setting *) current;

struct il_guard il_guard_program(void)
{
    struct setting *setting = atomic_load(&current);
    return setting == NULL ? (struct il_guard){0} : setting->guard;
}

int il_guard_set_program(const struct il_guard *guard)
{
    struct setting *setting = malloc(sizeof *setting);
    if (setting == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    setting->guard = *guard;
    setting->before = atomic_load(&current);
    while (!atomic_compare_exchange_weak(&current, &setting->before, setting)) {
    }
    return 0;
}
