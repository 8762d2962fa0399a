/* SPDX-License-Identifier: MIT
 *
 * Field tables: structs, variables and functions of a program, described for live.h.
 *
 *     struct config { bool debug; int max_connections; };
 *
 *     INLET_STRUCT(config_type, struct config, debug, max_connections);
 *
 * Only names are written down; the compiler fills in types, sizes and places, and does
 * not compile a name that is none. Strict C17 or C++17; no debug information is needed.
 * Tables are constant data, and nothing of them runs before they are used: a file that
 * only describes its structs includes this header alone.
 */
#ifndef INLET_TABLE_H
#define INLET_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- What they consist of ------------------------------------------------------ */

/** What a field or a type may have in `flags`. */
enum {
    INLET_READONLY = 1,   /**< cannot be written */
    INLET_HIDDEN = 2,     /**< in no list and no repr(); its name still works */
    INLET_RAW = 4,        /**< characters are bytes, not text */
    INLET_BIG_ENDIAN = 8, /**< most significant byte first, whatever the machine has */
    INLET_LITTLE_ENDIAN = 16,  /**< least significant byte first */
    INLET_MAPPING = 32,        /**< of a type: shown and used as a dict, too */
    INLET_UNION = 64,          /**< of a type: its fields lie over each other */
    INLET_FUNCTION_TYPE = 128, /**< a type of functions: what it gives, what it takes */
    INLET_VARIADIC = 256       /**< of such a type: it takes more than it names */
};

/** What the compiler has found out: a basic type and what is around it. */
enum {
    INLET_C_UNKNOWN = 0,
    INLET_C_BOOL,
    INLET_C_CHAR,
    INLET_C_SCHAR,
    INLET_C_UCHAR,
    INLET_C_SHORT,
    INLET_C_USHORT,
    INLET_C_INT,
    INLET_C_UINT,
    INLET_C_LONG,
    INLET_C_ULONG,
    INLET_C_LLONG,
    INLET_C_ULLONG,
    INLET_C_FLOAT,
    INLET_C_DOUBLE,
    INLET_C_LDOUBLE,
    INLET_C_VOID,
    INLET_C_RECORD,   /**< the struct or union in `type` */
    INLET_C_BITS,     /**< a bit-field, which `bits` knows */
    INLET_C_FUNCTION, /**< a function of the type in `type` */
    INLET_C_INT128,
    INLET_C_UINT128,
    INLET_C_FLOAT128,
    INLET_C_FLOAT_COMPLEX,
    INLET_C_DOUBLE_COMPLEX,
    INLET_C_LDOUBLE_COMPLEX,
    INLET_C_BASE = 0xff,

    INLET_C_POINTER = 0x100, /**< a pointer to it */
    INLET_C_ARRAY = 0x200,   /**< an array of it, or of pointers to it */
    INLET_C_CONST = 0x400,   /**< the member is const */
    INLET_C_TARGET = 0x800   /**< what the pointer points to is const */
};

/** The name of one value of an enumeration. */
typedef struct inlet_constant {
    const char *name; /**< NULL ends a list */
    int64_t value;
} inlet_constant;

typedef struct inlet_type inlet_type;

/** Clear one bit-field of an object that is all ones; answers whether it is signed. */
typedef bool (*inlet_bits_fn)(void *object);

/** Compute a value of an object and put it into `out`. Made by INLET_GETTER(). */
typedef void (*inlet_get_fn)(const void *object, void *out);

/**
 * Give an object a value that is computed; answers why not, or NULL. Made by
 * INLET_SETTER().
 */
typedef const char *(*inlet_set_fn)(void *object, const void *value);

/** One field. Made by INLET_FIELD() and its kin. */
typedef struct inlet_field {
    const char *name;
    size_t offset;
    size_t size;
    size_t row; /**< of an array of arrays: the size of one of them; else 0 */
    unsigned code;
    unsigned flags;
    const inlet_type *type;
    const inlet_constant *names; /**< of an enumeration, or NULL */
    const char *count;           /**< the field that has the number of elements */
    const char *doc;
    inlet_bits_fn bits;
    inlet_get_fn get; /**< of a computed value; it lies nowhere */
    inlet_set_fn set; /**< or NULL: it cannot be written */
} inlet_field;

/** A struct or union. Made by INLET_STRUCT(), INLET_TYPE() and their kin. */
struct inlet_type {
    size_t struct_size;
    const char *name; /**< as in C: "struct config" */
    size_t size;
    unsigned flags;
    size_t count;
    const inlet_field *fields;
    const char *doc;
};

/** One variable or function of the program. Made by INLET_VAR(), INLET_FN() and kin. */
typedef struct inlet_name {
    inlet_field field;
    const void *object;     /**< of a variable: where it is */
    void (*function)(void); /**< of a function: what is called */
} inlet_name;

#ifdef __cplusplus
}
#endif

/* --- Macros: C and C++ --------------------------------------------------------- */

/* What a list of X needs: up to 64 names. */
/* clang-format off */
#define INLET_NTH_(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, \
    a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, \
    a34, a35, a36, a37, a38, a39, a40, a41, a42, a43, a44, a45, a46, a47, a48, a49, \
    a50, a51, a52, a53, a54, a55, a56, a57, a58, a59, a60, a61, a62, a63, a64, n, \
    ...) n
#define INLET_HOW_MANY_(...) \
    INLET_NTH_(__VA_ARGS__, 64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, \
    50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, \
    30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, \
    10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define INLET_GLUE_(a, b) INLET_GLUE_2_(a, b)
#define INLET_GLUE_2_(a, b) a##b
#define INLET_EACH_(X, T, ...) \
    INLET_GLUE_(INLET_EACH_, INLET_HOW_MANY_(__VA_ARGS__))(X, T, __VA_ARGS__)
#define INLET_EACH_1(X, T, a) X(T, a)
#define INLET_EACH_2(X, T, a, ...) X(T, a), INLET_EACH_1(X, T, __VA_ARGS__)
#define INLET_EACH_3(X, T, a, ...) X(T, a), INLET_EACH_2(X, T, __VA_ARGS__)
#define INLET_EACH_4(X, T, a, ...) X(T, a), INLET_EACH_3(X, T, __VA_ARGS__)
#define INLET_EACH_5(X, T, a, ...) X(T, a), INLET_EACH_4(X, T, __VA_ARGS__)
#define INLET_EACH_6(X, T, a, ...) X(T, a), INLET_EACH_5(X, T, __VA_ARGS__)
#define INLET_EACH_7(X, T, a, ...) X(T, a), INLET_EACH_6(X, T, __VA_ARGS__)
#define INLET_EACH_8(X, T, a, ...) X(T, a), INLET_EACH_7(X, T, __VA_ARGS__)
#define INLET_EACH_9(X, T, a, ...) X(T, a), INLET_EACH_8(X, T, __VA_ARGS__)
#define INLET_EACH_10(X, T, a, ...) X(T, a), INLET_EACH_9(X, T, __VA_ARGS__)
#define INLET_EACH_11(X, T, a, ...) X(T, a), INLET_EACH_10(X, T, __VA_ARGS__)
#define INLET_EACH_12(X, T, a, ...) X(T, a), INLET_EACH_11(X, T, __VA_ARGS__)
#define INLET_EACH_13(X, T, a, ...) X(T, a), INLET_EACH_12(X, T, __VA_ARGS__)
#define INLET_EACH_14(X, T, a, ...) X(T, a), INLET_EACH_13(X, T, __VA_ARGS__)
#define INLET_EACH_15(X, T, a, ...) X(T, a), INLET_EACH_14(X, T, __VA_ARGS__)
#define INLET_EACH_16(X, T, a, ...) X(T, a), INLET_EACH_15(X, T, __VA_ARGS__)
#define INLET_EACH_17(X, T, a, ...) X(T, a), INLET_EACH_16(X, T, __VA_ARGS__)
#define INLET_EACH_18(X, T, a, ...) X(T, a), INLET_EACH_17(X, T, __VA_ARGS__)
#define INLET_EACH_19(X, T, a, ...) X(T, a), INLET_EACH_18(X, T, __VA_ARGS__)
#define INLET_EACH_20(X, T, a, ...) X(T, a), INLET_EACH_19(X, T, __VA_ARGS__)
#define INLET_EACH_21(X, T, a, ...) X(T, a), INLET_EACH_20(X, T, __VA_ARGS__)
#define INLET_EACH_22(X, T, a, ...) X(T, a), INLET_EACH_21(X, T, __VA_ARGS__)
#define INLET_EACH_23(X, T, a, ...) X(T, a), INLET_EACH_22(X, T, __VA_ARGS__)
#define INLET_EACH_24(X, T, a, ...) X(T, a), INLET_EACH_23(X, T, __VA_ARGS__)
#define INLET_EACH_25(X, T, a, ...) X(T, a), INLET_EACH_24(X, T, __VA_ARGS__)
#define INLET_EACH_26(X, T, a, ...) X(T, a), INLET_EACH_25(X, T, __VA_ARGS__)
#define INLET_EACH_27(X, T, a, ...) X(T, a), INLET_EACH_26(X, T, __VA_ARGS__)
#define INLET_EACH_28(X, T, a, ...) X(T, a), INLET_EACH_27(X, T, __VA_ARGS__)
#define INLET_EACH_29(X, T, a, ...) X(T, a), INLET_EACH_28(X, T, __VA_ARGS__)
#define INLET_EACH_30(X, T, a, ...) X(T, a), INLET_EACH_29(X, T, __VA_ARGS__)
#define INLET_EACH_31(X, T, a, ...) X(T, a), INLET_EACH_30(X, T, __VA_ARGS__)
#define INLET_EACH_32(X, T, a, ...) X(T, a), INLET_EACH_31(X, T, __VA_ARGS__)
#define INLET_EACH_33(X, T, a, ...) X(T, a), INLET_EACH_32(X, T, __VA_ARGS__)
#define INLET_EACH_34(X, T, a, ...) X(T, a), INLET_EACH_33(X, T, __VA_ARGS__)
#define INLET_EACH_35(X, T, a, ...) X(T, a), INLET_EACH_34(X, T, __VA_ARGS__)
#define INLET_EACH_36(X, T, a, ...) X(T, a), INLET_EACH_35(X, T, __VA_ARGS__)
#define INLET_EACH_37(X, T, a, ...) X(T, a), INLET_EACH_36(X, T, __VA_ARGS__)
#define INLET_EACH_38(X, T, a, ...) X(T, a), INLET_EACH_37(X, T, __VA_ARGS__)
#define INLET_EACH_39(X, T, a, ...) X(T, a), INLET_EACH_38(X, T, __VA_ARGS__)
#define INLET_EACH_40(X, T, a, ...) X(T, a), INLET_EACH_39(X, T, __VA_ARGS__)
#define INLET_EACH_41(X, T, a, ...) X(T, a), INLET_EACH_40(X, T, __VA_ARGS__)
#define INLET_EACH_42(X, T, a, ...) X(T, a), INLET_EACH_41(X, T, __VA_ARGS__)
#define INLET_EACH_43(X, T, a, ...) X(T, a), INLET_EACH_42(X, T, __VA_ARGS__)
#define INLET_EACH_44(X, T, a, ...) X(T, a), INLET_EACH_43(X, T, __VA_ARGS__)
#define INLET_EACH_45(X, T, a, ...) X(T, a), INLET_EACH_44(X, T, __VA_ARGS__)
#define INLET_EACH_46(X, T, a, ...) X(T, a), INLET_EACH_45(X, T, __VA_ARGS__)
#define INLET_EACH_47(X, T, a, ...) X(T, a), INLET_EACH_46(X, T, __VA_ARGS__)
#define INLET_EACH_48(X, T, a, ...) X(T, a), INLET_EACH_47(X, T, __VA_ARGS__)
#define INLET_EACH_49(X, T, a, ...) X(T, a), INLET_EACH_48(X, T, __VA_ARGS__)
#define INLET_EACH_50(X, T, a, ...) X(T, a), INLET_EACH_49(X, T, __VA_ARGS__)
#define INLET_EACH_51(X, T, a, ...) X(T, a), INLET_EACH_50(X, T, __VA_ARGS__)
#define INLET_EACH_52(X, T, a, ...) X(T, a), INLET_EACH_51(X, T, __VA_ARGS__)
#define INLET_EACH_53(X, T, a, ...) X(T, a), INLET_EACH_52(X, T, __VA_ARGS__)
#define INLET_EACH_54(X, T, a, ...) X(T, a), INLET_EACH_53(X, T, __VA_ARGS__)
#define INLET_EACH_55(X, T, a, ...) X(T, a), INLET_EACH_54(X, T, __VA_ARGS__)
#define INLET_EACH_56(X, T, a, ...) X(T, a), INLET_EACH_55(X, T, __VA_ARGS__)
#define INLET_EACH_57(X, T, a, ...) X(T, a), INLET_EACH_56(X, T, __VA_ARGS__)
#define INLET_EACH_58(X, T, a, ...) X(T, a), INLET_EACH_57(X, T, __VA_ARGS__)
#define INLET_EACH_59(X, T, a, ...) X(T, a), INLET_EACH_58(X, T, __VA_ARGS__)
#define INLET_EACH_60(X, T, a, ...) X(T, a), INLET_EACH_59(X, T, __VA_ARGS__)
#define INLET_EACH_61(X, T, a, ...) X(T, a), INLET_EACH_60(X, T, __VA_ARGS__)
#define INLET_EACH_62(X, T, a, ...) X(T, a), INLET_EACH_61(X, T, __VA_ARGS__)
#define INLET_EACH_63(X, T, a, ...) X(T, a), INLET_EACH_62(X, T, __VA_ARGS__)
#define INLET_EACH_64(X, T, a, ...) X(T, a), INLET_EACH_63(X, T, __VA_ARGS__)
/* clang-format on */

/**
 * A struct of which all named fields are to be seen, with what is usual for each:
 * `INLET_STRUCT(config_type, struct config, debug, max_connections);`. Up to 64.
 */
#define INLET_STRUCT(name, T, ...)                                                     \
    INLET_DESCRIBE_(name, T, 0, INLET_EACH_(INLET_FIELD_OF_, T, __VA_ARGS__))

/** The same for a union. */
#define INLET_OVERLAY(name, T, ...)                                                    \
    INLET_DESCRIBE_(name, T, INLET_UNION, INLET_EACH_(INLET_FIELD_OF_, T, __VA_ARGS__))

/** The same for a struct that is to look like a dict: `{'debug': True}`. */
#define INLET_DICT(name, T, ...)                                                       \
    INLET_DESCRIBE_(name, T, INLET_MAPPING,                                            \
                    INLET_EACH_(INLET_FIELD_OF_, T, __VA_ARGS__))

/** A struct by any number of INLET_FIELD() and its kin; `flags` for all of it. */
#define INLET_TYPE(name, T, flags, ...) INLET_DESCRIBE_(name, T, flags, __VA_ARGS__)

#define INLET_FIELD_OF_(T, f) INLET_FIELD(T, f)

/** The names of an enumeration: `INLET_ENUM(mode_names, MODE_FAST, MODE_SLOW);` */
#define INLET_ENUM(name, ...)                                                          \
    static const inlet_constant name[] = {                                             \
        INLET_EACH_(INLET_CONSTANT_, 0, __VA_ARGS__), {NULL, 0}}

/** Say how a bit-field is reached; INLET_BITS() needs it: outside of functions. */
#define INLET_BITFIELD(name, T, f)                                                     \
    static bool name(void *object)                                                     \
    {                                                                                  \
        bool is_signed = INLET_CAST_(T *, object)->f < 1;                              \
        INLET_CAST_(T *, object)->f = INLET_ZERO_(T, f);                               \
        return is_signed;                                                              \
    }                                                                                  \
    struct inlet_unused_

/**
 * A value that is computed, of type `R`, from an object of type `T`: `function` is
 * `R function(const T *)`. Then it can be a field, by INLET_COMPUTED():
 *
 *     INLET_GETTER(get_uptime, struct app, double, app_uptime);
 *     INLET_SETTER(set_uptime, struct app, double, app_set_uptime);
 *     INLET_TYPE(app_type, struct app, 0, INLET_FIELD(struct app, version),
 *                INLET_COMPUTED(double, uptime, get_uptime, set_uptime));
 *
 * The functions run as functions that are called at the prompt do, but are not
 * forbidden where only writing is.
 */
#define INLET_GETTER(name, T, R, function)                                             \
    static void name(const void *object, void *out)                                    \
    {                                                                                  \
        *INLET_CAST_(R *, out) = INLET_GET_(T, R, function, object);                   \
    }                                                                                  \
    struct inlet_unused_

/**
 * Such a value set: `function` is `const char *function(T *, R)`, and says why it does
 * not do it (a text that stays, for a ValueError), or NULL.
 */
#define INLET_SETTER(name, T, R, function)                                             \
    static const char *name(void *object, const void *value)                           \
    {                                                                                  \
        return INLET_SET_(T, R, function)(INLET_CAST_(T *, object),                    \
                                          *INLET_CAST_(R const *, value));             \
    }                                                                                  \
    struct inlet_unused_

/**
 * Variables and functions, for inlet_watch_program():
 *
 *     INLET_PROGRAM(program, INLET_VAR(verbose_level),
 *                   INLET_FN(double, scale, "so many times", double, int));
 *
 * A function's type is repeated, what it gives first and what it takes after its
 * explanation (or NULL), `void` for nothing. Another type than its own does not
 * compile.
 */
#define INLET_PROGRAM(name, ...)                                                       \
    static const inlet_name name[] = {__VA_ARGS__, INLET_NO_NAME_}

/**
 * A function that the compiler keeps as it is, though nobody in the program may call
 * it: `INLET_KEEP static int self_test(void)`. What debug information knows can then be
 * called at any level of optimisation.
 */
#if defined(__clang__)
#define INLET_KEEP __attribute__((used, noinline))
#else
#define INLET_KEEP __attribute__((used, noinline, noclone))
#endif

/* Numbers that compilers have besides those of the standard. */
#if defined(__SIZEOF_INT128__)
__extension__ typedef __int128 inlet_int128_;
__extension__ typedef unsigned __int128 inlet_uint128_;
#define INLET_INT128_(X)                                                               \
    X(inlet_int128_, INLET_C_INT128) X(inlet_uint128_, INLET_C_UINT128)
#else
#define INLET_INT128_(X)
#endif
#if defined(__SIZEOF_FLOAT128__)
__extension__ typedef __float128 inlet_float128_;
#define INLET_FLOAT128_(X) X(inlet_float128_, INLET_C_FLOAT128)
#else
#define INLET_FLOAT128_(X)
#endif

#ifdef __cplusplus
#include <inlet/table.hpp>
#else

#define INLET_NO_NAME_                                                                 \
    {                                                                                  \
        .object = NULL                                                                 \
    }

#define INLET_CAST_(type, value) ((type)(value))
#define INLET_ZERO_(T, f) 0
#define INLET_CONSTANT_(T, c)                                                          \
    {                                                                                  \
#c, (int64_t)(c)                                                               \
    }

/*
 * The types that fields may be, point to or consist of, besides the basic ones: define
 * it before this header is included, as for instance
 *
 *     #define INLET_LIVE_TYPES(X) X(struct config, config_type)
 */
#ifndef INLET_LIVE_TYPES
#define INLET_LIVE_TYPES(X)
#endif

/*
 * The types of pointers to functions that fields may be, and functions take or give:
 *
 *     typedef void (*visit_fn)(struct client *client);
 *     #define INLET_LIVE_FUNCTIONS(X) X(visit_fn, visit_type)
 *     #include <inlet/live.h>
 *     INLET_CALLBACK(visit_type, visit_fn, void, struct client *);
 *
 * The fields need not be declared with that name. C++ needs none of it.
 */
#ifndef INLET_LIVE_FUNCTIONS
#define INLET_LIVE_FUNCTIONS(X)
#endif

#define INLET_DECLARE_(T, name) static const inlet_type name;
INLET_LIVE_TYPES(INLET_DECLARE_)
INLET_LIVE_FUNCTIONS(INLET_DECLARE_)

/* What not every compiler has. */
#if defined(__STDC_NO_COMPLEX__)
#define INLET_COMPLEX_(X)
#else
#define INLET_COMPLEX_(X)                                                              \
    X(float _Complex, INLET_C_FLOAT_COMPLEX)                                           \
    X(double _Complex, INLET_C_DOUBLE_COMPLEX)                                         \
    X(long double _Complex, INLET_C_LDOUBLE_COMPLEX)
#endif

/* A selection by type for the address of a member, which keeps what qualifies it and
 * tells arrays from pointers. "T const *" and not "const T *": T may be a pointer. */
#define INLET_BASIC_(X)                                                                \
    X(_Bool, INLET_C_BOOL)                                                             \
    X(char, INLET_C_CHAR)                                                              \
    X(signed char, INLET_C_SCHAR)                                                      \
    X(unsigned char, INLET_C_UCHAR)                                                    \
    X(short, INLET_C_SHORT)                                                            \
    X(unsigned short, INLET_C_USHORT)                                                  \
    X(int, INLET_C_INT)                                                                \
    X(unsigned, INLET_C_UINT)                                                          \
    X(long, INLET_C_LONG)                                                              \
    X(unsigned long, INLET_C_ULONG)                                                    \
    X(long long, INLET_C_LLONG)                                                        \
    X(unsigned long long, INLET_C_ULLONG)                                              \
    X(float, INLET_C_FLOAT)                                                            \
    X(double, INLET_C_DOUBLE)                                                          \
    X(long double, INLET_C_LDOUBLE)                                                    \
    INLET_INT128_(X) INLET_FLOAT128_(X) INLET_COMPLEX_(X)

#define INLET_PLAIN_(T, code)                                                          \
    T * : (code),                                                                      \
          T const * : (code) | INLET_C_CONST,                                          \
          T volatile * : (code),                                                       \
                         T const volatile * : (code) | INLET_C_CONST,                  \
                         INLET_POINTER_(T, code)
#define INLET_POINTER_(T, code)                                                        \
    T ** : (code) | INLET_C_POINTER,                                                   \
        T *const * : (code) | INLET_C_POINTER | INLET_C_CONST,                         \
        T const ** : (code) | INLET_C_POINTER | INLET_C_TARGET,                        \
        T const *const * : (code) | INLET_C_POINTER | INLET_C_TARGET | INLET_C_CONST,
#define INLET_ATOMIC_(T, code) _Atomic T * : (code),
#define INLET_RECORD_(T, name) INLET_PLAIN_(T, INLET_C_RECORD)

#define INLET_HOOK_(T, name)                                                           \
    T * : INLET_C_FUNCTION | INLET_C_POINTER,                                          \
        T const * : INLET_C_FUNCTION | INLET_C_POINTER | INLET_C_CONST,
#define INLET_HOOK_ELEMENT_(T, name)                                                   \
    T * : INLET_C_FUNCTION | INLET_C_POINTER | INLET_C_ARRAY,                          \
        T const * : INLET_C_FUNCTION | INLET_C_POINTER | INLET_C_ARRAY |               \
                    INLET_C_CONST,

/* The same for what an array becomes. */
#define INLET_ELEMENT_(T, code)                                                        \
    T * : (code) | INLET_C_ARRAY, T const * : (code) | INLET_C_ARRAY | INLET_C_CONST,  \
        T volatile * : (code) | INLET_C_ARRAY,                                         \
        T ** : (code) | INLET_C_ARRAY | INLET_C_POINTER,                               \
        T const ** : (code) | INLET_C_ARRAY | INLET_C_POINTER | INLET_C_TARGET,        \
        T const *const * : (code) | INLET_C_ARRAY | INLET_C_POINTER | INLET_C_TARGET | \
                           INLET_C_CONST,
#define INLET_RECORD_ELEMENT_(T, name) INLET_ELEMENT_(T, INLET_C_RECORD)

#define INLET_CODE_(x)                                                                 \
    _Generic(&(x), INLET_BASIC_(INLET_PLAIN_) INLET_BASIC_(INLET_ATOMIC_)              \
                 INLET_LIVE_TYPES(INLET_RECORD_)                                       \
                 INLET_LIVE_FUNCTIONS(INLET_HOOK_)                                     \
                 INLET_POINTER_(void, INLET_C_VOID)                                    \
                 default: _Generic((x), INLET_BASIC_(INLET_ELEMENT_)                   \
                                 INLET_LIVE_TYPES(INLET_RECORD_ELEMENT_)               \
                                 INLET_LIVE_FUNCTIONS(INLET_HOOK_ELEMENT_)             \
                                 void * *: INLET_C_VOID | INLET_C_ARRAY                \
                                               | INLET_C_POINTER,                      \
                                 default: INLET_C_UNKNOWN))

/* Which of the types: a pointer to its table. */
#define INLET_CHOOSE_(T, name)                                                         \
    T * : &name,                                                                       \
          T const * : &name,                                                           \
                      T volatile                                                       \
                          * : &name,                                                   \
                              T const volatile                                         \
                                  * : &name,                                           \
                                      T ** : &name,                                    \
                                             T const ** : &name,                       \
                                                          T *const * : &name,          \
                                                                       T const *const  \
                                                                           * : &name,
#define INLET_CHOOSE_ELEMENT_(T, name)                                                 \
    T * : &name,                                                                       \
          T const * : &name,                                                           \
                      T volatile * : &name,                                            \
                                     T ** : &name,                                     \
                                            T const ** : &name,                        \
                                                         T const *const * : &name,
#define INLET_CHOOSE_HOOK_(T, name) T * : &name, T const * : &name,
#define INLET_TABLE_(x)                                                                \
    _Generic(&(x), INLET_LIVE_TYPES(INLET_CHOOSE_)                                     \
                       INLET_LIVE_FUNCTIONS(INLET_CHOOSE_HOOK_) default                \
             : _Generic((x), INLET_LIVE_TYPES(INLET_CHOOSE_ELEMENT_)                   \
                                 INLET_LIVE_FUNCTIONS(INLET_CHOOSE_HOOK_) default      \
                        : NULL))

/* The same by a type, as functions take and give them. */
#define INLET_TYPE_CODE_(T)                                                            \
    _Generic((T *)0, INLET_BASIC_(INLET_PLAIN_) INLET_LIVE_TYPES(INLET_RECORD_)        \
                 INLET_LIVE_FUNCTIONS(INLET_HOOK_)                                     \
                 INLET_POINTER_(void, INLET_C_VOID) void *: INLET_C_VOID,              \
                 default: INLET_C_UNKNOWN)
#define INLET_TYPE_TABLE_(T)                                                           \
    _Generic((T *)0, INLET_LIVE_TYPES(INLET_CHOOSE_)                                   \
                         INLET_LIVE_FUNCTIONS(INLET_CHOOSE_HOOK_) default              \
             : NULL)
#define INLET_TAKES_(unused, T)                                                        \
    {                                                                                  \
        .code = INLET_TYPE_CODE_(T), .type = INLET_TYPE_TABLE_(T)                      \
    }

#define INLET_SIGNATURE_(more, text, R, ...)                                           \
    .struct_size = sizeof(inlet_type), .name = "function",                             \
    .flags = INLET_FUNCTION_TYPE | (more), .count = 1 + INLET_HOW_MANY_(__VA_ARGS__),  \
    .fields = (const inlet_field[]){INLET_TAKES_(0, R),                                \
                                    INLET_EACH_(INLET_TAKES_, 0, __VA_ARGS__)},        \
    .doc = (text)

/** The type of functions that INLET_LIVE_FUNCTIONS has as `T`: it must be the same. */
#define INLET_CALLBACK(type_name, T, R, ...)                                           \
    static const inlet_type type_name = {                                              \
        INLET_SIGNATURE_(0 * sizeof(_Generic((T)0, R(*)(__VA_ARGS__)                   \
                                             : (char)1)),                              \
                         NULL, R, __VA_ARGS__)}

/** A function of the program. */
#define INLET_FN(R, f, text, ...)                                                      \
    {                                                                                  \
        .field = {.name = #f,                                                          \
                  .code = INLET_C_FUNCTION,                                            \
                  .doc = (text),                                                       \
                  .type =                                                              \
                      &(const inlet_type){INLET_SIGNATURE_(0, text, R, __VA_ARGS__)}}, \
        .function = _Generic(&(f), R(*)(__VA_ARGS__)                                   \
                             : (void (*)(void))(f))                                    \
    }

/** One that takes more arguments than it names, as printf() does. */
#define INLET_FN_VARIADIC(R, f, text, ...)                                             \
    {                                                                                  \
        .field = {.name = #f,                                                          \
                  .code = INLET_C_FUNCTION,                                            \
                  .doc = (text),                                                       \
                  .type = &(const inlet_type){INLET_SIGNATURE_(INLET_VARIADIC, text,   \
                                                               R, __VA_ARGS__)}},      \
        .function = _Generic(&(f), R(*)(__VA_ARGS__, ...)                              \
                             : (void (*)(void))(f))                                    \
    }

#define INLET_BEGIN_VAR_(v)                                                            \
    .name = #v, .size = sizeof(v), .code = INLET_CODE_(v), .type = INLET_TABLE_(v)

/** A variable of the program, of static storage. */
#define INLET_VAR(v)                                                                   \
    {                                                                                  \
        .field = {INLET_BEGIN_VAR_(v)}, .object = (const void *)&(v)                   \
    }

/** One of which more is said, as INLET_FIELD_WITH() does. */
#define INLET_VAR_WITH(v, ...)                                                         \
    {                                                                                  \
        .field = {INLET_BEGIN_VAR_(v), __VA_ARGS__}, .object = (const void *)&(v)      \
    }

/** An array of arrays. */
#define INLET_VAR_MATRIX(v)                                                            \
    {                                                                                  \
        .field = {.name = #v,                                                          \
                  .size = sizeof(v),                                                   \
                  .row = sizeof((v)[0]),                                               \
                  .code = INLET_CODE_((v)[0]),                                         \
                  .type = INLET_TABLE_((v)[0])},                                       \
        .object = (const void *)&(v)                                                   \
    }

#define INLET_MEMBER_(T, f) (((T *)0)->f)

#define INLET_BEGIN_(T, f)                                                             \
    .name = #f, .offset = offsetof(T, f), .size = sizeof(INLET_MEMBER_(T, f)),         \
    .code = INLET_CODE_(INLET_MEMBER_(T, f)),                                          \
    .type = INLET_TABLE_(INLET_MEMBER_(T, f))

/** A field as it is. */
#define INLET_FIELD(T, f)                                                              \
    {                                                                                  \
        INLET_BEGIN_(T, f)                                                             \
    }

/**
 * A field of which more is said, by INLET_DOC() and what follows it:
 * `INLET_FIELD_WITH(struct app, fd, INLET_DOC("the socket"),
 * INLET_WITH(INLET_READONLY))`.
 */
#define INLET_FIELD_WITH(T, f, ...)                                                    \
    {                                                                                  \
        INLET_BEGIN_(T, f), __VA_ARGS__                                                \
    }

/** Its explanation, for help(). */
#define INLET_DOC(text) .doc = (text)
/** Its flags. */
#define INLET_WITH(bits) .flags = (bits)
/** The values of this enumeration have these names. */
#define INLET_NAMES(list) .names = (list)
/** It points to as many elements as that field says. */
#define INLET_COUNTED(field) .count = #field

/* A function is chosen by its type, so another one does not compile. */
#define INLET_GET_(T, R, function, object)                                             \
    _Generic(&(function), R(*)(const T *)                                              \
             : (function), R(*)(T *)                                                   \
             : (function))((T *)(uintptr_t)(object))
#define INLET_SET_(T, R, function)                                                     \
    _Generic(&(function), const char *(*)(T *, R) : (function))

/** A computed value; NULL for `set_name` if it is read-only. */
#define INLET_COMPUTED(R, f, get_name, set_name)                                       \
    {                                                                                  \
        INLET_BEGIN_COMPUTED_(R, f, get_name, set_name)                                \
    }

/** One of which more is said, as INLET_FIELD_WITH() does. */
#define INLET_COMPUTED_WITH(R, f, get_name, set_name, ...)                             \
    {                                                                                  \
        INLET_BEGIN_COMPUTED_(R, f, get_name, set_name), __VA_ARGS__                   \
    }
#define INLET_BEGIN_COMPUTED_(R, f, get_name, set_name)                                \
    .name = #f, .size = sizeof(R), .code = INLET_TYPE_CODE_(R),                        \
    .type = INLET_TYPE_TABLE_(R), .get = (get_name), .set = (set_name)

/** An array of arrays: `int grid[3][4]`. */
#define INLET_MATRIX(T, f)                                                             \
    {                                                                                  \
        .name = #f, .offset = offsetof(T, f), .size = sizeof(INLET_MEMBER_(T, f)),     \
        .row = sizeof(INLET_MEMBER_(T, f)[0]),                                         \
        .code = INLET_CODE_(INLET_MEMBER_(T, f)[0]),                                   \
        .type = INLET_TABLE_(INLET_MEMBER_(T, f)[0])                                   \
    }

/** A pointer to something that is in no table: seen, never followed. */
#define INLET_OPAQUE(T, f)                                                             \
    {                                                                                  \
        .name = #f, .offset = offsetof(T, f),                                          \
        .size = sizeof(INLET_MEMBER_(T, f)) + 0 * sizeof(INLET_MEMBER_(T, f) == NULL), \
        .code = INLET_C_POINTER | INLET_C_VOID | INLET_C_CONST                         \
    }

/** A bit-field, with the function that INLET_BITFIELD() has made of it. */
#define INLET_BITS(T, f, function)                                                     \
    {                                                                                  \
        .name = #f, .size = sizeof(T),                                                 \
        .code = INLET_C_BITS + 0 * sizeof(INLET_MEMBER_(T, f) == 0),                   \
        .bits = (function)                                                             \
    }

#define INLET_DESCRIBE_(type_name, T, type_flags, ...)                                 \
    static const inlet_field type_name##_fields[] = {__VA_ARGS__};                     \
    static const inlet_type type_name = {                                              \
        .struct_size = sizeof(inlet_type),                                             \
        .name = #T,                                                                    \
        .size = sizeof(T),                                                             \
        .flags = (type_flags),                                                         \
        .count = sizeof type_name##_fields / sizeof *type_name##_fields,               \
        .fields = type_name##_fields,                                                  \
    }

#endif

#endif
