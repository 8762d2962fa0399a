/* SPDX-License-Identifier: MIT
 * A growable byte string.
 *
 * A failed allocation is remembered, not reported: what follows does nothing, and
 * whoever uses the text asks il_text_is_whole() first. So a text can be put together
 * without a test after each piece.
 */
#ifndef IL_BASE_TEXT_H
#define IL_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is the empty text. */
struct il_text {
    char *bytes; /* followed by a NUL, once anything was added */
    size_t size, capacity;
    bool failed;
};

void il_text_free(struct il_text *text);

/** Make it empty, and whole again; the memory stays for what comes next. */
void il_text_clear(struct il_text *text);

/** Give memory back of which more than `keep` bytes lie unused after a clear. */
void il_text_trim(struct il_text *text, size_t keep);

/** Cut everything from byte `size` on off. */
void il_text_cut(struct il_text *text, size_t size);

void il_text_add(struct il_text *text, const char *bytes, size_t size);
void il_text_add_string(struct il_text *text, const char *string);
void il_text_add_char(struct il_text *text, char c);

/** Add the same character `count` times. */
void il_text_add_repeated(struct il_text *text, char c, size_t count);

/** Make room for `more` bytes. False: there is no memory, and the text is as it was,
 * and as whole as it was; so is one that has failed. */
bool il_text_reserve(struct il_text *text, size_t more);

/**
 * Put bytes, which are not the text's own, in the place of [start, end). False: there
 * is no memory, and the text is as it was, and as whole as it was. Of a text that has
 * failed nothing is replaced.
 */
bool il_text_replace(struct il_text *text, size_t start, size_t end, const char *bytes,
                     size_t size);

/** Did every addition since the last clear succeed? */
static inline bool il_text_is_whole(const struct il_text *text)
{
    return !text->failed;
}

/** Have all bytes, which may lie anywhere, the first bit clear? */
bool il_text_is_ascii(const char *bytes, size_t size);

#endif
