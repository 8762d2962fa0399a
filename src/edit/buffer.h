/* SPDX-License-Identifier: MIT
 * The text that is being edited, with a cursor, a mark, and all that was changed.
 *
 * The text is any bytes; newlines divide it into lines. Positions are byte offsets that
 * stand between two characters (see base/utf8.h), as long as the caller gives such.
 */
#ifndef IL_EDIT_BUFFER_H
#define IL_EDIT_BUFFER_H

#include "base/text.h"
#include "edit/undo.h"

/* Zero-initialise it. The caller moves cursor and mark as he likes, inside the text. */
struct il_buffer {
    struct il_text text; /* changed by the functions below only */
    size_t cursor;
    size_t mark;      /* the other end of the region, */
    bool has_mark;    /* if it is set, */
    bool is_selected; /* and to be shown, and used in place of the cursor */
    bool has_goal;    /* moves up and down keep to a column: */
    size_t goal;      /* in cells */
    size_t edits;     /* grows with every change, whatever its kind */
    struct il_undo undo;
};

/* Some of the text. */
struct il_range {
    size_t start, end;
};

/** Put bytes, which are not the text's own, in the place of [start, end). The cursor
 * and the mark stay at their characters, or come to the end of what is new. False: no
 * memory, nothing has changed. */
bool il_buffer_replace(struct il_buffer *buffer, size_t start, size_t end,
                       const char *bytes, size_t size);

/** Insert at the cursor, which then stands behind it. */
bool il_buffer_insert(struct il_buffer *buffer, const char *bytes, size_t size);

/** Delete [start, end). */
bool il_buffer_delete(struct il_buffer *buffer, size_t start, size_t end);

/** Replace the whole text; the cursor stands at its end. It can be undone. */
bool il_buffer_set(struct il_buffer *buffer, const char *bytes, size_t size);

/** An empty text, of which nothing can be undone. */
void il_buffer_clear(struct il_buffer *buffer);

/** Undo a group of changes, or do it again: false if there is none. */
bool il_buffer_undo(struct il_buffer *buffer);
bool il_buffer_redo(struct il_buffer *buffer);

void il_buffer_free(struct il_buffer *buffer);

/** What the mark and the cursor have between them; empty without a mark. */
struct il_range il_buffer_region(const struct il_buffer *buffer);

/** Set the mark, and show the region or not. */
void il_buffer_select(struct il_buffer *buffer, size_t mark, bool is_selected);

/** The character after `at` or before it; the ends stay where they are. */
size_t il_buffer_next(const struct il_buffer *buffer, size_t at);
size_t il_buffer_previous(const struct il_buffer *buffer, size_t at);

/** The line of `at`, without its newline. */
size_t il_buffer_line_start(const struct il_buffer *buffer, size_t at);
size_t il_buffer_line_end(const struct il_buffer *buffer, size_t at);

/** The end of the blanks that the line of `at` begins with. */
size_t il_buffer_indent_end(const struct il_buffer *buffer, size_t at);

/** Are there only blanks on the line of `at`? */
bool il_buffer_is_blank_line(const struct il_buffer *buffer, size_t at);

/** How many newlines are before `at`. */
size_t il_buffer_row(const struct il_buffer *buffer, size_t at);

/** The cells from the beginning of its line to `at`; tabs stop every 8 cells, other
 * control characters take two (^A). */
size_t il_buffer_column(const struct il_buffer *buffer, size_t at);

/** The last place on the line that begins at `start` that is not behind `column`. */
size_t il_buffer_at_column(const struct il_buffer *buffer, size_t start, size_t column);

#endif
