/* SPDX-License-Identifier: MIT
 * Lines: splitting, keeping and scanning them.
 */
#include "core/lines.h"

#include <string.h>

enum { FIRST_CAPACITY = 64 };

void il_lines_init(struct il_lines *lines, const struct il_flavor *flavor)
{
    lines->dialect = il_flavor_dialect(flavor);
}

static void line_free(struct il_line *line)
{
    if (line != NULL) {
        PyMem_Free(line->open);
        PyMem_Free(line);
    }
}

void il_lines_clear(struct il_lines *lines)
{
    unsigned dialect = lines->dialect;
    for (size_t i = 0; i < lines->count; i++) {
        line_free(lines->at[i]);
    }
    PyMem_Free(lines->at);
    il_lex_line_free(&lines->tokens);
    *lines = (struct il_lines){.dialect = dialect};
}

/* ---- what the characters say ---- */

/* The character that UTF-8 (or a surrogate in its manner) begins with. */
static Py_UCS4 character_at(const char *text, size_t left)
{
    const unsigned char *byte = (const unsigned char *)text;
    if (byte[0] < 0x80 || left < 2) {
        return byte[0];
    }
    if (byte[0] < 0xE0) {
        return ((Py_UCS4)(byte[0] & 0x1F) << 6) | (byte[1] & 0x3F);
    }
    /* There is no white space beyond the characters of three bytes. */
    return left < 3 || byte[0] >= 0xF0
               ? byte[0]
               : ((Py_UCS4)(byte[0] & 0x0F) << 12) | ((Py_UCS4)(byte[1] & 0x3F) << 6) |
                     (byte[2] & 0x3F);
}

static size_t size_at(const char *text)
{
    unsigned char lead = (unsigned char)text[0];
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* codeop's question: is there anything but a comment, once str.strip() is through? */
static bool counts(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size && Py_UNICODE_ISSPACE(character_at(text + at, size - at))) {
        at += size_at(text + at);
    }
    return at < size && text[at] != '#';
}

/* The carriage return of a CR LF belongs to the newline. */
static size_t chomped(const char *text, size_t size)
{
    return size > 0 && text[size - 1] == '\r' ? size - 1 : size;
}

static bool is_blank(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size && (text[at] == ' ' || text[at] == '\t' || text[at] == '\f')) {
        at++;
    }
    return at == size || text[at] == '#';
}

static bool has_surrogate(const char *text, size_t size)
{
    const char *end = text + size;
    while ((text = memchr(text, 0xED, (size_t)(end - text))) != NULL) {
        if (end - text > 1 && (unsigned char)text[1] >= 0xA0) {
            return true;
        }
        text++;
    }
    return false;
}

static bool has_word(const char *text, size_t size)
{
    return memmem(text, size, "global", 6) != NULL ||
           memmem(text, size, "nonlocal", 8) != NULL ||
           memmem(text, size, "__future__", 10) != NULL;
}

static bool is_wide(const char *text, size_t size)
{
    unsigned char all = 0;
    for (size_t i = 0; i < size; i++) {
        all |= (unsigned char)text[i];
    }
    return all >= 0x80;
}

static uint8_t read_raw(const char *text, size_t size)
{
    size_t inner = chomped(text, size);
    bool wide = is_wide(text, size);
    bool odd = memchr(text, '\0', size) != NULL || memchr(text, '\r', inner) != NULL ||
               (wide && has_surrogate(text, size));
    return (uint8_t)((is_blank(text, inner) ? IL_LINE_BLANK : 0) |
                     (counts(text, size) ? IL_LINE_COUNTS : 0) |
                     (odd ? IL_LINE_ODD : 0) | (wide ? IL_LINE_WIDE : 0) |
                     (has_word(text, size) ? IL_LINE_WORDS : 0));
}

/* ---- splitting ---- */

size_t il_lines_of(const char *text, size_t size)
{
    size_t count = size > 0 && text[size - 1] != '\n';
    const char *end = text + size;
    while (size > 0 && (text = memchr(text, '\n', (size_t)(end - text))) != NULL) {
        text++;
        count++;
    }
    return count;
}

static struct il_line *line_new(const char *text, size_t size)
{
    struct il_line *line = PyMem_Malloc(sizeof *line + size);
    if (line == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    memset(line, 0, sizeof *line);
    memcpy(line->text, text, size);
    line->size = size;
    line->raw = read_raw(text, size);
    return line;
}

/* Make `count` lines of a text: 0, or -1 and none are left. */
static int split(const char *text, size_t size, struct il_line **out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *newline = memchr(text, '\n', size);
        size_t length = newline == NULL ? size : (size_t)(newline - text);
        out[i] = line_new(text, length);
        if (out[i] == NULL) {
            while (i > 0) {
                line_free(out[--i]);
            }
            return -1;
        }
        size_t taken = newline == NULL ? length : length + 1;
        text += taken;
        size -= taken;
    }
    return 0;
}

/* ---- editing ---- */

static int reserve(struct il_lines *lines, size_t count)
{
    if (count <= lines->capacity) {
        return 0;
    }
    size_t capacity = lines->capacity == 0 ? FIRST_CAPACITY : 2 * lines->capacity;
    capacity = capacity < count ? count : capacity;
    struct il_line **at = lines->at;
    if (capacity > PY_SSIZE_T_MAX / sizeof *at ||
        (at = PyMem_Realloc(at, capacity * sizeof(struct il_line *))) == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    lines->at = at;
    lines->capacity = capacity;
    return 0;
}

static void count_in(struct il_lines *lines, const struct il_line *line)
{
    lines->odd += (line->raw & IL_LINE_ODD) != 0;
    lines->counted += (line->raw & IL_LINE_COUNTS) != 0;
}

static void count_out(struct il_lines *lines, const struct il_line *line)
{
    lines->odd -= (line->raw & IL_LINE_ODD) != 0;
    lines->counted -= (line->raw & IL_LINE_COUNTS) != 0;
}

/* After the new lines, the next one is to be scanned too: it has another one above. */
static void note_stale(struct il_lines *lines, size_t start, size_t stop, size_t count)
{
    size_t until = start + count + 1;
    if (lines->stale_until > lines->stale_from) {
        size_t old = lines->stale_until;
        size_t moved = old >= stop ? old - stop + start + count : start + count;
        until = old > start && moved > until ? moved : until;
        start = lines->stale_from < start ? lines->stale_from : start;
    }
    lines->stale_from = start;
    lines->stale_until = until < lines->count ? until : lines->count;
}

static void splice(struct il_lines *lines, size_t start, size_t stop,
                   struct il_line **new, size_t count)
{
    for (size_t i = start; i < stop; i++) {
        count_out(lines, lines->at[i]);
        line_free(lines->at[i]);
    }
    memmove(lines->at + start + count, lines->at + stop,
            (lines->count - stop) * sizeof *lines->at);
    for (size_t i = 0; i < count; i++) {
        lines->at[start + i] = new[i];
        count_in(lines, new[i]);
    }
    lines->count = lines->count - (stop - start) + count;
    note_stale(lines, start, stop, count);
}

int il_lines_replace(struct il_lines *lines, size_t start, size_t stop,
                     const char *text, size_t size)
{
    size_t count = il_lines_of(text, size);
    struct il_line *few[4];
    struct il_line **new = few;
    if (count > sizeof few / sizeof *few) {
        new = PyMem_New(struct il_line *, count);
        if (new == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    }
    int done = reserve(lines, lines->count - (stop - start) + count);
    if (done == 0 && count > 0) {
        done = split(text, size, new, count);
    }
    if (done == 0 && (count > 0 || stop > start)) {
        splice(lines, start, stop, new, count);
    }
    if (new != few) {
        PyMem_Free(new);
    }
    return done;
}

/* The last line goes on with the first part of the text. */
static int append_to_last(struct il_lines *lines, const char *text, size_t size)
{
    const struct il_line *last = lines->at[lines->count - 1];
    char *whole =
        size > PY_SSIZE_T_MAX - last->size ? NULL : PyMem_Malloc(last->size + size);
    if (whole == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(whole, last->text, last->size);
    memcpy(whole + last->size, text, size);
    int done = il_lines_replace(lines, lines->count - 1, lines->count, whole,
                                last->size + size);
    PyMem_Free(whole);
    return done;
}

int il_lines_append(struct il_lines *lines, const char *text, size_t size)
{
    if (size == 0) {
        return 0;
    }
    if (lines->count > 0 && !lines->has_end && text[0] == '\n') {
        /* The last line ends; it is not touched otherwise. */
        lines->has_end = true;
        int done = il_lines_append(lines, text + 1, size - 1);
        lines->has_end = done == 0 && (size == 1 || lines->has_end);
        return done;
    }
    int done = lines->count == 0 || lines->has_end
                   ? il_lines_replace(lines, lines->count, lines->count, text, size)
                   : append_to_last(lines, text, size);
    if (done == 0) {
        lines->has_end = text[size - 1] == '\n';
    }
    return done;
}

/* ---- scanning ---- */

static const struct il_lex_state nothing_open;

static bool is_clause(unsigned word)
{
    return word == IL_WORD_ELIF || word == IL_WORD_ELSE || word == IL_WORD_EXCEPT ||
           word == IL_WORD_FINALLY;
}

static bool is_future(const struct il_line *line, const struct il_lex_token *token)
{
    return token->kind == IL_TOKEN_NAME && token->end - token->start == 10 &&
           memcmp(line->text + token->start, "__future__", 10) == 0;
}

/* What the tokens of a line say about it, wherever it stands. */
static unsigned shape_of_tokens(const struct il_line *line,
                                const struct il_lex_line *tokens)
{
    unsigned shape = tokens->count > 0 ? IL_LINE_TOKENS : 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct il_lex_token *token = &tokens->tokens[i];
        switch (token->word) {
        case IL_WORD_SEMICOLON:
            shape |= IL_LINE_SEMICOLON;
            break;
        case IL_WORD_GLOBAL:
        case IL_WORD_NONLOCAL:
            shape |= IL_LINE_GLOBAL;
            break;
        case IL_WORD_FROM:
            shape |= IL_LINE_FROM;
            break;
        default:
            shape |= is_future(line, token) ? IL_LINE_FUTURE : 0;
        }
    }
    return shape;
}

/* The first line of a logical one: does it begin a statement of the module? */
static unsigned shape_of_start(const struct il_line *line, unsigned word,
                               bool is_decorated)
{
    bool is_indented =
        line->text[0] == ' ' || line->text[0] == '\t' || line->text[0] == '\f';
    unsigned shape = IL_LINE_LOGICAL;
    if (is_indented) {
        return shape;
    }
    shape |= word == IL_WORD_AT ? IL_LINE_DECORATED : 0;
    return is_decorated || is_clause(word) ? shape : shape | IL_LINE_STARTS;
}

/* Nothing but white space or a comment, where that means nothing. */
static bool is_skipped(const struct il_line *line, const struct il_lex_state *before)
{
    return (line->raw & IL_LINE_BLANK) != 0 && !before->continues &&
           !il_lex_state_in_literal(before);
}

/* Form feeds are white space to the tokeniser, and text in literals; the lexer doubts
 * them because they also reset the column of an indentation. Answers the text to scan:
 * that of the line, or a copy without them, which goes to `*out_copy`. */
static const char *without_form_feeds(const struct il_line *line, size_t size,
                                      const struct il_lex_state *before,
                                      char **out_copy)
{
    const char *text = line->text;
    bool is_indented = il_lex_indent(text, size).size < size &&
                       text[il_lex_indent(text, size).size] == '\f';
    if (memchr(text, '\f', size) == NULL ||
        (is_indented && !il_lex_state_in_literal(before))) {
        return text;
    }
    char *copy = *out_copy = PyMem_Malloc(size);
    if (copy == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (size_t i = 0; i < size; i++) {
        copy[i] = text[i];
        if (copy[i] == '\f') {
            copy[i] = ' ';
        }
    }
    return copy;
}

/* Scan a line into `lines->tokens`: a doubt, or -1 with a MemoryError. */
static int scan(struct il_lines *lines, const struct il_line *line,
                const struct il_lex_state *before, struct il_lex_state *after)
{
    char *copy = NULL;
    size_t size = chomped(line->text, line->size);
    const char *text = without_form_feeds(line, size, before, &copy);
    if (text == NULL) {
        return -1;
    }
    enum il_lex_doubt doubt =
        il_lex_scan(lines->dialect, before, text, size, &lines->tokens, after);
    PyMem_Free(copy);
    if (doubt == IL_DOUBT_MEMORY) {
        PyErr_NoMemory();
        return -1;
    }
    return (int)doubt;
}

static int scan_line(struct il_lines *lines, struct il_line *line,
                     const struct il_lex_state *before, bool is_decorated,
                     struct il_lex_state *after)
{
    unsigned shape = IL_LINE_LEXED;
    line->word = IL_WORD_NONE;
    if (is_skipped(line, before)) {
        *after = *before;
        line->shape = (uint16_t)(shape | (is_decorated ? IL_LINE_DECORATED : 0));
        return 0;
    }
    const struct il_lex_line *tokens = &lines->tokens;
    int doubt = scan(lines, line, before, after);
    if (doubt < 0) {
        return -1;
    }
    shape |= shape_of_tokens(line, tokens);
    shape |= doubt != IL_DOUBT_NONE ? IL_LINE_DOUBT | IL_LINE_TOKENS : 0;
    bool is_start = before->depth == 0 && !before->continues;
    if (is_start && tokens->count == 0 && after->continues) {
        /* A statement whose first line is a mere backslash. */
        shape |= IL_LINE_DOUBT | IL_LINE_TOKENS;
    }
    if (is_start && tokens->count > 0) {
        line->word = tokens->tokens[0].word;
        shape |= shape_of_start(line, line->word, is_decorated);
    } else if (is_decorated) {
        shape |= IL_LINE_DECORATED;
    }
    line->shape = (uint16_t)shape;
    return 0;
}

/* Keep the state after a line. 0 or -1; `*out_same` if it is what it was. */
static int keep_state(struct il_line *line, const struct il_lex_state *after,
                      bool *out_same)
{
    bool is_open = after->depth > 0 || after->continues;
    *out_same = is_open ? line->open != NULL && il_lex_state_equal(line->open, after)
                        : line->open == NULL;
    if (*out_same) {
        return 0;
    }
    if (!is_open) {
        PyMem_Free(line->open);
        line->open = NULL;
        return 0;
    }
    if (line->open == NULL) {
        line->open = PyMem_New(struct il_lex_state, 1);
        if (line->open == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    }
    *line->open = *after;
    return 0;
}

const struct il_lex_state *il_lines_before(const struct il_lines *lines, size_t at)
{
    const struct il_lex_state *open = at == 0 ? NULL : lines->at[at - 1]->open;
    return open == NULL ? &nothing_open : open;
}

/* Scan line `at`; `*out_same` if that cannot matter to the next one. */
static int lex_one(struct il_lines *lines, size_t at, bool *out_same)
{
    struct il_line *line = lines->at[at];
    const struct il_line *above = at == 0 ? NULL : lines->at[at - 1];
    const struct il_lex_state *before = il_lines_before(lines, at);
    unsigned old = line->shape & (IL_LINE_LEXED | IL_LINE_DECORATED);
    bool is_decorated = above != NULL && (above->shape & IL_LINE_DECORATED) != 0;
    struct il_lex_state after;
    if (scan_line(lines, line, before, is_decorated, &after) < 0 ||
        keep_state(line, &after, out_same) < 0) {
        line->shape = 0;
        return -1;
    }
    unsigned now = line->shape & (IL_LINE_LEXED | IL_LINE_DECORATED);
    *out_same = *out_same && old == now;
    return 0;
}

int il_lines_lex(struct il_lines *lines, size_t *out_from, size_t *out_until)
{
    size_t from = lines->stale_from;
    size_t at = from;
    bool same = true;
    for (; at < lines->count && (at < lines->stale_until || !same); at++) {
        if (lex_one(lines, at, &same) < 0) {
            /* The lines before this one look settled next time: so scan them again. */
            lines->stale_until =
                at + 1 > lines->stale_until ? at + 1 : lines->stale_until;
            return -1;
        }
    }
    *out_from = from;
    *out_until = at;
    lines->stale_from = lines->stale_until = 0;
    il_lex_line_trim(&lines->tokens);
    return 0;
}

int il_lines_tokens(struct il_lines *lines, size_t at,
                    const struct il_lex_line **out_tokens)
{
    struct il_lex_state after;
    if (scan(lines, lines->at[at], il_lines_before(lines, at), &after) < 0) {
        return -1;
    }
    *out_tokens = &lines->tokens;
    return 0;
}

/* ---- reading ---- */

size_t il_lines_trim(const struct il_lines *lines, size_t start, size_t from,
                     size_t stop)
{
    while (stop > from && (lines->at[stop - 1]->raw & IL_LINE_BLANK) != 0 &&
           (stop - 1 == start || lines->at[stop - 2]->open == NULL)) {
        stop--;
    }
    return stop;
}

size_t il_lines_size(const struct il_lines *lines, size_t start, size_t stop)
{
    size_t size = stop - start;
    for (size_t i = start; i < stop; i++) {
        size += lines->at[i]->size;
    }
    return stop == lines->count && stop > start && !lines->has_end ? size - 1 : size;
}

char *il_lines_write(const struct il_lines *lines, size_t start, size_t stop, char *out)
{
    for (size_t i = start; i < stop; i++) {
        const struct il_line *line = lines->at[i];
        memcpy(out, line->text, line->size);
        out += line->size;
        if (i + 1 < lines->count || lines->has_end) {
            *out++ = '\n';
        }
    }
    return out;
}
