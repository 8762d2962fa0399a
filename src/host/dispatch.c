/* SPDX-License-Identifier: MIT
 * Running the queue of a console. Warm.
 */
#include "host/interrupt.h"
#include "host/queue.h"

#include <string.h>

/* The result of a job that has ended with `status`. One that never became a command has
 * left none in the console. */
static void fill_result(inlet_console *console, inlet_status status,
                        const inlet_error *error, inlet_result *result)
{
    if (inlet_result_get(console, result, NULL) == INLET_DONE &&
        result->status == status) {
        return;
    }
    inlet_result_clear(result);
    memset(result, 0, sizeof *result);
    result->size = sizeof *result;
    result->status = status;
    if (status != INLET_DONE && status != INLET_MORE) {
        result->error = *error;
    }
}

static void tell(inlet_console *console, uint64_t ticket, const inlet_result *result)
{
    struct il_hold hold;
    struct il_frame frame;
    if (console->callbacks.result == NULL ||
        il_console_hold(console, &hold, NULL) < 0) {
        return;
    }
    il_frame_begin(&frame, true);
    console->callbacks.result(console->data, ticket, result);
    il_frame_end(&frame);
    Py_CLEAR(frame.carried);
    il_hold_end(&hold);
}

static bool never_ran(inlet_status status)
{
    return status == INLET_EBUSY || status == INLET_ESTATE || status == INLET_ETHREAD;
}

/* Python's lock is kept from the end of the command until its result is out: nobody
 * else ends one in between. */
static inlet_status run_text(inlet_console *console, const struct il_job *job,
                             inlet_result *result, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_hold_begin(&hold, error);
    if (status < 0) {
        return status;
    }
    status = job->is_source ? inlet_run(console, job->text, error)
                            : inlet_push_n(console, job->text, job->length, error);
    if (!never_ran(status)) {
        fill_result(console, status, error, result);
    }
    il_hold_end(&hold);
    return status;
}

/* INLET_EBUSY: somebody else runs a command, and the job waits again. */
static inlet_status run_job(inlet_console *console, struct il_job *job,
                            inlet_error *error)
{
    inlet_result result = INLET_RESULT_INIT;
    inlet_status status = run_text(console, job, &result, error);
    if (never_ran(status)) {
        il_queue_return(&console->queue, job);
        return status;
    }
    tell(console, job->ticket, &result);
    if (!il_queue_settle(&console->queue, job, &result)) {
        inlet_result_clear(&result);
    }
    return status == INLET_EXIT ? INLET_EXIT : INLET_DONE;
}

/* Until the queue is empty, the time is over, or something ends it. */
static inlet_status run_queue(inlet_console *console, uint32_t milliseconds,
                              inlet_error *error)
{
    int64_t until = il_interrupt_now() + (int64_t)milliseconds * 1000000;
    struct il_job *job;
    while ((job = il_queue_take(&console->queue)) != NULL) {
        inlet_status status = run_job(console, job, error);
        if (status != INLET_DONE) {
            return status;
        }
        if (milliseconds != INLET_ALL && il_interrupt_now() >= until) {
            break;
        }
    }
    il_error_clear(error);
    return il_queue_is_empty(&console->queue) ? INLET_DONE : INLET_MORE;
}

static inlet_status claim(inlet_console *console, inlet_error *error)
{
    il_error_clear(error);
    if (console == NULL) {
        return il_error_set(error, INLET_EINVAL, "the console is NULL");
    }
    if (atomic_load(&console->runner) == PyThread_get_thread_ident()) {
        return il_error_set(error, INLET_EBUSY, "a command runs in the console");
    }
    if (!il_queue_claim(&console->queue)) {
        return il_error_set(error, INLET_EBUSY, "the queue is run already");
    }
    il_console_share(console);
    return INLET_DONE;
}

static void unclaim(inlet_console *console)
{
    il_queue_unclaim(&console->queue);
    il_console_let_go(console);
}

inlet_status inlet_dispatch(inlet_console *console, uint32_t milliseconds,
                            inlet_error *error)
{
    inlet_error own;
    error = error == NULL ? &own : error;
    inlet_status status = claim(console, error);
    if (status == INLET_DONE) {
        status = run_queue(console, milliseconds, error);
        unclaim(console);
    }
    return status;
}

/* Until there is a job, and nobody else runs a command: false if it is finished. */
static bool wait_for_job(inlet_console *console)
{
    bool was_attached = Py_IsInitialized() && il_thread_is_attached();
    PyThreadState *state = was_attached ? PyEval_SaveThread() : NULL;
    bool goes_on = il_queue_wait(&console->queue, &console->runner);
    if (was_attached) {
        PyEval_RestoreThread(state);
    }
    return goes_on;
}

/* Does the service go on after this one? Whoever was quicker has the console now. */
static bool goes_on_after(inlet_status status)
{
    return status == INLET_DONE || status == INLET_MORE || status == INLET_EBUSY;
}

inlet_status inlet_serve(inlet_console *console, inlet_error *error)
{
    inlet_error own;
    error = error == NULL ? &own : error;
    inlet_status status = claim(console, error);
    if (status < 0) {
        return status;
    }
    /* One at a time, so that it can be finished between two. */
    while (goes_on_after(status) && wait_for_job(console)) {
        status = run_queue(console, 0, error);
    }
    if (goes_on_after(status)) {
        il_error_clear(error);
        status = INLET_DONE;
    }
    unclaim(console);
    return status;
}
