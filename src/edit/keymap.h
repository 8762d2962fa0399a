/* SPDX-License-Identifier: MIT
 * Which keys, one after the other, are bound to which command.
 */
#ifndef IL_EDIT_KEYMAP_H
#define IL_EDIT_KEYMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "edit/command.h"

enum { IL_KEYMAP_KEYS = 4 }; /* in one chord, at most */

struct il_keymap_entry {
    uint32_t keys[IL_KEYMAP_KEYS];
    size_t count;
    const struct il_command *command; /* or NULL, and */
    char *text;                       /* what is typed instead, as keys */
    size_t size;
};

/* Zero-initialise it: nothing is bound. */
struct il_keymap {
    struct il_keymap_entry *entries;
    size_t count, capacity;
};

/** Bind the keys that modes have from the start. False: no memory. */
bool il_keymap_add_emacs(struct il_keymap *keymap);
bool il_keymap_add_vi(struct il_keymap *keymap); /* while text is inserted */

/**
 * Bind 1 to IL_KEYMAP_KEYS keys to a command, or (if that is NULL) to a text. What was
 * bound to these keys, to the first of them, or to more than these, is so no longer.
 * False: no memory, all is as it was.
 */
bool il_keymap_bind(struct il_keymap *keymap, const uint32_t *keys, size_t count,
                    const struct il_command *command, const char *text, size_t size);

/** Undo that: false if nothing was bound to these keys or to more. */
bool il_keymap_unbind(struct il_keymap *keymap, const uint32_t *keys, size_t count);

enum il_keymap_answer {
    IL_KEYMAP_NOTHING,
    IL_KEYMAP_MORE, /* these keys begin others */
    IL_KEYMAP_FOUND,
};

/** What the keys mean. The entry lives until the next change. */
enum il_keymap_answer il_keymap_find(const struct il_keymap *keymap,
                                     const uint32_t *keys, size_t count,
                                     const struct il_keymap_entry **out_entry);

void il_keymap_free(struct il_keymap *keymap);

#endif
