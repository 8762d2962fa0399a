/* SPDX-License-Identifier: MIT
 * What a terminal shows of an editor, and the bytes that make it show something else.
 *
 * The editor's area begins at some row of the terminal, which row is not known, and
 * reaches to the terminal's end. All moves are relative to its first row, and nothing
 * is sent that older terminals (the Linux console, screen) do not have: rows and cells
 * are moved by insertion and deletion, never by scroll regions, so that what has gone
 * up stays in the terminal's own memory.
 *
 * Pure: bytes are added to a text that the caller sends in one piece.
 */
#ifndef IL_SCREEN_H
#define IL_SCREEN_H

#include "edit/grid.h"

/* Zero-initialise it, with a height. */
struct il_screen {
    struct il_grid shown; /* from the first row of the area on */
    size_t height;        /* rows of the terminal */
    size_t row, column;   /* of the terminal's cursor; the column is SIZE_MAX where only
                             the terminal knows it */
    size_t made;          /* rows from the first one on that are known to exist */
    uint64_t look;        /* that the next character would have */
    bool is_lost;         /* what is shown is not known: begin anew */
    struct il_text above; /* the end of what was printed above, without a newline */
    uint64_t above_look;  /* and the look that it has left */
};

void il_screen_free(struct il_screen *screen);

/**
 * Make the terminal show `next` and put the cursor where that says. What `next` holds
 * afterwards is of no use: the two grids are exchanged.
 *
 * It may have more rows than the terminal only if nothing is shown yet; then the first
 * ones scroll away. False: no memory; nothing was added to `out`.
 */
bool il_screen_update(struct il_screen *screen, struct il_grid *next,
                      struct il_text *out);

/** Erase the area: the cursor is then where the area began, and what follows begins
 * there. */
void il_screen_erase(struct il_screen *screen, struct il_text *out);

/** Leave what is shown as it is and go to the line below it. */
void il_screen_finish(struct il_screen *screen, struct il_text *out);

/** Erase the whole terminal; the area begins at its top. */
void il_screen_clear(struct il_screen *screen, struct il_text *out);

/**
 * Print above the area, which is erased first and has to be shown again. Text that does
 * not end its line stands on a row of its own until more text comes, which goes on
 * there, in the colours that the former text has left. `columns` are those of the
 * terminal. Newlines go to the beginning of a line whatever the terminal's mode is;
 * anything else is sent as it is.
 */
void il_screen_print(struct il_screen *screen, size_t columns, const char *text,
                     size_t size, struct il_text *out);

/**
 * The terminal has another size. The area is erased; where it begins is guessed: a
 * terminal that `reflows` has broken long rows into several.
 */
void il_screen_resize(struct il_screen *screen, size_t columns, size_t height,
                      bool reflows, struct il_text *out);

#endif
