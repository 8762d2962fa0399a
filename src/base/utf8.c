/* SPDX-License-Identifier: MIT
 * Text in UTF-8, character by character.
 *
 * Nearly all text that is edited is ASCII, so each function first looks for that.
 */
#include "base/utf8.h"

#include <string.h>

#include "base/width.h"

enum {
    REPLACEMENT = 0xFFFD,
    TEXT_STYLE = 0xFE0E,
    EMOJI_STYLE = 0xFE0F,
    JOINER = 0x200D,
    FIRST_FLAG = 0x1F1E6,
    LAST_FLAG = 0x1F1FF,
    FIRST_VOWEL = 0x1160,
    LAST_FINAL = 0x11FF,
    FIRST_OLD_VOWEL = 0xD7B0,
    LAST_OLD_FINAL = 0xD7FF,
    FIRST_SKIN = 0x1F3FB,
    LAST_SKIN = 0x1F3FF,
};

static bool is_ascii(char c) { return (unsigned char)c < 0x80; }
static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

/* ---- code points ---- */

/* How many bytes the lead byte says there are, or 0. */
static size_t length_of(unsigned char lead)
{
    if (lead >= 0xF0) {
        return lead < 0xF5 ? 4 : 0;
    }
    if (lead >= 0xE0) {
        return 3;
    }
    return lead >= 0xC2 ? 2 : 0;
}

static bool is_scalar(uint32_t code, size_t length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return code >= least[length] && code <= 0x10FFFF &&
           (code < 0xD800 || code > 0xDFFF);
}

uint32_t il_utf8_decode(const char *text, size_t size, size_t at, size_t *out_end)
{
    const unsigned char *bytes = (const unsigned char *)text + at;
    *out_end = at + 1;
    if (bytes[0] < 0x80) {
        return bytes[0];
    }
    size_t length = length_of(bytes[0]);
    if (length == 0 || length > size - at) {
        return IL_UTF8_INVALID;
    }
    uint32_t code = bytes[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return IL_UTF8_INVALID;
        }
        code = code << 6 | (bytes[i] & 0x3Fu);
    }
    if (!is_scalar(code, length)) {
        return IL_UTF8_INVALID;
    }
    *out_end = at + length;
    return code;
}

size_t il_utf8_encode(uint32_t code, char out[4])
{
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        code = REPLACEMENT;
    }
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, code >>= 6) {
        out[i] = (char)(0x80 | (code & 0x3F));
    }
    out[0] = (char)((0xF00u >> length) | code);
    return length;
}

/* The code point that ends at `at`, which is not 0. */
static uint32_t decode_before(const char *text, size_t at, size_t *out_start)
{
    for (size_t back = 2; back <= 4 && back <= at && !is_ascii(text[at - 1]); back++) {
        size_t end;
        uint32_t code = il_utf8_decode(text, at, at - back, &end);
        if (code != IL_UTF8_INVALID && end == at) {
            *out_start = at - back;
            return code;
        }
    }
    size_t end;
    *out_start = at - 1;
    return il_utf8_decode(text, at, at - 1, &end);
}

/* ---- characters ---- */

static bool stands_alone(uint32_t code)
{
    return code == IL_UTF8_INVALID || is_control(code);
}

static bool breaks(uint32_t before, uint32_t after, int32_t *state)
{
    return stands_alone(before) || stands_alone(after) ||
           il_width_breaks(before, after, state);
}

static bool always_breaks(uint32_t before, uint32_t after)
{
    return stands_alone(before) || stands_alone(after) ||
           il_width_always_breaks(before, after);
}

size_t il_utf8_next(const char *text, size_t size, size_t at)
{
    if (at + 1 >= size) {
        return size;
    }
    if (is_ascii(text[at]) && is_ascii(text[at + 1])) {
        return at + 1;
    }
    int32_t state = 0;
    uint32_t before = il_utf8_decode(text, size, at, &at);
    while (at < size) {
        size_t end;
        uint32_t after = il_utf8_decode(text, size, at, &end);
        if (breaks(before, after, &state)) {
            return at;
        }
        before = after;
        at = end;
    }
    return size;
}

/* A place at or before `at`, but not the text's end, that a character begins at. */
static size_t find_boundary(const char *text, size_t at)
{
    uint32_t after = decode_before(text, at, &at);
    while (at > 0) {
        size_t start;
        uint32_t before = decode_before(text, at, &start);
        if (always_breaks(before, after)) {
            break;
        }
        after = before;
        at = start;
    }
    return at;
}

size_t il_utf8_previous(const char *text, size_t size, size_t at)
{
    if (at < 2) {
        return 0;
    }
    if (is_ascii(text[at - 1]) && is_ascii(text[at - 2])) {
        return at - 1;
    }
    size_t start = find_boundary(text, at);
    for (size_t end = start; end < at;) {
        start = end;
        end = il_utf8_next(text, size, start);
    }
    return start;
}

/* ---- how they look ---- */

static bool is_flag(uint32_t code) { return code >= FIRST_FLAG && code <= LAST_FLAG; }
static bool is_skin(uint32_t code) { return code >= FIRST_SKIN && code <= LAST_SKIN; }

/* The vowel and the end of a Korean syllable: terminals show them in the cells of its
 * first letter. */
static bool is_within_syllable(uint32_t code)
{
    return (code >= FIRST_VOWEL && code <= LAST_FINAL) ||
           (code >= FIRST_OLD_VOWEL && code <= LAST_OLD_FINAL);
}

/* Let another code point of the character count. Old terminals add all the widths; what
 * newer ones show as one picture has the width of one. */
static void extend(struct il_utf8_shape *shape, uint32_t before, uint32_t code)
{
    unsigned width = il_width_of(code);
    if (code == EMOJI_STYLE || code == TEXT_STYLE) {
        shape->is_disputed = true;
        shape->width = code == EMOJI_STYLE && shape->width == 1 ? 2 : shape->width;
        return;
    }
    shape->is_disputed |= width != 0 || is_within_syllable(code);
    if (width == 0 || is_within_syllable(code)) {
        return;
    }
    if (is_flag(code)) {
        shape->width = 2;
    } else if (before != JOINER && !is_skin(code)) {
        shape->width += width;
    }
}

static struct il_utf8_shape shape_of_cluster(const char *text, size_t size, size_t at)
{
    struct il_utf8_shape shape = {.end = il_utf8_next(text, size, at)};
    shape.code = il_utf8_decode(text, size, at, &at);
    if (shape.code == IL_UTF8_INVALID) {
        shape.width = 1;
        return shape;
    }
    shape.width = il_width_is_visible(shape.code) ? il_width_of(shape.code) : 0;
    shape.is_disputed = is_within_syllable(shape.code);
    for (uint32_t before = shape.code; at < shape.end && shape.width > 0;) {
        uint32_t code = il_utf8_decode(text, size, at, &at);
        extend(&shape, before, code);
        before = code;
    }
    return shape;
}

struct il_utf8_shape il_utf8_shape(const char *text, size_t size, size_t at)
{
    unsigned char c = (unsigned char)text[at];
    if (c < 0x80 && (at + 1 == size || is_ascii(text[at + 1]))) {
        return (struct il_utf8_shape){at + 1, c, !is_control(c), false};
    }
    return shape_of_cluster(text, size, at);
}

size_t il_utf8_width(const char *text, size_t size)
{
    size_t width = 0;
    for (size_t at = 0; at < size;) {
        struct il_utf8_shape shape = il_utf8_shape(text, size, at);
        width += shape.width;
        at = shape.end;
    }
    return width;
}
