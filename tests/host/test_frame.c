/* SPDX-License-Identifier: MIT
 * Consoles in frames: a C function opens one where Python code has called it.
 */
#include <inlet/editor.h>
#include <inlet/python.h>

#include "host.h"

/* What the function `type` pushes, and what came of the last line. */
static const char *const *typed;
static inlet_status last;
static inlet_error failure;

static PyObject *type_lines(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *frame = NULL;
    if (!PyArg_ParseTuple(args, "|O", &frame)) {
        return NULL;
    }
    inlet_console *console = inlet_console_new_in_frame(frame, NULL, &failure);
    if (console == NULL) {
        Py_RETURN_FALSE;
    }
    for (const char *const *line = typed; *line != NULL; line++) {
        last = inlet_push(console, *line, NULL);
    }
    inlet_console_free(console);
    Py_RETURN_TRUE;
}

static PyMethodDef type_method = {"type", type_lines, METH_VARARGS, NULL};

static void run(const char *statements)
{
    if (PyRun_SimpleString(statements) != 0) {
        fail_msg("failed: %s", statements);
    }
}

static int setup(void **state)
{
    (void)state;
    Py_InitializeEx(0);
    PyObject *function = PyCFunction_New(&type_method, NULL);
    PyObject *main = PyImport_AddModule("__main__");
    int done = PyObject_SetAttrString(main, "type_lines", function);
    Py_DECREF(function);
    return done < 0 || inlet_start(NULL, NULL) < 0;
}

static int teardown(void **state)
{
    (void)state;
    return inlet_stop(NULL) < 0 || Py_FinalizeEx() < 0;
}

static void lines_see_and_bind_the_variables_of_the_caller(void **state)
{
    (void)state;
    typed = (const char *const[]){"x += 1", "f = lambda: x * 10", "y = f()", NULL};
    run("def caller():\n"
        "    x, y = 1, None\n"
        "    assert type_lines()\n"
        "    return x, y\n"
        "assert caller() == (2, 20)\n");
    assert_status(last, INLET_DONE);
}

static void any_frame_can_be_given(void **state)
{
    (void)state;
    typed = (const char *const[]){"x = 'other'", "1 / 0", NULL};
    run("import sys\n"
        "def inner(): return type_lines(sys._getframe(1))\n"
        "def caller():\n"
        "    x = 1\n"
        "    assert inner()\n"
        "    return x\n"
        "assert caller() == 'other'\n");
    assert_status(last, INLET_RAISED);
}

/* An editor sees what typed code sees: variables, and globals of the module. */
static void assert_completes(inlet_console *console, const char *text,
                             const char *expected)
{
    inlet_completion found = INLET_COMPLETION_INIT;
    size_t length = strlen(text);
    assert_status(inlet_complete(console, text, length, length, NULL, &found, NULL),
                  INLET_DONE);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.items[0].text, expected);
    inlet_completion_clear(&found);
}

static void values_go_in_and_out_of_the_frame(void **state)
{
    (void)state;
    run("import sys\n"
        "def suspended():\n"
        "    x = 20\n"
        "    yield sys._getframe()\n"
        "    yield x\n"
        "generator = suspended()\n"
        "frame = next(generator)\n");
    PyObject *main = PyImport_AddModule("__main__");
    PyObject *frame = PyObject_GetAttrString(main, "frame");
    inlet_console *console = inlet_console_new_in_frame(frame, NULL, NULL);
    Py_DECREF(frame);
    assert_non_null(console);
    inlet_value value = inlet_none();
    assert_status(
        inlet_get(console, "[x + i for i in (1, 2)][1]", INLET_INT, &value, NULL),
        INLET_DONE);
    assert_int_equal(value.as.integer, 22);
    assert_completes(console, "gener", "generator");
    assert_completes(console, "x.bit_len", "bit_length");
    assert_completes(console, "sys.getrefc", "getrefcount");
    assert_status(inlet_put(console, "x", inlet_int(5), NULL), INLET_DONE);
    inlet_console_free(console);
    run("assert next(generator) == 5\n"
        "del frame, generator\n");
}

static void without_a_frame_there_is_no_console(void **state)
{
    (void)state;
    inlet_error error;
    assert_null(inlet_console_new_in_frame(NULL, NULL, &error));
    assert_int_equal(error.code, INLET_EINVAL);
    assert_null(inlet_console_new_in_frame(Py_Ellipsis, NULL, &error));
    assert_string_equal(error.type, "TypeError");
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.module = "__main__";
    assert_null(inlet_console_new_in_frame(NULL, &config, &error));
    assert_int_equal(error.code, INLET_EINVAL);
    assert_false(PyErr_Occurred());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_see_and_bind_the_variables_of_the_caller),
        cmocka_unit_test(any_frame_can_be_given),
        cmocka_unit_test(values_go_in_and_out_of_the_frame),
        cmocka_unit_test(without_a_frame_there_is_no_console),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
