/* SPDX-License-Identifier: MIT
 * The file that keeps a history.
 *
 *   file  = ( entry | what is torn )*
 *   entry = `@` seconds LF ( `+` line LF )+ `.` LF
 *
 * Every entry is appended whole, under a lock, by whichever session has it: sessions
 * share the file and see what others add. What is in the file is never written over: a
 * process that is killed loses what it has not begun to write, and what it has half
 * written lacks its end and is no entry. When the file has become too long, its newer
 * half is copied to another file, which then takes its place.
 *
 * Functions answer 0 or an errno.
 */
#ifndef IL_EDIT_ARCHIVE_H
#define IL_EDIT_ARCHIVE_H

#include <sys/types.h>

#include "edit/history.h"

enum { IL_ARCHIVE_LIMIT = 1 << 20 };

/* Zero-initialise it, but for the limit. */
struct il_archive {
    size_t limit; /* of the file, in bytes; 0: IL_ARCHIVE_LIMIT */
    char *path;
    off_t offset; /* up to where the file was read */
    dev_t device; /* and which it was */
    ino_t inode;
};

/** Add the usual path to `out`: inlet/history in $XDG_STATE_HOME, or in ~/.local/state.
 * False: there is no such folder to be named, or no memory. */
bool il_archive_usual_path(struct il_text *out);

/** Name the file. Nothing is opened before it is read or appended to; folders that are
 * not there are made then, for their owner alone. Answers ENOMEM, ENAMETOOLONG. */
int il_archive_open(struct il_archive *archive, const char *path);

/**
 * Add to `history` what was appended since the last time. Where the file was replaced
 * by another one, the history becomes what that has. A file that is not there is empty.
 */
int il_archive_read(struct il_archive *archive, struct il_history *history);

/**
 * Append an entry if the history wants it, and add it there, behind what other sessions
 * have appended meanwhile. On a failure it is in the history all the same, if there is
 * memory.
 */
int il_archive_append(struct il_archive *archive, struct il_history *history,
                      const char *text, size_t size, int64_t time);

/**
 * Take over a history of readline, libedit or Python (~/.python_history), if our own
 * file has nothing yet. The other file stays as it is; where it is not there, nothing
 * happens.
 */
int il_archive_import(struct il_archive *archive, struct il_history *history,
                      const char *path);

void il_archive_close(struct il_archive *archive);

#endif
