/* SPDX-License-Identifier: MIT
 * Typing at a typist, in tests: keys by name, texts with a bar at the cursor.
 */
#ifndef IL_TYPING_H
#define IL_TYPING_H

#include <il_test.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "edit/typist.h"

static struct il_keymap typing_keymaps[2];
static struct il_typist typing;
static enum il_wish typing_wish; /* the last that was none of NONE */

static int typing_set_up(void **state)
{
    (void)state;
    typing.keymaps = typing_keymaps;
    return il_keymap_add_emacs(&typing_keymaps[0]) &&
                   il_keymap_add_vi(&typing_keymaps[1])
               ? 0
               : -1;
}

static int typing_tear_down(void **state)
{
    (void)state;
    il_typist_free(&typing);
    il_keymap_free(&typing_keymaps[0]);
    il_keymap_free(&typing_keymaps[1]);
    return 0;
}

static void typing_take(uint32_t key)
{
    do {
        enum il_wish wish = il_typist_key(&typing, key);
        typing_wish = wish == IL_WISH_NONE ? typing_wish : wish;
    } while (il_typist_next(&typing, &key));
}

/* Characters are typed, and what stands in angle brackets is the name of a key. */
static void typing_type(const char *keys)
{
    size_t size = strlen(keys);
    typing_wish = IL_WISH_NONE;
    for (size_t at = 0; at < size;) {
        const char *end = keys[at] == '<' && keys[at + 1] != '<' && keys[at + 1] != '\0'
                              ? strchr(keys + at, '>')
                              : NULL;
        uint32_t key;
        size_t length = end == NULL ? 0 : (size_t)(end - keys) - at - 1;
        if (end != NULL && end[1] == '>' &&
            il_key_read(keys + at + 1, length + 1, &key)) {
            at += length + 3;
        } else if (end != NULL && il_key_read(keys + at + 1, length, &key)) {
            at += length + 2;
        } else {
            size_t next;
            key = il_utf8_decode(keys, size, at, &next);
            key = key == '\n' ? (uint32_t)IL_KEY_ENTER : key;
            at = next;
        }
        typing_take(key);
    }
}

/* Begin with a text; the bar is the cursor. */
static void typing_begin(const char *text)
{
    const char *bar = strchr(text, '|');
    size_t before = bar == NULL ? strlen(text) : (size_t)(bar - text);
    il_typist_begin(&typing);
    assert_true(il_buffer_insert(&typing.buffer, text, before));
    if (bar != NULL) {
        assert_true(il_buffer_insert(&typing.buffer, bar + 1, strlen(bar + 1)));
    }
    typing.buffer.cursor = before;
    il_undo_clear(&typing.buffer.undo);
}

static void typing_expect(const char *expected)
{
    const struct il_buffer *buffer = &typing.buffer;
    char *shown = calloc(1, buffer->text.size + 2);
    assert_non_null(shown);
    assert_true(buffer->cursor <= buffer->text.size);
    if (buffer->text.size > 0) {
        memcpy(shown, buffer->text.bytes, buffer->cursor);
        memcpy(shown + buffer->cursor + 1, buffer->text.bytes + buffer->cursor,
               buffer->text.size - buffer->cursor);
    }
    shown[buffer->cursor] = '|';
    assert_string_equal(shown, expected);
    free(shown);
}

struct typing_case {
    const char *before, *keys, *after;
};

static inline void typing_check(const struct typing_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        typing_begin(cases[i].before);
        typing_type(cases[i].keys);
        typing_expect(cases[i].after);
    }
}

#define TYPING_CHECK(cases) typing_check(cases, sizeof(cases) / sizeof((cases)[0]))

#endif
