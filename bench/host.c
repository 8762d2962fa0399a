/* SPDX-License-Identifier: MIT
 * What bench/host.py measures of the C library. Reads cases from standard input, a line
 * each, and answers each with a line of figures:
 *
 *     push N          seconds of an inlet_push(), of N
 *     equipped N      the same in a console with streams and interrupts of its own
 *     engine N        seconds of a push() of the console's class, called in Python
 *     open N          bytes and seconds of a console, of N that are open at a time
 *     flood N         seconds for N lines, and by how many bytes the process grew
 *     interrupt CODE  seconds from inlet_interrupt() to the end of CODE
 *     thread CODE     the same where CODE does not run in Python's main thread
 *     frames N        seconds of a frame, of N, of a program without consoles
 *     idle N          the same with a console that has nothing to do
 */
#include <inlet/host.h>

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void give_up(const char *what, const inlet_error *error)
{
    fprintf(stderr, "%s: %s %s: %s\n", what, inlet_status_name(error->code),
            error->type, error->message);
    exit(EXIT_FAILURE);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static inlet_console *open_console(const inlet_console_config *config)
{
    inlet_error error;
    inlet_console *console = inlet_console_new(config, &error);
    if (console == NULL) {
        give_up("inlet_console_new", &error);
    }
    return console;
}

static void run(inlet_console *console, const char *source)
{
    inlet_error error;
    if (inlet_run(console, source, &error) != INLET_DONE) {
        give_up("inlet_run", &error);
    }
}

/* --- Pushes ----------------------------------------------------------------------- */

static void push(inlet_console *console, long count)
{
    inlet_error error;
    double start = now();
    for (long i = 0; i < count; i++) {
        if (inlet_push(console, "x = 1", &error) != INLET_DONE) {
            give_up("inlet_push", &error);
        }
    }
    printf("%.12f\n", (now() - start) / (double)count);
}

/* The engine's own class, without a host around it. */
static void push_engine(inlet_console *console, long count)
{
    double seconds = 0;
    inlet_put(console, "count", inlet_int(count), NULL);
    run(console, "import inlet, itertools, time\n"
                 "own = inlet.InteractiveConsole()\n"
                 "def push(push):\n"
                 "    start = time.perf_counter()\n"
                 "    for _ in itertools.repeat(None, count):\n"
                 "        push('x = 1')\n"
                 "    return (time.perf_counter() - start) / count\n");
    inlet_get_double(console, "push(own.push)", &seconds, NULL);
    printf("%.12f\n", seconds);
}

/* --- Memory ----------------------------------------------------------------------- */

/* A figure of /proc/self/status, which has them in KiB, in bytes. */
static double memory(const char *name)
{
    char line[256];
    double size = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0) {
            size = strtod(line + strlen(name) + 1, NULL) * 1024;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return size;
}

/* Let VmHWM begin anew with what is in use now. */
static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file != NULL) {
        fputs("5", file);
        fclose(file);
    }
}

static inlet_status ignore(void *data, inlet_stream stream, const char *text,
                           size_t length)
{
    (void)stream, (void)text;
    *(size_t *)data += length;
    return INLET_DONE;
}

/* As a server's user would have it: streams of its own, interruptible, used once. */
static inlet_console *open_idle(size_t *count)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.output = ignore;
    config.callbacks = &callbacks;
    config.data = count;
    config.interruptible = true;
    inlet_console *console = open_console(&config);
    inlet_push(console, "print(6 * 7)", NULL);
    return console;
}

static void open_many(long count)
{
    size_t written = 0;
    inlet_console **consoles = calloc((size_t)count, sizeof *consoles);
    if (consoles == NULL) {
        exit(EXIT_FAILURE);
    }
    inlet_console *first = open_idle(&written); /* what they all need is there then */
    double before = memory("VmRSS"), start = now();
    for (long i = 0; i < count; i++) {
        consoles[i] = open_idle(&written);
    }
    double seconds = now() - start, size = memory("VmRSS") - before;
    for (long i = 0; i < count; i++) {
        inlet_console_free(consoles[i]);
    }
    inlet_console_free(first);
    free(consoles);
    printf("%.0f %.12f\n", size / (double)count, seconds / (double)count);
}

/* --- Output ----------------------------------------------------------------------- */

static void flood(long count)
{
    size_t written = 0;
    inlet_console *console = open_idle(&written);
    inlet_put(console, "count", inlet_int(count), NULL);
    written = 0;
    forget_peak();
    double before = memory("VmRSS"), start = now();
    run(console, "for i in range(count): print(i)");
    double seconds = now() - start, size = memory("VmHWM") - before;
    inlet_console_free(console);
    printf("%.12f %.0f %zu\n", seconds, size, written);
}

/* --- Interrupts ------------------------------------------------------------------- */

struct victim {
    inlet_console *console;
    const char *code;
    sem_t begun;
    double asked, ended;
    size_t written;
};

static inlet_status has_begun(void *data, inlet_call *call)
{
    struct victim *victim = data;
    (void)call;
    sem_post(&victim->begun);
    return INLET_DONE;
}

static void *run_victim(void *data)
{
    struct victim *victim = data;
    inlet_status status = inlet_run(victim->console, victim->code, NULL);
    victim->ended = now();
    if (status != INLET_RAISED) {
        fprintf(stderr, "not interrupted: %s\n", inlet_status_name(status));
        exit(EXIT_FAILURE);
    }
    return NULL;
}

static void *interrupt_victim(void *data)
{
    struct victim *victim = data;
    sem_wait(&victim->begun);
    usleep(20000); /* it has told that it begins; now it is at it */
    victim->asked = now();
    inlet_interrupt(victim->console);
    return NULL;
}

static void ready_victim(struct victim *victim)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    inlet_function function = INLET_FUNCTION_INIT;
    callbacks.output = ignore;
    config.callbacks = &callbacks;
    config.data = &victim->written;
    config.interruptible = true;
    config.interrupt_signal = SIGUSR1;
    victim->console = open_console(&config);
    sem_init(&victim->begun, 0, 0);
    function.name = "begun";
    function.call = has_begun;
    function.data = victim;
    inlet_put_function(victim->console, &function, NULL);
}

/* One thread runs the code, another interrupts it. */
static void interrupt(const char *code, bool in_main_thread)
{
    struct victim victim = {.code = code};
    pthread_t thread;
    ready_victim(&victim);
    void *(*other)(void *) = in_main_thread ? interrupt_victim : run_victim;
    if (pthread_create(&thread, NULL, other, &victim) != 0) {
        exit(EXIT_FAILURE);
    }
    in_main_thread ? run_victim(&victim) : interrupt_victim(&victim);
    pthread_join(thread, NULL);
    inlet_console_free(victim.console);
    sem_destroy(&victim.begun);
    printf("%.12f\n", victim.ended - victim.asked);
}

/* --- Frames ----------------------------------------------------------------------- */

/* About what a small game does in a frame. */
static double draw(unsigned seed)
{
    double sum = 0;
    for (int i = 1; i < 200000; i++) {
        seed = seed * 1664525u + 1013904223u;
        sum += (double)(seed >> 8) / i;
    }
    return sum;
}

static void frames(long count, inlet_console *console)
{
    volatile double drawn;
    double start = now();
    for (long i = 0; i < count; i++) {
        drawn = draw((unsigned)i);
        (void)drawn;
        if (console != NULL) {
            inlet_dispatch(console, 2, NULL);
        }
    }
    printf("%.12f\n", (now() - start) / (double)count);
}

static void push_equipped(long count)
{
    size_t written = 0;
    inlet_console *console = open_idle(&written);
    push(console, count);
    inlet_console_free(console);
}

static void frames_idle(long count)
{
    size_t written = 0;
    inlet_console *console = open_idle(&written);
    frames(count, console);
    inlet_console_free(console);
}

/* --- All together ----------------------------------------------------------------- */

static void answer(inlet_console *console, const char *name, const char *rest)
{
    long count = strtol(rest, NULL, 10);
    count = count > 0 ? count : 1;
    if (strcmp(name, "push") == 0) {
        push(console, count);
    } else if (strcmp(name, "equipped") == 0) {
        push_equipped(count);
    } else if (strcmp(name, "engine") == 0) {
        push_engine(console, count);
    } else if (strcmp(name, "open") == 0) {
        open_many(count);
    } else if (strcmp(name, "flood") == 0) {
        flood(count);
    } else if (strcmp(name, "interrupt") == 0 || strcmp(name, "thread") == 0) {
        interrupt(rest, name[0] == 'i');
    } else if (strcmp(name, "frames") == 0) {
        frames(count, NULL);
    } else if (strcmp(name, "idle") == 0) {
        frames_idle(count);
    } else {
        puts("?");
    }
    fflush(stdout);
}

int main(void)
{
    char line[512];
    inlet_error error;
    if (inlet_start(NULL, &error) != INLET_DONE) {
        give_up("inlet_start", &error);
    }
    inlet_console *console = open_console(NULL);
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *rest = strchr(line, ' ');
        if (rest != NULL) {
            *rest = '\0';
        }
        answer(console, line, rest == NULL ? "" : rest + 1);
    }
    inlet_console_free(console);
    return inlet_stop(NULL) < 0;
}
