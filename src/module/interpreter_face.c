/* SPDX-License-Identifier: MIT
 * The class InteractiveInterpreter.
 */
#include "core/interp.h"
#include "core/report.h"
#include "module/module.h"

static PyObject *Interpreter_init(struct il_engine *engine, const struct il_args *args)
{
    if (il_interp_init(engine, args->value[0], args->value[1]) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *Interpreter_runsource(struct il_engine *engine,
                                       const struct il_args *args)
{
    PyObject *const *value = args->value;
    PyObject *filename = value[2] != NULL ? value[2] : engine->input_filename;
    PyObject *symbol = value[3] != NULL ? value[3] : engine->single;
    return il_interp_runsource(engine, value[0], value[1], filename, symbol);
}

static PyObject *Interpreter_runcode(struct il_engine *engine,
                                     const struct il_args *args)
{
    return il_interp_runcode(engine, args->value[0], args->value[1]);
}

/* The unknown keyword arguments may hold the source; others are ignored, as the
 * standard method does. Borrowed. */
static PyObject *find_source(const struct il_args *args)
{
    Py_ssize_t count = args->unknown == 0 ? 0 : PyTuple_GET_SIZE(args->keywords);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *keyword = PyTuple_GET_ITEM(args->keywords, i);
        if (PyUnicode_CompareWithASCIIString(keyword, "source") == 0) {
            return args->keyword_values[i];
        }
    }
    return NULL;
}

static PyObject *Interpreter_showsyntaxerror(struct il_engine *engine,
                                             const struct il_args *args)
{
    PyObject *filename = args->value[1] != NULL ? args->value[1] : Py_None;
    return il_report_syntax_error(engine, args->value[0], filename, find_source(args));
}

static PyObject *Interpreter_showtraceback(struct il_engine *engine,
                                           const struct il_args *args)
{
    return il_report_traceback(engine, args->value[0]);
}

static PyObject *Interpreter__showtraceback(struct il_engine *engine,
                                            const struct il_args *args)
{
    PyObject *const *value = args->value;
    return il_report_shared(engine, value[0], value[1], value[2], value[3], value[4]);
}

static PyObject *Interpreter__excepthook(struct il_engine *engine,
                                         const struct il_args *args)
{
    PyObject *const *value = args->value;
    return il_report_excepthook(engine, value[0], value[1], value[2], value[3]);
}

static PyObject *Interpreter_write(struct il_engine *engine, const struct il_args *args)
{
    return il_interp_write(engine, args->value[1]);
}

static bool error_gets_source(const struct il_flavor *flavor)
{
    return flavor->syntax_error_gets_source;
}

static bool error_gets_no_source(const struct il_flavor *flavor)
{
    return !flavor->syntax_error_gets_source;
}

static bool shared_with_source(const struct il_flavor *flavor)
{
    return flavor->report_is_shared && flavor->syntax_error_gets_source;
}

static bool shared_without_source(const struct il_flavor *flavor)
{
    return flavor->report_is_shared && !flavor->syntax_error_gets_source;
}

static bool has_hook(const struct il_flavor *flavor) { return flavor->report_has_hook; }

#define SHOWSYNTAXERROR_DOC                                                            \
    "Show the exception that is being handled as a syntax error: no stack.\n\n"        \
    "A SyntaxError gets `filename`, if given, in place of its own. The text goes\n"    \
    "to self.write(), or to sys.excepthook where that was replaced. sys.last_type,\n"  \
    "last_value, last_traceback (and last_exc) are set."

#define SHARED_DOC                                                                     \
    "Note an exception in sys.last_* and show it: by write(), or by sys.excepthook\n"  \
    "where that was replaced. An exception in the hook is shown together with the\n"   \
    "original one; SystemExit passes."

static const struct il_face_entry interpreter_methods[] = {
    {
        .signature = {"InteractiveInterpreter.__init__",
                      "(self, locals=None)",
                      {"self", "locals"},
                      .positional = 2,
                      .required = 1},
        .body = Interpreter_init,
        .doc = "Make an interpreter that runs code in the mapping `locals`.\n\n"
               "By default that is a new dict with __name__ '__console__' and __doc__\n"
               "None. Sets the attributes `locals` and `compile`.",
    },
    {
        .signature = {"InteractiveInterpreter.runsource",
                      "(self, source, filename='<input>', symbol='single')",
                      {"self", "source", "filename", "symbol"},
                      .positional = 4,
                      .required = 2},
        .body = Interpreter_runsource,
        .doc = "Compile `source` by self.compile and run it.\n\n"
               "Answers True if the source is incomplete: then nothing happened.\n"
               "Answers False if it was run, by self.runcode(), or was wrong, which\n"
               "self.showsyntaxerror() shows. SystemExit passes.",
    },
    {
        .signature = {"InteractiveInterpreter.runcode",
                      "(self, code)",
                      {"self", "code"},
                      .positional = 2,
                      .required = 2},
        .body = Interpreter_runcode,
        .doc = "Execute a code object in self.locals.\n\n"
               "Every exception but SystemExit is shown by self.showtraceback().\n"
               "KeyboardInterrupt can also occur outside the code and pass.",
    },
    {
        .signature = {"InteractiveInterpreter.showsyntaxerror",
                      "(self, filename=None)",
                      {"self", "filename"},
                      .positional = 2,
                      .required = 1},
        .body = Interpreter_showsyntaxerror,
        .doc = SHOWSYNTAXERROR_DOC,
        .applies = error_gets_no_source,
    },
    {
        .signature = {"InteractiveInterpreter.showsyntaxerror",
                      "(self, filename=None, **kwargs)",
                      {"self", "filename"},
                      .positional = 2,
                      .required = 1,
                      .takes_unknown = true},
        .body = Interpreter_showsyntaxerror,
        .doc = SHOWSYNTAXERROR_DOC "\n\nThe keyword argument `source` gives the line "
                                   "of text to an error that has none.",
        .applies = error_gets_source,
    },
    {
        .signature = {"InteractiveInterpreter.showtraceback",
                      "(self)",
                      {"self"},
                      .positional = 1,
                      .required = 1},
        .body = Interpreter_showtraceback,
        .doc = "Show the exception that is being handled, with its traceback.\n\n"
               "The first entry of the traceback is left out: it is runcode() itself.\n"
               "The text goes to self.write(), or to sys.excepthook where that was\n"
               "replaced. sys.last_type, last_value, last_traceback (and last_exc)\n"
               "are set.",
    },
    {
        .signature = {"InteractiveInterpreter._showtraceback",
                      "(self, typ, value, tb, source)",
                      {"self", "typ", "value", "tb", "source"},
                      .positional = 5,
                      .required = 5},
        .body = Interpreter__showtraceback,
        .doc = SHARED_DOC,
        .applies = shared_with_source,
    },
    {
        .signature = {"InteractiveInterpreter._showtraceback",
                      "(self, typ, value, tb)",
                      {"self", "typ", "value", "tb"},
                      .positional = 4,
                      .required = 4},
        .body = Interpreter__showtraceback,
        .doc = SHARED_DOC,
        .applies = shared_without_source,
    },
    {
        .signature = {"InteractiveInterpreter._excepthook",
                      "(self, typ, value, tb)",
                      {"self", "typ", "value", "tb"},
                      .positional = 4,
                      .required = 4},
        .body = Interpreter__excepthook,
        .doc = "Write the formatted exception by self.write().",
        .applies = has_hook,
    },
    {
        .signature = {"InteractiveInterpreter.write",
                      "(self, data)",
                      {"self", "data"},
                      .positional = 2,
                      .required = 2},
        .body = Interpreter_write,
        .doc = "Write the string `data` to sys.stderr. Made to be replaced.",
    },
    {.body = NULL},
};

const struct il_face_class il_interpreter_class = {
    .name = "InteractiveInterpreter",
    .module_name = "inlet.code",
    .doc = "Compiles and runs source in a namespace of its own.\n\n"
           "It knows no line buffer and no prompts: see InteractiveConsole. Every\n"
           "step is called through self, so a subclass can replace each of them.",
    .methods = interpreter_methods,
};
