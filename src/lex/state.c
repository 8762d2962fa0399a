/* SPDX-License-Identifier: MIT
 * The state between two lines.
 */
#include "lex/state.h"

#include <string.h>

bool il_lex_state_equal(const struct il_lex_state *a, const struct il_lex_state *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* What may stand on what. A field stands in the literal that it belongs to, and a
 * format in its field. */
static bool can_stand_on(uint8_t frame, uint8_t below)
{
    uint8_t formatted = IL_LITERAL_FORMAT | IL_LITERAL_TEMPLATE;
    if (frame == IL_FRAME_FIELD) {
        return (below & IL_FRAME_LITERAL) && (below & formatted);
    }
    if ((frame & IL_FRAME_LITERAL) && (frame & IL_LITERAL_SPEC)) {
        return below == IL_FRAME_FIELD && (frame & formatted);
    }
    return !(below & IL_FRAME_LITERAL) &&
           ((frame & IL_FRAME_LITERAL) || (frame != 0 && frame <= IL_FRAME_BRACE));
}

bool il_lex_state_read(struct il_lex_state *out, const void *memory)
{
    struct il_lex_state given;
    memcpy(&given, memory, sizeof given);
    bool is_right = given.depth <= IL_LEX_MAX_DEPTH && given.continues <= 1;
    for (unsigned i = 0; i < IL_LEX_MAX_DEPTH && is_right; i++) {
        uint8_t below = i == 0 ? 0 : given.frame[i - 1];
        is_right =
            i < given.depth ? can_stand_on(given.frame[i], below) : given.frame[i] == 0;
    }
    *out = is_right ? given : (struct il_lex_state){0};
    return is_right;
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
