/* SPDX-License-Identifier: MIT
 * Showing single statements of a text to the compiler, and remembering which it took.
 *
 * A unit is a run of lines that the compiler took: as a module of its own, or as the
 * body of a class under that class's header. What units are taken alone is taken
 * together: CPython's grammar lets a statement end where the next one begins at its
 * column, whatever follows; its tokeniser stands there as at the start of a text; and
 * statements of a module (or a class) see nothing of one another, except through
 * `global` and `nonlocal` in the module's (the class's) own scope and through
 * `from __future__`. So it is the compiler that makes the lexer's division certain.
 *
 * That lines are such a unit is written on the lines themselves: a stamp that is never
 * used again, and each line's place in the unit. So a proof lives as long as its lines
 * stand together, whatever is edited around them, and also when they are torn apart by
 * an opened string and come together again when it is closed.
 */
#ifndef IL_PROOF_H
#define IL_PROOF_H

#include "core/engine.h"
#include "core/lines.h"

struct il_prover {
    struct il_engine *engine;
    struct il_lines *lines;
    PyObject *filename; /* strong; an exact str without NUL */
    long flags;         /* of the compiler: future statements in force from outside */

    /* private */
    uint64_t last_stamp;
    uint64_t
        prologue; /* the stamp of the unit that holds the future statements, or 0 */
    long prologue_flags;
    char *buffer; /* for what the compiler is shown */
    size_t capacity;
};

/** Free what the prover holds (the filename is its owner's affair). */
void il_prover_clear(struct il_prover *prover);

/**
 * Does the compiler take the lines [start, stop), statements of a module, as they are?
 * 1, 0, or -1 with an exception that is no Exception. `annotations` says whether the
 * text has that future statement before them.
 */
int il_prover_takes(struct il_prover *prover, size_t start, size_t stop,
                    bool annotations);

/* A part of the text that stands for the whole where an error is looked for: the lines
 * [start, head_stop) and [from, stop), with newlines for those between, and `before` of
 * them in front. */
struct il_excerpt {
    size_t before;
    size_t start, head_stop;
    size_t from, stop;
};

/**
 * Of lines that il_prover_takes() refused: is all of it right but one statement of a
 * class? Then that one, with the next if there is one, under the class's header.
 */
bool il_prover_excerpt(const struct il_prover *prover, size_t start, size_t stop,
                       bool annotations, struct il_excerpt *out);

/** Does it take the lines [0, stop) with the future statements of a text? What these
 * mean stands in `*out_flags`, among other flags of code objects. */
int il_prover_takes_prologue(struct il_prover *prover, size_t stop, long *out_flags);

/** The syntax tree, an ast.Module, of lines that are taken. New reference or NULL. */
PyObject *il_prover_parse(struct il_prover *prover, size_t start, size_t stop);

/** Do the words of these lines open a scope of their own: `def`, `class`, a decorator?
 */
bool il_proof_opens_scope(const struct il_line *line);

#endif
