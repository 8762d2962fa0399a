/* SPDX-License-Identifier: MIT
 * A terminal on two descriptors.
 */
#include "edit/tty.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_COLUMNS = 80, USUAL_ROWS = 24, MANY = 16 };

/* Pastes come marked; and what is put back: that, the cursor, the look. */
static const char enters[] = "\x1b[?2004h";
static const char leaves[] = "\x1b[?2004l\x1b[?25h\x1b[0m";

/* ---- terminals to rescue ---- */

/* What a signal handler needs of a terminal that is not given back: a copy, since the
 * owner's memory may be gone. A slot is `busy` while its owner fills it. */
static struct rescue {
    atomic_int state; /* 0: free, 1: busy, 2: to be given back */
    int input, output;
    struct termios before;
} rescues[MANY];

enum { FREE, BUSY, TAKEN };

/* With too many terminals at once the last ones have no rescue. */
static void remember(const struct il_tty *tty)
{
    for (size_t i = 0; i < MANY; i++) {
        int expected = FREE;
        if (atomic_compare_exchange_strong(&rescues[i].state, &expected, BUSY)) {
            rescues[i].input = tty->input;
            rescues[i].output = tty->output;
            rescues[i].before = tty->before;
            atomic_store(&rescues[i].state, TAKEN);
            return;
        }
    }
}

static void forget(const struct il_tty *tty)
{
    for (size_t i = 0; i < MANY; i++) {
        if (atomic_load(&rescues[i].state) == TAKEN && rescues[i].input == tty->input) {
            atomic_store(&rescues[i].state, FREE);
            return;
        }
    }
}

static void set_mode(int descriptor, const struct termios *mode)
{
    while (tcsetattr(descriptor, TCSADRAIN, mode) < 0 && errno == EINTR) {
    }
}

/* Only what may be called in a signal handler. */
void il_tty_rescue(void)
{
    int error = errno;
    for (size_t i = 0; i < MANY; i++) {
        int expected = TAKEN;
        if (atomic_compare_exchange_strong(&rescues[i].state, &expected, BUSY)) {
            ssize_t written = write(rescues[i].output, leaves, sizeof leaves - 1);
            (void)written;
            set_mode(rescues[i].input, &rescues[i].before);
            atomic_store(&rescues[i].state, FREE);
        }
    }
    errno = error;
}

static pthread_once_t rescue_once = PTHREAD_ONCE_INIT;
static void rescue_at_exit(void) { (void)atexit(il_tty_rescue); }

/* ---- the mode ---- */

bool il_tty_open(struct il_tty *tty, int input, int output)
{
    *tty = (struct il_tty){.input = input, .output = output};
    return isatty(input) == 1 && isatty(output) == 1;
}

/* What is written is still processed: other threads go on to print. */
static struct termios make_raw(struct termios mode)
{
    mode.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON);
    mode.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN | ISIG);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    return mode;
}

bool il_tty_enter(struct il_tty *tty)
{
    if (tty->is_raw) {
        return true;
    }
    if (tcgetattr(tty->input, &tty->before) < 0) {
        return false;
    }
    (void)pthread_once(&rescue_once, rescue_at_exit);
    remember(tty);
    struct termios raw = make_raw(tty->before);
    int result;
    while ((result = tcsetattr(tty->input, TCSADRAIN, &raw)) < 0 && errno == EINTR) {
    }
    if (result < 0) {
        int error = errno;
        forget(tty);
        errno = error;
        return false;
    }
    tty->is_raw = true;
    (void)il_tty_write(tty, enters, sizeof enters - 1);
    return true;
}

void il_tty_leave(struct il_tty *tty)
{
    if (!tty->is_raw) {
        return;
    }
    int error = errno;
    (void)il_tty_write(tty, leaves, sizeof leaves - 1);
    set_mode(tty->input, &tty->before);
    forget(tty);
    tty->is_raw = false;
    errno = error;
}

/* ---- the size ---- */

static size_t read_number(const char *text, size_t otherwise)
{
    long number = text == NULL ? 0 : strtol(text, NULL, 10);
    return number > 0 && number < 10000 ? (size_t)number : otherwise;
}

void il_tty_measure(const struct il_tty *tty, size_t *out_columns, size_t *out_rows)
{
    struct winsize size = {0};
    if (ioctl(tty->output, TIOCGWINSZ, &size) < 0) {
        size = (struct winsize){0};
    }
    *out_columns =
        size.ws_col > 0 ? size.ws_col : read_number(getenv("COLUMNS"), USUAL_COLUMNS);
    *out_rows =
        size.ws_row > 0 ? size.ws_row : read_number(getenv("LINES"), USUAL_ROWS);
}

/* ---- bytes ---- */

/* What poll() has promised may be gone again, if others read the terminal as well. */
static enum il_tty_event read_bytes(const struct il_tty *tty, char *bytes, size_t size,
                                    size_t *out_size)
{
    ssize_t count = read(tty->input, bytes, size);
    if (count > 0) {
        *out_size = (size_t)count;
        return IL_TTY_BYTES;
    }
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) {
        return IL_TTY_INTERRUPTED;
    }
    return IL_TTY_END;
}

enum il_tty_event il_tty_read(const struct il_tty *tty, int milliseconds, int wake,
                              char *bytes, size_t size, size_t *out_size)
{
    struct pollfd waits[2] = {{.fd = tty->input, .events = POLLIN},
                              {.fd = wake, .events = POLLIN}};
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    int count = ppoll(waits, 2, milliseconds < 0 ? NULL : &time, tty->mask);
    if (count < 0) {
        return errno == EINTR ? IL_TTY_INTERRUPTED : IL_TTY_END;
    }
    if (waits[0].revents != 0) {
        return (waits[0].revents & POLLNVAL) != 0
                   ? IL_TTY_END
                   : read_bytes(tty, bytes, size, out_size);
    }
    return waits[1].revents != 0 ? IL_TTY_WOKEN : IL_TTY_TIMEOUT;
}

static bool wait_for_room(int descriptor)
{
    struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
    int count = poll(&wait, 1, -1);
    return count > 0 ? (wait.revents & (POLLNVAL | POLLERR | POLLHUP)) == 0
                     : errno == EINTR;
}

bool il_tty_write(const struct il_tty *tty, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(tty->output, bytes, size);
        if (count >= 0) {
            bytes += count;
            size -= (size_t)count;
        } else if (errno == EAGAIN) {
            if (!wait_for_room(tty->output)) {
                return false;
            }
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}
