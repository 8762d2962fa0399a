/* SPDX-License-Identifier: MIT
 * Looking words up.
 */
#include "lex/words.h"

#include <string.h>

static const struct {
    const char *text;
    unsigned char size;
} words[IL_WORD_COUNT] = {[IL_WORD_OTHER] = {"", 0},
#define X(name, text) [IL_WORD_##name] = {text, sizeof text - 1},
                          IL_KEYWORDS(X) IL_SOFT_KEYWORDS(X) IL_OPERATORS(X)
#undef X
};

enum { LONGEST_NAME = 8 };

static enum il_word compare(enum il_word word, const char *text, size_t size)
{
    return words[word].size == size && memcmp(words[word].text, text, size) == 0
               ? word
               : IL_WORD_OTHER;
}

/* The words that begin with one letter stand together, so a look-up compares with the
 * few between the first and the last of them. */
static enum il_word find_between(enum il_word first, enum il_word last,
                                 const char *text, size_t size)
{
    for (enum il_word word = first; word <= last; word++) {
        if (compare(word, text, size) != IL_WORD_OTHER) {
            return word;
        }
    }
    return IL_WORD_OTHER;
}

static enum il_word find_keyword(const char *text, size_t size)
{
    static const struct {
        unsigned char first, last;
    } by_letter[] = {
        ['F' - 'A'] = {IL_WORD_FALSE, IL_WORD_FALSE},
        ['N' - 'A'] = {IL_WORD_NONE, IL_WORD_NONE},
        ['T' - 'A'] = {IL_WORD_TRUE, IL_WORD_TRUE},
        ['a' - 'A'] = {IL_WORD_AND, IL_WORD_AWAIT},
        ['b' - 'A'] = {IL_WORD_BREAK, IL_WORD_BREAK},
        ['c' - 'A'] = {IL_WORD_CLASS, IL_WORD_CONTINUE},
        ['d' - 'A'] = {IL_WORD_DEF, IL_WORD_DEL},
        ['e' - 'A'] = {IL_WORD_ELIF, IL_WORD_EXCEPT},
        ['f' - 'A'] = {IL_WORD_FINALLY, IL_WORD_FROM},
        ['g' - 'A'] = {IL_WORD_GLOBAL, IL_WORD_GLOBAL},
        ['i' - 'A'] = {IL_WORD_IF, IL_WORD_IS},
        ['l' - 'A'] = {IL_WORD_LAMBDA, IL_WORD_LAMBDA},
        ['n' - 'A'] = {IL_WORD_NONLOCAL, IL_WORD_NOT},
        ['o' - 'A'] = {IL_WORD_OR, IL_WORD_OR},
        ['p' - 'A'] = {IL_WORD_PASS, IL_WORD_PASS},
        ['r' - 'A'] = {IL_WORD_RAISE, IL_WORD_RETURN},
        ['t' - 'A'] = {IL_WORD_TRY, IL_WORD_TRY},
        ['w' - 'A'] = {IL_WORD_WHILE, IL_WORD_WITH},
        ['y' - 'A'] = {IL_WORD_YIELD, IL_WORD_YIELD},
    };
    size_t at = (size_t)((unsigned char)text[0] - 'A');
    if (at >= sizeof by_letter / sizeof *by_letter || by_letter[at].first == 0) {
        return IL_WORD_OTHER;
    }
    return find_between(by_letter[at].first, by_letter[at].last, text, size);
}

enum il_word il_words_find_name(const char *text, size_t size)
{
    if (size == 0 || size > LONGEST_NAME) {
        return IL_WORD_OTHER;
    }
    enum il_word word = find_keyword(text, size);
    return word != IL_WORD_OTHER
               ? word
               : find_between(IL_WORD_LAST_KEYWORD + 1, IL_WORD_LAST_SOFT, text, size);
}

/* The first operator that begins with a character, or 0. */
static enum il_word first_operator(char c)
{
    static const unsigned char first[128] = {
        ['.'] = IL_WORD_ELLIPSIS,       ['*'] = IL_WORD_POWER_ASSIGN,
        ['/'] = IL_WORD_FLOOR_ASSIGN,   ['>'] = IL_WORD_RIGHT_ASSIGN,
        ['<'] = IL_WORD_LEFT_ASSIGN,    ['-'] = IL_WORD_ARROW,
        [':'] = IL_WORD_WALRUS,         ['='] = IL_WORD_EQUAL,
        ['!'] = IL_WORD_NOT_EQUAL,      ['+'] = IL_WORD_PLUS_ASSIGN,
        ['%'] = IL_WORD_PERCENT_ASSIGN, ['&'] = IL_WORD_AMPERSAND_ASSIGN,
        ['|'] = IL_WORD_BAR_ASSIGN,     ['^'] = IL_WORD_CARET_ASSIGN,
        ['@'] = IL_WORD_AT_ASSIGN,      ['~'] = IL_WORD_TILDE,
        [','] = IL_WORD_COMMA,          [';'] = IL_WORD_SEMICOLON,
        ['$'] = IL_WORD_DOLLAR,         ['?'] = IL_WORD_QUESTION,
        ['`'] = IL_WORD_BACKQUOTE,      ['('] = IL_WORD_LPAR,
        [')'] = IL_WORD_RPAR,           ['['] = IL_WORD_LSQB,
        [']'] = IL_WORD_RSQB,           ['{'] = IL_WORD_LBRACE,
        ['}'] = IL_WORD_RBRACE,
    };
    return (unsigned char)c < sizeof first ? first[(unsigned char)c] : IL_WORD_OTHER;
}

enum il_word il_words_find_operator(const char *text, size_t size, size_t *out_size)
{
    enum il_word word = first_operator(text[0]);
    if (word == IL_WORD_OTHER) {
        return IL_WORD_OTHER;
    }
    for (; word < IL_WORD_COUNT && words[word].text[0] == text[0]; word++) {
        size_t length = words[word].size;
        if (length <= size && memcmp(words[word].text, text, length) == 0) {
            *out_size = length;
            return word;
        }
    }
    return IL_WORD_OTHER;
}

const char *il_words_text(enum il_word word) { return words[word].text; }
