/* SPDX-License-Identifier: MIT
 * Lists and dictionaries into the namespace and out of it.
 */
#include "host.h"

static inlet_console *console;

static int open_one(void **state)
{
    (void)state;
    console = host_open(NULL);
    return 0;
}

static int close_one(void **state)
{
    (void)state;
    inlet_console_free(console);
    return 0;
}

/* Assert that getting it fails, and how. */
static void assert_refused(const char *expression, inlet_kind kind, inlet_status status,
                           const char *message)
{
    inlet_error error;
    inlet_value value = inlet_int(77);
    assert_status(inlet_get(console, expression, kind, &value, &error), status);
    assert_string_equal(error.message, message);
    assert_int_equal(value.as.integer, 77);
}

/* --- Into Python ------------------------------------------------------------------ */

static void what_is_nested_goes_in(void **state)
{
    const inlet_value sizes[] = {inlet_int(3), inlet_double(4.5), inlet_none()};
    const inlet_value pair[] = {inlet_list(sizes, 3), inlet_tuple(sizes, 2)};
    const inlet_entry entries[] = {
        {inlet_string("name"), inlet_string("box")},
        {inlet_int(7), inlet_list(pair, 2)},
        {inlet_tuple(sizes, 2), inlet_dict(NULL, 0)},
        {inlet_bytes("b", 1), inlet_bool(true)},
    };
    (void)state;
    host_put(console, "thing", inlet_dict(entries, 4));
    host_assert_true(console,
                     "thing == {'name': 'box', "
                     "7: [[3, 4.5, None], (3, 4.5)], (3, 4.5): {}, b'b': True}");
    host_assert_true(console, "list(thing) == ['name', 7, (3, 4.5), b'b']");
    host_put(console, "empty", inlet_list(NULL, 0));
    host_assert_true(console, "empty == [] and type(empty) is list");
    host_put(console, "empty", inlet_tuple(NULL, 0));
    host_assert_true(console, "empty == ()");
}

static void the_last_of_equal_keys_counts(void **state)
{
    const inlet_entry entries[] = {{inlet_int(1), inlet_int(1)},
                                   {inlet_bool(true), inlet_int(2)}};
    (void)state;
    host_put(console, "d", inlet_dict(entries, 2));
    host_assert_true(console, "d == {1: 2}");
}

static void what_cannot_be_does_not_go_in(void **state)
{
    const inlet_value wrong[] = {inlet_int(1), inlet_string_n("\xff", 1)};
    const inlet_value list[] = {inlet_list(NULL, 0)};
    const inlet_entry by_list[] = {{list[0], inlet_none()}};
    const inlet_entry by_tuple[] = {{inlet_tuple(list, 1), inlet_none()}};
    inlet_value other = inlet_none();
    other.kind = INLET_OTHER;
    (void)state;
    host_put(console, "kept", inlet_int(1));
    assert_status(inlet_put(console, "kept", inlet_list(wrong, 2), NULL),
                  INLET_EENCODING);
    assert_status(inlet_put(console, "kept", inlet_list(NULL, 1), NULL), INLET_EINVAL);
    assert_status(inlet_put(console, "kept", inlet_dict(NULL, 1), NULL), INLET_EINVAL);
    assert_status(inlet_put(console, "kept", inlet_list(&other, 1), NULL),
                  INLET_EINVAL);
    assert_status(inlet_put(console, "kept", inlet_dict(by_list, 1), NULL),
                  INLET_ETYPE);
    assert_status(inlet_put(console, "kept", inlet_dict(by_tuple, 1), NULL),
                  INLET_ETYPE);
    assert_status(inlet_put(console, "kept", inlet_list(wrong, SIZE_MAX), NULL),
                  INLET_ENOMEM);
    host_assert_true(console, "kept == 1");
}

static void a_value_that_holds_itself_does_not_go_in(void **state)
{
    inlet_value loop = inlet_none();
    loop = inlet_list(&loop, 1);
    inlet_value copy = inlet_int(77);
    (void)state;
    assert_status(inlet_put(console, "loop", loop, NULL), INLET_ERANGE);
    assert_status(inlet_value_copy(&loop, &copy), INLET_EINVAL);
    assert_int_equal(copy.as.integer, 77);
}

/* --- Out of Python ---------------------------------------------------------------- */

static void what_is_nested_comes_out(void **state)
{
    (void)state;
    inlet_value thing = host_get(console,
                                 "{'name': 'b\\0x', 'sizes': [3, 4.5, 2**70, None], "
                                 "'at': (1, b'\\xff'), 5: {}}",
                                 INLET_ANY);
    assert_int_equal(thing.kind, INLET_DICT);
    assert_int_equal(inlet_value_length(&thing), 4);
    const inlet_value *name = inlet_value_find(&thing, "name");
    assert_memory_equal(name->as.text.data, "b\0x", 4);
    const inlet_value *sizes = inlet_value_find(&thing, "sizes");
    assert_int_equal(sizes->kind, INLET_LIST);
    assert_int_equal(inlet_value_item(sizes, 0)->as.integer, 3);
    assert_string_equal(inlet_value_item(sizes, 2)->as.text.data,
                        "0x400000000000000000");
    assert_int_equal(inlet_value_item(sizes, 3)->kind, INLET_NONE);
    const inlet_value *at = inlet_value_find(&thing, "at");
    assert_int_equal(at->kind, INLET_TUPLE);
    assert_string_equal(inlet_value_item(at, 1)->as.text.data, "\xff");
    assert_int_equal(thing.as.dict.entries[3].key.as.integer, 5);
    assert_int_equal(thing.as.dict.entries[3].value.kind, INLET_DICT);
    inlet_value_clear(&thing);
    assert_int_equal(thing.kind, INLET_NONE);
}

static void what_is_not_there_is_null(void **state)
{
    (void)state;
    inlet_value thing = host_get(console, "{'list': [1], 2: 3}", INLET_DICT);
    const inlet_value *list = inlet_value_find(&thing, "list");
    assert_null(inlet_value_find(&thing, "missing"));
    assert_null(inlet_value_find(&thing, NULL));
    assert_null(inlet_value_find(list, "x"));
    assert_null(inlet_value_item(list, 1));
    assert_null(inlet_value_item(&thing, 0));
    assert_null(inlet_value_item(inlet_value_find(NULL, "a"), 0));
    assert_int_equal(inlet_value_length(NULL), 0);
    inlet_value_clear(&thing);
}

/* As Python would write it. */
static size_t written(const inlet_value *value, char *out)
{
    if (value->kind == INLET_INT) {
        return (size_t)sprintf(out, "%lld", (long long)value->as.integer);
    }
    size_t size = (size_t)sprintf(out, "%s", value->kind == INLET_LIST ? "[" : "(");
    for (size_t i = 0; i < inlet_value_length(value); i++) {
        size += (size_t)sprintf(out + size, "%s", i > 0 ? ", " : "");
        size += written(inlet_value_item(value, i), out + size);
    }
    return size +
           (size_t)sprintf(out + size, "%s", value->kind == INLET_LIST ? "]" : ")");
}

static void what_can_be_iterated_over_is_a_list_if_asked_for(void **state)
{
    static const struct {
        const char *expression;
        const char *items;
    } cases[] = {
        {"(1, 2)", "[1, 2]"},
        {"range(3)", "[0, 1, 2]"},
        {"{5}", "[5]"},
        {"{6: 7}.keys()", "[6]"},
        {"(n * n for n in range(3))", "[0, 1, 4]"},
        {"__import__('array').array('h', [-3])", "[-3]"},
        {"__import__('collections').deque([4])", "[4]"},
        {"type('L', (list,), {})([8, [9]])", "[8, [9]]"},
        {"memoryview(b'ab')", "[97, 98]"},
    };
    char text[100];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        inlet_value list = host_get(console, cases[i].expression, INLET_LIST);
        written(&list, text);
        assert_string_equal(text, cases[i].items);
        inlet_value_clear(&list);
    }
    inlet_value tuple = host_get(console, "[[1], 2]", INLET_TUPLE);
    written(&tuple, text);
    assert_string_equal(text, "([1], 2)");
    inlet_value_clear(&tuple);
}

static void what_has_keys_is_a_dict_if_asked_for(void **state)
{
    (void)state;
    host_run(console, "from collections import OrderedDict, ChainMap\n"
                      "from types import MappingProxyType\n"
                      "ordered = OrderedDict(a=1, b=2)\n"
                      "ordered.move_to_end('a')\n");
    inlet_value dict = host_get(console, "ordered", INLET_ANY);
    assert_int_equal(dict.kind, INLET_DICT);
    assert_string_equal(dict.as.dict.entries[0].key.as.text.data, "b");
    inlet_value_clear(&dict);
    dict = host_get(console, "MappingProxyType({'x': 1})", INLET_DICT);
    assert_int_equal(inlet_value_find(&dict, "x")->as.integer, 1);
    inlet_value_clear(&dict);
    dict = host_get(console, "ChainMap({'x': 1}, {'y': 2})", INLET_DICT);
    assert_int_equal(inlet_value_length(&dict), 2);
    inlet_value_clear(&dict);
}

static void what_is_no_list_is_refused(void **state)
{
    (void)state;
    assert_refused("'text'", INLET_LIST, INLET_ETYPE, "must be list, not str");
    assert_refused("b'x'", INLET_LIST, INLET_ETYPE, "must be list, not bytes");
    assert_refused("{}", INLET_TUPLE, INLET_ETYPE, "must be tuple, not dict");
    assert_refused("5", INLET_LIST, INLET_ETYPE, "must be list, not int");
    assert_refused("[]", INLET_DICT, INLET_ETYPE, "must be dict, not list");
    assert_refused("'text'", INLET_DICT, INLET_ETYPE, "must be dict, not str");
    assert_refused("[[1, '\\ud800']]", INLET_LIST, INLET_EENCODING,
                   "'utf-8' codec can't encode character '\\ud800' in position 0: "
                   "surrogates not allowed");
}

static void user_code_that_raises_is_told(void **state)
{
    (void)state;
    host_run(console, "class D(dict):\n"
                      "    def items(self): raise LookupError('no items')\n"
                      "class P(dict):\n"
                      "    def items(self): return [1, 2]\n"
                      "def iterate():\n"
                      "    yield 1\n"
                      "    raise LookupError('no more')\n");
    assert_refused("[D()]", INLET_ANY, INLET_EPYTHON, "no items");
    assert_refused("P()", INLET_ANY, INLET_ETYPE, "items() must give pairs");
    assert_refused("iterate()", INLET_LIST, INLET_EPYTHON, "no more");
}

/* --- Limits ----------------------------------------------------------------------- */

static void what_holds_itself_is_refused(void **state)
{
    (void)state;
    host_run(console, "loop = []\nloop.append(loop)\nknot = {}\nknot['k'] = (knot,)");
    assert_refused("loop", INLET_ANY, INLET_ERANGE,
                   "nested deeper than 100 levels, or in itself");
    assert_refused("knot", INLET_DICT, INLET_ERANGE,
                   "nested deeper than 100 levels, or in itself");
}

static void the_depth_is_as_promised(void **state)
{
    (void)state;
    host_run(console, "def deep(n):\n"
                      "    found = []\n"
                      "    for i in range(n - 1): found = [found]\n"
                      "    return found\n");
    inlet_value list = host_get(console, "deep(100)", INLET_LIST);
    host_put(console, "back", list);
    host_assert_true(console, "back == deep(100)");
    inlet_value copy = inlet_none();
    assert_status(inlet_value_copy(&list, &copy), INLET_DONE);
    inlet_value_clear(&list);
    host_put(console, "back", copy);
    host_assert_true(console, "back == deep(100)");
    const inlet_value outer = inlet_list(&copy, 1);
    assert_status(inlet_put(console, "back", outer, NULL), INLET_ERANGE);
    inlet_value_clear(&copy);
    assert_refused("deep(101)", INLET_LIST, INLET_ERANGE,
                   "nested deeper than 100 levels, or in itself");
    assert_refused("deep(100000)", INLET_LIST, INLET_ERANGE,
                   "nested deeper than 100 levels, or in itself");
}

static void what_would_be_too_large_is_refused(void **state)
{
    (void)state;
    host_run(console, "bomb = [0] * 9\n"
                      "for i in range(60): bomb = [bomb, bomb]\n");
    assert_refused("bomb", INLET_ANY, INLET_ERANGE, "too large to be copied");
    assert_refused("['x' * 100000] * 100000", INLET_ANY, INLET_ERANGE,
                   "too large to be copied");
    assert_refused("range(10 ** 12)", INLET_LIST, INLET_ERANGE, "too many items");
}

static void many_items_come_out(void **state)
{
    (void)state;
    inlet_value list = host_get(console, "[str(n) for n in range(20000)]", INLET_LIST);
    assert_int_equal(inlet_value_length(&list), 20000);
    assert_string_equal(inlet_value_item(&list, 19999)->as.text.data, "19999");
    assert_string_equal(inlet_value_item(&list, 0)->as.text.data, "0");
    host_put(console, "back", list);
    inlet_value_clear(&list);
    host_assert_true(console, "back == [str(n) for n in range(20000)]");
}

/* --- Copies ----------------------------------------------------------------------- */

static void a_part_can_be_kept(void **state)
{
    (void)state;
    inlet_value thing =
        host_get(console, "{'k': ['text', (1, {2: b'3'})]}", INLET_DICT);
    inlet_value part = inlet_none();
    assert_status(inlet_value_copy(inlet_value_find(&thing, "k"), &part), INLET_DONE);
    inlet_value_clear(&thing);
    host_put(console, "part", part);
    inlet_value_clear(&part);
    host_assert_true(console, "part == ['text', (1, {2: b'3'})]");
}

static void what_cannot_be_is_not_copied(void **state)
{
    inlet_value copy = inlet_int(77);
    inlet_value null = inlet_string("x");
    const inlet_value list = inlet_list(NULL, 3);
    inlet_value kind = inlet_none();
    kind.kind = INLET_ANY;
    null.as.text.data = NULL;
    (void)state;
    assert_status(inlet_value_copy(NULL, &copy), INLET_EINVAL);
    assert_status(inlet_value_copy(&copy, NULL), INLET_EINVAL);
    assert_status(inlet_value_copy(&null, &copy), INLET_EINVAL);
    assert_status(inlet_value_copy(&list, &copy), INLET_EINVAL);
    assert_status(inlet_value_copy(&kind, &copy), INLET_EINVAL);
    assert_int_equal(copy.as.integer, 77);
}

static void numbers_are_told_from_others(void **state)
{
    const inlet_value numbers[] = {inlet_int(-2), inlet_uint(3), inlet_double(0.5)};
    const inlet_value others[] = {inlet_none(), inlet_bool(true), inlet_string("1"),
                                  inlet_big("1")};
    double sum = 0, number = 0;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_true(inlet_value_is_number(&numbers[i], &number));
        sum += number;
    }
    assert_true(sum == 1.5);
    for (size_t i = 0; i < 4; i++) {
        assert_false(inlet_value_is_number(&others[i], &number));
    }
    assert_false(inlet_value_is_number(NULL, NULL));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(what_is_nested_goes_in),
        TEST(the_last_of_equal_keys_counts),
        TEST(what_cannot_be_does_not_go_in),
        TEST(a_value_that_holds_itself_does_not_go_in),
        TEST(what_is_nested_comes_out),
        TEST(what_is_not_there_is_null),
        TEST(what_can_be_iterated_over_is_a_list_if_asked_for),
        TEST(what_has_keys_is_a_dict_if_asked_for),
        TEST(what_is_no_list_is_refused),
        TEST(user_code_that_raises_is_told),
        TEST(what_holds_itself_is_refused),
        TEST(the_depth_is_as_promised),
        TEST(what_would_be_too_large_is_refused),
        TEST(many_items_come_out),
        TEST(a_part_can_be_kept),
        TEST(what_cannot_be_is_not_copied),
        TEST(numbers_are_told_from_others),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
