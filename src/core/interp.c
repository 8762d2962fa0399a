/* SPDX-License-Identifier: MIT
 * InteractiveInterpreter.
 */
#include "core/interp.h"

#include "core/command.h"
#include "core/handling.h"
#include "core/namespace.h"
#include "core/report.h"
#include "core/shadow.h"
#include "core/signature.h"

static PyObject *make_namespace(void)
{
    return Py_BuildValue("{ss,sO}", "__name__", "__console__", "__doc__", Py_None);
}

int il_interp_init(struct il_engine *engine, PyObject *self, PyObject *locals)
{
    bool is_given = locals != NULL && locals != Py_None;
    IL_AUTO_REF PyObject *namespace = is_given ? Py_NewRef(locals) : make_namespace();
    if (namespace == NULL ||
        PyObject_SetAttr(self, engine->names.locals, namespace) < 0) {
        return -1;
    }
    IL_AUTO_REF PyObject *class =
        il_global(engine, IL_SPACE_CODE, engine->names.CommandCompiler);
    IL_AUTO_REF PyObject *compiler = class == NULL ? NULL : PyObject_CallNoArgs(class);
    return compiler == NULL ? -1
                            : PyObject_SetAttr(self, engine->names.compile, compiler);
}

bool il_interp_is_compile_error(const struct il_flavor *flavor)
{
    return flavor->any_compile_error ? PyErr_ExceptionMatches(PyExc_Exception)
                                     : PyErr_ExceptionMatches(PyExc_OverflowError) ||
                                           PyErr_ExceptionMatches(PyExc_SyntaxError) ||
                                           PyErr_ExceptionMatches(PyExc_ValueError);
}

/* An override in the form of Python 3.12 and older, showsyntaxerror(self, filename),
 * knows nothing of `source`; it is called as it was then. */
static PyObject *show_syntax_error(struct il_engine *engine, PyObject *self,
                                   PyObject *filename, PyObject *source)
{
    IL_AUTO_REF PyObject *method =
        PyObject_GetAttr(self, engine->names.showsyntaxerror);
    if (method == NULL) {
        return NULL;
    }
    int wants_source = engine->flavor.syntax_error_gets_source
                           ? il_signature_takes(method, engine->names.source)
                           : 0;
    if (wants_source <= 0) {
        return wants_source < 0 ? NULL : PyObject_CallOneArg(method, filename);
    }
    IL_AUTO_REF PyObject *keywords = PyTuple_Pack(1, engine->names.source);
    PyObject *args[] = {filename, source};
    return keywords == NULL ? NULL : PyObject_Vectorcall(method, args, 1, keywords);
}

static PyObject *handle_compile_error(struct il_engine *engine, PyObject *self,
                                      PyObject *filename, PyObject *source)
{
    if (!il_interp_is_compile_error(&engine->flavor)) {
        return NULL;
    }
    struct il_handling block;
    il_handling_begin(&block);
    int done = il_ref_done(show_syntax_error(engine, self, filename, source));
    il_handling_end(&block);
    return done < 0 ? NULL : Py_NewRef(Py_False);
}

static PyObject *compile_source(struct il_engine *engine, PyObject *self,
                                const struct il_unit *unit)
{
    IL_AUTO_REF PyObject *compiler = PyObject_GetAttr(self, engine->names.compile);
    return compiler == NULL ? NULL : il_command_call(engine, compiler, unit);
}

static int run_code(struct il_engine *engine, PyObject *self, PyObject *code)
{
    return il_ref_done(PyObject_CallMethodOneArg(self, engine->names.runcode, code));
}

/* Statements of a user; what he may not know of their names is told behind them. */
static int run_typed(struct il_engine *engine, PyObject *self, PyObject *code,
                     PyObject *symbol)
{
    const struct il_shadow *shadow = engine->shadow;
    if (shadow == NULL || symbol == NULL || !PyUnicode_CheckExact(symbol) ||
        PyUnicode_Compare(symbol, engine->single) != 0) {
        return run_code(engine, self, code);
    }
    IL_AUTO_REF PyObject *locals = PyObject_GetAttr(self, engine->names.locals);
    IL_AUTO_REF PyObject *seen =
        locals == NULL ? NULL : shadow->begin(engine, locals, code);
    if ((seen == NULL && PyErr_Occurred()) || run_code(engine, self, code) < 0) {
        return -1;
    }
    return seen == NULL ? 0 : shadow->end(engine, self, locals, seen);
}

PyObject *il_interp_runsource(struct il_engine *engine, PyObject *self,
                              PyObject *source, PyObject *filename, PyObject *symbol)
{
    const struct il_unit unit = {source, filename, symbol};
    IL_AUTO_REF PyObject *code = compile_source(engine, self, &unit);
    if (code == NULL) {
        return handle_compile_error(engine, self, filename, source);
    }
    if (code == Py_None) {
        return Py_NewRef(Py_True);
    }
    if (run_typed(engine, self, code, symbol) < 0) {
        return NULL;
    }
    return Py_NewRef(Py_False);
}

/* exec() gives a namespace without builtins those of the frame that calls it. For the
 * standard module that is its own frame; for us it would be the user's, whose builtins
 * may be restricted. */
int il_interp_add_builtins(struct il_engine *engine, PyObject *locals)
{
    if (!PyDict_Check(locals)) {
        return 0;
    }
    int present = PyDict_Contains(locals, engine->names.__builtins__);
    return present != 0
               ? (present < 0 ? -1 : 0)
               : PyDict_SetItem(locals, engine->names.__builtins__, engine->builtins);
}

/* Code that is typed in a frame has locals of its own kind, and globals besides. */
static PyObject *execute_in_frame(PyObject *function, PyObject *code, PyObject *locals)
{
    if (il_namespace_begin(locals) < 0) {
        return NULL;
    }
    PyObject *args[] = {code, il_namespace_globals(locals), locals};
    IL_AUTO_REF PyObject *result = PyObject_Vectorcall(function, args, 3, NULL);
    return il_namespace_end(locals) < 0 ? NULL : il_ref_steal(&result);
}

static PyObject *execute(struct il_engine *engine, PyObject *self, PyObject *code)
{
    IL_AUTO_REF PyObject *function =
        il_builtin(engine, IL_SPACE_CODE, engine->names.exec);
    IL_AUTO_REF PyObject *locals =
        function == NULL ? NULL : PyObject_GetAttr(self, engine->names.locals);
    if (locals == NULL) {
        return NULL;
    }
    if ((PyObject *)Py_TYPE(locals) == engine->namespace_type) {
        return execute_in_frame(function, code, locals);
    }
    PyObject *args[] = {code, locals};
    return function == engine->builtin_exec &&
                   il_interp_add_builtins(engine, locals) < 0
               ? NULL
               : PyObject_Vectorcall(function, args, 2, NULL);
}

/* A name that is not defined may be one that somebody else has. */
static int explain_name(struct il_engine *engine, PyObject *self, PyObject *exception)
{
    if (engine->shadow == NULL ||
        !PyErr_GivenExceptionMatches(exception, PyExc_NameError)) {
        return 0;
    }
    IL_AUTO_REF PyObject *locals = PyObject_GetAttr(self, engine->names.locals);
    return locals == NULL ? -1 : engine->shadow->explain(engine, locals, exception);
}

int il_interp_show(struct il_engine *engine, PyObject *self)
{
    if (PyErr_ExceptionMatches(PyExc_SystemExit) || il_report_add_frame(engine) < 0) {
        return -1;
    }
    struct il_handling block;
    il_handling_begin(&block);
    PyObject *shown =
        explain_name(engine, self, block.exception) < 0
            ? NULL
            : PyObject_CallMethodNoArgs(self, engine->names.showtraceback);
    il_handling_end(&block);
    return il_ref_done(shown);
}

PyObject *il_interp_runcode(struct il_engine *engine, PyObject *self, PyObject *code)
{
    if (il_ref_done(execute(engine, self, code)) < 0 &&
        il_interp_show(engine, self) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

PyObject *il_interp_write(struct il_engine *engine, PyObject *data)
{
    IL_AUTO_REF PyObject *stream = il_sys_get(engine, engine->names.stderr);
    if (stream == NULL ||
        il_ref_done(PyObject_CallMethodOneArg(stream, engine->names.write, data)) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}
