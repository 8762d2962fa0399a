/* SPDX-License-Identifier: MIT
 * Field tables, the types that are made of them, and what stands in an object.
 */
#include <stdbool.h>

struct node;
struct inner {
    bool debug;
    int limit;
};
struct node {
    const char *name;
    int id;
    struct node *next;
};
enum mode { MODE_FAST, MODE_SLOW = 5 };
struct all {
    char text[8];
    char letter;
    signed char tiny;
    unsigned char byte;
    short s;
    unsigned short port;
    const int fixed;
    unsigned long long wide;
    float single;
    double real;
    long double longest;
    bool truth;
    enum mode mode;
    struct inner inner;
    struct inner inners[2];
    struct node *head;
    struct node *nodes[3];
    const char *names[2];
    int grid[2][3];
    unsigned count;
    int *counted;
    void *any;
    unsigned low : 3;
    int middle : 5;
    unsigned long long high : 40;
};

#define INLET_LIVE_TYPES(X) X(struct inner, inner_type) X(struct node, node_type)
#include "reflect/scalar.h"
#include "reflect/show.h"
#include "reflect/table.h"

#include <il_test.h>

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

INLET_STRUCT(inner_type, struct inner, debug, limit);
INLET_STRUCT(node_type, struct node, name, id, next);
INLET_ENUM(mode_names, MODE_FAST, MODE_SLOW);
INLET_BITFIELD(all_low, struct all, low);
INLET_BITFIELD(all_middle, struct all, middle);
INLET_BITFIELD(all_high, struct all, high);
INLET_TYPE(all_type, struct all, 0, INLET_FIELD(struct all, text),
           INLET_FIELD(struct all, letter), INLET_FIELD(struct all, tiny),
           INLET_FIELD_WITH(struct all, byte, INLET_WITH(INLET_HIDDEN)),
           INLET_FIELD(struct all, s),
           INLET_FIELD_WITH(struct all, port, INLET_WITH(INLET_BIG_ENDIAN)),
           INLET_FIELD(struct all, fixed), INLET_FIELD(struct all, wide),
           INLET_FIELD(struct all, single), INLET_FIELD(struct all, real),
           INLET_FIELD(struct all, longest), INLET_FIELD(struct all, truth),
           INLET_FIELD_WITH(struct all, mode, INLET_NAMES(mode_names),
                            INLET_DOC("how it runs")),
           INLET_FIELD(struct all, inner), INLET_FIELD(struct all, inners),
           INLET_FIELD(struct all, head), INLET_FIELD(struct all, nodes),
           INLET_FIELD(struct all, names), INLET_MATRIX(struct all, grid),
           INLET_FIELD(struct all, count),
           INLET_FIELD_WITH(struct all, counted, INLET_COUNTED(count)),
           INLET_FIELD(struct all, any), INLET_BITS(struct all, low, all_low),
           INLET_BITS(struct all, middle, all_middle),
           INLET_BITS(struct all, high, all_high));

static struct il_graph *graph;

static int build_all(void **state)
{
    char problem[IL_TABLE_PROBLEM_SIZE];
    (void)state;
    graph = il_table_build(&all_type, problem);
    return graph == NULL ? -1 : 0;
}

static int free_all(void **state)
{
    (void)state;
    il_graph_free(graph);
    return 0;
}

static const struct il_cfield *field(const char *name)
{
    const struct il_cfield *found = il_ctype_field(graph->records[0], name);
    assert_non_null(found);
    return found;
}

static void assert_written(const struct il_ctype *type, const char *name,
                           const char *expected)
{
    struct il_text text = {0};
    il_ctype_write(type, name, &text);
    assert_true(il_text_is_whole(&text));
    assert_string_equal(text.bytes, expected);
    il_text_free(&text);
}

/* --- Types ------------------------------------------------------------------------ */

static void types_are_what_the_compiler_has(void **state)
{
    static const struct {
        const char *name, *declared;
    } cases[] = {
        {"text", "char text[8]"},
        {"letter", "char letter"},
        {"port", "unsigned short port"},
        {"wide", "unsigned long long wide"},
        {"longest", "long double longest"},
        {"inner", "struct inner inner"},
        {"inners", "struct inner inners[2]"},
        {"head", "struct node *head"},
        {"nodes", "struct node *nodes[3]"},
        {"names", "const char *names[2]"},
        {"grid", "int grid[2][3]"},
        {"any", "void *any"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_written(field(cases[i].name)->type, cases[i].name, cases[i].declared);
    }
    assert_int_equal(field("grid")->type->size, sizeof(int[2][3]));
    assert_int_equal(field("head")->offset, offsetof(struct all, head));
    assert_true(field("fixed")->is_const);
    assert_false(field("s")->is_const);
    assert_true(field("byte")->is_hidden);
    assert_string_equal(field("mode")->doc, "how it runs");
    assert_ptr_equal(field("counted")->counter, field("count"));
}

static void pointers_lead_back_to_the_same_record(void **state)
{
    (void)state;
    const struct il_ctype *node = field("head")->type->target;
    assert_int_equal(graph->count, 3);
    assert_ptr_equal(il_ctype_field(node, "next")->type->target, node);
    assert_ptr_equal(field("nodes")->type->target->target, node);
    assert_true(
        il_ctype_is_same(field("head")->type, il_ctype_field(node, "next")->type));
    assert_false(il_ctype_is_same(field("head")->type, field("any")->type));
    assert_null(il_ctype_field(node, "nothing"));
}

static void bit_fields_are_where_the_compiler_put_them(void **state)
{
    static const struct {
        const char *name;
        unsigned width;
    } cases[] = {{"low", 3}, {"middle", 5}, {"high", 40}};
    struct all object;
    (void)state;
    memset(&object, 0, sizeof object);
    object.low = 5;
    object.middle = -7;
    object.high = 0x123456789a;
    const int64_t expected[] = {5, -7, 0x123456789a};
    for (size_t i = 0; i < 3; i++) {
        const struct il_cfield *bits = field(cases[i].name);
        struct il_scalar value;
        il_scalar_read_bits(bits, (unsigned char *)&object + bits->offset, &value);
        assert_int_equal(bits->bit_width, cases[i].width);
        assert_true(
            (value.how == IL_SCALAR_SIGNED ? value.integer : (int64_t)value.natural) ==
            expected[i]);
    }
    struct il_scalar three = {.how = IL_SCALAR_SIGNED, .integer = -3};
    unsigned char *middle = (unsigned char *)&object + field("middle")->offset;
    assert_true(il_scalar_write_bits(field("middle"), &three, middle));
    assert_true(object.low == 5 && object.middle == -3 && object.high == 0x123456789a);
    three.integer = 16;
    assert_false(il_scalar_write_bits(field("middle"), &three, middle));
    assert_int_equal(object.middle, -3);
}

/* --- Tables that are wrong -------------------------------------------------------- */

static void assert_problem(const inlet_type *table, const char *expected)
{
    char problem[IL_TABLE_PROBLEM_SIZE];
    struct il_graph *built = il_table_build(table, problem);
    if (built != NULL || strstr(problem, expected) == NULL) {
        fail_msg("\"%s\" and not \"%s\"", problem, expected);
    }
}

static void what_is_wrong_with_a_table_is_told(void **state)
{
    inlet_field one = {.name = "x", .size = 4, .code = INLET_C_INT};
    inlet_type type = {sizeof type, "struct one", 4, 0, 1, &one, NULL};
    (void)state;
    assert_problem(NULL, "the table: is NULL");
    inlet_field good = one;
#define TRY(change, text)                                                              \
    do {                                                                               \
        change;                                                                        \
        assert_problem(&type, text);                                                   \
        one = good;                                                                    \
        type = (inlet_type){sizeof type, "struct one", 4, 0, 1, &one, NULL};           \
    } while (0)
    TRY(type.struct_size--, "another version");
    TRY(type.name = "", "has no name");
    TRY(type.size = 0, "has no size");
    TRY(type.fields = NULL, "no list of fields");
    TRY(type.flags = 1U << 30, "flags that are not known");
    TRY(one.name = NULL, "struct one: has a field without a name");
    TRY(one.flags = 1U << 20, "field x has flags");
    TRY(one.offset = 1, "field x lies outside of the object");
    TRY(one.offset = SIZE_MAX, "field x lies outside of the object");
    TRY(one.code = INLET_C_UNKNOWN, "field x is of a type without a table");
    TRY(one.code = 200, "field x is of a type");
    TRY(one.code = INLET_C_RECORD, "field x has no table for its struct");
    TRY(one.code = INLET_C_SHORT, "field x has another size than its type");
    TRY((one.code = INLET_C_LLONG | INLET_C_ARRAY), "not a whole number");
    TRY((one.code = INLET_C_VOID | INLET_C_ARRAY), "not a whole number");
    TRY(one.flags = (INLET_BIG_ENDIAN | INLET_LITTLE_ENDIAN), "order of bytes");
    TRY((one.code = INLET_C_FLOAT, one.names = mode_names), "is no integer");
    TRY(one.count = "y", "counted by what is no integer field");
    TRY(one.count = "x", "is counted and no pointer");
    TRY(one.code = INLET_C_BITS, "has no function");
    TRY((one.code = INLET_C_RECORD, one.type = &type), "lies in itself");
    inlet_field two[2] = {one, one};
    TRY((type.fields = two, type.count = 2), "field x is there twice");
}

static bool clears_nothing(void *object)
{
    (void)object;
    return false;
}

static void a_function_that_clears_no_bits_is_noticed(void **state)
{
    inlet_field one = {
        .name = "x", .size = 4, .code = INLET_C_BITS, .bits = clears_nothing};
    inlet_type type = {sizeof type, "struct one", 4, 0, 1, &one, NULL};
    (void)state;
    assert_problem(&type, "field x is no bit-field");
}

/* --- Scalars ---------------------------------------------------------------------- */

static struct il_scalar signed_value(int64_t integer)
{
    return (struct il_scalar){.how = IL_SCALAR_SIGNED, .integer = integer};
}

static void numbers_that_do_not_fit_leave_the_bytes_alone(void **state)
{
    static const struct {
        const char *field;
        int64_t least, greatest;
    } cases[] = {
        {"tiny", SCHAR_MIN, SCHAR_MAX},
        {"byte", 0, UCHAR_MAX},
        {"s", SHRT_MIN, SHRT_MAX},
        {"port", 0, USHRT_MAX},
        {"truth", 0, 1},
        {"count", 0, UINT_MAX},
        {"letter", CHAR_MIN, CHAR_MAX},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct il_ctype *type = field(cases[i].field)->type;
        unsigned char bytes[8] = {0}, before[8];
        struct il_scalar back, value = signed_value(cases[i].least);
        assert_true(il_scalar_write(type, &value, bytes));
        value = signed_value(cases[i].greatest);
        assert_true(il_scalar_write(type, &value, bytes));
        il_scalar_read(type, bytes, &back);
        assert_true(
            (back.how == IL_SCALAR_SIGNED ? back.integer : (int64_t)back.natural) ==
            cases[i].greatest);
        memcpy(before, bytes, sizeof before);
        value = signed_value(cases[i].least - 1);
        assert_false(il_scalar_write(type, &value, bytes));
        value = signed_value(cases[i].greatest + 1);
        assert_false(il_scalar_write(type, &value, bytes));
        assert_memory_equal(bytes, before, sizeof before);
    }
}

static void the_widest_integers_are_whole(void **state)
{
    const struct il_ctype *type = field("wide")->type;
    struct il_scalar back, value = {.how = IL_SCALAR_UNSIGNED, .natural = UINT64_MAX};
    unsigned char bytes[8];
    (void)state;
    assert_true(il_scalar_write(type, &value, bytes));
    il_scalar_read(type, bytes, &back);
    assert_true(back.natural == UINT64_MAX);
    value = signed_value(-1);
    assert_false(il_scalar_write(type, &value, bytes));
}

static void the_other_order_of_bytes_is_turned(void **state)
{
    unsigned char bytes[2];
    struct il_scalar value = signed_value(0x1234), back;
    (void)state;
    assert_true(il_scalar_write(field("port")->type, &value, bytes));
    assert_memory_equal(bytes, "\x12\x34", 2);
    il_scalar_read(field("port")->type, bytes, &back);
    assert_int_equal(back.natural, 0x1234);
}

static void reals_of_every_width_come_back(void **state)
{
    static const char *const names[] = {"single", "real", "longest"};
    unsigned char bytes[16];
    struct il_scalar back, value = {.how = IL_SCALAR_REAL, .real = 0.5L};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        value.real = 0.5L;
        assert_true(il_scalar_write(field(names[i])->type, &value, bytes));
        il_scalar_read(field(names[i])->type, bytes, &back);
        assert_true(!(back.real < 0.5L) && !(back.real > 0.5L));
        value.real = INFINITY;
        assert_true(il_scalar_write(field(names[i])->type, &value, bytes));
    }
    value.real = 1e300L;
    assert_false(il_scalar_write(field("single")->type, &value, bytes));
    assert_true(il_scalar_write(field("real")->type, &value, bytes));
}

/* --- Shown ------------------------------------------------------------------------ */

static void assert_shown(const struct il_ctype *type, const void *object,
                         const char *expected)
{
    struct il_text text = {0};
    il_show_object(type, object, &text);
    assert_true(il_text_is_whole(&text));
    assert_string_equal(text.bytes, expected);
    il_text_free(&text);
}

static void objects_are_shown_as_c(void **state)
{
    (void)state;
    struct node node = {"a \"b\"\n", 7, NULL};
    struct inner inner[2] = {{true, -3}, {false, 4}};
    const char *names[2] = {NULL, (const char *)16};
    int mode = MODE_SLOW, other = 3;
    assert_shown(field("head")->type->target, &node,
                 "(struct node){.name = \"a \\\"b\\\"\\n\", .id = 7, .next = NULL}");
    assert_shown(field("inners")->type, inner,
                 "(struct inner [2]){{.debug = true, .limit = -3}, "
                 "{.debug = false, .limit = 4}}");
    assert_shown(field("names")->type, names, "(const char *[2]){NULL, <unreadable>}");
    assert_shown(field("mode")->type, &mode, "MODE_SLOW");
    assert_shown(field("mode")->type, &other, "3");
    assert_shown(field("letter")->type, "'", "'\\''");
    assert_shown(field("single")->type, &(float){0.1F}, "0.1");
    assert_shown(field("real")->type, &(double){3}, "3.0");
    assert_shown(field("text")->type, "ab\0\0\0\0\0", "\"ab\"");
}

static void what_is_shown_is_bounded(void **state)
{
    static char many[100000];
    inlet_field one = {.name = "many",
                       .size = sizeof many,
                       .code = INLET_C_CHAR | INLET_C_ARRAY,
                       .flags = INLET_RAW};
    inlet_type type = {sizeof type, "struct many", sizeof many, 0, 1, &one, NULL};
    char problem[IL_TABLE_PROBLEM_SIZE];
    struct il_text text = {0};
    (void)state;
    struct il_graph *built = il_table_build(&type, problem);
    assert_non_null(built);
    il_show_object(built->records[0], (unsigned char *)many, &text);
    assert_true(text.size < IL_SHOW_BYTES + 100);
    assert_non_null(strstr(text.bytes, ", ...}}"));
    il_text_free(&text);
    il_graph_free(built);
}

/* --- Memory ----------------------------------------------------------------------- */

static long allocations_left = -1;

static bool is_allowed(void) { return allocations_left < 0 || allocations_left-- > 0; }

void *__real_malloc(size_t size);                /* NOLINT */
void *__real_calloc(size_t count, size_t size);  /* NOLINT */
void *__real_realloc(void *before, size_t size); /* NOLINT */
void *__wrap_malloc(size_t size);                /* NOLINT */
void *__wrap_calloc(size_t count, size_t size);  /* NOLINT */
void *__wrap_realloc(void *before, size_t size); /* NOLINT */

void *__wrap_malloc(size_t size) /* NOLINT */
{
    return is_allowed() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size) /* NOLINT */
{
    return is_allowed() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *before, size_t size) /* NOLINT */
{
    return is_allowed() ? __real_realloc(before, size) : NULL;
}

static void every_allocation_may_fail(void **state)
{
    char problem[IL_TABLE_PROBLEM_SIZE];
    struct il_graph *built = NULL;
    long failures = 0;
    (void)state;
    for (; built == NULL; failures++) {
        allocations_left = failures;
        built = il_table_build(&all_type, problem);
        allocations_left = -1;
        assert_string_equal(problem, "");
    }
    assert_true(failures > 50);
    il_graph_free(built);
}

/* --- Names of the program --------------------------------------------------------- */

static int level;
static double scale(double value, int times) { return value * times; }
INLET_PROGRAM(names, INLET_VAR(level), INLET_FN(double, scale, "times", double, int));

static void names_of_the_program_lie_where_they_are(void **state)
{
    char problem[IL_TABLE_PROBLEM_SIZE];
    struct il_graph *built = NULL;
    (void)state;
    for (long failures = 0; built == NULL; failures++) {
        allocations_left = failures;
        built = il_table_build_program(names, problem);
        allocations_left = -1;
        assert_string_equal(problem, "");
    }
    const struct il_ctype *program = built->records[0];
    assert_true(program->is_program && program->count == 2 && program->size == 0);
    assert_int_equal(program->fields[0].offset, (size_t)&level);
    assert_int_equal(program->fields[1].offset, (size_t)scale);
    assert_true(program->fields[1].is_const && !program->fields[0].is_const);
    const struct il_ctype *function = program->fields[1].type;
    assert_int_equal(function->kind, IL_C_FUNCTION);
    assert_int_equal(function->count, 2);
    assert_string_equal(function->target->name, "double");
    assert_string_equal(function->fields[1].type->name, "int");
    assert_string_equal(function->doc, "times");
    il_graph_free(built);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_the_program_lie_where_they_are),
        cmocka_unit_test(types_are_what_the_compiler_has),
        cmocka_unit_test(pointers_lead_back_to_the_same_record),
        cmocka_unit_test(bit_fields_are_where_the_compiler_put_them),
        cmocka_unit_test(what_is_wrong_with_a_table_is_told),
        cmocka_unit_test(a_function_that_clears_no_bits_is_noticed),
        cmocka_unit_test(numbers_that_do_not_fit_leave_the_bytes_alone),
        cmocka_unit_test(the_widest_integers_are_whole),
        cmocka_unit_test(the_other_order_of_bytes_is_turned),
        cmocka_unit_test(reals_of_every_width_come_back),
        cmocka_unit_test(objects_are_shown_as_c),
        cmocka_unit_test(what_is_shown_is_bounded),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("table", tests, build_all, free_all);
}
