/* SPDX-License-Identifier: MIT
 * What may stand in a command of the prompt: its name, files. Cold.
 */
#ifndef IL_COMPLETE_CLI_H
#define IL_COMPLETE_CLI_H

#include "cli/commands.h"

#include <inlet/editor.h>

/** The complete callback. No code of the user's runs: his own commands are read from
 * the text of their file, unless that was run already. */
inlet_status il_commands_complete(void *commands, const char *text, size_t length,
                                  size_t cursor, inlet_offers *offers);

#endif
