/* SPDX-License-Identifier: MIT
 * Addresses that were seen.
 */
#include "reflect/visited.h"

#include <il_test.h>
#include <stdlib.h>

static bool has_memory = true;

void *__real_calloc(size_t count, size_t size); /* NOLINT */
void *__wrap_calloc(size_t count, size_t size); /* NOLINT */

void *__wrap_calloc(size_t count, size_t size) /* NOLINT */
{
    return has_memory ? __real_calloc(count, size) : NULL;
}

static void an_address_is_new_once(void **state)
{
    struct il_visited visited = {0};
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (uintptr_t i = 1; i < 5000; i++) {
            assert_int_equal(il_visited_add(&visited, i * 4096), round == 0);
            assert_int_equal(il_visited_add(&visited, UINTPTR_MAX - i), round == 0);
        }
    }
    assert_int_equal(visited.count, 9998);
    il_visited_clear(&visited);
    assert_int_equal(il_visited_add(&visited, 4096), 1);
    il_visited_free(&visited);
    il_visited_clear(&visited);
    assert_int_equal(il_visited_add(&visited, 4096), 1);
    il_visited_free(&visited);
}

static void without_memory_nothing_is_lost(void **state)
{
    struct il_visited visited = {0};
    uintptr_t next = 1;
    (void)state;
    has_memory = false;
    assert_int_equal(il_visited_add(&visited, next), -1);
    has_memory = true;
    assert_int_equal(il_visited_add(&visited, next), 1);
    has_memory = false;
    while (il_visited_add(&visited, ++next) == 1) {
    }
    has_memory = true;
    assert_int_equal(visited.count, next - 1);
    assert_int_equal(il_visited_add(&visited, 1), 0);
    assert_int_equal(il_visited_add(&visited, next), 1);
    il_visited_free(&visited);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_new_once),
        cmocka_unit_test(without_memory_nothing_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
