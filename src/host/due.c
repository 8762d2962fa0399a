/* SPDX-License-Identifier: MIT
 * What is due in the commands that run: the watcher's part of interrupts. Warm.
 */
#include "host/home.h"
#include "host/interrupt.h"

/* Held by the watcher from before it picks a console until it is out of its interpreter
 * again. Never waited for with Python's lock: the watcher may want that. */
static pthread_mutex_t firing_lock = PTHREAD_MUTEX_INITIALIZER;

enum { AGAIN = 1000000000 }; /* how long after the time limit it is reached again */

/* Was it asked for the command of this number? Then it will not have to be twice. One
 * for a later command stays: whoever has made it wakes the watcher again. */
static bool take_request(struct il_interrupt *interrupt, unsigned long number)
{
    return atomic_compare_exchange_strong(&interrupt->asked_for, &number, 0);
}

/* Is the time of the command over? Not if that has ended meanwhile. */
static bool take_deadline(struct il_interrupt *interrupt, int64_t now)
{
    int64_t deadline = atomic_load(&interrupt->deadline);
    return deadline <= now &&
           atomic_compare_exchange_strong(&interrupt->deadline, &deadline, now + AGAIN);
}

/* Of what is done once. */
static bool take_time(_Atomic int64_t *time, int64_t now)
{
    int64_t due = atomic_load(time);
    return due <= now && atomic_compare_exchange_strong(time, &due, INT64_MAX);
}

static int64_t earlier(int64_t one, int64_t other) { return one < other ? one : other; }

static int64_t next_look(const struct il_interrupt *interrupt)
{
    return earlier(
        earlier(atomic_load(&interrupt->deadline), atomic_load(&interrupt->nudge)),
        atomic_load(&interrupt->tick));
}

typedef void (*firing)(inlet_console *console);

static void fire_late(inlet_console *console)
{
    atomic_store(&console->interrupt.is_late, true);
    il_interrupt_fire(console);
}

/* What is due in the command of this number, or NULL. */
static firing what_is_due(inlet_console *console, unsigned long number, int64_t now)
{
    bool is_asked_for = take_request(&console->interrupt, number);
    if (take_deadline(&console->interrupt, now)) {
        return fire_late;
    }
    if (is_asked_for) {
        return il_interrupt_fire;
    }
    return take_time(&console->interrupt.nudge, now)  ? il_interrupt_nudge
           : take_time(&console->interrupt.tick, now) ? il_tick_fire
                                                      : NULL;
}

/* The search for a console whose command is due. */
struct search {
    int64_t now;
    int64_t next; /* when to look again, if there is none */
    unsigned long number;
    firing fires;
    struct il_home
        *home; /* counted: its interpreter, if that is one of ours; or NULL */
};

/* With il_lock(), under which an interpreter of ours is forgotten when it ends. The
 * console is counted in: its command may end any time. */
static bool is_due(inlet_console *console, void *data)
{
    struct search *search = data;
    unsigned long number = atomic_load(&console->interrupt.number);
    bool runs = number % 2 == 1;
    search->fires = runs ? what_is_due(console, number, search->now) : NULL;
    if (search->fires != NULL && il_console_try_share(console)) {
        search->number = number;
        search->home = console->home == NULL ? NULL : il_home_share(console->home);
        return true;
    }
    /* Also of one that is about to begin; what is over by then is of none. */
    int64_t next = next_look(&console->interrupt);
    if ((runs || next > search->now) && next < search->next) {
        search->next = next;
    }
    return false;
}

/* Into the interpreter of the console, which is there as long as its command runs. */
static void fire(inlet_console *console, const struct search *search)
{
    PyThreadState *state = PyThreadState_New(console->interpreter);
    if (state == NULL) {
        il_console_let_go(console);
        return;
    }
    PyEval_RestoreThread(state);
    if (atomic_load(&console->interrupt.number) == search->number) {
        search->fires(console);
    }
    il_console_release(console);
    PyThreadState_Clear(state);
    PyThreadState_DeleteCurrent();
}

/* Fire one: false if none is due. Whoever is the last in an interpreter of ours ends
 * it, and that waits for the firing lock. */
static bool fire_one(int64_t now, int64_t *out_next)
{
    struct search search = {.now = now, .next = INT64_MAX};
    pthread_mutex_lock(&firing_lock);
    inlet_console *console = il_console_find(is_due, &search);
    if (console != NULL) {
        fire(console, &search);
    }
    pthread_mutex_unlock(&firing_lock);
    il_home_release(search.home);
    *out_next = search.next;
    return console != NULL;
}

int64_t il_due_fire(int64_t now)
{
    int64_t next;
    while (fire_one(now, &next)) {
    }
    return next;
}

void il_due_wait(void)
{
    PyThreadState *state = PyEval_SaveThread();
    pthread_mutex_lock(&firing_lock);
    pthread_mutex_unlock(&firing_lock);
    PyEval_RestoreThread(state);
}

void il_due_renew(void) { pthread_mutex_init(&firing_lock, NULL); }
