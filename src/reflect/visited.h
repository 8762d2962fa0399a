/* SPDX-License-Identifier: MIT
 * Addresses that were seen: who follows pointers needs to know where it has been. Cold.
 */
#ifndef IL_VISITED_H
#define IL_VISITED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is the empty set. */
struct il_visited {
    uintptr_t *at; /* hashed; 0 is a free place */
    size_t count, room;
};

void il_visited_free(struct il_visited *visited);

/** Forget all; the memory stays. */
void il_visited_clear(struct il_visited *visited);

/** Add an address that is not 0: 1 if it is new, 0 if it was there, -1 without memory.
 */
int il_visited_add(struct il_visited *visited, uintptr_t address);

#endif
