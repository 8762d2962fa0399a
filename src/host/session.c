/* SPDX-License-Identifier: MIT
 * The session of a console: the last value, the display hook, the last exception.
 * Python has one of each for all. Warm.
 *
 * The last value is a variable `_` of the console's namespace, unless the user has one
 * of his own there. The last exception stands in sys.last_exc (for pdb.pm()) only while
 * the console runs something that began when no other one did.
 */
#include "host/route.h"

#include <string.h>

#include "core/compat.h"

/* --- The last exception ----------------------------------------------------------- */

static const char *const last_names[IL_LAST_COUNT] = {"last_type", "last_value",
                                                      "last_traceback", "last_exc"};

int il_session_prepare(struct il_route *route)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("sys");
    if (module == NULL) {
        return -1;
    }
    route->sys = Py_NewRef(PyModule_GetDict(module));
    route->hook_key = PyUnicode_InternFromString("displayhook");
    for (int i = 0; i < IL_LAST_COUNT; i++) {
        route->last_keys[i] = PyUnicode_InternFromString(last_names[i]);
        if (route->last_keys[i] == NULL) {
            return -1;
        }
    }
    return route->hook_key == NULL ? -1 : 0;
}

PyObject *il_session_get_of_sys(struct il_route *route, PyObject *key)
{
    PyObject *value;
    if (il_dict_find(route->sys, key, &value) < 0) {
        PyErr_Clear();
    }
    return value;
}

void il_session_set_of_sys(struct il_route *route, PyObject *key, PyObject *value)
{
    IL_AUTO_REF PyObject *present = il_session_get_of_sys(route, key);
    if (present == value) {
        return;
    }
    if ((value == NULL ? PyDict_DelItem(route->sys, key)
                       : PyDict_SetItem(route->sys, key, value)) < 0) {
        PyErr_Clear();
    }
}

static void save_last(struct il_route *route)
{
    for (int i = 0; i < IL_LAST_COUNT; i++) {
        route->last.values[i] = il_session_get_of_sys(route, route->last_keys[i]);
    }
}

static void set_last(struct il_route *route, const struct il_last *last)
{
    PyObject *raised = il_raised_take();
    for (int i = 0; i < IL_LAST_COUNT; i++) {
        il_session_set_of_sys(route, route->last_keys[i], last->values[i]);
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
}

static void clear_last(struct il_last *last)
{
    for (int i = 0; i < IL_LAST_COUNT; i++) {
        Py_CLEAR(last->values[i]);
    }
}

static void lend_last(struct il_route *route, inlet_console *console)
{
    if (console->exception == NULL) {
        return;
    }
    struct il_last own = {{
        Py_NewRef((PyObject *)Py_TYPE(console->exception)),
        Py_NewRef(console->exception),
        Py_NewRef(console->traceback == NULL ? Py_None : console->traceback),
        Py_Version >= 0x030C0000 ? Py_NewRef(console->exception) : NULL,
    }};
    set_last(route, &own);
    clear_last(&own);
}

static void enter_last(struct il_route *route, inlet_console *console)
{
    if (route->running++ == 0) {
        save_last(route);
        route->lender = console;
        lend_last(route, console);
    }
}

static void leave_last(struct il_route *route, inlet_console *console)
{
    if (route->lender == console) {
        set_last(route, &route->last);
        route->lender = NULL;
    }
    if (--route->running == 0) {
        clear_last(&route->last);
    }
}

void il_session_settle(inlet_console *console)
{
    struct il_route *route = console->route;
    if (!console->is_private || route == NULL || route->running == 0 ||
        route->lender == console) {
        return;
    }
    if (route->lender == NULL || route->lender->exception == NULL) {
        set_last(route, &route->last);
    } else {
        lend_last(route, route->lender);
    }
}

/* --- The display hook ------------------------------------------------------------- */

static bool is_our_hook(inlet_console *console)
{
    struct il_route *route = console->route;
    IL_AUTO_REF PyObject *present = il_session_get_of_sys(route, route->hook_key);
    return il_detour_is(route, IL_DETOUR_DISPLAY, present);
}

/* The command has put something in its place: that is for this console alone. */
static void take_hook(inlet_console *console)
{
    PyObject *present = PySys_GetObject("displayhook");
    PyObject *usual = PySys_GetObject("__displayhook__");
    Py_XSETREF(console->hook, present == usual ? NULL : Py_XNewRef(present));
    il_detour_renew(console->route, IL_DETOUR_DISPLAY);
}

/* --- Commands --------------------------------------------------------------------- */

void il_session_enter(struct il_command *command, inlet_console *console)
{
    if (!console->is_private || console->route == NULL) {
        return;
    }
    command->has_hook = is_our_hook(console);
    enter_last(console->route, console);
    il_prompt_enter(command, console);
}

void il_session_leave(struct il_command *command, inlet_console *console)
{
    if (!console->is_private || console->route == NULL) {
        return;
    }
    leave_last(console->route, console);
    il_prompt_leave(command, console);
    if (command->has_hook && !is_our_hook(console)) {
        take_hook(console);
    }
}

/* --- The last value --------------------------------------------------------------- */

/* Set `_`, unless it is the user's. */
static int keep_value(inlet_console *console, PyObject *value)
{
    IL_AUTO_REF PyObject *name = PyUnicode_InternFromString("_");
    IL_AUTO_REF PyObject *locals =
        name == NULL ? NULL : PyObject_GetAttrString(console->object, "locals");
    IL_AUTO_REF PyObject *present =
        locals == NULL ? NULL : il_namespace_find(locals, name);
    if (locals == NULL || PyErr_Occurred()) {
        return -1;
    }
    bool is_users = present != NULL && present != console->last_value;
    if (is_users) {
        return 0;
    }
    Py_XSETREF(console->last_value, Py_NewRef(value));
    return PyObject_SetItem(locals, name, value);
}

/* A stream of the process may be unable to encode what a console's can. */
static int write_escaped(PyObject *text, PyObject *stream)
{
    IL_AUTO_REF PyObject *encoding = PyObject_GetAttrString(stream, "encoding");
    IL_AUTO_REF PyObject *bytes =
        encoding == NULL
            ? NULL
            : PyObject_CallMethod(text, "encode", "Os", encoding, "backslashreplace");
    IL_AUTO_REF PyObject *escaped =
        bytes == NULL ? NULL
                      : PyObject_CallMethod(bytes, "decode", "Os", encoding, "strict");
    return escaped == NULL ? -1 : PyFile_WriteObject(escaped, stream, Py_PRINT_RAW);
}

static int write_line(PyObject *text)
{
    IL_AUTO_REF PyObject *stream = Py_XNewRef(PySys_GetObject("stdout"));
    if (stream == NULL || stream == Py_None) {
        PyErr_SetString(PyExc_RuntimeError, "lost sys.stdout");
        return -1;
    }
    if (PyFile_WriteObject(text, stream, Py_PRINT_RAW) < 0) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
            return -1;
        }
        PyErr_Clear();
        if (write_escaped(text, stream) < 0) {
            return -1;
        }
    }
    return PyFile_WriteString("\n", stream);
}

/* As sys.__displayhook__ does it, which takes the last value away meanwhile. */
static PyObject *show(inlet_console *console, PyObject *value)
{
    if (value == Py_None) {
        Py_RETURN_NONE;
    }
    if (keep_value(console, Py_None) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *text = PyObject_Repr(value);
    if (text == NULL || write_line(text) < 0) {
        return NULL;
    }
    Py_XSETREF(console->outcome.shown, il_ref_steal(&text));
    return keep_value(console, value) < 0 ? NULL : Py_NewRef(Py_None);
}

PyObject *il_session_show(inlet_console *console, PyObject *value)
{
    if (console->object == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the host has closed the console");
        return NULL;
    }
    IL_AUTO_REF PyObject *hook = Py_XNewRef(console->hook);
    return hook == NULL ? show(console, value) : PyObject_CallOneArg(hook, value);
}

/* --- Beginning anew --------------------------------------------------------------- */

/* Of the class below: a namespace and a compiler, without the line buffer. */
static PyObject *call_init(inlet_console *console)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("_inlet");
    IL_AUTO_REF PyObject *class =
        module == NULL ? NULL
                       : PyObject_GetAttrString(module, "InteractiveInterpreter");
    return class == NULL ? NULL
                         : PyObject_CallMethod(class, "__init__", "O", console->object);
}

static PyObject *begin_anew(inlet_console *console)
{
    if (il_ref_done(call_init(console)) < 0) {
        return NULL;
    }
    il_console_record(console, NULL, NULL);
    Py_CLEAR(console->last_value);
    Py_CLEAR(console->hook);
    il_prompt_forget(console);
    if (il_dialect_install(console) < 0) {
        return NULL;
    }
    return PyObject_CallMethod(console->object, "resetbuffer", NULL);
}

static inlet_status renew(inlet_console *console, inlet_error *error)
{
    struct il_command command;
    if (console->is_of_module) {
        return il_error_set(error, INLET_EINVAL, "the namespace is a module's");
    }
    inlet_status status = il_command_begin(&command, console, false, error);
    if (status < 0) {
        return status;
    }
    command.is_no_input = true;
    return il_command_end(&command, console, begin_anew(console), error);
}

inlet_status inlet_renew(inlet_console *console, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = renew(console, error);
        il_console_leave(console, &hold);
    }
    return status;
}
