/* SPDX-License-Identifier: MIT
 * Scanning a line.
 *
 * The innermost open frame decides how the text is read:
 *
 *   nothing, a bracket, a field   code: names, numbers, operators, the start of
 * literals. In a field a `:` begins its format, a `}` ends it. a plain literal
 * everything up to its quotes a formatted literal           text up to its quotes or a
 * `{`, which begins a field a format (SPEC)               text up to a `}`, which ends
 * the field, or a `{`
 */
#include "lex/scan.h"

#include <stdlib.h>
#include <string.h>

#include "lex/number.h"

struct scanner {
    unsigned dialect;
    const char *text;
    size_t size, at;
    struct il_lex_state state;
    struct il_lex_line *line;
    unsigned level;     /* open brackets */
    unsigned formatted; /* open formatted literals whose fields are tokens */
    uint32_t token_of[IL_LEX_MAX_DEPTH]; /* of each open literal, or NO_TOKEN */
    size_t piece; /* where the text of the innermost literal with fields begins */
    enum il_lex_doubt doubt;  /* the one that stops, */
    enum il_lex_doubt passed; /* and the first that did not */
    bool done; /* the line's end was reached, and looked at in the innermost frame */
};

enum { USUAL_TOKENS = 64, MANY_TOKENS = 1 << 16 };

#define NO_TOKEN UINT32_MAX

/* ---- characters ---- */

static size_t quote_size(uint8_t frame) { return frame & IL_LITERAL_TRIPLE ? 3 : 1; }

static char quote_of(uint8_t frame) { return frame & IL_LITERAL_DOUBLE ? '"' : '\''; }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool begins_name(char c)
{
    char lower = (char)(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_of_name(char c) { return begins_name(c) || is_digit(c); }

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (unsigned char)(c))

/* Eight characters at once. */
static uint64_t load(const char *text)
{
    uint64_t part;
    memcpy(&part, text, sizeof part);
    return part;
}

/* Fewer; what is missing counts as blank. */
static uint64_t load_some(const char *text, size_t size)
{
    uint64_t part = EACH_BYTE(' ');
    memcpy(&part, text, size);
    return part;
}

/* Not 0 if any byte is below `limit`, which is at most 128. */
static uint64_t below(uint64_t part, unsigned char limit)
{
    return (part - EACH_BYTE(limit)) & ~part & EACH_BYTE(0x80);
}

/* Control characters are rare, so that looking for the four is. */
static bool has_control(const char *text, size_t size)
{
    uint64_t found = 0;
    for (; size >= sizeof(uint64_t); size -= sizeof(uint64_t)) {
        found |= below(load(text), '\r' + 1);
        text += sizeof(uint64_t);
    }
    found |= size == 0 ? 0 : below(load_some(text, size), '\r' + 1);
    return found != 0;
}

static bool has_three(const char *text, size_t size, char quote)
{
    const char *end = text + size;
    while (end - text >= 3 &&
           (text = memchr(text, quote, (size_t)(end - text) - 2)) != NULL) {
        if (text[1] == quote && text[2] == quote) {
            return true;
        }
        text++;
    }
    return false;
}

bool il_lex_is_filled(const struct il_lex_state *state, unsigned dialect,
                      const char *text, size_t size)
{
    uint8_t top = il_lex_state_top(state);
    if ((top & IL_FRAME_LITERAL) == 0 || (top & IL_LITERAL_TRIPLE) == 0 ||
        il_lex_has_fields(dialect, top)) {
        return false;
    }
    return size == 0 || (!has_control(text, size) && memchr(text, '\\', size) == NULL &&
                         !has_three(text, size, quote_of(top)));
}

bool il_lex_is_clean(const char *text, size_t size)
{
    return !has_control(text, size) ||
           (memchr(text, '\0', size) == NULL && memchr(text, '\n', size) == NULL &&
            memchr(text, '\f', size) == NULL && memchr(text, '\r', size) == NULL);
}

struct il_lex_indent il_lex_indent(const char *text, size_t size)
{
    struct il_lex_indent indent = {0, 0, 0};
    while (indent.size < size &&
           (text[indent.size] == ' ' || text[indent.size] == '\t')) {
        indent.column =
            text[indent.size] == ' ' ? indent.column + 1 : (indent.column / 8 + 1) * 8;
        indent.narrow++;
        indent.size++;
    }
    return indent;
}

bool il_lex_is_blank(const char *text, size_t size, struct il_lex_indent indent)
{
    return indent.size == size || text[indent.size] == '#';
}

/* ---- tokens ---- */

static bool grow(struct il_lex_line *line)
{
    size_t capacity = line->capacity == 0 ? USUAL_TOKENS : 2 * line->capacity;
    struct il_lex_token *tokens =
        realloc(line->tokens, capacity * sizeof *line->tokens);
    if (tokens == NULL) {
        return false;
    }
    line->tokens = tokens;
    line->capacity = capacity;
    return true;
}

static struct il_lex_token *add_token(struct scanner *scanner, enum il_lex_kind kind,
                                      size_t start, size_t end)
{
    struct il_lex_line *line = scanner->line;
    if (line->count == line->capacity && !grow(line)) {
        scanner->doubt = IL_DOUBT_MEMORY;
        return NULL;
    }
    struct il_lex_token *token = &line->tokens[line->count++];
    *token = (struct il_lex_token){
        .start = (uint32_t)start,
        .end = (uint32_t)end,
        .kind = (uint8_t)kind,
        .level = (uint8_t)scanner->level,
        .flags = scanner->formatted != 0 ? IL_TOKEN_NESTED : 0,
    };
    return token;
}

/* Are tokens wanted here? */
static bool is_shown(const struct scanner *scanner)
{
    return scanner->formatted == 0 || (scanner->dialect & IL_LEX_DETAILS) != 0;
}

void il_lex_line_free(struct il_lex_line *line)
{
    free(line->tokens);
    *line = (struct il_lex_line){NULL, 0, 0};
}

void il_lex_line_trim(struct il_lex_line *line)
{
    if (line->capacity > MANY_TOKENS) {
        il_lex_line_free(line);
    }
}

/* ---- literals ---- */

static bool is_quote_at(const struct scanner *scanner, uint8_t frame, size_t at)
{
    char quote = quote_of(frame);
    const char *text = scanner->text;
    if (scanner->size - at < quote_size(frame) || text[at] != quote) {
        return false;
    }
    return quote_size(frame) == 1 || (text[at + 1] == quote && text[at + 2] == quote);
}

/* The prefix letters that end at the quote: the literal's bits, or -1 for a name. */
static int literal_of_prefix(unsigned dialect, const char *text, size_t size)
{
    int bits = 0;
    for (size_t i = 0; i < size; i++) {
        int bit = -1;
        switch (text[i] | 0x20) {
        case 'r':
            bit = IL_LITERAL_RAW;
            break;
        case 'b':
            bit = IL_LITERAL_BYTES;
            break;
        case 'f':
            bit = IL_LITERAL_FORMAT;
            break;
        case 't':
            bit = dialect & IL_LEX_TSTRINGS ? IL_LITERAL_TEMPLATE : -1;
            break;
        case 'u':
            return size == 1 ? 0 : -1;
        default:
            return -1;
        }
        if (bit < 0 || (bits & bit) != 0) {
            return -1;
        }
        bits |= bit;
    }
    return size <= 1 || (size == 2 && (bits & IL_LITERAL_RAW) != 0) ? bits : -1;
}

static void push_frame(struct scanner *scanner, uint8_t frame)
{
    if (!il_lex_state_push(&scanner->state, frame)) {
        scanner->doubt = IL_DOUBT_DEPTH;
        return;
    }
    scanner->token_of[scanner->state.depth - 1] = NO_TOKEN;
}

/* A token for the literal `frame` that is open until its end is found; its index. */
static uint32_t add_literal(struct scanner *scanner, uint8_t frame, size_t start,
                            uint8_t flags)
{
    struct il_lex_token *token =
        add_token(scanner, IL_TOKEN_STRING, start, scanner->size);
    if (token == NULL) {
        return NO_TOKEN;
    }
    token->literal = frame & (uint8_t) ~(IL_FRAME_LITERAL | IL_LITERAL_SPEC);
    token->flags |= flags;
    return (uint32_t)scanner->line->count - 1;
}

/* Does the literal `frame` come in pieces? */
static bool is_split(const struct scanner *scanner, uint8_t frame)
{
    return (scanner->dialect & IL_LEX_PIECES) != 0 &&
           il_lex_has_fields(scanner->dialect, frame);
}

/* The text of a literal with fields up to `at` is a piece. */
static void add_piece(struct scanner *scanner, uint8_t frame, uint8_t flags)
{
    bool is_empty = scanner->piece >= scanner->at && flags == 0;
    if (!is_split(scanner, frame) || is_empty) {
        return;
    }
    struct il_lex_token *token =
        add_token(scanner, IL_TOKEN_STRING, scanner->piece, scanner->at);
    if (token != NULL) {
        token->literal = frame & (uint8_t) ~(IL_FRAME_LITERAL | IL_LITERAL_SPEC);
        token->flags |= flags;
    }
}

/* A brace around a field is an operator where literals come in pieces. */
static void add_brace(struct scanner *scanner, enum il_word word)
{
    if ((scanner->dialect & IL_LEX_PIECES) != 0) {
        struct il_lex_token *token =
            add_token(scanner, IL_TOKEN_OPERATOR, scanner->at, scanner->at + 1);
        if (token != NULL) {
            token->word = (uint8_t)word;
        }
    }
}

/* The innermost frame, a literal, ended before `at`. */
static void end_literal(struct scanner *scanner)
{
    uint32_t token = scanner->token_of[scanner->state.depth - 1];
    il_lex_state_pop(&scanner->state);
    if (token != NO_TOKEN) {
        scanner->line->tokens[token].end = (uint32_t)scanner->at;
        scanner->line->tokens[token].flags &= (uint8_t)~IL_TOKEN_OPEN;
    }
}

/* The first character `c` in text[from, to), or `to`. */
static size_t find_char(const char *text, char c, size_t from, size_t to)
{
    const char *found = from < to ? memchr(text + from, c, to - from) : NULL;
    return found == NULL ? to : (size_t)(found - text);
}

/* A plain literal, from `at` on: to its end, or to the line's. The next quote is looked
 * for only when the one before is passed, so that many backslashes cost no more. */
static void scan_plain(struct scanner *scanner, uint8_t frame)
{
    const char *text = scanner->text;
    size_t size = scanner->size;
    size_t i = scanner->at;
    char mark = quote_of(frame);
    size_t quote = find_char(text, mark, i, size);
    while (i < size) {
        size_t escape = find_char(text, '\\', i, quote);
        if (escape < quote) {
            i = escape + 2;
            quote = quote < i ? find_char(text, mark, i, size) : quote;
        } else if (quote < size && is_quote_at(scanner, frame, quote)) {
            scanner->at = quote + quote_size(frame);
            end_literal(scanner);
            return;
        } else {
            i = quote < size ? quote + 1 : size;
            quote = find_char(text, mark, i, size);
        }
    }
    /* A literal with one quote only goes on after a backslash as the last character. */
    if (quote_size(frame) == 1 && i == scanner->size) {
        scanner->doubt = IL_DOUBT_STRING;
    }
    scanner->done = true;
}

/* The end of an escape in the text of a formatted literal; 0: it is in doubt. */
static size_t skip_escape(const struct scanner *scanner, uint8_t frame, size_t at)
{
    const char *text = scanner->text;
    if (at + 1 >= scanner->size) {
        return scanner->size;
    }
    char next = text[at + 1];
    if (next == '{' || next == '}') {
        return at + 1;
    }
    if (next == 'N' && !(frame & IL_LITERAL_RAW) && at + 2 < scanner->size &&
        text[at + 2] == '{') {
        const char *end = memchr(text + at, '}', scanner->size - at);
        return end == NULL ? 0 : (size_t)(end - text) + 1;
    }
    return at + 2;
}

static void end_formatted(struct scanner *scanner, uint8_t frame)
{
    if (frame & IL_LITERAL_SPEC) {
        scanner->doubt = IL_DOUBT_STRING;
        return;
    }
    scanner->at += quote_size(frame);
    add_piece(scanner, frame, 0);
    end_literal(scanner);
    scanner->formatted--;
}

/* A brace in the text of a formatted literal. */
static void scan_brace(struct scanner *scanner, uint8_t frame)
{
    char brace = scanner->text[scanner->at];
    bool is_spec = (frame & IL_LITERAL_SPEC) != 0;
    bool is_double = scanner->at + 1 < scanner->size &&
                     scanner->text[scanner->at + 1] == brace && !is_spec;
    if (is_double) {
        scanner->at += 2;
    } else if (brace == '{') {
        add_piece(scanner, frame, 0);
        add_brace(scanner, IL_WORD_LBRACE);
        scanner->at++;
        push_frame(scanner, IL_FRAME_FIELD);
    } else if (is_spec) {
        add_piece(scanner, frame, 0);
        add_brace(scanner, IL_WORD_RBRACE);
        scanner->piece = ++scanner->at;
        il_lex_state_pop(&scanner->state); /* the format, */
        il_lex_state_pop(&scanner->state); /* and the field that it belongs to */
    } else {
        scanner->doubt = IL_DOUBT_STRING;
    }
}

/* The line ends in the text of a formatted literal, maybe after a backslash. */
static void end_line_in_formatted(struct scanner *scanner, uint8_t frame,
                                  bool is_escaped)
{
    bool may_go_on = quote_size(frame) == 3 ? !(frame & IL_LITERAL_SPEC) : is_escaped;
    if (!may_go_on) {
        scanner->doubt = IL_DOUBT_STRING;
    }
    add_piece(scanner, frame, IL_TOKEN_OPEN);
    scanner->done = true;
}

/* The text of a formatted literal up to its end, a brace, or the line's end. */
static void scan_formatted(struct scanner *scanner, uint8_t frame)
{
    bool is_escaped = false;
    while (scanner->at < scanner->size) {
        char c = scanner->text[scanner->at];
        if (is_quote_at(scanner, frame, scanner->at)) {
            end_formatted(scanner, frame);
            return;
        }
        if (c == '{' || c == '}') {
            scan_brace(scanner, frame);
            return;
        }
        if (c != '\\') {
            scanner->at++;
            continue;
        }
        is_escaped = scanner->at + 1 >= scanner->size;
        size_t next = skip_escape(scanner, frame, scanner->at);
        if (next == 0) {
            scanner->doubt = IL_DOUBT_STRING;
            return;
        }
        scanner->at = next;
    }
    end_line_in_formatted(scanner, frame, is_escaped);
}

/* The opening quotes stand at `quote`, the prefix begins at `start`. */
static void begin_literal(struct scanner *scanner, size_t start, size_t quote, int bits)
{
    const char *text = scanner->text;
    uint8_t frame = (uint8_t)(IL_FRAME_LITERAL | bits);
    frame |= text[quote] == '"' ? IL_LITERAL_DOUBLE : 0;
    if (is_quote_at(scanner, frame | IL_LITERAL_TRIPLE, quote)) {
        frame |= IL_LITERAL_TRIPLE;
    }
    uint32_t token = is_shown(scanner) && !is_split(scanner, frame)
                         ? add_literal(scanner, frame, start, IL_TOKEN_OPEN)
                         : NO_TOKEN;
    scanner->piece = start;
    push_frame(scanner, frame);
    if (scanner->doubt != IL_DOUBT_NONE) {
        return;
    }
    scanner->token_of[scanner->state.depth - 1] = token;
    scanner->formatted += il_lex_has_fields(scanner->dialect, frame);
    scanner->at = quote + quote_size(frame);
}

/* ---- code ---- */

static void scan_name(struct scanner *scanner)
{
    const char *text = scanner->text;
    size_t start = scanner->at, end = start + 1;
    while (end < scanner->size && is_of_name(text[end])) {
        end++;
    }
    if (end < scanner->size && (text[end] == '"' || text[end] == '\'')) {
        int bits = literal_of_prefix(scanner->dialect, text + start, end - start);
        if (bits >= 0) {
            begin_literal(scanner, start, end, bits);
            return;
        }
    }
    scanner->at = end;
    if (!is_shown(scanner)) {
        return;
    }
    enum il_word word = il_words_find_name(text + start, end - start);
    if (word == IL_WORD_LAZY && (scanner->dialect & IL_LEX_LAZY) == 0) {
        word = IL_WORD_OTHER;
    }
    enum il_lex_kind kind = word == IL_WORD_OTHER          ? IL_TOKEN_NAME
                            : word <= IL_WORD_LAST_KEYWORD ? IL_TOKEN_KEYWORD
                                                           : IL_TOKEN_SOFT_KEYWORD;
    struct il_lex_token *token = add_token(scanner, kind, start, end);
    if (token != NULL) {
        token->word = (uint8_t)word;
    }
}

static void scan_number(struct scanner *scanner)
{
    size_t start = scanner->at;
    scanner->at += il_number_size(scanner->text + start, scanner->size - start);
    if (is_shown(scanner)) {
        add_token(scanner, IL_TOKEN_NUMBER, start, scanner->at);
    }
}

static void add_operator(struct scanner *scanner, enum il_word word, size_t size)
{
    if (is_shown(scanner)) {
        struct il_lex_token *token =
            add_token(scanner, IL_TOKEN_OPERATOR, scanner->at, scanner->at + size);
        if (token != NULL) {
            token->word = (uint8_t)word;
        }
    }
}

static void open_bracket(struct scanner *scanner, enum il_word word, uint8_t frame)
{
    add_operator(scanner, word, 1);
    push_frame(scanner, frame);
    scanner->level++;
}

static void close_bracket(struct scanner *scanner, enum il_word word, uint8_t frame)
{
    uint8_t top = il_lex_state_top(&scanner->state);
    if (top == IL_FRAME_FIELD && word == IL_WORD_RBRACE) {
        il_lex_state_pop(&scanner->state);
        add_brace(scanner, word);
        scanner->piece = scanner->at + 1;
    } else if (top == frame) {
        il_lex_state_pop(&scanner->state);
        scanner->level--;
        add_operator(scanner, word, 1);
    } else {
        scanner->doubt = IL_DOUBT_BRACKET;
    }
}

/* The format after a field's colon belongs to the literal around the field. */
static void begin_spec(struct scanner *scanner)
{
    unsigned i = scanner->state.depth;
    while (i > 0 && !(scanner->state.frame[i - 1] & IL_FRAME_LITERAL)) {
        i--;
    }
    push_frame(scanner, (uint8_t)(scanner->state.frame[i - 1] | IL_LITERAL_SPEC));
    scanner->piece = scanner->at + 1;
}

static void scan_operator(struct scanner *scanner)
{
    size_t size = 0;
    enum il_word word = il_words_find_operator(scanner->text + scanner->at,
                                               scanner->size - scanner->at, &size);
    bool is_field = il_lex_state_top(&scanner->state) == IL_FRAME_FIELD;
    switch (word) {
    case IL_WORD_OTHER:
        scanner->doubt = IL_DOUBT_CHARACTER;
        return;
    case IL_WORD_LPAR:
        open_bracket(scanner, word, IL_FRAME_PAR);
        break;
    case IL_WORD_LSQB:
        open_bracket(scanner, word, IL_FRAME_SQB);
        break;
    case IL_WORD_LBRACE:
        open_bracket(scanner, word, IL_FRAME_BRACE);
        break;
    case IL_WORD_RPAR:
        close_bracket(scanner, word, IL_FRAME_PAR);
        break;
    case IL_WORD_RSQB:
        close_bracket(scanner, word, IL_FRAME_SQB);
        break;
    case IL_WORD_RBRACE:
        close_bracket(scanner, word, IL_FRAME_BRACE);
        break;
    default:
        if (is_field && scanner->text[scanner->at] == ':') {
            size = 1; /* `:=` is no operator there */
            add_operator(scanner, IL_WORD_COLON, size);
            begin_spec(scanner);
        } else {
            add_operator(scanner, word, size);
        }
    }
    scanner->at += size;
}

static void scan_comment(struct scanner *scanner)
{
    if ((scanner->dialect & IL_LEX_DETAILS) != 0) {
        add_token(scanner, IL_TOKEN_COMMENT, scanner->at, scanner->size);
    }
    scanner->at = scanner->size;
}

static void scan_backslash(struct scanner *scanner)
{
    scanner->at++;
    if (scanner->at == scanner->size) {
        scanner->state.continues = 1;
    } else {
        scanner->doubt = IL_DOUBT_BACKSLASH;
    }
}

static bool is_number_at(const struct scanner *scanner)
{
    const char *text = scanner->text + scanner->at;
    return is_digit(*text) ||
           (*text == '.' && scanner->size - scanner->at > 1 && is_digit(text[1]));
}

static void scan_code(struct scanner *scanner)
{
    if (scanner->at == scanner->size) {
        scanner->done = true;
        return;
    }
    char c = scanner->text[scanner->at];
    if (c == ' ' || c == '\t') {
        scanner->at++;
    } else if (begins_name(c)) {
        scan_name(scanner);
    } else if (is_number_at(scanner)) {
        scan_number(scanner);
    } else if (c == '"' || c == '\'') {
        begin_literal(scanner, scanner->at, scanner->at, 0);
    } else if (c == '#') {
        scan_comment(scanner);
    } else if (c == '\\') {
        scan_backslash(scanner);
    } else {
        scan_operator(scanner);
    }
}

/* ---- the line ---- */

/* What is open from earlier lines. The literals among it get tokens: their ends show on
 * this line, or they fill it. */
static void resume(struct scanner *scanner)
{
    const struct il_lex_state *state = &scanner->state;
    for (unsigned i = 0; i < state->depth; i++) {
        uint8_t frame = state->frame[i];
        bool is_literal =
            (frame & (IL_FRAME_LITERAL | IL_LITERAL_SPEC)) == IL_FRAME_LITERAL;
        scanner->token_of[i] =
            is_literal && is_shown(scanner) && !is_split(scanner, frame)
                ? add_literal(scanner, frame, 0, IL_TOKEN_BEGUN | IL_TOKEN_OPEN)
                : NO_TOKEN;
        scanner->level += frame <= IL_FRAME_BRACE;
        scanner->formatted += is_literal && il_lex_has_fields(scanner->dialect, frame);
    }
}

static void scan_once(struct scanner *scanner)
{
    uint8_t top = il_lex_state_top(&scanner->state);
    if (!(top & IL_FRAME_LITERAL)) {
        scan_code(scanner);
    } else if (il_lex_has_fields(scanner->dialect, top)) {
        scan_formatted(scanner, top);
    } else {
        scan_plain(scanner, top);
    }
}

/* Does the line end inside the literal that it began in? Then it has no token, unless
 * the caller wants details. (There can be others only if he does.) */
static void drop_filled(struct il_lex_line *line)
{
    const uint8_t both = IL_TOKEN_BEGUN | IL_TOKEN_OPEN;
    if (line->count != 0 && (line->tokens[0].flags & both) == both) {
        line->count = 0;
    }
}

/* ---- going on where something is wrong ---- */

/* Leave the innermost literal as it is, its field and format included. Of a literal
 * with three quotes a line's end ends the format only. */
static void leave_literal(struct scanner *scanner)
{
    uint8_t frame = il_lex_state_top(&scanner->state);
    if ((frame & IL_LITERAL_SPEC) && (frame & IL_LITERAL_TRIPLE)) {
        il_lex_state_pop(&scanner->state);
        return;
    }
    if (frame & IL_LITERAL_SPEC) {
        il_lex_state_pop(&scanner->state);
        il_lex_state_pop(&scanner->state);
        frame = il_lex_state_top(&scanner->state);
    }
    scanner->formatted -= il_lex_has_fields(scanner->dialect, frame);
    il_lex_state_pop(&scanner->state);
}

/* The line has cut a literal off, or a quote its format, or a sign has no meaning. */
static void pass_string(struct scanner *scanner)
{
    if (scanner->done) {
        leave_literal(scanner);
    } else if (is_quote_at(scanner, il_lex_state_top(&scanner->state), scanner->at)) {
        il_lex_state_pop(&scanner->state);
        il_lex_state_pop(&scanner->state);
    } else {
        scanner->at++;
    }
}

/* Go on behind a doubt, if that may be. The lexer stands behind what is no place for a
 * bracket or backslash, and before a strange character. */
static bool pass_doubt(struct scanner *scanner)
{
    enum il_lex_doubt doubt = scanner->doubt;
    if ((scanner->dialect & IL_LEX_LENIENT) == 0 || doubt >= IL_DOUBT_DEPTH) {
        return false;
    }
    if (doubt == IL_DOUBT_STRING) {
        pass_string(scanner);
    }
    scanner->at += doubt == IL_DOUBT_CHARACTER;
    scanner->passed = scanner->passed == IL_DOUBT_NONE ? doubt : scanner->passed;
    scanner->doubt = IL_DOUBT_NONE;
    return true;
}

static bool goes_on(struct scanner *scanner)
{
    return (scanner->doubt == IL_DOUBT_NONE || pass_doubt(scanner)) && !scanner->done;
}

static enum il_lex_doubt run(struct scanner *scanner)
{
    bool is_lenient = (scanner->dialect & IL_LEX_LENIENT) != 0;
    if (scanner->size >= UINT32_MAX) {
        return IL_DOUBT_SIZE;
    }
    if (!is_lenient && !il_lex_is_clean(scanner->text, scanner->size)) {
        return IL_DOUBT_CHARACTER;
    }
    resume(scanner);
    while (goes_on(scanner)) {
        scan_once(scanner);
    }
    if ((scanner->dialect & IL_LEX_DETAILS) == 0) {
        drop_filled(scanner->line);
    }
    return scanner->doubt;
}

enum il_lex_doubt il_lex_scan(unsigned dialect, const struct il_lex_state *before,
                              const char *text, size_t size, struct il_lex_line *line,
                              struct il_lex_state *after)
{
    struct scanner scanner;
    scanner.dialect = dialect;
    scanner.text = text;
    scanner.size = size;
    scanner.at = 0;
    scanner.state = *before;
    scanner.state.continues = 0;
    scanner.line = line;
    scanner.level = 0;
    scanner.formatted = 0;
    scanner.piece = 0;
    scanner.doubt = scanner.passed = IL_DOUBT_NONE;
    scanner.done = false;
    line->count = 0;
    enum il_lex_doubt doubt = run(&scanner);
    *after = doubt == IL_DOUBT_NONE ? scanner.state : (struct il_lex_state){0};
    return doubt == IL_DOUBT_NONE ? scanner.passed : doubt;
}
