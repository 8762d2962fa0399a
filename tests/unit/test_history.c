/* SPDX-License-Identifier: MIT
 * What was typed before: in memory and in the file.
 */
#include <il_fault.h>
#include <il_test.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edit/archive.h"
#include "edit/legacy.h"

/* ---- entries ---- */

static void add(struct il_history *history, const char *text)
{
    (void)il_history_add(history, text, strlen(text), 0);
}

static void only_wanted_entries_are_kept(void **state)
{
    (void)state;
    struct il_history history = {0};
    add(&history, "a = 1\n");
    add(&history, "a = 1");
    add(&history, " password = 'x'");
    add(&history, "\tx");
    add(&history, "");
    add(&history, "\n\n");
    add(&history, "b\nc\n");
    add(&history, "a = 1");
    assert_int_equal(history.count, 3);
    assert_string_equal(history.entries[0].text, "a = 1");
    assert_string_equal(history.entries[1].text, "b\nc");
    il_history_free(&history);
}

static void the_oldest_entries_are_forgotten(void **state)
{
    (void)state;
    struct il_history history = {.limit = 8};
    for (int i = 0; i < 100; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "x%d", i);
        add(&history, text);
        assert_true(history.count <= 10);
    }
    assert_string_equal(history.entries[history.count - 1].text, "x99");
    il_history_free(&history);
}

static void entries_are_counted_from_the_newest(void **state)
{
    (void)state;
    struct il_history history = {0};
    size_t size;
    assert_null(il_history_entry(&history, 1, &size));
    add(&history, "one");
    add(&history, "three");
    assert_string_equal(il_history_entry(&history, 1, &size), "three");
    assert_int_equal(size, 5);
    assert_string_equal(il_history_entry(&history, 2, &size), "one");
    assert_int_equal(size, 3);
    assert_null(il_history_entry(&history, 3, &size));
    assert_null(il_history_entry(&history, 0, &size));
    il_history_free(&history);
}

/* ---- other histories ---- */

static void check_legacy(const char *bytes, size_t size, const char *expected)
{
    struct il_history history = {0};
    struct il_text joined = {0};
    assert_true(il_legacy_read(&history, bytes, size));
    for (size_t i = 0; i < history.count; i++) {
        il_text_add_string(&joined, i == 0 ? "" : "|");
        il_text_add_string(&joined, history.entries[i].text);
    }
    il_text_add_char(&joined, '\0');
    assert_true(il_text_is_whole(&joined));
    assert_string_equal(joined.bytes, expected);
    il_text_free(&joined);
    il_history_free(&history);
}

#define LEGACY(bytes, expected) check_legacy(bytes, sizeof(bytes) - 1, expected)

static void other_histories_are_read(void **state)
{
    (void)state;
    LEGACY("a\nb\n", "a|b");
    LEGACY("a\n\nb", "a|b");
    LEGACY("#1700000000\na\n# a comment\n#12\n", "a|# a comment|#12");
    LEGACY("_HiStOrY_V2_\nx\\040=\\0401\nprint('\\\\n')\n", "x = 1|print('\\n')");
    LEGACY("def f():\r\n    return 1\nf()\n", "def f():\n    return 1|f()");
    LEGACY("a\r\n#1700000000\n", "a\n#1700000000");
    LEGACY("", "");
}

static void a_time_belongs_to_the_next_entry(void **state)
{
    (void)state;
    struct il_history history = {0};
    assert_true(il_legacy_read(&history, "#1700000000\na\nb\n", 16));
    assert_int_equal(history.entries[0].time, 1700000000);
    assert_int_equal(history.entries[1].time, 0);
    il_history_free(&history);
}

/* ---- the file ---- */

/* A session with a file in a folder of the test's own. */
struct session {
    struct il_archive archive;
    struct il_history history;
};

static char folder[64];
static char path[96];

static int make_folder(void **state)
{
    (void)state;
    (void)strcpy(folder, "/tmp/inlet-history-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    (void)snprintf(path, sizeof(path), "%s/a/b/history", folder);
    return 0;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {
        "/a/b/history", "/a/b/history.new", "/a/b/link", "/a/b", "/a", "/other", ""};
    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char name[128];
        (void)snprintf(name, sizeof(name), "%s%s", folder, names[i]);
        (void)remove(name);
    }
    return 0;
}

static void begin(struct session *session)
{
    assert_int_equal(il_archive_open(&session->archive, path), 0);
    assert_int_equal(il_archive_read(&session->archive, &session->history), 0);
}

static void append(struct session *session, const char *text)
{
    assert_int_equal(il_archive_append(&session->archive, &session->history, text,
                                       strlen(text), 1700000000),
                     0);
}

static void end(struct session *session)
{
    il_archive_close(&session->archive);
    il_history_free(&session->history);
}

/* All entries of the file, as a new session reads them. */
static size_t count_entries(const char *wanted)
{
    struct session session = {0};
    size_t count = 0;
    begin(&session);
    for (size_t i = 0; i < session.history.count; i++) {
        count += wanted == NULL || strcmp(session.history.entries[i].text, wanted) == 0;
    }
    end(&session);
    return count;
}

static void write_file(const char *name, const char *bytes)
{
    FILE *file = fopen(name, "a");
    assert_non_null(file);
    assert_true(fputs(bytes, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void entries_survive_a_session(void **state)
{
    (void)state;
    struct session session = {0};
    struct stat facts;
    begin(&session);
    append(&session, "def f():\n\n    return '\\n'\n");
    append(&session, " secret");
    append(&session, "@x\n+y\n.\n.z\n#");
    end(&session);
    begin(&session);
    assert_int_equal(session.history.count, 2);
    assert_string_equal(session.history.entries[0].text,
                        "def f():\n\n    return '\\n'");
    assert_string_equal(session.history.entries[1].text, "@x\n+y\n.\n.z\n#");
    assert_int_equal(session.history.entries[0].time, 1700000000);
    end(&session);
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
}

static void sessions_see_what_others_append(void **state)
{
    (void)state;
    struct session one = {0}, other = {0};
    begin(&one);
    begin(&other);
    append(&one, "a");
    append(&other, "b");
    append(&one, "c");
    assert_int_equal(one.history.count, 3);
    assert_int_equal(other.history.count, 2);
    assert_int_equal(il_archive_read(&other.archive, &other.history), 0);
    assert_int_equal(other.history.count, 3);
    assert_string_equal(other.history.entries[2].text, "c");
    assert_int_equal(il_archive_read(&other.archive, &other.history), 0);
    assert_int_equal(other.history.count, 3);
    end(&one);
    end(&other);
}

static void a_torn_entry_is_none_and_harms_no_other(void **state)
{
    (void)state;
    static const char *const torn[] = {"@17", "@17\n", "@17\n+x", "@17\n+x\n"};
    for (size_t i = 0; i < sizeof(torn) / sizeof(torn[0]); i++) {
        struct session session = {0};
        begin(&session);
        append(&session, i % 2 ? "a" : "b");
        write_file(path, torn[i]);
        append(&session, "after");
        end(&session);
    }
    assert_int_equal(count_entries(NULL), 8);
    assert_int_equal(count_entries("after"), 4);
    assert_int_equal(count_entries("x"), 0);
    write_file(path, "@17\n+x\n.");
    struct session session = {0};
    begin(&session);
    append(&session, "last");
    end(&session);
    assert_int_equal(count_entries("x"), 1);
}

static void what_is_no_entry_is_left_out(void **state)
{
    (void)state;
    struct session session = {0};
    begin(&session);
    append(&session, "a");
    write_file(path, "noise\n+x\n.\n@\n.\n@1\n+y\nnoise\n.\n@nan\n+z\n.\n\n");
    end(&session);
    begin(&session);
    assert_int_equal(session.history.count, 2);
    assert_string_equal(session.history.entries[1].text, "z");
    end(&session);
}

static void a_long_file_is_replaced_by_its_half(void **state)
{
    (void)state;
    struct session session = {.archive = {.limit = 4096}};
    struct session other = {.archive = {.limit = 4096}};
    struct stat facts;
    char text[32];
    begin(&session);
    begin(&other);
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(text, sizeof(text), "entry(%d)", i);
        append(i % 3 == 0 ? &other : &session, text);
        assert_int_equal(stat(path, &facts), 0);
        assert_true(facts.st_size <= 4096);
    }
    assert_int_equal(facts.st_mode & 0777, 0600);
    assert_string_equal(other.history.entries[other.history.count - 1].text,
                        "entry(999)");
    end(&session);
    end(&other);
    assert_true(count_entries(NULL) > 40);
    assert_int_equal(count_entries("entry(999)"), 1);
}

static void a_link_stays_a_link(void **state)
{
    (void)state;
    struct session session = {0};
    char link[128];
    struct stat facts;
    begin(&session);
    append(&session, "a");
    end(&session);
    (void)snprintf(link, sizeof(link), "%s/a/b/link", folder);
    assert_int_equal(symlink(path, link), 0);
    session.archive.limit = 20;
    assert_int_equal(il_archive_open(&session.archive, link), 0);
    append(&session, "b");
    append(&session, "c");
    end(&session);
    assert_int_equal(lstat(link, &facts), 0);
    assert_true(S_ISLNK(facts.st_mode));
}

static void a_history_is_imported_once(void **state)
{
    (void)state;
    struct session session = {0};
    char other[96];
    (void)snprintf(other, sizeof(other), "%s/other", folder);
    begin(&session);
    assert_int_equal(il_archive_import(&session.archive, &session.history, other), 0);
    assert_int_equal(session.history.count, 0);
    write_file(other, "x = 1\nif x:\r\n    y\n");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(il_archive_import(&session.archive, &session.history, other),
                         0);
        assert_int_equal(session.history.count, 2);
    }
    append(&session, "z");
    end(&session);
    assert_int_equal(count_entries(NULL), 3);
    assert_int_equal(count_entries("if x:\n    y"), 1);
}

static void a_file_that_cannot_be_written_is_a_failure(void **state)
{
    (void)state;
    struct session session = {0};
    assert_int_equal(il_archive_open(&session.archive, "/proc/inlet/history"), 0);
    assert_int_equal(il_archive_read(&session.archive, &session.history), 0);
    assert_true(il_archive_append(&session.archive, &session.history, "a", 1, 0) > 0);
    assert_int_equal(session.history.count, 1);
    end(&session);
    assert_int_equal(il_archive_open(&session.archive, "/dev/null"), 0);
    assert_int_equal(il_archive_append(&session.archive, &session.history, "a", 1, 0),
                     0);
    end(&session);
    assert_int_equal(il_archive_open(&session.archive, "/dev/full"), 0);
    assert_int_equal(il_archive_append(&session.archive, &session.history, "a", 1, 0),
                     ENOSPC);
    end(&session);
}

/* One of the processes that append at the same time. */
static void append_many(int number, int count)
{
    struct session session = {.archive = {.limit = 1 << 24}};
    char text[64];
    if (il_archive_open(&session.archive, path) != 0) {
        _exit(1);
    }
    for (int i = 0; i < count; i++) {
        (void)snprintf(text, sizeof(text), "p%d = %d\nend", number, i);
        if (il_archive_append(&session.archive, &session.history, text, strlen(text),
                              0) != 0) {
            _exit(2);
        }
    }
    end(&session);
    _exit(0);
}

static void parallel_sessions_lose_nothing(void **state)
{
    (void)state;
    enum { PROCESSES = 4, ENTRIES = 50 };
    pid_t children[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            append_many(i, ENTRIES);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = -1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count_entries(NULL), PROCESSES * ENTRIES);
    assert_int_equal(count_entries("p3 = 49\nend"), 1);
}

/* A session is killed while it appends; what stands before the others is whole. */
static void a_killed_session_tears_nothing(void **state)
{
    (void)state;
    struct session session = {.archive = {.limit = 1 << 24}};
    struct stat facts = {0};
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        append_many(0, 1 << 30);
    }
    while (stat(path, &facts) != 0 || facts.st_size < 1000) {
        usleep(1000);
    }
    begin(&session);
    for (int i = 0; i < 20; i++) {
        char text[32];
        (void)snprintf(text, sizeof(text), "mine(%d)", i);
        append(&session, text);
    }
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    append(&session, "after");
    size_t mine = 0;
    for (size_t i = 0; i < session.history.count; i++) {
        const char *text = session.history.entries[i].text;
        int number, end_at = 0;
        mine += strncmp(text, "mine(", 5) == 0;
        if (text[0] == 'p') {
            assert_int_equal(sscanf(text, "p0 = %d\nend%n", &number, &end_at), 1);
            assert_int_equal((size_t)end_at, session.history.entries[i].size);
        }
    }
    assert_int_equal(mine, 20);
    end(&session);
    assert_int_equal(count_entries("after"), 1);
}

static void the_usual_path_is_that_of_the_user(void **state)
{
    (void)state;
    struct il_text found = {0};
    assert_int_equal(setenv("XDG_STATE_HOME", "/state", 1), 0);
    assert_true(il_archive_usual_path(&found));
    assert_string_equal(found.bytes, "/state/inlet/history");
    il_text_clear(&found);
    assert_int_equal(setenv("XDG_STATE_HOME", "relative", 1), 0);
    assert_int_equal(setenv("HOME", "/home/me", 1), 0);
    assert_true(il_archive_usual_path(&found));
    assert_string_equal(found.bytes, "/home/me/.local/state/inlet/history");
    il_text_clear(&found);
    assert_int_equal(unsetenv("HOME"), 0);
    assert_false(il_archive_usual_path(&found));
    il_text_free(&found);
}

static void without_memory_a_file_is_not_harmed(void **state)
{
    (void)state;
    bool is_done = false;
    for (long failures = 0; !is_done; failures++) {
        struct session session = {0};
        assert_int_equal(il_archive_open(&session.archive, path), 0);
        il_fault_after(failures);
        is_done =
            il_archive_append(&session.archive, &session.history, "x = 1", 5, 0) == 0;
        il_fault_after(-1);
        end(&session);
    }
    assert_int_equal(count_entries("x = 1"), 1);
}

#define WITH_FILE(test)                                                                \
    cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_wanted_entries_are_kept),
        cmocka_unit_test(the_oldest_entries_are_forgotten),
        cmocka_unit_test(entries_are_counted_from_the_newest),
        cmocka_unit_test(other_histories_are_read),
        cmocka_unit_test(a_time_belongs_to_the_next_entry),
        WITH_FILE(entries_survive_a_session),
        WITH_FILE(sessions_see_what_others_append),
        WITH_FILE(a_torn_entry_is_none_and_harms_no_other),
        WITH_FILE(what_is_no_entry_is_left_out),
        WITH_FILE(a_long_file_is_replaced_by_its_half),
        WITH_FILE(a_link_stays_a_link),
        WITH_FILE(a_history_is_imported_once),
        WITH_FILE(a_file_that_cannot_be_written_is_a_failure),
        WITH_FILE(parallel_sessions_lose_nothing),
        WITH_FILE(a_killed_session_tears_nothing),
        WITH_FILE(without_memory_a_file_is_not_harmed),
        cmocka_unit_test(the_usual_path_is_that_of_the_user),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
