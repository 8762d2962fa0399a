/* SPDX-License-Identifier: MIT
 * One fault after the other.
 */
#include "faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DOMAINS = 3, LIMIT = 20000 };

inlet_error fault_error;

static PyMemAllocatorEx originals[DOMAINS];
static atomic_long countdown; /* 0: nothing fails */
static atomic_long failed;
static atomic_int pauses;

bool fault_is_due(void)
{
    if (atomic_load(&pauses) > 0 || atomic_load(&countdown) <= 0 ||
        atomic_fetch_sub(&countdown, 1) != 1) {
        return false;
    }
    atomic_fetch_add(&failed, 1);
    return true;
}

void faults_pause(void) { atomic_fetch_add(&pauses, 1); }

void faults_resume(void) { atomic_fetch_sub(&pauses, 1); }

/* --- Python's allocators ---------------------------------------------------------- */

static void *hooked_malloc(void *original, size_t size)
{
    PyMemAllocatorEx *next = original;
    return fault_is_due() ? NULL : next->malloc(next->ctx, size);
}

static void *hooked_calloc(void *original, size_t count, size_t size)
{
    PyMemAllocatorEx *next = original;
    return fault_is_due() ? NULL : next->calloc(next->ctx, count, size);
}

static void *hooked_realloc(void *original, void *block, size_t size)
{
    PyMemAllocatorEx *next = original;
    return fault_is_due() ? NULL : next->realloc(next->ctx, block, size);
}

static void hooked_free(void *original, void *block)
{
    PyMemAllocatorEx *next = original;
    next->free(next->ctx, block);
}

void faults_hook(void)
{
    for (int domain = 0; domain < DOMAINS; domain++) {
        PyMemAllocatorEx ours = {&originals[domain], hooked_malloc, hooked_calloc,
                                 hooked_realloc, hooked_free};
        PyMem_GetAllocator((PyMemAllocatorDomain)domain, &originals[domain]);
        PyMem_SetAllocator((PyMemAllocatorDomain)domain, &ours);
    }
}

void faults_unhook(void)
{
    for (int domain = 0; domain < DOMAINS; domain++) {
        PyMem_SetAllocator((PyMemAllocatorDomain)domain, &originals[domain]);
    }
}

int faults_begin(void)
{
    Py_InitializeEx(0);
    faults_hook();
    return inlet_start(NULL, &fault_error) == INLET_DONE ? 0 : -1;
}

int faults_end(inlet_console *console)
{
    inlet_console_free(console);
    inlet_stop(NULL);
    faults_unhook();
    return Py_FinalizeEx();
}

/* --- The C library, for libinlet -------------------------------------------------- */

/* Is the caller in libinlet? All others get what they ask for. */
static bool is_of_inlet(const void *caller)
{
    static atomic_uintptr_t base;
    Dl_info info;
    if (atomic_load(&base) == 0 && dladdr((void *)inlet_version, &info) != 0) {
        atomic_store(&base, (uintptr_t)info.dli_fbase);
    }
    return dladdr(caller, &info) != 0 &&
           (uintptr_t)info.dli_fbase == atomic_load(&base);
}

/* Most are asked while nothing is to fail: then nothing is looked up, which would
 * allocate. */
#define FAILS_FOR_CALLER()                                                             \
    (atomic_load(&countdown) > 0 && is_of_inlet(__builtin_return_address(0)) &&        \
     fault_is_due())

/* The functions that these names stand for without us: those of a sanitizer, where
 * there is one. dlsym() cannot be asked for what it calls itself. */
#define REAL_OF(name)                                                                  \
    extern __typeof__(name) __libc_##name;                                             \
    extern __typeof__(name) __interceptor_##name __attribute__((weak));                \
    static __typeof__(name) *real_##name(void)                                         \
    {                                                                                  \
        return __interceptor_##name != NULL ? __interceptor_##name : __libc_##name;    \
    }

/* NOLINTBEGIN(bugprone-reserved-identifier) */
REAL_OF(malloc)
REAL_OF(calloc)
REAL_OF(realloc)
/* NOLINTEND(bugprone-reserved-identifier) */

void *malloc(size_t size) { return FAILS_FOR_CALLER() ? NULL : real_malloc()(size); }

void *calloc(size_t count, size_t size)
{
    return FAILS_FOR_CALLER() ? NULL : real_calloc()(count, size);
}

void *realloc(void *block, size_t size)
{
    return FAILS_FOR_CALLER() ? NULL : real_realloc()(block, size);
}

/* What is behind ours. */
#define NEXT(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

static int refuse(int reason)
{
    errno = reason;
    return -1;
}

int eventfd(unsigned int value, int flags)
{
    return FAILS_FOR_CALLER() ? refuse(EMFILE) : NEXT(eventfd)(value, flags);
}

int pipe2(int ends[2], int flags)
{
    return FAILS_FOR_CALLER() ? refuse(EMFILE) : NEXT(pipe2)(ends, flags);
}

int dup2(int from, int to)
{
    return FAILS_FOR_CALLER() ? refuse(EBUSY) : NEXT(dup2)(from, to);
}

int fcntl(int descriptor, int command, ...)
{
    va_list list;
    va_start(list, command);
    void *argument = va_arg(list, void *);
    va_end(list);
    bool is_copy = command == F_DUPFD_CLOEXEC;
    return is_copy && FAILS_FOR_CALLER() ? refuse(EMFILE)
                                         : NEXT(fcntl)(descriptor, command, argument);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                   void *(*start)(void *), void *data)
{
    return FAILS_FOR_CALLER() ? EAGAIN
                              : NEXT(pthread_create)(thread, attributes, start, data);
}

/* --- The loop --------------------------------------------------------------------- */

/* A fault may end in any answer but these. */
static bool is_wrong(inlet_status status)
{
    return status == INLET_EINVAL || status == INLET_ESTATE || status == INLET_EBUSY ||
           status == INLET_ETHREAD || status == INLET_EVERSION;
}

/* How a process ended in which fault n was to happen. */
enum outcome { SURVIVED, NEVER_FAILED, WRONG, CRASHED };

static enum outcome operate_with_fault(operation operate, long n)
{
    long before = atomic_load(&failed);
    atomic_store(&countdown, n);
    inlet_status status = operate();
    atomic_store(&countdown, 0);
    bool has_failed = atomic_load(&failed) != before;
    if (is_wrong(status) || (!has_failed && status < 0)) {
        print_error("fault %ld: %s: %s\n", n, inlet_status_name(status),
                    fault_error.message);
        return WRONG;
    }
    return has_failed ? SURVIVED : NEVER_FAILED;
}

static enum outcome fork_with_fault(operation operate, operation check, long n)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        /* cmocka would catch a crash and go on with the tests, here too. */
        signal(SIGSEGV, SIG_DFL);
        signal(SIGABRT, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        alarm(30);
        enum outcome outcome = operate_with_fault(operate, n);
        _exit((int)(check() < 0 ? WRONG : outcome));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status)) {
        /* Whoever hangs has not survived. */
        return WTERMSIG(status) == SIGALRM ? WRONG : CRASHED;
    }
    /* A sanitizer that found something ends the process with a status of its own. */
    return WEXITSTATUS(status) <= WRONG ? (enum outcome)WEXITSTATUS(status) : WRONG;
}

void fail_some(operation operate, operation check, bool may_crash, long step)
{
    long n = 1 - step, crashes = 0;
    enum outcome outcome;
    do {
        outcome = fork_with_fault(operate, check, n += step);
        if (outcome == WRONG || (outcome == CRASHED && !may_crash)) {
            fail_msg("fault %ld: %s", n, outcome == WRONG ? "wrong" : "a crash");
        }
        crashes += outcome == CRASHED;
    } while (outcome != NEVER_FAILED && n < LIMIT);
    assert_int_equal(outcome, NEVER_FAILED);
    /* There are some, or nothing was shown here. */
    assert_true(n > 1);
    assert_true(crashes * 20 * step <= n);
    if (crashes > 0) {
        print_message("CPython crashed %ld times of %ld\n", crashes, n / step);
    }
}

void fail_each(operation operate, operation check, bool may_crash)
{
    fail_some(operate, check, may_crash, 1);
}

int faults_skipped(void)
{
    if (Py_Version < 0x030C0000 || getenv("INLET_MEMORY_EVERYWHERE") != NULL) {
        return 0;
    }
    fprintf(stderr, "skipped: not told from CPython's own failures since 3.12\n");
    return 77;
}
