/* SPDX-License-Identifier: MIT
 * Numbers of the format that IEEE 754 calls binary128, which not every machine, and no
 * compiler everywhere, can compute with: `_Float128`, and long double in some places.
 * Done with integers, so that no other precision comes between. Cold.
 */
#ifndef IL_QUAD_H
#define IL_QUAD_H

#include <stdint.h>

/* Its halves, as patterns. */
struct il_quad {
    uint64_t high; /* the sign, 15 bits of the exponent, 48 of the fraction */
    uint64_t low;  /* 64 more of the fraction */
};

/** The nearest double, ties to even; infinite where it is too large. */
double il_quad_to_double(struct il_quad quad);

/** The same value: there is one for each double. */
struct il_quad il_quad_from_double(double value);

#endif
