/* SPDX-License-Identifier: MIT
 * What is offered as a completion: collected, sorted, and so many at most. Warm.
 *
 * Of what is offered only the best group stays: what begins as typed before what does
 * but for case, and public names before those with underscores that nobody asked for.
 * However many there are, memory holds about twice the limit, and what is kept does not
 * depend on the order in which it came.
 */
#ifndef IL_ITEMS_H
#define IL_ITEMS_H

#include "core/core.h"

/* What an item is. The numbers are those of the public header. */
enum il_item_kind {
    IL_ITEM_VARIABLE,
    IL_ITEM_FUNCTION,
    IL_ITEM_CLASS,
    IL_ITEM_MODULE,
    IL_ITEM_PROPERTY,  /* code gives its value */
    IL_ITEM_PARAMETER, /* of a call: "name=" */
    IL_ITEM_KEYWORD,
    IL_ITEM_KEY,
    IL_ITEM_FILE,
    IL_ITEM_FOLDER,
    IL_ITEM_COUNT
};

struct il_item {
    PyObject *text; /* strong, an exact str */
    uint8_t kind;   /* enum il_item_kind */
    size_t number;  /* when it was offered: of two that are the same the first stays */
};

/* Make it by il_items_init(). */
struct il_items {
    struct il_item *list;
    size_t count, capacity;
    PyObject *prefix; /* strong: what is typed */
    size_t limit;     /* of items */
    int64_t deadline; /* of the monotonic clock, in nanoseconds */
    size_t offered;
    unsigned best;  /* the group that is kept */
    bool more;      /* something was left out */
    bool has_bar;   /* of what comes only what sorts before item limit - 1 counts */
    bool has_ended; /* the time is over */
    bool is_plain;  /* case counts, and underscores do not */
};

enum { IL_ITEMS_USUAL = 1000, IL_ITEMS_MILLISECONDS = 200 };

/** `prefix` is what is typed (borrowed); limits of 0 are the usual ones. */
void il_items_init(struct il_items *items, size_t limit, uint32_t milliseconds);

/** Begin with `prefix` (stolen; NULL: a failure, with an exception set). 0 or -1. */
int il_items_begin(struct il_items *items, PyObject *prefix);

/** Forget what was offered, and what is typed. */
void il_items_restart(struct il_items *items);

void il_items_free(struct il_items *items);

/** Offer a text, an exact str (borrowed; another object is ignored). 0, or -1 without
 * memory. */
int il_items_offer(struct il_items *items, PyObject *text, enum il_item_kind kind);

/** The same with UTF-8. */
int il_items_offer_text(struct il_items *items, const char *text, size_t size,
                        enum il_item_kind kind);

/** Offer the keys of a dict, as what their values are. */
int il_items_offer_names(struct il_items *items, PyObject *dict);

/** Is the time over? Then no more need be offered. */
bool il_items_have_ended(struct il_items *items);

/** The monotonic clock, in nanoseconds. */
int64_t il_items_now(void);

/** Sort them, parameters and keys first, and keep the limit. */
void il_items_finish(struct il_items *items);

/** What an attribute is, as it stands in a namespace. */
enum il_item_kind il_item_kind_of(PyObject *value);

/** "variable", "function" ... */
const char *il_item_name(enum il_item_kind kind);

#endif
