/* SPDX-License-Identifier: MIT
 * What an editor shows has a style each; a theme says how the styles look.
 */
#ifndef IL_STYLE_H
#define IL_STYLE_H

#include "edit/look.h"
#include "lex/paint.h"

/* The styles: the classes of il_paint, and those of the editor itself. */
enum il_style {
    IL_STYLE_PROMPT = IL_PAINT_COUNT,
    IL_STYLE_HIDDEN,    /* control characters, invisible ones, bytes that are no text */
    IL_STYLE_GHOST,     /* a suggestion that is not part of the text yet */
    IL_STYLE_MATCH,     /* the brackets of a pair at the cursor */
    IL_STYLE_SELECTION, /* text between the mark and the cursor */
    IL_STYLE_FOUND,     /* what a search has found */
    IL_STYLE_MENU,      /* what may be chosen, */
    IL_STYLE_CHOSEN,    /* what is chosen, */
    IL_STYLE_KIND,      /* what kind it is, */
    IL_STYLE_DOC,       /* what it does */
    IL_STYLE_HINT,      /* the signature of a call, */
    IL_STYLE_ACTIVE,    /* and its parameter that is typed */
    IL_STYLE_MESSAGE,   /* what the editor says */
    IL_STYLE_COUNT
};

struct il_theme {
    uint64_t looks[IL_STYLE_COUNT];
};

/** What a style is called in settings: "keyword", "menu-chosen"; "" for none. */
const char *il_style_name(unsigned style);

/** The style of that name, or -1. */
int il_style_find(const char *name, size_t size);

/** The theme of that name ("default", "light", "dark", "mono"), or NULL. The first has
 * only colours of the terminal's own palette. */
const struct il_theme *il_theme_find(const char *name, size_t size);

/** A value of the environment by its name, or NULL. Where one of these functions is
 * wanted, NULL is getenv(). */
typedef const char *(*il_environment_fn)(void *data, const char *name);

/**
 * How many colours to use at a terminal. As in Python itself, PYTHON_COLORS (0 or 1)
 * comes before NO_COLOR, that before FORCE_COLOR, and that before TERM=dumb; then TERM
 * and COLORTERM say what the terminal has. IL_DEPTH_NONE without a terminal that takes
 * sequences at all; IL_DEPTH_MONO where colours are not wanted.
 */
enum il_depth il_style_depth(il_environment_fn environment, void *data);

/** Does TERM name a terminal that an editor can draw on? */
bool il_style_is_capable(il_environment_fn environment, void *data);

/**
 * Does the terminal break its rows anew when it becomes narrower, before programs hear
 * of it? True only where that is known: else rows above the text would be erased.
 */
bool il_style_reflows(il_environment_fn environment, void *data);

#endif
