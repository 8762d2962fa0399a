/* SPDX-License-Identifier: MIT
 * The file of a history when things go wrong: processes that are killed while they
 * append, torn ends, no room, no right, a lock that is not given back.
 */
#include <il_test.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edit/archive.h"

enum { LARGE = 1 << 26, NOBODY = 65534 };

struct session {
    struct il_archive archive;
    struct il_history history;
};

static char folder[64], path[96];

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/inlet-archive-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    (void)snprintf(path, sizeof path, "%s/history", folder);
    return 0;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"/history", "/history.new", ""};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[128];
        (void)snprintf(name, sizeof name, "%s%s", folder, names[i]);
        (void)remove(name);
    }
    return 0;
}

static int append(struct session *session, const char *text)
{
    return il_archive_append(&session->archive, &session->history, text, strlen(text),
                             1700000000);
}

static void begin(struct session *session, size_t limit)
{
    *session = (struct session){.archive = {.limit = limit}};
    assert_int_equal(il_archive_open(&session->archive, path), 0);
    assert_int_equal(il_archive_read(&session->archive, &session->history), 0);
}

static void end(struct session *session)
{
    il_archive_close(&session->archive);
    il_history_free(&session->history);
}

/* ---- entries that tell whether they are whole ---- */

/* `number` of process `who`, of some size that they say, on several lines. */
static char *make_entry(int who, int number)
{
    static char text[1 << 17];
    int filling = number % 7 == 0 ? 90000 : number % 3 == 0 ? 5000 : 10;
    int size = snprintf(text, sizeof text, "entry %d %d %d\n", who, number, filling);
    for (int i = 0; i < filling; i++) {
        text[size++] = i % 50 == 49 ? '\n' : 'x';
    }
    (void)snprintf(text + size, sizeof text - (size_t)size, "end %d", number);
    return text;
}

static void assert_whole(const struct il_history_entry *entry, int *out_who,
                         int *out_number)
{
    assert_int_equal(sscanf(entry->text, "entry %d %d", out_who, out_number), 2);
    const char *wanted = make_entry(*out_who, *out_number);
    assert_int_equal(entry->size, strlen(wanted));
    assert_memory_equal(entry->text, wanted, entry->size);
}

/* ---- processes that are killed ---- */

enum { WRITERS = 3, ROUNDS = 12, MOST = 4000 };

struct writer {
    pid_t pid;
    int reports, reported; /* a byte comes for each entry that is there */
    unsigned char seen[MOST];
};

/* Append `count` entries; report each one. Whoever is to be killed waits for it. */
static void write_entries(int who, int count, size_t limit, int reports)
{
    struct session session = {.archive = {.limit = limit}};
    if (il_archive_open(&session.archive, path) != 0) {
        _exit(1);
    }
    for (int i = 0; i < count; i++) {
        if (append(&session, make_entry(who, i)) != 0 || write(reports, "", 1) != 1) {
            _exit(2);
        }
    }
    end(&session);
    while (count == MOST && pause() != 0) {
    }
    _exit(0);
}

static void start_writer(struct writer *writer, int who, int count, size_t limit)
{
    int ends[2];
    *writer = (struct writer){.reported = 0};
    assert_int_equal(pipe(ends), 0);
    writer->pid = fork();
    assert_true(writer->pid >= 0);
    if (writer->pid == 0) {
        (void)close(ends[0]);
        write_entries(who, count, limit, ends[1]);
    }
    (void)close(ends[1]);
    writer->reports = ends[0];
}

static void wait_for_reports(struct writer *writer, int count)
{
    char byte;
    while (writer->reported < count && read(writer->reports, &byte, 1) == 1) {
        writer->reported++;
    }
}

static void end_writer(struct writer *writer, bool is_killed)
{
    int status = -1;
    wait_for_reports(writer, MOST);
    assert_int_equal(waitpid(writer->pid, &status, 0), writer->pid);
    assert_true(is_killed ? WIFSIGNALED(status) : status == 0);
    (void)close(writer->reports);
}

/* What was reported is there once, and nothing but what was written. */
static void assert_nothing_is_lost(struct writer *writers, int killed)
{
    struct session session;
    begin(&session, LARGE);
    for (size_t i = 0; i < session.history.count; i++) {
        int who = -1, number = -1;
        assert_whole(&session.history.entries[i], &who, &number);
        assert_in_range(who, 0, WRITERS - 1);
        assert_in_range(number, 0, MOST - 1);
        assert_int_equal(writers[who].seen[number]++, 0);
    }
    end(&session);
    for (int who = 0; who < WRITERS; who++) {
        for (int number = 0; number < MOST; number++) {
            bool is_reported = number < writers[who].reported;
            /* The last one may be there, with its report not sent. */
            bool is_last = who == killed && number == writers[who].reported;
            assert_true(writers[who].seen[number] == is_reported || is_last);
        }
    }
}

static void entries_survive_whoever_is_killed(void **state)
{
    (void)state;
    struct writer *writers = calloc(WRITERS, sizeof *writers);
    assert_non_null(writers);
    for (int round = 0; round < ROUNDS; round++) {
        int killed = round % WRITERS;
        for (int who = 0; who < WRITERS; who++) {
            start_writer(&writers[who], who, who == killed ? MOST : 12, LARGE);
        }
        wait_for_reports(&writers[killed], 1 + round);
        (void)usleep((useconds_t)(round * 97 % 400)); /* somewhere in the next one */
        assert_int_equal(kill(writers[killed].pid, SIGKILL), 0);
        for (int who = 0; who < WRITERS; who++) {
            end_writer(&writers[who], who == killed);
        }
        assert_nothing_is_lost(writers, killed);
        assert_int_equal(unlink(path), 0);
    }
    free(writers);
}

/* The file is replaced all the time: older entries go, but the newest of each process,
 * and no other thing comes. */
static void a_file_that_is_replaced_survives_as_well(void **state)
{
    (void)state;
    enum { SHORT = 400000, FEW = 40 };
    struct writer *writers = calloc(WRITERS, sizeof *writers);
    assert_non_null(writers);
    for (int round = 0; round < ROUNDS / 2; round++) {
        int killed = round % WRITERS, newest[WRITERS] = {-1, -1, -1};
        for (int who = 0; who < WRITERS; who++) {
            start_writer(&writers[who], who, who == killed ? MOST : FEW, SHORT);
        }
        wait_for_reports(&writers[killed], 5 * (1 + round));
        assert_int_equal(kill(writers[killed].pid, SIGKILL), 0);
        for (int who = 0; who < WRITERS; who++) {
            end_writer(&writers[who], who == killed);
        }
        struct session session;
        begin(&session, SHORT);
        for (size_t i = 0; i < session.history.count; i++) {
            int who = 0, number = 0;
            assert_whole(&session.history.entries[i], &who, &number);
            assert_true(number > newest[who]);
            newest[who] = number;
        }
        int last = 0;
        for (int who = 0; who < WRITERS; who++) {
            last += newest[who] >= writers[who].reported - 1;
        }
        assert_true(last >= 1); /* whoever appended last has it there */
        assert_int_equal(append(&session, "after"), 0);
        end(&session);
        assert_int_equal(unlink(path), 0);
    }
    free(writers);
}

/* ---- torn ends ---- */

static void write_file(const char *bytes, size_t size)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), size);
    assert_int_equal(close(file), 0);
}

static void every_torn_end_is_survived(void **state)
{
    (void)state;
    static const char whole[] = "@1700000000\n+if x:\n+    @1\n++\n+.\n.\n";
    for (size_t size = 0; size < sizeof whole; size++) {
        struct session session;
        write_file(whole, size);
        begin(&session, 0);
        assert_int_equal(session.history.count, size == sizeof whole - 1);
        assert_int_equal(append(&session, "after\nall"), 0);
        end(&session);
        begin(&session, 0);
        /* Only the newline was missing, which the next entry brings. */
        assert_int_equal(session.history.count, 1 + (size >= sizeof whole - 2));
        assert_string_equal(session.history.entries[session.history.count - 1].text,
                            "after\nall");
        end(&session);
    }
}

/* ---- what does not work ---- */

/* Run in a process of its own; it ends with 0. */
static void in_a_process(void (*function)(void))
{
    int status = -1;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        function();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void require(bool is_so, int code)
{
    if (!is_so) {
        _exit(code);
    }
}

static void fill_the_disk(void)
{
    struct session session = {.archive = {.limit = LARGE}};
    struct rlimit limit = {.rlim_cur = 8192, .rlim_max = RLIM_INFINITY};
    (void)signal(SIGXFSZ, SIG_IGN);
    require(setrlimit(RLIMIT_FSIZE, &limit) == 0, 1);
    require(il_archive_open(&session.archive, path) == 0, 2);
    require(append(&session, "first") == 0, 3);
    require(append(&session, make_entry(0, 3)) == 0, 4);
    require(append(&session, make_entry(0, 6)) == EFBIG, 5); /* half of it is written */
    require(append(&session, "no more") == EFBIG, 6);
    require(session.history.count == 4, 7); /* in memory they are */
    limit.rlim_cur = RLIM_INFINITY;
    require(setrlimit(RLIMIT_FSIZE, &limit) == 0, 8);
    require(append(&session, "last") == 0, 9);
    end(&session);
}

static void a_full_disk_harms_no_other_entry(void **state)
{
    (void)state;
    struct session session;
    int who, number;
    in_a_process(fill_the_disk);
    begin(&session, LARGE);
    assert_int_equal(session.history.count, 3);
    assert_string_equal(session.history.entries[0].text, "first");
    assert_whole(&session.history.entries[1], &who, &number);
    assert_string_equal(session.history.entries[2].text, "last");
    end(&session);
}

static void append_without_a_right(void)
{
    struct session session = {.archive = {.limit = 0}};
    require(geteuid() != 0 || (setgid(NOBODY) == 0 && setuid(NOBODY) == 0), 1);
    require(il_archive_open(&session.archive, path) == 0, 2);
    require(il_archive_read(&session.archive, &session.history) == 0, 3);
    require(session.history.count == 1, 4);
    require(append(&session, "mine") == EACCES, 5);
    require(session.history.count == 2, 6);
    end(&session);
}

/* Holes take no room on a disk, but they would in memory. */
static void a_file_of_any_size_is_shortened(void **state)
{
    (void)state;
    struct session session;
    struct stat facts;
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    int result = ftruncate(file, (off_t)1 << 36);
    close(file);
    if (result != 0) {
        skip(); /* there are no such files here */
    }
    begin(&session, 0);
    assert_int_equal(append(&session, "kept"), 0);
    end(&session);
    assert_int_equal(stat(path, &facts), 0);
    assert_true(facts.st_size < IL_ARCHIVE_LIMIT);
    begin(&session, 0);
    assert_int_equal(session.history.count, 1);
    assert_string_equal(session.history.entries[0].text, "kept");
    end(&session);
}

static void a_file_that_is_only_to_be_read_is_read(void **state)
{
    (void)state;
    struct session session;
    begin(&session, 0);
    assert_int_equal(append(&session, "theirs"), 0);
    end(&session);
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(folder, 0555), 0);
    in_a_process(append_without_a_right);
    assert_int_equal(chmod(folder, 0700), 0);
}

static void a_stopped_process_with_the_lock_stops_no_other(void **state)
{
    (void)state;
    struct session session;
    int status = -1;
    begin(&session, 0);
    assert_int_equal(append(&session, "one"), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int file = open(path, O_RDONLY);
        require(file >= 0 && flock(file, LOCK_EX) == 0, 1);
        (void)raise(SIGSTOP);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, WUNTRACED), child);
    assert_true(WIFSTOPPED(status));
    assert_int_equal(append(&session, "two"), 0);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(append(&session, "three"), 0);
    end(&session);
    begin(&session, 0);
    assert_int_equal(session.history.count, 3);
    assert_string_equal(session.history.entries[1].text, "two");
    end(&session);
}

#define WITH_FOLDER(test)                                                              \
    cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(entries_survive_whoever_is_killed),
        WITH_FOLDER(a_file_that_is_replaced_survives_as_well),
        WITH_FOLDER(every_torn_end_is_survived),
        WITH_FOLDER(a_full_disk_harms_no_other_entry),
        WITH_FOLDER(a_file_of_any_size_is_shortened),
        WITH_FOLDER(a_file_that_is_only_to_be_read_is_read),
        WITH_FOLDER(a_stopped_process_with_the_lock_stops_no_other),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
