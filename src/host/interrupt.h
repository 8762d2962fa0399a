/* SPDX-License-Identifier: MIT
 * Interrupting commands. Warm.
 *
 *     inlet_interrupt() --> asked_for, a number --> watcher.c, a thread of ours, which
 *     a time limit  ----------------------------^   takes Python's lock and arms
 *                                                   |
 *     the running thread <-- KeyboardInterrupt -----+  (interrupt.c)
 *
 * A request is for one command: the number that the console had when it was made. An
 * exception that was armed and not raised is withdrawn when the command ends, and while
 * the host's own code runs in it; so nothing else is ever hit.
 */
#ifndef IL_INTERRUPT_H
#define IL_INTERRUPT_H

#include "host/route.h"

/* --- interrupt.c: with Python's lock, if nothing else is said --------------------- */

/** The exception that is raised: notes that it was, and makes a KeyboardInterrupt. */
PyObject *il_interrupt_type(void);

/** See to it that in the child of a fork() the command goes on that can be interrupted.
 * 0 or -1. */
int il_interrupt_watch_forks(void);

/** A command begins, in the running thread. */
void il_interrupt_enter(struct il_command *command, inlet_console *console);

/** It ends. */
void il_interrupt_leave(struct il_command *command, inlet_console *console);

/** Code of the host begins to run in the command of this thread, or ends. */
void il_interrupt_shield(void);
void il_interrupt_unshield(void);

/** Code of the host in the command of this thread raises the interrupt itself: one that
 * waits for it to return has come with that. */
void il_interrupt_forestall(void);

/** A prompt of the session in this thread waits: no command runs until it has ended,
 * and the next line is a command of its own. False where there is no session. */
bool il_interrupt_begin_prompt(inlet_console *console);
void il_interrupt_end_prompt(inlet_console *console, bool was_running);

/** Stop the clock of the time limit: gives what is left, for starting it again. Other
 * threads than that of the command do not stop it. */
int64_t il_interrupt_stop_clock(inlet_console *console);
void il_interrupt_start_clock(inlet_console *console, int64_t left);

/** Raise it in the command that `console` runs. Called by the watcher. */
void il_interrupt_fire(inlet_console *console);

/** Send the signal again, if it has not been raised yet: the thread may have been on
 * its way into the call that was to be woken. Called by the watcher. */
void il_interrupt_nudge(inlet_console *console);

/** Sleep as long, or until it is fired. 0 or -1. */
int il_interrupt_sleep(inlet_console *console, int64_t nanoseconds);

/** Let the signal go, where that is possible. */
void il_interrupt_restore_signal(struct il_route *route);

/** In the child of a fork(). Needs no lock. */
void il_interrupt_renew(void);

/** May the console be interrupted, and runs it a command in this thread? */
bool il_interrupt_reaches(inlet_console *console);

/** Waits an interrupt of `console`, which runs a command in this thread, for the host's
 * own code in it to return? */
bool il_interrupt_waits(inlet_console *console);

/** The console whose command this thread runs, innermost; borrowed, or NULL. */
inlet_console *il_interrupt_running(void);

/** Now, in nanoseconds of the monotonic clock. Needs no lock. */
int64_t il_interrupt_now(void);

/* --- watcher.c: needs no lock ----------------------------------------------------- */

/** Make the thread, unless it is there. 0 or -1. */
int il_watcher_start(void);

/** End it. Python's lock must not be held. */
void il_watcher_stop(void);

/** In the child of a fork(): there is none. */
void il_watcher_renew(void);

/** Let it look for requests now. May be called by signal handlers. */
void il_watcher_wake(void);

/** Let it look at this time, if it would not before. */
void il_watcher_wake_at(int64_t time);

/* --- tick.c ----------------------------------------------------------------------- */

/** Let the console tick, if it has a callback for that: INLET_EINVAL where it cannot.
 * `milliseconds` may be 0. */
inlet_status il_tick_set(inlet_console *console, uint32_t milliseconds,
                         inlet_error *error);

/** A command begins, or goes on, or ends. */
void il_tick_begin(inlet_console *console);
void il_tick_end(inlet_console *console);

/** It is due: ask Python to call for it. Called by the watcher. */
void il_tick_fire(inlet_console *console);

/** Is one due that Python would be about to call for, did Python code run? */
bool il_tick_waits(inlet_console *console);

/* --- due.c ------------------------------------------------------------------------ */

/** Look: fire what has been asked for or is due. Gives the time of the next look.
 * Called by the watcher, without Python's lock. */
int64_t il_due_fire(int64_t now);

/** Wait, with Python's lock, until the watcher is in no interpreter: one cannot end
 * with a thread of ours in it. */
void il_due_wait(void);

/** In the child of a fork(). Needs no lock. */
void il_due_renew(void);

#endif
