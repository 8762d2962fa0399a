/* SPDX-License-Identifier: MIT
 * A host with state to look at, for bench/live.py: runs the Python program that it is
 * given, in a console that sees the same struct as static data and on the heap.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct config {
    int timeout;
    bool debug;
};

struct state {
    int users;
    double load;
    struct config config;
    char name[16];
};

#define INLET_LIVE_TYPES(X) X(struct config, config_type)
#include <inlet/live.h>

INLET_STRUCT(config_type, struct config, timeout, debug);
INLET_STRUCT(state_type, struct state, users, load, config, name);

static struct state fixed = {3, 0.5, {30, true}, "a name"};
struct state *volatile unwatched; /* only debug information knows it */

int add(int left, int right) { return left + right; }

INLET_PROGRAM(functions, INLET_FN(int, add, NULL, int, int));

static int fail(const inlet_error *error)
{
    fprintf(stderr, "%s: %s\n", error->type, error->message);
    return 1;
}

int main(int argc, char **argv)
{
    inlet_error error;
    struct state *heap = malloc(sizeof *heap);
    if (argc != 2 || heap == NULL || inlet_start(NULL, &error) < 0) {
        free(heap);
        return 2;
    }
    *heap = fixed;
    unwatched = heap;
    inlet_console *console = inlet_console_new(NULL, &error);
    inlet_put(console, "program", inlet_string(argv[1]), &error);
    inlet_watch(console, "state", &state_type, &fixed, NULL, &error);
    inlet_watch(console, "heap", &state_type, heap, NULL, &error);
    inlet_watch_program(console, "functions", functions, NULL, &error);
    inlet_status status = inlet_run(console, "exec(open(program).read())", &error);
    unwatched = NULL;
    int result = status == INLET_DONE ? 0 : fail(&error);
    inlet_detach(heap, NULL);
    free(heap);
    inlet_console_free(console);
    return inlet_stop(&error) < 0 ? 1 : result;
}
