/* SPDX-License-Identifier: MIT
 * The class InteractiveConsole, the function interact() and the Quitter that it
 * puts in place of exit and quit.
 */
#include "core/console.h"
#include "core/handling.h"
#include "module/module.h"

static PyObject *or_none(PyObject *value) { return value == NULL ? Py_None : value; }

/* ---- InteractiveConsole ---- */

static PyObject *Console_init(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    IL_AUTO_REF PyObject *filename =
        value[2] != NULL ? Py_NewRef(value[2]) : PyUnicode_FromString("<console>");
    PyObject *local_exit = value[3] != NULL ? value[3] : Py_False;
    if (filename == NULL || il_console_init(engine, value[0], or_none(value[1]),
                                            filename, local_exit) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *Console_resetbuffer(struct il_engine *engine,
                                     const struct il_args *args)
{
    return il_console_resetbuffer(engine, args->value[0]);
}

static PyObject *Console_interact(struct il_engine *engine, const struct il_args *args)
{
    return il_console_interact(engine, args->value[0], or_none(args->value[1]),
                               or_none(args->value[2]));
}

static PyObject *Console_push(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    return il_console_push(engine, value[0], value[1], value[2], value[3]);
}

static PyObject *Console_raw_input(struct il_engine *engine, const struct il_args *args)
{
    PyObject *prompt = args->value[1] != NULL ? args->value[1] : engine->empty;
    return il_console_raw_input(engine, prompt);
}

static const struct il_face_entry console_methods[] = {
    {
        .signature = {"InteractiveConsole.__init__",
                      "(self, locals=None, filename='<console>', *, local_exit=False)",
                      {"self", "locals", "filename", "local_exit"},
                      .positional = 3,
                      .required = 1},
        .body = Console_init,
        .doc = "Make a console that runs code in the mapping `locals`.\n\n"
               "`filename` shows up in tracebacks. With `local_exit` true, exit(),\n"
               "quit() and SystemExit end interact() and go no further. Sets the\n"
               "attributes `locals`, `compile`, `filename`, `local_exit`, `buffer`.",
    },
    {
        .signature = {"InteractiveConsole.resetbuffer",
                      "(self)",
                      {"self"},
                      .positional = 1,
                      .required = 1},
        .body = Console_resetbuffer,
        .doc = "Forget the lines of an incomplete input: self.buffer is a new list.",
    },
    {
        .signature = {"InteractiveConsole.interact",
                      "(self, banner=None, exitmsg=None)",
                      {"self", "banner", "exitmsg"},
                      .positional = 3,
                      .required = 1},
        .body = Console_interact,
        .doc = "Read lines by self.raw_input() and push them until end of input.\n\n"
               "Writes `banner` first and `exitmsg` last, each with a newline; None\n"
               "stands for the usual text, an empty string for none. The prompts are\n"
               "sys.ps1 and sys.ps2, read anew for each line. KeyboardInterrupt drops\n"
               "the pending input and goes on; SystemExit passes unless\n"
               "self.local_exit is true.",
    },
    {
        .signature = {"InteractiveConsole.push",
                      "(self, line, filename=None, _symbol='single')",
                      {"self", "line", "filename", "_symbol"},
                      .positional = 4,
                      .required = 2},
        .body = Console_push,
        .doc = "Add `line`, without its newline, to the input and run what is "
               "complete.\n\n"
               "Answers a true value if more input is wanted; then the buffer keeps\n"
               "the line. Else the input was run or was wrong, and the buffer is\n"
               "reset. `filename` replaces self.filename for this input.",
    },
    {
        .signature = {"InteractiveConsole.raw_input",
                      "(self, prompt='')",
                      {"self", "prompt"},
                      .positional = 2,
                      .required = 1},
        .body = Console_raw_input,
        .doc = "Write a prompt and read a line, answered without its newline.\n\n"
               "Calls input(). Raises EOFError at the end of input. Made to be\n"
               "replaced.",
    },
    {.body = NULL},
};

const struct il_face_class il_console_class = {
    .name = "InteractiveConsole",
    .module_name = "inlet.code",
    .doc = "An InteractiveInterpreter with a line buffer, prompts and a loop.\n\n"
           "It behaves as Python's own prompt does, with sys.ps1 and sys.ps2.",
    .base = "InteractiveInterpreter",
    .methods = console_methods,
};

/* ---- Quitter ---- */

static PyObject *Quitter_init(struct il_engine *engine, const struct il_args *args)
{
    IL_AUTO_REF PyObject *eof = PyUnicode_FromString("Ctrl-D (i.e. EOF)");
    if (eof == NULL ||
        PyObject_SetAttr(args->value[0], engine->names.name, args->value[1]) < 0 ||
        PyObject_SetAttr(args->value[0], engine->names.eof, eof) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *Quitter_repr(struct il_engine *engine, const struct il_args *args)
{
    IL_AUTO_REF PyObject *name = PyObject_GetAttr(args->value[0], engine->names.name);
    IL_AUTO_REF PyObject *eof =
        name == NULL ? NULL : PyObject_GetAttr(args->value[0], engine->names.eof);
    return eof == NULL ? NULL : PyUnicode_FromFormat("Use %S or %S to exit", name, eof);
}

static PyObject *Quitter_call(struct il_engine *Py_UNUSED(engine),
                              const struct il_args *args)
{
    IL_AUTO_REF PyObject *exit =
        PyObject_CallOneArg(PyExc_SystemExit, or_none(args->value[1]));
    if (exit != NULL) {
        PyErr_SetObject(PyExc_SystemExit, exit);
    }
    return NULL;
}

static const struct il_face_entry quitter_methods[] = {
    {
        .signature = {"Quitter.__init__",
                      "(self, name)",
                      {"self", "name"},
                      .positional = 2,
                      .required = 2},
        .body = Quitter_init,
        .doc = "Make the object that stands for the builtin `name`.",
    },
    {
        .signature =
            {"Quitter.__repr__", "(self)", {"self"}, .positional = 1, .required = 1},
        .body = Quitter_repr,
        .doc = "Tell how to leave.",
    },
    {
        .signature = {"Quitter.__call__",
                      "(self, code=None)",
                      {"self", "code"},
                      .positional = 2,
                      .required = 1},
        .body = Quitter_call,
        .doc = "Raise SystemExit(code), without closing sys.stdin.",
    },
    {.body = NULL},
};

const struct il_face_class il_quitter_class = {
    .name = "Quitter",
    .module_name = "inlet.code",
    .doc = "What exit and quit are while a console with local_exit runs.",
    .methods = quitter_methods,
};

/* ---- interact() ---- */

PyObject *il_console_face_make(struct il_engine *engine, PyObject *local,
                               PyObject *local_exit)
{
    IL_AUTO_REF PyObject *class =
        il_global(engine, IL_SPACE_CODE, engine->names.InteractiveConsole);
    int is_given = local_exit == NULL ? 0 : PyObject_IsTrue(local_exit);
    if (class == NULL || is_given < 0) {
        return NULL;
    }
    PyObject *args[] = {local, local_exit == NULL ? Py_False : local_exit};
    /* A replaced class of an older Python takes the namespace only. */
    if (!engine->flavor.local_exit && !is_given) {
        return PyObject_Vectorcall(class, args, 1, NULL);
    }
    IL_AUTO_REF PyObject *keywords = PyTuple_Pack(1, engine->names.local_exit);
    return keywords == NULL ? NULL : PyObject_Vectorcall(class, args, 1, keywords);
}

/* Line editing for input(), where there is any. */
static int import_readline(struct il_engine *engine)
{
    IL_AUTO_REF PyObject *import =
        il_builtin(engine, IL_SPACE_CODE, engine->names.__import__);
    if (import == NULL) {
        return -1;
    }
    if (il_ref_done(PyObject_CallOneArg(import, engine->names.readline)) == 0) {
        return 0;
    }
    bool is_absent = PyErr_ExceptionMatches(PyExc_ImportError);
    if (is_absent) {
        PyErr_Clear();
    }
    return is_absent ? 0 : -1;
}

PyObject *il_console_face_open(struct il_engine *engine, PyObject *console,
                               PyObject *readfunc, PyObject *banner, PyObject *exitmsg)
{
    int ready = or_none(readfunc) == Py_None
                    ? import_readline(engine)
                    : PyObject_SetAttr(console, engine->names.raw_input, readfunc);
    PyObject *call[] = {console, or_none(banner), or_none(exitmsg)};
    if (ready < 0 || il_ref_done(PyObject_VectorcallMethod(engine->names.interact, call,
                                                           3, NULL)) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *interact(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    IL_AUTO_REF PyObject *console =
        il_console_face_make(engine, or_none(value[2]), value[4]);
    return console == NULL
               ? NULL
               : il_console_face_open(engine, console, value[1], value[0], value[3]);
}

const struct il_face_entry il_console_functions[] = {
    {
        .signature = {"interact",
                      "(banner=None, readfunc=None, local=None, exitmsg=None, "
                      "local_exit=False)",
                      {"banner", "readfunc", "local", "exitmsg", "local_exit"},
                      .positional = 5,
                      .required = 0},
        .body = interact,
        .doc = "Run an InteractiveConsole on the namespace `local`.\n\n"
               "`readfunc` becomes its raw_input(); without one, the module readline\n"
               "is imported if there is any. The other arguments are those of\n"
               "InteractiveConsole and its interact().",
    },
    {.body = NULL},
};
