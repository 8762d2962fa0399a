/* SPDX-License-Identifier: MIT
 * A desktop program, by GTK, with a Python console that never keeps it waiting.
 *
 *     desktop             a window
 *     desktop --script    read what is done from standard input, see play_script(); for
 *                         tests, and for pictures
 *
 * console.c has the console, in a thread of its own; view.c the widget. Here they are
 * put into a window, with a button that interrupts.
 */
#include "view.h"

#include <stdio.h>
#include <string.h>

struct desktop {
    GtkWidget *window, *stop, *clock;
    struct console console;
    struct view view;
    long ticks; /* the window has lived so long */
    bool is_over;
};

/* Some messages at a time: the window is drawn and answers in between. */
static gboolean take_messages(gpointer data)
{
    struct desktop *desktop = data;
    for (int i = 0; i < 100; i++) {
        struct message *message = console_take(&desktop->console);
        if (message == NULL) {
            return G_SOURCE_REMOVE;
        }
        view_show(&desktop->view, message);
        if (message->kind == MESSAGE_OVER) {
            gtk_window_close(GTK_WINDOW(desktop->window));
        }
        message_free(message);
    }
    return G_SOURCE_CONTINUE;
}

static void on_stop(GtkButton *button, gpointer data)
{
    (void)button;
    console_stop(&((struct desktop *)data)->console);
}

static gboolean on_delete(GtkWidget *window, GdkEvent *event, gpointer data)
{
    (void)window, (void)event;
    ((struct desktop *)data)->is_over = true;
    return TRUE; /* main() closes it */
}

/* The window shows that it lives, and whether there is something to stop. */
static gboolean on_tick(gpointer data)
{
    char text[64];
    struct desktop *desktop = data;
    bool is_busy = inlet_is_busy(desktop->console.handle);
    g_snprintf(text, sizeof text, "%ld ticks", ++desktop->ticks);
    gtk_label_set_text(GTK_LABEL(desktop->clock), text);
    gtk_widget_set_sensitive(desktop->stop, is_busy);
    return G_SOURCE_CONTINUE;
}

static void open_window(struct desktop *desktop)
{
    GtkWidget *bar = gtk_header_bar_new();
    desktop->window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
    desktop->stop = gtk_button_new_with_label("Stop");
    desktop->clock = gtk_label_new("");
    gtk_header_bar_set_title(GTK_HEADER_BAR(bar), "Console");
    gtk_header_bar_pack_start(GTK_HEADER_BAR(bar), desktop->stop);
    gtk_header_bar_pack_end(GTK_HEADER_BAR(bar), desktop->clock);
    gtk_window_set_titlebar(GTK_WINDOW(desktop->window), bar);
    gtk_window_set_default_size(GTK_WINDOW(desktop->window), 640, 480);
    gtk_container_add(GTK_CONTAINER(desktop->window), desktop->view.widget);
    g_signal_connect(desktop->stop, "clicked", G_CALLBACK(on_stop), desktop);
    g_signal_connect(desktop->window, "delete-event", G_CALLBACK(on_delete), desktop);
    gtk_widget_show_all(desktop->window);
    gtk_widget_grab_focus(GTK_WIDGET(desktop->view.text));
}

/* --- For tests -------------------------------------------------------------------- */

static void press(struct desktop *desktop, const char *name)
{
    GdkEvent *event = gdk_event_new(GDK_KEY_PRESS);
    GdkWindow *window = gtk_widget_get_window(desktop->window);
    GdkDisplay *display = gdk_display_get_default();
    event->key.window = g_object_ref(window);
    event->key.keyval = gdk_keyval_from_name(name[0] == '^' ? name + 1 : name);
    event->key.state = name[0] == '^' ? GDK_CONTROL_MASK : 0;
    gdk_event_set_device(event,
                         gdk_seat_get_keyboard(gdk_display_get_default_seat(display)));
    gtk_main_do_event(event);
    gdk_event_free(event);
}

static void type_text(struct desktop *desktop, const char *text)
{
    gtk_text_buffer_insert_at_cursor(desktop->view.buffer, text, -1);
}

/* Does what is seen end so? */
static bool is_at(struct desktop *desktop, const char *text)
{
    GtkTextIter start, end;
    gtk_text_buffer_get_end_iter(desktop->view.buffer, &end);
    start = end;
    gtk_text_iter_backward_chars(&start, (int)g_utf8_strlen(text, -1));
    char *seen = gtk_text_buffer_get_text(desktop->view.buffer, &start, &end, FALSE);
    bool is_there = strcmp(seen, text) == 0;
    g_free(seen);
    return is_there;
}

static void wait_for(struct desktop *desktop, const char *text, const char *or_text)
{
    while (!desktop->is_over && !is_at(desktop, text) && !is_at(desktop, or_text)) {
        gtk_main_iteration();
    }
}

static void wait_ticks(struct desktop *desktop, long count)
{
    long until = desktop->ticks + count;
    while (!desktop->is_over && desktop->ticks < until) {
        gtk_main_iteration();
    }
}

static void save_picture(struct desktop *desktop, const char *file)
{
    GdkWindow *window = gtk_widget_get_window(desktop->window);
    GdkPixbuf *picture = gdk_pixbuf_get_from_window(
        window, 0, 0, gdk_window_get_width(window), gdk_window_get_height(window));
    if (picture == NULL || !gdk_pixbuf_save(picture, file, "png", NULL, NULL)) {
        fprintf(stderr, "no picture\n");
    }
    g_clear_object(&picture);
}

static void print_seen(struct desktop *desktop)
{
    char *seen = view_seen(&desktop->view);
    printf("%s\n", seen);
    g_free(seen);
}

/* type TEXT, enter TEXT, key NAME (^c: with Control), wait TEXT (until that is the end
 * of what is seen), ready (until a prompt is), ticks N, stop, picture FILE, show */
static void do_step(struct desktop *desktop, const char *step, const char *what)
{
    if (strcmp(step, "type") == 0) {
        type_text(desktop, what);
    } else if (strcmp(step, "ready") == 0) {
        wait_for(desktop, ">>> ", "... ");
    } else if (strcmp(step, "enter") == 0) {
        type_text(desktop, what);
        press(desktop, "Return");
    } else if (strcmp(step, "key") == 0) {
        press(desktop, what);
    } else if (strcmp(step, "wait") == 0) {
        wait_for(desktop, what, what);
    } else if (strcmp(step, "ticks") == 0) {
        wait_ticks(desktop, strtol(what, NULL, 10));
    } else if (strcmp(step, "stop") == 0) {
        gtk_button_clicked(GTK_BUTTON(desktop->stop));
    } else if (strcmp(step, "picture") == 0) {
        save_picture(desktop, what);
    } else {
        print_seen(desktop);
    }
}

static void play_script(struct desktop *desktop)
{
    char line[512];
    while (!desktop->is_over && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *what = strchr(line, ' ');
        if (what != NULL) {
            *what++ = '\0';
        }
        do_step(desktop, line, what == NULL ? "" : what);
        /* A flood of output never ends. */
        for (int i = 0; i < 100 && gtk_events_pending(); i++) {
            gtk_main_iteration();
        }
    }
}

/* --- All together ----------------------------------------------------------------- */

int main(int argc, char **argv)
{
    static struct desktop desktop;
    gtk_init(&argc, &argv);
    if (!console_open(&desktop.console, take_messages, &desktop)) {
        fprintf(stderr, "%s\n", desktop.console.error.message);
        return 1;
    }
    view_open(&desktop.view, &desktop.console);
    open_window(&desktop);
    view_prompt(&desktop.view, ">>> ");
    guint timer = g_timeout_add(20, on_tick, &desktop);
    if (argc > 1 && strcmp(argv[1], "--script") == 0) {
        play_script(&desktop);
        desktop.is_over = true;
    }
    while (!desktop.is_over) {
        gtk_main_iteration();
    }
    g_source_remove(timer);
    console_close(&desktop.console);
    gtk_widget_destroy(desktop.window);
    view_close(&desktop.view);
    return 0;
}
