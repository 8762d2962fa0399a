/* SPDX-License-Identifier: MIT */
#include "il_test.h"

#include <stdio.h>
#include <string.h>

#include "edit/menu.h"
#include "edit/style.h"
#include "il_fault.h"

static const uint64_t no_looks[IL_STYLE_COUNT];
static const char *const kinds[] = {"function", "class"};

static void offer(struct il_menu *menu, const char *const *texts)
{
    il_menu_clear(menu);
    for (size_t i = 0; texts[i] != NULL; i++) {
        assert_true(il_menu_add(menu, texts[i], strlen(texts[i]), (uint8_t)(i % 2)));
    }
    il_menu_filter(menu, "", 0);
}

#define OFFER(menu, ...) offer(menu, (const char *const[]){__VA_ARGS__, NULL})

static void assert_match(const struct il_menu *menu, size_t rank, const char *wanted)
{
    size_t size;
    assert_true(rank < menu->match_count);
    const char *text = il_menu_text(menu, rank, &size);
    assert_int_equal(size, strlen(wanted));
    assert_memory_equal(text, wanted, size);
}

static void what_begins_so_comes_first(void **state)
{
    (void)state;
    struct il_menu menu = {0};
    OFFER(&menu, "spread", "readline", "Reader", "read", "xray_edit", "write");
    assert_int_equal(il_menu_filter(&menu, "read", 4), 4);
    assert_match(&menu, 0, "readline");
    assert_match(&menu, 1, "read");
    assert_match(&menu, 2, "Reader");
    assert_match(&menu, 3, "spread");
    il_menu_free(&menu);
}

static void beginnings_of_words_match(void **state)
{
    (void)state;
    struct il_menu menu = {0};
    OFFER(&menu, "earl", "read_line", "ReadLine", "barrel");
    assert_int_equal(il_menu_filter(&menu, "rl", 2), 4);
    assert_match(&menu, 0, "read_line");
    assert_match(&menu, 1, "ReadLine");
    assert_int_equal(il_menu_filter(&menu, "lr", 2), 0);
    assert_int_equal(il_menu_filter(&menu, "read_line_and_more", 18), 0);
    assert_int_equal(il_menu_filter(&menu, "", 0), 4);
    assert_match(&menu, 0, "earl");
    il_menu_free(&menu);
}

static void what_all_begin_with_is_known(void **state)
{
    (void)state;
    struct il_menu menu = {0};
    OFFER(&menu, "prefix_a", "prefix_b");
    assert_int_equal(il_menu_common(&menu), 7);
    OFFER(&menu, "same", "same");
    assert_int_equal(il_menu_common(&menu), 4);
    OFFER(&menu, "\xC3\xA9", "\xC3\xA8");
    assert_int_equal(il_menu_common(&menu), 0);
    OFFER(&menu, "a", "b");
    assert_int_equal(il_menu_common(&menu), 0);
    il_menu_filter(&menu, "z", 1);
    assert_int_equal(il_menu_common(&menu), 0);
    il_menu_free(&menu);
}

static void assert_chosen(const struct il_menu *menu, const char *wanted)
{
    assert_true(menu->has_choice);
    assert_match(menu, menu->chosen, wanted);
}

static void choices_go_around(void **state)
{
    (void)state;
    struct il_menu menu = {0};
    il_menu_step(&menu, IL_MENU_NEXT);
    assert_false(menu.has_choice);
    OFFER(&menu, "a", "b", "c");
    il_menu_step(&menu, IL_MENU_NEXT);
    assert_chosen(&menu, "a");
    il_menu_step(&menu, IL_MENU_PREVIOUS);
    assert_chosen(&menu, "c");
    il_menu_step(&menu, IL_MENU_NEXT);
    assert_chosen(&menu, "a");
    il_menu_filter(&menu, "", 0);
    assert_false(menu.has_choice);
    il_menu_step(&menu, IL_MENU_PREVIOUS);
    assert_chosen(&menu, "c");
    il_menu_free(&menu);
}

static void assert_drawn(struct il_menu *menu, size_t columns, size_t rows,
                         const char *doc, const char *wanted)
{
    struct il_grid grid = {0};
    struct il_text shown = {0};
    struct il_menu_view view = {.rows = rows,
                                .kinds = kinds,
                                .kind_count = 2,
                                .doc = doc,
                                .doc_size = doc == NULL ? 0 : strlen(doc),
                                .looks = no_looks};
    il_grid_reset(&grid, columns);
    il_menu_draw(menu, &view, &grid);
    assert_true(il_grid_is_whole(&grid));
    assert_true(grid.rows <= rows);
    for (size_t row = 0; row < grid.rows; row++) {
        for (size_t i = 0; i < il_grid_used(&grid, row); i++) {
            const struct il_cell *cell = il_grid_row(&grid, row) + i;
            il_text_add(&shown, cell->size == 0 ? " " : il_grid_bytes(&grid, cell),
                        cell->size == 0 ? 1 : cell->size);
        }
        il_text_add_char(&shown, '\n');
    }
    assert_string_equal(shown.size == 0 ? "" : shown.bytes, wanted);
    il_text_free(&shown);
    il_grid_free(&grid);
}

static void a_short_menu_is_a_list_with_kinds(void **state)
{
    (void)state;
    struct il_menu menu = {0};
    OFFER(&menu, "apply", "Box");
    assert_drawn(&menu, 40, 8, NULL, " apply function\n Box   class\n");
    il_menu_step(&menu, IL_MENU_NEXT);
    assert_drawn(&menu, 40, 8, "Do it.", " apply function\n Box   class\n Do it.\n");
    il_menu_free(&menu);
}

static void a_long_menu_has_columns_and_pages(void **state)
{
    (void)state;
    struct il_menu menu = {0};
    OFFER(&menu, "one", "two", "three", "four", "five", "six", "seven");
    assert_drawn(&menu, 22, 4, NULL,
                 " one    four   seven\n two    five\n three  six\n");
    assert_drawn(&menu, 15, 3, NULL, " one    three\n two    four\n 1/2\n");
    menu.chosen = 6;
    menu.has_choice = true;
    assert_drawn(&menu, 15, 3, "Seven.", " five   seven\n six\n 2/2 Seven.\n");
    il_menu_free(&menu);
}

static void steps_to_the_side_go_by_columns(void **state)
{
    (void)state;
    struct il_menu menu = {0};
    OFFER(&menu, "one", "two", "three", "four", "five", "six", "seven");
    assert_drawn(&menu, 22, 4, NULL,
                 " one    four   seven\n two    five\n three  six\n");
    il_menu_step(&menu, IL_MENU_NEXT);
    il_menu_step(&menu, IL_MENU_RIGHT);
    assert_chosen(&menu, "four");
    il_menu_step(&menu, IL_MENU_NEXT);
    il_menu_step(&menu, IL_MENU_RIGHT);
    assert_chosen(&menu, "five");
    il_menu_step(&menu, IL_MENU_LEFT);
    assert_chosen(&menu, "two");
    il_menu_free(&menu);
}

static void it_fits_into_any_window(void **state)
{
    (void)state;
    struct il_menu menu = {0};
    OFFER(&menu, "a rather long text", "\xE4\xB8\xAD\xE6\x96\x87", "\x01", "");
    for (size_t columns = 2; columns < 40; columns++) {
        for (size_t rows = 1; rows < 6; rows++) {
            struct il_grid grid = {0};
            struct il_menu_view view = {
                .rows = rows, .doc = "doc", .doc_size = 3, .looks = no_looks};
            il_grid_reset(&grid, columns);
            menu.has_choice = true;
            il_menu_draw(&menu, &view, &grid);
            assert_true(il_grid_is_whole(&grid));
            assert_true(grid.rows >= 1 && grid.rows <= rows);
            il_grid_free(&grid);
        }
    }
    il_menu_free(&menu);
}

static void it_does_without_memory(void **state)
{
    (void)state;
    bool is_done = false;
    for (long failures = 0; !is_done; failures++) {
        struct il_menu menu = {0};
        size_t added = 0;
        il_fault_after(failures);
        for (size_t i = 0; i < 40; i++) {
            char text[16];
            int size = snprintf(text, sizeof text, "item%zu", i);
            added += il_menu_add(&menu, text, (size_t)size, 0);
        }
        size_t count = il_menu_filter(&menu, "i", 1);
        il_fault_after(-1);
        assert_int_equal(count, added);
        is_done = added == 40 && failures > 6;
        il_menu_free(&menu);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_begins_so_comes_first),
        cmocka_unit_test(beginnings_of_words_match),
        cmocka_unit_test(what_all_begin_with_is_known),
        cmocka_unit_test(choices_go_around),
        cmocka_unit_test(a_short_menu_is_a_list_with_kinds),
        cmocka_unit_test(a_long_menu_has_columns_and_pages),
        cmocka_unit_test(steps_to_the_side_go_by_columns),
        cmocka_unit_test(it_fits_into_any_window),
        cmocka_unit_test(it_does_without_memory),
    };
    return cmocka_run_group_tests_name("menu", tests, NULL, NULL);
}
