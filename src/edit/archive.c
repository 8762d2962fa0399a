/* SPDX-License-Identifier: MIT
 * The file that keeps a history. Cold.
 */
#include "edit/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "edit/folder.h"
#include "edit/legacy.h"

enum { TRIES = 200, PAUSE = 5 * 1000 * 1000 }; /* a second, in nanoseconds each */
enum { REOPENS = 10 };
enum { LARGEST_IMPORT = 16 << 20 };

static const char replacement[] = ".new"; /* the suffix of the file that takes over */

/* ---- paths ---- */

bool il_archive_usual_path(struct il_text *out)
{
    return il_folder_add(out, "XDG_STATE_HOME", "/.local/state", "/inlet/history");
}

/* The file behind a link, so that it is replaced and not the link. */
int il_archive_open(struct il_archive *archive, const char *path)
{
    if (strlen(path) + sizeof(replacement) > PATH_MAX) {
        return ENAMETOOLONG;
    }
    char *real = realpath(path, NULL);
    if (real == NULL) {
        real = strdup(path);
    }
    if (real == NULL) {
        return ENOMEM;
    }
    *archive = (struct il_archive){.limit = archive->limit, .path = real};
    return 0;
}

void il_archive_close(struct il_archive *archive)
{
    free(archive->path);
    *archive = (struct il_archive){.limit = archive->limit};
}

static size_t limit_of(const struct il_archive *archive)
{
    return archive->limit == 0 ? IL_ARCHIVE_LIMIT : archive->limit;
}

/* Make the folders of the path that are not there. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700); /* if it fails, so does the opening */
        *slash = '/';
    }
}

/* ---- the lock ---- */

/* Wait for the lock, a second at most: a session that was stopped while it had it must
 * not stop the others. Without it an entry is appended whole all the same. */
static bool lock(int file)
{
    const struct timespec pause = {0, PAUSE};
    for (int i = 0; i < TRIES; i++) {
        if (flock(file, LOCK_EX | LOCK_NB) == 0) {
            return true;
        }
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return false;
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

/* Is the open file still the one with that name? */
static bool is_current(const char *path, int file)
{
    struct stat opened, named;
    return fstat(file, &opened) == 0 && stat(path, &named) == 0 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/* Open and lock the file; a negative errno if it cannot be opened. */
static int open_locked(struct il_archive *archive, bool *out_is_locked)
{
    for (int i = 0; i < REOPENS; i++) {
        int file = open(archive->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0 && errno == ENOENT && i == 0) {
            make_folders(archive->path);
            continue;
        }
        if (file < 0) {
            return -errno;
        }
        *out_is_locked = lock(file);
        if (is_current(archive->path, file)) {
            return file;
        }
        (void)close(file);
    }
    return -EAGAIN;
}

/* ---- reading ---- */

/* An entry, as its lines are read. */
struct entry {
    struct il_text text;
    int64_t time;
    bool is_open, has_lines;
};

static void begin_entry(struct entry *entry, const char *line, size_t size)
{
    char digits[24] = "";
    memcpy(digits, line + 1, size - 1 < sizeof(digits) ? size - 1 : sizeof(digits) - 1);
    il_text_clear(&entry->text);
    entry->time = strtoll(digits, NULL, 10);
    entry->is_open = true;
    entry->has_lines = false;
}

/* Take a line. False: no memory. */
static bool take_line(struct entry *entry, struct il_history *history, const char *line,
                      size_t size)
{
    bool is_done = true;
    int kind = size == 0 ? 0 : line[0];
    if (kind == '@') {
        begin_entry(entry, line, size);
    } else if (kind == '+' && entry->is_open) {
        il_text_add(&entry->text, "\n", entry->has_lines);
        il_text_add(&entry->text, line + 1, size - 1);
        entry->has_lines = true;
    } else {
        bool is_end = kind == '.' && size == 1 && entry->is_open && entry->has_lines;
        entry->is_open = false;
        is_done =
            !is_end || (il_text_is_whole(&entry->text) &&
                        il_history_add(history, entry->text.bytes, entry->text.size,
                                       entry->time) != IL_HISTORY_NO_MEMORY);
    }
    return is_done;
}

/* Read the entries of bytes; `out_used`: up to where they are whole. */
static bool read_entries(struct il_history *history, const char *bytes, size_t size,
                         size_t *out_used)
{
    struct entry entry = {.is_open = false};
    bool is_done = true;
    const char *newline;
    for (size_t at = 0; is_done && at < size; at = (size_t)(newline - bytes) + 1) {
        newline = memchr(bytes + at, '\n', size - at);
        if (newline == NULL) {
            break;
        }
        is_done =
            take_line(&entry, history, bytes + at, (size_t)(newline - bytes) - at);
        if (!entry.is_open) {
            *out_used = (size_t)(newline - bytes) + 1;
        }
    }
    il_text_free(&entry.text);
    return is_done;
}

/* The bytes [start, end) of a file; as many as there are. */
static int read_bytes(int file, off_t start, off_t end, struct il_text *out)
{
    size_t size = (size_t)(end - start);
    if (!il_text_reserve(out, size)) {
        return ENOMEM;
    }
    while (out->size < size) {
        ssize_t count = pread(file, out->bytes + out->size, size - out->size,
                              start + (off_t)out->size);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return count < 0 ? errno : 0;
        }
        out->size += (size_t)count;
    }
    return 0;
}

/* What an open file has that was not read yet. */
static int read_news(struct il_archive *archive, struct il_history *history, int file)
{
    struct stat facts;
    if (fstat(file, &facts) != 0) {
        return errno;
    }
    if (!S_ISREG(facts.st_mode)) {
        return 0;
    }
    bool is_other = facts.st_ino != archive->inode || facts.st_dev != archive->device;
    if (is_other || facts.st_size < archive->offset) {
        il_history_clear(history);
        off_t limit = 2 * (off_t)limit_of(archive);
        archive->offset = facts.st_size > limit ? facts.st_size - limit : 0;
        archive->inode = facts.st_ino;
        archive->device = facts.st_dev;
    }
    struct il_text bytes = {0};
    size_t used = 0;
    int problem = read_bytes(file, archive->offset, facts.st_size, &bytes);
    if (problem == 0 && bytes.size > 0 &&
        !read_entries(history, bytes.bytes, bytes.size, &used)) {
        problem = ENOMEM;
    }
    archive->offset += (off_t)used;
    il_text_free(&bytes);
    return problem;
}

int il_archive_read(struct il_archive *archive, struct il_history *history)
{
    int file = open(archive->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return errno == ENOENT ? 0 : errno;
    }
    int problem = read_news(archive, history, file);
    (void)close(file);
    return problem;
}

/* ---- appending ---- */

static void add_entry(struct il_text *out, const char *text, size_t size, int64_t time)
{
    char head[32];
    (void)snprintf(head, sizeof(head), "@%" PRId64 "\n", time);
    il_text_add_string(out, head);
    for (size_t at = 0; at <= size;) {
        const char *newline = at < size ? memchr(text + at, '\n', size - at) : NULL;
        size_t end = newline == NULL ? size : (size_t)(newline - text);
        il_text_add_char(out, '+');
        il_text_add(out, text + at, end - at);
        il_text_add_char(out, '\n');
        at = end + 1;
    }
    il_text_add_string(out, ".\n");
}

static int write_bytes(int file, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(file, bytes, size);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return errno;
        }
        bytes += count;
        size -= (size_t)count;
    }
    return 0;
}

/* Does the file end in the middle of a line, which somebody was killed in? */
static bool is_torn(int file)
{
    struct stat facts;
    char last = '\n';
    return fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0 &&
           pread(file, &last, 1, facts.st_size - 1) == 1 && last != '\n';
}

static int append_bytes(struct il_archive *archive, int file,
                        const struct il_text *bytes)
{
    struct stat facts;
    int problem = write_bytes(file, bytes->bytes, bytes->size);
    if (problem == 0 && fstat(file, &facts) == 0 && S_ISREG(facts.st_mode)) {
        archive->offset = facts.st_size; /* what is ours is in the history */
    }
    return problem;
}

/* ---- keeping the file short ---- */

/* Where an entry begins, or the end of the bytes. */
static size_t find_entry(const struct il_text *bytes)
{
    const char *found =
        bytes->size == 0 ? NULL : memmem(bytes->bytes, bytes->size, "\n@", 2);
    return found == NULL ? bytes->size : (size_t)(found - bytes->bytes) + 1;
}

/* Write a file with the newer half, of the same owner and mode: half of what the file
 * may have, since others than us may have made it any size. */
static int write_half(int file, const struct stat *facts, size_t limit,
                      const char *path)
{
    struct il_text bytes = {0};
    off_t start = facts->st_size - (off_t)(limit / 2);
    int problem = read_bytes(file, start, facts->st_size, &bytes);
    int half =
        problem != 0
            ? -1
            : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (problem == 0 && half < 0) {
        problem = errno;
    }
    if (half >= 0) {
        size_t entry = find_entry(&bytes);
        bool is_ours = fchown(half, facts->st_uid, facts->st_gid) == 0 &&
                       fchmod(half, facts->st_mode & 07777) == 0;
        problem = !is_ours ? errno
                           : write_bytes(half, bytes.bytes + entry, bytes.size - entry);
        problem = problem == 0 && fsync(half) != 0 ? errno : problem;
        (void)close(half);
    }
    il_text_free(&bytes);
    return problem;
}

/* The file is too long: another one takes its place. On a failure it stays too long. */
static void shorten(struct il_archive *archive, int file)
{
    struct stat facts;
    char path[PATH_MAX];
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode) ||
        facts.st_size <= (off_t)limit_of(archive)) {
        return;
    }
    (void)snprintf(path, sizeof(path), "%s%s", archive->path, replacement);
    if (write_half(file, &facts, limit_of(archive), path) != 0 ||
        stat(path, &facts) != 0 || rename(path, archive->path) != 0) {
        (void)unlink(path);
        return;
    }
    archive->inode = facts.st_ino;
    archive->device = facts.st_dev;
    archive->offset = facts.st_size;
}

/* ---- the face ---- */

int il_archive_append(struct il_archive *archive, struct il_history *history,
                      const char *text, size_t size, int64_t time)
{
    if (!il_history_wants(history, text, size)) {
        return 0;
    }
    bool is_locked = false;
    int file = open_locked(archive, &is_locked);
    int problem = file < 0 ? -file : read_news(archive, history, file);
    enum il_history_answer answer = il_history_add(history, text, size, time);
    if (problem == 0 && answer == IL_HISTORY_KEPT) {
        const struct il_history_entry *entry = &history->entries[history->count - 1];
        struct il_text bytes = {0};
        /* Without the lock, somebody may be killed in a line right now. */
        il_text_add(&bytes, "\n", !is_locked || is_torn(file));
        add_entry(&bytes, entry->text, entry->size, time);
        problem =
            il_text_is_whole(&bytes) ? append_bytes(archive, file, &bytes) : ENOMEM;
        il_text_free(&bytes);
    }
    if (problem == 0 && is_locked) {
        shorten(archive, file);
    }
    if (file >= 0) {
        (void)close(file); /* and with it the lock */
    }
    return problem == 0 && answer == IL_HISTORY_NO_MEMORY ? ENOMEM : problem;
}

/* The end of another history, of which too much is left out. */
static int read_legacy(struct il_history *history, const char *path)
{
    struct il_text bytes = {0};
    struct stat facts;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return errno == ENOENT ? 0 : errno;
    }
    int problem = fstat(file, &facts) == 0 ? 0 : errno;
    if (problem == 0 && S_ISREG(facts.st_mode)) {
        off_t size = facts.st_size < LARGEST_IMPORT ? facts.st_size : LARGEST_IMPORT;
        problem = read_bytes(file, 0, size, &bytes);
    }
    (void)close(file);
    if (problem == 0 && bytes.size > 0 &&
        !il_legacy_read(history, bytes.bytes, bytes.size)) {
        problem = ENOMEM;
    }
    il_text_free(&bytes);
    return problem;
}

/* Only what our file has room for is taken over. */
static int append_all(struct il_archive *archive, const struct il_history *history,
                      int file)
{
    struct il_text bytes = {0};
    size_t first = history->count, size = 0;
    while (first > 0 && size < limit_of(archive) / 2) {
        size += history->entries[--first].size + 32;
    }
    for (; first < history->count; first++) {
        const struct il_history_entry *entry = &history->entries[first];
        add_entry(&bytes, entry->text, entry->size, entry->time);
    }
    int problem =
        il_text_is_whole(&bytes) ? append_bytes(archive, file, &bytes) : ENOMEM;
    il_text_free(&bytes);
    return problem;
}

int il_archive_import(struct il_archive *archive, struct il_history *history,
                      const char *path)
{
    struct il_history other = {.limit = history->limit};
    bool is_locked = false;
    int problem = read_legacy(&other, path);
    if (problem != 0 || other.count == 0) {
        il_history_free(&other);
        return problem;
    }
    int file = open_locked(archive, &is_locked);
    struct stat facts;
    if (file < 0) {
        problem = -file;
    } else if (fstat(file, &facts) != 0) {
        problem = errno;
    } else if (is_locked && facts.st_size == 0) {
        problem = append_all(archive, &other, file);
        archive->offset = 0;
        problem = problem == 0 ? read_news(archive, history, file) : problem;
    }
    if (file >= 0) {
        (void)close(file);
    }
    il_history_free(&other);
    return problem;
}
