/* SPDX-License-Identifier: MIT
 * What is known when an editor asks: the text up to the cursor, and the session's
 * names. Warm.
 */
#ifndef IL_SCENE_H
#define IL_SCENE_H

#include "assist/look.h"
#include "lex/cursor.h"

struct il_scene {
    struct il_passage passage;
    PyObject *names;    /* strong: a dict, or NULL */
    PyObject *builtins; /* strong: likewise */
    unsigned depth;     /* of evaluations in each other */
};

/** Read a text. `names` (borrowed) is the namespace, or NULL. On success
 * il_scene_close() must follow. 0, or -1 with an exception. */
int il_scene_open(struct il_scene *scene, const char *text, size_t size,
                  PyObject *names);

void il_scene_close(struct il_scene *scene);

/** The text of a token as a str; NULL without memory. */
PyObject *il_scene_str(const struct il_scene *scene, size_t token);

/**
 * What the tokens [from, to), a primary, give: looked up, never run. Names that the
 * text binds itself are known where what they are bound to is. 0, with nothing known
 * where only running could tell; or -1 without memory.
 */
int il_scene_evaluate(struct il_scene *scene, size_t from, size_t to,
                      struct il_known *out);

#endif
