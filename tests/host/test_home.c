/* SPDX-License-Identifier: MIT
 * Consoles in interpreters of their own, each with a lock of its own.
 */
#include "streams.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

static bool has_own_locks(void)
{
    int minor = 0;
    return sscanf(inlet_python_version(), "3.%d", &minor) == 1 && minor >= 12;
}

/* What one of them needs. */
struct home {
    inlet_console *console;
    inlet_console *other; /* for functions */
    struct sink out;
    char detail[64];
    inlet_status inside;
    int released;
    inlet_status last; /* of the queue */
    atomic_int turns;
    struct home *partner;
};

static struct home one, two;
static inlet_console *plain;

static inlet_status output(void *data, inlet_stream stream, const char *text,
                           size_t length)
{
    struct home *self = data;
    (void)stream;
    return sink_write(&self->out, text, length);
}

static inlet_status input(void *data, const char *prompt, bool is_secret,
                          inlet_line *line)
{
    (void)data, (void)prompt, (void)is_secret;
    return inlet_line_set(line, "typed", 5);
}

static void keep_result(void *data, uint64_t ticket, const inlet_result *result)
{
    struct home *self = data;
    (void)ticket;
    self->last = result->status;
}

static inlet_console_config config_of(struct home *self, inlet_callbacks *callbacks)
{
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    *callbacks = (inlet_callbacks)INLET_CALLBACKS_INIT;
    callbacks->output = output;
    callbacks->input = input;
    callbacks->result = keep_result;
    config.callbacks = callbacks;
    config.data = self;
    config.interruptible = true;
    config.own_interpreter = true;
    return config;
}

static void open_home(struct home *self)
{
    inlet_error error;
    inlet_callbacks callbacks;
    inlet_console_config config = config_of(self, &callbacks);
    memset(self, 0, sizeof *self);
    self->console = inlet_console_new(&config, &error);
    if (self->console == NULL) {
        fail_msg("no console: %s", error.message);
    }
}

static int open_all(void **state)
{
    (void)state;
    open_home(&one);
    open_home(&two);
    plain = host_open(NULL);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    inlet_console_free(one.console);
    inlet_console_free(two.console);
    inlet_console_free(plain);
    return 0;
}

static void put(struct home *self, inlet_console *console, const char *name,
                inlet_call_fn call)
{
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = name;
    function.call = call;
    function.data = self;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
}

static void nothing_is_shared(void **state)
{
    (void)state;
    host_run(one.console, "import sys, math; math.mine = 1; x = 1");
    host_run(two.console, "import sys, math; assert not hasattr(math, 'mine')");
    host_run(plain, "import sys, math; assert not hasattr(math, 'mine')");
    host_assert_true(two.console, "'x' not in globals()");
    host_assert_true(one.console, "__import__('inlet').InteractiveConsole is not None");
}

static void everything_works_there(void **state)
{
    inlet_error error;
    inlet_value value = inlet_none();
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    assert_status(inlet_push(one.console, "if 1:", NULL), INLET_MORE);
    assert_status(inlet_pending(one.console, NULL), INLET_MORE);
    assert_status(inlet_push(one.console, "  print('text')", NULL), INLET_MORE);
    assert_status(inlet_push(one.console, "", NULL), INLET_DONE);
    assert_string_equal(one.out.text, "text\n");
    assert_status(inlet_check(one.console, "x y", &error), INLET_INVALID);
    assert_status(inlet_push(one.console, "1/0", &error), INLET_RAISED);
    assert_string_equal(error.type, "ZeroDivisionError");
    assert_status(inlet_traceback(one.console, &value, NULL), INLET_DONE);
    assert_non_null(strstr(value.as.text.data, "ZeroDivisionError"));
    inlet_value_clear(&value);
    assert_status(inlet_push(one.console, "6 * 7", NULL), INLET_DONE);
    assert_status(inlet_result_get(one.console, &result, NULL), INLET_DONE);
    assert_string_equal(result.value.as.text.data, "42");
    inlet_result_clear(&result);
    host_run(one.console, "line = input('? ')");
    host_assert_true(one.console, "line == 'typed' and _ == 42");
    assert_status(inlet_put(one.console, "n", inlet_int(3), NULL), INLET_DONE);
    assert_status(inlet_get(one.console, "n * 2", INLET_INT, &value, NULL), INLET_DONE);
    assert_int_equal(value.as.integer, 6);
    assert_status(inlet_delete(one.console, "n", NULL), INLET_DONE);
    assert_status(inlet_push(one.console, "exit(3)", &error), INLET_EXIT);
    assert_int_equal(error.exit_code, 3);
    assert_status(inlet_renew(one.console, NULL), INLET_DONE);
    assert_status(inlet_prompts_set(one.console, "one> ", NULL, NULL), INLET_DONE);
    assert_status(inlet_prompt_get(one.console, &value, NULL), INLET_DONE);
    assert_string_equal(value.as.text.data, "one> ");
    inlet_value_clear(&value);
}

static void the_queue_runs_there(void **state)
{
    uint64_t ticket = 0;
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    assert_status(inlet_feed(one.console, "y = 1\n1/0\n", 10, NULL), INLET_DONE);
    assert_status(inlet_submit(one.console, "z = y", &ticket, NULL), INLET_DONE);
    assert_status(inlet_dispatch(one.console, INLET_ALL, NULL), INLET_DONE);
    assert_status(one.last, INLET_DONE);
    assert_status(inlet_wait(one.console, ticket, 0, &result, NULL), INLET_DONE);
    inlet_result_clear(&result);
    host_assert_true(one.console, "z == 1");
}

/* A function of one console that uses all three. */
static inlet_status use_all(void *data, inlet_call *call)
{
    struct home *self = data;
    inlet_value value = inlet_none();
    assert_status(inlet_run(inlet_call_console(call), "inner = 1", NULL), INLET_DONE);
    assert_status(inlet_run(self->other, "other = 2", NULL), INLET_DONE);
    assert_status(inlet_run(plain, "third = 3", NULL), INLET_DONE);
    assert_status(inlet_run(self->other, "1/0", NULL), INLET_RAISED);
    assert_status(inlet_get(self->other, "other", INLET_INT, &value, NULL), INLET_DONE);
    inlet_console *fresh = inlet_console_new(NULL, NULL);
    assert_status(inlet_run(fresh, "x = 1", NULL), INLET_DONE);
    inlet_console_free(fresh);
    return inlet_return(call, value);
}

/* The same with the lock released. */
static inlet_status use_all_paused(void *data, inlet_call *call)
{
    inlet_call_pause(call);
    return use_all(data, call);
}

static inlet_status fail_there(void *data, inlet_call *call)
{
    (void)data, (void)call;
    return inlet_fail("json.JSONDecodeErrorless", "x");
}

static inlet_status fail_well(void *data, inlet_call *call)
{
    (void)data, (void)call;
    return inlet_fail("LookupError", "told");
}

static void functions_and_callbacks_may_call_anywhere(void **state)
{
    inlet_error error;
    (void)state;
    one.other = two.console;
    put(&one, one.console, "use_all", use_all);
    put(&one, one.console, "use_all_paused", use_all_paused);
    put(&one, one.console, "fail_there", fail_there);
    put(&one, one.console, "fail_well", fail_well);
    host_run(one.console, "assert use_all() == 2");
    host_run(one.console, "assert use_all_paused() == 2");
    host_assert_true(one.console, "inner == 1");
    host_assert_true(two.console, "other == 2");
    host_assert_true(plain, "third == 3");
    assert_status(inlet_run(one.console, "fail_there()", &error), INLET_RAISED);
    assert_status(inlet_run(one.console, "fail_well()", &error), INLET_RAISED);
    assert_string_equal(error.type, "LookupError");
    /* From a console of the main interpreter into the others. */
    put(&one, plain, "use_all", use_all);
    host_run(plain, "assert use_all() == 2");
}

static void *use_from_thread(void *data)
{
    struct home *self = data;
    bool wrong = false;
    for (int i = 0; i < 50; i++) {
        wrong |= inlet_run(self->console, "n = globals().get('n', 0) + 1", NULL) !=
                 INLET_DONE;
        wrong |= inlet_push(self->console, "raise KeyError", NULL) != INLET_RAISED;
    }
    return wrong ? data : NULL;
}

static void every_thread_may_use_it(void **state)
{
    pthread_t threads[2];
    void *wrong = NULL;
    (void)state;
    pthread_create(&threads[0], NULL, use_from_thread, &one);
    pthread_create(&threads[1], NULL, use_from_thread, &two);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    host_assert_true(one.console, "n == 50");
    host_assert_true(two.console, "n == 50");
}

/* Holds the lock of its own interpreter until the other one, which does the same, has
 * had a turn: with one lock for both neither would ever get on. */
static inlet_status wait_for_partner(void *data, inlet_call *call)
{
    struct home *self = data;
    (void)call;
    int turn = atomic_fetch_add(&self->turns, 1) + 1;
    while (atomic_load(&self->partner->turns) < turn) {
    }
    return INLET_DONE;
}

static void *run_turns(void *data)
{
    struct home *self = data;
    inlet_status status =
        inlet_run(self->console, "for i in range(200): wait_for_partner()", NULL);
    return status == INLET_DONE ? NULL : data;
}

static void two_of_them_run_python_at_the_same_time(void **state)
{
    pthread_t threads[2];
    void *wrong = NULL;
    (void)state;
    one.partner = &two;
    two.partner = &one;
    put(&one, one.console, "wait_for_partner", wait_for_partner);
    put(&two, two.console, "wait_for_partner", wait_for_partner);
    alarm(120);
    pthread_create(&threads[0], NULL, run_turns, &one);
    pthread_create(&threads[1], NULL, run_turns, &two);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    alarm(0);
    assert_int_equal(atomic_load(&one.turns), 200);
}

static inlet_status begin(void *data, inlet_call *call)
{
    struct home *self = data;
    (void)call;
    atomic_store(&self->turns, 1);
    return INLET_DONE;
}

static void *interrupt_when_it_runs(void *data)
{
    struct home *self = data;
    struct pollfd nothing = {.fd = -1};
    while (atomic_load(&self->turns) == 0) {
        (void)poll(&nothing, 1, 1);
    }
    assert_status(inlet_interrupt(self->console), INLET_MORE);
    inlet_interrupt_wait(self->console, 60000, NULL, NULL);
    return NULL;
}

static void what_runs_can_be_interrupted(void **state)
{
    static const char *const runs[] = {"begin()\nwhile 1: pass",
                                       "import time\nbegin()\ntime.sleep(600)"};
    pthread_t thread;
    inlet_error error;
    (void)state;
    put(&one, one.console, "begin", begin);
    for (size_t i = 0; i < 2; i++) {
        atomic_store(&one.turns, 0);
        pthread_create(&thread, NULL, interrupt_when_it_runs, &one);
        assert_status(inlet_run(one.console, runs[i], &error), INLET_RAISED);
        pthread_join(thread, NULL);
        assert_string_equal(error.type, "KeyboardInterrupt");
    }
}

static void a_time_limit_holds(void **state)
{
    inlet_error error;
    inlet_callbacks callbacks;
    inlet_console_config config = config_of(&one, &callbacks);
    (void)state;
    config.time_limit = 20;
    inlet_console *limited = inlet_console_new(&config, &error);
    assert_non_null(limited);
    assert_status(inlet_run(limited, "while 1: pass", &error), INLET_RAISED);
    assert_string_equal(error.type, "KeyboardInterrupt");
    inlet_console_free(limited);
}

static void others_may_share_it(void **state)
{
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    inlet_error error;
    (void)state;
    config.share = one.console;
    inlet_console *second = inlet_console_new(&config, &error);
    assert_non_null(second);
    host_run(one.console, "x = 1");
    inlet_console_free(one.console);
    one.console = NULL;
    host_run(second, "assert x == 1; import sys");
    inlet_console_free(second);
    config.own_interpreter = true;
    config.share = two.console;
    assert_null(inlet_console_new(&config, &error));
    assert_status(error.code, INLET_EINVAL);
}

static inlet_status free_inside(void *data, inlet_call *call)
{
    struct home *self = data;
    (void)call;
    inlet_console_free(self->console);
    self->console = NULL;
    return INLET_DONE;
}

static void it_may_be_closed_from_inside(void **state)
{
    (void)state;
    inlet_console *console = one.console;
    put(&one, console, "free", free_inside);
    host_run(console, "free()\nx = [i for i in range(10)]\nimport json");
}

/* From a function of another interpreter, and of the main one. */
static void it_may_be_closed_from_elsewhere(void **state)
{
    (void)state;
    put(&one, two.console, "free", free_inside);
    host_run(two.console, "free()");
    assert_null(one.console);
    put(&two, plain, "free", free_inside);
    host_run(plain, "free()");
    assert_null(two.console);
}

static void note_release(void *data) { ((struct home *)data)->released++; }

static void its_objects_end_with_it(void **state)
{
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    function.name = "noted";
    function.call = fail_well;
    function.data = &one;
    function.release = note_release;
    assert_status(inlet_put_function(one.console, &function, NULL), INLET_DONE);
    host_run(one.console, "import sys\nsys.kept = noted\ncycle = [noted]\n"
                          "cycle.append(cycle)");
    inlet_console_free(one.console);
    one.console = NULL;
    assert_int_equal(one.released, 1);
}

static void threads_of_its_code_leave_with_it(void **state)
{
    (void)state;
    put(&one, one.console, "begin", begin);
    host_run(one.console, "import threading, _thread, time\n"
                          "def forever():\n"
                          "    begin()\n"
                          "    while 1: time.sleep(0.001)\n"
                          "threading.Thread(target=forever).start()\n"
                          "n = _thread.start_new_thread(forever, ())\n");
    inlet_console_free(one.console);
    one.console = NULL;
}

static void what_cannot_be_done_is_said(void **state)
{
    inlet_error error;
    (void)state;
    assert_status(inlet_run(one.console, "import os; os.fork()", &error), INLET_RAISED);
    assert_string_equal(error.type, "RuntimeError");
    assert_status(inlet_run(one.console,
                            "import threading\n"
                            "threading.Thread(target=print, daemon=True).start()",
                            &error),
                  INLET_RAISED);
    assert_string_equal(error.type, "RuntimeError");
}

/* (In the child of os.fork() CPython itself stumbles over other interpreters.) */
static int use_in_child(void)
{
    if (inlet_run(one.console, "x", NULL) != INLET_ESTATE) {
        return 1;
    }
    inlet_console_free(one.console);
    return inlet_run(plain, "x = 1", NULL) == INLET_DONE ? 0 : 2;
}

static void a_forked_child_has_only_the_main_interpreter(void **state)
{
    int status = -1;
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        alarm(60);
        _exit(use_in_child());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    host_run(one.console, "x = 1");
}

static void many_can_be_opened_and_closed(void **state)
{
    struct home fresh;
    (void)state;
    for (int i = 0; i < 20; i++) {
        open_home(&fresh);
        host_run(fresh.console, "import json; x = json.loads('[1]')");
        inlet_console_free(fresh.console);
    }
}

static void python_may_be_stopped_with_one_open(void **state)
{
    (void)state;
    host_run(one.console, "x = 1");
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_status(inlet_run(one.console, "x", NULL), INLET_ESTATE);
    close_all(NULL);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    open_all(NULL);
    host_run(one.console, "x = 1");
}

static void it_is_refused_where_there_is_no_such_thing(void **state)
{
    inlet_error error;
    inlet_callbacks callbacks;
    inlet_console_config config = config_of(&one, &callbacks);
    (void)state;
    assert_null(inlet_console_new(&config, &error));
    assert_status(error.code, INLET_EVERSION);
    assert_string_not_equal(error.message, "");
    plain = host_open(NULL);
    host_run(plain, "x = 1");
    inlet_console_free(plain);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_all, close_all)
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_shared),
        TEST(everything_works_there),
        TEST(the_queue_runs_there),
        TEST(functions_and_callbacks_may_call_anywhere),
        TEST(every_thread_may_use_it),
        TEST(two_of_them_run_python_at_the_same_time),
        TEST(what_runs_can_be_interrupted),
        TEST(a_time_limit_holds),
        TEST(others_may_share_it),
        TEST(it_may_be_closed_from_inside),
        TEST(it_may_be_closed_from_elsewhere),
        TEST(its_objects_end_with_it),
        TEST(threads_of_its_code_leave_with_it),
        TEST(what_cannot_be_done_is_said),
        TEST(a_forked_child_has_only_the_main_interpreter),
        TEST(many_can_be_opened_and_closed),
        TEST(python_may_be_stopped_with_one_open),
    };
    const struct CMUnitTest refused[] = {
        cmocka_unit_test(it_is_refused_where_there_is_no_such_thing),
    };
    return has_own_locks() ? cmocka_run_group_tests(tests, host_setup, host_teardown)
                           : cmocka_run_group_tests(refused, host_setup, host_teardown);
}
