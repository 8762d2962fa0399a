/* SPDX-License-Identifier: MIT
 * The terminal's mode, on a pseudo-terminal.
 */
#include "il_test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edit/tty.h"

struct pair {
    int user, program; /* the two ends */
    struct il_tty tty;
};

/* False where there are no pseudo-terminals. */
static bool open_pair(struct pair *pair)
{
    *pair = (struct pair){.user = -1, .program = -1};
    pair->user = posix_openpt(O_RDWR | O_NOCTTY);
    if (pair->user < 0 || grantpt(pair->user) < 0 || unlockpt(pair->user) < 0) {
        return false;
    }
    pair->program = open(ptsname(pair->user), O_RDWR | O_NOCTTY);
    return pair->program >= 0 && il_tty_open(&pair->tty, pair->program, pair->program);
}

static void close_pair(struct pair *pair)
{
    close(pair->program);
    close(pair->user);
}

#define OPEN(pair)                                                                     \
    if (!open_pair(pair)) {                                                            \
        skip();                                                                        \
    }

static struct termios mode_of(const struct pair *pair)
{
    struct termios mode;
    assert_int_equal(tcgetattr(pair->program, &mode), 0);
    return mode;
}

/* All bytes up to `size` that the user's side gets. */
static void assert_received(const struct pair *pair, const char *wanted)
{
    size_t size = strlen(wanted), got = 0;
    char bytes[256];
    assert_true(size < sizeof bytes);
    while (got < size) {
        ssize_t count = read(pair->user, bytes + got, size - got);
        assert_true(count > 0);
        got += (size_t)count;
    }
    assert_memory_equal(bytes, wanted, size);
}

static void the_mode_is_given_back(void **state)
{
    (void)state;
    struct pair pair;
    OPEN(&pair);
    struct termios before = mode_of(&pair);
    int flags = fcntl(pair.program, F_GETFL);
    assert_true(il_tty_enter(&pair.tty));
    assert_true(il_tty_enter(&pair.tty));
    struct termios raw = mode_of(&pair);
    assert_int_equal(raw.c_lflag & (ECHO | ICANON | ISIG | IEXTEN), 0);
    assert_int_equal(raw.c_oflag, before.c_oflag);
    assert_int_equal(fcntl(pair.program, F_GETFL), flags);
    il_tty_leave(&pair.tty);
    il_tty_leave(&pair.tty);
    struct termios after = mode_of(&pair);
    assert_int_equal(after.c_lflag, before.c_lflag);
    assert_int_equal(after.c_iflag, before.c_iflag);
    assert_memory_equal(after.c_cc, before.c_cc, sizeof after.c_cc);
    assert_received(&pair, "\x1b[?2004h\x1b[?2004l\x1b[?25h\x1b[0m");
    close_pair(&pair);
}

static void a_forgotten_terminal_is_rescued(void **state)
{
    (void)state;
    struct pair pair;
    OPEN(&pair);
    struct termios before = mode_of(&pair);
    assert_true(il_tty_enter(&pair.tty));
    errno = 42;
    il_tty_rescue();
    assert_int_equal(errno, 42);
    assert_int_equal(mode_of(&pair).c_lflag, before.c_lflag);
    il_tty_rescue();
    assert_received(&pair, "\x1b[?2004h\x1b[?2004l\x1b[?25h\x1b[0m");
    close_pair(&pair);
}

static void more_terminals_than_can_be_rescued_are_served(void **state)
{
    (void)state;
    struct pair pair;
    OPEN(&pair);
    struct termios before = mode_of(&pair);
    struct il_tty ttys[20];
    for (size_t i = 0; i < 20; i++) {
        assert_true(il_tty_open(&ttys[i], pair.program, pair.program));
        assert_true(il_tty_enter(&ttys[i]));
    }
    for (size_t i = 20; i > 0; i--) {
        il_tty_leave(&ttys[i - 1]);
    }
    assert_int_equal(mode_of(&pair).c_lflag, before.c_lflag);
    close_pair(&pair);
}

static void keys_come_one_by_one(void **state)
{
    (void)state;
    struct pair pair;
    OPEN(&pair);
    char bytes[16];
    size_t size = 0;
    assert_true(il_tty_enter(&pair.tty));
    assert_int_equal(il_tty_read(&pair.tty, 0, -1, bytes, sizeof bytes, &size),
                     IL_TTY_TIMEOUT);
    assert_int_equal(write(pair.user, "\x03\r", 2), 2);
    for (size_t got = 0; got < 2; got += size) {
        assert_int_equal(
            il_tty_read(&pair.tty, -1, -1, bytes + got, sizeof bytes - got, &size),
            IL_TTY_BYTES);
    }
    assert_memory_equal(bytes, "\x03\r", 2);
    il_tty_leave(&pair.tty);
    close_pair(&pair);
}

static void a_wait_can_be_ended(void **state)
{
    (void)state;
    struct pair pair;
    int wake[2];
    OPEN(&pair);
    assert_int_equal(pipe(wake), 0);
    assert_true(il_tty_enter(&pair.tty));
    char bytes[16];
    size_t size;
    assert_int_equal(write(wake[1], "x", 1), 1);
    assert_int_equal(il_tty_read(&pair.tty, -1, wake[0], bytes, sizeof bytes, &size),
                     IL_TTY_WOKEN);
    il_tty_leave(&pair.tty);
    close(wake[0]);
    close(wake[1]);
    close_pair(&pair);
}

static void a_hang_up_is_the_end(void **state)
{
    (void)state;
    struct pair pair;
    OPEN(&pair);
    assert_true(il_tty_enter(&pair.tty));
    close(pair.user);
    char bytes[16];
    size_t size;
    assert_int_equal(il_tty_read(&pair.tty, -1, -1, bytes, sizeof bytes, &size),
                     IL_TTY_END);
    assert_false(il_tty_write(&pair.tty, "x", 1));
    il_tty_leave(&pair.tty);
    assert_false(pair.tty.is_raw);
    close(pair.program);
}

static void the_size_is_that_of_the_terminal(void **state)
{
    (void)state;
    struct pair pair;
    OPEN(&pair);
    size_t columns, rows;
    struct winsize size = {.ws_row = 30, .ws_col = 100};
    assert_int_equal(ioctl(pair.user, TIOCSWINSZ, &size), 0);
    il_tty_measure(&pair.tty, &columns, &rows);
    assert_int_equal(columns, 100);
    assert_int_equal(rows, 30);
    close_pair(&pair);
}

static void what_is_no_terminal_is_seen(void **state)
{
    (void)state;
    int ends[2];
    struct il_tty tty;
    assert_int_equal(pipe(ends), 0);
    assert_false(il_tty_open(&tty, ends[0], ends[1]));
    assert_false(il_tty_enter(&tty));
    size_t columns, rows;
    il_tty_measure(&tty, &columns, &rows);
    assert_true(columns >= 1 && rows >= 1);
    close(ends[0]);
    close(ends[1]);
}

static void a_full_descriptor_is_waited_for(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    static char bytes[1 << 18];
    struct il_tty tty = {.input = ends[0], .output = ends[1]};
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        _exit(il_tty_write(&tty, bytes, sizeof bytes) ? 0 : 1);
    }
    close(ends[1]);
    size_t got = 0, size = 0;
    char piece[4096];
    enum il_tty_event event;
    while ((event = il_tty_read(&tty, -1, -1, piece, sizeof piece, &size)) !=
           IL_TTY_END) {
        got += event == IL_TTY_BYTES ? size : 0;
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(got, sizeof bytes);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mode_is_given_back),
        cmocka_unit_test(a_forgotten_terminal_is_rescued),
        cmocka_unit_test(more_terminals_than_can_be_rescued_are_served),
        cmocka_unit_test(keys_come_one_by_one),
        cmocka_unit_test(a_wait_can_be_ended),
        cmocka_unit_test(a_hang_up_is_the_end),
        cmocka_unit_test(the_size_is_that_of_the_terminal),
        cmocka_unit_test(what_is_no_terminal_is_seen),
        cmocka_unit_test(a_full_descriptor_is_waited_for),
    };
    return cmocka_run_group_tests_name("tty", tests, NULL, NULL);
}
