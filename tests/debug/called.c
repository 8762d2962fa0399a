/* SPDX-License-Identifier: MIT
 * Functions that are called by what debug information says of them.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum ca_mode { CA_FAST, CA_SLOW = 5 };
struct ca_point {
    int x, y;
};
struct ca_mixed {
    float weight;
    double factors[2];
    struct ca_point inside[2];
    char letters[3];
    short end;
};
struct ca_bits {
    unsigned low : 3, high : 5;
};
struct __attribute__((packed)) ca_packed {
    char tag;
    int whole;
};
union ca_either {
    int number;
    float real;
};
struct ca_with {
    int kind;
    union {
        int number;
        float real;
    };
};
typedef int (*ca_change)(struct ca_point *point, int after);
struct ca_list {
    size_t count;
    int *items;
    ca_change on_change;
};

static int numbers[3] = {4, 5, 6};
struct ca_list ca_list = {3, numbers, NULL};

signed char ca_schar(signed char value) { return (signed char)(value - 1); }
unsigned char ca_uchar(unsigned char value) { return (unsigned char)(value + 1); }
short ca_short(short value) { return (short)(value - 1); }
long ca_long(long value) { return value - 1; }
unsigned long ca_ulong(unsigned long value) { return value + 1; }
float ca_float(float value) { return value / 2; }
double ca_double(double value) { return value / 2; }
long double ca_ldouble(long double value) { return value / 2; }
bool ca_bool(int value) { return value % 2 == 0; }
char ca_char(char value) { return (char)(value + 1); }
enum ca_mode ca_mode(enum ca_mode mode) { return mode + CA_SLOW; }
void ca_void(struct ca_point *point) { point->x++; }
const char *ca_text(const char *text) { return text; }
double ca_many(int a, double b, char c, float d, short e, int f, double g,
               unsigned char h, long double i, const char *j)
{
    return (double)(a + b + c + d + e + f + g + h + i + j[0]);
}
int ca_format(char *out, size_t size, const char *text, ...)
{
    va_list list;
    va_start(list, text);
    int written = vsnprintf(out, size, text, list);
    va_end(list);
    return written;
}
struct ca_point ca_mirror(struct ca_point point)
{
    return (struct ca_point){point.y, point.x};
}
struct ca_mixed ca_mixed(struct ca_mixed mixed, int by)
{
    mixed.weight += (float)by;
    mixed.inside[1] = ca_mirror(mixed.inside[1]);
    mixed.letters[2] = 'z';
    mixed.end--;
    return mixed;
}
int ca_take_bits(struct ca_bits bits) { return bits.low; }
int ca_take_packed(struct ca_packed packed) { return packed.whole; }
int ca_take_union(union ca_either either) { return either.number; }
int ca_take_with(struct ca_with with) { return with.number; }
__int128 ca_wide(__int128 value) { return value; }
int ca_sum(const int *numbers, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += numbers[i];
    }
    return sum;
}
size_t ca_longest(const char *const *words, int count)
{
    size_t longest = 0;
    for (int i = 0; i < count; i++) {
        size_t size = words[i] == NULL ? 0 : strlen(words[i]);
        longest = size > longest ? size : longest;
    }
    return longest;
}
int ca_across(const struct ca_point *points, int count)
{
    int across = 0;
    for (int i = 0; i < count; i++) {
        across += points[i].x * points[i].y;
    }
    return across;
}
int ca_old();
int ca_old(value)
int value;
{
    return value;
}
int ca_each(struct ca_point *point, int after, ca_change change)
{
    return change(point, after);
}
int ca_set(int after)
{
    struct ca_point point = {1, 2};
    return ca_list.on_change == NULL ? -1 : ca_list.on_change(&point, after);
}
int ca_compare(const void *left, const void *right)
{
    return *(const int *)left - *(const int *)right;
}
void ca_sort(int *values, size_t count, int (*compare)(const void *, const void *))
{
    qsort(values, count, sizeof *values, compare);
}
