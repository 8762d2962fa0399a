/* SPDX-License-Identifier: MIT
 * inlet.live: what can be done with Values. Warm.
 */
#include "live/call.h"

#include <string.h>

#include "core/compat.h"
#include "module/module.h"
#include "reflect/access.h"

enum { READ_MAX = 1 << 30 };

struct il_live_value *il_live_expect(struct il_engine *engine, PyObject *object)
{
    if (!il_live_is_value(engine, object)) {
        PyErr_Format(PyExc_TypeError,
                     "must be a struct, array or pointer of the program, not %.100s",
                     Py_TYPE(object)->tp_name);
        return NULL;
    }
    return (struct il_live_value *)object;
}

int il_live_read_size(PyObject *object, Py_ssize_t most, Py_ssize_t *out)
{
    Py_ssize_t size = *out;
    if (object != NULL && object != Py_None) {
        size = PyNumber_AsSsize_t(object, PyExc_OverflowError);
        if (size == -1 && PyErr_Occurred()) {
            return -1;
        }
    }
    if (size < 0 || size > most) {
        PyErr_Format(PyExc_ValueError, "the size must be from 0 to %zd", most);
        return -1;
    }
    *out = size;
    return 0;
}

/* The place of a field by its name, or of the whole object where none is given. */
static int find_place(struct il_live_value *value, PyObject *name,
                      struct il_live_place *out)
{
    if (name == NULL || name == Py_None) {
        il_live_whole(value, out);
        return 0;
    }
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "the name of a field must be str");
        return -1;
    }
    const struct il_cfield *field = il_live_find(value, name);
    if (field == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_AttributeError, "there is no field '%U'", name);
        }
        return -1;
    }
    if (field->bit_width != 0) {
        PyErr_Format(PyExc_TypeError, "'%U' is a bit-field: it has no address", name);
        return -1;
    }
    if (field->get != NULL) {
        PyErr_Format(PyExc_TypeError, "'%U' is computed: it has no address", name);
        return -1;
    }
    il_live_field(value, field, out);
    return 0;
}

/* --- Places ----------------------------------------------------------------------- */

static PyObject *addressof(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_place place;
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    return value == NULL || find_place(value, args->value[1], &place) < 0
               ? NULL
               : PyLong_FromUnsignedLongLong(place.address);
}

static PyObject *size_of(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_place place;
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    return value == NULL || find_place(value, args->value[1], &place) < 0
               ? NULL
               : PyLong_FromSize_t(place.type->size);
}

static PyObject *type_name(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_place place;
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    return value == NULL || find_place(value, args->value[1], &place) < 0
               ? NULL
               : il_live_spell(place.type);
}

static PyObject *path_of(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_place place;
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    return value == NULL || find_place(value, args->value[1], &place) < 0
               ? NULL
               : il_live_path(&place.step);
}

/* What an object can be asked for: for Python code that goes through all parts. */
static PyObject *kind(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    if (value == NULL) {
        return NULL;
    }
    switch (value->type->kind) {
    case IL_C_POINTER:
        return PyUnicode_FromString("pointer");
    case IL_C_ARRAY:
        return PyUnicode_FromString("array");
    case IL_C_RECORD:
    case IL_C_UNION:
        return PyUnicode_FromString("record");
    default:
        return PyUnicode_FromString("other");
    }
}

static PyObject *fields(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    return value == NULL ? NULL : il_live_names(value);
}

PyObject *il_live_reference(const struct il_live_place *place)
{
    uintptr_t address;
    if (place->type->kind != IL_C_POINTER) {
        return il_live_value(place, place->address, il_live_count(place->type));
    }
    return il_live_fetch(place, &address, sizeof address) < 0
               ? NULL
               : il_live_value(place, address, IL_COUNT_UNKNOWN);
}

static PyObject *ref(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_place place;
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    return value == NULL || find_place(value, args->value[1], &place) < 0
               ? NULL
               : il_live_reference(&place);
}

/* What a pointer points to, an array's first element, or else the whole. 0 or -1. */
static int reach(struct il_live_value *value, bool is_element,
                 struct il_live_place *out)
{
    if (!is_element) {
        il_live_whole(value, out);
        return 0;
    }
    if (value->type->target->size == 0) {
        PyErr_SetString(PyExc_TypeError, "a void pointer points to nothing known");
        return -1;
    }
    il_live_element(value, 0, out);
    return 0;
}

static PyObject *deref(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_place place;
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    if (value == NULL) {
        return NULL;
    }
    bool is_row = value->type->kind == IL_C_POINTER || value->type->kind == IL_C_ARRAY;
    if (!is_row && !il_ctype_is_scalar(value->type)) {
        PyErr_SetString(PyExc_TypeError, "must be a pointer, or what ref() has given");
        return NULL;
    }
    return reach(value, is_row, &place) < 0 ? NULL : il_live_get(&place);
}

static PyObject *store(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_place place;
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    return value == NULL ||
                   reach(value, value->type->kind == IL_C_POINTER, &place) < 0 ||
                   il_live_set(&place, args->value[1]) < 0
               ? NULL
               : Py_NewRef(Py_None);
}

/* --- Copies ----------------------------------------------------------------------- */

/* A pointer is followed once: who asks for a copy of it means what it points to. */
static PyObject *to_dict(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_place place;
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    if (value == NULL) {
        return NULL;
    }
    if (value->type->kind != IL_C_POINTER) {
        il_live_whole(value, &place);
    } else if (il_live_record(value) != NULL) {
        il_live_element(value, 0, &place);
    } else {
        PyErr_SetString(PyExc_TypeError, "the pointer leads to no struct");
        return NULL;
    }
    return il_live_copy(&place, 0);
}

/* The bytes of an object, or so many from where a pointer points. */
static PyObject *read_bytes(struct il_engine *engine, const struct il_args *args)
{
    struct il_live_place place;
    struct il_live_value *value = il_live_expect(engine, args->value[0]);
    if (value == NULL) {
        return NULL;
    }
    il_live_whole(value, &place);
    Py_ssize_t size = (Py_ssize_t)place.type->size;
    bool is_told = args->value[1] != NULL && args->value[1] != Py_None;
    if (!is_told && value->type->kind == IL_C_POINTER) {
        PyErr_SetString(PyExc_TypeError, "say how many bytes to read behind a pointer");
        return NULL;
    }
    if (il_live_read_size(args->value[1], READ_MAX, &size) < 0 ||
        il_live_check_ends(&place, (size_t)size) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *bytes = PyBytes_FromStringAndSize(NULL, size);
    return bytes == NULL ||
                   il_live_fetch(&place, PyBytes_AS_STRING(bytes), (size_t)size) < 0
               ? NULL
               : il_ref_steal(&bytes);
}

/* --- Switches --------------------------------------------------------------------- */

/* What a switch shall be; without an argument as it is. -1 with an exception. */
static int choose(const struct il_args *args, bool is_on)
{
    PyObject *on = args->value[0];
    return on == NULL || on == Py_None ? is_on : PyObject_IsTrue(on);
}

static PyObject *readonly(struct il_engine *engine, const struct il_args *args)
{
    int is_on = choose(args, (engine->live_readonly & 1U) != 0);
    if (is_on < 0) {
        return NULL;
    }
    engine->live_readonly = (engine->live_readonly & 2U) | (is_on ? 1U : 0U);
    return PyBool_FromLong(engine->live_readonly != 0);
}

static PyObject *static_calls(struct il_engine *engine, const struct il_args *args)
{
    int is_on = choose(args, engine->live_calls_statics);
    if (is_on < 0) {
        return NULL;
    }
    engine->live_calls_statics = is_on != 0;
    return PyBool_FromLong(is_on);
}

/* The lock of an object, or that of the program for None. */
static PyObject *lock(struct il_engine *engine, const struct il_args *args)
{
    struct il_guard guard = il_guard_program();
    struct il_live_value *value =
        args->value[0] == Py_None ? NULL : il_live_expect(engine, args->value[0]);
    int is_on = PyErr_Occurred() ? -1 : PyObject_IsTrue(args->value[1]);
    if (is_on < 0) {
        return NULL;
    }
    if (value != NULL) {
        guard = il_watched_guard(value->root->watched);
    } else if (guard.lock == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the program has set no lock");
        return NULL;
    }
    return (is_on ? il_guard_keep(&guard) : il_guard_give_up(&guard)) < 0
               ? NULL
               : Py_NewRef(Py_None);
}

static PyObject *release(struct il_engine *engine, const struct il_args *args)
{
    return PyBool_FromLong(il_live_callback_release(engine, args->value[0]));
}

/* Called at the end of the interpreter. */
static PyObject *end_callbacks(struct il_engine *engine,
                               const struct il_args *Py_UNUSED(args))
{
    return il_live_callback_end(engine) < 0 ? NULL : Py_NewRef(Py_None);
}

/* --- For the C face --------------------------------------------------------------- */

/* A capsule with an il_watch_request: the Value of that object. */
static PyObject *watch(struct il_engine *engine, const struct il_args *args)
{
    struct il_watch_request *request =
        PyCapsule_GetPointer(args->value[0], IL_REQUEST_NAME);
    struct il_watched *watched = request == NULL ? NULL : il_watched_new(request);
    if (watched == NULL) {
        return NULL;
    }
    PyObject *value = il_live_watch(engine, watched);
    if (value == NULL) {
        il_watched_release(watched);
    } else {
        request->watched = watched;
    }
    return value;
}

/* The lock of whatever is watched from now on without one: a capsule with a guard. */
static PyObject *set_lock(struct il_engine *Py_UNUSED(engine),
                          const struct il_args *args)
{
    const struct il_guard *guard =
        PyCapsule_GetPointer(args->value[0], IL_REQUEST_NAME);
    return guard == NULL || il_guard_set_program(guard) < 0 ? NULL : Py_NewRef(Py_None);
}

/* What the host forbids, only the host allows again: code has no such capsule. */
static PyObject *forbid(struct il_engine *engine, const struct il_args *args)
{
    const bool *is_on = PyCapsule_GetPointer(args->value[0], IL_REQUEST_NAME);
    if (is_on == NULL) {
        return NULL;
    }
    engine->live_readonly = (engine->live_readonly & 1U) | (*is_on ? 2U : 0U);
    Py_RETURN_NONE;
}

/* --- Names of values -------------------------------------------------------------- */

static PyObject *Constant_repr(struct il_engine *engine, const struct il_args *args)
{
    PyObject *self = args->value[0];
    IL_AUTO_REF PyObject *digits = PyLong_Type.tp_repr(self);
    IL_AUTO_REF PyObject *name = PyObject_GetAttr(self, engine->names.name);
    if (name == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        return il_ref_steal(&digits);
    }
    return digits == NULL || name == NULL
               ? NULL
               : PyUnicode_FromFormat("%S (%U)", name, digits);
}

/* --- The tables ------------------------------------------------------------------- */

#define ONE(what, given, doc_text)                                                     \
    {                                                                                  \
        .signature = {what, "(object)", {"object"}, .positional = 1, .required = 1},   \
        .body = (given), .doc = (doc_text)                                             \
    }
#define TWO(what, text, second, needed, given, doc_text)                               \
    {                                                                                  \
        .signature = {what,                                                            \
                      text,                                                            \
                      {"object", second},                                              \
                      .positional = 2,                                                 \
                      .required = (needed)},                                           \
        .body = (given), .doc = (doc_text)                                             \
    }

static const struct il_face_entry functions[] = {
    TWO("addressof", "(object, field=None)", "field", 1, addressof,
        "Where an object, or one of its fields, lies; of a pointer: where it points."),
    TWO("sizeof", "(object, field=None)", "field", 1, size_of,
        "How many bytes an object, or one of its fields, takes."),
    TWO("typename", "(object, field=None)", "field", 1, type_name,
        "The C type of an object, or of one of its fields."),
    TWO("path", "(object, field=None)", "field", 1, path_of,
        "How C code would name the object, or one of its fields."),
    ONE("_kind", kind, "\"record\", \"array\", \"pointer\" or \"other\"."),
    ONE("fields", fields, "The names of the fields; no memory is read."),
    TWO("ref", "(object, field)", "field", 2, ref,
        "A field as a reference, where its name would give a copy: the array of\n"
        "a text, the pointer of a string, a number."),
    ONE("deref", deref, "What a pointer points to, or a reference refers to."),
    TWO("store", "(object, value)", "value", 2, store,
        "Put a value where a pointer points, or where a reference refers to."),
    ONE("to_dict", to_dict,
        "A copy: structs as dicts, arrays as lists. Pointers are numbers, or None;\n"
        "elements that are counted are copied."),
    TWO("read", "(object, size=None)", "size", 1, read_bytes,
        "The bytes of an object, or `size` bytes from where a pointer points."),
    {
        .signature = {"readonly", "(on=None)", {"on"}, .positional = 1, .required = 0},
        .body = readonly,
        .doc = "Forbid all writes, or allow them again; is it forbidden now? What the\n"
               "program has forbidden stays so.",
    },
    {
        .signature =
            {"static_calls", "(on=None)", {"on"}, .positional = 1, .required = 0},
        .body = static_calls,
        .doc = "Let functions be called that only their own file names, or no longer; "
               "are\n"
               "they called now? The compiler need not call them as others are called.",
    },
    {
        .signature = {"hint",
                      "(type, field, *, count=None, doc=None, readonly=False, "
                      "hidden=False)",
                      {"type", "field", "count", "doc", "readonly", "hidden"},
                      .positional = 2,
                      .required = 2},
        .body = il_live_hint,
        .doc =
            "Tell of a field what its type does not say: the field that has the\n"
            "number of its elements, an explanation, that it cannot be written or is\n"
            "in no list. All objects of the type have it from now on.",
    },
    ONE("release", release,
        "Let the C functions that stand for a Python function do nothing any more,\n"
        "and give zero; were there any?"),
    {
        .signature = {"_end_callbacks", "()", {NULL}, .positional = 0, .required = 0},
        .body = end_callbacks,
        .doc = "Let all C functions that stand for Python functions do nothing.",
    },
    TWO("_lock", "(object, on)", "on", 2, lock,
        "Take the program's lock for this thread, or release it."),
    ONE("_watch", watch, "The object that a capsule of the C library describes."),
    ONE("_set_lock", set_lock, "The lock of the program, for the C library."),
    ONE("_forbid", forbid, "Forbid all writes, for the C library."),
    {.body = NULL},
};

static const struct il_face_entry constant_methods[] = {
    {
        .signature =
            {"Constant.__repr__", "(self)", {"self"}, .positional = 1, .required = 1},
        .body = Constant_repr,
        .doc = "The name, and the number in parentheses.",
    },
    {.body = NULL},
};

static PyObject *make_constant_class(struct il_engine *engine, PyObject *module)
{
    PyObject *class = PyObject_CallFunction(
        (PyObject *)&PyType_Type, "s(O){ssss}", "Constant", (PyObject *)&PyLong_Type,
        "__module__", "inlet.live", "__doc__",
        "A value of an enumeration of C: an int with a name.");
    if (class != NULL && il_face_add_methods(engine, module, class, constant_methods,
                                             "inlet.live") < 0) {
        Py_CLEAR(class);
    }
    return class;
}

/* Each file of functions has a table. */
static int add_functions(struct il_engine *engine, PyObject *module)
{
    const struct il_face_entry *const tables[] = {functions, il_live_casts};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (il_face_add_functions(engine, module, tables[i], "inlet.live") < 0) {
            return -1;
        }
    }
    return il_live_add_walks(engine, module) < 0 ||
                   il_live_add_memory(engine, module) < 0
               ? -1
               : il_live_add_program(engine, module);
}

int il_live_add(struct il_engine *engine, PyObject *module)
{
    engine->live_type = il_live_type(module);
    engine->live_constant = make_constant_class(engine, module);
    engine->fault_error = PyErr_NewExceptionWithDoc(
        "inlet.live.FaultError", "Memory that is not there, or not as it is wanted.",
        NULL, NULL);
    return engine->live_type == NULL || engine->live_constant == NULL ||
                   engine->fault_error == NULL ||
                   PyModule_AddObjectRef(module, "Value", engine->live_type) < 0 ||
                   PyModule_AddObjectRef(module, "Constant", engine->live_constant) <
                       0 ||
                   PyModule_AddObjectRef(module, "FaultError", engine->fault_error) < 0
               ? -1
               : add_functions(engine, module);
}
