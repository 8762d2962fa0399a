/* SPDX-License-Identifier: MIT
 * Puts a console into a program that knows nothing of it: loaded by LD_PRELOAD, it
 * waits on the Unix socket INLET_REAL_SOCKET. Who connects sends Python code, ends it
 * by shutting down his side, and gets what it prints. One at a time.
 */
#include <inlet/inlet.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listener, connection;

static inlet_status send_output(void *data, inlet_stream stream, const char *text,
                                size_t length)
{
    (void)data, (void)stream;
    while (length > 0) {
        ssize_t sent = send(connection, text, length, MSG_NOSIGNAL);
        if (sent < 0) {
            return INLET_DONE; /* nobody listens */
        }
        text += sent;
        length -= (size_t)sent;
    }
    return INLET_DONE;
}

/* All that is sent, as a string; NULL without memory. */
static char *receive_code(void)
{
    size_t size = 0, room = 1 << 16;
    char *code = malloc(room);
    while (code != NULL) {
        ssize_t got = recv(connection, code + size, room - size - 1, 0);
        if (got <= 0) {
            code[size] = '\0';
            break;
        }
        size += (size_t)got;
        if (room - size < 2) {
            char *larger = realloc(code, room *= 2);
            if (larger == NULL) {
                free(code);
            }
            code = larger;
        }
    }
    return code;
}

static void *serve(void *data)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    inlet_console *console = NULL;
    (void)data;
    callbacks.output = send_output;
    config.callbacks = &callbacks;
    while ((connection = accept(listener, NULL, NULL)) >= 0) {
        char *code = receive_code();
        if (console == NULL && inlet_start(NULL, NULL) == INLET_DONE) {
            console = inlet_console_new(&config, NULL);
        }
        if (console != NULL && code != NULL) {
            inlet_run(console, code, NULL);
        }
        free(code);
        close(connection);
    }
    return NULL;
}

/* The program's signals are the program's. */
static void start_thread(void)
{
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&thread, NULL, serve, NULL) == 0) {
        pthread_detach(thread);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

__attribute__((constructor)) static void begin(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = getenv("INLET_REAL_SOCKET");
    if (path == NULL || strlen(path) >= sizeof address.sun_path) {
        return;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    unsetenv("LD_PRELOAD");
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener >= 0 &&
        bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
        listen(listener, 4) == 0) {
        start_thread();
    }
}
