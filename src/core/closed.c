/* SPDX-License-Identifier: MIT
 * Judging and folding complete logical lines.
 */
#include "core/closed.h"

#include <string.h>

#include "core/recall.h"
#include "core/skeleton.h"

enum {
    MAX_DEPTH = 15, /* as for open lines: beyond, all that encloses is shown */
    MAX_TOKENS = 200,
    MAX_BLOCKS = 15, /* weighted; CPython nests 20 */
    MAX_ELIFS = 200, /* the compiler's recursion */
    MAX_CLASS_NAME = 100,
    MAX_CASE = 300, /* bytes of a `case` that is kept as it is */
    MAX_EXTRA_NAMES = 20,
};

/* What the line at work is. */
struct closed {
    struct il_judge *judge;
    struct il_logical *logical;
    struct il_level *level; /* that it belongs to; not yet one of the levels if new */
    enum il_word statement; /* IL_WORD_OTHER: a simple one; IL_WORD_AT: a decorator */
    bool is_header;         /* it ends with the colon of a clause, at: */
    size_t colon;           /* in the text, behind it */
    bool has_yield;
    bool makes_coroutine;
    struct il_scope *scope; /* that encloses it, */
    int owner;              /* made by this level, or -1 */
    unsigned weight;
    bool is_known;
    bool has_extra;      /* judge->extra holds a statement for the scope */
    struct il_slice own; /* the line, without indentation, in the skeleton */
};

/* ---- the text of the line ---- */

static struct il_slice all_lines(const struct il_judge *judge)
{
    size_t at = judge->logical.at;
    return (struct il_slice){at, judge->line.at + judge->line.size - at};
}

static bool contains(const char *text, size_t size, const char *part, size_t part_size)
{
    return part_size <= size && memmem(text, size, part, part_size) != NULL;
}

/* Two names that are written differently can be the same: by the mangling of private
 * names, and by the normal form of those with other letters. */
static bool is_odd_name(const char *name, size_t size)
{
    return !il_text_is_ascii(name, size) || contains(name, size, "__", 2);
}

/* ---- what kind of statement it is ---- */

static bool begins_clause(enum il_word word)
{
    switch (word) {
    case IL_WORD_IF:
    case IL_WORD_FOR:
    case IL_WORD_WHILE:
    case IL_WORD_TRY:
    case IL_WORD_WITH:
    case IL_WORD_DEF:
    case IL_WORD_CLASS:
    case IL_WORD_ELIF:
    case IL_WORD_ELSE:
    case IL_WORD_EXCEPT:
    case IL_WORD_FINALLY:
        return true;
    default:
        return false;
    }
}

static bool find_statement(struct closed *closed)
{
    enum il_word first = closed->logical->first.word;
    enum il_word word = il_logical_statement(closed->logical);
    if (closed->level->is_match) {
        closed->statement = IL_WORD_CASE;
        return first == IL_WORD_CASE;
    }
    if (begins_clause(word)) {
        closed->statement = word;
    } else if (first == IL_WORD_AT && !closed->is_header) {
        closed->statement = IL_WORD_AT;
    } else if (closed->is_header) {
        closed->statement = IL_WORD_MATCH;
        return first == IL_WORD_MATCH;
    } else {
        closed->statement = IL_WORD_OTHER;
    }
    return true;
}

static void find_colon(struct closed *closed)
{
    const struct il_lex_line *line = &closed->judge->tokens;
    if (line->count == 0) {
        return;
    }
    const struct il_lex_token *last = &line->tokens[line->count - 1];
    closed->is_header = last->word == IL_WORD_COLON && last->level == 0;
    closed->colon = closed->judge->line.at + last->end;
}

/* ---- declarations ---- */

/* `global x` is wrong if the function has mentioned x before. */
static bool may_declare(const struct closed *closed)
{
    const struct il_logical *logical = closed->logical;
    const char *text = closed->judge->text.bytes;
    const char *before = text + closed->scope->at;
    size_t size = logical->at - closed->scope->at;
    if (il_logical_has(logical, IL_WORD_NONLOCAL) || logical->facts.too_many_names ||
        !il_text_is_ascii(before, size)) {
        return false;
    }
    for (unsigned i = 0; i < logical->facts.name_count; i++) {
        struct il_slice name = logical->names[i];
        if (is_odd_name(text + name.at, name.size) ||
            contains(before, size, text + name.at, name.size)) {
            return false;
        }
    }
    return true;
}

static bool check_declaration(const struct closed *closed)
{
    bool declares = il_logical_has(closed->logical, IL_WORD_GLOBAL) ||
                    il_logical_has(closed->logical, IL_WORD_NONLOCAL);
    return !declares || closed->is_known || may_declare(closed);
}

/* `await` makes a coroutine of any function, also where it is never evaluated: in the
 * annotation of a local variable, in an assertion that is left out. From there on the
 * function is one where `yield` and `return value` exclude each other. */
static bool makes_coroutine(const struct closed *closed)
{
    const struct il_facts *facts = &closed->logical->facts;
    const char *text = closed->judge->text.bytes;
    struct il_slice lines = all_lines(closed->judge);
    if (closed->scope->kind != IL_SCOPE_DEF || closed->scope->is_async) {
        return false;
    }
    bool may_hide =
        facts->has_fields && (facts->colons > (closed->is_header ? 1U : 0U) ||
                              il_logical_has(closed->logical, IL_WORD_ASSERT));
    return facts->awaits ||
           (may_hide && (contains(text + lines.at, lines.size, "await", 5) ||
                         contains(text + lines.at, lines.size, "async", 5)));
}

/* `yield` and `return value` exclude each other in an async function. */
static void add_generator_mark(struct closed *closed)
{
    if (!closed->scope->is_async) {
        return;
    }
    if (closed->has_yield && closed->scope->returns_value) {
        il_text_add_string(&closed->judge->extra, "return 0");
        closed->has_extra = true;
    } else if (closed->logical->facts.returns_value && closed->scope->has_yield) {
        il_text_add_string(&closed->judge->extra, "yield");
        closed->has_extra = true;
    }
}

static void add_declaration(struct closed *closed)
{
    struct il_text *extra = &closed->judge->extra;
    const struct il_levels *levels = &closed->judge->levels;
    il_text_add_string(extra, "global ");
    for (unsigned i = 0; i < closed->scope->name_count; i++) {
        struct il_slice name = levels->names[closed->scope->names + i];
        il_text_add_string(extra, i == 0 ? "" : ",");
        il_text_add(extra, closed->judge->text.bytes + name.at, name.size);
    }
    closed->has_extra = true;
}

/* A declared name cannot be annotated. */
static bool check_annotation(struct closed *closed)
{
    unsigned own_colons = closed->is_header ? 1 : 0;
    unsigned count = closed->scope->name_count;
    if (count == 0 || closed->logical->facts.colons <= own_colons) {
        return true;
    }
    if (count > MAX_EXTRA_NAMES || closed->has_extra || closed->owner < 0) {
        return closed->is_known;
    }
    add_declaration(closed);
    return true;
}

static bool mentions_declared(const struct closed *closed)
{
    const char *text = closed->judge->text.bytes;
    struct il_slice lines = all_lines(closed->judge);
    if (!il_text_is_ascii(text + lines.at, lines.size)) {
        return true;
    }
    for (unsigned i = 0; i < closed->scope->name_count; i++) {
        struct il_slice name = closed->judge->levels.names[closed->scope->names + i];
        if (contains(text + name.at, name.size, "__", 2) ||
            contains(text + lines.at, lines.size, text + name.at, name.size)) {
            return true;
        }
    }
    return false;
}

static bool is_else_of_try(const struct closed *closed)
{
    const struct il_levels *levels = &closed->judge->levels;
    if (closed->statement == IL_WORD_ELSE &&
        il_level_began_with(closed->level, IL_CLAUSE_TRY)) {
        return true;
    }
    for (unsigned i = (unsigned)(closed->owner + 1); i < closed->logical->place.index;
         i++) {
        const struct il_level *level = &levels->level[i];
        if (level->clause == IL_CLAUSE_ELSE &&
            il_level_began_with(level, IL_CLAUSE_TRY)) {
            return true;
        }
    }
    return false;
}

/* Before 3.13 the `else` of a `try` was looked through before the handlers that stand
 * above it, so what is declared in them comes too late for it. */
static bool check_try_else(const struct closed *closed)
{
    return closed->scope->name_count == 0 || closed->is_known ||
           !is_else_of_try(closed) || !mentions_declared(closed);
}

/* ---- limits ---- */

static unsigned weight_of(const struct closed *closed)
{
    switch (closed->statement) {
    case IL_WORD_TRY:
    case IL_WORD_EXCEPT:
    case IL_WORD_FINALLY:
        return 3;
    case IL_WORD_FOR:
    case IL_WORD_WHILE:
        return 1;
    case IL_WORD_ELSE:
        return il_level_began_with(closed->level, IL_CLAUSE_TRY) ? 3 : 0;
    case IL_WORD_WITH:
        return closed->logical->facts.commas + 1;
    default:
        return 0;
    }
}

static bool check_limits(const struct closed *closed)
{
    const struct il_levels *levels = &closed->judge->levels;
    const struct il_place place = closed->logical->place;
    unsigned blocks = closed->weight;
    unsigned elifs = closed->statement == IL_WORD_ELIF ? 1 : 0;
    for (unsigned i = 0; i < place.index; i++) {
        const struct il_level *level = &levels->level[i];
        blocks = level->has_scope ? closed->weight : blocks;
        blocks += level->weight;
        elifs += level->elifs;
    }
    elifs += place.continues ? closed->level->elifs : 0;
    return place.index <= IL_MAX_LEVELS && blocks <= MAX_BLOCKS && elifs <= MAX_ELIFS;
}

/* ---- the skeleton ---- */

/* The line up to `end` in the text, without its indentation. */
static void add_own_lines(struct closed *closed, size_t end)
{
    struct il_judge *judge = closed->judge;
    size_t at = closed->logical->at + closed->logical->indent.size;
    closed->own = (struct il_slice){judge->skeleton.size, end - at};
    il_text_add(&judge->skeleton, judge->text.bytes + at, end - at);
}

/* What makes a header whole: its suite, on the same line where that may be. */
static void add_suite(const struct closed *closed, const struct il_skeleton *skeleton)
{
    if (closed->statement == IL_WORD_MATCH) {
        il_text_add_char(skeleton->out, '\n');
        il_skeleton_add_line(skeleton, " case 0:pass");
    } else if (closed->is_header) {
        il_text_add_string(skeleton->out, "pass\n");
    } else {
        il_text_add_char(skeleton->out, '\n');
    }
}

/* The line, and what makes it whole. */
static void add_own(struct closed *closed, const struct il_skeleton *skeleton)
{
    struct il_slice lines = all_lines(closed->judge);
    add_own_lines(closed, closed->is_header ? closed->colon : lines.at + lines.size);
    add_suite(closed, skeleton);
    if (closed->statement == IL_WORD_TRY) {
        il_skeleton_add_line(skeleton, "except:pass");
    } else if (closed->statement == IL_WORD_AT) {
        il_skeleton_add_line(skeleton, "def _():pass");
    }
}

/* The whole text, for a line that is known to leave it incomplete. */
static void build_whole(struct closed *closed, const struct il_skeleton *skeleton)
{
    struct il_judge *judge = closed->judge;
    il_text_add(&judge->skeleton, judge->text.bytes,
                closed->logical->at + closed->logical->indent.size);
    add_own(closed, skeleton);
    il_skeleton_add_closers(skeleton);
}

/* Only what these words, or the fields of a literal, may hold depends on the function
 * that it stands in. */
static bool speaks_of_scope(const struct closed *closed)
{
    static const uint64_t words =
        UINT64_C(1) << IL_WORD_RETURN | UINT64_C(1) << IL_WORD_YIELD |
        UINT64_C(1) << IL_WORD_AWAIT | UINT64_C(1) << IL_WORD_ASYNC |
        UINT64_C(1) << IL_WORD_GLOBAL | UINT64_C(1) << IL_WORD_NONLOCAL |
        UINT64_C(1) << IL_WORD_IMPORT | UINT64_C(1) << IL_WORD_LAMBDA |
        UINT64_C(1) << IL_WORD_CLASS | UINT64_C(1) << IL_WORD_DEF;
    const struct il_facts *facts = &closed->logical->facts;
    return closed->has_extra || facts->has_fields || (facts->keywords & words) != 0;
}

static enum il_depends depends_on(const struct closed *closed)
{
    struct il_slice lines = all_lines(closed->judge);
    if (is_odd_name(closed->judge->text.bytes + lines.at, lines.size)) {
        return IL_DEPENDS_ON_SCOPES;
    }
    return speaks_of_scope(closed) ? IL_DEPENDS_ON_FUNCTION : IL_DEPENDS_ON_BLOCKS;
}

static void build_full(struct closed *closed, const struct il_skeleton *skeleton)
{
    il_skeleton_add_mirror(skeleton);
    il_skeleton_add_margin(skeleton);
    add_own(closed, skeleton);
    il_skeleton_add_closers(skeleton);
}

/* Let a simple statement be the suite of the header before it, on the same line. */
static bool join_header(const struct closed *closed)
{
    struct il_text *skeleton = &closed->judge->skeleton;
    if (closed->statement != IL_WORD_OTHER || closed->has_extra ||
        closed->level->is_decorated || skeleton->size < 2 ||
        memcmp(skeleton->bytes + skeleton->size - 2, ":\n", 2) != 0) {
        return false;
    }
    /* The blank keeps the colon from a line that begins with `=`. */
    il_text_cut(skeleton, skeleton->size - 1);
    il_text_add_char(skeleton, ' ');
    return true;
}

static void build_short(struct closed *closed, struct il_skeleton *skeleton)
{
    enum il_depends depends = depends_on(closed);
    if (closed->statement == IL_WORD_OTHER && depends == IL_DEPENDS_ON_BLOCKS &&
        il_skeleton_is_bare(skeleton)) {
        add_own(closed, skeleton);
        return;
    }
    il_skeleton_add_block(skeleton, depends);
    if (!join_header(closed)) {
        il_skeleton_add_margin(skeleton);
    }
    add_own(closed, skeleton);
}

static void build(struct closed *closed)
{
    struct il_judge *judge = closed->judge;
    struct il_skeleton skeleton = {
        .out = &judge->skeleton,
        .text = judge->text.bytes,
        .levels = &judge->levels,
        .place = closed->logical->place,
        .indent = closed->logical->indent,
        .extra = closed->has_extra ? &judge->extra : NULL,
        .is_simple = closed->statement == IL_WORD_OTHER,
    };
    il_text_clear(&judge->skeleton);
    if (closed->is_known) {
        build_whole(closed, &skeleton);
        return;
    }
    bool is_long = closed->logical->facts.tokens > MAX_TOKENS ||
                   closed->logical->facts.deepest > MAX_DEPTH;
    if (is_long) {
        build_full(closed, &skeleton);
    } else {
        build_short(closed, &skeleton);
    }
}

/* ---- folding ---- */

static enum il_clause except_clause(const struct il_logical *logical)
{
    return logical->second.word == IL_WORD_STAR    ? IL_CLAUSE_EXCEPT_STAR
           : logical->second.word == IL_WORD_COLON ? IL_CLAUSE_EXCEPT_ALL
                                                   : IL_CLAUSE_EXCEPT;
}

static enum il_clause clause_of(const struct closed *closed)
{
    switch (closed->statement) {
    case IL_WORD_IF:
    case IL_WORD_ELIF:
        return IL_CLAUSE_IF;
    case IL_WORD_FOR:
    case IL_WORD_WHILE:
        return IL_CLAUSE_WHILE;
    case IL_WORD_TRY:
        return IL_CLAUSE_TRY;
    case IL_WORD_WITH:
        return IL_CLAUSE_WITH;
    case IL_WORD_ELSE:
        return IL_CLAUSE_ELSE;
    case IL_WORD_FINALLY:
        return IL_CLAUSE_FINALLY;
    case IL_WORD_MATCH:
        return IL_CLAUSE_MATCH;
    case IL_WORD_CASE:
        return IL_CLAUSE_CASE;
    case IL_WORD_EXCEPT:
        return except_clause(closed->logical);
    case IL_WORD_CLASS:
        return IL_CLAUSE_CLASS;
    default:
        return closed->logical->first.word == IL_WORD_ASYNC ? IL_CLAUSE_ASYNC_DEF
                                                            : IL_CLAUSE_DEF;
    }
}

static void fold_name(struct closed *closed, struct il_slice name)
{
    struct il_levels *levels = &closed->judge->levels;
    struct il_scope *scope = closed->scope;
    const char *text = closed->judge->text.bytes;
    for (unsigned i = 0; i < scope->name_count; i++) {
        struct il_slice known = levels->names[scope->names + i];
        if (known.size == name.size &&
            memcmp(text + known.at, text + name.at, name.size) == 0) {
            return;
        }
    }
    levels->names[levels->name_count++] = name;
    scope->name_count++;
}

/* Names that the line declares are known from here on, to the end of the scope. */
static bool fold_names(struct closed *closed)
{
    struct il_levels *levels = &closed->judge->levels;
    struct il_scope *scope = closed->scope;
    const struct il_facts *facts = &closed->logical->facts;
    /* Scopes inside of this one have ended, and their names with them. */
    levels->name_count = scope->names + scope->name_count;
    if (facts->too_many_names ||
        facts->name_count > IL_MAX_NAMES - levels->name_count) {
        return false;
    }
    for (unsigned i = 0; i < facts->name_count; i++) {
        fold_name(closed, closed->logical->names[i]);
    }
    return true;
}

static void fold_scope(struct closed *closed)
{
    closed->scope->has_yield |= closed->has_yield;
    closed->scope->returns_value |= closed->logical->facts.returns_value;
    if (!fold_names(closed)) {
        closed->judge->poison = "many names";
    }
    if (closed->makes_coroutine) {
        closed->judge->poison = "a coroutine that does not look it";
    }
}

/* Begin the statement anew, or keep what came before in it. */
static void fold_earlier(struct closed *closed)
{
    struct il_level *level = closed->level;
    struct il_level before = *level;
    il_level_reset(level);
    bool goes_on =
        closed->logical->place.continues &&
        (closed->statement == IL_WORD_IF || closed->statement == IL_WORD_FOR ||
         closed->statement == IL_WORD_WHILE || closed->statement == IL_WORD_TRY ||
         closed->statement == IL_WORD_ELIF || closed->statement == IL_WORD_ELSE ||
         closed->statement == IL_WORD_EXCEPT || closed->statement == IL_WORD_FINALLY);
    if (!goes_on) {
        return;
    }
    level->closed_count = before.closed_count;
    memcpy(level->closed, before.closed, sizeof level->closed);
    level->elifs = before.elifs;
    if (before.clause != IL_CLAUSE_NONE) {
        il_level_close(level, before.clause);
    }
}

static bool fold_class_name(struct closed *closed)
{
    const struct il_start_word *name = &closed->logical->second;
    bool is_name = name->is_set &&
                   (name->kind == IL_TOKEN_NAME || name->kind == IL_TOKEN_SOFT_KEYWORD);
    if (!is_name || name->where.size > MAX_CLASS_NAME) {
        return false;
    }
    closed->level->name = name->where;
    return true;
}

/* The last case decides whether one more may follow, so it is kept as it is. */
static bool fold_case(struct closed *closed)
{
    const struct il_slice indent = closed->logical->indent;
    struct il_slice lines = all_lines(closed->judge);
    size_t end = closed->is_header ? closed->colon : lines.at + lines.size;
    size_t at = indent.at + indent.size;
    if (end - at > MAX_CASE) {
        return false;
    }
    closed->level->last_case = (struct il_slice){at, end - at};
    closed->level->last_case_is_header = closed->is_header;
    return true;
}

static bool opens_scope(const struct closed *closed)
{
    return closed->is_header &&
           (closed->statement == IL_WORD_DEF || closed->statement == IL_WORD_CLASS);
}

static void fold_header(struct closed *closed, enum il_clause clause)
{
    struct il_levels *levels = &closed->judge->levels;
    closed->level->clause = (uint8_t)clause;
    levels->is_header = true;
    levels->is_match = clause == IL_CLAUSE_MATCH;
    if (opens_scope(closed)) {
        bool is_class = closed->statement == IL_WORD_CLASS;
        closed->level->has_scope = true;
        closed->level->scope = (struct il_scope){
            .kind = is_class ? IL_SCOPE_CLASS : IL_SCOPE_DEF,
            .is_async = clause == IL_CLAUSE_ASYNC_DEF,
            .at = closed->logical->at,
            .names = levels->name_count,
        };
    }
}

/* A clause, alone or with its suite on the same line. */
static const char *fold_clause(struct closed *closed)
{
    struct il_level *level = closed->level;
    enum il_clause clause = clause_of(closed);
    if (closed->statement == IL_WORD_CLASS && !fold_class_name(closed)) {
        return "class name";
    }
    if (closed->statement == IL_WORD_CASE && !fold_case(closed)) {
        return "long case";
    }
    level->elifs += closed->statement == IL_WORD_ELIF;
    if (closed->statement == IL_WORD_ELIF) {
        level->closed_count = 0;
    }
    level->needs_handler = closed->statement == IL_WORD_TRY;
    level->weight = closed->weight;
    bool is_alone =
        closed->statement == IL_WORD_DEF || closed->statement == IL_WORD_CLASS ||
        closed->statement == IL_WORD_WITH || closed->statement == IL_WORD_CASE;
    if (closed->is_header) {
        fold_header(closed, clause);
    } else if (!is_alone) {
        il_level_close(level, clause);
    }
    return NULL;
}

/* Make room for the line in the levels: deeper ones have ended, or this is a new one.
 */
static void fold_place(struct closed *closed)
{
    struct il_levels *levels = &closed->judge->levels;
    const struct il_place place = closed->logical->place;
    if (place.is_new) {
        levels->level[place.index] = *closed->level;
        levels->is_header = levels->is_match = false;
    }
    levels->count = place.index + 1;
    closed->level = &levels->level[place.index];
}

static void fold(struct closed *closed)
{
    struct il_judge *judge = closed->judge;
    fold_place(closed);
    fold_scope(closed);
    judge->logical.is_open = false;
    fold_earlier(closed);
    if (closed->statement == IL_WORD_AT) {
        closed->level->is_decorated = true;
    } else if (closed->statement != IL_WORD_OTHER) {
        const char *poison = fold_clause(closed);
        judge->poison = poison != NULL ? poison : judge->poison;
    }
}

/* ---- the judgement ---- */

static bool has_yield(const struct il_judge *judge)
{
    const struct il_logical *logical = &judge->logical;
    struct il_slice lines = all_lines(judge);
    return il_logical_has(logical, IL_WORD_YIELD) ||
           (logical->facts.has_fields &&
            contains(judge->text.bytes + lines.at, lines.size, "yield", 5));
}

/* Is the line of a sort that a skeleton can stand for? */
static bool prepare(struct closed *closed)
{
    struct il_judge *judge = closed->judge;
    find_colon(closed);
    if (!find_statement(closed) ||
        (closed->logical->place.index == 0 && closed->statement == IL_WORD_OTHER)) {
        return false;
    }
    closed->scope =
        il_levels_scope(&judge->levels, closed->logical->place.index, &closed->owner);
    closed->makes_coroutine = makes_coroutine(closed);
    if (!check_declaration(closed) || (closed->makes_coroutine && !closed->is_known)) {
        return false;
    }
    closed->has_yield = has_yield(judge);
    il_text_clear(&judge->extra);
    add_generator_mark(closed);
    if (!check_annotation(closed) || !check_try_else(closed)) {
        return false;
    }
    closed->weight = weight_of(closed);
    return check_limits(closed);
}

/* May the verdict about a line of the same shape stand for that about this one? Not if
 * it spans lines, nor with a statement about names that it may mention. With the whole
 * text around it only the very first line. */
static bool may_recall(const struct closed *closed)
{
    const struct il_logical *logical = closed->logical;
    return (!closed->is_known || logical->at == 0) && !closed->has_extra &&
           !logical->has_lines;
}

static enum il_answer judge_closed(struct closed *closed)
{
    struct il_judge *judge = closed->judge;
    if (!prepare(closed)) {
        return IL_ANSWER_ASK;
    }
    build(closed);
    const struct il_slice own =
        may_recall(closed) ? closed->own : (struct il_slice){0, 0};
    enum il_verdict verdict = il_recall_verdict(judge, own, IL_VERDICT_VALID);
    if (verdict != IL_VERDICT_VALID) {
        return verdict == IL_VERDICT_RAISED ? IL_ANSWER_RAISED : IL_ANSWER_ASK;
    }
    fold(closed);
    return IL_ANSWER_MORE;
}

enum il_answer il_closed_take(struct il_judge *judge, bool is_known)
{
    struct il_logical *logical = &judge->logical;
    struct il_level fresh = il_level_make(logical->indent, logical->column,
                                          logical->narrow, judge->levels.is_match);
    struct closed closed = {
        .judge = judge,
        .logical = logical,
        .level =
            logical->place.is_new ? &fresh : &judge->levels.level[logical->place.index],
        .is_known = is_known,
    };
    const struct il_facts before = logical->facts;
    il_logical_note(logical, &judge->tokens, judge->line.at);
    enum il_answer answer = judge_closed(&closed);
    if (answer != IL_ANSWER_MORE) {
        logical->facts = before;
    }
    return answer;
}
