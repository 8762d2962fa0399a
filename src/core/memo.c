/* SPDX-License-Identifier: MIT
 * A set that forgets.
 *
 * A key has two places it can be at, a pair; the one used last stands first, and a new
 * key takes the place of the other.
 */
#include "core/memo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 256 /* a power of two */ };

struct entry {
    uint16_t size; /* 0: none */
    char key[IL_MEMO_LONGEST];
};

struct il_memo {
    struct entry pair[PAIRS][2];
};

/* Which pair; the whole key is compared, so any number will do. */
static size_t place_of(const struct il_text *key)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = key->size;
    for (size_t at = 0; at < key->size; at += sizeof mixed) {
        uint64_t part = 0;
        size_t rest = key->size - at;
        memcpy(&part, key->bytes + at, rest < sizeof part ? rest : sizeof part);
        mixed = (mixed ^ part) * odd;
        mixed ^= mixed >> 29;
    }
    return (size_t)(mixed >> 32) & (PAIRS - 1);
}

static bool is_kept(const struct il_text *key)
{
    return il_text_is_whole(key) && key->size != 0 && key->size <= IL_MEMO_LONGEST;
}

static bool holds(const struct entry *entry, const struct il_text *key)
{
    return entry->size == key->size && memcmp(entry->key, key->bytes, key->size) == 0;
}

static void put_second_first(struct entry *pair)
{
    struct entry second = pair[1];
    pair[1] = pair[0];
    pair[0] = second;
}

bool il_memo_has(struct il_memo *memo, const struct il_text *key)
{
    if (memo == NULL || !is_kept(key)) {
        return false;
    }
    struct entry *pair = memo->pair[place_of(key)];
    if (holds(&pair[1], key)) {
        put_second_first(pair);
    }
    return holds(&pair[0], key);
}

void il_memo_keep(struct il_memo **memo, const struct il_text *key)
{
    if (!is_kept(key) || il_memo_has(*memo, key)) {
        return;
    }
    if (*memo == NULL) {
        *memo = calloc(1, sizeof **memo);
    }
    if (*memo == NULL) {
        return;
    }
    struct entry *pair = (*memo)->pair[place_of(key)];
    pair[1] = pair[0];
    pair[0].size = (uint16_t)key->size;
    memcpy(pair[0].key, key->bytes, key->size);
}

void il_memo_free(struct il_memo *memo) { free(memo); }
