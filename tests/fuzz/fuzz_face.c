/* SPDX-License-Identifier: MIT
 * Any calls of <inlet/edit.h>, with hooks that answer anything, on a terminal and on none.
 *
 *   input = ( call argument* )*     a byte each; a text is a byte for its size, and itself
 *
 * What the clock would bring is brought about: bytes were fed long ago where a call says
 * so.
 */
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include "edit/face.h"
#include "picture.h"

enum {
    MOST = 1024,      /* bytes of an input, */
    MOST_TEXT = 20000 /* and of a text: all is drawn for every call */
};

enum answers { COMPLETES = 1, DESCRIBES = 2, HELPS = 4, IS_WRONG = 8, IS_GONE = 16 };

/* What is left of the input, the editor, and how its hooks answer. */
struct player {
    const uint8_t *data;
    size_t size;
    inlet_editor *editor;
    inlet_history *history;
    unsigned answers; /* enum answers */
};

static int terminal[2]; /* the user's end, and the program's */

/* ---- the input ---- */

static uint8_t take(struct player *player)
{
    if (player->size == 0) {
        return 0;
    }
    player->size--;
    return *player->data++;
}

static const char *take_text(struct player *player, size_t *out_size)
{
    size_t size = take(player);
    const char *text = (const char *)player->data;
    size = size < player->size ? size : player->size;
    player->data += size;
    player->size -= size;
    *out_size = size;
    return size == 0 ? "" : text;
}

/* The same with a NUL behind it. */
static const char *take_string(struct player *player)
{
    static char string[UINT8_MAX + 1];
    size_t size;
    const char *text = take_text(player, &size);
    memcpy(string, text, size);
    string[size] = '\0';
    return string;
}

/* ---- hooks ---- */

/* From inside of a hook nothing can be called but what only looks. */
static void come_back(const struct player *player)
{
    size_t used, size;
    if (player->editor != NULL) {
        FUZZ_ASSERT(inlet_editor_feed(player->editor, "x", 1, &used) == INLET_EBUSY);
        FUZZ_ASSERT(inlet_editor_show(player->editor) == INLET_EBUSY);
        (void)inlet_editor_text(player->editor, &size);
        FUZZ_ASSERT(inlet_editor_cursor(player->editor) <= size);
        inlet_editor_free(player->editor);
    }
}

static bool write_bytes(void *data, const char *bytes, size_t size)
{
    const struct player *player = data;
    FUZZ_ASSERT(size > 0 && bytes != NULL);
    come_back(player);
    return (player->answers & IS_GONE) == 0;
}

static bool is_complete(void *data, const char *text, size_t size)
{
    come_back(data);
    FUZZ_ASSERT(text[size] == '\0');
    return size % 2 == 0;
}

static bool complete(void *data, const char *text, size_t size, size_t cursor,
                     inlet_menu *menu, size_t *out_start, size_t *out_end)
{
    const struct player *player = data;
    come_back(player);
    FUZZ_ASSERT(cursor <= size && text[size] == '\0');
    *out_start = cursor - (cursor > 0);
    *out_end = cursor;
    if ((player->answers & IS_WRONG) != 0) {
        *out_start = size + 1;
        *out_end = cursor / 2;
    }
    (void)inlet_menu_add(menu, "alpha", 5, 0);
    (void)inlet_menu_add(menu, "a\0\xFF\nz", 5, 7);
    (void)inlet_menu_add(menu, "\xE4\xB8\xAD\xCC\x81", 5, 1);
    (void)inlet_menu_add(menu, text, size, 1);
    (void)inlet_menu_add(menu, NULL, 0, 1);
    (void)inlet_editor_post(player->editor, "posted\n", 7);
    return (player->answers & COMPLETES) != 0;
}

static void document(void *data, const char *text, size_t size, size_t start,
                     const char *item, size_t item_size, inlet_note *note)
{
    come_back(data);
    (void)text;
    FUZZ_ASSERT(start <= size);
    (void)inlet_note_add(note, item, item_size);
    (void)inlet_note_add(note, "\nit is\t\x1b[31m", 13);
}

static bool describe(void *data, const char *text, size_t size, size_t cursor,
                     inlet_note *note, size_t *out_start, size_t *out_end)
{
    const struct player *player = data;
    come_back(player);
    (void)text;
    (void)inlet_note_add(note, "f(a, \xE4\xB8\xAD)", 9);
    *out_start = cursor % 5;
    *out_end = (player->answers & IS_WRONG) != 0 ? size + 100 : 7;
    return (player->answers & DESCRIBES) != 0;
}

static bool help(void *data, const char *text, size_t size, size_t cursor,
                 inlet_note *note)
{
    const struct player *player = data;
    come_back(player);
    (void)inlet_note_add(note, text, size < cursor ? size : cursor);
    return (player->answers & HELPS) != 0;
}

static void highlight(void *data, const char *text, size_t size, size_t from, size_t to,
                      inlet_spans *spans)
{
    const struct player *player = data;
    come_back(player);
    FUZZ_ASSERT(from <= to && to <= size && text[size] == '\0');
    bool is_wrong = (player->answers & IS_WRONG) != 0;
    (void)inlet_spans_add(spans, from, from + (to - from) / 2, INLET_STYLE_KEYWORD);
    (void)inlet_spans_add(spans, is_wrong ? 0 : to, is_wrong ? size + 9 : to,
                          is_wrong ? (inlet_style)99 : INLET_STYLE_ERROR);
}

static const char *recall(void *data, size_t back, size_t *out_size)
{
    static const char *const entries[] = {"print(1)", "if x:\n    y\n", "\xFF\xCC\x81"};
    come_back(data);
    FUZZ_ASSERT(back > 0);
    if (back > 3) {
        return NULL;
    }
    *out_size = strlen(entries[back - 1]);
    return entries[back - 1];
}

/* ---- calls ---- */

static void open_editor(struct player *player)
{
    inlet_editor_config config = INLET_EDITOR_CONFIG_INIT;
    static const char *const kinds[] = {"kind", "\xE4\xB8\xAD"};
    unsigned chance = take(player);
    inlet_editor_free(player->editor);
    player->editor = NULL;
    config.data = player;
    config.write = write_bytes;
    config.is_complete = (chance & 1) != 0 ? is_complete : NULL;
    config.complete = complete;
    config.document = document;
    config.describe = describe;
    config.help = (chance & 2) != 0 ? help : NULL;
    config.highlight = (chance & 4) != 0 ? highlight : NULL;
    config.recall = (chance & 8) != 0 ? recall : NULL;
    config.history = (chance & 16) != 0 ? player->history : NULL;
    config.kinds = kinds;
    config.kind_count = 2;
    config.language = chance >> 5 & 1;
    config.colors = (inlet_colors)(take(player) % (INLET_COLORS_TRUE + 1));
    config.columns = take(player) % 60;
    config.rows = take(player) % 14;
    FUZZ_ASSERT(inlet_editor_new(&config, &player->editor) == INLET_DONE);
    FUZZ_ASSERT(inlet_editor_begin(player->editor, ">>> ", "... ") <= 0);
}

static inlet_edit_event feed(struct player *player)
{
    size_t size, used = SIZE_MAX;
    const char *bytes = take_text(player, &size);
    inlet_edit_event event = inlet_editor_feed(player->editor, bytes, size, &used);
    FUZZ_ASSERT(used <= size && (event != INLET_EDIT_MORE || used == size));
    return event;
}

/* All that is waited for is due, until nothing is. */
static inlet_edit_event attend(struct player *player)
{
    inlet_edit_event event = INLET_EDIT_MORE;
    for (int i = 0;
         i < 100 && event == INLET_EDIT_MORE && inlet_editor_wait(player->editor) >= 0;
         i++) {
        player->editor->fed -= 10000;
        event = inlet_editor_attend(player->editor);
    }
    return event;
}

static inlet_edit_event run(struct player *player)
{
    static const long counts[] = {1, 0, -1, 2, -3, 50, 99999, LONG_MAX, LONG_MIN};
    size_t count;
    const struct il_command *commands = il_command_list(&count);
    const char *name = commands[take(player) % count].name;
    return inlet_editor_run(player->editor, name,
                            counts[take(player) % (sizeof counts / sizeof counts[0])]);
}

static inlet_edit_event type(struct player *player)
{
    static const char *const keys[] = {"C-x C-e", "f1",       "tab tab down enter",
                                       "C-r a",   "escape .", "M-3 C-x e",
                                       "C-x (",   "C-x )",    "no-key"};
    size_t chance = take(player);
    return inlet_editor_type(player->editor, keys[chance % 9]);
}

static void tell(void *data, size_t line, const char *problem)
{
    (void)data;
    FUZZ_ASSERT(line < MOST && problem[0] != '\0');
}

static void set_looks(struct player *player)
{
    static const char *const themes[] = {NULL, "light", "dark", "mono", "none"};
    static const char *const styles[] = {"keyword", "prompt", "suggestion", "menu",
                                         "?"};
    (void)inlet_editor_set_theme(player->editor, themes[take(player) % 5],
                                 (inlet_colors)(take(player) % 7));
    (void)inlet_editor_set_look(player->editor, styles[take(player) % 5],
                                take_string(player));
}

static void use_history(struct player *player)
{
    size_t size;
    const char *text = take_text(player, &size);
    inlet_status status = inlet_history_add(player->history, text, size);
    FUZZ_ASSERT(status == INLET_DONE || status == INLET_PASS);
    (void)inlet_history_search(player->history, text, size, 1);
    (void)inlet_editor_set_history(player->editor,
                                   size % 2 == 0 ? player->history : NULL);
}

static inlet_edit_event type_at_terminal(struct player *player)
{
    size_t size;
    const char *bytes = take_text(player, &size);
    if (!player->editor->is_attached ||
        write(terminal[0], bytes, size) != (ssize_t)size) {
        return INLET_EDIT_MORE;
    }
    return inlet_editor_attend(player->editor);
}

/* A text that nobody edits, from a file with an end. */
static inlet_edit_event read_line(struct player *player)
{
    size_t size;
    const char *bytes = take_text(player, &size);
    int input = memfd_create("input", MFD_CLOEXEC),
        output = open("/dev/null", O_WRONLY);
    FUZZ_ASSERT(input >= 0 && output >= 0);
    FUZZ_ASSERT(write(input, bytes, size) == (ssize_t)size && lseek(input, 0, 0) == 0);
    inlet_editor_detach(player->editor);
    inlet_edit_event event =
        inlet_editor_read_line(player->editor, input, output, "> ", NULL);
    close(input);
    close(output);
    return event;
}

/* The calls after which the text is shown, if they led to no event. */
static inlet_edit_event call_shown(struct player *player, uint8_t call)
{
    inlet_editor *editor = player->editor;
    size_t size;
    const char *text;
    switch (call) {
    case 0:
        return inlet_editor_begin(editor, take_string(player), NULL);
    case 1:
        text = take_text(player, &size);
        return inlet_editor_set(editor, text, size);
    case 2:
        return inlet_editor_set_cursor(editor, take(player));
    case 3:
        text = take_text(player, &size);
        return inlet_editor_paste(editor, text, size);
    case 4:
        text = take_text(player, &size);
        return inlet_editor_print(editor, text, size);
    case 5:
        size = take(player) % 90;
        return inlet_editor_resize(editor, size, take(player) % 30, size % 2 == 0);
    case 6:
        return run(player);
    case 7:
        return inlet_editor_show(editor);
    default:
        return feed(player);
    }
}

static inlet_edit_event call_other(struct player *player, uint8_t call)
{
    inlet_editor *editor = player->editor;
    size_t size;
    const char *text;
    switch (call) {
    case 0:
        return attend(player);
    case 1:
        return inlet_editor_leave(editor);
    case 2:
        text = take_text(player, &size);
        (void)inlet_editor_post(editor, text, size);
        return inlet_editor_attend(editor);
    case 3:
        inlet_editor_stop(editor);
        return INLET_EDIT_MORE;
    case 4:
        text = take_text(player, &size);
        (void)inlet_editor_read_settings(editor, text, size, tell, NULL);
        return INLET_EDIT_MORE;
    case 5:
        set_looks(player);
        return INLET_EDIT_MORE;
    case 6:
        use_history(player);
        return INLET_EDIT_MORE;
    case 7:
        FUZZ_ASSERT(inlet_editor_attach(editor, terminal[1], terminal[1]) ==
                    INLET_DONE);
        return INLET_EDIT_MORE;
    case 8:
        inlet_editor_detach(editor);
        return INLET_EDIT_MORE;
    case 9:
        return type_at_terminal(player);
    case 10:
        return read_line(player);
    case 11:
        player->answers = take(player);
        return INLET_EDIT_MORE;
    case 12:
        open_editor(player);
        return INLET_EDIT_MORE;
    case 13:
        inlet_editor_wake(editor);
        return INLET_EDIT_MORE;
    default:
        return type(player);
    }
}

/* ---- what must hold ---- */

static void check(struct player *player, inlet_edit_event event, bool is_to_be_shown)
{
    inlet_editor *editor = player->editor;
    size_t size;
    const char *text = inlet_editor_text(editor, &size);
    FUZZ_ASSERT(text != NULL && text[size] == '\0');
    FUZZ_ASSERT(inlet_editor_cursor(editor) <= size);
    FUZZ_ASSERT(event <= INLET_EDIT_STOPPED);
    FUZZ_ASSERT(event >= 0 || event == INLET_EINVAL || event == INLET_EIO);
    FUZZ_ASSERT(event != INLET_EIO || (player->answers & IS_GONE) != 0);
    FUZZ_ASSERT(!editor->is_busy && editor->core.out.size == 0);
    if (is_to_be_shown && event == INLET_EDIT_MORE && editor->core.is_open) {
        editor->is_busy = true; /* hooks are called to draw it */
        check_picture(&editor->core);
        editor->is_busy = false;
    }
    if (size > MOST_TEXT) {
        (void)inlet_editor_set(editor, NULL, 0);
    }
}

/* After an event a text is begun, or gone on with, as a program does; not always. */
static void go_on(struct player *player, inlet_edit_event event)
{
    if (event > INLET_EDIT_MORE && take(player) % 4 != 0) {
        bool is_left = event >= INLET_EDIT_SUSPEND;
        event = is_left ? inlet_editor_show(player->editor)
                        : inlet_editor_begin(player->editor, ">>> ", "... ");
        check(player, event, true);
    }
}

static void play(struct player *player)
{
    open_editor(player);
    while (player->size > 0) {
        uint8_t call = take(player);
        bool is_shown = call % 2 == 0;
        inlet_edit_event event = is_shown ? call_shown(player, call / 2 % 16)
                                          : call_other(player, call / 2 % 16);
        check(player, event, is_shown);
        go_on(player, event);
    }
}

/* ---- libFuzzer's side ---- */

/* The user's end of the terminal takes all that is shown. */
static void *drain(void *data)
{
    char bytes[4096];
    (void)data;
    while (read(terminal[0], bytes, sizeof bytes) > 0) {
    }
    return NULL;
}

/* libFuzzer gives the arguments to be changed. */
int LLVMFuzzerInitialize(int *argc, char ***argv) /* NOLINT(*-non-const-parameter) */
{
    pthread_t thread;
    (void)argc;
    (void)argv;
    FUZZ_ASSERT(setenv("TERM", "xterm", 1) == 0);
    terminal[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    FUZZ_ASSERT(terminal[0] >= 0 && grantpt(terminal[0]) == 0 &&
                unlockpt(terminal[0]) == 0);
    terminal[1] = open(ptsname(terminal[0]), O_RDWR | O_NOCTTY | O_CLOEXEC);
    FUZZ_ASSERT(terminal[1] >= 0);
    return pthread_create(&thread, NULL, drain, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct player player = {.data = data, .size = size < MOST ? size : MOST};
    FUZZ_ASSERT(inlet_history_new(5, &player.history) == INLET_DONE);
    play(&player);
    inlet_editor_free(player.editor);
    inlet_history_free(player.history);
    return 0;
}
