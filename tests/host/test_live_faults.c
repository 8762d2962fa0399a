/* SPDX-License-Identifier: MIT
 * Every allocation that calls between Python and the program take fails once, see
 * faults.h: nothing is called by half, and no lock is kept.
 */
#include <stdbool.h>

struct point {
    int x, y;
};
typedef int (*change_fn)(int before, int after);
struct box {
    struct point corner;
    change_fn on_change;
};

#define INLET_LIVE_TYPES(X) X(struct point, point_type) X(struct box, box_type)
#define INLET_LIVE_FUNCTIONS(X) X(change_fn, change_type)
#include <inlet/live.h>

#include "faults.h"

INLET_CALLBACK(change_type, change_fn, int, int, int);
INLET_STRUCT(point_type, struct point, x, y);
static double area(const struct box *box)
{
    return (double)box->corner.x * box->corner.y;
}
static const char *set_area(struct box *box, double area)
{
    box->corner.x = (int)area;
    return area < 0 ? "negative" : NULL;
}
INLET_GETTER(get_area, struct box, double, area);
INLET_SETTER(put_area, struct box, double, set_area);
INLET_TYPE(box_type, struct box, 0, INLET_FIELD(struct box, corner),
           INLET_FIELD(struct box, on_change),
           INLET_COMPUTED(double, area, get_area, put_area));

static struct box box;
static int depth; /* of the host's lock */
static const char *title = "title";

static int length(const char *text, ...) { return (int)strlen(text); }
static struct point mirror(struct point point)
{
    return (struct point){point.y, point.x};
}
static const char *shout(const char *text) { return text; }
static int call_back(change_fn fn) { return fn(1, 2) + (depth == 1 ? 0 : 100); }

INLET_PROGRAM(program, INLET_VAR(box), INLET_VAR(title),
              INLET_FN_VARIADIC(int, length, "its length", const char *),
              INLET_FN(struct point, mirror, NULL, struct point),
              INLET_FN(const char *, shout, NULL, const char *),
              INLET_FN(int, call_back, NULL, change_fn));
INLET_PROGRAM(references, INLET_VAR(box),
              INLET_FN(const char *, shout, NULL, const char *));

static void lock(void *data, bool on)
{
    (void)data;
    depth += on ? 1 : -1;
}

static const inlet_watching watching = {sizeof watching, 0, lock, NULL};
static inlet_console *console;
static struct sink sink;

/* In a function that was made before: so no compiler is asked. */
static inlet_status show(const char *object)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_get(console, object, INLET_REPR, &value, &fault_error);
    inlet_value_clear(&value);
    return status;
}

static inlet_status check_all(void)
{
    bool works = depth == 0 && !PyErr_Occurred() && show("calls") == INLET_DONE &&
                 show("callbacks") == INLET_DONE && depth == 0 &&
                 (box.on_change == NULL || box.on_change(1, 1) == 0);
    return works ? INLET_DONE : INLET_EPYTHON;
}

static inlet_status call_functions(void) { return show("calls"); }
static inlet_status make_callbacks(void) { return show("callbacks"); }
static inlet_status keep_locks(void) { return show("locks"); }

static inlet_status watch_a_program(void)
{
    inlet_status status =
        inlet_watch_program(console, "p", references, &watching, &fault_error);
    return status < 0 ? status : inlet_detach(references, &fault_error);
}

static inlet_status watch_references(void)
{
    inlet_status status =
        inlet_watch_program(console, NULL, references, &watching, &fault_error);
    return status < 0 ? status : inlet_detach(references, &fault_error);
}

static inlet_status set_a_lock(void)
{
    inlet_status status = inlet_live_set_lock(lock, NULL, &fault_error);
    return status < 0 ? status : inlet_live_set_lock(NULL, NULL, &fault_error);
}

FAULT_TEST_OF(call_functions, check_all, false)
FAULT_TEST_OF(make_callbacks, check_all, false)
FAULT_TEST_OF(keep_locks, check_all, false)
FAULT_TEST_OF(watch_a_program, check_all, false)
FAULT_TEST_OF(watch_references, check_all, false)
FAULT_TEST_OF(set_a_lock, check_all, false)

static const char statements[] =
    "import inlet.live as live\n"
    "class Calls:\n"
    "    def __repr__(self):\n"
    "        corner = c.mirror({'x': 1, 'y': 2})\n"
    "        text = bytearray(b'text')\n"
    "        assert (corner.x, corner.y) == (2, 1)\n"
    "        assert c.length('text', 1, 2.5, None, 'x', 2 ** 63, text, c.box) == 4\n"
    "        assert c.shout('text') == 'text' and c.title == 'title'\n"
    "        c.box.area = 6.0; c.box.corner = corner; c.box.area\n"
    "        try: c.box.area = -1\n"
    "        except ValueError: pass\n"
    "        try: c.length()\n"
    "        except TypeError: pass\n"
    "        return repr(c) + repr(c.length) + c.length.__doc__ + repr(corner)\n"
    "class Callbacks:\n"
    "    def __repr__(self):\n"
    "        def changed(before, after): return after - before\n"
    "        try:\n"
    "            assert c.call_back(changed) in (0, 1)\n"
    "            c.box.on_change = changed\n"
    "            assert c.box.on_change(1, 3) in (0, 2)\n"
    "        finally: live.release(changed)\n"
    "        return ''\n"
    "class Locks:\n"
    "    def __repr__(self):\n"
    "        with live.locked(c): c.box.corner.x\n"
    "        return ''\n"
    "def unraisable(one): pass\n"
    "import sys; sys.unraisablehook = unraisable\n"
    "calls, callbacks, locks = Calls(), Callbacks(), Locks()\n";

static int set_up(void **state)
{
    (void)state;
    if (faults_begin() < 0) {
        return -1;
    }
    console = host_open(&sink);
    inlet_watch_program(console, "c", program, &watching, &fault_error);
    host_run(console, statements);
    /* What is imported once is imported now. */
    return check_all() < 0 || keep_locks() < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    return faults_end(console);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(call_functions),   FAULT_TEST(make_callbacks),
        FAULT_TEST(keep_locks),       FAULT_TEST(watch_a_program),
        FAULT_TEST(watch_references), FAULT_TEST(set_a_lock),
    };
    if (faults_skipped() != 0) {
        return faults_skipped();
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
