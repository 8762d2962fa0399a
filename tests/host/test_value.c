/* SPDX-License-Identifier: MIT
 * Values into the namespace and out of it.
 */
#include "host.h"

#include <math.h>

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

/* Assert that an expression is the number. */
static void assert_number(inlet_console *where, const char *expression, double number)
{
    double found = 0;
    assert_status(inlet_get_double(where, expression, &found, NULL), INLET_DONE);
    assert_true(found == number);
}

/* --- Round trips ------------------------------------------------------------------ */

static void integers_come_back(void **state)
{
    static const int64_t cases[] = {0,   1,         -1,        255,
                                    256, INT32_MAX, INT64_MAX, INT64_MIN};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t back = 77;
        host_put(console, "n", inlet_int(cases[i]));
        host_assert_true(console, "type(n) is int");
        assert_status(inlet_get_int(console, "n", &back, NULL), INLET_DONE);
        assert_true(back == cases[i]);
    }
    host_assert_true(console, "n == -2 ** 63");
}

static void unsigned_integers_come_back(void **state)
{
    static const uint64_t cases[] = {0, 255, INT64_MAX, (uint64_t)1 << 63, UINT64_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t back = 77;
        host_put(console, "n", inlet_uint(cases[i]));
        assert_status(inlet_get_uint(console, "n", &back, NULL), INLET_DONE);
        assert_true(back == cases[i]);
    }
    host_assert_true(console, "n == 2 ** 64 - 1");
}

static void integers_of_any_size_come_back(void **state)
{
    static const struct {
        const char *digits;
        const char *back;
    } cases[] = {{"0", "0x0"},
                 {"-12", "-0xc"},
                 {"0b1_0", "0x2"},
                 {"0x123456789abcdef0123456789", "0x123456789abcdef0123456789"},
                 {"-0x10000000000000000", "-0x10000000000000000"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        host_put(console, "n", inlet_big(cases[i].digits));
        host_assert_true(console, "type(n) is int");
        inlet_value back = host_get(console, "n", INLET_BIG);
        assert_string_equal(back.as.text.data, cases[i].back);
        assert_int_equal(back.as.text.length, strlen(cases[i].back));
        inlet_value_clear(&back);
    }
    /* Beyond what Python would write in decimal digits. */
    inlet_value huge = host_get(console, "1 << 400000", INLET_BIG);
    assert_int_equal(huge.as.text.length, 100003);
    host_put(console, "n", huge);
    inlet_value_clear(&huge);
    host_assert_true(console, "n == 1 << 400000");
}

static void what_is_no_integer_does_not_go_in(void **state)
{
    static const char *const cases[] = {"", "-", "0x", "1.5", "12a", "0x1 2"};
    inlet_value cut = inlet_big("12");
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_status(inlet_put(console, "n", inlet_big(cases[i]), NULL), INLET_EINVAL);
    }
    cut.as.text.data = "1\0"
                       "2";
    cut.as.text.length = 3;
    assert_status(inlet_put(console, "n", cut, NULL), INLET_EINVAL);
    assert_int_equal(inlet_big(NULL).kind, INLET_NONE);
}

/* Each width: its bounds come back, and what is beyond them does not. */
static void widths_are_kept(void **state)
{
    int8_t i8 = 7;
    uint8_t u8 = 7;
    int16_t i16 = 7;
    uint16_t u16 = 7;
    int32_t i32 = 7;
    uint32_t u32 = 7;
    uint64_t u64 = 7;
    (void)state;
#define ASSERT_WIDTH(name, least, most, below, above, variable)                        \
    assert_status(inlet_get_##name(console, least, &variable, NULL), INLET_DONE);      \
    assert_number(console, least, (double)variable);                                   \
    assert_status(inlet_get_##name(console, most, &variable, NULL), INLET_DONE);       \
    assert_number(console, most, (double)variable);                                    \
    variable = 7;                                                                      \
    assert_status(inlet_get_##name(console, below, &variable, NULL), INLET_ERANGE);    \
    assert_status(inlet_get_##name(console, above, &variable, NULL), INLET_ERANGE);    \
    assert_status(inlet_get_##name(console, "10 ** 30", &variable, NULL),              \
                  INLET_ERANGE);                                                       \
    assert_status(inlet_get_##name(console, "-10 ** 30", &variable, NULL),             \
                  INLET_ERANGE);                                                       \
    assert_status(inlet_get_##name(console, "1.0", &variable, NULL), INLET_ETYPE);     \
    assert_true(variable == 7)
    ASSERT_WIDTH(int8, "-128", "127", "-129", "128", i8);
    ASSERT_WIDTH(uint8, "0", "255", "-1", "256", u8);
    ASSERT_WIDTH(int16, "-2 ** 15", "2 ** 15 - 1", "-2 ** 15 - 1", "2 ** 15", i16);
    ASSERT_WIDTH(uint16, "0", "2 ** 16 - 1", "-1", "2 ** 16", u16);
    ASSERT_WIDTH(int32, "-2 ** 31", "2 ** 31 - 1", "-2 ** 31 - 1", "2 ** 31", i32);
    ASSERT_WIDTH(uint32, "0", "2 ** 32 - 1", "-1", "2 ** 32", u32);
    ASSERT_WIDTH(uint, "0", "2 ** 64 - 1", "-1", "2 ** 64", u64);
}

static void a_width_that_is_missed_is_told(void **state)
{
    inlet_error error;
    (void)state;
    assert_status(inlet_get_int16(console, "40000", NULL, &error), INLET_ERANGE);
    assert_string_equal(error.message, "must fit 16 bits");
    assert_status(inlet_get_uint32(console, "-40000", NULL, &error), INLET_ERANGE);
    assert_string_equal(error.message, "must not be negative");
}

static void doubles_come_back(void **state)
{
    static const double cases[] = {0.0, -0.0, 0.1, 1e308, 5e-324, INFINITY, -INFINITY};
    double back = 77;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        host_put(console, "d", inlet_double(cases[i]));
        host_assert_true(console, "type(d) is float");
        assert_status(inlet_get_double(console, "d", &back, NULL), INLET_DONE);
        assert_memory_equal(&back, &cases[i], sizeof back);
    }
    host_put(console, "d", inlet_double(NAN));
    assert_status(inlet_get_double(console, "d", &back, NULL), INLET_DONE);
    assert_true(isnan(back));
}

static void strings_come_back(void **state)
{
    static const char *const cases[] = {
        "", "a", "\xc3\xa9", "\xf0\x9f\x90\x8d", "line\nline\r\n", "\xef\xbf\xbf"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        host_put(console, "s", inlet_string(cases[i]));
        inlet_value back = host_get(console, "s", INLET_STRING);
        assert_string_equal(back.as.text.data, cases[i]);
        assert_int_equal(back.as.text.length, strlen(cases[i]));
        inlet_value_clear(&back);
    }
}

static void texts_may_hold_nuls(void **state)
{
    (void)state;
    host_put(console, "s", inlet_string_n("a\0b", 3));
    host_put(console, "b", inlet_bytes("\0\xff\0", 3));
    host_assert_true(console, "s == 'a\\0b' and b == b'\\0\\xff\\0'");
    inlet_value s = host_get(console, "s", INLET_STRING),
                b = host_get(console, "b", INLET_BYTES);
    assert_int_equal(s.as.text.length, 3);
    assert_memory_equal(s.as.text.data, "a\0b", 4);
    assert_memory_equal(b.as.text.data, "\0\xff\0\0", 4);
    inlet_value_clear(&s);
    inlet_value_clear(&b);
}

static void truth_and_none_come_back(void **state)
{
    bool back = false;
    (void)state;
    host_put(console, "t", inlet_bool(true));
    host_put(console, "f", inlet_bool(false));
    host_put(console, "n", inlet_none());
    host_assert_true(console, "t is True and f is False and n is None");
    assert_status(inlet_get_bool(console, "t", &back, NULL), INLET_DONE);
    assert_true(back);
    assert_status(inlet_get_bool(console, "f", &back, NULL), INLET_DONE);
    assert_false(back);
    assert_int_equal(host_get(console, "n", INLET_NONE).kind, INLET_NONE);
}

/* --- Asking for what it is -------------------------------------------------------- */

static void any_gives_the_kind(void **state)
{
    static const struct {
        const char *expression;
        inlet_kind kind;
    } cases[] = {
        {"None", INLET_NONE},
        {"True", INLET_BOOL},
        {"7", INLET_INT},
        {"2 ** 63", INLET_UINT},
        {"2 ** 64 - 1", INLET_UINT},
        {"2 ** 64", INLET_BIG},
        {"-2 ** 63 - 1", INLET_BIG},
        {"1.5", INLET_DOUBLE},
        {"'text'", INLET_STRING},
        {"b'bytes'", INLET_BYTES},
        {"[]", INLET_LIST},
        {"()", INLET_TUPLE},
        {"{}", INLET_DICT},
        {"set()", INLET_OTHER},
        {"len", INLET_OTHER},
        {"bytearray()", INLET_OTHER},
        {"-2 ** 63", INLET_INT},
        {"1j", INLET_OTHER},
        {"type('T', (str,), {})('x')", INLET_STRING},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        inlet_value value = host_get(console, cases[i].expression, INLET_ANY);
        assert_int_equal(value.kind, cases[i].kind);
        inlet_value_clear(&value);
    }
}

static void repr_is_a_string_of_anything(void **state)
{
    (void)state;
    inlet_value value = host_get(console, "[1, 'é', '\\ud800']", INLET_REPR);
    assert_int_equal(value.kind, INLET_STRING);
    assert_string_equal(value.as.text.data, "[1, 'é', '\\ud800']");
    inlet_value_clear(&value);
}

static void what_converts_is_converted(void **state)
{
    int64_t n = 0;
    double d = 0;
    bool b = false;
    (void)state;
    host_run(console, "class I:\n  def __index__(self): return 9\n"
                      "class F:\n  def __float__(self): return 2.5\n");
    assert_status(inlet_get_int(console, "True", &n, NULL), INLET_DONE);
    assert_int_equal(n, 1);
    assert_status(inlet_get_int(console, "I()", &n, NULL), INLET_DONE);
    assert_int_equal(n, 9);
    assert_status(inlet_get_double(console, "3", &d, NULL), INLET_DONE);
    assert_true(d == 3.0);
    assert_status(inlet_get_double(console, "F()", &d, NULL), INLET_DONE);
    assert_true(d == 2.5);
    assert_status(inlet_get_double(console, "I()", &d, NULL), INLET_DONE);
    assert_true(d == 9.0);
    assert_status(inlet_get_bool(console, "[0]", &b, NULL), INLET_DONE);
    assert_true(b);
    inlet_value bytes =
        host_get(console, "memoryview(bytearray(b'abcd'))[::2]", INLET_BYTES);
    assert_string_equal(bytes.as.text.data, "ac");
    inlet_value_clear(&bytes);
    assert_int_equal(host_get(console, "[]", INLET_OTHER).kind, INLET_OTHER);
}

/* --- Failures --------------------------------------------------------------------- */

static void what_does_not_convert_is_told(void **state)
{
    static const struct {
        const char *expression;
        inlet_kind kind;
        inlet_status status;
        const char *type;
    } cases[] = {
        {"'5'", INLET_INT, INLET_ETYPE, "TypeError"},
        {"5.0", INLET_INT, INLET_ETYPE, "TypeError"},
        {"None", INLET_INT, INLET_ETYPE, "TypeError"},
        {"2 ** 63", INLET_INT, INLET_ERANGE, "OverflowError"},
        {"-2 ** 63 - 1", INLET_INT, INLET_ERANGE, "OverflowError"},
        {"'5'", INLET_DOUBLE, INLET_ETYPE, "TypeError"},
        {"10 ** 400", INLET_DOUBLE, INLET_ERANGE, "OverflowError"},
        {"5", INLET_STRING, INLET_ETYPE, "TypeError"},
        {"b'x'", INLET_STRING, INLET_ETYPE, "TypeError"},
        {"'\\ud800'", INLET_STRING, INLET_EENCODING, "UnicodeEncodeError"},
        {"'x'", INLET_BYTES, INLET_ETYPE, "TypeError"},
        {"0", INLET_NONE, INLET_ETYPE, "TypeError"},
        {"1", (inlet_kind)99, INLET_EINVAL, "ValueError"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        inlet_error error;
        inlet_value value = inlet_int(77);
        assert_status(
            inlet_get(console, cases[i].expression, cases[i].kind, &value, &error),
            cases[i].status);
        assert_string_equal(error.type, cases[i].type);
        assert_int_equal(value.as.integer, 77);
    }
}

static void what_cannot_be_evaluated_is_told(void **state)
{
    static const struct {
        const char *expression;
        const char *type;
    } cases[] = {
        {"missing", "NameError"}, {"1/0", "ZeroDivisionError"},
        {"1 +", "SyntaxError"},   {"", "SyntaxError"},
        {"x = 1", "SyntaxError"}, {"[][1]", "IndexError"},
        {"raise", "SyntaxError"}, {"Bad()", "__console__.E"},
        {"pass", "SyntaxError"},  {"exit(3)", "SystemExit"},
    };
    (void)state;
    host_run(console, "class E(Exception): pass\n"
                      "def Bad(): raise E\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        inlet_error error;
        int64_t n = 77;
        assert_status(inlet_get_int(console, cases[i].expression, &n, &error),
                      INLET_EPYTHON);
        assert_string_equal(error.type, cases[i].type);
        assert_int_equal(n, 77);
    }
}

static void a_conversion_that_raises_is_an_exception(void **state)
{
    inlet_error error;
    inlet_value value = inlet_none();
    (void)state;
    host_run(console, "class B:\n"
                      "  def __bool__(self): raise LookupError('no truth')\n"
                      "  def __repr__(self): raise LookupError('no repr')\n"
                      "  def __index__(self): raise LookupError('no index')\n"
                      "  def __float__(self): raise LookupError('no float')\n"
                      "b = B()\n");
    const inlet_kind kinds[] = {INLET_BOOL, INLET_REPR, INLET_INT, INLET_DOUBLE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        assert_status(inlet_get(console, "b", kinds[i], &value, &error), INLET_EPYTHON);
        assert_string_equal(error.type, "LookupError");
    }
}

static void kinds_that_only_come_out_do_not_go_in(void **state)
{
    inlet_value value = inlet_none();
    (void)state;
    for (int kind = INLET_OTHER; kind <= INLET_UINT32 + 1; kind++) {
        value.kind = (inlet_kind)kind;
        assert_status(inlet_put(console, "x", value, NULL), INLET_EINVAL);
    }
    host_assert_true(console, "'x' not in globals()");
}

/* --- Names ------------------------------------------------------------------------ */

static void a_name_is_looked_up_as_python_does(void **state)
{
    (void)state;
    host_put(console, "int", inlet_int(5));
    assert_int_equal(host_get(console, "int", INLET_INT).as.integer, 5);
    assert_status(inlet_delete(console, "int", NULL), INLET_DONE);
    inlet_value value = host_get(console, "int", INLET_REPR);
    assert_string_equal(value.as.text.data, "<class 'int'>");
    inlet_value_clear(&value);
    assert_true(host_get(console, "True", INLET_BOOL).as.boolean);
    assert_int_equal(host_get(console, "  3", INLET_INT).as.integer, 3);
    host_put(console, "\xc3\xa9", inlet_int(6));
    assert_int_equal(host_get(console, "\xc3\xa9", INLET_INT).as.integer, 6);
}

static void deleting_what_is_not_there_is_a_name_error(void **state)
{
    inlet_error error;
    (void)state;
    assert_status(inlet_delete(console, "never", &error), INLET_EPYTHON);
    assert_string_equal(error.type, "NameError");
    assert_string_equal(error.message, "name 'never' is not defined");
}

static void getting_shows_nothing_and_stores_nothing(void **state)
{
    (void)state;
    host_run(console, "import builtins; builtins.__dict__.pop('_', None)");
    assert_int_equal(host_get(console, "1 + 1", INLET_INT).as.integer, 2);
    host_assert_true(console, "not hasattr(builtins, '_')");
    host_assert_true(console, "sorted(n for n in globals() if n[:2] != '__') "
                              "== ['builtins']");
}

static void the_place_in_a_wrong_expression_is_told(void **state)
{
    inlet_error error;
    (void)state;
    assert_status(inlet_get_int(console, "1 + * 2", NULL, &error), INLET_EPYTHON);
    assert_string_equal(error.type, "SyntaxError");
    assert_int_equal(error.line, 1);
    assert_int_equal(error.column, 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(integers_come_back),
        TEST(unsigned_integers_come_back),
        TEST(integers_of_any_size_come_back),
        TEST(what_is_no_integer_does_not_go_in),
        TEST(widths_are_kept),
        TEST(a_width_that_is_missed_is_told),
        TEST(doubles_come_back),
        TEST(strings_come_back),
        TEST(texts_may_hold_nuls),
        TEST(truth_and_none_come_back),
        TEST(any_gives_the_kind),
        TEST(repr_is_a_string_of_anything),
        TEST(what_converts_is_converted),
        TEST(what_does_not_convert_is_told),
        TEST(what_cannot_be_evaluated_is_told),
        TEST(a_conversion_that_raises_is_an_exception),
        TEST(kinds_that_only_come_out_do_not_go_in),
        TEST(a_name_is_looked_up_as_python_does),
        TEST(deleting_what_is_not_there_is_a_name_error),
        TEST(getting_shows_nothing_and_stores_nothing),
        TEST(the_place_in_a_wrong_expression_is_told),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
