/* SPDX-License-Identifier: MIT
 * Where the data of the program and of its libraries lie: memory that is there as long
 * as they are loaded, so that it can be touched without asking the kernel. Cold.
 */
#ifndef IL_SEGMENT_H
#define IL_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Is it all in one module's own data (and written to by it, if `writes`)? A module that
 * may be unloaded is looked for anew each time. False where that is not known at once.
 */
bool il_segment_is_own(uintptr_t address, size_t size, bool writes);

/** May the machine run what is at an address? A module that may be unloaded is looked
 * for anew each time. */
bool il_segment_is_code(uintptr_t address);

#endif
