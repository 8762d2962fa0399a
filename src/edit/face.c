/* SPDX-License-Identifier: MIT
 * The editor for everyone: what <inlet/edit.h> has of making, feeding and asking one.
 */
#include "edit/face.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/sized.h"

static_assert((int)INLET_EDIT_LINE == (int)IL_EDITOR_LINE, "events are the core's");
static_assert((int)INLET_EDIT_END == (int)IL_EDITOR_END, "in their order,");
static_assert((int)INLET_EDIT_HELP == (int)IL_EDITOR_HELP, "up to the last");

/* ---- how calls begin and end ---- */

inlet_status il_face_enter(inlet_editor *editor)
{
    if (editor == NULL) {
        return INLET_EINVAL;
    }
    if (editor->is_busy) {
        return INLET_EBUSY;
    }
    editor->is_busy = true;
    return INLET_DONE;
}

inlet_status il_face_enter_text(inlet_editor *editor)
{
    inlet_status status = il_face_enter(editor);
    return status < 0 || editor->core.is_open ? status
                                              : il_face_end(editor, INLET_EINVAL);
}

inlet_status il_face_end(inlet_editor *editor, inlet_status status)
{
    editor->is_busy = false;
    return status;
}

/* What the program knows goes above the text. */
static enum il_editor_event settle_help(inlet_editor *editor,
                                        enum il_editor_event event)
{
    if (event != IL_EDITOR_HELP || editor->config.help == NULL) {
        return event;
    }
    struct il_text note = {0};
    event = il_adapter_help(editor, &note) && note.size > 0
                ? il_editor_print(&editor->core, note.bytes, note.size)
                : il_editor_show(&editor->core);
    il_text_free(&note);
    return event;
}

inlet_edit_event il_face_leave(inlet_editor *editor, enum il_editor_event event)
{
    event = settle_help(editor, event);
    editor->is_busy = false;
    return event == IL_EDITOR_NO_MEMORY   ? INLET_ENOMEM
           : event == IL_EDITOR_NO_OUTPUT ? INLET_EIO
                                          : (inlet_edit_event)event;
}

/* ---- making one ---- */

static bool is_sound(const inlet_editor_config *config)
{
    return (unsigned)config->language <= INLET_EDITOR_PLAIN &&
           (unsigned)config->colors <= INLET_COLORS_TRUE &&
           (config->kinds != NULL || config->kind_count == 0);
}

static void set_up(inlet_editor *editor)
{
    const inlet_editor_config *config = &editor->config;
    struct il_editor *core = &editor->core;
    editor->history = config->history;
    core->typist.mode = editor->settings.mode;
    core->typist.is_plain = config->language == INLET_EDITOR_PLAIN;
    core->shade.dialect = IL_LEX_NEWEST;
    (void)inlet_editor_set_theme(editor, NULL, config->colors);
    (void)il_editor_resize(core, config->columns == 0 ? 80 : config->columns,
                           config->rows == 0 ? 24 : config->rows, false);
}

inlet_status inlet_editor_new(const inlet_editor_config *config,
                              inlet_editor **out_editor)
{
    inlet_editor_config known = INLET_EDITOR_CONFIG_INIT;
    if (out_editor == NULL ||
        (config != NULL &&
         il_sized_copy(&known, sizeof known, config) != IL_SIZED_DONE) ||
        !is_sound(&known)) {
        return INLET_EINVAL;
    }
    inlet_editor *editor = calloc(1, sizeof *editor);
    if (editor == NULL) {
        return INLET_ENOMEM;
    }
    editor->config = known;
    if (!il_post_begin(&editor->post)) {
        free(editor);
        return INLET_ENOMEM;
    }
    if (!il_settings_begin(&editor->settings)) {
        inlet_editor_free(editor);
        return INLET_ENOMEM;
    }
    set_up(editor);
    *out_editor = editor;
    return INLET_DONE;
}

void inlet_editor_free(inlet_editor *editor)
{
    if (editor == NULL || editor->is_busy) {
        return;
    }
    inlet_editor_detach(editor);
    il_editor_free(&editor->core);
    il_settings_free(&editor->settings);
    il_post_end(&editor->post);
    il_text_free(&editor->input);
    il_text_free(&editor->plain);
    free(editor);
}

/* ---- editing ---- */

inlet_edit_event inlet_editor_begin(inlet_editor *editor, const char *prompt,
                                    const char *more)
{
    inlet_status status = il_face_enter(editor);
    if (status < 0) {
        return status;
    }
    prompt = prompt == NULL ? "" : prompt;
    more = more == NULL ? "" : more;
    editor->is_going_on = false;
    return il_face_leave(editor, il_editor_begin(&editor->core, prompt, strlen(prompt),
                                                 more, strlen(more)));
}

static int64_t now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

enum il_editor_event il_face_feed(inlet_editor *editor, const char *bytes, size_t size,
                                  size_t *out_used)
{
    enum il_editor_event event;
    size_t at = 0;
    editor->fed = now();
    do {
        size_t used = 0;
        event = settle_help(
            editor, il_editor_feed(&editor->core, bytes + at, size - at, &used));
        at += used;
    } while (event == IL_EDITOR_MORE && at < size);
    *out_used = at;
    return event;
}

inlet_edit_event inlet_editor_feed(inlet_editor *editor, const char *bytes, size_t size,
                                   size_t *out_used)
{
    if (out_used == NULL || (bytes == NULL && size > 0)) {
        return INLET_EINVAL;
    }
    inlet_status status = il_face_enter_text(editor);
    if (status < 0) {
        *out_used = 0;
        return status;
    }
    return il_face_leave(editor,
                         il_face_feed(editor, size == 0 ? "" : bytes, size, out_used));
}

/* How long a key that has begun has still time to go on. */
static int64_t time_left(const inlet_editor *editor)
{
    return editor->fed + il_editor_patience(&editor->core) - now();
}

int inlet_editor_wait(const inlet_editor *editor)
{
    if (editor == NULL) {
        return -1;
    }
    bool is_open = editor->core.is_open;
    if (il_post_has(&editor->post) || il_attached_has_input(editor) ||
        (is_open && il_typist_is_playing(&editor->core.typist))) {
        return 0;
    }
    if (!is_open || !il_editor_is_waiting(&editor->core)) {
        return -1;
    }
    int64_t left = time_left(editor);
    return left > 0 ? (int)left : 0;
}

static enum il_editor_event time_out(inlet_editor *editor)
{
    return il_editor_is_waiting(&editor->core) && time_left(editor) <= 0
               ? il_editor_timeout(&editor->core)
               : IL_EDITOR_MORE;
}

/* What a macro still types that has entered the text before. */
static enum il_editor_event play(inlet_editor *editor)
{
    size_t used;
    return il_typist_is_playing(&editor->core.typist)
               ? il_face_feed(editor, "", 0, &used)
               : IL_EDITOR_MORE;
}

static enum il_editor_event attend_text(inlet_editor *editor)
{
    enum il_editor_event event = play(editor);
    if (event == IL_EDITOR_MORE && editor->is_attached) {
        event = il_attached_attend(editor);
    }
    return event == IL_EDITOR_MORE ? time_out(editor) : event;
}

enum il_editor_event il_face_print_posts(inlet_editor *editor)
{
    struct il_text texts;
    il_post_take(&editor->post, &texts);
    enum il_editor_event event =
        texts.size == 0 ? IL_EDITOR_MORE
                        : il_editor_print(&editor->core, texts.bytes, texts.size);
    il_text_free(&texts);
    return event;
}

inlet_edit_event inlet_editor_attend(inlet_editor *editor)
{
    inlet_status status = il_face_enter(editor);
    if (status < 0) {
        return status;
    }
    enum il_editor_event event = il_face_print_posts(editor);
    if (event == IL_EDITOR_MORE && il_post_take_stop(&editor->post)) {
        return il_face_end(editor, INLET_EDIT_STOPPED);
    }
    if (event == IL_EDITOR_MORE && editor->core.is_open) {
        event = attend_text(editor);
    }
    return il_face_leave(editor, event);
}

/* ---- the text ---- */

const char *inlet_editor_text(const inlet_editor *editor, size_t *out_size)
{
    if (editor == NULL) {
        return NULL;
    }
    const struct il_text *text = &editor->core.typist.buffer.text;
    if (out_size != NULL) {
        *out_size = text->size;
    }
    return text->size == 0 ? "" : text->bytes;
}

size_t inlet_editor_cursor(const inlet_editor *editor)
{
    return editor == NULL ? 0 : editor->core.typist.buffer.cursor;
}

inlet_edit_event inlet_editor_set(inlet_editor *editor, const char *text, size_t size)
{
    if (text == NULL && size > 0) {
        return INLET_EINVAL;
    }
    inlet_status status = il_face_enter_text(editor);
    return status < 0
               ? status
               : il_face_leave(
                     editor, il_editor_set(&editor->core, size == 0 ? "" : text, size));
}

/* The beginning of the character that a place is in. */
static size_t find_character(const struct il_buffer *buffer, size_t at)
{
    size_t place = il_buffer_line_start(buffer, at);
    while (place < at) {
        size_t next = il_buffer_next(buffer, place);
        if (next > at) {
            break;
        }
        place = next;
    }
    return place;
}

inlet_edit_event inlet_editor_set_cursor(inlet_editor *editor, size_t at)
{
    inlet_status status = il_face_enter_text(editor);
    if (status < 0) {
        return status;
    }
    struct il_buffer *buffer = &editor->core.typist.buffer;
    if (at > buffer->text.size) {
        return il_face_end(editor, INLET_EINVAL);
    }
    buffer->cursor = find_character(buffer, at);
    buffer->has_goal = false;
    return il_face_leave(editor, il_editor_show(&editor->core));
}

/* ---- keys and commands ---- */

/* The next name of `*keys`, which moves behind it; of size 0 at the end. */
static const char *next_name(const char **keys, size_t *out_size)
{
    const char *name = *keys + strspn(*keys, " ");
    *out_size = strcspn(name, " ");
    *keys = name + *out_size;
    return name;
}

static bool are_keys(const char *keys)
{
    size_t size;
    uint32_t key;
    bool are_all = true;
    for (const char *name = next_name(&keys, &size); size > 0 && are_all;
         name = next_name(&keys, &size)) {
        are_all = il_key_read(name, size, &key);
    }
    return are_all;
}

inlet_edit_event inlet_editor_type(inlet_editor *editor, const char *keys)
{
    if (keys == NULL || !are_keys(keys)) {
        return INLET_EINVAL;
    }
    inlet_status status = il_face_enter_text(editor);
    if (status < 0) {
        return status;
    }
    enum il_editor_event event = IL_EDITOR_MORE;
    size_t size;
    uint32_t key;
    for (const char *name = next_name(&keys, &size);
         size > 0 && event == IL_EDITOR_MORE && il_key_read(name, size, &key);
         name = next_name(&keys, &size)) {
        event = settle_help(editor, il_editor_key(&editor->core, key));
    }
    return il_face_leave(editor, event);
}

inlet_edit_event inlet_editor_run(inlet_editor *editor, const char *command, long count)
{
    const struct il_command *found =
        command == NULL ? NULL : il_command_find(command, strlen(command));
    if (found == NULL) {
        return INLET_EINVAL;
    }
    inlet_status status = il_face_enter_text(editor);
    return status < 0
               ? status
               : il_face_leave(editor, il_editor_run(&editor->core, found, count));
}

inlet_edit_event inlet_editor_paste(inlet_editor *editor, const char *text, size_t size)
{
    if (text == NULL && size > 0) {
        return INLET_EINVAL;
    }
    inlet_status status = il_face_enter_text(editor);
    return status < 0
               ? status
               : il_face_leave(editor, il_editor_paste(&editor->core,
                                                       size == 0 ? "" : text, size));
}

/* ---- the picture ---- */

inlet_edit_event inlet_editor_show(inlet_editor *editor)
{
    inlet_status status = il_face_enter_text(editor);
    return status < 0 ? status : il_face_leave(editor, il_editor_show(&editor->core));
}

inlet_edit_event inlet_editor_leave(inlet_editor *editor)
{
    inlet_status status = il_face_enter_text(editor);
    return status < 0 ? status : il_face_leave(editor, il_editor_leave(&editor->core));
}

inlet_edit_event inlet_editor_resize(inlet_editor *editor, size_t columns, size_t rows,
                                     bool reflows)
{
    if (columns == 0 || rows == 0) {
        return INLET_EINVAL;
    }
    inlet_status status = il_face_enter(editor);
    return status < 0 ? status
                      : il_face_leave(editor, il_editor_resize(&editor->core, columns,
                                                               rows, reflows));
}

inlet_edit_event inlet_editor_print(inlet_editor *editor, const char *text, size_t size)
{
    if (text == NULL && size > 0) {
        return INLET_EINVAL;
    }
    inlet_status status = il_face_enter(editor);
    return status < 0
               ? status
               : il_face_leave(editor, il_editor_print(&editor->core,
                                                       size == 0 ? "" : text, size));
}

/* ---- from other threads ---- */

inlet_status inlet_editor_post(inlet_editor *editor, const char *text, size_t size)
{
    if (editor == NULL || (text == NULL && size > 0)) {
        return INLET_EINVAL;
    }
    return size == 0 || il_post_add(&editor->post, text, size) ? INLET_DONE
                                                               : INLET_ENOMEM;
}

void inlet_editor_stop(inlet_editor *editor)
{
    if (editor != NULL) {
        il_post_stop(&editor->post);
    }
}

void inlet_editor_wake(inlet_editor *editor)
{
    if (editor != NULL) {
        il_post_wake(&editor->post);
    }
}

int inlet_editor_descriptor(inlet_editor *editor)
{
    if (editor == NULL) {
        return INLET_EINVAL;
    }
    int descriptor = il_post_descriptor(&editor->post);
    return descriptor < 0 ? INLET_EIO : descriptor;
}
