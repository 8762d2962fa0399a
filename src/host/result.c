/* SPDX-License-Identifier: MIT
 * What became of the last input, for who asks later. Warm.
 */
#include "host/route.h"

#include <string.h>

#include "core/compat.h"

void il_result_begin(struct il_command *command, inlet_console *console)
{
    clock_gettime(CLOCK_MONOTONIC, &command->started);
    if (command->outer == NULL) {
        command->shown = console->outcome.shown;
        console->outcome.shown = NULL;
    }
}

static uint64_t nanoseconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t passed = (int64_t)(now.tv_sec - start->tv_sec) * 1000000000 +
                     (now.tv_nsec - start->tv_nsec);
    return (uint64_t)passed;
}

void il_result_end(struct il_command *command, inlet_console *console,
                   inlet_status status, const inlet_error *error)
{
    struct il_outcome *outcome = &console->outcome;
    if (command->is_no_input) {
        Py_XSETREF(outcome->shown, command->shown);
        command->shown = NULL;
        return;
    }
    bool is_told = status != INLET_DONE && status != INLET_MORE;
    outcome->is_there = true;
    outcome->status = status;
    outcome->nanoseconds = nanoseconds_since(&command->started);
    outcome->left_out = console->output.left_out;
    outcome->interrupts = console->interrupt.hits;
    outcome->is_late = console->interrupt.is_late;
    outcome->record = is_told ? console->records : 0;
    if (is_told) {
        outcome->error = *error;
    } else if (outcome->error.code != INLET_DONE) {
        il_error_clear(&outcome->error);
    }
}

/* The exception that the outcome tells of and its traceback, as a str; None if they
 * are there no more. New reference. */
static PyObject *format_traceback(inlet_console *console, unsigned long record)
{
    il_lock();
    bool is_there = record != 0 && record == console->records;
    IL_AUTO_REF PyObject *exception = is_there ? Py_XNewRef(console->exception) : NULL;
    IL_AUTO_REF PyObject *traceback = is_there ? Py_XNewRef(console->traceback) : NULL;
    il_unlock();
    return exception == NULL ? Py_NewRef(Py_None)
                             : il_console_format(exception, traceback);
}

/* None is none. 0 or -1. */
static int give_text(PyObject *str, inlet_value *out)
{
    *out = inlet_none();
    return str == Py_None ? 0 : il_value_from_str(str, out);
}

static inlet_status fill(inlet_console *console, inlet_result *result,
                         inlet_error *error)
{
    const struct il_outcome *outcome = &console->outcome;
    if (!outcome->is_there) {
        return il_error_set(error, INLET_ESTATE, "no input has ended yet");
    }
    /* All at once, before formatting runs code. */
    unsigned long record = outcome->record;
    result->status = outcome->status;
    result->nanoseconds = outcome->nanoseconds;
    result->output_left_out = outcome->left_out;
    result->interrupts = outcome->interrupts;
    result->is_late = outcome->is_late;
    result->error = outcome->error;
    IL_AUTO_REF PyObject *shown =
        Py_NewRef(outcome->shown == NULL ? Py_None : outcome->shown);
    IL_AUTO_REF PyObject *traceback = format_traceback(console, record);
    if (traceback == NULL || give_text(shown, &result->value) < 0 ||
        give_text(traceback, &result->traceback) < 0) {
        inlet_result_clear(result);
        return il_error_take(error);
    }
    return INLET_DONE;
}

void il_result_give(const inlet_result *result, inlet_result *out)
{
    size_t size = out->size;
    memcpy(out, result, size < sizeof *result ? size : sizeof *result);
    out->size = size;
}

inlet_status inlet_result_get(inlet_console *console, inlet_result *out_result,
                              inlet_error *error)
{
    struct il_hold hold;
    inlet_result result = INLET_RESULT_INIT;
    il_error_clear(error);
    if (out_result == NULL || out_result->size < sizeof out_result->size) {
        return il_error_set(error, INLET_EINVAL,
                            "the result is NULL, or its size is not set");
    }
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    status = fill(console, &result, error);
    if (status == INLET_DONE) {
        il_result_give(&result, out_result);
    }
    il_console_leave(console, &hold);
    return status;
}

void inlet_result_clear(inlet_result *result)
{
    if (result != NULL) {
        inlet_value_clear(&result->value);
        inlet_value_clear(&result->traceback);
    }
}
