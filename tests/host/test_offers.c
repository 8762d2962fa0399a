/* SPDX-License-Identifier: MIT
 * What a host offers to somebody who types: the callback complete.
 */
#include "host.h"

#include <inlet/editor.h>

struct shell {
    inlet_console *console;
    char text[128]; /* that it was asked about last, */
    size_t cursor;
    size_t questions;
    inlet_status answer; /* and what it is to say */
};

static void assert_refused_offers(inlet_offers *offers, size_t length)
{
    assert_status(inlet_offer(NULL, "a", INLET_ITEM_COMMAND, NULL), INLET_EINVAL);
    assert_status(inlet_offer(offers, NULL, INLET_ITEM_COMMAND, NULL), INLET_EINVAL);
    assert_status(inlet_offer(offers, "a", (inlet_item_kind)99, NULL), INLET_EINVAL);
    assert_status(inlet_offer(offers, "\xff", INLET_ITEM_FILE, NULL), INLET_EENCODING);
    assert_status(inlet_offer(offers, "a", INLET_ITEM_FILE, "\xff"), INLET_EENCODING);
    assert_status(inlet_offer_place(NULL, 0, length), INLET_EINVAL);
    assert_status(inlet_offer_place(offers, 0, length + 1), INLET_EINVAL);
    assert_status(inlet_offer_place(offers, length, 0), INLET_EINVAL);
}

static inlet_status complete(void *data, const char *text, size_t length, size_t cursor,
                             inlet_offers *offers)
{
    struct shell *self = data;
    self->questions++;
    self->cursor = cursor;
    assert_int_equal(strlen(text), length);
    snprintf(self->text, sizeof self->text, "%s", text);
    if (*text != ':') {
        assert_status(inlet_offer(offers, "forgotten", INLET_ITEM_KEY, NULL),
                      INLET_DONE);
        return INLET_PASS;
    }
    assert_refused_offers(offers, length);
    assert_status(inlet_offer_place(offers, 1, length), INLET_DONE);
    assert_status(inlet_offer(offers, "zoom", INLET_ITEM_COMMAND, "look closer"),
                  INLET_DONE);
    assert_status(inlet_offer(offers, "é", INLET_ITEM_FILE, NULL), INLET_DONE);
    return self->answer == INLET_DONE
               ? INLET_DONE
               : inlet_fail("LookupError", "nothing comes to mind");
}

static inlet_status judge(void *data, const char *text, size_t length)
{
    (void)data;
    return *text != ':'               ? INLET_PASS
           : text[length - 1] == '\\' ? INLET_MORE
                                      : INLET_DONE;
}

static inlet_status run(void *data, inlet_call *call)
{
    (void)data;
    (void)call;
    return INLET_DONE;
}

static int open_one(void **state)
{
    static struct shell shell;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    memset(&shell, 0, sizeof shell);
    callbacks.judge = judge;
    callbacks.run = run;
    callbacks.complete = complete;
    config.callbacks = &callbacks;
    config.data = &shell;
    shell.console = inlet_console_new(&config, NULL);
    *state = &shell;
    return shell.console == NULL ? -1 : 0;
}

static int close_one(void **state)
{
    struct shell *shell = *state;
    inlet_console_free(shell->console);
    return 0;
}

/* However slow the machine is. */
static inlet_status ask(struct shell *shell, const char *text, size_t items,
                        inlet_completion *out, inlet_error *error)
{
    inlet_limits limits = INLET_LIMITS_INIT;
    limits.items = items;
    limits.milliseconds = 600000;
    return inlet_complete(shell->console, text, strlen(text), strlen(text), &limits,
                          out, error);
}

static void what_the_host_offers_comes_as_it_is(void **state)
{
    struct shell *shell = *state;
    inlet_completion found = INLET_COMPLETION_INIT;
    assert_status(ask(shell, ":zo", 0, &found, NULL), INLET_DONE);
    assert_string_equal(shell->text, ":zo");
    assert_int_equal(shell->cursor, 3);
    assert_int_equal(found.start, 1);
    assert_int_equal(found.end, 3);
    assert_int_equal(found.count, 2);
    assert_string_equal(found.items[0].text, "zoom");
    assert_int_equal(found.items[0].length, 4);
    assert_int_equal(found.items[0].kind, INLET_ITEM_COMMAND);
    assert_string_equal(found.items[0].about, "look closer");
    assert_string_equal(found.items[1].text, "é");
    assert_string_equal(found.items[1].about, "");
    assert_false(found.more);
    inlet_completion_clear(&found);
}

static void no_more_is_kept_than_the_limit(void **state)
{
    struct shell *shell = *state;
    inlet_completion found = INLET_COMPLETION_INIT;
    assert_status(ask(shell, ":", 1, &found, NULL), INLET_DONE);
    assert_int_equal(found.count, 1);
    assert_true(found.more);
    inlet_completion_clear(&found);
}

static void what_the_host_passes_is_pythons(void **state)
{
    struct shell *shell = *state;
    inlet_completion found = INLET_COMPLETION_INIT;
    assert_status(ask(shell, "prin", 0, &found, NULL), INLET_DONE);
    assert_int_equal(shell->questions, 1);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.items[0].text, "print");
    assert_null(found.items[0].about);
    inlet_completion_clear(&found);
}

static void unfinished_input_is_told_with_the_text(void **state)
{
    struct shell *shell = *state;
    inlet_completion found = INLET_COMPLETION_INIT;
    assert_status(inlet_push(shell->console, ":go \\", NULL), INLET_MORE);
    assert_status(ask(shell, "zo", 0, &found, NULL), INLET_DONE);
    assert_string_equal(shell->text, ":go \\\nzo");
    assert_int_equal(shell->cursor, 8);
    /* The place begins in a line that was entered. */
    assert_int_equal(found.start, 0);
    assert_int_equal(found.end, 2);
    inlet_completion_clear(&found);
    assert_status(inlet_reset(shell->console, NULL), INLET_DONE);
}

static void what_the_host_fails_with_is_the_answer(void **state)
{
    struct shell *shell = *state;
    inlet_completion found = INLET_COMPLETION_INIT;
    inlet_error error;
    shell->answer = INLET_EPYTHON;
    assert_true(ask(shell, ":", 0, &found, &error) < 0);
    assert_string_equal(error.type, "LookupError");
    assert_string_equal(error.message, "nothing comes to mind");
    assert_null(found.items);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(what_the_host_offers_comes_as_it_is),
        TEST(no_more_is_kept_than_the_limit),
        TEST(what_the_host_passes_is_pythons),
        TEST(unfinished_input_is_told_with_the_text),
        TEST(what_the_host_fails_with_is_the_answer),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
