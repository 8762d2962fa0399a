/* SPDX-License-Identifier: MIT
 * Types by the names that C gives them: "struct node", "uint8_t", "unsigned long".
 * Cold.
 */
#include "dwarf/parts.h"

#include <string.h>

/* The kind that the first word says, and what follows it; -1: none is said. */
static const char *read_kind(const char *name, int *out)
{
    static const struct {
        const char *word;
        int kind;
    } words[] = {{"struct ", IL_ENTRY_RECORD},
                 {"class ", IL_ENTRY_RECORD},
                 {"union ", IL_ENTRY_UNION},
                 {"enum ", IL_ENTRY_ENUM}};
    *out = -1;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i].word);
        if (strncmp(name, words[i].word, size) == 0) {
            *out = words[i].kind;
            return name + size;
        }
    }
    return name;
}

static bool is_meant(const struct il_entry *entry, int kind)
{
    return kind < 0 ? !il_entry_is_symbol(entry) : entry->kind == kind;
}

/* The first that is complete, or is not seen to be empty; in C a word without "struct"
 * is a typedef before it is a tag. */
static const struct il_entry *find_entry(const struct il_index *index, const char *name,
                                         int kind)
{
    const struct il_entry *entry = NULL, *tag = NULL;
    while ((entry = il_index_find(index, name, entry)) != NULL) {
        if (is_meant(entry, kind) && (kind >= 0 || entry->kind == IL_ENTRY_TYPE)) {
            return entry;
        }
        tag = is_meant(entry, kind) ? entry : tag;
    }
    return tag;
}

static struct il_built find_in(struct il_module *module, const struct il_scope *scope,
                               const char *name, int kind)
{
    const char *const names[] = {name, il_basic_other_name(name)};
    struct il_image *image = module->image;
    for (size_t i = 0; i < 2; i++) {
        const struct il_entry *entry = find_entry(&image->index, names[i], kind);
        if (entry == NULL) {
            continue;
        }
        Dwarf_Die die = il_index_die(&image->index, entry);
        const char *file;
        unsigned line;
        il_type_declared(image, &die, &file, &line);
        if (il_scope_has_file(scope, file)) {
            return il_type_at(image, &die, 0);
        }
    }
    return (struct il_built){NULL, false};
}

enum il_found il_named_find(const struct il_scope *scope, const char *name,
                            struct il_type_found *out, char reason[IL_REASON_SIZE])
{
    int kind;
    const char *rest = read_kind(name, &kind);
    for (struct il_module *module = il_modules(); module != NULL;
         module = module->next) {
        if (!il_module_is_in(module, scope)) {
            continue;
        }
        if (!il_module_prepare(module)) {
            return IL_FOUND_NO_MEMORY;
        }
        struct il_built built = find_in(module, scope, rest, kind);
        if (built.type != NULL) {
            *out = (struct il_type_found){built.type, module, module->load};
            return IL_FOUND;
        }
    }
    il_modules_explain(scope, NULL, reason);
    return IL_FOUND_NOTHING;
}

/* Only one search at a time: files that are damaged could send it around. */
const struct il_ctype *il_named_elsewhere(struct il_image *image, const char *name,
                                          enum il_entry_kind kind)
{
    static bool is_searching;
    const struct il_scope everywhere = {NULL, NULL};
    struct il_built built = {NULL, false};
    if (is_searching) {
        return NULL;
    }
    is_searching = true;
    for (struct il_module *module = il_modules(); module != NULL && built.type == NULL;
         module = module->next) {
        if (module->image != image && il_module_is_in(module, &everywhere) &&
            il_module_prepare(module)) {
            built = find_in(module, &everywhere, name, (int)kind);
        }
    }
    is_searching = false;
    return built.type;
}
