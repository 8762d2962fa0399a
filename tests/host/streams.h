/* SPDX-License-Identifier: MIT
 * A host that gives its console streams, for the tests of what these do.
 */
#ifndef IL_TEST_STREAMS_H
#define IL_TEST_STREAMS_H

#include "host.h"

/* What a console has printed, and what it is given to read. */
struct streams {
    struct sink out, err;
    inlet_console *console;
    inlet_status answer;                     /* of every write */
    void (*in_output)(struct streams *self); /* called inside the callback, or NULL */
    const char *const *lines;                /* ended by NULL */
    const char *secret;
    char prompt[64];
    int reads;
};

inlet_status streams_output(void *data, inlet_stream stream, const char *text,
                            size_t length);
inlet_status streams_input(void *data, const char *prompt, bool is_secret,
                           inlet_line *line);

/** A console with both callbacks; `limit` is its output_limit. */
void streams_open(struct streams *self, size_t limit);

/** With output alone. */
void streams_open_deaf(struct streams *self);

/** Run statements that must end well, and compare what they print. */
void streams_assert_prints(struct streams *self, const char *statements,
                           const char *expected);

#endif
