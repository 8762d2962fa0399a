/* SPDX-License-Identifier: MIT
 * The names of types as C writes them.
 */
#include "reflect/spelling.h"

#include <il_test.h>
#include <stdio.h>
#include <string.h>

/* "struct node|c*[4]": the base, and what is around it, a c before pointers to const.
 */
static void write_down(const struct il_spelling *spelling, char *out, size_t size)
{
    int used = snprintf(out, size, "%s|", spelling->base);
    for (size_t i = 0; i < spelling->depth; i++) {
        const struct il_around *around = &spelling->around[i];
        used += around->is_pointer
                    ? snprintf(out + used, size - (size_t)used, "%s*",
                               around->is_const ? "c" : "")
                    : snprintf(out + used, size - (size_t)used, "[%zu]", around->count);
    }
}

static const struct {
    const char *text, *expected;
} names[] = {
    {"int", "int|"},
    {"  struct   node ", "struct node|"},
    {"struct node *", "struct node|*"},
    {"const struct node*", "struct node|c*"},
    {"struct node const *", "struct node|c*"},
    {"struct node *const", "struct node|*"},
    {"char *const *", "char|*c*"},
    {"volatile int *restrict", "int|*"},
    {"unsigned", "unsigned int|"},
    {"long unsigned int", "unsigned long|"},
    {"int long long signed", "long long|"},
    {"short int", "short|"},
    {"signed char *", "signed char|*"},
    {"char", "char|"},
    {"long double", "long double|"},
    {"_Bool", "bool|"},
    {"float", "float|"},
    {"__int128", "__int128|"},
    {"__int128 unsigned *", "unsigned __int128|*"},
    {"__float128", "_Float128|"},
    {"double _Complex", "complex double|"},
    {"long complex double[2]", "complex long double|[2]"},
    {"void **", "void|**"},
    {"int[2][3]", "int|[3][2]"},
    {"int *[4]", "int|*[4]"},
    {"int (*)[4]", "int|[4]*"},
    {"const char *(*(*)[2])[3]", "char|c*[3]*[2]*"},
    {"ns::pair<int,int> *", "ns::pair<int,int>|*"},
    {"union \xc3\xa9 *", "union \xc3\xa9|*"},
};

static void names_are_taken_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct il_spelling spelling;
        char written[400];
        if (!il_spelling_read(names[i].text, strlen(names[i].text), &spelling)) {
            fail_msg("%s is refused", names[i].text);
        }
        write_down(&spelling, written, sizeof written);
        assert_string_equal(written, names[i].expected);
    }
}

static const char *const nonsense[] = {
    "",
    "*",
    "const",
    "int]",
    "int[",
    "int[]",
    "int[0]",
    "int[x]",
    "int[-1]",
    "int (*",
    "int *)",
    "int ()",
    "int f(int)",
    "unsigned signed",
    "long long long",
    "short long",
    "int int",
    "char int",
    "unsigned double",
    "unsigned float",
    "long float",
    "long _Float128",
    "complex",
    "complex int",
    "complex complex float",
    "long __int128",
    "int __int128",
    "float _Complex double",
    "float double",
    "unsigned struct x",
    "3",
    "int 3",
    "int; int",
    "int[99999999999999999999999]",
    "struct 'x'",
    "int (*)(int)",
};

static void what_is_no_name_is_refused(void **state)
{
    struct il_spelling spelling;
    (void)state;
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        if (il_spelling_read(nonsense[i], strlen(nonsense[i]), &spelling)) {
            fail_msg("%s is taken", nonsense[i]);
        }
    }
    assert_false(il_spelling_read("int\0*", 5, &spelling));
}

static void what_is_too_long_or_too_deep_is_refused(void **state)
{
    struct il_spelling spelling;
    char text[2000];
    (void)state;
    memset(text, 'x', sizeof text);
    assert_true(il_spelling_read(text, IL_SPELLING_BASE - 2, &spelling));
    assert_false(il_spelling_read(text, IL_SPELLING_BASE + 1, &spelling));
    memset(text + 1, '*', sizeof text - 1);
    assert_true(il_spelling_read(text, 1 + IL_SPELLING_AROUND, &spelling));
    assert_false(il_spelling_read(text, 2 + IL_SPELLING_AROUND, &spelling));
    memset(text + 1, '(', sizeof text - 1);
    assert_false(il_spelling_read(text, sizeof text, &spelling));
    memset(text + 1000, ')', 999);
    assert_false(il_spelling_read(text, 1999, &spelling));
}

/* Every piece of every name, and pieces put together: nothing is read past its end. */
static void any_text_is_read_to_its_end_only(void **state)
{
    struct il_spelling spelling;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(names[i].text);
        for (size_t cut = 0; cut <= size; cut++) {
            char *exact = test_malloc(cut + 1);
            memcpy(exact, names[i].text, cut);
            il_spelling_read(exact, cut, &spelling);
            assert_true(spelling.depth <= IL_SPELLING_AROUND);
            test_free(exact);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_taken_apart),
        cmocka_unit_test(what_is_no_name_is_refused),
        cmocka_unit_test(what_is_too_long_or_too_deep_is_refused),
        cmocka_unit_test(any_text_is_read_to_its_end_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
