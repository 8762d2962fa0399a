/* SPDX-License-Identifier: MIT
 * Numbers that not every compiler has, for test_numbers.py: as debug information and
 * as tables describe them.
 */
#include <complex.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;
#ifdef __SIZEOF_FLOAT128__
__extension__ typedef __float128 quad;
#else
typedef long double quad;
#endif

struct nu_numbers {
    wide low, high;
    unsigned_wide huge;
    wide several[3];
    quad exact, third;
    float complex narrow;
    double complex usual;
    long double complex broad;
    double complex row[2];
    wide bits : 40;
};

#include <inlet/table.h>

struct nu_turned {
    wide whole;
    float complex parts[2];
    quad real;
};
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OTHER INLET_WITH(INLET_BIG_ENDIAN)
#else
#define OTHER INLET_WITH(INLET_LITTLE_ENDIAN)
#endif
INLET_TYPE(nu_turned_type, struct nu_turned, 0,
           INLET_FIELD_WITH(struct nu_turned, whole, OTHER),
           INLET_FIELD_WITH(struct nu_turned, parts, OTHER),
           INLET_FIELD_WITH(struct nu_turned, real, OTHER));
const inlet_type *nu_turned_table = &nu_turned_type;
struct nu_turned nu_turned;

INLET_STRUCT(nu_type, struct nu_numbers, low, high, huge, several, exact, third, narrow,
             usual, broad, row);
const inlet_type *nu_table = &nu_type;

struct nu_numbers nu_numbers;

void nu_renew(void);
void nu_renew(void)
{
    static const struct nu_numbers none;
    nu_numbers = none;
    nu_numbers.high = (wide)1 << 100;
    nu_numbers.low = -nu_numbers.high - 1;
    nu_numbers.huge = ~(unsigned_wide)0;
    nu_numbers.several[1] = -2;
    nu_numbers.exact = (quad)0.5;
    nu_numbers.third = (quad)1 / 3;
    nu_numbers.narrow = 1.5F - 2.0F * I;
    nu_numbers.usual = 0.25 + 4.0 * I;
    nu_numbers.broad = 3.0L - 0.5L * I;
    nu_numbers.bits = -5;
}

/* What the program computes with them. */
int nu_is_high(wide *value, int bit);
int nu_is_high(wide *value, int bit) { return *value == (wide)1 << bit; }

int nu_is_equal(const quad *value, double expected);
int nu_is_equal(const quad *value, double expected) { return *value == expected; }

double complex nu_turn(double complex value);
double complex nu_turn(double complex value) { return value * I; }

float complex nu_narrow(float complex value, int by);
float complex nu_narrow(float complex value, int by) { return value * (float)by; }

long double complex nu_broad(int by, long double complex value);
long double complex nu_broad(int by, long double complex value) { return value * by; }

struct nu_pair {
    float complex first;
    int second;
};
struct nu_pair nu_swap(struct nu_pair pair);
struct nu_pair nu_swap(struct nu_pair pair)
{
    pair.first = cimagf(pair.first) + crealf(pair.first) * I;
    pair.second = -pair.second;
    return pair;
}
