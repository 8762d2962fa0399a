/* SPDX-License-Identifier: MIT
 * Offering the files that a string may name.
 */
#include <stdlib.h>
#include <string.h>

#include "assist/folder.h"
#include "assist/offer.h"

/* The folder that is typed, as the file system is asked for it: new bytes. */
static PyObject *folder_of(const struct il_typed_path *path)
{
    bool is_home = path->base > 0 && path->text[0] == '~' && path->text[1] == '/';
    const char *home = is_home ? getenv("HOME") : NULL;
    size_t skipped = home == NULL ? 0 : 1;
    IL_AUTO_REF PyObject *typed =
        il_look_str(path->text + skipped, path->base - skipped);
    IL_AUTO_REF PyObject *rest =
        typed == NULL ? NULL : PyUnicode_EncodeFSDefault(typed);
    if (rest == NULL) {
        return NULL;
    }
    return PyBytes_FromFormat("%s%s",
                              home != NULL      ? home
                              : path->base == 0 ? "./"
                                                : "",
                              PyBytes_AS_STRING(rest));
}

/* A name of the file system in the literal: a str that is written so, or None. */
static PyObject *write_name(const struct il_typed_path *path, const char *name)
{
    IL_AUTO_REF PyObject *object =
        path->is_bytes ? PyBytes_FromString(name) : PyUnicode_DecodeFSDefault(name);
    return object == NULL ? NULL : il_quote(object, path->quote, path->is_raw);
}

static int offer_entry(const struct il_typed_path *path, const char *name,
                       bool is_folder, struct il_items *items)
{
    IL_AUTO_REF PyObject *text = write_name(path, name);
    if (text == NULL) {
        return -1;
    }
    if (text == Py_None || !is_folder) {
        return il_items_offer(items, text, IL_ITEM_FILE);
    }
    IL_AUTO_REF PyObject *whole = PyUnicode_FromFormat("%U/", text);
    return whole == NULL ? -1 : il_items_offer(items, whole, IL_ITEM_FOLDER);
}

static int offer_entries(const struct il_typed_path *path,
                         const struct il_folder *folder, bool wants_hidden,
                         struct il_items *items)
{
    items->more |= folder->more;
    for (size_t i = 0; i < folder->count && !items->has_ended; i++) {
        const char *name = folder->names + folder->list[i].name;
        if ((name[0] != '.' || wants_hidden) &&
            offer_entry(path, name, folder->list[i].is_folder, items) < 0) {
            return -1;
        }
    }
    return 0;
}

static int offer_folder(const struct il_typed_path *path, const char *where,
                        PyObject *prefix, struct il_items *items)
{
    struct il_folder folder = {0};
    const char *begin = PyBytes_AS_STRING(prefix);
    size_t size = (size_t)PyBytes_GET_SIZE(prefix);
    bool done;
    Py_BEGIN_ALLOW_THREADS;
    done = il_folder_read(&folder, where, begin, size, false, items->deadline);
    Py_END_ALLOW_THREADS;
    int result = -1;
    if (done) {
        result = offer_entries(path, &folder, begin[0] == '.', items);
    } else {
        PyErr_NoMemory();
    }
    il_folder_free(&folder);
    return result;
}

/* Text that cannot name a file, or that is written with escapes, is not completed. */
static bool is_nameable(const struct il_typed_path *path)
{
    return memchr(path->text, '\0', path->size) == NULL &&
           memchr(path->text, '\\', path->size) == NULL;
}

int il_offer_paths(const struct il_typed_path *path, struct il_items *items)
{
    if (!is_nameable(path)) {
        return 0;
    }
    items->is_plain = true;
    IL_AUTO_REF PyObject *where = folder_of(path);
    IL_AUTO_REF PyObject *typed =
        il_look_str(path->text + path->base, path->size - path->base);
    IL_AUTO_REF PyObject *prefix =
        typed == NULL ? NULL : PyUnicode_EncodeFSDefault(typed);
    if (where != NULL && prefix != NULL) {
        return offer_folder(path, PyBytes_AS_STRING(where), prefix, items);
    }
    /* A lone surrogate, or a character that the file system's encoding has not. */
    if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}
