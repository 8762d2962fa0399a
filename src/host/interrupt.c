/* SPDX-License-Identifier: MIT
 * Interrupts in the thread that they hit. Warm.
 */
#include "host/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "core/compat.h"

/* The innermost command of this thread. */
static _Thread_local struct il_command *running;

int64_t il_interrupt_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static struct timespec time_of(int64_t nanoseconds)
{
    return (struct timespec){.tv_sec = nanoseconds / 1000000000,
                             .tv_nsec = nanoseconds % 1000000000};
}

/* --- The bell: a command has ended ------------------------------------------------ */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t rings;
    pthread_once_t once;
} bell = {.lock = PTHREAD_MUTEX_INITIALIZER, .once = PTHREAD_ONCE_INIT};

/* Its time is that of the monotonic clock. */
static void make_bell(void)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&bell.rings, &attributes);
    pthread_condattr_destroy(&attributes);
}

void il_interrupt_renew(void)
{
    pthread_mutex_init(&bell.lock, NULL);
    make_bell();
}

static void ring(void)
{
    pthread_once(&bell.once, make_bell);
    pthread_mutex_lock(&bell.lock);
    pthread_cond_broadcast(&bell.rings);
    pthread_mutex_unlock(&bell.lock);
}

/* Wait until the value is another one; gives false when it is too late. */
static bool wait_for_change(atomic_ulong *value, unsigned long present, int64_t until)
{
    struct timespec time = time_of(until);
    int result = 0;
    pthread_once(&bell.once, make_bell);
    pthread_mutex_lock(&bell.lock);
    while (atomic_load(value) == present && result == 0) {
        result = pthread_cond_timedwait(&bell.rings, &bell.lock, &time);
    }
    pthread_mutex_unlock(&bell.lock);
    return atomic_load(value) != present;
}

/* --- What is raised --------------------------------------------------------------- */

static void note_hit(struct il_command *command)
{
    command->is_armed = false;
    command->console->interrupt.hits++;
    atomic_store(&command->console->interrupt.stage, INLET_STAGE_RAISED);
}

/* Python makes the exception only when it raises it. What it gets is a plain
 * KeyboardInterrupt: this class has no instances. */
static PyObject *interrupt_new(PyTypeObject *Py_UNUSED(type), PyObject *Py_UNUSED(args),
                               PyObject *Py_UNUSED(keywords))
{
    if (running != NULL && running->is_armed) {
        note_hit(running);
    }
    return PyObject_CallNoArgs(PyExc_KeyboardInterrupt);
}

static PyType_Slot interrupt_slots[] = {
    {Py_tp_new, interrupt_new},
    {0, NULL},
};

static PyType_Spec interrupt_spec = {
    .name = "_inlet.KeyboardInterrupt",
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = interrupt_slots,
};

PyObject *il_interrupt_type(void)
{
    IL_AUTO_REF PyObject *bases = PyTuple_Pack(1, PyExc_KeyboardInterrupt);
    return bases == NULL
               ? NULL
               : il_new_type(PyType_FromSpecWithBases(&interrupt_spec, bases));
}

/* --- Arming ----------------------------------------------------------------------- */

static void arm(struct il_command *command)
{
    inlet_console *console = command->console;
    il_thread_raise(command->state, console->route->interrupt_type);
    command->is_armed = true;
    atomic_store(&console->interrupt.stage, INLET_STAGE_ARMED);
}

/* In its own thread. */
static void disarm(struct il_command *command)
{
    il_thread_raise(command->state, NULL);
    command->is_armed = false;
}

static void defer(struct il_command *command)
{
    command->is_deferred = true;
    atomic_store(&command->console->interrupt.stage, INLET_STAGE_HOST);
}

void il_interrupt_shield(void)
{
    if (running == NULL) {
        return;
    }
    running->shield++;
    if (running->is_armed) {
        disarm(running);
        defer(running);
    }
}

void il_interrupt_unshield(void)
{
    if (running != NULL && --running->shield == 0 && running->is_deferred) {
        running->is_deferred = false;
        arm(running);
    }
}

/* Is there a request that the watcher has not fired yet? It is taken back; or, where
 * the watcher has it already and waits for Python's lock, left out when that comes. */
static bool take_back(struct il_interrupt *interrupt)
{
    unsigned long number = atomic_load(&interrupt->number);
    unsigned long asked_for = number;
    bool is_asked = atomic_load(&interrupt->stage) == INLET_STAGE_ASKED &&
                    atomic_load(&interrupt->last_asked_for) == number;
    if (!atomic_compare_exchange_strong(&interrupt->asked_for, &asked_for, 0)) {
        interrupt->is_forestalled = is_asked;
    }
    return is_asked;
}

void il_interrupt_forestall(void)
{
    if (running == NULL || !running->console->interrupt.is_wanted) {
        return;
    }
    if (running->is_armed) {
        disarm(running);
    } else if (!running->is_deferred && !take_back(&running->console->interrupt)) {
        return;
    }
    running->is_deferred = false;
    note_hit(running);
}

/* --- The signal that wakes the main thread ---------------------------------------- */

/* Python calls this in its main thread, soon after the signal; perhaps too late. */
static PyObject *handle_signal(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(args))
{
    if (running == NULL || !running->is_armed) {
        Py_RETURN_NONE;
    }
    disarm(running);
    note_hit(running);
    PyErr_SetNone(PyExc_KeyboardInterrupt);
    return NULL;
}

static PyMethodDef signal_handler = {"inlet_interrupt", handle_signal, METH_VARARGS,
                                     NULL};

/* signal.signal(number, handler): the old handler, or NULL. New reference. */
static PyObject *set_signal(int number, PyObject *handler)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("signal");
    return module == NULL
               ? NULL
               : PyObject_CallMethod(module, "signal", "iO", number, handler);
}

/* Only the main thread can: the others find that out once in the life of a route, since
 * it may be another thread when Python starts again. */
static void take_signal(struct il_route *route, int number)
{
    static _Thread_local unsigned long cannot;
    if (number == 0 || route->signal != 0 || cannot == route->number) {
        return;
    }
    IL_AUTO_REF PyObject *handler = PyCFunction_New(&signal_handler, NULL);
    PyObject *before = handler == NULL ? NULL : set_signal(number, handler);
    cannot = before == NULL ? route->number : 0;
    PyErr_Clear();
    if (before != NULL) {
        route->signal = number;
        route->signal_thread = PyThread_get_thread_ident();
        Py_XSETREF(route->signal_before, before);
    }
}

void il_interrupt_restore_signal(struct il_route *route)
{
    if (route->signal == 0) {
        return;
    }
    /* None stands for a handler that Python does not know. */
    bool is_known = route->signal_before != Py_None;
    PyObject *raised = il_raised_take();
    if (is_known) {
        Py_XDECREF(set_signal(route->signal, route->signal_before));
        PyErr_Clear();
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
    route->signal = 0;
    Py_CLEAR(route->signal_before);
}

/* --- Firing ----------------------------------------------------------------------- */

enum { NUDGE_AFTER = 5000000 }; /* nanoseconds */

void il_interrupt_nudge(inlet_console *console)
{
    struct il_route *route = console->route;
    unsigned long thread = atomic_load(&console->runner);
    bool is_armed = console->command != NULL && console->command->is_armed;
    if (is_armed && route->signal != 0 && route->signal_thread == thread) {
        pthread_kill((pthread_t)thread, route->signal);
        atomic_store(&console->interrupt.nudge, il_interrupt_now() + NUDGE_AFTER);
    }
}

void il_interrupt_fire(inlet_console *console)
{
    struct il_command *command = console->command;
    if (command == NULL || console->interrupt.is_forestalled) {
        console->interrupt.is_forestalled = false;
        return;
    }
    if (command->shield > 0) {
        defer(command);
        return;
    }
    arm(command);
    sem_post(&console->interrupt.fired);
    il_interrupt_nudge(console);
}

inlet_console *il_interrupt_running(void)
{
    return running == NULL ? NULL : running->console;
}

bool il_interrupt_reaches(inlet_console *console)
{
    return console->interrupt.is_wanted && running != NULL &&
           running->console == console && running->shield == 0;
}

/* The watcher may still wait for Python's lock. */
bool il_interrupt_waits(inlet_console *console)
{
    struct il_interrupt *interrupt = &console->interrupt;
    if (!interrupt->is_wanted || running == NULL || running->console != console) {
        return false;
    }
    int stage = atomic_load(&interrupt->stage);
    bool is_asked =
        atomic_load(&interrupt->last_asked_for) == atomic_load(&interrupt->number) &&
        (stage == INLET_STAGE_ASKED || stage == INLET_STAGE_HOST);
    return is_asked || running->is_deferred ||
           (atomic_load(&interrupt->is_late) && interrupt->hits == 0);
}

bool inlet_interrupt_waits(inlet_console *console)
{
    return console != NULL && il_interrupt_waits(console);
}

bool inlet_call_is_interrupted(inlet_call *call)
{
    inlet_console *console = inlet_call_console(call);
    return console != NULL && il_interrupt_waits(console);
}

/* 0 when something was fired or is to be ticked, EINTR after a signal, ETIMEDOUT. */
static int wait_for_fire(sem_t *fired, int64_t until)
{
    struct timespec time = time_of(until);
    PyThreadState *state = PyEval_SaveThread();
    int result = sem_clockwait(fired, CLOCK_MONOTONIC, &time) < 0 ? errno : 0;
    PyEval_RestoreThread(state);
    return result;
}

/* What Python would do if its code ran. A thread that Python does not call what is
 * pending in has no ticks. 0 or -1. */
static int catch_up(inlet_console *console, int reason)
{
    if (reason == EINTR) {
        return PyErr_CheckSignals();
    }
    return il_tick_waits(console) ? Py_MakePendingCalls() : 0;
}

int il_interrupt_sleep(inlet_console *console, int64_t nanoseconds)
{
    sem_t *fired = &console->interrupt.fired;
    int64_t until = il_interrupt_now() + nanoseconds;
    while (sem_trywait(fired) == 0) {
        /* Those of before are none of ours. */
    }
    /* What is armed is raised right after this call; a tick may be due already. */
    int reason = 0;
    int result = catch_up(console, reason);
    while (result == 0 && !running->is_armed && reason != ETIMEDOUT) {
        reason = wait_for_fire(fired, until);
        result = catch_up(console, reason);
    }
    return result;
}

/* --- Commands --------------------------------------------------------------------- */

int64_t il_interrupt_stop_clock(inlet_console *console)
{
    /* A thread that the command has started does not wait for the command, and may go
     * on when that is over. */
    if (running == NULL || running->console != console) {
        return INT64_MAX;
    }
    int64_t deadline = atomic_exchange(&console->interrupt.deadline, INT64_MAX);
    return deadline == INT64_MAX ? INT64_MAX : deadline - il_interrupt_now();
}

void il_interrupt_start_clock(inlet_console *console, int64_t left)
{
    if (left == INT64_MAX) {
        return;
    }
    int64_t deadline = il_interrupt_now() + left;
    atomic_store(&console->interrupt.deadline, deadline);
    il_watcher_wake_at(deadline);
}

/* Requests are for what runs from now on. */
static void begin_input(inlet_console *console)
{
    struct il_interrupt *interrupt = &console->interrupt;
    interrupt->hits = 0;
    interrupt->is_forestalled = false;
    atomic_store(&interrupt->is_late, false);
    if (interrupt->limit > 0) {
        il_interrupt_start_clock(console, interrupt->limit);
    }
    atomic_fetch_add(&interrupt->number, 1);
    il_tick_begin(console);
}

/* The command of this thread so far runs code that has no callback around it, as the
 * loop of events of a host: what it was to be hit by would hit that. It waits, or goes
 * over, where both are of one console. */
static void cover_beneath(struct il_command *command)
{
    struct il_command *beneath = running;
    bool was_armed = beneath != NULL && beneath->is_armed;
    il_interrupt_shield();
    running = command;
    if (was_armed && beneath == command->outer) {
        beneath->is_deferred = false;
        arm(command);
    }
}

void il_interrupt_enter(struct il_command *command, inlet_console *console)
{
    command->console = console;
    command->state = PyThreadState_Get();
    command->beneath = running;
    cover_beneath(command);
    /* The one around it has the number already, unless it prompts. */
    command->is_numbered = console->interrupt.is_wanted &&
                           atomic_load(&console->interrupt.number) % 2 == 0;
    if (command->is_numbered) {
        /* After a fork() there is none. */
        (void)il_watcher_start();
        take_signal(console->route, console->interrupt.signal);
        begin_input(console);
    }
}

/* Requests are for nothing from now on. */
static void end_input(inlet_console *console)
{
    atomic_store(&console->interrupt.deadline, INT64_MAX);
    atomic_store(&console->interrupt.nudge, INT64_MAX);
    atomic_fetch_add(&console->interrupt.number, 1);
    il_tick_end(console);
    ring();
}

void il_interrupt_leave(struct il_command *command, inlet_console *console)
{
    bool is_left = command->is_armed || command->is_deferred;
    if (command->is_armed) {
        disarm(command);
    }
    running = command->beneath;
    if (command->is_numbered) {
        end_input(console);
    } else if (command->outer != NULL) {
        /* The one around it goes on: it was meant, too. */
        command->outer->is_deferred |= is_left;
    }
    il_interrupt_unshield();
}

bool il_interrupt_begin_prompt(inlet_console *console)
{
    if (!console->interrupt.is_wanted || running == NULL || !running->is_session ||
        running->console != console) {
        return false;
    }
    /* It comes too late for the line before. */
    if (running->is_armed) {
        disarm(running);
    }
    running->is_deferred = false;
    end_input(console);
    return true;
}

void il_interrupt_end_prompt(inlet_console *console, bool was_running)
{
    if (was_running) {
        running->is_deferred = false;
        begin_input(console);
    }
}

/* --- Forks ------------------------------------------------------------------------ */

/* The thread of the watcher stayed behind. */
static PyObject *go_on_in_child(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(none))
{
    if (running != NULL && running->console->interrupt.is_wanted) {
        (void)il_watcher_start();
    }
    Py_RETURN_NONE;
}

static PyMethodDef in_child = {"go_on_in_child", go_on_in_child, METH_NOARGS, NULL};

int il_interrupt_watch_forks(void) { return il_interpreter_after_fork(&in_child); }

/* --- The public functions --------------------------------------------------------- */

/* Who has read the number and was held up must not undo what was asked for a later one.
 */
static void raise_to(atomic_ulong *value, unsigned long number)
{
    unsigned long before = atomic_load(value);
    while (before < number && !atomic_compare_exchange_weak(value, &before, number)) {
    }
}

inlet_status inlet_interrupt(inlet_console *console)
{
    if (console == NULL) {
        return INLET_EINVAL;
    }
    struct il_interrupt *interrupt = &console->interrupt;
    if (!interrupt->is_wanted) {
        return INLET_ESTATE;
    }
    unsigned long number = atomic_load(&interrupt->number);
    if (number % 2 == 0) {
        return INLET_DONE;
    }
    atomic_store(&interrupt->stage, INLET_STAGE_ASKED);
    raise_to(&interrupt->last_asked_for, number);
    raise_to(&interrupt->asked_for, number);
    il_watcher_wake();
    return INLET_MORE;
}

/* Without Python's lock. */
static inlet_stage wait_for_end(struct il_interrupt *interrupt, uint32_t milliseconds)
{
    unsigned long number = atomic_load(&interrupt->last_asked_for);
    if (number == 0) {
        return INLET_STAGE_NONE;
    }
    int64_t until = il_interrupt_now() + (int64_t)milliseconds * 1000000;
    return wait_for_change(&interrupt->number, number, until)
               ? INLET_STAGE_ENDED
               : (inlet_stage)atomic_load(&interrupt->stage);
}

static inlet_status wait_interrupted(struct il_interrupt *interrupt,
                                     uint32_t milliseconds, inlet_stage *out_stage)
{
    bool was_attached = Py_IsInitialized() && il_thread_is_attached();
    PyThreadState *state = was_attached ? PyEval_SaveThread() : NULL;
    inlet_stage stage = wait_for_end(interrupt, milliseconds);
    if (was_attached) {
        PyEval_RestoreThread(state);
    }
    if (out_stage != NULL) {
        *out_stage = stage;
    }
    return stage == INLET_STAGE_ENDED || stage == INLET_STAGE_NONE ? INLET_DONE
                                                                   : INLET_MORE;
}

/* Python's lock is not taken: somebody may hold it, and this must not wait longer. */
inlet_status inlet_interrupt_wait(inlet_console *console, uint32_t milliseconds,
                                  inlet_stage *out_stage, inlet_error *error)
{
    il_error_clear(error);
    if (console == NULL) {
        return il_error_set(error, INLET_EINVAL, "the console is NULL");
    }
    if (!console->interrupt.is_wanted) {
        return il_error_set(error, INLET_ESTATE, "the console is not interruptible");
    }
    if (atomic_load(&console->runner) == PyThread_get_thread_ident()) {
        return il_error_set(error, INLET_ETHREAD, "the thread runs the command itself");
    }
    /* It may be freed meanwhile. */
    il_console_share(console);
    inlet_status status =
        wait_interrupted(&console->interrupt, milliseconds, out_stage);
    il_console_let_go(console);
    return status;
}
