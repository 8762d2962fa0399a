/* SPDX-License-Identifier: MIT
 * What the files behind <inlet/edit.h> share: an editor of a program that is not ours.
 */
#ifndef IL_FACE_H
#define IL_FACE_H

#include <inlet/edit.h>

#include "edit/archive.h"
#include "edit/editor.h"
#include "edit/post.h"
#include "edit/settings.h"
#include "edit/tty.h"

struct inlet_history {
    struct il_history list;
    struct il_archive archive; /* without a path: there is no file */
};

struct inlet_editor {
    struct il_editor core;
    inlet_editor_config config;
    bool is_busy; /* in a call, from which hooks must not come back */

    struct il_settings settings;
    struct il_theme theme; /* with what the program has changed of it */
    enum il_depth depth;   /* that the terminal has; the settings may want less */

    inlet_history *history;

    struct il_post post;
    int64_t fed; /* when bytes have come last, in ms */

    struct il_tty tty;
    bool is_attached;
    bool is_going_on;     /* the next inlet_editor_read_line() goes on with the text */
    struct il_text input; /* what was read and is for the next text */
    size_t input_used;
    struct il_text plain; /* lines of a text that is no terminal's */
};

/* ---- face.c: how calls begin and end ---- */

/** 0, or why the call is refused. */
inlet_status il_face_enter(inlet_editor *editor);

/** The same for what needs a text that was begun. */
inlet_status il_face_enter_text(inlet_editor *editor);

/** What has become of it; a text that a hook has for HELP is shown. */
inlet_edit_event il_face_leave(inlet_editor *editor, enum il_editor_event event);

/** For calls that lead to no event. */
inlet_status il_face_end(inlet_editor *editor, inlet_status status);

/** As inlet_editor_feed(), of an editor that was entered. */
enum il_editor_event il_face_feed(inlet_editor *editor, const char *bytes, size_t size,
                                  size_t *out_used);

/** Print what other threads have posted. */
enum il_editor_event il_face_print_posts(inlet_editor *editor);

/* ---- adapter.c ---- */

/** Let the core call the program's hooks. */
void il_adapter_install(inlet_editor *editor);

/** What the program has to say of the thing at the cursor, into `out`. */
bool il_adapter_help(inlet_editor *editor, struct il_text *out);

/* ---- attached.c ---- */

/** Look at what was typed on the terminal that is attached, and at its size. */
enum il_editor_event il_attached_attend(inlet_editor *editor);

/** Is there something that was read and can be fed? */
bool il_attached_has_input(const inlet_editor *editor);

enum { IL_INPUT_PIECE = 4096 }; /* read at once */

/** Was something read that is not used yet? */
bool il_input_is_left(const inlet_editor *editor);

/** So many bytes of it are used now. */
void il_input_use(inlet_editor *editor, size_t size);

/** Make room for a piece behind it. False: no memory. */
bool il_input_reserve(inlet_editor *editor);

/* ---- plain.c ---- */

/** As inlet_editor_read_line(), without a terminal and without the history. */
inlet_edit_event il_plain_read(inlet_editor *editor, int input, int output,
                               const char *prompt, const char *more);

#endif
