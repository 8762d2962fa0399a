/* SPDX-License-Identifier: MIT
 *
 * Live C state: the program's own structs at the prompt, described by field tables.
 *
 *     struct config { bool debug; int max_connections; };
 *
 *     INLET_STRUCT(config_type, struct config, debug, max_connections);
 *
 *     inlet_watch(console, "config", &config_type, &config, NULL, NULL);
 *
 * What tables consist of is in <inlet/table.h>, which this header includes.
 *
 * The rules of inlet.h hold here as well. Memory is looked at as it is, while the
 * program runs: see the page on safety for what that can mean.
 */
#ifndef INLET_LIVE_H
#define INLET_LIVE_H

#include <inlet/inlet.h>
#include <inlet/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Take the lock (`on`) that protects an object, or release it. It must be a lock that
 * one thread has at a time, and be there as long as code may be in a block of
 * inlet.live.locked(): so take it yourself before you take the object away.
 *
 * Thread:   the one that looks at the object; Python's lock is released, and is taken
 *           again only when this lock was released (but for inlet.live.locked())
 */
typedef void (*inlet_lock_fn)(void *data, bool on);

/** How an object may be looked at. */
typedef struct inlet_watching {
    size_t size;
    unsigned flags;     /**< INLET_READONLY or 0 */
    inlet_lock_fn lock; /**< around each access; NULL: none */
    void *data;         /**< the first argument of `lock` */
} inlet_watching;

#define INLET_WATCHING_INIT                                                            \
    {                                                                                  \
        sizeof(inlet_watching), 0, NULL, NULL                                          \
    }

/**
 * Let the console's code see an object, and change it, as the variable `name`.
 *
 * Structs and unions are references: what is assigned to a field is in the object.
 * Nothing is looked at before the code asks for it.
 *
 * Fails:    INLET_EINVAL if the table is not sound: `error` says what is wrong with
 *           it; INLET_EENCODING; INLET_EVERSION if the `_inlet` in use has no
 *           live state
 * Owner:    the tables are copied; the object must live until inlet_detach()
 * Since:    0.1
 */
INLET_API inlet_status inlet_watch(inlet_console *console, const char *name,
                                   const inlet_type *type, void *object,
                                   const inlet_watching *watching, inlet_error *error);

/**
 * Let the console's code see variables of the program and call its functions: a list
 * of INLET_PROGRAM(), as the variable `name`, of which they are the attributes.
 *
 * Without a name (NULL) each of them becomes a variable of the console by its own name:
 * for functions, structs, unions and arrays. Numbers, texts and pointers need the name:
 * a variable of Python would be a copy of what they were.
 *
 * A call waits for `watching`'s lock without Python's, keeps it until the function has
 * returned, and lets other Python threads run meanwhile. INLET_READONLY forbids calls.
 *
 * Fails:    INLET_EINVAL if the list is not sound, or a name is needed: `error` says
 *           why; INLET_EENCODING; INLET_EVERSION if the `_inlet` in use is older
 * Owner:    the list is copied, and what inlet_detach() is told; the variables live as
 *           long as the program, or until then
 * Since:    0.1
 */
INLET_API inlet_status inlet_watch_program(inlet_console *console, const char *name,
                                           const inlet_name *names,
                                           const inlet_watching *watching,
                                           inlet_error *error);

/**
 * The lock of whatever is watched from now on without a lock of its own, and, at once,
 * of what no table describes; NULL: none.
 * `with inlet.live.locked():` keeps it.
 *
 * Thread:   any; the rules of inlet_lock_fn hold
 * Since:    0.1
 */
INLET_API inlet_status inlet_live_set_lock(inlet_lock_fn lock, void *data,
                                           inlet_error *error);

/**
 * The object is about to go: whatever code has kept of it, in any console, raises
 * ReferenceError from now on and touches nothing. Waits for an access of another
 * thread that has begun.
 *
 * Answers:  INLET_DONE, also if nobody watches it, or Python does not run
 * Thread:   any; not inside the `lock` callback of the object
 * Since:    0.1
 */
INLET_API inlet_status inlet_detach(const void *object, inlet_error *error);

/**
 * Forbid all writes of the present interpreter, or allow them again. Code cannot undo
 * it; it has a switch of its own, inlet.live.readonly().
 *
 * Since:    0.1
 */
INLET_API inlet_status inlet_live_readonly(bool is_readonly, inlet_error *error);

#ifdef __cplusplus
}
#endif

#endif
