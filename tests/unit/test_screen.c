/* SPDX-License-Identifier: MIT
 * What is sent to a terminal, against a model of one.
 */
#include "il_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/layout.h"
#include "edit/screen.h"
#include "edit/style.h"
#include "il_fault.h"
#include "terminal.h"

struct stage {
    struct terminal terminal;
    struct il_screen screen;
    struct il_grid next, wanted;
    struct il_text out;
    size_t first; /* row of the terminal that the area begins at */
};

static void open_stage(struct stage *stage, size_t columns, size_t rows)
{
    *stage = (struct stage){.screen = {.height = rows}};
    terminal_open(&stage->terminal, columns, rows);
}

static void close_stage(struct stage *stage)
{
    terminal_close(&stage->terminal);
    il_screen_free(&stage->screen);
    il_grid_free(&stage->next);
    il_grid_free(&stage->wanted);
    il_text_free(&stage->out);
}

static void send_bytes(struct stage *stage)
{
    assert_true(il_text_is_whole(&stage->out));
    terminal_feed(&stage->terminal, stage->out.bytes, stage->out.size);
    if (stage->terminal.problem != NULL) {
        fail_msg("%s in %s", stage->terminal.problem, stage->out.bytes);
    }
    il_text_clear(&stage->out);
}

/* Rows of plain text, without the last newline. The cursor is put at their end. */
static void draw_text(struct il_grid *grid, size_t columns, const char *text)
{
    il_grid_reset(grid, columns);
    for (const char *line = text; line != NULL;) {
        const char *end = strchr(line, '\n');
        size_t size = end == NULL ? strlen(line) : (size_t)(end - line);
        il_grid_add_row(grid);
        grid->cursor_row = grid->rows - 1;
        grid->cursor_column = il_grid_write(grid, 0, columns - 1, line, size, 0);
        line = end == NULL ? NULL : end + 1;
    }
    assert_true(il_grid_is_whole(grid));
}

static const char *text_at(const struct stage *stage, size_t row, size_t column)
{
    return terminal_cell(&stage->terminal, row, column)->text;
}

static void assert_cell(const struct stage *stage, const struct il_grid *grid,
                        size_t row, size_t column)
{
    static const struct il_cell blank = {.width = 1};
    const struct il_cell *cell =
        row < grid->rows ? il_grid_row(grid, row) + column : &blank;
    const struct terminal_cell *shown =
        terminal_cell(&stage->terminal, stage->first + row, column);
    char text[TERMINAL_BYTES] = " ";
    if (cell->width == 0) {
        text[0] = '\0';
    } else if (cell->size > 0) {
        size_t size = cell->size < TERMINAL_BYTES ? cell->size : TERMINAL_BYTES - 1;
        memcpy(text, il_grid_bytes(grid, cell), size);
        text[size] = '\0';
    }
    assert_string_equal(shown->text, text);
    assert_true(cell->width == 0 || shown->look == cell->look);
}

/* The terminal shows the grid, nothing below it, and has its cursor there. */
static void assert_shown(const struct stage *stage, const struct il_grid *grid)
{
    assert_int_equal(stage->terminal.row, stage->first + grid->cursor_row);
    assert_int_equal(stage->terminal.column, grid->cursor_column);
    assert_false(stage->terminal.is_hidden);
    assert_true(stage->terminal.look == 0);
    for (size_t row = 0; stage->first + row < stage->terminal.rows; row++) {
        for (size_t column = 0; column < grid->columns; column++) {
            assert_cell(stage, grid, row, column);
        }
    }
}

/* Show what stage->next holds and compare; `wanted` keeps it. How many bytes it took. */
static size_t update(struct stage *stage)
{
    struct il_grid copy = stage->next;
    size_t cells = copy.rows * copy.columns;
    copy.capacity = cells;
    copy.cells = malloc(cells * sizeof *copy.cells);
    copy.bytes = (struct il_text){0};
    assert_non_null(copy.cells);
    memcpy(copy.cells, stage->next.cells, cells * sizeof *copy.cells);
    il_text_add(&copy.bytes, stage->next.bytes.bytes, stage->next.bytes.size);
    il_grid_free(&stage->wanted);
    stage->wanted = copy;
    size_t scrolled = stage->terminal.scrolled;
    assert_true(il_screen_update(&stage->screen, &stage->next, &stage->out));
    size_t size = stage->out.size;
    send_bytes(stage);
    stage->first -= stage->terminal.scrolled - scrolled;
    assert_shown(stage, &stage->wanted);
    return size;
}

static size_t show(struct stage *stage, const char *text)
{
    draw_text(&stage->next, stage->terminal.columns, text);
    return update(stage);
}

static void a_key_takes_a_byte(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 40, 10);
    show(&stage, ">>> a");
    assert_int_equal(show(&stage, ">>> ab"), 1);
    assert_int_equal(show(&stage, ">>> ab"), 0);
    assert_int_equal(show(&stage, ">>> a"), 3);
    close_stage(&stage);
}

static void a_key_in_the_middle_moves_the_rest(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 60, 10);
    show(&stage, ">>> the quick brown fox jumps over it");
    draw_text(&stage.next, 60, ">>> the quXick brown fox jumps over it");
    stage.next.cursor_column = 11;
    assert_true(update(&stage) < 16);
    draw_text(&stage.next, 60, ">>> the quick brown fox jumps over it");
    stage.next.cursor_column = 10;
    assert_true(update(&stage) < 12);
    close_stage(&stage);
}

static void a_line_between_moves_the_rows(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 40, 10);
    show(&stage, "the first line\nthe second line\nthe third line\nand the last");
    assert_true(show(&stage, "the first line\nnew\nthe second line\nthe third line\n"
                             "and the last") < 30);
    assert_true(show(&stage, "the first line\nthe second line\nthe third line\n"
                             "and the last") < 30);
    close_stage(&stage);
}

static void the_terminal_scrolls_for_new_rows(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 20, 4);
    terminal_feed(&stage.terminal, "1\r\n2\r\n3\r\n", 9);
    stage.first = 3;
    show(&stage, "a");
    show(&stage, "a\nb");
    assert_string_equal(text_at(&stage, 1, 0), "3");
    show(&stage, "a\nb\nc\nd");
    assert_int_equal(stage.terminal.scrolled, 3);
    show(&stage, "a");
    show(&stage, "x\na\nb\nc");
    close_stage(&stage);
}

static void a_window_moves_over_a_tall_text(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 30, 4);
    show(&stage, "row number one\nrow number two\nthree is a row\nfour is a row");
    size_t down = show(&stage, "row number two\nthree is a row\nfour is a row\nfive");
    assert_true(down < 30);
    size_t up = show(&stage, "row number one\nrow number two\nthree is a row\n"
                             "four is a row");
    assert_true(up < 60);
    close_stage(&stage);
}

static void what_is_above_stays(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 20, 6);
    terminal_feed(&stage.terminal, "before\r\n", 8);
    stage.first = 1;
    show(&stage, "a\nb\nc");
    show(&stage, "c");
    show(&stage, "x\ny\nc\nd\ne");
    assert_string_equal(text_at(&stage, 0, 0), "b");
    il_screen_erase(&stage.screen, &stage.out);
    send_bytes(&stage);
    assert_int_equal(stage.terminal.row, 1);
    assert_string_equal(text_at(&stage, 1, 0), " ");
    close_stage(&stage);
}

static void what_is_finished_stays(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 20, 6);
    draw_text(&stage.next, 20, "a\nb\nc");
    stage.next.cursor_row = 0;
    update(&stage);
    il_screen_finish(&stage.screen, &stage.out);
    send_bytes(&stage);
    stage.first = 3;
    show(&stage, "d");
    assert_string_equal(text_at(&stage, 2, 0), "c");
    close_stage(&stage);
}

static void a_picture_of_many_rows_scrolls_through(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 20, 3);
    draw_text(&stage.next, 20, "a\nb\nc\nd\ne");
    assert_true(il_screen_update(&stage.screen, &stage.next, &stage.out));
    il_screen_finish(&stage.screen, &stage.out);
    send_bytes(&stage);
    assert_int_equal(stage.terminal.scrolled, 3);
    assert_string_equal(text_at(&stage, 0, 0), "d");
    assert_string_equal(text_at(&stage, 1, 0), "e");
    assert_string_equal(text_at(&stage, 2, 0), " ");
    close_stage(&stage);
}

static void print_above(struct stage *stage, const char *text)
{
    il_screen_print(&stage->screen, stage->terminal.columns, text, strlen(text),
                    &stage->out);
    send_bytes(stage);
    stage->first = stage->terminal.row;
}

static void printing_goes_above_the_area(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 20, 6);
    show(&stage, ">>> a\n... b");
    print_above(&stage, "one\ntwo\r\n");
    show(&stage, ">>> a\n... b");
    assert_int_equal(stage.first, 2);
    assert_string_equal(text_at(&stage, 0, 0), "o");
    assert_string_equal(text_at(&stage, 1, 0), "t");
    close_stage(&stage);
}

static uint64_t look_at(const struct stage *stage, size_t row, size_t column)
{
    return terminal_cell(&stage->terminal, row, column)->look;
}

static void colours_go_on_in_what_is_printed_next(void **state)
{
    (void)state;
    struct stage stage;
    uint64_t red = il_color_of(1);
    open_stage(&stage, 20, 8);
    show(&stage, ">>> a");
    print_above(&stage, "\x1b[31m");
    show(&stage, ">>> a");
    print_above(&stage, "one\n");
    show(&stage, ">>> a");
    assert_int_equal(look_at(&stage, 0, 0), red);
    assert_int_equal(look_at(&stage, 1, 0), 0);
    print_above(&stage, "two\x1b[m three");
    show(&stage, ">>> a");
    assert_int_equal(look_at(&stage, 1, 0), red);
    assert_int_equal(look_at(&stage, 1, 4), 0);
    close_stage(&stage);
}

static void a_line_is_printed_piece_by_piece(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 10, 8);
    show(&stage, ">>> a");
    print_above(&stage, "12");
    show(&stage, ">>> a");
    assert_int_equal(stage.first, 1);
    print_above(&stage, "\x1b[31m345678\x1b[0m");
    show(&stage, ">>> a");
    print_above(&stage, "90");
    show(&stage, ">>> ab");
    assert_int_equal(stage.first, 1);
    assert_string_equal(text_at(&stage, 0, 9), "0");
    assert_string_equal(text_at(&stage, 0, 2), "3");
    print_above(&stage, "x\ny\n");
    show(&stage, ">>> ab");
    assert_string_equal(text_at(&stage, 1, 0), "x");
    assert_string_equal(text_at(&stage, 2, 0), "y");
    assert_int_equal(stage.first, 3);
    close_stage(&stage);
}

static void a_cleared_terminal_begins_at_its_top(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 20, 6);
    terminal_feed(&stage.terminal, "x\r\n", 3);
    stage.first = 1;
    show(&stage, "a\nb");
    il_screen_clear(&stage.screen, &stage.out);
    send_bytes(&stage);
    stage.first = 0;
    show(&stage, "a\nb");
    close_stage(&stage);
}

static void another_size_is_drawn_anew(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, 20, 6);
    terminal_feed(&stage.terminal, "x\r\n", 3);
    stage.first = 1;
    show(&stage, "0123456789abc\nb");
    /* The rows of a narrower terminal that has broken them. */
    struct terminal narrow;
    terminal_open(&narrow, 8, 6);
    terminal_feed(&narrow, "x\r\n01234567\r\n89abc\r\nb", 20);
    terminal_close(&stage.terminal);
    stage.terminal = narrow;
    il_screen_resize(&stage.screen, 8, 6, true, &stage.out);
    send_bytes(&stage);
    assert_int_equal(stage.terminal.row, 1);
    show(&stage, "01234\nb");
    il_screen_resize(&stage.screen, 8, 6, false, &stage.out);
    send_bytes(&stage);
    assert_int_equal(stage.terminal.row, 1);
    show(&stage, "0123\nbc");
    close_stage(&stage);
}

static void what_lacks_memory_is_drawn_later(void **state)
{
    (void)state;
    bool is_done = false;
    for (long failures = 0; !is_done; failures++) {
        struct stage stage;
        open_stage(&stage, 20, 9);
        show(&stage, "a\nb\nc");
        stage.next.cursor_row = 1;
        il_text_free(&stage.out);
        draw_text(&stage.next, 20, "the first\nanother\nb\nc\nd\ne\nf\ng\nh");
        il_fault_after(failures);
        is_done = il_screen_update(&stage.screen, &stage.next, &stage.out);
        il_fault_after(-1);
        assert_true(failures > 0 || !is_done);
        if (!is_done) {
            assert_int_equal(stage.out.size, 0);
            il_text_clear(&stage.out);
            show(&stage, "d\ne");
        }
        close_stage(&stage);
    }
}

/* ---- by chance ---- */

static uint32_t next_random(uint32_t *random)
{
    *random = *random * 1664525u + 1013904223u;
    return *random >> 8;
}

static const char *const pieces[] = {
    "a",
    "b",
    " ",
    "  ",
    "def ",
    "\n",
    "\n",
    "x = 1",
    "\xE4\xB8\xAD",
    "e\xCC\x81",
    "\t",
    "\xFF",
    "\x01",
    "'text'",
    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
    "\xE2\x9D\xA4\xEF\xB8\x8F",
    "\xF0\x9F\x98\x80",
    "long enough to go on",
};

enum { PIECES = sizeof pieces / sizeof *pieces, LONGEST = 400 };

/* Insert a piece, or delete a few characters. */
static void edit(char *text, uint32_t *random)
{
    size_t size = strlen(text), at = next_random(random) % (size + 1);
    at = at < size ? at : size;
    size_t end = at;
    if (next_random(random) % 3 == 0 || size > LONGEST - 30) {
        for (uint32_t i = next_random(random) % 12; i > 0; i--) {
            end = il_utf8_next(text, size, end);
        }
        memmove(text + at, text + end, size - end + 1);
        return;
    }
    const char *piece = pieces[next_random(random) % PIECES];
    memmove(text + at + strlen(piece), text + at, size - at + 1);
    for (size_t i = 0; piece[i] != '\0'; i++) {
        text[at + i] = piece[i];
    }
}

/* Look at the text through the terminal: the cursor's row is among those shown. Words
 * have colours, by what they begin with. */
static void draw_layout(struct stage *stage, const char *text, uint32_t *random)
{
    const struct il_theme *theme = il_theme_find("dark", 4);
    struct il_span spans[LONGEST];
    size_t size = strlen(text), count = 0;
    for (size_t i = 0; i < size; i += 3) {
        spans[count++] = (struct il_span){
            i, i + 2, (uint8_t)((unsigned char)text[i] % IL_STYLE_COUNT)};
    }
    struct il_subject subject = {.text = text,
                                 .size = size,
                                 .cursor = next_random(random) % (size + 1),
                                 .prompt = ">>> ",
                                 .prompt_size = 4,
                                 .more = "... ",
                                 .more_size = 4,
                                 .columns = stage->terminal.columns};
    struct il_layout layout = {0};
    struct il_layer layer = {spans, count};
    assert_true(il_layout_measure(&layout, &subject));
    size_t height = stage->terminal.rows;
    size_t first = layout.row < height ? 0 : layout.row - height + 1;
    il_grid_reset(&stage->next, subject.columns);
    il_layout_draw(&layout, &subject, first, height, &layer, 1, theme->looks,
                   &stage->next);
    stage->next.cursor_row = layout.row - first;
    stage->next.cursor_column = layout.column;
    il_layout_free(&layout);
}

static void play(uint32_t seed, bool draws_disputed1)
{
    uint32_t random = seed * 2654435761u;
    struct stage stage;
    open_stage(&stage, 5 + next_random(&random) % 60, 1 + next_random(&random) % 12);
    stage.terminal.draws_disputed1 = draws_disputed1;
    char text[LONGEST + 64] = "";
    for (unsigned i = 0; i < 60; i++) {
        for (uint32_t edits = next_random(&random) % 3; edits > 0; edits--) {
            edit(text, &random);
        }
        draw_layout(&stage, text, &random);
        if (draws_disputed1) {
            /* Its cells are not those that were meant, but its cursor is. */
            size_t row = stage.next.cursor_row, column = stage.next.cursor_column;
            assert_true(il_screen_update(&stage.screen, &stage.next, &stage.out));
            send_bytes(&stage);
            assert_int_equal(stage.terminal.column, column);
            assert_true(stage.terminal.row >= row);
        } else {
            update(&stage);
        }
        if (next_random(&random) % 16 == 0) {
            print_above(&stage, next_random(&random) % 2 == 0 ? "out\n" : "o");
        }
    }
    close_stage(&stage);
}

static void every_update_shows_what_was_drawn(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 300; seed++) {
        play(seed, false);
    }
}

static void the_cursor_is_right_where_widths_are_disputed(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 100; seed++) {
        play(seed, true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_takes_a_byte),
        cmocka_unit_test(a_key_in_the_middle_moves_the_rest),
        cmocka_unit_test(a_line_between_moves_the_rows),
        cmocka_unit_test(the_terminal_scrolls_for_new_rows),
        cmocka_unit_test(a_window_moves_over_a_tall_text),
        cmocka_unit_test(what_is_above_stays),
        cmocka_unit_test(what_is_finished_stays),
        cmocka_unit_test(a_picture_of_many_rows_scrolls_through),
        cmocka_unit_test(printing_goes_above_the_area),
        cmocka_unit_test(a_line_is_printed_piece_by_piece),
        cmocka_unit_test(colours_go_on_in_what_is_printed_next),
        cmocka_unit_test(a_cleared_terminal_begins_at_its_top),
        cmocka_unit_test(another_size_is_drawn_anew),
        cmocka_unit_test(what_lacks_memory_is_drawn_later),
        cmocka_unit_test(every_update_shows_what_was_drawn),
        cmocka_unit_test(the_cursor_is_right_where_widths_are_disputed),
    };
    return cmocka_run_group_tests_name("screen", tests, NULL, NULL);
}
