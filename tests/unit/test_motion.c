/* SPDX-License-Identifier: MIT
 * Places in a text: words, paragraphs, brackets.
 */
#include "edit/motion.h"

#include <il_test.h>
#include <string.h>

static struct il_buffer buffer;

static void set(const char *text)
{
    il_buffer_clear(&buffer);
    assert_true(il_buffer_set(&buffer, text, strlen(text)));
}

static void words_of_emacs_are_names(void **state)
{
    (void)state;
    set("foo.bar_1 (\xC3\xA9t\xC3\xA9)");
    assert_int_equal(il_motion_word_end(&buffer, 0), 3);
    assert_int_equal(il_motion_word_end(&buffer, 3), 9);
    assert_int_equal(il_motion_word_end(&buffer, 9), 16);
    assert_int_equal(il_motion_word_end(&buffer, 16), 17);
    assert_int_equal(il_motion_word_start(&buffer, 17), 11);
    assert_int_equal(il_motion_word_start(&buffer, 11), 4);
    assert_int_equal(il_motion_word_start(&buffer, 6), 4);
    assert_int_equal(il_motion_word_start(&buffer, 0), 0);
}

static void an_argument_ends_at_blanks_and_lines(void **state)
{
    (void)state;
    set("ls -l /tmp\n  x");
    assert_int_equal(il_motion_argument_start(&buffer, 10), 6);
    assert_int_equal(il_motion_argument_start(&buffer, 6), 3);
    assert_int_equal(il_motion_argument_start(&buffer, 13), 11);
    assert_int_equal(il_motion_argument_start(&buffer, 11), 10);
    assert_int_equal(il_motion_argument_start(&buffer, 0), 0);
}

static void words_of_vi_are_of_two_kinds(void **state)
{
    (void)state;
    set("a.b  cc\n\ndd");
    assert_int_equal(il_motion_next_start(&buffer, 0, false), 1);
    assert_int_equal(il_motion_next_start(&buffer, 1, false), 2);
    assert_int_equal(il_motion_next_start(&buffer, 0, true), 5);
    assert_int_equal(il_motion_next_start(&buffer, 5, false), 8);
    assert_int_equal(il_motion_next_start(&buffer, 8, false), 9);
    assert_int_equal(il_motion_next_start(&buffer, 9, false), 11);
    assert_int_equal(il_motion_previous_start(&buffer, 11, false), 9);
    assert_int_equal(il_motion_previous_start(&buffer, 9, false), 8);
    assert_int_equal(il_motion_previous_start(&buffer, 8, false), 5);
    assert_int_equal(il_motion_previous_start(&buffer, 5, false), 2);
    assert_int_equal(il_motion_previous_start(&buffer, 5, true), 0);
    assert_int_equal(il_motion_next_last(&buffer, 0, true), 2);
    assert_int_equal(il_motion_next_last(&buffer, 2, false), 6);
    assert_int_equal(il_motion_previous_last(&buffer, 9, false), 6);
    assert_int_equal(il_motion_previous_last(&buffer, 6, true), 2);
}

static void paragraphs_end_at_blank_lines(void **state)
{
    (void)state;
    set("a\nb\n\n \nc\n\nd");
    assert_int_equal(il_motion_paragraph_end(&buffer, 0), 4);
    assert_int_equal(il_motion_paragraph_end(&buffer, 4), 9);
    assert_int_equal(il_motion_paragraph_end(&buffer, 9), 11);
    assert_int_equal(il_motion_paragraph_start(&buffer, 11), 9);
    assert_int_equal(il_motion_paragraph_start(&buffer, 9), 5);
    assert_int_equal(il_motion_paragraph_start(&buffer, 5), 0);
}

static void lines_are_counted_off(void **state)
{
    (void)state;
    set("a\nbb\nc");
    long left;
    assert_int_equal(il_motion_line(&buffer, 1, 1, &left), 2);
    assert_int_equal(left, 0);
    assert_int_equal(il_motion_line(&buffer, 1, 5, &left), 5);
    assert_int_equal(left, 3);
    assert_int_equal(il_motion_line(&buffer, 6, -1, &left), 2);
    assert_int_equal(left, 0);
    assert_int_equal(il_motion_line(&buffer, 6, -9, &left), 0);
    assert_int_equal(left, -7);
}

static void characters_are_found_on_the_line(void **state)
{
    (void)state;
    set("abca\na");
    assert_int_equal(il_motion_find(&buffer, 0, 'a', false), 3);
    assert_true(il_motion_find(&buffer, 3, 'a', false) == SIZE_MAX);
    assert_int_equal(il_motion_find(&buffer, 3, 'a', true), 0);
    assert_true(il_motion_find(&buffer, 0, 'a', true) == SIZE_MAX);
    assert_true(il_motion_find(&buffer, 0, '\n', false) == SIZE_MAX);
}

static void brackets_match_across_lines_and_strings(void **state)
{
    (void)state;
    set("f(a[1],\n  ')', # )\n{})");
    assert_int_equal(il_motion_bracket(&buffer, 1), 21);
    assert_int_equal(il_motion_bracket(&buffer, 21), 1);
    assert_int_equal(il_motion_bracket(&buffer, 3), 5);
    assert_int_equal(il_motion_bracket(&buffer, 19), 20);
    assert_true(il_motion_bracket(&buffer, 11) == SIZE_MAX);
    assert_true(il_motion_bracket(&buffer, 17) == SIZE_MAX);
    assert_true(il_motion_bracket(&buffer, 0) == SIZE_MAX);
    assert_true(il_motion_bracket(&buffer, 22) == SIZE_MAX);
    set("x = (");
    assert_true(il_motion_bracket(&buffer, 4) == SIZE_MAX);
}

static void the_innermost_brackets_are_found(void **state)
{
    (void)state;
    struct il_range range;
    set("f(a, [b, (c)], d)");
    assert_true(il_motion_around(&buffer, 7, 0, &range));
    assert_true(range.start == 5 && range.end == 13);
    assert_true(il_motion_around(&buffer, 7, '(', &range));
    assert_true(range.start == 1 && range.end == 17);
    assert_true(il_motion_around(&buffer, 9, '(', &range));
    assert_true(range.start == 9 && range.end == 12);
    assert_true(il_motion_around(&buffer, 11, '(', &range));
    assert_true(range.start == 9 && range.end == 12);
    assert_true(il_motion_around(&buffer, 16, 0, &range));
    assert_true(range.start == 1 && range.end == 17);
    assert_false(il_motion_around(&buffer, 0, 0, &range));
    assert_false(il_motion_around(&buffer, 7, '{', &range));
    set("");
    assert_false(il_motion_around(&buffer, 0, 0, &range));
}

static int free_buffer(void **state)
{
    (void)state;
    il_buffer_free(&buffer);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_emacs_are_names),
        cmocka_unit_test(an_argument_ends_at_blanks_and_lines),
        cmocka_unit_test(words_of_vi_are_of_two_kinds),
        cmocka_unit_test(paragraphs_end_at_blank_lines),
        cmocka_unit_test(lines_are_counted_off),
        cmocka_unit_test(characters_are_found_on_the_line),
        cmocka_unit_test(brackets_match_across_lines_and_strings),
        cmocka_unit_test(the_innermost_brackets_are_found),
    };
    return cmocka_run_group_tests_name("motion", tests, NULL, free_buffer);
}
