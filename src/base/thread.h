/* SPDX-License-Identifier: MIT
 * Threads of ours in the program of somebody else.
 */
#ifndef IL_BASE_THREAD_H
#define IL_BASE_THREAD_H

#include <pthread.h>
#include <stddef.h>

/** Start a thread with all signals blocked: they are for the host's threads.
 * `stack_size` is in bytes; 0, and one that the system refuses, is the usual one.
 * 0, with *out_thread set before the thread runs; or -1, and that means nothing. */
int il_thread_start(pthread_t *out_thread, size_t stack_size, void *(*run)(void *data),
                    void *data);

#endif
