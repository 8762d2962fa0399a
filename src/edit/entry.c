/* SPDX-License-Identifier: MIT
 * Former entries in an editor: going to them, searching, suggestions. Cold.
 */
#include "edit/entry.h"

#include "base/utf8.h"

enum il_wish il_entry_show(struct il_editor *editor, const char *entry, size_t size,
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

/* Show an entry that was come to by its first `prefix` bytes: these are what one goes
 * on with, until the text is changed. Without a prefix the cursor is put at the end. */
static enum il_wish show_prefixed(struct il_editor *editor, const char *entry,
                                  size_t size, size_t prefix)
{
    enum il_wish wish = il_entry_show(editor, entry, size, prefix == 0 ? size : prefix);
    editor->prefix = prefix;
    editor->prefixed = editor->typist.buffer.edits;
    return wish;
}

static enum il_wish go(struct il_editor *editor, long steps)
{
    size_t size = 0;
    const char *entry = il_recall_go(&editor->recall, steps, il_editor_text(editor),
                                     editor->typist.buffer.text.size, &size);
    return show_prefixed(editor, entry, size, 0);
}

static enum il_wish go_prefixed(struct il_editor *editor, bool is_back)
{
    const struct il_buffer *buffer = &editor->typist.buffer;
    size_t size = 0;
    size_t prefix = buffer->edits == editor->prefixed ? editor->prefix : buffer->cursor;
    const char *entry =
        il_recall_go_prefixed(&editor->recall, is_back, il_editor_text(editor),
                              buffer->text.size, prefix, &size);
    return show_prefixed(editor, entry, size, prefix);
}

static enum il_wish go_end(struct il_editor *editor, bool is_oldest)
{
    size_t size = 0;
    const char *entry =
        il_recall_go_end(&editor->recall, is_oldest, il_editor_text(editor),
                         editor->typist.buffer.text.size, &size);
    return il_entry_show(editor, entry, size, size);
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
enum il_wish il_entry_take_suggestion(struct il_editor *editor, bool is_word)
{
    struct il_buffer *buffer = &editor->typist.buffer;
    size_t size = 0;
    bool is_shown = !editor->hides_suggestion && editor->recall.back == 0;
    const char *more = is_shown && buffer->cursor == buffer->text.size
                           ? il_recall_suggest(&editor->recall, il_editor_text(editor),
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
    return il_wish_of(il_recall_search(&editor->recall, is_forward,
                                       il_editor_text(editor), buffer->text.size,
                                       buffer->cursor));
}

static enum il_wish search(struct il_editor *editor, bool again)
{
    size_t size = 0;
    const char *entry = il_recall_find(&editor->recall, again, &size);
    return il_entry_show(editor, entry, size, editor->recall.found);
}

static enum il_wish search_again(struct il_editor *editor, bool is_forward)
{
    editor->recall.is_forward = is_forward;
    return search(editor, true);
}

enum il_wish il_entry_stop_search(struct il_editor *editor, bool keeps)
{
    size_t size = 0;
    const char *entry = il_recall_stop(&editor->recall, keeps, &size);
    return keeps ? IL_WISH_NONE
                 : il_entry_show(editor, entry, size, editor->recall.first_cursor);
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
bool il_entry_take_key(struct il_editor *editor, uint32_t key, enum il_wish *wish)
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
        *wish = il_entry_stop_search(editor, false);
        return true;
    case IL_KEY_ESCAPE:
    case IL_KEY_ENTER:
        *wish = il_entry_stop_search(editor, true);
        return true;
    default:
        *wish = il_entry_stop_search(editor, true);
        return false;
    }
}

enum il_editor_event il_entry_fulfil(struct il_editor *editor, enum il_wish *wish)
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
