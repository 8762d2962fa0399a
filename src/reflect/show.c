/* SPDX-License-Identifier: MIT
 * Objects as C would write them down. Cold.
 */
#include "reflect/show.h"

#include <ctype.h>
#include <dlfcn.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reflect/access.h"
#include "reflect/scalar.h"

struct show {
    struct il_text *text;
    size_t end; /* where the text is full */
    unsigned items;
};

static void show_value(struct show *show, const struct il_ctype *type,
                       const unsigned char *bytes, unsigned depth);

/* --- Numbers ---------------------------------------------------------------------- */

static long double round_to(const struct il_ctype *type, const char *digits)
{
    if (type->size == sizeof(float)) {
        return strtof(digits, NULL);
    }
    bool is_double = type->size == sizeof(double) || type->is_quad;
    return is_double ? strtod(digits, NULL) : strtold(digits, NULL);
}

void il_show_real(const struct il_ctype *type, long double value, struct il_text *text)
{
    char digits[64];
    for (int precision = 6; precision <= LDBL_DECIMAL_DIG; precision++) {
        snprintf(digits, sizeof digits, "%.*Lg", precision, value);
        if (!(round_to(type, digits) < value) && !(round_to(type, digits) > value)) {
            break;
        }
    }
    il_text_add_string(text, digits);
    if (isfinite(value) && strpbrk(digits, ".e") == NULL) {
        il_text_add_string(text, ".0");
    }
}

static void show_character(unsigned char c, char quote, struct il_text *text)
{
    static const char named[] = "\a\b\t\n\v\f\r";
    static const char letters[] = "abtnvfr";
    char code[8];
    const char *found = c == 0 ? NULL : strchr(named, c);
    if (found != NULL) {
        snprintf(code, sizeof code, "\\%c", letters[found - named]);
    } else if (c == (unsigned char)quote || c == '\\') {
        snprintf(code, sizeof code, "\\%c", c);
    } else if (c >= 0x20 && c != 0x7f) {
        snprintf(code, sizeof code, "%c", c);
    } else {
        snprintf(code, sizeof code, "\\%03o", c);
    }
    il_text_add_string(text, code);
}

static void show_integer(const struct il_ctype *type, const struct il_scalar *value,
                         struct il_text *text)
{
    char digits[32];
    int64_t integer =
        value->how == IL_SCALAR_SIGNED ? value->integer : (int64_t)value->natural;
    const char *name =
        type->kind == IL_C_ENUM ? il_ctype_constant(type, integer) : NULL;
    if (name != NULL) {
        il_text_add_string(text, name);
    } else if (type->kind == IL_C_BOOL) {
        il_text_add_string(text, integer != 0 ? "true" : "false");
    } else if (type->kind == IL_C_CHAR && !type->is_raw) {
        il_text_add_char(text, '\'');
        show_character((unsigned char)integer, '\'', text);
        il_text_add_char(text, '\'');
    } else {
        snprintf(digits, sizeof digits,
                 value->how == IL_SCALAR_SIGNED ? "%" PRId64 : "%" PRIu64, integer);
        il_text_add_string(text, digits);
    }
}

/* Decimal digits of an integer of 128 bits: it is divided by ten, 32 bits at a time. */
static void show_wide(const struct il_ctype *type, const struct il_scalar *value,
                      struct il_text *text)
{
    char digits[48], *first = digits + sizeof digits - 1;
    bool is_negative = il_ctype_is_signed(type) && value->high >> 63 != 0;
    uint64_t low = is_negative ? 0 - value->natural : value->natural;
    uint64_t high = is_negative ? ~value->high + (low == 0) : value->high;
    uint32_t parts[] = {(uint32_t)(high >> 32), (uint32_t)high, (uint32_t)(low >> 32),
                        (uint32_t)low};
    *first = '\0';
    do {
        uint64_t rest = 0;
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            rest = rest << 32 | parts[i];
            parts[i] = (uint32_t)(rest / 10);
            rest %= 10;
        }
        *--first = (char)('0' + (int)rest);
    } while ((parts[0] | parts[1] | parts[2] | parts[3]) != 0);
    il_text_add_string(text, is_negative ? "-" : "");
    il_text_add_string(text, first);
}

/* As <complex.h> lets one write it. */
static void show_complex(const struct il_ctype *type, const struct il_scalar *value,
                         struct il_text *text)
{
    bool is_minus = signbit(value->imaginary) != 0 && !isnan(value->imaginary);
    il_show_real(type->target, value->real, text);
    il_text_add_string(text, is_minus ? " - " : " + ");
    il_show_real(type->target, is_minus ? -value->imaginary : value->imaginary, text);
    il_text_add_string(text, "*I");
}

static void show_scalar(const struct il_ctype *type, const struct il_scalar *value,
                        struct il_text *text)
{
    if (value->how == IL_SCALAR_WIDE) {
        show_wide(type, value, text);
    } else if (value->how == IL_SCALAR_COMPLEX) {
        show_complex(type, value, text);
    } else if (value->how == IL_SCALAR_REAL) {
        il_show_real(type, value->real, text);
    } else {
        show_integer(type, value, text);
    }
}

/* --- Text ------------------------------------------------------------------------- */

/* Text of which `is_whole` says whether it ends here. Bytes beyond ASCII stand as they
 * are; who makes a str of it escapes what is no UTF-8. */
static void show_text(const char *bytes, size_t size, bool is_whole,
                      struct il_text *text)
{
    size_t shown = size < IL_SHOW_STRING ? size : IL_SHOW_STRING;
    il_text_add_char(text, '"');
    for (size_t i = 0; i < shown; i++) {
        show_character((unsigned char)bytes[i], '"', text);
    }
    il_text_add_string(text, is_whole && shown == size ? "\"" : "\"...");
}

static void show_array_text(const struct il_ctype *type, const unsigned char *bytes,
                            struct il_text *text)
{
    const unsigned char *end = memchr(bytes, '\0', type->count);
    show_text((const char *)bytes, end == NULL ? type->count : (size_t)(end - bytes),
              true, text);
}

static void show_string(uint64_t address, struct il_text *text)
{
    struct il_text string = {0};
    bool is_whole;
    if (il_access_string((uintptr_t)address, IL_SHOW_STRING + 1, &string, &is_whole)) {
        show_text(string.bytes == NULL ? "" : string.bytes, string.size, is_whole,
                  text);
    } else {
        il_text_add_string(text, "<unreadable>");
    }
    text->failed |= string.failed;
    il_text_free(&string);
}

/* --- Pointers --------------------------------------------------------------------- */

/* The name that the loader knows for exactly this address, or NULL. */
static const char *find_symbol(uintptr_t address)
{
    Dl_info info;
    return dladdr((void *)address, &info) != 0 && (uintptr_t)info.dli_saddr == address
               ? info.dli_sname
               : NULL;
}

void il_show_pointer(const struct il_ctype *type, uint64_t value, struct il_text *text)
{
    char digits[32];
    il_text_add_char(text, '(');
    il_ctype_write(type, "", text);
    snprintf(digits, sizeof digits, value == 0 ? ")NULL" : ")0x%" PRIx64, value);
    il_text_add_string(text, digits);
    const char *symbol =
        type->target->kind == IL_C_FUNCTION ? find_symbol((uintptr_t)value) : NULL;
    if (symbol != NULL) {
        il_text_add_string(text, " <");
        il_text_add_string(text, symbol);
        il_text_add_char(text, '>');
    }
}

void il_show_function(const struct il_ctype *type, const char *name, uintptr_t address,
                      struct il_text *text)
{
    char digits[32];
    const char *symbol = name != NULL ? name : find_symbol(address);
    il_text_add_char(text, '<');
    il_ctype_write(type, symbol == NULL ? "" : symbol, text);
    snprintf(digits, sizeof digits, " at 0x%" PRIxPTR ">", address);
    il_text_add_string(text, digits);
}

void il_show_program(const struct il_ctype *type, struct il_text *text)
{
    size_t end = text->size + IL_SHOW_BYTES;
    il_text_add_string(text, "<program:");
    for (size_t i = 0; i < type->count; i++) {
        const struct il_cfield *field = &type->fields[i];
        if (field->is_hidden) {
            continue;
        }
        if (text->size >= end) {
            il_text_add_string(text, " ...");
            break;
        }
        il_text_add_char(text, ' ');
        il_text_add_string(text, field->name);
        il_text_add_string(text, field->type->kind == IL_C_FUNCTION ? "()" : "");
    }
    il_text_add_char(text, '>');
}

static void show_pointer(const struct il_ctype *type, const unsigned char *bytes,
                         struct il_text *text)
{
    uintptr_t value;
    memcpy(&value, bytes, sizeof value);
    if (value == 0) {
        il_text_add_string(text, "NULL");
    } else if (il_ctype_is_string(type)) {
        show_string(value, text);
    } else {
        il_show_pointer(type, value, text);
    }
}

/* --- Aggregates ------------------------------------------------------------------- */

static bool is_full(struct show *show)
{
    return show->items >= IL_SHOW_ITEMS || show->text->size >= show->end ||
           show->text->failed;
}

/* What stands between two parts; false, with dots, where no more is shown. */
static bool begin_part(struct show *show, size_t number)
{
    il_text_add_string(show->text, number == 0 ? "" : ", ");
    if (is_full(show)) {
        il_text_add_string(show->text, "...");
        return false;
    }
    show->items++;
    return true;
}

static void show_field(struct show *show, const struct il_cfield *field,
                       const unsigned char *bytes, unsigned depth)
{
    struct il_scalar value;
    il_text_add_char(show->text, '.');
    il_text_add_string(show->text, field->name);
    il_text_add_string(show->text, " = ");
    if (field->bit_width == 0) {
        show_value(show, field->type, bytes + field->offset, depth + 1);
        return;
    }
    il_scalar_read_bits(field, bytes + field->offset, &value);
    show_scalar(field->type, &value, show->text);
}

static void show_record(struct show *show, const struct il_ctype *type,
                        const unsigned char *bytes, unsigned depth)
{
    size_t shown = 0;
    for (size_t i = 0; i < type->count; i++) {
        if (type->fields[i].is_hidden || type->fields[i].get != NULL) {
            continue;
        }
        if (!begin_part(show, shown++)) {
            return;
        }
        show_field(show, &type->fields[i], bytes, depth);
    }
}

static void show_array(struct show *show, const struct il_ctype *type,
                       const unsigned char *bytes, unsigned depth)
{
    for (size_t i = 0; i < type->count && begin_part(show, i); i++) {
        show_value(show, type->target, bytes + i * type->target->size, depth + 1);
    }
}

static void show_aggregate(struct show *show, const struct il_ctype *type,
                           const unsigned char *bytes, unsigned depth)
{
    if (depth >= IL_SHOW_DEPTH) {
        il_text_add_string(show->text, "{...}");
        return;
    }
    il_text_add_char(show->text, '{');
    if (type->kind == IL_C_ARRAY) {
        show_array(show, type, bytes, depth);
    } else {
        show_record(show, type, bytes, depth);
    }
    il_text_add_char(show->text, '}');
}

static void show_value(struct show *show, const struct il_ctype *type,
                       const unsigned char *bytes, unsigned depth)
{
    struct il_scalar value;
    if (il_ctype_is_scalar(type)) {
        il_scalar_read(type, bytes, &value);
        show_scalar(type, &value, show->text);
    } else if (type->kind == IL_C_POINTER) {
        show_pointer(type, bytes, show->text);
    } else if (il_ctype_is_text(type)) {
        show_array_text(type, bytes, show->text);
    } else {
        show_aggregate(show, type, bytes, depth);
    }
}

struct il_ctype il_show_part(const struct il_ctype *type)
{
    struct il_ctype part = *type;
    if (type->kind == IL_C_ARRAY && type->count > IL_SHOW_ITEMS + 1) {
        part.count = IL_SHOW_ITEMS + 1;
        part.size = part.count * type->target->size;
    }
    return part;
}

void il_show_object(const struct il_ctype *type, const unsigned char *bytes,
                    struct il_text *text)
{
    struct il_ctype part = il_show_part(type);
    struct show show = {text, text->size + IL_SHOW_BYTES, 0};
    if (type->kind == IL_C_RECORD || type->kind == IL_C_UNION ||
        (type->kind == IL_C_ARRAY && !il_ctype_is_text(type))) {
        il_text_add_char(text, '(');
        il_ctype_write(type, "", text);
        il_text_add_char(text, ')');
    }
    show_value(&show, &part, bytes, 0);
}
