/* SPDX-License-Identifier: MIT
 * A text in the user's own editor: $VISUAL, $EDITOR, or vi.
 */
#include "terminal/outside.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char command[] = "${VISUAL:-${EDITOR:-vi}} \"$1\"";
static const char suffix[] = ".py";

/* --- The file --------------------------------------------------------------------- */

static int write_all(int descriptor, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(descriptor, bytes, size);
        if (count < 0 && errno != EINTR) {
            return errno;
        }
        bytes += count > 0 ? count : 0;
        size -= count > 0 ? (size_t)count : 0;
    }
    return 0;
}

/* A new file, for its owner alone. `path` is freed by the caller, also on failure. */
static int make_file(const char *text, size_t size, struct il_text *path)
{
    const char *folder = getenv("TMPDIR");
    il_text_add_string(path, folder == NULL || *folder == '\0' ? "/tmp" : folder);
    il_text_add_string(path, "/inlet-XXXXXX");
    il_text_add_string(path, suffix);
    if (!il_text_is_whole(path)) {
        return ENOMEM;
    }
    int descriptor = mkostemps(path->bytes, sizeof suffix - 1, O_CLOEXEC);
    if (descriptor < 0) {
        il_text_clear(path);
        return errno;
    }
    int error = write_all(descriptor, text, size);
    error = error == 0 ? write_all(descriptor, "\n", 1) : error;
    close(descriptor);
    return error;
}

static int read_file(const char *path, struct il_text *out)
{
    char piece[4096];
    ssize_t count;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return errno;
    }
    while ((count = read(descriptor, piece, sizeof piece)) > 0 ||
           (count < 0 && errno == EINTR)) {
        il_text_add(out, piece, count > 0 ? (size_t)count : 0);
    }
    int error = count < 0 ? errno : 0;
    close(descriptor);
    while (out->size > 0 && out->bytes[out->size - 1] == '\n') {
        il_text_cut(out, out->size - 1);
    }
    return error == 0 && !il_text_is_whole(out) ? ENOMEM : error;
}

/* --- The program ------------------------------------------------------------------ */

static int wait_for(pid_t process)
{
    int status = 0;
    while (waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) {
            return errno;
        }
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : ECANCELED;
}

static int run(char *path)
{
    char *arguments[] = {"sh", "-c", (char *)command, "sh", path, NULL};
    pid_t process;
    int error = posix_spawn(&process, "/bin/sh", NULL, NULL, arguments, environ);
    return error == 0 ? wait_for(process) : error;
}

int il_outside_edit(const char *text, size_t size, struct il_text *out)
{
    struct il_text path = {0};
    int error = make_file(text, size, &path);
    if (error == 0) {
        error = run(path.bytes);
    }
    if (error == 0) {
        error = read_file(path.bytes, out);
    }
    if (path.size > 0) {
        (void)unlink(path.bytes);
    }
    il_text_free(&path);
    return error;
}
