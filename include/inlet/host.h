/* SPDX-License-Identifier: MIT
 *
 * For hosts with threads and a loop of their own.
 *
 * The rules of inlet.h hold here as well.
 */
#ifndef INLET_HOST_H
#define INLET_HOST_H

#include <inlet/inlet.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Standard streams ---------------------------------------------------------- */

/**
 * Let the calling thread use the standard streams of `console` from now on, where it
 * runs no console's command; NULL ends that. Ends with the thread, or the console.
 *
 * While a console with an `output` or `input` callback is open, sys.stdin, sys.stdout
 * and sys.stderr are objects that ask, at each use, who uses them:
 *
 *   1. what runs in a command of a console uses that console's streams. "Runs in"
 *      is the context of contextvars: callbacks and tasks that asyncio starts there
 *      have it, wherever they run later, and so has whatever runs in a
 *      contextvars.copy_context() of it. A thread has it only where Python gives it
 *      one (a new threading.Thread begins with an empty context, unless Python was
 *      told `-X thread_inherit_context=1`);
 *   2. else a thread for which this function was called uses those of that console;
 *   3. else those of the console that inlet_output_fallback() has named are used;
 *   4. else the streams of the process, as they were.
 *
 * A stream that somebody has kept from before is that stream, and so is
 * sys.__stdout__. Who puts something else in the place of sys.stdout has it there,
 * for all threads, as in every Python. When the last such console is closed the
 * streams are put back, unless they are not ours any more.
 *
 * The streams of a console have no descriptor and are no terminal; close() does
 * nothing. Bytes that C code or another process writes to descriptors 1 and 2 are
 * captured on request only, see inlet_capture_start().
 *
 * Fails:    INLET_EINVAL if the console has no streams of its own
 * Since:    0.1
 */
INLET_API inlet_status inlet_output_thread(inlet_console *console, inlet_error *error);

/**
 * Give `console` what nobody else gets of the interpreter's standard streams: what
 * threads write that run in no console. NULL: the process gets it again.
 *
 * Fails:    INLET_EINVAL if the console has no streams of its own
 * Since:    0.1
 */
INLET_API inlet_status inlet_output_fallback(inlet_console *console,
                                             inlet_error *error);

/* --- Descriptors --------------------------------------------------------------- */

/**
 * Capture what is written to descriptors 1 and 2 of this process, by C code and by the
 * programs that it starts, until inlet_capture_stop().
 *
 * It goes to the `output` callback of `console`, whoever wrote it, as INLET_STDOUT and
 * INLET_STDERR; with NULL to that of the console that inlet_output_fallback() has
 * named, and to where it was bound while there is none. The callback is called by a
 * thread of the library: it must not write to these descriptors itself (but to
 * inlet_capture_descriptor()), and not wait for Python, whose lock may be held by code
 * that waits for its output to be read. What it answers matters only if it is
 * INLET_PASS.
 *
 * What is written before a command of the console ends, or before its code prints, is
 * handed on before that. (`stdout` and `stderr` of C are flushed then.) While the
 * callback waits, who writes waits.
 *
 * The descriptors are pipes from here on, also for programs that are started and in the
 * child of a fork(). Their flags are not touched.
 *
 * Fails:    INLET_EBUSY if they are captured already; INLET_EINVAL if the console has
 *           no `output`; INLET_EIO if there are no descriptors for it
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_status inlet_capture_start(inlet_console *console, inlet_error *error);

/**
 * Put the descriptors back, as they were, when all that was written has been handed on.
 *
 * inlet_console_free(), inlet_stop() and exit() do it, too. What a program that is
 * still running writes to its own copy goes from now on to where it was bound before.
 * In the child of a fork() the descriptors of the child are put back.
 *
 * Fails:    INLET_ESTATE if nothing is captured; INLET_EBUSY in the callback
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_status inlet_capture_stop(inlet_error *error);

/**
 * The descriptor that stands for the captured one: what `stream` was bound to before.
 *
 * Fails:    INLET_ESTATE if nothing is captured, or it was closed
 * Owner:    the library's: it is closed by inlet_capture_stop()
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_status inlet_capture_descriptor(inlet_stream stream,
                                                int *out_descriptor,
                                                inlet_error *error);

/* --- Results ------------------------------------------------------------------- */

/** What became of an input. */
struct inlet_result {
    size_t size;
    inlet_status status;    /**< of the call that ran it */
    uint64_t nanoseconds;   /**< how long it took, waiting included */
    inlet_value value;      /**< repr() of the last value shown, or None */
    inlet_value traceback;  /**< as inlet_traceback() has it, or None */
    size_t output_left_out; /**< bytes beyond output_limit */
    unsigned interrupts;    /**< how often it was interrupted, by the limit included */
    bool is_late;           /**< the time limit was reached */
    inlet_error error;      /**< as the call filled it */
};

#define INLET_RESULT_INIT                                                              \
    {                                                                                  \
        sizeof(inlet_result), 0, 0, {INLET_NONE, {false}, NULL},                       \
            {INLET_NONE, {false}, NULL}, 0, 0, false,                                  \
        {                                                                              \
            0, 0, 0, 0, 0, 0, "", "", ""                                               \
        }                                                                              \
    }

/**
 * What became of the input that ended last in the console: of inlet_push(),
 * inlet_run(), inlet_interact().
 *
 * Values are known of a console that does not share its session. The traceback is
 * gone once another exception has come or inlet_forget() was called.
 *
 * Fails:    INLET_EINVAL if out_result->size is not set; INLET_ESTATE if nothing has
 *           ended yet
 * Owner:    inlet_result_clear(); what *out_result held before is overwritten
 * Since:    0.1
 */
INLET_API inlet_status inlet_result_get(inlet_console *console,
                                        inlet_result *out_result, inlet_error *error);

/** Free what a result owns; NULL is all right. Since: 0.1 */
INLET_API void inlet_result_clear(inlet_result *result);

/* --- What a console is at --------------------------------------------------------- */

/**
 * The unfinished input: a string, its lines with newlines between them; or None.
 *
 * Owner:    inlet_value_clear()
 * Since:    0.1
 */
INLET_API inlet_status inlet_pending_text(inlet_console *console, inlet_value *out_text,
                                          inlet_error *error);

/**
 * Does a command run in the console, in whichever thread? Never waits.
 *
 * A host that asks from another thread than the one that runs its commands gets what
 * was so a moment ago.
 *
 * Thread:   any
 * Since:    0.1
 */
INLET_API bool inlet_is_busy(const inlet_console *console);

/* --- Sessions ------------------------------------------------------------------ */

/**
 * Begin anew: a namespace as new as that of inlet_console_new(), no unfinished input,
 * no future statements, no last value or exception, the usual display hook. Python
 * goes on, and so do the modules that were imported.
 *
 * What inlet_put() and inlet_put_function() have set is gone with the old namespace;
 * consoles that share it keep it.
 *
 * Fails:    INLET_EBUSY while a command runs in this console; INLET_EINVAL if it works
 *           in the namespace of a module
 * Since:    0.1
 */
INLET_API inlet_status inlet_renew(inlet_console *console, inlet_error *error);

/* --- Prompts ------------------------------------------------------------------- */

/**
 * Would inlet_interact() let its user edit what he types? So it is where the standard
 * streams are a terminal that TERM does not call dumb, nobody has replaced raw_input(),
 * input() or the streams, the console has none of the callbacks for them, its `plain`
 * is not set, and PYTHON_BASIC_REPL is not set in the environment.
 *
 * Since:    0.1
 */
INLET_API bool inlet_can_edit(inlet_console *console);

/**
 * What was entered in the editor of inlet_interact(), the oldest first: a list of
 * strings, each with the lines of one text. With `is_own` what was entered since
 * inlet_interact() began, else the whole history: what is in its file, from former
 * sessions and from others that go on, too. Texts that begin with a blank are in
 * neither, nor is one that is the same as that before it. Bytes of the file that are no
 * UTF-8 come as U+FFFD.
 *
 * Answers:  INLET_DONE; INLET_PASS where there is no editor, so outside of
 *           inlet_interact(): *out_entries is as it was
 * Fails:    INLET_EBUSY while somebody types
 * Owner:    inlet_value_clear()
 * Thread:   any; most often a function of the host that the console's code calls, or a
 *           `run` callback
 * Since:    0.1
 */
INLET_API inlet_status inlet_history_get(inlet_console *console, bool is_own,
                                         inlet_value *out_entries, inlet_error *error);

/**
 * Set the prompts of a console: what inlet_interact() shows, and what sys.ps1 and
 * sys.ps2 are in its code. NULL leaves one as it is.
 *
 * Code of the console may assign to sys.ps1 and sys.ps2, strings or objects whose str()
 * is taken anew each time: that changes the prompts of this console alone, unless it
 * shares its session.
 *
 * Fails:    INLET_EENCODING
 * Owner:    the texts are copied
 * Since:    0.1
 */
INLET_API inlet_status inlet_prompts_set(inlet_console *console, const char *ps1,
                                         const char *ps2, inlet_error *error);

/**
 * The prompt to show now: the second while there is unfinished input, else the first.
 * For hosts that draw it themselves.
 *
 * Fails:    INLET_EPYTHON with what its __str__() has raised
 * Owner:    inlet_value_clear()
 * Since:    0.1
 */
INLET_API inlet_status inlet_prompt_get(inlet_console *console, inlet_value *out_text,
                                        inlet_error *error);

/* --- Interrupts ---------------------------------------------------------------- */

/**
 * Ask for a KeyboardInterrupt in the command that the console runs now. Never waits.
 *
 * It is raised as soon as the running thread, whichever that is, comes to run Python
 * code of the console: at once in a loop, and in time.sleep(); after a call of C code
 * that takes its time; after a callback or function of the host. In Python's main
 * thread, and with `interrupt_signal`, system calls and waiting for locks end at once,
 * too: Python lets no other thread do that. It is raised once, nowhere else, and never
 * in a later command. Code may catch it: ask again. In inlet_interact() every line is a
 * command, and while it prompts nothing runs.
 *
 * Answers:  INLET_MORE: it was asked for, see inlet_interrupt_wait(); INLET_DONE:
 *           nothing runs
 * Fails:    INLET_ESTATE if the console is not interruptible
 * Thread:   any, and signal handlers
 * Since:    0.1
 */
INLET_API inlet_status inlet_interrupt(inlet_console *console);

/** How far an interrupt has come. */
typedef enum inlet_stage {
    INLET_STAGE_NONE,   /**< none was asked for */
    INLET_STAGE_ASKED,  /**< waits for Python's lock: C code holds it all the time */
    INLET_STAGE_HOST,   /**< waits for a callback or function of the host to return */
    INLET_STAGE_ARMED,  /**< waits for a call of C code to return */
    INLET_STAGE_RAISED, /**< was raised, but the code has caught it or cleans up */
    INLET_STAGE_ENDED   /**< the command has ended */
} inlet_stage;

/**
 * Wait until the command that was to be interrupted last has ended.
 *
 * Answers:  INLET_DONE if it has; INLET_MORE if it has not in `milliseconds`
 *           (0: do not wait), and *out_stage, which may be NULL, tells what it is at
 * Fails:    INLET_ESTATE if the console is not interruptible; INLET_ETHREAD inside
 *           that command
 * Since:    0.1
 */
INLET_API inlet_status inlet_interrupt_wait(inlet_console *console,
                                            uint32_t milliseconds,
                                            inlet_stage *out_stage, inlet_error *error);

/**
 * Waits an interrupt, or a time limit, for this function to return? A function, or a
 * `run` callback, that works for long may ask, and return INLET_INTERRUPT.
 *
 * Thread:   the one that runs the function
 * Since:    0.1
 */
INLET_API bool inlet_call_is_interrupted(inlet_call *call);

/**
 * The same for callbacks, which have no inlet_call: waits an interrupt of the command
 * that the console runs, or its time limit, for this callback to return? An `input`
 * that shows a dialogue may ask now and then, and return INLET_INTERRUPT. Never waits.
 *
 * Thread:   the one that runs the callback; false in all others
 * Since:    0.1
 */
INLET_API bool inlet_interrupt_waits(inlet_console *console);

/* --- The queue ----------------------------------------------------------------- */

/**
 * Queue input of any shape: characters, half a line, many lines, ended by LF, CR or
 * CR LF. Each line that is whole will be pushed, as by inlet_push(), when the queue is
 * run. Does not wait, and does not need Python.
 *
 * Fails:    INLET_EBUSY if more than queue_limit would wait: nothing was queued
 * Owner:    `text` is copied
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_status inlet_feed(inlet_console *console, const char *text,
                                  size_t length, inlet_error *error);

/**
 * Queue a whole source, to be run as by inlet_run().
 *
 * With `out_ticket`, which may be NULL, its result is kept until inlet_wait() takes it.
 *
 * Fails:    as inlet_feed()
 * Owner:    `source` is copied
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_status inlet_submit(inlet_console *console, const char *source,
                                    uint64_t *out_ticket, inlet_error *error);

/**
 * Wait for the result of what was submitted, and take it.
 *
 * Answers:  INLET_DONE; INLET_MORE if it is not there in `milliseconds`
 * Fails:    INLET_EINVAL if there is no such ticket, or it was taken; INLET_ESTATE if
 *           the queue was finished before, or the console freed
 * Owner:    inlet_result_clear()
 * Thread:   any but the one that runs the queue
 * Since:    0.1
 */
INLET_API inlet_status inlet_wait(inlet_console *console, uint64_t ticket,
                                  uint32_t milliseconds, inlet_result *out_result,
                                  inlet_error *error);

/**
 * A descriptor that can be read (by poll, epoll, GLib, libuv) while there is something
 * to run in the queue: then call inlet_dispatch(). Do not read it.
 *
 * Owner:    the console's: it is closed with it
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_status inlet_descriptor(inlet_console *console, int *out_descriptor,
                                        inlet_error *error);

/** For inlet_dispatch(): until the queue is empty. */
#define INLET_ALL UINT32_MAX

/**
 * Run what is queued, in order, in this thread.
 *
 * After `milliseconds` no further line is begun, but one is in any case; a game gives
 * what its frame has left. (A line that runs longer is not cut: see time_limit.) With
 * nothing in the queue it does not wait for Python's lock.
 *
 * Answers:  INLET_DONE: the queue is empty; INLET_MORE: it is not; INLET_EXIT: the
 *           code asked to leave, what is behind it waits
 * Fails:    INLET_EBUSY if the queue is run already, so in its callbacks, or if a
 *           command runs in the console: nothing is lost
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_status inlet_dispatch(inlet_console *console, uint32_t milliseconds,
                                      inlet_error *error);

/**
 * Give this thread to the queue: run what comes until inlet_finish(). While another
 * thread runs a command in the console, it waits.
 *
 * Answers:  INLET_DONE, also when the console is freed; INLET_EXIT
 * Fails:    INLET_EBUSY if the queue is run already, or inside a command of the
 *           console; INLET_ESTATE if Python does not run
 * Thread:   any; that which called inlet_start() can be interrupted best
 * Since:    0.1
 */
INLET_API inlet_status inlet_serve(inlet_console *console, inlet_error *error);

/**
 * Let inlet_serve() return after the command that runs, and do not queue any more.
 *
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_status inlet_finish(inlet_console *console, inlet_error *error);

#ifdef __cplusplus
}
#endif

#endif
