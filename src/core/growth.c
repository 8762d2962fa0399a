/* SPDX-License-Identifier: MIT
 * A text that grows from call to call.
 *
 * The text is known in one or two of three forms: as the str that was last asked about,
 * as the items of a list, as what the judge has read. A newline at the very end of a
 * str does not belong to it: the line behind that newline is still to come. (The judge
 * takes such an empty line only where it changes nothing.)
 */
#include "core/growth.h"

#include <string.h>

static const char capsule_name[] = "_inlet.growth";

enum { SHORT_LIST = 256, CHECKED_LINES = 128, FIRST_LINES = 16 };

struct il_growth {
    struct il_engine *engine;
    struct il_judge *judge; /* NULL until the text has grown */
    PyObject *filename;     /* strong */
    int flags;
    bool is_busy;     /* a compile for it is going on, in whichever thread */
    bool is_refused;  /* by il_growth_push(): the judge need not be asked again */
    PyObject *source; /* strong, or NULL */
    size_t length;    /* of it, without a newline at its end */
    PyObject **lines; /* strong, or NULL */
    size_t line_count, line_capacity;
    size_t checked; /* the next part of a long list to be compared */
};

/* ---- life ---- */

static void forget_lines(struct il_growth *growth)
{
    while (growth->line_count != 0) {
        Py_DECREF(growth->lines[--growth->line_count]);
    }
    PyMem_Free(growth->lines);
    growth->lines = NULL;
    growth->line_capacity = growth->checked = 0;
}

static void free_judge(struct il_growth *growth)
{
    if (growth->judge != NULL) {
        il_judge_fini(growth->judge);
        PyMem_Free(growth->judge);
        growth->judge = NULL;
    }
}

static void free_growth(PyObject *capsule)
{
    struct il_growth *growth = il_growth_of(capsule);
    free_judge(growth);
    forget_lines(growth);
    Py_CLEAR(growth->source);
    Py_CLEAR(growth->filename);
    PyMem_Free(growth);
}

struct il_growth *il_growth_of(PyObject *capsule)
{
    return PyCapsule_GetPointer(capsule, capsule_name);
}

static Py_UCS4 last_of(PyObject *text)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    return length == 0 ? 0 : PyUnicode_READ_CHAR(text, length - 1);
}

static bool ends_with_newline(PyObject *text) { return last_of(text) == '\n'; }

static void set_source(struct il_growth *growth, PyObject *source)
{
    Py_XSETREF(growth->source, Py_NewRef(source));
    growth->length =
        (size_t)PyUnicode_GET_LENGTH(source) - (ends_with_newline(source) ? 1 : 0);
    growth->is_refused = false;
}

PyObject *il_growth_new(struct il_engine *engine, PyObject *source, PyObject *filename,
                        int flags)
{
    struct il_growth *growth = PyMem_Calloc(1, sizeof *growth);
    if (growth == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *capsule = PyCapsule_New(growth, capsule_name, free_growth);
    if (capsule == NULL) {
        PyMem_Free(growth);
        return NULL;
    }
    growth->engine = engine;
    growth->filename = Py_NewRef(filename);
    growth->flags = flags;
    set_source(growth, source);
    return capsule;
}

bool il_growth_is_for(const struct il_growth *growth, PyObject *filename, long flags)
{
    return !growth->is_busy && growth->flags == flags &&
           PyUnicode_CheckExact(filename) &&
           (growth->filename == filename ||
            PyUnicode_Compare(growth->filename, filename) == 0);
}

/* ---- text as UTF-8 ---- */

/* Characters of a str as bytes. False, without an exception, where there is no UTF-8
 * for them or no memory. */
static bool read_text(PyObject *source, size_t from, size_t to, struct il_rest *out)
{
    if (PyUnicode_IS_ASCII(source)) {
        out->lines = (const char *)PyUnicode_1BYTE_DATA(source) + from;
        out->size = to - from;
        return true;
    }
    IL_AUTO_REF PyObject *part =
        PyUnicode_Substring(source, (Py_ssize_t)from, (Py_ssize_t)to);
    out->bytes = part == NULL ? NULL : PyUnicode_AsUTF8String(part);
    if (out->bytes == NULL) {
        PyErr_Clear();
        return false;
    }
    out->lines = PyBytes_AS_STRING(out->bytes);
    out->size = (size_t)PyBytes_GET_SIZE(out->bytes);
    return true;
}

void il_rest_free(struct il_rest *rest) { Py_CLEAR(rest->bytes); }

static bool have_same_start(PyObject *a, PyObject *b, size_t length)
{
    if (PyUnicode_KIND(a) == PyUnicode_KIND(b)) {
        return memcmp(PyUnicode_DATA(a), PyUnicode_DATA(b),
                      length * (size_t)PyUnicode_KIND(a)) == 0;
    }
    for (size_t i = 0; i < length; i++) {
        if (PyUnicode_READ_CHAR(a, (Py_ssize_t)i) !=
            PyUnicode_READ_CHAR(b, (Py_ssize_t)i)) {
            return false;
        }
    }
    return true;
}

static bool find_rest_by_source(const struct il_growth *growth, PyObject *source,
                                struct il_rest *rest)
{
    size_t length = (size_t)PyUnicode_GET_LENGTH(source);
    return length > growth->length &&
           PyUnicode_READ_CHAR(source, (Py_ssize_t)growth->length) == '\n' &&
           have_same_start(source, growth->source, growth->length) &&
           read_text(source, growth->length + 1, length, rest);
}

static bool find_rest_by_judge(const struct il_growth *growth, PyObject *source,
                               struct il_rest *rest)
{
    const struct il_text *text = &growth->judge->text;
    if ((size_t)PyUnicode_GET_LENGTH(source) <= text->size / 4 ||
        !read_text(source, 0, (size_t)PyUnicode_GET_LENGTH(source), rest) ||
        rest->size <= text->size || rest->lines[text->size] != '\n' ||
        memcmp(rest->lines, text->bytes, text->size) != 0) {
        return false;
    }
    rest->lines += text->size + 1;
    rest->size -= text->size + 1;
    return true;
}

static void find_rest(const struct il_growth *growth, PyObject *source,
                      struct il_rest *rest)
{
    rest->fits = growth->source != NULL  ? find_rest_by_source(growth, source, rest)
                 : growth->judge != NULL ? find_rest_by_judge(growth, source, rest)
                                         : false;
}

/* ---- the judge ---- */

/* Give the judge lines; who else comes meanwhile finds the growth busy. */
static enum il_answer feed(struct il_growth *growth, const char *lines, size_t size)
{
    growth->is_busy = true;
    enum il_answer answer = il_judge_feed(growth->judge, lines, size);
    growth->is_busy = false;
    return answer;
}

static int follow(struct il_growth *growth, const char *lines, size_t size,
                  bool is_known)
{
    bool was_busy = growth->is_busy;
    growth->is_busy = true;
    int done = il_judge_follow(growth->judge, lines, size, is_known);
    growth->is_busy = was_busy;
    return done;
}

void il_growth_hold(struct il_growth *growth, bool is_busy)
{
    growth->is_busy = is_busy;
}

static int read_source(struct il_growth *growth)
{
    struct il_rest whole = {.fits = true};
    if (!read_text(growth->source, 0, growth->length, &whole)) {
        PyErr_NoMemory();
        return -1;
    }
    int done =
        follow(growth, whole.lines, whole.size, !ends_with_newline(growth->source));
    il_rest_free(&whole);
    return done;
}

/* The judge, once it is needed, reads the text so far. 0 or -1. */
static int need_judge(struct il_growth *growth)
{
    if (growth->judge != NULL) {
        return 0;
    }
    growth->judge = PyMem_Calloc(1, sizeof *growth->judge);
    if (growth->judge == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    il_judge_init(growth->judge, growth->engine, growth->filename, growth->flags);
    if (read_source(growth) < 0) {
        free_judge(growth);
        return -1;
    }
    return 0;
}

enum il_answer il_growth_ask(struct il_growth *growth, PyObject *source,
                             struct il_rest *rest)
{
    find_rest(growth, source, rest);
    if (!rest->fits || growth->is_refused) {
        growth->is_refused = false;
        return IL_ANSWER_ASK;
    }
    if (need_judge(growth) < 0) {
        return IL_ANSWER_RAISED;
    }
    enum il_answer answer = feed(growth, rest->lines, rest->size);
    if (answer == IL_ANSWER_MORE) {
        if (ends_with_newline(source)) {
            il_judge_forget_blank(growth->judge);
        }
        set_source(growth, source);
        forget_lines(growth);
    }
    return answer;
}

int il_growth_follow(struct il_growth *growth, PyObject *source,
                     const struct il_rest *rest)
{
    bool has_newline = ends_with_newline(source);
    set_source(growth, source);
    forget_lines(growth);
    if (has_newline && rest->size == 0) {
        return 0;
    }
    return follow(growth, rest->lines, rest->size - (has_newline ? 1 : 0),
                  !has_newline);
}

/* ---- a list of lines ---- */

static bool reserve_line(struct il_growth *growth, size_t count)
{
    if (count <= growth->line_capacity) {
        return true;
    }
    size_t capacity = 2 * growth->line_capacity;
    capacity = capacity < count ? count + FIRST_LINES : capacity;
    PyObject **lines = PyMem_Realloc(growth->lines, capacity * sizeof *lines);
    if (lines == NULL) {
        return false;
    }
    growth->lines = lines;
    growth->line_capacity = capacity;
    return true;
}

static bool add_line(struct il_growth *growth, PyObject *line)
{
    if (!PyUnicode_CheckExact(line) || !reserve_line(growth, growth->line_count + 1)) {
        forget_lines(growth);
        return false;
    }
    growth->lines[growth->line_count++] = Py_NewRef(line);
    return true;
}

void il_growth_note(struct il_growth *growth, PyObject *source, PyObject *lines)
{
    if (growth->is_busy || growth->source != source || ends_with_newline(source)) {
        return;
    }
    forget_lines(growth);
    if (!PyTuple_CheckExact(lines)) {
        (void)add_line(growth, lines);
        return;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(lines); i++) {
        if (!add_line(growth, PyTuple_GET_ITEM(lines, i))) {
            return;
        }
    }
}

static bool are_lines(const struct il_growth *growth, PyObject *const *items,
                      size_t from, size_t count)
{
    return memcmp(growth->lines + from, items + from, count * sizeof *items) == 0;
}

/* Does the list begin with the lines that are known? Of a long one its end and one more
 * part in turn are compared, so that a line costs the same wherever it stands. (What is
 * run in the end is joined from the list itself.) */
static bool knows_list(struct il_growth *growth, PyObject *list)
{
    size_t count = growth->line_count;
    if (growth->lines == NULL || (size_t)PyList_GET_SIZE(list) != count + 1) {
        return false;
    }
    PyObject *const *items = ((PyListObject *)list)->ob_item;
    if (count <= SHORT_LIST) {
        return are_lines(growth, items, 0, count);
    }
    if (growth->checked >= count - CHECKED_LINES) {
        growth->checked = 0;
    }
    size_t part = growth->checked;
    growth->checked += CHECKED_LINES;
    return are_lines(growth, items, count - CHECKED_LINES, CHECKED_LINES) &&
           are_lines(growth, items, part, CHECKED_LINES);
}

static enum il_answer push_line(struct il_growth *growth, PyObject *line)
{
    struct il_rest rest = {.fits = true};
    if (!read_text(line, 0, (size_t)PyUnicode_GET_LENGTH(line), &rest)) {
        return IL_ANSWER_ASK;
    }
    enum il_answer answer = feed(growth, rest.lines, rest.size);
    il_rest_free(&rest);
    return answer;
}

enum il_answer il_growth_push(struct il_growth *growth, PyObject *list)
{
    growth->is_refused = false;
    if (!knows_list(growth, list)) {
        return IL_ANSWER_ASK;
    }
    IL_AUTO_REF PyObject *line =
        Py_NewRef(PyList_GET_ITEM(list, PyList_GET_SIZE(list) - 1));
    if (!PyUnicode_CheckExact(line)) {
        return IL_ANSWER_ASK;
    }
    if (need_judge(growth) < 0) {
        return IL_ANSWER_RAISED;
    }
    enum il_answer answer = push_line(growth, line);
    if (answer == IL_ANSWER_MORE) {
        Py_CLEAR(growth->source);
        (void)add_line(growth, line);
    }
    growth->is_refused = answer == IL_ANSWER_ASK;
    return answer;
}
