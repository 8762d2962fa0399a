/* SPDX-License-Identifier: MIT
 * Judging a text that grows.
 *
 * Every line goes the same way: it is scanned, the logical line that it belongs to
 * finds its place among the open suites, CPython judges a skeleton (a line that ends
 * open must be "incomplete", a complete one must compile), and the line is folded into
 * the state. Whatever does not fit answers IL_ANSWER_ASK and leaves the state as it
 * was.
 *
 * `is_known` says that the compiler has already called the whole text incomplete. Then
 * nothing is asked about an open line; a complete line is compiled with the whole text,
 * which tells whether what is folded away is right for itself.
 */
#include "core/judge.h"

#include <string.h>

#include "core/closed.h"
#include "core/compile.h"
#include "core/fold.h"
#include "core/recall.h"
#include "core/skeleton.h"

enum {
    MAX_DEPTH = 15,       /* deeper brackets and longer logical lines are judged with */
    MAX_TOKENS = 200,     /* all that encloses them: parsers have limits */
    MAX_NUMBER = 640,     /* digits: beyond, a limit that can be changed decides */
    KEPT_BYTES = 1 << 16, /* of memory that is used again */
    FEWEST_NEW_LINES = 16, /* before a lost state is built anew */
};

void il_judge_init(struct il_judge *judge, struct il_engine *engine, PyObject *filename,
                   int flags)
{
    judge->engine = engine;
    judge->filename = Py_NewRef(filename);
    judge->flags = flags;
    judge->dialect = il_flavor_dialect(&engine->flavor);
    il_levels_reset(&judge->levels);
}

void il_judge_fini(struct il_judge *judge)
{
    Py_CLEAR(judge->filename);
    il_text_free(&judge->text);
    il_text_free(&judge->skeleton);
    il_text_free(&judge->extra);
    il_text_free(&judge->key);
    il_logical_free(&judge->logical);
    il_lex_line_free(&judge->tokens);
}

bool il_judge_takes_flags(long flags)
{
    const long known = PyCF_MASK | PyCF_MASK_OBSOLETE | IL_COMPILE_INCOMPLETE |
                       PyCF_ALLOW_TOP_LEVEL_AWAIT;
    return (flags & ~known) == 0 &&
           (flags & IL_COMPILE_INCOMPLETE) == IL_COMPILE_INCOMPLETE;
}

static const char *line_text(const struct il_judge *judge)
{
    return judge->text.bytes + judge->line.at;
}

/* ---- skeletons ---- */

static struct il_skeleton skeleton_for(struct il_judge *judge, struct il_place place,
                                       struct il_slice indent)
{
    return (struct il_skeleton){
        .out = &judge->skeleton,
        .text = judge->text.bytes,
        .levels = &judge->levels,
        .place = place,
        .indent = indent,
    };
}

/* ---- an open line ---- */

/* Text and bytes are told apart when all is there; behind a template both are wrong. */
static bool takes_strings(const struct il_frame *frame)
{
    return frame->last == IL_LAST_STRING && (frame->string & IL_LITERAL_TEMPLATE) == 0;
}

/* A line of nothing but plain strings, in brackets, behind a string. */
static bool has_only_strings(const struct il_judge *judge,
                             const struct il_lex_state *after)
{
    const struct il_logical *logical = &judge->logical;
    const struct il_lex_line *line = &judge->tokens;
    if (line->count == 0 || after->depth == 0 || logical->frame_count < 2 ||
        !takes_strings(&logical->frame[logical->frame_count - 1]) ||
        !il_lex_state_equal(after, &logical->lexer) || il_lex_state_in_literal(after)) {
        return false;
    }
    for (size_t i = 0; i < line->count; i++) {
        const struct il_lex_token *token = &line->tokens[i];
        if (token->kind != IL_TOKEN_STRING || (token->flags & IL_TOKEN_BEGUN) != 0 ||
            !il_fold_is_safe_string(token->literal, line_text(judge) + token->start,
                                    token->end - token->start)) {
            return false;
        }
    }
    return true;
}

static bool touches_outside(const struct il_lex_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        if (line->tokens[i].level == 0) {
            return true;
        }
    }
    return false;
}

/* May the meaning of what is outside of the brackets, or before a backslash, change
 * with this line? Then the logical line is shown as it is. */
static bool needs_all_lines(const struct il_judge *judge,
                            const struct il_lex_state *after)
{
    const struct il_logical *logical = &judge->logical;
    return logical->separating == IL_SEPARATES_NEVER || after->depth == 0 ||
           (logical->lexer.continues && logical->lexer.depth == 0) ||
           touches_outside(&judge->tokens);
}

/* The literal that is open before this line, behind the compressed form. Of a long
 * formatted one its first line can stand for all, while between its fields. */
static void add_open_literal(struct il_judge *judge)
{
    const struct il_logical *logical = &judge->logical;
    const struct il_slice first = logical->literal_line;
    bool is_short =
        judge->tokens.count == 0 && logical->literal_depth == logical->lexer.depth &&
        il_lex_has_fields(judge->dialect, il_lex_state_top(&logical->lexer));
    size_t end = is_short ? first.at + first.size : judge->line.at - 1;
    il_text_add_char(&judge->skeleton, ' ');
    il_text_add(&judge->skeleton, judge->text.bytes + first.at, end - first.at);
}

static void add_lines_before(struct il_judge *judge, const struct il_lex_state *after)
{
    const struct il_logical *logical = &judge->logical;
    struct il_text *out = &judge->skeleton;
    if (needs_all_lines(judge, after)) {
        size_t at = logical->at + logical->indent.size;
        il_text_add(out, judge->text.bytes + at, judge->line.at - at);
        return;
    }
    il_fold_write(logical, out);
    if (logical->has_literal) {
        add_open_literal(judge);
    }
    il_text_add_char(out, '\n');
}

static void build_open(struct il_judge *judge, const struct il_lex_state *after)
{
    const struct il_logical *logical = &judge->logical;
    struct il_skeleton skeleton = skeleton_for(judge, logical->place, logical->indent);
    il_text_clear(&judge->skeleton);
    if (after->depth > MAX_DEPTH ||
        il_fold_tokens(logical) + judge->tokens.count > MAX_TOKENS) {
        il_skeleton_add_mirror(&skeleton);
    } else {
        il_skeleton_add_block(&skeleton, IL_DEPENDS_ON_NOTHING);
    }
    il_skeleton_add_margin(&skeleton);
    size_t indent = logical->has_lines ? 0 : logical->indent.size;
    if (logical->has_lines) {
        add_lines_before(judge, after);
    }
    il_text_add(&judge->skeleton, line_text(judge) + indent, judge->line.size - indent);
    il_text_add_char(&judge->skeleton, '\n');
}

/* Where the skeleton holds the line at work, if its tokens are all that matters of it:
 * no backslash, nothing of a literal that began before it. */
static struct il_slice own_part(const struct il_judge *judge,
                                const struct il_lex_state *after)
{
    const struct il_lex_state *before = &judge->logical.lexer;
    size_t indent = il_lex_indent(line_text(judge), judge->line.size).size;
    if (before->continues || after->continues || il_lex_state_in_literal(before) ||
        !il_text_is_whole(&judge->skeleton)) {
        return (struct il_slice){0, 0};
    }
    size_t size = judge->line.size - indent;
    return (struct il_slice){judge->skeleton.size - 1 - size, size};
}

/* The logical line goes on: CPython must find everything so far possible. */
static enum il_answer judge_open(struct il_judge *judge,
                                 const struct il_lex_state *after)
{
    if (!judge->logical.lexer.continues && !after->continues &&
        has_only_strings(judge, after)) {
        return IL_ANSWER_MORE;
    }
    build_open(judge, after);
    enum il_verdict verdict =
        il_recall_verdict(judge, own_part(judge, after), IL_VERDICT_INCOMPLETE);
    return verdict == IL_VERDICT_RAISED       ? IL_ANSWER_RAISED
           : verdict == IL_VERDICT_INCOMPLETE ? IL_ANSWER_MORE
                                              : IL_ANSWER_ASK;
}

static enum il_answer take_open(struct il_judge *judge,
                                const struct il_lex_state *after, bool is_known)
{
    struct il_logical *logical = &judge->logical;
    enum il_answer answer = is_known ? IL_ANSWER_MORE : judge_open(judge, after);
    if (answer != IL_ANSWER_MORE) {
        return answer;
    }
    il_logical_note(logical, &judge->tokens, judge->line.at);
    il_fold_line(logical, judge->text.bytes, judge->line, &judge->tokens, after,
                 judge->dialect);
    logical->lexer = *after;
    logical->is_open = logical->has_lines = true;
    if (!il_text_is_whole(&logical->runs)) {
        judge->poison = "no memory";
    }
    return IL_ANSWER_MORE;
}

/* ---- where a logical line belongs ---- */

static bool is_further_clause(enum il_word word)
{
    return word == IL_WORD_ELIF || word == IL_WORD_ELSE || word == IL_WORD_EXCEPT ||
           word == IL_WORD_FINALLY;
}

/* The open level with the line's indentation: its index, or -1 where there is none or
 * a statement that is not finished would end. */
static int find_level(const struct il_levels *levels, const struct il_logical *logical)
{
    for (unsigned i = levels->count; i > 0; i--) {
        const struct il_level *level = &levels->level[i - 1];
        if (level->column == logical->column && level->narrow == logical->narrow) {
            return (int)i - 1;
        }
        if (level->needs_handler || level->is_decorated) {
            return -1;
        }
    }
    return -1;
}

static bool place_in_suite(struct il_judge *judge)
{
    const struct il_levels *levels = &judge->levels;
    struct il_logical *logical = &judge->logical;
    const struct il_level *top = &levels->level[levels->count - 1];
    logical->place = (struct il_place){.is_new = true, .index = levels->count};
    return logical->column > top->column && logical->narrow > top->narrow;
}

/* A statement that begins in the first column would end the one before it. */
static bool place(struct il_judge *judge)
{
    const struct il_levels *levels = &judge->levels;
    struct il_logical *logical = &judge->logical;
    if (levels->is_header) {
        return place_in_suite(judge);
    }
    int index = find_level(levels, logical);
    if (index < 0) {
        return false;
    }
    const struct il_level *level = &levels->level[index];
    logical->place = (struct il_place){.index = (unsigned)index};
    if (is_further_clause(logical->first.word)) {
        logical->place.continues = true;
        return level->closed_count != 0 || level->last_case.size != 0 ||
               level->clause != IL_CLAUSE_NONE;
    }
    return !level->needs_handler &&
           (index != 0 || level->is_decorated || judge->line_number == 0);
}

/* ---- a physical line ---- */

static bool has_long_number(const struct il_lex_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        if (line->tokens[i].kind == IL_TOKEN_NUMBER &&
            line->tokens[i].end - line->tokens[i].start > MAX_NUMBER) {
            return true;
        }
    }
    return false;
}

/* Nothing but a comment or white space, inside of brackets? */
static bool is_blank_in_brackets(const struct il_judge *judge,
                                 const struct il_lex_state *after)
{
    const struct il_logical *logical = &judge->logical;
    return logical->is_open && judge->tokens.count == 0 && after->depth != 0 &&
           !after->continues && il_lex_state_equal(after, &logical->lexer) &&
           !il_lex_state_in_literal(after);
}

/* Does the line lie in a plain literal from end to end? Nothing can happen there. */
static bool is_inside_string(const struct il_judge *judge,
                             const struct il_lex_state *after)
{
    const struct il_logical *logical = &judge->logical;
    uint8_t top = il_lex_state_top(&logical->lexer);
    if (!logical->is_open || (top & IL_FRAME_LITERAL) == 0 ||
        judge->tokens.count != 0 || after->depth != logical->lexer.depth) {
        return false;
    }
    for (unsigned i = 0; i < after->depth; i++) {
        if (il_lex_has_fields(judge->dialect, after->frame[i])) {
            return false;
        }
    }
    return true;
}

/* The same, for most lines of most such literals, before it is scanned. */
static bool lies_in_string(const struct il_judge *judge)
{
    const struct il_lex_state *state = &judge->logical.lexer;
    for (unsigned i = 0; i + 1 < state->depth; i++) {
        if (il_lex_has_fields(judge->dialect, state->frame[i])) {
            return false;
        }
    }
    return il_lex_is_filled(state, judge->dialect, line_text(judge), judge->line.size);
}

static enum il_answer take_tokens(struct il_judge *judge,
                                  const struct il_lex_state *after, bool is_known)
{
    struct il_logical *logical = &judge->logical;
    if (is_inside_string(judge, after) || is_blank_in_brackets(judge, after)) {
        logical->lexer = *after;
        return IL_ANSWER_MORE;
    }
    if (!logical->is_open) {
        il_logical_classify(logical, &judge->tokens, judge->line.at, after->continues);
        if (!place(judge)) {
            return IL_ANSWER_ASK;
        }
    }
    bool is_cut_off = logical->lexer.continues && judge->tokens.count == 0;
    if ((is_cut_off && after->depth == 0) || has_long_number(&judge->tokens)) {
        return IL_ANSWER_ASK;
    }
    return after->depth != 0 || after->continues ? take_open(judge, after, is_known)
                                                 : il_closed_take(judge, is_known);
}

/* A line without code, between logical lines. */
static enum il_answer take_blank(const struct il_judge *judge)
{
    const struct il_levels *levels = &judge->levels;
    bool must_go_on = il_levels_need_more(levels);
    if (judge->line.size == 0) {
        return must_go_on ? IL_ANSWER_MORE : IL_ANSWER_ASK;
    }
    struct il_lex_indent indent = il_lex_indent(line_text(judge), judge->line.size);
    bool is_white = indent.size == judge->line.size;
    bool has_clauses = levels->level[levels->count - 1].closed_count != 0 ||
                       levels->level[levels->count - 1].last_case.size != 0;
    return levels->count > 1 || must_go_on || (is_white && has_clauses) ? IL_ANSWER_MORE
                                                                        : IL_ANSWER_ASK;
}

/* Judge one physical line, judge->line. */
static enum il_answer take_line(struct il_judge *judge, bool is_known)
{
    struct il_logical *logical = &judge->logical;
    const char *text = line_text(judge);
    size_t size = judge->line.size;
    if (logical->is_open && lies_in_string(judge)) {
        return IL_ANSWER_MORE;
    }
    if (!logical->is_open) {
        struct il_lex_indent indent = il_lex_indent(text, size);
        if (il_lex_is_blank(text, size, indent)) {
            return il_lex_is_clean(text, size) ? take_blank(judge) : IL_ANSWER_ASK;
        }
        if (text[indent.size] == '\\') {
            return IL_ANSWER_ASK;
        }
        il_logical_begin(logical, judge->line.at, indent);
    }
    struct il_lex_state after;
    enum il_lex_doubt doubt = il_lex_scan(judge->dialect, &logical->lexer, text, size,
                                          &judge->tokens, &after);
    enum il_answer answer =
        doubt != IL_DOUBT_NONE ? IL_ANSWER_ASK : take_tokens(judge, &after, is_known);
    il_lex_line_trim(&judge->tokens);
    return answer;
}

/* ---- several lines ---- */

/* The line that begins at `at` is at work from now on. */
static void choose_line(struct il_judge *judge, size_t at, size_t number)
{
    const char *start = judge->text.bytes + at;
    size_t rest = judge->text.size - at;
    const char *end = memchr(start, '\n', rest);
    judge->line = (struct il_slice){at, end == NULL ? rest : (size_t)(end - start)};
    judge->line_number = number;
}

/* A line between others has no say where it is empty or a comment: the last decides. */
static bool is_skipped(const struct il_judge *judge)
{
    const char *text = line_text(judge);
    return !judge->logical.is_open &&
           il_lex_is_blank(text, judge->line.size,
                           il_lex_indent(text, judge->line.size)) &&
           il_lex_is_clean(text, judge->line.size);
}

/* Judge all lines of the text from byte `at`, line `number`, on. */
static enum il_answer take_lines(struct il_judge *judge, size_t at, size_t number)
{
    for (;; number++) {
        choose_line(judge, at, number);
        bool is_last = judge->line.at + judge->line.size == judge->text.size;
        enum il_answer answer =
            !is_last && is_skipped(judge) ? IL_ANSWER_MORE : take_line(judge, false);
        if (answer != IL_ANSWER_MORE || is_last) {
            return answer;
        }
        if (judge->poison != NULL) {
            return IL_ANSWER_ASK;
        }
        at = judge->line.at + judge->line.size + 1;
    }
}

static size_t count_lines(const char *lines, size_t size)
{
    size_t count = 1;
    for (const char *at = lines, *end = lines + size;
         (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
        count++;
    }
    return count;
}

/* Add lines to the text. Answers where they begin. */
static size_t add_lines(struct il_judge *judge, const char *lines, size_t size)
{
    if (judge->line_count != 0) {
        il_text_add_char(&judge->text, '\n');
    }
    size_t at = judge->text.size;
    il_text_add(&judge->text, lines, size);
    judge->line_count += count_lines(lines, size);
    return at;
}

static void set_poison(struct il_judge *judge, const char *reason)
{
    judge->poison = reason;
    judge->retry = 2 * judge->line_count + FEWEST_NEW_LINES;
}

/* Fold the whole text again. It has at least doubled since the last time. */
static int rebuild(struct il_judge *judge)
{
    il_levels_reset(&judge->levels);
    judge->logical.is_open = false;
    judge->poison = NULL;
    enum il_answer answer = take_lines(judge, 0, 0);
    if (answer == IL_ANSWER_ASK) {
        judge->poison = "rebuilt in vain";
    }
    judge->retry = 2 * judge->line_count + FEWEST_NEW_LINES;
    return answer == IL_ANSWER_RAISED ? -1 : 0;
}

enum il_answer il_judge_feed(struct il_judge *judge, const char *lines, size_t size)
{
    if (judge->line_count == 0 || judge->poison != NULL) {
        return IL_ANSWER_ASK;
    }
    size_t old_size = judge->text.size, old_count = judge->line_count;
    size_t at = add_lines(judge, lines, size);
    enum il_answer answer = IL_ANSWER_ASK;
    if (il_text_is_whole(&judge->text)) {
        answer = take_lines(judge, at, old_count);
    }
    if (answer == IL_ANSWER_MORE) {
        if (judge->poison != NULL) {
            set_poison(judge, judge->poison);
        }
        return answer;
    }
    if (judge->line_count != old_count + 1) {
        judge->poison = "lines in vain"; /* some of them may be folded */
    }
    judge->text.failed = false;
    il_text_cut(&judge->text, old_size);
    judge->line_count = old_count;
    return answer;
}

static bool is_blank_to_all(const struct il_judge *judge)
{
    const char *text = line_text(judge);
    for (size_t i = 0; i < judge->line.size; i++) {
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\f') {
            return false;
        }
    }
    return true;
}

/* The text goes on with its last line: can that be folded into the state? */
static int resync(struct il_judge *judge, bool is_known)
{
    if (is_known && !judge->logical.is_open && judge->line_number != 0 &&
        is_blank_to_all(judge)) {
        return 0;
    }
    enum il_answer answer = take_line(judge, is_known);
    if (answer == IL_ANSWER_ASK || judge->poison != NULL) {
        set_poison(judge, "not understood");
    }
    return answer == IL_ANSWER_RAISED ? -1 : 0;
}

int il_judge_follow(struct il_judge *judge, const char *lines, size_t size,
                    bool is_known)
{
    size_t old_count = judge->line_count;
    size_t at = add_lines(judge, lines, size);
    if (!il_text_is_whole(&judge->text)) {
        PyErr_NoMemory();
        return -1;
    }
    choose_line(judge, at, old_count);
    if (judge->line_count == old_count + 1 && judge->poison == NULL) {
        return resync(judge, is_known);
    }
    if (judge->poison == NULL) {
        judge->poison = "several lines";
    }
    return judge->line_count >= judge->retry ? rebuild(judge) : 0;
}

void il_judge_forget_blank(struct il_judge *judge)
{
    size_t size = judge->text.size;
    if (judge->line_count > 1 && size != 0 && judge->text.bytes[size - 1] == '\n') {
        il_text_cut(&judge->text, size - 1);
        judge->line_count--;
    }
}
