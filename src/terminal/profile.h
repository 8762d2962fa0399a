/* SPDX-License-Identifier: MIT
 * A user's settings and history, from their files.
 */
#ifndef IL_PROFILE_H
#define IL_PROFILE_H

#include "edit/archive.h"
#include "edit/settings.h"

/* Zero-initialise it. It stays where it is: editors borrow its keys. */
struct il_profile {
    struct il_settings settings;
    struct il_history history;
    struct il_archive archive;
    bool has_archive;
    struct il_text problems; /* of the settings: lines for the user to read */
};

/** Read the settings; `history` is the history's file, NULL for the usual one, "" for
 * none. False: no memory. il_profile_close() it all the same. */
bool il_profile_open(struct il_profile *profile, const char *history);

/** Read what the history's file has now. If there is none yet, `former` is taken over,
 * a history of Python's or NULL. Without the file the history goes on in memory. */
void il_profile_read(struct il_profile *profile, const char *former);

/** A text was entered. */
void il_profile_add(struct il_profile *profile, const char *text, size_t size);

void il_profile_close(struct il_profile *profile);

#endif
