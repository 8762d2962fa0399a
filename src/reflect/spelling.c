/* SPDX-License-Identifier: MIT
 * The names of types as C writes them. Cold.
 *
 *     type       = { qualifier | word } declarator
 *     declarator = { "*" { qualifier } } [ "(" declarator ")" ] { "[" number "]" }
 *
 * What stands in the parentheses is further out than the arrays behind them, though it
 * is read before: "int (*)[4]" is a pointer.
 */
#include "reflect/spelling.h"

#include <stdint.h>
#include <string.h>

struct reader {
    const char *at, *end;
    bool is_const; /* what was read so far cannot be written */
    struct il_spelling *out;
};

/* --- Words ------------------------------------------------------------------------ */

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Those of C and of C++, whose names may have a path and arguments. */
static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           (c != '\0' && strchr("_$:<>,", c) != NULL) || (unsigned char)c >= 0x80;
}

static void skip_space(struct reader *reader)
{
    while (reader->at < reader->end && is_space(*reader->at)) {
        reader->at++;
    }
}

/* Take one character, if it is there. */
static bool take(struct reader *reader, char c)
{
    skip_space(reader);
    bool is_there = reader->at < reader->end && *reader->at == c;
    reader->at += is_there ? 1 : 0;
    return is_there;
}

/* The size of the word that comes next, or 0. */
static size_t peek_word(struct reader *reader)
{
    size_t size = 0;
    skip_space(reader);
    while (reader->at + size < reader->end && is_word(reader->at[size])) {
        size++;
    }
    return size;
}

static bool is_text(const char *word, size_t size, const char *text)
{
    return strlen(text) == size && memcmp(word, text, size) == 0;
}

/* Take a qualifier, if one comes next. */
static bool take_qualifier(struct reader *reader)
{
    static const char *const others[] = {"volatile", "restrict", "_Atomic"};
    size_t size = peek_word(reader);
    bool is_one = is_text(reader->at, size, "const");
    reader->is_const |= is_one;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        is_one |= is_text(reader->at, size, others[i]);
    }
    reader->at += is_one ? size : 0;
    return is_one;
}

/* --- The base --------------------------------------------------------------------- */

/* The words of which the names of numbers are made, in any order. */
enum {
    SIGNED,
    UNSIGNED,
    SHORT,
    LONG,
    INT,
    CHAR,
    INT128,
    FLOAT,
    DOUBLE,
    FLOAT128,
    COMPLEX,
    NUMERIC_COUNT
};
static const char *const numeric[NUMERIC_COUNT] = {
    "signed",   "unsigned", "short",  "long",      "int",    "char",
    "__int128", "float",    "double", "_Float128", "complex"};

/* Other words for the same. */
static const struct {
    const char *word;
    size_t number;
} synonyms[] = {{"_Complex", COMPLEX}, {"__float128", FLOAT128}};

struct numbers {
    unsigned seen[NUMERIC_COUNT];
    unsigned count;
};

/* NUMERIC_COUNT for a word that is none of them. */
static size_t find_number(const char *word, size_t size)
{
    size_t number = 0;
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++) {
        if (is_text(word, size, synonyms[i].word)) {
            return synonyms[i].number;
        }
    }
    while (number < NUMERIC_COUNT && !is_text(word, size, numeric[number])) {
        number++;
    }
    return number;
}

static bool count_number(struct numbers *numbers, const char *word, size_t size)
{
    size_t number = find_number(word, size);
    if (number == NUMERIC_COUNT) {
        return false;
    }
    numbers->seen[number]++;
    numbers->count++;
    return true;
}

static bool add_word(struct il_spelling *out, const char *word, size_t size)
{
    size_t before = strlen(out->base);
    if (before + size + 2 > sizeof out->base) {
        return false;
    }
    if (before > 0) {
        out->base[before++] = ' ';
    }
    memcpy(out->base + before, word, size);
    out->base[before + size] = '\0';
    return true;
}

static bool is_sound(const unsigned *seen)
{
    for (size_t i = 0; i < NUMERIC_COUNT; i++) {
        if (seen[i] > (i == LONG ? 2U : 1U)) {
            return false;
        }
    }
    unsigned reals = seen[FLOAT] + seen[DOUBLE] + seen[FLOAT128];
    unsigned signs = seen[SIGNED] + seen[UNSIGNED];
    unsigned widths = seen[SHORT] + (seen[LONG] > 0) + seen[CHAR] + seen[INT128];
    if (reals == 0) {
        return seen[COMPLEX] == 0 && signs <= 1 && widths <= 1 &&
               !(seen[CHAR] + seen[INT128] > 0 && seen[INT] > 0);
    }
    return reals == 1 &&
           signs + seen[SHORT] + seen[INT] + seen[CHAR] + seen[INT128] == 0 &&
           seen[LONG] <= seen[DOUBLE];
}

/* The one way in which the types that we know are called. */
static bool name_number(const struct numbers *numbers, struct il_spelling *out)
{
    const unsigned *seen = numbers->seen;
    if (!is_sound(seen)) {
        return false;
    }
    bool has_width = seen[SHORT] + seen[LONG] + seen[CHAR] + seen[INT128] +
                         seen[FLOAT] + seen[DOUBLE] + seen[FLOAT128] >
                     0;
    const char *const words[] = {
        seen[COMPLEX] > 0 ? "complex" : NULL,
        seen[UNSIGNED] > 0 ? "unsigned" : NULL,
        seen[SIGNED] > 0 && seen[CHAR] > 0 ? "signed" : NULL,
        seen[SHORT] > 0 ? "short" : NULL,
        seen[LONG] > 0 ? "long" : NULL,
        seen[LONG] > 1 ? "long" : NULL,
        seen[CHAR] > 0 ? "char" : NULL,
        seen[INT128] > 0 ? "__int128" : NULL,
        seen[FLOAT] > 0 ? "float" : NULL,
        seen[DOUBLE] > 0 ? "double" : NULL,
        seen[FLOAT128] > 0 ? "_Float128" : NULL,
        has_width ? NULL : "int",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i] != NULL && !add_word(out, words[i], strlen(words[i]))) {
            return false;
        }
    }
    return true;
}

static bool read_base(struct reader *reader)
{
    struct numbers numbers = {0};
    size_t size;
    bool has_other = false;
    while ((size = peek_word(reader)) > 0) {
        if (is_digit(*reader->at)) {
            return false;
        }
        if (take_qualifier(reader)) {
            continue;
        }
        if (!count_number(&numbers, reader->at, size)) {
            const char *word = is_text(reader->at, size, "_Bool") ? "bool" : reader->at;
            has_other = true;
            if (!add_word(reader->out, word, word == reader->at ? size : 4)) {
                return false;
            }
        }
        reader->at += size;
    }
    return has_other ? numbers.count == 0
                     : numbers.count > 0 && name_number(&numbers, reader->out);
}

/* --- What is around it ------------------------------------------------------------ */

static bool add_around(struct reader *reader, struct il_around around)
{
    struct il_spelling *out = reader->out;
    if (out->depth == IL_SPELLING_AROUND) {
        return false;
    }
    out->around[out->depth++] = around;
    return true;
}

static bool read_pointers(struct reader *reader)
{
    while (take(reader, '*')) {
        struct il_around pointer = {.is_pointer = true, .is_const = reader->is_const};
        reader->is_const = false;
        if (!add_around(reader, pointer)) {
            return false;
        }
        while (take_qualifier(reader)) {
        }
    }
    return true;
}

/* The text in parentheses, which is skipped; empty where there are none. */
static bool take_inner(struct reader *reader, const char **out_start,
                       const char **out_end)
{
    unsigned open = 1;
    *out_start = *out_end = NULL;
    if (!take(reader, '(')) {
        return true;
    }
    *out_start = reader->at;
    for (; reader->at < reader->end; reader->at++) {
        open += *reader->at == '(' ? 1U : 0U;
        open -= *reader->at == ')' ? 1U : 0U;
        if (open == 0) {
            *out_end = reader->at++;
            return true;
        }
    }
    return false;
}

static bool read_extent(struct reader *reader, size_t *out)
{
    size_t count = 0, digits = 0;
    skip_space(reader);
    for (; reader->at < reader->end && is_digit(*reader->at); reader->at++, digits++) {
        if (count > PTRDIFF_MAX / 16) {
            return false;
        }
        count = count * 10 + (size_t)(*reader->at - '0');
    }
    *out = count;
    return digits > 0 && count > 0 && take(reader, ']');
}

/* "[2][3]" are two arrays of three: the last is the innermost. */
static bool read_arrays(struct reader *reader)
{
    size_t counts[IL_SPELLING_AROUND], found = 0;
    while (take(reader, '[')) {
        if (found == IL_SPELLING_AROUND || !read_extent(reader, &counts[found++])) {
            return false;
        }
    }
    while (found > 0) {
        if (!add_around(reader, (struct il_around){.count = counts[--found]})) {
            return false;
        }
    }
    return true;
}

static bool read_declarator(struct reader *reader, unsigned depth)
{
    const char *start, *end;
    if (depth > IL_SPELLING_AROUND || !read_pointers(reader) ||
        !take_inner(reader, &start, &end) || !read_arrays(reader)) {
        return false;
    }
    skip_space(reader);
    if (reader->at != reader->end) {
        return false;
    }
    if (start == NULL) {
        return true;
    }
    /* Else they would be those of a function. */
    reader->at = start;
    reader->end = end;
    skip_space(reader);
    return reader->at < end && (*reader->at == '*' || *reader->at == '(') &&
           read_declarator(reader, depth + 1);
}

bool il_spelling_read(const char *text, size_t size, struct il_spelling *out)
{
    struct reader reader = {text, text + size, false, out};
    *out = (struct il_spelling){.depth = 0};
    return read_base(&reader) && read_declarator(&reader, 0);
}
