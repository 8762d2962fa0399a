/* SPDX-License-Identifier: MIT
 * The compressed form of a logical line that spans many physical lines.
 *
 * Of a long display or call, CPython needs to see only what can decide whether the next
 * line may follow. Forgotten are elements that were found right, but for the first one
 * and for the first keyword argument and the first `**`; what closed brackets held; all
 * but the last operator of a chain; the text of string literals that cannot be wrong.
 *
 * Nothing is forgotten where the meaning can turn later: in parameters, patterns and
 * targets of assignments, in comprehensions and conditional expressions in progress.
 *
 * No Python here.
 */
#ifndef IL_FOLD_H
#define IL_FOLD_H

#include "core/logical.h"

/** Begin with nothing. */
void il_fold_begin(struct il_logical *logical);

/**
 * Take in a physical line that was found right; `text` is all of the text, the line
 * its `where`. The logical line's lexer state is still that before this line, `after`
 * the one behind it. A failed allocation shows in `runs`.
 */
void il_fold_line(struct il_logical *logical, const char *text, struct il_slice where,
                  const struct il_lex_line *line, const struct il_lex_state *after,
                  unsigned dialect);

/** Add the compressed form, without indentation and without an open literal. */
void il_fold_write(const struct il_logical *logical, struct il_text *out);

/** How many tokens the elements in progress have. */
unsigned il_fold_tokens(const struct il_logical *logical);

/**
 * Can this string literal, `raw` as it is written, never make the parser fail, whatever
 * it stands beside (but for the mixture of bytes and text)?
 */
bool il_fold_is_safe_string(uint8_t literal, const char *raw, size_t size);

#endif
