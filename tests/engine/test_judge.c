/* SPDX-License-Identifier: MIT
 * The incremental judge by itself.
 */
#include "core/judge.h"

#include <string.h>

#include "core/compile.h"
#include "python.h"

static struct il_judge *judge;

static int begin(void **state)
{
    (void)state;
    struct il_engine *engine = python_engine();
    judge = PyMem_Calloc(1, sizeof *judge);
    il_judge_init(judge, engine, engine->input_filename, IL_COMPILE_INCOMPLETE);
    return 0;
}

static int end(void **state)
{
    (void)state;
    il_judge_fini(judge);
    PyMem_Free(judge);
    python_assert_calm();
    return 0;
}

static enum il_answer feed(const char *lines)
{
    return il_judge_feed(judge, lines, strlen(lines));
}

static int follow(const char *lines, bool is_known)
{
    return il_judge_follow(judge, lines, strlen(lines), is_known);
}

/* Lines that are incomplete, known to be. */
static void given(const char *lines)
{
    assert_int_equal(follow(lines, true), 0);
    assert_null(judge->poison);
}

static void the_first_line_is_asked_about(void **state)
{
    (void)state;
    assert_int_equal(feed("if x:"), IL_ANSWER_ASK);
    assert_int_equal(judge->line_count, 0);
}

static void a_block_goes_on(void **state)
{
    (void)state;
    given("def f(x):");
    assert_int_equal(feed("    return [x,"), IL_ANSWER_MORE);
    assert_int_equal(feed("  1,"), IL_ANSWER_MORE);
    assert_int_equal(feed("      ]"), IL_ANSWER_MORE);
    assert_int_equal(feed("    # more"), IL_ANSWER_MORE);
    assert_string_equal(judge->text.bytes,
                        "def f(x):\n    return [x,\n  1,\n      ]\n    # more");
    assert_int_equal(judge->line_count, 5);
}

static void a_doubtful_line_changes_nothing(void **state)
{
    (void)state;
    const char *const lines[] = {"",        "x",       "   y z", "  break",   "\tx",
                                 "  x = )", "  x = '", "  x\f",  "  global f"};
    given("def f(x):");
    assert_int_equal(feed("  f = ("), IL_ANSWER_MORE);
    assert_int_equal(feed("   2)"), IL_ANSWER_MORE);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_int_equal(feed(lines[i]), IL_ANSWER_ASK);
        assert_string_equal(judge->text.bytes, "def f(x):\n  f = (\n   2)");
        assert_int_equal(judge->line_count, 3);
        assert_null(judge->poison);
    }
    assert_int_equal(feed("  return f"), IL_ANSWER_MORE);
}

static void errors_that_rest_on_earlier_lines_are_found(void **state)
{
    (void)state;
    given("async def f(x):");
    assert_int_equal(feed("  yield"), IL_ANSWER_MORE);
    assert_int_equal(feed("  return 1"), IL_ANSWER_ASK);
    assert_int_equal(feed("  global w"), IL_ANSWER_MORE);
    assert_int_equal(feed("  w: int"), IL_ANSWER_ASK);
    assert_int_equal(feed("  z: int"), IL_ANSWER_MORE);
    assert_int_equal(feed("  try:"), IL_ANSWER_MORE);
    assert_int_equal(feed("   pass"), IL_ANSWER_MORE);
    assert_int_equal(feed("  else:"), IL_ANSWER_ASK);
    assert_int_equal(feed("  except:"), IL_ANSWER_MORE);
}

static void several_lines_are_one_question(void **state)
{
    (void)state;
    given("if x:");
    assert_int_equal(feed("  y = (\n\n  1)\n# c\n\n  z"), IL_ANSWER_MORE);
    assert_int_equal(judge->line_count, 7);
    assert_int_equal(feed("  y\n  z z"), IL_ANSWER_ASK);
    assert_int_equal(judge->line_count, 7);
    assert_non_null(judge->poison);
}

static void a_lost_state_is_built_anew(void **state)
{
    (void)state;
    given("if x:");
    assert_int_equal(feed("  y\n  z z"), IL_ANSWER_ASK);
    assert_int_equal(feed("  y"), IL_ANSWER_ASK);
    assert_int_equal(follow("  y", true), 0);
    assert_null(judge->poison);
    assert_int_equal(feed("  z"), IL_ANSWER_MORE);
}

static void what_is_not_understood_is_asked_about_until_it_has_doubled(void **state)
{
    (void)state;
    given("if x:");
    assert_int_equal(feed("\f  y"), IL_ANSWER_ASK);
    assert_int_equal(follow("\f  y", true), 0);
    assert_non_null(judge->poison);
    size_t retry = judge->retry;
    while (judge->line_count < retry) {
        assert_int_equal(feed("  z"), IL_ANSWER_ASK);
        assert_int_equal(follow("  z", true), 0);
    }
    assert_true(judge->retry >
                retry); /* it was tried, in vain: the line is still there */
    assert_non_null(judge->poison);
}

static void a_known_line_is_not_believed_for_itself(void **state)
{
    (void)state;
    given("x = (");
    assert_int_equal(follow("1, 2", true), 0);
    assert_null(judge->poison);
    given(", 3");
    assert_int_equal(feed(" 4 5"), IL_ANSWER_ASK);
    assert_int_equal(feed(" , 5"), IL_ANSWER_MORE);
}

static void an_empty_line_can_be_taken_back(void **state)
{
    (void)state;
    given("if x:");
    assert_int_equal(feed(""), IL_ANSWER_MORE);
    il_judge_forget_blank(judge);
    assert_string_equal(judge->text.bytes, "if x:");
    assert_int_equal(judge->line_count, 1);
    assert_int_equal(feed("  y"), IL_ANSWER_MORE);
    assert_string_equal(judge->text.bytes, "if x:\n  y");
}

static void flags_that_change_the_grammar_are_refused(void **state)
{
    (void)state;
    assert_true(il_judge_takes_flags(IL_COMPILE_INCOMPLETE));
    assert_true(il_judge_takes_flags(IL_COMPILE_INCOMPLETE | CO_FUTURE_ANNOTATIONS));
    assert_false(il_judge_takes_flags(0));
    assert_false(il_judge_takes_flags(IL_COMPILE_INCOMPLETE | IL_COMPILE_ONLY_AST));
    assert_false(il_judge_takes_flags(IL_COMPILE_INCOMPLETE | PyCF_TYPE_COMMENTS));
}

static void deep_and_long_inputs_end_in_a_question(void **state)
{
    (void)state;
    char line[400];
    given("if x:");
    int depth = 1;
    while (depth < 200) {
        memset(line, ' ', sizeof line);
        memcpy(line + depth, "if x:", 6);
        if (feed(line) != IL_ANSWER_MORE) {
            break;
        }
        depth++;
    }
    assert_true(depth > IL_MAX_LEVELS - 2 && depth < IL_MAX_LEVELS + 2);
}

static int count_compiles(const char *event, PyObject *args, void *count)
{
    (void)args;
    *(unsigned *)count += strcmp(event, "compile") == 0;
    return 0;
}

static void lines_of_one_shape_are_compiled_once(void **state)
{
    (void)state;
    static unsigned count;
    if (count == 0) {
        assert_int_equal(PySys_AddAuditHook(count_compiles, &count), 0);
    }
    given("def f(alpha, beta):");
    assert_int_equal(feed("    one = alpha.two[3](*beta)"), IL_ANSWER_MORE);
    count = 1;
    assert_int_equal(feed("    beta = beta.three[22](*x)  # again"), IL_ANSWER_MORE);
    assert_int_equal(count, 1);
    assert_int_equal(feed("    one = alpha.two[3](**beta)"), IL_ANSWER_MORE);
    assert_int_equal(count, 2);
    assert_int_equal(feed("    one = alpha.two[3](*beta"), IL_ANSWER_MORE);
    assert_int_equal(count, 3);
}

/* The same line, but what is around it makes the difference. */
static void a_shape_counts_with_its_surroundings(void **state)
{
    (void)state;
    given("while x:");
    assert_int_equal(feed("  if x:"), IL_ANSWER_MORE);
    assert_int_equal(feed("    break"), IL_ANSWER_MORE);
    assert_int_equal(feed("  def f(a, b):"), IL_ANSWER_MORE);
    assert_int_equal(feed("    break"), IL_ANSWER_ASK);
    assert_int_equal(feed("    def f(a, a):"), IL_ANSWER_ASK);
    assert_int_equal(feed("    return a"), IL_ANSWER_MORE);
    assert_int_equal(feed("  return a"), IL_ANSWER_ASK);
    assert_int_equal(feed("  class f:"), IL_ANSWER_MORE);
    assert_int_equal(feed("    return a"), IL_ANSWER_ASK);
    assert_int_equal(feed("    a = __debug__"), IL_ANSWER_MORE);
    assert_int_equal(feed("    a = debug"), IL_ANSWER_MORE);
    assert_int_equal(feed("    debug = 1"), IL_ANSWER_MORE);
    assert_int_equal(feed("    __debug__ = 1"), IL_ANSWER_ASK);
}

#define JUDGE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        JUDGE(the_first_line_is_asked_about),
        JUDGE(a_block_goes_on),
        JUDGE(a_doubtful_line_changes_nothing),
        JUDGE(errors_that_rest_on_earlier_lines_are_found),
        JUDGE(several_lines_are_one_question),
        JUDGE(a_lost_state_is_built_anew),
        JUDGE(what_is_not_understood_is_asked_about_until_it_has_doubled),
        JUDGE(a_known_line_is_not_believed_for_itself),
        JUDGE(an_empty_line_can_be_taken_back),
        JUDGE(flags_that_change_the_grammar_are_refused),
        JUDGE(deep_and_long_inputs_end_in_a_question),
        JUDGE(lines_of_one_shape_are_compiled_once),
        JUDGE(a_shape_counts_with_its_surroundings),
    };
    return cmocka_run_group_tests_name("judge", tests, python_setup, python_teardown);
}
