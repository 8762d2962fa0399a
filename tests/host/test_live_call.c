/* SPDX-License-Identifier: MIT
 * The program's variables and functions at the prompt, and Python's functions in C.
 */
#include <stdarg.h>
#include <stdbool.h>

enum mode { MODE_FAST, MODE_SLOW = 5 };
struct point {
    int x, y;
};
typedef int (*change_fn)(int before, int after);
typedef int (*compare_fn)(const void *left, const void *right);
typedef void (*visit_fn)(struct point *point);
struct box {
    struct point corner;
    change_fn on_change;
    int (*twice[2])(int, int);
    struct box *next;
    char label[8];
    struct point *kept;
};
struct row {
    int count, spare;
    int *numbers;
    void *other;
};
union either {
    int number;
    float real;
};

#define INLET_LIVE_TYPES(X)                                                            \
    X(struct point, point_type) X(struct box, box_type) X(union either, either_type)
#define INLET_LIVE_FUNCTIONS(X)                                                        \
    X(change_fn, change_type) X(compare_fn, compare_type) X(visit_fn, visit_type)
#include <inlet/live.h>

#include "host.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

INLET_CALLBACK(change_type, change_fn, int, int, int);
INLET_CALLBACK(compare_type, compare_fn, int, const void *, const void *);
INLET_CALLBACK(visit_type, visit_fn, void, struct point *);
INLET_STRUCT(point_type, struct point, x, y);

/* --- Computed fields -------------------------------------------------------------- */

static int computations;
static double box_area(const struct box *one)
{
    computations++;
    return (double)one->corner.x * one->corner.y;
}
static const char *box_set_area(struct box *one, double area)
{
    if (area < 0) {
        return "an area is not negative";
    }
    one->corner = (struct point){(int)area, 1};
    return NULL;
}
static const char *box_name(struct box *one)
{
    return one->label[0] ? one->label : NULL;
}
static struct point box_opposite(const struct box *one)
{
    return (struct point){-one->corner.x, -one->corner.y};
}
static struct box *box_self(struct box *one) { return one; }
static enum mode box_mode(const struct box *one)
{
    return one->corner.x ? MODE_SLOW : 0;
}
static const char *box_set_mode(struct box *one, enum mode mode)
{
    one->corner.x = mode == MODE_SLOW;
    return NULL;
}
INLET_GETTER(get_area, struct box, double, box_area);
INLET_SETTER(set_area, struct box, double, box_set_area);
INLET_GETTER(get_name, struct box, const char *, box_name);
INLET_GETTER(get_opposite, struct box, struct point, box_opposite);
INLET_GETTER(get_self, struct box, struct box *, box_self);
INLET_GETTER(get_mode, struct box, enum mode, box_mode);
INLET_SETTER(set_mode, struct box, enum mode, box_set_mode);
INLET_ENUM(mode_names, MODE_FAST, MODE_SLOW);
#define PART(name) INLET_FIELD(struct box, name)
INLET_TYPE(box_type, struct box, 0, PART(corner), PART(on_change), PART(twice),
           PART(next), PART(label), PART(kept),
           INLET_COMPUTED_WITH(double, area, get_area, set_area,
                               INLET_DOC("of all of it")),
           INLET_COMPUTED(const char *, name, get_name, NULL),
           INLET_COMPUTED(struct point, opposite, get_opposite, NULL),
           INLET_COMPUTED(struct box *, self, get_self, NULL),
           INLET_COMPUTED_WITH(enum mode, mode, get_mode, set_mode,
                               INLET_NAMES(mode_names)));
INLET_STRUCT(row_type, struct row, count, spare, numbers, other);
INLET_OVERLAY(either_type, union either, number, real);

/* --- The program ------------------------------------------------------------------ */

static int level;
static const int fixed = 7;
static const char *title = "a title";
static int grid[2][3];
static struct box box;
static unsigned counts[3];
static size_t count_of_items;
static int *items;

static int nothing_given(void) { return ++level; }
static void set_level(int value) { level = value; }
static double scale(double value, int times) { return value * times; }
static float less(float value) { return value - 1; }
static long double third(long double value) { return value / 3; }
static bool is_even(int value) { return value % 2 == 0; }
static char next_letter(char letter) { return (char)(letter + 1); }
static unsigned char narrow(unsigned char value) { return (unsigned char)(value + 1); }
static enum mode slower(enum mode mode) { return mode + MODE_SLOW; }
/* NOLINTNEXTLINE(readability-function-size): that is what it is for */
static int many(int a, char b, short c, long d, long long e, unsigned f, float g,
                double h, const char *i)
{
    return a + b + c + (int)d + (int)e + (int)f + (int)g + (int)h + i[0];
}
static int length(const char *text) { return text == NULL ? -1 : (int)strlen(text); }
static const char *shout(const char *text)
{
    static char shouted[32];
    snprintf(shouted, sizeof shouted, "%s!", text == NULL ? "NULL" : text);
    return shouted;
}
static int fill(char *out, int size)
{
    memset(out, 'x', (size_t)size);
    return size;
}
static long sum(const int *values, int count)
{
    long all = 0;
    for (int i = 0; i < count; i++) {
        all += values[i];
    }
    return all;
}
static struct point mirror(struct point point)
{
    return (struct point){point.y, point.x};
}
static struct box make_box(int x)
{
    return (struct box){.corner = {x, 1}, .label = "new"};
}
static void move(struct point *point, int by) { point->x += by; }
static struct box *find_box(void) { return &box; }
static union either choose(union either one) { return one; }
__attribute__((format(printf, 2, 3))) static int format(char *out, const char *text,
                                                        ...)
{
    va_list list;
    va_start(list, text);
    int size = vsnprintf(out, 64, text, list);
    va_end(list);
    return size;
}
static change_fn find_change(void) { return box.on_change; }
static int default_change(int before, int after) { return after - before; }
static int change(int after)
{
    int given = box.on_change == NULL ? -1 : box.on_change(box.corner.x, after);
    box.corner.x = after;
    return given;
}
static void visit(visit_fn fn, struct point *point) { fn(point); }

static int sort_and_first(int *values, int count, compare_fn compare)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[0];
}

static void *call_change(void *data)
{
    *(int *)data = change(*(int *)data);
    return NULL;
}

/* From a thread that Python does not know. */
static int change_elsewhere(int after)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, call_change, &after) != 0) {
        return -1000;
    }
    pthread_join(thread, NULL);
    return after;
}

INLET_PROGRAM(
    program, INLET_VAR_WITH(level, INLET_DOC("how loud")), INLET_VAR(fixed),
    INLET_VAR(title), INLET_VAR_MATRIX(grid), INLET_VAR(box), INLET_VAR(counts),
    INLET_VAR(count_of_items), INLET_VAR_WITH(items, INLET_COUNTED(count_of_items)),
    INLET_FN(int, nothing_given, NULL, void), INLET_FN(void, set_level, NULL, int),
    INLET_FN(double, scale, "so many times the value", double, int),
    INLET_FN(float, less, NULL, float), INLET_FN(long double, third, NULL, long double),
    INLET_FN(bool, is_even, NULL, int), INLET_FN(char, next_letter, NULL, char),
    INLET_FN(unsigned char, narrow, NULL, unsigned char),
    INLET_FN(enum mode, slower, NULL, enum mode),
    INLET_FN(int, many, NULL, int, char, short, long, long long, unsigned, float,
             double, const char *),
    INLET_FN(int, length, NULL, const char *),
    INLET_FN(const char *, shout, NULL, const char *),
    INLET_FN(int, fill, NULL, char *, int), INLET_FN(long, sum, NULL, const int *, int),
    INLET_FN(struct point, mirror, NULL, struct point),
    INLET_FN(struct box, make_box, NULL, int),
    INLET_FN(void, move, NULL, struct point *, int),
    INLET_FN(struct box *, find_box, NULL, void),
    INLET_FN(union either, choose, NULL, union either),
    INLET_FN_VARIADIC(int, format, NULL, char *, const char *),
    INLET_FN(change_fn, find_change, NULL, void),
    INLET_FN(int, default_change, NULL, int, int), INLET_FN(int, change, NULL, int),
    INLET_FN(int, change_elsewhere, NULL, int),
    INLET_FN(void, visit, NULL, visit_fn, struct point *),
    INLET_FN(int, sort_and_first, NULL, int *, int, compare_fn));

INLET_PROGRAM(references, INLET_VAR(box), INLET_VAR(counts),
              INLET_FN(double, scale, "so many times the value", double, int));

static inlet_console *console;
static struct sink shown;

static int open_one(void **unused)
{
    static int numbers[3] = {3, 1, 2};
    inlet_error error;
    (void)unused;
    level = 0;
    items = numbers;
    count_of_items = 3;
    memset(&box, 0, sizeof box);
    memset(counts, 0, sizeof counts);
    console = host_open(&shown);
    if (inlet_watch_program(console, "c", program, NULL, &error) < 0) {
        fail_msg("%s", error.message);
    }
    host_run(console, "import inlet.live as live");
    return 0;
}

static int close_one(void **unused)
{
    (void)unused;
    inlet_detach(program, NULL);
    inlet_console_free(console);
    return 0;
}

static void assert_raises(const char *statements, const char *type, const char *text)
{
    inlet_error error;
    assert_status(inlet_run(console, statements, &error), INLET_RAISED);
    if (strcmp(error.type, type) != 0 || strcmp(error.message, text) != 0) {
        fail_msg("%s\n%s: %s\nand not\n%s: %s", statements, error.type, error.message,
                 type, text);
    }
}

static void assert_true_all(const char *const *expressions)
{
    for (; *expressions != NULL; expressions++) {
        host_assert_true(console, *expressions);
    }
}

/* --- Variables -------------------------------------------------------------------- */

static void variables_are_attributes(void **unused)
{
    (void)unused;
    level = 4;
    grid[1][2] = 6;
    assert_true_all((const char *const[]){
        "c.level == 4 and c.fixed == 7 and c.title == 'a title'",
        "[list(row) for row in c.grid] == [[0, 0, 0], [0, 0, 6]]",
        "list(c.items) == [3, 1, 2] and len(c.items) == 3",
        "live.path(c.box.corner, 'x') == 'box.corner.x'",
        "'level' in dir(c) and 'scale' in dir(c)",
        "repr(c).startswith('<program: level fixed title grid box counts ')",
        "'set_level()' in repr(c)", "'int level; /* how loud */' in c.__doc__",
        "live.to_dict(c)['level'] == 4", NULL});
    host_run(console,
             "c.level = 9; c.box.label = 'b'; c.items[0] = 30; c.grid[0][1] = 5");
    assert_int_equal(level, 9);
    assert_string_equal(box.label, "b");
    assert_int_equal(grid[0][1], 5);
    items[0] = 3;
    assert_raises("c.fixed = 1", "AttributeError", "fixed is read-only");
    assert_raises("c.level = 'x'", "TypeError", "level (int): must be int, not str");
    assert_raises("c.scale = None", "AttributeError", "scale is read-only");
    assert_raises("live.store(c, {'level': 1})", "TypeError",
                  " (program): is nothing to be put there, not dict");
    assert_int_equal(level, 9);
}

static void references_may_stand_alone(void **unused)
{
    inlet_error error;
    (void)unused;
    assert_status(inlet_watch_program(console, NULL, references, NULL, &error),
                  INLET_DONE);
    host_run(console, "box.corner.x = 3; counts[1] = 2");
    assert_true(box.corner.x == 3 && counts[1] == 2);
    host_assert_true(console, "scale(2.5, 2) == 5.0");
    assert_status(inlet_watch_program(console, NULL, program, NULL, &error),
                  INLET_EINVAL);
    assert_string_equal(error.message, "a number, text or pointer needs a name to "
                                       "hang on");
    assert_status(inlet_watch_program(console, "x", NULL, NULL, &error), INLET_EINVAL);
    assert_status(inlet_watch_program(console, "\xff", program, NULL, &error),
                  INLET_EENCODING);
    inlet_detach(references, NULL);
    assert_raises("box.corner.x", "ReferenceError",
                  "box.corner: the program has taken 'its names' away");
    assert_raises("scale(2.5, 2)", "ReferenceError",
                  "scale: the program has taken 'its names' away");
}

static void a_list_that_is_wrong_is_refused(void **unused)
{
    inlet_error error;
    inlet_name wrong[2] = {program[0]};
    inlet_type self = {sizeof self, "function", 0, INLET_FUNCTION_TYPE, 1, NULL, NULL};
    inlet_field gives = {.code = INLET_C_FUNCTION | INLET_C_POINTER, .type = &self};
    (void)unused;
    wrong[0].object = NULL;
    assert_status(inlet_watch_program(console, "x", wrong, NULL, &error), INLET_EINVAL);
    assert_string_equal(error.message,
                        "program: field level has no address of its kind");
    wrong[0] = program[8];
    wrong[0].function = NULL;
    wrong[0].object = &level;
    assert_status(inlet_watch_program(console, "x", wrong, NULL, &error), INLET_EINVAL);
    self.fields = &gives;
    wrong[0] = program[8];
    wrong[0].field.type = &self;
    assert_status(inlet_watch_program(console, "x", wrong, NULL, &error), INLET_EINVAL);
    assert_string_equal(error.message,
                        "function: lies in itself, or too deep in others");
    wrong[0].field.type = &point_type;
    assert_status(inlet_watch_program(console, "x", wrong, NULL, &error), INLET_EINVAL);
    host_assert_true(console, "'x' not in globals()");
}

/* --- Calls ------------------------------------------------------------------------ */

static void all_kinds_go_in_and_out(void **unused)
{
    (void)unused;
    assert_true_all((const char *const[]){
        "c.nothing_given() == 1 and c.level == 1",
        "c.set_level(-5) is None and c.level == -5",
        "c.scale(2.5, 4) == 10.0 and c.scale(1, True) == 1.0",
        "c.less(1.5) == 0.5 and c.third(1.5) == 0.5",
        "c.is_even(4) is True and c.is_even(-3) is False",
        "c.next_letter('a') == 'b' and c.narrow(255) == 0", "c.slower(0) == 5",
        "c.many(1, '\\2', 3, 4, 5, 6, 7.0, 8.0, '\\t') == 45",
        "c.length('\xc3\xa9') == 2 and c.length(b'abc') == 3 and c.length(None) == -1",
        "c.shout('hey') == 'hey!' and c.shout(None) == 'NULL!'",
        "live.to_dict(c.mirror({'x': 1, 'y': 2})) == {'x': 2, 'y': 1}",
        "c.mirror(c.box.corner).x == c.box.corner.y",
        "c.sum(c.items, 3) == 6 and c.sum(c.items + 1, 2) == 3",
        "c.find_box().label == '' and live.path(c.find_box()) == 'find_box()'",
        "live.addressof(c.find_box()) == live.addressof(c.box)",
        "c.find_change() == None and not c.find_change()", NULL});
    host_run(console, "c.move(c.box.corner, 4); c.move(live.ref(c.box, 'corner'), 1)");
    assert_int_equal(box.corner.x, 5);
}

static void buffers_are_written_in_place(void **unused)
{
    (void)unused;
    host_run(console, "import array\n"
                      "out = bytearray(6)\n"
                      "assert c.fill(out, 4) == 4 and out == b'xxxx\\0\\0'\n"
                      "assert c.fill(memoryview(out)[4:], 2) == 2 and out == b'x' * 6\n"
                      "text = b'abcd'\n"
                      "assert c.fill(text, 4) == 4 and text == b'abcd'\n"
                      "assert c.fill('a', 1) == 1 and 'a' == chr(97)\n"
                      "assert c.sum(array.array('i', [5, 6]), 2) == 11\n"
                      "out.extend(b'more')\n");
    assert_raises("c.fill(memoryview(b'abc'), 3)", "TypeError",
                  "fill() argument 1: the function may write there, and the buffer is "
                  "read-only");
    assert_raises("c.sum(array.array('d', [1.0]), 1)", "TypeError",
                  "sum() argument 1: the buffer has elements of another size");
    assert_raises("c.fill(memoryview(bytearray(9))[::2], 3)", "TypeError",
                  "fill() argument 1: the buffer must be in one piece");
}

static void as_many_arguments_as_there_are(void **unused)
{
    (void)unused;
    host_run(console,
             "def format(*args):\n"
             "    out = bytearray(64)\n"
             "    size = c.format(out, *args)\n"
             "    return out[:size].decode()\n"
             "assert format('plain') == 'plain'\n"
             "assert format('%d %s %.1f %lld', -3, 'x', 2.5, 1 << 40) == "
             "'-3 x 2.5 1099511627776'\n"
             "assert format('%d%d%d%d%d%d%d', 1, 2, 3, 4, 5, 6, 7) == '1234567'\n"
             "assert format('%llu', 2 ** 64 - 1) == str(2 ** 64 - 1)\n"
             "assert format('%p', c.box) == hex(live.addressof(c.box))\n");
    assert_raises("format('%p', [1])", "TypeError",
                  "a list says nothing of how C would take it without a parameter");
    assert_raises("format('%d', 2 ** 64)", "OverflowError",
                  "format() argument 3: 18446744073709551616 does not fit in unsigned "
                  "long long (0..18446744073709551615)");
}

static const struct {
    const char *statement, *type, *text;
} misfits[] = {
    {"c.scale(1)", "TypeError", "scale() takes 2 arguments (1 given)"},
    {"c.set_level()", "TypeError", "set_level() takes 1 argument (0 given)"},
    {"c.format()", "TypeError", "format() takes at least 2 arguments (0 given)"},
    {"c.scale(value=1)", "TypeError",
     "scale() takes no keyword arguments: nothing is "
     "known of the names of its parameters"},
    {"c.set_level(2 ** 31)", "OverflowError",
     "set_level() argument 1: 2147483648 does not fit in int "
     "(-2147483648..2147483647)"},
    {"c.set_level('x')", "TypeError",
     "set_level() argument 1 (int): must be int, not str"},
    {"c.length(5)", "TypeError",
     "length() argument 1 (const char *): must be a pointer, a struct or None, not "
     "int"},
    {"c.length('a\\0b')", "ValueError",
     "length() argument 1: a text cannot hold a NUL"},
    {"c.move(c.counts, 1)", "TypeError",
     "move() argument 1 (struct point *): must be a pointer to the same type, not "
     "inlet.live.Value"},
    {"c.mirror({'x': 1, 'z': 2})", "KeyError", "\"struct point has no field 'z'\""},
    {"c.mirror({'x': 'y'})", "TypeError",
     "mirror() argument 1.x (int): must be int, not str"},
    {"c.choose(None)", "TypeError",
     "choose(): union either is a union: it cannot be passed by value"},
    {"c.box()", "TypeError", "box() is no function"},
    {"c.box.on_change(1, 2)", "inlet.live.FaultError", "box.on_change: no code at 0x0"},
    {"c.set_level(*range(65))", "TypeError", "set_level() is given too many arguments"},
    {"c.box.kept = c.mirror({'x': 1})", "TypeError",
     "box.kept (struct point *): must be a pointer to what lasts: a function has given "
     "a copy, not inlet.live.Value"},
    {"c.box.next = c.make_box(1)", "TypeError",
     "box.next (struct box *): must be a pointer to what lasts: a function has given a "
     "copy, not inlet.live.Value"},
};

static void what_does_not_fit_is_not_called(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof misfits / sizeof *misfits; i++) {
        assert_raises(misfits[i].statement, misfits[i].type, misfits[i].text);
    }
    assert_int_equal(level, 0);
    assert_true(box.kept == NULL && box.next == NULL);
}

static void bad_pointers_are_not_called(void **unused)
{
    static const uintptr_t addresses[] = {16, 0x7fffdead0000, 0x8000000000000000};
    char text[100];
    (void)unused;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        memcpy(&box.on_change, &addresses[i], sizeof box.on_change);
        snprintf(text, sizeof text, "box.on_change: no code at 0x%zx",
                 (size_t)addresses[i]);
        assert_raises("c.box.on_change(1, 2)", "inlet.live.FaultError", text);
    }
    memcpy(&box.on_change, &(void *){&level}, sizeof box.on_change);
    inlet_error error;
    assert_status(inlet_run(console, "c.box.on_change(1, 2)", &error), INLET_RAISED);
    assert_string_equal(error.type, "inlet.live.FaultError");
}

static void a_struct_that_was_given_is_a_copy(void **unused)
{
    (void)unused;
    host_run(console, "import gc, weakref\n"
                      "one = c.make_box(3)\n"
                      "corner = one.corner\n"
                      "other = c.make_box(8)\n"
                      "assert live.path(corner, 'x') == 'make_box().corner.x'\n"
                      "one.label = 'mine'; corner.y = 20\n"
                      "del one; gc.collect()\n"
                      "assert (corner.x, corner.y, other.corner.y) == (3, 20, 1)\n"
                      "assert other.label == 'new' and other.next == None\n"
                      "cast = live.cast('struct point *', c.make_box(30).corner)\n"
                      "more = cast + 0; first = more[0]; last = first\n"
                      "del cast, more; gc.collect(); [bytes(i) for i in range(200)]\n"
                      "assert (first.x, first.y) == (30, 1)\n"
                      "try: c.box.kept = live.cast('struct point *', corner)\n"
                      "except TypeError: pass\n"
                      "else: assert False\n"
                      "c.box = other\n"
                      "c.move(corner, 2)\n"
                      "assert corner.x == 5\n");
    assert_true(box.corner.x == 8 && strcmp(box.label, "new") == 0);
}

static void pointers_to_functions_are_called(void **unused)
{
    (void)unused;
    box.on_change = default_change;
    box.twice[1] = default_change;
    assert_true_all((const char *const[]){
        "c.box.on_change(1, 5) == 4 and c.box.twice[1](5, 1) == -4",
        "c.find_change()(2, 3) == 1 and c.find_change() == c.box.on_change",
        "live.typename(c.box, 'on_change') == 'int (*)(int, int)'", NULL});
    host_run(console, "c.box.twice[0] = c.default_change; c.box.on_change = None");
    assert_true(box.twice[0] == default_change && box.on_change == NULL);
    assert_raises("c.box.on_change = c.scale", "TypeError",
                  "box.on_change (int (*)(int, int)): must be a pointer to the same "
                  "type, not inlet.live.Value");
}

static void functions_say_what_they_are(void **unused)
{
    (void)unused;
    box.on_change = (change_fn)(void (*)(void))inlet_detach;
    assert_true_all((const char *const[]){
        "repr(c.scale).startswith('<double scale(double, int) at 0x')",
        "c.scale.__doc__ == 'double scale(double, int)\\n\\nso many times the value'",
        "'int format(char *, const char *, ...)' == c.format.__doc__",
        "live.typename(c.scale) == 'double (double, int)'",
        "repr(c.box.on_change).endswith(' <inlet_detach>')",
        "'on_change = (int (*)(int, int))0x' in repr(c.box)",
        "c.scale == c.scale and c.scale != c.less and c.scale in {c.scale}", NULL});
}

static void what_is_read_only_is_not_called(void **unused)
{
    inlet_error error;
    inlet_watching watching = INLET_WATCHING_INIT;
    (void)unused;
    assert_raises("live.readonly(True); c.nothing_given()", "AttributeError",
                  "nothing_given() is not called: everything is read-only now");
    host_run(console, "live.readonly(False); c.nothing_given()");
    assert_status(inlet_live_readonly(true, &error), INLET_DONE);
    assert_raises("live.readonly(False); c.nothing_given()", "AttributeError",
                  "nothing_given() is not called: everything is read-only now");
    assert_status(inlet_live_readonly(false, &error), INLET_DONE);
    watching.flags = INLET_READONLY;
    assert_status(inlet_watch_program(console, "r", program, &watching, &error),
                  INLET_DONE);
    assert_raises("r.nothing_given()", "AttributeError",
                  "nothing_given() is not called: it is read-only");
    box.on_change = default_change;
    assert_raises("r.box.on_change(1, 2)", "AttributeError",
                  "box.on_change() is not called: it is read-only");
    assert_raises("r.level = 1", "AttributeError", "level is read-only");
    assert_int_equal(level, 1);
}

/* --- Hints ------------------------------------------------------------------------ */

static void hints_add_to_what_is_known(void **unused)
{
    static struct row row = {2, 0, NULL, NULL};
    static int numbers[2] = {5, 6};
    inlet_error error;
    (void)unused;
    row.numbers = numbers;
    assert_status(inlet_watch(console, "row", &row_type, &row, NULL, &error),
                  INLET_DONE);
    assert_status(inlet_watch(console, "same", &row_type, &row, NULL, &error),
                  INLET_DONE);
    assert_raises("len(row.numbers)", "TypeError",
                  "row.numbers: nothing says how many elements it has");
    host_run(console,
             "live.hint('struct row', 'numbers', count='count', doc='\u00fcber')\n"
             "live.hint(row, 'count', readonly=True, hidden=True)\n"
             "for one in row, same:\n"
             "    assert list(one.numbers) == [5, 6] and one.count == 2\n"
             "    assert '/* \u00fcber */' in one.__doc__\n"
             "    assert 'count' not in dir(one)\n"
             "live.hint(row, 'count')\n");
    assert_raises("same.count = 3", "AttributeError", "same.count is read-only");
    assert_raises("live.hint(row, 'nothing')", "AttributeError",
                  "struct row has no field 'nothing'");
    assert_raises("live.hint(row, 'other', count='nothing')", "AttributeError",
                  "struct row has no field 'nothing'");
    assert_raises("live.hint(row, 'other', count='numbers')", "TypeError",
                  "'numbers' is no integer that could count");
    assert_raises("live.hint(row, 'spare', count='count')", "TypeError",
                  "'spare' is no pointer to elements");
    assert_raises("live.hint(row.numbers, 'count')", "TypeError",
                  "only structs and unions with a name have fields to speak of");
    assert_raises("live.hint('struct nothing', 'x')", "LookupError",
                  "no table has a type 'struct nothing'");
    assert_raises("live.hint(row, None)", "TypeError",
                  "the field must be str, not None");
    inlet_detach(&row, NULL);
}

/* --- Computed fields, used -------------------------------------------------------- */

static void computed_values_are_fields(void **unused)
{
    (void)unused;
    box.corner = (struct point){6, 7};
    assert_true_all((const char *const[]){
        "c.box.area == 42.0 and type(c.box.area) is float",
        "c.box.name is None and c.box.opposite.x == -6",
        "c.box.self.self.area == 42.0 and c.box.mode.name == 'MODE_SLOW'",
        "'area' in dir(c.box) and live.to_dict(c.box)['area'] == 42.0",
        "'area' not in repr(c.box)",
        "'double area; /* computed: of all of it */' in c.box.__doc__", NULL});
    host_run(console, "c.box.area = 12; c.box.label = 'l'");
    assert_true(box.corner.x == 12 && box.corner.y == 1);
    host_assert_true(console, "c.box.name == 'l'");
    host_run(console, "c.box.mode = 'MODE_FAST'; other = c.make_box(4); c.box = other");
    assert_int_equal(box.corner.x, 4);
    host_assert_true(console, "other.area == 4.0 and other.opposite.y == -1");
}

static void what_is_computed_is_no_memory(void **unused)
{
    int before = computations;
    (void)unused;
    assert_raises("c.box.area = -1", "ValueError", "box.area: an area is not negative");
    assert_raises("c.box.area = 'x'", "TypeError",
                  "box.area (double): must be float, not str");
    assert_raises("c.box.name = None", "AttributeError", "box.name is read-only");
    assert_raises("live.addressof(c.box, 'area')", "TypeError",
                  "'area' is computed: it has no address");
    assert_raises("c.box = {'area': 3}", "TypeError",
                  "box.area (double): is computed: it is assigned by itself, not int");
    assert_raises("live.readonly(True); c.box.area = 1", "AttributeError",
                  "box.area is read-only, as everything is now");
    host_assert_true(console, "c.box.area == 0.0");
    host_run(console, "live.readonly(False)");
    assert_int_equal(computations, before + 1);
    box.next = (struct box *)16;
    assert_raises("c.box.next.area", "inlet.live.FaultError",
                  "box.next->area: cannot read 56 bytes at 0x10");
    assert_raises("c.box.next.area = 1", "inlet.live.FaultError",
                  "box.next->area: cannot read 56 bytes at 0x10");
    assert_int_equal(computations, before + 1);
}

/* --- Python's functions in C ------------------------------------------------------ */

static void an_argument_is_a_function_for_the_call(void **unused)
{
    (void)unused;
    host_run(console, "order = []\n"
                      "def visitor(point):\n"
                      "    order.append((point.x, live.path(point, 'x')))\n"
                      "    point.x = 9\n"
                      "c.visit(visitor, c.box.corner)\n"
                      "assert order == [(0, 'visit() argument 1() argument 1->x')]\n"
                      "import array\n"
                      "values = array.array('i', [3, 1, 2])\n"
                      "calls = []\n"
                      "def compare(left, right):\n"
                      "    calls.append((left, right))\n"
                      "    a, b = [int.from_bytes(live.read(x, 4), "
                      "__import__('sys').byteorder) for x in (left, right)]\n"
                      "    return (a > b) - (a < b)\n"
                      "assert c.sort_and_first(values, 3, compare) == 1\n"
                      "assert list(values) == [1, 2, 3] and calls\n"
                      "assert c.sort_and_first(values, 3, lambda a, b: -compare(a, b)) "
                      "== 3\n");
    assert_int_equal(box.corner.x, 9);
}

static void what_a_callback_raises_is_reported_and_zero(void **unused)
{
    (void)unused;
    host_run(console,
             "import sys\n"
             "seen = []\n"
             "sys.unraisablehook = lambda one: seen.append((type(one.exc_value), "
             "str(one.exc_value), one.object))\n"
             "def fails(before, after): 1 / 0\n"
             "def lies(before, after): return 'text'\n"
             "def too_much(before, after): return 2 ** 40\n"
             "try:\n"
             "    for function in fails, lies, too_much, lambda one: 1:\n"
             "        c.box.on_change = function\n"
             "        assert c.change(5) == 0\n"
             "finally: sys.unraisablehook = sys.__unraisablehook__\n"
             "assert [one[0] for one in seen] == [ZeroDivisionError, TypeError, "
             "OverflowError, TypeError]\n"
             "assert seen[0][2] is fails\n"
             "assert seen[1][1] == 'box.on_change() (int): must be int, not str'\n"
             "for one in fails, lies, too_much: assert live.release(one)\n");
}

static void what_is_stored_stays_until_it_is_released(void **unused)
{
    (void)unused;
    host_run(console, "import gc, weakref\n"
                      "seen = []\n"
                      "def changed(before, after):\n"
                      "    seen.append((before, after)); return after * 2\n"
                      "c.box.on_change = changed\n"
                      "first = live.addressof(c.box.on_change)\n"
                      "c.box.on_change = None; c.box.on_change = changed\n"
                      "c.box.twice = [changed, None]\n"
                      "assert live.addressof(c.box.on_change) == first\n"
                      "assert live.addressof(c.box.twice[0]) == first\n"
                      "alive = weakref.ref(changed)\n"
                      "assert c.change(7) == 14 and c.box.on_change(1, 2) == 4\n"
                      "del changed; gc.collect(); assert alive() is not None\n");
    assert_int_equal(box.on_change(3, 4), 8);
    host_run(console, "assert c.change_elsewhere(50) == 100\n"
                      "assert seen == [(0, 7), (1, 2), (3, 4), (7, 50)]\n"
                      "assert live.release(alive()) is True\n"
                      "gc.collect(); assert alive() is None\n"
                      "assert live.release(print) is False\n"
                      "assert c.change(8) == 0 and len(seen) == 4\n");
    assert_int_equal(box.on_change(3, 4), 0);
}

static void a_callback_may_do_anything(void **unused)
{
    (void)unused;
    host_run(console, "def deep(before, after):\n"
                      "    if after > 0: return c.change_elsewhere(after - 1) + 1\n"
                      "    live.release(deep)\n"
                      "    return c.scale(2.0, 5) == 10.0\n"
                      "c.box.on_change = deep\n"
                      "assert c.change(20) == 21\n"
                      "assert c.change(20) == 0\n");
    assert_raises("c.box.on_change = lambda a, b: 1\n"
                  "c.level = c.box.on_change(1, 2) + 'x'",
                  "TypeError", "unsupported operand type(s) for +: 'int' and 'str'");
    host_run(console, "c.box.on_change = None");
}

/* --- Locks ------------------------------------------------------------------------ */

struct guard {
    pthread_mutex_t mutex;
    atomic_bool is_held;
    atomic_ulong taken;
    atomic_bool is_wrong; /* taken, or waited for, with Python's lock */
};

static struct guard guard = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void guard_lock(void *data, bool on)
{
    struct guard *one = data;
    if (on) {
        pthread_mutex_lock(&one->mutex);
        atomic_store(&one->is_held, true);
        atomic_fetch_add(&one->taken, 1);
    } else {
        atomic_store(&one->is_held, false);
        pthread_mutex_unlock(&one->mutex);
    }
}

static bool is_guarded(void) { return atomic_load(&guard.is_held); }
static bool is_guarded_in(int (*fn)(int, int)) { return fn(0, 0) != 0 && is_guarded(); }

INLET_PROGRAM(guarded, INLET_VAR(level), INLET_VAR(box),
              INLET_FN(bool, is_guarded, NULL, void),
              INLET_FN(bool, is_guarded_in, NULL, change_fn));

static void the_lock_is_held_during_a_call(void **unused)
{
    inlet_error error;
    inlet_watching watching = INLET_WATCHING_INIT;
    (void)unused;
    watching.lock = guard_lock;
    watching.data = &guard;
    assert_status(inlet_watch_program(console, "g", guarded, &watching, &error),
                  INLET_DONE);
    atomic_store(&guard.taken, 0);
    host_run(console, "assert g.is_guarded() is True");
    assert_int_equal(atomic_load(&guard.taken), 1);
    host_run(console, "def inside(before, after):\n"
                      "    g.level = 77\n"
                      "    return g.level == 77 and g.is_guarded()\n"
                      "assert g.is_guarded_in(inside) is True\n"
                      "with live.locked(g):\n"
                      "    assert g.is_guarded() and g.is_guarded_in(inside)\n"
                      "    assert g.is_guarded()\n");
    assert_int_equal(level, 77);
    assert_int_equal(atomic_load(&guard.taken), 3);
    assert_false(is_guarded());
    assert_status(inlet_detach(guarded, &error), INLET_DONE);
    assert_raises("g.is_guarded()", "ReferenceError",
                  "is_guarded: the program has taken 'g' away");
    assert_false(is_guarded());
}

static void the_program_may_have_one_lock(void **unused)
{
    inlet_error error;
    (void)unused;
    assert_raises("with live.locked(): pass", "RuntimeError",
                  "the program has set no lock");
    assert_status(inlet_live_set_lock(guard_lock, &guard, &error), INLET_DONE);
    assert_status(inlet_watch_program(console, "g", guarded, NULL, &error), INLET_DONE);
    assert_status(inlet_watch(console, "b", &box_type, &box, NULL, &error), INLET_DONE);
    assert_status(inlet_live_set_lock(NULL, NULL, &error), INLET_DONE);
    atomic_store(&guard.taken, 0);
    host_run(console, "g.level; b.corner.x; g.is_guarded(); c.level");
    assert_int_equal(atomic_load(&guard.taken), 3);
    assert_status(inlet_live_set_lock(guard_lock, &guard, &error), INLET_DONE);
    host_run(console, "with live.locked():\n"
                      "    assert g.is_guarded()\n"
                      "    g.level = 1; b.corner.x = 1\n"
                      "    assert c.level == 1\n"
                      "assert not c.level == 2\n");
    assert_int_equal(atomic_load(&guard.taken), 4);
    assert_raises("with live.locked():\n"
                  "    with live.locked(b): pass\n",
                  "RuntimeError", "this thread has the lock already");
    assert_false(is_guarded());
    assert_status(inlet_live_set_lock(NULL, NULL, &error), INLET_DONE);
    inlet_detach(guarded, NULL);
    inlet_detach(&box, NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(variables_are_attributes),
        TEST(references_may_stand_alone),
        TEST(a_list_that_is_wrong_is_refused),
        TEST(all_kinds_go_in_and_out),
        TEST(buffers_are_written_in_place),
        TEST(as_many_arguments_as_there_are),
        TEST(what_does_not_fit_is_not_called),
        TEST(bad_pointers_are_not_called),
        TEST(a_struct_that_was_given_is_a_copy),
        TEST(pointers_to_functions_are_called),
        TEST(functions_say_what_they_are),
        TEST(what_is_read_only_is_not_called),
        TEST(hints_add_to_what_is_known),
        TEST(computed_values_are_fields),
        TEST(what_is_computed_is_no_memory),
        TEST(an_argument_is_a_function_for_the_call),
        TEST(what_a_callback_raises_is_reported_and_zero),
        TEST(what_is_stored_stays_until_it_is_released),
        TEST(a_callback_may_do_anything),
        TEST(the_lock_is_held_during_a_call),
        TEST(the_program_may_have_one_lock),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
