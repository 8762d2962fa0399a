/* SPDX-License-Identifier: MIT
 * A host that gives the console its own output and input, a value of its own, and a C
 * function. The lines come from standard input here; a game would take them from its
 * text field.
 */
#include <inlet/inlet.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct game {
    int score;
};

static inlet_status show(void *data, const char *text, size_t length)
{
    (void)data;
    fwrite(text, 1, length, stdout);
    fflush(stdout);
    return INLET_DONE;
}

static inlet_status read_line(void *data, const char *prompt, inlet_line *line)
{
    char text[256];
    (void)data;
    fputs(prompt, stdout);
    fflush(stdout);
    if (fgets(text, sizeof text, stdin) == NULL) {
        return INLET_END;
    }
    fputs(text, stdout); /* nobody types: show what was read */
    fflush(stdout);
    return inlet_line_set(line, text, strlen(text));
}

/* win(points): add points, which may not be negative; gives the new score. */
static inlet_status win(void *data, inlet_call *call)
{
    struct game *game = data;
    int64_t points = 0;
    inlet_status status = inlet_arg_int(call, 0, &points);
    if (status < 0) {
        return status;
    }
    if (points < 0 || points > 1000) {
        return inlet_fail("ValueError", "a move wins 0 to 1000 points");
    }
    game->score += (int)points;
    return inlet_return(call, inlet_int(game->score));
}

static inlet_status offer(inlet_console *console, struct game *game, inlet_error *error)
{
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = "win";
    function.doc = "Add points to the score.";
    function.call = win;
    function.data = game;
    function.min_args = function.max_args = 1;
    inlet_status status = inlet_put_function(console, &function, error);
    return status < 0 ? status
                      : inlet_put(console, "player", inlet_string("you"), error);
}

static int give_up(const inlet_error *error)
{
    fprintf(stderr, "%s: %s\n", inlet_status_name(error->code), error->message);
    return EXIT_FAILURE;
}

int main(void)
{
    struct game game = {0};
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = show;
    callbacks.read_line = read_line;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &callbacks;
    config.local_exit = true;

    if (inlet_start(NULL, &error) < 0) {
        return give_up(&error);
    }
    inlet_console *console = inlet_console_new(&config, &error);
    if (console == NULL || offer(console, &game, &error) < 0 ||
        inlet_interact(console, "The game's console.", "Back to the game.", &error) <
            0) {
        return give_up(&error);
    }
    inlet_console_free(console);
    printf("score %d\n", game.score);
    return inlet_stop(&error) < 0 ? give_up(&error) : EXIT_SUCCESS;
}
