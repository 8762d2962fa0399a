/* SPDX-License-Identifier: MIT
 * A TCP server with a console on its standard input. Whatever runs in the console, be
 * it an endless loop or a flood of output, the server goes on answering.
 *
 * One thread has the sockets and an epoll loop and never waits for Python. The main
 * thread is the console's, since Python's main thread can be interrupted best. What is
 * typed goes into the console's queue; Ctrl-C, or a line `!`, interrupts.
 *
 * A client sends a line and gets it back with its number. The port is `port`.
 */
#include <inlet/host.h>

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static inlet_console *console;
static atomic_long answered;
static bool typed_has_ended;

/* --- What the console asks of us -------------------------------------------------- */

/* A reader who is slow makes the code wait, and not the server. */
static inlet_status print_output(void *data, inlet_stream stream, const char *text,
                                 size_t length)
{
    (void)data, (void)stream;
    fwrite(text, 1, length, stdout);
    fflush(stdout); /* an endless loop comes to no prompt */
    return INLET_DONE;
}

static void show_prompt(void *data, uint64_t ticket, const inlet_result *result)
{
    (void)data, (void)ticket;
    if (result->status == INLET_EXIT) {
        return;
    }
    fputs(result->status == INLET_MORE ? "... " : ">>> ", stdout);
    fflush(stdout);
}

static inlet_status get_answered(void *data, inlet_call *call)
{
    (void)data;
    return inlet_return(call, inlet_int(answered));
}

static void interrupt(int number)
{
    (void)number;
    /* The one function of the library that may be called here. */
    inlet_interrupt(console); /* NOLINT(bugprone-signal-handler) */
}

/* --- The server ------------------------------------------------------------------- */

struct client {
    int socket;
    size_t length;
    char line[512];
};

static int loop;

static void watch(int descriptor, void *data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};
    if (epoll_ctl(loop, EPOLL_CTL_ADD, descriptor, &event) < 0) {
        perror("epoll_ctl");
        exit(1);
    }
}

static void accept_client(int listener)
{
    int accepted = accept(listener, NULL, NULL);
    struct client *client = accepted < 0 ? NULL : calloc(1, sizeof *client);
    if (client == NULL) {
        close(accepted);
        return;
    }
    client->socket = accepted;
    /* The loop has it from now on. */
    watch(accepted, client);
} /* NOLINT(clang-analyzer-unix.Malloc) */

static void answer(struct client *client, const char *line, size_t length)
{
    char text[sizeof client->line + 32];
    int size = snprintf(text, sizeof text, "%ld %.*s\n", ++answered, (int)length, line);
    if (send(client->socket, text, (size_t)size, MSG_NOSIGNAL) < 0) {
        shutdown(client->socket, SHUT_RDWR);
    }
}

/* Answer the lines that are whole. */
static void answer_lines(struct client *client)
{
    char *start = client->line, *end;
    size_t left = client->length;
    while ((end = memchr(start, '\n', left)) != NULL) {
        answer(client, start, (size_t)(end - start));
        left -= (size_t)(end + 1 - start);
        start = end + 1;
    }
    memmove(client->line, start, left);
    client->length = left;
}

static void serve_client(struct client *client)
{
    size_t room = sizeof client->line - client->length;
    ssize_t size = recv(client->socket, client->line + client->length, room, 0);
    if (size <= 0) {
        close(client->socket);
        free(client);
        return;
    }
    client->length += (size_t)size;
    answer_lines(client);
    if (client->length == sizeof client->line) {
        client->length = 0; /* too long for a line */
    }
}

/* What is typed, as it comes. A line `!` is for us. */
static void feed_typed(void)
{
    char text[512];
    ssize_t size = read(STDIN_FILENO, text, sizeof text);
    if (size <= 0) {
        typed_has_ended = true;
        inlet_submit(console, "raise SystemExit", NULL, NULL);
    } else if (size == 2 && memcmp(text, "!\n", 2) == 0) {
        inlet_interrupt(console);
    } else {
        inlet_feed(console, text, (size_t)size, NULL);
    }
}

static int open_listener(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) < 0 ||
        listen(listener, 128) < 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) < 0) {
        perror("listen");
        exit(1);
    }
    inlet_put(console, "port", inlet_int(ntohs(address.sin_port)), NULL);
    return listener;
}

static void *run_loop(void *data)
{
    int listener = *(int *)data;
    struct epoll_event events[16];
    for (;;) {
        int count = epoll_wait(loop, events, 16, -1);
        for (int i = 0; i < count; i++) {
            void *what = events[i].data.ptr;
            if (what == data) {
                accept_client(listener);
            } else if (what != NULL) {
                serve_client(what);
            } else if (!typed_has_ended) {
                feed_typed();
            }
        }
        if (typed_has_ended) {
            epoll_ctl(loop, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
        }
    }
    return NULL;
}

/* --- All together ----------------------------------------------------------------- */

static inlet_console *open_console(void)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    inlet_function function = INLET_FUNCTION_INIT;
    callbacks.output = print_output;
    callbacks.result = show_prompt;
    config.callbacks = &callbacks;
    config.interruptible = true;
    config.interrupt_signal = SIGUSR1;
    config.output_limit = 2000;
    console = inlet_console_new(&config, NULL);
    function.name = "answered";
    function.doc = "How many lines of clients were answered.";
    function.call = get_answered;
    inlet_put_function(console, &function, NULL);
    return console;
}

int main(void)
{
    pthread_t thread;
    if (inlet_start(NULL, NULL) != INLET_DONE || open_console() == NULL) {
        return 1;
    }
    signal(SIGINT, interrupt);
    int listener = open_listener();
    loop = epoll_create1(EPOLL_CLOEXEC);
    watch(listener, &listener);
    watch(STDIN_FILENO, NULL);
    fputs(">>> ", stdout);
    fflush(stdout);
    if (pthread_create(&thread, NULL, run_loop, &listener) != 0) {
        return 1;
    }
    inlet_status status = inlet_serve(console, NULL);
    putchar('\n');
    fflush(stdout);
    /* The loop's thread ends with the process: the console is left to that, too. */
    return status == INLET_EXIT ? 0 : 1;
}
