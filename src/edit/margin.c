/* SPDX-License-Identifier: MIT
 * The blanks that a new line of Python begins with. Cold.
 */
#include "edit/margin.h"

#include <string.h>

#include "lex/scan.h"

enum { DIALECT = IL_LEX_NEWEST | IL_LEX_LENIENT };
enum { LEVELS = 100 }; /* of blocks, as CPython has them */

/* The beginning of a line: where it is and how far it is indented. */
struct edge {
    size_t start;
    struct il_lex_indent indent;
};

/* A bracket that is open. */
struct open {
    struct edge line;
    size_t next; /* the text that follows it on its line, from there on; or 0 */
};

/* What is known at the end of a line. */
struct reader {
    const char *text;
    struct il_lex_state state;
    struct il_lex_line tokens;
    struct edge line;           /* the last one that was read */
    bool is_begun_inside;       /* it began in brackets or behind a backslash */
    unsigned depth_before;      /* of brackets, at its beginning */
    struct edge blocks[LEVELS]; /* the statement, last, and those around it */
    size_t levels;
    uint8_t word; /* that the statement begins with, */
    uint8_t last; /* and that of its last token */
    struct open open[IL_LEX_MAX_DEPTH];
    size_t opened;
};

/* ---- reading ---- */

static void begin_statement(struct reader *reader)
{
    uint32_t column = reader->line.indent.column;
    while (reader->levels > 0 &&
           reader->blocks[reader->levels - 1].indent.column >= column) {
        reader->levels--;
    }
    reader->levels -= reader->levels == LEVELS;
    reader->blocks[reader->levels++] = reader->line;
    reader->word = reader->tokens.tokens[0].word;
}

static bool opens(uint8_t word)
{
    return word == IL_WORD_LPAR || word == IL_WORD_LSQB || word == IL_WORD_LBRACE;
}

static bool closes(uint8_t word)
{
    return word == IL_WORD_RPAR || word == IL_WORD_RSQB || word == IL_WORD_RBRACE;
}

static void follow_brackets(struct reader *reader)
{
    const struct il_lex_line *tokens = &reader->tokens;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct il_lex_token *token = &tokens->tokens[i];
        if (opens(token->word) && reader->opened < IL_LEX_MAX_DEPTH) {
            size_t next = i + 1 < tokens->count ? tokens->tokens[i + 1].start : 0;
            reader->open[reader->opened++] = (struct open){reader->line, next};
        } else if (closes(token->word) && reader->opened > 0) {
            reader->opened--;
        }
    }
}

/* Read a line. False: no memory. */
static bool read_line(struct reader *reader, size_t start, size_t end)
{
    const char *line = reader->text + start;
    bool is_inside = reader->state.depth > 0 || reader->state.continues;
    reader->line = (struct edge){start, il_lex_indent(line, end - start)};
    reader->is_begun_inside = is_inside;
    reader->depth_before = il_lex_state_brackets(&reader->state);
    if (il_lex_scan(DIALECT, &reader->state, line, end - start, &reader->tokens,
                    &reader->state) == IL_DOUBT_MEMORY) {
        return false;
    }
    if (reader->tokens.count > 0) {
        if (!is_inside) {
            begin_statement(reader);
            reader->opened = 0;
        }
        follow_brackets(reader);
        reader->last = reader->tokens.tokens[reader->tokens.count - 1].word;
    }
    return true;
}

static bool read_lines(struct reader *reader, size_t size)
{
    for (size_t at = 0;; at++) {
        const char *newline = memchr(reader->text + at, '\n', size - at);
        size_t end = newline == NULL ? size : (size_t)(newline - reader->text);
        if (!read_line(reader, at, end)) {
            return false;
        }
        if (end == size) {
            return true;
        }
        at = end;
    }
}

/* ---- the answer ---- */

static bool ends_block(uint8_t word)
{
    return word == IL_WORD_RETURN || word == IL_WORD_PASS || word == IL_WORD_BREAK ||
           word == IL_WORD_CONTINUE || word == IL_WORD_RAISE;
}

static bool opens_block(uint8_t word)
{
    return word == IL_WORD_IF || word == IL_WORD_ELIF || word == IL_WORD_FOR ||
           word == IL_WORD_WHILE || word == IL_WORD_WITH || word == IL_WORD_DEF ||
           word == IL_WORD_CLASS || word == IL_WORD_ASYNC || word == IL_WORD_MATCH ||
           word == IL_WORD_CASE || word == IL_WORD_EXCEPT;
}

/* The blanks of a line, and steps. */
static void add_margin(const struct reader *reader, const struct edge *line,
                       unsigned steps, unsigned step, struct il_text *out)
{
    const char *blanks = reader->text + line->start;
    bool has_tabs =
        line->indent.size > 0 && memchr(blanks, '\t', line->indent.size) != NULL;
    il_text_add(out, blanks, line->indent.size);
    il_text_add_repeated(out, has_tabs ? '\t' : ' ',
                         has_tabs ? steps : (size_t)steps * step);
}

/* Blanks as wide as the first `size` bytes of a line; tabs stay. */
static void add_blanks(const char *line, size_t size, struct il_text *out)
{
    for (size_t i = 0; i < size; i++) {
        /* Bytes 10xxxxxx continue a character. */
        if (((unsigned char)line[i] & 0xC0) != 0x80) {
            il_text_add_char(out, line[i] == '\t' ? '\t' : ' ');
        }
    }
}

static void add_in_brackets(const struct reader *reader, unsigned step,
                            struct il_text *out)
{
    const struct open *open = &reader->open[reader->opened - 1];
    if (open->line.start != reader->line.start &&
        reader->depth_before == reader->opened) {
        add_margin(reader, &reader->line, 0, step, out);
    } else if (open->next > 0) {
        add_blanks(reader->text + open->line.start, open->next, out);
    } else {
        add_margin(reader, &open->line, opens_block(reader->word) ? 2 : 1, step, out);
    }
}

static void add_after_statement(const struct reader *reader, unsigned step,
                                struct il_text *out)
{
    size_t level = reader->levels;
    if (level == 0) {
        return;
    }
    if (reader->last == IL_WORD_COLON) {
        add_margin(reader, &reader->blocks[level - 1], 1, step, out);
    } else if (!ends_block(reader->word)) {
        add_margin(reader, &reader->blocks[level - 1], 0, step, out);
    } else if (level > 1) {
        add_margin(reader, &reader->blocks[level - 2], 0, step, out);
    }
}

static void add_answer(const struct reader *reader, unsigned step, struct il_text *out)
{
    if (il_lex_state_in_literal(&reader->state)) {
        return;
    }
    if (reader->opened > 0 && reader->state.depth > 0) {
        add_in_brackets(reader, step, out);
    } else if (reader->state.continues) {
        unsigned steps = reader->is_begun_inside     ? 0
                         : opens_block(reader->word) ? 2
                                                     : 1;
        add_margin(reader, &reader->line, steps, step, out);
    } else {
        add_after_statement(reader, step, out);
    }
}

bool il_margin_after(const char *text, size_t size, unsigned step, struct il_text *out)
{
    struct reader reader = {.text = text};
    bool is_read = size == 0 || read_lines(&reader, size);
    if (is_read) {
        add_answer(&reader, step, out);
    }
    il_lex_line_free(&reader.tokens);
    return is_read && il_text_is_whole(out);
}
