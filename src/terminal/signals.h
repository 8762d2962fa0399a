/* SPDX-License-Identifier: MIT
 * The signals that an edited text must know of, while it is edited.
 *
 *   SIGWINCH, SIGCONT    tell the editors, and then whoever had a handler
 *   SIGTSTP              the terminal is given back before the process stops
 *   those that end the   the terminal is given back first
 *   process
 *
 * Handlers are there only as long as some text is edited, and but for the first two
 * only where the process has none of its own. Any number of terminals may be edited at
 * once.
 */
#ifndef IL_SIGNALS_H
#define IL_SIGNALS_H

#include <stdbool.h>

/** What is written to `wake`: the terminal's size, or its mode, may be another one. */
enum { IL_SIGNALS_SIZE = 's', IL_SIGNALS_CONTINUED = 'c' };

/** A text is edited from now on; `wake` is a descriptor that does not block. False:
 * there are too many at once, and this one is not told. */
bool il_signals_begin(int wake);

/** It is not any more. */
void il_signals_end(int wake);

#endif
