/* SPDX-License-Identifier: MIT
 * inlet.live.walk(): the objects of lists and hash tables. Warm.
 *
 * A walk goes through chains: one, or one for each bucket of a table. A chain is over
 * at NULL and where it comes back to its beginning; where it comes back to anything
 * else it would never be over, and that is said. What is next is looked up when it is
 * asked for.
 */
#include "live/live.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/compat.h"
#include "reflect/visited.h"

struct walk {
    PyObject_HEAD PyObject *head; /* all are strong, or NULL */
    PyObject *link, *first;       /* lists of what to follow: names and indices */
    PyObject *type, *member; /* of lists whose links are inside of their elements */
    PyObject *at;            /* the object that is next, if it is known already */
    PyObject *last;          /* the one before it, which leads to it */
    PyObject *inner;         /* an iterator that somebody else has made */
    Py_ssize_t bucket, buckets;
    Py_ssize_t count, limit;
    uintptr_t start; /* where the chain began, or 0 */
    struct il_visited visited;
    bool has_sentinel; /* the head is of the links, and no element */
    bool is_running;
};

static struct walk *as_walk(PyObject *self) { return (struct walk *)self; }

static struct il_engine *engine_of(struct walk *walk)
{
    return PyType_GetModuleState(Py_TYPE(walk));
}

/* --- Ways ------------------------------------------------------------------------- */

static int add_step(PyObject *list, PyObject *step)
{
    int result = step == NULL ? -1 : PyList_Append(list, step);
    Py_XDECREF(step);
    return result;
}

/* "[12]": where it ends, or NULL with or without an exception. */
static const char *read_index(const char *text, PyObject *list)
{
    char *end;
    errno = 0;
    long index = strtol(text + 1, &end, 10);
    if (end == text + 1 || *end != ']' || errno != 0) {
        return NULL;
    }
    return add_step(list, PyLong_FromLong(index)) < 0 ? NULL : end + 1;
}

static const char *read_name(const char *text, PyObject *list)
{
    size_t size = strcspn(text, ".[");
    PyObject *name =
        size == 0 ? NULL
                  : PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, "surrogateescape");
    if (name != NULL) {
        PyUnicode_InternInPlace(&name);
    }
    return name == NULL || add_step(list, name) < 0 ? NULL : text + size;
}

static const char *read_steps(const char *text, PyObject *list)
{
    text = read_name(text, list);
    while (text != NULL && *text != '\0') {
        text = *text == '['   ? read_index(text, list)
               : *text == '.' ? read_name(text + 1, list)
                              : NULL;
    }
    return text;
}

/* "level[0].forward" as a list; None gives NULL without an exception. New reference. */
static PyObject *read_way(PyObject *object)
{
    if (object == NULL || object == Py_None) {
        return NULL;
    }
    if (!PyUnicode_Check(object)) {
        return PyErr_Format(PyExc_TypeError, "a link must be str, not %.100s",
                            Py_TYPE(object)->tp_name);
    }
    IL_AUTO_REF PyObject *bytes =
        PyUnicode_AsEncodedString(object, "utf-8", "surrogateescape");
    IL_AUTO_REF PyObject *list = bytes == NULL ? NULL : PyList_New(0);
    if (list == NULL) {
        return NULL;
    }
    const char *end = read_steps(PyBytes_AS_STRING(bytes), list);
    if (end == PyBytes_AS_STRING(bytes) + PyBytes_GET_SIZE(bytes)) {
        return il_ref_steal(&list);
    }
    if (!PyErr_Occurred()) {
        PyErr_Format(PyExc_ValueError, "%R is no way to a field", object);
    }
    return NULL;
}

/* Where a way leads to from an object: another object of the program. New reference. */
static PyObject *follow(struct il_engine *engine, PyObject *object, PyObject *way)
{
    IL_AUTO_REF PyObject *at = Py_NewRef(object);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(way); i++) {
        PyObject *step = PyList_GET_ITEM(way, i);
        PyObject *next = PyUnicode_Check(step) ? PyObject_GetAttr(at, step)
                                               : PyObject_GetItem(at, step);
        if (next == NULL) {
            return NULL;
        }
        Py_SETREF(at, next);
        if (!il_live_is_value(engine, at)) {
            return PyErr_Format(PyExc_TypeError, "%R leads to %.100s, not to an object",
                                step, Py_TYPE(at)->tp_name);
        }
    }
    return il_ref_steal(&at);
}

/* --- Chains ----------------------------------------------------------------------- */

static bool is_null(PyObject *object)
{
    struct il_live_value *value = (struct il_live_value *)object;
    return value->type->kind == IL_C_POINTER && value->address == 0;
}

static bool is_inside(const struct walk *walk) { return walk->member != NULL; }

/* The first object of a chain. A head that only holds links is none itself. */
static int begin_chain(struct walk *walk, PyObject *head)
{
    struct il_engine *engine = engine_of(walk);
    PyObject *way = walk->has_sentinel ? walk->link : walk->first;
    il_visited_clear(&walk->visited);
    walk->start = 0;
    if (!il_live_is_value(engine, head)) {
        PyErr_Format(PyExc_TypeError, "a list begins with an object, not %.100s",
                     Py_TYPE(head)->tp_name);
        return -1;
    }
    if (is_null(head)) {
        return 0;
    }
    walk->at = way == NULL ? Py_NewRef(head) : follow(engine, head, way);
    if (walk->at == NULL) {
        return -1;
    }
    PyObject *start = walk->has_sentinel ? head : walk->at;
    walk->start = ((struct il_live_value *)start)->address;
    return 0;
}

/* 1 if there was another bucket, 0 if there is none. */
static int begin_next(struct walk *walk)
{
    if (walk->bucket >= walk->buckets) {
        return 0;
    }
    /* Most buckets are empty, and a walk may go through many of these. */
    if (walk->bucket % IL_LIVE_PATIENCE == 0 && PyErr_CheckSignals() < 0) {
        return -1;
    }
    Py_ssize_t bucket = walk->bucket++;
    struct il_live_value *value = (struct il_live_value *)walk->head;
    if (value->count == IL_COUNT_UNKNOWN) {
        return begin_chain(walk, walk->head) < 0 ? -1 : 1;
    }
    IL_AUTO_REF PyObject *head = il_live_item(walk->head, bucket);
    return head == NULL || begin_chain(walk, head) < 0 ? -1 : 1;
}

static int never_ends(struct walk *walk)
{
    IL_AUTO_REF PyObject *path =
        il_live_path(&((struct il_live_value *)walk->at)->step);
    if (path != NULL) {
        PyErr_Format(PyExc_ValueError,
                     "%U leads back into the list: it has no end (%zd elements before)",
                     path, walk->count);
    }
    return -1;
}

/* Is the object at hand one of the chain? 1, 0 where it is over, -1 if it never is. */
static int is_element(struct walk *walk)
{
    uintptr_t address = ((struct il_live_value *)walk->at)->address;
    bool has_begun = walk->has_sentinel || walk->visited.count > 0;
    if (is_null(walk->at) || (has_begun && address == walk->start)) {
        return 0;
    }
    int is_new = address == 0 ? 1 : il_visited_add(&walk->visited, address);
    if (is_new < 0) {
        PyErr_NoMemory();
    }
    return is_new == 0 ? never_ends(walk) : is_new;
}

/* What the last object leads to, if that is not known yet. */
static int find_at(struct walk *walk)
{
    if (walk->at == NULL && walk->last != NULL) {
        walk->at = follow(engine_of(walk), walk->last, walk->link);
        Py_CLEAR(walk->last);
        return walk->at == NULL ? -1 : 0;
    }
    return 0;
}

/* The next element of any chain, in `at`: 1, or 0 at the end, or -1. */
static int advance(struct walk *walk)
{
    int result = 1;
    while (result > 0) {
        if (find_at(walk) < 0) {
            return -1;
        }
        if (walk->at != NULL) {
            result = is_element(walk);
            if (result != 0) {
                return result;
            }
            Py_CLEAR(walk->at);
        }
        result = begin_next(walk);
    }
    return result;
}

/* --- Elements --------------------------------------------------------------------- */

/* A fault in the middle says how far it came. */
static void tell_place(struct walk *walk)
{
    PyObject *type, *value, *traceback;
    PyObject *fault = engine_of(walk)->fault_error;
    if (!PyErr_ExceptionMatches(fault)) {
        return;
    }
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_Format(fault, "%S (after %zd element%s)", value, walk->count,
                 walk->count == 1 ? "" : "s");
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
}

/* Over, for whatever reason. */
static void finish(struct walk *walk)
{
    walk->bucket = walk->buckets;
    Py_CLEAR(walk->at);
    Py_CLEAR(walk->last);
    Py_CLEAR(walk->inner);
}

static PyObject *give(struct walk *walk)
{
    walk->last = walk->at;
    walk->at = NULL;
    return is_inside(walk) ? il_live_container(engine_of(walk), walk->last, walk->type,
                                               walk->member)
                           : Py_NewRef(walk->last);
}

static PyObject *next_element(struct walk *walk)
{
    if (walk->limit >= 0 && walk->count >= walk->limit) {
        return NULL;
    }
    if (walk->inner != NULL) {
        return PyIter_Next(walk->inner);
    }
    return advance(walk) > 0 ? give(walk) : NULL;
}

static PyObject *Walk_next(PyObject *self)
{
    struct walk *walk = as_walk(self);
    if (walk->is_running) {
        return PyErr_Format(PyExc_ValueError, "the walk is under way already");
    }
    walk->is_running = true;
    PyObject *element = next_element(walk);
    if (element != NULL) {
        walk->count++;
    } else {
        if (PyErr_Occurred()) {
            tell_place(walk);
        }
        finish(walk);
    }
    walk->is_running = false;
    return element;
}

/* --- Life ------------------------------------------------------------------------- */

static int Walk_traverse(PyObject *self, visitproc visit, void *arg)
{
    struct walk *walk = as_walk(self);
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(walk->head);
    Py_VISIT(walk->link);
    Py_VISIT(walk->first);
    Py_VISIT(walk->type);
    Py_VISIT(walk->member);
    Py_VISIT(walk->at);
    Py_VISIT(walk->last);
    Py_VISIT(walk->inner);
    return 0;
}

static int Walk_clear(PyObject *self)
{
    struct walk *walk = as_walk(self);
    finish(walk);
    Py_CLEAR(walk->head);
    Py_CLEAR(walk->link);
    Py_CLEAR(walk->first);
    Py_CLEAR(walk->type);
    Py_CLEAR(walk->member);
    return 0;
}

static void Walk_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Walk_clear(self);
    il_visited_free(&as_walk(self)->visited);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static PyType_Slot Walk_slots[] = {
    {Py_tp_dealloc, Walk_dealloc},
    {Py_tp_traverse, Walk_traverse},
    {Py_tp_clear, Walk_clear},
    {Py_tp_iter, PyObject_SelfIter},
    {Py_tp_iternext, Walk_next},
    {Py_tp_doc, "The objects of a list or a hash table, one after the other."},
    {0, NULL},
};

static PyType_Spec Walk_spec = {
    .name = "inlet.live.Walk",
    .basicsize = (int)sizeof(struct walk),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Walk_slots,
};

static struct walk *new_walk(struct il_engine *engine)
{
    PyTypeObject *type = (PyTypeObject *)engine->live_walk;
    struct walk *walk = PyObject_GC_New(struct walk, type);
    if (walk != NULL) {
        memset((char *)walk + sizeof(PyObject), 0, sizeof *walk - sizeof(PyObject));
        walk->limit = -1;
        PyObject_GC_Track(walk);
    }
    return walk;
}

/* --- walk() ----------------------------------------------------------------------- */

enum { HEAD, LINK, TYPE, MEMBER, FIRST, LIMIT };

static bool is_given(const struct il_args *args, int which)
{
    return args->value[which] != NULL && args->value[which] != Py_None;
}

static int read_limit(PyObject *object, Py_ssize_t *out)
{
    Py_ssize_t limit = PyNumber_AsSsize_t(object, PyExc_OverflowError);
    if (limit == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (limit < 0) {
        PyErr_SetString(PyExc_ValueError, "the limit is less than 0");
        return -1;
    }
    *out = limit;
    return 0;
}

/* A type whose elements somebody has said how to find. */
static int begin_inner(struct il_engine *engine, struct walk *walk, PyObject *head)
{
    const struct il_ctype *record = il_live_record((struct il_live_value *)head);
    IL_AUTO_REF PyObject *name = record == NULL ? NULL : il_live_spell(record);
    PyObject *walker =
        name == NULL ? NULL : PyDict_GetItemWithError(engine->live_walkers, name);
    if (walker == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_TypeError,
                            "say by which field the list goes on: walk(x, \"next\")");
        }
        return -1;
    }
    IL_AUTO_REF PyObject *kept = Py_NewRef(walker);
    IL_AUTO_REF PyObject *elements = PyObject_CallOneArg(kept, head);
    walk->inner = elements == NULL ? NULL : PyObject_GetIter(elements);
    return walk->inner == NULL ? -1 : 0;
}

/* What is not given stays NULL. */
static int take_ways(struct walk *walk, const struct il_args *args)
{
    walk->link = read_way(args->value[LINK]);
    walk->first = PyErr_Occurred() ? NULL : read_way(args->value[FIRST]);
    if (PyErr_Occurred()) {
        return -1;
    }
    if (is_given(args, TYPE) != is_given(args, MEMBER)) {
        PyErr_SetString(PyExc_TypeError, "type and member belong together");
        return -1;
    }
    if (is_given(args, TYPE)) {
        walk->type = Py_NewRef(args->value[TYPE]);
        walk->member = Py_NewRef(args->value[MEMBER]);
        walk->has_sentinel = walk->first == NULL;
    }
    return 0;
}

static int begin(struct il_engine *engine, struct walk *walk,
                 const struct il_args *args)
{
    PyObject *head = args->value[HEAD];
    struct il_live_value *value = il_live_expect(engine, head);
    if (value == NULL || take_ways(walk, args) < 0 ||
        (is_given(args, LIMIT) && read_limit(args->value[LIMIT], &walk->limit) < 0)) {
        return -1;
    }
    if (walk->link == NULL) {
        return begin_inner(engine, walk, head);
    }
    walk->head = Py_NewRef(head);
    walk->buckets = value->count == IL_COUNT_UNKNOWN ? 1 : value->count;
    return 0;
}

static PyObject *walk(struct il_engine *engine, const struct il_args *args)
{
    struct walk *new = new_walk(engine);
    if (new != NULL && begin(engine, new, args) < 0) {
        Py_CLEAR(new);
    }
    return (PyObject *)new;
}

/* What a way consists of, for Python code that follows it. */
static PyObject *way(struct il_engine *engine, const struct il_args *args)
{
    (void)engine;
    PyObject *steps = read_way(args->value[0]);
    if (steps == NULL && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_TypeError, "a link must be str, not NoneType");
    }
    return steps;
}

static const struct il_face_entry walks[] = {
    {
        .signature = {"_way", "(link)", {"link"}, .positional = 1, .required = 1},
        .body = way,
        .doc = "\"level[0].forward\" as a list of names and indices.",
    },
    {
        .signature = {"walk",
                      "(head, link=None, type=None, member=None, *, first=None, "
                      "limit=None)",
                      {"head", "link", "type", "member", "first", "limit"},
                      .positional = 4,
                      .required = 1},
        .body = walk,
        .doc =
            "The objects of a list: the head, what its field `link` points to, and so\n"
            "on, up to NULL or the head again. Of an array: of each of its elements.\n"
            "With `type` and `member` the links are inside of the elements, and the\n"
            "head is none. The field `first` of a head points to its first element.",
    },
    {.body = NULL},
};

int il_live_add_walks(struct il_engine *engine, PyObject *module)
{
    engine->live_walk = il_new_type(PyType_FromModuleAndSpec(module, &Walk_spec, NULL));
    engine->live_walkers = PyDict_New();
    return engine->live_walk == NULL || engine->live_walkers == NULL ||
                   PyModule_AddObjectRef(module, "_walkers", engine->live_walkers) < 0
               ? -1
               : il_face_add_functions(engine, module, walks, "inlet.live");
}
