/* SPDX-License-Identifier: MIT
 * Histories of programs: what was entered before, and the file that keeps it.
 */
#include "edit/face.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a call answers for an errno, which stays there. */
static inlet_status status_of(int error)
{
    if (error != 0) {
        errno = error;
    }
    return error == 0 ? INLET_DONE : error == ENOMEM ? INLET_ENOMEM : INLET_EIO;
}

inlet_status inlet_history_new(size_t limit, inlet_history **out_history)
{
    inlet_history *history = out_history == NULL ? NULL : calloc(1, sizeof *history);
    if (history == NULL) {
        return out_history == NULL ? INLET_EINVAL : INLET_ENOMEM;
    }
    history->list.limit = limit;
    *out_history = history;
    return INLET_DONE;
}

void inlet_history_free(inlet_history *history)
{
    if (history != NULL) {
        il_history_free(&history->list);
        il_archive_close(&history->archive);
        free(history);
    }
}

/* ---- the file ---- */

static bool has_file(const inlet_history *history)
{
    return history->archive.path != NULL;
}

static int open_usual(inlet_history *history)
{
    struct il_text path = {0};
    int error = il_archive_usual_path(&path)
                    ? il_archive_open(&history->archive, path.bytes)
                : il_text_is_whole(&path) ? ENOENT
                                          : ENOMEM;
    il_text_free(&path);
    return error;
}

inlet_status inlet_history_open(inlet_history *history, const char *path)
{
    if (history == NULL || has_file(history)) {
        return INLET_EINVAL;
    }
    int error =
        path == NULL ? open_usual(history) : il_archive_open(&history->archive, path);
    return error == 0 ? inlet_history_read(history) : status_of(error);
}

inlet_status inlet_history_read(inlet_history *history)
{
    if (history == NULL) {
        return INLET_EINVAL;
    }
    return has_file(history)
               ? status_of(il_archive_read(&history->archive, &history->list))
               : INLET_DONE;
}

inlet_status inlet_history_import(inlet_history *history, const char *path)
{
    if (history == NULL || path == NULL || !has_file(history)) {
        return INLET_EINVAL;
    }
    return status_of(il_archive_import(&history->archive, &history->list, path));
}

/* ---- entries ---- */

static inlet_status add_to_list(inlet_history *history, const char *text, size_t size,
                                int64_t now)
{
    return il_history_add(&history->list, text, size, now) == IL_HISTORY_NO_MEMORY
               ? INLET_ENOMEM
               : INLET_DONE;
}

inlet_status inlet_history_add(inlet_history *history, const char *text, size_t size)
{
    if (history == NULL || (text == NULL && size > 0)) {
        return INLET_EINVAL;
    }
    if (!il_history_wants(&history->list, text, size)) {
        return INLET_PASS;
    }
    int64_t now = (int64_t)time(NULL);
    return has_file(history) ? status_of(il_archive_append(
                                   &history->archive, &history->list, text, size, now))
                             : add_to_list(history, text, size, now);
}

size_t inlet_history_count(const inlet_history *history)
{
    return history == NULL ? 0 : history->list.count;
}

const char *inlet_history_entry(const inlet_history *history, size_t back,
                                size_t *out_size)
{
    if (history == NULL || back == 0 || back > history->list.count) {
        return NULL;
    }
    const struct il_history_entry *entry =
        &history->list.entries[history->list.count - back];
    if (out_size != NULL) {
        *out_size = entry->size;
    }
    return entry->text;
}

size_t inlet_history_search(const inlet_history *history, const char *text, size_t size,
                            size_t back)
{
    const char *entry;
    size_t length;
    if (back == 0 || (text == NULL && size > 0)) {
        return 0;
    }
    for (; (entry = inlet_history_entry(history, back, &length)) != NULL; back++) {
        if (size == 0 || memmem(entry, length, text, size) != NULL) {
            return back;
        }
    }
    return 0;
}

inlet_status inlet_editor_set_history(inlet_editor *editor, inlet_history *history)
{
    inlet_status status = il_face_enter(editor);
    if (status < 0) {
        return status;
    }
    editor->history = history;
    return il_face_end(editor, INLET_DONE);
}
