/* SPDX-License-Identifier: MIT
 * Memory of the process that may not be there. Cold.
 */
#include "reflect/access.h"

#include "reflect/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    PAGE = 4096,     /* no machine has smaller ones */
    PLAIN_MAX = 256, /* more than this the kernel copies faster */
    ON_STACK = 1024,
};

/* What one way of access came to. */
enum outcome { DONE, FAULT, FORBIDDEN };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNCHECKED __attribute__((no_sanitize("address", "thread")))
#elif defined(__has_feature)
#define UNCHECKED __attribute__((no_sanitize("address", "thread")))
#else
#define UNCHECKED
#endif

/* There in hosts that are built with AddressSanitizer, which knows what is freed. */
extern void *__asan_region_is_poisoned(void *start, size_t size) /* NOLINT */
    __attribute__((weak));

static bool is_poisoned(uintptr_t address, size_t size)
{
    return __asan_region_is_poisoned != NULL &&
           __asan_region_is_poisoned((void *)address, size) != NULL;
}

/* --- Plain ------------------------------------------------------------------------ */

/* Bytes one by one: no function of the C library, which a sanitizer might watch, and
 * volatile, or the compiler would call one. */
UNCHECKED static void copy(volatile unsigned char *to,
                           const volatile unsigned char *from, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        to[i] = from[i];
    }
}

#define MOVE(type)                                                                     \
    {                                                                                  \
        type value;                                                                    \
        if (writes) {                                                                  \
            memcpy(&value, ours, sizeof value);                                        \
            __atomic_store_n((type *)address, value, __ATOMIC_RELAXED);                \
        } else {                                                                       \
            value = __atomic_load_n((type *)address, __ATOMIC_RELAXED);                \
            memcpy(ours, &value, sizeof value);                                        \
        }                                                                              \
    }

/* Scalars where they should lie are moved in one piece. */
UNCHECKED static void move_plainly(uintptr_t address, void *ours, size_t size,
                                   bool writes)
{
    size_t piece = address % size == 0 ? size : 0;
    switch (piece) {
    case 1:
        MOVE(uint8_t)
        break;
    case 2:
        MOVE(uint16_t)
        break;
    case 4:
        MOVE(uint32_t)
        break;
    case 8:
        MOVE(uint64_t)
        break;
    default:
        copy(writes ? (void *)address : ours, writes ? ours : (void *)address, size);
    }
}

/* --- By the kernel's copying ------------------------------------------------------ */

static enum outcome move_by_kernel(uintptr_t address, void *ours, size_t size,
                                   bool writes, size_t *out_done)
{
    struct iovec here = {ours, size};
    struct iovec there = {(void *)address, size};
    ssize_t done = writes ? process_vm_writev(getpid(), &here, 1, &there, 1, 0)
                          : process_vm_readv(getpid(), &here, 1, &there, 1, 0);
    *out_done = done < 0 ? 0 : (size_t)done;
    if (done < 0 && (errno == EPERM || errno == ENOSYS || errno == EACCES)) {
        return FORBIDDEN;
    }
    return *out_done == size ? DONE : FAULT;
}

/* --- Through a pipe --------------------------------------------------------------- */

/* One system call that a signal may have interrupted: how much it moved, or -1. */
static ssize_t push(int pipe_end, const void *bytes, size_t size)
{
    ssize_t done;
    do {
        done = write(pipe_end, bytes, size);
    } while (done < 0 && errno == EINTR);
    return done;
}

static ssize_t pull(int pipe_end, void *out, size_t size)
{
    ssize_t done;
    do {
        done = read(pipe_end, out, size);
    } while (done < 0 && errno == EINTR);
    return done;
}

/* A part that a pipe holds; what is on the far side of a fault stays in the pipe. */
static size_t move_part(const int *ends, unsigned char *theirs, unsigned char *ours,
                        size_t size, bool writes)
{
    ssize_t put = push(ends[1], writes ? ours : theirs, size);
    if (put <= 0) {
        return 0;
    }
    ssize_t got = pull(ends[0], writes ? theirs : ours, (size_t)put);
    return got <= 0 ? 0 : (size_t)got;
}

static enum outcome move_by_pipe(uintptr_t address, void *ours, size_t size,
                                 bool writes, size_t *out_done)
{
    int ends[2];
    size_t done = 0, part = 1;
    *out_done = 0;
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
        return FORBIDDEN;
    }
    while (done < size && part > 0) {
        size_t wanted = PAGE - (address + done) % PAGE;
        wanted = wanted < size - done ? wanted : size - done;
        part = move_part(ends, (unsigned char *)address + done,
                         (unsigned char *)ours + done, wanted, writes);
        done += part;
        part = part == wanted ? part : 0;
    }
    close(ends[0]);
    close(ends[1]);
    *out_done = done;
    return done == size ? DONE : FAULT;
}

/* --- Probed ----------------------------------------------------------------------- */

/* The kernel reads the new mask before it finds that there is nothing to be done with
 * it; NULL is no mask, so it does not read that. */
static bool can_read(uintptr_t address)
{
    uintptr_t aligned = address - address % 8;
    return aligned != 0 &&
           (syscall(SYS_rt_sigprocmask, ~0, aligned, NULL, 8) == 0 || errno != EFAULT);
}

/* The kernel adds no bits to a word; who else changes it is not disturbed. */
static bool can_write(uintptr_t address)
{
    uint32_t own = 0;
    uintptr_t aligned = address - address % 4;
    return aligned != 0 &&
           syscall(SYS_futex, &own, FUTEX_WAKE_OP | FUTEX_PRIVATE_FLAG, 0, NULL,
                   aligned, FUTEX_OP(FUTEX_OP_OR, 0, FUTEX_OP_CMP_EQ, 0)) >= 0;
}

static enum outcome move_by_probe(uintptr_t address, void *ours, size_t size,
                                  bool writes)
{
    for (uintptr_t at = address; at < address + size; at += PAGE - at % PAGE) {
        if (!(writes ? can_write(at) : can_read(at))) {
            return FAULT;
        }
    }
    move_plainly(address, ours, size, writes);
    return DONE;
}

/* --- The choice ------------------------------------------------------------------- */

static enum outcome move(uintptr_t address, void *ours, size_t size, bool writes,
                         size_t *out_done)
{
    enum outcome outcome = move_by_kernel(address, ours, size, writes, out_done);
    if (outcome == FORBIDDEN) {
        outcome = move_by_pipe(address, ours, size, writes, out_done);
    }
    return outcome == FORBIDDEN ? move_by_probe(address, ours, size, writes) : outcome;
}

static bool is_out_of_reach(uintptr_t address, size_t size)
{
    return address == 0 || size > PTRDIFF_MAX || address > UINTPTR_MAX - size ||
           is_poisoned(address, size);
}

bool il_access_read(uintptr_t address, void *out, size_t size)
{
    size_t done;
    if (size == 0) {
        return true;
    }
    if (is_out_of_reach(address, size)) {
        return false;
    }
    if (size <= PLAIN_MAX && il_segment_is_own(address, size, false)) {
        move_plainly(address, out, size, false);
        return true;
    }
    return move(address, out, size, false, &done) == DONE;
}

/* Across pages a write may be done by half: then what was there before is put back. */
static bool write_across(uintptr_t address, void *bytes, size_t size)
{
    unsigned char small[ON_STACK];
    size_t done, undone;
    unsigned char *before = size <= sizeof small ? small : malloc(size);
    bool is_done = false;
    if (before != NULL && move(address, before, size, false, &done) == DONE) {
        is_done = move(address, bytes, size, true, &done) == DONE;
        if (!is_done && done > 0) {
            move(address, before, done, true, &undone);
        }
    }
    if (before != small) {
        free(before);
    }
    return is_done;
}

bool il_access_write(uintptr_t address, const void *bytes, size_t size)
{
    size_t done;
    void *ours = (void *)(uintptr_t)bytes;
    if (size == 0) {
        return true;
    }
    if (is_out_of_reach(address, size)) {
        return false;
    }
    if (size <= PLAIN_MAX && il_segment_is_own(address, size, true)) {
        move_plainly(address, ours, size, true);
        return true;
    }
    if (size <= PAGE - address % PAGE) {
        return move(address, ours, size, true, &done) == DONE;
    }
    return write_across(address, ours, size);
}

/* --- Strings ---------------------------------------------------------------------- */

bool il_access_string(uintptr_t address, size_t limit, struct il_text *text,
                      bool *out_is_whole)
{
    char part[ON_STACK];
    size_t before = text->size;
    *out_is_whole = false;
    while (limit > 0) {
        size_t size = PAGE - address % PAGE;
        size = size < sizeof part ? size : sizeof part;
        size = size < limit ? size : limit;
        if (!il_access_read(address, part, size)) {
            /* The NUL may stand before what cannot be read. */
            size = 1;
            if (!il_access_read(address, part, size)) {
                il_text_cut(text, before);
                return false;
            }
        }
        const char *end = memchr(part, '\0', size);
        il_text_add(text, part, end == NULL ? size : (size_t)(end - part));
        if (end != NULL) {
            *out_is_whole = true;
            return true;
        }
        address += size;
        limit -= size;
    }
    return true;
}
