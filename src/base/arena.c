/* SPDX-License-Identifier: MIT
 * Memory of many small things that go together.
 *
 * The newest block stands first and is filled from its start; what does not fit into
 * its rest begins another one.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct il_arena_block {
    struct il_arena_block *next;
    size_t used, room;
    max_align_t bytes[];
};

static struct il_arena_block *add_block(struct il_arena *arena, size_t size)
{
    size_t room = size > arena->block_size ? size : arena->block_size;
    struct il_arena_block *block = calloc(1, sizeof *block + room);
    if (block != NULL) {
        block->room = room;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block;
}

void *il_arena_allot(struct il_arena *arena, size_t count, size_t size)
{
    size_t step = alignof(max_align_t);
    if (size == 0 || count > (SIZE_MAX / 2 - sizeof(struct il_arena_block)) / size) {
        return NULL;
    }
    size_t wanted = (count * size + step - 1) / step * step;
    struct il_arena_block *block = arena->blocks;
    if (block == NULL || wanted > block->room - block->used) {
        block = add_block(arena, wanted);
    }
    if (block == NULL) {
        return NULL;
    }
    block->used += wanted;
    return (char *)block->bytes + block->used - wanted;
}

const char *il_arena_join(struct il_arena *arena, const char *first, const char *second)
{
    size_t size = strlen(first), rest = strlen(second) + 1;
    char *copy = il_arena_allot(arena, size + rest, 1);
    if (copy != NULL) {
        memcpy(copy, first, size); /* NOLINT: the second text ends it */
        memcpy(copy + size, second, rest);
    }
    return copy;
}

const char *il_arena_copy(struct il_arena *arena, const char *text)
{
    return il_arena_join(arena, text, "");
}

void il_arena_free(struct il_arena *arena)
{
    for (struct il_arena_block *block = arena->blocks, *next; block != NULL;
         block = next) {
        next = block->next;
        free(block);
    }
    arena->blocks = NULL;
}
