/* SPDX-License-Identifier: MIT
 * Where a user keeps things. Cold.
 */
#include "edit/folder.h"

#include <stdlib.h>

bool il_folder_add(struct il_text *out, const char *variable, const char *usual,
                   const char *file)
{
    const char *named = getenv(variable), *home = getenv("HOME");
    bool is_named = named != NULL && named[0] == '/';
    if (!is_named && (home == NULL || home[0] != '/')) {
        return false;
    }
    il_text_add_string(out, is_named ? named : home);
    il_text_add_string(out, is_named ? "" : usual);
    il_text_add_string(out, file);
    return il_text_is_whole(out);
}
