/* SPDX-License-Identifier: MIT
 * A Python console in a thread of its own, for a program with a GLib main loop. The
 * program never waits for Python: it gets messages, and gives lines.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <glib.h>
#include <inlet/host.h>

enum message_kind { MESSAGE_OUTPUT, MESSAGE_ERROR, MESSAGE_PROMPT, MESSAGE_OVER };

struct message {
    enum message_kind kind;
    GString *text; /* what was written, or the prompt */
};

struct console {
    inlet_console *handle;
    GThread *thread;
    GMutex lock;
    GCond changed;
    GQueue messages;   /* under the lock, as all that follows */
    size_t size;       /* of their texts */
    GQueue lines;      /* typed and not used yet, as a terminal keeps them */
    bool has_line;     /* the console has one, and has not answered */
    bool wants_line;   /* the code reads: the next line is for it */
    bool is_cancelled; /* there will be none */
    bool is_ready, is_closing, is_over;
    inlet_error error;  /* why there is no handle */
    GSourceFunc notify; /* called in the main loop when there are messages */
    gpointer data;
};

/** False, and console->error says why, if Python does not start. */
bool console_open(struct console *console, GSourceFunc notify, gpointer data);

/** Interrupt what runs, and end. */
void console_close(struct console *console);

/** The next message, to be freed by message_free(); or NULL. */
struct message *console_take(struct console *console);
void message_free(struct message *message);

/** A line was typed. */
void console_enter(struct console *console, const char *line);

/** Interrupt what runs. Gives false if nothing does. */
bool console_stop(struct console *console);

#endif
