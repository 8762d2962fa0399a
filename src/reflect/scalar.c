/* SPDX-License-Identifier: MIT
 * Scalars in memory. Cold.
 */
#include "reflect/scalar.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "reflect/quad.h"

enum { WIDEST = 16 };

static bool is_big_machine(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 0;
}

/* --- Integers by bits ------------------------------------------------------------- */

/* One of the sizes that registers have, in the machine's order. */
static uint64_t load(const unsigned char *bytes, size_t size)
{
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (size) {
    case 1:
        return bytes[0];
    case sizeof two:
        memcpy(&two, bytes, sizeof two);
        return two;
    case sizeof four:
        memcpy(&four, bytes, sizeof four);
        return four;
    default:
        memcpy(&eight, bytes, sizeof eight);
        return eight;
    }
}

/* Bytes to a number and back, the least significant first or last. */
static uint64_t gather(const unsigned char *bytes, size_t size, bool is_big)
{
    uint64_t value = 0;
    if (is_big == is_big_machine() &&
        (size == 1 || size == 2 || size == 4 || size == 8)) {
        return load(bytes, size);
    }
    for (size_t i = 0; i < size; i++) {
        value = value << CHAR_BIT | bytes[is_big ? i : size - 1 - i];
    }
    return value;
}

static void scatter(uint64_t value, unsigned char *bytes, size_t size, bool is_big)
{
    for (size_t i = 0; i < size; i++) {
        bytes[is_big ? size - 1 - i : i] = (unsigned char)value;
        value >>= CHAR_BIT;
    }
}

static uint64_t mask_of(unsigned bits)
{
    return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

/* The low `bits` of a pattern as a number of the type. */
static void interpret(const struct il_ctype *type, uint64_t pattern, unsigned bits,
                      struct il_scalar *out)
{
    pattern &= mask_of(bits);
    if (!il_ctype_is_signed(type) || bits == 0) {
        out->how = IL_SCALAR_UNSIGNED;
        out->natural = type->kind == IL_C_BOOL ? pattern != 0 : pattern;
        return;
    }
    uint64_t sign = UINT64_C(1) << (bits - 1);
    out->how = IL_SCALAR_SIGNED;
    out->integer = (int64_t)((pattern ^ sign) - sign);
}

int64_t il_scalar_least(const struct il_ctype *type, unsigned bits)
{
    return il_ctype_is_signed(type) ? -(int64_t)mask_of(bits - 1) - 1 : 0;
}

uint64_t il_scalar_greatest(const struct il_ctype *type, unsigned bits)
{
    if (type->kind == IL_C_BOOL) {
        return 1;
    }
    return mask_of(il_ctype_is_signed(type) ? bits - 1 : bits);
}

/* The pattern of a number; false where it does not fit. */
static bool encode(const struct il_ctype *type, const struct il_scalar *value,
                   unsigned bits, uint64_t *out_pattern)
{
    if (value->how != IL_SCALAR_SIGNED && value->how != IL_SCALAR_UNSIGNED) {
        return false;
    }
    bool is_negative = value->how == IL_SCALAR_SIGNED && value->integer < 0;
    if (is_negative) {
        *out_pattern = (uint64_t)value->integer;
        return value->integer >= il_scalar_least(type, bits);
    }
    *out_pattern =
        value->how == IL_SCALAR_SIGNED ? (uint64_t)value->integer : value->natural;
    return *out_pattern <= il_scalar_greatest(type, bits);
}

/* --- Wide integers ---------------------------------------------------------------- */

static bool is_wide(const struct il_ctype *type)
{
    return type->size > sizeof(uint64_t);
}

/* Two halves, the lower one first unless the bytes are the other way round. */
static void read_wide(const unsigned char *bytes, size_t size, bool is_big,
                      struct il_scalar *out)
{
    size_t half = size / 2;
    out->how = IL_SCALAR_WIDE;
    out->natural = gather(is_big ? bytes + half : bytes, half, is_big);
    out->high = gather(is_big ? bytes : bytes + half, half, is_big);
}

static bool write_wide(const struct il_ctype *type, const struct il_scalar *value,
                       unsigned char *bytes, bool is_big)
{
    size_t half = type->size / 2;
    uint64_t low = value->natural, high = 0;
    if (value->how == IL_SCALAR_WIDE) {
        high = value->high;
    } else if (value->how == IL_SCALAR_SIGNED) {
        low = (uint64_t)value->integer;
        high = value->integer < 0 ? UINT64_MAX : 0;
    } else if (value->how != IL_SCALAR_UNSIGNED) {
        return false;
    }
    if (value->how == IL_SCALAR_SIGNED && high != 0 && !il_ctype_is_signed(type)) {
        return false;
    }
    scatter(low, is_big ? bytes + half : bytes, half, is_big);
    scatter(high, is_big ? bytes : bytes + half, half, is_big);
    return true;
}

/* --- Floating point --------------------------------------------------------------- */

static void copy_real(const struct il_ctype *type, unsigned char *out,
                      const unsigned char *bytes)
{
    for (size_t i = 0; i < type->size; i++) {
        out[i] = bytes[type->is_foreign ? type->size - 1 - i : i];
    }
}

static double read_quad(const unsigned char *own)
{
    struct il_scalar halves;
    read_wide(own, WIDEST, is_big_machine(), &halves);
    return il_quad_to_double((struct il_quad){halves.high, halves.natural});
}

static void write_quad(double value, unsigned char *own)
{
    struct il_quad quad = il_quad_from_double(value);
    bool is_big = is_big_machine();
    scatter(quad.low, is_big ? own + WIDEST / 2 : own, WIDEST / 2, is_big);
    scatter(quad.high, is_big ? own : own + WIDEST / 2, WIDEST / 2, is_big);
}

static long double read_real(const struct il_ctype *type, const unsigned char *bytes)
{
    unsigned char own[WIDEST] = {0};
    float single;
    double normal;
    long double wide;
    copy_real(type, own, bytes);
    if (type->is_quad) {
        return read_quad(own);
    }
    if (type->size == sizeof single) {
        memcpy(&single, own, sizeof single);
        return single;
    }
    if (type->size == sizeof normal) {
        memcpy(&normal, own, sizeof normal);
        return normal;
    }
    memcpy(&wide, own, sizeof wide);
    return wide;
}

static bool write_real(const struct il_ctype *type, long double value,
                       unsigned char *bytes)
{
    unsigned char own[WIDEST] = {0};
    float single = (float)value;
    double normal = (double)value;
    if (type->is_quad) {
        write_quad(normal, own);
    } else if (type->size == sizeof single) {
        memcpy(own, &single, sizeof single);
    } else if (type->size == sizeof normal) {
        memcpy(own, &normal, sizeof normal);
    } else {
        memcpy(own, &value, sizeof value);
    }
    /* By the narrower types first: Valgrind has no longer ones. */
    /* isfinite() would compare with the greatest long double, which Valgrind, whose
     * numbers are shorter, has for infinite. */
    bool was_finite = value - value == 0;
    bool is_finite = type->size == sizeof single   ? isfinite(single)
                     : type->size == sizeof normal ? isfinite(normal)
                                                   : true;
    if (was_finite && !is_finite) {
        return false;
    }
    copy_real(type, bytes, own);
    return true;
}

/* What a complex number has two of: in the order of bytes that it is in itself. */
static struct il_ctype part_of(const struct il_ctype *type)
{
    struct il_ctype part = *type->target;
    part.is_foreign = type->is_foreign;
    return part;
}

static void read_complex(const struct il_ctype *type, const unsigned char *bytes,
                         struct il_scalar *out)
{
    struct il_ctype part = part_of(type);
    out->how = IL_SCALAR_COMPLEX;
    out->real = read_real(&part, bytes);
    out->imaginary = read_real(&part, bytes + part.size);
}

/* Both parts or none of them. */
static bool write_complex(const struct il_ctype *type, long double real,
                          long double imaginary, unsigned char *bytes)
{
    unsigned char both[2 * WIDEST];
    struct il_ctype part = part_of(type);
    size_t half = part.size;
    if (!write_real(&part, real, both) || !write_real(&part, imaginary, both + half)) {
        return false;
    }
    memcpy(bytes, both, 2 * half);
    return true;
}

static long double to_real(const struct il_scalar *value)
{
    switch (value->how) {
    case IL_SCALAR_SIGNED:
        return (long double)value->integer;
    case IL_SCALAR_UNSIGNED:
        return (long double)value->natural;
    default:
        return value->real;
    }
}

/* --- Whole scalars ---------------------------------------------------------------- */

static bool is_big(const struct il_ctype *type)
{
    return is_big_machine() != type->is_foreign;
}

void il_scalar_read(const struct il_ctype *type, const unsigned char *bytes,
                    struct il_scalar *out)
{
    if (type->kind == IL_C_FLOAT) {
        out->how = IL_SCALAR_REAL;
        out->real = read_real(type, bytes);
        return;
    }
    if (type->kind == IL_C_COMPLEX) {
        read_complex(type, bytes, out);
        return;
    }
    if (is_wide(type)) {
        read_wide(bytes, type->size, is_big(type), out);
        return;
    }
    interpret(type, gather(bytes, type->size, is_big(type)),
              (unsigned)(type->size * CHAR_BIT), out);
}

bool il_scalar_write(const struct il_ctype *type, const struct il_scalar *value,
                     unsigned char *bytes)
{
    uint64_t pattern;
    bool is_complex = value->how == IL_SCALAR_COMPLEX;
    if (type->kind == IL_C_COMPLEX) {
        return write_complex(type, to_real(value), is_complex ? value->imaginary : 0,
                             bytes);
    }
    if (type->kind == IL_C_FLOAT) {
        return !is_complex && write_real(type, to_real(value), bytes);
    }
    if (is_wide(type)) {
        return write_wide(type, value, bytes, is_big(type));
    }
    if (!encode(type, value, (unsigned)(type->size * CHAR_BIT), &pattern)) {
        return false;
    }
    scatter(pattern, bytes, type->size, is_big(type));
    return true;
}

/* --- Bit-fields ------------------------------------------------------------------- */

/* At most nine bytes: 64 bits that begin within a byte. So bit by bit. */
static size_t place_of(const struct il_cfield *field, unsigned bit, size_t size)
{
    size_t byte = (field->bit_offset + bit) / CHAR_BIT;
    return is_big_machine() ? size - 1 - byte : byte;
}

size_t il_scalar_bit_bytes(const struct il_cfield *field)
{
    return (field->bit_offset + field->bit_width + CHAR_BIT - 1) / CHAR_BIT;
}

void il_scalar_read_bits(const struct il_cfield *field, const unsigned char *bytes,
                         struct il_scalar *out)
{
    size_t size = il_scalar_bit_bytes(field);
    uint64_t pattern = 0;
    for (unsigned bit = 0; bit < field->bit_width; bit++) {
        unsigned in_byte = (field->bit_offset + bit) % CHAR_BIT;
        uint64_t one = bytes[place_of(field, bit, size)] >> in_byte & 1U;
        pattern |= one << bit;
    }
    interpret(field->type, pattern, field->bit_width, out);
}

bool il_scalar_write_bits(const struct il_cfield *field, const struct il_scalar *value,
                          unsigned char *bytes)
{
    size_t size = il_scalar_bit_bytes(field);
    uint64_t pattern;
    if (!encode(field->type, value, field->bit_width, &pattern)) {
        return false;
    }
    for (unsigned bit = 0; bit < field->bit_width; bit++) {
        unsigned char one = (unsigned char)(1U << (field->bit_offset + bit) % CHAR_BIT);
        unsigned char *byte = &bytes[place_of(field, bit, size)];
        *byte = (unsigned char)(pattern >> bit & 1U ? *byte | one : *byte & ~one);
    }
    return true;
}
