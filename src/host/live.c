/* SPDX-License-Identifier: MIT
 * Objects of the host that consoles see. Warm.
 *
 * The Values are those of the `_inlet` of the running Python, which may be another copy
 * of the engine than the one in this library: so they are asked for by a capsule. What
 * they share with us is counted, and knows itself how it is freed.
 */
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

#include "core/compat.h"
#include "live/watched.h"

/* --- What is watched -------------------------------------------------------------- */

/* Under il_lock(). What Python has forgotten is dropped when something is added. */
static struct {
    struct il_watched **at;
    size_t count, room;
} watched;

/* Out of the list, and one use less; the last one stands in its place. */
static struct il_watched *remove_at(size_t index)
{
    struct il_watched *removed = watched.at[index];
    watched.at[index] = watched.at[--watched.count];
    return removed;
}

static void drop_forgotten(void)
{
    for (size_t i = watched.count; i-- > 0;) {
        if (atomic_load(&watched.at[i]->uses) == 1) {
            il_watched_release(remove_at(i));
        }
    }
}

/* Make room for one more: false without memory. */
static bool make_room(void)
{
    drop_forgotten();
    if (watched.count < watched.room) {
        return true;
    }
    size_t room = watched.room == 0 ? 8 : watched.room * 2;
    void *at = realloc(watched.at, room * sizeof *watched.at);
    if (at == NULL) {
        return false;
    }
    watched.at = at;
    watched.room = room;
    return true;
}

/* `one` is counted for the list already. */
static bool enlist(struct il_watched *one)
{
    il_lock();
    bool has_room = make_room();
    if (has_room) {
        watched.at[watched.count++] = one;
    }
    il_unlock();
    return has_room;
}

/* Any one of an object, taken out of the list; or NULL. */
static struct il_watched *take(uintptr_t address)
{
    struct il_watched *found = NULL;
    il_lock();
    for (size_t i = 0; i < watched.count && found == NULL; i++) {
        if (watched.at[i]->address == address) {
            found = remove_at(i);
        }
    }
    il_unlock();
    return found;
}

/* Threads that were in an access are not in the child, and will not end it. */
void il_live_renew_all(void)
{
    for (size_t i = 0; i < watched.count; i++) {
        atomic_store(&watched.at[i]->accesses, 0);
    }
}

/* --- Watching --------------------------------------------------------------------- */

/* Call a function of `_inlet` with a pointer. New reference. */
static PyObject *call_with(const char *function, void *pointer)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("_inlet");
    IL_AUTO_REF PyObject *callable =
        module == NULL ? NULL : PyObject_GetAttrString(module, function);
    IL_AUTO_REF PyObject *capsule =
        callable == NULL ? NULL : PyCapsule_New(pointer, IL_REQUEST_NAME, NULL);
    return capsule == NULL ? NULL : PyObject_CallOneArg(callable, capsule);
}

static inlet_status fail(inlet_error *error)
{
    if (PyErr_ExceptionMatches(PyExc_ValueError)) {
        return il_error_take_as(error, INLET_EINVAL);
    }
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return il_error_take_as(error, INLET_EVERSION);
    }
    return il_error_take(error);
}

static inlet_status check_texts(const inlet_type *type, const char *name,
                                inlet_error *error)
{
    if (name == NULL || type == NULL) {
        return il_error_set(error, INLET_EINVAL, "the name or the type is NULL");
    }
    return il_text_is_utf8(name, strlen(name))
               ? INLET_DONE
               : il_error_set(error, INLET_EENCODING, NULL);
}

static inlet_status watch(inlet_console *console, struct il_watch_request *request,
                          inlet_error *error)
{
    IL_AUTO_REF PyObject *value = call_with("_watch", request);
    if (value == NULL) {
        return fail(error);
    }
    if (!enlist(request->watched)) {
        il_watched_release(request->watched);
        return il_error_set(error, INLET_ENOMEM, NULL);
    }
    return il_namespace_assign(console, request->name, value, error);
}

inlet_status inlet_watch(inlet_console *console, const char *name,
                         const inlet_type *type, void *object,
                         const inlet_watching *watching, inlet_error *error)
{
    struct il_hold hold;
    struct il_watch_request request = {name, type, object, INLET_WATCHING_INIT, NULL};
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    status = check_texts(type, name, error);
    if (status == INLET_DONE && object == NULL) {
        status = il_error_set(error, INLET_EINVAL, "the object is NULL");
    }
    if (status == INLET_DONE && watching != NULL) {
        status =
            il_struct_copy(&request.watching, sizeof request.watching, watching, error);
    }
    if (status == INLET_DONE && (request.watching.flags & ~(unsigned)INLET_READONLY)) {
        status = il_error_set(error, INLET_EINVAL, "flags that are not known");
    }
    if (status == INLET_DONE) {
        status = watch(console, &request, error);
    }
    il_console_leave(console, &hold);
    return status;
}

inlet_status inlet_detach(const void *object, inlet_error *error)
{
    struct il_watched *one;
    il_error_clear(error);
    while ((one = take((uintptr_t)object)) != NULL) {
        il_watched_detach(one);
        il_watched_release(one);
    }
    return INLET_DONE;
}

inlet_status inlet_live_readonly(bool is_readonly, inlet_error *error)
{
    struct il_hold hold;
    il_error_clear(error);
    inlet_status status = il_hold_begin(&hold, error);
    if (status < 0) {
        return status;
    }
    if (il_ref_done(call_with("_forbid", &is_readonly)) < 0) {
        status = fail(error);
    }
    il_hold_end(&hold);
    return status;
}
