/* SPDX-License-Identifier: MIT
 * What clients ask for: RESP, as Redis speaks it, or plain lines as typed into telnet.
 */
#include "server.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_WORDS = 8, MAX_LENGTH = sizeof((struct client){0}.in) };

/* One command: words that end with a NUL, in the client's buffer. */
struct request {
    int count;
    char *words[MAX_WORDS];
    long lengths[MAX_WORDS];
};

/* --- Answers ---------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static void answer(struct client *client,
                                                         const char *format, ...)
{
    char text[160];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(text, sizeof text, format, values);
    va_end(values);
    client_answer(client, text,
                  (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

static void answer_number(struct client *client, int64_t number)
{
    answer(client, ":%" PRId64 "\r\n", number);
}

static void answer_text(struct client *client, const char *text)
{
    size_t length = strlen(text);
    answer(client, "$%zu\r\n", length);
    client_answer(client, text, length);
    client_answer(client, "\r\n", 2);
}

static void answer_no_memory(struct client *client)
{
    answer(client, "-OOM no memory\r\n");
}

/* --- Commands --------------------------------------------------------------------- */

static bool parse_number(const char *text, int64_t *out)
{
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    *out = number;
    return errno == 0 && end != text && *end == '\0';
}

static struct entry *look_up(const char *key)
{
    struct entry *entry = dict_find(&server.keys, key);
    (entry != NULL ? &server.stats.hits : &server.stats.misses)[0]++;
    return entry;
}

static void run_ping(struct client *client, const struct request *request)
{
    (void)request;
    answer(client, "+PONG\r\n");
}

static void run_echo(struct client *client, const struct request *request)
{
    answer_text(client, request->words[1]);
}

static void run_get(struct client *client, const struct request *request)
{
    const struct entry *entry = look_up(request->words[1]);
    if (entry == NULL) {
        answer(client, "$-1\r\n");
    } else if (entry->kind == KIND_TEXT) {
        answer_text(client, entry->text);
    } else {
        char digits[32];
        snprintf(digits, sizeof digits, "%" PRId64, entry->number);
        answer_text(client, digits);
    }
}

static void run_set(struct client *client, const struct request *request)
{
    int64_t number;
    const char *text = request->words[2];
    bool is_number = parse_number(text, &number);
    if (strlen(text) > server.config.max_text) {
        answer(client, "-ERR the value is too long\r\n");
        return;
    }
    char *copy = is_number ? NULL : strdup(text);
    struct entry *entry =
        is_number || copy != NULL ? dict_put(&server.keys, request->words[1]) : NULL;
    if (entry == NULL) {
        free(copy);
        answer_no_memory(client);
        return;
    }
    entry->expires_at = 0;
    is_number ? entry_set_number(entry, number) : entry_set_text(entry, copy);
    answer(client, "+OK\r\n");
}

static void run_incr(struct client *client, const struct request *request)
{
    struct entry *entry = dict_find(&server.keys, request->words[1]);
    if (entry == NULL && (entry = dict_put(&server.keys, request->words[1])) != NULL) {
        entry_set_number(entry, 0);
    }
    if (entry == NULL) {
        answer_no_memory(client);
    } else if (entry->kind != KIND_NUMBER || entry->number == INT64_MAX) {
        answer(client, "-ERR no number that can be increased\r\n");
    } else {
        answer_number(client, ++entry->number);
    }
}

static void run_del(struct client *client, const struct request *request)
{
    answer_number(client, dict_remove(&server.keys, request->words[1]));
}

static void run_expire(struct client *client, const struct request *request)
{
    int64_t milliseconds;
    struct entry *entry = dict_find(&server.keys, request->words[1]);
    if (!parse_number(request->words[2], &milliseconds) ||
        milliseconds > INT64_MAX / 2 || milliseconds < 0) {
        answer(client, "-ERR no time\r\n");
        return;
    }
    if (entry != NULL) {
        entry->expires_at = now_ms() + milliseconds;
    }
    answer_number(client, entry != NULL);
}

static void run_dbsize(struct client *client, const struct request *request)
{
    (void)request;
    answer_number(client, (int64_t)dict_count(&server.keys));
}

static void run_name(struct client *client, const struct request *request)
{
    snprintf(client->name, sizeof client->name, "%s", request->words[1]);
    answer(client, "+OK\r\n");
}

static void run_quit(struct client *client, const struct request *request)
{
    (void)request;
    client->is_closing = true;
    answer(client, "+OK\r\n");
}

/* What a command is called, its words with itself, and what runs it. */
struct command {
    const char *name;
    int words;
    void (*run)(struct client *client, const struct request *request);
    uint64_t calls;
};

struct command commands[] = {
    {"ping", 1, run_ping, 0},      {"echo", 2, run_echo, 0},
    {"get", 2, run_get, 0},        {"set", 3, run_set, 0},
    {"incr", 2, run_incr, 0},      {"del", 2, run_del, 0},
    {"pexpire", 3, run_expire, 0}, {"dbsize", 1, run_dbsize, 0},
    {"name", 2, run_name, 0},      {"quit", 1, run_quit, 0},
};

static struct command *find_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcasecmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static void run_request(struct client *client, const struct request *request)
{
    struct command *command = find_command(request->words[0]);
    server.stats.commands++;
    client->commands++;
    if (command == NULL) {
        answer(client, "-ERR no command '%.40s'\r\n", request->words[0]);
    } else if (command->words != request->count) {
        answer(client, "-ERR '%s' takes %d words\r\n", command->name, command->words);
    } else {
        command->calls++;
        snprintf(client->last_command, sizeof client->last_command, "%s",
                 command->name);
        command->run(client, request);
    }
}

/* --- The protocol ----------------------------------------------------------------- */

/* How a look at the buffer has ended. */
enum { INCOMPLETE = 0, WRONG = -1 };

/* The number after a sign: the bytes up to behind its line end, INCOMPLETE or WRONG. */
static ptrdiff_t read_count(char *at, const char *end, char sign, long *out)
{
    char *line_end = memchr(at, '\n', (size_t)(end - at)), *last;
    if (line_end == NULL) {
        return end - at > 32 ? WRONG : INCOMPLETE;
    }
    *out = strtol(at + 1, &last, 10);
    return *at != sign || last + 1 != line_end || *last != '\r' ? WRONG
                                                                : line_end + 1 - at;
}

/* *2\r\n$3\r\nGET\r\n$1\r\nx\r\n */
static ptrdiff_t read_array(char *start, char *end, struct request *out)
{
    long count, length;
    char *at = start;
    ptrdiff_t size = read_count(at, end, '*', &count);
    if (size <= 0 || count < 1 || count > MAX_WORDS) {
        return size <= 0 ? size : WRONG;
    }
    for (at += size; out->count < count; at += length + 2) {
        size = at == end ? INCOMPLETE : read_count(at, end, '$', &length);
        if (size <= 0 || length < 0 || length > MAX_LENGTH) {
            return size <= 0 ? size : WRONG;
        }
        at += size;
        if (end - at < length + 2) {
            return INCOMPLETE;
        }
        if (at[length] != '\r' || at[length + 1] != '\n' ||
            memchr(at, '\0', (size_t)length) != NULL) {
            return WRONG;
        }
        out->words[out->count] = at;
        out->lengths[out->count++] = length;
    }
    return at - start;
}

/* A line of words, as somebody types it. */
static ptrdiff_t read_line(char *start, const char *end, struct request *out)
{
    char *line_end = memchr(start, '\n', (size_t)(end - start)), *rest;
    if (line_end == NULL) {
        return INCOMPLETE;
    }
    *line_end = '\0';
    for (char *word = strtok_r(start, " \t\r", &rest); word;
         word = strtok_r(NULL, " \t\r", &rest)) {
        if (out->count == MAX_WORDS) {
            return WRONG;
        }
        out->words[out->count++] = word;
    }
    return line_end + 1 - start;
}

/* How much the next request takes; its words end with a NUL once it is whole. */
static ptrdiff_t read_request(struct client *client, char *at, char *end,
                              struct request *out)
{
    client->protocol = *at == '*' ? PROTOCOL_RESP : PROTOCOL_LINES;
    if (*at != '*') {
        return read_line(at, end, out);
    }
    ptrdiff_t size = read_array(at, end, out);
    for (int i = 0; size > 0 && i < out->count; i++) {
        out->words[i][out->lengths[i]] = '\0';
    }
    return size;
}

void client_run(struct client *client)
{
    char *at = client->in, *end = at + client->in_length;
    while (at < end && !client->is_closing) {
        struct request request = {0};
        ptrdiff_t size = read_request(client, at, end, &request);
        bool is_full = at == client->in && client->in_length == sizeof client->in;
        if (size == INCOMPLETE && !is_full) {
            break;
        }
        if (size <= 0) {
            client->is_closing = true;
            answer(client, "-ERR what was sent is no command\r\n");
            return;
        }
        if (request.count > 0) {
            run_request(client, &request);
        }
        at += size;
    }
    client->in_length = (size_t)(end - at);
    memmove(client->in, at, client->in_length);
}
