/* SPDX-License-Identifier: MIT
 * A small file as a text.
 */
#ifndef IL_BASE_FILE_H
#define IL_BASE_FILE_H

#include "base/text.h"

/**
 * Add what a file has to `out`. Answers 0 or an errno: EFBIG if it has more than `most`
 * bytes, ENOMEM; then `out` may have some of it.
 */
int il_file_read(const char *path, size_t most, struct il_text *out);

#endif
