/* SPDX-License-Identifier: MIT
 * Looks and their control sequences.
 */
#include "edit/look.h"

#include <stdio.h>
#include <string.h>

enum { CUBE = 16, GREYS = 232, MANY = 32 };

/* The attributes, with the codes that turn them on and off. */
static const struct {
    const char *name;
    unsigned attribute, on, off;
} attributes[] = {
    {"bold", IL_LOOK_BOLD, 1, 22},       {"dim", IL_LOOK_DIM, 2, 22},
    {"italic", IL_LOOK_ITALIC, 3, 23},   {"underline", IL_LOOK_UNDERLINE, 4, 24},
    {"reverse", IL_LOOK_REVERSE, 7, 27}, {"strike", IL_LOOK_STRIKE, 9, 29},
};

static const char *const names[] = {"black", "red",     "green", "yellow",
                                    "blue",  "magenta", "cyan",  "white"};

enum { ATTRIBUTES = sizeof attributes / sizeof *attributes };

/* The sixteen as xterm has them, to find the nearest one. */
static const uint32_t sixteen[] = {
    0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
};

uint64_t il_look_over(uint64_t below, uint64_t above)
{
    uint32_t front = il_look_front(above), back = il_look_back(above);
    return il_look_make(front != 0 ? front : il_look_front(below),
                        back != 0 ? back : il_look_back(below),
                        il_look_attributes(below) | il_look_attributes(above));
}

/* ---- fewer colours ---- */

static int part_of(uint32_t color, unsigned part)
{
    return (int)(color >> (8 * part) & 0xFF);
}

static int distance(uint32_t a, uint32_t b)
{
    int sum = 0;
    for (unsigned part = 0; part < 3; part++) {
        int apart = part_of(a, part) - part_of(b, part);
        sum += apart * apart;
    }
    return sum;
}

/* The steps of the cube are 0, 95, 135, ... 255. */
static uint32_t rgb_of_step(unsigned step) { return step == 0 ? 0 : 55 + 40 * step; }

/* The 24 bits of a colour of the palette. */
static uint32_t rgb_of(unsigned index)
{
    if (index < CUBE) {
        return sixteen[index];
    }
    if (index >= GREYS) {
        return (8 + 10 * (index - GREYS)) * 0x010101;
    }
    index -= CUBE;
    return rgb_of_step(index / 36) << 16 | rgb_of_step(index / 6 % 6) << 8 |
           rgb_of_step(index % 6);
}

/* Users change the first sixteen, so a terminal of 256 is not asked for these. */
static uint32_t find_nearest(uint32_t rgb, unsigned from, unsigned to)
{
    unsigned best = from;
    for (unsigned index = from + 1; index < to; index++) {
        if (distance(rgb, rgb_of(index)) < distance(rgb, rgb_of(best))) {
            best = index;
        }
    }
    return il_color_of((uint8_t)best);
}

static uint32_t reduce_color(uint32_t color, enum il_depth depth)
{
    if (color == 0 || depth == IL_DEPTH_TRUE) {
        return color;
    }
    if (depth < IL_DEPTH_16) {
        return 0;
    }
    bool is_rgb = (color & IL_COLOR_RGB) != 0;
    if (depth == IL_DEPTH_256) {
        return is_rgb ? find_nearest(color & 0xFFFFFF, CUBE, 256) : color;
    }
    if (!is_rgb && color <= CUBE) {
        return color;
    }
    return find_nearest(is_rgb ? color & 0xFFFFFF : rgb_of(color - 1), 0, CUBE);
}

uint64_t il_look_reduce(uint64_t look, enum il_depth depth)
{
    if (look == 0 || depth == IL_DEPTH_NONE) {
        return 0;
    }
    return il_look_make(reduce_color(il_look_front(look), depth),
                        reduce_color(il_look_back(look), depth),
                        il_look_attributes(look));
}

/* ---- to sequences ---- */

struct codes {
    char text[96];
    size_t size;
};

static void add_code(struct codes *codes, unsigned code)
{
    int written = snprintf(codes->text + codes->size, sizeof codes->text - codes->size,
                           codes->size == 0 ? "%u" : ";%u", code);
    codes->size += (size_t)written;
}

/* `base` is 30 for the front, 40 for the back. */
static void add_color(struct codes *codes, uint32_t color, unsigned base)
{
    if (color == 0) {
        add_code(codes, base + 9);
    } else if ((color & IL_COLOR_RGB) != 0) {
        add_code(codes, base + 8);
        add_code(codes, 2);
        for (unsigned part = 3; part > 0; part--) {
            add_code(codes, (unsigned)part_of(color, part - 1));
        }
    } else if (color <= 8) {
        add_code(codes, base + color - 1);
    } else if (color <= 16) {
        add_code(codes, base + 60 + color - 9);
    } else {
        add_code(codes, base + 8);
        add_code(codes, 5);
        add_code(codes, color - 1);
    }
}

static void add_change(struct codes *codes, uint64_t from, uint64_t to)
{
    unsigned had = il_look_attributes(from), has = il_look_attributes(to);
    unsigned off = 0;
    for (unsigned i = 0; i < ATTRIBUTES; i++) {
        /* Bold and dim are turned off by the same code. */
        if ((had & ~has & attributes[i].attribute) != 0 && off != attributes[i].off) {
            off = attributes[i].off;
            add_code(codes, off);
            had &= off == 22 ? ~(unsigned)(IL_LOOK_BOLD | IL_LOOK_DIM) : ~0u;
        }
    }
    for (unsigned i = 0; i < ATTRIBUTES; i++) {
        if ((has & ~had & attributes[i].attribute) != 0) {
            add_code(codes, attributes[i].on);
        }
    }
    if (il_look_front(from) != il_look_front(to)) {
        add_color(codes, il_look_front(to), 30);
    }
    if (il_look_back(from) != il_look_back(to)) {
        add_color(codes, il_look_back(to), 40);
    }
}

void il_look_write(struct il_text *out, uint64_t from, uint64_t to)
{
    if (from == to) {
        return;
    }
    struct codes change = {.size = 0}, anew = {.size = 0};
    add_change(&change, from, to);
    if (to != 0) {
        add_code(&anew, 0);
        add_change(&anew, 0, to);
    }
    const struct codes *best = change.size <= anew.size ? &change : &anew;
    il_text_add_string(out, "\x1b[");
    il_text_add(out, best->text, best->size);
    il_text_add_char(out, 'm');
}

/* ---- from sequences ---- */

/* Parameters; a missing one is 0, and a colon counts as a semicolon. */
static size_t read_codes(const char *text, size_t size, unsigned codes[MANY])
{
    size_t count = 0;
    codes[0] = 0;
    for (size_t i = 0; i < size && count < MANY; i++) {
        if (text[i] >= '0' && text[i] <= '9') {
            codes[count] = (codes[count] * 10 + (unsigned)(text[i] - '0')) & 0xFFFF;
        } else if (++count < MANY) {
            codes[count] = 0;
        }
    }
    return count < MANY ? count + 1 : MANY;
}

/* The colour behind 38 or 48; how many codes it takes, 0 if it is none. */
static size_t read_color(const unsigned *codes, size_t count, uint32_t *out)
{
    if (count >= 2 && codes[0] == 5) {
        *out = il_color_of((uint8_t)codes[1]);
        return 2;
    }
    if (count >= 4 && codes[0] == 2) {
        *out = il_color_rgb((uint8_t)codes[1], (uint8_t)codes[2], (uint8_t)codes[3]);
        return 4;
    }
    return 0;
}

static uint64_t with_front(uint64_t look, uint32_t color)
{
    return il_look_make(color, il_look_back(look), il_look_attributes(look));
}

static uint64_t with_back(uint64_t look, uint32_t color)
{
    return il_look_make(il_look_front(look), color, il_look_attributes(look));
}

static uint64_t apply_attribute(uint64_t look, unsigned code)
{
    unsigned has = il_look_attributes(look);
    for (unsigned i = 0; i < ATTRIBUTES; i++) {
        has |= code == attributes[i].on ? attributes[i].attribute : 0;
        has &= code == attributes[i].off ? ~attributes[i].attribute : ~0u;
    }
    return il_look_make(il_look_front(look), il_look_back(look), has);
}

static uint64_t apply(uint64_t look, unsigned code)
{
    if (code == 0) {
        return 0;
    }
    if (code < 30) {
        return apply_attribute(look, code);
    }
    bool is_bright = code >= 90 && code <= 107;
    unsigned plain = is_bright ? code - 60 : code;
    if (plain > 49 || (is_bright && plain % 10 > 7) || plain % 10 == 8) {
        return look;
    }
    uint32_t color = plain % 10 == 9 ? 0 : plain % 10 + (is_bright ? 9 : 1);
    return plain < 40 ? with_front(look, color) : with_back(look, color);
}

uint64_t il_look_read(const char *text, size_t size, uint64_t before)
{
    unsigned codes[MANY];
    size_t count = read_codes(text, size, codes);
    uint64_t look = before;
    for (size_t i = 0; i < count; i++) {
        if (codes[i] == 38 || codes[i] == 48) {
            uint32_t color = 0;
            size_t taken = read_color(codes + i + 1, count - i - 1, &color);
            if (taken == 0) {
                break;
            }
            look = codes[i] == 38 ? with_front(look, color) : with_back(look, color);
            i += taken;
        } else {
            look = apply(look, codes[i]);
        }
    }
    return look;
}

/* ---- from words ---- */

static bool is_word(const char *text, size_t size, const char *word)
{
    return strlen(word) == size && memcmp(text, word, size) == 0;
}

static bool parse_name(const char *text, size_t size, uint32_t *out)
{
    static const char bright[] = "bright-";
    const size_t skip = sizeof bright - 1;
    bool is_bright = size > skip && memcmp(text, bright, skip) == 0;
    for (unsigned i = 0; i < 8; i++) {
        if (is_bright ? is_word(text + skip, size - skip, names[i])
                      : is_word(text, size, names[i])) {
            *out = il_color_of((uint8_t)(i + (is_bright ? 8 : 0)));
            return true;
        }
    }
    *out = 0;
    return is_word(text, size, "default");
}

/* Digits to the base of 10 or 16, so many at most. */
static bool parse_number(const char *text, size_t size, unsigned base, uint32_t *out)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    *out = 0;
    for (size_t i = 0; i < size; i++) {
        const char *digit = text[i] == '\0' ? NULL : strchr(digits, text[i]);
        unsigned value = digit == NULL ? UINT32_MAX : (unsigned)(digit - digits);
        value -= digit != NULL && value >= 16 ? 6 : 0;
        if (value >= base) {
            return false;
        }
        *out = *out * base + value;
    }
    return size > 0;
}

static bool parse_color(const char *text, size_t size, uint32_t *out)
{
    if (text[0] == '#') {
        if (size != 7 || !parse_number(text + 1, 6, 16, out)) {
            return false;
        }
        *out |= IL_COLOR_RGB;
        return true;
    }
    if (size <= 3 && parse_number(text, size, 10, out) && *out < 256) {
        *out = il_color_of((uint8_t)*out);
        return true;
    }
    return parse_name(text, size, out);
}

static unsigned parse_attribute(const char *text, size_t size)
{
    for (unsigned i = 0; i < ATTRIBUTES; i++) {
        if (is_word(text, size, attributes[i].name)) {
            return attributes[i].attribute;
        }
    }
    return 0;
}

/* The next word from `*at` on; its size is 0 at the end. */
static const char *next_word(const char *text, size_t size, size_t *at,
                             size_t *out_size)
{
    while (*at < size && (text[*at] == ' ' || text[*at] == '\t')) {
        ++*at;
    }
    size_t start = *at;
    while (*at < size && text[*at] != ' ' && text[*at] != '\t') {
        ++*at;
    }
    *out_size = *at - start;
    return text + start;
}

bool il_look_parse(const char *text, size_t size, uint64_t *out)
{
    uint64_t look = 0;
    bool is_back = false;
    size_t at = 0, length;
    const char *word;
    while (word = next_word(text, size, &at, &length), length > 0) {
        unsigned attribute = parse_attribute(word, length);
        uint32_t color;
        if (attribute != 0) {
            look |= il_look_make(0, 0, attribute);
        } else if (!is_back && is_word(word, length, "on")) {
            is_back = true;
            continue;
        } else if (parse_color(word, length, &color)) {
            look = is_back ? with_back(look, color) : with_front(look, color);
            is_back = false;
        } else if (!is_word(word, length, "plain")) {
            return false;
        }
    }
    if (!is_back) {
        *out = look;
    }
    return !is_back;
}
