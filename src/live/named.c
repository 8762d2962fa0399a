/* SPDX-License-Identifier: MIT
 * Types by their names, and those that are put together of others. Warm.
 */
#include "live/live.h"

#include <string.h>

#include "reflect/spelling.h"

/* --- Pointers and arrays ---------------------------------------------------------- */

struct il_live_made {
    struct il_ctype type;
    struct il_live_made *next;
};

void il_live_forget_made(struct il_live_root *root)
{
    while (root->made != NULL) {
        struct il_live_made *made = root->made;
        root->made = made->next;
        PyMem_Free(made);
    }
}

static bool is_such(const struct il_ctype *type, const struct il_ctype *target,
                    size_t count, bool is_const)
{
    return type->target == target && type->is_const == is_const &&
           (type->kind == IL_C_POINTER ? count == 0 : type->count == count);
}

const struct il_ctype *il_live_around(struct il_live_root *root,
                                      const struct il_ctype *target, size_t count,
                                      bool is_const)
{
    for (struct il_live_made *made = root->made; made != NULL; made = made->next) {
        if (is_such(&made->type, target, count, is_const)) {
            return &made->type;
        }
    }
    struct il_live_made *made = PyMem_Calloc(1, sizeof *made);
    if (made == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    made->type = (struct il_ctype){
        .kind = count == 0 ? IL_C_POINTER : IL_C_ARRAY,
        .size = count == 0 ? sizeof(void *) : target->size * count,
        .target = target,
        .count = count,
        .is_const = is_const,
    };
    made->next = root->made;
    root->made = made;
    return &made->type;
}

/* --- Names ------------------------------------------------------------------------ */

static const struct il_ctype *find_record(const struct il_live_root *root,
                                          const char *name)
{
    const struct il_graph *graph = root->watched->graph;
    for (size_t i = 0; i < graph->count; i++) {
        const char *known = graph->records[i]->name;
        if (known != NULL && !graph->records[i]->is_program &&
            strcmp(known, name) == 0) {
            return graph->records[i];
        }
    }
    return NULL;
}

/* The tables of `root`, those of everything that is watched, and who knows more. */
static int find_base(struct il_engine *engine, struct il_live_root *root,
                     const char *name, struct il_live_meant *out)
{
    struct il_live_root *first = root == NULL ? il_live_own(engine) : root;
    if (first == NULL) {
        return -1;
    }
    out->root = first;
    out->type = il_table_basic(name);
    out->type = out->type == NULL ? find_record(first, name) : out->type;
    for (struct il_live_root *other = engine->live_roots;
         out->type == NULL && other != NULL; other = other->next) {
        out->root = other;
        out->type = find_record(other, name);
    }
    if (out->type == NULL && engine->live_finder != NULL) {
        out->root = engine->live_finder(engine, name, &out->type);
        out->type = out->root == NULL ? NULL : out->type;
    }
    return PyErr_Occurred() ? -1 : 0;
}

static int build(const struct il_spelling *spelling, struct il_live_meant *meant)
{
    for (size_t i = 0; i < spelling->depth; i++) {
        const struct il_around *around = &spelling->around[i];
        if (!around->is_pointer && (meant->type->size == 0 ||
                                    around->count > PTRDIFF_MAX / meant->type->size)) {
            PyErr_SetString(PyExc_ValueError, "no array can be so large, or of that");
            return -1;
        }
        meant->type =
            il_live_around(meant->root, meant->type,
                           around->is_pointer ? 0 : around->count, around->is_const);
        if (meant->type == NULL) {
            return -1;
        }
    }
    return 0;
}

static int mean_name(struct il_engine *engine, struct il_live_root *root,
                     PyObject *name, struct il_live_meant *out)
{
    struct il_spelling spelling;
    IL_AUTO_REF PyObject *bytes =
        PyUnicode_AsEncodedString(name, "utf-8", "surrogateescape");
    if (bytes == NULL) {
        return -1;
    }
    if (!il_spelling_read(PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes),
                          &spelling)) {
        PyErr_Format(PyExc_ValueError, "%R is not the name of a type of C", name);
        return -1;
    }
    if (find_base(engine, root, spelling.base, out) < 0) {
        return -1;
    }
    if (out->type == NULL) {
        PyErr_Format(PyExc_LookupError, "no table has a type '%s'", spelling.base);
        return -1;
    }
    out->capsule = Py_NewRef(out->root->capsule);
    if (!il_ctype_complete(out->type)) {
        PyErr_NoMemory();
        return -1;
    }
    return build(&spelling, out);
}

int il_live_mean(struct il_engine *engine, struct il_live_root *root, PyObject *object,
                 struct il_live_meant *out)
{
    if (PyUnicode_Check(object)) {
        return mean_name(engine, root, object, out);
    }
    if (!il_live_is_value(engine, object)) {
        PyErr_Format(PyExc_TypeError,
                     "the type must be its name or an object that has it, not %.100s",
                     Py_TYPE(object)->tp_name);
        return -1;
    }
    out->root = ((struct il_live_value *)object)->root;
    out->type = ((struct il_live_value *)object)->type;
    out->capsule = Py_NewRef(out->root->capsule);
    return 0;
}

PyObject *il_live_spell(const struct il_ctype *type)
{
    struct il_text text = {0};
    il_ctype_write(type, "", &text);
    PyObject *str = il_text_is_whole(&text)
                        ? PyUnicode_DecodeUTF8(text.bytes, (Py_ssize_t)text.size,
                                               "backslashreplace")
                        : PyErr_NoMemory();
    il_text_free(&text);
    return str;
}
