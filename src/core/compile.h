/* SPDX-License-Identifier: MIT
 * One call of the compiler: codeop's `_compile` and `Compile.__call__`, which
 * remembers the future statements that it met.
 */
#ifndef IL_COMPILE_H
#define IL_COMPILE_H

#include "core/engine.h"

/* The flags that codeop adds while it asks whether the input is complete. */
enum {
    IL_COMPILE_INCOMPLETE = 0x200 | 0x4000, /* no implied dedent, incomplete input */
    IL_COMPILE_ONLY_AST = 0x400,
};

/* What a caller wants compiled; everything borrowed. */
struct il_unit {
    PyObject *source;
    PyObject *filename;
    PyObject *symbol;
};

/** Prepare the engine's part. 0 or -1. */
int il_compile_init(struct il_engine *engine);

/**
 * Call the global `compile` of codeop as it is now, warnings and all. `inherits`
 * tells which of the standard forms a replaced `compile` is to see: four arguments
 * (the function `_compile`) or five (the class Compile).
 */
PyObject *il_compile(struct il_engine *engine, const struct il_unit *unit,
                     PyObject *flags, bool inherits);

/* A unit in the compiler's own terms. */
struct il_plain_unit {
    const char *text; /* of unit->source, whose life it shares */
    int start;
    int flags;
};

/** Put a unit in plain terms: false where only the builtin knows what to do (or
 * what to say) about it. No exception. */
bool il_compile_plan(const struct il_unit *unit, long flags, struct il_plain_unit *out);

/**
 * Compile without showing warnings; `*out_warned` says whether there were any.
 * The result is the one that the builtin gives for the unit.
 */
PyObject *il_compile_quietly(struct il_engine *engine, const struct il_unit *unit,
                             const struct il_plain_unit *plain, bool *out_warned);

/**
 * The step Compile.__call__: compile with the flags of `self` (and `flags`, a new
 * parameter of 3.13), then remember. `incomplete` keeps codeop's two flags.
 */
PyObject *il_compile_remembering(struct il_engine *engine, PyObject *self,
                                 const struct il_unit *unit, PyObject *flags,
                                 bool incomplete);

/** Note the future statements of `code` in `self.flags`: 1 if that changed them. */
int il_compile_remember(struct il_engine *engine, PyObject *self, PyObject *code);

#endif
