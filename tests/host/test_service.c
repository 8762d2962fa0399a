/* SPDX-License-Identifier: MIT
 * A queue that others disturb: who run commands, wait, and close the console meanwhile.
 */
#include "host.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static struct served {
    inlet_console *console;
    atomic_size_t count;
    atomic_size_t wrong;
    inlet_status status;
    pthread_t thread;
} served;

/* The results of the queue are those of `1`, whatever else runs. */
static void check_result(void *data, uint64_t ticket, const inlet_result *result)
{
    struct served *self = data;
    (void)ticket;
    self->count++;
    if (result->status == INLET_DONE && result->value.kind == INLET_STRING) {
        self->wrong += strcmp(result->value.as.text.data, "'queue'") != 0;
    }
}

static inlet_status swallow(void *data, inlet_stream stream, const char *text,
                            size_t length)
{
    (void)data, (void)stream, (void)text, (void)length;
    return INLET_DONE;
}

static void open_with(size_t queue_limit)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    memset(&served, 0, sizeof served);
    callbacks.result = check_result;
    callbacks.output = swallow;
    config.callbacks = &callbacks;
    config.data = &served;
    config.queue_limit = queue_limit;
    config.interruptible = true;
    served.console = inlet_console_new(&config, NULL);
    assert_non_null(served.console);
}

static void *serve(void *data)
{
    struct served *self = data;
    self->status = inlet_serve(self->console, NULL);
    return NULL;
}

static void start_server(void)
{
    assert_int_equal(pthread_create(&served.thread, NULL, serve, &served), 0);
}

/* --- Who else runs commands ------------------------------------------------------- */

enum { TIMES = 2000 };

/* Commands of its own, whenever the console is free. */
static void *push_all_the_time(void *data)
{
    long done = 0;
    while (done < TIMES) {
        inlet_status status = inlet_push(served.console, "'pushed'", NULL);
        if (status != INLET_EBUSY && status != INLET_DONE) {
            return data;
        }
        done += status == INLET_DONE;
    }
    return NULL;
}

static void a_result_is_that_of_its_input(void **state)
{
    pthread_t thread;
    void *failed;
    (void)state;
    open_with(0);
    start_server();
    assert_int_equal(pthread_create(&thread, NULL, push_all_the_time, &served), 0);
    for (int i = 0; i < TIMES; i++) {
        assert_status(inlet_feed(served.console, "'queue'\n", 8, NULL), INLET_DONE);
    }
    pthread_join(thread, &failed);
    assert_null(failed);
    while (served.count < TIMES) {
        usleep(1000);
    }
    assert_int_equal(served.wrong, 0);
    assert_status(inlet_finish(served.console, NULL), INLET_DONE);
    pthread_join(served.thread, NULL);
    assert_status(served.status, INLET_DONE);
    inlet_console_free(served.console);
}

static inlet_status dispatch_inside(void *data, inlet_call *call)
{
    *(inlet_status *)data = inlet_dispatch(inlet_call_console(call), INLET_ALL, NULL);
    return INLET_DONE;
}

static void a_source_does_not_run_inside_a_command(void **state)
{
    inlet_status inside = INLET_DONE;
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    open_with(0);
    function.name = "dispatch";
    function.call = dispatch_inside;
    function.data = &inside;
    assert_status(inlet_put_function(served.console, &function, NULL), INLET_DONE);
    host_run(served.console, "seen = []");
    assert_status(inlet_submit(served.console, "seen.append(1)", NULL, NULL),
                  INLET_DONE);
    host_run(served.console, "dispatch()\nseen.append(0)");
    assert_status(inside, INLET_EBUSY);
    assert_status(inlet_dispatch(served.console, INLET_ALL, NULL), INLET_DONE);
    host_assert_true(served.console, "seen == [0, 1]");
    inlet_console_free(served.console);
}

/* --- Who waits -------------------------------------------------------------------- */

static uint64_t ticket;
static inlet_console *waiting;
static inlet_status waited;
static atomic_bool is_waiting;
static pthread_t waiter;

static inlet_status wait_for_ticket(void *data, inlet_call *call)
{
    inlet_result result = INLET_RESULT_INIT;
    (void)data, (void)call;
    is_waiting = true;
    waited = inlet_wait(served.console, ticket, 60000, &result, NULL);
    inlet_result_clear(&result);
    return INLET_DONE;
}

static inlet_status wait_for_end(void *data, inlet_call *call)
{
    (void)data, (void)call;
    is_waiting = true;
    waited = inlet_interrupt_wait(served.console, 60000, NULL, NULL);
    return INLET_DONE;
}

static void *run_waiting(void *data)
{
    inlet_run(waiting, "wait()", NULL);
    return data;
}

/* The function has Python's lock until it waits: who gets that knows that it does. */
static void start_to_wait(inlet_call_fn wait)
{
    inlet_function function = INLET_FUNCTION_INIT;
    is_waiting = false;
    waiting = host_open(NULL);
    function.name = "wait";
    function.call = wait;
    assert_status(inlet_put_function(waiting, &function, NULL), INLET_DONE);
    assert_int_equal(pthread_create(&waiter, NULL, run_waiting, NULL), 0);
    while (!is_waiting) {
        usleep(100);
    }
    host_assert_true(waiting, "True");
}

static void free_under(inlet_status expected)
{
    inlet_console_free(served.console);
    pthread_join(waiter, NULL);
    assert_status(waited, expected);
    inlet_console_free(waiting);
}

static void who_waits_for_a_result_may_be_left(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        open_with(0);
        assert_status(inlet_submit(served.console, "1", &ticket, NULL), INLET_DONE);
        start_to_wait(wait_for_ticket);
        free_under(INLET_ESTATE);
    }
}

static void who_waits_for_an_interrupt_may_be_left(void **state)
{
    (void)state;
    open_with(0);
    start_server();
    /* In one piece: of lines, the first may end before its interrupt comes. */
    assert_status(inlet_submit(served.console, "while True: pass\n", &ticket, NULL),
                  INLET_DONE);
    while (inlet_interrupt(served.console) != INLET_MORE) {
        usleep(1000);
    }
    start_to_wait(wait_for_end);
    free_under(INLET_DONE);
    pthread_join(served.thread, NULL);
}

/* The handle is freed, the thread is not joined: Python may stop all the same. */
static void python_may_stop_while_a_service_ends(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++) {
        inlet_status status;
        open_with(0);
        start_server();
        assert_status(inlet_feed(served.console, "'queue'\n", 8, NULL), INLET_DONE);
        while (served.count == 0) {
            usleep(100);
        }
        inlet_console_free(served.console);
        while ((status = inlet_stop(NULL)) == INLET_EBUSY) {
        }
        assert_status(status, INLET_DONE);
        pthread_join(served.thread, NULL);
        assert_status(inlet_start(NULL, NULL), INLET_DONE);
    }
}

/* --- What may wait ---------------------------------------------------------------- */

static void empty_lines_count_too(void **state)
{
    inlet_status status = INLET_DONE;
    int lines = 0;
    (void)state;
    open_with(100);
    while (lines < 1000 && status == INLET_DONE) {
        status = inlet_feed(served.console, "\n", 1, NULL);
        lines++;
    }
    assert_status(status, INLET_EBUSY);
    assert_true(lines <= 102);
    assert_status(inlet_dispatch(served.console, INLET_ALL, NULL), INLET_DONE);
    assert_status(inlet_feed(served.console, "\n\n", 2, NULL), INLET_DONE);
    inlet_console_free(served.console);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_is_that_of_its_input),
        cmocka_unit_test(a_source_does_not_run_inside_a_command),
        cmocka_unit_test(who_waits_for_a_result_may_be_left),
        cmocka_unit_test(who_waits_for_an_interrupt_may_be_left),
        cmocka_unit_test(python_may_stop_while_a_service_ends),
        cmocka_unit_test(empty_lines_count_too),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
