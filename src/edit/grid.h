/* SPDX-License-Identifier: MIT
 * A picture of cells: what some rows of a terminal show.
 *
 * A failed allocation is remembered, as in a struct il_text.
 */
#ifndef IL_GRID_H
#define IL_GRID_H

#include "base/text.h"
#include "base/utf8.h"

enum { IL_CELL_OWN = 4 }; /* bytes that a cell has room for: a code point */

/* There are no bytes between the fields: rows are compared as they lie in memory. */
struct il_cell {
    uint64_t look; /* see edit/look.h */
    union {
        char own[IL_CELL_OWN]; /* its bytes, with zeros behind them, */
        uint32_t text;         /* or where they stand in the grid's, if they are more */
    };
    uint16_t size;    /* how many; 0: blank, or a part of the cell before */
    uint8_t width;    /* 1 or more; 0: a part of the cell before */
    bool is_disputed; /* the terminal may draw it with another width */
};

/* Zero-initialise it; the memory is used again for every picture. */
struct il_grid {
    struct il_cell *cells;
    size_t rows, columns, capacity;
    size_t cursor_row, cursor_column;
    struct il_text bytes; /* of the characters that are too long for their cells */
    bool failed;
};

void il_grid_free(struct il_grid *grid);

/** Make it empty, whole again, and so many columns wide. */
void il_grid_reset(struct il_grid *grid, size_t columns);

/** Add a blank row. */
void il_grid_add_row(struct il_grid *grid);

/**
 * Write one character into the last row: at `column`, as wide as its shape says. What
 * does not fit is not written. A space without a look is a blank cell.
 */
void il_grid_put(struct il_grid *grid, size_t column, const char *bytes, size_t size,
                 unsigned width, bool is_disputed, uint64_t look);

/** Write printable characters of ASCII into the last row, one a cell, all of one look;
 * there is room for them. */
void il_grid_put_plain(struct il_grid *grid, size_t column, const char *bytes,
                       size_t size, uint64_t look);

/**
 * Write a text from `column` on into the last row, as far as it fits before `end`; a
 * character that cannot be shown as it is counts as a question mark. The column behind.
 */
size_t il_grid_write(struct il_grid *grid, size_t column, size_t end, const char *text,
                     size_t size, uint64_t look);

/** Add the rows of another grid of the same width. */
void il_grid_append(struct il_grid *grid, const struct il_grid *other);

static inline bool il_grid_is_whole(const struct il_grid *grid)
{
    return !grid->failed && il_text_is_whole(&grid->bytes);
}

static inline const struct il_cell *il_grid_row(const struct il_grid *grid, size_t row)
{
    return grid->cells + row * grid->columns;
}

static inline const char *il_grid_bytes(const struct il_grid *grid,
                                        const struct il_cell *cell)
{
    return cell->size <= IL_CELL_OWN ? cell->own : grid->bytes.bytes + cell->text;
}

/** Let so many blank rows in before row `at`. */
void il_grid_insert_rows(struct il_grid *grid, size_t at, size_t count);

/** Take rows out, as many as there are at most. */
void il_grid_delete_rows(struct il_grid *grid, size_t at, size_t count);

/** Let blank cells in before a column of a row; as many fall off at its end. */
void il_grid_insert_cells(struct il_grid *grid, size_t row, size_t column,
                          size_t count);

/** Take cells of a row out; as many blank ones follow at its end. */
void il_grid_delete_cells(struct il_grid *grid, size_t row, size_t column,
                          size_t count);

/** Do two cells show the same? */
bool il_grid_is_same(const struct il_grid *a, const struct il_cell *in_a,
                     const struct il_grid *b, const struct il_cell *in_b);

/** Are two rows of pictures of one width the same? */
bool il_grid_rows_are_same(const struct il_grid *a, size_t row_a,
                           const struct il_grid *b, size_t row_b);

/** How many cells of a row come before the blank ones at its end. */
size_t il_grid_used(const struct il_grid *grid, size_t row);

#endif
