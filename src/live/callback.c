/* SPDX-License-Identifier: MIT
 * Python's functions as C functions. Warm.
 *
 * C may call one at any time, in any thread, also when nobody in Python wants that any
 * more. So what was stored somewhere stays as a C function as long as the process; it
 * only does nothing once it is released, or when its interpreter has ended. What was an
 * argument goes with the call, unless another thread is in it.
 *
 * A thread counts itself in before it asks whether the function is dead, and who kills
 * it says so before it looks for threads: one of them sees the other.
 */
#include "live/call.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/compat.h"

static const char capsule_name[] = "inlet.live.callback";

struct il_live_callback {
    atomic_int active; /* threads that are in it */
    atomic_bool is_dead;
    pid_t process; /* whose threads are counted */
    PyInterpreterState *interpreter;
    PyObject *callable;          /* strong, or NULL: dead */
    struct il_live_value *owner; /* strong: has the types; or NULL */
    const struct il_ctype *type;
    struct il_made *made;
    struct il_live_callback *next;
};

/* --- Calls from C ----------------------------------------------------------------- */

static struct il_live_place place_of(const struct il_live_callback *callback,
                                     struct il_live_value *owner, size_t number)
{
    bool is_result = number == 0;
    return (struct il_live_place){
        .base = owner,
        .type = is_result ? callback->type->target
                          : callback->type->fields[number - 1].type,
        .step = {.how = is_result ? IL_STEP_CALL : IL_STEP_ARGUMENT,
                 .depth = owner->step.depth + 1,
                 .index = (int64_t)number,
                 .before = &owner->step},
    };
}

static PyObject *give_arguments(const struct il_live_callback *callback,
                                struct il_live_value *owner, void *const *arguments)
{
    size_t count = callback->type->count;
    IL_AUTO_REF PyObject *args = PyTuple_New((Py_ssize_t)count);
    for (size_t i = 0; args != NULL && i < count; i++) {
        struct il_live_place place = place_of(callback, owner, i + 1);
        PyObject *object = il_live_take(&place, arguments[i]);
        if (object == NULL) {
            return NULL;
        }
        PyTuple_SET_ITEM(args, (Py_ssize_t)i, object);
    }
    return il_ref_steal(&args);
}

/* All of the result or nothing of it, which is zero. */
static int take_result(const struct il_live_callback *callback,
                       struct il_live_value *owner, PyObject *result, void *out)
{
    struct il_live_place place = place_of(callback, owner, 0);
    size_t size = place.type->size;
    if (place.type->kind == IL_C_VOID) {
        return 0;
    }
    unsigned char *bytes = PyMem_Calloc(1, size);
    if (bytes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int status = il_live_pack(&place, result, bytes);
    if (status == 0) {
        memcpy(out, bytes, size);
    }
    PyMem_Free(bytes);
    return status;
}

/* With Python's lock. What it needs is held here: the function may release itself. */
static void answer(const struct il_live_callback *callback, void *const *arguments,
                   void *out)
{
    PyObject *pending = il_raised_take();
    IL_AUTO_REF PyObject *callable = Py_XNewRef(callback->callable);
    IL_AUTO_REF PyObject *owner = Py_XNewRef((PyObject *)callback->owner);
    struct il_live_value *types = (struct il_live_value *)owner;
    if (callable != NULL) {
        IL_AUTO_REF PyObject *args = give_arguments(callback, types, arguments);
        IL_AUTO_REF PyObject *result =
            args == NULL ? NULL : PyObject_Call(callable, args, NULL);
        if (result == NULL || take_result(callback, types, result, out) < 0) {
            PyErr_WriteUnraisable(callable);
        }
    }
    if (pending != NULL) {
        il_raised_give(pending);
    }
}

/* The callbacks that this thread is in. */
struct entry {
    const struct il_live_callback *callback;
    struct entry *outer;
};

static _Thread_local struct entry *innermost;

static int count_own(const struct il_live_callback *callback)
{
    int count = 0;
    for (const struct entry *entry = innermost; entry != NULL; entry = entry->outer) {
        count += entry->callback == callback;
    }
    return count;
}

static void run(void *data, void *const *arguments, void *out)
{
    struct il_live_callback *callback = data;
    struct entry entry = {callback, innermost};
    struct il_back back;
    innermost = &entry;
    atomic_fetch_add(&callback->active, 1);
    if (!atomic_load(&callback->is_dead) &&
        il_back_begin(&back, callback->interpreter)) {
        answer(callback, arguments, out);
        il_back_end(&back);
    }
    atomic_fetch_sub(&callback->active, 1);
    innermost = entry.outer;
}

/* --- Life ------------------------------------------------------------------------- */

/* C functions that may still be called, or left. */
static _Atomic(struct il_live_callback *) retired;

static void retire(struct il_live_callback *callback)
{
    callback->next = atomic_load(&retired);
    while (!atomic_compare_exchange_weak(&retired, &callback->next, callback)) {
    }
}

/* It does nothing from now on. What it held may run code when it goes. */
static void kill_callback(struct il_live_callback *callback)
{
    atomic_store(&callback->is_dead, true);
    Py_CLEAR(callback->callable);
    Py_CLEAR(callback->owner);
}

static void free_callback(struct il_live_callback *callback)
{
    il_made_free(callback->made);
    free(callback);
}

static int refuse(const struct il_live_place *place, const char *problem)
{
    IL_AUTO_REF PyObject *path = il_live_path(&place->step);
    if (problem[0] == '\0') {
        PyErr_NoMemory();
    } else if (path != NULL) {
        PyErr_Format(PyExc_TypeError, "%U: %s", path, problem);
    }
    return -1;
}

/* What the paths of errors begin with: the place where the function is stored. Within
 * something that is assigned as a whole that place has no Value: then it is the whole.
 */
static struct il_live_value *find_owner(const struct il_live_place *place)
{
    bool is_direct = place->step.before == &place->base->step;
    return (struct il_live_value *)(is_direct
                                        ? il_live_value(place, 0, IL_COUNT_UNKNOWN)
                                        : Py_NewRef((PyObject *)place->base));
}

static struct il_live_callback *make(const struct il_live_place *place,
                                     PyObject *callable)
{
    char problem[IL_CALL_PROBLEM_SIZE] = "";
    struct il_live_callback *callback = calloc(1, sizeof *callback);
    if (callback != NULL && il_ctype_complete(place->type->target)) {
        callback->type = place->type->target;
        callback->made = il_made_new(callback->type, run, callback, problem);
    }
    if (callback == NULL || callback->made == NULL) {
        free(callback);
        refuse(place, problem);
        return NULL;
    }
    callback->owner = find_owner(place);
    if (callback->owner == NULL) {
        free_callback(callback);
        return NULL;
    }
    callback->process = getpid();
    callback->interpreter = PyInterpreterState_Get();
    callback->callable = Py_NewRef(callable);
    return callback;
}

/* --- For the time of a call ------------------------------------------------------- */

static void end_of_call(PyObject *capsule)
{
    struct il_live_callback *callback = PyCapsule_GetPointer(capsule, capsule_name);
    kill_callback(callback);
    if (atomic_load(&callback->active) == 0) {
        free_callback(callback);
    } else {
        retire(callback);
    }
}

static int lend(const struct il_live_place *place, PyObject *callable, uintptr_t *out)
{
    struct il_live_callback *callback = make(place, callable);
    if (callback == NULL) {
        return -1;
    }
    IL_AUTO_REF PyObject *capsule = PyCapsule_New(callback, capsule_name, end_of_call);
    if (capsule == NULL) {
        kill_callback(callback);
        free_callback(callback);
        return -1;
    }
    *out = il_made_address(callback->made);
    return il_live_call_keep(place->call, capsule) < 0 ? -1 : 1;
}

/* --- Until it is released --------------------------------------------------------- */

/* The interpreter's atexit comes before any of its threads is stopped. */
static int watch_end(struct il_engine *engine)
{
    PyObject *module = PyType_GetModule((PyTypeObject *)engine->live_type);
    IL_AUTO_REF PyObject *end =
        module == NULL ? NULL : PyObject_GetAttrString(module, "_end_callbacks");
    IL_AUTO_REF PyObject *atexit = end == NULL ? NULL : PyImport_ImportModule("atexit");
    return atexit == NULL
               ? -1
               : il_ref_done(PyObject_CallMethod(atexit, "register", "O", end));
}

static struct il_live_callback *find(const struct il_engine *engine,
                                     const struct il_ctype *type, PyObject *callable)
{
    struct il_live_callback *callback = engine->live_callbacks;
    while (callback != NULL && (callback->callable != callable ||
                                !il_ctype_is_same(callback->type, type))) {
        callback = callback->next;
    }
    return callback;
}

static int store(const struct il_live_place *place, PyObject *callable, uintptr_t *out)
{
    struct il_engine *engine = il_live_engine(place->base);
    struct il_live_callback *callback = find(engine, place->type->target, callable);
    if (callback == NULL) {
        if (engine->live_callbacks == NULL && watch_end(engine) < 0) {
            return -1;
        }
        callback = make(place, callable);
        if (callback == NULL) {
            return -1;
        }
        callback->next = engine->live_callbacks;
        engine->live_callbacks = callback;
    }
    *out = il_made_address(callback->made);
    return 1;
}

int il_live_callback(const struct il_live_place *place, PyObject *callable,
                     uintptr_t *out)
{
    return place->call != NULL ? lend(place, callable, out)
                               : store(place, callable, out);
}

int il_live_callback_release(struct il_engine *engine, PyObject *callable)
{
    struct il_live_callback **at = (struct il_live_callback **)&engine->live_callbacks;
    struct il_live_callback *found = NULL;
    while (*at != NULL) {
        struct il_live_callback *callback = *at;
        if (callback->callable != callable) {
            at = &callback->next;
            continue;
        }
        *at = callback->next;
        callback->next = found;
        found = callback;
    }
    int was_there = found != NULL;
    while (found != NULL) {
        struct il_live_callback *next = found->next;
        kill_callback(found);
        retire(found);
        found = next;
    }
    return was_there;
}

/* --- The end of an interpreter ---------------------------------------------------- */

/* Wait for other threads that are in it; one that a fork() has left behind in the
 * parent would never leave. */
static int await(const struct il_live_callback *callback)
{
    int own = count_own(callback);
    while (callback->process == getpid() && atomic_load(&callback->active) > own) {
        PyThreadState *state = PyEval_SaveThread();
        usleep(1000);
        PyEval_RestoreThread(state);
        if (PyErr_CheckSignals() < 0) {
            return -1;
        }
    }
    return 0;
}

int il_live_callback_end(struct il_engine *engine)
{
    struct il_live_callback *callback = engine->live_callbacks, *next;
    int status = 0;
    engine->live_callbacks = NULL;
    for (struct il_live_callback *one = callback; one != NULL; one = one->next) {
        atomic_store(&one->is_dead, true);
    }
    for (; callback != NULL; callback = next) {
        next = callback->next;
        status = status < 0 ? status : await(callback);
        kill_callback(callback);
        retire(callback);
    }
    return status;
}
