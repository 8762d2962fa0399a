/* SPDX-License-Identifier: MIT
 * The memory of values. A list of strings is many small pieces: they come from chunks
 * that grow as the value does, and a single text has a chunk of its very size.
 */
#include "host/store.h"

#include <stddef.h>
#include <string.h>

struct il_chunk {
    struct il_chunk *next;
    size_t size, used;
    struct il_handle *handle; /* counted in; or NULL */
    max_align_t data[];
};

enum { CHUNK_LEAST = 256, CHUNK_MOST = 1 << 16 };

static size_t round_up(size_t size)
{
    size_t unit = sizeof(max_align_t);
    return (size + unit - 1) / unit * unit;
}

static struct il_chunk *add_chunk(struct il_store *store, size_t size)
{
    struct il_chunk *chunk = PyMem_RawMalloc(sizeof *chunk + size);
    if (chunk != NULL) {
        *chunk = (struct il_chunk){.next = store->chunks, .size = size};
        store->chunks = chunk;
    }
    return chunk;
}

/* The first chunk is as large as what is asked for: most stores hold one text. */
static struct il_chunk *find_room(struct il_store *store, size_t size)
{
    struct il_chunk *chunk = store->chunks;
    if (chunk != NULL && size <= chunk->size - chunk->used) {
        return chunk;
    }
    size_t room = store->used < CHUNK_LEAST  ? CHUNK_LEAST
                  : store->used < CHUNK_MOST ? store->used
                                             : CHUNK_MOST;
    return add_chunk(store, chunk == NULL || size > room ? size : room);
}

bool il_store_is_full(const struct il_store *store, size_t size)
{
    return size > (size_t)PY_SSIZE_T_MAX / 2 ||
           (store->limit != 0 &&
            (store->used > store->limit || size > store->limit - store->used));
}

void *il_store_take(struct il_store *store, size_t size)
{
    if (il_store_is_full(store, size)) {
        return NULL;
    }
    size_t rounded = round_up(size);
    struct il_chunk *chunk = find_room(store, rounded);
    if (chunk == NULL) {
        return NULL;
    }
    char *piece = (char *)chunk->data + chunk->used;
    chunk->used += rounded;
    store->used += rounded;
    return piece;
}

char *il_store_copy(struct il_store *store, const char *data, size_t size)
{
    char *copy = size == SIZE_MAX ? NULL : il_store_take(store, size + 1);
    if (copy != NULL) {
        if (size > 0) {
            memcpy(copy, data, size);
        }
        copy[size] = '\0';
    }
    return copy;
}

/* Behind the newest chunk, which may have room left. */
int il_store_keep(struct il_store *store, struct il_handle *handle)
{
    struct il_chunk *first = store->chunks;
    struct il_chunk *chunk =
        il_store_is_full(store, sizeof *chunk) ? NULL : add_chunk(store, 0);
    if (chunk == NULL) {
        il_handle_release(handle);
        return -1;
    }
    chunk->handle = handle;
    store->used += sizeof *chunk;
    if (first != NULL) {
        chunk->next = first->next;
        first->next = chunk;
        store->chunks = first;
    }
    return 0;
}

void *il_store_release(struct il_store *store)
{
    void *owner = store->chunks;
    *store = (struct il_store){.limit = store->limit};
    return owner;
}

void il_store_free(void *owner)
{
    struct il_chunk *chunk = owner;
    while (chunk != NULL) {
        struct il_chunk *next = chunk->next;
        if (chunk->handle != NULL) {
            il_handle_release(chunk->handle);
        }
        PyMem_RawFree(chunk);
        chunk = next;
    }
}
