/* SPDX-License-Identifier: MIT
 * Where vi's motions lead. Cold.
 */
#include "edit/target.h"

#include <stdlib.h>
#include <string.h>

#include "edit/motion.h"
#include "edit/operator.h"
#include "edit/verbs.h"

/* A motion was read: go there, or operate up to there. */
enum il_wish il_target_go(struct il_typist *typist, struct il_place place)
{
    struct il_buffer *buffer = &typist->buffer;
    if (place.at == SIZE_MAX) {
        return il_vi_finish(typist, IL_WISH_BELL);
    }
    if (typist->vi.operator_key != 0) {
        return il_operator_apply_to(typist, place.at, place.kind);
    }
    if ((place.kind & IL_OBJECT_GOAL) == 0) {
        buffer->has_goal = false;
    }
    return il_vi_finish(typist, il_typist_move(typist, place.at));
}

/* j and k: up and down, and beyond the text through the history. */
enum il_wish il_target_go_rows(struct il_typist *typist, long rows)
{
    struct il_buffer *buffer = &typist->buffer;
    long left;
    size_t line = il_motion_line(buffer, buffer->cursor, rows, &left);
    if (typist->vi.operator_key != 0) {
        /* Where there are less lines, they are all; but not where there is no other. */
        return left == rows && rows != 0
                   ? il_vi_finish(typist, IL_WISH_BELL)
                   : il_operator_apply_to(typist, line, IL_OBJECT_LINES);
    }
    if (left == rows && !il_vi_is_visual(typist)) {
        typist->count = labs(rows);
        return il_vi_finish(typist,
                            rows < 0 ? IL_WISH_HISTORY_BACK : IL_WISH_HISTORY_FORTH);
    }
    enum il_wish wish = rows < 0 ? il_move_previous_line(typist, -rows)
                                 : il_move_next_line(typist, rows);
    return il_vi_finish(typist, wish);
}

/* cw means ce on a word, and dw leaves the end of the line. */
static struct il_place adjust_word(const struct il_typist *typist, uint32_t key,
                                   struct il_place place)
{
    const struct il_buffer *buffer = &typist->buffer;
    bool is_big = key == 'W';
    if (typist->vi.operator_key == 'c' &&
        il_motion_classify(buffer, buffer->cursor, is_big) != IL_MOTION_BLANK) {
        return il_object_word_end(buffer, buffer->cursor, il_vi_count(&typist->vi),
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

enum il_wish il_target_go_by(struct il_typist *typist, uint32_t key)
{
    struct il_vi *vi = &typist->vi;
    struct il_place place =
        il_object_motion(&typist->buffer, key, il_vi_count(vi), il_vi_has_count(vi));
    if ((key == 'w' || key == 'W') && vi->operator_key != 0) {
        place = adjust_word(typist, key, place);
    }
    if (key == 'l' && vi->operator_key == 'c' && place.at == SIZE_MAX) {
        place = (struct il_place){typist->buffer.cursor, 0}; /* the line is empty */
    }
    return il_target_go(typist, place);
}

enum il_wish il_target_find(struct il_typist *typist, uint32_t kind, uint32_t key)
{
    return il_target_go(typist, il_object_find(&typist->buffer, kind, key,
                                               il_vi_count(&typist->vi), false));
}

enum il_wish il_target_find_again(struct il_typist *typist, bool is_reversed)
{
    struct il_vi *vi = &typist->vi;
    static const char kinds[] = "fFtT", reversed[] = "FfTt";
    const char *found = vi->find == 0 ? NULL : strchr(kinds, (int)vi->find);
    if (found == NULL) {
        return il_vi_finish(typist, IL_WISH_BELL);
    }
    uint32_t kind = (uint32_t)(is_reversed ? reversed[found - kinds] : *found);
    return il_target_go(typist, il_object_find(&typist->buffer, kind, vi->find_key,
                                               il_vi_count(vi), true));
}
