/* SPDX-License-Identifier: MIT
 * Offering modules and what can be imported from them. Nothing is imported and no
 * finder is asked: what was imported before is looked at, and the folders of the path
 * are read. What other importers would find (zip files, hooks) stays unknown.
 */
#include <stdlib.h>
#include <string.h>

#include "assist/folder.h"
#include "assist/offer.h"
#include "base/text.h"
#include "lex/outline.h"

enum { LARGEST_SOURCE = 1 << 20 };

/* ---- what is imported ---- */

static PyObject *modules(void)
{
    PyObject *dict = PyImport_GetModuleDict();
    return dict != NULL && PyDict_Check(dict) ? dict : NULL;
}

/* A module by its dotted name: new, or NULL without an exception. */
static PyObject *find_module(PyObject *name)
{
    PyObject *dict = modules();
    PyObject *found = dict == NULL ? NULL : il_look_entry(dict, name);
    return found == NULL || found == Py_None ? NULL : Py_NewRef(found);
}

/* The part of a loaded module's name behind "package." and before the next dot. */
static bool find_part(PyObject *key, const char *package, size_t size,
                      const char **out_part, size_t *out_size)
{
    Py_ssize_t length;
    const char *name = PyUnicode_AsUTF8AndSize(key, &length);
    size_t skipped = size == 0 ? 0 : size + 1;
    if (name == NULL) {
        PyErr_Clear();
        return false;
    }
    if ((size_t)length <= skipped || strncmp(name, package, size) != 0 ||
        (size > 0 && name[size] != '.')) {
        return false;
    }
    *out_part = name + skipped;
    *out_size = strcspn(name + skipped, ".");
    return true;
}

static int offer_loaded(const char *package, size_t size, struct il_items *items)
{
    PyObject *dict = modules(), *key, *value;
    Py_ssize_t at = 0;
    const char *part;
    size_t part_size;
    while (dict != NULL && !items->has_ended && PyDict_Next(dict, &at, &key, &value)) {
        if (PyUnicode_CheckExact(key) && value != Py_None &&
            find_part(key, package, size, &part, &part_size) &&
            il_items_offer_text(items, part, part_size, IL_ITEM_MODULE) < 0) {
            return -1;
        }
    }
    return 0;
}

static int offer_builtin(struct il_items *items)
{
    PyObject *names = PySys_GetObject("builtin_module_names");
    Py_ssize_t count =
        names != NULL && PyTuple_Check(names) ? PyTuple_GET_SIZE(names) : 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (il_items_offer(items, PyTuple_GET_ITEM(names, i), IL_ITEM_MODULE) < 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- folders ---- */

/* A list of folders as it stands in memory: a list, or what a namespace package has
 * for one. New, or NULL without an exception. */
static PyObject *look_list(PyObject *object)
{
    if (PyList_Check(object)) {
        return PyList_GetSlice(object, 0, PyList_GET_SIZE(object));
    }
    IL_AUTO_REF PyObject *name = PyUnicode_FromString("_path");
    IL_AUTO_REF PyObject *dict = name == NULL ? NULL : il_look_namespace(object);
    PyObject *path = dict == NULL ? NULL : il_look_entry(dict, name);
    return path != NULL && PyList_Check(path)
               ? PyList_GetSlice(path, 0, PyList_GET_SIZE(path))
               : NULL;
}

static PyObject *folders_of_module(PyObject *module)
{
    IL_AUTO_REF PyObject *name = PyUnicode_FromString("__path__");
    IL_AUTO_REF PyObject *dict = name == NULL ? NULL : il_look_namespace(module);
    PyObject *path = dict == NULL ? NULL : il_look_entry(dict, name);
    return path == NULL ? NULL : look_list(path);
}

/* Each of the folders with `part` behind it. */
static PyObject *extend_folders(PyObject *folders, const char *part, Py_ssize_t size)
{
    IL_AUTO_REF PyObject *found = PyList_New(0);
    IL_AUTO_REF PyObject *str = il_look_str(part, (size_t)size);
    for (Py_ssize_t i = 0; str != NULL && found != NULL && i < PyList_GET_SIZE(folders);
         i++) {
        PyObject *folder = PyList_GET_ITEM(folders, i);
        IL_AUTO_REF PyObject *path = !PyUnicode_CheckExact(folder) ? NULL
                                     : PyUnicode_GET_LENGTH(folder) == 0
                                         ? Py_NewRef(str)
                                         : PyUnicode_FromFormat("%U/%U", folder, str);
        if (path != NULL ? PyList_Append(found, path) < 0 : PyErr_Occurred() != NULL) {
            return NULL;
        }
    }
    return str == NULL ? NULL : il_ref_steal(&found);
}

/* The folders in which the modules of a package stand (of none: the path): a new list,
 * or NULL; an exception may be set. */
static PyObject *folders_of(const char *package, size_t size)
{
    if (size == 0) {
        PyObject *path = PySys_GetObject("path");
        return path == NULL ? NULL : look_list(path);
    }
    IL_AUTO_REF PyObject *name = il_look_str(package, size);
    IL_AUTO_REF PyObject *module = name == NULL ? NULL : find_module(name);
    if (name == NULL || module != NULL) {
        return name == NULL ? NULL : folders_of_module(module);
    }
    const char *dot = memrchr(package, '.', size);
    size_t outer = dot == NULL ? 0 : (size_t)(dot - package);
    size_t begin = dot == NULL ? 0 : outer + 1;
    IL_AUTO_REF PyObject *above = folders_of(package, outer);
    return above == NULL
               ? NULL
               : extend_folders(above, package + begin, (Py_ssize_t)(size - begin));
}

/* How long the name of the module is that a file holds; 0: it holds none. */
static size_t module_size(const char *name, const struct il_folder_entry *entry)
{
    size_t size = strlen(name), stem = strcspn(name, ".");
    if (entry->is_folder) {
        return entry->is_package ? size : 0;
    }
    bool is_source = strcmp(name + stem, ".py") == 0;
    bool is_extension = size > stem + 3 && strcmp(name + size - 3, ".so") == 0;
    bool is_pure = size == stem + 3 && strcmp(name + stem, ".so") == 0;
    return (is_source || is_extension || is_pure) && strcmp(name, "__init__.py") != 0
               ? stem
               : 0;
}

/* What can stand in an import statement. */
static bool is_importable(const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = name[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
              (unsigned char)c >= 0x80 || (i > 0 && c >= '0' && c <= '9'))) {
            return false;
        }
    }
    return size > 0;
}

static int offer_entries(const struct il_folder *folder, struct il_items *items)
{
    items->more |= folder->more;
    for (size_t i = 0; i < folder->count && !items->has_ended; i++) {
        const char *name = folder->names + folder->list[i].name;
        size_t size = module_size(name, &folder->list[i]);
        if (!is_importable(name, size)) {
            continue;
        }
        IL_AUTO_REF PyObject *str =
            PyUnicode_DecodeFSDefaultAndSize(name, (Py_ssize_t)size);
        if (str == NULL || il_items_offer(items, str, IL_ITEM_MODULE) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The modules in one folder. */
static int offer_folder(PyObject *path, PyObject *prefix, struct il_items *items)
{
    struct il_folder folder = {0};
    IL_AUTO_REF PyObject *bytes =
        PyUnicode_CheckExact(path) ? PyUnicode_EncodeFSDefault(path) : NULL;
    IL_AUTO_REF PyObject *typed = PyUnicode_EncodeFSDefault(prefix);
    if (bytes == NULL || typed == NULL) {
        bool is_ours = PyErr_Occurred() == NULL ||
                       PyErr_ExceptionMatches(PyExc_UnicodeEncodeError);
        return is_ours ? (PyErr_Clear(), 0) : -1;
    }
    const char *where = PyBytes_GET_SIZE(bytes) == 0 ? "." : PyBytes_AS_STRING(bytes);
    bool done;
    Py_BEGIN_ALLOW_THREADS;
    done = il_folder_read(&folder, where, PyBytes_AS_STRING(typed),
                          (size_t)PyBytes_GET_SIZE(typed), true, items->deadline);
    Py_END_ALLOW_THREADS;
    int result = -1;
    if (done) {
        result = offer_entries(&folder, items);
    } else {
        PyErr_NoMemory();
    }
    il_folder_free(&folder);
    return result;
}

static int offer_on_disk(const char *package, size_t size, struct il_items *items)
{
    IL_AUTO_REF PyObject *folders = folders_of(package, size);
    if (folders == NULL) {
        return PyErr_Occurred() != NULL ? -1 : 0;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(folders); i++) {
        if (!il_items_have_ended(items) &&
            offer_folder(PyList_GET_ITEM(folders, i), items->prefix, items) < 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- what a source binds ---- */

static bool offer_binding(void *data, const struct il_passage *passage, size_t at,
                          enum il_binding binding)
{
    const struct il_token *token = &passage->tokens[at];
    bool is_of_module =
        token->margin == 0 && token->level == 0 && binding != IL_BINDING_PARAMETER;
    return !is_of_module || il_offer_binding(data, passage, at, binding) == 0;
}

static int offer_source(const char *path, struct il_items *items)
{
    struct il_passage passage = {0};
    size_t size = 0;
    char *text;
    bool done = true;
    Py_BEGIN_ALLOW_THREADS;
    text = il_folder_file(path, LARGEST_SOURCE, &size);
    done = text == NULL || il_passage_read(&passage, IL_LEX_NEWEST, text, size);
    Py_END_ALLOW_THREADS;
    int result = 0;
    if (!done) {
        PyErr_NoMemory();
        result = -1;
    } else if (text != NULL &&
               !il_outline_visit(&passage, passage.count, offer_binding, items)) {
        result = -1;
    }
    il_passage_free(&passage);
    free(text);
    return result;
}

/* The names that the sources of a module bind, `ending` behind their folders. */
static int offer_sources(PyObject *folders, const char *ending, struct il_items *items)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(folders); i++) {
        PyObject *folder = PyList_GET_ITEM(folders, i);
        IL_AUTO_REF PyObject *path = PyUnicode_CheckExact(folder)
                                         ? PyUnicode_FromFormat("%U%s", folder, ending)
                                         : NULL;
        IL_AUTO_REF PyObject *bytes =
            path == NULL ? NULL : PyUnicode_EncodeFSDefault(path);
        if (bytes == NULL) {
            PyErr_Clear();
        } else if (offer_source(PyBytes_AS_STRING(bytes), items) < 0) {
            return PyErr_Occurred() != NULL ? -1 : 0;
        }
    }
    return 0;
}

/* ---- offers ---- */

/* The dotted name that the tokens are, without the blanks between: false where it is
 * relative. */
static bool read_dotted(const struct il_scene *scene, size_t from, size_t to,
                        struct il_text *out)
{
    const struct il_passage *passage = &scene->passage;
    for (size_t i = from; i < to; i++) {
        const struct il_token *token = &passage->tokens[i];
        bool is_dot = token->word == IL_WORD_DOT;
        if (is_dot == ((i - from) % 2 == 0)) {
            return false;
        }
        il_text_add(out, passage->text + token->start, token->end - token->start);
    }
    return il_text_is_whole(out) && out->bytes != NULL && (to - from) % 2 != 0;
}

static int offer_package(const char *name, size_t size, struct il_items *items)
{
    return offer_loaded(name, size, items) < 0 ? -1 : offer_on_disk(name, size, items);
}

int il_offer_modules(struct il_scene *scene, const struct il_cursor *cursor,
                     struct il_items *items)
{
    struct il_text name = {0};
    int done = 0;
    if (cursor->from == cursor->to) {
        done = offer_builtin(items) < 0 ? -1 : offer_package("", 0, items);
    } else if (read_dotted(scene, cursor->from, cursor->to, &name)) {
        done = offer_package(name.bytes, name.size, items);
    }
    il_text_free(&name);
    return done;
}

/* A module that is not imported: what its source says. */
static int offer_unloaded(const char *name, size_t size, struct il_items *items)
{
    IL_AUTO_REF PyObject *folders = NULL;
    const char *dot = memrchr(name, '.', size);
    size_t outer = dot == NULL ? 0 : (size_t)(dot - name), begin = outer + (outer > 0);
    IL_AUTO_REF PyObject *above = folders_of(name, outer);
    if (above != NULL) {
        folders = extend_folders(above, name + begin, (Py_ssize_t)(size - begin));
    }
    if (folders == NULL) {
        return PyErr_Occurred() != NULL ? -1 : 0;
    }
    return offer_sources(folders, "/__init__.py", items) < 0
               ? -1
               : offer_sources(folders, ".py", items);
}

static int offer_imported(const char *name, size_t size, struct il_items *items)
{
    IL_AUTO_REF PyObject *str = il_look_str(name, size);
    IL_AUTO_REF PyObject *module = str == NULL ? NULL : find_module(str);
    IL_AUTO_REF PyObject *names = module == NULL ? NULL : il_look_namespace(module);
    if (str == NULL) {
        return -1;
    }
    int done = names != NULL    ? il_items_offer_names(items, names)
               : module == NULL ? offer_unloaded(name, size, items)
                                : 0;
    return done < 0 ? -1 : offer_package(name, size, items);
}

int il_offer_imported(struct il_scene *scene, const struct il_cursor *cursor,
                      struct il_items *items)
{
    struct il_text name = {0};
    int done = read_dotted(scene, cursor->from, cursor->to, &name)
                   ? offer_imported(name.bytes, name.size, items)
                   : 0;
    il_text_free(&name);
    return done;
}
