/* SPDX-License-Identifier: MIT
 * What is to be stored, all or not at all.
 */
#include "reflect/patch.h"

#include <il_test.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static long allocations_left = -1; /* -1: as many as are wanted */

void *__real_realloc(void *block, size_t size); /* NOLINT */
void *__wrap_realloc(void *block, size_t size); /* NOLINT */
void *__real_malloc(size_t size);               /* NOLINT */
void *__wrap_malloc(size_t size);               /* NOLINT */

static bool is_refused(void)
{
    return allocations_left >= 0 && allocations_left-- == 0;
}

void *__wrap_realloc(void *block, size_t size) /* NOLINT */
{
    return is_refused() ? NULL : __real_realloc(block, size);
}

void *__wrap_malloc(size_t size) /* NOLINT */
{
    return is_refused() ? NULL : __real_malloc(size);
}

static bool add(struct il_patch *patch, size_t offset, const char *text)
{
    size_t size = strlen(text);
    unsigned char *bytes = il_patch_add(patch, offset, size);
    for (size_t i = 0; bytes != NULL && i < size; i++) {
        bytes[i] = (unsigned char)text[i];
    }
    return bytes != NULL;
}

static bool store(struct il_patch *patch, void *object)
{
    return il_patch_prepare(patch) && il_patch_store(patch, (uintptr_t)object);
}

static void bytes_side_by_side_are_one_part(void **state)
{
    struct il_patch patch = {0};
    char object[] = "..........";
    (void)state;
    assert_true(store(&patch, object));
    assert_true(add(&patch, 2, "ab") && add(&patch, 4, "cd"));
    assert_int_equal(patch.count, 1);
    assert_true(store(&patch, object));
    assert_string_equal(object, "..abcd....");
    assert_true(add(&patch, 8, "x"));
    assert_int_equal(patch.count, 2);
    assert_true(store(&patch, object));
    assert_string_equal(object, "..abcd..x.");
    il_patch_free(&patch);
}

static void what_is_added_is_zero_before_it_is_filled_in(void **state)
{
    struct il_patch patch = {0};
    char object[] = "....";
    (void)state;
    assert_non_null(il_patch_add(&patch, 1, 2));
    il_patch_copy(&patch, (unsigned char *)object);
    assert_memory_equal(object, ".\0\0.", 4);
    il_patch_free(&patch);
}

static void the_later_part_wins_and_the_other_bits_stay(void **state)
{
    static const unsigned char bits[] = {0x0f, 0xff}, mask[] = {0x3c, 0x01};
    struct il_patch patch = {0};
    unsigned char object[] = {0x81, 0x80, 0x77, 0x77}, copy[4];
    (void)state;
    memcpy(copy, object, sizeof copy);
    assert_true(il_patch_add_bits(&patch, 0, bits, mask, 2));
    assert_true(add(&patch, 2, "ab") && add(&patch, 3, "c"));
    il_patch_copy(&patch, copy);
    assert_true(store(&patch, object));
    assert_memory_equal(object,
                        "\x8d\x81"
                        "ac",
                        4);
    assert_memory_equal(copy, object, 4);
    il_patch_free(&patch);
}

/* The parts before the one that cannot be written are put back, the last one first. */
static void a_part_that_fails_leaves_all_as_it_was(void **state)
{
    enum { PAGE = 4096 };
    static const unsigned char bit[] = {1};
    struct il_patch patch = {0};
    char *pages = mmap(NULL, 2 * (size_t)PAGE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)state;
    assert_ptr_not_equal(pages, MAP_FAILED);
    memset(pages, '.', 2 * (size_t)PAGE);
    assert_int_equal(mprotect(pages + PAGE, PAGE, PROT_READ), 0);
    assert_true(add(&patch, PAGE - 8, "abcd") && add(&patch, PAGE - 6, "xyz") &&
                il_patch_add_bits(&patch, PAGE - 8, bit, bit, 1) &&
                add(&patch, PAGE, "no"));
    assert_false(store(&patch, pages));
    for (size_t i = 0; i < 2 * (size_t)PAGE; i++) {
        assert_int_equal(pages[i], '.');
    }
    munmap(pages, 2 * (size_t)PAGE);
    il_patch_free(&patch);
}

static void each_allocation_may_fail(void **state)
{
    static const unsigned char bits[] = {1};
    char object[2000];
    bool is_done = false;
    (void)state;
    for (long n = 0; !is_done; n++) {
        struct il_patch patch = {0};
        memset(object, '.', sizeof object);
        allocations_left = n;
        is_done = true;
        for (size_t i = 0; is_done && i < 100; i++) {
            is_done = add(&patch, i * 20, "one part") &&
                      il_patch_add_bits(&patch, i * 20 + 9, bits, bits, 1);
        }
        is_done = is_done && store(&patch, object);
        allocations_left = -1;
        assert_int_equal(object[0], is_done ? 'o' : '.');
        assert_true(is_done || n < 100);
        assert_true(!is_done || n > 3);
        il_patch_free(&patch);
    }
    assert_memory_equal(object + 1980, "one part./", 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_side_by_side_are_one_part),
        cmocka_unit_test(what_is_added_is_zero_before_it_is_filled_in),
        cmocka_unit_test(the_later_part_wins_and_the_other_bits_stay),
        cmocka_unit_test(a_part_that_fails_leaves_all_as_it_was),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
