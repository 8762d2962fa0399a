/* SPDX-License-Identifier: MIT
 * The extension module: its state is the engine.
 */
#include "module/module.h"

#include "core/awaited.h"
#include "core/compat.h"
#include "core/namespace.h"
#include "live/live.h"

#ifndef INLET_VERSION
#error "the build defines INLET_VERSION"
#endif

static int add_classes(struct il_engine *engine, PyObject *module)
{
    const struct il_face_class *const classes[] = {
        &il_compile_class, &il_command_compiler_class, &il_interpreter_class,
        &il_console_class, &il_quitter_class,          &il_dialect_class,
        &il_async_class,
    };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (il_face_add_class(engine, module, classes[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int add_functions(struct il_engine *engine, PyObject *module)
{
    return il_face_add_functions(engine, module, il_codeop_functions, "inlet.codeop") <
                       0 ||
                   il_face_add_functions(engine, module, il_console_functions,
                                         "inlet.code") < 0 ||
                   il_face_add_functions(engine, module, il_check_functions, "_inlet") <
                       0 ||
                   il_face_add_functions(engine, module, il_install_functions,
                                         "inlet") < 0 ||
                   il_face_add_functions(engine, module, il_embed_functions, "inlet") <
                       0
               ? -1
               : 0;
}

/* A class of ours and its __call__, as they are now. */
static int note_class(struct il_engine *engine, PyObject *module, PyObject *name,
                      PyObject **out_class, PyObject **out_call)
{
    *out_class = PyObject_GetAttr(module, name);
    return *out_class == NULL
               ? -1
               : il_class_find(*out_class, engine->names.__call__, out_call);
}

/* What the engine compares with to notice a replaced step or compiler. */
static int note_compilers(struct il_engine *engine, PyObject *module)
{
    if (note_class(engine, module, engine->names.Compile, &engine->compile_class,
                   &engine->compile_call) < 0 ||
        note_class(engine, module, engine->names.CommandCompiler,
                   &engine->command_class, &engine->command_call) < 0 ||
        note_class(engine, module, engine->names.DialectCompiler,
                   &engine->dialect_class, &engine->dialect_call) < 0) {
        return -1;
    }
    IL_AUTO_REF PyObject *interpreter =
        PyObject_GetAttr(module, engine->names.InteractiveInterpreter);
    if (interpreter == NULL ||
        il_class_find(interpreter, engine->names.runsource, &engine->runsource) < 0) {
        return -1;
    }
    engine->maybe_compile = PyObject_GetAttr(module, engine->names._maybe_compile);
    engine->plain_compile = PyObject_GetAttr(module, engine->names._compile);
    return engine->maybe_compile != NULL && engine->plain_compile != NULL ? 0 : -1;
}

/* In the running Pythons without local_exit the class says False for them all. */
static int add_class_attributes(struct il_engine *engine, PyObject *module)
{
    if (engine->flavor.local_exit) {
        return 0;
    }
    IL_AUTO_REF PyObject *class =
        PyObject_GetAttr(module, engine->names.InteractiveConsole);
    return class == NULL ? -1
                         : PyObject_SetAttr(class, engine->names.local_exit, Py_False);
}

static int module_exec(PyObject *module)
{
    struct il_engine *engine = PyModule_GetState(module);
    if (il_engine_init(engine, PyModule_GetDict(module)) < 0) {
        return -1;
    }
    engine->function_type = il_face_function_type(module);
    engine->namespace_type = il_namespace_type(module);
    engine->awaited_type = il_awaited_type(module);
    if (engine->function_type == NULL || engine->namespace_type == NULL ||
        engine->awaited_type == NULL || add_functions(engine, module) < 0 ||
        add_classes(engine, module) < 0 || note_compilers(engine, module) < 0 ||
        add_class_attributes(engine, module) < 0 ||
        il_source_face_add(engine, module) < 0 ||
        il_editor_face_add(engine, module) < 0 || il_live_add(engine, module) < 0) {
        return -1;
    }
    return PyModule_AddStringConstant(module, "__version__", INLET_VERSION) < 0 ||
                   PyModule_AddIntConstant(module, "_abi", IL_ABI) < 0
               ? -1
               : 0;
}

static int module_traverse(PyObject *module, visitproc visit, void *arg)
{
    return il_engine_traverse(PyModule_GetState(module), visit, arg);
}

/* The functions keep the module, and as long as one can be called it needs the engine;
 * so what goes here is only what the engine compares with. Without it every compiler
 * counts as replaced, which is slower and right. The dicts break the other cycles. */
static int module_clear(PyObject *module)
{
    struct il_engine *engine = PyModule_GetState(module);
    Py_CLEAR(engine->compile_class);
    Py_CLEAR(engine->compile_call);
    Py_CLEAR(engine->command_class);
    Py_CLEAR(engine->command_call);
    Py_CLEAR(engine->dialect_class);
    Py_CLEAR(engine->dialect_call);
    Py_CLEAR(engine->maybe_compile);
    Py_CLEAR(engine->plain_compile);
    Py_CLEAR(engine->runsource);
    return 0;
}

static void module_free(void *module) { il_engine_clear(PyModule_GetState(module)); }

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    /* No word about free threading: nobody has tried it. A build without the GIL
     * turns it on for us. */
    {0, NULL},
};

PyDoc_STRVAR(module_doc, "The engine of Inlet. Programs import `inlet`.");

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT,   .m_name = "_inlet",
    .m_doc = module_doc,     .m_size = (Py_ssize_t)sizeof(struct il_engine),
    .m_slots = module_slots, .m_traverse = module_traverse,
    .m_clear = module_clear, .m_free = module_free,
};

PyMODINIT_FUNC PyInit__inlet(void) { return PyModuleDef_Init(&module_def); }
