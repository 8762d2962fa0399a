/* SPDX-License-Identifier: MIT
 * vi's modes. Cold.
 *
 * A command is read key by key. What is half typed is in struct il_vi; when a command
 * is complete, it is cleared. `.` types the keys of the last command that changed
 * something once more, those that were inserted included.
 */
#include "edit/vi.h"

#include <stdlib.h>
#include <string.h>

#include "edit/motion.h"
#include "edit/object.h"
#include "edit/register.h"
#include "edit/typist.h"
#include "edit/verbs.h"

enum { LARGEST_COUNT = 99999 };

/* ---- what is half typed ---- */

static bool is_visual(const struct il_typist *typist)
{
    return typist->mode >= IL_MODE_VI_VISUAL;
}

static void reset(struct il_vi *vi)
{
    vi->count[0] = vi->count[1] = 0;
    vi->operator_key = vi->prefix = vi->register_key = 0;
}

static bool is_half_typed(const struct il_vi *vi)
{
    return vi->operator_key != 0 || vi->prefix != 0 || vi->register_key != 0 ||
           vi->count[0] != 0;
}

/* The counts before and behind the operator are multiplied. */
static long count_of(const struct il_vi *vi)
{
    long count =
        (vi->count[0] == 0 ? 1 : vi->count[0]) * (vi->count[1] == 0 ? 1 : vi->count[1]);
    return count > LARGEST_COUNT ? LARGEST_COUNT : count;
}

static bool has_count(const struct il_vi *vi)
{
    return vi->count[0] != 0 || vi->count[1] != 0;
}

static bool take_digit(struct il_vi *vi, uint32_t key)
{
    long *count = &vi->count[vi->operator_key != 0];
    if (key < '0' || key > '9' || (key == '0' && *count == 0)) {
        return false;
    }
    long larger = 10 * *count + (long)(key - '0');
    *count = larger > LARGEST_COUNT ? LARGEST_COUNT : larger;
    return true;
}

static enum il_wish finish(struct il_typist *typist, enum il_wish wish)
{
    reset(&typist->vi);
    return wish;
}

/* ---- modes ---- */

static void set_mode(struct il_typist *typist, enum il_mode mode)
{
    typist->mode = mode;
    if (mode < IL_MODE_VI_VISUAL) {
        typist->buffer.is_selected = false;
    }
}

static enum il_wish insert_at(struct il_typist *typist, size_t at)
{
    typist->buffer.cursor = at;
    set_mode(typist, IL_MODE_VI_INSERT);
    return IL_WISH_NONE;
}

enum il_wish il_vi_escape(struct il_typist *typist)
{
    struct il_buffer *buffer = &typist->buffer;
    bool was_inserting =
        typist->mode == IL_MODE_VI_INSERT || typist->mode == IL_MODE_VI_REPLACE;
    bool was_open = was_inserting || is_visual(typist) || is_half_typed(&typist->vi);
    if (was_inserting &&
        buffer->cursor > il_buffer_line_start(buffer, buffer->cursor)) {
        buffer->cursor = il_buffer_previous(buffer, buffer->cursor);
    }
    if (typist->mode != IL_MODE_EMACS) {
        set_mode(typist, IL_MODE_VI_NORMAL);
    }
    reset(&typist->vi);
    return was_open ? IL_WISH_NONE : IL_WISH_ABORT;
}

struct il_range il_vi_selection(const struct il_typist *typist)
{
    const struct il_buffer *buffer = &typist->buffer;
    struct il_range range = il_buffer_region(buffer);
    if (typist->mode == IL_MODE_VI_VISUAL_LINE) {
        range.start = il_buffer_line_start(buffer, range.start);
        range.end = il_buffer_line_end(buffer, range.end);
        range.end += range.end < buffer->text.size;
        return range;
    }
    range.end = il_buffer_next(buffer, range.end);
    return range;
}

/* ---- operators ---- */

static enum il_wish change_lines(struct il_typist *typist, struct il_range range)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t start = il_buffer_indent_end(buffer, range.start);
    size_t end = range.end;
    end -= end > start && buffer->text.bytes[end - 1] == '\n';
    start = start > end ? end : start;
    if (!il_buffer_delete(buffer, start, end)) {
        return IL_WISH_NO_MEMORY;
    }
    return insert_at(typist, start);
}

static enum il_wish delete_lines(struct il_typist *typist, struct il_range range)
{
    struct il_buffer *buffer = &typist->buffer;
    bool is_last = range.end == buffer->text.size;
    bool takes_before =
        is_last && range.start > 0 &&
        (range.end == range.start || buffer->text.bytes[range.end - 1] != '\n');
    if (!il_buffer_delete(buffer, range.start - takes_before, range.end)) {
        return IL_WISH_NO_MEMORY;
    }
    buffer->cursor = il_buffer_indent_end(buffer, buffer->cursor);
    return IL_WISH_NONE;
}

static enum il_wish cut(struct il_typist *typist, struct il_range range, bool is_lines)
{
    struct il_buffer *buffer = &typist->buffer;
    bool is_change = typist->vi.operator_key == 'c';
    if (!il_register_keep(typist, range, is_lines)) {
        return IL_WISH_NO_MEMORY;
    }
    if (is_lines) {
        return is_change ? change_lines(typist, range) : delete_lines(typist, range);
    }
    if (!il_buffer_delete(buffer, range.start, range.end)) {
        return IL_WISH_NO_MEMORY;
    }
    buffer->cursor = range.start;
    return is_change ? insert_at(typist, range.start) : IL_WISH_NONE;
}

static enum il_wish copy(struct il_typist *typist, struct il_range range, bool is_lines)
{
    struct il_buffer *buffer = &typist->buffer;
    bool is_kept = il_register_keep(typist, range, is_lines);
    bool is_above = range.start < il_buffer_line_start(buffer, buffer->cursor);
    if (!is_lines || is_visual(typist) || is_above) {
        buffer->cursor = range.start;
    }
    return il_wish_of(is_kept);
}

/* `<` and `>`: the commands for blocks, on these lines. */
static enum il_wish shift(struct il_typist *typist, struct il_range range, long steps)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t end = range.end;
    end -= end > range.start && buffer->text.bytes[end - 1] == '\n';
    typist->mode = IL_MODE_VI_INSERT; /* of which the selection ends at the cursor */
    buffer->cursor = end;
    il_buffer_select(buffer, range.start, true);
    enum il_wish wish = il_change_indent(typist, steps);
    set_mode(typist, IL_MODE_VI_NORMAL);
    buffer->cursor = il_buffer_indent_end(buffer, range.start);
    return wish;
}

/* Do to a range what the operator says. */
static enum il_wish operate(struct il_typist *typist, struct il_range range,
                            bool is_lines)
{
    enum il_wish wish;
    uint32_t key = typist->vi.operator_key;
    switch (key) {
    case 'd':
    case 'c':
        wish = cut(typist, range, is_lines);
        break;
    case 'y':
        wish = copy(typist, range, is_lines);
        break;
    case '<':
    case '>':
        wish = shift(typist, range, key == '>' ? 1 : -1);
        break;
    default:
        wish = il_change_case_of(typist, range, key);
        typist->buffer.cursor = range.start;
    }
    if (is_visual(typist)) {
        set_mode(typist, IL_MODE_VI_NORMAL);
    }
    return finish(typist, wish);
}

/* The lines of a range, with the newline at their end. */
static struct il_range lines_of(const struct il_buffer *buffer, struct il_range range)
{
    range.start = il_buffer_line_start(buffer, range.start);
    range.end = il_buffer_line_end(buffer, range.end);
    range.end += range.end < buffer->text.size;
    return range;
}

/* From the cursor to `at`, where a motion leads. */
static enum il_wish operate_to(struct il_typist *typist, size_t at, unsigned kind)
{
    const struct il_buffer *buffer = &typist->buffer;
    struct il_range range = {buffer->cursor < at ? buffer->cursor : at,
                             buffer->cursor < at ? at : buffer->cursor};
    if ((kind & IL_OBJECT_LINES) != 0) {
        return operate(typist, lines_of(buffer, range), true);
    }
    if ((kind & IL_OBJECT_INCLUSIVE) != 0) {
        range.end = il_buffer_next(buffer, range.end);
    }
    return range.start == range.end && typist->vi.operator_key != 'c'
               ? finish(typist, IL_WISH_BELL)
               : operate(typist, range, false);
}

/* ---- motions ---- */

/* A motion was read: go there, or operate up to there. */
static enum il_wish go(struct il_typist *typist, struct il_place place)
{
    struct il_buffer *buffer = &typist->buffer;
    if (place.at == SIZE_MAX) {
        return finish(typist, IL_WISH_BELL);
    }
    if (typist->vi.operator_key != 0) {
        return operate_to(typist, place.at, place.kind);
    }
    if ((place.kind & IL_OBJECT_GOAL) == 0) {
        buffer->has_goal = false;
    }
    return finish(typist, il_typist_move(typist, place.at));
}

/* j and k: up and down, and beyond the text through the history. */
static enum il_wish go_rows(struct il_typist *typist, long rows)
{
    struct il_buffer *buffer = &typist->buffer;
    long left;
    size_t line = il_motion_line(buffer, buffer->cursor, rows, &left);
    if (typist->vi.operator_key != 0) {
        return left != 0 ? finish(typist, IL_WISH_BELL)
                         : operate_to(typist, line, IL_OBJECT_LINES);
    }
    if (left == rows && !is_visual(typist)) {
        typist->count = labs(rows);
        return finish(typist, rows < 0 ? IL_WISH_HISTORY_BACK : IL_WISH_HISTORY_FORTH);
    }
    enum il_wish wish = rows < 0 ? il_move_previous_line(typist, -rows)
                                 : il_move_next_line(typist, rows);
    return finish(typist, wish);
}

/* cw means ce on a word, and dw leaves the end of the line. */
static struct il_place adjust_word(const struct il_typist *typist, uint32_t key,
                                   struct il_place place)
{
    const struct il_buffer *buffer = &typist->buffer;
    bool is_big = key == 'W';
    if (typist->vi.operator_key == 'c' &&
        il_motion_classify(buffer, buffer->cursor, is_big) != IL_MOTION_BLANK) {
        return il_object_word_end(buffer, buffer->cursor, count_of(&typist->vi),
                                  is_big);
    }
    size_t newline = place.at;
    if (newline == SIZE_MAX) {
        return place; /* there is no word to go to */
    }
    while (newline > buffer->cursor &&
           strchr(" \t", buffer->text.bytes[newline - 1]) != NULL) {
        newline--;
    }
    if (newline > buffer->cursor && buffer->text.bytes[newline - 1] == '\n' &&
        newline - 1 > buffer->cursor) {
        place.at = newline - 1;
    }
    return place;
}

static enum il_wish take_motion(struct il_typist *typist, uint32_t key)
{
    struct il_vi *vi = &typist->vi;
    struct il_place place =
        il_object_motion(&typist->buffer, key, count_of(vi), has_count(vi));
    if ((key == 'w' || key == 'W') && vi->operator_key != 0) {
        place = adjust_word(typist, key, place);
    }
    return go(typist, place);
}

static enum il_wish find_character(struct il_typist *typist, uint32_t kind,
                                   uint32_t key)
{
    return go(typist,
              il_object_find(&typist->buffer, kind, key, count_of(&typist->vi), false));
}

static enum il_wish find_again(struct il_typist *typist, bool is_reversed)
{
    struct il_vi *vi = &typist->vi;
    static const char kinds[] = "fFtT", reversed[] = "FfTt";
    const char *found = vi->find == 0 ? NULL : strchr(kinds, (int)vi->find);
    if (found == NULL) {
        return finish(typist, IL_WISH_BELL);
    }
    uint32_t kind = (uint32_t)(is_reversed ? reversed[found - kinds] : *found);
    return go(typist,
              il_object_find(&typist->buffer, kind, vi->find_key, count_of(vi), true));
}

/* ---- verbs ---- */

/* A selection is replaced, and kept in turn. */
static bool replace_selection(struct il_typist *typist)
{
    struct il_range range = il_vi_selection(typist);
    set_mode(typist, IL_MODE_VI_NORMAL);
    typist->vi.register_key = 0;
    if (!il_register_keep(typist, range, false) ||
        !il_buffer_delete(&typist->buffer, range.start, range.end)) {
        return false;
    }
    typist->buffer.cursor = range.start;
    return true;
}

/* `p` and `P`. What is put stays itself while a selection takes its place. */
static enum il_wish put(struct il_typist *typist, bool is_behind)
{
    const struct il_kill_slot *slot = il_register_find(typist);
    struct il_text text = {0};
    bool was_visual = is_visual(typist);
    if (slot == NULL) {
        return finish(typist, IL_WISH_BELL);
    }
    bool is_lines = slot->is_lines;
    for (long count = count_of(&typist->vi); count > 0; count--) {
        il_text_add(&text, slot->text.bytes, slot->text.size);
    }
    enum il_wish wish = IL_WISH_NO_MEMORY;
    if (il_text_is_whole(&text) && (!was_visual || replace_selection(typist))) {
        wish = il_register_put(typist, &text, is_lines, is_behind && !was_visual);
    }
    il_text_free(&text);
    return finish(typist, wish);
}

static enum il_wish open_line(struct il_typist *typist, bool is_below)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t start = il_buffer_line_start(buffer, buffer->cursor);
    set_mode(typist, IL_MODE_VI_INSERT);
    if (is_below) {
        buffer->cursor = il_buffer_line_end(buffer, buffer->cursor);
        return finish(typist, il_typist_newline(typist));
    }
    struct il_text line = {0};
    size_t blanks = il_buffer_indent_end(buffer, start) - start;
    if (blanks > 0) {
        il_text_add(&line, buffer->text.bytes + start, blanks);
    }
    il_text_add_char(&line, '\n');
    bool is_done = il_text_is_whole(&line) &&
                   il_buffer_replace(buffer, start, start, line.bytes, line.size);
    il_text_free(&line);
    buffer->cursor = is_done ? start + blanks : buffer->cursor;
    return finish(typist, il_wish_of(is_done));
}

/* `r`: every one of `count` characters becomes this one. */
static enum il_wish replace_characters(struct il_typist *typist, uint32_t key)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_text text = {0};
    char bytes[4];
    size_t size = key == IL_KEY_ENTER ? 1 : il_key_text(key, bytes);
    if (key == IL_KEY_ENTER) {
        bytes[0] = '\n';
    }
    size_t end = buffer->cursor, line = il_buffer_line_end(buffer, end);
    long count = count_of(&typist->vi), left = count;
    for (; left > 0 && end < line && size > 0; left--) {
        end = il_buffer_next(buffer, end);
        il_text_add(&text, bytes, size);
    }
    if (left > 0) {
        il_text_free(&text);
        return finish(typist, IL_WISH_BELL);
    }
    size_t start = buffer->cursor;
    bool is_done = il_text_is_whole(&text) &&
                   il_buffer_replace(buffer, start, end, text.bytes, text.size);
    bool goes_on = is_done && key == IL_KEY_ENTER; /* on the new line */
    buffer->cursor = is_done && !goes_on ? start + text.size - size
                     : is_done           ? start + text.size
                                         : start;
    il_text_free(&text);
    return finish(typist, il_wish_of(is_done));
}

static enum il_wish swap_case(struct il_typist *typist)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t end = buffer->cursor, line = il_buffer_line_end(buffer, end);
    for (long count = count_of(&typist->vi); count > 0 && end < line; count--) {
        end = il_buffer_next(buffer, end);
    }
    if (end == buffer->cursor) {
        return finish(typist, IL_WISH_BELL);
    }
    struct il_range range = {buffer->cursor, end};
    size_t left = buffer->text.size - end;
    enum il_wish wish = il_change_case_of(typist, range, '~');
    buffer->cursor = wish == IL_WISH_NONE ? buffer->text.size - left : buffer->cursor;
    return finish(typist, wish);
}

/* The keys that stand for an operator and a motion. */
static enum il_wish abbreviate(struct il_typist *typist, uint32_t operator_key,
                               uint32_t motion)
{
    struct il_vi *vi = &typist->vi;
    vi->operator_key = operator_key;
    if (motion == operator_key) {
        return go_rows(typist, count_of(vi) - 1);
    }
    return take_motion(typist, motion);
}

static enum il_wish begin_visual(struct il_typist *typist, enum il_mode mode)
{
    struct il_buffer *buffer = &typist->buffer;
    if (typist->mode == mode) {
        return il_vi_escape(typist);
    }
    if (!is_visual(typist)) {
        il_buffer_select(buffer, buffer->cursor, true);
    }
    typist->mode = mode;
    return finish(typist, IL_WISH_NONE);
}

/* `.`: the keys of the last change, with another count if one is given. */
static enum il_wish repeat_change(struct il_typist *typist)
{
    struct il_vi *vi = &typist->vi;
    long count = vi->count[0] != 0 ? vi->count[0] : vi->change_count;
    char digits[24] = "";
    uint32_t keys[24];
    size_t size = 0;
    reset(vi);
    if (vi->change.count == 0 || vi->is_repeating) {
        return IL_WISH_BELL;
    }
    vi->change_count = count;
    bool is_done = il_typist_play(typist, vi->change.keys, vi->change.count);
    for (; count > 0; count /= 10) {
        digits[size++] = (char)('0' + count % 10);
    }
    for (size_t i = 0; i < size; i++) {
        keys[i] = (uint32_t)digits[size - 1 - i];
    }
    is_done = is_done && il_typist_play(typist, keys, size);
    vi->is_repeating = is_done;
    return il_wish_of(is_done);
}

static enum il_wish undo(struct il_typist *typist, bool is_redo)
{
    long count = count_of(&typist->vi);
    typist->vi.is_unrepeatable = true;
    return finish(typist, is_redo ? il_change_redo(typist, count)
                                  : il_change_undo(typist, count));
}

/* ---- keys ---- */

static enum il_wish take_object(struct il_typist *typist, bool is_around, uint32_t key)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_range range;
    bool is_lines = key == 'p';
    if (!il_object_find_thing(buffer, key, is_around, count_of(&typist->vi), &range)) {
        return finish(typist, IL_WISH_BELL);
    }
    if (typist->vi.operator_key != 0) {
        return operate(typist, range, is_lines);
    }
    il_buffer_select(buffer, range.start, true);
    buffer->cursor =
        range.end > range.start ? il_buffer_previous(buffer, range.end) : range.start;
    return finish(typist, IL_WISH_NONE);
}

/* The second key of those that begin with `g`. */
static enum il_wish take_g(struct il_typist *typist, uint32_t key)
{
    struct il_vi *vi = &typist->vi;
    switch (key) {
    case 'u':
    case 'U':
    case '~':
        if (is_visual(typist)) {
            vi->operator_key = key;
            return operate(typist, il_vi_selection(typist), false);
        }
        if (vi->operator_key == key) {
            return go_rows(typist, count_of(vi) - 1);
        }
        vi->operator_key = key;
        return IL_WISH_NONE;
    case 'g':
        return go(typist,
                  il_object_line(&typist->buffer, has_count(vi) ? count_of(vi) : 1));
    case 'e':
    case 'E':
    case '_':
        return go(typist, il_object_motion_g(&typist->buffer, key, count_of(vi)));
    default:
        return finish(typist, IL_WISH_BELL);
    }
}

static enum il_wish take_prefixed(struct il_typist *typist, uint32_t key)
{
    struct il_vi *vi = &typist->vi;
    uint32_t prefix = vi->prefix;
    vi->prefix = 0;
    if (prefix == 'r') {
        return replace_characters(typist, key);
    }
    if (!il_key_is_text(key)) {
        return finish(typist, IL_WISH_BELL);
    }
    switch (prefix) {
    case '"':
        vi->register_key = key;
        return IL_WISH_NONE;
    case 'g':
        return take_g(typist, key);
    case 'i':
    case 'a':
        return take_object(typist, prefix == 'a', key);
    default:
        vi->find = prefix;
        vi->find_key = key;
        return find_character(typist, prefix, key);
    }
}

static enum il_wish take_operator(struct il_typist *typist, uint32_t key)
{
    struct il_vi *vi = &typist->vi;
    if (is_visual(typist)) {
        bool is_lines = typist->mode == IL_MODE_VI_VISUAL_LINE;
        vi->operator_key = key;
        return operate(typist, il_vi_selection(typist), is_lines);
    }
    if (vi->operator_key == 0) {
        vi->operator_key = key;
        return IL_WISH_NONE;
    }
    return vi->operator_key == key ? go_rows(typist, count_of(vi) - 1)
                                   : finish(typist, IL_WISH_BELL);
}

/* The keys after which text is inserted. */
static enum il_wish take_insert(struct il_typist *typist, uint32_t key)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t cursor = buffer->cursor, line_end = il_buffer_line_end(buffer, cursor);
    switch (key) {
    case 'i':
        return finish(typist, insert_at(typist, cursor));
    case 'a':
        return finish(typist, insert_at(typist, cursor < line_end
                                                    ? il_buffer_next(buffer, cursor)
                                                    : cursor));
    case 'I':
        return finish(typist, insert_at(typist, il_buffer_indent_end(buffer, cursor)));
    case 'A':
        return finish(typist, insert_at(typist, line_end));
    case 'o':
    case 'O':
        return open_line(typist, key == 'o');
    default: /* R */
        set_mode(typist, IL_MODE_VI_REPLACE);
        return finish(typist, IL_WISH_NONE);
    }
}

/* The keys that only change the text, or the mode, of which no operator may wait. */
static enum il_wish take_verb(struct il_typist *typist, uint32_t key)
{
    switch (key) {
    case 'i':
    case 'a':
    case 'I':
    case 'A':
    case 'o':
    case 'O':
    case 'R':
        return take_insert(typist, key);
    case 'x':
        return abbreviate(typist, 'd', 'l');
    case 'X':
        return abbreviate(typist, 'd', 'h');
    case 's':
        return abbreviate(typist, 'c', 'l');
    case 'S':
        return abbreviate(typist, 'c', 'c');
    case 'D':
        return abbreviate(typist, 'd', '$');
    case 'C':
        return abbreviate(typist, 'c', '$');
    case 'Y':
        return abbreviate(typist, 'y', 'y');
    case 'J':
        return finish(typist, il_change_join_below(typist, count_of(&typist->vi)));
    case '~':
        return swap_case(typist);
    case 'p':
    case 'P':
        return put(typist, key == 'p');
    case 'u':
        return undo(typist, false);
    case '.':
        return repeat_change(typist);
    case 'v':
        return begin_visual(typist, IL_MODE_VI_VISUAL);
    case 'V':
        return begin_visual(typist, IL_MODE_VI_VISUAL_LINE);
    case 'K':
        return finish(typist, IL_WISH_HELP);
    case '/':
        return finish(typist, IL_WISH_SEARCH_BACK);
    case '?':
        return finish(typist, IL_WISH_SEARCH_FORTH);
    case 'n':
        return finish(typist, IL_WISH_SEARCH_AGAIN);
    case 'N':
        return finish(typist, IL_WISH_SEARCH_AGAIN_BACK);
    default:
        return finish(typist, IL_WISH_BELL);
    }
}

/* What other verbs are in visual mode: operators on what is selected. */
static enum il_wish take_visual(struct il_typist *typist, uint32_t key)
{
    struct il_buffer *buffer = &typist->buffer;
    switch (key) {
    case 'x':
    case 'X':
    case 'D':
        return take_operator(typist, 'd');
    case 's':
    case 'C':
    case 'S':
        return take_operator(typist, 'c');
    case 'Y':
        return take_operator(typist, 'y');
    case 'u':
    case 'U':
    case '~':
        return take_g(typist, key);
    case 'o': {
        size_t mark = buffer->mark;
        il_buffer_select(buffer, buffer->cursor, true);
        return finish(typist, il_typist_move(typist, mark));
    }
    case 'J':
    case 'p':
    case 'P':
    case 'v':
    case 'V':
        return take_verb(typist, key);
    default:
        return finish(typist, IL_WISH_BELL);
    }
}

static bool is_one_of(uint32_t key, const char *keys)
{
    return key > 0 && key < 0x80 && strchr(keys, (int)key) != NULL;
}

/* Keys that more keys follow. */
static bool takes_another(const struct il_typist *typist, uint32_t key)
{
    bool has_objects = typist->vi.operator_key != 0 || is_visual(typist);
    return is_one_of(key, "fFtTg") || (has_objects && is_one_of(key, "ia")) ||
           (typist->vi.operator_key == 0 && is_one_of(key, "r\""));
}

static enum il_wish take_text_key(struct il_typist *typist, uint32_t key)
{
    struct il_vi *vi = &typist->vi;
    if (vi->prefix != 0) {
        return take_prefixed(typist, key);
    }
    if (take_digit(vi, key)) {
        return IL_WISH_NONE;
    }
    if (takes_another(typist, key)) {
        vi->prefix = key;
        return IL_WISH_NONE;
    }
    if (is_one_of(key, "dcy<>") || (is_one_of(key, "uU~") && vi->operator_key == key)) {
        return take_operator(typist, key);
    }
    if (is_one_of(key, "jk+-")) {
        bool is_down = key == 'j' || key == '+';
        return go_rows(typist, is_down ? count_of(vi) : -count_of(vi));
    }
    if (is_one_of(key, ";,")) {
        return find_again(typist, key == ',');
    }
    if (il_object_is_motion(key)) {
        return take_motion(typist, key);
    }
    if (vi->operator_key != 0) {
        return finish(typist, IL_WISH_BELL);
    }
    return is_visual(typist) ? take_visual(typist, key) : take_verb(typist, key);
}

bool il_vi_takes(const struct il_typist *typist, uint32_t key)
{
    const struct il_vi *vi = &typist->vi;
    bool is_open = vi->prefix != 0 || vi->operator_key != 0;
    return il_key_is_text(key) || key == IL_KEY_ESCAPE || key == IL_KEY_BACKSPACE ||
           key == (IL_KEY_CTRL | 'r') || (key == IL_KEY_ENTER && vi->prefix == 'r') ||
           (is_open && key != (IL_KEY_CTRL | 'c'));
}

enum il_wish il_vi_key(struct il_typist *typist, uint32_t key)
{
    if (key == IL_KEY_ESCAPE) {
        return il_vi_escape(typist);
    }
    if (key == (IL_KEY_CTRL | 'r') && typist->vi.prefix == 0) {
        return undo(typist, true);
    }
    if (key == IL_KEY_BACKSPACE && typist->vi.prefix == 0) {
        key = 'h';
    }
    if (!il_key_is_text(key) && typist->vi.prefix == 0) {
        return finish(typist, IL_WISH_BELL);
    }
    return take_text_key(typist, key);
}

/* ---- around every key ---- */

/* Is no command half typed, and nothing being inserted or selected? */
static bool is_idle(const struct il_typist *typist)
{
    return typist->mode == IL_MODE_VI_NORMAL && !is_half_typed(&typist->vi);
}

void il_vi_prepare(struct il_typist *typist, uint32_t key)
{
    struct il_vi *vi = &typist->vi;
    if (is_idle(typist)) {
        il_undo_seal(&typist->buffer.undo);
    }
    if (vi->is_repeating) {
        return;
    }
    if (is_idle(typist)) {
        vi->current.count = 0;
        vi->edits = typist->buffer.edits;
        vi->is_unrepeatable = false;
    }
    bool is_count = typist->mode == IL_MODE_VI_NORMAL && vi->operator_key == 0 &&
                    vi->prefix == 0 && key >= '0' && key <= '9' &&
                    (key != '0' || vi->count[0] != 0);
    if (!is_count && !il_keystrokes_add(&vi->current, key)) {
        vi->is_unrepeatable = true;
    }
    vi->pending_count = vi->count[0] != 0 && vi->current.count <= 1 ? vi->count[0]
                        : vi->current.count <= 1                    ? 0
                                                                    : vi->pending_count;
}

void il_vi_place(struct il_typist *typist)
{
    struct il_buffer *buffer = &typist->buffer;
    size_t start = il_buffer_line_start(buffer, buffer->cursor);
    if (typist->mode == IL_MODE_VI_NORMAL && buffer->cursor > start &&
        buffer->cursor == il_buffer_line_end(buffer, buffer->cursor)) {
        buffer->cursor = il_buffer_previous(buffer, buffer->cursor);
    }
}

void il_vi_settle(struct il_typist *typist)
{
    struct il_vi *vi = &typist->vi;
    il_vi_place(typist);
    if (!is_idle(typist) || vi->is_repeating || vi->is_unrepeatable ||
        typist->buffer.edits == vi->edits) {
        return;
    }
    struct il_keystrokes other = vi->change;
    vi->change = vi->current;
    vi->change_count = vi->pending_count;
    vi->current = other;
    vi->current.count = 0;
    vi->edits = typist->buffer.edits;
}

void il_vi_begin(struct il_typist *typist)
{
    struct il_vi *vi = &typist->vi;
    reset(vi);
    if (typist->mode != IL_MODE_EMACS) {
        set_mode(typist, IL_MODE_VI_INSERT);
    }
    vi->current.count = 0;
    vi->is_unrepeatable = true; /* what is typed at first follows no command */
}

void il_vi_stop(struct il_vi *vi) { vi->is_repeating = false; }

void il_vi_free(struct il_vi *vi)
{
    for (size_t i = 0; i < IL_VI_REGISTERS; i++) {
        il_text_free(&vi->registers[i].text);
    }
    il_keystrokes_free(&vi->current);
    il_keystrokes_free(&vi->change);
    *vi = (struct il_vi){.prefix = 0};
}
