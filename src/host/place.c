/* SPDX-License-Identifier: MIT
 * Where an exception happened, for an editor to mark. Warm.
 *
 * A syntax error knows. Of any other, the traceback is searched for the innermost
 * line of the input itself; if the input is not in it, the innermost line counts.
 */
#include "host/host.h"

#include <string.h>

struct place {
    PyObject *filename;                     /* strong */
    int line, column, end_line, end_column; /* columns in bytes from 0, -1: unknown */
};

/* --- Syntax errors ---------------------------------------------------------------- */

/* A positive int attribute, else 0. */
static int number_of(PyObject *object, const char *name)
{
    IL_AUTO_REF PyObject *value = PyObject_GetAttrString(object, name);
    long number = value != NULL && PyLong_Check(value) ? PyLong_AsLong(value) : 0;
    PyErr_Clear();
    return number > 0 && number <= INT_MAX ? (int)number : 0;
}

static PyObject *place_of_syntax_error(PyObject *exception, inlet_error *error)
{
    error->line = number_of(exception, "lineno");
    error->column = number_of(exception, "offset");
    error->end_line = number_of(exception, "end_lineno");
    error->end_column = number_of(exception, "end_offset");
    PyObject *filename = PyObject_GetAttrString(exception, "filename");
    PyErr_Clear();
    return filename;
}

/* --- Tracebacks ------------------------------------------------------------------- */

static PyCodeObject *code_of(PyTracebackObject *entry)
{
    return PyFrame_GetCode(entry->tb_frame);
}

static bool is_of_input(PyTracebackObject *entry, PyObject *filename)
{
    if (filename == NULL || !PyUnicode_Check(filename)) {
        return false;
    }
    PyCodeObject *code = code_of(entry);
    int order = PyUnicode_Compare(code->co_filename, filename);
    PyErr_Clear();
    Py_DECREF(code);
    return order == 0;
}

/* The entry to report, borrowed from the traceback. */
static PyTracebackObject *choose_entry(PyObject *traceback, PyObject *filename)
{
    PyTracebackObject *last = NULL, *last_of_input = NULL;
    for (PyTracebackObject *entry = (PyTracebackObject *)traceback; entry != NULL;
         entry = entry->tb_next) {
        last = entry;
        if (is_of_input(entry, filename)) {
            last_of_input = entry;
        }
    }
    return last_of_input == NULL ? last : last_of_input;
}

static struct place place_of_entry(PyTracebackObject *entry)
{
    PyCodeObject *code = code_of(entry);
    struct place place = {.filename = Py_NewRef(code->co_filename)};
    if (!PyCode_Addr2Location(code, entry->tb_lasti, &place.line, &place.column,
                              &place.end_line, &place.end_column)) {
        place.column = place.end_column = -1;
    }
    if (place.line <= 0) {
        place.line = place.end_line = PyCode_Addr2Line(code, entry->tb_lasti);
    }
    Py_DECREF(code);
    return place;
}

/* --- Bytes to characters ---------------------------------------------------------- */

/* Line `number` (from 1) of a text: its first byte, or NULL. */
static const char *find_line(const char *text, const char *end, int number)
{
    for (; number > 1 && text != NULL; number--) {
        text = memchr(text, '\n', (size_t)(end - text));
        text = text == NULL ? NULL : text + 1;
    }
    return text;
}

/* The column, from 1, of byte `offset` (from 0) in a line of the source; or 0. */
static int column_of(PyObject *source, int line, int offset)
{
    Py_ssize_t size;
    const char *text = source == NULL || offset < 0 || line < 1
                           ? NULL
                           : PyUnicode_AsUTF8AndSize(source, &size);
    const char *start = text == NULL ? NULL : find_line(text, text + size, line);
    PyErr_Clear();
    if (start == NULL || offset > text + size - start) {
        return 0;
    }
    int column = 1;
    for (int i = 0; i < offset; i++) {
        column += ((unsigned char)start[i] & 0xC0) != 0x80;
    }
    return column;
}

static PyObject *place_of_traceback(const struct il_report *report, PyObject *traceback,
                                    inlet_error *error)
{
    PyTracebackObject *entry = choose_entry(traceback, report->filename);
    bool is_input = is_of_input(entry, report->filename);
    struct place place = place_of_entry(entry);
    PyObject *source = is_input ? report->source : NULL;
    error->line = place.line;
    error->end_line = place.end_line > 0 ? place.end_line : 0;
    error->column = column_of(source, place.line, place.column);
    error->end_column = column_of(source, place.end_line, place.end_column);
    return place.filename;
}

PyObject *il_place_find(const struct il_report *report, inlet_error *error)
{
    if (PyErr_GivenExceptionMatches(report->exception, PyExc_SyntaxError) &&
        report->traceback == NULL) {
        return place_of_syntax_error(report->exception, error);
    }
    IL_AUTO_REF PyObject *traceback = report->traceback == NULL
                                          ? PyException_GetTraceback(report->exception)
                                          : Py_NewRef(report->traceback);
    if (traceback == NULL || !PyTraceBack_Check(traceback)) {
        return NULL;
    }
    return place_of_traceback(report, traceback, error);
}
