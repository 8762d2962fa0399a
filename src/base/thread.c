/* SPDX-License-Identifier: MIT
 * Threads of ours in the program of somebody else.
 */
#include "base/thread.h"

#include <signal.h>

/* A thread begins with the mask of the one that makes it. */
static int make(pthread_t *out_thread, const pthread_attr_t *attributes,
                void *(*run)(void *data), void *data)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(out_thread, attributes, run, data);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error == 0 ? 0 : -1;
}

int il_thread_start(pthread_t *out_thread, size_t stack_size, void *(*run)(void *data),
                    void *data)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) {
        return -1;
    }
    if (stack_size > 0) {
        (void)pthread_attr_setstacksize(&attributes, stack_size);
    }
    int result = make(out_thread, &attributes, run, data);
    pthread_attr_destroy(&attributes);
    return result;
}
