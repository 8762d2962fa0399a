/* SPDX-License-Identifier: MIT
 * The lexer on any bytes.
 */
#include "fuzz.h"

#include "lex/scan.h"

static void check_state(const struct il_lex_state *state)
{
    FUZZ_ASSERT(state->depth <= IL_LEX_MAX_DEPTH);
    for (unsigned i = 0; i < IL_LEX_MAX_DEPTH; i++) {
        FUZZ_ASSERT((i < state->depth) == (state->frame[i] != 0));
    }
}

/* Tokens follow one another; those inside of a literal are inside of it. */
static void check_tokens(const struct il_lex_line *line, size_t size)
{
    size_t end = 0;
    const struct il_lex_token *outer = NULL;
    for (size_t i = 0; i < line->count; i++) {
        const struct il_lex_token *token = &line->tokens[i];
        FUZZ_ASSERT(token->start < token->end || (token->flags & IL_TOKEN_BEGUN) != 0);
        FUZZ_ASSERT(token->end <= size);
        FUZZ_ASSERT(token->level <= IL_LEX_MAX_DEPTH);
        if ((token->flags & IL_TOKEN_NESTED) != 0) {
            FUZZ_ASSERT(outer != NULL && token->start >= outer->start &&
                        token->end <= outer->end);
            continue;
        }
        FUZZ_ASSERT(token->start >= end);
        end = token->end;
        outer = token;
    }
}

/* A literal that a line neither begins nor ends has a token as a detail only. */
static bool is_detail(const struct il_lex_token *token)
{
    const uint8_t filled = IL_TOKEN_BEGUN | IL_TOKEN_OPEN;
    return (token->flags & IL_TOKEN_NESTED) != 0 || token->kind == IL_TOKEN_COMMENT ||
           (token->flags & filled) == filled;
}

/* Details are added to the other tokens and change none of them. */
static void check_details(const struct il_lex_line *plain,
                          const struct il_lex_line *detailed)
{
    size_t at = 0;
    for (size_t i = 0; i < detailed->count; i++) {
        const struct il_lex_token *token = &detailed->tokens[i];
        if (is_detail(token)) {
            continue;
        }
        FUZZ_ASSERT(at < plain->count);
        FUZZ_ASSERT(plain->tokens[at].start == token->start);
        FUZZ_ASSERT(plain->tokens[at].end == token->end);
        FUZZ_ASSERT(plain->tokens[at].kind == token->kind);
        FUZZ_ASSERT(plain->tokens[at].level == token->level);
        at++;
    }
    FUZZ_ASSERT(at == plain->count);
}

static void check_indent(const char *text, size_t size)
{
    struct il_lex_indent indent = il_lex_indent(text, size);
    FUZZ_ASSERT(indent.size <= size);
    FUZZ_ASSERT(indent.narrow <= indent.column);
    bool blank = il_lex_is_blank(text, size, indent);
    FUZZ_ASSERT(!blank || indent.size == size || text[indent.size] == '#' ||
                !il_lex_is_clean(text, size));
}

/* The lines of one text, scanned in two ways. */
struct scan {
    unsigned dialect;
    struct il_lex_state state;
    struct il_lex_line plain, detailed;
};

static void scan_line(struct scan *scan, const char *text, size_t size)
{
    struct il_lex_state after, in_place = scan->state;
    enum il_lex_doubt doubt =
        il_lex_scan(scan->dialect, &scan->state, text, size, &scan->plain, &after);
    FUZZ_ASSERT(il_lex_scan(scan->dialect | IL_LEX_DETAILS, &in_place, text, size,
                            &scan->detailed, &in_place) == doubt);
    FUZZ_ASSERT(il_lex_state_equal(&after, &in_place));
    check_state(&after);
    check_tokens(&scan->plain, size);
    check_tokens(&scan->detailed, size);
    if (doubt == IL_DOUBT_NONE) {
        check_details(&scan->plain, &scan->detailed);
    } else {
        FUZZ_ASSERT(after.depth == 0 && !after.continues);
    }
    check_indent(text, size);
    scan->state = after;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned dialects[] = {0, IL_LEX_FSTRINGS, IL_LEX_NEWEST};
    if (size == 0) {
        return 0;
    }
    struct scan scan = {.dialect = dialects[data[0] % 3]};
    struct fuzz_lines lines = fuzz_lines_of(data + 1, size - 1);
    const char *text;
    size_t length;
    while (fuzz_lines_take(&lines, &text, &length)) {
        scan_line(&scan, text, length);
    }
    il_lex_line_free(&scan.plain);
    il_lex_line_free(&scan.detailed);
    return 0;
}
