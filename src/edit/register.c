/* SPDX-License-Identifier: MIT
 * vi's registers: what was deleted and copied, and putting it back. Cold.
 */
#include "edit/register.h"

#include <string.h>

static void end_line(struct il_text *text)
{
    if (text->size == 0 || text->bytes[text->size - 1] != '\n') {
        il_text_add_char(text, '\n');
    }
}

/* Lines and other text together are lines, each of them. */
static bool append(struct il_kill_slot *slot, const struct il_text *more, bool is_lines)
{
    struct il_text all = {0};
    is_lines = is_lines || slot->is_lines;
    il_text_add(&all, slot->text.bytes, slot->text.size);
    if (is_lines) {
        end_line(&all);
    }
    il_text_add(&all, more->bytes, more->size);
    if (is_lines) {
        end_line(&all);
    }
    if (!il_text_is_whole(&all)) {
        il_text_free(&all);
        return false;
    }
    il_text_free(&slot->text);
    *slot = (struct il_kill_slot){.text = all, .is_lines = is_lines};
    return true;
}

/* Keep a text where the command says: `"a` anew, `"A` at its end, `"_` nowhere. */
static bool keep(struct il_typist *typist, const struct il_text *text, bool is_lines)
{
    struct il_vi *vi = &typist->vi;
    uint32_t name = vi->register_key | 0x20;
    const char *bytes = text->size == 0 ? "" : text->bytes;
    if (vi->register_key == '_') {
        return true;
    }
    if (name < 'a' || name > 'z') {
        return il_kill_add(&typist->kill, IL_KILL_NEW, bytes, text->size, is_lines);
    }
    struct il_kill_slot *slot = &vi->registers[name - 'a'];
    if (vi->register_key != name && slot->text.size > 0) {
        return append(slot, text, is_lines);
    }
    bool is_kept = il_text_replace(&slot->text, 0, slot->text.size, bytes, text->size);
    slot->is_lines = is_kept ? is_lines : slot->is_lines;
    return is_kept;
}

bool il_register_keep(struct il_typist *typist, struct il_range range, bool is_lines)
{
    struct il_text text = {0};
    if (range.end > range.start) {
        il_text_add(&text, typist->buffer.text.bytes + range.start,
                    range.end - range.start);
    }
    if (is_lines) {
        end_line(&text);
    }
    bool is_kept = il_text_is_whole(&text) && keep(typist, &text, is_lines);
    il_text_free(&text);
    return is_kept;
}

const struct il_kill_slot *il_register_find(struct il_typist *typist)
{
    struct il_vi *vi = &typist->vi;
    uint32_t name = vi->register_key | 0x20;
    if (name < 'a' || name > 'z') {
        return il_kill_newest(&typist->kill);
    }
    const struct il_kill_slot *slot = &vi->registers[name - 'a'];
    return slot->text.size == 0 ? NULL : slot;
}

/* `p` and `P`: put what was kept behind the cursor, or before it; at its last character
 * one goes on, but of several lines at the first. */
static enum il_wish put_text(struct il_typist *typist, const struct il_text *text,
                             size_t at)
{
    struct il_buffer *buffer = &typist->buffer;
    if (!il_buffer_replace(buffer, at, at, text->bytes, text->size)) {
        return IL_WISH_NO_MEMORY;
    }
    bool is_long = memchr(text->bytes, '\n', text->size) != NULL;
    buffer->cursor = is_long ? at : il_buffer_previous(buffer, at + text->size);
    return IL_WISH_NONE;
}

static enum il_wish put_lines(struct il_typist *typist, const struct il_text *text,
                              bool is_behind)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t end = il_buffer_line_end(buffer, buffer->cursor);
    size_t at = is_behind ? end : il_buffer_line_start(buffer, buffer->cursor);
    bool is_done =
        is_behind
            ? il_buffer_replace(buffer, at, at, "\n", 1) &&
                  il_buffer_replace(buffer, at + 1, at + 1, text->bytes, text->size - 1)
            : il_buffer_replace(buffer, at, at, text->bytes, text->size);
    if (is_done) {
        buffer->cursor = il_buffer_indent_end(buffer, at + is_behind);
    }
    return il_wish_of(is_done);
}

/* Put a text behind the cursor, or before it; lines below its line, or above it. */
static enum il_wish put_kept(struct il_typist *typist, const struct il_text *text,
                             bool is_lines, bool is_behind)
{
    struct il_buffer *buffer = &typist->buffer;
    if (is_lines) {
        return put_lines(typist, text, is_behind);
    }
    bool steps =
        is_behind && buffer->cursor < il_buffer_line_end(buffer, buffer->cursor);
    return put_text(typist, text,
                    steps ? il_buffer_next(buffer, buffer->cursor) : buffer->cursor);
}

/* A selection is replaced, and kept in turn. */
static bool replace_selection(struct il_typist *typist)
{
    struct il_range range = il_vi_selection(typist);
    il_vi_set_mode(typist, IL_MODE_VI_NORMAL);
    typist->vi.register_key = 0;
    if (!il_register_keep(typist, range, false) ||
        !il_buffer_delete(&typist->buffer, range.start, range.end)) {
        return false;
    }
    typist->buffer.cursor = range.start;
    return true;
}

/* `p` and `P`. What is put stays itself while a selection takes its place. */
enum il_wish il_register_put(struct il_typist *typist, bool is_behind)
{
    const struct il_kill_slot *slot = il_register_find(typist);
    struct il_text text = {0};
    bool was_visual = il_vi_is_visual(typist);
    if (slot == NULL) {
        return il_vi_finish(typist, IL_WISH_BELL);
    }
    bool is_lines = slot->is_lines;
    enum il_wish wish =
        il_typist_multiply(&slot->text, il_vi_count(&typist->vi), &text);
    if (wish == IL_WISH_NONE && was_visual) {
        wish = il_wish_of(replace_selection(typist));
    }
    if (wish == IL_WISH_NONE) {
        wish = put_kept(typist, &text, is_lines, is_behind && !was_visual);
    }
    il_text_free(&text);
    return il_vi_finish(typist, wish);
}
