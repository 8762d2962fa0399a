/* SPDX-License-Identifier: MIT
 * The editor services.
 */
#include "host.h"

#include <inlet/editor.h>
#include <inlet/host.h>

static struct sink sink;
static inlet_console *console;

static int open_console(void **state)
{
    (void)state;
    console = host_open(&sink);
    return console == NULL;
}

static int close_console(void **state)
{
    (void)state;
    inlet_console_free(console);
    return 0;
}

static inlet_completion complete(const char *text)
{
    inlet_completion found = INLET_COMPLETION_INIT;
    inlet_limits limits = INLET_LIMITS_INIT;
    inlet_error error;
    size_t length = strlen(text);
    /* However slow the machine is. */
    limits.milliseconds = 600000;
    inlet_status status =
        inlet_complete(console, text, length, length, &limits, &found, &error);
    if (status != INLET_DONE) {
        fail_msg("%s", error.message);
    }
    return found;
}

static bool holds(const inlet_completion *found, const char *text, inlet_item_kind kind)
{
    for (size_t i = 0; i < found->count; i++) {
        if (strcmp(found->items[i].text, text) == 0) {
            assert_int_equal(found->items[i].length, strlen(text));
            return found->items[i].kind == kind;
        }
    }
    return false;
}

static void assert_offered(const char *typed, const char *text, inlet_item_kind kind,
                           size_t start)
{
    inlet_completion found = complete(typed);
    if (!holds(&found, text, kind)) {
        fail_msg("'%s' does not offer '%s'", typed, text);
    }
    assert_int_equal(found.start, start);
    assert_int_equal(found.end, strlen(typed));
    assert_false(found.more);
    inlet_completion_clear(&found);
    assert_null(found.items);
    assert_int_equal(found.size, sizeof found);
}

static void everything_that_can_be_typed_is_offered(void **state)
{
    (void)state;
    host_run(console, "import sys\n"
                      "answer = {'key one': sys}\n"
                      "def fun(first, *, second=2): 'Has fun.'\n"
                      "class Cls:\n    @property\n    def prop(self): 1/0\n");
    assert_offered("ans", "answer", INLET_ITEM_VARIABLE, 0);
    assert_offered("1 + fu", "fun", INLET_ITEM_FUNCTION, 4);
    assert_offered("pri", "print", INLET_ITEM_FUNCTION, 0);
    assert_offered("whi", "while", INLET_ITEM_KEYWORD, 0);
    assert_offered("sys.version_", "version_info", INLET_ITEM_VARIABLE, 4);
    assert_offered("Cls().pr", "prop", INLET_ITEM_PROPERTY, 6);
    assert_offered("answer['k", "'key one'", INLET_ITEM_KEY, 7);
    assert_offered("answer['key one'].is_f", "is_finalizing", INLET_ITEM_FUNCTION, 18);
    assert_offered("fun(1, se", "second=", INLET_ITEM_PARAMETER, 7);
    assert_offered("import sy", "sys", INLET_ITEM_MODULE, 7);
    assert_offered("from sys import mod", "modules", INLET_ITEM_VARIABLE, 16);
    assert_offered("open('/et", "etc/", INLET_ITEM_FOLDER, 7);
    assert_offered("é = ans", "answer", INLET_ITEM_VARIABLE, 5);
}

static void unfinished_input_is_read_before_the_text(void **state)
{
    (void)state;
    assert_status(inlet_push(console, "def g(parameter):", NULL), INLET_MORE);
    assert_status(inlet_push(console, "    for each in parameter:", NULL), INLET_MORE);
    assert_offered("        para", "parameter", INLET_ITEM_VARIABLE, 8);
    assert_offered("        eac", "each", INLET_ITEM_VARIABLE, 8);
    assert_status(inlet_reset(console, NULL), INLET_DONE);
    inlet_completion found = complete("eac");
    assert_int_equal(found.count, 0);
    inlet_completion_clear(&found);
}

static void a_text_of_many_lines_is_known_as_it_is_typed(void **state)
{
    (void)state;
    host_run(console, "import sys");
    assert_offered("def h(one, two):\n    three = 3\n    return th", "three",
                   INLET_ITEM_VARIABLE, 42);
    assert_offered("word = 'text'\nword.upp", "upper", INLET_ITEM_FUNCTION, 19);
    assert_offered("x = f'{sys.mod", "modules", INLET_ITEM_VARIABLE, 11);
    assert_offered("print(\n    sys.mod", "modules", INLET_ITEM_VARIABLE, 15);
}

static void limits_are_kept_and_reported(void **state)
{
    inlet_limits limits = INLET_LIMITS_INIT;
    inlet_completion found = INLET_COMPLETION_INIT;
    (void)state;
    host_run(console, "globals().update((f'name{i:06}', i) for i in range(100000))");
    limits.items = 3;
    limits.milliseconds = 600000;
    assert_status(inlet_complete(console, "name", 4, 4, &limits, &found, NULL),
                  INLET_DONE);
    assert_int_equal(found.count, 3);
    assert_true(found.more);
    assert_string_equal(found.items[0].text, "name000000");
    assert_string_equal(found.items[2].text, "name000002");
    inlet_completion_clear(&found);
    limits.items = 200000;
    assert_status(inlet_complete(console, "name", 4, 4, &limits, &found, NULL),
                  INLET_DONE);
    assert_int_equal(found.count, 100000);
    assert_false(found.more);
    inlet_completion_clear(&found);
}

static void a_function_is_described(void **state)
{
    inlet_description found = INLET_DESCRIPTION_INIT;
    const char *text = "m.fun(1, second=";
    (void)state;
    host_run(console, "class m:\n"
                      "    def fun(first, *, second=2): 'Has fun.'\n");
    assert_status(inlet_describe(console, text, strlen(text), strlen(text),
                                 INLET_FOCUS_NAME, &found, NULL),
                  INLET_DONE);
    assert_string_equal(found.name.as.text.data, "m.fun");
    assert_string_equal(found.type.as.text.data, "function");
    assert_string_equal(found.signature.as.text.data, "(first, *, second=2)");
    assert_string_equal(found.doc.as.text.data, "Has fun.");
    assert_int_equal(found.kind, INLET_ITEM_FUNCTION);
    assert_int_equal(found.active_start, 11);
    assert_int_equal(found.active_end, 19);
    inlet_description_clear(&found);
    assert_int_equal(found.doc.kind, INLET_NONE);
    assert_status(
        inlet_describe(console, text, strlen(text), 1, INLET_FOCUS_NAME, &found, NULL),
        INLET_DONE);
    assert_int_equal(found.kind, INLET_ITEM_CLASS);
    assert_int_equal(found.active_end, 0);
    inlet_description_clear(&found);
    assert_status(
        inlet_describe(console, text, strlen(text), 1, INLET_FOCUS_CALL, &found, NULL),
        INLET_PASS);
}

static const char *paint(const inlet_line_state *before, const char *line,
                         inlet_line_state *after)
{
    static char out[100];
    inlet_span spans[32];
    size_t count = 0;
    assert_status(
        inlet_highlight(before, line, strlen(line), spans, 32, &count, after, NULL),
        INLET_DONE);
    for (size_t i = 0; i < count; i++) {
        out[i] = "?kcbnd@0s#oe"[spans[i].kind];
    }
    out[count] = '\0';
    return out;
}

static void lines_are_highlighted_one_by_one(void **state)
{
    inlet_line_state after = {{0}}, begin = {{0}};
    (void)state;
    assert_string_equal(paint(NULL, "def f(a=None): # '\n", &after), "kdonocoo#");
    assert_memory_equal(&after, &begin, sizeof after);
    assert_string_equal(paint(&after, "x = '''abc", &after), "nos");
    assert_memory_not_equal(&after, &begin, sizeof after);
    assert_string_equal(paint(&after, "class", &after), "s");
    assert_string_equal(paint(&after, "''' + print(1.5) )", &after), "sobo0oe");
    assert_memory_equal(&after, &begin, sizeof after);
}

static void spans_that_have_no_room_are_counted(void **state)
{
    inlet_span span = {7, 7, INLET_SPAN_ERROR};
    size_t count = 0;
    inlet_line_state wrong = {{9}};
    (void)state;
    assert_status(inlet_highlight(NULL, "a b c", 5, &span, 1, &count, NULL, NULL),
                  INLET_DONE);
    assert_int_equal(count, 3);
    assert_int_equal(span.end, 1);
    assert_status(inlet_highlight(NULL, NULL, 0, NULL, 0, &count, NULL, NULL),
                  INLET_DONE);
    assert_int_equal(count, 0);
    assert_status(inlet_highlight(&wrong, "a", 1, NULL, 0, &count, NULL, NULL),
                  INLET_EINVAL);
    assert_status(inlet_highlight(NULL, NULL, 1, NULL, 0, &count, NULL, NULL),
                  INLET_EINVAL);
    assert_status(inlet_highlight(NULL, "a", 1, NULL, 0, NULL, NULL, NULL),
                  INLET_EINVAL);
}

static void what_cannot_be_is_refused(void **state)
{
    inlet_completion found = INLET_COMPLETION_INIT;
    inlet_completion wrong = {0, 0, 0, NULL, 0, false, NULL};
    inlet_description about = INLET_DESCRIPTION_INIT;
    inlet_error error;
    (void)state;
    assert_status(inlet_complete(NULL, "a", 1, 1, NULL, &found, &error), INLET_EINVAL);
    assert_status(inlet_complete(console, NULL, 1, 1, NULL, &found, NULL),
                  INLET_EINVAL);
    assert_status(inlet_complete(console, "a", 1, 2, NULL, &found, NULL), INLET_EINVAL);
    assert_status(inlet_complete(console, "é", 2, 1, NULL, &found, NULL), INLET_EINVAL);
    assert_status(inlet_complete(console, "a", 1, 1, NULL, &wrong, NULL), INLET_EINVAL);
    assert_status(inlet_complete(console, "a", 1, 1, NULL, NULL, NULL), INLET_EINVAL);
    assert_status(inlet_complete(console, "\xff", 1, 1, NULL, &found, &error),
                  INLET_EENCODING);
    assert_status(error.code, INLET_EENCODING);
    assert_status(inlet_describe(console, "a", 1, 2, INLET_FOCUS_NAME, &about, NULL),
                  INLET_EINVAL);
    assert_status(inlet_describe(console, "a", 1, 1, (inlet_focus)7, &about, NULL),
                  INLET_EINVAL);
    assert_status(inlet_complete(console, NULL, 0, 0, NULL, &found, NULL), INLET_DONE);
    assert_true(found.count > 100);
    inlet_completion_clear(&found);
    inlet_completion_clear(NULL);
    inlet_description_clear(NULL);
}

/* A command that runs asks for completions in a callback of its own. */
static inlet_status complete_inside(void *data, inlet_call *call)
{
    inlet_completion found = INLET_COMPLETION_INIT;
    inlet_status status =
        inlet_complete(inlet_call_console(call), "inner_n", 7, 7, NULL, &found, NULL);
    if (status == INLET_DONE) {
        *(size_t *)data = found.count;
        inlet_completion_clear(&found);
    }
    return status;
}

static void a_running_command_does_not_matter(void **state)
{
    size_t count = 0;
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    function.name = "ask";
    function.call = complete_inside;
    function.data = &count;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    host_run(console, "inner_name = 1\nask()");
    assert_int_equal(count, 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_console, close_console)
    const struct CMUnitTest tests[] = {
        CASE(everything_that_can_be_typed_is_offered),
        CASE(unfinished_input_is_read_before_the_text),
        CASE(a_text_of_many_lines_is_known_as_it_is_typed),
        CASE(limits_are_kept_and_reported),
        CASE(a_function_is_described),
        cmocka_unit_test(lines_are_highlighted_one_by_one),
        cmocka_unit_test(spans_that_have_no_room_are_counted),
        CASE(what_cannot_be_is_refused),
        CASE(a_running_command_does_not_matter),
    };
    return cmocka_run_group_tests_name("editor", tests, host_setup, host_teardown);
}
