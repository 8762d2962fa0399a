/* SPDX-License-Identifier: MIT
 * Do two entries describe the same record? Cold.
 *
 * Records of one name, size and line may be unlike: those of two files by chance, and
 * what lies in a template ("Vector<int>::Part", "Vector<char>::Part") as a rule. So
 * their members are compared, and in C++ what these lead to. Where that does not end
 * the name decides, as it does for all in the end.
 */
#include "dwarf/parts.h"

#include <string.h>

enum { DEPTH_IN_C = 0, DEPTH_ELSEWHERE = 4, ENTRIES_MAX = 4096 };

/* How far a comparison goes, and what it may still look at. */
struct search {
    unsigned depth, entries;
};

static bool is_same_text(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

static bool has_same_number(Dwarf_Die *left, Dwarf_Die *right, unsigned attribute)
{
    return il_type_number(left, attribute, UINT64_MAX) ==
           il_type_number(right, attribute, UINT64_MAX);
}

/* The type that an entry refers to; false for void. */
static bool follow(Dwarf_Die *die)
{
    Dwarf_Attribute attribute;
    Dwarf_Die type;
    bool is_there = dwarf_attr_integrate(die, DW_AT_type, &attribute) != NULL &&
                    dwarf_formref_die(&attribute, &type) != NULL;
    *die = is_there ? type : *die;
    return is_there;
}

static bool is_record(Dwarf_Die *die)
{
    int tag = dwarf_tag(die);
    return tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
           tag == DW_TAG_union_type;
}

static bool are_records(struct search *search, Dwarf_Die left, Dwarf_Die right,
                        unsigned depth);

/* What both of them refer to; `left` and `right` are copies. */
static bool are_types(struct search *search, Dwarf_Die left, Dwarf_Die right,
                      unsigned depth)
{
    while (left.addr != right.addr && search->entries > 0) {
        search->entries--;
        if (dwarf_tag(&left) != dwarf_tag(&right) ||
            !is_same_text(dwarf_diename(&left), dwarf_diename(&right))) {
            return false;
        }
        if (is_record(&left)) {
            return are_records(search, left, right, depth + 1);
        }
        bool is_type = follow(&left);
        if (follow(&right) != is_type) {
            return false;
        }
        if (!is_type) {
            return true;
        }
    }
    return true;
}

static bool are_members(struct search *search, Dwarf_Die left, Dwarf_Die right,
                        unsigned depth)
{
    if (dwarf_tag(&left) != dwarf_tag(&right) ||
        !is_same_text(dwarf_diename(&left), dwarf_diename(&right)) ||
        !has_same_number(&left, &right, DW_AT_data_member_location) ||
        !has_same_number(&left, &right, DW_AT_bit_size)) {
        return false;
    }
    bool is_type = follow(&left);
    return follow(&right) == is_type &&
           (!is_type || are_types(search, left, right, depth));
}

/* The first of an entry and those behind it that lies in objects. */
static bool find_member(Dwarf_Die *die, bool is_one)
{
    while (is_one && dwarf_tag(die) != DW_TAG_member &&
           dwarf_tag(die) != DW_TAG_inheritance) {
        is_one = il_die_next(die);
    }
    return is_one;
}

/* A compiler may leave out of a unit what only declares a record, and functions. */
static bool are_records(struct search *search, Dwarf_Die left, Dwarf_Die right,
                        unsigned depth)
{
    Dwarf_Die one, other;
    if (left.addr == right.addr || depth > search->depth ||
        il_type_has_flag(&left, DW_AT_declaration) ||
        il_type_has_flag(&right, DW_AT_declaration)) {
        return true;
    }
    bool is_one = find_member(&one, il_die_child(&left, &one));
    bool is_other = find_member(&other, il_die_child(&right, &other));
    while (is_one && is_other && search->entries > 0) {
        search->entries--;
        if (!are_members(search, one, other, depth)) {
            return false;
        }
        is_one = find_member(&one, il_die_next(&one));
        is_other = find_member(&other, il_die_next(&other));
    }
    return is_one == is_other;
}

bool il_alike_records(Dwarf_Die *left, Dwarf_Die *right)
{
    unsigned most = il_type_is_c(left) ? DEPTH_IN_C : DEPTH_ELSEWHERE;
    /* First what is near: it tells most. */
    for (unsigned depth = 0; depth <= most; depth++) {
        struct search search = {depth, ENTRIES_MAX};
        if (!are_records(&search, *left, *right, 0)) {
            return false;
        }
    }
    return true;
}
