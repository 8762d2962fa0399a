/* SPDX-License-Identifier: MIT
 * An object of the host that Python code looks at: whether it is still there, and the
 * host's lock around each access. Shared by the copies of the engine that a process may
 * have, so whoever made it also frees it. Warm.
 */
#ifndef IL_WATCHED_H
#define IL_WATCHED_H

#include "live/away.h"
#include "live/guard.h"
#include "reflect/provider.h"
#include "reflect/table.h"

#include <stdatomic.h>

struct il_watched {
    atomic_int uses;
    atomic_int accesses; /* that have begun and not ended */
    atomic_bool is_detached;
    uintptr_t address;
    unsigned flags;
    struct il_guard guard;
    bool has_program_guard; /* its lock is that of the program, whatever that is now: of
                               what is never detached, so that nobody waits for its
                               accesses, which may be counted with a lock and without */
    char *name;
    struct il_graph *graph;
    const struct il_provider *provider; /* who has described it; NULL: its tables */
    const struct il_module *module;     /* where it is, by the provider, */
    unsigned load;                      /* and how often that was loaded then */
    bool may_be_unloaded;
    void (*free)(struct il_watched *watched);
};

/* What the C face asks `_inlet._watch()` for, in a capsule of this name. */
#define IL_REQUEST_NAME "inlet.live.request"
struct il_watch_request {
    const char *name;
    const inlet_type *type;
    const inlet_name *names; /* or NULL; they are instead of the type */
    const void *object;
    inlet_watching watching;
    struct il_watched *watched; /* out: counted for the caller */
};

/** NULL with an exception: ValueError if the table is wrong. */
struct il_watched *il_watched_new(const struct il_watch_request *request);

/** No object at all: for memory that nobody watches, and basic types. Or NULL. */
struct il_watched *il_watched_none(void);

/** The program or a library that a provider knows. Or NULL. */
struct il_watched *il_watched_module(const struct il_provider *provider,
                                     const struct il_module *module, unsigned load);

/** Was it taken away, or unloaded? */
bool il_watched_is_gone(struct il_watched *watched);

struct il_watched *il_watched_share(struct il_watched *watched);
void il_watched_release(struct il_watched *watched);

/** The object goes: waits for accesses that have begun, with no lock of Python's. */
void il_watched_detach(struct il_watched *watched);

/** The lock that protects it now. */
struct il_guard il_watched_guard(const struct il_watched *watched);

/* An access, with Python's lock released if the host has a lock of its own. */
struct il_watching {
    PyThreadState *detached;
    struct il_away away; /* of a call */
    struct il_held held;
    bool is_locked;
};

/**
 * Begin to touch the object. False, and nothing begun, if it is gone. Between begin and
 * end no function of Python may be called.
 */
bool il_watched_begin(struct il_watched *watched, struct il_watching *watching);
void il_watched_end(struct il_watched *watched, struct il_watching *watching);

/**
 * The same around a function of the program: Python's lock is released in any case, and
 * what the function calls back in this thread finds the host's lock held. Taking the
 * object away does not wait for it, since that may be what the function does.
 */
bool il_watched_leave(struct il_watched *watched, struct il_watching *watching);
void il_watched_return(struct il_watching *watching);

#endif
