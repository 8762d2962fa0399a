/* SPDX-License-Identifier: MIT
 * Types of C, compared and written down.
 */
#include "reflect/ctype.h"

#include <il_test.h>
#include <string.h>

static const struct il_ctype void_type = {.kind = IL_C_VOID, .name = "void"};
static const struct il_ctype int_type = {.kind = IL_C_SIGNED, .size = 4, .name = "int"};
static const struct il_ctype char_type = {.kind = IL_C_CHAR, .size = 1, .name = "char"};
static const struct il_ctype text_type = {
    .kind = IL_C_POINTER, .size = 8, .target = &char_type, .is_const = true};
static const struct il_ctype row_type = {
    .kind = IL_C_ARRAY, .size = 12, .target = &int_type, .count = 3};

static struct il_cfield two[] = {{.type = &int_type},
                                 {.name = "text", .type = &text_type, .offset = 1}};
static const struct il_ctype print_type = {.kind = IL_C_FUNCTION,
                                           .target = &int_type,
                                           .count = 2,
                                           .fields = two,
                                           .is_variadic = true};
static const struct il_ctype stop_type = {.kind = IL_C_FUNCTION, .target = &void_type};
static const struct il_ctype old_type = {
    .kind = IL_C_FUNCTION, .target = &int_type, .is_open = true};
static const struct il_ctype hook_type = {
    .kind = IL_C_POINTER, .size = 8, .target = &print_type};

static void assert_written(const struct il_ctype *type, const char *name,
                           const char *expected)
{
    struct il_text text = {0};
    il_ctype_write(type, name, &text);
    assert_true(il_text_is_whole(&text));
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.bytes, expected, text.size);
    il_text_free(&text);
}

static void functions_are_written_with_their_parameters(void **state)
{
    (void)state;
    assert_written(&print_type, "print", "int print(int, const char *text, ...)");
    assert_written(&stop_type, "stop", "void stop(void)");
    assert_written(&old_type, "old", "int old()");
    assert_written(&hook_type, "hook", "int (*hook)(int, const char *text, ...)");
    assert_written(&hook_type, "", "int (*)(int, const char *text, ...)");
}

static void arrays_are_written_with_their_extents(void **state)
{
    const struct il_ctype pointer = {
        .kind = IL_C_POINTER, .size = 8, .target = &row_type};
    const struct il_ctype open = {
        .kind = IL_C_ARRAY, .target = &int_type, .is_open = true};
    (void)state;
    assert_written(&row_type, "row", "int row[3]");
    assert_written(&pointer, "rows", "int (*rows)[3]");
    assert_written(&open, "rest", "int rest[]");
}

static void functions_are_the_same_by_what_they_take(void **state)
{
    struct il_cfield other[] = {{.name = "n", .type = &int_type},
                                {.type = &int_type, .offset = 1}};
    struct il_ctype function = print_type;
    (void)state;
    assert_true(il_ctype_is_same(&print_type, &function));
    function.is_variadic = false;
    assert_false(il_ctype_is_same(&print_type, &function));
    function = print_type;
    function.fields = other;
    assert_false(il_ctype_is_same(&print_type, &function));
    function.count = 1;
    assert_false(il_ctype_is_same(&print_type, &function));
    assert_false(il_ctype_is_same(&stop_type, &old_type));
}

static void a_nameless_parameter_is_no_field(void **state)
{
    (void)state;
    assert_ptr_equal(il_ctype_field(&print_type, "text"), &two[1]);
    assert_null(il_ctype_field(&print_type, "other"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_written_with_their_parameters),
        cmocka_unit_test(arrays_are_written_with_their_extents),
        cmocka_unit_test(functions_are_the_same_by_what_they_take),
        cmocka_unit_test(a_nameless_parameter_is_no_field),
    };
    return cmocka_run_group_tests_name("ctype", tests, NULL, NULL);
}
