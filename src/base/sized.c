/* SPDX-License-Identifier: MIT
 * Structs that grow.
 */
#include "base/sized.h"

#include <stdbool.h>
#include <string.h>

static bool is_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

enum il_sized il_sized_copy(void *out, size_t size, const void *given)
{
    size_t theirs;
    memcpy(&theirs, given, sizeof theirs);
    if (theirs < sizeof theirs) {
        return IL_SIZED_UNSET;
    }
    size_t common = theirs < size ? theirs : size;
    if (!is_zero((const unsigned char *)given + common, theirs - common)) {
        return IL_SIZED_NEWER;
    }
    memset(out, 0, size);
    memcpy(out, given, common);
    return IL_SIZED_DONE;
}
