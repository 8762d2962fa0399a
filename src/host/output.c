/* SPDX-License-Identifier: MIT
 * Output on its way to the host: one call at a time, and no more than allowed. Warm.
 */
#include "host/capture.h"

#include <stdio.h>
#include <string.h>

void il_output_init(struct il_output *output)
{
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    /* The host's callback may run code that has kept a stream of the console. */
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&output->turn, &kind);
    pthread_mutexattr_destroy(&kind);
}

void il_output_begin(inlet_console *console)
{
    if (console->output.limit == 0) {
        return;
    }
    /* Who has the turn may wait for Python's lock. */
    PyThreadState *state = PyEval_SaveThread();
    pthread_mutex_lock(&console->output.turn);
    console->output.written = 0;
    atomic_store(&console->output.left_out, 0);
    pthread_mutex_unlock(&console->output.turn);
    PyEval_RestoreThread(state);
}

void il_output_renew(struct il_output *output)
{
    unsigned long writer = atomic_load(&output->writer);
    il_output_init(output);
    /* A thread of the child may come to have the number of one that is gone. */
    if (writer != PyThread_get_thread_ident()) {
        atomic_store(&output->writer, 0);
    }
}

bool il_output_is_inside(inlet_console *console)
{
    return atomic_load(&console->output.writer) == PyThread_get_thread_ident();
}

static inlet_status call_host(inlet_console *console, inlet_stream stream,
                              const char *text, size_t length)
{
    unsigned long outer =
        atomic_exchange(&console->output.writer, PyThread_get_thread_ident());
    inlet_status status =
        console->callbacks.output(console->data, stream, text, length);
    atomic_store(&console->output.writer, outer);
    return status;
}

/* How many bytes of `text` may still be written, cut between characters. */
static size_t allowance(const struct il_output *output, const char *text, size_t length)
{
    size_t room = output->limit - output->written;
    if (output->limit == 0 || length <= room) {
        return length;
    }
    while (room > 0 && ((unsigned char)text[room] & 0xC0) == 0x80) {
        room--;
    }
    return room;
}

/* The first bytes of a text: a copy, since a NUL has to stand behind them. */
static inlet_status call_with_part(inlet_console *console, inlet_stream stream,
                                   const char *text, size_t length)
{
    char *copy = length == 0 ? NULL : PyMem_RawMalloc(length + 1);
    if (copy == NULL) {
        return length == 0 ? INLET_DONE : INLET_ENOMEM;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    inlet_status status = call_host(console, stream, copy, length);
    PyMem_RawFree(copy);
    return status;
}

static inlet_status call_with_marker(inlet_console *console, inlet_stream stream)
{
    char marker[96];
    int length = snprintf(marker, sizeof marker,
                          "\n[more than %zu bytes of output: the rest is left out]\n",
                          console->output.limit);
    return call_host(console, stream, marker, (size_t)length);
}

/* The end of what may be written: its last part, and the marker once. */
static inlet_status write_end(inlet_console *console, inlet_stream stream,
                              const char *text, size_t length, size_t allowed)
{
    struct il_output *output = &console->output;
    bool is_first = output->left_out == 0;
    output->left_out += length - allowed;
    /* Nothing that is short enough may follow. */
    output->written = output->limit;
    if (!is_first) {
        return INLET_DONE;
    }
    inlet_status status = call_with_part(console, stream, text, allowed);
    return status == INLET_DONE ? call_with_marker(console, stream) : status;
}

/* With the turn, without Python's lock. */
static inlet_status write_text(inlet_console *console, inlet_stream stream,
                               const char *text, size_t length)
{
    size_t allowed = allowance(&console->output, text, length);
    if (allowed < length) {
        return write_end(console, stream, text, length, allowed);
    }
    console->output.written += console->output.limit == 0 ? 0 : length;
    return call_host(console, stream, text, length);
}

inlet_status il_output_hand_on(inlet_console *console, inlet_stream stream,
                               const char *text, size_t length)
{
    pthread_mutex_lock(&console->output.turn);
    inlet_status status = write_text(console, stream, text, length);
    pthread_mutex_unlock(&console->output.turn);
    return status;
}

int il_output_write(inlet_console *console, inlet_stream stream, const char *text,
                    size_t length)
{
    struct il_frame frame;
    if (console->callbacks.output == NULL) {
        return 1;
    }
    il_frame_begin(&frame, true);
    il_capture_settle(console);
    inlet_status status = il_output_hand_on(console, stream, text, length);
    il_frame_end(&frame);
    if (status == INLET_PASS) {
        Py_CLEAR(frame.carried);
        return 1;
    }
    return il_frame_result(&frame, status, "output");
}
