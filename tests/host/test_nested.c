/* SPDX-License-Identifier: MIT
 * Commands inside commands, where no callback of Inlet lies between them, as when code
 * of a console runs the event loop of the host; and interpreters that end. Hosts that
 * use CPython themselves.
 */
#include <inlet/python.h>

#include "streams.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static int start_python(void **state)
{
    (void)state;
    Py_InitializeEx(0);
    return inlet_start(NULL, NULL) == INLET_DONE ? 0 : -1;
}

static int stop_python(void **state)
{
    (void)state;
    return inlet_stop(NULL) == INLET_DONE ? Py_FinalizeEx() : -1;
}

static inlet_console *open_interruptible(void)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    static struct streams streams;
    memset(&streams, 0, sizeof streams);
    callbacks.output = streams_output;
    config.callbacks = &callbacks;
    config.data = &streams;
    config.interruptible = true;
    inlet_console *console = inlet_console_new(&config, NULL);
    assert_non_null(console);
    return console;
}

/* --- Commands inside commands ----------------------------------------------------- */

static struct nested {
    inlet_console *outer, *inner;
    const char *source;
    atomic_bool is_inside;
    inlet_status asked, status;
    inlet_stage stage;
} nested;

/* A function of an extension: Inlet does not know that it is called. */
static PyObject *nest(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(none))
{
    nested.is_inside = true;
    nested.status = inlet_run(nested.inner, nested.source, NULL);
    Py_RETURN_NONE;
}

static PyMethodDef nest_method = {"nest", nest, METH_NOARGS, NULL};

static void put_nest(void)
{
    PyObject *function = PyCFunction_New(&nest_method, NULL);
    assert_non_null(function);
    assert_status(inlet_put_object(nested.outer, "nest", function, NULL), INLET_DONE);
    Py_DECREF(function);
}

static void wait_until_inside(void)
{
    int64_t inside = 0;
    while (inside == 0) {
        usleep(1000);
        inlet_get_int(nested.inner, "inside", &inside, NULL);
    }
}

static void *interrupt_outer(void *data)
{
    inlet_error error;
    wait_until_inside();
    nested.asked = inlet_interrupt(nested.outer);
    do {
        inlet_interrupt_wait(nested.outer, 20, &nested.stage, &error);
    } while (nested.stage == INLET_STAGE_ASKED);
    inlet_put(nested.inner, "goes_on", inlet_bool(false), NULL);
    return data;
}

/* Run `nest()` in the outer one, and let it be interrupted by a thread meanwhile. */
static inlet_status run_nested(void *(*interrupter)(void *), inlet_error *error)
{
    pthread_t thread;
    put_nest();
    PyThreadState *saved = PyEval_SaveThread();
    assert_int_equal(pthread_create(&thread, NULL, interrupter, NULL), 0);
    inlet_status status =
        inlet_run(nested.outer, "nest()\nfor i in range(9): pass\nafter = 1", error);
    pthread_join(thread, NULL);
    PyEval_RestoreThread(saved);
    return status;
}

static void a_command_of_another_console_is_not_hit(void **state)
{
    inlet_error error;
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    memset(&nested, 0, sizeof nested);
    nested.outer = open_interruptible();
    nested.inner = open_interruptible();
    nested.source = "inside = 1\nwhile goes_on: pass\ninside = 2";
    host_run(nested.inner, "inside = 0; goes_on = True");
    assert_status(run_nested(interrupt_outer, &error), INLET_RAISED);
    assert_string_equal(error.type, "KeyboardInterrupt");
    assert_status(nested.asked, INLET_MORE);
    assert_status(nested.status, INLET_DONE);
    assert_int_equal(nested.stage, INLET_STAGE_HOST);
    host_assert_true(nested.inner, "inside == 2");
    host_assert_true(nested.outer, "'after' not in globals()");
    assert_status(inlet_result_get(nested.outer, &result, NULL), INLET_DONE);
    assert_int_equal(result.interrupts, 1);
    inlet_result_clear(&result);
    inlet_console_free(nested.inner);
    inlet_console_free(nested.outer);
}

static void *interrupt_twice(void *data)
{
    int64_t inside = 1;
    wait_until_inside();
    assert_status(inlet_interrupt(nested.outer), INLET_MORE);
    while (inside == 1) {
        usleep(1000);
        inlet_get_int(nested.inner, "inside", &inside, NULL);
    }
    assert_status(inlet_interrupt(nested.outer), INLET_MORE);
    return data;
}

static void a_command_of_the_same_console_is_hit_first(void **state)
{
    inlet_error error;
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    memset(&nested, 0, sizeof nested);
    nested.outer = nested.inner = open_interruptible();
    nested.source = "try:\n"
                    "    inside = 1\n"
                    "    while True: pass\n"
                    "except KeyboardInterrupt:\n"
                    "    inside = 2\n"
                    "while True: pass";
    host_run(nested.inner, "inside = 0");
    assert_status(run_nested(interrupt_twice, &error), INLET_DONE);
    assert_status(nested.status, INLET_RAISED);
    host_assert_true(nested.outer, "after == 1");
    assert_status(inlet_result_get(nested.outer, &result, NULL), INLET_DONE);
    assert_int_equal(result.interrupts, 2);
    inlet_result_clear(&result);
    inlet_console_free(nested.outer);
}

/* --- Interpreters that end -------------------------------------------------------- */

static atomic_bool goes_on;
static inlet_console *_Atomic to_interrupt;
static atomic_bool is_asking;

static void *keep_asking(void *data)
{
    while (goes_on) {
        is_asking = true;
        inlet_console *console = to_interrupt;
        if (console != NULL) {
            inlet_interrupt(console);
        }
        is_asking = false;
        usleep(20); /* whoever runs threads in turn shall not run this one alone */
    }
    return data;
}

static void stop_asking(void)
{
    to_interrupt = NULL;
    while (is_asking) {
        usleep(20);
    }
}

static void an_interpreter_may_end_while_somebody_asks(void **state)
{
    pthread_t thread;
    (void)state;
    goes_on = true;
    assert_int_equal(pthread_create(&thread, NULL, keep_asking, NULL), 0);
    PyThreadState *first = PyThreadState_Get();
    for (int i = 0; i < 30; i++) {
        PyThreadState *second = Py_NewInterpreter();
        inlet_console *console = open_interruptible();
        to_interrupt = console;
        for (int j = 0; j < 5; j++) {
            inlet_status status =
                inlet_run(console, "for i in range(1000): pass", NULL);
            assert_true(status == INLET_DONE || status == INLET_RAISED);
        }
        Py_EndInterpreter(second);
        PyThreadState_Swap(first);
        stop_asking();
        inlet_console_free(console);
    }
    goes_on = false;
    pthread_join(thread, NULL);
}

#define WITH_PYTHON(test)                                                              \
    cmocka_unit_test_setup_teardown(test, start_python, stop_python)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PYTHON(a_command_of_another_console_is_not_hit),
        WITH_PYTHON(a_command_of_the_same_console_is_hit_first),
        WITH_PYTHON(an_interpreter_may_end_while_somebody_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
