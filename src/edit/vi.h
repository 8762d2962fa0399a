/* SPDX-License-Identifier: MIT
 * vi's modes: counts, operators, motions, text objects, registers, and `.`.
 *
 *   command  = count? ( `"` register )? ( verb | operator object | motion )
 *   operator = `d` `c` `y` `<` `>` `gu` `gU` `g~`
 *   object   = count? motion | ( `i` | `a` ) thing | the operator again: lines
 *   thing    = w W p " ' ` ( ) b [ ] { } B
 *
 * What is inserted is typed with the keys of il_keymap_add_vi().
 */
#ifndef IL_EDIT_VI_H
#define IL_EDIT_VI_H

#include "edit/buffer.h"
#include "edit/command.h"
#include "edit/insertion.h"
#include "edit/keystrokes.h"
#include "edit/kill.h"

enum { IL_VI_REGISTERS = 26 };

/* Zero-initialise it. */
struct il_vi {
    long count[2];           /* before the operator, and behind it; 0: none */
    uint32_t operator_key;   /* that waits for its object, or 0 */
    uint32_t prefix;         /* `g`, `f`, `"` ...: a key that waits for another */
    uint32_t find, find_key; /* for `;` and `,` */
    uint32_t register_key;   /* the register that is named, or 0 */
    struct il_kill_slot registers[IL_VI_REGISTERS];
    struct il_keystrokes current; /* the keys of the command that is typed */
    struct il_keystrokes change;  /* and of the last one that changed something */
    long change_count, pending_count;
    struct il_insertion insertion;
    size_t edits; /* of the buffer, when the command began */
    bool is_repeating, is_unrepeatable;
};

/** Is the key one for il_vi_key(), when text is not being inserted? */
bool il_vi_takes(const struct il_typist *typist, uint32_t key);

/** Take it. */
enum il_wish il_vi_key(struct il_typist *typist, uint32_t key);

/** Before and after every key in any mode of vi. */
void il_vi_prepare(struct il_typist *typist, uint32_t key);
void il_vi_settle(struct il_typist *typist);

/** Leave inserting, or what is half typed. */
enum il_wish il_vi_escape(struct il_typist *typist);

/** Where keys are commands, put a cursor that stands behind a line's last character on
 * it. */
void il_vi_place(struct il_typist *typist);

/** What is selected, with the character under the cursor. */
struct il_range il_vi_selection(const struct il_typist *typist);

/** A new text is begun, in the mode that inserts. */
void il_vi_begin(struct il_typist *typist);

/** Nothing is repeated any more. */
void il_vi_stop(struct il_vi *vi);

void il_vi_free(struct il_vi *vi);

/* --- For the parts of commands ---------------------------------------------------- */

/** Is something selected? */
bool il_vi_is_visual(const struct il_typist *typist);

/** The counts before the operator and behind it, multiplied; 1 where there is none. */
long il_vi_count(const struct il_vi *vi);

bool il_vi_has_count(const struct il_vi *vi);

/** The command is at its end, and came out like that. */
enum il_wish il_vi_finish(struct il_typist *typist, enum il_wish wish);

/** Go on in a mode, of `enum il_mode`. */
void il_vi_set_mode(struct il_typist *typist, unsigned mode);

/** Insert from there on. */
enum il_wish il_vi_insert_at(struct il_typist *typist, size_t at);

#endif
