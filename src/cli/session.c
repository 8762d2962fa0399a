/* SPDX-License-Identifier: MIT
 * The prompt: a console on `__main__`, at a terminal or not. Cold.
 *
 * Two consoles: the user's, and one with a namespace of its own for what the program
 * itself asks Python, so that no name of ours appears among the user's.
 */
#include "cli/session.h"

#include <inlet/host.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/complete.h"
#include "cli/terminal.h"

static void print_error(const inlet_error *error)
{
    const char *type = error->type[0] == '\0' ? "inlet" : error->type;
    fprintf(stderr, "%s: %s\n", type, error->message);
}

/* sys.flags.<name> */
static bool flag(inlet_console *own, const char *name)
{
    char expression[80];
    int64_t value = 0;
    snprintf(expression, sizeof expression, "__import__('sys').flags.%s", name);
    inlet_get_int(own, expression, &value, NULL);
    return value != 0;
}

/* A variable of the environment, unless Python was told to ignore it. */
static const char *environment(inlet_console *own, const char *name)
{
    const char *value = getenv(name);
    bool is_set = value != NULL && value[0] != '\0';
    return is_set && !flag(own, "ignore_environment") ? value : NULL;
}

bool il_session_is_wanted(void)
{
    inlet_console *own = inlet_console_new(NULL, NULL);
    bool is_prompting = isatty(STDIN_FILENO) || flag(own, "interactive");
    bool is_wanted = is_prompting && (flag(own, "inspect") ||
                                      environment(own, "PYTHONINSPECT") != NULL);
    inlet_console_free(own);
    return is_wanted;
}

/* Was -X await given? */
static bool awaits(inlet_console *own)
{
    int64_t value = 0;
    inlet_get_int(own, "int('await' in __import__('sys')._xoptions)", &value, NULL);
    return value != 0;
}

/* --- PYTHONSTARTUP ---------------------------------------------------------------- */

/* The whole file in memory of its own, or NULL with errno. */
static char *read_file(const char *path, size_t *out_length)
{
    FILE *file = fopen(path, "rbe");
    char *text = NULL;
    size_t length = 0, room = 0;
    if (file == NULL) {
        return NULL;
    }
    do {
        room = room == 0 ? 4096 : room * 2;
        char *longer = realloc(text, room);
        if (longer == NULL) {
            break;
        }
        text = longer;
        length += fread(text + length, 1, room - length, file);
    } while (length == room);
    if (ferror(file) || length == room) {
        free(text);
        text = NULL;
    }
    fclose(file);
    *out_length = length;
    return text;
}

/* INLET_EXIT if the file asked to leave, with `error` filled. */
static inlet_status run_startup(inlet_console *console, const char *path,
                                inlet_error *error)
{
    inlet_source source = INLET_SOURCE_INIT;
    char *text = read_file(path, &source.length);
    if (text == NULL) {
        fprintf(stderr, "Could not open PYTHONSTARTUP\n%s: %s\n", path,
                strerror(errno));
        return INLET_DONE;
    }
    source.text = text;
    source.filename = path;
    inlet_status status = inlet_run_source(console, &source, error);
    if (status < 0) {
        print_error(error);
    } else if (status == INLET_MORE) {
        fprintf(stderr, "%s: ends in the middle of a statement\n", path);
    }
    free(text);
    return status;
}

/* --- The loop --------------------------------------------------------------------- */

/* exit("text") prints the text. */
static void print_message(inlet_console *console)
{
    inlet_value text = inlet_none();
    inlet_message(console, &text, NULL);
    if (text.kind == INLET_STRING) {
        fwrite(text.as.text.data, 1, text.as.text.length, stderr);
        fputc('\n', stderr);
    }
    inlet_value_clear(&text);
}

/* Reading or writing failed; python3 would show the traceback, too. */
static void print_traceback(inlet_console *console)
{
    inlet_value text = inlet_none();
    inlet_traceback(console, &text, NULL);
    if (text.kind == INLET_STRING) {
        fwrite(text.as.text.data, 1, text.as.text.length, stderr);
    }
    inlet_value_clear(&text);
}

static int leave(inlet_console *console, const inlet_error *error)
{
    print_message(console);
    return error->exit_code;
}

static int interact(inlet_console *console, bool is_silent)
{
    inlet_error error;
    const char *text = is_silent ? "" : NULL;
    inlet_status status = inlet_interact(console, text, text, &error);
    if (status == INLET_EXIT) {
        return leave(console, &error);
    }
    if (status < 0) {
        print_traceback(console);
        return 1;
    }
    return 0;
}

static int prompt(struct il_commands *commands, bool follows)
{
    inlet_console *console = commands->console, *own = commands->own;
    const char *startup = follows ? NULL : environment(own, "PYTHONSTARTUP");
    inlet_error error;
    if (startup != NULL && run_startup(console, startup, &error) == INLET_EXIT) {
        return leave(console, &error);
    }
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
        commands->is_active = inlet_can_edit(console);
        il_terminal_set_up(own, commands->is_active);
    }
    return interact(console, follows || flag(own, "quiet"));
}

static inlet_status read_line(void *data, const char *prompt, inlet_line *line)
{
    const struct il_commands *commands = data;
    return il_terminal_read_line(commands->own, prompt, line);
}

/* The user's console. It has a second language only where there is an editor: without
 * one everything is as in python3. */
static inlet_console *open_console(struct il_commands *commands, inlet_error *error)
{
    inlet_console *own = commands->own;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    bool can_edit = inlet_can_edit(own);
    callbacks.read_line = read_line;
    callbacks.judge = can_edit ? il_commands_judge : NULL;
    callbacks.run = can_edit ? il_commands_run : NULL;
    callbacks.complete = can_edit ? il_commands_complete : NULL;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.shares_session = true;
    config.module = "__main__";
    config.history = flag(own, "isolated") ? "" : NULL;
    config.callbacks = &callbacks;
    config.data = commands;
    config.top_level_await = awaits(own);
    return inlet_console_new(&config, error);
}

int il_session_run(bool follows)
{
    inlet_error error;
    int code = 1;
    struct il_commands commands = {.own = inlet_console_new(NULL, &error)};
    if (commands.own != NULL) {
        commands.console = open_console(&commands, &error);
    }
    if (commands.console == NULL) {
        print_error(&error);
    } else {
        code = prompt(&commands, follows);
    }
    inlet_console_free(commands.console);
    inlet_console_free(commands.own);
    return code;
}
