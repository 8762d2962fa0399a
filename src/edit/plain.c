/* SPDX-License-Identifier: MIT
 * One text read line by line, where there is no terminal to edit it on.
 */
#include "edit/face.h"

#include <string.h>

enum { PIECE = IL_INPUT_PIECE };

/* Where a text is read from that nobody edits. */
struct plain {
    inlet_editor *editor;
    struct il_tty ends;
};

static bool put(const struct plain *plain, const char *text)
{
    return text == NULL || il_tty_write(&plain->ends, text, strlen(text));
}

static enum il_editor_event print_posts(const struct plain *plain)
{
    struct il_text texts;
    il_post_take(&plain->editor->post, &texts);
    bool is_done =
        texts.size == 0 || il_tty_write(&plain->ends, texts.bytes, texts.size);
    il_text_free(&texts);
    return is_done ? IL_EDITOR_MORE : IL_EDITOR_NO_OUTPUT;
}

/* Read some bytes: INLET_EDIT_MORE, also if there are none yet. */
static inlet_edit_event fill(const struct plain *plain)
{
    inlet_editor *editor = plain->editor;
    char bytes[PIECE];
    size_t size = 0;
    if (il_post_take_stop(&editor->post)) {
        return INLET_EDIT_STOPPED;
    }
    if (!il_input_reserve(editor)) {
        return INLET_ENOMEM;
    }
    switch (il_tty_read(&plain->ends, il_post_has(&editor->post) ? 0 : -1,
                        il_post_descriptor(&editor->post), bytes, sizeof bytes,
                        &size)) {
    case IL_TTY_BYTES:
        il_text_add(&editor->input, bytes, size);
        return INLET_EDIT_MORE;
    case IL_TTY_END:
        return INLET_EDIT_END;
    default:
        return print_posts(plain) < 0 ? INLET_EIO : INLET_EDIT_MORE;
    }
}

/* The line's end does not belong to the text. */
static size_t without_return(const char *line, size_t size)
{
    return size > 0 && line[size - 1] == '\r' ? size - 1 : size;
}

/* Move a line, or the last bytes of all, to the text. False: there is none yet. */
static bool take_line(inlet_editor *editor, bool is_last)
{
    if (!il_input_is_left(editor)) {
        return false;
    }
    const char *rest = editor->input.bytes + editor->input_used;
    size_t size = editor->input.size - editor->input_used;
    const char *newline = memchr(rest, '\n', size);
    if (newline == NULL && !is_last) {
        return false;
    }
    size_t end = newline == NULL ? size : (size_t)(newline - rest);
    il_text_add(&editor->plain, rest, without_return(rest, end));
    il_input_use(editor, newline == NULL ? size : end + 1);
    return true;
}

/* Read a line behind the text. INLET_EDIT_MORE: here it is. */
static inlet_edit_event read_row(const struct plain *plain)
{
    inlet_editor *editor = plain->editor;
    inlet_edit_event event = INLET_EDIT_MORE;
    while (!take_line(editor, false)) {
        event = fill(plain);
        if (event == INLET_EDIT_END && il_input_is_left(editor)) {
            (void)take_line(editor, true);
            return INLET_EDIT_MORE;
        }
        if (event != INLET_EDIT_MORE) {
            return event;
        }
    }
    return il_text_is_whole(&editor->plain) ? INLET_EDIT_MORE : INLET_ENOMEM;
}

static bool is_whole(const inlet_editor *editor)
{
    const struct il_text *text = &editor->plain;
    return editor->config.is_complete == NULL ||
           editor->config.is_complete(editor->config.data,
                                      text->size == 0 ? "" : text->bytes, text->size);
}

static inlet_edit_event read_rows(const struct plain *plain, const char *prompt,
                                  const char *more)
{
    struct il_text *text = &plain->editor->plain;
    const char *before = text->size == 0 ? prompt : more;
    for (;;) {
        if (!put(plain, before)) {
            return INLET_EIO;
        }
        inlet_edit_event event = read_row(plain);
        if (event == INLET_EDIT_END && text->size > 0) {
            /* Nothing more comes: what there is was meant. */
            il_text_cut(text, text->size - 1);
            return INLET_EDIT_LINE;
        }
        if (event != INLET_EDIT_MORE || is_whole(plain->editor)) {
            return event == INLET_EDIT_MORE ? INLET_EDIT_LINE : event;
        }
        il_text_add_char(text, '\n');
        before = more;
    }
}

/* What was read becomes the text of the editor. */
static inlet_edit_event keep(inlet_editor *editor, inlet_edit_event event)
{
    struct il_buffer *buffer = &editor->core.typist.buffer;
    struct il_text *text = &editor->plain;
    if (event == INLET_EDIT_STOPPED) {
        return event;
    }
    il_buffer_clear(buffer);
    bool is_kept = text->size == 0 || il_buffer_insert(buffer, text->bytes, text->size);
    il_text_clear(text);
    return is_kept ? event : INLET_ENOMEM;
}

inlet_edit_event il_plain_read(inlet_editor *editor, int input, int output,
                               const char *prompt, const char *more)
{
    struct plain plain = {.editor = editor};
    inlet_status status = il_face_enter(editor);
    if (status < 0) {
        return status;
    }
    (void)il_tty_open(&plain.ends, input, output);
    editor->core.is_open = false;
    inlet_edit_event event = keep(editor, read_rows(&plain, prompt, more));
    return il_face_end(editor, event);
}
