/* SPDX-License-Identifier: MIT
 * compile_command() and CommandCompiler.
 */
#include "core/command.h"

#include "core/compat.h"
#include "core/dialect.h"
#include "core/instance.h"
#include "core/watch.h"

/* Has somebody put another function in the place of _maybe_compile or _compile? */
static int inner_functions_are_ours(struct il_engine *engine)
{
    int ours = il_space_is(engine, IL_SPACE_CODEOP, engine->names._maybe_compile,
                           engine->maybe_compile);
    if (ours <= 0) {
        return ours;
    }
    return il_space_is(engine, IL_SPACE_CODEOP, engine->names._compile,
                       engine->plain_compile);
}

/* Call whatever `_maybe_compile` is now. `flags` go along where it takes them (else
 * NULL): compile_command gives them by position, CommandCompiler by keyword. */
static PyObject *judge_by_global(struct il_engine *engine, PyObject *compiler,
                                 const struct il_unit *unit, PyObject *flags,
                                 bool by_keyword)
{
    IL_AUTO_REF PyObject *function =
        il_global(engine, IL_SPACE_CODEOP, engine->names._maybe_compile);
    if (function == NULL) {
        return NULL;
    }
    PyObject *args[] = {compiler, unit->source, unit->filename, unit->symbol, flags};
    if (flags == NULL || !by_keyword) {
        return PyObject_Vectorcall(function, args, flags == NULL ? 4 : 5, NULL);
    }
    IL_AUTO_REF PyObject *keywords = PyTuple_Pack(1, engine->names.flags);
    return keywords == NULL ? NULL : PyObject_Vectorcall(function, args, 4, keywords);
}

PyObject *il_command_compile(struct il_engine *engine, const struct il_unit *unit,
                             PyObject *flags)
{
    int ours = inner_functions_are_ours(engine);
    if (ours < 0) {
        return NULL;
    }
    if (ours) {
        const struct il_compiler plain = {.kind = IL_COMPILER_PLAIN};
        return il_watch_judge(engine, NULL, &plain, unit, flags);
    }
    IL_AUTO_REF PyObject *compiler =
        il_global(engine, IL_SPACE_CODEOP, engine->names._compile);
    IL_AUTO_REF PyObject *zero = PyLong_FromLong(0);
    if (compiler == NULL || zero == NULL) {
        return NULL;
    }
    PyObject *given = flags != NULL ? flags : zero;
    return judge_by_global(engine, compiler, unit,
                           engine->flavor.command_takes_flags ? given : NULL, false);
}

static PyObject *judge_with(struct il_engine *engine, PyObject *self,
                            PyObject *compiler, const struct il_unit *unit,
                            PyObject *flags)
{
    int ours = inner_functions_are_ours(engine);
    if (ours <= 0) {
        return ours < 0 ? NULL : judge_by_global(engine, compiler, unit, flags, true);
    }
    struct il_compiler known = il_compiler_of(engine, compiler);
    return il_watch_judge(engine, self, &known, unit, flags);
}

PyObject *il_command_compile_remembering(struct il_engine *engine, PyObject *self,
                                         const struct il_unit *unit)
{
    IL_AUTO_REF PyObject *compiler = PyObject_GetAttr(self, engine->names.compiler);
    if (compiler == NULL) {
        return NULL;
    }
    if (!engine->flavor.command_takes_flags) {
        return judge_with(engine, self, compiler, unit, NULL);
    }
    IL_AUTO_REF PyObject *flags = PyObject_GetAttr(compiler, engine->names.flags);
    return flags == NULL ? NULL : judge_with(engine, self, compiler, unit, flags);
}

/* Is it an instance of our class, whose __call__ is still ours? */
static bool is_ours(struct il_engine *engine, PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    if ((PyObject *)type != engine->command_class ||
        il_class_is_as_it_was(&engine->plain_command, type)) {
        return (PyObject *)type == engine->command_class;
    }
    IL_AUTO_REF PyObject *call = NULL;
    if (il_class_find(engine->command_class, engine->names.__call__, &call) < 0) {
        PyErr_Clear();
    }
    if (call == engine->command_call &&
        il_instance_has_plain(type, engine->names.compiler)) {
        il_class_remember(&engine->plain_command, type);
    }
    return call == engine->command_call;
}

PyObject *il_command_call(struct il_engine *engine, PyObject *object,
                          const struct il_unit *unit)
{
    if (is_ours(engine, object)) {
        return il_command_compile_remembering(engine, object, unit);
    }
    PyObject *args[] = {unit->source, unit->filename, unit->symbol};
    return PyObject_Vectorcall(object, args, 3, NULL);
}

static int push_with(struct il_engine *engine, PyObject *self, PyObject *compiler,
                     PyObject *flags, PyObject *list, PyObject *filename)
{
    struct il_compiler known = il_compiler_of(engine, compiler);
    const struct il_pushed pushed = {list, filename, &known, flags};
    int ours = inner_functions_are_ours(engine);
    return ours <= 0 ? ours : il_watch_push(engine, self, &pushed);
}

/* The attribute `compiler` of one of ours. */
static PyObject *compiler_of(struct il_engine *engine, PyObject *object)
{
    if (!il_class_is_as_it_was(&engine->plain_command, Py_TYPE(object))) {
        return PyObject_GetAttr(object, engine->names.compiler);
    }
    IL_AUTO_REF PyObject *dict = il_instance_dict(object);
    return il_instance_get(object, dict, engine->names.compiler);
}

PyObject *il_command_owner(struct il_engine *engine, PyObject *compile)
{
    if (!il_dialect_is(engine, compile)) {
        return Py_NewRef(compile);
    }
    PyObject *inner = il_dialect_inner(engine, compile);
    if (inner == NULL) {
        PyErr_Clear();
    }
    return inner;
}

/* An attribute that is not there is missed by the call, too. Whether that is shown or
 * passed on is the console's affair. */
static int leave_it(void)
{
    if (!PyErr_ExceptionMatches(PyExc_Exception)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

/* What a dialect owns is never watched. */
int il_command_push(struct il_engine *engine, PyObject *compile, PyObject *list,
                    PyObject *filename)
{
    IL_AUTO_REF PyObject *object = il_command_owner(engine, compile);
    if (object == NULL || !is_ours(engine, object)) {
        return 0;
    }
    IL_AUTO_REF PyObject *compiler = compiler_of(engine, object);
    if (compiler == NULL) {
        return leave_it();
    }
    if (!engine->flavor.command_takes_flags) {
        return push_with(engine, object, compiler, NULL, list, filename);
    }
    IL_AUTO_REF PyObject *flags = PyObject_GetAttr(compiler, engine->names.flags);
    return flags == NULL ? leave_it()
                         : push_with(engine, object, compiler, flags, list, filename);
}
