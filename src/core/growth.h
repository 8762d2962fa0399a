/* SPDX-License-Identifier: MIT
 * A text that grows from call to call, and the judge that knows it.
 *
 * It is watched from the moment that the compiler first called it incomplete: at first
 * only a reference is kept. When a longer one comes, the judge reads the old text once,
 * and from then on only what is new. That a text is the old one with more behind it is
 * found out from the text, or from the console's list of lines; never taken for
 * granted.
 */
#ifndef IL_GROWTH_H
#define IL_GROWTH_H

#include "core/judge.h"

struct il_growth;

/**
 * Watch a text that was just found incomplete; both are exact str, `flags` those of
 * compile(). A new capsule, or NULL with an exception.
 */
PyObject *il_growth_new(struct il_engine *engine, PyObject *source, PyObject *filename,
                        int flags);

struct il_growth *il_growth_of(PyObject *capsule);

/** Can it be asked about texts of this file, compiled so? Not while it is at work. */
bool il_growth_is_for(const struct il_growth *growth, PyObject *filename, long flags);

/* What a longer text has more than the watched one. */
struct il_rest {
    bool fits; /* it begins with the watched text; the rest means something */
    const char *lines;
    size_t size;
    PyObject *bytes; /* strong, or NULL: what the lines are in */
};

void il_rest_free(struct il_rest *rest);

/**
 * Is this text (an exact str), which may be the watched one with more lines,
 * incomplete? If it is, it is the watched one from now on. `rest` must be freed in any
 * case.
 */
enum il_answer il_growth_ask(struct il_growth *growth, PyObject *source,
                             struct il_rest *rest);

/** From a question to its answer nobody else may ask: set it before the compiler is
 * asked about a text that fits, take it back after il_growth_follow(). */
void il_growth_hold(struct il_growth *growth, bool is_busy);

/** The compiler said that the text, about which il_growth_ask() asked it, is
 * incomplete. 0, or -1 with an exception and a growth that is good for nothing. */
int il_growth_follow(struct il_growth *growth, PyObject *source,
                     const struct il_rest *rest);

/** The lines (a tuple of str, or a single str) are those that `source` was joined from;
 * nothing happens if that is not the watched text. */
void il_growth_note(struct il_growth *growth, PyObject *source, PyObject *lines);

/** Is the text joined from the items of this list, the watched ones and one more,
 * incomplete? */
enum il_answer il_growth_push(struct il_growth *growth, PyObject *list);

#endif
