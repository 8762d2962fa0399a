/* SPDX-License-Identifier: MIT
 * The words of Python: keywords, soft keywords and operators, as numbers.
 */
#ifndef IL_LEX_WORDS_H
#define IL_LEX_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* X(name, text): the keywords of every Python from 3.11 on. */
#define IL_KEYWORDS(X)                                                                 \
    X(FALSE, "False")                                                                  \
    X(NONE, "None")                                                                    \
    X(TRUE, "True")                                                                    \
    X(AND, "and")                                                                      \
    X(AS, "as")                                                                        \
    X(ASSERT, "assert")                                                                \
    X(ASYNC, "async")                                                                  \
    X(AWAIT, "await")                                                                  \
    X(BREAK, "break")                                                                  \
    X(CLASS, "class")                                                                  \
    X(CONTINUE, "continue")                                                            \
    X(DEF, "def")                                                                      \
    X(DEL, "del")                                                                      \
    X(ELIF, "elif")                                                                    \
    X(ELSE, "else")                                                                    \
    X(EXCEPT, "except")                                                                \
    X(FINALLY, "finally")                                                              \
    X(FOR, "for")                                                                      \
    X(FROM, "from")                                                                    \
    X(GLOBAL, "global")                                                                \
    X(IF, "if")                                                                        \
    X(IMPORT, "import")                                                                \
    X(IN, "in")                                                                        \
    X(IS, "is")                                                                        \
    X(LAMBDA, "lambda")                                                                \
    X(NONLOCAL, "nonlocal")                                                            \
    X(NOT, "not")                                                                      \
    X(OR, "or")                                                                        \
    X(PASS, "pass")                                                                    \
    X(RAISE, "raise")                                                                  \
    X(RETURN, "return")                                                                \
    X(TRY, "try")                                                                      \
    X(WHILE, "while")                                                                  \
    X(WITH, "with")                                                                    \
    X(YIELD, "yield")

/* Names that are keywords in some places only. */
#define IL_SOFT_KEYWORDS(X)                                                            \
    X(UNDERSCORE, "_")                                                                 \
    X(CASE, "case")                                                                    \
    X(LAZY, "lazy") /* from 3.15 on */                                                 \
    X(MATCH, "match")                                                                  \
    X(TYPE, "type")

/* Those that begin with the same character stand together, longer ones before those
 * that they begin with. `$`, `?`, `!` and the backquote are no operators; they are
 * listed so that the parser gets to see them. */
#define IL_OPERATORS(X)                                                                \
    X(ELLIPSIS, "...")                                                                 \
    X(DOT, ".")                                                                        \
    X(POWER_ASSIGN, "**=")                                                             \
    X(POWER, "**")                                                                     \
    X(STAR_ASSIGN, "*=")                                                               \
    X(STAR, "*")                                                                       \
    X(FLOOR_ASSIGN, "//=")                                                             \
    X(FLOOR, "//")                                                                     \
    X(SLASH_ASSIGN, "/=")                                                              \
    X(SLASH, "/")                                                                      \
    X(RIGHT_ASSIGN, ">>=")                                                             \
    X(RIGHT, ">>")                                                                     \
    X(GREATER_EQUAL, ">=")                                                             \
    X(GREATER, ">")                                                                    \
    X(LEFT_ASSIGN, "<<=")                                                              \
    X(LEFT, "<<")                                                                      \
    X(LESS_EQUAL, "<=")                                                                \
    X(OLD_NOT_EQUAL, "<>")                                                             \
    X(LESS, "<")                                                                       \
    X(ARROW, "->")                                                                     \
    X(MINUS_ASSIGN, "-=")                                                              \
    X(MINUS, "-")                                                                      \
    X(WALRUS, ":=")                                                                    \
    X(COLON, ":")                                                                      \
    X(EQUAL, "==")                                                                     \
    X(ASSIGN, "=")                                                                     \
    X(NOT_EQUAL, "!=")                                                                 \
    X(EXCLAMATION, "!")                                                                \
    X(PLUS_ASSIGN, "+=")                                                               \
    X(PLUS, "+")                                                                       \
    X(PERCENT_ASSIGN, "%=")                                                            \
    X(PERCENT, "%")                                                                    \
    X(AMPERSAND_ASSIGN, "&=")                                                          \
    X(AMPERSAND, "&")                                                                  \
    X(BAR_ASSIGN, "|=")                                                                \
    X(BAR, "|")                                                                        \
    X(CARET_ASSIGN, "^=")                                                              \
    X(CARET, "^")                                                                      \
    X(AT_ASSIGN, "@=")                                                                 \
    X(AT, "@")                                                                         \
    X(TILDE, "~")                                                                      \
    X(COMMA, ",")                                                                      \
    X(SEMICOLON, ";")                                                                  \
    X(DOLLAR, "$")                                                                     \
    X(QUESTION, "?")                                                                   \
    X(BACKQUOTE, "`")                                                                  \
    X(LPAR, "(")                                                                       \
    X(RPAR, ")")                                                                       \
    X(LSQB, "[")                                                                       \
    X(RSQB, "]")                                                                       \
    X(LBRACE, "{")                                                                     \
    X(RBRACE, "}")

enum il_word {
    IL_WORD_OTHER, /* any other name, a number, a string, a comment */
#define X(name, text) IL_WORD_##name,
    IL_KEYWORDS(X) IL_SOFT_KEYWORDS(X) IL_OPERATORS(X)
#undef X
        IL_WORD_COUNT
};

#define IL_WORD_LAST_KEYWORD IL_WORD_YIELD
#define IL_WORD_LAST_SOFT IL_WORD_TYPE

/** The keyword or soft keyword that the `size` bytes are, or IL_WORD_OTHER. */
enum il_word il_words_find_name(const char *text, size_t size);

/** The longest operator that `text` begins with (IL_WORD_OTHER: none); its length goes
 * to `*out_size`. At most `size` bytes, one or more, are read. */
enum il_word il_words_find_operator(const char *text, size_t size, size_t *out_size);

/** How a word is written; "" for IL_WORD_OTHER. */
const char *il_words_text(enum il_word word);

#endif
