/* SPDX-License-Identifier: MIT
 * Bytes as rows of numbers and characters. Cold.
 */
#ifndef IL_DUMP_H
#define IL_DUMP_H

#include "base/text.h"

#include <stdint.h>

enum { IL_DUMP_ROW = 16 };

/* Bytes of memory, and which of them could be read. */
struct il_dump {
    uintptr_t address;
    const unsigned char *bytes;
    const unsigned char *is_there; /* one for each byte */
    size_t size;
};

/**
 * Read `size` bytes, where they can be read, and zeros elsewhere; `is_there` gets 1 or
 * 0 for each. How many could be read.
 */
size_t il_dump_read(uintptr_t address, unsigned char *bytes, unsigned char *is_there,
                    size_t size);

/**
 * Add a row for each 16 bytes, at most `rows`, without a newline at the end:
 *
 *     0x00007ffe1000  31 2e 30 00 00 00 00 00  ?? ?? ?? ??              |1.0.....    |
 */
void il_dump_write(const struct il_dump *dump, size_t rows, struct il_text *text);

#endif
