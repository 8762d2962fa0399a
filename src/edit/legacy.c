/* SPDX-License-Identifier: MIT
 * The histories that others write. Cold.
 */
#include "edit/legacy.h"

#include <string.h>

static const char libedit[] = "_HiStOrY_V2_";

enum { TIME_DIGITS = 9, MOST_DIGITS = 12 }; /* of a time that is no comment */

struct reader {
    struct il_history *history;
    struct il_text entry;
    bool is_libedit, is_open; /* the entry goes on */
    int64_t time;
};

static bool is_octal(char c) { return c >= '0' && c <= '7'; }

/* Add a line with `\ooo` read as the byte that it stands for. */
static void add_decoded(struct il_text *out, const char *line, size_t size)
{
    for (size_t at = 0; at < size; at++) {
        bool is_escape = line[at] == '\\' && size - at > 3 && is_octal(line[at + 1]) &&
                         is_octal(line[at + 2]) && is_octal(line[at + 3]);
        if (!is_escape) {
            il_text_add_char(out, line[at]);
            at += line[at] == '\\' && at + 1 < size && line[at + 1] == '\\';
            continue;
        }
        int byte =
            (line[at + 1] - '0') * 64 + (line[at + 2] - '0') * 8 + (line[at + 3] - '0');
        il_text_add_char(out, (char)(byte & 0xFF));
        at += 3;
    }
}

/* Is the line a time? */
static bool read_time(struct reader *reader, const char *line, size_t size)
{
    int64_t time = 0;
    if (size <= TIME_DIGITS || size > MOST_DIGITS || line[0] != '#') {
        return false;
    }
    for (size_t i = 1; i < size; i++) {
        if (line[i] < '0' || line[i] > '9') {
            return false;
        }
        time = time * 10 + (line[i] - '0');
    }
    reader->time = time;
    return true;
}

static bool read_line(struct reader *reader, const char *line, size_t size)
{
    if (!reader->is_open && read_time(reader, line, size)) {
        return true;
    }
    bool goes_on = size > 0 && line[size - 1] == '\r';
    size -= goes_on;
    if (reader->is_libedit) {
        add_decoded(&reader->entry, line, size);
    } else {
        il_text_add(&reader->entry, line, size);
    }
    reader->is_open = goes_on;
    if (goes_on) {
        il_text_add_char(&reader->entry, '\n');
        return il_text_is_whole(&reader->entry);
    }
    bool is_done =
        il_text_is_whole(&reader->entry) &&
        il_history_add(reader->history, reader->entry.bytes, reader->entry.size,
                       reader->time) != IL_HISTORY_NO_MEMORY;
    il_text_clear(&reader->entry);
    reader->time = 0;
    return is_done;
}

bool il_legacy_read(struct il_history *history, const char *bytes, size_t size)
{
    struct reader reader = {.history = history};
    bool is_done = true;
    for (size_t at = 0; is_done && at < size;) {
        const char *newline = memchr(bytes + at, '\n', size - at);
        size_t end = newline == NULL ? size : (size_t)(newline - bytes);
        bool is_head =
            at == 0 && end == sizeof(libedit) - 1 && memcmp(bytes, libedit, end) == 0;
        if (is_head) {
            reader.is_libedit = true;
        } else {
            is_done = read_line(&reader, bytes + at, end - at);
        }
        at = end + 1;
    }
    il_text_free(&reader.entry);
    return is_done;
}
