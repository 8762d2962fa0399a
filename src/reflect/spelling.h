/* SPDX-License-Identifier: MIT
 * The names of types as C writes them: "const struct node *[4]". Cold.
 */
#ifndef IL_SPELLING_H
#define IL_SPELLING_H

#include <stdbool.h>
#include <stddef.h>

enum { IL_SPELLING_AROUND = 16, IL_SPELLING_BASE = 256 };

/* A pointer to, or an array of, what is before it. */
struct il_around {
    bool is_pointer;
    bool is_const; /* a pointer to what cannot be written */
    size_t count;  /* of an array */
};

/* A name taken apart. */
struct il_spelling {
    char base[IL_SPELLING_BASE]; /* "struct node", "unsigned long": one space between
                                    words, and one order of those of integers */
    struct il_around around[IL_SPELLING_AROUND]; /* from the base outwards */
    size_t depth;
};

/**
 * Take the name of a type apart: qualifiers in any place, pointers, arrays and
 * parentheses. False if it is none, or one of a function, or nobody would write it so
 * long.
 */
bool il_spelling_read(const char *text, size_t size, struct il_spelling *out);

#endif
