/* SPDX-License-Identifier: MIT
 * A host with worker threads. Each has a console of its own; they share one namespace
 * with the results, into which every thread puts its own; a console on the standard
 * input looks at them when all are there.
 */
#include <inlet/inlet.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORKERS = 3 };

struct worker {
    pthread_t thread;
    inlet_console *results; /* everybody's */
    int64_t number;
    inlet_status status;
    inlet_error error;
};

/* Count primes in a console of our own, then tell the others. */
static inlet_status work(struct worker *worker, inlet_console *own)
{
    inlet_value found = inlet_none();
    char name[32];
    inlet_error *error = &worker->error;
    inlet_status status =
        inlet_put(own, "limit", inlet_int(100 * worker->number), error);
    if (status == INLET_DONE) {
        status = inlet_run(own,
                           "primes = [n for n in range(2, limit)\n"
                           "          if all(n % d for d in range(2, n))]\n",
                           error);
    }
    if (status == INLET_DONE) {
        status = inlet_get(own, "len(primes)", INLET_INT, &found, error);
    }
    if (status != INLET_DONE) {
        return status;
    }
    snprintf(name, sizeof name, "below_%d", (int)(100 * worker->number));
    return inlet_put(worker->results, name, found, error);
}

static void *run_worker(void *data)
{
    struct worker *worker = data;
    inlet_console *own = inlet_console_new(NULL, &worker->error);
    worker->status = work(worker, own);
    inlet_console_free(own);
    return NULL;
}

static int give_up(const inlet_error *error)
{
    fprintf(stderr, "%s: %s\n", inlet_status_name(error->code), error->message);
    return EXIT_FAILURE;
}

int main(void)
{
    struct worker workers[WORKERS];
    inlet_error error;
    if (inlet_start(NULL, &error) < 0) {
        return give_up(&error);
    }
    inlet_console *results = inlet_console_new(NULL, &error);
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = (struct worker){.results = results, .number = i + 1};
        if (pthread_create(&workers[i].thread, NULL, run_worker, &workers[i]) != 0) {
            perror("pthread_create");
            return EXIT_FAILURE;
        }
    }
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(workers[i].thread, NULL);
        if (workers[i].status != INLET_DONE) {
            return give_up(&workers[i].error);
        }
    }
    inlet_interact(results, "The results are in.", "", &error);
    inlet_console_free(results);
    return inlet_stop(&error) < 0 ? give_up(&error) : EXIT_SUCCESS;
}
