/* SPDX-License-Identifier: MIT
 * The widget: what is typed, coloured; its history; completions in a popover.
 */
#include "view.h"

#include <inlet/editor.h>
#include <string.h>

enum { SPANS = 64, ITEMS = 8 };

static void iter_of_input(struct view *view, GtkTextIter *iter)
{
    gtk_text_buffer_get_iter_at_mark(view->buffer, iter, view->input);
}

static char *text_between(struct view *view, const GtkTextIter *start)
{
    GtkTextIter end;
    gtk_text_buffer_get_end_iter(view->buffer, &end);
    return gtk_text_buffer_get_text(view->buffer, start, &end, FALSE);
}

char *view_typed(struct view *view)
{
    GtkTextIter start;
    iter_of_input(view, &start);
    return text_between(view, &start);
}

char *view_seen(struct view *view)
{
    GtkTextIter start;
    gtk_text_buffer_get_start_iter(view->buffer, &start);
    return text_between(view, &start);
}

static void set_typed(struct view *view, const char *text)
{
    GtkTextIter start, end;
    iter_of_input(view, &start);
    gtk_text_buffer_get_end_iter(view->buffer, &end);
    gtk_text_buffer_delete(view->buffer, &start, &end);
    gtk_text_buffer_get_end_iter(view->buffer, &end);
    gtk_text_buffer_insert(view->buffer, &end, text, -1);
    gtk_text_buffer_get_end_iter(view->buffer, &end);
    gtk_text_buffer_place_cursor(view->buffer, &end);
}

/* --- Colours ---------------------------------------------------------------------- */

static const struct {
    inlet_span_kind kind;
    const char *colour;
} colours[] = {
    {INLET_SPAN_KEYWORD, "#8b3fb0"}, {INLET_SPAN_CONSTANT, "#8b3fb0"},
    {INLET_SPAN_BUILTIN, "#00698c"}, {INLET_SPAN_DEFINITION, "#004fa8"},
    {INLET_SPAN_NUMBER, "#a04800"},  {INLET_SPAN_STRING, "#1b7a2f"},
    {INLET_SPAN_COMMENT, "#777777"}, {INLET_SPAN_ERROR, "#c00000"},
};

static void make_tags(struct view *view)
{
    GtkTextBuffer *buffer = view->buffer;
    char name[16];
    gtk_text_buffer_create_tag(buffer, "said", "editable", FALSE, NULL);
    gtk_text_buffer_create_tag(buffer, "output", NULL, NULL);
    gtk_text_buffer_create_tag(buffer, "error", "foreground", "#c00000", NULL);
    gtk_text_buffer_create_tag(buffer, "prompt", "foreground", "#888888", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(colours); i++) {
        g_snprintf(name, sizeof name, "span%d", colours[i].kind);
        gtk_text_buffer_create_tag(buffer, name, "foreground", colours[i].colour, NULL);
    }
}

static void paint_span(struct view *view, const GtkTextIter *line, const char *text,
                       const inlet_span *span)
{
    char name[16];
    GtkTextIter start = *line, end = *line;
    g_snprintf(name, sizeof name, "span%d", span->kind);
    GtkTextTagTable *table = gtk_text_buffer_get_tag_table(view->buffer);
    GtkTextTag *tag = gtk_text_tag_table_lookup(table, name);
    if (tag != NULL) {
        gtk_text_iter_forward_chars(&start,
                                    (int)g_utf8_strlen(text, (gssize)span->start));
        gtk_text_iter_forward_chars(&end, (int)g_utf8_strlen(text, (gssize)span->end));
        gtk_text_buffer_apply_tag(view->buffer, tag, &start, &end);
    }
}

/* Each change of the typed line paints it anew: it is one line. */
static void on_changed(GtkTextBuffer *buffer, gpointer data)
{
    struct view *view = data;
    inlet_span spans[SPANS];
    size_t count = 0;
    GtkTextIter start, end;
    iter_of_input(view, &start);
    gtk_text_buffer_get_end_iter(buffer, &end);
    char *text = view_typed(view);
    gtk_text_buffer_remove_all_tags(buffer, &start, &end);
    if (inlet_highlight(NULL, text, strlen(text), spans, SPANS, &count, NULL, NULL) ==
        INLET_DONE) {
        for (size_t i = 0; i < count && i < SPANS; i++) {
            paint_span(view, &start, text, &spans[i]);
        }
    }
    g_free(text);
}

/* --- What the console says -------------------------------------------------------- */

/* Before the line that is typed, which stays what it is. */
static void insert(struct view *view, const char *text, const char *tag)
{
    GtkTextIter at;
    iter_of_input(view, &at);
    GtkTextMark *end = gtk_text_buffer_create_mark(view->buffer, NULL, &at, FALSE);
    g_signal_handlers_block_by_func(view->buffer, on_changed, view);
    gtk_text_buffer_insert_with_tags_by_name(view->buffer, &at, text, -1, "said", tag,
                                             NULL);
    gtk_text_buffer_get_iter_at_mark(view->buffer, &at, end);
    gtk_text_buffer_move_mark(view->buffer, view->input, &at);
    gtk_text_buffer_delete_mark(view->buffer, end);
    g_signal_handlers_unblock_by_func(view->buffer, on_changed, view);
    gtk_text_view_scroll_mark_onscreen(view->text,
                                       gtk_text_buffer_get_insert(view->buffer));
}

void view_prompt(struct view *view, const char *prompt)
{
    insert(view, prompt, "prompt");
}

void view_show(struct view *view, const struct message *message)
{
    static const char *const tags[] = {[MESSAGE_OUTPUT] = "output",
                                       [MESSAGE_ERROR] = "error",
                                       [MESSAGE_PROMPT] = "prompt",
                                       [MESSAGE_OVER] = "output"};
    insert(view, message->text->str, tags[message->kind]);
}

/* --- Completion ------------------------------------------------------------------- */

/* Put the text into the place of what was typed of it. */
static void take_item(struct view *view, GtkListBoxRow *row)
{
    const char *text = g_object_get_data(G_OBJECT(row), "text");
    int start = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(row), "start"));
    char *typed = view_typed(view);
    char *whole = g_strdup_printf("%.*s%s", start, typed, text);
    gtk_popover_popdown(GTK_POPOVER(view->popover));
    set_typed(view, whole);
    g_free(whole);
    g_free(typed);
}

static void on_row(GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
    (void)list;
    take_item(data, row);
}

static void add_item(struct view *view, const inlet_item *item, size_t start)
{
    GtkWidget *label = gtk_label_new(item->text);
    GtkWidget *row = gtk_list_box_row_new();
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_container_add(GTK_CONTAINER(row), label);
    g_object_set_data_full(G_OBJECT(row), "text", g_strdup(item->text), g_free);
    g_object_set_data(G_OBJECT(row), "start", GINT_TO_POINTER((int)start));
    gtk_list_box_insert(GTK_LIST_BOX(view->list), row, -1);
}

static void select_item(struct view *view, int index)
{
    GtkListBox *list = GTK_LIST_BOX(view->list);
    GtkListBoxRow *row = gtk_list_box_get_row_at_index(list, index);
    if (row != NULL) {
        gtk_list_box_select_row(list, row);
    }
}

/* A key while completions are shown: gives false if it is for the text, and they go. */
static bool choose_item(struct view *view, guint key)
{
    GtkListBoxRow *row = gtk_list_box_get_selected_row(GTK_LIST_BOX(view->list));
    if (row == NULL || !gtk_widget_get_visible(view->popover)) {
        return false;
    }
    switch (key) {
    case GDK_KEY_Up:
    case GDK_KEY_Down:
        select_item(view,
                    gtk_list_box_row_get_index(row) + (key == GDK_KEY_Up ? -1 : 1));
        return true;
    case GDK_KEY_Tab:
    case GDK_KEY_Return:
        take_item(view, row);
        return true;
    default:
        gtk_popover_popdown(GTK_POPOVER(view->popover));
        return key == GDK_KEY_Escape;
    }
}

static void show_items(struct view *view, const inlet_completion *found)
{
    GdkRectangle place;
    GtkTextIter cursor;
    gtk_container_foreach(GTK_CONTAINER(view->list), (GtkCallback)gtk_widget_destroy,
                          NULL);
    for (size_t i = 0; i < found->count; i++) {
        add_item(view, &found->items[i], found->start);
    }
    gtk_text_buffer_get_end_iter(view->buffer, &cursor);
    gtk_text_view_get_iter_location(view->text, &cursor, &place);
    gtk_text_view_buffer_to_window_coords(view->text, GTK_TEXT_WINDOW_WIDGET, place.x,
                                          place.y, &place.x, &place.y);
    gtk_popover_set_pointing_to(GTK_POPOVER(view->popover), &place);
    gtk_widget_show_all(view->list);
    gtk_popover_popup(GTK_POPOVER(view->popover));
    select_item(view, 0);
}

/* What may stand at the end of the line. Where a command runs Python's lock may take
 * long to come, and a window does not wait. */
static void complete(struct view *view)
{
    inlet_limits limits = INLET_LIMITS_INIT;
    inlet_completion found = INLET_COMPLETION_INIT;
    char *typed = view_typed(view);
    size_t length = strlen(typed);
    limits.items = ITEMS;
    if (inlet_is_busy(view->console->handle) ||
        inlet_complete(view->console->handle, typed, length, length, &limits, &found,
                       NULL) != INLET_DONE ||
        found.count == 0) {
        gdk_display_beep(gdk_display_get_default());
    } else {
        show_items(view, &found);
    }
    inlet_completion_clear(&found);
    g_free(typed);
}

/* --- Keys ------------------------------------------------------------------------- */

/* What is typed stays as it is, and is no more to be changed. */
static void leave_typed(struct view *view)
{
    GtkTextIter start, end;
    g_signal_handlers_block_by_func(view->buffer, on_changed, view);
    gtk_text_buffer_get_end_iter(view->buffer, &end);
    gtk_text_buffer_insert(view->buffer, &end, "\n", 1);
    iter_of_input(view, &start);
    gtk_text_buffer_apply_tag_by_name(view->buffer, "said", &start, &end);
    gtk_text_buffer_move_mark(view->buffer, view->input, &end);
    gtk_text_buffer_place_cursor(view->buffer, &end);
    g_signal_handlers_unblock_by_func(view->buffer, on_changed, view);
}

static void enter(struct view *view)
{
    char *line = view_typed(view);
    leave_typed(view);
    if (line[0] != '\0') {
        g_ptr_array_add(view->history, g_strdup(line));
    }
    view->at = view->history->len;
    console_enter(view->console, line);
    g_free(line);
}

static void recall(struct view *view, int step)
{
    if ((step < 0 && view->at == 0) || (step > 0 && view->at >= view->history->len)) {
        return;
    }
    view->at += (guint)step;
    set_typed(view, view->at == view->history->len
                        ? ""
                        : g_ptr_array_index(view->history, view->at));
}

/* Typing goes to the end, wherever one has clicked. */
static void go_to_input(struct view *view)
{
    GtkTextIter cursor, input;
    gtk_text_buffer_get_iter_at_mark(view->buffer, &cursor,
                                     gtk_text_buffer_get_insert(view->buffer));
    iter_of_input(view, &input);
    if (gtk_text_iter_compare(&cursor, &input) < 0) {
        gtk_text_buffer_get_end_iter(view->buffer, &cursor);
        gtk_text_buffer_place_cursor(view->buffer, &cursor);
    }
}

static gboolean on_key(GtkWidget *widget, GdkEventKey *event, gpointer data)
{
    struct view *view = data;
    (void)widget;
    bool is_control = (event->state & GDK_CONTROL_MASK) != 0;
    if (is_control && event->keyval == GDK_KEY_c) {
        /* With a selection it is a copy, as everywhere. */
        return !gtk_text_buffer_get_has_selection(view->buffer) &&
               console_stop(view->console);
    }
    if (!is_control) {
        go_to_input(view);
    }
    if (choose_item(view, event->keyval)) {
        return TRUE;
    }
    switch (event->keyval) {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
        enter(view);
        return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
        recall(view, event->keyval == GDK_KEY_Up ? -1 : 1);
        return TRUE;
    case GDK_KEY_Tab:
        complete(view);
        return TRUE;
    default:
        return FALSE;
    }
}

/* --- Life ------------------------------------------------------------------------- */

static void make_popover(struct view *view)
{
    view->popover = gtk_popover_new(GTK_WIDGET(view->text));
    view->list = gtk_list_box_new();
    /* The keys stay with the text. */
    gtk_popover_set_modal(GTK_POPOVER(view->popover), FALSE);
    gtk_popover_set_position(GTK_POPOVER(view->popover), GTK_POS_BOTTOM);
    gtk_container_add(GTK_CONTAINER(view->popover), view->list);
    g_signal_connect(view->list, "row-activated", G_CALLBACK(on_row), view);
}

void view_open(struct view *view, struct console *console)
{
    GtkTextIter end;
    memset(view, 0, sizeof *view);
    view->console = console;
    view->history = g_ptr_array_new_with_free_func(g_free);
    view->widget = gtk_scrolled_window_new(NULL, NULL);
    view->text = GTK_TEXT_VIEW(gtk_text_view_new());
    view->buffer = gtk_text_view_get_buffer(view->text);
    gtk_text_view_set_monospace(view->text, TRUE);
    gtk_text_view_set_wrap_mode(view->text, GTK_WRAP_CHAR);
    gtk_text_view_set_left_margin(view->text, 8);
    gtk_text_view_set_accepts_tab(view->text, FALSE);
    gtk_container_add(GTK_CONTAINER(view->widget), GTK_WIDGET(view->text));
    gtk_text_buffer_get_end_iter(view->buffer, &end);
    view->input = gtk_text_buffer_create_mark(view->buffer, NULL, &end, TRUE);
    make_tags(view);
    make_popover(view);
    g_signal_connect(view->text, "key-press-event", G_CALLBACK(on_key), view);
    g_signal_connect(view->buffer, "changed", G_CALLBACK(on_changed), view);
}

void view_close(struct view *view) { g_ptr_array_free(view->history, TRUE); }
