/* SPDX-License-Identifier: MIT
 * The thread that reads what was written to the captured descriptors, and hands it on.
 *
 * It goes on after the capture has ended as long as somebody, a program that was
 * started meanwhile, may write: who writes into a pipe that nobody reads dies. It then
 * copies to the real descriptors.
 */
#include "host/capture.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/thread.h"

enum { PIECE = 1 << 16 }; /* bytes; what a pipe holds */

/* It calls the host's code. */
static const size_t STACK_SIZE = 1 << 20;

struct drain {
    struct il_capture *capture;
    struct il_text text;
    char piece[PIECE];
};

void il_drain_release(struct il_capture *capture)
{
    if (atomic_fetch_sub(&capture->uses, 1) != 1) {
        return;
    }
    for (int i = 0; i < IL_CAPTURED; i++) {
        struct il_captured *one = &capture->streams[i];
        (void)(one->reading >= 0 && close(one->reading));
        (void)(one->real >= 0 && close(one->real));
    }
    close(capture->waker);
    il_link_release(capture->link);
    pthread_cond_destroy(&capture->changed);
    pthread_mutex_destroy(&capture->lock);
    free(capture);
}

/* --- Bytes to text ---------------------------------------------------------------- */

static void add_escaped(struct il_text *text, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    const char escape[] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    il_text_add(text, escape, sizeof escape);
}

/* Add `bytes`; gives how many at their end are the beginning of a character. */
static size_t add_text(struct il_text *text, const char *bytes, size_t size)
{
    size_t plain = 0; /* where the part begins that is text and not added yet */
    size_t at = 0;
    bool is_begun = false;
    while (at < size) {
        size_t step = il_text_character(bytes + at, size - at, &is_begun);
        if (step > 0) {
            at += step;
            continue;
        }
        il_text_add(text, bytes + plain, at - plain);
        if (is_begun) {
            return size - at;
        }
        add_escaped(text, (unsigned char)bytes[at++]);
        plain = at;
    }
    il_text_add(text, bytes + plain, at - plain);
    return 0;
}

/* The first four bytes, or less, and the rest: a character that was begun may end in
 * these. What stays begun is kept. */
static void decode(struct drain *drain, struct il_captured *one, size_t size)
{
    struct il_text *text = &drain->text;
    const char *piece = drain->piece;
    char seam[8];
    size_t begun = one->begun_size;
    il_text_clear(text);
    while (begun > 0 && size > 0) {
        memcpy(seam, one->begun, begun);
        seam[begun++] = *piece++;
        size--;
        size_t left = add_text(text, seam, begun);
        memmove(one->begun, seam + begun - left, left);
        begun = left;
    }
    if (size > 0) {
        begun = add_text(text, piece, size);
        memcpy(one->begun, piece + size - begun, begun);
    }
    one->begun_size = begun;
}

/* --- Handing on ------------------------------------------------------------------- */

static void write_real(int descriptor, const char *text, size_t size)
{
    while (descriptor >= 0 && size > 0) {
        ssize_t written = write(descriptor, text, size);
        if (written < 0 && errno == EAGAIN) {
            struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
            (void)poll(&ready, 1, -1);
        } else if (written < 0 && errno != EINTR) {
            return;
        } else if (written > 0) {
            text += written;
            size -= (size_t)written;
        }
    }
}

/* Counted in, or NULL. */
static inlet_console *find_target(struct il_capture *capture)
{
    pthread_mutex_lock(&capture->lock);
    bool is_over = capture->is_drained;
    struct il_link *link = capture->link == NULL ? NULL : il_link_share(capture->link);
    pthread_mutex_unlock(&capture->lock);
    if (is_over) {
        il_link_release(link);
        return NULL;
    }
    inlet_console *console = link == NULL ? NULL : il_console_acquire(link);
    il_link_release(link);
    return capture->is_for_fallback ? il_route_fallback() : console;
}

static bool is_passed(inlet_console *console, int stream, const struct il_text *text)
{
    return console == NULL || console->callbacks.output == NULL ||
           il_output_hand_on(console, (inlet_stream)(stream + 1), text->bytes,
                             text->size) == INLET_PASS;
}

/* Text without memory for it is lost. */
static void hand_on(struct drain *drain, int stream)
{
    struct il_capture *capture = drain->capture;
    if (drain->text.size == 0 || !il_text_is_whole(&drain->text)) {
        return;
    }
    inlet_console *console = find_target(capture);
    if (is_passed(console, stream, &drain->text)) {
        write_real(capture->streams[stream].real, drain->text.bytes, drain->text.size);
    }
    if (console != NULL) {
        il_console_let_go(console);
    }
}

/* The beginning of a character that will have no end. */
static void hand_on_begun(struct drain *drain, int stream)
{
    struct il_captured *one = &drain->capture->streams[stream];
    il_text_clear(&drain->text);
    for (size_t i = 0; i < one->begun_size; i++) {
        add_escaped(&drain->text, (unsigned char)one->begun[i]);
    }
    one->begun_size = 0;
    hand_on(drain, stream);
}

/* --- Reading ---------------------------------------------------------------------- */

/* What is read counts as soon as it is out of the pipe, see il_capture_settle(). */
static ssize_t read_piece(struct drain *drain, struct il_captured *one)
{
    ssize_t size;
    pthread_mutex_lock(&drain->capture->lock);
    do {
        size = read(one->reading, drain->piece, PIECE);
    } while (size < 0 && errno == EINTR);
    one->read += size > 0 ? (uint64_t)size : 0;
    pthread_mutex_unlock(&drain->capture->lock);
    return size;
}

static void note_handed_on(struct il_capture *capture, struct il_captured *one)
{
    pthread_mutex_lock(&capture->lock);
    one->handed_on = one->read;
    pthread_cond_broadcast(&capture->changed);
    pthread_mutex_unlock(&capture->lock);
}

/* It can be read, or nobody can write to it any more. */
static void drain_one(struct drain *drain, int stream)
{
    struct il_captured *one = &drain->capture->streams[stream];
    ssize_t size = read_piece(drain, one);
    if (size > 0) {
        decode(drain, one, (size_t)size);
        hand_on(drain, stream);
        note_handed_on(drain->capture, one);
        return;
    }
    hand_on_begun(drain, stream);
    pthread_mutex_lock(&drain->capture->lock);
    close(one->reading);
    one->reading = -1;
    pthread_mutex_unlock(&drain->capture->lock);
}

static bool is_open(const struct il_capture *capture)
{
    return capture->streams[0].reading >= 0 || capture->streams[1].reading >= 0;
}

/* Drain what there is; wait for it if `waits`. Gives whether there was anything. */
static bool drain_some(struct drain *drain, bool waits)
{
    struct il_capture *capture = drain->capture;
    struct pollfd ready[IL_CAPTURED + 1] = {
        {.fd = capture->streams[0].reading, .events = POLLIN},
        {.fd = capture->streams[1].reading, .events = POLLIN},
        {.fd = waits ? capture->waker : -1, .events = POLLIN},
    };
    if (poll(ready, IL_CAPTURED + 1, waits ? -1 : 0) <= 0) {
        return false;
    }
    for (int i = 0; i < IL_CAPTURED; i++) {
        if (ready[i].revents != 0) {
            drain_one(drain, i);
        }
    }
    if (ready[IL_CAPTURED].revents != 0) {
        uint64_t count;
        (void)!read(capture->waker, &count, sizeof count);
    }
    return ready[0].revents != 0 || ready[1].revents != 0;
}

static bool ends(struct il_capture *capture)
{
    pthread_mutex_lock(&capture->lock);
    bool result = capture->ends;
    pthread_mutex_unlock(&capture->lock);
    return result;
}

static void tell(struct il_capture *capture, bool is_finished)
{
    pthread_mutex_lock(&capture->lock);
    capture->is_drained = true;
    capture->is_finished = is_finished;
    pthread_cond_broadcast(&capture->changed);
    pthread_mutex_unlock(&capture->lock);
}

/* All that was written before the end belongs to the console. */
static void drain_rest(struct drain *drain)
{
    while (is_open(drain->capture) && drain_some(drain, false)) {
    }
    for (int i = 0; i < IL_CAPTURED; i++) {
        hand_on_begun(drain, i);
    }
    tell(drain->capture, !is_open(drain->capture));
}

static void *run(void *data)
{
    struct drain *drain = data;
    struct il_capture *capture = drain->capture;
    while (!ends(capture)) {
        (void)drain_some(drain, true);
    }
    drain_rest(drain);
    while (is_open(capture)) {
        (void)drain_some(drain, true);
    }
    il_text_free(&drain->text);
    free(drain);
    il_drain_release(capture);
    return NULL;
}

int il_drain_start(struct il_capture *capture)
{
    struct drain *drain = calloc(1, sizeof *drain);
    if (drain == NULL) {
        return -1;
    }
    drain->capture = capture;
    atomic_fetch_add(&capture->uses, 1);
    int result = il_thread_start(&capture->thread, STACK_SIZE, run, drain);
    if (result != 0) {
        atomic_fetch_sub(&capture->uses, 1);
        free(drain);
    }
    return result;
}
