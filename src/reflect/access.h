/* SPDX-License-Identifier: MIT
 * Memory of the process that may not be there: read and written without a crash. Cold.
 *
 *   the modules' own data       plain loads and stores, atomic where they can be
 *   everything else             process_vm_readv() and process_vm_writev() on ourselves
 *   where these are forbidden   through a pipe, whose system calls answer EFAULT, too
 *   without a pipe              each page is probed, then touched
 *
 * No signal handler is needed, and what the process may not write is not written.
 * Nothing is remembered between two calls: after a fork() all is as it should be.
 */
#ifndef IL_ACCESS_H
#define IL_ACCESS_H

#include "base/text.h"

#include <stdint.h>

/** Copy `size` bytes from an address: false if any of them cannot be read. */
bool il_access_read(uintptr_t address, void *out, size_t size);

/** Copy bytes to an address: false if any of them cannot be written, and then none is.
 */
bool il_access_write(uintptr_t address, const void *bytes, size_t size);

/**
 * Add the characters before a NUL, at most `limit`. False, with nothing added, if
 * neither could be reached; `*out_is_whole` tells whether the NUL was.
 */
bool il_access_string(uintptr_t address, size_t limit, struct il_text *text,
                      bool *out_is_whole);

#endif
