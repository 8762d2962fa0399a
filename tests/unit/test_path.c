/* SPDX-License-Identifier: MIT
 * How a place was reached, as C writes it.
 */
#include "reflect/path.h"

#include <il_test.h>

static void steps_are_written_as_c(void **state)
{
    struct il_text text = {0};
    const struct il_step root = {IL_STEP_NAME, 0, "state", 0, NULL};
    const struct il_step config = {IL_STEP_MEMBER, 1, "config", 0, &root};
    const struct il_step limits = {IL_STEP_BEHIND, 2, "limits", 0, &config};
    const struct il_step third = {IL_STEP_ELEMENT, 3, NULL, 3, &limits};
    (void)state;
    il_path_write(&third, &text);
    assert_string_equal(text.bytes, "state.config->limits[3]");
    il_text_free(&text);
}

static void a_place_without_a_way_is_its_address(void **state)
{
    struct il_text text = {0};
    const struct il_step place = {IL_STEP_ADDRESS, 0, "struct node", 0x1234, NULL};
    const struct il_step next = {IL_STEP_MEMBER, 1, "next", 0, &place};
    (void)state;
    il_path_write(&next, &text);
    assert_string_equal(text.bytes, "(*(struct node *)0x1234).next");
    il_text_free(&text);
}

static void a_path_that_is_too_long_loses_its_beginning(void **state)
{
    struct il_text text = {0};
    struct il_step steps[200];
    (void)state;
    for (unsigned i = 0; i < 200; i++) {
        steps[i] = (struct il_step){IL_STEP_ELEMENT, i, NULL, i,
                                    i == 0 ? NULL : &steps[i - 1]};
    }
    il_path_write(&steps[199], &text);
    assert_true(text.size < 500);
    assert_memory_equal(text.bytes + text.size - 5, "[199]", 5);
    il_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_written_as_c),
        cmocka_unit_test(a_place_without_a_way_is_its_address),
        cmocka_unit_test(a_path_that_is_too_long_loses_its_beginning),
    };
    return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
