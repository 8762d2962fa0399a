/* SPDX-License-Identifier: MIT
 * Binding arguments.
 *
 * Only the good case is bound here. Everything else is put to a real Python
 * function with the same signature, which knows what to say in this version.
 */
#include "module/args.h"

#include <string.h>

/* def <name><text>: pass, under the full name. */
static PyObject *make_twin(const struct il_signature *signature)
{
    const char *dot = strrchr(signature->qualname, '.');
    const char *name = dot == NULL ? signature->qualname : dot + 1;
    IL_AUTO_REF PyObject *source =
        PyUnicode_FromFormat("def %s%s: pass", name, signature->text);
    IL_AUTO_REF PyObject *globals = PyDict_New();
    if (source == NULL || globals == NULL) {
        return NULL;
    }
    const char *text = PyUnicode_AsUTF8(source);
    if (text == NULL ||
        il_ref_done(PyRun_String(text, Py_file_input, globals, globals)) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *twin = PyMapping_GetItemString(globals, name);
    IL_AUTO_REF PyObject *qualname = PyUnicode_FromString(signature->qualname);
    if (twin == NULL || qualname == NULL ||
        PyObject_SetAttrString(twin, "__qualname__", qualname) < 0) {
        return NULL;
    }
    return il_ref_steal(&twin);
}

static int complain(const struct il_signature *signature, PyObject *const *args,
                    Py_ssize_t count, PyObject *keywords)
{
    IL_AUTO_REF PyObject *twin = make_twin(signature);
    if (twin != NULL &&
        il_ref_done(PyObject_Vectorcall(twin, args, (size_t)count, keywords)) == 0) {
        PyErr_Format(PyExc_SystemError, "%s%s was bound wrongly", signature->qualname,
                     signature->text);
    }
    return -1;
}

static int index_of(const struct il_signature *signature, PyObject *keyword)
{
    for (int i = 0; i < IL_ARGS_MAX && signature->names[i] != NULL; i++) {
        if (PyUnicode_CompareWithASCIIString(keyword, signature->names[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static bool bind_keywords(const struct il_signature *signature, PyObject *const *values,
                          struct il_args *out)
{
    Py_ssize_t count = PyTuple_GET_SIZE(out->keywords);
    for (Py_ssize_t i = 0; i < count; i++) {
        int at = index_of(signature, PyTuple_GET_ITEM(out->keywords, i));
        if (at < 0) {
            out->unknown++;
        } else if (out->value[at] != NULL) {
            return false;
        } else {
            out->value[at] = values[i];
        }
    }
    return out->unknown == 0 || signature->takes_unknown;
}

int il_args_bind(const struct il_signature *signature, PyObject *const *args,
                 Py_ssize_t count, PyObject *keywords, struct il_args *out)
{
    *out = (struct il_args){.keywords = keywords, .keyword_values = args + count};
    bool fits = count <= signature->positional;
    for (Py_ssize_t i = 0; fits && i < count; i++) {
        out->value[i] = args[i];
    }
    if (fits && keywords != NULL) {
        fits = bind_keywords(signature, args + count, out);
    }
    for (int i = 0; fits && i < signature->required; i++) {
        fits = out->value[i] != NULL;
    }
    return fits ? 0 : complain(signature, args, count, keywords);
}

const char *il_args_text(PyObject *object, size_t *out_size, PyObject **owner)
{
    Py_ssize_t size;
    if (!PyUnicode_Check(object)) {
        PyErr_Format(PyExc_TypeError, "the text must be str, not %.100s",
                     Py_TYPE(object)->tp_name);
        return NULL;
    }
    const char *text = PyUnicode_AsUTF8AndSize(object, &size);
    if (text == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
            return NULL;
        }
        PyErr_Clear();
        *owner = PyUnicode_AsEncodedString(object, "utf-8", "surrogatepass");
        if (*owner == NULL) {
            return NULL;
        }
        text = PyBytes_AS_STRING(*owner);
        size = PyBytes_GET_SIZE(*owner);
    }
    *out_size = (size_t)size;
    return text;
}
