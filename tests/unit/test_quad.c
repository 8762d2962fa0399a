/* SPDX-License-Identifier: MIT
 * Numbers of the format binary128, beside those of the compiler where it has them.
 */
#include "reflect/quad.h"

#include <il_test.h>
#include <math.h>
#include <string.h>

static uint64_t pattern_of(double value)
{
    uint64_t pattern;
    memcpy(&pattern, &value, sizeof pattern);
    return pattern;
}

static double double_of(uint64_t pattern)
{
    double value;
    memcpy(&value, &pattern, sizeof value);
    return value;
}

static struct il_quad quad_of(unsigned exponent, uint64_t fraction, uint64_t low)
{
    return (struct il_quad){(uint64_t)exponent << 48 | fraction, low};
}

static void assert_rounded(struct il_quad quad, double expected)
{
    assert_int_equal(pattern_of(il_quad_to_double(quad)), pattern_of(expected));
}

static void numbers_become_the_nearest_double(void **state)
{
    const uint64_t half = UINT64_C(1) << 59, one = UINT64_C(1) << 60;
    (void)state;
    assert_rounded(quad_of(16383, 0, 0), 1.0);
    assert_rounded(quad_of(16383, 0, one), 1.0 + 0x1p-52);
    /* Ties go to the even one, and anything beyond a tie away from it. */
    assert_rounded(quad_of(16383, 0, half), 1.0);
    assert_rounded(quad_of(16383, 0, half + 1), 1.0 + 0x1p-52);
    assert_rounded(quad_of(16383, 0, half - 1), 1.0);
    assert_rounded(quad_of(16383, 0, one + half), 1.0 + 0x1p-51);
    assert_rounded(quad_of(16383, (UINT64_C(1) << 48) - 1, UINT64_MAX), 2.0);
}

static void what_is_too_large_or_too_small_is_neither_wrong(void **state)
{
    const uint64_t all = (UINT64_C(1) << 48) - 1;
    (void)state;
    assert_rounded(quad_of(16383 + 1023, all, UINT64_MAX), INFINITY);
    assert_rounded(quad_of(0x7ffe, all, UINT64_MAX), INFINITY);
    assert_rounded(quad_of(0x7fff, 0, 0), INFINITY);
    assert_true(isnan(il_quad_to_double(quad_of(0x7fff, 0, 1))));
    assert_true(isnan(il_quad_to_double(quad_of(0x7fff, 1, 0))));
    assert_rounded(quad_of(16383 - 1074, 0, 0), 0x1p-1074);
    assert_rounded(quad_of(16383 - 1075, 0, 0), 0.0);
    assert_rounded(quad_of(16383 - 1075, 0, 1), 0x1p-1074);
    assert_rounded(quad_of(16383 - 1076, all, UINT64_MAX), 0.0);
    assert_rounded(quad_of(16383 - 1073, UINT64_C(1) << 46, 0), 0x1p-1073);
    assert_rounded(quad_of(16383 - 1073, UINT64_C(3) << 46, 0), 0x1p-1072);
    assert_rounded(quad_of(0, all, UINT64_MAX), 0.0);
    struct il_quad negative = quad_of(0, 0, 0);
    negative.high |= UINT64_C(1) << 63;
    assert_rounded(negative, -0.0);
}

/* The same numbers each time. */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void doubles_come_back(void **state)
{
    static const double values[] = {0.0,       -0.0,        1.0,       0.1,
                                    0x1p-1074, 0x1.8p-1072, 0x1p-1022, 1.7e308,
                                    INFINITY,  -INFINITY};
    uint64_t seed = 88172645463325252U;
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        assert_rounded(il_quad_from_double(values[i]), values[i]);
    }
    assert_true(isnan(il_quad_to_double(il_quad_from_double((double)NAN))));
    for (int i = 0; i < 20000; i++) {
        double value = double_of(next_random(&seed));
        if (!isnan(value)) {
            assert_rounded(il_quad_from_double(value), value);
        }
    }
}

#if defined(__SIZEOF_FLOAT128__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
__extension__ typedef __float128 compilers;

static void the_compiler_has_the_same(void **state)
{
    uint64_t seed = 1181783497276652981U;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        compilers value;
        uint64_t random = next_random(&seed), low = next_random(&seed);
        /* Mostly where doubles are, often with many zeros, so that there are ties. */
        unsigned exponent = 16383 - 1090 + (unsigned)(random >> 49) % 2130;
        struct il_quad quad = quad_of(exponent, random & ((UINT64_C(1) << 48) - 1),
                                      i % 2 == 0 ? low : low & UINT64_C(3) << 59);
        memcpy(&value, (uint64_t[]){quad.low, quad.high}, sizeof value);
        assert_rounded(quad, (double)value);
    }
}
#else
static void the_compiler_has_the_same(void **state)
{
    (void)state;
    skip();
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_become_the_nearest_double),
        cmocka_unit_test(what_is_too_large_or_too_small_is_neither_wrong),
        cmocka_unit_test(doubles_come_back),
        cmocka_unit_test(the_compiler_has_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
