/* SPDX-License-Identifier: MIT
 * What the editor services read without Python, on any bytes: the colours of lines,
 * what is typed at the end of a text, its names, a signature.
 */
#include "fuzz.h"

#include "lex/cursor.h"
#include "lex/outline.h"
#include "lex/paint.h"
#include "lex/parameters.h"

/* Spans are in order and apart, and what they leave out is blank. */
static void check_spans(const struct il_spans *spans, const char *text, size_t size)
{
    size_t at = 0;
    for (size_t i = 0; i <= spans->count; i++) {
        size_t start = i < spans->count ? spans->spans[i].start : size;
        FUZZ_ASSERT(start >= at && start <= size);
        for (; at < start; at++) {
            FUZZ_ASSERT(text[at] != '\0' && strchr(" \t\r\f", text[at]) != NULL);
        }
        at = i < spans->count ? spans->spans[i].end : size;
        FUZZ_ASSERT(at <= size && (i == spans->count || at > start));
    }
}

static void paint(unsigned dialect, const uint8_t *data, size_t size)
{
    struct il_spans spans = {0};
    struct il_lex_state state = {0}, copy;
    struct fuzz_lines lines = fuzz_lines_of(data, size);
    const char *text;
    size_t length;
    while (fuzz_lines_take(&lines, &text, &length)) {
        FUZZ_ASSERT(il_paint_line(dialect, &state, text, length, &spans, &state));
        check_spans(&spans, text, length);
        FUZZ_ASSERT(il_lex_state_read(&copy, &state));
    }
    il_paint_free(&spans);
}

static bool check_name(void *data, const struct il_passage *passage, size_t at,
                       enum il_binding binding)
{
    (void)data;
    (void)binding;
    FUZZ_ASSERT(il_passage_is_name(passage, at));
    return true;
}

static void read_typed(unsigned dialect, const char *text, size_t size)
{
    struct il_passage passage = {0};
    FUZZ_ASSERT(il_passage_read(&passage, dialect, text, size));
    struct il_cursor cursor = il_cursor_find(&passage);
    FUZZ_ASSERT(cursor.start <= size && cursor.word <= passage.count);
    FUZZ_ASSERT(cursor.from <= cursor.to && cursor.to <= passage.count);
    struct il_call call = il_cursor_call(&passage);
    FUZZ_ASSERT(call.open == IL_NO_TOKEN || call.from < call.open);
    FUZZ_ASSERT(call.keyword == IL_NO_TOKEN || call.keyword < passage.count);
    il_outline_visit(&passage, passage.count, check_name, NULL);
    il_passage_free(&passage);
}

static void read_parameters(const char *text, size_t size)
{
    struct il_parameters parameters = {0};
    FUZZ_ASSERT(il_parameters_read(&parameters, text, size));
    for (size_t i = 0; i < parameters.count; i++) {
        const struct il_parameter *one = &parameters.list[i];
        FUZZ_ASSERT(one->start <= one->name && one->name < one->name_end &&
                    one->name_end <= one->end && one->end <= size);
    }
    il_parameters_free(&parameters);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned dialects[] = {0, IL_LEX_FSTRINGS, IL_LEX_NEWEST};
    if (size == 0) {
        return 0;
    }
    unsigned dialect = dialects[data[0] % 3];
    paint(dialect, data + 1, size - 1);
    read_typed(dialect, (const char *)data + 1, size - 1);
    read_parameters((const char *)data + 1, size - 1);
    return 0;
}
