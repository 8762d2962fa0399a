/* SPDX-License-Identifier: MIT
 * A hash table with chains. When it is full, a second table of twice the size stands
 * beside it, and each use moves one bucket: no single request pays for all of it.
 */
#include "server.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { FIRST_SIZE = 4, NOT_REHASHING = -1 };

int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* FNV-1a, begun with a number that clients do not know. */
static uint64_t hash(const struct dict *dict, const char *key)
{
    uint64_t value = 0xcbf29ce484222325U ^ dict->seed;
    for (; *key != '\0'; key++) {
        value = (value ^ (unsigned char)*key) * 0x100000001b3U;
    }
    return value ^ value >> 32;
}

void dict_init(struct dict *dict)
{
    *dict = (struct dict){.rehash = NOT_REHASHING};
    if (getrandom(&dict->seed, sizeof dict->seed, GRND_NONBLOCK) < 0) {
        dict->seed = (uint64_t)now_ms();
    }
}

static void entry_free(struct entry *entry)
{
    entry_set_number(entry, 0);
    free(entry);
}

void entry_set_text(struct entry *entry, char *text_take)
{
    if (entry->kind == KIND_TEXT) {
        free(entry->text);
    }
    entry->kind = KIND_TEXT;
    entry->text = text_take;
}

void entry_set_number(struct entry *entry, int64_t number)
{
    entry_set_text(entry, NULL);
    entry->kind = KIND_NUMBER;
    entry->number = number;
}

void dict_clear(struct dict *dict)
{
    for (struct table *table = dict->tables; table < dict->tables + 2; table++) {
        for (size_t i = 0; i < table->size; i++) {
            for (struct entry *entry = table->buckets[i], *next; entry; entry = next) {
                next = entry->next;
                entry_free(entry);
            }
        }
        free(table->buckets);
        *table = (struct table){0};
    }
    dict->rehash = NOT_REHASHING;
}

size_t dict_count(const struct dict *dict)
{
    return dict->tables[0].used + dict->tables[1].used;
}

/* --- Growing ---------------------------------------------------------------------- */

static bool table_init(struct table *table, size_t size)
{
    struct entry **buckets = calloc(size, sizeof(struct entry *));
    if (buckets == NULL) {
        return false;
    }
    *table = (struct table){buckets, size, 0};
    return true;
}

static void table_add(struct table *table, struct entry *entry, uint64_t number)
{
    struct entry **bucket = &table->buckets[number & (table->size - 1)];
    entry->next = *bucket;
    *bucket = entry;
    table->used++;
}

static void finish_rehash(struct dict *dict)
{
    free(dict->tables[0].buckets);
    dict->tables[0] = dict->tables[1];
    dict->tables[1] = (struct table){0};
    dict->rehash = NOT_REHASHING;
}

/* Move one bucket that has entries, having looked at ten at most. */
static void rehash_step(struct dict *dict)
{
    struct table *from = &dict->tables[0], *to = &dict->tables[1];
    if (dict->rehash == NOT_REHASHING) {
        return;
    }
    for (int looked = 0; looked < 10 && (size_t)dict->rehash < from->size; looked++) {
        struct entry **bucket = &from->buckets[dict->rehash++];
        if (*bucket != NULL) {
            for (struct entry *entry = *bucket, *next; entry; entry = next) {
                next = entry->next;
                table_add(to, entry, hash(dict, entry->key));
                from->used--;
            }
            *bucket = NULL;
            break;
        }
    }
    if ((size_t)dict->rehash == from->size) {
        finish_rehash(dict);
    }
}

/* Without memory for a larger one a table goes on with longer chains. */
static bool make_room(struct dict *dict)
{
    struct table *table = &dict->tables[0];
    if (table->size == 0) {
        return table_init(table, FIRST_SIZE);
    }
    if (dict->rehash == NOT_REHASHING && table->used >= table->size &&
        table_init(&dict->tables[1], table->size * 2)) {
        dict->rehash = 0;
    }
    return true;
}

/* --- Entries ---------------------------------------------------------------------- */

static bool has_expired(const struct entry *entry)
{
    return entry->expires_at != 0 && entry->expires_at <= now_ms();
}

/* What points to the entry of a key, and the table it is in; or NULL. */
static struct entry **locate(struct dict *dict, const char *key,
                             struct table **out_table)
{
    uint64_t number = hash(dict, key);
    for (struct table *table = dict->tables; table < dict->tables + 2; table++) {
        struct entry **at =
            table->size == 0 ? NULL : &table->buckets[number & (table->size - 1)];
        for (; at != NULL && *at != NULL; at = &(*at)->next) {
            if (strcmp((*at)->key, key) == 0) {
                *out_table = table;
                return at;
            }
        }
    }
    return NULL;
}

static void unlink_entry(struct table *table, struct entry **at)
{
    struct entry *entry = *at;
    *at = entry->next;
    table->used--;
    entry_free(entry);
}

struct entry *dict_find(struct dict *dict, const char *key)
{
    struct table *table;
    rehash_step(dict);
    struct entry **at = locate(dict, key, &table);
    if (at != NULL && has_expired(*at)) {
        unlink_entry(table, at);
        at = NULL;
    }
    return at == NULL ? NULL : *at;
}

struct entry *dict_put(struct dict *dict, const char *key)
{
    struct entry *entry = dict_find(dict, key);
    if (entry != NULL) {
        return entry;
    }
    size_t size = strlen(key) + 1;
    if (!make_room(dict) || (entry = calloc(1, sizeof *entry + size)) == NULL) {
        return NULL;
    }
    memcpy(entry->key, key, size);
    table_add(&dict->tables[dict->rehash == NOT_REHASHING ? 0 : 1], entry,
              hash(dict, key));
    return entry;
}

bool dict_remove(struct dict *dict, const char *key)
{
    struct table *table;
    struct entry **at = dict_find(dict, key) == NULL ? NULL : locate(dict, key, &table);
    if (at != NULL) {
        unlink_entry(table, at);
    }
    return at != NULL;
}

static size_t expire_chain(struct table *table, struct entry **at)
{
    size_t count = 0;
    while (*at != NULL) {
        if (has_expired(*at)) {
            unlink_entry(table, at);
            count++;
        } else {
            at = &(*at)->next;
        }
    }
    return count;
}

size_t dict_expire(struct dict *dict, size_t slice)
{
    enum { SLICE = 64 };
    size_t count = 0;
    rehash_step(dict);
    for (struct table *table = dict->tables; table < dict->tables + 2; table++) {
        for (size_t i = 0; i < SLICE && i < table->size; i++) {
            size_t number = (slice * SLICE + i) & (table->size - 1);
            count += expire_chain(table, &table->buckets[number]);
        }
    }
    return count;
}
