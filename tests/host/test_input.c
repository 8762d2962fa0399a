/* SPDX-License-Identifier: MIT
 * What code in a console reads, it reads from its host, and never from the process.
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

static void give(const char *const *lines) { one.lines = lines; }

static void input_asks_the_host(void **state)
{
    static const char *const lines[] = {"\xc3\xa4nne", "", NULL};
    (void)state;
    give(lines);
    streams_assert_prints(&one, "a = input('name? ')\nb = input()", "name? ");
    host_assert_true(one.console, "(a, b) == ('\\u00e4nne', '')");
    assert_int_equal(one.reads, 2);
    assert_status(inlet_push(one.console, "input()", NULL), INLET_RAISED);
    assert_non_null(strstr(one.err.text, "EOFError"));
}

static void every_way_to_read_gives_the_lines(void **state)
{
    static const char *const lines[] = {"one", "two", "three", "four", "five", NULL};
    (void)state;
    give(lines);
    host_run(one.console, "import sys\n"
                          "assert sys.stdin.readline() == 'one\\n'\n"
                          "assert sys.stdin.read(2) == 'tw'\n"
                          "assert sys.stdin.readline() == 'o\\n'\n"
                          "assert next(sys.stdin) == 'three\\n'\n"
                          "assert sys.stdin.buffer.readline(2) == b'fo'\n"
                          "assert sys.stdin.buffer.read(5) == b'ur\\nfi'\n"
                          "assert sys.stdin.buffer.read() == b've\\n'\n"
                          "assert list(sys.stdin) == [] and sys.stdin.read() == ''\n"
                          "assert sys.stdin.readlines() == []");
}

static void a_host_without_input_is_an_error_at_once(void **state)
{
    static const char *const ways[] = {"input()",
                                       "sys.stdin.readline()",
                                       "sys.stdin.buffer.read1()",
                                       "for line in sys.stdin: pass\n",
                                       "__import__('getpass').getpass()",
                                       "breakpoint()"};
    inlet_error error;
    (void)state;
    streams_open_deaf(&one);
    host_run(one.console, "import sys");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        assert_status(inlet_run(one.console, ways[i], &error), INLET_RAISED);
        assert_string_equal(error.type, "io.UnsupportedOperation");
        assert_string_equal(error.message,
                            "the host gives this console no input to read");
    }
    host_assert_true(one.console,
                     "sys.gettrace() is None or sys.settrace(None) is None");
    inlet_console_free(one.console);
}

static void getpass_wants_a_secret(void **state)
{
    (void)state;
    one.secret = "hidden";
    host_run(one.console, "import getpass\n"
                          "word = getpass.getpass()\n"
                          "from getpass import getpass as ask\n"
                          "word2 = ask(prompt='Key \\u00e4: ')");
    host_assert_true(one.console, "word == word2 == 'hidden'");
    assert_string_equal(one.prompt, "Key \xc3\xa4: ");
    assert_string_equal(one.out.text, "");
}

static void help_is_shown_without_a_pager(void **state)
{
    static const char *const lines[] = {"len", "quit", NULL};
    (void)state;
    give(lines);
    host_run(one.console, "help(len)");
    assert_non_null(strstr(one.out.text, "Return the number of items"));
    sink_clear(&one.out);
    host_run(one.console, "import pydoc\n"
                          "pydoc.pager('first')\n");
    assert_string_equal(one.out.text, "first");
    sink_clear(&one.out);
    /* Its own loop. */
    host_run(one.console, "help()");
    assert_non_null(strstr(one.out.text, "Return the number of items"));
    assert_int_equal(one.reads, 2);
}

static void a_pager_that_the_process_has_chosen_is_not_used(void **state)
{
    inlet_console *process = host_open(NULL);
    (void)state;
    host_run(process, "import pydoc\n"
                      "shown = []\n"
                      "kept, pydoc.pager = pydoc.pager, lambda *a: shown.append(a[0])");
    streams_open(&one, 0);
    host_run(one.console, "help(len)");
    host_run(process, "import pydoc; pydoc.pager('mine')");
    host_assert_true(process, "shown == ['mine']");
    assert_non_null(strstr(one.out.text, "Return the number of items"));
    inlet_console_free(one.console);
    host_run(process, "pydoc.pager('later')\npydoc.pager = kept");
    host_assert_true(process, "shown == ['mine', 'later']");
    inlet_console_free(process);
}

static void debuggers_talk_to_the_host(void **state)
{
    static const char *const lines[] = {"p x + 1", "c", "p x + 2", "c", NULL};
    (void)state;
    give(lines);
    host_run(one.console, "import sys, signal\n"
                          "handler = signal.getsignal(signal.SIGINT)\n"
                          "had = 'readline' in sys.modules\n"
                          "x = 41\n"
                          "def f():\n"
                          "    breakpoint()\n"
                          "    return 1\n"
                          "f()\n"
                          "assert ('readline' in sys.modules) == had\n"
                          "assert signal.getsignal(signal.SIGINT) is handler");
    assert_non_null(strstr(one.out.text, "42\n"));
    host_run(one.console, "import pdb\npdb.Pdb(nosigint=True).set_trace()\ny = 1");
    assert_non_null(strstr(one.out.text, "43\n"));
    assert_int_equal(one.reads, 4);
}

static void leaving_closes_nothing(void **state)
{
    static const char *const ways[] = {"exit()", "quit(3)", "raise SystemExit",
                                       "import sys; sys.exit('bye')"};
    static const char *const lines[] = {"still read", NULL};
    inlet_console *process = host_open(NULL);
    (void)state;
    host_run(process, "import sys, os");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        assert_status(inlet_push(one.console, ways[i], NULL), INLET_EXIT);
    }
    host_assert_true(process, "not sys.stdin.closed and not sys.stdout.closed");
    host_assert_true(process, "[os.fstat(fd) for fd in (0, 1, 2)]");
    give(lines);
    host_run(one.console, "line = input()");
    host_assert_true(one.console, "line == 'still read'");
    inlet_console_free(process);
}

static inlet_status pass_input(void *data, const char *prompt, bool is_secret,
                               inlet_line *line)
{
    (void)data, (void)prompt, (void)is_secret, (void)line;
    return INLET_PASS;
}

static void input_may_be_passed_to_the_process(void **state)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    inlet_console *process = host_open(NULL);
    (void)state;
    host_run(process, "import io, sys\n"
                      "kept, sys.stdin = sys.stdin, io.StringIO('given\\nrest')");
    callbacks.input = pass_input;
    config.callbacks = &callbacks;
    inlet_console *console = inlet_console_new(&config, NULL);
    assert_non_null(console);
    host_run(console, "import sys\nlines = [input(), sys.stdin.read()]");
    host_assert_true(console, "lines == ['given', 'rest']");
    inlet_console_free(console);
    host_run(process, "sys.stdin = kept");
    inlet_console_free(process);
}

static inlet_status fail_input(void *data, const char *prompt, bool is_secret,
                               inlet_line *line)
{
    (void)prompt, (void)is_secret, (void)line;
    return *(inlet_status *)data;
}

static void a_failing_callback_raises_where_it_is_read(void **state)
{
    static const struct {
        inlet_status answer;
        const char *type;
    } cases[] = {{INLET_EIO, "OSError"},
                 {INLET_ENOMEM, "MemoryError"},
                 {INLET_INTERRUPT, "KeyboardInterrupt"},
                 {INLET_RAISED, "RuntimeError"}};
    inlet_status answer = INLET_DONE;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    callbacks.input = fail_input;
    callbacks.output = NULL;
    config.callbacks = &callbacks;
    config.data = &answer;
    inlet_console *console = inlet_console_new(&config, NULL);
    host_run(console, "def caught():\n"
                      "    try: input()\n"
                      "    except BaseException as e: return type(e).__name__\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char expression[64];
        answer = cases[i].answer;
        snprintf(expression, sizeof expression, "caught() == '%s'", cases[i].type);
        host_run(console, "name = caught()");
        snprintf(expression, sizeof expression, "name == '%s'", cases[i].type);
        host_assert_true(console, expression);
    }
    inlet_console_free(console);
}

#define WITH_ONE(test) cmocka_unit_test_setup_teardown(test, open_one, close_one)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ONE(input_asks_the_host),
        WITH_ONE(every_way_to_read_gives_the_lines),
        cmocka_unit_test(a_host_without_input_is_an_error_at_once),
        WITH_ONE(getpass_wants_a_secret),
        WITH_ONE(help_is_shown_without_a_pager),
        cmocka_unit_test(a_pager_that_the_process_has_chosen_is_not_used),
        WITH_ONE(debuggers_talk_to_the_host),
        WITH_ONE(leaving_closes_nothing),
        cmocka_unit_test(input_may_be_passed_to_the_process),
        cmocka_unit_test(a_failing_callback_raises_where_it_is_read),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
