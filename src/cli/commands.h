/* SPDX-License-Identifier: MIT
 * The commands of the prompt beside Python: %name, !shell, ?help. Cold.
 *
 * They are the second language of the console: the callbacks judge() and run(). The
 * judge looks at the text alone. What a command has to do that is in Python's library
 * is done in a namespace of our own by the functions of helper.py, which is read when
 * the first command is entered: a session without commands does not pay for them.
 */
#ifndef IL_COMMANDS_CLI_H
#define IL_COMMANDS_CLI_H

#include <inlet/inlet.h>

#include "cli/shell.h"

/* The data of the callbacks. Zero-initialise it; it lives as long as both consoles. */
struct il_commands {
    inlet_console *console; /* the user's */
    inlet_console *own;     /* for our own Python */
    bool is_active;         /* it prompts in an editor: only there are commands */
    bool has_helper;        /* it was run in `own` */
    bool is_pasting;        /* %paste does not paste itself */
    struct il_shell shell;
};

/** How many commands there are, */
size_t il_commands_count(void);

/** and what number `i` is called, sign and all, and does. */
const char *il_commands_tell(size_t i, const char **out_help);

/** The judge callback. */
inlet_status il_commands_judge(void *commands, const char *text, size_t length);

/** The run callback. */
inlet_status il_commands_run(void *commands, inlet_call *call);

#endif
