/* SPDX-License-Identifier: MIT
 * What is typed at the prompt: Python, or a command of the program. Cold; looks at
 * nothing but the text.
 *
 *   input   = blanks ( command | shell | help ) blanks
 *   command = `%` word [ blanks words ]          %time f(3)
 *   shell   = `!` words                          !ls
 *   help    = ( `?` | `??` ) words | name ( `?` | `??` )
 *   name    = word ( `.` word | `[` ( digits | text | word ) `]` )*
 *
 * None of these begins a statement of Python. A text of many lines is a command only
 * where its first line asks for more: a backslash at its end, for the shell, or a
 * statement that goes on.
 */
#ifndef IL_INPUT_CLI_H
#define IL_INPUT_CLI_H

#include <stdbool.h>
#include <stddef.h>

enum il_input_kind {
    IL_INPUT_PYTHON,
    IL_INPUT_COMMAND,
    IL_INPUT_SHELL,
    IL_INPUT_HELP,
    IL_INPUT_SOURCE, /* help with two question marks */
};

/* Borrows from the text. */
struct il_input {
    enum il_input_kind kind;
    const char *name; /* of a command */
    size_t name_size;
    const char *rest; /* the words: what the command is about */
    size_t rest_size; /* without blanks at the end */
    size_t full_size; /* with them */
    bool has_lines;   /* the words have newlines */
};

/** A NUL stands behind the text. */
struct il_input il_input_read(const char *text, size_t size);

/** Does a shell's command go on in the next line? */
bool il_input_continues(const struct il_input *input);

#endif
