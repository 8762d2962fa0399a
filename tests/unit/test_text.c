/* SPDX-License-Identifier: MIT
 * Growable text.
 */
#include "base/text.h"

#include <il_test.h>
#include <stdint.h>
#include <string.h>

static void pieces_are_joined(void **state)
{
    (void)state;
    struct il_text text = {0};
    il_text_add_string(&text, "ab");
    il_text_add(&text, "\0c", 2);
    il_text_add_char(&text, 'd');
    il_text_add_repeated(&text, ' ', 3);
    il_text_add(&text, NULL, 0);
    assert_int_equal(text.size, 8);
    assert_memory_equal(text.bytes, "ab\0cd   ", 9);
    il_text_free(&text);
    assert_null(text.bytes);
}

static void a_cut_text_grows_again(void **state)
{
    (void)state;
    struct il_text text = {0};
    il_text_cut(&text, 0);
    il_text_add_string(&text, "abc");
    il_text_cut(&text, 5);
    assert_string_equal(text.bytes, "abc");
    il_text_cut(&text, 1);
    assert_string_equal(text.bytes, "a");
    il_text_add_string(&text, "x");
    assert_string_equal(text.bytes, "ax");
    il_text_free(&text);
}

static void it_takes_a_million_pieces(void **state)
{
    (void)state;
    struct il_text text = {0};
    for (int i = 0; i < 1000000; i++) {
        il_text_add_char(&text, (char)('a' + i % 26));
    }
    assert_int_equal(text.size, 1000000);
    assert_true(text.capacity < 1600000);
    assert_int_equal(strlen(text.bytes), 1000000);
    assert_int_equal(text.bytes[999999], 'a' + 999999 % 26);
    il_text_free(&text);
}

static void a_failure_is_remembered_until_it_is_cleared(void **state)
{
    (void)state;
    struct il_text text = {0};
    il_text_add_string(&text, "abc");
    il_text_add_repeated(&text, 'x', SIZE_MAX / 2);
    assert_false(il_text_is_whole(&text));
    il_text_add_string(&text, "d");
    assert_string_equal(text.bytes, "abc");
    il_text_clear(&text);
    il_text_add_string(&text, "e");
    assert_true(il_text_is_whole(&text));
    assert_string_equal(text.bytes, "e");
    il_text_free(&text);
}

static void a_part_is_replaced(void **state)
{
    (void)state;
    struct il_text text = {0};
    assert_true(il_text_replace(&text, 0, 0, NULL, 0));
    assert_string_equal(text.bytes, "");
    assert_true(il_text_replace(&text, 0, 0, "hello", 5));
    assert_true(il_text_replace(&text, 1, 4, "i", 1));
    assert_string_equal(text.bytes, "hio");
    assert_true(il_text_replace(&text, 3, 3, "\0!", 2));
    assert_memory_equal(text.bytes, "hio\0!", 6);
    assert_true(il_text_replace(&text, 0, 5, NULL, 0));
    assert_int_equal(text.size, 0);
    il_text_free(&text);
}

static void a_replacement_without_memory_changes_nothing(void **state)
{
    (void)state;
    struct il_text text = {0};
    il_text_add_string(&text, "abc");
    assert_false(il_text_replace(&text, 1, 2, "", SIZE_MAX / 2));
    assert_true(il_text_is_whole(&text));
    assert_string_equal(text.bytes, "abc");
    assert_false(il_text_reserve(&text, SIZE_MAX / 2));
    assert_true(il_text_reserve(&text, 1000));
    assert_true(il_text_is_whole(&text) && text.capacity > 1003);
    il_text_add_repeated(&text, 'x', SIZE_MAX / 2);
    assert_false(il_text_reserve(&text, 1));
    assert_false(il_text_replace(&text, 1, 2, "x", 1));
    assert_false(il_text_is_whole(&text));
    il_text_free(&text);
}

static void much_unused_memory_is_given_back(void **state)
{
    (void)state;
    struct il_text text = {0};
    il_text_add_repeated(&text, 'x', 100000);
    il_text_trim(&text, 1000);
    assert_non_null(text.bytes);
    il_text_clear(&text);
    il_text_trim(&text, 200000);
    assert_non_null(text.bytes);
    il_text_trim(&text, 1000);
    assert_null(text.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_joined),
        cmocka_unit_test(a_cut_text_grows_again),
        cmocka_unit_test(it_takes_a_million_pieces),
        cmocka_unit_test(a_failure_is_remembered_until_it_is_cleared),
        cmocka_unit_test(a_part_is_replaced),
        cmocka_unit_test(a_replacement_without_memory_changes_nothing),
        cmocka_unit_test(much_unused_memory_is_given_back),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
