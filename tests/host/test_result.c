/* SPDX-License-Identifier: MIT
 * What became of an input, asked for afterwards.
 */
#include "streams.h"

static struct streams one;

static int open_one(void **state)
{
    (void)state;
    streams_open(&one, 0);
    return 0;
}

static int close_one(void **state)
{
    (void)state;
    inlet_console_free(one.console);
    return 0;
}

static inlet_result result_of(inlet_console *console)
{
    inlet_result result = INLET_RESULT_INIT;
    inlet_error error;
    if (inlet_result_get(console, &result, &error) != INLET_DONE) {
        fail_msg("no result: %s", error.message);
    }
    return result;
}

/* The repr() of the value, or "" */
static void assert_value(inlet_console *console, const char *expected)
{
    inlet_result result = result_of(console);
    const char *text =
        result.value.kind == INLET_STRING ? result.value.as.text.data : "";
    assert_string_equal(text, expected);
    inlet_result_clear(&result);
    assert_int_equal(result.value.kind, INLET_NONE);
}

static void a_value_comes_as_it_is_shown(void **state)
{
    (void)state;
    assert_status(inlet_push(one.console, "'\\u20ac' * 2", NULL), INLET_DONE);
    assert_value(one.console, "'\xe2\x82\xac\xe2\x82\xac'");
    assert_status(inlet_push(one.console, "1; 2", NULL), INLET_DONE);
    assert_value(one.console, "2");
    assert_status(inlet_push(one.console, "None", NULL), INLET_DONE);
    assert_value(one.console, "");
    assert_status(inlet_push(one.console, "x = 3", NULL), INLET_DONE);
    assert_value(one.console, "");
    assert_status(inlet_push(one.console, "for i in 4, 5: i", NULL), INLET_MORE);
    assert_value(one.console, "");
    assert_status(inlet_push(one.console, "", NULL), INLET_DONE);
    assert_value(one.console, "5");
    assert_string_equal(one.out.text, "'\xe2\x82\xac\xe2\x82\xac'\n1\n2\n4\n5\n");
}

static void a_result_has_status_error_and_traceback(void **state)
{
    static const struct {
        const char *line;
        inlet_status status;
        const char *type;
        const char *in_traceback; /* or NULL: there is none */
    } cases[] = {
        {"x = (", INLET_MORE, "", NULL},
        {")", INLET_DONE, "", NULL},
        {"x = = 1", INLET_INVALID, "SyntaxError", "SyntaxError: invalid syntax"},
        {"1/0", INLET_RAISED, "ZeroDivisionError", "ZeroDivisionError: division"},
        {"raise SystemExit(7)", INLET_EXIT, "SystemExit", "SystemExit: 7"},
        {"x", INLET_DONE, "", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        inlet_error error;
        memset(&error, 0, sizeof error);
        assert_status(inlet_push(one.console, cases[i].line, &error), cases[i].status);
        inlet_result result = result_of(one.console);
        assert_int_equal(result.status, cases[i].status);
        assert_string_equal(result.error.type, cases[i].type);
        assert_string_equal(result.error.message, error.message);
        assert_int_equal(result.error.column, error.column);
        assert_int_equal(result.error.exit_code, error.exit_code);
        assert_int_equal(result.traceback.kind,
                         cases[i].in_traceback == NULL ? INLET_NONE : INLET_STRING);
        if (cases[i].in_traceback != NULL) {
            assert_non_null(
                strstr(result.traceback.as.text.data, cases[i].in_traceback));
        }
        inlet_result_clear(&result);
    }
}

static void a_result_is_there_without_an_error_struct(void **state)
{
    (void)state;
    assert_status(inlet_push(one.console, "nothing", NULL), INLET_RAISED);
    inlet_result result = result_of(one.console);
    assert_string_equal(result.error.type, "NameError");
    assert_int_equal(result.error.line, 1);
    inlet_result_clear(&result);
}

static void a_failed_callback_is_a_result_too(void **state)
{
    (void)state;
    one.answer = INLET_EIO;
    assert_status(inlet_push(one.console, "1/0", NULL), INLET_EPYTHON);
    one.answer = INLET_DONE;
    inlet_result result = result_of(one.console);
    assert_int_equal(result.status, INLET_EPYTHON);
    assert_string_equal(result.error.type, "OSError");
    inlet_result_clear(&result);
}

static void a_traceback_is_not_that_of_something_else(void **state)
{
    (void)state;
    assert_status(inlet_push(one.console, "1/0", NULL), INLET_RAISED);
    assert_status(inlet_get(one.console, "missing", INLET_ANY, &(inlet_value){0}, NULL),
                  INLET_EPYTHON);
    inlet_result result = result_of(one.console);
    assert_string_equal(result.error.type, "ZeroDivisionError");
    assert_int_equal(result.traceback.kind, INLET_NONE);
    inlet_result_clear(&result);
    assert_status(inlet_push(one.console, "1/0", NULL), INLET_RAISED);
    assert_status(inlet_forget(one.console, NULL), INLET_DONE);
    result = result_of(one.console);
    assert_int_equal(result.traceback.kind, INLET_NONE);
    inlet_result_clear(&result);
}

static void what_is_no_input_leaves_the_result(void **state)
{
    (void)state;
    assert_status(inlet_push(one.console, "1 + 1", NULL), INLET_DONE);
    assert_status(inlet_reset(one.console, NULL), INLET_DONE);
    assert_value(one.console, "2");
    assert_status(inlet_push(one.console, "1/0", NULL), INLET_RAISED);
    assert_status(inlet_reset(one.console, NULL), INLET_DONE);
    inlet_result result = result_of(one.console);
    assert_status(result.status, INLET_RAISED);
    assert_int_equal(result.traceback.kind, INLET_STRING);
    inlet_result_clear(&result);
    assert_status(inlet_renew(one.console, NULL), INLET_DONE);
    result = result_of(one.console);
    assert_status(result.status, INLET_RAISED);
    assert_string_equal(result.error.type, "ZeroDivisionError");
    inlet_result_clear(&result);
}

static void time_is_counted(void **state)
{
    (void)state;
    host_run(one.console, "import time\ntime.sleep(0.02)");
    inlet_result result = result_of(one.console);
    assert_true(result.nanoseconds >= 20000000);
}

static void what_a_flood_lost_is_counted(void **state)
{
    (void)state;
    streams_open(&one, 10);
    host_run(one.console, "import sys\nsys.stdout.write('x' * 25)");
    inlet_result result = result_of(one.console);
    assert_int_equal(result.output_left_out, 15);
    inlet_console_free(one.console);
}

static void a_result_that_cannot_be_is_a_failure(void **state)
{
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    assert_status(inlet_result_get(one.console, &result, NULL), INLET_ESTATE);
    assert_status(inlet_result_get(one.console, NULL, NULL), INLET_EINVAL);
    assert_status(inlet_result_get(NULL, &result, NULL), INLET_EINVAL);
    result.size = 0;
    assert_status(inlet_result_get(one.console, &result, NULL), INLET_EINVAL);
    inlet_result_clear(NULL);
}

#define WITH_ONE(test) cmocka_unit_test_setup_teardown(test, open_one, close_one)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ONE(a_value_comes_as_it_is_shown),
        WITH_ONE(a_result_has_status_error_and_traceback),
        WITH_ONE(a_result_is_there_without_an_error_struct),
        WITH_ONE(a_failed_callback_is_a_result_too),
        WITH_ONE(a_traceback_is_not_that_of_something_else),
        WITH_ONE(what_is_no_input_leaves_the_result),
        WITH_ONE(time_is_counted),
        cmocka_unit_test(what_a_flood_lost_is_counted),
        WITH_ONE(a_result_that_cannot_be_is_a_failure),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
