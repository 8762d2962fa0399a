/* SPDX-License-Identifier: MIT
 * The widget of a console: a text view whose end is the line that is typed.
 */
#ifndef VIEW_H
#define VIEW_H

#include "console.h"

#include <gtk/gtk.h>

struct view {
    GtkWidget *widget; /* a GtkTextView in a scrolled window */
    GtkTextView *text;
    GtkTextBuffer *buffer;
    GtkTextMark *input; /* the line that is typed begins here */
    GtkWidget *popover, *list;
    struct console *console;
    GPtrArray *history;
    guint at; /* in it */
};

void view_open(struct view *view, struct console *console);
void view_close(struct view *view);

/** Show what the console has to say. */
void view_show(struct view *view, const struct message *message);

/** Show a prompt of the program's own. */
void view_prompt(struct view *view, const char *prompt);

/** The line that is typed, to be freed; or all that is seen. */
char *view_typed(struct view *view);
char *view_seen(struct view *view);

#endif
