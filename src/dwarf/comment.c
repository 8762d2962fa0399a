/* SPDX-License-Identifier: MIT
 * What a source file says above a declaration. Cold.
 *
 * The file may be another one by now: it must be no newer than the module, and its line
 * must have the name. It may be anything that somebody has put there, and any size: of
 * what is above the line only the last lines are kept, and what is shown is bounded.
 */
#include "dwarf/parts.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LINES = 100,      /* that are looked at, the declaration's included */
    BYTES = 1 << 14,  /* of these */
    SOURCE = 1 << 26, /* bytes before them */
    SHOWN = 2000,     /* bytes of a comment */
    BEFORE_NAME = 4,  /* lines of a declaration before the one with its name */
    PATH_SIZE = 4096
};

/* The last lines of a file up to a declaration. */
struct passage {
    off_t starts[LINES]; /* of line n: at n % LINES */
    off_t stop;
    char bytes[BYTES + 1];
    char *lines[LINES];
    size_t count; /* the last is the declaration's */
};

/* --- The file --------------------------------------------------------------------- */

static bool is_older(const struct stat *source, const struct stat *module)
{
    const struct timespec *left = &source->st_mtim, *right = &module->st_mtim;
    return left->tv_sec < right->tv_sec ||
           (left->tv_sec == right->tv_sec && left->tv_nsec <= right->tv_nsec);
}

/* Open a source file that the module may have been made of; -1. */
static int open_source(const char *path, int module)
{
    struct stat source, made;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file >= 0 &&
        (fstat(file, &source) != 0 || !S_ISREG(source.st_mode) || module < 0 ||
         fstat(module, &made) != 0 || !is_older(&source, &made))) {
        close(file);
        file = -1;
    }
    return file;
}

/* Note where the lines up to `line` begin. False where there are less. */
static bool find_lines(int file, unsigned line, struct passage *passage)
{
    char buffer[4096];
    off_t at = 0;
    unsigned now = 1;
    passage->starts[now % LINES] = 0;
    for (ssize_t size; at < SOURCE && (size = read(file, buffer, sizeof buffer)) > 0;
         at += size) {
        for (ssize_t i = 0; i < size; i++) {
            if (buffer[i] != '\n') {
                continue;
            }
            if (now == line) {
                passage->stop = at + i;
                return true;
            }
            passage->starts[++now % LINES] = at + i + 1;
        }
    }
    passage->stop = at;
    return now == line && at < SOURCE;
}

static bool read_passage(int file, off_t start, struct passage *passage)
{
    size_t size = (size_t)(passage->stop - start);
    if (passage->stop < start || size > BYTES ||
        pread(file, passage->bytes, size, start) != (ssize_t)size) {
        return false;
    }
    passage->bytes[size] = '\0';
    return memchr(passage->bytes, '\0', size) == NULL;
}

static char *without_end(char *text)
{
    size_t size = strlen(text);
    while (size > 0 && isspace((unsigned char)text[size - 1])) {
        text[--size] = '\0';
    }
    return text;
}

static void split(struct passage *passage)
{
    char *next = passage->bytes;
    passage->count = 0;
    while (next != NULL && passage->count < LINES) {
        char *line = next;
        next = strchr(line, '\n');
        if (next != NULL) {
            *next++ = '\0';
        }
        line += strspn(line, " \t");
        passage->lines[passage->count++] = without_end(line);
    }
}

/* As many lines as there is room for; a long one may stand among them. */
static bool take_lines(int file, unsigned line, struct passage *passage)
{
    if (line == 0 || !find_lines(file, line, passage)) {
        return false;
    }
    unsigned first = line < LINES ? 1 : line - LINES + 1;
    while (first < line && passage->stop - passage->starts[first % LINES] > BYTES) {
        first++;
    }
    if (!read_passage(file, passage->starts[first % LINES], passage)) {
        return false;
    }
    split(passage);
    return passage->count == line - first + 1;
}

/* --- The comment ------------------------------------------------------------------ */

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), own = strlen(end);
    return own <= size && strcmp(text + size - own, end) == 0;
}

static bool is_word(char character)
{
    return isalnum((unsigned char)character) || character == '_';
}

/* "node" of "struct node", and of "space::node". */
static const char *last_word(const char *name, size_t *out_size)
{
    const char *angle = strchr(name, '<');
    const char *stop = angle == NULL ? name + strlen(name) : angle, *start = stop;
    while (start > name && is_word(start[-1])) {
        start--;
    }
    *out_size = (size_t)(stop - start);
    return start;
}

static bool has_name(const char *line, const char *name)
{
    size_t size;
    const char *word = last_word(name, &size);
    for (const char *at = line; size > 0 && *at != '\0'; at++) {
        if (strncmp(at, word, size) == 0 && !is_word(at[size]) &&
            (at == line || !is_word(at[-1]))) {
            return true;
        }
    }
    return false;
}

/* Is it the beginning of a declaration whose name stands further down? */
static bool is_beginning(const char *line)
{
    size_t size = strlen(line);
    return size > 0 && strchr(";{}:,", line[size - 1]) == NULL && line[0] != '#' &&
           line[0] != '*' && !begins_with(line, "/*") && !begins_with(line, "//") &&
           !ends_with(line, "*/");
}

/* The first line of the comment that ends with line `last`; `last` + 1 where none does.
 * What follows code on its line is about that. */
static size_t find_first(const struct passage *passage, size_t last)
{
    size_t first = last;
    if (begins_with(passage->lines[last], "//")) {
        while (first > 0 && begins_with(passage->lines[first - 1], "//")) {
            first--;
        }
        return first;
    }
    if (!ends_with(passage->lines[last], "*/")) {
        return last + 1;
    }
    while (first > 0 && strstr(passage->lines[first], "/*") == NULL) {
        first--;
    }
    return begins_with(passage->lines[first], "/*") ? first : last + 1;
}

static const char *without_marks(char *line)
{
    static const char *const marks[] = {"/**<", "///<", "/**", "/*!", "///",
                                        "//!",  "/*",   "//",  "*/"};
    size_t size = strlen(line);
    if (size >= 2 && ends_with(line, "*/")) {
        line[size - 2] = '\0';
        without_end(line);
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (begins_with(line, marks[i])) {
            line += strlen(marks[i]);
            return line + strspn(line, "* \t");
        }
    }
    line += *line == '*';
    return line + (*line == ' ');
}

/* Nothing but a ruler. */
static bool is_ornament(const char *text)
{
    return text[strspn(text, "*-=/+# \t")] == '\0';
}

/* Of the whole file, and not of what comes next. */
static bool is_legal(const char *text)
{
    return strstr(text, "SPDX-License") != NULL || strstr(text, "Copyright") != NULL;
}

static void write_lines(char *const *lines, size_t count, struct il_text *out)
{
    struct il_text text = {0};
    for (size_t i = 0; i < count && text.size < SHOWN; i++) {
        const char *line = without_marks(lines[i]);
        if (!is_ornament(line)) {
            il_text_add_string(&text, text.size == 0 ? "    " : "\n    ");
            il_text_add(&text, line, strnlen(line, SHOWN));
        } else if (text.size > 0 && i + 1 < count) {
            il_text_add_char(&text, '\n');
        }
    }
    if (il_text_is_whole(&text) && text.size > 0 && !is_legal(text.bytes)) {
        il_text_add(out, text.bytes, text.size);
    }
    out->failed |= text.failed;
    il_text_free(&text);
}

/* A comment above the declaration, or behind it on its line. */
static void write_comment(struct passage *passage, struct il_text *out)
{
    size_t own = passage->count - 1, above = own;
    char *behind = strstr(passage->lines[own], "/*");
    behind = behind == NULL ? strstr(passage->lines[own], "//") : behind;
    while (above > 0 && own - above < BEFORE_NAME &&
           is_beginning(passage->lines[above - 1])) {
        above--;
    }
    size_t first = above == 0 ? own : find_first(passage, above - 1);
    if (above > 0 && first < above) {
        write_lines(passage->lines + first, above - first, out);
    } else if (behind != NULL) {
        write_lines(&behind, 1, out);
    }
}

/* --- For the provider ------------------------------------------------------------- */

/* Relative to the folder of the compiler; what is relative without one is anywhere. */
static bool find_path(const struct il_origin *origin, char path[PATH_SIZE])
{
    const char *folder = origin->folder == NULL ? "" : origin->folder;
    const char *file = origin->file == NULL ? "" : origin->file;
    int size = file[0] == '/' ? snprintf(path, PATH_SIZE, "%s", file)
                              : snprintf(path, PATH_SIZE, "%s/%s", folder, file);
    return path[0] == '/' && size < PATH_SIZE && (file[0] == '/' || folder[0] == '/');
}

void il_comment_read(const struct il_origin *origin, int module, const char *name,
                     struct il_text *out)
{
    char path[PATH_SIZE];
    struct passage passage;
    int file = find_path(origin, path) ? open_source(path, module) : -1;
    if (file < 0) {
        return;
    }
    if (take_lines(file, origin->line, &passage) &&
        has_name(passage.lines[passage.count - 1], name)) {
        write_comment(&passage, out);
    }
    close(file);
}
