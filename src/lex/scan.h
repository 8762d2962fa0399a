/* SPDX-License-Identifier: MIT
 * The lexer: one physical line of Python at a time, from the state that the line before
 * left behind.
 *
 * It works on UTF-8 without the line's newline. Every byte from 0x80 on counts as part
 * of a name, and so does text that is no UTF-8: what may stand in names is the parser's
 * affair. The lexer never calls a line wrong; where it is not sure to see what
 * CPython's tokeniser sees, it says so (`enum il_lex_doubt`).
 *
 * Nothing here needs Python. Any thread; a struct il_lex_line is one thread's at a
 * time.
 */
#ifndef IL_LEX_SCAN_H
#define IL_LEX_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "lex/state.h"
#include "lex/words.h"

/* How the Python in question reads its text, and what the caller wants; or-ed. */
enum {
    IL_LEX_FSTRINGS = 1, /* 3.12: the fields of f-strings are tokens like others */
    IL_LEX_TSTRINGS = 2, /* 3.14: there are template strings (needs the first) */
    IL_LEX_DETAILS = 4,  /* also the tokens inside of fields, and comments */
    IL_LEX_LENIENT = 8,  /* go on behind a doubtful place, for text as it is typed */
    IL_LEX_PIECES = 16,  /* a literal with fields comes in pieces: the text around its
                            fields, and their braces as operators (needs DETAILS) */
    IL_LEX_LAZY = 32,    /* 3.15: `lazy` is a soft keyword */
    IL_LEX_NEWEST = IL_LEX_FSTRINGS | IL_LEX_TSTRINGS | IL_LEX_LAZY,
};

enum il_lex_kind {
    IL_TOKEN_NAME,
    IL_TOKEN_KEYWORD,
    IL_TOKEN_SOFT_KEYWORD, /* a name that is a keyword in some places */
    IL_TOKEN_NUMBER,
    IL_TOKEN_STRING, /* prefix, quotes and all; a formatted one with its fields */
    IL_TOKEN_OPERATOR,
    IL_TOKEN_COMMENT,
};

/* or-ed in il_lex_token.flags */
enum {
    IL_TOKEN_BEGUN = 1,  /* a string that began on an earlier line: it starts at 0 */
    IL_TOKEN_OPEN = 2,   /* a string that goes on after this line */
    IL_TOKEN_NESTED = 4, /* inside of a field; follows the token of the whole literal */
};

struct il_lex_token {
    uint32_t start, end; /* bytes in the line, [start, end) */
    uint8_t kind;        /* enum il_lex_kind */
    uint8_t word;        /* enum il_word */
    uint8_t level;       /* open brackets around it; a pair has that of its outside */
    uint8_t literal;     /* of a string: IL_LITERAL_ bits */
    uint8_t flags;
};

/* Why a line cannot be relied on. */
enum il_lex_doubt {
    IL_DOUBT_NONE,
    IL_DOUBT_CHARACTER, /* one that has no place there, or that ends a line */
    IL_DOUBT_STRING,    /* a string that the line's end cuts off, an odd brace */
    IL_DOUBT_BRACKET,   /* a closing bracket without its opening one */
    IL_DOUBT_BACKSLASH, /* one that does not end the line */
    IL_DOUBT_DEPTH,     /* too many open brackets and literals */
    IL_DOUBT_SIZE,      /* a line of 4 GB */
    IL_DOUBT_MEMORY,    /* for its tokens */
};

/* The tokens of a line. Zero-initialise it once; the memory is used again for every
 * line, so that in the long run nothing is allocated. */
struct il_lex_line {
    struct il_lex_token *tokens;
    size_t count, capacity;
};

/**
 * Scan one line. `after` (which may be `before`) gets the state for the next line. On a
 * doubt the tokens are those up to the doubtful place and `after` is the empty state:
 * good enough to colour the next line by, and for nothing else. IL_LEX_LENIENT: the
 * first doubt is the result, yet there are tokens and a state as if a bracket without
 * its opening one or a strange character were white space, and as if a line that cuts a
 * string off were its end. (Too many open brackets, or no memory, end the line still.)
 */
enum il_lex_doubt il_lex_scan(unsigned dialect, const struct il_lex_state *before,
                              const char *text, size_t size, struct il_lex_line *line,
                              struct il_lex_state *after);

/**
 * Does the line lie in the innermost literal, a plain one with three quotes, from end
 * to end? Then its scan finds no token and leaves the state as it is. False also where
 * that is not seen at a glance.
 */
bool il_lex_is_filled(const struct il_lex_state *state, unsigned dialect,
                      const char *text, size_t size);

/** Does this Python read the fields of the literal `frame` as tokens? */
static inline bool il_lex_has_fields(unsigned dialect, uint8_t frame)
{
    return (dialect & IL_LEX_FSTRINGS) != 0 && (frame & IL_FRAME_LITERAL) != 0 &&
           (frame & (IL_LITERAL_FORMAT | IL_LITERAL_TEMPLATE)) != 0;
}

/** Give the memory back; the struct can be used again. */
void il_lex_line_free(struct il_lex_line *line);

/** Give memory back that only an uncommonly long line needed. */
void il_lex_line_trim(struct il_lex_line *line);

/**
 * Are all characters of the line ones that CPython's tokeniser takes as they are? Not
 * so NUL, form feed, carriage return and newline. (il_lex_scan() doubts such a line.)
 */
bool il_lex_is_clean(const char *text, size_t size);

/* The white space that a line begins with. */
struct il_lex_indent {
    uint32_t size;   /* in bytes */
    uint32_t column; /* with tab stops every 8 columns, and */
    uint32_t narrow; /* with tabs of one column: CPython compares both */
};

struct il_lex_indent il_lex_indent(const char *text, size_t size);

/** Does only white space, or a comment, follow the indentation? */
bool il_lex_is_blank(const char *text, size_t size, struct il_lex_indent indent);

#endif
