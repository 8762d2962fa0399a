/* SPDX-License-Identifier: MIT
 * Sub-interpreters: going into one for a moment, and noticing that one ends. Warm.
 *
 * Objects of an interpreter may be let go of in that interpreter only. A handle is
 * freed wherever the host likes, so its objects are visited where they live; and since
 * an interpreter may end before the host frees a handle, the objects go when it ends.
 */
#include "host/handle.h"

#include "core/compat.h"

/* --- Visits ----------------------------------------------------------------------- */

/* The state that this thread has in `interpreter` already, as far as PyGILState knows.
 */
static PyThreadState *own_state(PyInterpreterState *interpreter)
{
    PyThreadState *state = PyGILState_GetThisThreadState();
    return state != NULL && PyThreadState_GetInterpreter(state) == interpreter ? state
                                                                               : NULL;
}

int il_visit_begin(struct il_visit *visit, PyInterpreterState *interpreter)
{
    *visit = (struct il_visit){NULL, NULL};
    if (PyInterpreterState_Get() == interpreter) {
        return 0;
    }
    PyThreadState *state = own_state(interpreter);
    if (state == NULL) {
        state = visit->made = PyThreadState_New(interpreter);
    }
    if (state == NULL) {
        return -1;
    }
    visit->before = PyThreadState_Swap(state);
    return 0;
}

void il_visit_end(struct il_visit *visit)
{
    if (visit->before == NULL) {
        return;
    }
    if (visit->made != NULL) {
        PyThreadState_Clear(visit->made);
    }
    PyThreadState_Swap(visit->before);
    if (visit->made != NULL) {
        PyThreadState_Delete(visit->made);
    }
}

/* --- The end ---------------------------------------------------------------------- */

static PyObject *close_handles(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(none))
{
    il_console_sever_all(PyInterpreterState_Get(), true);
    il_source_sever_all(PyInterpreterState_Get(), true);
    il_handle_sever_all(PyInterpreterState_Get(), true);
    Py_RETURN_NONE;
}

static PyMethodDef at_end = {"close_handles", close_handles, METH_NOARGS, NULL};

/* atexit.register(function), of the current interpreter's own atexit. */
static int register_at_end(PyMethodDef *def)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("atexit");
    IL_AUTO_REF PyObject *function = module == NULL ? NULL : PyCFunction_New(def, NULL);
    return function == NULL
               ? -1
               : il_ref_done(PyObject_CallMethod(module, "register", "O", function));
}

/* os.register_at_fork(after_in_child=function). */
static int register_after_fork(PyMethodDef *def)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("posix");
    IL_AUTO_REF PyObject *method =
        module == NULL ? NULL : PyObject_GetAttrString(module, "register_at_fork");
    IL_AUTO_REF PyObject *function = method == NULL ? NULL : PyCFunction_New(def, NULL);
    IL_AUTO_REF PyObject *args = function == NULL ? NULL : PyTuple_New(0);
    IL_AUTO_REF PyObject *keywords =
        args == NULL ? NULL : Py_BuildValue("{sO}", "after_in_child", function);
    return keywords == NULL ? -1 : il_ref_done(PyObject_Call(method, args, keywords));
}

PyObject *il_interpreter_dict(void)
{
    PyObject *dict = PyInterpreterState_GetDict(PyInterpreterState_Get());
    if (dict == NULL) {
        PyErr_NoMemory();
    }
    return dict;
}

/* Once for each interpreter: its own dict remembers. */
static int enroll(PyMethodDef *function, int (*enter)(PyMethodDef *function))
{
    PyObject *dict = il_interpreter_dict();
    IL_AUTO_REF PyObject *key =
        dict == NULL ? NULL : PyUnicode_FromFormat("inlet.%s", function->ml_name);
    int is_there = key == NULL ? -1 : PyDict_Contains(dict, key);
    if (is_there != 0) {
        return is_there < 0 ? -1 : 0;
    }
    return enter(function) < 0 ? -1 : PyDict_SetItem(dict, key, Py_True);
}

int il_interpreter_at_end(PyMethodDef *function)
{
    return enroll(function, register_at_end);
}

int il_interpreter_after_fork(PyMethodDef *function)
{
    return enroll(function, register_after_fork);
}

int il_interpreter_watch(void)
{
    return PyInterpreterState_Get() == PyInterpreterState_Main()
               ? 0
               : il_interpreter_at_end(&at_end);
}
