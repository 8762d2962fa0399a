/* SPDX-License-Identifier: MIT
 * inlet/python.h: between handles and objects. Warm.
 */
#include "host/call.h"

#include <inlet/python.h>

#include <string.h>

#include "core/compat.h"

PyObject *inlet_console_object(inlet_console *console)
{
    struct il_hold hold;
    if (il_console_enter_here(console, &hold, NULL) < 0) {
        return NULL;
    }
    PyObject *object = Py_NewRef(console->object);
    il_console_leave(console, &hold);
    return object;
}

/* 1, 0 or -1. */
static int has_steps(PyObject *object)
{
    static const char *const names[] = {"push",        "runsource", "interact",
                                        "resetbuffer", "locals",    "showtraceback"};
    int has = 1;
    for (size_t i = 0; i < sizeof names / sizeof *names && has > 0; i++) {
        has = il_object_has(object, names[i]);
    }
    return has;
}

inlet_console *inlet_console_adopt(PyObject *object, const inlet_callbacks *callbacks,
                                   void *data, inlet_error *error)
{
    struct il_hold hold;
    inlet_console *console = NULL;
    il_error_clear(error);
    if (object == NULL) {
        il_error_set(error, INLET_EINVAL, "the object is NULL");
        return NULL;
    }
    if (il_hold_begin(&hold, error) < 0) {
        return NULL;
    }
    int has = has_steps(object);
    if (has <= 0) {
        has < 0
            ? il_error_take(error)
            : il_error_set(error, INLET_ETYPE, "the object is no InteractiveConsole");
    } else if (il_callbacks_are_installed(object)) {
        il_error_set(error, INLET_EBUSY, "the object has a handle");
    } else {
        inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
        config.callbacks = callbacks;
        config.data = data;
        config.shares_session = true;
        console = il_console_wrap(object, &config, error);
    }
    il_hold_end(&hold);
    return console;
}

/* `_inlet.frame_locals(frame)`. New reference. */
static inlet_status frame_locals(PyObject *frame, PyObject **out_locals,
                                 inlet_error *error)
{
    IL_AUTO_REF PyObject *module = NULL;
    inlet_status status = il_module_find(&module, error);
    if (status < 0) {
        return status;
    }
    PyObject *locals = PyObject_CallMethod(module, "frame_locals", "O", frame);
    if (locals == NULL) {
        return il_error_take(error);
    }
    *out_locals = locals;
    return INLET_DONE;
}

static inlet_console *open_in_frame(PyObject *frame, const inlet_console_config *config,
                                    inlet_error *error)
{
    IL_AUTO_REF PyObject *locals = NULL;
    if (config->module != NULL || config->share != NULL) {
        il_error_set(error, INLET_EINVAL, "a frame has its own namespace");
        return NULL;
    }
    if (frame == NULL) {
        frame = (PyObject *)PyEval_GetFrame();
    }
    if (frame == NULL) {
        il_error_set(error, INLET_EINVAL, "no Python code runs in this thread");
        return NULL;
    }
    return frame_locals(frame, &locals, error) < 0
               ? NULL
               : il_console_open(config, locals, error);
}

inlet_console *inlet_console_new_in_frame(PyObject *frame,
                                          const inlet_console_config *config,
                                          inlet_error *error)
{
    inlet_console_config known = INLET_CONSOLE_CONFIG_INIT;
    struct il_hold hold;
    il_error_clear(error);
    if ((config != NULL && il_struct_copy(&known, sizeof known, config, error) < 0) ||
        il_hold_begin(&hold, error) < 0) {
        return NULL;
    }
    inlet_console *console = open_in_frame(frame, &known, error);
    il_hold_end(&hold);
    return console;
}

static inlet_status set_loop(inlet_console *console, PyObject *loop, inlet_error *error)
{
    if (loop == NULL) {
        return il_error_set(error, INLET_EINVAL, "the loop is NULL");
    }
    int has_await = il_object_has(console->object, "push_async");
    if (has_await == 0) {
        return il_error_set(error, INLET_ESTATE, "the console has no top-level await");
    }
    return has_await < 0 || PyObject_SetAttrString(console->object, "loop", loop) < 0
               ? il_error_take(error)
               : INLET_DONE;
}

inlet_status inlet_console_set_loop(inlet_console *console, PyObject *loop,
                                    inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = set_loop(console, loop, error);
        il_console_leave(console, &hold);
    }
    return status;
}

inlet_status inlet_put_object(inlet_console *console, const char *name,
                              PyObject *object, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter_here(console, &hold, error);
    if (status < 0) {
        return status;
    }
    if (name == NULL || object == NULL) {
        status = il_error_set(error, INLET_EINVAL, NULL);
    } else {
        status = il_namespace_assign(console, name, object, error);
    }
    il_console_leave(console, &hold);
    return status;
}

inlet_status inlet_get_object(inlet_console *console, const char *expression,
                              PyObject **out_object, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter_here(console, &hold, error);
    if (status < 0) {
        return status;
    }
    if (expression == NULL || out_object == NULL) {
        status = il_error_set(error, INLET_EINVAL, NULL);
    } else if (!il_text_is_utf8(expression, strlen(expression))) {
        status = il_error_set(error, INLET_EENCODING, NULL);
    } else {
        PyObject *object = il_namespace_evaluate(console, expression);
        if (object == NULL) {
            status = il_console_fail(console, error);
        } else {
            *out_object = object;
        }
    }
    il_console_leave(console, &hold);
    return status;
}

PyObject *inlet_arg_object(inlet_call *call, size_t index)
{
    return call == NULL || index >= call->count ? NULL : call->args[index];
}

inlet_status inlet_return_object(inlet_call *call, PyObject *object)
{
    if (call == NULL || object == NULL) {
        return INLET_EINVAL;
    }
    Py_XSETREF(call->result, Py_NewRef(object));
    return INLET_DONE;
}

inlet_status inlet_fail_object(void)
{
    IL_AUTO_REF PyObject *exception = il_raised_take();
    if (exception == NULL || il_frame_current() == NULL) {
        return INLET_ESTATE;
    }
    il_frame_carry(exception);
    return INLET_EPYTHON;
}
