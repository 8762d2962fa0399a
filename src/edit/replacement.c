/* SPDX-License-Identifier: MIT
 * Characters of vi's that take the place of others. Cold.
 */
#include "edit/replacement.h"

#include "edit/key.h"

/* The bytes that `r` puts in the place of a character. */
static size_t bytes_of(uint32_t key, char bytes[4])
{
    bytes[0] = '\n';
    return key == IL_KEY_ENTER ? 1 : il_key_text(key, bytes);
}

/* Every character of a range becomes `once`, but for the ends of lines. */
static bool replace_each(struct il_buffer *buffer, struct il_range range,
                         const char *once, size_t size)
{
    struct il_text text = {0};
    for (size_t at = range.start; at < range.end; at = il_buffer_next(buffer, at)) {
        bool is_newline = buffer->text.bytes[at] == '\n';
        il_text_add(&text, is_newline ? "\n" : once, is_newline ? 1 : size);
    }
    bool is_done =
        il_text_is_whole(&text) &&
        il_buffer_replace(buffer, range.start, range.end, text.bytes, text.size);
    il_text_free(&text);
    return is_done;
}

enum il_wish il_replacement_type_selected(struct il_typist *typist, uint32_t key)
{
    char bytes[4];
    size_t size = bytes_of(key, bytes);
    if (size == 0) {
        return il_vi_finish(typist, IL_WISH_BELL);
    }
    struct il_range range = il_vi_selection(typist);
    il_vi_set_mode(typist, IL_MODE_VI_NORMAL);
    bool is_done = replace_each(&typist->buffer, range, bytes, size);
    typist->buffer.cursor = is_done ? range.start : typist->buffer.cursor;
    return il_vi_finish(typist, il_wish_of(is_done));
}

/* `r`: every one of `count` characters becomes this one, or all of them a line end. */
enum il_wish il_replacement_type(struct il_typist *typist, uint32_t key)
{
    struct il_buffer *buffer = &typist->buffer;
    char bytes[4];
    size_t size = bytes_of(key, bytes), start = buffer->cursor;
    size_t end = start, line = il_buffer_line_end(buffer, end);
    long count = il_vi_count(&typist->vi), left = count;
    for (; left > 0 && end < line && size > 0; left--) {
        end = il_buffer_next(buffer, end);
    }
    if (left > 0) {
        return il_vi_finish(typist, IL_WISH_BELL);
    }
    bool is_enter = key == IL_KEY_ENTER;
    bool is_done =
        is_enter ? il_buffer_replace(buffer, start, end, "\n", 1)
                 : replace_each(buffer, (struct il_range){start, end}, bytes, size);
    buffer->cursor = !is_done   ? start
                     : is_enter ? start + 1
                                : start + size * (size_t)(count - 1);
    return il_vi_finish(typist, il_wish_of(is_done));
}

enum il_wish il_replacement_swap_case(struct il_typist *typist)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t end = buffer->cursor, line = il_buffer_line_end(buffer, end);
    for (long count = il_vi_count(&typist->vi); count > 0 && end < line; count--) {
        end = il_buffer_next(buffer, end);
    }
    if (end == buffer->cursor) {
        return il_vi_finish(typist, IL_WISH_BELL);
    }
    struct il_range range = {buffer->cursor, end};
    size_t left = buffer->text.size - end;
    enum il_wish wish = il_change_case_of(typist, range, '~');
    buffer->cursor = wish == IL_WISH_NONE ? buffer->text.size - left : buffer->cursor;
    return il_vi_finish(typist, wish);
}
