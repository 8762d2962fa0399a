/* SPDX-License-Identifier: MIT
 * Commands that change the text: deleting, exchanging, case. Cold.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/width.h"
#include "edit/motion.h"
#include "edit/typist.h"
#include "edit/verbs.h"

/* ---- deleting ---- */

static enum il_wish delete_range(struct il_typist *typist, size_t start, size_t end)
{
    return start == end ? IL_WISH_BELL
                        : il_wish_of(il_buffer_delete(&typist->buffer, start, end));
}

static enum il_wish delete_selection(struct il_typist *typist)
{
    struct il_range region = il_buffer_region(&typist->buffer);
    typist->buffer.is_selected = typist->is_shifted = false;
    return delete_range(typist, region.start, region.end);
}

/* Where a step of the indentation begins that ends at the cursor; or SIZE_MAX. */
static size_t find_step_back(const struct il_typist *typist)
{
    const struct il_buffer *buffer = &typist->buffer;
    size_t step = typist->indent == 0 ? 4 : typist->indent, at = buffer->cursor;
    size_t start = il_buffer_line_start(buffer, at);
    if (at == start || at > il_buffer_indent_end(buffer, at)) {
        return SIZE_MAX;
    }
    size_t stop = (il_buffer_column(buffer, at) - 1) / step * step;
    while (at > start && buffer->text.bytes[at - 1] == ' ' && at - start > stop) {
        at--;
    }
    return at == buffer->cursor ? SIZE_MAX : at;
}

enum il_wish il_change_backspace(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    if (buffer->is_selected) {
        return delete_selection(typist);
    }
    if (count < 0) {
        return il_change_delete(typist, -count);
    }
    if (typist->mode == IL_MODE_VI_REPLACE) {
        return il_insertion_back(typist, count);
    }
    size_t at = count == 1 ? find_step_back(typist) : SIZE_MAX;
    if (at == SIZE_MAX) {
        for (at = buffer->cursor; count > 0 && at > 0; count--) {
            at = il_buffer_previous(buffer, at);
        }
    }
    return delete_range(typist, at, buffer->cursor);
}

enum il_wish il_change_delete(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    if (buffer->is_selected) {
        return delete_selection(typist);
    }
    if (count < 0) {
        return il_change_backspace(typist, -count);
    }
    size_t at = buffer->cursor;
    for (; count > 0 && at < buffer->text.size; count--) {
        at = il_buffer_next(buffer, at);
    }
    return delete_range(typist, buffer->cursor, at);
}

enum il_wish il_change_delete_or_end(struct il_typist *typist, long count)
{
    return typist->buffer.text.size == 0 ? IL_WISH_END_OF_FILE
                                         : il_change_delete(typist, count);
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static struct il_range blanks_around(const struct il_buffer *buffer)
{
    const struct il_text *text = &buffer->text;
    struct il_range range = {buffer->cursor, buffer->cursor};
    while (range.start > 0 && is_blank(text->bytes[range.start - 1])) {
        range.start--;
    }
    while (range.end < text->size && is_blank(text->bytes[range.end])) {
        range.end++;
    }
    return range;
}

enum il_wish il_change_delete_blanks(struct il_typist *typist, long count)
{
    struct il_range blanks = blanks_around(&typist->buffer);
    (void)count;
    return delete_range(typist, blanks.start, blanks.end);
}

enum il_wish il_change_one_space(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_range blanks = blanks_around(buffer);
    (void)count;
    bool is_done = il_buffer_replace(buffer, blanks.start, blanks.end, " ", 1);
    buffer->cursor = is_done ? blanks.start + 1 : buffer->cursor;
    return il_wish_of(is_done);
}

/* ---- exchanging ---- */

/* Exchange two ranges, the first before the second; the cursor goes behind both. */
static enum il_wish exchange(struct il_typist *typist, struct il_range first,
                             struct il_range second)
{
    struct il_buffer *buffer = &typist->buffer;
    const char *bytes = buffer->text.bytes;
    struct il_text text = {0};
    il_text_add(&text, bytes + second.start, second.end - second.start);
    il_text_add(&text, bytes + first.end, second.start - first.end);
    il_text_add(&text, bytes + first.start, first.end - first.start);
    bool is_done =
        il_text_is_whole(&text) &&
        il_buffer_replace(buffer, first.start, second.end, text.bytes, text.size);
    il_text_free(&text);
    if (is_done) {
        buffer->cursor = second.end;
    }
    return il_wish_of(is_done);
}

enum il_wish il_change_transpose_chars(struct il_typist *typist, long count)
{
    const struct il_buffer *buffer = &typist->buffer;
    (void)count;
    size_t middle = buffer->cursor;
    if (middle == il_buffer_line_end(buffer, middle)) {
        middle = il_buffer_previous(buffer, middle);
    }
    if (middle <= il_buffer_line_start(buffer, buffer->cursor)) {
        return IL_WISH_BELL;
    }
    struct il_range first = {il_buffer_previous(buffer, middle), middle};
    struct il_range second = {middle, il_buffer_next(buffer, middle)};
    return exchange(typist, first, second);
}

enum il_wish il_change_transpose_words(struct il_typist *typist, long count)
{
    const struct il_buffer *buffer = &typist->buffer;
    (void)count;
    struct il_range second, first;
    second.end = il_motion_word_end(buffer, buffer->cursor);
    second.start = il_motion_word_start(buffer, second.end);
    second.end = il_motion_word_end(buffer, second.start);
    first.start = il_motion_word_start(buffer, second.start);
    first.end = il_motion_word_end(buffer, first.start);
    if (first.end > second.start || first.start == first.end ||
        second.start == second.end) {
        return IL_WISH_BELL;
    }
    return exchange(typist, first, second);
}

enum il_wish il_change_transpose_lines(struct il_typist *typist, long count)
{
    const struct il_buffer *buffer = &typist->buffer;
    (void)count;
    size_t start = il_buffer_line_start(buffer, buffer->cursor);
    if (start == 0) {
        return IL_WISH_BELL;
    }
    struct il_range first = {il_buffer_line_start(buffer, start - 1), start - 1};
    struct il_range second = {start, il_buffer_line_end(buffer, start)};
    return exchange(typist, first, second);
}

/* ---- case ---- */

enum case_kind { CASE_UPPER, CASE_LOWER, CASE_CAPITAL, CASE_SWAPPED };

static uint32_t convert(uint32_t code, enum case_kind kind, bool is_inside)
{
    uint32_t upper = il_width_upper(code);
    switch (kind) {
    case CASE_UPPER:
        return upper;
    case CASE_LOWER:
        return il_width_lower(code);
    case CASE_CAPITAL:
        return is_inside ? il_width_lower(code) : upper;
    default:
        return upper == code ? il_width_lower(code) : upper;
    }
}

/* Add the text [at, end) in another case. */
static void add_converted(const struct il_text *text, size_t at, size_t end,
                          enum case_kind kind, struct il_text *out)
{
    bool is_inside = false;
    while (at < end) {
        size_t next;
        char bytes[4];
        uint32_t code = il_utf8_decode(text->bytes, text->size, at, &next);
        bool is_word = code != IL_UTF8_INVALID && il_width_is_word(code);
        if (is_word) {
            il_text_add(out, bytes,
                        il_utf8_encode(convert(code, kind, is_inside), bytes));
        } else {
            il_text_add(out, text->bytes + at, next - at);
        }
        is_inside = is_word;
        at = next;
    }
}

static enum il_wish change_case(struct il_typist *typist, struct il_range range,
                                enum case_kind kind)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_text text = {0};
    add_converted(&buffer->text, range.start, range.end, kind, &text);
    bool is_done =
        il_text_is_whole(&text) &&
        il_buffer_replace(buffer, range.start, range.end, text.bytes, text.size);
    il_text_free(&text);
    return il_wish_of(is_done);
}

/* The words behind the cursor, which moves over them; or before it, and it stays. */
static enum il_wish change_words(struct il_typist *typist, long count,
                                 enum case_kind kind)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_range range = {buffer->cursor, buffer->cursor};
    if (buffer->is_selected) {
        return change_case(typist, il_buffer_region(buffer), kind);
    }
    for (; count > 0 && range.end < buffer->text.size; count--) {
        range.end = il_motion_word_end(buffer, range.end);
    }
    for (; count < 0 && range.start > 0; count++) {
        range.start = il_motion_word_start(buffer, range.start);
    }
    if (range.start == range.end) {
        return IL_WISH_BELL;
    }
    size_t left = buffer->text.size - range.end;
    enum il_wish wish = change_case(typist, range, kind);
    if (wish == IL_WISH_NONE) {
        buffer->cursor = buffer->text.size - left;
    }
    return wish;
}

enum il_wish il_change_upcase(struct il_typist *typist, long count)
{
    return change_words(typist, count, CASE_UPPER);
}

enum il_wish il_change_downcase(struct il_typist *typist, long count)
{
    return change_words(typist, count, CASE_LOWER);
}

enum il_wish il_change_capitalize(struct il_typist *typist, long count)
{
    return change_words(typist, count, CASE_CAPITAL);
}

enum il_wish il_change_case_of(struct il_typist *typist, struct il_range range,
                               uint32_t key)
{
    return change_case(typist, range,
                       key == 'u'   ? CASE_LOWER
                       : key == 'U' ? CASE_UPPER
                                    : CASE_SWAPPED);
}

/* ---- undoing ---- */

enum il_wish il_change_undo(struct il_typist *typist, long count)
{
    bool is_done = count > 0;
    for (; is_done && count > 0; count--) {
        is_done = il_buffer_undo(&typist->buffer);
    }
    return is_done ? IL_WISH_NONE : IL_WISH_BELL;
}

enum il_wish il_change_redo(struct il_typist *typist, long count)
{
    bool is_done = count > 0;
    for (; is_done && count > 0; count--) {
        is_done = il_buffer_redo(&typist->buffer);
    }
    return is_done ? IL_WISH_NONE : IL_WISH_BELL;
}

enum il_wish il_change_revert(struct il_typist *typist, long count)
{
    (void)count;
    enum il_wish wish = IL_WISH_BELL;
    while (il_buffer_undo(&typist->buffer)) {
        wish = IL_WISH_NONE;
    }
    return wish;
}
