/* SPDX-License-Identifier: MIT
 * What is known of code points: words and case.
 */
#include "base/width.h"

#include <il_test.h>

static void words_are_letters_digits_and_low_lines(void **state)
{
    (void)state;
    const uint32_t words[] = {'a', 'Z', '0', '_', 0xE9, 0x4E2D, 0x3B1, 0x301};
    const uint32_t others[] = {' ', '.', '(', '-', '\n', 0, 0x2014, 0x3002};
    for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        assert_true(il_width_is_word(words[i]));
        assert_false(il_width_is_word(others[i]));
    }
}

static void letters_have_two_cases(void **state)
{
    (void)state;
    assert_int_equal(il_width_upper('a'), 'A');
    assert_int_equal(il_width_lower('A'), 'a');
    assert_int_equal(il_width_upper(0xE9), 0xC9);
    assert_int_equal(il_width_lower(0x391), 0x3B1);
    assert_int_equal(il_width_upper(0x4E2D), 0x4E2D);
    assert_int_equal(il_width_lower('1'), '1');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_letters_digits_and_low_lines),
        cmocka_unit_test(letters_have_two_cases),
    };
    return cmocka_run_group_tests_name("width", tests, NULL, NULL);
}
