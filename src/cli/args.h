/* SPDX-License-Identifier: MIT
 * The command line, as far as it is not Python's to read. Cold.
 */
#ifndef IL_ARGS_CLI_H
#define IL_ARGS_CLI_H

/* What the command line asks for before Python is started. */
enum il_wish {
    IL_WISH_RUN, /* nothing: Python reads the line */
    IL_WISH_HELP,
    IL_WISH_VERSION,
    IL_WISH_VERSION_LONG, /* -VV */
};

/** Find -h, -V and their long forms among the options. */
enum il_wish il_args_wish(int argc, char *const *argv);

/** Print what was wished for on standard output. Gives the exit code. */
int il_args_answer(enum il_wish wish, const char *program);

#endif
