/* SPDX-License-Identifier: MIT
 *
 * Texts that are being edited, and what Python's own judge says of them: for editors
 * and for programs that ask "is this complete?". Nothing of a text is ever run, and no
 * console is needed.
 *
 *     inlet_source_text *source = inlet_source_new(NULL, NULL);
 *     inlet_source_append(source, line, strlen(line), NULL);
 *     if (inlet_source_verdict(source, &error) == INLET_MORE) ...
 *     inlet_source_free(source);
 *
 * The rules at the head of inlet.h hold here as well.
 */
#ifndef INLET_SOURCE_H
#define INLET_SOURCE_H

#include <inlet/inlet.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A text that is being edited. To Python it is an `inlet.Source`.
 *
 * Lines are counted from 0, and a range [start, stop) ends before `stop`. (Places in an
 * inlet_error are the compiler's, from 1.) A line ends with a newline; the last one
 * need not. Lone surrogates of a str cannot come in from C.
 *
 * Asking costs what has changed since the last time: the statements of the module that
 * were edited, in a class of many lines those of the class.
 *
 * One call at a time works on one: another thread gets INLET_EBUSY meanwhile, and so
 * does an audit hook. It belongs to the interpreter in which it was made, as consoles
 * do.
 */
typedef struct inlet_source_text inlet_source_text;

/**
 * Begin with a text; NULL for an empty one that is judged as INLET_EXEC. Without a
 * `filename` errors call it "<input>".
 *
 * Fails:    gives NULL, and `error` says why: INLET_EENCODING, INLET_EINVAL
 * Owner:    inlet_source_free(); `source` is copied
 * Since:    0.1
 */
INLET_API inlet_source_text *inlet_source_new(const inlet_source *source,
                                              inlet_error *error);

/** Free it; NULL is all right, and so is one that outlived Python. Since: 0.1 */
INLET_API void inlet_source_free(inlet_source_text *source);

/**
 * Add text at the end; a last line without newline goes on with it.
 *
 * Fails:    INLET_EENCODING
 * Owner:    `text` is copied
 * Since:    0.1
 */
INLET_API inlet_status inlet_source_append(inlet_source_text *source, const char *text,
                                           size_t length, inlet_error *error);

/**
 * Put the lines of `text` in the place of the lines [start, stop). With both the same
 * they go in before that line. A newline at the end of `text` ends its last line and
 * begins no other.
 *
 * Fails:    INLET_EINVAL where there are no such lines; INLET_EENCODING
 * Owner:    `text` is copied
 * Since:    0.1
 */
INLET_API inlet_status inlet_source_replace(inlet_source_text *source, size_t start,
                                            size_t stop, const char *text,
                                            size_t length, inlet_error *error);

/** Take the lines [start, stop) out: INLET_EINVAL where there are none. Since: 0.1 */
INLET_API inlet_status inlet_source_delete(inlet_source_text *source, size_t start,
                                           size_t stop, inlet_error *error);

/** Take all lines out. Since: 0.1 */
INLET_API inlet_status inlet_source_clear(inlet_source_text *source,
                                          inlet_error *error);

/** How many lines there are. Since: 0.1 */
INLET_API inlet_status inlet_source_count(inlet_source_text *source, size_t *out_lines,
                                          inlet_error *error);

/**
 * The lines [start, stop) as a string, with newlines between them and none at the end.
 *
 * Fails:    INLET_EINVAL where there are no such lines
 * Owner:    inlet_value_clear()
 * Since:    0.1
 */
INLET_API inlet_status inlet_source_lines(inlet_source_text *source, size_t start,
                                          size_t stop, inlet_value *out_text,
                                          inlet_error *error);

/**
 * What `codeop.compile_command()` of the Python inside says of the whole text.
 *
 * Answers:  INLET_DONE: complete; INLET_MORE: unfinished; INLET_INVALID: no
 *           Python, and `error` says what is wrong and where
 * Fails:    INLET_EBUSY; INLET_ENOMEM, also where the text is too deeply nested for
 *           the parser
 * Since:    0.1
 */
INLET_API inlet_status inlet_source_verdict(inlet_source_text *source,
                                            inlet_error *error);

/** A statement of the module: the lines [start, stop), decorators included. */
typedef struct inlet_statement {
    size_t start, stop;
    bool is_valid; /**< the compiler takes it; if not, its lines are a good guess */
} inlet_statement;

/**
 * The statements of the text, from number `first` (of 0) on, at most `capacity` of
 * them.
 *
 * `*out_count` is how many there are in all; with a capacity of 0 that is all that is
 * asked.
 *
 * Owner:    `out_statements` is the caller's array, of which what is not needed stays
 *           as it was
 * Since:    0.1
 */
INLET_API inlet_status inlet_source_statements(inlet_source_text *source, size_t first,
                                               inlet_statement *out_statements,
                                               size_t capacity, size_t *out_count,
                                               inlet_error *error);

/**
 * The indentation to suggest for line `line`, which may be the one after the last: a
 * string of spaces and tabs.
 *
 * Fails:    INLET_EINVAL if it is beyond that
 * Owner:    inlet_value_clear()
 * Since:    0.1
 */
INLET_API inlet_status inlet_source_indent(inlet_source_text *source, size_t line,
                                           inlet_value *out_text, inlet_error *error);

#ifdef __cplusplus
}
#endif

#endif
