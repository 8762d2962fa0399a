/* SPDX-License-Identifier: MIT
 * Completion in an editor.
 */
#include "edit/offer.h"

#include <string.h>

static struct il_buffer *buffer_of(struct il_editor *editor)
{
    return &editor->typist.buffer;
}

void il_offer_close(struct il_editor *editor)
{
    editor->has_menu = false;
    il_menu_clear(&editor->menu);
}

/* Put a text in the place of what is completed. */
static bool put(struct il_editor *editor, const char *text, size_t size)
{
    struct il_buffer *buffer = buffer_of(editor);
    if (!il_buffer_replace(buffer, editor->menu_start, editor->menu_end, text, size)) {
        return false;
    }
    editor->menu_end = editor->menu_start + size;
    buffer->cursor = editor->menu_end;
    return true;
}

static bool put_choice(struct il_editor *editor)
{
    size_t size;
    const char *text = il_menu_text(&editor->menu, editor->menu.chosen, &size);
    return put(editor, text, size);
}

static bool remember_typed(struct il_editor *editor)
{
    const struct il_buffer *buffer = buffer_of(editor);
    il_text_clear(&editor->menu_typed);
    il_text_add(&editor->menu_typed, il_editor_text(editor) + editor->menu_start,
                buffer->cursor - editor->menu_start);
    return il_text_is_whole(&editor->menu_typed);
}

/* Ask the host; the places that it names are made safe. */
static bool ask(struct il_editor *editor)
{
    const struct il_buffer *buffer = buffer_of(editor);
    size_t start = buffer->cursor, end = buffer->cursor;
    il_menu_clear(&editor->menu);
    if (editor->hooks.complete == NULL ||
        !editor->hooks.complete(editor->hooks.data, il_editor_text(editor),
                                buffer->text.size, buffer->cursor, &editor->menu,
                                &start, &end)) {
        return false;
    }
    editor->menu_start = start <= buffer->cursor ? start : buffer->cursor;
    editor->menu_end =
        end >= buffer->cursor && end <= buffer->text.size ? end : buffer->cursor;
    return editor->menu.count > 0 && remember_typed(editor);
}

/* What all matches begin with goes into the text, if it goes on with what is typed. */
static bool put_common(struct il_editor *editor)
{
    const struct il_text *typed = &editor->menu_typed;
    size_t common = il_menu_common(&editor->menu), size;
    const char *text = il_menu_text(&editor->menu, 0, &size);
    if (common <= typed->size ||
        (typed->size > 0 && memcmp(text, typed->bytes, typed->size) != 0)) {
        return true;
    }
    return put(editor, text, common) && remember_typed(editor);
}

/* What is offered alone is taken, and there is nothing more to choose. */
static enum il_wish step(struct il_editor *editor, enum il_menu_step step)
{
    bool is_only = editor->menu.match_count == 1;
    il_menu_step(&editor->menu, step);
    bool is_done = put_choice(editor);
    if (is_only) {
        il_offer_close(editor);
    }
    return il_wish_of(is_done);
}

enum il_wish il_offer_open(struct il_editor *editor, bool is_back)
{
    if (editor->has_menu) {
        return step(editor, is_back ? IL_MENU_PREVIOUS : IL_MENU_NEXT);
    }
    if (!ask(editor)) {
        il_offer_close(editor);
        return IL_WISH_BELL;
    }
    size_t count = il_menu_filter(&editor->menu, editor->menu_typed.bytes,
                                  editor->menu_typed.size);
    if (count == 0) {
        il_offer_close(editor);
        return IL_WISH_BELL;
    }
    il_undo_seal(&buffer_of(editor)->undo);
    if (count == 1) {
        bool is_done = put_choice(editor);
        il_offer_close(editor);
        return il_wish_of(is_done);
    }
    editor->has_menu = true;
    return il_wish_of(put_common(editor));
}

/* What was typed before the menu's choices came. */
static enum il_wish restore(struct il_editor *editor)
{
    bool is_done = !editor->menu.has_choice ||
                   put(editor, editor->menu_typed.bytes, editor->menu_typed.size);
    il_offer_close(editor);
    return il_wish_of(is_done);
}

bool il_offer_key(struct il_editor *editor, uint32_t key, enum il_wish *out_wish)
{
    *out_wish = IL_WISH_NONE;
    switch (key) {
    case IL_KEY_TAB:
    case IL_KEY_DOWN:
    case IL_KEY_CTRL | 'n':
        *out_wish = step(editor, IL_MENU_NEXT);
        return true;
    case IL_KEY_TAB | IL_KEY_SHIFT:
    case IL_KEY_UP:
    case IL_KEY_CTRL | 'p':
        *out_wish = step(editor, IL_MENU_PREVIOUS);
        return true;
    case IL_KEY_ESCAPE:
    case IL_KEY_CTRL | 'g':
        *out_wish = restore(editor);
        return true;
    case IL_KEY_RIGHT:
    case IL_KEY_LEFT:
        if (editor->menu.has_choice && editor->menu.rows < editor->menu.match_count) {
            *out_wish = step(editor, key == IL_KEY_LEFT ? IL_MENU_LEFT : IL_MENU_RIGHT);
            return true;
        }
        break;
    case IL_KEY_ENTER:
        if (editor->menu.has_choice) {
            il_offer_close(editor);
            return true;
        }
        break;
    default:
        break;
    }
    /* A choice that is typed on is taken. */
    if (editor->menu.has_choice || !il_key_is_text(key)) {
        if (editor->menu.has_choice || key != IL_KEY_BACKSPACE) {
            il_offer_close(editor);
        }
    }
    return false;
}

bool il_offer_is_name(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_' || (unsigned char)c >= 0x80;
}

void il_offer_follow(struct il_editor *editor)
{
    const struct il_buffer *buffer = buffer_of(editor);
    if (!editor->has_menu || editor->menu.has_choice) {
        return;
    }
    size_t start = editor->menu_start, cursor = buffer->cursor;
    bool goes_on = cursor >= start && cursor <= buffer->text.size;
    editor->menu_end = cursor;
    if (!goes_on || !remember_typed(editor) ||
        il_menu_filter(&editor->menu, editor->menu_typed.bytes,
                       editor->menu_typed.size) == 0) {
        il_offer_close(editor);
    }
}
