/* SPDX-License-Identifier: MIT
 * What is to be stored in an object, before any of it is: bytes at places of it, which
 * are stored all or not at all. It is as large as what was given, not as the object.
 * Cold.
 */
#ifndef IL_PATCH_H
#define IL_PATCH_H

#include "base/text.h"

#include <stdint.h>

/* Bytes side by side, at `at` in those of the patch. */
struct il_patch_part {
    size_t offset; /* in the object */
    size_t size;
    size_t at;
    bool is_bits; /* a mask of the same size stands behind them */
};

/* All zero is the empty patch. Where parts overlap, the later one wins. */
struct il_patch {
    struct il_text bytes;
    struct il_patch_part *parts;
    size_t count, room;
    unsigned char *before; /* what stood there, laid out as `bytes`; or NULL */
};

/** Add zeros, to be filled in before anything else is added: or NULL without memory. */
unsigned char *il_patch_add(struct il_patch *patch, size_t offset, size_t size);

/** Add those bits of `bytes` that are set in `mask`. False without memory. */
bool il_patch_add_bits(struct il_patch *patch, size_t offset,
                       const unsigned char *bytes, const unsigned char *mask,
                       size_t size);

/** Make room for what il_patch_store() may have to put back: nothing is added after
 * that. False without memory. */
bool il_patch_prepare(struct il_patch *patch);

/**
 * Store it, once, in the object at an address; it was prepared. False if a part of it
 * cannot be written: then all is as it was before.
 */
bool il_patch_store(struct il_patch *patch, uintptr_t address);

/** The bits of `bytes` that are set in `mask`, among those that were there `before`. */
void il_patch_mix(unsigned char *out, const unsigned char *before,
                  const unsigned char *bytes, const unsigned char *mask, size_t size);

/** Put it into an object of ours. */
void il_patch_copy(const struct il_patch *patch, unsigned char *object);

void il_patch_free(struct il_patch *patch);

#endif
