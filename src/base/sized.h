/* SPDX-License-Identifier: MIT
 * Structs of callers that begin with `size`, the caller's idea of how large they are:
 * so they can grow without programs having to be compiled anew.
 */
#ifndef IL_BASE_SIZED_H
#define IL_BASE_SIZED_H

#include <stddef.h>

enum il_sized {
    IL_SIZED_DONE,
    IL_SIZED_UNSET, /* `size` was not set */
    IL_SIZED_NEWER, /* something is set that we do not know */
};

/** Copy a struct from a caller that may be older (what it does not know is zero) or
 * newer (what we do not know must be zero). On a failure *out is as it was. */
enum il_sized il_sized_copy(void *out, size_t size, const void *given);

#endif
