/* SPDX-License-Identifier: MIT
 * What other threads, and handlers of signals, want of an editor.
 *
 * Texts wait under a lock; that there are some is told by a byte in a pipe, which the
 * editor's thread can wait for together with the terminal.
 */
#ifndef IL_POST_H
#define IL_POST_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/text.h"

struct il_post {
    pthread_mutex_t lock;
    struct il_text texts; /* with the lock */
    atomic_bool has_texts, wants_stop, is_woken;
    atomic_int read_end, write_end; /* of the pipe, plus 1; 0: there is none yet */
};

/** False: no memory. */
bool il_post_begin(struct il_post *post);
void il_post_end(struct il_post *post);

/** The descriptor to wait for, or -1 with errno. Only the editor's thread asks. */
int il_post_descriptor(struct il_post *post);

/** Leave a text. False: no memory. Any thread. */
bool il_post_add(struct il_post *post, const char *text, size_t size);

/** Want the editor's thread to stop, or to look around. Any thread; also a handler of a
 * signal. */
void il_post_stop(struct il_post *post);
void il_post_wake(struct il_post *post);

/** Is anything wanted? */
bool il_post_has(const struct il_post *post);

/** Take the texts and the wish to look around. `out_texts` is the caller's to free. */
void il_post_take(struct il_post *post, struct il_text *out_texts);

/** Was a stop wanted? It is no longer. */
bool il_post_take_stop(struct il_post *post);

#endif
