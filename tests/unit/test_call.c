/* SPDX-License-Identifier: MIT
 * C functions called by type and address, and made of types.
 */
#include "reflect/call.h"

#include <il_test.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER(id, ctype, how, text)                                                   \
    static const struct il_ctype id = {                                                \
        .kind = (how), .size = sizeof(ctype), .name = (text)}
NUMBER(bool_type, bool, IL_C_BOOL, "bool");
NUMBER(schar_type, signed char, IL_C_SIGNED, "signed char");
NUMBER(uchar_type, unsigned char, IL_C_UNSIGNED, "unsigned char");
NUMBER(short_type, short, IL_C_SIGNED, "short");
NUMBER(ushort_type, unsigned short, IL_C_UNSIGNED, "unsigned short");
NUMBER(int_type, int, IL_C_SIGNED, "int");
NUMBER(uint_type, unsigned, IL_C_UNSIGNED, "unsigned int");
NUMBER(long_type, long, IL_C_SIGNED, "long");
NUMBER(ulong_type, unsigned long, IL_C_UNSIGNED, "unsigned long");
NUMBER(float_type, float, IL_C_FLOAT, "float");
NUMBER(double_type, double, IL_C_FLOAT, "double");
NUMBER(ldouble_type, long double, IL_C_FLOAT, "long double");
static const struct il_ctype char_type = {
    .kind = IL_C_CHAR, .size = 1, .name = "char", .is_signed_char = CHAR_MIN < 0};
static const struct il_ctype huge_type = {
    .kind = IL_C_SIGNED, .size = 16, .name = "__int128"};
static const struct il_ctype void_type = {.kind = IL_C_VOID, .name = "void"};
static const struct il_ctype text_type = {
    .kind = IL_C_POINTER, .size = sizeof(char *), .target = &char_type};
enum mode { MODE_FAST, MODE_SLOW = 5 };
static const struct il_ctype mode_type = {.kind = IL_C_ENUM,
                                          .size = sizeof(enum mode),
                                          .name = "enum mode",
                                          .target = &uint_type};

enum { ARGUMENTS_MAX = 12 };

/* Call with the types of the parameters and of what comes behind them. */
static void call(const struct il_ctype *result, const struct il_ctype *const *types,
                 size_t count, size_t extra, void (*function)(void),
                 void *const *arguments, void *out)
{
    char problem[IL_CALL_PROBLEM_SIZE];
    struct il_cfield fields[ARGUMENTS_MAX] = {{0}};
    struct il_ctype type = {.kind = IL_C_FUNCTION,
                            .target = result,
                            .count = count,
                            .fields = fields,
                            .is_variadic = extra > 0};
    for (size_t i = 0; i < count; i++) {
        fields[i].type = types[i];
    }
    struct il_call *ready = il_call_new(&type, types + count, extra, problem);
    if (ready == NULL) {
        fail_msg("%s", problem);
    }
    assert_int_equal(il_call_result_size(ready), result->size);
    il_call_run(ready, (uintptr_t)function, arguments, out);
    il_call_free(ready);
}

#define CALL(result, types, function, arguments, out)                                  \
    call(result, types, sizeof(types) / sizeof *(types), 0,                            \
         (void (*)(void))(function), arguments, out)

/* --- Scalars ---------------------------------------------------------------------- */

/* Each gives what it takes, one less: the whole width must come through. */
#define LESS(id, type)                                                                 \
    static type less_##id(type value) { return (type)(value - 1); }
LESS(schar, signed char)
LESS(uchar, unsigned char)
LESS(char, char)
LESS(short, short)
LESS(ushort, unsigned short)
LESS(int, int)
LESS(uint, unsigned)
LESS(long, long)
LESS(ulong, unsigned long)
LESS(float, float)
LESS(double, double)
LESS(ldouble, long double)

#define CHECK_LESS(id, type, given)                                                    \
    do {                                                                               \
        struct {                                                                       \
            type value;                                                                \
            unsigned char beyond[16];                                                  \
        } out;                                                                         \
        type argument = (given);                                                       \
        memset(&out, 0x5a, sizeof out);                                                \
        CALL(&id##_type, ((const struct il_ctype *[]){&id##_type}), less_##id,         \
             ((void *[]){&argument}), &out);                                           \
        assert_true(out.value == (type)((type)(given)-1));                             \
        assert_int_equal(out.beyond[0], 0x5a);                                         \
    } while (0)

static void every_scalar_goes_in_and_out(void **state)
{
    (void)state;
    CHECK_LESS(schar, signed char, 0);
    CHECK_LESS(schar, signed char, -127);
    CHECK_LESS(uchar, unsigned char, 0);
    CHECK_LESS(char, char, 0);
    CHECK_LESS(short, short, -32767);
    CHECK_LESS(ushort, unsigned short, 0);
    CHECK_LESS(int, int, INT_MIN + 1);
    CHECK_LESS(uint, unsigned, 0);
    CHECK_LESS(long, long, LONG_MIN + 1);
    CHECK_LESS(ulong, unsigned long, 0);
    CHECK_LESS(float, float, 0.25F);
    CHECK_LESS(double, double, 1e15);
    CHECK_LESS(ldouble, long double, 1.5L);
}

/* The bits beyond a narrow result are not promised to be anything. */
static bool is_even(int value) { return value % 2 == 0; }
static enum mode next_mode(enum mode mode) { return mode + MODE_SLOW; }

static void narrow_and_named_results_are_what_they_are(void **state)
{
    const struct il_ctype *const takes_int[] = {&int_type};
    const struct il_ctype *const takes_mode[] = {&mode_type};
    int four = 4, five = 5;
    enum mode mode = MODE_FAST, next = MODE_FAST;
    bool answer = false;
    (void)state;
    CALL(&bool_type, takes_int, is_even, ((void *[]){&four}), &answer);
    assert_true(answer);
    CALL(&bool_type, takes_int, is_even, ((void *[]){&five}), &answer);
    assert_false(answer);
    CALL(&mode_type, takes_mode, next_mode, ((void *[]){&mode}), &next);
    assert_int_equal(next, MODE_SLOW);
}

static int seen;
static void nothing(void) { seen++; }
static const char *second_half(const char *text) { return text + strlen(text) / 2; }

static void pointers_and_nothing_at_all(void **state)
{
    const struct il_ctype *const takes_text[] = {&text_type};
    const char *text = "abcd", *half = NULL;
    (void)state;
    CALL(&text_type, takes_text, second_half, ((void *[]){&text}), &half);
    assert_ptr_equal(half, text + 2);
    call(&void_type, NULL, 0, 0, nothing, (void *[]){NULL}, NULL);
    assert_int_equal(seen, 1);
}

/* NOLINTNEXTLINE(readability-function-size): that is what it is for */
static long double many(int a, double b, char c, float d, short e, int f, double g,
                        unsigned char h, long double i, const char *j)
{
    return a + b + c + d + e + f + g + h + i + j[0];
}

static void more_arguments_than_registers(void **state)
{
    const struct il_ctype *const types[] = {
        &int_type, &double_type, &char_type,  &float_type,   &short_type,
        &int_type, &double_type, &uchar_type, &ldouble_type, &text_type};
    int a = 1;
    double b = 0.5, g = 0.25;
    char c = 3;
    float d = 0.125F;
    short e = -5;
    int f = 1 << 20;
    unsigned char h = 200;
    long double i = 1.0L / 1024, sum = 0;
    const char *j = "\7";
    void *const arguments[] = {&a, &b, &c, &d, &e, &f, &g, &h, &i, &j};
    (void)state;
    CALL(&ldouble_type, types, many, arguments, &sum);
    assert_true(sum == many(a, b, c, d, e, f, g, h, i, j));
}

__attribute__((format(printf, 2, 3))) static int join(char *out, const char *format,
                                                      ...)
{
    va_list list;
    va_start(list, format);
    int size = vsnprintf(out, 64, format, list);
    va_end(list);
    return size;
}

static void as_many_arguments_as_are_given(void **state)
{
    const struct il_ctype *const types[] = {&text_type, &text_type,   &int_type,
                                            &long_type, &double_type, &text_type};
    char text[64], *out = text;
    const char *format = "%d %ld %g %s", *last = "end";
    int number = -3, size = 0;
    long wide = 1L << 35;
    double real = 2.5;
    void *const arguments[] = {&out, &format, &number, &wide, &real, &last};
    (void)state;
    call(&int_type, types, 2, 4, (void (*)(void))join, arguments, &size);
    assert_string_equal(text, "-3 34359738368 2.5 end");
    assert_int_equal(size, strlen(text));
}

/* --- Structs ---------------------------------------------------------------------- */

struct point {
    int x, y;
};
struct mixed {
    float weight;
    double factors[2];
    struct point inside[2];
    char letters[3];
    short end;
};
struct two {
    double real;
    int whole;
};

static struct il_cfield point_fields[] = {
    {.name = "x", .type = &int_type, .offset = offsetof(struct point, x)},
    {.name = "y", .type = &int_type, .offset = offsetof(struct point, y)}};
static const struct il_ctype point_type = {.kind = IL_C_RECORD,
                                           .size = sizeof(struct point),
                                           .name = "struct point",
                                           .count = 2,
                                           .fields = point_fields};
static const struct il_ctype factors_type = {
    .kind = IL_C_ARRAY, .size = 2 * sizeof(double), .count = 2, .target = &double_type};
static const struct il_ctype points_type = {.kind = IL_C_ARRAY,
                                            .size = 2 * sizeof(struct point),
                                            .count = 2,
                                            .target = &point_type};
static const struct il_ctype letters_type = {
    .kind = IL_C_ARRAY, .size = 3, .count = 3, .target = &char_type};
#define MIXED(id, member_type)                                                         \
    {                                                                                  \
        .name = #id, .type = &(member_type), .offset = offsetof(struct mixed, id)      \
    }
static struct il_cfield mixed_fields[] = {
    MIXED(weight, float_type), MIXED(factors, factors_type), MIXED(inside, points_type),
    MIXED(letters, letters_type), MIXED(end, short_type)};
static const struct il_ctype mixed_type = {.kind = IL_C_RECORD,
                                           .size = sizeof(struct mixed),
                                           .name = "struct mixed",
                                           .count = 5,
                                           .fields = mixed_fields};
static struct il_cfield two_fields[] = {
    {.name = "real", .type = &double_type},
    {.name = "whole", .type = &int_type, .offset = offsetof(struct two, whole)}};
static const struct il_ctype two_type = {.kind = IL_C_RECORD,
                                         .size = sizeof(struct two),
                                         .name = "struct two",
                                         .count = 2,
                                         .fields = two_fields};

static struct point mirror(struct point point)
{
    return (struct point){point.y, point.x};
}

static struct mixed turn(struct mixed mixed, int by)
{
    mixed.weight += (float)by;
    mixed.factors[1] = -mixed.factors[1];
    mixed.inside[1] = mirror(mixed.inside[1]);
    mixed.letters[2] = 'z';
    mixed.end--;
    return mixed;
}

static struct two twice(struct two two)
{
    return (struct two){2 * two.real, 2 * two.whole};
}

static void structs_go_in_and_out_by_value(void **state)
{
    const struct il_ctype *const takes_point[] = {&point_type};
    const struct il_ctype *const takes_two[] = {&two_type};
    const struct il_ctype *const takes_mixed[] = {&mixed_type, &int_type};
    struct point point = {3, -4}, mirrored;
    struct two two = {1.5, 6}, twofold;
    struct mixed turned,
        mixed = {1, {2, 3}, {{4, 5}, {6, 7}}, {'a', 'b', 'c'}, SHRT_MAX};
    int by = 10;
    (void)state;
    CALL(&point_type, takes_point, mirror, ((void *[]){&point}), &mirrored);
    assert_true(mirrored.x == -4 && mirrored.y == 3);
    CALL(&two_type, takes_two, twice, ((void *[]){&two}), &twofold);
    assert_true(twofold.real == 3.0 && twofold.whole == 12);
    CALL(&mixed_type, takes_mixed, turn, ((void *[]){&mixed, &by}), &turned);
    assert_true(turned.weight == 11.0F && turned.factors[0] == 2.0 &&
                turned.factors[1] == -3.0);
    assert_true(turned.inside[0].x == 4 && turned.inside[1].x == 7);
    assert_true(turned.letters[1] == 'b' && turned.letters[2] == 'z');
    assert_int_equal(turned.end, SHRT_MAX - 1);
}

/* --- Refusals --------------------------------------------------------------------- */

static void assert_refused(const struct il_ctype *function, size_t extra,
                           const char *text)
{
    char problem[IL_CALL_PROBLEM_SIZE];
    const struct il_ctype *more[ARGUMENTS_MAX] = {&int_type};
    assert_null(il_call_new(function, more, extra, problem));
    assert_string_equal(problem, text);
}

static void assert_type_refused(const struct il_ctype *type, const char *text)
{
    struct il_cfield field = {.type = type};
    struct il_ctype takes = {
        .kind = IL_C_FUNCTION, .target = &void_type, .count = 1, .fields = &field};
    struct il_ctype gives = {.kind = IL_C_FUNCTION, .target = type};
    assert_refused(&takes, 0, text);
    assert_refused(&gives, 0, text);
}

static void what_types_do_not_say_is_refused(void **state)
{
    struct il_cfield bits = {.name = "low", .type = &int_type, .bit_width = 3};
    struct il_ctype with_bits = {.kind = IL_C_RECORD,
                                 .size = 4,
                                 .name = "struct bits",
                                 .count = 1,
                                 .fields = &bits};
    struct il_ctype either = {.kind = IL_C_UNION,
                              .size = 8,
                              .name = "union either",
                              .count = 2,
                              .fields = point_fields};
    struct il_cfield inner = {.name = "either", .type = &either};
    struct il_ctype with_union = {.kind = IL_C_RECORD,
                                  .size = 8,
                                  .name = "struct with",
                                  .count = 1,
                                  .fields = &inner};
    struct il_ctype partly = point_type, unknown = point_type, large = point_type;
    struct il_ctype open = {
        .kind = IL_C_FUNCTION, .target = &int_type, .is_open = true};
    struct il_cfield packed_fields[] = {
        {.name = "tag", .type = &char_type},
        {.name = "whole", .type = &int_type, .offset = 1}};
    struct il_ctype packed = {.kind = IL_C_RECORD,
                              .size = 5,
                              .name = "struct packed",
                              .count = 2,
                              .fields = packed_fields};
    (void)state;
    partly.count = 1;
    unknown.size = 0;
    large.size = IL_CALL_RECORD + 1;
    assert_type_refused(&with_bits,
                        "struct bits has bit-fields: it cannot be passed by value");
    assert_type_refused(&either,
                        "union either is a union: it cannot be passed by value");
    assert_type_refused(&with_union,
                        "struct with has a union: it cannot be passed by value");
    assert_type_refused(&packed, "struct packed is packed, or not described whole: it "
                                 "cannot be passed by value");
    assert_type_refused(&partly, "struct point is packed, or not described whole: it "
                                 "cannot be passed by value");
    assert_type_refused(&huge_type,
                        "__int128 is of a size that cannot be passed by value");
    assert_type_refused(&unknown, "struct point cannot be passed by value");
    assert_type_refused(&large, "struct point is too large to be passed by value");
    assert_refused(&int_type, 0, "int is no function");
    assert_refused(&open, 1,
                   "int () is declared without parameters: nobody knows what "
                   "it takes");
}

struct weighed {
    double weight;
    float factor;
    int secret;
};
struct tagged {
    double weight;
    int tag;
    float secret;
};

static int secret_of(struct weighed weighed) { return weighed.secret; }
static float secret_of_tagged(struct tagged tagged) { return tagged.secret; }

/* Where one field is left out that may be a number of another kind, nobody knows in which
 * registers the struct goes; where it makes no difference, all of its bytes do. */
static void what_a_table_may_leave_out_is_thought_of(void **state)
{
    struct il_cfield fields[] = {
        {.name = "weight", .type = &double_type},
        {.name = "factor", .type = &float_type, .offset = sizeof(double)},
        {.name = "secret",
         .type = &int_type,
         .offset = offsetof(struct weighed, secret)},
    };
    struct il_ctype record = {.kind = IL_C_RECORD,
                              .size = sizeof(struct weighed),
                              .name = "struct weighed",
                              .count = 2,
                              .fields = fields,
                              .is_selected = true};
    struct weighed weighed = {1, 2, 3};
    struct tagged tagged = {1, 2, 4};
    const struct il_ctype *const types[] = {&record};
    int result = 0;
    float real = 0;
    (void)state;
    assert_type_refused(&record,
                        "struct weighed has room for fields that its table may "
                        "leave out: it cannot be passed by value");
    record.count = 3;
    call(&int_type, types, 1, 0, (void (*)(void))secret_of, (void *[]){&weighed},
         &result);
    assert_int_equal(result, 3);
    record.count = 2;
    fields[1].type = &int_type;
    call(&float_type, types, 1, 0, (void (*)(void))secret_of_tagged,
         (void *[]){&tagged}, &real);
    assert_true(real == 4);
    record.count = 1;
    assert_type_refused(&record, "struct weighed is packed, or not described whole: it "
                                 "cannot be passed by value");
}

/* --- Functions made --------------------------------------------------------------- */

static void add_up(void *data, void *const *arguments, void *out)
{
    short sum = (short)(*(short *)arguments[0] + (short)*(double *)arguments[1]);
    *(int *)data += 1;
    memcpy(out, &sum, sizeof sum);
}

static void fill_mixed(void *data, void *const *arguments, void *out)
{
    memcpy(out, arguments[0], sizeof(struct mixed));
    ((struct mixed *)out)->end = *(short *)data;
}

static void answer_nothing(void *data, void *const *arguments, void *out)
{
    (void)data;
    (void)arguments;
    (void)out;
}

static struct il_made *make(struct il_ctype *function, const struct il_ctype *result,
                            struct il_cfield *fields, size_t count, il_made_fn run,
                            void *data)
{
    char problem[IL_CALL_PROBLEM_SIZE];
    *function = (struct il_ctype){
        .kind = IL_C_FUNCTION, .target = result, .count = count, .fields = fields};
    struct il_made *made = il_made_new(function, run, data, problem);
    if (made == NULL) {
        fail_msg("%s", problem);
    }
    return made;
}

static void a_function_that_was_made_is_called_as_any_other(void **state)
{
    struct il_cfield takes[] = {{.type = &short_type}, {.type = &double_type}};
    struct il_cfield takes_mixed[] = {{.type = &mixed_type}};
    struct il_ctype type;
    int calls = 0;
    short end = 77;
    (void)state;
    struct il_made *made = make(&type, &short_type, takes, 2, add_up, &calls);
    short (*sum)(short, double) = (short (*)(short, double))il_made_address(made);
    assert_int_equal(sum(-30, 10.5), -20);
    assert_int_equal(sum(1, 2), 3);
    assert_int_equal(calls, 2);
    il_made_free(made);
    made = make(&type, &mixed_type, takes_mixed, 1, fill_mixed, &end);
    struct mixed (*fill)(struct mixed) =
        (struct mixed(*)(struct mixed))il_made_address(made);
    struct mixed filled = fill((struct mixed){.weight = 2, .inside = {{8, 9}}});
    assert_true(filled.weight == 2.0F && filled.inside[0].y == 9 && filled.end == 77);
    il_made_free(made);
}

static void who_answers_nothing_answers_zero(void **state)
{
    struct il_ctype type;
    (void)state;
    struct il_made *made = make(&type, &long_type, NULL, 0, answer_nothing, NULL);
    assert_int_equal(((long (*)(void))il_made_address(made))(), 0);
    il_made_free(made);
    made = make(&type, &mixed_type, NULL, 0, answer_nothing, NULL);
    struct mixed mixed = ((struct mixed(*)(void))il_made_address(made))();
    assert_true(mixed.end == 0 && mixed.letters[0] == 0 && mixed.inside[1].y == 0);
    il_made_free(made);
}

static void nothing_is_made_that_takes_anything(void **state)
{
    char problem[IL_CALL_PROBLEM_SIZE];
    struct il_ctype open = {
        .kind = IL_C_FUNCTION, .target = &int_type, .is_open = true};
    (void)state;
    assert_null(il_made_new(&open, answer_nothing, NULL, problem));
    assert_string_equal(problem, "int () does not say what it takes");
    il_made_free(NULL);
    il_call_free(NULL);
}

/* --- Memory ----------------------------------------------------------------------- */

static long allocations_left = -1;

void *__real_calloc(size_t count, size_t size); /* NOLINT */
void *__wrap_calloc(size_t count, size_t size); /* NOLINT */

void *__wrap_calloc(size_t count, size_t size) /* NOLINT */
{
    return allocations_left < 0 || allocations_left-- > 0 ? __real_calloc(count, size)
                                                          : NULL;
}

static void every_allocation_may_fail(void **state)
{
    char problem[IL_CALL_PROBLEM_SIZE];
    struct il_cfield takes[] = {{.type = &mixed_type}};
    const struct il_ctype function = {
        .kind = IL_C_FUNCTION, .target = &point_type, .count = 1, .fields = takes};
    struct il_made *made = NULL;
    long failures = 0;
    (void)state;
    for (; made == NULL; failures++) {
        allocations_left = failures;
        made = il_made_new(&function, answer_nothing, NULL, problem);
        allocations_left = -1;
        assert_string_equal(problem, "");
    }
    assert_true(failures >= 9);
    il_made_free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scalar_goes_in_and_out),
        cmocka_unit_test(narrow_and_named_results_are_what_they_are),
        cmocka_unit_test(pointers_and_nothing_at_all),
        cmocka_unit_test(more_arguments_than_registers),
        cmocka_unit_test(as_many_arguments_as_are_given),
        cmocka_unit_test(structs_go_in_and_out_by_value),
        cmocka_unit_test(what_types_do_not_say_is_refused),
        cmocka_unit_test(what_a_table_may_leave_out_is_thought_of),
        cmocka_unit_test(a_function_that_was_made_is_called_as_any_other),
        cmocka_unit_test(who_answers_nothing_answers_zero),
        cmocka_unit_test(nothing_is_made_that_takes_anything),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
