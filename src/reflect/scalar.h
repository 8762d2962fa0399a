/* SPDX-License-Identifier: MIT
 * Scalars in memory: integers, truth values, floating point, of every width and byte
 * order, and bit-fields. Works on bytes that were fetched, or will be stored. Cold.
 */
#ifndef IL_SCALAR_H
#define IL_SCALAR_H

#include "reflect/ctype.h"

/* A number out of memory or on its way into it. */
struct il_scalar {
    enum {
        IL_SCALAR_SIGNED,
        IL_SCALAR_UNSIGNED,
        IL_SCALAR_WIDE,
        IL_SCALAR_REAL,
        IL_SCALAR_COMPLEX
    } how;
    int64_t integer;       /* signed: the value */
    uint64_t natural;      /* unsigned: the value; wide: the lower half of it */
    uint64_t high;         /* wide: the upper half, in two's complement where the type
                              it is of has a sign */
    long double real;      /* real, complex: the value, or its real part */
    long double imaginary; /* complex */
};

/** How many bytes a bit-field lies in, from its offset on. */
size_t il_scalar_bit_bytes(const struct il_cfield *field);

/**
 * Read a number of a scalar type from its bytes, which may lie anywhere. Integers of
 * more than 64 bits are wide, whatever their value. One of binary128 becomes the
 * nearest double, ties to even.
 */
void il_scalar_read(const struct il_ctype *type, const unsigned char *bytes,
                    struct il_scalar *out);

/** The same for a bit-field. */
void il_scalar_read_bits(const struct il_cfield *field, const unsigned char *bytes,
                         struct il_scalar *out);

/** The least and the greatest value of an integer type of `bits`, at most 64. */
int64_t il_scalar_least(const struct il_ctype *type, unsigned bits);
uint64_t il_scalar_greatest(const struct il_ctype *type, unsigned bits);

/**
 * Write a number into the bytes of a scalar. False where it does not fit: the bytes are
 * as they were. A real that is finite must not become infinite; digits may get lost. A
 * number that is not complex has the imaginary part 0.
 */
bool il_scalar_write(const struct il_ctype *type, const struct il_scalar *value,
                     unsigned char *bytes);

/** The same for a bit-field; the other bits of the bytes stay. */
bool il_scalar_write_bits(const struct il_cfield *field, const struct il_scalar *value,
                          unsigned char *bytes);

#endif
