/* SPDX-License-Identifier: MIT
 *
 * A line editor: keys of a user in, texts out, on any terminal or on none. It needs no
 * Python: it is in libinlet, and alone in libinlet-edit (pkg-config: inlet-edit).
 *
 *     inlet_editor_config config = INLET_EDITOR_CONFIG_INIT;
 *     inlet_editor *editor;
 *     inlet_editor_new(&config, &editor);
 *     while (inlet_editor_read_line(editor, 0, 1, "> ", "  ") == INLET_EDIT_LINE)
 *         puts(inlet_editor_text(editor, NULL));
 *     inlet_editor_free(editor);
 *
 * A program with a loop of its own feeds bytes instead, from wherever they come, and
 * waits itself:
 *
 *     inlet_editor_begin(editor, "> ", "  ");
 *     poll(descriptors, count, inlet_editor_wait(editor));
 *     event = inlet_editor_feed(editor, bytes, size, &used);   what was received
 *     event = inlet_editor_attend(editor);                     what is due
 *     ... INLET_EDIT_LINE: use the text, begin again, feed what was not used ...
 *
 * The rules that hold everywhere:
 *
 *  - A negative event or status is a failure, a number of <inlet/status.h>:
 *    INLET_EINVAL for NULL where the comment does not allow it, INLET_EBUSY from inside
 *    of a hook of the same editor, INLET_ENOMEM, and INLET_EIO when the terminal is
 *    gone. The text that is edited survives all of them.
 *  - Texts are bytes, UTF-8 for the most part: what is none is shown and kept. They may
 *    hold NULs, and have one behind them where they come out. Places in them are bytes.
 *  - Any number of editors can live at once. Each belongs to one thread at a time, but
 *    for the functions that say otherwise; so does a history, with its editors.
 *  - Each call (of inlet_editor_type(): each key) sends what it has to send in one call
 *    of `write`, with the least bytes that bring the terminal up to date.
 *  - Structs that begin with `size` are made by their INLET_..._INIT macro, and zero in
 *    a member means what is usual.
 */
#ifndef INLET_EDIT_H
#define INLET_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <inlet/status.h>
#include <inlet/version.h>

#if !INLET_HAS_EDITOR
#error "this Inlet was built without its line editor (the Meson option `editor`)"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** An editor: a text, a terminal's picture of it, keys, what was killed. */
typedef struct inlet_editor inlet_editor;

/** What was entered before; see inlet_history_new(). */
typedef struct inlet_history inlet_history;

/** What a call has led to. Negative: an inlet_status, it could not do its work. */
typedef int inlet_edit_event;

enum {
    INLET_EDIT_MORE = 0,      /**< go on */
    INLET_EDIT_LINE = 1,      /**< the text was entered; the cursor is below it */
    INLET_EDIT_INTERRUPT = 2, /**< Ctrl-C: the text is given up */
    INLET_EDIT_END = 3,       /**< Ctrl-D where there is no text */
    INLET_EDIT_SUSPEND = 4,   /**< Ctrl-Z; inlet_editor_show() goes on */
    INLET_EDIT_OUTSIDE = 5,   /**< the text is wanted in $EDITOR; inlet_editor_set() */
    INLET_EDIT_HELP = 6,      /**< on what is at the cursor; inlet_editor_show() */
    INLET_EDIT_STOPPED = 7    /**< inlet_editor_stop() was called */
};

/* --- Hooks --------------------------------------------------------------------- */

/*
 * What the program does for an editor. `data` is that of the config. None of them may
 * call the editor's functions, but for those that only look (inlet_editor_text(),
 * inlet_editor_cursor()), and none may leave by an exception or longjmp(). Texts have
 * a NUL behind them.
 */

/** A list of completions that is being made. */
typedef struct inlet_menu inlet_menu;

/** A text that is being made. */
typedef struct inlet_note inlet_note;

/** The colours of a text that are being told. */
typedef struct inlet_spans inlet_spans;

/** Send bytes to the terminal, all of them. False: it is gone. */
typedef bool (*inlet_editor_write_fn)(void *data, const char *bytes, size_t size);

/** Is the text whole (or wrong), so that Enter enters it? Else Enter begins a line. */
typedef bool (*inlet_editor_is_complete_fn)(void *data, const char *text, size_t size);

/** Offer what may stand at the cursor, by inlet_menu_add(); each is to be put in the
 * place of [*out_start, *out_end), which is around the cursor, and empty at first.
 * What does not begin like the text there, or have its characters in this order, is
 * left out. False: nothing is offered. */
typedef bool (*inlet_editor_complete_fn)(void *data, const char *text, size_t size,
                                         size_t cursor, inlet_menu *menu,
                                         size_t *out_start, size_t *out_end);

/** Write one line on an item that was offered at `start`. */
typedef void (*inlet_editor_document_fn)(void *data, const char *text, size_t size,
                                         size_t start, const char *item,
                                         size_t item_size, inlet_note *note);

/** Write the signature of the call around the cursor; [*out_start, *out_end) of it is
 * the parameter that is typed. False: there is no call. */
typedef bool (*inlet_editor_describe_fn)(void *data, const char *text, size_t size,
                                         size_t cursor, inlet_note *note,
                                         size_t *out_start, size_t *out_end);

/** Write what is known of the thing at the cursor, of any length: it is printed above
 * the text. False: nothing is known. */
typedef bool (*inlet_editor_help_fn)(void *data, const char *text, size_t size,
                                     size_t cursor, inlet_note *note);

/** Tell the colours, in order, by inlet_spans_add(). At least those in [from, to) are
 * seen; others do no harm. */
typedef void (*inlet_editor_highlight_fn)(void *data, const char *text, size_t size,
                                          size_t from, size_t to, inlet_spans *spans);

/** A former entry: 1 is the newest. It stays where it is until the next call of the
 * editor. NULL: there are not so many, which must come some time. */
typedef const char *(*inlet_editor_recall_fn)(void *data, size_t back,
                                              size_t *out_size);

/**
 * Offer a text. `kind` is a number of config.kinds; others have no name.
 *
 * Fails:    INLET_ENOMEM, INLET_EINVAL; a hook may go on all the same
 * Owner:    `text` is copied
 * Thread:   inside of the hook only
 * Since:    0.1
 */
INLET_API inlet_status inlet_menu_add(inlet_menu *menu, const char *text, size_t size,
                                      unsigned kind);

/** Write some more. As inlet_menu_add(). Since: 0.1 */
INLET_API inlet_status inlet_note_add(inlet_note *note, const char *text, size_t size);

/** How a span of text looks; see inlet_editor_set_look() for their names. */
typedef enum inlet_style {
    INLET_STYLE_PLAIN = 0,
    INLET_STYLE_KEYWORD,
    INLET_STYLE_CONSTANT,
    INLET_STYLE_BUILTIN,
    INLET_STYLE_NAME,
    INLET_STYLE_DEFINITION,
    INLET_STYLE_DECORATOR,
    INLET_STYLE_NUMBER,
    INLET_STYLE_STRING,
    INLET_STYLE_COMMENT,
    INLET_STYLE_OPERATOR,
    INLET_STYLE_ERROR
} inlet_style;

/**
 * The bytes [start, end) look like that.
 *
 * Fails:    INLET_EINVAL for what is before the end of the last one, outside of the
 *           text, or in no style; INLET_ENOMEM: both leave the span out
 * Thread:   inside of the hook only
 * Since:    0.1
 */
INLET_API inlet_status inlet_spans_add(inlet_spans *spans, size_t start, size_t end,
                                       inlet_style style);

/* --- Editors ------------------------------------------------------------------- */

/** What is typed. */
typedef enum inlet_editor_language {
    INLET_EDITOR_PYTHON, /**< it is coloured, and new lines are indented as in Python */
    INLET_EDITOR_PLAIN   /**< no colours; new lines are indented as the one before */
} inlet_editor_language;

/** How many colours are used. */
typedef enum inlet_colors {
    INLET_COLORS_AUTO, /**< as inlet_colors_detect() says of this process */
    INLET_COLORS_NONE, /**< no attributes either */
    INLET_COLORS_MONO, /**< bold, underlined and such only */
    INLET_COLORS_16,
    INLET_COLORS_256,
    INLET_COLORS_TRUE
} inlet_colors;

/** What an editor is made with. All hooks may be NULL. */
typedef struct inlet_editor_config {
    size_t size;
    void *data;                  /**< the first argument of all hooks */
    inlet_editor_write_fn write; /**< NULL: only a terminal that is attached shows */
    inlet_editor_is_complete_fn is_complete; /**< NULL: every text is */
    inlet_editor_complete_fn complete;
    inlet_editor_document_fn document;
    inlet_editor_describe_fn describe;
    inlet_editor_help_fn help;           /**< NULL: INLET_EDIT_HELP is answered */
    inlet_editor_highlight_fn highlight; /**< in the place of the language's colours */
    inlet_editor_recall_fn recall;       /**< in the place of a history */
    inlet_history *history;              /**< as by inlet_editor_set_history() */
    const char *const *kinds;            /**< names of the kinds of items; borrowed */
    size_t kind_count;
    inlet_editor_language language;
    inlet_colors colors;
    size_t columns, rows; /**< 0: 80 and 24 */
} inlet_editor_config;

/* clang-format off */
#define INLET_EDITOR_CONFIG_INIT                                                       \
    {sizeof(inlet_editor_config), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,      \
     NULL, NULL, NULL, 0, INLET_EDITOR_PYTHON, INLET_COLORS_AUTO, 0, 0}
/* clang-format on */

/**
 * Make an editor. `config` may be NULL.
 *
 * Fails:    INLET_EINVAL if a member has no such value, or is unknown to this library;
 *           INLET_ENOMEM
 * Owner:    inlet_editor_free(); `config` is copied
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_status inlet_editor_new(const inlet_editor_config *config,
                                        inlet_editor **out_editor);

/**
 * Free it, and give its terminal back. NULL is all right; inside of its own hooks
 * nothing happens.
 *
 * Since:    0.1
 */
INLET_API void inlet_editor_free(inlet_editor *editor);

/* --- Editing ------------------------------------------------------------------- */

/**
 * Begin with an empty text, and show it behind `prompt`; `more` stands before its other
 * lines. NULL for these is "". Prompts may have newlines and sequences for colours.
 *
 * Answers:  INLET_EDIT_MORE
 * Owner:    the prompts are copied
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_begin(inlet_editor *editor, const char *prompt,
                                              const char *more);

/**
 * Take bytes from the terminal, up to and with those that lead to an event. They may
 * come in any pieces.
 *
 * Answers:  INLET_EDIT_MORE when all are used; any other event, behind which the rest
 *           of the bytes is for the next text
 * Fails:    INLET_EINVAL where no text is begun; *out_used is 0 then. With another
 *           failure it is set as with an event
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_feed(inlet_editor *editor, const char *bytes,
                                             size_t size, size_t *out_used);

/**
 * How many milliseconds the program may wait, as poll() takes it, before it calls
 * inlet_editor_attend(): what has begun like a longer key, such as Escape, is one of
 * its own if nothing follows; what was pasted so far is shown; and Ctrl-C ends a paste
 * whose mark was lost. -1: as long as it likes. 0: something is due.
 *
 * Since:    0.1
 */
INLET_API int inlet_editor_wait(const inlet_editor *editor);

/**
 * Do what is due: the end of such a key, what other threads want, and, on a terminal
 * that is attached, what was typed and its new size. Never waits, and may be called at
 * any time.
 *
 * Answers:  INLET_EDIT_MORE, or the event that has come
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_attend(inlet_editor *editor);

/** The text, or what it was when it was entered, until the next call. NULL: the editor
 * is. `out_size` may be NULL. Since: 0.1 */
INLET_API const char *inlet_editor_text(const inlet_editor *editor, size_t *out_size);

/** Where the cursor is in it. Since: 0.1 */
INLET_API size_t inlet_editor_cursor(const inlet_editor *editor);

/**
 * Replace the text, with the cursor at its end, and show it. It can be undone.
 *
 * Answers:  INLET_EDIT_MORE
 * Fails:    INLET_EINVAL where no text is begun; so do the functions below
 * Owner:    `text` is copied
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_set(inlet_editor *editor, const char *text,
                                            size_t size);

/**
 * Put the cursor there, or before the character that the place is inside of.
 *
 * Answers:  INLET_EDIT_MORE
 * Fails:    INLET_EINVAL behind the end of the text
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_set_cursor(inlet_editor *editor, size_t at);

/**
 * Type keys by their names, "C-x C-e" or "page-up", with blanks between: for windows
 * that get keys and not bytes. What stands in the documents on keys are their names; a
 * character is its own name.
 *
 * Answers:  the event that they lead to; keys behind it are not typed
 * Fails:    INLET_EINVAL if one has no such name: then none is typed
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_type(inlet_editor *editor, const char *keys);

/**
 * Run a command by its name, "kill-line", with a numeric argument, usually 1; none is
 * beyond 99999 or -99999.
 *
 * Answers:  the event that it leads to
 * Fails:    INLET_EINVAL if there is none of that name
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_run(inlet_editor *editor, const char *command,
                                            long count);

/** Insert a text as if it were pasted: nothing in it is a command. Answers
 * INLET_EDIT_MORE. Since: 0.1 */
INLET_API inlet_edit_event inlet_editor_paste(inlet_editor *editor, const char *text,
                                              size_t size);

/** Show the text, at the terminal's cursor if it is not shown now: after
 * INLET_EDIT_SUSPEND, INLET_EDIT_HELP and inlet_editor_leave(). Since: 0.1 */
INLET_API inlet_edit_event inlet_editor_show(inlet_editor *editor);

/**
 * Leave the text as it stands on the terminal, in the middle of editing, and go to the
 * line below. inlet_editor_show() goes on with it.
 *
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_leave(inlet_editor *editor);

/**
 * The terminal has that size now. `reflows`: it breaks and joins long lines itself, as
 * most that have windows do; xterm does not.
 *
 * Fails:    INLET_EINVAL if one is 0
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_resize(inlet_editor *editor, size_t columns,
                                               size_t rows, bool reflows);

/**
 * Print above the text, which stays intact; where none is begun, just print. A text
 * without newline at its end goes on with the next one. Newlines go to a line's
 * beginning; all else is sent as it is.
 *
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_print(inlet_editor *editor, const char *text,
                                              size_t size);

/* --- From other threads -------------------------------------------------------- */

/**
 * The same from any thread, and from inside of hooks: it is printed by the next
 * inlet_editor_attend(), or soon in inlet_editor_read_line().
 *
 * Answers:  INLET_DONE
 * Owner:    `text` is copied
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_status inlet_editor_post(inlet_editor *editor, const char *text,
                                         size_t size);

/**
 * Let inlet_editor_read_line() or inlet_editor_attend() answer INLET_EDIT_STOPPED,
 * once, now or when it is called next. The text stays, and can be gone on with.
 *
 * Thread:   any, and a signal handler, after inlet_editor_descriptor() or
 *           inlet_editor_attach() was called
 * Since:    0.1
 */
INLET_API void inlet_editor_stop(inlet_editor *editor);

/**
 * Let the terminal's size be looked at again: what a handler of SIGWINCH calls. The
 * library itself installs no handler.
 *
 * Thread:   as inlet_editor_stop()
 * Since:    0.1
 */
INLET_API void inlet_editor_wake(inlet_editor *editor);

/**
 * A descriptor that can be read from when another thread wants something: then
 * inlet_editor_attend() is to be called, which reads it.
 *
 * Answers:  the descriptor; it is the editor's
 * Fails:    INLET_EIO: errno says why
 * Since:    0.1
 */
INLET_API int inlet_editor_descriptor(inlet_editor *editor);

/* --- On a terminal ------------------------------------------------------------- */

/**
 * Use a terminal: its keys come one by one from now on, its size is known, and what is
 * shown is written there and not by `write`. A text that is begun is shown by
 * inlet_editor_show(). The descriptors stay the program's.
 *
 * Answers:  INLET_DONE; INLET_PASS if they are no terminal that can be drawn on: then
 *           nothing has changed
 * Fails:    INLET_EIO if the terminal refuses: errno says why
 * Since:    0.1
 */
INLET_API inlet_status inlet_editor_attach(inlet_editor *editor, int input, int output);

/** Give the terminal back as it was. Without one nothing happens. Since: 0.1 */
INLET_API void inlet_editor_detach(inlet_editor *editor);

/**
 * Give all terminals of the process back. It happens by itself at exit(); a program may
 * call it in handlers of signals that end it.
 *
 * Thread:   any, and a signal handler
 * Since:    0.1
 */
INLET_API void inlet_editor_rescue(void);

/**
 * Let the user edit one text, and wait for that. The terminal is given back before the
 * function returns. What is entered is added to the history, if there is one; Ctrl-Z
 * stops the process as it does elsewhere, and C-x C-e runs $VISUAL or $EDITOR.
 *
 * Where there is no terminal, or TERM is not one to be drawn on, lines are read as they
 * are, behind their prompts, until is_complete(). What was typed or read beyond the
 * text is for the next call.
 *
 * Answers:  INLET_EDIT_LINE: see inlet_editor_text(); INLET_EDIT_INTERRUPT;
 *           INLET_EDIT_END, also where the input has ended; INLET_EDIT_HELP,
 *           INLET_EDIT_STOPPED: the next call goes on with the text, whatever the
 *           prompts, unless inlet_editor_begin() is called before
 * Fails:    INLET_EIO: errno says why
 * Since:    0.1
 */
INLET_API inlet_edit_event inlet_editor_read_line(inlet_editor *editor, int input,
                                                  int output, const char *prompt,
                                                  const char *more);

/* --- Looks and settings -------------------------------------------------------- */

/** A value of some environment by its name, or NULL. */
typedef const char *(*inlet_environment_fn)(void *data, const char *name);

/**
 * How many colours a terminal has, and its user wants, by PYTHON_COLORS, NO_COLOR,
 * FORCE_COLOR, TERM and COLORTERM; never INLET_COLORS_AUTO. NULL: the environment of
 * this process. A server asks for that of its client.
 *
 * Thread:   any
 * Since:    0.1
 */
INLET_API inlet_colors inlet_colors_detect(inlet_environment_fn environment,
                                           void *data);

/**
 * Choose a theme, "default" (NULL), "light", "dark" or "mono", and how many colours of
 * it are used. It holds from the next thing shown.
 *
 * Fails:    INLET_EINVAL if there is none of that name
 * Since:    0.1
 */
INLET_API inlet_status inlet_editor_set_theme(inlet_editor *editor, const char *theme,
                                              inlet_colors colors);

/**
 * Change one style of the theme: "keyword" is to be "bold #ff8800", "prompt" "green on
 * black". The styles are those of inlet_style in lower case, and prompt, hidden,
 * suggestion, bracket, selection, found, menu, menu-chosen, menu-kind, menu-doc,
 * signature, parameter and message.
 *
 * Fails:    INLET_EINVAL if there is no such style or look
 * Since:    0.1
 */
INLET_API inlet_status inlet_editor_set_look(inlet_editor *editor, const char *style,
                                             const char *look);

/** Told of what is wrong in settings. Lines are counted from 1; 0: all of it. */
typedef void (*inlet_editor_tell_fn)(void *data, size_t line, const char *problem);

/**
 * Read settings: keys, mode, theme and so on, as in a user's file. They are added to
 * what was read before and hold at once. A line that is wrong is told of and left out.
 * `tell` may be NULL.
 *
 * Fails:    INLET_ENOMEM: the rest was not read
 * Since:    0.1
 */
INLET_API inlet_status inlet_editor_read_settings(inlet_editor *editor,
                                                  const char *text, size_t size,
                                                  inlet_editor_tell_fn tell,
                                                  void *data);

/**
 * Read a file of settings. NULL: the user's own, inlet/settings in $XDG_CONFIG_HOME or
 * ~/.config. A file that is not there has none.
 *
 * Fails:    INLET_EIO: errno says why; INLET_ENOMEM
 * Since:    0.1
 */
INLET_API inlet_status inlet_editor_load_settings(inlet_editor *editor,
                                                  const char *path,
                                                  inlet_editor_tell_fn tell,
                                                  void *data);

/* --- History ------------------------------------------------------------------- */

/**
 * A history without a file: entries whole, in order. `limit` is how many are kept, 0:
 * 10000. Many editors may use one.
 *
 * Fails:    INLET_ENOMEM
 * Owner:    inlet_history_free(), when no editor uses it any more
 * Since:    0.1
 */
INLET_API inlet_status inlet_history_new(size_t limit, inlet_history **out_history);

/** Free it; NULL is all right. Since: 0.1 */
INLET_API void inlet_history_free(inlet_history *history);

/**
 * Keep it in a file, and read what that has. NULL: the user's own, inlet/history in
 * $XDG_STATE_HOME or ~/.local/state. The file is made when something is added. Any
 * number of histories and processes may share a file: each adds whole entries under a
 * lock and sees the others'. It is never written over.
 *
 * Fails:    INLET_EIO: errno says why; if it could not be read, it is used all the
 *           same. INLET_EINVAL if it has a file already
 * Owner:    `path` is copied
 * Since:    0.1
 */
INLET_API inlet_status inlet_history_open(inlet_history *history, const char *path);

/** Take over a file of readline, libedit or Python, if ours has nothing yet. It stays
 * as it is; where it is not there, nothing happens. Fails as inlet_history_open();
 * INLET_EINVAL without a file of our own. Since: 0.1 */
INLET_API inlet_status inlet_history_import(inlet_history *history, const char *path);

/** Read what others have added to the file. Without one nothing happens. Fails:
 * INLET_EIO, INLET_ENOMEM. Since: 0.1 */
INLET_API inlet_status inlet_history_read(inlet_history *history);

/**
 * Add an entry, to the file as well.
 *
 * Answers:  INLET_DONE; INLET_PASS if it was left out: it is blank, begins with a blank
 *           (which is how a user keeps a secret), or is the newest one already
 * Fails:    INLET_EIO if it is in no file: errno says why; INLET_ENOMEM
 * Since:    0.1
 */
INLET_API inlet_status inlet_history_add(inlet_history *history, const char *text,
                                         size_t size);

/** How many entries there are. Since: 0.1 */
INLET_API size_t inlet_history_count(const inlet_history *history);

/** An entry: 1 is the newest. NULL: there is none. It stays until the next change of
 * the history. `out_size` may be NULL. Since: 0.1 */
INLET_API const char *inlet_history_entry(const inlet_history *history, size_t back,
                                          size_t *out_size);

/** The newest entry that contains `text`, from `back` on (1: all) and further back: its
 * number, or 0. Since: 0.1 */
INLET_API size_t inlet_history_search(const inlet_history *history, const char *text,
                                      size_t size, size_t back);

/** Let an editor use it from its next text on; NULL: none. The editor borrows it.
 * Since: 0.1 */
INLET_API inlet_status inlet_editor_set_history(inlet_editor *editor,
                                                inlet_history *history);

#ifdef __cplusplus
}
#endif

#endif
