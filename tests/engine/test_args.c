/* SPDX-License-Identifier: MIT
 * Arguments bind as those of a Python function.
 */
#include "module/args.h"

#include "python.h"

static const struct il_signature signature = {
    "Thing.act",
    "(self, first, second=None, *, third=0)",
    {"self", "first", "second", "third"},
    .positional = 3,
    .required = 2,
};

static PyObject *values[4]; /* four different objects to tell the arguments apart */

static int prepare(void **state)
{
    if (python_setup(state) < 0) {
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        values[i] = PyLong_FromLong(1000 + i);
    }
    return 0;
}

static int finish(void **state)
{
    for (int i = 0; i < 4; i++) {
        Py_CLEAR(values[i]);
    }
    return python_teardown(state);
}

static void positions_and_names_bind(void **state)
{
    (void)state;
    struct il_args out;
    IL_AUTO_REF PyObject *keywords = Py_BuildValue("(ss)", "third", "second");
    assert_int_equal(il_args_bind(&signature, values, 2, keywords, &out), 0);
    assert_ptr_equal(out.value[0], values[0]);
    assert_ptr_equal(out.value[1], values[1]);
    assert_ptr_equal(out.value[3], values[2]);
    assert_ptr_equal(out.value[2], values[3]);
}

static void absent_arguments_are_null(void **state)
{
    (void)state;
    struct il_args out;
    assert_int_equal(il_args_bind(&signature, values, 2, NULL, &out), 0);
    assert_null(out.value[2]);
    assert_null(out.value[3]);
}

static void assert_refused(Py_ssize_t count, PyObject *keywords, const char *message)
{
    struct il_args out;
    assert_int_equal(il_args_bind(&signature, values, count, keywords, &out), -1);
    assert_true(PyErr_ExceptionMatches(PyExc_TypeError));
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    IL_AUTO_REF PyObject *text = PyObject_Str(value);
    assert_string_equal(PyUnicode_AsUTF8(text), message);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
}

static void wrong_calls_get_pythons_own_words(void **state)
{
    (void)state;
    assert_refused(1, NULL,
                   "Thing.act() missing 1 required positional argument: 'first'");
    assert_refused(
        4, NULL, "Thing.act() takes from 2 to 3 positional arguments but 4 were given");
    IL_AUTO_REF PyObject *unknown = Py_BuildValue("(s)", "zzzzz");
    assert_refused(2, unknown,
                   "Thing.act() got an unexpected keyword argument 'zzzzz'");
    IL_AUTO_REF PyObject *twice = Py_BuildValue("(s)", "first");
    assert_refused(2, twice, "Thing.act() got multiple values for argument 'first'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positions_and_names_bind),
        cmocka_unit_test(absent_arguments_are_null),
        cmocka_unit_test(wrong_calls_get_pythons_own_words),
    };
    return cmocka_run_group_tests_name("args", tests, prepare, finish);
}
