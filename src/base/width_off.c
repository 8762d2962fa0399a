/* SPDX-License-Identifier: MIT
 * What the C library knows of a code point, where utf8proc is not there.
 *
 * Characters end where something that takes cells begins, except behind a joiner and
 * inside of a flag.
 */
#include "base/width.h"

#include <locale.h>
#include <pthread.h>
#include <wchar.h>
#include <wctype.h>

enum { JOINER = 0x200D, FIRST_FLAG = 0x1F1E6, LAST_FLAG = 0x1F1FF };
enum { FIRST_SKIN = 0x1F3FB, LAST_SKIN = 0x1F3FF };

/* wcwidth() asks the thread's locale, which is the host's affair and often "C". It is
 * made once and lives as long as the process. */
static locale_t unicode;
static pthread_once_t unicode_once = PTHREAD_ONCE_INIT;

static void make_unicode(void)
{
    unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static void prepare(void) { (void)pthread_once(&unicode_once, make_unicode); }

/* -1: it cannot be shown. */
static int measure(uint32_t code)
{
    prepare();
    if (unicode == (locale_t)0) {
        return code < 0x20 || (code >= 0x7F && code < 0xA0) ? -1 : 1;
    }
    locale_t before = uselocale(unicode);
    int width = wcwidth((wchar_t)code);
    (void)uselocale(before);
    return width;
}

unsigned il_width_of(uint32_t code)
{
    int width = measure(code);
    return width < 0 ? 0 : (unsigned)width;
}

static bool is_flag(uint32_t code) { return code >= FIRST_FLAG && code <= LAST_FLAG; }

/* Pictures that a joiner makes one of. */
static bool is_picture(uint32_t code)
{
    return (code >= 0x2190 && code <= 0x2BFF) || code >= 0x1F000;
}

/* Marks of format that stand alone, though they take no cells. */
static bool is_format(uint32_t code)
{
    return code == 0x200B || code == 0x200E || code == 0x200F || code == 0x61C ||
           code == 0xFEFF || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F);
}

/* Does it go on with the character before? */
static bool continues(uint32_t code)
{
    return (code >= FIRST_SKIN && code <= LAST_SKIN) ||
           (measure(code) == 0 && !is_format(code));
}

/* The state says what stands before: an odd number of a flag's letters, a picture. */
bool il_width_breaks(uint32_t before, uint32_t after, int32_t *state)
{
    enum { LETTER = 1, PICTURE = 2 };
    *state |= is_picture(before) ? PICTURE : 0;
    if (is_flag(before) && is_flag(after)) {
        *state ^= LETTER;
        return (*state & LETTER) == 0;
    }
    bool is_joined = before == JOINER && is_picture(after) && (*state & PICTURE) != 0;
    return !is_joined && (is_format(before) || !continues(after));
}

bool il_width_always_breaks(uint32_t before, uint32_t after)
{
    return before != JOINER && (is_format(before) || !continues(after)) &&
           !(is_flag(before) && is_flag(after));
}

bool il_width_is_visible(uint32_t code) { return measure(code) > 0; }

bool il_width_is_word(uint32_t code)
{
    prepare();
    if (unicode == (locale_t)0 || code < 0x80) {
        bool is_letter = (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
        return is_letter || (code >= '0' && code <= '9') || code == '_' || code >= 0x80;
    }
    return iswalnum_l((wint_t)code, unicode) || measure(code) == 0;
}

uint32_t il_width_upper(uint32_t code)
{
    prepare();
    return unicode == (locale_t)0 ? code : (uint32_t)towupper_l((wint_t)code, unicode);
}

uint32_t il_width_lower(uint32_t code)
{
    prepare();
    return unicode == (locale_t)0 ? code : (uint32_t)towlower_l((wint_t)code, unicode);
}
