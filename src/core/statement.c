/* SPDX-License-Identifier: MIT
 * Where the statements of a draft begin and end.
 *
 * A chunk that the compiler took is one statement, and the lexer knows its lines. Where
 * it might be several (a semicolon), or the lexer was in doubt, the parser is asked.
 */
#include "core/draft.h"

#include "core/compat.h"

typedef int (*visitor)(void *data, const struct il_statement *one);

/* The lines of a chunk that hold anything. */
static struct il_statement outline_of(const struct il_lines *lines, size_t start,
                                      size_t stop, bool is_valid)
{
    struct il_statement one = {stop, start, is_valid};
    for (size_t i = start; i < stop; i++) {
        const struct il_line *line = lines->at[i];
        bool is_part = is_valid ? (line->shape & IL_LINE_TOKENS) != 0
                                : (line->raw & IL_LINE_BLANK) == 0;
        if (is_part) {
            one.start = i < one.start ? i : one.start;
            one.stop = i + 1;
        }
    }
    return one;
}

/* An attribute that is a line number, as an index from 0; or -1. */
static Py_ssize_t line_of(PyObject *node, const char *name)
{
    IL_AUTO_REF PyObject *value = PyObject_GetAttrString(node, name);
    Py_ssize_t line = value == NULL ? -1 : PyLong_AsSsize_t(value);
    return line < 0 ? -1 : line - 1;
}

/* Where the first decorator stands, or the node itself. */
static Py_ssize_t first_line_of(PyObject *node)
{
    int has_decorators = il_object_has(node, "decorator_list");
    if (has_decorators <= 0) {
        return has_decorators < 0 ? -1 : line_of(node, "lineno");
    }
    IL_AUTO_REF PyObject *list = PyObject_GetAttrString(node, "decorator_list");
    if (list == NULL || !PyList_Check(list) || PyList_GET_SIZE(list) == 0) {
        return list == NULL ? -1 : line_of(node, "lineno");
    }
    return line_of(PyList_GET_ITEM(list, 0), "lineno");
}

static int visit_node(PyObject *node, size_t offset, visitor visit, void *data)
{
    Py_ssize_t first = first_line_of(node);
    Py_ssize_t last = first < 0 ? -1 : line_of(node, "end_lineno");
    if (last < 0) {
        return -1;
    }
    struct il_statement one = {offset + (size_t)first, offset + (size_t)last + 1, true};
    return visit(data, &one);
}

/* Ask the parser. */
static int visit_parsed(struct il_draft *draft, size_t start, size_t stop,
                        visitor visit, void *data)
{
    IL_AUTO_REF PyObject *tree = il_prover_parse(&draft->prover, start, stop);
    IL_AUTO_REF PyObject *body =
        tree == NULL ? NULL : PyObject_GetAttrString(tree, "body");
    if (body == NULL || !PyList_Check(body)) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(body); i++) {
        if (visit_node(PyList_GET_ITEM(body, i), start, visit, data) < 0) {
            return -1;
        }
    }
    return 0;
}

static int visit_chunk(struct il_draft *draft, const struct il_chunk *chunk,
                       size_t start, bool is_valid, visitor visit, void *data)
{
    size_t stop = start + chunk->lines;
    bool is_plain = (chunk->shape & (IL_LINE_SEMICOLON | IL_LINE_DOUBT)) == 0;
    if (is_valid && !is_plain) {
        return visit_parsed(draft, start, stop, visit, data);
    }
    struct il_statement one = outline_of(&draft->lines, start, stop, is_valid);
    return one.start < one.stop ? visit(data, &one) : 0;
}

/* Is the text complete, though some chunk of it is not? Then the lexer divided it where
 * it should not have. */
static int is_complete(struct il_draft *draft)
{
    PyObject *error;
    /* (That of a blank text says nothing of its characters.) */
    bool is_asked =
        draft->is_divisible && draft->lines.odd == 0 && draft->lines.counted > 0;
    int verdict = is_asked ? il_draft_judge(draft, &error) : IL_DRAFT_INVALID;
    return verdict < 0 ? -1 : verdict == IL_DRAFT_COMPLETE;
}

int il_draft_statements(struct il_draft *draft, visitor visit, void *data)
{
    struct il_examined examined;
    if (il_draft_examine(draft, &examined) < 0) {
        return -1;
    }
    int is_misread = examined.refused > 0 ? is_complete(draft) : 0;
    if (is_misread != 0) {
        return is_misread < 0 ? -1
                              : visit_parsed(draft, 0, draft->lines.count, visit, data);
    }
    size_t start = 0;
    for (size_t i = 0; i < draft->chunks.count; i++) {
        const struct il_chunk *chunk = &draft->chunks.at[i];
        bool is_valid = i < examined.prologue || chunk->status == IL_CHUNK_GOOD;
        if (visit_chunk(draft, chunk, start, is_valid, visit, data) < 0) {
            return -1;
        }
        start += chunk->lines;
    }
    return 0;
}
