/* SPDX-License-Identifier: MIT
 * What the lexer knows between two lines: the brackets and literals that are open.
 *
 * The state is a plain value of one cache line. It may be copied, kept for every line
 * of a text and compared: an editor can stop to scan again at the first line whose
 * state is the one it had before.
 */
#ifndef IL_LEX_STATE_H
#define IL_LEX_STATE_H

#include <stdbool.h>
#include <stdint.h>

/* More open brackets and literals than this are refused. (CPython allows 200.) */
enum { IL_LEX_MAX_DEPTH = 62 };

/* What a frame is: a bracket or a literal. */
enum {
    IL_FRAME_PAR = 1,
    IL_FRAME_SQB,
    IL_FRAME_BRACE,
    IL_FRAME_FIELD, /* between the braces of a formatted literal */

    /* A literal has the last bit, and some of the others. */
    IL_LITERAL_DOUBLE = 0x01,   /* its quotes are " and not ' */
    IL_LITERAL_TRIPLE = 0x02,   /* three of them */
    IL_LITERAL_RAW = 0x04,      /* r */
    IL_LITERAL_BYTES = 0x08,    /* b */
    IL_LITERAL_FORMAT = 0x10,   /* f */
    IL_LITERAL_TEMPLATE = 0x20, /* t */
    IL_LITERAL_SPEC = 0x40,     /* its frame: in the format after a field's colon */
    IL_FRAME_LITERAL = 0x80,
};

struct il_lex_state {
    uint8_t depth;
    uint8_t continues; /* the line ended with a backslash, in no literal */
    uint8_t frame[IL_LEX_MAX_DEPTH]; /* innermost last; zero from `depth` on */
};

/** Take a state from memory that anyone may have written to, as large as the struct:
 * false, with the empty state, if it is none that the lexer leaves behind. */
bool il_lex_state_read(struct il_lex_state *out, const void *memory);

bool il_lex_state_equal(const struct il_lex_state *a, const struct il_lex_state *b);

/** The innermost frame, or 0 where nothing is open. */
static inline uint8_t il_lex_state_top(const struct il_lex_state *state)
{
    return state->depth == 0 ? 0 : state->frame[state->depth - 1];
}

/** Open one: false if there are too many. */
bool il_lex_state_push(struct il_lex_state *state, uint8_t frame);

/** Close the innermost one; there is one. */
void il_lex_state_pop(struct il_lex_state *state);

/** How many brackets (fields of literals do not count) are open. */
unsigned il_lex_state_brackets(const struct il_lex_state *state);

/** Is any literal open, also around open brackets? */
bool il_lex_state_in_literal(const struct il_lex_state *state);

#endif
