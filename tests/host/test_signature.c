/* SPDX-License-Identifier: MIT
 * C functions with signatures: beside functions that Python has of the same ones.
 */
#include "host.h"

static struct sink sink;
static inlet_console *console;
static int calls, releases;

static int open_one(void **state)
{
    (void)state;
    console = host_open(&sink);
    host_run(console, "import gc; n = gc.collect()"); /* functions of earlier tests */
    calls = releases = 0;
    return 0;
}

static int close_one(void **state)
{
    (void)state;
    inlet_console_free(console);
    return 0;
}

static void count_release(void *data)
{
    (void)data;
    releases++;
}

/* Gives all of its arguments, as what they are. */
static inlet_status echo(void *data, inlet_call *call)
{
    inlet_value values[10];
    size_t count = inlet_call_count(call);
    (void)data;
    calls++;
    for (size_t i = 0; i < count; i++) {
        inlet_status status = inlet_arg(call, i, INLET_ANY, &values[i]);
        if (status < 0) {
            return status;
        }
    }
    return inlet_return(call, inlet_tuple(values, count));
}

static inlet_status try_signature(const char *name, const char *signature,
                                  inlet_error *error)
{
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = name;
    function.doc = "What it does.";
    function.signature = signature;
    function.call = echo;
    function.release = count_release;
    return inlet_put_function(console, &function, error);
}

static void put_function(const char *name, const char *signature)
{
    inlet_error error;
    if (try_signature(name, signature, &error) != INLET_DONE) {
        fail_msg("%s%s: %s: %s", name, signature, error.type, error.message);
    }
}

/* Assert that an expression raises, and what. */
static void assert_raises(const char *expression, const char *type, const char *message)
{
    inlet_error error;
    int before = calls;
    assert_status(inlet_push(console, expression, &error), INLET_RAISED);
    assert_string_equal(error.type, type);
    assert_string_equal(error.message, message);
    assert_int_equal(calls, before);
}

/* --- Binding ---------------------------------------------------------------------- */

/* The arguments of each call, and the names that a twin in Python gives back. */
static const struct {
    const char *signature;
    const char *names;
} signatures[] = {
    {"()", ""},
    {"(a)", "a,"},
    {"(a, b=1)", "a, b"},
    {"(a, b=1, /, c='x')", "a, b, c"},
    {"(a, /)", "a,"},
    {"(*a)", "a,"},
    {"(**a)", "a,"},
    {"(a, *b, c, d=None, **e)", "a, b, c, d, e"},
    {"(a, b, *, c, d)", "a, b, c, d"},
    {"(*, c=(1, 2))", "c,"},
    {"(a=1, b=2, *c, d=3)", "a, b, c, d"},
    {"(a: object, b = 2.5, *, c: object = 'x') -> None", "a, b, c"},
};

static const char *const argument_lists =
    "['', '1', '1, 2', '1, 2, 3', '1, 2, 3, 4, 5', 'a=1', '1, a=2', '1, b=2', 'b=2', "
    "'c=3', '1, c=3', '1, 2, c=3', '1, 2, c=3, d=4', '1, d=4', 'x=1', '1, x=1', "
    "'1, 2, x=1, y=2', '*[1, 2]', '**{\"a\": 1}', '**{\"a\": 1, \"x y\": 2}', "
    "'1, **{\"a\": 1}', '*[1, 2, 3, 4, 5, 6, 7]', 'b=1, a=2', 'a=1, c=2, d=3, e=4']";

static void calls_bind_as_those_of_a_python_function(void **state)
{
    char text[400];
    (void)state;
    host_run(console, "def outcome(function, arguments):\n"
                      "    try:\n"
                      "        return eval(f'f({arguments})', {'f': function})\n"
                      "    except TypeError as error:\n"
                      "        return str(error)\n");
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        snprintf(text, sizeof text, "def f%s: return (%s)\ntwin = f",
                 signatures[i].signature, signatures[i].names);
        host_run(console, text);
        put_function("f", signatures[i].signature);
        host_run(console, "import inspect\n"
                          "assert inspect.signature(f) == inspect.signature(twin)");
        host_run(console, "pairs = []");
        inlet_put(console, "source", inlet_string(argument_lists), NULL);
        host_run(console, "for arguments in eval(source):\n"
                          "    pairs.append((outcome(f, arguments), "
                          "outcome(twin, arguments), arguments))\n");
        host_run(console, "for ours, theirs, arguments in pairs:\n"
                          "    assert ours == theirs, (ours, theirs, arguments)\n"
                          "assert len(pairs) == 24");
    }
    assert_true(calls > 60);
}

static void a_function_shows_its_signature(void **state)
{
    (void)state;
    put_function("shout", "(name: str, count: int8 = 1, *rest: list[float], "
                          "loud: bool | None = False, **more) -> dict[str, int]");
    host_run(console, "import inspect, pydoc\n"
                      "text = pydoc.render_doc(shout, renderer=pydoc.plaintext)\n");
    host_assert_true(console, "str(inspect.signature(shout)) == '(name: str, "
                              "count: int8 = 1, *rest: list[float], loud: bool | None "
                              "= False, **more) -> dict[str, int]'");
    host_assert_true(console,
                     "'shout(name:str,count:int8=1,' in ''.join(text.split())");
    host_assert_true(console, "'What it does.' in text");
    host_assert_true(console, "shout.__text_signature__.startswith('(name: str')");
    host_assert_true(console, "shout.__name__ == shout.__qualname__ == 'shout'");
    host_assert_true(console, "shout.__annotations__['name'] is str");
    host_assert_true(console, "inspect.isroutine(shout)");
    host_run(console, "class C: method = shout");
    host_assert_true(console, "C.method is C().method is shout");
    host_assert_true(console, "repr(shout) == '<built-in function shout>'");
    put_function("plain", NULL);
    host_assert_true(console, "plain.__text_signature__ is None");
    host_assert_true(console, "not hasattr(plain, '__signature__')");
}

/* --- Types ------------------------------------------------------------------------ */

/* What an annotation makes of arguments: a Python list of (argument, result) pairs,
 * where None in place of a result is a refusal. */
static const struct {
    const char *annotation;
    const char *good; /* argument: what comes out */
    const char *bad;  /* argument: what is said */
} types[] = {
    {"int", "[('5', 5), ('True', 1), ('2**70', 2**70), ('I(7)', 7)]",
     "[('1.0', 'int, not float'), ('\"5\"', 'int, not str'), "
     "('None', 'int, not NoneType')]"},
    {"float", "[('5', 5.0), ('2.5', 2.5), ('True', 1.0), ('I(7)', 7.0)]",
     "[('\"5\"', 'float, not str'), ('1j', 'float, not complex'), "
     "('None', 'float, not NoneType')]"},
    {"bool", "[('True', True), ('False', False)]",
     "[('1', 'bool, not int'), ('None', 'bool, not NoneType')]"},
    {"str", "[('\"x\"', 'x')]", "[('b\"x\"', 'str, not bytes')]"},
    {"bytes", "[('b\"x\"', b'x')]", "[('\"x\"', 'bytes, not str')]"},
    {"None", "[('None', None)]", "[('0', 'None, not int')]"},
    {"object", "[('0', 0), ('None', None), ('[1]', [1])]", "[]"},
    {"list", "[('[1, \"x\"]', [1, 'x'])]", "[('(1,)', 'list, not tuple')]"},
    {"tuple", "[('(1, \"x\")', (1, 'x'))]", "[('[1]', 'tuple, not list')]"},
    {"dict", "[('{1: 2}', {1: 2})]", "[('[]', 'dict, not list')]"},
    {"str | None", "[('\"x\"', 'x'), ('None', None)]",
     "[('5', 'str or None, not int')]"},
    {"int | float | str", "[('5', 5), ('5.0', 5.0), ('\"x\"', 'x'), ('True', 1)]",
     "[('[]', 'int or float or str, not list')]"},
    {"float | int", "[('5', 5), ('5.0', 5.0)]", "[('\"x\"', 'float or int, not str')]"},
    {"int | bool", "[('5', 5), ('True', True)]", "[]"},
};

static void an_annotation_is_checked(void **state)
{
    char text[600];
    (void)state;
    host_run(console, "class I:\n"
                      "    def __init__(self, n): self.n = n\n"
                      "    def __index__(self): return self.n\n"
                      "def check(good, bad):\n"
                      "    for argument, result in good:\n"
                      "        [found] = f(eval(argument))\n"
                      "        assert (found, type(found)) == (result, type(result)), "
                      "(argument, found)\n"
                      "    for argument, text in bad:\n"
                      "        try:\n"
                      "            found = f(x=eval(argument))\n"
                      "        except TypeError as error:\n"
                      "            expected = f\"f() argument 'x' must be {text}\"\n"
                      "            assert str(error) == expected, str(error)\n"
                      "        else:\n"
                      "            assert False, (argument, found)\n");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        snprintf(text, sizeof text, "(x: %s)", types[i].annotation);
        put_function("f", text);
        snprintf(text, sizeof text, "check(%s, %s)", types[i].good, types[i].bad);
        host_run(console, text);
    }
}

static void widths_are_checked(void **state)
{
    static const struct {
        const char *name;
        const char *least;
        const char *most;
    } widths[] = {
        {"int8", "-128", "127"},        {"int16", "-2**15", "2**15-1"},
        {"int32", "-2**31", "2**31-1"}, {"int64", "-2**63", "2**63-1"},
        {"uint8", "0", "255"},          {"uint16", "0", "2**16-1"},
        {"uint32", "0", "2**32-1"},     {"uint64", "0", "2**64-1"},
    };
    char text[200];
    (void)state;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        snprintf(text, sizeof text, "(x: %s)", widths[i].name);
        put_function("f", text);
        snprintf(text, sizeof text, "f(%s) == (%s,) and f(%s) == (%s,)",
                 widths[i].least, widths[i].least, widths[i].most, widths[i].most);
        host_assert_true(console, text);
        snprintf(text, sizeof text, "f(%s + 1)", widths[i].most);
        inlet_error error;
        assert_status(inlet_push(console, text, &error), INLET_RAISED);
        assert_string_equal(error.type, "OverflowError");
        snprintf(text, sizeof text, "f(%s - 1)", widths[i].least);
        assert_status(inlet_push(console, text, &error), INLET_RAISED);
        assert_string_equal(error.type, "OverflowError");
    }
    assert_raises("f(-1)", "OverflowError", "f() argument 'x' must not be negative");
    put_function("f", "(level: int16)");
    assert_raises("f(40000)", "OverflowError", "f() argument 'level' must fit 16 bits");
}

static void items_are_checked_and_converted(void **state)
{
    (void)state;
    put_function("f", "(x: list[float])");
    host_assert_true(console,
                     "repr(f([1, 2.5])) == '([1.0, 2.5],)' and f([]) == ([],)");
    assert_raises("f([1, 'x'])", "TypeError",
                  "f() argument 'x' item 1 must be float, not str");
    put_function("f", "(x: dict[str, list[uint8]])");
    host_assert_true(console, "f({'a': [1, True]}) == ({'a': [1, 1]},)");
    assert_raises("f({'a': [1, 256]})", "OverflowError",
                  "f() argument 'x' value of 'a' item 1 must fit 8 bits");
    assert_raises("f({1: []})", "TypeError",
                  "f() argument 'x' key 1 must be str, not int");
    put_function("f", "(x: tuple[int, str])");
    host_assert_true(console, "f((1, 'x')) == ((1, 'x'),)");
    assert_raises("f((1,))", "TypeError", "f() argument 'x' must have 2 items, not 1");
    put_function("f", "(x: tuple[float, ...] | None = None)");
    host_assert_true(console, "f((1, 2, 3)) == ((1.0, 2.0, 3.0),) and f() == (None,)");
}

static void the_rest_is_checked_too(void **state)
{
    (void)state;
    put_function("f", "(*numbers: float, **names: str)");
    host_assert_true(console, "f(1, 2, a='x') == ((1.0, 2.0), {'a': 'x'})");
    assert_raises("f(1, None)", "TypeError",
                  "f() argument 'numbers' item 1 must be float, not NoneType");
    assert_raises("f(a=1)", "TypeError",
                  "f() argument 'names' value of 'a' must be str, not int");
}

static void a_default_of_none_is_let_in(void **state)
{
    (void)state;
    put_function("f", "(a: int = None, *, b: str = None)");
    host_assert_true(console, "f() == (None, None) == f(None, b=None)");
    assert_raises("f('x')", "TypeError",
                  "f() argument 'a' must be int or None, not str");
}

static void a_conversion_that_raises_raises(void **state)
{
    (void)state;
    host_run(console, "class B:\n"
                      "    def __index__(self): raise LookupError('no index')\n");
    put_function("f", "(x: list[int])");
    assert_raises("f([B()])", "LookupError", "no index");
}

static inlet_status ask_for_less(void *data, inlet_call *call)
{
    return inlet_arg_int8(call, 1, data);
}

static void the_host_may_ask_for_less(void **state)
{
    int8_t seen = 0;
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    function.name = "f";
    function.signature = "(name, level: int)";
    function.call = ask_for_less;
    function.data = &seen;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    host_run(console, "f('x', 5)");
    assert_true(seen == 5);
    assert_raises("f('x', 500)", "OverflowError",
                  "f() argument 'level' must fit 8 bits");
}

/* --- Signatures that are none ----------------------------------------------------- */

static void what_is_no_signature_is_refused(void **state)
{
    static const struct {
        const char *signature;
        const char *type;
    } cases[] = {
        {"", "SyntaxError"},
        {"(a", "SyntaxError"},
        {"(a, a)", "SyntaxError"},
        {"(a=1, b)", "SyntaxError"},
        {"(a: Unknown)", "NameError"},
        {"(a=unknown)", "NameError"},
        {"(a: 5)", "TypeError"},
        {"(a: 'int')", "TypeError"},
        {"(a: set)", "TypeError"},
        {"(a: list[set])", "TypeError"},
        {"(a: set | None)", "TypeError"},
        {"(a: set[int])", "TypeError"},
        {"(a: list[int, int])", "TypeError"},
        {"(*a: set)", "TypeError"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        inlet_error error;
        assert_status(try_signature("f", cases[i].signature, &error), INLET_EINVAL);
        assert_string_equal(error.type, cases[i].type);
    }
    assert_status(try_signature("no name", "()", NULL), INLET_EINVAL);
    assert_status(try_signature("f", "(a='\xff')", NULL), INLET_EENCODING);
    host_assert_true(console, "'f' not in globals()");
    assert_int_equal(releases, 0);
}

static void names_of_the_console_do_not_matter(void **state)
{
    (void)state;
    host_run(console, "int = str = list = None");
    put_function("f", "(a: int, b: str = 'x')");
    host_assert_true(console, "f(1) == (1, 'x')");
    assert_raises("f('x')", "TypeError", "f() argument 'a' must be int, not str");
}

/* --- Life ------------------------------------------------------------------------- */

static void it_is_released_once(void **state)
{
    (void)state;
    put_function("f", "(a: list[int8] | None = None)");
    host_run(console, "import weakref, gc\nw = weakref.ref(f)\nbound = f\ndel f");
    assert_int_equal(releases, 0);
    host_run(console, "del bound\nn = gc.collect()");
    assert_int_equal(releases, 1);
    host_assert_true(console, "w() is None");
}

static void a_debugger_does_not_see_the_binding(void **state)
{
    (void)state;
    put_function("f", "(a, b=1)");
    host_run(console, "import sys\n"
                      "seen = []\n"
                      "def trace(frame, event, arg):\n"
                      "    seen.append(frame.f_code.co_filename)\n"
                      "def work():\n"
                      "    f(1)\n"
                      "sys.settrace(trace)\n"
                      "work()\n"
                      "sys.settrace(None)\n");
    host_assert_true(console, "len(seen) == 1 and '<signature>' not in seen");
}

static void calls_may_nest_to_the_limit_and_no_further(void **state)
{
    inlet_error error;
    (void)state;
    put_function("f", "(a: float)");
    host_run(console, "class D:\n    def __float__(self): return f(self)[0]\n");
    assert_status(inlet_push(console, "f(D())", &error), INLET_RAISED);
    assert_string_equal(error.type, "RecursionError");
    host_assert_true(console, "f(1) == (1.0,)");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(calls_bind_as_those_of_a_python_function),
        TEST(a_function_shows_its_signature),
        TEST(an_annotation_is_checked),
        TEST(widths_are_checked),
        TEST(items_are_checked_and_converted),
        TEST(the_rest_is_checked_too),
        TEST(a_default_of_none_is_let_in),
        TEST(a_conversion_that_raises_raises),
        TEST(the_host_may_ask_for_less),
        TEST(what_is_no_signature_is_refused),
        TEST(names_of_the_console_do_not_matter),
        TEST(it_is_released_once),
        TEST(a_debugger_does_not_see_the_binding),
        TEST(calls_may_nest_to_the_limit_and_no_further),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
