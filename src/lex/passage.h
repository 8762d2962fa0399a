/* SPDX-License-Identifier: MIT
 * The tokens of a text up to a place in it: what an editor knows when it is asked what
 * may stand there.
 *
 * Text that is no Python has tokens too, as far as it can be read (IL_LEX_LENIENT).
 * Nothing here needs Python.
 */
#ifndef IL_PASSAGE_H
#define IL_PASSAGE_H

#include <stdbool.h>

#include "lex/scan.h"

struct il_token {
    size_t start, end; /* bytes in the text */
    uint8_t kind;      /* enum il_lex_kind */
    uint8_t word;      /* enum il_word */
    uint8_t literal;   /* of a string: IL_LITERAL_ bits */
    uint8_t flags;     /* IL_TOKEN_ bits */
    uint8_t level;     /* open brackets around it */
    bool begins;       /* the first of a line on which nothing was open */
    uint32_t margin;   /* the column of that line's first token */
};

/* Zero-initialise it. */
struct il_passage {
    const char *text; /* borrowed */
    size_t size;
    struct il_token *tokens;
    size_t count, capacity;
    size_t line;   /* the first token of the last line */
    bool is_fresh; /* nothing was open where the last line begins */
};

/** No token; also what a search gives that finds none. */
#define IL_NO_TOKEN SIZE_MAX

/** Read the tokens of `text`, which is borrowed. False: no memory. */
bool il_passage_read(struct il_passage *passage, unsigned dialect, const char *text,
                     size_t size);

void il_passage_free(struct il_passage *passage);

/** The word of token `at`; IL_WORD_OTHER where there is no such token. */
enum il_word il_passage_word(const struct il_passage *passage, size_t at);

/** Is it a name, and no keyword? */
bool il_passage_is_name(const struct il_passage *passage, size_t at);

/** Is token `at` this text? */
bool il_passage_is(const struct il_passage *passage, size_t at, const char *text);

/** The opening bracket that token `at`, a closing one, belongs to; or IL_NO_TOKEN. */
size_t il_passage_open(const struct il_passage *passage, size_t at);

/** The closing bracket of token `at`, before token `until`; or IL_NO_TOKEN. */
size_t il_passage_close(const struct il_passage *passage, size_t at, size_t until);

/** The innermost bracket that is open before token `at`; or IL_NO_TOKEN. */
size_t il_passage_around(const struct il_passage *passage, size_t at);

/**
 * Where the primary begins that ends before token `end`: a name, a literal or a
 * bracket, with the attributes, subscripts and calls behind it. IL_NO_TOKEN if none
 * ends there.
 */
size_t il_passage_primary(const struct il_passage *passage, size_t end);

/** Does an operand end with token `at`, so that only an operator may follow? Not so
 * a soft keyword, which can be one. */
bool il_passage_ends_operand(const struct il_passage *passage, size_t at);

static inline bool il_word_opens(enum il_word word)
{
    return word == IL_WORD_LPAR || word == IL_WORD_LSQB || word == IL_WORD_LBRACE;
}

static inline bool il_word_closes(enum il_word word)
{
    return word == IL_WORD_RPAR || word == IL_WORD_RSQB || word == IL_WORD_RBRACE;
}

#endif
