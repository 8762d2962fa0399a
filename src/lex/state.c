/* SPDX-License-Identifier: MIT
 * The state between two lines.
 */
#include "lex/state.h"

#include <string.h>

bool il_lex_state_equal(const struct il_lex_state *a, const struct il_lex_state *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

bool il_lex_state_push(struct il_lex_state *state, uint8_t frame)
{
    if (state->depth == IL_LEX_MAX_DEPTH) {
        return false;
    }
    state->frame[state->depth++] = frame;
    return true;
}

void il_lex_state_pop(struct il_lex_state *state) { state->frame[--state->depth] = 0; }

unsigned il_lex_state_brackets(const struct il_lex_state *state)
{
    unsigned count = 0;
    for (unsigned i = 0; i < state->depth; i++) {
        count += state->frame[i] <= IL_FRAME_BRACE;
    }
    return count;
}

bool il_lex_state_in_literal(const struct il_lex_state *state)
{
    for (unsigned i = 0; i < state->depth; i++) {
        if (state->frame[i] & IL_FRAME_LITERAL) {
            return true;
        }
    }
    return false;
}
