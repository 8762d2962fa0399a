/* SPDX-License-Identifier: MIT
 * Open suites.
 */
#include "core/level.h"

#include <string.h>

const char *il_clause_text(enum il_clause clause)
{
    static const char *const texts[] = {
#define X(name, header) [IL_CLAUSE_##name] = header,
        IL_CLAUSES(X)
#undef X
    };
    return texts[clause];
}

struct il_level il_level_make(struct il_slice indent, uint32_t column, uint32_t narrow,
                              bool is_match)
{
    return (struct il_level){
        .indent = indent,
        .column = column,
        .narrow = narrow,
        .is_match = is_match,
    };
}

void il_level_reset(struct il_level *level)
{
    *level =
        il_level_make(level->indent, level->column, level->narrow, level->is_match);
}

void il_levels_reset(struct il_levels *levels)
{
    levels->count = 1;
    levels->is_header = levels->is_match = false;
    levels->level[0] = (struct il_level){.column = 0};
    levels->module = (struct il_scope){.kind = IL_SCOPE_MODULE};
    levels->name_count = 0;
}

bool il_levels_need_more(const struct il_levels *levels)
{
    if (levels->is_header || levels->level[levels->count - 1].is_decorated) {
        return true;
    }
    for (unsigned i = 0; i < levels->count; i++) {
        if (levels->level[i].needs_handler) {
            return true;
        }
    }
    return false;
}

struct il_scope *il_levels_scope(struct il_levels *levels, unsigned index,
                                 int *out_owner)
{
    for (unsigned i = index; i > 0; i--) {
        if (levels->level[i - 1].has_scope) {
            *out_owner = (int)i - 1;
            return &levels->level[i - 1].scope;
        }
    }
    *out_owner = -1;
    return &levels->module;
}

void il_level_close(struct il_level *level, enum il_clause clause)
{
    if (memchr(level->closed, (int)clause, level->closed_count) == NULL) {
        level->closed[level->closed_count++] = (uint8_t)clause;
    }
}

bool il_level_began_with(const struct il_level *level, enum il_clause clause)
{
    return level->closed_count != 0 && level->closed[0] == clause;
}
