/* SPDX-License-Identifier: MIT
 * A text as its lines, and what the lexer knows after each of them.
 *
 * An edit puts lines in and takes lines out; il_lines_lex() then scans again from the
 * first new line on, and stops where the state after a line is the one that it was
 * before. Texts are UTF-8; a lone surrogate of a str stands in it as three bytes.
 *
 * Functions that can fail answer 0, or -1 with a MemoryError and nothing changed.
 */
#ifndef IL_LINES_H
#define IL_LINES_H

#include "core/core.h"
#include "core/flavor.h"
#include "lex/scan.h"

/* What the characters of a line say, or-ed in il_line.raw. */
enum {
    IL_LINE_BLANK = 1,  /* white space and a comment, as the tokeniser sees it */
    IL_LINE_COUNTS = 2, /* a statement, as codeop sees it, which is simpler */
    IL_LINE_ODD = 4,    /* NUL, a lone surrogate, a carriage return inside */
    IL_LINE_WIDE = 8,   /* not all ASCII */
    IL_LINE_WORDS = 16, /* "global", "nonlocal" or "__future__" is in it somewhere */
};

/* What the lexer says, or-ed in il_line.shape. */
enum {
    IL_LINE_LEXED = 1,
    IL_LINE_LOGICAL = 2,    /* a logical line begins here */
    IL_LINE_STARTS = 4,     /* a statement of the module begins here */
    IL_LINE_TOKENS = 8,     /* it has any, or may have */
    IL_LINE_DOUBT = 16,     /* the lexer is not sure */
    IL_LINE_DECORATED = 32, /* after it: what follows belongs to a decorator */
    IL_LINE_SEMICOLON = 64,
    IL_LINE_GLOBAL = 128, /* the keyword global or nonlocal */
    IL_LINE_FROM = 256,
    IL_LINE_FUTURE = 512, /* the name __future__ */
};

struct il_line {
    /* See core/proof.h. */
    uint64_t proof, under;
    size_t place;

    uint16_t shape;
    uint8_t raw;
    uint8_t word;              /* enum il_word: the first, of a logical line */
    struct il_lex_state *open; /* after the line; NULL: nothing is open */
    size_t size;
    char text[]; /* without the newline */
};

struct il_lines {
    struct il_line **at;
    size_t count, capacity;
    bool has_end;        /* is there a newline at the end of the last one? */
    size_t odd, counted; /* how many lines are IL_LINE_ODD, IL_LINE_COUNTS */
    unsigned dialect;    /* for the lexer */

    /* private: the lines that are to be scanned again whatever comes of it */
    size_t stale_from, stale_until;
    struct il_lex_line tokens;
};

/** Prepare an all-zero struct for the running Python. */
void il_lines_init(struct il_lines *lines, const struct il_flavor *flavor);

/** Free what the struct holds; it can be used again, with no lines. */
void il_lines_clear(struct il_lines *lines);

/** How many lines a text has; the last need not end in a newline. */
size_t il_lines_of(const char *text, size_t size);

/** Put the lines of `text` in the place of the lines [start, stop), which are there.
 * `has_end` is left alone. */
int il_lines_replace(struct il_lines *lines, size_t start, size_t stop,
                     const char *text, size_t size);

/** Add to the end, as text: the last line goes on if it has no newline. */
int il_lines_append(struct il_lines *lines, const char *text, size_t size);

/** Bring the lexer's part up to date. The lines [*out_from, *out_until) are those that
 * may have changed in it since the last time. */
int il_lines_lex(struct il_lines *lines, size_t *out_from, size_t *out_until);

/** What is open where line `at` begins (which is there, and scanned). */
const struct il_lex_state *il_lines_before(const struct il_lines *lines, size_t at);

/** Scan line `at` once more for its tokens, which stand until the next call. */
int il_lines_tokens(struct il_lines *lines, size_t at,
                    const struct il_lex_line **out_tokens);

/** Where the lines [from, stop) of a statement that begins with line `start` end
 * without the blank ones behind them. One in an open literal or after a backslash is
 * not blank. */
size_t il_lines_trim(const struct il_lines *lines, size_t start, size_t from,
                     size_t stop);

/** The length of the lines [start, stop), with newlines between and behind them (behind
 * the last line of all: if it has one). */
size_t il_lines_size(const struct il_lines *lines, size_t start, size_t stop);

/** Write them; gives the end of what was written. */
char *il_lines_write(const struct il_lines *lines, size_t start, size_t stop,
                     char *out);

#endif
