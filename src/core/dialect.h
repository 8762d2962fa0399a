/* SPDX-License-Identifier: MIT
 * A second language at the prompt: DialectCompiler, a CommandCompiler that asks a
 * judge first, and makes code of a call to a runner.
 *
 *     self.compile(source) --> judge(source) --> "complete": code that calls
 * run(source) |    |  +-----> "incomplete": None |    +--------> SyntaxError: as the
 * compiler's own
 *                                +-------------> None: Python's, to the inner compiler
 *
 * So everything behind the compiler, from runcode() to the display hook, is as it is
 * for Python.
 */
#ifndef IL_DIALECT_H
#define IL_DIALECT_H

#include "core/compile.h"

/* Whose a source is. */
enum il_dialect {
    IL_DIALECT_FAILED = -1,
    IL_DIALECT_PYTHON,
    IL_DIALECT_COMPLETE,
    IL_DIALECT_INCOMPLETE,
};

/** The step __init__: `compile` is the inner compiler, NULL or None for a new one. 0 or
 * -1. */
int il_dialect_init(struct il_engine *engine, PyObject *self, PyObject *judge,
                    PyObject *run, PyObject *compile);

/** Is it an instance of our class, whose __call__ is still ours? No exception. */
bool il_dialect_is(struct il_engine *engine, PyObject *object);

/** Ask the judge. Exceptions are its own; a SyntaxError that names no line gets the
 * last one. */
enum il_dialect il_dialect_judge(struct il_engine *engine, PyObject *self,
                                 const struct il_unit *unit);

/** The compiler that Python's inputs go to. New reference. */
PyObject *il_dialect_inner(struct il_engine *engine, PyObject *self);

/**
 * The step __call__: as CommandCompiler's. An input that goes on with one that was
 * Python's is Python's, and so is what is compiled as anything but "single"; an
 * exception of the judge that is no SyntaxError is raised when the code runs.
 */
PyObject *il_dialect_compile(struct il_engine *engine, PyObject *self,
                             const struct il_unit *unit);

#endif
