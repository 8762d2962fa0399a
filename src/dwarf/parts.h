/* SPDX-License-Identifier: MIT
 * What the files of libinlet-dwarf share. Cold.
 *
 *   modules    what is loaded now, and where
 *   image      the debug information of one file, found and opened
 *   index      its names, read once
 *   type       its types, made when they are asked for: `basic` has the numbers,
 *              `record` the structs, `member` what is in them, `alike` which are one
 *   symbol     where a variable or function is, or why it is nowhere
 *   comment    what its source file says of it
 *   named      types by the names that C gives them
 *   provider   the look-ups, and the lock around them
 *
 * libdw is not made for threads: everything here runs under one lock, which
 * provider.c takes. Files are damaged, truncated and made by compilers that we have not
 * seen: nothing that they say is believed, and all ways through them end.
 */
#ifndef IL_PARTS_H
#define IL_PARTS_H

#include "base/arena.h"
#include "dwarf/elfutils.h"
#include "reflect/provider.h"

enum { IL_BUILD_ID_MAX = 64, IL_PROBLEM_SIZE = 300 };

/* --- index.c ---------------------------------------------------------------------- */

enum il_entry_kind {
    IL_ENTRY_VARIABLE,
    IL_ENTRY_FUNCTION,
    IL_ENTRY_CONSTANT,
    IL_ENTRY_RECORD, /* a struct or class, */
    IL_ENTRY_UNION,
    IL_ENTRY_ENUM,
    IL_ENTRY_TYPE /* a basic type or a typedef */
};

/* A name, and where its entry in the debug information is. */
struct il_entry {
    const char *name;
    void *address;
    uint32_t unit;
    uint32_t next; /* entry of the same bucket, counted from 1; 0: none */
    uint32_t hash;
    uint8_t kind;
    bool has_place; /* it seems to be somewhere in the program */
};

/* What is declared in one place, and may be defined in another: where, and its name
 * with the namespaces around it. */
struct il_declared {
    const void *address;
    const char *name;
};

struct il_declarations {
    struct il_declared *at; /* by their addresses */
    size_t count, room;
};

struct il_index {
    struct il_entry *entries;
    size_t count, room;
    uint32_t *buckets; /* the first entry of each, counted from 1 */
    size_t bucket_count;
    Dwarf_CU **units;
    size_t unit_count, unit_room;
    size_t types;                    /* how many entries are of types */
    struct il_declarations declared; /* records of C++, but those in classes */
    struct il_arena texts;
};

/* --- image.c ---------------------------------------------------------------------- */

/* How a loaded module can be told from another one of the same name. */
struct il_identity {
    unsigned char id[IL_BUILD_ID_MAX]; /* the linker's number of it, */
    size_t id_size;                    /* 0 where it has none; */
    uint64_t extent;                   /* then a sum of what it loads must do */
};

struct il_node;

/* The debug information of one file. Once it was found it stays. */
struct il_image {
    struct il_image *next;
    char *path;
    const char *name; /* in `path`, without folders */
    struct il_identity identity;
    bool is_open, is_indexed;
    int file, debug_file; /* or -1 */
    Elf *elf, *debug_elf;
    Dwarf *dwarf;
    char problem[IL_PROBLEM_SIZE]; /* why there is none, or not all of it; or "" */
    struct il_index index;
    struct il_arena arena;     /* types and names, */
    struct il_node **interned; /* the records by their names: chains, */
    size_t interned_count, interned_buckets;
    struct il_slot *slots; /* and all types by where they were read */
    size_t slot_count, slot_room;
};

/** The last `size` bytes of a path, for a message: its end tells most. */
const char *il_path_end(const char *path, size_t size);

/** Find and open what there is about a file: `problem` says what is missing. */
void il_image_open(struct il_image *image, const char *openable);

/** The name of the symbol of a function that begins at an address of the file, unlike
 * `name` where there are several; or NULL. */
const char *il_image_symbol(struct il_image *image, uint64_t address, const char *name);

/** Has the file a symbol of this name, whatever it is? */
bool il_image_has_symbol(struct il_image *image, const char *name);

/* --- modules.c -------------------------------------------------------------------- */

struct il_module {
    struct il_module *next; /* in the order in which they were loaded */
    struct il_image *image;
    uintptr_t bias;                    /* what is added to the file's addresses */
    size_t thread_module, thread_size; /* of variables that each thread has */
    unsigned load;
    bool is_loaded, is_program, is_own; /* own: outside of the system's folders */
    bool is_seen;
};

/** All that were ever loaded, the program first. Looks again if the loader has been at
 * work. NULL without memory. */
struct il_module *il_modules(void);

/** The loader's count of what it has done. */
unsigned long long il_modules_generation(void);

/** Open its image and read its names, if that was not done. False without memory. */
bool il_module_prepare(struct il_module *module);

/** Say in `reason` which modules of a scope have no debug information to look in;
 * `name` (or NULL) was not found in the others. */
void il_modules_explain(const struct il_scope *scope, const char *name,
                        char reason[IL_REASON_SIZE]);

/** Is a declaration's file the one that was asked for? Its last folders are enough. */
bool il_scope_has_file(const struct il_scope *scope, const char *file);

/** Is it in the scope of a look-up? */
bool il_module_is_in(const struct il_module *module, const struct il_scope *scope);

/* --- index.c ---------------------------------------------------------------------- */

/** Read the names of an image. False without memory. */
bool il_index_build(struct il_image *image);

/** The first entry in another one, and the one behind one: those of damaged files may
 * point back, where a walk would not end. False where there is none. */
bool il_die_child(Dwarf_Die *parent, Dwarf_Die *out);
bool il_die_next(Dwarf_Die *die);

/** The next entry of a name after `after` (NULL: the first). */
const struct il_entry *il_index_find(const struct il_index *index, const char *name,
                                     const struct il_entry *after);

/** The name, with its namespaces, of a record of C++ that an entry declares; NULL for
 * one that is declared in a class. */
const char *il_index_declared(const struct il_index *index, const Dwarf_Die *die);

/** The entry in the debug information. */
Dwarf_Die il_index_die(const struct il_index *index, const struct il_entry *entry);

/** Is it the name of a variable, function or constant, not of a type? */
static inline bool il_entry_is_symbol(const struct il_entry *entry)
{
    return entry->kind <= IL_ENTRY_CONSTANT;
}

/* --- type.c ----------------------------------------------------------------------- */

/* A type, and how it was made. */
struct il_node {
    struct il_ctype type;
    struct il_image *image;
    Dwarf_Die die;
    struct il_node *next;     /* of the same bucket of names */
    bool is_open;             /* it is being made or completed further up the stack */
    unsigned long long tried; /* the generation in which its record was looked for */
};

/* A type and whether it is constant. No type: no memory. */
struct il_built {
    const struct il_ctype *type;
    bool is_const;
};

extern const struct il_built il_no_memory;

/** The type that an entry refers to by DW_AT_type; void where it has none. */
struct il_built il_type_of(struct il_image *image, Dwarf_Die *die, unsigned depth);

/** The type that an entry is. */
struct il_built il_type_at(struct il_image *image, Dwarf_Die *die, unsigned depth);

/** A new node; NULL without memory. */
struct il_node *il_type_new(struct il_image *image, Dwarf_Die *die, enum il_ckind kind);

/** An array of so many of a type. */
const struct il_ctype *il_type_array(struct il_image *image,
                                     const struct il_ctype *element, size_t count);

/** Something of which only the size is known: bytes. `name` may be NULL. */
const struct il_ctype *il_type_bytes(struct il_image *image, const char *name,
                                     size_t size);

/** Where an entry is declared. */
void il_type_declared(struct il_image *image, Dwarf_Die *die, const char **out_file,
                      unsigned *out_line);

/** The folder that the compiler of its unit ran in, to which such files are relative;
 * or NULL. */
const char *il_type_folder(Dwarf_Die *die);

/** An unsigned number that an entry has as an attribute, or `other`. */
uint64_t il_type_number(Dwarf_Die *die, unsigned attribute, uint64_t other);

/** Has it a flag that is set? */
bool il_type_has_flag(Dwarf_Die *die, unsigned attribute);

/** Is it of a source file in C, where records are named with "struct" before them? */
bool il_type_is_c(Dwarf_Die *die);

/** As il_type_bytes(), with the name and size of an entry. */
struct il_built il_type_bytes_of(struct il_image *image, Dwarf_Die *die);

/* --- basic.c ---------------------------------------------------------------------- */

/** Make a basic type; what is no number as others are is bytes. */
struct il_built il_basic_make(struct il_image *image, Dwarf_Die *die);

struct il_built il_basic_make_enum(struct il_image *image, Dwarf_Die *die,
                                   unsigned depth);

/** gcc's name of an integer, which others have as `name`; or the same. */
const char *il_basic_other_name(const char *name);

/** The value of a constant of an enumeration, or of a variable. */
bool il_basic_constant(Dwarf_Die *die, int64_t *out);

/* --- record.c --------------------------------------------------------------------- */

/** Make a record; that of a declaration is the one that it declares, if that is known.
 */
struct il_built il_record_make(struct il_image *image, Dwarf_Die *die, unsigned depth);

/** "struct node" in C, "node" in C++, NULL where it has none. False: no memory. */
bool il_record_name(struct il_image *image, Dwarf_Die *die, const char **out);

/** Name a record without a tag by the first typedef of it. */
struct il_built il_record_give_name(struct il_image *image, struct il_built built,
                                    const char *name);

/** The record of another module that a declaration without fields means, or NULL.
 * named.c has it. */
const struct il_ctype *il_named_elsewhere(struct il_image *image, const char *name,
                                          enum il_entry_kind kind);

/** complete() of records, which takes the lock; the same under the lock. */
bool il_record_complete(struct il_ctype *type);
bool il_record_fill(struct il_ctype *type, unsigned depth);

/* --- alike.c ---------------------------------------------------------------------- */

/** Do two entries of one name, size and line describe the same record? */
bool il_alike_records(Dwarf_Die *left, Dwarf_Die *right);

/* --- member.c --------------------------------------------------------------------- */

/** Read the fields of a record. False without memory. */
bool il_member_fill(struct il_node *record, unsigned depth);

/** Read the parameters of a function. False without memory. */
bool il_member_parameters(struct il_node *function, unsigned depth);

/* --- symbol.c --------------------------------------------------------------------- */

/** Where an entry is in the process, and what it is; or why it is nowhere. The file
 * that declares it is not asked for, which takes time. */
enum il_found il_symbol_locate(struct il_module *module, const struct il_entry *entry,
                               struct il_symbol *out, char reason[IL_REASON_SIZE]);

/** The same for what was found inside of a function. */
enum il_found il_symbol_variable(struct il_module *module, Dwarf_Die *die,
                                 const char *name, struct il_symbol *out,
                                 char reason[IL_REASON_SIZE]);

/* --- comment.c -------------------------------------------------------------------- */

/** Add the comment above the declaration of a name, a line each, to `out`; nothing
 * where there is none, or where the source may not be that of the `module`, a file. */
void il_comment_read(const struct il_origin *origin, int module, const char *name,
                     struct il_text *out);

/* --- named.c ---------------------------------------------------------------------- */

/** Find a type by its name. As the provider's find_type(), under the lock. */
enum il_found il_named_find(const struct il_scope *scope, const char *name,
                            struct il_type_found *out, char reason[IL_REASON_SIZE]);

/* --- provider.c ------------------------------------------------------------------- */

void il_dwarf_lock(void);
void il_dwarf_unlock(void);

#endif
