/* SPDX-License-Identifier: MIT
 * Names of Python that hide those of the program, or are missing where it has them.
 * Warm.
 *
 * "state = 5" at the prompt makes a variable of Python: the program's own is as it was,
 * and who typed it may not know. So it is told, once for a name, what would assign to
 * the program's; and where a name is not defined, that "c" has it.
 */
#include "live/live.h"

#include <string.h>

#include "core/shadow.h"

/* --- Who has a name --------------------------------------------------------------- */

/* Has it a name, and that of a variable where that is wanted? -1 with an exception. */
static int has_field(PyObject *owner, PyObject *name, bool only_variables)
{
    const struct il_live_value *value = (const struct il_live_value *)owner;
    const char *text = PyUnicode_AsUTF8(name);
    const struct il_cfield *field =
        text == NULL ? NULL : il_ctype_field(il_live_record(value), text);
    if (text == NULL) {
        PyErr_Clear();
    }
    return field != NULL && (!only_variables || field->type->kind != IL_C_FUNCTION);
}

static bool is_list_of_names(struct il_engine *engine, PyObject *object)
{
    return il_live_is_value(engine, object) &&
           ((struct il_live_value *)object)->type->is_program;
}

static bool is_owner(struct il_engine *engine, PyObject *object)
{
    return (PyObject *)Py_TYPE(object) == engine->live_program ||
           is_list_of_names(engine, object);
}

/* The variables that have the program's names: a dict, since to ask one of them may let
 * other code run, which may change the namespace. New reference. */
static PyObject *find_owners(struct il_engine *engine, PyObject *locals)
{
    PyObject *key, *object, *owners = PyDict_New();
    Py_ssize_t at = 0;
    while (owners != NULL && PyDict_Next(locals, &at, &key, &object)) {
        if (PyUnicode_CheckExact(key) && is_owner(engine, object) &&
            PyDict_SetItem(owners, key, object) < 0) {
            Py_CLEAR(owners);
        }
    }
    return owners;
}

/* "c.state", where the variable "c" has it; or NULL, perhaps with an exception. */
static PyObject *find_path(struct il_engine *engine, PyObject *locals, PyObject *name,
                           bool only_variables)
{
    PyObject *key, *object;
    Py_ssize_t at = 0;
    IL_AUTO_REF PyObject *owners = find_owners(engine, locals);
    while (owners != NULL && PyDict_Next(owners, &at, &key, &object)) {
        int has = is_list_of_names(engine, object)
                      ? has_field(object, name, only_variables)
                      : il_live_program_has(object, name, only_variables);
        if (has != 0) {
            return has < 0 ? NULL : PyUnicode_FromFormat("%U.%U", key, name);
        }
    }
    return NULL;
}

/* --- Names that are bound --------------------------------------------------------- */

/* Is it what somebody would assign to a variable of C, and no part of a program in
 * Python? */
static bool is_simple(PyObject *object)
{
    return object == Py_None || PyBool_Check(object) || PyLong_CheckExact(object) ||
           PyFloat_CheckExact(object) || PyUnicode_CheckExact(object) ||
           PyBytes_CheckExact(object) || PyDict_CheckExact(object) ||
           PyList_CheckExact(object) || PyTuple_CheckExact(object);
}

/* Is it an object of the program, in a variable of its name? */
static bool is_named_so(struct il_engine *engine, PyObject *object, PyObject *name)
{
    const struct il_live_value *value = (const struct il_live_value *)object;
    return il_live_is_value(engine, object) && value->step.how == IL_STEP_NAME &&
           value->step.name != NULL &&
           PyUnicode_CompareWithASCIIString(name, value->step.name) == 0;
}

/* Note what a name stands for before the code runs: nothing, or the program's. */
static int note_name(struct il_engine *engine, PyObject *locals, PyObject *name,
                     PyObject *seen)
{
    PyObject *object = PyDict_GetItemWithError(locals, name);
    if (object == NULL && PyErr_Occurred()) {
        return -1;
    }
    return object == NULL || is_named_so(engine, object, name)
               ? PyDict_SetItem(seen, name, object == NULL ? Py_None : object)
               : 0;
}

static PyObject *begin(struct il_engine *engine, PyObject *locals, PyObject *code)
{
    if (!PyDict_CheckExact(locals) || !PyCode_Check(code)) {
        return NULL;
    }
    IL_AUTO_REF PyObject *names = PyObject_GetAttrString(code, "co_names");
    IL_AUTO_REF PyObject *seen = names == NULL ? NULL : PyDict_New();
    for (Py_ssize_t i = 0; seen != NULL && i < PyTuple_GET_SIZE(names); i++) {
        if (note_name(engine, locals, PyTuple_GET_ITEM(names, i), seen) < 0) {
            return NULL;
        }
    }
    return il_ref_steal(&seen);
}

/* What to say of a name; NULL where there is nothing, or with an exception. */
static PyObject *describe(struct il_engine *engine, PyObject *locals, PyObject *name,
                          PyObject *before)
{
    PyObject *now = PyDict_GetItemWithError(locals, name);
    if (now == NULL || !is_simple(now)) {
        return NULL;
    }
    IL_AUTO_REF PyObject *path = find_path(engine, locals, name, true);
    if (path == NULL && (before == Py_None || PyErr_Occurred())) {
        return NULL;
    }
    return path == NULL ? PyUnicode_FromFormat("'%U' is a variable of Python now: the "
                                               "program's own has not changed\n",
                                               name)
                        : PyUnicode_FromFormat("'%U' is a variable of Python now: the "
                                               "program's is %U\n",
                                               name, path);
}

/* There is a hint, or there is none: it is no reason for a statement to fail. */
static void forget_problem(void)
{
    if (PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_Exception)) {
        PyErr_Clear();
    }
}

static int end(struct il_engine *engine, PyObject *self, PyObject *locals,
               PyObject *seen)
{
    PyObject *name, *before;
    Py_ssize_t at = 0;
    while (PyDict_CheckExact(locals) && PyDict_Next(seen, &at, &name, &before)) {
        IL_AUTO_REF PyObject *text = describe(engine, locals, name, before);
        forget_problem();
        if (PyErr_Occurred() ||
            (text != NULL && il_ref_done(PyObject_CallMethodOneArg(
                                 self, engine->names.write, text)) < 0)) {
            return -1;
        }
    }
    return 0;
}

/* --- Names that are missing ------------------------------------------------------- */

/* New reference, or NULL. */
static PyObject *missing_name(PyObject *exception)
{
    IL_AUTO_REF PyObject *name = PyObject_GetAttrString(exception, "name");
    return name == NULL || !PyUnicode_CheckExact(name) ? NULL : il_ref_steal(&name);
}

static void add_note(PyObject *exception, PyObject *path)
{
    IL_AUTO_REF PyObject *note = PyUnicode_FromFormat("The program has it: %U", path);
    if (note != NULL && !PyObject_HasAttrString(exception, "__notes__")) {
        Py_XDECREF(PyObject_CallMethod(exception, "add_note", "O", note));
    }
}

static int explain(struct il_engine *engine, PyObject *locals, PyObject *exception)
{
    if (!PyDict_CheckExact(locals)) {
        return 0;
    }
    IL_AUTO_REF PyObject *name = missing_name(exception);
    IL_AUTO_REF PyObject *path =
        name == NULL ? NULL : find_path(engine, locals, name, false);
    if (path != NULL) {
        add_note(exception, path);
    }
    forget_problem();
    return PyErr_Occurred() ? -1 : 0;
}

void il_live_tell_of_shadows(struct il_engine *engine)
{
    static const struct il_shadow shadow = {begin, end, explain};
    engine->shadow = &shadow;
}
