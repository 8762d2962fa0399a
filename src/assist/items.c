/* SPDX-License-Identifier: MIT
 * Collecting what is offered.
 */
#include "assist/items.h"

#include <stdlib.h>
#include <time.h>

#include "assist/look.h"

enum { USUAL_ROOM = 64, TICKS = 256 };

/* The groups, best first: case, and how many underscores more than were typed. */
enum { OTHER_CASE = 4, GROUPS = 8 };

/* ---- time ---- */

int64_t il_items_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool il_items_have_ended(struct il_items *items)
{
    if (!items->has_ended && il_items_now() >= items->deadline) {
        items->has_ended = items->more = true;
    }
    return items->has_ended;
}

/* ---- life ---- */

void il_items_init(struct il_items *items, size_t limit, uint32_t milliseconds)
{
    uint32_t time = milliseconds == 0 ? IL_ITEMS_MILLISECONDS : milliseconds;
    *items = (struct il_items){
        .limit = limit == 0 ? IL_ITEMS_USUAL : limit,
        .deadline = il_items_now() + (int64_t)time * 1000000,
        .best = GROUPS,
    };
}

int il_items_begin(struct il_items *items, PyObject *prefix)
{
    items->prefix = prefix;
    return prefix == NULL ? -1 : 0;
}

static void drop(struct il_items *items, size_t from)
{
    for (size_t i = from; i < items->count; i++) {
        Py_DECREF(items->list[i].text);
    }
    items->count = items->count < from ? items->count : from;
    items->has_bar = items->has_bar && from == items->limit;
}

void il_items_restart(struct il_items *items)
{
    drop(items, 0);
    Py_CLEAR(items->prefix);
    items->best = GROUPS;
}

void il_items_free(struct il_items *items)
{
    drop(items, 0);
    PyMem_Free(items->list);
    Py_CLEAR(items->prefix);
    items->list = NULL;
    items->capacity = 0;
}

/* ---- order ---- */

static bool stands_first(const struct il_item *item)
{
    return item->kind == IL_ITEM_PARAMETER || item->kind == IL_ITEM_KEY;
}

static int compare(const void *left, const void *right)
{
    const struct il_item *a = left, *b = right;
    bool first = stands_first(a), second = stands_first(b);
    if (first != second) {
        return first ? -1 : 1;
    }
    int order = PyUnicode_Compare(a->text, b->text);
    return order != 0 ? order : a->number < b->number ? -1 : 1;
}

/* Of items with the same text the first stays. They are sorted. */
static void drop_doubles(struct il_items *items)
{
    size_t kept = 0;
    for (size_t i = 0; i < items->count; i++) {
        struct il_item *item = &items->list[i];
        if (kept > 0 &&
            PyUnicode_Compare(items->list[kept - 1].text, item->text) == 0) {
            Py_DECREF(item->text);
        } else {
            items->list[kept++] = *item;
        }
    }
    items->count = kept;
}

void il_items_finish(struct il_items *items)
{
    if (items->count > 1) {
        qsort(items->list, items->count, sizeof *items->list, compare);
    }
    drop_doubles(items);
    if (items->count > items->limit) {
        items->more = items->has_bar = true;
        drop(items, items->limit);
    }
}

/* ---- groups ---- */

static Py_ssize_t underscores(PyObject *text)
{
    Py_ssize_t count = 0, length = PyUnicode_GET_LENGTH(text);
    while (count < 2 && count < length && PyUnicode_READ_CHAR(text, count) == '_') {
        count++;
    }
    return count;
}

static bool begins_but_for_case(PyObject *text, PyObject *prefix)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(prefix);
    if (PyUnicode_GET_LENGTH(text) < length) {
        return false;
    }
    for (Py_ssize_t i = 0; i < length; i++) {
        if (Py_UNICODE_TOLOWER(PyUnicode_READ_CHAR(text, i)) !=
            Py_UNICODE_TOLOWER(PyUnicode_READ_CHAR(prefix, i))) {
            return false;
        }
    }
    return true;
}

/* GROUPS: it does not begin so at all. */
static unsigned group_of(const struct il_items *items, PyObject *text)
{
    Py_ssize_t typed = underscores(items->prefix), has = underscores(text);
    unsigned hidden = has > typed && !items->is_plain ? (unsigned)(has - typed) : 0;
    if (PyUnicode_Tailmatch(text, items->prefix, 0, PY_SSIZE_T_MAX, -1) == 1) {
        return hidden;
    }
    return !items->is_plain && items->best >= OTHER_CASE &&
                   begins_but_for_case(text, items->prefix)
               ? hidden + OTHER_CASE
               : GROUPS;
}

/* ---- offers ---- */

static int grow(struct il_items *items)
{
    size_t capacity = items->capacity == 0 ? USUAL_ROOM : 2 * items->capacity;
    struct il_item *list = items->list;
    if (capacity > PY_SSIZE_T_MAX / sizeof *list ||
        PyMem_Resize(list, struct il_item, capacity) == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    items->list = list;
    items->capacity = capacity;
    return 0;
}

/* Make room for one: by leaving out what would be left out anyway, or by growing. */
static int make_room(struct il_items *items)
{
    if (items->count / 2 >= items->limit && items->count >= USUAL_ROOM) {
        il_items_finish(items);
    }
    return items->count < items->capacity ? 0 : grow(items);
}

static int keep(struct il_items *items, PyObject *text, enum il_item_kind kind)
{
    struct il_item item = {text, (uint8_t)kind, items->offered};
    if (items->has_bar && compare(&item, &items->list[items->limit - 1]) > 0) {
        return 0;
    }
    if (make_room(items) < 0) {
        return -1;
    }
    Py_INCREF(text);
    items->list[items->count++] = item;
    return 0;
}

/* Does it belong to the best group? What is there goes if it is of a worse one. */
static bool is_wanted(struct il_items *items, PyObject *text)
{
    if (++items->offered % TICKS == 0) {
        il_items_have_ended(items);
    }
    if (items->has_ended || !PyUnicode_CheckExact(text)) {
        return false;
    }
    unsigned group = group_of(items, text);
    if (group == GROUPS || group > items->best) {
        return false;
    }
    if (group < items->best) {
        drop(items, 0);
        items->best = group;
        items->more = false;
    }
    return true;
}

int il_items_offer(struct il_items *items, PyObject *text, enum il_item_kind kind)
{
    return is_wanted(items, text) ? keep(items, text, kind) : 0;
}

int il_items_offer_text(struct il_items *items, const char *text, size_t size,
                        enum il_item_kind kind)
{
    IL_AUTO_REF PyObject *str = il_look_str(text, size);
    return str == NULL ? -1 : il_items_offer(items, str, kind);
}

int il_items_offer_names(struct il_items *items, PyObject *dict)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;
    while (!items->has_ended && PyDict_Next(dict, &at, &key, &value)) {
        if (is_wanted(items, key) && keep(items, key, il_item_kind_of(value)) < 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- kinds ---- */

enum il_item_kind il_item_kind_of(PyObject *value)
{
    if (PyType_Check(value)) {
        return IL_ITEM_CLASS;
    }
    if (PyModule_Check(value)) {
        return IL_ITEM_MODULE;
    }
    if (il_look_is_function(value)) {
        return IL_ITEM_FUNCTION;
    }
    return Py_IS_TYPE(value, &PyProperty_Type) || Py_IS_TYPE(value, &PyGetSetDescr_Type)
               ? IL_ITEM_PROPERTY
               : IL_ITEM_VARIABLE;
}

const char *il_item_name(enum il_item_kind kind)
{
    static const char *const names[IL_ITEM_COUNT] = {
        "variable",  "function", "class", "module", "property",
        "parameter", "keyword",  "key",   "file",   "folder",
    };
    return names[kind];
}
