/* SPDX-License-Identifier: MIT
 * Verdicts of the engine, and how often it compiles.
 */
#include "core/source.h"

#include "python.h"

static PyObject *judge(const char *text)
{
    struct il_engine *engine = python_engine();
    IL_AUTO_REF PyObject *source = PyUnicode_FromString(text);
    const struct il_compiler plain = {.kind = IL_COMPILER_PLAIN};
    struct il_unit unit = {source, engine->input_filename, engine->single};
    return il_source_judge(engine, &plain, unit, NULL);
}

static void assert_complete(const char *text)
{
    IL_AUTO_REF PyObject *code = judge(text);
    python_assert_calm();
    assert_true(PyCode_Check(code));
}

static void assert_more(const char *text)
{
    IL_AUTO_REF PyObject *answer = judge(text);
    python_assert_calm();
    assert_ptr_equal(answer, Py_None);
}

static void assert_syntax_error(const char *text)
{
    IL_AUTO_REF PyObject *answer = judge(text);
    assert_null(answer);
    assert_true(PyErr_ExceptionMatches(PyExc_SyntaxError));
    PyErr_Clear();
}

static void statements_are_complete(void **state)
{
    (void)state;
    assert_complete("x = 1");
    assert_complete("if 1:\n  pass\n");
    assert_complete("'''a\nb'''");
}

static void input_without_statement_is_complete(void **state)
{
    (void)state;
    assert_complete("");
    assert_complete(" \t\f# a comment");
    assert_complete("# one\n\n  # two\n");
}

static void open_input_wants_more(void **state)
{
    (void)state;
    assert_more("if 1:");
    assert_more("x = (");
    assert_more("'''a");
    assert_more("@decorator");
    assert_more("a = \\");
    assert_more("if 1:\n  pass");
}

/* The parser's flag alone says the opposite of both of these. */
static void flag_for_incomplete_input_is_not_the_judge(void **state)
{
    (void)state;
    assert_syntax_error("'abc");
    assert_more("a = \\");
}

static void errors_are_errors(void **state)
{
    (void)state;
    assert_syntax_error("a b");
    assert_syntax_error(")");
    assert_syntax_error("return");
}

static void complete_command_compiles_once(void **state)
{
    (void)state;
    python_run("import sys\n"
               "compiles = []\n"
               "listening = False\n"
               "def hook(event, args):\n"
               "    if listening and event == 'compile':\n"
               "        compiles.append(args)\n"
               "sys.addaudithook(hook)\n"
               "listening = True\n");
    assert_complete("y = 2");
    python_run("listening = False");
    assert_true(python_is_true("[text for text, name in compiles if text == b'y = 2'] "
                               "== [b'y = 2']"));
}

static void future_statement_is_remembered(void **state)
{
    (void)state;
    python_run("import _inlet\n"
               "compiler = _inlet.CommandCompiler()\n"
               "before = compiler.compiler.flags\n"
               "compiler('from __future__ import annotations')\n"
               "after = compiler.compiler.flags\n");
    assert_true(python_is_true("after == before | 0x1000000"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_are_complete),
        cmocka_unit_test(input_without_statement_is_complete),
        cmocka_unit_test(open_input_wants_more),
        cmocka_unit_test(flag_for_incomplete_input_is_not_the_judge),
        cmocka_unit_test(errors_are_errors),
        cmocka_unit_test(complete_command_compiles_once),
        cmocka_unit_test(future_statement_is_remembered),
    };
    return cmocka_run_group_tests_name("source", tests, python_setup, python_teardown);
}
