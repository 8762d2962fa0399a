/* SPDX-License-Identifier: MIT
 * DialectCompiler.
 */
#include "core/dialect.h"

#include "core/command.h"
#include "core/compat.h"
#include "core/quiet.h"
#include "core/watch.h"

int il_dialect_init(struct il_engine *engine, PyObject *self, PyObject *judge,
                    PyObject *run, PyObject *compile)
{
    const struct il_engine_names *names = &engine->names;
    bool is_given = compile != NULL && compile != Py_None;
    IL_AUTO_REF PyObject *inner =
        is_given ? Py_NewRef(compile) : PyObject_CallNoArgs(engine->command_class);
    /* Programs set flags there; an inner one without it has none to set. */
    IL_AUTO_REF PyObject *compiler =
        inner == NULL ? NULL : PyObject_GetAttr(inner, names->compiler);
    if (compiler == NULL && inner != NULL) {
        PyErr_Clear();
        compiler = Py_NewRef(Py_None);
    }
    return inner == NULL || PyObject_SetAttr(self, names->judge, judge) < 0 ||
                   PyObject_SetAttr(self, names->run, run) < 0 ||
                   PyObject_SetAttr(self, names->compile, inner) < 0 ||
                   PyObject_SetAttr(self, names->compiler, compiler) < 0 ||
                   PyObject_SetAttr(self, names->_passed, Py_None) < 0
               ? -1
               : 0;
}

bool il_dialect_is(struct il_engine *engine, PyObject *object)
{
    if ((PyObject *)Py_TYPE(object) != engine->dialect_class) {
        return false;
    }
    IL_AUTO_REF PyObject *call = NULL;
    if (il_class_find(engine->dialect_class, engine->names.__call__, &call) < 0) {
        PyErr_Clear();
    }
    return call == engine->dialect_call;
}

PyObject *il_dialect_inner(struct il_engine *engine, PyObject *self)
{
    return PyObject_GetAttr(self, engine->names.compile);
}

/* ---- the judge ---- */

static enum il_dialect read_verdict(PyObject *verdict)
{
    if (verdict == Py_None) {
        return IL_DIALECT_PYTHON;
    }
    if (PyUnicode_Check(verdict)) {
        if (PyUnicode_CompareWithASCIIString(verdict, "complete") == 0) {
            return IL_DIALECT_COMPLETE;
        }
        if (PyUnicode_CompareWithASCIIString(verdict, "incomplete") == 0) {
            return IL_DIALECT_INCOMPLETE;
        }
    }
    PyErr_Format(PyExc_TypeError,
                 "judge() must answer None, 'complete' or 'incomplete', not %R",
                 verdict);
    return IL_DIALECT_FAILED;
}

/* The last line of a str, and its number from 1. New reference. */
static PyObject *last_line(PyObject *source, Py_ssize_t *out_number)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(source);
    Py_ssize_t start = 0;
    *out_number = 1;
    for (Py_ssize_t i = 0; i < length; i++) {
        if (PyUnicode_READ_CHAR(source, i) == '\n') {
            *out_number += 1;
            start = i + 1;
        }
    }
    return PyUnicode_Substring(source, start, length);
}

static int set_place(struct il_engine *engine, PyObject *error,
                     const struct il_unit *unit)
{
    const struct il_engine_names *names = &engine->names;
    Py_ssize_t number;
    IL_AUTO_REF PyObject *present = PyObject_GetAttr(error, names->lineno);
    if (present == NULL || present != Py_None || !PyUnicode_Check(unit->source)) {
        return present == NULL ? -1 : 0;
    }
    IL_AUTO_REF PyObject *text = last_line(unit->source, &number);
    IL_AUTO_REF PyObject *line = text == NULL ? NULL : PyLong_FromSsize_t(number);
    return line == NULL ||
                   PyObject_SetAttr(error, names->filename, unit->filename) < 0 ||
                   PyObject_SetAttr(error, names->lineno, line) < 0 ||
                   PyObject_SetAttr(error, names->text, text) < 0
               ? -1
               : 0;
}

/* Whoever shows it, or marks it in an editor, counts on a line; the console of Python
 * 3.13.0 does not work without one. */
static void locate(struct il_engine *engine, const struct il_unit *unit)
{
    if (PyErr_ExceptionMatches(PyExc_SyntaxError)) {
        PyObject *error = il_raised_take();
        if (set_place(engine, error, unit) < 0) {
            PyErr_Clear();
        }
        il_raised_give(error);
    }
}

enum il_dialect il_dialect_judge(struct il_engine *engine, PyObject *self,
                                 const struct il_unit *unit)
{
    IL_AUTO_REF PyObject *judge = PyObject_GetAttr(self, engine->names.judge);
    IL_AUTO_REF PyObject *verdict =
        judge == NULL ? NULL : PyObject_CallOneArg(judge, unit->source);
    if (verdict == NULL) {
        locate(engine, unit);
        return IL_DIALECT_FAILED;
    }
    return read_verdict(verdict);
}

/* Does the source go on with the one that `passed` is, after a newline? */
static bool continues(PyObject *source, PyObject *passed)
{
    if (!PyUnicode_Check(source) || !PyUnicode_Check(passed)) {
        return false;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(passed);
    return PyUnicode_GET_LENGTH(source) > length &&
           PyUnicode_READ_CHAR(source, length) == '\n' &&
           PyUnicode_Tailmatch(source, passed, 0, length, -1) == 1;
}

static enum il_dialect whose(struct il_engine *engine, PyObject *self,
                             const struct il_unit *unit)
{
    if (!il_watch_takes_symbol(engine, unit->symbol)) {
        return IL_DIALECT_PYTHON;
    }
    IL_AUTO_REF PyObject *passed = PyObject_GetAttr(self, engine->names._passed);
    if (passed == NULL) {
        return IL_DIALECT_FAILED;
    }
    return continues(unit->source, passed) ? IL_DIALECT_PYTHON
                                           : il_dialect_judge(engine, self, unit);
}

/* ---- code that calls ---- */

/* What stands for the function and its argument until they are put in their places. */
static const char template[] = "'function'('argument')";

/* A compiler that thinks about it warns that no str can be called. */
static PyObject *compile_template(struct il_engine *engine, PyObject *filename)
{
    struct il_quiet block;
    IL_AUTO_REF PyObject *name = PyUnicode_Check(filename)
                                     ? Py_NewRef(filename)
                                     : Py_NewRef(engine->input_filename);
    if (il_quiet_begin(engine, &block) < 0) {
        return NULL;
    }
    PyObject *code = Py_CompileStringObject(template, name, Py_single_input, NULL, -1);
    il_quiet_end(&block);
    return code;
}

/* The constants of the template with the places filled. New tuple. */
static PyObject *fill_places(PyObject *constants, PyObject *function,
                             PyObject *argument)
{
    Py_ssize_t count = PyTuple_GET_SIZE(constants);
    PyObject *filled = PyTuple_New(count);
    for (Py_ssize_t i = 0; filled != NULL && i < count; i++) {
        PyObject *constant = PyTuple_GET_ITEM(constants, i);
        if (PyUnicode_Check(constant)) {
            bool is_function =
                PyUnicode_CompareWithASCIIString(constant, "function") == 0;
            constant = is_function ? function : argument;
        }
        PyTuple_SET_ITEM(filled, i, Py_NewRef(constant));
    }
    return filled;
}

/* As if somebody had typed such a call: its value is shown, and in a traceback the
 * console comes first. */
static PyObject *make_call(struct il_engine *engine, PyObject *filename,
                           PyObject *function, PyObject *argument)
{
    IL_AUTO_REF PyObject *code = compile_template(engine, filename);
    IL_AUTO_REF PyObject *constants =
        code == NULL ? NULL : PyObject_GetAttrString(code, "co_consts");
    IL_AUTO_REF PyObject *filled =
        constants == NULL ? NULL : fill_places(constants, function, argument);
    IL_AUTO_REF PyObject *replace =
        filled == NULL ? NULL : PyObject_GetAttrString(code, "replace");
    IL_AUTO_REF PyObject *none = replace == NULL ? NULL : PyTuple_New(0);
    IL_AUTO_REF PyObject *keywords =
        none == NULL ? NULL : Py_BuildValue("{sO}", "co_consts", filled);
    return keywords == NULL ? NULL : PyObject_Call(replace, none, keywords);
}

static PyObject *raise_argument(PyObject *Py_UNUSED(self), PyObject *exception)
{
    il_raised_give(Py_NewRef(exception));
    return NULL;
}

static PyMethodDef raise_argument_def = {"raise_argument", raise_argument, METH_O,
                                         NULL};

/* The judge has raised: what is wrong with it belongs to the running, where it is shown
 * as an exception of code is, whatever the version thinks of a failing compiler. */
static PyObject *code_that_raises(struct il_engine *engine, PyObject *filename)
{
    if (PyErr_ExceptionMatches(PyExc_SyntaxError)) {
        return NULL;
    }
    IL_AUTO_REF PyObject *exception = il_raised_take();
    IL_AUTO_REF PyObject *function = PyCFunction_New(&raise_argument_def, NULL);
    return function == NULL ? NULL : make_call(engine, filename, function, exception);
}

static PyObject *code_that_runs(struct il_engine *engine, PyObject *self,
                                const struct il_unit *unit)
{
    IL_AUTO_REF PyObject *run = PyObject_GetAttr(self, engine->names.run);
    return run == NULL ? NULL : make_call(engine, unit->filename, run, unit->source);
}

/* ---- the step ---- */

static PyObject *compile_python(struct il_engine *engine, PyObject *self,
                                const struct il_unit *unit)
{
    IL_AUTO_REF PyObject *inner = il_dialect_inner(engine, self);
    IL_AUTO_REF PyObject *code =
        inner == NULL ? NULL : il_command_call(engine, inner, unit);
    if (code == Py_None &&
        PyObject_SetAttr(self, engine->names._passed, unit->source) < 0) {
        return NULL;
    }
    return il_ref_steal(&code);
}

static PyObject *compile_by(struct il_engine *engine, PyObject *self,
                            const struct il_unit *unit, enum il_dialect dialect)
{
    switch (dialect) {
    case IL_DIALECT_PYTHON:
        return compile_python(engine, self, unit);
    case IL_DIALECT_INCOMPLETE:
        return Py_NewRef(Py_None);
    case IL_DIALECT_COMPLETE:
        return code_that_runs(engine, self, unit);
    default:
        return code_that_raises(engine, unit->filename);
    }
}

PyObject *il_dialect_compile(struct il_engine *engine, PyObject *self,
                             const struct il_unit *unit)
{
    enum il_dialect dialect = whose(engine, self, unit);
    PyObject *raised = dialect == IL_DIALECT_FAILED ? il_raised_take() : NULL;
    if (PyObject_SetAttr(self, engine->names._passed, Py_None) < 0) {
        Py_XDECREF(raised);
        return NULL;
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
    return compile_by(engine, self, unit, dialect);
}
