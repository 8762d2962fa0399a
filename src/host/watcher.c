/* SPDX-License-Identifier: MIT
 * The thread that interrupts commands. It sleeps until somebody asks or time is up.
 *
 * It exists once a console was opened that wants it, and so that nobody who asks ever
 * waits for Python's lock: neither a signal handler, which could not, nor the thread
 * that draws the windows.
 */
#include "host/interrupt.h"

#include <errno.h>
#include <limits.h>
#include <semaphore.h>

#include "base/thread.h"

/* It runs no code of the user's, but Python's lock is Python's. */
static const size_t STACK_SIZE = 1 << 18;

static struct {
    sem_t wake;
    pthread_t thread;
    atomic_bool runs;
    atomic_bool ends;
    _Atomic int64_t next; /* when it will look by itself */
} watcher;

static void wait_until(int64_t time)
{
    if (time == INT64_MAX) {
        while (sem_wait(&watcher.wake) < 0 && errno == EINTR) {
        }
        return;
    }
    struct timespec until = {.tv_sec = time / 1000000000, .tv_nsec = time % 1000000000};
    while (sem_clockwait(&watcher.wake, CLOCK_MONOTONIC, &until) < 0 &&
           errno == EINTR) {
    }
}

static void *watch(void *Py_UNUSED(data))
{
    while (!atomic_load(&watcher.ends)) {
        /* Whoever comes meanwhile wakes us, since we may have passed him by. */
        atomic_store(&watcher.next, INT64_MAX);
        int64_t next = il_due_fire(il_interrupt_now());
        atomic_store(&watcher.next, next);
        wait_until(next);
        while (sem_trywait(&watcher.wake) == 0) {
            /* One look is enough for all who have asked. */
        }
    }
    return NULL;
}

int il_watcher_start(void)
{
    if (atomic_load(&watcher.runs)) {
        return 0;
    }
    int result = 0;
    il_lock();
    if (!atomic_load(&watcher.runs)) {
        sem_init(&watcher.wake, 0, 0);
        atomic_store(&watcher.ends, false);
        atomic_store(&watcher.next, INT64_MAX);
        result = il_thread_start(&watcher.thread, STACK_SIZE, watch, NULL);
        atomic_store(&watcher.runs, result == 0);
    }
    il_unlock();
    return result;
}

void il_watcher_stop(void)
{
    if (!atomic_load(&watcher.runs)) {
        return;
    }
    atomic_store(&watcher.ends, true);
    sem_post(&watcher.wake);
    pthread_join(watcher.thread, NULL);
    atomic_store(&watcher.runs, false);
    sem_destroy(&watcher.wake);
}

void il_watcher_renew(void) { atomic_store(&watcher.runs, false); }

void il_watcher_wake(void)
{
    if (atomic_load(&watcher.runs)) {
        sem_post(&watcher.wake);
    }
}

void il_watcher_wake_at(int64_t time)
{
    if (time < atomic_load(&watcher.next)) {
        il_watcher_wake();
    }
}
