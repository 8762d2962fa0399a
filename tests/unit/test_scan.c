/* SPDX-License-Identifier: MIT
 * The lexer: tokens of a line, and what goes from line to line.
 */
#include "lex/scan.h"

#include <il_test.h>
#include <stdio.h>
#include <string.h>

enum { NEWEST = IL_LEX_NEWEST };

static struct il_lex_line line;
static struct il_lex_state lexer;

static int free_line(void **state)
{
    (void)state;
    il_lex_line_free(&line);
    return 0;
}

static enum il_lex_doubt scan(unsigned dialect, const char *text)
{
    return il_lex_scan(dialect, &lexer, text, strlen(text), &line, &lexer);
}

static void begin(void) { lexer = (struct il_lex_state){0}; }

/* The tokens as one text: a letter for the kind, then the token. */
static const char *tokens_of(unsigned dialect, const char *text)
{
    static char out[1000];
    size_t at = 0;
    out[0] = '\0';
    enum il_lex_doubt doubt = scan(dialect, text);
    for (size_t i = 0; i < line.count; i++) {
        const struct il_lex_token *token = &line.tokens[i];
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%c%s%.*s", i ? " " : "",
                               "nkmdsoc"[token->kind],
                               token -> flags &IL_TOKEN_NESTED ? "^" : "",
                               (int)(token->end - token->start), text + token->start);
    }
    snprintf(out + at, sizeof out - at, "%s", doubt ? " ?" : "");
    return out;
}

static void code_is_split_in_tokens(void **state)
{
    (void)state;
    begin();
    assert_string_equal(tokens_of(NEWEST, "for x in match: y+=0x_fF**2.5e-3j # c"),
                        "kfor nx kin mmatch o: ny o+= d0x_fF o** d2.5e-3j");
    assert_string_equal(tokens_of(NEWEST, "a<>b!=c...d->1_0if .5else é"),
                        "na o<> nb o!= nc o... nd o-> d1_0 kif d.5 kelse né");
    assert_string_equal(tokens_of(NEWEST, "u'a' ur'b' Rb\"\\\"\" \"\" ''"),
                        "su'a' nur s'b' sRb\"\\\"\" s\"\" s''");
    assert_int_equal(lexer.depth, 0);
}

static void every_word_is_found(void **state)
{
    (void)state;
    for (int word = 1; word <= IL_WORD_LAST_SOFT; word++) {
        const char *text = il_words_text((enum il_word)word);
        assert_int_equal(il_words_find_name(text, strlen(text)), word);
        assert_int_equal(il_words_find_name(text, strlen(text) - 1), IL_WORD_OTHER);
    }
    for (int word = IL_WORD_LAST_SOFT + 1; word < IL_WORD_COUNT; word++) {
        const char *text = il_words_text((enum il_word)word);
        size_t size = 0;
        assert_int_equal(il_words_find_operator(text, strlen(text), &size), word);
        assert_int_equal(size, strlen(text));
    }
    assert_int_equal(il_words_find_name("Fals", 4), IL_WORD_OTHER);
    assert_int_equal(il_words_find_name("\xc3\xa9", 2), IL_WORD_OTHER);
}

static void brackets_have_the_level_of_their_outside(void **state)
{
    (void)state;
    begin();
    assert_int_equal(scan(NEWEST, "f(a, [b"), IL_DOUBT_NONE);
    assert_int_equal(line.tokens[1].level, 0);
    assert_int_equal(line.tokens[2].level, 1);
    assert_int_equal(line.tokens[4].level, 1);
    assert_int_equal(line.tokens[5].level, 2);
    assert_int_equal(lexer.depth, 2);
    assert_int_equal(scan(NEWEST, "])"), IL_DOUBT_NONE);
    assert_int_equal(line.tokens[0].level, 1);
    assert_int_equal(line.tokens[1].level, 0);
    assert_int_equal(lexer.depth, 0);
}

static void a_string_goes_on_over_lines(void **state)
{
    (void)state;
    begin();
    assert_string_equal(tokens_of(NEWEST, "x = b'''abc"), "nx o= sb'''abc");
    assert_int_equal(line.tokens[2].flags, IL_TOKEN_OPEN);
    assert_int_equal(line.tokens[2].literal, IL_LITERAL_BYTES | IL_LITERAL_TRIPLE);
    assert_string_equal(tokens_of(NEWEST, "''\\'''"), "");
    assert_string_equal(tokens_of(NEWEST | IL_LEX_DETAILS, "more"), "smore");
    assert_int_equal(line.tokens[0].flags, IL_TOKEN_BEGUN | IL_TOKEN_OPEN);
    assert_string_equal(tokens_of(NEWEST, "' ''' y"), "s' ''' ny");
    assert_int_equal(line.tokens[0].flags, IL_TOKEN_BEGUN);
    assert_string_equal(tokens_of(NEWEST, "'abc\\"), "s'abc\\");
    assert_string_equal(tokens_of(NEWEST, "def' z"), "sdef' nz");
    assert_int_equal(lexer.depth, 0);
}

static bool is_filled(unsigned dialect, const char *text)
{
    return il_lex_is_filled(&lexer, dialect, text, strlen(text));
}

/* What is seen at a glance is what the scan finds. */
static void a_line_that_a_string_fills_is_seen(void **state)
{
    (void)state;
    static const char *const filled[] = {"",         "a",           "'' \"\"\" '' 'x",
                                         "12345678", "\"\"\"12345", "é # {"};
    static const char *const others[] = {"\\",      "12345678\\", "'''", "x'''",
                                         "''' '''", "1234567'''", "''''"};
    begin();
    assert_string_equal(tokens_of(NEWEST, "x = '''"), "nx o= s'''");
    for (size_t i = 0; i < sizeof filled / sizeof *filled; i++) {
        struct il_lex_state before = lexer;
        assert_true(is_filled(NEWEST, filled[i]));
        assert_string_equal(tokens_of(NEWEST, filled[i]), "");
        assert_true(il_lex_state_equal(&before, &lexer));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(is_filled(NEWEST, others[i]));
    }
    assert_false(il_lex_is_filled(&lexer, NEWEST, "a\0b", 3));
    assert_false(is_filled(NEWEST, "a\r"));
    begin();
    assert_string_equal(tokens_of(0, "f'''"), "sf'''");
    assert_true(is_filled(0, "x"));
    assert_false(is_filled(NEWEST, "x"));
    begin();
    assert_false(is_filled(NEWEST, "x"));
    assert_string_equal(tokens_of(NEWEST, "'x\\"), "s'x\\");
    assert_false(is_filled(NEWEST, "x"));
}

static void fields_nest_where_the_dialect_says_so(void **state)
{
    (void)state;
    begin();
    assert_string_equal(tokens_of(NEWEST, "f'{x['a']:{y}}' z"), "sf'{x['a']:{y}}' nz");
    assert_string_equal(tokens_of(NEWEST | IL_LEX_DETAILS, "f'{x['a']!r:{y}}' z"),
                        "sf'{x['a']!r:{y}}' n^x o^[ s^'a' o^] o^! n^r o^: n^y nz");
    assert_string_equal(tokens_of(0, "f'{x['a']}'"), "sf'{x[' na s']}'");
    assert_string_equal(tokens_of(NEWEST, "tR'{'}'}'"), "stR'{'}'}'");
    assert_string_equal(tokens_of(IL_LEX_FSTRINGS, "t'{'"), "nt s'{'");
    assert_int_equal(lexer.depth, 0);
}

static void a_field_goes_on_over_lines(void **state)
{
    (void)state;
    begin();
    assert_string_equal(tokens_of(NEWEST, "f'''{{ {a(") + 1, "f'''{{ {a(");
    assert_int_equal(lexer.depth, 3);
    assert_int_equal(lexer.frame[1], IL_FRAME_FIELD);
    assert_string_equal(tokens_of(NEWEST, "b)} text"), "");
    assert_int_equal(lexer.depth, 1);
    assert_string_equal(tokens_of(NEWEST, "\\N{DASH}\\{c}''' d"),
                        "s\\N{DASH}\\{c}''' nd");
    assert_int_equal(lexer.depth, 0);
}

static void a_backslash_continues_the_line(void **state)
{
    (void)state;
    begin();
    assert_string_equal(tokens_of(NEWEST, "a + \\"), "na o+");
    assert_int_equal(lexer.continues, 1);
    assert_string_equal(tokens_of(NEWEST, "b"), "nb");
    assert_int_equal(lexer.continues, 0);
    assert_int_equal(scan(NEWEST, "a \\ b"), IL_DOUBT_BACKSLASH);
}

static void what_is_odd_is_doubted(void **state)
{
    (void)state;
    const struct {
        const char *text;
        enum il_lex_doubt doubt;
    } cases[] = {
        {"a = 'b", IL_DOUBT_STRING},      {"(]", IL_DOUBT_BRACKET},
        {")", IL_DOUBT_BRACKET},          {"a\fb", IL_DOUBT_CHARACTER},
        {"# a\rb", IL_DOUBT_CHARACTER},   {"a \x01", IL_DOUBT_CHARACTER},
        {"f'}'", IL_DOUBT_STRING},        {"f'{a:'}'", IL_DOUBT_STRING},
        {"f'{a:", IL_DOUBT_STRING},       {"f'''{a:", IL_DOUBT_STRING},
        {"f'\\N{DASH'", IL_DOUBT_STRING}, {"f'{(}'", IL_DOUBT_BRACKET},
        {"f'''{a:\\", IL_DOUBT_STRING},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        assert_int_equal(scan(NEWEST, cases[i].text), cases[i].doubt);
        assert_int_equal(lexer.depth, 0);
    }
    begin();
    assert_int_equal(il_lex_scan(NEWEST, &lexer, "a\0b", 3, &line, &lexer),
                     IL_DOUBT_CHARACTER);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char text[IL_LEX_MAX_DEPTH + 2] = "";
    begin();
    memset(text, '(', IL_LEX_MAX_DEPTH);
    assert_int_equal(scan(NEWEST, text), IL_DOUBT_NONE);
    assert_int_equal(lexer.depth, IL_LEX_MAX_DEPTH);
    assert_int_equal(scan(NEWEST, "("), IL_DOUBT_DEPTH);
    begin();
    assert_int_equal(scan(NEWEST, text), IL_DOUBT_NONE);
    assert_int_equal(scan(NEWEST, "f''"), IL_DOUBT_DEPTH);
}

static void equal_states_compare_equal_whatever_was_closed(void **state)
{
    (void)state;
    begin();
    struct il_lex_state fresh = lexer;
    scan(NEWEST, "f'{[(1)]:{2}}' \\");
    assert_false(il_lex_state_equal(&fresh, &lexer));
    scan(NEWEST, "1");
    assert_true(il_lex_state_equal(&fresh, &lexer));
}

static void a_long_line_gives_its_memory_back(void **state)
{
    (void)state;
    enum { SIZE = 400000 };
    static char text[SIZE + 1];
    for (size_t i = 0; i < SIZE; i++) {
        text[i] = i % 2 ? ',' : 'a';
    }
    begin();
    assert_int_equal(scan(NEWEST, text), IL_DOUBT_NONE);
    assert_int_equal(line.count, SIZE);
    il_lex_line_trim(&line);
    assert_null(line.tokens);
    assert_string_equal(tokens_of(NEWEST, "a"), "na");
    struct il_lex_token *kept = line.tokens;
    il_lex_line_trim(&line);
    assert_ptr_equal(line.tokens, kept);
}

static void indentation_is_measured_both_ways(void **state)
{
    (void)state;
    struct il_lex_indent indent = il_lex_indent("  \t x", 5);
    assert_int_equal(indent.size, 4);
    assert_int_equal(indent.column, 9);
    assert_int_equal(indent.narrow, 4);
    assert_false(il_lex_is_blank("  \t x", 5, indent));
    assert_true(il_lex_is_blank("  # x", 5, il_lex_indent("  # x", 5)));
    assert_true(il_lex_is_blank("  ", 2, il_lex_indent("  ", 2)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_is_split_in_tokens),
        cmocka_unit_test(every_word_is_found),
        cmocka_unit_test(brackets_have_the_level_of_their_outside),
        cmocka_unit_test(a_string_goes_on_over_lines),
        cmocka_unit_test(a_line_that_a_string_fills_is_seen),
        cmocka_unit_test(fields_nest_where_the_dialect_says_so),
        cmocka_unit_test(a_field_goes_on_over_lines),
        cmocka_unit_test(a_backslash_continues_the_line),
        cmocka_unit_test(what_is_odd_is_doubted),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(equal_states_compare_equal_whatever_was_closed),
        cmocka_unit_test(a_long_line_gives_its_memory_back),
        cmocka_unit_test(indentation_is_measured_both_ways),
    };
    return cmocka_run_group_tests_name("scan", tests, NULL, free_line);
}
