/* SPDX-License-Identifier: MIT
 * The editor services as Python sees them: complete(), describe(), highlight().
 *
 * Texts are str and places in them are indices of characters; the services count the
 * bytes of UTF-8.
 */
#include "assist/complete.h"
#include "assist/describe.h"
#include "lex/paint.h"
#include "module/module.h"

#include <string.h>

/* ---- places ---- */

static bool continues_character(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

/* How many characters the bytes [from, to) are. */
static Py_ssize_t count_characters(const char *text, size_t from, size_t to)
{
    Py_ssize_t count = 0;
    for (size_t i = from; i < to; i++) {
        count += !continues_character(text[i]);
    }
    return count;
}

/* The byte that character `index` begins with; beyond the last one, the end. */
static size_t find_character(const char *text, size_t size, Py_ssize_t index)
{
    size_t at = 0;
    while (at < size) {
        if (!continues_character(text[at]) && index-- == 0) {
            return at;
        }
        at++;
    }
    return size;
}

/* ---- questions ---- */

/* Where the cursor is: None is the end. A negative index counts from there. */
static int read_cursor(PyObject *object, PyObject *text, Py_ssize_t *out)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    *out = length;
    if (object == NULL || object == Py_None) {
        return 0;
    }
    *out = PyNumber_AsSsize_t(object, PyExc_IndexError);
    if (*out == -1 && PyErr_Occurred()) {
        return -1;
    }
    *out += *out < 0 ? length : 0;
    if (*out < 0 || *out > length) {
        PyErr_SetString(PyExc_IndexError, "the cursor is not in the text");
        return -1;
    }
    return 0;
}

/* The namespace: None is that of __main__. Borrowed. */
static int read_names(PyObject *object, PyObject **out)
{
    *out = object;
    if (object == NULL || object == Py_None) {
        PyObject *main = PyImport_AddModule("__main__");
        *out = main == NULL ? NULL : PyModule_GetDict(main);
        return main == NULL ? -1 : 0;
    }
    if (!PyDict_Check(object)) {
        PyErr_Format(PyExc_TypeError, "the namespace must be dict or None, not %.100s",
                     Py_TYPE(object)->tp_name);
        return -1;
    }
    return 0;
}

/* The first three arguments of a function: 0 or -1. */
static int read_question(const struct il_args *args, struct il_question *out,
                         PyObject **owner)
{
    PyObject *const *value = args->value;
    Py_ssize_t cursor;
    out->text = il_args_text(value[0], &out->size, owner);
    if (out->text == NULL || read_cursor(value[1], value[0], &cursor) < 0) {
        return -1;
    }
    out->cursor = find_character(out->text, out->size, cursor);
    return read_names(value[2], &out->names);
}

/* A count that may be 0 and is at most `most`. */
static int read_limit(PyObject *object, unsigned long most, unsigned long *out)
{
    *out = 0;
    if (object == NULL) {
        return 0;
    }
    IL_AUTO_REF PyObject *index = PyNumber_Index(object);
    Py_ssize_t value = index == NULL ? -1 : PyNumber_AsSsize_t(index, NULL);
    if (value < 0) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ValueError, "a limit cannot be negative");
        }
        return -1;
    }
    *out = (unsigned long)value < most ? (unsigned long)value : most;
    return 0;
}

/* A struct sequence of objects (all stolen); NULL if one of them is. */
static PyObject *answer(PyObject *type, PyObject *const *fields, Py_ssize_t count)
{
    PyObject *made = PyStructSequence_New((PyTypeObject *)type);
    bool is_whole = made != NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        is_whole = is_whole && fields[i] != NULL;
        if (made == NULL) {
            Py_XDECREF(fields[i]);
        } else {
            PyStructSequence_SetItem(made, i, fields[i]);
        }
    }
    if (!is_whole) {
        Py_CLEAR(made);
    }
    return made;
}

static PyObject *or_none(PyObject *object)
{
    return Py_NewRef(object == NULL ? Py_None : object);
}

/* ---- complete ---- */

static PyObject *make_item(struct il_engine *engine, const struct il_item *item)
{
    PyObject *fields[] = {
        Py_NewRef(item->text),
        PyUnicode_InternFromString(il_item_name((enum il_item_kind)item->kind)),
    };
    return answer(engine->completion_type, fields, 2);
}

static PyObject *list_items(struct il_engine *engine, const struct il_items *items)
{
    IL_AUTO_REF PyObject *list = PyList_New((Py_ssize_t)items->count);
    for (size_t i = 0; i < items->count && list != NULL; i++) {
        PyObject *item = make_item(engine, &items->list[i]);
        if (item == NULL) {
            return NULL;
        }
        PyList_SET_ITEM(list, (Py_ssize_t)i, item);
    }
    return il_ref_steal(&list);
}

static PyObject *complete(struct il_engine *engine, const struct il_args *args)
{
    struct il_question question;
    struct il_completion found = {0};
    unsigned long limit, milliseconds;
    IL_AUTO_REF PyObject *owner = NULL;
    if (read_question(args, &question, &owner) < 0 ||
        read_limit(args->value[3], PY_SSIZE_T_MAX, &limit) < 0 ||
        read_limit(args->value[4], UINT32_MAX, &milliseconds) < 0 ||
        il_complete(&question, limit, (uint32_t)milliseconds, &found) < 0) {
        return NULL;
    }
    Py_ssize_t start = count_characters(question.text, 0, found.start);
    Py_ssize_t length = count_characters(question.text, found.start, found.end);
    PyObject *fields[] = {
        PyLong_FromSsize_t(start),
        PyLong_FromSsize_t(start + length),
        list_items(engine, &found.items),
        PyBool_FromLong(found.items.more),
    };
    il_completion_free(&found);
    return answer(engine->completions_type, fields, 4);
}

/* ---- describe ---- */

/* Where the active parameter stands in the signature, or None. */
static PyObject *make_active(const struct il_description *found)
{
    const struct il_parameters *parameters = &found->prototype.parameters;
    const char *text = found->prototype.text.bytes;
    if (found->active >= parameters->count) {
        return Py_NewRef(Py_None);
    }
    const struct il_parameter *one = &parameters->list[found->active];
    return Py_BuildValue("(nn)", count_characters(text, 0, one->start),
                         count_characters(text, 0, one->end));
}

static PyObject *make_signature(const struct il_text *text)
{
    return text->size == 0 ? Py_NewRef(Py_None) : il_look_str(text->bytes, text->size);
}

static PyObject *make_description(struct il_engine *engine,
                                  const struct il_description *found)
{
    PyObject *fields[] = {
        or_none(found->name), PyUnicode_InternFromString(il_item_name(found->kind)),
        or_none(found->type), make_signature(&found->prototype.text),
        make_active(found),   or_none(found->doc),
    };
    return answer(engine->description_type, fields, 6);
}

static PyObject *describe(struct il_engine *engine, const struct il_args *args)
{
    struct il_question question;
    struct il_description found = {0};
    IL_AUTO_REF PyObject *owner = NULL;
    int is_call = args->value[3] == NULL ? 0 : PyObject_IsTrue(args->value[3]);
    if (is_call < 0 || read_question(args, &question, &owner) < 0) {
        return NULL;
    }
    int done = il_describe(&question, is_call != 0, &found);
    if (done <= 0) {
        return done < 0 ? NULL : Py_NewRef(Py_None);
    }
    PyObject *made = make_description(engine, &found);
    il_description_free(&found);
    return made;
}

/* ---- highlight ---- */

/* A text that is painted, and where in it, in bytes and characters. */
struct canvas {
    struct il_engine *engine;
    const char *text;
    size_t size, at;
    Py_ssize_t index; /* of the character at byte `at` */
    struct il_lex_state state;
    PyObject *list; /* strong */
};

/* Move to byte `to`. */
static Py_ssize_t move(struct canvas *canvas, size_t to)
{
    canvas->index += count_characters(canvas->text, canvas->at, to);
    canvas->at = to;
    return canvas->index;
}

static int add_span(struct canvas *canvas, size_t line, const struct il_span *span)
{
    Py_ssize_t start = move(canvas, line + span->start);
    Py_ssize_t stop = move(canvas, line + span->end);
    PyObject *fields[] = {
        PyLong_FromSsize_t(start),
        PyLong_FromSsize_t(stop),
        PyUnicode_InternFromString(il_paint_name((enum il_paint)span->paint)),
    };
    IL_AUTO_REF PyObject *made = answer(canvas->engine->span_type, fields, 3);
    return made == NULL ? -1 : PyList_Append(canvas->list, made);
}

/* Paint the line that begins at byte `line` and ends at `end`. */
static int paint_line(struct canvas *canvas, struct il_spans *spans, size_t line,
                      size_t end)
{
    unsigned dialect = il_flavor_dialect(&canvas->engine->flavor);
    if (!il_paint_line(dialect, &canvas->state, canvas->text + line, end - line, spans,
                       &canvas->state)) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = 0; i < spans->count; i++) {
        if (add_span(canvas, line, &spans->spans[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int paint(struct canvas *canvas)
{
    struct il_spans spans = {0};
    int done = 0;
    for (size_t line = 0; done == 0 && line < canvas->size;) {
        const char *newline = memchr(canvas->text + line, '\n', canvas->size - line);
        size_t end = newline == NULL ? canvas->size : (size_t)(newline - canvas->text);
        done = paint_line(canvas, &spans, line, end);
        line = end + 1;
    }
    il_paint_free(&spans);
    return done;
}

/* What the lines before have left open: as highlight() gave it, or empty. */
static int read_state(PyObject *object, struct il_lex_state *out)
{
    *out = (struct il_lex_state){0};
    if (object == NULL || (PyBytes_Check(object) && PyBytes_GET_SIZE(object) == 0)) {
        return 0;
    }
    if (!PyBytes_Check(object) || PyBytes_GET_SIZE(object) != sizeof *out ||
        !il_lex_state_read(out, PyBytes_AS_STRING(object))) {
        PyErr_SetString(PyExc_ValueError, "no state that highlight() gave");
        return -1;
    }
    return 0;
}

static PyObject *write_state(const struct il_lex_state *state)
{
    const struct il_lex_state begin = {0};
    Py_ssize_t size = il_lex_state_equal(state, &begin) ? 0 : (Py_ssize_t)sizeof *state;
    return PyBytes_FromStringAndSize((const char *)state, size);
}

static PyObject *highlight(struct il_engine *engine, const struct il_args *args)
{
    struct canvas canvas = {.engine = engine};
    IL_AUTO_REF PyObject *owner = NULL;
    canvas.text = il_args_text(args->value[0], &canvas.size, &owner);
    if (canvas.text == NULL || read_state(args->value[1], &canvas.state) < 0) {
        return NULL;
    }
    canvas.list = PyList_New(0);
    if (canvas.list == NULL || paint(&canvas) < 0) {
        Py_XDECREF(canvas.list);
        return NULL;
    }
    PyObject *fields[] = {canvas.list, write_state(&canvas.state)};
    return answer(engine->highlight_type, fields, 2);
}

/* ---- functions ---- */

static const struct il_face_entry editor_functions[] = {
    {
        .signature =
            {"complete",
             "(source, cursor=None, namespace=None, limit=1000, milliseconds=200)",
             {"source", "cursor", "namespace", "limit", "milliseconds"},
             .positional = 5,
             .required = 1},
        .body = complete,
        .doc = "What may stand at the cursor (None: at the end) of a text, as a\n"
               "Completions: `items`, a list of Completion with `text` and `kind`,\n"
               "each of which replaces source[start:stop]. `more` says that the\n"
               "limit or the time left some out.\n\n"
               "The text is all that is typed, earlier lines included. Names come\n"
               "from it and from the namespace, a dict (None: that of __main__).\n"
               "Nothing of the user's is run: no property, no import.",
    },
    {
        .signature = {"describe",
                      "(source, cursor=None, namespace=None, call=False)",
                      {"source", "cursor", "namespace", "call"},
                      .positional = 4,
                      .required = 1},
        .body = describe,
        .doc = "A Description of the name at the cursor; else, and with `call` in\n"
               "any case, of the function whose call is typed there. None where\n"
               "nothing is known without running code.",
    },
    {
        .signature = {"highlight",
                      "(source, state=b'')",
                      {"source", "state"},
                      .positional = 2,
                      .required = 1},
        .body = highlight,
        .doc = "The spans of a text by their kind, as a Highlight: `spans`, a list\n"
               "of Span(start, stop, kind), and the `state` with which the text\n"
               "that follows its lines is to be highlighted.",
    },
    {.body = NULL},
};

/* ---- answers ---- */

static PyStructSequence_Field completion_fields[] = {
    {"text", "what to put in the place of source[start:stop]"},
    {"kind", "'variable', 'function', 'class', 'module', 'property', 'parameter', "
             "'keyword', 'key', 'file' or 'folder'"},
    {NULL, NULL},
};

static PyStructSequence_Desc completion_desc = {
    .name = "inlet.Completion",
    .doc = "One of the items of Completions.",
    .fields = completion_fields,
    .n_in_sequence = 2,
};

static PyStructSequence_Field completions_fields[] = {
    {"start", "what is replaced begins here"},
    {"stop", "and ends before this"},
    {"items", "a list of Completion, sorted"},
    {"more", "were some left out?"},
    {NULL, NULL},
};

static PyStructSequence_Desc completions_desc = {
    .name = "inlet.Completions",
    .doc = "What complete() answers.",
    .fields = completions_fields,
    .n_in_sequence = 4,
};

static PyStructSequence_Field description_fields[] = {
    {"name", "as it stands in the text"},
    {"kind", "as that of a Completion"},
    {"type", "the name of its class"},
    {"signature", "its parameters in brackets, or None"},
    {"active", "where in `signature` the parameter stands that is typed: (start, "
               "stop), or None"},
    {"doc", "its docstring, or None"},
    {NULL, NULL},
};

static PyStructSequence_Desc description_desc = {
    .name = "inlet.Description",
    .doc = "What describe() answers.",
    .fields = description_fields,
    .n_in_sequence = 6,
};

static PyStructSequence_Field span_fields[] = {
    {"start", "the first character"},
    {"stop", "the one after the last"},
    {"kind", "'keyword', 'constant', 'builtin', 'name', 'definition', 'decorator', "
             "'number', 'string', 'comment', 'operator' or 'error'"},
    {NULL, NULL},
};

static PyStructSequence_Desc span_desc = {
    .name = "inlet.Span",
    .doc = "One of the spans of Highlight.",
    .fields = span_fields,
    .n_in_sequence = 3,
};

static PyStructSequence_Field highlight_fields[] = {
    {"spans", "a list of Span, in order"},
    {"state", "what is open at the end: bytes, empty where nothing is"},
    {NULL, NULL},
};

static PyStructSequence_Desc highlight_desc = {
    .name = "inlet.Highlight",
    .doc = "What highlight() answers.",
    .fields = highlight_fields,
    .n_in_sequence = 2,
};

int il_editor_face_add(struct il_engine *engine, PyObject *module)
{
    const struct {
        const char *name;
        PyStructSequence_Desc *desc;
        PyObject **out;
    } types[] = {
        {"Completion", &completion_desc, &engine->completion_type},
        {"Completions", &completions_desc, &engine->completions_type},
        {"Description", &description_desc, &engine->description_type},
        {"Highlight", &highlight_desc, &engine->highlight_type},
        {"Span", &span_desc, &engine->span_type},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (il_face_add_answer(module, types[i].name, types[i].desc, types[i].out) <
            0) {
            return -1;
        }
    }
    return il_face_add_functions(engine, module, editor_functions, "inlet");
}
