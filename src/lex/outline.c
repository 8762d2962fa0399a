/* SPDX-License-Identifier: MIT
 * Finding the names that a text binds.
 *
 *     def NAME ( NAME ...     class NAME     lambda NAME, NAME :
 *     import NAME . x as NAME     from x import NAME as NAME
 *     ... as NAME     for NAME, (NAME) in     NAME :=
 *     NAME, NAME =     NAME : x =             at the head of a statement
 */
#include "lex/outline.h"

struct outline {
    const struct il_passage *passage;
    size_t end;
    il_outline_fn visit;
    void *data;
    size_t begin; /* of the statement */
};

static enum il_word word_at(const struct outline *outline, size_t at)
{
    return at < outline->end ? il_passage_word(outline->passage, at) : IL_WORD_OTHER;
}

static bool is_name(const struct outline *outline, size_t at)
{
    return at < outline->end && il_passage_is_name(outline->passage, at);
}

/* Does another statement begin with token `at`? */
static bool begins(const struct outline *outline, size_t at)
{
    return at >= outline->end || outline->passage->tokens[at].begins;
}

/* A name at `at`, if there is one there. */
static bool bind(struct outline *outline, size_t at, enum il_binding binding)
{
    return !is_name(outline, at) ||
           outline->visit(outline->data, outline->passage, at, binding);
}

/* ---- parameters ---- */

static bool precedes_parameter(enum il_word word)
{
    return word == IL_WORD_LPAR || word == IL_WORD_COMMA || word == IL_WORD_STAR ||
           word == IL_WORD_POWER || word == IL_WORD_LAMBDA;
}

/* What stands behind such a word is looked at when it comes: not twice, or many of them
 * would take time for each other. */
static bool begins_parameters(enum il_word word)
{
    return word == IL_WORD_LAMBDA || word == IL_WORD_DEF;
}

/* Those behind the bracket or `lambda` at `open`, up to its end or a colon. */
static bool bind_parameters(struct outline *outline, size_t open)
{
    size_t depth = 0;
    for (size_t i = open + 1; !begins(outline, i); i++) {
        enum il_word word = word_at(outline, i);
        bool is_lambda = word_at(outline, open) == IL_WORD_LAMBDA;
        bool ends = il_word_closes(word) || (is_lambda && word == IL_WORD_COLON);
        if ((depth == 0 && ends) || begins_parameters(word)) {
            return true;
        }
        depth += il_word_opens(word);
        depth -= il_word_closes(word);
        if (depth == 0 && precedes_parameter(word_at(outline, i - 1)) &&
            !bind(outline, i, IL_BINDING_PARAMETER)) {
            return false;
        }
    }
    return true;
}

static bool bind_function(struct outline *outline, size_t at)
{
    size_t open = at + 2;
    if (word_at(outline, open) == IL_WORD_LSQB) {
        open = il_passage_close(outline->passage, open, outline->end);
        open += open != IL_NO_TOKEN;
    }
    return bind(outline, at + 1, IL_BINDING_FUNCTION) &&
           (word_at(outline, open) != IL_WORD_LPAR || bind_parameters(outline, open));
}

/* ---- targets ---- */

/* Not so a name that is called, or has a subscript or attribute. */
static bool is_of_target(const struct outline *outline, size_t at)
{
    enum il_word word = word_at(outline, at);
    enum il_word next = word_at(outline, at + 1);
    if (is_name(outline, at)) {
        return next != IL_WORD_DOT && next != IL_WORD_LPAR && next != IL_WORD_LSQB;
    }
    return word == IL_WORD_COMMA || word == IL_WORD_STAR || word == IL_WORD_LPAR ||
           word == IL_WORD_RPAR || word == IL_WORD_LSQB || word == IL_WORD_RSQB;
}

/* The names in [from, to), if nothing but targets stands there. */
static bool bind_targets(struct outline *outline, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (!is_of_target(outline, i)) {
            return true;
        }
    }
    for (size_t i = from; i < to; i++) {
        if (!bind(outline, i, IL_BINDING_VARIABLE)) {
            return false;
        }
    }
    return true;
}

static bool bind_loop(struct outline *outline, size_t at)
{
    size_t end = at + 1;
    while (is_of_target(outline, end) && !begins(outline, end)) {
        end++;
    }
    return bind_targets(outline, at + 1, end);
}

/* ---- imports ---- */

/* A list of names, each the first of a dotted one; what `as` gives is bound there. */
static bool bind_list(struct outline *outline, size_t at, enum il_binding binding)
{
    for (size_t i = at + 1; !begins(outline, i); i++) {
        enum il_word before = word_at(outline, i - 1);
        bool is_item = i == at + 1 || before == IL_WORD_COMMA || before == IL_WORD_LPAR;
        bool is_renamed = word_at(outline, i + 1) == IL_WORD_AS;
        enum il_word word = word_at(outline, i);
        if (word == IL_WORD_SEMICOLON || word == IL_WORD_IMPORT) {
            return true;
        }
        if (is_item && !is_renamed && !bind(outline, i, binding)) {
            return false;
        }
    }
    return true;
}

static bool bind_imports(struct outline *outline, size_t at)
{
    size_t first = outline->begin;
    first += word_at(outline, first) == IL_WORD_LAZY;
    bool is_from = word_at(outline, first) == IL_WORD_FROM;
    return bind_list(outline, at, is_from ? IL_BINDING_VARIABLE : IL_BINDING_MODULE);
}

/* ---- all ---- */

static bool visit_token(struct outline *outline, size_t at)
{
    switch (word_at(outline, at)) {
    case IL_WORD_DEF:
        return bind_function(outline, at);
    case IL_WORD_CLASS:
        return bind(outline, at + 1, IL_BINDING_CLASS);
    case IL_WORD_LAMBDA:
        return bind_parameters(outline, at);
    case IL_WORD_IMPORT:
        return bind_imports(outline, at);
    case IL_WORD_AS:
        return bind(outline, at + 1, IL_BINDING_VARIABLE);
    case IL_WORD_FOR:
        return bind_loop(outline, at);
    case IL_WORD_WALRUS:
        return at == 0 || bind(outline, at - 1, IL_BINDING_VARIABLE);
    case IL_WORD_ASSIGN:
        return outline->passage->tokens[at].level != 0 ||
               bind_targets(outline, outline->begin, at);
    case IL_WORD_COLON:
        return at != outline->begin + 1 || bind_targets(outline, outline->begin, at);
    default:
        return true;
    }
}

bool il_outline_visit(const struct il_passage *passage, size_t end, il_outline_fn visit,
                      void *data)
{
    struct outline outline = {passage, end, visit, data, 0};
    for (size_t i = 0; i < end; i++) {
        if (passage->tokens[i].begins ||
            (i > 0 && il_passage_word(passage, i - 1) == IL_WORD_SEMICOLON)) {
            outline.begin = i;
        }
        if (!visit_token(&outline, i)) {
            return false;
        }
        /* `a = b = c`: what is next to be assigned. */
        if (il_passage_word(passage, i) == IL_WORD_ASSIGN &&
            passage->tokens[i].level == 0) {
            outline.begin = i + 1;
        }
    }
    return true;
}
