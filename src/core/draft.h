/* SPDX-License-Identifier: MIT
 * A text that is being edited: what codeop would say of it, where its statements
 * are. Nothing of it is ever run, and no warning is shown.
 *
 * The verdict is that of codeop.compile_command() for the whole text, at the price of
 * what has changed. Text that the compiler has taken, statement by statement, is not
 * shown to it again (core/proof.h). Where that leaves something open, the algorithm of
 * codeop decides, on as much of the text as it takes:
 *
 *   the end of the text grows      core/tail.h
 *   nothing is bad                 complete
 *   the last statement alone       that statement
 *   one statement                  that one and the next: an error cannot depend on
 * what follows, once more than the error was read more than one everything from the
 * first on what is not statement by       everything statement in the first place
 *
 * Newlines stand for the lines before, so that every number in an error is right.
 */
#ifndef IL_DRAFT_H
#define IL_DRAFT_H

#include "core/chunks.h"
#include "core/proof.h"
#include "core/tail.h"

enum il_draft_status { IL_DRAFT_COMPLETE, IL_DRAFT_INCOMPLETE, IL_DRAFT_INVALID };

/* A statement, or several in one line, of the module: the lines [start, stop). */
struct il_statement {
    size_t start, stop;
    bool is_valid; /* the compiler took it */
};

struct il_draft {
    struct il_lines lines;
    struct il_chunks chunks;
    struct il_prover prover;
    struct il_tail tail;
    PyObject *filename; /* strong; any object that compile() takes */
    PyObject *symbol;   /* strong */
    long flags;         /* future statements and the like, as for compile() */
    bool is_ready;      /* il_draft_init() has succeeded */
    bool is_busy;       /* a call works on it: no other may */

    /* private */
    bool is_divisible;   /* its verdict can be found statement by statement */
    bool follows_prompt; /* it can be found by the incremental judge */
    bool annotations;    /* with that future statement, when it was last judged */
    bool is_judged;      /* the rest is the verdict */
    enum il_draft_status verdict;
    PyObject *error; /* strong, or NULL */
};

/** Prepare an all-zero struct: 0 or -1. */
int il_draft_init(struct il_draft *draft, struct il_engine *engine, PyObject *filename,
                  PyObject *symbol, long flags);

int il_draft_traverse(struct il_draft *draft, visitproc visit, void *arg);

/** Let go of the objects; what is left is good for il_draft_free() alone. */
void il_draft_clear(struct il_draft *draft);

/** Free everything; a zero struct is all right. */
void il_draft_free(struct il_draft *draft);

/** Add text at the end. 0, or -1 and the text is as it was. */
int il_draft_append(struct il_draft *draft, const char *text, size_t size);

/** Put the lines of a text in the place of [start, stop), which are there. */
int il_draft_replace(struct il_draft *draft, size_t start, size_t stop,
                     const char *text, size_t size);

/** The verdict: il_draft_status, or -1. `*out_error` is borrowed, NULL where not
 * invalid. */
int il_draft_judge(struct il_draft *draft, PyObject **out_error);

/** Hand the statements of the text, one after the other, to `visit`, which stops it
 * with -1. What the compiler does not take is one statement as far as the lexer can
 * tell. */
int il_draft_statements(struct il_draft *draft,
                        int (*visit)(void *data, const struct il_statement *one),
                        void *data);

/* ---- the parts ---- */

/** Bring lines and chunks up to date: 0 or -1. */
int il_draft_settle(struct il_draft *draft);

/* What the compiler took and what it refused. */
struct il_examined {
    bool is_divisible;   /* statements say nothing of each other */
    size_t prologue;     /* how many chunks it took as the one with future statements */
    size_t refused;      /* how many of the others it refused */
    size_t chunk, start; /* the first of those, and its first line */
};

/** Show the compiler what it has not seen: 0 or -1. All chunks after the prologue are
 * good or bad then. */
int il_draft_examine(struct il_draft *draft, struct il_examined *out);

#endif
