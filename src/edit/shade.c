/* SPDX-License-Identifier: MIT
 * The colours of a text that is being edited.
 */
#include "edit/shade.h"

#include <stdlib.h>
#include <string.h>

#include "edit/style.h"

enum { FIRST_LINES = 32, FIRST_SPANS = 128 };

void il_shade_free(struct il_shade *shade)
{
    struct il_shade empty = {
        .dialect = shade->dialect, .paint = shade->paint, .data = shade->data};
    free(shade->lines);
    free(shade->spans);
    il_text_free(&shade->seen);
    il_paint_free(&shade->line);
    *shade = empty;
}

/* ---- states ---- */

static bool add_line(struct il_shade *shade, size_t start,
                     const struct il_lex_state *state)
{
    if (shade->count == shade->capacity) {
        size_t capacity = shade->capacity == 0 ? FIRST_LINES : 2 * shade->capacity;
        struct il_shade_line *lines = realloc(shade->lines, capacity * sizeof *lines);
        if (lines == NULL) {
            return false;
        }
        shade->lines = lines;
        shade->capacity = capacity;
    }
    shade->lines[shade->count++] = (struct il_shade_line){start, *state};
    return true;
}

static size_t count_same(const struct il_text *seen, const char *text, size_t size)
{
    enum { BLOCK = 256 };
    size_t least = seen->size < size ? seen->size : size, at = 0;
    while (at + BLOCK <= least && memcmp(seen->bytes + at, text + at, BLOCK) == 0) {
        at += BLOCK;
    }
    while (at < least && seen->bytes[at] == text[at]) {
        at++;
    }
    return at;
}

/* Forget the states behind the first change, and look at the text instead. */
static void follow(struct il_shade *shade, const char *text, size_t size)
{
    size_t same = count_same(&shade->seen, text, size);
    if (same == size && same == shade->seen.size) {
        return;
    }
    while (shade->count > 0 && shade->lines[shade->count - 1].start > same) {
        shade->count--;
    }
    size_t known = shade->count == 0 ? 0 : shade->lines[shade->count - 1].start;
    shade->painted_to = known < shade->painted_to ? known : shade->painted_to;
    if (!il_text_is_whole(&shade->seen)) {
        il_text_clear(&shade->seen);
        same = 0;
    }
    il_text_cut(&shade->seen, same);
    il_text_add(&shade->seen, text + same, size - same);
    if (!il_text_is_whole(&shade->seen)) {
        il_text_clear(&shade->seen);
        shade->count = shade->painted_to = 0;
    }
}

static size_t end_of_line(const char *text, size_t size, size_t start)
{
    const char *newline =
        start == size ? NULL : memchr(text + start, '\n', size - start);
    return newline == NULL ? size : (size_t)(newline - text);
}

/* Scan a piece of a line. False: no memory. */
static bool scan(struct il_shade *shade, const char *piece, size_t size,
                 struct il_lex_state *state)
{
    return il_lex_scan(shade->dialect | IL_LEX_LENIENT, state, piece, size,
                       &shade->line.tokens, state) != IL_DOUBT_MEMORY;
}

/* The line that `at` is on, with all states up to it. False: no memory. */
static bool reach(struct il_shade *shade, const char *text, size_t size, size_t at,
                  size_t *out_line)
{
    static const struct il_lex_state empty;
    if (shade->count == 0 && !add_line(shade, 0, &empty)) {
        return false;
    }
    for (;;) {
        struct il_shade_line last = shade->lines[shade->count - 1];
        size_t end = last.start > at ? size : end_of_line(text, size, last.start);
        if (last.start > at || end >= at || end == size) {
            break;
        }
        (void)scan(shade, text + last.start, end - last.start, &last.state);
        if (!add_line(shade, end + 1, &last.state)) {
            return false;
        }
    }
    size_t low = 0, high = shade->count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        *(shade->lines[middle].start <= at ? &low : &high) = middle;
    }
    *out_line = low;
    return true;
}

bool il_shade_may_call(struct il_shade *shade, const char *text, size_t size, size_t at)
{
    size_t line;
    if (at == 0 || memchr(text, '(', at) == NULL) {
        return false;
    }
    if (shade->paint != NULL) {
        return true;
    }
    follow(shade, text, size);
    if (!reach(shade, text, size, at, &line)) {
        return true;
    }
    size_t start = shade->lines[line].start;
    struct il_lex_state state = shade->lines[line].state;
    return !scan(shade, text + start, at - start, &state) ||
           memchr(state.frame, IL_FRAME_PAR, state.depth) != NULL;
}

/* ---- spans ---- */

static bool reserve_spans(struct il_shade *shade, size_t more)
{
    size_t needed = shade->span_count + more;
    if (needed > shade->span_capacity) {
        size_t capacity = 2 * needed > FIRST_SPANS ? 2 * needed : FIRST_SPANS;
        struct il_span *spans = realloc(shade->spans, capacity * sizeof *spans);
        if (spans == NULL) {
            return false;
        }
        shade->spans = spans;
        shade->span_capacity = capacity;
    }
    return true;
}

static bool add_spans(struct il_shade *shade, size_t start)
{
    if (!reserve_spans(shade, shade->line.count)) {
        return false;
    }
    for (size_t i = 0; i < shade->line.count; i++) {
        struct il_span span = shade->line.spans[i];
        shade->spans[shade->span_count++] =
            (struct il_span){start + span.start, start + span.end, span.paint};
    }
    return true;
}

enum il_shade_answer il_shade_add(struct il_shade *shade, struct il_span span)
{
    if (span.start < shade->told || span.end <= span.start || span.end > shade->size ||
        span.paint >= IL_STYLE_COUNT) {
        return IL_SHADE_REFUSED;
    }
    if (!reserve_spans(shade, 1)) {
        return IL_SHADE_NO_MEMORY;
    }
    shade->spans[shade->span_count++] = span;
    shade->told = span.end;
    return IL_SHADE_ADDED;
}

static struct il_layer ask(struct il_shade *shade, const char *text, size_t size,
                           size_t from, size_t to)
{
    shade->span_count = shade->painted_from = shade->painted_to = 0;
    shade->told = 0;
    shade->size = size;
    shade->paint(shade->data, text, size, from, to, shade);
    return (struct il_layer){shade->spans, shade->span_count};
}

/* The first span that ends behind `at`. */
static size_t find_span(const struct il_shade *shade, size_t at)
{
    size_t low = 0, high = shade->span_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (shade->spans[middle].end <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Keep the spans from this line on that are still right. */
static void begin_painting(struct il_shade *shade, size_t start)
{
    if (shade->painted_from != start || shade->painted_to < start) {
        shade->painted_from = shade->painted_to = start;
        shade->span_count = 0;
    } else {
        shade->span_count = find_span(shade, shade->painted_to);
    }
}

/* Add the spans of the next line, and know what is open behind it. */
static bool paint_line(struct il_shade *shade, const char *text, size_t size,
                       size_t line)
{
    size_t start = shade->painted_to, end = end_of_line(text, size, start);
    struct il_lex_state state = shade->lines[line].state;
    if (!il_paint_line(shade->dialect, &state, text + start, end - start, &shade->line,
                       &state) ||
        !add_spans(shade, start)) {
        return false;
    }
    bool is_known = line + 1 < shade->count || end == size;
    if (!is_known && !add_line(shade, end + 1, &state)) {
        return false;
    }
    shade->painted_to = end + 1;
    return true;
}

struct il_layer il_shade_paint(struct il_shade *shade, const char *text, size_t size,
                               size_t from, size_t to)
{
    size_t line;
    if (shade->paint != NULL) {
        return ask(shade, text, size, from, to);
    }
    follow(shade, text, size);
    if (!reach(shade, text, size, from, &line)) {
        shade->painted_from = shade->painted_to = shade->span_count = 0;
        return (struct il_layer){NULL, 0};
    }
    begin_painting(shade, shade->lines[line].start);
    while (shade->painted_to <= to && shade->painted_to <= size &&
           reach(shade, text, size, shade->painted_to, &line) &&
           paint_line(shade, text, size, line)) {
    }
    return (struct il_layer){shade->spans, shade->span_count};
}

/* ---- brackets ---- */

/* Which one a character is, in pairs; SIZE_MAX: none. */
static size_t bracket_of(char c)
{
    static const char brackets[] = "()[]{}";
    const char *found = c == '\0' ? NULL : strchr(brackets, c);
    return found == NULL ? SIZE_MAX : (size_t)(found - brackets);
}

/* Go over so many bytes, forth or back from `at` on, until as many brackets are closed
 * as were opened. True: the last one is at `*out_at`. */
static bool close_in(const char *text, size_t at, size_t count, bool is_back,
                     size_t *depth, size_t *out_at)
{
    for (; count > 0; count--, at += is_back ? SIZE_MAX : 1) {
        size_t which = bracket_of(text[at]);
        if (which == SIZE_MAX) {
            continue;
        }
        bool is_closing = which % 2 == 1;
        *depth += is_closing == is_back ? 1 : SIZE_MAX;
        *out_at = at;
        if (*depth == 0) {
            return true;
        }
    }
    return false;
}

static size_t find_other(const struct il_shade *shade, const char *text, size_t at,
                         size_t span, bool is_back)
{
    size_t depth = 0, found = at;
    for (size_t i = span; i < shade->span_count; i += is_back ? SIZE_MAX : 1) {
        size_t start = shade->spans[i].start, end = shade->spans[i].end;
        start = i == span && !is_back ? at : start;
        end = i == span && is_back ? at + 1 : end;
        if (shade->spans[i].paint == IL_PAINT_OPERATOR &&
            close_in(text, is_back ? end - 1 : start, end - start, is_back, &depth,
                     &found)) {
            return found;
        }
    }
    return SIZE_MAX;
}

size_t il_shade_match(const struct il_shade *shade, const char *text, size_t at)
{
    size_t which = bracket_of(text[at]), span = find_span(shade, at);
    if (which == SIZE_MAX || span == shade->span_count ||
        shade->spans[span].start > at ||
        shade->spans[span].paint != IL_PAINT_OPERATOR) {
        return SIZE_MAX;
    }
    size_t other = find_other(shade, text, at, span, which % 2 == 1);
    return other != SIZE_MAX && bracket_of(text[other]) == (which ^ 1) ? other
                                                                       : SIZE_MAX;
}
