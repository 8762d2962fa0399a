/* SPDX-License-Identifier: MIT
 * What was changed in a text, to be undone and done again. Cold.
 */
#include "edit/undo.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 32 };

/* ---- what is kept ---- */

static void forget_undone(struct il_undo *undo)
{
    if (undo->done < undo->count) {
        il_text_cut(&undo->bytes, undo->changes[undo->done].bytes);
        undo->count = undo->done;
    }
}

/* Forget the first `count` changes. */
static void forget_oldest(struct il_undo *undo, size_t count)
{
    size_t gone = count < undo->count ? undo->changes[count].bytes : undo->bytes.size;
    (void)il_text_replace(&undo->bytes, 0, gone, NULL, 0);
    undo->count = undo->done = undo->count - count;
    memmove(undo->changes, undo->changes + count,
            undo->count * sizeof(undo->changes[0]));
    for (size_t i = 0; i < undo->count; i++) {
        undo->changes[i].bytes -= gone;
    }
}

/* How many of the oldest changes, in whole groups, hold at least `size` bytes. */
static size_t count_oldest(const struct il_undo *undo, size_t size)
{
    size_t count = 0;
    while (count < undo->count && (undo->changes[count].bytes < size ||
                                   (count > 0 && undo->changes[count].group ==
                                                     undo->changes[count - 1].group))) {
        count++;
    }
    return count;
}

/* Keep below the limit with `more` bytes, and half below it, so that this is rare. */
static void keep_limit(struct il_undo *undo, size_t more)
{
    size_t limit = undo->limit == 0 ? IL_UNDO_LIMIT : undo->limit;
    if (undo->bytes.size + more > limit) {
        size_t half = limit / 2 > more ? limit / 2 - more : 0;
        size_t excess = undo->bytes.size > half ? undo->bytes.size - half : 0;
        forget_oldest(undo, count_oldest(undo, excess));
    }
}

static bool reserve_change(struct il_undo *undo)
{
    if (undo->count < undo->capacity) {
        return true;
    }
    size_t capacity = undo->capacity == 0 ? FIRST_CAPACITY : 2 * undo->capacity;
    struct il_change *changes =
        realloc(undo->changes, capacity * sizeof(undo->changes[0]));
    if (changes == NULL) {
        return false;
    }
    undo->changes = changes;
    undo->capacity = capacity;
    return true;
}

/* ---- noting ---- */

/* The last change, if an insertion at `start` goes on with it. */
static struct il_change *find_extended(struct il_undo *undo, size_t start, size_t end)
{
    struct il_change *last = undo->count == 0 ? NULL : &undo->changes[undo->count - 1];
    bool goes_on = last != NULL && start == end && last->group == undo->group &&
                   start == last->at + last->inserted && last->inserted > 0;
    return goes_on ? last : NULL;
}

bool il_undo_note(struct il_undo *undo, const struct il_text *text, size_t start,
                  size_t end, const char *bytes, size_t size, size_t cursor)
{
    forget_undone(undo);
    keep_limit(undo, end - start + size);
    if (!il_text_reserve(&undo->bytes, end - start + size) || !reserve_change(undo)) {
        return false;
    }
    struct il_change *extended = find_extended(undo, start, end);
    if (extended == NULL) {
        undo->changes[undo->count++] = (struct il_change){
            start, end - start, size, undo->bytes.size, cursor, undo->group};
        undo->done = undo->count;
    } else {
        extended->inserted += size;
    }
    if (end > start) {
        il_text_add(&undo->bytes, text->bytes + start, end - start);
    }
    il_text_add(&undo->bytes, bytes, size);
    return true;
}

void il_undo_seal(struct il_undo *undo) { undo->group++; }

/* ---- back and forth ---- */

static bool undo_change(const struct il_undo *undo, const struct il_change *change,
                        struct il_text *text)
{
    return il_text_replace(text, change->at, change->at + change->inserted,
                           undo->bytes.bytes + change->bytes, change->removed);
}

static bool redo_change(const struct il_undo *undo, const struct il_change *change,
                        struct il_text *text)
{
    return il_text_replace(text, change->at, change->at + change->removed,
                           undo->bytes.bytes + change->bytes + change->removed,
                           change->inserted);
}

bool il_undo_back(struct il_undo *undo, struct il_text *text, size_t *out_cursor)
{
    if (undo->done == 0) {
        return false;
    }
    size_t group = undo->changes[undo->done - 1].group;
    while (undo->done > 0 && undo->changes[undo->done - 1].group == group) {
        const struct il_change *change = &undo->changes[undo->done - 1];
        if (!undo_change(undo, change, text)) {
            return false;
        }
        *out_cursor = change->cursor;
        undo->done--;
    }
    il_undo_seal(undo);
    return true;
}

bool il_undo_forth(struct il_undo *undo, struct il_text *text, size_t *out_cursor)
{
    if (undo->done == undo->count) {
        return false;
    }
    size_t group = undo->changes[undo->done].group;
    while (undo->done < undo->count && undo->changes[undo->done].group == group) {
        const struct il_change *change = &undo->changes[undo->done];
        if (!redo_change(undo, change, text)) {
            return false;
        }
        *out_cursor = change->at + change->inserted;
        undo->done++;
    }
    il_undo_seal(undo);
    return true;
}

void il_undo_clear(struct il_undo *undo)
{
    undo->count = undo->done = 0;
    il_text_clear(&undo->bytes);
    il_undo_seal(undo);
}

void il_undo_free(struct il_undo *undo)
{
    free(undo->changes);
    il_text_free(&undo->bytes);
    *undo = (struct il_undo){.limit = undo->limit};
}
