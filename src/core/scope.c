/* SPDX-License-Identifier: MIT
 * The names that code in a frame sees.
 */
#include "core/scope.h"

#include "core/compat.h"

/* ---- making ---- */

/* The names of local variables, cells and free variables: a new dict, in this order. */
static PyObject *variables_of(PyCodeObject *code)
{
    PyObject *(*const readers[])(PyCodeObject *) = {
        PyCode_GetVarnames, PyCode_GetCellvars, PyCode_GetFreevars};
    IL_AUTO_REF PyObject *all = PyDict_New();
    for (size_t i = 0; all != NULL && i < sizeof readers / sizeof *readers; i++) {
        IL_AUTO_REF PyObject *some = readers[i](code);
        for (Py_ssize_t j = 0; some != NULL && j < PyTuple_GET_SIZE(some); j++) {
            if (PyDict_SetItem(all, PyTuple_GET_ITEM(some, j), Py_None) < 0) {
                return NULL;
            }
        }
        if (some == NULL) {
            return NULL;
        }
    }
    return all == NULL ? NULL : il_ref_steal(&all);
}

static int take_variables(struct il_scope *scope, PyFrameObject *frame,
                          PyObject *locals)
{
    IL_AUTO_REF PyObject *code = (PyObject *)PyFrame_GetCode(frame);
    if ((((PyCodeObject *)code)->co_flags & CO_OPTIMIZED) == 0) {
        scope->mapping = Py_NewRef(locals);
        return 0;
    }
    scope->frame = (PyFrameObject *)Py_NewRef((PyObject *)frame);
    scope->variables = variables_of((PyCodeObject *)code);
    return scope->variables == NULL ? -1 : 0;
}

int il_scope_init(struct il_scope *scope, PyFrameObject *frame, PyObject *locals)
{
    if (take_variables(scope, frame, locals) < 0) {
        return -1;
    }
    scope->hidden = PySet_New(NULL);
    scope->session = PyDict_New();
    scope->outer = PyFrame_GetGlobals(frame);
    scope->builtins = PyFrame_GetBuiltins(frame);
    return scope->hidden == NULL || scope->session == NULL || scope->outer == NULL ||
                   scope->builtins == NULL
               ? -1
               : 0;
}

int il_scope_traverse(struct il_scope *scope, visitproc visit, void *arg)
{
    Py_VISIT(scope->frame);
    Py_VISIT(scope->variables);
    Py_VISIT(scope->mapping);
    Py_VISIT(scope->hidden);
    Py_VISIT(scope->session);
    Py_VISIT(scope->outer);
    Py_VISIT(scope->builtins);
    return 0;
}

void il_scope_clear(struct il_scope *scope)
{
    Py_CLEAR(scope->frame);
    Py_CLEAR(scope->variables);
    Py_CLEAR(scope->mapping);
    Py_CLEAR(scope->hidden);
    Py_CLEAR(scope->session);
    Py_CLEAR(scope->outer);
    Py_CLEAR(scope->builtins);
}

/* ---- one place ---- */

/* Whatever `object` says: 1, 0 for a KeyError, or -1. NULL has nothing. */
static int find_in(PyObject *object, PyObject *name, PyObject **out_value)
{
    *out_value = NULL;
    if (object == NULL || PyDict_CheckExact(object)) {
        return object == NULL ? 0 : il_dict_find(object, name, out_value);
    }
    *out_value = PyObject_GetItem(object, name);
    if (*out_value != NULL || !PyErr_ExceptionMatches(PyExc_KeyError)) {
        return *out_value != NULL ? 1 : -1;
    }
    PyErr_Clear();
    return 0;
}

static int is_in(PyObject *object, PyObject *name)
{
    IL_AUTO_REF PyObject *value = NULL;
    return find_in(object, name, &value);
}

static int remove_from(PyObject *object, PyObject *name)
{
    if (object == NULL || PyObject_DelItem(object, name) == 0) {
        return object != NULL;
    }
    if (!PyErr_ExceptionMatches(PyExc_KeyError)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

/* Is it the name of a variable of the frame, bound or not? */
static int is_variable(struct il_scope *scope, PyObject *name)
{
    return scope->variables == NULL ? 0 : PyDict_Contains(scope->variables, name);
}

static int find_variable(struct il_scope *scope, PyObject *name, PyObject **out_value)
{
    *out_value = NULL;
    int is_there = is_variable(scope, name);
    int is_hidden = is_there <= 0 ? 0 : PySet_Contains(scope->hidden, name);
    if (is_there <= 0 || is_hidden != 0) {
        return is_there < 0 || is_hidden < 0 ? -1 : 0;
    }
    IL_AUTO_REF PyObject *locals = PyFrame_GetLocals(scope->frame);
    return locals == NULL ? -1 : find_in(locals, name, out_value);
}

static int is_bound_variable(struct il_scope *scope, PyObject *name)
{
    IL_AUTO_REF PyObject *value = NULL;
    return find_variable(scope, name, &value);
}

/* A frame that has ended need not take a value. Then the session has it. */
static int assign_variable(struct il_scope *scope, PyObject *name, PyObject *value)
{
    IL_AUTO_REF PyObject *now = NULL;
    if (PySet_Discard(scope->hidden, name) < 0 ||
        il_frame_assign(scope->frame, name, value) < 0 ||
        find_variable(scope, name, &now) < 0) {
        return -1;
    }
    if (now == value) {
        return 0;
    }
    return PySet_Add(scope->hidden, name) < 0
               ? -1
               : PyDict_SetItem(scope->session, name, value);
}

/* ---- all of them ---- */

static int find_local(struct il_scope *scope, PyObject *name, PyObject **out_value)
{
    int found = find_variable(scope, name, out_value);
    if (found == 0) {
        found = find_in(scope->mapping, name, out_value);
    }
    return found != 0 ? found : find_in(scope->session, name, out_value);
}

static int find_builtins(struct il_scope *scope, PyObject *name, PyObject **out_value)
{
    if (scope->builtins == NULL || !PyUnicode_Check(name) ||
        PyUnicode_CompareWithASCIIString(name, "__builtins__") != 0) {
        return 0;
    }
    *out_value = Py_NewRef(scope->builtins);
    return 1;
}

int il_scope_find(struct il_scope *scope, PyObject *name, enum il_reach reach,
                  PyObject **out_value)
{
    int found = find_local(scope, name, out_value);
    if (found == 0 && reach == IL_REACH_ANY) {
        found = find_in(scope->outer, name, out_value);
        return found != 0 ? found : find_builtins(scope, name, out_value);
    }
    return found;
}

static int assign_local(struct il_scope *scope, PyObject *name, PyObject *value)
{
    int is_its = is_variable(scope, name);
    if (is_its != 0) {
        return is_its < 0 ? -1 : assign_variable(scope, name, value);
    }
    PyObject *place = scope->mapping != NULL ? scope->mapping : scope->session;
    return place == NULL ? 0 : PyObject_SetItem(place, name, value);
}

/* As `global` says it: where the name is seen, else among the globals. */
static int assign_any(struct il_scope *scope, PyObject *name, PyObject *value)
{
    int is_its = is_bound_variable(scope, name);
    if (is_its != 0) {
        return is_its < 0 ? -1 : assign_variable(scope, name, value);
    }
    PyObject *places[] = {scope->mapping, scope->session};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        int is_there = is_in(places[i], name);
        if (is_there != 0) {
            return is_there < 0 ? -1 : PyObject_SetItem(places[i], name, value);
        }
    }
    return scope->outer == NULL ? 0 : PyObject_SetItem(scope->outer, name, value);
}

int il_scope_assign(struct il_scope *scope, PyObject *name, PyObject *value,
                    enum il_reach reach)
{
    return reach == IL_REACH_LOCAL ? assign_local(scope, name, value)
                                   : assign_any(scope, name, value);
}

int il_scope_remove(struct il_scope *scope, PyObject *name, enum il_reach reach)
{
    int is_its = is_bound_variable(scope, name);
    if (is_its != 0) {
        return is_its < 0 || PySet_Add(scope->hidden, name) < 0 ? -1 : 1;
    }
    PyObject *places[] = {scope->mapping, scope->session,
                          reach == IL_REACH_ANY ? scope->outer : NULL};
    int removed = 0;
    for (size_t i = 0; removed == 0 && i < sizeof places / sizeof *places; i++) {
        removed = remove_from(places[i], name);
    }
    return removed;
}

/* ---- listing ---- */

/* A mapping that cannot list its names has none to be listed. */
static int add_names(PyObject *list, PyObject *object)
{
    if (object == NULL) {
        return 0;
    }
    IL_AUTO_REF PyObject *names = PyMapping_Keys(object);
    if (names == NULL && PyErr_ExceptionMatches(PyExc_Exception) &&
        !PyErr_ExceptionMatches(PyExc_MemoryError)) {
        PyErr_Clear();
        return 0;
    }
    return names == NULL ? -1 : il_ref_done(PySequence_InPlaceConcat(list, names));
}

PyObject *il_scope_names(struct il_scope *scope, enum il_reach reach)
{
    IL_AUTO_REF PyObject *list = PyList_New(0);
    if (list == NULL || add_names(list, scope->variables) < 0 ||
        add_names(list, scope->mapping) < 0 || add_names(list, scope->session) < 0 ||
        (reach == IL_REACH_ANY && add_names(list, scope->outer) < 0)) {
        return NULL;
    }
    return il_ref_steal(&list);
}
