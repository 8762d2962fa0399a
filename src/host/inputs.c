/* SPDX-License-Identifier: MIT
 * The inputs of a session at a terminal, by name. Warm.
 */
#include "host/inputs.h"

#include <stdio.h>

#include "core/compat.h"

static const char usual_name[] = "<console>";

/* --- Colours ---------------------------------------------------------------------- */

/* The step _excepthook(type, value, traceback), as Python's own prompt has it. */
static PyObject *show_colored(PyObject *console, PyObject *args)
{
    IL_AUTO_REF PyObject *colors = PyImport_ImportModule("_colorize");
    IL_AUTO_REF PyObject *can =
        colors == NULL ? NULL : PyObject_CallMethod(colors, "can_colorize", NULL);
    IL_AUTO_REF PyObject *module =
        can == NULL ? NULL : PyImport_ImportModule("traceback");
    IL_AUTO_REF PyObject *format =
        module == NULL ? NULL : PyObject_GetAttrString(module, "format_exception");
    IL_AUTO_REF PyObject *limit =
        format == NULL ? NULL
                       : PyObject_GetAttrString(module, "BUILTIN_EXCEPTION_LIMIT");
    IL_AUTO_REF PyObject *how =
        limit == NULL ? NULL : Py_BuildValue("{sOsO}", "colorize", can, "limit", limit);
    IL_AUTO_REF PyObject *lines = how == NULL ? NULL : PyObject_Call(format, args, how);
    IL_AUTO_REF PyObject *nothing = lines == NULL ? NULL : PyUnicode_FromString("");
    IL_AUTO_REF PyObject *text =
        nothing == NULL ? NULL : PyUnicode_Join(nothing, lines);
    return text == NULL ? NULL : PyObject_CallMethod(console, "write", "O", text);
}

static PyMethodDef step = {"_excepthook", show_colored, METH_VARARGS, NULL};

/* Since 3.13 it is a step, and tracebacks have colours. One of the user's stays. */
static void put_step(struct il_inputs *inputs, inlet_console *console)
{
    if (Py_Version < 0x030D0000 || !il_callbacks_is_standard(console, step.ml_name)) {
        return;
    }
    IL_AUTO_REF PyObject *function = PyCFunction_New(&step, console->object);
    inputs->is_colored =
        function != NULL &&
        PyObject_SetAttrString(console->object, step.ml_name, function) == 0;
    PyErr_Clear();
}

static void take_step(struct il_inputs *inputs, inlet_console *console)
{
    if (inputs->is_colored && console->object != NULL) {
        (void)PyObject_DelAttrString(console->object, step.ml_name);
        PyErr_Clear();
    }
}

/* --- Lines ------------------------------------------------------------------------ */

/* One (name, text), as linecache keeps what has no file: 0 or -1. */
static int tell_one(PyObject *cache, PyObject *one)
{
    PyObject *name = PyTuple_GET_ITEM(one, 0), *text = PyTuple_GET_ITEM(one, 1);
    IL_AUTO_REF PyObject *lines = PyUnicode_Splitlines(text, 1);
    IL_AUTO_REF PyObject *entry =
        lines == NULL
            ? NULL
            : Py_BuildValue("nOOO", PyUnicode_GET_LENGTH(text), Py_None, lines, name);
    return entry == NULL ? -1 : PyObject_SetItem(cache, name, entry);
}

static void tell_all(struct il_inputs *inputs, PyObject *module)
{
    IL_AUTO_REF PyObject *cache = PyObject_GetAttrString(module, "cache");
    Py_ssize_t count = cache == NULL ? 0 : PyList_GET_SIZE(inputs->waiting);
    for (Py_ssize_t i = 0; i < count; i++) {
        if (tell_one(cache, PyList_GET_ITEM(inputs->waiting, i)) < 0) {
            break;
        }
    }
    (void)PyList_SetSlice(inputs->waiting, 0, PyList_GET_SIZE(inputs->waiting), NULL);
    PyErr_Clear();
}

void il_inputs_tell(struct il_inputs *inputs)
{
    if (inputs->waiting == NULL || PyList_GET_SIZE(inputs->waiting) == 0) {
        return;
    }
    PyObject *raised = il_raised_take();
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("linecache");
    if (module != NULL) {
        tell_all(inputs, module);
    }
    PyErr_Clear();
    if (raised != NULL) {
        il_raised_give(raised);
    }
}

/* Nobody imports it for nothing: that would take longer than most inputs. */
static bool is_linecache_loaded(void)
{
    PyObject *modules = PyImport_GetModuleDict();
    return modules != NULL && PyMapping_HasKeyString(modules, "linecache") != 0;
}

/* --- Names ------------------------------------------------------------------------ */

/* Lines end as files end. New reference. */
static PyObject *end_line(PyObject *text)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    bool has_end = length > 0 && PyUnicode_READ_CHAR(text, length - 1) == '\n';
    return has_end ? Py_NewRef(text) : PyUnicode_FromFormat("%U\n", text);
}

bool il_inputs_next(const struct il_inputs *inputs, char *name, size_t size)
{
    snprintf(name, size, "<python-input-%lu>", inputs->count);
    return inputs->before != NULL && inputs->waiting != NULL;
}

static int name_it(struct il_inputs *inputs, inlet_console *console, PyObject *text)
{
    char next[IL_INPUTS_NAME_SIZE];
    (void)il_inputs_next(inputs, next, sizeof next);
    inputs->count++;
    IL_AUTO_REF PyObject *name = PyUnicode_FromString(next);
    IL_AUTO_REF PyObject *ended = name == NULL ? NULL : end_line(text);
    IL_AUTO_REF PyObject *both = ended == NULL ? NULL : PyTuple_Pack(2, name, ended);
    return both == NULL || PyObject_SetAttrString(console->object, "filename", name) < 0
               ? -1
               : PyList_Append(inputs->waiting, both);
}

void il_inputs_add(struct il_inputs *inputs, inlet_console *console, PyObject *text)
{
    if (inputs->before == NULL || inputs->waiting == NULL || !PyUnicode_Check(text)) {
        return;
    }
    if (name_it(inputs, console, text) < 0) {
        PyErr_Clear();
    }
    if (is_linecache_loaded()) {
        il_inputs_tell(inputs);
    }
}

void il_inputs_begin(struct il_inputs *inputs, inlet_console *console)
{
    PyObject *name = PyObject_GetAttrString(console->object, "filename");
    bool is_usual = name != NULL && PyUnicode_Check(name) &&
                    PyUnicode_CompareWithASCIIString(name, usual_name) == 0;
    inputs->waiting = is_usual ? PyList_New(0) : NULL;
    if (is_usual) {
        inputs->before = name;
    } else {
        Py_XDECREF(name);
    }
    PyErr_Clear();
    put_step(inputs, console);
}

void il_inputs_end(struct il_inputs *inputs, inlet_console *console)
{
    PyObject *raised = il_raised_take();
    take_step(inputs, console);
    if (inputs->before != NULL && console->object != NULL) {
        (void)PyObject_SetAttrString(console->object, "filename", inputs->before);
        PyErr_Clear();
    }
    Py_CLEAR(inputs->before);
    Py_CLEAR(inputs->waiting);
    if (raised != NULL) {
        il_raised_give(raised);
    }
}
