/* SPDX-License-Identifier: MIT
 * Excerpts: their text, and the algorithm of codeop on it.
 */
#include "core/excerpt.h"

#include <string.h>

#include "core/compat.h"
#include "core/quiet.h"
#include "core/source.h"

/* A Compile of our own that has the flags of the draft and those given. */
static PyObject *make_compiler(struct il_draft *draft, long flags)
{
    struct il_engine *engine = draft->prover.engine;
    PyObject *class = engine->compile_class;
    IL_AUTO_REF PyObject *bits =
        PyLong_FromLong(draft->flags | flags | IL_COMPILE_INCOMPLETE);
    if (class == NULL || bits == NULL) {
        if (bits != NULL) {
            PyErr_SetString(PyExc_RuntimeError, "the module _inlet has been cleared");
        }
        return NULL;
    }
    IL_AUTO_REF PyObject *compiler = PyObject_CallNoArgs(class);
    if (compiler == NULL || PyObject_SetAttr(compiler, engine->names.flags, bits) < 0) {
        return NULL;
    }
    return il_ref_steal(&compiler);
}

/* Code, None, or NULL with the exception, as codeop has it. */
static PyObject *ask_codeop(struct il_draft *draft, PyObject *text, long flags)
{
    struct il_engine *engine = draft->prover.engine;
    struct il_unit unit = {text, draft->filename, draft->symbol};
    IL_AUTO_REF PyObject *compiler = make_compiler(draft, flags);
    if (compiler == NULL) {
        return NULL;
    }
    IL_AUTO_REF PyObject *given = engine->flavor.command_takes_flags
                                      ? PyObject_GetAttr(compiler, engine->names.flags)
                                      : NULL;
    struct il_compiler ours = {.kind = IL_COMPILER_OURS, .object = compiler};
    struct il_quiet block;
    if ((engine->flavor.command_takes_flags && given == NULL) ||
        il_quiet_begin(engine, &block) < 0) {
        return NULL;
    }
    PyObject *answer = il_source_judge(engine, &ours, unit, given);
    il_quiet_end(&block);
    return answer;
}

/* Is the raised exception one that codeop documents, and not one of the machine's? */
static bool is_verdict(void)
{
    return PyErr_ExceptionMatches(PyExc_SyntaxError) ||
           PyErr_ExceptionMatches(PyExc_ValueError) ||
           PyErr_ExceptionMatches(PyExc_OverflowError);
}

/* Newlines for lines that are not shown. */
static char *skip_lines(char *out, size_t count)
{
    memset(out, '\n', count);
    return out + count;
}

PyObject *il_excerpt_text(const struct il_draft *draft,
                          const struct il_excerpt *excerpt)
{
    const struct il_lines *lines = &draft->lines;
    size_t between = excerpt->from - excerpt->head_stop;
    size_t size = excerpt->before + between +
                  il_lines_size(lines, excerpt->start, excerpt->head_stop) +
                  il_lines_size(lines, excerpt->from, excerpt->stop);
    char *buffer = size > PY_SSIZE_T_MAX ? NULL : PyMem_Malloc(size + 1);
    if (buffer == NULL) {
        return PyErr_NoMemory();
    }
    char *out = skip_lines(buffer, excerpt->before);
    out = il_lines_write(lines, excerpt->start, excerpt->head_stop, out);
    out = skip_lines(out, between);
    il_lines_write(lines, excerpt->from, excerpt->stop, out);
    PyObject *text = PyUnicode_DecodeUTF8(buffer, (Py_ssize_t)size, "surrogatepass");
    PyMem_Free(buffer);
    return text;
}

/* What codeop says of a text. -1 where it raised something else. */
static int ask_text(struct il_draft *draft, PyObject *text, long flags,
                    PyObject **out_error)
{
    IL_AUTO_REF PyObject *answer = ask_codeop(draft, text, flags);
    if (answer != NULL) {
        return answer == Py_None ? IL_DRAFT_INCOMPLETE : IL_DRAFT_COMPLETE;
    }
    if (!is_verdict()) {
        return -1;
    }
    Py_XSETREF(*out_error, il_raised_take());
    return IL_DRAFT_INVALID;
}

int il_excerpt_ask(struct il_draft *draft, const struct il_excerpt *excerpt,
                   PyObject **out_error)
{
    /* The whole text has its own future statements. */
    bool is_whole = excerpt->start == 0 && excerpt->stop == draft->lines.count;
    long flags = draft->annotations && !is_whole ? CO_FUTURE_ANNOTATIONS : 0;
    IL_AUTO_REF PyObject *text = il_excerpt_text(draft, excerpt);
    return text == NULL ? -1 : ask_text(draft, text, flags, out_error);
}
