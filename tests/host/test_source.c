/* SPDX-License-Identifier: MIT
 * Sources that are edited.
 */
#include "host.h"

#include <inlet/source.h>

static inlet_source_text *make(const char *text, inlet_mode mode)
{
    inlet_source source = INLET_SOURCE_INIT;
    inlet_error error;
    source.text = text;
    source.length = strlen(text);
    source.mode = mode;
    inlet_source_text *made = inlet_source_new(&source, &error);
    if (made == NULL) {
        fail_msg("%s", error.message);
    }
    return made;
}

static void put(inlet_source_text *source, size_t start, size_t stop, const char *text)
{
    assert_status(inlet_source_replace(source, start, stop, text, strlen(text), NULL),
                  INLET_DONE);
}

static void assert_lines(inlet_source_text *source, const char *expected)
{
    size_t count = 0;
    inlet_value text = inlet_none();
    assert_status(inlet_source_count(source, &count, NULL), INLET_DONE);
    assert_status(inlet_source_lines(source, 0, count, &text, NULL), INLET_DONE);
    assert_string_equal(text.as.text.data, expected);
    inlet_value_clear(&text);
}

static void a_text_grows_and_is_judged(void **state)
{
    inlet_source_text *source = inlet_source_new(NULL, NULL);
    (void)state;
    assert_status(inlet_source_verdict(source, NULL), INLET_DONE);
    assert_status(inlet_source_append(source, "def f(\n", 7, NULL), INLET_DONE);
    assert_status(inlet_source_verdict(source, NULL), INLET_MORE);
    assert_status(inlet_source_append(source, "x):\n", 4, NULL), INLET_DONE);
    assert_status(inlet_source_verdict(source, NULL), INLET_MORE);
    assert_status(inlet_source_append(source, "    return x\n", 13, NULL), INLET_DONE);
    assert_status(inlet_source_verdict(source, NULL), INLET_DONE);
    assert_lines(source, "def f(\nx):\n    return x");
    inlet_source_free(source);
}

static void lines_are_replaced_inserted_and_deleted(void **state)
{
    inlet_source_text *source = make("one\ntwo\nthree\n", INLET_EXEC);
    (void)state;
    put(source, 1, 2, "zwei\n");
    assert_lines(source, "one\nzwei\nthree");
    put(source, 0, 0, "zero\nhalf");
    assert_lines(source, "zero\nhalf\none\nzwei\nthree");
    assert_status(inlet_source_delete(source, 1, 4, NULL), INLET_DONE);
    assert_lines(source, "zero\nthree");
    assert_status(inlet_source_clear(source, NULL), INLET_DONE);
    assert_lines(source, "");
    inlet_source_free(source);
}

static void an_error_has_its_place_in_the_whole_text(void **state)
{
    inlet_source source = INLET_SOURCE_INIT;
    inlet_error error;
    (void)state;
    source.text = "x = 1\n\nclass A:\n    y = = 2\n\nz = 3\n";
    source.length = strlen(source.text);
    source.filename = "edited.py";
    inlet_source_text *text = inlet_source_new(&source, NULL);
    assert_status(inlet_source_verdict(text, &error), INLET_INVALID);
    assert_string_equal(error.type, "SyntaxError");
    assert_string_equal(error.message, "invalid syntax");
    assert_string_equal(error.filename, "edited.py");
    assert_int_equal(error.line, 4);
    assert_int_equal(error.column, 9);
    put(text, 0, 0, "\n\n");
    assert_status(inlet_source_verdict(text, &error), INLET_INVALID);
    assert_int_equal(error.line, 6);
    put(text, 5, 6, "    y = 2");
    assert_status(inlet_source_verdict(text, &error), INLET_DONE);
    assert_int_equal(error.code, 0);
    inlet_source_free(text);
}

static void statements_are_listed_in_pieces(void **state)
{
    inlet_source_text *source =
        make("import a; b\n# c\n@d\ndef e():\n    pass\n\nf = (\n", INLET_EXEC);
    inlet_statement found[3];
    size_t count = 0;
    (void)state;
    assert_status(inlet_source_statements(source, 0, NULL, 0, &count, NULL),
                  INLET_DONE);
    assert_int_equal(count, 4);
    assert_status(inlet_source_statements(source, 1, found, 3, &count, NULL),
                  INLET_DONE);
    assert_int_equal(found[0].start, 0);
    assert_int_equal(found[0].stop, 1);
    assert_int_equal(found[1].start, 2);
    assert_int_equal(found[1].stop, 5);
    assert_true(found[1].is_valid);
    assert_int_equal(found[2].start, 6);
    assert_int_equal(found[2].stop, 7);
    assert_false(found[2].is_valid);
    inlet_source_free(source);
}

static void an_indentation_is_suggested(void **state)
{
    inlet_source_text *source = make("if x:\n  y\n", INLET_EXEC);
    inlet_value text = inlet_none();
    (void)state;
    assert_status(inlet_source_indent(source, 2, &text, NULL), INLET_DONE);
    assert_string_equal(text.as.text.data, "  ");
    inlet_value_clear(&text);
    assert_status(inlet_source_indent(source, 3, &text, NULL), INLET_EINVAL);
    inlet_source_free(source);
}

static void the_mode_is_that_of_the_judge(void **state)
{
    inlet_source_text *source = make("if x:\n  y", INLET_SINGLE);
    (void)state;
    assert_status(inlet_source_verdict(source, NULL), INLET_MORE);
    inlet_source_free(source);
    source = make("if x:\n  y", INLET_EXEC);
    assert_status(inlet_source_verdict(source, NULL), INLET_DONE);
    inlet_source_free(source);
}

static void what_cannot_be_is_refused(void **state)
{
    inlet_error error;
    inlet_value text = inlet_none();
    size_t count = 7;
    inlet_source wrong = INLET_SOURCE_INIT;
    inlet_source_text *source = make("x\n", INLET_EXEC);
    (void)state;
    assert_status(inlet_source_verdict(NULL, &error), INLET_EINVAL);
    assert_status(error.code, INLET_EINVAL);
    assert_status(inlet_source_append(source, NULL, 0, NULL), INLET_EINVAL);
    assert_status(inlet_source_append(source, "\xff", 1, NULL), INLET_EENCODING);
    assert_status(inlet_source_replace(source, 1, 0, "", 0, NULL), INLET_EINVAL);
    assert_status(inlet_source_delete(source, 0, SIZE_MAX, NULL), INLET_EINVAL);
    assert_status(inlet_source_lines(source, 0, 2, &text, NULL), INLET_EINVAL);
    assert_status(inlet_source_lines(source, 0, 1, NULL, NULL), INLET_EINVAL);
    assert_status(inlet_source_count(source, NULL, NULL), INLET_EINVAL);
    assert_status(inlet_source_statements(source, 0, NULL, 1, &count, NULL),
                  INLET_EINVAL);
    assert_int_equal(count, 7);
    assert_int_equal(text.kind, INLET_NONE);
    assert_lines(source, "x");
    wrong.mode = (inlet_mode)9;
    assert_null(inlet_source_new(&wrong, &error));
    assert_status(error.code, INLET_EINVAL);
    inlet_source_free(source);
    inlet_source_free(NULL);
}

/* The hook edits the very source whose text is compiled. */
static inlet_source_text *judged;
static inlet_status inner = INLET_DONE;

static inlet_status edit_meanwhile(void *data, inlet_call *call)
{
    (void)data;
    (void)call;
    inner = inlet_source_append(judged, "x", 1, NULL);
    return INLET_DONE;
}

static void a_second_call_meanwhile_is_refused(void **state)
{
    inlet_console *console = host_open(NULL);
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    function.name = "edit";
    function.call = edit_meanwhile;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    host_run(console, "import sys\n"
                      "on = False\n"
                      "sys.addaudithook(lambda event, args:"
                      " edit() if on and event == 'compile' else None)\n"
                      "on = True\n");
    judged = make("y = 1\n", INLET_EXEC);
    assert_status(inlet_source_verdict(judged, NULL), INLET_DONE);
    assert_status(inlet_put(console, "on", inlet_bool(false), NULL), INLET_DONE);
    assert_status(inner, INLET_EBUSY);
    assert_lines(judged, "y = 1");
    inlet_source_free(judged);
    inlet_console_free(console);
}

static void a_source_outlives_python_only_to_be_freed(void **state)
{
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_source_text *source = make("x", INLET_EXEC);
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_status(inlet_source_verdict(source, NULL), INLET_ESTATE);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    assert_status(inlet_source_verdict(source, NULL), INLET_ESTATE);
    assert_status(inlet_stop(NULL), INLET_DONE);
    inlet_source_free(source);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, host_setup, host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_text_grows_and_is_judged),
        TEST(lines_are_replaced_inserted_and_deleted),
        TEST(an_error_has_its_place_in_the_whole_text),
        TEST(statements_are_listed_in_pieces),
        TEST(an_indentation_is_suggested),
        TEST(the_mode_is_that_of_the_judge),
        TEST(what_cannot_be_is_refused),
        TEST(a_second_call_meanwhile_is_refused),
        cmocka_unit_test(a_source_outlives_python_only_to_be_freed),
    };
    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
