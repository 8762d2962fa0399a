/* SPDX-License-Identifier: MIT
 * Is this source a complete command? codeop's algorithm, step for step, with the
 * compiler called once where the answer is "complete".
 */
#ifndef IL_SOURCE_H
#define IL_SOURCE_H

#include "core/compile.h"

/* Who compiles. */
struct il_compiler {
    enum {
        IL_COMPILER_PLAIN, /* the function `_compile`: no memory */
        IL_COMPILER_OURS,  /* an instance of our class Compile, as it was made */
        IL_COMPILER_OTHER, /* any callable: called as the standard module would */
    } kind;
    PyObject *object; /* borrowed; NULL for the plain one */
};

/**
 * Judge a source: a code object if it is a complete command, None if more input
 * is wanted, or the exception of the compiler. Warnings show once, and only for
 * a complete command (or together with its error).
 *
 * `flags` (borrowed) are added for the judging calls; NULL where the running
 * Python's codeop has no such parameter.
 */
PyObject *il_source_judge(struct il_engine *engine, const struct il_compiler *compiler,
                          struct il_unit unit, PyObject *flags);

/**
 * The flags of the judging calls, as a number, where il_source_judge() makes them
 * itself and in the ordinary way; -1 where it does not. No exception.
 */
long il_source_flags(struct il_engine *engine, const struct il_compiler *compiler,
                     PyObject *flags);

/** Which kind of compiler an object is. */
struct il_compiler il_compiler_of(struct il_engine *engine, PyObject *object);

#endif
