/* SPDX-License-Identifier: MIT
 * Reading folders.
 */
#include "assist/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { USUAL_ROOM = 1024, TICKS = 64 };

void il_folder_free(struct il_folder *folder)
{
    free(folder->names);
    free(folder->list);
    *folder = (struct il_folder){0};
}

static bool reserve_names(struct il_folder *folder, size_t size)
{
    size_t room = folder->room == 0 ? USUAL_ROOM : folder->room;
    while (room - folder->size < size) {
        room *= 2;
    }
    char *names = room == folder->room ? folder->names : realloc(folder->names, room);
    if (names == NULL) {
        return false;
    }
    folder->names = names;
    folder->room = room;
    return true;
}

static bool reserve_entry(struct il_folder *folder)
{
    if (folder->count < folder->capacity) {
        return true;
    }
    size_t capacity = folder->capacity == 0 ? USUAL_ROOM / 8 : 2 * folder->capacity;
    struct il_folder_entry *list =
        realloc(folder->list, capacity * sizeof *folder->list);
    if (list == NULL) {
        return false;
    }
    folder->list = list;
    folder->capacity = capacity;
    return true;
}

/* Links are followed; a file system that tells no types is asked for each. */
static bool is_folder(int descriptor, const struct dirent *entry)
{
    struct stat about;
    if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN) {
        return entry->d_type == DT_DIR;
    }
    return fstatat(descriptor, entry->d_name, &about, 0) == 0 && S_ISDIR(about.st_mode);
}

static bool is_package(int descriptor, const char *name)
{
    char path[sizeof((struct dirent *)NULL)->d_name + sizeof "/__init__.py"];
    snprintf(path, sizeof path, "%s/__init__.py", name);
    return faccessat(descriptor, path, F_OK, 0) == 0;
}

static bool add(struct il_folder *folder, int descriptor, const struct dirent *entry,
                bool wants_packages)
{
    size_t size = strlen(entry->d_name) + 1;
    if (!reserve_names(folder, size) || !reserve_entry(folder)) {
        return false;
    }
    bool holds_more = is_folder(descriptor, entry);
    folder->list[folder->count++] = (struct il_folder_entry){
        folder->size, holds_more,
        holds_more && wants_packages && is_package(descriptor, entry->d_name)};
    memcpy(folder->names + folder->size, entry->d_name, size);
    folder->size += size;
    return true;
}

static bool is_over(int64_t deadline)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec >= deadline;
}

static bool is_wanted(const char *name, const char *prefix, size_t size)
{
    return strncmp(name, prefix, size) == 0 && strcmp(name, ".") != 0 &&
           strcmp(name, "..") != 0;
}

bool il_folder_read(struct il_folder *folder, const char *path, const char *prefix,
                    size_t size, bool wants_packages, int64_t deadline)
{
    DIR *stream = opendir(path);
    const struct dirent *entry;
    bool done = true;
    for (unsigned i = 1; done && stream != NULL && (entry = readdir(stream)) != NULL;
         i++) {
        if (i % TICKS == 0 && is_over(deadline)) {
            folder->more = true;
            break;
        }
        if (is_wanted(entry->d_name, prefix, size)) {
            done = add(folder, dirfd(stream), entry, wants_packages);
        }
    }
    if (stream != NULL) {
        closedir(stream);
    }
    return done;
}

/* ---- files ---- */

static char *read_whole(int descriptor, size_t size, size_t *out_size)
{
    char *text = malloc(size + 1);
    size_t at = 0;
    while (text != NULL && at < size) {
        ssize_t got = read(descriptor, text + at, size - at);
        if (got <= 0) {
            if (got < 0 && errno == EINTR) {
                continue;
            }
            break;
        }
        at += (size_t)got;
    }
    if (text != NULL) {
        text[at] = '\0';
        *out_size = at;
    }
    return text;
}

/* Not blocking: what is no regular file, a FIFO for instance, may be opened so. */
char *il_folder_file(const char *path, size_t limit, size_t *out_size)
{
    struct stat about;
    char *text = NULL;
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) {
        return NULL;
    }
    if (fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode) &&
        (size_t)about.st_size <= limit) {
        text = read_whole(descriptor, (size_t)about.st_size, out_size);
    }
    close(descriptor);
    return text;
}
