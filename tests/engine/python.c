/* SPDX-License-Identifier: MIT
 * A Python with our module for tests of the engine.
 */
#include "python.h"

#include "module/module.h"

int python_setup(void **state)
{
    (void)state;
    if (PyImport_AppendInittab("_inlet", PyInit__inlet) < 0) {
        return -1;
    }
    Py_InitializeEx(0);
    return 0;
}

int python_teardown(void **state)
{
    (void)state;
    return Py_FinalizeEx();
}

struct il_engine *python_engine(void)
{
    PyObject *module = PyImport_ImportModule("_inlet");
    assert_non_null(module);
    struct il_engine *engine = PyModule_GetState(module);
    Py_DECREF(module); /* sys.modules keeps it */
    return engine;
}

void python_assert_calm(void)
{
    if (PyErr_Occurred()) {
        PyErr_Print();
        fail_msg("an exception is set");
    }
}

static PyObject *main_dict(void)
{
    return PyModule_GetDict(PyImport_AddModule("__main__"));
}

void python_run(const char *statements)
{
    PyObject *dict = main_dict();
    Py_XDECREF(PyRun_String(statements, Py_file_input, dict, dict));
    python_assert_calm();
}

PyObject *python_eval(const char *expression)
{
    PyObject *dict = main_dict();
    PyObject *value = PyRun_String(expression, Py_eval_input, dict, dict);
    python_assert_calm();
    return value;
}

bool python_is_true(const char *expression)
{
    IL_AUTO_REF PyObject *value = python_eval(expression);
    return PyObject_IsTrue(value) == 1;
}
