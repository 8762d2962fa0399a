/* SPDX-License-Identifier: MIT
 * Commands that kill, copy and put back. Cold.
 */
#include "edit/motion.h"
#include "edit/typist.h"
#include "edit/verbs.h"

/* ---- killing ---- */

/* Kill from the cursor to `at`, on whichever side that is. */
static enum il_wish kill_to(struct il_typist *typist, size_t at)
{
    size_t cursor = typist->buffer.cursor;
    return at < cursor ? il_typist_kill(typist, at, cursor)
                       : il_typist_kill(typist, cursor, at);
}

typedef enum il_wish (*kill_fn)(struct il_typist *typist);

/* The same `count` times; what all of them kill is one text. */
static enum il_wish repeat(struct il_typist *typist, long count, kill_fn kill)
{
    enum il_wish wish = count == 0 ? IL_WISH_BELL : IL_WISH_NONE;
    for (; count > 0 && wish == IL_WISH_NONE; count--) {
        wish = kill(typist);
        typist->last_flags |= IL_COMMAND_KILLS;
    }
    return wish;
}

static enum il_wish kill_rest(struct il_typist *typist)
{
    const struct il_buffer *buffer = &typist->buffer;
    size_t end = il_buffer_line_end(buffer, buffer->cursor);
    bool is_newline = end == buffer->cursor && end < buffer->text.size;
    return kill_to(typist, end + is_newline);
}

static enum il_wish kill_begun(struct il_typist *typist)
{
    const struct il_buffer *buffer = &typist->buffer;
    size_t start = il_buffer_line_start(buffer, buffer->cursor);
    bool is_newline = start == buffer->cursor && start > 0;
    return kill_to(typist, start - is_newline);
}

static enum il_wish kill_word(struct il_typist *typist)
{
    return kill_to(typist, il_motion_word_end(&typist->buffer, typist->buffer.cursor));
}

static enum il_wish kill_word_before(struct il_typist *typist)
{
    return kill_to(typist,
                   il_motion_word_start(&typist->buffer, typist->buffer.cursor));
}

static enum il_wish kill_argument(struct il_typist *typist)
{
    return kill_to(typist,
                   il_motion_argument_start(&typist->buffer, typist->buffer.cursor));
}

enum il_wish il_cut_line(struct il_typist *typist, long count)
{
    return count < 0 ? repeat(typist, -count, kill_begun)
                     : repeat(typist, count, kill_rest);
}

enum il_wish il_cut_backward_line(struct il_typist *typist, long count)
{
    return il_cut_line(typist, -count);
}

enum il_wish il_cut_word(struct il_typist *typist, long count)
{
    return count < 0 ? repeat(typist, -count, kill_word_before)
                     : repeat(typist, count, kill_word);
}

enum il_wish il_cut_backward_word(struct il_typist *typist, long count)
{
    return il_cut_word(typist, -count);
}

enum il_wish il_cut_whole_line(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t start = il_buffer_line_start(buffer, buffer->cursor), end = start;
    for (; count > 0 && end < buffer->text.size; count--) {
        end = il_buffer_line_end(buffer, end);
        end += end < buffer->text.size;
    }
    return il_typist_kill(typist, start, end);
}

enum il_wish il_cut_region(struct il_typist *typist, long count)
{
    struct il_range region = il_buffer_region(&typist->buffer);
    return typist->buffer.is_selected ? il_typist_kill(typist, region.start, region.end)
                                      : repeat(typist, count, kill_argument);
}

enum il_wish il_cut_copy(struct il_typist *typist, long count)
{
    struct il_range region = il_buffer_region(&typist->buffer);
    (void)count;
    enum il_wish wish = il_typist_copy(typist, region.start, region.end, false);
    typist->buffer.is_selected = typist->is_shifted = false;
    return wish;
}

/* ---- the mark ---- */

enum il_wish il_cut_set_mark(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    (void)count;
    bool ends = buffer->is_selected && buffer->mark == buffer->cursor;
    il_buffer_select(buffer, buffer->cursor, !ends);
    typist->is_shifted = false;
    return IL_WISH_NONE;
}

enum il_wish il_cut_exchange(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    (void)count;
    if (!buffer->has_mark) {
        return IL_WISH_BELL;
    }
    size_t mark = buffer->mark;
    il_buffer_select(buffer, buffer->cursor, true);
    buffer->cursor = mark;
    return IL_WISH_NONE;
}

enum il_wish il_cut_select_all(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    (void)count;
    il_buffer_select(buffer, buffer->text.size, true);
    buffer->cursor = 0;
    return IL_WISH_NONE;
}

/* ---- putting back ---- */

/* Put a text in the place of [start, end), and remember where it is. */
static enum il_wish put(struct il_typist *typist, const struct il_kill_slot *slot,
                        size_t start, size_t end)
{
    struct il_buffer *buffer = &typist->buffer;
    if (slot == NULL) {
        return IL_WISH_BELL;
    }
    if (!il_buffer_replace(buffer, start, end, slot->text.bytes, slot->text.size)) {
        return IL_WISH_NO_MEMORY;
    }
    buffer->cursor = start + slot->text.size;
    typist->yanked = (struct il_range){start, buffer->cursor};
    typist->yanked_edits = buffer->edits;
    return IL_WISH_NONE;
}

enum il_wish il_cut_yank(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_range range = {buffer->cursor, buffer->cursor};
    if (buffer->is_selected && typist->is_shifted) {
        range = il_buffer_region(buffer);
    }
    const struct il_kill_slot *slot = il_kill_newest(&typist->kill);
    if (count != 1 && slot != NULL) {
        slot = il_kill_turn(&typist->kill, count > 0 ? count - 1 : count);
    }
    enum il_wish wish = put(typist, slot, range.start, range.end);
    if (wish == IL_WISH_NONE) {
        il_buffer_select(buffer, range.start, false);
    }
    return wish;
}

enum il_wish il_cut_yank_pop(struct il_typist *typist, long count)
{
    if ((typist->last_flags & IL_COMMAND_YANKS) == 0 ||
        typist->yanked_edits != typist->buffer.edits) {
        return IL_WISH_BELL;
    }
    return put(typist, il_kill_turn(&typist->kill, count), typist->yanked.start,
               typist->yanked.end);
}
