/* SPDX-License-Identifier: MIT
 * Capturing descriptors 1 and 2: start, stop, and waiting until all was handed on.
 */
#include "host/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Held while it starts or stops; never while the host's code runs. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

/* Counted, or NULL. Under il_lock(). */
static struct il_capture *present;

/* Without the lock: is it worth looking? */
static atomic_bool is_any;

/* Counted in, or NULL. */
static struct il_capture *acquire(void)
{
    if (!atomic_load(&is_any)) {
        return NULL;
    }
    il_lock();
    struct il_capture *capture = present;
    if (capture != NULL) {
        atomic_fetch_add(&capture->uses, 1);
    }
    il_unlock();
    return capture;
}

static void set_present(struct il_capture *capture)
{
    il_lock();
    present = capture;
    atomic_store(&is_any, capture != NULL);
    il_unlock();
}

/* What C's own streams have kept back. */
static void flush(void)
{
    (void)fflush(stdout);
    (void)fflush(stderr);
}

/* --- Waiting ---------------------------------------------------------------------- */

/* Is it this thread that reads, or one in the callback that the reading thread may be
 * waiting for? */
static bool must_not_wait(struct il_capture *capture, inlet_console *console)
{
    return capture->is_orphan || pthread_equal(capture->thread, pthread_self()) ||
           (console != NULL && il_output_is_inside(console));
}

static bool is_for(struct il_capture *capture, inlet_console *console)
{
    if (capture->is_for_fallback) {
        return true;
    }
    pthread_mutex_lock(&capture->lock);
    bool result = capture->link != NULL && capture->link == console->link;
    pthread_mutex_unlock(&capture->lock);
    return result;
}

/* How many bytes were written up to now. With the lock, so that none is on its way. */
static uint64_t count_written(const struct il_captured *one)
{
    int waiting = 0;
    if (one->reading >= 0 && ioctl(one->reading, FIONREAD, &waiting) < 0) {
        waiting = 0;
    }
    return one->read + (uint64_t)waiting;
}

static void wait_for_all(struct il_capture *capture)
{
    pthread_mutex_lock(&capture->lock);
    for (int i = 0; i < IL_CAPTURED; i++) {
        struct il_captured *one = &capture->streams[i];
        uint64_t written = count_written(one);
        while (one->handed_on < written && !capture->is_drained) {
            pthread_cond_wait(&capture->changed, &capture->lock);
        }
    }
    pthread_mutex_unlock(&capture->lock);
}

void il_capture_settle(inlet_console *console)
{
    struct il_capture *capture = acquire();
    if (capture == NULL) {
        return;
    }
    if (!must_not_wait(capture, console) && is_for(capture, console)) {
        flush();
        wait_for_all(capture);
    }
    il_drain_release(capture);
}

void il_capture_settle_attached(inlet_console *console)
{
    if (atomic_load(&is_any)) {
        PyThreadState *state = PyEval_SaveThread();
        il_capture_settle(console);
        PyEval_RestoreThread(state);
    }
}

/* --- Starting --------------------------------------------------------------------- */

/* None of the three that everybody knows, in case they are closed. Closes the old. */
static int move_up(int descriptor)
{
    if (descriptor < 0 || descriptor > 2) {
        return descriptor;
    }
    int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    close(descriptor);
    return moved;
}

/* 0 or -1. */
static int make_pipe(struct il_captured *one, int *out_writing)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) {
        return -1;
    }
    one->reading = move_up(ends[0]);
    *out_writing = move_up(ends[1]);
    return one->reading < 0 || *out_writing < 0 ? -1 : 0;
}

/* What it is now; that it is closed is no failure. */
static int save_real(struct il_captured *one, int descriptor)
{
    one->flags = fcntl(descriptor, F_GETFD);
    one->real = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    return one->real < 0 && errno != EBADF ? -1 : 0;
}

static struct il_capture *capture_new(struct il_link *link)
{
    struct il_capture *capture = calloc(1, sizeof *capture);
    if (capture == NULL) {
        return NULL;
    }
    atomic_init(&capture->uses, 1);
    pthread_mutex_init(&capture->lock, NULL);
    pthread_cond_init(&capture->changed, NULL);
    capture->link = link == NULL ? NULL : il_link_share(link);
    capture->is_for_fallback = link == NULL;
    capture->waker = move_up(eventfd(0, EFD_CLOEXEC));
    for (int i = 0; i < IL_CAPTURED; i++) {
        capture->streams[i].reading = capture->streams[i].real = -1;
    }
    return capture;
}

/* While another thread opens something in its place, Linux may refuse. */
static int bind_to(int descriptor, int number)
{
    int result;
    do {
        result = dup2(descriptor, number);
    } while (result < 0 && (errno == EBUSY || errno == EINTR));
    return result;
}

static void put_back(struct il_capture *capture)
{
    for (int i = 0; i < IL_CAPTURED; i++) {
        const struct il_captured *one = &capture->streams[i];
        if (one->real < 0) {
            close(i + 1);
        } else if (bind_to(one->real, i + 1) >= 0) {
            (void)fcntl(i + 1, F_SETFD, one->flags);
        }
    }
}

static void wake(struct il_capture *capture)
{
    const uint64_t one = 1;
    pthread_mutex_lock(&capture->lock);
    capture->ends = true;
    pthread_mutex_unlock(&capture->lock);
    (void)!write(capture->waker, &one, sizeof one);
}

/* Everything is there; the last steps. 0 or -1. */
static int divert(struct il_capture *capture, const int *writing)
{
    if (il_drain_start(capture) < 0) {
        return -1;
    }
    flush();
    if (bind_to(writing[0], 1) < 0 || bind_to(writing[1], 2) < 0) {
        put_back(capture);
        wake(capture);
        pthread_detach(capture->thread);
        return -1;
    }
    return 0;
}

static void close_if_open(int descriptor)
{
    if (descriptor >= 0) {
        close(descriptor);
    }
}

static int prepare_and_divert(struct il_capture *capture)
{
    int writing[IL_CAPTURED] = {-1, -1};
    int result = capture->waker < 0 ? -1 : 0;
    for (int i = 0; result == 0 && i < IL_CAPTURED; i++) {
        struct il_captured *one = &capture->streams[i];
        result = save_real(one, i + 1) < 0 ? -1 : make_pipe(one, &writing[i]);
    }
    if (result == 0) {
        result = divert(capture, writing);
    }
    close_if_open(writing[0]);
    close_if_open(writing[1]);
    return result;
}

static void stop_at_exit(void);

static void watch_exit(void) { (void)atexit(stop_at_exit); }

/* With the turn. */
static inlet_status start(struct il_link *link, inlet_error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (present != NULL) {
        return il_error_set(error, INLET_EBUSY, "the descriptors are captured already");
    }
    struct il_capture *capture = capture_new(link);
    if (capture == NULL) {
        return il_error_set(error, INLET_ENOMEM, NULL);
    }
    if (prepare_and_divert(capture) < 0) {
        il_drain_release(capture);
        return il_error_set(error, INLET_EIO, NULL);
    }
    pthread_once(&once, watch_exit);
    set_present(capture);
    return INLET_DONE;
}

static inlet_status start_for(struct il_link *link, inlet_error *error)
{
    pthread_mutex_lock(&turn);
    inlet_status status = start(link, error);
    pthread_mutex_unlock(&turn);
    return status;
}

inlet_status inlet_capture_start(inlet_console *console, inlet_error *error)
{
    struct il_hold hold;
    il_error_clear(error);
    if (console == NULL) {
        return inlet_is_running() ? start_for(NULL, error)
                                  : il_error_set(error, INLET_ESTATE, NULL);
    }
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    struct il_link *link = il_link_share(console->link);
    bool has_output = console->callbacks.output != NULL;
    il_console_leave(console, &hold);
    status = has_output ? start_for(link, error)
                        : il_error_set(error, INLET_EINVAL,
                                       "the console has no output callback");
    il_link_release(link);
    return status;
}

/* --- Stopping --------------------------------------------------------------------- */

/* Wait until all was handed on; forever, or so many seconds. */
static void wait_for_end(struct il_capture *capture, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    int result = 0;
    pthread_mutex_lock(&capture->lock);
    while (!capture->is_drained && result == 0) {
        result = seconds == 0 ? pthread_cond_wait(&capture->changed, &capture->lock)
                              : pthread_cond_timedwait(&capture->changed,
                                                       &capture->lock, &until);
    }
    pthread_mutex_unlock(&capture->lock);
}

static bool is_finished(struct il_capture *capture)
{
    pthread_mutex_lock(&capture->lock);
    bool result = capture->is_finished;
    pthread_mutex_unlock(&capture->lock);
    return result;
}

/* A thread that copies what other programs write goes on by itself. */
static void part(struct il_capture *capture, bool waits, int seconds)
{
    if (capture->is_orphan) {
        return;
    }
    wake(capture);
    if (waits) {
        wait_for_end(capture, seconds);
    }
    if (waits && is_finished(capture)) {
        pthread_join(capture->thread, NULL);
    } else {
        pthread_detach(capture->thread);
    }
}

/* Stop `capture` (counted in; counted out here), unless that was done meanwhile. */
static void stop(struct il_capture *capture, bool waits, int seconds)
{
    pthread_mutex_lock(&turn);
    bool is_present = present == capture;
    if (is_present) {
        set_present(NULL);
        flush();
        put_back(capture);
    }
    pthread_mutex_unlock(&turn);
    if (is_present) {
        part(capture, waits, seconds);
        il_drain_release(capture);
    }
    il_drain_release(capture);
}

/* The console that it is for: counted in, or NULL. */
static inlet_console *console_of(struct il_capture *capture)
{
    return capture->is_for_fallback ? il_route_fallback()
                                    : il_console_acquire(capture->link);
}

static bool is_in_callback(struct il_capture *capture)
{
    inlet_console *console = console_of(capture);
    bool result = must_not_wait(capture, console) && !capture->is_orphan;
    if (console != NULL) {
        il_console_let_go(console);
    }
    return result;
}

/* Without Python's lock: the callback may want it. */
static void stop_detached(struct il_capture *capture)
{
    bool was_attached = Py_IsInitialized() && il_thread_is_attached();
    PyThreadState *state = was_attached ? PyEval_SaveThread() : NULL;
    stop(capture, true, 0);
    if (was_attached) {
        PyEval_RestoreThread(state);
    }
}

inlet_status inlet_capture_stop(inlet_error *error)
{
    il_error_clear(error);
    struct il_capture *capture = acquire();
    if (capture == NULL) {
        return il_error_set(error, INLET_ESTATE, "nothing is captured");
    }
    if (is_in_callback(capture)) {
        il_drain_release(capture);
        return il_error_set(error, INLET_EBUSY, NULL);
    }
    stop_detached(capture);
    return INLET_DONE;
}

void il_capture_drop(inlet_console *console)
{
    struct il_capture *capture = acquire();
    if (capture == NULL) {
        return;
    }
    if (capture->is_for_fallback || !is_for(capture, console)) {
        il_drain_release(capture);
    } else if (must_not_wait(capture, console)) {
        stop(capture, false, 0);
    } else {
        stop_detached(capture);
    }
}

void il_capture_end(void)
{
    struct il_capture *capture = acquire();
    if (capture != NULL) {
        stop(capture, !must_not_wait(capture, NULL), 0);
    }
}

/* A callback that hangs must not keep the process. */
static void stop_at_exit(void)
{
    struct il_capture *capture = acquire();
    if (capture != NULL) {
        stop(capture, !is_in_callback(capture), 2);
    }
}

/* Our ends are closed: if the parent ends, who writes shall not wait forever. */
void il_capture_renew(void)
{
    pthread_mutex_init(&turn, NULL);
    if (present == NULL) {
        return;
    }
    present->is_orphan = true;
    atomic_fetch_sub(&present->uses, 1); /* the thread's */
    pthread_mutex_init(&present->lock, NULL);
    pthread_cond_init(&present->changed, NULL);
    for (int i = 0; i < IL_CAPTURED; i++) {
        close_if_open(present->streams[i].reading);
        present->streams[i].reading = -1;
    }
}

/* --- The real ones ---------------------------------------------------------------- */

inlet_status inlet_capture_descriptor(inlet_stream stream, int *out_descriptor,
                                      inlet_error *error)
{
    il_error_clear(error);
    if (out_descriptor == NULL || (stream != INLET_STDOUT && stream != INLET_STDERR)) {
        return il_error_set(error, INLET_EINVAL, NULL);
    }
    struct il_capture *capture = acquire();
    int real = capture == NULL ? -1 : capture->streams[stream - 1].real;
    if (capture != NULL) {
        il_drain_release(capture);
    }
    if (real < 0) {
        return il_error_set(error, INLET_ESTATE, "nothing is captured");
    }
    *out_descriptor = real;
    return INLET_DONE;
}
