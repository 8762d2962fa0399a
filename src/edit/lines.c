/* SPDX-License-Identifier: MIT
 * Commands on lines: beginning them, indentation, comments. Cold.
 */
#include <stdint.h>
#include <string.h>

#include "edit/typist.h"
#include "edit/verbs.h"

static size_t step_of(const struct il_typist *typist)
{
    return typist->indent == 0 ? 4 : typist->indent;
}

/* ---- new lines ---- */

enum il_wish il_change_newline(struct il_typist *typist, long count)
{
    enum il_wish wish = count > 0 ? IL_WISH_NONE : IL_WISH_BELL;
    for (; count > 0 && wish == IL_WISH_NONE; count--) {
        wish = il_typist_newline(typist);
    }
    return wish;
}

enum il_wish il_change_open_line(struct il_typist *typist, long count)
{
    size_t cursor = typist->buffer.cursor;
    enum il_wish wish = il_change_newline(typist, count);
    if (wish == IL_WISH_NONE) {
        typist->buffer.cursor = cursor;
    }
    return wish;
}

/* No space is wanted where the line above is empty, or beside a bracket. */
static bool wants_space(const struct il_buffer *buffer, size_t start, size_t end)
{
    const char *bytes = buffer->text.bytes;
    return start > il_buffer_line_start(buffer, start) && end < buffer->text.size &&
           strchr("([{ \t", bytes[start - 1]) == NULL &&
           strchr(")]}\n", bytes[end]) == NULL;
}

/* Join the line that begins behind the newline at `newline` to what is before. */
static enum il_wish join_at(struct il_typist *typist, size_t newline)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t end = il_buffer_indent_end(buffer, newline + 1);
    bool has_space = wants_space(buffer, newline, end);
    if (!il_buffer_replace(buffer, newline, end, " ", has_space)) {
        return IL_WISH_NO_MEMORY;
    }
    buffer->cursor = newline;
    return IL_WISH_NONE;
}

enum il_wish il_change_join(struct il_typist *typist, long count)
{
    size_t start = il_buffer_line_start(&typist->buffer, typist->buffer.cursor);
    (void)count;
    return start == 0 ? IL_WISH_BELL : join_at(typist, start - 1);
}

enum il_wish il_change_join_below(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    enum il_wish wish = IL_WISH_NONE;
    for (count = count < 2 ? 1 : count - 1; count > 0 && wish == IL_WISH_NONE;
         count--) {
        size_t end = il_buffer_line_end(buffer, buffer->cursor);
        wish = end == buffer->text.size ? IL_WISH_BELL : join_at(typist, end);
    }
    return wish;
}

/* ---- every line of a block ---- */

/* Adds the new form of a line. */
typedef void (*line_fn)(const char *line, size_t size, size_t amount,
                        struct il_text *out);

/* A block whose lines are being written anew. */
struct rewrite {
    const struct il_buffer *buffer;
    struct il_range block;
    struct il_text text;
};

/* A place on the line [at, end), which is written from `start` on, stays as far from
 * the line's end. */
static void follow(const struct rewrite *rewrite, size_t at, size_t end, size_t start,
                   size_t *place, bool *is_found)
{
    size_t size = rewrite->text.size - start, from_end = end - *place;
    if (!*is_found && *place >= at && *place <= end) {
        *place = rewrite->block.start + start + (size > from_end ? size - from_end : 0);
        *is_found = true;
    }
}

/* Write the lines, and say where cursor and mark come to, if they are on them. */
static void write_lines(struct rewrite *rewrite, line_fn change, size_t amount,
                        size_t places[2], bool is_found[2])
{
    const struct il_buffer *buffer = rewrite->buffer;
    for (size_t at = rewrite->block.start, end; at <= rewrite->block.end;
         at = end + 1) {
        size_t start = rewrite->text.size;
        end = il_buffer_line_end(buffer, at);
        change(buffer->text.bytes + at, end - at, amount, &rewrite->text);
        follow(rewrite, at, end, start, &places[0], &is_found[0]);
        follow(rewrite, at, end, start, &places[1], &is_found[1]);
        if (end < rewrite->block.end) {
            il_text_add_char(&rewrite->text, '\n');
        }
    }
}

/* One replacement for the whole block, so that the work is linear. */
static enum il_wish change_lines(struct il_typist *typist, line_fn change,
                                 size_t amount)
{
    struct il_buffer *buffer = &typist->buffer;
    if (buffer->text.size == 0) {
        return IL_WISH_BELL;
    }
    struct rewrite rewrite = {.buffer = buffer, .block = il_typist_lines(typist)};
    size_t places[2] = {buffer->cursor, buffer->mark};
    bool is_found[2] = {false, false};
    write_lines(&rewrite, change, amount, places, is_found);
    bool is_done = il_text_is_whole(&rewrite.text) &&
                   il_buffer_replace(buffer, rewrite.block.start, rewrite.block.end,
                                     rewrite.text.bytes, rewrite.text.size);
    if (is_done) {
        buffer->cursor = is_found[0] ? places[0] : buffer->cursor;
        buffer->mark = is_found[1] ? places[1] : buffer->mark;
    }
    il_text_free(&rewrite.text);
    return il_wish_of(is_done);
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static size_t blank_size(const char *line, size_t size)
{
    size_t at = 0;
    while (at < size && is_blank(line[at])) {
        at++;
    }
    return at;
}

/* ---- indentation ---- */

static void indent_line(const char *line, size_t size, size_t amount,
                        struct il_text *out)
{
    il_text_add_repeated(out, ' ', blank_size(line, size) < size ? amount : 0);
    il_text_add(out, line, size);
}

/* A tab counts as a step. */
static void dedent_line(const char *line, size_t size, size_t amount,
                        struct il_text *out)
{
    size_t gone = 0;
    while (gone < size && gone < amount && line[gone] == ' ') {
        gone++;
    }
    gone += gone == 0 && size > 0 && line[0] == '\t';
    il_text_add(out, line + gone, size - gone);
}

enum il_wish il_change_indent(struct il_typist *typist, long count)
{
    if (count < 0) {
        return il_change_dedent(typist, -count);
    }
    struct il_range block = il_typist_lines(typist);
    struct il_buffer *buffer = &typist->buffer;
    size_t amount = step_of(typist) * (size_t)count;
    bool is_one = il_buffer_line_end(buffer, block.start) == block.end;
    if (is_one && il_buffer_is_blank_line(buffer, block.end)) {
        struct il_text blanks = {0};
        il_text_add_repeated(&blanks, ' ', amount);
        bool is_done = il_text_is_whole(&blanks) &&
                       il_buffer_insert(buffer, blanks.bytes, blanks.size);
        il_text_free(&blanks);
        return il_wish_of(is_done);
    }
    return change_lines(typist, indent_line, amount);
}

enum il_wish il_change_dedent(struct il_typist *typist, long count)
{
    if (count < 0) {
        return il_change_indent(typist, -count);
    }
    return change_lines(typist, dedent_line, step_of(typist) * (size_t)count);
}

/* Is there nothing but blanks between the line's beginning and the cursor? */
static bool is_in_indentation(const struct il_buffer *buffer)
{
    return buffer->cursor <= il_buffer_indent_end(buffer, buffer->cursor);
}

/* Blanks up to the next column that is a step's. */
static enum il_wish insert_step(struct il_typist *typist)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t step = step_of(typist), column = il_buffer_column(buffer, buffer->cursor);
    struct il_text blanks = {0};
    il_text_add_repeated(&blanks, ' ', step - column % step);
    bool is_done = il_text_is_whole(&blanks) &&
                   il_buffer_insert(buffer, blanks.bytes, blanks.size);
    il_text_free(&blanks);
    return il_wish_of(is_done);
}

enum il_wish il_change_indent_or_complete(struct il_typist *typist, long count)
{
    if (typist->buffer.is_selected) {
        return il_change_indent(typist, count);
    }
    return is_in_indentation(&typist->buffer) ? insert_step(typist) : IL_WISH_COMPLETE;
}

enum il_wish il_change_dedent_or_complete(struct il_typist *typist, long count)
{
    bool dedents = typist->buffer.is_selected || is_in_indentation(&typist->buffer);
    return dedents ? il_change_dedent(typist, count) : IL_WISH_COMPLETE_BACK;
}

enum il_wish il_change_dedent_or_end(struct il_typist *typist, long count)
{
    return typist->buffer.text.size == 0 ? IL_WISH_END_OF_FILE
                                         : il_change_dedent(typist, count);
}

/* ---- comments ---- */

static void comment_line(const char *line, size_t size, size_t margin,
                         struct il_text *out)
{
    if (blank_size(line, size) == size) {
        il_text_add(out, line, size);
        return;
    }
    il_text_add(out, line, margin);
    il_text_add_string(out, "# ");
    il_text_add(out, line + margin, size - margin);
}

static void uncomment_line(const char *line, size_t size, size_t unused,
                           struct il_text *out)
{
    size_t blanks = blank_size(line, size), text = blanks;
    (void)unused;
    if (text < size && line[text] == '#') {
        text++;
        text += text < size && line[text] == ' ';
    }
    il_text_add(out, line, blanks);
    il_text_add(out, line + text, size - text);
}

/* The least blanks of the block's lines; `*out_all`: all of them are comments. */
static size_t find_margin(const struct il_buffer *buffer, struct il_range block,
                          bool *out_all)
{
    size_t margin = SIZE_MAX;
    *out_all = true;
    for (size_t at = block.start, end; at <= block.end; at = end + 1) {
        end = il_buffer_line_end(buffer, at);
        size_t blanks = il_buffer_indent_end(buffer, at) - at;
        if (at + blanks < end) {
            margin = blanks < margin ? blanks : margin;
            *out_all = *out_all && buffer->text.bytes[at + blanks] == '#';
        }
    }
    return margin;
}

enum il_wish il_change_comment(struct il_typist *typist, long count)
{
    bool are_comments;
    (void)count;
    size_t margin =
        find_margin(&typist->buffer, il_typist_lines(typist), &are_comments);
    if (margin == SIZE_MAX) {
        return IL_WISH_BELL;
    }
    return change_lines(typist, are_comments ? uncomment_line : comment_line, margin);
}
