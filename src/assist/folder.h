/* SPDX-License-Identifier: MIT
 * What stands in a folder of the file system. Needs no Python; any thread.
 */
#ifndef IL_FOLDER_H
#define IL_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct il_folder_entry {
    size_t name;     /* where it begins in `names`; it ends with a NUL */
    bool is_folder;  /* also a link to one */
    bool is_package; /* a folder with an __init__.py, where that was asked for */
};

/* Zero-initialise it. */
struct il_folder {
    char *names;
    size_t size, room;
    struct il_folder_entry *list;
    size_t count, capacity;
    bool more; /* the time was over */
};

/**
 * Read the entries whose names begin with the `size` bytes of `prefix`, in no order;
 * "." and ".." are none. Ends at `deadline` of the monotonic clock, in nanoseconds.
 *
 * False: no memory. A folder that cannot be read is empty; anything else that the path
 * may name is not opened.
 */
bool il_folder_read(struct il_folder *folder, const char *path, const char *prefix,
                    size_t size, bool wants_packages, int64_t deadline);

void il_folder_free(struct il_folder *folder);

/**
 * The text of a regular file of at most `limit` bytes; a NUL stands behind it. NULL if
 * it cannot be read, or there is no memory. Owner: free().
 */
char *il_folder_file(const char *path, size_t limit, size_t *out_size);

#endif
