/* SPDX-License-Identifier: MIT
 * Arguments of the functions that Python sees. They bind as those of a Python
 * function do, with the very error messages of the running Python.
 */
#ifndef IL_ARGS_H
#define IL_ARGS_H

#include "core/engine.h"

enum { IL_ARGS_MAX = 6 };

/* What a `def` line says. */
struct il_signature {
    const char *qualname; /* as in error messages: "InteractiveConsole.push" */
    const char *text;     /* "(self, line, filename=None, _symbol='single')" */
    const char *names[IL_ARGS_MAX];
    int positional;     /* how many of the names may be given by position */
    int required;       /* how many must be given */
    bool takes_unknown; /* the text ends in **kwargs */
};

/* The arguments of one call: borrowed, NULL where not given. */
struct il_args {
    PyObject *value[IL_ARGS_MAX];
    PyObject *keywords;              /* the call's keyword names, or NULL */
    PyObject *const *keyword_values; /* and their values */
    Py_ssize_t unknown;              /* how many of them matched no name: **kwargs */
};

/** Bind a vectorcall's arguments: 0, or -1 with Python's own TypeError. */
int il_args_bind(const struct il_signature *signature, PyObject *const *args,
                 Py_ssize_t count, PyObject *keywords, struct il_args *out);

/** A text argument as UTF-8, with surrogates as they are, or NULL with an exception.
 * The text lives as long as the object and `*owner` (new, or as it was). */
const char *il_args_text(PyObject *object, size_t *out_size, PyObject **owner);

#endif
