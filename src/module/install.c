/* SPDX-License-Identifier: MIT
 * Putting Inlet in the place of the standard modules, and naming the namespaces
 * whose globals the functions look up.
 */
#include <string.h>

#include "core/compat.h"
#include "module/module.h"

static const char *const module_names[] = {"code", "codeop"};

enum { MODULE_COUNT = sizeof module_names / sizeof *module_names };

/* inlet.code for "code". */
static PyObject *import_ours(const char *name)
{
    IL_AUTO_REF PyObject *full = PyUnicode_FromFormat("inlet.%s", name);
    const char *text = full == NULL ? NULL : PyUnicode_AsUTF8(full);
    return text == NULL ? NULL : PyImport_ImportModule(text);
}

/* The dict that remembers what was in sys.modules before install(): for each name a
 * tuple with that one object (even None stands for something there), or () for none. */
static PyObject *replaced_modules(struct il_engine *engine)
{
    if (engine->replaced == NULL) {
        engine->replaced = PyDict_New();
    }
    return engine->replaced;
}

static int remember(PyObject *replaced, PyObject *key, PyObject *present)
{
    IL_AUTO_REF PyObject *entry =
        present == NULL ? PyTuple_New(0) : PyTuple_Pack(1, present);
    return entry == NULL ? -1 : PyDict_SetItem(replaced, key, entry);
}

static int put_back(PyObject *modules, PyObject *key, PyObject *entry)
{
    return PyTuple_GET_SIZE(entry) == 0
               ? PyDict_DelItem(modules, key)
               : PyDict_SetItem(modules, key, PyTuple_GET_ITEM(entry, 0));
}

static int install_one(struct il_engine *engine, const char *name)
{
    PyObject *modules = PyImport_GetModuleDict();
    IL_AUTO_REF PyObject *key = PyUnicode_InternFromString(name);
    IL_AUTO_REF PyObject *ours = key == NULL ? NULL : import_ours(name);
    IL_AUTO_REF PyObject *present = NULL;
    PyObject *replaced = replaced_modules(engine);
    if (ours == NULL || replaced == NULL || il_dict_find(modules, key, &present) < 0) {
        return -1;
    }
    if (present == ours) {
        return 0;
    }
    return remember(replaced, key, present) < 0 ? -1
                                                : PyDict_SetItem(modules, key, ours);
}

static PyObject *install(struct il_engine *engine,
                         const struct il_args *Py_UNUSED(args))
{
    for (int i = 0; i < MODULE_COUNT; i++) {
        if (install_one(engine, module_names[i]) < 0) {
            return NULL;
        }
    }
    Py_RETURN_NONE;
}

/* Only what is still ours goes out; what somebody else put there since stays. */
static int uninstall_one(struct il_engine *engine, const char *name)
{
    PyObject *modules = PyImport_GetModuleDict();
    IL_AUTO_REF PyObject *key = PyUnicode_InternFromString(name);
    IL_AUTO_REF PyObject *ours = key == NULL ? NULL : import_ours(name);
    IL_AUTO_REF PyObject *present = NULL;
    IL_AUTO_REF PyObject *before = NULL;
    PyObject *replaced = replaced_modules(engine);
    if (ours == NULL || replaced == NULL || il_dict_find(modules, key, &present) < 0 ||
        il_dict_find(replaced, key, &before) < 0) {
        return -1;
    }
    if (before == NULL) {
        return 0;
    }
    if (present == ours && put_back(modules, key, before) < 0) {
        return -1;
    }
    return PyDict_DelItem(replaced, key);
}

static PyObject *uninstall(struct il_engine *engine,
                           const struct il_args *Py_UNUSED(args))
{
    for (int i = 0; i < MODULE_COUNT; i++) {
        if (uninstall_one(engine, module_names[i]) < 0) {
            return NULL;
        }
    }
    Py_RETURN_NONE;
}

static PyObject *_bind(struct il_engine *engine, const struct il_args *args)
{
    if (!PyDict_Check(args->value[1])) {
        PyErr_SetString(PyExc_TypeError, "_bind() takes a dict as its namespace");
        return NULL;
    }
    for (int i = 0; i < MODULE_COUNT; i++) {
        if (PyUnicode_Check(args->value[0]) &&
            PyUnicode_CompareWithASCIIString(args->value[0], module_names[i]) == 0) {
            Py_XSETREF(engine->spaces[i], Py_NewRef(args->value[1]));
            Py_RETURN_NONE;
        }
    }
    PyErr_SetString(PyExc_ValueError, "_bind() knows the modules code and codeop");
    return NULL;
}

const struct il_face_entry il_install_functions[] = {
    {
        .signature = {"install", "()", {NULL}, .positional = 0, .required = 0},
        .body = install,
        .doc = "Make `import code` and `import codeop` give inlet.code and "
               "inlet.codeop.\n\n"
               "Modules that imported the standard ones before keep them. May be\n"
               "called again without effect.",
    },
    {
        .signature = {"uninstall", "()", {NULL}, .positional = 0, .required = 0},
        .body = uninstall,
        .doc = "Undo install(): sys.modules is as it was before.",
    },
    {
        .signature = {"_bind",
                      "(name, namespace)",
                      {"name", "namespace"},
                      .positional = 2,
                      .required = 2},
        .body = _bind,
        .doc = "Name the dict in which the functions of `name` look up globals.",
    },
    {.body = NULL},
};
