/* SPDX-License-Identifier: MIT
 * Lines that code in a console reads. Warm.
 */
#include "host/interrupt.h"

static inlet_status ask_shown(inlet_console *console, const char *prompt,
                              inlet_line *line)
{
    return console->callbacks.input(console->data, prompt, false, line);
}

static inlet_status ask_secret(inlet_console *console, const char *prompt,
                               inlet_line *line)
{
    return console->callbacks.input(console->data, prompt, true, line);
}

PyObject *il_input_read(inlet_console *console, const char *prompt, bool is_secret,
                        bool *out_passed)
{
    PyObject *line = NULL;
    *out_passed = false;
    if (console->callbacks.input == NULL) {
        return il_stream_refuse("the host gives this console no input to read");
    }
    il_asker ask = is_secret ? ask_secret : ask_shown;
    int64_t left = il_interrupt_stop_clock(console);
    *out_passed = il_callbacks_read(console, ask, prompt, "input", &line) == INLET_PASS;
    il_interrupt_start_clock(console, left);
    return line;
}
