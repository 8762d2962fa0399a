/* SPDX-License-Identifier: MIT
 * Keys typed into an editor, and what a model of a terminal shows then.
 */
#include "il_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/editor.h"
#include "edit/view.h"
#include "terminal.h"

struct session {
    struct terminal terminal;
    struct il_editor editor;
    struct il_keymap keymaps[2];
    size_t writes; /* calls of write since the last look */
    size_t sent;   /* and their bytes */
    bool is_gone;  /* the terminal */
};

/* ---- a host ---- */

static bool write_bytes(void *data, const char *bytes, size_t size)
{
    struct session *session = data;
    session->writes++;
    session->sent += size;
    terminal_feed(&session->terminal, bytes, size);
    return !session->is_gone;
}

/* As Python has it, as far as these tests go: a colon wants a block, which a blank line
 * ends; brackets want to be closed. */
static bool is_complete(void *data, const char *text, size_t size)
{
    (void)data;
    int open = 0;
    bool has_block = false;
    for (size_t i = 0; i < size; i++) {
        open += (text[i] == '(') - (text[i] == ')');
        has_block |= text[i] == ':' && (i + 1 == size || text[i + 1] == '\n');
    }
    size_t end = size;
    while (end > 0 && text[end - 1] == ' ') {
        end--;
    }
    return open <= 0 && (!has_block || (end > 0 && text[end - 1] == '\n'));
}

static bool complete(void *data, const char *text, size_t size, size_t cursor,
                     struct il_menu *menu, size_t *out_start, size_t *out_end)
{
    static const char *const names[] = {"print", "property", "pow", "range", "repr"};
    (void)data;
    (void)size;
    size_t start = cursor;
    while (start > 0 && text[start - 1] >= 'a' && text[start - 1] <= 'z') {
        start--;
    }
    *out_start = start;
    *out_end = cursor;
    for (size_t i = 0; i < 5; i++) {
        if (names[i][0] == text[start] || start == cursor) {
            assert_true(il_menu_add(menu, names[i], strlen(names[i]), i == 1));
        }
    }
    return true;
}

static void document(void *data, const char *text, size_t size, size_t start,
                     const char *item, size_t item_size, struct il_text *out)
{
    (void)data, (void)text, (void)size, (void)start;
    il_text_add_string(out, "About ");
    il_text_add(out, item, item_size);
}

static bool describe(void *data, const char *text, size_t size, size_t cursor,
                     struct il_text *out, size_t *out_start, size_t *out_end)
{
    (void)data, (void)size;
    if (memchr(text, '(', cursor) == NULL || memchr(text, ')', cursor) != NULL) {
        return false;
    }
    il_text_add_string(out, "f(a, b)");
    *out_start = 2;
    *out_end = 3;
    return true;
}

static const char *recall(void *data, size_t back, size_t *out_size)
{
    static const char *const entries[] = {"print('hello')", "if x:\n    y()\n",
                                          "import os"};
    (void)data;
    if (back > 3) {
        return NULL;
    }
    *out_size = strlen(entries[back - 1]);
    return entries[back - 1];
}

static const char *const kinds[] = {"function", "class"};

/* ---- sessions ---- */

static void begin(struct session *session)
{
    assert_int_equal(il_editor_begin(&session->editor, ">>> ", 4, "... ", 4),
                     IL_EDITOR_MORE);
}

static void open_session(struct session *session, size_t columns, size_t rows)
{
    *session = (struct session){.is_gone = false};
    terminal_open(&session->terminal, columns, rows);
    assert_true(il_keymap_add_emacs(&session->keymaps[0]));
    assert_true(il_keymap_add_vi(&session->keymaps[1]));
    session->editor.typist.keymaps = session->keymaps;
    session->editor.hooks = (struct il_editor_hooks){.data = session,
                                                     .write = write_bytes,
                                                     .is_complete = is_complete,
                                                     .kinds = kinds,
                                                     .kind_count = 2};
    il_editor_set_theme(&session->editor, NULL, IL_DEPTH_16);
    assert_int_equal(il_editor_resize(&session->editor, columns, rows, false),
                     IL_EDITOR_MORE);
    assert_int_equal(session->writes, 0);
}

static void close_session(struct session *session)
{
    if (session->terminal.problem != NULL) {
        fail_msg("%s", session->terminal.problem);
    }
    il_editor_free(&session->editor);
    il_keymap_free(&session->keymaps[0]);
    il_keymap_free(&session->keymaps[1]);
    terminal_close(&session->terminal);
}

/* Feed all of it; the event that the last byte led to. */
static enum il_editor_event type(struct session *session, const char *bytes)
{
    size_t used, size = strlen(bytes);
    session->writes = session->sent = 0;
    enum il_editor_event event = il_editor_feed(&session->editor, bytes, size, &used);
    assert_int_equal(used, size);
    return event;
}

/* The same, key by key as a user types it: a burst is taken for a paste. */
static enum il_editor_event type_slowly(struct session *session, const char *bytes)
{
    enum il_editor_event event = IL_EDITOR_MORE;
    for (size_t i = 0; bytes[i] != '\0'; i++) {
        char byte[2] = {bytes[i], '\0'};
        assert_int_equal(event, IL_EDITOR_MORE);
        event = type(session, byte);
    }
    return event;
}

static void assert_screen(const struct session *session, const char *wanted)
{
    char *rows = terminal_rows(&session->terminal);
    assert_string_equal(rows, wanted);
    free(rows);
}

static void assert_cursor(const struct session *session, size_t row, size_t column)
{
    assert_int_equal(session->terminal.row, row);
    assert_int_equal(session->terminal.column, column);
}

static void assert_text(const struct session *session, const char *wanted)
{
    const struct il_text *text = &session->editor.typist.buffer.text;
    assert_string_equal(text->size == 0 ? "" : text->bytes, wanted);
}

/* ---- typing ---- */

static void a_statement_is_typed_and_run(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    begin(&session);
    assert_screen(&session, ">>>\n");
    assert_cursor(&session, 0, 4);
    assert_int_equal(type(&session, "x = 1"), IL_EDITOR_MORE);
    assert_screen(&session, ">>> x = 1\n");
    assert_int_equal(session.writes, 1);
    assert_int_equal(type(&session, "\r"), IL_EDITOR_LINE);
    assert_text(&session, "x = 1");
    assert_cursor(&session, 1, 0);
    begin(&session);
    assert_screen(&session, ">>> x = 1\n>>>\n");
    close_session(&session);
}

static void a_key_costs_few_bytes(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 80, 24);
    begin(&session);
    type(&session, "total = one + two");
    type(&session, "a");
    assert_int_equal(session.writes, 1);
    assert_int_equal(session.sent, 1);
    type(&session, "\x01");
    type(&session, "X");
    assert_true(session.sent < 20);
    assert_screen(&session, ">>> Xtotal = one + twoa\n");
    close_session(&session);
}

static void enter_goes_on_where_more_is_wanted(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    begin(&session);
    type_slowly(&session, "if x:\r");
    assert_screen(&session, ">>> if x:\n...\n");
    assert_cursor(&session, 1, 8);
    type_slowly(&session, "y\r");
    assert_cursor(&session, 2, 8);
    assert_int_equal(type(&session, "\r"), IL_EDITOR_LINE);
    assert_screen(&session, ">>> if x:\n...     y\n...\n");
    close_session(&session);
}

static void enter_in_the_middle_makes_a_line(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    begin(&session);
    type(&session, "\x1b[200~a\nb\x1b[201~");
    type(&session, "\x1b[A");
    assert_cursor(&session, 0, 5);
    assert_int_equal(type(&session, "\r"), IL_EDITOR_MORE);
    assert_screen(&session, ">>> a\n...\n... b\n");
    close_session(&session);
}

static void an_interrupt_leaves_the_text(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    begin(&session);
    type(&session, "abc\x1b[D");
    assert_int_equal(type(&session, "\x03"), IL_EDITOR_INTERRUPT);
    assert_cursor(&session, 1, 0);
    begin(&session);
    assert_text(&session, "");
    assert_int_equal(type(&session, "x\x04"), IL_EDITOR_MORE);
    type(&session, "\b");
    assert_int_equal(type(&session, "\x04"), IL_EDITOR_END);
    close_session(&session);
}

/* A line so slow that its bytes come one by one, long after each other. */
static void type_over_a_slow_line(struct session *session, const char *bytes)
{
    for (; *bytes != '\0'; bytes++) {
        size_t used;
        (void)il_editor_feed(&session->editor, bytes, 1, &used);
        if (il_editor_is_waiting(&session->editor)) {
            (void)il_editor_timeout(&session->editor);
        }
    }
}

static void a_key_may_come_in_pieces(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    begin(&session);
    type_over_a_slow_line(&session, "ab\x1b[D\x1bOH1\x1b[F2\x1b[3~");
    assert_text(&session, "1ab2");
    type_over_a_slow_line(&session, "\x1b[200~a\nb\x1b[201~");
    assert_text(&session, "1ab2a\nb");
    close_session(&session);
}

static void escape_is_alt_for_the_next_key(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    begin(&session);
    type_over_a_slow_line(&session, "ab cd\x1b");
    assert_int_equal(il_editor_patience(&session.editor), -1);
    assert_int_equal(il_editor_timeout(&session.editor), IL_EDITOR_MORE);
    type_over_a_slow_line(&session, "b1");
    assert_text(&session, "ab 1cd");
    type_over_a_slow_line(&session, "\x1b");
    assert_int_equal(type(&session, "\x03"), IL_EDITOR_INTERRUPT);
    close_session(&session);
}

static void a_bound_escape_waits_for_its_time(void **state)
{
    (void)state;
    struct session session;
    uint32_t key = IL_KEY_ESCAPE;
    open_session(&session, 40, 8);
    assert_true(il_keymap_bind(&session.keymaps[0], &key, 1, NULL, "x", 1));
    begin(&session);
    type(&session, "ab\x1b");
    assert_true(il_editor_is_waiting(&session.editor));
    type_over_a_slow_line(&session, "c\x1b"
                                    "d");
    assert_text(&session, "abxd");
    close_session(&session);
}

static void escape_ends_the_typing_of_vi_after_its_time(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    session.editor.typist.mode = IL_MODE_VI_INSERT;
    begin(&session);
    type(&session, "ab\x1b");
    assert_true(il_editor_patience(&session.editor) > 0);
    assert_int_equal(il_editor_timeout(&session.editor), IL_EDITOR_MORE);
    assert_false(il_editor_is_waiting(&session.editor));
    type(&session, "x");
    assert_text(&session, "a");
    close_session(&session);
}

/* ---- pastes ---- */

static void a_paste_is_text(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    begin(&session);
    type(&session, "\x1b[200~def f():\r\n\ta\r\n\r\n\tb\x1b[201~");
    assert_text(&session, "def f():\n\ta\n\n\tb");
    assert_int_equal(session.writes, 1);
    assert_screen(&session, ">>> def f():\n...         a\n...\n...         b\n");
    close_session(&session);
}

static void time_out(struct session *session)
{
    assert_true(il_editor_patience(&session->editor) > 0);
    assert_int_equal(il_editor_timeout(&session->editor), IL_EDITOR_MORE);
    assert_int_equal(il_editor_patience(&session->editor), -1);
}

static void a_slow_paste_is_shown_and_one_change(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    begin(&session);
    type(&session, "a");
    type(&session, "\x1b[200~b\r");
    assert_screen(&session, ">>> a\n");
    time_out(&session);
    assert_screen(&session, ">>> ab\n...\n");
    type(&session, "c");
    time_out(&session);
    type(&session, "d\x1b[201~");
    assert_text(&session, "ab\ncd");
    type(&session, "e");
    type(&session, "\x1f");
    assert_text(&session, "ab\ncd");
    type(&session, "\x1f");
    assert_text(&session, "a");
    close_session(&session);
}

static void a_paste_without_end_is_left_by_interrupts(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    begin(&session);
    type(&session, "\x1b[200~typed\r");
    time_out(&session);
    type(&session, "\x03");
    time_out(&session);
    assert_text(&session, "typed\n");
    type(&session, "x\x15");
    assert_text(&session, "typed\n");
    assert_int_equal(type(&session, "\x03"), IL_EDITOR_INTERRUPT);
    close_session(&session);
}

/* What a terminal without marks for pastes sends, in pieces; then a pause. */
static enum il_editor_event burst(struct session *session, const char *bytes,
                                  size_t piece)
{
    enum il_editor_event event = IL_EDITOR_MORE;
    for (size_t at = 0, size = strlen(bytes); at < size;) {
        size_t used, left = size - at < piece ? size - at : piece;
        assert_int_equal(event, IL_EDITOR_MORE);
        event = il_editor_feed(&session->editor, bytes + at, left, &used);
        at += used;
    }
    if (event == IL_EDITOR_MORE && il_editor_is_waiting(&session->editor)) {
        assert_true(il_editor_patience(&session->editor) > 0);
        event = il_editor_timeout(&session->editor);
    }
    assert_int_equal(il_editor_patience(&session->editor), -1);
    return event;
}

static const char function[] =
    "def f(a):\r\n\tif a:\r\n\t\treturn 1\r\n\r\n    # \xC3\xA9\r\n"
    "\treturn 2\r\n\r\nf(3)";

static void an_unmarked_paste_is_one(void **state)
{
    (void)state;
    struct session marked, unmarked;
    open_session(&marked, 40, 12);
    begin(&marked);
    type(&marked, "\x1b[200~");
    type(&marked, function);
    type(&marked, "\x1b[201~");
    for (size_t piece = 16; piece < sizeof function; piece++) {
        open_session(&unmarked, 40, 12);
        unmarked.editor.hooks.complete = complete;
        begin(&unmarked);
        assert_int_equal(burst(&unmarked, function, piece), IL_EDITOR_MORE);
        assert_text(&unmarked, marked.editor.typist.buffer.text.bytes);
        assert_int_equal(unmarked.terminal.bells, 0);
        close_session(&unmarked);
    }
    close_session(&marked);
}

static void an_unmarked_paste_runs_by_its_last_line_end(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 12);
    begin(&session);
    static const char paste[] = "if x:\r    y\r    z\r\rnext\r";
    assert_int_equal(type(&session, paste), IL_EDITOR_MORE);
    assert_screen(&session, ">>>\n");
    assert_int_equal(il_editor_timeout(&session.editor), IL_EDITOR_MORE);
    assert_text(&session, "if x:\n    y\n    z\n\nnext\n");
    assert_int_equal(il_editor_key(&session.editor, IL_KEY_ENTER), IL_EDITOR_LINE);
    begin(&session);
    assert_int_equal(burst(&session, "if x:\r    y\r    z\r\r", 100), IL_EDITOR_LINE);
    assert_text(&session, "if x:\n    y\n    z\n");
    begin(&session);
    assert_int_equal(burst(&session, "x = (\r1,\r2\r", 100), IL_EDITOR_MORE);
    assert_text(&session, "x = (\n1,\n2\n");
    assert_int_equal(burst(&session, ")\r", 100), IL_EDITOR_LINE);
    assert_text(&session, "x = (\n1,\n2\n)");
    close_session(&session);
}

static void a_command_ends_an_unmarked_paste(void **state)
{
    (void)state;
    struct session session;
    size_t used;
    open_session(&session, 40, 12);
    begin(&session);
    type(&session, "first()\rsecond()\x01zero()");
    assert_text(&session, "first()\nzero()second()");
    type(&session, "\x0b\x15\x7f\x15");
    assert_text(&session, "");
    static const char two[] = "first()\rsecond()\r\x04";
    enum il_editor_event event =
        il_editor_feed(&session.editor, two, sizeof two - 1, &used);
    assert_int_equal(event, IL_EDITOR_LINE);
    assert_text(&session, "first()\nsecond()");
    assert_int_equal(used, sizeof two - 2);
    begin(&session);
    assert_int_equal(type(&session, two + used), IL_EDITOR_END);
    close_session(&session);
}

static void keys_that_were_typed_are_no_paste(void **state)
{
    (void)state;
    struct session session;
    size_t used;
    open_session(&session, 40, 12);
    session.editor.hooks.complete = complete;
    begin(&session);
    assert_int_equal(type(&session, "print(1, 2, 3)\r"), IL_EDITOR_LINE);
    assert_text(&session, "print(1, 2, 3)");
    begin(&session);
    assert_int_equal(type(&session, "if x(y, z):\r"), IL_EDITOR_MORE);
    assert_text(&session, "if x(y, z):\n    ");
    type(&session, "\x15\x7f\x15");
    assert_int_equal(il_editor_feed(&session.editor, "a\rb\r", 4, &used),
                     IL_EDITOR_LINE);
    assert_int_equal(used, 2);
    begin(&session);
    type(&session, "x = lon + pri\t");
    assert_text(&session, "x = lon + print");
    close_session(&session);
}

/* The first line is read alone, and cannot be known for a paste. */
static void an_unmarked_paste_takes_a_margin_back(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 12);
    begin(&session);
    type(&session, "def f():\r");
    assert_text(&session, "def f():\n    ");
    assert_int_equal(burst(&session, "    if a:\r        b\r    c\r\r", 100),
                     IL_EDITOR_LINE);
    assert_text(&session, "def f():\n    if a:\n        b\n    c\n");
    begin(&session);
    type_slowly(&session, "def f():\r");
    assert_int_equal(burst(&session, "if a:\r        b\r", 100), IL_EDITOR_MORE);
    assert_text(&session, "def f():\n    if a:\n        b\n");
    close_session(&session);
}

/* Where a key is a command, so are those of a burst. */
static void bursts_are_keys_where_keys_are_commands(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 12);
    session.editor.typist.mode = IL_MODE_VI_INSERT;
    begin(&session);
    assert_int_equal(burst(&session, "one two\nthree four\nfive", 100), IL_EDITOR_MORE);
    assert_text(&session, "one two\nthree four\nfive");
    type(&session, "\x1b");
    (void)il_editor_timeout(&session.editor);
    type(&session, "ggdw\rxxx");
    assert_text(&session, "\n\nthree four\nfive");
    close_session(&session);
}

/* ---- completion ---- */

static void one_completion_is_inserted(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 12);
    session.editor.hooks.complete = complete;
    begin(&session);
    type(&session, "x = pri\t");
    assert_text(&session, "x = print");
    assert_screen(&session, ">>> x = print\n");
    type(&session, "zz\t");
    assert_int_equal(session.terminal.bells, 1);
    close_session(&session);
}

static void a_menu_is_narrowed_and_chosen_from(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 20);
    session.editor.hooks.complete = complete;
    session.editor.hooks.document = document;
    begin(&session);
    type(&session, "p\t");
    assert_screen(&session, ">>> p\n print    function\n property class\n"
                            " pow      function\n");
    assert_cursor(&session, 0, 5);
    type(&session, "r");
    assert_screen(&session, ">>> pr\n print    function\n property class\n");
    type(&session, "\t\t");
    assert_screen(&session, ">>> property\n print    function\n property class\n"
                            " About property\n");
    type(&session, "\x1b[Z");
    assert_text(&session, "print");
    assert_int_equal(type(&session, "\r"), IL_EDITOR_MORE);
    assert_screen(&session, ">>> print\n");
    type(&session, "(");
    assert_text(&session, "print(");
    close_session(&session);
}

static void escape_gives_back_what_was_typed(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 20);
    session.editor.hooks.complete = complete;
    begin(&session);
    type(&session, "x + p\t\t\t");
    assert_text(&session, "x + property");
    type(&session, "\x07");
    assert_text(&session, "x + p");
    assert_screen(&session, ">>> x + p\n");
    type(&session, "\t\x1b[B");
    assert_text(&session, "x + print");
    type(&session, ")");
    assert_text(&session, "x + print)");
    assert_screen(&session, ">>> x + print)\n");
    close_session(&session);
}

/* ---- signatures ---- */

static void a_call_shows_its_signature(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    session.editor.hooks.describe = describe;
    begin(&session);
    type(&session, "f");
    assert_screen(&session, ">>> f\n");
    type(&session, "(");
    assert_screen(&session, ">>> f(\nf(a, b)\n");
    assert_cursor(&session, 0, 6);
    type(&session, ")");
    assert_screen(&session, ">>> f()\n");
    type(&session, "\x1b[D1");
    assert_screen(&session, ">>> f(1)\nf(a, b)\n");
    assert_int_equal(type(&session, "\r"), IL_EDITOR_LINE);
    assert_screen(&session, ">>> f(1)\n");
    close_session(&session);
}

/* ---- former entries ---- */

static void former_entries_come_back(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    session.editor.hooks.recall = recall;
    begin(&session);
    type(&session, "dra");
    type(&session, "\x1bp");
    assert_text(&session, "print('hello')");
    type(&session, "\x1bp");
    assert_screen(&session, ">>> if x:\n...     y()\n...\n");
    type(&session, "\x1bn\x1bn");
    assert_text(&session, "dra");
    type(&session, "\x1bn");
    assert_int_equal(session.terminal.bells, 1);
    type(&session, "\x1b.");
    assert_text(&session, "draprint('hello')");
    close_session(&session);
}

static void entries_are_gone_through_by_one_prefix(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    session.editor.hooks.recall = recall;
    begin(&session);
    type(&session, "\x1b[A");
    assert_text(&session, "print('hello')");
    type(&session, "\x1b[A");
    assert_text(&session, "if x:\n    y()\n");
    type(&session, "\x1b[A\x1b[A\x1b[A");
    assert_text(&session, "import os");
    type(&session, "\x1b[B");
    assert_text(&session, "if x:\n    y()\n");
    close_session(&session);
}

static void commands_of_vi_keep_on_a_character_of_an_entry(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    session.editor.hooks.recall = recall;
    session.editor.typist.mode = IL_MODE_VI_INSERT;
    begin(&session);
    assert_int_equal(il_editor_key(&session.editor, IL_KEY_ESCAPE), IL_EDITOR_MORE);
    type(&session, "k");
    assert_cursor(&session, 0, 17);
    type(&session, "V");
    assert_true(terminal_cell(&session.terminal, 0, 4)->look != 0);
    type(&session, "d");
    assert_text(&session, "");
    close_session(&session);
}

static void a_suggestion_is_shown_and_taken(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    session.editor.hooks.recall = recall;
    begin(&session);
    type(&session, "im");
    assert_screen(&session, ">>> import os\n");
    assert_cursor(&session, 0, 6);
    assert_text(&session, "im");
    assert_true(terminal_cell(&session.terminal, 0, 7)->look ==
                session.editor.looks[IL_STYLE_GHOST]);
    type(&session, "\x1b[C");
    assert_text(&session, "import os");
    assert_cursor(&session, 0, 13);
    type(&session, "\x15im");
    assert_int_equal(type(&session, "\r"), IL_EDITOR_LINE);
    assert_screen(&session, ">>> im\n");
    close_session(&session);
}

static void a_search_goes_along(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    session.editor.hooks.recall = recall;
    begin(&session);
    type(&session, "old\x12");
    assert_screen(&session, ">>> old\nsearch:\n");
    type(&session, "y(");
    assert_screen(&session, ">>> if x:\n...     y()\n...\nsearch: y(\n");
    assert_cursor(&session, 1, 8);
    type(&session, "z");
    assert_screen(&session, ">>> if x:\n...     y()\n...\nnot found: y(z\n");
    type(&session, "\x7f\x7f");
    type(&session, "\x07");
    assert_screen(&session, ">>> old\n");
    type(&session, "\x12os\x05!");
    assert_text(&session, "import os!");
    close_session(&session);
}

/* ---- the window ---- */

static void a_tall_text_has_a_window(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 20, 4);
    begin(&session);
    type(&session, "\x1b[200~1\n2\n3\n4\n5\n6\x1b[201~");
    assert_screen(&session, "... 3\n... 4\n... 5\n... 6\n");
    for (unsigned i = 0; i < 4; i++) {
        type(&session, "\x1b[A");
    }
    assert_screen(&session, "... 2\n... 3\n... 4\n... 5\n");
    assert_cursor(&session, 0, 5);
    type(&session, "\x1b>");
    size_t scrolled = session.terminal.scrolled;
    assert_int_equal(type(&session, "\r"), IL_EDITOR_LINE);
    /* All of it has gone by, and is in the terminal's memory. */
    assert_screen(&session, "... 4\n... 5\n... 6\n");
    assert_int_equal(session.terminal.scrolled - scrolled, 3);
    close_session(&session);
}

static void printing_leaves_the_text_intact(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 20, 8);
    begin(&session);
    type(&session, "x = 1");
    assert_int_equal(il_editor_print(&session.editor, "out\n", 4), IL_EDITOR_MORE);
    assert_screen(&session, "out\n>>> x = 1\n");
    il_editor_print(&session.editor, "a", 1);
    il_editor_print(&session.editor, "b", 1);
    assert_screen(&session, "out\nab\n>>> x = 1\n");
    assert_cursor(&session, 2, 9);
    type(&session, "2");
    assert_screen(&session, "out\nab\n>>> x = 12\n");
    close_session(&session);
}

static void another_size_is_followed(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 20, 8);
    begin(&session);
    type(&session, "abcdefgh");
    struct terminal narrow;
    terminal_open(&narrow, 8, 4);
    terminal_close(&session.terminal);
    session.terminal = narrow;
    assert_int_equal(il_editor_resize(&session.editor, 8, 4, false), IL_EDITOR_MORE);
    assert_screen(&session, ">>> abcd\nefgh\n");
    assert_cursor(&session, 1, 4);
    close_session(&session);
}

static void a_suspended_text_comes_back(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 20, 8);
    begin(&session);
    type(&session, "abc");
    assert_int_equal(type(&session, "\x1a"), IL_EDITOR_SUSPEND);
    assert_cursor(&session, 1, 0);
    assert_int_equal(il_editor_show(&session.editor), IL_EDITOR_MORE);
    assert_screen(&session, ">>> abc\n>>> abc\n");
    assert_int_equal(type(&session, "\x18\x05"), IL_EDITOR_EDIT);
    assert_int_equal(il_editor_set(&session.editor, "new", 3), IL_EDITOR_MORE);
    assert_screen(&session, ">>> abc\n>>> abc\n>>> new\n");
    close_session(&session);
}

/* The terminal has more rows than the editor knows of: what scrolls by stays there. */
static void a_long_text_is_left_whole(void **state)
{
    (void)state;
    enum { LINES = 600 };
    struct session session;
    struct il_text text = {0};
    open_session(&session, 20, LINES + 10);
    assert_int_equal(il_editor_resize(&session.editor, 20, 4, false), IL_EDITOR_MORE);
    begin(&session);
    for (unsigned i = 0; i < LINES; i++) {
        char line[32];
        (void)snprintf(line, sizeof line, "x%u = %u%s", i, i,
                       i + 1 < LINES ? "\n" : "");
        il_text_add_string(&text, line);
    }
    assert_int_equal(il_editor_set(&session.editor, text.bytes, text.size),
                     IL_EDITOR_MORE);
    assert_int_equal(il_editor_key(&session.editor, IL_KEY_ENTER), IL_EDITOR_LINE);
    for (size_t row = 0; row < LINES; row++) {
        char shown[21] = "", wanted[80];
        for (size_t column = 0; column < 20; column++) {
            shown[column] = terminal_cell(&session.terminal, row, column)->text[0];
        }
        (void)snprintf(wanted, sizeof wanted, "%s x%zu = %zu%20s",
                       row == 0 ? ">>>" : "...", row, row, "");
        wanted[20] = '\0';
        assert_string_equal(shown, wanted);
    }
    assert_cursor(&session, LINES, 0);
    il_text_free(&text);
    close_session(&session);
}

static void a_terminal_that_is_gone_is_reported(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 20, 8);
    begin(&session);
    session.is_gone = true;
    assert_int_equal(type(&session, "a"), IL_EDITOR_NO_OUTPUT);
    close_session(&session);
}

static void brackets_of_a_pair_are_shown(void **state)
{
    (void)state;
    struct session session;
    open_session(&session, 40, 8);
    begin(&session);
    type(&session, "(a)");
    uint64_t look = session.editor.looks[IL_STYLE_MATCH];
    assert_true(terminal_cell(&session.terminal, 0, 4)->look == look);
    assert_true(terminal_cell(&session.terminal, 0, 6)->look == look);
    type(&session, "b");
    assert_true(terminal_cell(&session.terminal, 0, 4)->look != look);
    close_session(&session);
}

/* ---- by chance ---- */

/* What the terminal shows is what a new terminal shows to which all is drawn. */
static void assert_as_redrawn(struct session *session)
{
    const struct terminal *terminal = &session->terminal;
    struct terminal other;
    struct il_screen screen = {.height = terminal->rows};
    struct il_text out = {0};
    terminal_open(&other, terminal->columns, terminal->rows);
    il_view_draw(&session->editor);
    assert_true(il_screen_update(&screen, &session->editor.picture, &out));
    terminal_feed(&other, out.bytes, out.size);
    assert_null(other.problem);
    size_t first = terminal->row - other.row;
    assert_int_equal(terminal->column, other.column);
    for (size_t row = first; row < terminal->rows; row++) {
        assert_memory_equal(terminal_cell(terminal, row, 0),
                            terminal_cell(&other, row - first, 0),
                            terminal->columns * sizeof(struct terminal_cell));
    }
    il_screen_free(&screen);
    il_text_free(&out);
    terminal_close(&other);
}

static const char *const strokes[] = {
    "a",
    "b",
    "x",
    "p",
    "r",
    "(",
    ")",
    ":",
    "'",
    " ",
    "#",
    "\xE4\xB8\xAD",
    "e\xCC\x81",
    "\xF0\x9F\x98\x80",
    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
    "\xFF",
    "\t",
    "\t",
    "\r",
    "\r",
    "\x1b\r",
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x01",
    "\x05",
    "\x7f",
    "\x7f",
    "\x0b",
    "\x17",
    "\x19",
    "\x1by",
    "\x1f",
    "\x1b[1;2D",
    "\x12",
    "\x07",
    "\x1bp",
    "\x1bn",
    "\x1b<",
    "\x1b>",
    "\x14",
    "\x1bu",
    "\x0c",
    "\x16\x01",
    "\x1b[Z",
    "\x1b[200~def f(x):\n\treturn (x)\n\nlonger than a row of the terminal\x1b[201~",
    "if a:\r\n    b\r\n\r\n\tlonger than a row of the terminal",
    "first = 1\rsecond = 2\r",
    "\x1b\x33",
    "\x18(",
    "\x18)",
    "\x18\x65",
    "\x1bx",
    "\x1b[1;5C",
    "\x1b;",
    "\x18h",
};

static uint32_t next_random(uint32_t *random)
{
    *random = *random * 1664525u + 1013904223u;
    return *random >> 8;
}

/* What is read at once: mostly one stroke, sometimes several. */
static void make_piece(uint32_t *random, struct il_text *piece)
{
    size_t count = next_random(random) % 8 == 0 ? 2 + next_random(random) % 4 : 1;
    il_text_clear(piece);
    for (; count > 0; count--) {
        il_text_add_string(
            piece, strokes[next_random(random) % (sizeof strokes / sizeof *strokes)]);
    }
}

static void go_on(struct session *session, enum il_editor_event event)
{
    assert_true(event >= 0);
    if (event != IL_EDITOR_MORE) {
        begin(session);
    }
}

static void feed_all(struct session *session, const struct il_text *piece)
{
    for (size_t at = 0; at < piece->size;) {
        size_t used;
        go_on(session, il_editor_feed(&session->editor, piece->bytes + at,
                                      piece->size - at, &used));
        at += used;
    }
}

/* What happens beside keys. */
static void disturb(struct session *session, uint32_t *random)
{
    uint32_t chance = next_random(random);
    if (chance % 20 == 0) {
        il_editor_print(&session->editor, "out\n", 3 + chance / 20 % 2);
    } else if (chance % 20 == 1) {
        go_on(session, il_editor_timeout(&session->editor));
    } else if (chance % 20 == 2) {
        size_t columns = 12 + chance / 20 % 50, rows = 1 + chance / 1000 % 14;
        terminal_resize(&session->terminal, columns, rows);
        assert_int_equal(il_editor_resize(&session->editor, columns, rows, false),
                         IL_EDITOR_MORE);
    }
}

static void play(uint32_t seed)
{
    struct session session;
    struct il_text piece = {0};
    uint32_t random = seed * 2654435761u;
    open_session(&session, 12 + (random >> 8) % 50, 1 + (random >> 16) % 14);
    session.editor.hooks.complete = complete;
    session.editor.hooks.document = document;
    session.editor.hooks.describe = describe;
    session.editor.hooks.recall = recall;
    begin(&session);
    for (unsigned i = 0; i < 120; i++) {
        make_piece(&random, &piece);
        feed_all(&session, &piece);
        disturb(&session, &random);
        if (session.terminal.problem != NULL) {
            fail_msg("%s, seed %u", session.terminal.problem, (unsigned)seed);
        }
        assert_true(session.editor.typist.buffer.cursor <=
                    session.editor.typist.buffer.text.size);
        assert_as_redrawn(&session);
    }
    il_text_free(&piece);
    close_session(&session);
}

static void updates_and_a_redraw_show_the_same(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 80; seed++) {
        play(seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statement_is_typed_and_run),
        cmocka_unit_test(a_key_costs_few_bytes),
        cmocka_unit_test(enter_goes_on_where_more_is_wanted),
        cmocka_unit_test(enter_in_the_middle_makes_a_line),
        cmocka_unit_test(an_interrupt_leaves_the_text),
        cmocka_unit_test(a_key_may_come_in_pieces),
        cmocka_unit_test(escape_is_alt_for_the_next_key),
        cmocka_unit_test(a_bound_escape_waits_for_its_time),
        cmocka_unit_test(escape_ends_the_typing_of_vi_after_its_time),
        cmocka_unit_test(a_paste_is_text),
        cmocka_unit_test(a_slow_paste_is_shown_and_one_change),
        cmocka_unit_test(a_paste_without_end_is_left_by_interrupts),
        cmocka_unit_test(an_unmarked_paste_is_one),
        cmocka_unit_test(an_unmarked_paste_runs_by_its_last_line_end),
        cmocka_unit_test(a_command_ends_an_unmarked_paste),
        cmocka_unit_test(keys_that_were_typed_are_no_paste),
        cmocka_unit_test(an_unmarked_paste_takes_a_margin_back),
        cmocka_unit_test(bursts_are_keys_where_keys_are_commands),
        cmocka_unit_test(one_completion_is_inserted),
        cmocka_unit_test(a_menu_is_narrowed_and_chosen_from),
        cmocka_unit_test(escape_gives_back_what_was_typed),
        cmocka_unit_test(a_call_shows_its_signature),
        cmocka_unit_test(former_entries_come_back),
        cmocka_unit_test(entries_are_gone_through_by_one_prefix),
        cmocka_unit_test(commands_of_vi_keep_on_a_character_of_an_entry),
        cmocka_unit_test(a_suggestion_is_shown_and_taken),
        cmocka_unit_test(a_search_goes_along),
        cmocka_unit_test(a_tall_text_has_a_window),
        cmocka_unit_test(printing_leaves_the_text_intact),
        cmocka_unit_test(another_size_is_followed),
        cmocka_unit_test(a_suspended_text_comes_back),
        cmocka_unit_test(a_long_text_is_left_whole),
        cmocka_unit_test(a_terminal_that_is_gone_is_reported),
        cmocka_unit_test(brackets_of_a_pair_are_shown),
        cmocka_unit_test(updates_and_a_redraw_show_the_same),
    };
    return cmocka_run_group_tests_name("editor", tests, NULL, NULL);
}
