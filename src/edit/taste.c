/* SPDX-License-Identifier: MIT
 * Themes and settings of an editor for everyone.
 */
#include "edit/face.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

enum { LARGEST_FILE = 1 << 20 };

/* ---- in force ---- */

static void apply_theme(inlet_editor *editor)
{
    bool is_mono = !editor->settings.has_colors && editor->depth > IL_DEPTH_MONO;
    il_editor_set_theme(&editor->core, &editor->theme,
                        is_mono ? IL_DEPTH_MONO : editor->depth);
}

static void apply(inlet_editor *editor)
{
    struct il_editor *core = &editor->core;
    core->typist.keymaps = editor->settings.keymaps;
    core->typist.indent = editor->settings.indent;
    core->patience = editor->settings.escape_time;
    core->hides_suggestion = !editor->settings.has_suggestions;
    core->hinted = (struct il_hinted){0};
    il_text_clear(&core->hint);
    il_adapter_install(editor);
    apply_theme(editor);
}

/* ---- colours ---- */

inlet_colors inlet_colors_detect(inlet_environment_fn environment, void *data)
{
    static const inlet_colors colors[] = {
        [IL_DEPTH_NONE] = INLET_COLORS_NONE, [IL_DEPTH_MONO] = INLET_COLORS_MONO,
        [IL_DEPTH_16] = INLET_COLORS_16,     [IL_DEPTH_256] = INLET_COLORS_256,
        [IL_DEPTH_TRUE] = INLET_COLORS_TRUE,
    };
    return colors[il_style_depth(environment, data)];
}

static enum il_depth depth_of(inlet_colors colors)
{
    static const enum il_depth depths[] = {
        [INLET_COLORS_NONE] = IL_DEPTH_NONE, [INLET_COLORS_MONO] = IL_DEPTH_MONO,
        [INLET_COLORS_16] = IL_DEPTH_16,     [INLET_COLORS_256] = IL_DEPTH_256,
        [INLET_COLORS_TRUE] = IL_DEPTH_TRUE,
    };
    return depths[colors == INLET_COLORS_AUTO ? inlet_colors_detect(NULL, NULL)
                                              : colors];
}

inlet_status inlet_editor_set_theme(inlet_editor *editor, const char *theme,
                                    inlet_colors colors)
{
    const char *name = theme == NULL ? "default" : theme;
    const struct il_theme *found = il_theme_find(name, strlen(name));
    if (found == NULL || (unsigned)colors > INLET_COLORS_TRUE) {
        return INLET_EINVAL;
    }
    inlet_status status = il_face_enter(editor);
    if (status < 0) {
        return status;
    }
    editor->theme = *found;
    editor->depth = depth_of(colors);
    apply(editor);
    return il_face_end(editor, INLET_DONE);
}

inlet_status inlet_editor_set_look(inlet_editor *editor, const char *style,
                                   const char *look)
{
    uint64_t parsed;
    int found = style == NULL ? -1 : il_style_find(style, strlen(style));
    if (found < 0 || look == NULL || !il_look_parse(look, strlen(look), &parsed)) {
        return INLET_EINVAL;
    }
    inlet_status status = il_face_enter(editor);
    if (status < 0) {
        return status;
    }
    editor->theme.looks[found] = parsed;
    apply_theme(editor);
    return il_face_end(editor, INLET_DONE);
}

/* ---- settings ---- */

static void take_theme(inlet_editor *editor, inlet_editor_tell_fn tell, void *data)
{
    const char *name = editor->settings.theme;
    const struct il_theme *found = il_theme_find(name, strlen(name));
    char problem[IL_SETTINGS_PROBLEM];
    if (found != NULL) {
        editor->theme = *found;
    } else if (tell != NULL) {
        (void)snprintf(problem, sizeof problem, "there is no theme \"%s\"", name);
        tell(data, 0, problem);
    }
}

/* What a user has not set stays as the program has it. */
static void follow(inlet_editor *editor, const struct il_settings *before,
                   inlet_editor_tell_fn tell, void *data)
{
    const struct il_settings *settings = &editor->settings;
    if (settings->mode != before->mode) {
        editor->core.typist.mode = settings->mode;
    }
    if (settings->history_limit != before->history_limit && editor->history != NULL &&
        settings->history_limit > 0) {
        editor->history->list.limit = settings->history_limit;
    }
    if (strcmp(settings->theme, before->theme) != 0) {
        take_theme(editor, tell, data);
    }
    apply(editor);
}

inlet_status inlet_editor_read_settings(inlet_editor *editor, const char *text,
                                        size_t size, inlet_editor_tell_fn tell,
                                        void *data)
{
    if (text == NULL && size > 0) {
        return INLET_EINVAL;
    }
    inlet_status status = il_face_enter(editor);
    if (status < 0) {
        return status;
    }
    struct il_settings before = editor->settings;
    bool is_read =
        il_settings_read(&editor->settings, size == 0 ? "" : text, size, tell, data);
    follow(editor, &before, tell, data);
    return il_face_end(editor, is_read ? INLET_DONE : INLET_ENOMEM);
}

static inlet_status read_file(inlet_editor *editor, const char *path,
                              inlet_editor_tell_fn tell, void *data)
{
    struct il_text text = {0};
    int error = il_file_read(path, LARGEST_FILE, &text);
    inlet_status status = INLET_DONE;
    if (error == 0) {
        status = inlet_editor_read_settings(editor, text.bytes, text.size, tell, data);
    } else if (error != ENOENT) {
        status = error == ENOMEM ? INLET_ENOMEM : INLET_EIO;
    }
    il_text_free(&text);
    errno = error;
    return status;
}

inlet_status inlet_editor_load_settings(inlet_editor *editor, const char *path,
                                        inlet_editor_tell_fn tell, void *data)
{
    struct il_text usual = {0};
    if (editor == NULL) {
        return INLET_EINVAL;
    }
    inlet_status status = INLET_DONE;
    if (path != NULL) {
        status = read_file(editor, path, tell, data);
    } else if (il_settings_usual_path(&usual)) {
        status = read_file(editor, usual.bytes, tell, data);
    } else if (!il_text_is_whole(&usual)) {
        status = INLET_ENOMEM;
    }
    il_text_free(&usual);
    return status;
}
