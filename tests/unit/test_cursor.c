/* SPDX-License-Identifier: MIT
 * What stands at the cursor; the call around it; the names that a text binds.
 */
#include "base/text.h"
#include "lex/cursor.h"
#include "lex/outline.h"

#include <il_test.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct il_passage passage;

static int free_all(void **state)
{
    (void)state;
    il_passage_free(&passage);
    return 0;
}

static void read(const char *text)
{
    assert_true(il_passage_read(&passage, IL_LEX_NEWEST, text, strlen(text)));
}

static int span(char *out, size_t size, size_t from, size_t to)
{
    if (from >= to) {
        return snprintf(out, size, "<>");
    }
    size_t start = passage.tokens[from].start, end = passage.tokens[to - 1].end;
    return snprintf(out, size, "<%.*s>", (int)(end - start), passage.text + start);
}

/* A letter for the kind, what is typed, and what it belongs to. */
static const char *at_the_end_of(const char *text)
{
    static char out[500];
    read(text);
    struct il_cursor cursor = il_cursor_find(&passage);
    int at = snprintf(out, sizeof out, "%c%s|%s", "-no.kmiMs"[cursor.kind],
                      cursor.begins ? "^" : "", text + cursor.start);
    bool has_object = cursor.kind == IL_CURSOR_ATTRIBUTE ||
                      cursor.kind == IL_CURSOR_KEY || cursor.kind == IL_CURSOR_MODULE ||
                      cursor.kind == IL_CURSOR_MEMBER;
    if (has_object) {
        span(out + at, sizeof out - (size_t)at, cursor.from, cursor.to);
    } else if (cursor.call != IL_NO_TOKEN) {
        snprintf(out + at, sizeof out - (size_t)at, "(");
    }
    return out;
}

static void names_are_typed_where_expressions_stand(void **state)
{
    (void)state;
    assert_string_equal(at_the_end_of(""), "n^|");
    assert_string_equal(at_the_end_of("fo"), "n^|fo");
    assert_string_equal(at_the_end_of("x = fo"), "n|fo");
    assert_string_equal(at_the_end_of("x; fo"), "n^|fo");
    assert_string_equal(at_the_end_of("if x: fo"), "n^|fo");
    assert_string_equal(at_the_end_of("d[a:fo"), "n|fo");
    assert_string_equal(at_the_end_of("x = {a: fo"), "n|fo");
    assert_string_equal(at_the_end_of("x\nfo"), "n^|fo");
    assert_string_equal(at_the_end_of("x(\nfo"), "n|fo(");
    assert_string_equal(at_the_end_of("x = \\\nfo"), "n|fo");
    assert_string_equal(at_the_end_of("'''\n'''; fo"), "n^|fo");
    assert_string_equal(at_the_end_of("'abc\nfo"), "n^|fo");
}

static void after_an_operand_comes_an_operator(void **state)
{
    (void)state;
    assert_string_equal(at_the_end_of("x "), "o|");
    assert_string_equal(at_the_end_of("f(x) i"), "o|i");
    assert_string_equal(at_the_end_of("'a' i"), "o|i");
    assert_string_equal(at_the_end_of("match x"), "n|x");
    assert_string_equal(at_the_end_of("return x"), "n|x");
}

static void attributes_belong_to_a_primary(void **state)
{
    (void)state;
    assert_string_equal(at_the_end_of("a.b.c"), ".|c<a.b>");
    assert_string_equal(at_the_end_of("x + a[0](1, 2).b."), ".|<a[0](1, 2).b>");
    assert_string_equal(at_the_end_of("'a' 'b'.up"), ".|up<'a' 'b'>");
    assert_string_equal(at_the_end_of("x\n[1].ap"), ".|ap<[1]>");
    assert_string_equal(at_the_end_of("f(x).\\\nap"), ".|ap<f(x)>");
    assert_string_equal(at_the_end_of("1.5.re"), ".|re<1.5>");
    assert_string_equal(at_the_end_of("f'{a.b"), ".|b<a>");
    assert_string_equal(at_the_end_of("f'{x}'.up"), ".|up<'>");
    assert_string_equal(at_the_end_of("type.mr"), ".|mr<type>");
    assert_string_equal(at_the_end_of("None.x"), ".|x<None>");
    assert_string_equal(at_the_end_of("+.x"), "-|x");
    assert_string_equal(at_the_end_of(".x"), "-|x");
}

static void keys_stand_in_the_brackets_of_a_primary(void **state)
{
    (void)state;
    assert_string_equal(at_the_end_of("d['k"), "k|'k<d>");
    assert_string_equal(at_the_end_of("a.b[rb\"k"), "k|rb\"k<a.b>");
    assert_string_equal(at_the_end_of("d['a']['"), "k|'<d['a']>");
    assert_string_equal(at_the_end_of("d[1"), "k|1<d>");
    assert_string_equal(at_the_end_of("d[k"), "k|k<d>");
    assert_string_equal(at_the_end_of("['k"), "s|'k");
    assert_string_equal(at_the_end_of("x = ['k"), "s|'k");
    assert_string_equal(at_the_end_of("d['a', 'k"), "s|'k");
}

static void imports_name_modules_and_their_members(void **state)
{
    (void)state;
    assert_string_equal(at_the_end_of("import o"), "m|o<>");
    assert_string_equal(at_the_end_of("import a, b.c.d"), "m|d<b.c>");
    assert_string_equal(at_the_end_of("import a as b, c"), "m|c<>");
    assert_string_equal(at_the_end_of("import a as b"), "-|b");
    assert_string_equal(at_the_end_of("import a "), "-|");
    assert_string_equal(at_the_end_of("from a.b"), "m|b<a>");
    assert_string_equal(at_the_end_of("from a "), "i|");
    assert_string_equal(at_the_end_of("from a im"), "i|im");
    assert_string_equal(at_the_end_of("from a.b import c"), "M|c<a.b>");
    assert_string_equal(at_the_end_of("from a import (b as c, d"), "M|d<a>");
    assert_string_equal(at_the_end_of("from a import b as c"), "-|c");
    assert_string_equal(at_the_end_of("from . import c"), "M|c<.>");
    assert_string_equal(at_the_end_of("x; import a.b"), "m|b<a>");
    assert_string_equal(at_the_end_of("lazy import a.b"), "m|b<a>");
    assert_string_equal(at_the_end_of("x; lazy from a.b import c"), "M|c<a.b>");
    assert_string_equal(at_the_end_of("lazy from a "), "i|");
    assert_string_equal(at_the_end_of("lazy im"), "o|im");
    assert_string_equal(at_the_end_of("raise x from y"), "n|y");
}

static void nothing_is_known_of_what_is_new(void **state)
{
    (void)state;
    assert_string_equal(at_the_end_of("def fo"), "-|fo");
    assert_string_equal(at_the_end_of("class Fo"), "-|Fo");
    assert_string_equal(at_the_end_of("def f(a, bo"), "-|bo");
    assert_string_equal(at_the_end_of("def f(a=bo"), "n|bo");
    assert_string_equal(at_the_end_of("def f(a: bo"), "n|bo");
    assert_string_equal(at_the_end_of("with x as y"), "-|y");
    assert_string_equal(at_the_end_of("x = 12"), "-|12");
    assert_string_equal(at_the_end_of("x # fo"), "-|");
    assert_string_equal(at_the_end_of("# fo\nfo"), "n^|fo");
    assert_string_equal(at_the_end_of("f'fo"), "-|f'fo");
    assert_string_equal(at_the_end_of("'''a\nb"), "-|b");
    assert_string_equal(at_the_end_of("open('/e"), "s|'/e");
}

static void arguments_may_have_keywords(void **state)
{
    (void)state;
    assert_string_equal(at_the_end_of("f(a"), "n|a(");
    assert_string_equal(at_the_end_of("f(x, y=2, a"), "n|a(");
    assert_string_equal(at_the_end_of("f(x=a"), "n|a");
    assert_string_equal(at_the_end_of("f(*a"), "n|a");
    assert_string_equal(at_the_end_of("f((a"), "n|a");
    assert_string_equal(at_the_end_of("f([x, a"), "n|a");
    assert_string_equal(at_the_end_of("if (a"), "n|a");
    assert_string_equal(at_the_end_of("class A(a"), "n|a");
}

/* The function, the number of the argument, its keyword. */
static const char *call_in(const char *text)
{
    static char out[500];
    read(text);
    struct il_call call = il_cursor_call(&passage);
    if (call.open == IL_NO_TOKEN) {
        return "";
    }
    int at = span(out, sizeof out, call.from, call.open);
    at += snprintf(out + at, sizeof out - (size_t)at, "%zu%s", call.position,
                   call.is_spread ? "*" : "");
    if (call.keyword != IL_NO_TOKEN) {
        span(out + at, sizeof out - (size_t)at, call.keyword, call.keyword + 1);
    }
    return out;
}

static void the_innermost_call_is_found(void **state)
{
    (void)state;
    assert_string_equal(call_in("f("), "<f>0");
    assert_string_equal(call_in("f(a, g(b, c), (d, e), x=[1, 2"), "<f>3<x>");
    assert_string_equal(call_in("f(a, g(b"), "<g>0");
    assert_string_equal(call_in("x.y[0].z(*a, b"), "<x.y[0].z>1*");
    assert_string_equal(call_in("f(a)"), "");
    assert_string_equal(call_in("f(a)\n"), "");
    assert_string_equal(call_in("f(a,\n  b"), "<f>1");
    assert_string_equal(call_in("def f(a"), "");
    assert_string_equal(call_in("f'{g(a, "), "<g>1");
}

static void keywords_that_are_given_are_known(void **state)
{
    (void)state;
    read("f(g(inner=1), outer=2, x == y, ");
    size_t open = il_cursor_call(&passage).open;
    assert_true(il_cursor_is_given(&passage, open, "outer", 5));
    assert_false(il_cursor_is_given(&passage, open, "inner", 5));
    assert_false(il_cursor_is_given(&passage, open, "x", 1));
    assert_false(il_cursor_is_given(&passage, open, "out", 3));
}

static char bound[1000];

static bool note(void *data, const struct il_passage *of, size_t at,
                 enum il_binding binding)
{
    size_t *size = data;
    const struct il_token *token = &of->tokens[at];
    *size +=
        (size_t)snprintf(bound + *size, sizeof bound - *size, "%s%c%.*s",
                         *size ? " " : "", "vpfcm"[binding],
                         (int)(token->end - token->start), of -> text + token -> start);
    return true;
}

static const char *names_of(const char *text)
{
    size_t size = 0;
    bound[0] = '\0';
    read(text);
    assert_true(il_outline_visit(&passage, passage.count, note, &size));
    return bound;
}

static void bindings_are_found(void **state)
{
    (void)state;
    assert_string_equal(names_of("x = 1"), "vx");
    assert_string_equal(names_of("a, (b, *c) = d = e"), "va vb vc vd");
    assert_string_equal(names_of("x: int = 3; y: str"), "vx vy");
    assert_string_equal(names_of("a.b = c[d] = 1"), "");
    assert_string_equal(names_of("f(a=1, b=2)"), "");
    assert_string_equal(names_of("if (n := f(1)) > 1: pass"), "vn");
    assert_string_equal(names_of("def f(a, b=g(c, d), *, e: int, **h): pass"),
                        "ff pa pb pe ph");
    assert_string_equal(names_of("def f[T](a): pass"), "ff pa");
    assert_string_equal(names_of("class A(B): pass"), "cA");
    assert_string_equal(names_of("g = lambda x, *y: z"), "vg px py");
    assert_string_equal(names_of("import a.b, c as d"), "ma vd");
    assert_string_equal(names_of("from a import (b,\n c as d)"), "vb vd");
    assert_string_equal(names_of("lazy import a.b; lazy from c import d"), "ma vd");
    assert_string_equal(names_of("for i, (j, k) in x: pass"), "vi vj vk");
    assert_string_equal(names_of("[p for p in q]"), "vp");
    assert_string_equal(names_of("with a as b, c as d: pass"), "vb vd");
    assert_string_equal(names_of("x == 1"), "");
}

static bool stop_at_once(void *data, const struct il_passage *of, size_t at,
                         enum il_binding binding)
{
    (void)of, (void)at, (void)binding;
    return ++*(int *)data < 2;
}

static void a_visitor_can_end_the_visit(void **state)
{
    int count = 0;
    (void)state;
    read("def f(a, b): c = 1");
    assert_false(il_outline_visit(&passage, passage.count, stop_at_once, &count));
    assert_int_equal(count, 2);
}

/* Any text up to any place: nothing is read beyond its end. */
static void any_text_is_survived(void **state)
{
    static const char *const pieces[] = {
        "a",   "b.",      "(",     ")",   "[",    "]",      "{",        "}",
        "'",   "\"",      "'''",   "f'",  "\n",   " ",      ",",        "=",
        ":",   "import ", "from ", "as ", "def ", "class ", "lambda ",  "for ",
        "in ", ";",       "#",     "\\",  "1",    "*",      "\xc3\xa9", ".",
        "...", ":=",      "@",     "t'",  "b'",   "\r",
    };
    unsigned seed = 99;
    (void)state;
    for (int round = 0; round < 50000; round++) {
        struct il_text text = {0};
        for (int i = 0; i < 20; i++) {
            seed = seed * 1103515245 + 12345;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
            il_text_add(&text, piece, strlen(piece));
        }
        size_t size = text.size;
        /* On the heap and without a NUL, so that a sanitizer sees every step too far.
         */
        char *copy = malloc(size);
        assert_non_null(copy);
        memcpy(copy, text.bytes, size);
        il_text_free(&text);
        assert_true(il_passage_read(&passage, IL_LEX_FSTRINGS, copy, size));
        struct il_cursor cursor = il_cursor_find(&passage);
        assert_true(cursor.start <= size && cursor.word <= passage.count);
        assert_true(cursor.from <= cursor.to && cursor.to <= passage.count);
        struct il_call call = il_cursor_call(&passage);
        assert_true(call.open == IL_NO_TOKEN ||
                    (call.from < call.open && call.open < passage.count));
        size_t written = 0;
        il_outline_visit(&passage, passage.count, note, &written);
        written = 0;
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_typed_where_expressions_stand),
        cmocka_unit_test(after_an_operand_comes_an_operator),
        cmocka_unit_test(attributes_belong_to_a_primary),
        cmocka_unit_test(keys_stand_in_the_brackets_of_a_primary),
        cmocka_unit_test(imports_name_modules_and_their_members),
        cmocka_unit_test(nothing_is_known_of_what_is_new),
        cmocka_unit_test(arguments_may_have_keywords),
        cmocka_unit_test(the_innermost_call_is_found),
        cmocka_unit_test(keywords_that_are_given_are_known),
        cmocka_unit_test(bindings_are_found),
        cmocka_unit_test(a_visitor_can_end_the_visit),
        cmocka_unit_test(any_text_is_survived),
    };
    return cmocka_run_group_tests_name("cursor", tests, NULL, free_all);
}
