/* SPDX-License-Identifier: MIT
 * Threads that have left Python for a function of the program. Warm.
 *
 * PyGILState knows one thread state per thread, that of the interpreter where the
 * thread was first seen. So who goes away from Python leaves a note of the state it
 * went with.
 */
#include "live/away.h"

#include "core/compat.h"

/* The innermost way out of this thread. */
static _Thread_local struct il_away *innermost;

void il_away_begin(struct il_away *away)
{
    away->interpreter = PyInterpreterState_Get();
    away->outer = innermost;
    innermost = away;
    away->state = PyEval_SaveThread();
}

void il_away_end(struct il_away *away)
{
    PyEval_RestoreThread(away->state);
    innermost = away->outer;
}

/* Can PyGILState find a state for this thread in the interpreter? */
static bool is_known_there(PyInterpreterState *interpreter)
{
    PyThreadState *known = PyGILState_GetThisThreadState();
    return interpreter == PyInterpreterState_Main() &&
           (known == NULL || PyThreadState_GetInterpreter(known) == interpreter);
}

/* With a state made for it, from wherever the thread is. */
static bool visit_anew(struct il_back *back, PyInterpreterState *interpreter,
                       bool is_attached)
{
    PyThreadState *state = PyThreadState_New(interpreter);
    if (state == NULL) {
        return false;
    }
    back->how = IL_BACK_NEW;
    back->before = is_attached ? PyEval_SaveThread() : NULL;
    PyEval_RestoreThread(state);
    return true;
}

bool il_back_begin(struct il_back *back, PyInterpreterState *interpreter)
{
    bool is_attached = il_thread_is_attached();
    if (is_attached && PyInterpreterState_Get() == interpreter) {
        back->how = IL_BACK_FOUND;
        return true;
    }
    if (is_attached) {
        return visit_anew(back, interpreter, true);
    }
    if (innermost != NULL && innermost->interpreter == interpreter) {
        PyEval_RestoreThread(innermost->state);
        back->how = IL_BACK_RETURNED;
        return true;
    }
    if (is_known_there(interpreter)) {
        back->gil = PyGILState_Ensure();
        back->how = IL_BACK_ENSURED;
        return true;
    }
    return visit_anew(back, interpreter, false);
}

static void leave_new(struct il_back *back)
{
    PyThreadState_Clear(PyThreadState_Get());
    PyThreadState_DeleteCurrent();
    if (back->before != NULL) {
        PyEval_RestoreThread(back->before);
    }
}

void il_back_end(struct il_back *back)
{
    if (back->how == IL_BACK_RETURNED) {
        PyEval_SaveThread();
    } else if (back->how == IL_BACK_ENSURED) {
        PyGILState_Release(back->gil);
    } else if (back->how == IL_BACK_NEW) {
        leave_new(back);
    }
}
