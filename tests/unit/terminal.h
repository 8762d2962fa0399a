/* SPDX-License-Identifier: MIT
 * A model of a terminal, for what an editor sends: it knows the few sequences that any
 * terminal has, and holds every other one for a mistake.
 */
#ifndef IL_TEST_TERMINAL_H
#define IL_TEST_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TERMINAL_BYTES = 24 };

struct terminal_cell {
    char text[TERMINAL_BYTES]; /* "" for the second half of a wide one; else " " */
    uint64_t look;
};

struct terminal {
    size_t columns, rows;
    struct terminal_cell *cells;
    size_t row, column;
    bool hangs; /* behind the last column: the next character goes to the next row */
    uint64_t look;
    bool is_hidden;       /* the cursor */
    bool keeps_row;       /* what is behind the last column stays there */
    bool draws_disputed1; /* draws what is disputed one cell wide */
    size_t bells;
    size_t scrolled;     /* how many rows have left it at its top */
    const char *problem; /* what it did not understand, or NULL */
};

void terminal_open(struct terminal *terminal, size_t columns, size_t rows);
void terminal_close(struct terminal *terminal);

/** Another size, as a terminal has it that cuts its rows: the cursor's stays in sight. */
void terminal_resize(struct terminal *terminal, size_t columns, size_t rows);

/** Take bytes, whole sequences. */
void terminal_feed(struct terminal *terminal, const char *bytes, size_t size);

/** What its rows show, blank ends and rows cut off; for free(). */
char *terminal_rows(const struct terminal *terminal);

static inline struct terminal_cell *terminal_cell(const struct terminal *terminal,
                                                  size_t row, size_t column)
{
    return &terminal->cells[row * terminal->columns + column];
}

#endif
