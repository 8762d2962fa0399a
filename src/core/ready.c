/* SPDX-License-Identifier: MIT
 * The code of the text that was checked last.
 */
#include "core/ready.h"

#include "core/compat.h"

/* engine->ready is a tuple (source, filename, symbol, flags, code). */
enum { SOURCE, FILENAME, SYMBOL, FLAGS, CODE, COUNT };

static bool is_exact(const struct il_unit *unit)
{
    return PyUnicode_CheckExact(unit->source) && PyUnicode_CheckExact(unit->filename) &&
           PyUnicode_CheckExact(unit->symbol);
}

void il_ready_keep(struct il_engine *engine, const struct il_unit *unit, long flags,
                   PyObject *code)
{
    IL_AUTO_REF PyObject *number = flags >= 0 && PyCode_Check(code) && is_exact(unit)
                                       ? PyLong_FromLong(flags)
                                       : NULL;
    PyObject *kept = number == NULL ? NULL
                                    : PyTuple_Pack(COUNT, unit->source, unit->filename,
                                                   unit->symbol, number, code);
    PyErr_Clear();
    Py_XSETREF(engine->ready, kept);
}

static bool is_equal(PyObject *kept, int at, PyObject *str)
{
    return PyUnicode_Compare(PyTuple_GET_ITEM(kept, at), str) == 0;
}

/* The text that was checked, maybe with more newlines? */
static bool continues(PyObject *source, PyObject *checked)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(source);
    Py_ssize_t end = PyUnicode_GET_LENGTH(checked);
    if (size < end || PyUnicode_Tailmatch(source, checked, 0, size, -1) != 1) {
        return false;
    }
    while (end < size && PyUnicode_READ_CHAR(source, end) == '\n') {
        end++;
    }
    return end == size;
}

PyObject *il_ready_take(struct il_engine *engine, const struct il_unit *unit,
                        long flags)
{
    PyObject *kept = engine->ready;
    if (kept == NULL || !is_exact(unit) ||
        PyLong_AsLong(PyTuple_GET_ITEM(kept, FLAGS)) != flags ||
        !is_equal(kept, SYMBOL, unit->symbol) ||
        !is_equal(kept, FILENAME, unit->filename) ||
        !continues(unit->source, PyTuple_GET_ITEM(kept, SOURCE))) {
        return NULL;
    }
    PyObject *code = Py_NewRef(PyTuple_GET_ITEM(kept, CODE));
    Py_CLEAR(engine->ready);
    return code;
}
