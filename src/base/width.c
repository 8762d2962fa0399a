/* SPDX-License-Identifier: MIT
 * What Unicode says of a code point, by utf8proc.
 */
#include "base/width.h"

#include <utf8proc.h>

enum { JOINER = 0x200D };

unsigned il_width_of(uint32_t code)
{
    int width = utf8proc_charwidth((utf8proc_int32_t)code);
    return width < 0 ? 0 : (unsigned)width;
}

bool il_width_breaks(uint32_t before, uint32_t after, int32_t *state)
{
    return utf8proc_grapheme_break_stateful((utf8proc_int32_t)before,
                                            (utf8proc_int32_t)after, state);
}

/* The rules that look further back than one code point join pictures behind a joiner,
 * and flags, which the pair alone says do not break. */
bool il_width_always_breaks(uint32_t before, uint32_t after)
{
    return before != JOINER &&
           utf8proc_grapheme_break((utf8proc_int32_t)before, (utf8proc_int32_t)after);
}

bool il_width_is_visible(uint32_t code)
{
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    default:
        return true;
    }
}

bool il_width_is_word(uint32_t code)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) ||
           category == UTF8PROC_CATEGORY_PC;
}

uint32_t il_width_upper(uint32_t code)
{
    return (uint32_t)utf8proc_toupper((utf8proc_int32_t)code);
}

uint32_t il_width_lower(uint32_t code)
{
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
}
