/* SPDX-License-Identifier: MIT
 * Every allocation that a call makes fails once, see faults.h: commands, values,
 * functions, handles, editor services, live objects.
 */
#include <inlet/editor.h>

#include <inlet/handle.h>

struct watched {
    int number;
    char text[8];
    int list[3];
    struct watched *next;
};

#define INLET_LIVE_TYPES(X) X(struct watched, watched_type)
#include <inlet/live.h>

#include "faults.h"
#include "streams.h"

static struct sink sink;
static inlet_console *console;

/* Everything works: a failure where not. */
static inlet_status check_console(void)
{
    sink_clear(&sink);
    bool works = inlet_reset(console, &fault_error) == INLET_DONE &&
                 inlet_push(console, "works = 'on'", &fault_error) == INLET_DONE &&
                 inlet_push(console, "works +", &fault_error) == INLET_INVALID &&
                 inlet_push(console, "1/0", &fault_error) == INLET_RAISED &&
                 strstr(sink.text, "ZeroDivisionError") != NULL && !PyErr_Occurred();
    if (!works) {
        print_error("afterwards: %s: %s\n", inlet_status_name(fault_error.code),
                    fault_error.message);
    }
    return works ? INLET_DONE : INLET_EPYTHON;
}

INLET_STRUCT(watched_type, struct watched, number, text, list, next);

static struct watched watched = {1, "one", {1, 2, 3}, &watched};

/* --- What is repeated ------------------------------------------------------------- */

static inlet_status open_and_close(void)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = sink_write;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &callbacks;
    config.data = &sink;
    config.filename = "<other>";
    inlet_console *other = inlet_console_new(&config, &fault_error);
    inlet_console_free(other);
    return other == NULL ? fault_error.code : INLET_DONE;
}

static inlet_status push_a_statement(void)
{
    return inlet_push(console, "x = [1, 2]", &fault_error);
}

static inlet_status push_a_block(void)
{
    inlet_status status = inlet_push(console, "for i in range(3):", &fault_error);
    if (status >= 0) {
        status = inlet_push(console, "    y = i", &fault_error);
    }
    return status < 0 ? status : inlet_push(console, "", &fault_error);
}

static inlet_status push_an_error(void)
{
    return inlet_push(console, "nothing + 1", &fault_error);
}

static inlet_status push_no_python(void)
{
    return inlet_push(console, "x = = 1", &fault_error);
}

static inlet_status run_a_source(void)
{
    return inlet_run(console, "def f(n):\n    return n * 2\ny = f(4)\n", &fault_error);
}

static inlet_status judge_sources(void)
{
    static const char *const sources[] = {"x = 1", "x = (", "x = = 1", "if 1:\n x",
                                          "1 is 1"};
    inlet_status status = INLET_DONE;
    for (size_t i = 0; i < sizeof sources / sizeof *sources && status >= 0; i++) {
        status = inlet_check(console, sources[i], &fault_error);
    }
    return status;
}

static inlet_status put_values(void)
{
    const inlet_value values[] = {inlet_int(1L << 40), inlet_double(2.5),
                                  inlet_string("t\xc3\xa9xt"), inlet_bytes("by", 2),
                                  inlet_big("0x123456789abcdef0123")};
    inlet_status status = INLET_DONE;
    for (size_t i = 0; i < sizeof values / sizeof *values && status >= 0; i++) {
        status = inlet_put(console, "a_name_of_its_own", values[i], &fault_error);
    }
    return status;
}

static inlet_status get_values(void)
{
    static const struct {
        const char *expression;
        inlet_kind kind;
    } cases[] = {
        {"2 ** 40", INLET_INT},
        {"'t\xc3\xa9xt' * 3", INLET_STRING},
        {"bytearray(5)", INLET_BYTES},
        {"[1, 2.5]", INLET_REPR},
        {"works", INLET_ANY},
        {"2 ** 70", INLET_BIG},
        {"{'k': [1, ('x', b'y')]}", INLET_ANY},
        {"map(str, range(3))", INLET_LIST},
    };
    inlet_status status = INLET_DONE;
    for (size_t i = 0; i < sizeof cases / sizeof *cases && status >= 0; i++) {
        inlet_value value = inlet_none();
        status = inlet_get(console, cases[i].expression, cases[i].kind, &value,
                           &fault_error);
        inlet_value_clear(&value);
    }
    return status;
}

static inlet_status put_containers(void)
{
    const inlet_value items[] = {inlet_int(1), inlet_string("two"), inlet_big("0x3")};
    const inlet_entry entries[] = {{inlet_tuple(items, 2), inlet_list(items, 3)},
                                   {inlet_string("k"), inlet_dict(NULL, 0)}};
    inlet_value copy = inlet_none();
    const inlet_value dict = inlet_dict(entries, 2);
    inlet_status status = inlet_value_copy(&dict, &copy);
    if (status == INLET_DONE) {
        status = inlet_put(console, "a_name_of_its_own", copy, &fault_error);
    }
    inlet_value_clear(&copy);
    return status;
}

static inlet_status fail_to_get(void)
{
    inlet_value value = inlet_none();
    inlet_status status =
        inlet_get(console, "works.missing", INLET_INT, &value, &fault_error);
    return status == INLET_EPYTHON ? INLET_DONE : status;
}

static inlet_status double_it(void *data, inlet_call *call)
{
    int64_t number = 0;
    (void)data;
    inlet_status status = inlet_arg_int(call, 0, &number);
    if (status < 0) {
        return status;
    }
    return number < 0 ? inlet_fail("LookupError", "not %d", (int)number)
                      : inlet_return(call, inlet_int(number * 2));
}

static inlet_status put_and_call_a_function(void)
{
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = "double_it";
    function.doc = "Twice as much.";
    function.call = double_it;
    function.min_args = function.max_args = 1;
    inlet_status status = inlet_put_function(console, &function, &fault_error);
    if (status < 0) {
        return status;
    }
    status = inlet_push(console, "z = double_it(4)", &fault_error);
    if (status == INLET_DONE) {
        status = inlet_push(console, "double_it(-1)", &fault_error);
    }
    return status == INLET_RAISED ? inlet_push(console, "double_it('x')", &fault_error)
                                  : status;
}

static inlet_status add_all(void *data, inlet_call *call)
{
    inlet_value list = inlet_none();
    double sum = 0, number = 0;
    (void)data;
    inlet_status status = inlet_arg(call, 0, INLET_ANY, &list);
    for (size_t i = 0; i < inlet_value_length(&list); i++) {
        sum += inlet_value_is_number(inlet_value_item(&list, i), &number) ? number : 0;
    }
    return status < 0 ? status : inlet_return(call, inlet_double(sum));
}

static inlet_status put_and_call_with_a_signature(void)
{
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = "add_all";
    function.signature = "(numbers: list[float], *rest: int8, sign: str | None = None)";
    function.call = add_all;
    inlet_status status = inlet_put_function(console, &function, &fault_error);
    if (status == INLET_EINVAL) {
        return INLET_ENOMEM; /* CPython says SystemError, for one, when it is out of it
                              */
    }
    if (status == INLET_DONE) {
        status = inlet_push(console, "z = add_all([1, 2], 3, sign='-')", &fault_error);
    }
    if (status == INLET_DONE) {
        status = inlet_push(console, "add_all([1, 'x'])", &fault_error);
    }
    return status == INLET_RAISED
               ? inlet_push(console, "add_all([], 1000)", &fault_error)
               : status;
}

static int destroyed;

static void count_destroyed(void *pointer)
{
    (void)pointer;
    destroyed++;
}

static inlet_status give_self(void *data, inlet_call *call)
{
    (void)data;
    return inlet_return(call, inlet_int(*(int *)inlet_call_self(call)));
}

/* What is not put in is not destroyed, and what is is destroyed once. */
static inlet_status put_and_use_a_handle(void)
{
    static int thing = 5;
    static const inlet_function methods[] = {
        {sizeof(inlet_function), "get", NULL, give_self, NULL, NULL, 0, 0, "(self)"}};
    static const inlet_attribute attributes[] = {
        {sizeof(inlet_attribute), "size", NULL, give_self, NULL, NULL}};
    static const inlet_class class = {
        sizeof(inlet_class), "Thing", NULL, count_destroyed, methods, 1, attributes, 1};
    const inlet_value items[] = {inlet_handle(&class, &thing), inlet_string("x")};
    inlet_value value = inlet_none();
    destroyed = 0;
    inlet_status status =
        inlet_put(console, "thing", inlet_list(items, 2), &fault_error);
    if (status < 0) {
        return destroyed != 0           ? INLET_ESTATE
               : status == INLET_EINVAL ? INLET_ENOMEM
                                        : status;
    }
    status = inlet_get(console, "thing", INLET_LIST, &value, &fault_error);
    if (status == INLET_DONE) {
        status = inlet_push(console, "thing[0].get() + thing[0].size", &fault_error);
    }
    inlet_put(console, "thing", inlet_none(), &fault_error);
    inlet_revoke(&class, &thing);
    inlet_value_clear(&value);
    return destroyed > 1 ? INLET_ESTATE : status;
}

static const char *const *next_line;

static inlet_status give_line(void *data, const char *prompt, inlet_line *line)
{
    (void)data;
    (void)prompt;
    if (*next_line == NULL) {
        return INLET_END;
    }
    const char *text = *next_line++;
    return inlet_line_set(line, text, strlen(text));
}

static inlet_status hold_a_session(void)
{
    static const char *const lines[] = {"x = 1", "if x:", "  x = 2", "", "1/0", NULL};
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = sink_write;
    callbacks.read_line = give_line;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &callbacks;
    config.data = &sink;
    next_line = lines;
    inlet_console *other = inlet_console_new(&config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = inlet_interact(other, "hello", "bye", &fault_error);
    inlet_console_free(other);
    return status;
}

/* The first console of its kind: the proxies go up and come down. */
static inlet_status print_and_read(void)
{
    static const char *const lines[] = {"line", NULL};
    static struct streams streams;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.output = streams_output;
    callbacks.input = streams_input;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &callbacks;
    config.data = &streams;
    config.output_limit = 40;
    memset(&streams, 0, sizeof streams);
    streams.lines = lines;
    streams.secret = "secret";
    inlet_console *other = inlet_console_new(&config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = inlet_run(other,
                                    "print(input('?'))\n"
                                    "import sys, getpass\n"
                                    "sys.stdout.buffer.write(b'\\xc3')\n"
                                    "getpass.getpass('Key: ')\n"
                                    "print('x' * 50)\n",
                                    &fault_error);
    inlet_console_free(other);
    return status;
}

static inlet_status interrupt_and_queue(void)
{
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_result result = INLET_RESULT_INIT;
    uint64_t ticket = 0;
    callbacks.write = sink_write;
    config.callbacks = &callbacks;
    config.data = &sink;
    config.time_limit = 60000;
    inlet_console *other = inlet_console_new(&config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = inlet_feed(other, "x = 1\nx +\n", 11, &fault_error);
    if (status == INLET_DONE) {
        status = inlet_submit(other, "import time; time.sleep(0.0001)", &ticket,
                              &fault_error);
    }
    if (status == INLET_DONE) {
        status = inlet_dispatch(other, INLET_ALL, &fault_error);
    }
    if (status == INLET_DONE) {
        status = inlet_wait(other, ticket, 0, &result, &fault_error);
        inlet_result_clear(&result);
    }
    inlet_console_free(other);
    return status;
}

static inlet_status show_values(void)
{
    inlet_result result = INLET_RESULT_INIT;
    inlet_status status = inlet_push(console, "works * 2", &fault_error);
    if (status >= 0) {
        status = inlet_push(console, "works.missing", &fault_error);
    }
    if (status >= 0) {
        status = inlet_result_get(console, &result, &fault_error);
        inlet_result_clear(&result);
    }
    return status;
}

static inlet_status ask_for_texts(void)
{
    inlet_value text = inlet_none();
    inlet_status status = inlet_traceback(console, &text, &fault_error);
    inlet_value_clear(&text);
    if (status >= 0) {
        status = inlet_message(console, &text, &fault_error);
        inlet_value_clear(&text);
    }
    return status;
}

static inlet_status leave_the_console(void)
{
    return inlet_push(console, "raise SystemExit('text')", &fault_error);
}

static inlet_status adopt_an_object(void)
{
    PyObject *object = inlet_console_object(console);
    PyObject *class = (PyObject *)Py_TYPE(object);
    PyObject *fresh = PyObject_CallNoArgs(class);
    Py_DECREF(object);
    if (fresh == NULL) {
        PyErr_Clear();
        return INLET_ENOMEM;
    }
    inlet_console *other = inlet_console_adopt(fresh, NULL, NULL, &fault_error);
    Py_DECREF(fresh);
    inlet_console_free(other);
    return other == NULL ? fault_error.code : INLET_DONE;
}

static inlet_status complete_texts(void)
{
    static const char *const texts[] = {
        "wor",
        "works.upp",
        "open('x', enc",
        "{'key': 1}.it",
        "'/et",
        "import sysc",
        "from os import getc",
        "def f(a, b):\n    c = 'x'\n    c.upp",
    };
    inlet_status status = INLET_DONE;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status >= 0; i++) {
        inlet_completion found = INLET_COMPLETION_INIT;
        size_t length = strlen(texts[i]);
        status = inlet_complete(console, texts[i], length, length, NULL, &found,
                                &fault_error);
        inlet_completion_clear(&found);
    }
    return status;
}

static inlet_status describe_things(void)
{
    static const char *const texts[] = {"print(1, end=", "works.upper", "help(",
                                        "exit"};
    inlet_status status = INLET_DONE;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status >= 0; i++) {
        inlet_description found = INLET_DESCRIPTION_INIT;
        size_t length = strlen(texts[i]);
        status = inlet_describe(console, texts[i], length, length, INLET_FOCUS_NAME,
                                &found, &fault_error);
        inlet_description_clear(&found);
    }
    return status;
}

static inlet_status watch_an_object(void)
{
    inlet_status status =
        inlet_watch(console, "other", &watched_type, &watched, NULL, &fault_error);
    return status < 0 ? status : inlet_detach(&watched, &fault_error);
}

/* In a function that was made before: so no compiler is asked. */
static inlet_status look_at_an_object(void)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_get(console, "look", INLET_REPR, &value, &fault_error);
    inlet_value_clear(&value);
    return status;
}

#define TEST_OF(operation, compiles) FAULT_TEST_OF(operation, check_console, compiles)

TEST_OF(open_and_close, false)
TEST_OF(push_a_statement, true)
TEST_OF(push_a_block, true)
TEST_OF(push_an_error, true)
TEST_OF(push_no_python, true)
TEST_OF(run_a_source, true)
TEST_OF(judge_sources, true)
TEST_OF(put_values, false)
TEST_OF(get_values, true)
TEST_OF(put_containers, false)
TEST_OF(fail_to_get, true)
TEST_OF(put_and_call_a_function, true)
TEST_OF(put_and_call_with_a_signature, true)
TEST_OF(put_and_use_a_handle, true)
TEST_OF(hold_a_session, true)
TEST_OF(print_and_read, true)
TEST_OF(interrupt_and_queue, true)
TEST_OF(show_values, true)
TEST_OF(ask_for_texts, false)
TEST_OF(leave_the_console, true)
TEST_OF(adopt_an_object, false)
TEST_OF(complete_texts, false)
TEST_OF(describe_things, false)
TEST_OF(watch_an_object, false)
TEST_OF(look_at_an_object, false)

/* --- Joining ---------------------------------------------------------------------- */

/* The module is made anew, engine and all. */
static inlet_status join(void)
{
    PyDict_DelItemString(PyImport_GetModuleDict(), "_inlet");
    PyErr_Clear();
    return inlet_start(NULL, &fault_error);
}

static inlet_status check_joined(void)
{
    return inlet_start(NULL, &fault_error) == INLET_DONE &&
                   inlet_stop(NULL) == INLET_DONE
               ? INLET_DONE
               : INLET_EPYTHON;
}

static void join_with_each_fault(void **state)
{
    (void)state;
    inlet_console_free(console);
    console = NULL;
    assert_status(inlet_stop(&fault_error), INLET_DONE);
    fail_each(join, check_joined, false);
    assert_status(inlet_start(NULL, &fault_error), INLET_DONE);
}

static int set_up(void **state)
{
    (void)state;
    if (faults_begin() < 0) {
        return -1;
    }
    console = host_open(&sink);
    host_run(console, "import traceback, linecache, tokenize, getpass");
    inlet_watch(console, "state", &watched_type, &watched, NULL, &fault_error);
    host_run(console,
             "import keyword, inlet as live\n"
             "class Look:\n"
             "    def __repr__(self):\n"
             "        state.number = 5\n"
             "        state.text = 'two'\n"
             "        state.list[1:] = [7, 8]\n"
             "        state.next.next = state\n"
             "        repr(state), dir(state), state.__doc__\n"
             "        for one in state.next.list: pass\n"
             "        return str(live.to_dict(state)) + live.path(state.next.list)\n"
             "look = Look()\n");
    /* What is imported once is imported now. */
    return check_console() < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    return faults_end(console);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(open_and_close),
        FAULT_TEST(push_a_statement),
        FAULT_TEST(push_a_block),
        FAULT_TEST(push_an_error),
        FAULT_TEST(push_no_python),
        FAULT_TEST(run_a_source),
        FAULT_TEST(judge_sources),
        FAULT_TEST(put_values),
        FAULT_TEST(get_values),
        FAULT_TEST(put_containers),
        FAULT_TEST(fail_to_get),
        FAULT_TEST(put_and_call_a_function),
        FAULT_TEST(put_and_call_with_a_signature),
        FAULT_TEST(put_and_use_a_handle),
        FAULT_TEST(hold_a_session),
        FAULT_TEST(print_and_read),
        FAULT_TEST(interrupt_and_queue),
        FAULT_TEST(show_values),
        FAULT_TEST(ask_for_texts),
        FAULT_TEST(leave_the_console),
        FAULT_TEST(adopt_an_object),
        FAULT_TEST(complete_texts),
        FAULT_TEST(describe_things),
        FAULT_TEST(watch_an_object),
        FAULT_TEST(look_at_an_object),
    };
    const struct CMUnitTest joining[] = {FAULT_TEST(join)};
    if (faults_skipped() != 0) {
        return faults_skipped();
    }
    int wrong = cmocka_run_group_tests(tests, set_up, tear_down);
    return wrong + cmocka_run_group_tests(joining, set_up, tear_down);
}
