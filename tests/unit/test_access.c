/* SPDX-License-Identifier: MIT
 * Memory that may not be there.
 */
#include "reflect/access.h"

#include "reflect/segment.h"

#include <il_test.h>

#include <dlfcn.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, BIG = 3 * PAGE };

static uint64_t global = 0x0123456789abcdef;
static const char constant[] = "a constant of the program";

/* Two pages, of which the second is protected as `protection` says. */
static unsigned char *two_pages(int protection)
{
    unsigned char *pages = mmap(NULL, 2 * (size_t)PAGE, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(pages, MAP_FAILED);
    memset(pages, 'x', 2 * (size_t)PAGE);
    assert_int_equal(mprotect(pages + PAGE, PAGE, protection), 0);
    return pages;
}

static void free_pages(unsigned char *pages) { munmap(pages, 2 * (size_t)PAGE); }

static bool can_read(const volatile void *address, size_t size)
{
    unsigned char *out = malloc(size + 1);
    memset(out, 0x5a, size + 1);
    bool can = il_access_read((uintptr_t)address, out, size);
    assert_int_equal(out[size], 0x5a);
    free(out);
    return can;
}

/* What holds for every way of access: also run in children that have lost some. */
static bool all_is_as_it_should_be(void)
{
    uint64_t value = 0;
    unsigned char *heap = malloc(BIG), *copy = malloc(BIG);
    unsigned char *none = two_pages(PROT_NONE), *fixed = two_pages(PROT_READ);
    memset(heap, 7, BIG);
    memset(copy, 9, BIG);
    bool is_fine =
        il_access_read((uintptr_t)&global, &value, 8) && value == global &&
        il_access_read((uintptr_t)heap, copy, BIG) && memcmp(heap, copy, BIG) == 0 &&
        il_access_write((uintptr_t)(heap + 3), "abcdef", 6) &&
        memcmp(heap + 3, "abcdef", 6) == 0 && heap[2] == 7 && heap[9] == 7 &&
        /* The end of what is there, and beyond. */
        can_read(none + PAGE - 8, 8) && !can_read(none + PAGE - 4, 8) &&
        !can_read(none + PAGE, 1) && !can_read(NULL, 1) && !can_read((void *)16, 4) &&
        !can_read((void *)(UINTPTR_MAX - 3), 8) &&
        !can_read((void *)(uintptr_t)0x8000000000000000, 8) &&
        /* What is only to be read. */
        can_read(fixed + PAGE, 16) &&
        !il_access_write((uintptr_t)(fixed + PAGE), "1234", 4) &&
        !il_access_write((uintptr_t)constant, "1234", 4) && constant[0] == 'a' &&
        !il_access_write((uintptr_t)(fixed + PAGE - 4), "12345678", 8) &&
        memcmp(fixed + PAGE - 4, "xxxxxxxx", 8) == 0 &&
        il_access_write((uintptr_t)(fixed + PAGE - 4), "1234", 4);
    free(heap);
    free(copy);
    free_pages(none);
    free_pages(fixed);
    return is_fine;
}

static void it_reads_and_writes_what_is_there_alone(void **state)
{
    (void)state;
    assert_true(all_is_as_it_should_be());
}

static void every_width_and_place_of_global_data_is_read(void **state)
{
    static unsigned char data[600];
    unsigned char out[600];
    (void)state;
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (unsigned char)(i * 7);
    }
    for (size_t start = 0; start < 9; start++) {
        for (size_t size = 0; size < 400; size += size < 20 ? 1 : 37) {
            memset(out, 0, sizeof out);
            assert_true(il_access_read((uintptr_t)(data + start), out, size));
            assert_memory_equal(out, data + start, size);
            assert_true(il_access_write((uintptr_t)(data + start), out, size));
        }
    }
}

static void huge_lengths_are_refused(void **state)
{
    static const size_t sizes[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 2 + 1,
                                   (size_t)1 << 47};
    char small[8];
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_false(il_access_write((uintptr_t)small, small, sizes[i]) &&
                     sizes[i] != 0);
    }
    assert_true(il_access_read(16, small, 0));
}

/* --- Code ------------------------------------------------------------------------- */

static void code_is_what_the_machine_may_run(void **state)
{
    enum { EVERYTHING = PROT_READ | PROT_WRITE | PROT_EXEC };
    void *library = dlopen("libm.so.6", RTLD_NOW);
    unsigned char *made =
        mmap(NULL, PAGE, EVERYTHING, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)state;
    assert_non_null(library);
    uintptr_t sine = (uintptr_t)dlsym(library, "sin");
    for (int round = 0; round < 2; round++) {
        assert_true(il_segment_is_code((uintptr_t)two_pages));
        assert_true(il_segment_is_code(sine));
        assert_true(il_segment_is_code((uintptr_t)made));
        assert_false(il_segment_is_code((uintptr_t)&global));
        assert_false(il_segment_is_code((uintptr_t)constant));
        assert_false(il_segment_is_code((uintptr_t)&sine));
        assert_false(il_segment_is_code(0));
        assert_false(il_segment_is_code(UINTPTR_MAX));
    }
    munmap(made, PAGE);
    assert_false(il_segment_is_code((uintptr_t)made));
    dlclose(library);
}

/* --- Strings ---------------------------------------------------------------------- */

static void strings_end_at_their_nul_or_at_the_limit(void **state)
{
    struct il_text text = {0};
    bool is_whole;
    unsigned char *pages = two_pages(PROT_NONE);
    (void)state;
    memcpy(pages + PAGE - 6, "hello", 6);
    assert_true(
        il_access_string((uintptr_t)(pages + PAGE - 6), 1000, &text, &is_whole));
    assert_true(is_whole);
    assert_string_equal(text.bytes, "hello");
    il_text_clear(&text);
    assert_true(il_access_string((uintptr_t)pages, 10, &text, &is_whole));
    assert_false(is_whole);
    assert_int_equal(text.size, 10);
    il_text_clear(&text);
    pages[PAGE - 1] = 'x';
    assert_false(
        il_access_string((uintptr_t)(pages + PAGE - 6), 1000, &text, &is_whole));
    assert_int_equal(text.size, 0);
    assert_false(il_access_string(0, 1000, &text, &is_whole));
    il_text_free(&text);
    free_pages(pages);
}

static void a_long_string_goes_over_pages(void **state)
{
    struct il_text text = {0};
    bool is_whole;
    char *long_one = malloc(5 * (size_t)PAGE);
    (void)state;
    memset(long_one, 'y', 5 * (size_t)PAGE);
    long_one[5 * PAGE - 1] = '\0';
    assert_true(il_access_string((uintptr_t)long_one, 1 << 20, &text, &is_whole));
    assert_true(is_whole);
    assert_int_equal(text.size, 5 * PAGE - 1);
    il_text_free(&text);
    free(long_one);
}

/* --- Other threads and processes -------------------------------------------------- */

struct shifting {
    unsigned char *page;
    atomic_bool is_over;
};

static void *map_and_unmap(void *data)
{
    struct shifting *shifting = data;
    while (!atomic_load(&shifting->is_over)) {
        (void)mmap(shifting->page, PAGE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        munmap(shifting->page, PAGE);
    }
    return NULL;
}

static void memory_may_go_at_any_moment(void **state)
{
    struct shifting shifting = {.page = two_pages(PROT_NONE) + PAGE};
    pthread_t thread;
    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, map_and_unmap, &shifting), 0);
    for (int i = 0; i < 20000; i++) {
        unsigned char bytes[16] = {1};
        if (il_access_read((uintptr_t)shifting.page, bytes, sizeof bytes)) {
            assert_true(bytes[0] == 0 || bytes[0] == 'z');
        }
        il_access_write((uintptr_t)shifting.page, "z", 1);
    }
    atomic_store(&shifting.is_over, true);
    pthread_join(thread, NULL);
    munmap(shifting.page - PAGE, PAGE);
}

/* Run in a child: its exit status. */
static int in_child(int (*work)(void))
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        _exit(work());
    }
    assert_true(child > 0);
    while (waitpid(child, &status, 0) < 0) {
        assert_int_equal(errno, EINTR);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 200 + WTERMSIG(status);
}

static int check_plainly(void) { return all_is_as_it_should_be() ? 0 : 1; }

static int read_own(void)
{
    uint64_t *heap = malloc(sizeof *heap), value = 0;
    *heap = global = 77;
    bool is_own = il_access_read((uintptr_t)heap, &value, 8) && value == 77 &&
                  il_access_read((uintptr_t)&global, &value, 8) && value == 77;
    free(heap);
    return is_own && all_is_as_it_should_be() ? 0 : 1;
}

static void a_child_sees_its_own_memory(void **state)
{
    uint64_t before = global;
    (void)state;
    assert_int_equal(in_child(read_own), 0);
    assert_true(global == before);
}

static int undumpable(void)
{
    return prctl(PR_SET_DUMPABLE, 0) == 0 ? check_plainly() : 2;
}

static void a_process_that_nobody_may_look_at_still_sees_itself(void **state)
{
    (void)state;
    assert_int_equal(in_child(undumpable), 0);
}

/* Let these system calls answer EPERM from now on; two are a must. */
static int forbid(unsigned first, unsigned second, unsigned third)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, first, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, second, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, third, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
                   prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0
               ? -1
               : 0;
}

enum { NOT_FORBIDDEN = 77 };

static int without_kernel_copies(void)
{
    return forbid(SYS_process_vm_readv, SYS_process_vm_writev, SYS_process_vm_writev) <
                   0
               ? NOT_FORBIDDEN
               : check_plainly();
}

static int without_pipes(void)
{
    return forbid(SYS_process_vm_readv, SYS_process_vm_writev, SYS_pipe2) < 0
               ? NOT_FORBIDDEN
               : check_plainly();
}

/* Valgrind answers for the kernel, and reports addresses that the kernel would refuse.
 */
static bool is_watched(void)
{
    const char *preload = getenv("LD_PRELOAD");
    return preload != NULL && strstr(preload, "vgpreload") != NULL;
}

static void a_pipe_does_where_copies_are_forbidden(void **state)
{
    (void)state;
    int status = is_watched() ? NOT_FORBIDDEN : in_child(without_kernel_copies);
    if (status == NOT_FORBIDDEN) {
        skip();
    }
    assert_int_equal(status, 0);
}

static void probes_do_where_pipes_are_forbidden_too(void **state)
{
    (void)state;
    int status = is_watched() ? NOT_FORBIDDEN : in_child(without_pipes);
    if (status == NOT_FORBIDDEN) {
        skip();
    }
    assert_int_equal(status, 0);
}

static void no_signal_handler_is_touched(void **state)
{
    struct sigaction before[2], after[2];
    (void)state;
    sigaction(SIGSEGV, NULL, &before[0]);
    sigaction(SIGBUS, NULL, &before[1]);
    assert_true(all_is_as_it_should_be());
    sigaction(SIGSEGV, NULL, &after[0]);
    sigaction(SIGBUS, NULL, &after[1]);
    assert_ptr_equal(before[0].sa_handler, after[0].sa_handler);
    assert_ptr_equal(before[1].sa_handler, after[1].sa_handler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_and_writes_what_is_there_alone),
        cmocka_unit_test(every_width_and_place_of_global_data_is_read),
        cmocka_unit_test(huge_lengths_are_refused),
        cmocka_unit_test(code_is_what_the_machine_may_run),
        cmocka_unit_test(strings_end_at_their_nul_or_at_the_limit),
        cmocka_unit_test(a_long_string_goes_over_pages),
        cmocka_unit_test(memory_may_go_at_any_moment),
        cmocka_unit_test(a_child_sees_its_own_memory),
        cmocka_unit_test(a_process_that_nobody_may_look_at_still_sees_itself),
        cmocka_unit_test(a_pipe_does_where_copies_are_forbidden),
        cmocka_unit_test(probes_do_where_pipes_are_forbidden_too),
        cmocka_unit_test(no_signal_handler_is_touched),
    };
    return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
