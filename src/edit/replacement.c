/* SPDX-License-Identifier: MIT
 * Characters of vi's that take the place of others. Cold.
 */
#include "edit/replacement.h"

#include "edit/key.h"

/* `r`: every one of `count` characters becomes this one. */
enum il_wish il_replacement_type(struct il_typist *typist, uint32_t key)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_text text = {0};
    char bytes[4];
    size_t size = key == IL_KEY_ENTER ? 1 : il_key_text(key, bytes);
    if (key == IL_KEY_ENTER) {
        bytes[0] = '\n';
    }
    size_t end = buffer->cursor, line = il_buffer_line_end(buffer, end);
    long count = il_vi_count(&typist->vi), left = count;
    for (; left > 0 && end < line && size > 0; left--) {
        end = il_buffer_next(buffer, end);
        il_text_add(&text, bytes, size);
    }
    if (left > 0) {
        il_text_free(&text);
        return il_vi_finish(typist, IL_WISH_BELL);
    }
    size_t start = buffer->cursor;
    bool is_done = il_text_is_whole(&text) &&
                   il_buffer_replace(buffer, start, end, text.bytes, text.size);
    bool goes_on = is_done && key == IL_KEY_ENTER; /* on the new line */
    buffer->cursor = is_done && !goes_on ? start + text.size - size
                     : is_done           ? start + text.size
                                         : start;
    il_text_free(&text);
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
