/* SPDX-License-Identifier: MIT
 * Types out of debug information, made when something refers to them. Cold.
 *
 * An entry is read once: what it has become is remembered by where it stands.
 */
#include "dwarf/parts.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64, DIMENSIONS_MAX = 16 };

/* Types by where they were read. */
struct il_slot {
    uintptr_t key; /* 0: free */
    struct il_built built;
};

static const struct il_ctype void_type = {.kind = IL_C_VOID, .name = "void"};
static const struct il_ctype byte_type = {
    .kind = IL_C_UNSIGNED, .size = 1, .name = "unsigned char"};

const struct il_built il_no_memory = {NULL, false};

/* --- Known types ------------------------------------------------------------------ */

static struct il_slot *slot_of(struct il_slot *slots, size_t room, uintptr_t key)
{
    size_t at = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 17) & (room - 1);
    while (slots[at].key != 0 && slots[at].key != key) {
        at = (at + 1) & (room - 1);
    }
    return &slots[at];
}

static bool grow_slots(struct il_image *image)
{
    size_t room = image->slot_room == 0 ? 256 : 2 * image->slot_room;
    struct il_slot *slots = calloc(room, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < image->slot_room; i++) {
        if (image->slots[i].key != 0) {
            *slot_of(slots, room, image->slots[i].key) = image->slots[i];
        }
    }
    free(image->slots);
    image->slots = slots;
    image->slot_room = room;
    return true;
}

static const struct il_built *recall(struct il_image *image, uintptr_t key)
{
    struct il_slot *slot =
        image->slot_room == 0 ? NULL : slot_of(image->slots, image->slot_room, key);
    return slot == NULL || slot->key == 0 ? NULL : &slot->built;
}

/* What was made is given back; or il_no_memory. */
static struct il_built remember(struct il_image *image, uintptr_t key,
                                struct il_built built)
{
    if (built.type == NULL ||
        (2 * image->slot_count >= image->slot_room && !grow_slots(image))) {
        return il_no_memory;
    }
    struct il_slot *slot = slot_of(image->slots, image->slot_room, key);
    image->slot_count += slot->key == 0;
    *slot = (struct il_slot){key, built};
    return built;
}

/* --- Attributes ------------------------------------------------------------------- */

uint64_t il_type_number(Dwarf_Die *die, unsigned attribute, uint64_t other)
{
    Dwarf_Attribute found;
    Dwarf_Word number;
    return dwarf_attr_integrate(die, attribute, &found) == NULL ||
                   dwarf_formudata(&found, &number) != 0
               ? other
               : number;
}

bool il_type_has_flag(Dwarf_Die *die, unsigned attribute)
{
    Dwarf_Attribute found;
    bool is_set = false;
    return dwarf_attr_integrate(die, attribute, &found) != NULL &&
           dwarf_formflag(&found, &is_set) == 0 && is_set;
}

/* Does its unit name records with "struct" before them? */
bool il_type_is_c(Dwarf_Die *die)
{
    enum { C17 = 0x2c };
    Dwarf_Die unit;
    if (dwarf_diecu(die, &unit, NULL, NULL) == NULL) {
        return true;
    }
    switch (dwarf_srclang(&unit)) {
    case DW_LANG_C89:
    case DW_LANG_C:
    case DW_LANG_C99:
    case DW_LANG_C11:
    case DW_LANG_ObjC:
    case DW_LANG_UPC:
    case C17:
    case -1:
        return true;
    default:
        return false;
    }
}

const char *il_type_folder(Dwarf_Die *die)
{
    Dwarf_Attribute attribute;
    Dwarf_Die unit;
    return dwarf_diecu(die, &unit, NULL, NULL) == NULL
               ? NULL
               : dwarf_formstring(dwarf_attr(&unit, DW_AT_comp_dir, &attribute));
}

/* A path without the folder that the compiler ran in. */
static const char *shorten(Dwarf_Die *unit, const char *path)
{
    const char *folder = il_type_folder(unit);
    size_t size = folder == NULL ? 0 : strlen(folder);
    bool is_below = size > 1 && strncmp(path, folder, size) == 0 && path[size] == '/';
    return is_below ? path + size + 1 : path;
}

/* dwarf_decl_file() ends the program where debug information is split. */
void il_type_declared(struct il_image *image, Dwarf_Die *die, const char **out_file,
                      unsigned *out_line)
{
    Dwarf_Attribute attribute;
    Dwarf_Word number;
    Dwarf_Files *files;
    Dwarf_Die unit;
    size_t count;
    (void)image;
    *out_file = NULL;
    *out_line = (unsigned)il_type_number(die, DW_AT_decl_line, 0);
    if (dwarf_attr_integrate(die, DW_AT_decl_file, &attribute) == NULL ||
        dwarf_formudata(&attribute, &number) != 0 ||
        dwarf_cu_die(attribute.cu, &unit, NULL, NULL, NULL, NULL, NULL, NULL) == NULL ||
        dwarf_getsrcfiles(&unit, &files, &count) != 0 || number >= count) {
        return;
    }
    const char *path = dwarf_filesrc(files, number, NULL, NULL);
    *out_file = path == NULL ? NULL : shorten(&unit, path);
}

/* --- Nodes ------------------------------------------------------------------------ */

struct il_node *il_type_new(struct il_image *image, Dwarf_Die *die, enum il_ckind kind)
{
    struct il_node *node = il_arena_allot(&image->arena, 1, sizeof *node);
    if (node != NULL) {
        node->type.kind = kind;
        node->image = image;
        if (die != NULL) {
            node->die = *die;
            node->type.size = (size_t)il_type_number(die, DW_AT_byte_size, 0);
        }
    }
    return node;
}

const struct il_ctype *il_type_bytes(struct il_image *image, const char *name,
                                     size_t size)
{
    struct il_node *node = il_type_new(image, NULL, IL_C_ARRAY);
    if (node == NULL) {
        return NULL;
    }
    node->type.size = node->type.count = size > PTRDIFF_MAX ? 0 : size;
    node->type.name = node->type.alias = name == NULL ? "(unknown)" : name;
    node->type.target = &byte_type;
    return &node->type;
}

struct il_built il_type_bytes_of(struct il_image *image, Dwarf_Die *die)
{
    return (struct il_built){
        il_type_bytes(image, dwarf_diename(die),
                      (size_t)il_type_number(die, DW_AT_byte_size, 0)),
        false};
}

static struct il_built fill_pointer(struct il_node *node, struct il_built target)
{
    if (target.type == NULL) {
        return il_no_memory;
    }
    node->type.size = sizeof(void *);
    node->type.target = target.type;
    node->type.is_const = target.is_const;
    return (struct il_built){&node->type, false};
}

const struct il_ctype *il_type_array(struct il_image *image,
                                     const struct il_ctype *element, size_t count)
{
    struct il_node *node = il_type_new(image, NULL, IL_C_ARRAY);
    if (node == NULL) {
        return NULL;
    }
    bool is_too_large = element->size != 0 && count > PTRDIFF_MAX / element->size;
    node->type.count = is_too_large ? 0 : count;
    node->type.size = node->type.count * element->size;
    node->type.target = element;
    return &node->type;
}

/* --- Pointers, arrays, functions -------------------------------------------------- */

/* Let a type be known while what it leads to is asked for. False without memory. */
static bool begin(struct il_image *image, struct il_node *node)
{
    node->is_open = true;
    return remember(image, (uintptr_t)node->die.addr,
                    (struct il_built){&node->type, false})
               .type != NULL;
}

/* In C the way from a type back to itself leads through a record, which is filled in
 * later. Damaged files have others, which nobody could follow to their end. */
static bool leads_back(const struct il_built *known)
{
    const struct il_ctype *type = known->type;
    return (type->kind == IL_C_POINTER || type->kind == IL_C_FUNCTION) &&
           ((const struct il_node *)type)->is_open;
}

static struct il_built make_pointer(struct il_image *image, Dwarf_Die *die,
                                    unsigned depth)
{
    struct il_node *node = il_type_new(image, die, IL_C_POINTER);
    if (node == NULL) {
        return il_no_memory;
    }
    if (node->type.size != 0 && node->type.size != sizeof(void *)) {
        return il_type_bytes_of(image, die);
    }
    /* Known before what it leads to is asked for, which may lead back here. */
    node->type.target = &void_type;
    node->type.size = sizeof(void *);
    if (!begin(image, node)) {
        return il_no_memory;
    }
    struct il_built target = il_type_of(image, die, depth + 1);
    node->is_open = false;
    return fill_pointer(node, target);
}

/* How many elements a dimension has; false where that is open, or only known when the
 * program runs. */
static bool read_extent(Dwarf_Die *range, size_t *out)
{
    uint64_t count = il_type_number(range, DW_AT_count, UINT64_MAX);
    if (count == UINT64_MAX) {
        Dwarf_Attribute attribute;
        Dwarf_Word last;
        if (dwarf_attr(range, DW_AT_upper_bound, &attribute) == NULL ||
            dwarf_formudata(&attribute, &last) != 0) {
            return false;
        }
        count = last + 1;
    }
    *out = (size_t)count;
    return true;
}

static struct il_built make_array(struct il_image *image, Dwarf_Die *die,
                                  unsigned depth)
{
    size_t extents[DIMENSIONS_MAX], count = 0;
    bool is_open[DIMENSIONS_MAX];
    Dwarf_Die range;
    for (bool is_one = il_die_child(die, &range); is_one && count < DIMENSIONS_MAX;
         is_one = il_die_next(&range)) {
        if (dwarf_tag(&range) == DW_TAG_subrange_type) {
            extents[count] = 0;
            is_open[count] = !read_extent(&range, &extents[count]);
            count++;
        }
    }
    struct il_built built = il_type_of(image, die, depth + 1);
    while (built.type != NULL && count-- > 0) {
        built.type = il_type_array(image, built.type, extents[count]);
        if (built.type != NULL) {
            ((struct il_node *)built.type)->type.is_open = is_open[count];
        }
    }
    return built;
}

static struct il_built make_function(struct il_image *image, Dwarf_Die *die,
                                     unsigned depth)
{
    struct il_node *node = il_type_new(image, die, IL_C_FUNCTION);
    if (node == NULL) {
        return il_no_memory;
    }
    node->type.size = 0;
    node->type.target = &void_type;
    if (!begin(image, node)) {
        return il_no_memory;
    }
    node->type.target = il_type_of(image, die, depth + 1).type;
    bool is_made = node->type.target != NULL && il_member_parameters(node, depth);
    node->is_open = false;
    if (!is_made) {
        return il_no_memory;
    }
    node->type.is_open = node->type.count == 0 && !node->type.is_variadic &&
                         il_type_is_c(die) && !il_type_has_flag(die, DW_AT_prototyped);
    return (struct il_built){&node->type, false};
}

/* --- Other names of a type -------------------------------------------------------- */

static bool is_record(const struct il_ctype *type)
{
    return type->kind == IL_C_RECORD || type->kind == IL_C_UNION;
}

/* A copy that can be changed; of a record it is filled in with the record. */
static struct il_node *copy_of(struct il_image *image, const struct il_ctype *type)
{
    struct il_node *node = il_type_new(image, NULL, type->kind);
    if (node != NULL) {
        node->type = *type;
        if (is_record(type)) {
            node->type.target = type->target != NULL ? type->target : type;
        }
    }
    return node;
}

static struct il_built make_typedef(struct il_image *image, Dwarf_Die *die,
                                    unsigned depth)
{
    const char *name = dwarf_diename(die);
    struct il_built built = il_type_of(image, die, depth + 1);
    if (built.type == NULL || name == NULL) {
        return built;
    }
    if (built.type->name == NULL && is_record(built.type) &&
        built.type->target == NULL) {
        return il_record_give_name(image, built, name);
    }
    struct il_node *node = copy_of(image, built.type);
    if (node == NULL) {
        return il_no_memory;
    }
    node->type.alias = name;
    return (struct il_built){&node->type, built.is_const};
}

static struct il_built qualify(struct il_image *image, Dwarf_Die *die, const char *word,
                               unsigned depth)
{
    struct il_built built = il_type_of(image, die, depth + 1);
    const char *name = built.type == NULL          ? NULL
                       : built.type->alias != NULL ? built.type->alias
                                                   : built.type->name;
    bool is_pointer = built.type != NULL && built.type->kind == IL_C_POINTER;
    if (built.type == NULL || (name == NULL && !is_pointer)) {
        return built;
    }
    struct il_node *node = copy_of(image, built.type);
    if (node == NULL) {
        return il_no_memory;
    }
    node->type.is_volatile |= is_pointer;
    if (name != NULL) {
        node->type.alias = il_arena_join(&image->arena, word, name);
    }
    return name != NULL && node->type.alias == NULL
               ? il_no_memory
               : (struct il_built){&node->type, built.is_const};
}

/* --- Any type --------------------------------------------------------------------- */

static struct il_built make_const(struct il_image *image, Dwarf_Die *die,
                                  unsigned depth)
{
    struct il_built built = il_type_of(image, die, depth + 1);
    built.is_const = true;
    return built;
}

static struct il_built make(struct il_image *image, Dwarf_Die *die, unsigned depth)
{
    switch (dwarf_tag(die)) {
    case DW_TAG_base_type:
        return il_basic_make(image, die);
    case DW_TAG_enumeration_type:
        return il_basic_make_enum(image, die, depth);
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type:
        return il_record_make(image, die, depth);
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type:
        return make_pointer(image, die, depth);
    case DW_TAG_array_type:
        return make_array(image, die, depth);
    case DW_TAG_subroutine_type:
    case DW_TAG_subprogram:
        return make_function(image, die, depth);
    case DW_TAG_typedef:
        return make_typedef(image, die, depth);
    case DW_TAG_const_type:
        return make_const(image, die, depth);
    case DW_TAG_volatile_type:
        return qualify(image, die, "volatile ", depth);
    case DW_TAG_atomic_type:
        return qualify(image, die, "_Atomic ", depth);
    case DW_TAG_restrict_type:
        return il_type_of(image, die, depth + 1);
    default:
        return il_type_bytes_of(image, die);
    }
}

/* gcc's stubs of types that it has put into units of their own. */
static bool follow_signature(Dwarf_Die *die, Dwarf_Die *out)
{
    Dwarf_Attribute attribute;
    *out = *die;
    return dwarf_attr(die, DW_AT_signature, &attribute) == NULL ||
           dwarf_formref_die(&attribute, out) != NULL;
}

struct il_built il_type_at(struct il_image *image, Dwarf_Die *die, unsigned depth)
{
    Dwarf_Die meant;
    const struct il_built *known = recall(image, (uintptr_t)die->addr);
    if (known != NULL && !leads_back(known)) {
        return *known;
    }
    if (known != NULL || depth > DEPTH_MAX || !follow_signature(die, &meant)) {
        return (struct il_built){&void_type, false};
    }
    struct il_built built = meant.addr == die->addr
                                ? make(image, die, depth)
                                : il_type_at(image, &meant, depth + 1);
    return remember(image, (uintptr_t)die->addr, built);
}

struct il_built il_type_of(struct il_image *image, Dwarf_Die *die, unsigned depth)
{
    Dwarf_Attribute attribute;
    Dwarf_Die target;
    if (dwarf_attr_integrate(die, DW_AT_type, &attribute) == NULL ||
        dwarf_formref_die(&attribute, &target) == NULL) {
        return (struct il_built){&void_type, false};
    }
    return il_type_at(image, &target, depth);
}
