/* SPDX-License-Identifier: MIT
 * A text in chunks: the statements of the module, as the lexer divides them.
 *
 * A chunk begins where a logical line begins at column 0 that cannot belong to the
 * statement before (no `else`, no `def` after its decorator), and reaches to the next
 * one. The first is special: it holds what stands before any of them, often nothing.
 *
 * The division is a guess of the lexer's; see core/proof.h for what makes it certain.
 */
#ifndef IL_CHUNKS_H
#define IL_CHUNKS_H

#include "core/lines.h"

enum il_chunk_status {
    IL_CHUNK_TORN,    /* edited: to be divided anew */
    IL_CHUNK_UNKNOWN, /* not yet shown to the compiler */
    IL_CHUNK_GOOD,    /* a whole statement (or several), or nothing at all */
    IL_CHUNK_BAD,     /* unfinished or wrong, taken alone */
};

struct il_chunk {
    size_t lines;
    uint16_t shape; /* of all lines together, or-ed */
    uint8_t raw;    /* likewise */
    uint8_t status;
};

struct il_chunks {
    struct il_chunk *at;
    size_t count, capacity;
};

/** Make an all-zero struct that of an empty text: 0, or -1 with a MemoryError. */
int il_chunks_init(struct il_chunks *chunks);

void il_chunks_clear(struct il_chunks *chunks);

/** The lines [start, stop) have become `count` others. Cannot fail. */
void il_chunks_edit(struct il_chunks *chunks, size_t start, size_t stop, size_t count);

/** The lexer's part of the lines [from, until) has changed. */
void il_chunks_tear(struct il_chunks *chunks, size_t from, size_t until);

/** Divide what is torn: 0, or -1 with a MemoryError. */
int il_chunks_divide(struct il_chunks *chunks, const struct il_lines *lines);

/** The chunk that line `line` is in (the last one for a line after the end), and the
 * line that it begins with. */
size_t il_chunks_find(const struct il_chunks *chunks, size_t line, size_t *out_start);

/** The line that a chunk begins with. */
size_t il_chunks_start(const struct il_chunks *chunks, size_t chunk);

#endif
