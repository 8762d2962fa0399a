/* SPDX-License-Identifier: MIT
 * What was found right not long ago: a set of keys of limited size, which forgets the
 * oldest for new ones.
 *
 * No Python here. One thread at a time.
 */
#ifndef IL_MEMO_H
#define IL_MEMO_H

#include "base/text.h"

struct il_memo;

/** A key of more bytes is never kept. */
enum { IL_MEMO_LONGEST = 110 };

/** Is the key kept, byte for byte? `memo` may be NULL: nothing is. */
bool il_memo_has(struct il_memo *memo, const struct il_text *key);

/** Keep a key. The memo is made when it is needed; without memory nothing is kept. */
void il_memo_keep(struct il_memo **memo, const struct il_text *key);

/** Free it; NULL is nothing. */
void il_memo_free(struct il_memo *memo);

#endif
