/* SPDX-License-Identifier: MIT
 * C functions called, and made, by libffi. Cold.
 */
#include "reflect/call.h"

#include <ffi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NESTED_MAX = 32, WORD = 8 /* bytes of a register */ };

struct il_call {
    ffi_cif cif;
    ffi_type **types; /* of the arguments */
    const struct il_ctype *result;
    size_t result_size;
    bool is_narrow; /* the result is an integer that libffi gives wider than it is */
    void *blocks;
};

/* --- Memory and complaints -------------------------------------------------------- */

struct block {
    struct block *next;
    max_align_t bytes[];
};

static void *allot(struct il_call *call, size_t count, size_t size)
{
    struct block *block = calloc(1, sizeof *block + count * size);
    if (block == NULL) {
        return NULL;
    }
    block->next = call->blocks;
    call->blocks = block;
    return block->bytes;
}

static void *refuse(char *problem, const struct il_ctype *type, const char *text)
{
    struct il_text written = {0};
    il_ctype_write(type, "", &written);
    snprintf(problem, IL_CALL_PROBLEM_SIZE, "%.60s%s %s",
             written.bytes == NULL ? "it" : written.bytes,
             written.size > 60 ? "..." : "", text);
    il_text_free(&written);
    return NULL;
}

/* --- Types ------------------------------------------------------------------------ */

static ffi_type *find_integer(size_t size, bool is_signed)
{
    switch (size) {
    case 1:
        return is_signed ? &ffi_type_sint8 : &ffi_type_uint8;
    case 2:
        return is_signed ? &ffi_type_sint16 : &ffi_type_uint16;
    case 4:
        return is_signed ? &ffi_type_sint32 : &ffi_type_uint32;
    case 8:
        return is_signed ? &ffi_type_sint64 : &ffi_type_uint64;
    default:
        return NULL;
    }
}

static ffi_type *find_real(const struct il_ctype *type)
{
    if (type->is_quad) {
        return NULL;
    }
    if (type->size == sizeof(float)) {
        return &ffi_type_float;
    }
    if (type->size == sizeof(double)) {
        return &ffi_type_double;
    }
    return type->size == sizeof(long double) ? &ffi_type_longdouble : NULL;
}

static ffi_type *find_complex(const struct il_ctype *type)
{
#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
    ffi_type *part = find_real(type->target);
    return part == &ffi_type_float        ? &ffi_type_complex_float
           : part == &ffi_type_double     ? &ffi_type_complex_double
           : part == &ffi_type_longdouble ? &ffi_type_complex_longdouble
                                          : NULL;
#else
    (void)type;
    return NULL;
#endif
}

/* NULL for what is no scalar, or one of a size that no register has. */
static ffi_type *find_scalar(const struct il_ctype *type)
{
    switch (type->kind) {
    case IL_C_BOOL:
    case IL_C_UNSIGNED:
        return find_integer(type->size, false);
    case IL_C_SIGNED:
        return find_integer(type->size, true);
    case IL_C_CHAR:
        return find_integer(type->size, type->is_signed_char);
    case IL_C_FLOAT:
        return find_real(type);
    case IL_C_COMPLEX:
        return find_complex(type);
    case IL_C_ENUM:
        return find_scalar(type->target);
    case IL_C_POINTER:
        return &ffi_type_pointer;
    default:
        return NULL;
    }
}

/* A record on its way to libffi: all scalars in it, in their order. */
struct listing {
    ffi_type **types;
    size_t *offsets;
    size_t count, room;
    char *problem;
    const struct il_ctype *record;
    bool is_selected; /* it, or one in it, may have other fields */
};

static bool list_type(struct listing *listing, const struct il_ctype *type,
                      size_t offset, int depth);

static bool list_fields(struct listing *listing, const struct il_ctype *type,
                        size_t offset, int depth)
{
    listing->is_selected |= type->is_selected;
    for (size_t i = 0; i < type->count; i++) {
        const struct il_cfield *field = &type->fields[i];
        if (field->get != NULL) {
            continue;
        }
        if (field->inside != NULL && field->inside->kind == IL_C_UNION) {
            refuse(listing->problem, listing->record,
                   "has a union: it cannot be passed by value");
            return false;
        }
        if (field->bit_width != 0) {
            refuse(listing->problem, listing->record,
                   "has bit-fields: it cannot be passed by value");
            return false;
        }
        if (!list_type(listing, field->type, offset + field->offset, depth + 1)) {
            return false;
        }
    }
    return true;
}

static bool list_scalar(struct listing *listing, const struct il_ctype *type,
                        size_t offset)
{
    ffi_type *scalar = find_scalar(type);
    if (scalar == NULL || listing->count == listing->room) {
        refuse(listing->problem, listing->record,
               type->kind == IL_C_UNION ? "has a union: it cannot be passed by value"
                                        : "cannot be passed by value");
        return false;
    }
    listing->types[listing->count] = scalar;
    listing->offsets[listing->count++] = offset;
    return true;
}

static bool list_type(struct listing *listing, const struct il_ctype *type,
                      size_t offset, int depth)
{
    if (depth < NESTED_MAX && type->kind == IL_C_RECORD) {
        return list_fields(listing, type, offset, depth);
    }
    if (type->kind == IL_C_COMPLEX) {
        return list_scalar(listing, type->target, offset) &&
               list_scalar(listing, type->target, offset + type->target->size);
    }
    if (depth >= NESTED_MAX || type->kind != IL_C_ARRAY || type->is_open ||
        type->target->size == 0) {
        return list_scalar(listing, type, offset);
    }
    for (size_t i = 0; i < type->count; i++) {
        if (!list_type(listing, type->target, offset + i * type->target->size,
                       depth + 1)) {
            return false;
        }
    }
    return true;
}

/* Is everything where libffi would put it? If not, the struct is packed or aligned by
 * hand, or has fields that nobody has told us of. */
static bool is_usual(const struct listing *listing, ffi_type *record, size_t *offsets)
{
    if (listing->count == 0 ||
        ffi_get_struct_offsets(FFI_DEFAULT_ABI, record, offsets) != FFI_OK ||
        record->size != listing->record->size) {
        return false;
    }
    return memcmp(offsets, listing->offsets, listing->count * sizeof *offsets) == 0;
}

static size_t least(size_t left, size_t right) { return left < right ? left : right; }

/* The bytes of a scalar that are in a word. */
static size_t bytes_in(const struct listing *listing, size_t i, size_t word)
{
    size_t start = listing->offsets[i], stop = start + listing->types[i]->size;
    start = start > word ? start : word;
    stop = least(stop, word + WORD);
    return stop > start ? stop - start : 0;
}

static bool is_real(const ffi_type *type)
{
    return type == &ffi_type_float || type == &ffi_type_double ||
           type == &ffi_type_longdouble;
}

/* Is there room for an integer, of which nobody has told us, where there is none? */
static bool may_have_integer(const struct listing *listing, size_t word)
{
    size_t known = 0, size = least(WORD, listing->record->size - word);
    for (size_t i = 0; i < listing->count; i++) {
        size_t bytes = bytes_in(listing, i, word);
        if (bytes > 0 && !is_real(listing->types[i])) {
            return false;
        }
        known += bytes;
    }
    return known < size;
}

/* Small structs are passed in registers, of one kind or the other: an integer in a word
 * changes which. Larger ones are copied whole. */
static bool is_ambiguous(const struct listing *listing)
{
    bool is_small = listing->record->size <= 2 * (size_t)WORD;
    for (size_t word = 0; is_small && word < listing->record->size; word += WORD) {
        if (may_have_integer(listing, word)) {
            return true;
        }
    }
    return false;
}

/*
 * Scalars in a row stand for records in records, since all that counts is which bytes
 * are of which class. There are no more of them than there are bytes.
 */
static ffi_type *make_record(struct il_call *call, const struct il_ctype *type,
                             char *problem)
{
    size_t room = type->size;
    if (type->is_by_reference) {
        return refuse(problem, type, "copies itself: it cannot be passed by value");
    }
    if (room > IL_CALL_RECORD) {
        return refuse(problem, type, "is too large to be passed by value");
    }
    ffi_type *record = allot(call, 1, sizeof *record);
    size_t *offsets = calloc(2 * room + 1, sizeof *offsets);
    struct listing listing = {.types = allot(call, room + 1, sizeof(ffi_type *)),
                              .offsets = offsets,
                              .room = room,
                              .problem = problem,
                              .record = type};
    bool is_listed = false;
    if (record != NULL && offsets != NULL && listing.types != NULL) {
        record->type = FFI_TYPE_STRUCT;
        record->elements = listing.types;
        is_listed = list_type(&listing, type, 0, 0);
    }
    if (is_listed && !is_usual(&listing, record, offsets + room)) {
        refuse(problem, type,
               "is packed, or not described whole: it cannot be passed by value");
        is_listed = false;
    }
    if (is_listed && listing.is_selected && is_ambiguous(&listing)) {
        refuse(problem, type,
               "has room for fields that its table may leave out: it cannot be passed "
               "by value");
        is_listed = false;
    }
    free(offsets);
    return is_listed ? record : NULL;
}

static ffi_type *make_type(struct il_call *call, const struct il_ctype *type,
                           char *problem)
{
    ffi_type *scalar = find_scalar(type);
    if (scalar != NULL) {
        return scalar;
    }
    if (type->kind == IL_C_RECORD && type->size > 0) {
        return make_record(call, type, problem);
    }
    return refuse(problem, type,
                  type->kind == IL_C_UNION ? "is a union: it cannot be passed by value"
                  : il_ctype_is_scalar(type)
                      ? "is of a size that cannot be passed by value"
                      : "cannot be passed by value");
}

static bool make_result(struct il_call *call, const struct il_ctype *type,
                        ffi_type **out, char *problem)
{
    if (type->kind == IL_C_VOID) {
        *out = &ffi_type_void;
        return true;
    }
    *out = make_type(call, type, problem);
    call->result_size = type->size;
    call->is_narrow = type->kind != IL_C_FLOAT && type->kind != IL_C_COMPLEX &&
                      type->kind != IL_C_RECORD && type->size < sizeof(ffi_arg);
    return *out != NULL;
}

/* --- A function made ready -------------------------------------------------------- */

static bool check_function(const struct il_ctype *function, size_t extra_count,
                           char *problem)
{
    size_t most = IL_CALL_ARGUMENTS;
    if (function->kind != IL_C_FUNCTION || function->target == NULL) {
        return refuse(problem, function, "is no function") != NULL;
    }
    if (function->is_open && extra_count > 0) {
        return refuse(problem, function,
                      "is declared without parameters: nobody knows what it takes") !=
               NULL;
    }
    if (function->count > most || extra_count > most - function->count) {
        return refuse(problem, function, "has too many arguments") != NULL;
    }
    return true;
}

static bool make_arguments(struct il_call *call, const struct il_ctype *function,
                           const struct il_ctype *const *extra, size_t extra_count,
                           char *problem)
{
    size_t count = function->count + extra_count;
    call->types = allot(call, count + 1, sizeof *call->types);
    if (call->types == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct il_ctype *type =
            i < function->count ? function->fields[i].type : extra[i - function->count];
        call->types[i] = make_type(call, type, problem);
        if (call->types[i] == NULL) {
            return false;
        }
    }
    return true;
}

static bool prepare(struct il_call *call, const struct il_ctype *function,
                    const struct il_ctype *const *extra, size_t extra_count,
                    char *problem)
{
    ffi_type *result;
    unsigned fixed = (unsigned)function->count, all = fixed + (unsigned)extra_count;
    if (!make_result(call, function->target, &result, problem) ||
        !make_arguments(call, function, extra, extra_count, problem)) {
        return false;
    }
    ffi_status status =
        function->is_variadic
            ? ffi_prep_cif_var(&call->cif, FFI_DEFAULT_ABI, fixed, all, result,
                               call->types)
            : ffi_prep_cif(&call->cif, FFI_DEFAULT_ABI, all, result, call->types);
    return status == FFI_OK ||
           refuse(problem, function, "cannot be called by libffi") != NULL;
}

struct il_call *il_call_new(const struct il_ctype *function,
                            const struct il_ctype *const *extra, size_t extra_count,
                            char *problem)
{
    problem[0] = '\0';
    if (!check_function(function, extra_count, problem)) {
        return NULL;
    }
    struct il_call *call = calloc(1, sizeof *call);
    if (call != NULL && !prepare(call, function, extra, extra_count, problem)) {
        il_call_free(call);
        return NULL;
    }
    return call;
}

void il_call_free(struct il_call *call)
{
    if (call == NULL) {
        return;
    }
    for (struct block *block = call->blocks, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    free(call);
}

size_t il_call_result_size(const struct il_call *call) { return call->result_size; }

/* --- Calls ------------------------------------------------------------------------ */

/* An integer narrower than a register fills it all; its bytes are where the machine has
 * the low ones. */
static size_t narrow_offset(size_t size)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first != 0 ? 0 : sizeof(ffi_arg) - size;
}

void il_call_run(const struct il_call *call, uintptr_t address, void *const *arguments,
                 void *out_result)
{
    ffi_arg wide = 0;
    void *values[IL_CALL_ARGUMENTS];
    unsigned count = call->cif.nargs;
    memcpy(values, arguments, count * sizeof *values);
    ffi_call((ffi_cif *)(uintptr_t)&call->cif, (void (*)(void))address,
             call->is_narrow ? &wide : out_result, values);
    if (call->is_narrow) {
        memcpy(out_result, (char *)&wide + narrow_offset(call->result_size),
               call->result_size);
    }
}

/* --- Functions made --------------------------------------------------------------- */

struct il_made {
    struct il_call *call;
    ffi_closure *closure;
    void *code;
    il_made_fn run;
    void *data;
    bool is_signed; /* a narrow result is widened by its sign */
};

static void widen(const struct il_made *made, const ffi_arg *narrow, void *result)
{
    size_t size = made->call->result_size;
    unsigned unused_bits = (unsigned)(sizeof(ffi_arg) - size) * 8;
    ffi_arg value = 0;
    memcpy((char *)&value + narrow_offset(size), narrow, size);
    if (made->is_signed) {
        value = (ffi_arg)((ffi_sarg)(value << unused_bits) >> unused_bits);
    }
    memcpy(result, &value, sizeof value);
}

static void answer(ffi_cif *cif, void *result, void **arguments, void *data)
{
    const struct il_made *made = data;
    ffi_arg narrow = 0;
    (void)cif;
    if (!made->call->is_narrow) {
        memset(result, 0, made->call->result_size);
    }
    made->run(made->data, arguments, made->call->is_narrow ? &narrow : result);
    if (made->call->is_narrow) {
        widen(made, &narrow, result);
    }
}

struct il_made *il_made_new(const struct il_ctype *function, il_made_fn run, void *data,
                            char *problem)
{
    struct il_call *call = NULL;
    if (function->is_variadic || function->is_open) {
        refuse(problem, function, "does not say what it takes");
        return NULL;
    }
    call = il_call_new(function, NULL, 0, problem);
    struct il_made *made = call == NULL ? NULL : calloc(1, sizeof *made);
    if (made == NULL) {
        il_call_free(call);
        return NULL;
    }
    *made = (struct il_made){.call = call,
                             .run = run,
                             .data = data,
                             .is_signed = il_ctype_is_signed(function->target)};
    made->closure = ffi_closure_alloc(sizeof *made->closure, &made->code);
    if (made->closure == NULL || ffi_prep_closure_loc(made->closure, &call->cif, answer,
                                                      made, made->code) != FFI_OK) {
        il_made_free(made);
        return NULL;
    }
    return made;
}

uintptr_t il_made_address(const struct il_made *made) { return (uintptr_t)made->code; }

void il_made_free(struct il_made *made)
{
    if (made == NULL) {
        return;
    }
    if (made->closure != NULL) {
        ffi_closure_free(made->closure);
    }
    il_call_free(made->call);
    free(made);
}
