/* SPDX-License-Identifier: MIT
 * The commands of the prompt beside Python. Cold.
 */
#include "cli/commands.h"

#include <inlet/host.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/file.h"
#include "cli/use.h"

struct command {
    const char *name; /* as it is told of: "%time" */
    inlet_status (*run)(struct il_use *use);
    const char *words; /* what may follow it */
    const char *help;
    bool takes_code; /* a statement, of many lines perhaps */
};

/* --- ? ---------------------------------------------------------------------------- */

static inlet_status list_commands(struct il_use *use);

static inlet_status help(struct il_use *use)
{
    bool wants_source = use->input.kind == IL_INPUT_SOURCE;
    return use->input.rest_size == 0
               ? list_commands(use)
               : il_use_do_with_rest(use, wants_source ? "describe(argument, True)"
                                                       : "describe(argument, False)");
}

/* --- %time, %timeit --------------------------------------------------------------- */

static double seconds_of(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void write_duration(char *text, size_t size, double seconds)
{
    static const char *const units[] = {"s", "ms", "us", "ns"};
    size_t i = 0;
    for (; i + 1 < sizeof units / sizeof *units && seconds < 1; i++) {
        seconds *= 1000;
    }
    snprintf(text, size, "%.3g %s", seconds, units[i]);
}

static inlet_status say_times(const struct il_use *use, double wall, double cpu)
{
    char walls[32], cpus[32], text[96];
    write_duration(walls, sizeof walls, wall);
    write_duration(cpus, sizeof cpus, cpu);
    snprintf(text, sizeof text, "wall %s, CPU %s\n", walls, cpus);
    return il_use_say(use, text);
}

static inlet_status time_once(struct il_use *use)
{
    if (use->input.rest_size == 0) {
        return il_use_complain(use, "which statement?");
    }
    if (strchr("%!?", *use->input.rest) != NULL) {
        return il_use_complain(use, "it takes a statement of Python");
    }
    double wall = seconds_of(CLOCK_MONOTONIC);
    double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    inlet_status status = il_use_run(use, use->input.rest, use->input.full_size,
                                     INLET_SINGLE, NULL, NULL);
    cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = seconds_of(CLOCK_MONOTONIC) - wall;
    if (status == INLET_MORE) {
        return il_use_complain(use, "the statement is not complete");
    }
    return status == INLET_DONE ? say_times(use, wall, cpu) : status;
}

static inlet_status time_often(struct il_use *use)
{
    return il_use_do_with_rest(use, "timeit(argument)");
}

/* --- !, %fg ----------------------------------------------------------------------- */

static inlet_status tell_ending(const struct il_use *use, int error,
                                const struct il_ending *ending)
{
    if (error == ESRCH) {
        return il_use_complain(use, "nothing is stopped");
    }
    if (error != 0) {
        return il_use_complain(use, strerror(error));
    }
    if (ending->is_stopped) {
        fputs("\n(stopped; %fg lets it go on)\n", stderr);
    } else if (ending->signal != 0) {
        fprintf(stderr, "\n(ended by a signal: %s)\n", strsignal(ending->signal));
    } else if (ending->code != 0) {
        fprintf(stderr, "(exit code %d)\n", ending->code);
    }
    return INLET_DONE;
}

/* Other threads of Python go on meanwhile. */
static inlet_status shell(struct il_use *use)
{
    struct il_ending ending;
    inlet_status status =
        il_use_say(use, ""); /* what Python has written comes before */
    if (status != INLET_DONE) {
        return status;
    }
    inlet_call_pause(use->call);
    int error = il_shell_run(&use->commands->shell, use->input.rest, NULL, &ending);
    inlet_call_resume(use->call);
    return tell_ending(use, error, &ending);
}

static inlet_status resume_job(struct il_use *use)
{
    struct il_ending ending;
    inlet_call_pause(use->call);
    int error = il_shell_resume(&use->commands->shell, &ending);
    inlet_call_resume(use->call);
    bool is_editor = false;
    inlet_status status =
        error == 0 ? il_file_resumed(use, &ending, &is_editor) : INLET_DONE;
    return is_editor || status != INLET_DONE ? status
                                             : tell_ending(use, error, &ending);
}

/* --- %history, %save -------------------------------------------------------------- */

static inlet_status put_entries(const struct il_use *use, const char *name, bool is_own)
{
    inlet_value entries = inlet_none();
    inlet_error error;
    inlet_status status =
        inlet_history_get(use->commands->console, is_own, &entries, &error);
    if (status < 0) {
        return status;
    }
    if (status == INLET_PASS) {
        entries = inlet_list(NULL, 0);
    }
    status = il_use_put(use, name, entries);
    inlet_value_clear(&entries);
    return status;
}

static inlet_status history(struct il_use *use)
{
    inlet_status status = put_entries(use, "entries", false);
    return status == INLET_DONE ? il_use_do_with_rest(use, "history(argument, entries)")
                                : status;
}

static inlet_status save(struct il_use *use)
{
    inlet_status status = put_entries(use, "entries", false);
    if (status == INLET_DONE) {
        status = put_entries(use, "own_entries", true);
    }
    return status == INLET_DONE
               ? il_use_do_with_rest(use, "save(argument, own_entries, entries)")
               : status;
}

/* --- Commands of the user --------------------------------------------------------- */

/* As if the call had been typed: its value is shown, its traceback is its own. */
static inlet_status call_own(struct il_use *use)
{
    inlet_value expression = inlet_none();
    inlet_status status =
        il_use_put(use, "name", inlet_string_n(use->input.name, use->input.name_size));
    if (status == INLET_DONE) {
        status = il_use_put_rest(use);
    }
    if (status == INLET_DONE) {
        status = il_use_ask(use, "call_own(name, argument)", INLET_STRING, &expression);
    }
    if (status == INLET_DONE) {
        status = il_use_run(use, expression.as.text.data, expression.as.text.length,
                            INLET_SINGLE, NULL, NULL);
    }
    inlet_value_clear(&expression);
    return status;
}

/* --- All of them ------------------------------------------------------------------ */

static const struct command commands[] = {
    {"?name", help, "", "signature, type, documentation and file; also name?", false},
    {"??name", help, "", "the same with the source; also name??", false},
    {"!", shell, "command", "a command of the shell", false},
    {"%edit", il_file_edit, "[name | file]",
     "edit it in $VISUAL or $EDITOR, then run it", false},
    {"%fg", resume_job, "", "let the command go on that Ctrl-Z has stopped", false},
    {"%help", list_commands, "", "this list; also ?", false},
    {"%history", history, "[N] [text]", "the last N entries, those with the text",
     false},
    {"%paste", il_file_paste, "", "run what the clipboard has", false},
    {"%run", il_file_run, "file [word ...]", "run a file in this session", false},
    {"%save", save, "[-f] file [N-M ...]", "write entries, or this session, to a file",
     false},
    {"%time", time_once, "statement", "run it and tell how long it took", true},
    {"%timeit", time_often, "statement", "run it often and tell the best time", true},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

size_t il_commands_count(void) { return COMMANDS; }

const char *il_commands_tell(size_t i, const char **out_help)
{
    *out_help = commands[i].help;
    return commands[i].name;
}

static const struct command *find_command(const struct il_input *input)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        const char *name = commands[i].name;
        if (*name == '%' && strlen(name + 1) == input->name_size &&
            memcmp(name + 1, input->name, input->name_size) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static inlet_status list_commands(struct il_use *use)
{
    char text[COMMANDS * 96] = "";
    size_t size = 0;
    for (size_t i = 0; i < COMMANDS; i++) {
        char usage[64];
        snprintf(usage, sizeof usage, "%s%s%s", commands[i].name,
                 *commands[i].words == '\0' || commands[i].name[1] == '\0' ? "" : " ",
                 commands[i].words);
        size += (size_t)snprintf(text + size, sizeof text - size, "  %-26s%s\n", usage,
                                 commands[i].help);
    }
    inlet_status status = il_use_put_text(use, text, size);
    return status == INLET_DONE ? il_use_do(use, "usage(argument)") : status;
}

/* --- The callbacks ---------------------------------------------------------------- */

/* Several statements are Python's: they are wrong for one input, and then divided. */
static inlet_status judge_code(struct il_commands *self, const struct il_input *input)
{
    inlet_source source = INLET_SOURCE_INIT;
    source.text = input->rest;
    source.length = input->full_size;
    source.mode = INLET_SINGLE;
    if (input->rest_size == 0 || strchr("%!?", *input->rest) != NULL) {
        return input->has_lines ? INLET_PASS : INLET_DONE;
    }
    inlet_status status = inlet_check_source(self->console, &source, NULL);
    if (status == INLET_INVALID) {
        return input->has_lines ? INLET_PASS : INLET_DONE;
    }
    return status;
}

/* Each line but the last has to end with a backslash. */
static inlet_status judge_shell(const struct il_input *input)
{
    const char *end = input->rest + input->rest_size;
    const char *newline = memchr(input->rest, '\n', input->rest_size);
    while (newline != NULL) {
        struct il_input line = *input;
        line.rest_size = (size_t)(newline - line.rest);
        if (!il_input_continues(&line)) {
            return INLET_PASS;
        }
        newline = memchr(newline + 1, '\n', (size_t)(end - newline - 1));
    }
    return il_input_continues(input) ? INLET_MORE : INLET_DONE;
}

inlet_status il_commands_judge(void *data, const char *text, size_t length)
{
    struct il_commands *self = data;
    struct il_input input = il_input_read(text, length);
    if (!self->is_active || input.kind == IL_INPUT_PYTHON) {
        return INLET_PASS;
    }
    if (input.kind == IL_INPUT_SHELL) {
        return judge_shell(&input);
    }
    const struct command *command =
        input.kind == IL_INPUT_COMMAND ? find_command(&input) : NULL;
    if (command != NULL && command->takes_code) {
        return judge_code(self, &input);
    }
    return input.has_lines ? INLET_PASS : INLET_DONE;
}

static inlet_status run_command(struct il_use *use)
{
    switch (use->input.kind) {
    case IL_INPUT_HELP:
    case IL_INPUT_SOURCE:
        return help(use);
    case IL_INPUT_SHELL:
        return shell(use);
    default: {
        const struct command *command = find_command(&use->input);
        return command == NULL ? call_own(use) : command->run(use);
    }
    }
}

inlet_status il_commands_run(void *data, inlet_call *call)
{
    const char *text = NULL;
    size_t length = 0;
    inlet_status status = inlet_arg_string(call, 0, &text, &length);
    if (status < 0) {
        return status;
    }
    struct il_use use = {data, call, il_input_read(text, length)};
    return run_command(&use);
}
