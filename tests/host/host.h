/* SPDX-License-Identifier: MIT
 * A host for the tests: the public headers, and what they all use.
 */
#ifndef IL_TEST_HOST_H
#define IL_TEST_HOST_H

#include <inlet/host.h>

#include <il_test.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* What a console has written. */
struct sink {
    char text[1 << 16];
    size_t length;
    size_t calls;
};

/** A write callback with a sink as its data. */
inlet_status sink_write(void *data, const char *text, size_t length);

void sink_clear(struct sink *sink);

/** Group fixtures: inlet_start() and inlet_stop(), which must succeed. */
int host_setup(void **state);
int host_teardown(void **state);

/** A console that writes into the sink; NULL leaves it to Python. */
inlet_console *host_open(struct sink *sink);

/** Compare statuses, by name where they differ. */
void host_assert_status(inlet_status actual, inlet_status expected, const char *call,
                        const char *file, int line);

#define assert_status(call, expected)                                                  \
    host_assert_status((call), (expected), #call, __FILE__, __LINE__)

/** Run statements that must end well. */
void host_run(inlet_console *console, const char *statements);

/** Set a variable, which must succeed. */
void host_put(inlet_console *console, const char *name, inlet_value value);

/** Evaluate, which must give a value of this kind: an owned one. */
inlet_value host_get(inlet_console *console, const char *expression, inlet_kind kind);

/** os.fork() in the console: the child's number, or 0 in the child, which does not live
 * longer than a minute. */
pid_t host_fork(inlet_console *console);

/** Wait for a child, which must have ended with 0. */
void host_assert_child(pid_t child);

/** Skip a test in whose children there are new threads where ThreadSanitizer watches:
 * it takes them for those that stayed behind, and their numbers for an error. */
void host_skip_where_threads_are_watched(void);

/** Assert that an expression is true in the console. */
void host_assert_true(inlet_console *console, const char *expression);

#endif
