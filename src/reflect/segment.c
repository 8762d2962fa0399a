/* SPDX-License-Identifier: MIT
 * Where the data and the code of the program and of its libraries lie. Cold.
 *
 * The program itself is never unloaded: its segments are looked up once. Libraries come
 * and go; the loader counts both, and while neither number has changed the list is
 * good.
 */
#include "reflect/segment.h"

#include <link.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

struct segment {
    uintptr_t start, end;
    bool is_writable, is_code;
};

/* What an address is wanted for. */
enum purpose { READ, WRITE, RUN };

/* A table that is full leaves the rest to the kernel, which is slower and as right. */
struct segments {
    size_t count;
    struct segment at[512];
};

static struct segments program;
static pthread_once_t program_once = PTHREAD_ONCE_INIT;
static atomic_bool is_program_known;

static struct {
    pthread_mutex_t lock;
    unsigned long long adds, subs;
    bool is_known;
    struct segments segments;
} libraries = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* In the order of addresses: they do not overlap. */
static void add_segment(struct segments *segments, struct segment segment)
{
    size_t place = segments->count;
    if (segment.start >= segment.end ||
        segments->count == sizeof segments->at / sizeof *segments->at) {
        return;
    }
    for (; place > 0 && segments->at[place - 1].start > segment.start; place--) {
        segments->at[place] = segments->at[place - 1];
    }
    segments->at[place] = segment;
    segments->count++;
}

/* What the loader protects when it has done its work. */
static struct segment find_relro(const struct dl_phdr_info *info)
{
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        if (header->p_type == PT_GNU_RELRO) {
            uintptr_t start = info->dlpi_addr + header->p_vaddr;
            return (struct segment){.start = start, .end = start + header->p_memsz};
        }
    }
    return (struct segment){0};
}

static void add_module(struct segments *segments, const struct dl_phdr_info *info)
{
    struct segment relro = find_relro(info);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + header->p_vaddr;
        struct segment segment = {start, start + header->p_memsz,
                                  (header->p_flags & PF_W) != 0,
                                  (header->p_flags & PF_X) != 0};
        if (header->p_type != PT_LOAD || (header->p_flags & PF_R) == 0) {
            continue;
        }
        if (segment.is_writable && relro.start >= start && relro.end <= segment.end) {
            add_segment(segments, (struct segment){.start = start, .end = relro.end});
            segment.start = relro.end;
        }
        add_segment(segments, segment);
    }
}

/* The program comes first. */
static int note_program(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    add_module(data, info);
    return 1;
}

static int note_library(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    (void)data;
    libraries.adds = info->dlpi_adds;
    libraries.subs = info->dlpi_subs;
    add_module(&libraries.segments, info);
    return 0;
}

/* Anything that came or went since? */
static int is_changed(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    *(bool *)data =
        info->dlpi_adds != libraries.adds || info->dlpi_subs != libraries.subs;
    return 1;
}

static bool is_good(const struct segment *segment, enum purpose purpose)
{
    return purpose == READ ||
           (purpose == WRITE ? segment->is_writable : segment->is_code);
}

/* The last one that begins at or before an address, or NULL. */
static const struct segment *find_segment(const struct segments *segments,
                                          uintptr_t address)
{
    size_t low = 0, high = segments->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (segments->at[middle].start <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NULL : &segments->at[low - 1];
}

static bool is_in(const struct segments *segments, uintptr_t address, size_t size,
                  enum purpose purpose)
{
    const struct segment *segment = find_segment(segments, address);
    return segment != NULL && address < segment->end &&
           size <= segment->end - address && is_good(segment, purpose);
}

static void find_program(void)
{
    dl_iterate_phdr(note_program, &program);
    atomic_store(&is_program_known, true);
}

static bool is_in_library(uintptr_t address, size_t size, enum purpose purpose)
{
    bool has_changed = true;
    /* Held by another thread, or by one that a fork() has left behind. */
    if (pthread_mutex_trylock(&libraries.lock) != 0) {
        return false;
    }
    if (libraries.is_known) {
        dl_iterate_phdr(is_changed, &has_changed);
    }
    if (has_changed) {
        libraries.segments.count = 0;
        dl_iterate_phdr(note_library, NULL);
        libraries.is_known = true;
    }
    bool found = is_in(&libraries.segments, address, size, purpose);
    pthread_mutex_unlock(&libraries.lock);
    return found;
}

static bool is_in_module(uintptr_t address, size_t size, enum purpose purpose)
{
    if (!atomic_load_explicit(&is_program_known, memory_order_acquire)) {
        pthread_once(&program_once, find_program);
    }
    return is_in(&program, address, size, purpose) ||
           is_in_library(address, size, purpose);
}

bool il_segment_is_own(uintptr_t address, size_t size, bool writes)
{
    return is_in_module(address, size, writes ? WRITE : READ);
}

/* --- Code ------------------------------------------------------------------------- */

static int find_code(struct dl_phdr_info *info, size_t size, void *data)
{
    uintptr_t address = *(const uintptr_t *)data;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + header->p_vaddr;
        if (header->p_type == PT_LOAD && (header->p_flags & PF_X) != 0 &&
            address >= start && address - start < header->p_memsz) {
            return 1;
        }
    }
    return 0;
}

/* Code that was made while the program runs is in no module: the kernel knows it. */
static bool is_mapped_code(uintptr_t address)
{
    unsigned long start, end;
    char access[5], line[512];
    bool is_found = false;
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps != NULL && !is_found && fgets(line, sizeof line, maps) != NULL) {
        is_found = sscanf(line, "%lx-%lx %4s", &start, &end, access) == 3 &&
                   access[2] == 'x' && address >= start && address < end;
    }
    if (maps != NULL) {
        fclose(maps);
    }
    return is_found;
}

bool il_segment_is_code(uintptr_t address)
{
    return is_in_module(address, 1, RUN) || dl_iterate_phdr(find_code, &address) != 0 ||
           is_mapped_code(address);
}
