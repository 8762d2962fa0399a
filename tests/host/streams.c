/* SPDX-License-Identifier: MIT
 * A host that gives its console streams.
 */
#include "streams.h"

inlet_status streams_output(void *data, inlet_stream stream, const char *text,
                            size_t length)
{
    struct streams *self = data;
    inlet_status status =
        sink_write(stream == INLET_STDERR ? &self->err : &self->out, text, length);
    if (self->in_output != NULL) {
        self->in_output(self);
    }
    return status < 0 ? status : self->answer;
}

inlet_status streams_input(void *data, const char *prompt, bool is_secret,
                           inlet_line *line)
{
    struct streams *self = data;
    self->reads++;
    snprintf(self->prompt, sizeof self->prompt, "%s", prompt);
    if (is_secret) {
        return inlet_line_set(line, self->secret, strlen(self->secret));
    }
    if (self->lines == NULL || *self->lines == NULL) {
        return INLET_END;
    }
    const char *text = *self->lines++;
    return inlet_line_set(line, text, strlen(text));
}

static void open_with(struct streams *self, const inlet_callbacks *callbacks,
                      size_t limit)
{
    inlet_error error;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    memset(self, 0, sizeof *self);
    config.callbacks = callbacks;
    config.data = self;
    config.output_limit = limit;
    self->console = inlet_console_new(&config, &error);
    if (self->console == NULL) {
        fail_msg("no console: %s", error.message);
    }
}

void streams_open(struct streams *self, size_t limit)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.output = streams_output;
    callbacks.input = streams_input;
    open_with(self, &callbacks, limit);
}

void streams_open_deaf(struct streams *self)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.output = streams_output;
    open_with(self, &callbacks, 0);
}

void streams_assert_prints(struct streams *self, const char *statements,
                           const char *expected)
{
    sink_clear(&self->out);
    host_run(self->console, statements);
    assert_string_equal(self->out.text, expected);
}
