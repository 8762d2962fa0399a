/* SPDX-License-Identifier: MIT
 * A text in the user's own editor: $VISUAL, $EDITOR, or vi.
 */
#include "edit/outside.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

enum { LARGEST = 64 << 20 };

static const char command[] = "${VISUAL:-${EDITOR:-vi}} \"$1\"";

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
static int make_file(const char *suffix, const char *text, size_t size,
                     struct il_text *path)
{
    const char *folder = getenv("TMPDIR");
    il_text_add_string(path, folder == NULL || *folder == '\0' ? "/tmp" : folder);
    il_text_add_string(path, "/inlet-XXXXXX");
    il_text_add_string(path, suffix);
    if (!il_text_is_whole(path)) {
        return ENOMEM;
    }
    int descriptor = mkostemps(path->bytes, (int)strlen(suffix), O_CLOEXEC);
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
    int error = il_file_read(path, LARGEST, out);
    while (error == 0 && out->size > 0 && out->bytes[out->size - 1] == '\n') {
        il_text_cut(out, out->size - 1);
    }
    return error;
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

/* It talks to the terminal, whatever the process's own streams are. */
static int start(const struct il_tty *tty, char *path, pid_t *out_process)
{
    char *arguments[] = {"sh", "-c", (char *)command, "sh", path, NULL};
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        return error;
    }
    const int ends[] = {tty->input, tty->output, tty->output};
    for (int i = 0; i < 3 && error == 0; i++) {
        error = posix_spawn_file_actions_adddup2(&actions, ends[i], i);
    }
    if (error == 0) {
        error = posix_spawn(out_process, "/bin/sh", &actions, NULL, arguments, environ);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

int il_outside_edit(const struct il_tty *tty, const char *suffix, const char *text,
                    size_t size, struct il_text *out)
{
    struct il_text path = {0};
    pid_t process;
    int error = make_file(suffix, text, size, &path);
    if (error == 0) {
        error = start(tty, path.bytes, &process);
    }
    if (error == 0) {
        error = wait_for(process);
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
