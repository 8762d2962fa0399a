/* SPDX-License-Identifier: MIT
 * The commands that run a text: %run, %edit, %paste. Cold.
 */
#ifndef IL_FILE_CLI_H
#define IL_FILE_CLI_H

#include "cli/use.h"

/** Run a file in the session, with words for sys.argv. */
inlet_status il_file_run(struct il_use *use);

/** Edit a file, the source of what has a name, or nothing yet; then run it. */
inlet_status il_file_edit(struct il_use *use);

/** Run the statements that the clipboard has. */
inlet_status il_file_paste(struct il_use *use);

#endif
