/* SPDX-License-Identifier: MIT
 * Classes of handles. Each interpreter has its own, made from the host's description
 * when it is needed first, and found by the address of that. Warm.
 */
#include <string.h>

#include "core/compat.h"
#include "host/function.h"
#include "host/handle.h"

const char *il_class_name(const inlet_class *type)
{
    const char *dot = strrchr(type->name, '.');
    return dot == NULL ? type->name : dot + 1;
}

/* The classes of the interpreter, by address. Borrowed. */
static PyObject *known_classes(void)
{
    PyObject *dict = il_interpreter_dict();
    PyObject *known = dict == NULL ? NULL : PyDict_GetItemString(dict, "inlet.classes");
    if (dict == NULL || known != NULL) {
        return known;
    }
    IL_AUTO_REF PyObject *classes = PyDict_New();
    if (classes == NULL || PyDict_SetItemString(dict, "inlet.classes", classes) < 0) {
        return NULL;
    }
    return classes; /* the dict keeps it */
}

const inlet_class *il_class_find_host(PyObject *class)
{
    PyObject *known = known_classes(), *key, *value;
    Py_ssize_t position = 0;
    while (known != NULL && PyDict_Next(known, &position, &key, &value)) {
        if (value == class) {
            return PyLong_AsVoidPtr(key);
        }
    }
    PyErr_Clear();
    return NULL;
}

int il_class_list(PyObject *names)
{
    PyObject *known = known_classes(), *key, *value;
    Py_ssize_t position = 0;
    while (known != NULL && PyDict_Next(known, &position, &key, &value)) {
        const char *name = il_class_name(PyLong_AsVoidPtr(key));
        if (PyDict_SetItemString(names, name, value) < 0) {
            return -1;
        }
    }
    return known == NULL ? -1 : 0;
}

/* --- Members ---------------------------------------------------------------------- */

/* A method, as a function that knows the class. */
static PyObject *new_method(const inlet_class *type, const inlet_function *host,
                            enum il_role role)
{
    IL_AUTO_REF PyObject *qualname =
        PyUnicode_FromFormat("%s.%s", il_class_name(type), host->name);
    return qualname == NULL ? NULL : il_function_new_member(host, qualname, type, role);
}

static inlet_status add_method(PyObject *class, const inlet_class *type,
                               const inlet_function *given, inlet_error *error)
{
    inlet_function known = INLET_FUNCTION_INIT;
    inlet_status status = il_struct_copy(&known, sizeof known, given, error);
    if (status == INLET_DONE) {
        status = il_function_check(&known, error);
    }
    if (status < 0) {
        return status;
    }
    known.release = NULL;
    IL_AUTO_REF PyObject *method = new_method(type, &known, IL_METHOD);
    if (method == NULL) {
        return il_function_refuse(&known, error);
    }
    return PyObject_SetAttrString(class, known.name, method) < 0 ? il_error_take(error)
                                                                 : INLET_DONE;
}

/* One half of an attribute, or None. */
static PyObject *new_accessor(const inlet_class *type, const inlet_attribute *attribute,
                              inlet_call_fn call, size_t args)
{
    if (call == NULL) {
        return Py_NewRef(Py_None);
    }
    inlet_function host = INLET_FUNCTION_INIT;
    host.name = attribute->name;
    host.call = call;
    host.data = attribute->data;
    host.min_args = host.max_args = args;
    return new_method(type, &host, IL_ATTRIBUTE);
}

static PyObject *new_property(const inlet_class *type, const inlet_attribute *attribute)
{
    IL_AUTO_REF PyObject *get = new_accessor(type, attribute, attribute->get, 0);
    IL_AUTO_REF PyObject *set = new_accessor(type, attribute, attribute->set, 1);
    return get == NULL || set == NULL
               ? NULL
               : PyObject_CallFunction((PyObject *)&PyProperty_Type, "OOOz", get, set,
                                       Py_None, attribute->doc);
}

static inlet_status check_attribute(const inlet_attribute *attribute,
                                    inlet_error *error)
{
    if (attribute->name == NULL || attribute->get == NULL) {
        return il_error_set(error, INLET_EINVAL, "an attribute needs a name and a get");
    }
    bool is_text = il_text_is_utf8(attribute->name, strlen(attribute->name)) &&
                   (attribute->doc == NULL ||
                    il_text_is_utf8(attribute->doc, strlen(attribute->doc)));
    return is_text ? INLET_DONE : il_error_set(error, INLET_EENCODING, NULL);
}

static inlet_status add_attribute(PyObject *class, const inlet_class *type,
                                  const inlet_attribute *given, inlet_error *error)
{
    inlet_attribute known = {.size = sizeof known};
    inlet_status status = il_struct_copy(&known, sizeof known, given, error);
    if (status == INLET_DONE) {
        status = check_attribute(&known, error);
    }
    if (status < 0) {
        return status;
    }
    IL_AUTO_REF PyObject *property = new_property(type, &known);
    return property == NULL || PyObject_SetAttrString(class, known.name, property) < 0
               ? il_error_take(error)
               : INLET_DONE;
}

/* --- Making one ------------------------------------------------------------------- */

/* What stands in an array may be larger or smaller than what we know. */
static const void *element(const void *array, size_t index)
{
    size_t size;
    memcpy(&size, array, sizeof size);
    return (const char *)array + index * size;
}

static inlet_status add_members(PyObject *class, const inlet_class *type,
                                const inlet_class *known, inlet_error *error)
{
    inlet_status status = INLET_DONE;
    for (size_t i = 0; i < known->method_count && status == INLET_DONE; i++) {
        status = add_method(class, type, element(known->methods, i), error);
    }
    for (size_t i = 0; i < known->attribute_count && status == INLET_DONE; i++) {
        status = add_attribute(class, type, element(known->attributes, i), error);
    }
    return status;
}

static inlet_status check_class(const inlet_class *known, inlet_error *error)
{
    if (known->name == NULL || il_class_name(known)[0] == '\0') {
        return il_error_set(error, INLET_EINVAL, "a class needs a name");
    }
    if ((known->method_count > 0 && known->methods == NULL) ||
        (known->attribute_count > 0 && known->attributes == NULL)) {
        return il_error_set(error, INLET_EINVAL, "the class's members are NULL");
    }
    bool is_text =
        il_text_is_utf8(known->name, strlen(known->name)) &&
        (known->doc == NULL || il_text_is_utf8(known->doc, strlen(known->doc)));
    return is_text ? INLET_DONE : il_error_set(error, INLET_EENCODING, NULL);
}

/* Methods may have annotations of the class itself, so it is known before them. */
static inlet_status make_class(const inlet_class *type, PyObject *classes,
                               PyObject *key, PyObject **out_class, inlet_error *error)
{
    inlet_class known = {.size = sizeof known};
    inlet_status status = il_struct_copy(&known, sizeof known, type, error);
    if (status == INLET_DONE) {
        status = check_class(&known, error);
    }
    if (status < 0) {
        return status;
    }
    IL_AUTO_REF PyObject *name = PyUnicode_FromFormat(
        strchr(known.name, '.') == NULL ? "host.%s" : "%s", known.name);
    const char *text = name == NULL ? NULL : PyUnicode_AsUTF8(name);
    IL_AUTO_REF PyObject *class =
        text == NULL ? NULL : il_handle_make_type(text, known.doc);
    if (class == NULL || PyDict_SetItem(classes, key, class) < 0) {
        return il_error_take(error);
    }
    status = add_members(class, type, &known, error);
    if (status < 0) {
        PyDict_DelItem(classes, key);
        PyErr_Clear();
        return status;
    }
    *out_class = il_ref_steal(&class);
    return INLET_DONE;
}

inlet_status il_class_get(const inlet_class *type, PyObject **out_class,
                          inlet_error *error)
{
    if (type == NULL) {
        return il_error_set(error, INLET_EINVAL, "the class is NULL");
    }
    PyObject *classes = known_classes();
    IL_AUTO_REF PyObject *key =
        classes == NULL ? NULL : PyLong_FromVoidPtr((void *)(uintptr_t)type);
    if (key == NULL || il_dict_find(classes, key, out_class) < 0) {
        return il_error_take(error);
    }
    return *out_class != NULL ? INLET_DONE
                              : make_class(type, classes, key, out_class, error);
}

/* --- The public functions --------------------------------------------------------- */

static inlet_status put_class(inlet_console *console, const inlet_class *type,
                              inlet_error *error)
{
    IL_AUTO_REF PyObject *class = NULL;
    inlet_status status = il_class_get(type, &class, error);
    return status < 0 ? status
                      : il_namespace_assign(console, il_class_name(type), class, error);
}

inlet_status inlet_put_class(inlet_console *console, const inlet_class *type,
                             inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = put_class(console, type, error);
        il_console_leave(console, &hold);
    }
    return status;
}

/* --- Out of the namespace --------------------------------------------------------- */

static inlet_status check_handle(const inlet_value *value, const inlet_class *type,
                                 inlet_error *error)
{
    if (value->as.handle.type == type) {
        return INLET_DONE;
    }
    PyErr_Format(PyExc_TypeError, "must be %s, not %s", il_class_name(type),
                 il_class_name(value->as.handle.type));
    return il_error_take_as(error, INLET_ETYPE);
}

static inlet_status get_handle(inlet_console *console, const char *expression,
                               const inlet_class *type, inlet_value *out_value,
                               inlet_error *error)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_get(console, expression, INLET_HANDLE, &value, error);
    if (status == INLET_DONE) {
        status = check_handle(&value, type, error);
    }
    if (status == INLET_DONE) {
        *out_value = value;
    } else {
        inlet_value_clear(&value);
    }
    return status;
}

inlet_status inlet_get_handle(inlet_console *console, const char *expression,
                              const inlet_class *type, inlet_value *out_value,
                              inlet_error *error)
{
    struct il_hold hold;
    if (type == NULL || out_value == NULL) {
        return il_error_set(error, INLET_EINVAL, NULL);
    }
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = get_handle(console, expression, type, out_value, error);
        il_console_leave(console, &hold);
    }
    return status;
}
