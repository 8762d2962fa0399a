/* SPDX-License-Identifier: MIT
 * The editor without a terminal and without Python, for bench/edit.py.
 *
 *     edit [LINES]      keys typed into a Python text of so many lines, and pastes
 *
 * Prints lines of "NAME NANOSECONDS SLOW BYTES": the median of the processor's time
 * that a key takes, what one in twenty takes more than, and the bytes that it sends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "edit/editor.h"

enum { COLUMNS = 80, ROWS = 24, MOST_KEYS = 400, PIECE = 4096 };

struct session {
    struct il_editor editor;
    struct il_keymap keymap;
    size_t sent;
};

static bool write_bytes(void *data, const char *bytes, size_t size)
{
    struct session *session = data;
    (void)bytes;
    session->sent += size;
    return true;
}

static bool is_complete(void *data, const char *text, size_t size)
{
    (void)data;
    return size > 0 && text[size - 1] == '\n';
}

static long long now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* ---- texts ---- */

static void add_function(struct il_text *text, size_t number)
{
    char line[128];
    (void)snprintf(line, sizeof line,
                   "def area_%zu(width, height=2.5, *, unit='mm'):\n", number);
    il_text_add_string(text, line);
    il_text_add_string(text, "    # What is asked for is a number of that unit.\n"
                             "    if width < 0 or height < 0:\n"
                             "        raise ValueError(f\"no {unit}: {width!r}\")\n"
                             "    sizes = [width * i for i in range(10) if i % 2]\n"
                             "    for size in sizes:\n"
                             "        print('size', size, sep=\": \", end=\"\\n\")\n"
                             "    total = sum(sizes) + max(height, 0x10)\n"
                             "\n"
                             "    return {'total': total, 'unit': unit}\n");
}

/* So many lines of functions, with a newline behind each but the last. */
static void make_text(struct il_text *text, size_t lines)
{
    for (size_t number = 0; 10 * number < lines; number++) {
        add_function(text, number);
    }
    size_t end = 0;
    for (size_t line = 0; line < lines; line++) {
        end = (size_t)(strchr(text->bytes + end, '\n') - text->bytes) + 1;
    }
    il_text_cut(text, end - 1);
}

/* ---- sessions ---- */

static void check(enum il_editor_event event)
{
    if (event != IL_EDITOR_MORE && event != IL_EDITOR_LINE) {
        (void)fprintf(stderr, "edit: event %d\n", (int)event);
        exit(1);
    }
}

static void open_session(struct session *session)
{
    *session = (struct session){.sent = 0};
    if (!il_keymap_add_emacs(&session->keymap)) {
        exit(1);
    }
    session->editor.typist.keymaps = &session->keymap;
    session->editor.hooks = (struct il_editor_hooks){
        .data = session, .write = write_bytes, .is_complete = is_complete};
    il_editor_set_theme(&session->editor, NULL, IL_DEPTH_256);
    check(il_editor_resize(&session->editor, COLUMNS, ROWS, false));
    check(il_editor_begin(&session->editor, ">>> ", 4, "... ", 4));
}

static void close_session(struct session *session)
{
    il_editor_free(&session->editor);
    il_keymap_free(&session->keymap);
}

static int compare(const void *a, const void *b)
{
    long long first = *(const long long *)a, second = *(const long long *)b;
    return (first > second) - (first < second);
}

static void report(const char *name, size_t lines, long long time, long long slow,
                   long long bytes)
{
    printf("%s/%zu %lld %lld %lld\n", name, lines, time, slow, bytes);
    (void)fflush(stdout);
}

/* ---- keys ---- */

struct stroke {
    const char *name;
    uint32_t keys[8]; /* typed again and again */
    double at;        /* where in the text */
};

static const struct stroke strokes[] = {
    {"type at the end", {'a', ' ', '=', '(', 'x', ')', ' ', ','}, 1},
    {"type in the middle", {'a', ' ', '=', '(', 'x', ')', ' ', ','}, 0.5},
    {"type at the beginning", {'a', ' ', '=', '(', 'x', ')', ' ', ','}, 0},
    {"quote in the middle", {'\'', ' ', '"', 'b', '"', '\'', 'f', '\''}, 0.5},
    {"newline in the middle", {IL_KEY_ENTER, 'x'}, 0.5},
    {"brackets in the middle", {'(', '[', ']', ')'}, 0.5},
    {"backspace in the middle", {IL_KEY_BACKSPACE}, 0.5},
    {"backspace at the end", {IL_KEY_BACKSPACE}, 1},
    {"delete in the middle", {IL_KEY_DELETE}, 0.5},
    {"left", {IL_KEY_LEFT}, 0.5},
    {"up and down in the middle",
     {IL_KEY_UP, IL_KEY_UP, IL_KEY_UP, IL_KEY_UP, IL_KEY_DOWN, IL_KEY_DOWN, IL_KEY_DOWN,
      IL_KEY_DOWN},
     0.5},
    {"up through all", {IL_KEY_UP}, 1},
    {"first and last", {'<' | IL_KEY_ALT, '>' | IL_KEY_ALT}, 1},
    {"type, undo and redo",
     {'x', IL_KEY_CTRL | '_', IL_KEY_CTRL | IL_KEY_ALT | '_'},
     0.5},
};

static uint32_t next_key(const struct stroke *stroke, size_t number)
{
    size_t count = 1;
    while (count < 8 && stroke->keys[count] != 0) {
        count++;
    }
    return stroke->keys[number % count];
}

static void strike(const struct stroke *stroke, const struct il_text *text,
                   size_t lines)
{
    struct session session;
    static long long times[MOST_KEYS], bytes[MOST_KEYS];
    open_session(&session);
    check(il_editor_set(&session.editor, text->bytes, text->size));
    size_t at = (size_t)((double)text->size * stroke->at);
    while (at < text->size && text->bytes[at] != '\n') {
        at++;
    }
    session.editor.typist.buffer.cursor = at;
    check(il_editor_show(&session.editor));
    for (size_t i = 0; i < MOST_KEYS; i++) {
        session.sent = 0;
        long long start = now();
        check(il_editor_key(&session.editor, next_key(stroke, i)));
        times[i] = now() - start;
        bytes[i] = (long long)session.sent;
    }
    qsort(times, MOST_KEYS, sizeof *times, compare);
    qsort(bytes, MOST_KEYS, sizeof *bytes, compare);
    report(stroke->name, lines, times[MOST_KEYS / 2], times[MOST_KEYS - MOST_KEYS / 20],
           bytes[MOST_KEYS / 2]);
    close_session(&session);
}

/* ---- pastes ---- */

static void feed(struct session *session, const char *bytes, size_t size)
{
    while (size > 0) {
        size_t used, piece = size < PIECE ? size : PIECE;
        check(il_editor_feed(&session->editor, bytes, piece, &used));
        bytes += used;
        size -= used;
    }
}

/* From the first byte to the picture; then Enter at its end, which leaves all of it on
 * the terminal. */
static void paste(const struct il_text *text, size_t lines)
{
    struct session session;
    open_session(&session);
    long long start = now();
    feed(&session, "\x1b[200~", 6);
    feed(&session, text->bytes, text->size);
    feed(&session, "\n\x1b[201~", 7);
    long long time = now() - start;
    report("paste", lines, time, time, (long long)session.sent);
    session.sent = 0;
    start = now();
    check(il_editor_key(&session.editor, IL_KEY_ENTER));
    time = now() - start;
    report("leave", lines, time, time, (long long)session.sent);
    close_session(&session);
}

int main(int argc, char **argv)
{
    size_t lines = argc > 1 ? strtoul(argv[1], NULL, 10) : 200;
    struct il_text text = {0};
    make_text(&text, lines < 1 ? 1 : lines);
    for (size_t i = 0; i < sizeof strokes / sizeof *strokes; i++) {
        strike(&strokes[i], &text, lines);
    }
    paste(&text, lines);
    il_text_free(&text);
    return 0;
}
