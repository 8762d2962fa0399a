/* SPDX-License-Identifier: MIT */
#include "il_test.h"

#include <signal.h>

#include "base/thread.h"

struct seen {
    pthread_t self;
    sigset_t mask;
    size_t stack_size;
};

static void *look(void *data)
{
    struct seen *seen = data;
    pthread_attr_t attributes;
    seen->self = pthread_self();
    pthread_sigmask(SIG_BLOCK, NULL, &seen->mask);
    if (pthread_getattr_np(seen->self, &attributes) == 0) {
        pthread_attr_getstacksize(&attributes, &seen->stack_size);
        pthread_attr_destroy(&attributes);
    }
    return seen;
}

static struct seen run_thread(size_t stack_size)
{
    struct seen seen = {0};
    pthread_t thread;
    void *result;
    assert_int_equal(il_thread_start(&thread, stack_size, look, &seen), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_ptr_equal(result, &seen);
    assert_true(pthread_equal(thread, seen.self));
    return seen;
}

static void no_signal_is_for_it(void **state)
{
    (void)state;
    static const int some[] = {SIGINT, SIGTERM, SIGWINCH, SIGCHLD, SIGUSR1};
    struct seen seen = run_thread(0);
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        assert_int_equal(sigismember(&seen.mask, some[i]), 1);
    }
}

static void who_starts_it_keeps_his_mask(void **state)
{
    (void)state;
    sigset_t some, before, after;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    pthread_sigmask(SIG_SETMASK, &some, &before);
    run_thread(0);
    pthread_sigmask(SIG_SETMASK, &before, &after);
    assert_int_equal(sigismember(&after, SIGUSR1), 1);
    assert_int_equal(sigismember(&after, SIGINT), 0);
}

/* But for what the system and tools take of it. */
static void the_stack_is_as_large_as_asked_for(void **state)
{
    (void)state;
    enum { LARGE = 1 << 24 };
    assert_true(run_thread(LARGE).stack_size >= LARGE / 2);
}

static void a_stack_that_is_refused_is_the_usual_one(void **state)
{
    (void)state;
    assert_true(run_thread(1).stack_size > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_signal_is_for_it),
        cmocka_unit_test(who_starts_it_keeps_his_mask),
        cmocka_unit_test(the_stack_is_as_large_as_asked_for),
        cmocka_unit_test(a_stack_that_is_refused_is_the_usual_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
