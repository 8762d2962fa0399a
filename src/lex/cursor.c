/* SPDX-License-Identifier: MIT
 * Finding out what stands at the cursor.
 *
 *     before the word                        the word is
 *     `.`                                    an attribute, or part of a module's name
 *     `[` behind a primary                   a key
 *     `import`, `from`, `,` between modules  a module
 *     `from m import`, `,` between members   a member
 *     `def`, `class`, `as`, a parameter      new: nobody knows it
 *     an operand                             an operator
 *     anything else                          a name
 */
#include "lex/cursor.h"

#include <string.h>

/* ---- the word ---- */

static bool is_wordlike(const struct il_token *token)
{
    return token->kind <= IL_TOKEN_SOFT_KEYWORD;
}

/* The token that the cursor touches, or IL_NO_TOKEN. */
static size_t touched(const struct il_passage *passage)
{
    size_t last = passage->count - 1;
    return passage->count != 0 && passage->tokens[last].end == passage->size
               ? last
               : IL_NO_TOKEN;
}

static size_t find_word(const struct il_passage *passage)
{
    size_t last = touched(passage);
    return last != IL_NO_TOKEN && is_wordlike(&passage->tokens[last]) ? last
                                                                      : passage->count;
}

/* Is the word the first of a line on which nothing is open? */
static bool is_first(const struct il_passage *passage, size_t word)
{
    return passage->is_fresh && word == passage->line;
}

/* ---- statements ---- */

/* The first token of the simple statement that token `at` belongs to. */
static size_t begin_of_statement(const struct il_passage *passage, size_t at)
{
    if (is_first(passage, at)) {
        return at;
    }
    while (at > 0 && il_passage_word(passage, at - 1) != IL_WORD_SEMICOLON) {
        at--;
        if (passage->tokens[at].begins) {
            break;
        }
    }
    return at;
}

/* Behind `if x:` another statement may begin; behind the colon of a slice, a
 * dictionary or a lambda none can. */
static bool is_header_colon(const struct il_passage *passage, size_t at)
{
    enum il_word word = il_passage_word(passage, begin_of_statement(passage, at));
    return il_passage_word(passage, at) == IL_WORD_COLON &&
           il_passage_around(passage, at) == IL_NO_TOKEN &&
           (word == IL_WORD_IF || word == IL_WORD_ELSE || word == IL_WORD_ELIF ||
            word == IL_WORD_TRY || word == IL_WORD_EXCEPT || word == IL_WORD_FINALLY ||
            word == IL_WORD_FOR || word == IL_WORD_WHILE || word == IL_WORD_WITH ||
            word == IL_WORD_DEF || word == IL_WORD_CLASS || word == IL_WORD_ASYNC ||
            word == IL_WORD_CASE);
}

static bool begins_statement(const struct il_passage *passage, size_t word)
{
    return word == 0 || is_first(passage, word) ||
           il_passage_word(passage, word - 1) == IL_WORD_SEMICOLON ||
           is_header_colon(passage, word - 1);
}

/* ---- imports ---- */

static bool is_of_module(const struct il_passage *passage, size_t at)
{
    return il_passage_is_name(passage, at) ||
           il_passage_word(passage, at) == IL_WORD_DOT ||
           il_passage_word(passage, at) == IL_WORD_ELLIPSIS;
}

/* A dotted name, of which the word at its end is typed: its package is [from, to). */
static void set_module(const struct il_passage *passage, struct il_cursor *cursor,
                       size_t from)
{
    cursor->from = from;
    cursor->to = from;
    for (size_t i = from; i < cursor->word; i++) {
        bool is_dot = il_passage_word(passage, i) == IL_WORD_DOT;
        if (!is_of_module(passage, i) || is_dot == ((i - from) % 2 == 0)) {
            return;
        }
    }
    if ((cursor->word - from) % 2 == 0) {
        cursor->to = cursor->word - (cursor->word > from);
        cursor->kind = IL_CURSOR_MODULE;
    }
}

/* The last comma before the word, or where the list begins. */
static size_t begin_of_item(const struct il_passage *passage, size_t from, size_t word)
{
    while (word > from && il_passage_word(passage, word - 1) != IL_WORD_COMMA) {
        word--;
    }
    return word;
}

static void find_import(const struct il_passage *passage, struct il_cursor *cursor,
                        size_t begin)
{
    cursor->kind = IL_CURSOR_NOTHING;
    if (cursor->word > begin) {
        set_module(passage, cursor, begin_of_item(passage, begin + 1, cursor->word));
    }
}

/* `from`, a module that may be relative, `import`, a list. */
static void find_from(const struct il_passage *passage, struct il_cursor *cursor,
                      size_t begin)
{
    size_t import = begin + 1;
    while (import < cursor->word && is_of_module(passage, import)) {
        import++;
    }
    cursor->kind = IL_CURSOR_NOTHING;
    if (import == cursor->word) {
        set_module(passage, cursor, begin + 1);
        bool has_ended = cursor->kind == IL_CURSOR_NOTHING && import > begin + 1;
        cursor->kind = has_ended ? IL_CURSOR_IMPORT : cursor->kind;
        return;
    }
    if (il_passage_word(passage, import) != IL_WORD_IMPORT) {
        return;
    }
    size_t item = begin_of_item(passage, import + 1, cursor->word);
    item += item < cursor->word && il_passage_word(passage, item) == IL_WORD_LPAR;
    if (item == cursor->word) {
        cursor->from = begin + 1;
        cursor->to = import;
        cursor->kind = IL_CURSOR_MEMBER;
    }
}

/* Is it an import? Then the cursor knows all. */
static bool is_import(const struct il_passage *passage, struct il_cursor *cursor)
{
    size_t begin = begin_of_statement(passage, cursor->word);
    begin += il_passage_word(passage, begin) == IL_WORD_LAZY;
    enum il_word word = il_passage_word(passage, begin);
    if (begin >= cursor->word || (word != IL_WORD_IMPORT && word != IL_WORD_FROM)) {
        return false;
    }
    if (word == IL_WORD_IMPORT) {
        find_import(passage, cursor, begin);
    } else {
        find_from(passage, cursor, begin);
    }
    return true;
}

/* ---- brackets ---- */

/* The primary in front of a bracket. */
static size_t primary_before(const struct il_passage *passage, size_t open)
{
    size_t from =
        passage->tokens[open].begins ? IL_NO_TOKEN : il_passage_primary(passage, open);
    if (from == IL_NO_TOKEN || from == 0) {
        return from == 0 && passage->tokens[open - 1].kind == IL_TOKEN_NUMBER
                   ? IL_NO_TOKEN
                   : from;
    }
    enum il_word before = il_passage_word(passage, from - 1);
    bool is_new = !passage->tokens[from].begins &&
                  (before == IL_WORD_DEF || before == IL_WORD_CLASS);
    return is_new ? IL_NO_TOKEN : from;
}

/* Is the bracket that of a function's parameters? */
static bool opens_parameters(const struct il_passage *passage, size_t open)
{
    size_t name = open > 0 && il_passage_is_name(passage, open - 1) ? open - 1 : 0;
    return name > 0 && il_passage_word(passage, name - 1) == IL_WORD_DEF;
}

static void set_object(struct il_cursor *cursor, enum il_cursor_kind kind, size_t from,
                       size_t to)
{
    cursor->kind = kind;
    cursor->from = from;
    cursor->to = to;
}

/* A word behind a bracket: maybe a key. */
static void find_key(const struct il_passage *passage, struct il_cursor *cursor,
                     size_t open)
{
    size_t from = primary_before(passage, open);
    if (il_passage_word(passage, open) == IL_WORD_LSQB && from != IL_NO_TOKEN) {
        set_object(cursor, IL_CURSOR_KEY, from, open);
    }
}

/* A word behind a bracket or comma: maybe a keyword argument, or a parameter. */
static void find_argument(const struct il_passage *passage, struct il_cursor *cursor)
{
    size_t open = il_passage_around(passage, cursor->word);
    if (open == IL_NO_TOKEN || il_passage_word(passage, open) != IL_WORD_LPAR) {
        return;
    }
    if (opens_parameters(passage, open)) {
        cursor->kind = IL_CURSOR_NOTHING;
    } else if (primary_before(passage, open) != IL_NO_TOKEN) {
        cursor->call = open;
    }
}

/* ---- names ---- */

static void find_after_dot(const struct il_passage *passage, struct il_cursor *cursor)
{
    size_t dot = cursor->word - 1;
    size_t from =
        passage->tokens[dot].begins ? IL_NO_TOKEN : il_passage_primary(passage, dot);
    cursor->kind = IL_CURSOR_NOTHING;
    if (from != IL_NO_TOKEN) {
        set_object(cursor, IL_CURSOR_ATTRIBUTE, from, dot);
    }
}

static void find_name(const struct il_passage *passage, struct il_cursor *cursor)
{
    enum il_word before = il_passage_word(passage, cursor->word - 1);
    cursor->kind = IL_CURSOR_NAME;
    switch (before) {
    case IL_WORD_DOT:
        find_after_dot(passage, cursor);
        break;
    case IL_WORD_DEF:
    case IL_WORD_CLASS:
    case IL_WORD_AS:
        cursor->kind = IL_CURSOR_NOTHING;
        break;
    case IL_WORD_LAZY: /* a name, or the first word of an import */
        cursor->kind = IL_CURSOR_OPERATOR;
        break;
    case IL_WORD_LSQB:
        find_key(passage, cursor, cursor->word - 1);
        break;
    case IL_WORD_LPAR:
    case IL_WORD_COMMA:
    case IL_WORD_STAR:
    case IL_WORD_POWER:
        find_argument(passage, cursor);
        break;
    default:
        if (il_passage_ends_operand(passage, cursor->word - 1)) {
            cursor->kind = IL_CURSOR_OPERATOR;
        }
    }
    if (before == IL_WORD_STAR || before == IL_WORD_POWER) {
        cursor->call = IL_NO_TOKEN;
    }
}

/* ---- what is no name ---- */

static void find_in_string(const struct il_passage *passage, struct il_cursor *cursor,
                           size_t at)
{
    const struct il_token *token = &passage->tokens[at];
    cursor->word = at;
    cursor->start = token->start;
    if ((token->flags & IL_TOKEN_BEGUN) || (token->literal & IL_LITERAL_FORMAT) ||
        (token->literal & IL_LITERAL_TEMPLATE)) {
        return;
    }
    cursor->kind = IL_CURSOR_STRING;
    if (at > 0 && il_passage_word(passage, at - 1) == IL_WORD_LSQB) {
        find_key(passage, cursor, at - 1);
    }
}

/* A token that the cursor touches and that is no word. Is there no more to find? */
static bool find_in_token(const struct il_passage *passage, struct il_cursor *cursor,
                          size_t at)
{
    const struct il_token *token = &passage->tokens[at];
    if (token->kind == IL_TOKEN_STRING) {
        if (token->flags & IL_TOKEN_OPEN) {
            find_in_string(passage, cursor, at);
        }
        return true;
    }
    if (token->kind == IL_TOKEN_NUMBER) {
        cursor->word = at;
        cursor->start = token->start;
        if (at > 0 && il_passage_word(passage, at - 1) == IL_WORD_LSQB) {
            find_key(passage, cursor, at - 1);
        }
        return true;
    }
    return token->kind == IL_TOKEN_COMMENT;
}

struct il_cursor il_cursor_find(const struct il_passage *passage)
{
    size_t word = find_word(passage);
    struct il_cursor cursor = {
        .kind = IL_CURSOR_NOTHING,
        .start = word < passage->count ? passage->tokens[word].start : passage->size,
        .word = word,
        .call = IL_NO_TOKEN,
    };
    if (word == passage->count && touched(passage) != IL_NO_TOKEN &&
        find_in_token(passage, &cursor, touched(passage))) {
        return cursor;
    }
    cursor.begins = begins_statement(passage, word);
    if (cursor.begins) {
        cursor.kind = IL_CURSOR_NAME;
    } else if (!is_import(passage, &cursor)) {
        find_name(passage, &cursor);
    }
    return cursor;
}

/* ---- calls ---- */

/* Does a keyword argument begin with token `at`? */
static bool is_keyword(const struct il_passage *passage, size_t at)
{
    return il_passage_is_name(passage, at) &&
           il_passage_word(passage, at + 1) == IL_WORD_ASSIGN;
}

static bool is_star(enum il_word word)
{
    return word == IL_WORD_STAR || word == IL_WORD_POWER;
}

static void count_arguments(const struct il_passage *passage, struct il_call *call)
{
    size_t depth = 0, begin = call->open + 1;
    for (size_t i = begin; i < passage->count; i++) {
        enum il_word word = il_passage_word(passage, i);
        depth += il_word_opens(word);
        depth -= il_word_closes(word) && depth > 0;
        if (word == IL_WORD_COMMA && depth == 0) {
            call->position++;
            call->is_spread |= is_star(il_passage_word(passage, begin));
            begin = i + 1;
        }
    }
    call->keyword = is_keyword(passage, begin) ? begin : IL_NO_TOKEN;
}

struct il_call il_cursor_call(const struct il_passage *passage)
{
    struct il_call call = {IL_NO_TOKEN, 0, 0, IL_NO_TOKEN, false};
    size_t at = passage->count;
    while (!is_first(passage, at)) {
        at = il_passage_around(passage, at);
        if (at == IL_NO_TOKEN) {
            break;
        }
        size_t from = il_passage_word(passage, at) == IL_WORD_LPAR
                          ? primary_before(passage, at)
                          : IL_NO_TOKEN;
        if (from != IL_NO_TOKEN) {
            call.open = at;
            call.from = from;
            count_arguments(passage, &call);
            break;
        }
    }
    return call;
}

bool il_cursor_is_given(const struct il_passage *passage, size_t open, const char *name,
                        size_t size)
{
    size_t depth = 0;
    for (size_t i = open + 1; i + 1 < passage->count; i++) {
        enum il_word word = il_passage_word(passage, i);
        const struct il_token *token = &passage->tokens[i];
        depth += il_word_opens(word);
        depth -= il_word_closes(word) && depth > 0;
        if (depth == 0 && is_keyword(passage, i) && token->end - token->start == size &&
            memcmp(passage->text + token->start, name, size) == 0) {
            return true;
        }
    }
    return false;
}
