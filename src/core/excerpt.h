/* SPDX-License-Identifier: MIT
 * A part of a draft that stands for all of it, and what codeop says of that.
 */
#ifndef IL_EXCERPT_H
#define IL_EXCERPT_H

#include "core/draft.h"

/** The text of an excerpt, newlines for other lines included. New reference or NULL. */
PyObject *il_excerpt_text(const struct il_draft *draft,
                          const struct il_excerpt *excerpt);

/**
 * Ask codeop, with the future statements of the draft in force: il_draft_status, or -1
 * with an exception that is no verdict. The error of an invalid one, a new reference,
 * takes the place of `*out_error`, which is NULL or owned.
 */
int il_excerpt_ask(struct il_draft *draft, const struct il_excerpt *excerpt,
                   PyObject **out_error);

#endif
