/* SPDX-License-Identifier: MIT
 * Two dicts that code typed in a frame runs in, as its globals and its locals.
 *
 * The compiler turns a name inside of a function, a lambda or a comprehension into the
 * look-up of a global. So the globals hold all that is seen in the frame, its variables
 * first; the locals hold what is local there, and find the rest. CPython asks a class
 * derived from dict by its methods when a name is looked up in a function, when one is
 * bound at the prompt, and by exec(); it goes straight to the contents for `global`
 * statements and for the globals that a class body uses. For these the contents are
 * kept as they should be:
 *
 *     before a command   they are filled with what is seen now
 *     while it runs      each look-up and binding by method keeps its name up to date
 *     what is found there that was not put there   was bound by a `global` statement:
 *                        it goes where that means, at the next look-up of the name, and
 *                        at the end of the command at the latest
 */
#ifndef IL_NAMESPACE_H
#define IL_NAMESPACE_H

#include "core/core.h"

/** The class of both. New reference or NULL. */
PyObject *il_namespace_type(PyObject *module);

/**
 * The locals of a frame for code that is typed in it: a dict of `type`; or the frame's
 * own locals, where those serve, because they are its globals as well, or are such a
 * dict. New reference.
 */
PyObject *il_namespace_of_frame(PyObject *type, PyFrameObject *frame);

/** The globals that go with such locals. Borrowed. */
PyObject *il_namespace_globals(PyObject *locals);

/** The dict that holds every name that is seen where `names` (borrowed) are the locals:
 * the globals that go with them, or `names` itself. Runs no code. Borrowed. */
PyObject *il_namespace_whole(PyObject *names);

/** A command begins that runs in `locals`: fill both. 0 or -1. */
int il_namespace_begin(PyObject *locals);

/** It has ended; an exception of its own stays. 0, or -1 with one of ours. */
int il_namespace_end(PyObject *locals);

#endif
