/* SPDX-License-Identifier: MIT
 * The editor on any bytes, on a terminal of any size.
 *
 * The first two bytes are the terminal's size. What the screen believes to be shown is
 * the picture that is drawn; the model of a terminal in tests/unit proves that this is
 * what terminals show.
 */
#include "picture.h"

enum { MOST = 1024 };

static bool take(void *data, const char *bytes, size_t size)
{
    size_t *sum = data;
    for (size_t i = 0; i < size; i++) {
        *sum += (unsigned char)bytes[i];
    }
    return true;
}

static const char *recall(void *data, size_t back, size_t *out_size)
{
    static const char *const entries[] = {"print(1)", "if x:\n    y\n", "\xFF\xCC\x81"};
    (void)data;
    if (back > 3) {
        return NULL;
    }
    *out_size = strlen(entries[back - 1]);
    return entries[back - 1];
}

static bool complete(void *data, const char *text, size_t size, size_t cursor,
                     struct il_menu *menu, size_t *out_start, size_t *out_end)
{
    (void)data;
    (void)text;
    /* Places that a host gets wrong are survived, too. */
    *out_start = size % 3 == 0 ? cursor : cursor / 2;
    *out_end = size % 5 == 0 ? size + 1 : cursor;
    return il_menu_add(menu, "alpha", 5, 0) && il_menu_add(menu, "alps", 4, 200) &&
           il_menu_add(menu, "", 0, 0);
}

static void play(struct il_editor *editor, const char *bytes, size_t size)
{
    while (size > 0) {
        unsigned char chance = (unsigned char)*bytes;
        size_t used, piece = chance % 16 == 0 ? 64 : 1 + chance % 7;
        piece = piece < size ? piece : size;
        enum il_editor_event event = il_editor_feed(editor, bytes, piece, &used);
        FUZZ_ASSERT(event >= 0 && used <= piece);
        bytes += used;
        size -= used;
        if (event == IL_EDITOR_MORE && chance % 64 == 0) {
            event = il_editor_timeout(editor);
            FUZZ_ASSERT(event >= 0 && !il_editor_is_waiting(editor));
        }
        if (event == IL_EDITOR_LINE || event == IL_EDITOR_INTERRUPT ||
            event == IL_EDITOR_END) {
            event = il_editor_begin(editor, ">>> ", 4, "... ", 4);
        } else if (event != IL_EDITOR_MORE) {
            event = il_editor_show(editor);
        }
        FUZZ_ASSERT(event == IL_EDITOR_MORE);
        check_picture(editor);
    }
    FUZZ_ASSERT(il_editor_timeout(editor) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct il_keymap keymaps[2];
    if (keymaps[0].count == 0) {
        FUZZ_ASSERT(il_keymap_add_emacs(&keymaps[0]) && il_keymap_add_vi(&keymaps[1]));
    }
    if (size < 3) {
        return 0;
    }
    /* All is drawn and compared for every piece: long inputs would take for ever. */
    size = size < MOST ? size : MOST;
    size_t sum = 0;
    struct il_editor editor = {
        .hooks = {.data = &sum, .write = take, .complete = complete, .recall = recall},
        .typist = {.keymaps = keymaps,
                   .mode = data[2] % 2 ? IL_MODE_VI_INSERT : IL_MODE_EMACS}};
    il_editor_set_theme(&editor, NULL, IL_DEPTH_256);
    FUZZ_ASSERT(il_editor_resize(&editor, data[0] % 48, data[1] % 12, false) == 0);
    FUZZ_ASSERT(il_editor_begin(&editor, ">>> ", 4, "... ", 4) == 0);
    play(&editor, (const char *)data + 3, size - 3);
    il_editor_free(&editor);
    return 0;
}
