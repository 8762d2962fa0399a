/* SPDX-License-Identifier: MIT
 * Which lines have the same shape.
 */
#include "core/shape.h"

#include <il_test.h>
#include <string.h>

enum { DIALECT = IL_LEX_NEWEST };

static struct il_lex_line line;
static struct il_text one, other;

static bool has_shape(struct il_text *out, const char *text)
{
    const struct il_lex_state before = {0};
    struct il_lex_state after;
    il_text_clear(out);
    assert_int_equal(il_lex_scan(DIALECT, &before, text, strlen(text), &line, &after),
                     IL_DOUBT_NONE);
    bool added = il_shape_add(out, &line, text, strlen(text));
    assert_true(il_text_is_whole(out));
    assert_true(out->size == 0 || memchr(out->bytes, 0xFE, out->size) == NULL);
    return added;
}

static bool are_same(const char *a, const char *b)
{
    assert_true(has_shape(&one, a));
    assert_true(has_shape(&other, b));
    return one.size == other.size && memcmp(one.bytes, other.bytes, one.size) == 0;
}

#define SAME(a, b) assert_true(are_same(a, b))
#define DIFFERENT(a, b) assert_false(are_same(a, b))

static int free_all(void **state)
{
    (void)state;
    il_lex_line_free(&line);
    il_text_free(&one);
    il_text_free(&other);
    return 0;
}

static void space_and_comments_are_gone(void **state)
{
    (void)state;
    SAME("x = a[1]", "  x=a [ 1 ]  # one");
    DIFFERENT("x = a[1]", "x = a[1],");
    DIFFERENT("a <b", "a <<b");
}

static void names_and_numbers_are_all_the_same(void **state)
{
    (void)state;
    SAME("x = y", "yy = yy");
    SAME("if x.y == 12:", "if match_.x == 0:");
    SAME("x = 1.5", "x = 0.25");
    DIFFERENT("x = 1", "x = 1.5");
    DIFFERENT("x = 1", "x = 01");
    DIFFERENT("x = 1", "x = 1j");
    DIFFERENT("x = 0x1", "x = 0x2");
    DIFFERENT("x = 1234567890123456789", "x = 1");
}

static void words_of_the_language_are_told_apart(void **state)
{
    (void)state;
    DIFFERENT("x = y", "x = None");
    DIFFERENT("x = y", "x = _");
    DIFFERENT("match x", "case x");
    DIFFERENT("x or y", "x and y");
    DIFFERENT("lazy import x", "crazy import x");
}

static void equal_names_are_noticed_where_that_matters(void **state)
{
    (void)state;
    SAME("def f(a, b):", "def g(x, yy):");
    DIFFERENT("def f(a, b):", "def f(a, a):");
    DIFFERENT("f(a=1, b=2)", "f(a=1, a=2)");
    DIFFERENT("lambda a, b: 0", "lambda a, a: 0");
    DIFFERENT("[(x := 1) for y in z]", "[(x := 1) for x in z]");
    DIFFERENT("global a; b", "global a; a");
    DIFFERENT("case [a, b]:", "case [a, a]:");
    DIFFERENT("class A[B, C]: pass", "class A[B, B]: pass");
    DIFFERENT("type A[B, C] = D", "type A[B, B] = D");
}

static void names_that_cpython_looks_at_are_told_apart(void **state)
{
    (void)state;
    SAME("x.__y__ = 1", "yy.__y__ = 2");
    DIFFERENT("x.__y", "x.__z");
    DIFFERENT("__debug__ = 1", "__debus__ = 1");
    DIFFERENT("x = 1", "__debug__ = 1");
    DIFFERENT("def f(__x, _c__x): 0", "def f(__x, _d__x): 0");
}

static void safe_strings_are_all_the_same(void **state)
{
    (void)state;
    SAME("x = 'a'", "x = r\"\"\"__b__\\x\"\"\"");
    SAME("x = 'a'", "x = '\xC3\xA4'");
    DIFFERENT("x = 'a'", "x = b'a'");
    DIFFERENT("x = 'a'", "x = 'a' 'b'");
    DIFFERENT("x = '\\x41'", "x = '\\x4'");
    DIFFERENT("x = '\\x41'", "x = 'a'");
    DIFFERENT("x = '\\x41', 1", "x = '\\x42', 1");
    SAME("x = '''a", "x = b\"\"\"\\x");
    DIFFERENT("x = '''a", "x = '''a'''");
}

static void some_lines_have_no_shape(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "",         "# x",          "f'{x}'",       "t'{x}'",       "f''",
        "f'''open", "'open\\",      "\xC3\xA4 = 1", "1if x else y", "0x1for x in y",
        "1.real",   "case {1: x}:", "x = 1_a",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_false(has_shape(&one, lines[i]));
    }
}

static void a_long_line_has_none(void **state)
{
    (void)state;
    char text[1000];
    for (size_t i = 0; i < sizeof text; i += 2) {
        memcpy(text + i, "x,", 2);
    }
    text[sizeof text - 1] = '\0';
    assert_false(has_shape(&one, text));
    text[80] = '\0';
    assert_true(has_shape(&one, text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(space_and_comments_are_gone),
        cmocka_unit_test(names_and_numbers_are_all_the_same),
        cmocka_unit_test(words_of_the_language_are_told_apart),
        cmocka_unit_test(equal_names_are_noticed_where_that_matters),
        cmocka_unit_test(names_that_cpython_looks_at_are_told_apart),
        cmocka_unit_test(safe_strings_are_all_the_same),
        cmocka_unit_test(some_lines_have_no_shape),
        cmocka_unit_test(a_long_line_has_none),
    };
    return cmocka_run_group_tests_name("shape", tests, NULL, free_all);
}
