/* SPDX-License-Identifier: MIT
 * Sources that are edited: handles on objects of the class Source. Warm.
 *
 * Everything goes through the methods of the object, since the `_inlet` of the running
 * Python may be another copy of the engine than the one in this library.
 */
#include "host/host.h"

#include <inlet/source.h>

#include "core/compat.h"

struct inlet_source_text {
    inlet_source_text *previous, *next;
    PyInterpreterState *interpreter;
    PyObject *object; /* strong; NULL once its Python has ended */
};

/* All of them, for inlet_stop(). Under il_lock(). */
static inlet_source_text *sources;

static void enlist(inlet_source_text *source)
{
    il_lock();
    source->next = sources;
    if (sources != NULL) {
        sources->previous = source;
    }
    sources = source;
    il_unlock();
}

static void delist(inlet_source_text *source)
{
    il_lock();
    if (source->next != NULL) {
        source->next->previous = source->previous;
    }
    if (source->previous != NULL) {
        source->previous->next = source->next;
    } else if (sources == source) {
        sources = source->next;
    }
    source->next = source->previous = NULL;
    il_unlock();
}

/* Let go of the object in the interpreter that it belongs to; without memory to go
 * there it is lost. An exception that is set stays. */
static void sever(inlet_source_text *source)
{
    struct il_visit visit;
    if (source->object == NULL) {
        return;
    }
    PyObject *raised = il_raised_take();
    if (il_visit_begin(&visit, source->interpreter) == 0) {
        Py_CLEAR(source->object);
        il_visit_end(&visit);
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
}

/* The first source of an interpreter, or of any for NULL. */
static inlet_source_text *first_source(const PyInterpreterState *interpreter)
{
    il_lock();
    inlet_source_text *first = sources;
    while (first != NULL && interpreter != NULL && first->interpreter != interpreter) {
        first = first->next;
    }
    il_unlock();
    return first;
}

void il_source_sever_all(PyInterpreterState *interpreter, bool python_lives)
{
    inlet_source_text *source;
    while ((source = first_source(interpreter)) != NULL) {
        delist(source);
        if (python_lives) {
            sever(source);
        }
        source->object = NULL;
    }
}

/* --- Enter and leave -------------------------------------------------------------- */

static inlet_status check_source(const inlet_source_text *source, inlet_error *error)
{
    if (source->object == NULL) {
        return il_error_set(error, INLET_ESTATE, "the source's Python has ended");
    }
    if (source->interpreter != PyInterpreterState_Get()) {
        return il_error_set(error, INLET_ETHREAD,
                            "the thread is attached to another interpreter");
    }
    return INLET_DONE;
}

static inlet_status enter(inlet_source_text *source, struct il_hold *hold,
                          inlet_error *error)
{
    il_error_clear(error);
    if (source == NULL) {
        return il_error_set(error, INLET_EINVAL, "the source is NULL");
    }
    inlet_status status = il_hold_begin(hold, error);
    if (status < 0) {
        return status;
    }
    status = check_source(source, error);
    if (status < 0) {
        il_hold_end(hold);
    }
    return status;
}

/* --- Failures --------------------------------------------------------------------- */

/* The exception that a method raised. RuntimeError is what it says when it is busy. */
static inlet_status fail(inlet_error *error)
{
    if (PyErr_ExceptionMatches(PyExc_RecursionError)) {
        return il_error_take(error);
    }
    if (PyErr_ExceptionMatches(PyExc_RuntimeError)) {
        return il_error_take_as(error, INLET_EBUSY);
    }
    if (PyErr_ExceptionMatches(PyExc_IndexError)) {
        return il_error_take_as(error, INLET_EINVAL);
    }
    return il_error_take(error);
}

/* The result of a method that answers nothing (stolen), or NULL. */
static inlet_status finish(PyObject *result, inlet_error *error)
{
    return il_ref_done(result) < 0 ? fail(error) : INLET_DONE;
}

/* --- Life ------------------------------------------------------------------------- */

static const char *symbol_of(inlet_mode mode)
{
    static const char *const symbols[] = {"exec", "single", "eval"};
    return symbols[mode];
}

static inlet_status check_config(const inlet_source *config, inlet_error *error)
{
    return (unsigned)config->mode <= INLET_EVAL
               ? INLET_DONE
               : il_error_set(error, INLET_EINVAL, "no such mode");
}

/* The object: Source(text, filename, symbol). NULL with `error` filled. */
static PyObject *make_object(const inlet_source *config, inlet_error *error)
{
    IL_AUTO_REF PyObject *module = NULL;
    IL_AUTO_REF PyObject *text = NULL;
    size_t length = config->text == NULL ? 0 : config->length;
    if (il_module_find(&module, error) < 0 ||
        il_text_decode(config->text == NULL ? "" : config->text, length, &text, error) <
            0) {
        return NULL;
    }
    const char *name = config->filename == NULL ? "<input>" : config->filename;
    IL_AUTO_REF PyObject *filename = PyUnicode_DecodeFSDefault(name);
    PyObject *object = filename == NULL
                           ? NULL
                           : PyObject_CallMethod(module, "Source", "OOs", text,
                                                 filename, symbol_of(config->mode));
    if (object == NULL) {
        il_error_take(error);
    }
    return object;
}

static inlet_source_text *open_source(const inlet_source *config, inlet_error *error)
{
    if (il_interpreter_watch() < 0) {
        il_error_take(error);
        return NULL;
    }
    PyObject *object = make_object(config, error);
    if (object == NULL) {
        return NULL;
    }
    inlet_source_text *source = PyMem_RawCalloc(1, sizeof *source);
    if (source == NULL) {
        Py_DECREF(object);
        il_error_set(error, INLET_ENOMEM, NULL);
        return NULL;
    }
    source->interpreter = PyInterpreterState_Get();
    source->object = object;
    enlist(source);
    return source;
}

inlet_source_text *inlet_source_new(const inlet_source *source, inlet_error *error)
{
    struct il_hold hold;
    inlet_source config = INLET_SOURCE_INIT;
    il_error_clear(error);
    if ((source != NULL && il_struct_copy(&config, sizeof config, source, error) < 0) ||
        check_config(&config, error) < 0 || il_hold_begin(&hold, error) < 0) {
        return NULL;
    }
    inlet_source_text *text = open_source(&config, error);
    il_hold_end(&hold);
    return text;
}

void inlet_source_free(inlet_source_text *source)
{
    struct il_hold hold;
    if (source == NULL) {
        return;
    }
    if (il_hold_begin(&hold, NULL) == INLET_DONE) {
        delist(source);
        sever(source);
        il_hold_end(&hold);
    }
    /* Else Python has ended, and inlet_stop() took it off the list. */
    PyMem_RawFree(source);
}

/* --- Editing ---------------------------------------------------------------------- */

static inlet_status decode(const char *text, size_t length, PyObject **out_str,
                           inlet_error *error)
{
    if (text == NULL) {
        il_error_set(error, INLET_EINVAL, "the text is NULL");
        return INLET_EINVAL;
    }
    return il_text_decode(text, length, out_str, error);
}

/* A number of a line as Python's; one that is too large is one that is not there. */
static Py_ssize_t number(size_t line)
{
    return line > (size_t)PY_SSIZE_T_MAX ? PY_SSIZE_T_MAX : (Py_ssize_t)line;
}

/* A text for the lines [start, stop), or for the end. */
struct change {
    const char *text;
    size_t length;
    bool is_at_end;
    size_t start, stop;
};

/* What the method gives: new reference. */
static PyObject *call_with(inlet_source_text *source, const struct change *change,
                           PyObject *str)
{
    return change->is_at_end
               ? PyObject_CallMethod(source->object, "append", "O", str)
               : PyObject_CallMethod(source->object, "replace", "nnO",
                                     number(change->start), number(change->stop), str);
}

static inlet_status apply(inlet_source_text *source, const struct change *change,
                          inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = enter(source, &hold, error);
    if (status < 0) {
        return status;
    }
    PyObject *str = NULL;
    status = decode(change->text, change->length, &str, error);
    if (status == INLET_DONE) {
        status = finish(call_with(source, change, str), error);
        Py_DECREF(str);
    }
    il_hold_end(&hold);
    return status;
}

inlet_status inlet_source_append(inlet_source_text *source, const char *text,
                                 size_t length, inlet_error *error)
{
    const struct change change = {text, length, true, 0, 0};
    return apply(source, &change, error);
}

inlet_status inlet_source_replace(inlet_source_text *source, size_t start, size_t stop,
                                  const char *text, size_t length, inlet_error *error)
{
    const struct change change = {text, length, false, start, stop};
    return apply(source, &change, error);
}

inlet_status inlet_source_delete(inlet_source_text *source, size_t start, size_t stop,
                                 inlet_error *error)
{
    return inlet_source_replace(source, start, stop, "", 0, error);
}

inlet_status inlet_source_clear(inlet_source_text *source, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = enter(source, &hold, error);
    if (status == INLET_DONE) {
        status = finish(PyObject_CallMethod(source->object, "clear", NULL), error);
        il_hold_end(&hold);
    }
    return status;
}

/* --- Reading ---------------------------------------------------------------------- */

inlet_status inlet_source_count(inlet_source_text *source, size_t *out_lines,
                                inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = enter(source, &hold, error);
    if (status < 0) {
        return status;
    }
    Py_ssize_t count = PyObject_Size(source->object);
    if (out_lines == NULL) {
        status = il_error_set(error, INLET_EINVAL, "there is no place for the number");
    } else if (count < 0) {
        status = fail(error);
    } else {
        *out_lines = (size_t)count;
    }
    il_hold_end(&hold);
    return status;
}

/* Hand out a str (stolen), or the failure that NULL stands for. */
static inlet_status give(PyObject *str, inlet_value *out_text, inlet_error *error)
{
    IL_AUTO_REF PyObject *text = str;
    if (out_text == NULL) {
        PyErr_Clear();
        return il_error_set(error, INLET_EINVAL, "there is no place for the text");
    }
    return text == NULL || il_value_from_str(text, out_text) < 0 ? fail(error)
                                                                 : INLET_DONE;
}

static PyObject *join_lines(inlet_source_text *source, size_t start, size_t stop)
{
    IL_AUTO_REF PyObject *lines =
        PyObject_CallMethod(source->object, "lines", "nn", number(start), number(stop));
    IL_AUTO_REF PyObject *newline = PyUnicode_FromString("\n");
    return lines == NULL || newline == NULL ? NULL : PyUnicode_Join(newline, lines);
}

inlet_status inlet_source_lines(inlet_source_text *source, size_t start, size_t stop,
                                inlet_value *out_text, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = enter(source, &hold, error);
    if (status == INLET_DONE) {
        status = give(join_lines(source, start, stop), out_text, error);
        il_hold_end(&hold);
    }
    return status;
}

inlet_status inlet_source_indent(inlet_source_text *source, size_t line,
                                 inlet_value *out_text, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = enter(source, &hold, error);
    if (status == INLET_DONE) {
        status = give(PyObject_CallMethod(source->object, "indent", "n", number(line)),
                      out_text, error);
        il_hold_end(&hold);
    }
    return status;
}

/* --- Asking ----------------------------------------------------------------------- */

static inlet_status read_verdict(PyObject *verdict, inlet_error *error)
{
    IL_AUTO_REF PyObject *status = PySequence_GetItem(verdict, 0);
    IL_AUTO_REF PyObject *exception = PySequence_GetItem(verdict, 1);
    if (status == NULL || exception == NULL) {
        return fail(error);
    }
    if (exception != Py_None) {
        struct il_report about = {.exception = exception};
        return il_error_describe(error, INLET_INVALID, &about);
    }
    return PyUnicode_CompareWithASCIIString(status, "complete") == 0 ? INLET_DONE
                                                                     : INLET_MORE;
}

inlet_status inlet_source_verdict(inlet_source_text *source, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = enter(source, &hold, error);
    if (status == INLET_DONE) {
        IL_AUTO_REF PyObject *verdict =
            PyObject_CallMethod(source->object, "verdict", NULL);
        status = verdict == NULL ? fail(error) : read_verdict(verdict, error);
        Py_CLEAR(verdict);
        il_hold_end(&hold);
    }
    return status;
}

/* One Statement: 0 or -1. */
static int read_statement(PyObject *statement, inlet_statement *out)
{
    Py_ssize_t start, stop;
    int is_valid;
    if (!PyArg_ParseTuple(statement, "nnp", &start, &stop, &is_valid)) {
        return -1;
    }
    *out = (inlet_statement){(size_t)start, (size_t)stop, is_valid != 0};
    return 0;
}

static int read_statements(PyObject *list, size_t first, inlet_statement *out,
                           size_t capacity)
{
    size_t count = (size_t)PyList_GET_SIZE(list);
    for (size_t i = 0; i < capacity && first < count && i < count - first; i++) {
        PyObject *one = PyList_GET_ITEM(list, (Py_ssize_t)(first + i));
        if (read_statement(one, &out[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

static inlet_status statements(inlet_source_text *source, size_t first,
                               inlet_statement *out_statements, size_t capacity,
                               size_t *out_count, inlet_error *error)
{
    if (out_count == NULL || (out_statements == NULL && capacity > 0)) {
        return il_error_set(error, INLET_EINVAL,
                            "there is no place for the statements");
    }
    IL_AUTO_REF PyObject *list =
        PyObject_CallMethod(source->object, "statements", NULL);
    if (list == NULL || !PyList_Check(list) ||
        read_statements(list, first, out_statements, capacity) < 0) {
        return fail(error);
    }
    *out_count = (size_t)PyList_GET_SIZE(list);
    return INLET_DONE;
}

inlet_status inlet_source_statements(inlet_source_text *source, size_t first,
                                     inlet_statement *out_statements, size_t capacity,
                                     size_t *out_count, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = enter(source, &hold, error);
    if (status == INLET_DONE) {
        status = statements(source, first, out_statements, capacity, out_count, error);
        il_hold_end(&hold);
    }
    return status;
}
