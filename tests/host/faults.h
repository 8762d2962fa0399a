/* SPDX-License-Identifier: MIT
 * Whatever an operation takes from the system fails once: the call has to say so or to
 * do without, and everything has to work afterwards.
 *
 * Python's allocators are hooked, which are those of the library too; and so is what
 * the library asks the C library for: memory, threads, descriptors. An operation is
 * repeated with the 1st, 2nd, 3rd ... of these failing until it passes without having
 * come so far. Each time it has a forked process of its own: CPython's compiler may
 * itself crash when memory runs out in it, and all start from the same state.
 */
#ifndef IL_TEST_FAULTS_H
#define IL_TEST_FAULTS_H

#include <inlet/python.h>

#include "host.h"

/** What is done with one fault, or what looks whether everything works afterwards. */
typedef inlet_status (*operation)(void);

/** Hook Python's allocators, which it has from before it starts or from now on; and
 * take the hooks away. */
void faults_hook(void);
void faults_unhook(void);

/** Start Python with the hooks, and Inlet in it: 0 or -1. End all of that, and a console
 * (or NULL) before: 0 or -1. */
int faults_begin(void);
int faults_end(inlet_console *console);

/** Nothing fails between these two: what CPython itself cannot bear. They nest. */
void faults_pause(void);
void faults_resume(void);

/** Count a fault that the caller can bring about: true if it is this one's turn. */
bool fault_is_due(void);

/**
 * Let each fault happen to `operate`, and `check` everything after it. A failure of
 * `operate` needs a fault, and is none that blames the caller. `may_crash`: a few
 * times, in CPython.
 */
void fail_each(operation operate, operation check, bool may_crash);

/** The same for one in `step` faults, where each of them takes its time. */
void fail_some(operation operate, operation check, bool may_crash, long step);

/** What the last call says that failed. */
extern inlet_error fault_error;

/* A test of that; see FAULT_TEST. */
#define FAULT_TEST_OF(operation, check, may_crash)                                     \
    static void operation##_with_each_fault(void **state)                              \
    {                                                                                  \
        (void)state;                                                                   \
        fail_each(operation, check, may_crash);                                        \
    }

#define FAULT_TEST(operation) cmocka_unit_test(operation##_with_each_fault)

/** 77, which Meson takes for skipped, where CPython itself fails too often: from 3.12
 * on it crashes, or leaves its own caches wrong, at more faults than can be told from
 * ours (seen in compile() and in types alone), unless INLET_MEMORY_EVERYWHERE is set. 0
 * elsewhere. */
int faults_skipped(void);

#endif
