/* SPDX-License-Identifier: MIT
 * Structs, unions and classes out of debug information, as a whole. Cold.
 *
 * What a record consists of is read when it is completed; so a type that leads to
 * itself through pointers is no circle here. The same record stands in the information
 * of each source file that knows it: by name, size, line and members they become one.
 */
#include "dwarf/parts.h"

#include <stdlib.h>
#include <string.h>

enum { NESTED_MAX = 64 };

/* --- Names ------------------------------------------------------------------------ */

static enum il_entry_kind entry_kind(int tag)
{
    return tag == DW_TAG_union_type         ? IL_ENTRY_UNION
           : tag == DW_TAG_enumeration_type ? IL_ENTRY_ENUM
                                            : IL_ENTRY_RECORD;
}

/* "struct node" in C, "node" in C++; NULL where it has none. False: no memory. */
bool il_record_name(struct il_image *image, Dwarf_Die *die, const char **out)
{
    static const char *const words[] = {[IL_ENTRY_RECORD] = "struct ",
                                        [IL_ENTRY_UNION] = "union ",
                                        [IL_ENTRY_ENUM] = "enum "};
    const char *name = dwarf_diename(die);
    *out = name;
    if (name == NULL || !il_type_is_c(die)) {
        return true;
    }
    *out = il_arena_join(&image->arena, words[entry_kind(dwarf_tag(die))], name);
    return *out != NULL;
}

/* --- Records ---------------------------------------------------------------------- */

static size_t bucket_of(const struct il_image *image, const char *name)
{
    size_t hash = 5381;
    for (; *name != '\0'; name++) {
        hash = hash * 33 + (unsigned char)*name;
    }
    return hash & (image->interned_buckets - 1);
}

static bool grow_interned(struct il_image *image)
{
    size_t old = image->interned_buckets;
    struct il_node **nodes = image->interned;
    image->interned_buckets = old == 0 ? 256 : 2 * old;
    image->interned = calloc(image->interned_buckets, sizeof *nodes);
    if (image->interned == NULL) {
        image->interned = nodes;
        image->interned_buckets = old;
        return false;
    }
    for (size_t i = 0; i < old; i++) {
        for (struct il_node *node = nodes[i], *next; node != NULL; node = next) {
            size_t bucket = bucket_of(image, node->type.name);
            next = node->next;
            node->next = image->interned[bucket];
            image->interned[bucket] = node;
        }
    }
    free(nodes);
    return true;
}

static bool is_same(struct il_node *node, struct il_node *like)
{
    const struct il_ctype *left = &node->type, *right = &like->type;
    return left->kind == right->kind && left->size == right->size &&
           left->line == right->line && left->is_incomplete == right->is_incomplete &&
           strcmp(left->name, right->name) == 0 &&
           il_alike_records(&node->die, &like->die);
}

/* The same record, read before from another unit. */
static struct il_node *find_interned(struct il_image *image, struct il_node *like)
{
    struct il_node *node = image->interned_buckets == 0
                               ? NULL
                               : image->interned[bucket_of(image, like->type.name)];
    while (node != NULL && !is_same(node, like)) {
        node = node->next;
    }
    return node;
}

static bool intern(struct il_image *image, struct il_node *node)
{
    if (image->interned_count >= image->interned_buckets && !grow_interned(image)) {
        return false;
    }
    size_t bucket = bucket_of(image, node->type.name);
    node->next = image->interned[bucket];
    image->interned[bucket] = node;
    image->interned_count++;
    return true;
}

static struct il_built add_record(struct il_image *image, struct il_node *node)
{
    static size_t numbers;
    if (node->type.name != NULL) {
        struct il_node *known = find_interned(image, node);
        if (known != NULL) {
            return (struct il_built){&known->type, false};
        }
        if (!intern(image, node)) {
            return il_no_memory;
        }
    }
    node->type.number = numbers++;
    return (struct il_built){&node->type, false};
}

/* The definition of what is only declared here: "struct node;". */
static struct il_built find_definition(struct il_image *image, Dwarf_Die *die,
                                       unsigned depth)
{
    enum il_entry_kind kind = entry_kind(dwarf_tag(die));
    const char *name =
        il_type_is_c(die) ? dwarf_diename(die) : il_index_declared(&image->index, die);
    const struct il_entry *entry = NULL;
    while (name != NULL &&
           (entry = il_index_find(&image->index, name, entry)) != NULL) {
        Dwarf_Die found = il_index_die(&image->index, entry);
        if (entry->kind == kind && !il_type_has_flag(&found, DW_AT_declaration)) {
            return il_type_at(image, &found, depth + 1);
        }
    }
    return (struct il_built){
        name == NULL ? NULL : il_named_elsewhere(image, name, kind), false};
}

struct il_built il_record_make(struct il_image *image, Dwarf_Die *die, unsigned depth)
{
    bool is_declaration = il_type_has_flag(die, DW_AT_declaration);
    if (is_declaration) {
        struct il_built built = find_definition(image, die, depth);
        if (built.type != NULL) {
            return built;
        }
    }
    struct il_node *node = il_type_new(
        image, die, dwarf_tag(die) == DW_TAG_union_type ? IL_C_UNION : IL_C_RECORD);
    if (node == NULL || !il_record_name(image, die, &node->type.name)) {
        return il_no_memory;
    }
    if (node->type.size > PTRDIFF_MAX) {
        return il_type_bytes_of(image, die);
    }
    node->type.is_incomplete = is_declaration;
    node->type.line = (unsigned)il_type_number(die, DW_AT_decl_line, 0);
    node->type.complete = il_record_complete;
    return add_record(image, node);
}

/* A record without a tag is known by the first typedef that names it. */
struct il_built il_record_give_name(struct il_image *image, struct il_built built,
                                    const char *name)
{
    struct il_ctype *type = (struct il_ctype *)built.type;
    type->name = name;
    type->is_named_by_typedef = true;
    struct il_node *known = find_interned(image, (struct il_node *)type);
    if (known != NULL) {
        return (struct il_built){&known->type, built.is_const};
    }
    return intern(image, (struct il_node *)type) ? built : il_no_memory;
}

/* --- Completing ------------------------------------------------------------------- */

static void finish(struct il_ctype *type)
{
    __atomic_store_n(&type->complete, NULL, __ATOMIC_RELEASE);
}

/* What an alias takes over from the record that it names. */
static void take_over(struct il_ctype *type, const struct il_ctype *from)
{
    type->size = from->size;
    type->fields = from->fields;
    type->count = from->count;
    type->folder = from->folder;
    type->file = from->file;
    type->line = from->line;
    type->is_incomplete = from->is_incomplete;
    type->is_by_reference = from->is_by_reference;
    if (from->complete == NULL) {
        finish(type);
    }
}

/* It may be known once another library is there. */
static bool fill_declared(struct il_node *node, unsigned depth)
{
    unsigned long long now = il_modules_generation();
    if (node->tried == now) {
        return true;
    }
    node->tried = now;
    struct il_built built = find_definition(node->image, &node->die, depth);
    if (built.type == NULL || built.type == &node->type) {
        return true;
    }
    if (!il_record_fill((struct il_ctype *)built.type, depth + 1)) {
        return false;
    }
    take_over(&node->type, built.type);
    return true;
}

bool il_record_fill(struct il_ctype *type, unsigned depth)
{
    struct il_node *node = (struct il_node *)type;
    if (type->complete == NULL || node->is_open || depth > NESTED_MAX) {
        return true;
    }
    if (type->target != NULL) {
        struct il_ctype *record = (struct il_ctype *)type->target;
        bool is_filled = il_record_fill(record, depth + 1);
        if (is_filled) {
            take_over(type, record);
        }
        return is_filled;
    }
    if (type->is_incomplete) {
        return fill_declared(node, depth);
    }
    node->is_open = true;
    bool is_filled = il_member_fill(node, depth);
    node->is_open = false;
    if (is_filled) {
        finish(type);
    }
    return is_filled;
}

bool il_record_complete(struct il_ctype *type)
{
    il_dwarf_lock();
    bool is_complete = il_record_fill(type, 0);
    il_dwarf_unlock();
    return is_complete;
}
