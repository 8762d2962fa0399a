/* SPDX-License-Identifier: MIT
 * The commands that run a text: %run, %edit, %paste. Cold.
 */
#ifndef IL_FILE_CLI_H
#define IL_FILE_CLI_H

#include <stdbool.h>

#include "cli/use.h"

/** Run a file in the session, with words for sys.argv. */
inlet_status il_file_run(struct il_use *use);

/** Edit a file, the source of what has a name, or nothing yet; then run it. */
inlet_status il_file_edit(struct il_use *use);

/** %fg has let a process go on. If it is an editor of %edit that was stopped, do what
 * is to be done when that has ended, or is stopped again; else `out_is_editor` is
 * false. */
inlet_status il_file_resumed(struct il_use *use, const struct il_ending *ending,
                             bool *out_is_editor);

/** Run the statements that the clipboard has. */
inlet_status il_file_paste(struct il_use *use);

#endif
