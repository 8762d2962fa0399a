/* SPDX-License-Identifier: MIT
 * A menu of completions.
 */
#include "edit/menu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/style.h"

enum {
    FIRST_ITEMS = 32,
    MARGIN = 2, /* cells between two columns */
    LEAST = 4,  /* cells of a column */

    /* What makes a match better. */
    BEGINS = 1000,
    SAME_CASE = 20,
    BEGINS_WORD = 8,
    FOLLOWS = 5,
};

void il_menu_free(struct il_menu *menu)
{
    free(menu->items);
    free(menu->matches);
    il_text_free(&menu->bytes);
    *menu = (struct il_menu){0};
}

void il_menu_clear(struct il_menu *menu)
{
    menu->count = menu->match_count = 0;
    menu->has_choice = false;
    menu->rows = 1;
    il_text_clear(&menu->bytes);
}

static bool reserve(struct il_menu *menu)
{
    if (menu->count < menu->capacity) {
        return true;
    }
    size_t capacity = menu->capacity == 0 ? FIRST_ITEMS : 2 * menu->capacity;
    struct il_menu_item *items = realloc(menu->items, capacity * sizeof *items);
    menu->items = items == NULL ? menu->items : items;
    size_t *matches = realloc(menu->matches, capacity * sizeof *matches);
    menu->matches = matches == NULL ? menu->matches : matches;
    if (items == NULL || matches == NULL) {
        return false;
    }
    menu->capacity = capacity;
    return true;
}

bool il_menu_add(struct il_menu *menu, const char *text, size_t size, uint8_t kind)
{
    size_t at = menu->bytes.size;
    il_text_add(&menu->bytes, text, size);
    if (!il_text_is_whole(&menu->bytes) || !reserve(menu)) {
        menu->bytes.failed = false;
        il_text_cut(&menu->bytes, at);
        return false;
    }
    menu->items[menu->count++] = (struct il_menu_item){at, size, kind};
    return true;
}

/* ---- matching ---- */

static int lower(char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; }
static bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

static bool begins_word(const char *text, size_t at)
{
    if (at == 0) {
        return true;
    }
    bool is_camel = text[at] >= 'A' && text[at] <= 'Z' && text[at - 1] != '_' &&
                    !(text[at - 1] >= 'A' && text[at - 1] <= 'Z');
    return is_camel || (is_letter(text[at]) && !is_letter(text[at - 1]));
}

/* How well `typed` is found in the text from `from` on, where its first character
 * stands; below 0: not at all. Beginnings of words are taken before other places. */
static int score_from(const char *text, size_t size, size_t from, const char *typed,
                      size_t typed_size)
{
    int score = 0;
    size_t at = from, last = from;
    for (size_t i = 0; i < typed_size; i++) {
        size_t found = size;
        for (size_t here = at; here < size; here++) {
            bool is_equal = lower(text[here]) == lower(typed[i]);
            if (is_equal && (here == at || begins_word(text, here))) {
                found = here;
                break;
            }
            found = is_equal && found == size ? here : found;
        }
        if (found == size) {
            return -1;
        }
        score += text[found] == typed[i];
        score += begins_word(text, found) ? BEGINS_WORD : 0;
        score += i > 0 && found == last + 1 ? FOLLOWS : 0;
        last = found;
        at = found + 1;
    }
    return score;
}

static int score_of(const char *text, size_t size, const char *typed, size_t typed_size)
{
    bool begins = size >= typed_size, is_same = begins;
    for (size_t i = 0; i < typed_size && begins; i++) {
        begins = lower(text[i]) == lower(typed[i]);
        is_same &= text[i] == typed[i];
    }
    if (begins) {
        return BEGINS + (is_same ? SAME_CASE : 0);
    }
    int best = -1;
    for (size_t from = 0; from + typed_size <= size; from++) {
        if (lower(text[from]) == lower(typed[0])) {
            int score = score_from(text, size, from, typed, typed_size);
            best = score > best ? score : best;
        }
    }
    return best;
}

struct rank {
    int score;
    size_t item;
};

static int compare_ranks(const void *a, const void *b)
{
    const struct rank *first = a, *second = b;
    if (first->score != second->score) {
        return first->score < second->score ? 1 : -1;
    }
    return first->item < second->item ? -1 : first->item > second->item;
}

size_t il_menu_filter(struct il_menu *menu, const char *typed, size_t size)
{
    struct rank *ranks = malloc((menu->count + 1) * sizeof *ranks);
    size_t count = 0;
    for (size_t i = 0; i < menu->count; i++) {
        const struct il_menu_item *item = &menu->items[i];
        int score = size == 0 ? 0
                              : score_of(menu->bytes.bytes + item->text, item->size,
                                         typed, size);
        if (score >= 0 && ranks != NULL) {
            ranks[count] = (struct rank){score, i};
        }
        if (score >= 0) {
            menu->matches[count++] = i;
        }
    }
    /* Without memory they are all there, as they came. */
    if (ranks != NULL) {
        qsort(ranks, count, sizeof *ranks, compare_ranks);
        for (size_t i = 0; i < count; i++) {
            menu->matches[i] = ranks[i].item;
        }
    }
    free(ranks);
    menu->match_count = count;
    menu->has_choice = false;
    menu->chosen = 0;
    return count;
}

static const struct il_menu_item *item_at(const struct il_menu *menu, size_t rank)
{
    return &menu->items[menu->matches[rank]];
}

const char *il_menu_text(const struct il_menu *menu, size_t rank, size_t *out_size)
{
    const struct il_menu_item *item = item_at(menu, rank);
    *out_size = item->size;
    return item->size == 0 ? "" : menu->bytes.bytes + item->text;
}

size_t il_menu_common(const struct il_menu *menu)
{
    if (menu->match_count == 0) {
        return 0;
    }
    size_t size, common;
    const char *first = il_menu_text(menu, 0, &common);
    for (size_t rank = 1; rank < menu->match_count; rank++) {
        const char *text = il_menu_text(menu, rank, &size);
        size_t same = 0;
        while (same < common && same < size && text[same] == first[same]) {
            same++;
        }
        common = same;
    }
    il_menu_text(menu, 0, &size);
    size_t whole = 0;
    for (size_t at = 0; at <= common; at = il_utf8_next(first, size, at)) {
        whole = at;
        if (at == size) {
            break;
        }
    }
    return whole;
}

/* ---- choosing ---- */

static size_t turn(size_t at, size_t by, size_t count) { return (at + by) % count; }

void il_menu_step(struct il_menu *menu, enum il_menu_step step)
{
    size_t count = menu->match_count;
    if (count == 0) {
        return;
    }
    bool is_back = step == IL_MENU_PREVIOUS || step == IL_MENU_LEFT;
    if (!menu->has_choice) {
        menu->has_choice = true;
        menu->chosen = is_back ? count - 1 : 0;
        return;
    }
    size_t by = step == IL_MENU_LEFT || step == IL_MENU_RIGHT ? menu->rows : 1;
    if (by == 1 || by >= count) {
        menu->chosen = turn(menu->chosen, is_back ? count - 1 : 1, count);
    } else if (is_back) {
        menu->chosen -= menu->chosen >= by ? by : 0;
    } else {
        menu->chosen += menu->chosen + by < count ? by : 0;
    }
}

/* ---- drawing ---- */

struct shape {
    size_t rows, columns; /* of a page */
    size_t width;         /* of a column, with its margin */
    size_t kind_width;    /* 0: the kinds are not shown */
    size_t first, pages;
};

static size_t width_of(const struct il_menu *menu, size_t rank)
{
    size_t size;
    const char *text = il_menu_text(menu, rank, &size);
    return il_utf8_width(text, size);
}

static const char *kind_of(const struct il_menu_view *view,
                           const struct il_menu_item *item)
{
    bool is_known = view->kinds != NULL && item->kind < view->kind_count;
    return is_known ? view->kinds[item->kind] : "";
}

static size_t measure(const struct il_menu *menu, const struct il_menu_view *view,
                      size_t *out_kind_width)
{
    size_t width = LEAST;
    *out_kind_width = 0;
    for (size_t rank = 0; rank < menu->match_count; rank++) {
        size_t here = width_of(menu, rank);
        size_t kind = strlen(kind_of(view, item_at(menu, rank)));
        width = here > width ? here : width;
        *out_kind_width = kind > *out_kind_width ? kind : *out_kind_width;
    }
    return width + MARGIN;
}

static struct shape shape_menu(const struct il_menu *menu,
                               const struct il_menu_view *view, size_t columns)
{
    struct shape shape = {.columns = 1};
    size_t room = view->rows > 1 ? view->rows - 1 : 1, count = menu->match_count;
    shape.width = measure(menu, view, &shape.kind_width);
    shape.width = shape.width < columns ? shape.width : columns;
    bool is_list = count <= room && shape.kind_width > 0 &&
                   shape.width + shape.kind_width + MARGIN <= columns;
    if (is_list) {
        shape.kind_width += MARGIN;
    } else {
        shape.kind_width = 0;
        shape.columns = columns / shape.width;
    }
    size_t rows = (count + shape.columns - 1) / shape.columns;
    shape.rows = rows == 0 ? 1 : rows < room ? rows : room;
    size_t page = shape.rows * shape.columns;
    shape.first = menu->chosen / page * page;
    shape.pages = (count + page - 1) / page;
    return shape;
}

static void fill(struct il_grid *grid, size_t from, size_t to, uint64_t look)
{
    for (size_t column = from; column < to; column++) {
        il_grid_put(grid, column, " ", 1, 1, false, look);
    }
}

static void draw_item(const struct il_menu *menu, const struct il_menu_view *view,
                      const struct shape *shape, size_t rank, size_t column,
                      struct il_grid *grid)
{
    bool is_chosen = menu->has_choice && rank == menu->chosen;
    uint64_t look = view->looks[is_chosen ? IL_STYLE_CHOSEN : IL_STYLE_MENU];
    size_t size, end = column + shape->width;
    const char *text = il_menu_text(menu, rank, &size);
    fill(grid, column, end + shape->kind_width, look);
    il_grid_write(grid, column + 1, end - 1, text, size, look);
    if (shape->kind_width > 0) {
        const char *kind = kind_of(view, item_at(menu, rank));
        il_grid_write(grid, end, end + shape->kind_width - 1, kind, strlen(kind),
                      is_chosen ? look : view->looks[IL_STYLE_KIND]);
    }
}

/* Documentation of what is chosen, and which page it is of how many. */
static void draw_foot(const struct il_menu *menu, const struct il_menu_view *view,
                      const struct shape *shape, struct il_grid *grid)
{
    size_t page = shape->rows * shape->columns, column = 0;
    bool has_doc = menu->has_choice && view->doc != NULL && view->doc_size > 0;
    if ((!has_doc && shape->pages < 2) || view->rows < 2) {
        return;
    }
    il_grid_add_row(grid);
    if (shape->pages > 1) {
        char text[64];
        int size = snprintf(text, sizeof text, " %zu/%zu", shape->first / page + 1,
                            shape->pages);
        column = il_grid_write(grid, 0, grid->columns, text, (size_t)size,
                               view->looks[IL_STYLE_KIND]);
    }
    if (has_doc) {
        il_grid_write(grid, column + 1, grid->columns, view->doc, view->doc_size,
                      view->looks[IL_STYLE_DOC]);
    }
}

void il_menu_draw(struct il_menu *menu, const struct il_menu_view *view,
                  struct il_grid *grid)
{
    if (menu->match_count == 0) {
        return;
    }
    struct shape shape = shape_menu(menu, view, grid->columns);
    menu->rows = shape.rows;
    for (size_t row = 0; row < shape.rows; row++) {
        il_grid_add_row(grid);
        for (size_t column = 0; column < shape.columns; column++) {
            size_t rank = shape.first + column * shape.rows + row;
            if (rank < menu->match_count && il_grid_is_whole(grid)) {
                draw_item(menu, view, &shape, rank, column * shape.width, grid);
            }
        }
    }
    draw_foot(menu, view, &shape, grid);
}
