/* SPDX-License-Identifier: MIT
 * codeop: the classes Compile and CommandCompiler, the function compile_command
 * and the two inner functions that programs may replace.
 */
#include "core/command.h"
#include "module/module.h"

static PyObject *or_single(struct il_engine *engine, PyObject *symbol)
{
    return symbol == NULL ? engine->single : symbol;
}

static PyObject *or_input(struct il_engine *engine, PyObject *filename)
{
    return filename == NULL ? engine->input_filename : filename;
}

/* ---- the inner functions ---- */

static PyObject *_compile(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    struct il_unit unit = {value[0], value[1], value[2]};
    int is_incomplete = engine->flavor.final_compile_is_plain && value[3] != NULL
                            ? PyObject_IsTrue(value[3])
                            : 1;
    if (is_incomplete < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *bits =
        PyLong_FromLong(is_incomplete ? IL_COMPILE_INCOMPLETE : 0);
    IL_AUTO_REF PyObject *flags = bits == NULL ? NULL
                                  : value[4] == NULL
                                      ? Py_NewRef(bits)
                                      : PyNumber_InPlaceOr(value[4], bits);
    return flags == NULL ? NULL : il_compile(engine, &unit, flags, true);
}

static PyObject *_maybe_compile(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    struct il_unit unit = {value[1], value[2], value[3]};
    struct il_compiler compiler = value[0] == engine->plain_compile
                                      ? (struct il_compiler){.kind = IL_COMPILER_PLAIN}
                                      : il_compiler_of(engine, value[0]);
    return il_source_judge(engine, &compiler, unit, value[4]);
}

/* ---- compile_command ---- */

static PyObject *compile_command(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    struct il_unit unit = {value[0], or_input(engine, value[1]),
                           or_single(engine, value[2])};
    return il_command_compile(engine, &unit, value[3]);
}

static bool command_takes_flags(const struct il_flavor *flavor)
{
    return flavor->command_takes_flags;
}

static bool command_takes_no_flags(const struct il_flavor *flavor)
{
    return !flavor->command_takes_flags;
}

static bool inner_is_oldest(const struct il_flavor *flavor)
{
    return !flavor->final_compile_is_plain;
}

static bool inner_has_incomplete(const struct il_flavor *flavor)
{
    return flavor->final_compile_is_plain && !flavor->command_takes_flags;
}

#define COMPILE_COMMAND_DOC                                                            \
    "Compile a command, or tell that it is incomplete.\n\n"                            \
    "Answers a code object if `source` is complete and valid, None if more input\n"    \
    "is wanted. Raises SyntaxError, or ValueError or OverflowError for a wrong\n"      \
    "literal. `symbol` is 'single', 'exec' or 'eval'. Warnings of the compiler are\n"  \
    "shown once, when the command is complete."

#define PLAIN_COMPILE_DOC                                                              \
    "Call compile() with the flags that tell incomplete input from an error."

#define JUDGING_COMPILE_DOC                                                            \
    "Judge a source by calling `compiler`: code, None for more, or the error."

const struct il_face_entry il_codeop_functions[] = {
    {
        .signature = {"compile_command",
                      "(source, filename='<input>', symbol='single')",
                      {"source", "filename", "symbol"},
                      .positional = 3,
                      .required = 1},
        .body = compile_command,
        .doc = COMPILE_COMMAND_DOC,
        .applies = command_takes_no_flags,
    },
    {
        .signature = {"compile_command",
                      "(source, filename='<input>', symbol='single', flags=0)",
                      {"source", "filename", "symbol", "flags"},
                      .positional = 4,
                      .required = 1},
        .body = compile_command,
        .doc = COMPILE_COMMAND_DOC " `flags` are those of compile().",
        .applies = command_takes_flags,
    },
    {
        .signature = {"_compile",
                      "(source, filename, symbol)",
                      {"source", "filename", "symbol"},
                      .positional = 3,
                      .required = 3},
        .body = _compile,
        .doc = PLAIN_COMPILE_DOC,
        .applies = inner_is_oldest,
    },
    {
        .signature = {"_compile",
                      "(source, filename, symbol, incomplete_input=True)",
                      {"source", "filename", "symbol", "incomplete_input"},
                      .positional = 4,
                      .required = 3},
        .body = _compile,
        .doc = PLAIN_COMPILE_DOC,
        .applies = inner_has_incomplete,
    },
    {
        .signature = {"_compile",
                      "(source, filename, symbol, incomplete_input=True, *, flags=0)",
                      {"source", "filename", "symbol", "incomplete_input", "flags"},
                      .positional = 4,
                      .required = 3},
        .body = _compile,
        .doc = PLAIN_COMPILE_DOC,
        .applies = command_takes_flags,
    },
    {
        .signature = {"_maybe_compile",
                      "(compiler, source, filename, symbol)",
                      {"compiler", "source", "filename", "symbol"},
                      .positional = 4,
                      .required = 4},
        .body = _maybe_compile,
        .doc = JUDGING_COMPILE_DOC,
        .applies = command_takes_no_flags,
    },
    {
        .signature = {"_maybe_compile",
                      "(compiler, source, filename, symbol, flags)",
                      {"compiler", "source", "filename", "symbol", "flags"},
                      .positional = 5,
                      .required = 5},
        .body = _maybe_compile,
        .doc = JUDGING_COMPILE_DOC,
        .applies = command_takes_flags,
    },
    {.body = NULL},
};

/* ---- Compile ---- */

static PyObject *Compile_init(struct il_engine *engine, const struct il_args *args)
{
    IL_AUTO_REF PyObject *flags = PyLong_FromLong(IL_COMPILE_INCOMPLETE);
    if (flags == NULL ||
        PyObject_SetAttr(args->value[0], engine->names.flags, flags) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* kwargs.get('incomplete_input', True) is not False */
static bool keeps_incomplete(struct il_engine *engine, const struct il_args *args)
{
    Py_ssize_t count = args->unknown == 0 ? 0 : PyTuple_GET_SIZE(args->keywords);
    for (Py_ssize_t i = 0; i < count; i++) {
        if (PyUnicode_Compare(PyTuple_GET_ITEM(args->keywords, i),
                              engine->names.incomplete_input) == 0) {
            return args->keyword_values[i] != Py_False;
        }
    }
    return true;
}

static PyObject *Compile_call(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    struct il_unit unit = {value[1], value[2], value[3]};
    return il_compile_remembering(engine, value[0], &unit, value[4],
                                  keeps_incomplete(engine, args));
}

static bool compile_takes_flags(const struct il_flavor *flavor)
{
    return flavor->compile_takes_flags;
}

static bool compile_takes_keywords(const struct il_flavor *flavor)
{
    return flavor->final_compile_is_plain && !flavor->compile_takes_flags;
}

#define COMPILE_CALL_DOC                                                               \
    "Compile as compile() does, with the future statements met so far in force,\n"     \
    "and remember those of this source in self.flags."

static const struct il_face_entry compile_methods[] = {
    {
        .signature =
            {"Compile.__init__", "(self)", {"self"}, .positional = 1, .required = 1},
        .body = Compile_init,
        .doc = "Start without any future statement in force.",
    },
    {
        .signature = {"Compile.__call__",
                      "(self, source, filename, symbol)",
                      {"self", "source", "filename", "symbol"},
                      .positional = 4,
                      .required = 4},
        .body = Compile_call,
        .doc = COMPILE_CALL_DOC,
        .applies = inner_is_oldest,
    },
    {
        .signature = {"Compile.__call__",
                      "(self, source, filename, symbol, **kwargs)",
                      {"self", "source", "filename", "symbol"},
                      .positional = 4,
                      .required = 4,
                      .takes_unknown = true},
        .body = Compile_call,
        .doc = COMPILE_CALL_DOC,
        .applies = compile_takes_keywords,
    },
    {
        .signature = {"Compile.__call__",
                      "(self, source, filename, symbol, flags=0, **kwargs)",
                      {"self", "source", "filename", "symbol", "flags"},
                      .positional = 5,
                      .required = 4,
                      .takes_unknown = true},
        .body = Compile_call,
        .doc = COMPILE_CALL_DOC,
        .applies = compile_takes_flags,
    },
    {.body = NULL},
};

const struct il_face_class il_compile_class = {
    .name = "Compile",
    .module_name = "inlet.codeop",
    .doc = "A compile() that remembers: once it has compiled a future statement,\n"
           "all later texts are compiled with that statement in force.",
    .methods = compile_methods,
};

/* ---- CommandCompiler ---- */

static PyObject *CommandCompiler_init(struct il_engine *engine,
                                      const struct il_args *args)
{
    IL_AUTO_REF PyObject *class =
        il_global(engine, IL_SPACE_CODEOP, engine->names.Compile);
    IL_AUTO_REF PyObject *compiler = class == NULL ? NULL : PyObject_CallNoArgs(class);
    if (compiler == NULL ||
        PyObject_SetAttr(args->value[0], engine->names.compiler, compiler) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *CommandCompiler_call(struct il_engine *engine,
                                      const struct il_args *args)
{
    PyObject *const *value = args->value;
    struct il_unit unit = {value[1], or_input(engine, value[2]),
                           or_single(engine, value[3])};
    return il_command_compile_remembering(engine, value[0], &unit);
}

static const struct il_face_entry command_compiler_methods[] = {
    {
        .signature = {"CommandCompiler.__init__",
                      "(self)",
                      {"self"},
                      .positional = 1,
                      .required = 1},
        .body = CommandCompiler_init,
        .doc = "Start with a new Compile() as self.compiler.",
    },
    {
        .signature = {"CommandCompiler.__call__",
                      "(self, source, filename='<input>', symbol='single')",
                      {"self", "source", "filename", "symbol"},
                      .positional = 4,
                      .required = 2},
        .body = CommandCompiler_call,
        .doc = "Do as compile_command() does, remembering future statements.",
    },
    {.body = NULL},
};

const struct il_face_class il_command_compiler_class = {
    .name = "CommandCompiler",
    .module_name = "inlet.codeop",
    .doc = "A compile_command() that remembers: once a command held a future\n"
           "statement, all later ones are compiled with that statement in force.",
    .methods = command_compiler_methods,
};
