/* SPDX-License-Identifier: MIT
 * What a line of Python looks like in an editor: spans, each with its class.
 *
 * Nothing here needs Python. Text that is no Python is painted as far as it can be.
 */
#ifndef IL_PAINT_H
#define IL_PAINT_H

#include "lex/scan.h"

/* The classes. The numbers are those of the public header. */
enum il_paint {
    IL_PAINT_NONE,
    IL_PAINT_KEYWORD,    /* soft ones where they are keywords */
    IL_PAINT_CONSTANT,   /* True, False, None */
    IL_PAINT_BUILTIN,    /* a name that Python knows from the start */
    IL_PAINT_NAME,       /* any other */
    IL_PAINT_DEFINITION, /* the name that `def` or `class` gives */
    IL_PAINT_DECORATOR,  /* the @ of a decorator, and its names */
    IL_PAINT_NUMBER,
    IL_PAINT_STRING,
    IL_PAINT_COMMENT,
    IL_PAINT_OPERATOR, /* brackets and the braces of fields too */
    IL_PAINT_ERROR,    /* a character without meaning, a bracket without its other */
    IL_PAINT_COUNT
};

struct il_span {
    size_t start, end; /* bytes in the line, [start, end) */
    uint8_t paint;     /* enum il_paint */
};

/* The spans of a line, in order and apart. Zero-initialise it once; the memory is used
 * again for every line. */
struct il_spans {
    struct il_span *spans;
    size_t count, capacity;
    struct il_lex_line tokens;
};

/**
 * Paint one line, from the state that the line before left behind. `dialect` says
 * which of IL_LEX_NEWEST; `after` may be `before`.
 *
 * False: no memory; there are no spans then, and `after` is the empty state.
 */
bool il_paint_line(unsigned dialect, const struct il_lex_state *before,
                   const char *text, size_t size, struct il_spans *out,
                   struct il_lex_state *after);

/** Give the memory back; the struct can be used again. */
void il_paint_free(struct il_spans *spans);

/** What a class is called: "keyword"; "" for IL_PAINT_NONE. */
const char *il_paint_name(enum il_paint paint);

#endif
