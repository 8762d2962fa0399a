/* SPDX-License-Identifier: MIT
 * Every callback of a host answers something else once, at each of its calls in turn:
 * failures of each kind, interrupts, nonsense. The input ends with that, or goes on;
 * the next one works, and nothing is left behind.
 */
#include "host.h"

#include <inlet/handle.h>

static struct sink printed;
static inlet_console *witness;

/* What the n-th call answers; NULL for `type`: just the status. */
struct refusal {
    const char *name;
    inlet_status status;
    const char *type;
};

static const struct refusal refusals[] = {
    {"an exception", INLET_EPYTHON, "LookupError"},
    {"a failure without one", INLET_EPYTHON, NULL},
    {"the end of the session", INLET_EPYTHON, "SystemExit"},
    {"the end of the input", INLET_EPYTHON, "EOFError"},
    {"no such exception", INLET_EPYTHON, "no.such.Error"},
    {"out of memory", INLET_ENOMEM, NULL},
    {"busy", INLET_EBUSY, NULL},
    {"another thread", INLET_ETHREAD, NULL},
    {"an unknown failure", -1000, NULL},
    {"an interrupt", INLET_INTERRUPT, NULL},
    {"leaving", INLET_EXIT, NULL},
    {"the end", INLET_END, NULL},
    {"somebody else's", INLET_PASS, NULL},
    {"more", INLET_MORE, NULL},
    {"invalid", INLET_INVALID, NULL},
    {"raised", INLET_RAISED, NULL},
    {"an unknown answer", 1000, NULL},
};

static const struct refusal *refusal;
static int countdown, calls;
static bool is_open;

/* Is it this call? Then *out_status is its answer. */
static bool refuses(inlet_status *out_status)
{
    assert_true(is_open);
    calls++;
    if (--countdown != 0) {
        return false;
    }
    *out_status =
        refusal->type == NULL ? refusal->status : inlet_fail(refusal->type, "refused");
    return true;
}

/* --- The callbacks ---------------------------------------------------------------- */

static inlet_status write_text(void *data, const char *text, size_t length)
{
    inlet_status status;
    return refuses(&status) ? status : sink_write(data, text, length);
}

static inlet_status output(void *data, inlet_stream stream, const char *text,
                           size_t length)
{
    inlet_status status;
    (void)stream;
    return refuses(&status) ? status : sink_write(data, text, length);
}

static const char *const *typed;

static inlet_status read_line(void *data, const char *prompt, inlet_line *line)
{
    inlet_status status;
    (void)data, (void)prompt;
    if (refuses(&status)) {
        return status;
    }
    const char *text = *typed;
    if (text == NULL) {
        return INLET_END;
    }
    typed++;
    return inlet_line_set(line, text, strlen(text));
}

static inlet_status input(void *data, const char *prompt, bool is_secret,
                          inlet_line *line)
{
    inlet_status status;
    (void)data, (void)prompt, (void)is_secret;
    return refuses(&status) ? status : inlet_line_set(line, "1", 1);
}

static inlet_status judge(void *data, const char *text, size_t length)
{
    inlet_status status;
    (void)data, (void)length;
    if (refuses(&status)) {
        return status;
    }
    return *text == ':' ? INLET_DONE : INLET_PASS;
}

static inlet_status run(void *data, inlet_call *call)
{
    inlet_status status;
    (void)data;
    return refuses(&status) ? status : inlet_return(call, inlet_int(7));
}

static void note_result(void *data, uint64_t ticket, const inlet_result *result)
{
    (void)data, (void)ticket, (void)result;
    assert_true(is_open);
}

static inlet_status add_one(void *data, inlet_call *call)
{
    int64_t number = 0;
    inlet_status status;
    (void)data;
    if (refuses(&status)) {
        return status;
    }
    status = inlet_arg_int(call, 0, &number);
    return status < 0 ? status : inlet_return(call, inlet_int(number + 1));
}

static inlet_status get_or_set(void *data, inlet_call *call)
{
    inlet_status status;
    (void)data;
    return refuses(&status) ? status : inlet_return(call, inlet_int(5));
}

static const inlet_attribute attributes[] = {
    {sizeof(inlet_attribute), "size", NULL, get_or_set, get_or_set, NULL}};
static const inlet_function methods[] = {
    {sizeof(inlet_function), "__repr__", NULL, get_or_set, NULL, NULL, 0, 0, NULL},
    {sizeof(inlet_function), "__len__", NULL, get_or_set, NULL, NULL, 0, 0, NULL},
    {sizeof(inlet_function), "__enter__", NULL, get_or_set, NULL, NULL, 0, 0, NULL},
    {sizeof(inlet_function), "__exit__", NULL, get_or_set, NULL, NULL, 3, 3, NULL}};
static const inlet_class class = {sizeof(inlet_class), "Thing", NULL, NULL, methods, 4,
                                  attributes,          1};

/* --- A session that has them all called ------------------------------------------- */

static inlet_console *open_one(void)
{
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.write = write_text;
    callbacks.read_line = read_line;
    callbacks.output = output;
    callbacks.input = input;
    callbacks.judge = judge;
    callbacks.run = run;
    callbacks.result = note_result;
    config.callbacks = &callbacks;
    config.data = &printed;
    config.interruptible = true;
    inlet_console *console = inlet_console_new(&config, &error);
    if (console == NULL) {
        fail_msg("no console: %s", error.message);
    }
    return console;
}

static void put_all(inlet_console *console)
{
    static int thing;
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = "add_one";
    function.call = add_one;
    function.min_args = function.max_args = 1;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    assert_status(inlet_put(console, "thing", inlet_handle(&class, &thing), NULL),
                  INLET_DONE);
}

/* A call that user code may make fail, but not one that blames the caller: unless the
 * callback itself has said so. */
static void try(inlet_status status, const char *call)
{
    bool is_wrong = status == INLET_EINVAL || status == INLET_ESTATE ||
                    ((status == INLET_EBUSY || status == INLET_ETHREAD ||
                      status == INLET_EVERSION) &&
                     status != refusal->status);
    if (is_wrong) {
        fail_msg("%s: %s with %s", call, inlet_status_name(status), refusal->name);
    }
}

#define TRY(call) try((call), #call)

static void play(inlet_console *console)
{
    static const char *const lines[] = {"print(add_one(1))",
                                        "for i in range(2):",
                                        "    print(input('?'))",
                                        "",
                                        ":second",
                                        "1 / 0",
                                        "x = = 1",
                                        NULL};
    static const char queued[] = "add_one(2)\n:other\n";
    inlet_error error;
    inlet_value value = inlet_none();
    typed = lines;
    TRY(inlet_interact(console, "hello", "bye", &error));
    TRY(inlet_push(console, "len(thing), thing.size, thing", &error));
    TRY(inlet_push(console, "thing.size = input()", &error));
    TRY(inlet_run(console, "with thing:\n    print(add_one(3))\n", &error));
    TRY(inlet_run(console, "import getpass\nprint(getpass.getpass())", &error));
    TRY(inlet_check(console, ":third", &error));
    TRY(inlet_get(console, "add_one(thing.size)", INLET_INT, &value, &error));
    inlet_value_clear(&value);
    TRY(inlet_get(console, "thing", INLET_REPR, &value, &error));
    inlet_value_clear(&value);
    TRY(inlet_feed(console, queued, sizeof queued - 1, &error));
    inlet_status status;
    do {
        status = inlet_dispatch(console, INLET_ALL, &error);
        TRY(status);
    } while (status == INLET_EXIT);
}

/* What has answered so once works with the next input. */
static void check(inlet_console *console)
{
    inlet_error error;
    countdown = 0;
    assert_status(inlet_reset(console, &error), INLET_DONE);
    sink_clear(&printed);
    assert_status(inlet_push(console, "print(add_one(6), input(), thing)", &error),
                  INLET_RAISED); /* a __repr__ that gives a number */
    assert_status(inlet_push(console, "print(add_one(6), input(), len(thing))", &error),
                  INLET_DONE);
    assert_non_null(strstr(printed.text, "7 1 5\n"));
    assert_status(inlet_push(console, ":again", &error), INLET_DONE);
    assert_false(inlet_is_busy(console));
    assert_status(inlet_interrupt(console), INLET_DONE);
}

/* How many calls there were. */
static int play_with(const struct refusal *with, int number)
{
    refusal = with;
    countdown = number;
    calls = 0;
    is_open = true;
    inlet_console *console = open_one();
    put_all(console);
    play(console);
    int count = calls;
    check(console);
    inlet_console_free(console);
    is_open = false;
    host_assert_true(witness, "(sys.stdin, sys.stdout, sys.stderr) == std");
    host_assert_true(witness, "time.sleep is sleep and sys.displayhook is show");
    return count;
}

static void each_call_may_answer_anything(void **state)
{
    (void)state;
    int count = play_with(&refusals[0], 0);
    assert_true(count > 40);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        /* An early one may leave more to be done, or less. */
        for (int number = 1; number <= count; number++) {
            play_with(&refusals[i], number);
        }
    }
}

static int set_up(void **state)
{
    if (host_setup(state) < 0) {
        return -1;
    }
    witness = host_open(NULL);
    host_run(witness, "import sys, time\n"
                      "std = sys.stdin, sys.stdout, sys.stderr\n"
                      "sleep, show = time.sleep, sys.displayhook\n");
    return 0;
}

static int tear_down(void **state)
{
    inlet_console_free(witness);
    return host_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_may_answer_anything),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
