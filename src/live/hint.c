/* SPDX-License-Identifier: MIT
 * What code tells of fields that their types do not say. Warm.
 *
 * Hints stand in the types themselves, whoever has described these, so that all objects
 * have them. They only add: what a table says stays so.
 */
#include "live/live.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* --- Texts ------------------------------------------------------------------------ */

/* As old as the process: types live longer than the interpreter that speaks of them. */
struct text {
    struct text *before;
    char bytes[];
};

static _Atomic(struct text *) texts;

static const char *keep_text(const char *bytes)
{
    size_t size = strlen(bytes) + 1;
    struct text *text = malloc(sizeof *text + size);
    if (text == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    memcpy(text->bytes, bytes, size);
    text->before = atomic_load(&texts);
    while (!atomic_compare_exchange_weak(&texts, &text->before, text)) {
    }
    return text->bytes;
}

/* --- Hints ------------------------------------------------------------------------ */

struct hint {
    const char *field, *count, *doc; /* the last two may be NULL */
    bool is_readonly, is_hidden;
};

static const struct il_cfield *find_field(const struct il_ctype *record,
                                          const char *name)
{
    const struct il_cfield *field = il_ctype_field(record, name);
    if (field == NULL) {
        PyErr_Format(PyExc_AttributeError, "%s has no field '%s'", record->name, name);
    }
    return field;
}

/* The field that counts, if the one that is counted is a pointer to elements. */
static const struct il_cfield *find_counter(const struct il_ctype *record,
                                            const struct il_cfield *field,
                                            const char *name)
{
    const struct il_cfield *counter = find_field(record, name);
    if (counter == NULL) {
        return NULL;
    }
    bool is_integer =
        (counter->type->kind == IL_C_SIGNED || counter->type->kind == IL_C_UNSIGNED) &&
        counter->type->size <= sizeof(uint64_t);
    if (!is_integer || !il_cfield_is_memory(counter)) {
        PyErr_Format(PyExc_TypeError, "'%s' is no integer that could count", name);
        return NULL;
    }
    if (field->type->kind != IL_C_POINTER || !il_ctype_complete(field->type) ||
        field->type->target->size == 0) {
        PyErr_Format(PyExc_TypeError, "'%s' is no pointer to elements", field->name);
        return NULL;
    }
    return counter;
}

static int give(const struct il_ctype *record, const struct hint *hint)
{
    struct il_cfield *field = (struct il_cfield *)find_field(record, hint->field);
    const struct il_cfield *counter = NULL;
    if (field != NULL && hint->count != NULL) {
        counter = find_counter(record, field, hint->count);
    }
    if (field == NULL || (hint->count != NULL && counter == NULL)) {
        return -1;
    }
    field->counter = counter != NULL ? counter : field->counter;
    field->doc = hint->doc != NULL ? hint->doc : field->doc;
    field->is_const |= hint->is_readonly;
    field->is_hidden |= hint->is_hidden;
    return 0;
}

static bool is_named(const struct il_ctype *type, const char *name)
{
    return type->name != NULL && !type->is_program && strcmp(type->name, name) == 0;
}

/* Each object that is watched has types of its own, of the same name. */
static int give_all(struct il_engine *engine, const struct il_ctype *meant,
                    const struct hint *hint)
{
    if (give(meant, hint) < 0) {
        return -1;
    }
    for (struct il_live_root *root = engine->live_roots; root != NULL;
         root = root->next) {
        const struct il_graph *graph = root->watched->graph;
        for (size_t i = 0; meant->name != NULL && i < graph->count; i++) {
            const struct il_ctype *record = graph->records[i];
            if (record != meant && is_named(record, meant->name) &&
                il_ctype_is_same(record, meant) && give(record, hint) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

/* --- hint() ----------------------------------------------------------------------- */

/* A str, or NULL for None. 0 or -1. */
static int read_text(PyObject *object, const char *what, const char **out)
{
    if (object == NULL || object == Py_None) {
        return 0;
    }
    if (!PyUnicode_Check(object)) {
        PyErr_Format(PyExc_TypeError, "%s must be str, not %.100s", what,
                     Py_TYPE(object)->tp_name);
        return -1;
    }
    *out = PyUnicode_AsUTF8(object);
    return *out == NULL ? -1 : 0;
}

static int read_switch(PyObject *object, bool *out)
{
    int is_on = object == NULL ? 0 : PyObject_IsTrue(object);
    *out = is_on > 0;
    return is_on < 0 ? -1 : 0;
}

static int read_hint(const struct il_args *args, struct hint *out)
{
    if (read_text(args->value[1], "the field", &out->field) < 0 ||
        read_text(args->value[2], "count", &out->count) < 0 ||
        read_text(args->value[3], "doc", &out->doc) < 0 ||
        read_switch(args->value[4], &out->is_readonly) < 0 ||
        read_switch(args->value[5], &out->is_hidden) < 0) {
        return -1;
    }
    if (out->field == NULL) {
        PyErr_SetString(PyExc_TypeError, "the field must be str, not None");
        return -1;
    }
    return 0;
}

PyObject *il_live_hint(struct il_engine *engine, const struct il_args *args)
{
    struct hint hint = {0};
    IL_AUTO_MEANT struct il_live_meant meant = {0};
    if (read_hint(args, &hint) < 0 ||
        il_live_mean(engine, NULL, args->value[0], &meant) < 0) {
        return NULL;
    }
    const struct il_ctype *record = meant.type;
    record = record->kind == IL_C_POINTER ? record->target : record;
    if ((record->kind != IL_C_RECORD && record->kind != IL_C_UNION) ||
        record->name == NULL) {
        PyErr_SetString(PyExc_TypeError, "only structs and unions with a name have "
                                         "fields to speak of");
        return NULL;
    }
    if (!il_ctype_complete(record)) {
        return PyErr_NoMemory();
    }
    if (hint.doc != NULL && (hint.doc = keep_text(hint.doc)) == NULL) {
        return NULL;
    }
    return give_all(engine, record, &hint) < 0 ? NULL : Py_NewRef(Py_None);
}
