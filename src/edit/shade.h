/* SPDX-License-Identifier: MIT
 * The colours of a text that is being edited, as far as it is seen.
 *
 * The lexer's state at each line's beginning is kept, so that a key near the end of a
 * long text does not have to wait for all of it.
 */
#ifndef IL_SHADE_H
#define IL_SHADE_H

#include "base/text.h"
#include "edit/layout.h"

struct il_shade_line {
    size_t start;
    struct il_lex_state state; /* before the line */
};

struct il_shade;

/** Tell the spans of a text that is no Python, at least those in [from, to], by
 * il_shade_add(). */
typedef void (*il_shade_fn)(void *data, const char *text, size_t size, size_t from,
                            size_t to, struct il_shade *shade);

/* Zero-initialise it, with a dialect, or with a function and its first argument. */
struct il_shade {
    unsigned dialect; /* which of IL_LEX_NEWEST */
    il_shade_fn paint;
    void *data;
    size_t told, size; /* the end of the last span that was told, and of the text */
    struct il_shade_line *lines;
    size_t count, capacity;
    struct il_text seen;   /* the text that these are of */
    struct il_span *spans; /* of the lines in [painted_from, painted_to) */
    size_t span_count, span_capacity;
    size_t painted_from, painted_to; /* where lines begin */
    struct il_spans line;            /* of one line, in its own bytes */
};

/**
 * The spans of all lines that have a byte in [from, to], and maybe of later ones; they
 * live until the next call. Of lines that were painted before, only those are looked at
 * again that are behind a change. Without memory they are fewer: a text can be shown
 * without colours.
 */
struct il_layer il_shade_paint(struct il_shade *shade, const char *text, size_t size,
                               size_t from, size_t to);

/** Can a call be open at a place in the text? As far as is known: true also of a text
 * that is no Python, and without memory. */
bool il_shade_may_call(struct il_shade *shade, const char *text, size_t size,
                       size_t at);

/** The other bracket of the pair that the one at `at` is of, if both are in lines that
 * were painted last; SIZE_MAX: there is none, or no bracket at `at`. */
size_t il_shade_match(const struct il_shade *shade, const char *text, size_t at);

enum il_shade_answer {
    IL_SHADE_ADDED,
    IL_SHADE_REFUSED, /* it is not behind the last one, not in the text, or no style */
    IL_SHADE_NO_MEMORY,
};

/** For an il_shade_fn. */
enum il_shade_answer il_shade_add(struct il_shade *shade, struct il_span span);

void il_shade_free(struct il_shade *shade);

#endif
