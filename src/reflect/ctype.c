/* SPDX-License-Identifier: MIT
 * The types of C, compared and written down. Cold.
 */
#include "reflect/ctype.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* How deep members without a name lie in each other, where they are written down. */
enum { INSIDE_MAX = 16 };

/* --- Completing ------------------------------------------------------------------- */

static bool complete_one(const struct il_ctype *type)
{
    /* What can be completed was never made constant. */
    struct il_ctype *open = (struct il_ctype *)type;
    il_complete_fn complete = __atomic_load_n(&open->complete, __ATOMIC_ACQUIRE);
    return complete == NULL || complete(open);
}

static bool complete_function(const struct il_ctype *type)
{
    for (size_t i = 0; i < type->count; i++) {
        const struct il_ctype *parameter = type->fields[i].type;
        while (parameter->kind == IL_C_ARRAY) {
            parameter = parameter->target;
        }
        if (!complete_one(parameter)) {
            return false;
        }
    }
    return complete_one(type->target);
}

/* A record in a record is completed with it; so is an element of an array. */
bool il_ctype_complete(const struct il_ctype *type)
{
    bool is_behind = false;
    while (type->kind == IL_C_ARRAY || (type->kind == IL_C_POINTER && !is_behind)) {
        is_behind = is_behind || type->kind == IL_C_POINTER;
        type = type->target;
    }
    return type->kind == IL_C_FUNCTION ? complete_function(type) : complete_one(type);
}

/* --- Questions -------------------------------------------------------------------- */

static bool is_same_name(const char *left, const char *right)
{
    return left == NULL || right == NULL ? left == right : strcmp(left, right) == 0;
}

static bool has_same_parameters(const struct il_ctype *left,
                                const struct il_ctype *right)
{
    if (left->count != right->count || left->is_variadic != right->is_variadic ||
        left->is_open != right->is_open) {
        return false;
    }
    for (size_t i = 0; i < left->count; i++) {
        if (!il_ctype_is_same(left->fields[i].type, right->fields[i].type)) {
            return false;
        }
    }
    return true;
}

bool il_ctype_is_same(const struct il_ctype *left, const struct il_ctype *right)
{
    while (left != right) {
        if (left == NULL || right == NULL || left->kind != right->kind ||
            left->size != right->size || !is_same_name(left->name, right->name)) {
            return false;
        }
        if (left->kind == IL_C_FUNCTION && !has_same_parameters(left, right)) {
            return false;
        }
        if (left->kind != IL_C_POINTER && left->kind != IL_C_ARRAY &&
            left->kind != IL_C_FUNCTION) {
            return left->is_foreign == right->is_foreign &&
                   (left->name != NULL || left->fields == right->fields);
        }
        left = left->target;
        right = right->target;
    }
    return true;
}

bool il_ctype_is_scalar(const struct il_ctype *type)
{
    return type->kind >= IL_C_BOOL && type->kind <= IL_C_ENUM;
}

bool il_ctype_is_signed(const struct il_ctype *type)
{
    const struct il_ctype *stored = type->kind == IL_C_ENUM ? type->target : type;
    return stored->kind == IL_C_SIGNED ||
           (stored->kind == IL_C_CHAR && stored->is_signed_char);
}

static bool is_character(const struct il_ctype *type)
{
    return type->kind == IL_C_CHAR && !type->is_raw;
}

bool il_ctype_is_text(const struct il_ctype *type)
{
    return type->kind == IL_C_ARRAY && is_character(type->target);
}

bool il_ctype_is_string(const struct il_ctype *type)
{
    return type->kind == IL_C_POINTER && is_character(type->target);
}

const struct il_cfield *il_ctype_field(const struct il_ctype *type, const char *name)
{
    for (size_t i = 0; type->fields != NULL && i < type->count; i++) {
        const char *known = type->fields[i].name;
        if (known != NULL && strcmp(known, name) == 0) {
            return &type->fields[i];
        }
    }
    return NULL;
}

/* One step of a path: a field. What follows it, or NULL. */
static const char *reach_field(const char *path, const struct il_ctype **type,
                               size_t *offset)
{
    char name[256];
    size_t size = strcspn(path, ".[");
    bool is_record = (*type)->kind == IL_C_RECORD || (*type)->kind == IL_C_UNION;
    if (size == 0 || size >= sizeof name || !is_record) {
        return NULL;
    }
    memcpy(name, path, size);
    name[size] = '\0';
    const struct il_cfield *field = il_ctype_field(*type, name);
    if (field == NULL || !il_cfield_is_memory(field)) {
        return NULL;
    }
    *type = field->type;
    *offset += field->offset;
    return path + size;
}

/* The same for an element; `path` is behind its bracket. */
static const char *reach_element(const char *path, const struct il_ctype **type,
                                 size_t *offset)
{
    size_t index = 0, digits = 0, count = (*type)->count;
    if ((*type)->kind != IL_C_ARRAY) {
        return NULL;
    }
    for (; *path >= '0' && *path <= '9' && index < count; path++, digits++) {
        index = index * 10 + (size_t)(*path - '0');
    }
    if (digits == 0 || *path != ']' || index >= count) {
        return NULL;
    }
    *type = (*type)->target;
    *offset += index * (*type)->size;
    return path + 1;
}

const struct il_ctype *il_ctype_reach(const struct il_ctype *type, const char *path,
                                      size_t *out_offset)
{
    size_t offset = 0;
    const char *rest = reach_field(path, &type, &offset);
    while (rest != NULL && *rest != '\0') {
        rest = *rest == '[' ? reach_element(rest + 1, &type, &offset)
                            : reach_field(rest + 1, &type, &offset);
    }
    if (rest == NULL) {
        return NULL;
    }
    *out_offset = offset;
    return type;
}

const char *il_ctype_constant(const struct il_ctype *type, int64_t value)
{
    for (size_t i = 0; type->constants != NULL && i < type->count; i++) {
        if (type->constants[i].value == value) {
            return type->constants[i].name;
        }
    }
    return NULL;
}

/* --- Writing ---------------------------------------------------------------------- */

/*
 * A declaration is read from the name outwards: the arrays stand behind the name, the
 * pointers before it, and a pointer to an array needs parentheses. So what is around
 * the name grows while the type is walked, and the basic type comes in front of it all.
 */
static bool is_derived(const struct il_ctype *type)
{
    return type->alias == NULL &&
           (type->kind == IL_C_POINTER || type->kind == IL_C_FUNCTION ||
            (type->kind == IL_C_ARRAY && type->name == NULL));
}

static void put_before(struct il_text *around, const char *text)
{
    struct il_text joined = {0};
    il_text_add_string(&joined, text);
    il_text_add(&joined, around->bytes, around->size);
    joined.failed |= around->failed;
    il_text_free(around);
    *around = joined;
}

/* `is_const`: what stands before it points to it, and may not change it. */
static void add_pointer(const struct il_ctype *type, bool is_const,
                        struct il_text *around)
{
    put_before(around, type->is_volatile ? "volatile " : "");
    put_before(around, is_const ? "*const " : "*");
    if (is_derived(type->target) && type->target->kind != IL_C_POINTER) {
        put_before(around, "(");
        il_text_add_char(around, ')');
    }
}

static void add_array(const struct il_ctype *type, struct il_text *around)
{
    char extent[32];
    snprintf(extent, sizeof extent, "[%zu]", type->count);
    il_text_add_string(around, type->is_open ? "[]" : extent);
}

static void add_parameters(const struct il_ctype *type, struct il_text *around)
{
    il_text_add_char(around, '(');
    for (size_t i = 0; i < type->count; i++) {
        const struct il_cfield *parameter = &type->fields[i];
        il_text_add_string(around, i == 0 ? "" : ", ");
        il_ctype_write(parameter->type, parameter->name == NULL ? "" : parameter->name,
                       around);
    }
    bool is_empty = type->count == 0 && !type->is_open;
    const char *rest = type->count == 0 ? "..." : ", ...";
    il_text_add_string(around, type->is_variadic ? rest : is_empty ? "void" : "");
    il_text_add_char(around, ')');
}

static const char *name_of(const struct il_ctype *type)
{
    const char *name = type->alias != NULL ? type->alias : type->name;
    if (name != NULL) {
        return name;
    }
    return type->kind == IL_C_RECORD  ? "struct {...}"
           : type->kind == IL_C_UNION ? "union {...}"
           : type->kind == IL_C_ENUM  ? "enum {...}"
                                      : "(anonymous)";
}

void il_ctype_write(const struct il_ctype *type, const char *name, struct il_text *text)
{
    struct il_text around = {0};
    bool is_const = false;
    il_text_add_string(&around, name);
    for (; is_derived(type); type = type->target) {
        if (type->kind == IL_C_POINTER) {
            add_pointer(type, is_const, &around);
            is_const = type->is_const;
        } else if (type->kind == IL_C_ARRAY) {
            add_array(type, &around);
        } else {
            add_parameters(type, &around);
        }
    }
    il_text_add_string(text, is_const ? "const " : "");
    il_text_add_string(text, name_of(type));
    if (around.size > 0) {
        il_text_add_char(text, ' ');
    }
    il_text_add(text, around.bytes, around.size);
    text->failed |= around.failed;
    il_text_free(&around);
}

static void indent(unsigned depth, struct il_text *text)
{
    il_text_add_repeated(text, ' ', 4 * (size_t)depth);
}

/* A constant pointer has its "const" behind the star. */
static void write_field(const struct il_cfield *field, struct il_text *text)
{
    struct il_text name = {0};
    bool is_pointer = is_derived(field->type) && field->type->kind == IL_C_POINTER;
    il_text_add_string(field->is_const && is_pointer ? &name : text,
                       field->is_const ? "const " : "");
    il_text_add_string(&name, field->name);
    il_ctype_write(field->type, name.bytes == NULL ? "" : name.bytes, text);
    text->failed |= name.failed;
    il_text_free(&name);
}

static void declare_field(const struct il_cfield *field, unsigned depth,
                          struct il_text *text)
{
    char bits[16] = "";
    indent(depth, text);
    write_field(field, text);
    if (field->bit_width != 0) {
        snprintf(bits, sizeof bits, " : %u", field->bit_width);
    }
    il_text_add_string(text, bits);
    il_text_add_char(text, ';');
    if (field->doc != NULL || field->get != NULL) {
        il_text_add_string(text, " /* ");
        il_text_add_string(text, field->get != NULL ? "computed" : "");
        il_text_add_string(text, field->doc != NULL && field->get != NULL ? ": " : "");
        il_text_add_string(text, field->doc == NULL ? "" : field->doc);
        il_text_add_string(text, " */");
    }
    il_text_add_char(text, '\n');
}

static void declare_fields(const struct il_ctype *type, unsigned depth,
                           struct il_text *text);

/* A member without a name, or a base class; what is in it follows among the fields. */
static void declare_inside(const struct il_ctype *inside, unsigned depth,
                           struct il_text *text)
{
    indent(depth, text);
    if (inside->name != NULL) {
        il_text_add_string(text, inside->name);
    } else {
        il_text_add_string(text, inside->kind == IL_C_UNION ? "union" : "struct");
    }
    il_text_add_string(text, " {\n");
    if (depth < INSIDE_MAX) {
        declare_fields(inside, depth + 1, text);
    }
    indent(depth, text);
    il_text_add_string(text, "};\n");
}

static void declare_fields(const struct il_ctype *type, unsigned depth,
                           struct il_text *text)
{
    for (size_t i = 0; i < type->count; i++) {
        const struct il_cfield *field = &type->fields[i];
        bool is_next = i == 0 || type->fields[i - 1].inside != field->inside;
        if (field->inside != NULL) {
            if (is_next) {
                declare_inside(field->inside, depth, text);
            }
        } else if (!field->is_hidden) {
            declare_field(field, depth, text);
        }
    }
}

static void declare_constants(const struct il_ctype *type, struct il_text *text)
{
    char value[32];
    il_text_add_string(text, " {\n");
    for (size_t i = 0; i < type->count; i++) {
        snprintf(value, sizeof value, " = %" PRId64 ",\n", type->constants[i].value);
        indent(1, text);
        il_text_add_string(text, type->constants[i].name);
        il_text_add_string(text, value);
    }
    il_text_add_string(text, "};");
}

void il_ctype_declare(const struct il_ctype *type, struct il_text *text)
{
    bool is_record = type->kind == IL_C_RECORD || type->kind == IL_C_UNION;
    bool is_named = type->name != NULL && !type->is_named_by_typedef;
    if (type->kind == IL_C_ENUM && type->constants != NULL) {
        il_text_add_string(text, type->name == NULL ? "enum" : type->name);
        declare_constants(type, text);
        return;
    }
    if (!is_record || type->fields == NULL) {
        il_ctype_write(type, "", text);
        return;
    }
    const char *keyword = type->kind == IL_C_UNION ? "union" : "struct";
    il_text_add_string(text, type->is_named_by_typedef ? "typedef " : "");
    il_text_add_string(text, is_named ? type->name : keyword);
    il_text_add_string(text, " {\n");
    declare_fields(type, 1, text);
    il_text_add_string(text, "}");
    if (type->is_named_by_typedef) {
        il_text_add_char(text, ' ');
        il_text_add_string(text, type->name);
    }
    il_text_add_char(text, ';');
}
