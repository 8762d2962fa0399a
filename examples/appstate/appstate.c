/* SPDX-License-Identifier: MIT
 * A debug console on the state of a running application, which is a C struct.
 */
#include <stdbool.h>

struct config {
    bool debug;
    int max_connections;
};

struct app_state {
    char version[8];
    int active_users;
    struct config config;
};

#define INLET_LIVE_TYPES(X) X(struct config, config_type)
#include <inlet/live.h>
INLET_DICT(config_type, struct config, debug, max_connections);
INLET_STRUCT(app_type, struct app_state, version, active_users, config);

static struct app_state app = {"1.0", 0, {true, 100}};

static void launch_debug_console(struct app_state *state)
{
    inlet_console *console = inlet_console_new(NULL, NULL);
    inlet_watch(console, "state", &app_type, state, NULL, NULL);
    inlet_interact(console,
                   "Debug console\n"
                   "Access 'state' to inspect the running application.",
                   "", NULL);
    inlet_console_free(console);
}

int main(void)
{
    inlet_start(NULL, NULL);
    launch_debug_console(&app);
    return inlet_stop(NULL) < 0;
}
