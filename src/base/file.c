/* SPDX-License-Identifier: MIT
 * A small file as a text.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* The next bytes: how many, 0 at the end, or a negative errno. */
static ssize_t read_piece(int file, char *bytes, size_t size)
{
    ssize_t count;
    while ((count = read(file, bytes, size)) < 0 && errno == EINTR) {
    }
    return count < 0 ? -errno : count;
}

static int read_all(int file, size_t most, struct il_text *out)
{
    char piece[4096];
    ssize_t count;
    size_t size = 0;
    while ((count = read_piece(file, piece, sizeof piece)) > 0) {
        size += (size_t)count;
        if (size > most) {
            return EFBIG;
        }
        il_text_add(out, piece, (size_t)count);
    }
    return count < 0 ? (int)-count : il_text_is_whole(out) ? 0 : ENOMEM;
}

int il_file_read(const char *path, size_t most, struct il_text *out)
{
    /* Nobody waits for the other end of a pipe. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return errno;
    }
    int error = read_all(file, most, out);
    (void)close(file);
    return error;
}
