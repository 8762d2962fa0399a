/* SPDX-License-Identifier: MIT
 * What is known of a logical line.
 */
#include "core/logical.h"

#include "core/fold.h"

_Static_assert(IL_WORD_LAST_KEYWORD < 64, "a set of keywords is 64 bits");

void il_logical_begin(struct il_logical *logical, size_t at,
                      struct il_lex_indent indent)
{
    logical->is_open = logical->has_lines = false;
    logical->at = at;
    logical->indent = (struct il_slice){at, indent.size};
    logical->column = indent.column;
    logical->narrow = indent.narrow;
    logical->lexer = (struct il_lex_state){0};
    logical->first = logical->second = (struct il_start_word){false};
    logical->separating = IL_SEPARATES_NEVER;
    logical->facts = (struct il_facts){0};
    logical->has_literal = false;
    logical->literal_depth = 0;
    il_fold_begin(logical);
}

void il_logical_free(struct il_logical *logical) { il_text_free(&logical->runs); }

static struct il_start_word word_at(const struct il_lex_line *line, size_t index,
                                    size_t line_at)
{
    if (index >= line->count || (line->tokens[index].flags & IL_TOKEN_BEGUN) != 0) {
        return (struct il_start_word){false};
    }
    const struct il_lex_token *token = &line->tokens[index];
    return (struct il_start_word){
        true,
        token->kind,
        token->word,
        {line_at + token->start, token->end - token->start},
    };
}

enum il_word il_logical_statement(const struct il_logical *logical)
{
    return logical->first.word == IL_WORD_ASYNC ? logical->second.word
                                                : logical->first.word;
}

static enum il_separating separating_of(enum il_word statement)
{
    switch (statement) {
    case IL_WORD_DEF:
    case IL_WORD_CLASS:
    case IL_WORD_MATCH:
    case IL_WORD_CASE:
    case IL_WORD_TYPE:
    case IL_WORD_UNDERSCORE:
    case IL_WORD_LAMBDA:
    case IL_WORD_ASYNC:
        return IL_SEPARATES_NEVER;
    case IL_WORD_WITH:
        return IL_SEPARATES_UNLESS_WITH;
    default:
        return IL_SEPARATES_ALWAYS;
    }
}

void il_logical_classify(struct il_logical *logical, const struct il_lex_line *line,
                         size_t line_at, bool continues)
{
    logical->first = word_at(line, 0, line_at);
    if (logical->first.kind == IL_TOKEN_STRING) {
        logical->first = (struct il_start_word){false};
    }
    logical->second = word_at(line, 1, line_at);
    /* `async \` and the like: too early to tell. */
    logical->separating = line->count < 2 && continues
                              ? IL_SEPARATES_NEVER
                              : separating_of(il_logical_statement(logical));
}

/* The second word may stand on a later line than the first. */
static void note_second(struct il_logical *logical, const struct il_lex_line *line,
                        size_t line_at)
{
    if (!logical->second.is_set && logical->has_lines) {
        logical->second = word_at(line, 0, line_at);
    }
}

static void note_name(struct il_logical *logical, const struct il_lex_token *token,
                      size_t line_at)
{
    struct il_facts *facts = &logical->facts;
    if (token->kind == IL_TOKEN_KEYWORD) {
        facts->keywords |= UINT64_C(1) << token->word;
    }
    if (token->word == IL_WORD_GLOBAL || token->word == IL_WORD_NONLOCAL) {
        facts->is_declaring = true;
    } else if (facts->is_declaring) {
        if (facts->name_count == IL_MAX_LINE_NAMES) {
            facts->too_many_names = true;
            return;
        }
        logical->names[facts->name_count++] =
            (struct il_slice){line_at + token->start, token->end - token->start};
    }
}

static void note_operator(struct il_logical *logical, const struct il_lex_token *token)
{
    struct il_facts *facts = &logical->facts;
    if (token->word != IL_WORD_COMMA) {
        facts->is_declaring = false;
        facts->colons += token->word == IL_WORD_COLON && token->level == 0;
        return;
    }
    bool in_items = token->level == 1 && (logical->second.word == IL_WORD_LPAR ||
                                          logical->first.word == IL_WORD_ASYNC);
    facts->commas += token->level == 0 || in_items;
}

static void note_string(struct il_facts *facts, const struct il_lex_token *token)
{
    facts->is_declaring = false;
    if ((token->flags & IL_TOKEN_BEGUN) != 0 ||
        (token->literal & (IL_LITERAL_FORMAT | IL_LITERAL_TEMPLATE)) != 0) {
        facts->has_fields = true;
    }
}

static void note_token(struct il_logical *logical, const struct il_lex_token *token,
                       size_t line_at)
{
    switch (token->kind) {
    case IL_TOKEN_STRING:
        note_string(&logical->facts, token);
        break;
    case IL_TOKEN_OPERATOR:
        note_operator(logical, token);
        break;
    case IL_TOKEN_NUMBER:
        break;
    default:
        note_name(logical, token, line_at);
    }
}

static void note_await(struct il_facts *facts, const struct il_lex_token *token,
                       bool is_first)
{
    if (token->word == IL_WORD_AWAIT || (token->word == IL_WORD_ASYNC && !is_first)) {
        facts->awaits = true;
    }
}

void il_logical_note(struct il_logical *logical, const struct il_lex_line *line,
                     size_t line_at)
{
    struct il_facts *facts = &logical->facts;
    bool is_begun = logical->has_lines;
    note_second(logical, line, line_at);
    facts->tokens += (unsigned)line->count;
    for (size_t i = 0; i < line->count; i++) {
        const struct il_lex_token *token = &line->tokens[i];
        if (token->level > facts->deepest) {
            facts->deepest = token->level;
        }
        note_token(logical, token, line_at);
        note_await(facts, token, i == 0 && !is_begun);
        if (facts->after_return && token->word != IL_WORD_SEMICOLON) {
            facts->returns_value = true;
        }
        facts->after_return = token->word == IL_WORD_RETURN;
    }
}
