/* SPDX-License-Identifier: MIT
 * Units: stamps on lines, and what the compiler is shown.
 */
#include "core/proof.h"

#include <string.h>

#include "core/compile.h"

enum {
    UNDER_MODULE = 1,      /* what the units of a module are under, without and */
    UNDER_ANNOTATIONS = 2, /* with the future statement `annotations` */
    AS_HEADER = 4,         /* added for the header of a class, which is no statement */
    FIRST_STAMP = 8,
    MANY_LINES = 24,     /* from here on a class is taken apart */
    MUCH_TEXT = 1 << 20, /* a buffer that is not kept */
};

/* How a line's place in its unit is written where it is the last of it. */
#define LAST_PLACE ((size_t)1 << (8 * sizeof(size_t) - 1))

/* ---- stamps ---- */

static bool is_unit(const struct il_lines *lines, size_t start, size_t stop,
                    uint64_t under)
{
    uint64_t stamp = lines->at[start]->proof;
    for (size_t i = start; i < stop; i++) {
        const struct il_line *line = lines->at[i];
        size_t place = i + 1 < stop ? i - start : (i - start) | LAST_PLACE;
        if (line->proof != stamp || line->place != place) {
            return false;
        }
    }
    return stamp != 0 && lines->at[start]->under == under;
}

static uint64_t stamp_unit(struct il_prover *prover, size_t start, size_t stop,
                           uint64_t under)
{
    prover->last_stamp = prover->last_stamp == 0 ? FIRST_STAMP : prover->last_stamp + 1;
    for (size_t i = start; i < stop; i++) {
        struct il_line *line = prover->lines->at[i];
        line->proof = prover->last_stamp;
        line->under = under;
        line->place = i + 1 < stop ? i - start : (i - start) | LAST_PLACE;
    }
    return prover->last_stamp;
}

/* ---- the compiler ---- */

static int reserve(struct il_prover *prover, size_t size)
{
    if (size <= prover->capacity) {
        return 0;
    }
    char *buffer = PyMem_Malloc(size + size / 2);
    if (buffer == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    PyMem_Free(prover->buffer);
    prover->buffer = buffer;
    prover->capacity = size + size / 2;
    return 0;
}

void il_prover_clear(struct il_prover *prover)
{
    PyMem_Free(prover->buffer);
    prover->buffer = NULL;
    prover->capacity = 0;
}

/* What is shown: lines, other lines after them, an extra text. */
struct display {
    size_t head_start, head_stop;
    size_t start, stop;
    const char *extra; /* with its size */
    size_t extra_size;
    long flags;
};

static int write_display(struct il_prover *prover, const struct display *display)
{
    const struct il_lines *lines = prover->lines;
    size_t size = il_lines_size(lines, display->head_start, display->head_stop) +
                  il_lines_size(lines, display->start, display->stop) +
                  display->extra_size + 1;
    if (reserve(prover, size) < 0) {
        return -1;
    }
    char *out =
        il_lines_write(lines, display->head_start, display->head_stop, prover->buffer);
    out = il_lines_write(lines, display->start, display->stop, out);
    if (display->extra_size > 0) {
        memcpy(out, display->extra, display->extra_size);
    }
    out[display->extra_size] = '\0';
    return 0;
}

/* A refusal is no exception; one of those that only end programs is. */
static int forgive(void)
{
    if (!PyErr_ExceptionMatches(PyExc_Exception)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

/* 1, 0 or -1; the code object, if wanted, goes to `*out_code`. */
static int show(struct il_prover *prover, const struct display *display,
                PyObject **out_code)
{
    bool warned;
    if (write_display(prover, display) < 0) {
        return forgive();
    }
    struct il_unit unit = {.filename = prover->filename};
    struct il_plain_unit plain = {prover->buffer, Py_file_input,
                                  (int)(display->flags | IL_COMPILE_INCOMPLETE)};
    PyObject *code = il_compile_quietly(prover->engine, &unit, &plain, &warned);
    if (prover->capacity > MUCH_TEXT) {
        il_prover_clear(prover);
    }
    if (code == NULL) {
        return forgive();
    }
    if (out_code != NULL) {
        *out_code = code;
    } else {
        Py_DECREF(code);
    }
    return 1;
}

/* Show the lines alone, and stamp them if they are taken. */
static int take(struct il_prover *prover, size_t start, size_t stop, uint64_t under,
                long flags)
{
    struct display display = {.start = start, .stop = stop, .flags = flags};
    int taken = show(prover, &display, NULL);
    if (taken > 0) {
        stamp_unit(prover, start, stop, under);
    }
    return taken;
}

/* ---- classes ---- */

/* A class statement, taken apart. */
struct class
{
    size_t start, body, stop; /* lines: the header, the statements of the class, end */
    uint64_t under;           /* of the whole */
    uint64_t stamp;           /* of the header: what the statements are under */
    const char *indent;       /* of the statements, borrowed from the first */
    size_t indent_size;
    long flags;
};

static bool is_logical(const struct il_line *line)
{
    return (line->shape & IL_LINE_LOGICAL) != 0;
}

static bool is_deep(const struct il_line *line)
{
    return line->text[0] == ' ' || line->text[0] == '\t';
}

bool il_proof_opens_scope(const struct il_line *line)
{
    size_t at = il_lex_indent(line->text, line->size).size;
    switch (line->word) {
    case IL_WORD_DEF:
    case IL_WORD_CLASS:
    case IL_WORD_AT:
        return true;
    case IL_WORD_ASYNC:
        at += strlen("async");
        while (at < line->size && line->text[at] == ' ') {
            at++;
        }
        return line->size - at > 4 && memcmp(line->text + at, "def ", 4) == 0;
    default:
        return false;
    }
}

/* Find the header: decorators and the line of the word `class`, then a body below. */
static bool find_body(const struct il_lines *lines, struct class *class)
{
    uint8_t word = IL_WORD_NONE;
    for (size_t i = class->start; i < class->stop; i++) {
        const struct il_line *line = lines->at[i];
        if ((line->shape & IL_LINE_DOUBT) != 0) {
            return false;
        }
        if (is_logical(line) && is_deep(line)) {
            class->body = i;
            class->indent = line->text;
            class->indent_size = il_lex_indent(line->text, line->size).size;
            return word == IL_WORD_CLASS;
        }
        word = is_logical(line) ? line->word : word;
    }
    return false;
}

/* Where does a line stand in the class? */
enum standing {
    IS_INSIDE, /* of a statement */
    IS_MEMBER, /* it begins one, or goes on after decorators or with a clause */
    IS_ASTRAY,
};

static enum standing standing_of(const struct class *class, const struct il_line *line)
{
    if (!is_logical(line)) {
        return IS_INSIDE;
    }
    size_t size = il_lex_indent(line->text, line->size).size;
    if (size < class->indent_size ||
        memcmp(line->text, class->indent, class->indent_size) != 0) {
        return IS_ASTRAY;
    }
    return size == class->indent_size ? IS_MEMBER : IS_INSIDE;
}

static bool is_clause(uint8_t word)
{
    return word == IL_WORD_ELIF || word == IL_WORD_ELSE || word == IL_WORD_EXCEPT ||
           word == IL_WORD_FINALLY;
}

/* The statement of the class that begins at `start`: the line after it, or 0 where it
 * cannot be told or may not be judged alone. */
static size_t find_member_stop(const struct il_lines *lines, const struct class *class,
                               size_t start)
{
    bool is_decorated = false;
    bool has_scope = il_proof_opens_scope(lines->at[start]);
    size_t i = start;
    for (; i < class->stop; i++) {
        const struct il_line *line = lines->at[i];
        enum standing standing = standing_of(class, line);
        if (standing == IS_ASTRAY || (line->shape & IL_LINE_DOUBT) != 0 ||
            (!has_scope && (line->shape & IL_LINE_GLOBAL) != 0)) {
            return 0;
        }
        if (standing == IS_MEMBER) {
            if (i > start && !is_decorated && !is_clause(line->word)) {
                break;
            }
            is_decorated = line->word == IL_WORD_AT;
        }
    }
    return i;
}

/* Without the blank lines at its end. */
static size_t trim(const struct il_lines *lines, size_t start, size_t stop)
{
    return il_lines_trim(lines, start, start, stop);
}

/* The header with an empty body. */
static int take_header(struct il_prover *prover, struct class *class)
{
    struct il_lines *lines = prover->lines;
    char extra[64];
    if (class->indent_size > sizeof extra - sizeof "pass\n") {
        return 0;
    }
    memcpy(extra, class->indent, class->indent_size);
    memcpy(extra + class->indent_size, "pass\n", sizeof "pass\n");
    uint64_t under = class->under + AS_HEADER;
    if (!is_unit(lines, class->start, class->body, under)) {
        struct display display = {.start = class->start,
                                  .stop = class->body,
                                  .extra = extra,
                                  .extra_size = strlen(extra),
                                  .flags = class->flags};
        int taken = show(prover, &display, NULL);
        if (taken <= 0) {
            return taken;
        }
        stamp_unit(prover, class->start, class->body, under);
    }
    class->stamp = lines->at[class->start]->proof;
    return 1;
}

static bool is_known(const struct il_lines *lines, const struct class *class,
                     size_t start, size_t stop)
{
    return is_unit(lines, start, trim(lines, start, stop), class->stamp);
}

static int take_member(struct il_prover *prover, const struct class *class,
                       size_t start, size_t stop)
{
    if (is_known(prover->lines, class, start, stop)) {
        return 1;
    }
    stop = trim(prover->lines, start, stop);
    struct display display = {.head_start = class->start,
                              .head_stop = class->body,
                              .start = start,
                              .stop = stop,
                              .flags = class->flags};
    int taken = show(prover, &display, NULL);
    if (taken > 0) {
        stamp_unit(prover, start, stop, class->stamp);
    }
    return taken;
}

/* Can every statement of the class be judged alone? */
static bool is_divisible(const struct il_lines *lines, const struct class *class)
{
    for (size_t at = class->body; at < class->stop;) {
        at = find_member_stop(lines, class, at);
        if (at == 0) {
            return false;
        }
    }
    return true;
}

/* What may come of a class. */
enum { CLASS_IS_WHOLE = 2, CLASS_IS_TAKEN = 1, CLASS_IS_REFUSED = 0 };

/* All statements of the class, also those after one that is refused. */
static int take_class(struct il_prover *prover, struct class *class)
{
    if (!find_body(prover->lines, class) || !is_divisible(prover->lines, class)) {
        return CLASS_IS_WHOLE;
    }
    int taken = take_header(prover, class);
    if (taken <= 0) {
        return taken < 0 ? -1 : CLASS_IS_WHOLE;
    }
    int result = CLASS_IS_TAKEN;
    for (size_t at = class->body; at < class->stop;) {
        size_t stop = find_member_stop(prover->lines, class, at);
        taken = take_member(prover, class, at, stop);
        if (taken <= 0) {
            result = CLASS_IS_REFUSED;
        }
        if (taken < 0) {
            return -1;
        }
        at = stop;
    }
    return result;
}

/* ---- statements of the module ---- */

int il_prover_takes(struct il_prover *prover, size_t start, size_t stop,
                    bool annotations)
{
    uint64_t under = annotations ? UNDER_ANNOTATIONS : UNDER_MODULE;
    long flags = prover->flags | (annotations ? CO_FUTURE_ANNOTATIONS : 0);
    stop = trim(prover->lines, start, stop);
    if (stop == start || is_unit(prover->lines, start, stop, under)) {
        return 1;
    }
    if (stop - start >= MANY_LINES) {
        struct class class = {
            .start = start, .stop = stop, .under = under, .flags = flags};
        int taken = take_class(prover, &class);
        if (taken != CLASS_IS_WHOLE) {
            return taken;
        }
    }
    return take(prover, start, stop, under, flags);
}

bool il_prover_excerpt(const struct il_prover *prover, size_t start, size_t stop,
                       bool annotations, struct il_excerpt *out)
{
    const struct il_lines *lines = prover->lines;
    uint64_t under = annotations ? UNDER_ANNOTATIONS : UNDER_MODULE;
    struct class class = {.start = start, .stop = trim(lines, start, stop)};
    size_t refused = 0;
    if (class.stop - start < MANY_LINES || !find_body(lines, &class) ||
        !is_divisible(lines, &class) ||
        !is_unit(lines, start, class.body, under + AS_HEADER)) {
        return false;
    }
    class.stamp = lines->at[start]->proof;
    for (size_t at = class.body; at < class.stop;) {
        size_t end = find_member_stop(lines, &class, at);
        bool is_next = refused == 1 && out->stop == at;
        if (!is_known(lines, &class, at, end)) {
            *out = (struct il_excerpt){start, start, class.body, at, end};
            refused++;
        } else if (is_next) {
            out->stop = end;
        }
        at = end;
    }
    return refused == 1;
}

int il_prover_takes_prologue(struct il_prover *prover, size_t stop, long *out_flags)
{
    stop = trim(prover->lines, 0, stop);
    const struct il_line *first = prover->lines->at[0];
    bool is_known = first->proof != 0 && first->proof == prover->prologue &&
                    is_unit(prover->lines, 0, stop, UNDER_MODULE);
    if (!is_known) {
        PyObject *code;
        struct display display = {.stop = stop, .flags = prover->flags};
        int taken = show(prover, &display, &code);
        if (taken <= 0) {
            return taken;
        }
        prover->prologue_flags = ((PyCodeObject *)code)->co_flags;
        prover->prologue = stamp_unit(prover, 0, stop, UNDER_MODULE);
        Py_DECREF(code);
    }
    *out_flags = prover->prologue_flags;
    return 1;
}

PyObject *il_prover_parse(struct il_prover *prover, size_t start, size_t stop)
{
    PyObject *tree = NULL;
    struct display display = {
        .start = start, .stop = stop, .flags = prover->flags | IL_COMPILE_ONLY_AST};
    int taken = show(prover, &display, &tree);
    if (taken == 0) {
        PyErr_SetString(PyExc_RuntimeError, "the compiler has changed its mind");
    }
    return taken <= 0 ? NULL : tree;
}
