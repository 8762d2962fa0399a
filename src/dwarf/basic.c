/* SPDX-License-Identifier: MIT
 * Numbers, characters and enumerations out of debug information. Cold.
 */
#include "dwarf/parts.h"

#include <string.h>

enum { CONSTANTS_MAX = 1 << 20 };

/* --- Basic types ------------------------------------------------------------------ */

/* Compilers' names of numbers, and those that tables and everybody else have. */
static const char *const number_names[][2] = {
    {"_Bool", "bool"},
    {"long int", "long"},
    {"long unsigned int", "unsigned long"},
    {"short int", "short"},
    {"short unsigned int", "unsigned short"},
    {"long long int", "long long"},
    {"long long unsigned int", "unsigned long long"},
    {"unsigned int", "unsigned"},
    {"__int128 unsigned", "unsigned __int128"},
    {"__float128", "_Float128"},
    {"_Complex float", "complex float"},
    {"_Complex double", "complex double"},
    {"_Complex long double", "complex long double"},
};

static const char *rename_number(const char *name, int from)
{
    for (size_t i = 0; i < sizeof number_names / sizeof *number_names; i++) {
        if (strcmp(name, number_names[i][from]) == 0) {
            return number_names[i][!from];
        }
    }
    return name;
}

static const char *usual_name(const char *name)
{
    return strcmp(name, "unsigned int") == 0 ? name : rename_number(name, 0);
}

const char *il_basic_other_name(const char *name) { return rename_number(name, 1); }

/* What complex numbers have two of; the last one is what `_Float128` is. */
static const struct il_ctype reals[] = {
    {.kind = IL_C_FLOAT, .size = sizeof(float), .name = "float"},
    {.kind = IL_C_FLOAT, .size = sizeof(double), .name = "double"},
    {.kind = IL_C_FLOAT, .size = sizeof(long double), .name = "long double"},
    {.kind = IL_C_FLOAT, .size = 16, .name = "_Float128", .is_quad = true},
};

/* The real number of a name and size, or NULL for what is shown as bytes. */
static const struct il_ctype *find_real(const char *name, size_t size)
{
    if (size == sizeof(float) || size == sizeof(double)) {
        return &reals[size == sizeof(double)];
    }
    bool is_long = strcmp(name, "long double") == 0 || strcmp(name, "_Float64x") == 0;
    bool is_quad = strcmp(name, "_Float128") == 0;
    return is_long && size == reals[2].size   ? &reals[2]
           : is_quad && size == reals[3].size ? &reals[3]
                                              : NULL;
}

/* Clang says "complex" of all of them: the size tells which, and of two of one size it
 * is that of the standard. */
static const char *complex_name(const char *name, size_t size)
{
    return strcmp(name, "complex") != 0      ? name
           : size == 2 * sizeof(float)       ? "complex float"
           : size == 2 * sizeof(double)      ? "complex double"
           : size == 2 * sizeof(long double) ? "complex long double"
                                             : name;
}

static const struct il_ctype *find_part(const char *name, size_t size)
{
    static const char prefix[] = "complex ";
    bool is_named = strncmp(name, prefix, sizeof prefix - 1) == 0;
    return is_named ? find_real(name + sizeof prefix - 1, size / 2) : NULL;
}

static int integer_kind(uint64_t encoding, const char *name)
{
    switch (encoding) {
    case DW_ATE_boolean:
        return IL_C_BOOL;
    case DW_ATE_signed:
        return IL_C_SIGNED;
    case DW_ATE_unsigned:
    case DW_ATE_UTF:
    case DW_ATE_address:
        return IL_C_UNSIGNED;
    case DW_ATE_signed_char:
        return strcmp(name, "char") == 0 ? IL_C_CHAR : IL_C_SIGNED;
    case DW_ATE_unsigned_char:
        return strcmp(name, "char") == 0 ? IL_C_CHAR : IL_C_UNSIGNED;
    default:
        return -1;
    }
}

/* -1 for what is shown as bytes: what is wider than C's own, or of another kind. */
static int basic_kind(uint64_t encoding, const char *name, size_t size)
{
    if (encoding == DW_ATE_float) {
        return find_real(name, size) != NULL ? (int)IL_C_FLOAT : -1;
    }
    if (encoding == DW_ATE_complex_float) {
        return find_part(name, size) != NULL ? (int)IL_C_COMPLEX : -1;
    }
    int kind = size == 0 ? -1 : integer_kind(encoding, name);
    bool is_number = kind == IL_C_SIGNED || kind == IL_C_UNSIGNED;
    return size <= sizeof(uint64_t) || (is_number && size == 2 * sizeof(uint64_t))
               ? kind
               : -1;
}

static bool is_foreign(Dwarf_Die *die)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    uint64_t order = il_type_number(die, DW_AT_endianity, DW_END_default);
    return first == 1 ? order == DW_END_big : order == DW_END_little;
}

struct il_built il_basic_make(struct il_image *image, Dwarf_Die *die)
{
    const char *name = dwarf_diename(die);
    size_t size = (size_t)il_type_number(die, DW_AT_byte_size, 0);
    uint64_t encoding = il_type_number(die, DW_AT_encoding, 0);
    name = name == NULL ? "(unknown)" : complex_name(usual_name(name), size);
    int kind =
        dwarf_hasattr(die, DW_AT_bit_size) ? -1 : basic_kind(encoding, name, size);
    if (kind < 0) {
        return (struct il_built){il_type_bytes(image, name, size), false};
    }
    struct il_node *node = il_type_new(image, die, (enum il_ckind)kind);
    if (node == NULL) {
        return il_no_memory;
    }
    node->type.name = name;
    node->type.is_signed_char = encoding == DW_ATE_signed_char;
    if (kind == IL_C_FLOAT) {
        node->type.is_quad = find_real(name, size)->is_quad;
    } else if (kind == IL_C_COMPLEX) {
        node->type.target = find_part(name, size);
    }
    node->type.is_foreign = is_foreign(die);
    return (struct il_built){&node->type, false};
}

/* --- Enumerations ----------------------------------------------------------------- */

/* Compilers write negative values in a form that has a sign, others without. */
bool il_basic_constant(Dwarf_Die *die, int64_t *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Word number;
    Dwarf_Sword integer;
    if (dwarf_attr(die, DW_AT_const_value, &attribute) == NULL) {
        return false;
    }
    unsigned form = dwarf_whatform(&attribute);
    bool has_sign = form == DW_FORM_sdata || form == DW_FORM_implicit_const;
    if (has_sign && dwarf_formsdata(&attribute, &integer) == 0) {
        *out = integer;
        return true;
    }
    if (!has_sign && dwarf_formudata(&attribute, &number) == 0) {
        *out = (int64_t)number;
        return true;
    }
    return false;
}

static size_t count_children(Dwarf_Die *parent, int tag, size_t most)
{
    Dwarf_Die die;
    size_t count = 0;
    for (bool is_one = il_die_child(parent, &die); is_one && count < most;
         is_one = il_die_next(&die)) {
        count += dwarf_tag(&die) == tag;
    }
    return count;
}

static bool read_constants(struct il_node *node)
{
    Dwarf_Die die;
    size_t most = count_children(&node->die, DW_TAG_enumerator, CONSTANTS_MAX);
    struct il_cconstant *constants =
        il_arena_allot(&node->image->arena, most + 1, sizeof *constants);
    if (constants == NULL) {
        return false;
    }
    for (bool is_one = il_die_child(&node->die, &die);
         is_one && node->type.count < most; is_one = il_die_next(&die)) {
        struct il_cconstant *constant = &constants[node->type.count];
        constant->name = dwarf_diename(&die);
        if (dwarf_tag(&die) == DW_TAG_enumerator && constant->name != NULL &&
            il_basic_constant(&die, &constant->value)) {
            node->type.count++;
        }
    }
    node->type.constants = constants;
    return true;
}

static const struct il_ctype *stored_as(struct il_node *node, unsigned depth)
{
    struct il_built built = il_type_of(node->image, &node->die, depth + 1);
    if (built.type != NULL &&
        (built.type->kind == IL_C_SIGNED || built.type->kind == IL_C_UNSIGNED ||
         built.type->kind == IL_C_CHAR)) {
        return built.type;
    }
    struct il_node *stored = il_type_new(node->image, NULL, IL_C_UNSIGNED);
    if (stored == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < node->type.count; i++) {
        if (node->type.constants[i].value < 0) {
            stored->type.kind = IL_C_SIGNED;
        }
    }
    stored->type.size = node->type.size;
    stored->type.name = stored->type.kind == IL_C_SIGNED ? "int" : "unsigned int";
    return &stored->type;
}

struct il_built il_basic_make_enum(struct il_image *image, Dwarf_Die *die,
                                   unsigned depth)
{
    struct il_node *node = il_type_new(image, die, IL_C_ENUM);
    if (node == NULL || !il_record_name(image, die, &node->type.name) ||
        !read_constants(node)) {
        return il_no_memory;
    }
    node->type.target = stored_as(node, depth);
    if (node->type.target == NULL) {
        return il_no_memory;
    }
    if (node->type.size != node->type.target->size || node->type.size == 0 ||
        node->type.size > sizeof(uint64_t)) {
        return il_type_bytes_of(image, die);
    }
    il_type_declared(image, die, &node->type.file, &node->type.line);
    return (struct il_built){&node->type, false};
}
