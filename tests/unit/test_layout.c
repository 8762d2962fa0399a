/* SPDX-License-Identifier: MIT */
#include "il_test.h"

#include <string.h>

#include "edit/layout.h"
#include "edit/style.h"
#include "il_fault.h"

static const uint64_t no_looks[IL_STYLE_COUNT];

static struct il_subject subject_of(const char *text, size_t cursor, size_t columns)
{
    return (struct il_subject){.text = text,
                               .size = strlen(text),
                               .cursor = cursor,
                               .prompt = ">>> ",
                               .prompt_size = 4,
                               .more = "... ",
                               .more_size = 4,
                               .columns = columns};
}

/* The rows as text: blank cells at a row's end left out, a newline after each. */
static void write_grid(const struct il_grid *grid, struct il_text *out)
{
    for (size_t row = 0; row < grid->rows; row++) {
        for (size_t i = 0; i < il_grid_used(grid, row); i++) {
            const struct il_cell *cell = il_grid_row(grid, row) + i;
            if (cell->size > 0) {
                il_text_add(out, il_grid_bytes(grid, cell), cell->size);
            } else if (cell->width > 0) {
                il_text_add_char(out, ' ');
            }
        }
        il_text_add_char(out, '\n');
    }
}

static void assert_rows(const struct il_subject *subject, const char *rows, size_t row,
                        size_t column)
{
    struct il_layout layout = {0};
    struct il_grid grid = {0};
    struct il_text shown = {0};
    assert_true(il_layout_measure(&layout, subject));
    il_grid_reset(&grid, subject->columns);
    il_layout_draw(&layout, subject, 0, layout.count, NULL, 0, no_looks, &grid);
    assert_true(il_grid_is_whole(&grid));
    write_grid(&grid, &shown);
    assert_string_equal(shown.bytes, rows);
    assert_int_equal(layout.row, row);
    assert_int_equal(layout.column, column);
    il_text_free(&shown);
    il_grid_free(&grid);
    il_layout_free(&layout);
}

static void assert_laid_out(const char *text, size_t cursor, size_t columns,
                            const char *rows, size_t row, size_t column)
{
    struct il_subject subject = subject_of(text, cursor, columns);
    assert_rows(&subject, rows, row, column);
}

static void lines_stand_behind_their_prompts(void **state)
{
    (void)state;
    assert_laid_out("", 0, 20, ">>>\n", 0, 4);
    assert_laid_out("x = 1", 5, 20, ">>> x = 1\n", 0, 9);
    assert_laid_out("if x:\n    y\n", 12, 20, ">>> if x:\n...     y\n...\n", 2, 4);
    assert_laid_out("if x:\n    y\n", 5, 20, ">>> if x:\n...     y\n...\n", 0, 9);
}

static void long_lines_go_on_in_the_next_row(void **state)
{
    (void)state;
    assert_laid_out("abcdefgh", 0, 8, ">>> abcd\nefgh\n", 0, 4);
    assert_laid_out("abcdefgh", 3, 8, ">>> abcd\nefgh\n", 0, 7);
    assert_laid_out("abcdefgh", 4, 8, ">>> abcd\nefgh\n", 1, 0);
    assert_laid_out("abcdefgh", 8, 8, ">>> abcd\nefgh\n", 1, 4);
}

static void the_cursor_behind_a_full_row_has_one_of_its_own(void **state)
{
    (void)state;
    assert_laid_out("abcd", 4, 8, ">>> abcd\n\n", 1, 0);
    assert_laid_out("abcd", 3, 8, ">>> abcd\n", 0, 7);
    assert_laid_out("abcd\ne", 4, 8, ">>> abcd\n\n... e\n", 1, 0);
    assert_laid_out("abcd\ne", 6, 8, ">>> abcd\n... e\n", 1, 5);
}

/* Plain characters are counted eight at a time: each other one stops that, anywhere. */
static void any_byte_may_stand_anywhere_in_a_line(void **state)
{
    (void)state;
    for (unsigned byte = 1; byte < 256; byte++) {
        for (size_t at = 0; at < 20; at++) {
            char text[] = "abcdefghijklmnopqrst";
            struct il_text rows = {0};
            text[at] = (char)byte;
            if (byte == '\n' || byte == '\t') {
                continue;
            }
            bool is_control = byte < ' ' || byte == 0x7F;
            const char control[] = {'^', (char)(byte ^ 0x40)};
            bool is_blank = byte == ' ' && at == 19;
            il_text_add_string(&rows, ">>> ");
            il_text_add(&rows, text, at);
            il_text_add(&rows,
                        is_control    ? control
                        : byte < 0x80 ? text + at
                                      : "\xEF\xBF\xBD",
                        is_control     ? 2
                        : byte >= 0x80 ? 3
                                       : !is_blank);
            il_text_add_string(&rows, text + at + 1);
            il_text_add_char(&rows, '\n');
            assert_laid_out(text, 20, 40, rows.bytes, 0, 24 + is_control);
            il_text_free(&rows);
        }
    }
}

static void prompts_of_several_rows_stand_before_each_line(void **state)
{
    (void)state;
    struct il_subject subject = subject_of("abc\nd", 5, 8);
    subject.more = "two\n. ";
    subject.more_size = 6;
    assert_rows(&subject, ">>> abc\ntwo\n. d\n", 2, 3);
    subject.more = "123456789";
    subject.more_size = 9;
    assert_rows(&subject, ">>> abc\n12345678\n9d\n", 2, 2);
}

static void wide_characters_are_not_cut(void **state)
{
    (void)state;
    assert_laid_out("a\xE4\xB8\xAD", 1, 6, ">>> a\n\xE4\xB8\xAD\n", 1, 0);
    assert_laid_out("\xE4\xB8\xAD"
                    "b",
                    3, 8,
                    ">>> \xE4\xB8\xAD"
                    "b\n",
                    0, 6);
}

static void accents_stand_with_their_letters(void **state)
{
    (void)state;
    assert_laid_out("e\xCC\x81x", 3, 20, ">>> e\xCC\x81x\n", 0, 5);
}

static void what_cannot_be_seen_is_shown(void **state)
{
    (void)state;
    assert_laid_out("a\x01z", 2, 20, ">>> a^Az\n", 0, 7);
    assert_laid_out("\x7F\x1B", 2, 20, ">>> ^?^[\n", 0, 8);
    assert_laid_out("a\xE2\x80\x8Bz", 4, 20, ">>> a<200b>z\n", 0, 11);
    assert_laid_out("\xFFz", 1, 20, ">>> \xEF\xBF\xBDz\n", 0, 5);
    assert_laid_out("\xC2\x9Bz", 2, 20, ">>> <9b>z\n", 0, 8);
    assert_laid_out("\r\n", 1, 20, ">>> ^M\n...\n", 0, 6);
}

static void what_is_shown_instead_stays_together(void **state)
{
    (void)state;
    assert_laid_out("abc\x01", 4, 8, ">>> abc\n^A\n", 1, 2);
    assert_laid_out("\xE2\x80\x8B", 3, 8, ">>>\n<200b>\n", 1, 6);
}

static void tabs_go_to_columns_of_the_line(void **state)
{
    (void)state;
    assert_laid_out("\tx", 1, 20, ">>>         x\n", 0, 12);
    assert_laid_out("ab\tx", 3, 20, ">>> ab      x\n", 0, 12);
    assert_laid_out("ab\tx", 3, 10, ">>> ab\nx\n", 1, 0);
}

static void a_prompt_may_have_colours_and_rows(void **state)
{
    (void)state;
    struct il_subject subject = subject_of("x", 1, 20);
    subject.prompt = "one\n\001\x1b[1;31m\002two\x1b]0;title\a> \x1b[0m";
    subject.prompt_size = strlen(subject.prompt);
    assert_rows(&subject, "one\ntwo> x\n", 1, 6);
    struct il_layout layout = {0};
    struct il_grid grid = {0};
    assert_true(il_layout_measure(&layout, &subject));
    il_grid_reset(&grid, 20);
    il_layout_draw(&layout, &subject, 0, 2, NULL, 0, no_looks, &grid);
    uint64_t red;
    assert_true(il_look_parse("bold red", 8, &red));
    assert_true(il_grid_row(&grid, 0)[0].look == 0);
    assert_true(il_grid_row(&grid, 1)[0].look == red);
    assert_true(il_grid_row(&grid, 1)[5].look == 0);
    il_grid_free(&grid);
    il_layout_free(&layout);
}

static void colours_of_a_prompt_outlive_its_newlines(void **state)
{
    (void)state;
    struct il_subject subject = subject_of("", 0, 20);
    subject.prompt = "\x1b[32ma\nb";
    subject.prompt_size = strlen(subject.prompt);
    struct il_layout layout = {0};
    struct il_grid grid = {0};
    assert_true(il_layout_measure(&layout, &subject));
    il_grid_reset(&grid, 20);
    il_layout_draw(&layout, &subject, 1, 1, NULL, 0, no_looks, &grid);
    assert_int_equal(il_look_front(il_grid_row(&grid, 0)[0].look), il_color_of(2));
    il_grid_free(&grid);
    il_layout_free(&layout);
}

static void long_prompts_are_broken(void **state)
{
    (void)state;
    struct il_subject subject = subject_of("x", 1, 5);
    subject.prompt = "0123456";
    subject.prompt_size = 7;
    assert_rows(&subject, "01234\n56x\n", 1, 3);
    subject.prompt = "01234";
    subject.prompt_size = 5;
    assert_rows(&subject, "01234\nx\n", 1, 1);
    subject.prompt = "\x1b[broken";
    subject.prompt_size = strlen(subject.prompt);
    assert_rows(&subject, "roken\nx\n", 1, 1);
}

static void spans_give_looks(void **state)
{
    (void)state;
    uint64_t looks[IL_STYLE_COUNT] = {0};
    looks[IL_PAINT_KEYWORD] = il_look_make(il_color_of(4), 0, 0);
    looks[IL_STYLE_SELECTION] = il_look_make(0, 0, IL_LOOK_REVERSE);
    const struct il_span words[] = {{0, 2, IL_PAINT_KEYWORD}, {3, 5, IL_PAINT_KEYWORD}};
    const struct il_span chosen[] = {{1, 4, IL_STYLE_SELECTION}};
    const struct il_layer layers[] = {{words, 2}, {chosen, 1}};
    struct il_subject subject = subject_of("if or x", 0, 20);
    struct il_layout layout = {0};
    struct il_grid grid = {0};
    assert_true(il_layout_measure(&layout, &subject));
    il_grid_reset(&grid, 20);
    il_layout_draw(&layout, &subject, 0, 1, layers, 2, looks, &grid);
    const uint64_t k = looks[IL_PAINT_KEYWORD], s = looks[IL_STYLE_SELECTION];
    const uint64_t wanted[] = {k, k | s, s, k | s, k, 0, 0};
    for (size_t i = 0; i < 7; i++) {
        assert_true(il_grid_row(&grid, 0)[4 + i].look == wanted[i]);
    }
    il_grid_free(&grid);
    il_layout_free(&layout);
}

/* Pieces of all kinds in every width: each place has a cell in its row, its own one,
 * and the way back leads to it. */
static void places_and_cells_belong_together(void **state)
{
    (void)state;
    const char *const text = "ab\t\xE4\xB8\xAD\xE4\xB8\xAD"
                             "e\xCC\x81\x01\n\xFF\xE2\x80\x8B\n\nxyz\tlong enough";
    for (size_t columns = IL_LAYOUT_NARROWEST; columns < 30; columns++) {
        struct il_subject subject = subject_of(text, 0, columns);
        size_t last_row = 0, last_column = 0;
        for (size_t at = 0; at <= subject.size;
             at = at == subject.size ? at + 1 : il_utf8_next(text, subject.size, at)) {
            struct il_layout layout = {0};
            subject.cursor = at;
            assert_true(il_layout_measure(&layout, &subject));
            assert_true(layout.column < columns);
            assert_true(layout.row < layout.count);
            assert_true(at == 0 || layout.row > last_row ||
                        (layout.row == last_row && layout.column > last_column));
            assert_int_equal(
                il_layout_place(&layout, &subject, layout.row, layout.column), at);
            last_row = layout.row;
            last_column = layout.column;
            il_layout_free(&layout);
        }
    }
}

static void a_window_of_the_rows_can_be_drawn(void **state)
{
    (void)state;
    struct il_subject subject = subject_of("a\nb\nc\nd", 7, 10);
    struct il_layout layout = {0};
    struct il_grid grid = {0};
    struct il_text shown = {0};
    assert_true(il_layout_measure(&layout, &subject));
    il_grid_reset(&grid, 10);
    il_layout_draw(&layout, &subject, 2, 9, NULL, 0, no_looks, &grid);
    write_grid(&grid, &shown);
    assert_string_equal(shown.bytes, "... c\n... d\n");
    il_text_free(&shown);
    il_grid_free(&grid);
    il_layout_free(&layout);
}

static void what_lacks_memory_is_not_laid_out(void **state)
{
    (void)state;
    struct il_subject subject =
        subject_of("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np"
                   "\nq\nr\ns\nt\nu\nv\nw\nx\ny\nz",
                   0, 40);
    bool is_done = false;
    for (long failures = 0; !is_done; failures++) {
        struct il_layout layout = {0};
        struct il_grid grid = {0};
        il_grid_reset(&grid, 40);
        il_fault_after(failures);
        if (il_layout_measure(&layout, &subject)) {
            il_layout_draw(&layout, &subject, 0, 26, NULL, 0, no_looks, &grid);
            is_done = il_grid_is_whole(&grid);
        }
        il_fault_after(-1);
        assert_true(failures > 2 || !is_done);
        assert_true(!is_done || grid.rows == 26);
        il_grid_free(&grid);
        il_layout_free(&layout);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_stand_behind_their_prompts),
        cmocka_unit_test(long_lines_go_on_in_the_next_row),
        cmocka_unit_test(the_cursor_behind_a_full_row_has_one_of_its_own),
        cmocka_unit_test(any_byte_may_stand_anywhere_in_a_line),
        cmocka_unit_test(prompts_of_several_rows_stand_before_each_line),
        cmocka_unit_test(wide_characters_are_not_cut),
        cmocka_unit_test(accents_stand_with_their_letters),
        cmocka_unit_test(what_cannot_be_seen_is_shown),
        cmocka_unit_test(what_is_shown_instead_stays_together),
        cmocka_unit_test(tabs_go_to_columns_of_the_line),
        cmocka_unit_test(a_prompt_may_have_colours_and_rows),
        cmocka_unit_test(colours_of_a_prompt_outlive_its_newlines),
        cmocka_unit_test(long_prompts_are_broken),
        cmocka_unit_test(spans_give_looks),
        cmocka_unit_test(places_and_cells_belong_together),
        cmocka_unit_test(a_window_of_the_rows_can_be_drawn),
        cmocka_unit_test(what_lacks_memory_is_not_laid_out),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
