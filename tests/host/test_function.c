/* SPDX-License-Identifier: MIT
 * C functions that Python code calls.
 */
#include "host.h"

static struct sink sink;
static inlet_console *console;
static int releases;

static int open_one(void **state)
{
    (void)state;
    console = host_open(&sink);
    host_run(console, "import gc; n = gc.collect()"); /* functions of earlier tests */
    releases = 0;
    return 0;
}

static int close_one(void **state)
{
    (void)state;
    inlet_console_free(console);
    return 0;
}

static void count_release(void *data)
{
    (void)data;
    releases++;
}

static void put_function(const char *name, inlet_call_fn call, void *data, size_t least,
                         size_t most)
{
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = name;
    function.doc = "A function\xc2\xa0of the host.";
    function.call = call;
    function.data = data;
    function.release = count_release;
    function.min_args = least;
    function.max_args = most;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
}

/* Assert that an expression raises, and what. */
static void assert_raises(const char *expression, const char *type, const char *message)
{
    inlet_error error;
    assert_status(inlet_push(console, expression, &error), INLET_RAISED);
    assert_string_equal(error.type, type);
    assert_string_equal(error.message, message);
}

/* --- Arguments and results -------------------------------------------------------- */

static inlet_status scale(void *data, inlet_call *call)
{
    double factor = 0;
    int64_t times = *(int *)data;
    inlet_status status = inlet_arg_double(call, 0, &factor);
    if (status == INLET_DONE && inlet_call_count(call) > 1) {
        status = inlet_arg_int(call, 1, &times);
    }
    return status < 0 ? status
                      : inlet_return(call, inlet_double(factor * (double)times));
}

static void arguments_go_in_and_a_result_comes_out(void **state)
{
    int times = 3;
    (void)state;
    put_function("scale", scale, &times, 1, 2);
    host_assert_true(console, "scale(1.5) == 4.5");
    host_assert_true(console, "scale(2, 5) == 10.0");
    host_assert_true(console, "[scale(n) for n in range(3)] == [0, 3, 6]");
}

static void wrong_arguments_raise_with_the_function_named(void **state)
{
    int times = 3;
    (void)state;
    put_function("scale", scale, &times, 1, 2);
    assert_raises("scale('x')", "TypeError",
                  "scale() argument 1 must be float, not str");
    assert_raises("scale(1, None)", "TypeError",
                  "scale() argument 2 must be int, not NoneType");
    assert_raises("scale(1, 2 ** 70)", "OverflowError",
                  "scale() argument 2 must fit 64 bits");
    assert_raises("scale()", "TypeError",
                  "scale() takes at least 1 argument (0 given)");
    assert_raises("scale(1, 2, 3)", "TypeError",
                  "scale() takes at most 2 arguments (3 given)");
    assert_raises("scale(x=1)", "TypeError", "scale() takes no keyword arguments");
}

static inlet_status echo(void *data, inlet_call *call)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_arg(call, 0, *(inlet_kind *)data, &value);
    return status < 0 ? status : inlet_return(call, value);
}

static void every_kind_goes_through(void **state)
{
    static inlet_kind any = INLET_ANY;
    (void)state;
    put_function("echo", echo, &any, 1, 1);
    host_assert_true(console,
                     "all(echo(x) == x and type(echo(x)) is type(x) for x in "
                     "(None, True, -5, 2.5, 'é\\0', '', b'\\0\\xff', b'',"
                     " 2 ** 63, -2 ** 80, [1, (2, [])], {'k': [{}], (1,): 2}))");
    /* What has no kind cannot be given back. */
    assert_raises("echo({1})", "ValueError", "invalid argument");
}

static inlet_status describe(void *data, inlet_call *call)
{
    inlet_value repr, bytes;
    (void)data;
    inlet_status status = inlet_arg(call, 0, INLET_REPR, &repr);
    if (status == INLET_DONE) {
        status = inlet_arg(call, 0, INLET_BYTES, &bytes);
    }
    if (status < 0) {
        return status;
    }
    const inlet_value both[] = {repr, bytes};
    return inlet_return(call, inlet_tuple(both, 2));
}

static void what_an_argument_does_not_have_is_made_for_the_call(void **state)
{
    (void)state;
    put_function("describe", describe, NULL, 1, 1);
    host_assert_true(console, "describe(bytearray(b'ab')) == "
                              "(\"bytearray(b'ab')\", b'ab')");
    assert_raises("describe([])", "TypeError",
                  "describe() argument 1 must be bytes, not list");
}

static inlet_status sum(void *data, inlet_call *call)
{
    inlet_value list = inlet_none();
    double total = 0, number = 0;
    (void)data;
    inlet_status status = inlet_arg(call, 0, INLET_LIST, &list);
    /* What Python code does to the list meanwhile does not show. */
    if (status == INLET_DONE) {
        status = inlet_run(inlet_call_console(call), "numbers.clear()", NULL);
    }
    for (size_t i = 0; i < inlet_value_length(&list) && status == INLET_DONE; i++) {
        if (!inlet_value_is_number(inlet_value_item(&list, i), &number)) {
            return inlet_fail("TypeError", "item %zu is no number", i);
        }
        total += number;
    }
    return status < 0 ? status : inlet_return(call, inlet_double(total));
}

static void a_list_can_be_an_argument(void **state)
{
    (void)state;
    put_function("total", sum, NULL, 1, 1);
    host_run(console, "numbers = [1, 2.5, 2 ** 63]");
    host_assert_true(console, "total(numbers) == 3.5 + 2 ** 63 and numbers == []");
    assert_raises("total(['x'])", "TypeError", "item 0 is no number");
    assert_raises("total('text')", "TypeError",
                  "total() argument 1 must be list, not str");
}

static void surrogates_in_an_argument_raise(void **state)
{
    static inlet_kind string = INLET_STRING;
    inlet_error error;
    (void)state;
    put_function("echo", echo, &string, 1, 1);
    assert_status(inlet_push(console, "echo('\\ud800')", &error), INLET_RAISED);
    assert_string_equal(error.type, "UnicodeEncodeError");
}

static inlet_status ask_too_much(void *data, inlet_call *call)
{
    inlet_value value = inlet_int(7);
    (void)data;
    inlet_status status = inlet_arg(call, 3, INLET_ANY, &value);
    return value.as.integer == 7 ? status : INLET_DONE;
}

static void an_argument_that_is_not_there_raises(void **state)
{
    (void)state;
    put_function("f", ask_too_much, NULL, 0, INLET_ANY_NUMBER);
    assert_raises("f(1, 2)", "TypeError", "f() needs an argument 4");
    host_assert_true(console, "f(1, 2, 3, 4) is None");
}

static inlet_status return_twice(void *data, inlet_call *call)
{
    (void)data;
    inlet_return(call, inlet_string("first"));
    inlet_status status = inlet_return(call, inlet_string("\xff"));
    inlet_return(call, inlet_string("last"));
    return status == INLET_EENCODING ? INLET_DONE : INLET_EINVAL;
}

static void the_last_result_counts(void **state)
{
    (void)state;
    put_function("f", return_twice, NULL, 0, 0);
    host_assert_true(console, "f() == 'last'");
}

static inlet_status return_nothing(void *data, inlet_call *call)
{
    (void)data;
    (void)call;
    return INLET_DONE;
}

static void without_a_result_it_is_none(void **state)
{
    (void)state;
    put_function("f", return_nothing, NULL, 0, 0);
    host_assert_true(console, "f() is None and f.__name__ == f.__qualname__ == 'f'");
    host_assert_true(console, "repr(f) == '<built-in function f>'");
    host_assert_true(console, "f.__doc__ == 'A function\\xa0of the host.'");
}

/* --- Failures --------------------------------------------------------------------- */

static inlet_status answer_data(void *data, inlet_call *call)
{
    (void)call;
    return *(inlet_status *)data;
}

static void a_failure_raises_what_fits(void **state)
{
    inlet_status status = INLET_ENOMEM;
    inlet_error error;
    (void)state;
    put_function("f", answer_data, &status, 0, 0);
    assert_raises("f()", "MemoryError", "out of memory");
    status = INLET_ERANGE;
    assert_raises("f()", "OverflowError", "the value does not fit");
    status = INLET_INTERRUPT;
    assert_raises("f()", "KeyboardInterrupt", "");
    status = INLET_MORE;
    assert_status(inlet_push(console, "f()", &error), INLET_RAISED);
    assert_string_equal(error.message, "the host's function answered INLET_MORE");
}

static inlet_status fail_with_text(void *data, inlet_call *call)
{
    const char *text = NULL;
    size_t length = 0;
    inlet_status status = inlet_arg_string(call, 0, &text, &length);
    return status < 0 ? status : inlet_fail(data, "%.*s!", (int)length, text);
}

static void a_failure_raises_what_the_host_says(void **state)
{
    (void)state;
    put_function("f", fail_with_text, "LookupError", 1, 1);
    put_function("g", fail_with_text, "json.JSONDecodeError", 1, 1);
    put_function("h", fail_with_text, NULL, 1, 1);
    assert_raises("f('é')", "LookupError", "é!");
    assert_raises("h('x')", "RuntimeError", "x!");
    /* Its class wants more arguments: that is what is raised. */
    inlet_error error;
    assert_status(inlet_push(console, "g('x')", &error), INLET_RAISED);
    assert_string_equal(error.type, "TypeError");
}

static inlet_status run_text(void *data, inlet_call *call)
{
    const char *text = NULL;
    (void)data;
    inlet_status status = inlet_arg_string(call, 0, &text, NULL);
    if (status < 0) {
        return status;
    }
    status = inlet_run(inlet_call_console(call), text, NULL);
    return status < 0 ? status : inlet_return(call, inlet_int(status));
}

static void the_console_is_open_to_its_functions(void **state)
{
    inlet_error error;
    (void)state;
    put_function("run", run_text, NULL, 1, 1);
    host_assert_true(console, "run('x = 5') == 0");
    host_assert_true(console, "x == 5");
    assert_status(inlet_push(console, "y = run('1/0')", &error), INLET_DONE);
    host_assert_true(console, "y == 3");
    assert_status(inlet_push(console, "run('x = 6'); 1/0", &error), INLET_RAISED);
    assert_status(
        inlet_push(console, "z = [run('if 1:'), run('exit()'), run('= 1')]", &error),
        INLET_DONE);
    host_assert_true(console, "z == [1, 4, 2]");
    host_assert_true(console, "run('run(\"deep = 1\")') == 0 and deep == 1");
}

static inlet_status get_key(void *data, inlet_call *call)
{
    (void)data;
    return inlet_get_int(inlet_call_console(call), "store[key]", NULL, NULL);
}

static void the_very_exception_travels_through_c(void **state)
{
    (void)state;
    put_function("get_key", get_key, NULL, 0, 0);
    host_run(console, "class Store:\n"
                      "    def __getitem__(self, key):\n"
                      "        raise error\n"
                      "store, key, error = Store(), 1, LookupError('mine')\n"
                      "try:\n"
                      "    get_key()\n"
                      "except LookupError as caught:\n"
                      "    same = caught is error\n");
    host_assert_true(console, "same");
}

static inlet_status push_text(void *data, inlet_call *call)
{
    (void)call;
    *(inlet_status *)data = inlet_push(inlet_call_console(call), "x", NULL);
    return INLET_DONE;
}

static void a_function_cannot_push_into_the_line_that_calls_it(void **state)
{
    inlet_status status = INLET_DONE;
    (void)state;
    put_function("f", push_text, &status, 0, 0);
    assert_status(inlet_push(console, "f()", NULL), INLET_DONE);
    assert_status(status, INLET_EBUSY);
}

/* --- Pause ------------------------------------------------------------------------ */

static inlet_status pause_and_work(void *data, inlet_call *call)
{
    inlet_status *seen = data;
    const char *text = NULL;
    inlet_status status = inlet_arg_string(call, 0, &text, NULL);
    if (status < 0) {
        return status;
    }
    seen[0] = inlet_call_pause(call);
    seen[1] = inlet_call_pause(call);
    seen[2] = inlet_run(inlet_call_console(call), "while_paused = 1", NULL);
    seen[3] = inlet_return(call, inlet_string(text));
    seen[4] = inlet_call_resume(call);
    seen[5] = inlet_call_resume(call);
    seen[6] = inlet_call_pause(call); /* returning resumes */
    return INLET_DONE;
}

static void a_call_can_let_others_run(void **state)
{
    inlet_status seen[7];
    (void)state;
    put_function("work", pause_and_work, seen, 1, 1);
    host_assert_true(console, "work('te' 'xt') == 'text' and while_paused == 1");
    assert_status(seen[0], INLET_DONE);
    assert_status(seen[1], INLET_EBUSY);
    assert_status(seen[2], INLET_DONE);
    assert_status(seen[3], INLET_DONE);
    assert_status(seen[4], INLET_DONE);
    assert_status(seen[5], INLET_DONE);
    assert_status(seen[6], INLET_DONE);
}

static inlet_status wait_for_flag(void *data, inlet_call *call)
{
    (void)data;
    inlet_call_pause(call);
    for (int i = 0; i < 2000; i++) {
        bool is_set = false;
        inlet_get_bool(inlet_call_console(call), "flag", &is_set, NULL);
        if (is_set) {
            return INLET_DONE;
        }
        inlet_run(inlet_call_console(call), "import time; time.sleep(0.005)", NULL);
    }
    return inlet_fail("TimeoutError", "no thread ran");
}

static void a_paused_call_does_not_stop_python_threads(void **state)
{
    (void)state;
    put_function("wait_for_flag", wait_for_flag, NULL, 0, 0);
    host_run(console, "import threading, time\n"
                      "flag = False\n"
                      "def work():\n"
                      "    global flag\n"
                      "    time.sleep(0.02)\n"
                      "    flag = True\n"
                      "t = threading.Thread(target=work)\n"
                      "t.start()\n"
                      "wait_for_flag()\n"
                      "t.join()\n");
}

/* --- Life ------------------------------------------------------------------------- */

static void release_is_called_once_when_nothing_can_call(void **state)
{
    (void)state;
    put_function("f", return_nothing, NULL, 0, 0);
    host_run(console, "g = f; del f");
    assert_int_equal(releases, 0);
    host_run(console, "del g");
    assert_int_equal(releases, 1);
}

static void closing_the_console_releases_its_functions(void **state)
{
    (void)state;
    inlet_console *first = console;
    put_function("f", return_nothing, NULL, 0, 0);
    console = host_open(&sink);
    inlet_console_free(first);
    host_run(console, "import gc; n = gc.collect()");
    assert_int_equal(releases, 1);
}

static inlet_status note_console(void *data, inlet_call *call)
{
    *(inlet_console **)data = inlet_call_console(call);
    return INLET_DONE;
}

static void a_function_outlives_its_console(void **state)
{
    inlet_console *seen = NULL;
    inlet_console *first = console;
    (void)state;
    put_function("f", note_console, &seen, 0, 0);
    host_run(console, "import sys; sys.modules['kept'] = f\nf()");
    assert_ptr_equal(seen, first);
    console = host_open(&sink);
    inlet_console_free(first);
    host_run(console, "import sys\nsys.modules.pop('kept')()\n");
    assert_null(seen);
}

static void what_is_no_function_is_refused(void **state)
{
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    assert_status(inlet_put_function(console, &function, NULL), INLET_EINVAL);
    function.name = "f";
    assert_status(inlet_put_function(console, &function, NULL), INLET_EINVAL);
    function.call = return_nothing;
    function.release = count_release;
    function.min_args = 1;
    assert_status(inlet_put_function(console, &function, NULL), INLET_EINVAL);
    function.max_args = 1;
    function.doc = "\xff";
    assert_status(inlet_put_function(console, &function, NULL), INLET_EENCODING);
    assert_int_equal(releases, 0);
    function.doc = NULL;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    host_assert_true(console, "f.__doc__ is None");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(arguments_go_in_and_a_result_comes_out),
        TEST(wrong_arguments_raise_with_the_function_named),
        TEST(every_kind_goes_through),
        TEST(what_an_argument_does_not_have_is_made_for_the_call),
        TEST(a_list_can_be_an_argument),
        TEST(surrogates_in_an_argument_raise),
        TEST(an_argument_that_is_not_there_raises),
        TEST(the_last_result_counts),
        TEST(without_a_result_it_is_none),
        TEST(a_failure_raises_what_fits),
        TEST(a_failure_raises_what_the_host_says),
        TEST(the_console_is_open_to_its_functions),
        TEST(the_very_exception_travels_through_c),
        TEST(a_function_cannot_push_into_the_line_that_calls_it),
        TEST(a_call_can_let_others_run),
        TEST(a_paused_call_does_not_stop_python_threads),
        TEST(release_is_called_once_when_nothing_can_call),
        TEST(closing_the_console_releases_its_functions),
        TEST(a_function_outlives_its_console),
        TEST(what_is_no_function_is_refused),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
