/* SPDX-License-Identifier: MIT
 * Which input an interrupt is for, and whose clock a time limit is.
 */
#include "streams.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

/* --- A session that reads its own lines ------------------------------------------- */

struct session {
    inlet_console *console;
    const char *const *lines; /* ended by NULL */
    inlet_status asked;       /* what inlet_interrupt() said while nothing ran */
    inlet_status inside;      /* what became of commands at the prompt */
    struct sink sink;
};

static inlet_status write_session(void *data, const char *text, size_t length)
{
    struct session *self = data;
    return sink_write(&self->sink, text, length);
}

static inlet_status read_and_interrupt(void *data, const char *prompt, inlet_line *line)
{
    struct session *self = data;
    (void)prompt;
    self->asked |= inlet_interrupt(self->console);
    self->inside |= inlet_run(self->console, "for i in range(99): pass", NULL);
    if (*self->lines == NULL) {
        return INLET_END;
    }
    const char *text = *self->lines++;
    return inlet_line_set(line, text, strlen(text));
}

static void at_the_prompt_nothing_runs(void **state)
{
    static const char *const lines[] = {"x = 1", "if x:", "    y = 2",
                                        "",      "z = 3", NULL};
    static struct session session;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    session.lines = lines;
    callbacks.write = write_session;
    callbacks.read_line = read_and_interrupt;
    config.callbacks = &callbacks;
    config.data = &session;
    config.interruptible = true;
    session.console = inlet_console_new(&config, NULL);
    assert_non_null(session.console);
    assert_status(inlet_interact(session.console, "", "", NULL), INLET_DONE);
    assert_status(session.asked, INLET_DONE);
    assert_status(session.inside, INLET_DONE);
    assert_string_equal(session.sink.text, "\n");
    host_assert_true(session.console, "(x, y, z) == (1, 2, 3)");
    inlet_console_free(session.console);
}

static inlet_status loop_at_the_prompt(void *data, const char *prompt, inlet_line *line)
{
    struct session *self = data;
    (void)prompt, (void)line;
    self->inside = inlet_run(self->console, "loops = 1\nwhile True: pass", NULL);
    return INLET_END;
}

static void *interrupt_when_told(void *data)
{
    struct session *self = data;
    bool is_there = false;
    while (!is_there) {
        usleep(1000);
        inlet_get_bool(self->console, "'loops' in globals()", &is_there, NULL);
    }
    self->asked = inlet_interrupt(self->console);
    inlet_interrupt_wait(self->console, 60000, NULL, NULL);
    return NULL;
}

static inlet_status read_on(void *data, const char *prompt, inlet_line *line)
{
    struct session *self = data;
    (void)prompt;
    if (*self->lines == NULL) {
        return INLET_END;
    }
    const char *text = *self->lines++;
    return inlet_line_set(line, text, strlen(text));
}

static void interact_interrupted(struct session *session, inlet_read_line_fn read)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    pthread_t thread;
    callbacks.write = write_session;
    callbacks.read_line = read;
    config.callbacks = &callbacks;
    config.data = session;
    config.interruptible = true;
    session->console = inlet_console_new(&config, NULL);
    assert_non_null(session->console);
    assert_int_equal(pthread_create(&thread, NULL, interrupt_when_told, session), 0);
    assert_status(inlet_interact(session->console, "", "", NULL), INLET_DONE);
    pthread_join(thread, NULL);
    assert_status(session->asked, INLET_MORE);
    assert_non_null(strstr(session->sink.text, "KeyboardInterrupt\n"));
}

static void a_line_of_a_session_is_stopped_alone(void **state)
{
    static const char *const lines[] = {
        "def f():", "  global loops", "  loops = 1", "  while 1: pass", "",
        "f()",      "x = 1",          NULL};
    static struct session session;
    (void)state;
    session.lines = lines;
    interact_interrupted(&session, read_on);
    host_assert_true(session.console, "x == 1");
    inlet_console_free(session.console);
}

static void what_the_host_runs_at_the_prompt_can_be_stopped(void **state)
{
    static struct session session;
    (void)state;
    interact_interrupted(&session, loop_at_the_prompt);
    assert_status(session.inside, INLET_RAISED);
    inlet_console_free(session.console);
}

/* --- Where the exception ends up -------------------------------------------------- */

static inlet_console *open_with(uint32_t time_limit, inlet_input_fn input, void *data)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.input = input;
    config.callbacks = &callbacks;
    config.data = data;
    config.interruptible = true;
    config.time_limit = time_limit;
    inlet_console *console = inlet_console_new(&config, NULL);
    assert_non_null(console);
    return console;
}

/* The hook runs when the command itself is over, in no frame of it. */
static void a_hook_that_loops_is_an_answer_too(void **state)
{
    (void)state;
    inlet_console *console = open_with(200, streams_input, NULL);
    host_run(console, "import sys\n"
                      "def hook(*args):\n"
                      "    while True: pass\n");
    host_run(console, "sys.excepthook = hook");
    /* Of which exception depends on the version. */
    assert_status(inlet_run(console, "1/0", NULL), INLET_RAISED);
    assert_status(inlet_push(console, "1/0", NULL), INLET_RAISED);
    host_run(console, "sys.excepthook = sys.__excepthook__");
    inlet_console_free(console);
}

static inlet_status interrupt_here(void *data, inlet_call *call)
{
    (void)data;
    return inlet_interrupt(inlet_call_console(call)) == INLET_MORE ? INLET_DONE
                                                                   : INLET_EINVAL;
}

/* Between asking and the start of the thread, all in C, Python runs no code and keeps
 * its lock; so the interrupt comes when the thread has just been made. */
static void a_thread_that_starts_is_not_hit(void **state)
{
    inlet_function function = INLET_FUNCTION_INIT;
    inlet_error error;
    (void)state;
    inlet_console *console = open_with(0, streams_input, NULL);
    function.name = "interrupt";
    function.call = interrupt_here;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    host_run(console,
             "import sys, time, _thread, functools, operator\n"
             "hits = []\n"
             "sys.unraisablehook = lambda args: hits.append(args.exc_type)\n"
             "start = functools.partial(_thread.start_new_thread, lambda: 0, ())\n"
             "rest = functools.partial(time.sleep, 0)\n"
             "steps = [interrupt, start, rest]\n"
             "call = getattr(operator, 'call', lambda f: f())\n");
    for (int i = 0; i < 200; i++) {
        assert_status(inlet_run(console,
                                "list(map(call, steps))\n"
                                "while not hits: pass\n",
                                &error),
                      INLET_RAISED);
        assert_string_equal(error.type, "KeyboardInterrupt");
    }
    host_assert_true(console, "hits == []");
    host_run(console, "sys.unraisablehook = sys.__unraisablehook__");
    inlet_console_free(console);
}

/* --- Whose clock ------------------------------------------------------------------ */

struct reader {
    atomic_bool is_asked, may_answer;
};

static inlet_status answer_when_told(void *data, const char *prompt, bool is_secret,
                                     inlet_line *line)
{
    struct reader *reader = data;
    (void)prompt, (void)is_secret;
    reader->is_asked = true;
    while (!reader->may_answer) {
        usleep(1000);
    }
    return inlet_line_set(line, "", 0);
}

static void a_thread_that_reads_does_not_stop_the_clock(void **state)
{
    struct reader reader = {false, false};
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    inlet_console *console = open_with(2000, answer_when_told, &reader);
    assert_status(inlet_run(console,
                            "import contextvars, threading\n"
                            "run = contextvars.copy_context().run\n"
                            "thread = threading.Thread(target=run, args=(input,))\n"
                            "thread.start()\n"
                            "while True: pass\n",
                            NULL),
                  INLET_RAISED);
    assert_true(reader.is_asked);
    assert_status(inlet_result_get(console, &result, NULL), INLET_DONE);
    assert_true(result.is_late);
    inlet_result_clear(&result);
    reader.may_answer = true;
    host_run(console, "thread.join()");
    inlet_console_free(console);
}

/* --- Requests that come late ---------------------------------------------------------
 *
 * Who asks is stopped by a signal, perhaps in the midst of it, and goes on when another
 * command runs, for which somebody else has asked. The thread that would see that at
 * once waits for Python's lock meanwhile. */

static struct late {
    inlet_console *console, *holder;
    atomic_bool is_asking, is_frozen, may_thaw, is_idle, loops, is_looping, ends;
    atomic_bool is_holding, may_go_on;
    atomic_size_t runs;
} late;

static void freeze(int number)
{
    (void)number;
    late.is_frozen = true;
    while (!late.may_thaw) {
        poll(NULL, 0, 1);
    }
}

static void *ask_late(void *data)
{
    while (!late.ends) {
        late.is_idle = !late.is_asking;
        if (late.is_asking) {
            inlet_interrupt(late.console);
        } else {
            usleep(50);
        }
    }
    return data;
}

static inlet_status note_loop(void *data, inlet_call *call)
{
    (void)data, (void)call;
    late.is_looping = true;
    return INLET_DONE;
}

/* With Python's lock. */
static inlet_status hold(void *data, inlet_call *call)
{
    (void)data, (void)call;
    late.is_holding = true;
    while (!late.may_go_on) {
        usleep(50);
    }
    return INLET_DONE;
}

static void *run_short_and_long(void *data)
{
    while (!late.ends) {
        inlet_run(late.console,
                  late.loops ? "looping()\nwhile True: pass"
                             : "for i in range(50): pass",
                  NULL);
        if (late.is_looping) {
            late.loops = late.is_looping = false;
        }
        late.runs++;
    }
    return data;
}

static void *run_holding(void *data)
{
    inlet_run(late.holder, "hold()", NULL);
    return data;
}

static void wait_for(atomic_bool *what)
{
    while (!*what) {
        usleep(50);
    }
}

static void ask_while_one_is_late(pthread_t asker)
{
    pthread_t thread;
    late.is_frozen = late.may_thaw = late.is_holding = late.may_go_on = false;
    late.is_asking = true;
    for (size_t runs = late.runs; late.runs < runs + 2;) {
        usleep(50);
    }
    pthread_kill(asker, SIGUSR1);
    wait_for(&late.is_frozen);
    /* It says so again only when it is out of the handler. */
    late.is_idle = false;
    late.is_asking = false;
    late.loops = true;
    wait_for(&late.is_looping);
    assert_int_equal(pthread_create(&thread, NULL, run_holding, NULL), 0);
    wait_for(&late.is_holding);
    inlet_interrupt(late.holder);
    usleep(500);
    size_t runs = late.runs;
    assert_status(inlet_interrupt(late.console), INLET_MORE);
    late.may_thaw = true;
    wait_for(&late.is_idle);
    late.may_go_on = true;
    pthread_join(thread, NULL);
    while (late.runs == runs) {
        usleep(50);
    }
}

static void who_is_late_undoes_nothing(void **state)
{
    pthread_t asker, runner;
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    memset(&late, 0, sizeof late);
    late.console = open_with(0, streams_input, NULL);
    late.holder = open_with(0, streams_input, NULL);
    function.name = "looping";
    function.call = note_loop;
    assert_status(inlet_put_function(late.console, &function, NULL), INLET_DONE);
    function.name = "hold";
    function.call = hold;
    assert_status(inlet_put_function(late.holder, &function, NULL), INLET_DONE);
    host_run(late.console,
             "import sys, io; kept, sys.stderr = sys.stderr, io.StringIO()");
    signal(SIGUSR1, freeze);
    assert_int_equal(pthread_create(&asker, NULL, ask_late, NULL), 0);
    assert_int_equal(pthread_create(&runner, NULL, run_short_and_long, NULL), 0);
    for (int i = 0; i < 100; i++) {
        ask_while_one_is_late(asker);
    }
    late.ends = true;
    pthread_join(asker, NULL);
    pthread_join(runner, NULL);
    signal(SIGUSR1, SIG_DFL);
    host_run(late.console, "sys.stderr = kept");
    inlet_console_free(late.holder);
    inlet_console_free(late.console);
}

/* --- Who has the signal ----------------------------------------------------------- */

static bool takes_signal(void)
{
    struct sigaction now;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.interruptible = true;
    config.interrupt_signal = SIGUSR2;
    inlet_console *console = inlet_console_new(&config, NULL);
    assert_status(inlet_push(console, "x = 1", NULL), INLET_DONE);
    sigaction(SIGUSR2, NULL, &now);
    inlet_console_free(console);
    return now.sa_handler != SIG_DFL;
}

static atomic_bool is_done, has_stopped;

static void *start_again(void *data)
{
    bool *taken = data;
    taken[0] = takes_signal();
    is_done = true;
    while (!has_stopped) {
        usleep(1000);
    }
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    taken[1] = takes_signal();
    assert_status(inlet_stop(NULL), INLET_DONE);
    return NULL;
}

static void another_thread_may_become_the_main_one(void **state)
{
    pthread_t thread;
    bool taken[2] = {false, false};
    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, start_again, taken), 0);
    while (!is_done) {
        usleep(1000);
    }
    assert_status(inlet_stop(NULL), INLET_DONE);
    has_stopped = true;
    pthread_join(thread, NULL);
    assert_false(taken[0]);
    assert_true(taken[1]);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    assert_true(takes_signal());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_the_prompt_nothing_runs),
        cmocka_unit_test(a_line_of_a_session_is_stopped_alone),
        cmocka_unit_test(what_the_host_runs_at_the_prompt_can_be_stopped),
        cmocka_unit_test(a_hook_that_loops_is_an_answer_too),
        cmocka_unit_test(a_thread_that_starts_is_not_hit),
        cmocka_unit_test(a_thread_that_reads_does_not_stop_the_clock),
        cmocka_unit_test(who_is_late_undoes_nothing),
        cmocka_unit_test(another_thread_may_become_the_main_one),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
