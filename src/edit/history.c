/* SPDX-License-Identifier: MIT
 * What was typed before. Cold.
 */
#include "edit/history.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

static size_t limit_of(const struct il_history *history)
{
    return history->limit == 0 ? IL_HISTORY_LIMIT : history->limit;
}

static void forget_oldest(struct il_history *history, size_t count)
{
    if (count == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        free(history->entries[i].text);
    }
    history->count -= count;
    memmove(history->entries, history->entries + count,
            history->count * sizeof(history->entries[0]));
}

/* A quarter more than the limit is let in, so that the table is seldom moved. */
static void keep_limit(struct il_history *history)
{
    size_t limit = limit_of(history);
    if (history->count > limit + limit / 4) {
        forget_oldest(history, history->count - limit);
    }
}

static bool reserve(struct il_history *history)
{
    if (history->count < history->capacity) {
        return true;
    }
    size_t capacity = history->capacity == 0 ? FIRST_CAPACITY : 2 * history->capacity;
    struct il_history_entry *entries =
        realloc(history->entries, capacity * sizeof(*entries));
    if (entries == NULL) {
        return false;
    }
    history->entries = entries;
    history->capacity = capacity;
    return true;
}

static size_t without_newlines(const char *text, size_t size)
{
    while (size > 0 && text[size - 1] == '\n') {
        size--;
    }
    return size;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool il_history_wants(const struct il_history *history, const char *text, size_t size)
{
    size = without_newlines(text, size);
    if (size == 0 || is_blank(text[0])) {
        return false;
    }
    const struct il_history_entry *last =
        history->count == 0 ? NULL : &history->entries[history->count - 1];
    return last == NULL || last->size != size || memcmp(last->text, text, size) != 0;
}

enum il_history_answer il_history_add(struct il_history *history, const char *text,
                                      size_t size, int64_t time)
{
    if (!il_history_wants(history, text, size)) {
        return IL_HISTORY_LEFT_OUT;
    }
    size = without_newlines(text, size);
    char *copy = reserve(history) ? malloc(size + 1) : NULL;
    if (copy == NULL) {
        return IL_HISTORY_NO_MEMORY;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    history->entries[history->count++] = (struct il_history_entry){copy, size, time};
    keep_limit(history);
    return IL_HISTORY_KEPT;
}

void il_history_clear(struct il_history *history)
{
    forget_oldest(history, history->count);
}

void il_history_free(struct il_history *history)
{
    il_history_clear(history);
    free(history->entries);
    *history = (struct il_history){.limit = history->limit};
}

const char *il_history_entry(void *data, size_t back, size_t *out_size)
{
    const struct il_history *history = data;
    if (back == 0 || back > history->count) {
        return NULL;
    }
    const struct il_history_entry *entry = &history->entries[history->count - back];
    *out_size = entry->size;
    return entry->text;
}
