/* SPDX-License-Identifier: MIT
 * The compressed form of a logical line.
 */
#include "core/fold.h"

#include <il_test.h>
#include <string.h>

enum { DIALECT = IL_LEX_NEWEST };

static struct il_logical logical;
static struct il_lex_line line;
static struct il_text text, out;

static void take(const char *one)
{
    struct il_lex_state after;
    if (text.size != 0) {
        il_text_add_char(&text, '\n');
    }
    struct il_slice where = {text.size, strlen(one)};
    il_text_add_string(&text, one);
    if (!logical.has_lines) {
        il_logical_begin(&logical, where.at, il_lex_indent(one, where.size));
    }
    assert_int_equal(
        il_lex_scan(DIALECT, &logical.lexer, one, where.size, &line, &after),
        IL_DOUBT_NONE);
    if (!logical.has_lines) {
        il_logical_classify(&logical, &line, where.at, after.continues);
    }
    il_logical_note(&logical, &line, where.at);
    il_fold_line(&logical, text.bytes, where, &line, &after, DIALECT);
    logical.lexer = after;
    logical.has_lines = true;
}

/* The compressed form of these lines. */
static const char *fold(const char *const *lines)
{
    il_text_clear(&text);
    il_text_clear(&out);
    logical.has_lines = false;
    for (; *lines != NULL; lines++) {
        take(*lines);
    }
    il_fold_write(&logical, &out);
    assert_true(il_text_is_whole(&out));
    return out.bytes;
}

#define FOLD(...) fold((const char *const[]){__VA_ARGS__, NULL})

static int free_all(void **state)
{
    (void)state;
    il_logical_free(&logical);
    il_lex_line_free(&line);
    il_text_free(&text);
    il_text_free(&out);
    return 0;
}

static void elements_are_forgotten_but_the_first(void **state)
{
    (void)state;
    assert_string_equal(FOLD("x = ["), "x =[");
    assert_string_equal(FOLD("x = [a, b.c(d),", "  3, 'e', f"), "x =[x, f");
    assert_string_equal(FOLD("x = {a: b,", "  c: d,", " e:"), "x ={x:x,x:");
    assert_string_equal(FOLD("{*a, b,"), "{*x,");
}

static void what_decides_about_arguments_is_kept(void **state)
{
    (void)state;
    assert_string_equal(FOLD("f(a, b, c=1,", "d=2, **e, *f, **g,"), "f(x,x=x,**x,");
    assert_string_equal(FOLD("f(a=", "b"), "f(x= b");
    assert_string_equal(FOLD("f(**a"), "f(** a");
}

static void closed_brackets_are_empty(void **state)
{
    (void)state;
    assert_string_equal(FOLD("f(g(a, b)[c:d]{e}, h(", "1"), "f(x, h( 1");
    assert_string_equal(FOLD("(g(a, b)[c:d] if {e}"), "( g()[0] if{}");
}

static void chains_are_short(void **state)
{
    (void)state;
    assert_string_equal(FOLD("x = (a", " + b * c", " .d and e"), "x =(x and e");
    assert_string_equal(FOLD("(-a", "- b"), "(x - b");
    assert_string_equal(FOLD("(a if b", "+ c"), "( a if b + c");
}

static void literals_are_short_where_they_cannot_be_wrong(void **state)
{
    (void)state;
    assert_string_equal(FOLD("('abc'", "'def'"), "( \"\"");
    assert_string_equal(FOLD("(b'abc'", "b'def'"), "( b\"\"");
    assert_string_equal(FOLD("('abc'", "b'def'"), "( \"\" b\"\"");
    assert_string_equal(FOLD("('\\x41'", "rb'\\x'"), "( '\\x41' b\"\"");
    assert_string_equal(FOLD("(f'{a}'", "t'b'"), "( f'{a}' t'b'");
    assert_string_equal(FOLD("('''a", "b''', c"), "(x, c");
}

static void nothing_is_forgotten_where_the_meaning_may_turn(void **state)
{
    (void)state;
    assert_string_equal(FOLD("def f(a, b,", "c=1,"), "def f( a, b, c = 1,");
    assert_string_equal(FOLD("match(a, b,"), "match( a, b,");
    assert_string_equal(FOLD("with (a, b,"), "with( a, b,");
    assert_string_equal(FOLD("with f(a, b,"), "with f(x,");
    assert_string_equal(FOLD("[a for (b, c) in"), "[ a for( b, c) in");
    assert_string_equal(FOLD("[lambda a, b: c, d"), "[x, d");
    assert_string_equal(FOLD("[lambda a, b"), "[ lambda a, b");
    assert_string_equal(FOLD("x = [y for y in z,", "a,"), "x =[ y for y in z, a,");
}

static void an_open_literal_is_kept_apart(void **state)
{
    (void)state;
    assert_string_equal(FOLD("  x = ['a', f'''{b}"), "x =[x,");
    assert_true(logical.has_literal);
    assert_int_equal(logical.literal_depth, 2);
    assert_int_equal(logical.literal_line.size, strlen("f'''{b}"));
    FOLD("x = f'''{b(");
    assert_int_equal(logical.literal_depth, 0);
    FOLD("x = f'''{b(f\"\"\"{c}");
    assert_int_equal(logical.literal_depth, 0);
    FOLD("x = '''b");
    assert_int_equal(logical.literal_depth, 0);
}

static void many_signs_are_shown(void **state)
{
    (void)state;
    char signs[124] = "(";
    for (size_t i = 0; i < 60; i++) {
        signs[1 + 2 * i] = '-';
        signs[2 + 2 * i] = ' ';
    }
    signs[121] = 'a';
    assert_string_equal(FOLD(signs), "(x - - - - - - - - - - - a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_forgotten_but_the_first),
        cmocka_unit_test(what_decides_about_arguments_is_kept),
        cmocka_unit_test(closed_brackets_are_empty),
        cmocka_unit_test(chains_are_short),
        cmocka_unit_test(literals_are_short_where_they_cannot_be_wrong),
        cmocka_unit_test(nothing_is_forgotten_where_the_meaning_may_turn),
        cmocka_unit_test(an_open_literal_is_kept_apart),
        cmocka_unit_test(many_signs_are_shown),
    };
    return cmocka_run_group_tests_name("fold", tests, NULL, free_all);
}
