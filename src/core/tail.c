/* SPDX-License-Identifier: MIT
 * Following a statement that grows.
 */
#include "core/tail.h"

#include "core/compile.h"

enum {
    /* The judge is worth its beginning once the statement has grown so often: it then
     * looks at this many lines for each time. */
    FEWEST_TIMES = 3,
    LINES_FOR_A_TIME = 64,
};

static void drop_judge(struct il_tail *tail)
{
    if (tail->judge != NULL) {
        il_judge_fini(tail->judge);
        PyMem_Free(tail->judge);
        tail->judge = NULL;
    }
}

void il_tail_drop(struct il_tail *tail)
{
    drop_judge(tail);
    *tail = (struct il_tail){.is_prompt = tail->is_prompt};
}

void il_tail_edit(struct il_tail *tail, size_t line)
{
    if (line < tail->stop) {
        il_tail_drop(tail);
    }
}

/* ---- feeding ---- */

/* Lines between statements mean nothing in a module; for a prompt they can. */
static bool is_skipped(const struct il_tail *tail, const struct il_line *line)
{
    return !tail->is_prompt && (line->raw & IL_LINE_BLANK) != 0 &&
           !tail->judge->logical.is_open;
}

static enum il_tail_answer standing(const struct il_tail *tail)
{
    const struct il_judge *judge = tail->judge;
    if (tail->is_prompt) {
        return IL_TAIL_UNFINISHED;
    }
    if (judge->poison != NULL) {
        return IL_TAIL_ASK;
    }
    return judge->logical.is_open || il_levels_need_more(&judge->levels)
               ? IL_TAIL_UNFINISHED
               : IL_TAIL_VALID;
}

/* Feed what is new. Leaves `stop` at the first line that was not taken. */
static enum il_answer feed_lines(struct il_tail *tail, const struct il_lines *lines,
                                 size_t stop)
{
    for (; tail->stop < stop; tail->stop++) {
        const struct il_line *line = lines->at[tail->stop];
        if (is_skipped(tail, line)) {
            continue;
        }
        enum il_answer answer = il_judge_feed(tail->judge, line->text, line->size);
        if (answer != IL_ANSWER_MORE) {
            return answer;
        }
    }
    return IL_ANSWER_MORE;
}

/* After a backslash a newline at the end of a text is an error of its own. */
static bool is_cut_off(const struct il_lines *lines)
{
    const struct il_line *last = lines->at[lines->count - 1];
    size_t size = last->size;
    size -= size > 0 && last->text[size - 1] == '\r';
    return lines->has_end && size > 0 && last->text[size - 1] == '\\';
}

enum il_tail_answer il_tail_feed(struct il_tail *tail, const struct il_lines *lines,
                                 size_t start, size_t stop)
{
    tail->waits = tail->is_cut = false;
    if (tail->judge == NULL || tail->start != start || tail->stop > stop) {
        return IL_TAIL_ASK;
    }
    enum il_answer answer = feed_lines(tail, lines, stop);
    if (answer != IL_ANSWER_MORE) {
        return answer == IL_ANSWER_RAISED ? IL_TAIL_RAISED : IL_TAIL_ASK;
    }
    if (is_cut_off(lines)) {
        tail->is_cut = true;
        return IL_TAIL_ASK;
    }
    enum il_tail_answer found = standing(tail);
    tail->waits = found == IL_TAIL_UNFINISHED;
    return found;
}

/* ---- following ---- */

/* The lines [from, stop), without the blank ones at the end, as one text that ends
 * without a newline. NULL without memory. */
static char *copy_lines(const struct il_lines *lines, size_t from, size_t stop,
                        size_t *out_size)
{
    size_t size = il_lines_size(lines, from, stop);
    char *text = PyMem_Malloc(size + 1);
    if (text != NULL) {
        size = (size_t)(il_lines_write(lines, from, stop, text) - text);
        *out_size = size > 0 && text[size - 1] == '\n' ? size - 1 : size;
    }
    return text;
}

/* (What the judge knows to be open is what it has read so far, so the lines are asked.)
 */
static size_t trim(const struct il_tail *tail, const struct il_lines *lines,
                   size_t from, size_t stop)
{
    return tail->is_prompt ? stop : il_lines_trim(lines, tail->start, from, stop);
}

/* Let the judge take the lines [from, stop), which the compiler has seen. */
static int take_over(struct il_tail *tail, const struct il_lines *lines, size_t from,
                     size_t stop)
{
    size_t size = 0;
    stop = trim(tail, lines, from, stop);
    if (stop == from) {
        return 0;
    }
    char *text = copy_lines(lines, from, stop, &size);
    if (text == NULL) {
        drop_judge(tail);
        return 0;
    }
    int done = il_judge_follow(tail->judge, text, size, true);
    PyMem_Free(text);
    if (done < 0) {
        drop_judge(tail);
        if (!PyErr_ExceptionMatches(PyExc_MemoryError)) {
            return -1;
        }
        PyErr_Clear();
    }
    return 0;
}

static bool is_worth_it(const struct il_tail *tail)
{
    return tail->times >= FEWEST_TIMES &&
           tail->stop - tail->start <= (size_t)tail->times * LINES_FOR_A_TIME;
}

/* Begin with all the lines. */
static int begin(struct il_tail *tail, const struct il_lines *lines,
                 struct il_engine *engine, PyObject *filename, long flags)
{
    flags |= IL_COMPILE_INCOMPLETE;
    if (!is_worth_it(tail) || !il_judge_takes_flags(flags)) {
        return 0;
    }
    tail->judge = PyMem_Calloc(1, sizeof *tail->judge);
    if (tail->judge == NULL) {
        return 0;
    }
    il_judge_init(tail->judge, engine, filename, (int)flags);
    return take_over(tail, lines, tail->start, tail->stop);
}

int il_tail_follow(struct il_tail *tail, const struct il_lines *lines, size_t start,
                   size_t stop, struct il_engine *engine, PyObject *filename,
                   long flags, bool is_open)
{
    if (!is_open || tail->start != start || tail->stop > stop) {
        il_tail_drop(tail);
    }
    size_t from = tail->stop;
    tail->start = start;
    tail->stop = stop;
    tail->times += from < stop && is_open;
    if (!is_open) {
        return 0;
    }
    return tail->judge == NULL ? begin(tail, lines, engine, filename, flags)
                               : take_over(tail, lines, from, stop);
}
