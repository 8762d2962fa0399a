/* SPDX-License-Identifier: MIT
 * Judging a source for a host: nothing is run or shown, and of what the compiler learns
 * nothing is remembered. Its code is kept ready, for a source that is run next.
 */
#include "core/command.h"
#include "core/dialect.h"
#include "core/quiet.h"
#include "core/ready.h"
#include "core/watch.h"
#include "module/module.h"

/* A Compile that knows what the one in `command` knows. NULL without an exception
 * if `command` is not made of our classes: then it is its own judge. */
static PyObject *copy_compiler(struct il_engine *engine, PyObject *command)
{
    if ((PyObject *)Py_TYPE(command) != engine->command_class) {
        return NULL;
    }
    IL_AUTO_REF PyObject *compiler = PyObject_GetAttr(command, engine->names.compiler);
    if (compiler == NULL || (PyObject *)Py_TYPE(compiler) != engine->compile_class) {
        return NULL;
    }
    IL_AUTO_REF PyObject *flags = PyObject_GetAttr(compiler, engine->names.flags);
    IL_AUTO_REF PyObject *copy =
        flags == NULL ? NULL : PyObject_CallNoArgs(engine->compile_class);
    if (copy == NULL || PyObject_SetAttr(copy, engine->names.flags, flags) < 0) {
        return NULL;
    }
    return il_ref_steal(&copy);
}

/* Warnings are for who runs it, and so are future statements: then it is compiled
 * anew. */
static void keep(struct il_engine *engine, const struct il_compiler *compiler,
                 const struct il_unit *unit, PyObject *flags, long before,
                 PyObject *code)
{
    bool has_learned = il_source_flags(engine, compiler, flags) != before;
    il_ready_keep(engine, unit, before, has_learned ? Py_None : code);
}

static PyObject *judge(struct il_engine *engine, PyObject *compiler,
                       const struct il_unit *unit)
{
    IL_AUTO_REF PyObject *flags = NULL;
    struct il_compiler known = il_compiler_of(engine, compiler);
    struct il_quiet block;
    if (engine->flavor.command_takes_flags) {
        flags = PyObject_GetAttr(compiler, engine->names.flags);
        if (flags == NULL) {
            return NULL;
        }
    }
    if (il_quiet_begin(engine, &block) < 0) {
        return NULL;
    }
    long before = il_source_flags(engine, &known, flags);
    PyObject *verdict = il_source_judge(engine, &known, *unit, flags);
    il_quiet_end(&block);
    if (verdict != NULL) {
        keep(engine, &known, unit, flags, before,
             block.warned != 0 ? Py_None : verdict);
    }
    return verdict;
}

static PyObject *check_python(struct il_engine *engine, PyObject *command,
                              const struct il_unit *unit)
{
    IL_AUTO_REF PyObject *copy = copy_compiler(engine, command);
    if (copy == NULL) {
        return PyErr_Occurred() ? NULL : il_command_call(engine, command, unit);
    }
    return judge(engine, copy, unit);
}

/* The second language is asked, and neither run nor told what came of it. */
static PyObject *check_dialect(struct il_engine *engine, PyObject *command,
                               const struct il_unit *unit)
{
    bool is_prompt = il_watch_takes_symbol(engine, unit->symbol);
    enum il_dialect dialect =
        is_prompt ? il_dialect_judge(engine, command, unit) : IL_DIALECT_PYTHON;
    if (dialect == IL_DIALECT_PYTHON) {
        IL_AUTO_REF PyObject *inner = il_dialect_inner(engine, command);
        return inner == NULL ? NULL : check_python(engine, inner, unit);
    }
    return dialect == IL_DIALECT_FAILED     ? NULL
           : dialect == IL_DIALECT_COMPLETE ? Py_NewRef(Py_True)
                                            : Py_NewRef(Py_None);
}

static PyObject *_check(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    struct il_unit unit = {value[1], value[2], value[3]};
    return il_dialect_is(engine, value[0]) ? check_dialect(engine, value[0], &unit)
                                           : check_python(engine, value[0], &unit);
}

const struct il_face_entry il_check_functions[] = {
    {
        .signature = {"_check",
                      "(compile, source, filename, symbol)",
                      {"compile", "source", "filename", "symbol"},
                      .positional = 4,
                      .required = 4},
        .body = _check,
        .doc = "Judge a source as `compile`, a CommandCompiler, would, but without\n"
               "showing warnings or remembering future statements.",
    },
    {.body = NULL},
};
