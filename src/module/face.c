/* SPDX-License-Identifier: MIT
 * Classes and function tables.
 */
#include "module/face.h"

#include <string.h>

static const char *name_of(const struct il_face_entry *entry)
{
    const char *dot = strrchr(entry->signature.qualname, '.');
    return dot == NULL ? entry->signature.qualname : dot + 1;
}

static int add_functions(struct il_engine *engine, PyObject *module,
                         const struct il_face_entry *entries, const char *module_name,
                         PyObject *dict)
{
    for (; entries->body != NULL; entries++) {
        if (entries->applies != NULL && !entries->applies(&engine->flavor)) {
            continue;
        }
        IL_AUTO_REF PyObject *function =
            il_face_function(engine, module, entries, module_name);
        if (function == NULL ||
            PyDict_SetItemString(dict, name_of(entries), function) < 0) {
            return -1;
        }
    }
    return 0;
}

int il_face_add_functions(struct il_engine *engine, PyObject *module,
                          const struct il_face_entry *entries, const char *module_name)
{
    return add_functions(engine, module, entries, module_name,
                         PyModule_GetDict(module));
}

int il_face_add_methods(struct il_engine *engine, PyObject *module, PyObject *type,
                        const struct il_face_entry *entries, const char *module_name)
{
    for (; entries->body != NULL; entries++) {
        IL_AUTO_REF PyObject *function =
            il_face_function(engine, module, entries, module_name);
        if (function == NULL ||
            PyObject_SetAttrString(type, name_of(entries), function) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *make_bases(PyObject *module, const char *base)
{
    if (base == NULL) {
        return PyTuple_New(0);
    }
    IL_AUTO_REF PyObject *class = PyObject_GetAttrString(module, base);
    return class == NULL ? NULL : PyTuple_Pack(1, class);
}

int il_face_add_class(struct il_engine *engine, PyObject *module,
                      const struct il_face_class *description)
{
    IL_AUTO_REF PyObject *bases = make_bases(module, description->base);
    IL_AUTO_REF PyObject *dict = Py_BuildValue(
        "{ss,ss}", "__module__", description->module_name, "__doc__", description->doc);
    if (bases == NULL || dict == NULL ||
        add_functions(engine, module, description->methods, description->module_name,
                      dict) < 0) {
        return -1;
    }
    IL_AUTO_REF PyObject *class = PyObject_CallFunction((PyObject *)&PyType_Type, "sOO",
                                                        description->name, bases, dict);
    return class == NULL ? -1 : PyModule_AddObjectRef(module, description->name, class);
}

int il_face_add_answer(PyObject *module, const char *name, PyStructSequence_Desc *desc,
                       PyObject **out_type)
{
    *out_type = il_new_type((PyObject *)PyStructSequence_NewType(desc));
    return *out_type == NULL ? -1 : PyModule_AddObjectRef(module, name, *out_type);
}
