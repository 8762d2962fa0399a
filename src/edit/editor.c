/* SPDX-License-Identifier: MIT
 * The editor: what ties keys, text and screen together.
 *
 * Bytes become keys, keys change the text or become wishes, wishes are fulfilled here;
 * when all bytes are used, or an event has come, the terminal is brought up to date.
 */
#include "edit/editor.h"

#include <string.h>

#include "edit/display.h"
#include "edit/entry.h"
#include "edit/offer.h"

enum { PASTE_LIMIT = 64 << 20 };
enum { PATIENCE = 50, PASTE_PATIENCE = 250 }; /* milliseconds */

static enum il_editor_event end_with(struct il_editor *editor,
                                     enum il_editor_event event)
{
    enum il_editor_event sent = il_display_leave(editor);
    editor->is_open = false;
    return sent < 0 ? sent : event;
}

/* ---- Enter ---- */

/* In the middle of several lines Enter makes another one, whatever they are. */
static bool is_to_be_run(const struct il_editor *editor)
{
    const struct il_text *text = &editor->typist.buffer.text;
    size_t cursor = editor->typist.buffer.cursor;
    bool is_last = cursor == text->size ||
                   memchr(text->bytes + cursor, '\n', text->size - cursor) == NULL;
    return is_last && (editor->hooks.is_complete == NULL ||
                       editor->hooks.is_complete(editor->hooks.data,
                                                 il_editor_text(editor), text->size));
}

static enum il_editor_event accept(struct il_editor *editor, enum il_wish *wish)
{
    if (is_to_be_run(editor)) {
        return end_with(editor, IL_EDITOR_LINE);
    }
    *wish = il_typist_newline(&editor->typist);
    return IL_EDITOR_MORE;
}

/* Do what a command could not. `wish` becomes what there is to tell the user. */
static enum il_editor_event fulfil(struct il_editor *editor, enum il_wish *wish)
{
    switch (*wish) {
    case IL_WISH_ACCEPT:
        return accept(editor, wish);
    case IL_WISH_COMPLETE:
    case IL_WISH_COMPLETE_BACK:
        *wish = il_offer_open(editor, *wish == IL_WISH_COMPLETE_BACK);
        return IL_EDITOR_MORE;
    case IL_WISH_TAKE_SUGGESTION:
    case IL_WISH_TAKE_SUGGESTED_WORD:
        *wish = il_entry_take_suggestion(editor, *wish == IL_WISH_TAKE_SUGGESTED_WORD);
        return IL_EDITOR_MORE;
    case IL_WISH_END_OF_FILE:
        return end_with(editor, IL_EDITOR_END);
    case IL_WISH_INTERRUPT:
        il_typist_stop(&editor->typist);
        return end_with(editor, IL_EDITOR_INTERRUPT);
    case IL_WISH_SUSPEND:
    case IL_WISH_EDIT:
    case IL_WISH_HELP: {
        static const enum il_editor_event events[] = {
            [IL_WISH_SUSPEND] = IL_EDITOR_SUSPEND,
            [IL_WISH_EDIT] = IL_EDITOR_EDIT,
            [IL_WISH_HELP] = IL_EDITOR_HELP,
        };
        enum il_editor_event sent = il_display_leave(editor);
        return sent < 0 ? sent : events[*wish];
    }
    case IL_WISH_CLEAR_SCREEN:
        il_screen_clear(&editor->screen, &editor->out);
        return IL_EDITOR_MORE;
    case IL_WISH_REDRAW:
        editor->screen.is_lost = true;
        return IL_EDITOR_MORE;
    case IL_WISH_ABORT:
        il_offer_close(editor);
        return IL_EDITOR_MORE;
    default:
        return il_entry_fulfil(editor, wish);
    }
}

/* ---- keys ---- */

/* `edits` is what the buffer had before the key, if the typist did not see that. */
static enum il_editor_event settle_from(struct il_editor *editor, enum il_wish wish,
                                        size_t edits)
{
    enum il_editor_event event = fulfil(editor, &wish);
    if (editor->typist.buffer.edits != edits) {
        /* The text is not what the command before has left: no yank-pop goes on. */
        editor->typist.last_flags = 0;
        editor->typist.buffer.has_goal = false;
    }
    if (event != IL_EDITOR_MORE) {
        return event;
    }
    il_offer_follow(editor);
    if (wish == IL_WISH_BELL) {
        il_text_add_char(&editor->out, '\a');
    }
    return wish == IL_WISH_NO_MEMORY ? IL_EDITOR_NO_MEMORY : IL_EDITOR_MORE;
}

static enum il_editor_event settle(struct il_editor *editor, enum il_wish wish)
{
    return settle_from(editor, wish, editor->typist.buffer.edits);
}

static enum il_editor_event take_key(struct il_editor *editor, uint32_t key)
{
    enum il_wish wish;
    size_t edits = editor->typist.buffer.edits;
    if (editor->recall.is_searching && il_entry_take_key(editor, key, &wish)) {
        return settle_from(editor, wish, edits);
    }
    if (editor->has_menu && il_offer_key(editor, key, &wish)) {
        return settle_from(editor, wish, edits);
    }
    return settle(editor, il_typist_key(&editor->typist, key));
}

/* A search goes no further, and its find is the text. */
static void end_search(struct il_editor *editor)
{
    if (editor->recall.is_searching) {
        (void)il_entry_stop_search(editor, true);
    }
}

static enum il_editor_event paste(struct il_editor *editor, const char *text,
                                  size_t size)
{
    return settle(editor, il_typist_paste(&editor->typist, text, size));
}

static enum il_editor_event take_paste(struct il_editor *editor, const char *text,
                                       size_t size)
{
    il_offer_close(editor);
    end_search(editor);
    return paste(editor, text, size);
}

/* All of it or a part; if the text is still what the part before has made it, they are
 * one change. */
static enum il_editor_event take_marked_paste(struct il_editor *editor, bool is_last)
{
    const struct il_text *text = &editor->keys.paste;
    const struct il_buffer *buffer = &editor->typist.buffer;
    bool goes_on = editor->is_pasting && editor->pasted == buffer->edits;
    editor->is_pasting = !is_last;
    if (!il_text_is_whole(text)) {
        return IL_EDITOR_NO_MEMORY;
    }
    enum il_editor_event event =
        goes_on ? settle(editor,
                         il_typist_paste_more(&editor->typist, text->bytes, text->size))
                : take_paste(editor, text->bytes, text->size);
    editor->pasted = buffer->edits;
    return event;
}

/* If the first line of a burst was read alone, the one behind it was indented. */
static bool take_margin_back(struct il_editor *editor)
{
    struct il_buffer *buffer = &editor->typist.buffer;
    size_t start = il_buffer_line_start(buffer, buffer->cursor);
    bool is_hurried = editor->hurried == buffer->edits &&
                      il_buffer_indent_end(buffer, buffer->cursor) == buffer->cursor;
    return !is_hurried || il_buffer_delete(buffer, start, buffer->cursor);
}

/* A paste without marks; the last of its line ends is Enter. */
static enum il_editor_event take_burst(struct il_editor *editor)
{
    size_t size = editor->keys.paste.size;
    bool has_end = size > 0 && editor->keys.paste.bytes[size - 1] == '\n';
    if (!take_margin_back(editor)) {
        return IL_EDITOR_NO_MEMORY;
    }
    if (!il_text_is_whole(&editor->keys.paste)) {
        return IL_EDITOR_NO_MEMORY;
    }
    enum il_editor_event event =
        paste(editor, editor->keys.paste.bytes, size - has_end);
    if (event != IL_EDITOR_MORE || !has_end) {
        return event;
    }
    return is_to_be_run(editor)
               ? end_with(editor, IL_EDITOR_LINE)
               : settle(editor, il_typist_paste(&editor->typist, "\n", 1));
}

static enum il_editor_event take_event(struct il_editor *editor, uint32_t key)
{
    if (key == IL_KEY_PASTE && editor->keys.is_burst) {
        return take_burst(editor);
    }
    if (key == IL_KEY_PASTE || key == IL_KEY_PASTE_PART) {
        return take_marked_paste(editor, key == IL_KEY_PASTE);
    }
    return il_key_plain(key) >= IL_KEY_PASTE ? IL_EDITOR_MORE : take_key(editor, key);
}

/* Is what comes next for the text, if it is no command? */
static bool is_taking_text(const struct il_editor *editor)
{
    const struct il_typist *typist = &editor->typist;
    return !editor->has_menu && !editor->recall.is_searching &&
           typist->chord_size == 0 && !typist->has_argument && !typist->is_recording &&
           typist->awaited == IL_AWAITED_COMMAND &&
           (typist->mode == IL_MODE_EMACS || typist->mode == IL_MODE_VI_INSERT);
}

/* What macros, and keys bound to texts, type. */
static enum il_editor_event take_typed(struct il_editor *editor)
{
    enum il_editor_event event = IL_EDITOR_MORE;
    uint32_t key;
    while (event == IL_EDITOR_MORE && il_typist_next(&editor->typist, &key)) {
        event = take_key(editor, key);
    }
    return event;
}

static enum il_editor_event finish(struct il_editor *editor, enum il_editor_event event)
{
    if (event > IL_EDITOR_MORE || event == IL_EDITOR_NO_OUTPUT) {
        return event;
    }
    enum il_editor_event shown = il_display_show(editor);
    return event < 0 ? event : shown;
}

enum il_editor_event il_editor_feed(struct il_editor *editor, const char *bytes,
                                    size_t size, size_t *out_used)
{
    size_t at = 0, checked = 0;
    uint32_t key = IL_KEY_NONE;
    enum il_editor_event event = take_typed(editor);
    while (event == IL_EDITOR_MORE) {
        if (at >= checked && is_taking_text(editor)) {
            (void)il_keys_begin_burst(&editor->keys, bytes, size, at, &checked);
        }
        if (!il_keys_next(&editor->keys, bytes, size, &at, &key)) {
            break;
        }
        event = take_event(editor, key);
        event = event == IL_EDITOR_MORE ? take_typed(editor) : event;
    }
    if (key == IL_KEY_ENTER && at == size && size > 1) {
        editor->hurried = editor->typist.buffer.edits;
    }
    *out_used = at;
    return finish(editor, event);
}

enum il_editor_event il_editor_key(struct il_editor *editor, uint32_t key)
{
    enum il_editor_event event = take_event(editor, key);
    return finish(editor, event == IL_EDITOR_MORE ? take_typed(editor) : event);
}

enum il_editor_event il_editor_run(struct il_editor *editor,
                                   const struct il_command *command, long count)
{
    end_search(editor);
    enum il_editor_event event =
        settle(editor, il_typist_run(&editor->typist, command, count));
    return finish(editor, event == IL_EDITOR_MORE ? take_typed(editor) : event);
}

enum il_editor_event il_editor_paste(struct il_editor *editor, const char *text,
                                     size_t size)
{
    return finish(editor, take_paste(editor, text, size));
}

/* A slow line brings the bytes of a key one by one, and a user types ESC for Alt: where
 * a key has nothing to do by itself, nobody can mean it. */
static bool is_half_a_key(const struct il_editor *editor)
{
    const struct il_typist *typist = &editor->typist;
    const struct il_keymap_entry *entry;
    uint32_t key = il_keys_half(&editor->keys);
    return key != IL_KEY_NONE && typist->mode == IL_MODE_EMACS &&
           is_taking_text(editor) &&
           il_keymap_find(&typist->keymaps[IL_MODE_EMACS], &key, 1, &entry) ==
               IL_KEYMAP_NOTHING;
}

bool il_editor_is_waiting(const struct il_editor *editor)
{
    return il_keys_is_waiting(&editor->keys) && !is_half_a_key(editor);
}

int il_editor_patience(const struct il_editor *editor)
{
    int patience = editor->patience == 0 ? PATIENCE : (int)editor->patience;
    if (il_keys_is_pasting(&editor->keys) && patience < PASTE_PATIENCE) {
        patience = PASTE_PATIENCE;
    }
    return il_editor_is_waiting(editor) ? patience : -1;
}

enum il_editor_event il_editor_timeout(struct il_editor *editor)
{
    uint32_t key;
    enum il_editor_event event = IL_EDITOR_MORE;
    while (event == IL_EDITOR_MORE && il_editor_is_waiting(editor) &&
           il_keys_flush(&editor->keys, &key)) {
        event = take_event(editor, key);
    }
    return finish(editor, event);
}

/* ---- from the host ---- */

void il_editor_set_theme(struct il_editor *editor, const struct il_theme *theme,
                         enum il_depth depth)
{
    if (theme == NULL || depth <= IL_DEPTH_MONO) {
        theme = il_theme_find(depth <= IL_DEPTH_MONO ? "mono" : "default",
                              depth <= IL_DEPTH_MONO ? 4 : 7);
    }
    for (size_t i = 0; i < IL_STYLE_COUNT; i++) {
        editor->looks[i] = il_look_reduce(theme->looks[i], depth);
    }
}

static bool set_prompt(struct il_text *own, const char *prompt, size_t size)
{
    il_text_clear(own);
    il_text_add(own, prompt, size);
    return il_text_is_whole(own);
}

enum il_editor_event il_editor_begin(struct il_editor *editor, const char *prompt,
                                     size_t prompt_size, const char *more,
                                     size_t more_size)
{
    if (!set_prompt(&editor->prompt, prompt, prompt_size) ||
        !set_prompt(&editor->more, more, more_size)) {
        return IL_EDITOR_NO_MEMORY;
    }
    if (editor->columns == 0) {
        (void)il_editor_resize(editor, 80, 24, false);
    }
    il_typist_begin(&editor->typist);
    editor->recall.entry = editor->hooks.recall;
    editor->recall.data = editor->hooks.data;
    il_recall_begin(&editor->recall);
    editor->prefixed = SIZE_MAX;
    il_offer_close(editor);
    editor->hinted = (struct il_hinted){0};
    il_text_clear(&editor->hint);
    editor->top = 0;
    editor->keys.paste_limit = PASTE_LIMIT;
    editor->is_open = true;
    return il_display_show(editor);
}

enum il_editor_event il_editor_set(struct il_editor *editor, const char *text,
                                   size_t size)
{
    enum il_wish wish = il_entry_show(editor, text, size, size);
    il_offer_close(editor);
    return wish == IL_WISH_NO_MEMORY ? IL_EDITOR_NO_MEMORY : il_display_show(editor);
}

enum il_editor_event il_editor_show(struct il_editor *editor)
{
    return il_display_show(editor);
}

static void set_size(struct il_editor *editor, size_t columns, size_t rows)
{
    editor->columns = columns < IL_LAYOUT_NARROWEST ? IL_LAYOUT_NARROWEST : columns;
    editor->rows = rows == 0 ? 1 : rows;
}

void il_editor_move(struct il_editor *editor, size_t columns, size_t rows)
{
    set_size(editor, columns, rows);
    il_screen_free(&editor->screen);
    editor->screen = (struct il_screen){.height = editor->rows};
    il_screen_resize(&editor->screen, editor->columns, editor->rows, false,
                     &editor->out);
    editor->top = 0;
}

enum il_editor_event il_editor_resize(struct il_editor *editor, size_t columns,
                                      size_t rows, bool reflows)
{
    set_size(editor, columns, rows);
    il_screen_resize(&editor->screen, editor->columns, editor->rows, reflows,
                     &editor->out);
    return editor->is_open ? il_display_show(editor) : il_display_send(editor);
}

enum il_editor_event il_editor_print(struct il_editor *editor, const char *text,
                                     size_t size)
{
    il_screen_print(&editor->screen, editor->columns, text, size, &editor->out);
    return editor->is_open ? il_display_show(editor) : il_display_send(editor);
}

enum il_editor_event il_editor_leave(struct il_editor *editor)
{
    return il_display_leave(editor);
}

void il_editor_free(struct il_editor *editor)
{
    il_typist_free(&editor->typist);
    il_shade_free(&editor->shade);
    il_keys_free(&editor->keys);
    il_recall_free(&editor->recall);
    il_menu_free(&editor->menu);
    il_layout_free(&editor->layout);
    il_grid_free(&editor->picture);
    il_grid_free(&editor->foot);
    il_screen_free(&editor->screen);
    il_text_free(&editor->prompt);
    il_text_free(&editor->more);
    il_text_free(&editor->menu_typed);
    il_text_free(&editor->hint);
    il_text_free(&editor->document);
    il_text_free(&editor->shown);
    il_text_free(&editor->out);
}
