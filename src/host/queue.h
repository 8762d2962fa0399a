/* SPDX-License-Identifier: MIT
 * Input that waits to be run. Needs neither Python nor its lock.
 */
#ifndef IL_QUEUE_H
#define IL_QUEUE_H

#include "host/host.h"

/* One line, or one source. Raw memory. */
struct il_job {
    struct il_job *next;
    struct il_job *next_kept;
    uint64_t ticket; /* 0: nobody waits for it */
    bool is_source;
    bool is_done;         /* under the lock; *result is there */
    inlet_result *result; /* place for it; NULL without a ticket */
    size_t length;
    char text[]; /* a NUL stands behind it */
};

void il_queue_init(struct il_queue *queue);
void il_queue_fini(struct il_queue *queue);

/** In the child of a fork(), before which this thread has taken the lock: let go of it.
 */
void il_queue_renew(struct il_queue *queue);

/** Nothing comes any more: wakes who waits. */
void il_queue_finish(struct il_queue *queue);

/** Become the one who runs the queue, or not. */
bool il_queue_claim(struct il_queue *queue);
void il_queue_unclaim(struct il_queue *queue);

/** Take the next job out; NULL if there is none. For who has claimed the queue. */
struct il_job *il_queue_take(struct il_queue *queue);

bool il_queue_is_empty(struct il_queue *queue);

/** Put it back as the first. */
void il_queue_return(struct il_queue *queue, struct il_job *job);

/** It is done: keep a copy of the result for who waits, who then owns its values; else
 *  free the job. Gives false where `result` stays the caller's. */
bool il_queue_settle(struct il_queue *queue, struct il_job *job,
                     const inlet_result *result);

/** Wait until there is a job and nobody (0) is in `runner`: true, or false if it is
 *  finished. */
bool il_queue_wait(struct il_queue *queue, atomic_ulong *runner);

/** The runner is out: wakes who waits for that. */
void il_queue_note_free(struct il_queue *queue);

#endif
