/* SPDX-License-Identifier: MIT
 * A text in the user's own editor: $VISUAL, $EDITOR, or vi.
 */
#ifndef IL_OUTSIDE_H
#define IL_OUTSIDE_H

#include "base/text.h"
#include "edit/tty.h"

/**
 * Let the user edit a text in a file of its own, whose name ends like that (".py"), and
 * wait until he has ended. What he has left goes to `out`, without the last newline.
 * The terminal, which was given back, is his meanwhile. Answers 0; an errno; ECANCELED
 * if the editor says that it failed.
 */
int il_outside_edit(const struct il_tty *tty, const char *suffix, const char *text,
                    size_t size, struct il_text *out);

#endif
