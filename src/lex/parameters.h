/* SPDX-License-Identifier: MIT
 * The parameters in the text of a signature, "(self, a, /, b: int = 1, *rest, c, **d)".
 */
#ifndef IL_PARAMETERS_H
#define IL_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum il_parameter_kind {
    IL_PARAMETER_POSITIONAL, /* by position only */
    IL_PARAMETER_ANY,
    IL_PARAMETER_REST, /* *rest */
    IL_PARAMETER_KEYWORD,
    IL_PARAMETER_KEYWORDS, /* **keywords */
};

struct il_parameter {
    size_t start, end;     /* the whole of it, bytes in the text */
    size_t name, name_end; /* its name, without stars */
    enum il_parameter_kind kind;
};

/* Zero-initialise it. */
struct il_parameters {
    struct il_parameter *list;
    size_t count, capacity;
};

/** Read them. False: no memory. A text that is no signature has none, or some. */
bool il_parameters_read(struct il_parameters *parameters, const char *text,
                        size_t size);

void il_parameters_free(struct il_parameters *parameters);

/** Which of them an argument is, by its position; SIZE_MAX: none. */
size_t il_parameters_at(const struct il_parameters *parameters, size_t position);

/** Which of them the keyword `name` is; SIZE_MAX: none. */
size_t il_parameters_named(const struct il_parameters *parameters, const char *text,
                           const char *name, size_t size);

#endif
