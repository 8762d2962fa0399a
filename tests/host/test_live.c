/* SPDX-License-Identifier: MIT
 * Live C state by field tables.
 */
#include <stdbool.h>

enum mode { MODE_FAST, MODE_SLOW = 5 };
struct config {
    bool debug;
    int max_connections;
};
struct client {
    const char *name;
    int id;
    struct client *next;
};
struct app {
    char version[8];
    int active_users;
    struct config config;
    struct client *head;
    const struct client *fixed;
    struct client inside[2];
    enum mode mode;
    const int constant;
    unsigned char byte;
    signed char tiny;
    unsigned long long wide;
    float single;
    double real;
    bool truth;
    char letter;
    int limits[4];
    int grid[2][3];
    unsigned low : 3;
    int middle : 5;
    bool one : 1;
    unsigned count;
    int *counted;
    void *any;
    int class;
    int secret;
    char raw[4];
    unsigned short port;
};
union either {
    int number;
    unsigned char bytes[4];
};

#define INLET_LIVE_TYPES(X) X(struct config, config_type) X(struct client, client_type)
#include <inlet/live.h>

#include "host.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

INLET_DICT(config_type, struct config, debug, max_connections);
INLET_STRUCT(client_type, struct client, name, id, next);
INLET_OVERLAY(either_type, union either, number, bytes);
INLET_ENUM(mode_names, MODE_FAST, MODE_SLOW);
INLET_BITFIELD(app_low, struct app, low);
INLET_BITFIELD(app_middle, struct app, middle);
INLET_BITFIELD(app_one, struct app, one);
#define FIELD(name) INLET_FIELD(struct app, name)
#define WITH(name, flags) INLET_FIELD_WITH(struct app, name, INLET_WITH(flags))
INLET_TYPE(app_type, struct app, 0, FIELD(version), FIELD(active_users), FIELD(config),
           FIELD(head), FIELD(fixed), FIELD(inside),
           INLET_FIELD_WITH(struct app, mode, INLET_NAMES(mode_names),
                            INLET_DOC("how it runs")),
           FIELD(constant), FIELD(byte), FIELD(tiny), FIELD(wide), FIELD(single),
           FIELD(real), FIELD(truth), FIELD(letter), FIELD(limits),
           INLET_MATRIX(struct app, grid), INLET_BITS(struct app, low, app_low),
           INLET_BITS(struct app, middle, app_middle),
           INLET_BITS(struct app, one, app_one), FIELD(count),
           INLET_FIELD_WITH(struct app, counted, INLET_COUNTED(count)), FIELD(any),
           FIELD(class), WITH(secret, INLET_HIDDEN | INLET_READONLY),
           WITH(raw, INLET_RAW), WITH(port, INLET_BIG_ENDIAN));

static int numbers[3] = {10, 20, 30};
static struct client second = {"two", 2, NULL};
static struct client first = {"one", 1, &second};
static const struct app fresh = {
    .version = "1.0",
    .config = {true, 100},
    .head = &first,
    .fixed = &first,
    .mode = MODE_SLOW,
    .constant = 3,
    .letter = 'q',
    .count = 3,
    .counted = numbers,
    .secret = 7,
};

static struct app global;
static struct app *heap; /* the same, where the kernel is asked */
static struct app *state;
static inlet_console *console;
static struct sink shown; /* the tracebacks of what is to fail */

static void renew(void)
{
    first = (struct client){"one", 1, &second};
    second = (struct client){"two", 2, NULL};
    for (int i = 0; i < 3; i++) {
        numbers[i] = 10 * (i + 1);
    }
    memcpy(state, &fresh, sizeof fresh);
}

static void open_on(struct app *object)
{
    inlet_error error;
    console = host_open(&shown);
    state = object;
    renew();
    if (inlet_watch(console, "state", &app_type, state, NULL, &error) < 0) {
        fail_msg("%s", error.message);
    }
    host_run(console, "import inlet.live as live");
}

static int open_global(void **unused)
{
    (void)unused;
    open_on(&global);
    return 0;
}

static int open_heap(void **unused)
{
    (void)unused;
    heap = malloc(sizeof *heap);
    open_on(heap);
    return 0;
}

static int close_one(void **unused)
{
    (void)unused;
    inlet_console_free(console);
    inlet_detach(state, NULL);
    free(heap);
    heap = NULL;
    return 0;
}

/* Assert that statements raise that, and change nothing. */
static void assert_raises(const char *statements, const char *type, const char *text)
{
    inlet_error error;
    struct app before;
    memcpy(&before, state, sizeof before);
    assert_status(inlet_run(console, statements, &error), INLET_RAISED);
    if (strcmp(error.type, type) != 0 || strcmp(error.message, text) != 0) {
        fail_msg("%s\n%s: %s\nand not\n%s: %s", statements, error.type, error.message,
                 type, text);
    }
    assert_memory_equal(&before, state, sizeof before);
}

static void assert_true_all(const char *const *expressions)
{
    for (; *expressions != NULL; expressions++) {
        host_assert_true(console, *expressions);
    }
}

/* --- Reading ---------------------------------------------------------------------- */

static void fields_are_attributes(void **unused)
{
    (void)unused;
    assert_true_all((const char *const[]){
        "state.version == '1.0'",
        "type(state.active_users) is int and state.active_users == 0",
        "state.config.debug is True and state.config.max_connections == 100",
        "state.head.name == 'one' and state.head.next.name == 'two'",
        "state.head.next.next == None and not state.head.next.next",
        "state.inside[1].name is None and state.inside[-1].id == 0",
        "state.mode == 5 and state.mode.name == 'MODE_SLOW'",
        "repr(state.mode) == 'MODE_SLOW (5)' == f'{state.mode}'",
        "state.letter == 'q' and state.truth is False",
        "type(state.real) is float and state.single == 0.0",
        "state.any == None and not state.any",
        "state.class_ == getattr(state, 'class') == 0",
        "'class_' in dir(state) and 'class_' not in live.fields(state)",
        "state.secret == 7 and 'secret' not in dir(state)",
        "len(state.limits) == 4 and list(state.limits) == [0] * 4",
        "len(state.grid) == 2 and [list(row) for row in state.grid] == [[0] * 3] * 2",
        "list(state.counted) == [10, 20, 30] == state.counted[:]",
        "state.counted[1:] == [20, 30] and state.counted[::-2] == [30, 10]",
        "20 in state.counted and 21 not in state.counted",
        "live.read(state.raw) == b'\\0' * 4 and state.raw[0] == 0",
        NULL});
}

static void what_the_program_does_is_seen(void **unused)
{
    (void)unused;
    host_run(console, "config, head = state.config, state.head");
    state->active_users = 12;
    state->config.max_connections = -5;
    first.id = 77;
    state->low = 5;
    state->middle = -7;
    state->one = true;
    state->port = 0;
    memcpy(&state->port, "\x12\x34", 2);
    state->letter = (char)0xe9;
    assert_true_all((const char *const[]){
        "state.active_users == 12 and config.max_connections == -5 and head.id == 77",
        "(state.low, state.middle, state.one) == (5, -7, 1)", "state.port == 0x1234",
        "state.letter == '\\udce9'", NULL});
}

static void pointers_are_compared_and_moved(void **unused)
{
    (void)unused;
    state->head = state->inside;
    state->inside[1].id = 4;
    assert_true_all((const char *const[]){
        "(state.head + 1).id == 4 and (1 + state.head).id == 4",
        "(state.head + 1) - state.head == 1 and state.head + 1 - 1 == state.head",
        "state.head == state.head and state.head != state.head + 1",
        "hash(state.head) == hash(state.head) and state.head in {state.head}",
        "live.deref(state.head) == state.inside[0]", "state.config == state.config",
        "state.config is not state.config and state.config != state.inside[0]",
        "state.head != 5 and state != None", "live.deref(state.counted) == 10", NULL});
}

/* --- Writing ---------------------------------------------------------------------- */

static void assignments_are_made_in_the_object(void **unused)
{
    (void)unused;
    host_run(console, "state.active_users = 5\n"
                      "state.config.max_connections = 200\n"
                      "state.config['debug'] = False\n"
                      "state.version = '2.0 \xc3\xa9'\n"
                      "state.head.next.id = -9\n"
                      "state.mode = 'MODE_FAST'\n"
                      "state.single = 0.5\n"
                      "state.real = 3\n"
                      "state.wide = 2 ** 64 - 1\n"
                      "state.truth = True\n"
                      "state.letter = 'x'\n"
                      "state.limits[2] = 8\n"
                      "state.limits[:2] = (1, 2)\n"
                      "state.grid = [[1, 2, 3], [4, 5, 6]]\n"
                      "state.low, state.middle, state.one = 6, -16, True\n"
                      "state.counted[-1] = 31\n"
                      "state.class_ = 9\n"
                      "state.port = 80\n"
                      "state.inside[1] = {'id': 3, 'next': state.head}\n"
                      "state.any = state.head\n");
    assert_int_equal(state->active_users, 5);
    assert_int_equal(state->config.max_connections, 200);
    assert_false(state->config.debug);
    assert_string_equal(state->version, "2.0 \xc3\xa9");
    assert_int_equal(second.id, -9);
    assert_int_equal(state->mode, MODE_FAST);
    assert_true(state->single == 0.5F && state->real == 3.0);
    assert_true(state->wide == UINT64_MAX && state->truth && state->letter == 'x');
    assert_memory_equal(state->limits, ((int[]){1, 2, 8, 0}), sizeof state->limits);
    assert_int_equal(state->grid[1][2], 6);
    assert_true(state->low == 6 && state->middle == -16 && state->one);
    assert_int_equal(numbers[2], 31);
    assert_int_equal(state->class, 9);
    assert_memory_equal(&state->port, "\0\x50", 2);
    assert_true(state->inside[1].id == 3 && state->inside[1].next == &first);
    assert_null(state->inside[1].name);
    assert_ptr_equal(state->any, &first);
    host_run(console, "state.head = None; state.inside[0] = state.inside[1]");
    assert_null(state->head);
    assert_int_equal(state->inside[0].id, 3);
}

static const struct {
    const char *statement, *type, *text;
} misfits[] = {
    {"state.byte = 300", "OverflowError",
     "state.byte: 300 does not fit in unsigned char (0..255)"},
    {"state.byte = -1", "OverflowError",
     "state.byte: -1 does not fit in unsigned char (0..255)"},
    {"state.tiny = 128", "OverflowError",
     "state.tiny: 128 does not fit in signed char (-128..127)"},
    {"state.wide = 2 ** 64", "OverflowError",
     "state.wide: 18446744073709551616 does not fit in unsigned long long "
     "(0..18446744073709551615)"},
    {"state.low = 8", "OverflowError", "state.low: 8 does not fit in 3 bits (0..7)"},
    {"state.middle = 16", "OverflowError",
     "state.middle: 16 does not fit in 5 bits (-16..15)"},
    {"state.single = 1e300", "OverflowError",
     "state.single: 1e+300 does not fit in float"},
    {"state.truth = 2", "OverflowError", "state.truth: 2 does not fit in bool (0..1)"},
    {"state.active_users = 1.5", "TypeError",
     "state.active_users (int): must be int, not float"},
    {"state.active_users = '1'", "TypeError",
     "state.active_users (int): must be int, not str"},
    {"state.real = '1'", "TypeError", "state.real (double): must be float, not str"},
    {"state.version = '12345678'", "ValueError",
     "state.version: 8 bytes and a NUL do not fit in 8"},
    {"state.version = 'a\\0b'", "ValueError",
     "state.version: a text cannot hold a NUL"},
    {"state.version = 5", "TypeError",
     "state.version (char [8]): must be str or bytes, not int"},
    {"state.letter = 'ab'", "ValueError",
     "state.letter (char): must be one character of one byte, not str"},
    {"state.mode = 'MODE_NONE'", "ValueError",
     "state.mode (unsigned int): must be an int or the name of one of its values, "
     "not str"},
    {"state.limits = [1, 2, 3]", "ValueError", "state.limits: has 4 elements, not 3"},
    {"state.limits = [1, 2, 3, 'x']", "TypeError",
     "state.limits[3] (int): must be int, not str"},
    {"state.limits[1:3] = [1, 2 ** 40]", "OverflowError",
     "state.limits[2]: 1099511627776 does not fit in int "
     "(-2147483648..2147483647)"},
    {"state.limits[4] = 1", "IndexError", "state.limits has 4 elements"},
    {"state.counted[3]", "IndexError", "state.counted has 3 elements"},
    {"state.config = {'max_connections': 1, 'debug': 9}", "OverflowError",
     "state.config.debug: 9 does not fit in bool (0..1)"},
    {"state.config = {'max': 1}", "KeyError", "\"struct config has no field 'max'\""},
    {"state.config = 5", "TypeError",
     "state.config (struct config): must be a dict or the same struct, not int"},
    {"state.config = state.inside[0]", "TypeError",
     "state.config (struct config): must be a dict or the same struct, not "
     "inlet.live.Value"},
    {"state.head = 5", "TypeError",
     "state.head (struct client *): must be a pointer, a struct or None, not int"},
    {"state.head = state.counted", "TypeError",
     "state.head (struct client *): must be a pointer to the same type, not "
     "inlet.live.Value"},
    {"state.head = state.fixed", "TypeError",
     "state.head (struct client *): must be a pointer to the same type, not "
     "inlet.live.Value"},
    {"state.head.name = 'text'", "TypeError",
     "state.head->name (const char *): must be a pointer: nobody would own the "
     "text, not str"},
    {"state.head.nam", "AttributeError", "struct client * has no field 'nam'"},
    {"state.nothing = 1", "AttributeError", "struct app has no field 'nothing'"},
    {"state.config['x']", "KeyError", "'x'"},
    {"len(state.head)", "TypeError",
     "state.head: nothing says how many elements it has"},
    {"state[0]", "TypeError", "state has no elements"},
    {"del state.byte", "TypeError",
     "state.byte is part of an object: it cannot be deleted"},
    {"live.deref(state.any)", "TypeError", "a void pointer points to nothing known"},
};

static void what_does_not_fit_changes_nothing(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof misfits / sizeof *misfits; i++) {
        assert_raises(misfits[i].statement, misfits[i].type, misfits[i].text);
    }
}

static void what_is_read_only_is_not_written(void **unused)
{
    inlet_error error;
    (void)unused;
    assert_raises("state.constant = 1", "AttributeError",
                  "state.constant is read-only");
    assert_raises("state.secret = 1", "AttributeError", "state.secret is read-only");
    assert_raises("state.fixed.id = 1", "AttributeError",
                  "state.fixed->id is read-only");
    assert_raises("live.readonly(True); state.byte = 1", "AttributeError",
                  "state.byte is read-only, as everything is now");
    host_run(console, "assert live.readonly() is True; live.readonly(False)");
    host_run(console, "state.byte = 1");
    assert_status(inlet_live_readonly(true, &error), INLET_DONE);
    assert_raises("live.readonly(False); state.byte = 2", "AttributeError",
                  "state.byte is read-only, as everything is now");
    assert_status(inlet_live_readonly(false, &error), INLET_DONE);
    inlet_watching watching = INLET_WATCHING_INIT;
    watching.flags = INLET_READONLY;
    assert_status(inlet_watch(console, "fixed", &app_type, state, &watching, &error),
                  INLET_DONE);
    assert_raises("fixed.byte = 2", "AttributeError", "fixed.byte is read-only");
    assert_raises("fixed.head.id = 2", "AttributeError", "fixed.head->id is read-only");
}

/* --- Memory that is not there ----------------------------------------------------- */

static void bad_pointers_are_exceptions_with_the_way_to_them(void **unused)
{
    static const uintptr_t addresses[] = {0, 16, 0x7fffdead0000, 0x8000000000000000,
                                          ~0ULL - 7};
    char text[200];
    (void)unused;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        state->head = (struct client *)addresses[i];
        uintptr_t id = addresses[i] + offsetof(struct client, id);
        snprintf(text, sizeof text, "state.head->id: cannot read 4 bytes at 0x%zx",
                 (size_t)id);
        assert_raises("state.head.id", "inlet.live.FaultError", text);
        snprintf(text, sizeof text, "state.head->id: cannot write 4 bytes at 0x%zx",
                 (size_t)id);
        assert_raises("state.head.id = 1", "inlet.live.FaultError", text);
        host_assert_true(
            console, "repr(live.deref(state.head)) == '(struct client)<unreadable>'");
        host_assert_true(console, "str(state).startswith('(struct app){.version = ')");
        host_assert_true(console, "dir(state.head) == ['id', 'name', 'next']");
        host_assert_true(console, "'struct client' in state.head.__doc__");
    }
    first.name = (const char *)16;
    state->head = &first;
    assert_raises("state.head.name", "inlet.live.FaultError",
                  "state.head->name: cannot read 1 byte at 0x10");
    host_assert_true(console, "'.name = <unreadable>' in repr(live.deref(state.head))");
}

static void an_object_half_of_which_is_there_is_not_changed(void **unused)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct client *across = (void *)(pages + page - offsetof(struct client, next));
    (void)unused;
    assert_int_equal(mprotect(pages + page, page, PROT_READ), 0);
    across->id = 5;
    state->head = across;
    inlet_error error;
    assert_status(
        inlet_run(console, "p = state.head; p[0] = {'id': 6, 'next': p}", &error),
        INLET_RAISED);
    assert_string_equal(error.type, "inlet.live.FaultError");
    assert_int_equal(across->id, 5);
    state->head = NULL;
    munmap(pages, 2 * page);
}

static void constant_data_of_the_program_stays(void **unused)
{
    static const struct client constant = {"constant", 1, NULL};
    (void)unused;
    memcpy(&state->head, &(const struct client *){&constant}, sizeof state->head);
    inlet_error error;
    assert_status(inlet_run(console, "state.head.id = 2", &error), INLET_RAISED);
    assert_string_equal(error.type, "inlet.live.FaultError");
    assert_int_equal(constant.id, 1);
}

static void a_child_looks_at_its_own_memory(void **unused)
{
    int status;
    (void)unused;
    host_run(console, "import os\n"
                      "state.active_users = 1\n"
                      "child = os.fork()\n"
                      "if child == 0:\n"
                      "    state.active_users = 2\n"
                      "    fine = state.active_users == 2 and state.head.id == 1\n"
                      "    os._exit(0 if fine else 1)\n"
                      "status = os.waitpid(child, 0)[1]\n");
    assert_int_equal(state->active_users, 1);
    int64_t answer = -1;
    assert_status(inlet_get_int(console, "status", &answer, NULL), INLET_DONE);
    status = (int)answer;
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void no_signal_handler_is_changed(void **unused)
{
    struct sigaction before, after;
    (void)unused;
    sigaction(SIGSEGV, NULL, &before);
    state->head = (struct client *)16;
    assert_raises("state.head.id", "inlet.live.FaultError",
                  "state.head->id: cannot read 4 bytes at 0x18");
    sigaction(SIGSEGV, NULL, &after);
    assert_ptr_equal(before.sa_handler, after.sa_handler);
}

/* --- What Python asks for --------------------------------------------------------- */

static void what_is_shown_is_c(void **unused)
{
    (void)unused;
    assert_true_all((const char *const[]){
        "repr(live.deref(state.head)).startswith("
        "'(struct client){.name = \"one\", .id = 1, .next = (struct client *)0x')",
        "repr(state.config) == str(state.config) == "
        "\"{'debug': True, 'max_connections': 100}\"",
        "repr(state.limits) == '(int [4]){0, 0, 0, 0}'",
        "repr(state.any) == '(void *)NULL'",
        "repr(state.inside[0]) == '(struct client){.name = NULL, .id = 0, .next = "
        "NULL}'",
        "state.__doc__.startswith('state: struct app\\n\\nstruct app {\\n    char "
        "version[8];')",
        "'unsigned int mode; /* how it runs */' in state.__doc__",
        "'unsigned long long low : 3;' in state.__doc__",
        "'secret' not in state.__doc__ + repr(state)", NULL});
}

static void a_struct_may_look_like_a_dict(void **unused)
{
    (void)unused;
    assert_true_all((const char *const[]){
        "dict(state.config) == {'debug': True, 'max_connections': 100}",
        "list(state.config) == ['debug', 'max_connections'] and len(state.config) == 2",
        "'debug' in state.config and 'x' not in state.config", NULL});
}

static void copies_are_plain_objects(void **unused)
{
    (void)unused;
    assert_true_all((const char *const[]){
        "live.to_dict(state.head)['next'] == live.addressof(state.head.next)",
        "live.to_dict(state.head)['name'] == 'one'",
        "live.to_dict(state)['counted'] == [10, 20, 30]",
        "live.to_dict(state)['any'] is None",
        "live.to_dict(state)['grid'] == [[0, 0, 0], [0, 0, 0]]",
        "__import__('json').dumps(live.to_dict(state)) != ''", NULL});
    assert_raises(
        "import pickle; pickle.dumps(state)", "TypeError",
        "cannot copy or pickle 'inlet.live.Value': it stands for memory of the "
        "program (inlet.live.to_dict() makes a copy)");
}

static void the_functions_say_where_and_what_it_is(void **unused)
{
    (void)unused;
    assert_true_all((const char *const[]){
        "live.addressof(state) == live.addressof(state, 'version')",
        "live.sizeof(state, 'grid') == 24 and live.sizeof(state.config) == 8",
        "live.typename(state.inside) == 'struct client [2]'",
        "live.path(state.head.next, 'id') == 'state.head->next->id'",
        "live.path(state.inside[1], 'id') == 'state.inside[1].id'",
        "live.fields(state.head) == ['name', 'id', 'next']",
        "live.deref(live.ref(state, 'active_users')) == 0",
        "list(live.ref(state, 'version')[:3]) == ['1', '.', '0']",
        "[one.id for one in live.walk(state.head, 'next')] == [1, 2]",
        "live.read(state.counted, 4) == (10).to_bytes(4, __import__('sys').byteorder)",
        NULL});
    host_run(console, "live.store(live.ref(state, 'active_users'), 6)\n"
                      "live.store(state.counted, 11)\n");
    assert_int_equal(state->active_users, 6);
    assert_int_equal(numbers[0], 11);
    second.next = &first;
    host_assert_true(console,
                     "[one.id for one in live.walk(state.head, 'next')] == [1, 2]");
    assert_raises("live.addressof(state, 'low')", "TypeError",
                  "'low' is a bit-field: it has no address");
    assert_raises("live.sizeof(5)", "TypeError",
                  "must be a struct, array or pointer of the program, not int");
}

static void a_long_way_begins_anew(void **unused)
{
    (void)unused;
    second.next = &first;
    host_run(console, "import gc, weakref\n"
                      "p = state.head\n"
                      "start = weakref.ref(p)\n"
                      "for i in range(100001): p = p.next\n"
                      "assert p.id == 2 and start() is None\n"
                      "assert live.path(p).startswith('((struct client *)0x')\n"
                      "assert len(live.path(p)) < 500\n"
                      "for i in range(1000): p = p + 1\n"
                      "assert len(live.path(p)) < 500\n");
}

static void unions_lie_over_each_other(void **unused)
{
    static union either either;
    inlet_error error;
    (void)unused;
    assert_status(inlet_watch(console, "either", &either_type, &either, NULL, &error),
                  INLET_DONE);
    host_run(console, "either.number = -1\n"
                      "assert list(either.bytes) == [255] * 4\n"
                      "either.bytes = bytes(4)\n"
                      "assert either.number == 0\n");
}

/* --- Coming and going ------------------------------------------------------------- */

static void a_detached_object_is_not_touched(void **unused)
{
    inlet_error error;
    inlet_console *other = host_open(NULL);
    (void)unused;
    assert_status(inlet_watch(other, "too", &app_type, state, NULL, &error),
                  INLET_DONE);
    host_run(console, "config, head = state.config, state.head");
    assert_status(inlet_detach(state, &error), INLET_DONE);
    assert_raises("state.byte", "ReferenceError",
                  "state: the program has taken 'state' away");
    assert_raises("config.debug = True", "ReferenceError",
                  "state.config: the program has taken 'state' away");
    assert_raises("head.id", "ReferenceError",
                  "state.head: the program has taken 'state' away");
    host_assert_true(console, "repr(state) == '<struct app that is gone>'");
    host_assert_true(console, "repr(config) == '<struct config that is gone>'");
    host_assert_true(console, "'byte' in dir(state) and 'struct app' in state.__doc__");
    assert_status(inlet_run(other, "too.byte", &error), INLET_RAISED);
    assert_string_equal(error.type, "ReferenceError");
    assert_status(inlet_detach(state, &error), INLET_DONE);
    assert_status(inlet_watch(console, "state", &app_type, state, NULL, &error),
                  INLET_DONE);
    host_assert_true(console, "state.byte == 0");
    inlet_console_free(other);
}

static void a_table_that_is_wrong_is_refused(void **unused)
{
    inlet_error error;
    inlet_type wrong = config_type;
    (void)unused;
    wrong.size = 1;
    assert_status(inlet_watch(console, "x", &wrong, state, NULL, &error), INLET_EINVAL);
    assert_string_equal(
        error.message,
        "struct config: field max_connections lies outside of the object");
    assert_status(inlet_watch(console, "x", NULL, state, NULL, &error), INLET_EINVAL);
    assert_status(inlet_watch(console, NULL, &app_type, state, NULL, &error),
                  INLET_EINVAL);
    assert_status(inlet_watch(console, "x", &app_type, NULL, NULL, &error),
                  INLET_EINVAL);
    assert_status(inlet_watch(NULL, "x", &app_type, state, NULL, &error), INLET_EINVAL);
    assert_status(inlet_watch(console, "\xff", &app_type, state, NULL, &error),
                  INLET_EENCODING);
    inlet_watching watching = INLET_WATCHING_INIT;
    watching.flags = INLET_RAW;
    assert_status(inlet_watch(console, "x", &app_type, state, &watching, &error),
                  INLET_EINVAL);
    host_assert_true(console, "'x' not in globals()");
}

/* --- The host's lock -------------------------------------------------------------- */

struct guard {
    pthread_mutex_t mutex;
    bool is_held;
    unsigned long taken;
};

static void guard_lock(void *data, bool on)
{
    struct guard *guard = data;
    if (on) {
        pthread_mutex_lock(&guard->mutex);
        guard->is_held = true;
        guard->taken++;
    } else {
        guard->is_held = false;
        pthread_mutex_unlock(&guard->mutex);
    }
}

static inlet_status is_held(void *data, inlet_call *call)
{
    const struct guard *guard = data;
    return inlet_return(call, inlet_bool(guard->is_held));
}

static void watch_guarded(struct guard *guard)
{
    inlet_error error;
    inlet_watching watching = INLET_WATCHING_INIT;
    watching.lock = guard_lock;
    watching.data = guard;
    assert_status(inlet_watch(console, "guarded", &app_type, state, &watching, &error),
                  INLET_DONE);
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = "is_held";
    function.call = is_held;
    function.data = guard;
    assert_status(inlet_put_function(console, &function, &error), INLET_DONE);
}

static void the_lock_is_held_while_memory_is_touched(void **unused)
{
    struct guard guard = {.mutex = PTHREAD_MUTEX_INITIALIZER};
    (void)unused;
    watch_guarded(&guard);
    host_run(console, "guarded.byte");
    assert_int_equal(guard.taken, 1);
    host_run(console, "guarded.byte = 3; guarded.config; guarded.inside[1]");
    assert_int_equal(guard.taken, 2);
    host_run(console, "repr(guarded)");
    assert_int_equal(guard.taken, 3);
    host_assert_true(console, "not is_held()");
    host_run(console, "with live.locked(guarded):\n"
                      "    assert is_held()\n"
                      "    guarded.byte += 1; guarded.head.id += 1\n"
                      "    assert is_held()\n"
                      "assert not is_held()\n"
                      "try:\n"
                      "    with live.locked(guarded): 1 / 0\n"
                      "except ZeroDivisionError: assert not is_held()\n");
    assert_int_equal(guard.taken, 5);
    assert_int_equal(state->byte, 4);
    assert_raises("with live.locked(guarded):\n"
                  "    with live.locked(guarded): pass\n",
                  "RuntimeError", "this thread has the lock already");
    assert_raises("live._lock(guarded, False)", "RuntimeError",
                  "this thread does not have the lock");
}

/* A thread of the host that takes its own lock first and Python's then. */
struct rival {
    struct guard *guard;
    atomic_bool is_over;
    atomic_ulong rounds;
};

static void *compete(void *data)
{
    struct rival *rival = data;
    while (!atomic_load(&rival->is_over)) {
        pthread_mutex_lock(&rival->guard->mutex);
        state->limits[0]++;
        inlet_get_int(console, "1", &(int64_t){0}, NULL);
        state->limits[1]++;
        pthread_mutex_unlock(&rival->guard->mutex);
        atomic_fetch_add(&rival->rounds, 1);
    }
    return NULL;
}

static void locks_in_any_order_do_not_wait_for_each_other(void **unused)
{
    struct guard guard = {.mutex = PTHREAD_MUTEX_INITIALIZER};
    struct rival rival = {.guard = &guard};
    pthread_t thread;
    (void)unused;
    watch_guarded(&guard);
    assert_int_equal(pthread_create(&thread, NULL, compete, &rival), 0);
    while (atomic_load(&rival.rounds) == 0) {
        usleep(100);
    }
    host_run(console, "for i in range(20000):\n"
                      "    one = live.read(guarded.limits)\n"
                      "    assert one[:4] == one[4:8]\n");
    atomic_store(&rival.is_over, true);
    pthread_join(thread, NULL);
}

/* --- Freed memory, where the host can know ---------------------------------------- */

#if defined(__SANITIZE_ADDRESS__)
static void what_was_freed_is_a_fault(void **unused)
{
    struct client *gone = calloc(1, sizeof *gone);
    (void)unused;
    state->head = gone;
    host_assert_true(console, "state.head.id == 0");
    free(gone);
    inlet_error error;
    assert_status(inlet_run(console, "state.head.id", &error), INLET_RAISED);
    assert_string_equal(error.type, "inlet.live.FaultError");
}
#endif

/* --- Memory ----------------------------------------------------------------------- */

static void nothing_is_lost_over_many_accesses(void **unused)
{
    (void)unused;
    host_run(console, "import sys, gc\n"
                      "def work(times):\n"
                      "    for i in range(times):\n"
                      "        state.active_users = i % 1000\n"
                      "        state.head.next.name; state.config.debug; state.mode; "
                      "state.limits[1]\n"
                      "        repr(state.config); live.to_dict(state.head)\n"
                      "        try: state.byte = 300\n"
                      "        except OverflowError: pass\n"
                      "work(200); gc.collect()\n"
                      "before = sys.getallocatedblocks()\n"
                      "work(2000); gc.collect()\n"
                      "assert sys.getallocatedblocks() - before < 50\n");
}

/* What an editor offers, and that it asks memory for none of it: the list leads into a
 * page that cannot be read. */
static void completion_goes_by_the_types_alone(void **unused)
{
    (void)unused;
    struct client *page =
        mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(page, MAP_FAILED);
    struct client *before = state->head;
    state->head = page;
    host_run(console,
             "import inlet\n"
             "def offered(text):\n"
             "    found = inlet.complete(text, namespace={'state': state}).items\n"
             "    return [one.text for one in found]\n"
             "assert offered('state.act') == ['active_users']\n"
             "assert offered('state.config.') == ['debug', 'max_connections']\n"
             "assert offered('state.head.') == ['id', 'name', 'next']\n"
             "assert offered('state.head.next.next.next.na') == ['name']\n"
             "assert offered('state.inside[1].next.i') == ['id']\n"
             "assert offered('state.fixed[3].') == ['id', 'name', 'next']\n"
             "assert 'class_' in offered('state.clas')\n"
             "assert offered('state.none.') == offered('state.head[1:2].') == []\n"
             "assert 'bit_length' in offered('state.active_users.')\n"
             "assert 'is_integer' in offered('state.real.')\n"
             "assert 'upper' in offered('state.version.')\n"
             "assert 'bit_length' in offered('state.mode.')\n"
             "assert 'upper' in offered('state.head.name.')\n");
    state->head = before;
    munmap(page, 4096);
}

static void objects_outlive_python(void **unused)
{
    (void)unused;
    host_run(console,
             "import builtins; builtins.kept = [state, state.head, state.mode]");
}

int main(void)
{
#define TEST(name)                                                                     \
    cmocka_unit_test_setup_teardown(name, open_global, close_one),                     \
        cmocka_unit_test_setup_teardown(name, open_heap, close_one)
    const struct CMUnitTest tests[] = {
        TEST(fields_are_attributes),
        TEST(what_the_program_does_is_seen),
        TEST(pointers_are_compared_and_moved),
        TEST(assignments_are_made_in_the_object),
        TEST(what_does_not_fit_changes_nothing),
        TEST(what_is_read_only_is_not_written),
        TEST(bad_pointers_are_exceptions_with_the_way_to_them),
        TEST(an_object_half_of_which_is_there_is_not_changed),
        TEST(constant_data_of_the_program_stays),
        TEST(a_child_looks_at_its_own_memory),
        TEST(no_signal_handler_is_changed),
        TEST(what_is_shown_is_c),
        TEST(a_struct_may_look_like_a_dict),
        TEST(copies_are_plain_objects),
        TEST(the_functions_say_where_and_what_it_is),
        TEST(a_long_way_begins_anew),
        TEST(unions_lie_over_each_other),
        TEST(a_detached_object_is_not_touched),
        TEST(a_table_that_is_wrong_is_refused),
        TEST(the_lock_is_held_while_memory_is_touched),
        TEST(locks_in_any_order_do_not_wait_for_each_other),
#if defined(__SANITIZE_ADDRESS__)
        TEST(what_was_freed_is_a_fault),
#endif
        TEST(completion_goes_by_the_types_alone),
        TEST(nothing_is_lost_over_many_accesses),
        TEST(objects_outlive_python),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
