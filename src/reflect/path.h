/* SPDX-License-Identifier: MIT
 * How a place was reached, as C writes it: "state.config->limits[3]". Cold.
 */
#ifndef IL_PATH_H
#define IL_PATH_H

#include "base/text.h"

#include <stdint.h>

/* One step; the place it starts from is the step before. */
struct il_step {
    enum {
        IL_STEP_NAME,     /* `name`: where everything starts */
        IL_STEP_MEMBER,   /* .name */
        IL_STEP_BEHIND,   /* ->name */
        IL_STEP_ELEMENT,  /* [index] */
        IL_STEP_CALL,     /* (): what it has given */
        IL_STEP_ARGUMENT, /* (): its argument `index`, counted from 1 */
        IL_STEP_POINTER,  /* (name *)address: likewise, of a pointer or an array */
        IL_STEP_ADDRESS /* *(name *)address: how it was reached is not known any more */
    } how;
    unsigned depth; /* steps before this one */
    const char *name;
    int64_t index; /* or the address */
    const struct il_step *before;
};

/** Deeper paths than this begin anew, with an address. */
enum { IL_PATH_DEPTH = 48 };

/** Add the path that ends with a step. */
void il_path_write(const struct il_step *last, struct il_text *text);

#endif
