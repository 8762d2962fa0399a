/* SPDX-License-Identifier: MIT
 * Whose sys.ps1 and sys.ps2 are.
 */
#include "host.h"

#include <pthread.h>

/* A console that somebody types into, and the prompts that he saw. */
struct typist {
    inlet_console *console;
    const char *const *lines;
    struct sink prompts;
    struct typist *other; /* interacts while this one reads its first line */
};

static struct typist one, two;
static inlet_console *common;

static inlet_status read_line(void *data, const char *prompt, inlet_line *line)
{
    struct typist *self = data;
    struct typist *other = self->other;
    sink_write(&self->prompts, prompt, strlen(prompt));
    if (other != NULL) {
        self->other = NULL;
        assert_status(inlet_interact(other->console, "", "", NULL), INLET_DONE);
    }
    const char *text = *self->lines;
    if (text == NULL) {
        return INLET_END;
    }
    self->lines++;
    return inlet_line_set(line, text, strlen(text));
}

static inlet_status drop(void *data, const char *text, size_t length)
{
    (void)data, (void)text, (void)length;
    return INLET_DONE;
}

static void open_typist(struct typist *self, const char *ps1, const char *ps2)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    memset(self, 0, sizeof *self);
    callbacks.read_line = read_line;
    callbacks.write = drop;
    config.callbacks = &callbacks;
    config.data = self;
    config.ps1 = ps1;
    config.ps2 = ps2;
    self->console = inlet_console_new(&config, NULL);
    assert_non_null(self->console);
}

static int open_all(void **state)
{
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    open_typist(&one, "one> ", NULL);
    open_typist(&two, NULL, NULL);
    config.shares_session = true;
    common = inlet_console_new(&config, NULL);
    host_run(common, "import sys");
    return 0;
}

/* Nobody has left anything behind. */
static int close_all(void **state)
{
    (void)state;
    inlet_console_free(one.console);
    inlet_console_free(two.console);
    host_assert_true(common, "not hasattr(sys, 'ps1') and not hasattr(sys, 'ps2')");
    inlet_console_free(common);
    return 0;
}

static void assert_types(struct typist *self, const char *const *lines,
                         const char *prompts)
{
    sink_clear(&self->prompts);
    self->lines = lines;
    assert_status(inlet_interact(self->console, "", "", NULL), INLET_DONE);
    assert_string_equal(self->prompts.text, prompts);
}

static void assert_prompt(inlet_console *console, const char *expected)
{
    inlet_value text = inlet_none();
    assert_status(inlet_prompt_get(console, &text, NULL), INLET_DONE);
    assert_string_equal(text.as.text.data, expected);
    inlet_value_clear(&text);
}

static void prompts_are_the_consoles(void **state)
{
    static const char *const lines[] = {"if 1:", "  x = 1", "", NULL};
    (void)state;
    assert_types(&one, lines, "one> ... ... one> ");
    assert_types(&two, lines, ">>> ... ... >>> ");
    assert_prompt(one.console, "one> ");
    assert_status(inlet_push(one.console, "if 1:", NULL), INLET_MORE);
    assert_prompt(one.console, "... ");
    assert_status(inlet_prompts_set(one.console, NULL, "1| ", NULL), INLET_DONE);
    assert_prompt(one.console, "1| ");
    assert_status(inlet_reset(one.console, NULL), INLET_DONE);
    assert_prompt(one.console, "one> ");
    assert_prompt(two.console, ">>> ");
}

static void what_code_assigns_is_the_consoles(void **state)
{
    static const char *const lines[] = {"import sys",
                                        "sys.ps1 = 'new> '",
                                        "x = (",
                                        ")",
                                        "sys.ps2 = '2| '",
                                        "x = (",
                                        "1)",
                                        NULL};
    static const char *const none[] = {NULL};
    (void)state;
    assert_types(&two, lines, ">>> >>> new> ... new> new> 2| new> ");
    assert_types(&one, none, "one> ");
    assert_types(&two, none, "new> ");
    host_run(one.console, "import sys\nsys.ps1 = 'again> '");
    assert_prompt(one.console, "again> ");
    assert_prompt(two.console, "new> ");
    host_run(two.console, "assert sys.ps1 == 'new> '\ndel sys.ps1");
    assert_prompt(two.console, ">>> ");
    assert_status(inlet_renew(one.console, NULL), INLET_DONE);
    assert_prompt(one.console, ">>> ");
}

static void an_object_is_asked_each_time(void **state)
{
    static const char *const lines[] = {"x = 1", "x = 2", NULL};
    (void)state;
    host_run(two.console, "import sys\n"
                          "class Counter:\n"
                          "    count = 0\n"
                          "    def __str__(self):\n"
                          "        self.count += 1\n"
                          "        return f'[{self.count}] '\n"
                          "sys.ps1 = Counter()\n");
    assert_types(&two, lines, "[1] [2] [3] ");
    assert_prompt(two.console, "[4] ");
    host_run(two.console, "assert sys.ps1.count == 4\nsys.ps1.count = 10");
    assert_prompt(two.console, "[11] ");
}

static void a_prompt_that_fails_is_told(void **state)
{
    static const char *const lines[] = {"x = 1", NULL};
    inlet_error error;
    inlet_value text = inlet_none();
    (void)state;
    host_run(two.console, "import sys\n"
                          "class Bad:\n"
                          "    def __str__(self): raise LookupError('no prompt')\n"
                          "sys.ps1 = Bad()\n");
    assert_status(inlet_prompt_get(two.console, &text, &error), INLET_EPYTHON);
    assert_string_equal(error.message, "no prompt");
    two.lines = lines;
    assert_status(inlet_interact(two.console, "", "", &error), INLET_EPYTHON);
    assert_string_equal(error.type, "LookupError");
}

static void two_that_interact_have_their_own(void **state)
{
    static const char *const first[] = {"x = 1", NULL};
    static const char *const second[] = {"import sys", "sys.ps1 = 'two> '", NULL};
    (void)state;
    one.other = &two;
    two.lines = second;
    assert_types(&one, first, "one> one> ");
    assert_string_equal(two.prompts.text, ">>> >>> two> ");
}

static void *interact(void *data)
{
    struct typist *self = data;
    return inlet_interact(self->console, "", "", NULL) == INLET_DONE ? NULL : data;
}

static void threads_that_interact_have_their_own(void **state)
{
    static const char *lines[301];
    pthread_t first, second;
    void *wrong_first, *wrong_second;
    (void)state;
    for (int i = 0; i < 300; i++) {
        lines[i] = "x = 1";
    }
    one.lines = two.lines = lines;
    assert_int_equal(pthread_create(&first, NULL, interact, &one), 0);
    assert_int_equal(pthread_create(&second, NULL, interact, &two), 0);
    pthread_join(first, &wrong_first);
    pthread_join(second, &wrong_second);
    assert_null(wrong_first);
    assert_null(wrong_second);
    for (size_t i = 0; i < 301; i++) {
        assert_memory_equal(one.prompts.text + 5 * i, "one> ", 5);
        assert_memory_equal(two.prompts.text + 4 * i, ">>> ", 4);
    }
}

static void a_stand_in_is_like_the_prompt(void **state)
{
    (void)state;
    host_run(one.console,
             "import sys\n"
             "p = sys.ps1\n"
             "assert p == 'one> ' and 'one> ' == p and p != 'x' and p == p\n"
             "assert isinstance(p, str) and str(p) == 'one> '\n"
             "assert repr(p) == \"'one> '\" and f'{p:>7}' == '  one> '\n"
             "assert p + 'x' == 'one> x' and 'x' + p == 'xone> '\n"
             "assert len(p) == 5 and p[0] == 'o' and p[-2:] == '> '\n"
             "assert 'ne' in p and list(p)[1] == 'n' and p.upper() == "
             "'ONE> '\n"
             "assert hash(p) == hash('one> ') and {p: 1}['one> '] == 1\n"
             "assert '%s!' % p == 'one> !' and p % () == 'one> '\n"
             "assert p < 'p' and sys.ps2 == '... '\n");
    host_assert_true(two.console, "__import__('sys').ps1 == '>>> '");
    host_assert_true(common, "sys.ps1 == '>>> '");
}

static void a_shared_session_has_pythons_own(void **state)
{
    (void)state;
    assert_prompt(common, ">>> ");
    assert_status(inlet_prompts_set(common, "all> ", "all| ", NULL), INLET_DONE);
    assert_prompt(common, "all> ");
    assert_prompt(two.console, ">>> ");
    host_run(common, "sys.ps1 = 'both> '");
    assert_prompt(common, "both> ");
    host_run(two.console, "1");
    assert_prompt(two.console, ">>> ");
    assert_prompt(common, "both> ");
    inlet_console_free(one.console);
    one.console = NULL;
    host_assert_true(common, "type(sys.ps1) is str and sys.ps1 == 'both> '");
    assert_prompt(common, "both> ");
    host_run(common, "del sys.ps1, sys.ps2");
}

static void wrong_arguments_are_refused(void **state)
{
    inlet_value text = inlet_none();
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    assert_status(inlet_prompts_set(NULL, "a", NULL, NULL), INLET_EINVAL);
    assert_status(inlet_prompts_set(one.console, "\xff", NULL, NULL), INLET_EENCODING);
    assert_status(inlet_prompt_get(one.console, NULL, NULL), INLET_EINVAL);
    assert_status(inlet_prompt_get(NULL, &text, NULL), INLET_EINVAL);
    config.ps2 = "\xff";
    assert_null(inlet_console_new(&config, NULL));
    assert_prompt(one.console, "one> ");
}

static void without_an_editor_nothing_was_entered(void **state)
{
    inlet_value entries = inlet_int(5);
    inlet_error error;
    (void)state;
    assert_status(inlet_history_get(one.console, false, &entries, &error), INLET_PASS);
    assert_int_equal(entries.as.integer, 5);
    assert_status(inlet_history_get(one.console, true, NULL, &error), INLET_EINVAL);
    assert_status(inlet_history_get(NULL, true, &entries, NULL), INLET_EINVAL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_all, close_all)
    const struct CMUnitTest tests[] = {
        TEST(prompts_are_the_consoles),
        TEST(what_code_assigns_is_the_consoles),
        TEST(an_object_is_asked_each_time),
        TEST(a_prompt_that_fails_is_told),
        TEST(two_that_interact_have_their_own),
        TEST(threads_that_interact_have_their_own),
        TEST(a_stand_in_is_like_the_prompt),
        TEST(a_shared_session_has_pythons_own),
        TEST(wrong_arguments_are_refused),
        TEST(without_an_editor_nothing_was_entered),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
