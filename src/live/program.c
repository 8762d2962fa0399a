/* SPDX-License-Identifier: MIT
 * The type Program: the names of the program, as its debug information has them. Warm.
 *
 * A name of C is an attribute, and an item. Names that were found are remembered as
 * long as the loader loads and unloads nothing.
 */
#include "live/program.h"

#include <stddef.h>
#include <string.h>
#include <structmember.h>

#include "core/compat.h"
#include "core/glance.h"

/* A name that was found. */
struct known {
    PyObject *name; /* strong, or NULL */
    PyObject *base; /* strong: the Value that stands for its module */
    struct il_symbol symbol;
};

enum { KNOWN = 128 };

struct program {
    PyObject_HEAD PyObject *library, *file; /* where names are looked for: bytes, or
                                               NULL */
    struct il_scope scope;                  /* the same */
    const struct il_provider *provider;
    unsigned long long generation; /* of what is known */
    struct known known[KNOWN];     /* by the name's address */
};

static struct program *as_program(PyObject *self) { return (struct program *)self; }

static struct il_engine *engine_of(PyObject *self)
{
    return PyType_GetModuleState(Py_TYPE(self));
}

/* --- Life ------------------------------------------------------------------------- */

static PyObject *encode(PyObject *text)
{
    return PyUnicode_AsEncodedString(text, "utf-8", "surrogateescape");
}

static PyObject *decode(const char *text)
{
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "surrogateescape");
}

/* A part of the program; each may be NULL, or bytes. */
static PyObject *make(PyTypeObject *type, const struct il_provider *provider,
                      PyObject *library, PyObject *file)
{
    struct program *program = PyObject_GC_New(struct program, type);
    if (program == NULL) {
        return NULL;
    }
    memset((char *)program + sizeof(PyObject), 0, sizeof *program - sizeof(PyObject));
    program->provider = provider;
    program->library = Py_XNewRef(library);
    program->file = Py_XNewRef(file);
    program->scope = (struct il_scope){
        .library = library == NULL ? NULL : PyBytes_AS_STRING(library),
        .file = file == NULL ? NULL : PyBytes_AS_STRING(file),
    };
    PyObject_GC_Track(program);
    return (PyObject *)program;
}

static void forget(struct program *program)
{
    for (size_t i = 0; i < KNOWN; i++) {
        Py_CLEAR(program->known[i].name);
        Py_CLEAR(program->known[i].base);
    }
}

static int Program_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    for (size_t i = 0; i < KNOWN; i++) {
        Py_VISIT(as_program(self)->known[i].base);
    }
    return 0;
}

static int Program_clear(PyObject *self)
{
    forget(as_program(self));
    return 0;
}

static void Program_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    forget(as_program(self));
    Py_CLEAR(as_program(self)->library);
    Py_CLEAR(as_program(self)->file);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

/* --- Modules ---------------------------------------------------------------------- */

/* What Values of a module share. The engine keeps it, for each load of the module. */
static struct il_live_root *root_of(struct il_engine *engine,
                                    const struct il_provider *provider,
                                    const struct il_module *module, unsigned load)
{
    struct il_live_root *root;
    IL_AUTO_REF PyObject *key = PyLong_FromVoidPtr((void *)module);
    if (key == NULL || (engine->live_modules == NULL &&
                        (engine->live_modules = PyDict_New()) == NULL)) {
        return NULL;
    }
    PyObject *known = PyDict_GetItemWithError(engine->live_modules, key);
    root = known == NULL ? NULL : il_live_root_of(known);
    if (PyErr_Occurred() || (root != NULL && root->watched->load == load)) {
        return root;
    }
    struct il_watched *watched = il_watched_module(provider, module, load);
    IL_AUTO_REF PyObject *capsule =
        watched == NULL ? NULL : il_live_root(watched, &root);
    il_watched_release(watched);
    return capsule == NULL || PyDict_SetItem(engine->live_modules, key, capsule) < 0
               ? NULL
               : root;
}

/* For cast() and all others that take the name of a type. Who has no such library is
 * told so by program(). */
static struct il_live_root *find_type(struct il_engine *engine, const char *name,
                                      const struct il_ctype **out)
{
    const struct il_scope everywhere = {NULL, NULL};
    const struct il_provider *provider = il_live_provider();
    struct il_type_found type;
    char reason[IL_REASON_SIZE];
    enum il_found found;
    if (provider == NULL) {
        if (PyErr_ExceptionMatches(PyExc_ImportError)) {
            PyErr_Clear();
        }
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS found =
        provider->find_type(&everywhere, name, &type, reason);
    Py_END_ALLOW_THREADS if (found == IL_FOUND_NO_MEMORY) { PyErr_NoMemory(); }
    if (found != IL_FOUND) {
        return NULL;
    }
    *out = type.type;
    return root_of(engine, provider, type.module, type.load);
}

/* --- Names ------------------------------------------------------------------------ */

/* Set AttributeError as Python has it where a name is missing, so that others can be
 * suggested. */
static void set_missing(PyObject *self, PyObject *name, PyObject *message)
{
    IL_AUTO_REF PyObject *args = PyTuple_Pack(1, message);
    IL_AUTO_REF PyObject *keywords =
        args == NULL ? NULL : Py_BuildValue("{sOsO}", "name", name, "obj", self);
    IL_AUTO_REF PyObject *error =
        keywords == NULL ? NULL : PyObject_Call(PyExc_AttributeError, args, keywords);
    if (error != NULL) {
        PyErr_SetObject(PyExc_AttributeError, error);
    }
}

static void complain(PyObject *self, PyObject *name, enum il_found found,
                     const char *reason)
{
    IL_AUTO_REF PyObject *text = decode(reason);
    IL_AUTO_REF PyObject *message = NULL;
    if (found == IL_FOUND_NO_MEMORY) {
        PyErr_NoMemory();
    } else if (text != NULL && found == IL_FOUND_UNUSABLE) {
        PyErr_SetObject(PyExc_AttributeError, text);
    } else if (text != NULL && found == IL_FOUND_SEVERAL) {
        PyErr_Format(PyExc_AttributeError,
                     "'%U' is there more than once: %U (in_file() chooses)", name,
                     text);
    } else if (text != NULL) {
        message = PyUnicode_FromFormat("the program has no '%U'%s%U", name,
                                       reason[0] == '\0' ? "" : ": ", text);
    }
    if (message != NULL) {
        set_missing(self, name, message);
    }
}

/* Ask the provider; 0 or -1 with an exception. */
static int look_up(PyObject *self, PyObject *name, struct il_symbol *out)
{
    struct program *program = as_program(self);
    const struct il_provider *provider = program->provider;
    char reason[IL_REASON_SIZE];
    enum il_found found = IL_FOUND_NOTHING;
    IL_AUTO_REF PyObject *bytes = encode(name);
    if (bytes == NULL) {
        return -1;
    }
    const char *text = PyBytes_AS_STRING(bytes);
    reason[0] = '\0';
    if (strlen(text) == (size_t)PyBytes_GET_SIZE(bytes)) {
        Py_BEGIN_ALLOW_THREADS found =
            provider->find(&program->scope, text, out, reason);
        Py_END_ALLOW_THREADS
    }
    if (found != IL_FOUND) {
        complain(self, name, found, reason);
        return -1;
    }
    return 0;
}

/* A Value of nothing, which has the root of a module. New reference. */
static PyObject *make_base(PyObject *self, const struct il_symbol *symbol)
{
    static const struct il_ctype nothing = {.kind = IL_C_VOID, .name = "void"};
    struct il_engine *engine = engine_of(self);
    struct il_live_root *root =
        root_of(engine, as_program(self)->provider, symbol->module, symbol->load);
    return root == NULL ? NULL : il_live_bare(engine, root, &nothing, 0, false);
}

static struct known *slot_of(struct program *program, PyObject *name)
{
    return &program->known[((uintptr_t)name / sizeof(void *)) % KNOWN];
}

/* Is it as it was when names were found? */
static bool is_current(struct program *program)
{
    unsigned long long now = program->provider->generation();
    if (now == program->generation) {
        return true;
    }
    forget(program);
    program->generation = now;
    return false;
}

/* What was found before. */
static bool recall(PyObject *self, PyObject *name, struct il_symbol *out,
                   PyObject **out_base)
{
    struct known *known = slot_of(as_program(self), name);
    if (known->name != name || !is_current(as_program(self))) {
        return false;
    }
    *out = known->symbol;
    *out_base = Py_NewRef(known->base);
    return true;
}

/* What a name is, and the Value that it starts from. 0 or -1. */
static int find(PyObject *self, PyObject *name, struct il_symbol *out,
                PyObject **out_base)
{
    struct known *known = slot_of(as_program(self), name);
    if (recall(self, name, out, out_base)) {
        return 0;
    }
    if (look_up(self, name, out) < 0) {
        return -1;
    }
    *out_base = make_base(self, out);
    if (*out_base == NULL) {
        return -1;
    }
    if (PyUnicode_CHECK_INTERNED(name) && !out->is_thread_own) {
        Py_XSETREF(known->name, Py_NewRef(name));
        Py_XSETREF(known->base, Py_NewRef(*out_base));
        known->symbol = *out;
    }
    return 0;
}

/* --- Values ----------------------------------------------------------------------- */

static void place_of(const struct il_symbol *symbol, PyObject *base,
                     struct il_live_place *out)
{
    *out = (struct il_live_place){
        .base = (struct il_live_value *)base,
        .type = symbol->type,
        .address = symbol->address,
        .is_const = symbol->is_const,
        .step = {.how = IL_STEP_NAME, .name = symbol->name},
    };
}

static PyObject *make_constant(PyObject *self, const struct il_symbol *symbol)
{
    const struct il_cconstant constant = {symbol->name, symbol->value};
    const struct il_ctype type = {
        .kind = IL_C_ENUM, .count = 1, .constants = &constant};
    const struct il_scalar value = {.how = IL_SCALAR_SIGNED, .integer = symbol->value};
    return il_live_from_scalar(engine_of(self), &type, &value);
}

/* Say of a function that was made what the program's names say of it. New reference. */
static PyObject *with_linkage(PyObject *self, const struct il_symbol *symbol,
                              PyObject *object)
{
    if (object != NULL && symbol->is_static &&
        il_live_is_value(engine_of(self), object)) {
        ((struct il_live_value *)object)->is_static = true;
    }
    return object;
}

static PyObject *get_symbol(PyObject *self, const struct il_symbol *symbol,
                            PyObject *base)
{
    struct il_live_place place;
    if (symbol->kind == IL_SYMBOL_CONSTANT) {
        return make_constant(self, symbol);
    }
    place_of(symbol, base, &place);
    return with_linkage(self, symbol, il_live_get(&place));
}

/* --- Functions of one name -------------------------------------------------------- */

/* Each address once: no object of Python is made here, since its lock is not held. */
static bool note_function(void *data, const struct il_symbol *symbol)
{
    struct il_text *known = data;
    for (size_t i = 0; i < known->size; i += sizeof *symbol) {
        struct il_symbol other;
        memcpy(&other, known->bytes + i, sizeof other);
        if (other.address == symbol->address) {
            return true;
        }
    }
    il_text_add(known, (const char *)symbol, sizeof *symbol);
    return il_text_is_whole(known);
}

static PyObject *make_functions(PyObject *self, const struct il_text *symbols)
{
    Py_ssize_t count = (Py_ssize_t)(symbols->size / sizeof(struct il_symbol));
    IL_AUTO_REF PyObject *functions = PyTuple_New(count);
    for (Py_ssize_t i = 0; functions != NULL && i < count; i++) {
        struct il_symbol symbol;
        memcpy(&symbol, symbols->bytes + (size_t)i * sizeof symbol, sizeof symbol);
        IL_AUTO_REF PyObject *base = make_base(self, &symbol);
        PyObject *function = base == NULL ? NULL : get_symbol(self, &symbol, base);
        if (function == NULL) {
            return NULL;
        }
        PyTuple_SET_ITEM(functions, i, function);
    }
    return il_ref_steal(&functions);
}

/* All functions of a name: a new tuple. */
static PyObject *find_functions(PyObject *self, const char *name)
{
    struct program *program = as_program(self);
    const struct il_provider *provider = program->provider;
    struct il_text symbols = {0};
    enum il_found found;
    Py_BEGIN_ALLOW_THREADS found =
        provider->overloads(&program->scope, name, note_function, &symbols);
    Py_END_ALLOW_THREADS PyObject *functions =
        found == IL_FOUND_NO_MEMORY || !il_text_is_whole(&symbols)
            ? PyErr_NoMemory()
            : make_functions(self, &symbols);
    il_text_free(&symbols);
    return functions;
}

/* Where "name(int, char *)" has its parameters, or NULL. A name may have parentheses,
 * too: "operator()(int)". */
static const char *find_parameters(const char *text)
{
    size_t at = strlen(text);
    int depth = 0;
    if (at == 0 || text[at - 1] != ')') {
        return NULL;
    }
    while (at-- > 0) {
        depth += text[at] == ')' ? 1 : text[at] == '(' ? -1 : 0;
        if (depth == 0) {
            return at > 0 ? text + at : NULL;
        }
    }
    return NULL;
}

/* Do any two of them take something else? */
static bool are_overloads(PyObject *functions)
{
    for (Py_ssize_t i = 1; i < PyTuple_GET_SIZE(functions); i++) {
        struct il_live_value *one =
            (struct il_live_value *)PyTuple_GET_ITEM(functions, 0);
        struct il_live_value *other =
            (struct il_live_value *)PyTuple_GET_ITEM(functions, i);
        if (!il_ctype_is_same(one->type, other->type)) {
            return true;
        }
    }
    return false;
}

/* The functions of a name, or the one that a name with types means. A new reference, or
 * NULL, perhaps without an exception. */
static PyObject *find_overloads(PyObject *self, PyObject *name)
{
    IL_AUTO_REF PyObject *bytes = encode(name);
    if (bytes == NULL) {
        return NULL;
    }
    const char *text = PyBytes_AS_STRING(bytes);
    if (strlen(text) != (size_t)PyBytes_GET_SIZE(bytes)) {
        return NULL;
    }
    const char *parameters = find_parameters(text);
    size_t size = parameters == NULL ? 0 : strlen(parameters) - 2;
    IL_AUTO_REF PyObject *plain =
        parameters == NULL
            ? Py_NewRef(name)
            : PyUnicode_DecodeUTF8(text, parameters - text, "surrogateescape");
    IL_AUTO_REF PyObject *plain_bytes = plain == NULL ? NULL : encode(plain);
    IL_AUTO_REF PyObject *functions =
        plain_bytes == NULL ? NULL
                            : find_functions(self, PyBytes_AS_STRING(plain_bytes));
    if (functions == NULL || PyTuple_GET_SIZE(functions) == 0) {
        return NULL;
    }
    if (parameters != NULL) {
        return il_live_overload(plain, functions, parameters + 1, size);
    }
    return are_overloads(functions)
               ? il_live_overloads(engine_of(self), name, functions)
               : NULL;
}

/* What else a name may mean that stands for no one thing. */
static PyObject *or_overloads(PyObject *self, PyObject *name)
{
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return NULL;
    }
    PyObject *pending = il_raised_take();
    PyObject *found = find_overloads(self, name);
    if (found != NULL || PyErr_Occurred()) {
        Py_DECREF(pending);
        return found;
    }
    il_raised_give(pending);
    return NULL;
}

static PyObject *get(PyObject *self, PyObject *name)
{
    struct il_symbol symbol;
    IL_AUTO_REF PyObject *base = NULL;
    return find(self, name, &symbol, &base) < 0 ? or_overloads(self, name)
                                                : get_symbol(self, &symbol, base);
}

static int set(PyObject *self, PyObject *name, PyObject *object)
{
    struct il_symbol symbol;
    struct il_live_place place;
    IL_AUTO_REF PyObject *base = NULL;
    if (find(self, name, &symbol, &base) < 0) {
        return -1;
    }
    if (object == NULL || symbol.kind != IL_SYMBOL_VARIABLE) {
        PyErr_Format(PyExc_TypeError, "%U is %s: it cannot be %s", name,
                     symbol.kind == IL_SYMBOL_VARIABLE   ? "part of the program"
                     : symbol.kind == IL_SYMBOL_FUNCTION ? "a function"
                                                         : "a constant",
                     object == NULL ? "deleted" : "assigned");
        return -1;
    }
    place_of(&symbol, base, &place);
    return il_live_set(&place, object);
}

/* Where Python itself looks, and the methods: they hide names of C, which are items,
 * too. */
static PyObject *Program_getattro(PyObject *self, PyObject *name)
{
    struct il_symbol symbol;
    IL_AUTO_REF PyObject *base = NULL;
    if (recall(self, name, &symbol, &base)) {
        return get_symbol(self, &symbol, base);
    }
    PyObject *own = PyObject_GenericGetAttr(self, name);
    if (own != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return own;
    }
    PyErr_Clear();
    return get(self, name);
}

static int Program_setattro(PyObject *self, PyObject *name, PyObject *object)
{
    return set(self, name, object);
}

static int expect_name(PyObject *name)
{
    if (PyUnicode_Check(name)) {
        return 0;
    }
    PyErr_Format(PyExc_TypeError, "names of C are str, not %.100s",
                 Py_TYPE(name)->tp_name);
    return -1;
}

static PyObject *Program_subscript(PyObject *self, PyObject *name)
{
    return expect_name(name) < 0 ? NULL : get(self, name);
}

static int Program_ass_subscript(PyObject *self, PyObject *name, PyObject *object)
{
    return expect_name(name) < 0 ? -1 : set(self, name, object);
}

int il_live_program_has(PyObject *program, PyObject *name, bool only_variables)
{
    struct il_symbol symbol;
    IL_AUTO_REF PyObject *base = NULL;
    if (find(program, name, &symbol, &base) == 0) {
        return !only_variables || symbol.kind == IL_SYMBOL_VARIABLE;
    }
    IL_AUTO_REF PyObject *overloads = or_overloads(program, name);
    if (overloads != NULL) {
        return !only_variables;
    }
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

static int Program_contains(PyObject *self, PyObject *name)
{
    return expect_name(name) < 0 ? -1 : il_live_program_has(self, name, false);
}

/* --- Lists of names --------------------------------------------------------------- */

/* Texts, one behind the other with their NULs: no object of Python is made here, since
 * its lock is not held. */
static bool note_name(void *data, const char *name)
{
    struct il_text *names = data;
    il_text_add(names, name, strlen(name) + 1);
    return il_text_is_whole(names);
}

/* A list of str without doubles, in order. */
static PyObject *list_names(const struct il_text *names, bool only_identifiers)
{
    IL_AUTO_REF PyObject *set = PySet_New(NULL);
    for (size_t i = 0; set != NULL && i < names->size;
         i += strlen(names->bytes + i) + 1) {
        IL_AUTO_REF PyObject *name = decode(names->bytes + i);
        bool is_listed =
            name != NULL && (!only_identifiers || PyUnicode_IsIdentifier(name));
        if (name == NULL || (is_listed && PySet_Add(set, name) < 0)) {
            return NULL;
        }
    }
    IL_AUTO_REF PyObject *list = set == NULL ? NULL : PySequence_List(set);
    return list == NULL || PyList_Sort(list) < 0 ? NULL : il_ref_steal(&list);
}

static PyObject *tell_names(PyObject *self, const char *prefix, bool only_identifiers)
{
    struct program *program = as_program(self);
    const struct il_provider *provider = program->provider;
    struct il_text names = {0};
    char reason[IL_REASON_SIZE];
    enum il_found found;
    Py_BEGIN_ALLOW_THREADS found =
        provider->names(&program->scope, prefix, note_name, &names, reason);
    Py_END_ALLOW_THREADS PyObject *list =
        found == IL_FOUND_NO_MEMORY || !il_text_is_whole(&names)
            ? PyErr_NoMemory()
            : list_names(&names, only_identifiers);
    il_text_free(&names);
    return list;
}

static PyObject *Program_dir(PyObject *self, PyObject *Py_UNUSED(none))
{
    return tell_names(self, "", true);
}

static PyObject *Program_list_names(PyObject *self, PyObject *args)
{
    PyObject *prefix = NULL;
    if (!PyArg_ParseTuple(args, "|U:list_names", &prefix)) {
        return NULL;
    }
    IL_AUTO_REF PyObject *bytes =
        prefix == NULL ? PyBytes_FromString("") : encode(prefix);
    return bytes == NULL ? NULL : tell_names(self, PyBytes_AS_STRING(bytes), false);
}

/* --- Methods ---------------------------------------------------------------------- */

static PyObject *Program_find(PyObject *self, PyObject *name)
{
    struct il_symbol symbol;
    struct il_live_place place;
    IL_AUTO_REF PyObject *base = NULL;
    if (expect_name(name) < 0) {
        return NULL;
    }
    if (find(self, name, &symbol, &base) < 0) {
        return or_overloads(self, name);
    }
    if (symbol.kind == IL_SYMBOL_CONSTANT) {
        return make_constant(self, &symbol);
    }
    place_of(&symbol, base, &place);
    return with_linkage(self, &symbol, il_live_reference(&place));
}

static PyObject *part(PyObject *self, PyObject *text, bool is_file)
{
    struct program *program = as_program(self);
    if (expect_name(text) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *bytes = encode(text);
    return bytes == NULL ? NULL
                         : make(Py_TYPE(self), program->provider,
                                is_file ? program->library : bytes,
                                is_file ? bytes : program->file);
}

static PyObject *Program_in_file(PyObject *self, PyObject *file)
{
    return part(self, file, true);
}

static PyObject *Program_library(PyObject *self, PyObject *library)
{
    return part(self, library, false);
}

/* A Value of the type that lies nowhere: what asks for types takes it for one. */
static PyObject *Program_type(PyObject *self, PyObject *name)
{
    IL_AUTO_MEANT struct il_live_meant meant = {NULL, NULL, NULL};
    struct il_engine *engine = engine_of(self);
    return expect_name(name) < 0 || il_live_mean(engine, NULL, name, &meant) < 0
               ? NULL
               : il_live_bare(engine, meant.root, meant.type, 0, true);
}

static PyObject *Program_repr(PyObject *self)
{
    struct program *program = as_program(self);
    IL_AUTO_REF PyObject *library =
        program->library == NULL ? NULL : decode(program->scope.library);
    IL_AUTO_REF PyObject *file =
        program->file == NULL ? NULL : decode(program->scope.file);
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (library != NULL && file != NULL) {
        return PyUnicode_FromFormat("<%U, what %U declares>", library, file);
    }
    return file != NULL ? PyUnicode_FromFormat("<the program, what %U declares>", file)
           : library != NULL ? PyUnicode_FromFormat("<%U>", library)
                             : PyUnicode_FromString("<the program>");
}

/* --- For editors ------------------------------------------------------------------ */

static PyObject *imagine(PyObject *self, PyObject *name, bool *out_is_instance)
{
    struct il_symbol symbol;
    struct il_live_place place;
    IL_AUTO_REF PyObject *base = NULL;
    if (find(self, name, &symbol, &base) < 0) {
        return NULL;
    }
    if (symbol.kind == IL_SYMBOL_CONSTANT) {
        return make_constant(self, &symbol);
    }
    place_of(&symbol, base, &place);
    return il_live_imagine(&place, out_is_instance);
}

static PyObject *imagine_item(PyObject *self, PyObject *key, bool *out_is_instance)
{
    return PyUnicode_CheckExact(key) ? imagine(self, key, out_is_instance) : NULL;
}

static PyObject *imagine_names(PyObject *self) { return tell_names(self, "", true); }

static const struct il_glance glance = {
    .attribute = imagine,
    .item = imagine_item,
    .names = imagine_names,
};

/* --- The type --------------------------------------------------------------------- */

static PyMethodDef Program_methods[] = {
    {"__dir__", Program_dir, METH_NOARGS, "The names, as far as they can be typed."},
    {"list_names", Program_list_names, METH_VARARGS,
     "list_names(prefix='')\n--\n\nAll names that begin with `prefix`, in order."},
    {"find", Program_find, METH_O,
     "find(name)\n--\n\nA variable as a reference, a number or a text too; a "
     "function."},
    {"type", Program_type, METH_O,
     "type(name)\n--\n\nA type by its name in C: for cast(), sizeof(), fields(), "
     "help()."},
    {"in_file", Program_in_file, METH_O,
     "in_file(name)\n--\n\nOnly what a source file declares."},
    {"library", Program_library, METH_O,
     "library(name)\n--\n\nThe names of one library, be it the system's."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot Program_slots[] = {
    {Py_tp_dealloc, Program_dealloc},
    {Py_tp_traverse, Program_traverse},
    {Py_tp_clear, Program_clear},
    {Py_tp_getattro, Program_getattro},
    {Py_tp_setattro, Program_setattro},
    {Py_tp_repr, Program_repr},
    {Py_tp_methods, Program_methods},
    {Py_mp_subscript, Program_subscript},
    {Py_mp_ass_subscript, Program_ass_subscript},
    {Py_sq_contains, Program_contains},
    {Py_tp_doc, "The variables, functions and constants of the program, by the names\n"
                "that they have in C."},
    {0, NULL},
};

static PyType_Spec Program_spec = {
    .name = "inlet.live.Program",
    .basicsize = (int)sizeof(struct program),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Program_slots,
};

static PyObject *program(struct il_engine *engine, const struct il_args *args)
{
    const struct il_provider *provider = il_live_provider();
    (void)args;
    il_live_tell_of_shadows(engine);
    return provider == NULL
               ? NULL
               : make((PyTypeObject *)engine->live_program, provider, NULL, NULL);
}

static const struct il_face_entry functions[] = {
    {
        .signature = {"program", "()", {NULL}, .positional = 0, .required = 0},
        .body = program,
        .doc = "The variables, functions and types of the program, by its debug\n"
               "information.",
    },
    {.body = NULL},
};

int il_live_add_program(struct il_engine *engine, PyObject *module)
{
    engine->live_program =
        il_new_type(PyType_FromModuleAndSpec(module, &Program_spec, NULL));
    engine->live_finder = find_type;
    return engine->live_program == NULL ||
                   il_live_offer_glance(engine->live_program, &glance) < 0 ||
                   PyModule_AddObjectRef(module, "Program", engine->live_program) < 0 ||
                   il_live_add_overloads(engine, module) < 0
               ? -1
               : il_face_add_functions(engine, module, functions, "inlet.live");
}
