/* SPDX-License-Identifier: MIT
 * Where a variable or a function is in the process; or why it is nowhere. Cold.
 */
#include "dwarf/parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The loader's way to a thread's own variables; in every C library that has them. */
struct thread_place {
    unsigned long module, offset;
};
extern void *__tls_get_addr(struct thread_place *place) /* NOLINT: its own name */
    __attribute__((weak));

static enum il_found refuse(char reason[IL_REASON_SIZE], const char *name,
                            const char *why)
{
    snprintf(reason, IL_REASON_SIZE, "%.100s: %.250s", name, why);
    return IL_FOUND_UNUSABLE;
}

static enum il_found refuse_untyped(const struct il_module *module,
                                    char reason[IL_REASON_SIZE], const char *name)
{
    char text[200];
    snprintf(text, sizeof text,
             "its type is not in the debug information of %.100s, as with -g1",
             module->image->name);
    return refuse(reason, name, text);
}

/* --- Variables -------------------------------------------------------------------- */

/* What a description of a place comes to. */
struct place {
    uint64_t address;
    bool is_thread_own;
};

static bool is_register(uint8_t atom)
{
    return (atom >= DW_OP_reg0 && atom <= DW_OP_reg31) || atom == DW_OP_regx ||
           (atom >= DW_OP_breg0 && atom <= DW_OP_breg31) || atom == DW_OP_fbreg;
}

/* The number that an operation has; split debug information keeps it elsewhere. */
static bool read_number(Dwarf_Attribute *attribute, const Dwarf_Op *operation,
                        uint64_t *out)
{
    Dwarf_Attribute elsewhere;
    Dwarf_Addr address;
    Dwarf_Word number;
    switch (operation->atom) {
    case DW_OP_addr:
    case DW_OP_const4u:
    case DW_OP_const8u:
    case DW_OP_constu:
    case DW_OP_const4s:
    case DW_OP_const8s:
    case DW_OP_consts:
        *out = operation->number;
        return true;
    case DW_OP_addrx:
    case DW_OP_GNU_addr_index:
        if (dwarf_getlocation_attr(attribute, operation, &elsewhere) != 0 ||
            dwarf_formaddr(&elsewhere, &address) != 0) {
            return false;
        }
        *out = address;
        return true;
    case DW_OP_constx:
    case DW_OP_GNU_const_index:
        if (dwarf_getlocation_attr(attribute, operation, &elsewhere) != 0 ||
            dwarf_formudata(&elsewhere, &number) != 0) {
            return false;
        }
        *out = number;
        return true;
    default:
        return false;
    }
}

/* NULL, or why not. */
static const char *compute(Dwarf_Attribute *attribute, const Dwarf_Op *operations,
                           size_t count, struct place *out)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t atom = operations[i].atom;
        if (is_register(atom)) {
            return "the compiler keeps it in a register, or on a function's stack";
        }
        if (atom == DW_OP_stack_value || atom == DW_OP_implicit_value) {
            return "the compiler kept it as a constant: there is no object";
        }
        if (atom == DW_OP_form_tls_address || atom == DW_OP_GNU_push_tls_address) {
            out->is_thread_own = true;
        } else if (atom == DW_OP_plus_uconst) {
            out->address += operations[i].number;
        } else if (!read_number(attribute, &operations[i], &out->address)) {
            return "its place is described in a way that is not understood";
        }
    }
    return count == 0 ? "the compiler has optimised it away" : NULL;
}

/* "the compiler kept only its value", with the value where that is a number. */
static enum il_found refuse_constant(char reason[IL_REASON_SIZE], const char *name,
                                     Dwarf_Die *die)
{
    int64_t value;
    char text[100] = "the compiler kept it as a constant block: there is no object";
    if (il_basic_constant(die, &value)) {
        snprintf(text, sizeof text,
                 "the compiler kept only its value (%" PRId64 "): there is no object",
                 value);
    }
    return refuse(reason, name, text);
}

static enum il_found find_place(Dwarf_Die *die, const char *name, struct place *out,
                                char reason[IL_REASON_SIZE])
{
    Dwarf_Attribute attribute;
    Dwarf_Op *operations;
    size_t count;
    *out = (struct place){0, false};
    if (dwarf_attr(die, DW_AT_location, &attribute) == NULL) {
        return dwarf_attr(die, DW_AT_const_value, &attribute) != NULL
                   ? refuse_constant(reason, name, die)
                   : refuse(reason, name,
                            "the compiler has optimised it away (it has no location)");
    }
    if (dwarf_getlocation(&attribute, &operations, &count) != 0) {
        return refuse(reason, name,
                      "its place changes while the program runs, or cannot be read");
    }
    const char *why = compute(&attribute, operations, count, out);
    return why == NULL ? IL_FOUND : refuse(reason, name, why);
}

/* gcc 12 writes wrong offsets where debug information is split. */
static enum il_found find_thread_own(const struct il_module *module, uint64_t offset,
                                     struct il_symbol *out, char reason[IL_REASON_SIZE])
{
    struct thread_place place = {module->thread_module, (unsigned long)offset};
    size_t size = out->type->size;
    out->is_thread_own = true;
    if (module->thread_module == 0 || __tls_get_addr == NULL) {
        return refuse(reason, out->name,
                      "the variables of threads cannot be found here");
    }
    if (offset > module->thread_size || size > module->thread_size - offset) {
        return refuse(reason, out->name,
                      "its place among the variables of a thread is wrong in the debug "
                      "information");
    }
    out->address = (uintptr_t)__tls_get_addr(&place);
    return IL_FOUND;
}

enum il_found il_symbol_variable(struct il_module *module, Dwarf_Die *die,
                                 const char *name, struct il_symbol *out,
                                 char reason[IL_REASON_SIZE])
{
    struct place place;
    *out = (struct il_symbol){.kind = IL_SYMBOL_VARIABLE,
                              .name = name,
                              .module = module,
                              .load = module->load};
    enum il_found found = find_place(die, name, &place, reason);
    struct il_built built = il_type_of(module->image, die, 0);
    if (found != IL_FOUND || built.type == NULL) {
        return built.type == NULL ? IL_FOUND_NO_MEMORY : found;
    }
    if (built.type->kind == IL_C_VOID) {
        return refuse_untyped(module, reason, name);
    }
    out->type = built.type;
    out->is_const = built.is_const;
    if (place.is_thread_own) {
        return find_thread_own(module, place.address, out, reason);
    }
    out->address = module->bias + (uintptr_t)place.address;
    return IL_FOUND;
}

/* --- Functions -------------------------------------------------------------------- */

/* A function that is called otherwise than it is declared: gcc's copies for callers
 * that always pass the same, and parts of functions. */
static bool is_clone(const char *symbol)
{
    static const char *const marks[] = {".constprop.", ".isra.", ".part.", ".cold"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (strstr(symbol, marks[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static bool is_inlined(Dwarf_Die *die)
{
    uint64_t how = il_type_number(die, DW_AT_inline, DW_INL_not_inlined);
    return how == DW_INL_inlined || how == DW_INL_declared_inlined;
}

/* Where a function is entered. One in several parts has ranges, and so have those of
 * clang's split debug information; the first begins with the entry. */
static bool find_entry(Dwarf_Die *die, Dwarf_Addr *out)
{
    Dwarf_Addr base, end;
    return (dwarf_entrypc(die, out) == 0 ||
            dwarf_ranges(die, 0, &base, out, &end) > 0) &&
           *out != 0;
}

static enum il_found find_function(struct il_module *module, Dwarf_Die *die,
                                   const char *name, struct il_symbol *out,
                                   char reason[IL_REASON_SIZE])
{
    Dwarf_Addr address;
    char text[200];
    if (!find_entry(die, &address)) {
        return refuse(reason, name,
                      is_inlined(die)
                          ? "inlined everywhere: there is no function to call"
                          : "the compiler has left the function out");
    }
    const char *symbol = il_image_symbol(module->image, address, name);
    if (symbol != NULL && is_clone(symbol)) {
        snprintf(text, sizeof text,
                 "the compiler kept only a specialised clone of it (%.100s)", symbol);
        return refuse(reason, name, text);
    }
    if (module->image->index.types == 0) {
        return refuse_untyped(module, reason, name);
    }
    struct il_built built = il_type_at(module->image, die, 0);
    out->address = module->bias + (uintptr_t)address;
    out->type = built.type;
    out->is_static = !il_type_has_flag(die, DW_AT_external);
    return built.type == NULL ? IL_FOUND_NO_MEMORY : IL_FOUND;
}

/* --- Constants -------------------------------------------------------------------- */

static enum il_found find_constant(Dwarf_Die *die, struct il_symbol *out,
                                   char reason[IL_REASON_SIZE])
{
    return il_basic_constant(die, &out->value)
               ? IL_FOUND
               : refuse(reason, out->name, "its value cannot be read");
}

enum il_found il_symbol_locate(struct il_module *module, const struct il_entry *entry,
                               struct il_symbol *out, char reason[IL_REASON_SIZE])
{
    Dwarf_Die die = il_index_die(&module->image->index, entry);
    if (entry->kind == IL_ENTRY_VARIABLE) {
        return il_symbol_variable(module, &die, entry->name, out, reason);
    }
    bool is_function = entry->kind == IL_ENTRY_FUNCTION;
    *out = (struct il_symbol){.kind =
                                  is_function ? IL_SYMBOL_FUNCTION : IL_SYMBOL_CONSTANT,
                              .name = entry->name,
                              .is_const = true,
                              .module = module,
                              .load = module->load};
    return is_function ? find_function(module, &die, entry->name, out, reason)
                       : find_constant(&die, out, reason);
}
