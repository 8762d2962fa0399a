/* SPDX-License-Identifier: MIT
 * What CPython's compiler says about a skeleton.
 */
#include "core/verdict.h"

#include "core/compat.h"
#include "core/compile.h"

static bool is_incomplete_error(PyObject *error)
{
    if (!PyObject_TypeCheck(error, (PyTypeObject *)PyExc_SyntaxError)) {
        return false;
    }
    PyObject *message = ((PySyntaxErrorObject *)error)->msg;
    return message != NULL && PyUnicode_Check(message) &&
           PyUnicode_CompareWithASCIIString(message, "incomplete input") == 0;
}

/* The raised exception as a verdict; it is only kept raised if it is somebody else's,
 * like the KeyboardInterrupt of an audit hook. */
static enum il_verdict read_error(void)
{
    IL_AUTO_REF PyObject *error = il_raised_take();
    if (!PyErr_GivenExceptionMatches(error, PyExc_Exception)) {
        il_raised_give(il_ref_steal(&error));
        return IL_VERDICT_RAISED;
    }
    return is_incomplete_error(error) ? IL_VERDICT_INCOMPLETE : IL_VERDICT_OTHER;
}

enum il_verdict il_verdict_of(struct il_engine *engine, PyObject *filename, int flags,
                              const struct il_text *text)
{
    if (!il_text_is_whole(text)) {
        return IL_VERDICT_OTHER;
    }
    const struct il_unit unit = {.filename = filename};
    const struct il_plain_unit plain = {text->bytes, Py_single_input, flags};
    bool warned = false;
    IL_AUTO_REF PyObject *code = il_compile_quietly(engine, &unit, &plain, &warned);
    return code == NULL ? read_error() : IL_VERDICT_VALID;
}
