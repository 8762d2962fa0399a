/* SPDX-License-Identifier: MIT
 * The type Overloads: functions of one name, as C++ has them, told apart by what they
 * take. Warm.
 *
 * A call goes to the one function that takes as many arguments, and such. What C++
 * would choose by its rules for conversions is not guessed: where several fit equally
 * well, the caller has to say which.
 */
#include "live/program.h"

#include <string.h>

#include "core/compat.h"
#include "reflect/spelling.h"

struct overloads {
    PyObject_HEAD PyObject *name;
    PyObject *functions; /* strong: a tuple of Values of functions */
};

enum { NO_DISTANCE = 100 };

static struct overloads *as_overloads(PyObject *self)
{
    return (struct overloads *)self;
}

static Py_ssize_t count_of(PyObject *functions) { return PyTuple_GET_SIZE(functions); }

static struct il_live_value *function_at(PyObject *functions, Py_ssize_t index)
{
    return (struct il_live_value *)PyTuple_GET_ITEM(functions, index);
}

/* --- Life ------------------------------------------------------------------------- */

static int Overloads_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(as_overloads(self)->functions);
    return 0;
}

static int Overloads_clear(PyObject *self)
{
    Py_CLEAR(as_overloads(self)->functions);
    return 0;
}

static void Overloads_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_CLEAR(as_overloads(self)->functions);
    Py_CLEAR(as_overloads(self)->name);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

PyObject *il_live_overloads(struct il_engine *engine, PyObject *name,
                            PyObject *functions)
{
    struct overloads *overloads =
        PyObject_GC_New(struct overloads, (PyTypeObject *)engine->live_overloads);
    if (overloads != NULL) {
        overloads->name = Py_NewRef(name);
        overloads->functions = Py_NewRef(functions);
        PyObject_GC_Track(overloads);
    }
    return (PyObject *)overloads;
}

/* --- Written down ----------------------------------------------------------------- */

/* "int scale(int), double scale(double)". New str. */
static PyObject *list_functions(PyObject *functions)
{
    struct il_text text = {0};
    for (Py_ssize_t i = 0; i < count_of(functions); i++) {
        const struct il_live_value *function = function_at(functions, i);
        il_text_add_string(&text, i == 0 ? "" : ", ");
        il_ctype_write(function->type, function->step.name, &text);
    }
    PyObject *list = il_text_is_whole(&text)
                         ? PyUnicode_DecodeUTF8(text.bytes, (Py_ssize_t)text.size,
                                                "backslashreplace")
                         : PyErr_NoMemory();
    il_text_free(&text);
    return list;
}

static PyObject *Overloads_repr(PyObject *self)
{
    PyObject *functions = as_overloads(self)->functions;
    IL_AUTO_REF PyObject *list = list_functions(functions);
    return list == NULL
               ? NULL
               : PyUnicode_FromFormat("<%zd functions: %U>", count_of(functions), list);
}

static PyObject *complain(PyObject *exception, PyObject *name, const char *text,
                          PyObject *functions)
{
    IL_AUTO_REF PyObject *list = list_functions(functions);
    return list == NULL ? NULL
                        : PyErr_Format(exception, "%U() %s: %U", name, text, list);
}

/* --- By the types of its parameters ----------------------------------------------- */

/* Without the spaces, where a type cannot be taken apart: "int(*)(void)". */
static bool is_same_text(const char *left, size_t size, const char *right)
{
    for (size_t i = 0; i < size; i++) {
        if (left[i] == ' ') {
            continue;
        }
        while (*right == ' ') {
            right++;
        }
        if (*right++ != left[i]) {
            return false;
        }
    }
    while (*right == ' ') {
        right++;
    }
    return *right == '\0';
}

static bool is_same_spelling(const struct il_spelling *left,
                             const struct il_spelling *right)
{
    bool is_same = strcmp(left->base, right->base) == 0 && left->depth == right->depth;
    for (size_t i = 0; is_same && i < left->depth; i++) {
        const struct il_around *one = &left->around[i], *other = &right->around[i];
        is_same = one->is_pointer == other->is_pointer &&
                  one->is_const == other->is_const && one->count == other->count;
    }
    return is_same;
}

static bool is_written_so(const struct il_ctype *type, const char *written, size_t size)
{
    struct il_text text = {0};
    struct il_spelling left, right;
    il_ctype_write(type, "", &text);
    bool is_same = false;
    if (il_text_is_whole(&text)) {
        is_same = il_spelling_read(written, size, &left) &&
                          il_spelling_read(text.bytes, text.size, &right)
                      ? is_same_spelling(&left, &right)
                      : is_same_text(written, size, text.bytes);
    }
    il_text_free(&text);
    return is_same;
}

/* By the name that a typedef gives it, or by its own. */
static bool is_named_so(const struct il_ctype *type, const char *written, size_t size)
{
    struct il_ctype own = *type;
    own.alias = NULL;
    return is_written_so(type, written, size) ||
           (own.name != NULL && is_written_so(&own, written, size));
}

/* How far the next parameter goes: to a comma that is in no brackets. */
static size_t measure_part(const char *text, size_t size)
{
    int depth = 0;
    size_t at = 0;
    for (; at < size && (text[at] != ',' || depth > 0); at++) {
        depth += strchr("(<[", text[at]) != NULL   ? 1
                 : strchr(")>]", text[at]) != NULL ? -1
                                                   : 0;
    }
    return at;
}

static bool is_blank(const char *text, size_t size)
{
    return strspn(text, " ") >= size;
}

/* Does a function take what is listed in `size` bytes of a text? */
static bool takes(const struct il_ctype *function, const char *text, size_t size)
{
    size_t number = 0;
    if (is_blank(text, size) || is_same_text(text, size, "void")) {
        return function->count == 0 && !function->is_variadic;
    }
    for (size_t part; size > 0; text += part, size -= part) {
        part = measure_part(text, size);
        if (is_same_text(text, part, "...")) {
            return function->is_variadic && number == function->count && part == size;
        }
        if (number == function->count ||
            !is_named_so(function->fields[number++].type, text, part)) {
            return false;
        }
        if (part + 1 == size) {
            return false; /* A comma, and nothing behind it. */
        }
        part += part < size ? 1 : 0;
    }
    return number == function->count && !function->is_variadic;
}

/* Of those that are alike, the one that all of the program knows. */
static PyObject *choose_known(PyObject *found)
{
    PyObject *known = NULL;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(found); i++) {
        struct il_live_value *function =
            (struct il_live_value *)PyList_GET_ITEM(found, i);
        if (function->is_static && PyList_GET_SIZE(found) > 1) {
            continue;
        }
        if (known != NULL) {
            return NULL;
        }
        known = (PyObject *)function;
    }
    return Py_XNewRef(known);
}

PyObject *il_live_overload(PyObject *name, PyObject *functions, const char *types,
                           size_t size)
{
    IL_AUTO_REF PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found != NULL && i < count_of(functions); i++) {
        struct il_live_value *function = function_at(functions, i);
        if (takes(function->type, types, size) &&
            PyList_Append(found, (PyObject *)function) < 0) {
            return NULL;
        }
    }
    PyObject *chosen = found == NULL ? NULL : choose_known(found);
    if (chosen == NULL && found != NULL) {
        complain(PyExc_AttributeError, name,
                 PyList_GET_SIZE(found) == 0
                     ? "takes no such arguments"
                     : "is in several files so, and in_file() chooses",
                 functions);
    }
    return chosen;
}

static PyObject *Overloads_subscript(PyObject *self, PyObject *key)
{
    struct overloads *overloads = as_overloads(self);
    Py_ssize_t size;
    if (!PyUnicode_Check(key)) {
        PyErr_Format(PyExc_TypeError, "the types of parameters are a str, not %.100s",
                     Py_TYPE(key)->tp_name);
        return NULL;
    }
    const char *types = PyUnicode_AsUTF8AndSize(key, &size);
    return types == NULL ? NULL
                         : il_live_overload(overloads->name, overloads->functions,
                                            types, (size_t)size);
}

/* --- By arguments ----------------------------------------------------------------- */

static bool is_integer(const struct il_ctype *type)
{
    return type->kind == IL_C_SIGNED || type->kind == IL_C_UNSIGNED ||
           type->kind == IL_C_CHAR || type->kind == IL_C_ENUM;
}

/* Is there such a number? One that Python has to be asked for counts as a small one. */
static bool is_in_range(const struct il_ctype *type, long long value, int overflow)
{
    unsigned bits = (unsigned)type->size * 8;
    if (overflow != 0) {
        return bits > 64 || (bits == 64 && overflow > 0 && !il_ctype_is_signed(type));
    }
    return bits > 64   ? value >= 0 || il_ctype_is_signed(type)
           : value < 0 ? value >= il_scalar_least(type, bits)
                       : (unsigned long long)value <= il_scalar_greatest(type, bits);
}

/* How far an int is from what a parameter is: in C a literal is an int, or a long where
 * that is too small. */
static int from_int(const struct il_ctype *type, PyObject *object)
{
    int overflow = 0;
    long long value =
        PyLong_Check(object) ? PyLong_AsLongLongAndOverflow(object, &overflow) : 0;
    if (!is_integer(type)) {
        return type->kind == IL_C_FLOAT || type->kind == IL_C_COMPLEX ? 2
               : type->kind == IL_C_BOOL                              ? 3
                                                                      : NO_DISTANCE;
    }
    if (!is_in_range(type, value, overflow)) {
        return NO_DISTANCE;
    }
    size_t size = value == (int)value ? sizeof(int) : sizeof(long);
    return type->kind == IL_C_SIGNED && type->size == size ? 0 : 1;
}

static int from_text(const struct il_ctype *type, PyObject *object)
{
    if (il_ctype_is_string(type)) {
        return type->is_const ? 0 : 1;
    }
    if (type->kind == IL_C_CHAR && PyUnicode_Check(object) &&
        PyUnicode_GET_LENGTH(object) == 1) {
        return 1;
    }
    return type->kind == IL_C_POINTER && type->target->size <= 1 ? 2 : NO_DISTANCE;
}

static int from_value(const struct il_ctype *type, const struct il_live_value *value)
{
    bool is_row = value->type->kind == IL_C_POINTER || value->type->kind == IL_C_ARRAY;
    if (type->kind != IL_C_POINTER) {
        return il_ctype_is_same(type, value->type) ? 0 : NO_DISTANCE;
    }
    if (il_ctype_is_same(type->target, is_row ? value->type->target : value->type)) {
        return value->is_const && !type->is_const  ? NO_DISTANCE
               : value->is_const == type->is_const ? 0
                                                   : 1;
    }
    return type->target->kind == IL_C_VOID ? 2 : NO_DISTANCE;
}

static int from_object(struct il_engine *engine, const struct il_ctype *type,
                       PyObject *object)
{
    bool is_pointer = type->kind == IL_C_POINTER;
    if (object == Py_None) {
        return is_pointer ? 0 : NO_DISTANCE;
    }
    if (il_live_is_value(engine, object)) {
        return from_value(type, (struct il_live_value *)object);
    }
    if (PyUnicode_Check(object) || PyBytes_Check(object)) {
        return from_text(type, object);
    }
    if (PyBool_Check(object)) {
        return type->kind == IL_C_BOOL ? 0 : from_int(type, object) + 1;
    }
    if (PyFloat_Check(object)) {
        return type->kind == IL_C_FLOAT     ? type->size != sizeof(double)
               : type->kind == IL_C_COMPLEX ? 2
                                            : NO_DISTANCE;
    }
    if (PyComplex_Check(object)) {
        return type->kind == IL_C_COMPLEX ? 0 : NO_DISTANCE;
    }
    if (PyIndex_Check(object)) {
        return from_int(type, object);
    }
    if (PyDict_Check(object)) {
        return type->kind == IL_C_RECORD ? 0 : NO_DISTANCE;
    }
    return is_pointer && (PyCallable_Check(object) || PyObject_CheckBuffer(object))
               ? 1
               : NO_DISTANCE;
}

/* That of the argument which fits least. */
static int distance_of(struct il_engine *engine, const struct il_ctype *function,
                       PyObject *args)
{
    size_t given = (size_t)PyTuple_GET_SIZE(args);
    int distance = given > function->count ? NO_DISTANCE - 1 : 0;
    if (given < function->count ||
        (given > function->count && !function->is_variadic)) {
        return NO_DISTANCE;
    }
    for (size_t i = 0; i < function->count; i++) {
        int own = from_object(engine, function->fields[i].type,
                              PyTuple_GET_ITEM(args, (Py_ssize_t)i));
        distance = own > distance ? own : distance;
    }
    return distance;
}

/* The function that fits best, if one does so alone: borrowed; or NULL. */
static PyObject *choose(PyObject *self, PyObject *args)
{
    struct il_engine *engine = PyType_GetModuleState(Py_TYPE(self));
    PyObject *functions = as_overloads(self)->functions, *best = NULL;
    int least = NO_DISTANCE;
    for (Py_ssize_t i = 0; i < count_of(functions); i++) {
        struct il_live_value *function = function_at(functions, i);
        int distance = distance_of(engine, function->type, args);
        if (distance < least) {
            least = distance;
            best = (PyObject *)function;
        } else if (distance == least) {
            best = NULL;
        }
    }
    return least == NO_DISTANCE ? NULL : best;
}

/* The only one that takes so many: what is wrong with its arguments, it says itself. */
static PyObject *choose_by_count(PyObject *self, size_t given)
{
    PyObject *functions = as_overloads(self)->functions, *found = NULL;
    for (Py_ssize_t i = 0; i < count_of(functions); i++) {
        const struct il_ctype *type = function_at(functions, i)->type;
        if (given == type->count || (given > type->count && type->is_variadic)) {
            if (found != NULL) {
                return NULL;
            }
            found = PyTuple_GET_ITEM(functions, i);
        }
    }
    return found;
}

static PyObject *Overloads_call(PyObject *self, PyObject *args, PyObject *keywords)
{
    struct overloads *overloads = as_overloads(self);
    PyObject *chosen = choose_by_count(self, (size_t)PyTuple_GET_SIZE(args));
    chosen = chosen != NULL ? chosen : choose(self, args);
    if (chosen == NULL) {
        return complain(PyExc_TypeError, overloads->name,
                        "is there more than once, and its arguments do not tell which "
                        "is meant",
                        overloads->functions);
    }
    IL_AUTO_REF PyObject *function = Py_NewRef(chosen);
    return PyObject_Call(function, args, keywords);
}

/* --- As a sequence ---------------------------------------------------------------- */

static Py_ssize_t Overloads_length(PyObject *self)
{
    return count_of(as_overloads(self)->functions);
}

static PyObject *Overloads_iter(PyObject *self)
{
    return PyObject_GetIter(as_overloads(self)->functions);
}

/* --- The type --------------------------------------------------------------------- */

static PyType_Slot Overloads_slots[] = {
    {Py_tp_dealloc, Overloads_dealloc},
    {Py_tp_traverse, Overloads_traverse},
    {Py_tp_clear, Overloads_clear},
    {Py_tp_repr, Overloads_repr},
    {Py_tp_call, Overloads_call},
    {Py_tp_iter, Overloads_iter},
    {Py_mp_length, Overloads_length},
    {Py_mp_subscript, Overloads_subscript},
    {Py_tp_doc, "Functions of one name: called by what fits the arguments, chosen by\n"
                "the types of parameters: functions[\"int, char *\"]."},
    {0, NULL},
};

static PyType_Spec Overloads_spec = {
    .name = "inlet.live.Overloads",
    .basicsize = (int)sizeof(struct overloads),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Overloads_slots,
};

int il_live_add_overloads(struct il_engine *engine, PyObject *module)
{
    engine->live_overloads =
        il_new_type(PyType_FromModuleAndSpec(module, &Overloads_spec, NULL));
    return engine->live_overloads == NULL
               ? -1
               : PyModule_AddObjectRef(module, "Overloads", engine->live_overloads);
}
