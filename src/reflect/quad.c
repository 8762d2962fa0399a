/* SPDX-License-Identifier: MIT
 * Numbers of the format binary128. Cold.
 */
#include "reflect/quad.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum {
    QUAD_BIAS = 16383,
    QUAD_SPECIAL = 0x7fff, /* the exponent of what is infinite or no number */
    QUAD_FRACTION = 48,    /* bits of it in the upper half */
    DOUBLE_BIAS = 1023,
    DOUBLE_SPECIAL = 0x7ff,
    DOUBLE_FRACTION = 52,
    MOVED = DOUBLE_FRACTION - QUAD_FRACTION /* bits that go into the lower half */
};

static const uint64_t sign_bit = UINT64_C(1) << 63;

static double make_double(uint64_t pattern)
{
    double value;
    memcpy(&value, &pattern, sizeof value);
    return value;
}

/* A number whose 64 upper bits are `bits`, the first of which is set, times 2 to the
 * `exponent` minus 63; the last of them stands for all that were lost, too. */
static double round_off(uint64_t bits, int exponent)
{
    int shift = 63 - DOUBLE_FRACTION;
    int least = 1 - DOUBLE_BIAS;
    shift += exponent < least ? least - exponent : 0;
    if (shift >= 64) {
        /* Less than half of the least that there is, or half of it, or more. */
        bool is_more = shift == 64 && bits > sign_bit;
        return is_more ? make_double(1) : 0;
    }
    uint64_t half = UINT64_C(1) << (shift - 1);
    uint64_t rest = bits & (2 * half - 1), whole = bits >> shift;
    whole += rest > half || (rest == half && (whole & 1) != 0) ? 1 : 0;
    return ldexp((double)whole, exponent - 63 + shift);
}

static double to_magnitude(uint64_t high, uint64_t low)
{
    int exponent = (int)(high >> QUAD_FRACTION);
    uint64_t fraction = high & ((UINT64_C(1) << QUAD_FRACTION) - 1);
    if (exponent == QUAD_SPECIAL) {
        uint64_t kept = fraction << MOVED | low >> (64 - MOVED);
        /* A fraction that is not 0 must not become 0: that would be infinite. */
        kept |= (fraction | low) != 0 && kept == 0 ? 1 : 0;
        return make_double((uint64_t)DOUBLE_SPECIAL << DOUBLE_FRACTION | kept);
    }
    if (exponent == 0) {
        return 0; /* Far below the least double. */
    }
    uint64_t bits = sign_bit | fraction << 15 | low >> 49;
    bits |= (low & ((UINT64_C(1) << 49) - 1)) != 0 ? 1 : 0;
    return round_off(bits, exponent - QUAD_BIAS);
}

double il_quad_to_double(struct il_quad quad)
{
    double value = to_magnitude(quad.high & ~sign_bit, quad.low);
    return (quad.high & sign_bit) != 0 ? -value : value;
}

/* The exponent and the fraction of a double; one that is below the usual range is made
 * usual, since here the range is larger. */
static int take_apart(uint64_t pattern, uint64_t *out_fraction)
{
    const uint64_t hidden = UINT64_C(1) << DOUBLE_FRACTION;
    int exponent = (int)(pattern >> DOUBLE_FRACTION);
    uint64_t fraction = pattern & (hidden - 1);
    if (exponent == DOUBLE_SPECIAL) {
        exponent = QUAD_SPECIAL;
    } else if (exponent > 0) {
        exponent += QUAD_BIAS - DOUBLE_BIAS;
    } else if (fraction != 0) {
        exponent = QUAD_BIAS - DOUBLE_BIAS + 1;
        for (; (fraction & hidden) == 0; exponent--) {
            fraction <<= 1;
        }
    }
    *out_fraction = fraction & (hidden - 1);
    return exponent;
}

struct il_quad il_quad_from_double(double value)
{
    uint64_t pattern, fraction;
    memcpy(&pattern, &value, sizeof pattern);
    uint64_t exponent = (uint64_t)take_apart(pattern & ~sign_bit, &fraction);
    return (struct il_quad){
        .high = (pattern & sign_bit) | exponent << QUAD_FRACTION | fraction >> MOVED,
        .low = fraction << (64 - MOVED),
    };
}
