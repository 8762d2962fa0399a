/* SPDX-License-Identifier: MIT
 * What is written to descriptors 1 and 2, by whomever.
 */
#include "streams.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct streams streams;

/* What the descriptors are bound to before: a file in the place of that of the test. */
static int real_file = -1, own_out = -1;
static int count_before;

static int count_descriptors(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

/* A program in C would do this. */
static inlet_status say(void *data, inlet_call *call)
{
    const char *text = "";
    size_t length = 0;
    (void)data;
    inlet_status status = inlet_arg_string(call, 0, &text, &length);
    if (status == INLET_DONE && text != NULL) {
        fwrite(text, 1, length, stdout);
    }
    return status;
}

static void put_say(inlet_console *console)
{
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = "say";
    function.call = say;
    function.min_args = function.max_args = 1;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
}

static int open_one(void **state)
{
    char name[] = "/tmp/inlet-capture-XXXXXX";
    (void)state;
    fflush(stdout);
    own_out = fcntl(1, F_DUPFD_CLOEXEC, 3);
    real_file = mkostemp(name, O_APPEND | O_CLOEXEC);
    unlink(name);
    dup2(real_file, 1);
    streams_open(&streams, 0);
    put_say(streams.console);
    host_run(streams.console, "import os, sys, subprocess");
    count_before = count_descriptors();
    return real_file < 0 ? -1 : 0;
}

static int close_one(void **state)
{
    (void)state;
    inlet_capture_stop(NULL);
    inlet_console_free(streams.console);
    fflush(stdout);
    dup2(own_out, 1);
    close(own_out);
    close(real_file);
    return 0;
}

static void start(void)
{
    assert_status(inlet_capture_start(streams.console, NULL), INLET_DONE);
}

static void stop_capture(void) { assert_status(inlet_capture_stop(NULL), INLET_DONE); }

static void assert_file(const char *expected)
{
    char text[256];
    ssize_t size = pread(real_file, text, sizeof text - 1, 0);
    assert_true(size >= 0);
    text[size] = '\0';
    assert_string_equal(text, expected);
}

static void what_anybody_writes_comes_to_the_console(void **state)
{
    (void)state;
    start();
    streams_assert_prints(&streams, "os.write(1, b'by os\\n')", "by os\n");
    streams_assert_prints(&streams, "n = os.system('echo by a shell')", "by a shell\n");
    streams_assert_prints(&streams, "p = subprocess.run(['echo', 'by a program'])",
                          "by a program\n");
    streams_assert_prints(&streams, "say('by C')", "by C");
    host_run(streams.console, "os.write(2, b'wrong')");
    assert_string_equal(streams.err.text, "wrong");
    host_run(streams.console, "n = os.write(sys.__stdout__.fileno(), b'out')");
    stop_capture();
    assert_file("");
    assert_int_equal(write(1, "real", 4), 4);
    assert_file("real");
}

static void output_keeps_its_order(void **state)
{
    (void)state;
    start();
    for (int i = 0; i < 50; i++) {
        streams_assert_prints(&streams,
                              "print('a', end=''); say('b'); print('c', end='')\n"
                              "n = os.write(1, b'd'); say('e'); print('f', end='')\n"
                              "say('g'); say('h')",
                              "abcdefgh");
    }
    stop_capture();
}

static void the_descriptors_are_put_back_as_they_were(void **state)
{
    struct stat before[2], after[2];
    int flags[2];
    (void)state;
    fcntl(1, F_SETFD, FD_CLOEXEC);
    for (int i = 0; i < 2; i++) {
        fstat(i + 1, &before[i]);
        flags[i] = fcntl(i + 1, F_GETFD);
    }
    int modes = fcntl(1, F_GETFL);
    for (int round = 0; round < 20; round++) {
        int real = -1;
        start();
        assert_status(inlet_capture_descriptor(INLET_STDOUT, &real, NULL), INLET_DONE);
        assert_int_equal(fcntl(real, F_GETFL), modes);
        assert_int_equal(fcntl(1, F_GETFD), 0);
        assert_int_equal(fcntl(1, F_GETFL) & O_NONBLOCK, 0);
        stop_capture();
    }
    for (int i = 0; i < 2; i++) {
        fstat(i + 1, &after[i]);
        assert_true(before[i].st_ino == after[i].st_ino);
        assert_true(before[i].st_dev == after[i].st_dev);
        assert_int_equal(fcntl(i + 1, F_GETFD), flags[i]);
    }
    assert_int_equal(fcntl(1, F_GETFL), modes);
    assert_int_equal(count_descriptors(), count_before);
}

static void a_closed_descriptor_is_closed_again(void **state)
{
    int real = -1;
    (void)state;
    close(1);
    start();
    streams_assert_prints(&streams, "n = os.write(1, b'there')", "there");
    assert_status(inlet_capture_descriptor(INLET_STDOUT, &real, NULL), INLET_ESTATE);
    stop_capture();
    assert_int_equal(fcntl(1, F_GETFD), -1);
    dup2(real_file, 1);
    assert_int_equal(count_descriptors(), count_before);
}

static void a_flood_is_read_and_waits_for_a_slow_reader(void **state)
{
    (void)state;
    start();
    host_run(streams.console, "for i in range(64):\n"
                              "    n = os.write(1, b'x' * 65536)\n"
                              "    assert n == 65536");
    stop_capture();
    assert_true(streams.out.calls >= 64);
    assert_int_equal(streams.out.length, sizeof streams.out.text - 1);
}

static void the_quota_counts(void **state)
{
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    inlet_console_free(streams.console);
    streams_open(&streams, 10);
    host_run(streams.console, "import os");
    start();
    streams_assert_prints(&streams,
                          "print('12345'); n = os.write(1, b'6789012345')\n"
                          "n = os.write(1, b'more')",
                          "12345\n6789\n"
                          "[more than 10 bytes of output: the rest is left out]\n");
    assert_status(inlet_result_get(streams.console, &result, NULL), INLET_DONE);
    assert_int_equal(result.output_left_out, 10);
    inlet_result_clear(&result);
    streams_assert_prints(&streams, "n = os.write(1, b'again')", "again");
    stop_capture();
}

static void bytes_become_text(void **state)
{
    static const struct {
        const char *writes, *text;
    } cases[] = {
        {"b'\\xc3\\xa9'", "\xc3\xa9"},
        {"b'a\\xc3', b'\\xa9b'", "a\xc3\xa9"
                                 "b"},
        {"b'\\xf0', b'\\x9f', b'\\x90', b'\\x8d!'", "\xf0\x9f\x90\x8d!"},
        {"b'\\xf0\\x9f', b'\\x90\\x8d'", "\xf0\x9f\x90\x8d"},
        {"b'\\xff\\xfe'", "\\xff\\xfe"},
        {"b'a\\xe2\\x82b'", "a\\xe2\\x82b"},
        {"b'\\xe2\\x82', b'x'", "\\xe2\\x82x"},
        {"b'\\xe2\\x82', b'\\xe2\\x82\\xac'", "\\xe2\\x82\xe2\x82\xac"},
        {"b'\\xed\\xa0\\x80'", "\\xed\\xa0\\x80"},
        {"b'\\xc0\\x80'", "\\xc0\\x80"},
        {"b'\\xf5'", "\\xf5"},
        {"b'nul\\0'", "nul"},
    };
    char statement[256];
    (void)state;
    start();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        /* Each is read by itself: a print waits until it has been. */
        snprintf(statement, sizeof statement,
                 "for piece in (%s,):\n    n = os.write(1, piece); print(end='')",
                 cases[i].writes);
        streams_assert_prints(&streams, statement, cases[i].text);
    }
    sink_clear(&streams.out);
    host_run(streams.console, "n = os.write(1, b'ends in \\xe2\\x82')");
    assert_string_equal(streams.out.text, "ends in ");
    stop_capture();
    assert_string_equal(streams.out.text, "ends in \\xe2\\x82");
}

static inlet_status in_callback;

static void stop_inside(struct streams *self)
{
    (void)self;
    in_callback = inlet_capture_stop(NULL);
}

static void calls_in_the_wrong_place_are_refused(void **state)
{
    int real = -1;
    struct sink sink;
    inlet_console *mute = host_open(&sink);
    (void)state;
    assert_status(inlet_capture_stop(NULL), INLET_ESTATE);
    assert_status(inlet_capture_descriptor(INLET_STDOUT, &real, NULL), INLET_ESTATE);
    assert_status(inlet_capture_start(mute, NULL), INLET_EINVAL);
    inlet_console_free(mute);
    start();
    assert_status(inlet_capture_start(streams.console, NULL), INLET_EBUSY);
    assert_status(inlet_capture_start(NULL, NULL), INLET_EBUSY);
    assert_status(inlet_capture_descriptor((inlet_stream)0, &real, NULL), INLET_EINVAL);
    assert_status(inlet_capture_descriptor(INLET_STDOUT, NULL, NULL), INLET_EINVAL);
    streams.in_output = stop_inside;
    host_run(streams.console, "n = os.write(1, b'x')");
    assert_status(in_callback, INLET_EBUSY);
    in_callback = INLET_DONE;
    host_run(streams.console, "print('x')");
    assert_status(in_callback, INLET_EBUSY);
    streams.in_output = NULL;
    stop_capture();
    assert_status(inlet_capture_stop(NULL), INLET_ESTATE);
}

static void what_the_callback_passes_goes_where_it_was_bound(void **state)
{
    (void)state;
    start();
    streams.answer = INLET_PASS;
    host_run(streams.console, "n = os.write(1, b'passed')");
    streams.answer = INLET_EIO;
    host_run(streams.console, "n = os.write(1, b'lost')");
    streams.answer = INLET_DONE;
    stop_capture();
    assert_file("passed");
    assert_string_equal(streams.out.text, "passedlost");
}

static void closing_the_console_ends_it(void **state)
{
    (void)state;
    start();
    assert_int_equal(write(1, "before", 6), 6);
    inlet_console_free(streams.console);
    assert_string_equal(streams.out.text, "before");
    assert_int_equal(write(1, "after", 5), 5);
    assert_file("after");
    streams_open(&streams, 0);
}

static void free_inside(struct streams *self)
{
    inlet_console_free(self->console);
    self->console = NULL;
    self->in_output = NULL;
}

/* From the thread that reads. */
static void its_own_callback_may_close_the_console(void **state)
{
    struct pollfd ready = {.fd = -1};
    (void)state;
    start();
    streams.in_output = free_inside;
    assert_int_equal(write(1, "x", 1), 1);
    while (inlet_capture_stop(NULL) != INLET_ESTATE) {
        (void)poll(&ready, 1, 1);
    }
    assert_int_equal(write(1, "after", 5), 5);
    assert_file("after");
    streams_open(&streams, 0);
}

static void without_a_console_the_fallback_gets_it(void **state)
{
    (void)state;
    assert_status(inlet_capture_start(NULL, NULL), INLET_DONE);
    assert_int_equal(write(1, "nobody's", 8), 8);
    stop_capture();
    assert_file("nobody's");
    assert_status(inlet_output_fallback(streams.console, NULL), INLET_DONE);
    assert_status(inlet_capture_start(NULL, NULL), INLET_DONE);
    streams_assert_prints(&streams, "n = os.write(1, b'somebody')", "somebody");
    stop_capture();
    assert_status(inlet_output_fallback(NULL, NULL), INLET_DONE);
    assert_file("nobody's");
}

/* `cat` writes only after the capture has ended, and must not die of it. */
static void a_program_may_outlive_the_capture(void **state)
{
    int ends[2];
    int status = -1;
    struct pollfd nothing = {.fd = -1};
    struct stat file;
    (void)state;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    start();
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[0], 0);
        execlp("cat", "cat", (char *)NULL);
        _exit(127);
    }
    stop_capture();
    assert_int_equal(write(ends[1], "late", 4), 4);
    close(ends[1]);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    while (fstat(real_file, &file) == 0 && file.st_size < 4) {
        (void)poll(&nothing, 1, 1);
    }
    assert_file("late");
    while (count_descriptors() != count_before) {
        (void)poll(&nothing, 1, 1);
    }
}

static int write_in_child(void)
{
    if (write(1, "child", 5) != 5 ||
        inlet_run(streams.console, "say('stdio')", NULL) != INLET_DONE) {
        return 1;
    }
    fflush(stdout);
    if (inlet_capture_stop(NULL) != INLET_DONE || write(1, "real", 4) != 4) {
        return 2;
    }
    if (inlet_capture_start(streams.console, NULL) != INLET_DONE) {
        return 3;
    }
    streams.out.length = 0;
    if (inlet_run(streams.console, "n = os.write(1, b'own')", NULL) != INLET_DONE ||
        strcmp(streams.out.text, "own") != 0) {
        return 4;
    }
    inlet_console_free(streams.console);
    return inlet_stop(NULL) == INLET_DONE ? 0 : 5;
}

static void a_forked_child_writes_to_its_parent_until_it_stops(void **state)
{
    (void)state;
    host_skip_where_threads_are_watched();
    start();
    pid_t child = host_fork(streams.console);
    if (child == 0) {
        _exit(write_in_child());
    }
    host_assert_child(child);
    stop_capture();
    assert_string_equal(streams.out.text, "childstdio");
    assert_file("real");
}

static inlet_status to_real(void *data, inlet_stream stream, const char *text,
                            size_t length)
{
    int real = -1;
    (void)data;
    if (inlet_capture_descriptor(stream, &real, NULL) != INLET_DONE) {
        real = real_file; /* it is just being stopped */
    }
    return write(real, text, length) == (ssize_t)length ? INLET_DONE : INLET_EIO;
}

/* Runs after what the library does at exit(), and before tools look for what Python has
 * not freed. */
static bool is_child;

static void leave_child(void)
{
    if (is_child) {
        _exit(0);
    }
}

static void exit_loses_nothing(void **state)
{
    (void)state;
    host_skip_where_threads_are_watched();
    pid_t child = host_fork(streams.console);
    if (child == 0) {
        inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
        inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
        callbacks.output = to_real;
        config.callbacks = &callbacks;
        inlet_console *console = inlet_console_new(&config, NULL);
        if (inlet_capture_start(console, NULL) != INLET_DONE) {
            _exit(1);
        }
        is_child = true;
        printf("kept back by stdio\n");
        exit(2);
    }
    host_assert_child(child);
    assert_file("kept back by stdio\n");
}

static void *write_lines(void *data)
{
    (void)data;
    for (int i = 0; i < 500; i++) {
        if (write(1, "line\n", 5) != 5) {
            return &streams;
        }
    }
    return NULL;
}

static void threads_may_write_while_the_console_runs(void **state)
{
    pthread_t threads[2];
    void *wrong;
    size_t lines = 0;
    (void)state;
    start();
    pthread_create(&threads[0], NULL, write_lines, NULL);
    pthread_create(&threads[1], NULL, write_lines, NULL);
    host_run(streams.console, "for i in range(500): print('LINE')");
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    stop_capture();
    for (const char *at = streams.out.text; *at != '\0'; at++) {
        lines += *at == '\n';
    }
    assert_int_equal(lines, 1500);
}

static void python_may_be_stopped_meanwhile(void **state)
{
    (void)state;
    start();
    assert_int_equal(write(1, "before", 6), 6);
    inlet_console *console = streams.console;
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_string_equal(streams.out.text, "before");
    assert_int_equal(write(1, "after", 5), 5);
    assert_file("after");
    inlet_console_free(console);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    streams_open(&streams, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(what_anybody_writes_comes_to_the_console),
        TEST(output_keeps_its_order),
        TEST(the_descriptors_are_put_back_as_they_were),
        TEST(a_closed_descriptor_is_closed_again),
        TEST(a_flood_is_read_and_waits_for_a_slow_reader),
        TEST(the_quota_counts),
        TEST(bytes_become_text),
        TEST(calls_in_the_wrong_place_are_refused),
        TEST(what_the_callback_passes_goes_where_it_was_bound),
        TEST(closing_the_console_ends_it),
        TEST(its_own_callback_may_close_the_console),
        TEST(without_a_console_the_fallback_gets_it),
        TEST(a_program_may_outlive_the_capture),
        TEST(a_forked_child_writes_to_its_parent_until_it_stops),
        TEST(exit_loses_nothing),
        TEST(threads_may_write_while_the_console_runs),
        TEST(python_may_be_stopped_meanwhile),
    };
    (void)atexit(leave_child);
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
