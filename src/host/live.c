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

static inlet_status check_name(const char *name, inlet_error *error)
{
    return il_text_is_utf8(name, strlen(name))
               ? INLET_DONE
               : il_error_set(error, INLET_EENCODING, NULL);
}

static inlet_status copy_watching(struct il_watch_request *request,
                                  const inlet_watching *watching, inlet_error *error)
{
    inlet_status status =
        watching == NULL ? INLET_DONE
                         : il_struct_copy(&request->watching, sizeof request->watching,
                                          watching, error);
    if (status == INLET_DONE && (request->watching.flags & ~(unsigned)INLET_READONLY)) {
        status = il_error_set(error, INLET_EINVAL, "flags that are not known");
    }
    return status;
}

/* The Value of what is watched from now on: new, or NULL with the failure. */
static PyObject *watch(struct il_watch_request *request, inlet_status *out_status,
                       inlet_error *error)
{
    PyObject *value = call_with("_watch", request);
    if (value == NULL) {
        *out_status = fail(error);
        return NULL;
    }
    if (!enlist(request->watched)) {
        il_watched_release(request->watched);
        Py_DECREF(value);
        *out_status = il_error_set(error, INLET_ENOMEM, NULL);
        return NULL;
    }
    return value;
}

static inlet_status watch_as(inlet_console *console, struct il_watch_request *request,
                             inlet_error *error)
{
    inlet_status status;
    IL_AUTO_REF PyObject *value = watch(request, &status, error);
    return value == NULL ? status
                         : il_namespace_assign(console, request->name, value, error);
}

inlet_status inlet_watch(inlet_console *console, const char *name,
                         const inlet_type *type, void *object,
                         const inlet_watching *watching, inlet_error *error)
{
    struct il_hold hold;
    struct il_watch_request request = {
        .name = name, .type = type, .object = object, .watching = INLET_WATCHING_INIT};
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    status = name == NULL || type == NULL || object == NULL
                 ? il_error_set(error, INLET_EINVAL,
                                "the name, the type or the object is NULL")
                 : check_name(name, error);
    if (status == INLET_DONE) {
        status = copy_watching(&request, watching, error);
    }
    if (status == INLET_DONE) {
        status = watch_as(console, &request, error);
    }
    il_console_leave(console, &hold);
    return status;
}

/* --- Names of the program --------------------------------------------------------- */

/* Is it still the program's when a variable of Python has it? */
static bool is_reference(const inlet_field *field)
{
    unsigned base = field->code & INLET_C_BASE;
    bool is_text = base == INLET_C_CHAR && field->row == 0 &&
                   (field->flags & INLET_RAW) == 0 &&
                   (field->code & INLET_C_POINTER) == 0;
    if ((field->code & INLET_C_ARRAY) != 0) {
        return !is_text;
    }
    return (field->code & INLET_C_POINTER) == 0 &&
           (base == INLET_C_RECORD || base == INLET_C_FUNCTION);
}

static inlet_status check_references(const inlet_name *names, inlet_error *error)
{
    for (; names->field.name != NULL; names++) {
        if (!is_reference(&names->field)) {
            return il_error_set(error, INLET_EINVAL,
                                "a number, text or pointer needs a name to hang on");
        }
    }
    return INLET_DONE;
}

static inlet_status assign_all(inlet_console *console, struct il_watch_request *request,
                               inlet_error *error)
{
    inlet_status status = INLET_DONE;
    IL_AUTO_REF PyObject *program = watch(request, &status, error);
    for (const inlet_name *name = request->names;
         program != NULL && status == INLET_DONE && name->field.name != NULL; name++) {
        IL_AUTO_REF PyObject *value = PyObject_GetAttrString(program, name->field.name);
        status = value == NULL
                     ? il_error_take(error)
                     : il_namespace_assign(console, name->field.name, value, error);
    }
    return status;
}

static inlet_status check_list(const inlet_name *names, const char *name,
                               inlet_error *error)
{
    if (names == NULL) {
        return il_error_set(error, INLET_EINVAL, "the list is NULL");
    }
    return name == NULL ? check_references(names, error) : check_name(name, error);
}

inlet_status inlet_watch_program(inlet_console *console, const char *name,
                                 const inlet_name *names,
                                 const inlet_watching *watching, inlet_error *error)
{
    struct il_hold hold;
    struct il_watch_request request = {.name = name == NULL ? "" : name,
                                       .names = names,
                                       .object = names,
                                       .watching = INLET_WATCHING_INIT};
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    status = check_list(names, name, error);
    if (status == INLET_DONE) {
        status = copy_watching(&request, watching, error);
    }
    if (status == INLET_DONE) {
        status = name == NULL ? assign_all(console, &request, error)
                              : watch_as(console, &request, error);
    }
    il_console_leave(console, &hold);
    return status;
}

/* --- For all of it ---------------------------------------------------------------- */

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

/* Tell the `_inlet` of the running Python. */
static inlet_status tell(const char *function, void *pointer, inlet_error *error)
{
    struct il_hold hold;
    il_error_clear(error);
    inlet_status status = il_hold_begin(&hold, error);
    if (status < 0) {
        return status;
    }
    if (il_ref_done(call_with(function, pointer)) < 0) {
        status = fail(error);
    }
    il_hold_end(&hold);
    return status;
}

inlet_status inlet_live_readonly(bool is_readonly, inlet_error *error)
{
    return tell("_forbid", &is_readonly, error);
}

inlet_status inlet_live_set_lock(inlet_lock_fn lock, void *data, inlet_error *error)
{
    struct il_guard guard = {lock, data};
    return tell("_set_lock", &guard, error);
}
