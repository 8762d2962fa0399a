/* SPDX-License-Identifier: MIT
 * The calling frame's memory of shown warnings.
 */
#include "core/registry.h"

#include "core/compat.h"

int il_registry_begin(struct il_engine *engine, struct il_registry *block)
{
    *block = (struct il_registry){NULL, NULL};
    if (!engine->flavor.compiler_warns_caller) {
        return 0;
    }
    block->globals = PyEval_GetGlobals();
    if (block->globals == NULL) {
        /* A host calls, no frame: the warnings module then takes sys for the caller. */
        block->globals = PyModule_GetDict(engine->sys);
    }
    int found =
        il_dict_find(block->globals, engine->names.__warningregistry__, &block->kept);
    if (found <= 0) {
        return found;
    }
    return PyDict_DelItem(block->globals, engine->names.__warningregistry__);
}

static int put_back(struct il_engine *engine, struct il_registry *block)
{
    PyObject *name = engine->names.__warningregistry__;
    if (block->kept != NULL) {
        return PyDict_SetItem(block->globals, name, block->kept);
    }
    int present = PyDict_Contains(block->globals, name);
    return present > 0 ? PyDict_DelItem(block->globals, name) : present;
}

void il_registry_end(struct il_engine *engine, struct il_registry *block)
{
    if (block->globals == NULL) {
        return;
    }
    PyObject *raised = PyErr_Occurred() ? il_raised_take() : NULL;
    if (put_back(engine, block) < 0) {
        PyErr_WriteUnraisable(block->globals);
    }
    Py_CLEAR(block->kept);
    if (raised != NULL) {
        il_raised_give(raised);
    }
}
