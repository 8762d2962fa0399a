/* SPDX-License-Identifier: MIT
 * vi's operators. Cold.
 */
#include "edit/operator.h"

#include "edit/motion.h"
#include "edit/register.h"
#include "edit/verbs.h"

static enum il_wish change_lines(struct il_typist *typist, struct il_range range)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t start = il_buffer_indent_end(buffer, range.start);
    size_t end = range.end;
    end -= end > start && buffer->text.bytes[end - 1] == '\n';
    start = start > end ? end : start;
    if (!il_buffer_delete(buffer, start, end)) {
        return IL_WISH_NO_MEMORY;
    }
    return il_vi_insert_at(typist, start);
}

static enum il_wish delete_lines(struct il_typist *typist, struct il_range range)
{
    struct il_buffer *buffer = &typist->buffer;
    bool is_last = range.end == buffer->text.size;
    bool takes_before =
        is_last && range.start > 0 &&
        (range.end == range.start || buffer->text.bytes[range.end - 1] != '\n');
    if (!il_buffer_delete(buffer, range.start - takes_before, range.end)) {
        return IL_WISH_NO_MEMORY;
    }
    buffer->cursor = il_buffer_indent_end(buffer, buffer->cursor);
    return IL_WISH_NONE;
}

static enum il_wish cut(struct il_typist *typist, struct il_range range, bool is_lines)
{
    struct il_buffer *buffer = &typist->buffer;
    bool is_change = typist->vi.operator_key == 'c';
    if (!il_register_keep(typist, range, is_lines)) {
        return IL_WISH_NO_MEMORY;
    }
    if (is_lines) {
        return is_change ? change_lines(typist, range) : delete_lines(typist, range);
    }
    if (!il_buffer_delete(buffer, range.start, range.end)) {
        return IL_WISH_NO_MEMORY;
    }
    buffer->cursor = range.start;
    return is_change ? il_vi_insert_at(typist, range.start) : IL_WISH_NONE;
}

static enum il_wish copy(struct il_typist *typist, struct il_range range, bool is_lines)
{
    struct il_buffer *buffer = &typist->buffer;
    bool is_kept = il_register_keep(typist, range, is_lines);
    bool is_above = range.start < il_buffer_line_start(buffer, buffer->cursor);
    if (!is_lines || il_vi_is_visual(typist) || is_above) {
        buffer->cursor = range.start;
    }
    return il_wish_of(is_kept);
}

/* `<` and `>`: the commands for blocks, on these lines. */
static enum il_wish shift(struct il_typist *typist, struct il_range range, long steps)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t end = range.end;
    end -= end > range.start && buffer->text.bytes[end - 1] == '\n';
    typist->mode = IL_MODE_VI_INSERT; /* of which the selection ends at the cursor */
    buffer->cursor = end;
    il_buffer_select(buffer, range.start, true);
    enum il_wish wish = il_change_indent(typist, steps);
    il_vi_set_mode(typist, IL_MODE_VI_NORMAL);
    buffer->cursor = il_buffer_indent_end(buffer, range.start);
    return wish;
}

/* Do to a range what the operator says. */
enum il_wish il_operator_apply(struct il_typist *typist, struct il_range range,
                               bool is_lines)
{
    enum il_wish wish;
    uint32_t key = typist->vi.operator_key;
    switch (key) {
    case 'd':
    case 'c':
        wish = cut(typist, range, is_lines);
        break;
    case 'y':
        wish = copy(typist, range, is_lines);
        break;
    case '<':
    case '>':
        wish = shift(typist, range, key == '>' ? 1 : -1);
        break;
    default:
        wish = il_change_case_of(typist, range, key);
        typist->buffer.cursor =
            is_lines ? il_buffer_indent_end(&typist->buffer, range.start) : range.start;
    }
    if (il_vi_is_visual(typist)) {
        il_vi_set_mode(typist, IL_MODE_VI_NORMAL);
    }
    return il_vi_finish(typist, wish);
}

/* The lines of a range, with the newline at their end. */
static struct il_range lines_of(const struct il_buffer *buffer, struct il_range range)
{
    range.start = il_buffer_line_start(buffer, range.start);
    range.end = il_buffer_line_end(buffer, range.end);
    range.end += range.end < buffer->text.size;
    return range;
}

/* Are only blanks before the range on its first line, and behind it on its last? */
static bool is_alone(const struct il_buffer *buffer, struct il_range range)
{
    size_t at = range.end, line = il_buffer_line_end(buffer, range.end);
    while (at < line && il_motion_classify(buffer, at, true) == IL_MOTION_BLANK) {
        at = il_buffer_next(buffer, at);
    }
    return at == line && range.start <= il_buffer_indent_end(buffer, range.start);
}

/* Over several lines: what ends before a line's first character ends with the line
 * above, and is whole lines if it begins before the first text of one. So is what `d`
 * would leave nothing but blanks of. */
static bool adjust_lines(const struct il_buffer *buffer, struct il_range *range,
                         unsigned kind, bool is_delete)
{
    size_t line = il_buffer_line_start(buffer, range->end);
    if (line <= range->start) {
        return false;
    }
    bool is_before =
        (kind & (IL_OBJECT_INCLUSIVE | IL_OBJECT_END)) == 0 && range->end == line;
    range->end -= is_before;
    return (is_before || is_delete) && is_alone(buffer, *range);
}

/* From the cursor to `at`, where a motion leads. */
enum il_wish il_operator_apply_to(struct il_typist *typist, size_t at, unsigned kind)
{
    const struct il_buffer *buffer = &typist->buffer;
    struct il_range range = {buffer->cursor < at ? buffer->cursor : at,
                             buffer->cursor < at ? at : buffer->cursor};
    if ((kind & IL_OBJECT_LINES) != 0) {
        return il_operator_apply(typist, lines_of(buffer, range), true);
    }
    if ((kind & IL_OBJECT_INCLUSIVE) != 0) {
        range.end = il_buffer_next(buffer, range.end);
    }
    if (adjust_lines(buffer, &range, kind, typist->vi.operator_key == 'd')) {
        return il_operator_apply(typist, lines_of(buffer, range), true);
    }
    return range.start == range.end && typist->vi.operator_key != 'c'
               ? il_vi_finish(typist, IL_WISH_BELL)
               : il_operator_apply(typist, range, false);
}
