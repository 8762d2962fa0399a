/* SPDX-License-Identifier: MIT
 * Compiling without showing warnings, and knowing whether there were any.
 *
 * The standard module does this by changing warnings.filters for the process,
 * which loses filters when two threads do it, and makes every warning of the
 * host that is shown once per place be shown again. Here the change is confined:
 *
 *   an entry at the head of warnings.filters matches only in the thread that has a
 *   block open, and is taken out before the thread may be switched. (Audit hooks, and
 *   the opening of the source file to quote it in an error, can let other threads run
 *   meanwhile: they find an entry that never matches for them.) Nothing tells the
 *   warnings module that its filters changed, so its memory of shown warnings stays.
 *
 * Where warnings belong to a context of the thread (3.14 and newer with
 * `-X context_aware_warnings`, and builds without the GIL), a context is set instead.
 */
#ifndef IL_QUIET_H
#define IL_QUIET_H

#include "core/engine.h"

struct il_quiet {
    struct il_engine *engine;
    struct il_quiet *outer; /* of the same thread */
    Py_ssize_t warned;      /* out: how many warnings were kept back */
    PyObject *undo;         /* strong: the changed list, or the context's token */
};

/** Prepare the engine's part. 0 or -1. */
int il_quiet_init(struct il_engine *engine);

/** Open a block, for a call of the compiler. 0 or -1. */
int il_quiet_begin(struct il_engine *engine, struct il_quiet *block);

/** Close the block, in the thread that opened it; a raised exception stays. */
void il_quiet_end(struct il_quiet *block);

#endif
