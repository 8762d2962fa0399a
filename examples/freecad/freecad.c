/* SPDX-License-Identifier: MIT
 * What the Python console of FreeCAD asks of an interpreter (the class
 * InteractiveInterpreter in its src/Gui/PythonConsole.cpp), as functions on this
 * library: compileCommand, runSource, push, hasPendingInput, getBuffer and setBuffer,
 * isOccupied, interrupt, pasting a text of many statements, and a window that is drawn
 * while code runs in its thread. No line is FreeCAD's.
 *
 * It works in the namespace of __main__, as FreeCAD does, where macros find it.
 *
 * The program around them does what each line of standard input says, see do_line().
 */
#include <inlet/host.h>
#include <inlet/source.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* --- The interpreter -------------------------------------------------------------- */

struct interpreter {
    inlet_console *console;
    void (*on_exit)(int code); /* the code asked to leave: the program decides */
    void (*on_tick)(struct interpreter *interpreter); /* it runs: see to the window */
};

static inlet_status show(void *data, inlet_stream stream, const char *text,
                         size_t length)
{
    (void)data;
    fwrite(text, 1, length, stream == INLET_STDERR ? stderr : stdout);
    return INLET_DONE;
}

/* input() in a console of a window would ask a dialogue; this one has none. */
static inlet_status refuse_input(void *data, const char *prompt, bool is_secret,
                                 inlet_line *line)
{
    (void)data, (void)prompt, (void)is_secret, (void)line;
    return INLET_END;
}

static inlet_status tick(void *data)
{
    struct interpreter *interpreter = data;
    interpreter->on_tick(interpreter);
    return INLET_DONE;
}

static bool interpreter_open(struct interpreter *interpreter, inlet_error *error)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.output = show;
    callbacks.input = refuse_input;
    callbacks.tick = tick;
    config.callbacks = &callbacks;
    config.data = interpreter;
    config.module = "__main__";
    config.filename = "<input>";
    interpreter->console = inlet_console_new(&config, error);
    return interpreter->console != NULL;
}

static void interpreter_close(struct interpreter *interpreter)
{
    inlet_console_free(interpreter->console);
}

/* 1: incomplete, 0: complete and valid, -1: a syntax error. Nothing is run. */
static int interpreter_compile_command(struct interpreter *interpreter,
                                       const char *source)
{
    inlet_status status = inlet_check(interpreter->console, source, NULL);
    return status == INLET_MORE ? 1 : status == INLET_DONE ? 0 : -1;
}

/* Is more input wanted? */
static bool interpreter_take(struct interpreter *interpreter, inlet_status status,
                             const inlet_error *error)
{
    if (status == INLET_EXIT) {
        interpreter->on_exit(error->exit_code);
    } else if (status == INLET_EBUSY) {
        fprintf(stderr, "Previous command still running!\n");
    } else if (status < 0) {
        fprintf(stderr, "%s\n", error->message);
    }
    return status == INLET_MORE;
}

static bool interpreter_push(struct interpreter *interpreter, const char *line)
{
    inlet_error error;
    inlet_status status = inlet_push(interpreter->console, line, &error);
    return interpreter_take(interpreter, status, &error);
}

/* One statement, with its value shown, wherever the pending input is at. */
static bool interpreter_run_source(struct interpreter *interpreter, const char *text,
                                   size_t length)
{
    inlet_error error;
    inlet_source source = INLET_SOURCE_INIT;
    source.text = text;
    source.length = length;
    source.mode = INLET_SINGLE;
    inlet_status status = inlet_run_source(interpreter->console, &source, &error);
    return interpreter_take(interpreter, status, &error);
}

static bool interpreter_has_pending_input(struct interpreter *interpreter)
{
    return inlet_pending(interpreter->console, NULL) == INLET_MORE;
}

/* The pending lines, to be cleared by inlet_value_clear(). */
static inlet_value interpreter_get_buffer(struct interpreter *interpreter)
{
    inlet_value text = inlet_none();
    inlet_pending_text(interpreter->console, &text, NULL);
    return text;
}

static void interpreter_clear_buffer(struct interpreter *interpreter)
{
    inlet_reset(interpreter->console, NULL);
}

static bool interpreter_is_occupied(const struct interpreter *interpreter)
{
    return inlet_is_busy(interpreter->console);
}

/* Was there something to interrupt? From any thread. */
static bool interpreter_interrupt(struct interpreter *interpreter)
{
    return inlet_interrupt(interpreter->console) == INLET_MORE;
}

/* --- Pasting ---------------------------------------------------------------------- */

/* Run the statement [start, stop) of the text. */
static void run_statement(struct interpreter *interpreter, inlet_source_text *text,
                          const inlet_statement *statement)
{
    inlet_value lines = inlet_none();
    if (inlet_source_lines(text, statement->start, statement->stop, &lines, NULL) !=
        INLET_DONE) {
        return;
    }
    /* A compound statement is ended by an empty line, as at the prompt. */
    size_t size = lines.as.text.length;
    char *source = malloc(size + 2);
    if (source != NULL) {
        memcpy(source, lines.as.text.data, size);
        memcpy(source + size, "\n", 2);
        interpreter_run_source(interpreter, source, size + 1);
        free(source);
    }
    inlet_value_clear(&lines);
}

/* Run a text of many statements, one by one, empty lines inside of functions included.
 * What is pending comes before it; nothing runs from the first wrong statement on. */
static void interpreter_paste(struct interpreter *interpreter, const char *text)
{
    inlet_statement statement;
    inlet_value pending = interpreter_get_buffer(interpreter);
    inlet_source_text *source = inlet_source_new(NULL, NULL);
    if (pending.kind == INLET_STRING) {
        inlet_source_append(source, pending.as.text.data, pending.as.text.length, NULL);
        inlet_source_append(source, "\n", 1, NULL);
    }
    inlet_value_clear(&pending);
    interpreter_clear_buffer(interpreter);
    inlet_source_append(source, text, strlen(text), NULL);
    size_t count = 1;
    for (size_t i = 0; i < count; i++) {
        if (inlet_source_statements(source, i, &statement, 1, &count, NULL) < 0 ||
            i >= count) {
            break;
        }
        run_statement(interpreter, source, &statement);
        if (!statement.is_valid) {
            break;
        }
    }
    inlet_source_free(source);
}

/* --- The program ------------------------------------------------------------------ */

static bool is_over;

static void ask_to_leave(int code)
{
    printf("(the code asks to leave with %d: not now)\n", code);
}

static void *interrupt_soon(void *data)
{
    struct interpreter *interpreter = data;
    while (!interpreter_is_occupied(interpreter)) {
        usleep(1000);
    }
    usleep(20000);
    interpreter_push(interpreter, "'refused'");
    interpreter_interrupt(interpreter);
    return NULL;
}

/* Push a line that runs until another thread interrupts it. */
static void push_and_interrupt(struct interpreter *interpreter, const char *line)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, interrupt_soon, interpreter) == 0) {
        interpreter_push(interpreter, line);
        pthread_join(thread, NULL);
    }
    printf("(occupied: %d, interrupted: %d)\n", interpreter_is_occupied(interpreter),
           interpreter_interrupt(interpreter));
}

/* In the place of QApplication::processEvents(). At its third turn somebody enters
 * another line, and then presses the button that stops the first one. */
static int turns;

static void process_events(struct interpreter *interpreter)
{
    if (++turns == 3) {
        printf("(the window is drawn)\n");
        fflush(stdout);
        interpreter_push(interpreter, "'refused'");
        interpreter_interrupt(interpreter);
    }
}

/* Push a line that runs until the window's own loop interrupts it. */
static void push_in_the_window(struct interpreter *interpreter, const char *line)
{
    turns = 0;
    interpreter_push(interpreter, line);
}

static void show_buffer(struct interpreter *interpreter)
{
    inlet_value buffer = interpreter_get_buffer(interpreter);
    printf("(pending: %d)\n%s%s", interpreter_has_pending_input(interpreter),
           buffer.kind == INLET_STRING ? buffer.as.text.data : "",
           buffer.kind == INLET_STRING ? "\n" : "");
    inlet_value_clear(&buffer);
}

/* `\n` is written for a newline. */
static void unescape(char *text)
{
    for (char *at; (at = strstr(text, "\\n")) != NULL; text = at + 1) {
        *at = '\n';
        memmove(at + 1, at + 2, strlen(at + 2) + 1);
    }
}

/* > push    ? compileCommand    = runSource    @ paste    ! push and interrupt
 * % the same by the window    . the buffer    ~ clear it */
static void do_line(struct interpreter *interpreter, char *line)
{
    static const char *const verdicts[] = {"invalid", "complete", "incomplete"};
    char *text = line[0] != '\0' && line[1] == ' ' ? line + 2 : "";
    unescape(line);
    printf("%s\n", line);
    fflush(stdout);
    switch (line[0]) {
    case '>':
        if (interpreter_push(interpreter, text)) {
            printf("(more)\n");
        }
        break;
    case '?':
        printf("(%s)\n", verdicts[1 + interpreter_compile_command(interpreter, text)]);
        break;
    case '=':
        if (interpreter_run_source(interpreter, text, strlen(text))) {
            printf("(more)\n");
        }
        break;
    case '@':
        interpreter_paste(interpreter, text);
        break;
    case '!':
        push_and_interrupt(interpreter, text);
        break;
    case '%':
        push_in_the_window(interpreter, text);
        break;
    case '.':
        show_buffer(interpreter);
        break;
    case '~':
        interpreter_clear_buffer(interpreter);
        break;
    default:
        is_over = true;
    }
    fflush(stdout);
}

int main(void)
{
    char line[1000];
    inlet_error error;
    struct interpreter interpreter = {.on_exit = ask_to_leave,
                                      .on_tick = process_events};
    if (inlet_start(NULL, &error) != INLET_DONE ||
        !interpreter_open(&interpreter, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return EXIT_FAILURE;
    }
    while (!is_over && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        do_line(&interpreter, line);
    }
    interpreter_close(&interpreter);
    return inlet_stop(NULL) < 0;
}
