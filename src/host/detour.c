/* SPDX-License-Identifier: MIT
 * Functions of the standard library that would go round the standard streams. Warm.
 *
 *     getpass.getpass     opens the terminal of the process
 *     pydoc.pager         remembers whether the first one to ask had a terminal
 *     sys.breakpointhook  imports readline into the process, and takes SIGINT
 *     sys.displayhook     keeps the last value where every console finds it
 *     time.sleep          cannot be woken but in the main thread
 *
 * In a console with streams of its own (or with a session of its own, or one that can
 * be interrupted) they do their work there; everywhere else they are what they were. A
 * function that somebody imported by name before is out of reach.
 */
#include "host/interrupt.h"

#include <stdlib.h>
#include <string.h>

#include "core/compat.h"

#define CAPSULE_NAME "inlet.detour"

/* What a function of ours knows: it may be kept longer than the route. Where it stands
 * is here so that taking it away needs no memory. */
struct detour {
    struct il_route *route; /* counted */
    PyObject *original;     /* strong */
    PyObject *module;       /* strong */
    PyObject *name;         /* strong: of the function in it */
};

static struct detour *detour_of(PyObject *self)
{
    return PyCapsule_GetPointer(self, CAPSULE_NAME);
}

static PyObject *call_attribute(const char *module_name, const char *name,
                                PyObject *args, PyObject *keywords)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule(module_name);
    IL_AUTO_REF PyObject *function =
        module == NULL ? NULL : PyObject_GetAttrString(module, name);
    return function == NULL ? NULL : PyObject_Call(function, args, keywords);
}

/* --- getpass(prompt="Password: ", stream=None, ...) ------------------------------- */

/* New bytes. */
static PyObject *prompt_of(PyObject *args, PyObject *keywords)
{
    PyObject *given = PyTuple_GET_SIZE(args) > 0 ? PyTuple_GET_ITEM(args, 0) : NULL;
    if (given == NULL && keywords != NULL) {
        given = PyDict_GetItemString(keywords, "prompt");
    }
    return given == NULL ? PyBytes_FromString("Password: ") : il_text_of(given);
}

static PyObject *ask_password(inlet_console *console, PyObject *args,
                              PyObject *keywords, bool *out_passed)
{
    IL_AUTO_REF PyObject *prompt = prompt_of(args, keywords);
    *out_passed = false;
    return prompt == NULL
               ? NULL
               : il_input_read(console, PyBytes_AS_STRING(prompt), true, out_passed);
}

static PyObject *detour_getpass(PyObject *self, PyObject *args, PyObject *keywords)
{
    bool passed = true;
    PyObject *line = NULL;
    struct detour *detour = detour_of(self);
    inlet_console *console = il_route_console(detour->route);
    if (console != NULL) {
        line = ask_password(console, args, keywords, &passed);
        il_console_release(console);
    }
    return passed ? PyObject_Call(detour->original, args, keywords) : line;
}

/* --- pager(text, ...) ------------------------------------------------------------- */

static bool is_in_console(struct detour *detour)
{
    inlet_console *console = il_route_console(detour->route);
    if (console == NULL) {
        return false;
    }
    il_console_release(console);
    return true;
}

static PyObject *detour_pager(PyObject *self, PyObject *args, PyObject *keywords)
{
    struct detour *detour = detour_of(self);
    return is_in_console(detour) ? call_attribute("pydoc", "plainpager", args, keywords)
                                 : PyObject_Call(detour->original, args, keywords);
}

/* --- breakpointhook(*args, **keywords) -------------------------------------------- */

/* pdb.Pdb(stdin=sys.stdin, stdout=sys.stdout, nosigint=True): given streams, it does
 * not edit lines. */
static PyObject *make_debugger(void)
{
    PyObject *in = PySys_GetObject("stdin");
    PyObject *out = PySys_GetObject("stdout");
    if (in == NULL || out == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "lost sys.stdin or sys.stdout");
        return NULL;
    }
    IL_AUTO_REF PyObject *none = PyTuple_New(0);
    IL_AUTO_REF PyObject *keywords =
        Py_BuildValue("{sOsOsO}", "stdin", in, "stdout", out, "nosigint", Py_True);
    return none == NULL || keywords == NULL
               ? NULL
               : call_attribute("pdb", "Pdb", none, keywords);
}

static PyObject *debug_here(void)
{
    PyObject *frame = (PyObject *)PyEval_GetFrame();
    IL_AUTO_REF PyObject *debugger = make_debugger();
    return debugger == NULL ? NULL
                            : PyObject_CallMethod(debugger, "set_trace", "O",
                                                  frame == NULL ? Py_None : frame);
}

/* Python's own hook obeys this variable. */
static bool is_told_otherwise(void)
{
    const char *wish = getenv("PYTHONBREAKPOINT");
    return wish != NULL && *wish != '\0';
}

static PyObject *detour_breakpoint(PyObject *self, PyObject *args, PyObject *keywords)
{
    struct detour *detour = detour_of(self);
    return is_in_console(detour) && !is_told_otherwise()
               ? debug_here()
               : PyObject_Call(detour->original, args, keywords);
}

/* --- displayhook(value) ----------------------------------------------------------- */

static PyObject *detour_display(PyObject *self, PyObject *value)
{
    struct detour *detour = detour_of(self);
    inlet_console *console = il_route_running(detour->route);
    PyObject *result;
    if (console != NULL && console->is_private) {
        result = il_session_show(console, value);
    } else {
        result = PyObject_CallOneArg(detour->original, value);
    }
    if (console != NULL) {
        il_console_release(console);
    }
    return result;
}

/* --- sleep(seconds) --------------------------------------------------------------- */

/* In nanoseconds; -1 for what only the function itself can judge. */
static int64_t duration_of(PyObject *seconds)
{
    double number = PyFloat_Check(seconds)  ? PyFloat_AS_DOUBLE(seconds)
                    : PyLong_Check(seconds) ? PyLong_AsDouble(seconds)
                                            : -1.0;
    PyErr_Clear();
    return number > 0.0 && number < 9e9 ? (int64_t)(number * 1e9) : -1;
}

static PyObject *detour_sleep(PyObject *self, PyObject *seconds)
{
    struct detour *detour = detour_of(self);
    int64_t duration = duration_of(seconds);
    inlet_console *console = il_route_running(detour->route);
    PyObject *result;
    if (console != NULL && duration > 0 && il_interrupt_reaches(console)) {
        result = il_interrupt_sleep(console, duration) < 0 ? NULL : Py_NewRef(Py_None);
    } else {
        result = PyObject_CallOneArg(detour->original, seconds);
    }
    if (console != NULL) {
        il_console_release(console);
    }
    return result;
}

/* --- Up and down ------------------------------------------------------------------ */

#define CAST(function) ((PyCFunction)(void (*)(void))(function))

static PyMethodDef functions[IL_DETOUR_COUNT] = {
    [IL_DETOUR_GETPASS] = {"getpass", CAST(detour_getpass),
                           METH_VARARGS | METH_KEYWORDS, NULL},
    [IL_DETOUR_PAGER] = {"pager", CAST(detour_pager), METH_VARARGS | METH_KEYWORDS,
                         NULL},
    [IL_DETOUR_BREAKPOINT] = {"breakpointhook", CAST(detour_breakpoint),
                              METH_VARARGS | METH_KEYWORDS, NULL},
    [IL_DETOUR_DISPLAY] = {"displayhook", detour_display, METH_O, NULL},
    [IL_DETOUR_SLEEP] = {"sleep", detour_sleep, METH_O, NULL},
};

static const struct place {
    const char *module;
    bool is_eager; /* too late once the code has imported it; and light */
} places[IL_DETOUR_COUNT] = {
    [IL_DETOUR_GETPASS] = {"getpass", true}, [IL_DETOUR_PAGER] = {"pydoc", false},
    [IL_DETOUR_BREAKPOINT] = {"sys", true},  [IL_DETOUR_DISPLAY] = {"sys", true},
    [IL_DETOUR_SLEEP] = {"time", true},
};

static void detour_free(PyObject *capsule)
{
    struct detour *detour = detour_of(capsule);
    Py_DECREF(detour->original);
    Py_DECREF(detour->module);
    Py_DECREF(detour->name);
    il_route_release(detour->route);
    PyMem_RawFree(detour);
}

/* The capsule that a function of ours has as `self`, in the place of `original`. */
static PyObject *detour_new(struct il_route *route, PyObject *original,
                            PyObject *module, PyObject *name)
{
    struct detour *detour = PyMem_RawMalloc(sizeof *detour);
    if (detour == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *capsule = PyCapsule_New(detour, CAPSULE_NAME, detour_free);
    if (capsule == NULL) {
        PyMem_RawFree(detour);
        return NULL;
    }
    detour->route = il_route_share(route);
    detour->original = Py_NewRef(original);
    detour->module = Py_NewRef(module);
    detour->name = Py_NewRef(name);
    return capsule;
}

/* New reference; NULL without an exception if it is not imported. */
static PyObject *find_module(const char *name)
{
    IL_AUTO_REF PyObject *key = PyUnicode_FromString(name);
    PyObject *module = key == NULL ? NULL : PyImport_GetModule(key);
    PyErr_Clear();
    return module;
}

static int install(struct il_route *route, int which, PyObject *module)
{
    IL_AUTO_REF PyObject *name = PyUnicode_InternFromString(functions[which].ml_name);
    IL_AUTO_REF PyObject *original =
        name == NULL ? NULL : PyObject_GetAttr(module, name);
    IL_AUTO_REF PyObject *self =
        original == NULL ? NULL : detour_new(route, original, module, name);
    IL_AUTO_REF PyObject *function =
        self == NULL ? NULL : PyCFunction_New(&functions[which], self);
    if (function == NULL || PyObject_SetAttr(module, name, function) < 0) {
        return -1;
    }
    route->detour[which] = il_ref_steal(&function);
    return 0;
}

static void install_one(struct il_route *route, int which, PyObject *module)
{
    if (module != NULL) {
        (void)install(route, which, module);
    }
    PyErr_Clear();
}

void il_detour_install(struct il_route *route, int first, int end)
{
    for (int which = first; which < end; which++) {
        IL_AUTO_REF PyObject *module =
            places[which].is_eager ? PyImport_ImportModule(places[which].module) : NULL;
        install_one(route, which, module);
    }
}

void il_detour_catch_up(struct il_route *route)
{
    for (int which = 0; which < IL_DETOUR_STREAMS && route->streamed > 0; which++) {
        if (!places[which].is_eager && route->detour[which] == NULL) {
            IL_AUTO_REF PyObject *module = find_module(places[which].module);
            install_one(route, which, module);
        }
    }
}

/* `function` is one of ours. What somebody put over it since stays. */
static void put_back(PyObject *function)
{
    struct detour *detour = detour_of(PyCFunction_GET_SELF(function));
    IL_AUTO_REF PyObject *present = PyObject_GetAttr(detour->module, detour->name);
    if (present == function) {
        (void)PyObject_SetAttr(detour->module, detour->name, detour->original);
    }
    PyErr_Clear();
}

bool il_detour_is(struct il_route *route, int which, PyObject *function)
{
    return function != NULL && function == route->detour[which];
}

void il_detour_renew(struct il_route *route, int which)
{
    PyObject *function = route->detour[which];
    if (function != NULL) {
        struct detour *detour = detour_of(PyCFunction_GET_SELF(function));
        (void)PyObject_SetAttr(detour->module, detour->name, function);
        PyErr_Clear();
    }
}

void il_detour_remove(struct il_route *route, int first, int end)
{
    for (int which = first; which < end; which++) {
        IL_AUTO_REF PyObject *function = route->detour[which];
        route->detour[which] = NULL;
        if (function != NULL) {
            put_back(function);
        }
    }
}
