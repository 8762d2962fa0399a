/* SPDX-License-Identifier: MIT
 * What others write to the terminal while a text is edited there.
 *
 * Meanwhile the descriptors 1 and 2, as far as they are this terminal, lead to a
 * terminal of our own (a pipe would tell C's streams that nobody looks, and they would
 * hold back what is printed). What comes out of it goes above the text, told by a
 * thread of ours; so nobody who prints ever waits for the one who types.
 *
 *     descriptors 1 and 2 --> [slave | master] --> thread --> print() --> the terminal
 */
#ifndef IL_ABOVE_H
#define IL_ABOVE_H

#include <stdbool.h>
#include <stddef.h>

struct il_above;

/** Print it, above the text if one is edited now. Called with the lock. */
typedef void (*il_above_fn)(void *data, const char *bytes, size_t size);

/** `terminal` is a descriptor that nobody else closes. NULL: no memory, or the system
 * has no such terminals; then others write into the text. */
struct il_above *il_above_new(int terminal, il_above_fn print, void *data);

/** The lock around print(), and around everything else that writes to the terminal.
 * NULL for `above` is all right here and below. */
void il_above_lock(struct il_above *above);
void il_above_unlock(struct il_above *above);

/** Lead the descriptors away; `columns` and `rows` are the size that others see. */
void il_above_begin(struct il_above *above, size_t columns, size_t rows);

/** That is another one now. */
void il_above_resize(struct il_above *above, size_t columns, size_t rows);

/** Lead them back, those that nobody has replaced, and print the rest. What programs
 * that were started meanwhile still write goes to the terminal. */
void il_above_end(struct il_above *above);

void il_above_free(struct il_above *above);

#endif
