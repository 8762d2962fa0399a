/* SPDX-License-Identifier: MIT
 * A room to talk in, without Python: everybody who connects to a Unix socket has a line
 * editor there, and whoever has started the program has one on his own terminal. One
 * thread serves them all, from one poll().
 *
 *     lineedit /tmp/room
 *     socat STDIO,raw,echo=0 UNIX:/tmp/room          in other terminals
 *
 * What somebody says is printed above what the others are typing.
 */
#include <inlet/edit.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PEOPLE = 64, NAME = 24, LINE = 4096, UNSENT = 1 << 20 };

struct person {
    inlet_editor *editor; /* NULL: there is nobody */
    inlet_history *history;
    char name[NAME];
    int socket; /* -1: on the terminal of the program */
    bool leaves;
    char *unsent; /* what the socket had no room for */
    size_t unsent_size;
};

static struct person people[PEOPLE]; /* the first one has started the program */
static bool is_over;

static const struct {
    const char *name, *help;
} commands[] = {
    {"/name", "/name WHO: be called like that"},
    {"/quit", "/quit: leave"},
    {"/size", "/size COLUMNS ROWS: the size of your terminal"},
    {"/theme", "/theme NAME: default, light, dark or mono"},
    {"/who", "/who: who is here"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

/* --- What is said ----------------------------------------------------------------- */

/* What people type goes to the terminals of others: no sequences, and a line's end only
 * where one line follows the other. */
static size_t clean(const char *text, size_t size, char *out, size_t room)
{
    static const char indent[] = {'\n', ' ', ' ', ' ', ' '};
    size_t used = 0;
    for (size_t i = 0; i < size && used + sizeof indent < room; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool is_c1 = byte >= 0x80 && byte < 0xA0 && i > 0 && text[i - 1] == '\xC2';
        if (byte == '\n') {
            memcpy(out + used, indent, sizeof indent);
            used += sizeof indent;
        } else if (byte < ' ' || byte == 0x7F || is_c1) {
            out[used++] = '?';
        } else {
            out[used++] = text[i];
        }
    }
    return used;
}

static void print_to(struct person *person, const char *text, size_t size)
{
    if (person->editor != NULL && inlet_editor_print(person->editor, text, size) < 0) {
        person->leaves = true;
    }
}

__attribute__((format(printf, 2, 3))) static void tell(struct person *person,
                                                       const char *format, ...)
{
    char line[256];
    va_list values;
    va_start(values, format);
    int size = vsnprintf(line, sizeof line, format, values);
    va_end(values);
    if (size > 0) {
        print_to(person, line,
                 (size_t)size < sizeof line ? (size_t)size : sizeof line - 1);
    }
}

static void say(const struct person *speaker, const char *text, size_t size)
{
    char line[LINE];
    int head = snprintf(line, sizeof line, "%s: ", speaker->name);
    size_t used = (size_t)head;
    used += clean(text, size, line + used, sizeof line - used - 1);
    line[used++] = '\n';
    for (size_t i = 0; i < PEOPLE; i++) {
        if (&people[i] != speaker) {
            print_to(&people[i], line, used);
        }
    }
}

/* --- Hooks ------------------------------------------------------------------------ */

/* False: he does not read what he is sent, or is gone. */
static bool keep_unsent(struct person *person, const char *bytes, size_t size)
{
    char *more = size > UNSENT - person->unsent_size
                     ? NULL
                     : realloc(person->unsent, person->unsent_size + size);
    if (more == NULL) {
        return false;
    }
    memcpy(more + person->unsent_size, bytes, size);
    person->unsent = more;
    person->unsent_size += size;
    return true;
}

/* How many bytes the socket takes now; -1: nobody is there any more. */
static ssize_t send_some(const struct person *person, const char *bytes, size_t size)
{
    ssize_t sent = send(person->socket, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : sent;
}

static bool write_bytes(void *data, const char *bytes, size_t size)
{
    struct person *person = data;
    ssize_t sent = 0;
    if (person->socket < 0) {
        return true; /* there is no terminal to write to */
    }
    if (person->unsent_size == 0) {
        sent = send_some(person, bytes, size);
    }
    return sent >= 0 && ((size_t)sent == size ||
                         keep_unsent(person, bytes + sent, size - (size_t)sent));
}

/* Commands at the beginning, names of people everywhere else. */
static bool complete(void *data, const char *text, size_t size, size_t cursor,
                     inlet_menu *menu, size_t *out_start, size_t *out_end)
{
    (void)data, (void)size;
    *out_end = cursor;
    while (*out_start > 0 && text[*out_start - 1] != ' ') {
        --*out_start;
    }
    bool is_command = *out_start == 0 && cursor > 0 && text[0] == '/';
    for (size_t i = 0; is_command && i < COMMANDS; i++) {
        (void)inlet_menu_add(menu, commands[i].name, strlen(commands[i].name), 0);
    }
    for (size_t i = 0; !is_command && i < PEOPLE; i++) {
        if (people[i].editor != NULL) {
            (void)inlet_menu_add(menu, people[i].name, strlen(people[i].name), 1);
        }
    }
    return true;
}

static void document(void *data, const char *text, size_t size, size_t start,
                     const char *item, size_t item_size, inlet_note *note)
{
    (void)data, (void)text, (void)size, (void)start;
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strlen(commands[i].name) == item_size &&
            memcmp(commands[i].name, item, item_size) == 0) {
            (void)inlet_note_add(note, commands[i].help, strlen(commands[i].help));
        }
    }
}

static bool help(void *data, const char *text, size_t size, size_t cursor,
                 inlet_note *note)
{
    (void)data, (void)text, (void)size, (void)cursor;
    for (size_t i = 0; i < COMMANDS; i++) {
        (void)inlet_note_add(note, commands[i].help, strlen(commands[i].help));
        (void)inlet_note_add(note, "\n", 1);
    }
    return true;
}

static void highlight(void *data, const char *text, size_t size, size_t from, size_t to,
                      inlet_spans *spans)
{
    (void)data, (void)from, (void)to;
    const char *blank = size == 0 ? NULL : memchr(text, ' ', size);
    if (size > 0 && text[0] == '/') {
        (void)inlet_spans_add(spans, 0, blank == NULL ? size : (size_t)(blank - text),
                              INLET_STYLE_KEYWORD);
    }
}

/* --- People ----------------------------------------------------------------------- */

static void begin(struct person *person)
{
    char prompt[NAME + 4];
    (void)snprintf(prompt, sizeof prompt, "%s> ", person->name);
    if (inlet_editor_begin(person->editor, prompt, "... ") < 0) {
        person->leaves = true;
    }
}

static bool make_editor(struct person *person)
{
    static const char *const kinds[] = {"command", "person"};
    static const char settings[] = "bind tab complete";
    inlet_editor_config config = INLET_EDITOR_CONFIG_INIT;
    config.data = person;
    config.write = write_bytes;
    config.complete = complete;
    config.document = document;
    config.help = help;
    config.highlight = highlight;
    config.kinds = kinds;
    config.kind_count = 2;
    config.language = INLET_EDITOR_PLAIN;
    config.colors = person->socket < 0 ? INLET_COLORS_AUTO : INLET_COLORS_16;
    if (inlet_history_new(0, &person->history) < 0) {
        return false;
    }
    config.history = person->history;
    return inlet_editor_new(&config, &person->editor) == INLET_DONE &&
           inlet_editor_read_settings(person->editor, settings, sizeof settings - 1,
                                      NULL, NULL) == INLET_DONE;
}

static void leave(struct person *person)
{
    if (person->socket >= 0) {
        close(person->socket);
    }
    inlet_editor_free(person->editor);
    inlet_history_free(person->history);
    free(person->unsent);
    *person = (struct person){.socket = -1};
}

static bool enter(struct person *person, int descriptor)
{
    *person = (struct person){.socket = descriptor};
    (void)snprintf(person->name, NAME, "guest%d", (int)(person - people));
    if (!make_editor(person)) {
        leave(person);
        return false;
    }
    return true;
}

static void welcome(int listener)
{
    int descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    struct person *person = &people[1];
    while (person < people + PEOPLE && person->editor != NULL) {
        person++;
    }
    if (descriptor < 0) {
        return;
    }
    if (person == people + PEOPLE) {
        close(descriptor);
    } else if (enter(person, descriptor)) {
        begin(person);
        say(person, "(comes in)", 10);
    }
}

/* --- Commands --------------------------------------------------------------------- */

static void rename_to(struct person *person, const char *name)
{
    char named[NAME];
    size_t size = clean(name, strlen(name), named, sizeof named - 1);
    named[size] = '\0';
    if (size == 0 || strchr(named, '\n') != NULL) {
        tell(person, "that is no name\n");
        return;
    }
    say(person, "(has another name now)", 22);
    memcpy(person->name, named, size + 1);
}

static void set_size(struct person *person, const char *words)
{
    unsigned columns = 0, rows = 0;
    if (sscanf(words, "%u %u", &columns, &rows) != 2 || columns > 1000 || rows > 1000 ||
        inlet_editor_resize(person->editor, columns, rows, false) < 0) {
        tell(person, "that is no size\n");
    }
}

static void list_people(struct person *person)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        if (people[i].editor != NULL) {
            tell(person, "%s\n", people[i].name);
        }
    }
}

/* The words behind a command, if the line is that. */
static const char *words_of(const char *line, const char *command)
{
    size_t size = strlen(command);
    return strncmp(line, command, size) != 0 ? NULL
           : line[size] == ' '               ? line + size + 1
           : line[size] == '\0'              ? line + size
                                             : NULL;
}

static void obey(struct person *person, const char *line)
{
    const char *words;
    if ((words = words_of(line, "/name")) != NULL) {
        rename_to(person, words);
    } else if ((words = words_of(line, "/size")) != NULL) {
        set_size(person, words);
    } else if ((words = words_of(line, "/theme")) != NULL) {
        if (inlet_editor_set_theme(person->editor, words, INLET_COLORS_256) < 0) {
            tell(person, "there is no theme of that name\n");
        }
    } else if (words_of(line, "/who") != NULL) {
        list_people(person);
    } else if (words_of(line, "/quit") != NULL) {
        person->leaves = true;
    } else {
        tell(person, "no such command; F1 shows them all\n");
    }
}

/* --- Events ----------------------------------------------------------------------- */

static void take_line(struct person *person)
{
    size_t size;
    const char *text = inlet_editor_text(person->editor, &size);
    (void)inlet_history_add(person->history, text, size);
    if (size > 0 && text[0] == '/') {
        obey(person, text);
    } else if (size > 0) {
        say(person, text, size);
    }
}

/* Only the one whose terminal it is can stop the program. */
static void suspend(struct person *person)
{
    if (person->socket < 0) {
        inlet_editor_detach(person->editor);
        (void)raise(SIGTSTP);
        person->leaves |= inlet_editor_attach(person->editor, 0, 1) != INLET_DONE;
    }
    (void)inlet_editor_show(person->editor);
}

static void handle(struct person *person, inlet_edit_event event)
{
    switch (event) {
    case INLET_EDIT_MORE:
        break;
    case INLET_EDIT_LINE:
        take_line(person);
        begin(person);
        break;
    case INLET_EDIT_INTERRUPT:
        begin(person);
        break;
    case INLET_EDIT_SUSPEND:
        suspend(person);
        break;
    case INLET_EDIT_OUTSIDE:
    case INLET_EDIT_HELP:
        (void)inlet_editor_show(person->editor);
        break;
    default: /* the end, a stop, a failure */
        person->leaves = true;
    }
}

static void receive(struct person *person)
{
    char bytes[4096];
    ssize_t count = recv(person->socket, bytes, sizeof bytes, MSG_DONTWAIT);
    size_t size = count > 0 ? (size_t)count : 0;
    person->leaves |= count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
    for (size_t at = 0, used; at < size && !person->leaves; at += used) {
        handle(person, inlet_editor_feed(person->editor, bytes + at, size - at, &used));
    }
}

static void send_rest(struct person *person)
{
    ssize_t sent = send_some(person, person->unsent, person->unsent_size);
    if (sent < 0) {
        person->leaves = true;
        return;
    }
    person->unsent_size -= (size_t)sent;
    memmove(person->unsent, person->unsent + sent, person->unsent_size);
}

static void see_off(struct person *person)
{
    if (person == people) {
        is_over = true;
    } else {
        say(person, "(leaves)", 8);
        leave(person);
    }
}

/* --- The loop --------------------------------------------------------------------- */

/* What is waited for: the socket of each person, and for the first one what another
 * thread or a signal wants, his keys, and somebody new. */
enum { WISHES = 0, KEYS = PEOPLE, NEW, WAITS };

static int set_waits(struct pollfd waits[WAITS], int listener, bool has_terminal)
{
    int shortest = -1;
    for (size_t i = 0; i < PEOPLE; i++) {
        const struct person *person = &people[i];
        int wait = person->editor == NULL ? -1 : inlet_editor_wait(person->editor);
        shortest = wait >= 0 && (shortest < 0 || wait < shortest) ? wait : shortest;
        waits[i] = (struct pollfd){.fd = person->socket, .events = POLLIN};
        waits[i].events |= person->unsent_size > 0 ? POLLOUT : 0;
    }
    waits[WISHES] = (struct pollfd){.fd = inlet_editor_descriptor(people[0].editor),
                                    .events = POLLIN};
    waits[KEYS] = (struct pollfd){.fd = has_terminal ? 0 : -1, .events = POLLIN};
    waits[NEW] = (struct pollfd){.fd = listener, .events = POLLIN};
    return shortest;
}

static void serve(int listener, bool has_terminal)
{
    struct pollfd waits[WAITS];
    int wait = set_waits(waits, listener, has_terminal);
    if (poll(waits, WAITS, wait) < 0) {
        return; /* by a signal: it is waited for again */
    }
    if ((waits[NEW].revents & POLLIN) != 0) {
        welcome(listener);
    }
    for (size_t i = 0; i < PEOPLE; i++) {
        struct person *person = &people[i];
        if (i > 0 && (waits[i].revents & POLLOUT) != 0) {
            send_rest(person);
        }
        if (i > 0 && (waits[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            receive(person);
        }
        if (person->editor != NULL && !person->leaves) {
            handle(person, inlet_editor_attend(person->editor));
        }
    }
    for (size_t i = 0; i < PEOPLE; i++) {
        if (people[i].leaves) {
            see_off(&people[i]);
        }
    }
}

/* --- Beginning and end ------------------------------------------------------------ */

/* Both may be called in a handler. */
static void stop(int number)
{
    (void)number;
    inlet_editor_stop(people[0].editor); /* NOLINT(bugprone-signal-handler) */
}

static void look(int number)
{
    (void)number;
    inlet_editor_wake(people[0].editor); /* NOLINT(bugprone-signal-handler) */
}

static void listen_to_signals(void)
{
    struct sigaction stops = {.sa_handler = stop}, looks = {.sa_handler = look};
    (void)sigaction(SIGTERM, &stops, NULL);
    (void)sigaction(SIGINT, &stops, NULL);
    (void)sigaction(SIGWINCH, &looks, NULL);
}

static int open_listener(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0 ||
        bind(listener, (const struct sockaddr *)&address, sizeof address) < 0 ||
        listen(listener, PEOPLE) < 0) {
        return -1;
    }
    return listener;
}

static void run(int listener)
{
    bool has_terminal = inlet_editor_attach(people[0].editor, 0, 1) == INLET_DONE;
    if (has_terminal) {
        begin(&people[0]);
    }
    while (!is_over) {
        serve(listener, has_terminal);
    }
    (void)inlet_editor_leave(people[0].editor);
}

int main(int argc, char **argv)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        people[i].socket = -1;
    }
    int listener = argc == 2 ? open_listener(argv[1]) : -1;
    if (listener < 0) {
        (void)fprintf(stderr, "lineedit: %s\n",
                      argc == 2 ? strerror(errno) : "the path of a socket is wanted");
        return 1;
    }
    if (!enter(&people[0], -1) || inlet_editor_descriptor(people[0].editor) < 0) {
        return 1;
    }
    listen_to_signals();
    run(listener);
    for (size_t i = 0; i < PEOPLE; i++) {
        leave(&people[i]);
    }
    close(listener);
    (void)unlink(argv[1]);
    return 0;
}
