/* SPDX-License-Identifier: MIT
 * Handling an exception in C looks to Python like an `except` block.
 */
#include "core/handling.h"

#include "core/compat.h"
#include "python.h"

static void block_is_seen_by_exc_info(void **state)
{
    (void)state;
    python_run("import sys");
    PyErr_SetString(PyExc_ValueError, "first");
    struct il_handling block;
    il_handling_begin(&block);
    python_assert_calm();
    assert_true(python_is_true("str(sys.exc_info()[1]) == 'first'"));
    il_handling_end(&block);
    assert_true(python_is_true("sys.exc_info() == (None, None, None)"));
}

static void blocks_nest(void **state)
{
    (void)state;
    struct il_handling outer, inner;
    PyErr_SetString(PyExc_ValueError, "outer");
    il_handling_begin(&outer);
    PyErr_SetString(PyExc_KeyError, "inner");
    il_handling_begin(&inner);
    assert_true(python_is_true("sys.exc_info()[0] is KeyError"));
    il_handling_end(&inner);
    assert_true(python_is_true("sys.exc_info()[0] is ValueError"));
    il_handling_end(&outer);
}

static void new_exception_gets_the_context(void **state)
{
    (void)state;
    PyErr_SetString(PyExc_ValueError, "first");
    struct il_handling block;
    il_handling_begin(&block);
    PyErr_SetString(PyExc_KeyError, "second");
    il_handling_end(&block);
    IL_AUTO_REF PyObject *raised = il_raised_take();
    IL_AUTO_REF PyObject *context = PyException_GetContext(raised);
    assert_true(Py_IS_TYPE(raised, (PyTypeObject *)PyExc_KeyError));
    assert_true(Py_IS_TYPE(context, (PyTypeObject *)PyExc_ValueError));
}

static void reraise_raises_the_same_object(void **state)
{
    (void)state;
    PyErr_SetString(PyExc_ValueError, "first");
    struct il_handling block;
    il_handling_begin(&block);
    PyObject *handled = block.exception;
    il_handling_reraise(&block);
    IL_AUTO_REF PyObject *raised = il_raised_take();
    assert_ptr_equal(raised, handled);
    assert_true(python_is_true("sys.exc_info() == (None, None, None)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_is_seen_by_exc_info),
        cmocka_unit_test(blocks_nest),
        cmocka_unit_test(new_exception_gets_the_context),
        cmocka_unit_test(reraise_raises_the_same_object),
    };
    return cmocka_run_group_tests_name("handling", tests, python_setup,
                                       python_teardown);
}
