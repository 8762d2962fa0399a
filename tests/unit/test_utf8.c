/* SPDX-License-Identifier: MIT */
#include "il_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/width.h"

static void assert_decodes(const char *bytes, uint32_t code, size_t size)
{
    size_t end;
    assert_int_equal(il_utf8_decode(bytes, strlen(bytes), 0, &end), code);
    assert_int_equal(end, size);
}

static void code_points_are_decoded(void **state)
{
    (void)state;
    assert_decodes("a", 'a', 1);
    assert_decodes("\xC3\xA9x", 0xE9, 2);
    assert_decodes("\xE2\x82\xAC", 0x20AC, 3);
    assert_decodes("\xF0\x9F\x98\x80", 0x1F600, 4);
    assert_decodes("\xF4\x8F\xBF\xBF", 0x10FFFF, 4);
}

static void what_is_no_utf8_is_one_byte(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\x80",
        "\xFF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC3",
        "\xC3(",
        "\xE2\x82",
        "\xE0\x80\x80",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xF0\x9F\x98",
        "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_decodes(wrong[i], IL_UTF8_INVALID, 1);
    }
}

static void encoding_is_the_inverse_of_decoding(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x110000; code += code < 0x3000 ? 1 : 37) {
        char bytes[4];
        size_t end, size = il_utf8_encode(code, bytes);
        bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
        assert_int_equal(il_utf8_decode(bytes, size, 0, &end),
                         is_surrogate ? 0xFFFD : code);
        assert_int_equal(end, size);
    }
    char bytes[4];
    assert_int_equal(il_utf8_encode(0x110000, bytes), 3);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
}

/* The text's pieces, each one character, from both ends. */
static void assert_characters(const char *const *pieces, size_t count)
{
    char text[256] = "";
    size_t ends[32], at = 0, used = 0;
    for (size_t i = 0; i < count; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s", pieces[i]);
        ends[i] = used;
    }
    size_t size = strlen(text);
    for (size_t i = 0; i < count; i++) {
        at = il_utf8_next(text, size, at);
        assert_int_equal(at, ends[i]);
    }
    for (size_t i = count; i > 0; i--) {
        at = il_utf8_previous(text, size, at);
        assert_int_equal(at, i == 1 ? 0 : ends[i - 2]);
    }
}

#define ASSERT_CHARACTERS(...)                                                         \
    do {                                                                               \
        const char *const pieces[] = {__VA_ARGS__};                                    \
        assert_characters(pieces, sizeof pieces / sizeof *pieces);                     \
    } while (0)

static void characters_are_those_of_a_user(void **state)
{
    (void)state;
    ASSERT_CHARACTERS("a", "b", "\n", "c");
    ASSERT_CHARACTERS("\r", "\n");
    ASSERT_CHARACTERS("e\xCC\x81", "x", "o\xCC\x88\xCC\x84");
    ASSERT_CHARACTERS("\xE4\xB8\xAD", "\xE6\x96\x87", "a");
    /* Two flags: D E, F R. */
    ASSERT_CHARACTERS("\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
                      "\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7");
    /* A thumb with a colour of skin. */
    ASSERT_CHARACTERS("\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", "!");
    /* A family, joined. */
    ASSERT_CHARACTERS("a", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7", "b");
}

static void bytes_that_are_no_text_stand_alone(void **state)
{
    (void)state;
    ASSERT_CHARACTERS("\xFF", "\xCC\x81", "a");
    ASSERT_CHARACTERS("a", "\xE2", "\x82", "b");
    ASSERT_CHARACTERS("\xED", "\xA0", "\x80");
    ASSERT_CHARACTERS("\x1B", "\xCC\x81");
}

static void the_ends_stay_where_they_are(void **state)
{
    (void)state;
    assert_int_equal(il_utf8_next("ab", 2, 2), 2);
    assert_int_equal(il_utf8_next("", 0, 0), 0);
    assert_int_equal(il_utf8_previous("ab", 2, 0), 0);
    assert_int_equal(il_utf8_previous("\xC3\xA9", 2, 2), 0);
}

static void assert_shape(const char *text, unsigned width, bool is_disputed)
{
    struct il_utf8_shape shape = il_utf8_shape(text, strlen(text), 0);
    assert_int_equal(shape.end, strlen(text));
    assert_int_equal(shape.width, width);
    assert_int_equal(shape.is_disputed, is_disputed);
}

static void characters_have_widths(void **state)
{
    (void)state;
    assert_shape("a", 1, false);
    assert_shape("\xC3\xA9", 1, false);
    assert_shape("e\xCC\x81", 1, false);
    assert_shape("\xE4\xB8\xAD", 2, false);
    assert_shape("\xF0\x9F\x98\x80", 2, false);
    assert_shape("\xFF", 1, false);
}

static void what_terminals_dispute_is_said_so(void **state)
{
    (void)state;
    assert_shape("\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA", 2, true);
    assert_shape("\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", 2, true);
    assert_shape("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7", 2, true);
    assert_shape("\xE2\x9D\xA4\xEF\xB8\x8F", 2, true);
    assert_shape("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", 2, true); /* Korean */
}

static void what_cannot_be_seen_has_no_width(void **state)
{
    (void)state;
    assert_shape("\x01", 0, false);
    assert_shape("\x7F", 0, false);
    assert_shape("\xC2\x9B", 0, false);
    assert_shape("\xCC\x81", 0, false);
    assert_shape("\xE2\x80\x8B", 0, false);
    assert_shape("\xE2\x80\xAE", 0, false);
}

static void a_text_is_as_wide_as_its_characters(void **state)
{
    (void)state;
    assert_int_equal(il_utf8_width("", 0), 0);
    assert_int_equal(il_utf8_width("abc", 3), 3);
    assert_int_equal(il_utf8_width("a\xE4\xB8\xAD\xFF", 5), 4);
}

/* Pieces that meet in every way: both directions agree on every text of them. */
static void both_directions_agree(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",    "\n",           "\xCC\x81",         "\xF0\x9F\x87\xA9", "\xE2\x80\x8D",
        "\xFF", "\xE4\xB8\xAD", "\xF0\x9F\x91\xA9", "\xEF\xB8\x8F",     "\xD8\x80",
    };
    const size_t count = sizeof pieces / sizeof *pieces;
    for (size_t number = 0; number < count * count * count * count * count; number++) {
        char text[64] = "";
        size_t ends[16], found = 0, used = 0;
        for (size_t i = 0, rest = number; i < 5; i++, rest /= count) {
            used += (size_t)snprintf(text + used, sizeof text - used, "%s",
                                     pieces[rest % count]);
        }
        size_t size = strlen(text);
        for (size_t at = 0; at < size; at = ends[found++]) {
            ends[found] = il_utf8_next(text, size, at);
        }
        for (size_t i = found; i > 0; i--) {
            assert_int_equal(il_utf8_previous(text, size, ends[i - 1]),
                             i == 1 ? 0 : ends[i - 2]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_points_are_decoded),
        cmocka_unit_test(what_is_no_utf8_is_one_byte),
        cmocka_unit_test(encoding_is_the_inverse_of_decoding),
        cmocka_unit_test(characters_are_those_of_a_user),
        cmocka_unit_test(bytes_that_are_no_text_stand_alone),
        cmocka_unit_test(the_ends_stay_where_they_are),
        cmocka_unit_test(characters_have_widths),
        cmocka_unit_test(what_terminals_dispute_is_said_so),
        cmocka_unit_test(what_cannot_be_seen_has_no_width),
        cmocka_unit_test(a_text_is_as_wide_as_its_characters),
        cmocka_unit_test(both_directions_agree),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
