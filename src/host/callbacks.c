/* SPDX-License-Identifier: MIT
 * The host's callbacks as steps of a console. Warm.
 *
 * They are put on the instance, where the engine, which looks every step up on the
 * instance, finds them before those of the class. Besides what the host replaces
 * (write, raw_input), two steps are listened to: showtraceback and showsyntaxerror
 * tell what became of the input.
 *
 *     self.write ---> write_step(capsule, data)
 *                        |  capsule --> il_link --> inlet_console, or closed
 *                        +--> the host's write, or the class's
 */
#include "host/interrupt.h"

#include <string.h>

#include "core/compat.h"
#include "host/typing.h"

#define CAPSULE_NAME IL_LINK_NAME

/* --- From a step to its console --------------------------------------------------- */

static inlet_console *acquire(PyObject *capsule)
{
    struct il_link *link = PyCapsule_GetPointer(capsule, CAPSULE_NAME);
    inlet_console *console = link == NULL ? NULL : il_console_acquire(link);
    if (console == NULL && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_RuntimeError, "the host has closed the console");
    }
    return console;
}

/* --- The step that ours stands before --------------------------------------------- */

static const char *const step_names[IL_STEP_COUNT] = {
    [IL_STEP_WRITE] = "write",
    [IL_STEP_READ] = "raw_input",
    [IL_STEP_TRACEBACK] = "showtraceback",
    [IL_STEP_SYNTAX] = "showsyntaxerror",
};

/* The attribute of the first class that has it: new, or NULL without an exception. */
static PyObject *find_in_classes(PyTypeObject *type, PyObject *name)
{
    PyObject *classes = type->tp_mro;
    PyObject *found = NULL;
    for (Py_ssize_t i = 0; found == NULL && i < PyTuple_GET_SIZE(classes); i++) {
        if (il_class_find(PyTuple_GET_ITEM(classes, i), name, &found) < 0) {
            return NULL;
        }
    }
    return found;
}

/* What attribute look-up gives without the instance's own __dict__. */
static PyObject *class_attribute(PyObject *object, const char *name)
{
    PyObject *type = (PyObject *)Py_TYPE(object);
    IL_AUTO_REF PyObject *key = PyUnicode_InternFromString(name);
    IL_AUTO_REF PyObject *found =
        key == NULL ? NULL : find_in_classes(Py_TYPE(object), key);
    if (found == NULL && PyErr_Occurred()) {
        return NULL;
    }
    if (found == NULL) {
        PyErr_Format(PyExc_AttributeError, "'%.100s' object has no attribute '%s'",
                     Py_TYPE(object)->tp_name, name);
        return NULL;
    }
    descrgetfunc get = Py_TYPE(found)->tp_descr_get;
    return get == NULL ? Py_NewRef(found) : get(found, object, type);
}

PyObject *il_callbacks_inherited(inlet_console *console, int step)
{
    if (console->replaced[step] != NULL) {
        return Py_NewRef(console->replaced[step]);
    }
    if (console->object == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the host has closed the console");
        return NULL;
    }
    return class_attribute(console->object, step_names[step]);
}

/* New reference, or NULL with an exception. */
static PyObject *find_standard(PyObject *name)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("_inlet");
    IL_AUTO_REF PyObject *class =
        module == NULL ? NULL : PyObject_GetAttrString(module, "InteractiveConsole");
    return class == NULL ? NULL : find_in_classes((PyTypeObject *)class, name);
}

static bool is_class_standard(PyObject *object, const char *name)
{
    IL_AUTO_REF PyObject *key = PyUnicode_InternFromString(name);
    IL_AUTO_REF PyObject *standard = key == NULL ? NULL : find_standard(key);
    IL_AUTO_REF PyObject *found =
        standard == NULL ? NULL : find_in_classes(Py_TYPE(object), key);
    PyErr_Clear();
    return found != NULL && found == standard;
}

static bool is_ours(PyObject *attribute)
{
    return attribute != NULL && PyCFunction_Check(attribute) &&
           PyCapsule_IsValid(PyCFunction_GET_SELF(attribute), CAPSULE_NAME);
}

/* The instance's own attribute: new, or NULL without an exception if it has none. */
static PyObject *own_attribute(PyObject *object, const char *name)
{
    IL_AUTO_REF PyObject *dict = PyObject_GenericGetDict(object, NULL);
    IL_AUTO_REF PyObject *key = PyUnicode_InternFromString(name);
    PyObject *found = NULL;
    if (dict == NULL || key == NULL || il_dict_find(dict, key, &found) < 0) {
        PyErr_Clear();
    }
    return found;
}

bool il_callbacks_is_standard(inlet_console *console, const char *name)
{
    IL_AUTO_REF PyObject *own = own_attribute(console->object, name);
    bool hides_other =
        console->replaced[IL_STEP_READ] != NULL && strcmp(name, "raw_input") == 0;
    return (own == NULL || is_ours(own)) && !hides_other &&
           is_class_standard(console->object, name);
}

static PyObject *call_inherited(inlet_console *console, int step, PyObject *const *args,
                                Py_ssize_t count, PyObject *keywords)
{
    IL_AUTO_REF PyObject *method = il_callbacks_inherited(console, step);
    return method == NULL ? NULL
                          : PyObject_Vectorcall(method, args, (size_t)count, keywords);
}

/* --- write ------------------------------------------------------------------------ */

/* 0, 1 to pass, or -1. */
static int call_write(inlet_console *console, const char *text, Py_ssize_t size)
{
    struct il_frame frame;
    il_frame_begin(&frame, true);
    inlet_status status = console->callbacks.write(console->data, text, (size_t)size);
    il_frame_end(&frame);
    if (status == INLET_PASS) {
        Py_CLEAR(frame.carried);
        return 1;
    }
    return il_frame_result(&frame, status, "write");
}

static int write_str(inlet_console *console, PyObject *str)
{
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(str, &size);
    if (text != NULL) {
        return call_write(console, text, size);
    }
    PyErr_Clear();
    IL_AUTO_REF PyObject *bytes = il_text_encode(str);
    return bytes == NULL
               ? -1
               : call_write(console, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
}

static PyObject *write_step(PyObject *capsule, PyObject *data)
{
    inlet_console *console = acquire(capsule);
    PyObject *result = NULL;
    if (console == NULL) {
        return NULL;
    }
    if (!PyUnicode_Check(data)) {
        PyErr_Format(PyExc_TypeError, "write() argument must be str, not %.100s",
                     Py_TYPE(data)->tp_name);
    } else {
        int passed = write_str(console, data);
        if (passed > 0) {
            result = call_inherited(console, IL_STEP_WRITE, &data, 1, NULL);
        } else if (passed == 0) {
            result = Py_NewRef(Py_None);
        }
    }
    il_console_release(console);
    return result;
}

/* --- raw_input -------------------------------------------------------------------- */

/* Filled without Python's lock, so with the raw allocator. */
struct inlet_line {
    char *text;
    size_t length;
};

inlet_status inlet_line_set(inlet_line *line, const char *text, size_t length)
{
    if (line == NULL || text == NULL) {
        return INLET_EINVAL;
    }
    length = il_text_chomp(text, length);
    if (!il_text_is_utf8(text, length)) {
        return INLET_EENCODING;
    }
    char *copy = PyMem_RawMalloc(length + 1);
    if (copy == NULL) {
        return INLET_ENOMEM;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    PyMem_RawFree(line->text);
    line->text = copy;
    line->length = length;
    return INLET_DONE;
}

/* INLET_DONE with the line filled, INLET_PASS, or negative with an exception. */
static inlet_status call_asker(inlet_console *console, il_asker ask, const char *prompt,
                               const char *what, inlet_line *line)
{
    struct il_frame frame;
    il_frame_begin(&frame, true);
    inlet_status status = ask(console, prompt, line);
    il_frame_end(&frame);
    if (status == INLET_PASS || status == INLET_END) {
        Py_CLEAR(frame.carried);
        if (status == INLET_END) {
            PyErr_SetNone(PyExc_EOFError);
        }
        return status == INLET_END ? INLET_EPYTHON : status;
    }
    return il_frame_result(&frame, status, what) < 0 ? INLET_EPYTHON : INLET_DONE;
}

/* A signal that came while the host read: its handler runs now, as it does after
 * input(), and may raise KeyboardInterrupt. */
static PyObject *line_to_str(const inlet_line *line)
{
    if (PyErr_CheckSignals() < 0) {
        return NULL;
    }
    return PyUnicode_DecodeUTF8(line->text == NULL ? "" : line->text,
                                (Py_ssize_t)line->length, "strict");
}

inlet_status il_callbacks_read(inlet_console *console, il_asker ask, const char *prompt,
                               const char *what, PyObject **out_line)
{
    inlet_line line = {NULL, 0};
    inlet_status status = call_asker(console, ask, prompt, what, &line);
    if (status == INLET_DONE) {
        PyObject *str = line_to_str(&line);
        if (str == NULL) {
            status = INLET_EPYTHON;
        } else {
            *out_line = str;
        }
    }
    PyMem_RawFree(line.text);
    return status;
}

inlet_status il_callbacks_ask(inlet_console *console, il_asker ask, PyObject *prompt,
                              const char *what, PyObject **out_line)
{
    IL_AUTO_REF PyObject *text = il_text_of(prompt);
    return text == NULL ? INLET_EPYTHON
                        : il_callbacks_read(console, ask, PyBytes_AS_STRING(text), what,
                                            out_line);
}

static inlet_status ask_line(inlet_console *console, const char *prompt,
                             inlet_line *line)
{
    return console->callbacks.read_line(console->data, prompt, line);
}

/* Does the session at a terminal ask, in the thread in which it runs? */
static bool is_typing(const inlet_console *console)
{
    return console->typing != NULL &&
           atomic_load(&console->runner) == PyThread_get_thread_ident();
}

/* What was written so far belongs to the line before. */
static PyObject *read_line(inlet_console *console, PyObject *object)
{
    IL_AUTO_REF PyObject *prompt = is_typing(console)
                                       ? il_typing_prompt(console->typing, object)
                                       : Py_NewRef(object);
    if (prompt == NULL) {
        return NULL;
    }
    il_output_begin(console);
    PyObject *result = NULL;
    if (console->callbacks.read_line != NULL &&
        il_callbacks_ask(console, ask_line, prompt, "read_line", &result) !=
            INLET_PASS) {
        return result;
    }
    if (is_typing(console)) {
        result = il_typing_read(console->typing, prompt);
        if (result != NULL || PyErr_Occurred()) {
            return result;
        }
    }
    return call_inherited(console, IL_STEP_READ, &prompt, 1, NULL);
}

/* raw_input(prompt="") */
static PyObject *read_step(PyObject *capsule, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"prompt", NULL};
    PyObject *prompt = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|O:raw_input", names, &prompt)) {
        return NULL;
    }
    inlet_console *console = acquire(capsule);
    if (console == NULL) {
        return NULL;
    }
    IL_AUTO_REF PyObject *given =
        prompt == NULL ? PyUnicode_FromString("") : Py_NewRef(prompt);
    bool was_running = il_interrupt_begin_prompt(console);
    il_prompt_settle(console);
    PyObject *result = given == NULL ? NULL : read_line(console, given);
    il_interrupt_end_prompt(console, was_running);
    il_console_release(console);
    return result;
}

/* --- showtraceback and showsyntaxerror -------------------------------------------- */

/* The traceback of user code: the standard class, being Python, and the engine, being
 * like it, have the frame of runcode() on top. */
static PyObject *user_traceback(PyObject *exception)
{
    PyObject *traceback = PyException_GetTraceback(exception);
    if (traceback == NULL) {
        return NULL;
    }
    PyTracebackObject *top = (PyTracebackObject *)traceback;
    PyCodeObject *code = PyFrame_GetCode(top->tb_frame);
    bool is_frame_of_console =
        PyUnicode_CompareWithASCIIString(code->co_name, "runcode") == 0;
    Py_DECREF(code);
    if (is_frame_of_console) {
        Py_SETREF(traceback, Py_XNewRef((PyObject *)top->tb_next));
    }
    return traceback;
}

/* Note the exception being handled as the outcome of the running command. */
static void listen(inlet_console *console, inlet_status outcome)
{
    IL_AUTO_REF PyObject *exception = PyErr_GetHandledException();
    if (exception == NULL || exception == Py_None) {
        return;
    }
    IL_AUTO_REF PyObject *traceback =
        outcome == INLET_RAISED ? user_traceback(exception) : NULL;
    il_console_record(console, exception, traceback);
    if (atomic_load(&console->runner) == PyThread_get_thread_ident()) {
        console->command->outcome = outcome;
    }
}

static PyObject *listen_and_pass(PyObject *capsule, int step, inlet_status outcome,
                                 PyObject *const *args, Py_ssize_t count,
                                 PyObject *keywords)
{
    inlet_console *console = acquire(capsule);
    if (console == NULL) {
        return NULL;
    }
    listen(console, outcome);
    if (console->typing != NULL) {
        il_inputs_tell(&console->typing->inputs);
    }
    PyObject *result = call_inherited(console, step, args, count, keywords);
    il_session_settle(console);
    il_console_release(console);
    return result;
}

static PyObject *traceback_step(PyObject *capsule, PyObject *const *args,
                                Py_ssize_t count, PyObject *keywords)
{
    return listen_and_pass(capsule, IL_STEP_TRACEBACK, INLET_RAISED, args, count,
                           keywords);
}

static PyObject *syntax_step(PyObject *capsule, PyObject *const *args, Py_ssize_t count,
                             PyObject *keywords)
{
    return listen_and_pass(capsule, IL_STEP_SYNTAX, INLET_INVALID, args, count,
                           keywords);
}

/* --- On and off the object -------------------------------------------------------- */

#define CAST(function) ((PyCFunction)(void (*)(void))(function))

static PyMethodDef steps[IL_STEP_COUNT] = {
    [IL_STEP_WRITE] = {"write", write_step, METH_O, NULL},
    [IL_STEP_READ] = {"raw_input", CAST(read_step), METH_VARARGS | METH_KEYWORDS, NULL},
    [IL_STEP_TRACEBACK] = {"showtraceback", CAST(traceback_step),
                           METH_FASTCALL | METH_KEYWORDS, NULL},
    [IL_STEP_SYNTAX] = {"showsyntaxerror", CAST(syntax_step),
                        METH_FASTCALL | METH_KEYWORDS, NULL},
};

static bool is_wanted(const inlet_console *console, int step)
{
    switch (step) {
    case IL_STEP_WRITE:
        return console->callbacks.write != NULL;
    default:
        return true;
    }
}

bool il_callbacks_are_installed(PyObject *object)
{
    IL_AUTO_REF PyObject *step = own_attribute(object, step_names[IL_STEP_TRACEBACK]);
    return is_ours(step);
}

static int install_step(inlet_console *console, int step, PyObject *capsule)
{
    IL_AUTO_REF PyObject *function = PyCFunction_New(&steps[step], capsule);
    if (function == NULL) {
        return -1;
    }
    console->replaced[step] = own_attribute(console->object, step_names[step]);
    return PyObject_SetAttrString(console->object, step_names[step], function);
}

int il_callbacks_install(inlet_console *console)
{
    IL_AUTO_REF PyObject *capsule = il_link_object(console->link);
    if (capsule == NULL) {
        return -1;
    }
    for (int step = 0; step < IL_STEP_COUNT; step++) {
        if (is_wanted(console, step) && install_step(console, step, capsule) < 0) {
            return -1;
        }
    }
    return 0;
}

/* What somebody put over ours since stays. */
static void remove_step(inlet_console *console, int step)
{
    IL_AUTO_REF PyObject *replaced = console->replaced[step];
    console->replaced[step] = NULL;
    IL_AUTO_REF PyObject *present = own_attribute(console->object, step_names[step]);
    if (is_ours(present)) {
        /* NULL deletes. */
        PyObject_SetAttrString(console->object, step_names[step], replaced);
        PyErr_Clear();
    }
}

void il_callbacks_remove(inlet_console *console)
{
    for (int step = 0; step < IL_STEP_COUNT; step++) {
        remove_step(console, step);
    }
}
