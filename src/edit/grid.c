/* SPDX-License-Identifier: MIT
 * A picture of cells.
 */
#include "edit/grid.h"

#include <stdlib.h>
#include <string.h>

/* More accents than fit here are not shown; texts in the grid stay small so. */
enum { LONGEST = 200, FIRST_ROWS = 8 };

static const struct il_cell blank = {.width = 1};

_Static_assert(sizeof(struct il_cell) == 16, "nothing lies between its fields");

void il_grid_free(struct il_grid *grid)
{
    free(grid->cells);
    il_text_free(&grid->bytes);
    *grid = (struct il_grid){0};
}

void il_grid_reset(struct il_grid *grid, size_t columns)
{
    grid->rows = 0;
    grid->columns = columns;
    grid->cursor_row = grid->cursor_column = 0;
    grid->failed = false;
    il_text_clear(&grid->bytes);
}

static bool reserve_row(struct il_grid *grid)
{
    size_t needed = (grid->rows + 1) * grid->columns;
    if (needed <= grid->capacity) {
        return true;
    }
    size_t capacity = 2 * grid->capacity;
    size_t least = FIRST_ROWS * grid->columns;
    capacity = capacity < least ? least : capacity;
    capacity = capacity < needed ? needed : capacity;
    struct il_cell *cells = realloc(grid->cells, capacity * sizeof *cells);
    if (cells == NULL) {
        return false;
    }
    grid->cells = cells;
    grid->capacity = capacity;
    return true;
}

static void clear_cells(struct il_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cells[i] = blank;
    }
}

void il_grid_add_row(struct il_grid *grid)
{
    if (grid->failed || !reserve_row(grid)) {
        grid->failed = true;
        return;
    }
    clear_cells(grid->cells + grid->rows * grid->columns, grid->columns);
    grid->rows++;
}

/* Whole code points of a long character. */
static size_t shorten(const char *bytes, size_t size)
{
    if (size <= LONGEST) {
        return size;
    }
    size_t at = 0, end;
    while (il_utf8_decode(bytes, size, at, &end), end <= LONGEST) {
        at = end;
    }
    return at;
}

static struct il_cell *last_row(const struct il_grid *grid)
{
    return grid->cells + (grid->rows - 1) * grid->columns;
}

void il_grid_put(struct il_grid *grid, size_t column, const char *bytes, size_t size,
                 unsigned width, bool is_disputed, uint64_t look)
{
    if (grid->failed || width == 0 || column + width > grid->columns) {
        return;
    }
    struct il_cell *cell = last_row(grid) + column;
    size = shorten(bytes, size);
    bool is_blank = size == 1 && *bytes == ' ' && look == 0;
    *cell = (struct il_cell){.look = look,
                             .size = is_blank ? 0 : (uint16_t)size,
                             .width = (uint8_t)width,
                             .is_disputed = is_disputed};
    if (size > IL_CELL_OWN) {
        cell->text = (uint32_t)grid->bytes.size;
        il_text_add(&grid->bytes, bytes, size);
    } else if (!is_blank) {
        memcpy(cell->own, bytes, size);
    }
    for (unsigned i = 1; i < width; i++) {
        cell[i] = (struct il_cell){.look = look};
    }
}

void il_grid_put_plain(struct il_grid *grid, size_t column, const char *bytes,
                       size_t size, uint64_t look)
{
    if (grid->failed) {
        return;
    }
    struct il_cell *cells = last_row(grid) + column;
    for (size_t i = 0; i < size; i++) {
        char byte = bytes[i];
        bool is_shown = byte != ' ' || look != 0;
        cells[i] = (struct il_cell){.look = look, .size = is_shown, .width = 1};
        if (is_shown) {
            cells[i].own[0] = byte;
        }
    }
}

size_t il_grid_write(struct il_grid *grid, size_t column, size_t end, const char *text,
                     size_t size, uint64_t look)
{
    end = end > grid->columns ? grid->columns : end;
    for (size_t at = 0; at < size;) {
        struct il_utf8_shape shape = il_utf8_shape(text, size, at);
        bool is_shown = shape.width > 0 && shape.code != IL_UTF8_INVALID;
        unsigned width = is_shown ? shape.width : 1;
        if (column + width > end) {
            break;
        }
        il_grid_put(grid, column, is_shown ? text + at : "?",
                    is_shown ? shape.end - at : 1, width, shape.is_disputed, look);
        column += width;
        at = shape.end;
    }
    return column;
}

void il_grid_append(struct il_grid *grid, const struct il_grid *other)
{
    size_t first = grid->rows * grid->columns, count = other->rows * other->columns;
    uint32_t shift = (uint32_t)grid->bytes.size;
    for (size_t row = 0; row < other->rows; row++) {
        il_grid_add_row(grid);
    }
    grid->failed |= !il_grid_is_whole(other);
    if (grid->failed) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        grid->cells[first + i] = other->cells[i];
        grid->cells[first + i].text += other->cells[i].size > IL_CELL_OWN ? shift : 0;
    }
    il_text_add(&grid->bytes, other->bytes.bytes, other->bytes.size);
}

/* ---- moving ---- */

void il_grid_insert_rows(struct il_grid *grid, size_t at, size_t count)
{
    size_t before = grid->rows;
    for (size_t i = 0; i < count; i++) {
        il_grid_add_row(grid);
    }
    if (grid->failed) {
        return;
    }
    struct il_cell *cells = grid->cells + at * grid->columns;
    memmove(cells + count * grid->columns, cells,
            (before - at) * grid->columns * sizeof *cells);
    clear_cells(cells, count * grid->columns);
}

void il_grid_delete_rows(struct il_grid *grid, size_t at, size_t count)
{
    count = count < grid->rows - at ? count : grid->rows - at;
    struct il_cell *cells = grid->cells + at * grid->columns;
    memmove(cells, cells + count * grid->columns,
            (grid->rows - at - count) * grid->columns * sizeof *cells);
    grid->rows -= count;
}

void il_grid_insert_cells(struct il_grid *grid, size_t row, size_t column, size_t count)
{
    struct il_cell *cells = grid->cells + row * grid->columns + column;
    memmove(cells + count, cells, (grid->columns - column - count) * sizeof *cells);
    clear_cells(cells, count);
}

void il_grid_delete_cells(struct il_grid *grid, size_t row, size_t column, size_t count)
{
    struct il_cell *cells = grid->cells + row * grid->columns + column;
    size_t left = grid->columns - column - count;
    memmove(cells, cells + count, left * sizeof *cells);
    clear_cells(cells + left, count);
}

/* ---- comparing ---- */

bool il_grid_is_same(const struct il_grid *a, const struct il_cell *in_a,
                     const struct il_grid *b, const struct il_cell *in_b)
{
    if (in_a->look != in_b->look || in_a->size != in_b->size ||
        in_a->width != in_b->width) {
        return false;
    }
    return in_a->size <= IL_CELL_OWN ? in_a->text == in_b->text
                                     : memcmp(il_grid_bytes(a, in_a),
                                              il_grid_bytes(b, in_b), in_a->size) == 0;
}

bool il_grid_rows_are_same(const struct il_grid *a, size_t row_a,
                           const struct il_grid *b, size_t row_b)
{
    const struct il_cell *in_a = il_grid_row(a, row_a), *in_b = il_grid_row(b, row_b);
    if (a->bytes.size == 0 && b->bytes.size == 0) {
        return memcmp(in_a, in_b, a->columns * sizeof *in_a) == 0;
    }
    for (size_t i = 0; i < a->columns; i++) {
        if (!il_grid_is_same(a, &in_a[i], b, &in_b[i])) {
            return false;
        }
    }
    return true;
}

size_t il_grid_used(const struct il_grid *grid, size_t row)
{
    const struct il_cell *cells = il_grid_row(grid, row);
    size_t used = grid->columns;
    while (used > 0 && cells[used - 1].size == 0 && cells[used - 1].width == 1 &&
           cells[used - 1].look == 0) {
        used--;
    }
    return used;
}
