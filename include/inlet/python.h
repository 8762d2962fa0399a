/* SPDX-License-Identifier: MIT
 *
 * For programs that use CPython's API themselves: between handles and objects.
 *
 * Includes Python.h, so it goes before the standard headers. The functions here
 * are called with a thread state attached (the GIL held), like CPython's own, and
 * report through a status and `error`; they leave no exception set.
 */
#ifndef INLET_PYTHON_H
#define INLET_PYTHON_H

#include <Python.h>

#include <inlet/inlet.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The console as Python sees it, an `inlet.InteractiveConsole`.
 *
 * Owner:    a new reference; NULL if the console is NULL, closed, or of another
 *           interpreter
 * Since:    0.1
 */
INLET_API PyObject *inlet_console_object(inlet_console *console);

/**
 * Open a handle on an object that is, or derives from, `inlet.InteractiveConsole`
 * (or has its methods).
 *
 * The steps for which there are callbacks are set as attributes of the object;
 * inlet_console_free() takes them away again, and the object lives on. An object
 * has at most one handle.
 *
 * Fails:    gives NULL, and `error` says why: INLET_EBUSY if it has a handle
 * Owner:    the handle keeps a reference to `object`
 * Since:    0.1
 */
INLET_API inlet_console *inlet_console_adopt(PyObject *object,
                                             const inlet_callbacks *callbacks,
                                             void *data, inlet_error *error);

/**
 * Open a console in a frame, as inlet.embed() does: what is typed sees and binds the
 * variables of the frame, in functions and classes as well. They are bound at once; a
 * name that the frame does not have is the console's own.
 *
 * `frame` is any frame; NULL is the one that runs in this thread, as in a C function
 * that Python code has called. `config` says the rest, as for inlet_console_new(); its
 * `module` and `share` must be NULL.
 *
 * Fails:    gives NULL, and `error` says why: INLET_EINVAL if no Python code runs
 * Owner:    the console, and functions that were typed in it, keep the frame
 * Since:    0.1
 */
INLET_API inlet_console *inlet_console_new_in_frame(PyObject *frame,
                                                    const inlet_console_config *config,
                                                    inlet_error *error);

/**
 * Let the inputs of a console with `top_level_await` run on `loop`, an
 * asyncio.AbstractEventLoop (borrowed); None for a loop of the console's own.
 *
 * A loop that stands is run by the thread that pushes, while an input runs. One that
 * runs in another thread is handed the input, and the push waits for its end. While it
 * runs in the pushing thread itself, an input that awaits is answered with
 * RuntimeError: the method `push_async` of inlet_console_object() is for that.
 *
 * Fails:    INLET_ESTATE if the console has no top-level await
 * Since:    0.1
 */
INLET_API inlet_status inlet_console_set_loop(inlet_console *console, PyObject *loop,
                                              inlet_error *error);

/** Set a variable to any object (borrowed). Since: 0.1 */
INLET_API inlet_status inlet_put_object(inlet_console *console, const char *name,
                                        PyObject *object, inlet_error *error);

/** Evaluate an expression; *out_object is a new reference. Since: 0.1 */
INLET_API inlet_status inlet_get_object(inlet_console *console, const char *expression,
                                        PyObject **out_object, inlet_error *error);

/** Argument `index`: a borrowed reference, or NULL if there are not so many. */
INLET_API PyObject *inlet_arg_object(inlet_call *call, size_t index);

/** Give any object (borrowed). Since: 0.1 */
INLET_API inlet_status inlet_return_object(inlet_call *call, PyObject *object);

/**
 * Inside a callback: the exception that is set becomes its failure, the very object;
 * see inlet_fail(). In a C function it may also stay set.
 *
 * Answers:  INLET_EPYTHON, to be returned
 * Since:    0.1
 */
INLET_API inlet_status inlet_fail_object(void);

#ifdef __cplusplus
}
#endif

#endif
