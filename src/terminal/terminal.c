/* SPDX-License-Identifier: MIT
 * A user at a terminal who types texts.
 */
#include "terminal/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edit/editor.h"
#include "edit/outside.h"
#include "edit/tty.h"
#include "terminal/above.h"
#include "terminal/profile.h"
#include "terminal/signals.h"

enum { FIRST_FREE = 10 }; /* descriptors of ours are above those that programs name */

struct il_terminal {
    struct il_terminal_services services;
    struct il_tty tty; /* its output is a descriptor of our own */
    sigset_t outside;  /* the signals that are kept out when no text is edited */
    struct il_editor editor;
    struct il_profile profile;
    struct il_above *above;    /* or NULL; its lock is for the editor and the output */
    int wake[2];               /* written to by handlers of signals */
    struct il_text typed;      /* behind the text that was read last */
    struct il_text first;      /* what the next text begins with */
    struct il_history entered; /* here */
    size_t columns, rows;
    bool is_told; /* the problems of the settings */
};

/* --- What the editor asks for ----------------------------------------------------- */

static bool write_bytes(void *data, const char *bytes, size_t size)
{
    struct il_terminal *terminal = data;
    return il_tty_write(&terminal->tty, bytes, size);
}

static bool is_complete(void *data, const char *text, size_t size)
{
    struct il_terminal *terminal = data;
    return terminal->services.is_complete(terminal->services.data, text, size);
}

static bool complete(void *data, const char *text, size_t size, size_t cursor,
                     struct il_menu *menu, size_t *out_start, size_t *out_end)
{
    struct il_terminal *terminal = data;
    return terminal->services.complete(terminal->services.data, text, size, cursor,
                                       menu, out_start, out_end);
}

static void document(void *data, const char *text, size_t size, size_t start,
                     const char *item, size_t item_size, struct il_text *out)
{
    struct il_terminal *terminal = data;
    terminal->services.document(terminal->services.data, text, size, start, item,
                                item_size, out);
}

static bool describe(void *data, const char *text, size_t size, size_t cursor,
                     struct il_text *out, size_t *out_start, size_t *out_end)
{
    struct il_terminal *terminal = data;
    return terminal->services.describe(terminal->services.data, text, size, cursor, out,
                                       out_start, out_end);
}

static const char *recall(void *data, size_t back, size_t *out_size)
{
    struct il_terminal *terminal = data;
    return il_history_entry(&terminal->profile.history, back, out_size);
}

static void set_hooks(struct il_terminal *terminal)
{
    const struct il_terminal_services *services = &terminal->services;
    bool has_signatures = terminal->profile.settings.has_signatures;
    terminal->editor.hooks = (struct il_editor_hooks){
        .data = terminal,
        .write = write_bytes,
        .is_complete = is_complete,
        .complete = services->complete == NULL ? NULL : complete,
        .document = services->document == NULL ? NULL : document,
        .describe = services->describe == NULL || !has_signatures ? NULL : describe,
        .recall = recall,
        .kinds = services->kinds,
        .kind_count = services->kind_count,
    };
}

/* --- The terminal ----------------------------------------------------------------- */

static void print_above(void *data, const char *bytes, size_t size)
{
    struct il_terminal *terminal = data;
    if (terminal->editor.is_open) {
        (void)il_editor_print(&terminal->editor, bytes, size);
    } else {
        (void)il_tty_write(&terminal->tty, bytes, size);
    }
}

static void follow_size(struct il_terminal *terminal)
{
    size_t columns, rows;
    il_tty_measure(&terminal->tty, &columns, &rows);
    if (columns != terminal->columns || rows != terminal->rows) {
        terminal->columns = columns;
        terminal->rows = rows;
        (void)il_editor_resize(&terminal->editor, columns, rows,
                               il_style_reflows(NULL, NULL));
        il_above_resize(terminal->above, columns, rows);
    }
}

/* Signals come while we wait, where they are looked at; one that came before would be
 * missed until the next key. */
static void keep_signals_out(struct il_terminal *terminal)
{
    static const int at_once[] = {SIGSEGV, SIGBUS, SIGFPE,  SIGILL,
                                  SIGABRT, SIGSYS, SIGTRAP, SIGPROF};
    sigset_t others;
    sigfillset(&others);
    for (size_t i = 0; i < sizeof at_once / sizeof *at_once; i++) {
        sigdelset(&others, at_once[i]);
    }
    pthread_sigmask(SIG_BLOCK, &others, &terminal->outside);
    terminal->tty.mask = &terminal->outside;
}

static void let_signals_in(struct il_terminal *terminal)
{
    pthread_sigmask(SIG_SETMASK, &terminal->outside, NULL);
}

/* The user's from here on, if nothing fails. */
static bool enter(struct il_terminal *terminal)
{
    if (!il_tty_enter(&terminal->tty)) {
        return false;
    }
    (void)il_signals_begin(terminal->wake[1]);
    keep_signals_out(terminal);
    return true;
}

static void leave(struct il_terminal *terminal)
{
    let_signals_in(terminal);
    il_signals_end(terminal->wake[1]);
    il_tty_leave(&terminal->tty);
}

static void begin_above(struct il_terminal *terminal)
{
    il_above_begin(terminal->above, terminal->columns, terminal->rows);
}

/* The process was stopped: the shell may have changed the mode. */
static void come_back(struct il_terminal *terminal)
{
    struct termios mode;
    bool is_ours = tcgetattr(terminal->tty.input, &mode) == 0 &&
                   (mode.c_lflag & ICANON) == 0 && terminal->tty.is_raw;
    if (!is_ours) {
        terminal->tty.is_raw = false;
        (void)il_tty_enter(&terminal->tty);
    }
    terminal->editor.screen.is_lost = true;
    follow_size(terminal);
    (void)il_editor_show(&terminal->editor);
}

/* --- What the editor cannot do itself --------------------------------------------- */

static void suspend(struct il_terminal *terminal)
{
    il_above_end(terminal->above);
    leave(terminal);
    (void)raise(SIGTSTP);
    (void)enter(terminal);
    il_above_lock(terminal->above);
    follow_size(terminal);
    (void)il_editor_show(&terminal->editor);
    il_above_unlock(terminal->above);
    begin_above(terminal);
}

static const char *text_of(const struct il_terminal *terminal, size_t *out_size)
{
    const struct il_text *text = &terminal->editor.typist.buffer.text;
    *out_size = text->size;
    return text->size == 0 ? "" : text->bytes;
}

/* What cannot be done is said above the text. */
static void tell_failure(struct il_terminal *terminal, int error)
{
    char line[160];
    int size = error == ECANCELED
                   ? snprintf(line, sizeof line,
                              "The editor has failed; the text is as it was.\n")
                   : snprintf(line, sizeof line, "The editor: %s\n", strerror(error));
    (void)il_editor_print(&terminal->editor, line, (size_t)size);
}

static void edit_outside(struct il_terminal *terminal)
{
    struct il_text edited = {0};
    size_t size;
    const char *text = text_of(terminal, &size);
    il_above_end(terminal->above);
    leave(terminal);
    int error = il_outside_edit(&terminal->tty, ".py", text, size, &edited);
    (void)enter(terminal);
    il_above_lock(terminal->above);
    follow_size(terminal);
    if (error == 0) {
        (void)il_editor_set(&terminal->editor, edited.size == 0 ? "" : edited.bytes,
                            edited.size);
    } else {
        tell_failure(terminal, error);
    }
    il_above_unlock(terminal->above);
    begin_above(terminal);
    il_text_free(&edited);
}

static void explain(struct il_terminal *terminal)
{
    struct il_text about = {0};
    size_t size;
    const char *text = text_of(terminal, &size);
    bool is_known =
        terminal->services.explain != NULL &&
        terminal->services.explain(terminal->services.data, text, size,
                                   terminal->editor.typist.buffer.cursor, &about);
    if (is_known && il_text_is_whole(&about)) {
        (void)il_editor_print(&terminal->editor, about.bytes, about.size);
    } else {
        (void)il_editor_show(&terminal->editor);
    }
    il_text_free(&about);
}

static bool is_callers(enum il_editor_event event)
{
    return event == IL_EDITOR_LINE || event == IL_EDITOR_INTERRUPT ||
           event == IL_EDITOR_END || event == IL_EDITOR_NO_OUTPUT;
}

/* With the lock; false: the event is the caller's. */
static bool handle(struct il_terminal *terminal, enum il_editor_event event)
{
    if (event == IL_EDITOR_SUSPEND || event == IL_EDITOR_EDIT) {
        il_above_unlock(terminal->above);
        (event == IL_EDITOR_EDIT ? edit_outside : suspend)(terminal);
        il_above_lock(terminal->above);
    } else if (event == IL_EDITOR_HELP) {
        explain(terminal);
    }
    /* Without memory for a key the text is as it was. */
    return !is_callers(event);
}

/* --- Keys ------------------------------------------------------------------------- */

/* Take what is typed up to an event of the caller's. Where that is nothing, a macro may
 * go on that typed the text before. */
static enum il_editor_event feed(struct il_terminal *terminal)
{
    struct il_text *typed = &terminal->typed;
    enum il_editor_event event = IL_EDITOR_MORE;
    size_t at = 0;
    il_above_lock(terminal->above);
    do {
        size_t used = 0;
        event =
            il_editor_feed(&terminal->editor, typed->size == 0 ? "" : typed->bytes + at,
                           typed->size - at, &used);
        at += used;
    } while (handle(terminal, event) && at < typed->size);
    il_above_unlock(terminal->above);
    (void)il_text_replace(typed, 0, at, "", 0);
    return is_callers(event) ? event : IL_EDITOR_MORE;
}

static enum il_editor_event wait_no_longer(struct il_terminal *terminal)
{
    il_above_lock(terminal->above);
    enum il_editor_event event = il_editor_timeout(&terminal->editor);
    (void)handle(terminal, event);
    il_above_unlock(terminal->above);
    return is_callers(event) ? event : IL_EDITOR_MORE;
}

/* Leave what is typed, as Ctrl-C does. */
static enum il_editor_event interrupt(struct il_terminal *terminal)
{
    il_above_lock(terminal->above);
    enum il_editor_event event =
        il_editor_key(&terminal->editor, IL_KEY_CTRL | (uint32_t)'c');
    if (event != IL_EDITOR_INTERRUPT) {
        (void)il_editor_leave(&terminal->editor);
        terminal->editor.is_open = false;
    }
    il_above_unlock(terminal->above);
    return IL_EDITOR_INTERRUPT;
}

static enum il_editor_event look_around(struct il_terminal *terminal)
{
    return terminal->services.look != NULL &&
                   terminal->services.look(terminal->services.data)
               ? interrupt(terminal)
               : IL_EDITOR_MORE;
}

static enum il_editor_event take_signal(struct il_terminal *terminal)
{
    char what[64];
    ssize_t count = read(terminal->wake[0], what, sizeof what);
    bool is_back =
        count > 0 && memchr(what, IL_SIGNALS_CONTINUED, (size_t)count) != NULL;
    if (look_around(terminal) != IL_EDITOR_MORE) {
        return IL_EDITOR_INTERRUPT;
    }
    il_above_lock(terminal->above);
    if (is_back) {
        come_back(terminal);
    }
    follow_size(terminal);
    il_above_unlock(terminal->above);
    return IL_EDITOR_MORE;
}

/* --- Waiting ---------------------------------------------------------------------- */

/* Serve others, who may take signals; one that came then is looked for. */
static enum il_editor_event serve(struct il_terminal *terminal, int *out_again)
{
    if (terminal->services.idle == NULL) {
        return IL_EDITOR_MORE;
    }
    let_signals_in(terminal);
    *out_again = terminal->services.idle(terminal->services.data, terminal->tty.input,
                                         terminal->wake[0]);
    keep_signals_out(terminal);
    return look_around(terminal);
}

static enum il_editor_event step(struct il_terminal *terminal)
{
    char bytes[65536];
    size_t size = 0;
    int patience = il_editor_patience(&terminal->editor), again = -1;
    if (patience < 0 && serve(terminal, &again) != IL_EDITOR_MORE) {
        return IL_EDITOR_INTERRUPT;
    }
    switch (il_tty_read(&terminal->tty, patience < 0 ? again : patience,
                        terminal->wake[0], bytes, sizeof bytes, &size)) {
    case IL_TTY_BYTES:
        il_text_add(&terminal->typed, bytes, size);
        return feed(terminal);
    case IL_TTY_TIMEOUT:
        return patience < 0 ? IL_EDITOR_MORE : wait_no_longer(terminal);
    case IL_TTY_WOKEN:
    case IL_TTY_INTERRUPTED:
        return take_signal(terminal);
    default:
        return IL_EDITOR_NO_OUTPUT;
    }
}

/* --- A text ----------------------------------------------------------------------- */

static void tell_problems(struct il_terminal *terminal)
{
    const struct il_text *problems = &terminal->profile.problems;
    if (!terminal->is_told && problems->size > 0) {
        (void)il_tty_write(&terminal->tty, problems->bytes, problems->size);
    }
    terminal->is_told = true;
}

/* What was printed without a newline at its end stays: blanks as wide as the terminal
 * end in the row where they began if that was empty, and else in the next one. Nobody
 * can ask the terminal where its cursor is without waiting for the answer. */
static void leave_unfinished_row(struct il_terminal *terminal)
{
    struct il_text blanks = {0};
    for (size_t i = 0; i < terminal->columns; i++) {
        il_text_add_char(&blanks, ' ');
    }
    il_text_add_char(&blanks, '\r');
    if (il_text_is_whole(&blanks)) {
        (void)il_tty_write(&terminal->tty, blanks.bytes, blanks.size);
    }
    il_text_free(&blanks);
}

static enum il_editor_event begin(struct il_terminal *terminal, const char *prompt,
                                  const char *more)
{
    il_above_lock(terminal->above);
    tell_problems(terminal);
    follow_size(terminal);
    leave_unfinished_row(terminal);
    enum il_editor_event event =
        il_editor_begin(&terminal->editor, prompt, strlen(prompt), more, strlen(more));
    if (event == IL_EDITOR_MORE && terminal->first.size > 0) {
        event = il_editor_set(&terminal->editor, terminal->first.bytes,
                              terminal->first.size);
    }
    il_text_clear(&terminal->first);
    il_above_unlock(terminal->above);
    return event;
}

/* The prompt is there before the history is: nobody waits for that. What other sessions
 * have added comes in at every prompt. */
static enum il_editor_event edit(struct il_terminal *terminal)
{
    il_profile_read(&terminal->profile, terminal->services.former);
    enum il_editor_event event = feed(terminal);
    while (event == IL_EDITOR_MORE) {
        event = step(terminal);
    }
    return event;
}

static enum il_terminal_answer keep(struct il_terminal *terminal, struct il_text *out)
{
    size_t size;
    const char *text = text_of(terminal, &size);
    il_text_clear(out);
    il_text_add(out, text, size);
    il_profile_add(&terminal->profile, text, size);
    (void)il_history_add(&terminal->entered, text, size, 0);
    return il_text_is_whole(out) ? IL_TERMINAL_TEXT : IL_TERMINAL_NO_MEMORY;
}

/* The editor has gone to the row below; what Python writes then begins with a newline.
 */
static void go_up(struct il_terminal *terminal)
{
    (void)il_tty_write(&terminal->tty, "\x1b[A", 3);
}

static enum il_terminal_answer conclude(struct il_terminal *terminal,
                                        enum il_editor_event event, struct il_text *out)
{
    switch (event) {
    case IL_EDITOR_LINE:
        return keep(terminal, out);
    case IL_EDITOR_END:
        go_up(terminal);
        return IL_TERMINAL_END;
    case IL_EDITOR_INTERRUPT:
        go_up(terminal);
        return IL_TERMINAL_INTERRUPT;
    case IL_EDITOR_NO_MEMORY:
        return IL_TERMINAL_NO_MEMORY;
    default:
        return IL_TERMINAL_GONE;
    }
}

enum il_terminal_answer il_terminal_read(struct il_terminal *terminal,
                                         const char *prompt, const char *more,
                                         struct il_text *out)
{
    if (!enter(terminal)) {
        return IL_TERMINAL_GONE;
    }
    enum il_editor_event event = begin(terminal, prompt, more);
    begin_above(terminal);
    if (event == IL_EDITOR_MORE) {
        event = edit(terminal);
    }
    terminal->editor.is_open = false;
    il_above_end(terminal->above); /* what is printed last is below the text */
    enum il_terminal_answer answer = conclude(terminal, event, out);
    leave(terminal);
    return answer;
}

void il_terminal_retry(struct il_terminal *terminal, const char *text, size_t size)
{
    il_text_clear(&terminal->first);
    il_text_add(&terminal->first, text, size);
}

const struct il_history *il_terminal_history(const struct il_terminal *terminal)
{
    return &terminal->profile.history;
}

const struct il_history *il_terminal_entered(const struct il_terminal *terminal)
{
    return &terminal->entered;
}

/* --- Beginning and end ------------------------------------------------------------ */

bool il_terminal_is_capable(int input, int output)
{
    struct il_tty tty;
    return il_tty_open(&tty, input, output) && il_style_is_capable(NULL, NULL);
}

static void set_looks(struct il_terminal *terminal)
{
    const struct il_settings *settings = &terminal->profile.settings;
    enum il_depth depth = il_style_depth(NULL, NULL);
    if (!settings->has_colors && depth > IL_DEPTH_MONO) {
        depth = IL_DEPTH_MONO;
    }
    il_editor_set_theme(&terminal->editor,
                        il_theme_find(settings->theme, strlen(settings->theme)), depth);
}

static bool open_descriptors(struct il_terminal *terminal, int input, int output)
{
    int own = fcntl(output, F_DUPFD_CLOEXEC, FIRST_FREE);
    return own >= 0 && il_tty_open(&terminal->tty, input, own) &&
           pipe2(terminal->wake, O_CLOEXEC | O_NONBLOCK) == 0;
}

static bool set_up(struct il_terminal *terminal, int input, int output,
                   const char *history)
{
    terminal->wake[0] = terminal->wake[1] = terminal->tty.output = -1;
    if (!open_descriptors(terminal, input, output) ||
        !il_profile_open(&terminal->profile, history)) {
        return false;
    }
    const struct il_settings *settings = &terminal->profile.settings;
    terminal->editor.typist.keymaps = settings->keymaps;
    terminal->editor.typist.mode = settings->mode;
    terminal->editor.typist.indent = settings->indent;
    terminal->editor.shade.dialect = terminal->services.dialect;
    terminal->editor.patience = settings->escape_time;
    terminal->editor.hides_suggestion = !settings->has_suggestions;
    set_hooks(terminal);
    set_looks(terminal);
    terminal->above = il_above_new(terminal->tty.output, print_above, terminal);
    return true;
}

struct il_terminal *il_terminal_open(const struct il_terminal_services *services,
                                     int input, int output, const char *history)
{
    struct il_terminal *terminal = calloc(1, sizeof *terminal);
    if (terminal == NULL) {
        return NULL;
    }
    terminal->services = *services;
    if (!set_up(terminal, input, output, history)) {
        il_terminal_close(terminal);
        return NULL;
    }
    return terminal;
}

static void close_one(int descriptor) { (void)(descriptor >= 0 && close(descriptor)); }

void il_terminal_close(struct il_terminal *terminal)
{
    if (terminal == NULL) {
        return;
    }
    il_above_free(terminal->above);
    il_editor_free(&terminal->editor);
    il_profile_close(&terminal->profile);
    il_history_free(&terminal->entered);
    il_text_free(&terminal->typed);
    il_text_free(&terminal->first);
    close_one(terminal->tty.output);
    close_one(terminal->wake[0]);
    close_one(terminal->wake[1]);
    free(terminal);
}
