/* SPDX-License-Identifier: MIT
 * What a host's console does with many objects: casts, walks, bytes, snapshots, watches.
 * What each of them gives is tested from Python; here are consoles, locks and objects
 * that go.
 */
#include <stdbool.h>

struct node {
    const char *name;
    int id;
    struct node *next;
};
struct table {
    struct node *buckets[4];
    unsigned count;
    void *any;
    char *label;
};

#define INLET_LIVE_TYPES(X) X(struct node, node_type)
#include <inlet/live.h>

#include "streams.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

INLET_STRUCT(node_type, struct node, name, id, next);
INLET_STRUCT(table_type, struct table, buckets, count, any, label);

static struct node last = {"last", 3, NULL}, second = {"second", 2, &last};
static struct node first = {"first", 1, &second};
static struct table table;

struct lock {
    pthread_mutex_t mutex;
    int held;  /* 0 or 1 */
    int takes; /* how often it was taken */
};

static void hold_lock(void *data, bool on)
{
    struct lock *lock = data;
    if (on) {
        pthread_mutex_lock(&lock->mutex);
        lock->held++;
        lock->takes++;
    } else {
        lock->held--;
        pthread_mutex_unlock(&lock->mutex);
    }
}

static struct lock lock = {.mutex = PTHREAD_MUTEX_INITIALIZER};
static struct streams streams;
static atomic_int writes;

static void note_write(struct streams *self)
{
    (void)self;
    atomic_fetch_add(&writes, 1);
}

static int open_one(void **state)
{
    inlet_watching watching = INLET_WATCHING_INIT;
    (void)state;
    table = (struct table){.buckets = {&first, NULL, &last, NULL}, .any = &second};
    atomic_store(&writes, 0);
    streams_open(&streams, 0);
    streams.in_output = note_write;
    host_run(streams.console, "from inlet.live import *");
    watching.lock = hold_lock;
    watching.data = &lock;
    if (inlet_watch(streams.console, "table", &table_type, &table, &watching, NULL) <
        0) {
        return -1;
    }
    return 0;
}

static int close_one(void **state)
{
    (void)state;
    inlet_console_free(streams.console);
    inlet_detach(&table, NULL);
    /* A look that had begun when its watch ended may still have it. */
    pthread_mutex_lock(&lock.mutex);
    int held = lock.held;
    pthread_mutex_unlock(&lock.mutex);
    return held == 0 ? 0 : -1;
}

/* --- Objects ---------------------------------------------------------------------- */

static void objects_are_cast_walked_and_shown(void **state)
{
    (void)state;
    host_run(streams.console,
             "node = cast('struct node *', table.any)\n"
             "assert node.id == 2\n"
             "assert [n.id for n in walk(table.buckets, 'next')] == [1, 2, 3, 3]\n"
             "assert container_of(addressof(node, 'id'), node, 'id') == node\n"
             "assert [n.id for n in take(table.buckets, 1)] == [1]\n"
             "assert bytes(mem(table)) == read(table)\n"
             "assert len(snapshot(table)) > 10\n"
             "before = snapshot(table)\n"
             "table.count = 7\n"
             "assert repr(before.compare()) == 'table.count: 0 -> 7'\n"
             "assert '\"count\": 7' in to_json(table)\n");
    assert_int_equal(table.count, 7);
}

static void the_lock_is_held_for_each_access(void **state)
{
    (void)state;
    lock.takes = 0;
    host_run(streams.console, "mem(table); list(walk(table.buckets, 'next'))");
    assert_in_range(lock.takes, 5, 50);
    lock.takes = 0;
    host_run(streams.console, "copy = snapshot(table)");
    assert_int_equal(lock.takes, 1);
    host_run(streams.console, "with locked(table): copy = snapshot(table)");
    assert_int_equal(lock.takes, 2);
}

static void a_text_is_the_programs(void **state)
{
    (void)state;
    host_run(streams.console, "table.label = strdup('text')");
    assert_string_equal(table.label, "text");
    free(table.label);
    table.label = NULL;
}

static void what_was_taken_away_is_gone_in_every_form(void **state)
{
    inlet_error error;
    static const char *const uses[] = {"table.count",
                                       "node.id",
                                       "next(steps)",
                                       "mem(table)",
                                       "mem(node)",
                                       "taken[0]",
                                       "held.id",
                                       "copy.compare()",
                                       "cast('struct node *', node)",
                                       "container_of(node, node, 'next')",
                                       "table.label = table.label",
                                       NULL};
    (void)state;
    host_run(streams.console, "node = cast('struct node *', table.any)\n"
                              "steps = walk(table.buckets, 'next'); next(steps)\n"
                              "taken = take(table.buckets, 2)\n"
                              "held = next(walk(table.buckets, 'next'))\n"
                              "copy = snapshot(table)\n");
    assert_status(inlet_detach(&table, NULL), INLET_DONE);
    for (const char *const *use = uses; *use != NULL; use++) {
        inlet_status status = inlet_run(streams.console, *use, &error);
        if (status != INLET_RAISED || strcmp(error.type, "ReferenceError") != 0) {
            fail_msg("%s: %s %s", *use, inlet_status_name(status), error.type);
        }
    }
    host_run(streams.console, "repr(node), repr(taken), dir(node)");
}

/* --- Watches ---------------------------------------------------------------------- */

static void wait_for_write(int before)
{
    while (atomic_load(&writes) == before) {
        usleep(500);
    }
}

static void a_change_is_printed_to_its_own_console(void **state)
{
    struct streams other;
    (void)state;
    streams_open(&other, 0);
    host_run(streams.console, "seen = watch(table, 'count', 0.001)");
    host_run(other.console, "1");
    pthread_mutex_lock(&lock.mutex);
    table.count = 5;
    pthread_mutex_unlock(&lock.mutex);
    wait_for_write(0);
    host_run(streams.console, "unwatch()");
    assert_string_equal(streams.out.text, "table.count: 0 -> 5\n");
    assert_string_equal(other.out.text, "");
    inlet_console_free(other.console);
}

static void watches_end_with_their_console(void **state)
{
    struct streams other;
    (void)state;
    streams_open(&other, 0);
    host_run(other.console, "from inlet.live import watch\n"
                            "number = [0]\n"
                            "watch(lambda: number[0], interval=0.001)\n");
    host_run(streams.console, "from inlet.tools.watch import clock\n"
                              "import time\n"
                              "assert len(clock.watches) == 1\n");
    inlet_console_free(other.console);
    host_run(streams.console, "while clock.watches: time.sleep(0.001)");
}

static void an_object_that_goes_is_told_once(void **state)
{
    (void)state;
    host_run(streams.console, "seen = watch(table, 'count', 0.001)");
    assert_status(inlet_detach(&table, NULL), INLET_DONE);
    wait_for_write(0);
    host_run(streams.console, "import time\n"
                              "while not seen.is_over: time.sleep(0.001)\n");
    assert_non_null(strstr(streams.out.text, "the program has taken 'table' away"));
    assert_int_equal(atomic_load(&writes), 1);
}

/* Python ends with a thread that looks. */
static void what_is_watched_at_the_end_does_no_harm(void **state)
{
    (void)state;
    host_run(streams.console,
             "import builtins\n"
             "builtins.kept = [walk(table.buckets, 'next'), mem(table),\n"
             "                 cast('void *', table), snapshot(table)]\n"
             "watch(lambda: 1, interval=0.001)\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(objects_are_cast_walked_and_shown),
        TEST(the_lock_is_held_for_each_access),
        TEST(a_text_is_the_programs),
        TEST(what_was_taken_away_is_gone_in_every_form),
        TEST(a_change_is_printed_to_its_own_console),
        TEST(watches_end_with_their_console),
        TEST(an_object_that_goes_is_told_once),
        TEST(what_is_watched_at_the_end_does_no_harm),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
