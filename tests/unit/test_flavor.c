/* SPDX-License-Identifier: MIT
 * The table of versions, at the releases where something changed.
 */
#include "core/flavor.h"
#include "lex/scan.h"

#include <il_test.h>

#define VERSION(minor, micro) (0x030000F0UL | ((minor) << 16) | ((micro) << 8))

static void final_compile_became_plain_in_3_11_7_and_3_12_1(void **state)
{
    (void)state;
    assert_false(il_flavor_of(VERSION(11UL, 6UL)).final_compile_is_plain);
    assert_true(il_flavor_of(VERSION(11UL, 7UL)).final_compile_is_plain);
    assert_false(il_flavor_of(VERSION(12UL, 0UL)).final_compile_is_plain);
    assert_true(il_flavor_of(VERSION(12UL, 1UL)).final_compile_is_plain);
}

static void reports_changed_in_3_12_6_and_3_13(void **state)
{
    (void)state;
    struct il_flavor before = il_flavor_of(VERSION(12UL, 5UL));
    struct il_flavor after = il_flavor_of(VERSION(12UL, 6UL));
    assert_false(before.report_is_shared);
    assert_true(before.report_guards_hook);
    assert_true(after.report_is_shared);
    assert_false(after.report_has_hook);
    assert_true(il_flavor_of(VERSION(13UL, 0UL)).report_has_hook);
}

static void every_compile_error_shows_since_each_branch_got_it(void **state)
{
    (void)state;
    assert_false(il_flavor_of(VERSION(12UL, 12UL)).any_compile_error);
    assert_false(il_flavor_of(VERSION(13UL, 15UL)).any_compile_error);
    assert_true(il_flavor_of(VERSION(13UL, 16UL)).any_compile_error);
    assert_false(il_flavor_of(VERSION(14UL, 7UL)).any_compile_error);
    assert_true(il_flavor_of(VERSION(14UL, 8UL)).any_compile_error);
    assert_false(il_flavor_of(VERSION(15UL, 0UL)).any_compile_error);
    assert_true(il_flavor_of(VERSION(15UL, 1UL)).any_compile_error);
}

static void lexers_read_as_the_branch_does(void **state)
{
    (void)state;
    static const unsigned known[] = {0, IL_LEX_FSTRINGS, IL_LEX_FSTRINGS,
                                     IL_LEX_FSTRINGS | IL_LEX_TSTRINGS, IL_LEX_NEWEST};
    for (unsigned i = 0; i < 5; i++) {
        struct il_flavor flavor = il_flavor_of(VERSION(11UL + i, 0UL));
        assert_int_equal(il_flavor_dialect(&flavor), known[i]);
    }
}

static void newer_branches_have_what_the_newest_known_has(void **state)
{
    (void)state;
    struct il_flavor known = il_flavor_of(VERSION(15UL, 9UL));
    struct il_flavor newer = il_flavor_of(VERSION(16UL, 0UL));
    assert_memory_equal(&known, &newer, sizeof known);
    assert_true(newer.prompts_are_removed);
    assert_false(il_flavor_of(VERSION(13UL, 20UL)).prompts_are_removed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(final_compile_became_plain_in_3_11_7_and_3_12_1),
        cmocka_unit_test(reports_changed_in_3_12_6_and_3_13),
        cmocka_unit_test(every_compile_error_shows_since_each_branch_got_it),
        cmocka_unit_test(lexers_read_as_the_branch_does),
        cmocka_unit_test(newer_branches_have_what_the_newest_known_has),
    };
    return cmocka_run_group_tests_name("flavor", tests, NULL, NULL);
}
