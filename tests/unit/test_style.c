/* SPDX-License-Identifier: MIT
 * Looks, themes, and what the environment says of colours.
 */
#include "il_test.h"

#include <stdlib.h>
#include <string.h>

#include "edit/style.h"

static void assert_written(uint64_t from, uint64_t to, const char *wanted)
{
    struct il_text out = {0};
    il_look_write(&out, from, to);
    assert_string_equal(out.size == 0 ? "" : out.bytes, wanted);
    il_text_free(&out);
}

static uint64_t parse(const char *text)
{
    uint64_t look = 0;
    assert_true(il_look_parse(text, strlen(text), &look));
    return look;
}

static void changes_are_as_short_as_they_can_be(void **state)
{
    (void)state;
    assert_written(0, 0, "");
    assert_written(0, parse("red"), "\x1b[31m");
    assert_written(parse("red"), 0, "\x1b[m");
    assert_written(parse("red"), parse("bold red"), "\x1b[1m");
    assert_written(parse("bold red on blue"), parse("green"), "\x1b[0;32m");
    assert_written(0, parse("bright-red on 208"), "\x1b[91;48;5;208m");
    assert_written(0, parse("#ff8800"), "\x1b[38;2;255;136;0m");
    assert_written(parse("bold dim"), parse("dim"), "\x1b[0;2m");
}

static void bold_and_dim_end_together(void **state)
{
    (void)state;
    assert_written(parse("bold dim italic strike #123456"),
                   parse("dim italic strike #123456"), "\x1b[22;2m");
}

static void what_is_written_can_be_read(void **state)
{
    (void)state;
    static const char *const looks[] = {
        "red",
        "bold",
        "bright-cyan on black",
        "#010203 on #fefdfc",
        "17 on 255 dim",
        "italic underline reverse strike",
        "default on 3",
    };
    const size_t count = sizeof looks / sizeof *looks;
    for (size_t i = 0; i < count * count; i++) {
        uint64_t from = parse(looks[i / count]), to = parse(looks[i % count]);
        struct il_text out = {0};
        il_look_write(&out, from, to);
        uint64_t read =
            out.size == 0 ? from : il_look_read(out.bytes + 2, out.size - 3, from);
        assert_true(read == to);
        il_text_free(&out);
    }
}

static void odd_sequences_are_survived(void **state)
{
    (void)state;
    static const char *const odd[] = {
        "",       ";",   "38",     "38;5",
        "48;2;1", "999", "38;9;1", "1;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;",
        "108",    "98",  "58;5;1"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        uint64_t look = il_look_read(odd[i], strlen(odd[i]), 0);
        assert_int_equal(il_look_front(look), 0);
    }
    assert_true(il_look_read("38:5:9", 6, 0) == parse("9"));
}

static void words_that_are_no_look_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"rot",    "#12345",    "#gg0000", "256", "on",
                                        "red on", "on on red", "bright-", "-1",  "1x"};
    uint64_t look = 42;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(il_look_parse(wrong[i], strlen(wrong[i]), &look));
        assert_true(look == 42);
    }
    assert_true(parse("plain") == 0);
    assert_true(parse("  bold\tred ") == parse("red bold"));
}

static void colours_become_the_nearest_ones(void **state)
{
    (void)state;
    uint64_t orange = parse("bold #ff8700 on red");
    assert_true(il_look_reduce(orange, IL_DEPTH_TRUE) == orange);
    assert_true(il_look_reduce(orange, IL_DEPTH_256) == parse("bold 208 on red"));
    assert_true(il_look_reduce(orange, IL_DEPTH_16) == parse("bold yellow on red"));
    assert_true(il_look_reduce(orange, IL_DEPTH_MONO) == parse("bold"));
    assert_true(il_look_reduce(orange, IL_DEPTH_NONE) == 0);
    assert_true(il_look_reduce(parse("231"), IL_DEPTH_16) == parse("bright-white"));
    assert_true(il_look_reduce(parse("#808080"), IL_DEPTH_256) == parse("244"));
}

static void a_look_lies_over_another(void **state)
{
    (void)state;
    assert_true(il_look_over(parse("bold red"), parse("on blue underline")) ==
                parse("bold underline red on blue"));
    assert_true(il_look_over(parse("red"), parse("green")) == parse("green"));
}

static void every_style_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (unsigned style = 1; style < IL_STYLE_COUNT; style++) {
        const char *name = il_style_name(style);
        assert_int_not_equal(strlen(name), 0);
        assert_int_equal(il_style_find(name, strlen(name)), style);
    }
    assert_string_equal(il_style_name(IL_STYLE_COUNT), "");
    assert_int_equal(il_style_find("keywor", 6), -1);
    assert_int_equal(il_style_find("", 0), -1);
}

static void themes_are_found_by_name(void **state)
{
    (void)state;
    static const char *const names[] = {"default", "light", "dark", "mono"};
    for (size_t i = 0; i < 4; i++) {
        const struct il_theme *theme = il_theme_find(names[i], strlen(names[i]));
        assert_non_null(theme);
        assert_true(theme->looks[IL_PAINT_KEYWORD] != 0);
        assert_true(theme->looks[IL_PAINT_NONE] == 0);
        for (unsigned style = 0; style < IL_STYLE_COUNT; style++) {
            bool has_colours = il_look_front(theme->looks[style]) != 0 ||
                               il_look_back(theme->looks[style]) != 0;
            assert_false(i == 3 && has_colours);
        }
    }
    assert_null(il_theme_find("", 0));
}

/* An environment as "NAME=value" strings. */
static const char *look_up(void *data, const char *name)
{
    size_t size = strlen(name);
    for (const char *const *entry = data; *entry != NULL; entry++) {
        if (strncmp(*entry, name, size) == 0 && (*entry)[size] == '=') {
            return *entry + size + 1;
        }
    }
    return NULL;
}

#define DEPTH(...)                                                                     \
    il_style_depth(look_up, (void *)(const char *const[]){__VA_ARGS__, NULL})

static void the_environment_says_how_many_colours(void **state)
{
    (void)state;
    assert_int_equal(DEPTH("A=b"), IL_DEPTH_NONE);
    assert_int_equal(DEPTH("TERM="), IL_DEPTH_NONE);
    assert_int_equal(DEPTH("TERM=dumb"), IL_DEPTH_NONE);
    assert_int_equal(DEPTH("TERM=dumb", "FORCE_COLOR=1"), IL_DEPTH_NONE);
    assert_int_equal(DEPTH("TERM=xterm"), IL_DEPTH_16);
    assert_int_equal(DEPTH("TERM=linux"), IL_DEPTH_16);
    assert_int_equal(DEPTH("TERM=vt100"), IL_DEPTH_MONO);
    assert_int_equal(DEPTH("TERM=vt100", "PYTHON_COLORS=1"), IL_DEPTH_16);
    assert_int_equal(DEPTH("TERM=xterm-256color"), IL_DEPTH_256);
    assert_int_equal(DEPTH("TERM=xterm-direct"), IL_DEPTH_TRUE);
    assert_int_equal(DEPTH("TERM=xterm", "COLORTERM=truecolor"), IL_DEPTH_TRUE);
    assert_int_equal(DEPTH("TERM=xterm", "COLORTERM=24bit"), IL_DEPTH_TRUE);
    assert_int_equal(DEPTH("TERM=xterm", "NO_COLOR=1"), IL_DEPTH_MONO);
    assert_int_equal(DEPTH("TERM=xterm", "NO_COLOR="), IL_DEPTH_16);
    assert_int_equal(DEPTH("TERM=xterm", "NO_COLOR=1", "PYTHON_COLORS=1"), IL_DEPTH_16);
    assert_int_equal(DEPTH("TERM=xterm", "PYTHON_COLORS=0", "FORCE_COLOR=1"),
                     IL_DEPTH_MONO);
}

#define REFLOWS(...)                                                                   \
    il_style_reflows(look_up, (void *)(const char *const[]){__VA_ARGS__, NULL})

static void the_environment_says_who_breaks_rows(void **state)
{
    (void)state;
    assert_false(REFLOWS("A=b"));
    assert_false(REFLOWS("TERM=xterm-256color"));
    assert_false(REFLOWS("TERM=linux"));
    assert_true(REFLOWS("TERM=xterm-256color", "VTE_VERSION=7006"));
    assert_false(REFLOWS("TERM=xterm", "XTERM_VERSION=XTerm(379)", "VTE_VERSION=1"));
    assert_true(REFLOWS("TERM=tmux-256color"));
    assert_true(REFLOWS("TERM=screen", "TMUX=/tmp/s,1,0"));
    assert_false(REFLOWS("TERM=screen.xterm-256color", "VTE_VERSION=7006"));
    assert_false(REFLOWS("TERM=xterm", "STY=1.pts", "VTE_VERSION=7006"));
}

static void without_a_function_it_is_getenv(void **state)
{
    (void)state;
    assert_int_equal(setenv("TERM", "tmux-256color", 1), 0);
    assert_int_equal(unsetenv("STY") + unsetenv("XTERM_VERSION"), 0);
    assert_true(il_style_is_capable(NULL, NULL));
    assert_true(il_style_reflows(NULL, NULL));
    assert_int_equal(setenv("TERM", "dumb", 1), 0);
    assert_false(il_style_is_capable(NULL, NULL));
    assert_int_equal(il_style_depth(NULL, NULL), IL_DEPTH_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_as_short_as_they_can_be),
        cmocka_unit_test(bold_and_dim_end_together),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(odd_sequences_are_survived),
        cmocka_unit_test(words_that_are_no_look_are_refused),
        cmocka_unit_test(colours_become_the_nearest_ones),
        cmocka_unit_test(a_look_lies_over_another),
        cmocka_unit_test(every_style_has_a_name_of_its_own),
        cmocka_unit_test(themes_are_found_by_name),
        cmocka_unit_test(the_environment_says_how_many_colours),
        cmocka_unit_test(the_environment_says_who_breaks_rows),
        cmocka_unit_test(without_a_function_it_is_getenv),
    };
    return cmocka_run_group_tests_name("style", tests, NULL, NULL);
}
