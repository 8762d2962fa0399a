/* SPDX-License-Identifier: MIT
 * An object of the host that Python code looks at. Warm.
 */
#include "live/watched.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

/* --- Life ------------------------------------------------------------------------- */

static void free_watched(struct il_watched *watched)
{
    il_graph_free(watched->graph);
    free(watched->name);
    free(watched);
}

static struct il_graph *build_graph(const struct il_watch_request *request)
{
    char problem[IL_TABLE_PROBLEM_SIZE];
    struct il_graph *graph = request->names != NULL
                                 ? il_table_build_program(request->names, problem)
                                 : il_table_build(request->type, problem);
    if (graph == NULL && problem[0] != '\0') {
        PyErr_SetString(PyExc_ValueError, problem);
    } else if (graph == NULL) {
        PyErr_NoMemory();
    }
    return graph;
}

struct il_watched *il_watched_new(const struct il_watch_request *request)
{
    struct il_graph *graph = build_graph(request);
    if (graph == NULL) {
        return NULL;
    }
    struct il_watched *watched = calloc(1, sizeof *watched);
    char *name = strdup(request->name[0] == '\0' ? "its names" : request->name);
    if (watched == NULL || name == NULL) {
        free(watched);
        free(name);
        il_graph_free(graph);
        PyErr_NoMemory();
        return NULL;
    }
    atomic_init(&watched->uses, 1);
    watched->address = (uintptr_t)request->object;
    watched->flags = request->watching.flags;
    watched->guard = (struct il_guard){request->watching.lock, request->watching.data};
    if (watched->guard.lock == NULL) {
        watched->guard = il_guard_program();
    }
    watched->name = name;
    watched->graph = graph;
    watched->free = free_watched;
    return watched;
}

/* What no table describes. */
static struct il_watched *make_bare(const char *text)
{
    struct il_watched *watched = calloc(1, sizeof *watched);
    struct il_graph *graph = calloc(1, sizeof *graph);
    char *name = strdup(text);
    if (watched == NULL || graph == NULL || name == NULL) {
        free(watched);
        free(graph);
        free(name);
        PyErr_NoMemory();
        return NULL;
    }
    atomic_init(&watched->uses, 1);
    watched->has_program_guard = true;
    watched->name = name;
    watched->graph = graph;
    watched->free = free_watched;
    return watched;
}

struct il_watched *il_watched_none(void) { return make_bare("memory"); }

struct il_watched *il_watched_module(const struct il_provider *provider,
                                     const struct il_module *module, unsigned load)
{
    struct il_watched *watched = make_bare(provider->module_name(module));
    if (watched != NULL) {
        watched->provider = provider;
        watched->module = module;
        watched->load = load;
        watched->may_be_unloaded = !provider->is_program(module);
    }
    return watched;
}

struct il_watched *il_watched_share(struct il_watched *watched)
{
    atomic_fetch_add(&watched->uses, 1);
    return watched;
}

void il_watched_release(struct il_watched *watched)
{
    if (watched != NULL && atomic_fetch_sub(&watched->uses, 1) == 1) {
        watched->free(watched);
    }
}

/* --- Access ----------------------------------------------------------------------- */

/*
 * The host's lock is waited for without Python's, and given back before Python's is
 * taken again: so a thread of the host may take the two in any order.
 *
 * An access counts itself in before it looks whether the object is gone, and who takes
 * the object away says so before it looks for accesses: one of them sees the other.
 * Without a lock of the host it is Python's that lets accesses be one after the other:
 * then the counter needs no more than to be seen in that order.
 */
static void count_in(struct il_watched *watched, bool has_lock)
{
    if (has_lock) {
        atomic_fetch_add(&watched->accesses, 1);
    } else {
        int before = atomic_load_explicit(&watched->accesses, memory_order_relaxed);
        atomic_store(&watched->accesses, before + 1);
    }
}

static void count_out(struct il_watched *watched, bool has_lock)
{
    if (has_lock) {
        atomic_fetch_sub(&watched->accesses, 1);
    } else {
        int before = atomic_load_explicit(&watched->accesses, memory_order_relaxed);
        atomic_store_explicit(&watched->accesses, before - 1, memory_order_release);
    }
}

bool il_watched_is_gone(struct il_watched *watched)
{
    if (watched->may_be_unloaded &&
        !watched->provider->is_loaded(watched->module, watched->load)) {
        atomic_store(&watched->is_detached, true);
    }
    return atomic_load(&watched->is_detached);
}

struct il_guard il_watched_guard(const struct il_watched *watched)
{
    return watched->has_program_guard ? il_guard_program() : watched->guard;
}

bool il_watched_begin(struct il_watched *watched, struct il_watching *watching)
{
    struct il_guard guard = il_watched_guard(watched);
    watching->detached = NULL;
    watching->held.guard = guard;
    watching->is_locked = guard.lock != NULL && !il_guard_is_held(&guard);
    if (watching->is_locked) {
        watching->detached = PyEval_SaveThread();
        guard.lock(guard.data, true);
    }
    count_in(watched, guard.lock != NULL);
    if (!il_watched_is_gone(watched)) {
        return true;
    }
    il_watched_end(watched, watching);
    return false;
}

void il_watched_end(struct il_watched *watched, struct il_watching *watching)
{
    const struct il_guard *guard = &watching->held.guard;
    count_out(watched, guard->lock != NULL);
    if (watching->is_locked) {
        guard->lock(guard->data, false);
        PyEval_RestoreThread(watching->detached);
    }
}

void il_watched_detach(struct il_watched *watched)
{
    atomic_store(&watched->is_detached, true);
    while (atomic_load(&watched->accesses) > 0) {
        sched_yield();
    }
}

/* --- Calls ------------------------------------------------------------------------ */

bool il_watched_leave(struct il_watched *watched, struct il_watching *watching)
{
    struct il_guard guard = il_watched_guard(watched);
    watching->is_locked = guard.lock != NULL && !il_guard_is_held(&guard);
    il_away_begin(&watching->away);
    if (watching->is_locked) {
        il_guard_take(&guard, &watching->held);
    }
    if (!il_watched_is_gone(watched)) {
        return true;
    }
    il_watched_return(watching);
    return false;
}

void il_watched_return(struct il_watching *watching)
{
    if (watching->is_locked) {
        il_guard_release(&watching->held);
    }
    il_away_end(&watching->away);
}
