/* SPDX-License-Identifier: MIT
 * A user's settings and history, from their files.
 */
#include "terminal/profile.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/file.h"

enum { SETTINGS_LIMIT = 1 << 20 }; /* bytes: what is behind is no setting */

/* --- Settings --------------------------------------------------------------------- */

struct teller {
    struct il_text *problems;
    const char *path;
};

static void tell(void *data, size_t line, const char *problem)
{
    const struct teller *teller = data;
    char place[32];
    (void)snprintf(place, sizeof place, ":%zu: ", line);
    il_text_add_string(teller->problems, teller->path);
    il_text_add_string(teller->problems, place);
    il_text_add_string(teller->problems, problem);
    il_text_add_char(teller->problems, '\n');
}

static bool read_settings(struct il_profile *profile)
{
    struct il_text path = {0}, text = {0};
    bool is_done = il_settings_begin(&profile->settings);
    int error = is_done && il_settings_usual_path(&path)
                    ? il_file_read(path.bytes, SETTINGS_LIMIT, &text)
                    : ENOENT;
    if (error == 0 || error == EFBIG) {
        struct teller teller = {&profile->problems, path.bytes};
        is_done =
            il_settings_read(&profile->settings, text.bytes, text.size, tell, &teller);
    }
    il_text_free(&path);
    il_text_free(&text);
    return is_done && error != ENOMEM;
}

/* --- History ---------------------------------------------------------------------- */

/* False: there is to be none, or nobody knows where. */
static bool open_archive(struct il_profile *profile, const char *path)
{
    struct il_text usual = {0};
    bool is_named = path != NULL && *path != '\0';
    bool is_wanted = path == NULL || is_named;
    if (!is_wanted || profile->settings.history_limit == 0 ||
        (!is_named && !il_archive_usual_path(&usual))) {
        il_text_free(&usual);
        return false;
    }
    int error = il_archive_open(&profile->archive, is_named ? path : usual.bytes);
    il_text_free(&usual);
    return error == 0;
}

bool il_profile_open(struct il_profile *profile, const char *history)
{
    if (!read_settings(profile)) {
        return false;
    }
    profile->history.limit = profile->settings.history_limit;
    profile->has_archive = open_archive(profile, history);
    return true;
}

void il_profile_read(struct il_profile *profile, const char *former)
{
    if (!profile->has_archive) {
        return;
    }
    (void)il_archive_read(&profile->archive, &profile->history);
    if (profile->history.count == 0 && former != NULL) {
        (void)il_archive_import(&profile->archive, &profile->history, former);
    }
}

void il_profile_add(struct il_profile *profile, const char *text, size_t size)
{
    int64_t now = (int64_t)time(NULL);
    if (profile->settings.history_limit == 0) {
        return;
    }
    if (profile->has_archive) {
        (void)il_archive_append(&profile->archive, &profile->history, text, size, now);
    } else {
        (void)il_history_add(&profile->history, text, size, now);
    }
}

void il_profile_close(struct il_profile *profile)
{
    il_archive_close(&profile->archive);
    il_history_free(&profile->history);
    il_settings_free(&profile->settings);
    il_text_free(&profile->problems);
}
