/* SPDX-License-Identifier: MIT
 * Looks: the colours and attributes a cell is drawn with, and their control sequences.
 *
 * A look is one integer, so that cells are compared fast; 0 is the terminal's own. A
 * colour is 0 (the terminal's own), one of the palette of 256, or 24 bits of it.
 */
#ifndef IL_LOOK_H
#define IL_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* How many colours a terminal has. */
enum il_depth {
    IL_DEPTH_NONE, /* no sequence at all is sent, but for what erases and moves */
    IL_DEPTH_MONO, /* attributes only */
    IL_DEPTH_16,
    IL_DEPTH_256,
    IL_DEPTH_TRUE,
};

/* Attributes, or-ed. */
enum {
    IL_LOOK_BOLD = 1,
    IL_LOOK_DIM = 2,
    IL_LOOK_ITALIC = 4,
    IL_LOOK_UNDERLINE = 8,
    IL_LOOK_REVERSE = 16,
    IL_LOOK_STRIKE = 32,
};

/* Where the parts of a look lie. */
enum { IL_LOOK_BACK = 25, IL_LOOK_ATTRIBUTES = 50 };

#define IL_COLOR_RGB 0x1000000u
#define IL_COLOR_MASK 0x1FFFFFFu

/** One of the palette: 0 to 7 plain, 8 to 15 bright, then the cube and the greys. */
static inline uint32_t il_color_of(uint8_t index) { return index + 1u; }

static inline uint32_t il_color_rgb(uint8_t red, uint8_t green, uint8_t blue)
{
    return IL_COLOR_RGB | (uint32_t)red << 16 | (uint32_t)green << 8 | blue;
}

static inline uint64_t il_look_make(uint32_t front, uint32_t back, unsigned attributes)
{
    return (uint64_t)front | (uint64_t)back << IL_LOOK_BACK |
           (uint64_t)attributes << IL_LOOK_ATTRIBUTES;
}

static inline uint32_t il_look_front(uint64_t look) { return look & IL_COLOR_MASK; }
static inline uint32_t il_look_back(uint64_t look)
{
    return (look >> IL_LOOK_BACK) & IL_COLOR_MASK;
}
static inline unsigned il_look_attributes(uint64_t look)
{
    return (unsigned)(look >> IL_LOOK_ATTRIBUTES);
}

/** A look laid over another: its colours as far as it has any, and the attributes of
 * both. */
uint64_t il_look_over(uint64_t below, uint64_t above);

/** The nearest look that a terminal of that depth has. */
uint64_t il_look_reduce(uint64_t look, enum il_depth depth);

/** Add the sequence that goes from one look to another, both reduced; the shorter of a
 * change and a new start. */
void il_look_write(struct il_text *out, uint64_t from, uint64_t to);

/** The look after a sequence whose parameters are `text`, as "1;38;5;208". What is not
 * known is left out. */
uint64_t il_look_read(const char *text, size_t size, uint64_t before);

/**
 * Take a look from words: attributes, a colour, "on" and a colour. Colours are names
 * ("red", "bright-blue", "default"), "#rrggbb" or the number of a palette of 256;
 * "plain" alone is no look. False at a word that is none of these; *out is as it was.
 */
bool il_look_parse(const char *text, size_t size, uint64_t *out);

#endif
