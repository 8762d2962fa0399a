/* SPDX-License-Identifier: MIT
 * What was cut or copied. Cold.
 */
#include "edit/kill.h"

enum { KEPT_MEMORY = 4096 };

/* ---- the ring ---- */

/* The slot for a new text: an empty one, or the oldest. */
static bool add_new(struct il_kill *kill, const char *bytes, size_t size, bool is_lines)
{
    size_t at = kill->count == 0 ? 0 : (kill->newest + 1) % IL_KILL_SLOTS;
    struct il_kill_slot *slot = &kill->slots[at];
    il_text_clear(&slot->text);
    il_text_trim(&slot->text, KEPT_MEMORY);
    if (!il_text_replace(&slot->text, 0, 0, bytes, size)) {
        kill->count -= kill->count == IL_KILL_SLOTS; /* the oldest is lost */
        return false;
    }
    slot->is_lines = is_lines;
    kill->newest = at;
    kill->count += kill->count < IL_KILL_SLOTS;
    return true;
}

bool il_kill_add(struct il_kill *kill, enum il_kill_how how, const char *bytes,
                 size_t size, bool is_lines)
{
    kill->shown = 0;
    if (how == IL_KILL_NEW || kill->count == 0) {
        return add_new(kill, bytes, size, is_lines);
    }
    struct il_text *text = &kill->slots[kill->newest].text;
    size_t at = how == IL_KILL_PREPEND ? 0 : text->size;
    return il_text_replace(text, at, at, bytes, size);
}

/* ---- looking ---- */

const struct il_kill_slot *il_kill_newest(struct il_kill *kill)
{
    kill->shown = 0;
    return kill->count == 0 ? NULL : &kill->slots[kill->newest];
}

const struct il_kill_slot *il_kill_turn(struct il_kill *kill, long steps)
{
    if (kill->count == 0) {
        return NULL;
    }
    long count = (long)kill->count;
    long shown = ((long)kill->shown + steps % count + count) % count;
    kill->shown = (size_t)shown;
    size_t at = (kill->newest + IL_KILL_SLOTS - kill->shown) % IL_KILL_SLOTS;
    return &kill->slots[at];
}

void il_kill_free(struct il_kill *kill)
{
    for (size_t i = 0; i < IL_KILL_SLOTS; i++) {
        il_text_free(&kill->slots[i].text);
    }
    *kill = (struct il_kill){.count = 0};
}
