/* SPDX-License-Identifier: MIT
 * Differences of the C API between the CPython versions.
 */
#include "core/compat.h"

#include <frameobject.h>

#if PY_VERSION_HEX >= 0x030C0000

PyObject *il_raised_take(void) { return PyErr_GetRaisedException(); }

void il_raised_give(PyObject *exception) { PyErr_SetRaisedException(exception); }

#else

PyObject *il_raised_take(void)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (type == NULL) {
        return NULL;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(value, traceback);
    }
    Py_DECREF(type);
    Py_XDECREF(traceback);
    return value;
}

void il_raised_give(PyObject *exception)
{
    PyErr_Restore(Py_NewRef((PyObject *)Py_TYPE(exception)), exception,
                  PyException_GetTraceback(exception));
}

#endif

PyObject *il_object_get(PyObject *object, PyObject *name)
{
    PyObject *value = PyObject_GetAttr(object, name);
    if (value == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        return Py_NewRef(Py_None);
    }
    return value;
}

int il_object_has(PyObject *object, const char *name)
{
    IL_AUTO_REF PyObject *value = PyObject_GetAttrString(object, name);
    if (value != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return value == NULL ? -1 : 1;
    }
    PyErr_Clear();
    return 0;
}

#if PY_VERSION_HEX >= 0x030D0000

int il_dict_find(PyObject *dict, PyObject *key, PyObject **out_value)
{
    return PyDict_GetItemRef(dict, key, out_value);
}

int il_frame_assign(PyFrameObject *frame, PyObject *name, PyObject *value)
{
    IL_AUTO_REF PyObject *locals = PyFrame_GetLocals(frame);
    return locals == NULL ? -1 : PyObject_SetItem(locals, name, value);
}

#else

/* The dict of a frame's locals as they are now. The first call drops the values of
 * before, and a destructor may change a variable that was copied already; the second
 * drops none. */
static PyObject *fresh_locals(PyFrameObject *frame)
{
    IL_AUTO_REF PyObject *before = PyFrame_GetLocals(frame);
    return before == NULL ? NULL : PyFrame_GetLocals(frame);
}

/* All of the dict goes into the frame: only one value of it may be another than there,
 * and no code may run in between, so what is replaced has to live on. */
int il_frame_assign(PyFrameObject *frame, PyObject *name, PyObject *value)
{
    IL_AUTO_REF PyObject *before = NULL;
    IL_AUTO_REF PyObject *locals = fresh_locals(frame);
    if (locals == NULL || il_dict_find(locals, name, &before) < 0 ||
        PyDict_SetItem(locals, name, value) < 0) {
        return -1;
    }
    PyFrame_LocalsToFast(frame, 0);
    return 0;
}

int il_dict_find(PyObject *dict, PyObject *key, PyObject **out_value)
{
    *out_value = Py_XNewRef(PyDict_GetItemWithError(dict, key));
    if (*out_value != NULL) {
        return 1;
    }
    return PyErr_Occurred() ? -1 : 0;
}

#endif

unsigned il_class_version(const PyTypeObject *type)
{
#if PY_VERSION_HEX < 0x030C0000
    if ((type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG) == 0) {
        return 0;
    }
#endif
    return type->tp_version_tag;
}

PyObject *il_function_annotations(PyObject *function)
{
#if PY_VERSION_HEX < 0x030E0000
    return ((PyFunctionObject *)function)->func_annotations;
#else
    (void)function;
    return NULL;
#endif
}

PyObject *il_class_dict(PyTypeObject *type)
{
#if PY_VERSION_HEX >= 0x030C0000
    return PyType_GetDict(type);
#else
    return Py_XNewRef(type->tp_dict);
#endif
}

int il_class_find(PyObject *type, PyObject *name, PyObject **out_value)
{
    IL_AUTO_REF PyObject *dict = il_class_dict((PyTypeObject *)type);
    *out_value = NULL;
    return dict == NULL ? 0 : il_dict_find(dict, name, out_value);
}

PyObject *il_handled_here(void)
{
    return Py_XNewRef(PyThreadState_Get()->exc_info->exc_value);
}

PyObject *il_new_type(PyObject *type)
{
    if (type == NULL && !PyErr_Occurred()) {
        PyErr_NoMemory();
    }
    return type;
}

#if PY_VERSION_HEX >= 0x030C0000

void il_thread_raise(PyThreadState *state, PyObject *exception)
{
    PyThreadState_SetAsyncExc(state->thread_id, exception);
}

#else

/* Python looks for the state by the number of the thread, and until 3.11 a thread that
 * is being started has that of its parent. So the exception is put where it belongs.
 * What is asked of Python is only to have all threads look: this one has none so far.
 */
void il_thread_raise(PyThreadState *state, PyObject *exception)
{
    PyThreadState_SetAsyncExc(PyThread_get_thread_ident(), NULL);
    Py_XSETREF(state->async_exc, Py_XNewRef(exception));
}

#endif

#if PY_VERSION_HEX >= 0x030D0000

PyThreadState *il_thread_state(void) { return PyThreadState_GetUnchecked(); }

#else

PyThreadState *il_thread_state(void) { return _PyThreadState_UncheckedGet(); }

#endif

#if PY_VERSION_HEX >= 0x030C0000

bool il_thread_is_attached(void) { return il_thread_state() != NULL; }

#else

/* Until 3.11 the current state is that of the process: whoever holds the lock. */
bool il_thread_is_attached(void)
{
    PyThreadState *current = il_thread_state();
    PyThreadState *own = PyGILState_GetThisThreadState();
    if (current == NULL || own == NULL || current == own) {
        return current != NULL && current == own;
    }
    /* Either this thread holds nothing, or it is in a sub-interpreter. */
    bool has_others = PyInterpreterState_Next(PyInterpreterState_Head()) != NULL;
    return has_others && current->thread_id == PyThread_get_thread_ident();
}

#endif
