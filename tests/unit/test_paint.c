/* SPDX-License-Identifier: MIT
 * Painting lines: the class of each span, and what goes from line to line.
 */
#include "lex/paint.h"

#include <il_test.h>
#include <stdio.h>
#include <string.h>

enum { NEWEST = IL_LEX_NEWEST };

static struct il_spans spans;
static struct il_lex_state lexer;

static int free_spans(void **state)
{
    (void)state;
    il_paint_free(&spans);
    return 0;
}

/* The spans as one text: a letter for the class, then the text of the span. */
static const char *painted(unsigned dialect, const char *text)
{
    static char out[1000];
    size_t at = 0;
    out[0] = '\0';
    assert_true(il_paint_line(dialect, &lexer, text, strlen(text), &spans, &lexer));
    for (size_t i = 0; i < spans.count; i++) {
        const struct il_span *span = &spans.spans[i];
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%c%.*s", i ? " " : "",
                               "?kcbnd@0s#o!"[span->paint],
                               (int)(span->end - span->start), text + span->start);
    }
    return out;
}

static void begin(void) { lexer = (struct il_lex_state){0}; }

static void words_have_the_class_of_their_place(void **state)
{
    (void)state;
    begin();
    assert_string_equal(painted(NEWEST, "async def print(self, len=None): # c"),
                        "kasync kdef dprint o( nself o, nlen o= cNone o) o: ## c");
    assert_string_equal(painted(NEWEST, "class A(Exception): x.print(print, 0x1F)"),
                        "kclass dA o( bException o) o: nx o. nprint o( bprint o, 00x1F "
                        "o)");
    assert_string_equal(painted(NEWEST, "  @a.print(print)"),
                        "@@ @a @. @print o( bprint o)");
    assert_string_equal(painted(NEWEST, "x @ y"), "nx o@ ny");
}

static void soft_keywords_are_some_where_they_begin_a_statement(void **state)
{
    (void)state;
    begin();
    assert_string_equal(painted(NEWEST, "match x:"), "kmatch nx o:");
    assert_string_equal(painted(NEWEST, "match (x):"), "kmatch o( nx o) o:");
    assert_string_equal(painted(NEWEST, "match(x)"), "nmatch o( nx o)");
    assert_string_equal(painted(NEWEST, "match = case"), "nmatch o= ncase");
    assert_string_equal(painted(NEWEST, "match in x"), "nmatch kin nx");
    assert_string_equal(painted(NEWEST, "case _, None: _ = 1"),
                        "kcase k_ o, cNone o: k_ o= 01");
    assert_string_equal(painted(NEWEST, "_ = type"), "n_ o= btype");
    assert_string_equal(painted(NEWEST, "type X = int"), "ktype nX o= bint");
    assert_string_equal(painted(NEWEST, "type(x)"), "btype o( nx o)");
    assert_string_equal(painted(NEWEST, "f(match"), "nf o( nmatch");
    assert_string_equal(painted(NEWEST, "match x"), "nmatch nx");
}

static void lazy_is_a_keyword_before_an_import(void **state)
{
    (void)state;
    begin();
    assert_string_equal(painted(NEWEST, "lazy import x"), "klazy kimport nx");
    assert_string_equal(painted(NEWEST, "1; lazy from x import y"),
                        "01 o; klazy kfrom nx kimport ny");
    assert_string_equal(painted(NEWEST, "raise lazy from lazy"),
                        "kraise nlazy kfrom nlazy");
    assert_string_equal(painted(NEWEST, "from lazy import lazy"),
                        "kfrom nlazy kimport nlazy");
    assert_string_equal(painted(NEWEST, "lazy = 1"), "nlazy o= 01");
    assert_string_equal(painted(IL_LEX_FSTRINGS | IL_LEX_TSTRINGS, "lazy import x"),
                        "nlazy kimport nx");
}

static void literals_with_fields_are_split_where_python_splits_them(void **state)
{
    (void)state;
    begin();
    assert_string_equal(painted(NEWEST, "f'a{{ {x!r:>{w}} {\"s\"}' + b''"),
                        "sf'a{{  o{ nx o! nr o: s> o{ nw o} o} s  o{ s\"s\" o} s' o+ "
                        "sb''");
    assert_string_equal(painted(0, "f'a {x}' + y"), "sf'a {x}' o+ ny");
    assert_string_equal(painted(NEWEST, "rf'''{x"), "srf''' o{ nx");
    assert_string_equal(painted(NEWEST, "+ y} z"), "o+ ny o} s z");
    assert_string_equal(painted(NEWEST, "''' z"), "s''' nz");
    assert_int_equal(lexer.depth, 0);
    assert_string_equal(painted(NEWEST, "f'''{x:{y}"), "sf''' o{ nx o: o{ ny o}");
    assert_string_equal(painted(NEWEST, "}''' z"), "o} s''' nz");
}

static void an_error_does_not_stop_the_painting(void **state)
{
    (void)state;
    begin();
    assert_string_equal(painted(NEWEST, "a ) b $ c ? \\ d `"),
                        "na !) nb !$ nc !? !\\ nd !`");
    assert_string_equal(painted(NEWEST, "x = 'abc"), "nx o= s'abc");
    assert_int_equal(lexer.depth, 0);
    assert_string_equal(painted(NEWEST, "y = (f'{a:'"), "ny o= o( sf' o{ na o: s'");
    assert_int_equal(lexer.depth, 1);
    assert_string_equal(painted(NEWEST, "z) \\"), "nz o) o\\");
    assert_string_equal(painted(NEWEST, "f'}' f'\\N{' k"), "sf'}' sf'\\N o{ s' k");
    begin();
    assert_string_equal(painted(NEWEST, "a\f b\r"), "na nb");
}

static void a_line_in_a_string_is_one_span(void **state)
{
    (void)state;
    begin();
    assert_string_equal(painted(NEWEST, "x = \"\"\"a"), "nx o= s\"\"\"a");
    assert_string_equal(painted(NEWEST, "  for x"), "s  for x");
    assert_string_equal(painted(NEWEST, ""), "");
    assert_string_equal(painted(NEWEST, "\"\"\""), "s\"\"\"");
    assert_int_equal(lexer.depth, 0);
}

static void a_state_is_read_only_if_it_can_be_one(void **state)
{
    struct il_lex_state copy;
    (void)state;
    begin();
    painted(NEWEST, "f(['''");
    assert_true(il_lex_state_read(&copy, &lexer));
    assert_true(il_lex_state_equal(&copy, &lexer));
    painted(NEWEST, "''', f'''{x:{y:");
    assert_true(il_lex_state_read(&copy, &lexer));
    lexer.frame[lexer.depth] = IL_FRAME_PAR;
    assert_false(il_lex_state_read(&copy, &lexer));
    assert_int_equal(copy.depth, 0);
    memset(&lexer, 0xff, sizeof lexer);
    assert_false(il_lex_state_read(&copy, &lexer));
    begin();
    lexer.depth = 1;
    lexer.frame[0] = IL_FRAME_FIELD;
    assert_false(il_lex_state_read(&copy, &lexer));
}

/* Any bytes: the spans are in order and apart, and what they leave out is blank. */
static void paint_anything(unsigned dialect)
{
    static const char alphabet[] = "a'\"\\{}()[]:=#f \tt.@!\r\n\0\xff$";
    unsigned seed = 12345;
    char text[40];
    begin();
    for (int round = 0; round < 100000; round++) {
        size_t size = 0;
        for (; size < sizeof text; size++) {
            seed = seed * 1103515245 + 12345;
            text[size] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        assert_true(il_paint_line(dialect, &lexer, text, size, &spans, &lexer));
        size_t at = 0;
        for (size_t i = 0; i <= spans.count; i++) {
            size_t start = i < spans.count ? spans.spans[i].start : size;
            assert_true(start >= at && start <= size);
            for (; at < start; at++) {
                assert_non_null(strchr(" \t\r\f", text[at]));
            }
            at = i < spans.count ? spans.spans[i].end : size;
            assert_true(at <= size && (i == spans.count || at > start));
        }
        struct il_lex_state copy;
        assert_true(il_lex_state_read(&copy, &lexer));
    }
}

static void any_text_has_spans(void **state)
{
    (void)state;
    paint_anything(0);
    paint_anything(IL_LEX_FSTRINGS);
    paint_anything(NEWEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_the_class_of_their_place),
        cmocka_unit_test(soft_keywords_are_some_where_they_begin_a_statement),
        cmocka_unit_test(lazy_is_a_keyword_before_an_import),
        cmocka_unit_test(literals_with_fields_are_split_where_python_splits_them),
        cmocka_unit_test(an_error_does_not_stop_the_painting),
        cmocka_unit_test(a_line_in_a_string_is_one_span),
        cmocka_unit_test(a_state_is_read_only_if_it_can_be_one),
        cmocka_unit_test(any_text_has_spans),
    };
    return cmocka_run_group_tests_name("paint", tests, NULL, free_spans);
}
