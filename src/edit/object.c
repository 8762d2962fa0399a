/* SPDX-License-Identifier: MIT
 * vi's motions and text objects. Cold.
 */
#include "edit/object.h"

#include <string.h>

#include "edit/motion.h"

static const struct il_place nowhere = {SIZE_MAX, 0};

/* ---- motions ---- */

typedef size_t (*word_fn)(const struct il_buffer *buffer, size_t at, bool is_big);

static struct il_place by_words(const struct il_buffer *buffer, word_fn step,
                                long count, bool is_big, unsigned kind)
{
    size_t at = buffer->cursor;
    for (size_t before = SIZE_MAX; count > 0 && at != before; count--) {
        before = at;
        at = step(buffer, at, is_big);
    }
    return at == buffer->cursor ? nowhere : (struct il_place){at, kind};
}

/* Along the line; an operator may take its last character. */
static struct il_place by_characters(const struct il_buffer *buffer, long count)
{
    size_t at = buffer->cursor, start = il_buffer_line_start(buffer, at);
    size_t end = il_buffer_line_end(buffer, at);
    for (; count > 0 && at < end; count--) {
        at = il_buffer_next(buffer, at);
    }
    for (; count < 0 && at > start; count++) {
        at = il_buffer_previous(buffer, at);
    }
    return at == buffer->cursor ? nowhere : (struct il_place){at, 0};
}

static struct il_place by_paragraphs(const struct il_buffer *buffer, long count,
                                     bool is_back)
{
    size_t at = buffer->cursor;
    for (size_t before = SIZE_MAX; count > 0 && at != before; count--) {
        before = at;
        at = is_back ? il_motion_paragraph_start(buffer, at)
                     : il_motion_paragraph_end(buffer, at);
        if (at == before) {
            return nowhere;
        }
    }
    return (struct il_place){at, 0};
}

/* The beginning of the line that is `count` - 1 further down, or of the last one;
 * SIZE_MAX: there is no other. */
static size_t line_below(const struct il_buffer *buffer, long count)
{
    long left;
    size_t line = il_motion_line(buffer, buffer->cursor, count - 1, &left);
    return count > 1 && left == count - 1 ? SIZE_MAX : line;
}

/* `$`: the end of such a line. */
static struct il_place line_end(const struct il_buffer *buffer, long count)
{
    size_t line = line_below(buffer, count);
    return line == SIZE_MAX
               ? nowhere
               : (struct il_place){il_buffer_line_end(buffer, line), IL_OBJECT_END};
}

/* `_`: its first text. */
static struct il_place first_text(const struct il_buffer *buffer, long count)
{
    size_t line = line_below(buffer, count);
    return line == SIZE_MAX
               ? nowhere
               : (struct il_place){il_buffer_indent_end(buffer, line), IL_OBJECT_LINES};
}

/* `g_`: its last. */
static struct il_place last_text(const struct il_buffer *buffer, long count)
{
    size_t line = line_below(buffer, count);
    if (line == SIZE_MAX) {
        return nowhere;
    }
    size_t at = il_buffer_line_end(buffer, line);
    while (at > line && il_motion_classify(buffer, il_buffer_previous(buffer, at),
                                           true) == IL_MOTION_BLANK) {
        at = il_buffer_previous(buffer, at);
    }
    return (struct il_place){at > line ? il_buffer_previous(buffer, at) : line,
                             IL_OBJECT_INCLUSIVE};
}

/* `%`: the other one of the next bracket on the line. */
static struct il_place bracket(const struct il_buffer *buffer)
{
    size_t at = buffer->cursor, end = il_buffer_line_end(buffer, at);
    while (at < end && strchr("()[]{}", buffer->text.bytes[at]) == NULL) {
        at++;
    }
    return (struct il_place){il_motion_bracket(buffer, at), IL_OBJECT_INCLUSIVE};
}

struct il_place il_object_line(const struct il_buffer *buffer, long number)
{
    long left;
    size_t line = il_motion_line(buffer, 0, number - 1, &left);
    return (struct il_place){il_buffer_indent_end(buffer, line), IL_OBJECT_LINES};
}

bool il_object_is_motion(uint32_t key)
{
    return key > 0 && key < 0x80 && strchr("hlwWbBeE0^$|{}%G_ ", (int)key) != NULL;
}

struct il_place il_object_motion(const struct il_buffer *buffer, uint32_t key,
                                 long count, bool has_count)
{
    size_t start = il_buffer_line_start(buffer, buffer->cursor);
    size_t indent = il_buffer_indent_end(buffer, buffer->cursor);
    bool is_big = key == 'W' || key == 'B' || key == 'E';
    switch (key) {
    case 'h':
        return by_characters(buffer, -count);
    case 'l':
    case ' ':
        return by_characters(buffer, count);
    case 'w':
    case 'W':
        return by_words(buffer, il_motion_next_start, count, is_big, 0);
    case 'b':
    case 'B':
        return by_words(buffer, il_motion_previous_start, count, is_big, 0);
    case 'e':
    case 'E':
        return by_words(buffer, il_motion_next_last, count, is_big,
                        IL_OBJECT_INCLUSIVE);
    case '0':
        return (struct il_place){start, 0};
    case '^':
        return (struct il_place){indent, 0};
    case '_':
        return first_text(buffer, count);
    case '$':
        return line_end(buffer, count);
    case '|':
        return (struct il_place){il_buffer_at_column(buffer, start, (size_t)count - 1),
                                 0};
    case '{':
    case '}':
        return by_paragraphs(buffer, count, key == '{');
    case '%':
        return bracket(buffer);
    case 'G':
        return il_object_line(buffer, has_count ? count : INT32_MAX);
    default:
        return nowhere;
    }
}

struct il_place il_object_motion_g(const struct il_buffer *buffer, uint32_t key,
                                   long count)
{
    return key == '_' ? last_text(buffer, count)
                      : by_words(buffer, il_motion_previous_last, count, key == 'E',
                                 IL_OBJECT_INCLUSIVE);
}

struct il_place il_object_find(const struct il_buffer *buffer, uint32_t kind,
                               uint32_t code, long count, bool is_again)
{
    bool is_back = kind == 'F' || kind == 'T', is_till = kind == 't' || kind == 'T';
    size_t at = buffer->cursor;
    if (is_till && is_again) {
        size_t beside =
            is_back ? il_buffer_previous(buffer, at) : il_buffer_next(buffer, at);
        size_t found = il_motion_find(buffer, at, code, is_back);
        at = found == beside ? beside : at;
    }
    for (; count > 0 && at != SIZE_MAX; count--) {
        at = il_motion_find(buffer, at, code, is_back);
    }
    if (at == SIZE_MAX) {
        return nowhere;
    }
    if (is_till) {
        at = is_back ? il_buffer_next(buffer, at) : il_buffer_previous(buffer, at);
    }
    return (struct il_place){at, is_back ? 0 : IL_OBJECT_INCLUSIVE};
}

struct il_place il_object_word_end(const struct il_buffer *buffer, size_t at,
                                   long count, bool is_big)
{
    for (bool is_first = true; count > 0; count--, is_first = false) {
        enum il_motion_class class = il_motion_classify(buffer, at, is_big);
        size_t next = il_buffer_next(buffer, at);
        bool is_last = next >= buffer->text.size ||
                       il_motion_classify(buffer, next, is_big) != class;
        if (!is_first || !is_last) {
            at = il_motion_next_last(buffer, at, is_big);
        }
    }
    return (struct il_place){at, IL_OBJECT_INCLUSIVE};
}

/* ---- words and paragraphs ---- */

/* To the end of the row of characters of one kind that begins at `at`, on its line. */
static size_t row_end(const struct il_buffer *buffer, size_t at, bool is_big)
{
    enum il_motion_class class = il_motion_classify(buffer, at, is_big);
    size_t end = il_buffer_line_end(buffer, at);
    while (at < end && il_motion_classify(buffer, at, is_big) == class) {
        at = il_buffer_next(buffer, at);
    }
    return at;
}

static size_t row_start(const struct il_buffer *buffer, size_t at, bool is_big)
{
    enum il_motion_class class = il_motion_classify(buffer, at, is_big);
    size_t start = il_buffer_line_start(buffer, at);
    while (at > start) {
        size_t before = il_buffer_previous(buffer, at);
        if (il_motion_classify(buffer, before, is_big) != class) {
            break;
        }
        at = before;
    }
    return at;
}

static bool is_blank_at(const struct il_buffer *buffer, size_t at)
{
    return il_motion_classify(buffer, at, true) == IL_MOTION_BLANK;
}

/* `iw`: rows of one kind, blanks among them. `aw`: words, each with the blanks behind
 * it; or before the first, if there are none behind. */
static bool find_words(const struct il_buffer *buffer, bool is_around, bool is_big,
                       long count, struct il_range *out_range)
{
    size_t line = il_buffer_line_end(buffer, buffer->cursor);
    struct il_range range = {row_start(buffer, buffer->cursor, is_big), buffer->cursor};
    bool began_blank = is_blank_at(buffer, range.start), ended_blank = false;
    for (; count > 0 && range.end < line; count--) {
        ended_blank = is_blank_at(buffer, range.end);
        range.end = row_end(buffer, range.end, is_big);
        if (is_around && range.end < line &&
            (ended_blank || is_blank_at(buffer, range.end))) {
            ended_blank = is_blank_at(buffer, range.end);
            range.end = row_end(buffer, range.end, is_big);
        }
    }
    if (is_around && !began_blank && !ended_blank &&
        range.start > il_buffer_line_start(buffer, range.start)) {
        size_t before = il_buffer_previous(buffer, range.start);
        range.start =
            is_blank_at(buffer, before) ? row_start(buffer, before, true) : range.start;
    }
    *out_range = range;
    return range.start < range.end && count == 0;
}

/* The lines up to one that is blank, or not, as the first is. */
static size_t lines_end(const struct il_buffer *buffer, size_t at)
{
    bool is_blank = il_buffer_is_blank_line(buffer, at);
    while (at < buffer->text.size && il_buffer_is_blank_line(buffer, at) == is_blank) {
        at = il_buffer_line_end(buffer, at);
        at += at < buffer->text.size;
    }
    return at;
}

static bool find_paragraph(const struct il_buffer *buffer, bool is_around, long count,
                           struct il_range *out_range)
{
    size_t start = il_buffer_line_start(buffer, buffer->cursor), end = start;
    bool is_blank = il_buffer_is_blank_line(buffer, start);
    while (start > 0 && il_buffer_is_blank_line(buffer, start - 1) == is_blank) {
        start = il_buffer_line_start(buffer, start - 1);
    }
    for (count = is_around ? 2 * count : count; count > 0; count--) {
        end = lines_end(buffer, end);
    }
    *out_range = (struct il_range){start, end};
    return start < end;
}

/* ---- quotes and brackets ---- */

static bool is_quote(const struct il_buffer *buffer, size_t at, char quote)
{
    size_t slashes = 0;
    while (at > slashes && buffer->text.bytes[at - 1 - slashes] == '\\') {
        slashes++;
    }
    return buffer->text.bytes[at] == quote && slashes % 2 == 0;
}

/* The next quote from `at` on, before `end`; or `end`. */
static size_t find_quote(const struct il_buffer *buffer, size_t at, size_t end,
                         char quote)
{
    while (at < end && !is_quote(buffer, at, quote)) {
        at++;
    }
    return at;
}

/* The string on this line that the cursor is in, or else the next one. */
static bool find_quoted(const struct il_buffer *buffer, char quote, bool is_around,
                        struct il_range *out_range)
{
    size_t start = il_buffer_line_start(buffer, buffer->cursor);
    size_t line = il_buffer_line_end(buffer, start);
    for (;;) {
        size_t first = find_quote(buffer, start, line, quote);
        size_t last = first < line ? find_quote(buffer, first + 1, line, quote) : line;
        if (last == line) {
            return false;
        }
        if (last >= buffer->cursor) {
            *out_range = is_around ? (struct il_range){first, last + 1}
                                   : (struct il_range){first + 1, last};
            return true;
        }
        start = last + 1;
    }
}

static bool find_brackets(const struct il_buffer *buffer, char open, bool is_around,
                          long count, struct il_range *out_range)
{
    struct il_range range = {0, 0};
    size_t at = buffer->cursor;
    for (; count > 0; count--) {
        if (!il_motion_around(buffer, at, open, &range)) {
            return false;
        }
        at = range.start;
        if (count > 1 && at == 0) {
            return false;
        }
        at -= count > 1;
    }
    range.start += !is_around;
    range.end -= !is_around;
    *out_range = range;
    return true;
}

bool il_object_find_thing(const struct il_buffer *buffer, uint32_t key, bool is_around,
                          long count, struct il_range *out_range)
{
    switch (key) {
    case 'w':
    case 'W':
        return find_words(buffer, is_around, key == 'W', count, out_range);
    case 'p':
        return find_paragraph(buffer, is_around, count, out_range);
    case '"':
    case '\'':
    case '`':
        return find_quoted(buffer, (char)key, is_around, out_range);
    case '(':
    case ')':
    case 'b':
        return find_brackets(buffer, '(', is_around, count, out_range);
    case '[':
    case ']':
        return find_brackets(buffer, '[', is_around, count, out_range);
    case '{':
    case '}':
    case 'B':
        return find_brackets(buffer, '{', is_around, count, out_range);
    default:
        return false;
    }
}
