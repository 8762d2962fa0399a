/* SPDX-License-Identifier: MIT
 * What vi inserts by one command that has a count. Cold.
 */
#include "edit/insertion.h"

#include "base/utf8.h"
#include "edit/typist.h"

static enum il_wish make_line(struct il_typist *typist, bool is_below)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t start = il_buffer_line_start(buffer, buffer->cursor);
    il_vi_set_mode(typist, IL_MODE_VI_INSERT);
    if (is_below) {
        buffer->cursor = il_buffer_line_end(buffer, buffer->cursor);
        return il_typist_newline(typist);
    }
    struct il_text line = {0};
    size_t blanks = il_buffer_indent_end(buffer, start) - start;
    if (blanks > 0) {
        il_text_add(&line, buffer->text.bytes + start, blanks);
    }
    il_text_add_char(&line, '\n');
    bool is_done = il_text_is_whole(&line) &&
                   il_buffer_replace(buffer, start, start, line.bytes, line.size);
    il_text_free(&line);
    buffer->cursor = is_done ? start + blanks : buffer->cursor;
    return il_wish_of(is_done);
}

/* Where a key of these begins to insert. */
static enum il_wish open(struct il_typist *typist, uint32_t key)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t cursor = buffer->cursor, line_end = il_buffer_line_end(buffer, cursor);
    switch (key) {
    case 'i':
        return il_vi_insert_at(typist, cursor);
    case 'a':
        return il_vi_insert_at(
            typist, cursor < line_end ? il_buffer_next(buffer, cursor) : cursor);
    case 'I':
        return il_vi_insert_at(typist, il_buffer_indent_end(buffer, cursor));
    case 'A':
        return il_vi_insert_at(typist, line_end);
    case 'o':
    case 'O':
        return make_line(typist, key == 'o');
    default: /* R */
        il_vi_set_mode(typist, IL_MODE_VI_REPLACE);
        return IL_WISH_NONE;
    }
}

/* From the cursor on text is typed over the line. */
static void keep_replaced(struct il_typist *typist)
{
    const struct il_buffer *buffer = &typist->buffer;
    struct il_text *replaced = &typist->vi.insertion.replaced;
    il_text_clear(replaced);
    if (typist->mode == IL_MODE_VI_REPLACE && buffer->text.size > 0) {
        il_text_add(replaced, buffer->text.bytes + buffer->cursor,
                    il_buffer_line_end(buffer, buffer->cursor) - buffer->cursor);
    }
}

/* Its count is from now on that of the command. */
static void begin(struct il_typist *typist, long count, bool is_lines)
{
    const struct il_buffer *buffer = &typist->buffer;
    struct il_insertion *insertion = &typist->vi.insertion;
    size_t cursor = buffer->cursor;
    insertion->count = count;
    insertion->start = is_lines ? il_buffer_line_start(buffer, cursor) : cursor;
    insertion->cursor = cursor;
    insertion->edits = buffer->edits;
    insertion->is_lines = is_lines;
    keep_replaced(typist);
}

enum il_wish il_insertion_begin(struct il_typist *typist, uint32_t key)
{
    enum il_wish wish = open(typist, key);
    if (wish == IL_WISH_NONE) {
        begin(typist, il_vi_count(&typist->vi), key == 'o' || key == 'O');
    }
    return il_vi_finish(typist, wish);
}

void il_insertion_follow(struct il_typist *typist)
{
    const struct il_buffer *buffer = &typist->buffer;
    struct il_insertion *insertion = &typist->vi.insertion;
    if (buffer->edits == insertion->edits && buffer->cursor != insertion->cursor) {
        insertion->count = 0;
        if (typist->mode == IL_MODE_VI_REPLACE) {
            insertion->start = buffer->cursor;
            keep_replaced(typist);
        }
    }
    if (buffer->cursor < insertion->start) {
        insertion->start = buffer->cursor; /* text before it was deleted */
    }
    insertion->cursor = buffer->cursor;
    insertion->edits = buffer->edits;
}

/* What stood where the character at `at` was typed; empty: it was behind the line. */
static struct il_range find_replaced(const struct il_typist *typist, size_t at)
{
    const struct il_buffer *buffer = &typist->buffer;
    const struct il_text *replaced = &typist->vi.insertion.replaced;
    size_t start = 0;
    for (size_t typed = typist->vi.insertion.start;
         typed < at && start < replaced->size; typed = il_buffer_next(buffer, typed)) {
        start = il_utf8_next(replaced->bytes, replaced->size, start);
    }
    return (struct il_range){start,
                             start < replaced->size
                                 ? il_utf8_next(replaced->bytes, replaced->size, start)
                                 : start};
}

enum il_wish il_insertion_back(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    const struct il_text *replaced = &typist->vi.insertion.replaced;
    size_t first = buffer->cursor;
    for (; count > 0 && buffer->cursor > 0; count--) {
        size_t end = buffer->cursor, at = il_buffer_previous(buffer, end);
        if (end > typist->vi.insertion.start) {
            struct il_range was = find_replaced(typist, at);
            const char *bytes = was.start < was.end ? replaced->bytes + was.start : "";
            if (!il_buffer_replace(buffer, at, end, bytes, was.end - was.start)) {
                return IL_WISH_NO_MEMORY;
            }
        }
        buffer->cursor = at;
    }
    return buffer->cursor == first ? IL_WISH_BELL : IL_WISH_NONE;
}

/* The end of what stands in the place of the text, when it is typed over the line. */
static size_t end_of_replaced(const struct il_buffer *buffer, size_t start, long count)
{
    size_t at = buffer->cursor, line = il_buffer_line_end(buffer, at);
    for (; count > 0 && at < line; count--) {
        for (size_t typed = start; typed < buffer->cursor && at < line;
             typed = il_buffer_next(buffer, typed)) {
            at = il_buffer_next(buffer, at);
        }
    }
    return at;
}

static enum il_wish insert_again(struct il_typist *typist, size_t start, bool is_lines,
                                 long count)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_text once = {0}, all = {0};
    if (is_lines) {
        il_text_add_char(&once, '\n');
    }
    if (buffer->cursor > start) {
        il_text_add(&once, buffer->text.bytes + start, buffer->cursor - start);
    }
    enum il_wish wish = il_typist_multiply(&once, count, &all);
    size_t cursor = buffer->cursor;
    size_t end = typist->mode == IL_MODE_VI_REPLACE
                     ? end_of_replaced(buffer, start, count)
                     : cursor;
    if (wish == IL_WISH_NONE) {
        wish = il_wish_of(il_buffer_replace(buffer, cursor, end, all.bytes, all.size));
    }
    buffer->cursor = wish == IL_WISH_NONE ? cursor + all.size : cursor;
    il_text_free(&once);
    il_text_free(&all);
    return wish;
}

enum il_wish il_insertion_end(struct il_typist *typist)
{
    struct il_insertion *insertion = &typist->vi.insertion;
    long count = insertion->count;
    bool is_some = insertion->is_lines || typist->buffer.cursor > insertion->start;
    insertion->count = 0;
    return count > 1 && is_some
               ? insert_again(typist, insertion->start, insertion->is_lines, count - 1)
               : IL_WISH_NONE;
}
