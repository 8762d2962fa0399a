/* SPDX-License-Identifier: MIT
 * The state of a program, described by tables: lists of all kinds, a hash table, an
 * array of structs. The tests compile it and look at it from Python.
 */
#include <stdbool.h>

struct links {
    struct links *next, *previous;
};
struct node {
    const char *name;
    int id;
    struct node *next;
};
struct entry {
    const char *key;
    int value;
    struct entry *chain;
};
struct task {
    int number;
    struct links links;
    struct links others[2];
    double load;
};
struct bucket {
    struct entry *first;
};
struct place {
    char name[16];
    short x, y;
    float weight;
};
struct config {
    bool debug;
    int max_connections;
    const char *label;
};
union word {
    unsigned whole;
    unsigned char bytes[4];
};

#define INLET_LIVE_TYPES(X)                                                            \
    X(struct links, links_type)                                                        \
    X(struct node, node_type)                                                          \
    X(struct entry, entry_type)                                                        \
    X(struct task, task_type)                                                          \
    X(struct bucket, bucket_type)                                                      \
    X(struct place, place_type)                                                        \
    X(struct config, config_type)                                                      \
    X(union word, word_type)
#include <inlet/live.h>

struct state {
    char version[8];
    int active_users;
    struct config config;
    struct node *list;  /* ends at NULL */
    struct node *ring;  /* comes back to its head */
    struct node *loop;  /* comes back to its second */
    struct links tasks; /* a sentinel; the tasks hang on their links */
    struct links empty;
    struct entry *table[4];
    struct bucket buckets[3];
    struct place places[3];
    union word word;
    unsigned count;
    int *numbers;
    double readings[8];
    void *any;
    char *label;
    struct node *bad;
};

INLET_STRUCT(links_type, struct links, next, previous);
INLET_STRUCT(node_type, struct node, name, id, next);
INLET_STRUCT(entry_type, struct entry, key, value, chain);
INLET_STRUCT(task_type, struct task, number, links, others, load);
INLET_STRUCT(bucket_type, struct bucket, first);
INLET_STRUCT(place_type, struct place, name, x, y, weight);
INLET_STRUCT(config_type, struct config, debug, max_connections, label);
INLET_OVERLAY(word_type, union word, whole, bytes);
#define FIELD(name) INLET_FIELD(struct state, name)
INLET_TYPE(state_type, struct state, 0, FIELD(version), FIELD(active_users),
           FIELD(config), FIELD(list), FIELD(ring), FIELD(loop), FIELD(tasks),
           FIELD(empty), FIELD(table), FIELD(buckets), FIELD(places), FIELD(word),
           FIELD(count), INLET_FIELD_WITH(struct state, numbers, INLET_COUNTED(count)),
           FIELD(readings), FIELD(any), FIELD(label), FIELD(bad));

/* What the tests ask for. */
#define EXPORT extern __attribute__((visibility("default")))
EXPORT const inlet_type *const table_of_state;
EXPORT const inlet_type *const table_of_task;
EXPORT struct state state;
EXPORT struct task tasks[3];
EXPORT void renew(void);

const inlet_type *const table_of_state = &state_type;
const inlet_type *const table_of_task = &task_type;
struct state state;
struct task tasks[3];

static struct node nodes[3], ring[3], loop[3];
static struct entry entries[5];
static int numbers[4];

static void hang(struct links *after, struct links *one)
{
    one->next = after->next;
    one->previous = after;
    after->next->previous = one;
    after->next = one;
}

static void renew_lists(void)
{
    static const char *const names[] = {"one", "two", "three"};
    state.tasks = (struct links){&state.tasks, &state.tasks};
    state.empty = (struct links){&state.empty, &state.empty};
    for (int i = 0; i < 3; i++) {
        nodes[i] = (struct node){names[i], i + 1, i < 2 ? &nodes[i + 1] : 0};
        ring[i] = (struct node){names[i], i + 1, &ring[(i + 1) % 3]};
        loop[i] = (struct node){names[i], i + 1, i < 2 ? &loop[i + 1] : &loop[1]};
        tasks[i] = (struct task){.number = 10 + i, .load = i / 2.0};
        hang(state.tasks.previous, &tasks[i].links);
    }
    state.list = nodes;
    state.ring = ring;
    state.loop = loop;
}

static void renew_tables(void)
{
    static const char *const keys[] = {"a", "b", "c", "d", "e"};
    for (int i = 0; i < 5; i++) {
        entries[i] = (struct entry){keys[i], i, 0};
    }
    entries[0].chain = &entries[1];
    entries[3].chain = &entries[4];
    state.table[1] = &entries[0];
    state.table[3] = &entries[2];
    state.buckets[0].first = &entries[0];
    state.buckets[2].first = &entries[3];
}

void renew(void)
{
    state = (struct state){.version = "1.0",
                           .config = {true, 100, "first"},
                           .count = 4,
                           .numbers = numbers,
                           .readings = {0, 1, 2, 3, 4, 3, 2, 1},
                           .word = {0x01020304},
                           .bad = (struct node *)16};
    renew_lists();
    renew_tables();
    for (int i = 0; i < 4; i++) {
        numbers[i] = 10 * (i + 1);
    }
    for (int i = 0; i < 3; i++) {
        state.places[i] = (struct place){"", (short)i, (short)(-i * 100), 0.5F};
        state.places[i].name[0] = (char)('a' + i);
    }
}
