/* SPDX-License-Identifier: MIT
 * A library of which nothing is said but what its debug information says.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum kn_mode { KN_FAST, KN_SLOW = 5 };
struct kn_client {
    const char *name;
    int id;
    struct kn_client *next;
};
struct kn_config {
    bool debug;
    int max_connections;
};
typedef struct {
    int x, y;
} kn_point;
struct kn_state {
    char version[8];
    int active_users;
    struct kn_config config;
    struct kn_client *clients;
    enum kn_mode mode;
    kn_point points[2];
    unsigned char byte;
    signed char tiny;
    unsigned short port;
    long long wide;
    uint64_t widest;
    float single;
    double real;
    long double longest;
    char letter;
    int grid[2][3];
    const int fixed;
    volatile int shaky;
    int (*hook)(int);
    void *any;
    unsigned low : 3;
    int middle : 5;
    union {
        int number;
        float share;
    };
    int class;
    __int128 huge;
};

static struct kn_client ann = {"ann", 1, NULL}, bob = {"bob", 2, &ann};

static int kn_twice(int number) { return 2 * number; }

struct kn_state kn_state = {.version = "1.0",
                            .config = {true, 100},
                            .clients = &bob,
                            .mode = KN_SLOW,
                            .fixed = 3,
                            .letter = 'q',
                            .hook = kn_twice};
static int kn_level = 3;
const int kn_constant = 4;
static _Thread_local long kn_own = 77;
const char *kn_text = "hello";
struct kn_client *kn_nobody;
int kn_row[4] = {1, 2, 3, 4};

int kn_next(void);
int kn_next(void)
{
    static int kn_last = 10;
    return ++kn_last + kn_level;
}

long kn_get_own(void);
long kn_get_own(void) { return kn_own; }

/* Python code asks for it to see what was written. */
int kn_users(void);
int kn_users(void) { return kn_state.active_users + kn_state.config.max_connections; }
