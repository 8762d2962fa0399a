/* SPDX-License-Identifier: MIT
 * Who knows the names and types of the program: what a library that reads debug
 * information offers, and what the engine asks it. Cold.
 *
 * All of it may be called from any thread, with or without Python's lock; nothing in it
 * calls back. What is given out (types, names, modules) lives as long as the process.
 */
#ifndef IL_PROVIDER_H
#define IL_PROVIDER_H

#include "reflect/ctype.h"

/* Changes with anything in this file, or in a type of C. */
enum { IL_PROVIDER_ABI = 3, IL_REASON_SIZE = 400 };

/* The program, or a library that is or was loaded. */
struct il_module;

/* Where a name is looked for; all NULL: in the program and the libraries that are its
 * own, which are those outside of the system's folders. */
struct il_scope {
    const char *library; /* only there, be it the system's: "libm.so.6", "libm" */
    const char *file;    /* only what this source file declares: "net.c", "src/net.c" */
};

enum il_symbol_kind { IL_SYMBOL_VARIABLE, IL_SYMBOL_FUNCTION, IL_SYMBOL_CONSTANT };

struct il_symbol {
    enum il_symbol_kind kind;
    const char *name;
    const struct il_ctype *type; /* NULL of a constant */
    uintptr_t address;  /* of a thread's own variable: that of the asking thread */
    int64_t value;      /* of a constant of an enumeration */
    bool is_const;      /* cannot be written */
    bool is_thread_own; /* each thread has one: ask again in another */
    bool is_static;   /* a function that only its own file names: the compiler may call
                           it as it likes */
    const char *file; /* where it is declared, or NULL */
    const char *folder; /* to which `file` is relative, or NULL */
    unsigned line;
    const struct il_module *module;
    unsigned load; /* how often the module was loaded by then */
};

/* Where something is declared. */
struct il_origin {
    const char *folder, *file; /* as above */
    unsigned line;
};

/* A type, and who has it. */
struct il_type_found {
    const struct il_ctype *type;
    const struct il_module *module;
    unsigned load;
};

/* How a look-up has ended. */
enum il_found {
    IL_FOUND,
    IL_FOUND_NOTHING,  /* there is no such name; `reason` may say who might have it */
    IL_FOUND_UNUSABLE, /* it is known, and `reason` says why it cannot be used */
    IL_FOUND_SEVERAL,  /* `reason` says where they are declared */
    IL_FOUND_NO_MEMORY
};

/* One name, or one function. Asks no more where it answers false. */
typedef bool (*il_name_fn)(void *data, const char *name);
typedef bool (*il_symbol_fn)(void *data, const struct il_symbol *symbol);

struct il_provider {
    unsigned abi;

    /** Find a variable, a function or a constant: "count", "file_local", "f::static".
     */
    enum il_found (*find)(const struct il_scope *scope, const char *name,
                          struct il_symbol *out, char reason[IL_REASON_SIZE]);

    /** Find a type as C names it, without pointers and arrays: "struct node",
     * "uint8_t", "unsigned long". */
    enum il_found (*find_type)(const struct il_scope *scope, const char *name,
                               struct il_type_found *out, char reason[IL_REASON_SIZE]);

    /** Tell the names that begin with `prefix`, some of them more than once. */
    enum il_found (*names)(const struct il_scope *scope, const char *prefix,
                           il_name_fn tell, void *data, char reason[IL_REASON_SIZE]);

    /** Tell all functions of a name that can be called: those of one module. */
    enum il_found (*overloads)(const struct il_scope *scope, const char *name,
                               il_symbol_fn tell, void *data);

    /** A number that changes when a library is loaded or unloaded. */
    unsigned long long (*generation)(void);

    /** Is what was found in its load so-and-so still there? */
    bool (*is_loaded)(const struct il_module *module, unsigned load);

    /** Is it the program itself, which is never unloaded? */
    bool (*is_program)(const struct il_module *module);

    /** The module's file name, without folders. */
    const char *(*module_name)(const struct il_module *module);

    /** Add to `out` the comment above a declaration in its source file, indented, where
     * that file can be read and is no newer than the module. */
    void (*comment)(const struct il_module *module, const struct il_origin *origin,
                    const char *name, struct il_text *out);
};

/* What the library exports, under this name. */
#define IL_PROVIDER_SYMBOL "il_dwarf_provider"

#endif
