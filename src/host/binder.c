/* SPDX-License-Identifier: MIT
 * Signatures. A Python function is made of the text, which does nothing but give its
 * arguments: so the binding and its errors are those of the running Python, and so is
 * what inspect shows.
 */
#include "host/binder.h"

#include "core/compat.h"

/* --- The function ----------------------------------------------------------------- */

/* def <name><signature>: <body>, run among nothing but the names of annotations. */
static PyObject *define(const char *name, const char *signature, PyObject *body)
{
    IL_AUTO_REF PyObject *source =
        PyUnicode_FromFormat("def %s%s: %U\n", name, signature, body);
    const char *text = source == NULL ? NULL : PyUnicode_AsUTF8(source);
    IL_AUTO_REF PyObject *code =
        text == NULL ? NULL : Py_CompileString(text, "<signature>", Py_file_input);
    IL_AUTO_REF PyObject *globals = code == NULL ? NULL : il_annotation_names();
    IL_AUTO_REF PyObject *locals = globals == NULL ? NULL : PyDict_New();
    if (locals == NULL ||
        PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *nothing = PyEval_EvalCode(code, globals, locals);
    PyObject *function = nothing == NULL ? NULL : PyMapping_GetItemString(locals, name);
    if (function != NULL && !PyFunction_Check(function)) {
        PyErr_SetString(PyExc_TypeError, "the signature is none");
        Py_CLEAR(function);
    }
    return function;
}

/* The parameters that a code object has first, second ..., in the order in which the
 * signature has them. A new list, and how many of them may be given by position. */
struct parameters {
    PyObject *names; /* strong: a list */
    long positional;
    Py_ssize_t rest;     /* the index of *rest, or -1 */
    Py_ssize_t keywords; /* of **rest */
};

static int get_number(PyObject *code, const char *name, long *out)
{
    IL_AUTO_REF PyObject *number = PyObject_GetAttrString(code, name);
    *out = number == NULL ? -1 : PyLong_AsLong(number);
    return *out < 0 ? -1 : 0;
}

/* In a code object *rest stands behind the parameters that are keywords only. */
static int move_rest(struct parameters *parameters, Py_ssize_t from)
{
    parameters->rest = parameters->positional;
    PyObject *name = PyList_GET_ITEM(parameters->names, from);
    if (PyList_Insert(parameters->names, parameters->rest, name) < 0) {
        return -1;
    }
    return PyList_SetSlice(parameters->names, from + 1, from + 2, NULL);
}

static int list_parameters(PyObject *function, struct parameters *out)
{
    PyObject *code = PyFunction_GET_CODE(function);
    long keywords = 0, flags = 0;
    IL_AUTO_REF PyObject *names = PyObject_GetAttrString(code, "co_varnames");
    if (names == NULL || get_number(code, "co_argcount", &out->positional) < 0 ||
        get_number(code, "co_kwonlyargcount", &keywords) < 0 ||
        get_number(code, "co_flags", &flags) < 0) {
        return -1;
    }
    Py_ssize_t plain = out->positional + keywords;
    bool has_rest = (flags & CO_VARARGS) != 0, has_keys = (flags & CO_VARKEYWORDS) != 0;
    out->rest = -1;
    out->keywords = has_keys ? plain + has_rest : -1;
    IL_AUTO_REF PyObject *used =
        PySequence_GetSlice(names, 0, plain + has_rest + has_keys);
    out->names = used == NULL ? NULL : PySequence_List(used);
    if (out->names == NULL) {
        return -1;
    }
    return has_rest ? move_rest(out, plain) : 0;
}

/* "return (a, b,)". */
static PyObject *write_body(PyObject *names)
{
    IL_AUTO_REF PyObject *comma = PyUnicode_FromString(", ");
    IL_AUTO_REF PyObject *all = comma == NULL ? NULL : PyUnicode_Join(comma, names);
    return all == NULL ? NULL
                       : PyUnicode_FromFormat("return (%U%s)", all,
                                              PyList_GET_SIZE(names) > 0 ? "," : "");
}

/* The function without a body that tells what the parameters are. */
static int read_parameters(const char *name, const char *signature,
                           struct parameters *out)
{
    IL_AUTO_REF PyObject *pass = PyUnicode_FromString("pass");
    IL_AUTO_REF PyObject *draft = pass == NULL ? NULL : define(name, signature, pass);
    return draft == NULL ? -1 : list_parameters(draft, out);
}

/* --- Annotations ------------------------------------------------------------------ */

static int annotate(struct il_binder *binder, const struct parameters *parameters,
                    PyObject *annotations, Py_ssize_t i)
{
    PyObject *name = PyList_GET_ITEM(parameters->names, i);
    IL_AUTO_REF PyObject *object = NULL;
    int found = il_dict_find(annotations, name, &object);
    if (found <= 0) {
        return found;
    }
    bool is_rest = i == parameters->rest || i == parameters->keywords;
    binder->annotations[i] =
        is_rest ? il_annotation_new_rest(object, i == parameters->keywords)
                : il_annotation_new(object);
    return binder->annotations[i] == NULL ? -1 : 0;
}

static void allow_none(struct il_binder *binder, Py_ssize_t i, PyObject *value)
{
    if (value == Py_None && binder->annotations[i] != NULL) {
        il_annotation_allow_none(binder->annotations[i]);
    }
}

/* Where None is the default it is allowed. */
static int read_defaults(struct il_binder *binder, const struct parameters *parameters)
{
    PyObject *defaults = PyFunction_GET_DEFAULTS(binder->function);
    PyObject *by_keyword = PyFunction_GET_KW_DEFAULTS(binder->function);
    Py_ssize_t count = defaults == NULL ? 0 : PyTuple_GET_SIZE(defaults);
    for (Py_ssize_t i = 0; i < count; i++) {
        allow_none(binder, parameters->positional - count + i,
                   PyTuple_GET_ITEM(defaults, i));
    }
    Py_ssize_t total = by_keyword == NULL ? 0 : PyList_GET_SIZE(parameters->names);
    for (Py_ssize_t i = parameters->positional; i < total; i++) {
        IL_AUTO_REF PyObject *value = NULL;
        if (il_dict_find(by_keyword, PyList_GET_ITEM(parameters->names, i), &value) <
            0) {
            return -1;
        }
        allow_none(binder, i, value);
    }
    return 0;
}

static int annotate_all(struct il_binder *binder, const struct parameters *parameters)
{
    Py_ssize_t count = PyList_GET_SIZE(parameters->names);
    binder->annotations = PyMem_Calloc((size_t)count + 1, sizeof *binder->annotations);
    if (binder->annotations == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    IL_AUTO_REF PyObject *annotations =
        PyObject_GetAttrString(binder->function, "__annotations__");
    for (Py_ssize_t i = 0; i < count && annotations != NULL; i++) {
        if (annotate(binder, parameters, annotations, i) < 0) {
            return -1;
        }
    }
    return annotations == NULL ? -1 : read_defaults(binder, parameters);
}

/* --- Life ------------------------------------------------------------------------- */

static int init(struct il_binder *binder, const char *name, const char *signature,
                PyObject *qualname, struct parameters *parameters)
{
    if (read_parameters(name, signature, parameters) < 0) {
        return -1;
    }
    IL_AUTO_REF PyObject *body = write_body(parameters->names);
    binder->names = PyList_AsTuple(parameters->names);
    binder->function = body == NULL ? NULL : define(name, signature, body);
    if (binder->function == NULL || binder->names == NULL ||
        PyObject_SetAttrString(binder->function, "__qualname__", qualname) < 0) {
        return -1;
    }
    return annotate_all(binder, parameters);
}

int il_binder_init(struct il_binder *binder, const char *name, const char *signature,
                   PyObject *qualname)
{
    struct parameters parameters = {.names = NULL};
    int result = init(binder, name, signature, qualname, &parameters);
    Py_XDECREF(parameters.names);
    return result;
}

void il_binder_fini(struct il_binder *binder)
{
    Py_ssize_t count = binder->names == NULL ? 0 : PyTuple_GET_SIZE(binder->names);
    for (Py_ssize_t i = 0; i < count && binder->annotations != NULL; i++) {
        il_annotation_free(binder->annotations[i]);
    }
    PyMem_Free(binder->annotations);
    binder->annotations = NULL;
    Py_CLEAR(binder->names);
    Py_CLEAR(binder->function);
}

int il_binder_traverse(const struct il_binder *binder, visitproc visit, void *arg)
{
    Py_VISIT(binder->function);
    Py_VISIT(binder->names);
    return 0;
}

/* --- Calls ------------------------------------------------------------------------ */

void il_binder_name_argument(const struct il_binder *binder, size_t index)
{
    IL_AUTO_REF PyObject *raised = il_raised_take();
    IL_AUTO_REF PyObject *text = PyObject_Str(raised);
    IL_AUTO_REF PyObject *name =
        text == NULL ? NULL : PyObject_GetAttrString(binder->function, "__qualname__");
    if (name != NULL) {
        PyErr_Format((PyObject *)Py_TYPE(raised), "%U() argument '%U' %U", name,
                     PyTuple_GET_ITEM(binder->names, (Py_ssize_t)index), text);
    }
}

static int apply(const struct il_binder *binder, PyObject *bound, Py_ssize_t i)
{
    PyObject *argument = NULL;
    inlet_status status = il_annotation_apply(binder->annotations[i],
                                              PyTuple_GET_ITEM(bound, i), &argument);
    if (status == INLET_ETYPE || status == INLET_ERANGE) {
        il_binder_name_argument(binder, (size_t)i);
    }
    return status < 0 ? -1 : PyTuple_SetItem(bound, i, argument);
}

PyObject *il_binder_bind(const struct il_binder *binder, PyObject *const *args,
                         size_t count, PyObject *keywords)
{
    /* A debugger need not see how the arguments of a C function are bound. */
    PyThreadState *state = PyThreadState_Get();
    PyThreadState_EnterTracing(state);
    IL_AUTO_REF PyObject *bound =
        PyObject_Vectorcall(binder->function, args, count, keywords);
    PyThreadState_LeaveTracing(state);
    if (bound == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bound); i++) {
        if (binder->annotations[i] != NULL && apply(binder, bound, i) < 0) {
            return NULL;
        }
    }
    return il_ref_steal(&bound);
}

PyObject *il_binder_show(const struct il_binder *binder)
{
    IL_AUTO_REF PyObject *inspect = PyImport_ImportModule("inspect");
    return inspect == NULL
               ? NULL
               : PyObject_CallMethod(inspect, "signature", "O", binder->function);
}
