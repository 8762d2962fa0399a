/* SPDX-License-Identifier: MIT
 * `import inlet` in a process that has the library but not the package. Warm.
 *
 * The last finder of sys.meta_path is asked only when all others have found
 * nothing, so an installed package wins, and nothing is looked for at start.
 */
#include "core/compat.h"
#include "host/host.h"

static const char finder_name[] = "_inlet_alias";

/* find_spec(name, path=None, target=None) */
static PyObject *find_spec(PyObject *self, PyObject *const *args, Py_ssize_t count,
                           PyObject *Py_UNUSED(keywords))
{
    if (count < 1 || !PyUnicode_Check(args[0]) ||
        PyUnicode_CompareWithASCIIString(args[0], "inlet") != 0) {
        Py_RETURN_NONE;
    }
    IL_AUTO_REF PyObject *importlib = PyImport_ImportModule("_frozen_importlib");
    if (importlib == NULL) {
        return NULL;
    }
    return PyObject_CallMethod(importlib, "ModuleSpec", "OO", args[0], self);
}

/* The usual module, which exec_module() puts `_inlet` in the place of. */
static PyObject *create_module(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(spec))
{
    Py_RETURN_NONE;
}

static PyObject *exec_module(PyObject *Py_UNUSED(self), PyObject *module)
{
    IL_AUTO_REF PyObject *name = PyObject_GetAttrString(module, "__name__");
    IL_AUTO_REF PyObject *engine = PyImport_ImportModule("_inlet");
    if (name == NULL || engine == NULL ||
        PyObject_SetItem(PyImport_GetModuleDict(), name, engine) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* What `python -m`, inspect and linecache ask a loader, and built-in modules answer. */
static PyObject *get_none(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(name))
{
    Py_RETURN_NONE;
}

static PyObject *is_package(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(name))
{
    Py_RETURN_FALSE;
}

static PyMethodDef finder_methods[] = {
    {"find_spec", (PyCFunction)(void (*)(void))find_spec, METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"create_module", create_module, METH_O, NULL},
    {"exec_module", exec_module, METH_O, NULL},
    {"get_code", get_none, METH_O, NULL},
    {"get_source", get_none, METH_O, NULL},
    {"is_package", is_package, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

/* Started and stopped and started again, a joined Python has ours already. */
static int is_installed(PyObject *meta_path)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(meta_path); i++) {
        PyObject *finder = PyList_GET_ITEM(meta_path, i);
        const char *name = PyModule_Check(finder) ? PyModule_GetName(finder) : NULL;
        if (name != NULL && strcmp(name, finder_name) == 0) {
            return 1;
        }
        PyErr_Clear();
    }
    return 0;
}

int il_alias_install(void)
{
    PyObject *meta_path = PySys_GetObject("meta_path");
    if (meta_path == NULL || !PyList_Check(meta_path) || is_installed(meta_path)) {
        return 0;
    }
    IL_AUTO_REF PyObject *finder = PyModule_New(finder_name);
    if (finder == NULL || PyModule_AddFunctions(finder, finder_methods) < 0) {
        return -1;
    }
    return PyList_Append(meta_path, finder);
}
