/* SPDX-License-Identifier: MIT
 * A program around the editor, for tests on a pseudo-terminal. It shows what was entered
 * and does nothing with it, but for:
 *
 *     exit    leaves            abort   ends by abort()
 *
 * SIGUSR1 prints a line above the text that is typed; SIGWINCH follows the size.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edit/editor.h"
#include "edit/tty.h"

enum { ENTRIES = 100, ESCAPE_MS = 50 };

struct program {
    struct il_tty tty;
    struct il_editor editor;
    struct il_keymap keymaps[2];
    char *entries[ENTRIES];
    size_t count;
    int wake[2];
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

static bool complete(void *data, const char *text, size_t size, size_t cursor,
                     struct il_menu *menu, size_t *out_start, size_t *out_end)
{
    static const char *const names[] = {"lambda", "len", "list", "locals", "property"};
    (void)data;
    (void)size;
    size_t start = cursor;
    while (start > 0 && text[start - 1] >= 'a' && text[start - 1] <= 'z') {
        start--;
    }
    *out_start = start;
    *out_end = cursor;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncmp(names[i], text + start, cursor - start) == 0) {
            (void)il_menu_add(menu, names[i], strlen(names[i]), 0);
        }
    }
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

static void show_entered(const char *text)
{
    printf("ran ");
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            printf("|");
        } else {
            putchar(*text);
        }
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
    show_entered(text);
    if (program->count < ENTRIES && *text != '\0') {
        program->entries[program->count++] = strdup(text);
    }
    (void)il_tty_enter(&program->tty);
}

static void begin(struct program *program)
{
    (void)il_editor_begin(&program->editor, ">>> ", 4, "... ", 4);
}

static void handle(struct program *program, enum il_editor_event event)
{
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
        il_tty_leave(&program->tty);
        (void)raise(SIGSTOP);
        (void)il_tty_enter(&program->tty);
        (void)il_editor_show(&program->editor);
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
    while (size > 0) {
        size_t used = 0;
        enum il_editor_event event =
            il_editor_feed(&program->editor, bytes, size, &used);
        bytes += used;
        size -= used;
        handle(program, event);
    }
}

static void follow_size(struct program *program)
{
    size_t columns, rows;
    il_tty_measure(&program->tty, &columns, &rows);
    (void)il_editor_resize(&program->editor, columns, rows, false);
}

static bool step(struct program *program)
{
    char bytes[4096];
    size_t size = 0;
    bool waits = il_editor_is_waiting(&program->editor);
    switch (il_tty_read(&program->tty, waits ? ESCAPE_MS : -1, program->wake[0], bytes,
                        sizeof bytes, &size)) {
    case IL_TTY_BYTES:
        feed(program, bytes, size);
        return true;
    case IL_TTY_TIMEOUT:
        handle(program, il_editor_timeout(&program->editor));
        return true;
    case IL_TTY_WOKEN:
        if (read(program->wake[0], bytes, 1) == 1 && *bytes == 'p') {
            (void)il_editor_print(&program->editor, "from elsewhere\n", 15);
        } else {
            follow_size(program);
        }
        return true;
    case IL_TTY_INTERRUPTED:
        return true;
    default:
        return false;
    }
}

/* ---- the program ---- */

static const char *look_up(void *data, const char *name)
{
    (void)data;
    return getenv(name);
}

static void catch (int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    (void)sigaction(number, &action, NULL);
}

static void set_up(struct program *program)
{
    struct il_editor *editor = &program->editor;
    editor->hooks = (struct il_editor_hooks){.data = program,
                                             .write = write_bytes,
                                             .is_complete = is_complete,
                                             .complete = complete,
                                             .recall = recall};
    editor->typist.keymaps = program->keymaps;
    if (getenv("EDITOR_VI") != NULL) {
        editor->typist.mode = IL_MODE_VI_INSERT;
    }
    il_editor_set_theme(editor, NULL, il_style_depth(look_up, NULL));
}

int main(void)
{
    static struct program program;
    if (!il_tty_open(&program.tty, 0, 1) || pipe(program.wake) < 0 ||
        !il_keymap_add_emacs(&program.keymaps[0]) ||
        !il_keymap_add_vi(&program.keymaps[1])) {
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
    while (step(&program)) {
    }
    return 0;
}
