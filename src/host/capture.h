/* SPDX-License-Identifier: MIT
 * Capturing descriptors 1 and 2.
 *
 *     printf() --> descriptor 1 --> pipe --> drain.c, a thread --> output.c --> host
 *
 * Nothing here needs Python, nor its lock: whoever holds it may be the one who writes,
 * and waits until somebody reads.
 */
#ifndef IL_CAPTURE_H
#define IL_CAPTURE_H

#include "host/route.h"

enum { IL_CAPTURED = 2 }; /* descriptors: that of `stream` is at [stream - 1] */

/* One of them. */
struct il_captured {
    int reading;        /* our end of the pipe, or -1 once all others are closed */
    int real;           /* what it was, or -1: closed */
    int flags;          /* its own, as fcntl() tells them */
    uint64_t read;      /* bytes, under the lock, */
    uint64_t handed_on; /* of these */
    char begun[4];      /* a character whose end has not been read; the thread's own */
    size_t begun_size;
};

struct il_capture {
    atomic_int uses; /* who captures, and the thread */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct il_captured streams[IL_CAPTURED];
    int waker;            /* an eventfd: look at `ends` */
    bool is_for_fallback; /* there is no link */
    struct il_link *link; /* counted; under the lock, NULL when it is over */
    bool ends;            /* under the lock: put back; hand on what is there */
    bool is_drained;      /* under the lock: that was all */
    bool is_finished;     /* under the lock: and nobody can write any more */
    bool is_orphan;       /* in the child of a fork(): nobody reads */
    pthread_t thread;
};

/* --- drain.c ---------------------------------------------------------------------- */

/** Make the thread. 0 or -1. */
int il_drain_start(struct il_capture *capture);

/** Count a user out. */
void il_drain_release(struct il_capture *capture);

/* --- capture.c -------------------------------------------------------------------- */

/** Wait until what was written up to now has been handed to the console, unless that
 * cannot be. Without Python's lock. */
void il_capture_settle(inlet_console *console);

/** The same with it. */
void il_capture_settle_attached(inlet_console *console);

/** The console is closed: if it captures, that ends. */
void il_capture_drop(inlet_console *console);

/** Python stops. */
void il_capture_end(void);

/** In the child of a fork(). */
void il_capture_renew(void);

#endif
