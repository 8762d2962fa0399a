/* SPDX-License-Identifier: MIT
 * The hooks of a program, as the core of an editor calls them.
 *
 * A list, a note and spans that are being made are the core's own: programs know them
 * by opaque names.
 */
#include "edit/face.h"

#include <assert.h>

static_assert((int)INLET_STYLE_KEYWORD == (int)IL_PAINT_KEYWORD, "styles are paints");
static_assert((int)INLET_STYLE_NAME == (int)IL_PAINT_NAME, "in their order,");
static_assert((int)INLET_STYLE_STRING == (int)IL_PAINT_STRING, "one by one,");
static_assert((int)INLET_STYLE_ERROR == (int)IL_PAINT_ERROR, "up to the last");

enum { KINDS = 256 }; /* what a kind of the core has room for */

/* ---- what hooks call ---- */

static bool is_text(const char *text, size_t size) { return text != NULL || size == 0; }

inlet_status inlet_menu_add(inlet_menu *menu, const char *text, size_t size,
                            unsigned kind)
{
    if (menu == NULL || !is_text(text, size)) {
        return INLET_EINVAL;
    }
    uint8_t known = (uint8_t)(kind < KINDS ? kind : KINDS - 1);
    return il_menu_add((struct il_menu *)menu, size == 0 ? "" : text, size, known)
               ? INLET_DONE
               : INLET_ENOMEM;
}

inlet_status inlet_note_add(inlet_note *note, const char *text, size_t size)
{
    if (note == NULL || !is_text(text, size)) {
        return INLET_EINVAL;
    }
    struct il_text *out = (struct il_text *)note;
    il_text_add(out, size == 0 ? "" : text, size);
    return il_text_is_whole(out) ? INLET_DONE : INLET_ENOMEM;
}

inlet_status inlet_spans_add(inlet_spans *spans, size_t start, size_t end,
                             inlet_style style)
{
    if (spans == NULL || (unsigned)style > INLET_STYLE_ERROR) {
        return INLET_EINVAL;
    }
    switch (il_shade_add((struct il_shade *)spans,
                         (struct il_span){start, end, (uint8_t)style})) {
    case IL_SHADE_ADDED:
        return INLET_DONE;
    case IL_SHADE_NO_MEMORY:
        return INLET_ENOMEM;
    default:
        return INLET_EINVAL;
    }
}

/* ---- what the core calls ---- */

static bool write_bytes(void *data, const char *bytes, size_t size)
{
    inlet_editor *editor = data;
    if (editor->is_attached) {
        return il_tty_write(&editor->tty, bytes, size);
    }
    return editor->config.write == NULL ||
           editor->config.write(editor->config.data, bytes, size);
}

static bool is_complete(void *data, const char *text, size_t size)
{
    const inlet_editor *editor = data;
    return editor->config.is_complete(editor->config.data, text, size);
}

static bool complete(void *data, const char *text, size_t size, size_t cursor,
                     struct il_menu *menu, size_t *out_start, size_t *out_end)
{
    const inlet_editor *editor = data;
    return editor->config.complete(editor->config.data, text, size, cursor,
                                   (inlet_menu *)menu, out_start, out_end);
}

static void document(void *data, const char *text, size_t size, size_t start,
                     const char *item, size_t item_size, struct il_text *out)
{
    const inlet_editor *editor = data;
    editor->config.document(editor->config.data, text == NULL ? "" : text, size, start,
                            item, item_size, (inlet_note *)out);
}

static bool describe(void *data, const char *text, size_t size, size_t cursor,
                     struct il_text *out, size_t *out_start, size_t *out_end)
{
    const inlet_editor *editor = data;
    return editor->config.describe(editor->config.data, text, size, cursor,
                                   (inlet_note *)out, out_start, out_end);
}

static const char *recall(void *data, size_t back, size_t *out_size)
{
    const inlet_editor *editor = data;
    if (editor->config.recall != NULL) {
        return editor->config.recall(editor->config.data, back, out_size);
    }
    return editor->history == NULL
               ? NULL
               : il_history_entry(&editor->history->list, back, out_size);
}

static void highlight(void *data, const char *text, size_t size, size_t from, size_t to,
                      struct il_shade *shade)
{
    const inlet_editor *editor = data;
    if (editor->config.highlight != NULL) {
        editor->config.highlight(editor->config.data, text, size, from,
                                 to < size ? to : size, (inlet_spans *)shade);
    }
}

bool il_adapter_help(inlet_editor *editor, struct il_text *out)
{
    size_t size;
    const char *text = inlet_editor_text(editor, &size);
    return editor->config.help(editor->config.data, text, size,
                               inlet_editor_cursor(editor), (inlet_note *)out) &&
           il_text_is_whole(out);
}

void il_adapter_install(inlet_editor *editor)
{
    const inlet_editor_config *config = &editor->config;
    struct il_editor_hooks *hooks = &editor->core.hooks;
    *hooks = (struct il_editor_hooks){
        .data = editor,
        .write = write_bytes,
        .is_complete = config->is_complete == NULL ? NULL : is_complete,
        .complete = config->complete == NULL ? NULL : complete,
        .document = config->document == NULL ? NULL : document,
        .recall = recall,
        .kinds = config->kinds,
        .kind_count = config->kind_count,
    };
    if (config->describe != NULL && editor->settings.has_signatures) {
        hooks->describe = describe;
    }
    if (config->highlight != NULL || config->language == INLET_EDITOR_PLAIN) {
        editor->core.shade.paint = highlight;
        editor->core.shade.data = editor;
    }
}
