/* SPDX-License-Identifier: MIT
 * What an editor sends: the text as it is now, or as it stays. Cold.
 */
#include "edit/display.h"

#include "edit/offer.h"
#include "edit/view.h"

enum { STRIP = 256 }; /* rows that are drawn at once when a text is left */

enum il_editor_event il_display_send(struct il_editor *editor)
{
    struct il_text *out = &editor->out;
    bool is_whole = il_text_is_whole(out);
    bool is_sent =
        is_whole && (out->size == 0 ||
                     editor->hooks.write(editor->hooks.data, out->bytes, out->size));
    il_text_clear(out);
    if (!is_sent) {
        editor->screen.is_lost = true;
    }
    return is_sent    ? IL_EDITOR_MORE
           : is_whole ? IL_EDITOR_NO_OUTPUT
                      : IL_EDITOR_NO_MEMORY;
}

/* Is what was asked for last still so? A letter that is typed makes no difference. */
static bool is_hint_known(const struct il_buffer *buffer, const struct il_hinted *last)
{
    size_t typed = buffer->edits - last->edits;
    if (typed == 0) {
        return buffer->cursor == last->cursor;
    }
    return last->edits > 0 && typed == 1 && buffer->cursor == last->cursor + 1 &&
           buffer->text.size == last->size + 1 &&
           il_offer_is_name(buffer->text.bytes[buffer->cursor - 1]);
}

/* The signature of the call around the cursor; it is asked for when the text or the
 * cursor has changed. */
static void update_hint(struct il_editor *editor)
{
    const struct il_buffer *buffer = &editor->typist.buffer;
    bool is_known = is_hint_known(buffer, &editor->hinted);
    editor->hinted =
        (struct il_hinted){buffer->edits, buffer->cursor, buffer->text.size};
    if (editor->hooks.describe == NULL || is_known) {
        return;
    }
    il_text_clear(&editor->hint);
    size_t start = 0, end = 0;
    if (!il_shade_may_call(&editor->shade, buffer->text.bytes, buffer->text.size,
                           buffer->cursor) ||
        !editor->hooks.describe(editor->hooks.data, buffer->text.bytes,
                                buffer->text.size, buffer->cursor, &editor->hint,
                                &start, &end) ||
        !il_text_is_whole(&editor->hint)) {
        il_text_clear(&editor->hint);
        start = end = 0;
    }
    bool is_inside = start <= end && end <= editor->hint.size;
    editor->active_start = is_inside ? start : 0;
    editor->active_end = is_inside ? end : 0;
}

enum il_editor_event il_display_show(struct il_editor *editor)
{
    update_hint(editor);
    il_view_draw(editor);
    if (!il_screen_update(&editor->screen, &editor->picture, &editor->out)) {
        il_text_clear(&editor->out);
        return IL_EDITOR_NO_MEMORY;
    }
    return il_display_send(editor);
}

/* Draw and write some more rows of a text that is left; the row that comes next. */
static size_t leave_rows(struct il_editor *editor, size_t first)
{
    size_t most = editor->rows < STRIP ? STRIP : editor->rows;
    size_t next = il_view_draw_left(editor, first, most);
    if (first == 0 && editor->layout.count > editor->rows) {
        il_screen_erase(&editor->screen, &editor->out);
    } else if (first > 0) {
        il_screen_finish(&editor->screen, &editor->out);
    }
    if (!il_screen_update(&editor->screen, &editor->picture, &editor->out)) {
        il_text_clear(&editor->out);
        return editor->layout.count;
    }
    return next;
}

/* The text as it stays on the terminal: all of it, with nothing below. What is taller
 * than the terminal is written from its beginning and scrolls through, strip by strip:
 * a picture of all of it would be large. */
enum il_editor_event il_display_leave(struct il_editor *editor)
{
    size_t next = 0;
    il_offer_close(editor);
    do {
        next = leave_rows(editor, next);
    } while (next < editor->layout.count);
    il_screen_finish(&editor->screen, &editor->out);
    editor->top = 0;
    return il_display_send(editor);
}
