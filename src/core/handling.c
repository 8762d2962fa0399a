/* SPDX-License-Identifier: MIT
 * Exceptions being handled.
 */
#include "core/handling.h"

#include "core/compat.h"

void il_handling_begin(struct il_handling *block)
{
    block->exception = il_raised_take();
    block->previous = il_handled_here();
    PyErr_SetHandledException(block->exception);
}

void il_handling_end(struct il_handling *block)
{
    /* What follows may run destructors; they must not meet a raised exception. */
    PyObject *raised = il_raised_take();
    PyErr_SetHandledException(block->previous);
    Py_CLEAR(block->previous);
    Py_CLEAR(block->exception);
    if (raised != NULL) {
        il_raised_give(raised);
    }
}

void il_handling_reraise(struct il_handling *block)
{
    PyErr_SetHandledException(block->previous);
    Py_CLEAR(block->previous);
    il_raised_give(block->exception);
    block->exception = NULL;
}
