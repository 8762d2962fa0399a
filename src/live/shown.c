/* SPDX-License-Identifier: MIT
 * Values shown: repr(), and what help() says. Warm.
 */
#include "live/live.h"

#include <stdio.h>

#include "reflect/access.h"
#include "reflect/show.h"

enum { SIZE_MAX_SHOWN = 1 << 26 };

static void show_nothing(struct il_live_value *value, const char *why,
                         struct il_text *text)
{
    il_text_add_char(text, '(');
    il_ctype_write(value->type, "", text);
    il_text_add_string(text, ")<");
    il_text_add_string(text, why);
    il_text_add_char(text, '>');
}

/* Show it while it is watched; false if it is gone. */
static bool show_watched(struct il_live_value *value, unsigned char *bytes, size_t size,
                         struct il_text *text)
{
    struct il_watched *watched = value->root->watched;
    struct il_watching watching;
    if (!il_watched_begin(watched, &watching)) {
        return false;
    }
    if (il_access_read(value->address, bytes, size)) {
        il_show_object(value->type, bytes, text);
    } else {
        show_nothing(value, "unreadable", text);
    }
    il_watched_end(watched, &watching);
    return true;
}

/* One element may be larger than anything that can be shown, or there is no memory. */
static bool show_bytes(struct il_live_value *value, struct il_text *text)
{
    size_t size = il_show_part(value->type).size;
    unsigned char *bytes = size > SIZE_MAX_SHOWN ? NULL : PyMem_RawMalloc(size);
    bool is_there = true;
    if (bytes == NULL) {
        show_nothing(value, "too large", text);
    } else {
        is_there = show_watched(value, bytes, size, text);
    }
    PyMem_RawFree(bytes);
    return is_there;
}

static PyObject *show_gone(struct il_live_value *value)
{
    struct il_text type = {0};
    il_ctype_write(value->type, "", &type);
    PyObject *shown = il_text_is_whole(&type)
                          ? PyUnicode_FromFormat("<%s that is gone>", type.bytes)
                          : PyErr_NoMemory();
    il_text_free(&type);
    return shown;
}

/* The name that led to it, where it was one alone. */
static const char *name_of(const struct il_live_value *value)
{
    return value->step.how == IL_STEP_NAME ? value->step.name : NULL;
}

/* What is known without looking at memory; false if it must be looked at. */
static bool show_address(const struct il_live_value *value, struct il_text *text)
{
    if (value->type->kind == IL_C_POINTER) {
        il_show_pointer(value->type, value->address, text);
    } else if (value->type->kind == IL_C_FUNCTION) {
        il_show_function(value->type, name_of(value), value->address, text);
    } else if (value->type->is_program) {
        il_show_program(value->type, text);
    } else {
        return false;
    }
    return true;
}

static PyObject *show_object(struct il_live_value *value)
{
    struct il_text text = {0};
    bool is_there = show_address(value, &text) || show_bytes(value, &text);
    PyObject *shown = !is_there ? show_gone(value)
                      : il_text_is_whole(&text)
                          ? PyUnicode_DecodeUTF8(text.bytes, (Py_ssize_t)text.size,
                                                 "backslashreplace")
                          : PyErr_NoMemory();
    il_text_free(&text);
    return shown;
}

/* Has it a pointer whose elements are part of it? Then nobody knows how large it is. */
static bool has_elements_elsewhere(const struct il_ctype *type)
{
    while (type->kind == IL_C_ARRAY) {
        type = type->target;
    }
    for (size_t i = 0; type->fields != NULL && i < type->count; i++) {
        if (type->fields[i].counter != NULL ||
            has_elements_elsewhere(type->fields[i].type)) {
            return true;
        }
    }
    return false;
}

/* A struct that looks like a dict; NULL, perhaps with an exception, where it is too
 * large for that or cannot be read. */
static PyObject *show_mapping(struct il_live_value *value)
{
    struct il_live_place place;
    if (value->type->size > IL_SHOW_BYTES || has_elements_elsewhere(value->type)) {
        return NULL;
    }
    il_live_whole(value, &place);
    IL_AUTO_REF PyObject *copy = il_live_copy(&place, 0);
    IL_AUTO_REF PyObject *shown = copy == NULL ? NULL : PyObject_Repr(copy);
    return shown == NULL || PyUnicode_GET_LENGTH(shown) > IL_SHOW_BYTES
               ? NULL
               : il_ref_steal(&shown);
}

PyObject *il_live_repr(PyObject *self)
{
    struct il_live_value *value = (struct il_live_value *)self;
    if (value->type->is_mapping) {
        PyObject *shown = show_mapping(value);
        if (shown != NULL ||
            (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_Exception))) {
            return shown;
        }
        PyErr_Clear();
    }
    return show_object(value);
}

/* What is said about a function where it has its name: its type may be that of
 * others. */
static const char *find_doc(const struct il_live_value *value)
{
    const struct il_live_value *parent = (struct il_live_value *)value->parent;
    const struct il_ctype *record = parent == NULL ? NULL : il_live_record(parent);
    const struct il_cfield *field = record == NULL || value->step.name == NULL
                                        ? NULL
                                        : il_ctype_field(record, value->step.name);
    return field != NULL && field->doc != NULL ? field->doc : value->type->doc;
}

/* As it is declared, and what there is to say about it. */
static void describe_function(const struct il_live_value *value, struct il_text *text)
{
    struct il_text path = {0};
    il_path_write(&value->step, &path);
    il_ctype_write(value->type, path.bytes == NULL ? "" : path.bytes, text);
    text->failed |= path.failed;
    il_text_free(&path);
    const char *doc = find_doc(value);
    if (doc != NULL) {
        il_text_add_string(text, "\n\n");
        il_text_add_string(text, doc);
    }
}

/* Where it is declared, and what the source says of it. */
static void add_declared(struct il_live_value *value, const char *what,
                         const struct il_origin *origin, struct il_text *text)
{
    const struct il_watched *watched = value->root->watched;
    struct il_text comment = {0};
    char number[16];
    if (origin->file == NULL || origin->line == 0) {
        return;
    }
    snprintf(number, sizeof number, ":%u", origin->line);
    il_text_add_string(text, "\n\n");
    il_text_add_string(text, what);
    il_text_add_string(text, ": declared at ");
    il_text_add_string(text, origin->file);
    il_text_add_string(text, number);
    if (watched->provider != NULL) {
        Py_BEGIN_ALLOW_THREADS watched->provider->comment(watched->module, origin, what,
                                                          &comment);
        Py_END_ALLOW_THREADS
    }
    if (comment.size > 0) {
        il_text_add_char(text, '\n');
        il_text_add(text, comment.bytes, comment.size);
    }
    text->failed |= comment.failed;
    il_text_free(&comment);
}

/* Where debug information says that a name is declared. Its module alone is asked: it
 * has been read, and others may be large. */
static void add_origin(struct il_live_value *value, struct il_text *text)
{
    const struct il_watched *watched = value->root->watched;
    const struct il_provider *provider = watched->provider;
    struct il_symbol symbol;
    char reason[IL_REASON_SIZE];
    enum il_found found = IL_FOUND_NOTHING;
    if (provider != NULL && name_of(value) != NULL) {
        const struct il_scope own = {.library = provider->module_name(watched->module)};
        Py_BEGIN_ALLOW_THREADS found =
            provider->find(&own, name_of(value), &symbol, reason);
        Py_END_ALLOW_THREADS
    }
    if (found == IL_FOUND && symbol.kind != IL_SYMBOL_CONSTANT) {
        add_declared(value, symbol.name,
                     &(struct il_origin){symbol.folder, symbol.file, symbol.line},
                     text);
    }
}

PyObject *il_live_doc(PyObject *self, void *Py_UNUSED(closure))
{
    struct il_live_value *value = (struct il_live_value *)self;
    struct il_text text = {0};
    const struct il_ctype *record = il_live_record(value);
    if (value->type->kind == IL_C_FUNCTION) {
        describe_function(value, &text);
    } else if (!value->type->is_program) {
        il_path_write(&value->step, &text);
        il_text_add_string(&text, ": ");
        il_ctype_write(value->type, "", &text);
    }
    if (value->type->is_program) {
        il_ctype_declare(record, &text);
    } else if (record != NULL) {
        il_text_add_string(&text, "\n\n");
        il_ctype_declare(record, &text);
        add_declared(value, record->name == NULL ? "it" : record->name,
                     &(struct il_origin){record->folder, record->file, record->line},
                     &text);
    }
    add_origin(value, &text);
    PyObject *doc = il_text_is_whole(&text)
                        ? PyUnicode_DecodeUTF8(text.bytes, (Py_ssize_t)text.size,
                                               "backslashreplace")
                        : PyErr_NoMemory();
    il_text_free(&text);
    return doc;
}
