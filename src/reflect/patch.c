/* SPDX-License-Identifier: MIT
 * What is to be stored in an object. Cold.
 */
#include "reflect/patch.h"

#include <stdlib.h>
#include <string.h>

#include "reflect/access.h"

static unsigned char *bytes_of(const struct il_patch *patch,
                               const struct il_patch_part *part)
{
    return (unsigned char *)patch->bytes.bytes + part->at;
}

/* --- Putting it together ---------------------------------------------------------- */

static bool make_room(struct il_patch *patch)
{
    size_t room = patch->room == 0 ? 8 : patch->room * 2;
    if (patch->count < patch->room) {
        return true;
    }
    void *parts = room > SIZE_MAX / sizeof *patch->parts
                      ? NULL
                      : realloc(patch->parts, room * sizeof *patch->parts);
    if (parts != NULL) {
        patch->parts = parts;
        patch->room = room;
    }
    return parts != NULL;
}

/* The last part, where the new bytes are those behind it; else NULL. */
static struct il_patch_part *find_last(const struct il_patch *patch, size_t offset)
{
    struct il_patch_part *last =
        patch->count == 0 ? NULL : &patch->parts[patch->count - 1];
    return last != NULL && !last->is_bits && last->offset + last->size == offset ? last
                                                                                 : NULL;
}

unsigned char *il_patch_add(struct il_patch *patch, size_t offset, size_t size)
{
    struct il_patch_part *last = find_last(patch, offset);
    size_t at = patch->bytes.size;
    if (last == NULL && !make_room(patch)) {
        return NULL;
    }
    il_text_add_repeated(&patch->bytes, '\0', size);
    if (!il_text_is_whole(&patch->bytes)) {
        return NULL;
    }
    if (last != NULL) {
        last->size += size;
    } else {
        patch->parts[patch->count++] =
            (struct il_patch_part){.offset = offset, .size = size, .at = at};
    }
    return (unsigned char *)patch->bytes.bytes + at;
}

bool il_patch_add_bits(struct il_patch *patch, size_t offset,
                       const unsigned char *bytes, const unsigned char *mask,
                       size_t size)
{
    size_t at = patch->bytes.size;
    if (!make_room(patch)) {
        return false;
    }
    il_text_add(&patch->bytes, (const char *)bytes, size);
    il_text_add(&patch->bytes, (const char *)mask, size);
    if (!il_text_is_whole(&patch->bytes)) {
        return false;
    }
    patch->parts[patch->count++] = (struct il_patch_part){
        .offset = offset, .size = size, .at = at, .is_bits = true};
    return true;
}

void il_patch_free(struct il_patch *patch)
{
    il_text_free(&patch->bytes);
    free(patch->parts);
    free(patch->before);
    *patch = (struct il_patch){0};
}

/* --- Storing it ------------------------------------------------------------------- */

void il_patch_mix(unsigned char *out, const unsigned char *before,
                  const unsigned char *bytes, const unsigned char *mask, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        out[i] = (unsigned char)((before[i] & ~mask[i]) | (bytes[i] & mask[i]));
    }
}

/* One run of bytes is written whole or not at all as it is. */
static bool is_simple(const struct il_patch *patch)
{
    return patch->count == 0 || (patch->count == 1 && !patch->parts[0].is_bits);
}

bool il_patch_prepare(struct il_patch *patch)
{
    if (!is_simple(patch) && patch->before == NULL) {
        patch->before = malloc(patch->bytes.size + 1);
    }
    return is_simple(patch) || patch->before != NULL;
}

static bool store_part(const struct il_patch *patch, const struct il_patch_part *part,
                       uintptr_t address)
{
    unsigned char *bytes = bytes_of(patch, part), *before = patch->before + part->at;
    if (!il_access_read(address + part->offset, before, part->size)) {
        return false;
    }
    if (part->is_bits) {
        il_patch_mix(bytes, before, bytes, bytes + part->size, part->size);
    }
    return il_access_write(address + part->offset, bytes, part->size);
}

/* Backwards: parts may overlap. */
static void put_back(const struct il_patch *patch, size_t count, uintptr_t address)
{
    while (count-- > 0) {
        const struct il_patch_part *part = &patch->parts[count];
        il_access_write(address + part->offset, patch->before + part->at, part->size);
    }
}

bool il_patch_store(struct il_patch *patch, uintptr_t address)
{
    const struct il_patch_part *parts = patch->parts;
    if (is_simple(patch)) {
        return patch->count == 0 ||
               il_access_write(address + parts[0].offset, bytes_of(patch, parts),
                               parts[0].size);
    }
    for (size_t i = 0; i < patch->count; i++) {
        if (!store_part(patch, &parts[i], address)) {
            put_back(patch, i, address);
            return false;
        }
    }
    return true;
}

void il_patch_copy(const struct il_patch *patch, unsigned char *object)
{
    for (size_t i = 0; i < patch->count; i++) {
        const struct il_patch_part *part = &patch->parts[i];
        unsigned char *there = object + part->offset;
        const unsigned char *bytes = bytes_of(patch, part);
        if (part->is_bits) {
            il_patch_mix(there, there, bytes, bytes + part->size, part->size);
        } else {
            memcpy(there, bytes, part->size);
        }
    }
}
