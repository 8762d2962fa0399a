/* SPDX-License-Identifier: MIT
 * Interrupts and time limits: what is asked for is hit, and nothing else.
 */
#include "streams.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

static inlet_console *open_with(uint32_t time_limit, int interrupt_signal,
                                struct streams *streams)
{
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.output = streams_output;
    callbacks.input = streams_input;
    memset(streams, 0, sizeof *streams);
    config.callbacks = &callbacks;
    config.data = streams;
    config.interruptible = true;
    config.time_limit = time_limit;
    config.interrupt_signal = interrupt_signal;
    inlet_console *console = inlet_console_new(&config, &error);
    if (console == NULL) {
        fail_msg("no console: %s", error.message);
    }
    streams->console = console;
    return console;
}

/* --- A command in a thread -------------------------------------------------------- */

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
    struct run *run = data;
    (void)call;
    run->has_begun = true;
    return INLET_DONE;
}

static void put_begun(struct run *run)
{
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = "begun";
    function.call = say_begun;
    function.data = run;
    assert_status(inlet_put_function(run->console, &function, NULL), INLET_DONE);
}

static void wait_for_begin(struct run *run)
{
    while (!run->has_begun) {
        usleep(1000);
    }
}

static void *run_it(void *data)
{
    struct run *run = data;
    run->status = inlet_run(run->console, run->source, &run->error);
    return NULL;
}

static void start(struct run *run, inlet_console *console, const char *source)
{
    memset(run, 0, sizeof *run);
    run->console = console;
    run->source = source;
    put_begun(run);
    assert_int_equal(pthread_create(&run->thread, NULL, run_it, run), 0);
    wait_for_begin(run);
}

static void join_interrupted(struct run *run)
{
    assert_int_equal(pthread_join(run->thread, NULL), 0);
    assert_status(run->status, INLET_RAISED);
    assert_string_equal(run->error.type, "KeyboardInterrupt");
}

/* It ends, and what the console does next is not disturbed. */
static void interrupt_and_join(struct run *run)
{
    inlet_stage stage;
    inlet_result result = INLET_RESULT_INIT;
    assert_status(inlet_interrupt(run->console), INLET_MORE);
    assert_status(inlet_interrupt_wait(run->console, 30000, &stage, NULL), INLET_DONE);
    assert_int_equal(stage, INLET_STAGE_ENDED);
    join_interrupted(run);
    assert_status(inlet_result_get(run->console, &result, NULL), INLET_DONE);
    assert_int_equal(result.interrupts, 1);
    assert_false(result.is_late);
    inlet_result_clear(&result);
    host_run(run->console, "for i in range(1000): pass");
}

/* --- What is stopped -------------------------------------------------------------- */

static void a_loop_is_stopped(void **state)
{
    static struct streams streams;
    struct run run;
    (void)state;
    inlet_console *console = open_with(0, 0, &streams);
    assert_status(inlet_interrupt(console), INLET_DONE);
    for (int i = 0; i < 20; i++) {
        start(&run, console, "begun()\nwhile True: pass");
        interrupt_and_join(&run);
    }
    assert_non_null(strstr(streams.err.text, "KeyboardInterrupt\n"));
    assert_status(inlet_interrupt(console), INLET_DONE);
    inlet_console_free(console);
}

static void a_sleep_is_woken_in_any_thread(void **state)
{
    static struct streams streams;
    struct run run;
    (void)state;
    inlet_console *console = open_with(0, 0, &streams);
    start(&run, console, "import time\nbegun()\ntime.sleep(3600)");
    interrupt_and_join(&run);
    start(&run, console, "begun()\nfrom time import sleep\nsleep(3600)");
    interrupt_and_join(&run);
    host_run(console, "sleep(0)\nsleep(0.001)\n"
                      "for wrong in -1, 'x', float('nan'):\n"
                      "    try: sleep(wrong)\n"
                      "    except (ValueError, TypeError): pass\n"
                      "    else: assert False");
    inlet_console_free(console);
    inlet_console *process = host_open(NULL);
    host_assert_true(process, "repr(__import__('time').sleep)"
                              " == '<built-in function sleep>'");
    inlet_console_free(process);
}

static void code_may_clean_up(void **state)
{
    static struct streams streams;
    struct run run;
    (void)state;
    inlet_console *console = open_with(0, 0, &streams);
    start(&run, console,
          "cleaned = 0\n"
          "try:\n"
          "    begun()\n"
          "    while True: pass\n"
          "except KeyboardInterrupt as e:\n"
          "    kind = type(e)\n"
          "    raise\n"
          "finally:\n"
          "    for cleaned in range(100000): print(end='')\n");
    interrupt_and_join(&run);
    host_assert_true(console, "cleaned == 99999 and kind is KeyboardInterrupt");
    inlet_console_free(console);
}

static void wait_for_value(inlet_console *console, const char *name, int64_t expected)
{
    int64_t value = expected - 1;
    while (value != expected) {
        usleep(1000);
        assert_status(inlet_get_int(console, name, &value, NULL), INLET_DONE);
    }
}

static void code_that_catches_it_is_asked_again(void **state)
{
    static struct streams streams;
    struct run run;
    inlet_stage stage;
    (void)state;
    inlet_console *console = open_with(0, 0, &streams);
    /* Not `while`: at the first instruction of a `try` nothing is caught. */
    host_run(console, "import itertools\ninside = -1");
    start(&run, console,
          "caught = 0\n"
          "begun()\n"
          "while caught < 2:\n"
          "    try:\n"
          "        for i in itertools.repeat(0): inside = caught\n"
          "    except KeyboardInterrupt: caught += 1\n"
          "inside = 2\n"
          "while True: pass");
    for (int i = 0; i < 2; i++) {
        wait_for_value(console, "inside", i);
        assert_status(inlet_interrupt(console), INLET_MORE);
        wait_for_value(console, "inside", i + 1);
        assert_status(inlet_interrupt_wait(console, 0, &stage, NULL), INLET_MORE);
        assert_int_equal(stage, INLET_STAGE_RAISED);
    }
    assert_status(inlet_interrupt(console), INLET_MORE);
    join_interrupted(&run);
    inlet_result result = INLET_RESULT_INIT;
    assert_status(inlet_result_get(console, &result, NULL), INLET_DONE);
    assert_int_equal(result.interrupts, 3);
    inlet_result_clear(&result);
    inlet_console_free(console);
}

static void a_call_that_cannot_be_woken_is_told_of(void **state)
{
    static struct streams streams;
    struct run run;
    inlet_stage stage;
    (void)state;
    inlet_console *console = open_with(0, 0, &streams);
    host_run(console, "import threading\nlock = threading.Lock()\nlock.acquire()");
    start(&run, console, "begun()\nlock.acquire()\nafter = 1");
    assert_status(inlet_interrupt(console), INLET_MORE);
    do {
        assert_status(inlet_interrupt_wait(console, 20, &stage, NULL), INLET_MORE);
    } while (stage == INLET_STAGE_ASKED);
    assert_int_equal(stage, INLET_STAGE_ARMED);
    assert_status(
        inlet_get(console, "lock.release()", INLET_NONE, &(inlet_value){0}, NULL),
        INLET_DONE);
    join_interrupted(&run);
    host_assert_true(console, "'after' not in globals()");
    inlet_console_free(console);
}

/* --- The main thread, and a signal ------------------------------------------------ */

static atomic_int asked;

static void *interrupt_soon(void *data)
{
    struct run *run = data;
    wait_for_begin(run);
    usleep(20000);
    asked = inlet_interrupt(run->console);
    return NULL;
}

static void system_calls_of_the_main_thread_are_woken(void **state)
{
    static const char *const sources[] = {
        "begun(); os.read(ends[0], 1)", "begun(); select.select([ends[0]], [], [])",
        "begun(); lock.acquire()",      "begun(); threading.Event().wait()",
        "begun(); one.recv(1)",         "begun(); time.sleep(3600)",
        "begun(); real(3600)",          "begun()\nwhile True: pass",
    };
    static struct streams streams;
    struct sigaction before, after;
    pthread_t thread;
    (void)state;
    inlet_console *process = host_open(NULL);
    host_run(process, "import time, sys; sys.modules['real_sleep'] = time.sleep");
    sigaction(SIGUSR2, NULL, &before);
    inlet_console *console = open_with(0, SIGUSR2, &streams);
    host_run(console, "import os, select, threading, socket, time, sys\n"
                      "ends = os.pipe()\n"
                      "one, two = socket.socketpair()\n"
                      "real = sys.modules.pop('real_sleep')\n"
                      "lock = threading.Lock(); lock.acquire()");
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct run run = {.console = console, .source = sources[i]};
        put_begun(&run);
        assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, &run), 0);
        run_it(&run);
        pthread_join(thread, NULL);
        assert_status(asked, INLET_MORE);
        assert_status(run.status, INLET_RAISED);
        assert_string_equal(run.error.type, "KeyboardInterrupt");
        inlet_result result = INLET_RESULT_INIT;
        assert_status(inlet_result_get(console, &result, NULL), INLET_DONE);
        assert_int_equal(result.interrupts, 1);
        inlet_result_clear(&result);
        host_run(console, "for i in range(1000): pass");
    }
    host_run(console, "for end in ends: os.close(end)\none.close(); two.close()");
    inlet_console_free(console);
    sigaction(SIGUSR2, NULL, &after);
    assert_ptr_equal(after.sa_handler, before.sa_handler);
    inlet_console_free(process);
}

/* ThreadSanitizer runs a handler when the thread calls something that it knows, which
 * a loop in Python does not. */
#ifdef __SANITIZE_THREAD__
#define DELAYS_SIGNALS true
#else
#define DELAYS_SIGNALS false
#endif

static inlet_console *to_interrupt;

static void interrupt_in_handler(int Signal)
{
    (void)Signal;
    /* The one function that may be called here. */
    asked = inlet_interrupt(to_interrupt); /* NOLINT(bugprone-signal-handler) */
}

static void a_signal_handler_may_ask(void **state)
{
    static struct streams streams;
    struct run run;
    (void)state;
    inlet_console *console = open_with(0, 0, &streams);
    to_interrupt = console;
    signal(SIGUSR1, interrupt_in_handler);
    for (int i = 0; i < 20; i++) {
        start(&run, console, "begun()\nwhile True: pass");
        /* In the very thread that runs it, or in another. */
        bool is_same = i % 2 == 0 && !DELAYS_SIGNALS;
        pthread_kill(is_same ? run.thread : pthread_self(), SIGUSR1);
        join_interrupted(&run);
        assert_status(asked, INLET_MORE);
    }
    signal(SIGUSR1, SIG_DFL);
    inlet_console_free(console);
}

/* --- What is not hit -------------------------------------------------------------- */

static struct streams held;
static atomic_bool is_inside, may_leave;
static inlet_status inner_status;

/* The host's own Python code runs here, for long enough to be hit. */
static void hold_output(struct streams *self)
{
    if (strcmp(self->out.text, "held\n") != 0 || is_inside) {
        return;
    }
    is_inside = true;
    inlet_console *other = host_open(NULL);
    while (!may_leave) {
        inner_status |= inlet_run(other, "for i in range(100): pass", NULL);
        inner_status |= inlet_get(self->console, "sum(range(100))", INLET_ANY,
                                  &(inlet_value){0}, NULL);
    }
    inlet_console_free(other);
}

static void the_hosts_code_is_not_hit(void **state)
{
    struct run run;
    inlet_stage stage;
    (void)state;
    inlet_console *console = open_with(0, 0, &held);
    held.in_output = hold_output;
    is_inside = may_leave = false;
    inner_status = INLET_DONE;
    start(&run, console, "begun()\nprint('held')\nafter = 1\nwhile True: pass");
    while (!is_inside) {
        usleep(1000);
    }
    assert_status(inlet_interrupt(console), INLET_MORE);
    do {
        assert_status(inlet_interrupt_wait(console, 20, &stage, NULL), INLET_MORE);
    } while (stage == INLET_STAGE_ASKED);
    assert_int_equal(stage, INLET_STAGE_HOST);
    may_leave = true;
    join_interrupted(&run);
    assert_status(inner_status, INLET_DONE);
    host_assert_true(console, "'after' not in globals()");
    inlet_console_free(console);
}

/* A window whose user does not answer, but stops the code that asks: whether the
 * interrupt has come as far as the callback or not. */
static inlet_status stop_asking(void *data, const char *prompt, bool is_secret,
                                inlet_line *line)
{
    struct run *run = data;
    (void)prompt, (void)is_secret, (void)line;
    run->status |= inlet_interrupt(run->console);
    usleep((unsigned)run->error.line);
    return INLET_INTERRUPT;
}

static void an_interrupt_that_the_host_raises_comes_once(void **state)
{
    struct run run = {0};
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    callbacks.input = stop_asking;
    config.callbacks = &callbacks;
    config.data = &run;
    config.interruptible = true;
    run.console = inlet_console_new(&config, NULL);
    for (int i = 0; i < 100; i++) {
        inlet_result result = INLET_RESULT_INIT;
        run.error.line = i % 10 * 50;
        host_run(run.console, "hit = False\n"
                              "try: input()\n"
                              "except KeyboardInterrupt: hit = True\n"
                              "for i in range(2000): pass\n"
                              "assert hit");
        assert_status(inlet_result_get(run.console, &result, NULL), INLET_DONE);
        assert_int_equal(result.interrupts, 1);
        inlet_result_clear(&result);
    }
    assert_status(run.status, INLET_MORE);
    inlet_console_free(run.console);
}

static atomic_bool goes_on;

static void *keep_asking(void *data)
{
    while (goes_on) {
        inlet_interrupt(data);
    }
    return NULL;
}

/* Run a command that is asked to stop all the time. It has to where it would not end by
 * itself; how many of the others are over before cannot be foreseen. */
static void run_and_be_hit(inlet_console *console, bool ends)
{
    inlet_error error;
    inlet_status status = inlet_push(console, ends ? "work()" : "loop()", &error);
    if (status == INLET_RAISED) {
        assert_string_equal(error.type, "KeyboardInterrupt");
    } else {
        assert_true(ends);
        assert_status(status, INLET_DONE);
    }
}

static void nothing_but_the_command_is_hit(void **state)
{
    static struct streams streams, other_streams;
    pthread_t thread;
    (void)state;
    inlet_console *console = open_with(0, 0, &streams);
    inlet_console *other = open_with(0, 0, &other_streams);
    host_run(console, "def work():\n    for i in range(3000): pass\n"
                      "def loop():\n    while True: pass");
    goes_on = true;
    assert_int_equal(pthread_create(&thread, NULL, keep_asking, console), 0);
    for (int i = 0; i < 1000; i++) {
        run_and_be_hit(console, i % 50 != 0);
        sink_clear(&streams.err);
        inlet_value value = inlet_none();
        assert_status(
            inlet_get(console, "[i for i in range(50)]", INLET_REPR, &value, NULL),
            INLET_DONE);
        inlet_value_clear(&value);
        assert_status(inlet_push(other, "[i for i in range(50)]", NULL), INLET_DONE);
        sink_clear(&other_streams.out);
    }
    goes_on = false;
    pthread_join(thread, NULL);
    inlet_console_free(console);
    inlet_console_free(other);
}

static inlet_status run_inner(void *data, inlet_call *call)
{
    inlet_status *status = data;
    *status = inlet_run(inlet_call_console(call), "inner()\nwhile True: pass", NULL);
    return INLET_DONE;
}

static void a_command_inside_a_command_is_stopped_first(void **state)
{
    static struct streams streams;
    struct run run, inner;
    inlet_status status = INLET_DONE;
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    inlet_console *console = open_with(0, 0, &streams);
    memset(&inner, 0, sizeof inner);
    function.call = run_inner;
    function.name = "nest";
    function.data = &status;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    function.call = say_begun;
    function.name = "inner";
    function.data = &inner;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    start(&run, console, "begun()\nnest()\nafter = 1\nwhile True: pass");
    wait_for_begin(&inner);
    assert_status(inlet_interrupt(console), INLET_MORE);
    bool is_after = false;
    while (!is_after) {
        inlet_get_bool(console, "'after' in globals()", &is_after, NULL);
    }
    assert_status(inlet_interrupt(console), INLET_MORE);
    join_interrupted(&run);
    assert_status(status, INLET_RAISED);
    inlet_console_free(console);
}

static void a_wait_that_makes_no_sense_is_a_failure(void **state)
{
    inlet_stage stage;
    (void)state;
    inlet_console *plain = host_open(NULL);
    assert_status(inlet_interrupt(plain), INLET_ESTATE);
    assert_status(inlet_interrupt_wait(plain, 0, NULL, NULL), INLET_ESTATE);
    assert_status(inlet_interrupt(NULL), INLET_EINVAL);
    assert_status(inlet_interrupt_wait(NULL, 0, NULL, NULL), INLET_EINVAL);
    inlet_console_free(plain);
    static struct streams streams;
    inlet_console *console = open_with(0, 0, &streams);
    assert_status(inlet_interrupt_wait(console, 0, &stage, NULL), INLET_DONE);
    assert_int_equal(stage, INLET_STAGE_NONE);
    inlet_console_free(console);
}

/* --- Time limits ------------------------------------------------------------------ */

static void an_input_that_takes_too_long_is_stopped(void **state)
{
    static struct streams streams;
    inlet_error error;
    (void)state;
    inlet_console *console = open_with(300, 0, &streams);
    for (int i = 0; i < 3; i++) {
        inlet_result result = INLET_RESULT_INIT;
        assert_status(inlet_run(console, "while True: pass", &error), INLET_RAISED);
        assert_string_equal(error.type, "KeyboardInterrupt");
        assert_status(inlet_result_get(console, &result, NULL), INLET_DONE);
        assert_true(result.is_late);
        inlet_result_clear(&result);
        host_run(console, "x = 1");
        assert_status(inlet_result_get(console, &result, NULL), INLET_DONE);
        assert_false(result.is_late);
        assert_int_equal(result.interrupts, 0);
        inlet_result_clear(&result);
    }
    /* Again and again, if it must be. */
    assert_status(inlet_run(console,
                            "import itertools\n"
                            "caught = 0\n"
                            "while True:\n"
                            "    try:\n"
                            "        for i in itertools.repeat(0): pass\n"
                            "    except KeyboardInterrupt:\n"
                            "        caught += 1\n"
                            "        if caught == 2: raise\n",
                            NULL),
                  INLET_RAISED);
    inlet_console_free(console);
}

static inlet_status slow_input(void *data, const char *prompt, bool is_secret,
                               inlet_line *line)
{
    (void)data, (void)prompt, (void)is_secret;
    usleep(1500000);
    return inlet_line_set(line, "late", 4);
}

static void waiting_for_the_host_does_not_count(void **state)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    callbacks.input = slow_input;
    config.callbacks = &callbacks;
    config.time_limit = 1000;
    inlet_console *console = inlet_console_new(&config, NULL);
    assert_non_null(console);
    host_run(console, "line = input()");
    host_assert_true(console, "line == 'late'");
    inlet_console_free(console);
}

static const char *const *session_lines;

static inlet_status read_slowly(void *data, const char *prompt, inlet_line *line)
{
    (void)data, (void)prompt;
    usleep(400000);
    if (*session_lines == NULL) {
        return INLET_END;
    }
    const char *text = *session_lines++;
    return inlet_line_set(line, text, strlen(text));
}

/* A dialogue that looks whether it is still wanted. */
struct dialogue {
    inlet_console *console;
    atomic_bool is_open;
    inlet_status asked;
};

static inlet_status ask_in_dialogue(void *data, const char *prompt, bool is_secret,
                                    inlet_line *line)
{
    struct dialogue *self = data;
    (void)prompt, (void)is_secret, (void)line;
    if (inlet_interrupt_waits(self->console)) {
        return INLET_EIO;
    }
    atomic_store(&self->is_open, true);
    while (!inlet_interrupt_waits(self->console)) {
        usleep(1000);
    }
    return INLET_INTERRUPT;
}

static void *close_dialogue(void *data)
{
    struct dialogue *self = data;
    while (!atomic_load(&self->is_open)) {
        usleep(1000);
    }
    self->asked = inlet_interrupt(self->console);
    /* It waits in another thread. */
    return inlet_interrupt_waits(self->console) ? data : NULL;
}

static void a_callback_may_look_for_one(void **state)
{
    struct dialogue dialogue = {0};
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    inlet_result result = INLET_RESULT_INIT;
    pthread_t thread;
    void *wrong = NULL;
    (void)state;
    callbacks.input = ask_in_dialogue;
    config.callbacks = &callbacks;
    config.data = &dialogue;
    config.interruptible = true;
    dialogue.console = inlet_console_new(&config, NULL);
    assert_non_null(dialogue.console);
    assert_int_equal(pthread_create(&thread, NULL, close_dialogue, &dialogue), 0);
    host_run(dialogue.console, "try: input()\n"
                               "except KeyboardInterrupt: caught = True\n");
    pthread_join(thread, &wrong);
    assert_null(wrong);
    assert_status(dialogue.asked, INLET_MORE);
    host_assert_true(dialogue.console, "caught");
    assert_status(inlet_result_get(dialogue.console, &result, NULL), INLET_DONE);
    inlet_result_clear(&result);
    assert_false(inlet_interrupt_waits(dialogue.console));
    assert_false(inlet_interrupt_waits(NULL));
    inlet_console_free(dialogue.console);
}

static void each_line_of_a_session_has_its_time(void **state)
{
    static const char *const lines[] = {"import time", "x = 1", "time.sleep(3600)",
                                        "y = 2", NULL};
    struct sink sink;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    sink_clear(&sink);
    session_lines = lines;
    callbacks.write = sink_write;
    callbacks.read_line = read_slowly;
    config.callbacks = &callbacks;
    config.data = &sink;
    config.time_limit = 1000;
    inlet_console *console = inlet_console_new(&config, NULL);
    assert_non_null(console);
    assert_status(inlet_interact(console, "", "", NULL), INLET_DONE);
    host_assert_true(console, "(x, y) == (1, 2)");
    assert_non_null(strstr(sink.text, "KeyboardInterrupt"));
    inlet_console_free(console);
}

/* --- Processes -------------------------------------------------------------------- */

static void a_forked_child_has_its_limits(void **state)
{
    static struct streams streams;
    (void)state;
    host_skip_where_threads_are_watched();
    inlet_console *console = open_with(1000, 0, &streams);
    pid_t child = host_fork(console);
    if (child == 0) {
        _exit(inlet_run(console, "while True: pass", NULL) == INLET_RAISED ? 0 : 1);
    }
    host_assert_child(child);
    inlet_console_free(console);
}

static void a_forked_child_that_goes_on_has_its_limits(void **state)
{
    static struct streams streams;
    (void)state;
    host_skip_where_threads_are_watched();
    inlet_console *console = open_with(1000, 0, &streams);
    host_run(console, "import os, signal, warnings\n"
                      "warnings.simplefilter('ignore')\n"
                      "child = os.fork()\n"
                      "if child == 0:\n"
                      "    signal.alarm(60)\n"
                      "    try:\n"
                      "        code = 1\n"
                      "        while True: pass\n"
                      "    except KeyboardInterrupt:\n"
                      "        code = 0\n"
                      "    os._exit(code)\n");
    int64_t child = -1;
    assert_status(inlet_get_int(console, "child", &child, NULL), INLET_DONE);
    host_assert_child((pid_t)child);
    inlet_console_free(console);
}

static void python_may_stop_and_start_again(void **state)
{
    static struct streams streams;
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_status(inlet_stop(NULL), INLET_DONE);
        assert_status(inlet_start(NULL, NULL), INLET_DONE);
        inlet_console *console = open_with(20, 0, &streams);
        assert_status(inlet_run(console, "while True: pass", NULL), INLET_RAISED);
        inlet_console_free(console);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_is_stopped),
        cmocka_unit_test(a_sleep_is_woken_in_any_thread),
        cmocka_unit_test(code_may_clean_up),
        cmocka_unit_test(code_that_catches_it_is_asked_again),
        cmocka_unit_test(a_call_that_cannot_be_woken_is_told_of),
        cmocka_unit_test(system_calls_of_the_main_thread_are_woken),
        cmocka_unit_test(a_signal_handler_may_ask),
        cmocka_unit_test(the_hosts_code_is_not_hit),
        cmocka_unit_test(an_interrupt_that_the_host_raises_comes_once),
        cmocka_unit_test(nothing_but_the_command_is_hit),
        cmocka_unit_test(a_command_inside_a_command_is_stopped_first),
        cmocka_unit_test(a_wait_that_makes_no_sense_is_a_failure),
        cmocka_unit_test(an_input_that_takes_too_long_is_stopped),
        cmocka_unit_test(waiting_for_the_host_does_not_count),
        cmocka_unit_test(a_callback_may_look_for_one),
        cmocka_unit_test(each_line_of_a_session_has_its_time),
        cmocka_unit_test(a_forked_child_has_its_limits),
        cmocka_unit_test(a_forked_child_that_goes_on_has_its_limits),
        cmocka_unit_test(python_may_stop_and_start_again),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
