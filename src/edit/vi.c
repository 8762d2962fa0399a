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

#include "edit/object.h"
#include "edit/operator.h"
#include "edit/register.h"
#include "edit/replacement.h"
#include "edit/target.h"
#include "edit/typist.h"
#include "edit/verbs.h"

/* ---- what is half typed ---- */

bool il_vi_is_visual(const struct il_typist *typist)
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
long il_vi_count(const struct il_vi *vi)
{
    long count =
        (vi->count[0] == 0 ? 1 : vi->count[0]) * (vi->count[1] == 0 ? 1 : vi->count[1]);
    return count > IL_LARGEST_COUNT ? IL_LARGEST_COUNT : count;
}

bool il_vi_has_count(const struct il_vi *vi)
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
    *count = larger > IL_LARGEST_COUNT ? IL_LARGEST_COUNT : larger;
    return true;
}

enum il_wish il_vi_finish(struct il_typist *typist, enum il_wish wish)
{
    reset(&typist->vi);
    return wish;
}

/* ---- modes ---- */

void il_vi_set_mode(struct il_typist *typist, unsigned mode)
{
    typist->mode = (enum il_mode)mode;
    if (mode < IL_MODE_VI_VISUAL) {
        typist->buffer.is_selected = false;
    }
}

enum il_wish il_vi_insert_at(struct il_typist *typist, size_t at)
{
    typist->buffer.cursor = at;
    il_vi_set_mode(typist, IL_MODE_VI_INSERT);
    return IL_WISH_NONE;
}

enum il_wish il_vi_escape(struct il_typist *typist)
{
    struct il_buffer *buffer = &typist->buffer;
    bool was_inserting =
        typist->mode == IL_MODE_VI_INSERT || typist->mode == IL_MODE_VI_REPLACE;
    bool was_open =
        was_inserting || il_vi_is_visual(typist) || is_half_typed(&typist->vi);
    enum il_wish wish = was_inserting ? il_insertion_end(typist)
                        : was_open    ? IL_WISH_NONE
                                      : IL_WISH_ABORT;
    if (was_inserting &&
        buffer->cursor > il_buffer_line_start(buffer, buffer->cursor)) {
        buffer->cursor = il_buffer_previous(buffer, buffer->cursor);
    }
    if (typist->mode != IL_MODE_EMACS) {
        il_vi_set_mode(typist, IL_MODE_VI_NORMAL);
    }
    return il_vi_finish(typist, wish);
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

/* The keys that stand for an operator and a motion. */
static enum il_wish abbreviate(struct il_typist *typist, uint32_t operator_key,
                               uint32_t motion)
{
    struct il_vi *vi = &typist->vi;
    vi->operator_key = operator_key;
    if (motion == operator_key) {
        return il_target_go_rows(typist, il_vi_count(vi) - 1);
    }
    return il_target_go_by(typist, motion);
}

static enum il_wish begin_visual(struct il_typist *typist, enum il_mode mode)
{
    struct il_buffer *buffer = &typist->buffer;
    if (typist->mode == mode) {
        return il_vi_escape(typist);
    }
    if (!il_vi_is_visual(typist)) {
        il_buffer_select(buffer, buffer->cursor, true);
    }
    typist->mode = mode;
    return il_vi_finish(typist, IL_WISH_NONE);
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
    long count = il_vi_count(&typist->vi);
    typist->vi.is_unrepeatable = true;
    return il_vi_finish(typist, is_redo ? il_change_redo(typist, count)
                                        : il_change_undo(typist, count));
}

/* ---- keys ---- */

static enum il_wish take_object(struct il_typist *typist, bool is_around, uint32_t key)
{
    struct il_buffer *buffer = &typist->buffer;
    struct il_range range;
    bool is_lines = key == 'p';
    if (!il_object_find_thing(buffer, key, is_around, il_vi_count(&typist->vi),
                              &range)) {
        return il_vi_finish(typist, IL_WISH_BELL);
    }
    if (typist->vi.operator_key != 0) {
        return il_operator_apply(typist, range, is_lines);
    }
    il_buffer_select(buffer, range.start, true);
    buffer->cursor =
        range.end > range.start ? il_buffer_previous(buffer, range.end) : range.start;
    return il_vi_finish(typist, IL_WISH_NONE);
}

/* The second key of those that begin with `g`. */
static enum il_wish take_g(struct il_typist *typist, uint32_t key)
{
    struct il_vi *vi = &typist->vi;
    switch (key) {
    case 'u':
    case 'U':
    case '~':
        if (il_vi_is_visual(typist)) {
            vi->operator_key = key;
            return il_operator_apply(typist, il_vi_selection(typist), false);
        }
        if (vi->operator_key == key) {
            return il_target_go_rows(typist, il_vi_count(vi) - 1);
        }
        vi->operator_key = key;
        return IL_WISH_NONE;
    case 'g':
        return il_target_go(
            typist,
            il_object_line(&typist->buffer, il_vi_has_count(vi) ? il_vi_count(vi) : 1));
    case 'e':
    case 'E':
    case '_':
        return il_target_go(typist,
                            il_object_motion_g(&typist->buffer, key, il_vi_count(vi)));
    default:
        return il_vi_finish(typist, IL_WISH_BELL);
    }
}

static enum il_wish take_prefixed(struct il_typist *typist, uint32_t key)
{
    struct il_vi *vi = &typist->vi;
    uint32_t prefix = vi->prefix;
    vi->prefix = 0;
    if (prefix == 'r') {
        return il_vi_is_visual(typist) ? il_replacement_type_selected(typist, key)
                                       : il_replacement_type(typist, key);
    }
    if (!il_key_is_text(key)) {
        return il_vi_finish(typist, IL_WISH_BELL);
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
        return il_target_find(typist, prefix, key);
    }
}

static enum il_wish take_operator(struct il_typist *typist, uint32_t key)
{
    struct il_vi *vi = &typist->vi;
    if (il_vi_is_visual(typist)) {
        bool is_lines = typist->mode == IL_MODE_VI_VISUAL_LINE;
        vi->operator_key = key;
        return il_operator_apply(typist, il_vi_selection(typist), is_lines);
    }
    if (vi->operator_key == 0) {
        vi->operator_key = key;
        return IL_WISH_NONE;
    }
    return vi->operator_key == key ? il_target_go_rows(typist, il_vi_count(vi) - 1)
                                   : il_vi_finish(typist, IL_WISH_BELL);
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
        return il_insertion_begin(typist, key);
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
        return il_vi_finish(typist,
                            il_change_join_below(typist, il_vi_count(&typist->vi)));
    case '~':
        return il_replacement_swap_case(typist);
    case 'p':
    case 'P':
        return il_register_put(typist, key == 'p');
    case 'u':
        return undo(typist, false);
    case '.':
        return repeat_change(typist);
    case 'v':
        return begin_visual(typist, IL_MODE_VI_VISUAL);
    case 'V':
        return begin_visual(typist, IL_MODE_VI_VISUAL_LINE);
    case 'K':
        return il_vi_finish(typist, IL_WISH_HELP);
    case '/':
        return il_vi_finish(typist, IL_WISH_SEARCH_BACK);
    case '?':
        return il_vi_finish(typist, IL_WISH_SEARCH_FORTH);
    case 'n':
        return il_vi_finish(typist, IL_WISH_SEARCH_AGAIN);
    case 'N':
        return il_vi_finish(typist, IL_WISH_SEARCH_AGAIN_BACK);
    default:
        return il_vi_finish(typist, IL_WISH_BELL);
    }
}

/* An operator on the whole lines of what is selected. */
static enum il_wish take_lines(struct il_typist *typist, uint32_t key)
{
    typist->mode = IL_MODE_VI_VISUAL_LINE;
    return take_operator(typist, key);
}

/* What other verbs are in visual mode: operators on what is selected. */
static enum il_wish take_visual(struct il_typist *typist, uint32_t key)
{
    struct il_buffer *buffer = &typist->buffer;
    switch (key) {
    case 'x':
        return take_operator(typist, 'd');
    case 's':
        return take_operator(typist, 'c');
    case 'X':
    case 'D':
        return take_lines(typist, 'd');
    case 'C':
    case 'R':
    case 'S':
        return take_lines(typist, 'c');
    case 'Y':
        return take_lines(typist, 'y');
    case 'u':
    case 'U':
    case '~':
        return take_g(typist, key);
    case 'o': {
        size_t mark = buffer->mark;
        il_buffer_select(buffer, buffer->cursor, true);
        return il_vi_finish(typist, il_typist_move(typist, mark));
    }
    case 'J':
    case 'p':
    case 'P':
    case 'v':
    case 'V':
        return take_verb(typist, key);
    default:
        return il_vi_finish(typist, IL_WISH_BELL);
    }
}

static bool is_one_of(uint32_t key, const char *keys)
{
    return key > 0 && key < 0x80 && strchr(keys, (int)key) != NULL;
}

/* Keys that more keys follow. */
static bool takes_another(const struct il_typist *typist, uint32_t key)
{
    bool has_objects = typist->vi.operator_key != 0 || il_vi_is_visual(typist);
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
        return il_target_go_rows(typist, is_down ? il_vi_count(vi) : -il_vi_count(vi));
    }
    if (is_one_of(key, ";,")) {
        return il_target_find_again(typist, key == ',');
    }
    if (il_object_is_motion(key)) {
        return il_target_go_by(typist, key);
    }
    if (vi->operator_key != 0) {
        return il_vi_finish(typist, IL_WISH_BELL);
    }
    return il_vi_is_visual(typist) ? take_visual(typist, key) : take_verb(typist, key);
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
        return il_vi_finish(typist, IL_WISH_BELL);
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
    il_insertion_follow(typist);
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
        il_vi_set_mode(typist, IL_MODE_VI_INSERT);
    }
    vi->current.count = 0;
    vi->insertion.count = 0;
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
    il_text_free(&vi->insertion.replaced);
    *vi = (struct il_vi){.prefix = 0};
}
