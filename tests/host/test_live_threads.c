/* SPDX-License-Identifier: MIT
 * Calls between Python and the program in many threads, under locks, in interpreters
 * that come and go.
 */
#include <stdbool.h>

struct pair {
    long left, right; /* equal, whenever nobody has the lock */
};
typedef int (*change_fn)(int before, int after);

#define INLET_LIVE_TYPES(X) X(struct pair, pair_type)
#define INLET_LIVE_FUNCTIONS(X) X(change_fn, change_type)
#include <inlet/live.h>
#include <inlet/python.h>

#include "host.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

INLET_CALLBACK(change_type, change_fn, int, int, int);
INLET_STRUCT(pair_type, struct pair, left, right);

/* --- The program ------------------------------------------------------------------ */

static struct {
    pthread_mutex_t mutex;
    atomic_long taken;
    atomic_bool is_wrong; /* waited for with Python's lock */
} guard = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* Once there are interpreters with locks of their own, PyGILState says yes to all. */
static bool has_python(void)
{
#if PY_VERSION_HEX >= 0x030D0000
    return PyThreadState_GetUnchecked() != NULL;
#elif PY_VERSION_HEX >= 0x030C0000
    return _PyThreadState_UncheckedGet() != NULL;
#else
    return PyGILState_Check();
#endif
}

static void guard_lock(void *data, bool on)
{
    (void)data;
    if (!on) {
        pthread_mutex_unlock(&guard.mutex);
        return;
    }
    if (has_python()) {
        atomic_store(&guard.is_wrong, true);
    }
    pthread_mutex_lock(&guard.mutex);
    atomic_fetch_add(&guard.taken, 1);
}

static struct pair pair;
static change_fn on_change;
static inlet_console *console;

static void add_both(long by)
{
    pair.left += by;
    usleep(0);
    pair.right += by;
}

static int call_back(int after) { return on_change == NULL ? -1 : on_change(1, after); }
static void close_program(void);
static int run_statement(const char *text) { return inlet_run(console, text, NULL); }
static int get_in_python(void)
{
    int64_t value = -1;
    inlet_get_int(console, "6 * 7", &value, NULL);
    return (int)value;
}

INLET_PROGRAM(program, INLET_VAR(pair), INLET_VAR(on_change),
              INLET_FN(void, add_both, NULL, long), INLET_FN(int, call_back, NULL, int),
              INLET_FN(void, close_program, NULL, void),
              INLET_FN(int, run_statement, NULL, const char *),
              INLET_FN(int, get_in_python, NULL, void));

static void close_program(void) { inlet_detach(program, NULL); }

static void watch(inlet_console *one, bool is_guarded)
{
    inlet_error error;
    inlet_watching watching = INLET_WATCHING_INIT;
    watching.lock = is_guarded ? guard_lock : NULL;
    if (inlet_watch_program(one, "c", program, &watching, &error) < 0) {
        fail_msg("%s", error.message);
    }
    host_run(one, "import inlet.live as live");
}

static int open_one(void **unused)
{
    (void)unused;
    pair = (struct pair){0, 0};
    on_change = NULL;
    atomic_store(&guard.is_wrong, false);
    console = host_open(NULL);
    return 0;
}

static int close_one(void **unused)
{
    (void)unused;
    inlet_detach(program, NULL);
    inlet_console_free(console);
    assert_false(atomic_load(&guard.is_wrong));
    return 0;
}

/* --- Locks ------------------------------------------------------------------------ */

/* A thread of the program that has its lock and asks for Python's then. */
struct rival {
    atomic_bool is_over;
    atomic_long rounds;
};

static void *compete(void *data)
{
    struct rival *rival = data;
    while (!atomic_load(&rival->is_over)) {
        pthread_mutex_lock(&guard.mutex);
        add_both(1);
        if (get_in_python() != 42) {
            atomic_store(&guard.is_wrong, true);
        }
        pthread_mutex_unlock(&guard.mutex);
        atomic_fetch_add(&rival->rounds, 1);
        usleep(1);
    }
    return NULL;
}

static void who_waits_for_a_lock_has_no_other(void **unused)
{
    enum { RIVALS = 2 };
    struct rival rival = {0};
    pthread_t threads[RIVALS];
    (void)unused;
    watch(console, true);
    for (int i = 0; i < RIVALS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, compete, &rival), 0);
    }
    while (atomic_load(&rival.rounds) == 0) {
        usleep(100);
    }
    host_run(console, "import sys\n"
                      "sys.setswitchinterval(1e-5)\n"
                      "size = live.sizeof(c.pair, 'left')\n"
                      "for i in range(3000):\n"
                      "    both = live.read(c.pair)\n"
                      "    assert both[:size] == both[size:]\n"
                      "    c.add_both(2)\n"
                      "    repr(c.pair)\n"
                      "    with live.locked(c): c.pair = c.pair\n"
                      "sys.setswitchinterval(0.005)\n");
    atomic_store(&rival.is_over, true);
    for (int i = 0; i < RIVALS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(pair.left, pair.right);
    assert_int_equal(pair.left, 6000 + atomic_load(&rival.rounds));
}

/* Here it is Python's threads that want the lock, each of them for a while. */
static void many_threads_keep_the_lock_one_after_the_other(void **unused)
{
    inlet_error error;
    (void)unused;
    watch(console, true);
    assert_status(inlet_live_set_lock(guard_lock, NULL, &error), INLET_DONE);
    host_run(console, "import threading\n"
                      "def work():\n"
                      "    for i in range(100):\n"
                      "        with live.locked(c):\n"
                      "            c.pair.left += 1\n"
                      "            c.pair.right += 1\n"
                      "        with live.locked():\n"
                      "            assert c.pair.left == c.pair.right\n"
                      "            c.add_both(1)\n"
                      "threads = [threading.Thread(target=work) for i in range(4)]\n"
                      "for thread in threads: thread.start()\n"
                      "for thread in threads: thread.join()\n");
    assert_true(pair.left == 800 && pair.right == 800);
    assert_status(inlet_live_set_lock(NULL, NULL, &error), INLET_DONE);
}

/* --- Calls ------------------------------------------------------------------------ */

static void a_function_may_use_the_library(void **unused)
{
    (void)unused;
    watch(console, true);
    host_run(console, "assert c.get_in_python() == 42\n"
                      "assert c.run_statement('x = 1') == 0 and x == 1\n"
                      "c.close_program()\n"
                      "try: c.get_in_python()\n"
                      "except ReferenceError: pass\n"
                      "else: assert False\n");
}

static void other_threads_run_during_a_call(void **unused)
{
    (void)unused;
    watch(console, false);
    host_run(console, "import threading\n"
                      "back, forth = threading.Event(), threading.Event()\n"
                      "def answer(before, after):\n"
                      "    back.set(); forth.wait(); return after\n"
                      "def other():\n"
                      "    back.wait(); forth.set()\n"
                      "thread = threading.Thread(target=other)\n"
                      "thread.start()\n"
                      "c.on_change = answer\n"
                      "assert c.call_back(5) == 5\n"
                      "thread.join(); live.release(answer)\n");
}

/* --- Callbacks -------------------------------------------------------------------- */

static void *call_often(void *data)
{
    long sum = 0;
    for (int i = 0; i < 300; i++) {
        sum += on_change(i, 1);
    }
    *(long *)data = sum;
    return NULL;
}

static void call_from_threads(long *sums, int count)
{
    pthread_t threads[8];
    for (int i = 0; i < count; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, call_often, &sums[i]), 0);
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
    }
}

static void threads_that_python_does_not_know_call_back(void **unused)
{
    long sums[4];
    (void)unused;
    watch(console, true);
    host_run(console, "calls = []\n"
                      "def changed(before, after):\n"
                      "    calls.append(before)\n"
                      "    c.add_both(1)\n"
                      "    return after\n"
                      "c.on_change = changed\n");
    call_from_threads(sums, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(sums[i], 300);
    }
    host_run(console, "assert sorted(calls) == sorted(list(range(300)) * 4)");
    assert_true(pair.left == 1200 && pair.right == 1200);
    host_run(console, "live.release(changed)");
    call_from_threads(sums, 2);
    assert_true(sums[0] == 0 && sums[1] == 0);
}

static void a_child_has_the_callbacks_too(void **unused)
{
    (void)unused;
    watch(console, false);
    host_run(console, "import os\n"
                      "def changed(before, after): return after + 1\n"
                      "c.on_change = changed\n"
                      "child = os.fork()\n"
                      "if child == 0:\n"
                      "    fine = c.call_back(4) == 5 and c.on_change(1, 2) == 3\n"
                      "    os._exit(0 if fine else 1)\n"
                      "assert os.waitpid(child, 0)[1] == 0\n"
                      "live.release(changed)\n");
}

/* --- Interpreters ----------------------------------------------------------------- */

static void an_interpreter_takes_its_callbacks_with_it(void **unused)
{
    long sums[2];
    inlet_error error;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)unused;
    if (PY_VERSION_HEX < 0x030C0000) {
        skip(); /* No interpreter has a lock of its own. */
    }
    config.own_interpreter = true;
    watch(console, false);
    inlet_console *other = inlet_console_new(&config, &error);
    if (other == NULL) {
        fail_msg("%s", error.message);
    }
    watch(other, false);
    host_run(other, "def changed(before, after):\n"
                    "    return after + 10\n"
                    "c.on_change = changed\n"
                    "assert c.call_back(5) == 15\n");
    assert_int_equal(on_change(1, 2), 12);
    call_from_threads(sums, 2);
    assert_true(sums[0] == 3300 && sums[1] == 3300);
    /* From one interpreter into the other. */
    host_run(console, "assert c.call_back(7) == 17 and c.on_change(1, 1) == 11");
    host_run(other, "import gc; del changed; gc.collect()\n"
                    "assert c.call_back(6) == 16\n");
    inlet_console_free(other);
    assert_int_equal(on_change(1, 2), 0);
    host_run(console, "assert c.call_back(7) == 0");
}

static void nothing_is_lost_over_many_calls(void **unused)
{
    (void)unused;
    watch(console, true);
    host_run(console, "import sys, gc\n"
                      "def changed(before, after): return after\n"
                      "def work(times):\n"
                      "    for i in range(times):\n"
                      "        c.on_change = changed\n"
                      "        assert c.call_back(i) == i\n"
                      "        c.add_both(1); c.pair.left\n"
                      "        try: c.add_both('x')\n"
                      "        except TypeError: pass\n"
                      "work(100); gc.collect()\n"
                      "before = sys.getallocatedblocks()\n"
                      "work(1000); gc.collect()\n"
                      "assert sys.getallocatedblocks() - before < 50\n"
                      "live.release(changed)\n");
}

/* --- The end ---------------------------------------------------------------------- */

static atomic_int late = -1;

static void *call_late(void *unused)
{
    (void)unused;
    atomic_store(&late, on_change(1, 5));
    return NULL;
}

/* Python ends while a thread of the program is in a callback: it waits for that. */
static int end_with_a_thread_in_a_callback(void **state)
{
    pthread_t thread;
    open_one(state);
    watch(console, false);
    host_run(console, "import threading, time\n"
                      "entered, go = threading.Event(), threading.Event()\n"
                      "def changed(before, after):\n"
                      "    entered.set(); go.wait(); return after\n"
                      "def let_go():\n"
                      "    time.sleep(0.1); go.set()\n"
                      "c.on_change = changed\n");
    change_fn kept = on_change;
    assert_int_equal(pthread_create(&thread, NULL, call_late, NULL), 0);
    host_run(console, "entered.wait()\n"
                      "threading.Thread(target=let_go, daemon=True).start()\n");
    inlet_console_free(console);
    host_teardown(state);
    pthread_join(thread, NULL);
    return atomic_load(&late) == 5 && kept(1, 5) == 0 ? 0 : -1;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(who_waits_for_a_lock_has_no_other),
        TEST(many_threads_keep_the_lock_one_after_the_other),
        TEST(a_function_may_use_the_library),
        TEST(other_threads_run_during_a_call),
        TEST(threads_that_python_does_not_know_call_back),
        TEST(a_child_has_the_callbacks_too),
        TEST(an_interpreter_takes_its_callbacks_with_it),
        TEST(nothing_is_lost_over_many_calls),
    };
    return cmocka_run_group_tests(tests, host_setup, end_with_a_thread_in_a_callback);
}
