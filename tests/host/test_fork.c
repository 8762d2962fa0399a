/* SPDX-License-Identifier: MIT
 * os.fork() in a console: the child goes on with what its thread had.
 */
#include "streams.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* In one call all the time. (Threads that come and go in Python while it forks would
 * be another matter: until 3.12 its child may wait for a lock that one of them held.)
 */
static void *run_until_told(void *data)
{
    inlet_run(data, "import time\nwhile not ends: time.sleep(0.0001)\n", NULL);
    return NULL;
}

/* The child's verdict: every step, or the number of the first that went wrong. */
static int use_in_child(inlet_console *console, inlet_console *other)
{
    inlet_console *fresh = inlet_console_new(NULL, NULL);
    if (fresh == NULL || inlet_push(fresh, "x = 1", NULL) != INLET_DONE) {
        return 1;
    }
    if (inlet_push(console, "y = 2", NULL) != INLET_DONE) {
        return 2;
    }
    inlet_console_free(fresh);
    inlet_console_free(other); /* whatever a thread that is gone did in it */
    inlet_console_free(console);
    return inlet_stop(NULL) == INLET_DONE ? 0 : 3;
}

static void a_forked_child_can_go_on_and_stop(void **state)
{
    inlet_console *console = host_open(NULL);
    inlet_console *other = host_open(NULL);
    pthread_t thread;
    (void)state;
    host_run(other, "ends = False");
    assert_int_equal(pthread_create(&thread, NULL, run_until_told, other), 0);
    for (int i = 0; i < 20; i++) {
        pid_t child = host_fork(console);
        if (child == 0) {
            _exit(use_in_child(console, other));
        }
        host_assert_child(child);
    }
    assert_status(inlet_put(other, "ends", inlet_bool(true), NULL), INLET_DONE);
    pthread_join(thread, NULL);
    inlet_console_free(other);
    inlet_console_free(console);
}

/* --- While another thread is in a callback ---------------------------------------- */

static void *flood_until_told(void *data)
{
    inlet_run(data, "import time\nwhile not ends: print('flood')\n", NULL);
    return NULL;
}

static void forget_output(struct streams *self) { sink_clear(&self->out); }

static int print_in_child(struct streams *own, struct streams *flooded)
{
    own->out.length = 0;
    if (inlet_push(own->console, "print('child')", NULL) != INLET_DONE ||
        strcmp(own->out.text, "child\n") != 0) {
        return 1;
    }
    /* Its thread is gone, and what that held is free. */
    if (inlet_output_fallback(flooded->console, NULL) != INLET_DONE ||
        inlet_get(NULL, "1", INLET_INT, NULL, NULL) != INLET_EINVAL ||
        inlet_run(own->console,
                  "import threading\n"
                  "t = threading.Thread(target=print, args=('rest',))\n"
                  "t.start(); t.join()",
                  NULL) != INLET_DONE) {
        return 2;
    }
    inlet_console_free(flooded->console);
    inlet_console_free(own->console);
    return inlet_stop(NULL) == INLET_DONE ? 0 : 3;
}

static void a_forked_child_can_print(void **state)
{
    static struct streams own, flooded;
    pthread_t thread;
    (void)state;
    host_skip_where_threads_are_watched();
    streams_open(&own, 0);
    streams_open(&flooded, 0);
    flooded.in_output = forget_output;
    host_run(flooded.console, "ends = False");
    assert_int_equal(pthread_create(&thread, NULL, flood_until_told, flooded.console),
                     0);
    for (int i = 0; i < 20; i++) {
        pid_t child = host_fork(own.console);
        if (child == 0) {
            _exit(print_in_child(&own, &flooded));
        }
        host_assert_child(child);
    }
    assert_status(inlet_put(flooded.console, "ends", inlet_bool(true), NULL),
                  INLET_DONE);
    pthread_join(thread, NULL);
    inlet_console_free(flooded.console);
    inlet_console_free(own.console);
}

/* --- While another thread feeds --------------------------------------------------- */

static atomic_bool feeds;

/* In pieces, of lines that grow. */
static void *feed_until_told(void *data)
{
    static const char piece[] = "'0123456789' ";
    for (size_t i = 0; feeds; i++) {
        bool is_end = i % 50 == 49;
        while (inlet_feed(data, is_end ? "\n" : piece, is_end ? 1 : 13, NULL) ==
                   INLET_EBUSY &&
               feeds) {
        }
    }
    return NULL;
}

static int dispatch_in_child(inlet_console *console)
{
    if (inlet_feed(console, "\n", 1, NULL) == INLET_EBUSY &&
        (inlet_dispatch(console, INLET_ALL, NULL) != INLET_DONE ||
         inlet_feed(console, "\n", 1, NULL) != INLET_DONE)) {
        return 1;
    }
    if (inlet_dispatch(console, INLET_ALL, NULL) != INLET_DONE) {
        return 2;
    }
    inlet_console_free(console);
    return inlet_stop(NULL) == INLET_DONE ? 0 : 3;
}

static void a_forked_child_has_a_whole_queue(void **state)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    static struct streams streams;
    pthread_t thread;
    (void)state;
    callbacks.output = streams_output;
    config.callbacks = &callbacks;
    config.data = &streams;
    config.queue_limit = 10000;
    inlet_console *fed = inlet_console_new(&config, NULL);
    inlet_console *console = host_open(NULL);
    feeds = true;
    assert_int_equal(pthread_create(&thread, NULL, feed_until_told, fed), 0);
    for (int i = 0; i < 20; i++) {
        pid_t child = host_fork(console);
        if (child == 0) {
            _exit(dispatch_in_child(fed));
        }
        host_assert_child(child);
        assert_true(inlet_dispatch(fed, 0, NULL) >= 0);
    }
    feeds = false;
    pthread_join(thread, NULL);
    inlet_console_free(fed);
    inlet_console_free(console);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_forked_child_can_go_on_and_stop),
        cmocka_unit_test(a_forked_child_can_print),
        cmocka_unit_test(a_forked_child_has_a_whole_queue),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
