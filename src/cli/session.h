/* SPDX-License-Identifier: MIT
 * The prompt: a console on `__main__`, at a terminal or not. Cold.
 */
#ifndef IL_SESSION_H
#define IL_SESSION_H

#include <stdbool.h>

/** Is a console wanted after a program (-i, or PYTHONINSPECT by now)? */
bool il_session_is_wanted(void);

/**
 * Prompt until the end of the input. `follows` says that a program has run, which
 * makes it silent about itself. Gives the exit code.
 */
int il_session_run(bool follows);

#endif
