/* SPDX-License-Identifier: MIT
 * The text that is edited: changes, undoing them, places in it.
 */
#include "edit/buffer.h"

#include <il_fault.h>
#include <il_test.h>
#include <stdlib.h>
#include <string.h>

static void check(const struct il_buffer *buffer, const char *expected)
{
    assert_int_equal(buffer->text.size, strlen(expected));
    assert_memory_equal(buffer->text.bytes, expected, strlen(expected) + 1);
    assert_true(buffer->cursor <= buffer->text.size);
}

static void insert(struct il_buffer *buffer, const char *text)
{
    assert_true(il_buffer_insert(buffer, text, strlen(text)));
}

static void the_cursor_moves_with_the_text(void **state)
{
    (void)state;
    struct il_buffer buffer = {0};
    insert(&buffer, "hello");
    buffer.cursor = 2;
    il_buffer_select(&buffer, 4, true);
    insert(&buffer, "XY");
    check(&buffer, "heXYllo");
    assert_int_equal(buffer.cursor, 4);
    assert_int_equal(buffer.mark, 6);
    assert_true(il_buffer_delete(&buffer, 3, 5));
    check(&buffer, "heXlo");
    assert_int_equal(buffer.cursor, 3);
    assert_int_equal(buffer.mark, 4);
    assert_true(il_buffer_replace(&buffer, 0, 2, "J", 1));
    assert_int_equal(buffer.cursor, 2);
    assert_true(il_buffer_region(&buffer).start == 2);
    assert_true(il_buffer_region(&buffer).end == 3);
    il_buffer_free(&buffer);
}

static void changes_are_undone_in_groups(void **state)
{
    (void)state;
    struct il_buffer buffer = {0};
    insert(&buffer, "a");
    insert(&buffer, "b");
    il_undo_seal(&buffer.undo);
    insert(&buffer, "c");
    assert_true(il_buffer_delete(&buffer, 0, 1));
    check(&buffer, "bc");
    assert_true(il_buffer_undo(&buffer));
    check(&buffer, "ab");
    assert_int_equal(buffer.cursor, 2);
    assert_true(il_buffer_undo(&buffer));
    check(&buffer, "");
    assert_false(il_buffer_undo(&buffer));
    assert_true(il_buffer_redo(&buffer));
    check(&buffer, "ab");
    assert_true(il_buffer_redo(&buffer));
    check(&buffer, "bc");
    assert_false(il_buffer_redo(&buffer));
    il_buffer_free(&buffer);
}

static void a_new_change_forgets_what_was_undone(void **state)
{
    (void)state;
    struct il_buffer buffer = {0};
    insert(&buffer, "one");
    il_undo_seal(&buffer.undo);
    insert(&buffer, "two");
    assert_true(il_buffer_undo(&buffer));
    insert(&buffer, "three");
    check(&buffer, "onethree");
    assert_false(il_buffer_redo(&buffer));
    assert_true(il_buffer_undo(&buffer));
    check(&buffer, "one");
    il_buffer_free(&buffer);
}

static void typed_characters_are_one_change(void **state)
{
    (void)state;
    struct il_buffer buffer = {0};
    for (int i = 0; i < 100; i++) {
        insert(&buffer, "x");
    }
    assert_int_equal(buffer.undo.count, 1);
    buffer.cursor = 50;
    insert(&buffer, "y");
    assert_int_equal(buffer.undo.count, 2);
    assert_true(il_buffer_undo(&buffer));
    check(&buffer, "");
    il_buffer_free(&buffer);
}

static void the_oldest_groups_are_forgotten(void **state)
{
    (void)state;
    struct il_buffer buffer = {.undo = {.limit = 100}};
    for (int i = 0; i < 50; i++) {
        insert(&buffer, "12345");
        il_undo_seal(&buffer.undo);
        assert_true(buffer.undo.bytes.size <= 100);
    }
    int undone = 0;
    while (il_buffer_undo(&buffer)) {
        undone++;
    }
    assert_in_range(undone, 10, 20);
    assert_int_equal(buffer.text.size, 5 * (50 - undone));
    il_buffer_free(&buffer);
}

static void a_change_beyond_the_limit_can_be_undone(void **state)
{
    (void)state;
    struct il_buffer buffer = {.undo = {.limit = 4}};
    insert(&buffer, "ab");
    il_undo_seal(&buffer.undo);
    insert(&buffer, "0123456789");
    assert_true(il_buffer_undo(&buffer));
    check(&buffer, "ab");
    assert_false(il_buffer_undo(&buffer));
    il_buffer_free(&buffer);
}

static void a_set_text_can_be_undone_and_a_cleared_one_not(void **state)
{
    (void)state;
    struct il_buffer buffer = {0};
    insert(&buffer, "draft");
    il_undo_seal(&buffer.undo);
    assert_true(il_buffer_set(&buffer, "entry", 5));
    check(&buffer, "entry");
    assert_int_equal(buffer.cursor, 5);
    assert_true(il_buffer_undo(&buffer));
    check(&buffer, "draft");
    il_buffer_clear(&buffer);
    assert_int_equal(buffer.text.size, 0);
    assert_false(il_buffer_undo(&buffer));
    assert_false(il_buffer_redo(&buffer));
    il_buffer_free(&buffer);
}

/* Any edits: all of them undone give the empty text, done again the same one. */
static void any_edits_can_be_undone_and_done_again(void **state)
{
    (void)state;
    unsigned seed = 7;
    for (int round = 0; round < 50; round++) {
        struct il_buffer buffer = {0};
        for (int i = 0; i < 60; i++) {
            seed = seed * 1103515245 + 12345;
            size_t size = buffer.text.size, start = (seed >> 8) % (size + 1);
            size_t end = start + (seed >> 16) % (size - start + 1);
            assert_true(
                il_buffer_replace(&buffer, start, end, "abcdef", (seed >> 20) % 7));
            if (seed >> 24 & 1) {
                il_undo_seal(&buffer.undo);
            }
        }
        char *last = strndup(buffer.text.bytes, buffer.text.size);
        while (il_buffer_undo(&buffer)) {
        }
        assert_int_equal(buffer.text.size, 0);
        while (il_buffer_redo(&buffer)) {
        }
        check(&buffer, last);
        free(last);
        il_buffer_free(&buffer);
    }
}

static void lines_are_found(void **state)
{
    (void)state;
    struct il_buffer buffer = {0};
    insert(&buffer, "ab\n\n  c\n");
    const size_t starts[] = {0, 0, 0, 3, 4, 4, 4, 4, 8};
    const size_t ends[] = {2, 2, 2, 3, 7, 7, 7, 7, 8};
    const size_t rows[] = {0, 0, 0, 1, 2, 2, 2, 2, 3};
    for (size_t at = 0; at < 9; at++) {
        assert_int_equal(il_buffer_line_start(&buffer, at), starts[at]);
        assert_int_equal(il_buffer_line_end(&buffer, at), ends[at]);
        assert_int_equal(il_buffer_row(&buffer, at), rows[at]);
    }
    assert_int_equal(il_buffer_indent_end(&buffer, 5), 6);
    assert_true(il_buffer_is_blank_line(&buffer, 3));
    assert_false(il_buffer_is_blank_line(&buffer, 4));
    il_buffer_free(&buffer);
}

static void an_empty_text_has_one_line(void **state)
{
    (void)state;
    struct il_buffer buffer = {0};
    assert_int_equal(il_buffer_line_start(&buffer, 0), 0);
    assert_int_equal(il_buffer_line_end(&buffer, 0), 0);
    assert_int_equal(il_buffer_next(&buffer, 0), 0);
    assert_int_equal(il_buffer_previous(&buffer, 0), 0);
    assert_true(il_buffer_is_blank_line(&buffer, 0));
    assert_int_equal(il_buffer_column(&buffer, 0), 0);
    assert_int_equal(il_buffer_at_column(&buffer, 0, 5), 0);
}

static void columns_are_cells(void **state)
{
    (void)state;
    struct il_buffer buffer = {0};
    insert(&buffer, "x\n\xE4\xB8\xAD\ta\x01\xFFz");
    assert_int_equal(il_buffer_column(&buffer, 5), 2);
    assert_int_equal(il_buffer_column(&buffer, 6), 8);
    assert_int_equal(il_buffer_column(&buffer, 8), 11);
    assert_int_equal(il_buffer_column(&buffer, 9), 12);
    assert_int_equal(il_buffer_at_column(&buffer, 2, 0), 2);
    assert_int_equal(il_buffer_at_column(&buffer, 2, 1), 2);
    assert_int_equal(il_buffer_at_column(&buffer, 2, 2), 5);
    assert_int_equal(il_buffer_at_column(&buffer, 2, 7), 5);
    assert_int_equal(il_buffer_at_column(&buffer, 2, 9), 7);
    assert_int_equal(il_buffer_at_column(&buffer, 2, 99), 10);
    il_buffer_free(&buffer);
}

static void without_memory_nothing_changes(void **state)
{
    (void)state;
    bool is_done = false;
    long failures = 0;
    for (; !is_done; failures++) {
        struct il_buffer buffer = {0};
        size_t edits = 0;
        il_fault_after(failures);
        is_done = il_buffer_insert(&buffer, "0123456789", 10);
        for (int i = 0; is_done && i < 200; i++) {
            edits = buffer.edits;
            il_undo_seal(&buffer.undo);
            is_done = il_buffer_replace(&buffer, 0, 1, "abcdefghijklmnop", 16);
        }
        il_fault_after(-1);
        assert_int_equal(buffer.text.size,
                         buffer.edits == 0 ? 0 : 15 * buffer.edits - 5);
        assert_true(is_done || buffer.edits == edits);
        while (il_buffer_undo(&buffer)) {
        }
        assert_int_equal(buffer.text.size, 0);
        il_buffer_free(&buffer);
    }
    assert_true(failures > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cursor_moves_with_the_text),
        cmocka_unit_test(changes_are_undone_in_groups),
        cmocka_unit_test(a_new_change_forgets_what_was_undone),
        cmocka_unit_test(typed_characters_are_one_change),
        cmocka_unit_test(the_oldest_groups_are_forgotten),
        cmocka_unit_test(a_change_beyond_the_limit_can_be_undone),
        cmocka_unit_test(a_set_text_can_be_undone_and_a_cleared_one_not),
        cmocka_unit_test(any_edits_can_be_undone_and_done_again),
        cmocka_unit_test(lines_are_found),
        cmocka_unit_test(an_empty_text_has_one_line),
        cmocka_unit_test(columns_are_cells),
        cmocka_unit_test(without_memory_nothing_changes),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
