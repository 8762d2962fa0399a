/* SPDX-License-Identifier: MIT
 * Dividing a text into chunks, and only what has changed of it.
 */
#include "core/chunks.h"

#include <string.h>

int il_chunks_init(struct il_chunks *chunks)
{
    chunks->at = PyMem_New(struct il_chunk, 1);
    if (chunks->at == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    chunks->at[0] = (struct il_chunk){.status = IL_CHUNK_GOOD};
    chunks->count = chunks->capacity = 1;
    return 0;
}

void il_chunks_clear(struct il_chunks *chunks)
{
    PyMem_Free(chunks->at);
    *chunks = (struct il_chunks){0};
}

size_t il_chunks_find(const struct il_chunks *chunks, size_t line, size_t *out_start)
{
    size_t at = 0, start = 0;
    while (at + 1 < chunks->count && line >= start + chunks->at[at].lines) {
        start += chunks->at[at].lines;
        at++;
    }
    *out_start = start;
    return at;
}

size_t il_chunks_start(const struct il_chunks *chunks, size_t chunk)
{
    size_t start = 0;
    for (size_t i = 0; i < chunk; i++) {
        start += chunks->at[i].lines;
    }
    return start;
}

/* Take the chunks [first, last] together as one that is torn. */
static void join(struct il_chunks *chunks, size_t first, size_t last)
{
    struct il_chunk *one = &chunks->at[first];
    for (size_t i = first + 1; i <= last; i++) {
        one->lines += chunks->at[i].lines;
    }
    one->status = IL_CHUNK_TORN;
    memmove(one + 1, chunks->at + last + 1,
            (chunks->count - last - 1) * sizeof *chunks->at);
    chunks->count -= last - first;
}

/* Room for `count` chunks: 0, or -1 without an exception. */
static int reserve(struct il_chunks *chunks, size_t count)
{
    if (count <= chunks->capacity) {
        return 0;
    }
    size_t capacity = count > 2 * chunks->capacity ? count : 2 * chunks->capacity;
    struct il_chunk *at = chunks->at;
    if (capacity > PY_SSIZE_T_MAX / sizeof *at ||
        (at = PyMem_Realloc(at, capacity * sizeof *at)) == NULL) {
        return -1;
    }
    chunks->at = at;
    chunks->capacity = capacity;
    return 0;
}

void il_chunks_edit(struct il_chunks *chunks, size_t start, size_t stop, size_t count)
{
    size_t begin;
    size_t first = il_chunks_find(chunks, start, &begin);
    bool is_growth = start == begin + chunks->at[first].lines;
    if (is_growth && reserve(chunks, chunks->count + 1) == 0) {
        /* What is added at the end need not tear what stands before it. */
        chunks->at[chunks->count++] = (struct il_chunk){.lines = count};
        return;
    }
    size_t last = stop > start ? il_chunks_find(chunks, stop - 1, &begin) : first;
    join(chunks, first, last);
    chunks->at[first].lines += count;
    chunks->at[first].lines -= stop - start;
}

void il_chunks_tear(struct il_chunks *chunks, size_t from, size_t until)
{
    size_t start;
    if (until <= from) {
        return;
    }
    for (size_t at = il_chunks_find(chunks, from, &start);
         at < chunks->count && start < until; at++) {
        chunks->at[at].status = IL_CHUNK_TORN;
        start += chunks->at[at].lines;
    }
}

/* ---- dividing ---- */

/* A run of chunks that is to be divided anew, and the lines that it has. */
struct stretch {
    size_t first, last; /* chunks, both included */
    size_t start, stop; /* lines */
};

static bool begins(const struct il_lines *lines, size_t line)
{
    return line < lines->count && (lines->at[line]->shape & IL_LINE_STARTS) != 0;
}

/* From the first torn chunk to the last. False if none is torn. */
static bool find_torn(const struct il_chunks *chunks, struct stretch *out)
{
    bool found = false;
    size_t line = 0;
    for (size_t i = 0; i < chunks->count; i++) {
        bool is_torn = chunks->at[i].status == IL_CHUNK_TORN;
        if (is_torn && !found) {
            *out = (struct stretch){i, i, line, line};
            found = true;
        }
        line += chunks->at[i].lines;
        if (is_torn) {
            out->last = i;
            out->stop = line;
        }
    }
    return found;
}

static size_t count_pieces(const struct stretch *stretch, const struct il_lines *lines)
{
    size_t count = stretch->first == 0;
    for (size_t i = stretch->start; i < stretch->stop; i++) {
        count += begins(lines, i);
    }
    return count;
}

/* Make room for `count` chunks in the place of those of the stretch. */
static int make_room(struct il_chunks *chunks, const struct stretch *stretch,
                     size_t count)
{
    size_t total = chunks->count - (stretch->last - stretch->first + 1) + count;
    if (reserve(chunks, total) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    memmove(chunks->at + stretch->first + count, chunks->at + stretch->last + 1,
            (chunks->count - stretch->last - 1) * sizeof *chunks->at);
    chunks->count = total;
    return 0;
}

/* Fill the new chunks, from `chunk` on. Lines that begin no statement belong to the
 * chunk before it. */
static void fill(struct il_chunk *chunk, const struct stretch *stretch,
                 const struct il_lines *lines)
{
    if (stretch->first == 0) {
        *chunk = (struct il_chunk){.status = IL_CHUNK_UNKNOWN};
    } else {
        chunk--;
    }
    for (size_t i = stretch->start; i < stretch->stop; i++) {
        const struct il_line *line = lines->at[i];
        if (begins(lines, i)) {
            chunk++;
            *chunk = (struct il_chunk){.status = IL_CHUNK_UNKNOWN};
        }
        chunk->lines++;
        chunk->status = IL_CHUNK_UNKNOWN;
        chunk->shape |= line->shape;
        chunk->raw |= line->raw;
    }
}

int il_chunks_divide(struct il_chunks *chunks, const struct il_lines *lines)
{
    struct stretch stretch;
    if (!find_torn(chunks, &stretch)) {
        return 0;
    }
    size_t count = count_pieces(&stretch, lines);
    if (make_room(chunks, &stretch, count) < 0) {
        return -1;
    }
    fill(chunks->at + stretch.first, &stretch, lines);
    return 0;
}
