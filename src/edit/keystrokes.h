/* SPDX-License-Identifier: MIT
 * A row of keys: what a macro recorded, what is still to be typed.
 */
#ifndef IL_EDIT_KEYSTROKES_H
#define IL_EDIT_KEYSTROKES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IL_KEYSTROKES_MOST = 1 << 20 };

/* Zero-initialise it. */
struct il_keystrokes {
    uint32_t *keys;
    size_t count, capacity;
};

/** Put keys, which are not its own, in at place `at`. False: no memory, or more than
 * IL_KEYSTROKES_MOST. */
bool il_keystrokes_insert(struct il_keystrokes *strokes, size_t at,
                          const uint32_t *keys, size_t count);

/** Add one at the end. */
bool il_keystrokes_add(struct il_keystrokes *strokes, uint32_t key);

/** Add the keys that a terminal sends as these bytes. */
bool il_keystrokes_add_bytes(struct il_keystrokes *strokes, const char *bytes,
                             size_t size);

/** Make it empty, and give memory back that is uncommonly much. */
void il_keystrokes_clear(struct il_keystrokes *strokes);

void il_keystrokes_free(struct il_keystrokes *strokes);

#endif
