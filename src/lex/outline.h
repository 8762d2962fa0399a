/* SPDX-License-Identifier: MIT
 * The names that a text binds: variables, parameters, functions, classes, imports.
 *
 * It is the lexer's guess, in which scopes do not count; good enough to offer the names
 * of a function that is just typed, and those of a module that is not to be run.
 */
#ifndef IL_OUTLINE_H
#define IL_OUTLINE_H

#include "lex/passage.h"

enum il_binding {
    IL_BINDING_VARIABLE,
    IL_BINDING_PARAMETER,
    IL_BINDING_FUNCTION,
    IL_BINDING_CLASS,
    IL_BINDING_MODULE,
};

/* Told of a name, token `at`. False: no more. */
typedef bool (*il_outline_fn)(void *data, const struct il_passage *passage, size_t at,
                              enum il_binding binding);

/** Visit the names that are bound before token `end`, in order, some of them more than
 * once. False if the visitor said so. */
bool il_outline_visit(const struct il_passage *passage, size_t end, il_outline_fn visit,
                      void *data);

#endif
