/* SPDX-License-Identifier: MIT
 * What VTK and ParaView ask of an interpreter (the classes
 * vtkPythonInteractiveInterpreter and vtkPythonInterpreter), as functions on this
 * library: Push with any ends of lines, Reset, RunStringWithConsoleLocals, the paths of
 * modules, and events for output, errors, input and the end. No line is VTK's.
 *
 * The program around them does what each line of standard input says, see do_line().
 */
#include <inlet/host.h>

#include <stdio.h>
#include <stdlib.h>

/* --- The interpreter -------------------------------------------------------------- */

enum event { EVENT_ENTER, EVENT_OUTPUT, EVENT_ERROR, EVENT_INPUT, EVENT_EXIT };

struct interpreter {
    inlet_console *console;
    /* For EVENT_INPUT it fills `answer`; gives false if there is none. */
    bool (*observe)(enum event event, const char *text, char *answer, size_t size);
    bool captures_input;
};

static inlet_status on_output(void *data, inlet_stream stream, const char *text,
                              size_t length)
{
    struct interpreter *interpreter = data;
    (void)length; /* a NUL stands behind it, too */
    interpreter->observe(stream == INLET_STDERR ? EVENT_ERROR : EVENT_OUTPUT, text,
                         NULL, 0);
    return INLET_DONE;
}

static inlet_status on_input(void *data, const char *prompt, bool is_secret,
                             inlet_line *line)
{
    char answer[256] = "";
    struct interpreter *interpreter = data;
    (void)is_secret;
    if (!interpreter->captures_input) {
        return inlet_fail("OSError", "input is not captured");
    }
    return interpreter->observe(EVENT_INPUT, prompt, answer, sizeof answer)
               ? inlet_line_set(line, answer, strlen(answer))
               : INLET_END;
}

/* The namespace is no module's, and says so. */
static void interpreter_name(struct interpreter *interpreter)
{
    inlet_put(interpreter->console, "__name__", inlet_string("__vtkconsole__"), NULL);
    inlet_put(interpreter->console, "__doc__", inlet_none(), NULL);
}

static bool interpreter_open(struct interpreter *interpreter, inlet_error *error)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.output = on_output;
    callbacks.input = on_input;
    config.callbacks = &callbacks;
    config.data = interpreter;
    interpreter->console = inlet_console_new(&config, error);
    if (interpreter->console == NULL) {
        return false;
    }
    interpreter_name(interpreter);
    interpreter->observe(EVENT_ENTER, "", NULL, 0);
    return true;
}

static void interpreter_close(struct interpreter *interpreter)
{
    interpreter->observe(EVENT_EXIT, "", NULL, 0);
    inlet_console_free(interpreter->console);
}

/* Lines ended by LF, CR or CR LF; the last one need not be. Is more wanted? */
static bool interpreter_push(struct interpreter *interpreter, const char *code)
{
    inlet_console *console = interpreter->console;
    size_t length = strlen(code);
    inlet_feed(console, code, length, NULL);
    if (length == 0 || (code[length - 1] != '\n' && code[length - 1] != '\r')) {
        inlet_feed(console, "\n", 1, NULL);
    }
    inlet_dispatch(console, INLET_ALL, NULL);
    return inlet_pending(console, NULL) == INLET_MORE;
}

/* 0, or -1 after an exception, which the observer has seen. */
static int interpreter_run_string(struct interpreter *interpreter, const char *script)
{
    return inlet_run(interpreter->console, script, NULL) == INLET_DONE ? 0 : -1;
}

/* A new namespace; Python goes on. */
static void interpreter_reset(struct interpreter *interpreter)
{
    inlet_renew(interpreter->console, NULL);
    interpreter_name(interpreter);
}

/* In a console of its own, for the user's namespace is his. */
static void prepend_python_path(const char *folder)
{
    inlet_console *console = inlet_console_new(NULL, NULL);
    inlet_put(console, "folder", inlet_string(folder), NULL);
    inlet_run(console, "import sys\nsys.path.insert(0, folder)", NULL);
    inlet_console_free(console);
}

/* --- The program ------------------------------------------------------------------ */

static bool print_event(enum event event, const char *text, char *answer, size_t size)
{
    static const char *const names[] = {"enter", "output", "error", "input", "exit"};
    static int asked;
    printf("[%s] ", names[event]);
    for (; *text != '\0'; text++) {
        *text == '\n' ? fputs("\\n", stdout) : putchar(*text);
    }
    putchar('\n');
    if (event == EVENT_INPUT && ++asked == 1) {
        snprintf(answer, size, "ParaView");
        return true;
    }
    return false;
}

/* `\n` and `\r` are written for what they are in C. */
static void unescape(char *text)
{
    for (; (text = strchr(text, '\\')) != NULL; text++) {
        if (text[1] == 'n' || text[1] == 'r') {
            *text = text[1] == 'n' ? '\n' : '\r';
            memmove(text + 1, text + 2, strlen(text + 2) + 1);
        }
    }
}

/* > Push    = RunStringWithConsoleLocals    ~ Reset    % path    < capture input */
static void do_line(struct interpreter *interpreter, char *line)
{
    char *text = line[0] != '\0' && line[1] == ' ' ? line + 2 : "";
    printf("%s\n", line);
    unescape(text);
    switch (line[0]) {
    case '>':
        printf("(%s)\n", interpreter_push(interpreter, text) ? "more" : "done");
        break;
    case '=':
        printf("(%d)\n", interpreter_run_string(interpreter, text));
        break;
    case '~':
        interpreter_reset(interpreter);
        break;
    case '%':
        prepend_python_path(text);
        break;
    case '<':
        interpreter->captures_input = true;
        break;
    default:
        break;
    }
}

int main(void)
{
    char line[1000];
    inlet_error error;
    struct interpreter interpreter = {.observe = print_event};
    if (inlet_start(NULL, &error) != INLET_DONE ||
        !interpreter_open(&interpreter, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return EXIT_FAILURE;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        do_line(&interpreter, line);
    }
    interpreter_close(&interpreter);
    return inlet_stop(NULL) < 0;
}
