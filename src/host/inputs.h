/* SPDX-License-Identifier: MIT
 * The inputs of a session at a terminal: each has a name, under which Python finds its
 * lines, for tracebacks and inspect.getsource(). Warm.
 *
 * The names are those of Python's own prompt. Where the host has named the console's
 * input, that name stays. Nothing here fails: an input without lines is shown without.
 */
#ifndef IL_INPUTS_H
#define IL_INPUTS_H

#include "host/host.h"

enum { IL_INPUTS_NAME_SIZE = 48 };

/* Zero-initialise it. */
struct il_inputs {
    PyObject *before; /* strong: the name that all had; NULL: it stays */
    PyObject
        *waiting; /* strong: (name, text) of which `linecache` is not told; or NULL */
    unsigned long count;
    bool is_colored; /* exceptions are shown by us */
};

void il_inputs_begin(struct il_inputs *inputs, inlet_console *console);

/** The name that the next one will have, in UTF-8, into a buffer of so many bytes:
 * false if it is that of the console. */
bool il_inputs_next(const struct il_inputs *inputs, char *name, size_t size);

/** The next one is this text. */
void il_inputs_add(struct il_inputs *inputs, inlet_console *console, PyObject *text);

/** Lines are wanted now: an exception is to be shown. */
void il_inputs_tell(struct il_inputs *inputs);

void il_inputs_end(struct il_inputs *inputs, inlet_console *console);

#endif
