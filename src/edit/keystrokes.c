/* SPDX-License-Identifier: MIT
 * A row of keys. Cold.
 */
#include "edit/keystrokes.h"

#include <stdlib.h>
#include <string.h>

#include "edit/keys.h"

enum { FIRST_CAPACITY = 64, KEPT_CAPACITY = 1024 };

static bool reserve(struct il_keystrokes *strokes, size_t more)
{
    size_t needed = strokes->count + more;
    if (needed <= strokes->capacity) {
        return true;
    }
    size_t capacity = strokes->capacity == 0 ? FIRST_CAPACITY : 2 * strokes->capacity;
    capacity = capacity < needed ? needed : capacity;
    uint32_t *keys = needed > IL_KEYSTROKES_MOST
                         ? NULL
                         : realloc(strokes->keys, capacity * sizeof(*keys));
    if (keys == NULL) {
        return false;
    }
    strokes->keys = keys;
    strokes->capacity = capacity;
    return true;
}

bool il_keystrokes_insert(struct il_keystrokes *strokes, size_t at,
                          const uint32_t *keys, size_t count)
{
    if (count == 0) {
        return true;
    }
    if (!reserve(strokes, count)) {
        return false;
    }
    uint32_t *place = strokes->keys + at;
    memmove(place + count, place, (strokes->count - at) * sizeof(*keys));
    memcpy(place, keys, count * sizeof(*keys));
    strokes->count += count;
    return true;
}

bool il_keystrokes_add(struct il_keystrokes *strokes, uint32_t key)
{
    return il_keystrokes_insert(strokes, strokes->count, &key, 1);
}

bool il_keystrokes_add_bytes(struct il_keystrokes *strokes, const char *bytes,
                             size_t size)
{
    struct il_keys keys = {0};
    uint32_t key;
    bool is_whole = true;
    for (size_t at = 0; is_whole && il_keys_next(&keys, bytes, size, &at, &key);) {
        is_whole = il_keystrokes_add(strokes, key);
    }
    while (is_whole && il_keys_flush(&keys, &key)) {
        is_whole = il_keystrokes_add(strokes, key);
    }
    il_keys_free(&keys);
    return is_whole;
}

void il_keystrokes_clear(struct il_keystrokes *strokes)
{
    strokes->count = 0;
    if (strokes->capacity > KEPT_CAPACITY) {
        il_keystrokes_free(strokes);
    }
}

void il_keystrokes_free(struct il_keystrokes *strokes)
{
    free(strokes->keys);
    *strokes = (struct il_keystrokes){NULL, 0, 0};
}
