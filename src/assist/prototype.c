/* SPDX-License-Identifier: MIT
 * Reading signatures.
 */
#include "assist/prototype.h"

#include <string.h>

#include "core/compat.h"

enum { MAX_WRAPPERS = 16, MAX_DEFAULT = 80, MAX_ITEMS = 8, MAX_NESTED = 3 };

void il_prototype_free(struct il_prototype *prototype)
{
    il_parameters_free(&prototype->parameters);
    il_text_free(&prototype->text);
}

/* ---- defaults ---- */

static bool is_small_int(PyObject *value)
{
    int overflows = 0;
    if (!PyLong_CheckExact(value)) {
        return false;
    }
    PyLong_AsLongLongAndOverflow(value, &overflows);
    return overflows == 0;
}

/* What is long takes time, and nobody wants to read it in a signature. */
static bool is_short(PyObject *value)
{
    return (PyUnicode_CheckExact(value) && PyUnicode_GET_LENGTH(value) < MAX_DEFAULT) ||
           (PyBytes_CheckExact(value) && PyBytes_GET_SIZE(value) < MAX_DEFAULT) ||
           is_small_int(value);
}

/* Whose repr() is code of Python's own? */
static bool is_simple(PyObject *value, int depth)
{
    if (value == Py_None || value == Py_Ellipsis || PyBool_Check(value) ||
        PyFloat_CheckExact(value) || PyComplex_CheckExact(value) || is_short(value)) {
        return true;
    }
    if (!PyTuple_CheckExact(value) || PyTuple_GET_SIZE(value) > MAX_ITEMS ||
        depth == 0) {
        return false;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(value); i++) {
        if (!is_simple(PyTuple_GET_ITEM(value, i), depth - 1)) {
            return false;
        }
    }
    return true;
}

/* Add a str; what is no Unicode comes as it is escaped. 0 or -1. */
static int add_str(struct il_text *text, PyObject *str)
{
    IL_AUTO_REF PyObject *bytes =
        PyUnicode_AsEncodedString(str, "utf-8", "backslashreplace");
    if (bytes == NULL) {
        return -1;
    }
    il_text_add(text, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
    return 0;
}

static int add_default(struct il_text *text, PyObject *value)
{
    il_text_add_char(text, '=');
    if (!is_simple(value, MAX_NESTED)) {
        il_text_add_string(text, "...");
        return 0;
    }
    IL_AUTO_REF PyObject *repr = PyObject_Repr(value);
    return repr == NULL ? -1 : add_str(text, repr);
}

/* ---- functions of Python ---- */

/* What a function's parameters are made of. All borrowed but the names. */
struct function {
    PyObject *names; /* strong: of its variables, the parameters first */
    PyObject *defaults, *keyword_defaults;
    int positional_only, positional, keyword_only;
    int flags;
};

static void add_separator(struct il_text *text)
{
    if (text->size > 1) {
        il_text_add_string(text, ", ");
    }
}

static int add_name(struct il_text *text, const struct function *function, int at)
{
    return at < PyTuple_GET_SIZE(function->names)
               ? add_str(text, PyTuple_GET_ITEM(function->names, at))
               : 0;
}

static int add_positional(struct il_text *text, const struct function *function, int at)
{
    PyObject *defaults = function->defaults;
    Py_ssize_t count = defaults == NULL ? 0 : PyTuple_GET_SIZE(defaults);
    Py_ssize_t number = at - (function->positional - count);
    add_separator(text);
    if (add_name(text, function, at) < 0) {
        return -1;
    }
    return number < 0 || number >= count
               ? 0
               : add_default(text, PyTuple_GET_ITEM(defaults, number));
}

static int add_keyword(struct il_text *text, const struct function *function, int at)
{
    PyObject *name = PyTuple_GET_ITEM(function->names, at);
    PyObject *defaults = function->keyword_defaults;
    PyObject *value = defaults != NULL && PyDict_Check(defaults)
                          ? il_look_entry(defaults, name)
                          : NULL;
    add_separator(text);
    return add_name(text, function, at) < 0 ? -1
           : value == NULL                  ? 0
                                            : add_default(text, value);
}

static int add_stars(struct il_text *text, const struct function *function,
                     const char *stars, int at)
{
    add_separator(text);
    il_text_add_string(text, stars);
    return add_name(text, function, at);
}

/* All of them, from number `first` on. */
static int add_parameters(struct il_text *text, const struct function *function,
                          int first)
{
    int keywords = function->positional, rest = keywords + function->keyword_only;
    bool has_rest = (function->flags & CO_VARARGS) != 0;
    for (int i = first; i < function->positional; i++) {
        if (add_positional(text, function, i) < 0) {
            return -1;
        }
        if (i + 1 == function->positional_only) {
            il_text_add_string(text, ", /");
        }
    }
    if (has_rest ? add_stars(text, function, "*", rest) < 0 : false) {
        return -1;
    }
    if (!has_rest && function->keyword_only > 0) {
        add_separator(text);
        il_text_add_char(text, '*');
    }
    for (int i = keywords; i < rest; i++) {
        if (add_keyword(text, function, i) < 0) {
            return -1;
        }
    }
    return function->flags & CO_VARKEYWORDS
               ? add_stars(text, function, "**", rest + has_rest)
               : 0;
}

static int write_function(struct il_text *text, PyObject *object, bool is_bound)
{
    PyCodeObject *code = (PyCodeObject *)PyFunction_GET_CODE(object);
    IL_AUTO_REF PyObject *names = PyCode_GetVarnames(code);
    if (names == NULL) {
        return -1;
    }
    struct function function = {
        names,
        PyFunction_GET_DEFAULTS(object),
        PyFunction_GET_KW_DEFAULTS(object),
        code->co_posonlyargcount,
        code->co_argcount,
        code->co_kwonlyargcount,
        code->co_flags,
    };
    if (PyTuple_GET_SIZE(names) < function.positional + function.keyword_only) {
        return 0;
    }
    il_text_add_char(text, '(');
    int first = is_bound && function.positional > 0;
    if (add_parameters(text, &function, first) < 0) {
        return -1;
    }
    il_text_add_char(text, ')');
    return 1;
}

/* What functools.wraps() says a function stands for: new, or itself. */
static PyObject *unwrap(PyObject *function)
{
    IL_AUTO_REF PyObject *name = PyUnicode_FromString("__wrapped__");
    PyObject *found = Py_NewRef(function);
    for (int i = 0; name != NULL && i < MAX_WRAPPERS && PyFunction_Check(found); i++) {
        IL_AUTO_REF PyObject *dict = il_look_namespace(found);
        PyObject *next = dict == NULL ? NULL : il_look_entry(dict, name);
        if (next == NULL || !PyFunction_Check(next)) {
            break;
        }
        Py_SETREF(found, Py_NewRef(next));
    }
    PyErr_Clear();
    return found;
}

/* ---- functions of C ---- */

/* `__text_signature__` of these types reads a string of C. */
static PyObject *text_signature(PyObject *object)
{
    bool has_one = PyCFunction_Check(object) || PyType_Check(object) ||
                   Py_IS_TYPE(object, &PyMethodDescr_Type) ||
                   Py_IS_TYPE(object, &PyClassMethodDescr_Type) ||
                   Py_IS_TYPE(object, &PyWrapperDescr_Type);
    if (!has_one) {
        return NULL;
    }
    IL_AUTO_REF PyObject *name = PyUnicode_FromString("__text_signature__");
    IL_AUTO_REF PyObject *getter =
        name == NULL ? NULL
                     : il_look_class(
                           PyType_Check(object) ? &PyType_Type : Py_TYPE(object), name);
    PyObject *text = NULL;
    if (getter != NULL && Py_IS_TYPE(getter, &PyGetSetDescr_Type)) {
        text =
            Py_TYPE(getter)->tp_descr_get(getter, object, (PyObject *)Py_TYPE(object));
    }
    PyErr_Clear();
    return text;
}

/* Copy without the marks of C, in one line. */
static void add_plain(struct il_text *text, const char *given, size_t from, size_t size)
{
    for (size_t i = from; i < size; i++) {
        if (given[i] == '\n') {
            while (i + 1 < size && given[i + 1] == ' ') {
                i++;
            }
            il_text_add_char(text, ' ');
        } else if (given[i] != '$') {
            il_text_add_char(text, given[i]);
        }
    }
}

/* A first parameter with a `$` goes where it is bound, and so does a `/` behind it. */
static void add_text_signature(struct il_text *text, const char *given, size_t size,
                               const struct il_parameters *parameters, bool is_bound)
{
    size_t from = 1;
    if (is_bound && parameters->count > 0 && given[parameters->list[0].start] == '$') {
        from = parameters->count > 1 ? parameters->list[1].start : size - 1;
    }
    il_text_add_char(text, '(');
    add_plain(text, given, from, size);
}

static int write_text_signature(struct il_text *text, PyObject *object, bool is_bound)
{
    IL_AUTO_REF PyObject *signature = text_signature(object);
    struct il_parameters parameters = {0};
    Py_ssize_t size;
    if (signature == NULL || !PyUnicode_CheckExact(signature)) {
        return 0;
    }
    const char *given = PyUnicode_AsUTF8AndSize(signature, &size);
    if (given == NULL) {
        return -1;
    }
    if (size < 2 || given[0] != '(') {
        return 0;
    }
    if (!il_parameters_read(&parameters, given, (size_t)size)) {
        PyErr_NoMemory();
        return -1;
    }
    add_text_signature(text, given, (size_t)size, &parameters, is_bound);
    il_parameters_free(&parameters);
    return 1;
}

/* ---- all ---- */

static int write_callable(struct il_text *text, PyObject *object, bool is_bound)
{
    if (PyMethod_Check(object)) {
        return write_callable(text, PyMethod_GET_FUNCTION(object), true);
    }
    if (Py_IS_TYPE(object, &PyStaticMethod_Type) ||
        Py_IS_TYPE(object, &PyClassMethod_Type)) {
        IL_AUTO_REF PyObject *function = il_look_unwrap(object);
        bool binds = Py_IS_TYPE(object, &PyClassMethod_Type);
        return function == NULL || !PyFunction_Check(function)
                   ? 0
                   : write_callable(text, function, binds);
    }
    if (PyFunction_Check(object)) {
        IL_AUTO_REF PyObject *function = unwrap(object);
        return write_function(text, function, is_bound);
    }
    return write_text_signature(text, object, is_bound || PyCFunction_Check(object));
}

/* The method of Python code that makes an instance: the first class in the order of
 * bases that has __new__() or __init__() decides, as in `inspect`. */
static PyObject *find_constructor(PyTypeObject *type)
{
    IL_AUTO_REF PyObject *mro = Py_XNewRef(type->tp_mro);
    static const char *const names[] = {"__new__", "__init__"};
    for (Py_ssize_t i = 0; mro != NULL && i < PyTuple_GET_SIZE(mro); i++) {
        for (int j = 0; j < 2; j++) {
            IL_AUTO_REF PyObject *name = PyUnicode_FromString(names[j]);
            IL_AUTO_REF PyObject *dict =
                il_class_dict((PyTypeObject *)PyTuple_GET_ITEM(mro, i));
            PyObject *found =
                name == NULL || dict == NULL ? NULL : il_look_entry(dict, name);
            if (found != NULL && Py_IS_TYPE(found, &PyStaticMethod_Type)) {
                return il_look_unwrap(found);
            }
            if (found != NULL && PyFunction_Check(found)) {
                return Py_NewRef(found);
            }
        }
    }
    return NULL;
}

static int write_instance(struct il_text *text, PyTypeObject *type)
{
    IL_AUTO_REF PyObject *name = PyUnicode_FromString("__call__");
    IL_AUTO_REF PyObject *call = name == NULL ? NULL : il_look_class(type, name);
    if (name == NULL) {
        return -1;
    }
    return call == NULL || !il_look_is_function(call) ||
                   Py_IS_TYPE(call, &PyWrapperDescr_Type)
               ? 0
               : write_callable(text, call, true);
}

/* That of the class, or of the next one above it that says one. */
static int write_inherited(struct il_text *text, PyTypeObject *type)
{
    IL_AUTO_REF PyObject *mro = Py_XNewRef(type->tp_mro);
    Py_ssize_t count = mro == NULL ? 0 : PyTuple_GET_SIZE(mro) - 1;
    for (Py_ssize_t i = 0; i < count; i++) {
        int done = write_text_signature(text, PyTuple_GET_ITEM(mro, i), false);
        if (done != 0) {
            return done;
        }
    }
    bool is_plain = type->tp_init == PyBaseObject_Type.tp_init &&
                    type->tp_new == PyBaseObject_Type.tp_new;
    il_text_add_string(text, is_plain ? "()" : "");
    return is_plain;
}

static int write_class(struct il_text *text, PyObject *class)
{
    PyTypeObject *type = (PyTypeObject *)class;
    if (Py_TYPE(class)->tp_call != PyType_Type.tp_call) {
        return write_instance(text, Py_TYPE(class));
    }
    IL_AUTO_REF PyObject *constructor =
        type->tp_flags & Py_TPFLAGS_HEAPTYPE ? find_constructor(type) : NULL;
    PyErr_Clear();
    return constructor != NULL ? write_callable(text, constructor, true)
                               : write_inherited(text, type);
}

static int write_signature(struct il_text *text, const struct il_known *known)
{
    if (known->object == NULL) {
        return 0;
    }
    if (known->is_instance) {
        return write_instance(text, (PyTypeObject *)known->object);
    }
    if (PyType_Check(known->object)) {
        return write_class(text, known->object);
    }
    return il_look_is_function(known->object)
               ? write_callable(text, known->object, known->is_bound)
               : write_instance(text, Py_TYPE(known->object));
}

int il_prototype_read(const struct il_known *known, struct il_prototype *out)
{
    int done = write_signature(&out->text, known);
    if (done <= 0) {
        return done;
    }
    if (!il_text_is_whole(&out->text) ||
        !il_parameters_read(&out->parameters, out->text.bytes, out->text.size)) {
        PyErr_NoMemory();
        return -1;
    }
    return 1;
}
