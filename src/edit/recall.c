/* SPDX-License-Identifier: MIT
 * Looking at what was entered before.
 */
#include "edit/recall.h"

#include <stdint.h>
#include <string.h>

/* Suggestions come with every key: so many entries are looked at. */
enum { SUGGESTED = 2000 };

static const char *entry_at(const struct il_recall *recall, size_t back,
                            size_t *out_size)
{
    if (back == 0) {
        *out_size = recall->draft.size;
        return recall->draft.size == 0 ? "" : recall->draft.bytes;
    }
    return recall->entry == NULL ? NULL : recall->entry(recall->data, back, out_size);
}

void il_recall_begin(struct il_recall *recall)
{
    recall->back = 0;
    recall->is_searching = recall->has_failed = false;
    il_text_clear(&recall->draft);
}

void il_recall_free(struct il_recall *recall)
{
    il_text_free(&recall->draft);
    il_text_free(&recall->query);
    il_text_free(&recall->former);
}

static bool keep_draft(struct il_recall *recall, const char *text, size_t size)
{
    if (recall->back != 0) {
        return true;
    }
    il_text_clear(&recall->draft);
    il_text_add(&recall->draft, text, size);
    return il_text_is_whole(&recall->draft);
}

const char *il_recall_go(struct il_recall *recall, long steps, const char *text,
                         size_t size, size_t *out_size)
{
    size_t by = steps < 0 ? (size_t)-steps : (size_t)steps;
    if (steps == 0 || (steps < 0 && by > recall->back)) {
        return NULL;
    }
    if (!keep_draft(recall, text, size)) {
        return NULL;
    }
    size_t back = steps < 0 ? recall->back - by : recall->back + by;
    const char *entry = entry_at(recall, back, out_size);
    recall->back = entry == NULL ? recall->back : back;
    return entry;
}

static bool is_equal(const char *a, size_t a_size, const char *b, size_t b_size)
{
    return a_size == b_size && (a_size == 0 || memcmp(a, b, a_size) == 0);
}

const char *il_recall_go_prefixed(struct il_recall *recall, bool is_back,
                                  const char *text, size_t size, size_t prefix,
                                  size_t *out_size)
{
    if (!keep_draft(recall, text, size)) {
        return NULL;
    }
    size_t back = recall->back;
    while (is_back || back > 0) {
        back = is_back ? back + 1 : back - 1;
        size_t length;
        const char *entry = entry_at(recall, back, &length);
        if (entry == NULL) {
            break;
        }
        if (length >= prefix && is_equal(entry, prefix, text, prefix) &&
            !is_equal(entry, length, text, size)) {
            recall->back = back;
            *out_size = length;
            return entry;
        }
    }
    return NULL;
}

const char *il_recall_go_end(struct il_recall *recall, bool is_oldest, const char *text,
                             size_t size, size_t *out_size)
{
    if (!is_oldest) {
        return il_recall_go(recall, -(long)recall->back, text, size, out_size);
    }
    size_t count = 0, length;
    if (!keep_draft(recall, text, size)) {
        return NULL;
    }
    while (entry_at(recall, count + 1, &length) != NULL) {
        count++;
    }
    if (count == recall->back) {
        return NULL;
    }
    recall->back = count;
    return entry_at(recall, count, out_size);
}

const char *il_recall_suggest(const struct il_recall *recall, const char *text,
                              size_t size, size_t *out_size)
{
    for (size_t back = 1; size > 0 && back <= SUGGESTED; back++) {
        size_t length;
        const char *entry = entry_at(recall, back, &length);
        if (entry == NULL) {
            break;
        }
        if (length > size && is_equal(entry, size, text, size)) {
            *out_size = length - size;
            return entry + size;
        }
    }
    return NULL;
}

/* ---- search ---- */

bool il_recall_search(struct il_recall *recall, bool is_forward, const char *text,
                      size_t size, size_t cursor)
{
    if (!keep_draft(recall, text, size)) {
        return false;
    }
    recall->is_searching = true;
    recall->is_forward = is_forward;
    recall->has_failed = false;
    recall->first_back = recall->back;
    recall->first_cursor = cursor;
    recall->found = cursor;
    if (recall->query.size > 0) {
        struct il_text unused = recall->former;
        recall->former = recall->query;
        recall->query = unused;
    }
    il_text_clear(&recall->query);
    return true;
}

/* Where the query is in an entry: the first place from `from` on, or the last one up to
 * it. SIZE_MAX: nowhere. */
static size_t find_in(const struct il_recall *recall, const char *entry, size_t size,
                      size_t from)
{
    size_t length = recall->query.size;
    if (length > size) {
        return SIZE_MAX;
    }
    size_t last = size - length;
    if (recall->is_forward) {
        const char *found = from > last ? NULL
                                        : memmem(entry + from, size - from,
                                                 recall->query.bytes, length);
        return found == NULL ? SIZE_MAX : (size_t)(found - entry);
    }
    for (size_t at = from < last ? from + 1 : last + 1; at > 0; at--) {
        if (memcmp(entry + at - 1, recall->query.bytes, length) == 0) {
            return at - 1;
        }
    }
    return SIZE_MAX;
}

/* In the entry that is shown, from the last place on. */
static size_t find_here(const struct il_recall *recall, const char *entry, size_t size,
                        bool again)
{
    if (!again) {
        return find_in(recall, entry, size, recall->found);
    }
    if (recall->is_forward) {
        return find_in(recall, entry, size, recall->found + 1);
    }
    return recall->found == 0 ? SIZE_MAX
                              : find_in(recall, entry, size, recall->found - 1);
}

/* Search for the former query, if nothing is typed yet. */
static bool take_former(struct il_recall *recall)
{
    if (recall->query.size > 0 || recall->former.size == 0) {
        return false;
    }
    il_text_add(&recall->query, recall->former.bytes, recall->former.size);
    if (!il_text_is_whole(&recall->query)) {
        il_text_clear(&recall->query);
        return false;
    }
    return true;
}

const char *il_recall_find(struct il_recall *recall, bool again, size_t *out_size)
{
    again = again && !take_former(recall);
    size_t back = recall->back, size;
    const char *entry = entry_at(recall, back, &size);
    bool is_possible = entry != NULL && recall->query.size > 0;
    size_t at = is_possible ? find_here(recall, entry, size, again) : SIZE_MAX;
    const char *shown = entry;
    size_t shown_size = entry == NULL ? 0 : size;
    while (is_possible && at == SIZE_MAX && (back > 0 || !recall->is_forward)) {
        back = recall->is_forward ? back - 1 : back + 1;
        entry = entry_at(recall, back, &size);
        is_possible = entry != NULL;
        /* The same entry twice in a row is found once. */
        bool is_new =
            is_possible && !(again && is_equal(entry, size, shown, shown_size));
        at = is_new ? find_in(recall, entry, size, recall->is_forward ? 0 : size)
                    : SIZE_MAX;
    }
    recall->has_failed = at == SIZE_MAX && recall->query.size > 0;
    if (at == SIZE_MAX) {
        return NULL;
    }
    recall->back = back;
    recall->found = at;
    *out_size = size;
    return entry;
}

const char *il_recall_stop(struct il_recall *recall, bool keeps, size_t *out_size)
{
    recall->is_searching = false;
    if (keeps) {
        return NULL;
    }
    recall->back = recall->first_back;
    return entry_at(recall, recall->back, out_size);
}
