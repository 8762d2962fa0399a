/* SPDX-License-Identifier: MIT
 * What a user types in inlet_interact() at a terminal. Warm.
 *
 *     interact() -- raw_input() --> il_typing_read() --> src/terminal: an edited text
 *         ^                                               |
 *         +---- its statements, one at each call <--------+
 *
 * Each is pushed as the lines of a plain console are, but whole. After one that fails
 * those behind it are dropped.
 */
#ifndef IL_TYPING_H
#define IL_TYPING_H

#include "host/host.h"

#include <inlet/source.h>

#include "host/inputs.h"
#include "terminal/terminal.h"

struct il_typing {
    inlet_console *console; /* lives longer */
    struct il_command *command;
    struct il_terminal *terminal;
    struct il_inputs inputs; /* those that were typed before */
    struct il_text former;   /* what Python's own console has for history */
    struct il_text more;     /* the prompt of further lines */
    atomic_bool is_reading;  /* a second thread reads without an editor */
    bool is_continuing;      /* Python wants more than we took for whole */
    bool is_stopped;         /* the statement that was handed over did not come back */
    bool is_awaiting;        /* commands run on an event loop */
    inlet_status failure;    /* what a signal's handler has raised, or INLET_DONE */

    struct il_text text; /* what was typed, */
    size_t next, count;  /* of its statements: to be handed over, and all */
    size_t at;           /* where the one that was handed over last ends */
    inlet_statement *statements;
    size_t divided;   /* how many these are, */
    bool has_foreign; /* some of them the second language's, */
    size_t capacity;
    struct il_text of; /* and the text that they are of */

    struct il_text judged; /* the text that Enter has asked about last, */
    inlet_status verdict;  /* and what it was */

    struct il_text offered; /* what the host has offered last, and a line on each */
};

/** At a terminal: what its user types in the session that `command` is. NULL: it is to
 * be read as in every console. Python's lock is held; no exception. */
struct il_typing *il_typing_new(inlet_console *console, struct il_command *command);

/** Python's lock is held. NULL is all right. */
void il_typing_free(struct il_typing *typing);

/** The str of a prompt. One of the user's own that fails must not end his session: he
 * is told why, and has the usual one. New reference; NULL only where it asks to
 * leave. */
PyObject *il_typing_prompt(struct il_typing *typing, PyObject *prompt);

/** The next statement, as raw_input() gives it; NULL without an exception: it is to be
 * read as in every console. */
PyObject *il_typing_read(struct il_typing *typing, PyObject *prompt);

/* --- advice.c: what Python says of a text. Needs no lock -------------------------- */

/** Put it in, with il_typing as their data. */
void il_advice_give(struct il_terminal_services *services, struct il_typing *typing);

/** Where line number `line` begins; the end of the text if there are not so many. */
size_t il_advice_line(const char *text, size_t size, size_t line);

/** Add the text to `out` without the indentation of its first line, which the others
 * lose as far as they have it. False: that has none. */
bool il_advice_align(const char *text, size_t size, struct il_text *out);

/** Divide a text into statements, of Python and of the host's second language. False:
 * no memory, or it is no text. */
bool il_advice_split(struct il_typing *typing, const char *text, size_t size);

/** Is it one input for the console? INLET_DONE, INLET_MORE, INLET_INVALID; or negative.
 */
inlet_status il_advice_check(struct il_typing *typing, const char *text, size_t size);

/* --- idle.c: what goes on meanwhile. As `look` and `idle` of the services, for the
 * il_typing that `data` is. Needs no lock ------------------------------------------ */

bool il_idle_look(void *data);
int il_idle_serve(void *data, int input, int wake);

#endif
