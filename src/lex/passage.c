/* SPDX-License-Identifier: MIT
 * Reading a passage, and walking in it.
 */
#include "lex/passage.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL_TOKENS = 128 };

/* ---- reading ---- */

static bool reserve(struct il_passage *passage, size_t count)
{
    size_t capacity = passage->capacity == 0 ? USUAL_TOKENS : passage->capacity;
    while (capacity - passage->count < count) {
        capacity *= 2;
    }
    if (capacity == passage->capacity) {
        return true;
    }
    struct il_token *tokens =
        realloc(passage->tokens, capacity * sizeof *passage->tokens);
    if (tokens == NULL) {
        return false;
    }
    passage->tokens = tokens;
    passage->capacity = capacity;
    return true;
}

/* Add the tokens of a line that begins at byte `at`. */
static bool add_line(struct il_passage *passage, const struct il_lex_line *line,
                     size_t at)
{
    passage->line = passage->count;
    if (!reserve(passage, line->count)) {
        return false;
    }
    for (size_t i = 0; i < line->count; i++) {
        const struct il_lex_token *token = &line->tokens[i];
        passage->tokens[passage->count++] = (struct il_token){
            .start = at + token->start,
            .end = at + token->end,
            .kind = token->kind,
            .word = token->word,
            .literal = token->literal,
            .flags = token->flags,
            .level = token->level,
            .begins = i == 0 && passage->is_fresh,
            .margin = line->tokens[0].start,
        };
    }
    return true;
}

static size_t find_line_end(const char *text, size_t from, size_t size)
{
    const char *end = memchr(text + from, '\n', size - from);
    return end == NULL ? size : (size_t)(end - text);
}

static bool read_lines(struct il_passage *passage, unsigned dialect,
                       struct il_lex_line *line)
{
    struct il_lex_state state = {0};
    for (size_t at = 0;; at++) {
        size_t end = find_line_end(passage->text, at, passage->size);
        passage->is_fresh = state.depth == 0 && !state.continues;
        enum il_lex_doubt doubt =
            il_lex_scan(dialect, &state, passage->text + at, end - at, line, &state);
        if (doubt == IL_DOUBT_MEMORY || !add_line(passage, line, at)) {
            return false;
        }
        if (end == passage->size) {
            return true;
        }
        at = end;
    }
}

bool il_passage_read(struct il_passage *passage, unsigned dialect, const char *text,
                     size_t size)
{
    struct il_lex_line line = {0};
    passage->text = text;
    passage->size = size;
    passage->count = 0;
    bool done = read_lines(
        passage, dialect | IL_LEX_DETAILS | IL_LEX_LENIENT | IL_LEX_PIECES, &line);
    il_lex_line_free(&line);
    return done;
}

void il_passage_free(struct il_passage *passage)
{
    free(passage->tokens);
    *passage = (struct il_passage){0};
}

/* ---- tokens ---- */

enum il_word il_passage_word(const struct il_passage *passage, size_t at)
{
    return at < passage->count ? passage->tokens[at].word : IL_WORD_OTHER;
}

bool il_passage_is_name(const struct il_passage *passage, size_t at)
{
    return at < passage->count && (passage->tokens[at].kind == IL_TOKEN_NAME ||
                                   passage->tokens[at].kind == IL_TOKEN_SOFT_KEYWORD);
}

bool il_passage_is(const struct il_passage *passage, size_t at, const char *text)
{
    size_t size = strlen(text);
    return at < passage->count &&
           passage->tokens[at].end - passage->tokens[at].start == size &&
           memcmp(passage->text + passage->tokens[at].start, text, size) == 0;
}

bool il_passage_ends_operand(const struct il_passage *passage, size_t at)
{
    enum il_word word = il_passage_word(passage, at);
    return at < passage->count &&
           (passage->tokens[at].kind == IL_TOKEN_NAME ||
            passage->tokens[at].kind == IL_TOKEN_NUMBER ||
            passage->tokens[at].kind == IL_TOKEN_STRING || il_word_closes(word) ||
            word == IL_WORD_TRUE || word == IL_WORD_FALSE || word == IL_WORD_NONE ||
            word == IL_WORD_ELLIPSIS);
}

/* ---- brackets ---- */

/* Which bracket it is does not matter: where they do not match, nothing is right. */
size_t il_passage_open(const struct il_passage *passage, size_t at)
{
    size_t depth = 0;
    for (size_t i = at + 1; i > 0; i--) {
        enum il_word word = il_passage_word(passage, i - 1);
        depth += il_word_closes(word);
        depth -= il_word_opens(word) && depth > 0;
        if (depth == 0) {
            return i - 1;
        }
    }
    return IL_NO_TOKEN;
}

size_t il_passage_close(const struct il_passage *passage, size_t at, size_t until)
{
    size_t depth = 0;
    for (size_t i = at; i < until; i++) {
        enum il_word word = il_passage_word(passage, i);
        depth += il_word_opens(word);
        depth -= il_word_closes(word) && depth > 0;
        if (depth == 0) {
            return i;
        }
    }
    return IL_NO_TOKEN;
}

size_t il_passage_around(const struct il_passage *passage, size_t at)
{
    size_t depth = 0;
    for (size_t i = at; i > 0; i--) {
        enum il_word word = il_passage_word(passage, i - 1);
        if (i < passage->count && passage->tokens[i].begins) {
            return IL_NO_TOKEN;
        }
        if (il_word_opens(word) && depth == 0) {
            return i - 1;
        }
        depth += il_word_closes(word);
        depth -= il_word_opens(word);
    }
    return IL_NO_TOKEN;
}

/* ---- primaries ---- */

/* Is token `at` in one statement with the one before it? */
static bool goes_on(const struct il_passage *passage, size_t at)
{
    return at > 0 && (at >= passage->count || !passage->tokens[at].begins);
}

/* A soft keyword may be a name. */
static bool ends_primary(const struct il_passage *passage, size_t at)
{
    return il_passage_ends_operand(passage, at) || il_passage_is_name(passage, at);
}

/* Does what a primary can begin with end before `at`, so that a bracket there is a
 * subscript or call? */
static bool is_trailer(const struct il_passage *passage, size_t at)
{
    return goes_on(passage, at) && ends_primary(passage, at - 1) &&
           passage->tokens[at - 1].kind != IL_TOKEN_NUMBER;
}

/* Strings that stand side by side are one. */
static size_t begin_of_strings(const struct il_passage *passage, size_t at)
{
    while (goes_on(passage, at) && passage->tokens[at - 1].kind == IL_TOKEN_STRING) {
        at--;
    }
    return at;
}

size_t il_passage_primary(const struct il_passage *passage, size_t end)
{
    size_t at = end;
    while ((at == end ? at > 0 : goes_on(passage, at)) &&
           ends_primary(passage, at - 1)) {
        at--;
        const struct il_token *token = &passage->tokens[at];
        if (il_word_closes(token->word)) {
            at = il_passage_open(passage, at);
            if (at == IL_NO_TOKEN || !is_trailer(passage, at)) {
                return at;
            }
        } else if (!il_passage_is_name(passage, at)) {
            return token->kind == IL_TOKEN_STRING ? begin_of_strings(passage, at) : at;
        } else if (goes_on(passage, at) &&
                   il_passage_word(passage, at - 1) == IL_WORD_DOT) {
            at--;
        } else {
            return at;
        }
    }
    return IL_NO_TOKEN;
}
