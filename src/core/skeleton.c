/* SPDX-License-Identifier: MIT
 * Putting skeletons together.
 */
#include "core/skeleton.h"

static void add_slice(const struct il_skeleton *skeleton, struct il_slice slice)
{
    il_text_add(skeleton->out, skeleton->text + slice.at, slice.size);
}

/* In the short form only what has the logical line's own indentation is written so. */
static void add_indent(const struct il_skeleton *skeleton, struct il_slice indent)
{
    if (skeleton->is_short) {
        il_text_add_repeated(skeleton->out, ' ', skeleton->depth);
    } else {
        add_slice(skeleton, indent);
    }
}

static void add_line(const struct il_skeleton *skeleton, struct il_slice indent,
                     const char *line)
{
    add_indent(skeleton, indent);
    il_text_add_string(skeleton->out, line);
    il_text_add_char(skeleton->out, '\n');
}

void il_skeleton_add_margin(const struct il_skeleton *skeleton)
{
    add_indent(skeleton, skeleton->indent);
}

void il_skeleton_add_line(const struct il_skeleton *skeleton, const char *line)
{
    add_line(skeleton, skeleton->indent, line);
}

static void add_extra(const struct il_skeleton *skeleton)
{
    il_text_add(skeleton->out, skeleton->extra->bytes, skeleton->extra->size);
    il_text_add_char(skeleton->out, '\n');
}

/* The header of a level's clause, then `rest`. */
static void add_clause(const struct il_skeleton *skeleton, const struct il_level *level,
                       enum il_clause clause, const char *rest)
{
    il_text_add_string(skeleton->out, il_clause_text(clause));
    if (clause == IL_CLAUSE_CLASS) {
        add_slice(skeleton, level->name);
        il_text_add_char(skeleton->out, ':');
    }
    il_text_add_string(skeleton->out, rest);
    il_text_add_char(skeleton->out, '\n');
}

static void add_level_clause(const struct il_skeleton *skeleton,
                             const struct il_level *level, enum il_clause clause,
                             const char *rest)
{
    add_indent(skeleton, level->indent);
    add_clause(skeleton, level, clause, rest);
}

/* The clauses that are over, or of a match its last case. */
static void add_closed(const struct il_skeleton *skeleton, const struct il_level *level)
{
    for (unsigned i = 0; i < level->closed_count; i++) {
        add_level_clause(skeleton, level, level->closed[i], "pass");
    }
    if (level->last_case.size != 0) {
        add_indent(skeleton, level->indent);
        add_slice(skeleton, level->last_case);
        il_text_add_string(skeleton->out, level->last_case_is_header ? "pass\n" : "\n");
    }
}

/* ---- the short form ---- */

/* The headers around the line are written one blank deeper each. */
struct heads {
    const struct il_skeleton *skeleton;
    unsigned depth, count;
    unsigned scopes; /* so many of them are those of scopes, and come first */
};

static void add_extra_before(struct heads *heads)
{
    const struct il_skeleton *skeleton = heads->skeleton;
    if (skeleton->extra != NULL && heads->count == heads->scopes) {
        il_text_add_repeated(skeleton->out, ' ', heads->depth);
        add_extra(skeleton);
    }
}

static void add_head(struct heads *heads, const struct il_level *level,
                     enum il_clause clause)
{
    add_extra_before(heads);
    il_text_add_repeated(heads->skeleton->out, ' ', heads->depth);
    add_clause(heads->skeleton, level, clause, "");
    heads->count++;
    heads->depth++;
}

/* A complete clause among the headers. */
static void add_sibling(struct heads *heads, enum il_clause clause)
{
    add_extra_before(heads);
    il_text_add_repeated(heads->skeleton->out, ' ', heads->depth);
    add_clause(heads->skeleton, NULL, clause, "pass");
    heads->count++;
}

static bool has_clause(const struct il_levels *levels, unsigned first, unsigned end,
                       enum il_clause clause)
{
    for (unsigned i = first; i < end; i++) {
        if (levels->level[i].clause == clause) {
            return true;
        }
    }
    return false;
}

/* The innermost class and the function in it. Answers the first level behind them. A
 * class that has no function in it is always shown. */
static unsigned add_scopes(struct heads *heads, enum il_depends depends)
{
    const struct il_levels *levels = heads->skeleton->levels;
    int class = -1, function = -1;
    for (unsigned i = 0; i < heads->skeleton->place.index; i++) {
        if (!levels->level[i].has_scope) {
            continue;
        }
        bool is_class = levels->level[i].scope.kind == IL_SCOPE_CLASS;
        class = is_class ? (int)i : class;
        function = is_class ? -1 : (int)i;
    }
    bool shows_class = class >= 0 && (function < 0 || depends == IL_DEPENDS_ON_SCOPES);
    bool shows_function = function >= 0 && depends >= IL_DEPENDS_ON_FUNCTION;
    heads->scopes = (unsigned)shows_class + (unsigned)shows_function;
    if (shows_class) {
        add_head(heads, &levels->level[class], IL_CLAUSE_CLASS);
    }
    if (shows_function) {
        add_head(heads, &levels->level[function], levels->level[function].clause);
    }
    return (unsigned)(function > class ? function : class) + 1;
}

/* In a handler of exception groups `break`, `continue` and `return` depend on every
 * block, which is rare. Else one loop tells whether there is any. */
static void add_blocks(struct heads *heads, unsigned first)
{
    const struct il_levels *levels = heads->skeleton->levels;
    unsigned end = heads->skeleton->place.index;
    if (!has_clause(levels, first, end, IL_CLAUSE_EXCEPT_STAR)) {
        if (has_clause(levels, first, end, IL_CLAUSE_WHILE)) {
            add_head(heads, NULL, IL_CLAUSE_WHILE);
        }
        return;
    }
    for (unsigned i = first; i < end; i++) {
        enum il_clause clause = levels->level[i].clause;
        if (clause == IL_CLAUSE_EXCEPT_STAR) {
            add_sibling(heads, IL_CLAUSE_TRY);
        }
        if (clause == IL_CLAUSE_EXCEPT_STAR || clause == IL_CLAUSE_WHILE ||
            clause == IL_CLAUSE_IF || clause == IL_CLAUSE_WITH) {
            add_head(heads, NULL, clause);
        }
    }
}

static bool is_in_match(const struct il_skeleton *skeleton)
{
    return skeleton->place.is_new
               ? skeleton->levels->is_match
               : skeleton->levels->level[skeleton->place.index].is_match;
}

/* What belongs to the line's own statement. */
static void add_own_clauses(const struct il_skeleton *skeleton, bool with_elifs)
{
    if (skeleton->place.is_new) {
        return;
    }
    const struct il_level *level = &skeleton->levels->level[skeleton->place.index];
    bool continues = skeleton->place.continues;
    if (continues || level->is_match) {
        add_closed(skeleton, level);
    }
    if (continues && level->clause != IL_CLAUSE_NONE) {
        add_level_clause(skeleton, level, level->clause, "pass");
    }
    for (unsigned i = 0; with_elifs && continues && i < level->elifs; i++) {
        add_line(skeleton, level->indent, "elif _:pass");
    }
    if (level->is_decorated) {
        add_line(skeleton, level->indent, "@_");
    }
}

void il_skeleton_add_block(struct il_skeleton *skeleton, enum il_depends depends)
{
    struct heads heads = {.skeleton = skeleton};
    if (depends != IL_DEPENDS_ON_NOTHING) {
        add_blocks(&heads, add_scopes(&heads, depends));
    }
    if (is_in_match(skeleton)) {
        add_head(&heads, NULL, IL_CLAUSE_MATCH);
    } else if (heads.count == 0 && skeleton->is_simple) {
        add_head(&heads, NULL, IL_CLAUSE_IF);
    }
    skeleton->is_short = true;
    skeleton->depth = heads.depth;
    if (skeleton->extra != NULL && heads.count == heads.scopes) {
        il_skeleton_add_margin(skeleton);
        add_extra(skeleton);
    }
    add_own_clauses(skeleton, false);
}

bool il_skeleton_is_bare(const struct il_skeleton *skeleton)
{
    const struct il_levels *levels = skeleton->levels;
    const struct il_place place = skeleton->place;
    if (is_in_match(skeleton) ||
        (!place.is_new && levels->level[place.index].is_decorated)) {
        return false;
    }
    for (unsigned i = place.index; i > 0; i--) {
        const struct il_level *level = &levels->level[i - 1];
        if (level->has_scope) {
            return level->scope.kind == IL_SCOPE_DEF;
        }
        if (level->clause == IL_CLAUSE_WHILE ||
            level->clause == IL_CLAUSE_EXCEPT_STAR) {
            return false;
        }
    }
    return true;
}

/* ---- the full form ---- */

static void add_enclosing(const struct il_skeleton *skeleton,
                          const struct il_level *level)
{
    if (!level->is_match) {
        add_closed(skeleton, level);
    }
    unsigned elifs = level->elifs;
    bool in_chain = elifs != 0 && level->clause == IL_CLAUSE_IF;
    if (in_chain) {
        add_level_clause(skeleton, level, IL_CLAUSE_IF, "pass");
        elifs--;
    } else if (!il_level_began_with(level, IL_CLAUSE_IF)) {
        elifs = 0;
    }
    for (; elifs != 0; elifs--) {
        add_line(skeleton, level->indent, "elif _:pass");
    }
    if (in_chain) {
        add_line(skeleton, level->indent, "elif _:");
    } else {
        add_level_clause(skeleton, level, level->clause, "");
    }
}

void il_skeleton_add_mirror(const struct il_skeleton *skeleton)
{
    const struct il_levels *levels = skeleton->levels;
    int owner = -1;
    for (unsigned i = 0; i < skeleton->place.index; i++) {
        owner = levels->level[i].has_scope ? (int)i : owner;
    }
    for (unsigned i = 0; i < skeleton->place.index; i++) {
        add_enclosing(skeleton, &levels->level[i]);
        if (skeleton->extra != NULL && (int)i == owner) {
            add_slice(skeleton, i + 1 < levels->count ? levels->level[i + 1].indent
                                                      : skeleton->indent);
            add_extra(skeleton);
        }
    }
    add_own_clauses(skeleton, true);
}

void il_skeleton_add_closers(const struct il_skeleton *skeleton)
{
    for (unsigned i = skeleton->place.index; i > 0; i--) {
        const struct il_level *level = &skeleton->levels->level[i - 1];
        if (level->needs_handler) {
            add_line(skeleton, level->indent, "except:pass");
        }
    }
}
