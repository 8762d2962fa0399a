/* SPDX-License-Identifier: MIT
 * Handles: things of the host that Python code holds.
 */
#include "host.h"

#include <inlet/handle.h>

#include <pthread.h>
#include <stdatomic.h>

static struct sink sink;
static inlet_console *console;

struct box {
    int size;
    int destroyed;
};

/* --- The class -------------------------------------------------------------------- */

static void destroy_box(void *pointer)
{
    struct box *box = pointer;
    box->destroyed++;
}

static inlet_status box_grow(void *data, inlet_call *call)
{
    struct box *box = inlet_call_self(call);
    int32_t factor = 0;
    (void)data;
    inlet_status status = inlet_arg_int32(call, 0, &factor);
    if (status == INLET_DONE) {
        box->size *= factor;
    }
    return status < 0 ? status : inlet_return(call, inlet_int(box->size));
}

static inlet_status box_length(void *data, inlet_call *call)
{
    const struct box *box = inlet_call_self(call);
    (void)data;
    assert_int_equal(inlet_call_count(call), 0);
    return inlet_return(call, inlet_int(box->size));
}

static const inlet_class box_class;

static inlet_status box_is_larger(void *data, inlet_call *call)
{
    const struct box *box = inlet_call_self(call);
    void *other = NULL;
    (void)data;
    inlet_status status = inlet_arg_handle(call, 0, &box_class, &other);
    return status < 0 ? status
                      : inlet_return(
                            call, inlet_bool(box->size > ((struct box *)other)->size));
}

static inlet_status box_repr(void *data, inlet_call *call)
{
    char text[40];
    const struct box *box = inlet_call_self(call);
    (void)data;
    snprintf(text, sizeof text, "<box of %d>", box->size);
    return inlet_return(call, inlet_string(text));
}

static inlet_status box_console(void *data, inlet_call *call)
{
    (void)data;
    return inlet_return(call, inlet_bool(inlet_call_console(call) == console));
}

static inlet_status set_size(void *data, inlet_call *call)
{
    struct box *box = inlet_call_self(call);
    int32_t size = 0;
    (void)data;
    inlet_status status = inlet_arg_int32(call, 0, &size);
    if (status == INLET_DONE && size < 0) {
        return inlet_fail("ValueError", "a size is not negative");
    }
    if (status == INLET_DONE) {
        box->size = size;
    }
    return status;
}

#define METHOD(name, doc, call, least, most, signature)                                \
    {                                                                                  \
        sizeof(inlet_function), name, doc, call, NULL, NULL, least, most, signature    \
    }

static const inlet_function box_methods[] = {
    METHOD("grow", "Make it larger.", box_grow, 0, 0,
           "(self, factor: int32 = 2) -> int"),
    METHOD("double", NULL, box_grow, 1, 1, NULL),
    METHOD("__len__", NULL, box_length, 0, 0, NULL),
    METHOD("__repr__", NULL, box_repr, 0, 0, NULL),
    METHOD("__gt__", NULL, box_is_larger, 1, 1, NULL),
    METHOD("is_larger", NULL, box_is_larger, 0, 0, "(self, other: Box) -> bool"),
    METHOD("is_called_here", NULL, box_console, 0, 0, NULL),
};
static const inlet_attribute box_attributes[] = {
    {sizeof(inlet_attribute), "size", "How much goes in.", box_length, set_size, NULL},
    {sizeof(inlet_attribute), "fixed", NULL, box_length, NULL, NULL},
};
static const inlet_class box_class = {sizeof(inlet_class),
                                      "app.Box",
                                      "A box.",
                                      destroy_box,
                                      box_methods,
                                      sizeof box_methods / sizeof *box_methods,
                                      box_attributes,
                                      sizeof box_attributes / sizeof *box_attributes};

static const inlet_class bare_class = {
    sizeof(inlet_class), "Bare", NULL, destroy_box, NULL, 0, NULL, 0};
static const inlet_class lent_class = {
    sizeof(inlet_class), "Lent", NULL, NULL, NULL, 0, NULL, 0};

/* --- The tests' own --------------------------------------------------------------- */

static int open_one(void **state)
{
    (void)state;
    console = host_open(&sink);
    return 0;
}

static int close_one(void **state)
{
    (void)state;
    inlet_console_free(console);
    console = NULL;
    return 0;
}

static void put(const char *name, const inlet_class *type, void *pointer)
{
    inlet_error error;
    if (inlet_put(console, name, inlet_handle(type, pointer), &error) != INLET_DONE) {
        fail_msg("%s: %s: %s", name, error.type, error.message);
    }
}

static void assert_raises(const char *expression, const char *type, const char *message)
{
    inlet_error error;
    assert_status(inlet_push(console, expression, &error), INLET_RAISED);
    assert_string_equal(error.type, type);
    assert_string_equal(error.message, message);
}

/* --- Identity --------------------------------------------------------------------- */

static void a_pointer_is_one_object(void **state)
{
    static struct box one = {1, 0}, two = {2, 0};
    (void)state;
    put("a", &bare_class, &one);
    put("b", &bare_class, &one);
    put("c", &bare_class, &two);
    host_assert_true(console, "a is b and a == b and hash(a) == hash(b)");
    host_assert_true(console, "a is not c and a != c and len({a, b, c}) == 2");
    put("d", &lent_class, &one);
    host_assert_true(console, "d is not a and type(d) is not type(a)");
    host_run(console, "del a, b, c, d");
    assert_int_equal(one.destroyed, 1);
    assert_int_equal(two.destroyed, 1);
}

static void a_pointer_comes_back(void **state)
{
    static struct box box = {1, 0};
    (void)state;
    put("boxes", &bare_class, &box);
    inlet_value value = inlet_none();
    assert_status(inlet_get(console, "[boxes]", INLET_LIST, &value, NULL), INLET_DONE);
    const inlet_value *item = inlet_value_item(&value, 0);
    assert_int_equal(item->kind, INLET_HANDLE);
    assert_ptr_equal(item->as.handle.pointer, &box);
    assert_ptr_equal(item->as.handle.type, &bare_class);
    inlet_value_clear(&value);
    assert_status(inlet_get_handle(console, "boxes", &bare_class, &value, NULL),
                  INLET_DONE);
    assert_ptr_equal(value.as.handle.pointer, &box);
    inlet_value_clear(&value);
    assert_int_equal(box.destroyed, 0);
    host_run(console, "del boxes");
    assert_int_equal(box.destroyed, 1);
}

static void null_is_none(void **state)
{
    (void)state;
    put("nothing", &bare_class, NULL);
    host_assert_true(console, "nothing is None");
}

static void what_is_another_class_is_told(void **state)
{
    static struct box box = {1, 0};
    inlet_error error;
    inlet_value value = inlet_int(77);
    (void)state;
    put("bare", &bare_class, &box);
    assert_status(inlet_get_handle(console, "bare", &box_class, &value, &error),
                  INLET_ETYPE);
    assert_string_equal(error.message, "must be Box, not Bare");
    assert_status(inlet_get_handle(console, "5", &box_class, &value, &error),
                  INLET_ETYPE);
    assert_string_equal(error.message, "must be a handle, not int");
    assert_status(inlet_get_handle(console, "missing", &box_class, &value, &error),
                  INLET_EPYTHON);
    assert_status(inlet_get_handle(console, "bare", NULL, &value, NULL), INLET_EINVAL);
    assert_int_equal(value.as.integer, 77);
    host_run(console, "del bare");
    assert_int_equal(box.destroyed, 1);
}

static void it_cannot_be_made_copied_or_derived_from(void **state)
{
    static struct box box = {1, 0}, other = {2, 0};
    (void)state;
    put("bare", &bare_class, &box);
    put("boxed", &box_class, &other);
    host_run(console, "import copy, pickle\n"
                      "def refused(action):\n"
                      "    try: action()\n"
                      "    except TypeError: return True\n"
                      "Bare = type(bare)\n"
                      "def derive():\n"
                      "    class D(Bare): pass\n");
    host_assert_true(console, "refused(lambda: Bare())");
    host_assert_true(console, "refused(lambda: Bare.__new__(Bare))");
    host_assert_true(console, "refused(lambda: object.__new__(Bare))");
    host_assert_true(console, "refused(lambda: copy.copy(bare))");
    host_assert_true(console, "refused(lambda: pickle.dumps(bare))");
    host_assert_true(console, "refused(derive)");
    /* A changed class changes nothing for the host. */
    host_run(console, "try: bare.__class__ = type(boxed)\n"
                      "except TypeError: pass\n");
    inlet_value value = inlet_none();
    assert_status(inlet_get_handle(console, "bare", &bare_class, &value, NULL),
                  INLET_DONE);
    inlet_value_clear(&value);
    inlet_error error;
    assert_status(inlet_push(console, "type(boxed).grow(bare)", &error), INLET_RAISED);
    assert_string_equal(error.type, "TypeError");
    host_run(console, "del bare, boxed");
    assert_int_equal(box.destroyed, 1);
    assert_int_equal(other.destroyed, 1);
}

/* --- Members ---------------------------------------------------------------------- */

static void methods_and_attributes_work(void **state)
{
    static struct box box = {5, 0}, small = {1, 0};
    (void)state;
    put("box", &box_class, &box);
    put("small", &box_class, &small);
    host_assert_true(console, "box.grow() == 10 and box.grow(factor=3) == 30");
    host_assert_true(console, "box.double(2) == 60 and len(box) == 60");
    assert_int_equal(box.size, 60);
    host_assert_true(console, "box > small and box.is_larger(small)");
    host_assert_true(console, "repr(box) == '<box of 60>'");
    host_run(console, "here = box.is_called_here()");
    host_assert_true(console, "here and not box.is_called_here()");
    host_run(console, "box.size = 7");
    assert_int_equal(box.size, 7);
    host_assert_true(console, "box.size == box.fixed == 7");
    host_assert_true(console, "[b.grow() for b in (box, small)] == [14, 2]");
    host_assert_true(console, "type(box).grow(box, 1) == 14");
    host_run(console, "del box, small");
}

static void wrong_use_of_members_raises(void **state)
{
    static struct box box = {5, 0};
    (void)state;
    put("box", &box_class, &box);
    host_run(console, "Box = type(box)");
    assert_raises("box.grow('x')", "TypeError",
                  "Box.grow() argument 'factor' must be int, not str");
    assert_raises("box.grow(2 ** 40)", "OverflowError",
                  "Box.grow() argument 'factor' must fit 32 bits");
    assert_raises("box.grow(1, 2)", "TypeError",
                  "Box.grow() takes from 1 to 2 positional arguments but 3 were given");
    assert_raises("box.double()", "TypeError",
                  "Box.double() takes exactly 1 argument (0 given)");
    assert_raises("box.double('x')", "TypeError",
                  "Box.double() argument 1 must be int, not str");
    assert_raises("box.is_larger(5)", "TypeError",
                  "Box.is_larger() argument 'other' must be Box, not int");
    assert_raises("box > 5", "TypeError",
                  "Box.__gt__() argument 1 must be a handle, "
                  "not int");
    assert_raises(
        "Box.grow(5)", "TypeError",
        "descriptor 'grow' for 'Box' objects doesn't apply to a 'int' object");
    assert_raises("Box.double()", "TypeError",
                  "unbound method Box.double() needs an argument");
    assert_raises("box.size = 'x'", "TypeError", "Box.size must be int, not str");
    assert_raises("box.size = -1", "ValueError", "a size is not negative");
    inlet_error error;
    assert_status(inlet_push(console, "box.fixed = 1", &error), INLET_RAISED);
    assert_string_equal(error.type, "AttributeError");
    assert_status(inlet_push(console, "box.other = 1", &error), INLET_RAISED);
    assert_string_equal(error.type, "AttributeError");
    assert_int_equal(box.size, 5);
}

static void the_class_can_be_had(void **state)
{
    static struct box box = {5, 0};
    (void)state;
    assert_status(inlet_put_class(console, &box_class, NULL), INLET_DONE);
    put("box", &box_class, &box);
    host_assert_true(console, "isinstance(box, Box) and not isinstance(5, Box)");
    host_assert_true(console, "Box.__name__ == 'Box' and Box.__module__ == 'app'");
    host_assert_true(console, "Box.__doc__ == 'A box.'");
    host_run(console, "import inspect, pydoc\n"
                      "text = pydoc.render_doc(Box, renderer=pydoc.plaintext)\n");
    host_assert_true(console, "str(inspect.signature(Box.grow)) == "
                              "'(self, factor: int32 = 2) -> int'");
    host_assert_true(console, "str(inspect.signature(box.grow)) == "
                              "'(factor: int32 = 2) -> int'");
    host_assert_true(console, "'Make it larger.' in text and 'How much' in text");
    assert_status(inlet_put_class(console, &bare_class, NULL), INLET_DONE);
    host_assert_true(console, "Bare.__module__ == 'host' and Bare.__doc__ is None");
}

static inlet_status take_box(void *data, inlet_call *call)
{
    inlet_value value = inlet_none();
    (void)data;
    inlet_status status = inlet_arg(call, 0, INLET_ANY, &value);
    if (status < 0) {
        return status;
    }
    return inlet_return(call,
                        value.kind == INLET_HANDLE
                            ? inlet_int(((struct box *)value.as.handle.pointer)->size)
                            : inlet_none());
}

static void a_function_may_want_a_class(void **state)
{
    static struct box box = {5, 0}, bare = {6, 0};
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    assert_status(inlet_put_class(console, &box_class, NULL), INLET_DONE);
    function.name = "measure";
    function.signature = "(box: Box | None)";
    function.call = take_box;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    put("box", &box_class, &box);
    put("bare", &bare_class, &bare);
    host_assert_true(console, "measure(box) == 5 and measure(None) is None");
    assert_raises("measure(bare)", "TypeError",
                  "measure() argument 'box' must be Box or None, not host.Bare");
    inlet_revoke(&box_class, &box);
    assert_raises("measure(box)", "ReferenceError", "the Box is gone");
}

static void what_is_no_class_is_refused(void **state)
{
    static const inlet_class nameless = {
        sizeof(inlet_class), NULL, NULL, NULL, NULL, 0, NULL, 0};
    static const inlet_class dotted = {
        sizeof(inlet_class), "app.", NULL, NULL, NULL, 0, NULL, 0};
    static const inlet_class memberless = {
        sizeof(inlet_class), "M", NULL, NULL, NULL, 2, NULL, 0};
    static const inlet_function wrong_method[] = {
        METHOD("m", NULL, box_grow, 0, 0, "(self, x: Unknown)")};
    static const inlet_class wrong_signature = {sizeof(inlet_class), "M", NULL, NULL,
                                                wrong_method,        1,   NULL, 0};
    static const inlet_class sizeless = {0, "M", NULL, NULL, NULL, 0, NULL, 0};
    const inlet_class *const cases[] = {NULL,        &nameless,        &dotted,
                                        &memberless, &wrong_signature, &sizeless};
    static struct box box = {1, 0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_status(inlet_put_class(console, cases[i], NULL), INLET_EINVAL);
        assert_status(inlet_put(console, "x", inlet_handle(cases[i], &box), NULL),
                      INLET_EINVAL);
    }
    host_assert_true(console, "'x' not in globals() and 'M' not in globals()");
    assert_int_equal(box.destroyed, 0);
}

/* --- Revoking --------------------------------------------------------------------- */

static void what_is_revoked_is_gone(void **state)
{
    static struct box box = {5, 0};
    inlet_error error;
    inlet_value value = inlet_none();
    (void)state;
    put("box", &box_class, &box);
    host_run(console, "grow = box.grow");
    inlet_revoke(&box_class, &box);
    assert_raises("box.grow()", "ReferenceError", "the Box is gone");
    assert_raises("grow()", "ReferenceError", "the Box is gone");
    assert_raises("box.size", "ReferenceError", "the Box is gone");
    assert_raises("len(box)", "ReferenceError", "the Box is gone");
    host_assert_true(console, "repr(box) == '<Box, gone>' and box == box");
    assert_status(inlet_get_handle(console, "box", &box_class, &value, &error),
                  INLET_EPYTHON);
    assert_string_equal(error.type, "ReferenceError");
    assert_status(inlet_get(console, "box", INLET_ANY, &value, NULL), INLET_DONE);
    assert_int_equal(value.kind, INLET_OTHER);
    /* The pointer may be given again: it is another object. */
    put("again", &box_class, &box);
    host_assert_true(console, "again is not box and again.grow() == 10");
    host_run(console, "del box, grow");
    assert_int_equal(box.destroyed, 0);
    host_run(console, "del again");
    assert_int_equal(box.destroyed, 1);
    inlet_revoke(&box_class, &box);
    inlet_revoke(&box_class, NULL);
    inlet_revoke(NULL, &box);
}

static inlet_status revoke_self(void *data, inlet_call *call)
{
    void *pointer = NULL;
    (void)data;
    inlet_status status = inlet_arg_handle(call, 0, &box_class, &pointer);
    if (status == INLET_DONE) {
        inlet_revoke(&box_class, pointer);
    }
    return status;
}

static void code_may_have_it_revoked(void **state)
{
    static struct box box = {5, 0};
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    function.name = "close";
    function.call = revoke_self;
    function.min_args = function.max_args = 1;
    put("box", &box_class, &box);
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    host_run(console, "close(box)");
    assert_raises("close(box)", "ReferenceError", "the Box is gone");
    assert_int_equal(box.destroyed, 0);
}

/* --- Destroying ------------------------------------------------------------------- */

static void a_value_keeps_it_alive(void **state)
{
    static struct box box = {5, 0};
    inlet_value value = inlet_none(), copy = inlet_none();
    (void)state;
    put("box", &box_class, &box);
    assert_status(inlet_get(console, "{'box': [box]}", INLET_ANY, &value, NULL),
                  INLET_DONE);
    assert_status(inlet_value_copy(inlet_value_find(&value, "box"), &copy), INLET_DONE);
    host_run(console, "del box");
    inlet_value_clear(&value);
    assert_int_equal(box.destroyed, 0);
    /* And it can go in again meanwhile. */
    assert_status(inlet_put(console, "boxes", copy, NULL), INLET_DONE);
    inlet_value_clear(&copy);
    assert_int_equal(box.destroyed, 0);
    host_assert_true(console, "boxes[0].grow() == 10");
    host_run(console, "del boxes");
    assert_int_equal(box.destroyed, 1);
}

static void the_last_value_destroys_it(void **state)
{
    static struct box box = {5, 0};
    inlet_value value = inlet_none();
    (void)state;
    put("box", &box_class, &box);
    assert_status(inlet_get_handle(console, "box", &box_class, &value, NULL),
                  INLET_DONE);
    host_run(console, "del box");
    assert_int_equal(box.destroyed, 0);
    inlet_value_clear(&value);
    assert_int_equal(box.destroyed, 1);
}

static void what_fails_to_go_in_stays_the_hosts(void **state)
{
    static struct box one = {1, 0}, two = {2, 0}, kept = {3, 0};
    (void)state;
    put("kept", &box_class, &kept);
    const inlet_value items[] = {
        inlet_handle(&box_class, &one), inlet_handle(&box_class, &kept),
        inlet_handle(&box_class, &two), inlet_string_n("\xff", 1)};
    assert_status(inlet_put(console, "x", inlet_list(items, 4), NULL), INLET_EENCODING);
    assert_int_equal(one.destroyed + two.destroyed + kept.destroyed, 0);
    host_assert_true(console, "kept.grow() == 6");
    assert_status(inlet_put(console, "x", inlet_list(items, 3), NULL), INLET_DONE);
    host_run(console, "del x, kept");
    assert_int_equal(one.destroyed, 1);
    assert_int_equal(two.destroyed, 1);
    assert_int_equal(kept.destroyed, 1);
}

static inlet_status make_box(void *data, inlet_call *call)
{
    return inlet_return(call, inlet_handle(&box_class, data));
}

static void a_result_is_destroyed_when_it_is_dropped(void **state)
{
    static struct box box = {5, 0};
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    function.name = "make";
    function.call = make_box;
    function.data = &box;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    host_run(console, "make()");
    assert_int_equal(box.destroyed, 1);
    host_assert_true(console, "make().grow(3) == 15");
    assert_int_equal(box.destroyed, 2);
}

static void closing_a_console_destroys_its_handles(void **state)
{
    static struct box box = {5, 0};
    (void)state;
    put("box", &box_class, &box);
    host_run(console, "cycle = [box]\ncycle.append(cycle)");
    inlet_console_free(console);
    console = host_open(&sink);
    host_run(console, "import gc; n = gc.collect()");
    assert_int_equal(box.destroyed, 1);
}

static void weak_references_see_it_go(void **state)
{
    static struct box box = {5, 0};
    (void)state;
    put("box", &box_class, &box);
    host_run(console, "import weakref\ngone = []\nw = weakref.ref(box, gone.append)");
    host_assert_true(console, "w() is box");
    host_run(console, "del box");
    host_assert_true(console, "w() is None and gone == [w]");
    assert_int_equal(box.destroyed, 1);
}

static void destroy_and_run(void *pointer)
{
    struct box *box = pointer;
    box->destroyed += inlet_put(console, "last", inlet_int(box->size), NULL) == 0;
}

static const inlet_class busy_class = {
    sizeof(inlet_class), "Busy", NULL, destroy_and_run, NULL, 0, NULL, 0};

static void a_destructor_may_use_the_console(void **state)
{
    static struct box box = {5, 0};
    (void)state;
    put("busy", &busy_class, &box);
    host_run(console, "try:\n    raise LookupError\nexcept LookupError:\n    del busy");
    host_assert_true(console, "last == 5");
    assert_int_equal(box.destroyed, 1);
}

static void stopping_destroys_what_is_left(void **state)
{
    static struct box held = {1, 0}, kept = {2, 0};
    inlet_value value = inlet_none();
    (void)state;
    put("held", &box_class, &held);
    put("kept", &box_class, &kept);
    assert_status(inlet_get_handle(console, "held", &box_class, &value, NULL),
                  INLET_DONE);
    host_run(console, "import sys; sys.kept = [kept]; sys.kept.append(sys.kept)");
    inlet_console_free(console);
    console = NULL;
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_int_equal(held.destroyed, 1);
    assert_int_equal(kept.destroyed, 1);
    inlet_value_clear(&value);
    assert_int_equal(held.destroyed, 1);
    inlet_revoke(&box_class, &held);
    /* And all is as new. */
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    console = host_open(&sink);
    put("held", &box_class, &held);
    host_assert_true(console, "held.grow() == 2");
    host_run(console, "del held");
    assert_int_equal(held.destroyed, 2);
}

static void many_that_are_left_are_destroyed(void **state)
{
    enum { MANY = 50000 };
    static struct box boxes[MANY];
    static inlet_value values[MANY];
    inlet_value held = inlet_none();
    (void)state;
    for (int i = 0; i < MANY; i++) {
        values[i] = inlet_handle(&box_class, &boxes[i]);
    }
    assert_status(inlet_put(console, "boxes", inlet_list(values, MANY), NULL),
                  INLET_DONE);
    assert_status(inlet_get(console, "boxes", INLET_LIST, &held, NULL), INLET_DONE);
    inlet_console_free(console);
    console = NULL;
    assert_status(inlet_stop(NULL), INLET_DONE);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(boxes[i].destroyed, 1);
    }
    inlet_value_clear(&held);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
}

static void many_pointers_are_kept_apart(void **state)
{
    enum { MANY = 5000 };
    static struct box boxes[MANY];
    static inlet_value values[MANY];
    (void)state;
    for (int i = 0; i < MANY; i++) {
        boxes[i] = (struct box){i, 0};
        values[i] = inlet_handle(&box_class, &boxes[i]);
    }
    assert_status(inlet_put(console, "boxes", inlet_list(values, MANY), NULL),
                  INLET_DONE);
    host_assert_true(console, "[b.size for b in boxes] == list(range(5000))");
    host_run(console, "del boxes[::2]");
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(boxes[i].destroyed, i % 2 == 0);
    }
    host_run(console, "del boxes");
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(boxes[i].destroyed, 1);
    }
}

/* --- Threads ---------------------------------------------------------------------- */

enum { THREADS = 4, ROUNDS = 50 };

static atomic_int destroyed;

static void count_destroyed(void *pointer)
{
    (void)pointer;
    atomic_fetch_add(&destroyed, 1);
}

static const inlet_class counted_class = {
    sizeof(inlet_class), "Counted", NULL, count_destroyed, NULL, 0, NULL, 0};

/* What each of the threads does with pointers of its own, and with one of them all. */
static void *put_and_clear(void *argument)
{
    char name[20];
    struct box own = {1, 0};
    int number = *(int *)argument;
    snprintf(name, sizeof name, "own%d", number);
    for (int i = 0; i < ROUNDS; i++) {
        inlet_value value = inlet_none();
        inlet_put(console, name, inlet_handle(&counted_class, &own), NULL);
        inlet_get_handle(console, name, &counted_class, &value, NULL);
        inlet_put(console, name, inlet_none(), NULL);
        inlet_value_clear(&value); /* the last one */
        inlet_put(console, "common", inlet_handle(&lent_class, &console), NULL);
        inlet_get_handle(console, "common", &lent_class, &value, NULL);
        inlet_revoke(&lent_class, &console);
        inlet_value_clear(&value);
    }
    return NULL;
}

static void threads_may_hold_and_let_go(void **state)
{
    pthread_t threads[THREADS];
    int numbers[THREADS];
    (void)state;
    atomic_store(&destroyed, 0);
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, put_and_clear, &numbers[i]),
                         0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(atomic_load(&destroyed), THREADS * ROUNDS);
}

static void python_threads_may_let_go(void **state)
{
    static struct box boxes[20];
    inlet_value values[20];
    (void)state;
    atomic_store(&destroyed, 0);
    for (int i = 0; i < 20; i++) {
        values[i] = inlet_handle(&counted_class, &boxes[i]);
    }
    assert_status(inlet_put(console, "boxes", inlet_list(values, 20), NULL),
                  INLET_DONE);
    host_run(console, "import threading\n"
                      "def work():\n"
                      "    try:\n"
                      "        while True: boxes.pop()\n"
                      "    except IndexError: pass\n"
                      "threads = [threading.Thread(target=work) for i in range(4)]\n"
                      "for t in threads: t.start()\n"
                      "for t in threads: t.join()\n");
    assert_int_equal(atomic_load(&destroyed), 20);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(a_pointer_is_one_object),
        TEST(a_pointer_comes_back),
        TEST(null_is_none),
        TEST(what_is_another_class_is_told),
        TEST(it_cannot_be_made_copied_or_derived_from),
        TEST(methods_and_attributes_work),
        TEST(wrong_use_of_members_raises),
        TEST(the_class_can_be_had),
        TEST(a_function_may_want_a_class),
        TEST(what_is_no_class_is_refused),
        TEST(what_is_revoked_is_gone),
        TEST(code_may_have_it_revoked),
        TEST(a_value_keeps_it_alive),
        TEST(the_last_value_destroys_it),
        TEST(what_fails_to_go_in_stays_the_hosts),
        TEST(a_result_is_destroyed_when_it_is_dropped),
        TEST(closing_a_console_destroys_its_handles),
        TEST(weak_references_see_it_go),
        TEST(a_destructor_may_use_the_console),
        TEST(stopping_destroys_what_is_left),
        TEST(many_that_are_left_are_destroyed),
        TEST(many_pointers_are_kept_apart),
        TEST(threads_may_hold_and_let_go),
        TEST(python_threads_may_let_go),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
