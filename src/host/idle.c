/* SPDX-License-Identifier: MIT
 * What goes on while a user types at a terminal: handlers of signals, windows of Tk and
 * its like, the tasks of an event loop. Warm.
 *
 * Called by the editor, without Python's lock.
 */
#include "core/compat.h"
#include "host/typing.h"

/* --- Signals ---------------------------------------------------------------------- */

/* Handlers of signals, which are Python's, run in its main thread. */
bool il_idle_look(void *data)
{
    struct il_typing *typing = data;
    struct il_hold hold;
    if (typing->failure != INLET_DONE || il_hold_begin(&hold, NULL) < 0) {
        return typing->failure != INLET_DONE;
    }
    if (PyErr_CheckSignals() < 0) {
        typing->failure = il_error_take(NULL);
    }
    il_hold_end(&hold);
    return typing->failure != INLET_DONE;
}

/* --- Who else is to be served? ---------------------------------------------------- */

/* Windows of Tk and its like live while somebody types: so does input() it. */
static int call_hook(void)
{
    enum { AGAIN = 100 }; /* ms; hooks that wait themselves wait for standard input */
    if (PyOS_InputHook == NULL) {
        return -1;
    }
    (void)PyOS_InputHook();
    return AGAIN;
}

static PyObject *attribute(PyObject *object, const char *name)
{
    IL_AUTO_REF PyObject *key = PyUnicode_InternFromString(name);
    return key == NULL ? NULL : il_object_get(object, key);
}

/* The event loop that its commands run on; None where there is none yet. */
static PyObject *find_loop(inlet_console *console)
{
    IL_AUTO_REF PyObject *loop = attribute(console->object, "loop");
    if (loop != Py_None) {
        return il_ref_steal(&loop);
    }
    IL_AUTO_REF PyObject *runner = attribute(console->object, "_runner");
    return runner == NULL || runner == Py_None
               ? il_ref_steal(&runner)
               : PyObject_CallMethod(runner, "get_loop", NULL);
}

static bool stands(PyObject *loop)
{
    IL_AUTO_REF PyObject *runs = PyObject_CallMethod(loop, "is_running", NULL);
    IL_AUTO_REF PyObject *is_closed = PyObject_CallMethod(loop, "is_closed", NULL);
    return runs == Py_False && is_closed == Py_False;
}

static int watch(PyObject *loop, int descriptor, PyObject *stop)
{
    return il_ref_done(PyObject_CallMethod(loop, "add_reader", "iO", descriptor, stop));
}

static int unwatch(PyObject *loop, int descriptor)
{
    return il_ref_done(PyObject_CallMethod(loop, "remove_reader", "i", descriptor));
}

/* Until one of the descriptors can be read. 0, or -1 with an exception. */
static int run_loop(PyObject *loop, int input, int wake)
{
    IL_AUTO_REF PyObject *stop = PyObject_GetAttrString(loop, "stop");
    int done = stop == NULL || watch(loop, input, stop) < 0 ||
                       watch(loop, wake, stop) < 0 ||
                       il_ref_done(PyObject_CallMethod(loop, "run_forever", NULL)) < 0
                   ? -1
                   : 0;
    PyObject *raised = il_raised_take();
    if (stop != NULL && (unwatch(loop, input) < 0 || unwatch(loop, wake) < 0)) {
        PyErr_Clear();
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
    return done;
}

/* Its tasks go on while somebody types. A loop that cannot watch a terminal waits. */
static bool serve_loop(struct il_typing *typing, int input, int wake)
{
    IL_AUTO_REF PyObject *loop = find_loop(typing->console);
    bool is_served = loop != NULL && loop != Py_None && stands(loop) &&
                     run_loop(loop, input, wake) == 0;
    if (PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_Exception)) {
        PyErr_Clear();
        return false;
    }
    if (PyErr_Occurred()) {
        typing->failure = il_error_take(NULL);
    }
    return is_served || typing->failure != INLET_DONE;
}

int il_idle_serve(void *data, int input, int wake)
{
    struct il_typing *typing = data;
    struct il_hold hold;
    bool is_served = false;
    if (typing->is_awaiting && il_hold_begin(&hold, NULL) == INLET_DONE) {
        is_served = serve_loop(typing, input, wake);
        il_hold_end(&hold);
    }
    return is_served ? 0 : call_hook();
}
