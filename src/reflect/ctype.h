/* SPDX-License-Identifier: MIT
 * The types of C: a graph that knows where everything in an object lies, whoever has
 * described it. Cold.
 */
#ifndef IL_CTYPE_H
#define IL_CTYPE_H

#include "base/text.h"

#include <stdint.h>

enum il_ckind {
    IL_C_VOID,
    IL_C_BOOL,
    IL_C_CHAR, /* text, in arrays and behind pointers */
    IL_C_SIGNED,
    IL_C_UNSIGNED, /* as wide as `size`: up to 16 bytes */
    IL_C_FLOAT,    /* float, double, long double, by `size`; see `is_quad` */
    IL_C_COMPLEX,  /* two of `target`: the real and the imaginary part */
    IL_C_ENUM,     /* `target` is the integer that it is stored as */
    IL_C_POINTER,
    IL_C_ARRAY,
    IL_C_RECORD,
    IL_C_UNION,
    IL_C_FUNCTION
};

struct il_cconstant {
    const char *name;
    int64_t value;
};

struct il_cfield {
    const char *name;
    const char *doc; /* or NULL */
    const struct il_ctype *type;
    size_t offset;                  /* of a parameter: its number */
    unsigned bit_offset, bit_width; /* width 0: no bit-field. The offset counts from the
                                       least significant bit of the bytes it is in */
    bool is_const;                  /* cannot be written */
    bool is_hidden;
    const struct il_ctype *inside; /* the member without a name, or the base class,
                                        that it is part of; or NULL */
    void (*get)(const void *object, void *out);          /* computes it; or NULL */
    const char *(*set)(void *object, const void *value); /* or NULL; answers why not */
    const struct il_cfield *counter; /* has the number of elements, or NULL */
};

struct il_ctype;

/* Fill in what is not known yet; false without memory. */
typedef bool (*il_complete_fn)(struct il_ctype *type);

struct il_ctype {
    enum il_ckind kind;
    unsigned line; /* of `file` */
    size_t size;
    const char *name;  /* "struct config", "unsigned char"; or NULL */
    const char *alias; /* what a typedef calls it: "uint8_t"; or NULL */
    const char *doc;   /* or NULL */
    const struct il_ctype
        *target;              /* of a pointer, array, enumeration or complex; what a
                                      function returns; of a record with an alias: the
                                      record itself, or NULL */
    size_t count;             /* of elements, fields, constants or parameters */
    struct il_cfield *fields; /* of a function: its parameters, perhaps nameless */
    const struct il_cconstant *constants;
    size_t number;    /* of a record or union in its graph, from 0 */
    bool is_const;    /* what a pointer points to cannot be written */
    bool is_raw;      /* characters are bytes */
    bool is_mapping;  /* a record that looks like a dict */
    bool is_selected; /* a record of which somebody has named the fields: there may be
                            more, where there is room between them */
    bool is_foreign;  /* the bytes stand in the other order than the machine's */
    bool is_signed_char; /* of IL_C_CHAR: as this compiler has it */
    bool is_variadic;    /* a function that takes more arguments than it names */
    bool is_open;        /* a function declared without parameters, as in `int f();`; an
                            array whose end is not known */
    bool is_quad;        /* of IL_C_FLOAT: the format that IEEE 754 calls binary128 */
    bool is_program;     /* a record of the program's names: the offset of a field
                                 is the address of what it names */
    bool is_named_by_typedef; /* a record without a tag: `name` is that of a typedef */
    bool is_volatile;         /* of a pointer: it is one itself */
    bool is_incomplete;       /* a record of which nothing but the name is known */
    bool is_by_reference;     /* a class of C++ that copies itself: where one is passed,
                                 its address is */
    const char *file;         /* where it is declared, or NULL */
    const char *folder;       /* to which `file` is relative, or NULL */
    il_complete_fn complete;  /* NULL once it is; others ask il_ctype_complete() */
};

/**
 * Make sure that all is known that an object of the type consists of, or that a pointer
 * to such leads to, or a function takes: types that are read from debug information are
 * filled in when they are first asked for. Who goes to a type by a pointer's `target`
 * calls it first. False without memory. Thread: any.
 */
bool il_ctype_complete(const struct il_ctype *type);

/** Has the field an address, as a bit-field and a computed value have not? */
static inline bool il_cfield_is_memory(const struct il_cfield *field)
{
    return field->bit_width == 0 && field->get == NULL;
}

/** Are they one type, though perhaps of two graphs? */
bool il_ctype_is_same(const struct il_ctype *left, const struct il_ctype *right);

/** Is it a number, a character, a truth value or an enumeration? */
bool il_ctype_is_scalar(const struct il_ctype *type);

/** Has it values below zero: an integer, a character, an enumeration of such? */
bool il_ctype_is_signed(const struct il_ctype *type);

/** Is it an array of characters that are text? */
bool il_ctype_is_text(const struct il_ctype *type);

/** Is it a pointer to characters that are text? */
bool il_ctype_is_string(const struct il_ctype *type);

/** Add the type as C writes it, around `name` (which may be ""): "int limits[4]". */
void il_ctype_write(const struct il_ctype *type, const char *name,
                    struct il_text *text);

/** Add the declaration of a record with all its fields, a line each. */
void il_ctype_declare(const struct il_ctype *type, struct il_text *text);

/** Find a field, in anonymous members too; NULL. */
const struct il_cfield *il_ctype_field(const struct il_ctype *type, const char *name);

/**
 * Find what lies in a type at "limits.rows[3].low", as `offsetof` has it: fields and
 * elements, no pointer followed. NULL if there is nothing, or a bit-field.
 */
const struct il_ctype *il_ctype_reach(const struct il_ctype *type, const char *path,
                                      size_t *out_offset);

/** The name of an enumeration's value, or NULL. */
const char *il_ctype_constant(const struct il_ctype *type, int64_t value);

#endif
