/* SPDX-License-Identifier: MIT
 * What a console has for itself: the last value, the display hook, the last exception.
 */
#include "host.h"

#include <pthread.h>

static inlet_console *one, *two, *common;

static int open_all(void **state)
{
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    one = host_open(NULL);
    two = host_open(NULL);
    config.shares_session = true;
    common = inlet_console_new(&config, NULL);
    host_run(common, "import sys, io, builtins\n"
                     "kept, sys.stdout, sys.stderr = (sys.stdout, sys.stderr), "
                     "io.StringIO(), io.StringIO()");
    return common == NULL ? -1 : 0;
}

static int close_all(void **state)
{
    (void)state;
    host_run(common, "sys.stdout, sys.stderr = kept\n"
                     "for name in '_',:\n"
                     "    if hasattr(builtins, name): delattr(builtins, name)");
    inlet_console_free(one);
    inlet_console_free(two);
    inlet_console_free(common);
    return 0;
}

static void push(inlet_console *console, const char *line, inlet_status expected)
{
    assert_status(inlet_push(console, line, NULL), expected);
}

static void the_last_value_is_the_consoles(void **state)
{
    (void)state;
    push(one, "6 * 7", INLET_DONE);
    push(two, "'other'", INLET_DONE);
    push(one, "_ + 1", INLET_DONE);
    host_assert_true(one, "_ == 43");
    host_assert_true(two, "_ == 'other'");
    host_assert_true(common, "not hasattr(builtins, '_')");
    push(one, "None", INLET_DONE);
    host_assert_true(one, "_ == 43");
    host_assert_true(common, "sys.stdout.getvalue() == \"42\\n'other'\\n43\\n\"");
}

static void a_users_underscore_is_left_alone(void **state)
{
    (void)state;
    push(one, "_ = 'mine'", INLET_DONE);
    push(one, "42", INLET_DONE);
    host_assert_true(one, "_ == 'mine'");
    push(one, "del _", INLET_DONE);
    push(one, "43", INLET_DONE);
    host_assert_true(one, "_ == 43");
}

static void a_shared_session_is_pythons_own(void **state)
{
    (void)state;
    push(common, "42", INLET_DONE);
    host_assert_true(common, "builtins._ == 42 and '_' not in globals()");
    push(common, "1/0", INLET_RAISED);
    host_assert_true(common, "sys.last_type is ZeroDivisionError");
    push(one, "43", INLET_DONE);
    push(one, "nothing", INLET_RAISED);
    host_assert_true(common, "builtins._ == 42");
    host_assert_true(common, "sys.last_type is ZeroDivisionError");
    host_run(common, "del sys.last_type, sys.last_value, sys.last_traceback\n"
                     "if hasattr(sys, 'last_exc'): del sys.last_exc");
}

static void a_display_hook_is_the_consoles(void **state)
{
    (void)state;
    host_run(one, "import sys\nshown = []\nsys.displayhook = shown.append");
    push(one, "1", INLET_DONE);
    push(two, "2", INLET_DONE);
    push(common, "3", INLET_DONE);
    host_assert_true(one, "shown == [1]");
    host_assert_true(common, "sys.stdout.getvalue() == '2\\n3\\n'");
    host_run(one, "sys.displayhook = sys.__displayhook__");
    push(one, "4", INLET_DONE);
    host_assert_true(one, "shown == [1] and _ == 4");
}

static void a_hook_of_the_host_stays(void **state)
{
    (void)state;
    host_run(common,
             "shown = []\nhook, sys.displayhook = sys.displayhook, shown.append");
    push(one, "1", INLET_DONE);
    push(one, "2", INLET_DONE);
    host_assert_true(common, "shown == [1, 2]");
    host_run(common, "sys.displayhook = hook");
    push(one, "3", INLET_DONE);
    host_assert_true(one, "_ == 3");
}

static void the_hook_is_put_back_with_the_last_console(void **state)
{
    (void)state;
    close_all(NULL);
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.shares_session = true;
    common = inlet_console_new(&config, NULL);
    host_run(common, "import sys");
    host_assert_true(common, "sys.displayhook is sys.__displayhook__");
    one = host_open(NULL);
    host_assert_true(common, "sys.displayhook is not sys.__displayhook__");
    inlet_console_free(one);
    host_assert_true(common, "sys.displayhook is sys.__displayhook__");
    inlet_console_free(common);
    open_all(NULL);
}

static void the_last_exception_is_there_while_the_console_runs(void **state)
{
    (void)state;
    host_run(one, "import sys");
    push(one, "1/0", INLET_RAISED);
    host_assert_true(common, "not hasattr(sys, 'last_value')");
    host_assert_true(common, "not hasattr(sys, 'last_traceback')");
    host_run(one, "kind, error = sys.last_type, sys.last_value\n"
                  "frame = sys.last_traceback.tb_frame\n"
                  "assert sys.version_info < (3, 12) or sys.last_exc is error");
    host_assert_true(one, "kind is ZeroDivisionError and type(error) is kind");
    host_run(two, "import sys\nassert not hasattr(sys, 'last_value')");
    assert_status(inlet_forget(one, NULL), INLET_DONE);
    host_run(one, "assert not hasattr(sys, 'last_value')");
}

static void a_failed_command_pins_nothing_after_forgetting(void **state)
{
    (void)state;
    host_run(one, "import weakref, gc\n"
                  "class Big: pass\n"
                  "def fail():\n"
                  "    global seen\n"
                  "    big = Big()\n"
                  "    seen = weakref.ref(big)\n"
                  "    1/0\n");
    push(one, "fail()", INLET_RAISED);
    host_assert_true(one, "seen() is not None");
    assert_status(inlet_forget(one, NULL), INLET_DONE);
    host_assert_true(one, "seen() is None");
}

static inlet_status renew_inside(void *data, inlet_call *call)
{
    *(inlet_status *)data = inlet_renew(inlet_call_console(call), NULL);
    return INLET_DONE;
}

static void a_console_may_begin_anew(void **state)
{
    inlet_status inside = INLET_DONE;
    inlet_function function = INLET_FUNCTION_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    inlet_value text = inlet_none();
    (void)state;
    config.share = one;
    inlet_console *heir = inlet_console_new(&config, NULL);
    function.name = "renew";
    function.call = renew_inside;
    function.data = &inside;
    assert_status(inlet_put_function(one, &function, NULL), INLET_DONE);
    push(one, "from __future__ import annotations", INLET_DONE);
    push(one, "import sys; kept = 1; sys.displayhook = lambda value: None", INLET_DONE);
    push(one, "1/0", INLET_RAISED);
    push(one, "renew()", INLET_DONE);
    assert_status(inside, INLET_EBUSY);
    push(one, "if 1:", INLET_MORE);
    assert_status(inlet_renew(one, NULL), INLET_DONE);
    assert_status(inlet_pending(one, NULL), INLET_DONE);
    assert_status(inlet_traceback(one, &text, NULL), INLET_DONE);
    assert_int_equal(text.kind, INLET_NONE);
    host_assert_true(one, "[name for name in globals() if name != '__builtins__']"
                          " == ['__name__', '__doc__']");
    host_assert_true(heir, "kept == 1");
    push(one, "def f(x: 1): pass", INLET_MORE);
    push(one, "", INLET_DONE);
    host_assert_true(one, "f.__annotations__ == {'x': 1}");
    push(one, "42", INLET_DONE);
    host_assert_true(one, "_ == 42");
    inlet_console_free(heir);
    config.share = NULL;
    config.module = "a_module_for_this";
    heir = inlet_console_new(&config, NULL);
    assert_status(inlet_renew(heir, NULL), INLET_EINVAL);
    assert_status(inlet_renew(NULL, NULL), INLET_EINVAL);
    inlet_console_free(heir);
}

/* Each thread shows its own values and errors, and finds none of the other's. */
static void *work(void *data)
{
    inlet_console *console = data;
    bool wrong = inlet_run(console, "import sys\nmine = object()", NULL) != INLET_DONE;
    for (int i = 0; i < 200 && !wrong; i++) {
        bool is_own = false;
        wrong |= inlet_push(console, "mine", NULL) != INLET_DONE;
        wrong |= inlet_get_bool(console, "_ is mine", &is_own, NULL) != INLET_DONE;
        wrong |= !is_own;
        wrong |= inlet_push(console, "raise KeyError(mine)", NULL) != INLET_RAISED;
    }
    return wrong ? data : NULL;
}

static void consoles_at_a_time_do_not_see_each_others_values(void **state)
{
    pthread_t first, second;
    void *wrong_first, *wrong_second;
    (void)state;
    assert_int_equal(pthread_create(&first, NULL, work, one), 0);
    assert_int_equal(pthread_create(&second, NULL, work, two), 0);
    pthread_join(first, &wrong_first);
    pthread_join(second, &wrong_second);
    assert_null(wrong_first);
    assert_null(wrong_second);
    host_assert_true(common, "not hasattr(builtins, '_')");
    host_assert_true(common, "not hasattr(sys, 'last_value')");
}

#define WITH_ALL(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ALL(the_last_value_is_the_consoles),
        WITH_ALL(a_users_underscore_is_left_alone),
        WITH_ALL(a_shared_session_is_pythons_own),
        WITH_ALL(a_display_hook_is_the_consoles),
        WITH_ALL(a_hook_of_the_host_stays),
        WITH_ALL(the_hook_is_put_back_with_the_last_console),
        WITH_ALL(the_last_exception_is_there_while_the_console_runs),
        WITH_ALL(a_failed_command_pins_nothing_after_forgetting),
        WITH_ALL(a_console_may_begin_anew),
        WITH_ALL(consoles_at_a_time_do_not_see_each_others_values),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
