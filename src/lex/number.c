/* SPDX-License-Identifier: MIT
 * Numbers:
 *
 *   0x (_? hexdigit)+ | 0o (_? octdigit)+ | 0b (_? bindigit)+
 *   (digits [.] [digits] | . digits) [(e|E) [+|-] digits] [j|J]
 *   digits: digit (_? digit)*
 */
#include "lex/number.h"

#include <stdbool.h>

typedef bool (*is_digit_fn)(char c);

static bool is_decimal(char c) { return c >= '0' && c <= '9'; }
static bool is_octal(char c) { return c >= '0' && c <= '7'; }
static bool is_binary(char c) { return c == '0' || c == '1'; }

static bool is_hexadecimal(char c)
{
    return is_decimal(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The end of digits from `at` on, each with an underscore in front if `from_under`. */
static size_t skip_digits(const char *text, size_t size, size_t at,
                          is_digit_fn is_digit, bool from_under)
{
    for (bool may_under = from_under;; may_under = true) {
        size_t next = may_under && at < size && text[at] == '_' ? at + 1 : at;
        if (next >= size || !is_digit(text[next])) {
            return at;
        }
        at = next + 1;
    }
}

/* The end of a number with a base, or 0. */
static size_t end_of_based(const char *text, size_t size)
{
    if (size < 3 || text[0] != '0') {
        return 0;
    }
    char base = (char)(text[1] | 0x20);
    is_digit_fn is_digit = base == 'x'   ? is_hexadecimal
                           : base == 'o' ? is_octal
                           : base == 'b' ? is_binary
                                         : NULL;
    if (is_digit == NULL) {
        return 0;
    }
    size_t end = skip_digits(text, size, 2, is_digit, true);
    return end > 2 ? end : 0;
}

static size_t skip_exponent(const char *text, size_t size, size_t at)
{
    if (at >= size || (text[at] | 0x20) != 'e') {
        return at;
    }
    size_t digits = at + 1;
    if (digits < size && (text[digits] == '+' || text[digits] == '-')) {
        digits++;
    }
    size_t end = skip_digits(text, size, digits, is_decimal, false);
    return end > digits ? end : at;
}

size_t il_number_size(const char *text, size_t size)
{
    size_t end = end_of_based(text, size);
    if (end != 0) {
        return end;
    }
    end = skip_digits(text, size, 0, is_decimal, false);
    if (end < size && text[end] == '.') {
        end = skip_digits(text, size, end + 1, is_decimal, false);
    }
    end = skip_exponent(text, size, end);
    return end < size && (text[end] | 0x20) == 'j' ? end + 1 : end;
}
