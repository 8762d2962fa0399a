/* SPDX-License-Identifier: MIT
 * Names and types out of debug information: this program's own.
 */
#include "reflect/provider.h"

#include <il_test.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct il_provider il_dwarf_provider;

static const struct il_scope everywhere = {NULL, NULL};

/* --- What there is to find -------------------------------------------------------- */

enum mode { MODE_FAST, MODE_SLOW = 5, MODE_WRONG = -2 };
enum level { LEVEL_LOW = 200, LEVEL_HIGH = 4000000000U };

typedef unsigned int count_t;
typedef struct {
    int x, y;
} point_t;
typedef int (*compare_fn)(const void *left, const void *right);

struct unknown; /* declared only */

struct node {
    int value;
    struct node *next;
};

union anything {
    int number;
    void *pointer;
} anything;

struct inner {
    char letter;
    union {
        int number;
        float real;
    };
    struct {
        short low, high;
    } pair;
};

struct everything {
    _Bool truth;
    char letter;
    signed char tiny;
    unsigned char byte;
    short small;
    unsigned short port;
    int number;
    unsigned natural;
    long wide;
    unsigned long long widest;
    float single;
    double real;
    long double longest;
    enum mode mode;
    enum level level;
    count_t count;
    point_t point;
    const char *name;
    char text[12];
    int row[4];
    int grid[2][3];
    const int fixed;
    volatile int shaky;
    _Atomic int shared;
    const char *const *list;
    char *const frozen;
    int *volatile moving;
    compare_fn compare;
    void *any;
    struct node *head;
    struct unknown *hidden;
    __int128 huge;
    _Complex double complex;
    struct inner inner;
    unsigned low : 3;
    int middle : 5;
    _Bool one : 1;
    unsigned long far : 40;
    int rest[];
};

struct everything everything;
volatile int volatile_global = 3;
const int constant_global = 4;
static int file_static = 5;
static _Thread_local int thread_own = 6;
point_t points[3];

int add_up(int left, int right);
int add_up(int left, int right) { return left + right; }

int print(const char *format, ...);
int print(const char *format, ...) { return format[0]; }

static int next_number(void)
{
    static int last_number = 10;
    return ++last_number;
}

/* --- Asking ----------------------------------------------------------------------- */

static struct il_symbol find(const char *name)
{
    struct il_symbol symbol;
    char reason[IL_REASON_SIZE];
    if (il_dwarf_provider.find(&everywhere, name, &symbol, reason) != IL_FOUND) {
        fail_msg("%s: %s", name, reason);
    }
    return symbol;
}

static enum il_found outcome(const char *name, const char *part)
{
    struct il_symbol symbol;
    char reason[IL_REASON_SIZE];
    enum il_found found = il_dwarf_provider.find(&everywhere, name, &symbol, reason);
    if (found != IL_FOUND && part != NULL && strstr(reason, part) == NULL) {
        fail_msg("%s: %s", name, reason);
    }
    return found;
}

static const struct il_ctype *type(const char *name)
{
    struct il_type_found found;
    char reason[IL_REASON_SIZE];
    if (il_dwarf_provider.find_type(&everywhere, name, &found, reason) != IL_FOUND) {
        fail_msg("%s: %s", name, reason);
    }
    assert_true(il_dwarf_provider.is_program(found.module));
    assert_true(il_dwarf_provider.is_loaded(found.module, found.load));
    return found.type;
}

static const struct il_cfield *field(const char *name)
{
    const struct il_cfield *found = il_ctype_field(type("struct everything"), name);
    if (found == NULL) {
        fail_msg("no field %s", name);
    }
    return found;
}

static void assert_written(const struct il_ctype *what, const char *name,
                           const char *expected)
{
    struct il_text text = {0};
    il_ctype_write(what, name, &text);
    assert_true(il_text_is_whole(&text));
    assert_string_equal(text.bytes, expected);
    il_text_free(&text);
}

static void assert_field(const char *name, const char *expected)
{
    assert_written(field(name)->type, name, expected);
}

/* --- Tests ------------------------------------------------------------------------ */

static void variables_are_where_the_compiler_put_them(void **state)
{
    (void)state;
    assert_true(find("everything").address == (uintptr_t)&everything);
    assert_true(find("volatile_global").address == (uintptr_t)&volatile_global);
    assert_true(find("file_static").address == (uintptr_t)&file_static);
    assert_true(find("points").address == (uintptr_t)points);
    assert_false(find("file_static").is_const);
    assert_true(find("constant_global").is_const);
    assert_true(find("everything").type->size == sizeof everything);
    assert_written(find("points").type, "points", "point_t points[3]");
    assert_written(find("volatile_global").type, "", "volatile int");
}

static void declarations_are_known_by_file_and_line(void **state)
{
    struct il_symbol symbol = find("file_static");
    (void)state;
    assert_true(symbol.line > 90 && symbol.line < 130);
    assert_non_null(strstr(symbol.file, "test_dwarf.c"));
    assert_true(type("struct node")->line > 20);
    assert_non_null(strstr(type("struct node")->file, "test_dwarf.c"));
}

static void functions_have_their_parameters(void **state)
{
    struct il_symbol symbol = find("add_up");
    (void)state;
    assert_int_equal(symbol.kind, IL_SYMBOL_FUNCTION);
    assert_true(symbol.address == (uintptr_t)add_up);
    assert_written(symbol.type, "add_up", "int add_up(int left, int right)");
    assert_written(find("print").type, "print", "int print(const char *format, ...)");
    assert_written(find("next_number").type, "next_number", "int next_number(void)");
}

static void variables_of_functions_are_found_by_both_names(void **state)
{
    (void)state;
    int before = next_number();
    assert_int_equal(*(int *)find("next_number::last_number").address, before);
    assert_int_equal(outcome("next_number::nothing", NULL), IL_FOUND_NOTHING);
    assert_int_equal(outcome("add_up::left", NULL), IL_FOUND_NOTHING);
}

static void constants_have_their_values(void **state)
{
    (void)state;
    assert_int_equal(find("MODE_SLOW").kind, IL_SYMBOL_CONSTANT);
    assert_true(find("MODE_SLOW").value == 5);
    assert_true(find("MODE_WRONG").value == -2);
    assert_true(find("LEVEL_LOW").value == 200);
    assert_true(find("LEVEL_HIGH").value == 4000000000);
}

#define PLACE(name)                                                                    \
    do {                                                                               \
        assert_int_equal(field(#name)->offset, offsetof(struct everything, name));     \
        assert_int_equal(field(#name)->type->size, sizeof everything.name);            \
    } while (0)

static void fields_are_where_the_compiler_put_them(void **state)
{
    (void)state;
    PLACE(truth);
    PLACE(letter);
    PLACE(port);
    PLACE(widest);
    PLACE(longest);
    PLACE(mode);
    PLACE(point);
    PLACE(name);
    PLACE(text);
    PLACE(grid);
    PLACE(shared);
    PLACE(compare);
    PLACE(hidden);
    PLACE(huge);
    PLACE(complex);
    PLACE(inner);
    assert_int_equal(field("rest")->offset, offsetof(struct everything, rest));
    assert_true(field("rest")->type->is_open);
}

static void types_are_written_as_in_the_source(void **state)
{
    (void)state;
    assert_field("truth", "bool truth");
    assert_field("tiny", "signed char tiny");
    assert_field("port", "unsigned short port");
    assert_field("widest", "unsigned long long widest");
    assert_field("longest", "long double longest");
    assert_field("mode", "enum mode mode");
    assert_field("count", "count_t count");
    assert_field("point", "point_t point");
    assert_field("name", "const char *name");
    assert_field("grid", "int grid[2][3]");
    assert_field("shaky", "volatile int shaky");
    /* DWARF 4 has no word for it. */
    if (field("shared")->type->alias != NULL) {
        assert_field("shared", "_Atomic int shared");
    }
    assert_field("list", "const char *const *list");
    assert_field("moving", "int *volatile moving");
    assert_field("compare", "compare_fn compare");
    assert_field("any", "void *any");
    assert_field("hidden", "struct unknown *hidden");
    assert_field("huge", "__int128 huge");
    assert_field("complex", "complex double complex");
    assert_field("rest", "int rest[]");
}

static void kinds_are_those_of_tables(void **state)
{
    (void)state;
    assert_int_equal(field("truth")->type->kind, IL_C_BOOL);
    assert_int_equal(field("letter")->type->kind, IL_C_CHAR);
    assert_int_equal(field("tiny")->type->kind, IL_C_SIGNED);
    assert_int_equal(field("byte")->type->kind, IL_C_UNSIGNED);
    assert_int_equal(field("count")->type->kind, IL_C_UNSIGNED);
    assert_int_equal(field("longest")->type->kind, IL_C_FLOAT);
    assert_int_equal(field("mode")->type->target->kind, IL_C_SIGNED);
    assert_int_equal(field("level")->type->target->kind, IL_C_UNSIGNED);
    assert_string_equal(il_ctype_constant(field("mode")->type, -2), "MODE_WRONG");
    assert_true(il_ctype_is_text(field("text")->type));
    assert_true(il_ctype_is_string(field("name")->type));
    assert_int_equal(field("compare")->type->target->kind, IL_C_FUNCTION);
    assert_true(field("fixed")->is_const && field("frozen")->is_const);
    assert_true(field("name")->type->is_const && !field("name")->is_const);
    assert_true(field("hidden")->type->target->is_incomplete);
    assert_int_equal(field("huge")->type->kind, IL_C_SIGNED);
    assert_int_equal(field("complex")->type->kind, IL_C_COMPLEX);
    assert_int_equal(field("complex")->type->target->size, sizeof(double));
}

/* The bits that are set when one field is all ones. */
static void assert_bits(const char *name, const struct everything *ones)
{
    const struct il_cfield *found = field(name);
    const unsigned char *bytes = (const unsigned char *)ones;
    size_t set = 0;
    for (size_t i = 0; i < sizeof *ones; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            set += bytes[i] >> bit & 1U;
        }
    }
    assert_int_equal(set, found->bit_width);
    for (unsigned i = 0; i < found->bit_width; i++) {
        unsigned bit = found->bit_offset + i;
        assert_true(bytes[found->offset + bit / 8] >> (bit % 8) & 1U);
    }
}

static void bit_fields_are_where_the_compiler_put_them(void **state)
{
    struct everything low = {.low = 7}, middle = {.middle = -1}, one = {.one = 1},
                      far = {.far = (1UL << 40) - 1};
    (void)state;
    assert_bits("low", &low);
    assert_bits("middle", &middle);
    assert_bits("one", &one);
    assert_bits("far", &far);
}

static void members_without_a_name_are_fields_of_the_record(void **state)
{
    const struct il_ctype *inner = type("struct inner");
    (void)state;
    assert_int_equal(il_ctype_field(inner, "number")->offset,
                     offsetof(struct inner, number));
    assert_int_equal(il_ctype_field(inner, "real")->offset,
                     offsetof(struct inner, real));
    struct il_text text = {0};
    il_ctype_declare(inner, &text);
    assert_string_equal(text.bytes, "struct inner {\n"
                                    "    char letter;\n"
                                    "    union {\n"
                                    "        int number;\n"
                                    "        float real;\n"
                                    "    };\n"
                                    "    struct {...} pair;\n"
                                    "};");
    il_text_free(&text);
}

static void declarations_are_written_with_their_names(void **state)
{
    struct il_text text = {0};
    (void)state;
    il_ctype_declare(type("point_t"), &text);
    assert_string_equal(text.bytes, "typedef struct {\n"
                                    "    int x;\n"
                                    "    int y;\n"
                                    "} point_t;");
    il_text_clear(&text);
    il_ctype_declare(type("enum mode"), &text);
    assert_string_equal(text.bytes, "enum mode {\n"
                                    "    MODE_FAST = 0,\n"
                                    "    MODE_SLOW = 5,\n"
                                    "    MODE_WRONG = -2,\n"
                                    "};");
    il_text_free(&text);
}

static void types_are_found_as_c_names_them(void **state)
{
    struct il_type_found found;
    char reason[IL_REASON_SIZE];
    (void)state;
    assert_written(type("count_t"), "", "count_t");
    assert_written(type("unsigned long"), "", "unsigned long");
    assert_int_equal(type("union anything")->kind, IL_C_UNION);
    assert_int_equal(type("enum mode")->kind, IL_C_ENUM);
    assert_ptr_equal(field("head")->type->target, type("struct node"));
    assert_ptr_equal(find("everything").type, type("struct everything"));
    assert_int_equal(
        il_dwarf_provider.find_type(&everywhere, "struct nothing", &found, reason),
        IL_FOUND_NOTHING);
    assert_int_equal(
        il_dwarf_provider.find_type(&everywhere, "struct mode", &found, reason),
        IL_FOUND_NOTHING);
}

static void *own_address(void *data)
{
    *(uintptr_t *)data = find("thread_own").address;
    return &thread_own;
}

static void threads_have_their_own_variables(void **state)
{
    uintptr_t there = 0;
    void *expected;
    pthread_t thread;
    (void)state;
    assert_true(find("thread_own").is_thread_own);
    assert_true(find("thread_own").address == (uintptr_t)&thread_own);
    assert_int_equal(pthread_create(&thread, NULL, own_address, &there), 0);
    assert_int_equal(pthread_join(thread, &expected), 0);
    assert_true(there == (uintptr_t)expected);
    assert_true(there != (uintptr_t)&thread_own);
}

static bool count_name(void *data, const char *name)
{
    *(size_t *)data += strcmp(name, "MODE_SLOW") == 0 || strcmp(name, "points") == 0 ||
                       strcmp(name, "add_up") == 0;
    return true;
}

static void names_are_told(void **state)
{
    size_t count = 0;
    char reason[IL_REASON_SIZE];
    (void)state;
    il_dwarf_provider.names(&everywhere, "", count_name, &count, reason);
    assert_int_equal(count, 3);
    count = 0;
    il_dwarf_provider.names(&everywhere, "MODE_", count_name, &count, reason);
    assert_int_equal(count, 1);
}

static void files_and_libraries_narrow_the_search(void **state)
{
    const struct il_scope here = {NULL, "test_dwarf.c"},
                          folder = {NULL, "unit/test_dwarf.c"},
                          other = {NULL, "st_dwarf.c"}, gone = {"libnothing", NULL};
    struct il_symbol symbol;
    char reason[IL_REASON_SIZE];
    (void)state;
    assert_int_equal(il_dwarf_provider.find(&here, "add_up", &symbol, reason),
                     IL_FOUND);
    assert_int_equal(il_dwarf_provider.find(&folder, "add_up", &symbol, reason),
                     IL_FOUND);
    assert_int_equal(il_dwarf_provider.find(&other, "add_up", &symbol, reason),
                     IL_FOUND_NOTHING);
    assert_int_equal(il_dwarf_provider.find(&gone, "add_up", &symbol, reason),
                     IL_FOUND_NOTHING);
    assert_non_null(strstr(reason, "no library 'libnothing' is loaded"));
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    assert_int_equal(outcome("nothing_of_this_name", NULL), IL_FOUND_NOTHING);
    assert_int_equal(outcome("", NULL), IL_FOUND_NOTHING);
    assert_int_equal(outcome("malloc", NULL), IL_FOUND_NOTHING);
}

static void *ask_often(void *data)
{
    (void)data;
    for (int i = 0; i < 50; i++) {
        struct il_symbol symbol;
        struct il_type_found found;
        char reason[IL_REASON_SIZE];
        bool is_right = il_dwarf_provider.find(&everywhere, "everything", &symbol,
                                               reason) == IL_FOUND &&
                        il_dwarf_provider.find_type(&everywhere, "struct inner", &found,
                                                    reason) == IL_FOUND &&
                        il_ctype_field(found.type, "real") != NULL;
        if (!is_right) {
            return "wrong";
        }
    }
    return NULL;
}

static void threads_may_ask_at_the_same_time(void **state)
{
    pthread_t threads[4];
    void *wrong;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, NULL), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_are_where_the_compiler_put_them),
        cmocka_unit_test(declarations_are_known_by_file_and_line),
        cmocka_unit_test(functions_have_their_parameters),
        cmocka_unit_test(variables_of_functions_are_found_by_both_names),
        cmocka_unit_test(constants_have_their_values),
        cmocka_unit_test(fields_are_where_the_compiler_put_them),
        cmocka_unit_test(types_are_written_as_in_the_source),
        cmocka_unit_test(kinds_are_those_of_tables),
        cmocka_unit_test(bit_fields_are_where_the_compiler_put_them),
        cmocka_unit_test(members_without_a_name_are_fields_of_the_record),
        cmocka_unit_test(declarations_are_written_with_their_names),
        cmocka_unit_test(types_are_found_as_c_names_them),
        cmocka_unit_test(threads_have_their_own_variables),
        cmocka_unit_test(names_are_told),
        cmocka_unit_test(files_and_libraries_narrow_the_search),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(threads_may_ask_at_the_same_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
