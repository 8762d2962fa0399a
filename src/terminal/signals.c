/* SPDX-License-Identifier: MIT
 * The signals that an edited text must know of, while it is edited.
 */
#include "terminal/signals.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "edit/tty.h"

enum { MANY = 32, FREE = -1, GRACE = 20 /* ms */ };

static const int told[] = {SIGWINCH, SIGCONT};
static const int ending[] = {SIGHUP,    SIGINT,  SIGQUIT, SIGABRT, SIGTERM, SIGILL,
                             SIGSEGV,   SIGBUS,  SIGFPE,  SIGSYS,  SIGTRAP, SIGALRM,
                             SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGXCPU, SIGTSTP};
enum { TOLD = sizeof told / sizeof *told, ENDING = sizeof ending / sizeof *ending };

/* Handlers have no other way to what they are about. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t count; /* of texts, with the lock */
static atomic_int wakes[MANY];
static struct sigaction before[TOLD];
static bool is_replaced[TOLD], is_guarded[ENDING];

/* --- Handlers --------------------------------------------------------------------- */

static void wake_all(char what)
{
    for (size_t i = 0; i < MANY; i++) {
        /* 0 is no descriptor yet: they are kept plus one. */
        int descriptor = atomic_load(&wakes[i]) - 1;
        if (descriptor >= 0) {
            ssize_t written = write(descriptor, &what, 1);
            (void)written;
        }
    }
}

static void call_other(size_t which, int number, siginfo_t *info, void *context)
{
    const struct sigaction *other = &before[which];
    if ((other->sa_flags & SA_SIGINFO) != 0) {
        other->sa_sigaction(number, info, context);
    } else if (other->sa_handler != SIG_DFL && other->sa_handler != SIG_IGN) {
        other->sa_handler(number);
    }
}

static void tell(int number, siginfo_t *info, void *context)
{
    int error = errno;
    wake_all(number == SIGWINCH ? IL_SIGNALS_SIZE : IL_SIGNALS_CONTINUED);
    call_other(number == SIGWINCH ? 0 : 1, number, info, context);
    errno = error;
}

/* The action is the default one again by now; the signal comes anew when this returns.
 * What was printed right before, like the reason, is given time to get to the terminal:
 * a thread brings it there. */
static void give_back(int number)
{
    int error = errno;
    (void)poll(NULL, 0, GRACE);
    il_tty_rescue();
    (void)raise(number);
    errno = error;
}

static void give_back_and_stop(int number)
{
    int error = errno;
    (void)number;
    il_tty_rescue();
    (void)raise(SIGSTOP);
    errno = error;
}

/* --- On and off ------------------------------------------------------------------- */

static void replace(size_t which)
{
    struct sigaction action = {.sa_sigaction = tell,
                               .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
    is_replaced[which] = sigaction(told[which], NULL, &before[which]) == 0 &&
                         sigaction(told[which], &action, NULL) == 0;
}

/* What somebody has put there since stays. */
static void put_back(size_t which)
{
    struct sigaction present;
    if (is_replaced[which] && sigaction(told[which], NULL, &present) == 0 &&
        (present.sa_flags & SA_SIGINFO) != 0 && present.sa_sigaction == tell) {
        (void)sigaction(told[which], &before[which], NULL);
    }
}

static void (*guard_of(int number))(int)
{
    return number == SIGTSTP ? give_back_and_stop : give_back;
}

static bool has_handler(int number, void (*handler)(int))
{
    struct sigaction present;
    return sigaction(number, NULL, &present) == 0 &&
           (present.sa_flags & SA_SIGINFO) == 0 && present.sa_handler == handler;
}

static void guard(size_t which)
{
    int number = ending[which];
    int flags = number == SIGTSTP ? SA_RESTART : (int)SA_RESETHAND;
    struct sigaction action = {.sa_handler = guard_of(number),
                               .sa_flags = flags | SA_ONSTACK};
    is_guarded[which] =
        has_handler(number, SIG_DFL) && sigaction(number, &action, NULL) == 0;
}

static void unguard(size_t which)
{
    int number = ending[which];
    struct sigaction usual = {.sa_handler = SIG_DFL};
    if (is_guarded[which] && has_handler(number, guard_of(number))) {
        (void)sigaction(number, &usual, NULL);
    }
}

static void put_all(void)
{
    for (size_t i = 0; i < TOLD; i++) {
        replace(i);
    }
    for (size_t i = 0; i < ENDING; i++) {
        guard(i);
    }
}

static void take_all(void)
{
    for (size_t i = 0; i < TOLD; i++) {
        put_back(i);
    }
    for (size_t i = 0; i < ENDING; i++) {
        unguard(i);
    }
}

static bool put_wake(int from, int to)
{
    for (size_t i = 0; i < MANY; i++) {
        int expected = from + 1;
        if (atomic_compare_exchange_strong(&wakes[i], &expected, to + 1)) {
            return true;
        }
    }
    return false;
}

bool il_signals_begin(int wake)
{
    pthread_mutex_lock(&lock);
    bool is_put = put_wake(FREE, wake);
    if (is_put && count++ == 0) {
        put_all();
    }
    pthread_mutex_unlock(&lock);
    return is_put;
}

void il_signals_end(int wake)
{
    pthread_mutex_lock(&lock);
    if (put_wake(wake, FREE) && --count == 0) {
        take_all();
    }
    pthread_mutex_unlock(&lock);
}
