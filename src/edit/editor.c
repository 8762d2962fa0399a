/* SPDX-License-Identifier: MIT
 * The editor: what ties keys, text and screen together.
 *
 * Bytes become keys, keys change the text or become wishes, wishes are fulfilled here;
 * when all bytes are used, or an event has come, the terminal is brought up to date.
 */
#include "edit/editor.h"

#include <string.h>

#include "edit/offer.h"
#include "edit/view.h"

enum { PASTE_LIMIT = 64 << 20 };
enum { PATIENCE = 50, PASTE_PATIENCE = 250 }; /* milliseconds */
enum { STRIP = 256 }; /* rows that are drawn at once when a text is left */

/* ---- the screen ---- */

static enum il_editor_event send(struct il_editor *editor)
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

static enum il_editor_event show(struct il_editor *editor)
{
    update_hint(editor);
    il_view_draw(editor);
    if (!il_screen_update(&editor->screen, &editor->picture, &editor->out)) {
        il_text_clear(&editor->out);
        return IL_EDITOR_NO_MEMORY;
    }
    return send(editor);
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
static enum il_editor_event leave(struct il_editor *editor)
{
    size_t next = 0;
    il_offer_close(editor);
    do {
        next = leave_rows(editor, next);
    } while (next < editor->layout.count);
    il_screen_finish(&editor->screen, &editor->out);
    editor->top = 0;
    return send(editor);
}

static enum il_editor_event end_with(struct il_editor *editor,
                                     enum il_editor_event event)
{
    enum il_editor_event sent = leave(editor);
    editor->is_open = false;
    return sent < 0 ? sent : event;
}

/* ---- former entries ---- */

static enum il_wish show_entry(struct il_editor *editor, const char *entry, size_t size,
                               size_t cursor)
{
    struct il_buffer *buffer = &editor->typist.buffer;
    if (entry == NULL) {
        return IL_WISH_BELL;
    }
    il_undo_seal(&buffer->undo);
    if (!il_buffer_set(buffer, entry, size)) {
        return IL_WISH_NO_MEMORY;
    }
    il_undo_seal(&buffer->undo);
    buffer->cursor = cursor < size ? cursor : size;
    il_vi_place(&editor->typist);
    return IL_WISH_NONE;
}

static const char *text_of(const struct il_editor *editor)
{
    const struct il_text *text = &editor->typist.buffer.text;
    return text->size == 0 ? "" : text->bytes;
}

/* Show an entry that was come to by its first `prefix` bytes: these are what one goes
 * on with, until the text is changed. Without a prefix the cursor is put at the end. */
static enum il_wish show_prefixed(struct il_editor *editor, const char *entry,
                                  size_t size, size_t prefix)
{
    enum il_wish wish = show_entry(editor, entry, size, prefix == 0 ? size : prefix);
    editor->prefix = prefix;
    editor->prefixed = editor->typist.buffer.edits;
    return wish;
}

static enum il_wish go(struct il_editor *editor, long steps)
{
    size_t size = 0;
    const char *entry = il_recall_go(&editor->recall, steps, text_of(editor),
                                     editor->typist.buffer.text.size, &size);
    return show_prefixed(editor, entry, size, 0);
}

static enum il_wish go_prefixed(struct il_editor *editor, bool is_back)
{
    const struct il_buffer *buffer = &editor->typist.buffer;
    size_t size = 0;
    size_t prefix = buffer->edits == editor->prefixed ? editor->prefix : buffer->cursor;
    const char *entry = il_recall_go_prefixed(&editor->recall, is_back, text_of(editor),
                                              buffer->text.size, prefix, &size);
    return show_prefixed(editor, entry, size, prefix);
}

static enum il_wish go_end(struct il_editor *editor, bool is_oldest)
{
    size_t size = 0;
    const char *entry = il_recall_go_end(&editor->recall, is_oldest, text_of(editor),
                                         editor->typist.buffer.text.size, &size);
    return show_entry(editor, entry, size, size);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

static enum il_wish insert_last_argument(struct il_editor *editor)
{
    size_t end = 0;
    const char *entry = editor->recall.entry == NULL
                            ? NULL
                            : editor->recall.entry(editor->recall.data, 1, &end);
    if (entry == NULL) {
        return IL_WISH_BELL;
    }
    while (end > 0 && is_blank(entry[end - 1])) {
        end--;
    }
    size_t start = end;
    while (start > 0 && !is_blank(entry[start - 1])) {
        start--;
    }
    return start == end ? IL_WISH_BELL
                        : il_wish_of(il_buffer_insert(&editor->typist.buffer,
                                                      entry + start, end - start));
}

/* All of the suggestion, or its next word. */
static enum il_wish take_suggestion(struct il_editor *editor, bool is_word)
{
    struct il_buffer *buffer = &editor->typist.buffer;
    size_t size = 0;
    bool is_shown = !editor->hides_suggestion && editor->recall.back == 0;
    const char *more = is_shown && buffer->cursor == buffer->text.size
                           ? il_recall_suggest(&editor->recall, text_of(editor),
                                               buffer->text.size, &size)
                           : NULL;
    size_t end = is_word ? 0 : size;
    while (is_word && end < size && is_blank(more[end])) {
        end++;
    }
    while (is_word && end < size && !is_blank(more[end])) {
        end++;
    }
    return more == NULL ? IL_WISH_BELL
                        : il_wish_of(il_buffer_insert(buffer, more, end));
}

/* ---- search ---- */

static enum il_wish begin_search(struct il_editor *editor, bool is_forward)
{
    const struct il_buffer *buffer = &editor->typist.buffer;
    return il_wish_of(il_recall_search(&editor->recall, is_forward, text_of(editor),
                                       buffer->text.size, buffer->cursor));
}

static enum il_wish search(struct il_editor *editor, bool again)
{
    size_t size = 0;
    const char *entry = il_recall_find(&editor->recall, again, &size);
    return show_entry(editor, entry, size, editor->recall.found);
}

static enum il_wish search_again(struct il_editor *editor, bool is_forward)
{
    editor->recall.is_forward = is_forward;
    return search(editor, true);
}

static enum il_wish stop_search(struct il_editor *editor, bool keeps)
{
    size_t size = 0;
    const char *entry = il_recall_stop(&editor->recall, keeps, &size);
    return keeps ? IL_WISH_NONE
                 : show_entry(editor, entry, size, editor->recall.first_cursor);
}

static enum il_wish type_query(struct il_editor *editor, uint32_t key)
{
    char bytes[4];
    size_t size = il_key_text(key, bytes);
    il_text_add(&editor->recall.query, bytes, size);
    return il_text_is_whole(&editor->recall.query) ? search(editor, false)
                                                   : IL_WISH_NO_MEMORY;
}

static enum il_wish shorten_query(struct il_editor *editor)
{
    struct il_text *query = &editor->recall.query;
    if (query->size == 0) {
        return IL_WISH_BELL;
    }
    il_text_cut(query, il_utf8_previous(query->bytes, query->size, query->size));
    return query->size == 0 ? IL_WISH_NONE : search(editor, false);
}

/* A key while a search goes on; false: it ends the search and is a key as any other. */
static bool take_search_key(struct il_editor *editor, uint32_t key, enum il_wish *wish)
{
    if (il_key_is_text(key)) {
        *wish = type_query(editor, key);
        return true;
    }
    switch (key) {
    case IL_KEY_BACKSPACE:
    case IL_KEY_CTRL | 'h':
        *wish = shorten_query(editor);
        return true;
    case IL_KEY_CTRL | 'r':
        *wish = search_again(editor, false);
        return true;
    case IL_KEY_CTRL | 's':
        *wish = search_again(editor, true);
        return true;
    case IL_KEY_CTRL | 'g':
    case IL_KEY_CTRL | 'c':
        *wish = stop_search(editor, false);
        return true;
    case IL_KEY_ESCAPE:
    case IL_KEY_ENTER:
        *wish = stop_search(editor, true);
        return true;
    default:
        *wish = stop_search(editor, true);
        return false;
    }
}

/* ---- Enter ---- */

/* In the middle of several lines Enter makes another one, whatever they are. */
static bool is_to_be_run(const struct il_editor *editor)
{
    const struct il_text *text = &editor->typist.buffer.text;
    size_t cursor = editor->typist.buffer.cursor;
    bool is_last = cursor == text->size ||
                   memchr(text->bytes + cursor, '\n', text->size - cursor) == NULL;
    return is_last &&
           (editor->hooks.is_complete == NULL ||
            editor->hooks.is_complete(editor->hooks.data, text_of(editor), text->size));
}

/* ---- wishes ---- */

static enum il_editor_event fulfil_history(struct il_editor *editor, enum il_wish *wish)
{
    switch (*wish) {
    case IL_WISH_PREFIX_BACK:
    case IL_WISH_PREFIX_FORTH:
        *wish = go_prefixed(editor, *wish == IL_WISH_PREFIX_BACK);
        break;
    case IL_WISH_HISTORY_BACK:
    case IL_WISH_HISTORY_FORTH:
        *wish = go(editor, *wish == IL_WISH_HISTORY_BACK ? 1 : -1);
        break;
    case IL_WISH_HISTORY_FIRST:
    case IL_WISH_HISTORY_LAST:
        *wish = go_end(editor, *wish == IL_WISH_HISTORY_FIRST);
        break;
    case IL_WISH_SEARCH_BACK:
    case IL_WISH_SEARCH_FORTH:
        *wish = begin_search(editor, *wish == IL_WISH_SEARCH_FORTH);
        break;
    case IL_WISH_SEARCH_AGAIN:
    case IL_WISH_SEARCH_AGAIN_BACK:
        *wish = search_again(editor, *wish == IL_WISH_SEARCH_AGAIN);
        break;
    case IL_WISH_LAST_ARGUMENT:
        *wish = insert_last_argument(editor);
        break;
    default:
        break;
    }
    return IL_EDITOR_MORE;
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
        *wish = take_suggestion(editor, *wish == IL_WISH_TAKE_SUGGESTED_WORD);
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
        enum il_editor_event sent = leave(editor);
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
        return fulfil_history(editor, wish);
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
    if (editor->recall.is_searching && take_search_key(editor, key, &wish)) {
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
        (void)stop_search(editor, true);
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
    enum il_editor_event shown = show(editor);
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
    return show(editor);
}

enum il_editor_event il_editor_set(struct il_editor *editor, const char *text,
                                   size_t size)
{
    enum il_wish wish = show_entry(editor, text, size, size);
    il_offer_close(editor);
    return wish == IL_WISH_NO_MEMORY ? IL_EDITOR_NO_MEMORY : show(editor);
}

enum il_editor_event il_editor_show(struct il_editor *editor) { return show(editor); }

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
    return editor->is_open ? show(editor) : send(editor);
}

enum il_editor_event il_editor_print(struct il_editor *editor, const char *text,
                                     size_t size)
{
    il_screen_print(&editor->screen, editor->columns, text, size, &editor->out);
    return editor->is_open ? show(editor) : send(editor);
}

enum il_editor_event il_editor_leave(struct il_editor *editor) { return leave(editor); }

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
