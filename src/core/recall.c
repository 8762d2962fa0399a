/* SPDX-License-Identifier: MIT
 * Asking CPython's compiler once about lines of one shape.
 *
 * A key is everything that the verdict can depend on: the flags, which verdict it is,
 * the surroundings as they are written, and between them the shape of the line. Only
 * the verdict that lets the input go on is kept; any other is asked for anew, for the
 * whole text, by the exact path.
 */
#include "core/recall.h"

#include "core/memo.h"
#include "core/shape.h"

/* Neither UTF-8 nor a shape holds it. */
static const char border = (char)0xFE;

static bool make_key(struct il_judge *judge, struct il_slice own, enum il_verdict hoped)
{
    const struct il_text *skeleton = &judge->skeleton;
    struct il_text *key = &judge->key;
    size_t end = own.at + own.size;
    if (own.size == 0 || !il_text_is_whole(skeleton) ||
        skeleton->size - own.size >= IL_MEMO_LONGEST) {
        return false;
    }
    il_text_clear(key);
    il_text_add(key, (const char *)&judge->flags, sizeof judge->flags);
    il_text_add_char(key, (char)hoped);
    il_text_add(key, skeleton->bytes, own.at);
    il_text_add_char(key, border);
    if (!il_shape_add(key, &judge->tokens, judge->text.bytes + judge->line.at,
                      judge->line.size)) {
        return false;
    }
    il_text_add_char(key, border);
    il_text_add(key, skeleton->bytes + end, skeleton->size - end);
    return true;
}

enum il_verdict il_recall_verdict(struct il_judge *judge, struct il_slice own,
                                  enum il_verdict hoped)
{
    struct il_engine *engine = judge->engine;
    bool has_key = make_key(judge, own, hoped);
    if (has_key && il_memo_has(engine->memo, &judge->key)) {
        return hoped;
    }
    enum il_verdict verdict =
        il_verdict_of(engine, judge->filename, judge->flags, &judge->skeleton);
    if (has_key && verdict == hoped) {
        il_memo_keep(&engine->memo, &judge->key);
    }
    return verdict;
}
