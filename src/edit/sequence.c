/* SPDX-License-Identifier: MIT
 * Control sequences of terminals: which key one stands for. Cold.
 *
 * Parameters are numbers with semicolons between them, each in parts with colons. The
 * modifiers are the second one, their bits plus 1. What terminals send:
 *
 *   CSI 1 ; M A           xterm, kitty: arrows, Home, End, F1 to F4
 *   CSI N ; M ~           the keys that have a number, F5 and up
 *   CSI C:S:B ; M:E u     kitty: any key; S with Shift; E = 3 is a key let go
 *   CSI 27 ; M ; C ~      xterm's modifyOtherKeys: character C
 *   CSI N $ ^ @           rxvt: with Shift, Ctrl, both;  CSI a: Shift and an arrow
 *   CSI [ A               the Linux console: F1 to F5 (read as private `[`)
 *   SS3 A, SS3 5 A        application mode, with modifiers in old programs; the keypad
 */
#include "edit/sequence.h"

#include <stddef.h>

#include "edit/key.h"

/* No character, and no parameter that matters, is larger. */
enum { LIMIT = 0x10FFFF };

static const uint32_t by_letter[26] = {
    ['A' - 'A'] = IL_KEY_UP,       ['B' - 'A'] = IL_KEY_DOWN,
    ['C' - 'A'] = IL_KEY_RIGHT,    ['D' - 'A'] = IL_KEY_LEFT,
    ['E' - 'A'] = IL_KEY_BEGIN,    ['F' - 'A'] = IL_KEY_END,
    ['H' - 'A'] = IL_KEY_HOME,     ['P' - 'A'] = IL_KEY_F1,
    ['Q' - 'A'] = IL_KEY_F1 + 1,   ['R' - 'A'] = IL_KEY_F1 + 2,
    ['S' - 'A'] = IL_KEY_F1 + 3,   ['Z' - 'A'] = IL_KEY_SHIFT | IL_KEY_TAB,
    ['I' - 'A'] = IL_KEY_FOCUS_IN, ['O' - 'A'] = IL_KEY_FOCUS_OUT,
};

static const uint32_t by_number[35] = {
    [1] = IL_KEY_HOME,     [2] = IL_KEY_INSERT,   [3] = IL_KEY_DELETE,
    [4] = IL_KEY_END,      [5] = IL_KEY_PAGE_UP,  [6] = IL_KEY_PAGE_DOWN,
    [7] = IL_KEY_HOME,     [8] = IL_KEY_END,      [11] = IL_KEY_F1,
    [12] = IL_KEY_F1 + 1,  [13] = IL_KEY_F1 + 2,  [14] = IL_KEY_F1 + 3,
    [15] = IL_KEY_F1 + 4,  [17] = IL_KEY_F1 + 5,  [18] = IL_KEY_F1 + 6,
    [19] = IL_KEY_F1 + 7,  [20] = IL_KEY_F1 + 8,  [21] = IL_KEY_F1 + 9,
    [23] = IL_KEY_F1 + 10, [24] = IL_KEY_F1 + 11, [25] = IL_KEY_F1 + 12,
    [26] = IL_KEY_F1 + 13, [28] = IL_KEY_F1 + 14, [29] = IL_KEY_F1 + 15,
    [31] = IL_KEY_F1 + 16, [32] = IL_KEY_F1 + 17, [33] = IL_KEY_F1 + 18,
    [34] = IL_KEY_F1 + 19,
};

/* kitty's numbers of the keypad, from 57399 on. */
static const uint32_t keypad[] = {
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '8',
    '9',
    '.',
    '/',
    '*',
    '-',
    '+',
    IL_KEY_ENTER,
    '=',
    ',',
    IL_KEY_LEFT,
    IL_KEY_RIGHT,
    IL_KEY_UP,
    IL_KEY_DOWN,
    IL_KEY_PAGE_UP,
    IL_KEY_PAGE_DOWN,
    IL_KEY_HOME,
    IL_KEY_END,
    IL_KEY_INSERT,
    IL_KEY_DELETE,
    IL_KEY_BEGIN,
};

enum { KITTY_F13 = 57376, KITTY_F35 = 57398, KITTY_KEYPAD = 57399 };
enum { KITTY_FIRST = 57344, KITTY_LAST = 63743 };
enum { RELEASED = 3 };

/* ---- parameters ---- */

static void add_digit(struct il_sequence *sequence, uint32_t digit)
{
    sequence->count = sequence->count == 0 ? 1 : sequence->count;
    if (sequence->count > IL_SEQUENCE_PARAMETERS ||
        sequence->part >= IL_SEQUENCE_PARTS) {
        return;
    }
    uint32_t *value = &sequence->parameter[sequence->count - 1][sequence->part];
    *value = *value > LIMIT / 10 ? LIMIT : *value * 10 + digit;
}

void il_sequence_add(struct il_sequence *sequence, uint8_t byte)
{
    if (byte >= '0' && byte <= '9') {
        add_digit(sequence, (uint32_t)(byte - '0'));
    } else if (byte == ';') {
        uint8_t count = sequence->count == 0 ? 1 : sequence->count;
        sequence->count = count > IL_SEQUENCE_PARAMETERS ? count : (uint8_t)(count + 1);
        sequence->part = 0;
    } else if (byte == ':') {
        sequence->count = sequence->count == 0 ? 1 : sequence->count;
        if (sequence->part < IL_SEQUENCE_PARTS) {
            sequence->part++;
        }
    } else if (byte < '0') {
        sequence->intermediate = byte;
    } else {
        sequence->private = byte;
    }
}

static uint32_t held_by(uint32_t parameter)
{
    uint32_t bits = parameter == 0 ? 0 : parameter - 1;
    return ((bits & 1) != 0 ? (uint32_t)IL_KEY_SHIFT : 0) |
           ((bits & (2 | 32)) != 0 ? (uint32_t)IL_KEY_ALT : 0) |
           ((bits & 4) != 0 ? (uint32_t)IL_KEY_CTRL : 0) |
           ((bits & (8 | 16)) != 0 ? (uint32_t)IL_KEY_SUPER : 0);
}

/* `key` with the modifiers of the second parameter; nothing if it was let go. */
static uint32_t with_held(const struct il_sequence *sequence, uint32_t key)
{
    if (key == 0 || key == IL_KEY_NONE || sequence->parameter[1][1] == RELEASED) {
        return IL_KEY_NONE;
    }
    return il_key_normal(key | held_by(sequence->parameter[1][0]));
}

/* ---- CSI ---- */

static uint32_t find_number(uint32_t number)
{
    return number < sizeof(by_number) / sizeof(by_number[0]) ? by_number[number] : 0;
}

/* A character as a parameter; surrogates and what is no character are no key. */
static uint32_t character_of(uint32_t value)
{
    bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value == 0 || is_surrogate || value >= LIMIT ? (uint32_t)IL_KEY_NONE : value;
}

static uint32_t find_kitty(uint32_t code)
{
    if (code >= KITTY_KEYPAD &&
        code < KITTY_KEYPAD + sizeof(keypad) / sizeof(keypad[0])) {
        return keypad[code - KITTY_KEYPAD];
    }
    if (code >= KITTY_F13 && code <= KITTY_F35) {
        return IL_KEY_F1 + 12 + (code - KITTY_F13);
    }
    bool is_other = code >= KITTY_FIRST && code <= KITTY_LAST;
    return is_other ? (uint32_t)IL_KEY_NONE : character_of(code);
}

static uint32_t read_kitty(const struct il_sequence *sequence)
{
    const uint32_t *code = sequence->parameter[0];
    uint32_t held = held_by(sequence->parameter[1][0]);
    bool is_shifted = held == IL_KEY_SHIFT && code[1] != 0;
    return with_held(sequence,
                     is_shifted ? character_of(code[1]) : find_kitty(code[0]));
}

static uint32_t read_numbered(const struct il_sequence *sequence)
{
    uint32_t number = sequence->parameter[0][0];
    if (number == 27 && sequence->count >= 3) {
        return with_held(sequence, character_of(sequence->parameter[2][0]));
    }
    if (number == 200) {
        return IL_KEY_PASTE;
    }
    return with_held(sequence, find_number(number));
}

static uint32_t read_rxvt(const struct il_sequence *sequence, uint32_t held)
{
    uint32_t key = find_number(sequence->parameter[0][0]);
    return key == 0 ? (uint32_t)IL_KEY_NONE : key | held;
}

static uint32_t read_letter(const struct il_sequence *sequence, uint8_t final)
{
    if (final >= 'a' && final <= 'd') {
        return by_letter[final - 'a'] | IL_KEY_SHIFT;
    }
    bool is_letter = final >= 'A' && final <= 'Z';
    return with_held(sequence, is_letter ? by_letter[final - 'A'] : 0);
}

uint32_t il_sequence_csi(const struct il_sequence *sequence, uint8_t final)
{
    if (sequence->private == '[') {
        bool is_key = final >= 'A' && final <= 'E';
        return is_key ? IL_KEY_F1 + (uint32_t)(final - 'A') : (uint32_t)IL_KEY_NONE;
    }
    if (sequence->private != 0 || sequence->intermediate != 0) {
        return IL_KEY_NONE;
    }
    switch (final) {
    case '~':
        return read_numbered(sequence);
    case 'u':
        return read_kitty(sequence);
    case '$':
        return read_rxvt(sequence, IL_KEY_SHIFT);
    case '^':
        return read_rxvt(sequence, IL_KEY_CTRL);
    case '@':
        return read_rxvt(sequence, IL_KEY_SHIFT | IL_KEY_CTRL);
    default:
        return read_letter(sequence, final);
    }
}

/* ---- SS3 ---- */

/* The keypad in application mode: `j` to `y` are `*` to `9`. */
static uint32_t find_keypad(uint8_t final)
{
    switch (final) {
    case 'M':
        return IL_KEY_ENTER;
    case 'I':
        return IL_KEY_TAB;
    case 'X':
        return '=';
    case ' ':
        return ' ';
    default:
        return final >= 'j' && final <= 'y' ? (uint32_t)(final - 'j' + '*') : 0;
    }
}

uint32_t il_sequence_ss3(const struct il_sequence *sequence, uint8_t final)
{
    uint32_t held = held_by(sequence->parameter[sequence->count > 1][0]);
    uint32_t key = find_keypad(final);
    if (key == 0 && final >= 'a' && final <= 'd') {
        key = by_letter[final - 'a'] | IL_KEY_CTRL;
    } else if (key == 0 && final >= 'A' && final <= 'Z' && final != 'O') {
        key = by_letter[final - 'A'];
    }
    return key == 0 ? (uint32_t)IL_KEY_NONE : il_key_normal(key | held);
}
