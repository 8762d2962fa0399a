/* SPDX-License-Identifier: MIT
 * A menu of completions: what is offered, what of it matches what is typed, what is
 * chosen, and how it looks.
 *
 * What is typed matches an item if its characters stand in it in this order. Items that
 * begin with it come first, then those where it begins words (`rl` in read_line), then
 * the others; among equals the order is that of the items.
 */
#ifndef IL_MENU_H
#define IL_MENU_H

#include "edit/grid.h"

struct il_menu_item {
    size_t text, size; /* in the menu's bytes */
    uint8_t kind;      /* the caller's; il_menu_draw() gets the names */
};

/* Zero-initialise it. Nothing is chosen as long as `has_choice` is false. */
struct il_menu {
    struct il_menu_item *items;
    size_t *matches; /* numbers of items, best first */
    size_t count, capacity, match_count;
    struct il_text bytes;
    size_t chosen; /* of the matches */
    bool has_choice;
    size_t rows; /* of one column, as it was drawn last; 1 before */
};

void il_menu_free(struct il_menu *menu);

/** Make it empty. */
void il_menu_clear(struct il_menu *menu);

/** Offer a text. False: no memory. il_menu_filter() comes before the next use. */
bool il_menu_add(struct il_menu *menu, const char *text, size_t size, uint8_t kind);

/** Keep what matches; nothing is chosen then. How many these are. */
size_t il_menu_filter(struct il_menu *menu, const char *typed, size_t size);

/** A match by its rank; its text is followed by no NUL. */
const char *il_menu_text(const struct il_menu *menu, size_t rank, size_t *out_size);

/** How many bytes all matches begin with, whole characters. */
size_t il_menu_common(const struct il_menu *menu);

enum il_menu_step {
    IL_MENU_NEXT, /* and around the end */
    IL_MENU_PREVIOUS,
    IL_MENU_LEFT, /* a column, as it was drawn last */
    IL_MENU_RIGHT,
};

/** Choose another match. The first step chooses the first one; backwards, the last. */
void il_menu_step(struct il_menu *menu, enum il_menu_step step);

/* What il_menu_draw() is told. */
struct il_menu_view {
    size_t rows;              /* at most, 1 or more */
    const char *const *kinds; /* the names of the kinds, or NULL: they are not shown */
    size_t kind_count;
    const char *doc; /* of what is chosen, one line; may be NULL */
    size_t doc_size;
    const uint64_t *looks; /* of a theme */
};

/**
 * Add the menu's rows to a grid: in one column with the kinds if that fits, else in
 * several, else a page of them; below that the documentation and the page's number, as
 * far as there is room.
 */
void il_menu_draw(struct il_menu *menu, const struct il_menu_view *view,
                  struct il_grid *grid);

#endif
