/* SPDX-License-Identifier: MIT
 * The debug information of one file: looked for, checked and opened. Cold.
 *
 *   in the file itself             -g
 *   /usr/lib/debug/.build-id/..    by the linker's number of it
 *   where .gnu_debuglink says      beside it, in .debug beside it, below /usr/lib/debug
 *
 * INLET_DEBUG_PATH names more folders like /usr/lib/debug, with ":" between. Nothing is
 * asked of the network.
 */
#include "dwarf/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, ZSTD = 2 };

static const char system_root[] = "/usr/lib/debug";

/* --- Complaints ------------------------------------------------------------------- */

const char *il_path_end(const char *path, size_t size)
{
    size_t whole = strlen(path);
    return whole > size ? path + (whole - size) : path;
}

static bool complain(struct il_image *image, const char *text)
{
    snprintf(image->problem, sizeof image->problem, "%.100s %.190s", image->name, text);
    return false;
}

/* --- Files ------------------------------------------------------------------------ */

static Elf *open_elf(const char *path, int *out_file)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    Elf *elf = file < 0 ? NULL : elf_begin(file, ELF_C_READ_MMAP, NULL);
    if (elf != NULL && elf_kind(elf) != ELF_K_ELF) {
        elf_end(elf);
        elf = NULL;
    }
    if (elf == NULL && file >= 0) {
        close(file);
    }
    *out_file = elf == NULL ? -1 : file;
    return elf;
}

static void close_elf(Elf *elf, int file)
{
    elf_end(elf);
    if (file >= 0) {
        close(file);
    }
}

static bool has_id(Elf *elf, const struct il_identity *identity)
{
    const void *id;
    ssize_t size = dwelf_elf_gnu_build_id(elf, &id);
    return size > 0 && (size_t)size == identity->id_size &&
           memcmp(id, identity->id, identity->id_size) == 0;
}

/* What the file would have the loader load, as il_modules() sums it up. */
static uint64_t extent_of(Elf *elf)
{
    uint64_t extent = 0;
    size_t count = 0;
    GElf_Phdr header;
    if (elf_getphdrnum(elf, &count) < 0) {
        return 0;
    }
    for (size_t i = 0; i < count && gelf_getphdr(elf, (int)i, &header) != NULL; i++) {
        if (header.p_type == PT_LOAD) {
            extent = extent * 31 + header.p_vaddr + header.p_memsz;
        }
    }
    return extent;
}

static bool is_what_was_loaded(const struct il_image *image)
{
    return image->identity.id_size > 0
               ? has_id(image->elf, &image->identity)
               : extent_of(image->elf) == image->identity.extent;
}

/* --- Sections --------------------------------------------------------------------- */

static Elf_Scn *find_section(Elf *elf, const char *name, GElf_Shdr *out)
{
    size_t names;
    if (elf_getshdrstrndx(elf, &names) < 0) {
        return NULL;
    }
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section)) != NULL;) {
        const char *found = gelf_getshdr(section, out) == NULL
                                ? NULL
                                : elf_strptr(elf, names, out->sh_name);
        if (found != NULL && strcmp(found, name) == 0) {
            return section;
        }
    }
    return NULL;
}

static bool has_debug_section(Elf *elf)
{
    GElf_Shdr header;
    return (find_section(elf, ".debug_info", &header) != NULL ||
            find_section(elf, ".zdebug_info", &header) != NULL) &&
           header.sh_type != SHT_NOBITS;
}

/* Compressed in a way that the libelf in use may not know. */
static bool is_zstd(Elf *elf)
{
    GElf_Shdr header;
    GElf_Chdr compression;
    Elf_Scn *section = find_section(elf, ".debug_info", &header);
    return section != NULL && (header.sh_flags & SHF_COMPRESSED) != 0 &&
           gelf_getchdr(section, &compression) != NULL && compression.ch_type == ZSTD;
}

/* --- Separate files --------------------------------------------------------------- */

/* The checksum of .gnu_debuglink: that of zlib and Ethernet. */
static uint32_t checksum(int file)
{
    unsigned char buffer[8192];
    uint32_t sum = UINT32_MAX;
    ssize_t size;
    off_t at = 0;
    while ((size = pread(file, buffer, sizeof buffer, at)) > 0) {
        for (ssize_t i = 0; i < size; i++) {
            sum ^= buffer[i];
            for (int bit = 0; bit < 8; bit++) {
                sum = sum >> 1 ^ (sum & 1 ? UINT32_C(0xedb88320) : 0);
            }
        }
        at += size;
    }
    return ~sum;
}

/* Take it if it belongs to the image: by the number, or else by `sum`. */
static bool try_file(struct il_image *image, const char *path, const GElf_Word *sum)
{
    int file;
    Elf *elf = open_elf(path, &file);
    if (elf == NULL) {
        return false;
    }
    bool is_right = image->identity.id_size > 0 ? has_id(elf, &image->identity)
                                                : sum != NULL && checksum(file) == *sum;
    if (!is_right || !has_debug_section(elf)) {
        if (!is_right) {
            char text[200];
            snprintf(text, sizeof text,
                     "has debug information in %s, which is of another build",
                     il_path_end(path, 100));
            complain(image, text);
        }
        close_elf(elf, file);
        return false;
    }
    image->debug_elf = elf;
    image->debug_file = file;
    return true;
}

static bool try_id(struct il_image *image, const char *root)
{
    char path[PATH_SIZE], digits[2 * IL_BUILD_ID_MAX + 1] = "";
    const struct il_identity *identity = &image->identity;
    for (size_t i = 0; i < identity->id_size; i++) {
        snprintf(digits + 2 * i, 3, "%02x", identity->id[i]);
    }
    snprintf(path, sizeof path, "%.3000s/.build-id/%.2s/%.200s.debug", root, digits,
             digits + 2);
    return identity->id_size > 1 && try_file(image, path, NULL);
}

static bool try_link(struct il_image *image, const char *root)
{
    GElf_Word sum;
    char path[2 * PATH_SIZE];
    const char *link = dwelf_elf_gnu_debuglink(image->elf, &sum);
    int folder = (int)(image->name - image->path);
    if (link == NULL) {
        return false;
    }
    if (root != NULL) {
        snprintf(path, sizeof path, "%s%.*s%s", root, folder, image->path, link);
        return try_file(image, path, &sum);
    }
    snprintf(path, sizeof path, "%.*s%s", folder, image->path, link);
    if (try_file(image, path, &sum)) {
        return true;
    }
    snprintf(path, sizeof path, "%.*s.debug/%s", folder, image->path, link);
    return try_file(image, path, &sum);
}

static bool try_roots(struct il_image *image, const char *more)
{
    char root[PATH_SIZE];
    while (more != NULL && *more != '\0') {
        size_t size = strcspn(more, ":");
        snprintf(root, sizeof root, "%.*s", (int)(size < PATH_SIZE ? size : 0), more);
        if (try_id(image, root) || try_link(image, root)) {
            return true;
        }
        more += size + (more[size] == ':');
    }
    return try_id(image, system_root) || try_link(image, NULL) ||
           try_link(image, system_root);
}

/* --- Opening ---------------------------------------------------------------------- */

static bool open_file(struct il_image *image, const char *openable)
{
    image->elf = open_elf(openable, &image->file);
    if (image->elf == NULL) {
        return complain(image, errno == ENOENT ? "is gone from the disk"
                                               : "cannot be read as a program file");
    }
    if (!is_what_was_loaded(image)) {
        return complain(image, "was replaced on the disk since it was loaded");
    }
    return true;
}

static bool open_debug(struct il_image *image)
{
    if (has_debug_section(image->elf) || try_roots(image, getenv("INLET_DEBUG_PATH"))) {
        return true;
    }
    return image->problem[0] == '\0' &&
           complain(image, "has no debug information: it was built without -g, or "
                           "stripped");
}

void il_image_open(struct il_image *image, const char *openable)
{
    elf_version(EV_CURRENT);
    image->problem[0] = '\0';
    if (!open_file(image, openable) || !open_debug(image)) {
        return;
    }
    image->problem[0] = '\0';
    Elf *elf = image->debug_elf != NULL ? image->debug_elf : image->elf;
    image->dwarf = dwarf_begin_elf(elf, DWARF_C_READ, NULL);
    if (image->dwarf == NULL) {
        complain(image, is_zstd(elf) ? "has debug information that is compressed by "
                                       "zstd, which this libelf cannot read"
                                     : "has debug information that cannot be read");
    }
}

/* --- Symbols ---------------------------------------------------------------------- */

typedef bool (*symbol_fn)(void *data, const GElf_Sym *symbol, const char *name);

static bool visit_table(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
                        symbol_fn visit, void *data)
{
    Elf_Data *content = elf_getdata(section, NULL);
    GElf_Sym symbol;
    if (content == NULL || header->sh_entsize == 0) {
        return false;
    }
    int count = (int)(content->d_size / header->sh_entsize);
    for (int i = 0; i < count && gelf_getsym(content, i, &symbol) != NULL; i++) {
        const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);
        if (name != NULL && symbol.st_shndx != SHN_UNDEF &&
            visit(data, &symbol, name)) {
            return true;
        }
    }
    return false;
}

static bool visit_symbols(struct il_image *image, symbol_fn visit, void *data)
{
    Elf *const files[] = {image->debug_elf, image->elf};
    GElf_Shdr header;
    for (size_t i = 0; i < 2; i++) {
        for (Elf_Scn *section = NULL;
             files[i] != NULL && (section = elf_nextscn(files[i], section)) != NULL;) {
            if (gelf_getshdr(section, &header) != NULL &&
                (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM) &&
                visit_table(files[i], section, &header, visit, data)) {
                return true;
            }
        }
    }
    return false;
}

struct wanted {
    uint64_t address;
    const char *name, *found;
};

/* One that is called as wanted ends the search: it is no clone. */
static bool is_at_address(void *data, const GElf_Sym *symbol, const char *name)
{
    struct wanted *wanted = data;
    if (GELF_ST_TYPE(symbol->st_info) != STT_FUNC ||
        symbol->st_value != wanted->address) {
        return false;
    }
    wanted->found = name;
    return strcmp(name, wanted->name) == 0;
}

const char *il_image_symbol(struct il_image *image, uint64_t address, const char *name)
{
    struct wanted wanted = {address, name, NULL};
    visit_symbols(image, is_at_address, &wanted);
    return wanted.found;
}

static bool is_called(void *data, const GElf_Sym *symbol, const char *name)
{
    (void)symbol;
    return strcmp(data, name) == 0;
}

bool il_image_has_symbol(struct il_image *image, const char *name)
{
    return image->elf != NULL && visit_symbols(image, is_called, (char *)name);
}
