/* SPDX-License-Identifier: MIT
 * The names of a file: all that stand outermost in its debug information, read once.
 * Cold.
 *
 * One pass over the outermost entries, with a look at the attributes of each, takes
 * some milliseconds for a large program; the types behind the names are made when they
 * are asked for.
 */
#include "dwarf/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPACES_MAX = 32, ENTRIES_MAX = 1 << 26, NAME_MAX_SIZE = 1 << 12 };

/* --- The table -------------------------------------------------------------------- */

static uint32_t hash_of(const char *name)
{
    uint32_t hash = 5381;
    for (; *name != '\0'; name++) {
        hash = hash * 33 + (unsigned char)*name;
    }
    return hash;
}

static void enlist(struct il_index *index, uint32_t number)
{
    struct il_entry *entry = &index->entries[number - 1];
    uint32_t *bucket = &index->buckets[entry->hash & (index->bucket_count - 1)];
    entry->next = *bucket;
    *bucket = number;
}

static bool grow(struct il_index *index)
{
    size_t room = index->room == 0 ? 1024 : 2 * index->room;
    struct il_entry *entries = realloc(index->entries, room * sizeof *entries);
    if (entries == NULL) {
        return false;
    }
    index->entries = entries;
    uint32_t *buckets = calloc(room, sizeof *buckets);
    if (buckets == NULL) {
        return false;
    }
    free(index->buckets);
    index->buckets = buckets;
    index->bucket_count = index->room = room;
    for (size_t i = 0; i < index->count; i++) {
        enlist(index, (uint32_t)i + 1);
    }
    return true;
}

static bool add(struct il_index *index, const struct il_entry *entry)
{
    if (index->count == index->room && (index->count >= ENTRIES_MAX || !grow(index))) {
        return index->count >= ENTRIES_MAX;
    }
    index->entries[index->count] = *entry;
    index->entries[index->count].hash = hash_of(entry->name);
    index->types += !il_entry_is_symbol(entry);
    enlist(index, (uint32_t)++index->count);
    return true;
}

const struct il_entry *il_index_find(const struct il_index *index, const char *name,
                                     const struct il_entry *after)
{
    uint32_t hash = hash_of(name), number;
    if (index->bucket_count == 0) {
        return NULL;
    }
    number =
        after != NULL ? after->next : index->buckets[hash & (index->bucket_count - 1)];
    for (; number != 0; number = index->entries[number - 1].next) {
        const struct il_entry *entry = &index->entries[number - 1];
        if (entry->hash == hash && strcmp(entry->name, name) == 0) {
            return entry;
        }
    }
    return NULL;
}

Dwarf_Die il_index_die(const struct il_index *index, const struct il_entry *entry)
{
    return (Dwarf_Die){.addr = entry->address, .cu = index->units[entry->unit]};
}

/* --- From one to the next --------------------------------------------------------- */

bool il_die_child(Dwarf_Die *parent, Dwarf_Die *out)
{
    return dwarf_child(parent, out) == 0;
}

bool il_die_next(Dwarf_Die *die)
{
    const void *before = die->addr;
    return dwarf_siblingof(die, die) == 0 && (uintptr_t)die->addr > (uintptr_t)before;
}

/* --- Entries ---------------------------------------------------------------------- */

/* What the attributes of an entry say that matters here. */
struct seen {
    const char *name;
    bool is_declaration, is_elsewhere, has_place;
};

static int see_attribute(Dwarf_Attribute *attribute, void *data)
{
    struct seen *seen = data;
    switch (dwarf_whatattr(attribute)) {
    case DW_AT_name:
        seen->name = dwarf_formstring(attribute);
        break;
    case DW_AT_declaration:
        seen->is_declaration = true;
        break;
    case DW_AT_specification:
    case DW_AT_abstract_origin:
        seen->is_elsewhere = true;
        break;
    case DW_AT_location:
    case DW_AT_low_pc:
    case DW_AT_ranges:
        seen->has_place = true;
        break;
    default:
        break;
    }
    return DWARF_CB_OK;
}

/* -1 for entries that are not listed. */
static int kind_of(int tag)
{
    switch (tag) {
    case DW_TAG_variable:
        return IL_ENTRY_VARIABLE;
    case DW_TAG_subprogram:
        return IL_ENTRY_FUNCTION;
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
        return IL_ENTRY_RECORD;
    case DW_TAG_union_type:
        return IL_ENTRY_UNION;
    case DW_TAG_enumeration_type:
        return IL_ENTRY_ENUM;
    case DW_TAG_base_type:
    case DW_TAG_typedef:
        return IL_ENTRY_TYPE;
    default:
        return -1;
    }
}

/* Where the walk is. */
struct walk {
    struct il_index *index;
    uint32_t unit;
    const char *space;               /* "outer::inner::", or "" */
    struct il_declarations *members; /* names that namespaces of the unit declare */
    unsigned depth;
    bool is_c;
};

/* The name with the namespace around it, if there is one. NULL without memory. */
static const char *full_name(struct walk *walk, const char *name)
{
    return walk->space[0] == '\0' || strlen(walk->space) + strlen(name) > NAME_MAX_SIZE
               ? name
               : il_arena_join(&walk->index->texts, walk->space, name);
}

static bool add_entry(struct walk *walk, Dwarf_Die *die, int kind, const char *name,
                      bool has_place)
{
    struct il_entry entry = {.name = full_name(walk, name),
                             .address = die->addr,
                             .unit = walk->unit,
                             .kind = (uint8_t)kind,
                             .has_place = has_place};
    return entry.name != NULL && add(walk->index, &entry);
}

static bool walk_children(struct walk *walk, Dwarf_Die *parent,
                          bool (*see)(struct walk *walk, Dwarf_Die *die));

static bool see_constant(struct walk *walk, Dwarf_Die *die)
{
    const char *name = dwarf_tag(die) == DW_TAG_enumerator ? dwarf_diename(die) : NULL;
    return name == NULL || add_entry(walk, die, IL_ENTRY_CONSTANT, name, true);
}

static bool see_entry(struct walk *walk, Dwarf_Die *die);

static bool see_namespace(struct walk *walk, Dwarf_Die *die)
{
    struct walk inner = *walk;
    const char *name = dwarf_diename(die);
    if (++inner.depth > SPACES_MAX) {
        return true;
    }
    if (name != NULL) {
        const char *prefix = full_name(walk, name);
        inner.space =
            prefix == NULL ? NULL : il_arena_join(&walk->index->texts, prefix, "::");
        if (inner.space == NULL) {
            return false;
        }
    }
    return walk_children(&inner, die, see_entry);
}

static bool grow_declarations(struct il_declarations *declarations)
{
    size_t room = declarations->room == 0 ? 32 : 2 * declarations->room;
    struct il_declared *at = realloc(declarations->at, room * sizeof *at);
    if (at != NULL) {
        declarations->at = at;
        declarations->room = room;
    }
    return at != NULL;
}

static bool declare(struct il_declarations *declarations, struct walk *walk,
                    Dwarf_Die *die, const char *name)
{
    if (declarations->count == declarations->room && !grow_declarations(declarations)) {
        return false;
    }
    const char *full = full_name(walk, name);
    declarations->at[declarations->count++] = (struct il_declared){die->addr, full};
    return full != NULL;
}

static int compare_declared(const void *left, const void *right)
{
    uintptr_t one = (uintptr_t)((const struct il_declared *)left)->address;
    uintptr_t other = (uintptr_t)((const struct il_declared *)right)->address;
    return (one > other) - (one < other);
}

static const char *find_declared(const struct il_declarations *declarations,
                                 const Dwarf_Die *die)
{
    const struct il_declared wanted = {die->addr, NULL};
    const struct il_declared *found =
        declarations->count == 0
            ? NULL
            : bsearch(&wanted, declarations->at, declarations->count, sizeof wanted,
                      compare_declared);
    return found == NULL ? NULL : found->name;
}

const char *il_index_declared(const struct il_index *index, const Dwarf_Die *die)
{
    return find_declared(&index->declared, die);
}

/* The name that the entry meant by another one was declared by, with its namespace. */
static const char *declared_name(const struct walk *walk, Dwarf_Die *die)
{
    Dwarf_Attribute attribute;
    Dwarf_Die meant;
    return walk->members->count == 0 ||
                   dwarf_attr(die, DW_AT_specification, &attribute) == NULL ||
                   dwarf_formref_die(&attribute, &meant) == NULL
               ? NULL
               : find_declared(walk->members, &meant);
}

/* Of an entry that is meant by another one: with its namespace, if that was seen. */
static const char *find_name(struct walk *walk, Dwarf_Die *die)
{
    const char *name = declared_name(walk, die);
    return name != NULL ? name : dwarf_diename(die);
}

static bool see_entry(struct walk *walk, Dwarf_Die *die)
{
    struct seen seen = {.name = NULL};
    int tag = dwarf_tag(die), kind = kind_of(tag);
    if (tag == DW_TAG_namespace) {
        return see_namespace(walk, die);
    }
    if (kind < 0 || dwarf_getattrs(die, see_attribute, &seen, 0) < 0) {
        return true;
    }
    if (seen.name == NULL && seen.is_elsewhere) {
        seen.name = find_name(walk, die);
    }
    if (seen.is_declaration && seen.name != NULL && walk->space[0] != '\0' &&
        kind <= IL_ENTRY_CONSTANT) {
        return declare(walk->members, walk, die, seen.name);
    }
    if (seen.is_declaration && seen.name != NULL && !walk->is_c &&
        (kind == IL_ENTRY_RECORD || kind == IL_ENTRY_UNION)) {
        return declare(&walk->index->declared, walk, die, seen.name);
    }
    if (kind == IL_ENTRY_ENUM && !walk_children(walk, die, see_constant)) {
        return false;
    }
    return seen.name == NULL || seen.name[0] == '\0' || seen.is_declaration ||
           add_entry(walk, die, kind, seen.name, seen.has_place);
}

static bool walk_children(struct walk *walk, Dwarf_Die *parent,
                          bool (*see)(struct walk *walk, Dwarf_Die *die))
{
    Dwarf_Die die;
    bool is_good = true;
    for (bool is_one = il_die_child(parent, &die); is_one && is_good;
         is_one = il_die_next(&die)) {
        is_good = see(walk, &die);
    }
    return is_good;
}

/* --- Units ------------------------------------------------------------------------ */

static bool add_unit(struct il_index *index, Dwarf_CU *unit)
{
    if (index->unit_count == index->unit_room) {
        size_t room = index->unit_room == 0 ? 64 : 2 * index->unit_room;
        Dwarf_CU **units = realloc(index->units, room * sizeof *units);
        if (units == NULL) {
            return false;
        }
        index->units = units;
        index->unit_room = room;
    }
    index->units[index->unit_count++] = unit;
    return true;
}

static bool walk_unit(struct il_index *index, Dwarf_Die *die)
{
    struct il_declarations members = {NULL, 0, 0};
    struct walk walk = {
        .index = index, .space = "", .members = &members, .is_c = il_type_is_c(die)};
    if (!add_unit(index, die->cu)) {
        return false;
    }
    walk.unit = (uint32_t)(index->unit_count - 1);
    bool is_good = walk_children(&walk, die, see_entry);
    free(members.at);
    return is_good;
}

/* Its part in another file is missing. */
static void note_missing(struct il_image *image, Dwarf_Die *skeleton)
{
    static const unsigned names[] = {DW_AT_dwo_name, DW_AT_GNU_dwo_name};
    Dwarf_Attribute attribute;
    const char *name = NULL;
    for (size_t i = 0; i < 2 && name == NULL; i++) {
        name = dwarf_formstring(dwarf_attr(skeleton, names[i], &attribute));
    }
    if (image->problem[0] == '\0') {
        snprintf(image->problem, sizeof image->problem,
                 "%.80s has debug information in %s, which cannot be read", image->name,
                 name == NULL ? "another file" : il_path_end(name, 120));
    }
}

static bool walk_units(struct il_image *image, Dwarf *dwarf, unsigned depth)
{
    Dwarf_CU *unit = NULL, *next;
    Dwarf_Die die, other;
    uint8_t type;
    while (dwarf_get_units(dwarf, unit, &next, NULL, &type, &die, &other) == 0) {
        bool is_good = true;
        unit = next;
        if (type == DW_UT_skeleton && depth == 0) {
            if (other.addr == NULL) {
                note_missing(image, &die);
            } else {
                is_good = walk_units(image, dwarf_cu_getdwarf(other.cu), 1);
            }
        } else if (type != DW_UT_skeleton) {
            is_good = walk_unit(&image->index, &die);
        }
        if (!is_good) {
            return false;
        }
    }
    return true;
}

/* A build with -g1 has lines, with gcc the names of functions and variables, too. */
static void check_content(struct il_image *image)
{
    if (image->index.types == 0 && image->problem[0] == '\0') {
        snprintf(image->problem, sizeof image->problem,
                 "%.80s has debug information without types, as by -g1", image->name);
    }
}

static void clear(struct il_index *index)
{
    free(index->entries);
    free(index->buckets);
    free(index->units);
    free(index->declared.at);
    il_arena_free(&index->texts);
    *index = (struct il_index){.texts = index->texts};
}

bool il_index_build(struct il_image *image)
{
    Dwarf *shared = dwarf_getalt(image->dwarf);
    if (!walk_units(image, image->dwarf, 0) ||
        (shared != NULL && !walk_units(image, shared, 1))) {
        clear(&image->index);
        return false;
    }
    const struct il_declarations *declared = &image->index.declared;
    if (declared->count > 0) {
        qsort(declared->at, declared->count, sizeof *declared->at, compare_declared);
    }
    check_content(image);
    return true;
}
