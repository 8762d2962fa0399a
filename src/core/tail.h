/* SPDX-License-Identifier: MIT
 * The end of a draft while it grows: "is this complete?" after each line that is added.
 *
 * Showing the compiler the last statement again for every line would cost the square of
 * its length. The incremental judge (core/judge.h) says at the cost of the new lines
 * that the statement is one that codeop, asked as for a prompt, calls incomplete. For a
 * statement of a module this means: it is unfinished where a bracket, a string, a
 * backslash, a header without its suite, a decorator or a `try` without a handler is
 * open, and else valid as it stands, since all that the prompt waits for is the blank
 * line that ends it.
 *
 * (A text that is judged as typed at a prompt is asked about as it is.)
 *
 * The judge has to take over an incomplete text, so it is begun after the compiler has
 * seen the statement grow a few times, and it is dropped at the first edit before its
 * end.
 */
#ifndef IL_TAIL_H
#define IL_TAIL_H

#include "core/judge.h"
#include "core/lines.h"

struct il_tail {
    struct il_judge *judge; /* or NULL */
    size_t start, stop;     /* the lines that were last judged, all of them */
    unsigned times;         /* how often that grew */
    bool waits;             /* the judge found it unfinished */
    bool is_cut;            /* it ends in a backslash and a newline: only for now, the
                               compiler has the say, and il_tail_follow() is not due */
    bool is_prompt;         /* of the caller: the text is one command of a prompt */
};

enum il_tail_answer {
    IL_TAIL_RAISED = -1,
    IL_TAIL_ASK, /* the compiler has to say */
    IL_TAIL_UNFINISHED,
    IL_TAIL_VALID,
};

/** What is known about the lines [start, stop), the last of a text. */
enum il_tail_answer il_tail_feed(struct il_tail *tail, const struct il_lines *lines,
                                 size_t start, size_t stop);

/**
 * The compiler has said of these lines what il_tail_feed() could not: `is_open` if a
 * prompt would wait for more of them. 0, or -1 with an exception that is no
 * compiler's.
 */
int il_tail_follow(struct il_tail *tail, const struct il_lines *lines, size_t start,
                   size_t stop, struct il_engine *engine, PyObject *filename,
                   long flags, bool is_open);

/** The lines from `line` on were edited. */
void il_tail_edit(struct il_tail *tail, size_t line);

/** Forget everything. */
void il_tail_drop(struct il_tail *tail);

#endif
