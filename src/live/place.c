/* SPDX-License-Identifier: MIT
 * Places in objects of the host: reached, fetched and stored. Warm.
 */
#include "live/live.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reflect/access.h"

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

void il_live_field(struct il_live_value *base, const struct il_ctype *record,
                   const struct il_cfield *field, struct il_live_place *out)
{
    (void)record;
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

/* --- Many at once ----------------------------------------------------------------- */

/* The next run of bytes with something in the mask: its size, or 0. */
static size_t next_run(const unsigned char *mask, size_t size, size_t *start)
{
    while (*start < size && mask[*start] == 0) {
        (*start)++;
    }
    size_t end = *start;
    while (end < size && mask[end] != 0) {
        end++;
    }
    return end - *start;
}

/* Write the runs below `limit`; how far it came. */
static size_t write_runs(uintptr_t address, const unsigned char *bytes,
                         const unsigned char *mask, size_t limit)
{
    size_t start = 0, size;
    while ((size = next_run(mask, limit, &start)) > 0) {
        if (!il_access_write(address + start, bytes + start, size)) {
            return start;
        }
        start += size;
    }
    return limit;
}

/* Read all, mix, write what is meant, and put back what was written before a fault. */
static bool merge(uintptr_t address, const unsigned char *bytes,
                  const unsigned char *mask, size_t size, unsigned char *old,
                  unsigned char *mixed)
{
    if (!il_access_read(address, old, size)) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        mixed[i] = (unsigned char)((old[i] & ~mask[i]) | (bytes[i] & mask[i]));
    }
    size_t reached = write_runs(address, mixed, mask, size);
    if (reached < size) {
        write_runs(address, old, mask, reached);
    }
    return reached == size;
}

int il_live_merge(const struct il_live_place *place, const unsigned char *bytes,
                  const unsigned char *mask, size_t size)
{
    struct il_watched *watched = place->base->root->watched;
    struct il_watching watching;
    unsigned char *old = PyMem_RawMalloc(2 * size + 1);
    if (old == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    if (!il_watched_begin(watched, &watching)) {
        PyMem_RawFree(old);
        il_live_gone(place->base);
        return -1;
    }
    bool is_written = merge(place->address, bytes, mask, size, old, old + size);
    il_watched_end(watched, &watching);
    PyMem_RawFree(old);
    if (!is_written) {
        il_live_fault(place, place->address, size, "write");
    }
    return is_written ? 0 : -1;
}
