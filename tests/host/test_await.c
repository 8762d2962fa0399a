/* SPDX-License-Identifier: MIT
 * Consoles with top-level await: on a loop of their own, and on the host's.
 */
#include <inlet/python.h>

#include "streams.h"

#include <pthread.h>
#include <stdatomic.h>

static int setup(void **state)
{
    (void)state;
    return inlet_start(NULL, NULL) < 0;
}

static int teardown(void **state)
{
    (void)state;
    return inlet_stop(NULL) < 0;
}

static inlet_console *open_async(struct streams *streams, uint32_t time_limit)
{
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    memset(streams, 0, sizeof *streams);
    callbacks.output = streams_output;
    config.callbacks = &callbacks;
    config.data = streams;
    config.interruptible = true;
    config.time_limit = time_limit;
    config.top_level_await = true;
    inlet_console *console = inlet_console_new(&config, &error);
    if (console == NULL) {
        fail_msg("no console: %s", error.message);
    }
    streams->console = console;
    assert_status(inlet_push(console, "import asyncio", NULL), INLET_DONE);
    return console;
}

/* --- A loop of its own ------------------------------------------------------------ */

static void an_input_may_await(void **state)
{
    (void)state;
    struct streams streams;
    inlet_error error;
    inlet_result result = INLET_RESULT_INIT;
    inlet_console *console = open_async(&streams, 0);
    assert_status(inlet_push(console, "await asyncio.sleep(0.01, 5)", NULL),
                  INLET_DONE);
    assert_status(inlet_result_get(console, &result, NULL), INLET_DONE);
    assert_string_equal(result.value.as.text.data, "5");
    inlet_result_clear(&result);
    assert_status(inlet_push(console, "x = await asyncio.sleep(0, 7)", NULL),
                  INLET_DONE);
    host_assert_true(console, "x == 7");
    assert_status(inlet_push(console, "await asyncio.sleep(0, 1) / 0", &error),
                  INLET_RAISED);
    assert_string_equal(error.type, "ZeroDivisionError");
    assert_int_equal(error.line, 1);
    assert_status(inlet_push(console, "async with x:", NULL), INLET_MORE);
    assert_status(inlet_reset(console, NULL), INLET_DONE);
    assert_status(inlet_check(console, "await x", NULL), INLET_DONE);
    assert_status(
        inlet_run(console, "for i in 1, 2:\n    await asyncio.sleep(0)", NULL),
        INLET_DONE);
    host_assert_true(console, "i == 2");
    inlet_console_free(console);
}

static void what_it_prints_goes_to_its_console(void **state)
{
    (void)state;
    struct streams streams;
    inlet_console *console = open_async(&streams, 0);
    assert_status(
        inlet_push(console, "print('a'); await asyncio.sleep(0); print('b')", NULL),
        INLET_DONE);
    assert_string_equal(streams.out.text, "a\nb\n");
    assert_status(inlet_push(console, "print('c')", NULL), INLET_DONE);
    assert_string_equal(streams.out.text, "a\nb\nc\n");
    inlet_console_free(console);
}

static void leaving_is_an_answer(void **state)
{
    (void)state;
    struct streams streams;
    inlet_error error;
    inlet_console *console = open_async(&streams, 0);
    assert_status(inlet_push(console, "await asyncio.sleep(0); exit(3)", &error),
                  INLET_EXIT);
    assert_int_equal(error.exit_code, 3);
    assert_status(inlet_push(console, "raise SystemExit(4)", &error), INLET_EXIT);
    assert_int_equal(error.exit_code, 4);
    assert_status(inlet_push(console, "await asyncio.sleep(0)", NULL), INLET_DONE);
    inlet_console_free(console);
}

static void without_it_await_is_an_error(void **state)
{
    (void)state;
    struct sink sink;
    inlet_error error;
    inlet_console *console = host_open(&sink);
    assert_status(inlet_push(console, "await x", &error), INLET_INVALID);
    PyGILState_STATE gil = PyGILState_Ensure();
    assert_status(inlet_console_set_loop(console, Py_None, &error), INLET_ESTATE);
    PyGILState_Release(gil);
    inlet_console_free(console);
}

/* --- Interrupts ------------------------------------------------------------------- */

struct run {
    inlet_console *console;
    const char *source;
    pthread_t thread;
    atomic_bool has_begun; /* set by the code, through begun() */
    inlet_status status;
    inlet_error error;
};

static inlet_status say_begun(void *data, inlet_call *call)
{
    (void)call;
    ((struct run *)data)->has_begun = true;
    return INLET_DONE;
}

static void *push_in_thread(void *data)
{
    struct run *run = data;
    run->status = inlet_push(run->console, run->source, &run->error);
    return NULL;
}

/* Push in a thread of its own, interrupt once the code has begun. */
static void interrupt(struct run *run)
{
    inlet_function function = INLET_FUNCTION_INIT;
    inlet_stage stage;
    function.name = "begun";
    function.call = say_begun;
    function.data = run;
    run->has_begun = false;
    assert_status(inlet_put_function(run->console, &function, NULL), INLET_DONE);
    assert_int_equal(pthread_create(&run->thread, NULL, push_in_thread, run), 0);
    while (!run->has_begun) {
        sched_yield();
    }
    assert_status(inlet_interrupt(run->console), INLET_MORE);
    assert_status(inlet_interrupt_wait(run->console, 60000, &stage, NULL), INLET_DONE);
    pthread_join(run->thread, NULL);
}

static void an_interrupt_ends_what_is_awaited_and_no_other_task(void **state)
{
    (void)state;
    struct streams streams;
    inlet_console *console = open_async(&streams, 0);
    assert_status(inlet_push(console, "event = asyncio.Event()", NULL), INLET_DONE);
    assert_status(
        inlet_push(console, "other = asyncio.create_task(event.wait())", NULL),
        INLET_DONE);
    struct run run = {.console = console,
                      .source = "begun(); await asyncio.sleep(600)"};
    interrupt(&run);
    assert_status(run.status, INLET_RAISED);
    assert_string_equal(run.error.type, "KeyboardInterrupt");
    assert_status(inlet_push(console, "event.set(); x = await other", NULL),
                  INLET_DONE);
    host_assert_true(console, "x is True");
    inlet_console_free(console);
}

static void a_time_limit_holds(void **state)
{
    (void)state;
    struct streams streams;
    inlet_result result = INLET_RESULT_INIT;
    inlet_console *console = open_async(&streams, 200);
    assert_status(inlet_push(console, "await asyncio.sleep(600)", NULL), INLET_RAISED);
    assert_status(inlet_result_get(console, &result, NULL), INLET_DONE);
    assert_true(result.is_late);
    inlet_result_clear(&result);
    inlet_console_free(console);
}

/* --- The host's loop -------------------------------------------------------------- */

static inlet_console *open_on_a_thread(struct streams *streams)
{
    inlet_console *console = open_async(streams, 0);
    host_run(console, "import threading\n"
                      "loop = asyncio.new_event_loop()\n"
                      "thread = threading.Thread(target=loop.run_forever)\n"
                      "thread.start()\n");
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *loop = NULL;
    assert_status(inlet_get_object(console, "loop", &loop, NULL), INLET_DONE);
    assert_status(inlet_console_set_loop(console, loop, NULL), INLET_DONE);
    assert_status(inlet_console_set_loop(console, NULL, NULL), INLET_EINVAL);
    Py_DECREF(loop);
    PyGILState_Release(gil);
    return console;
}

static void close_thread(inlet_console *console)
{
    assert_status(
        inlet_push(console, "loop.call_soon_threadsafe(loop.stop) and None", NULL),
        INLET_DONE);
    PyGILState_STATE gil = PyGILState_Ensure();
    assert_status(inlet_console_set_loop(console, Py_None, NULL), INLET_DONE);
    PyGILState_Release(gil);
    assert_status(inlet_push(console, "thread.join(); loop.close()", NULL), INLET_DONE);
    inlet_console_free(console);
}

static void inputs_run_on_a_loop_in_another_thread(void **state)
{
    (void)state;
    struct streams streams;
    inlet_console *console = open_on_a_thread(&streams);
    assert_status(inlet_push(console, "x = await asyncio.sleep(0.01, 'there')", NULL),
                  INLET_DONE);
    assert_status(
        inlet_push(console, "print(x, threading.current_thread() is thread)", NULL),
        INLET_DONE);
    assert_string_equal(streams.out.text, "there True\n");
    assert_status(inlet_push(console, "1 / 0", NULL), INLET_RAISED);
    assert_status(inlet_push(console, "exit(2)", NULL), INLET_EXIT);
    close_thread(console);
}

static void an_interrupt_reaches_them(void **state)
{
    (void)state;
    struct streams streams;
    inlet_console *console = open_on_a_thread(&streams);
    struct run run = {.console = console,
                      .source = "begun(); await asyncio.sleep(600)"};
    interrupt(&run);
    assert_status(run.status, INLET_RAISED);
    assert_string_equal(run.error.type, "KeyboardInterrupt");
    close_thread(console);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_input_may_await),
        cmocka_unit_test(what_it_prints_goes_to_its_console),
        cmocka_unit_test(leaving_is_an_answer),
        cmocka_unit_test(without_it_await_is_an_error),
        cmocka_unit_test(an_interrupt_ends_what_is_awaited_and_no_other_task),
        cmocka_unit_test(a_time_limit_holds),
        cmocka_unit_test(inputs_run_on_a_loop_in_another_thread),
        cmocka_unit_test(an_interrupt_reaches_them),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
