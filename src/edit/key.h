/* SPDX-License-Identifier: MIT
 * A key: one number, and its name in settings and documents.
 *
 *   bits 0-20    a character of Unicode, or from IL_KEY_FIRST on a key without one
 *   bits 24-27   the modifiers that were held
 *
 * One key has one number, however terminals spell it: Ctrl-A is IL_KEY_CTRL | 'a' and
 * never 1; Shift with a character is the other character; Tab, Enter, Backspace and
 * Escape are keys without a character. What is no key (a paste, a report) has a number
 * as well, so that one queue holds everything that a terminal sends.
 */
#ifndef IL_EDIT_KEY_H
#define IL_EDIT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    IL_KEY_SHIFT = 1 << 24,
    IL_KEY_ALT = 1 << 25,
    IL_KEY_CTRL = 1 << 26,
    IL_KEY_SUPER = 1 << 27,
    IL_KEY_MODIFIERS = IL_KEY_SHIFT | IL_KEY_ALT | IL_KEY_CTRL | IL_KEY_SUPER,

    IL_KEY_FIRST = 0x110000,
    IL_KEY_NONE = IL_KEY_FIRST, /* nothing */

    /* A byte of a text that is no UTF-8: IL_KEY_BYTE + 0x80 to IL_KEY_BYTE + 0xFF. */
    IL_KEY_BYTE = 0x110100,

    IL_KEY_ENTER = 0x110200,
    IL_KEY_TAB,
    IL_KEY_BACKSPACE,
    IL_KEY_ESCAPE,
    IL_KEY_UP,
    IL_KEY_DOWN,
    IL_KEY_RIGHT,
    IL_KEY_LEFT,
    IL_KEY_HOME,
    IL_KEY_END,
    IL_KEY_INSERT,
    IL_KEY_DELETE,
    IL_KEY_PAGE_UP,
    IL_KEY_PAGE_DOWN,
    IL_KEY_BEGIN, /* the 5 of the keypad */
    IL_KEY_F1 = 0x110300,
    IL_KEY_F35 = IL_KEY_F1 + 34,

    /* What is no key. */
    IL_KEY_PASTE = 0x110400, /* a pasted text, or its end */
    IL_KEY_PASTE_PART,       /* a part of one that is longer than the limit */
    IL_KEY_REPORT,           /* where the terminal's cursor is */
    IL_KEY_FOCUS_IN,         /* the terminal has the keyboard, */
    IL_KEY_FOCUS_OUT,        /* or has it no longer */
    IL_KEY_RESIZE,           /* from the caller: the terminal has another size */
};

/** The longest name, with its NUL: "C-M-S-s-backspace". */
enum { IL_KEY_NAME_SIZE = 32 };

/** The key without its modifiers. */
static inline uint32_t il_key_plain(uint32_t key) { return key & 0x1FFFFF; }

/** Does the key stand for a text, and no command is meant by its modifiers? */
static inline bool il_key_is_text(uint32_t key)
{
    bool is_byte = key >= IL_KEY_BYTE + 0x80 && key <= IL_KEY_BYTE + 0xFF;
    return is_byte || (key >= ' ' && key != 0x7F && key < IL_KEY_FIRST);
}

/**
 * Make one number of the many ways to say the same: control characters become letters
 * with Ctrl, Shift and a letter the upper-case one, Ctrl with an upper-case letter the
 * lower-case one with Shift.
 */
uint32_t il_key_normal(uint32_t key);

/** The bytes that a text key stands for, at most 4; 0 if it is none. */
size_t il_key_text(uint32_t key, char out[static 4]);

/**
 * Read one name: modifiers (`C-`, `M-` or `A-`, `S-`, `s-`) and a character or the name
 * of a key (`enter`, `f5`, `page-up`, `space` ...). False if it is none.
 */
bool il_key_read(const char *name, size_t size, uint32_t *out_key);

/** Read names with blanks between them, as `C-x C-e`: how many there are, 0 if one of
 * them is none or there are more than `capacity`. */
size_t il_key_read_all(const char *names, size_t size, uint32_t *out_keys,
                       size_t capacity);

/** Write the name of a key, as il_key_read() reads it. */
void il_key_write(uint32_t key, char out[static IL_KEY_NAME_SIZE]);

#endif
