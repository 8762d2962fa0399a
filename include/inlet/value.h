/* SPDX-License-Identifier: MIT
 *
 * Values between C and Python: numbers, texts, bytes, and lists and dictionaries of
 * them. A part of <inlet/inlet.h>, which includes it.
 *
 *     inlet_value sizes[] = {inlet_int(3), inlet_double(4.5)};
 *     inlet_entry entries[] = {
 *         {inlet_string("name"), inlet_string("box")},
 *         {inlet_string("sizes"), inlet_list(sizes, 2)},
 *     };
 *     inlet_put(console, "thing", inlet_dict(entries, 2), NULL);
 *
 *     inlet_value thing = inlet_none();
 *     if (inlet_get(console, "thing", INLET_DICT, &thing, &error) == INLET_DONE) {
 *         const inlet_value *sizes = inlet_value_find(&thing, "sizes");
 *         ...
 *         inlet_value_clear(&thing);
 *     }
 *
 * What you make borrows: texts, items and entries are yours, and are read during the
 * call that they are given to. What is handed out is a copy of the whole, which is
 * freed by one inlet_value_clear() of its outermost value; whatever Python code does
 * to the list or dictionary afterwards does not show in it.
 */
#ifndef INLET_INLET_H
#include <inlet/inlet.h>
#elif !defined INLET_VALUE_H
#define INLET_VALUE_H

#ifdef __cplusplus
extern "C" {
#endif

/* A cast that is good style in C and in C++. */
#ifdef __cplusplus
#define INLET_CAST(type, value) (static_cast<type>(value))
#else
#define INLET_CAST(type, value) ((type)(value))
#endif

/** What an inlet_value holds, or is asked to hold. */
typedef enum inlet_kind {
    INLET_NONE,
    INLET_BOOL,   /**< as.boolean; of any object, its truth */
    INLET_INT,    /**< as.integer: a signed integer of 64 bits */
    INLET_UINT,   /**< as.natural: an unsigned one of 64 bits */
    INLET_BIG,    /**< as.text: an integer of any size, written "-0x1f" */
    INLET_DOUBLE, /**< as.real */
    INLET_STRING, /**< as.text: UTF-8, a NUL stands behind it */
    INLET_BYTES,  /**< as.text: a NUL stands behind it */
    INLET_LIST,   /**< as.list */
    INLET_TUPLE,  /**< as.list */
    INLET_DICT,   /**< as.dict: the entries in their order */
    INLET_HANDLE, /**< as.handle: a pointer of the host, see <inlet/handle.h> */
    INLET_OTHER,  /**< an object of any other type: no payload */

    /* What can only be asked for. */
    INLET_ANY,    /**< whichever of the above loses nothing */
    INLET_REPR,   /**< repr() of it, an INLET_STRING */
    INLET_INT8,   /**< an INLET_INT of so many bits */
    INLET_INT16,  /**< */
    INLET_INT32,  /**< */
    INLET_UINT8,  /**< an INLET_UINT of so many bits */
    INLET_UINT16, /**< */
    INLET_UINT32  /**< */
} inlet_kind;

/** How deep lists and dictionaries may be nested, on either way. */
#define INLET_VALUE_DEPTH 100

/** How many bytes a list or dictionary that is handed out may take, all in all. What is
 *  larger can be had in parts: "data[:1000]". */
#define INLET_VALUE_SIZE ((size_t)256 << 20)

/**
 * A value on its way into Python or out of it.
 *
 * All zero is None. Pointers in values that you make are yours. Values that were
 * handed out are freed by inlet_value_clear().
 */
typedef struct inlet_value {
    inlet_kind kind;
    union {
        bool boolean;
        int64_t integer;
        uint64_t natural;
        double real;
        struct {
            const char *data;
            size_t length;
        } text;
        struct {
            const struct inlet_value *items;
            size_t length;
        } list;
        struct {
            const struct inlet_entry *entries;
            size_t length;
        } dict;
        struct {
            const struct inlet_class *type;
            void *pointer;
        } handle;
    } as;
    void *owner; /**< private: what inlet_value_clear() frees, or NULL */
} inlet_value;

/** One entry of a dictionary. */
typedef struct inlet_entry {
    inlet_value key;
    inlet_value value;
} inlet_entry;

/**
 * Free what a value owns and make it None. NULL and values that own nothing are
 * all right, and so is a value that outlived Python.
 *
 * Since: 0.1
 */
INLET_API void inlet_value_clear(inlet_value *value);

/**
 * Copy a value, whoever owns it, with all that it holds: to keep an argument of a C
 * function or a part of a list. Python is not needed.
 *
 * Fails:    INLET_ENOMEM; INLET_EINVAL if `value` is NULL or cannot be
 * Owner:    inlet_value_clear()
 * Since:    0.1
 */
INLET_API inlet_status inlet_value_copy(const inlet_value *value,
                                        inlet_value *out_value);

static inline inlet_value inlet_none(void)
{
    inlet_value value;
    memset(&value, 0, sizeof value);
    return value;
}

static inline inlet_value inlet_bool(bool boolean)
{
    inlet_value value = inlet_none();
    value.kind = INLET_BOOL;
    value.as.boolean = boolean;
    return value;
}

static inline inlet_value inlet_int(int64_t integer)
{
    inlet_value value = inlet_none();
    value.kind = INLET_INT;
    value.as.integer = integer;
    return value;
}

static inline inlet_value inlet_uint(uint64_t natural)
{
    inlet_value value = inlet_none();
    value.kind = INLET_UINT;
    value.as.natural = natural;
    return value;
}

static inline inlet_value inlet_double(double real)
{
    inlet_value value = inlet_none();
    value.kind = INLET_DOUBLE;
    value.as.real = real;
    return value;
}

/** A str of `length` bytes of UTF-8, which may hold NULs. */
static inline inlet_value inlet_string_n(const char *text, size_t length)
{
    inlet_value value = inlet_none();
    value.kind = INLET_STRING;
    value.as.text.data = text;
    value.as.text.length = length;
    return value;
}

/** A str; NULL gives None. */
static inline inlet_value inlet_string(const char *text)
{
    return text ? inlet_string_n(text, strlen(text)) : inlet_none();
}

/** An int of any size as Python writes it: "0x1f", "-12", "0b1_0"; NULL gives None. */
static inline inlet_value inlet_big(const char *digits)
{
    inlet_value value = inlet_string(digits);
    value.kind = digits ? INLET_BIG : INLET_NONE;
    return value;
}

static inline inlet_value inlet_bytes(const void *data, size_t length)
{
    inlet_value value = inlet_none();
    value.kind = INLET_BYTES;
    /* No cast is good style in C and in C++; the pointers look alike in both. */
    memcpy(&value.as.text.data, &data, sizeof data);
    value.as.text.length = length;
    return value;
}

/** A list of `length` items, which may be NULL if there are none. */
static inline inlet_value inlet_list(const inlet_value *items, size_t length)
{
    inlet_value value = inlet_none();
    value.kind = INLET_LIST;
    value.as.list.items = items;
    value.as.list.length = length;
    return value;
}

static inline inlet_value inlet_tuple(const inlet_value *items, size_t length)
{
    inlet_value value = inlet_list(items, length);
    value.kind = INLET_TUPLE;
    return value;
}

/** A dict of `length` entries; of equal keys the last one counts. */
static inline inlet_value inlet_dict(const inlet_entry *entries, size_t length)
{
    inlet_value value = inlet_none();
    value.kind = INLET_DICT;
    value.as.dict.entries = entries;
    value.as.dict.length = length;
    return value;
}

/** How many items or entries; 0 for what holds none, and for NULL. */
static inline size_t inlet_value_length(const inlet_value *value)
{
    if (!value) {
        return 0;
    }
    if (value->kind == INLET_DICT) {
        return value->as.dict.length;
    }
    return value->kind == INLET_LIST || value->kind == INLET_TUPLE
               ? value->as.list.length
               : 0;
}

/** An item of a list or tuple, from 0; NULL if there is none, so calls can be nested.
 */
static inline const inlet_value *inlet_value_item(const inlet_value *list, size_t index)
{
    bool is_list = list && list->kind != INLET_DICT;
    return is_list && index < inlet_value_length(list) ? &list->as.list.items[index]
                                                       : NULL;
}

/** What a dict has under a str; NULL if there is none, so calls can be nested. */
static inline const inlet_value *inlet_value_find(const inlet_value *dict,
                                                  const char *key)
{
    size_t length = dict && dict->kind == INLET_DICT && key ? dict->as.dict.length : 0;
    size_t size = key ? strlen(key) : 0;
    for (size_t i = 0; i < length; i++) {
        const inlet_value *candidate = &dict->as.dict.entries[i].key;
        if (candidate->kind == INLET_STRING && candidate->as.text.length == size &&
            memcmp(candidate->as.text.data, key, size) == 0) {
            return &dict->as.dict.entries[i].value;
        }
    }
    return NULL;
}

/** Is it a number? Then give it as a double, rounded as C does it. */
static inline bool inlet_value_is_number(const inlet_value *value, double *out)
{
    double number = 0;
    bool is_number = true;
    if (value && value->kind == INLET_DOUBLE) {
        number = value->as.real;
    } else if (value && value->kind == INLET_INT) {
        number = INLET_CAST(double, value->as.integer);
    } else if (value && value->kind == INLET_UINT) {
        number = INLET_CAST(double, value->as.natural);
    } else {
        is_number = false;
    }
    if (is_number && out) {
        *out = number;
    }
    return is_number;
}

#ifdef __cplusplus
}
#endif

#endif
