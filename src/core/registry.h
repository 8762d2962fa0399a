/* SPDX-License-Identifier: MIT
 * Keeping the compiler's warnings out of the caller's memory of shown warnings.
 *
 * Some warnings of the compiler (`~True` in 3.12 and 3.13, all of them in some releases
 * of 3.13) count as warnings of the Python frame that calls it. While a source is only
 * judged that is the user's frame, and its __warningregistry__ would change. (When they
 * are to be shown a frame of ours calls, see compile.c.)
 */
#ifndef IL_REGISTRY_H
#define IL_REGISTRY_H

#include "core/engine.h"

struct il_registry {
    PyObject *globals; /* borrowed: those of the calling frame, which outlives this */
    PyObject *kept;    /* strong: its registry, put aside, or NULL */
};

/** Put the calling frame's registry aside, for one call of the compiler. 0 or -1. */
int il_registry_begin(struct il_engine *engine, struct il_registry *block);

/** Put it back, and drop one that was made since; a raised exception stays. */
void il_registry_end(struct il_engine *engine, struct il_registry *block);

#endif
