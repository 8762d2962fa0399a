/* SPDX-License-Identifier: MIT
 * The picture that an editor shows.
 */
#include "edit/view.h"

#include <string.h>

enum { MENU_ROWS = 8 };

/* A few spans of the editor itself, over the colours of the text. */
struct marks {
    struct il_span ghost, pair[2], found, region;
    struct il_layer layers[5];
    size_t count;
};

/* ---- the text ---- */

/* A suggestion is shown behind a text of one line or more that nothing else is shown
 * for. */
static const char *find_ghost(const struct il_editor *editor, size_t *out_size)
{
    const struct il_buffer *buffer = &editor->typist.buffer;
    if (editor->hides_suggestion || editor->has_menu || editor->recall.is_searching ||
        buffer->cursor != buffer->text.size || editor->recall.back != 0) {
        return NULL;
    }
    return il_recall_suggest(&editor->recall, buffer->text.bytes, buffer->text.size,
                             out_size);
}

static struct il_subject make_subject(struct il_editor *editor, bool is_last)
{
    const struct il_buffer *buffer = &editor->typist.buffer;
    size_t ghost_size = 0;
    const char *ghost = is_last ? NULL : find_ghost(editor, &ghost_size);
    struct il_subject subject = {
        .text = buffer->text.size == 0 ? "" : buffer->text.bytes,
        .size = buffer->text.size,
        .cursor = is_last ? buffer->text.size : buffer->cursor,
        .prompt = editor->prompt.bytes,
        .prompt_size = editor->prompt.size,
        .more = editor->more.bytes,
        .more_size = editor->more.size,
        .columns = editor->columns,
    };
    if (ghost != NULL) {
        il_text_clear(&editor->shown);
        il_text_add(&editor->shown, subject.text, subject.size);
        il_text_add(&editor->shown, ghost, ghost_size);
        if (il_text_is_whole(&editor->shown)) {
            subject.text = editor->shown.bytes;
            subject.size = editor->shown.size;
        }
    }
    return subject;
}

/* The rows that are shown, with the cursor's among them. */
static void scroll(struct il_editor *editor, size_t room)
{
    size_t row = editor->layout.row, count = editor->layout.count;
    size_t last = count <= room ? 0 : count - room;
    if (row < editor->top) {
        editor->top = row;
    } else if (row >= editor->top + room) {
        editor->top = row - room + 1;
    }
    editor->top = editor->top < last ? editor->top : last;
}

static void add_mark(struct marks *marks, const struct il_span *spans, size_t count)
{
    marks->layers[marks->count++] = (struct il_layer){spans, count};
}

static struct il_span span_of(size_t start, size_t end, enum il_style style)
{
    return (struct il_span){start, end, (uint8_t)style};
}

/* The brackets of a pair, one of which is at the cursor or before it. */
static void mark_pair(const struct il_editor *editor, struct marks *marks)
{
    const struct il_buffer *buffer = &editor->typist.buffer;
    const char *text = buffer->text.bytes;
    size_t at = buffer->cursor, other = SIZE_MAX;
    if (at < buffer->text.size) {
        other = il_shade_match(&editor->shade, text, at);
    }
    if (other == SIZE_MAX && at > 0) {
        other = il_shade_match(&editor->shade, text, --at);
    }
    if (other != SIZE_MAX) {
        marks->pair[at > other] = span_of(at, at + 1, IL_STYLE_MATCH);
        marks->pair[at < other] = span_of(other, other + 1, IL_STYLE_MATCH);
        add_mark(marks, marks->pair, 2);
    }
}

static void make_marks(const struct il_editor *editor, size_t size, struct marks *marks)
{
    const struct il_buffer *buffer = &editor->typist.buffer;
    if (size > buffer->text.size) {
        marks->ghost = span_of(buffer->text.size, size, IL_STYLE_GHOST);
        add_mark(marks, &marks->ghost, 1);
    }
    if (editor->recall.is_searching && editor->recall.query.size > 0) {
        marks->found =
            span_of(editor->recall.found,
                    editor->recall.found + editor->recall.query.size, IL_STYLE_FOUND);
        add_mark(marks, &marks->found, 1);
    } else {
        mark_pair(editor, marks);
    }
    if (buffer->is_selected) {
        struct il_range region = il_typist_selection(&editor->typist);
        marks->region = span_of(region.start, region.end, IL_STYLE_SELECTION);
        add_mark(marks, &marks->region, 1);
    }
}

static void draw_text(struct il_editor *editor, const struct il_subject *subject,
                      size_t first, size_t count, bool is_last)
{
    struct marks marks = {.count = 1};
    size_t last =
        first + count < editor->layout.count ? first + count : editor->layout.count;
    size_t size = editor->typist.buffer.text.size;
    size_t from = editor->layout.rows[first].start;
    size_t to = editor->layout.rows[last - 1].end;
    /* A suggestion has one colour: neither the lexer nor the program is to see it. */
    marks.layers[0] = il_shade_paint(&editor->shade, il_editor_text(editor), size,
                                     from < size ? from : size, to < size ? to : size);
    if (!is_last) {
        make_marks(editor, subject->size, &marks);
    }
    il_layout_draw(&editor->layout, subject, first, count, marks.layers, marks.count,
                   editor->looks, &editor->picture);
}

/* ---- below the text ---- */

static void draw_hint(struct il_editor *editor)
{
    const char *text = editor->hint.bytes;
    size_t start = editor->active_start, end = editor->active_end;
    struct il_grid *foot = &editor->foot;
    uint64_t look = editor->looks[IL_STYLE_HINT];
    if (editor->hint.size == 0 || editor->recall.is_searching) {
        return;
    }
    il_grid_add_row(foot);
    size_t column = il_grid_write(foot, 0, foot->columns, text, start, look);
    column = il_grid_write(foot, column, foot->columns, text + start, end - start,
                           editor->looks[IL_STYLE_ACTIVE]);
    il_grid_write(foot, column, foot->columns, text + end, editor->hint.size - end,
                  look);
}

static void draw_search(struct il_editor *editor)
{
    const struct il_recall *recall = &editor->recall;
    if (!recall->is_searching) {
        return;
    }
    const char *title = recall->has_failed   ? "not found: "
                        : recall->is_forward ? "search forward: "
                                             : "search: ";
    uint64_t look = editor->looks[IL_STYLE_MESSAGE];
    struct il_grid *foot = &editor->foot;
    il_grid_add_row(foot);
    size_t column = il_grid_write(foot, 0, foot->columns, title, strlen(title), look);
    il_grid_write(foot, column, foot->columns, recall->query.bytes, recall->query.size,
                  0);
}

static void document_choice(struct il_editor *editor)
{
    const struct il_text *text = &editor->typist.buffer.text;
    il_text_clear(&editor->document);
    if (editor->menu.has_choice && editor->hooks.document != NULL) {
        size_t size;
        const char *item = il_menu_text(&editor->menu, editor->menu.chosen, &size);
        editor->hooks.document(editor->hooks.data, text->bytes, text->size,
                               editor->menu_start, item, size, &editor->document);
    }
}

static void draw_menu(struct il_editor *editor)
{
    size_t half = editor->rows / 2;
    if (!editor->has_menu || half == 0) {
        return;
    }
    document_choice(editor);
    struct il_menu_view view = {
        .rows = half < MENU_ROWS ? half : MENU_ROWS,
        .kinds = editor->hooks.kinds,
        .kind_count = editor->hooks.kind_count,
        .doc = editor->document.bytes,
        .doc_size = il_text_is_whole(&editor->document) ? editor->document.size : 0,
        .looks = editor->looks,
    };
    il_menu_draw(&editor->menu, &view, &editor->foot);
}

/* A terminal of a row or two has no room for anything but text. */
static void draw_foot(struct il_editor *editor)
{
    il_grid_reset(&editor->foot, editor->columns);
    if (editor->rows < 3) {
        return;
    }
    draw_search(editor);
    draw_menu(editor);
    if (!editor->has_menu && editor->foot.rows == 0) {
        draw_hint(editor);
    }
}

/* ---- all of it ---- */

static bool measure(struct il_editor *editor, const struct il_subject *subject)
{
    if (!il_layout_measure(&editor->layout, subject)) {
        editor->picture.failed = true;
        return false;
    }
    return true;
}

void il_view_draw(struct il_editor *editor)
{
    struct il_grid *picture = &editor->picture;
    struct il_subject subject = make_subject(editor, false);
    il_grid_reset(picture, editor->columns);
    if (!measure(editor, &subject)) {
        return;
    }
    draw_foot(editor);
    size_t room = editor->rows - editor->foot.rows;
    scroll(editor, room);
    draw_text(editor, &subject, editor->top, room, false);
    picture->cursor_row = editor->layout.row - editor->top;
    picture->cursor_column = editor->layout.column;
    il_grid_append(picture, &editor->foot);
}

size_t il_view_draw_left(struct il_editor *editor, size_t first, size_t most)
{
    struct il_grid *picture = &editor->picture;
    struct il_layout *layout = &editor->layout;
    struct il_subject subject = make_subject(editor, true);
    il_grid_reset(picture, editor->columns);
    if (first == 0 && !measure(editor, &subject)) {
        return layout->count;
    }
    size_t left = layout->count - first, count = left < most ? left : most;
    draw_text(editor, &subject, first, count, true);
    bool is_end = count == left;
    picture->cursor_row = is_end ? layout->row - first : count - 1;
    picture->cursor_column = is_end ? layout->column : 0;
    return first + count;
}
