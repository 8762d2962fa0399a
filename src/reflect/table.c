/* SPDX-License-Identifier: MIT
 * A host's field tables, checked and made a graph of types. Cold.
 *
 * Records are put on a list when something refers to them, and filled one after the
 * other, so tables may refer to each other in any way. Nothing of a table is believed
 * that a compiler has not made sure of.
 */
#include "reflect/table.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIELDS_MAX = 1 << 16,
    NESTED_MAX = 64,
    SPELLED_MAX = 8, /* functions that take functions that take functions */
    RECORDS_MAX = 1 << 14,
    KNOWN_FLAGS = INLET_READONLY | INLET_HIDDEN | INLET_RAW | INLET_BIG_ENDIAN |
                  INLET_LITTLE_ENDIAN | INLET_MAPPING | INLET_UNION |
                  INLET_FUNCTION_TYPE | INLET_VARIADIC,
};

struct builder {
    struct il_graph *graph;
    const inlet_type **tables; /* of graph->records, one for one */
    const inlet_type *table;   /* what is being filled */
    const inlet_type *program; /* the table of the program's names, or NULL */
    char *problem;
};

/* --- Memory ----------------------------------------------------------------------- */

static void *allot(struct il_graph *graph, size_t count, size_t size)
{
    return il_arena_allot(&graph->arena, count, size);
}

static const char *copy_text(struct il_graph *graph, const char *text)
{
    return il_arena_copy(&graph->arena, text);
}

void il_graph_free(struct il_graph *graph)
{
    if (graph == NULL) {
        return;
    }
    il_arena_free(&graph->arena);
    free(graph->records);
    free(graph);
}

/* --- Complaints ------------------------------------------------------------------- */

static const char *name_of_table(const struct builder *builder)
{
    const char *name = builder->table == NULL ? NULL : builder->table->name;
    return name == NULL ? "the table" : name;
}

/* False, with what is wrong; a text that is too long is cut. */
static bool complain_about(struct builder *builder, const char *before,
                           const char *field, const char *after)
{
    snprintf(builder->problem, IL_TABLE_PROBLEM_SIZE, "%.60s: %.40s%.60s %.80s",
             name_of_table(builder), before, field, after);
    return false;
}

static bool complain(struct builder *builder, const char *text)
{
    snprintf(builder->problem, IL_TABLE_PROBLEM_SIZE, "%.60s: %.160s",
             name_of_table(builder), text);
    return false;
}

static bool complain_of(struct builder *builder, const inlet_field *field,
                        const char *text)
{
    return complain_about(builder, "field ", field->name, text);
}

/* --- Records ---------------------------------------------------------------------- */

static bool grow(struct builder *builder)
{
    struct il_graph *graph = builder->graph;
    size_t room = graph->room == 0 ? 8 : graph->room * 2;
    void *records = realloc(graph->records, room * sizeof *graph->records);
    if (records == NULL) {
        return false;
    }
    graph->records = records;
    void *tables = realloc(builder->tables, room * sizeof *builder->tables);
    if (tables == NULL) {
        return false;
    }
    builder->tables = tables;
    graph->room = room;
    return true;
}

static bool check_table(struct builder *builder, const inlet_type *table)
{
    if (table->struct_size != sizeof *table) {
        return complain(builder, "refers to a table of another version of Inlet");
    }
    builder->table = table;
    if (table->name == NULL || table->name[0] == '\0') {
        return complain(builder, "has no name");
    }
    bool has_size =
        (table->flags & INLET_FUNCTION_TYPE) == 0 && table != builder->program;
    if (has_size && (table->size == 0 || table->size > PTRDIFF_MAX)) {
        return complain(builder, "has no size");
    }
    if (table->count > FIELDS_MAX || (table->count > 0 && table->fields == NULL)) {
        return complain(builder, "has no list of fields");
    }
    return (table->flags & ~(unsigned)KNOWN_FLAGS) == 0 ||
           complain(builder, "has flags that are not known");
}

static enum il_ckind kind_of(const inlet_type *table)
{
    if (table->flags & INLET_FUNCTION_TYPE) {
        return IL_C_FUNCTION;
    }
    return table->flags & INLET_UNION ? IL_C_UNION : IL_C_RECORD;
}

/* The record of a table: it is filled later. NULL without memory, or with a problem. */
static struct il_ctype *find_record(struct builder *builder, const inlet_type *table)
{
    struct il_graph *graph = builder->graph;
    const inlet_type *asking = builder->table;
    for (size_t i = 0; i < graph->count; i++) {
        if (builder->tables[i] == table) {
            return graph->records[i];
        }
    }
    if (!check_table(builder, table) || graph->count == RECORDS_MAX ||
        (graph->count == graph->room && !grow(builder))) {
        return NULL;
    }
    builder->table = asking;
    struct il_ctype *record = allot(graph, 1, sizeof *record);
    if (record != NULL) {
        record->kind = kind_of(table);
        record->size = record->kind == IL_C_FUNCTION ? 0 : table->size;
        record->is_program = table == builder->program;
        record->number = graph->count;
        record->is_mapping = (table->flags & INLET_MAPPING) != 0;
        record->is_selected = record->kind == IL_C_RECORD;
        builder->tables[graph->count] = table;
        graph->records[graph->count++] = record;
    }
    return record;
}

/* --- Types of fields -------------------------------------------------------------- */

#define INTEGER(type, text, how)                                                       \
    {                                                                                  \
        .kind = (how), .size = sizeof(type), .name = (text)                            \
    }

#define QUAD                                                                           \
    {                                                                                  \
        .kind = IL_C_FLOAT, .size = 16, .name = "_Float128", .is_quad = true           \
    }
#define COMPLEX(part, code, text)                                                      \
    {                                                                                  \
        .kind = IL_C_COMPLEX, .size = 2 * sizeof(part), .name = (text),                \
        .target = &basics[code]                                                        \
    }

static const struct il_ctype basics[] = {
    [INLET_C_BOOL] = INTEGER(_Bool, "bool", IL_C_BOOL),
    [INLET_C_CHAR] = {.kind = IL_C_CHAR,
                      .size = 1,
                      .name = "char",
                      .is_signed_char = CHAR_MIN < 0},
    [INLET_C_SCHAR] = INTEGER(signed char, "signed char", IL_C_SIGNED),
    [INLET_C_UCHAR] = INTEGER(unsigned char, "unsigned char", IL_C_UNSIGNED),
    [INLET_C_SHORT] = INTEGER(short, "short", IL_C_SIGNED),
    [INLET_C_USHORT] = INTEGER(unsigned short, "unsigned short", IL_C_UNSIGNED),
    [INLET_C_INT] = INTEGER(int, "int", IL_C_SIGNED),
    [INLET_C_UINT] = INTEGER(unsigned, "unsigned int", IL_C_UNSIGNED),
    [INLET_C_LONG] = INTEGER(long, "long", IL_C_SIGNED),
    [INLET_C_ULONG] = INTEGER(unsigned long, "unsigned long", IL_C_UNSIGNED),
    [INLET_C_LLONG] = INTEGER(long long, "long long", IL_C_SIGNED),
    [INLET_C_ULLONG] = INTEGER(unsigned long long, "unsigned long long", IL_C_UNSIGNED),
    [INLET_C_FLOAT] = INTEGER(float, "float", IL_C_FLOAT),
    [INLET_C_DOUBLE] = INTEGER(double, "double", IL_C_FLOAT),
    [INLET_C_LDOUBLE] = INTEGER(long double, "long double", IL_C_FLOAT),
    [INLET_C_VOID] = {.kind = IL_C_VOID, .size = 0, .name = "void"},
    [INLET_C_INT128] = {.kind = IL_C_SIGNED, .size = 16, .name = "__int128"},
    [INLET_C_UINT128] = {.kind = IL_C_UNSIGNED,
                         .size = 16,
                         .name = "unsigned __int128"},
    [INLET_C_FLOAT128] = QUAD,
    [INLET_C_FLOAT_COMPLEX] = COMPLEX(float, INLET_C_FLOAT, "complex float"),
    [INLET_C_DOUBLE_COMPLEX] = COMPLEX(double, INLET_C_DOUBLE, "complex double"),
    [INLET_C_LDOUBLE_COMPLEX] =
        COMPLEX(long double, INLET_C_LDOUBLE, "complex long double"),
};

const struct il_ctype *il_table_basic(const char *name)
{
    for (size_t i = 0; i < sizeof basics / sizeof *basics; i++) {
        if (basics[i].name != NULL && strcmp(basics[i].name, name) == 0) {
            return &basics[i];
        }
    }
    return NULL;
}

static bool is_big_machine(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 0;
}

static bool is_integer(const struct il_ctype *type)
{
    return (type->kind == IL_C_SIGNED || type->kind == IL_C_UNSIGNED) &&
           type->size <= sizeof(uint64_t);
}

/* A copy of a list of names in the graph; NULL without memory. */
static struct il_cconstant *
copy_constants(struct il_graph *graph, const inlet_constant *names, size_t *out_count)
{
    size_t count = 0;
    while (names[count].name != NULL) {
        count++;
    }
    struct il_cconstant *copy = allot(graph, count + 1, sizeof *copy);
    for (size_t i = 0; copy != NULL && i < count; i++) {
        copy[i].value = names[i].value;
        copy[i].name = copy_text(graph, names[i].name);
        if (copy[i].name == NULL) {
            return NULL;
        }
    }
    *out_count = count;
    return copy;
}

static const struct il_ctype *make_enumeration(struct builder *builder,
                                               const inlet_field *field,
                                               const struct il_ctype *stored)
{
    if (!is_integer(stored)) {
        complain_of(builder, field, "has names for its values and is no integer");
        return NULL;
    }
    struct il_ctype *type = allot(builder->graph, 1, sizeof *type);
    if (type == NULL) {
        return NULL;
    }
    *type = *stored;
    type->kind = IL_C_ENUM;
    type->target = stored;
    type->constants = copy_constants(builder->graph, field->names, &type->count);
    return type->constants == NULL ? NULL : type;
}

/* A basic type with what the field says of it. */
static const struct il_ctype *modify(struct builder *builder, const inlet_field *field,
                                     const struct il_ctype *basic)
{
    unsigned order = field->flags & (INLET_BIG_ENDIAN | INLET_LITTLE_ENDIAN);
    bool is_foreign = order != 0 && (order == INLET_BIG_ENDIAN) != is_big_machine();
    bool is_raw = basic->kind == IL_C_CHAR && (field->flags & INLET_RAW) != 0;
    if (order == (INLET_BIG_ENDIAN | INLET_LITTLE_ENDIAN) ||
        (order != 0 && basic->kind == IL_C_VOID)) {
        complain_of(builder, field, "has no such order of bytes");
        return NULL;
    }
    const struct il_ctype *type = basic;
    if (is_foreign || is_raw) {
        struct il_ctype *copy = allot(builder->graph, 1, sizeof *copy);
        if (copy == NULL) {
            return NULL;
        }
        *copy = *basic;
        copy->is_foreign = is_foreign;
        copy->is_raw = is_raw;
        type = copy;
    }
    return field->names == NULL ? type : make_enumeration(builder, field, type);
}

static const struct il_ctype *find_base(struct builder *builder,
                                        const inlet_field *field)
{
    unsigned code = field->code & INLET_C_BASE;
    if (code == INLET_C_RECORD || code == INLET_C_FUNCTION) {
        bool is_function = code == INLET_C_FUNCTION;
        if (field->type == NULL ||
            (kind_of(field->type) == IL_C_FUNCTION) != is_function) {
            complain_of(builder, field,
                        is_function ? "has no table for its function"
                                    : "has no table for its struct");
            return NULL;
        }
        return find_record(builder, field->type);
    }
    if (code == INLET_C_UNKNOWN || code >= sizeof basics / sizeof *basics) {
        complain_of(builder, field,
                    "is of a type without a table: see INLET_LIVE_TYPES, INLET_OPAQUE");
        return NULL;
    }
    return modify(builder, field, &basics[code]);
}

static const struct il_ctype *make_pointer(struct builder *builder,
                                           const struct il_ctype *target, bool is_const)
{
    struct il_ctype *pointer = allot(builder->graph, 1, sizeof *pointer);
    if (pointer != NULL) {
        pointer->kind = IL_C_POINTER;
        pointer->size = sizeof(void *);
        pointer->target = target;
        pointer->is_const = is_const;
    }
    return pointer;
}

static const struct il_ctype *make_array(struct builder *builder,
                                         const inlet_field *field,
                                         const struct il_ctype *element, size_t size)
{
    if (element->size == 0 || size % element->size != 0) {
        complain_of(builder, field, "is not a whole number of its elements");
        return NULL;
    }
    struct il_ctype *array = allot(builder->graph, 1, sizeof *array);
    if (array != NULL) {
        array->kind = IL_C_ARRAY;
        array->size = size;
        array->count = size / element->size;
        array->target = element;
    }
    return array;
}

static const struct il_ctype *make_unmeasured(struct builder *builder,
                                              const inlet_field *field)
{
    const struct il_ctype *type = find_base(builder, field);
    if (type != NULL && (field->code & INLET_C_POINTER) != 0) {
        type = make_pointer(builder, type, (field->code & INLET_C_TARGET) != 0);
    }
    if (type != NULL && field->row != 0) {
        type = make_array(builder, field, type, field->row);
    }
    if (type != NULL && (field->code & INLET_C_ARRAY) != 0) {
        type = make_array(builder, field, type, field->size);
    }
    return type;
}

static const struct il_ctype *make_type(struct builder *builder,
                                        const inlet_field *field)
{
    const struct il_ctype *type = make_unmeasured(builder, field);
    if (type != NULL && type->size != field->size) {
        complain_of(builder, field, "has another size than its type");
        return NULL;
    }
    return type;
}

/* --- Bit-fields ------------------------------------------------------------------- */

/* Bit `number` of an object, counted so that neighbours of a bit-field are neighbours.
 */
static bool is_clear(const unsigned char *bytes, size_t number)
{
    unsigned in_byte = (unsigned)(number % CHAR_BIT);
    unsigned shift = is_big_machine() ? CHAR_BIT - 1 - in_byte : in_byte;
    return (bytes[number / CHAR_BIT] >> shift & 1U) == 0;
}

/* The run of clear bits in an object of ones. */
static void measure(const unsigned char *bytes, size_t size, struct il_cfield *out)
{
    size_t bit = 0, all = size * CHAR_BIT;
    while (bit < all && !is_clear(bytes, bit)) {
        bit++;
    }
    size_t first = bit;
    while (bit < all && is_clear(bytes, bit)) {
        bit++;
    }
    out->bit_width = (unsigned)(bit - first);
    out->offset = first / CHAR_BIT;
    out->bit_offset = (unsigned)(first % CHAR_BIT);
    if (is_big_machine()) {
        size_t end = (bit + CHAR_BIT - 1) / CHAR_BIT * CHAR_BIT;
        out->bit_offset = (unsigned)(end - bit);
    }
}

/* Ask the compiler, by the function that it has made, where a bit-field lies. */
static bool make_bits(struct builder *builder, const inlet_field *field,
                      struct il_cfield *out)
{
    size_t size = builder->table->size;
    unsigned char *object = field->bits == NULL ? NULL : malloc(size);
    if (object == NULL) {
        return field->bits == NULL && complain_of(builder, field, "has no function");
    }
    memset(object, 0xff, size);
    bool is_signed = field->bits(object);
    measure(object, size, out);
    free(object);
    if (out->bit_width == 0 || out->bit_width > 64) {
        return complain_of(builder, field, "is no bit-field");
    }
    out->type =
        modify(builder, field, &basics[is_signed ? INLET_C_LLONG : INLET_C_ULLONG]);
    return out->type != NULL;
}

/* --- Fields ----------------------------------------------------------------------- */

static bool check_field(struct builder *builder, const inlet_field *field)
{
    const inlet_type *table = builder->table;
    if (field->name == NULL || field->name[0] == '\0') {
        return complain(builder, "has a field without a name");
    }
    if ((field->flags & ~(unsigned)KNOWN_FLAGS) != 0) {
        return complain_of(builder, field, "has flags that are not known");
    }
    if (field->get != NULL) {
        return table != builder->program ||
               complain_of(builder, field, "is computed, and no part of an object");
    }
    if (field->set != NULL) {
        return complain_of(builder, field, "is set and not computed");
    }
    if (table != builder->program &&
        (field->size > table->size || field->offset > table->size - field->size)) {
        return complain_of(builder, field, "lies outside of the object");
    }
    return true;
}

static bool copy_texts(struct builder *builder, const inlet_field *field,
                       struct il_cfield *out)
{
    out->name = copy_text(builder->graph, field->name);
    out->doc = field->doc == NULL ? NULL : copy_text(builder->graph, field->doc);
    return out->name != NULL && (out->doc != NULL) == (field->doc != NULL);
}

static bool fill_field(struct builder *builder, const inlet_field *field,
                       struct il_cfield *out)
{
    if (!check_field(builder, field) || !copy_texts(builder, field, out)) {
        return false;
    }
    out->is_const = (field->code & INLET_C_CONST) != 0 ||
                    ((field->flags | builder->table->flags) & INLET_READONLY) != 0;
    out->is_hidden = (field->flags & INLET_HIDDEN) != 0;
    if ((field->code & INLET_C_BASE) == INLET_C_BITS) {
        return make_bits(builder, field, out);
    }
    out->offset = field->get == NULL ? field->offset : 0;
    out->get = field->get;
    out->set = field->set;
    out->is_const |= field->get != NULL && field->set == NULL;
    out->type = make_type(builder, field);
    out->is_const |= out->type != NULL && out->type->kind == IL_C_FUNCTION;
    return out->type != NULL;
}

static bool check_names(struct builder *builder, const struct il_ctype *record)
{
    for (size_t i = 0; i < record->count; i++) {
        if (il_ctype_field(record, record->fields[i].name) != &record->fields[i]) {
            return complain_about(builder, "field ", record->fields[i].name,
                                  "is there twice");
        }
    }
    return true;
}

/* What a function gives comes first, then what it takes; who takes nothing takes void.
 */
static bool fill_function(struct builder *builder, struct il_ctype *function,
                          const inlet_type *table)
{
    struct il_graph *graph = builder->graph;
    const inlet_field nameless = {.name = "a function's type"};
    bool is_void = table->count == 2 && table->fields[1].code == INLET_C_VOID;
    if (table->count == 0) {
        return complain(builder, "gives nothing, not even void");
    }
    function->doc = table->doc == NULL ? NULL : copy_text(graph, table->doc);
    function->fields = allot(graph, table->count, sizeof *function->fields);
    function->is_variadic = (table->flags & INLET_VARIADIC) != 0;
    function->target = make_unmeasured(builder, &table->fields[0]);
    if (function->fields == NULL || function->target == NULL ||
        (function->doc != NULL) != (table->doc != NULL)) {
        return false;
    }
    for (size_t i = 1; i < table->count && !is_void; i++) {
        struct il_cfield *parameter = &function->fields[i - 1];
        parameter->type = make_unmeasured(builder, &table->fields[i]);
        parameter->offset = i - 1;
        function->count = i;
        if (parameter->type == NULL) {
            return false;
        }
        if (parameter->type->kind == IL_C_VOID ||
            parameter->type->kind == IL_C_FUNCTION) {
            return complain_of(builder, &nameless, "takes what is no object");
        }
    }
    return true;
}

/* The fields that say how many elements a pointer has. */
static bool link_counters(struct builder *builder, struct il_ctype *record)
{
    for (size_t i = 0; i < record->count; i++) {
        const inlet_field *field = &builder->table->fields[i];
        if (field->count == NULL) {
            continue;
        }
        const struct il_cfield *counter = il_ctype_field(record, field->count);
        if (counter == NULL || !is_integer(counter->type) ||
            !il_cfield_is_memory(counter)) {
            return complain_of(builder, field,
                               "is counted by what is no integer field");
        }
        const struct il_ctype *type = record->fields[i].type;
        if (type->kind != IL_C_POINTER || type->target->size == 0) {
            return complain_of(builder, field, "is counted and no pointer to elements");
        }
        record->fields[i].counter = counter;
    }
    return true;
}

static bool fill_record(struct builder *builder, size_t number)
{
    struct il_ctype *record = builder->graph->records[number];
    const inlet_type *table = builder->table = builder->tables[number];
    struct il_graph *graph = builder->graph;
    if (record->kind == IL_C_FUNCTION) {
        return fill_function(builder, record, table);
    }
    record->name = copy_text(graph, table->name);
    record->doc = table->doc == NULL ? NULL : copy_text(graph, table->doc);
    record->fields = allot(graph, table->count + 1, sizeof *record->fields);
    if (record->name == NULL || record->fields == NULL ||
        (record->doc != NULL) != (table->doc != NULL)) {
        return false;
    }
    for (size_t i = 0; i < table->count; i++) {
        if (!fill_field(builder, &table->fields[i], &record->fields[i])) {
            return false;
        }
        record->count = i + 1;
    }
    return check_names(builder, record) && link_counters(builder, record);
}

/* --- The graph -------------------------------------------------------------------- */

/* How deep records lie in each other: a table can say that one lies in itself. */
static bool is_nested_well(const struct il_ctype *type, int depth)
{
    while (type->kind == IL_C_ARRAY) {
        type = type->target;
    }
    if (depth > NESTED_MAX) {
        return false;
    }
    for (size_t i = 0; type->fields != NULL && i < type->count; i++) {
        if (!is_nested_well(type->fields[i].type, depth + 1)) {
            return false;
        }
    }
    return true;
}

/* Could the type be written down? A function can be said to take itself. */
static bool is_spelled_well(const struct il_ctype *type, int depth)
{
    while (type->kind == IL_C_ARRAY || type->kind == IL_C_POINTER) {
        type = type->target;
    }
    if (type->kind != IL_C_FUNCTION) {
        return true;
    }
    bool is_well = depth < SPELLED_MAX && is_spelled_well(type->target, depth + 1);
    for (size_t i = 0; i < type->count && is_well; i++) {
        is_well = is_spelled_well(type->fields[i].type, depth + 1);
    }
    return is_well;
}

/* Only records of the same size, at the same place, can be in each other for ever. */
static bool check_nesting(struct builder *builder)
{
    for (size_t i = 0; i < builder->graph->count; i++) {
        if (!is_nested_well(builder->graph->records[i], 0) ||
            !is_spelled_well(builder->graph->records[i], 0)) {
            builder->table = builder->tables[i];
            return complain(builder, "lies in itself, or too deep in others");
        }
    }
    return true;
}

static bool build(struct builder *builder, const inlet_type *table)
{
    if (find_record(builder, table) == NULL) {
        return false;
    }
    for (size_t i = 0; i < builder->graph->count; i++) {
        if (!fill_record(builder, i)) {
            return false;
        }
    }
    return check_nesting(builder);
}

/* `builder` is freed. */
static struct il_graph *finish(struct builder *builder, const inlet_type *table)
{
    builder->graph = calloc(1, sizeof *builder->graph);
    bool is_built = builder->graph != NULL && build(builder, table);
    free(builder->tables);
    if (!is_built) {
        il_graph_free(builder->graph);
        return NULL;
    }
    return builder->graph;
}

struct il_graph *il_table_build(const inlet_type *table, char *problem)
{
    struct builder builder = {.problem = problem};
    problem[0] = '\0';
    if (table == NULL) {
        complain(&builder, "is NULL");
        return NULL;
    }
    return finish(&builder, table);
}

/* --- Names of the program --------------------------------------------------------- */

static bool has_address(const inlet_name *name)
{
    bool is_function = name->field.code == INLET_C_FUNCTION;
    return (name->function != NULL) == is_function &&
           (name->object != NULL) != is_function;
}

/* The names as fields that lie where the program has put what they name. */
static bool list_names(struct builder *builder, const inlet_name *names, size_t count,
                       inlet_field *fields)
{
    for (size_t i = 0; i < count; i++) {
        fields[i] = names[i].field;
        if (!has_address(&names[i])) {
            return complain_of(builder, &fields[i], "has no address of its kind");
        }
        fields[i].offset = names[i].object != NULL ? (size_t)names[i].object
                                                   : (size_t)names[i].function;
    }
    return true;
}

struct il_graph *il_table_build_program(const inlet_name *names, char *problem)
{
    size_t count = 0;
    inlet_type table = {.struct_size = sizeof table, .name = "program"};
    struct builder builder = {.problem = problem, .program = &table, .table = &table};
    problem[0] = '\0';
    if (names == NULL) {
        complain(&builder, "is NULL");
        return NULL;
    }
    while (names[count].field.name != NULL) {
        count++;
    }
    inlet_field *fields = calloc(count + 1, sizeof *fields);
    struct il_graph *graph = NULL;
    table.count = count;
    table.fields = fields;
    if (fields != NULL && list_names(&builder, names, count, fields)) {
        graph = finish(&builder, &table);
    }
    free(fields);
    return graph;
}
