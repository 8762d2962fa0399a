/* SPDX-License-Identifier: MIT
 * A program around the editor, for tests on a pseudo-terminal. It shows what was entered
 * and does nothing with it, but for:
 *
 *     exit    leaves            abort   ends by abort()
 *
 * SIGUSR1 prints a line above the text that is typed; SIGWINCH follows the size. The
 * environment says the rest:
 *
 *     EDITOR_SETTINGS  the text of a file of settings
 *     EDITOR_WITH      some of: kinds (and documentation, in menus), hints (signatures)
 *     EDITOR_CONTROL   R,W: a pipe for messages, each of them a letter:
 *                      P, a size of eight digits, and as many bytes: print them above
 *                      r: draw all anew
 *
 * With a pipe it also tells how far it has come whenever it waits, by a sequence that
 * terminals do not show: ESC ] 7777 ; bytes read ; messages and signals taken ; calls
 * that drew ; events BEL.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edit/editor.h"
#include "edit/settings.h"
#include "edit/tty.h"

enum { ENTRIES = 100 };

struct counts {
    size_t bytes, wakes, writes, events;
};

struct program {
    struct il_tty tty;
    struct il_editor editor;
    struct il_settings settings;
    char *entries[ENTRIES];
    size_t count;
    int wake[2];
    bool tells; /* how far it has come */
    struct counts done, told;
};

static int wake_descriptor;

/* A signal may come right before the wait for keys: a byte in a pipe is not missed. */
static void wake(int number)
{
    int error = errno;
    ssize_t written = write(wake_descriptor, number == SIGWINCH ? "s" : "p", 1);
    (void)written;
    errno = error;
}

static void rescue(int number)
{
    (void)number;
    il_tty_rescue();
}

/* ---- hooks ---- */

static bool write_bytes(void *data, const char *bytes, size_t size)
{
    struct program *program = data;
    program->done.writes++;
    return il_tty_write(&program->tty, bytes, size);
}

/* Brackets and strings are closed, and a block is ended by a blank line. */
static bool is_complete(void *data, const char *text, size_t size)
{
    struct il_lex_state state = {0};
    struct il_lex_line line = {0};
    bool has_block = false, is_blank = false;
    (void)data;
    for (size_t start = 0; start <= size;) {
        size_t end = start;
        while (end < size && text[end] != '\n') {
            end++;
        }
        (void)il_lex_scan(IL_LEX_LENIENT, &state, text + start, end - start, &line,
                          &state);
        is_blank = line.count == 0;
        has_block |= !is_blank && line.tokens[line.count - 1].word == IL_WORD_COLON;
        start = end + 1;
    }
    il_lex_line_free(&line);
    return state.depth == 0 && !state.continues && (!has_block || is_blank);
}

static const char *const kinds[] = {"class", "function", "keyword"};

static const struct offer {
    const char *name, *doc;
    uint8_t kind;
} offers[] = {
    {"lambda", "A function of one expression.", 2},
    {"len", "Return the number of items in a container.", 1},
    {"list", "Built-in mutable sequence.", 0},
    {"locals", "Return a dictionary containing the current scope's local variables.",
     1},
    {"property", "Property attribute.", 0},
    {"naïve", "No ASCII.", 1},
};
enum { OFFERS = sizeof offers / sizeof *offers };

static bool complete(void *data, const char *text, size_t size, size_t cursor,
                     struct il_menu *menu, size_t *out_start, size_t *out_end)
{
    (void)data;
    (void)size;
    size_t start = cursor;
    while (start > 0 && text[start - 1] >= 'a' && text[start - 1] <= 'z') {
        start--;
    }
    *out_start = start;
    *out_end = cursor;
    for (size_t i = 0; i < OFFERS; i++) {
        if (strncmp(offers[i].name, text + start, cursor - start) == 0) {
            (void)il_menu_add(menu, offers[i].name, strlen(offers[i].name),
                              offers[i].kind);
        }
    }
    return true;
}

static void document(void *data, const char *text, size_t size, size_t start,
                     const char *item, size_t item_size, struct il_text *out)
{
    (void)data;
    (void)text;
    (void)size;
    (void)start;
    for (size_t i = 0; i < OFFERS; i++) {
        if (strlen(offers[i].name) == item_size &&
            memcmp(offers[i].name, item, item_size) == 0) {
            il_text_add_string(out, offers[i].doc);
        }
    }
}

/* Every function is f(one, two=2, *rest). */
static bool describe(void *data, const char *text, size_t size, size_t cursor,
                     struct il_text *out, size_t *out_start, size_t *out_end)
{
    static const char *const parameters[] = {"one", "two=2", "*rest"};
    size_t at = cursor, closed = 0, commas = 0;
    (void)data;
    (void)size;
    while (at > 0 && (closed > 0 || text[at - 1] != '(')) {
        at--;
        closed += text[at] == ')';
        closed -= text[at] == '(';
        commas += text[at] == ',' && closed == 0;
    }
    if (at == 0) {
        return false;
    }
    il_text_add_string(out, "f(");
    for (size_t i = 0; i < 3; i++) {
        il_text_add_string(out, i == 0 ? "" : ", ");
        if (i == (commas < 2 ? commas : 2)) {
            *out_start = out->size;
            *out_end = out->size + strlen(parameters[i]);
        }
        il_text_add_string(out, parameters[i]);
    }
    il_text_add_char(out, ')');
    return true;
}

static const char *recall(void *data, size_t back, size_t *out_size)
{
    const struct program *program = data;
    if (back > program->count) {
        return NULL;
    }
    const char *entry = program->entries[program->count - back];
    *out_size = strlen(entry);
    return entry;
}

/* ---- events ---- */

static const char *text_of(const struct program *program)
{
    const struct il_text *text = &program->editor.typist.buffer.text;
    return text->size == 0 ? "" : text->bytes;
}

static void show_entered(const char *text, size_t size)
{
    printf("ran ");
    for (size_t i = 0; i < size; i++) {
        bool is_control = text[i] >= '\0' && text[i] < ' ';
        (void)putchar(text[i] == '\n' ? '|' : is_control ? '?' : text[i]);
    }
    printf("\n");
    (void)fflush(stdout);
}

static void run(struct program *program)
{
    const char *text = text_of(program);
    il_tty_leave(&program->tty);
    if (strcmp(text, "exit") == 0) {
        printf("bye\n");
        exit(0);
    }
    if (strcmp(text, "abort") == 0) {
        (void)il_tty_enter(&program->tty);
        abort();
    }
    show_entered(text, program->editor.typist.buffer.text.size);
    if (program->count < ENTRIES && *text != '\0') {
        program->entries[program->count++] = strdup(text);
    }
    (void)il_tty_enter(&program->tty);
}

static void begin(struct program *program)
{
    (void)il_editor_begin(&program->editor, ">>> ", 4, "... ", 4);
}

/* How far the program has come, for whoever types. */
static void tell(struct program *program)
{
    const struct counts *done = &program->done;
    char text[128];
    if (!program->tells || memcmp(done, &program->told, sizeof *done) == 0) {
        return;
    }
    program->told = *done;
    int size = snprintf(text, sizeof text, "\x1b]7777;%zu;%zu;%zu;%zu\a", done->bytes,
                        done->wakes, done->writes, done->events);
    (void)il_tty_write(&program->tty, text, (size_t)size);
}

static void stop(struct program *program)
{
    il_tty_leave(&program->tty);
    tell(program);
    (void)raise(SIGSTOP);
    program->done.wakes++;
    (void)il_tty_enter(&program->tty);
    (void)il_editor_show(&program->editor);
}

static void handle(struct program *program, enum il_editor_event event)
{
    program->done.events += event != IL_EDITOR_MORE;
    switch (event) {
    case IL_EDITOR_LINE:
        run(program);
        begin(program);
        break;
    case IL_EDITOR_INTERRUPT:
        (void)il_tty_write(&program->tty, "interrupted\r\n", 13);
        begin(program);
        break;
    case IL_EDITOR_SUSPEND:
        stop(program);
        break;
    case IL_EDITOR_EDIT:
        (void)il_editor_set(&program->editor, "edited", 6);
        break;
    case IL_EDITOR_HELP:
        (void)il_editor_show(&program->editor);
        break;
    case IL_EDITOR_MORE:
        break;
    default:
        il_tty_leave(&program->tty);
        exit(event == IL_EDITOR_END ? 0 : 1);
    }
}

static void feed(struct program *program, const char *bytes, size_t size)
{
    enum il_editor_event event = IL_EDITOR_MORE;
    while (size > 0 || event != IL_EDITOR_MORE) {
        size_t used = 0;
        event = il_editor_feed(&program->editor, bytes, size, &used);
        bytes += used;
        size -= used;
        handle(program, event);
    }
}

static void follow_size(struct program *program)
{
    size_t columns, rows;
    il_tty_measure(&program->tty, &columns, &rows);
    (void)il_editor_resize(&program->editor, columns, rows,
                           il_style_reflows(NULL, NULL));
}

static void print_above(struct program *program)
{
    char digits[9] = "";
    char *text = NULL;
    size_t size = 0, have = 0;
    if (read(program->wake[0], digits, 8) == 8) {
        size = strtoul(digits, NULL, 10);
        text = malloc(size + 1);
    }
    while (text != NULL && have < size) {
        ssize_t count = read(program->wake[0], text + have, size - have);
        if (count <= 0) {
            break;
        }
        have += (size_t)count;
    }
    (void)il_editor_print(&program->editor, text, have);
    free(text);
}

static void take_message(struct program *program)
{
    char letter = '\0';
    if (read(program->wake[0], &letter, 1) != 1) {
        return;
    }
    program->done.wakes++;
    switch (letter) {
    case 'P':
        print_above(program);
        break;
    case 'p':
        (void)il_editor_print(&program->editor, "from elsewhere\n", 15);
        break;
    case 'r':
        program->editor.screen.is_lost = true;
        (void)il_editor_show(&program->editor);
        break;
    default:
        follow_size(program);
    }
}

static bool step(struct program *program)
{
    char bytes[4096];
    size_t size = 0;
    bool waits = il_editor_is_waiting(&program->editor);
    if (!waits) {
        tell(program);
    }
    switch (il_tty_read(&program->tty, waits ? (int)program->settings.escape_time : -1,
                        program->wake[0], bytes, sizeof bytes, &size)) {
    case IL_TTY_BYTES:
        program->done.bytes += size;
        feed(program, bytes, size);
        return true;
    case IL_TTY_TIMEOUT:
        handle(program, il_editor_timeout(&program->editor));
        return true;
    case IL_TTY_WOKEN:
        take_message(program);
        return true;
    case IL_TTY_INTERRUPTED:
        return true;
    default:
        return false;
    }
}

/* ---- the program ---- */

static void catch (int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    (void)sigaction(number, &action, NULL);
}

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value == NULL ? "" : value;
}

static bool read_settings(struct il_settings *settings)
{
    const char *text = setting("EDITOR_SETTINGS");
    return il_settings_begin(settings) &&
           il_settings_read(settings, text, strlen(text), NULL, NULL);
}

static void set_up(struct program *program)
{
    struct il_editor *editor = &program->editor;
    const struct il_settings *settings = &program->settings;
    bool has_kinds = strstr(setting("EDITOR_WITH"), "kinds") != NULL;
    bool has_hints = strstr(setting("EDITOR_WITH"), "hints") != NULL;
    editor->hooks = (struct il_editor_hooks){
        .data = program,
        .write = write_bytes,
        .is_complete = is_complete,
        .complete = complete,
        .document = has_kinds ? document : NULL,
        .describe = has_hints ? describe : NULL,
        .recall = recall,
        .kinds = kinds,
        .kind_count = has_kinds ? sizeof kinds / sizeof *kinds : 0,
    };
    editor->typist.keymaps = settings->keymaps;
    editor->typist.mode = settings->mode;
    editor->typist.indent = settings->indent;
    editor->shade.dialect = IL_LEX_NEWEST;
    il_editor_set_theme(editor, il_theme_find(settings->theme, strlen(settings->theme)),
                        il_style_depth(NULL, NULL));
}

static bool open_pipe(struct program *program)
{
    const char *control = getenv("EDITOR_CONTROL");
    program->tells = control != NULL;
    return control == NULL
               ? pipe(program->wake) == 0
               : sscanf(control, "%d,%d", &program->wake[0], &program->wake[1]) == 2;
}

int main(void)
{
    static struct program program;
    if (!il_tty_open(&program.tty, 0, 1) || !open_pipe(&program) ||
        !read_settings(&program.settings)) {
        return 2;
    }
    wake_descriptor = program.wake[1];
    catch (SIGWINCH, wake, SA_RESTART);
    catch (SIGUSR1, wake, SA_RESTART);
    catch (SIGABRT, rescue, (int)SA_RESETHAND);
    set_up(&program);
    if (!il_tty_enter(&program.tty)) {
        return 3;
    }
    follow_size(&program);
    begin(&program);
    program.done.wakes++;
    while (step(&program)) {
    }
    return 0;
}
