/* SPDX-License-Identifier: MIT
 * Taking Python's lock for a call of the host, and releasing it for a callback.
 *
 * A thread that comes in is in one of four situations:
 *
 *   attached                  it holds the lock already: nothing to do
 *   in a callback of ours     the state that the callback released is restored
 *   detached                  PyGILState_Ensure(): the main interpreter
 *   without a thread state    PyGILState_Ensure() makes one
 *
 * In an interpreter of our own it is a visitor, unless it is attached to it or in a
 * callback from there: with a state that is made for the call, since a thread may come
 * from anywhere.
 *
 * The first is asked of Python, not of PyGILState, which knows one state per thread
 * only and would wait for itself in a sub-interpreter.
 */
#include "host/home.h"
#include "host/interrupt.h"

#include "core/compat.h"

/* The innermost callback of this thread. */
static _Thread_local struct il_frame *current_frame;

inlet_status il_hold_begin(struct il_hold *hold, inlet_error *error)
{
    if (il_runtime_enter() < 0) {
        return il_error_set(error, INLET_ESTATE, NULL);
    }
    struct il_frame *frame = current_frame;
    if (frame != NULL && frame->detached != NULL &&
        il_thread_state() != frame->detached) {
        PyEval_RestoreThread(frame->detached);
        hold->how = IL_HOLD_RESTORED;
    } else if (il_thread_is_attached()) {
        hold->how = IL_HOLD_FOUND;
    } else {
        hold->gil = PyGILState_Ensure();
        hold->how = IL_HOLD_ENSURED;
    }
    hold->home = NULL;
    hold->pending = il_raised_take();
    return INLET_DONE;
}

PyInterpreterState *il_hold_interpreter(void)
{
    PyThreadState *state = il_thread_is_attached() ? il_thread_state() : NULL;
    if (state == NULL && current_frame != NULL) {
        state = current_frame->detached;
    }
    return state == NULL ? NULL : PyThreadState_GetInterpreter(state);
}

/* From where it is, which it comes back to. 0 or -1. */
static int visit(struct il_hold *hold, PyInterpreterState *interpreter,
                 bool is_attached)
{
    hold->how = IL_HOLD_VISITING;
    PyThreadState *state = PyThreadState_New(interpreter);
    if (state == NULL) {
        return -1;
    }
    hold->before = is_attached ? PyEval_SaveThread() : NULL;
    PyEval_RestoreThread(state);
    return 0;
}

static int attach(struct il_hold *hold, PyInterpreterState *interpreter)
{
    bool is_attached = il_thread_is_attached();
    if (il_hold_interpreter() != interpreter) {
        return visit(hold, interpreter, is_attached);
    }
    hold->how = is_attached ? IL_HOLD_FOUND : IL_HOLD_RESTORED;
    if (!is_attached) {
        PyEval_RestoreThread(current_frame->detached);
    }
    return 0;
}

inlet_status il_hold_begin_in(struct il_hold *hold, struct il_home *home,
                              PyInterpreterState *interpreter, inlet_error *error)
{
    if (il_runtime_enter() < 0) {
        return il_error_set(error, INLET_ESTATE, NULL);
    }
    if (attach(hold, interpreter) < 0) {
        il_runtime_leave();
        return il_error_set(error, INLET_ENOMEM, NULL);
    }
    hold->home = home == NULL ? NULL : il_home_share(home);
    hold->pending = il_raised_take();
    return INLET_DONE;
}

static void end_visit(struct il_hold *hold)
{
    PyThreadState_Clear(PyThreadState_Get());
    PyThreadState_DeleteCurrent();
    if (hold->before != NULL) {
        PyEval_RestoreThread(hold->before);
    }
}

void il_hold_end(struct il_hold *hold)
{
    if (hold->pending != NULL) {
        il_raised_give(hold->pending);
    }
    if (hold->how == IL_HOLD_RESTORED) {
        current_frame->detached = PyEval_SaveThread();
    } else if (hold->how == IL_HOLD_ENSURED) {
        PyGILState_Release(hold->gil);
    } else if (hold->how == IL_HOLD_VISITING) {
        end_visit(hold);
    }
    il_home_release(hold->home);
    il_runtime_leave();
}

void il_frame_begin(struct il_frame *frame, bool releases)
{
    frame->outer = current_frame;
    frame->carried = NULL;
    current_frame = frame;
    il_interrupt_shield();
    frame->detached = releases ? PyEval_SaveThread() : NULL;
}

void il_frame_end(struct il_frame *frame)
{
    if (frame->detached != NULL) {
        PyEval_RestoreThread(frame->detached);
        frame->detached = NULL;
    }
    current_frame = frame->outer;
    il_interrupt_unshield();
}

struct il_frame *il_frame_current(void) { return current_frame; }

void il_frame_carry(PyObject *exception)
{
    if (current_frame != NULL) {
        Py_XSETREF(current_frame->carried, Py_NewRef(exception));
    }
}

static void raise_result(struct il_frame *frame, inlet_status status, const char *what)
{
    if (status == INLET_INTERRUPT) {
        il_interrupt_forestall();
        PyErr_SetNone(PyExc_KeyboardInterrupt);
    } else if (status > 0) {
        PyErr_Format(PyExc_RuntimeError, "the host's %s answered %s", what,
                     inlet_status_name(status));
    } else if (frame->carried != NULL) {
        il_raised_give(Py_NewRef(frame->carried));
    } else {
        il_error_raise(status);
    }
}

int il_frame_result(struct il_frame *frame, inlet_status status, const char *what)
{
    if (status < 0 && PyErr_Occurred()) {
        /* The callback speaks CPython: its exception it is. */
        Py_CLEAR(frame->carried);
        return -1;
    }
    PyErr_Clear();
    if (status != INLET_DONE) {
        raise_result(frame, status, what);
    }
    Py_CLEAR(frame->carried);
    return status == INLET_DONE ? 0 : -1;
}
