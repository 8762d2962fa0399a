/* SPDX-License-Identifier: MIT
 * A growable byte string.
 */
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

void il_text_free(struct il_text *text)
{
    free(text->bytes);
    *text = (struct il_text){NULL, 0, 0, false};
}

void il_text_clear(struct il_text *text)
{
    text->failed = false;
    il_text_cut(text, 0);
}

void il_text_trim(struct il_text *text, size_t keep)
{
    if (text->size == 0 && text->capacity > keep) {
        il_text_free(text);
    }
}

void il_text_cut(struct il_text *text, size_t size)
{
    if (size < text->size) {
        text->size = size;
        text->bytes[size] = '\0';
    }
}

/* Room for `more` bytes and the NUL. Twice as much is taken: of a long text the pages
 * that were never written cost nothing, those of its earlier, shorter copies do. */
static bool reserve(struct il_text *text, size_t more)
{
    if (text->failed || more >= SIZE_MAX / 2 - text->size) {
        text->failed = true;
        return false;
    }
    size_t needed = text->size + more + 1;
    if (needed <= text->capacity) {
        return true;
    }
    size_t capacity = 2 * text->capacity;
    capacity = capacity < FIRST_CAPACITY ? FIRST_CAPACITY : capacity;
    capacity = capacity < needed ? needed : capacity;
    char *bytes = realloc(text->bytes, capacity);
    if (bytes == NULL) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return true;
}

void il_text_add(struct il_text *text, const char *bytes, size_t size)
{
    if (!reserve(text, size)) {
        return;
    }
    if (size != 0) {
        memcpy(text->bytes + text->size, bytes, size);
    }
    text->size += size;
    text->bytes[text->size] = '\0';
}

void il_text_add_string(struct il_text *text, const char *string)
{
    il_text_add(text, string, strlen(string));
}

void il_text_add_char(struct il_text *text, char c) { il_text_add(text, &c, 1); }

void il_text_add_repeated(struct il_text *text, char c, size_t count)
{
    if (!reserve(text, count)) {
        return;
    }
    memset(text->bytes + text->size, c, count);
    text->size += count;
    text->bytes[text->size] = '\0';
}

bool il_text_reserve(struct il_text *text, size_t more)
{
    bool was_failed = text->failed;
    bool has_room = reserve(text, more);
    text->failed = was_failed;
    return has_room;
}

bool il_text_replace(struct il_text *text, size_t start, size_t end, const char *bytes,
                     size_t size)
{
    if (!il_text_reserve(text, size)) {
        return false;
    }
    memmove(text->bytes + start + size, text->bytes + end, text->size - end);
    if (size != 0) {
        memcpy(text->bytes + start, bytes, size);
    }
    text->size = text->size - (end - start) + size;
    text->bytes[text->size] = '\0';
    return true;
}

bool il_text_is_ascii(const char *bytes, size_t size)
{
    unsigned char seen = 0;
    for (size_t i = 0; i < size; i++) {
        seen |= (unsigned char)bytes[i];
    }
    return seen < 0x80;
}
