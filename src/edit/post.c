/* SPDX-License-Identifier: MIT
 * What others want of an editor.
 */
#include "edit/post.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool il_post_begin(struct il_post *post)
{
    return pthread_mutex_init(&post->lock, NULL) == 0;
}

static void close_end(atomic_int *end)
{
    int descriptor = atomic_exchange(end, 0) - 1;
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
}

void il_post_end(struct il_post *post)
{
    close_end(&post->read_end);
    close_end(&post->write_end);
    il_text_free(&post->texts);
    (void)pthread_mutex_destroy(&post->lock);
}

/* ---- the pipe ---- */

/* A pipe that is full tells all that is to be told. */
static void poke(struct il_post *post)
{
    int descriptor = atomic_load(&post->write_end) - 1;
    int error = errno;
    if (descriptor >= 0) {
        ssize_t written = write(descriptor, "", 1);
        (void)written;
    }
    errno = error;
}

static void drain(struct il_post *post)
{
    char bytes[64];
    int descriptor = atomic_load(&post->read_end) - 1;
    while (descriptor >= 0 && read(descriptor, bytes, sizeof bytes) > 0) {
    }
}

/* What was wanted before there was a pipe is told by the first byte. */
int il_post_descriptor(struct il_post *post)
{
    int ends[2];
    if (atomic_load(&post->read_end) == 0) {
        if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
            return -1;
        }
        atomic_store(&post->read_end, ends[0] + 1);
        atomic_store(&post->write_end, ends[1] + 1);
        if (il_post_has(post)) {
            poke(post);
        }
    }
    return atomic_load(&post->read_end) - 1;
}

/* ---- wishes ---- */

bool il_post_add(struct il_post *post, const char *text, size_t size)
{
    (void)pthread_mutex_lock(&post->lock);
    bool has_room = il_text_reserve(&post->texts, size);
    if (has_room) {
        il_text_add(&post->texts, text, size);
        atomic_store(&post->has_texts, true);
    }
    (void)pthread_mutex_unlock(&post->lock);
    if (has_room) {
        poke(post);
    }
    return has_room;
}

void il_post_stop(struct il_post *post)
{
    atomic_store(&post->wants_stop, true);
    poke(post);
}

void il_post_wake(struct il_post *post)
{
    atomic_store(&post->is_woken, true);
    poke(post);
}

bool il_post_has(const struct il_post *post)
{
    return atomic_load(&post->has_texts) || atomic_load(&post->wants_stop) ||
           atomic_load(&post->is_woken);
}

void il_post_take(struct il_post *post, struct il_text *out_texts)
{
    /* The pipe comes first: what is wanted from here on is told again. */
    drain(post);
    atomic_store(&post->is_woken, false);
    (void)pthread_mutex_lock(&post->lock);
    *out_texts = post->texts;
    post->texts = (struct il_text){0};
    atomic_store(&post->has_texts, false);
    (void)pthread_mutex_unlock(&post->lock);
}

bool il_post_take_stop(struct il_post *post)
{
    return atomic_exchange(&post->wants_stop, false);
}
