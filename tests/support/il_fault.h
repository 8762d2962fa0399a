/* SPDX-License-Identifier: MIT
 * Allocations that fail. A test that includes this is linked with --wrap for malloc,
 * calloc and realloc (unit_wrapped in tests/unit/meson.build).
 *
 *     for (long failures = 0; !is_done; failures++) {
 *         il_fault_after(failures);
 *         is_done = work();
 *         il_fault_after(-1);
 *     }
 */
#ifndef IL_FAULT_H
#define IL_FAULT_H

#include <stddef.h>

/* How many allocations succeed before all others fail; negative: all of them do. */
static long il_fault_left = -1;

static inline void il_fault_after(long successes) { il_fault_left = successes; }

static inline int il_fault_is_allowed(void)
{
    if (il_fault_left < 0) {
        return 1;
    }
    if (il_fault_left == 0) {
        return 0;
    }
    il_fault_left--;
    return 1;
}

void *__real_malloc(size_t size);                /* NOLINT */
void *__real_calloc(size_t count, size_t size);  /* NOLINT */
void *__real_realloc(void *before, size_t size); /* NOLINT */
void *__wrap_malloc(size_t size);                /* NOLINT */
void *__wrap_calloc(size_t count, size_t size);  /* NOLINT */
void *__wrap_realloc(void *before, size_t size); /* NOLINT */

void *__wrap_malloc(size_t size) /* NOLINT */
{
    return il_fault_is_allowed() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size) /* NOLINT */
{
    return il_fault_is_allowed() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *before, size_t size) /* NOLINT */
{
    return il_fault_is_allowed() ? __real_realloc(before, size) : NULL;
}

#endif
