/* SPDX-License-Identifier: MIT
 * A host for the tests.
 */
#include "host.h"

#include <sys/wait.h>
#include <unistd.h>

inlet_status sink_write(void *data, const char *text, size_t length)
{
    struct sink *sink = data;
    size_t room = sizeof sink->text - 1 - sink->length;
    size_t size = length < room ? length : room;
    memcpy(sink->text + sink->length, text, size);
    sink->length += size;
    sink->text[sink->length] = '\0';
    sink->calls++;
    /* The contract promises a NUL behind the text. */
    return text[length] == '\0' ? INLET_DONE : INLET_EINVAL;
}

void sink_clear(struct sink *sink)
{
    sink->length = sink->calls = 0;
    sink->text[0] = '\0';
}

int host_setup(void **state)
{
    inlet_error error;
    (void)state;
    return inlet_start(NULL, &error) == INLET_DONE ? 0 : -1;
}

int host_teardown(void **state)
{
    inlet_error error;
    (void)state;
    return inlet_stop(&error) == INLET_DONE ? 0 : -1;
}

inlet_console *host_open(struct sink *sink)
{
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = sink_write;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    if (sink != NULL) {
        sink_clear(sink);
        config.callbacks = &callbacks;
        config.data = sink;
    }
    inlet_console *console = inlet_console_new(&config, &error);
    if (console == NULL) {
        fail_msg("no console: %s", error.message);
    }
    return console;
}

void host_assert_status(inlet_status actual, inlet_status expected, const char *call,
                        const char *file, int line)
{
    if (actual != expected) {
        print_error("%s gave %s, not %s\n", call, inlet_status_name(actual),
                    inlet_status_name(expected));
        _fail(file, line);
    }
}

void host_run(inlet_console *console, const char *statements)
{
    inlet_error error;
    inlet_status status = inlet_run(console, statements, &error);
    if (status != INLET_DONE) {
        fail_msg("%s: %s: %s", inlet_status_name(status), error.type, error.message);
    }
}

void host_assert_true(inlet_console *console, const char *expression)
{
    inlet_error error;
    bool is_true = false;
    if (inlet_get_bool(console, expression, &is_true, &error) != INLET_DONE) {
        fail_msg("%s: %s: %s", expression, error.type, error.message);
    }
    if (!is_true) {
        fail_msg("not true: %s", expression);
    }
}

void host_put(inlet_console *console, const char *name, inlet_value value)
{
    assert_status(inlet_put(console, name, value, NULL), INLET_DONE);
}

inlet_value host_get(inlet_console *console, const char *expression, inlet_kind kind)
{
    inlet_value value = inlet_none();
    inlet_error error;
    if (inlet_get(console, expression, kind, &value, &error) != INLET_DONE) {
        fail_msg("%s: %s: %s", expression, error.type, error.message);
    }
    return value;
}

pid_t host_fork(inlet_console *console)
{
    int64_t child = -1;
    host_run(console, "import os, warnings\n"
                      "warnings.simplefilter('ignore')\n"
                      "child = os.fork()\n");
    assert_status(inlet_get_int(console, "child", &child, NULL), INLET_DONE);
    if (child == 0) {
        alarm(60);
    }
    return (pid_t)child;
}

void host_assert_child(pid_t child)
{
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

void host_skip_where_threads_are_watched(void)
{
#ifdef __SANITIZE_THREAD__
    skip();
#endif
}
