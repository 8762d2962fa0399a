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

#ifdef __cplusplus
}
#endif

#endif
