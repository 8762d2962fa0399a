/* SPDX-License-Identifier: MIT
 * Annotations of C functions: objects that Python made of the signature's text.
 *
 * Integers of a width have classes of their own, derived from int, so that they can
 * stand in `list[int8]` and `int8 | None`, and that help() shows them.
 */
#include "host/annotation.h"

#include <string.h>

#include "core/compat.h"
#include "host/handle.h"
#include "host/value.h"

enum shape {
    ANYTHING,
    NONE,
    BOOL,
    INTEGER,
    REAL,
    TEXT,
    BYTES,
    LIST,
    TUPLE,
    DICT,
    HANDLE,
    EITHER /* one of its items */
};

struct il_annotation {
    enum shape shape;
    inlet_kind width;         /* of an integer; INLET_ANY: none */
    const inlet_class *class; /* of a handle */
    const char *name;
    struct il_annotation **items;
    size_t count;
    bool repeats; /* of a tuple: all of its items are like the first */
    bool takes_none;
};

static inlet_status apply(const struct il_annotation *annotation, PyObject *object,
                          PyObject **out_object);

/* --- Names ------------------------------------------------------------------------ */

static const struct {
    const char *name;
    inlet_kind kind;
} widths[] = {
    {"int8", INLET_INT8},     {"int16", INLET_INT16}, {"int32", INLET_INT32},
    {"int64", INLET_INT},     {"uint8", INLET_UINT8}, {"uint16", INLET_UINT16},
    {"uint32", INLET_UINT32}, {"uint64", INLET_UINT},
};
enum { WIDTHS = sizeof widths / sizeof *widths };

static int add_width(PyObject *names, const char *name)
{
    IL_AUTO_REF PyObject *class =
        PyObject_CallFunction((PyObject *)&PyType_Type, "s(O){ss}", name,
                              (PyObject *)&PyLong_Type, "__module__", "builtins");
    return class == NULL ? -1 : PyDict_SetItemString(names, name, class);
}

/* The classes of the interpreter, by name. Borrowed. */
static PyObject *width_classes(void)
{
    PyObject *dict = il_interpreter_dict();
    PyObject *known = dict == NULL ? NULL : PyDict_GetItemString(dict, "inlet.widths");
    if (dict == NULL || known != NULL) {
        return known;
    }
    IL_AUTO_REF PyObject *names = PyDict_New();
    for (size_t i = 0; i < WIDTHS && names != NULL; i++) {
        if (add_width(names, widths[i].name) < 0) {
            return NULL;
        }
    }
    if (names == NULL || PyDict_SetItemString(dict, "inlet.widths", names) < 0) {
        return NULL;
    }
    return names; /* the dict keeps it */
}

PyObject *il_annotation_names(void)
{
    PyObject *widths_by_name = width_classes();
    IL_AUTO_REF PyObject *names =
        widths_by_name == NULL ? NULL : PyDict_Copy(widths_by_name);
    return names == NULL || il_class_list(names) < 0 ? NULL : il_ref_steal(&names);
}

/* --- Understanding ---------------------------------------------------------------- */

static struct il_annotation *annotation_new(enum shape shape, const char *name)
{
    struct il_annotation *annotation = PyMem_Calloc(1, sizeof *annotation);
    if (annotation == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    annotation->shape = shape;
    annotation->name = name;
    annotation->width = INLET_ANY;
    return annotation;
}

void il_annotation_free(struct il_annotation *annotation)
{
    if (annotation != NULL) {
        for (size_t i = 0; i < annotation->count; i++) {
            il_annotation_free(annotation->items[i]);
        }
        PyMem_Free(annotation->items);
        PyMem_Free(annotation);
    }
}

static struct il_annotation *understand_class(PyObject *object)
{
    const struct {
        void *class;
        enum shape shape;
        const char *name;
    } known[] = {
        {&PyBaseObject_Type, ANYTHING, "object"},
        {&PyBool_Type, BOOL, "bool"},
        {&PyLong_Type, INTEGER, "int"},
        {&PyFloat_Type, REAL, "float"},
        {&PyUnicode_Type, TEXT, "str"},
        {&PyBytes_Type, BYTES, "bytes"},
        {&PyList_Type, LIST, "list"},
        {&PyTuple_Type, TUPLE, "tuple"},
        {&PyDict_Type, DICT, "dict"},
        {Py_None, NONE, "None"},
        {Py_TYPE(Py_None), NONE, "None"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (object == known[i].class) {
            return annotation_new(known[i].shape, known[i].name);
        }
    }
    return NULL;
}

static struct il_annotation *understand_width(PyObject *object)
{
    PyObject *classes = width_classes();
    for (size_t i = 0; i < WIDTHS && classes != NULL; i++) {
        if (PyDict_GetItemString(classes, widths[i].name) == object) {
            struct il_annotation *annotation = annotation_new(INTEGER, "int");
            if (annotation != NULL) {
                annotation->width = widths[i].kind;
            }
            return annotation;
        }
    }
    return NULL;
}

static struct il_annotation *understand_handle(PyObject *object)
{
    const inlet_class *class = il_class_find_host(object);
    struct il_annotation *annotation =
        class == NULL ? NULL : annotation_new(HANDLE, il_class_name(class));
    if (annotation != NULL) {
        annotation->class = class;
    }
    return annotation;
}

static int add_item(struct il_annotation *annotation, PyObject *object)
{
    struct il_annotation *item = il_annotation_new(object);
    struct il_annotation **items = PyMem_Realloc(
        annotation->items, (annotation->count + 1) * sizeof *annotation->items);
    if (items != NULL) {
        annotation->items = items;
    }
    if (item == NULL || items == NULL) {
        il_annotation_free(item);
        if (items == NULL) {
            PyErr_NoMemory();
        }
        return -1;
    }
    items[annotation->count++] = item;
    return 0;
}

/* Give it items as `args` has them; NULL (freed) if there cannot be these. */
static struct il_annotation *with_items(struct il_annotation *annotation,
                                        PyObject *args)
{
    Py_ssize_t count = args == NULL ? -1 : PyTuple_Size(args);
    bool is_good = annotation != NULL && count >= 0;
    for (Py_ssize_t i = 0; i < count && is_good; i++) {
        PyObject *arg = PyTuple_GET_ITEM(args, i);
        if (annotation->shape == TUPLE && i == 1 && count == 2 && arg == Py_Ellipsis) {
            annotation->repeats = true;
        } else {
            is_good = add_item(annotation, arg) == 0;
        }
    }
    if (!is_good) {
        il_annotation_free(annotation);
        return NULL;
    }
    return annotation;
}

static struct il_annotation *understand_generic(PyObject *object)
{
    IL_AUTO_REF PyObject *origin = PyObject_GetAttrString(object, "__origin__");
    IL_AUTO_REF PyObject *args = PyObject_GetAttrString(object, "__args__");
    if (origin == NULL || args == NULL) {
        return NULL;
    }
    struct il_annotation *annotation = understand_class(origin);
    size_t wanted = annotation == NULL           ? 0
                    : annotation->shape == LIST  ? 1
                    : annotation->shape == DICT  ? 2
                    : annotation->shape == TUPLE ? (size_t)PyTuple_Size(args)
                                                 : 0;
    if (wanted == 0 || (size_t)PyTuple_Size(args) != wanted) {
        il_annotation_free(annotation);
        return NULL;
    }
    return with_items(annotation, args);
}

static struct il_annotation *understand_union(PyObject *object)
{
    IL_AUTO_REF PyObject *args = PyObject_GetAttrString(object, "__args__");
    return args == NULL ? NULL : with_items(annotation_new(EITHER, NULL), args);
}

/* 1, 0 or -1. The class is no part of CPython's API in all versions. */
static int is_union(PyObject *object)
{
    IL_AUTO_REF PyObject *example = PyNumber_Or((PyObject *)&PyLong_Type, Py_None);
    return example == NULL ? -1 : Py_TYPE(object) == Py_TYPE(example);
}

static struct il_annotation *understand(PyObject *object)
{
    if (Py_TYPE(object) == &Py_GenericAliasType) {
        return understand_generic(object);
    }
    int is_one = is_union(object);
    if (is_one != 0) {
        return is_one < 0 ? NULL : understand_union(object);
    }
    struct il_annotation *annotation = understand_class(object);
    if (annotation == NULL && !PyErr_Occurred()) {
        annotation = understand_width(object);
    }
    return annotation != NULL || PyErr_Occurred() ? annotation
                                                  : understand_handle(object);
}

struct il_annotation *il_annotation_new(PyObject *object)
{
    struct il_annotation *annotation = understand(object);
    if (annotation == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_TypeError, "%R is no annotation of a C function", object);
    }
    return annotation;
}

struct il_annotation *il_annotation_new_rest(PyObject *object, bool has_keys)
{
    struct il_annotation *rest =
        has_keys ? annotation_new(DICT, "dict") : annotation_new(TUPLE, "tuple");
    if (rest == NULL || (has_keys && add_item(rest, (PyObject *)&PyUnicode_Type) < 0) ||
        add_item(rest, object) < 0) {
        il_annotation_free(rest);
        return NULL;
    }
    rest->repeats = !has_keys;
    return rest;
}

void il_annotation_allow_none(struct il_annotation *annotation)
{
    annotation->takes_none = true;
}

/* --- Checking --------------------------------------------------------------------- */

/* Is it what the annotation says, before anything is converted? */
static bool is_exactly(const struct il_annotation *annotation, PyObject *object)
{
    switch (annotation->shape) {
    case NONE:
        return object == Py_None;
    case BOOL:
        return PyBool_Check(object);
    case INTEGER:
        return PyLong_Check(object) && !PyBool_Check(object);
    case REAL:
        return PyFloat_Check(object);
    case TEXT:
        return PyUnicode_Check(object);
    case BYTES:
        return PyBytes_Check(object);
    case LIST:
        return PyList_Check(object);
    case TUPLE:
        return PyTuple_Check(object);
    case DICT:
        return PyDict_Check(object);
    case HANDLE:
        return il_handle_class(object) == annotation->class;
    default:
        return annotation->shape == ANYTHING;
    }
}

static bool is_acceptable(const struct il_annotation *annotation, PyObject *object)
{
    PyNumberMethods *methods = Py_TYPE(object)->tp_as_number;
    switch (annotation->shape) {
    case INTEGER:
        return PyIndex_Check(object);
    case REAL:
        return methods != NULL &&
               (methods->nb_float != NULL || methods->nb_index != NULL);
    default:
        return is_exactly(annotation, object);
    }
}

static PyObject *write_name(const struct il_annotation *annotation)
{
    if (annotation->shape != EITHER) {
        return PyUnicode_FromString(annotation->name);
    }
    IL_AUTO_REF PyObject *names = PyList_New(0);
    for (size_t i = 0; i < annotation->count && names != NULL; i++) {
        IL_AUTO_REF PyObject *name = write_name(annotation->items[i]);
        if (name == NULL || PyList_Append(names, name) < 0) {
            return NULL;
        }
    }
    IL_AUTO_REF PyObject * or = PyUnicode_FromString(" or ");
    return names == NULL || or == NULL ? NULL : PyUnicode_Join(or, names);
}

static inlet_status refuse(const struct il_annotation *annotation, PyObject *object)
{
    IL_AUTO_REF PyObject *name = write_name(annotation);
    if (name == NULL) {
        return INLET_EPYTHON;
    }
    PyErr_Format(PyExc_TypeError, "must be %U%s, not %.100s", name,
                 annotation->takes_none ? " or None" : "", Py_TYPE(object)->tp_name);
    return INLET_ETYPE;
}

/* --- Converting ------------------------------------------------------------------- */

static inlet_status give(PyObject *object, PyObject **out_object)
{
    *out_object = object;
    return object == NULL ? INLET_EPYTHON : INLET_DONE;
}

static inlet_status apply_handle(PyObject *object, PyObject **out_object)
{
    if (il_handle_pointer(object) == NULL) {
        il_handle_refuse(object);
        return INLET_EPYTHON;
    }
    return give(Py_NewRef(object), out_object);
}

static inlet_status apply_integer(const struct il_annotation *annotation,
                                  PyObject *object, PyObject **out_object)
{
    struct il_reading reading = {.store = NULL};
    inlet_value value = inlet_none();
    value.kind = annotation->width;
    IL_AUTO_REF PyObject *number = PyBool_Check(object)
                                       ? PyLong_FromLong(object == Py_True)
                                       : PyNumber_Index(object);
    if (number == NULL) {
        return INLET_EPYTHON;
    }
    inlet_status status =
        value.kind == INLET_ANY ? INLET_DONE : il_number_read(&reading, number, &value);
    return status < 0 ? status : give(il_ref_steal(&number), out_object);
}

/* "must be int" to "item 2 must be int". */
static void name_place(const char *place, PyObject *where)
{
    IL_AUTO_REF PyObject *raised = il_raised_take();
    IL_AUTO_REF PyObject *text = PyObject_Str(raised);
    if (text != NULL) {
        PyErr_Format((PyObject *)Py_TYPE(raised), place, where, text);
    }
}

static inlet_status apply_at(const struct il_annotation *annotation, PyObject *object,
                             const char *place, PyObject *where, PyObject **out_object)
{
    inlet_status status = apply(annotation, object, out_object);
    if (status == INLET_ETYPE || status == INLET_ERANGE) {
        name_place(place, where);
    }
    return status;
}

static inlet_status apply_item(const struct il_annotation *annotation, PyObject *items,
                               Py_ssize_t i)
{
    bool is_first = annotation->shape == LIST || annotation->repeats;
    IL_AUTO_REF PyObject *index = PyLong_FromSsize_t(i);
    PyObject *item = NULL;
    if (index == NULL) {
        return INLET_EPYTHON;
    }
    inlet_status status =
        apply_at(annotation->items[is_first ? 0 : i], PyList_GET_ITEM(items, i),
                 "item %S %U", index, &item);
    if (status == INLET_DONE) {
        PyList_SetItem(items, i, item);
    }
    return status;
}

/* Of a list or tuple: a copy, which nobody else has. */
static inlet_status apply_items(const struct il_annotation *annotation,
                                PyObject *object, PyObject **out_object)
{
    IL_AUTO_REF PyObject *items = PySequence_List(object);
    Py_ssize_t count = items == NULL ? 0 : PyList_GET_SIZE(items);
    inlet_status status = items == NULL ? INLET_EPYTHON : INLET_DONE;
    if (status == INLET_DONE && annotation->shape == TUPLE && !annotation->repeats &&
        (size_t)count != annotation->count) {
        PyErr_Format(PyExc_TypeError, "must have %zu items, not %zd", annotation->count,
                     count);
        return INLET_ETYPE;
    }
    for (Py_ssize_t i = 0; i < count && status == INLET_DONE; i++) {
        status = apply_item(annotation, items, i);
    }
    if (status < 0) {
        return status;
    }
    return give(annotation->shape == LIST ? il_ref_steal(&items)
                                          : PyList_AsTuple(items),
                out_object);
}

static inlet_status apply_entry(const struct il_annotation *annotation, PyObject *key,
                                PyObject *value, PyObject *copy)
{
    IL_AUTO_REF PyObject *new_key = NULL;
    IL_AUTO_REF PyObject *new_value = NULL;
    inlet_status status =
        apply_at(annotation->items[0], key, "key %R %U", key, &new_key);
    if (status == INLET_DONE) {
        status =
            apply_at(annotation->items[1], value, "value of %R %U", key, &new_value);
    }
    if (status < 0) {
        return status;
    }
    return PyDict_SetItem(copy, new_key, new_value) < 0 ? INLET_EPYTHON : INLET_DONE;
}

static inlet_status apply_entries(const struct il_annotation *annotation,
                                  PyObject *object, PyObject **out_object)
{
    IL_AUTO_REF PyObject *items = PyDict_Items(object);
    IL_AUTO_REF PyObject *copy = PyDict_New();
    inlet_status status = items == NULL || copy == NULL ? INLET_EPYTHON : INLET_DONE;
    for (Py_ssize_t i = 0; status == INLET_DONE && i < PyList_GET_SIZE(items); i++) {
        PyObject *item = PyList_GET_ITEM(items, i);
        status = apply_entry(annotation, PyTuple_GET_ITEM(item, 0),
                             PyTuple_GET_ITEM(item, 1), copy);
    }
    return status < 0 ? status : give(il_ref_steal(&copy), out_object);
}

/* What fits as it is goes before what could be converted. */
static inlet_status apply_either(const struct il_annotation *annotation,
                                 PyObject *object, PyObject **out_object)
{
    for (size_t i = 0; i < annotation->count; i++) {
        if (is_exactly(annotation->items[i], object)) {
            return apply(annotation->items[i], object, out_object);
        }
    }
    for (size_t i = 0; i < annotation->count; i++) {
        if (is_acceptable(annotation->items[i], object)) {
            return apply(annotation->items[i], object, out_object);
        }
    }
    return refuse(annotation, object);
}

static inlet_status apply(const struct il_annotation *annotation, PyObject *object,
                          PyObject **out_object)
{
    if (object == Py_None && annotation->takes_none) {
        return give(Py_NewRef(object), out_object);
    }
    if (annotation->shape == EITHER) {
        return apply_either(annotation, object, out_object);
    }
    if (!is_acceptable(annotation, object)) {
        return refuse(annotation, object);
    }
    switch (annotation->shape) {
    case INTEGER:
        return apply_integer(annotation, object, out_object);
    case HANDLE:
        return apply_handle(object, out_object);
    case REAL:
        return give(PyNumber_Float(object), out_object);
    case LIST:
    case TUPLE:
        return annotation->count > 0 ? apply_items(annotation, object, out_object)
                                     : give(Py_NewRef(object), out_object);
    case DICT:
        return annotation->count > 0 ? apply_entries(annotation, object, out_object)
                                     : give(Py_NewRef(object), out_object);
    default:
        return give(Py_NewRef(object), out_object);
    }
}

inlet_status il_annotation_apply(const struct il_annotation *annotation,
                                 PyObject *object, PyObject **out_object)
{
    return apply(annotation, object, out_object);
}
