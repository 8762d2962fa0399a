/* SPDX-License-Identifier: MIT
 * Finding `_inlet`, or making it from the copy of the engine in this library. Warm.
 *
 * One engine per interpreter: the module in sys.modules["_inlet"] is it, wherever it
 * came from, and consoles are driven through its classes only. So another copy is as
 * good as ours if its number says so.
 */
#include "module/module.h"

#include <string.h>

#include "core/compat.h"
#include "host/host.h"

#define NAME "_inlet"

int il_module_announce(void)
{
    for (const struct _inittab *entry = PyImport_Inittab; entry->name != NULL;
         entry++) {
        if (strcmp(entry->name, NAME) == 0) {
            return 0;
        }
    }
    return PyImport_AppendInittab(NAME, PyInit__inlet);
}

/* What the import system would record of a built-in module. */
static PyObject *make_spec(void)
{
    IL_AUTO_REF PyObject *importlib = PyImport_ImportModule("_frozen_importlib");
    if (importlib == NULL) {
        return NULL;
    }
    IL_AUTO_REF PyObject *loader = PyObject_GetAttrString(importlib, "BuiltinImporter");
    IL_AUTO_REF PyObject *make = PyObject_GetAttrString(importlib, "ModuleSpec");
    IL_AUTO_REF PyObject *args = Py_BuildValue("(sO)", NAME, loader);
    IL_AUTO_REF PyObject *keywords = Py_BuildValue("{ss}", "origin", "built-in");
    if (loader == NULL || make == NULL || args == NULL || keywords == NULL) {
        return NULL;
    }
    return PyObject_Call(make, args, keywords);
}

static int set_import_attributes(PyObject *module, PyObject *spec)
{
    IL_AUTO_REF PyObject *loader = PyObject_GetAttrString(spec, "loader");
    IL_AUTO_REF PyObject *package = PyUnicode_FromString("");
    return loader == NULL || package == NULL ||
                   PyObject_SetAttrString(module, "__spec__", spec) < 0 ||
                   PyObject_SetAttrString(module, "__loader__", loader) < 0 ||
                   PyObject_SetAttrString(module, "__package__", package) < 0
               ? -1
               : 0;
}

/* In a Python that was running before us, built-in modules cannot be added. */
static PyObject *make_module(PyObject *modules)
{
    PyModuleDef *def = (PyModuleDef *)PyInit__inlet();
    IL_AUTO_REF PyObject *spec = def == NULL ? NULL : make_spec();
    if (spec == NULL) {
        return NULL;
    }
    IL_AUTO_REF PyObject *module = PyModule_FromDefAndSpec(def, spec);
    if (module == NULL || set_import_attributes(module, spec) < 0 ||
        PyModule_ExecDef(module, def) < 0 ||
        PyDict_SetItemString(modules, NAME, module) < 0) {
        return NULL;
    }
    return il_ref_steal(&module);
}

static PyObject *import_module(void)
{
    PyObject *modules = PyImport_GetModuleDict();
    IL_AUTO_REF PyObject *name = PyUnicode_InternFromString(NAME);
    IL_AUTO_REF PyObject *builtins = PySys_GetObject("builtin_module_names");
    Py_XINCREF(builtins);
    PyObject *module;
    if (name == NULL || il_dict_find(modules, name, &module) < 0) {
        return NULL;
    }
    if (module != NULL) {
        return module;
    }
    int is_builtin = builtins == NULL ? 0 : PySequence_Contains(builtins, name);
    if (is_builtin < 0) {
        return NULL;
    }
    return is_builtin ? PyImport_Import(name) : make_module(modules);
}

/* 1, 0, or -1 where it could not be found out. */
static int has_our_number(PyObject *module)
{
    IL_AUTO_REF PyObject *number = PyObject_GetAttrString(module, "_abi");
    if (number == NULL && !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return -1;
    }
    PyErr_Clear();
    if (number == NULL || !PyLong_Check(number)) {
        return 0;
    }
    int overflow;
    return PyLong_AsLongAndOverflow(number, &overflow) == IL_ABI;
}

inlet_status il_module_find(PyObject **out_module, inlet_error *error)
{
    IL_AUTO_REF PyObject *module = import_module();
    int is_ours = module == NULL ? -1 : has_our_number(module);
    if (is_ours < 0) {
        return il_error_take(error);
    }
    if (!is_ours) {
        return il_error_set(error, INLET_EVERSION, NULL);
    }
    *out_module = il_ref_steal(&module);
    return INLET_DONE;
}
