/* SPDX-License-Identifier: MIT
 * The file of a user's keys and choices.
 */
#include "edit/settings.h"

#include <il_fault.h>
#include <il_test.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct il_settings settings;
static char problems[2048];

static void tell(void *data, size_t line, const char *problem)
{
    size_t used = strlen(problems);
    (void)data;
    (void)snprintf(problems + used, sizeof(problems) - used, "%zu: %s\n", line,
                   problem);
}

static int set_up(void **state)
{
    (void)state;
    problems[0] = '\0';
    return il_settings_begin(&settings) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    il_settings_free(&settings);
    return 0;
}

static void read(const char *text)
{
    assert_true(il_settings_read(&settings, text, strlen(text), tell, NULL));
}

static const struct il_keymap_entry *find(int keymap, const char *names)
{
    const struct il_keymap_entry *entry;
    uint32_t keys[IL_KEYMAP_KEYS];
    size_t count = il_key_read_all(names, strlen(names), keys, IL_KEYMAP_KEYS);
    assert_true(count > 0);
    return il_keymap_find(&settings.keymaps[keymap], keys, count, &entry) ==
                   IL_KEYMAP_FOUND
               ? entry
               : NULL;
}

static void everything_has_a_value_from_the_start(void **state)
{
    (void)state;
    assert_int_equal(settings.mode, IL_MODE_EMACS);
    assert_int_equal(settings.indent, 4);
    assert_true(settings.has_colors && settings.has_suggestions);
    assert_string_equal(settings.theme, "");
    assert_string_equal(find(0, "C-x C-e")->command->name, "edit-in-editor");
    assert_string_equal(find(1, "escape")->command->name, "vi-normal");
    assert_null(find(0, "escape"));
    assert_null(find(1, "M-f"));
}

static void settings_are_set(void **state)
{
    (void)state;
    read("# mine\n\n  set mode vi  \nset indent 2\nset history-limit 0\r\n"
         "set escape-time 20\nset colors off\nset suggestions on\nset theme dusk");
    assert_string_equal(problems, "");
    assert_int_equal(settings.mode, IL_MODE_VI_INSERT);
    assert_int_equal(settings.indent, 2);
    assert_int_equal(settings.history_limit, 0);
    assert_int_equal(settings.escape_time, 20);
    assert_false(settings.has_colors);
    assert_true(settings.has_suggestions);
    assert_string_equal(settings.theme, "dusk");
}

static void keys_are_bound_in_the_mode_that_is_named(void **state)
{
    (void)state;
    read("bind C-x C-k kill-whole-line\nunbind C-z\nin vi\nbind C-k kill-whole-line\n"
         "in emacs\nbind C-x undo\n");
    assert_string_equal(problems, "");
    assert_null(find(0, "C-z"));
    assert_non_null(find(1, "C-z"));
    assert_string_equal(find(0, "C-k")->command->name, "kill-line");
    assert_string_equal(find(1, "C-k")->command->name, "kill-whole-line");
    assert_string_equal(find(0, "C-x")->command->name, "undo");
    assert_null(find(0, "C-x C-k"));
}

static void texts_are_bound(void **state)
{
    (void)state;
    read("bind f5 \"print(\\\"a b\\\")\\r\"\nbind M-\" \"\\x41\\e\\\\\\t\\n\"\n"
         "bind f6 \"\"\n");
    assert_string_equal(problems, "");
    assert_string_equal(find(0, "f5")->text, "print(\"a b\")\r");
    assert_null(find(0, "f5")->command);
    assert_string_equal(find(0, "M-\"")->text, "A\033\\\t\n");
    assert_int_equal(find(0, "f6")->size, 0);
}

static void what_is_wrong_is_told_and_the_rest_counts(void **state)
{
    (void)state;
    read("set indent 0\nset indent two\nset colours on\nset colors yes\nset mode ed\n"
         "set theme\nbind\nbind C-x\nbind nokey undo\nbind C-k kil-line\n"
         "bind C-k frobnicate\nbind x undo\nbind f5 \"a\nbind f5 \"\\q\"\n"
         "bind f5 \"a\" b\nunbind f12\nin ed\nprint(1)\nset indent 8\n");
    assert_string_equal(
        problems, "1: indent is a number from 1 to 16, not \"0\"\n"
                  "2: indent is a number from 1 to 16, not \"two\"\n"
                  "3: there is no setting \"colours\"\n"
                  "4: colors is on or off, not \"yes\"\n"
                  "5: mode is emacs or vi, not \"ed\"\n"
                  "6: theme is a name of 1 to 31 characters\n"
                  "7: bind has keys and a command, or a text in quotes\n"
                  "8: bind has keys and a command, or a text in quotes\n"
                  "9: \"nokey\" are no keys, or more than 4\n"
                  "10: there is no command \"kil-line\"; is it \"kill-line\"?\n"
                  "11: there is no command \"frobnicate\"\n"
                  "12: \"x\" begins with a character, which is to be typed\n"
                  "13: the text ends with a quote, and so does the line\n"
                  "14: a backslash is followed by r n t e \\ \" or xHH\n"
                  "15: the text ends with a quote, and so does the line\n"
                  "16: nothing is bound to \"f12\"\n"
                  "17: keys are bound in emacs or in vi, not in \"ed\"\n"
                  "18: a line begins with set, bind, unbind or in, not \"print(1)\"\n");
    assert_int_equal(settings.indent, 8);
    assert_string_equal(find(0, "C-k")->command->name, "kill-line");
}

static void without_memory_it_is_said(void **state)
{
    (void)state;
    bool is_done = false;
    for (long failures = 0; !is_done; failures++) {
        struct il_settings other;
        const char *text = "bind f5 \"a\"\nbind f6 undo\n";
        il_fault_after(failures);
        is_done = il_settings_begin(&other) &&
                  il_settings_read(&other, text, strlen(text), NULL, NULL);
        il_fault_after(-1);
        il_settings_free(&other);
        assert_true(failures < 100);
    }
}

static void the_usual_path_is_that_of_the_user(void **state)
{
    (void)state;
    struct il_text path = {0};
    assert_int_equal(setenv("XDG_CONFIG_HOME", "/config", 1), 0);
    assert_true(il_settings_usual_path(&path));
    assert_string_equal(path.bytes, "/config/inlet/settings");
    il_text_free(&path);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everything_has_a_value_from_the_start),
        TEST(settings_are_set),
        TEST(keys_are_bound_in_the_mode_that_is_named),
        TEST(texts_are_bound),
        TEST(what_is_wrong_is_told_and_the_rest_counts),
        cmocka_unit_test(without_memory_it_is_said),
        cmocka_unit_test(the_usual_path_is_that_of_the_user),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
