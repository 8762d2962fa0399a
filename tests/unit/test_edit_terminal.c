/* SPDX-License-Identifier: MIT
 * <inlet/edit.h> on pseudo-terminals, where a thread is the user, and on pipes.
 */
#include <inlet/edit.h>

#include <errno.h>
#include <fcntl.h>
#include <il_test.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { SEEN = 1 << 16, STEPS = 8 };

/* When that is shown, behind what was awaited before, this is typed and done. */
struct step {
    const char *awaits, *types;
    void (*act)(inlet_editor *editor, int user);
};

struct session {
    int user, program; /* the two ends */
    inlet_editor *editor;
    struct termios before;
    struct step steps[STEPS];
    char seen[SEEN];
    size_t size, matched;
    pthread_t thread;
};

/* ---- the user ---- */

/* False: the other side is closed. */
static bool see_more(struct session *session)
{
    ssize_t count =
        read(session->user, session->seen + session->size, SEEN - 1 - session->size);
    if (count <= 0) {
        return false;
    }
    /* A NUL would end the text for strstr(). */
    for (ssize_t i = 0; i < count; i++) {
        char *byte = &session->seen[session->size++];
        if (*byte == '\0') {
            *byte = '.';
        }
    }
    return true;
}

static bool await(struct session *session, const char *text)
{
    const char *found;
    while ((found = strstr(session->seen + session->matched, text)) == NULL) {
        if (!see_more(session)) {
            return false;
        }
    }
    session->matched = (size_t)(found - session->seen) + strlen(text);
    return true;
}

static void *use(void *data)
{
    struct session *session = data;
    for (const struct step *step = session->steps; step->awaits != NULL; step++) {
        if (!await(session, step->awaits)) {
            return NULL;
        }
        if (step->act != NULL) {
            step->act(session->editor, session->user);
        }
        size_t size = step->types == NULL ? 0 : strlen(step->types);
        if (size > 0 && write(session->user, step->types, size) != (ssize_t)size) {
            return NULL;
        }
    }
    while (see_more(session)) {
    }
    return NULL;
}

/* ---- sessions ---- */

static bool is_complete(void *data, const char *text, size_t size)
{
    (void)data;
    return size == 0 || text[size - 1] != ':';
}

/* False where there are no pseudo-terminals. */
static bool open_terminal(struct session *session)
{
    struct winsize size = {.ws_col = 40, .ws_row = 10};
    session->user = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (session->user < 0 || grantpt(session->user) < 0 ||
        unlockpt(session->user) < 0) {
        return false;
    }
    session->program = open(ptsname(session->user), O_RDWR | O_NOCTTY | O_CLOEXEC);
    return session->program >= 0 && ioctl(session->user, TIOCSWINSZ, &size) == 0 &&
           tcgetattr(session->program, &session->before) == 0;
}

static void make_editor(struct session *session, inlet_history *history)
{
    inlet_editor_config config = INLET_EDITOR_CONFIG_INIT;
    config.language = INLET_EDITOR_PLAIN;
    config.is_complete = is_complete;
    config.history = history;
    config.colors = INLET_COLORS_NONE;
    assert_int_equal(inlet_editor_new(&config, &session->editor), INLET_DONE);
}

static void start(struct session *session)
{
    assert_int_equal(pthread_create(&session->thread, NULL, use, session), 0);
}

/* All that the user will ever see is there then. */
static void end(struct session *session)
{
    inlet_editor_free(session->editor);
    close(session->program);
    pthread_join(session->thread, NULL);
    close(session->user);
}

static void finish(struct session *session)
{
    end(session);
    free(session);
}

/* A session on a terminal of its own with such a user. */
#define OPEN(name, history, ...)                                                       \
    struct session *name = calloc(1, sizeof *name);                                    \
    const struct step name##_steps[] = {__VA_ARGS__};                                  \
    assert_non_null(name);                                                             \
    memcpy(name->steps, name##_steps, sizeof name##_steps);                            \
    if (!open_terminal(name)) {                                                        \
        free(name);                                                                    \
        skip();                                                                        \
        return;                                                                        \
    }                                                                                  \
    make_editor(name, history);                                                        \
    start(name)

static inlet_edit_event read_line(struct session *session)
{
    return inlet_editor_read_line(session->editor, session->program, session->program,
                                  ">", ".");
}

static void assert_text(const struct session *session, const char *wanted)
{
    assert_string_equal(inlet_editor_text(session->editor, NULL), wanted);
}

static void assert_given_back(const struct session *session)
{
    struct termios mode;
    assert_int_equal(tcgetattr(session->program, &mode), 0);
    assert_int_equal(mode.c_lflag, session->before.c_lflag);
    assert_int_equal(mode.c_iflag, session->before.c_iflag);
}

/* ---- reading on a terminal ---- */

static void a_text_is_read(void **state)
{
    (void)state;
    inlet_history *history;
    assert_int_equal(inlet_history_new(0, &history), INLET_DONE);
    OPEN(session, history, {">", "hello\r", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "hello");
    assert_given_back(session);
    assert_string_equal(inlet_history_entry(history, 1, NULL), "hello");
    finish(session);
    inlet_history_free(history);
}

static void what_a_user_keeps_secret_is_in_no_history(void **state)
{
    (void)state;
    inlet_history *history;
    assert_int_equal(inlet_history_new(0, &history), INLET_DONE);
    OPEN(session, history, {">", "hello\r", NULL});
    inlet_editor_read_settings(session->editor, "set history-limit 0", 19, NULL, NULL);
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_int_equal(inlet_history_count(history), 0);
    finish(session);
    inlet_history_free(history);
}

static void keys_end_it_in_other_ways(void **state)
{
    (void)state;
    OPEN(session, NULL, {">", "x\x03", NULL}, {">", "\x04", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_INTERRUPT);
    assert_given_back(session);
    assert_int_equal(read_line(session), INLET_EDIT_END);
    finish(session);
}

static void what_was_typed_ahead_is_for_the_next_text(void **state)
{
    (void)state;
    OPEN(session, NULL, {">", "one\x03two\r", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_INTERRUPT);
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "two");
    finish(session);
}

static void a_text_is_edited_in_another_editor(void **state)
{
    (void)state;
    char path[] = "/tmp/inlet-edited-XXXXXX", command[64];
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, "new\n", 4), 4);
    close(file);
    (void)snprintf(command, sizeof command, "cp %s", path);
    setenv("EDITOR", command, 1);
    OPEN(session, NULL, {">", "x\x18\x05", NULL}, {">new", "er\r", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "newer");
    finish(session);
    unlink(path);
}

static void an_editor_that_fails_changes_nothing(void **state)
{
    (void)state;
    /* It says that there is no such file: on this terminal. */
    setenv("EDITOR", "ls /no/such/file", 1);
    OPEN(session, NULL, {">", "x\x18\x05", NULL}, {"/no/such/file", NULL, NULL},
         {"The editor: ", NULL, NULL}, {">x", "y\r", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "xy");
    finish(session);
}

static void help_that_nobody_has_is_asked_for(void **state)
{
    (void)state;
    OPEN(session, NULL, {">", "x\x1bOP", NULL}, {">x", "y\r", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_HELP);
    assert_given_back(session);
    assert_int_equal(inlet_editor_set(session->editor, "xx", 2), INLET_EDIT_MORE);
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "xxy");
    finish(session);
}

static void a_stop_of_the_process_is_gone_on_from(void **state)
{
    (void)state;
    /* It is not really stopped: nobody would let it go on. */
    void (*before)(int) = signal(SIGTSTP, SIG_IGN);
    OPEN(session, NULL, {">", "ab\x1a", NULL}, {"\x1b[?2004h", NULL, NULL},
         {">ab", "c\r", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "abc");
    finish(session);
    (void)signal(SIGTSTP, before);
}

static void hang_up(inlet_editor *editor, int user)
{
    (void)editor;
    int nowhere = open("/dev/null", O_RDONLY | O_CLOEXEC);
    (void)dup2(nowhere, user);
    close(nowhere);
}

static void a_terminal_that_hangs_up_is_told(void **state)
{
    (void)state;
    OPEN(session, NULL, {">", NULL, hang_up});
    assert_int_equal(read_line(session), INLET_EIO);
    finish(session);
}

/* ---- from other threads ---- */

static void end_reading(inlet_editor *editor, int user)
{
    (void)user;
    inlet_editor_stop(editor);
}

static void another_thread_stops_it(void **state)
{
    (void)state;
    OPEN(session, NULL, {">", "abc", NULL}, {"abc", NULL, end_reading},
         {">abc", "d\r", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_STOPPED);
    assert_text(session, "abc");
    assert_given_back(session);
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "abcd");
    finish(session);
}

static void begin_anew(void **state)
{
    (void)state;
    OPEN(session, NULL, {">", "abc", NULL}, {"abc", NULL, end_reading},
         {">", "d\r", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_STOPPED);
    assert_int_equal(inlet_editor_begin(session->editor, "", ""), INLET_EDIT_MORE);
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "d");
    finish(session);
}

struct poster {
    inlet_editor *editor;
    int number;
    pthread_t thread;
};

static void *post_lines(void *data)
{
    const struct poster *poster = data;
    char line[32];
    for (int i = 0; i < 50; i++) {
        int size = snprintf(line, sizeof line, "<%d-%d>\n", poster->number, i);
        (void)inlet_editor_post(poster->editor, line, (size_t)size);
    }
    return NULL;
}

static void post_much(inlet_editor *editor, int user)
{
    enum { POSTERS = 4 };
    struct poster posters[POSTERS];
    (void)user;
    for (int i = 0; i < POSTERS; i++) {
        posters[i] = (struct poster){.editor = editor, .number = i};
        (void)pthread_create(&posters[i].thread, NULL, post_lines, &posters[i]);
    }
    for (int i = 0; i < POSTERS; i++) {
        pthread_join(posters[i].thread, NULL);
    }
    (void)inlet_editor_post(editor, "all\n", 4);
}

static void other_threads_print_above(void **state)
{
    (void)state;
    OPEN(session, NULL, {">", "abc", NULL}, {"abc", NULL, post_much},
         {"all", NULL, NULL}, {">abc", "\r", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "abc");
    end(session);
    const char *at = session->seen;
    char line[32];
    for (int i = 0; i < 50; i++) {
        (void)snprintf(line, sizeof line, "<3-%d>", i);
        at = strstr(at, line);
        assert_non_null(at);
    }
    free(session);
}

static void make_narrow(inlet_editor *editor, int user)
{
    struct winsize size = {.ws_col = 8, .ws_row = 10};
    (void)ioctl(user, TIOCSWINSZ, &size);
    inlet_editor_wake(editor);
}

static void another_size_is_followed(void **state)
{
    (void)state;
    /* Seven letters fit behind the prompt now. */
    OPEN(session, NULL, {">", "abcdefghij", NULL}, {"ij", NULL, make_narrow},
         {">abcdefg", NULL, NULL}, {"hij", "\r", NULL});
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "abcdefghij");
    finish(session);
}

/* ---- in the program's own loop ---- */

static inlet_edit_event wait_for_event(struct session *session)
{
    inlet_edit_event event = INLET_EDIT_MORE;
    while (event == INLET_EDIT_MORE) {
        struct pollfd waits[2] = {
            {.fd = session->program, .events = POLLIN},
            {.fd = inlet_editor_descriptor(session->editor), .events = POLLIN}};
        (void)poll(waits, 2, inlet_editor_wait(session->editor));
        event = inlet_editor_attend(session->editor);
    }
    return event;
}

static inlet_status attach(struct session *session)
{
    return inlet_editor_attach(session->editor, session->program, session->program);
}

static void editors_live_side_by_side(void **state)
{
    (void)state;
    OPEN(one, NULL, {">", "one\r", NULL}, {">", "again\r", NULL});
    OPEN(two, NULL, {">", "two\r", NULL});
    assert_int_equal(attach(one), INLET_DONE);
    assert_int_equal(attach(one), INLET_DONE);
    assert_int_equal(attach(two), INLET_DONE);
    assert_int_equal(inlet_editor_attend(one->editor), INLET_EDIT_MORE);
    inlet_editor_begin(one->editor, ">", ".");
    inlet_editor_begin(two->editor, ">", ".");
    assert_int_equal(wait_for_event(two), INLET_EDIT_LINE);
    assert_int_equal(wait_for_event(one), INLET_EDIT_LINE);
    assert_text(one, "one");
    assert_text(two, "two");
    inlet_editor_begin(one->editor, ">", ".");
    assert_int_equal(wait_for_event(one), INLET_EDIT_LINE);
    assert_text(one, "again");
    inlet_editor_detach(one->editor);
    assert_given_back(one);
    inlet_editor_rescue();
    assert_given_back(two);
    finish(one);
    finish(two);
}

static void an_editor_may_move(void **state)
{
    (void)state;
    OPEN(one, NULL, {">", "abc", NULL}, {"abc", NULL, end_reading});
    OPEN(two, NULL, {">abc", "d\r", NULL});
    assert_int_equal(attach(one), INLET_DONE);
    inlet_editor_begin(one->editor, ">", ".");
    assert_int_equal(wait_for_event(one), INLET_EDIT_STOPPED);
    assert_int_equal(inlet_editor_attach(one->editor, two->program, two->program),
                     INLET_DONE);
    assert_given_back(one);
    assert_int_equal(inlet_editor_show(one->editor), INLET_EDIT_MORE);
    int program = one->program;
    one->program = two->program;
    assert_int_equal(wait_for_event(one), INLET_EDIT_LINE);
    one->program = program;
    assert_text(one, "abcd");
    finish(one);
    finish(two);
}

/* ---- without a terminal ---- */

struct pipes {
    int input[2], output[2];
    struct session session;
};

static void open_pipes(struct pipes *pipes, const char *typed, size_t size)
{
    *pipes = (struct pipes){.session = {.editor = NULL}};
    assert_int_equal(pipe(pipes->input), 0);
    assert_int_equal(pipe(pipes->output), 0);
    assert_int_equal(write(pipes->input[1], typed, size), size);
    make_editor(&pipes->session, NULL);
}

static inlet_edit_event read_piped(struct pipes *pipes)
{
    return inlet_editor_read_line(pipes->session.editor, pipes->input[0],
                                  pipes->output[1], "> ", ". ");
}

static void close_pipes(struct pipes *pipes, const char *shown)
{
    char bytes[256];
    close(pipes->output[1]);
    ssize_t size = read(pipes->output[0], bytes, sizeof bytes - 1);
    assert_true(size >= 0);
    bytes[size] = '\0';
    assert_string_equal(bytes, shown);
    close(pipes->output[0]);
    close(pipes->input[0]);
    if (pipes->input[1] >= 0) {
        close(pipes->input[1]);
    }
    inlet_editor_free(pipes->session.editor);
}

static void end_input(struct pipes *pipes)
{
    close(pipes->input[1]);
    pipes->input[1] = -1;
}

static void lines_are_read_from_a_pipe(void **state)
{
    (void)state;
    struct pipes pipes;
    static const char typed[] = "one\r\nif:\n  two\n\na\0b\xFF\nlast";
    size_t size;
    open_pipes(&pipes, typed, sizeof typed - 1);
    assert_int_equal(read_piped(&pipes), INLET_EDIT_LINE);
    assert_text(&pipes.session, "one");
    assert_int_equal(read_piped(&pipes), INLET_EDIT_LINE);
    assert_text(&pipes.session, "if:\n  two");
    assert_int_equal(read_piped(&pipes), INLET_EDIT_LINE);
    assert_text(&pipes.session, "");
    assert_int_equal(read_piped(&pipes), INLET_EDIT_LINE);
    assert_memory_equal(inlet_editor_text(pipes.session.editor, &size), "a\0b\xFF", 5);
    assert_int_equal(size, 4);
    end_input(&pipes);
    assert_int_equal(read_piped(&pipes), INLET_EDIT_LINE);
    assert_text(&pipes.session, "last");
    assert_int_equal(read_piped(&pipes), INLET_EDIT_END);
    assert_text(&pipes.session, "");
    close_pipes(&pipes, "> > . > > > > ");
}

static void what_is_unfinished_at_the_end_was_meant(void **state)
{
    (void)state;
    struct pipes pipes;
    open_pipes(&pipes, "a:\nb:\n", 6);
    end_input(&pipes);
    assert_int_equal(read_piped(&pipes), INLET_EDIT_LINE);
    assert_text(&pipes.session, "a:\nb:");
    assert_int_equal(read_piped(&pipes), INLET_EDIT_END);
    close_pipes(&pipes, "> . . > ");
}

static void pipes_are_left_for_others(void **state)
{
    (void)state;
    struct pipes pipes;
    open_pipes(&pipes, "a:\n", 3);
    inlet_editor_post(pipes.session.editor, "posted\n", 7);
    inlet_editor_stop(pipes.session.editor);
    assert_int_equal(read_piped(&pipes), INLET_EDIT_STOPPED);
    assert_int_equal(write(pipes.input[1], "b\n", 2), 2);
    assert_int_equal(read_piped(&pipes), INLET_EDIT_LINE);
    assert_text(&pipes.session, "a:\nb");
    inlet_editor_stop(pipes.session.editor);
    assert_int_equal(read_piped(&pipes), INLET_EDIT_STOPPED);
    assert_int_equal(inlet_editor_attend(pipes.session.editor), INLET_EDIT_MORE);
    assert_int_equal(
        inlet_editor_attach(pipes.session.editor, pipes.input[0], pipes.output[1]),
        INLET_PASS);
    close_pipes(&pipes, "> > . > ");
}

static void a_dumb_terminal_is_none(void **state)
{
    (void)state;
    setenv("TERM", "dumb", 1);
    OPEN(session, NULL, {">", "hello\n", NULL});
    assert_int_equal(attach(session), INLET_PASS);
    assert_int_equal(read_line(session), INLET_EDIT_LINE);
    assert_text(session, "hello");
    setenv("TERM", "xterm", 1);
    end(session);
    assert_null(strchr(session->seen, '\x1b'));
    free(session);
}

static int set_up(void **state)
{
    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    (void)unsetenv("VISUAL");
    return setenv("TERM", "xterm", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_read),
        cmocka_unit_test(what_a_user_keeps_secret_is_in_no_history),
        cmocka_unit_test(keys_end_it_in_other_ways),
        cmocka_unit_test(what_was_typed_ahead_is_for_the_next_text),
        cmocka_unit_test(a_text_is_edited_in_another_editor),
        cmocka_unit_test(an_editor_that_fails_changes_nothing),
        cmocka_unit_test(help_that_nobody_has_is_asked_for),
        cmocka_unit_test(a_stop_of_the_process_is_gone_on_from),
        cmocka_unit_test(a_terminal_that_hangs_up_is_told),
        cmocka_unit_test(another_thread_stops_it),
        cmocka_unit_test(begin_anew),
        cmocka_unit_test(other_threads_print_above),
        cmocka_unit_test(another_size_is_followed),
        cmocka_unit_test(editors_live_side_by_side),
        cmocka_unit_test(an_editor_may_move),
        cmocka_unit_test(lines_are_read_from_a_pipe),
        cmocka_unit_test(what_is_unfinished_at_the_end_was_meant),
        cmocka_unit_test(pipes_are_left_for_others),
        cmocka_unit_test(a_dumb_terminal_is_none),
    };
    return cmocka_run_group_tests_name("edit_terminal", tests, set_up, NULL);
}
