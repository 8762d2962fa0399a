/* SPDX-License-Identifier: MIT
 * Interpreters of our own, made and ended. Warm.
 */
#include "host/home.h"

#include <poll.h>

#include "core/compat.h"

/* All of them. Under il_lock(). */
static struct il_home *homes;

/* Without the lock: is it worth looking? */
static atomic_int count;

static void enlist(struct il_home *home)
{
    il_lock();
    home->next = homes;
    homes = home;
    atomic_fetch_add(&count, 1);
    il_unlock();
}

static void delist(struct il_home *home)
{
    il_lock();
    for (struct il_home **at = &homes; *at != NULL; at = &(*at)->next) {
        if (*at == home) {
            *at = home->next;
            atomic_fetch_sub(&count, 1);
            break;
        }
    }
    il_unlock();
}

void il_home_renew(void)
{
    homes = NULL;
    atomic_store(&count, 0);
}

struct il_home *il_home_share(struct il_home *home)
{
    atomic_fetch_add(&home->uses, 1);
    return home;
}

static bool is_home(const PyInterpreterState *interpreter)
{
    il_lock();
    struct il_home *home = homes;
    while (home != NULL && home->interpreter != interpreter) {
        home = home->next;
    }
    il_unlock();
    return home != NULL;
}

bool il_home_is_here(void)
{
    if (atomic_load(&count) == 0) {
        return false;
    }
    PyInterpreterState *here = il_hold_interpreter();
    return here != NULL && is_home(here);
}

/* --- Making one ------------------------------------------------------------------- */

#if PY_VERSION_HEX >= 0x030C0000

/* The state that it is made with, attached; or NULL. */
static PyThreadState *make_interpreter(inlet_error *error)
{
    PyThreadState *made = NULL;
    /* Nothing of it is shared, so it can neither fork nor be left by its threads. */
    const PyInterpreterConfig config = {
        .allow_threads = 1,
        .check_multi_interp_extensions = 1,
        .gil = PyInterpreterConfig_OWN_GIL,
    };
    PyStatus status = Py_NewInterpreterFromConfig(&made, &config);
    if (PyStatus_Exception(status)) {
        il_error_set(error, INLET_EPYTHON, status.err_msg);
        return NULL;
    }
    return made;
}

#else

static PyThreadState *make_interpreter(inlet_error *error)
{
    il_error_set(error, INLET_EVERSION,
                 "before Python 3.12 no interpreter has a lock of its own");
    return NULL;
}

#endif

/* Whoever imports it first counts as the main thread, and is expected to be there at
 * the end: that is no visitor. */
static void import_threading(void)
{
    if (il_ref_done(PyImport_ImportModule("threading")) < 0) {
        PyErr_Clear();
    }
}

static struct il_home *home_new(inlet_error *error)
{
    struct il_home *home = PyMem_RawCalloc(1, sizeof *home);
    if (home == NULL) {
        il_error_set(error, INLET_ENOMEM, NULL);
        return NULL;
    }
    PyThreadState *before = PyThreadState_Get();
    PyThreadState *made = make_interpreter(error);
    if (made == NULL) {
        PyMem_RawFree(home);
        return NULL;
    }
    atomic_init(&home->uses, 1);
    home->interpreter = PyThreadState_GetInterpreter(made);
    import_threading();
    home->first = PyEval_SaveThread();
    PyEval_RestoreThread(before);
    return home;
}

struct il_home *il_home_new(inlet_error *error)
{
    (void)il_home_sweep();
    struct il_home *home = home_new(error);
    if (home != NULL) {
        enlist(home);
    }
    return home;
}

/* --- Ending it -------------------------------------------------------------------- */

enum { PATIENCE = 200, PAUSE = 10 }; /* how often its threads are asked; milliseconds */

/* Raise SystemExit in all threads of the interpreter. Gives how many there are. */
static int ask_to_leave(struct il_home *home)
{
    int others = 0;
    PyThreadState *at = PyInterpreterState_ThreadHead(home->interpreter);
    for (; at != NULL; at = PyThreadState_Next(at)) {
        if (at != home->first) {
            (void)PyThreadState_SetAsyncExc(at->thread_id, PyExc_SystemExit);
            others++;
        }
    }
    return others;
}

/* Python's own way waits for threads without asking them to leave, and takes it ill if
 * there are others that it does not know of. */
static bool empty(struct il_home *home)
{
    for (int i = 0; i < PATIENCE; i++) {
        if (ask_to_leave(home) == 0) {
            return true;
        }
        PyThreadState *state = PyEval_SaveThread();
        struct pollfd nothing = {.fd = -1};
        (void)poll(&nothing, 1, PAUSE);
        PyEval_RestoreThread(state);
    }
    return false;
}

/* Nobody uses it; the thread is attached to nothing. */
static bool end_interpreter(struct il_home *home)
{
    PyEval_RestoreThread(home->first);
    if (!empty(home)) {
        (void)PyEval_SaveThread();
        return false;
    }
    Py_EndInterpreter(home->first);
    return true;
}

/* In the list it stays where it cannot be ended now. */
static bool end(struct il_home *home)
{
    bool was_attached = il_thread_is_attached();
    if (was_attached && PyInterpreterState_Get() == home->interpreter) {
        return false;
    }
    PyThreadState *before = was_attached ? PyEval_SaveThread() : NULL;
    bool is_ended = end_interpreter(home);
    if (was_attached) {
        PyEval_RestoreThread(before);
    }
    if (is_ended) {
        delist(home);
        PyMem_RawFree(home);
    }
    return is_ended;
}

/* Whoever ends it is its last user until it is ended, so that nobody else tries. */
static bool try_to_end(struct il_home *home)
{
    bool is_ended = end(home);
    if (!is_ended) {
        atomic_store(&home->uses, 0);
    }
    return is_ended;
}

void il_home_release(struct il_home *home)
{
    int uses = home == NULL ? 0 : atomic_load(&home->uses);
    while (uses > 1 && !atomic_compare_exchange_weak(&home->uses, &uses, uses - 1)) {
    }
    if (uses == 1) {
        (void)try_to_end(home);
    }
}

/* One that nobody uses: from now on it is used; or NULL. */
static struct il_home *claim_unused(void)
{
    int nobody = 0;
    il_lock();
    struct il_home *home = homes;
    while (home != NULL && !atomic_compare_exchange_strong(&home->uses, &nobody, 1)) {
        nobody = 0;
        home = home->next;
    }
    il_unlock();
    return home;
}

bool il_home_sweep(void)
{
    struct il_home *home = NULL;
    do {
        home = atomic_load(&count) > 0 ? claim_unused() : NULL;
    } while (home != NULL && try_to_end(home));
    return atomic_load(&count) == 0;
}

/* --- The end of the main interpreter ---------------------------------------------- */

static PyInterpreterState *first_home(void)
{
    il_lock();
    PyInterpreterState *interpreter = homes == NULL ? NULL : homes->interpreter;
    il_unlock();
    return interpreter;
}

static PyObject *close_all(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(none))
{
    PyInterpreterState *last = NULL;
    PyInterpreterState *interpreter;
    while ((interpreter = first_home()) != NULL && interpreter != last) {
        il_console_sever_all(interpreter, true);
        last = interpreter;
    }
    (void)il_home_sweep();
    Py_RETURN_NONE;
}

static PyMethodDef at_end = {"close_own_interpreters", close_all, METH_NOARGS, NULL};

int il_home_watch(void)
{
    return PY_VERSION_HEX < 0x030C0000 ? 0 : il_interpreter_at_end(&at_end);
}
