/* SPDX-License-Identifier: MIT */
#include "il_test.h"

#include <stdlib.h>
#include <string.h>

#include "edit/buffer.h"
#include "edit/motion.h"
#include "edit/shade.h"
#include "il_fault.h"

/* The spans of some lines are those that they have in the whole text. */
static void assert_as_new(struct il_shade *shade, const char *text, size_t from,
                          size_t to)
{
    struct il_shade fresh = {.dialect = shade->dialect};
    size_t size = strlen(text), skipped = 0;
    struct il_layer all = il_shade_paint(&fresh, text, size, 0, size);
    struct il_layer some = il_shade_paint(shade, text, size, from, to);
    size_t start = from;
    while (start > 0 && text[start - 1] != '\n') {
        start--;
    }
    while (skipped < all.count && all.spans[skipped].start < start) {
        skipped++;
    }
    assert_true(some.count <= all.count - skipped);
    for (size_t i = 0; i < some.count; i++) {
        assert_memory_equal(&some.spans[i].start, &all.spans[skipped + i].start,
                            sizeof(size_t));
        assert_int_equal(some.spans[i].end, all.spans[skipped + i].end);
        assert_int_equal(some.spans[i].paint, all.spans[skipped + i].paint);
    }
    size_t next = skipped + some.count;
    assert_true(next == all.count || all.spans[next].start > to);
    il_shade_free(&fresh);
}

static void lines_know_what_is_open_before_them(void **state)
{
    (void)state;
    struct il_shade shade = {.dialect = IL_LEX_FSTRINGS};
    const char *const text = "x = '''a\nif b\n''' + 1\n";
    struct il_layer layer = il_shade_paint(&shade, text, strlen(text), 9, 13);
    assert_int_equal(layer.count, 1);
    assert_int_equal(layer.spans[0].paint, IL_PAINT_STRING);
    assert_int_equal(layer.spans[0].start, 9);
    assert_int_equal(layer.spans[0].end, 13);
    layer = il_shade_paint(&shade, "if b\n", 5, 0, 5);
    assert_int_equal(layer.spans[0].paint, IL_PAINT_KEYWORD);
    il_shade_free(&shade);
}

static void an_empty_text_has_no_colours(void **state)
{
    (void)state;
    struct il_shade shade = {0};
    assert_int_equal(il_shade_paint(&shade, "", 0, 0, 0).count, 0);
    assert_int_equal(il_shade_paint(&shade, "\n\n", 2, 0, 2).count, 0);
    il_shade_free(&shade);
}

/* Edits by chance: what is remembered gives the colours that a fresh look gives. */
static void what_is_remembered_is_right(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "'''", "\n",   "(",    ")",  "if x:",      "f'{", "}'",
        "#",   "\\\n", "\n\n", "\"", "def f():\n", "1 "};
    struct il_shade shade = {.dialect = IL_LEX_NEWEST};
    char text[600] = "";
    uint32_t random = 1;
    for (unsigned i = 0; i < 3000; i++) {
        random = random * 1664525u + 1013904223u;
        size_t size = strlen(text), at = (random >> 8) % (size + 1);
        const char *piece = pieces[(random >> 20) % (sizeof pieces / sizeof *pieces)];
        if (size > 500 || (random >> 28) % 4 == 0) {
            size_t end = at + (random >> 16) % 30;
            end = end < size ? end : size;
            memmove(text + at, text + end, size - end + 1);
        } else {
            memmove(text + at + strlen(piece), text + at, size - at + 1);
            for (size_t k = 0; piece[k] != '\0'; k++) {
                text[at + k] = piece[k];
            }
        }
        size = strlen(text);
        size_t from = (random >> 15) % 4 == 0 ? (random >> 4) % (size + 1) : 0;
        assert_as_new(&shade, text, from, from + (size - from) / 2);
        assert_as_new(&shade, text, from, size);
    }
    il_shade_free(&shade);
}

/* A key at the end has one line painted; a motion has none. */
static void what_was_painted_stays(void **state)
{
    (void)state;
    struct il_shade shade = {.dialect = IL_LEX_NEWEST};
    const char *const text = "a = 1\nb = '''\n''' + 2\nc";
    const char *const longer = "a = 1\nb = '''\n''' + 2\ncd";
    const char *const other = "ab = 1\nb = '''\n''' + 2\ncd";
    size_t size = strlen(text),
           count = il_shade_paint(&shade, text, size, 0, size).count;
    shade.spans[0].paint = IL_PAINT_COMMENT; /* to be seen again */
    struct il_layer layer = il_shade_paint(&shade, text, size, 0, 0);
    assert_int_equal(layer.spans[0].paint, IL_PAINT_COMMENT);
    layer = il_shade_paint(&shade, longer, size + 1, 0, size + 1);
    assert_int_equal(layer.spans[0].paint, IL_PAINT_COMMENT);
    assert_int_equal(layer.count, count);
    assert_int_equal(layer.spans[count - 1].end, size + 1);
    layer = il_shade_paint(&shade, other, size + 2, 0, size + 2);
    assert_int_equal(layer.spans[0].paint, IL_PAINT_NAME);
    assert_int_equal(layer.count, count);
    il_shade_free(&shade);
}

/* What is marked is what the motion between brackets finds. */
static void pairs_are_those_of_the_motions(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "f(a[1], {2: (3)})",
        "x = [\n  '(', # ]\n  f'{y[0]} {z!r:{w}}',\n]\n",
        "(]",
        ")(",
        "((",
        "'''(\n''')('''\n)''' (\n)",
        "a(b)(c)[d](e)",
        "print(f\"{a['b']}\", '}')\n()",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct il_shade shade = {.dialect = IL_LEX_NEWEST};
        struct il_buffer buffer = {0};
        size_t size = strlen(texts[i]);
        assert_true(il_buffer_set(&buffer, texts[i], size));
        (void)il_shade_paint(&shade, texts[i], size, 0, size);
        for (size_t at = 0; at < size; at++) {
            assert_int_equal(il_shade_match(&shade, texts[i], at),
                             il_motion_bracket(&buffer, at));
        }
        il_buffer_free(&buffer);
        il_shade_free(&shade);
    }
}

static void pairs_are_sought_in_what_is_painted(void **state)
{
    (void)state;
    const char *const text = "f(\na(b)\n)\n";
    struct il_shade shade = {0};
    (void)il_shade_paint(&shade, text, strlen(text), 3, 6);
    assert_int_equal(il_shade_match(&shade, text, 4), 6);
    assert_int_equal(il_shade_match(&shade, text, 6), 4);
    assert_true(il_shade_match(&shade, text, 1) == SIZE_MAX);
    (void)il_shade_paint(&shade, text, strlen(text), 0, strlen(text));
    assert_int_equal(il_shade_match(&shade, text, 1), 8);
    il_shade_free(&shade);
}

static bool may_call(struct il_shade *shade, const char *text)
{
    return il_shade_may_call(shade, text, strlen(text), strlen(text));
}

static void a_call_is_open_or_not(void **state)
{
    (void)state;
    struct il_shade shade = {.dialect = IL_LEX_FSTRINGS};
    assert_false(may_call(&shade, ""));
    assert_false(may_call(&shade, "f"));
    assert_true(may_call(&shade, "f("));
    assert_true(may_call(&shade, "f('a"));
    assert_true(may_call(&shade, "f('''a"));
    assert_true(may_call(&shade, "f(f'{a"));
    assert_true(may_call(&shade, "f(\n  [1, {2: '("));
    assert_false(may_call(&shade, "f(\n  [1, {2: '('}])"));
    assert_false(may_call(&shade, "f(1)\ng[2"));
    assert_false(may_call(&shade, "'(' # ("));
    assert_true(il_shade_may_call(&shade, "f(1)\ng", 6, 3));
    assert_false(il_shade_may_call(&shade, "f(1)\ng", 6, 1));
    il_shade_free(&shade);
}

static void what_lacks_memory_has_fewer_colours(void **state)
{
    (void)state;
    const char *const text = "a = 1\nb = '''\nc\n''' + d\n";
    for (long failures = 0; failures < 12; failures++) {
        struct il_shade shade = {0};
        il_fault_after(failures);
        (void)il_shade_paint(&shade, text, strlen(text), 0, strlen(text));
        (void)il_shade_paint(&shade, "x\ny", 3, 0, 3);
        il_fault_after(-1);
        assert_as_new(&shade, text, 0, strlen(text));
        il_shade_free(&shade);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_know_what_is_open_before_them),
        cmocka_unit_test(an_empty_text_has_no_colours),
        cmocka_unit_test(what_is_remembered_is_right),
        cmocka_unit_test(what_was_painted_stays),
        cmocka_unit_test(pairs_are_those_of_the_motions),
        cmocka_unit_test(pairs_are_sought_in_what_is_painted),
        cmocka_unit_test(a_call_is_open_or_not),
        cmocka_unit_test(what_lacks_memory_has_fewer_colours),
    };
    return cmocka_run_group_tests_name("shade", tests, NULL, NULL);
}
