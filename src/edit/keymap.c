/* SPDX-License-Identifier: MIT
 * Which keys are bound to which command. Cold.
 */
#include "edit/keymap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "edit/key.h"

enum { FIRST_CAPACITY = 192 };

struct default_binding {
    const char *keys, *command;
};

static const struct default_binding emacs[] = {
    {"C-space", "set-mark"},
    {"C-a", "beginning-of-line"},
    {"C-b", "backward-char"},
    {"C-c", "interrupt"},
    {"C-d", "delete-char-or-end-of-file"},
    {"C-e", "end-of-line"},
    {"C-f", "forward-char"},
    {"C-g", "abort"},
    {"C-h", "backward-delete-char"},
    {"C-j", "accept-line"},
    {"C-k", "kill-line"},
    {"C-l", "clear-screen"},
    {"C-n", "next-line"},
    {"C-o", "open-line"},
    {"C-p", "previous-line"},
    {"C-q", "quoted-insert"},
    {"C-r", "reverse-search-history"},
    {"C-s", "forward-search-history"},
    {"C-t", "transpose-chars"},
    {"C-u", "backward-kill-line"},
    {"C-v", "quoted-insert"},
    {"C-w", "kill-region-or-argument"},
    {"C-y", "yank"},
    {"C-z", "suspend"},
    {"C-]", "character-search"},
    {"C-_", "undo"},
    {"C-/", "undo"},
    {"C-M-_", "redo"},
    {"C-M-/", "redo"},
    {"C-M-]", "character-search-backward"},
    {"C-M-b", "backward-bracket"},
    {"C-M-c", "interrupt"},
    {"C-M-f", "forward-bracket"},
    {"C-M-h", "backward-kill-word"},
    {"C-x C-e", "edit-in-editor"},
    {"C-x C-t", "transpose-lines"},
    {"C-x C-u", "undo"},
    {"C-x C-x", "exchange-point-and-mark"},
    {"C-x backspace", "backward-kill-line"},
    {"C-x (", "start-macro"},
    {"C-x )", "end-macro"},
    {"C-x <", "dedent-block"},
    {"C-x >", "indent-block"},
    {"C-x e", "call-macro"},
    {"C-x h", "select-all"},
    {"C-x r", "redo"},
    {"C-x u", "undo"},
    {"M-#", "comment-block"},
    {"M--", "negative-argument"},
    {"M-.", "yank-last-argument"},
    {"M-0", "digit-argument"},
    {"M-1", "digit-argument"},
    {"M-2", "digit-argument"},
    {"M-3", "digit-argument"},
    {"M-4", "digit-argument"},
    {"M-5", "digit-argument"},
    {"M-6", "digit-argument"},
    {"M-7", "digit-argument"},
    {"M-8", "digit-argument"},
    {"M-9", "digit-argument"},
    {"M-;", "comment-block"},
    {"M-<", "beginning-of-buffer"},
    {"M->", "end-of-buffer"},
    {"M-\\", "delete-horizontal-space"},
    {"M-^", "join-line"},
    {"M-_", "yank-last-argument"},
    {"M-b", "backward-word"},
    {"M-c", "capitalize-word"},
    {"M-d", "kill-word"},
    {"M-f", "forward-word"},
    {"M-l", "downcase-word"},
    {"M-m", "back-to-indentation"},
    {"M-n", "next-history"},
    {"M-p", "previous-history"},
    {"M-r", "revert"},
    {"M-t", "transpose-words"},
    {"M-u", "upcase-word"},
    {"M-w", "copy-region"},
    {"M-y", "yank-pop"},
    {"M-z", "zap-to-char"},
    {"M-{", "backward-paragraph"},
    {"M-}", "forward-paragraph"},
    {"M-space", "just-one-space"},
    {"M-backspace", "backward-kill-word"},
    {"M-delete", "kill-word"},
    {"M-down", "next-history"},
    {"M-enter", "newline"},
    {"M-left", "backward-word"},
    {"M-right", "forward-word"},
    {"M-up", "previous-history"},
    {"C-backspace", "backward-kill-word"},
    {"C-delete", "kill-word"},
    {"C-down", "forward-paragraph"},
    {"C-end", "end-of-buffer"},
    {"C-enter", "newline"},
    {"C-home", "beginning-of-buffer"},
    {"C-left", "backward-word"},
    {"C-right", "forward-word"},
    {"C-up", "backward-paragraph"},
    {"S-enter", "newline"},
    {"S-tab", "dedent-or-complete-back"},
    {"backspace", "backward-delete-char"},
    {"delete", "delete-char"},
    {"down", "next-line"},
    {"end", "end-of-line"},
    {"enter", "accept-line"},
    {"f1", "help"},
    {"home", "beginning-of-line"},
    {"insert", "overwrite"},
    {"left", "backward-char"},
    {"page-down", "history-search-forward"},
    {"page-up", "history-search-backward"},
    {"right", "forward-char"},
    {"tab", "indent-or-complete"},
    {"up", "previous-line"},
};

/* What differs where vi inserts; of the rest it has what is one key without Alt. */
static const struct default_binding vi[] = {
    {"escape", "vi-normal"},          {"M-enter", "newline"},  {"C-t", "indent-block"},
    {"C-d", "dedent-or-end-of-file"}, {"C-space", "complete"}, {"C-n", "complete"},
    {"C-p", "complete-back"},         {"C-y", "yank"},
};

#define SIZE_OF(list) (sizeof(list) / sizeof((list)[0]))

/* ---- looking ---- */

static bool begins_with(const uint32_t *keys, size_t count, const uint32_t *first,
                        size_t first_count)
{
    return first_count <= count &&
           memcmp(keys, first, first_count * sizeof(*keys)) == 0;
}

/* Could not both be bound? */
static bool excludes(const struct il_keymap_entry *entry, const uint32_t *keys,
                     size_t count)
{
    return begins_with(entry->keys, entry->count, keys, count) ||
           begins_with(keys, count, entry->keys, entry->count);
}

enum il_keymap_answer il_keymap_find(const struct il_keymap *keymap,
                                     const uint32_t *keys, size_t count,
                                     const struct il_keymap_entry **out_entry)
{
    for (size_t i = 0; i < keymap->count; i++) {
        const struct il_keymap_entry *entry = &keymap->entries[i];
        if (begins_with(entry->keys, entry->count, keys, count)) {
            *out_entry = entry;
            return entry->count == count ? IL_KEYMAP_FOUND : IL_KEYMAP_MORE;
        }
    }
    return IL_KEYMAP_NOTHING;
}

/* ---- binding ---- */

static bool reserve_entry(struct il_keymap *keymap)
{
    if (keymap->count < keymap->capacity) {
        return true;
    }
    size_t capacity = keymap->capacity == 0 ? FIRST_CAPACITY : 2 * keymap->capacity;
    struct il_keymap_entry *entries =
        realloc(keymap->entries, capacity * sizeof(*entries));
    if (entries == NULL) {
        return false;
    }
    keymap->entries = entries;
    keymap->capacity = capacity;
    return true;
}

static void remove_entry(struct il_keymap *keymap, size_t at)
{
    free(keymap->entries[at].text);
    keymap->entries[at] = keymap->entries[--keymap->count];
}

static char *copy_text(const char *text, size_t size)
{
    char *copy = text == NULL ? NULL : malloc(size + 1);
    if (copy != NULL) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

bool il_keymap_bind(struct il_keymap *keymap, const uint32_t *keys, size_t count,
                    const struct il_command *command, const char *text, size_t size)
{
    assert(count > 0 && count <= IL_KEYMAP_KEYS);
    struct il_keymap_entry entry = {.count = count, .command = command};
    memcpy(entry.keys, keys, count * sizeof(*keys));
    if (!reserve_entry(keymap)) {
        return false;
    }
    if (command == NULL) {
        entry.text = copy_text(text, size);
        entry.size = size;
        if (entry.text == NULL) {
            return false;
        }
    }
    for (size_t i = keymap->count; i > 0; i--) {
        if (excludes(&keymap->entries[i - 1], keys, count)) {
            remove_entry(keymap, i - 1);
        }
    }
    keymap->entries[keymap->count++] = entry;
    return true;
}

bool il_keymap_unbind(struct il_keymap *keymap, const uint32_t *keys, size_t count)
{
    size_t before = keymap->count;
    for (size_t i = keymap->count; i > 0; i--) {
        const struct il_keymap_entry *entry = &keymap->entries[i - 1];
        if (begins_with(entry->keys, entry->count, keys, count)) {
            remove_entry(keymap, i - 1);
        }
    }
    return keymap->count < before;
}

void il_keymap_free(struct il_keymap *keymap)
{
    while (keymap->count > 0) {
        remove_entry(keymap, keymap->count - 1);
    }
    free(keymap->entries);
    *keymap = (struct il_keymap){NULL, 0, 0};
}

/* ---- what is bound from the start ---- */

static bool add(struct il_keymap *keymap, const struct default_binding *binding,
                bool is_for_vi)
{
    uint32_t keys[IL_KEYMAP_KEYS];
    size_t count =
        il_key_read_all(binding->keys, strlen(binding->keys), keys, IL_KEYMAP_KEYS);
    const struct il_command *command =
        il_command_find(binding->command, strlen(binding->command));
    assert(count > 0 && command != NULL);
    if (is_for_vi && (count > 1 || (keys[0] & IL_KEY_ALT) != 0)) {
        return true;
    }
    return il_keymap_bind(keymap, keys, count, command, NULL, 0);
}

bool il_keymap_add_emacs(struct il_keymap *keymap)
{
    for (size_t i = 0; i < SIZE_OF(emacs); i++) {
        if (!add(keymap, &emacs[i], false)) {
            return false;
        }
    }
    return true;
}

bool il_keymap_add_vi(struct il_keymap *keymap)
{
    for (size_t i = 0; i < SIZE_OF(emacs); i++) {
        if (!add(keymap, &emacs[i], true)) {
            return false;
        }
    }
    for (size_t i = 0; i < SIZE_OF(vi); i++) {
        if (!add(keymap, &vi[i], false)) {
            return false;
        }
    }
    return true;
}
