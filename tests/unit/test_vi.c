/* SPDX-License-Identifier: MIT
 * Typing with the keys of vi.
 */
#include <il_fault.h>
#include <il_typing.h>

/* Cases begin in the normal mode. */
static void check(const struct typing_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        typing.mode = IL_MODE_VI_NORMAL;
        il_kill_free(&typing.kill);
        typing_begin(cases[i].before);
        typing.mode = IL_MODE_VI_NORMAL;
        typing_type(cases[i].keys);
        typing_expect(cases[i].after);
    }
    typing.mode = IL_MODE_EMACS;
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof((cases)[0]))

static void text_is_inserted_in_many_places(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"a|b", "ix<escape>", "a|xb"},
        {"a|b", "ax<escape>", "ab|x"},
        {"  a|b", "Ix<escape>", "  |xab"},
        {"|ab", "Ax<escape>", "ab|x"},
        {"a|b\nc", "ox<escape>", "ab\n|x\nc"},
        {"a|b", "Ox<escape>", "|x\nab"},
        {"if a:|", "ob<escape>", "if a:\n    |b"},
        {"  a|", "Ob<escape>", "  |b\n  a"},
        {"|abc", "Rxy<escape>", "x|yc"},
        {"|abc", "sx<escape>", "|xbc"},
        {"a|b", "i<M-h>", "|ab"},
        {"|ab", "i<C-c>", "|ab"},
        {"|", "sx<escape>", "|x"},
        {"|abc", "Rxy<backspace><escape>", "|xbc"},
        {"|abc", "Rxyzz<backspace><backspace><backspace><escape>", "|xbc"},
        {"|e\xCC\x81-", "R\xC3\xA9\xC3\xA9<backspace><backspace><escape>",
         "|e\xCC\x81-"},
        {"ab|c", "R<backspace>x<escape>", "a|xc"},
        {"|abc", "R<right>x<backspace><escape>", "|abc"},
        {"|abc", "Rxy<backspace><escape>u", "|abc"},
    };
    CHECK(cases);
}

static void a_count_inserts_as_often(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"a|b", "3ix<escape>", "axx|xb"},
        {"a|b", "3axy<escape>", "abxyxyx|y"},
        {"  a|b", "2Ix<escape>", "  x|xab"},
        {"a|b\nc", "2A;<escape>", "ab;|;\nc"},
        {"  a|\nb", "3ox<escape>", "  a\n  x\n  x\n  |x\nb"},
        {"  a|\nb", "2Ox<escape>", "  x\n  |x\n  a\nb"},
        {"|a", "2o<escape>", "a\n\n|"},
        {"|123456", "2Rab<escape>", "aba|b56"},
        {"|12", "3Rab<escape>", "ababa|b"},
        {"|a", "10i\xC3\xA9<backspace>-<escape>", "---------|-a"},
        {"a|b", "3i<escape>", "|ab"},
        /* It is one change, and all of it is repeated; with another count if there is. */
        {"|", "3ix<escape>u", "|"},
        {"|", "3ix<escape>.", "xxxx|xx"},
        {"|", "3ix<escape>2.", "xxx|xx"},
        {"|", "ix<escape>3.", "xx|xx"},
        /* Of two texts none is; nor is what was deleted before it. */
        {"|ab", "3ix<right>y<escape>", "xa|yb"},
        {"ab|c", "2i<backspace>x<escape>", "ax|xc"},
        {"|a",
         "99999i0123456789012345678901234567890123456789012345678901234567890123"
         "45678901234567890123456789012345678901234567890123456789012345678901234"
         "567890123456789012345678901234567890123456789<escape>0D",
         "|"},
    };
    CHECK(cases);
    assert_int_equal(typing_wish, IL_WISH_BELL);
}

static void motions_move(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"|abc", "l", "a|bc"},
        {"|abc", "2l", "ab|c"},
        {"|abc", "9l", "ab|c"},
        {"ab|c", "h", "a|bc"},
        {"ab|c", "<backspace>", "a|bc"},
        {"a|b\ncd", "j", "ab\nc|d"},
        {"ab\nc|d", "k", "a|b\ncd"},
        {"|a.b c", "w", "a|.b c"},
        {"|a.b c", "W", "a.b |c"},
        {"a.b |c", "b", "a.|b c"},
        {"a.b |c", "B", "|a.b c"},
        {"|ab cd", "e", "a|b cd"},
        {"ab c|d", "ge", "a|b cd"},
        {"|ab  ", "g_", "a|b  "},
        {"ab|c", "0", "|abc"},
        {"  a|b", "^", "  |ab"},
        {"|abc", "$", "ab|c"},
        {"|abcdef", "4|", "abc|def"},
        {"|f(a)", "%", "f(a|)"},
        {"f(a|)", "%", "f|(a)"},
        {"a\nb|", "gg", "|a\nb"},
        {"|a\n b\nc", "G", "a\n b\n|c"},
        {"|a\n b\nc", "2G", "a\n |b\nc"},
        {"|a\n\nb", "}", "a\n|\nb"},
        {"|abcb", "fb", "a|bcb"},
        {"|abcb", "2fb", "abc|b"},
        {"|abcb", "tc", "a|bcb"},
        {"abc|b", "Fa", "|abcb"},
        {"abc|b", "Ta", "a|bcb"},
        {"|abcb", "fb;", "abc|b"},
        {"|abcb", "fb;,", "a|bcb"},
        {"|abab", "tb;", "ab|ab"},
        {"|abc", "fx", "|abc"},
        {"|e\xCC\x81z", "l", "e\xCC\x81|z"},
    };
    CHECK(cases);
}

static void operators_take_motions(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"|one two", "dw", "|two"},
        {"|one two", "de", "| two"},
        {"one |two", "dw", "one| "},
        {"one |two\nx", "dw", "one| \nx"},
        {"|a b c d", "d2w", "|c d"},
        {"|a b c d", "2dw", "|c d"},
        {"|a b c d e", "2d2w", "|e"},
        {"one t|wo", "d0", "|wo"},
        {"o|ne", "d$", "|o"},
        {"o|ne", "D", "|o"},
        {"a|bc", "x", "a|c"},
        {"|abc", "2x", "|c"},
        {"ab|c", "X", "a|c"},
        {"|a,b,c", "df,", "|b,c"},
        {"|a,b,c", "dt,", "|,b,c"},
        {"|f(a)b", "d%", "|b"},
        {"a\n|b\nc", "dd", "a\n|c"},
        {"a\n|b", "dd", "|a"},
        {"|a", "dd", "|"},
        {"|a\nb\nc", "2dd", "|c"},
        {"a\n|b\nc", "dj", "|a"},
        {"a\n|b\nc", "dk", "|c"},
        {"a\n|b\nc", "dG", "|a"},
        {"a\nb\n|c", "dgg", "|"},
        {"|one two", "cwx<escape>", "|x two"},
        {"|one  two", "cwx<escape>", "|x  two"},
        {"|a b c", "c2wx<escape>", "|x c"},
        {"  o|ne", "ccx<escape>", "  |x"},
        {"  o|ne", "Sx<escape>", "  |x"},
        {"o|ne", "Cx<escape>", "o|x"},
        {"o|ne", "d<escape>x", "o|e"},
        {"|one", "dz", "|one"},
        {"|one", "dfz", "|one"},
        {"|one two", "guw", "|one two"},
        {"|one two", "gUw", "|ONE two"},
        {"|oNe", "g~$", "|OnE"},
        {"|one\ntwo", "gUU", "|ONE\ntwo"},
        {"|oNe", "~~", "On|e"},
        {"|abc", "3~", "AB|C"},
        {"|a\nb", ">>", "    |a\nb"},
        {"    |a", "<<<<", "|a"},
        {"|a\nb\nc", ">j", "    |a\n    b\nc"},
        {"|a\n\nb", "2>>", "    |a\n\nb"},
    };
    CHECK(cases);
}

static void operators_take_lines(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"|a\nb\nc", "9dd", "|"},
        {"a\n|b", "2dd", "a\n|b"},
        {"a|b\ncd\ne", "2D", "|a\ne"},
        {"a|b\n\ne", "2D", "|a\ne"},
        {"a|b\ncd", "9D", "|a"},
        {"|a\n b\nc", "2_", "a\n |b\nc"},
        {"|a\nb\nc", "d2_", "|c"},
        {"  |a b\n c", "gUU", "  |A B\n c"},
        /* Whole lines, or none of the next one. */
        {"|a\nb\n\nc", "d}", "|\nc"},
        {"a |b\nc\n\nd", "d}", "a| \n\nd"},
        {"a\n\n|b", "d{", "a\n|b"},
        {"|f(\n  a\n)\nb", "d%", "|b"},
        {"|f(\n  a\n) + b", "d%", "| + b"},
        {"|f(\n  a\n)\nb", "y%P", "|f(\n  a\n)f(\n  a\n)\nb"},
    };
    CHECK(cases);
}

static void objects_are_found(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"one t|wo three", "diw", "one | three"},
        {"one t|wo three", "daw", "one |three"},
        {"one t|wo", "daw", "on|e"},
        {"a.|b c", "diW", "| c"},
        {"f(a, |b)", "di(", "f(|)"},
        {"f(a, |b)", "dab", "|f"},
        {"f(a, |b)", "cibx<escape>", "f(|x)"},
        {"f([a], {1: |2})", "di{", "f([a], {|})"},
        {"f([|a], 1)", "da]", "f(|, 1)"},
        {"f(g(|a), 1)", "d2i(", "f(|)"},
        {"x = |'a b' + 'c'", "di'", "x = '|' + 'c'"},
        {"|x = 'a b' + 'c'", "da'", "x = | + 'c'"},
        {"'a' + 'b\\'|c'", "di'", "'a' + '|'"},
        {"a\nb|\n\nc", "dip", "|\nc"},
        {"a\nb|\n\nc", "dap", "|c"},
        {"a|b", "di(", "a|b"},
        {"f(|)", "di(", "f(|)"},
    };
    CHECK(cases);
}

static void what_was_deleted_is_put_back(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"|abc", "xp", "b|ac"},
        {"|abc", "xP", "|abc"},
        {"|a\nb", "ddp", "b\n|a"},
        {"a\n|b", "ddP", "|b\na"},
        {"|a\nb", "yyjp", "a\nb\n|a"},
        {"|one two", "ywP", "one| one two"},
        {"|ab", "x3p", "baa|a"},
        {"|a\nb", "yy2p", "a\n|a\na\nb"},
        {"|one two", "\"ayw\"_dw\"ap", "tone| wo"},
        {"|a b", "\"ayiww\"Ayiw\"aP", "a a|bb"},
        {"|abc", "p", "|abc"},
        {"one |two", "yb", "|one two"},
        {"|", "yyp", "\n|"},
        {"|", "\"ayy\"ap", "\n|"},
        {"|a\nb", "\"ayyj\"Ayiw\"ap", "a\nb\n|a\nb"},
    };
    CHECK(cases);
}

static void a_change_is_repeated(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"|abcd", "x.", "|cd"},
        {"|abcdef", "2x.", "|ef"},
        {"|abcdef", "2x3.", "|f"},
        {"|a b c", "cwx<escape>w.", "x |x c"},
        {"|a\nb", "A;<escape>j.", "a;\nb|;"},
        {"|abcd", "xu.", "|bcd"},
        {"|a\nb\nc\nd", "ddjj.", "b\n|c"},
        {"|abab", "rx2l.", "xb|xb"},
        {"|a b", "viwx.", "|b"},
        {"|", "dw.", "|"},
        {"|", "cW", "|"},
    };
    CHECK(cases);
}

static void changes_are_undone_as_one(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"|a b", "cwone<escape>u", "|a b"},
        {"|a b", "cwone<escape>u<C-r>", "one| b"},
        {"|abc", "xxuu", "|abc"},
        {"|abc", "xx2u", "|abc"},
        {"|a", "ox<enter>y<escape>u", "|a"},
        {"|abcd", "x.u", "|bcd"},
    };
    CHECK(cases);
}

static void a_selection_is_operated_on(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"|abcd", "vld", "|cd"},
        {"a|bcd", "vhd", "|cd"},
        {"|one two", "vec1<escape>", "|1 two"},
        {"a\n|b\nc", "Vd", "a\n|c"},
        {"|a\nb\nc", "Vjd", "|c"},
        {"|a\nb", "Vj>", "    |a\n    b"},
        {"|one two", "vey$p", "one twoon|e"},
        {"|ab", "vlu", "|ab"},
        {"|ab", "vlU", "|AB"},
        {"f(|a, b)", "vi(d", "f(|)"},
        {"|abc", "vlod", "|c"},
        {"|abc", "v<escape>x", "|bc"},
        {"|abc", "vvx", "|bc"},
        {"|abc\nd", "vlr-", "|--c\nd"},
        {"a|b\ncd", "vjr-", "a|-\n--"},
        {"a|b\nc", "vD", "|c"},
        {"a|b\nc", "vX", "|c"},
        {"a|b\nc", "vYP", "|ab\nab\nc"},
        {"a|b\nc", "vSx<escape>", "|x\nc"},
        {"a|b\nc", "vRx<escape>", "|x\nc"},
        {"|one two", "yiwwviwp", "one on|e"},
    };
    CHECK(cases);
}

static void lines_are_joined_and_characters_replaced(void **state)
{
    (void)state;
    const struct typing_case cases[] = {
        {"|a\n  b\nc", "J", "a| b\nc"}, {"|a\nb\nc", "3J", "a b| c"},
        {"|abc", "rx", "|xbc"},         {"|abc", "2rx", "x|xc"},
        {"|abc", "4rx", "|abc"},        {"a|bc", "r<enter>", "a\n|c"},
        {"|abc", "r<escape>x", "|bc"},  {"|abc", "2r<enter>", "\n|c"},
    };
    CHECK(cases);
}

static void expect_wish(const char *keys, enum il_wish wish)
{
    typing.mode = IL_MODE_VI_NORMAL;
    typing_begin("x|");
    typing.mode = IL_MODE_VI_NORMAL;
    typing_type(keys);
    assert_int_equal(typing_wish, wish);
    typing.mode = IL_MODE_EMACS;
}

static void what_only_the_editor_can_do_is_wished(void **state)
{
    (void)state;
    expect_wish("k", IL_WISH_HISTORY_BACK);
    expect_wish("j", IL_WISH_HISTORY_FORTH);
    expect_wish("/", IL_WISH_SEARCH_BACK);
    expect_wish("n", IL_WISH_SEARCH_AGAIN);
    expect_wish("K", IL_WISH_HELP);
    expect_wish("<enter>", IL_WISH_ACCEPT);
    expect_wish("<C-c>", IL_WISH_INTERRUPT);
    expect_wish("d<C-c>", IL_WISH_INTERRUPT);
    expect_wish("<C-l>", IL_WISH_CLEAR_SCREEN);
    expect_wish("<up>", IL_WISH_PREFIX_BACK);
    expect_wish("<escape>", IL_WISH_ABORT);
    expect_wish("fx", IL_WISH_BELL);
}

static void a_new_text_is_begun_inserting(void **state)
{
    (void)state;
    typing.mode = IL_MODE_VI_NORMAL;
    typing_begin("");
    typing_type("ab<escape>x");
    typing_expect("|a");
    typing_begin("");
    typing_type("x");
    typing_expect("x|");
    typing.mode = IL_MODE_EMACS;
}

static void nothing_is_repeated_before_a_change(void **state)
{
    (void)state;
    const struct typing_case cases[] = {{"|ab", ".l.", "a|b"}};
    CHECK(cases);
}

static void the_selection_has_the_character_at_the_cursor(void **state)
{
    (void)state;
    typing.mode = IL_MODE_VI_NORMAL;
    typing_begin("ab\n|cd\ne");
    typing.mode = IL_MODE_VI_NORMAL;
    typing_type("vl");
    struct il_range range = il_typist_selection(&typing);
    assert_true(range.start == 3 && range.end == 5);
    typing_type("V");
    range = il_typist_selection(&typing);
    assert_true(range.start == 3 && range.end == 6);
    typing_type("<escape>");
    range = il_typist_selection(&typing);
    assert_true(range.start == range.end);
    typing.mode = IL_MODE_EMACS;
}

/* Any keys, with and without memory. */
static void any_keys_leave_a_text_in_order(void **state)
{
    (void)state;
    static const char keys[] =
        "dcyxpPuJ.ifaFtTwbeWBE0^$|%{}Gghjkl\"3<>~vVorRsSDCYAIO;, (";
    unsigned seed = 3;
    for (int with_faults = 0; with_faults < 2; with_faults++) {
        typing.mode = IL_MODE_VI_NORMAL;
        typing_begin("def f(a):\n    return '\xC3\xA9' + e\xCC\x81\n\n\xFFx|");
        for (int i = 0; i < 30000; i++) {
            seed = seed * 1103515245 + 12345;
            unsigned choice = (seed >> 16) % (sizeof(keys) + 1);
            uint32_t key = choice >= sizeof(keys) - 1 ? (uint32_t)IL_KEY_ESCAPE
                                                      : (uint32_t)keys[choice];
            il_fault_after(with_faults ? (long)(seed >> 10 & 3) : -1);
            typing_take(key);
            il_fault_after(-1);
            assert_true(typing.buffer.cursor <= typing.buffer.text.size);
            if (typing.buffer.text.size > 2000) {
                assert_true(il_buffer_set(&typing.buffer, "a (b) 'c'\n    d", 15));
            }
        }
    }
    typing.mode = IL_MODE_EMACS;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_repeated_before_a_change),
        cmocka_unit_test(text_is_inserted_in_many_places),
        cmocka_unit_test(a_count_inserts_as_often),
        cmocka_unit_test(motions_move),
        cmocka_unit_test(operators_take_motions),
        cmocka_unit_test(operators_take_lines),
        cmocka_unit_test(objects_are_found),
        cmocka_unit_test(what_was_deleted_is_put_back),
        cmocka_unit_test(a_change_is_repeated),
        cmocka_unit_test(changes_are_undone_as_one),
        cmocka_unit_test(a_selection_is_operated_on),
        cmocka_unit_test(lines_are_joined_and_characters_replaced),
        cmocka_unit_test(what_only_the_editor_can_do_is_wished),
        cmocka_unit_test(a_new_text_is_begun_inserting),
        cmocka_unit_test(the_selection_has_the_character_at_the_cursor),
        cmocka_unit_test(any_keys_leave_a_text_in_order),
    };
    return cmocka_run_group_tests_name("vi", tests, typing_set_up, typing_tear_down);
}
