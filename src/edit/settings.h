/* SPDX-License-Identifier: MIT
 * What a user has set, and the file that he sets it in.
 *
 *   set indent 2                  a setting
 *   bind C-x C-k kill-whole-line  keys, one after the other, and a command
 *   bind f5 "run()\r"             or what is typed instead: \r \n \t \e \\ \" \xHH
 *   unbind C-z                    the keys do nothing
 *   in vi                         what follows is for vi's inserting; `in emacs`: for
 *                                 Emacs, as at the beginning
 *   # a comment
 *
 * A line that is wrong is told of and left out; all others count.
 */
#ifndef IL_EDIT_SETTINGS_H
#define IL_EDIT_SETTINGS_H

#include "edit/keymap.h"
#include "edit/typist.h"

enum { IL_SETTINGS_NAME = 32, IL_SETTINGS_PROBLEM = 160 };

struct il_settings {
    struct il_keymap keymaps[2]; /* of Emacs, and of vi's inserting */
    enum il_mode mode;           /* in which a text is begun */
    unsigned indent;             /* 1 to 16 */
    unsigned history_limit;      /* entries, up to a million; 0: none are kept */
    unsigned escape_time;        /* ms after which ESC is a key, 1 to 5000 */
    bool has_colors, has_suggestions, has_signatures;
    char theme[IL_SETTINGS_NAME]; /* "" is the usual one */
};

/** Told of a line that is wrong, counted from 1. */
typedef void (*il_settings_fn)(void *data, size_t line, const char *problem);

/** What holds if nothing is set. False: no memory; il_settings_free() it all the same.
 */
bool il_settings_begin(struct il_settings *settings);

/** Read the text of a file. False: no memory, and the rest was not read. */
bool il_settings_read(struct il_settings *settings, const char *text, size_t size,
                      il_settings_fn tell, void *data);

/** Add the usual path to `out`: inlet/settings in $XDG_CONFIG_HOME, or in ~/.config. */
bool il_settings_usual_path(struct il_text *out);

void il_settings_free(struct il_settings *settings);

#endif
