/* SPDX-License-Identifier: MIT
 * Many threads, of which Python knows none. What a thread finds wrong it counts; the
 * test looks at the counts.
 */
#include "host.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { THREADS = 6, ROUNDS = 200 };

static void run_threads(void *(*body)(void *), void *const *data)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, body, data[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
}

static void run_threads_on(void *(*body)(void *), void *shared)
{
    void *data[THREADS];
    for (int i = 0; i < THREADS; i++) {
        data[i] = shared;
    }
    run_threads(body, data);
}

/* --- A console each --------------------------------------------------------------- */

struct own {
    int wrong;
    size_t written;
};

static inlet_status count_write(void *data, const char *text, size_t length)
{
    struct own *own = data;
    (void)text;
    own->written += length;
    return INLET_DONE;
}

static void *work_alone(void *data)
{
    struct own *own = data;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = count_write;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &callbacks;
    config.data = own;
    inlet_console *console = inlet_console_new(&config, NULL);
    inlet_error error;
    int64_t count = 0;
    own->wrong += inlet_put(console, "n", inlet_int(0), NULL) != INLET_DONE;
    for (int i = 0; i < ROUNDS; i++) {
        own->wrong += inlet_push(console, "if n >= 0:", NULL) != INLET_MORE;
        own->wrong += inlet_push(console, "    n += 1", NULL) != INLET_MORE;
        own->wrong += inlet_push(console, "", NULL) != INLET_DONE;
        own->wrong += inlet_push(console, "1/0", &error) != INLET_RAISED;
        own->wrong += strcmp(error.type, "ZeroDivisionError") != 0;
        own->wrong += inlet_check(console, "x = (", NULL) != INLET_MORE;
        own->wrong += inlet_run(console, "x = 1 is 1", NULL) != INLET_DONE;
    }
    own->wrong += inlet_get_int(console, "n", &count, NULL) != INLET_DONE;
    own->wrong += count != ROUNDS;
    inlet_console_free(console);
    return NULL;
}

static void threads_with_consoles_of_their_own_do_not_meet(void **state)
{
    struct own own[THREADS];
    void *data[THREADS];
    inlet_console *console = host_open(NULL);
    (void)state;
    memset(own, 0, sizeof own);
    for (int i = 0; i < THREADS; i++) {
        data[i] = &own[i];
    }
    host_run(console, "import warnings\n"
                      "warnings.simplefilter('ignore', SyntaxWarning)\n"
                      "before = list(warnings.filters)\n");
    run_threads(work_alone, data);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(own[i].wrong, 0);
        assert_int_equal(own[i].written, own[0].written);
        assert_true(own[i].written > 0);
    }
    host_assert_true(console, "warnings.filters == before");
    host_run(console, "warnings.resetwarnings()");
    inlet_console_free(console);
}

/* --- One console ------------------------------------------------------------------ */

struct shared {
    inlet_console *console;
    atomic_int done, busy, wrong;
};

static void *push_together(void *data)
{
    struct shared *shared = data;
    for (int i = 0; i < ROUNDS; i++) {
        inlet_status status = inlet_push(shared->console, "count()", NULL);
        if (status == INLET_DONE) {
            shared->done++;
        } else if (status == INLET_EBUSY) {
            shared->busy++;
        } else {
            shared->wrong++;
        }
    }
    return NULL;
}

static void one_console_runs_one_command_at_a_time(void **state)
{
    struct shared shared = {.console = host_open(NULL)};
    int64_t count = 0;
    (void)state;
    host_run(shared.console, "import time\n"
                             "n = 0\n"
                             "inside = False\n"
                             "def count():\n"
                             "    global n, inside\n"
                             "    assert not inside\n"
                             "    inside = True\n"
                             "    time.sleep(0.0005)\n"
                             "    n += 1\n"
                             "    inside = False\n");
    run_threads_on(push_together, &shared);
    assert_int_equal(shared.wrong, 0);
    assert_int_equal(shared.done + shared.busy, THREADS * ROUNDS);
    assert_true(shared.busy > 0);
    assert_status(inlet_get_int(shared.console, "n", &count, NULL), INLET_DONE);
    assert_int_equal(count, shared.done);
    inlet_console_free(shared.console);
}

static void *run_until_told(void *data)
{
    struct shared *shared = data;
    if (inlet_run(shared->console,
                  "import time\n"
                  "started = True\n"
                  "while not stop: time.sleep(0.001)\n",
                  NULL) != INLET_DONE) {
        shared->wrong++;
    }
    return NULL;
}

static void wait_until(inlet_console *console, const char *expression)
{
    for (int i = 0; i < 5000; i++) {
        bool is_true = false;
        inlet_get_bool(console, expression, &is_true, NULL);
        if (is_true) {
            return;
        }
        usleep(1000);
    }
    fail_msg("never true: %s", expression);
}

static void values_go_in_and_out_while_a_command_runs(void **state)
{
    struct shared shared = {.console = host_open(NULL)};
    pthread_t thread;
    (void)state;
    host_run(shared.console, "started = stop = False");
    assert_int_equal(pthread_create(&thread, NULL, run_until_told, &shared), 0);
    wait_until(shared.console, "started");
    assert_status(inlet_push(shared.console, "1", NULL), INLET_EBUSY);
    assert_status(inlet_run(shared.console, "1", NULL), INLET_EBUSY);
    assert_status(inlet_reset(shared.console, NULL), INLET_EBUSY);
    assert_status(inlet_stop(NULL), INLET_EBUSY);
    assert_status(inlet_check(shared.console, "x = (", NULL), INLET_MORE);
    assert_status(inlet_put(shared.console, "stop", inlet_bool(true), NULL),
                  INLET_DONE);
    pthread_join(thread, NULL);
    assert_int_equal(shared.wrong, 0);
    inlet_console_free(shared.console);
}

static void a_console_is_freed_when_its_command_has_ended(void **state)
{
    struct shared shared = {.console = host_open(NULL)};
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.share = shared.console;
    pthread_t thread;
    (void)state;
    host_run(shared.console, "started = stop = False");
    inlet_console *other = inlet_console_new(&config, NULL);
    assert_int_equal(pthread_create(&thread, NULL, run_until_told, &shared), 0);
    wait_until(other, "started");
    inlet_console_free(shared.console);
    host_run(other, "stop = True");
    pthread_join(thread, NULL);
    assert_int_equal(shared.wrong, 0);
    inlet_console_free(other);
}

/* --- Locks of the host ------------------------------------------------------------ */

static pthread_mutex_t host_lock = PTHREAD_MUTEX_INITIALIZER;

static inlet_status write_under_lock(void *data, const char *text, size_t length)
{
    (void)data;
    (void)text;
    (void)length;
    pthread_mutex_lock(&host_lock);
    pthread_mutex_unlock(&host_lock);
    return INLET_DONE;
}

static void *push_and_hold_lock(void *data)
{
    struct shared *shared = data;
    for (int i = 0; i < ROUNDS / 4; i++) {
        pthread_mutex_lock(&host_lock);
        shared->wrong += inlet_put(shared->console, "x", inlet_int(i), NULL) < 0;
        pthread_mutex_unlock(&host_lock);
    }
    return NULL;
}

static void *raise_often(void *data)
{
    struct shared *shared = data;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = write_under_lock;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &callbacks;
    inlet_console *console = inlet_console_new(&config, NULL);
    for (int i = 0; i < ROUNDS / 4; i++) {
        shared->wrong += inlet_push(console, "1/0", NULL) != INLET_RAISED;
    }
    inlet_console_free(console);
    return NULL;
}

/* One thread calls with the host's lock held, the other's callback wants that lock: if
 * callbacks ran with Python's lock held, this would not end. */
static void locks_of_the_host_and_of_python_do_not_cross(void **state)
{
    struct shared shared = {.console = host_open(NULL)};
    pthread_t one, two;
    (void)state;
    assert_int_equal(pthread_create(&one, NULL, push_and_hold_lock, &shared), 0);
    assert_int_equal(pthread_create(&two, NULL, raise_often, &shared), 0);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    assert_int_equal(shared.wrong, 0);
    inlet_console_free(shared.console);
}

/* --- Start and stop --------------------------------------------------------------- */

static void *start_and_stop(void *data)
{
    struct shared *shared = data;
    for (int i = 0; i < ROUNDS; i++) {
        shared->wrong += inlet_start(NULL, NULL) != INLET_DONE;
        shared->wrong += inlet_stop(NULL) != INLET_DONE;
    }
    return NULL;
}

static void a_running_python_is_started_and_stopped_by_anybody(void **state)
{
    struct shared shared = {.console = NULL};
    (void)state;
    run_threads_on(start_and_stop, &shared);
    assert_int_equal(shared.wrong, 0);
    assert_true(inlet_is_running());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_with_consoles_of_their_own_do_not_meet),
        cmocka_unit_test(one_console_runs_one_command_at_a_time),
        cmocka_unit_test(values_go_in_and_out_while_a_command_runs),
        cmocka_unit_test(a_console_is_freed_when_its_command_has_ended),
        cmocka_unit_test(locks_of_the_host_and_of_python_do_not_cross),
        cmocka_unit_test(a_running_python_is_started_and_stopped_by_anybody),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
