/* SPDX-License-Identifier: MIT
 * Completion: the cursor decides which sources are asked.
 */
#include "assist/complete.h"

#include <string.h>

#include "assist/offer.h"

void il_completion_free(struct il_completion *completion)
{
    il_items_free(&completion->items);
}

/* ---- strings ---- */

/* Behind the prefix and the quotes of a literal that is not closed. */
static size_t begin_of_content(const struct il_scene *scene,
                               const struct il_token *token)
{
    const char *text = scene->passage.text;
    size_t at = token->start;
    while (text[at] != '\'' && text[at] != '"') {
        at++;
    }
    return at + (token->literal & IL_LITERAL_TRIPLE ? 3 : 1);
}

static int complete_path(const struct il_scene *scene, const struct il_cursor *cursor,
                         struct il_completion *out)
{
    const struct il_token *token = &scene->passage.tokens[cursor->word];
    size_t begin = begin_of_content(scene, token);
    struct il_typed_path path = {
        .text = scene->passage.text + begin,
        .size = scene->passage.size - begin,
        .quote = token->literal & IL_LITERAL_DOUBLE ? '"' : '\'',
        .is_raw = (token->literal & IL_LITERAL_RAW) != 0,
        .is_bytes = (token->literal & IL_LITERAL_BYTES) != 0,
    };
    const char *slash = memrchr(path.text, '/', path.size);
    path.base = slash == NULL ? 0 : (size_t)(slash - path.text) + 1;
    out->start = begin + path.base;
    PyObject *prefix = il_look_str(path.text + path.base, path.size - path.base);
    return il_items_begin(&out->items, prefix) < 0 ? -1
                                                   : il_offer_paths(&path, &out->items);
}

/* ---- keys ---- */

static int begin_items(const struct il_scene *scene, struct il_completion *out)
{
    const struct il_passage *passage = &scene->passage;
    return il_items_begin(&out->items, il_look_str(passage->text + out->start,
                                                   passage->size - out->start));
}

/* A quote behind the cursor, which an editor has set, is replaced too. */
static void take_quote(const struct il_question *question, const struct il_scene *scene,
                       const struct il_cursor *cursor, struct il_completion *out)
{
    const struct il_token *token = &scene->passage.tokens[cursor->word];
    char quote = token->literal & IL_LITERAL_DOUBLE ? '"' : '\'';
    if (question->cursor < question->size &&
        question->text[question->cursor] == quote) {
        out->end++;
    }
}

/* A key; where it cannot be one, a path in a string, and a name elsewhere. */
static int complete_key(const struct il_question *question, struct il_scene *scene,
                        const struct il_cursor *cursor, struct il_completion *out)
{
    const struct il_passage *passage = &scene->passage;
    bool is_found = false;
    uint8_t kind = cursor->word < passage->count ? passage->tokens[cursor->word].kind
                                                 : IL_TOKEN_NAME;
    bool is_triple = kind == IL_TOKEN_STRING &&
                     (passage->tokens[cursor->word].literal & IL_LITERAL_TRIPLE);
    out->items.is_plain = kind == IL_TOKEN_STRING || kind == IL_TOKEN_NUMBER;
    if (begin_items(scene, out) < 0 ||
        (!is_triple && il_offer_keys(scene, cursor, &out->items, &is_found) < 0)) {
        return -1;
    }
    if (kind == IL_TOKEN_STRING && !is_found) {
        il_items_restart(&out->items);
        return complete_path(scene, cursor, out);
    }
    if (kind == IL_TOKEN_STRING) {
        take_quote(question, scene, cursor, out);
    }
    return out->items.is_plain ? 0 : il_offer_names(scene, cursor, &out->items);
}

/* ---- all ---- */

static int offer_import(struct il_items *items)
{
    return il_items_offer_text(items, "import", strlen("import"), IL_ITEM_KEYWORD);
}

static int offer(struct il_scene *scene, const struct il_cursor *cursor,
                 struct il_items *items)
{
    switch (cursor->kind) {
    case IL_CURSOR_NAME:
        return il_offer_names(scene, cursor, items);
    case IL_CURSOR_OPERATOR:
        return il_offer_operators(items);
    case IL_CURSOR_ATTRIBUTE:
        return il_offer_attributes(scene, cursor, items);
    case IL_CURSOR_MODULE:
        return il_offer_modules(scene, cursor, items);
    case IL_CURSOR_IMPORT:
        return offer_import(items);
    case IL_CURSOR_MEMBER:
        return il_offer_imported(scene, cursor, items);
    default:
        return 0;
    }
}

static int complete_in(const struct il_question *question, struct il_scene *scene,
                       struct il_completion *out)
{
    struct il_cursor cursor = il_cursor_find(&scene->passage);
    out->start = cursor.start;
    if (cursor.kind == IL_CURSOR_STRING) {
        return complete_path(scene, &cursor, out);
    }
    if (cursor.kind == IL_CURSOR_KEY) {
        return complete_key(question, scene, &cursor, out);
    }
    if (cursor.kind == IL_CURSOR_NOTHING) {
        out->start = question->cursor;
        return 0;
    }
    return begin_items(scene, out) < 0 ? -1 : offer(scene, &cursor, &out->items);
}

int il_complete(const struct il_question *question, size_t limit, uint32_t milliseconds,
                struct il_completion *out)
{
    struct il_scene scene;
    il_items_init(&out->items, limit, milliseconds);
    out->start = out->end = question->cursor;
    if (il_scene_open(&scene, question->text, question->cursor, question->names) < 0) {
        return -1;
    }
    int done = complete_in(question, &scene, out);
    il_scene_close(&scene);
    if (done < 0) {
        il_completion_free(out);
        return -1;
    }
    il_items_finish(&out->items);
    return 0;
}
