/* SPDX-License-Identifier: MIT
 * C functions of the host, called from Python. Warm.
 *
 * The function object is CPython's own kind. Its `self` is a module object that is
 * nowhere to be imported from: one whose state holds everything (the method
 * definition, the host's pointers, a link to the console), and with which CPython
 * calls the function by its bare name.
 */
#include "host/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/compat.h"

/* The state of the home. */
struct function {
    PyMethodDef def;
    inlet_function host;
    char *texts; /* the name, and behind it the docstring */
    struct il_link *link;
};

/* --- A call ----------------------------------------------------------------------- */

static int check_count(const struct function *function, size_t count)
{
    const inlet_function *host = &function->host;
    if (count >= host->min_args && count <= host->max_args) {
        return 0;
    }
    const char *how = host->min_args == host->max_args ? "exactly"
                      : count < host->min_args         ? "at least"
                                                       : "at most";
    size_t wanted = count < host->min_args ? host->min_args : host->max_args;
    PyErr_Format(PyExc_TypeError, "%s() takes %s %zu argument%s (%zu given)",
                 host->name, how, wanted, wanted == 1 ? "" : "s", count);
    return -1;
}

static PyObject *call_host(const struct function *function, inlet_call *call)
{
    il_frame_begin(&call->frame, false);
    inlet_status status = function->host.call(function->host.data, call);
    il_frame_end(&call->frame);
    if (il_frame_result(&call->frame, status, "function") < 0) {
        Py_CLEAR(call->result);
        return NULL;
    }
    return call->result == NULL ? Py_NewRef(Py_None) : call->result;
}

static PyObject *function_call(PyObject *home, PyObject *const *args, Py_ssize_t count)
{
    struct function *function = PyModule_GetState(home);
    if (function == NULL || check_count(function, (size_t)count) < 0) {
        return NULL;
    }
    inlet_call call = {
        .name = function->host.name,
        .args = args,
        .count = (size_t)count,
        .console = il_console_acquire(function->link),
    };
    PyObject *result = call_host(function, &call);
    il_store_free(il_store_release(&call.store));
    if (call.console != NULL) {
        il_console_release(call.console);
    }
    return result;
}

/* --- Making one ------------------------------------------------------------------- */

static void home_free(void *home)
{
    struct function *function = PyModule_GetState(home);
    if (function == NULL) {
        return;
    }
    if (function->host.release != NULL) {
        function->host.release(function->host.data);
    }
    il_link_release(function->link);
    PyMem_RawFree(function->texts);
}

static struct PyModuleDef home_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "inlet.host",
    .m_size = (Py_ssize_t)sizeof(struct function),
    .m_free = home_free,
};

/* Copy the texts of `host` into one block. 0 or -1. */
static int copy_texts(struct function *function, const inlet_function *host)
{
    size_t name_size = strlen(host->name) + 1;
    size_t doc_size = host->doc == NULL ? 0 : strlen(host->doc) + 1;
    function->texts = PyMem_RawMalloc(name_size + doc_size);
    if (function->texts == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(function->texts, host->name, name_size);
    function->host.name = function->texts;
    function->host.doc = NULL;
    if (doc_size != 0) {
        memcpy(function->texts + name_size, host->doc, doc_size);
        function->host.doc = function->texts + name_size;
    }
    return 0;
}

/* The function and its home, where the host's `release` is yet to be armed. */
static PyObject *make_object(const inlet_function *host, struct il_link *link,
                             PyObject **out_home)
{
    IL_AUTO_REF PyObject *home = PyModule_Create(&home_def);
    if (home == NULL) {
        return NULL;
    }
    struct function *function = PyModule_GetState(home);
    function->host = *host;
    function->host.release = NULL;
    if (copy_texts(function, host) < 0) {
        return NULL;
    }
    function->link = il_link_share(link);
    function->def =
        (PyMethodDef){function->host.name, (PyCFunction)(void (*)(void))function_call,
                      METH_FASTCALL, function->host.doc};
    PyObject *object = PyCFunction_New(&function->def, home);
    if (object != NULL) {
        *out_home = il_ref_steal(&home);
    }
    return object;
}

static void arm(PyObject *home, void (*release)(void *))
{
    struct function *function = PyModule_GetState(home);
    function->host.release = release;
}

static inlet_status check_function(const inlet_function *function, inlet_error *error)
{
    if (function->name == NULL || function->call == NULL) {
        return il_error_set(error, INLET_EINVAL, "a function needs a name and a call");
    }
    if (function->min_args > function->max_args) {
        return il_error_set(error, INLET_EINVAL, "min_args is above max_args");
    }
    bool is_text = il_text_is_utf8(function->name, strlen(function->name)) &&
                   (function->doc == NULL ||
                    il_text_is_utf8(function->doc, strlen(function->doc)));
    return is_text ? INLET_DONE : il_error_set(error, INLET_EENCODING, NULL);
}

static inlet_status put_function(inlet_console *console, const inlet_function *given,
                                 inlet_error *error)
{
    inlet_function known = INLET_FUNCTION_INIT;
    if (given == NULL) {
        return il_error_set(error, INLET_EINVAL, "the function is NULL");
    }
    inlet_status status = il_struct_copy(&known, sizeof known, given, error);
    if (status == INLET_DONE) {
        status = check_function(&known, error);
    }
    if (status < 0) {
        return status;
    }
    IL_AUTO_REF PyObject *home = NULL;
    IL_AUTO_REF PyObject *object = make_object(&known, console->link, &home);
    if (object == NULL) {
        return il_error_take(error);
    }
    status = il_namespace_assign(console, known.name, object, error);
    if (status == INLET_DONE) {
        arm(home, known.release);
    }
    return status;
}

inlet_status inlet_put_function(inlet_console *console, const inlet_function *function,
                                inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = put_function(console, function, error);
        il_console_leave(console, &hold);
    }
    return status;
}

/* --- Inside a call ---------------------------------------------------------------- */

inlet_console *inlet_call_console(inlet_call *call)
{
    return call == NULL ? NULL : call->console;
}

size_t inlet_call_count(const inlet_call *call)
{
    return call == NULL ? 0 : call->count;
}

/* Keep the exception that is set for the call's end. */
static inlet_status carry(inlet_status status)
{
    IL_AUTO_REF PyObject *exception = il_raised_take();
    if (exception != NULL) {
        il_frame_carry(exception);
    }
    return status;
}

/* "must be int, not str" to "area() argument 1 must be int, not str". */
static void name_argument(const inlet_call *call, size_t index)
{
    IL_AUTO_REF PyObject *raised = il_raised_take();
    IL_AUTO_REF PyObject *text = PyObject_Str(raised);
    if (text == NULL) {
        return;
    }
    PyErr_Format((PyObject *)Py_TYPE(raised), "%s() argument %zu %U", call->name,
                 index + 1, text);
}

static inlet_status get_argument(inlet_call *call, size_t index, inlet_kind kind,
                                 inlet_value *out_value)
{
    if (index >= call->count) {
        PyErr_Format(PyExc_TypeError, "%s() needs an argument %zu", call->name,
                     index + 1);
        return carry(INLET_ETYPE);
    }
    struct il_reading reading = {.store = &call->store, .lends = true};
    inlet_status status = il_value_read(&reading, call->args[index], kind, out_value);
    if (status == INLET_ETYPE || status == INLET_ERANGE) {
        name_argument(call, index);
    }
    return status < 0 ? carry(status) : status;
}

inlet_status inlet_arg(inlet_call *call, size_t index, inlet_kind kind,
                       inlet_value *out_value)
{
    struct il_hold hold;
    if (call == NULL || out_value == NULL) {
        return INLET_EINVAL;
    }
    inlet_status status = il_hold_begin(&hold, NULL);
    if (status == INLET_DONE) {
        status = get_argument(call, index, kind, out_value);
        il_hold_end(&hold);
    }
    return status;
}

inlet_status inlet_return(inlet_call *call, inlet_value value)
{
    struct il_hold hold;
    if (call == NULL) {
        return INLET_EINVAL;
    }
    inlet_status status = il_hold_begin(&hold, NULL);
    if (status < 0) {
        return status;
    }
    PyObject *object = NULL;
    status = il_value_to_object(&value, &object, NULL);
    if (status == INLET_DONE) {
        Py_XSETREF(call->result, object);
    }
    il_hold_end(&hold);
    return status;
}

inlet_status inlet_call_pause(inlet_call *call)
{
    if (call == NULL || il_frame_current() != &call->frame) {
        return INLET_EINVAL;
    }
    if (call->frame.detached != NULL) {
        return INLET_EBUSY;
    }
    call->frame.detached = PyEval_SaveThread();
    return INLET_DONE;
}

inlet_status inlet_call_resume(inlet_call *call)
{
    if (call == NULL || il_frame_current() != &call->frame) {
        return INLET_EINVAL;
    }
    if (call->frame.detached != NULL) {
        PyEval_RestoreThread(call->frame.detached);
        call->frame.detached = NULL;
    }
    return INLET_DONE;
}
