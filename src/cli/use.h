/* SPDX-License-Identifier: MIT
 * One use of a command: what it tells, asks Python, and runs. Cold.
 *
 * A function that answers inlet_status gives INLET_DONE, or what the command is to
 * answer then: the user knows what was wrong.
 */
#ifndef IL_USE_CLI_H
#define IL_USE_CLI_H

#include "cli/commands.h"
#include "cli/input.h"

struct il_use {
    struct il_commands *commands;
    inlet_call *call;
    struct il_input input;
};

/** Say in one line what is wrong: INLET_INVALID, for the command to answer. */
inlet_status il_use_complain(const struct il_use *use, const char *text);

/* --- helper.py -------------------------------------------------------------------- */

/** Set a variable beside the helper's functions. */
inlet_status il_use_put(const struct il_use *use, const char *name, inlet_value value);

/** Set `argument`, which most of the functions take. */
inlet_status il_use_put_text(const struct il_use *use, const char *text, size_t size);

/** The same with what was typed behind the command. */
inlet_status il_use_put_rest(const struct il_use *use);

/** Evaluate there, as inlet_get(). What Python raises is the user's, but for a Problem,
 * which is told in one line. */
inlet_status il_use_ask(const struct il_use *use, const char *expression,
                        inlet_kind kind, inlet_value *out);

/** Evaluate what only does something. */
inlet_status il_use_do(const struct il_use *use, const char *expression);

/** Put what was typed behind the command, and do. */
inlet_status il_use_do_with_rest(const struct il_use *use, const char *expression);

/** Write to sys.stdout, and flush it. */
inlet_status il_use_say(const struct il_use *use, const char *text);

/* --- The user's console ----------------------------------------------------------- */

/** As inlet_run_source(); `filename` and `error` may be NULL. */
inlet_status il_use_run(const struct il_use *use, const char *text, size_t size,
                        inlet_mode mode, const char *filename, inlet_error *error);

/** Run a file of statements. That it leaves ends the file and not the session. */
inlet_status il_use_run_file(const struct il_use *use, const inlet_value *text,
                             const char *filename);

#endif
