/* SPDX-License-Identifier: MIT
 * Places in objects of the host: reached, fetched and stored. Warm.
 */
#include "live/live.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reflect/access.h"

enum { LARGE = 1 << 16 };

/* --- Reaching --------------------------------------------------------------------- */

static bool is_pointer(const struct il_live_value *value)
{
    return value->type->kind == IL_C_POINTER;
}

static void start_step(struct il_live_value *base, struct il_live_place *out)
{
    out->base = base;
    out->call = NULL;
    out->first = 0;
    out->step.before = &base->step;
    out->step.depth = base->step.depth + 1;
    out->step.name = NULL;
    out->step.index = 0;
}

void il_live_field(struct il_live_value *base, const struct il_cfield *field,
                   struct il_live_place *out)
{
    start_step(base, out);
    out->step.how = base->type->is_program ? IL_STEP_NAME
                    : is_pointer(base)     ? IL_STEP_BEHIND
                                           : IL_STEP_MEMBER;
    out->step.name = field->name;
    out->type = field->type;
    out->field = field;
    out->address = base->address + field->offset;
    out->is_const = base->is_const || field->is_const;
}

void il_live_element(struct il_live_value *base, int64_t index,
                     struct il_live_place *out)
{
    start_step(base, out);
    out->step.how = IL_STEP_ELEMENT;
    out->step.index = index;
    out->type = base->type->target;
    out->field = NULL;
    out->address = base->address + (uintptr_t)index * out->type->size;
    out->is_const = base->is_const;
}

void il_live_whole(struct il_live_value *value, struct il_live_place *out)
{
    out->base = value;
    out->call = NULL;
    out->first = 0;
    out->step = value->step;
    out->type = value->type;
    out->field = NULL;
    out->address = value->address;
    out->is_const = value->is_const;
}

/* --- Complaints ------------------------------------------------------------------- */

PyObject *il_live_path(const struct il_step *last)
{
    struct il_text text = {0};
    il_path_write(last, &text);
    PyObject *path =
        il_text_is_whole(&text)
            ? PyUnicode_DecodeUTF8(text.bytes, (Py_ssize_t)text.size, "surrogateescape")
            : PyErr_NoMemory();
    il_text_free(&text);
    return path;
}

void il_live_fault(const struct il_live_place *place, uintptr_t address, size_t size,
                   const char *what)
{
    char where[64];
    IL_AUTO_REF PyObject *path = il_live_path(&place->step);
    if (path == NULL) {
        return;
    }
    snprintf(where, sizeof where, "%zu byte%s at 0x%" PRIxPTR, size,
             size == 1 ? "" : "s", address);
    PyErr_Format(il_live_engine(place->base)->fault_error, "%U: cannot %s %s", path,
                 what, where);
}

void il_live_gone(const struct il_live_value *value)
{
    IL_AUTO_REF PyObject *path = il_live_path(&value->step);
    if (path != NULL) {
        PyErr_Format(PyExc_ReferenceError, "%U: the program has taken '%s' away", path,
                     value->root->watched->name);
    }
}

int il_live_check_write(const struct il_live_place *place)
{
    bool is_off = il_live_engine(place->base)->live_readonly != 0;
    if (!is_off && !place->is_const) {
        return 0;
    }
    IL_AUTO_REF PyObject *path = il_live_path(&place->step);
    if (path != NULL) {
        PyErr_Format(PyExc_AttributeError, "%U is read-only%s", path,
                     is_off ? ", as everything is now" : "");
    }
    return -1;
}

/* --- Bytes ------------------------------------------------------------------------ */

int il_live_fetch(const struct il_live_place *place, void *out, size_t size)
{
    struct il_watched *watched = place->base->root->watched;
    struct il_watching watching;
    if (!il_watched_begin(watched, &watching)) {
        il_live_gone(place->base);
        return -1;
    }
    bool is_read = il_access_read(place->address, out, size);
    il_watched_end(watched, &watching);
    if (!is_read) {
        il_live_fault(place, place->address, size, "read");
    }
    return is_read ? 0 : -1;
}

int il_live_store(const struct il_live_place *place, const void *bytes, size_t size)
{
    struct il_watched *watched = place->base->root->watched;
    struct il_watching watching;
    if (!il_watched_begin(watched, &watching)) {
        il_live_gone(place->base);
        return -1;
    }
    bool is_written = il_access_write(place->address, bytes, size);
    il_watched_end(watched, &watching);
    if (!is_written) {
        il_live_fault(place, place->address, size, "write");
    }
    return is_written ? 0 : -1;
}

int il_live_check_ends(const struct il_live_place *place, size_t size)
{
    unsigned char byte;
    struct il_live_place end = *place;
    if (size <= LARGE) {
        return 0;
    }
    end.address += size - 1;
    return il_live_fetch(place, &byte, 1) < 0 ? -1 : il_live_fetch(&end, &byte, 1);
}

/* --- Many at once ----------------------------------------------------------------- */

int il_live_store_patch(const struct il_live_place *place, struct il_patch *patch)
{
    struct il_watched *watched = place->base->root->watched;
    struct il_watching watching;
    if (!il_patch_prepare(patch)) {
        PyErr_NoMemory();
        return -1;
    }
    if (!il_watched_begin(watched, &watching)) {
        il_live_gone(place->base);
        return -1;
    }
    bool is_written = il_patch_store(patch, place->address);
    il_watched_end(watched, &watching);
    if (!is_written) {
        il_live_fault(place, place->address, place->type->size, "write");
    }
    return is_written ? 0 : -1;
}

int il_live_store_bits(const struct il_live_place *place, const unsigned char *bytes,
                       const unsigned char *mask)
{
    unsigned char mixed[IL_LIVE_LEAF];
    size_t size = il_scalar_bit_bytes(place->field);
    struct il_watched *watched = place->base->root->watched;
    struct il_watching watching;
    if (!il_watched_begin(watched, &watching)) {
        il_live_gone(place->base);
        return -1;
    }
    bool is_written = il_access_read(place->address, mixed, size);
    if (is_written) {
        il_patch_mix(mixed, mixed, bytes, mask, size);
        is_written = il_access_write(place->address, mixed, size);
    }
    il_watched_end(watched, &watching);
    if (!is_written) {
        il_live_fault(place, place->address, size, "write");
    }
    return is_written ? 0 : -1;
}
