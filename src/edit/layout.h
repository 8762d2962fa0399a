/* SPDX-License-Identifier: MIT
 * Where a text stands on rows of a terminal, behind its prompts.
 *
 * Lines that are too long go on in the next row. A tab goes to the next multiple of 8
 * columns of its line; a control character is shown as ^X, what nobody could see (a
 * zero-width space, a mark of direction) as <200b>, a byte that is no UTF-8 as U+FFFD.
 *
 * Prompts may have newlines and sequences for colours, and the marks that readline
 * wants around these (\001 and \002); other sequences in them are left out.
 */
#ifndef IL_LAYOUT_H
#define IL_LAYOUT_H

#include "edit/grid.h"
#include "lex/paint.h"

/* What is laid out. Nothing is copied. */
struct il_subject {
    const char *text;
    size_t size;
    size_t cursor;      /* a byte of the text, or its end */
    const char *prompt; /* before the first line, */
    size_t prompt_size;
    const char *more; /* and before each other one */
    size_t more_size;
    size_t columns; /* at least IL_LAYOUT_NARROWEST */
};

/* A wide character needs two columns. */
enum { IL_LAYOUT_NARROWEST = 2 };

/* One row: a part of a prompt, a part of the text. */
struct il_row {
    size_t from, to;   /* of the prompt, the first one or the other */
    size_t start, end; /* of the text, without its newline */
    uint32_t column;   /* that the text begins at */
    uint32_t reached;  /* how far into its line, in columns: for tabs */
    uint64_t look;     /* that the prompt has at `from` */
    bool is_first;     /* its prompt is that of the first line */
};

/* Zero-initialise it once; the memory is used again. */
struct il_layout {
    struct il_row *rows;
    size_t count, capacity;
    size_t row, column; /* of the cursor */
};

void il_layout_free(struct il_layout *layout);

/** Find the rows, one at least, and the cursor's cell. False: no memory. Linear. */
bool il_layout_measure(struct il_layout *layout, const struct il_subject *subject);

/** The cell that a place in the text has. In the middle of a character: its own. */
void il_layout_locate(const struct il_layout *layout, const struct il_subject *subject,
                      size_t at, size_t *out_row, size_t *out_column);

/** The place whose cell is nearest to a column of a row: the way back. */
size_t il_layout_place(const struct il_layout *layout, const struct il_subject *subject,
                       size_t row, size_t column);

/* Spans of the text, in order and apart; `paint` is any enum il_style. */
struct il_layer {
    const struct il_span *spans;
    size_t count;
};

/**
 * Add `count` rows from `first` on to a grid of the same width. What a later layer says
 * lies over an earlier one; `looks` are those of a theme, for the text's and prompts'
 * styles.
 */
void il_layout_draw(const struct il_layout *layout, const struct il_subject *subject,
                    size_t first, size_t count, const struct il_layer *layers,
                    size_t layer_count, const uint64_t *looks, struct il_grid *grid);

#endif
