/* SPDX-License-Identifier: MIT
 * The host's second language: its callbacks `judge` and `run`, in a DialectCompiler
 * that is the console's `compile`. Warm.
 */
#include "host/call.h"

#include "core/compat.h"

static inlet_console *acquire(PyObject *capsule)
{
    struct il_link *link = PyCapsule_GetPointer(capsule, IL_LINK_NAME);
    inlet_console *console = link == NULL ? NULL : il_console_acquire(link);
    if (console == NULL && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_RuntimeError, "the host has closed the console");
    }
    return console;
}

/* --- judge ------------------------------------------------------------------------ */

/* The SyntaxError for INLET_INVALID: with the message that inlet_fail() was given. */
static void raise_invalid(struct il_frame *frame)
{
    IL_AUTO_REF PyObject *carried = frame->carried;
    frame->carried = NULL;
    if (carried == NULL) {
        PyErr_SetString(PyExc_SyntaxError, "invalid syntax");
    } else if (PyErr_GivenExceptionMatches(carried, PyExc_SyntaxError)) {
        il_raised_give(Py_NewRef(carried));
    } else {
        IL_AUTO_REF PyObject *message = PyObject_Str(carried);
        if (message != NULL) {
            PyErr_SetObject(PyExc_SyntaxError, message);
        }
    }
}

static const char *word_for(inlet_status status)
{
    return status == INLET_MORE ? "incomplete" : "complete";
}

static PyObject *verdict_of(inlet_console *console, struct il_frame *frame,
                            inlet_status status)
{
    switch (status) {
    case INLET_PASS:
        Py_CLEAR(frame->carried);
        Py_RETURN_NONE;
    case INLET_DONE:
    case INLET_MORE:
        Py_CLEAR(frame->carried);
        return PyUnicode_FromString(word_for(status));
    case INLET_INVALID:
        raise_invalid(frame);
        return NULL;
    default:
        (void)il_frame_result(frame, status, "judge");
        console->is_judge_failing = !PyErr_ExceptionMatches(PyExc_SyntaxError);
        return NULL;
    }
}

/* What the frame carries is the caller's. */
static inlet_status call_judge(inlet_console *console, struct il_frame *frame,
                               const char *text, size_t size)
{
    il_frame_begin(frame, true);
    inlet_status status = console->callbacks.judge(console->data, text, size);
    il_frame_end(frame);
    return status;
}

static PyObject *ask_judge(inlet_console *console, const char *text, Py_ssize_t size)
{
    struct il_frame frame;
    inlet_status status = call_judge(console, &frame, text, (size_t)size);
    return verdict_of(console, &frame, status);
}

inlet_status il_dialect_ask(inlet_console *console, const char *text, size_t size)
{
    struct il_hold hold;
    struct il_frame frame;
    if (console->callbacks.judge == NULL || il_hold_begin(&hold, NULL) < 0) {
        return INLET_PASS;
    }
    inlet_status status = call_judge(console, &frame, text, size);
    Py_CLEAR(frame.carried);
    il_hold_end(&hold);
    return status < 0 ? INLET_PASS : status;
}

static PyObject *judge_str(inlet_console *console, PyObject *source)
{
    IL_AUTO_REF PyObject *bytes = il_text_encode(source);
    return bytes == NULL
               ? NULL
               : ask_judge(console, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
}

static PyObject *judge_step(PyObject *capsule, PyObject *source)
{
    if (!PyUnicode_Check(source)) {
        Py_RETURN_NONE;
    }
    inlet_console *console = acquire(capsule);
    if (console == NULL) {
        return NULL;
    }
    PyObject *verdict = judge_str(console, source);
    il_console_release(console);
    return verdict;
}

/* --- run -------------------------------------------------------------------------- */

/* The exception that the host's own inlet_run() has ended with, if it was an exit. */
static void raise_exit(inlet_console *console, bool is_new)
{
    PyObject *last = is_new ? console->exception : NULL;
    if (last != NULL && PyErr_GivenExceptionMatches(last, PyExc_SystemExit)) {
        il_raised_give(Py_NewRef(last));
    } else {
        PyErr_SetNone(PyExc_SystemExit);
    }
}

/* An answer of inlet_run() that the host hands on: its exception was shown. Or the host
 * has said itself what is wrong. */
static int hand_on(inlet_console *console, inlet_status status)
{
    if (console->command != NULL &&
        atomic_load(&console->runner) == PyThread_get_thread_ident()) {
        console->command->outcome = status;
    }
    return 0;
}

/* `records` is how many exceptions there were before. 0 or -1. */
static int conclude(inlet_call *call, inlet_status status, unsigned long records)
{
    inlet_console *console = call->console;
    bool is_new = console->records != records && console->exception != NULL;
    if (status == INLET_EXIT) {
        Py_CLEAR(call->frame.carried);
        PyErr_Clear();
        raise_exit(console, is_new);
        return -1;
    }
    if (status == INLET_INVALID || (status == INLET_RAISED && is_new)) {
        Py_CLEAR(call->frame.carried);
        PyErr_Clear();
        if (!is_new) {
            il_console_record(console, NULL,
                              NULL); /* the one before is not its reason */
        }
        return hand_on(console, status);
    }
    return il_frame_result(&call->frame, status, "run");
}

static PyObject *run_step(PyObject *capsule, PyObject *source)
{
    inlet_console *console = acquire(capsule);
    if (console == NULL) {
        return NULL;
    }
    IL_AUTO_REF PyObject *name = PyUnicode_InternFromString("run");
    if (name == NULL) {
        il_console_release(console);
        return NULL;
    }
    inlet_call call = {.name = name, .args = &source, .count = 1, .console = console};
    unsigned long records = console->records;
    il_frame_begin(&call.frame, false);
    inlet_status status = console->callbacks.run(console->data, &call);
    il_frame_end(&call.frame);
    il_store_free(il_store_release(&call.store));
    int done = conclude(&call, status, records);
    il_console_release(console);
    IL_AUTO_REF PyObject *result = call.result;
    return done < 0 ? NULL : result == NULL ? Py_NewRef(Py_None) : Py_NewRef(result);
}

/* --- On and off the object -------------------------------------------------------- */

static PyMethodDef steps[] = {
    {"judge", judge_step, METH_O, NULL},
    {"run", run_step, METH_O, NULL},
};

/* DialectCompiler(judge, run, inner). New reference. */
static PyObject *make_compiler(inlet_console *console, PyObject *inner)
{
    IL_AUTO_REF PyObject *capsule = il_link_object(console->link);
    IL_AUTO_REF PyObject *judge =
        capsule == NULL ? NULL : PyCFunction_New(&steps[0], capsule);
    IL_AUTO_REF PyObject *run =
        judge == NULL ? NULL : PyCFunction_New(&steps[1], capsule);
    IL_AUTO_REF PyObject *module = run == NULL ? NULL : PyImport_ImportModule("_inlet");
    return module == NULL ? NULL
                          : PyObject_CallMethod(module, "DialectCompiler", "OOO", judge,
                                                run, inner);
}

int il_dialect_install(inlet_console *console)
{
    if (console->callbacks.judge == NULL) {
        return 0;
    }
    IL_AUTO_REF PyObject *inner = PyObject_GetAttrString(console->object, "compile");
    IL_AUTO_REF PyObject *compiler =
        inner == NULL ? NULL : make_compiler(console, inner);
    if (compiler == NULL ||
        PyObject_SetAttrString(console->object, "compile", compiler) < 0) {
        return -1;
    }
    Py_XSETREF(console->dialect, il_ref_steal(&compiler));
    return 0;
}

/* What somebody put over ours since stays. */
void il_dialect_remove(inlet_console *console)
{
    IL_AUTO_REF PyObject *compiler = console->dialect;
    console->dialect = NULL;
    IL_AUTO_REF PyObject *present =
        compiler == NULL ? NULL : PyObject_GetAttrString(console->object, "compile");
    IL_AUTO_REF PyObject *inner = present == NULL || present != compiler
                                      ? NULL
                                      : PyObject_GetAttrString(compiler, "compile");
    if (inner != NULL) {
        PyObject_SetAttrString(console->object, "compile", inner);
    }
    PyErr_Clear();
}
