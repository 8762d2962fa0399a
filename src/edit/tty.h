/* SPDX-License-Identifier: MIT
 * A terminal on two descriptors: its mode, its size, timed reads and whole writes.
 *
 * The descriptors are the host's: they stay open, and their flags (O_NONBLOCK is shared
 * by everyone who has the terminal open) stay as they are. No signal handler is
 * installed.
 */
#ifndef IL_TTY_H
#define IL_TTY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

struct il_tty {
    const sigset_t *mask; /* of signals while it waits; NULL: as it is. Who keeps them
                             out otherwise misses none */
    int input, output;
    struct termios before; /* the mode that is given back */
    bool is_raw;
};

/** Is there a terminal at both? Nothing is changed; there is nothing to close. */
bool il_tty_open(struct il_tty *tty, int input, int output);

/**
 * Let keys come one by one, unechoed, Ctrl-C and Ctrl-Z as well, and ask for pastes to
 * be marked. What was typed before is kept. False: the terminal refuses (it has hung
 * up, or a sandbox forbids it); errno says why.
 */
bool il_tty_enter(struct il_tty *tty);

/** Give the terminal back as it was. A terminal that is gone is no failure. */
void il_tty_leave(struct il_tty *tty);

/**
 * The same for all terminals of the process that are not given back yet. It happens by
 * itself at exit(); a host may call it in handlers of signals that end the process.
 */
void il_tty_rescue(void);

/** Columns and rows, at least 1; 80 and 24 if nobody knows. */
void il_tty_measure(const struct il_tty *tty, size_t *out_columns, size_t *out_rows);

enum il_tty_event {
    IL_TTY_BYTES,
    IL_TTY_TIMEOUT,
    IL_TTY_WOKEN,       /* the descriptor `wake` can be read */
    IL_TTY_INTERRUPTED, /* by a signal: the size may be another one */
    IL_TTY_END,         /* the other side has hung up */
};

/**
 * Wait for bytes, so many milliseconds (negative: for ever; 0: only look), and read as
 * many as there are, `size` at most. `wake` is a descriptor or -1. Bytes come before
 * everything else.
 */
enum il_tty_event il_tty_read(const struct il_tty *tty, int milliseconds, int wake,
                              char *bytes, size_t size, size_t *out_size);

/** Write all of it, also to a descriptor that does not block. False: the other side is
 * gone. */
bool il_tty_write(const struct il_tty *tty, const char *bytes, size_t size);

#endif
