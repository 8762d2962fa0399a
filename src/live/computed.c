/* SPDX-License-Identifier: MIT
 * Values that functions of the host compute, as fields. Warm.
 *
 * The functions get an address as it is: so it is tried whether there is an object.
 */
#include "live/live.h"

#include <stdio.h>
#include <string.h>

#include "reflect/access.h"

enum { PROBLEM_SIZE = 256 };

/* Is there memory where the object should begin and end? */
static bool is_there(const struct il_live_place *place)
{
    const struct il_ctype *record = il_live_record(place->base);
    unsigned char byte;
    return record != NULL && il_access_read(place->address, &byte, 1) &&
           il_access_read(place->address + record->size - 1, &byte, 1);
}

static int no_object(const struct il_live_place *place)
{
    const struct il_ctype *record = il_live_record(place->base);
    il_live_fault(place, place->address, record == NULL ? 0 : record->size, "read");
    return -1;
}

static int compute(const struct il_live_place *place, unsigned char *out,
                   struct il_live_string *string)
{
    struct il_watching watching;
    if (!il_watched_leave(place->base->root->watched, &watching)) {
        il_live_gone(place->base);
        return -1;
    }
    bool is_object = is_there(place);
    if (is_object) {
        place->field->get((const void *)place->address, out);
    }
    if (is_object && il_ctype_is_string(place->type)) {
        memcpy(&string->address, out, sizeof string->address);
        il_live_string_read(string);
    }
    il_watched_return(&watching);
    return is_object ? 0 : no_object(place);
}

PyObject *il_live_compute(const struct il_live_place *place)
{
    struct il_live_string string = {0};
    PyObject *result = NULL;
    unsigned char *bytes = PyMem_Calloc(1, place->type->size);
    if (bytes == NULL) {
        return PyErr_NoMemory();
    }
    if (compute(place, bytes, &string) == 0) {
        result = il_ctype_is_string(place->type) ? il_live_string_take(place, &string)
                                                 : il_live_take(place, bytes);
    }
    il_text_free(&string.text);
    PyMem_Free(bytes);
    return result;
}

/* What the function says against it is copied before the host's lock is released. */
static int assign(const struct il_live_place *place, const unsigned char *bytes,
                  char *problem)
{
    struct il_watching watching;
    if (!il_watched_leave(place->base->root->watched, &watching)) {
        il_live_gone(place->base);
        return -1;
    }
    bool is_object = is_there(place);
    const char *said =
        is_object ? place->field->set((void *)place->address, bytes) : NULL;
    snprintf(problem, PROBLEM_SIZE, "%s", said == NULL ? "" : said);
    il_watched_return(&watching);
    if (!is_object) {
        return no_object(place);
    }
    return said == NULL ? 0 : 1;
}

int il_live_assign(const struct il_live_place *place, const unsigned char *bytes)
{
    char problem[PROBLEM_SIZE];
    int result = assign(place, bytes, problem);
    if (result <= 0) {
        return result;
    }
    IL_AUTO_REF PyObject *path = il_live_path(&place->step);
    if (path != NULL) {
        PyErr_Format(PyExc_ValueError, "%U: %s", path, problem);
    }
    return -1;
}
