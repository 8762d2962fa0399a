/* SPDX-License-Identifier: MIT
 * Functions of the program called from Python. Warm.
 */
#include "live/call.h"

#include <stdio.h>
#include <string.h>

#include "reflect/segment.h"

enum { ON_STACK = 512, ALIGNMENT = 16 };

/* --- Arguments beyond the parameters ---------------------------------------------- */

#define BASIC(id, ctype, how)                                                          \
    static const struct il_ctype id = {                                                \
        .kind = (how), .size = sizeof(ctype), .name = #ctype}
BASIC(int_type, int, IL_C_SIGNED);
BASIC(long_type, long long, IL_C_SIGNED);
BASIC(ulong_type, unsigned long long, IL_C_UNSIGNED);
BASIC(double_type, double, IL_C_FLOAT);
static const struct il_ctype char_type = {.kind = IL_C_CHAR, .size = 1, .name = "char"};
static const struct il_ctype void_type = {.kind = IL_C_VOID, .name = "void"};
static const struct il_ctype text_type = {.kind = IL_C_POINTER,
                                          .size = sizeof(void *),
                                          .target = &char_type,
                                          .is_const = true};
static const struct il_ctype buffer_type = {
    .kind = IL_C_POINTER, .size = sizeof(void *), .target = &void_type};
static const struct il_ctype any_type = {.kind = IL_C_POINTER,
                                         .size = sizeof(void *),
                                         .target = &void_type,
                                         .is_const = true};

/* The narrowest that C would pass: an int, as a literal in C would be. */
static const struct il_ctype *choose_integer(PyObject *object)
{
    int overflow;
    IL_AUTO_REF PyObject *number = PyNumber_Index(object);
    if (number == NULL) {
        return NULL;
    }
    long long value = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (overflow != 0) {
        return overflow > 0 ? &ulong_type : &long_type;
    }
    return value == (int)value ? &int_type : &long_type;
}

static const struct il_ctype *choose_type(struct il_engine *engine, PyObject *object)
{
    if (object == Py_None || il_live_is_value(engine, object)) {
        return &any_type;
    }
    if (PyUnicode_Check(object) || PyBytes_Check(object)) {
        return &text_type;
    }
    if (PyFloat_Check(object)) {
        return &double_type;
    }
    if (PyIndex_Check(object)) {
        return choose_integer(object);
    }
    if (PyObject_CheckBuffer(object)) {
        return &buffer_type;
    }
    PyErr_Format(PyExc_TypeError,
                 "a %.100s says nothing of how C would take it without a parameter",
                 Py_TYPE(object)->tp_name);
    return NULL;
}

/* --- May it be called? ------------------------------------------------------------ */

static const struct il_ctype *function_type(const struct il_live_value *value)
{
    const struct il_ctype *type = value->type;
    type = type->kind == IL_C_POINTER ? type->target : type;
    return type->kind == IL_C_FUNCTION ? type : NULL;
}

static int complain(struct il_live_value *value, PyObject *exception, const char *text)
{
    IL_AUTO_REF PyObject *path = il_live_path(&value->step);
    if (path != NULL) {
        PyErr_Format(exception, "%U() %s", path, text);
    }
    return -1;
}

static int check_allowed(struct il_live_value *value)
{
    struct il_engine *engine = il_live_engine(value);
    bool is_off = engine->live_readonly != 0;
    if (!is_off && (value->root->watched->flags & INLET_READONLY) == 0) {
        return !value->is_static || engine->live_calls_statics
                   ? 0
                   : complain(value, PyExc_TypeError,
                              "is static, so the compiler may call it in a way of its "
                              "own: inlet.live.static_calls(True) allows it");
    }
    return complain(value, PyExc_AttributeError,
                    is_off ? "is not called: everything is read-only now"
                           : "is not called: it is read-only");
}

static int check_count(struct il_live_value *value, const struct il_ctype *type,
                       size_t given)
{
    char text[100];
    bool takes_more = type->is_variadic || type->is_open;
    if (given == type->count || (given > type->count && takes_more)) {
        return 0;
    }
    snprintf(text, sizeof text, "takes %s%zu argument%s (%zu given)",
             takes_more ? "at least " : "", type->count, type->count == 1 ? "" : "s",
             given);
    return complain(value, PyExc_TypeError, text);
}

/* A pointer that leads to no code would end the program. */
static int check_code(struct il_live_value *value)
{
    char where[64];
    if (il_segment_is_code(value->address)) {
        return 0;
    }
    IL_AUTO_REF PyObject *path = il_live_path(&value->step);
    snprintf(where, sizeof where, "0x%zx", (size_t)value->address);
    if (path != NULL) {
        PyErr_Format(il_live_engine(value)->fault_error, "%U: no code at %s", path,
                     where);
    }
    return -1;
}

/* --- Putting it together ---------------------------------------------------------- */

int il_live_call_keep(struct il_live_call *call, PyObject *object)
{
    if (call->kept == NULL) {
        call->kept = PyList_New(0);
    }
    return call->kept == NULL ? -1 : PyList_Append(call->kept, object);
}

/* The type of an argument; of one beyond the parameters as its object has it. */
static const struct il_ctype *find_type(struct il_live_value *value,
                                        const struct il_ctype *function, PyObject *args,
                                        size_t number)
{
    return number < function->count
               ? function->fields[number].type
               : choose_type(il_live_engine(value),
                             PyTuple_GET_ITEM(args, (Py_ssize_t)number));
}

static struct il_live_ready *make_ready(struct il_live_value *value,
                                        const struct il_ctype *function, PyObject *args)
{
    char problem[IL_CALL_PROBLEM_SIZE];
    const struct il_ctype *types[IL_CALL_ARGUMENTS];
    size_t count = (size_t)PyTuple_GET_SIZE(args);
    for (size_t i = 0; i < count; i++) {
        types[i] = find_type(value, function, args, i);
        if (types[i] == NULL) {
            return NULL;
        }
    }
    problem[0] = '\0';
    struct il_live_ready *ready = il_live_ready_new(function, types, count, problem);
    if (ready == NULL && problem[0] == '\0') {
        PyErr_NoMemory();
    } else if (ready == NULL) {
        IL_AUTO_REF PyObject *path = il_live_path(&value->step);
        if (path != NULL) {
            PyErr_Format(PyExc_TypeError, "%U(): %s", path, problem);
        }
    }
    return ready;
}

static int pack_arguments(struct il_live_value *value, struct il_live_call *call,
                          const struct il_live_ready *ready, PyObject *args,
                          unsigned char *memory)
{
    for (size_t i = 0; i < (size_t)PyTuple_GET_SIZE(args); i++) {
        struct il_live_place place = {
            .base = value,
            .type = find_type(value, call->type, args, i),
            .call = call,
            .step = {.how = IL_STEP_ARGUMENT,
                     .depth = value->step.depth + 1,
                     .index = (int64_t)i + 1,
                     .before = &value->step},
        };
        if (place.type == NULL ||
            il_live_pack(&place, PyTuple_GET_ITEM(args, (Py_ssize_t)i),
                         memory + ready->offsets[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* --- The call --------------------------------------------------------------------- */

/* A string is looked at before the host's lock is released: it may lie in memory that
 * the next call changes. */
static void read_string(struct il_live_call *call, const unsigned char *result)
{
    if (il_ctype_is_string(call->type->target)) {
        memcpy(&call->string.address, result, sizeof call->string.address);
        il_live_string_read(&call->string);
    }
}

static int run(struct il_live_value *value, struct il_live_call *call,
               const struct il_live_ready *ready, size_t count, unsigned char *memory)
{
    void *arguments[IL_CALL_ARGUMENTS];
    struct il_watching watching;
    for (size_t i = 0; i < count; i++) {
        arguments[i] = memory + ready->offsets[i];
    }
    if (!il_watched_leave(value->root->watched, &watching)) {
        il_live_gone(value);
        return -1;
    }
    il_call_run(ready->call, value->address, arguments, memory + ready->result);
    read_string(call, memory + ready->result);
    il_watched_return(&watching);
    return 0;
}

static PyObject *give_result(struct il_live_value *value, struct il_live_call *call,
                             const unsigned char *result)
{
    const struct il_ctype *type = call->type->target;
    struct il_live_place place = {
        .base = value,
        .type = type,
        .step = {.how = IL_STEP_CALL,
                 .depth = value->step.depth + 1,
                 .before = &value->step},
    };
    if (type->kind == IL_C_VOID) {
        return Py_NewRef(Py_None);
    }
    return il_ctype_is_string(type) ? il_live_string_take(&place, &call->string)
                                    : il_live_take(&place, result);
}

static PyObject *call_in(struct il_live_value *value, struct il_live_call *call,
                         const struct il_live_ready *ready, PyObject *args,
                         unsigned char *memory)
{
    size_t count = (size_t)PyTuple_GET_SIZE(args);
    return pack_arguments(value, call, ready, args, memory) < 0 ||
                   check_code(value) < 0 || run(value, call, ready, count, memory) < 0
               ? NULL
               : give_result(value, call, memory + ready->result);
}

static PyObject *call_ready(struct il_live_value *value, struct il_live_call *call,
                            const struct il_live_ready *ready, PyObject *args)
{
    _Alignas(ALIGNMENT) unsigned char small[ON_STACK];
    unsigned char *memory = small;
    if (ready->size > sizeof small) {
        memory = PyMem_Calloc(1, ready->size);
    } else {
        memset(small, 0, ready->size);
    }
    if (memory == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *result = call_in(value, call, ready, args, memory);
    if (memory != small) {
        PyMem_Free(memory);
    }
    return result;
}

/* What the parameters alone decide is kept; further arguments are others each time. */
static PyObject *call_with(struct il_live_value *value, struct il_live_call *call,
                           PyObject *args)
{
    bool is_usual = (size_t)PyTuple_GET_SIZE(args) == call->type->count;
    struct il_live_ready *ready =
        is_usual ? il_live_ready_find(value->root, call->type) : NULL;
    if (ready == NULL) {
        ready = make_ready(value, call->type, args);
        if (ready != NULL && is_usual) {
            il_live_ready_keep(value->root, ready);
        }
    }
    PyObject *result = ready == NULL ? NULL : call_ready(value, call, ready, args);
    if (!is_usual) {
        il_live_ready_free(ready);
    }
    Py_XDECREF(call->kept);
    il_text_free(&call->string.text);
    return result;
}

static int check_call(struct il_live_value *value, const struct il_ctype *type,
                      PyObject *args)
{
    if (PyTuple_GET_SIZE(args) > IL_CALL_ARGUMENTS) {
        return complain(value, PyExc_TypeError, "is given too many arguments");
    }
    if (check_allowed(value) < 0) {
        return -1;
    }
    return type->is_open ? 0 : check_count(value, type, (size_t)PyTuple_GET_SIZE(args));
}

PyObject *il_live_call(PyObject *self, PyObject *args, PyObject *keywords)
{
    struct il_live_value *value = (struct il_live_value *)self;
    const struct il_ctype *type = function_type(value);
    if (type == NULL) {
        complain(value, PyExc_TypeError, "is no function");
        return NULL;
    }
    if (!il_ctype_complete(type)) {
        return PyErr_NoMemory();
    }
    bool has_keywords = keywords != NULL && PyDict_GET_SIZE(keywords) > 0;
    IL_AUTO_REF PyObject *all =
        has_keywords ? il_live_keywords(value, type, args, keywords) : Py_NewRef(args);
    struct il_live_call call = {.type = type};
    return all == NULL || check_call(value, type, all) < 0
               ? NULL
               : call_with(value, &call, all);
}
