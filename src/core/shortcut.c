/* SPDX-License-Identifier: MIT
 * The short cut of push().
 */
#include "core/shortcut.h"

#include "core/command.h"
#include "core/compat.h"
#include "core/instance.h"
#include "core/watch.h"

/* ---- are the steps ours? ---- */

static bool has_plain_steps(struct il_engine *engine, PyTypeObject *type)
{
    const struct il_engine_names *names = &engine->names;
    IL_AUTO_REF PyObject *runsource = NULL;
    if (il_instance_find_in_classes(type, names->runsource, &runsource) < 0) {
        PyErr_Clear();
    }
    return runsource != NULL && runsource == engine->runsource &&
           il_instance_has_plain(type, names->buffer) &&
           il_instance_has_plain(type, names->filename) &&
           il_instance_has_plain(type, names->compile);
}

/* Are the attributes that push() uses plain ones, and is runsource() ours as far as the
 * class goes? The last class that was found so is remembered with its version. */
static bool is_plain(struct il_engine *engine, PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    if (il_class_is_as_it_was(&engine->plain_class, type)) {
        return true;
    }
    if (type->tp_mro == NULL || !has_plain_steps(engine, type)) {
        return false;
    }
    il_class_remember(&engine->plain_class, type);
    return true;
}

/* An attribute of a plain object; NULL without an exception where there is none: the
 * steps themselves shall say so. */
static PyObject *attribute(PyObject *self, PyObject *dict, PyObject *name)
{
    PyObject *value = il_instance_get(self, dict, name);
    if (value == NULL) {
        PyErr_Clear();
    }
    return value;
}

/* Has the instance no runsource of its own? That of the class is ours. */
static bool runs_our_source(struct il_engine *engine, PyObject *dict)
{
    int has_own = PyDict_Contains(dict, engine->names.runsource);
    if (has_own < 0) {
        PyErr_Clear();
    }
    return has_own == 0;
}

/* New reference, or NULL without an exception. */
static PyObject *watched_compiler(struct il_engine *engine, PyObject *self)
{
    IL_AUTO_REF PyObject *compile = attribute(self, NULL, engine->names.compile);
    return compile == NULL ? NULL : il_command_owner(engine, compile);
}

/* ---- the short cut ---- */

PyObject *il_shortcut_buffer(struct il_engine *engine, PyObject *self)
{
    if (!il_watch_any(engine) || !is_plain(engine, self)) {
        return PyObject_GetAttr(self, engine->names.buffer);
    }
    IL_AUTO_REF PyObject *dict = il_instance_dict(self);
    return il_instance_get(self, dict, engine->names.buffer);
}

int il_shortcut_push(struct il_engine *engine, PyObject *self, PyObject *buffer,
                     PyObject *filename, PyObject *symbol)
{
    if (!il_watch_any(engine) || !PyList_CheckExact(buffer) ||
        !is_plain(engine, self) ||
        (symbol != NULL && !il_watch_takes_symbol(engine, symbol))) {
        return 0;
    }
    IL_AUTO_REF PyObject *dict = il_instance_dict(self);
    if (dict == NULL || !runs_our_source(engine, dict)) {
        return 0;
    }
    IL_AUTO_REF PyObject *compile = attribute(self, dict, engine->names.compile);
    IL_AUTO_REF PyObject *name = filename == NULL || filename == Py_None
                                     ? attribute(self, dict, engine->names.filename)
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
