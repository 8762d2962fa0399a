/* SPDX-License-Identifier: MIT
 * What terminals send, as keys; and their names.
 */
#include "edit/keys.h"

#include <il_test.h>
#include <stdio.h>
#include <string.h>

#define SIZED(literal) literal, sizeof(literal) - 1

/* Add the name of an event, a paste with its text; how long that is. */
static size_t write_event(const struct il_keys *keys, uint32_t key, char *out,
                          size_t room)
{
    char name[IL_KEY_NAME_SIZE];
    bool is_paste = key == IL_KEY_PASTE || key == IL_KEY_PASTE_PART;
    il_key_write(key, name);
    int size = snprintf(out, room, " %s%s%.*s", name, is_paste ? "=" : "",
                        is_paste ? (int)keys->paste.size : 0,
                        is_paste && keys->paste.bytes ? keys->paste.bytes : "");
    return (size_t)size;
}

/* The names of all events of `bytes`, which come in pieces of `piece` bytes; what is
 * open at the end is flushed. A paste shows its text. */
static const char *read_pieces(const char *bytes, size_t size, size_t piece)
{
    static char names[1024];
    struct il_keys keys = {.paste_limit = 8};
    uint32_t key;
    size_t used = 0;
    names[0] = names[1] = '\0';
    for (size_t start = 0; start < size; start += piece) {
        size_t end = start + piece < size ? start + piece : size;
        for (size_t at = start; il_keys_next(&keys, bytes, end, &at, &key);) {
            used += write_event(&keys, key, names + used, sizeof names - used);
        }
    }
    while (il_keys_flush(&keys, &key)) {
        used += write_event(&keys, key, names + used, sizeof names - used);
    }
    il_keys_free(&keys);
    return names + 1;
}

static void check(const char *bytes, size_t size, const char *expected)
{
    for (size_t piece = 1; piece <= size; piece++) {
        assert_string_equal(read_pieces(bytes, size, piece), expected);
    }
}

static void characters_are_themselves(void **state)
{
    (void)state;
    check(SIZED("aZ~ "), "a Z ~ space");
    check(SIZED("\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80"),
          "\xC3\xA9 \xE4\xB8\xAD \xF0\x9F\x98\x80");
}

static void control_characters_have_one_name(void **state)
{
    (void)state;
    check(SIZED("\0\1\b\t\n\r\x1a\x1c\x1f\x7f"),
          "C-space C-a C-h tab C-j enter C-z C-\\ C-_ backspace");
}

static void escape_is_alt_or_itself(void **state)
{
    (void)state;
    check(SIZED("\033"), "escape");
    check(SIZED("\033b"), "M-b");
    check(SIZED("\033\r"), "M-enter");
    check(SIZED("\033\x08"), "C-M-h");
    check(SIZED("\033\033"), "M-escape");
    check(SIZED("\033\033b"), "escape M-b");
    check(SIZED("\033\033[A"), "M-up");
    check(SIZED("\033\033\033[A"), "escape M-up");
    check(SIZED("\033\xC3\xA9"), "M-\xC3\xA9");
    check(SIZED("\033["), "M-[");
    check(SIZED("\033O"), "M-O");
    check(SIZED("\033]"), "M-]");
    check(SIZED("\033P"), "M-P");
}

static void arrows_and_numbered_keys_are_known(void **state)
{
    (void)state;
    check(SIZED("\033[A\033[B\033[C\033[D\033[H\033[F\033[E"),
          "up down right left home end begin");
    check(SIZED("\033OA\033OD\033OH\033OF\033OP\033OS"), "up left home end f1 f4");
    check(SIZED("\033[1~\033[2~\033[3~\033[4~\033[5~\033[6~\033[7~\033[8~"),
          "home insert delete end page-up page-down home end");
    check(SIZED("\033[11~\033[15~\033[17~\033[21~\033[24~\033[34~"),
          "f1 f5 f6 f10 f12 f20");
    check(SIZED("\033[[A\033[[E"), "f1 f5");
    check(SIZED("\033Oj\033Oy\033OM\033OX"), "* 9 enter =");
}

static void modifiers_come_in_many_forms(void **state)
{
    (void)state;
    check(SIZED("\033[1;5C\033[1;3D\033[1;2A\033[1;8B"),
          "C-right M-left S-up C-M-S-down");
    check(SIZED("\033[3;5~\033[15;2~\033[1;9P"), "C-delete S-f5 s-f1");
    check(SIZED("\033[Z\033[3$\033[3^\033[3@\033[a\033Oa\033O5C"),
          "S-tab S-delete C-delete C-S-delete S-up C-up C-right");
    check(SIZED("\033[27;5;13~\033[27;6;65~\033[27;2;65~"), "C-enter C-S-a A");
}

static void the_protocol_of_kitty_is_read(void **state)
{
    (void)state;
    check(SIZED("\033[97u\033[97;5u\033[97:65;2u\033[97;6u"), "a C-a A C-S-a");
    check(SIZED("\033[27u\033[13;2u\033[9;5u\033[127;3u"),
          "escape S-enter C-tab M-backspace");
    check(SIZED("\033[49:33;2u"), "!");
    check(SIZED("\033[57400u\033[57417u\033[57414;5u\033[57376u"),
          "1 left C-enter f13");
    check(SIZED("\033[97;1:3u\033[1;1:3A\033[57441;2u\033[97;1:2u"), "a");
    check(SIZED("\033[233;5u"), "C-\xC3\xA9");
    check(SIZED("\033[55296u\033[4294967296u\033[0u"), "");
}

static void unknown_sequences_are_swallowed(void **state)
{
    (void)state;
    check(SIZED("\033[99~x\033[1;2;3;4;5;6;7;8;9;10;11;12mx"), "x x");
    check(SIZED("\033[?1;2cx\033[>0;276;0cx\033[?2026;2$yx\033[<0;1;2Mx"), "x x x x");
    check(SIZED("\033[1 qx\033[M !!x\033[201~x"), "x x x");
    check(SIZED("\033]11;rgb:0/0/0\033\\x\033]52;c;YQ==\007x"), "x x");
    check(SIZED("\033P1$r0m\033\\x\033_Gi=1;OK\033\\x"), "x x");
}

static void a_sequence_ends_where_another_thing_begins(void **state)
{
    (void)state;
    check(SIZED("\033[1;\033[A"), "up");
    check(SIZED("\033[1;\x03"), "C-c");
    check(SIZED("\033[12\xC3\xA9"), "\xC3\xA9");
    check(SIZED("\033O\x03"), "M-O C-c");
    check(SIZED("\033]0;title\x03x"), "C-c x");
    check(SIZED("\033]0;title\033[Ax"), "up x");
}

static void bytes_that_are_no_utf8_are_kept(void **state)
{
    (void)state;
    check(SIZED("\xFF\x80x"), "<FF> <80> x");
    check(SIZED("\xC3x"), "<C3> x");
    check(SIZED("\xE4\xB8\033[A"), "<E4> <B8> up");
    check(SIZED("\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80"),
          "<C0> <AF> <ED> <A0> <80> <F4> <90> <80> <80>");
    check(SIZED("\xF0\x9F\x98"), "<F0> <9F> <98>");
    check(SIZED("\xE0\x80\xC3\xA9"), "<E0> <80> \xC3\xA9");
}

static void a_paste_is_one_event(void **state)
{
    (void)state;
    check(SIZED("a\033[200~b\rc\033[201~d"), "a paste=b\nc d");
    check(SIZED("\033[200~\033[201~"), "paste=");
    check(SIZED("\033[200~\r\n\n\r\r\n\033[201~"), "paste=\n\n\n\n");
}

static void what_is_pasted_is_no_key(void **state)
{
    (void)state;
    check(SIZED("\033[200~\033[A\x03\033\033[201~"), "paste=\033[A\x03\033");
    check(SIZED("\033[200~\033[201\033[201~"), "paste=\033[201");
}

static size_t feed(struct il_keys *keys, const char *text, uint32_t *out_last)
{
    size_t count = 0;
    for (size_t at = 0; il_keys_next(keys, text, strlen(text), &at, out_last);) {
        count++;
    }
    return count;
}

static void a_long_paste_comes_in_parts(void **state)
{
    (void)state;
    struct il_keys keys = {.paste_limit = 4};
    const char *text = "\033[200~0123456789\033[201~";
    char all[32] = "";
    size_t at = 0;
    uint32_t key = IL_KEY_NONE;
    for (unsigned parts = 0; il_keys_next(&keys, text, strlen(text), &at, &key);
         parts++) {
        assert_int_equal(key, parts < 2 ? IL_KEY_PASTE_PART : IL_KEY_PASTE);
        (void)strncat(all, keys.paste.bytes, keys.paste.size);
    }
    assert_string_equal(all, "0123456789");
    assert_int_equal(key, IL_KEY_PASTE);
    il_keys_free(&keys);
}

static void an_unlimited_paste_is_whole(void **state)
{
    (void)state;
    struct il_keys keys = {0};
    uint32_t key;
    assert_int_equal(feed(&keys, "\033[200~", &key), 0);
    assert_true(il_keys_is_pasting(&keys));
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(feed(&keys, "x = 1\r", &key), 0);
    }
    assert_int_equal(feed(&keys, "\033[201~", &key), 1);
    assert_int_equal(key, IL_KEY_PASTE);
    assert_int_equal(keys.paste.size, 60000);
    assert_true(il_text_is_whole(&keys.paste));
    assert_int_equal(feed(&keys, "y", &key), 1);
    assert_int_equal(key, 'y');
    il_keys_free(&keys);
}

/* What events come of pieces, and of the pauses between them, which are written `.`. */
static const char *read_slowly(const char *const *pieces, size_t count)
{
    static char names[1024];
    struct il_keys keys = {0};
    uint32_t key;
    size_t used = 0;
    names[0] = names[1] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(pieces[i]);
        if (strcmp(pieces[i], ".") == 0) {
            while (il_keys_flush(&keys, &key)) {
                used += write_event(&keys, key, names + used, sizeof names - used);
            }
            assert_false(il_keys_is_waiting(&keys));
            continue;
        }
        for (size_t at = 0; il_keys_next(&keys, pieces[i], size, &at, &key);) {
            used += write_event(&keys, key, names + used, sizeof names - used);
        }
    }
    il_keys_free(&keys);
    return names + 1;
}

#define SLOWLY(...)                                                                    \
    read_slowly((const char *const[]){__VA_ARGS__},                                    \
                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void a_slow_paste_comes_in_parts(void **state)
{
    (void)state;
    assert_string_equal(SLOWLY("\033[200~a\r", ".", "\nb", ".", ".", "\033[201~c"),
                        "paste-part=a\n paste-part=b paste= c");
    assert_string_equal(SLOWLY("\033[200~", ".", "a\033[2", ".", "01~b"),
                        "paste-part=a paste= b");
    assert_string_equal(SLOWLY("\033[200~a\033[2", ".", "b\033[201~"),
                        "paste-part=a paste=\033[2b");
}

/* The mark was lost: the user is in the paste, and wants to get out. */
static void a_lone_interrupt_ends_a_paste(void **state)
{
    (void)state;
    assert_string_equal(SLOWLY("\033[200~a", ".", "\003", ".", "\003b"),
                        "paste-part=a paste= C-c b");
    assert_string_equal(SLOWLY("\033[200~", ".", "\x03", ".", "b"), "paste= b");
    assert_string_equal(SLOWLY("\033[200~a\033[2", ".", "\x03\x03", "\x03", ".", "b"),
                        "paste-part=a paste=\033[2 b");
    /* What begins late is no end of it any more. */
    assert_string_equal(SLOWLY("\033[200~a", ".", "\x03", ".", "b\033[201~c"),
                        "paste-part=a paste= b c");
}

/* One that was copied has something beside it, wherever a slow line stops. */
static void a_pasted_interrupt_is_text(void **state)
{
    (void)state;
    assert_string_equal(SLOWLY("\033[200~a", "\x03", ".", "b\033[201~"),
                        "paste-part=a\x03 paste=b");
    assert_string_equal(SLOWLY("\033[200~a", ".", "\x03", "b", ".", "\033[201~"),
                        "paste-part=a paste-part=\003b paste=");
    assert_string_equal(SLOWLY("\033[200~a", ".", "\003b", ".", "\033[201~"),
                        "paste-part=a paste-part=\003b paste=");
    assert_string_equal(SLOWLY("\033[200~a", ".", "b", "\x03", ".", "\033[201~"),
                        "paste-part=a paste-part=b\x03 paste=");
    assert_string_equal(SLOWLY("\033[200~a\033", ".", "\x03", "\x03", "\033[201~"),
                        "paste-part=a paste=\033\x03\x03");
}

static void a_report_is_one_only_if_asked_for(void **state)
{
    (void)state;
    struct il_keys keys = {.wants_report = true};
    uint32_t key;
    assert_int_equal(feed(&keys, "\033[1;5R", &key), 1);
    assert_int_equal(key, IL_KEY_REPORT);
    assert_int_equal(keys.report[0], 1);
    assert_int_equal(keys.report[1], 5);
    assert_int_equal(feed(&keys, "\033[1;5R", &key), 1);
    assert_int_equal(key, IL_KEY_CTRL | (IL_KEY_F1 + 2));
    il_keys_free(&keys);
}

static void only_what_may_be_a_key_waits(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        bool waits;
    } cases[] = {
        {"a", false},      {"\033", true},        {"\033[", true}, {"\033[1", false},
        {"\033O", true},   {"\xC3", true},        {"\033]", true}, {"\033]0;", false},
        {"\033[A", false}, {"\033]0;\033", true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct il_keys keys = {0};
        uint32_t key;
        (void)feed(&keys, cases[i].bytes, &key);
        assert_int_equal(il_keys_is_waiting(&keys), cases[i].waits);
        il_keys_free(&keys);
    }
}

static void names_are_read_as_they_are_written(void **state)
{
    (void)state;
    static const char *const names[] = {
        "a",        "A",          "C-a",     "M-a",
        "M-A",      "C-M-a",      "C-S-a",   "C-M-S-s-backspace",
        "S-tab",    "f1",         "f35",     "page-up",
        "space",    "C-space",    "M-space", "-",
        "C--",      "M--",        "<80>",    "<FF>",
        "\xC3\xA9", "M-\xC3\xA9", "none",    "resize",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char name[IL_KEY_NAME_SIZE];
        uint32_t key;
        assert_true(il_key_read(names[i], strlen(names[i]), &key));
        il_key_write(key, name);
        assert_string_equal(name, names[i]);
    }
}

static void names_have_variants(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"A-x", "M-x"}, {"RETURN", "enter"}, {"esc", "escape"}, {"C-A", "C-S-a"},
        {"S-a", "A"},   {"M-C-x", "C-M-x"},  {"F5", "f5"},      {"S-enter", "S-enter"},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        char name[IL_KEY_NAME_SIZE];
        uint32_t key;
        assert_true(il_key_read(pairs[i][0], strlen(pairs[i][0]), &key));
        il_key_write(key, name);
        assert_string_equal(name, pairs[i][1]);
    }
}

static void what_is_no_name_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"",          "C-",   "ab",   "f0",
                                        "f36",       "f100", "<7F>", "<GG>",
                                        "C-nothing", "\xFF", "\x01", "X-a"};
    uint32_t keys[4];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_false(il_key_read(names[i], strlen(names[i]), &keys[0]));
    }
    assert_int_equal(il_key_read_all(SIZED(" C-x \t C-e "), keys, 4), 2);
    assert_int_equal(keys[1], IL_KEY_CTRL | 'e');
    assert_int_equal(il_key_read_all(SIZED("C-x nope"), keys, 4), 0);
    assert_int_equal(il_key_read_all(SIZED("a b c d e"), keys, 4), 0);
    assert_int_equal(il_key_read_all(SIZED(" "), keys, 4), 0);
}

static void a_text_key_has_bytes(void **state)
{
    (void)state;
    char out[4];
    assert_int_equal(il_key_text('a', out), 1);
    assert_int_equal(il_key_text(0x4E2D, out), 3);
    assert_memory_equal(out, "\xE4\xB8\xAD", 3);
    assert_int_equal(il_key_text(IL_KEY_BYTE + 0x80, out), 1);
    assert_int_equal((unsigned char)out[0], 0x80);
    assert_int_equal(il_key_text(IL_KEY_ALT | 'a', out), 0);
    assert_int_equal(il_key_text(IL_KEY_UP, out), 0);
    assert_int_equal(il_key_text(IL_KEY_TAB, out), 0);
}

static const char *read_burst(const char *bytes, size_t size, size_t piece)
{
    static char names[1024];
    struct il_keys keys = {.paste_limit = 0};
    uint32_t key;
    size_t used = 0, checked = 0;
    names[0] = names[1] = '\0';
    for (size_t start = 0; start < size; start += piece, checked = 0) {
        size_t at = start, end = start + piece < size ? start + piece : size;
        (void)il_keys_begin_burst(&keys, bytes, end, at, &checked);
        while (il_keys_next(&keys, bytes, end, &at, &key)) {
            used += write_event(&keys, key, names + used, sizeof names - used);
        }
    }
    while (il_keys_flush(&keys, &key)) {
        used += write_event(&keys, key, names + used, sizeof names - used);
    }
    assert_false(il_keys_is_waiting(&keys));
    il_keys_free(&keys);
    return names + 1;
}

static void several_lines_at_once_are_a_paste(void **state)
{
    (void)state;
    static const char lines[] = "if a:\r\n\tb\r\rc\xC3\xA9\n\nd";
    for (size_t piece = 9; piece < sizeof lines; piece++) {
        assert_string_equal(read_burst(SIZED(lines), piece),
                            "paste=if a:\n\tb\n\nc\xC3\xA9\n\nd");
    }
    assert_string_equal(read_burst(SIZED("abcd\refgh\r\x01z"), 99),
                        "paste=abcd\nefgh\n C-a z");
    assert_string_equal(read_burst(SIZED("abcd\refgh\x7f"), 99),
                        "paste=abcd\nefgh backspace");
}

static void what_can_be_typed_is_no_paste(void **state)
{
    (void)state;
    assert_string_equal(read_burst(SIZED("a\rb\r"), 99), "a enter b enter");
    assert_string_equal(read_burst(SIZED("abc def\r"), 99), "a b c space d e f enter");
    assert_string_equal(read_burst(SIZED("abcdefg\r\n"), 99),
                        "a b c d e f g enter C-j");
    assert_string_equal(read_burst(SIZED("abcdefg\r\x04"), 99),
                        "a b c d e f g enter C-d");
    assert_string_equal(read_burst(SIZED("\rabc\rdef"), 99), "enter a b c enter d e f");
    assert_string_equal(read_burst(SIZED("\x1b[Aab\rcdef"), 99),
                        "up a b enter c d e f");
}

/* However long a line is, it is looked at once. */
static void a_line_is_looked_at_once(void **state)
{
    (void)state;
    struct il_keys keys = {0};
    size_t checked = 0;
    assert_false(il_keys_begin_burst(&keys, SIZED("0123456789\r"), 0, &checked));
    assert_int_equal(checked, 11);
    assert_false(il_keys_begin_burst(&keys, SIZED("0123456789"), 3, &checked));
    assert_true(checked >= 10);
    assert_false(il_keys_begin_burst(&keys, "", 0, 0, &checked));
    assert_true(il_keys_begin_burst(&keys, SIZED("012345678\r\n\n"), 0, &checked));
    il_keys_free(&keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_are_themselves),
        cmocka_unit_test(control_characters_have_one_name),
        cmocka_unit_test(escape_is_alt_or_itself),
        cmocka_unit_test(arrows_and_numbered_keys_are_known),
        cmocka_unit_test(modifiers_come_in_many_forms),
        cmocka_unit_test(the_protocol_of_kitty_is_read),
        cmocka_unit_test(unknown_sequences_are_swallowed),
        cmocka_unit_test(a_sequence_ends_where_another_thing_begins),
        cmocka_unit_test(bytes_that_are_no_utf8_are_kept),
        cmocka_unit_test(a_paste_is_one_event),
        cmocka_unit_test(what_is_pasted_is_no_key),
        cmocka_unit_test(a_long_paste_comes_in_parts),
        cmocka_unit_test(a_slow_paste_comes_in_parts),
        cmocka_unit_test(a_lone_interrupt_ends_a_paste),
        cmocka_unit_test(a_pasted_interrupt_is_text),
        cmocka_unit_test(an_unlimited_paste_is_whole),
        cmocka_unit_test(a_report_is_one_only_if_asked_for),
        cmocka_unit_test(only_what_may_be_a_key_waits),
        cmocka_unit_test(names_are_read_as_they_are_written),
        cmocka_unit_test(names_have_variants),
        cmocka_unit_test(what_is_no_name_is_refused),
        cmocka_unit_test(a_text_key_has_bytes),
        cmocka_unit_test(several_lines_at_once_are_a_paste),
        cmocka_unit_test(what_can_be_typed_is_no_paste),
        cmocka_unit_test(a_line_is_looked_at_once),
    };
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
