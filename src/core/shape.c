/* SPDX-License-Identifier: MIT
 * Shapes of lines.
 *
 * A token is one byte: the number of its word if it is a keyword, a soft keyword or an
 * operator, else one of those below. What cannot be told in a byte follows it as it is
 * written, up to a byte END, which UTF-8 never holds.
 *
 * Why names do not matter: CPython's grammar knows them by their kind, its soft
 * keywords apart. Its symbol table and code generator ask what a name is for
 * `__debug__` and for names that are mangled (both have two underscores), and whether
 * two names of a line are the same for parameters, keyword arguments, declarations,
 * what a pattern binds, and `:=` in a comprehension. (That lines before this one
 * declare a name is the caller's affair.)
 */
#include "core/shape.h"

#include <string.h>

#include "core/fold.h"

enum {
    MANY_TOKENS = 80,    /* longer lines hardly ever come twice */
    SHORT_NUMBER = 18,   /* digits, at most: no limit of digits is as low */
    FIRST_NAME = 0x80,   /* and one more for each other name of the line */
    NAME = 0xF0,         /* where it does not matter which */
    INTEGER = 0xF1,      /* decimal digits */
    FLOAT = 0xF2,        /* decimal digits, a point, decimal digits */
    OTHER_NUMBER = 0xF3, /* as it is written, END */
    TEXT = 0xF4,
    BYTES = 0xF5,
    OTHER_STRING = 0xF6, /* as it is written, END */
    OPEN_STRING = 0xF7,  /* goes on after the line: what it is shows at its end only */
    SPECIAL_NAME = 0xF8, /* as it is written, END */
    END = 0xFF,
};

_Static_assert((int)IL_WORD_COUNT <= (int)FIRST_NAME,
               "words are bytes below the names");
_Static_assert((int)FIRST_NAME + (int)MANY_TOKENS <= (int)NAME, "names are bytes");

/* A shape that is being made. */
struct making {
    struct il_text *out;
    const struct il_lex_line *line;
    const char *text;
    size_t size;
    bool names_matter;
    unsigned name_count;
    const struct il_lex_token *names[MANY_TOKENS]; /* each other name's first token */
};

static size_t size_of(const struct il_lex_token *token)
{
    return token->end - token->start;
}

static void add_code(struct making *making, unsigned code)
{
    il_text_add_char(making->out, (char)code);
}

static void add_as_written(struct making *making, unsigned code,
                           const struct il_lex_token *token)
{
    add_code(making, code);
    il_text_add(making->out, making->text + token->start, size_of(token));
    add_code(making, END);
}

/* ---- names ---- */

/* May it matter which names are the same? */
static bool do_names_matter(const struct il_lex_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        const struct il_lex_token *token = &line->tokens[i];
        switch (token->word) {
        case IL_WORD_DEF:
        case IL_WORD_CLASS:
        case IL_WORD_LAMBDA:
        case IL_WORD_GLOBAL:
        case IL_WORD_NONLOCAL:
        case IL_WORD_WALRUS:
            return true;
        case IL_WORD_ASSIGN:
            if (token->level != 0) {
                return true;
            }
            break;
        default:
            if (token->kind == IL_TOKEN_SOFT_KEYWORD) {
                return true;
            }
        }
    }
    return false;
}

/* CPython looks at the letters of names with two underscores in a row. */
static bool is_special_name(const char *name, size_t size)
{
    return memmem(name, size, "__", 2) != NULL;
}

static unsigned index_of(struct making *making, const struct il_lex_token *token)
{
    const char *text = making->text;
    for (unsigned i = 0; i < making->name_count; i++) {
        const struct il_lex_token *known = making->names[i];
        if (size_of(known) == size_of(token) &&
            memcmp(text + known->start, text + token->start, size_of(token)) == 0) {
            return i;
        }
    }
    making->names[making->name_count] = token;
    return making->name_count++;
}

/* Not for names with other letters than ASCII's: they have more than one spelling. */
static bool add_name(struct making *making, const struct il_lex_token *token)
{
    const char *name = making->text + token->start;
    if (!il_text_is_ascii(name, size_of(token))) {
        return false;
    }
    if (is_special_name(name, size_of(token))) {
        add_as_written(making, SPECIAL_NAME, token);
    } else {
        add_code(making,
                 making->names_matter ? FIRST_NAME + index_of(making, token) : NAME);
    }
    return true;
}

/* ---- numbers and strings ---- */

static size_t count_digits(const char *text, size_t size)
{
    size_t count = 0;
    while (count < size && text[count] >= '0' && text[count] <= '9') {
        count++;
    }
    return count;
}

/* What a number is, or OTHER_NUMBER where its digits may matter, as in 007. */
static unsigned code_of_number(const char *number, size_t size)
{
    size_t digits = count_digits(number, size);
    if (digits == 0 || size > SHORT_NUMBER) {
        return OTHER_NUMBER;
    }
    if (digits == size) {
        return number[0] != '0' || size == 1 ? INTEGER : OTHER_NUMBER;
    }
    size_t rest = size - digits - 1;
    return number[digits] == '.' && rest != 0 &&
                   count_digits(number + digits + 1, rest) == rest
               ? FLOAT
               : OTHER_NUMBER;
}

/* Where something follows at once, as in `1if`, CPython looks at its letters. */
static bool stands_alone(const struct making *making, const struct il_lex_token *token)
{
    return token->end == making->size ||
           (making->text[token->end] != '\0' &&
            strchr(" \t,:;()[]{}+-*/%=<>&|^#", making->text[token->end]) != NULL);
}

static bool add_number(struct making *making, const struct il_lex_token *token)
{
    unsigned code = code_of_number(making->text + token->start, size_of(token));
    if (!stands_alone(making, token)) {
        return false;
    }
    if (code == OTHER_NUMBER) {
        add_as_written(making, code, token);
    } else {
        add_code(making, code);
    }
    return true;
}

static bool add_string(struct making *making, const struct il_lex_token *token)
{
    const char *raw = making->text + token->start;
    bool is_open = (token->flags & IL_TOKEN_OPEN) != 0;
    if ((token->flags & IL_TOKEN_BEGUN) != 0 ||
        (token->literal & (IL_LITERAL_FORMAT | IL_LITERAL_TEMPLATE)) != 0 ||
        (is_open && (token->literal & IL_LITERAL_TRIPLE) == 0)) {
        return false;
    }
    if (is_open) {
        add_code(making, OPEN_STRING);
    } else if (il_fold_is_safe_string(token->literal, raw, size_of(token))) {
        add_code(making, (token->literal & IL_LITERAL_BYTES) != 0 ? BYTES : TEXT);
    } else {
        add_as_written(making, OTHER_STRING, token);
    }
    return true;
}

/* Two keys of a mapping pattern must not be the same number or string. */
static bool do_literals_matter(const struct il_lex_line *line)
{
    bool has_case = false, has_brace = false;
    for (size_t i = 0; i < line->count; i++) {
        has_case |= line->tokens[i].word == IL_WORD_CASE;
        has_brace |= line->tokens[i].word == IL_WORD_LBRACE;
    }
    return has_case && has_brace;
}

/* ---- the line ---- */

static bool add_token(struct making *making, const struct il_lex_token *token)
{
    switch (token->kind) {
    case IL_TOKEN_NAME:
        return add_name(making, token);
    case IL_TOKEN_NUMBER:
        return add_number(making, token);
    case IL_TOKEN_STRING:
        return add_string(making, token);
    default:
        add_code(making, token->word);
        return true;
    }
}

bool il_shape_add(struct il_text *out, const struct il_lex_line *line, const char *text,
                  size_t size)
{
    if (line->count == 0 || line->count > MANY_TOKENS || do_literals_matter(line)) {
        return false;
    }
    struct making making = {.out = out, .line = line, .text = text, .size = size};
    making.names_matter = do_names_matter(line);
    for (size_t i = 0; i < line->count; i++) {
        if (!add_token(&making, &line->tokens[i])) {
            return false;
        }
    }
    return true;
}
