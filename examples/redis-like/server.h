/* SPDX-License-Identifier: MIT
 * A small key-value server: what it consists of. Nothing here knows of a console.
 */
#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- dict.c: a hash table with chains that grows a bucket at a time --------------- */

enum kind { KIND_TEXT, KIND_NUMBER };

struct entry {
    struct entry *next;
    int64_t expires_at; /* in milliseconds of now_ms(); 0: never */
    enum kind kind;
    union {
        char *text; /* owned */
        int64_t number;
    };
    char key[]; /* ends with a NUL */
};

struct table {
    struct entry **buckets;
    size_t size; /* a power of two, or 0 */
    size_t used;
};

struct dict {
    struct table
        tables[2];    /* while it grows, entries move from the first to the second */
    ptrdiff_t rehash; /* the bucket to be moved next; -1: it does not grow */
    uint64_t seed;
};

void dict_init(struct dict *dict);
void dict_clear(struct dict *dict);
size_t dict_count(const struct dict *dict);

/* NULL if there is none that has not expired. */
struct entry *dict_find(struct dict *dict, const char *key);

/* The entry of a key, made if need be, as text NULL that never expires. NULL: no
 * memory. */
struct entry *dict_put(struct dict *dict, const char *key);
bool dict_remove(struct dict *dict, const char *key);

/* Let go what a slice of the buckets has that has expired; answers how many. */
size_t dict_expire(struct dict *dict, size_t slice);

void entry_set_text(struct entry *entry, char *text_take);
void entry_set_number(struct entry *entry, int64_t number);

int64_t now_ms(void);

/* --- The state of the server ------------------------------------------------------ */

struct link {
    struct link *previous, *next;
};

enum protocol { PROTOCOL_UNKNOWN, PROTOCOL_LINES, PROTOCOL_RESP };

struct client {
    uint64_t id;
    int socket;
    char name[24];
    char last_command[12];
    uint64_t commands;
    struct link link; /* in server.clients, whose head is no client */
    bool is_closing : 1;
    enum protocol protocol : 2;
    size_t in_length, out_length, out_room;
    char *out; /* answers that the socket does not take yet */
    char in[4096];
};

enum verbosity { QUIET, NOTICE, VERBOSE };

struct config {
    unsigned short port;
    unsigned maxclients;
    unsigned max_text; /* bytes of a value */
    enum verbosity verbosity;
};

struct stats {
    uint64_t connections, refused, commands, hits, misses, expired;
};

struct server {
    struct config config;
    struct stats stats;
    struct dict keys;
    struct link clients;
    unsigned client_count;
    uint64_t next_id;
    bool is_running;
};

extern struct server server;

/* --- command.c -------------------------------------------------------------------- */

/* Run what has arrived whole, and keep the rest. */
void client_run(struct client *client);

/* --- redis-like.c ----------------------------------------------------------------- */

/* Answer some bytes; what the socket does not take now waits. */
void client_answer(struct client *client, const char *bytes, size_t length);
struct client *client_find(uint64_t id);

/* To be closed when its answers are sent. */
bool client_close(uint64_t id);

#endif
