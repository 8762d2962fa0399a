/* SPDX-License-Identifier: MIT
 * The memory of a value that was handed out: pieces that are freed together. Cold in
 * spirit: it needs neither Python's lock nor a Python that runs.
 */
#ifndef IL_STORE_H
#define IL_STORE_H

#include "host/handle.h"

struct il_chunk;

/* All zero is an empty one without a limit. */
struct il_store {
    struct il_chunk *chunks; /* newest first */
    size_t used;             /* bytes that were asked for */
    size_t limit;            /* of these, or 0 */
};

/** Uninitialised memory for anything, never NULL for 0 bytes; NULL without memory, and
 * where that would go over the limit (il_store_is_full()). No exception. */
void *il_store_take(struct il_store *store, size_t size);

/** Would `size` bytes more go over the limit? */
bool il_store_is_full(const struct il_store *store, size_t size);

/** A copy of `size` bytes with a NUL behind them, as il_store_take(). */
char *il_store_copy(struct il_store *store, const char *data, size_t size);

/** Keep a handle, which is counted in, as long as the memory. 0, or -1 without memory,
 * and then it is counted out. */
int il_store_keep(struct il_store *store, struct il_handle *handle);

/** What the owner of the memory keeps, for il_store_free(); the store is empty then. */
void *il_store_release(struct il_store *store);

/** Free what il_store_release() gave; NULL is all right. */
void il_store_free(void *owner);

#endif
