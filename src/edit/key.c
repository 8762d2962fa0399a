/* SPDX-License-Identifier: MIT
 * A key: one number, and its name. Cold.
 */
#include "edit/key.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

/* The names of keys that have no character to show; the first of a key is written. */
static const struct {
    const char *name;
    uint32_t key;
} names[] = {
    {"enter", IL_KEY_ENTER},
    {"return", IL_KEY_ENTER},
    {"tab", IL_KEY_TAB},
    {"backspace", IL_KEY_BACKSPACE},
    {"escape", IL_KEY_ESCAPE},
    {"esc", IL_KEY_ESCAPE},
    {"up", IL_KEY_UP},
    {"down", IL_KEY_DOWN},
    {"right", IL_KEY_RIGHT},
    {"left", IL_KEY_LEFT},
    {"home", IL_KEY_HOME},
    {"end", IL_KEY_END},
    {"insert", IL_KEY_INSERT},
    {"delete", IL_KEY_DELETE},
    {"page-up", IL_KEY_PAGE_UP},
    {"page-down", IL_KEY_PAGE_DOWN},
    {"begin", IL_KEY_BEGIN},
    {"space", ' '},
    {"paste", IL_KEY_PASTE},
    {"paste-part", IL_KEY_PASTE_PART},
    {"report", IL_KEY_REPORT},
    {"focus-in", IL_KEY_FOCUS_IN},
    {"focus-out", IL_KEY_FOCUS_OUT},
    {"resize", IL_KEY_RESIZE},
    {"none", IL_KEY_NONE},
};

static const struct {
    char letter;
    uint32_t modifier;
} modifiers[] = {
    {'C', IL_KEY_CTRL},  {'M', IL_KEY_ALT},   {'A', IL_KEY_ALT},
    {'S', IL_KEY_SHIFT}, {'s', IL_KEY_SUPER},
};

enum { NAMES = sizeof(names) / sizeof(names[0]) };
enum { MODIFIERS = sizeof(modifiers) / sizeof(modifiers[0]) };

/* ---- one number ---- */

/* Control characters are what terminals send for a key and Ctrl. */
static uint32_t of_control(uint32_t plain)
{
    switch (plain) {
    case '\r':
        return IL_KEY_ENTER;
    case '\t':
        return IL_KEY_TAB;
    case 0x1B:
        return IL_KEY_ESCAPE;
    case 0x7F:
        return IL_KEY_BACKSPACE;
    case 0:
        return IL_KEY_CTRL | ' ';
    default:
        return IL_KEY_CTRL | (plain <= 26 ? plain + 'a' - 1 : plain + '@');
    }
}

static bool is_upper(uint32_t plain) { return plain >= 'A' && plain <= 'Z'; }
static bool is_lower(uint32_t plain) { return plain >= 'a' && plain <= 'z'; }

uint32_t il_key_normal(uint32_t key)
{
    uint32_t plain = il_key_plain(key), held = key & IL_KEY_MODIFIERS;
    if (plain < ' ' || plain == 0x7F) {
        key = held | of_control(plain);
        plain = il_key_plain(key);
        held = key & IL_KEY_MODIFIERS;
    }
    bool has_ctrl = (held & IL_KEY_CTRL) != 0;
    if (has_ctrl && is_upper(plain)) {
        return held | IL_KEY_SHIFT | (plain - 'A' + 'a');
    }
    if (!has_ctrl && (held & IL_KEY_SHIFT) != 0 && plain < IL_KEY_FIRST) {
        held &= ~(uint32_t)IL_KEY_SHIFT;
        plain = is_lower(plain) ? plain - 'a' + 'A' : plain;
    }
    return held | plain;
}

size_t il_key_text(uint32_t key, char out[static 4])
{
    if (!il_key_is_text(key)) {
        return 0;
    }
    if (key >= IL_KEY_BYTE) {
        out[0] = (char)(key - IL_KEY_BYTE);
        return 1;
    }
    return il_utf8_encode(key, out);
}

/* ---- names ---- */

static bool read_function_key(const char *name, size_t size, uint32_t *out_key)
{
    if (size < 2 || size > 3 || (name[0] != 'f' && name[0] != 'F') || name[1] == '0') {
        return false;
    }
    uint32_t number = 0;
    for (size_t i = 1; i < size; i++) {
        if (name[i] < '0' || name[i] > '9') {
            return false;
        }
        number = number * 10 + (uint32_t)(name[i] - '0');
    }
    *out_key = IL_KEY_F1 + number - 1;
    return number <= 35;
}

static bool read_word(const char *name, size_t size, uint32_t *out_key)
{
    for (size_t i = 0; i < NAMES; i++) {
        if (strlen(names[i].name) == size &&
            strncasecmp(names[i].name, name, size) == 0) {
            *out_key = names[i].key;
            return true;
        }
    }
    return read_function_key(name, size, out_key);
}

/* A single character, or `<` XX `>`: a byte that is no character. */
static bool read_character(const char *name, size_t size, uint32_t *out_key)
{
    unsigned byte;
    if (size == 4 && sscanf(name, "<%2X>", &byte) == 1 && byte >= 0x80 &&
        name[3] == '>') {
        *out_key = IL_KEY_BYTE + byte;
        return true;
    }
    size_t end;
    uint32_t point = size == 0 ? 0 : il_utf8_decode(name, size, 0, &end);
    if (point <= ' ' || point == 0x7F || point == IL_UTF8_INVALID || end != size) {
        return false;
    }
    *out_key = point;
    return true;
}

/* The modifier that a name begins with, if more follows; else 0. */
static uint32_t read_modifier(const char *name, size_t size)
{
    for (size_t i = 0; i < MODIFIERS && size > 2 && name[1] == '-'; i++) {
        if (modifiers[i].letter == name[0]) {
            return modifiers[i].modifier;
        }
    }
    return 0;
}

bool il_key_read(const char *name, size_t size, uint32_t *out_key)
{
    uint32_t held = 0, modifier, plain;
    while ((modifier = read_modifier(name, size)) != 0) {
        held |= modifier;
        name += 2;
        size -= 2;
    }
    if (!read_word(name, size, &plain) && !read_character(name, size, &plain)) {
        return false;
    }
    *out_key = il_key_normal(held | plain);
    return true;
}

size_t il_key_read_all(const char *text, size_t size, uint32_t *out_keys,
                       size_t capacity)
{
    size_t count = 0;
    for (size_t at = 0; at < size;) {
        size_t end = at;
        while (end < size && text[end] != ' ' && text[end] != '\t') {
            end++;
        }
        if (end > at && (count == capacity ||
                         !il_key_read(text + at, end - at, &out_keys[count++]))) {
            return 0;
        }
        at = end + 1;
    }
    return count;
}

static const char *word_of(uint32_t plain)
{
    for (size_t i = 0; i < NAMES; i++) {
        if (names[i].key == plain) {
            return names[i].name;
        }
    }
    return NULL;
}

static void write_plain(uint32_t plain, char *out, size_t room)
{
    const char *word = word_of(plain);
    char text[4];
    if (word != NULL) {
        (void)snprintf(out, room, "%s", word);
    } else if (plain >= IL_KEY_F1 && plain <= IL_KEY_F35) {
        (void)snprintf(out, room, "f%u", (unsigned)(plain - IL_KEY_F1 + 1));
    } else if (plain >= IL_KEY_BYTE) {
        (void)snprintf(out, room, "<%02X>", (unsigned)(plain & 0xFF));
    } else {
        (void)snprintf(out, room, "%.*s", (int)il_key_text(plain, text), text);
    }
}

void il_key_write(uint32_t key, char out[static IL_KEY_NAME_SIZE])
{
    size_t size = 0;
    for (size_t i = 0; i < MODIFIERS; i++) {
        if ((key & modifiers[i].modifier) != 0 && modifiers[i].letter != 'A') {
            out[size++] = modifiers[i].letter;
            out[size++] = '-';
        }
    }
    write_plain(il_key_plain(key), out + size, IL_KEY_NAME_SIZE - size);
}
