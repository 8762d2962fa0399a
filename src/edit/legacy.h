/* SPDX-License-Identifier: MIT
 * The histories that others write: readline, libedit, Python.
 *
 *   readline   a line for each entry; `#1700000000` before it is its time
 *   libedit    the same below a line `_HiStOrY_V2_`, with `\040` for some characters
 *   Python     the lines of an entry end with CR LF, but for the last (from 3.13 on)
 */
#ifndef IL_EDIT_LEGACY_H
#define IL_EDIT_LEGACY_H

#include "edit/history.h"

/** Add the entries of such a file. False: no memory; some may be missing. */
bool il_legacy_read(struct il_history *history, const char *bytes, size_t size);

#endif
