/* SPDX-License-Identifier: MIT
 * os.fork() in a console: the child goes on with what its thread had.
 */
#include "host.h"

#include <pthread.h>
#include <sys/wait.h>
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
        int64_t child = -1;
        int status = -1;
        host_run(console, "import os, warnings\n"
                          "warnings.simplefilter('ignore')\n"
                          "child = os.fork()\n");
        assert_status(inlet_get_int(console, "child", &child, NULL), INLET_DONE);
        if (child == 0) {
            alarm(30);
            _exit(use_in_child(console, other));
        }
        assert_int_equal(waitpid((pid_t)child, &status, 0), child);
        assert_int_equal(status, 0);
    }
    assert_status(inlet_put(other, "ends", inlet_bool(true), NULL), INLET_DONE);
    pthread_join(thread, NULL);
    inlet_console_free(other);
    inlet_console_free(console);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_forked_child_can_go_on_and_stop),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
