/* SPDX-License-Identifier: MIT
 * The class Source: a text that is edited, with codeop's verdict on it. It has a layout
 * of its own, unlike the classes of `code` and `codeop`: nobody had it before.
 */
#include "core/compat.h"
#include "core/compile.h"
#include "core/draft.h"
#include "core/indent.h"
#include "module/module.h"

#include <stddef.h>
#include <structmember.h>

struct source {
    PyObject_HEAD struct il_draft draft;
};

/* ---- life ---- */

static int source_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    return il_draft_traverse(&((struct source *)self)->draft, visit, arg);
}

static int source_clear(PyObject *self)
{
    il_draft_clear(&((struct source *)self)->draft);
    return 0;
}

static void source_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    il_draft_free(&((struct source *)self)->draft);
    type->tp_free(self);
    Py_DECREF(type);
}

/* ---- one call at a time ---- */

static struct il_draft *begin(PyObject *self)
{
    struct il_draft *draft = &((struct source *)self)->draft;
    if (draft->is_busy) {
        PyErr_SetString(PyExc_RuntimeError,
                        "the Source is in use by a call that has not returned");
        return NULL;
    }
    if (!draft->is_ready) {
        PyErr_SetString(PyExc_RuntimeError, "Source.__init__() was not called");
        return NULL;
    }
    draft->is_busy = true;
    return draft;
}

/* The draft of a method's first argument, which may be anything. */
static struct il_draft *enter(struct il_engine *engine, PyObject *self)
{
    PyTypeObject *class = (PyTypeObject *)engine->source_class;
    if (class == NULL || !PyObject_TypeCheck(self, class)) {
        PyErr_Format(PyExc_TypeError, "a method of Source was called on a '%.100s'",
                     Py_TYPE(self)->tp_name);
        return NULL;
    }
    return begin(self);
}

static PyObject *leave(struct il_draft *draft, PyObject *result)
{
    draft->is_busy = false;
    return result;
}

static PyObject *leave_done(struct il_draft *draft, int done)
{
    return leave(draft, done < 0 ? NULL : Py_NewRef(Py_None));
}

/* ---- arguments ---- */

/* A line number, or what it is where none is given. 0 or -1. */
static int read_line(PyObject *object, size_t otherwise, size_t *out)
{
    if (object == NULL || object == Py_None) {
        *out = otherwise;
        return 0;
    }
    Py_ssize_t line = PyNumber_AsSsize_t(object, PyExc_IndexError);
    if (line < 0) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_IndexError, "lines are counted from 0");
        }
        return -1;
    }
    *out = (size_t)line;
    return 0;
}

/* [start, stop) of a draft. */
static int check_range(const struct il_draft *draft, size_t start, size_t stop)
{
    if (start <= stop && stop <= draft->lines.count) {
        return 0;
    }
    PyErr_Format(PyExc_IndexError, "no lines %zu to %zu: there are %zu", start, stop,
                 draft->lines.count);
    return -1;
}

/* ---- __init__ ---- */

enum {
    KNOWN_FLAGS = PyCF_MASK | PyCF_MASK_OBSOLETE | PyCF_ALLOW_TOP_LEVEL_AWAIT |
                  PyCF_TYPE_COMMENTS | IL_COMPILE_INCOMPLETE,
};

static int check_symbol(PyObject *symbol)
{
    static const char *const known[] = {"exec", "single", "eval"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (PyUnicode_Check(symbol) &&
            PyUnicode_CompareWithASCIIString(symbol, known[i]) == 0) {
            return 0;
        }
    }
    PyErr_SetString(PyExc_ValueError, "symbol must be 'exec', 'single' or 'eval'");
    return -1;
}

static int read_flags(PyObject *object, long *out)
{
    *out = object == NULL ? 0 : PyLong_AsLong(object);
    if (*out == -1 && PyErr_Occurred()) {
        return -1;
    }
    if ((*out & ~(long)KNOWN_FLAGS) != 0) {
        PyErr_SetString(PyExc_ValueError, "unrecognised flags");
        return -1;
    }
    return 0;
}

static int check_filename(PyObject *filename)
{
    if (PyUnicode_Check(filename)) {
        return 0;
    }
    PyErr_Format(PyExc_TypeError, "the filename must be str, not %.100s",
                 Py_TYPE(filename)->tp_name);
    return -1;
}

/* Make the draft anew; what it held before goes. */
static int start_draft(struct il_engine *engine, PyObject *self, PyObject *filename,
                       PyObject *symbol, long flags)
{
    struct il_draft fresh = {0};
    struct il_draft *draft = &((struct source *)self)->draft;
    if (draft->is_busy) {
        return begin(self) == NULL ? -1 : 0;
    }
    struct il_draft old = *draft;
    *draft = fresh;
    il_draft_free(&old);
    return il_draft_init(draft, engine, filename, symbol, flags);
}

static int add_text(struct il_draft *draft, PyObject *object)
{
    size_t size;
    IL_AUTO_REF PyObject *owner = NULL;
    const char *text = il_args_text(object, &size, &owner);
    return text == NULL ? -1 : il_draft_append(draft, text, size);
}

static PyObject *Source_init(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    long flags;
    PyObject *filename = value[2] == NULL ? engine->input_filename : value[2];
    IL_AUTO_REF PyObject *symbol =
        value[3] == NULL ? PyUnicode_InternFromString("exec") : Py_NewRef(value[3]);
    if (symbol == NULL || check_symbol(symbol) < 0 || check_filename(filename) < 0 ||
        read_flags(value[4], &flags) < 0) {
        return NULL;
    }
    PyTypeObject *class = (PyTypeObject *)engine->source_class;
    if (class == NULL || !PyObject_TypeCheck(value[0], class)) {
        PyErr_SetString(PyExc_TypeError, "Source.__init__() was called on no Source");
        return NULL;
    }
    if (start_draft(engine, value[0], filename, symbol, flags) < 0) {
        return NULL;
    }
    struct il_draft *draft = enter(engine, value[0]);
    return draft == NULL
               ? NULL
               : leave_done(draft, value[1] == NULL ? 0 : add_text(draft, value[1]));
}

/* ---- editing ---- */

static PyObject *Source_append(struct il_engine *engine, const struct il_args *args)
{
    struct il_draft *draft = enter(engine, args->value[0]);
    return draft == NULL ? NULL : leave_done(draft, add_text(draft, args->value[1]));
}

static int replace(struct il_draft *draft, PyObject *first, PyObject *last,
                   PyObject *object)
{
    size_t start, stop, size = 0;
    IL_AUTO_REF PyObject *owner = NULL;
    const char *text = object == NULL ? "" : il_args_text(object, &size, &owner);
    if (text == NULL || read_line(first, 0, &start) < 0 ||
        read_line(last, draft->lines.count, &stop) < 0 ||
        check_range(draft, start, stop) < 0) {
        return -1;
    }
    return il_draft_replace(draft, start, stop, text, size);
}

static PyObject *Source_replace(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    struct il_draft *draft = enter(engine, value[0]);
    return draft == NULL
               ? NULL
               : leave_done(draft, replace(draft, value[1], value[2], value[3]));
}

static PyObject *Source_delete(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    struct il_draft *draft = enter(engine, value[0]);
    return draft == NULL ? NULL
                         : leave_done(draft, replace(draft, value[1], value[2], NULL));
}

static PyObject *Source_clear(struct il_engine *engine, const struct il_args *args)
{
    struct il_draft *draft = enter(engine, args->value[0]);
    return draft == NULL ? NULL : leave_done(draft, replace(draft, NULL, NULL, NULL));
}

/* ---- reading ---- */

static PyObject *decode(const char *text, size_t size)
{
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, "surrogatepass");
}

static PyObject *list_lines(const struct il_lines *lines, size_t start, size_t stop)
{
    IL_AUTO_REF PyObject *list = PyList_New((Py_ssize_t)(stop - start));
    for (size_t i = start; i < stop && list != NULL; i++) {
        PyObject *line = decode(lines->at[i]->text, lines->at[i]->size);
        if (line == NULL) {
            return NULL;
        }
        PyList_SET_ITEM(list, (Py_ssize_t)(i - start), line);
    }
    return il_ref_steal(&list);
}

static PyObject *Source_lines(struct il_engine *engine, const struct il_args *args)
{
    size_t start, stop;
    struct il_draft *draft = enter(engine, args->value[0]);
    if (draft == NULL) {
        return NULL;
    }
    if (read_line(args->value[1], 0, &start) < 0 ||
        read_line(args->value[2], draft->lines.count, &stop) < 0 ||
        check_range(draft, start, stop) < 0) {
        return leave(draft, NULL);
    }
    return leave(draft, list_lines(&draft->lines, start, stop));
}

static PyObject *join_text(const struct il_lines *lines)
{
    size_t size = il_lines_size(lines, 0, lines->count);
    char *buffer = size > PY_SSIZE_T_MAX ? NULL : PyMem_Malloc(size + 1);
    if (buffer == NULL) {
        return PyErr_NoMemory();
    }
    il_lines_write(lines, 0, lines->count, buffer);
    PyObject *text = decode(buffer, size);
    PyMem_Free(buffer);
    return text;
}

static PyObject *get_text(PyObject *self, void *Py_UNUSED(closure))
{
    struct il_draft *draft = begin(self);
    return draft == NULL ? NULL : leave(draft, join_text(&draft->lines));
}

static Py_ssize_t source_length(PyObject *self)
{
    return (Py_ssize_t)((struct source *)self)->draft.lines.count;
}

/* ---- asking ---- */

static PyObject *make_verdict(struct il_engine *engine, int verdict, PyObject *error)
{
    static const char *const names[] = {"complete", "incomplete", "invalid"};
    IL_AUTO_REF PyObject *status = PyUnicode_InternFromString(names[verdict]);
    IL_AUTO_REF PyObject *result =
        status == NULL ? NULL
                       : PyStructSequence_New((PyTypeObject *)engine->verdict_type);
    if (result == NULL) {
        return NULL;
    }
    PyStructSequence_SET_ITEM(result, 0, il_ref_steal(&status));
    PyStructSequence_SET_ITEM(result, 1, Py_NewRef(error == NULL ? Py_None : error));
    return il_ref_steal(&result);
}

static PyObject *Source_verdict(struct il_engine *engine, const struct il_args *args)
{
    PyObject *error = NULL;
    struct il_draft *draft = enter(engine, args->value[0]);
    if (draft == NULL) {
        return NULL;
    }
    int verdict = il_draft_judge(draft, &error);
    return leave(draft, verdict < 0 ? NULL : make_verdict(engine, verdict, error));
}

struct listing {
    struct il_engine *engine;
    PyObject *list;
};

static int list_statement(void *data, const struct il_statement *one)
{
    struct listing *listing = data;
    IL_AUTO_REF PyObject *start = PyLong_FromSize_t(one->start);
    IL_AUTO_REF PyObject *stop = PyLong_FromSize_t(one->stop);
    IL_AUTO_REF PyObject *statement =
        PyStructSequence_New((PyTypeObject *)listing->engine->statement_type);
    if (start == NULL || stop == NULL || statement == NULL) {
        return -1;
    }
    PyStructSequence_SET_ITEM(statement, 0, il_ref_steal(&start));
    PyStructSequence_SET_ITEM(statement, 1, il_ref_steal(&stop));
    PyStructSequence_SET_ITEM(statement, 2,
                              Py_NewRef(one->is_valid ? Py_True : Py_False));
    return PyList_Append(listing->list, statement);
}

static PyObject *Source_statements(struct il_engine *engine, const struct il_args *args)
{
    struct il_draft *draft = enter(engine, args->value[0]);
    if (draft == NULL) {
        return NULL;
    }
    IL_AUTO_REF PyObject *list = PyList_New(0);
    struct listing listing = {engine, list};
    int done = list == NULL ? -1 : il_draft_statements(draft, list_statement, &listing);
    return leave(draft, done < 0 ? NULL : il_ref_steal(&list));
}

static PyObject *indent(struct il_draft *draft, PyObject *number)
{
    size_t line;
    if (read_line(number, draft->lines.count, &line) < 0 ||
        check_range(draft, line, line) < 0 || il_draft_settle(draft) < 0) {
        return NULL;
    }
    return il_indent_suggest(&draft->lines, line);
}

static PyObject *Source_indent(struct il_engine *engine, const struct il_args *args)
{
    struct il_draft *draft = enter(engine, args->value[0]);
    return draft == NULL ? NULL : leave(draft, indent(draft, args->value[1]));
}

/* ---- the class ---- */

static const struct il_face_entry source_methods[] = {
    {
        .signature = {"Source.__init__",
                      "(self, text='', filename='<input>', symbol='exec', flags=0)",
                      {"self", "text", "filename", "symbol", "flags"},
                      .positional = 5,
                      .required = 1},
        .body = Source_init,
        .doc = "Start with a text. `filename`, `symbol` and `flags` are those of the\n"
               "command that is judged: see compile_command() and Compile.flags.",
    },
    {
        .signature = {"Source.append",
                      "(self, text)",
                      {"self", "text"},
                      .positional = 2,
                      .required = 2},
        .body = Source_append,
        .doc = "Add text at the end; a last line without newline goes on with it.",
    },
    {
        .signature = {"Source.replace",
                      "(self, start, stop, text)",
                      {"self", "start", "stop", "text"},
                      .positional = 4,
                      .required = 4},
        .body = Source_replace,
        .doc =
            "Put the lines of `text` in the place of the lines from `start` to before\n"
            "`stop`; with both the same, before that line. A newline at its end ends\n"
            "its last line. IndexError where there are no such lines.",
    },
    {
        .signature = {"Source.delete",
                      "(self, start, stop)",
                      {"self", "start", "stop"},
                      .positional = 3,
                      .required = 3},
        .body = Source_delete,
        .doc = "Take the lines from `start` to before `stop` out.",
    },
    {
        .signature =
            {"Source.clear", "(self)", {"self"}, .positional = 1, .required = 1},
        .body = Source_clear,
        .doc = "Take all lines out.",
    },
    {
        .signature = {"Source.lines",
                      "(self, start=0, stop=None)",
                      {"self", "start", "stop"},
                      .positional = 3,
                      .required = 1},
        .body = Source_lines,
        .doc = "The lines from `start` to before `stop`, without their newlines.",
    },
    {
        .signature =
            {"Source.verdict", "(self)", {"self"}, .positional = 1, .required = 1},
        .body = Source_verdict,
        .doc = "What codeop's compile_command() says of the text, as a Verdict: its\n"
               "`status` is 'complete', 'incomplete' or 'invalid'; its `error` is the\n"
               "exception that the text is invalid with (a SyntaxError, ValueError or\n"
               "OverflowError), or None. Nothing is run, and no warning is shown.\n\n"
               "The price is that of the statements that changed since the last time.",
    },
    {
        .signature =
            {"Source.statements", "(self)", {"self"}, .positional = 1, .required = 1},
        .body = Source_statements,
        .doc =
            "The statements of the module, in a list of Statement: from line `start`\n"
            "to before line `stop`, decorators included, as ast.parse() has them.\n"
            "Where `valid` is False the compiler does not take it as it stands, and\n"
            "its lines are those that the lexer finds.",
    },
    {
        .signature = {"Source.indent",
                      "(self, line=None)",
                      {"self", "line"},
                      .positional = 2,
                      .required = 1},
        .body = Source_indent,
        .doc =
            "The indentation to suggest for a line (None: for one after the last), a\n"
            "str of white space, by the lines above it and its own first word.",
    },
    {.body = NULL},
};

static PyGetSetDef source_getset[] = {
    {"text", get_text, NULL, "The whole text.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

#define OFFSET(member) ((Py_ssize_t)offsetof(struct source, draft.member))

static PyMemberDef source_members[] = {
    {"filename", T_OBJECT, OFFSET(filename), READONLY, "What errors call the text."},
    {"symbol", T_OBJECT, OFFSET(symbol), READONLY, "'exec', 'single' or 'eval'."},
    {"flags", T_LONG, OFFSET(flags), READONLY, "Flags for the compiler."},
    {NULL, 0, 0, 0, NULL},
};

PyDoc_STRVAR(source_doc,
             "A text that is being edited, and whether it is complete.\n\n"
             "Lines are counted from 0. A line ends with a newline; the last one need\n"
             "not. len() is the number of lines. One call at a time: while one works,\n"
             "which can be in another thread, others raise RuntimeError.");

static PyType_Slot source_slots[] = {
    {Py_tp_dealloc, source_dealloc}, {Py_tp_traverse, source_traverse},
    {Py_tp_clear, source_clear},     {Py_tp_getset, source_getset},
    {Py_tp_members, source_members}, {Py_tp_doc, (void *)source_doc},
    {Py_sq_length, source_length},   {0, NULL},
};

static PyType_Spec source_spec = {
    .name = "inlet.Source",
    .basicsize = (int)sizeof(struct source),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = source_slots,
};

/* ---- its answers ---- */

static PyStructSequence_Field verdict_fields[] = {
    {"status", "'complete', 'incomplete' or 'invalid'"},
    {"error", "the exception of an invalid text, or None"},
    {NULL, NULL},
};

static PyStructSequence_Desc verdict_desc = {
    .name = "inlet.Verdict",
    .doc = "What Source.verdict() answers.",
    .fields = verdict_fields,
    .n_in_sequence = 2,
};

static PyStructSequence_Field statement_fields[] = {
    {"start", "the line that it begins with"},
    {"stop", "the line after its last one"},
    {"valid", "does the compiler take it?"},
    {NULL, NULL},
};

static PyStructSequence_Desc statement_desc = {
    .name = "inlet.Statement",
    .doc = "A statement of a module, as Source.statements() lists them.",
    .fields = statement_fields,
    .n_in_sequence = 3,
};

int il_source_face_add(struct il_engine *engine, PyObject *module)
{
    engine->source_class =
        il_new_type(PyType_FromModuleAndSpec(module, &source_spec, NULL));
    if (engine->source_class == NULL ||
        il_face_add_methods(engine, module, engine->source_class, source_methods,
                            "inlet") < 0 ||
        PyModule_AddObjectRef(module, "Source", engine->source_class) < 0) {
        return -1;
    }
    return il_face_add_answer(module, "Verdict", &verdict_desc, &engine->verdict_type) <
                       0 ||
                   il_face_add_answer(module, "Statement", &statement_desc,
                                      &engine->statement_type) < 0
               ? -1
               : 0;
}
