/* SPDX-License-Identifier: MIT
 * Editing, history and completion at a terminal. Cold.
 */
#ifndef IL_TERMINAL_H
#define IL_TERMINAL_H

#include <inlet/inlet.h>

/** Prepare the terminal: import the running Python's readline, which edits input(), and
 * call the hook that `site` or the user has set. Where there is no other editor and no
 * such hook, readline edits the statements too. `own` keeps what is needed. */
void il_terminal_set_up(inlet_console *own, bool has_editor);

/** The read_line callback, with `own` as its data: keeps the history file up. */
inlet_status il_terminal_read_line(void *own, const char *prompt, inlet_line *line);

#endif
