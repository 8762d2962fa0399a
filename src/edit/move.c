/* SPDX-License-Identifier: MIT
 * Commands that move. Cold.
 */
#include <stdlib.h>

#include "edit/motion.h"
#include "edit/typist.h"
#include "edit/verbs.h"

typedef size_t (*step_fn)(const struct il_buffer *buffer, size_t at);

/* `count` steps, back if it is negative, as far as there are some. */
static size_t walk(const struct il_typist *typist, long count, step_fn forth,
                   step_fn back)
{
    const struct il_buffer *buffer = &typist->buffer;
    step_fn step = count < 0 ? back : forth;
    size_t at = buffer->cursor, before = SIZE_MAX;
    for (count = labs(count); count > 0 && at != before; count--) {
        before = at;
        at = step(buffer, at);
    }
    return at;
}

static bool is_at_end(const struct il_typist *typist, long count)
{
    return count > 0 && typist->buffer.cursor == typist->buffer.text.size;
}

enum il_wish il_move_forward_char(struct il_typist *typist, long count)
{
    if (is_at_end(typist, count)) {
        return IL_WISH_TAKE_SUGGESTION;
    }
    return il_typist_move(typist,
                          walk(typist, count, il_buffer_next, il_buffer_previous));
}

enum il_wish il_move_backward_char(struct il_typist *typist, long count)
{
    return il_typist_move(typist,
                          walk(typist, -count, il_buffer_next, il_buffer_previous));
}

enum il_wish il_move_forward_word(struct il_typist *typist, long count)
{
    if (is_at_end(typist, count)) {
        return IL_WISH_TAKE_SUGGESTED_WORD;
    }
    return il_typist_move(
        typist, walk(typist, count, il_motion_word_end, il_motion_word_start));
}

enum il_wish il_move_backward_word(struct il_typist *typist, long count)
{
    return il_typist_move(
        typist, walk(typist, -count, il_motion_word_end, il_motion_word_start));
}

enum il_wish il_move_forward_paragraph(struct il_typist *typist, long count)
{
    return il_typist_move(typist, walk(typist, count, il_motion_paragraph_end,
                                       il_motion_paragraph_start));
}

enum il_wish il_move_backward_paragraph(struct il_typist *typist, long count)
{
    return il_move_forward_paragraph(typist, -count);
}

/* ---- ends ---- */

enum il_wish il_move_line_start(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    (void)count;
    return il_typist_move(typist, il_buffer_line_start(buffer, buffer->cursor));
}

enum il_wish il_move_line_end(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    if (is_at_end(typist, count)) {
        return IL_WISH_TAKE_SUGGESTION;
    }
    return il_typist_move(typist, il_buffer_line_end(buffer, buffer->cursor));
}

enum il_wish il_move_indentation(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    (void)count;
    return il_typist_move(typist, il_buffer_indent_end(buffer, buffer->cursor));
}

/* To an end of the text; where one had been is kept in the mark. */
static enum il_wish go_to_end(struct il_typist *typist, size_t at)
{
    if (!typist->buffer.is_selected) {
        il_buffer_select(&typist->buffer, typist->buffer.cursor, false);
    }
    return il_typist_move(typist, at);
}

enum il_wish il_move_buffer_start(struct il_typist *typist, long count)
{
    (void)count;
    return go_to_end(typist, 0);
}

enum il_wish il_move_buffer_end(struct il_typist *typist, long count)
{
    (void)count;
    return go_to_end(typist, typist->buffer.text.size);
}

/* ---- rows ---- */

/* Rows further down, at the column where the row of such moves has begun. */
static enum il_wish move_rows(struct il_typist *typist, long rows)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t goal =
        buffer->has_goal ? buffer->goal : il_buffer_column(buffer, buffer->cursor);
    long left;
    size_t line = il_motion_line(buffer, buffer->cursor, rows, &left);
    if (left == rows && rows != 0) {
        return rows < 0 ? IL_WISH_PREFIX_BACK : IL_WISH_PREFIX_FORTH;
    }
    enum il_wish wish = il_typist_move(typist, il_buffer_at_column(buffer, line, goal));
    buffer->goal = goal;
    buffer->has_goal = true;
    return wish;
}

enum il_wish il_move_next_line(struct il_typist *typist, long count)
{
    return move_rows(typist, count);
}

enum il_wish il_move_previous_line(struct il_typist *typist, long count)
{
    return move_rows(typist, -count);
}

/* ---- brackets ---- */

enum il_wish il_move_forward_bracket(struct il_typist *typist, long count)
{
    const struct il_buffer *buffer = &typist->buffer;
    if (count < 0) {
        return il_move_backward_bracket(typist, -count);
    }
    size_t found = il_motion_bracket(buffer, buffer->cursor);
    if (found == SIZE_MAX || found < buffer->cursor) {
        return IL_WISH_BELL;
    }
    return il_typist_move(typist, found + 1);
}

enum il_wish il_move_backward_bracket(struct il_typist *typist, long count)
{
    const struct il_buffer *buffer = &typist->buffer;
    if (count < 0) {
        return il_move_forward_bracket(typist, -count);
    }
    if (buffer->cursor == 0) {
        return IL_WISH_BELL;
    }
    size_t found = il_motion_bracket(buffer, buffer->cursor - 1);
    return found > buffer->cursor ? IL_WISH_BELL : il_typist_move(typist, found);
}
