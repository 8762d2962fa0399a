/* SPDX-License-Identifier: MIT
 * DialectCompiler: a second language at the prompt.
 */
#include "core/dialect.h"
#include "module/module.h"

static PyObject *DialectCompiler_init(struct il_engine *engine,
                                      const struct il_args *args)
{
    PyObject *const *value = args->value;
    return il_dialect_init(engine, value[0], value[1], value[2], value[3]) < 0
               ? NULL
               : Py_NewRef(Py_None);
}

static PyObject *DialectCompiler_call(struct il_engine *engine,
                                      const struct il_args *args)
{
    PyObject *const *value = args->value;
    struct il_unit unit = {value[1],
                           value[2] == NULL ? engine->input_filename : value[2],
                           value[3] == NULL ? engine->single : value[3]};
    return il_dialect_compile(engine, value[0], &unit);
}

static const struct il_face_entry dialect_methods[] = {
    {
        .signature = {"DialectCompiler.__init__",
                      "(self, judge, run, compile=None)",
                      {"self", "judge", "run", "compile"},
                      .positional = 4,
                      .required = 3},
        .body = DialectCompiler_init,
        .doc = "Ask `judge`, let `run` run, and leave Python to `compile`.",
    },
    {
        .signature = {"DialectCompiler.__call__",
                      "(self, source, filename='<input>', symbol='single')",
                      {"self", "source", "filename", "symbol"},
                      .positional = 4,
                      .required = 2},
        .body = DialectCompiler_call,
        .doc = "Do as CommandCompiler does, with the second language.",
    },
    {.body = NULL},
};

const struct il_face_class il_dialect_class = {
    .name = "DialectCompiler",
    .module_name = "inlet",
    .doc =
        "A CommandCompiler for a second language beside Python: the `compile` of a\n"
        "console.\n\n"
        "`judge(source)` answers None if the input is Python's, 'complete' or\n"
        "'incomplete' if it is its own, or raises SyntaxError. Of an input that is\n"
        "complete, code is made that calls `run(source)`; a value that this returns\n"
        "is shown as that of an expression. Python goes to `compile`, a new\n"
        "CommandCompiler if it is None, at the cost that it has there.",
    .base = "CommandCompiler",
    .methods = dialect_methods,
};
