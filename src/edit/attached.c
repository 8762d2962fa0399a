/* SPDX-License-Identifier: MIT
 * An editor on a terminal of its own, and one text read from it.
 */
#include "edit/face.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "edit/outside.h"

enum { PIECE = IL_INPUT_PIECE };

/* ---- the terminal ---- */

static enum il_editor_event follow_size(inlet_editor *editor)
{
    size_t columns, rows;
    il_tty_measure(&editor->tty, &columns, &rows);
    return columns == editor->core.columns && rows == editor->core.rows
               ? IL_EDITOR_MORE
               : il_editor_resize(&editor->core, columns, rows, false);
}

static inlet_status enter(inlet_editor *editor, const struct il_tty *tty)
{
    size_t columns, rows;
    editor->tty = *tty;
    if (!il_tty_enter(&editor->tty)) {
        return INLET_EIO;
    }
    editor->is_attached = true;
    il_tty_measure(&editor->tty, &columns, &rows);
    il_editor_move(&editor->core, columns, rows);
    return INLET_DONE;
}

static void give_back(inlet_editor *editor)
{
    if (editor->is_attached) {
        il_tty_leave(&editor->tty);
        editor->is_attached = false;
    }
}

static bool is_at(const inlet_editor *editor, int input, int output)
{
    return editor->is_attached && editor->tty.input == input &&
           editor->tty.output == output;
}

inlet_status inlet_editor_attach(inlet_editor *editor, int input, int output)
{
    struct il_tty tty;
    inlet_status status = il_face_enter(editor);
    if (status < 0 || is_at(editor, input, output)) {
        return status < 0 ? status : il_face_end(editor, INLET_DONE);
    }
    if (!il_tty_open(&tty, input, output) || !il_style_is_capable(NULL, NULL)) {
        return il_face_end(editor, INLET_PASS);
    }
    give_back(editor);
    /* Handlers of signals may want something from now on. */
    (void)il_post_descriptor(&editor->post);
    return il_face_end(editor, enter(editor, &tty));
}

void inlet_editor_detach(inlet_editor *editor)
{
    if (il_face_enter(editor) == INLET_DONE) {
        give_back(editor);
        il_face_end(editor, INLET_DONE);
    }
}

void inlet_editor_rescue(void) { il_tty_rescue(); }

/* ---- what was typed ---- */

bool il_input_is_left(const inlet_editor *editor)
{
    return editor->input_used < editor->input.size;
}

bool il_attached_has_input(const inlet_editor *editor)
{
    return editor->is_attached && editor->core.is_open && il_input_is_left(editor);
}

/* When all bytes are used, they make room. */
void il_input_use(inlet_editor *editor, size_t size)
{
    editor->input_used += size;
    if (!il_input_is_left(editor)) {
        il_text_clear(&editor->input);
        editor->input_used = 0;
    }
}

bool il_input_reserve(inlet_editor *editor)
{
    return il_text_reserve(&editor->input, PIECE);
}

static enum il_editor_event read_keys(inlet_editor *editor)
{
    size_t size = 0;
    char bytes[PIECE];
    if (!il_input_reserve(editor)) {
        return IL_EDITOR_NO_MEMORY;
    }
    switch (il_tty_read(&editor->tty, 0, -1, bytes, sizeof bytes, &size)) {
    case IL_TTY_BYTES:
        il_text_add(&editor->input, bytes, size);
        return IL_EDITOR_MORE;
    case IL_TTY_END:
        return IL_EDITOR_NO_OUTPUT;
    default:
        return IL_EDITOR_MORE;
    }
}

enum il_editor_event il_attached_attend(inlet_editor *editor)
{
    enum il_editor_event event = follow_size(editor);
    if (event == IL_EDITOR_MORE && !il_input_is_left(editor)) {
        event = read_keys(editor);
    }
    if (event != IL_EDITOR_MORE || !il_input_is_left(editor)) {
        return event;
    }
    size_t used = 0;
    event = il_face_feed(editor, editor->input.bytes + editor->input_used,
                         editor->input.size - editor->input_used, &used);
    il_input_use(editor, used);
    return event;
}

/* ---- one text, on a terminal ---- */

static void wait_for(inlet_editor *editor, int input)
{
    struct pollfd waits[2] = {
        {.fd = input, .events = POLLIN},
        {.fd = il_post_descriptor(&editor->post), .events = POLLIN}};
    (void)poll(waits, 2, inlet_editor_wait(editor));
}

/* The terminal was given back for a while. */
static inlet_edit_event come_back(inlet_editor *editor, const struct il_tty *tty)
{
    inlet_status status = inlet_editor_attach(editor, tty->input, tty->output);
    return status == INLET_DONE ? INLET_EDIT_MORE : status < 0 ? status : INLET_EIO;
}

/* The process stops here, and goes on here. */
static inlet_edit_event stop_process(inlet_editor *editor)
{
    struct il_tty tty = editor->tty;
    inlet_editor_detach(editor);
    (void)raise(SIGTSTP);
    inlet_edit_event event = come_back(editor, &tty);
    return event == INLET_EDIT_MORE ? inlet_editor_show(editor) : event;
}

static inlet_edit_event complain(inlet_editor *editor, int error)
{
    char line[160];
    int size = snprintf(line, sizeof line, "The editor: %s\n", strerror(error));
    return inlet_editor_print(editor, line, (size_t)size);
}

static inlet_edit_event edit_outside(inlet_editor *editor)
{
    struct il_tty tty = editor->tty;
    struct il_text edited = {0};
    size_t size;
    const char *text = inlet_editor_text(editor, &size);
    bool is_python = editor->config.language == INLET_EDITOR_PYTHON;
    inlet_editor_detach(editor);
    int error = il_outside_edit(&tty, is_python ? ".py" : ".txt", text, size, &edited);
    inlet_edit_event event = come_back(editor, &tty);
    if (event == INLET_EDIT_MORE) {
        event = error != 0 ? complain(editor, error)
                           : inlet_editor_set(editor, edited.bytes, edited.size);
    }
    il_text_free(&edited);
    return event;
}

static inlet_edit_event edit(inlet_editor *editor)
{
    inlet_edit_event event = INLET_EDIT_MORE;
    while (event == INLET_EDIT_MORE) {
        wait_for(editor, editor->tty.input);
        event = inlet_editor_attend(editor);
        if (event == INLET_EDIT_SUSPEND) {
            event = stop_process(editor);
        } else if (event == INLET_EDIT_OUTSIDE) {
            event = edit_outside(editor);
        }
    }
    return event;
}

static bool is_unfinished(inlet_edit_event event)
{
    return event == INLET_EDIT_HELP || event == INLET_EDIT_STOPPED;
}

static inlet_edit_event read_attached(inlet_editor *editor, const char *prompt,
                                      const char *more)
{
    inlet_edit_event event = editor->is_going_on && editor->core.is_open
                                 ? inlet_editor_show(editor)
                                 : inlet_editor_begin(editor, prompt, more);
    if (event == INLET_EDIT_MORE) {
        event = edit(editor);
    }
    if (event == INLET_EDIT_STOPPED && editor->core.is_open) {
        (void)inlet_editor_leave(editor);
    }
    editor->is_going_on = is_unfinished(event);
    int error = errno;
    inlet_editor_detach(editor);
    errno = error;
    return event;
}

/* ---- one text ---- */

static void remember(inlet_editor *editor)
{
    size_t size;
    const char *text = inlet_editor_text(editor, &size);
    if (editor->history != NULL && editor->settings.history_limit > 0) {
        (void)inlet_history_add(editor->history, text, size);
    }
}

inlet_edit_event inlet_editor_read_line(inlet_editor *editor, int input, int output,
                                        const char *prompt, const char *more)
{
    inlet_status status = inlet_editor_attach(editor, input, output);
    if (status < 0) {
        return status;
    }
    inlet_edit_event event = status == INLET_PASS
                                 ? il_plain_read(editor, input, output, prompt, more)
                                 : read_attached(editor, prompt, more);
    if (event == INLET_EDIT_LINE) {
        remember(editor);
    }
    return event;
}
