/* SPDX-License-Identifier: MIT
 * What others write to the terminal while a text is edited there.
 */
#include "terminal/above.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"
#include "base/thread.h"

enum {
    LED = 2,          /* the descriptors 1 and 2 */
    PIECE = 4096,     /* bytes read at once */
    ENOUGH = 1 << 20, /* kept; who prints more waits */
    RETRY = 5,        /* ms, while the one who types has the lock */
    FIRST_FREE = 10,  /* descriptors of ours are above those that programs name */
};

struct il_above {
    int terminal;
    il_above_fn print;
    void *data;
    pthread_mutex_t lock; /* around print() */

    int master, slave;
    dev_t device;  /* of the slave: what leads there is ours to lead back */
    int real[LED]; /* what 1 and 2 were, or -1 */
    bool is_led;

    pthread_mutex_t reading; /* around this: */
    struct il_text pending;

    pid_t process; /* in the child of a fork() there is no thread */
    pthread_t thread;
    bool has_thread;
    int stop[2]; /* a byte in it ends the thread */
};

void il_above_lock(struct il_above *above)
{
    if (above != NULL) {
        pthread_mutex_lock(&above->lock);
    }
}

void il_above_unlock(struct il_above *above)
{
    if (above != NULL) {
        pthread_mutex_unlock(&above->lock);
    }
}

/* --- From the master to the terminal ---------------------------------------------- */

static bool read_piece(struct il_above *above)
{
    char bytes[PIECE];
    ssize_t count = read(above->master, bytes, sizeof bytes);
    if (count > 0) {
        il_text_add(&above->pending, bytes, (size_t)count);
    }
    return count > 0 && il_text_is_whole(&above->pending) &&
           above->pending.size < ENOUGH;
}

static void collect(struct il_above *above)
{
    pthread_mutex_lock(&above->reading);
    while (read_piece(above)) {
    }
    pthread_mutex_unlock(&above->reading);
}

/* With the lock. The text is taken out first: print() may wait for the terminal, and
 * whoever prints must not wait for that. */
static void tell(struct il_above *above)
{
    pthread_mutex_lock(&above->reading);
    struct il_text text = above->pending;
    above->pending = (struct il_text){0};
    pthread_mutex_unlock(&above->reading);
    if (text.size > 0) {
        above->print(above->data, text.bytes, text.size);
    }
    il_text_free(&text);
}

static bool has_pending(struct il_above *above)
{
    pthread_mutex_lock(&above->reading);
    bool has_some = above->pending.size > 0;
    pthread_mutex_unlock(&above->reading);
    return has_some;
}

/* False: it is to stop. */
static bool wait_for_bytes(struct il_above *above)
{
    struct pollfd waits[2] = {{.fd = above->master, .events = POLLIN},
                              {.fd = above->stop[0], .events = POLLIN}};
    (void)poll(waits, 2, has_pending(above) ? RETRY : -1);
    return waits[1].revents == 0;
}

/* Who types may wait for Python's lock, and who has that may print: so this thread goes
 * on to read while it cannot tell. */
static void *run(void *data)
{
    struct il_above *above = data;
    while (wait_for_bytes(above)) {
        collect(above);
        if (has_pending(above) && pthread_mutex_trylock(&above->lock) == 0) {
            tell(above);
            pthread_mutex_unlock(&above->lock);
        }
    }
    return NULL;
}

static void stop_thread(struct il_above *above)
{
    if (!above->has_thread || above->process != getpid()) {
        return;
    }
    while (write(above->stop[1], "", 1) < 0 && errno == EINTR) {
    }
    pthread_join(above->thread, NULL);
}

/* --- The descriptors -------------------------------------------------------------- */

static bool leads_to(int descriptor, dev_t device)
{
    struct stat info;
    return fstat(descriptor, &info) == 0 && S_ISCHR(info.st_mode) &&
           info.st_rdev == device;
}

static bool device_of(int descriptor, dev_t *out_device)
{
    struct stat info;
    *out_device = 0;
    if (fstat(descriptor, &info) < 0) {
        return false;
    }
    *out_device = info.st_rdev;
    return true;
}

static void lead_away(struct il_above *above, int which)
{
    dev_t device;
    int descriptor = STDOUT_FILENO + which;
    if (!device_of(above->terminal, &device) || !leads_to(descriptor, device)) {
        return;
    }
    above->real[which] = fcntl(descriptor, F_DUPFD_CLOEXEC, FIRST_FREE);
    if (above->real[which] >= 0 && dup2(above->slave, descriptor) < 0) {
        close(above->real[which]);
        above->real[which] = -1;
    }
}

static void lead_back(struct il_above *above, int which)
{
    int descriptor = STDOUT_FILENO + which;
    if (above->real[which] < 0) {
        return;
    }
    if (leads_to(descriptor, above->device)) {
        (void)dup2(above->real[which], descriptor);
    }
    close(above->real[which]);
    above->real[which] = -1;
}

void il_above_resize(struct il_above *above, size_t columns, size_t rows)
{
    if (above != NULL) {
        struct winsize size = {.ws_col = (unsigned short)columns,
                               .ws_row = (unsigned short)rows};
        (void)ioctl(above->master, TIOCSWINSZ, &size);
    }
}

void il_above_begin(struct il_above *above, size_t columns, size_t rows)
{
    if (above == NULL || above->is_led || above->process != getpid()) {
        return;
    }
    if (!above->has_thread) {
        above->has_thread = il_thread_start(&above->thread, 0, run, above) == 0;
    }
    if (!above->has_thread) {
        return;
    }
    above->is_led = true;
    il_above_resize(above, columns, rows);
    for (int which = 0; which < LED; which++) {
        lead_away(above, which);
    }
}

void il_above_end(struct il_above *above)
{
    if (above == NULL || !above->is_led) {
        return;
    }
    il_above_lock(above);
    for (int which = 0; which < LED; which++) {
        lead_back(above, which);
    }
    above->is_led = false;
    collect(above);
    tell(above);
    il_above_unlock(above);
}

/* --- Beginning and end ------------------------------------------------------------ */

/* Bytes are to come out as they went in. */
static bool make_raw(int slave)
{
    struct termios mode;
    if (tcgetattr(slave, &mode) < 0) {
        return false;
    }
    mode.c_oflag &= ~(tcflag_t)OPOST;
    mode.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    return tcsetattr(slave, TCSANOW, &mode) == 0;
}

static bool open_pair(struct il_above *above)
{
    char name[64];
    above->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (above->master < 0 || grantpt(above->master) < 0 ||
        unlockpt(above->master) < 0 ||
        ptsname_r(above->master, name, sizeof name) != 0) {
        return false;
    }
    above->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return above->slave >= 0 && make_raw(above->slave) &&
           device_of(above->slave, &above->device) &&
           pipe2(above->stop, O_CLOEXEC) == 0;
}

static void close_all(struct il_above *above)
{
    int all[] = {above->master, above->slave, above->stop[0], above->stop[1]};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        (void)(all[i] >= 0 && close(all[i]));
    }
}

struct il_above *il_above_new(int terminal, il_above_fn print, void *data)
{
    struct il_above *above = calloc(1, sizeof *above);
    if (above == NULL) {
        return NULL;
    }
    above->terminal = terminal;
    above->print = print;
    above->data = data;
    above->process = getpid();
    above->master = above->slave = above->stop[0] = above->stop[1] = -1;
    above->real[0] = above->real[1] = -1;
    if (!open_pair(above)) {
        close_all(above);
        free(above);
        return NULL;
    }
    pthread_mutex_init(&above->lock, NULL);
    pthread_mutex_init(&above->reading, NULL);
    return above;
}

void il_above_free(struct il_above *above)
{
    if (above == NULL) {
        return;
    }
    il_above_end(above);
    stop_thread(above);
    close_all(above);
    il_text_free(&above->pending);
    pthread_mutex_destroy(&above->lock);
    pthread_mutex_destroy(&above->reading);
    free(above);
}
