/* SPDX-License-Identifier: MIT
 * An exercise runner: the pupil types Python, and after each command the tutor looks
 * whether the exercise is solved. A command that takes too long is stopped, one that
 * prints too much is cut, and only some of Python's builtins are there.
 *
 * (That keeps mistakes small. It is no prison: whoever wants to get at the rest of
 * Python can. Code of strangers belongs in a process, or a machine, of its own.)
 */
#include <inlet/host.h>

#include <stdio.h>
#include <stdlib.h>

enum { TIME_LIMIT = 2000, OUTPUT_LIMIT = 120 };

struct exercise {
    const char *task;
    const char *given; /* run before it */
    const char *check; /* ends well when the exercise is solved */
};

static const struct exercise exercises[] = {
    {"Let `hours` be the number of hours of a week.", "",
     "assert hours == 168, 'hours is %r' % hours"},
    {"Let `cheap` be the list of those `prices` that are below 10.",
     "prices = [12, 7, 30, 9, 10]", "assert cheap == [7, 9], 'cheap is %r' % cheap"},
    {"Write a function `double` that gives twice its argument.", "",
     "for n in 0, 21, 'ab': assert double(n) == n + n, 'double(%r) is %r' % (n, "
     "double(n))"},
};
enum { EXERCISES = sizeof exercises / sizeof *exercises };

/* What the pupil has of Python. `import` needs a builtin that is not among it. */
static const char namespace[] =
    "import builtins\n"
    "__builtins__ = {name: getattr(builtins, name) for name in (\n"
    "    'abs all any bool dict enumerate float int isinstance len list max min print "
    "'\n"
    "    'range repr reversed round set sorted str sum tuple type zip '\n"
    "    'AssertionError Exception IndexError KeyError NameError TypeError "
    "ValueError'\n"
    "    ).split()}\n"
    "del builtins\n";

struct tutor {
    inlet_console *console;
    int at; /* the number of the exercise */
    bool is_checking;
};

/* The pupil sees what his commands print, and not what the check makes them print. */
static inlet_status show(void *data, inlet_stream stream, const char *text,
                         size_t length)
{
    const struct tutor *tutor = data;
    (void)stream;
    if (!tutor->is_checking) {
        fwrite(text, 1, length, stdout);
    }
    return INLET_DONE;
}

static void give_up(const inlet_error *error)
{
    fprintf(stderr, "%s: %s\n", inlet_status_name(error->code), error->message);
    exit(EXIT_FAILURE);
}

/* Each exercise begins with a namespace of its own. */
static void begin(struct tutor *tutor)
{
    inlet_error error;
    const struct exercise *exercise = &exercises[tutor->at];
    if (inlet_renew(tutor->console, &error) != INLET_DONE ||
        inlet_run(tutor->console, namespace, &error) != INLET_DONE ||
        inlet_run(tutor->console, exercise->given, &error) != INLET_DONE) {
        give_up(&error);
    }
    printf("%d. %s\n", tutor->at + 1, exercise->task);
}

/* What limited the command that has just ended? */
static void tell_limits(inlet_console *console)
{
    inlet_result result = INLET_RESULT_INIT;
    if (inlet_result_get(console, &result, NULL) == INLET_DONE) {
        if (result.is_late) {
            printf("[That took too long, so I stopped it.]\n");
        }
        if (result.output_left_out > 0) {
            printf("[That was %zu characters too many.]\n", result.output_left_out);
        }
    }
    inlet_result_clear(&result);
}

/* The check is a command as any other: it calls what the pupil has written, so it has
 * the same limits. */
static bool is_solved(struct tutor *tutor)
{
    inlet_error error;
    tutor->is_checking = true;
    inlet_status status = inlet_run(tutor->console, exercises[tutor->at].check, &error);
    tutor->is_checking = false;
    if (status == INLET_RAISED && strcmp(error.type, "NameError") != 0) {
        printf("[Not yet: %s]\n",
               error.message[0] != '\0' ? error.message : error.type);
    }
    inlet_forget(tutor->console, NULL);
    return status == INLET_DONE;
}

/* A line was typed. Gives false when that was all. */
static bool take_line(struct tutor *tutor, const char *line)
{
    inlet_status status = inlet_push(tutor->console, line, NULL);
    if (status == INLET_MORE) {
        return true;
    }
    tell_limits(tutor->console);
    if (status == INLET_EXIT || status < 0) {
        return false;
    }
    if (is_solved(tutor)) {
        printf("[Right!]\n");
        if (++tutor->at == EXERCISES) {
            return false;
        }
        begin(tutor);
    }
    return true;
}

static inlet_console *open_console(struct tutor *tutor)
{
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.output = show;
    config.callbacks = &callbacks;
    config.data = tutor;
    config.filename = "<you>";
    config.time_limit = TIME_LIMIT;
    config.output_limit = OUTPUT_LIMIT;
    inlet_console *console = inlet_console_new(&config, &error);
    if (console == NULL) {
        give_up(&error);
    }
    return console;
}

int main(void)
{
    char line[1024];
    inlet_error error;
    struct tutor tutor = {0};
    if (inlet_start(NULL, &error) != INLET_DONE) {
        give_up(&error);
    }
    tutor.console = open_console(&tutor);
    begin(&tutor);
    do {
        bool is_more = inlet_pending(tutor.console, NULL) == INLET_MORE;
        fputs(is_more ? "... " : ">>> ", stdout);
        fflush(stdout);
    } while (fgets(line, sizeof line, stdin) != NULL && take_line(&tutor, line));
    printf("%d of %d solved.\n", tutor.at, EXERCISES);
    inlet_console_free(tutor.console);
    return inlet_stop(NULL) < 0;
}
