/* SPDX-License-Identifier: MIT
 * Commands on the typing itself: arguments, macros, what the next key is for. Cold.
 */
#include "edit/typist.h"
#include "edit/verbs.h"

enum il_wish il_control_abort(struct il_typist *typist, long count)
{
    struct il_buffer *buffer = &typist->buffer;
    (void)count;
    buffer->is_selected = typist->is_shifted = false;
    il_typist_stop(typist);
    return IL_WISH_ABORT;
}

/* ---- the numeric argument ---- */

enum il_wish il_control_digit(struct il_typist *typist, long count)
{
    long digit = (long)il_key_plain(typist->chord[0]) - '0';
    (void)count;
    if (digit < 0 || digit > 9) {
        return IL_WISH_BELL;
    }
    long argument = 10 * typist->argument + digit;
    typist->argument = argument > IL_LARGEST_COUNT ? IL_LARGEST_COUNT : argument;
    typist->has_argument = typist->has_digits = true;
    return IL_WISH_NONE;
}

enum il_wish il_control_minus(struct il_typist *typist, long count)
{
    (void)count;
    typist->is_negative = !typist->is_negative;
    typist->has_argument = true;
    return IL_WISH_NONE;
}

/* ---- the next key ---- */

static enum il_wish await(struct il_typist *typist, enum il_awaited awaited, long count)
{
    typist->awaited = awaited;
    typist->awaited_count = count;
    return IL_WISH_NONE;
}

enum il_wish il_control_quote(struct il_typist *typist, long count)
{
    return await(typist, IL_AWAITED_QUOTED, count);
}

enum il_wish il_control_zap(struct il_typist *typist, long count)
{
    return await(typist, IL_AWAITED_ZAP, count);
}

enum il_wish il_control_find(struct il_typist *typist, long count)
{
    return await(typist, IL_AWAITED_FIND, count);
}

enum il_wish il_control_find_back(struct il_typist *typist, long count)
{
    return await(typist, IL_AWAITED_FIND_BACK, count);
}

/* ---- macros ---- */

enum il_wish il_control_start_macro(struct il_typist *typist, long count)
{
    (void)count;
    if (typist->is_recording) {
        return IL_WISH_BELL;
    }
    il_keystrokes_clear(&typist->macro);
    typist->is_recording = true;
    return IL_WISH_NONE;
}

/* The keys that end the recording, or that run a macro in it, were recorded, too. */
static void forget_last_keys(struct il_typist *typist, size_t keys)
{
    struct il_keystrokes *macro = &typist->macro;
    macro->count -= keys < macro->count ? keys : macro->count;
}

enum il_wish il_control_end_macro(struct il_typist *typist, long count)
{
    (void)count;
    if (!typist->is_recording) {
        return IL_WISH_BELL;
    }
    forget_last_keys(typist, typist->command_keys);
    typist->is_recording = false;
    return IL_WISH_NONE;
}

/* A macro that is being recorded cannot be a part of itself. */
enum il_wish il_control_call_macro(struct il_typist *typist, long count)
{
    const struct il_keystrokes *macro = &typist->macro;
    if (typist->is_recording) {
        forget_last_keys(typist, typist->command_keys);
        return IL_WISH_BELL;
    }
    if (macro->count == 0 || count <= 0) {
        return IL_WISH_BELL;
    }
    bool is_done = true;
    for (; is_done && count > 0; count--) {
        is_done = il_typist_play(typist, macro->keys, macro->count);
    }
    return il_wish_of(is_done);
}

/* ---- modes ---- */

enum il_wish il_control_overwrite(struct il_typist *typist, long count)
{
    (void)count;
    typist->is_overwriting = !typist->is_overwriting;
    return IL_WISH_NONE;
}

enum il_wish il_control_vi_normal(struct il_typist *typist, long count)
{
    (void)count;
    return il_vi_escape(typist);
}
