/* SPDX-License-Identifier: MIT
 * Addresses that were seen. Cold.
 */
#include "reflect/visited.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

void il_visited_free(struct il_visited *visited)
{
    free(visited->at);
    *visited = (struct il_visited){0};
}

void il_visited_clear(struct il_visited *visited)
{
    if (visited->count > 0) {
        memset(visited->at, 0, visited->room * sizeof *visited->at);
    }
    visited->count = 0;
}

/* Where an address is, or should be. The low bits of addresses say little. */
static size_t find(const uintptr_t *at, size_t room, uintptr_t address)
{
    uint64_t mixed = (uint64_t)address * UINT64_C(0x9e3779b97f4a7c15);
    size_t place = (size_t)(mixed >> 32) & (room - 1);
    while (at[place] != 0 && at[place] != address) {
        place = (place + 1) & (room - 1);
    }
    return place;
}

static bool grow(struct il_visited *visited)
{
    size_t room = visited->room == 0 ? FIRST_ROOM : visited->room * 2;
    uintptr_t *at = calloc(room, sizeof *at);
    if (at == NULL) {
        return false;
    }
    for (size_t i = 0; i < visited->room; i++) {
        if (visited->at[i] != 0) {
            at[find(at, room, visited->at[i])] = visited->at[i];
        }
    }
    free(visited->at);
    visited->at = at;
    visited->room = room;
    return true;
}

int il_visited_add(struct il_visited *visited, uintptr_t address)
{
    if (visited->count * 2 >= visited->room && !grow(visited)) {
        return -1;
    }
    size_t place = find(visited->at, visited->room, address);
    if (visited->at[place] == address) {
        return 0;
    }
    visited->at[place] = address;
    visited->count++;
    return 1;
}
