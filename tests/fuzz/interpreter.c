/* SPDX-License-Identifier: MIT
 * A Python with our module, for the fuzz targets that need one.
 */
#include "interpreter.h"

#include "module/module.h"

static void fail_if(bool failed)
{
    if (failed) {
        PyErr_Print();
        abort();
    }
}

void interpreter_start(const char *definitions)
{
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    /* libFuzzer has its own handlers. */
    config.install_signal_handlers = 0;
    FUZZ_ASSERT(PyImport_AppendInittab("_inlet", PyInit__inlet) == 0);
    PyStatus status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    FUZZ_ASSERT(!PyStatus_Exception(status));
    fail_if(PyRun_SimpleString(definitions) < 0);
}

struct il_engine *interpreter_engine(void)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("_inlet");
    fail_if(module == NULL);
    return PyModule_GetState(module); /* sys.modules keeps it */
}

PyObject *interpreter_call(const char *name, PyObject *argument)
{
    IL_AUTO_REF PyObject *function =
        PyObject_GetAttrString(PyImport_AddModule("__main__"), name);
    fail_if(function == NULL);
    PyObject *value = PyObject_CallOneArg(function, argument);
    fail_if(value == NULL);
    return value;
}
