/* SPDX-License-Identifier: MIT
 * What is loaded into the process now, and where. Cold.
 *
 * The loader counts what it adds and takes away: while the counts stay the list is
 * good. A library that is loaded again is the same module with another load: what was
 * found of it before is gone, its types are as they were.
 */
#include "dwarf/parts.h"

#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_SIZE = 8192 };

static struct {
    struct il_module *first;
    struct il_image *images;
    unsigned long long adds, subs;
    bool is_known, has_failed;
} modules;

/* --- Identity --------------------------------------------------------------------- */

static bool is_mapped(const struct dl_phdr_info *info, uint64_t start, uint64_t size)
{
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        if (header->p_type == PT_LOAD && (header->p_flags & PF_R) != 0 &&
            start >= header->p_vaddr && size <= header->p_memsz &&
            start - header->p_vaddr <= header->p_memsz - size) {
            return true;
        }
    }
    return false;
}

static size_t padded(size_t size) { return (size + 3) & ~(size_t)3; }

/* The number that the linker has given the file, out of its notes in memory. */
static void read_notes(const unsigned char *notes, size_t size, struct il_identity *out)
{
    ElfW(Nhdr) note;
    while (size >= sizeof note) {
        memcpy(&note, notes, sizeof note);
        notes += sizeof note;
        size -= sizeof note;
        size_t name = padded(note.n_namesz), text = padded(note.n_descsz);
        if (name > size || text > size - name) {
            return;
        }
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
            memcmp(notes, "GNU", 4) == 0 && note.n_descsz <= sizeof out->id) {
            out->id_size = note.n_descsz;
            memcpy(out->id, notes + name, note.n_descsz);
            return;
        }
        notes += name + text;
        size -= name + text;
    }
}

static void identify(const struct dl_phdr_info *info, struct il_identity *out)
{
    *out = (struct il_identity){.id_size = 0};
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        if (header->p_type == PT_LOAD) {
            out->extent = out->extent * 31 + header->p_vaddr + header->p_memsz;
        }
        if (header->p_type == PT_NOTE && out->id_size == 0 &&
            is_mapped(info, header->p_vaddr, header->p_memsz)) {
            read_notes((const unsigned char *)info->dlpi_addr + header->p_vaddr,
                       header->p_memsz, out);
        }
    }
}

static bool is_same_identity(const struct il_identity *left,
                             const struct il_identity *right)
{
    return left->extent == right->extent && left->id_size == right->id_size &&
           memcmp(left->id, right->id, left->id_size) == 0;
}

/* --- Lists ------------------------------------------------------------------------ */

static struct il_image *add_image(const char *path, const struct il_identity *identity)
{
    struct il_image *image = calloc(1, sizeof *image);
    char *copy = strdup(path);
    if (image == NULL || copy == NULL) {
        free(image);
        free(copy);
        return NULL;
    }
    const char *slash = strrchr(copy, '/');
    image->path = copy;
    image->name = slash == NULL ? copy : slash + 1;
    image->identity = *identity;
    image->arena.block_size = image->index.texts.block_size = BLOCK_SIZE;
    image->file = image->debug_file = -1;
    image->next = modules.images;
    modules.images = image;
    return image;
}

/* A file without a number may have been replaced by one of the same extent: so only one
 * with a number is what it was when it comes again. */
static struct il_image *find_image(const char *path, const struct il_identity *identity)
{
    for (struct il_image *image = modules.images; image != NULL; image = image->next) {
        if (identity->id_size > 0 && strcmp(image->path, path) == 0 &&
            is_same_identity(&image->identity, identity)) {
            return image;
        }
    }
    return add_image(path, identity);
}

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Outside of the system's folders, and no part of Inlet. */
static bool is_own(const struct il_image *image)
{
    static const char *const system[] = {"/usr/",   "/lib/", "/lib32/",
                                         "/lib64/", "/bin/", "/sbin/"};
    for (size_t i = 0; i < sizeof system / sizeof *system; i++) {
        if (begins_with(image->path, system[i]) &&
            !begins_with(image->path, "/usr/local/")) {
            return false;
        }
    }
    return !begins_with(image->name, "libinlet") &&
           !begins_with(image->name, "_inlet.");
}

static struct il_module *add_module(void)
{
    struct il_module **last = &modules.first;
    while (*last != NULL) {
        last = &(*last)->next;
    }
    return *last = calloc(1, sizeof **last);
}

static void note_threads(const struct dl_phdr_info *info, struct il_module *module)
{
    module->thread_module = info->dlpi_tls_modid;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type == PT_TLS) {
            module->thread_size = info->dlpi_phdr[i].p_memsz;
        }
    }
}

static bool load(struct il_module *module, const struct dl_phdr_info *info)
{
    module->bias = info->dlpi_addr;
    module->load++;
    module->is_loaded = module->is_seen = true;
    note_threads(info, module);
    return true;
}

/* The program has no name in the loader's list. */
static const char *path_of(const struct dl_phdr_info *info, bool is_program,
                           char *buffer, size_t size)
{
    if (!is_program) {
        return info->dlpi_name == NULL ? "" : info->dlpi_name;
    }
    ssize_t length = readlink("/proc/self/exe", buffer, size - 1);
    buffer[length < 0 ? 0 : length] = '\0';
    char *gone = strstr(buffer, " (deleted)");
    if (gone != NULL && gone[sizeof " (deleted)" - 1] == '\0') {
        *gone = '\0';
    }
    return length < 0 ? "program" : buffer;
}

static struct il_module *find_loaded(const struct dl_phdr_info *info, const char *path,
                                     const struct il_identity *identity)
{
    for (struct il_module *module = modules.first; module != NULL;
         module = module->next) {
        if (!module->is_seen && module->bias == info->dlpi_addr &&
            strcmp(module->image->path, path) == 0 &&
            is_same_identity(&module->image->identity, identity)) {
            return module;
        }
    }
    return NULL;
}

/* A module that stands for nothing now, of the same image. */
static struct il_module *find_unloaded(const struct il_image *image)
{
    for (struct il_module *module = modules.first; module != NULL;
         module = module->next) {
        if (!module->is_loaded && module->image == image) {
            return module;
        }
    }
    return NULL;
}

static bool note_new(const struct dl_phdr_info *info, const char *path,
                     const struct il_identity *identity, bool is_program)
{
    struct il_image *image = find_image(path, identity);
    struct il_module *module = image == NULL ? NULL : find_unloaded(image);
    if (module == NULL && image != NULL) {
        module = add_module();
    }
    if (module == NULL) {
        return false;
    }
    module->image = image;
    module->is_program = is_program;
    module->is_own = is_program || is_own(image);
    return load(module, info);
}

static int note_module(struct dl_phdr_info *info, size_t size, void *data)
{
    char buffer[4096];
    struct il_identity identity;
    bool *is_first = data, is_program = *is_first;
    (void)size;
    *is_first = false;
    modules.adds = info->dlpi_adds;
    modules.subs = info->dlpi_subs;
    const char *path = path_of(info, is_program, buffer, sizeof buffer);
    if (!is_program && strchr(path, '/') == NULL) {
        return 0;
    }
    identify(info, &identity);
    struct il_module *module = find_loaded(info, path, &identity);
    if (module == NULL || !module->is_loaded) {
        modules.has_failed |= !note_new(info, path, &identity, is_program);
    } else {
        module->is_seen = true;
    }
    return modules.has_failed;
}

/* What came and went between two looks at the same address, by the same file, is not
 * told from what stayed, unless something was taken away at all. */
static void forget_places(void)
{
    for (struct il_module *module = modules.first; module != NULL;
         module = module->next) {
        module->is_seen = false;
    }
}

static void drop_unseen(void)
{
    for (struct il_module *module = modules.first; module != NULL;
         module = module->next) {
        module->is_loaded = module->is_seen;
    }
}

/* --- Asking ----------------------------------------------------------------------- */

struct counts {
    unsigned long long adds, subs;
};

static int read_counts(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    *(struct counts *)data = (struct counts){info->dlpi_adds, info->dlpi_subs};
    return 1;
}

unsigned long long il_modules_generation(void)
{
    struct counts counts = {0, 0};
    dl_iterate_phdr(read_counts, &counts);
    return counts.adds + counts.subs;
}

struct il_module *il_modules(void)
{
    struct counts counts = {0, 0};
    dl_iterate_phdr(read_counts, &counts);
    if (modules.is_known && counts.adds == modules.adds &&
        counts.subs == modules.subs) {
        return modules.first;
    }
    bool is_first = true;
    modules.has_failed = false;
    forget_places();
    dl_iterate_phdr(note_module, &is_first);
    modules.is_known = !modules.has_failed;
    if (modules.has_failed) {
        return NULL;
    }
    drop_unseen();
    return modules.first;
}

bool il_module_prepare(struct il_module *module)
{
    struct il_image *image = module->image;
    if (!image->is_open) {
        il_image_open(image, module->is_program ? "/proc/self/exe" : image->path);
        image->is_open = true;
    }
    if (!image->is_indexed && image->dwarf != NULL && !il_index_build(image)) {
        return false;
    }
    image->is_indexed = true;
    return true;
}

/* "libm.so.6" is also "libm" and "libm.so". */
static bool is_library(const char *name, const char *wanted)
{
    size_t size = strlen(wanted);
    return strncmp(name, wanted, size) == 0 &&
           (name[size] == '\0' || name[size] == '.' || (name[size] == '-' && size > 3));
}

bool il_module_is_in(const struct il_module *module, const struct il_scope *scope)
{
    if (!module->is_loaded) {
        return false;
    }
    if (scope->library == NULL) {
        return module->is_own;
    }
    return strcmp(module->image->path, scope->library) == 0 ||
           is_library(module->image->name, scope->library);
}

/* --- Scopes ----------------------------------------------------------------------- */

bool il_scope_has_file(const struct il_scope *scope, const char *file)
{
    if (scope->file == NULL) {
        return true;
    }
    size_t size = file == NULL ? 0 : strlen(file), wanted = strlen(scope->file);
    return wanted > 0 && wanted <= size &&
           strcmp(file + size - wanted, scope->file) == 0 &&
           (wanted == size || file[size - wanted - 1] == '/');
}

static void add_reason(char reason[IL_REASON_SIZE], const char *text)
{
    size_t size = strlen(reason);
    snprintf(reason + size, IL_REASON_SIZE - size, "%s%s", size == 0 ? "" : "; ", text);
}

void il_modules_explain(const struct il_scope *scope, const char *name,
                        char reason[IL_REASON_SIZE])
{
    bool is_any = false;
    reason[0] = '\0';
    for (struct il_module *module = il_modules(); module != NULL;
         module = module->next) {
        if (!il_module_is_in(module, scope)) {
            continue;
        }
        is_any = true;
        if (name != NULL && module->image->dwarf == NULL &&
            il_image_has_symbol(module->image, name)) {
            char text[IL_PROBLEM_SIZE];
            snprintf(text, sizeof text, "%.80s has a symbol '%.100s'",
                     module->image->name, name);
            add_reason(reason, text);
        }
        if (module->image->problem[0] != '\0') {
            add_reason(reason, module->image->problem);
        }
    }
    if (!is_any) {
        snprintf(reason, IL_REASON_SIZE, "no library '%.200s' is loaded",
                 scope->library == NULL ? "" : scope->library);
    }
}
