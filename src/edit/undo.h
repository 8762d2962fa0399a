/* SPDX-License-Identifier: MIT
 * What was changed in a text, to be undone and done again.
 *
 * Changes come in groups, which are undone as one. A new change forgets those that were
 * undone. What is kept has a limit: the oldest groups go first.
 */
#ifndef IL_EDIT_UNDO_H
#define IL_EDIT_UNDO_H

#include "base/text.h"

/* The bytes kept, if the caller sets no limit. */
enum { IL_UNDO_LIMIT = 16 << 20 };

/* Some bytes were put in the place of others. */
struct il_change {
    size_t at, removed, inserted; /* where, and how many bytes */
    size_t bytes;                 /* where they are kept: the removed ones come first */
    size_t cursor;                /* where it was before */
    size_t group;
};

/* Zero-initialise it. */
struct il_undo {
    size_t limit; /* of bytes kept; 0: IL_UNDO_LIMIT */
    struct il_change *changes;
    size_t count, capacity;
    size_t done; /* those after it were undone */
    size_t group;
    struct il_text bytes;
};

/**
 * Note that [start, end) of `text` is about to be replaced. An insertion right behind
 * the last one of the same group becomes a part of it. False: no memory, and nothing is
 * forgotten but what was undone.
 */
bool il_undo_note(struct il_undo *undo, const struct il_text *text, size_t start,
                  size_t end, const char *bytes, size_t size, size_t cursor);

/** What is noted from now on is a group of its own. */
void il_undo_seal(struct il_undo *undo);

/** Undo the last group in `text`. False: there is none, or no memory; in that case some
 * of the group may be undone, and the rest can be still. */
bool il_undo_back(struct il_undo *undo, struct il_text *text, size_t *out_cursor);

/** Do again what was undone last. */
bool il_undo_forth(struct il_undo *undo, struct il_text *text, size_t *out_cursor);

/** Forget everything; the memory stays. */
void il_undo_clear(struct il_undo *undo);

void il_undo_free(struct il_undo *undo);

#endif
