/* SPDX-License-Identifier: MIT
 * Memory of many small things that go together, and go all at once.
 */
#ifndef IL_BASE_ARENA_H
#define IL_BASE_ARENA_H

#include <stddef.h>

/* All zero is the empty arena, in which each thing has a block of its own. */
struct il_arena {
    struct il_arena_block *blocks;
    size_t block_size; /* what is smaller shares blocks of this size */
};

/** Room for so many, all zero, aligned for anything; NULL without memory. */
void *il_arena_allot(struct il_arena *arena, size_t count, size_t size);

/** A copy of a text; NULL without memory. */
const char *il_arena_copy(struct il_arena *arena, const char *text);

/** A copy of two texts, one behind the other; NULL without memory. */
const char *il_arena_join(struct il_arena *arena, const char *first,
                          const char *second);

/** Free all that was allotted. */
void il_arena_free(struct il_arena *arena);

#endif
