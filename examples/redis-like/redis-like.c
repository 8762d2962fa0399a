/* SPDX-License-Identifier: MIT
 * A small key-value server, one loop in one thread, with a console on its standard
 * input. No table describes its structs: the console knows them from the program's own
 * debug information, `import inlet.live; c = inlet.live.program()`.
 *
 *     redis-like [PORT]      on 127.0.0.1; without PORT on any that is free
 *
 * What is typed runs between two rounds of the loop, where nothing is half done, and
 * has TYPED_LIMIT milliseconds: requests wait for it, and none is lost.
 */
#include "server.h"

#include <inlet/host.h>

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TYPED_LIMIT = 5000, ROUND = 100 /* milliseconds */, MAX_WAITING = 1 << 20 };

struct server server = {
    .config = {.maxclients = 100, .max_text = 2048, .verbosity = QUIET},
    .next_id = 1,
    .is_running = true,
};

static int loop;
static inlet_console *console;

/* What has an event is told apart by these addresses; else it is a client. */
static int listener, typed = STDIN_FILENO, queue;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int watch(int operation, int descriptor, uint32_t events, void *what)
{
    struct epoll_event event = {.events = events, .data.ptr = what};
    return epoll_ctl(loop, operation, descriptor, &event);
}

/* --- Clients ---------------------------------------------------------------------- */

#define CLIENT_OF(a_link)                                                              \
    ((struct client *)((char *)(a_link)-offsetof(struct client, link)))

struct client *client_find(uint64_t id)
{
    for (struct link *at = server.clients.next; at != &server.clients; at = at->next) {
        if (CLIENT_OF(at)->id == id) {
            return CLIENT_OF(at);
        }
    }
    return NULL;
}

static void client_free(struct client *client)
{
    /* The checker does not see that the list is another one then. */
    client->link.previous->next = client->link.next; /* NOLINT(*-unix.Malloc) */
    client->link.next->previous = client->link.previous;
    server.client_count--;
    close(client->socket);
    free(client->out);
    free(client);
}

static void client_new(int accepted)
{
    struct client *client = calloc(1, sizeof *client);
    if (client == NULL || watch(EPOLL_CTL_ADD, accepted, EPOLLIN, client) < 0) {
        free(client);
        close(accepted);
        return;
    }
    client->id = server.next_id++;
    client->socket = accepted;
    client->link = (struct link){server.clients.previous, &server.clients};
    server.clients.previous->next = &client->link;
    server.clients.previous = &client->link;
    server.client_count++;
} /* NOLINT(clang-analyzer-unix.Malloc) */

static void accept_client(void)
{
    static const char refusal[] = "-ERR max number of clients reached\r\n";
    int accepted = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0) {
        return;
    }
    if (server.client_count < server.config.maxclients) {
        server.stats.connections++;
        client_new(accepted);
    } else {
        server.stats.refused++;
        send(accepted, refusal, sizeof refusal - 1, MSG_NOSIGNAL);
        close(accepted);
    }
}

/* Send what waits: false if the client is gone. */
static bool client_send(struct client *client)
{
    ssize_t sent = 0;
    if (client->out_length > 0) {
        sent = send(client->socket, client->out, client->out_length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) {
            return false;
        }
        sent = sent < 0 ? 0 : sent;
        client->out_length -= (size_t)sent;
        memmove(client->out, client->out + sent, client->out_length);
    }
    uint32_t events = client->out_length > 0 ? EPOLLOUT : EPOLLIN;
    return watch(EPOLL_CTL_MOD, client->socket, events, client) == 0 &&
           !(client->is_closing && client->out_length == 0);
}

void client_answer(struct client *client, const char *bytes, size_t length)
{
    size_t needed = client->out_length + length;
    if (needed > client->out_room) {
        char *larger = needed > MAX_WAITING ? NULL : realloc(client->out, needed * 2);
        if (larger == NULL) {
            client->is_closing = true; /* who does not read is not served */
            return;
        }
        client->out = larger;
        client->out_room = needed * 2;
    }
    memcpy(client->out + client->out_length, bytes, length);
    client->out_length = needed;
}

bool client_close(uint64_t id)
{
    struct client *client = client_find(id);
    if (client != NULL) {
        client->is_closing = true;
        watch(EPOLL_CTL_MOD, client->socket, EPOLLOUT, client);
    }
    return client != NULL;
}

static void serve_client(struct client *client, uint32_t events)
{
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !client->is_closing) {
        ssize_t size = recv(client->socket, client->in + client->in_length,
                            sizeof client->in - client->in_length, 0);
        if (size == 0 || (size < 0 && errno != EAGAIN)) {
            client_free(client);
            return;
        }
        client->in_length += size < 0 ? 0 : (size_t)size;
        client_run(client);
    }
    if (!client_send(client)) {
        client_free(client);
    }
}

static void listen_on(unsigned short port)
{
    int on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0 ||
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        bind(listener, (struct sockaddr *)&address, size) < 0 ||
        listen(listener, 128) < 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) < 0) {
        die("listen");
    }
    server.config.port = ntohs(address.sin_port);
    watch(EPOLL_CTL_ADD, listener, EPOLLIN, &listener);
}

/* --- The console ------------------------------------------------------------------ */

static inlet_status print_output(void *data, inlet_stream stream, const char *text,
                                 size_t length)
{
    (void)data, (void)stream;
    fwrite(text, 1, length, stdout);
    return INLET_DONE;
}

static void show_prompt(void *data, uint64_t ticket, const inlet_result *result)
{
    (void)data, (void)ticket;
    if (result->status == INLET_EXIT) {
        server.is_running = false;
        return;
    }
    fputs(result->status == INLET_MORE ? "... " : ">>> ", stdout);
    fflush(stdout);
}

static void feed_typed(void)
{
    char text[512];
    ssize_t size = read(typed, text, sizeof text);
    if (size > 0) {
        inlet_feed(console, text, (size_t)size, NULL);
    } else {
        epoll_ctl(loop, EPOLL_CTL_DEL, typed, NULL);
        inlet_submit(console, "raise SystemExit", NULL, NULL);
    }
}

static void open_console(void)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.output = print_output;
    callbacks.result = show_prompt;
    config.callbacks = &callbacks;
    config.time_limit = TYPED_LIMIT;
    console = inlet_console_new(&config, NULL);
    if (console == NULL || inlet_descriptor(console, &queue, NULL) < 0 ||
        watch(EPOLL_CTL_ADD, queue, EPOLLIN, &queue) < 0 ||
        watch(EPOLL_CTL_ADD, typed, EPOLLIN, &typed) < 0) {
        die("console");
    }
    fputs(">>> ", stdout);
    fflush(stdout);
}

/* --- The loop --------------------------------------------------------------------- */

/* A client that another event of this round has closed must not be looked at: so only
 * its own events, and nothing that runs in the console, free it. */
static void handle(const struct epoll_event *event)
{
    if (event->data.ptr == &listener) {
        accept_client();
    } else if (event->data.ptr == &typed) {
        feed_typed();
    } else if (event->data.ptr == &queue) {
        inlet_dispatch(console, 0, NULL);
    } else {
        serve_client(event->data.ptr, event->events);
    }
}

static void run_loop(void)
{
    struct epoll_event events[32];
    for (size_t slice = 0; server.is_running; slice++) {
        int count = epoll_wait(loop, events, 32, ROUND);
        for (int i = 0; i < count; i++) {
            handle(&events[i]);
        }
        server.stats.expired += dict_expire(&server.keys, slice);
    }
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    server.clients = (struct link){&server.clients, &server.clients};
    dict_init(&server.keys);
    loop = epoll_create1(EPOLL_CLOEXEC);
    if (inlet_start(NULL, NULL) != INLET_DONE) {
        return 1;
    }
    listen_on((unsigned short)(argc > 1 ? strtoul(argv[1], NULL, 10) : 0));
    open_console();
    run_loop();
    putchar('\n');
    while (server.clients.next != &server.clients) {
        client_free(CLIENT_OF(server.clients.next));
    }
    dict_clear(&server.keys);
    inlet_console_free(console);
    return inlet_stop(NULL) < 0;
}
