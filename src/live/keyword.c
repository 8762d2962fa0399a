/* SPDX-License-Identifier: MIT
 * Arguments by the names of the parameters, as debug information has them. Warm.
 */
#include "live/call.h"

#include <string.h>

static PyObject *complain(struct il_live_value *value, const char *text, PyObject *name)
{
    IL_AUTO_REF PyObject *path = il_live_path(&value->step);
    if (path != NULL) {
        PyErr_Format(PyExc_TypeError, text, path, name);
    }
    return NULL;
}

/* The number of the parameter, or `count` of them where none is called so. */
static size_t find_parameter(const struct il_ctype *type, PyObject *name)
{
    size_t i = 0;
    const char *text = PyUnicode_AsUTF8(name);
    if (text == NULL) {
        PyErr_Clear(); /* surrogates */
    }
    while (i < type->count && (text == NULL || type->fields[i].name == NULL ||
                               strcmp(type->fields[i].name, text) != 0)) {
        i++;
    }
    return i;
}

static bool has_names(const struct il_ctype *type)
{
    for (size_t i = 0; i < type->count; i++) {
        if (type->fields[i].name == NULL) {
            return false;
        }
    }
    return type->count > 0;
}

/* Put each where it belongs, in a tuple that has holes. 0 or -1. */
static int place_keywords(struct il_live_value *value, const struct il_ctype *type,
                          PyObject *keywords, PyObject *all)
{
    PyObject *name, *object;
    Py_ssize_t at = 0;
    while (PyDict_Next(keywords, &at, &name, &object)) {
        size_t i = find_parameter(type, name);
        if (i == type->count) {
            complain(value, "%U() has no parameter '%U'", name);
            return -1;
        }
        if (PyTuple_GET_ITEM(all, (Py_ssize_t)i) != NULL) {
            complain(value, "%U() is given '%U' twice", name);
            return -1;
        }
        PyTuple_SET_ITEM(all, (Py_ssize_t)i, Py_NewRef(object));
    }
    return 0;
}

static int check_holes(struct il_live_value *value, const struct il_ctype *type,
                       PyObject *all)
{
    for (size_t i = 0; i < type->count; i++) {
        if (PyTuple_GET_ITEM(all, (Py_ssize_t)i) == NULL) {
            IL_AUTO_REF PyObject *name = PyUnicode_DecodeUTF8(
                type->fields[i].name, (Py_ssize_t)strlen(type->fields[i].name),
                "backslashreplace");
            if (name != NULL) {
                complain(value, "%U() is not given '%U'", name);
            }
            return -1;
        }
    }
    return 0;
}

PyObject *il_live_keywords(struct il_live_value *value, const struct il_ctype *type,
                           PyObject *args, PyObject *keywords)
{
    size_t given = (size_t)PyTuple_GET_SIZE(args);
    if (!has_names(type)) {
        return complain(value,
                        "%U() takes no keyword arguments: nothing is known of the "
                        "names of its parameters",
                        NULL);
    }
    /* Behind those with names may come more, by their places alone. */
    IL_AUTO_REF PyObject *all =
        PyTuple_New((Py_ssize_t)(given > type->count ? given : type->count));
    for (size_t i = 0; all != NULL && i < given; i++) {
        PyTuple_SET_ITEM(all, (Py_ssize_t)i,
                         Py_NewRef(PyTuple_GET_ITEM(args, (Py_ssize_t)i)));
    }
    return all == NULL || place_keywords(value, type, keywords, all) < 0 ||
                   check_holes(value, type, all) < 0
               ? NULL
               : il_ref_steal(&all);
}
