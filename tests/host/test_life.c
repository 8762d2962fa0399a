/* SPDX-License-Identifier: MIT
 * Starting and stopping, and what calls say while Python does not run. Every test
 * starts Python anew.
 */
#include "host.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void every_call_without_python_says_so(void **state)
{
    inlet_error error;
    (void)state;
    assert_false(inlet_is_running());
    assert_null(inlet_console_new(NULL, &error));
    assert_status(error.code, INLET_ESTATE);
    assert_string_equal(error.message, inlet_status_text(INLET_ESTATE));
    assert_status(inlet_stop(&error), INLET_ESTATE);
    assert_status(inlet_run_main(&error), INLET_ESTATE);
    assert_status(inlet_fail("ValueError", "nowhere"), INLET_ESTATE);
    assert_status(inlet_push(NULL, "1", &error), INLET_EINVAL);
}

static void starts_and_stops_are_counted(void **state)
{
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    assert_true(inlet_is_running());
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = host_open(NULL);
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_true(inlet_is_running());
    host_run(console, "x = 1");
    inlet_console_free(console);
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_false(inlet_is_running());
    assert_status(inlet_stop(NULL), INLET_ESTATE);
}

static void python_starts_again_and_again(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct sink sink;
        assert_status(inlet_start(NULL, NULL), INLET_DONE);
        inlet_console *console = host_open(&sink);
        assert_status(inlet_push(console, "seen", NULL), INLET_RAISED);
        host_run(console, "seen = True; import _inlet");
        host_assert_true(console, "_inlet.__spec__.origin == 'built-in'");
        inlet_console_free(console);
        assert_status(inlet_stop(NULL), INLET_DONE);
    }
}

static void a_console_outlives_python_as_a_dead_handle(void **state)
{
    inlet_error error;
    struct sink sink;
    inlet_value text = inlet_int(5);
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = host_open(&sink);
    inlet_console *other = host_open(NULL);
    assert_status(inlet_push(console, "1/0", NULL), INLET_RAISED);
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_status(inlet_push(console, "1", &error), INLET_ESTATE);
    inlet_console_free(other);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    assert_status(inlet_push(console, "1", &error), INLET_ESTATE);
    assert_status(inlet_traceback(console, &text, &error), INLET_ESTATE);
    assert_int_equal(text.as.integer, 5);
    inlet_console_free(console);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void a_value_outlives_python(void **state)
{
    inlet_value text = inlet_none();
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = host_open(NULL);
    assert_status(inlet_get(console, "'kept' * 2", INLET_STRING, &text, NULL),
                  INLET_DONE);
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_string_equal(text.as.text.data, "keptkept");
    inlet_value_clear(&text);
    inlet_console_free(console);
}

/* --- Who may stop ----------------------------------------------------------------- */

static void *stop_from_here(void *out)
{
    *(inlet_status *)out = inlet_stop(NULL);
    return NULL;
}

static void another_thread_cannot_stop(void **state)
{
    inlet_status status = INLET_DONE;
    pthread_t thread;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    assert_int_equal(pthread_create(&thread, NULL, stop_from_here, &status), 0);
    pthread_join(thread, NULL);
    assert_status(status, INLET_ETHREAD);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static inlet_status stop_in_write(void *data, const char *text, size_t length)
{
    (void)text;
    (void)length;
    *(inlet_status *)data = inlet_stop(NULL);
    return INLET_DONE;
}

static void a_callback_cannot_stop(void **state)
{
    inlet_status status = INLET_DONE;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = stop_in_write;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &callbacks;
    config.data = &status;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = inlet_console_new(&config, NULL);
    assert_status(inlet_push(console, "1/0", NULL), INLET_RAISED);
    assert_status(status, INLET_EBUSY);
    assert_true(inlet_is_running());
    inlet_console_free(console);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

/* --- Configuration ---------------------------------------------------------------- */

/* Start with a config, assert that an expression is true, stop. */
static void assert_configured(const inlet_config *config, const char *expression)
{
    inlet_error error;
    if (inlet_start(config, &error) != INLET_DONE) {
        fail_msg("cannot start: %s", error.message);
    }
    inlet_console *console = host_open(NULL);
    host_run(console, "import sys");
    host_assert_true(console, expression);
    inlet_console_free(console);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void arguments_become_sys_argv(void **state)
{
    char *argv[] = {"host", "-E", "\xc3\xa9", NULL};
    inlet_config config = INLET_CONFIG_INIT;
    config.argc = 3;
    config.argv = argv;
    (void)state;
    assert_configured(&config, "sys.argv[:2] == ['host', '-E'] and "
                               "sys.argv[2].encode('utf-8', 'surrogateescape') "
                               "== b'\\xc3\\xa9'");
    assert_configured(&config, "not sys.flags.ignore_environment");
}

static void a_command_line_is_read_as_python_reads_it(void **state)
{
    char *argv[] = {"host", "-E", "-O", "-X", "mine", "-c", "pass", "-S", NULL};
    inlet_config config = INLET_CONFIG_INIT;
    config.argc = 8;
    config.argv = argv;
    config.command_line = true;
    (void)state;
    assert_configured(&config,
                      "sys.flags.ignore_environment and sys.flags.optimize "
                      "and sys._xoptions == {'mine': True} and not sys.flags.no_site "
                      "and sys.argv == ['-c', '-S']");
}

static void a_wrong_command_line_asks_to_leave(void **state)
{
    char *argv[] = {"host", "-Z", NULL};
    inlet_error error;
    inlet_config config = INLET_CONFIG_INIT;
    config.argc = 2;
    config.argv = argv;
    config.command_line = true;
    (void)state;
    assert_status(inlet_start(&config, &error), INLET_EXIT);
    assert_int_equal(error.exit_code, 2);
    assert_false(inlet_is_running());
    assert_configured(NULL, "True");
}

static void isolation_leaves_the_environment_out(void **state)
{
    inlet_config config = INLET_CONFIG_INIT;
    config.isolated = true;
    (void)state;
    setenv("PYTHONPATH", "/nowhere/at/all", 1);
    assert_configured(NULL, "'/nowhere/at/all' in sys.path");
    assert_configured(&config, "'/nowhere/at/all' not in sys.path and "
                               "sys.flags.isolated and sys.flags.safe_path");
    unsetenv("PYTHONPATH");
}

static void site_can_be_left_out(void **state)
{
    inlet_config config = INLET_CONFIG_INIT;
    config.no_site = true;
    (void)state;
    assert_configured(NULL, "'site' in sys.modules");
    assert_configured(&config, "'site' not in sys.modules and sys.flags.no_site");
}

static void on_interrupt(int number) { (void)number; }

static void signals_are_touched_on_request_only(void **state)
{
    inlet_config config = INLET_CONFIG_INIT;
    struct sigaction mine = {.sa_handler = on_interrupt}, now;
    struct sigaction usual = {.sa_handler = SIG_DFL};
    (void)state;
    sigaction(SIGINT, &mine, NULL);
    sigaction(SIGPIPE, &usual, NULL);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    sigaction(SIGINT, NULL, &now);
    assert_ptr_equal(now.sa_handler, on_interrupt);
    sigaction(SIGPIPE, NULL, &now);
    assert_ptr_equal(now.sa_handler, SIG_DFL);
    assert_status(inlet_stop(NULL), INLET_DONE);
    config.signals = true;
    sigaction(SIGINT, &usual, NULL);
    assert_status(inlet_start(&config, NULL), INLET_DONE);
    sigaction(SIGINT, NULL, &now);
    assert_ptr_not_equal(now.sa_handler, SIG_DFL);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

/* What is left of a start that failed is not to be relied on, nor is what earlier
 * starts have left for this one: it has a process of its own. */
static int start_with_a_wrong_home(void)
{
    inlet_error error;
    inlet_config config = INLET_CONFIG_INIT;
    config.home = "/nowhere/at/all";
    config.isolated = true;
    return inlet_start(&config, &error) == INLET_EPYTHON && error.message[0] != '\0' &&
                   !inlet_is_running()
               ? 0
               : 1;
}

static void a_home_that_is_none_is_a_failure_with_a_reason(void **state)
{
    int status;
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        _exit(start_with_a_wrong_home());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_config_without_its_size_is_refused(void **state)
{
    inlet_error error;
    inlet_config config;
    memset(&config, 0, sizeof config);
    (void)state;
    assert_status(inlet_start(&config, &error), INLET_EINVAL);
    assert_false(inlet_is_running());
}

static void an_older_config_is_understood(void **state)
{
    inlet_config config = INLET_CONFIG_INIT;
    config.isolated = true; /* beyond the size that is told: not looked at */
    config.size = offsetof(inlet_config, isolated);
    (void)state;
    assert_configured(&config, "not sys.flags.isolated");
}

static void a_newer_config_is_understood_if_it_asks_for_nothing_new(void **state)
{
    struct {
        inlet_config known;
        long unknown;
    } newer = {INLET_CONFIG_INIT, 0};
    newer.known.size = sizeof newer;
    (void)state;
    assert_configured(&newer.known, "True");
    newer.unknown = 1;
    assert_status(inlet_start(&newer.known, NULL), INLET_EINVAL);
}

static void arguments_that_do_not_fit_are_refused(void **state)
{
    char *argv[] = {"host", NULL};
    inlet_config config = INLET_CONFIG_INIT;
    (void)state;
    config.argc = -1;
    assert_status(inlet_start(&config, NULL), INLET_EINVAL);
    config.argc = 1;
    assert_status(inlet_start(&config, NULL), INLET_EINVAL);
    config.argv = argv;
    config.argc = 0;
    config.command_line = true;
    assert_status(inlet_start(&config, NULL), INLET_EINVAL);
}

/* --- The main program ------------------------------------------------------------- */

/* Start with `-c command` and run it. */
static inlet_status run_command(const char *command, inlet_error *error)
{
    char *argv[] = {"host", "-c", (char *)command, NULL};
    inlet_config config = INLET_CONFIG_INIT;
    config.argc = 3;
    config.argv = argv;
    config.command_line = true;
    assert_status(inlet_start(&config, NULL), INLET_DONE);
    return inlet_run_main(error);
}

static void a_command_runs_once(void **state)
{
    inlet_error error;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.module = "__main__";
    (void)state;
    assert_status(run_command("x = 5", &error), INLET_DONE);
    assert_int_equal(error.exit_code, 0);
    assert_status(inlet_run_main(&error), INLET_EBUSY);
    inlet_console *console = inlet_console_new(&config, NULL);
    host_assert_true(console, "x == 5");
    inlet_console_free(console);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void a_command_that_leaves_leaves_it_to_the_host(void **state)
{
    inlet_error error;
    (void)state;
    assert_status(run_command("raise SystemExit(7)", &error), INLET_EXIT);
    assert_int_equal(error.exit_code, 7);
    assert_string_equal(error.type, "SystemExit");
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void without_a_command_line_there_is_no_main_program(void **state)
{
    inlet_error error;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    assert_status(inlet_run_main(&error), INLET_EINVAL);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* First: nothing was started before the process of this one is made. */
        cmocka_unit_test(a_home_that_is_none_is_a_failure_with_a_reason),
        cmocka_unit_test(every_call_without_python_says_so),
        cmocka_unit_test(starts_and_stops_are_counted),
        cmocka_unit_test(python_starts_again_and_again),
        cmocka_unit_test(a_console_outlives_python_as_a_dead_handle),
        cmocka_unit_test(a_value_outlives_python),
        cmocka_unit_test(another_thread_cannot_stop),
        cmocka_unit_test(a_callback_cannot_stop),
        cmocka_unit_test(arguments_become_sys_argv),
        cmocka_unit_test(a_command_line_is_read_as_python_reads_it),
        cmocka_unit_test(a_wrong_command_line_asks_to_leave),
        cmocka_unit_test(isolation_leaves_the_environment_out),
        cmocka_unit_test(site_can_be_left_out),
        cmocka_unit_test(signals_are_touched_on_request_only),
        cmocka_unit_test(a_config_without_its_size_is_refused),
        cmocka_unit_test(an_older_config_is_understood),
        cmocka_unit_test(a_newer_config_is_understood_if_it_asks_for_nothing_new),
        cmocka_unit_test(arguments_that_do_not_fit_are_refused),
        cmocka_unit_test(a_command_runs_once),
        cmocka_unit_test(a_command_that_leaves_leaves_it_to_the_host),
        cmocka_unit_test(without_a_command_line_there_is_no_main_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
