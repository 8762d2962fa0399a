/* SPDX-License-Identifier: MIT
 * What was cut or copied: a ring of texts, to be put back.
 */
#ifndef IL_EDIT_KILL_H
#define IL_EDIT_KILL_H

#include "base/text.h"

enum { IL_KILL_SLOTS = 60 };

/* One text. */
struct il_kill_slot {
    struct il_text text;
    bool is_lines; /* whole lines, to be put between lines */
};

/* Zero-initialise it. */
struct il_kill {
    struct il_kill_slot slots[IL_KILL_SLOTS];
    size_t count, newest;
    size_t shown; /* how far back is what was put back last; 0: the newest */
};

/* How a text is added: as one of its own, or to the newest, at either end. */
enum il_kill_how { IL_KILL_NEW, IL_KILL_APPEND, IL_KILL_PREPEND };

/** Add a text. False: no memory; what was killed before is as it was, but for the
 * oldest of a full ring. */
bool il_kill_add(struct il_kill *kill, enum il_kill_how how, const char *bytes,
                 size_t size, bool is_lines);

/** The newest text, from which il_kill_turn() goes on; NULL: nothing was killed. */
const struct il_kill_slot *il_kill_newest(struct il_kill *kill);

/** The text `steps` further back, around the ring; negative: forward. NULL as above. */
const struct il_kill_slot *il_kill_turn(struct il_kill *kill, long steps);

void il_kill_free(struct il_kill *kill);

#endif
