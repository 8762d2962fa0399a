/* SPDX-License-Identifier: MIT
 * Commands of the shell, in the foreground of the terminal. Cold.
 *
 * Each is a job of its own where the program has the terminal: Ctrl-C is for the job
 * alone, and Ctrl-Z stops it and comes back here. Where there is no terminal to be had,
 * Ctrl-C is ignored by the program as long as the command runs, as system() does it.
 */
#ifndef IL_SHELL_CLI_H
#define IL_SHELL_CLI_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

enum { IL_SHELL_JOBS = 16 };

struct il_job {
    pid_t process; /* and its group */
    struct termios mode;
};

/* Zero-initialise it. Jobs that are stopped: the last one goes on first. */
struct il_shell {
    struct il_job jobs[IL_SHELL_JOBS];
    int count;
};

/** How a command has ended. */
struct il_ending {
    pid_t process;
    int code;   /* its exit code; 128 and more after a signal, as shells have it */
    int signal; /* that has ended it, or 0 */
    bool is_stopped;
};

/** Run a command by sh, with `argument` as its $1, which may be NULL, and wait for it.
 * 0 or an errno: it could not be started. */
int il_shell_run(struct il_shell *shell, const char *command, const char *argument,
                 struct il_ending *out);

/** Let the job that was stopped last go on, and wait for it. ESRCH: there is none. */
int il_shell_resume(struct il_shell *shell, struct il_ending *out);

#endif
