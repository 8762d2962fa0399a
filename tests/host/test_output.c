/* SPDX-License-Identifier: MIT
 * Where goes what code prints: to its console, and nothing else does.
 */
#include "streams.h"

#include <pthread.h>

static struct streams one, two;

static int open_two(void **state)
{
    (void)state;
    streams_open(&one, 0);
    streams_open(&two, 0);
    return 0;
}

static int close_two(void **state)
{
    (void)state;
    inlet_console_free(one.console);
    inlet_console_free(two.console);
    return 0;
}

/* A console without streams of its own, with what the process writes in `said`. */
static inlet_console *open_process(void)
{
    inlet_console *console = host_open(NULL);
    host_run(console, "import io, sys\n"
                      "kept = sys.stdout, sys.stderr\n"
                      "said = sys.stdout = sys.stderr = io.StringIO()\n");
    return console;
}

static void close_process(inlet_console *console)
{
    host_run(console, "sys.stdout, sys.stderr = kept");
    inlet_console_free(console);
}

/* --- Streams ---------------------------------------------------------------------- */

static void what_a_console_prints_goes_to_its_callback(void **state)
{
    (void)state;
    assert_status(inlet_push(one.console, "print('to', 1)", NULL), INLET_DONE);
    assert_status(inlet_push(two.console, "print('to', 2)", NULL), INLET_DONE);
    assert_status(inlet_push(one.console, "'value'", NULL), INLET_DONE);
    assert_string_equal(one.out.text, "to 1\n'value'\n");
    assert_string_equal(two.out.text, "to 2\n");
    assert_string_equal(one.err.text, "");
}

static void errors_and_warnings_go_to_the_other_stream(void **state)
{
    (void)state;
    assert_status(inlet_push(one.console, "1/0", NULL), INLET_RAISED);
    assert_non_null(strstr(one.err.text, "ZeroDivisionError: division by zero\n"));
    sink_clear(&one.err);
    host_run(one.console, "import warnings, logging\n"
                          "warnings.warn('mind')\n"
                          "logging.getLogger('x').error('logged')");
    assert_non_null(strstr(one.err.text, "mind"));
    assert_non_null(strstr(one.err.text, "logged"));
    assert_string_equal(one.out.text, "");
}

static void text_comes_as_it_is_and_at_once(void **state)
{
    (void)state;
    streams_assert_prints(&one, "print('\\u00e4\\u20ac\\U0001F40D', end='')",
                          "\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\x8d");
    streams_assert_prints(&one, "import sys; n = sys.stdout.write('\\udc80\\r\\n')",
                          "\\udc80\r\n");
    host_assert_true(one.console, "n == 3");
    assert_int_equal(one.out.calls, 1);
}

static void bytes_come_as_characters(void **state)
{
    (void)state;
    host_run(one.console, "import sys\nwrite = sys.stdout.buffer.write");
    streams_assert_prints(&one,
                          "n = write(b'a\\xe2')\n"
                          "n = write(b'\\x82'); n = write(memoryview(b'\\xacb'))",
                          "a\xe2\x82\xac"
                          "b");
    assert_int_equal(one.out.calls, 2);
    streams_assert_prints(&one, "write(b'\\xe2'); print('x', end='')", "\\xe2x");
    /* What has not become whole by the end of the input never will. */
    streams_assert_prints(&one, "write(b'\\xe2\\x82')", "\\xe2\\x82");
    streams_assert_prints(&one, "write(b'\\xac')", "\\xac");
    streams_assert_prints(&one, "write(b'\\xff\\x00z')", "\\xff");
    assert_int_equal(one.out.length, strlen("\\xff") + 2);
}

static void a_stream_answers_as_one_without_a_terminal(void **state)
{
    (void)state;
    host_run(one.console,
             "import sys, io\n"
             "for stream in sys.stdin, sys.stdout, sys.stderr:\n"
             "    assert isinstance(stream, io.TextIOBase)\n"
             "    assert isinstance(stream.buffer, io.BufferedIOBase)\n"
             "    assert stream.encoding == 'utf-8'\n"
             "    assert not stream.isatty() and not stream.closed\n"
             "    assert stream.readable() == (stream is sys.stdin)\n"
             "    assert stream.writable() == (stream is not sys.stdin)\n"
             "    assert stream.mode == ('r' if stream is sys.stdin else 'w')\n"
             "    try: stream.fileno()\n"
             "    except io.UnsupportedOperation: pass\n"
             "    else: assert False\n"
             "    stream.close()\n"
             "    assert not stream.closed\n"
             "    with stream: pass\n"
             "assert sys.stdout.name == '<stdout>' and sys.stderr.name == '<stderr>'\n"
             "sys.stdout.reconfigure(line_buffering=True)\n"
             "try: sys.stdout.write(b'bytes')\n"
             "except TypeError: pass\n"
             "else: assert False\n"
             "sys.stdout.writelines(['still ', 'here'])\n"
             "sys.stdout.flush()\n");
    assert_string_equal(one.out.text, "still here");
}

/* The short way that print() takes must not be noticed. */
static void a_stream_may_be_changed(void **state)
{
    (void)state;
    host_run(one.console, "import sys; kept = sys.stdout.write");
    streams_assert_prints(&one, "kept('kept\\n'); print(1)", "kept\n1\n");
    streams_assert_prints(&one, "sys.stdout.buffer.write(b'\\xe2\\x82'); print('|')",
                          "\\xe2\\x82|\n");
    streams_assert_prints(&one,
                          "try:\n    sys.stdout.write(1)\n"
                          "except TypeError as error:\n    print(error)",
                          "write() argument must be str, not int\n");
    streams_assert_prints(&one, "sys.stdout.reconfigure(newline='\\r\\n'); print(2)",
                          "2\r\n");
    host_run(one.console, "lines = []; sys.stdout.write = lines.append; print(3)");
    host_assert_true(one.console, "lines == ['3', '\\n']");
    streams_assert_prints(&two, "print(4)", "4\n");
    host_run(two.console, "import sys; sys.stdout.detach()\n"
                          "try:\n    print(5)\n"
                          "except ValueError:\n    detached = True");
    host_assert_true(two.console, "detached");
}

static void redirections_work_in_a_console(void **state)
{
    (void)state;
    streams_assert_prints(&one,
                          "import contextlib, io\n"
                          "with contextlib.redirect_stdout(io.StringIO()) as to:\n"
                          "    print('in')\n"
                          "print('out', to.getvalue())",
                          "out in\n\n");
}

/* --- Whose ------------------------------------------------------------------------ */

static void the_process_keeps_its_streams(void **state)
{
    inlet_console *process = open_process();
    (void)state;
    streams_open(&one, 0);
    host_run(one.console, "print('for one')");
    host_run(process, "print('for all', file=sys.stdout)\n"
                      "assert isinstance(sys.stdout, io.StringIO)\n"
                      "assert sys.stdout.getvalue() == said.getvalue()\n"
                      "sys.stdout.mark = 1\n"
                      "assert said.mark == 1");
    host_assert_true(process, "said.getvalue() == 'for all\\n'");
    assert_string_equal(one.out.text, "for one\n");
    inlet_console_free(one.console);
    host_assert_true(process, "sys.stdout is said and sys.stderr is said");
    close_process(process);
}

static void the_streams_are_put_back_with_the_last_console(void **state)
{
    inlet_console *process = host_open(NULL);
    (void)state;
    host_run(process, "import sys, getpass\n"
                      "def now(): return (sys.stdin, sys.stdout, sys.stderr,\n"
                      "                   sys.breakpointhook, getpass.getpass)\n"
                      "before = now()");
    streams_open(&one, 0);
    streams_open(&two, 0);
    host_assert_true(process, "not any(a is b for a, b in zip(before, now()))");
    inlet_console_free(one.console);
    host_assert_true(process, "sys.stdout is not before[1]");
    inlet_console_free(two.console);
    host_assert_true(process, "all(a is b for a, b in zip(before, now()))");
    inlet_console_free(process);
}

static void a_stream_put_over_ours_stays(void **state)
{
    inlet_console *process = host_open(NULL);
    (void)state;
    streams_open(&one, 0);
    host_run(process, "import sys, io\n"
                      "ours = sys.stdout\n"
                      "over = sys.stdout = io.StringIO()");
    inlet_console_free(one.console);
    host_assert_true(process, "sys.stdout is over");
    /* Who kept ours has the stream of the process. */
    host_run(process, "sys.stdout = ours");
    host_assert_true(process, "sys.stdout.fileno() == 1");
    host_run(process, "sys.stdout = sys.__stdout__");
    inlet_console_free(process);
}

static void a_stream_kept_from_a_closed_console_is_the_processs(void **state)
{
    inlet_console *process = open_process();
    (void)state;
    streams_open(&one, 0);
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.share = one.console;
    inlet_console *heir = inlet_console_new(&config, NULL);
    host_run(one.console,
             "import sys\nwrite, raw = sys.stdout.write, sys.stdout.buffer");
    inlet_console_free(one.console);
    host_run(heir, "n = write('late '), raw.write(b'later')");
    host_assert_true(process, "said.getvalue() == 'late later'");
    inlet_console_free(heir);
    close_process(process);
}

static void a_process_without_streams_loses_what_it_writes(void **state)
{
    inlet_console *process = host_open(NULL);
    (void)state;
    host_run(process, "import sys\nkept, sys.stdout = sys.stdout, None");
    streams_open(&one, 0);
    host_run(process, "print('lost')");
    streams_assert_prints(&one, "print('found')", "found\n");
    one.answer = INLET_PASS;
    host_run(one.console, "print('lost')");
    inlet_console_free(one.console);
    host_assert_true(process, "sys.stdout is None");
    host_run(process, "sys.stdout = kept");
    inlet_console_free(process);
}

static void a_new_thread_writes_to_the_process(void **state)
{
    inlet_console *process = open_process();
    (void)state;
    streams_open(&one, 0);
    host_run(one.console,
             "import threading, contextvars, sys\n"
             "def work(): print('work')\n"
             "inherits = getattr(sys.flags, 'thread_inherit_context', 0)\n"
             "thread = threading.Thread(target=work)\n"
             "thread.start(); thread.join()\n"
             "context = contextvars.copy_context()\n"
             "thread = threading.Thread(target=context.run, args=(work,))\n"
             "thread.start(); thread.join()\n");
    host_run(process, "assert said.getvalue() == ("
                      "'' if getattr(sys.flags, 'thread_inherit_context', 0)"
                      " else 'work\\n')");
    assert_non_null(strstr(one.out.text, "work\n"));
    inlet_console_free(one.console);
    close_process(process);
}

static void tasks_write_to_the_console_that_made_them(void **state)
{
    (void)state;
    host_run(one.console, "import asyncio, sys\n"
                          "loop = asyncio.new_event_loop()\n"
                          "sys.modules['the_loop'] = loop\n"
                          "async def say(what):\n"
                          "    await asyncio.sleep(0)\n"
                          "    print(what)\n"
                          "    await asyncio.to_thread(print, 'thread')\n"
                          "task = loop.create_task(say('task'))");
    host_run(two.console, "import sys\n"
                          "loop = sys.modules.pop('the_loop')\n"
                          "loop.call_soon(print, 'mine')\n"
                          "loop.run_until_complete(loop.shutdown_asyncgens())\n");
    host_run(one.console, "loop.run_until_complete(task)\n"
                          "loop.run_until_complete(loop.shutdown_default_executor())\n"
                          "loop.close()");
    assert_string_equal(one.out.text, "task\nthread\n");
    assert_string_equal(two.out.text, "mine\n");
}

static void the_rest_may_go_to_a_console(void **state)
{
    inlet_console *process = open_process();
    (void)state;
    streams_open(&one, 0);
    streams_open(&two, 0);
    host_run(two.console, "import threading\n"
                          "def start(text):\n"
                          "    thread = threading.Thread(target=print, args=(text,))\n"
                          "    thread.start(); thread.join()");
    assert_status(inlet_output_fallback(one.console, NULL), INLET_DONE);
    host_run(two.console, "start('unclaimed')");
    assert_status(inlet_output_fallback(NULL, NULL), INLET_DONE);
    host_run(two.console, "start('for all')");
    assert_string_equal(one.out.text, "unclaimed\n");
    assert_string_equal(two.out.text, "");
    /* A closed console gets nothing. */
    assert_status(inlet_output_fallback(one.console, NULL), INLET_DONE);
    inlet_console_free(one.console);
    host_run(two.console, "start('again')");
    host_assert_true(process, "said.getvalue() == 'for all\\nagain\\n'");
    assert_status(inlet_output_fallback(process, NULL), INLET_EINVAL);
    assert_status(inlet_output_thread(process, NULL), INLET_EINVAL);
    inlet_console_free(two.console);
    close_process(process);
}

/* In a thread of the host: a function prints, called by nobody's console. */
static void *print_in_thread(void *data)
{
    inlet_console *process = data;
    bool wrong = inlet_output_thread(one.console, NULL) != INLET_DONE;
    /* inlet_get() runs no command. */
    wrong |= inlet_get(process, "print('attached')", INLET_NONE, &(inlet_value){0},
                       NULL) != INLET_DONE;
    wrong |= inlet_run(two.console, "print('of two')", NULL) != INLET_DONE;
    wrong |= inlet_output_thread(NULL, NULL) != INLET_DONE;
    wrong |= inlet_get(process, "print('detached')", INLET_NONE, &(inlet_value){0},
                       NULL) != INLET_DONE;
    /* Left so when the thread ends. */
    wrong |= inlet_output_thread(one.console, NULL) != INLET_DONE;
    return wrong ? data : NULL;
}

static void a_thread_of_the_host_may_choose(void **state)
{
    inlet_console *process = open_process();
    pthread_t thread;
    void *wrong;
    (void)state;
    open_two(NULL);
    assert_int_equal(pthread_create(&thread, NULL, print_in_thread, process), 0);
    assert_int_equal(pthread_join(thread, &wrong), 0);
    assert_null(wrong);
    assert_string_equal(one.out.text, "attached\n");
    assert_string_equal(two.out.text, "of two\n");
    host_assert_true(process, "said.getvalue() == 'detached\\n'");
    close_two(NULL);
    close_process(process);
}

static void a_console_without_streams_has_the_processs(void **state)
{
    inlet_console *process = open_process();
    (void)state;
    streams_open(&one, 0);
    one.in_output = NULL;
    host_run(process, "print('plain')");
    host_assert_true(process, "said.getvalue() == 'plain\\n'");
    assert_string_equal(one.out.text, "");
    inlet_console_free(one.console);
    close_process(process);
}

/* --- The callback ----------------------------------------------------------------- */

static void a_failing_callback_raises_where_it_is_written(void **state)
{
    inlet_error error;
    (void)state;
    one.answer = INLET_EIO;
    host_run(one.console, "try: print('x')\nexcept OSError as e: caught = str(e)");
    one.answer = INLET_INTERRUPT;
    assert_status(inlet_run(one.console, "print('x')\nafter = 1", &error),
                  INLET_EPYTHON);
    one.answer = INLET_DONE;
    host_assert_true(one.console, "'after' not in globals() and bool(caught)");
    streams_assert_prints(&one, "print('again')", "again\n");
}

static void a_write_may_be_passed_to_the_process(void **state)
{
    inlet_console *process = open_process();
    (void)state;
    streams_open(&one, 0);
    one.answer = INLET_PASS;
    host_run(one.console, "print('passed')");
    host_assert_true(process, "said.getvalue() == 'passed\\n'");
    inlet_console_free(one.console);
    close_process(process);
}

static void print_inside(struct streams *self)
{
    inlet_get(self->console, "print('inside')", INLET_NONE, &(inlet_value){0}, NULL);
}

static void what_a_callback_prints_does_not_come_back(void **state)
{
    inlet_console *process = open_process();
    (void)state;
    streams_open(&one, 0);
    one.in_output = print_inside;
    host_run(one.console, "import sys; sys.stdout.write('outside')");
    assert_string_equal(one.out.text, "outside");
    host_assert_true(process, "said.getvalue() == 'inside\\n'");
    inlet_console_free(one.console);
    close_process(process);
}

static void push_to_two(struct streams *self)
{
    (void)self;
    assert_status(inlet_push(two.console, "print('other')", NULL), INLET_DONE);
}

static void consoles_may_meet_in_a_callback(void **state)
{
    (void)state;
    one.in_output = push_to_two;
    host_run(one.console, "import sys; sys.stdout.write('a'); sys.stdout.write('b')");
    assert_string_equal(one.out.text, "ab");
    assert_string_equal(two.out.text, "other\nother\n");
}

/* --- Floods ----------------------------------------------------------------------- */

static void a_flood_is_cut_and_marked(void **state)
{
    static const char marker[] =
        "\n[more than 10 bytes of output: the rest is left out]\n";
    char expected[128];
    (void)state;
    streams_open(&one, 10);
    streams_assert_prints(&one, "print('1234567890', end='')", "1234567890");
    snprintf(expected, sizeof expected, "%s%s", "12345678\xc3\xa4", marker);
    streams_assert_prints(&one, "print('12345678\\u00e4\\u00e4')\nprint('x')",
                          expected);
    snprintf(expected, sizeof expected, "%s%s", "123456789", marker);
    streams_assert_prints(&one, "for i in range(1000): print('123456789\\u00e4')",
                          expected);
    assert_true(one.out.calls <= 3);
    /* Each input may write as much. */
    streams_assert_prints(&one, "print('again')", "again\n");
    inlet_console_free(one.console);
}

static inlet_status read_next(void *data, const char *prompt, inlet_line *line)
{
    struct streams *self = data;
    (void)prompt;
    if (*self->lines == NULL) {
        return INLET_END;
    }
    const char *text = *self->lines++;
    return inlet_line_set(line, text, strlen(text));
}

static void each_input_of_a_session_may_write_as_much(void **state)
{
    static const char *const lines[] = {"print('12345678')", "print('12345678')", NULL};
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    memset(&one, 0, sizeof one);
    one.lines = lines;
    callbacks.output = streams_output;
    callbacks.read_line = read_next;
    config.callbacks = &callbacks;
    config.data = &one;
    config.output_limit = 10;
    one.console = inlet_console_new(&config, NULL);
    assert_non_null(one.console);
    assert_status(inlet_interact(one.console, "", "", NULL), INLET_DONE);
    assert_string_equal(one.out.text, "12345678\n12345678\n");
    inlet_console_free(one.console);
}

/* Threads that write to one console at a time. */
static void calls_for_one_console_do_not_overlap(void **state)
{
    (void)state;
    host_run(one.console, "import threading, contextvars\n"
                          "def flood(mark):\n"
                          "    for _ in range(200): sys.stdout.write(mark * 8)\n"
                          "import sys\n"
                          "all = [threading.Thread(\n"
                          "    target=contextvars.copy_context().run,\n"
                          "    args=(flood, m)) for m in 'abcd']\n"
                          "for t in all: t.start()\n"
                          "for t in all: t.join()");
    assert_int_equal(one.out.length, 4 * 200 * 8);
    for (size_t i = 0; i < one.out.length; i += 8) {
        char block[9];
        memset(block, one.out.text[i], 8);
        block[8] = '\0';
        assert_memory_equal(one.out.text + i, block, 8);
    }
}

static void many_consoles_come_and_go(void **state)
{
    enum { COUNT = 200 };
    inlet_console *process = host_open(NULL);
    static struct streams many[4];
    (void)state;
    host_run(process, "import sys\nbefore = sys.stdout");
    for (int i = 0; i < COUNT; i++) {
        struct streams *self = &many[i % 4];
        if (i >= 4) {
            inlet_console_free(self->console);
        }
        streams_open(self, 0);
        streams_assert_prints(self, "print('x')", "x\n");
    }
    for (int i = 0; i < 4; i++) {
        inlet_console_free(many[i].console);
    }
    host_assert_true(process, "sys.stdout is before");
    inlet_console_free(process);
}

#define WITH_TWO(test) cmocka_unit_test_setup_teardown(test, open_two, close_two)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_TWO(what_a_console_prints_goes_to_its_callback),
        WITH_TWO(errors_and_warnings_go_to_the_other_stream),
        WITH_TWO(text_comes_as_it_is_and_at_once),
        WITH_TWO(bytes_come_as_characters),
        WITH_TWO(a_stream_answers_as_one_without_a_terminal),
        WITH_TWO(a_stream_may_be_changed),
        WITH_TWO(redirections_work_in_a_console),
        cmocka_unit_test(the_process_keeps_its_streams),
        cmocka_unit_test(the_streams_are_put_back_with_the_last_console),
        cmocka_unit_test(a_stream_put_over_ours_stays),
        cmocka_unit_test(a_stream_kept_from_a_closed_console_is_the_processs),
        cmocka_unit_test(a_process_without_streams_loses_what_it_writes),
        cmocka_unit_test(a_new_thread_writes_to_the_process),
        WITH_TWO(tasks_write_to_the_console_that_made_them),
        cmocka_unit_test(the_rest_may_go_to_a_console),
        cmocka_unit_test(a_thread_of_the_host_may_choose),
        cmocka_unit_test(a_console_without_streams_has_the_processs),
        WITH_TWO(a_failing_callback_raises_where_it_is_written),
        cmocka_unit_test(a_write_may_be_passed_to_the_process),
        cmocka_unit_test(what_a_callback_prints_does_not_come_back),
        WITH_TWO(consoles_may_meet_in_a_callback),
        cmocka_unit_test(a_flood_is_cut_and_marked),
        cmocka_unit_test(each_input_of_a_session_may_write_as_much),
        WITH_TWO(calls_for_one_console_do_not_overlap),
        cmocka_unit_test(many_consoles_come_and_go),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
