/* SPDX-License-Identifier: MIT
 * What a terminal sends, as keys: bytes in, one event at a time out.
 *
 *     struct il_keys keys = {.paste_limit = 1 << 20};
 *     for (size_t at = 0; il_keys_next(&keys, bytes, size, &at, &key);) use(key);
 *     if (il_keys_is_waiting(&keys)) wait for more bytes, 50 ms at most, and then
 *         while (il_keys_flush(&keys, &key)) use(key);
 *
 * Text that is pasted into a terminal which does not mark it comes as a burst: where
 * il_keys_begin_burst() finds one, it is a paste as any other.
 *
 * Bytes may come in any pieces: what is unfinished is kept. The decoder reads no clock
 * and no descriptor, and what it does not know it swallows whole, so that no part of an
 * unknown sequence is taken for text.
 */
#ifndef IL_EDIT_KEYS_H
#define IL_EDIT_KEYS_H

#include "base/text.h"
#include "edit/key.h"
#include "edit/sequence.h"

/* Zero-initialise it, but for what the caller sets. */
struct il_keys {
    size_t paste_limit; /* longer pastes come in parts of about that; 0: whole */
    bool wants_report;  /* the caller has asked where the cursor is: CSI R is the answer
                           and not F3 */

    struct il_text paste;         /* of the last PASTE event, until the next call */
    bool is_burst;                /* that one had no marks */
    uint32_t report[2];           /* of the last REPORT event: row and column, from 1 */
    struct il_sequence sequence;  /* private from here on */
    uint8_t state;                /* enum state in keys.c */
    uint8_t escapes;              /* how many ESC are open */
    uint8_t bytes;                /* in the sequence, up to 255 */
    uint8_t left;                 /* of a mouse report */
    uint8_t pending[4], count;    /* of a character */
    uint8_t match;                /* of the sequence that ends a paste */
    bool is_after_cr, is_drained; /* in a paste; its text was handed out */
    bool is_quiet;                /* nothing has come of it for a while; */
    size_t interrupts;            /* then so many Ctrl-C came, and nothing else yet */
};

/**
 * The next event of bytes[*at, size), with `*at` moved behind what was read for it.
 * False: all was read, and there is no event yet.
 *
 * IL_KEY_PASTE: the text is keys->paste, its line ends made newlines. Whoever uses it
 * asks il_text_is_whole(): where memory ran out, the rest of the paste was swallowed.
 */
bool il_keys_next(struct il_keys *keys, const char *bytes, size_t size, size_t *at,
                  uint32_t *out_key);

/**
 * Look whether the text at `at` is too much for keys that were typed: several lines
 * that were read at once. True: il_keys_next() reads a paste from there on, which ends
 * before a control character that belongs to no text, or by il_keys_flush(). False:
 * what comes before `*out_checked` begins no burst; while an event is open that is
 * nothing.
 *
 * A line end that ends what was read is the key Enter, and so are those of a few bytes.
 */
bool il_keys_begin_burst(struct il_keys *keys, const char *bytes, size_t size,
                         size_t at, size_t *out_checked);

/** Is something open that is a key of its own if nothing follows soon, like ESC; or a
 * burst, which ends then; or a paste that has come so far? */
bool il_keys_is_waiting(const struct il_keys *keys);

/** Is a paste open whose end has a mark? */
bool il_keys_is_pasting(const struct il_keys *keys);

/** What an open ESC, ESC [ or ESC O would be by itself; IL_KEY_NONE: none of these is
 * open. */
uint32_t il_keys_half(const struct il_keys *keys);

/**
 * Nothing followed: the next event of what is open. False: there is none.
 *
 * Of a paste with marks, what has come is a PASTE_PART, and it stays open: its rest may
 * be slow. But its end may be lost, too, and a user be shut out: Ctrl-C ends it, if
 * nothing came before it and nothing comes behind it, both times until a call of this
 * function. A pasted one stands between other bytes.
 */
bool il_keys_flush(struct il_keys *keys, uint32_t *out_key);

/** Forget what is open and free the memory; it can be used again. */
void il_keys_free(struct il_keys *keys);

#endif
