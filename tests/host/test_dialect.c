/* SPDX-License-Identifier: MIT
 * A second language at the prompt: the callbacks judge and run.
 */
#include "host.h"

#include <pthread.h>
#include <stdatomic.h>

/* A language of lines that begin with a colon; one that ends in a plus goes on. */
struct shell {
    struct sink out;
    inlet_console *console;
    char asked[8][64];
    int questions, runs;
    inlet_status inside; /* of what a command tried itself */
    char detail[64];
    atomic_bool works;
    const char *const *typed; /* what read_line gives */
    inlet_result result;      /* the last one of the queue */
};

static inlet_status judge(void *data, const char *text, size_t length)
{
    struct shell *self = data;
    assert_true(text[length] == '\0');
    snprintf(self->asked[self->questions++ % 8], sizeof self->asked[0], "%s", text);
    if (*text != ':') {
        return INLET_PASS;
    }
    if (strcmp(text, ":wrong") == 0) {
        inlet_fail(NULL, "no such command: %s", text + 1);
        return INLET_INVALID;
    }
    if (strcmp(text, ":syntax") == 0) {
        return inlet_fail("SyntaxError", "of its own kind");
    }
    if (strcmp(text, ":plain") == 0) {
        return INLET_INVALID;
    }
    if (strcmp(text, ":broken") == 0) {
        return inlet_fail("LookupError", "of the judge");
    }
    if (strcmp(text, ":stop judging") == 0) {
        return INLET_INTERRUPT;
    }
    if (strcmp(text, ":nonsense") == 0) {
        return INLET_END;
    }
    return text[length - 1] == '+' ? INLET_MORE : INLET_DONE;
}

static bool is(const char *text, const char *command) { return !strcmp(text, command); }

/* Commands that run something in their own console. */
static inlet_status run_python(struct shell *self, inlet_call *call, const char *text)
{
    inlet_console *console = inlet_call_console(call);
    if (is(text, ":push")) {
        self->inside = inlet_push(console, "1", NULL);
        return INLET_DONE;
    }
    if (strncmp(text, ":py ", 4) == 0) {
        return inlet_run(console, text + 4, NULL);
    }
    inlet_value value = inlet_none();
    inlet_status status = inlet_get(console, text + 6, INLET_INT, &value, NULL);
    return status < 0 ? status : inlet_return(call, value);
}

static void work_until_interrupted(struct shell *self, inlet_call *call)
{
    inlet_call_pause(call);
    atomic_store(&self->works, true);
    while (!inlet_call_is_interrupted(call)) {
    }
    atomic_store(&self->works, false);
}

static inlet_status run(void *data, inlet_call *call)
{
    struct shell *self = data;
    const char *text = "";
    size_t length = 0;
    inlet_status status = inlet_arg_string(call, 0, &text, &length);
    if (status < 0) {
        return status;
    }
    self->runs++;
    if (is(text, ":fail")) {
        return inlet_fail("LookupError", "of the runner");
    }
    if (is(text, ":leave")) {
        return INLET_EXIT;
    }
    if (is(text, ":raised")) {
        return INLET_RAISED;
    }
    if (is(text, ":refuse")) {
        inlet_fail("LookupError", "not to be shown");
        return INLET_INVALID;
    }
    if (is(text, ":free")) {
        inlet_console_free(self->console);
        return INLET_DONE;
    }
    if (is(text, ":work")) {
        work_until_interrupted(self, call);
        return INLET_INTERRUPT;
    }
    if (is(text, ":say")) {
        return inlet_run(inlet_call_console(call), "print('said')", NULL);
    }
    if (strncmp(text, ":py ", 4) == 0 || strncmp(text, ":eval ", 6) == 0 ||
        is(text, ":push")) {
        return run_python(self, call, text);
    }
    return inlet_return(call, inlet_string_n(text, length));
}

static inlet_status output(void *data, inlet_stream stream, const char *text,
                           size_t length)
{
    struct shell *self = data;
    (void)stream;
    return sink_write(&self->out, text, length);
}

static inlet_status read_line(void *data, const char *prompt, inlet_line *line)
{
    struct shell *self = data;
    (void)prompt;
    const char *text = *self->typed;
    if (text == NULL) {
        return INLET_END;
    }
    self->typed++;
    return inlet_line_set(line, text, strlen(text));
}

static void keep_result(void *data, uint64_t ticket, const inlet_result *result)
{
    struct shell *self = data;
    (void)ticket;
    self->result = *result;
    snprintf(self->detail, sizeof self->detail, "%s",
             result->value.kind == INLET_STRING ? result->value.as.text.data : "");
}

static inlet_callbacks callbacks(void)
{
    inlet_callbacks all = INLET_CALLBACKS_INIT;
    all.write = sink_write;
    all.read_line = read_line;
    all.output = output;
    all.judge = judge;
    all.run = run;
    all.result = keep_result;
    return all;
}

static int open_one(void **state)
{
    static struct shell shell;
    inlet_callbacks all = callbacks();
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    memset(&shell, 0, sizeof shell);
    config.callbacks = &all;
    config.data = &shell;
    config.interruptible = true;
    shell.console = inlet_console_new(&config, NULL);
    *state = &shell;
    return shell.console == NULL ? -1 : 0;
}

static int close_one(void **state)
{
    struct shell *shell = *state;
    inlet_console_free(shell->console);
    return 0;
}

static void assert_pushes(struct shell *shell, const char *line, inlet_status expected)
{
    inlet_error error;
    inlet_status status = inlet_push(shell->console, line, &error);
    if (status != expected) {
        fail_msg("%s: %s: %s: %s", line, inlet_status_name(status), error.type,
                 error.message);
    }
}

static void assert_shown(struct shell *shell, const char *expected)
{
    inlet_result result = INLET_RESULT_INIT;
    assert_status(inlet_result_get(shell->console, &result, NULL), INLET_DONE);
    assert_string_equal(
        result.value.kind == INLET_STRING ? result.value.as.text.data : "", expected);
    inlet_result_clear(&result);
}

static void commands_and_python_take_turns(void **state)
{
    struct shell *shell = *state;
    assert_pushes(shell, ":go there", INLET_DONE);
    assert_shown(shell, "':go there'");
    host_assert_true(shell->console, "_ == ':go there'");
    assert_pushes(shell, "x = 40", INLET_DONE);
    assert_pushes(shell, ":eval x + 2", INLET_DONE);
    assert_pushes(shell, "_ * 2", INLET_DONE);
    assert_string_equal(shell->out.text, "':go there'\n42\n84\n");
    assert_int_equal(shell->runs, 2);
}

static void a_command_may_have_many_lines(void **state)
{
    struct shell *shell = *state;
    assert_pushes(shell, ":a +", INLET_MORE);
    assert_status(inlet_pending(shell->console, NULL), INLET_MORE);
    assert_pushes(shell, "if 1: +", INLET_MORE);
    assert_pushes(shell, "b", INLET_DONE);
    assert_shown(shell, "':a +\\nif 1: +\\nb'");
    assert_status(inlet_pending(shell->console, NULL), INLET_DONE);
    assert_pushes(shell, ":a +", INLET_MORE);
    assert_status(inlet_reset(shell->console, NULL), INLET_DONE);
    assert_pushes(shell, "1", INLET_DONE);
    assert_int_equal(shell->runs, 1);
}

static void pythons_inputs_are_pythons_to_their_end(void **state)
{
    struct shell *shell = *state;
    assert_pushes(shell, "x = '''", INLET_MORE);
    assert_pushes(shell, ":go", INLET_MORE);
    assert_pushes(shell, "'''", INLET_DONE);
    assert_int_equal(shell->questions, 1);
    assert_string_equal(shell->asked[0], "x = '''");
    assert_int_equal(shell->runs, 0);
    host_assert_true(shell->console, "x == '\\n:go\\n'");
}

static void a_wrong_command_is_invalid(void **state)
{
    struct shell *shell = *state;
    inlet_error error;
    static const char *const cases[][2] = {{":wrong", "no such command: wrong"},
                                           {":syntax", "of its own kind"},
                                           {":plain", "invalid syntax"}};
    for (size_t i = 0; i < 3; i++) {
        assert_status(inlet_push(shell->console, cases[i][0], &error), INLET_INVALID);
        assert_string_equal(error.type, "SyntaxError");
        assert_string_equal(error.message, cases[i][1]);
        assert_int_equal(error.line, 1);
        assert_status(inlet_check(shell->console, cases[i][0], &error), INLET_INVALID);
        assert_string_equal(error.message, cases[i][1]);
        assert_non_null(strstr(shell->out.text, cases[i][1]));
    }
    assert_int_equal(shell->runs, 0);
}

static void exceptions_are_shown_as_those_of_code(void **state)
{
    struct shell *shell = *state;
    inlet_error error;
    inlet_value text = inlet_none();
    assert_status(inlet_push(shell->console, ":fail", &error), INLET_RAISED);
    assert_string_equal(error.type, "LookupError");
    assert_string_equal(error.message, "of the runner");
    assert_int_equal(error.line, 1);
    assert_status(inlet_traceback(shell->console, &text, NULL), INLET_DONE);
    assert_string_equal(text.as.text.data, "Traceback (most recent call last):\n"
                                           "  File \"<console>\", line 1, in <module>\n"
                                           "LookupError: of the runner\n");
    assert_non_null(strstr(shell->out.text, text.as.text.data));
    inlet_value_clear(&text);
    assert_status(inlet_push(shell->console, ":broken", &error), INLET_RAISED);
    assert_string_equal(error.message, "of the judge");
    assert_status(inlet_check(shell->console, ":broken", &error), INLET_EPYTHON);
    assert_string_equal(error.type, "LookupError");
    assert_status(inlet_push(shell->console, ":stop judging", &error), INLET_RAISED);
    assert_string_equal(error.type, "KeyboardInterrupt");
    assert_status(inlet_push(shell->console, ":nonsense", &error), INLET_RAISED);
    assert_string_equal(error.message, "the host's judge answered INLET_END");
    assert_status(inlet_push(shell->console, ":raised", &error), INLET_RAISED);
    assert_string_equal(error.message, "the host's run answered INLET_RAISED");
    assert_pushes(shell, "1", INLET_DONE);
}

static void a_command_may_say_itself_what_is_wrong(void **state)
{
    struct shell *shell = *state;
    inlet_value text = inlet_none();
    inlet_error error;
    assert_status(inlet_push(shell->console, ":fail", NULL), INLET_RAISED);
    sink_clear(&shell->out);
    assert_status(inlet_push(shell->console, ":refuse", &error), INLET_INVALID);
    assert_string_equal(error.message, "");
    assert_string_equal(shell->out.text, "");
    assert_status(inlet_traceback(shell->console, &text, NULL), INLET_DONE);
    assert_int_equal(text.kind, INLET_NONE);
    assert_pushes(shell, "1", INLET_DONE);
}

static void a_command_may_leave(void **state)
{
    struct shell *shell = *state;
    inlet_error error;
    assert_status(inlet_push(shell->console, ":leave", &error), INLET_EXIT);
    assert_int_equal(error.exit_code, 0);
    assert_status(inlet_push(shell->console, ":py raise SystemExit(3)", &error),
                  INLET_EXIT);
    assert_int_equal(error.exit_code, 3);
}

static void a_command_may_run_python_in_its_console(void **state)
{
    struct shell *shell = *state;
    inlet_error error;
    assert_pushes(shell, ":py y = 1", INLET_DONE);
    host_assert_true(shell->console, "y == 1");
    assert_pushes(shell, ":say", INLET_DONE);
    assert_string_equal(shell->out.text, "said\n");
    sink_clear(&shell->out);
    assert_status(inlet_push(shell->console, ":py 1/0", &error), INLET_RAISED);
    assert_string_equal(error.type, "ZeroDivisionError");
    assert_non_null(strstr(shell->out.text, "ZeroDivisionError"));
    assert_null(strstr(strstr(shell->out.text, "Zero") + 1, "ZeroDivisionError"));
    assert_status(inlet_push(shell->console, ":py x y", &error), INLET_INVALID);
    assert_string_equal(error.type, "SyntaxError");
    assert_pushes(shell, ":push", INLET_DONE);
    assert_status(shell->inside, INLET_EBUSY);
}

static void checking_asks_and_does_not_run(void **state)
{
    struct shell *shell = *state;
    inlet_console *console = shell->console;
    inlet_source source = INLET_SOURCE_INIT;
    assert_status(inlet_check(console, ":go", NULL), INLET_DONE);
    assert_status(inlet_check(console, ":go +", NULL), INLET_MORE);
    assert_status(inlet_check(console, ":go +\n:b", NULL), INLET_DONE);
    assert_status(inlet_check(console, "if 1:", NULL), INLET_MORE);
    assert_status(inlet_check(console, "x = 1", NULL), INLET_DONE);
    assert_status(inlet_check(console, "x y", NULL), INLET_INVALID);
    assert_int_equal(shell->runs, 0);
    assert_int_equal(shell->questions, 6);
    source.text = ":go";
    source.length = 3;
    assert_status(inlet_check_source(console, &source, NULL), INLET_INVALID);
    assert_status(inlet_run(console, ":go", NULL), INLET_INVALID);
    assert_int_equal(shell->questions, 6);
    source.mode = INLET_SINGLE;
    assert_status(inlet_run_source(console, &source, NULL), INLET_DONE);
    assert_int_equal(shell->runs, 1);
}

/* Between two lines of an input. */
static void checking_does_not_disturb_what_is_pending(void **state)
{
    struct shell *shell = *state;
    assert_pushes(shell, "if 1:", INLET_MORE);
    assert_status(inlet_check(shell->console, ":go", NULL), INLET_DONE);
    assert_pushes(shell, "  z = 1", INLET_MORE);
    assert_pushes(shell, "", INLET_DONE);
    assert_int_equal(shell->questions, 2);
    host_assert_true(shell->console, "z == 1");
}

static void every_way_of_typing_asks(void **state)
{
    static const char *const typed[] = {":go",    ":a +",  "b",         "x = 1",
                                        ":wrong", ":fail", ":py y = 2", NULL};
    struct shell *shell = *state;
    shell->typed = typed;
    assert_status(inlet_interact(shell->console, "", "", NULL), INLET_DONE);
    assert_int_equal(shell->runs, 4);
    host_assert_true(shell->console, "x == 1 and y == 2");
    assert_status(inlet_feed(shell->console, ":qu", 3, NULL), INLET_DONE);
    assert_status(inlet_feed(shell->console, "eue\r\n:c +\n", 10, NULL), INLET_DONE);
    assert_status(inlet_dispatch(shell->console, INLET_ALL, NULL), INLET_DONE);
    assert_status(shell->result.status, INLET_MORE);
    assert_status(inlet_feed(shell->console, "d\n", 2, NULL), INLET_DONE);
    assert_status(inlet_dispatch(shell->console, INLET_ALL, NULL), INLET_DONE);
    assert_status(shell->result.status, INLET_DONE);
    assert_string_equal(shell->detail, "':c +\\nd'");
}

static void leaving_ends_the_loop(void **state)
{
    static const char *const typed[] = {":leave", "x = 1", NULL};
    struct shell *shell = *state;
    shell->typed = typed;
    assert_status(inlet_interact(shell->console, "", "", NULL), INLET_EXIT);
    assert_string_equal(*shell->typed, "x = 1");
}

static void texts_of_any_kind_arrive(void **state)
{
    struct shell *shell = *state;
    inlet_error error;
    assert_status(inlet_push_n(shell->console, ":a\0b", 4, &error), INLET_DONE);
    assert_shown(shell, "':a\\x00b'");
    assert_pushes(shell, ":\xc3\xa9\xf0\x9f\x90\x8d", INLET_DONE);
    assert_shown(shell, "':\xc3\xa9\xf0\x9f\x90\x8d'");
    assert_status(inlet_put(shell->console, "me", inlet_none(), NULL), INLET_DONE);
    assert_pushes(shell, "", INLET_DONE);
}

static void *interrupt_soon(void *data)
{
    struct shell *shell = data;
    while (!atomic_load(&shell->works)) {
    }
    inlet_interrupt(shell->console);
    return NULL;
}

static void a_command_that_works_for_long_notices_an_interrupt(void **state)
{
    struct shell *shell = *state;
    inlet_error error;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, shell), 0);
    assert_status(inlet_push(shell->console, ":work", &error), INLET_RAISED);
    pthread_join(thread, NULL);
    assert_string_equal(error.type, "KeyboardInterrupt");
    assert_pushes(shell, "1", INLET_DONE);
    assert_false(inlet_call_is_interrupted(NULL));
}

static void a_command_notices_a_time_limit(void **state)
{
    static struct shell other;
    inlet_callbacks all = callbacks();
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    memset(&other, 0, sizeof other);
    config.callbacks = &all;
    config.data = &other;
    config.time_limit = 20;
    other.console = inlet_console_new(&config, NULL);
    assert_non_null(other.console);
    assert_pushes(&other, ":work", INLET_RAISED);
    assert_status(inlet_result_get(other.console, &result, NULL), INLET_DONE);
    assert_true(result.is_late);
    inlet_result_clear(&result);
    inlet_console_free(other.console);
}

static void a_new_session_keeps_the_language(void **state)
{
    struct shell *shell = *state;
    assert_status(inlet_renew(shell->console, NULL), INLET_DONE);
    assert_pushes(shell, ":go", INLET_DONE);
    assert_status(inlet_renew(shell->console, NULL), INLET_DONE);
    assert_pushes(shell, ":go", INLET_DONE);
    assert_int_equal(shell->questions, 2);
}

static void a_command_may_free_its_console(void **state)
{
    struct shell *shell = *state;
    assert_pushes(shell, ":free", INLET_DONE);
    shell->console = NULL;
}

static void one_callback_without_the_other_is_refused(void **state)
{
    inlet_error error;
    inlet_callbacks all = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    all.judge = judge;
    config.callbacks = &all;
    assert_null(inlet_console_new(&config, &error));
    assert_status(error.code, INLET_EINVAL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(commands_and_python_take_turns),
        TEST(a_command_may_have_many_lines),
        TEST(pythons_inputs_are_pythons_to_their_end),
        TEST(a_wrong_command_is_invalid),
        TEST(exceptions_are_shown_as_those_of_code),
        TEST(a_command_may_say_itself_what_is_wrong),
        TEST(a_command_may_leave),
        TEST(a_command_may_run_python_in_its_console),
        TEST(checking_asks_and_does_not_run),
        TEST(checking_does_not_disturb_what_is_pending),
        TEST(every_way_of_typing_asks),
        TEST(leaving_ends_the_loop),
        TEST(texts_of_any_kind_arrive),
        TEST(a_command_that_works_for_long_notices_an_interrupt),
        TEST(a_command_notices_a_time_limit),
        TEST(a_new_session_keeps_the_language),
        TEST(a_command_may_free_its_console),
        TEST(one_callback_without_the_other_is_refused),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
