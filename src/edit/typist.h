/* SPDX-License-Identifier: MIT
 * Keys in, an edited text and wishes out: chords, numeric arguments, macros, modes.
 *
 *     struct il_typist typist = {.keymaps = keymaps, .indent = 4};
 *     do {
 *         wish = il_typist_key(&typist, key);
 *         ... fulfil the wish, show typist.buffer ...
 *     } while (il_typist_next(&typist, &key));      what a macro types
 *
 * Nothing here knows of a terminal, of Python or of a history. One thread at a time.
 */
#ifndef IL_EDIT_TYPIST_H
#define IL_EDIT_TYPIST_H

#include "edit/buffer.h"
#include "edit/key.h"
#include "edit/keymap.h"
#include "edit/keystrokes.h"
#include "edit/kill.h"
#include "edit/vi.h"

enum il_mode {
    IL_MODE_EMACS,
    IL_MODE_VI_INSERT,
    IL_MODE_VI_REPLACE,
    IL_MODE_VI_NORMAL,
    IL_MODE_VI_VISUAL,
    IL_MODE_VI_VISUAL_LINE,
};

/* Numeric arguments, and counts of vi, are no larger. */
enum { IL_LARGEST_COUNT = 99999 };

/* What the next key is for, beside being a command. */
enum il_awaited {
    IL_AWAITED_COMMAND,
    IL_AWAITED_QUOTED, /* to be inserted as it is */
    IL_AWAITED_ZAP,
    IL_AWAITED_FIND,
    IL_AWAITED_FIND_BACK,
};

/* Zero-initialise it, but for what the caller sets. */
struct il_typist {
    const struct il_keymap *keymaps; /* borrowed: of Emacs, and of vi's inserting */
    unsigned indent;                 /* cells of one step; 0: 4 */
    enum il_mode mode;
    bool is_plain; /* a new line is indented as the one before, not as Python's are */

    struct il_buffer buffer; /* the text; the editor may change it between keys */
    struct il_kill kill;

    /* To be shown by the editor, if it likes. */
    uint32_t chord[IL_KEYMAP_KEYS]; /* typed so far */
    size_t chord_size;
    bool has_argument, is_overwriting, is_recording;
    long argument;
    long count; /* the argument of the last command: how often a wish is meant */

    /* Private from here on. */
    bool is_negative, has_digits, is_shifted;
    bool is_played;      /* the key that comes next is from the queue */
    size_t command_keys; /* how many keys the command has */
    enum il_awaited awaited;
    long awaited_count;
    unsigned last_flags;    /* of the command before, */
    unsigned last_typed;    /* which typed that many in a row */
    struct il_range yanked; /* the place of the last yank */
    size_t yanked_edits; /* of the buffer, behind that: another text is not the place */
    struct il_keystrokes macro, queue;
    size_t queue_at, plays;
    struct il_vi vi;
};

/** Take a key that il_keys_next() gave, other than a paste. */
enum il_wish il_typist_key(struct il_typist *typist, uint32_t key);

/** The next key that a macro, or a key bound to a text, types. False: there is none. */
bool il_typist_next(struct il_typist *typist, uint32_t *out_key);

/** Is there one? */
static inline bool il_typist_is_playing(const struct il_typist *typist)
{
    return typist->queue_at < typist->queue.count;
}

/** Type no more of these: after an interrupt, or when a line was refused. */
void il_typist_stop(struct il_typist *typist);

/** Insert what was pasted, in place of the selection; nothing in it is a command. */
enum il_wish il_typist_paste(struct il_typist *typist, const char *bytes, size_t size);

/** Insert some more of it, to be undone together with that. */
enum il_wish il_typist_paste_more(struct il_typist *typist, const char *bytes,
                                  size_t size);

/** End the line at the cursor and begin another one with the indentation that it should
 * have. */
enum il_wish il_typist_newline(struct il_typist *typist);

/** Run a command, as if its keys were typed, with a count of any size. */
enum il_wish il_typist_run(struct il_typist *typist, const struct il_command *command,
                           long count);

/** What is to be shown as selected; empty where nothing is. */
struct il_range il_typist_selection(const struct il_typist *typist);

/** Begin with an empty text: what was killed, macros and the kind of editing stay. */
void il_typist_begin(struct il_typist *typist);

void il_typist_free(struct il_typist *typist);

/* --- For commands ----------------------------------------------------------------- */

/** How a change came out. */
static inline enum il_wish il_wish_of(bool is_done)
{
    return is_done ? IL_WISH_NONE : IL_WISH_NO_MEMORY;
}

/** Let keys be typed before all that is still to be. False: no memory, or so many that
 * something must be calling itself; nothing is typed any more then. */
bool il_typist_play(struct il_typist *typist, const uint32_t *keys, size_t count);

/** Move the cursor: the bell if it stands there already. */
enum il_wish il_typist_move(struct il_typist *typist, size_t at);

/** Delete [start, end) and keep it; together with what the command before killed, if
 * that killed too. Text before the cursor goes in front of that. */
enum il_wish il_typist_kill(struct il_typist *typist, size_t start, size_t end);

/** Keep [start, end) without deleting it. */
enum il_wish il_typist_copy(struct il_typist *typist, size_t start, size_t end,
                            bool is_lines);

/** The lines that are selected, or that of the cursor, without the last newline. */
struct il_range il_typist_lines(const struct il_typist *typist);

/** Make a text `count` times, at least once. The bell: nobody wants so much. */
enum il_wish il_typist_multiply(const struct il_text *once, long count,
                                struct il_text *out);

/** vi's J: join the lines below, `count` of them together with this one. */
enum il_wish il_change_join_below(struct il_typist *typist, long count);

/** vi's gu, gU and g~: put a range in another case. */
enum il_wish il_change_case_of(struct il_typist *typist, struct il_range range,
                               uint32_t key);

#endif
