/* SPDX-License-Identifier: MIT
 * Commands of the shell, in the foreground of the terminal. Cold.
 */
#include "cli/shell.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is set while a command runs, to be put back behind it. */
struct surroundings {
    bool has_terminal; /* and so jobs */
    pid_t group;       /* ours */
    struct termios mode;
    sigset_t mask;
    struct sigaction interrupt, quit;
};

/* SIGTTOU is for who takes the terminal from the background: that is what we do. */
static void enter(struct surroundings *before)
{
    sigset_t blocked;
    before->group = getpgrp();
    before->has_terminal = tcgetpgrp(STDIN_FILENO) == before->group &&
                           tcgetattr(STDIN_FILENO, &before->mode) == 0;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &blocked, &before->mask);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGINT, before->has_terminal ? NULL : &ignore, &before->interrupt);
    sigaction(SIGQUIT, before->has_terminal ? NULL : &ignore, &before->quit);
}

static void leave(const struct surroundings *before)
{
    int error = errno;
    if (before->has_terminal) {
        (void)tcsetpgrp(STDIN_FILENO, before->group);
    } else {
        sigaction(SIGINT, &before->interrupt, NULL);
        sigaction(SIGQUIT, &before->quit, NULL);
    }
    pthread_sigmask(SIG_SETMASK, &before->mask, NULL);
    errno = error;
}

/* --- The child -------------------------------------------------------------------- */

/* Python ignores some signals, and a command is not to begin with that. */
static void reset_signals(const struct surroundings *before)
{
    static const int numbers[] = {SIGINT,  SIGQUIT, SIGPIPE, SIGTSTP,
                                  SIGTTIN, SIGTTOU, SIGCHLD, SIGXFSZ};
    struct sigaction usual = {.sa_handler = SIG_DFL};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sigaction(numbers[i], &usual, NULL);
    }
    pthread_sigmask(SIG_SETMASK, &before->mask, NULL);
}

/* Other threads may hold any lock: nothing but system calls from here on. */
static _Noreturn void become(const struct surroundings *before, const char *command,
                             const char *argument)
{
    if (before->has_terminal) {
        (void)setpgid(0, 0);
        (void)tcsetpgrp(STDIN_FILENO, getpid());
    }
    reset_signals(before);
    execl("/bin/sh", "sh", "-c", command, "sh", argument, (char *)NULL);
    _exit(127);
}

/* --- The parent ------------------------------------------------------------------- */

static void keep(struct il_shell *shell, pid_t process, struct il_ending *out)
{
    out->is_stopped = true;
    if (shell->count ==
        IL_SHELL_JOBS) { /* the oldest is for `kill` and `fg` of others */
        shell->count--;
        memmove(shell->jobs, shell->jobs + 1,
                (size_t)shell->count * sizeof *shell->jobs);
    }
    struct il_job *job = &shell->jobs[shell->count++];
    job->process = process;
    (void)tcgetattr(STDIN_FILENO, &job->mode);
}

static void read_status(int status, struct il_ending *out)
{
    out->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    out->code = WIFSIGNALED(status) ? 128 + out->signal : WEXITSTATUS(status);
}

/* What a program leaves on the terminal that was ended or stopped is not meant. */
static int wait_for(struct il_shell *shell, const struct surroundings *before,
                    pid_t process, struct il_ending *out)
{
    int status = 0;
    pid_t found;
    do {
        found = waitpid(process, &status, before->has_terminal ? WUNTRACED : 0);
    } while (found < 0 && errno == EINTR);
    if (found < 0) {
        return errno == ECHILD ? 0 : errno; /* nobody is to know how it has ended */
    }
    bool is_stopped = WIFSTOPPED(status);
    if (is_stopped) {
        keep(shell, process, out);
    } else {
        read_status(status, out);
    }
    if (before->has_terminal && (is_stopped || out->signal != 0)) {
        (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &before->mode);
    }
    return 0;
}

int il_shell_run(struct il_shell *shell, const char *command, const char *argument,
                 struct il_ending *out)
{
    struct surroundings before;
    *out = (struct il_ending){0};
    enter(&before);
    pid_t process = fork();
    if (process == 0) {
        become(&before, command, argument);
    }
    int error = process < 0 ? errno : 0;
    out->process = process;
    if (error == 0) {
        if (before.has_terminal) { /* whoever is first: both do it */
            (void)setpgid(process, process);
            (void)tcsetpgrp(STDIN_FILENO, process);
        }
        error = wait_for(shell, &before, process, out);
    }
    leave(&before);
    return error;
}

int il_shell_resume(struct il_shell *shell, struct il_ending *out)
{
    struct surroundings before;
    *out = (struct il_ending){0};
    if (shell->count == 0) {
        return ESRCH;
    }
    struct il_job job = shell->jobs[--shell->count];
    out->process = job.process;
    enter(&before);
    if (before.has_terminal) {
        (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &job.mode);
        (void)tcsetpgrp(STDIN_FILENO, job.process);
    }
    (void)kill(-job.process, SIGCONT);
    int error = wait_for(shell, &before, job.process, out);
    leave(&before);
    return error;
}
