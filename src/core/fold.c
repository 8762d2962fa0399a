/* SPDX-License-Identifier: MIT
 * Compressing a logical line.
 */
#include "core/fold.h"

#include <string.h>

enum {
    MAX_SIGNS = 50,    /* more of them in a row cost the parser depth */
    INSIDE_TARGET = 1, /* il_frame.target of a bracket in a target */
};

static const char *const stubs[IL_ELEMENT_COUNT] = {
    [IL_ELEMENT_PLAIN] = "x,",     [IL_ELEMENT_STARRED] = "*x,",
    [IL_ELEMENT_PAIR] = "x:x,",    [IL_ELEMENT_MAPPING] = "**x,",
    [IL_ELEMENT_KEYWORD] = "x=x,",
};

/* ---- frames ---- */

static void start_run(struct il_frame *frame)
{
    frame->is_simple = true;
    frame->tokens = frame->signs = 0;
}

static void start_element(struct il_frame *frame)
{
    start_run(frame);
    frame->has_left = false;
    frame->element = IL_ELEMENT_PLAIN;
    frame->last = IL_LAST_OTHER;
    frame->string = 0;
}

static struct il_frame *top_of(struct il_logical *logical)
{
    return &logical->frame[logical->frame_count - 1];
}

static void push_frame(struct il_logical *logical, bool separates, bool is_target)
{
    struct il_frame *frame = &logical->frame[logical->frame_count++];
    *frame = (struct il_frame){
        .separates = separates && !is_target,
        .is_target = is_target,
        .target = is_target ? INSIDE_TARGET : 0,
        .run = logical->runs.size,
    };
    start_element(frame);
    frame->is_simple = !is_target;
}

void il_fold_begin(struct il_logical *logical)
{
    il_text_clear(&logical->runs);
    logical->frame_count = 0;
    push_frame(logical, false, false);
}

static bool has_run(const struct il_logical *logical, const struct il_frame *frame)
{
    return logical->runs.size > frame->run;
}

static void add_word(struct il_logical *logical, const char *word, size_t size)
{
    il_text_add_char(&logical->runs, ' ');
    il_text_add(&logical->runs, word, size);
}

/* Put a chain of operators, so far, in the form "x op". */
static void set_chain(struct il_logical *logical, struct il_frame *frame,
                      const char *word, size_t size)
{
    il_text_cut(&logical->runs, frame->run);
    il_text_add_char(&logical->runs, 'x');
    add_word(logical, word, size);
}

/* ---- literals ---- */

static bool has_risky_escape(const char *raw, size_t size)
{
    const char *end = raw + size;
    while ((raw = memchr(raw, '\\', (size_t)(end - raw))) != NULL) {
        if (raw + 1 < end && raw[1] != '\0' && strchr("xNuU", raw[1]) != NULL) {
            return true;
        }
        raw++;
    }
    return false;
}

bool il_fold_is_safe_string(uint8_t literal, const char *raw, size_t size)
{
    if ((literal & (IL_LITERAL_FORMAT | IL_LITERAL_TEMPLATE)) != 0 ||
        ((literal & IL_LITERAL_BYTES) != 0 && !il_text_is_ascii(raw, size))) {
        return false;
    }
    return (literal & IL_LITERAL_RAW) != 0 || !has_risky_escape(raw, size);
}

static void add_string(struct il_logical *logical, uint8_t literal, const char *raw,
                       size_t size)
{
    struct il_frame *frame = top_of(logical);
    uint8_t kind = literal & (IL_LITERAL_BYTES | IL_LITERAL_TEMPLATE);
    frame->tokens++;
    if (!il_fold_is_safe_string(literal, raw, size)) {
        add_word(logical, raw, size);
    } else if (frame->last != IL_LAST_STRING || frame->string != kind) {
        il_text_add_string(&logical->runs, kind != 0 ? " b\"\"" : " \"\"");
    }
    frame->last = IL_LAST_STRING;
    frame->string = kind;
}

/* A literal goes on after this line. If the line ends between the fields of the
 * outermost literal, which is a formatted one, then its first line can stand for what
 * follows; an inner literal may have been exchanged for another one meanwhile. */
static void begin_literal(struct il_logical *logical, struct il_slice where,
                          const struct il_lex_state *after, unsigned dialect)
{
    logical->has_literal = true;
    logical->literal_line = where;
    logical->literal_depth = 0;
    for (unsigned i = 0; i + 1 < after->depth; i++) {
        if ((after->frame[i] & IL_FRAME_LITERAL) != 0) {
            return;
        }
    }
    uint8_t top = il_lex_state_top(after);
    if (il_lex_has_fields(dialect, top) && (top & IL_LITERAL_SPEC) == 0) {
        logical->literal_depth = after->depth;
    }
}

/* ---- code ---- */

static bool is_binary(enum il_word word)
{
    switch (word) {
    case IL_WORD_PLUS:
    case IL_WORD_MINUS:
    case IL_WORD_STAR:
    case IL_WORD_SLASH:
    case IL_WORD_FLOOR:
    case IL_WORD_PERCENT:
    case IL_WORD_AT:
    case IL_WORD_BAR:
    case IL_WORD_AMPERSAND:
    case IL_WORD_CARET:
    case IL_WORD_LEFT:
    case IL_WORD_RIGHT:
    case IL_WORD_DOT:
    case IL_WORD_AND:
    case IL_WORD_OR:
        return true;
    default:
        return false;
    }
}

static bool is_comparison(enum il_word word)
{
    return word == IL_WORD_EQUAL || word == IL_WORD_NOT_EQUAL || word == IL_WORD_LESS ||
           word == IL_WORD_GREATER || word == IL_WORD_LESS_EQUAL ||
           word == IL_WORD_GREATER_EQUAL;
}

static void open_bracket(struct il_logical *logical, char bracket)
{
    struct il_frame *frame = top_of(logical);
    frame->tokens++;
    bool separates = logical->separating == IL_SEPARATES_ALWAYS ||
                     (logical->separating == IL_SEPARATES_UNLESS_WITH &&
                      frame->last != IL_LAST_WITH);
    frame->last = IL_LAST_OTHER;
    il_text_add_char(&logical->runs, bracket);
    push_frame(logical, separates, frame->target != 0);
}

static void close_bracket(struct il_logical *logical, enum il_word word)
{
    const struct il_frame *closed = top_of(logical);
    size_t bracket = closed->run - 1;
    logical->frame_count--;
    struct il_frame *frame = top_of(logical);
    if (frame->target != 0) {
        il_text_add_string(&logical->runs, il_words_text(word));
    } else if (!logical->runs.failed) {
        il_text_cut(&logical->runs, bracket);
        il_text_add_string(&logical->runs, word == IL_WORD_RPAR   ? "()"
                                           : word == IL_WORD_RSQB ? "[0]"
                                                                  : "{}");
    }
    frame->last = IL_LAST_OTHER;
}

/* From some words on names are assigned to, until others come. */
static void note_target(struct il_frame *frame, enum il_word word)
{
    switch (word) {
    case IL_WORD_FOR:
    case IL_WORD_DEL:
    case IL_WORD_AS:
        frame->target = frame->is_target ? frame->target : (uint8_t)word;
        break;
    case IL_WORD_IN:
        frame->target = frame->is_target ? frame->target : 0;
        break;
    case IL_WORD_SEMICOLON:
        frame->target = 0;
        break;
    case IL_WORD_COMMA:
        frame->target = frame->target == IL_WORD_AS ? 0 : frame->target;
        break;
    default:
        break;
    }
}

static void count_sign(struct il_frame *frame, enum il_word word)
{
    if (word == IL_WORD_MINUS || word == IL_WORD_PLUS || word == IL_WORD_TILDE ||
        word == IL_WORD_NOT) {
        frame->signs++;
        if (frame->signs > MAX_SIGNS) {
            frame->is_simple = false;
        }
    }
}

static void add_name(struct il_logical *logical, enum il_word word, const char *text,
                     size_t size)
{
    struct il_frame *frame = top_of(logical);
    frame->last = IL_LAST_OTHER;
    switch (word) {
    case IL_WORD_LAMBDA:
        frame->lambdas++;
        frame->is_simple = false;
        break;
    case IL_WORD_FOR:
    case IL_WORD_YIELD:
        frame->separates = false;
        frame->is_simple = false;
        break;
    case IL_WORD_ASYNC:
    case IL_WORD_AS:
    case IL_WORD_IF:
    case IL_WORD_ELSE:
    case IL_WORD_AWAIT:
    case IL_WORD_FROM:
    case IL_WORD_IMPORT:
        frame->is_simple = false;
        break;
    default:
        if (is_binary(word) && frame->is_simple && has_run(logical, frame)) {
            set_chain(logical, frame, text, size);
            return;
        }
    }
    add_word(logical, text, size);
}

/* An element that was found right ends here. */
static void end_element(struct il_logical *logical, struct il_frame *frame)
{
    uint8_t kind = (uint8_t)(1U << frame->element);
    bool decides =
        frame->element == IL_ELEMENT_KEYWORD || frame->element == IL_ELEMENT_MAPPING;
    if (frame->kinds == 0 || (decides && (frame->kinds & kind) == 0)) {
        frame->kept[frame->kept_count++] = frame->element;
    }
    frame->kinds |= kind;
    il_text_cut(&logical->runs, frame->run);
    start_element(frame);
}

static void add_comma(struct il_logical *logical)
{
    struct il_frame *frame = top_of(logical);
    if (frame->lambdas == 0 && frame->separates) {
        end_element(logical, frame);
        return;
    }
    if (frame->lambdas == 0) {
        frame->is_simple = false;
    }
    il_text_add_char(&logical->runs, ',');
    frame->last = IL_LAST_OTHER;
}

/* The left side of `key: value` or `name=value` is done. */
static void end_left_side(struct il_logical *logical, enum il_element element)
{
    struct il_frame *frame = top_of(logical);
    frame->element = (uint8_t)element;
    frame->has_left = true;
    il_text_cut(&logical->runs, frame->run);
    start_run(frame);
    frame->last = IL_LAST_OTHER;
}

static void add_colon(struct il_logical *logical)
{
    struct il_frame *frame = top_of(logical);
    if (frame->lambdas == 0 && frame->separates && frame->element == IL_ELEMENT_PLAIN) {
        end_left_side(logical, IL_ELEMENT_PAIR);
        return;
    }
    if (frame->lambdas != 0) {
        frame->lambdas--;
    } else {
        frame->is_simple = false;
    }
    il_text_add_char(&logical->runs, ':');
    frame->last = IL_LAST_OTHER;
}

/* An operator in front of everything: only a sign is harmless. */
static bool is_harmless(enum il_word word, bool has_left_operand)
{
    if (word == IL_WORD_PLUS || word == IL_WORD_MINUS || word == IL_WORD_TILDE ||
        word == IL_WORD_ELLIPSIS) {
        return true;
    }
    return has_left_operand && (is_binary(word) || is_comparison(word));
}

static void add_operator(struct il_logical *logical, enum il_word word,
                         const char *text, size_t size)
{
    struct il_frame *frame = top_of(logical);
    frame->last = IL_LAST_OTHER;
    if ((word == IL_WORD_STAR || word == IL_WORD_POWER) && frame->tokens == 1 &&
        !frame->has_left) {
        frame->element = word == IL_WORD_STAR ? IL_ELEMENT_STARRED : IL_ELEMENT_MAPPING;
        frame->is_simple = false;
        il_text_cut(&logical->runs, frame->run);
        il_text_add(&logical->runs, text, size);
        return;
    }
    bool has_operand = has_run(logical, frame);
    if (is_binary(word) && frame->is_simple && has_operand) {
        set_chain(logical, frame, text, size);
        return;
    }
    if (!is_harmless(word, has_operand)) {
        frame->is_simple = false;
    }
    add_word(logical, text, size);
}

static bool is_keyword_sign(const struct il_frame *frame, enum il_word word)
{
    return word == IL_WORD_ASSIGN && frame->lambdas == 0 && frame->separates &&
           frame->element == IL_ELEMENT_PLAIN && frame->tokens == 2;
}

static void add_in_bracket(struct il_logical *logical, const struct il_lex_token *token,
                           const char *text, size_t size)
{
    enum il_word word = token->word;
    if (token->kind == IL_TOKEN_NUMBER) {
        add_word(logical, text, size);
        top_of(logical)->last = IL_LAST_OTHER;
    } else if (token->kind != IL_TOKEN_OPERATOR) {
        add_name(logical, word, text, size);
    } else if (word == IL_WORD_COMMA) {
        add_comma(logical);
    } else if (word == IL_WORD_COLON) {
        add_colon(logical);
    } else if (is_keyword_sign(top_of(logical), word)) {
        end_left_side(logical, IL_ELEMENT_KEYWORD);
    } else {
        add_operator(logical, word, text, size);
    }
}

static void add_code(struct il_logical *logical, const struct il_lex_token *token,
                     const char *text, size_t size)
{
    enum il_word word = token->word;
    struct il_frame *frame = top_of(logical);
    frame->tokens++;
    count_sign(frame, word);
    note_target(frame, word);
    if (logical->frame_count == 1) {
        add_word(logical, text, size);
        frame->last = word == IL_WORD_WITH ? IL_LAST_WITH : IL_LAST_OTHER;
    } else {
        add_in_bracket(logical, token, text, size);
    }
}

static void add_token(struct il_logical *logical, const struct il_lex_token *token,
                      const char *text, size_t size)
{
    switch (token->word) {
    case IL_WORD_LPAR:
    case IL_WORD_LSQB:
    case IL_WORD_LBRACE:
        open_bracket(logical, *text);
        break;
    case IL_WORD_RPAR:
    case IL_WORD_RSQB:
    case IL_WORD_RBRACE:
        close_bracket(logical, token->word);
        break;
    default:
        add_code(logical, token, text, size);
    }
}

void il_fold_line(struct il_logical *logical, const char *text, struct il_slice where,
                  const struct il_lex_line *line, const struct il_lex_state *after,
                  unsigned dialect)
{
    const char *start = text + where.at;
    for (size_t i = 0; i < line->count; i++) {
        const struct il_lex_token *token = &line->tokens[i];
        if (token->kind != IL_TOKEN_STRING) {
            add_token(logical, token, start + token->start, token->end - token->start);
        } else if ((token->flags & IL_TOKEN_OPEN) != 0) {
            begin_literal(
                logical,
                (struct il_slice){where.at + token->start, where.size - token->start},
                after, dialect);
            return;
        } else {
            const char *raw = (token->flags & IL_TOKEN_BEGUN) != 0
                                  ? text + logical->literal_line.at
                                  : start + token->start;
            add_string(logical, token->literal, raw,
                       (size_t)(start + token->end - raw));
            logical->has_literal = false;
        }
    }
}

static void write_frame(const struct il_logical *logical, unsigned index,
                        struct il_text *out)
{
    const struct il_frame *frame = &logical->frame[index];
    const char *runs = logical->runs.bytes;
    if (index != 0) {
        il_text_add_char(out, runs[frame->run - 1]);
    }
    for (unsigned i = 0; i < frame->kept_count; i++) {
        il_text_add_string(out, stubs[frame->kept[i]]);
    }
    if (frame->has_left) {
        il_text_add_string(out, frame->element == IL_ELEMENT_PAIR ? "x:" : "x=");
    }
    size_t end = index + 1 < logical->frame_count ? logical->frame[index + 1].run - 1
                                                  : logical->runs.size;
    size_t start = frame->run;
    while (index == 0 && start < end && runs[start] == ' ') {
        start++;
    }
    if (start < end) {
        il_text_add(out, runs + start, end - start);
    }
}

void il_fold_write(const struct il_logical *logical, struct il_text *out)
{
    if (!il_text_is_whole(&logical->runs)) {
        out->failed = true;
        return;
    }
    for (unsigned i = 0; i < logical->frame_count; i++) {
        write_frame(logical, i, out);
    }
}

unsigned il_fold_tokens(const struct il_logical *logical)
{
    unsigned tokens = 0;
    for (unsigned i = 0; i < logical->frame_count; i++) {
        tokens += logical->frame[i].tokens;
    }
    return tokens;
}
