/* SPDX-License-Identifier: MIT
 * The verdict on an edited text.
 */
#include "core/draft.h"

#include "core/compile.h"
#include "core/excerpt.h"

/* ---- life ---- */

/* Flags under which statements stay independent of each other. */
enum { DIVISIBLE_FLAGS = PyCF_MASK | PyCF_ALLOW_TOP_LEVEL_AWAIT };

/* Does the compiler take it without a question? */
static bool is_plain(PyObject *filename)
{
    return PyUnicode_CheckExact(filename) &&
           PyUnicode_FindChar(filename, 0, 0, PyUnicode_GET_LENGTH(filename), 1) < 0;
}

static bool can_be_divided(PyObject *filename, PyObject *symbol, long flags)
{
    return (flags & ~(long)DIVISIBLE_FLAGS) == 0 && is_plain(filename) &&
           PyUnicode_CompareWithASCIIString(symbol, "exec") == 0;
}

int il_draft_init(struct il_draft *draft, struct il_engine *engine, PyObject *filename,
                  PyObject *symbol, long flags)
{
    if (il_chunks_init(&draft->chunks) < 0) {
        return -1;
    }
    il_lines_init(&draft->lines, &engine->flavor);
    draft->filename = Py_NewRef(filename);
    draft->symbol = Py_NewRef(symbol);
    draft->flags = flags;
    draft->is_divisible = can_be_divided(filename, symbol, flags);
    draft->prover = (struct il_prover){
        .engine = engine,
        .lines = &draft->lines,
        .filename = is_plain(filename) ? draft->filename : engine->input_filename,
        .flags = flags};
    draft->tail.is_prompt = !draft->is_divisible;
    draft->follows_prompt = il_judge_takes_flags(flags | IL_COMPILE_INCOMPLETE) &&
                            is_plain(filename) &&
                            PyUnicode_CompareWithASCIIString(symbol, "single") == 0;
    draft->is_ready = true;
    return 0;
}

int il_draft_traverse(struct il_draft *draft, visitproc visit, void *arg)
{
    Py_VISIT(draft->filename);
    Py_VISIT(draft->symbol);
    Py_VISIT(draft->error);
    return 0;
}

static void forget(struct il_draft *draft)
{
    draft->is_judged = false;
    Py_CLEAR(draft->error);
}

void il_draft_clear(struct il_draft *draft)
{
    draft->is_ready = false;
    forget(draft);
    Py_CLEAR(draft->filename);
    Py_CLEAR(draft->symbol);
}

void il_draft_free(struct il_draft *draft)
{
    il_draft_clear(draft);
    il_lines_clear(&draft->lines);
    il_chunks_clear(&draft->chunks);
    il_prover_clear(&draft->prover);
    il_tail_drop(&draft->tail);
}

/* ---- editing ---- */

/* The last line, otherwise as it was, has got a newline: after a backslash that
 * matters. */
static void end_last_chunk(struct il_draft *draft)
{
    struct il_chunk *last = &draft->chunks.at[draft->chunks.count - 1];
    if (last->status != IL_CHUNK_TORN) {
        last->status = IL_CHUNK_UNKNOWN;
    }
}

int il_draft_append(struct il_draft *draft, const char *text, size_t size)
{
    size_t before = draft->lines.count;
    bool is_cut = before > 0 && !draft->lines.has_end && size > 0;
    bool goes_on = is_cut && text[0] != '\n';
    if (il_lines_append(&draft->lines, text, size) < 0) {
        return -1;
    }
    if (is_cut) {
        end_last_chunk(draft);
    }
    if (size > 0) {
        size_t start = goes_on ? before - 1 : before;
        il_tail_edit(&draft->tail, start);
        il_chunks_edit(&draft->chunks, start, before, draft->lines.count - start);
        forget(draft);
    }
    return 0;
}

/* The last lines have been replaced: what is behind the last one now? */
static void set_end(struct il_lines *lines, size_t start, size_t stop, const char *text,
                    size_t size)
{
    if (lines->count == 0) {
        lines->has_end = false;
    } else if (size == 0) {
        /* What is last now had a line after it. */
        lines->has_end = lines->has_end || stop > start;
    } else {
        lines->has_end = lines->has_end || text[size - 1] == '\n';
    }
}

int il_draft_replace(struct il_draft *draft, size_t start, size_t stop,
                     const char *text, size_t size)
{
    struct il_lines *lines = &draft->lines;
    size_t before = lines->count;
    if (il_lines_replace(lines, start, stop, text, size) < 0) {
        return -1;
    }
    il_chunks_edit(&draft->chunks, start, stop,
                   lines->count - (before - (stop - start)));
    il_tail_edit(&draft->tail, start);
    if (stop == before) {
        set_end(lines, start, stop, text, size);
    }
    forget(draft);
    return 0;
}

int il_draft_settle(struct il_draft *draft)
{
    size_t from, until;
    if (il_lines_lex(&draft->lines, &from, &until) < 0) {
        return -1;
    }
    il_chunks_tear(&draft->chunks, from, until);
    return il_chunks_divide(&draft->chunks, &draft->lines);
}

/* ---- asking codeop ---- */

static int ask_lines(struct il_draft *draft, size_t start, size_t stop,
                     PyObject **out_error)
{
    struct il_excerpt excerpt = {start, start, start, start, stop};
    return il_excerpt_ask(draft, &excerpt, out_error);
}

static int ask_whole(struct il_draft *draft, PyObject **out_error)
{
    return ask_lines(draft, 0, draft->lines.count, out_error);
}

/* ---- statement by statement ---- */

/* May a `global`, `nonlocal` or `from __future__` of this chunk concern others? */
static bool has_global(const struct il_chunk *chunk, const struct il_line *first)
{
    bool has = (chunk->shape & IL_LINE_DOUBT) != 0
                   ? (chunk->raw & IL_LINE_WORDS) != 0
                   : (chunk->shape & IL_LINE_GLOBAL) != 0;
    return has && !((chunk->shape & IL_LINE_DOUBT) == 0 && il_proof_opens_scope(first));
}

/* (A name in other letters can mean __future__ too.) */
static bool has_future(const struct il_chunk *chunk)
{
    bool is_sure = (chunk->shape & IL_LINE_DOUBT) == 0;
    return (chunk->shape & IL_LINE_FUTURE) != 0 ||
           (!is_sure && (chunk->raw & IL_LINE_WORDS) != 0) ||
           ((chunk->shape & IL_LINE_FROM) != 0 && (chunk->raw & IL_LINE_WIDE) != 0);
}

/* What the chunks say before the compiler is asked. */
struct outline {
    size_t prologue;      /* chunks up to the last future statement */
    size_t prologue_stop; /* lines of them */
    bool has_global;
};

static struct outline read_outline(const struct il_draft *draft)
{
    struct outline outline = {0, 0, false};
    const struct il_chunks *chunks = &draft->chunks;
    size_t line = 0;
    for (size_t i = 0; i < chunks->count; i++) {
        const struct il_chunk *chunk = &chunks->at[i];
        if (chunk->lines > 0 && has_global(chunk, draft->lines.at[line])) {
            outline.has_global = true;
        }
        line += chunk->lines;
        if (has_future(chunk)) {
            outline.prologue = i + 1;
            outline.prologue_stop = line;
        }
    }
    return outline;
}

/* The statements that were judged under another future statement are unknown again. */
static void set_annotations(struct il_draft *draft, bool annotations)
{
    if (draft->annotations != annotations) {
        draft->annotations = annotations;
        il_tail_drop(&draft->tail);
        for (size_t i = 0; i < draft->chunks.count; i++) {
            draft->chunks.at[i].status = IL_CHUNK_UNKNOWN;
        }
    }
}

/* Would a prompt wait for more of a chunk that is a valid statement? */
static bool is_compound(const struct il_lines *lines, const struct il_chunk *chunk,
                        size_t start)
{
    if ((chunk->shape & IL_LINE_DOUBT) != 0) {
        return false;
    }
    for (size_t i = start; i < start + chunk->lines; i++) {
        const struct il_line *line = lines->at[i];
        if ((line->shape & IL_LINE_LOGICAL) != 0 &&
            (line->text[0] == ' ' || line->text[0] == '\t')) {
            return true;
        }
    }
    return false;
}

static int follow(struct il_draft *draft, size_t start, bool is_open)
{
    if (draft->tail.is_cut) {
        return 0;
    }
    long flags = draft->flags | (draft->annotations ? CO_FUTURE_ANNOTATIONS : 0);
    return il_tail_follow(&draft->tail, &draft->lines, start, draft->lines.count,
                          draft->prover.engine, draft->prover.filename, flags, is_open);
}

/* The last chunk, which may be one that grows. */
static int take_last(struct il_draft *draft, const struct il_chunk *chunk, size_t start)
{
    size_t stop = start + chunk->lines;
    enum il_tail_answer answer = il_tail_feed(&draft->tail, &draft->lines, start, stop);
    if (answer != IL_TAIL_ASK) {
        return answer == IL_TAIL_RAISED ? -1 : answer == IL_TAIL_VALID;
    }
    int taken = il_prover_takes(&draft->prover, start, stop, draft->annotations);
    return taken > 0 &&
                   follow(draft, start, is_compound(&draft->lines, chunk, start)) < 0
               ? -1
               : taken;
}

static int take_chunk(struct il_draft *draft, const struct il_chunk *chunk,
                      size_t start)
{
    if ((chunk->raw & IL_LINE_ODD) != 0) {
        /* A NUL would end what the compiler sees. */
        return 0;
    }
    return start + chunk->lines == draft->lines.count && draft->is_divisible
               ? take_last(draft, chunk, start)
               : il_prover_takes(&draft->prover, start, start + chunk->lines,
                                 draft->annotations);
}

/* Ask the compiler about the chunks that it has not seen, from line `line` on. */
static int refuse(struct il_draft *draft, size_t line, struct il_examined *out)
{
    for (size_t i = out->prologue; i < draft->chunks.count; i++) {
        struct il_chunk *chunk = &draft->chunks.at[i];
        if (chunk->status == IL_CHUNK_UNKNOWN) {
            int taken = take_chunk(draft, chunk, line);
            if (taken < 0) {
                return -1;
            }
            chunk->status = taken ? IL_CHUNK_GOOD : IL_CHUNK_BAD;
        }
        if (chunk->status == IL_CHUNK_BAD && out->refused++ == 0) {
            out->chunk = i;
            out->start = line;
        }
        line += chunk->lines;
    }
    return 0;
}

/* The line after the last one before `stop` that is not blank. */
static size_t stop_of_code(const struct il_lines *lines, size_t stop)
{
    while (stop > 0 && (lines->at[stop - 1]->raw & IL_LINE_BLANK) != 0) {
        stop--;
    }
    return stop;
}

/* One chunk was refused. What it is judged by: a statement of a class, or itself and
 * the next one. That the rest has an end, and is sound for the tokeniser, which looks
 * at all of it once there is an error, is known. */
static struct il_excerpt choose_excerpt(const struct il_draft *draft,
                                        const struct il_examined *refusal)
{
    const struct il_chunk *chunk = &draft->chunks.at[refusal->chunk];
    bool is_last = refusal->chunk + 1 == draft->chunks.count;
    size_t start = refusal->start;
    size_t stop = start + chunk->lines;
    size_t next = is_last ? stop : stop + chunk[1].lines;
    struct il_excerpt excerpt;
    if ((chunk->shape & IL_LINE_DOUBT) != 0) {
        /* Who knows where it ends. */
        next = draft->lines.count;
    } else if (il_prover_excerpt(&draft->prover, start, stop, draft->annotations,
                                 &excerpt)) {
        excerpt.stop =
            excerpt.stop >= stop_of_code(&draft->lines, stop) ? next : excerpt.stop;
        return excerpt;
    }
    return (struct il_excerpt){start, start, start, start, next};
}

static int judge_one(struct il_draft *draft, const struct il_examined *refusal,
                     PyObject **out_error)
{
    struct il_excerpt excerpt = choose_excerpt(draft, refusal);
    size_t count = draft->lines.count;
    int verdict = il_excerpt_ask(draft, &excerpt, out_error);
    bool is_settled = verdict == IL_DRAFT_INVALID || excerpt.stop == count;
    return verdict < 0 || is_settled
               ? verdict
               : ask_lines(draft, refusal->start, count, out_error);
}

/* One chunk was refused, the last. Mostly it is unfinished, and no number matters. */
static int judge_unfinished(struct il_draft *draft, const struct il_examined *refusal,
                            PyObject **out_error)
{
    struct il_excerpt excerpt = choose_excerpt(draft, refusal);
    excerpt.before = 0;
    int verdict = excerpt.stop == draft->lines.count
                      ? il_excerpt_ask(draft, &excerpt, out_error)
                      : IL_DRAFT_INVALID;
    if (verdict != IL_DRAFT_INVALID) {
        return verdict;
    }
    Py_CLEAR(*out_error);
    return judge_one(draft, refusal, out_error);
}

/* What was refused alone is all right in the whole: the division was wrong, or a
 * refusal had another reason, such as memory. */
static int doubt(struct il_draft *draft, PyObject **out_error)
{
    for (size_t i = 0; i < draft->chunks.count; i++) {
        if (draft->chunks.at[i].status == IL_CHUNK_BAD) {
            draft->chunks.at[i].status = IL_CHUNK_UNKNOWN;
        }
    }
    return ask_whole(draft, out_error);
}

/* The last statement alone was refused: it may be one that grows. */
static int judge_last(struct il_draft *draft, const struct il_examined *refusal,
                      PyObject **out_error)
{
    if (draft->tail.waits) {
        return IL_DRAFT_INCOMPLETE;
    }
    int verdict = judge_unfinished(draft, refusal, out_error);
    if (verdict >= 0 &&
        follow(draft, refusal->start, verdict == IL_DRAFT_INCOMPLETE) < 0) {
        Py_CLEAR(*out_error);
        return -1;
    }
    return verdict;
}

static int judge_refusal(struct il_draft *draft, const struct il_examined *refusal,
                         PyObject **out_error)
{
    size_t count = draft->lines.count;
    int verdict;
    if (refusal->refused > 1) {
        verdict = ask_lines(draft, refusal->start, count, out_error);
    } else if (refusal->chunk + 1 < draft->chunks.count) {
        verdict = judge_one(draft, refusal, out_error);
    } else {
        verdict = judge_last(draft, refusal, out_error);
    }
    return verdict == IL_DRAFT_COMPLETE ? doubt(draft, out_error) : verdict;
}

int il_draft_examine(struct il_draft *draft, struct il_examined *out)
{
    struct outline outline;
    long flags = 0;
    int known = 1;
    if (il_draft_settle(draft) < 0) {
        return -1;
    }
    outline = read_outline(draft);
    if (draft->lines.odd > 0) {
        known = 0; /* a NUL would end what the compiler sees */
    } else if (outline.prologue > 0) {
        known = il_prover_takes_prologue(&draft->prover, outline.prologue_stop, &flags);
        if (known < 0) {
            return -1;
        }
    }
    set_annotations(draft, (flags & CO_FUTURE_ANNOTATIONS) != 0);
    /* That joke changes how the parser reads what follows. */
    bool is_odd = outline.has_global || (flags & CO_FUTURE_BARRY_AS_BDFL) != 0;
    *out = (struct il_examined){.is_divisible = known && !is_odd,
                                .prologue = known ? outline.prologue : 0};
    return refuse(draft, known ? outline.prologue_stop : 0, out);
}

static int judge_divided(struct il_draft *draft, PyObject **out_error)
{
    struct il_examined examined;
    if (il_draft_examine(draft, &examined) < 0) {
        return -1;
    }
    if (!examined.is_divisible) {
        return ask_whole(draft, out_error);
    }
    return examined.refused == 0 ? IL_DRAFT_COMPLETE
                                 : judge_refusal(draft, &examined, out_error);
}

/* A command as typed at a prompt, which a newline at its end may end. */
static int judge_prompt(struct il_draft *draft, PyObject **out_error)
{
    size_t count = draft->lines.count;
    if (draft->lines.odd > 0 || draft->lines.has_end || !draft->follows_prompt) {
        return ask_whole(draft, out_error);
    }
    enum il_tail_answer answer = il_tail_feed(&draft->tail, &draft->lines, 0, count);
    if (answer != IL_TAIL_ASK) {
        return answer == IL_TAIL_RAISED ? -1 : IL_DRAFT_INCOMPLETE;
    }
    int verdict = ask_whole(draft, out_error);
    if (verdict >= 0 && follow(draft, 0, verdict == IL_DRAFT_INCOMPLETE) < 0) {
        Py_CLEAR(*out_error);
        return -1;
    }
    return verdict;
}

static int judge(struct il_draft *draft, PyObject **out_error)
{
    if (!draft->is_divisible) {
        return judge_prompt(draft, out_error);
    }
    if (draft->lines.odd > 0) {
        return ask_whole(draft, out_error);
    }
    /* codeop puts "pass" in the place of a text without statements. */
    return draft->lines.counted == 0 ? IL_DRAFT_COMPLETE
                                     : judge_divided(draft, out_error);
}

/* ---- the assertion that INLET_CHECK switches on ---- */

/* Do two errors say the same, numbers and all? Without memory: yes. */
static bool are_same(PyObject *one, PyObject *other)
{
    IL_AUTO_REF PyObject *first = PyObject_GetAttrString(one, "args");
    IL_AUTO_REF PyObject *second =
        first == NULL ? NULL : PyObject_GetAttrString(other, "args");
    int same = second == NULL ? 1 : PyObject_RichCompareBool(first, second, Py_EQ);
    PyErr_Clear();
    return same != 0;
}

/* Ask codeop about the whole text too, and end the process where it says otherwise. */
static void check(struct il_draft *draft, int verdict, PyObject *error)
{
    IL_AUTO_REF PyObject *expected = NULL;
    int whole = ask_whole(draft, &expected);
    if (whole < 0) {
        PyErr_Clear();
        return;
    }
    bool agrees =
        whole == verdict && (whole != IL_DRAFT_INVALID || are_same(error, expected));
    if (!agrees) {
        struct il_excerpt all = {.stop = draft->lines.count};
        IL_AUTO_REF PyObject *text = il_excerpt_text(draft, &all);
        fprintf(stderr, "inlet: verdict %d, but codeop's is %d, on:\n", verdict, whole);
        PyObject_Print(text, stderr, 0);
        fputc('\n', stderr);
        abort();
    }
}

int il_draft_judge(struct il_draft *draft, PyObject **out_error)
{
    if (!draft->is_judged) {
        PyObject *error = NULL;
        int verdict = judge(draft, &error);
        if (verdict < 0) {
            return -1;
        }
        if (draft->prover.engine->checks_judge) {
            check(draft, verdict, error);
        }
        draft->verdict = (enum il_draft_status)verdict;
        Py_XSETREF(draft->error, error);
        draft->is_judged = true;
    }
    *out_error = draft->error;
    return (int)draft->verdict;
}
