/* SPDX-License-Identifier: MIT
 * Ticks: the host's turn in the thread that runs a command. Warm.
 *
 *     the watcher: it is due --> Py_AddPendingCall() --> Python, in its main thread,
 *     between two instructions --> make_tick() --> the host's callback
 *
 * Python calls what is pending wherever its main thread is. So the call looks whether
 * a command is there that has asked for it.
 */
#include "host/interrupt.h"

enum { USUAL = 50, MILLISECOND = 1000000 };

inlet_status il_tick_set(inlet_console *console, uint32_t milliseconds,
                         inlet_error *error)
{
    if (console->callbacks.tick == NULL) {
        return INLET_DONE;
    }
    if (console->interpreter != PyInterpreterState_Main()) {
        return il_error_set(error, INLET_EINVAL,
                            "consoles of other interpreters cannot tick");
    }
    console->interrupt.interval =
        (int64_t)(milliseconds == 0 ? USUAL : milliseconds) * MILLISECOND;
    return INLET_DONE;
}

void il_tick_begin(inlet_console *console)
{
    if (console->interrupt.interval == 0) {
        return;
    }
    int64_t next = il_interrupt_now() + console->interrupt.interval;
    atomic_store(&console->interrupt.is_ticked, false);
    atomic_store(&console->interrupt.tick, next);
    il_watcher_wake_at(next);
}

void il_tick_end(inlet_console *console)
{
    atomic_store(&console->interrupt.tick, INT64_MAX);
    atomic_store(&console->interrupt.is_ticked, false);
}

/* 0 or -1 with the exception that the answer stands for. */
static int call_host(inlet_console *console)
{
    struct il_frame frame;
    int64_t left = il_interrupt_stop_clock(console);
    il_frame_begin(&frame, true);
    inlet_status status = console->callbacks.tick(console->data);
    il_frame_end(&frame);
    il_interrupt_start_clock(console, left);
    return il_frame_result(&frame, status, "tick");
}

/* While other code of the host runs it is not the turn of this. */
static int make_tick(void *Py_UNUSED(unused))
{
    inlet_console *console = il_interrupt_running();
    if (console == NULL || !atomic_load(&console->interrupt.is_ticked)) {
        return 0;
    }
    int result = il_interrupt_reaches(console) ? call_host(console) : 0;
    il_tick_begin(console);
    return result;
}

bool il_tick_waits(inlet_console *console)
{
    return atomic_load(&console->interrupt.is_ticked);
}

/* Python notices what is pending when its lock changes hands, which it does after this:
 * so it has to be held. */
void il_tick_fire(inlet_console *console)
{
    struct il_interrupt *interrupt = &console->interrupt;
    atomic_store(&interrupt->is_ticked, true);
    if (Py_AddPendingCall(make_tick, NULL) < 0) {
        /* There are too many of others. */
        atomic_store(&interrupt->tick, il_interrupt_now() + interrupt->interval);
    }
    sem_post(&interrupt->fired);
}
