/* SPDX-License-Identifier: MIT
 * Where completions come from: each function offers what may stand at the cursor.
 * Warm. All give 0, or -1 with an exception.
 */
#ifndef IL_OFFER_H
#define IL_OFFER_H

#include "assist/items.h"
#include "assist/scene.h"
#include "lex/outline.h"

/** Names of the text, the session, the builtins; keywords; parameters of the call. */
int il_offer_names(struct il_scene *scene, const struct il_cursor *cursor,
                   struct il_items *items);

/** The name at a token, which the text binds so. */
int il_offer_binding(struct il_items *items, const struct il_passage *passage,
                     size_t at, enum il_binding binding);

/** Keywords that can follow an operand. */
int il_offer_operators(struct il_items *items);

/** Attributes of [from, to). */
int il_offer_attributes(struct il_scene *scene, const struct il_cursor *cursor,
                        struct il_items *items);

/** The names in a module, or of any object. */
int il_offer_members(PyObject *object, struct il_items *items);

/** Keys of [from, to). Sets *out_found where it is a dict with some. */
int il_offer_keys(struct il_scene *scene, const struct il_cursor *cursor,
                  struct il_items *items, bool *out_found);

/** Modules in the package [from, to), or on the path. */
int il_offer_modules(struct il_scene *scene, const struct il_cursor *cursor,
                     struct il_items *items);

/** What can be imported from the module [from, to). */
int il_offer_imported(struct il_scene *scene, const struct il_cursor *cursor,
                      struct il_items *items);

/* The part of a path in a string. */
struct il_typed_path {
    const char *text; /* what is typed, behind the quotes */
    size_t size;
    size_t base; /* bytes up to behind the last slash */
    char quote;  /* of the literal */
    bool is_raw; /* it takes no escapes */
    bool is_bytes;
};

/** Files of the folder that is typed; what is typed of the name is the prefix. */
int il_offer_paths(const struct il_typed_path *path, struct il_items *items);

/** How a str or bytes object is written between quotes, without these: a new str, or
 * NULL with an exception; Py_None where a raw literal cannot say it. */
PyObject *il_quote(PyObject *object, char quote, bool is_raw);

#endif
