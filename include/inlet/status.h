/* SPDX-License-Identifier: MIT
 *
 * What calls give back, and what every header of Inlet begins with. It needs nothing,
 * and is included by the others.
 */
#ifndef INLET_STATUS_H
#define INLET_STATUS_H

#if defined(__GNUC__)
#define INLET_API __attribute__((visibility("default")))
#define INLET_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#else
#define INLET_API
#define INLET_PRINTF(text, first)
#endif

/** What a call gives back: negative for a failure, else an answer. */
typedef int inlet_status;

/** Answers. */
enum {
    INLET_DONE = 0,    /**< done; the input was complete and ran to its end */
    INLET_MORE = 1,    /**< the input is unfinished; nothing of it has run */
    INLET_INVALID = 2, /**< the input is no Python; nothing of it has run */
    INLET_RAISED = 3,  /**< the code ran and ended with an exception */
    INLET_EXIT = 4,    /**< the code asked to leave: exit(), SystemExit */

    /* What only callbacks answer. */
    INLET_END = 5,       /**< read_line: the input has ended */
    INLET_INTERRUPT = 6, /**< raise KeyboardInterrupt, as Ctrl-C does */
    INLET_PASS = 7       /**< do what happens where there is no callback */
};

/** Failures: X(name, number, text). Every one is INLET_<name>. */
#define INLET_FAILURES(X)                                                              \
    X(ENOMEM, -1, "out of memory")                                                     \
    X(EINVAL, -2, "invalid argument")                                                  \
    X(ESTATE, -3, "Python is not running: inlet_start() comes first")                  \
    X(EBUSY, -4, "in use by a call that has not returned")                             \
    X(ETHREAD, -5, "not from this thread")                                             \
    X(EVERSION, -6, "another version of Inlet is loaded")                              \
    X(EPYTHON, -7, "a Python exception")                                               \
    X(ETYPE, -8, "the value is of another type")                                       \
    X(ERANGE, -9, "the value does not fit")                                            \
    X(EENCODING, -10, "the text is not valid UTF-8")                                   \
    X(EIO, -11, "input or output failed")

enum {
#define INLET_FAILURE_ENTRY(name, number, text) INLET_##name = number,
    INLET_FAILURES(INLET_FAILURE_ENTRY)
#undef INLET_FAILURE_ENTRY
};

#endif
