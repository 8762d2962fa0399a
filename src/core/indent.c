/* SPDX-License-Identifier: MIT
 * Suggesting an indentation.
 */
#include "core/indent.h"

#include <string.h>

enum { NEAR_LINES = 1000 }; /* how far the text's own step is looked for */

static const size_t NOWHERE = SIZE_MAX;

/* ---- lines ---- */

static bool is_logical(const struct il_lines *lines, size_t at)
{
    return (lines->at[at]->shape & IL_LINE_LOGICAL) != 0;
}

static size_t indent_size(const struct il_line *line)
{
    return il_lex_indent(line->text, line->size).size;
}

static uint32_t column_of(const struct il_line *line)
{
    return il_lex_indent(line->text, line->size).column;
}

/* The nearest line before `at` where a statement begins, or NOWHERE. */
static size_t find_statement(const struct il_lines *lines, size_t at)
{
    while (at > 0) {
        if (is_logical(lines, --at)) {
            return at;
        }
    }
    return NOWHERE;
}

/* The statement around the block that the statement at `at` is in, or NOWHERE. */
static size_t find_outer(const struct il_lines *lines, size_t at)
{
    uint32_t column = column_of(lines->at[at]);
    while ((at = find_statement(lines, at)) != NOWHERE) {
        if (column_of(lines->at[at]) < column) {
            return at;
        }
    }
    return NOWHERE;
}

/* ---- words ---- */

static bool opens_block(unsigned word)
{
    switch (word) {
    case IL_WORD_IF:
    case IL_WORD_ELIF:
    case IL_WORD_ELSE:
    case IL_WORD_FOR:
    case IL_WORD_WHILE:
    case IL_WORD_TRY:
    case IL_WORD_EXCEPT:
    case IL_WORD_FINALLY:
    case IL_WORD_WITH:
    case IL_WORD_DEF:
    case IL_WORD_CLASS:
    case IL_WORD_ASYNC:
    case IL_WORD_MATCH:
    case IL_WORD_CASE:
        return true;
    default:
        return false;
    }
}

static bool ends_block(unsigned word)
{
    return word == IL_WORD_RETURN || word == IL_WORD_PASS || word == IL_WORD_BREAK ||
           word == IL_WORD_CONTINUE || word == IL_WORD_RAISE;
}

/* Can a clause `word` follow the suite of a header that begins with `header`? */
static bool can_follow(unsigned word, unsigned header)
{
    switch (word) {
    case IL_WORD_ELIF:
        return header == IL_WORD_IF || header == IL_WORD_ELIF;
    case IL_WORD_ELSE:
        return header == IL_WORD_IF || header == IL_WORD_ELIF ||
               header == IL_WORD_FOR || header == IL_WORD_WHILE ||
               header == IL_WORD_EXCEPT || header == IL_WORD_ASYNC;
    case IL_WORD_EXCEPT:
        return header == IL_WORD_TRY || header == IL_WORD_EXCEPT;
    case IL_WORD_FINALLY:
        return header == IL_WORD_TRY || header == IL_WORD_EXCEPT ||
               header == IL_WORD_ELSE;
    default:
        return word == IL_WORD_CASE && header == IL_WORD_CASE;
    }
}

static bool is_clause(unsigned word)
{
    return word == IL_WORD_ELIF || word == IL_WORD_ELSE || word == IL_WORD_EXCEPT ||
           word == IL_WORD_FINALLY || word == IL_WORD_CASE;
}

/* ---- the answer ---- */

/* An indentation in the making: that of a line, and steps. */
struct answer {
    const char *base;
    size_t size;
    unsigned steps;
};

static struct answer like(const struct il_line *line, unsigned steps)
{
    return (struct answer){line->text, indent_size(line), steps};
}

/* By what line `at` is indented more than the statement around it: its size, or 0. */
static size_t step_at(const struct il_lines *lines, size_t at, const char **out_step)
{
    size_t outer = is_logical(lines, at) ? find_statement(lines, at) : NOWHERE;
    if (outer == NOWHERE) {
        return 0;
    }
    const struct il_line *line = lines->at[at], *header = lines->at[outer];
    size_t size = indent_size(line), less = indent_size(header);
    if (size <= less || memcmp(line->text, header->text, less) != 0) {
        return 0;
    }
    *out_step = line->text + less;
    return size - less;
}

/* The step of the text: that of the nearest block, first above and then below. */
static size_t find_step(const struct il_lines *lines, size_t line,
                        const char **out_step)
{
    size_t low = line > NEAR_LINES ? line - NEAR_LINES : 0;
    for (size_t at = line; at > low; at--) {
        size_t size = step_at(lines, at - 1, out_step);
        if (size > 0) {
            return size;
        }
    }
    for (size_t at = line; at < lines->count && at - line < NEAR_LINES; at++) {
        size_t size = step_at(lines, at, out_step);
        if (size > 0) {
            return size;
        }
    }
    *out_step = "    ";
    return 4;
}

static PyObject *render(const struct il_lines *lines, size_t line, struct answer answer)
{
    const char *step = "";
    size_t size = answer.steps > 0 ? find_step(lines, line, &step) : 0;
    IL_AUTO_REF PyObject *text =
        PyUnicode_FromStringAndSize(answer.base, (Py_ssize_t)answer.size);
    IL_AUTO_REF PyObject *more = PyUnicode_FromStringAndSize(step, (Py_ssize_t)size);
    for (unsigned i = 0; i < answer.steps && text != NULL && more != NULL; i++) {
        Py_SETREF(text, PyUnicode_Concat(text, more));
    }
    return more == NULL ? NULL : il_ref_steal(&text);
}

/* ---- inside a statement ---- */

/* The line on which the innermost bracket was opened that is open where `line` begins.
 */
static size_t find_bracket(const struct il_lines *lines, size_t line)
{
    unsigned depth = il_lines_before(lines, line)->depth;
    while (line > 0 && il_lines_before(lines, line)->depth >= depth) {
        line--;
    }
    return line;
}

/* The nearest line before that begins in the same brackets, or NOWHERE. */
static size_t find_neighbour(const struct il_lines *lines, size_t bracket, size_t line)
{
    unsigned depth = il_lines_before(lines, line)->depth;
    for (size_t at = line; at > bracket + 1;) {
        at--;
        if (il_lines_before(lines, at)->depth == depth &&
            (lines->at[at]->raw & IL_LINE_BLANK) == 0) {
            return at;
        }
    }
    return NOWHERE;
}

/* The last bracket of a line that stays open, or NULL. */
static const struct il_lex_token *find_open(const struct il_lex_line *tokens,
                                            unsigned level)
{
    for (size_t i = tokens->count; i > 0; i--) {
        const struct il_lex_token *token = &tokens->tokens[i - 1];
        bool opens = token->word == IL_WORD_LPAR || token->word == IL_WORD_LSQB ||
                     token->word == IL_WORD_LBRACE;
        if (opens && token->level + 1U == level) {
            return token;
        }
    }
    return NULL;
}

/* White space as wide as the first `size` bytes of a line; tabs stay. */
static PyObject *blank_out(const struct il_line *line, size_t size)
{
    char *buffer = PyMem_Malloc(size + 1);
    size_t width = 0;
    if (buffer == NULL) {
        return PyErr_NoMemory();
    }
    for (size_t i = 0; i < size; i++) {
        /* Bytes 10xxxxxx continue a character. */
        if (((unsigned char)line->text[i] & 0xC0) != 0x80) {
            buffer[width++] = line->text[i] == '\t' ? '\t' : ' ';
        }
    }
    PyObject *text = PyUnicode_FromStringAndSize(buffer, (Py_ssize_t)width);
    PyMem_Free(buffer);
    return text;
}

static bool begins_with_closing(const struct il_lines *lines, size_t line)
{
    if (line == lines->count) {
        return false;
    }
    const struct il_line *own = lines->at[line];
    size_t at = indent_size(own);
    if (at == own->size) {
        return false;
    }
    return own->text[at] == ')' || own->text[at] == ']' || own->text[at] == '}';
}

/* How much deeper what continues a statement stands. */
static unsigned steps_into(const struct il_lines *lines, size_t at)
{
    size_t start = find_statement(lines, at + 1);
    return start != NOWHERE && opens_block(lines->at[start]->word) ? 2 : 1;
}

static PyObject *suggest_in_brackets(struct il_lines *lines, size_t line)
{
    size_t bracket = find_bracket(lines, line);
    size_t neighbour = find_neighbour(lines, bracket, line);
    bool closes = begins_with_closing(lines, line);
    const struct il_lex_line *tokens;
    if (!closes && neighbour != NOWHERE) {
        return render(lines, line, like(lines->at[neighbour], 0));
    }
    unsigned level = il_lex_state_brackets(il_lines_before(lines, line));
    if (il_lines_tokens(lines, bracket, &tokens) < 0) {
        return NULL;
    }
    const struct il_lex_token *open = find_open(tokens, level);
    const struct il_lex_token *end = tokens->tokens + tokens->count;
    if (open != NULL && open + 1 < end) {
        return blank_out(lines->at[bracket], closes ? open->start : open[1].start);
    }
    return render(lines, line,
                  like(lines->at[bracket], closes ? 0 : steps_into(lines, bracket)));
}

static PyObject *suggest_after_backslash(struct il_lines *lines, size_t line)
{
    bool goes_on = !is_logical(lines, line - 1);
    return render(lines, line,
                  like(lines->at[line - 1], goes_on ? 0 : steps_into(lines, line - 1)));
}

/* ---- at the start of a statement ---- */

/* Does the statement that begins at `start` and ends above `line` end in a colon? */
static int ends_in_colon(struct il_lines *lines, size_t start, size_t line)
{
    const struct il_lex_line *tokens;
    while (line > start) {
        line--;
        if ((lines->at[line]->shape & IL_LINE_TOKENS) != 0) {
            break;
        }
    }
    if (il_lines_tokens(lines, line, &tokens) < 0) {
        return -1;
    }
    const struct il_lex_token *last = tokens->tokens + tokens->count;
    return tokens->count > 0 && last[-1].word == IL_WORD_COLON && last[-1].level == 0;
}

/* The word that line `line` begins with. */
static unsigned own_word(const struct il_lines *lines, size_t line)
{
    return line < lines->count && is_logical(lines, line) ? lines->at[line]->word
                                                          : IL_WORD_NONE;
}

/* The clause that `word` can follow, up from the statement at `at`; or NOWHERE. */
static size_t find_clause(const struct il_lines *lines, size_t at, unsigned word)
{
    uint32_t limit = UINT32_MAX;
    for (; at != NOWHERE; at = find_statement(lines, at)) {
        uint32_t column = column_of(lines->at[at]);
        if (column < limit) {
            limit = column;
            unsigned header = lines->at[at]->word;
            if (can_follow(word, header)) {
                return at;
            }
            if (word == IL_WORD_CASE && header == IL_WORD_MATCH) {
                return NOWHERE;
            }
        }
    }
    return NOWHERE;
}

static PyObject *suggest_statement(struct il_lines *lines, size_t line)
{
    size_t before = find_statement(lines, line);
    if (before == NOWHERE) {
        return PyUnicode_FromString("");
    }
    unsigned word = own_word(lines, line);
    size_t clause = is_clause(word) ? find_clause(lines, before, word) : NOWHERE;
    if (clause != NOWHERE) {
        return render(lines, line, like(lines->at[clause], 0));
    }
    const struct il_line *above = lines->at[before];
    int is_header = opens_block(above->word) ? ends_in_colon(lines, before, line) : 0;
    if (is_header != 0) {
        return is_header < 0 ? NULL : render(lines, line, like(above, 1));
    }
    size_t outer = ends_block(above->word) ? find_outer(lines, before) : before;
    return outer == NOWHERE ? PyUnicode_FromString("")
                            : render(lines, line, like(lines->at[outer], 0));
}

PyObject *il_indent_suggest(struct il_lines *lines, size_t line)
{
    const struct il_lex_state *before = il_lines_before(lines, line);
    if (il_lex_state_in_literal(before)) {
        return PyUnicode_FromString("");
    }
    if (before->depth > 0) {
        return suggest_in_brackets(lines, line);
    }
    return before->continues ? suggest_after_backslash(lines, line)
                             : suggest_statement(lines, line);
}
