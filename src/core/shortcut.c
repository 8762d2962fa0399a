/* SPDX-License-Identifier: MIT
 * The short cut of push().
 */
#include "core/shortcut.h"

#include "core/command.h"
#include "core/compat.h"
#include "core/watch.h"

/* ---- are the steps ours? ---- */

/* The attribute as the classes of `type` have it: 1 with a new reference, 0, or -1. */
static int find_in_classes(PyTypeObject *type, PyObject *name, PyObject **out_value)
{
    *out_value = NULL;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type->tp_mro); i++) {
        int found = il_class_find(PyTuple_GET_ITEM(type->tp_mro, i), name, out_value);
        if (found != 0) {
            return found;
        }
    }
    return 0;
}

/* Does the class leave this attribute to the instance? */
static bool is_left_alone(PyTypeObject *type, PyObject *name)
{
    IL_AUTO_REF PyObject *value = NULL;
    int found = find_in_classes(type, name, &value);
    if (found < 0) {
        PyErr_Clear();
    }
    return found == 0 || (found > 0 && Py_TYPE(value)->tp_descr_get == NULL &&
                          Py_TYPE(value)->tp_descr_set == NULL);
}

static bool has_plain_steps(struct il_engine *engine, PyTypeObject *type)
{
    const struct il_engine_names *names = &engine->names;
    IL_AUTO_REF PyObject *runsource = NULL;
    if (find_in_classes(type, names->runsource, &runsource) < 0) {
        PyErr_Clear();
    }
    return runsource != NULL && runsource == engine->runsource &&
           is_left_alone(type, names->buffer) && is_left_alone(type, names->filename) &&
           is_left_alone(type, names->compile);
}

/* Are the attributes that push() uses plain ones, and is runsource() ours as far as the
 * class goes? The last class that was found so is remembered with its version. */
static bool is_plain(struct il_engine *engine, PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    if (il_class_is_as_it_was(&engine->plain_class, type)) {
        return true;
    }
    if (type->tp_getattro != PyObject_GenericGetAttr || type->tp_mro == NULL ||
        !has_plain_steps(engine, type)) {
        return false;
    }
    il_class_remember(&engine->plain_class, type);
    return true;
}

/* An attribute of a plain object; NULL without an exception where there is none: the
 * steps themselves shall say so. */
static PyObject *attribute(PyObject *self, PyObject *name)
{
    PyObject *value = PyObject_GetAttr(self, name);
    if (value == NULL) {
        PyErr_Clear();
    }
    return value;
}

/* Has the instance no runsource of its own? */
static bool runs_our_source(struct il_engine *engine, PyObject *self)
{
    IL_AUTO_REF PyObject *method = attribute(self, engine->names.runsource);
    return method != NULL && PyMethod_Check(method) &&
           PyMethod_GET_FUNCTION(method) == engine->runsource &&
           PyMethod_GET_SELF(method) == self;
}

/* New reference, or NULL without an exception. */
static PyObject *watched_compiler(struct il_engine *engine, PyObject *self)
{
    IL_AUTO_REF PyObject *compile = attribute(self, engine->names.compile);
    return compile == NULL ? NULL : il_command_owner(engine, compile);
}

/* ---- the short cut ---- */

int il_shortcut_push(struct il_engine *engine, PyObject *self, PyObject *buffer,
                     PyObject *filename, PyObject *symbol)
{
    if (!il_watch_any(engine) || !PyList_CheckExact(buffer) ||
        !is_plain(engine, self) ||
        (symbol != NULL && !il_watch_takes_symbol(engine, symbol)) ||
        !runs_our_source(engine, self)) {
        return 0;
    }
    IL_AUTO_REF PyObject *compile = attribute(self, engine->names.compile);
    IL_AUTO_REF PyObject *name = filename == NULL || filename == Py_None
                                     ? attribute(self, engine->names.filename)
                                     : Py_NewRef(filename);
    return compile == NULL || name == NULL
               ? 0
               : il_command_push(engine, compile, buffer, name);
}

void il_shortcut_note(struct il_engine *engine, PyObject *self, PyObject *source,
                      PyObject *lines)
{
    if (!il_watch_any(engine) || !is_plain(engine, self)) {
        return;
    }
    IL_AUTO_REF PyObject *owner = watched_compiler(engine, self);
    if (owner != NULL) {
        il_watch_note(engine, owner, source, lines);
    }
}

void il_shortcut_forget(struct il_engine *engine, PyObject *self)
{
    if (!il_watch_any(engine) || !is_plain(engine, self)) {
        return;
    }
    IL_AUTO_REF PyObject *owner = watched_compiler(engine, self);
    if (owner != NULL) {
        il_watch_drop(engine, owner);
    }
}
