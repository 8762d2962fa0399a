/* SPDX-License-Identifier: MIT
 * A small command language with Python behind it: a turtle.
 *
 *     FORWARD expression      go on
 *     TURN expression         turn left by degrees
 *     REPEAT expression       what follows up to END, so often
 *     END
 *     WHERE                   where it is
 *
 * Everything else is Python. The arguments are Python, too, with the variables of the
 * console, and Python finds the turtle in the variables x, y and heading.
 */
#include <inlet/host.h>

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct turtle {
    double x, y, heading;
};

/* --- The language ----------------------------------------------------------------- */

enum command { FORWARD, TURN, REPEAT, END, WHERE, COMMANDS };
static const char *const words[COMMANDS] = {"FORWARD", "TURN", "REPEAT", "END",
                                            "WHERE"};

/* A line of a program: its command, and what follows; or COMMANDS, and all of it. */
struct line {
    enum command command;
    const char *rest;
    size_t size; /* of the rest */
    const char *next;
};

static struct line read_line(const char *text)
{
    struct line line = {COMMANDS, text, 0, NULL};
    text += strspn(text, " \t");
    size_t word = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    bool is_whole = text[word] == '\0' || isspace((unsigned char)text[word]);
    for (int i = 0; i < COMMANDS && is_whole; i++) {
        if (strlen(words[i]) == word && strncmp(text, words[i], word) == 0) {
            line.command = (enum command)i;
        }
    }
    word = line.command == COMMANDS ? 0 : word;
    line.rest = text + word + strspn(text + word, " \t");
    line.size = strcspn(line.rest, "\n");
    line.next = line.rest[line.size] == '\n' ? line.rest + line.size + 1 : NULL;
    return line;
}

/* What would be Python as well, as `END = 3`, is Python. */
static bool is_ours(const char *text)
{
    struct line line = read_line(text);
    return line.command != COMMANDS && *line.rest != '=';
}

/* Whose input is it, and is it complete? */
static inlet_status judge(void *data, const char *text, size_t length)
{
    int depth = 0;
    (void)data, (void)length;
    if (!is_ours(text)) {
        return INLET_PASS;
    }
    for (const char *at = text; at != NULL;) {
        struct line line = read_line(at);
        bool wants_more = line.command < END;
        if (line.command == COMMANDS && line.size > 0) {
            inlet_fail("SyntaxError", "no command: %.*s", (int)line.size, line.rest);
            return INLET_INVALID;
        }
        if (line.command != COMMANDS && wants_more != (line.size > 0)) {
            inlet_fail("SyntaxError", "%s takes %s", words[line.command],
                       wants_more ? "an expression" : "nothing");
            return INLET_INVALID;
        }
        depth += line.command == REPEAT;
        depth -= line.command == END;
        if (depth < 0) {
            inlet_fail("SyntaxError", "END without REPEAT");
            return INLET_INVALID;
        }
        at = line.next;
    }
    return depth > 0 ? INLET_MORE : INLET_DONE;
}

/* --- Running it ------------------------------------------------------------------- */

/* The argument of a line: what Python makes of it. */
static inlet_status evaluate(inlet_call *call, const struct line *line, double *out)
{
    char expression[256];
    snprintf(expression, sizeof expression, "%.*s", (int)line->size, line->rest);
    return inlet_get_double(inlet_call_console(call), expression, out, NULL);
}

/* Python sees what the turtle did. */
static inlet_status publish(const struct turtle *turtle, inlet_call *call)
{
    inlet_console *console = inlet_call_console(call);
    inlet_put(console, "x", inlet_double(turtle->x), NULL);
    inlet_put(console, "y", inlet_double(turtle->y), NULL);
    return inlet_put(console, "heading", inlet_double(turtle->heading), NULL);
}

static inlet_status go(struct turtle *turtle, inlet_call *call, double distance)
{
    double angle = turtle->heading * acos(-1) / 180;
    turtle->x += distance * cos(angle);
    turtle->y += distance * sin(angle);
    return publish(turtle, call);
}

static inlet_status turn(struct turtle *turtle, inlet_call *call, double degrees)
{
    turtle->heading = fmod(turtle->heading + degrees, 360);
    return publish(turtle, call);
}

static inlet_status tell(const struct turtle *turtle, inlet_call *call)
{
    char text[96];
    /* No minus stands before a zero. */
    snprintf(text, sizeof text, "at %.1f, %.1f, looking to %.0f", turtle->x + 1e-9,
             turtle->y + 1e-9, turtle->heading + 1e-9);
    return inlet_return(call, inlet_string(text));
}

/* Run lines up to the END of this level; *at comes to stand behind it. */
static inlet_status run_lines(struct turtle *turtle, inlet_call *call, const char **at);

static inlet_status repeat(struct turtle *turtle, inlet_call *call, double times,
                           const char **at)
{
    const char *start = *at;
    inlet_status status = INLET_DONE;
    for (double i = 0; i < times && status == INLET_DONE; i++) {
        *at = start;
        /* An interrupt waits for code of the host: long work asks for it. */
        status = inlet_call_is_interrupted(call) ? INLET_INTERRUPT
                                                 : run_lines(turtle, call, at);
    }
    return status;
}

static inlet_status run_line(struct turtle *turtle, inlet_call *call,
                             const struct line *line, const char **at)
{
    double argument = 0;
    inlet_status status =
        line->command < END ? evaluate(call, line, &argument) : INLET_DONE;
    if (status != INLET_DONE) {
        return status; /* the exception that Python has raised goes on */
    }
    switch (line->command) {
    case FORWARD:
        return go(turtle, call, argument);
    case TURN:
        return turn(turtle, call, argument);
    case REPEAT:
        return argument < 1 ? inlet_fail("ValueError", "REPEAT takes 1 and more")
                            : repeat(turtle, call, argument, at);
    case WHERE:
        return tell(turtle, call);
    default:
        return INLET_DONE;
    }
}

static inlet_status run_lines(struct turtle *turtle, inlet_call *call, const char **at)
{
    inlet_status status = INLET_DONE;
    bool is_end = false;
    while (*at != NULL && !is_end && status == INLET_DONE) {
        struct line line = read_line(*at);
        *at = line.next;
        is_end = line.command == END;
        status = run_line(turtle, call, &line, at);
    }
    return status;
}

static inlet_status run(void *data, inlet_call *call)
{
    const char *text = NULL;
    inlet_status status = inlet_arg_string(call, 0, &text, NULL);
    return status == INLET_DONE ? run_lines(data, call, &text) : status;
}

/* --- The program ------------------------------------------------------------------ */

int main(void)
{
    struct turtle turtle = {0};
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.judge = judge;
    callbacks.run = run;
    config.callbacks = &callbacks;
    config.data = &turtle;
    config.time_limit = 60000;
    inlet_start(NULL, NULL);
    inlet_console *console = inlet_console_new(&config, &error);
    if (console == NULL) {
        fprintf(stderr, "%s\n", error.message);
        return EXIT_FAILURE;
    }
    inlet_status status = inlet_interact(
        console, "FORWARD, TURN, REPEAT, END, WHERE, or Python.", "", &error);
    if (status < 0) {
        fprintf(stderr, "%s: %s\n", error.type, error.message);
    }
    inlet_console_free(console);
    return inlet_stop(NULL) < 0 || status < 0;
}
