/* SPDX-License-Identifier: MIT
 * What a terminal sends, any bytes in any pieces: keys, and what they do to a text.
 */
#include "fuzz.h"

#include "edit/keys.h"
#include "edit/typist.h"

enum {
    LONGEST_TEXT = 1000, /* a key looks at the whole text, */
    MOST_KEYS = 10000,   /* so there are not too many of them; */
    MOST_BYTES = 500000, /* and a row of keystrokes has a limit */
};

/* The events of bytes that come in pieces, each with the paste that belongs to it. */
static void read_keys(const char *bytes, size_t size, size_t piece,
                      struct il_keystrokes *out, struct il_text *pastes)
{
    struct il_keys keys = {0};
    uint32_t key = IL_KEY_NONE;
    for (size_t start = 0; start < size; start += piece) {
        size_t end = size - start > piece ? start + piece : size;
        for (size_t at = start; il_keys_next(&keys, bytes, end, &at, &key);) {
            FUZZ_ASSERT(at <= end);
            FUZZ_ASSERT(key != IL_KEY_NONE && il_key_normal(key) == key);
            FUZZ_ASSERT(il_keystrokes_add(out, key));
            if (key == IL_KEY_PASTE) {
                il_text_add(pastes, keys.paste.bytes, keys.paste.size);
            }
        }
    }
    for (int i = 0; il_keys_flush(&keys, &key); i++) {
        FUZZ_ASSERT(i < 8 && il_keystrokes_add(out, key));
    }
    FUZZ_ASSERT(!il_keys_is_waiting(&keys));
    il_keys_free(&keys);
}

static void check_name(uint32_t key)
{
    char name[IL_KEY_NAME_SIZE];
    uint32_t read;
    il_key_write(key, name);
    FUZZ_ASSERT(il_key_read(name, strlen(name), &read) && read == key);
}

/* The same events, whichever the pieces are. */
static void check_pieces(const char *bytes, size_t size, size_t piece,
                         struct il_keystrokes *whole)
{
    struct il_keystrokes other = {0};
    struct il_text pastes[2] = {{0}, {0}};
    read_keys(bytes, size, size + 1, whole, &pastes[0]);
    read_keys(bytes, size, piece, &other, &pastes[1]);
    FUZZ_ASSERT(whole->count == other.count && pastes[0].size == pastes[1].size);
    for (size_t i = 0; i < other.count; i++) {
        FUZZ_ASSERT(whole->keys[i] == other.keys[i]);
        check_name(other.keys[i]);
    }
    FUZZ_ASSERT(pastes[0].size == 0 ||
                memcmp(pastes[0].bytes, pastes[1].bytes, pastes[0].size) == 0);
    il_keystrokes_free(&other);
    il_text_free(&pastes[0]);
    il_text_free(&pastes[1]);
}

static void check_typist(const struct il_typist *typist)
{
    const struct il_buffer *buffer = &typist->buffer;
    struct il_range range = il_typist_selection(typist);
    FUZZ_ASSERT(il_text_is_whole(&buffer->text));
    FUZZ_ASSERT(buffer->cursor <= buffer->text.size);
    FUZZ_ASSERT(!buffer->has_mark || buffer->mark <= buffer->text.size);
    FUZZ_ASSERT(range.start <= range.end && range.end <= buffer->text.size);
}

/* Type them, macros included, which may go on for long: some keys of each. */
static void type_all(struct il_typist *typist, const struct il_keystrokes *strokes)
{
    for (size_t i = 0; i < strokes->count && i < MOST_KEYS; i++) {
        uint32_t key = strokes->keys[i];
        for (int played = 0; played < 100; played++) {
            enum il_wish wish = key == IL_KEY_PASTE
                                    ? il_typist_paste(typist, "if x:\n  (y)", 11)
                                    : il_typist_key(typist, key);
            FUZZ_ASSERT(wish < IL_WISH_COUNT);
            check_typist(typist);
            if (wish == IL_WISH_ACCEPT) {
                (void)il_typist_newline(typist);
            }
            if (typist->buffer.text.size > LONGEST_TEXT) {
                il_typist_begin(typist);
            }
            if (!il_typist_next(typist, &key)) {
                break;
            }
        }
        il_typist_stop(typist);
    }
}

/* What was done can be undone, down to the empty text. */
static void undo_all(struct il_typist *typist)
{
    while (il_buffer_undo(&typist->buffer)) {
        check_typist(typist);
    }
    FUZZ_ASSERT(typist->buffer.text.size == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct il_keymap keymaps[2];
    if (size == 0) {
        return 0;
    }
    size = size > MOST_BYTES ? MOST_BYTES : size;
    if (keymaps[0].count == 0) {
        FUZZ_ASSERT(il_keymap_add_emacs(&keymaps[0]) && il_keymap_add_vi(&keymaps[1]));
    }
    struct il_keystrokes strokes = {0};
    check_pieces((const char *)data + 1, size - 1, data[0] / 2 % 7 + 1, &strokes);
    struct il_typist typist = {.keymaps = keymaps,
                               .mode = data[0] & 1 ? IL_MODE_VI_INSERT : IL_MODE_EMACS};
    il_typist_begin(&typist);
    type_all(&typist, &strokes);
    undo_all(&typist);
    il_typist_free(&typist);
    il_keystrokes_free(&strokes);
    return 0;
}
