/* SPDX-License-Identifier: MIT
 * The table of the commands. Cold.
 */
#include "edit/command.h"

#include <stdlib.h>
#include <string.h>

#include "edit/verbs.h"

/* The flags as the list has them. */
#define MOVES IL_COMMAND_MOVES
#define ROWS (IL_COMMAND_MOVES | IL_COMMAND_GOAL)
#define KILLS IL_COMMAND_KILLS
#define YANKS IL_COMMAND_YANKS
#define TYPES IL_COMMAND_TYPES
#define ERASES IL_COMMAND_ERASES
#define SELECTS IL_COMMAND_SELECTS
#define ARGUES IL_COMMAND_ARGUES

#define VERB(name, run, flags, help) {name, run, IL_WISH_NONE, flags, help},
#define WISH(name, wish, help) {name, NULL, IL_WISH_##wish, 0, help},

static const struct il_command commands[] = {IL_VERBS(VERB, WISH)};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static int compare(const char *name, size_t size, const char *other)
{
    int order = strncmp(name, other, size);
    return order != 0 ? order : -(other[size] != '\0');
}

const struct il_command *il_command_find(const char *name, size_t size)
{
    size_t low = 0, high = COMMANDS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(name, size, commands[middle].name);
        if (order == 0) {
            return &commands[middle];
        }
        low = order > 0 ? middle + 1 : low;
        high = order > 0 ? high : middle;
    }
    return NULL;
}

const struct il_command *il_command_list(size_t *out_count)
{
    *out_count = COMMANDS;
    return commands;
}

/* ---- guessing ---- */

enum { LONGEST = 40, TOLERATED = 3 };

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

/* How many characters are to be inserted, deleted or replaced to make one the other. */
static unsigned distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    unsigned row[LONGEST + 1];
    for (unsigned j = 0; j <= b_size; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_size; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_size; j++) {
            unsigned replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = least(row[j] + 1, row[j - 1] + 1, replaced);
        }
    }
    return row[b_size];
}

const struct il_command *il_command_guess(const char *name, size_t size)
{
    const struct il_command *best = NULL;
    unsigned nearest = TOLERATED + 1;
    for (size_t i = 0; i < COMMANDS && size <= LONGEST; i++) {
        size_t other = strlen(commands[i].name);
        unsigned found =
            other > LONGEST ? nearest : distance(name, size, commands[i].name, other);
        if (found < nearest) {
            nearest = found;
            best = &commands[i];
        }
    }
    return best;
}
