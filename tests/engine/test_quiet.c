/* SPDX-License-Identifier: MIT
 * Warnings are kept back only in the block and only in its thread.
 */
#include "core/quiet.h"

#include <pthread.h>

#include "python.h"

static void prepare(void)
{
    python_run("import warnings\n"
               "shown = []\n"
               "def show(message, *rest):\n"
               "    shown.append(str(message))\n"
               "warnings.showwarning = show\n"
               "before = list(warnings.filters)\n"
               "same = warnings.filters\n");
}

static void assert_filters_as_before(void)
{
    assert_true(python_is_true("warnings.filters is same"));
    assert_true(python_is_true("warnings.filters == before"));
}

static void warn_as_the_compiler(const char *text)
{
    assert_int_equal(
        PyErr_WarnExplicit(PyExc_SyntaxWarning, text, "<input>", 1, NULL, NULL), 0);
    python_assert_calm();
}

static void block_counts_and_keeps_back(void **state)
{
    (void)state;
    prepare();
    struct il_quiet block;
    assert_int_equal(il_quiet_begin(python_engine(), &block), 0);
    warn_as_the_compiler("one");
    warn_as_the_compiler("two");
    il_quiet_end(&block);
    assert_int_equal(block.warned, 2);
    assert_true(python_is_true("shown == []"));
    assert_filters_as_before();
    warn_as_the_compiler("three");
    assert_true(python_is_true("shown == ['three']"));
}

static void blocks_nest(void **state)
{
    (void)state;
    prepare();
    struct il_quiet outer, inner;
    assert_int_equal(il_quiet_begin(python_engine(), &outer), 0);
    assert_int_equal(il_quiet_begin(python_engine(), &inner), 0);
    warn_as_the_compiler("inner");
    il_quiet_end(&inner);
    warn_as_the_compiler("outer");
    il_quiet_end(&outer);
    assert_int_equal(inner.warned, 1);
    assert_int_equal(outer.warned, 1);
    assert_filters_as_before();
}

static void *warn_in_thread(void *unused)
{
    (void)unused;
    PyGILState_STATE held = PyGILState_Ensure();
    warn_as_the_compiler("other thread");
    PyGILState_Release(held);
    return NULL;
}

/* The block of one thread does not reach another, even while it is open. */
static void other_threads_see_no_difference(void **state)
{
    (void)state;
    prepare();
    struct il_quiet block;
    assert_int_equal(il_quiet_begin(python_engine(), &block), 0);
    pthread_t thread;
    PyThreadState *saved = PyEval_SaveThread();
    assert_int_equal(pthread_create(&thread, NULL, warn_in_thread, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    PyEval_RestoreThread(saved);
    il_quiet_end(&block);
    assert_int_equal(block.warned, 0);
    assert_true(python_is_true("shown == ['other thread']"));
    assert_filters_as_before();
}

static void raised_exception_stays(void **state)
{
    (void)state;
    struct il_quiet block;
    assert_int_equal(il_quiet_begin(python_engine(), &block), 0);
    PyErr_SetString(PyExc_LookupError, "kept");
    il_quiet_end(&block);
    assert_true(PyErr_ExceptionMatches(PyExc_LookupError));
    PyErr_Clear();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_counts_and_keeps_back),
        cmocka_unit_test(blocks_nest),
        cmocka_unit_test(other_threads_see_no_difference),
        cmocka_unit_test(raised_exception_stays),
    };
    return cmocka_run_group_tests_name("quiet", tests, python_setup, python_teardown);
}
