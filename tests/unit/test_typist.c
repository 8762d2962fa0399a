/* SPDX-License-Identifier: MIT
 * Typing with the keys of Emacs.
 */
#include <il_fault.h>
#include <il_typing.h>

static void characters_are_inserted(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"", "abc", "abc|"},
        {"a|c", "b", "ab|c"},
        {"", "\xC3\xA9\xE4\xB8\xAD", "\xC3\xA9\xE4\xB8\xAD|"},
        {"", "<C-q><C-a><C-v><tab><C-q><escape>", "\x01\t\x1B|"},
        {"abc|", "<home><insert>xy<insert>z", "xyz|c"},
    };
    TYPING_CHECK(cases);
    typing_begin("");
    typing_take(IL_KEY_BYTE + 0xFF);
    typing_expect("\xFF|");
}

static void the_cursor_moves(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"ab|", "<C-b>", "a|b"},
        {"|ab", "<C-f>", "a|b"},
        {"|e\xCC\x81x", "<right>", "e\xCC\x81|x"},
        {"ab|\ncd", "<right>", "ab\n|cd"},
        {"one two|", "<M-b><M-b>", "|one two"},
        {"|one two", "<C-right>", "one| two"},
        {"ab\ncd|ef", "<C-a>", "ab\n|cdef"},
        {"ab|\ncdef", "<C-n><C-e>", "ab\ncdef|"},
        {"ab\n  c|d", "<M-m>", "ab\n  |cd"},
        {"abcd|\na\nabcdef", "<down><down>", "abcd\na\nabcd|ef"},
        {"abcd\na\nabcd|ef", "<up><C-p>", "abcd|\na\nabcdef"},
        {"a\nb|", "<M-<>", "|a\nb"},
        {"|a\nb", "<M->>", "a\nb|"},
        {"|f(a, [b])", "<C-f><C-M-f>", "f(a, [b])|"},
        {"f(a, [b])|", "<C-M-b>", "f|(a, [b])"},
        {"|a, b, c", "<C-]>,", "a|, b, c"},
        {"a, b, c|", "<C-M-]>,", "a, b|, c"},
        {"|a\n\nb", "<M-}>", "a\n|\nb"},
    };
    TYPING_CHECK(cases);
}

static void rows_keep_to_their_column_until_something_else(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"abcdef|\n\nabcdef", "<down><down>", "abcdef\n\nabcdef|"},
        {"abcdef|\nab\nabcdef", "<down><left><down>", "abcdef\nab\na|bcdef"},
        {"abcdef|\nab\nabcdef", "<down>x<down>", "abcdef\nabx\nabc|def"},
    };
    TYPING_CHECK(cases);
}

static void text_is_deleted(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"ab|", "<backspace>", "a|"},
        {"a|b", "<C-d>", "a|"},
        {"ae\xCC\x81|", "<backspace>", "a|"},
        {"        |", "<backspace>", "    |"},
        {"      |x", "<backspace>", "    |x"},
        {"x   |", "<backspace>", "x  |"},
        {"\t|", "<backspace>", "|"},
        {"a  | b", "<M-\\>", "a|b"},
        {"a  | b", "<M-space>", "a |b"},
        {"a\n    b|", "<M-^>", "a| b"},
        {"f(\n    b|", "<M-^>", "f(|b"},
        {"abc|def", "<M-2><delete>", "abc|f"},
        {"abc|def", "<M--><M-2><delete>", "a|def"},
    };
    TYPING_CHECK(cases);
}

static void what_is_killed_comes_back(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"one| two", "<C-k><C-a><C-y>", " two|one"},
        {"one| two", "<C-u><C-e><C-y>", " twoone|"},
        {"a|\nb", "<C-k>", "a|b"},
        {"a\n|b", "<C-u>", "a|b"},
        {"|a\nb\nc", "<C-k><C-k><C-k><C-e><C-y>", "a\nb|\nc"},
        {"one two| three", "<C-w><M-d><C-y>", "one two three|"},
        {"a.b c.d|", "<M-backspace><M-backspace><C-y>", "a.b c.d|"},
        {"a.b c.d|", "<C-w>x<C-w><C-y><M-y>", "a.b c.d|"},
        {"one two|", "<C-w><C-a><M-d><C-y><M-y>", "two| "},
        {"|one two", "<M-d><C-f><C-k><C-y><M-y>", " one|"},
        {"abc,def|", "<C-a><M-z>,", "|def"},
        {"|x", "<C-y>", "|x"},
        {"ab|", "<M-y>", "ab|"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        il_kill_free(&typing.kill);
        typing_check(&cases[i], 1);
    }
}

static void another_text_has_no_place_of_a_yank(void **state)
{
    (void)state;
    typing_begin("a rather long text|");
    typing_type("<C-u><C-y><M-b><C-u><C-y>");
    typing_expect("a rather long |text");
    typing_begin("x|");
    typing_type("<M-y><M-y>");
    typing_expect("x|");
    assert_int_equal(typing_wish, IL_WISH_BELL);
}

static void a_region_is_selected(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"|one two", "<C-space><M-f><C-w><C-e><C-y>", " twoone|"},
        {"|one two", "<C-space><M-f><M-w><C-e><C-y>", "one twoone|"},
        {"|one two", "<S-right><S-right>x", "x|e two"},
        {"|one two", "<C-S-right><backspace>", "| two"},
        {"|one two", "<S-right><right>x", "onx|e two"},
        {"|one two", "<C-x><h><backspace>", "|"},
        {"one| two", "<C-space><C-e><C-x><C-x>x", "onex| two"},
        {"one| two", "<C-space><C-e><C-g><backspace>", "one tw|"},
        {"|ab", "<C-space><right>x", "ax|b"},
    };
    TYPING_CHECK(cases);
}

static void things_are_exchanged(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"ab|", "<C-t>", "ba|"},
        {"a|bc", "<C-t>", "ba|c"},
        {"|ab", "<C-t>", "|ab"},
        {"\n|ab", "<C-t>", "\n|ab"},
        {"one| two", "<M-t>", "two one|"},
        {"one two|", "<M-t>", "two one|"},
        {"f(a, bb|)", "<M-t>", "f(bb, a|)"},
        {"one|", "<M-t>", "one|"},
        {"a\nbb|", "<C-x><C-t>", "bb\na|"},
        {"a|", "<C-x><C-t>", "a|"},
    };
    TYPING_CHECK(cases);
}

static void case_is_changed(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"|one two", "<M-u>", "ONE| two"},
        {"|ONE", "<M-l>", "one|"},
        {"|oNE tWO", "<M-2><M-c>", "One Two|"},
        {"one|", "<M--><M-u>", "ONE|"},
        {"|\xC3\xA9t\xC3\xA9", "<M-u>", "\xC3\x89T\xC3\x89|"},
        {"|a\xFF"
         "b",
         "<M-2><M-u>",
         "A\xFF"
         "B|"},
        {"|", "<M-u>", "|"},
    };
    TYPING_CHECK(cases);
}

static void an_argument_repeats(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"", "<M-3>x", "xxx|"},
        {"", "<M-1>2x", "xxxxxxxxxxxx|"},
        {"abcdef|", "<M--><M-2><C-f>", "abcd|ef"},
        {"abcdef|", "<M-->2<C-f>", "abcd|ef"},
        {"|abcdef", "<M-4><right>", "abcd|ef"},
        {"", "<M-3><C-g>x", "x|"},
        {"a b c d|", "<M-2><M-backspace><C-y>", "a b c d|"},
    };
    TYPING_CHECK(cases);
}

static void changes_are_undone(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"", "abc<C-_>", "|"},
        {"", "abc<left>d<C-_>", "ab|c"},
        {"", "abc<left>d<C-_><C-_><C-M-_>", "abc|"},
        {"one two|", "<C-w><C-_>", "one two|"},
        {"", "12345678901234567890abc<C-_>", "12345678901234567890|"},
        {"x|", "a<left>b<left>c<M-r>", "x|"},
        {"", "ab<backspace><C-_>", "ab|"},
    };
    TYPING_CHECK(cases);
}

static void macros_are_played(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"a\nb\nc|", "<M-<><C-x>(<C-e>;<down><C-x>)<C-x>e<C-x>e", "a;\nb;\nc;|"},
        {"", "<C-x>(ab<C-x>)<M-3><C-x>e", "abababab|"},
        {"", "<C-x>(a<C-x>eb<C-x>)<C-x>e", "abab|"},
        {"", "<C-x>)<C-x>(<C-x>)<C-x>ex", "x|"},
    };
    TYPING_CHECK(cases);
}

static void lines_are_indented(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"", "<tab>", "    |"},
        {"  |x", "<tab>", "    |x"},
        {"        x|", "<home><S-tab>", "|    x"},
        {"a\nb\nc|", "<C-x>h<C-x>>", "    |a\n    b\n    c"},
        {"|a\n\nb", "<S-down><S-down><S-end><tab>", "    a\n\n    b|"},
        {"    a\n  b\nc|", "<C-x>h<S-tab>", "|a\nb\nc"},
        {"|a\n\nb", "<S-down><tab>", "    a\n|\nb"},
        {"ab|c", "<C-x>>", "    ab|c"},
        {"    ab|c", "<C-x><", "ab|c"},
        {"  if x:\n    y|", "<C-x>h<M-;>", "  |# if x:\n  #   y"},
        {"# a\n# b|", "<C-x>h<M-;>", "|a\nb"},
        {"|x", "<M-;>", "# |x"},
        {"\n|", "<M-;>", "\n|"},
    };
    TYPING_CHECK(cases);
}

static void a_new_line_has_the_right_indentation(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"def f():|", "<M-enter>", "def f():\n    |"},
        {"def f():\n    x = 1|", "<M-enter>", "def f():\n    x = 1\n    |"},
        {"def f():\n    return 1|", "<M-enter>", "def f():\n    return 1\n|"},
        {"if a:\n    if b:\n        pass|", "<M-enter>",
         "if a:\n    if b:\n        pass\n    |"},
        {"for x in y:\n  continue|", "<M-enter>", "for x in y:\n  continue\n|"},
        {"while 1:\n    break  # why|", "<M-enter>", "while 1:\n    break  # why\n|"},
        {"if a:\n\traise X|", "<M-enter>", "if a:\n\traise X\n|"},
        {"if a:\n\tif b:|", "<M-enter>", "if a:\n\tif b:\n\t\t|"},
        {"x = f(|", "<M-enter>", "x = f(\n    |"},
        {"def f(|", "<M-enter>", "def f(\n        |"},
        {"x = f(a,|", "<M-enter>", "x = f(a,\n      |"},
        {"x = [\n    1,|", "<M-enter>", "x = [\n    1,\n    |"},
        {"x = [\n    (1,\n     2),|", "<M-enter>", "x = [\n    (1,\n     2),\n    |"},
        {"x = 1 + \\|", "<M-enter>", "x = 1 + \\\n    |"},
        {"x = '''a|", "<M-enter>", "x = '''a\n|"},
        {"    |x", "<M-enter>", "    \n    |x"},
        {"if a:|  x", "<M-enter>", "if a:\n    |x"},
        {"x = {'a': 1}|", "<M-enter>", "x = {'a': 1}\n|"},
        {"a|b", "<C-o>", "a|\nb"},
    };
    TYPING_CHECK(cases);
}

static void a_step_is_as_wide_as_is_set(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"if a:|", "<M-enter>", "if a:\n  |"},
        {"", "<tab>", "  |"},
        {"    |", "<backspace>", "  |"},
    };
    typing.indent = 2;
    TYPING_CHECK(cases);
    typing.indent = 0;
}

static void expect_wish(const char *before, const char *keys, enum il_wish wish)
{
    typing_begin(before);
    typing_type(keys);
    assert_int_equal(typing_wish, wish);
}

static void what_only_the_editor_can_do_is_wished(void **state)
{
    (void)state;
    expect_wish("x|", "<enter>", IL_WISH_ACCEPT);
    expect_wish("x|", "<C-j>", IL_WISH_ACCEPT);
    expect_wish("x|", "<tab>", IL_WISH_COMPLETE);
    expect_wish("x|", "<S-tab>", IL_WISH_COMPLETE_BACK);
    expect_wish("", "<C-d>", IL_WISH_END_OF_FILE);
    expect_wish("x|", "<C-d>", IL_WISH_BELL);
    expect_wish("x|", "<C-c>", IL_WISH_INTERRUPT);
    expect_wish("x|", "<C-z>", IL_WISH_SUSPEND);
    expect_wish("x|", "<up>", IL_WISH_PREFIX_BACK);
    expect_wish("a\nb|", "<up>", IL_WISH_NONE);
    expect_wish("a\nb|", "<down>", IL_WISH_PREFIX_FORTH);
    expect_wish("x|", "<C-r>", IL_WISH_SEARCH_BACK);
    expect_wish("x|", "<right>", IL_WISH_TAKE_SUGGESTION);
    expect_wish("x|", "<M-f>", IL_WISH_TAKE_SUGGESTED_WORD);
    expect_wish("x|", "<C-x><C-e>", IL_WISH_EDIT);
    expect_wish("x|", "<C-x><C-g>", IL_WISH_BELL);
    expect_wish("x|", "<f7>", IL_WISH_BELL);
    expect_wish("|x", "<left>", IL_WISH_BELL);
    expect_wish("x|", "<C-g>", IL_WISH_ABORT);
    typing_begin("x|");
    typing_type("<M-5><M-p>");
    assert_int_equal(typing_wish, IL_WISH_HISTORY_BACK);
    assert_int_equal(typing.count, 5);
}

static void what_is_no_key_does_nothing(void **state)
{
    (void)state;
    typing_begin("ab|");
    typing_take(IL_KEY_RESIZE);
    typing_take(IL_KEY_REPORT);
    typing_take(IL_KEY_NONE);
    typing_expect("ab|");
}

static void a_paste_is_text(void **state)
{
    (void)state;
    typing_begin("a|b");
    assert_int_equal(il_typist_paste(&typing, "x\n\x03", 3), IL_WISH_NONE);
    typing_expect("ax\n\x03|b");
    typing_type("<C-_>");
    typing_expect("a|b");
    typing_type("<S-left>");
    assert_int_equal(il_typist_paste(&typing, "z", 1), IL_WISH_NONE);
    typing_expect("z|b");
}

static void keys_can_type_texts(void **state)
{
    (void)state;
    uint32_t keys[] = {IL_KEY_F1 + 1, IL_KEY_F1 + 2};
    struct il_keymap *keymap = &typing_keymaps[0];
    assert_true(il_keymap_bind(keymap, &keys[0], 1, NULL, "print()\033[D", 10));
    typing_begin("");
    typing_type("<f2>x");
    typing_expect("print(x|)");
    assert_true(il_keymap_bind(keymap, &keys[1], 1, NULL, "a\033OR", 4));
    typing_begin("");
    typing_type("<f3>");
    assert_true(typing.buffer.text.size > 1000);
    typing_begin("");
    typing_type("x");
    typing_expect("x|");
    assert_true(il_keymap_unbind(keymap, &keys[0], 1));
    assert_true(il_keymap_unbind(keymap, &keys[1], 1));
    assert_false(il_keymap_unbind(keymap, &keys[1], 1));
}

static void a_chord_and_its_beginning_exclude_each_other(void **state)
{
    (void)state;
    struct il_keymap keymap = {0};
    const struct il_keymap_entry *entry;
    const uint32_t keys[] = {'a', 'b', 'c'};
    const struct il_command *undo = il_command_find("undo", 4);
    assert_true(il_keymap_bind(&keymap, keys, 3, undo, NULL, 0));
    assert_int_equal(il_keymap_find(&keymap, keys, 2, &entry), IL_KEYMAP_MORE);
    assert_true(il_keymap_bind(&keymap, keys, 2, undo, NULL, 0));
    assert_int_equal(il_keymap_find(&keymap, keys, 2, &entry), IL_KEYMAP_FOUND);
    assert_int_equal(il_keymap_find(&keymap, keys, 3, &entry), IL_KEYMAP_NOTHING);
    assert_true(il_keymap_bind(&keymap, keys, 3, undo, NULL, 0));
    assert_int_equal(il_keymap_find(&keymap, keys, 1, &entry), IL_KEYMAP_MORE);
    assert_int_equal(keymap.count, 1);
    il_keymap_free(&keymap);
}

static void commands_are_in_order_and_have_help(void **state)
{
    (void)state;
    size_t count;
    const struct il_command *list = il_command_list(&count);
    assert_true(count > 70);
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(list[i].name);
        assert_true(i == 0 || strcmp(list[i - 1].name, list[i].name) < 0);
        assert_ptr_equal(il_command_find(list[i].name, size), &list[i]);
        assert_true(strlen(list[i].help) > 3);
        assert_true((list[i].run == NULL) == (list[i].wish != IL_WISH_NONE));
    }
    assert_null(il_command_find("nothing", 7));
    assert_null(il_command_find("undo-all", 8));
    assert_string_equal(il_command_guess("kil-line", 8)->name, "kill-line");
    assert_null(il_command_guess("frobnicate", 10));
}

/* Without memory a key does nothing, or all that it should; and the next one works. */
static void without_memory_the_text_stays_usable(void **state)
{
    (void)state;
    const char *const keys[] = {"<C-w>", "<M-t>",     "<M-backspace>", "<C-x>h<C-x>>",
                                "<C-y>", "<M-enter>", "<M-2><M-u>",    "<C-M-b>"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        bool is_done = false;
        for (long failures = 0; !is_done && failures < 100; failures++) {
            il_kill_free(&typing.kill);
            typing_begin("def f(a,\n  b): one two|");
            il_fault_after(failures);
            typing_type(keys[i]);
            il_fault_after(-1);
            is_done = typing_wish != IL_WISH_NO_MEMORY && failures > 20;
            typing_type("<M-r>");
            assert_int_equal(typing.buffer.text.size, 22);
        }
        assert_true(is_done);
    }
}

static void any_keys_keep_the_cursor_in_the_text(void **state)
{
    (void)state;
    size_t count;
    unsigned seed = 1;
    const struct il_command *list = il_command_list(&count);
    typing_begin("def f(a):\n    return '\xC3\xA9' + e\xCC\x81\n\n\xFFx|");
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1103515245 + 12345;
        const struct il_command *command = &list[(seed >> 16) % count];
        long argument = (long)(seed >> 8 & 7) - 2;
        if (strncmp(command->name, "vi-", 3) != 0) {
            (void)il_typist_run(&typing, command, argument);
        }
        if (typing.buffer.text.size > 2000) {
            assert_true(il_buffer_set(&typing.buffer, "a (b) 'c'\n    d", 15));
        }
        typing_take((uint32_t) "x (]\n'#"[(seed >> 12) % 7]);
        assert_true(typing.buffer.cursor <= typing.buffer.text.size);
        assert_true(!typing.buffer.has_mark ||
                    typing.buffer.mark <= typing.buffer.text.size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_are_inserted),
        cmocka_unit_test(the_cursor_moves),
        cmocka_unit_test(rows_keep_to_their_column_until_something_else),
        cmocka_unit_test(text_is_deleted),
        cmocka_unit_test(what_is_killed_comes_back),
        cmocka_unit_test(another_text_has_no_place_of_a_yank),
        cmocka_unit_test(a_region_is_selected),
        cmocka_unit_test(things_are_exchanged),
        cmocka_unit_test(case_is_changed),
        cmocka_unit_test(an_argument_repeats),
        cmocka_unit_test(changes_are_undone),
        cmocka_unit_test(macros_are_played),
        cmocka_unit_test(lines_are_indented),
        cmocka_unit_test(a_new_line_has_the_right_indentation),
        cmocka_unit_test(a_step_is_as_wide_as_is_set),
        cmocka_unit_test(what_only_the_editor_can_do_is_wished),
        cmocka_unit_test(what_is_no_key_does_nothing),
        cmocka_unit_test(a_paste_is_text),
        cmocka_unit_test(keys_can_type_texts),
        cmocka_unit_test(a_chord_and_its_beginning_exclude_each_other),
        cmocka_unit_test(commands_are_in_order_and_have_help),
        cmocka_unit_test(without_memory_the_text_stays_usable),
        cmocka_unit_test(any_keys_keep_the_cursor_in_the_text),
    };
    return cmocka_run_group_tests_name("typist", tests, typing_set_up,
                                       typing_tear_down);
}
