/* SPDX-License-Identifier: MIT
 * What is in a record, and what a function takes. Cold.
 *
 * The members of a member without a name, and of a base class, are fields of the record
 * itself, as C and C++ have it.
 */
#include "dwarf/parts.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 1 << 16 };

/* Fields while they are read. */
struct fields {
    struct il_cfield *at;
    size_t count, room;
};

static bool add(struct fields *fields, const struct il_cfield *field)
{
    if (fields->count == FIELDS_MAX) {
        return true;
    }
    if (fields->count == fields->room) {
        size_t room = fields->room == 0 ? 16 : 2 * fields->room;
        struct il_cfield *at = realloc(fields->at, room * sizeof *at);
        if (at == NULL) {
            return false;
        }
        fields->at = at;
        fields->room = room;
    }
    fields->at[fields->count++] = *field;
    return true;
}

/* Move them to where types live. False without memory. */
static bool settle(struct fields *fields, struct il_node *node)
{
    struct il_cfield *at =
        il_arena_allot(&node->image->arena, fields->count + 1, sizeof *at);
    if (at == NULL) {
        return false;
    }
    if (fields->count > 0) {
        memcpy(at, fields->at, fields->count * sizeof *at);
    }
    node->type.fields = at;
    node->type.count = fields->count;
    return true;
}

/* --- Places ----------------------------------------------------------------------- */

/* The bytes from the record's start; false where they are only known at run time, as
 * those of virtual base classes. */
static bool read_offset(Dwarf_Die *die, size_t *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Word number;
    Dwarf_Op *operations;
    size_t count;
    *out = 0;
    if (dwarf_attr(die, DW_AT_data_member_location, &attribute) == NULL) {
        return true;
    }
    if (dwarf_formudata(&attribute, &number) == 0) {
        *out = (size_t)number;
        return true;
    }
    if (dwarf_getlocation(&attribute, &operations, &count) != 0 || count != 1 ||
        operations[0].atom != DW_OP_plus_uconst) {
        return false;
    }
    *out = (size_t)operations[0].number;
    return true;
}

static bool is_big_machine(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 0;
}

/* From the number of its first bit, counted from where the record begins. */
static void place_bits(struct il_cfield *field, uint64_t first)
{
    field->offset = (size_t)(first / CHAR_BIT);
    field->bit_offset = (unsigned)(first % CHAR_BIT);
    if (is_big_machine()) {
        unsigned end = field->bit_offset + field->bit_width;
        field->bit_offset = (end + CHAR_BIT - 1) / CHAR_BIT * CHAR_BIT - end;
    }
}

/* Before DWARF 5 bits are counted from the most significant one of the unit of storage,
 * on every machine. */
static void place_old_bits(Dwarf_Die *die, struct il_cfield *field)
{
    uint64_t unit = il_type_number(die, DW_AT_byte_size, field->type->size) * CHAR_BIT;
    uint64_t skipped = il_type_number(die, DW_AT_bit_offset, 0);
    uint64_t base = (uint64_t)field->offset * CHAR_BIT;
    if (is_big_machine()) {
        place_bits(field, base + skipped);
    } else {
        place_bits(field, base + unit - skipped - field->bit_width);
    }
}

static void read_bits(Dwarf_Die *die, struct il_cfield *field)
{
    uint64_t width = il_type_number(die, DW_AT_bit_size, 0);
    uint64_t first = il_type_number(die, DW_AT_data_bit_offset, UINT64_MAX);
    if (width == 0 || width > 64 || !il_ctype_is_scalar(field->type) ||
        field->type->kind == IL_C_FLOAT || field->type->kind == IL_C_COMPLEX) {
        return;
    }
    field->bit_width = (unsigned)width;
    if (first != UINT64_MAX) {
        place_bits(field, first);
    } else {
        place_old_bits(die, field);
    }
}

/* More bits than an integer of ours has: the bytes that they are in, to be looked at.
 * False without memory. */
static bool spread_bits(struct il_node *record, Dwarf_Die *die, struct il_cfield *field)
{
    uint64_t width = il_type_number(die, DW_AT_bit_size, 0);
    uint64_t first = il_type_number(die, DW_AT_data_bit_offset, UINT64_MAX);
    size_t size = field->type->size;
    if (width <= 64 || width / CHAR_BIT > record->type.size) {
        return true;
    }
    if (first != UINT64_MAX) {
        field->offset = (size_t)(first / CHAR_BIT);
        size = (size_t)((first % CHAR_BIT + width + CHAR_BIT - 1) / CHAR_BIT);
    }
    field->is_const = true;
    field->type = il_type_bytes(record->image, field->type->name, size);
    return field->type != NULL;
}

static bool is_inside(const struct il_cfield *field, size_t size)
{
    size_t own = field->bit_width == 0
                     ? field->type->size
                     : (field->bit_offset + field->bit_width + CHAR_BIT - 1) / CHAR_BIT;
    return own <= size && field->offset <= size - own;
}

/* --- Types ------------------------------------------------------------------------ */

static bool is_record(const struct il_ctype *type)
{
    return type->kind == IL_C_RECORD || type->kind == IL_C_UNION;
}

/* Complete what lies in the record by value. What would lie in itself, or too deep, is
 * shown as bytes. False without memory. */
static bool complete_part(struct il_node *record, struct il_cfield *field,
                          unsigned depth)
{
    const struct il_ctype *type = field->type;
    while (type->kind == IL_C_ARRAY) {
        type = type->target;
    }
    if (!is_record(type) || type->complete == NULL) {
        return true;
    }
    if (!il_record_fill((struct il_ctype *)type, depth + 1)) {
        return false;
    }
    if (type->complete != NULL && !type->is_incomplete) {
        field->type = il_type_bytes(record->image, type->name, field->type->size);
    }
    return field->type != NULL;
}

/* --- Members ---------------------------------------------------------------------- */

static bool add_inside(struct fields *fields, const struct il_cfield *member)
{
    const struct il_ctype *type = member->type;
    for (size_t i = 0; i < type->count; i++) {
        struct il_cfield field = type->fields[i];
        field.offset += member->offset;
        field.is_const |= member->is_const;
        field.inside = type;
        if (!add(fields, &field)) {
            return false;
        }
    }
    return true;
}

/* What an array, of whatever dimensions, consists of. */
static const struct il_ctype *element_of(const struct il_ctype *type)
{
    while (type->kind == IL_C_ARRAY) {
        type = type->target;
    }
    return type;
}

static bool add_member(struct il_node *record, struct fields *fields, Dwarf_Die *die,
                       bool is_base, unsigned depth)
{
    struct il_built built = il_type_of(record->image, die, depth + 1);
    struct il_cfield field = {
        .name = dwarf_diename(die), .type = built.type, .is_const = built.is_const};
    if (built.type == NULL) {
        return false;
    }
    if (!read_offset(die, &field.offset)) {
        return true;
    }
    read_bits(die, &field);
    if (!spread_bits(record, die, &field) || !complete_part(record, &field, depth)) {
        return false;
    }
    if (!is_inside(&field, record->type.size)) {
        return true;
    }
    record->type.is_by_reference |= element_of(field.type)->is_by_reference;
    if (is_base || field.name == NULL || field.name[0] == '\0') {
        return !is_record(field.type) || field.bit_width != 0 ||
               add_inside(fields, &field);
    }
    return add(fields, &field);
}

/* --- Classes that copy themselves ------------------------------------------------- */

static bool takes_reference(Dwarf_Die *function)
{
    Dwarf_Die die, type;
    Dwarf_Attribute attribute;
    for (bool is_one = il_die_child(function, &die); is_one;
         is_one = il_die_next(&die)) {
        bool is_own = dwarf_tag(&die) == DW_TAG_formal_parameter &&
                      !il_type_has_flag(&die, DW_AT_artificial);
        if (is_own) {
            int tag = dwarf_attr_integrate(&die, DW_AT_type, &attribute) != NULL &&
                              dwarf_formref_die(&attribute, &type) != NULL
                          ? dwarf_tag(&type)
                          : 0;
            return tag == DW_TAG_reference_type || tag == DW_TAG_rvalue_reference_type;
        }
    }
    return false;
}

/* "Box" of a class "Box<int>". */
static bool is_constructor(const char *name, const char *class)
{
    size_t size = strlen(name);
    return class != NULL && strncmp(class, name, size) == 0 &&
           (class[size] == '\0' || class[size] == '<');
}

/* Only some compilers say of a class how it is passed. Where one does not, a class that
 * declares how its objects are copied or destroyed, or that has virtual functions, is
 * taken for one that is passed by its address. */
static bool copies_itself(const struct il_node *record, Dwarf_Die *die)
{
    const char *name = dwarf_tag(die) == DW_TAG_subprogram ? dwarf_diename(die) : NULL;
    return name != NULL &&
           (name[0] == '~' ||
            il_type_number(die, DW_AT_virtuality, DW_VIRTUALITY_none) !=
                DW_VIRTUALITY_none ||
            (is_constructor(name, record->type.name) && takes_reference(die)));
}

static void settle_passing(struct il_node *record)
{
    uint64_t how = il_type_number(&record->die, DW_AT_calling_convention, DW_CC_normal);
    if (how == DW_CC_pass_by_reference || how == DW_CC_pass_by_value) {
        record->type.is_by_reference = how == DW_CC_pass_by_reference;
    }
}

/* --- Records ---------------------------------------------------------------------- */

/* Members that all objects of a class share lie somewhere else. */
static bool is_member(Dwarf_Die *die)
{
    return dwarf_tag(die) == DW_TAG_member && !dwarf_hasattr(die, DW_AT_external);
}

bool il_member_fill(struct il_node *record, unsigned depth)
{
    struct fields fields = {NULL, 0, 0};
    Dwarf_Die die;
    bool is_good = true;
    for (bool is_one = il_die_child(&record->die, &die); is_one && is_good;
         is_one = il_die_next(&die)) {
        bool is_base = dwarf_tag(&die) == DW_TAG_inheritance;
        if (is_base || is_member(&die)) {
            is_good = add_member(record, &fields, &die, is_base, depth);
        } else if (copies_itself(record, &die)) {
            record->type.is_by_reference = true;
        }
    }
    settle_passing(record);
    is_good = is_good && settle(&fields, record);
    free(fields.at);
    il_type_declared(record->image, &record->die, &record->type.file,
                     &record->type.line);
    record->type.folder = il_type_folder(&record->die);
    return is_good;
}

/* --- Parameters ------------------------------------------------------------------- */

static bool add_parameter(struct il_node *function, struct fields *fields,
                          Dwarf_Die *die, unsigned depth)
{
    struct il_built built = il_type_of(function->image, die, depth + 1);
    struct il_cfield field = {.name = dwarf_diename(die),
                              .type = built.type,
                              .offset = fields->count,
                              .is_const = built.is_const};
    return built.type != NULL && add(fields, &field);
}

bool il_member_parameters(struct il_node *function, unsigned depth)
{
    struct fields fields = {NULL, 0, 0};
    Dwarf_Die die;
    bool is_good = true;
    for (bool is_one = il_die_child(&function->die, &die); is_one && is_good;
         is_one = il_die_next(&die)) {
        int tag = dwarf_tag(&die);
        if (tag == DW_TAG_formal_parameter) {
            is_good = add_parameter(function, &fields, &die, depth);
        }
        function->type.is_variadic |= tag == DW_TAG_unspecified_parameters;
    }
    is_good = is_good && settle(&fields, function);
    free(fields.at);
    return is_good;
}
