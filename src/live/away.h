/* SPDX-License-Identifier: MIT
 * Threads that have left Python for a function of the program, and may be called back
 * from there. Warm.
 */
#ifndef IL_AWAY_H
#define IL_AWAY_H

#include "core/core.h"

/* One way out of Python; on the C stack of who went. */
struct il_away {
    PyThreadState *state; /* waits for us */
    PyInterpreterState *interpreter;
    struct il_away *outer;
};

/** Release Python's lock until il_away_end(). */
void il_away_begin(struct il_away *away);
void il_away_end(struct il_away *away);

/* How a thread came back in the middle of it, or came at all. */
struct il_back {
    enum { IL_BACK_FOUND, IL_BACK_RETURNED, IL_BACK_ENSURED, IL_BACK_NEW } how;
    PyGILState_STATE gil;
    PyThreadState *before; /* of another interpreter, which it came from; or NULL */
};

/**
 * Take Python's lock in an interpreter that is alive, in whatever thread this is: one
 * that went away, one that has the lock, or one that Python does not know. False, and
 * nothing taken, without memory.
 */
bool il_back_begin(struct il_back *back, PyInterpreterState *interpreter);
void il_back_end(struct il_back *back);

#endif
