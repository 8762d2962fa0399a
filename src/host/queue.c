/* SPDX-License-Identifier: MIT
 * The queue of a console: lines and sources, in order, from any thread.
 */
#include "host/queue.h"

#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* --- Life ------------------------------------------------------------------------- */

static void make_condition(struct il_queue *queue)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&queue->changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

void il_queue_init(struct il_queue *queue)
{
    pthread_mutex_init(&queue->lock, NULL);
    make_condition(queue);
    queue->descriptor = -1;
}

/* Those who waited are not in this process. */
void il_queue_renew(struct il_queue *queue)
{
    make_condition(queue);
    pthread_mutex_unlock(&queue->lock);
}

static void free_job(struct il_job *job)
{
    inlet_result_clear(job->result);
    PyMem_RawFree(job->result);
    PyMem_RawFree(job);
}

void il_queue_fini(struct il_queue *queue)
{
    struct il_job *job;
    while ((job = queue->first) != NULL) {
        queue->first = job->next;
        if (job->ticket == 0) {
            free_job(job);
        }
    }
    while ((job = queue->kept) != NULL) {
        queue->kept = job->next_kept;
        free_job(job);
    }
    PyMem_RawFree(queue->begun);
    if (queue->descriptor >= 0) {
        close(queue->descriptor);
    }
    pthread_cond_destroy(&queue->changed);
    pthread_mutex_destroy(&queue->lock);
}

void il_queue_finish(struct il_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->is_finished = true;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}

/* --- The list, with the lock ------------------------------------------------------ */

/* Readable while there is a job, which the counter of an eventfd is while not zero. */
static void show_state(struct il_queue *queue)
{
    uint64_t count = 1;
    ssize_t done = 0;
    if (queue->descriptor >= 0) {
        done = queue->first != NULL ? write(queue->descriptor, &count, sizeof count)
                                    : read(queue->descriptor, &count, sizeof count);
    }
    /* It is non-blocking, and what it can say otherwise is that it is so already. */
    (void)done;
}

/* What a job counts for: the end of a line, too, so that empty ones are not free. */
static size_t weight_of(const struct il_job *job) { return job->length + 1; }

static void append(struct il_queue *queue, struct il_job *job)
{
    bool was_empty = queue->first == NULL;
    if (was_empty) {
        queue->first = job;
    } else {
        queue->last->next = job;
    }
    queue->last = job;
    queue->waiting += weight_of(job);
    if (job->ticket != 0) {
        job->next_kept = queue->kept;
        queue->kept = job;
    }
    if (was_empty) {
        show_state(queue);
    }
    pthread_cond_broadcast(&queue->changed);
}

static struct il_job *job_new(const char *text, size_t length)
{
    struct il_job *job = PyMem_RawCalloc(1, sizeof *job + length + 1);
    if (job != NULL) {
        memcpy(job->text, text, length);
        job->length = length;
    }
    return job;
}

static struct il_job *source_new(const char *source, bool has_result)
{
    struct il_job *job = job_new(source, strlen(source));
    if (job == NULL) {
        return NULL;
    }
    job->is_source = true;
    job->result = has_result ? PyMem_RawCalloc(1, sizeof *job->result) : NULL;
    if (has_result && job->result == NULL) {
        free_job(job);
        return NULL;
    }
    return job;
}

/* What `text` will count for, half a line at its end included, and the ends in it. */
static size_t size_of(const struct il_queue *queue, const char *text, size_t length,
                      size_t *out_ends)
{
    size_t size = 0;
    *out_ends = 0;
    for (size_t i = 0; i < length; i++) {
        bool is_after_return = i > 0 ? text[i - 1] == '\r' : queue->skips_newline;
        bool counts = text[i] != '\n' || !is_after_return;
        size += counts;
        *out_ends += counts && (text[i] == '\n' || text[i] == '\r');
    }
    return size;
}

/* Where nothing waits that could be run to make room, one end of a line is let in, so
 * that a line as long as the limit can be ended. */
static bool has_room(const struct il_queue *queue, size_t size, size_t ends)
{
    size_t waiting = queue->waiting + queue->begun_size;
    size_t limit = queue->limit + (ends > 0 && queue->first == NULL);
    return queue->limit == 0 || size == 0 || (size <= limit && waiting <= limit - size);
}

/* --- Who runs it ------------------------------------------------------------------ */

bool il_queue_claim(struct il_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    bool is_free = !queue->is_run;
    queue->is_run = true;
    pthread_mutex_unlock(&queue->lock);
    return is_free;
}

void il_queue_unclaim(struct il_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->is_run = false;
    /* Who waits for what will not be run any more has to know. */
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}

struct il_job *il_queue_take(struct il_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    struct il_job *job = queue->first;
    if (job != NULL) {
        queue->first = job->next;
        job->next = NULL;
        queue->waiting -= weight_of(job);
        if (queue->first == NULL) {
            show_state(queue);
        }
    }
    pthread_mutex_unlock(&queue->lock);
    return job;
}

bool il_queue_is_empty(struct il_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    bool is_empty = queue->first == NULL;
    pthread_mutex_unlock(&queue->lock);
    return is_empty;
}

void il_queue_return(struct il_queue *queue, struct il_job *job)
{
    pthread_mutex_lock(&queue->lock);
    bool was_empty = queue->first == NULL;
    job->next = queue->first;
    queue->first = job;
    queue->waiting += weight_of(job);
    if (was_empty) {
        queue->last = job;
        show_state(queue);
    }
    pthread_mutex_unlock(&queue->lock);
}

bool il_queue_settle(struct il_queue *queue, struct il_job *job,
                     const inlet_result *result)
{
    if (job->ticket == 0) {
        free_job(job);
        return false;
    }
    pthread_mutex_lock(&queue->lock);
    *job->result = *result;
    job->is_done = true;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
    return true;
}

bool il_queue_wait(struct il_queue *queue, atomic_ulong *runner)
{
    pthread_mutex_lock(&queue->lock);
    /* First said, then looked, and the other way round where the runner leaves. */
    atomic_store(&queue->is_awaited, true);
    while ((queue->first == NULL || atomic_load(runner) != 0) && !queue->is_finished) {
        pthread_cond_wait(&queue->changed, &queue->lock);
    }
    atomic_store(&queue->is_awaited, false);
    bool goes_on = !queue->is_finished;
    pthread_mutex_unlock(&queue->lock);
    return goes_on;
}

void il_queue_note_free(struct il_queue *queue)
{
    if (atomic_load(&queue->is_awaited)) {
        pthread_mutex_lock(&queue->lock);
        pthread_cond_broadcast(&queue->changed);
        pthread_mutex_unlock(&queue->lock);
    }
}

/* --- Feeding ---------------------------------------------------------------------- */

/* Add to the line that is not whole. 0 or -1. */
static int begin_line(struct il_queue *queue, const char *text, size_t length)
{
    if (queue->begun_room - queue->begun_size < length) {
        size_t room = (queue->begun_size + length) * 2;
        char *longer = PyMem_RawRealloc(queue->begun, room);
        if (longer == NULL) {
            return -1;
        }
        queue->begun = longer;
        queue->begun_room = room;
    }
    if (length > 0) {
        memcpy(queue->begun + queue->begun_size, text, length);
        queue->begun_size += length;
    }
    return 0;
}

static int end_line(struct il_queue *queue, const char *text, size_t length)
{
    if (begin_line(queue, text, length) < 0) {
        return -1;
    }
    struct il_job *job =
        job_new(queue->begun == NULL ? "" : queue->begun, queue->begun_size);
    if (job == NULL) {
        queue->begun_size -= length;
        return -1;
    }
    queue->begun_size = 0;
    append(queue, job);
    return 0;
}

/* The end of the line in `text`: where CR or LF is, or the end of the text. */
static size_t line_length(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && text[at] != '\n' && text[at] != '\r') {
        at++;
    }
    return at;
}

/* 0, or -1 if memory runs out: what is queued is queued. */
static int feed(struct il_queue *queue, const char *text, size_t length)
{
    while (length > 0) {
        if (queue->skips_newline && *text == '\n') {
            text++, length--;
        }
        queue->skips_newline = false;
        size_t size = line_length(text, length);
        if (size == length) {
            return begin_line(queue, text, length);
        }
        if (end_line(queue, text, size) < 0) {
            return -1;
        }
        queue->skips_newline = text[size] == '\r';
        text += size + 1;
        length -= size + 1;
    }
    return 0;
}

/* With the lock: may so much be queued? */
static inlet_status check_room(struct il_queue *queue, size_t size, size_t ends,
                               inlet_error *error)
{
    if (queue->is_finished) {
        return il_error_set(error, INLET_ESTATE, "the queue is finished");
    }
    return has_room(queue, size, ends)
               ? INLET_DONE
               : il_error_set(error, INLET_EBUSY, "too much waits in the queue");
}

static inlet_status check_given(inlet_console *console, const char *text,
                                inlet_error *error)
{
    il_error_clear(error);
    return console == NULL || text == NULL
               ? il_error_set(error, INLET_EINVAL, "the console or the text is NULL")
               : INLET_DONE;
}

inlet_status inlet_feed(inlet_console *console, const char *text, size_t length,
                        inlet_error *error)
{
    inlet_status status = check_given(console, text, error);
    if (status < 0) {
        return status;
    }
    struct il_queue *queue = &console->queue;
    pthread_mutex_lock(&queue->lock);
    size_t ends = 0;
    size_t size = queue->limit == 0 ? 0 : size_of(queue, text, length, &ends);
    status = check_room(queue, size, ends, error);
    if (status == INLET_DONE && feed(queue, text, length) < 0) {
        status = il_error_set(error, INLET_ENOMEM, NULL);
    }
    pthread_mutex_unlock(&queue->lock);
    return status;
}

inlet_status inlet_submit(inlet_console *console, const char *source,
                          uint64_t *out_ticket, inlet_error *error)
{
    inlet_status status = check_given(console, source, error);
    if (status < 0) {
        return status;
    }
    struct il_job *job = source_new(source, out_ticket != NULL);
    if (job == NULL) {
        return il_error_set(error, INLET_ENOMEM, NULL);
    }
    struct il_queue *queue = &console->queue;
    pthread_mutex_lock(&queue->lock);
    status = check_room(queue, weight_of(job), 1, error);
    if (status == INLET_DONE) {
        job->ticket = out_ticket == NULL ? 0 : ++queue->tickets;
        if (out_ticket != NULL) {
            *out_ticket = job->ticket;
        }
        append(queue, job);
        job = NULL;
    }
    pthread_mutex_unlock(&queue->lock);
    if (job != NULL) {
        free_job(job);
    }
    return status;
}

inlet_status inlet_finish(inlet_console *console, inlet_error *error)
{
    il_error_clear(error);
    if (console == NULL) {
        return il_error_set(error, INLET_EINVAL, "the console is NULL");
    }
    il_queue_finish(&console->queue);
    return INLET_DONE;
}

inlet_status inlet_descriptor(inlet_console *console, int *out_descriptor,
                              inlet_error *error)
{
    inlet_status status = INLET_DONE;
    il_error_clear(error);
    if (console == NULL || out_descriptor == NULL) {
        return il_error_set(error, INLET_EINVAL, NULL);
    }
    struct il_queue *queue = &console->queue;
    pthread_mutex_lock(&queue->lock);
    if (queue->descriptor < 0) {
        queue->descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        show_state(queue);
    }
    if (queue->descriptor < 0) {
        status = il_error_set(error, INLET_EIO, "no more descriptors");
    } else {
        *out_descriptor = queue->descriptor;
    }
    pthread_mutex_unlock(&queue->lock);
    return status;
}

/* --- Waiting for a result --------------------------------------------------------- */

static struct il_job **find_kept(struct il_queue *queue, uint64_t ticket)
{
    struct il_job **at = &queue->kept;
    while (*at != NULL && (*at)->ticket != ticket) {
        at = &(*at)->next_kept;
    }
    return at;
}

static struct timespec time_after(uint32_t milliseconds)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += milliseconds / 1000;
    time.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000;
    }
    return time;
}

/* With the lock. Two may wait for the same one: so it is looked up each time. */
static inlet_status wait_for(struct il_queue *queue, uint64_t ticket,
                             uint32_t milliseconds, inlet_result *result,
                             inlet_error *error)
{
    struct timespec until = time_after(milliseconds);
    for (int late = 0;;) {
        struct il_job **at = find_kept(queue, ticket);
        struct il_job *job = *at;
        if (job == NULL) {
            return il_error_set(error, INLET_EINVAL, "no such ticket");
        }
        if (job->is_done) {
            *at = job->next_kept;
            *result = *job->result;
            PyMem_RawFree(job->result);
            PyMem_RawFree(job);
            return INLET_DONE;
        }
        if (queue->is_finished && !queue->is_run) {
            return il_error_set(error, INLET_ESTATE, "the queue is finished");
        }
        if (late != 0) {
            return INLET_MORE;
        }
        late = pthread_cond_timedwait(&queue->changed, &queue->lock, &until);
    }
}

inlet_status inlet_wait(inlet_console *console, uint64_t ticket, uint32_t milliseconds,
                        inlet_result *out_result, inlet_error *error)
{
    inlet_result result = INLET_RESULT_INIT;
    il_error_clear(error);
    if (console == NULL || out_result == NULL ||
        out_result->size < sizeof out_result->size) {
        return il_error_set(error, INLET_EINVAL, NULL);
    }
    /* It may be freed meanwhile. */
    il_console_share(console);
    bool was_attached = Py_IsInitialized() && il_thread_is_attached();
    PyThreadState *state = was_attached ? PyEval_SaveThread() : NULL;
    pthread_mutex_lock(&console->queue.lock);
    inlet_status status =
        wait_for(&console->queue, ticket, milliseconds, &result, error);
    pthread_mutex_unlock(&console->queue.lock);
    if (was_attached) {
        PyEval_RestoreThread(state);
    }
    il_console_let_go(console);
    if (status == INLET_DONE) {
        il_result_give(&result, out_result);
    }
    return status;
}
