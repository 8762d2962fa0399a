/* SPDX-License-Identifier: MIT
 * Judging a source for a host: nothing is run, shown or remembered.
 */
#include "core/command.h"
#include "core/quiet.h"
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
    PyObject *verdict = il_source_judge(engine, &known, *unit, flags);
    il_quiet_end(&block);
    return verdict;
}

static PyObject *_check(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    struct il_unit unit = {value[1], value[2], value[3]};
    IL_AUTO_REF PyObject *copy = copy_compiler(engine, value[0]);
    if (copy == NULL) {
        return PyErr_Occurred() ? NULL : il_command_call(engine, value[0], &unit);
    }
    return judge(engine, copy, &unit);
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
