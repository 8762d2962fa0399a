/* SPDX-License-Identifier: MIT
 * Warnings kept back while the compiler only judges.
 */
#include "core/quiet.h"

#include "core/compat.h"

/* The block that is open in this thread. A thread has at most one at work: what
 * runs inside is the compiler (or an audit hook, whose blocks nest). */
static _Thread_local struct il_quiet *innermost;

/* The object whose match() a filter asks: it takes what it is asked about if, and
 * only if, the asking thread has a block open. */
static PyObject *matcher_match(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(text))
{
    if (innermost == NULL) {
        Py_RETURN_FALSE;
    }
    innermost->warned++;
    Py_RETURN_TRUE;
}

static PyMethodDef matcher_methods[] = {
    {"match", matcher_match, METH_O, "Match in a thread that compiles quietly."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot matcher_slots[] = {
    {Py_tp_methods, matcher_methods},
    {Py_tp_doc, "The message pattern of Inlet's own warning filter."},
    {0, NULL},
};

static PyType_Spec matcher_spec = {
    .name = "_inlet.QuietMatcher",
    .basicsize = (int)sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = matcher_slots,
};

/* The entry: ("ignore", matcher, (SyntaxWarning, DeprecationWarning), None, 0). */
static PyObject *make_filter(void)
{
    IL_AUTO_REF PyObject *type = il_new_type(PyType_FromSpec(&matcher_spec));
    if (type == NULL) {
        return NULL;
    }
    IL_AUTO_REF PyObject *matcher = PyType_GenericAlloc((PyTypeObject *)type, 0);
    if (matcher == NULL) {
        return NULL;
    }
    return Py_BuildValue("sO(OO)Oi", "ignore", matcher, PyExc_SyntaxWarning,
                         PyExc_DeprecationWarning, Py_None, 0);
}

/* ---- by a warnings context ---- */

/* Does warnings.catch_warnings() work on a context of the thread, as `-X
 * context_aware_warnings` and builds without the GIL have it? Then so do we. */
static int contexts_are_used(void)
{
    PyObject *flags = PySys_GetObject("flags");
    if (flags == NULL || !PyObject_HasAttrString(flags, "context_aware_warnings")) {
        return 0;
    }
    IL_AUTO_REF PyObject *flag =
        PyObject_GetAttrString(flags, "context_aware_warnings");
    return flag == NULL ? -1 : PyObject_IsTrue(flag);
}

/* A context of the warnings module's own class: hooks that run while the compiler
 * works may copy it. */
static PyObject *make_context(struct il_engine *engine)
{
    IL_AUTO_REF PyObject *warnings = PyImport_ImportModule("_py_warnings");
    IL_AUTO_REF PyObject *filters = Py_BuildValue("[O]", engine->quiet_filter);
    if (warnings == NULL || filters == NULL) {
        return NULL;
    }
    return PyObject_CallMethod(warnings, "_WarningsContext", "O", filters);
}

static int prepare_context(struct il_engine *engine)
{
    IL_AUTO_REF PyObject *warnings = PyImport_ImportModule("_warnings");
    if (warnings == NULL) {
        return -1;
    }
    engine->quiet_context = make_context(engine);
    engine->warnings_context =
        PyObject_GetAttr(warnings, engine->names._warnings_context);
    return engine->quiet_context != NULL && engine->warnings_context != NULL ? 0 : -1;
}

int il_quiet_init(struct il_engine *engine)
{
    engine->quiet_filter = make_filter();
    int by_context = engine->quiet_filter == NULL ? -1 : contexts_are_used();
    if (by_context <= 0) {
        return by_context;
    }
    return prepare_context(engine);
}

static int enter_context(struct il_engine *engine, struct il_quiet *block)
{
    block->undo = PyContextVar_Set(engine->warnings_context, engine->quiet_context);
    return block->undo == NULL ? -1 : 0;
}

static void leave_context(struct il_quiet *block)
{
    if (PyContextVar_Reset(block->engine->warnings_context, block->undo) < 0) {
        PyErr_WriteUnraisable(block->engine->warnings_context);
    }
}

/* ---- by an entry of warnings.filters ---- */

static int find_warnings(struct il_engine *engine, PyObject **out_module)
{
    int found = il_dict_find(engine->modules, engine->names.warnings, out_module);
    if (found != 0) {
        return found;
    }
    *out_module =
        PyImport_ImportModuleLevelObject(engine->names.warnings, NULL, NULL, NULL, 0);
    if (*out_module == NULL) {
        PyErr_Clear(); /* Python is ending: what is left then decides by itself */
    }
    return *out_module != NULL;
}

/* The list that the C side of the warnings module will read. New reference; NULL
 * without an exception if there is none. */
static PyObject *live_filters(struct il_engine *engine)
{
    IL_AUTO_REF PyObject *warnings = NULL;
    PyObject *filters = NULL;
    if (find_warnings(engine, &warnings) <= 0) {
        return NULL;
    }
    if (PyModule_CheckExact(warnings)) {
        (void)il_dict_find(PyModule_GetDict(warnings), engine->names.filters, &filters);
    } else {
        filters = PyObject_GetAttr(warnings, engine->names.filters);
    }
    if (filters != NULL && !PyList_Check(filters)) {
        Py_CLEAR(filters);
    }
    return filters;
}

static int insert_entry(struct il_engine *engine, struct il_quiet *block)
{
    block->undo = live_filters(engine);
    if (block->undo == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    if (PyList_Insert(block->undo, 0, engine->quiet_filter) < 0) {
        Py_CLEAR(block->undo);
        return -1;
    }
    return 0;
}

static Py_ssize_t find_entry(struct il_engine *engine, PyObject *filters)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(filters); i++) {
        if (PyList_GET_ITEM(filters, i) == engine->quiet_filter) {
            return i;
        }
    }
    return -1;
}

/* Every block takes one entry out again, so that blocks of several threads, which
 * hooks and opened files can interleave, leave the list as it was. */
static void remove_entry(struct il_quiet *block)
{
    Py_ssize_t at = find_entry(block->engine, block->undo);
    if (at >= 0 && PyList_SetSlice(block->undo, at, at + 1, NULL) < 0) {
        PyErr_WriteUnraisable(block->undo);
    }
}

/* ---- the block ---- */

int il_quiet_begin(struct il_engine *engine, struct il_quiet *block)
{
    *block = (struct il_quiet){.engine = engine, .outer = innermost};
    int done = engine->warnings_context != NULL ? enter_context(engine, block)
                                                : insert_entry(engine, block);
    if (done == 0) {
        innermost = block;
    }
    return done;
}

static void close_block(struct il_quiet *block)
{
    innermost = block->outer;
    if (block->undo == NULL) {
        return;
    }
    if (block->engine->warnings_context != NULL) {
        leave_context(block);
    } else {
        remove_entry(block);
    }
    Py_CLEAR(block->undo);
}

void il_quiet_end(struct il_quiet *block)
{
    PyObject *raised = PyErr_Occurred() ? il_raised_take() : NULL;
    close_block(block);
    if (raised != NULL) {
        il_raised_give(raised);
    }
}
