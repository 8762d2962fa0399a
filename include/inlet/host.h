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
 * nothing. Bytes that C code or another process writes to descriptors 1 and 2 are not
 * captured.
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

/* --- Results ------------------------------------------------------------------- */

/** What became of an input. */
typedef struct inlet_result {
    size_t size;
    inlet_status status;    /**< of the call that ran it */
    uint64_t nanoseconds;   /**< how long it took, waiting included */
    inlet_value value;      /**< repr() of the last value shown, or None */
    inlet_value traceback;  /**< as inlet_traceback() has it, or None */
    size_t output_left_out; /**< bytes beyond output_limit */
    unsigned interrupts;    /**< how often it was interrupted, by the limit included */
    bool is_late;           /**< the time limit was reached */
    inlet_error error;      /**< as the call filled it */
} inlet_result;

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

/* --- Interrupts ---------------------------------------------------------------- */

/**
 * Ask for a KeyboardInterrupt in the command that the console runs now. Never waits.
 *
 * It is raised as soon as the running thread, whichever that is, comes to run Python
 * code of the console: at once in a loop, and in time.sleep(); after a call of C code
 * that takes its time; after a callback or function of the host. In Python's main
 * thread, and with `interrupt_signal`, system calls and waiting for locks end at once,
 * too: Python lets no other thread do that. It is raised once, nowhere else, and never
 * in a later command. Code may catch it: ask again.
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

#ifdef __cplusplus
}
#endif

#endif
