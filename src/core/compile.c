/* SPDX-License-Identifier: MIT
 * One call of the compiler.
 */
#include "core/compile.h"

#include <frameobject.h>
#include <string.h>

#include "core/compat.h"
#include "core/quiet.h"
#include "core/registry.h"

enum {
    /* Flags of code objects that stand for a future statement. CO_NESTED is the
     * one of `nested_scopes`. */
    FUTURE_FLAGS = PyCF_MASK | CO_NESTED,
    PLAIN_FLAGS = PyCF_MASK | PyCF_MASK_OBSOLETE | IL_COMPILE_INCOMPLETE |
                  PyCF_ALLOW_TOP_LEVEL_AWAIT | PyCF_TYPE_COMMENTS,
};

/* ---- the frame that calls ---- */

static PyObject *make_caller(struct il_engine *engine)
{
    IL_AUTO_REF PyObject *globals = Py_BuildValue("{ss,sO}", "__name__", "inlet.codeop",
                                                  "__builtins__", engine->builtins);
    IL_AUTO_REF PyObject *code = Py_CompileString(
        "lambda compile, *arguments: compile(*arguments)", "<inlet>", Py_eval_input);
    return globals == NULL || code == NULL ? NULL
                                           : PyEval_EvalCode(code, globals, globals);
}

/* Now, since an audit hook would meet the making inside of some command. */
int il_compile_init(struct il_engine *engine)
{
    if (!engine->flavor.compiler_warns_caller) {
        return 0;
    }
    engine->compile_caller = make_caller(engine);
    return engine->compile_caller == NULL ? -1 : 0;
}

/* A warning shown once would not be shown for the next command. */
static int forget_warnings(struct il_engine *engine)
{
    PyObject *globals = PyFunction_GET_GLOBALS(engine->compile_caller);
    PyObject *name = engine->names.__warningregistry__;
    int present = PyDict_Contains(globals, name);
    return present > 0 ? PyDict_DelItem(globals, name) : present;
}

/* Take the caller's entry off the traceback of the raised exception. */
static void drop_caller(struct il_engine *engine)
{
    PyObject *raised = il_raised_take();
    IL_AUTO_REF PyObject *traceback = PyException_GetTraceback(raised);
    if (traceback != NULL) {
        PyTracebackObject *entry = (PyTracebackObject *)traceback;
        PyCodeObject *code = PyFrame_GetCode(entry->tb_frame);
        PyObject *rest = entry->tb_next == NULL ? Py_None : (PyObject *)entry->tb_next;
        if ((PyObject *)code == PyFunction_GET_CODE(engine->compile_caller)) {
            PyException_SetTraceback(raised, rest);
        }
        Py_DECREF(code);
    }
    il_raised_give(raised);
}

/* Some warnings of the compiler (`~True` in 3.12 and 3.13) count as warnings of the
 * Python frame that calls it. For the standard module that is codeop's, for us it would
 * be the user's: filters meant for his program would apply, and its line be named. So a
 * frame of ours calls. */
static PyObject *call_builtin(struct il_engine *engine, PyObject *const *args)
{
    if (engine->compile_caller == NULL) {
        return PyObject_Vectorcall(engine->builtin_compile, args, 5, NULL);
    }
    PyObject *all[] = {
        engine->builtin_compile, args[0], args[1], args[2], args[3], args[4]};
    PyObject *code = PyObject_Vectorcall(engine->compile_caller, all, 6, NULL);
    if (code == NULL) {
        drop_caller(engine);
    }
    PyObject *raised = code == NULL ? il_raised_take() : NULL;
    if (forget_warnings(engine) < 0) {
        PyErr_WriteUnraisable(engine->compile_caller);
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
    return code;
}

/* ---- one call, warnings and all ---- */

PyObject *il_compile(struct il_engine *engine, const struct il_unit *unit,
                     PyObject *flags, bool inherits)
{
    IL_AUTO_REF PyObject *function =
        il_builtin(engine, IL_SPACE_CODEOP, engine->names.compile);
    if (function == NULL) {
        return NULL;
    }
    /* The builtin inherits future statements from the frame that calls it. For
     * the standard function that is codeop's own, which has none; for us it would
     * be the user's. */
    PyObject *args[] = {unit->source, unit->filename, unit->symbol, flags, Py_True};
    return function == engine->builtin_compile
               ? call_builtin(engine, args)
               : PyObject_Vectorcall(function, args, inherits ? 4 : 5, NULL);
}

/* ---- one call, quietly ---- */

static int start_of(PyObject *symbol)
{
    if (PyUnicode_CompareWithASCIIString(symbol, "single") == 0) {
        return Py_single_input;
    }
    if (PyUnicode_CompareWithASCIIString(symbol, "exec") == 0) {
        return Py_file_input;
    }
    return PyUnicode_CompareWithASCIIString(symbol, "eval") == 0 ? Py_eval_input : -1;
}

/* The text as the compiler wants it, or NULL (without an exception) where the
 * builtin would refuse it: it shall say so itself. */
static const char *text_of(PyObject *source)
{
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(source, &size);
    if (text == NULL) {
        PyErr_Clear();
        return NULL;
    }
    return strlen(text) == (size_t)size ? text : NULL;
}

static bool has_nul(PyObject *text)
{
    return PyUnicode_FindChar(text, 0, 0, PyUnicode_GET_LENGTH(text), 1) >= 0;
}

bool il_compile_plan(const struct il_unit *unit, long flags, struct il_plain_unit *out)
{
    if ((flags & ~(long)PLAIN_FLAGS) != 0 || !PyUnicode_Check(unit->source) ||
        !PyUnicode_CheckExact(unit->filename) || !PyUnicode_CheckExact(unit->symbol) ||
        has_nul(unit->filename)) {
        return false;
    }
    *out = (struct il_plain_unit){text_of(unit->source), start_of(unit->symbol),
                                  (int)flags};
    return out->text != NULL && out->start >= 0;
}

PyObject *il_compile_quietly(struct il_engine *engine, const struct il_unit *unit,
                             const struct il_plain_unit *plain, bool *out_warned)
{
    PyCompilerFlags flags = {
        .cf_flags = plain->flags | PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE,
        .cf_feature_version = PY_MINOR_VERSION,
    };
    struct il_registry registry;
    struct il_quiet block;
    if (il_registry_begin(engine, &registry) < 0) {
        return NULL;
    }
    PyObject *code = NULL;
    if (il_quiet_begin(engine, &block) == 0) {
        code = Py_CompileStringObject(plain->text, unit->filename, plain->start, &flags,
                                      -1);
        il_quiet_end(&block);
    }
    il_registry_end(engine, &registry);
    /* Without memory the parser can fail and say nothing. */
    if (code == NULL && !PyErr_Occurred()) {
        PyErr_NoMemory();
    }
    *out_warned = block.warned != 0;
    return code;
}

/* ---- what a compiler remembers ---- */

/* The future statements that a code object was compiled with, or -1. A replaced
 * `compile` may have given anything that has co_flags. */
static long future_flags_of(struct il_engine *engine, PyObject *code)
{
    if (PyCode_Check(code)) {
        return ((PyCodeObject *)code)->co_flags & FUTURE_FLAGS;
    }
    IL_AUTO_REF PyObject *flags = PyObject_GetAttr(code, engine->names.co_flags);
    long bits = flags == NULL ? -1 : PyLong_AsLong(flags);
    return bits == -1 && PyErr_Occurred() ? -1 : bits & FUTURE_FLAGS;
}

int il_compile_remember(struct il_engine *engine, PyObject *self, PyObject *code)
{
    long met = future_flags_of(engine, code);
    if (met <= 0) {
        return (int)met;
    }
    IL_AUTO_REF PyObject *before = PyObject_GetAttr(self, engine->names.flags);
    IL_AUTO_REF PyObject *bits = PyLong_FromLong(met);
    if (before == NULL || bits == NULL) {
        return -1;
    }
    IL_AUTO_REF PyObject *after = PyNumber_Or(before, bits);
    if (after == NULL || PyObject_SetAttr(self, engine->names.flags, after) < 0) {
        return -1;
    }
    return PyObject_RichCompareBool(before, after, Py_NE);
}

static PyObject *without_incomplete(PyObject *flags)
{
    IL_AUTO_REF PyObject *mask = PyLong_FromLong(~(long)IL_COMPILE_INCOMPLETE);
    return mask == NULL ? NULL : PyNumber_InPlaceAnd(flags, mask);
}

/* Answers the flags in the form of an int object. */
static PyObject *flags_for(struct il_engine *engine, PyObject *self, PyObject *flags,
                           bool incomplete)
{
    IL_AUTO_REF PyObject *own = PyObject_GetAttr(self, engine->names.flags);
    if (own == NULL) {
        return NULL;
    }
    IL_AUTO_REF PyObject *zero = PyLong_FromLong(0);
    if (zero == NULL) {
        return NULL;
    }
    PyObject *given = flags == NULL ? zero : flags;
    IL_AUTO_REF PyObject *all = engine->flavor.compile_takes_flags
                                    ? PyNumber_InPlaceOr(given, own)
                                    : Py_NewRef(own);
    if (all == NULL) {
        return NULL;
    }
    return incomplete ? il_ref_steal(&all) : without_incomplete(all);
}

/* Do the flags ask for a syntax tree, which has no flags of its own? */
static int has_only_ast(PyObject *flags)
{
    long bits = PyLong_AsLong(flags);
    return bits == -1 && PyErr_Occurred() ? -1 : (bits & IL_COMPILE_ONLY_AST) != 0;
}

PyObject *il_compile_remembering(struct il_engine *engine, PyObject *self,
                                 const struct il_unit *unit, PyObject *flags,
                                 bool incomplete)
{
    IL_AUTO_REF PyObject *all = flags_for(engine, self, flags, incomplete);
    if (all == NULL) {
        return NULL;
    }
    IL_AUTO_REF PyObject *code = il_compile(engine, unit, all, false);
    if (code == NULL) {
        return NULL;
    }
    int is_tree = engine->flavor.compile_takes_flags ? has_only_ast(all) : 0;
    if (is_tree < 0 || (!is_tree && il_compile_remember(engine, self, code) < 0)) {
        return NULL;
    }
    return il_ref_steal(&code);
}
