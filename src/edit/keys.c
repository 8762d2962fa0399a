/* SPDX-License-Identifier: MIT
 * What a terminal sends, as keys. Cold.
 *
 *   input    = ( character | ESC character | ESC? sequence | paste )*
 *   sequence = CSI parameter* intermediate* final      0x30-3F, 0x20-2F, 0x40-7E
 *            | CSI `M` any any any                     a mouse report
 *            | CSI `[` final                           the Linux console's F1 to F5
 *            | SS3 ( digit | `;` )* final
 *            | ( ESC `P` | ESC `]` | ESC `_` ) text ( BEL | ESC `\` )
 *   paste    = CSI 200~ any text CSI 201~
 *            | lines without marks, read at once: see il_keys_begin_burst()
 *   CSI = ESC `[`     SS3 = ESC `O`     text has no control characters
 *
 * ESC before a character or a sequence is Alt. The C1 controls in one byte (0x9B for
 * CSI) are not read as such: they are parts of characters in UTF-8. Bytes that are no
 * UTF-8 are events of their own. A control character ends a sequence that it does not
 * belong to and is read as what it is, so that nothing can hang for longer than that.
 */
#include "edit/keys.h"

#include <string.h>

enum state {
    GROUND,
    CHARACTER, /* in the bytes of one */
    BROKEN,    /* they are none: each is an event */
    ESCAPE,
    CSI,
    SS3,
    MOUSE,
    STRING,
    STRING_ESCAPE, /* after an ESC in it, that may end it */
    PASTE,
};

enum { ESC = 0x1B, BEL = 0x07, INTERRUPT = 0x03 };

/* So many bytes may be typed while the program is busy, and read at once. */
enum { LEAST_BURST = 8 };

static const char paste_end[] = "\x1b[201~";
enum { PASTE_END = sizeof(paste_end) - 1 };

/* What a byte came to. */
enum step {
    STEP_EVENT = 1, /* there is an event */
    STEP_AGAIN = 2, /* the byte was not used up: read it again in the new state */
};

/* ---- events ---- */

static void enter(struct il_keys *keys, enum state state)
{
    keys->state = (uint8_t)state;
    keys->bytes = 0;
    if (state == GROUND) {
        keys->escapes = 0;
        keys->count = 0;
    } else if (state == CSI || state == SS3) {
        keys->sequence = (struct il_sequence){0};
    }
}

/* The event `key`, with Alt if an ESC came before it; the ground state follows. */
static int emit(struct il_keys *keys, bool has_alt, uint32_t key, uint32_t *out_key)
{
    enter(keys, GROUND);
    if (key == IL_KEY_NONE) {
        return 0;
    }
    *out_key = has_alt ? il_key_normal(key | IL_KEY_ALT) : key;
    return STEP_EVENT;
}

/* One more byte of a sequence. */
static void count_byte(struct il_keys *keys)
{
    if (keys->bytes < UINT8_MAX) {
        keys->bytes++;
    }
}

/* ---- characters ---- */

/* How many bytes a character has that begins with `byte`; 0: none does. */
static uint8_t size_of(uint8_t byte)
{
    if (byte < 0xC2 || byte > 0xF4) {
        return byte < 0x80;
    }
    return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/* May `byte` be the next one? The second one excludes what has a shorter form,
 * surrogates, and what is beyond Unicode. */
static bool can_go_on(const struct il_keys *keys, uint8_t byte)
{
    if ((byte & 0xC0) != 0x80) {
        return false;
    }
    if (keys->count > 1) {
        return true;
    }
    switch (keys->pending[0]) {
    case 0xE0:
        return byte >= 0xA0;
    case 0xED:
        return byte < 0xA0;
    case 0xF0:
        return byte >= 0x90;
    case 0xF4:
        return byte < 0x90;
    default:
        return true;
    }
}

static uint32_t point_of(const struct il_keys *keys)
{
    static const uint8_t masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t point = keys->pending[0] & masks[keys->count];
    for (unsigned i = 1; i < keys->count; i++) {
        point = point << 6 | (keys->pending[i] & 0x3F);
    }
    return point;
}

static int begin_character(struct il_keys *keys, uint8_t byte, uint32_t *out_key)
{
    uint8_t size = size_of(byte);
    if (size == 1) {
        return emit(keys, keys->escapes > 0, il_key_normal(byte), out_key);
    }
    if (size == 0) {
        return emit(keys, false, (uint32_t)IL_KEY_BYTE + byte, out_key);
    }
    keys->state = CHARACTER;
    keys->pending[0] = byte;
    keys->count = 1;
    return 0;
}

static int read_character(struct il_keys *keys, uint8_t byte, uint32_t *out_key)
{
    if (!can_go_on(keys, byte)) {
        keys->state = BROKEN;
        return STEP_AGAIN;
    }
    keys->pending[keys->count++] = byte;
    if (keys->count < size_of(keys->pending[0])) {
        return 0;
    }
    return emit(keys, keys->escapes > 0, point_of(keys), out_key);
}

/* The first byte of what is no character. */
static int read_broken(struct il_keys *keys, uint32_t *out_key)
{
    *out_key = (uint32_t)IL_KEY_BYTE + keys->pending[0];
    keys->count--;
    memmove(keys->pending, keys->pending + 1, keys->count);
    if (keys->count == 0) {
        enter(keys, GROUND);
    }
    return STEP_EVENT | STEP_AGAIN;
}

/* ---- sequences ---- */

static int read_escape(struct il_keys *keys, uint8_t byte, uint32_t *out_key)
{
    switch (byte) {
    case '[':
        enter(keys, CSI);
        return 0;
    case 'O':
        enter(keys, SS3);
        return 0;
    case ESC:
        if (keys->escapes == 1) {
            keys->escapes = 2; /* Alt with a sequence, or the key twice */
            return 0;
        }
        *out_key = IL_KEY_ESCAPE;
        return STEP_EVENT;
    default:
        break;
    }
    if (keys->escapes > 1) {
        keys->escapes = 1;
        *out_key = IL_KEY_ESCAPE;
        return STEP_EVENT | STEP_AGAIN;
    }
    if (byte == 'P' || byte == ']' || byte == '_') {
        keys->pending[0] = byte;
        enter(keys, STRING);
        return 0;
    }
    return begin_character(keys, byte, out_key);
}

static int begin_paste(struct il_keys *keys)
{
    enter(keys, GROUND);
    keys->is_burst = false;
    keys->state = PASTE;
    keys->match = 0;
    keys->is_after_cr = keys->is_drained = keys->is_quiet = false;
    keys->interrupts = 0;
    il_text_clear(&keys->paste);
    return 0;
}

/* Only the last of two ESC before a sequence is part of it; the other one is Alt. */
static bool has_alt(const struct il_keys *keys) { return keys->escapes > 1; }

static int end_csi(struct il_keys *keys, uint8_t final, uint32_t *out_key)
{
    const struct il_sequence *sequence = &keys->sequence;
    if (final == 'R' && keys->wants_report && sequence->private == 0) {
        keys->report[0] = sequence->parameter[0][0];
        keys->report[1] = sequence->parameter[1][0];
        keys->wants_report = false;
        return emit(keys, false, IL_KEY_REPORT, out_key);
    }
    if (final == 'M' && keys->bytes == 0) {
        keys->left = 3;
        enter(keys, MOUSE);
        return 0;
    }
    uint32_t key = il_sequence_csi(sequence, final);
    return key == IL_KEY_PASTE ? begin_paste(keys)
                               : emit(keys, has_alt(keys), key, out_key);
}

/* `$` ends what rxvt sends; elsewhere it stands before the final byte. */
static bool is_final(const struct il_sequence *sequence, uint8_t byte)
{
    return (byte >= 0x40 && byte < 0x7F) ||
           (byte == '$' && sequence->private == 0 && sequence->count == 1);
}

static int read_csi(struct il_keys *keys, uint8_t byte, uint32_t *out_key)
{
    if (byte < 0x20 || byte >= 0x7F) {
        enter(keys, GROUND);
        return STEP_AGAIN;
    }
    if (byte == '[' && keys->bytes == 0) {
        keys->sequence.private = byte;
    } else if (is_final(&keys->sequence, byte)) {
        return end_csi(keys, byte, out_key);
    } else {
        il_sequence_add(&keys->sequence, byte);
    }
    count_byte(keys);
    return 0;
}

static int read_ss3(struct il_keys *keys, uint8_t byte, uint32_t *out_key)
{
    if ((byte >= '0' && byte <= '9') || byte == ';') {
        il_sequence_add(&keys->sequence, byte);
        count_byte(keys);
        return 0;
    }
    if (byte >= 0x20 && byte < 0x7F) {
        uint32_t key = il_sequence_ss3(&keys->sequence, byte);
        return emit(keys, has_alt(keys), key, out_key);
    }
    bool is_alone = keys->bytes == 0;
    return emit(keys, true, is_alone ? 'O' : (uint32_t)IL_KEY_NONE, out_key) |
           STEP_AGAIN;
}

static int read_mouse(struct il_keys *keys)
{
    if (--keys->left == 0) {
        enter(keys, GROUND);
    }
    return 0;
}

static int read_string(struct il_keys *keys, uint8_t byte)
{
    if (byte == ESC) {
        keys->state = STRING_ESCAPE;
    } else if (byte == BEL) {
        enter(keys, GROUND);
    } else if (byte < 0x20) {
        enter(keys, GROUND);
        return STEP_AGAIN;
    }
    count_byte(keys);
    return 0;
}

/* What follows ESC is `\`, or the string was cut off and another sequence begins. */
static int end_string(struct il_keys *keys, uint8_t byte)
{
    enter(keys, GROUND);
    if (byte == '\\') {
        return 0;
    }
    keys->state = ESCAPE;
    keys->escapes = 1;
    return STEP_AGAIN;
}

static int read_byte(struct il_keys *keys, uint8_t byte, uint32_t *out_key)
{
    switch ((enum state)keys->state) {
    case CHARACTER:
        return read_character(keys, byte, out_key);
    case BROKEN:
        return read_broken(keys, out_key);
    case ESCAPE:
        return read_escape(keys, byte, out_key);
    case CSI:
        return read_csi(keys, byte, out_key);
    case SS3:
        return read_ss3(keys, byte, out_key);
    case MOUSE:
        return read_mouse(keys);
    case STRING:
        return read_string(keys, byte);
    case STRING_ESCAPE:
        return end_string(keys, byte);
    default:
        break;
    }
    if (byte == ESC) {
        enter(keys, ESCAPE);
        keys->escapes = 1;
        return 0;
    }
    return begin_character(keys, byte, out_key);
}

/* ---- pastes ---- */

static bool is_line_end(char byte) { return byte == '\r' || byte == '\n'; }

/* May a text without marks have it? */
static bool is_of_text(char byte)
{
    return (unsigned char)byte >= 0x20 ? byte != 0x7F
                                       : byte == '\t' || is_line_end(byte);
}

static size_t end_of_text(const char *bytes, size_t size, size_t at)
{
    while (at < size && is_of_text(bytes[at])) {
        at++;
    }
    return at;
}

/* How many bytes come before the next one that means something in a paste. */
static size_t plain_size(const char *bytes, size_t size)
{
    size_t at = 0;
    while (at < size && bytes[at] != ESC && !is_line_end(bytes[at])) {
        at++;
    }
    return at;
}

/* An ESC, or what follows one. What only looks like the end is part of the text. */
static void read_paste_end(struct il_keys *keys, char byte)
{
    if (byte == paste_end[keys->match]) {
        keys->match++;
        return;
    }
    il_text_add(&keys->paste, paste_end, keys->match);
    keys->match = byte == ESC;
    if (byte != ESC) {
        keys->is_after_cr = byte == '\r';
        il_text_add(&keys->paste, keys->is_after_cr ? "\n" : &byte, 1);
    }
}

/* Line ends become newlines, whichever they are. */
static size_t read_paste(struct il_keys *keys, const char *bytes, size_t size)
{
    char byte = bytes[0];
    if (keys->match > 0 || byte == ESC) {
        keys->is_after_cr = false;
        read_paste_end(keys, byte);
        return 1;
    }
    if (is_line_end(byte)) {
        if (byte == '\r' || !keys->is_after_cr) {
            il_text_add_char(&keys->paste, '\n');
        }
        keys->is_after_cr = byte == '\r';
        return 1;
    }
    size_t plain = plain_size(bytes, size), room = keys->paste_limit;
    plain = room != 0 && plain > room ? room : plain;
    il_text_add(&keys->paste, bytes, plain);
    keys->is_after_cr = false;
    return plain;
}

/* Forget what a PASTE_PART has handed out. */
static void drain(struct il_keys *keys)
{
    if (keys->is_drained) {
        bool is_whole = il_text_is_whole(&keys->paste);
        il_text_clear(&keys->paste);
        keys->paste.failed = !is_whole;
        keys->is_drained = false;
    }
}

static bool end_paste(struct il_keys *keys, uint32_t *out_key)
{
    enter(keys, GROUND);
    *out_key = IL_KEY_PASTE;
    return true;
}

/* Are these Ctrl-C alone, which nothing came before for a while? */
static bool are_interrupts(const struct il_keys *keys, const char *bytes, size_t size)
{
    size_t count = 0;
    while (count < size && bytes[count] == INTERRUPT) {
        count++;
    }
    return count == size && (keys->is_quiet || keys->interrupts > 0);
}

/* Wait and see, if they are. Those that something came behind were text. */
static bool take_interrupts(struct il_keys *keys, const char *bytes, size_t size)
{
    static const char interrupt = INTERRUPT;
    if (are_interrupts(keys, bytes, size)) {
        keys->interrupts += size;
        keys->is_quiet = false;
        return true;
    }
    for (; keys->interrupts > 0; keys->interrupts--) {
        (void)read_paste(keys, &interrupt, 1);
    }
    keys->is_quiet = false;
    return false;
}

static bool next_of_paste(struct il_keys *keys, const char *bytes, size_t size,
                          size_t *at, uint32_t *out_key)
{
    size_t end = keys->is_burst ? end_of_text(bytes, size, *at) : size;
    drain(keys);
    if (take_interrupts(keys, bytes + *at, size - *at)) {
        *at = size;
        return false;
    }
    while (*at < end) {
        *at += read_paste(keys, bytes + *at, end - *at);
        if (keys->match == PASTE_END) {
            return end_paste(keys, out_key);
        }
        if (keys->paste_limit != 0 && keys->paste.size >= keys->paste_limit) {
            keys->is_drained = true;
            *out_key = IL_KEY_PASTE_PART;
            return true;
        }
    }
    return end < size && end_paste(keys, out_key);
}

/* Are there so many bytes of text? */
static bool has_text(const char *bytes, size_t size, size_t at, size_t count)
{
    return size - at >= count && end_of_text(bytes, at + count, at) == at + count;
}

bool il_keys_begin_burst(struct il_keys *keys, const char *bytes, size_t size,
                         size_t at, size_t *out_checked)
{
    if (keys->state != GROUND) {
        return false;
    }
    size_t end = at;
    while (end < size && is_of_text(bytes[end]) && !is_line_end(bytes[end])) {
        end++;
    }
    size_t next = end + 1;
    next += has_text(bytes, size, end, 2) && memcmp(bytes + end, "\r\n", 2) == 0;
    *out_checked = next;
    if (end == at || next >= size || !is_line_end(bytes[end]) ||
        !is_of_text(bytes[next]) || !has_text(bytes, size, at, LEAST_BURST)) {
        return false;
    }
    (void)begin_paste(keys);
    keys->is_burst = true;
    return true;
}

/* ---- the face ---- */

bool il_keys_next(struct il_keys *keys, const char *bytes, size_t size, size_t *at,
                  uint32_t *out_key)
{
    while (*at < size) {
        if (keys->state == PASTE) {
            return next_of_paste(keys, bytes, size, at, out_key);
        }
        int step = read_byte(keys, (uint8_t)bytes[*at], out_key);
        *at += (step & STEP_AGAIN) == 0;
        if ((step & STEP_EVENT) != 0) {
            return true;
        }
    }
    return false;
}

bool il_keys_is_waiting(const struct il_keys *keys)
{
    switch ((enum state)keys->state) {
    case CHARACTER:
    case BROKEN:
    case ESCAPE:
    case STRING_ESCAPE:
        return true;
    case CSI:
    case SS3:
    case STRING:
        return keys->bytes == 0;
    case PASTE:
        return keys->is_burst || !keys->is_quiet;
    default:
        return false;
    }
}

bool il_keys_is_pasting(const struct il_keys *keys)
{
    return keys->state == PASTE && !keys->is_burst;
}

/* Nothing more has come of a paste for a while. */
static bool flush_paste(struct il_keys *keys, uint32_t *out_key)
{
    drain(keys);
    if (keys->is_burst) {
        return end_paste(keys, out_key);
    }
    if (keys->interrupts > 0) {
        il_text_add(&keys->paste, paste_end, keys->match);
        return end_paste(keys, out_key);
    }
    keys->is_quiet = true;
    keys->is_drained = keys->paste.size > 0;
    *out_key = IL_KEY_PASTE_PART;
    return keys->is_drained;
}

uint32_t il_keys_half(const struct il_keys *keys)
{
    if (!il_keys_is_waiting(keys)) {
        return IL_KEY_NONE;
    }
    switch ((enum state)keys->state) {
    case ESCAPE:
        return has_alt(keys) ? IL_KEY_ESCAPE | IL_KEY_ALT : IL_KEY_ESCAPE;
    case CSI:
        return IL_KEY_ALT | '[';
    case SS3:
        return IL_KEY_ALT | 'O';
    default:
        return IL_KEY_NONE;
    }
}

bool il_keys_flush(struct il_keys *keys, uint32_t *out_key)
{
    if (!il_keys_is_waiting(keys)) {
        return false;
    }
    switch ((enum state)keys->state) {
    case CSI:
        return emit(keys, true, '[', out_key) != 0;
    case SS3:
        return emit(keys, true, 'O', out_key) != 0;
    case STRING:
        return emit(keys, true, keys->pending[0], out_key) != 0;
    case ESCAPE:
        return emit(keys, has_alt(keys), IL_KEY_ESCAPE, out_key) != 0;
    case STRING_ESCAPE:
        return emit(keys, false, IL_KEY_ESCAPE, out_key) != 0;
    case PASTE:
        return flush_paste(keys, out_key);
    default:
        keys->state = BROKEN;
        return read_broken(keys, out_key) != 0;
    }
}

void il_keys_free(struct il_keys *keys)
{
    il_text_free(&keys->paste);
    *keys = (struct il_keys){.paste_limit = keys->paste_limit};
}
