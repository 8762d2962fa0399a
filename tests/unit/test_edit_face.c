/* SPDX-License-Identifier: MIT
 * <inlet/edit.h> on a model of a terminal, from a program that feeds bytes itself.
 */
#include <inlet/edit.h>

#include <errno.h>
#include <il_fault.h>
#include <il_test.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "terminal.h"

struct session {
    struct terminal terminal;
    inlet_editor *editor;
    size_t writes;
    bool is_gone;          /* the terminal */
    inlet_status answered; /* by a call from inside of a hook */
    size_t seen_from, seen_to;
};

/* ---- hooks ---- */

static bool write_bytes(void *data, const char *bytes, size_t size)
{
    struct session *session = data;
    session->writes++;
    terminal_feed(&session->terminal, bytes, size);
    return !session->is_gone;
}

/* A semicolon ends it. */
static bool is_complete(void *data, const char *text, size_t size)
{
    (void)data;
    return size > 0 && text[size - 1] == ';';
}

static bool complete(void *data, const char *text, size_t size, size_t cursor,
                     inlet_menu *menu, size_t *out_start, size_t *out_end)
{
    (void)data, (void)size;
    assert_int_equal(*out_start, cursor);
    assert_int_equal(*out_end, cursor);
    *out_end = cursor;
    while (*out_start > 0 && text[*out_start - 1] >= 'a') {
        --*out_start;
    }
    return inlet_menu_add(menu, "select", 6, 0) == INLET_DONE &&
           inlet_menu_add(menu, "set", 3, 1) == INLET_DONE &&
           inlet_menu_add(menu, "session", 7, 1000) == INLET_DONE;
}

static void document(void *data, const char *text, size_t size, size_t start,
                     const char *item, size_t item_size, inlet_note *note)
{
    (void)data, (void)size, (void)start;
    assert_non_null(text);
    (void)inlet_note_add(note, "About ", 6);
    (void)inlet_note_add(note, item, item_size);
}

static bool describe(void *data, const char *text, size_t size, size_t cursor,
                     inlet_note *note, size_t *out_start, size_t *out_end)
{
    (void)data, (void)text, (void)size, (void)cursor;
    *out_start = 2;
    *out_end = 3;
    return inlet_note_add(note, "f(a, b)", 7) == INLET_DONE;
}

static bool help(void *data, const char *text, size_t size, size_t cursor,
                 inlet_note *note)
{
    (void)data, (void)cursor;
    return size > 0 && inlet_note_add(note, "help on ", 8) == INLET_DONE &&
           inlet_note_add(note, text, size) == INLET_DONE &&
           inlet_note_add(note, "\n", 1) == INLET_DONE;
}

static void highlight(void *data, const char *text, size_t size, size_t from, size_t to,
                      inlet_spans *spans)
{
    struct session *session = data;
    session->seen_from = from;
    session->seen_to = to;
    assert_int_equal(strlen(text), size); /* what is suggested is no part of it */
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '!') {
            (void)inlet_spans_add(spans, i, i + 1, INLET_STYLE_ERROR);
        }
    }
    assert_int_equal(inlet_spans_add(spans, 0, 0, INLET_STYLE_ERROR), INLET_EINVAL);
    assert_int_equal(inlet_spans_add(spans, size, size + 1, INLET_STYLE_ERROR),
                     INLET_EINVAL);
    assert_int_equal(inlet_spans_add(spans, 0, 1, (inlet_style)200), INLET_EINVAL);
}

static const char *recall(void *data, size_t back, size_t *out_size)
{
    static const char *const entries[] = {"newest", "older"};
    (void)data;
    *out_size = back <= 2 ? strlen(entries[back - 1]) : 0;
    return back <= 2 ? entries[back - 1] : NULL;
}

/* ---- sessions ---- */

static inlet_editor_config config_of(struct session *session)
{
    inlet_editor_config config = INLET_EDITOR_CONFIG_INIT;
    config.data = session;
    config.write = write_bytes;
    config.colors = INLET_COLORS_16;
    config.columns = 30;
    config.rows = 8;
    return config;
}

static void open_with(struct session *session, const inlet_editor_config *config)
{
    *session = (struct session){.is_gone = false};
    terminal_open(&session->terminal, 30, 8);
    assert_int_equal(inlet_editor_new(config, &session->editor), INLET_DONE);
    assert_int_equal(inlet_editor_begin(session->editor, "> ", ". "), INLET_EDIT_MORE);
}

static void open_session(struct session *session)
{
    inlet_editor_config config = config_of(session);
    open_with(session, &config);
}

static void close_session(struct session *session)
{
    if (session->terminal.problem != NULL) {
        fail_msg("%s", session->terminal.problem);
    }
    inlet_editor_free(session->editor);
    terminal_close(&session->terminal);
}

static inlet_edit_event feed(const struct session *session, const char *bytes)
{
    size_t used, size = strlen(bytes);
    inlet_edit_event event = inlet_editor_feed(session->editor, bytes, size, &used);
    assert_int_equal(used, size);
    return event;
}

static void assert_text(const struct session *session, const char *wanted)
{
    size_t size;
    const char *text = inlet_editor_text(session->editor, &size);
    assert_string_equal(text, wanted);
    assert_int_equal(size, strlen(wanted));
}

static void assert_shows(const struct session *session, const char *wanted)
{
    char *rows = terminal_rows(&session->terminal);
    assert_string_equal(rows, wanted);
    free(rows);
}

/* ---- typing ---- */

static void a_text_is_typed_and_entered(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    assert_int_equal(feed(&session, "one"), INLET_EDIT_MORE);
    assert_int_equal(inlet_editor_cursor(session.editor), 3);
    assert_int_equal(feed(&session, "\r"), INLET_EDIT_LINE);
    assert_text(&session, "one");
    assert_shows(&session, "> one\n");
    size_t used = 7;
    assert_int_equal(inlet_editor_feed(session.editor, "two", 3, &used), INLET_EINVAL);
    assert_int_equal(used, 0);
    assert_int_equal(inlet_editor_begin(session.editor, NULL, NULL), INLET_EDIT_MORE);
    assert_text(&session, "");
    feed(&session, "two");
    assert_shows(&session, "> one\ntwo\n");
    close_session(&session);
}

static void what_is_behind_an_event_is_not_used(void **state)
{
    (void)state;
    struct session session;
    size_t used;
    open_session(&session);
    assert_int_equal(inlet_editor_feed(session.editor, "a\rb\r", 4, &used),
                     INLET_EDIT_LINE);
    assert_int_equal(used, 2);
    close_session(&session);
}

static void keys_have_their_events(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    assert_int_equal(feed(&session, "x\x1a"), INLET_EDIT_SUSPEND);
    assert_int_equal(inlet_editor_show(session.editor), INLET_EDIT_MORE);
    assert_int_equal(feed(&session, "\x18\x05"), INLET_EDIT_OUTSIDE);
    assert_int_equal(inlet_editor_set(session.editor, "other", 5), INLET_EDIT_MORE);
    assert_text(&session, "other");
    assert_int_equal(inlet_editor_type(session.editor, "f1"), INLET_EDIT_HELP);
    assert_int_equal(inlet_editor_show(session.editor), INLET_EDIT_MORE);
    assert_int_equal(feed(&session, "\x03"), INLET_EDIT_INTERRUPT);
    inlet_editor_begin(session.editor, "> ", "");
    assert_int_equal(feed(&session, "\x04"), INLET_EDIT_END);
    close_session(&session);
}

static void bytes_of_any_kind_are_kept(void **state)
{
    (void)state;
    struct session session;
    size_t size;
    open_session(&session);
    static const char bytes[] = "a\0b\xFF\xED\xA0\x80";
    assert_int_equal(inlet_editor_paste(session.editor, bytes, sizeof bytes - 1),
                     INLET_EDIT_MORE);
    const char *text = inlet_editor_text(session.editor, &size);
    assert_int_equal(size, sizeof bytes - 1);
    assert_memory_equal(text, bytes, sizeof bytes);
    assert_int_equal(inlet_editor_set(session.editor, NULL, 0), INLET_EDIT_MORE);
    assert_text(&session, "");
    close_session(&session);
}

static void the_cursor_keeps_to_characters(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    inlet_editor_set(session.editor, "a\xC3\xA4\nb", 5);
    assert_int_equal(inlet_editor_set_cursor(session.editor, 2), INLET_EDIT_MORE);
    assert_int_equal(inlet_editor_cursor(session.editor), 1);
    assert_int_equal(session.terminal.column, 3);
    inlet_editor_set_cursor(session.editor, 4);
    assert_int_equal(inlet_editor_cursor(session.editor), 4);
    assert_int_equal(session.terminal.row, 1);
    inlet_editor_set_cursor(session.editor, 5);
    assert_int_equal(inlet_editor_cursor(session.editor), 5);
    assert_int_equal(inlet_editor_set_cursor(session.editor, 6), INLET_EINVAL);
    close_session(&session);
}

static void keys_are_typed_by_name(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    assert_int_equal(inlet_editor_type(session.editor, " a b  C-b c "),
                     INLET_EDIT_MORE);
    assert_text(&session, "acb");
    assert_int_equal(inlet_editor_type(session.editor, "d no-such-key"), INLET_EINVAL);
    assert_text(&session, "acb");
    assert_int_equal(inlet_editor_type(session.editor, "enter x"), INLET_EDIT_LINE);
    assert_text(&session, "acb");
    close_session(&session);
}

static void commands_are_run_by_name(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    inlet_editor_set(session.editor, "one two three", 13);
    assert_int_equal(inlet_editor_run(session.editor, "backward-kill-word", 2),
                     INLET_EDIT_MORE);
    assert_text(&session, "one ");
    inlet_editor_run(session.editor, "yank", 1);
    assert_text(&session, "one two three");
    inlet_editor_run(session.editor, "kill-whole-line", 1);
    inlet_editor_run(session.editor, "yank", 1);
    inlet_editor_run(session.editor, "yank-pop", 1);
    assert_text(&session, "two three");
    assert_int_equal(inlet_editor_run(session.editor, "no-such", 1), INLET_EINVAL);
    assert_int_equal(inlet_editor_run(session.editor, "accept-line", 1),
                     INLET_EDIT_LINE);
    assert_int_equal(inlet_editor_run(session.editor, "yank", 1), INLET_EINVAL);
    close_session(&session);
}

static void attend_to_the_end(const struct session *session)
{
    while (inlet_editor_wait(session->editor) >= 0) {
        poll(NULL, 0, inlet_editor_wait(session->editor));
        assert_int_equal(inlet_editor_attend(session->editor), INLET_EDIT_MORE);
    }
}

static void a_lone_escape_has_its_time(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    assert_int_equal(inlet_editor_wait(session.editor), -1);
    inlet_editor_read_settings(session.editor, "set mode vi\nset escape-time 1", 29,
                               NULL, NULL);
    feed(&session, "ab\x1b");
    assert_true(inlet_editor_wait(session.editor) <= 1);
    attend_to_the_end(&session);
    feed(&session, "x");
    assert_text(&session, "a");
    close_session(&session);
}

static void a_paste_without_end_can_be_left(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    feed(&session, "\x1b[200~abc");
    feed(&session, "\x03");
    attend_to_the_end(&session);
    assert_text(&session, "abc\x03");
    feed(&session, "\x03");
    attend_to_the_end(&session);
    feed(&session, "\x01"
                   "d");
    assert_text(&session, "dabc\x03");
    assert_int_equal(feed(&session, "\r"), INLET_EDIT_LINE);
    close_session(&session);
}

static void a_macro_goes_on_with_the_next_text(void **state)
{
    (void)state;
    static const char settings[] = "bind C-t \"one\\rtwo\\r\"";
    struct session session;
    open_session(&session);
    inlet_editor_read_settings(session.editor, settings, sizeof settings - 1, NULL,
                               NULL);
    assert_int_equal(feed(&session, "\x14"), INLET_EDIT_LINE);
    assert_text(&session, "one");
    assert_int_equal(inlet_editor_begin(session.editor, "> ", ""), INLET_EDIT_MORE);
    assert_int_equal(inlet_editor_wait(session.editor), 0);
    assert_int_equal(inlet_editor_attend(session.editor), INLET_EDIT_LINE);
    assert_text(&session, "two");
    assert_int_equal(inlet_editor_wait(session.editor), -1);
    close_session(&session);
}

/* ---- what is shown ---- */

static void a_call_writes_once(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    session.writes = 0;
    feed(&session, "\x1b[200~a\nb\nc\x1b[201~");
    assert_int_equal(session.writes, 1);
    assert_shows(&session, "> a\n. b\n. c\n");
    inlet_editor_resize(session.editor, 30, 8, false);
    assert_int_equal(session.writes, 2);
    assert_int_equal(inlet_editor_leave(session.editor), INLET_EDIT_MORE);
    assert_int_equal(session.writes, 3);
    assert_int_equal(session.terminal.row, 3);
    close_session(&session);
}

static void a_count_of_any_size_is_one(void **state)
{
    (void)state;
    static const char *const names[] = {"kill-line",   "digit-argument", "forward-word",
                                        "delete-char", "yank",           "undo",
                                        "indent-block"};
    static const long counts[] = {LONG_MAX, LONG_MIN};
    struct session session;
    open_session(&session);
    feed(&session, "a b\xC3\xA9 c");
    for (size_t i = 0; i < 2 * sizeof names / sizeof names[0]; i++) {
        assert_int_equal(inlet_editor_run(session.editor, names[i / 2], counts[i % 2]),
                         INLET_EDIT_MORE);
    }
    close_session(&session);
}

static void what_is_printed_stands_above(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    feed(&session, "typed");
    assert_int_equal(inlet_editor_print(session.editor, "told\n", 5), INLET_EDIT_MORE);
    assert_shows(&session, "told\n> typed\n");
    inlet_editor_post(session.editor, "posted\n", 7);
    assert_shows(&session, "told\n> typed\n");
    assert_int_equal(inlet_editor_wait(session.editor), 0);
    assert_int_equal(inlet_editor_attend(session.editor), INLET_EDIT_MORE);
    assert_shows(&session, "told\nposted\n> typed\n");
    assert_int_equal(inlet_editor_wait(session.editor), -1);
    close_session(&session);
}

static void a_plain_language_has_no_colours(void **state)
{
    (void)state;
    struct session session;
    inlet_editor_config config = config_of(&session);
    config.language = INLET_EDITOR_PLAIN;
    config.is_complete = is_complete;
    open_with(&session, &config);
    feed(&session, "  if x:");
    assert_true(terminal_cell(&session.terminal, 0, 4)->look == 0);
    feed(&session, "\r");
    assert_text(&session, "  if x:\n  ");
    feed(&session, "y;");
    assert_int_equal(feed(&session, "\r"), INLET_EDIT_LINE);
    close_session(&session);
}

static void a_program_tells_its_own_colours(void **state)
{
    (void)state;
    struct session session;
    inlet_editor_config config = config_of(&session);
    config.highlight = highlight;
    config.recall = recall;
    open_with(&session, &config);
    assert_int_equal(inlet_editor_set_look(session.editor, "error", "bold"),
                     INLET_DONE);
    feed(&session, "new");
    assert_shows(&session, "> newest\n");
    feed(&session, "\x15");
    feed(&session, "if x!");
    assert_true(terminal_cell(&session.terminal, 0, 2)->look == 0);
    assert_true(terminal_cell(&session.terminal, 0, 6)->look != 0);
    assert_int_equal(session.seen_from, 0);
    assert_int_equal(session.seen_to, 5);
    close_session(&session);
}

static void looks_and_themes_are_chosen(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    feed(&session, "if");
    uint64_t usual = terminal_cell(&session.terminal, 0, 2)->look;
    assert_true(usual != 0);
    assert_int_equal(inlet_editor_set_look(session.editor, "keyword", "red on blue"),
                     INLET_DONE);
    inlet_editor_show(session.editor);
    assert_true(terminal_cell(&session.terminal, 0, 2)->look != usual);
    assert_int_equal(inlet_editor_set_theme(session.editor, "mono", INLET_COLORS_NONE),
                     INLET_DONE);
    inlet_editor_show(session.editor);
    assert_true(terminal_cell(&session.terminal, 0, 2)->look == 0);
    assert_int_equal(inlet_editor_set_theme(session.editor, "no such", 0),
                     INLET_EINVAL);
    assert_int_equal(inlet_editor_set_theme(session.editor, NULL, (inlet_colors)99),
                     INLET_EINVAL);
    assert_int_equal(inlet_editor_set_look(session.editor, "no such", "red"),
                     INLET_EINVAL);
    assert_int_equal(inlet_editor_set_look(session.editor, "keyword", "no such"),
                     INLET_EINVAL);
    close_session(&session);
}

static const char *look_up(void *data, const char *name)
{
    return strcmp(name, "TERM") == 0 ? data : NULL;
}

static void colours_are_those_of_some_environment(void **state)
{
    (void)state;
    char names[][16] = {"dumb", "xterm-256color", "xterm", "xterm-direct"};
    assert_int_equal(inlet_colors_detect(look_up, names[0]), INLET_COLORS_NONE);
    assert_int_equal(inlet_colors_detect(look_up, names[1]), INLET_COLORS_256);
    assert_int_equal(inlet_colors_detect(look_up, names[2]), INLET_COLORS_16);
    assert_int_equal(inlet_colors_detect(look_up, names[3]), INLET_COLORS_TRUE);
    assert_true(inlet_colors_detect(NULL, NULL) != INLET_COLORS_AUTO);
}

/* ---- hooks ---- */

static void completions_are_offered(void **state)
{
    (void)state;
    static const char *const kinds[] = {"verb", "word"};
    struct session session;
    inlet_editor_config config = config_of(&session);
    config.complete = complete;
    config.document = document;
    config.kinds = kinds;
    config.kind_count = 2;
    open_with(&session, &config);
    feed(&session, "x se\t");
    assert_shows(&session, "> x se\n select  verb\n set     word\n session\n");
    feed(&session, "\t");
    assert_text(&session, "x select");
    assert_shows(&session, "> x select\n select  verb\n set     word\n session\n"
                           " About select\n");
    close_session(&session);
}

static bool offer_commands(void *data, const char *text, size_t size, size_t cursor,
                           inlet_menu *menu, size_t *out_start, size_t *out_end)
{
    (void)data, (void)text, (void)size;
    *out_start = 0;
    *out_end = cursor;
    return inlet_menu_add(menu, "/name", 5, 0) == INLET_DONE &&
           inlet_menu_add(menu, "/size of it", 11, 0) == INLET_DONE &&
           inlet_menu_add(menu, "/size", 5, 0) == INLET_DONE;
}

static void a_menu_goes_on_with_any_character(void **state)
{
    (void)state;
    struct session session;
    inlet_editor_config config = config_of(&session);
    config.complete = offer_commands;
    open_with(&session, &config);
    inlet_editor_read_settings(session.editor, "bind tab complete", 17, NULL, NULL);
    feed(&session, "/\t");
    assert_shows(&session, "> /\n /name        /size\n /size of it\n");
    feed(&session, "s");
    assert_shows(&session, "> /s\n /size of it  /size\n");
    feed(&session, "ize ");
    assert_shows(&session, "> /size\n /size of it\n");
    feed(&session, ")");
    assert_shows(&session, "> /size )\n");
    close_session(&session);
}

static void signatures_are_shown_unless_they_are_off(void **state)
{
    (void)state;
    struct session session;
    inlet_editor_config config = config_of(&session);
    config.describe = describe;
    open_with(&session, &config);
    feed(&session, "f(");
    assert_shows(&session, "> f(\nf(a, b)\n");
    inlet_editor_read_settings(session.editor, "set signatures off", 18, NULL, NULL);
    feed(&session, "1");
    assert_shows(&session, "> f(1\n");
    close_session(&session);
}

static void help_is_printed_above(void **state)
{
    (void)state;
    struct session session;
    inlet_editor_config config = config_of(&session);
    config.help = help;
    open_with(&session, &config);
    assert_int_equal(feed(&session, "x\x1bOPy"), INLET_EDIT_MORE);
    assert_text(&session, "xy");
    assert_shows(&session, "> x\nhelp on x\n> xy\n");
    close_session(&session);
}

static void former_entries_are_the_program_s(void **state)
{
    (void)state;
    struct session session;
    inlet_editor_config config = config_of(&session);
    config.recall = recall;
    open_with(&session, &config);
    feed(&session, "\x1bp\x1bp");
    assert_text(&session, "older");
    inlet_editor_set(session.editor, "ne", 2);
    inlet_editor_begin(session.editor, "> ", "");
    feed(&session, "ne");
    char *rows = terminal_rows(&session.terminal);
    assert_non_null(strstr(rows, "> newest"));
    free(rows);
    inlet_editor_read_settings(session.editor, "set suggestions off", 19, NULL, NULL);
    feed(&session, "w");
    feed(&session, "\x05");
    assert_text(&session, "new");
    close_session(&session);
}

/* From inside of a hook only looking is allowed. */
static bool call_back(void *data, const char *text, size_t size)
{
    struct session *session = data;
    size_t used;
    session->answered = inlet_editor_feed(session->editor, "x", 1, &used);
    assert_int_equal(inlet_editor_begin(session->editor, "", ""), INLET_EBUSY);
    assert_int_equal(inlet_editor_attend(session->editor), INLET_EBUSY);
    assert_int_equal(inlet_editor_set_theme(session->editor, NULL, 0), INLET_EBUSY);
    assert_int_equal(inlet_editor_attach(session->editor, 0, 1), INLET_EBUSY);
    assert_int_equal(inlet_editor_read_line(session->editor, 0, 1, "", ""),
                     INLET_EBUSY);
    inlet_editor_free(session->editor);
    assert_string_equal(inlet_editor_text(session->editor, NULL), text);
    assert_int_equal(inlet_editor_cursor(session->editor), size);
    return inlet_editor_post(session->editor, "from a hook\n", 12) == INLET_DONE;
}

static void hooks_do_not_come_back(void **state)
{
    (void)state;
    struct session session;
    inlet_editor_config config = config_of(&session);
    config.is_complete = call_back;
    open_with(&session, &config);
    feed(&session, "abc");
    assert_int_equal(feed(&session, "\r"), INLET_EDIT_LINE);
    assert_int_equal(session.answered, INLET_EBUSY);
    inlet_editor_attend(session.editor);
    assert_shows(&session, "> abc\nfrom a hook\n");
    close_session(&session);
}

static void a_terminal_that_is_gone_is_told(void **state)
{
    (void)state;
    struct session session;
    open_session(&session);
    session.is_gone = true;
    assert_int_equal(feed(&session, "x"), INLET_EIO);
    assert_text(&session, "x");
    session.is_gone = false;
    feed(&session, "y");
    assert_text(&session, "xy");
    close_session(&session);
}

static void without_a_terminal_texts_are_edited_all_the_same(void **state)
{
    (void)state;
    inlet_editor *editor;
    assert_int_equal(inlet_editor_new(NULL, &editor), INLET_DONE);
    assert_int_equal(inlet_editor_begin(editor, "> ", ""), INLET_EDIT_MORE);
    inlet_editor_type(editor, "a b left c");
    assert_string_equal(inlet_editor_text(editor, NULL), "acb");
    inlet_editor_free(editor);
}

/* ---- settings ---- */

static void note_problem(void *data, size_t line, const char *problem)
{
    char *problems = data;
    size_t used = strlen(problems);
    (void)snprintf(problems + used, 256 - used, "%zu: %s\n", line, problem);
}

static void settings_hold_at_once(void **state)
{
    (void)state;
    struct session session;
    char problems[256] = "";
    static const char text[] =
        "bind C-t \"typed\"\nset theme dusk\nset no\nset mode vi";
    open_session(&session);
    assert_int_equal(inlet_editor_read_settings(session.editor, text, sizeof text - 1,
                                                note_problem, problems),
                     INLET_DONE);
    assert_string_equal(problems, "3: there is no setting \"no\"\n"
                                  "0: there is no theme \"dusk\"\n");
    inlet_editor_type(session.editor, "a escape x");
    assert_text(&session, "");
    inlet_editor_read_settings(session.editor, "set mode emacs", 14, NULL, NULL);
    feed(&session, "\x14");
    assert_text(&session, "typed");
    close_session(&session);
}

static void settings_are_read_from_a_file(void **state)
{
    (void)state;
    struct session session;
    char path[] = "/tmp/inlet-settings-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, "bind C-t \"from a file\"\n", 23), 23);
    close(file);
    open_session(&session);
    assert_int_equal(inlet_editor_load_settings(session.editor, path, NULL, NULL),
                     INLET_DONE);
    feed(&session, "\x14");
    assert_text(&session, "from a file");
    unlink(path);
    assert_int_equal(inlet_editor_load_settings(session.editor, path, NULL, NULL),
                     INLET_DONE);
    assert_int_equal(inlet_editor_load_settings(session.editor, "/", NULL, NULL),
                     INLET_EIO);
    assert_int_equal(errno, EISDIR);
    close_session(&session);
}

/* ---- histories ---- */

static void entries_are_kept_and_found(void **state)
{
    (void)state;
    inlet_history *history;
    size_t size;
    assert_int_equal(inlet_history_new(0, &history), INLET_DONE);
    assert_int_equal(inlet_history_add(history, "one", 3), INLET_DONE);
    assert_int_equal(inlet_history_add(history, "two\nlines", 9), INLET_DONE);
    assert_int_equal(inlet_history_add(history, "two\nlines", 9), INLET_PASS);
    assert_int_equal(inlet_history_add(history, " secret", 7), INLET_PASS);
    assert_int_equal(inlet_history_add(history, NULL, 0), INLET_PASS);
    assert_int_equal(inlet_history_count(history), 2);
    assert_string_equal(inlet_history_entry(history, 1, &size), "two\nlines");
    assert_int_equal(size, 9);
    assert_string_equal(inlet_history_entry(history, 2, NULL), "one");
    assert_null(inlet_history_entry(history, 3, NULL));
    assert_null(inlet_history_entry(history, 0, NULL));
    assert_int_equal(inlet_history_search(history, "ne", 2, 1), 1);
    assert_int_equal(inlet_history_search(history, "ne", 2, 2), 2);
    assert_int_equal(inlet_history_search(history, "ne", 2, 3), 0);
    assert_int_equal(inlet_history_search(history, "three", 5, 1), 0);
    assert_int_equal(inlet_history_search(history, "", 0, 2), 2);
    assert_int_equal(inlet_history_read(history), INLET_DONE);
    inlet_history_free(history);
}

static void an_editor_has_its_history(void **state)
{
    (void)state;
    struct session session;
    inlet_history *history;
    inlet_history_new(0, &history);
    inlet_history_add(history, "entered", 7);
    inlet_editor_config config = config_of(&session);
    config.history = history;
    open_with(&session, &config);
    feed(&session, "\x1bp");
    assert_text(&session, "entered");
    assert_int_equal(inlet_editor_set_history(session.editor, NULL), INLET_DONE);
    inlet_editor_begin(session.editor, "> ", "");
    feed(&session, "\x1bp");
    assert_text(&session, "");
    close_session(&session);
    inlet_history_free(history);
}

static void a_file_is_shared(void **state)
{
    (void)state;
    char folder[] = "/tmp/inlet-past-XXXXXX", path[64], old[64];
    inlet_history *one, *two;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/history", folder);
    (void)snprintf(old, sizeof old, "%s/old", folder);
    FILE *file = fopen(old, "w");
    assert_non_null(file);
    fputs("from readline\n", file);
    fclose(file);
    inlet_history_new(0, &one);
    inlet_history_new(0, &two);
    assert_int_equal(inlet_history_import(one, old), INLET_EINVAL);
    assert_int_equal(inlet_history_open(one, path), INLET_DONE);
    assert_int_equal(inlet_history_open(one, path), INLET_EINVAL);
    assert_int_equal(inlet_history_open(two, path), INLET_DONE);
    assert_int_equal(inlet_history_import(one, old), INLET_DONE);
    assert_int_equal(inlet_history_add(one, "mine", 4), INLET_DONE);
    assert_int_equal(inlet_history_count(two), 0);
    assert_int_equal(inlet_history_read(two), INLET_DONE);
    assert_int_equal(inlet_history_count(two), 2);
    assert_string_equal(inlet_history_entry(two, 1, NULL), "mine");
    assert_string_equal(inlet_history_entry(two, 2, NULL), "from readline");
    inlet_history_free(one);
    inlet_history_free(two);
    inlet_history_new(0, &one);
    assert_int_equal(inlet_history_open(one, folder), INLET_DONE);
    assert_int_equal(inlet_history_add(one, "nowhere", 7), INLET_EIO);
    assert_int_equal(errno, EISDIR);
    assert_int_equal(inlet_history_count(one), 1);
    inlet_history_free(one);
    unlink(old);
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
}

/* ---- what is refused ---- */

static void wrong_configs_are_refused(void **state)
{
    (void)state;
    inlet_editor *editor;
    inlet_editor_config config = INLET_EDITOR_CONFIG_INIT;
    assert_int_equal(inlet_editor_new(NULL, NULL), INLET_EINVAL);
    assert_int_equal(inlet_history_new(0, NULL), INLET_EINVAL);
    config.language = (inlet_editor_language)2;
    assert_int_equal(inlet_editor_new(&config, &editor), INLET_EINVAL);
    config.language = INLET_EDITOR_PYTHON;
    config.colors = (inlet_colors)6;
    assert_int_equal(inlet_editor_new(&config, &editor), INLET_EINVAL);
    config.colors = INLET_COLORS_AUTO;
    config.kind_count = 1;
    assert_int_equal(inlet_editor_new(&config, &editor), INLET_EINVAL);
    config.size = 0;
    assert_int_equal(inlet_editor_new(&config, &editor), INLET_EINVAL);
}

static void null_is_no_editor(void **state)
{
    (void)state;
    size_t used;
    assert_int_equal(inlet_editor_begin(NULL, "", ""), INLET_EINVAL);
    assert_int_equal(inlet_editor_feed(NULL, "", 0, &used), INLET_EINVAL);
    assert_int_equal(inlet_editor_wait(NULL), -1);
    assert_int_equal(inlet_editor_attend(NULL), INLET_EINVAL);
    assert_null(inlet_editor_text(NULL, NULL));
    assert_int_equal(inlet_editor_cursor(NULL), 0);
    assert_int_equal(inlet_editor_post(NULL, "", 0), INLET_EINVAL);
    assert_int_equal(inlet_editor_descriptor(NULL), INLET_EINVAL);
    assert_int_equal(inlet_editor_load_settings(NULL, "/", NULL, NULL), INLET_EINVAL);
    assert_int_equal(inlet_editor_read_line(NULL, 0, 1, "", ""), INLET_EINVAL);
    inlet_editor_stop(NULL);
    inlet_editor_wake(NULL);
    inlet_editor_detach(NULL);
    inlet_editor_free(NULL);
    assert_int_equal(inlet_menu_add(NULL, "", 0, 0), INLET_EINVAL);
    assert_int_equal(inlet_note_add(NULL, "", 0), INLET_EINVAL);
    assert_int_equal(inlet_spans_add(NULL, 0, 1, INLET_STYLE_NAME), INLET_EINVAL);
}

static void null_is_no_history(void **state)
{
    (void)state;
    inlet_history *history;
    inlet_history_free(NULL);
    assert_int_equal(inlet_history_open(NULL, NULL), INLET_EINVAL);
    assert_int_equal(inlet_history_read(NULL), INLET_EINVAL);
    assert_int_equal(inlet_history_import(NULL, ""), INLET_EINVAL);
    assert_int_equal(inlet_history_add(NULL, "", 0), INLET_EINVAL);
    assert_int_equal(inlet_history_count(NULL), 0);
    assert_int_equal(inlet_history_search(NULL, "", 0, 1), 0);
    assert_int_equal(inlet_history_new(0, &history), INLET_DONE);
    assert_int_equal(inlet_history_add(history, NULL, 1), INLET_EINVAL);
    inlet_history_free(history);
}

static void wrong_arguments_are_refused(void **state)
{
    (void)state;
    struct session session;
    size_t used;
    open_session(&session);
    inlet_editor *editor = session.editor;
    assert_int_equal(inlet_editor_feed(editor, NULL, 1, &used), INLET_EINVAL);
    assert_int_equal(inlet_editor_feed(editor, "", 0, NULL), INLET_EINVAL);
    assert_int_equal(inlet_editor_feed(editor, NULL, 0, &used), INLET_EDIT_MORE);
    assert_int_equal(inlet_editor_set(editor, NULL, 1), INLET_EINVAL);
    assert_int_equal(inlet_editor_paste(editor, NULL, 1), INLET_EINVAL);
    assert_int_equal(inlet_editor_print(editor, NULL, 1), INLET_EINVAL);
    assert_int_equal(inlet_editor_post(editor, NULL, 1), INLET_EINVAL);
    assert_int_equal(inlet_editor_type(editor, NULL), INLET_EINVAL);
    assert_int_equal(inlet_editor_run(editor, NULL, 1), INLET_EINVAL);
    assert_int_equal(inlet_editor_resize(editor, 0, 1, false), INLET_EINVAL);
    assert_int_equal(inlet_editor_read_settings(editor, NULL, 1, NULL, NULL),
                     INLET_EINVAL);
    assert_int_equal(inlet_editor_set_look(editor, NULL, NULL), INLET_EINVAL);
    close_session(&session);
}

/* A program that was built for a later version, and asks for what that has. */
static void a_config_may_be_older_or_newer(void **state)
{
    (void)state;
    struct {
        inlet_editor_config config;
        size_t more;
    } later = {INLET_EDITOR_CONFIG_INIT, 0};
    inlet_editor *editor;
    later.config.size = sizeof later;
    assert_int_equal(inlet_editor_new(&later.config, &editor), INLET_DONE);
    inlet_editor_free(editor);
    later.more = 1;
    assert_int_equal(inlet_editor_new(&later.config, &editor), INLET_EINVAL);
    later.config.size = sizeof(size_t) + sizeof(void *);
    assert_int_equal(inlet_editor_new(&later.config, &editor), INLET_DONE);
    inlet_editor_free(editor);
}

/* ---- no memory ---- */

static bool write_nowhere(void *data, const char *bytes, size_t size)
{
    (void)data, (void)bytes, (void)size;
    return true;
}

static bool offer_some(void *data, const char *text, size_t size, size_t cursor,
                       inlet_menu *menu, size_t *out_start, size_t *out_end)
{
    (void)data, (void)text, (void)size;
    *out_start = 0;
    *out_end = cursor;
    (void)inlet_menu_add(menu, "abcd", 4, 0);
    return inlet_menu_add(menu, "abce", 4, 0) == INLET_DONE;
}

/* Whether all of it could be done. Whatever could not, the text is still there. */
static bool do_everything(inlet_editor *editor, inlet_history *history)
{
    size_t used;
    bool is_done = inlet_history_add(history, "before", 6) >= 0 &&
                   inlet_editor_begin(editor, "> ", ". ") >= 0 &&
                   inlet_editor_set(editor, "abc", 3) >= 0;
    if (!is_done) {
        return false;
    }
    is_done &= inlet_editor_feed(editor, "\t\t", 2, &used) >= 0;
    assert_memory_equal(inlet_editor_text(editor, NULL), "abc", 3);
    is_done &= inlet_editor_type(editor, "( x f1 C-r b C-g") >= 0;
    is_done &= inlet_editor_paste(editor, "p\nq", 3) >= 0;
    is_done &= inlet_editor_run(editor, "kill-whole-line", 1) >= 0;
    is_done &= inlet_editor_print(editor, "told", 4) >= 0;
    is_done &= inlet_editor_post(editor, "posted", 6) >= 0;
    is_done &= inlet_editor_attend(editor) >= 0;
    is_done &=
        inlet_editor_read_settings(editor, "bind C-t \"t\"", 12, NULL, NULL) >= 0;
    is_done &= inlet_editor_resize(editor, 20, 4, true) >= 0;
    is_done &= inlet_editor_set_cursor(editor, 0) >= 0;
    is_done &= inlet_editor_leave(editor) >= 0;
    is_done &= inlet_editor_show(editor) >= 0;
    assert_memory_equal(inlet_editor_text(editor, NULL), "abc", 3);
    return is_done;
}

static bool try_everything(void)
{
    inlet_history *history = NULL;
    inlet_editor *editor = NULL;
    inlet_editor_config config = INLET_EDITOR_CONFIG_INIT;
    config.write = write_nowhere;
    config.complete = offer_some;
    config.document = document;
    config.describe = describe;
    config.help = help;
    bool is_done = inlet_history_new(0, &history) == INLET_DONE;
    config.history = history;
    is_done = is_done && inlet_editor_new(&config, &editor) == INLET_DONE;
    if (!is_done) {
        assert_null(editor);
    }
    is_done = is_done && do_everything(editor, history);
    il_fault_after(-1);
    inlet_editor_free(editor);
    inlet_history_free(history);
    return is_done;
}

static void no_memory_is_told(void **state)
{
    (void)state;
    long failures = 0;
    do {
        il_fault_after(failures++);
    } while (!try_everything());
    assert_true(failures > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_typed_and_entered),
        cmocka_unit_test(what_is_behind_an_event_is_not_used),
        cmocka_unit_test(keys_have_their_events),
        cmocka_unit_test(bytes_of_any_kind_are_kept),
        cmocka_unit_test(the_cursor_keeps_to_characters),
        cmocka_unit_test(keys_are_typed_by_name),
        cmocka_unit_test(commands_are_run_by_name),
        cmocka_unit_test(a_lone_escape_has_its_time),
        cmocka_unit_test(a_paste_without_end_can_be_left),
        cmocka_unit_test(a_macro_goes_on_with_the_next_text),
        cmocka_unit_test(a_call_writes_once),
        cmocka_unit_test(a_count_of_any_size_is_one),
        cmocka_unit_test(what_is_printed_stands_above),
        cmocka_unit_test(a_plain_language_has_no_colours),
        cmocka_unit_test(a_program_tells_its_own_colours),
        cmocka_unit_test(looks_and_themes_are_chosen),
        cmocka_unit_test(colours_are_those_of_some_environment),
        cmocka_unit_test(completions_are_offered),
        cmocka_unit_test(a_menu_goes_on_with_any_character),
        cmocka_unit_test(signatures_are_shown_unless_they_are_off),
        cmocka_unit_test(help_is_printed_above),
        cmocka_unit_test(former_entries_are_the_program_s),
        cmocka_unit_test(hooks_do_not_come_back),
        cmocka_unit_test(a_terminal_that_is_gone_is_told),
        cmocka_unit_test(without_a_terminal_texts_are_edited_all_the_same),
        cmocka_unit_test(settings_hold_at_once),
        cmocka_unit_test(settings_are_read_from_a_file),
        cmocka_unit_test(entries_are_kept_and_found),
        cmocka_unit_test(an_editor_has_its_history),
        cmocka_unit_test(a_file_is_shared),
        cmocka_unit_test(wrong_configs_are_refused),
        cmocka_unit_test(null_is_no_editor),
        cmocka_unit_test(null_is_no_history),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(a_config_may_be_older_or_newer),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests_name("edit_face", tests, NULL, NULL);
}
