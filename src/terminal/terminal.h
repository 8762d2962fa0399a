/* SPDX-License-Identifier: MIT
 * A user at a terminal who types texts: the editor there, with his settings and his
 * history, from the prompt to the text.
 *
 *     struct il_terminal *terminal = il_terminal_open(&services, 0, 1, NULL);
 *     while (il_terminal_read(terminal, ">>> ", "... ", &text) == IL_TERMINAL_TEXT) ...
 *     il_terminal_close(terminal);
 *
 * Between two reads the terminal is as it was found. One thread at a time.
 */
#ifndef IL_TERMINAL_H
#define IL_TERMINAL_H

#include "edit/history.h"
#include "edit/menu.h"

/* What Python says of texts, and what goes on meanwhile. None of these may call the
 * terminal; all but `is_complete` may be NULL. */
struct il_terminal_services {
    void *data;

    /* As in struct il_editor_hooks. */
    bool (*is_complete)(void *data, const char *text, size_t size);
    bool (*complete)(void *data, const char *text, size_t size, size_t cursor,
                     struct il_menu *menu, size_t *out_start, size_t *out_end);
    void (*document)(void *data, const char *text, size_t size, size_t start,
                     const char *item, size_t item_size, struct il_text *out);
    bool (*describe)(void *data, const char *text, size_t size, size_t cursor,
                     struct il_text *out, size_t *out_start, size_t *out_end);
    const char *const *kinds;
    size_t kind_count;

    /* Add what is known of the name at the cursor, lines of text. False: nothing. */
    bool (*explain)(void *data, const char *text, size_t size, size_t cursor,
                    struct il_text *out);

    /* A signal may have come, or idle() has gone on. True: that interrupts the user. */
    bool (*look)(void *data);

    /* Nothing is typed: serve whoever else is to be served. It may wait until one of
     * the descriptors can be read. Gives the milliseconds after which it wants to be
     * called again, or -1. */
    int (*idle)(void *data, int input, int wake);

    unsigned dialect;   /* which of IL_LEX_NEWEST */
    const char *former; /* a history of Python's to begin with, or NULL; borrowed */
};

enum il_terminal_answer {
    IL_TERMINAL_NO_MEMORY = -2, /* what was typed is lost */
    IL_TERMINAL_GONE = -1,      /* somebody has hung up */
    IL_TERMINAL_TEXT,
    IL_TERMINAL_END,       /* Ctrl-D; the cursor is behind the prompt */
    IL_TERMINAL_INTERRUPT, /* Ctrl-C, or look(); the cursor is at the end of the text */
};

struct il_terminal;

/** Can texts be edited there? Both must be a terminal, and TERM one that is more than a
 * teletype. */
bool il_terminal_is_capable(int input, int output);

/** `history` is its file, NULL for the usual one, "" for none. The descriptors stay the
 * caller's. NULL: no memory. */
struct il_terminal *il_terminal_open(const struct il_terminal_services *services,
                                     int input, int output, const char *history);

/** Let the user type a text that is_complete(); it is in the history then. */
enum il_terminal_answer il_terminal_read(struct il_terminal *terminal,
                                         const char *prompt, const char *more,
                                         struct il_text *out);

/** Begin the next text with this one, which was read and cannot be used. */
void il_terminal_retry(struct il_terminal *terminal, const char *text, size_t size);

/** What was entered before; borrowed. */
const struct il_history *il_terminal_history(const struct il_terminal *terminal);

/** What of it was entered here, since the terminal was opened; borrowed. */
const struct il_history *il_terminal_entered(const struct il_terminal *terminal);

/** NULL is all right. */
void il_terminal_close(struct il_terminal *terminal);

#endif
