/* SPDX-License-Identifier: MIT
 * The text that is being edited. Cold.
 */
#include "edit/buffer.h"

#include <string.h>

#include "base/utf8.h"

enum { TAB_STOP = 8 };

/* ---- changes ---- */

/* Where a place comes to when [start, end) is replaced by `size` bytes. */
static size_t moved(size_t at, size_t start, size_t end, size_t size)
{
    if (at >= end) {
        return at - (end - start) + size;
    }
    return at > start ? start + size : at;
}

bool il_buffer_replace(struct il_buffer *buffer, size_t start, size_t end,
                       const char *bytes, size_t size)
{
    if (start == end && size == 0) {
        return true;
    }
    if (!il_text_reserve(&buffer->text, size) ||
        !il_undo_note(&buffer->undo, &buffer->text, start, end, bytes, size,
                      buffer->cursor)) {
        return false;
    }
    (void)il_text_replace(&buffer->text, start, end, bytes, size);
    buffer->cursor = moved(buffer->cursor, start, end, size);
    buffer->mark = moved(buffer->mark, start, end, size);
    buffer->has_goal = false;
    buffer->edits++;
    return true;
}

bool il_buffer_insert(struct il_buffer *buffer, const char *bytes, size_t size)
{
    return il_buffer_replace(buffer, buffer->cursor, buffer->cursor, bytes, size);
}

bool il_buffer_delete(struct il_buffer *buffer, size_t start, size_t end)
{
    return start == end || il_buffer_replace(buffer, start, end, NULL, 0);
}

bool il_buffer_set(struct il_buffer *buffer, const char *bytes, size_t size)
{
    if (!il_buffer_replace(buffer, 0, buffer->text.size, bytes, size)) {
        return false;
    }
    buffer->cursor = size;
    buffer->has_mark = buffer->is_selected = false;
    return true;
}

/* The text is another one: nothing that pointed into it does so any more. */
static void settle(struct il_buffer *buffer, size_t cursor)
{
    buffer->cursor = cursor;
    buffer->mark = 0;
    buffer->has_mark = buffer->is_selected = buffer->has_goal = false;
    buffer->edits++;
}

void il_buffer_clear(struct il_buffer *buffer)
{
    il_text_clear(&buffer->text);
    il_undo_clear(&buffer->undo);
    settle(buffer, 0);
}

/* A step without memory stops halfway: the cursor must be inside all the same. */
static bool step(struct il_buffer *buffer,
                 bool (*take)(struct il_undo *, struct il_text *, size_t *))
{
    size_t cursor = buffer->cursor;
    bool is_done = take(&buffer->undo, &buffer->text, &cursor);
    settle(buffer, cursor <= buffer->text.size ? cursor : buffer->text.size);
    return is_done;
}

bool il_buffer_undo(struct il_buffer *buffer) { return step(buffer, il_undo_back); }
bool il_buffer_redo(struct il_buffer *buffer) { return step(buffer, il_undo_forth); }

void il_buffer_free(struct il_buffer *buffer)
{
    il_text_free(&buffer->text);
    il_undo_free(&buffer->undo);
    settle(buffer, 0);
}

/* ---- the region ---- */

struct il_range il_buffer_region(const struct il_buffer *buffer)
{
    size_t mark = buffer->has_mark ? buffer->mark : buffer->cursor;
    bool is_before = mark < buffer->cursor;
    return (struct il_range){is_before ? mark : buffer->cursor,
                             is_before ? buffer->cursor : mark};
}

void il_buffer_select(struct il_buffer *buffer, size_t mark, bool is_selected)
{
    buffer->mark = mark;
    buffer->has_mark = true;
    buffer->is_selected = is_selected;
}

/* ---- places ---- */

size_t il_buffer_next(const struct il_buffer *buffer, size_t at)
{
    return il_utf8_next(buffer->text.bytes, buffer->text.size, at);
}

size_t il_buffer_previous(const struct il_buffer *buffer, size_t at)
{
    return il_utf8_previous(buffer->text.bytes, buffer->text.size, at);
}

size_t il_buffer_line_start(const struct il_buffer *buffer, size_t at)
{
    const char *bytes = buffer->text.bytes;
    const char *newline = at == 0 ? NULL : memrchr(bytes, '\n', at);
    return newline == NULL ? 0 : (size_t)(newline - bytes) + 1;
}

size_t il_buffer_line_end(const struct il_buffer *buffer, size_t at)
{
    const char *bytes = buffer->text.bytes;
    size_t left = buffer->text.size - at;
    const char *newline = left == 0 ? NULL : memchr(bytes + at, '\n', left);
    return newline == NULL ? buffer->text.size : (size_t)(newline - bytes);
}

size_t il_buffer_indent_end(const struct il_buffer *buffer, size_t at)
{
    const struct il_text *text = &buffer->text;
    at = il_buffer_line_start(buffer, at);
    while (at < text->size && (text->bytes[at] == ' ' || text->bytes[at] == '\t')) {
        at++;
    }
    return at;
}

bool il_buffer_is_blank_line(const struct il_buffer *buffer, size_t at)
{
    return il_buffer_indent_end(buffer, at) == il_buffer_line_end(buffer, at);
}

size_t il_buffer_row(const struct il_buffer *buffer, size_t at)
{
    size_t rows = 0;
    while ((at = il_buffer_line_start(buffer, at)) > 0) {
        at--;
        rows++;
    }
    return rows;
}

/* The column behind the character at `*at`, which moves on. */
static size_t advance(const struct il_text *text, size_t *at, size_t column)
{
    unsigned char byte = (unsigned char)text->bytes[*at];
    struct il_utf8_shape shape = il_utf8_shape(text->bytes, text->size, *at);
    *at = shape.end;
    if (byte == '\t') {
        return column - column % TAB_STOP + TAB_STOP;
    }
    return column + (byte < ' ' || byte == 0x7F ? 2 : shape.width);
}

size_t il_buffer_column(const struct il_buffer *buffer, size_t at)
{
    size_t column = 0, place = il_buffer_line_start(buffer, at);
    while (place < at) {
        column = advance(&buffer->text, &place, column);
    }
    return column;
}

size_t il_buffer_at_column(const struct il_buffer *buffer, size_t start, size_t column)
{
    size_t end = il_buffer_line_end(buffer, start), reached = 0, at = start;
    for (size_t next = at; at < end; at = next) {
        reached = advance(&buffer->text, &next, reached);
        if (reached > column) {
            break;
        }
    }
    return at;
}
