/* SPDX-License-Identifier: MIT
 * A Python with our module for tests of the engine.
 */
#ifndef IL_TEST_PYTHON_H
#define IL_TEST_PYTHON_H

#include "core/engine.h"

/* il_test.h comes after Python.h, which wants to be first. */
#include <il_test.h>

/** Group fixtures: start Python with `_inlet` built in, and finish it. */
int python_setup(void **state);
int python_teardown(void **state);

/** The engine of the main interpreter. */
struct il_engine *python_engine(void);

/** Run statements in `__main__`; the test fails if they raise. */
void python_run(const char *statements);

/** The value of an expression in `__main__`. New reference. */
PyObject *python_eval(const char *expression);

/** Is the expression true in `__main__`? */
bool python_is_true(const char *expression);

/** Assert that no exception is set; print the one that is. */
void python_assert_calm(void);

#endif
