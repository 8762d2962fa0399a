/* SPDX-License-Identifier: MIT
 * Where a user keeps things, by the XDG base directory rules.
 */
#ifndef IL_EDIT_FOLDER_H
#define IL_EDIT_FOLDER_H

#include "base/text.h"

/**
 * Add the path of a file of ours to `out`: below the folder that the environment's
 * `variable` names, or else below `usual` in $HOME. A name that is not absolute is
 * none, as the rules want it. False: there is no such folder, or no memory.
 */
bool il_folder_add(struct il_text *out, const char *variable, const char *usual,
                   const char *file);

#endif
