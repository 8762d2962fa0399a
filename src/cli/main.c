/* SPDX-License-Identifier: MIT
 * The program `inlet`: python3's command line with Inlet at the prompt. Cold; uses
 * the public API only.
 */
#include <inlet/inlet.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/session.h"

/* What the process leaves with. */
struct ending {
    int code;
    bool by_interrupt; /* an unhandled KeyboardInterrupt */
};

static struct ending run(void)
{
    inlet_error error;
    inlet_status status = inlet_run_main(&error);
    if (status < 0) {
        fprintf(stderr, "inlet: %s\n", error.message);
        return (struct ending){1, false};
    }
    if (status == INLET_PASS) {
        return (struct ending){il_session_run(false), false};
    }
    if (il_session_is_wanted()) {
        return (struct ending){il_session_run(true), false};
    }
    bool is_interrupt = status == INLET_RAISED && error.exit_code == 128 + SIGINT;
    return (struct ending){error.exit_code, is_interrupt};
}

/* A shell tells an interrupted program by its signal, not by its exit code. */
static int leave(struct ending ending)
{
    if (ending.by_interrupt) {
        signal(SIGINT, SIG_DFL);
        kill(getpid(), SIGINT);
        return 128 + SIGINT;
    }
    return ending.code;
}

int main(int argc, char **argv)
{
    enum il_wish wish = il_args_wish(argc, argv);
    if (wish != IL_WISH_RUN) {
        return il_args_answer(wish, argc > 0 ? argv[0] : "inlet");
    }
    inlet_error error;
    inlet_config config = INLET_CONFIG_INIT;
    config.argc = argc;
    config.argv = argv;
    config.command_line = true;
    config.signals = true;
    inlet_status status = inlet_start(&config, &error);
    if (status != INLET_DONE) {
        if (status < 0) {
            fprintf(stderr, "inlet: %s\n", error.message);
        }
        return status < 0 ? 1 : error.exit_code;
    }
    struct ending ending = run();
    /* What was printed could not be written: python3 says so by 120. */
    if (inlet_stop(&error) < 0) {
        ending = (struct ending){120, false};
    }
    return leave(ending);
}
