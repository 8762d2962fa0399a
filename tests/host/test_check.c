/* SPDX-License-Identifier: MIT
 * Judging a source without running it.
 */
#include "host.h"

static struct sink sink;
static inlet_console *console;

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
    return 0;
}

static void the_judge_is_that_of_the_prompt(void **state)
{
    static const struct {
        const char *source;
        inlet_status verdict;
    } cases[] = {
        {"", INLET_DONE},
        {"   ", INLET_DONE},
        {"# only a comment", INLET_DONE},
        {"\n\n", INLET_DONE},
        {"x = 1", INLET_DONE},
        {"x = (", INLET_MORE},
        {"'abc", INLET_INVALID},
        {"'''abc", INLET_MORE},
        {"a = \\", INLET_MORE},
        {"if 1:", INLET_MORE},
        {"if 1:\n  x", INLET_MORE},
        {"if 1:\n  x\n", INLET_DONE},
        {"if 1:\nx", INLET_INVALID},
        {"if 1: x", INLET_MORE},
        {"if 1: x\n", INLET_DONE},
        {"\tx", INLET_INVALID},
        {"if 1:\n\tx\n        y\n", INLET_INVALID},
        {"x y", INLET_INVALID},
        {")", INLET_INVALID},
        {"(]", INLET_INVALID},
        {"def f(", INLET_MORE},
        {"@decorator", INLET_MORE},
        {"try:\n  x\n", INLET_MORE},
        {"class C:\n\n  def f(self):", INLET_MORE},
        {"return", INLET_INVALID},
        {"break", INLET_INVALID},
        {"1\n2", INLET_INVALID},
        {"x = 0777", INLET_INVALID},
        {"1_", INLET_INVALID},
        {"\f\n", INLET_DONE},
        {"x is 1", INLET_DONE},
        {"'\\d'", INLET_DONE},
        {"await x", INLET_INVALID},
    };
    inlet_error error;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        inlet_status verdict = inlet_check(console, cases[i].source, &error);
        if (verdict != cases[i].verdict) {
            fail_msg("%s: %s, not %s", cases[i].source, inlet_status_name(verdict),
                     inlet_status_name(cases[i].verdict));
        }
        assert_status(error.code, verdict == INLET_INVALID ? INLET_INVALID : 0);
    }
    assert_string_equal(sink.text, "");
    assert_status(inlet_pending(console, NULL), INLET_DONE);
}

static const char differential[] =
    "import codeop, itertools, warnings\n"
    "warnings.simplefilter('ignore')\n"
    "pieces = ['x', '1', '(', ')', '[', \"'\", '\"', \"'''\", '\\n', '  ', '\\t', "
    "':',\n"
    "          'if 1', 'def f()', 'lambda', '\\\\', 'f\"{', '}', '#', '=', '\\r', "
    "'\\f',\n"
    "          'return', 'é', '0x', 'else']\n"
    "sources = [' '.join(p) for n in (1, 2) for p in itertools.product(pieces, "
    "repeat=n)]\n"
    "sources += [''.join(p) for p in itertools.product(pieces, repeat=2)]\n"
    "def judge(source, symbol):\n"
    "    try:\n"
    "        code = codeop.compile_command(source, '<input>', symbol)\n"
    "    except (SyntaxError, ValueError, OverflowError) as e:\n"
    "        return 2\n"
    "    return 1 if code is None else 0\n"
    "verdicts = [judge(s, 'single') for s in sources]\n"
    "at = iter(zip(sources, verdicts))\n";

static void the_judge_agrees_with_codeop(void **state)
{
    (void)state;
    host_run(console, differential);
    int64_t count = 0;
    assert_status(inlet_get_int(console, "len(sources)", &count, NULL), INLET_DONE);
    assert_true(count > 1000);
    for (int64_t i = 0; i < count; i++) {
        inlet_value source = inlet_none();
        int64_t verdict = -1;
        host_run(console, "source, verdict = next(at)");
        assert_status(inlet_get(console, "source", INLET_STRING, &source, NULL),
                      INLET_DONE);
        assert_status(inlet_get_int(console, "verdict", &verdict, NULL), INLET_DONE);
        assert_status(inlet_check(console, source.as.text.data, NULL),
                      (inlet_status)verdict);
        inlet_value_clear(&source);
    }
    host_run(console, "warnings.resetwarnings()");
}

/* What the three judges of below are compared with. A line that is pushed loses a
 * newline at its end; a whole source has one there. */
static const char oracles[] =
    "import sys\n"
    "sys.displayhook = lambda value: None\n"
    "def pushed(text):\n"
    "    for end in '\\r\\n', '\\n', '\\r':\n"
    "        if text.endswith(end): return judge(text[:-len(end)], 'single')\n"
    "    return judge(text, 'single')\n"
    "def ran(text):\n"
    "    is_ended = text.endswith(('\\n', '\\\\')) or not text\n"
    "    return judge(text if is_ended else text + '\\n', 'exec')\n";

static void compare(const inlet_source *source, const char *how, inlet_status actual,
                    const char *oracle)
{
    int64_t expected = -1;
    assert_status(inlet_get_int(console, oracle, &expected, NULL), INLET_DONE);
    /* What runs, or raises, was complete. The console of 3.13.0 cannot show that a NUL
     * is wrong. */
    actual = actual == INLET_RAISED ? INLET_DONE : actual;
    if (actual == INLET_EPYTHON && strncmp(inlet_python_version(), "3.13.0 ", 7) == 0) {
        actual = INLET_INVALID;
    }
    if (actual != expected) {
        fail_msg("%s of %.*s: %s, not %s", how, (int)source->length, source->text,
                 inlet_status_name(actual), inlet_status_name((inlet_status)expected));
    }
}

static void try_every_way(const char *text, size_t length)
{
    inlet_source source = INLET_SOURCE_INIT;
    source.text = text;
    source.length = length;
    assert_status(inlet_put(console, "s", inlet_string_n(text, length), NULL),
                  INLET_DONE);
    compare(&source, "run", inlet_run_source(console, &source, NULL), "ran(s)");
    compare(&source, "check", inlet_check_source(console, &source, NULL), "ran(s)");
    source.mode = INLET_SINGLE;
    compare(&source, "check", inlet_check_source(console, &source, NULL),
            "judge(s, 'single')");
    compare(&source, "push", inlet_push_n(console, text, length, NULL), "pushed(s)");
    assert_status(inlet_reset(console, NULL), INLET_DONE);
}

static void every_way_in_agrees_with_codeop(void **state)
{
    (void)state;
    host_run(console, differential);
    host_run(console, oracles);
    for (int64_t i = 0; i < 1352; i++) {
        inlet_value text = inlet_none();
        assert_status(inlet_get(console, "next(at)[0]", INLET_STRING, &text, NULL),
                      INLET_DONE);
        try_every_way(text.as.text.data, text.as.text.length);
        inlet_value_clear(&text);
    }
    host_run(console, "warnings.resetwarnings()");
}

/* Those that Python's prompts are known to differ about. */
#define TEXT(literal)                                                                  \
    {                                                                                  \
        literal, sizeof literal - 1                                                    \
    }
static const struct {
    const char *text;
    size_t length;
} edges[] = {
    TEXT(""),
    TEXT("\n"),
    TEXT("\t"),
    TEXT("# \\"),
    TEXT("1 # \\"),
    TEXT("\\"),
    TEXT("\\\n"),
    TEXT("a = \\"),
    TEXT("a = \\\n"),
    TEXT("a = \\\n1"),
    TEXT("a = \\\n\\"),
    TEXT("1 \\\\"),
    TEXT("\\ \\"),
    TEXT("1\n\\"),
    TEXT("(\\"),
    TEXT("'a\\"),
    TEXT("'a\\\n"),
    TEXT("'a\\\nb'"),
    TEXT("'''a\\"),
    TEXT("r'\\"),
    TEXT("'a"),
    TEXT("f'{a"),
    TEXT("f'{a\\"),
    TEXT("f'''{"),
    TEXT("f'''{1\n}'''"),
    TEXT("f'{1}'"),
    TEXT("f'{'"),
    TEXT("if 1:"),
    TEXT("if 1:\n"),
    TEXT("if 1:\n  2"),
    TEXT("if 1:\n  2\n"),
    TEXT("if 1:\n  2\n\n"),
    TEXT("if 1:\n  2 \\"),
    TEXT("if 1:\n  2 # \\"),
    TEXT("if 1:\n  2\n#"),
    TEXT("if 1:\n  2\n\\"),
    TEXT("if 1:\n\t2\n        3"),
    TEXT("if 1:\n        2\n\t3\n"),
    TEXT("\t2"),
    TEXT("a\0"),
    TEXT("\0"),
    TEXT("'\0'"),
    TEXT("# \0"),
    TEXT("if 1:\n \0"),
    TEXT("1\n2"),
    TEXT("1\n\n# end\n"),
    TEXT("\f1"),
    TEXT("1\r"),
    TEXT("1\r\n"),
    TEXT("1;"),
    TEXT("\xef\xbb\xbf"
         "1"),
    TEXT("\xe2\x80\xa8"),
    TEXT("else"),
    TEXT("@a"),
    TEXT("try:\n  1"),
    TEXT("async def f():\n  await a\n"),
    TEXT("match 1:\n  case 1: pass\n"),
};
#undef TEXT

static void edges_are_judged_alike_every_way_in(void **state)
{
    (void)state;
    host_run(console, differential);
    host_run(console, oracles);
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        try_every_way(edges[i].text, edges[i].length);
    }
    assert_status(inlet_run(console, "a = \\", NULL), INLET_MORE);
    assert_status(inlet_run(console, "a = 1 # \\", NULL), INLET_DONE);
    host_run(console, "warnings.resetwarnings()");
}

static void an_invalid_source_is_said_to_be_wrong_where(void **state)
{
    inlet_error error;
    inlet_value text = inlet_none();
    (void)state;
    assert_status(inlet_check(console, "if 1:\n  x = = 2\n", &error), INLET_INVALID);
    assert_string_equal(error.type, "SyntaxError");
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 7);
    assert_status(inlet_traceback(console, &text, NULL), INLET_DONE);
    assert_non_null(strstr(text.as.text.data, "SyntaxError: invalid syntax"));
    inlet_value_clear(&text);
}

static void judging_shows_no_warning_and_running_shows_one(void **state)
{
    (void)state;
    host_run(console, "import warnings\n"
                      "before = list(warnings.filters)\n"
                      "shown = []\n"
                      "warnings.showwarning = lambda *a: shown.append(a)\n");
    assert_status(inlet_check(console, "x = 1 is 1", NULL), INLET_DONE);
    host_assert_true(console, "shown == []");
    host_assert_true(console, "warnings.filters == before");
    assert_status(inlet_push(console, "x = 1 is 1", NULL), INLET_DONE);
    host_assert_true(console, "len(shown) == 1");
}

static void judging_remembers_nothing_but_knows_what_was_pushed(void **state)
{
    (void)state;
    assert_status(inlet_check(console, "from __future__ import barry_as_FLUFL", NULL),
                  INLET_DONE);
    assert_status(inlet_check(console, "1 <> 2", NULL), INLET_INVALID);
    assert_status(inlet_push(console, "from __future__ import barry_as_FLUFL", NULL),
                  INLET_DONE);
    assert_status(inlet_check(console, "1 <> 2", NULL), INLET_DONE);
}

static void judging_does_not_look_at_the_pending_input(void **state)
{
    (void)state;
    assert_status(inlet_push(console, "x = (", NULL), INLET_MORE);
    assert_status(inlet_check(console, "y = 1", NULL), INLET_DONE);
    assert_status(inlet_push(console, ")", NULL), INLET_DONE);
}

static void every_mode_can_be_judged(void **state)
{
    inlet_source source = INLET_SOURCE_INIT;
    (void)state;
    source.text = "if 1:\n  x";
    source.length = strlen(source.text);
    assert_status(inlet_check_source(console, &source, NULL), INLET_DONE);
    source.mode = INLET_SINGLE;
    assert_status(inlet_check_source(console, &source, NULL), INLET_MORE);
    source.mode = INLET_EVAL;
    assert_status(inlet_check_source(console, &source, NULL), INLET_INVALID);
}

/* Whether the compiler's giving up is the input's fault depends on the version. */
static void what_is_too_much_is_judged_as_at_the_prompt(void **state)
{
    static char source[100001];
    inlet_error error;
    (void)state;
    memset(source, '-', sizeof source - 1);
    inlet_status judged = inlet_check(console, source, NULL);
    assert_status(inlet_push(console, source, &error), judged);
    assert_true(judged == INLET_INVALID || judged < 0);
}

static void judging_remembers_no_warning(void **state)
{
    (void)state;
    assert_status(inlet_check(console, "~True", NULL), INLET_DONE);
    assert_status(inlet_check(console, "1 is 1", NULL), INLET_DONE);
    host_assert_true(console, "not hasattr(__import__('sys'), '__warningregistry__')");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(the_judge_is_that_of_the_prompt),
        TEST(the_judge_agrees_with_codeop),
        TEST(every_way_in_agrees_with_codeop),
        TEST(edges_are_judged_alike_every_way_in),
        TEST(an_invalid_source_is_said_to_be_wrong_where),
        TEST(judging_shows_no_warning_and_running_shows_one),
        TEST(judging_remembers_nothing_but_knows_what_was_pushed),
        TEST(judging_does_not_look_at_the_pending_input),
        TEST(every_mode_can_be_judged),
        TEST(what_is_too_much_is_judged_as_at_the_prompt),
        TEST(judging_remembers_no_warning),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
