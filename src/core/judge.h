/* SPDX-License-Identifier: MIT
 * The incremental judge: tells, for a text that grows by lines, whether codeop's answer
 * for all of it is still "incomplete", at the cost of the lines that are new.
 *
 * "More" is the only answer it gives. It asks CPython's compiler for it, about a short
 * skeleton in place of the whole text. Every other case, and every doubt, is for the
 * caller: he asks the compiler about the whole text, and tells the judge when that was
 * "incomplete" too. docs/internals/linear.md explains how and why.
 *
 * A judge belongs to one interpreter. Compiling can run audit hooks, which can release
 * the GIL: meanwhile nobody else may use the same judge (`is_busy`).
 */
#ifndef IL_JUDGE_H
#define IL_JUDGE_H

#include "base/text.h"
#include "core/engine.h"
#include "core/logical.h"

struct il_judge {
    struct il_engine *engine;
    PyObject *filename; /* strong, an exact str */
    int flags;          /* of compile(), with codeop's two */
    unsigned dialect;   /* IL_LEX_ bits */

    struct il_text text; /* the lines, joined by newlines, in UTF-8 */
    size_t line_count;
    struct il_slice line; /* the line at work */
    size_t line_number;   /* its number from 0 */

    struct il_levels levels;
    struct il_logical logical;
    struct il_lex_line tokens;
    struct il_text skeleton, extra, key; /* only the memory is kept */

    const char *poison; /* why the state is not that of the text, or NULL */
    size_t retry;       /* number of lines at which it is built anew */
};

enum il_answer {
    IL_ANSWER_RAISED = -1,
    IL_ANSWER_ASK,  /* the text is as it was; ask the compiler about the whole */
    IL_ANSWER_MORE, /* the text has grown, and is incomplete */
};

/** A judge with no lines in zeroed memory. Never fails. */
void il_judge_init(struct il_judge *judge, struct il_engine *engine, PyObject *filename,
                   int flags);

void il_judge_fini(struct il_judge *judge);

/** Can texts compiled with these flags be judged so? */
bool il_judge_takes_flags(long flags);

/**
 * Judge the text with more lines (UTF-8, separated by newlines, without one at the end)
 * behind those it has. Asks at the first line of all, which the compiler decides.
 */
enum il_answer il_judge_feed(struct il_judge *judge, const char *lines, size_t size);

/**
 * Take lines in that il_judge_feed() asked about, or the first ones. `is_known`: the
 * compiler has said "incomplete" about the text with them, to the letter. 0, or -1 with
 * an exception that is none of the compiler's; the judge is then good for nothing but
 * il_judge_fini().
 */
int il_judge_follow(struct il_judge *judge, const char *lines, size_t size,
                    bool is_known);

/** Take an empty line back, the last one, that il_judge_feed() took in. */
void il_judge_forget_blank(struct il_judge *judge);

#endif
