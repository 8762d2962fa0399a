/* SPDX-License-Identifier: MIT
 * What a terminal shows of an editor, and the bytes that change it.
 *
 * An update goes in three steps, each of which also changes `shown`, so that this is
 * what the terminal shows at any time:
 *
 *  - rows are moved, if that leaves less to write,
 *  - in each row cells are moved, if that leaves less to write,
 *  - cells that are different are written.
 *
 * Characters whose width terminals dispute make the terminal's column unknown; what
 * follows them is placed by its number.
 */
#include "edit/screen.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/look.h"

#define UNKNOWN SIZE_MAX

enum {
    GAP = 5,           /* equal cells that are skipped: a move takes about as much */
    ERASE = 4,         /* blank cells that are erased and not written */
    CELLS_MOVED = 10,  /* what moving cells, */
    ROWS_MOVED = 16,   /* or rows, has to save */
    FARTHEST_CELLS = 8 /* by how many cells the rest of a row is moved */
};

void il_screen_free(struct il_screen *screen)
{
    il_grid_free(&screen->shown);
    il_text_free(&screen->above);
}

/* ---- moves ---- */

static void add_number(struct il_text *out, size_t number, char letter)
{
    char text[32];
    int size = number == 1 ? snprintf(text, sizeof text, "\x1b[%c", letter)
                           : snprintf(text, sizeof text, "\x1b[%zu%c", number, letter);
    il_text_add(out, text, (size_t)size);
}

static void set_look(struct il_screen *screen, uint64_t look, struct il_text *out)
{
    il_look_write(out, screen->look, look);
    screen->look = look;
}

/* Terminals fill what they erase or scroll in with the background of the moment. */
static void be_plain(struct il_screen *screen, struct il_text *out)
{
    if (il_look_back(screen->look) != 0) {
        set_look(screen, 0, out);
    }
}

static void make_row(struct il_screen *screen, struct il_text *out)
{
    be_plain(screen, out);
    il_text_add(out, "\r\n", 2);
    screen->row++;
    screen->made++;
    screen->column = 0;
}

static void go_to_row(struct il_screen *screen, size_t row, struct il_text *out)
{
    if (row < screen->row) {
        add_number(out, screen->row - row, 'A');
        screen->row = row;
    }
    size_t last = screen->made - 1;
    size_t known = row < last ? row : last;
    if (known == screen->row + 1 && screen->column == 0) {
        il_text_add_char(out, '\n');
        screen->row = known;
    } else if (known > screen->row) {
        add_number(out, known - screen->row, 'B');
        screen->row = known;
    }
    while (screen->row < row) {
        make_row(screen, out);
    }
}

static void go_to(struct il_screen *screen, size_t row, size_t column,
                  struct il_text *out)
{
    go_to_row(screen, row, out);
    size_t here = screen->column;
    if (here == column) {
        return;
    }
    screen->column = column;
    if (column == 0) {
        il_text_add_char(out, '\r');
    } else if (here == UNKNOWN) {
        add_number(out, column + 1, 'G');
    } else if (here < column) {
        add_number(out, column - here, 'C');
    } else if (here - column <= 3) {
        il_text_add_repeated(out, '\b', here - column);
    } else {
        add_number(out, here - column, 'D');
    }
}

/* Erase to the end of the row, or of the terminal. */
static void erase(struct il_screen *screen, char what, struct il_text *out)
{
    be_plain(screen, out);
    il_text_add(out, "\x1b[", 2);
    il_text_add_char(out, what);
}

/* ---- writing cells ---- */

static void write_bytes(const struct il_grid *grid, const struct il_cell *cell,
                        struct il_text *out)
{
    if (cell->size == 0) {
        il_text_add_char(out, ' ');
    } else {
        il_text_add(out, il_grid_bytes(grid, cell), cell->size);
    }
}

/* A terminal that draws it narrower leaves cells as they were: first they are blank.
 * One that draws it wider, its parts one behind the other, is not to go on in the next
 * row: no character has more columns than bytes. */
static void write_disputed(struct il_screen *screen, const struct il_grid *grid,
                           size_t row, size_t column, struct il_text *out)
{
    const struct il_cell *cell = il_grid_row(grid, row) + column;
    il_text_add_repeated(out, ' ', cell->width);
    screen->column = UNKNOWN;
    go_to(screen, row, column, out);
    bool is_last = column + cell->size > grid->columns;
    il_text_add_string(out, is_last ? "\x1b[?7l" : "");
    write_bytes(grid, cell, out);
    il_text_add_string(out, is_last ? "\x1b[?7h" : "");
    screen->column = UNKNOWN;
}

/* Write the cells [from, to) of a row; characters begin at both. Behind the last column
 * terminals are of two minds about where they are. */
static void write_cells(struct il_screen *screen, const struct il_grid *grid,
                        size_t row, size_t from, size_t to, struct il_text *out)
{
    const struct il_cell *cells = il_grid_row(grid, row);
    for (size_t i = from; i < to; i++) {
        if (cells[i].width == 0) {
            continue;
        }
        go_to(screen, row, i, out);
        set_look(screen, cells[i].look, out);
        if (cells[i].is_disputed) {
            write_disputed(screen, grid, row, i, out);
            continue;
        }
        write_bytes(grid, &cells[i], out);
        screen->column += cells[i].width;
        if (screen->column >= grid->columns) {
            screen->column = UNKNOWN;
        }
    }
}

/* ---- one row ---- */

struct change {
    struct il_screen *screen;
    const struct il_grid *next;
    struct il_text *out;
    size_t row;
    const struct il_cell *old, *new;
};

static bool is_same(const struct change *change, size_t old, size_t new)
{
    return il_grid_is_same(&change->screen->shown, &change->old[old], change->next,
                           &change->new[new]);
}

static bool is_simple(const struct il_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (cells[i].width != 1 || cells[i].is_disputed) {
            return false;
        }
    }
    return true;
}

/* How many cells from `at` on are right after a move to the right (or left, below 0)
 * that are wrong without it, and the other way round; blank ones do not count. */
static int judge_move(const struct change *change, size_t at, int by)
{
    size_t columns = change->next->columns;
    size_t distance = (size_t)abs(by);
    int gain = 0;
    for (size_t i = at; i < columns; i++) {
        if (change->new[i].size == 0) {
            continue;
        }
        bool comes = by > 0
                         ? i >= at + distance && is_same(change, i - distance, i)
                         : i + distance < columns && is_same(change, i + distance, i);
        gain += (int)comes - (int)is_same(change, i, i);
    }
    return gain;
}

static void move_cells(const struct change *change, size_t at, int by)
{
    struct il_screen *screen = change->screen;
    size_t count = (size_t)abs(by);
    go_to(screen, change->row, at, change->out);
    be_plain(screen, change->out);
    add_number(change->out, count, by > 0 ? '@' : 'P');
    if (by > 0) {
        il_grid_insert_cells(&screen->shown, change->row, at, count);
    } else {
        il_grid_delete_cells(&screen->shown, change->row, at, count);
    }
}

/* Move what stands behind the first difference, if that saves enough. */
static void find_move(const struct change *change, size_t at)
{
    size_t columns = change->next->columns;
    if (!is_simple(change->old + at, columns - at) ||
        !is_simple(change->new + at, columns - at)) {
        return;
    }
    int best = 0, best_gain = CELLS_MOVED;
    for (int by = -FARTHEST_CELLS; by <= FARTHEST_CELLS; by++) {
        if (by != 0 && at + (size_t)abs(by) < columns) {
            int gain = judge_move(change, at, by);
            best = gain > best_gain ? by : best;
            best_gain = gain > best_gain ? gain : best_gain;
        }
    }
    if (best != 0) {
        move_cells(change, at, best);
    }
}

/* Where the cells begin to be different, at a character of both. */
static size_t find_difference(const struct change *change, size_t from)
{
    size_t columns = change->next->columns;
    while (from < columns && is_same(change, from, from)) {
        from++;
    }
    while (from > 0 && from < columns && change->new[from].width == 0) {
        from--;
    }
    return from;
}

/* The end of the cells that are written together: where enough equal ones follow. */
static size_t find_run(const struct change *change, size_t from, size_t end)
{
    size_t last = from, at = from;
    for (; at < end && at < last + GAP; at++) {
        last = is_same(change, at, at) ? last : at + 1;
    }
    while (last < end && change->new[last].width == 0) {
        last++;
    }
    return last;
}

/* What stands behind a disputed character is where the terminal thinks: all of it is
 * written again when the row changes. */
static bool is_disputed(const struct change *change)
{
    bool found = false;
    for (size_t i = 0; i < change->next->columns; i++) {
        found |= change->old[i].is_disputed || change->new[i].is_disputed;
    }
    return found;
}

static void erase_end(const struct change *change, size_t used)
{
    go_to(change->screen, change->row, used, change->out);
    erase(change->screen, 'K', change->out);
}

static void write_anew(const struct change *change)
{
    size_t used = il_grid_used(change->next, change->row);
    go_to(change->screen, change->row, 0, change->out);
    erase(change->screen, 'K', change->out);
    write_cells(change->screen, change->next, change->row, 0, used, change->out);
}

static void write_differences(const struct change *change, size_t from)
{
    size_t used = il_grid_used(change->next, change->row);
    size_t had = il_grid_used(&change->screen->shown, change->row);
    bool erases = had > used + ERASE;
    size_t end = erases ? used : change->next->columns;
    while (from < end) {
        size_t to = find_run(change, from, end);
        write_cells(change->screen, change->next, change->row, from, to, change->out);
        from = find_difference(change, to);
    }
    if (erases) {
        erase_end(change, used);
    }
}

static void update_row(struct il_screen *screen, const struct il_grid *next, size_t row,
                       struct il_text *out)
{
    if (il_grid_rows_are_same(&screen->shown, row, next, row)) {
        return;
    }
    struct change change = {.screen = screen,
                            .next = next,
                            .out = out,
                            .row = row,
                            .old = il_grid_row(&screen->shown, row),
                            .new = il_grid_row(next, row)};
    if (is_disputed(&change)) {
        write_anew(&change);
        return;
    }
    if (il_grid_used(&screen->shown, row) > 0) {
        find_move(&change, find_difference(&change, 0));
    }
    write_differences(&change, find_difference(&change, 0));
}

/* ---- moving rows ---- */

static int weigh(const struct il_screen *screen, const struct il_grid *next, size_t old,
                 size_t new)
{
    if (old >= screen->shown.rows ||
        !il_grid_rows_are_same(&screen->shown, old, next, new)) {
        return 0;
    }
    return (int)il_grid_used(next, new);
}

/* How many cells are right after rows from `at` on are moved down, or up below 0. */
static int judge_rows(const struct il_screen *screen, const struct il_grid *next,
                      size_t at, long by)
{
    int gain = 0;
    for (size_t i = at; i < next->rows; i++) {
        bool comes = by < 0 || i >= at + (size_t)by;
        gain += comes ? weigh(screen, next, (size_t)((long)i - by), i) : 0;
    }
    return gain;
}

static void delete_rows(struct il_screen *screen, size_t at, size_t count,
                        struct il_text *out)
{
    go_to(screen, at, 0, out);
    be_plain(screen, out);
    add_number(out, count, 'M');
    il_grid_delete_rows(&screen->shown, at, count);
}

/* Rows that would end below the last one to come are erased before, and there are as
 * many rows as are to come, so that none is pushed out of the terminal. */
static void insert_rows(struct il_screen *screen, const struct il_grid *next, size_t at,
                        size_t count, struct il_text *out)
{
    if (screen->shown.rows + count > next->rows) {
        size_t keep = next->rows - count;
        go_to(screen, keep, 0, out);
        erase(screen, 'J', out);
        il_grid_delete_rows(&screen->shown, keep, screen->shown.rows - keep);
    }
    if (screen->made < next->rows) {
        go_to(screen, next->rows - 1, 0, out);
    }
    go_to(screen, at, 0, out);
    be_plain(screen, out);
    add_number(out, count, 'L');
    il_grid_insert_rows(&screen->shown, at, count);
}

/* The end of the rows from `at` on that are as they will be. */
static size_t find_unequal(const struct il_screen *screen, const struct il_grid *next,
                           size_t at)
{
    while (at < next->rows && at < screen->shown.rows &&
           il_grid_rows_are_same(&screen->shown, at, next, at)) {
        at++;
    }
    return at;
}

/* Rows are moved where at least two are different: what a key does to one is found
 * without all the comparing. */
static void move_rows(struct il_screen *screen, const struct il_grid *next,
                      struct il_text *out)
{
    size_t at = find_unequal(screen, next, 0), old = screen->shown.rows;
    size_t end = old > next->rows ? old : next->rows;
    if (at >= end || find_unequal(screen, next, at + 1) >= end) {
        return;
    }
    long best = 0;
    int best_gain = judge_rows(screen, next, at, 0) + ROWS_MOVED;
    for (long by = -(long)(old - at) + 1; by < (long)(next->rows - at); by++) {
        int gain = by == 0 ? 0 : judge_rows(screen, next, at, by);
        best = gain > best_gain ? by : best;
        best_gain = gain > best_gain ? gain : best_gain;
    }
    if (best < 0) {
        delete_rows(screen, at, (size_t)-best, out);
    } else if (best > 0) {
        insert_rows(screen, next, at, (size_t)best, out);
    }
}

/* ---- all of it ---- */

static void forget(struct il_screen *screen, size_t columns)
{
    il_grid_reset(&screen->shown, columns);
    screen->row = screen->column = 0;
    screen->made = 1;
}

/* Nothing is known of what the terminal shows below the cursor's row. */
static void begin(struct il_screen *screen, const struct il_grid *next,
                  struct il_text *out)
{
    if (screen->row > 0) {
        add_number(out, screen->row, 'A');
    }
    screen->is_lost = false;
    forget(screen, next->columns);
    il_text_add(out, "\r\x1b[0m\x1b[J", 8);
    screen->look = 0;
}

static void drop_surplus(struct il_screen *screen, size_t rows, struct il_text *out)
{
    if (screen->shown.rows > rows) {
        go_to(screen, rows, 0, out);
        erase(screen, 'J', out);
        il_grid_delete_rows(&screen->shown, rows, screen->shown.rows - rows);
    }
}

static bool is_fresh(const struct il_screen *screen, const struct il_grid *next)
{
    return screen->shown.rows == 0 || screen->is_lost ||
           screen->shown.columns != next->columns;
}

static bool have_rows(struct il_screen *screen, size_t rows)
{
    while (screen->shown.rows < rows && !screen->shown.failed) {
        il_grid_add_row(&screen->shown);
    }
    return !screen->shown.failed;
}

static void show(struct il_screen *screen, const struct il_grid *next,
                 struct il_text *out)
{
    if (is_fresh(screen, next)) {
        begin(screen, next, out);
    } else {
        move_rows(screen, next, out);
    }
    drop_surplus(screen, next->rows, out);
    if (have_rows(screen, next->rows)) {
        for (size_t row = 0; row < next->rows; row++) {
            update_row(screen, next, row, out);
        }
    }
    go_to(screen, next->cursor_row, next->cursor_column, out);
    set_look(screen, 0, out);
}

/* The cursor is hidden while more than a row's worth of bytes draws. */
static void hide_cursor(struct il_text *out, size_t from, size_t enough)
{
    static const char hides[] = "\x1b[?25l", shows[] = "\x1b[?25h";
    size_t size = out->size - from, more = sizeof hides - 1;
    if (size <= enough) {
        return;
    }
    il_text_add(out, hides, more);
    if (il_text_is_whole(out)) {
        memmove(out->bytes + from + more, out->bytes + from, size);
        memcpy(out->bytes + from, hides, more);
        il_text_add(out, shows, sizeof shows - 1);
    }
}

bool il_screen_update(struct il_screen *screen, struct il_grid *next,
                      struct il_text *out)
{
    if (!il_grid_is_whole(next) || !il_text_is_whole(out)) {
        return false;
    }
    size_t from = out->size, row = screen->row;
    show(screen, next, out);
    hide_cursor(out, from, next->columns);
    if (!il_text_is_whole(out) || screen->shown.failed) {
        il_text_cut(out, from);
        screen->row = row;
        screen->is_lost = true;
        return false;
    }
    struct il_grid shown = screen->shown;
    screen->shown = *next;
    *next = shown;
    return true;
}

void il_screen_erase(struct il_screen *screen, struct il_text *out)
{
    size_t columns = screen->shown.columns;
    if (screen->shown.rows == 0 && !screen->is_lost) {
        return;
    }
    screen->column = screen->column == 0 ? 0 : UNKNOWN;
    go_to(screen, 0, 0, out);
    set_look(screen, 0, out);
    if (screen->shown.rows >= screen->height && screen->height > 1) {
        /* tmux keeps what is erased from its first cell on, as if it had scrolled away:
         * the first row goes by itself. */
        il_text_add_string(out, "\x1b[K\x1b[B\x1b[J\x1b[A");
    } else {
        erase(screen, 'J', out);
    }
    forget(screen, columns);
    screen->is_lost = false;
}

void il_screen_finish(struct il_screen *screen, struct il_text *out)
{
    if (screen->shown.rows > 0) {
        go_to_row(screen, screen->shown.rows - 1, out);
    }
    set_look(screen, 0, out);
    il_text_add(out, "\r\n", 2);
    forget(screen, screen->shown.columns);
    il_text_clear(&screen->above);
}

void il_screen_clear(struct il_screen *screen, struct il_text *out)
{
    set_look(screen, 0, out);
    il_text_add_string(out, "\x1b[H\x1b[2J");
    forget(screen, screen->shown.columns);
    il_text_clear(&screen->above);
    screen->is_lost = false;
}

/* ---- printing above ---- */

/* Columns that a text takes which begins a row; its sequences take none. */
static size_t measure_end(const char *text, size_t size)
{
    size_t column = 0;
    for (size_t at = 0; at < size;) {
        struct il_utf8_shape shape = il_utf8_shape(text, size, at);
        if (text[at] == '\x1b' && at + 1 < size && text[at + 1] == '[') {
            for (at += 2; at < size && (text[at] < '@' || text[at] > '~'); at++) {
            }
            at += at < size;
            continue;
        }
        column = text[at] == '\t' ? (column / 8 + 1) * 8 : column + shape.width;
        column = text[at] == '\r' ? 0 : column;
        column -= text[at] == '\b' && column > 0;
        at = shape.end;
    }
    return column;
}

/* Go back to the end of what was printed without a newline, on the row above. */
static void go_back(struct il_screen *screen, size_t columns, struct il_text *out)
{
    size_t column = measure_end(screen->above.bytes, screen->above.size);
    size_t last = column == 0 ? 0 : (column - 1) % columns + 1;
    add_number(out, 1, 'A');
    if (last == columns) {
        /* The terminal's cursor hung behind the last column: there the row is over. */
        il_text_add(out, "\r\n", 2);
    } else if (last > 0) {
        add_number(out, last, 'C');
    }
}

static void print_lines(const char *text, size_t size, struct il_text *out)
{
    while (size > 0) {
        const char *newline = memchr(text, '\n', size);
        size_t length = newline == NULL ? size : (size_t)(newline - text);
        bool has_return = length > 0 && text[length - 1] == '\r';
        il_text_add(out, text, length - has_return);
        if (newline == NULL) {
            il_text_add_string(out, has_return ? "\r" : "");
            return;
        }
        il_text_add(out, "\r\n", 2);
        text += length + 1;
        size -= length + 1;
    }
}

/* What stands behind the last newline, together with what stood there. */
static void keep_end(struct il_screen *screen, const char *text, size_t size)
{
    enum { LONGEST = 1 << 16 };
    const char *newline = size == 0 ? NULL : memrchr(text, '\n', size);
    if (newline != NULL) {
        il_text_clear(&screen->above);
        size -= (size_t)(newline + 1 - text);
        text = newline + 1;
    }
    if (screen->above.size + size > LONGEST) {
        il_text_clear(&screen->above);
        size = 0;
    }
    il_text_add(&screen->above, text, size);
    if (!il_text_is_whole(&screen->above)) {
        il_text_clear(&screen->above);
    }
}

/* The look behind a text that is printed. */
static uint64_t read_looks(const char *text, size_t size, uint64_t look)
{
    for (size_t at = 0; at + 2 < size; at++) {
        size_t from = at + 2, end = from;
        if (text[at] != '\x1b' || text[at + 1] != '[') {
            continue;
        }
        while (end < size && text[end] >= '0' && text[end] <= ';') {
            end++;
        }
        if (end < size && text[end] == 'm') {
            look = il_look_read(text + from, end - from, look);
        }
    }
    return look;
}

void il_screen_print(struct il_screen *screen, size_t columns, const char *text,
                     size_t size, struct il_text *out)
{
    if (size == 0) {
        return;
    }
    il_screen_erase(screen, out);
    if (screen->above.size > 0) {
        go_back(screen, columns, out);
    }
    il_look_write(out, 0, screen->above_look);
    print_lines(text, size, out);
    keep_end(screen, text, size);
    screen->above_look = read_looks(text, size, screen->above_look);
    if (screen->above.size > 0) {
        il_text_add_string(out, "\x1b[0m\r\n");
    } else {
        il_look_write(out, screen->above_look, 0);
    }
}

/* ---- another size ---- */

/* Rows that the terminal has made of those above the cursor. */
static size_t count_rows(const struct il_screen *screen, size_t columns)
{
    size_t count = 0;
    for (size_t row = 0; row < screen->row && row < screen->shown.rows; row++) {
        size_t used = il_grid_used(&screen->shown, row);
        count += used == 0 ? 1 : (used + columns - 1) / columns;
    }
    /* Right behind the last cell of a row the cursor stays in that row. */
    size_t at = screen->column == UNKNOWN ? 0 : screen->column;
    bool is_behind = at > 0 && screen->row < screen->shown.rows &&
                     at == il_grid_used(&screen->shown, screen->row);
    return count + (at - is_behind) / columns;
}

void il_screen_resize(struct il_screen *screen, size_t columns, size_t height,
                      bool reflows, struct il_text *out)
{
    bool is_shown = screen->shown.rows > 0 || screen->is_lost;
    size_t up = reflows && columns < screen->shown.columns ? count_rows(screen, columns)
                                                           : screen->row;
    screen->height = height;
    if (is_shown) {
        set_look(screen, 0, out);
        il_text_add_char(out, '\r');
        if (up > 0) {
            add_number(out, up, 'A');
        }
        erase(screen, 'J', out);
    }
    forget(screen, columns);
    screen->is_lost = false;
}
