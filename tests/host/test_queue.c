/* SPDX-License-Identifier: MIT
 * The queue: input of any shape, from any thread, run in order where the host wants it.
 */
#include "host.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* A console with a queue, and what its results were. */
struct fed {
    inlet_console *console;
    inlet_status statuses[64];
    uint64_t tickets[64];
    atomic_size_t count;
    void (*in_result)(struct fed *self);
};

static struct fed fed;

static void note_result(void *data, uint64_t ticket, const inlet_result *result)
{
    struct fed *self = data;
    size_t at = self->count % 64;
    self->statuses[at] = result->status;
    self->tickets[at] = ticket;
    self->count++;
    if (self->in_result != NULL) {
        self->in_result(self);
    }
}

static void open_with(size_t queue_limit)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    static struct sink sink;
    memset(&fed, 0, sizeof fed);
    sink_clear(&sink);
    callbacks.result = note_result;
    config.callbacks = &callbacks;
    config.data = &fed;
    config.queue_limit = queue_limit;
    config.interruptible = true;
    fed.console = inlet_console_new(&config, NULL);
    assert_non_null(fed.console);
    host_run(fed.console, "import sys, io; sys.modules['kept_stderr'] = sys.stderr\n"
                          "sys.stderr = io.StringIO()\nseen = []");
}

static int open_one(void **state)
{
    (void)state;
    open_with(0);
    return 0;
}

static int close_one(void **state)
{
    inlet_console *console = host_open(NULL);
    (void)state;
    host_run(console, "import sys; sys.stderr = sys.modules.pop('kept_stderr')");
    inlet_console_free(console);
    inlet_console_free(fed.console);
    return 0;
}

static void feed(const char *text)
{
    assert_status(inlet_feed(fed.console, text, strlen(text), NULL), INLET_DONE);
}

static void dispatch_all(void)
{
    assert_status(inlet_dispatch(fed.console, INLET_ALL, NULL), INLET_DONE);
}

/* --- Shapes ----------------------------------------------------------------------- */

static void lines_may_end_in_any_way(void **state)
{
    (void)state;
    feed("seen.append(1)\nseen.append(2)\rseen.append(3)\r\nfor i in 4, 5:\r\n"
         "  seen.append(i)\r\n\r\nseen.append(6)");
    dispatch_all();
    host_assert_true(fed.console, "seen == [1, 2, 3, 4, 5]");
    assert_int_equal(fed.count, 6);
    assert_status(fed.statuses[3], INLET_MORE);
    feed("\n");
    dispatch_all();
    host_assert_true(fed.console, "seen[-1] == 6");
}

static void it_may_come_a_byte_at_a_time(void **state)
{
    static const char text[] =
        "if 1:\r\n  seen.append('\xc3\xa4\xe2\x82\xac')\r\n\r\nx = "
        "2\rseen.append(x)\n";
    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i++) {
        assert_status(inlet_feed(fed.console, text + i, 1, NULL), INLET_DONE);
        dispatch_all();
    }
    host_assert_true(fed.console, "seen == ['\\u00e4\\u20ac', 2]");
    assert_int_equal(fed.count, 5);
}

static void what_is_no_text_is_a_result(void **state)
{
    (void)state;
    feed("x = '\xff'\nseen.append(1)\n");
    /* A NUL in a comment counts, too: it is not the end of the text. (What it is
     * depends on the version: a fault of Python 3.13's own module.) */
    assert_status(inlet_feed(fed.console, "seen.append(2) #\0\n", 18, NULL),
                  INLET_DONE);
    dispatch_all();
    host_assert_true(fed.console, "seen == [1]");
    assert_int_equal(fed.count, 3);
    assert_status(fed.statuses[0], INLET_EENCODING);
    assert_status(fed.statuses[1], INLET_DONE);
    assert_true(fed.statuses[2] == INLET_INVALID || fed.statuses[2] == INLET_EPYTHON);
}

static void sources_and_lines_keep_their_order(void **state)
{
    (void)state;
    feed("seen.append(1)\n");
    assert_status(
        inlet_submit(fed.console, "for i in 2, 3:\n    seen.append(i)", NULL, NULL),
        INLET_DONE);
    feed("seen.append(4)\n1/0\nseen.append(5)\n");
    dispatch_all();
    host_assert_true(fed.console, "seen == [1, 2, 3, 4, 5]");
    assert_status(fed.statuses[3], INLET_RAISED);
    assert_int_equal(fed.tickets[3], 0);
}

/* --- Loops ------------------------------------------------------------------------ */

static bool is_readable(int descriptor)
{
    struct pollfd watched = {.fd = descriptor, .events = POLLIN};
    return poll(&watched, 1, 0) == 1 && (watched.revents & POLLIN) != 0;
}

static void a_descriptor_tells_that_there_is_something(void **state)
{
    int descriptor = -1, same = -1;
    (void)state;
    assert_status(inlet_descriptor(fed.console, &descriptor, NULL), INLET_DONE);
    assert_false(is_readable(descriptor));
    feed("seen.append(1)");
    assert_false(is_readable(descriptor));
    feed("\nseen.append(2)\n");
    assert_true(is_readable(descriptor));
    assert_status(inlet_dispatch(fed.console, 0, NULL), INLET_MORE);
    assert_true(is_readable(descriptor));
    dispatch_all();
    assert_false(is_readable(descriptor));
    assert_status(inlet_descriptor(fed.console, &same, NULL), INLET_DONE);
    assert_int_equal(descriptor, same);
    host_assert_true(fed.console, "seen == [1, 2]");
    assert_status(inlet_descriptor(fed.console, NULL, NULL), INLET_EINVAL);
}

static void a_descriptor_asked_for_late_is_right(void **state)
{
    int descriptor = -1;
    (void)state;
    feed("1\n");
    assert_status(inlet_descriptor(fed.console, &descriptor, NULL), INLET_DONE);
    assert_true(is_readable(descriptor));
    dispatch_all();
    assert_false(is_readable(descriptor));
}

static void a_frame_gets_its_time_back(void **state)
{
    int frames = 0;
    inlet_status status;
    (void)state;
    feed("import time\n");
    for (int i = 0; i < 20; i++) {
        feed("time.sleep(0.004); seen.append(1)\n");
    }
    do {
        size_t before = fed.count;
        status = inlet_dispatch(fed.console, 10, NULL);
        /* Each is begun before the time is over. */
        assert_true(fed.count > before && fed.count - before <= 4);
        frames++;
    } while (status == INLET_MORE);
    assert_status(status, INLET_DONE);
    assert_true(frames >= 5);
    host_assert_true(fed.console, "len(seen) == 20");
}

static void leaving_leaves_the_rest(void **state)
{
    (void)state;
    feed("seen.append(1)\nraise SystemExit(3)\nseen.append(2)\n");
    assert_status(inlet_dispatch(fed.console, INLET_ALL, NULL), INLET_EXIT);
    host_assert_true(fed.console, "seen == [1]");
    dispatch_all();
    host_assert_true(fed.console, "seen == [1, 2]");
}

static void too_much_is_refused(void **state)
{
    (void)state;
    close_one(NULL);
    open_with(20);
    feed("seen.append(1)\n");
    assert_status(inlet_feed(fed.console, "seen.append(2)\n", 15, NULL), INLET_EBUSY);
    assert_status(inlet_submit(fed.console, "seen.append(2)", NULL, NULL), INLET_EBUSY);
    feed("123");
    dispatch_all();
    feed(" + seen.append(3)");
    assert_status(inlet_feed(fed.console, "4", 1, NULL), INLET_EBUSY);
    /* What is full can be ended. */
    feed("\r\n");
    dispatch_all();
    host_assert_true(fed.console, "seen == [1, 3]");
}

static void dispatch_inside(struct fed *self)
{
    inlet_status status = inlet_dispatch(self->console, INLET_ALL, NULL);
    assert_status(status, INLET_EBUSY);
    if (self->count == 1) {
        feed("seen.append('from inside')\n");
        host_run(self->console, "seen.append('at once')");
    }
}

static void results_may_feed_and_run(void **state)
{
    (void)state;
    fed.in_result = dispatch_inside;
    feed("seen.append(1)\nseen.append(2)\n");
    dispatch_all();
    host_assert_true(fed.console, "seen == [1, 'at once', 2, 'from inside']");
}

static inlet_status dispatch_in_command(void *data, inlet_call *call)
{
    *(inlet_status *)data = inlet_dispatch(inlet_call_console(call), INLET_ALL, NULL);
    return INLET_DONE;
}

static void a_command_that_runs_loses_nothing(void **state)
{
    inlet_status inside = INLET_DONE;
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    function.name = "dispatch";
    function.call = dispatch_in_command;
    function.data = &inside;
    assert_status(inlet_put_function(fed.console, &function, NULL), INLET_DONE);
    feed("seen.append(1)\nseen.append(2)\n");
    host_run(fed.console, "dispatch()\nseen.append(0)");
    assert_status(inside, INLET_EBUSY);
    dispatch_all();
    host_assert_true(fed.console, "seen == [0, 1, 2]");
}

/* --- A thread for the console ----------------------------------------------------- */

static void *serve(void *data)
{
    inlet_status *status = data;
    *status = inlet_serve(fed.console, NULL);
    return NULL;
}

static pthread_t server;
static inlet_status served;

static void start_server(void)
{
    assert_int_equal(pthread_create(&server, NULL, serve, &served), 0);
}

static void join_server(inlet_status expected)
{
    assert_int_equal(pthread_join(server, NULL), 0);
    assert_status(served, expected);
}

enum { THREADS = 4, EACH = 100 };

/* Each waits for its own results. */
static void *submit_and_wait(void *data)
{
    long wrong = 0;
    long number = (long)(intptr_t)data;
    for (int i = 0; i < EACH; i++) {
        char source[64];
        uint64_t ticket = 0;
        inlet_result result = INLET_RESULT_INIT;
        snprintf(source, sizeof source, "seen.append((%ld, %d))%s", number, i,
                 i % 2 == 0 ? "" : "; 1/0");
        wrong += inlet_submit(fed.console, source, &ticket, NULL) != INLET_DONE;
        wrong += inlet_wait(fed.console, ticket, 60000, &result, NULL) != INLET_DONE;
        wrong += result.status != (i % 2 == 0 ? INLET_DONE : INLET_RAISED);
        wrong += (result.traceback.kind == INLET_STRING) != (i % 2 != 0);
        inlet_result_clear(&result);
        wrong += inlet_wait(fed.console, ticket, 0, &result, NULL) != INLET_EINVAL;
    }
    return (void *)(intptr_t)wrong;
}

static void threads_get_their_results(void **state)
{
    pthread_t threads[THREADS];
    (void)state;
    start_server();
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(
            pthread_create(&threads[i], NULL, submit_and_wait, (void *)(intptr_t)i), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    assert_status(inlet_finish(fed.console, NULL), INLET_DONE);
    join_server(INLET_DONE);
    host_assert_true(fed.console,
                     "all([n for m, n in seen if m == i] == list(range(100))"
                     " for i in range(4))");
    assert_int_equal(fed.count, THREADS * EACH);
    assert_status(inlet_feed(fed.console, "1\n", 2, NULL), INLET_ESTATE);
}

static void the_host_goes_on_while_the_console_is_busy(void **state)
{
    uint64_t endless = 0, after = 0;
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    start_server();
    assert_status(inlet_submit(fed.console, "while True: pass", &endless, NULL),
                  INLET_DONE);
    assert_status(inlet_submit(fed.console, "seen.append('after')", &after, NULL),
                  INLET_DONE);
    assert_status(inlet_wait(fed.console, endless, 30, &result, NULL), INLET_MORE);
    while (inlet_interrupt(fed.console) != INLET_MORE) {
        usleep(1000);
    }
    assert_status(inlet_wait(fed.console, endless, 60000, &result, NULL), INLET_DONE);
    assert_status(result.status, INLET_RAISED);
    assert_string_equal(result.error.type, "KeyboardInterrupt");
    inlet_result_clear(&result);
    assert_status(inlet_wait(fed.console, after, 60000, &result, NULL), INLET_DONE);
    assert_status(result.status, INLET_DONE);
    inlet_result_clear(&result);
    inlet_finish(fed.console, NULL);
    join_server(INLET_DONE);
    host_assert_true(fed.console, "seen == ['after']");
}

/* The frame of a game whose console has nothing to do, in another thread. */
static void *run_a_frame(void *data)
{
    *(inlet_status *)data = inlet_dispatch(fed.console, 4, NULL);
    return NULL;
}

/* Python's lock is held meanwhile: that of a function is. */
static inlet_status see_a_frame(void *data, inlet_call *call)
{
    pthread_t thread;
    (void)call;
    assert_int_equal(pthread_create(&thread, NULL, run_a_frame, data), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    return INLET_DONE;
}

static void nothing_to_do_does_not_wait_for_python(void **state)
{
    inlet_status seen = INLET_EPYTHON;
    inlet_function function = INLET_FUNCTION_INIT;
    inlet_console *other = host_open(NULL);
    (void)state;
    function.name = "see_a_frame";
    function.call = see_a_frame;
    function.data = &seen;
    assert_status(inlet_put_function(other, &function, NULL), INLET_DONE);
    host_run(other, "see_a_frame()");
    assert_status(seen, INLET_DONE);
    inlet_console_free(other);
}

static void code_that_leaves_ends_the_service(void **state)
{
    (void)state;
    start_server();
    feed("raise SystemExit\nseen.append(1)\n");
    join_server(INLET_EXIT);
    host_assert_true(fed.console, "seen == []");
}

static void freeing_ends_the_service(void **state)
{
    (void)state;
    start_server();
    feed("seen.append(1)\n");
    while (fed.count == 0) {
        usleep(1000);
    }
    inlet_console *console = fed.console;
    fed.console = NULL;
    inlet_console_free(console);
    assert_int_equal(pthread_join(server, NULL), 0);
    assert_status(served, INLET_DONE);
    fed.console = host_open(NULL);
}

static void what_will_not_be_run_is_told(void **state)
{
    uint64_t ticket = 0;
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    assert_status(inlet_submit(fed.console, "1", &ticket, NULL), INLET_DONE);
    assert_status(inlet_wait(fed.console, ticket + 1, 0, &result, NULL), INLET_EINVAL);
    assert_status(inlet_wait(fed.console, ticket, 0, &result, NULL), INLET_MORE);
    assert_status(inlet_finish(fed.console, NULL), INLET_DONE);
    assert_status(inlet_wait(fed.console, ticket, 0, &result, NULL), INLET_ESTATE);
    assert_status(inlet_wait(fed.console, ticket, 0, NULL, NULL), INLET_EINVAL);
    assert_status(inlet_wait(NULL, ticket, 0, &result, NULL), INLET_EINVAL);
    assert_status(inlet_feed(NULL, "", 0, NULL), INLET_EINVAL);
    assert_status(inlet_feed(fed.console, NULL, 0, NULL), INLET_EINVAL);
    assert_status(inlet_dispatch(NULL, 0, NULL), INLET_EINVAL);
    assert_status(inlet_serve(NULL, NULL), INLET_EINVAL);
    assert_status(inlet_finish(NULL, NULL), INLET_EINVAL);
}

static void python_may_stop_under_a_queue(void **state)
{
    (void)state;
    start_server();
    feed("seen.append(1)\n");
    while (fed.count == 0) {
        usleep(1000);
    }
    inlet_status status;
    while ((status = inlet_stop(NULL)) == INLET_EBUSY) {
        usleep(1000);
    }
    assert_status(status, INLET_DONE);
    join_server(INLET_DONE);
    assert_status(inlet_feed(fed.console, "1\n", 2, NULL), INLET_ESTATE);
    inlet_console_free(fed.console);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
}

#define WITH_ONE(test) cmocka_unit_test_setup_teardown(test, open_one, close_one)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ONE(lines_may_end_in_any_way),
        WITH_ONE(it_may_come_a_byte_at_a_time),
        WITH_ONE(what_is_no_text_is_a_result),
        WITH_ONE(sources_and_lines_keep_their_order),
        WITH_ONE(a_descriptor_tells_that_there_is_something),
        WITH_ONE(a_descriptor_asked_for_late_is_right),
        WITH_ONE(a_frame_gets_its_time_back),
        WITH_ONE(leaving_leaves_the_rest),
        WITH_ONE(too_much_is_refused),
        WITH_ONE(results_may_feed_and_run),
        WITH_ONE(a_command_that_runs_loses_nothing),
        WITH_ONE(threads_get_their_results),
        WITH_ONE(the_host_goes_on_while_the_console_is_busy),
        WITH_ONE(nothing_to_do_does_not_wait_for_python),
        WITH_ONE(code_that_leaves_ends_the_service),
        WITH_ONE(freeing_ends_the_service),
        WITH_ONE(what_will_not_be_run_is_told),
        cmocka_unit_test_setup(python_may_stop_under_a_queue, open_one),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
