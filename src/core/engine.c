/* SPDX-License-Identifier: MIT
 * The engine's life and the look-up of globals.
 */
#include "core/engine.h"

#include <stddef.h>

#include "core/compat.h"
#include "core/compile.h"
#include "core/memo.h"
#include "core/quiet.h"
#include "core/report.h"
#include "core/watch.h"

static int intern_names(struct il_engine_names *names)
{
#define X(name)                                                                        \
    names->name = PyUnicode_InternFromString(#name);                                   \
    if (names->name == NULL) {                                                         \
        return -1;                                                                     \
    }
    IL_NAMES(X)
#undef X
    return 0;
}

/* Strong references that are plain pointers of the struct, in one list for the
 * traversal and the clearing. */
#define ENGINE_REFS(X)                                                                 \
    X(own)                                                                             \
    X(sys)                                                                             \
    X(modules)                                                                         \
    X(builtins)                                                                        \
    X(spaces[IL_SPACE_CODE])                                                           \
    X(spaces[IL_SPACE_CODEOP])                                                         \
    X(builtin_compile)                                                                 \
    X(builtin_exec)                                                                    \
    X(compile_class)                                                                   \
    X(compile_call)                                                                    \
    X(command_class)                                                                   \
    X(command_call)                                                                    \
    X(dialect_class)                                                                   \
    X(dialect_call)                                                                    \
    X(maybe_compile)                                                                   \
    X(plain_compile)                                                                   \
    X(runsource)                                                                       \
    X(function_type)                                                                   \
    X(namespace_type)                                                                  \
    X(awaited_type)                                                                    \
    X(source_class)                                                                    \
    X(verdict_type)                                                                    \
    X(statement_type)                                                                  \
    X(completions_type)                                                                \
    X(completion_type)                                                                 \
    X(description_type)                                                                \
    X(highlight_type)                                                                  \
    X(span_type)                                                                       \
    X(live_type)                                                                       \
    X(live_constant)                                                                   \
    X(live_own)                                                                        \
    X(live_memory)                                                                     \
    X(live_walk)                                                                       \
    X(live_program)                                                                    \
    X(live_overloads)                                                                  \
    X(live_modules)                                                                    \
    X(live_walkers)                                                                    \
    X(fault_error)                                                                     \
    X(blank_source)                                                                    \
    X(newline)                                                                         \
    X(empty)                                                                           \
    X(input_filename)                                                                  \
    X(watched)                                                                         \
    X(ready)                                                                           \
    X(pool)                                                                            \
    X(forget_dead)                                                                     \
    X(replaced)                                                                        \
    X(single)                                                                          \
    X(symbol_keyword)                                                                  \
    X(quiet_filter)                                                                    \
    X(quiet_context)                                                                   \
    X(warnings_context)                                                                \
    X(report_frame)                                                                    \
    X(compile_caller)

static PyObject *require(PyObject *dict, PyObject *key)
{
    PyObject *value;
    if (il_dict_find(dict, key, &value) == 0) {
        PyErr_SetObject(PyExc_KeyError, key);
    }
    return value;
}

static int find_builtins(struct il_engine *engine)
{
    PyObject *module = PyImport_ImportModule("builtins");
    if (module == NULL) {
        return -1;
    }
    engine->builtins = Py_NewRef(PyModule_GetDict(module));
    Py_DECREF(module);
    engine->builtin_compile = require(engine->builtins, engine->names.compile);
    engine->builtin_exec = require(engine->builtins, engine->names.exec);
    engine->sys = PyImport_ImportModule("sys");
    engine->modules = Py_NewRef(PyImport_GetModuleDict());
    return engine->builtin_compile != NULL && engine->builtin_exec != NULL &&
                   engine->sys != NULL
               ? 0
               : -1;
}

static int make_constants(struct il_engine *engine)
{
    engine->blank_source = PyUnicode_InternFromString("pass");
    engine->newline = PyUnicode_InternFromString("\n");
    engine->empty = PyUnicode_InternFromString("");
    engine->single = PyUnicode_InternFromString("single");
    engine->symbol_keyword = PyTuple_Pack(1, engine->names.symbol);
    engine->input_filename = PyUnicode_InternFromString("<input>");
    return engine->input_filename != NULL && engine->symbol_keyword != NULL &&
                   engine->blank_source != NULL && engine->newline != NULL &&
                   engine->empty != NULL && engine->single != NULL
               ? 0
               : -1;
}

int il_engine_init(struct il_engine *engine, PyObject *own)
{
    engine->own = Py_NewRef(own);
    engine->flavor = il_flavor_of(Py_Version);
    if (intern_names(&engine->names) < 0 || make_constants(engine) < 0 ||
        find_builtins(engine) < 0) {
        return -1;
    }
    return il_quiet_init(engine) < 0 || il_report_init(engine) < 0 ||
                   il_compile_init(engine) < 0 || il_watch_init(engine) < 0
               ? -1
               : 0;
}

int il_engine_traverse(struct il_engine *engine, visitproc visit, void *arg)
{
#define X(member) Py_VISIT(engine->member);
    ENGINE_REFS(X)
#undef X
    return 0;
}

static void clear(PyObject **ref) { Py_CLEAR(*ref); }

void il_engine_clear(struct il_engine *engine)
{
#define X(member) clear(&engine->member);
    ENGINE_REFS(X)
#undef X
#define X(name) clear(&engine->names.name);
    IL_NAMES(X)
#undef X
    il_memo_free(engine->memo);
    engine->memo = NULL;
}

/* What the namespace of the drop-in module holds: 1, 0 or -1. */
static int find_in_space(struct il_engine *engine, enum il_space space, PyObject *name,
                         PyObject **out_value)
{
    *out_value = NULL;
    return engine->spaces[space] == NULL
               ? 0
               : il_dict_find(engine->spaces[space], name, out_value);
}

PyObject *il_builtin(struct il_engine *engine, enum il_space space, PyObject *name)
{
    PyObject *value;
    int found = find_in_space(engine, space, name, &value);
    if (found == 0) {
        found = il_dict_find(engine->builtins, name, &value);
    }
    if (found == 0) {
        PyErr_Format(PyExc_NameError, "name '%U' is not defined", name);
    }
    return value;
}

PyObject *il_global(struct il_engine *engine, enum il_space space, PyObject *name)
{
    PyObject *value;
    int found = find_in_space(engine, space, name, &value);
    if (found == 0) {
        found = il_dict_find(engine->own, name, &value);
    }
    /* An import also waits for a module that another thread is just importing. */
    return found == 0 ? PyImport_ImportModuleLevelObject(name, NULL, NULL, NULL, 0)
                      : value;
}

int il_builtin_is(struct il_engine *engine, enum il_space space, PyObject *name,
                  PyObject *original)
{
    IL_AUTO_REF PyObject *value = il_builtin(engine, space, name);
    return value == NULL ? -1 : value == original;
}

int il_space_is(struct il_engine *engine, enum il_space space, PyObject *name,
                PyObject *original)
{
    if (engine->spaces[space] == NULL) {
        return 1;
    }
    IL_AUTO_REF PyObject *value = NULL;
    return find_in_space(engine, space, name, &value) < 0 ? -1 : value == original;
}

/* The global `sys`: where no namespace can hold another one, it is the module. */
static PyObject *find_sys(struct il_engine *engine)
{
    return engine->spaces[IL_SPACE_CODE] == NULL
               ? Py_NewRef(engine->sys)
               : il_global(engine, IL_SPACE_CODE, engine->names.sys);
}

PyObject *il_sys_get(struct il_engine *engine, PyObject *name)
{
    IL_AUTO_REF PyObject *sys = find_sys(engine);
    return sys == NULL ? NULL : PyObject_GetAttr(sys, name);
}

int il_sys_set(struct il_engine *engine, PyObject *name, PyObject *value)
{
    IL_AUTO_REF PyObject *sys = find_sys(engine);
    return sys == NULL ? -1 : PyObject_SetAttr(sys, name, value);
}
