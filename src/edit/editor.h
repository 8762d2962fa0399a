/* SPDX-License-Identifier: MIT
 * The editor: keys of a user in, statements out, on a terminal that is anywhere.
 *
 * It is driven by its host, who owns the terminal and the waiting:
 *
 *     struct il_editor editor = {.typist = {.keymaps = keymaps}, .hooks = hooks};
 *     il_editor_resize(&editor, columns, rows, false);
 *     il_editor_begin(&editor, ">>> ", 4, "... ", 4);
 *     for (;;) {
 *         size_t used;
 *         enum il_editor_event event = il_editor_feed(&editor, bytes, size, &used);
 *         ... IL_EDITOR_MORE: wait for more bytes; after il_editor_patience()
 *             milliseconds without any, call il_editor_timeout(), whose event is as
 *             good as one of il_editor_feed() ...
 *         ... IL_EDITOR_LINE: run editor.typist.buffer.text, begin again, and feed
 *             what was not used, even if that is nothing: a macro may go on ...
 *     }
 *
 * Each call ends with one call of hooks.write at most, with the least bytes that bring
 * the terminal up to date. Any number of editors can live at once; each belongs to one
 * thread at a time.
 */
#ifndef IL_EDITOR_H
#define IL_EDITOR_H

#include "edit/keys.h"
#include "edit/layout.h"
#include "edit/menu.h"
#include "edit/recall.h"
#include "edit/screen.h"
#include "edit/shade.h"
#include "edit/style.h"
#include "edit/typist.h"

/* What a call has led to. Negative: it could not do its work. */
enum il_editor_event {
    IL_EDITOR_NO_MEMORY = -2, /* the text is as it was */
    IL_EDITOR_NO_OUTPUT = -1, /* hooks.write has failed */
    IL_EDITOR_MORE = 0,       /* go on */
    IL_EDITOR_LINE,           /* the text is to be run; it is shown whole, and left */
    IL_EDITOR_INTERRUPT,      /* Ctrl-C: the text is left */
    IL_EDITOR_END,            /* Ctrl-D where there is no text */
    IL_EDITOR_SUSPEND,        /* Ctrl-Z; then il_editor_show() */
    IL_EDITOR_EDIT,           /* the text is wanted in $EDITOR; then il_editor_set() */
    IL_EDITOR_HELP,           /* on what is at the cursor; then il_editor_show() */
};

/* What the host does for an editor. `data` comes first in every call; all but write may
 * be NULL. None of them may call the editor. */
struct il_editor_hooks {
    void *data;

    /* Send bytes to the terminal, all of them. False: it is gone. */
    bool (*write)(void *data, const char *bytes, size_t size);

    /* Is the text a whole statement, or wrong, so that Enter runs it? */
    bool (*is_complete)(void *data, const char *text, size_t size);

    /* Add what may stand at the cursor, to be put in the place of [start, end). False:
     * nothing. */
    bool (*complete)(void *data, const char *text, size_t size, size_t cursor,
                     struct il_menu *menu, size_t *out_start, size_t *out_end);

    /* Add one line of documentation to `out`, on an item that is offered at `start`. */
    void (*document)(void *data, const char *text, size_t size, size_t start,
                     const char *item, size_t item_size, struct il_text *out);

    /* Add the signature of the call around the cursor to `out`; [start, end) of it is
     * the parameter that is typed. False: there is none. */
    bool (*describe)(void *data, const char *text, size_t size, size_t cursor,
                     struct il_text *out, size_t *out_start, size_t *out_end);

    /* Former entries. */
    il_recall_fn recall;

    /* The names of the kinds of items. */
    const char *const *kinds;
    size_t kind_count;
};

/* Zero-initialise it, but for hooks, typist.keymaps, typist.mode and shade.dialect.
 * What follows `shade` is for il_editor_ functions only. */
struct il_editor {
    struct il_editor_hooks hooks;
    struct il_typist typist; /* with the text */
    struct il_shade shade;

    size_t columns, rows;
    uint64_t looks[IL_STYLE_COUNT];
    struct il_text prompt, more;
    unsigned patience;     /* milliseconds, see il_editor_patience(); 0: the usual */
    bool hides_suggestion; /* what history suggests is neither shown nor taken */
    bool is_open;          /* between begin and an event that ends it */

    struct il_keys keys;
    struct il_recall recall;
    size_t prefix;   /* bytes that entries are to begin with, */
    size_t prefixed; /* as long as the buffer has had so many edits */
    struct il_menu menu;
    bool has_menu;
    size_t menu_start, menu_end; /* what a choice is put in the place of */
    struct il_text menu_typed;   /* what stood there */

    size_t hurried;  /* edits of the buffer behind an Enter that ended what was read */
    bool is_pasting; /* a part of a paste was inserted, */
    size_t pasted;   /* behind which the buffer had so many edits */

    /* What the signature is of, once it was asked for: `edits` is never 0 then. */
    struct il_hinted {
        size_t edits, cursor, size;
    } hinted;
    struct il_text hint, document;
    size_t active_start, active_end;

    struct il_text shown; /* the text, with the suggestion behind it */
    struct il_layout layout;
    size_t top; /* the first row that is shown */
    struct il_grid picture, foot;
    struct il_screen screen;
    struct il_text out;
};

/** The text, which is never NULL. */
static inline const char *il_editor_text(const struct il_editor *editor)
{
    const struct il_text *text = &editor->typist.buffer.text;
    return text->size == 0 ? "" : text->bytes;
}

/** Colours: a theme, NULL for the default one, as far as `depth` has them. */
void il_editor_set_theme(struct il_editor *editor, const struct il_theme *theme,
                         enum il_depth depth);

/** Begin with an empty text behind a prompt, and show it. */
enum il_editor_event il_editor_begin(struct il_editor *editor, const char *prompt,
                                     size_t prompt_size, const char *more,
                                     size_t more_size);

/**
 * Take bytes from the terminal, up to and with those that lead to an event.
 *
 * `bytes` are all that could be read at once: several lines among them, without the
 * marks of a paste, are one all the same. Nothing in them is a command or is indented;
 * what follows within il_editor_patience() belongs to them.
 */
enum il_editor_event il_editor_feed(struct il_editor *editor, const char *bytes,
                                    size_t size, size_t *out_used);

/** Take one key, as il_keys_next() gives them. */
enum il_editor_event il_editor_key(struct il_editor *editor, uint32_t key);

/** Run a command as if its keys were typed. */
enum il_editor_event il_editor_run(struct il_editor *editor,
                                   const struct il_command *command, long count);

/** Insert a text as if it were pasted. */
enum il_editor_event il_editor_paste(struct il_editor *editor, const char *text,
                                     size_t size);

/** Is something read whose meaning depends on whether more follows soon: an ESC, or a
 * paste? Among Emacs' keys an ESC that is no key of its own belongs to what follows,
 * however late. */
bool il_editor_is_waiting(const struct il_editor *editor);

/** The milliseconds within which that would follow; -1: nothing is waited for. */
int il_editor_patience(const struct il_editor *editor);

/** Nothing followed: an ESC is the key, and a paste without marks is at its end. If it
 * ended with a line end, and the text is complete, it is run. What has come of a paste
 * with marks is shown, and Ctrl-C that came alone ends it: see il_keys_flush(). */
enum il_editor_event il_editor_timeout(struct il_editor *editor);

/** Replace the text, with the cursor at its end, and show it. */
enum il_editor_event il_editor_set(struct il_editor *editor, const char *text,
                                   size_t size);

/** Show the text, at the terminal's cursor if it is not shown now. */
enum il_editor_event il_editor_show(struct il_editor *editor);

/** The terminal has this size now. Before the first text, nothing is sent. */
enum il_editor_event il_editor_resize(struct il_editor *editor, size_t columns,
                                      size_t rows, bool reflows);

/** It is another terminal from now on, where nothing is shown: il_editor_show(). */
void il_editor_move(struct il_editor *editor, size_t columns, size_t rows);

/** Print above the text, which is shown again below. */
enum il_editor_event il_editor_print(struct il_editor *editor, const char *text,
                                     size_t size);

/** Leave the text as it stands on the terminal, in the middle of editing, and go to the
 * line below. */
enum il_editor_event il_editor_leave(struct il_editor *editor);

void il_editor_free(struct il_editor *editor);

#endif
