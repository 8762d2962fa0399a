/* SPDX-License-Identifier: MIT
 * The host's write and read_line: what they may answer, and calls made inside them.
 */
#include "host.h"

/* A host whose callbacks do what the test tells them. */
struct host {
    struct sink sink;
    inlet_console *console;
    inlet_status write_answer;
    inlet_status read_answer;
    void (*in_write)(struct host *host);
    inlet_status (*in_read)(struct host *host, inlet_line *line);
    const char *const *lines; /* ended by NULL */
    char prompts[512];
    inlet_status seen[8]; /* what calls inside a callback gave */
};

static struct host host;

static inlet_status host_write(void *data, const char *text, size_t length)
{
    struct host *self = data;
    sink_write(&self->sink, text, length);
    if (self->in_write != NULL) {
        self->in_write(self);
    }
    return self->write_answer;
}

static inlet_status host_read(void *data, const char *prompt, inlet_line *line)
{
    struct host *self = data;
    strncat(self->prompts, prompt, sizeof self->prompts - strlen(self->prompts) - 1);
    if (self->in_read != NULL) {
        return self->in_read(self, line);
    }
    if (self->read_answer != INLET_DONE) {
        return self->read_answer;
    }
    if (*self->lines == NULL) {
        return INLET_END;
    }
    const char *text = *self->lines++;
    return inlet_line_set(line, text, strlen(text));
}

static const inlet_callbacks host_callbacks = {
    .size = sizeof(inlet_callbacks), .write = host_write, .read_line = host_read};

static int open_one(void **state)
{
    static const char *const nothing[] = {NULL};
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    memset(&host, 0, sizeof host);
    host.lines = nothing;
    config.callbacks = &host_callbacks;
    config.data = &host;
    host.console = inlet_console_new(&config, NULL);
    return host.console == NULL ? -1 : 0;
}

static int close_one(void **state)
{
    (void)state;
    inlet_console_free(host.console);
    return 0;
}

/* --- write ------------------------------------------------------------------------ */

static void each_write_of_python_is_one_call(void **state)
{
    (void)state;
    assert_status(inlet_push(host.console, "1/0", NULL), INLET_RAISED);
    assert_int_equal(host.sink.calls, 1);
    assert_status(inlet_push(host.console, "x = = 1", NULL), INLET_INVALID);
    assert_int_equal(host.sink.calls, 2);
}

static void a_write_may_be_passed_on(void **state)
{
    (void)state;
    host_run(host.console, "import sys, io\n"
                           "kept = sys.stderr\n"
                           "sys.stderr = io.StringIO()");
    host.write_answer = INLET_PASS;
    assert_status(inlet_push(host.console, "1/0", NULL), INLET_RAISED);
    host_run(host.console, "said, sys.stderr = sys.stderr.getvalue(), kept");
    host_assert_true(host.console, "said.endswith('division by zero\\n')");
    assert_int_equal(host.sink.calls, 1);
}

static void a_failing_write_fails_the_command(void **state)
{
    inlet_error error;
    (void)state;
    host.write_answer = INLET_EIO;
    assert_status(inlet_push(host.console, "1/0", &error), INLET_EPYTHON);
    assert_string_equal(error.type, "OSError");
    assert_string_equal(error.message, inlet_status_text(INLET_EIO));
    host.write_answer = INLET_DONE;
    assert_status(inlet_push(host.console, "x = 1", &error), INLET_DONE);
}

static void every_failure_has_its_exception(void **state)
{
    static const struct {
        inlet_status status;
        const char *type;
    } cases[] = {
        {INLET_EINVAL, "ValueError"},
        {INLET_ETYPE, "TypeError"},
        {INLET_ERANGE, "OverflowError"},
        {INLET_EENCODING, "UnicodeError"},
        {INLET_EIO, "OSError"},
        {INLET_EPYTHON, "RuntimeError"},
        {INLET_EBUSY, "RuntimeError"},
        {-12345, "RuntimeError"},
        {INLET_INTERRUPT, "KeyboardInterrupt"},
        {INLET_MORE, "RuntimeError"},
    };
    inlet_error error;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        host.write_answer = cases[i].status;
        assert_status(inlet_push(host.console, "1/0", &error), INLET_EPYTHON);
        assert_string_equal(error.type, cases[i].type);
    }
    assert_string_equal(error.message, "the host's write answered INLET_MORE");
    host.write_answer = INLET_ENOMEM;
    assert_status(inlet_push(host.console, "1/0", &error), INLET_ENOMEM);
}

static void say_why(struct host *self)
{
    self->seen[0] = inlet_fail("socket.timeout", "%d of %s", 3, "\xc3\xa9");
}

static void a_failing_write_says_which_exception(void **state)
{
    inlet_error error;
    (void)state;
    host.in_write = say_why;
    host.write_answer = INLET_EPYTHON;
    assert_status(inlet_push(host.console, "1/0", &error), INLET_EPYTHON);
    assert_status(host.seen[0], INLET_EPYTHON);
    assert_string_equal(error.type, "TimeoutError");
    assert_string_equal(error.message, "3 of \xc3\xa9");
}

static void an_exception_that_is_not_returned_is_forgotten(void **state)
{
    (void)state;
    host.in_write = say_why;
    assert_status(inlet_push(host.console, "1/0", NULL), INLET_RAISED);
    host.in_write = NULL;
    host.write_answer = INLET_EIO;
    inlet_error error;
    assert_status(inlet_push(host.console, "1/0", &error), INLET_EPYTHON);
    assert_string_equal(error.type, "OSError");
}

static void fail_oddly(struct host *self)
{
    self->seen[0] = inlet_fail("no_such_error", "text");
}

static void a_type_that_is_no_exception_is_told(void **state)
{
    inlet_error error;
    (void)state;
    host.in_write = fail_oddly;
    host.write_answer = INLET_EINVAL;
    assert_status(inlet_push(host.console, "1/0", &error), INLET_EPYTHON);
    assert_status(host.seen[0], INLET_EINVAL);
    assert_string_equal(error.type, "AttributeError");
}

static void long_messages_of_failures_come_whole(struct host *self)
{
    char text[2000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    self->seen[0] = inlet_fail(NULL, "%s", text);
}

static void a_failure_may_have_a_long_message(void **state)
{
    inlet_value text = inlet_none();
    (void)state;
    host.in_write = long_messages_of_failures_come_whole;
    host.write_answer = INLET_EPYTHON;
    assert_status(inlet_push(host.console, "1/0", NULL), INLET_EPYTHON);
    assert_status(inlet_message(host.console, &text, NULL), INLET_DONE);
    assert_int_equal(text.as.text.length, 1999);
    inlet_value_clear(&text);
}

static void only_str_is_written(void **state)
{
    inlet_error error;
    (void)state;
    host_run(host.console, "import _inlet, gc\n"
                           "me = [o for o in gc.get_objects() if isinstance(o, "
                           "_inlet.InteractiveConsole) and o.locals is globals()][0]\n"
                           "me.write('from python')\n");
    assert_string_equal(host.sink.text, "from python");
    sink_clear(&host.sink);
    assert_status(inlet_push(host.console, "me.write(5)", &error), INLET_RAISED);
    assert_string_equal(error.message, "write() argument must be str, not int");
    host_run(host.console, "me.write('a\\0b\\ud800')");
    assert_memory_equal(host.sink.text + host.sink.length - 9, "a\0b\\ud800", 9);
}

/* --- read_line -------------------------------------------------------------------- */

static void interact_reads_and_writes_through_the_callbacks(void **state)
{
    static const char *const lines[] = {"x = 2", "if x:", "    y = x + 1\n",
                                        "",      "1/0",   NULL};
    (void)state;
    host.lines = lines;
    assert_status(inlet_interact(host.console, "hello", "bye", NULL), INLET_DONE);
    assert_string_equal(host.prompts, ">>> >>> ... ... >>> >>> ");
    assert_int_equal(strncmp(host.sink.text, "hello\n", 6), 0);
    assert_non_null(strstr(host.sink.text, "ZeroDivisionError"));
    assert_string_equal(host.sink.text + host.sink.length - 5, "\nbye\n");
    host_assert_true(host.console, "y == 3");
}

static void usual_and_empty_messages(void **state)
{
    (void)state;
    assert_status(inlet_interact(host.console, NULL, NULL, NULL), INLET_DONE);
    assert_non_null(strstr(host.sink.text, "(InteractiveConsole)\n"));
    assert_non_null(strstr(host.sink.text, "now exiting InteractiveConsole...\n"));
    sink_clear(&host.sink);
    assert_status(inlet_interact(host.console, "", "", NULL), INLET_DONE);
    assert_string_equal(host.sink.text, "\n");
    assert_status(inlet_interact(host.console, "\xff", "", NULL), INLET_EENCODING);
    assert_status(inlet_interact(host.console, "", "\xff", NULL), INLET_EENCODING);
}

static void leaving_a_session_is_an_answer(void **state)
{
    static const char *const lines[] = {"raise SystemExit('enough')", "unread", NULL};
    inlet_error error;
    (void)state;
    host.lines = lines;
    assert_status(inlet_interact(host.console, "", "", &error), INLET_EXIT);
    assert_int_equal(error.exit_code, 1);
    assert_string_equal(error.message, "enough");
    assert_string_equal(*host.lines, "unread");
}

static void local_exit_ends_the_session_only(void **state)
{
    static const char *const lines[] = {"exit()", "unread", NULL};
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &host_callbacks;
    config.data = &host;
    config.local_exit = true;
    inlet_console *local = inlet_console_new(&config, NULL);
    (void)state;
    host.lines = lines;
    assert_status(inlet_interact(local, "", "", NULL), INLET_DONE);
    assert_string_equal(*host.lines, "unread");
    host_run(local, "import sys; assert not sys.stdin or not sys.stdin.closed");
    inlet_console_free(local);
}

static inlet_status interrupt_once(struct host *self, inlet_line *line)
{
    (void)line;
    self->in_read = NULL;
    return INLET_INTERRUPT;
}

static void an_interrupt_at_the_prompt_drops_the_input(void **state)
{
    static const char *const lines[] = {"z = 5", NULL};
    (void)state;
    assert_status(inlet_push(host.console, "x = (", NULL), INLET_MORE);
    host.lines = lines;
    host.in_read = interrupt_once;
    assert_status(inlet_interact(host.console, "", "", NULL), INLET_DONE);
    assert_non_null(strstr(host.sink.text, "\nKeyboardInterrupt\n"));
    host_assert_true(host.console, "z == 5");
}

static inlet_status fail_to_read(struct host *self, inlet_line *line)
{
    (void)self;
    (void)line;
    return inlet_fail("ConnectionResetError", "gone");
}

static void a_failing_read_leaves_the_session(void **state)
{
    inlet_error error;
    inlet_value text = inlet_none();
    (void)state;
    host.in_read = fail_to_read;
    assert_status(inlet_interact(host.console, "", "", &error), INLET_EPYTHON);
    assert_string_equal(error.type, "ConnectionResetError");
    assert_string_equal(error.message, "gone");
    assert_status(inlet_traceback(host.console, &text, NULL), INLET_DONE);
    assert_non_null(strstr(text.as.text.data, "ConnectionResetError: gone"));
    inlet_value_clear(&text);
}

static void reading_may_be_passed_on(void **state)
{
    (void)state;
    host_run(host.console, "import sys, io\n"
                           "kept = sys.stdin, sys.stdout\n"
                           "sys.stdin = io.StringIO('a = 7\\nb = 8\\n')\n"
                           "sys.stdout = io.StringIO()\n");
    host.read_answer = INLET_PASS;
    assert_status(inlet_interact(host.console, "", "", NULL), INLET_DONE);
    host_run(host.console, "said = sys.stdout.getvalue()\n"
                           "sys.stdin, sys.stdout = kept\n");
    host_assert_true(host.console, "(a, b) == (7, 8)");
    host_assert_true(host.console, "said == '>>> >>> >>> '");
}

static inlet_status read_nothing(struct host *self, inlet_line *line)
{
    (void)line;
    return self->prompts[8] == '\0' ? INLET_DONE : INLET_END;
}

static void a_line_that_is_not_set_is_empty(void **state)
{
    (void)state;
    host.in_read = read_nothing;
    assert_status(inlet_interact(host.console, "", "", NULL), INLET_DONE);
    assert_string_equal(host.prompts, ">>> >>> >>> ");
}

static inlet_status read_wrong_text(struct host *self, inlet_line *line)
{
    self->seen[0] = inlet_line_set(line, "'\xff'", 3);
    self->seen[1] = inlet_line_set(line, "replaced = 1", 12);
    self->seen[2] = inlet_line_set(line,
                                   "w = 'a\\\0b'"
                                   "\r\n",
                                   7);
    self->seen[3] = inlet_line_set(line, "w = 9\r\n", 7);
    self->in_read = NULL;
    return INLET_DONE;
}

static void the_last_line_set_counts(void **state)
{
    (void)state;
    host.in_read = read_wrong_text;
    assert_status(inlet_interact(host.console, "", "", NULL), INLET_DONE);
    assert_status(host.seen[0], INLET_EENCODING);
    assert_status(host.seen[1], INLET_DONE);
    assert_status(host.seen[3], INLET_DONE);
    host_assert_true(host.console, "w == 9 and 'replaced' not in globals()");
}

static void prompts_are_those_of_sys(void **state)
{
    static const char *const lines[] = {"if 1:", "  pass", "", NULL};
    (void)state;
    host_run(host.console, "import sys\n"
                           "class P:\n"
                           "  def __str__(self): return '\xc3\xa9\\udc80> '\n"
                           "sys.ps1, sys.ps2 = P(), '| '\n");
    host.lines = lines;
    assert_status(inlet_interact(host.console, "", "", NULL), INLET_DONE);
    assert_string_equal(host.prompts, "\xc3\xa9\\udc80> | | \xc3\xa9\\udc80> ");
    host_run(host.console, "del sys.ps1, sys.ps2");
}

/* --- Calls inside callbacks ------------------------------------------------------- */

static void call_everything(struct host *self)
{
    inlet_value value = inlet_none();
    self->in_write = NULL;
    self->seen[0] = inlet_push(self->console, "1", NULL);
    self->seen[1] = inlet_reset(self->console, NULL);
    self->seen[2] = inlet_interact(self->console, "", "", NULL);
    self->seen[3] = inlet_check(self->console, "if 1:", NULL);
    self->seen[4] = inlet_put(self->console, "inside", inlet_int(3), NULL);
    self->seen[5] = inlet_get(self->console, "inside * 2", INLET_INT, &value, NULL);
    self->seen[6] = inlet_run(self->console, "ran_inside = inside", NULL);
    self->seen[7] = inlet_pending(self->console, NULL);
}

static void what_would_corrupt_is_refused_inside_a_callback(void **state)
{
    inlet_error error;
    (void)state;
    host.in_write = call_everything;
    assert_status(inlet_push(host.console, "1/0", &error), INLET_RAISED);
    assert_string_equal(error.type, "ZeroDivisionError");
    assert_status(host.seen[0], INLET_EBUSY);
    assert_status(host.seen[1], INLET_EBUSY);
    assert_status(host.seen[2], INLET_EBUSY);
    assert_status(host.seen[3], INLET_MORE);
    assert_status(host.seen[4], INLET_DONE);
    assert_status(host.seen[5], INLET_DONE);
    assert_status(host.seen[6], INLET_DONE);
    host_assert_true(host.console, "ran_inside == 3");
    assert_status(inlet_pending(host.console, NULL), INLET_DONE);
}

static void fail_by_a_call(struct host *self)
{
    inlet_error error;
    self->seen[0] = inlet_get_int(self->console, "{}['missing']", NULL, &error);
    self->seen[1] = strcmp(error.type, "KeyError") == 0;
    /* A success does not make the failure forgotten. */
    self->seen[2] = inlet_put(self->console, "x", inlet_int(1), NULL);
}

static void the_exception_of_a_failed_call_travels_on(void **state)
{
    inlet_error error;
    (void)state;
    host.in_write = fail_by_a_call;
    host.write_answer = INLET_EPYTHON;
    assert_status(inlet_push(host.console, "1/0", &error), INLET_EPYTHON);
    assert_status(host.seen[0], INLET_EPYTHON);
    assert_true(host.seen[1]);
    assert_status(host.seen[2], INLET_DONE);
    assert_string_equal(error.type, "KeyError");
}

static void free_inside(struct host *self)
{
    self->in_write = NULL;
    inlet_console_free(self->console);
    self->console = NULL;
}

static void a_console_may_be_freed_by_its_callback(void **state)
{
    inlet_error error;
    (void)state;
    host.in_write = free_inside;
    assert_status(inlet_push(host.console, "1/0", &error), INLET_RAISED);
    assert_string_equal(error.type, "ZeroDivisionError");
    assert_null(host.console);
}

static void push_to_another(struct host *self)
{
    inlet_console *other = inlet_console_new(NULL, NULL);
    self->in_write = NULL;
    self->seen[0] = inlet_push(other, "a = 1", NULL);
    self->seen[1] = inlet_push(other, "if a:", NULL);
    inlet_console_free(other);
}

static void other_consoles_are_open_to_a_callback(void **state)
{
    (void)state;
    host.in_write = push_to_another;
    assert_status(inlet_push(host.console, "1/0", NULL), INLET_RAISED);
    assert_status(host.seen[0], INLET_DONE);
    assert_status(host.seen[1], INLET_MORE);
}

static void
a_closed_console_leaves_python_code_that_holds_it_with_an_exception(void **state)
{
    inlet_console *other = inlet_console_new(NULL, NULL);
    inlet_error error;
    (void)state;
    host_run(host.console, "import _inlet, gc, sys\n"
                           "me = [o for o in gc.get_objects() if isinstance(o, "
                           "_inlet.InteractiveConsole) and o.locals is globals()][0]\n"
                           "sys.modules['held'] = {'write': me.write, 'me': me}\n");
    inlet_console_free(host.console);
    host.console = NULL;
    host_run(other, "import sys; held = sys.modules.pop('held')");
    assert_status(inlet_push(other, "held['write']('x')", &error), INLET_RAISED);
    assert_string_equal(error.type, "RuntimeError");
    assert_string_equal(error.message, "the host has closed the console");
    /* The object itself goes on as an ordinary one. */
    host_assert_true(other, "'write' not in vars(held['me'])");
    host_assert_true(other, "held['me'].push('x = 1') is False");
    inlet_console_free(other);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(each_write_of_python_is_one_call),
        TEST(a_write_may_be_passed_on),
        TEST(a_failing_write_fails_the_command),
        TEST(every_failure_has_its_exception),
        TEST(a_failing_write_says_which_exception),
        TEST(an_exception_that_is_not_returned_is_forgotten),
        TEST(a_type_that_is_no_exception_is_told),
        TEST(a_failure_may_have_a_long_message),
        TEST(only_str_is_written),
        TEST(interact_reads_and_writes_through_the_callbacks),
        TEST(usual_and_empty_messages),
        TEST(leaving_a_session_is_an_answer),
        TEST(local_exit_ends_the_session_only),
        TEST(an_interrupt_at_the_prompt_drops_the_input),
        TEST(a_failing_read_leaves_the_session),
        TEST(reading_may_be_passed_on),
        TEST(a_line_that_is_not_set_is_empty),
        TEST(the_last_line_set_counts),
        TEST(prompts_are_those_of_sys),
        TEST(what_would_corrupt_is_refused_inside_a_callback),
        TEST(the_exception_of_a_failed_call_travels_on),
        TEST(a_console_may_be_freed_by_its_callback),
        TEST(other_consoles_are_open_to_a_callback),
        TEST(a_closed_console_leaves_python_code_that_holds_it_with_an_exception),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
