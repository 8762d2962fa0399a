/* SPDX-License-Identifier: MIT
 * Objects of the host as Python sees them. Warm.
 *
 * A Value is a type and a place: a struct, union or array where it is, or a pointer as
 * it was. Everything else becomes a Python object at once. The fields of a struct are
 * the attributes of its Value, so what can be done with Values are functions.
 */
#ifndef IL_LIVE_H
#define IL_LIVE_H

#include "core/engine.h"
#include "live/watched.h"
#include "module/face.h"
#include "reflect/patch.h"
#include "reflect/path.h"
#include "reflect/scalar.h"

/* A name that was looked up: as long as it is kept, nothing else has its address. */
struct il_live_seen {
    PyObject *name; /* strong, or NULL */
    const struct il_ctype *record;
    const struct il_cfield *field;
};

enum { IL_LIVE_SEEN = 64, IL_LIVE_READY = 32 };

struct il_live_made;
struct il_live_ready;

/* What all Values of one watched object share, in one interpreter. */
struct il_live_root {
    struct il_watched *watched;
    PyObject **indices; /* strong: of each record that was asked for, by its number, a
                           dict of names to numbers; or NULL */
    size_t index_room;
    struct il_live_seen seen[IL_LIVE_SEEN]; /* by the name's address */
    PyObject *capsule;                      /* borrowed: it owns us */
    PyObject *type; /* strong: that of Values, which keeps the engine; or NULL */
    struct il_live_value *spare;       /* one that nobody has any more, or NULL */
    struct il_live_root *next, **link; /* the engine's list, or NULL */
    struct il_live_made *made;         /* types that were put together by name */
    struct il_live_ready
        *ready[IL_LIVE_READY]; /* functions that were called, by type */
};

enum {
    IL_COUNT_UNKNOWN = -1,
    IL_LIVE_PATIENCE = 1 << 12, /* elements between two looks for signals */
    IL_LIVE_LEAF = 32           /* bytes that a scalar, or a bit-field, has at most */
};

struct il_live_value {
    PyObject_HEAD PyObject *capsule; /* strong: has the root; or NULL: the parent has */
    struct il_live_root *root;
    PyObject *parent; /* strong: has the step before ours; or NULL */
    const struct il_ctype *type;
    uintptr_t address; /* of the object; of a pointer: where it points */
    PyObject *memory;  /* strong: the bytes at the address, or around it; or NULL */
    Py_ssize_t count;  /* of elements, or IL_COUNT_UNKNOWN */
    bool is_const;
    bool is_temporary; /* in memory of a Value, which C must not keep an address of */
    bool is_static;    /* a function that only its own file names */
    struct il_step step;
    PyObject *weakrefs;
};

/* A place in an object: what is read or written. On the C stack. */
struct il_live_place {
    struct il_live_value *base; /* what we came from */
    const struct il_ctype *type;
    const struct il_cfield *field; /* or NULL: then it is an element */
    uintptr_t address;
    bool is_const;
    struct il_live_call *call; /* what it is an argument of, or NULL */
    int64_t first;             /* the number of its first element: not 0 in a slice */
    struct il_step step;
};

/** Make the types, the exception and the functions: 0 or -1. */
int il_live_add(struct il_engine *engine, PyObject *module);

/** What Values of `watched` share, which is counted in: a new capsule that owns it. */
PyObject *il_live_root(struct il_watched *watched, struct il_live_root **out);

/** The root in such a capsule. Borrowed. */
struct il_live_root *il_live_root_of(PyObject *capsule);

/** The numbers of a record's fields by their names. New reference. */
PyObject *il_live_index(struct il_live_root *root, const struct il_ctype *record);

/** How many elements something of a type has, or IL_COUNT_UNKNOWN. */
static inline Py_ssize_t il_live_count(const struct il_ctype *type)
{
    return type->kind == IL_C_ARRAY && !type->is_open ? (Py_ssize_t)type->count
                                                      : IL_COUNT_UNKNOWN;
}

/** The Value of a whole object; `watched` is counted in. New reference. */
PyObject *il_live_watch(struct il_engine *engine, struct il_watched *watched);

/** What Values of memory that nobody watches share. Borrowed, or NULL. */
struct il_live_root *il_live_own(struct il_engine *engine);

/** Is it a Value? */
bool il_live_is_value(struct il_engine *engine, PyObject *object);

/** A Value for a place; for a pointer, `address` is where it points. New reference. */
PyObject *il_live_value(const struct il_live_place *place, uintptr_t address,
                        Py_ssize_t count);

/** A Value of a type of `root` that begins at an address. New reference. */
PyObject *il_live_bare(struct il_engine *engine, struct il_live_root *root,
                       const struct il_ctype *type, uintptr_t address, bool is_const);

/** How many bytes are meant by an object; where it is None or NULL, `*out` is. 0, or -1
 * if it is no such number, or more than `most`. */
int il_live_read_size(PyObject *object, Py_ssize_t most, Py_ssize_t *out);

/** The Value that a function was given, or NULL with TypeError. */
struct il_live_value *il_live_expect(struct il_engine *engine, PyObject *object);

/* --- named.c ---------------------------------------------------------------------- */

/* A type, and what its Values share. A local of this kind ends with its scope. */
struct il_live_meant {
    struct il_live_root *root;
    const struct il_ctype *type;
    PyObject *capsule; /* strong: keeps both */
};

#define IL_AUTO_MEANT __attribute__((cleanup(il_live_meant_drop)))

static inline void il_live_meant_drop(struct il_live_meant *meant)
{
    Py_CLEAR(meant->capsule);
}

/**
 * The type that is meant by a Value, which has it, or by a name. Types that the object
 * of `root` (or NULL) knows come first. `out` is all zero before. 0 or -1.
 */
int il_live_mean(struct il_engine *engine, struct il_live_root *root, PyObject *object,
                 struct il_live_meant *out);

/** The type of pointers to a type, or of arrays of it where `count` is not 0; made
 * where it is needed. NULL with MemoryError. */
const struct il_ctype *il_live_around(struct il_live_root *root,
                                      const struct il_ctype *target, size_t count,
                                      bool is_const);

/** Free what il_live_around() has made. */
void il_live_forget_made(struct il_live_root *root);

/** Free what it takes to call functions of its types. */
void il_live_forget_ready(struct il_live_root *root);

/** hint(): what code tells of fields. New reference. */
PyObject *il_live_hint(struct il_engine *engine, const struct il_args *args);

/** "struct node *". New str. */
PyObject *il_live_spell(const struct il_ctype *type);

/* --- place.c ---------------------------------------------------------------------- */

/** The place of a field, of a struct or behind a pointer to one. */
void il_live_field(struct il_live_value *base, const struct il_cfield *field,
                   struct il_live_place *out);

/** The place of an element of an array or behind a pointer. */
void il_live_element(struct il_live_value *base, int64_t index,
                     struct il_live_place *out);

/** The place that a struct or array is. */
void il_live_whole(struct il_live_value *value, struct il_live_place *out);

/** The path of a place. New str. */
PyObject *il_live_path(const struct il_step *last);

/** Fetch bytes of it. 0, or -1 with FaultError or ReferenceError. */
int il_live_fetch(const struct il_live_place *place, void *out, size_t size);

/** Store bytes that were checked. 0 or -1. */
int il_live_store(const struct il_live_place *place, const void *bytes, size_t size);

/** Store what was put together for it: all of it or nothing. 0 or -1. */
int il_live_store_patch(const struct il_live_place *place, struct il_patch *patch);

/** Store a bit-field: the bits of `bytes` that are set in `mask`. 0 or -1. */
int il_live_store_bits(const struct il_live_place *place, const unsigned char *bytes,
                       const unsigned char *mask);

/** Before room is made for many bytes: is there memory where they begin and where they
 * end? Few are not looked at. 0, or -1 with FaultError or ReferenceError. */
int il_live_check_ends(const struct il_live_place *place, size_t size);

/** Set FaultError for bytes that cannot be reached. */
void il_live_fault(const struct il_live_place *place, uintptr_t address, size_t size,
                   const char *what);

/** Set ReferenceError. */
void il_live_gone(const struct il_live_value *value);

/** May it be written? 0, or -1 with an exception that says why not. */
int il_live_check_write(const struct il_live_place *place);

/* --- number.c --------------------------------------------------------------------- */

/** A number of a type, as Python has it. New reference. */
PyObject *il_live_from_scalar(struct il_engine *engine, const struct il_ctype *type,
                              const struct il_scalar *value);

/** The bytes of a scalar that an object is to be: 0, or -1 with an exception that says
 * why it cannot. */
int il_live_pack_scalar(const struct il_live_place *place, PyObject *object,
                        unsigned char *bytes);

/** The same for the bytes that a bit-field is in; `mask` has the bits that are its own.
 * Both are zero before. */
int il_live_pack_bits(const struct il_live_place *place, PyObject *object,
                      unsigned char *bytes, unsigned char *mask);

/** Say what `object` must be instead: -1. */
int il_live_refuse(const struct il_live_place *place, PyObject *exception,
                   PyObject *object, const char *text);

/* --- get.c, set.c, computed.c ---------------------------------------------------- */

/** What is at a place, as Python has it: a new reference. */
PyObject *il_live_get(const struct il_live_place *place);

/** The Value of a place, where il_live_get() would give a copy. New reference. */
PyObject *il_live_reference(const struct il_live_place *place);

/** For editors: what il_live_get() would give, or its class. No memory is read. */
PyObject *il_live_imagine(const struct il_live_place *place, bool *out_is_instance);

/** Put an object there: 0, or -1 and nothing was changed. */
int il_live_set(const struct il_live_place *place, PyObject *object);

/** A computed value. New reference. */
PyObject *il_live_compute(const struct il_live_place *place);

/** Give it another, by the bytes of an object of its type; may it be written was asked
 * before. 0 or -1. */
int il_live_assign(const struct il_live_place *place, const unsigned char *bytes);

/** The object whose bytes were fetched from nowhere that lasts: a new reference. A
 * struct is a copy that Python owns. */
PyObject *il_live_take(const struct il_live_place *place, const unsigned char *bytes);

/** Convert an object for a place that is no bit-field: its bytes, which are zero
 * before. -1 with an exception, and some of them may be set. */
int il_live_pack(const struct il_live_place *place, PyObject *object,
                 unsigned char *bytes);

/* What a string came to that something points to. */
struct il_live_string {
    uintptr_t address;
    struct il_text text;
    bool is_read;
};

/** Read what is at its address; needs nothing of Python. */
void il_live_string_read(struct il_live_string *string);

/** What it is for Python, or FaultError. New reference. */
PyObject *il_live_string_take(const struct il_live_place *place,
                              const struct il_live_string *string);

/** Everything below as dicts, lists and simple objects: a copy. New reference. */
PyObject *il_live_copy(const struct il_live_place *place, int depth);

/* --- value.c ---------------------------------------------------------------------- */

/** The record whose fields are a Value's attributes, or NULL. */
const struct il_ctype *il_live_record(const struct il_live_value *value);

/** The names of its fields that are not hidden. New list. */
PyObject *il_live_names(const struct il_live_value *value);

/** The names that can be typed: with "_" where the field's own is a keyword. New list.
 */
PyObject *il_live_attributes(PyObject *value);

/** The field of a name, or NULL, perhaps with an exception. */
const struct il_cfield *il_live_find(const struct il_live_value *value, PyObject *name);

/** A Value with nothing in it, not yet tracked; or NULL. */
struct il_live_value *il_live_new(PyTypeObject *type);

/** A Value of a copy of bytes: of a struct that is nowhere else. New reference. */
PyObject *il_live_temporary(const struct il_live_place *place,
                            const unsigned char *bytes);

/** Let `value` keep the memory of a copy that `from` is in, if it is in one. */
void il_live_share_memory(struct il_live_value *value, struct il_live_value *from);

/** Let the way to it begin at its address. */
void il_live_begin_anew(struct il_live_value *value);

/** Set a field; NULL for the object says that it cannot be deleted. 0 or -1. */
int il_live_set_field(struct il_live_value *value, const struct il_cfield *field,
                      PyObject *object);

/* --- glance.c --------------------------------------------------------------------- */

struct il_glance;

/** Let editors look at objects of a class by these functions. 0 or -1. */
int il_live_offer_glance(PyObject *class, const struct il_glance *functions);

/** Let them look at Values, of the class `class`. 0 or -1. */
int il_live_glance(PyObject *class);

/* --- The slots of the type: element.c, pointer.c, call.c, shown.c ----------------- */

Py_ssize_t il_live_length(PyObject *self);
PyObject *il_live_subscript(PyObject *self, PyObject *key);
int il_live_ass_subscript(PyObject *self, PyObject *key, PyObject *object);
PyObject *il_live_item(PyObject *self, Py_ssize_t index);
PyObject *il_live_iter(PyObject *self);
int il_live_contains(PyObject *self, PyObject *object);
int il_live_bool(PyObject *self);
PyObject *il_live_add_to(PyObject *left, PyObject *right);
PyObject *il_live_subtract(PyObject *left, PyObject *right);
PyObject *il_live_richcompare(PyObject *self, PyObject *other, int operation);
Py_hash_t il_live_hash(PyObject *self);
PyObject *il_live_call(PyObject *self, PyObject *args, PyObject *keywords);
PyObject *il_live_repr(PyObject *self);
PyObject *il_live_doc(PyObject *self, void *closure);

/* --- Debug information: provider.c, program.c ------------------------------------- */

/** Who reads it, loaded when it is first asked for. NULL with ImportError. */
const struct il_provider *il_live_provider(void);

/** Has a Program a name, and that of a variable where that is wanted? -1 with an
 * exception. */
int il_live_program_has(PyObject *program, PyObject *name, bool only_variables);

/** From now on tell at prompts of names that hide the program's. */
void il_live_tell_of_shadows(struct il_engine *engine);

/** Make the type Program and what goes with it: 0 or -1. */
int il_live_add_program(struct il_engine *engine, PyObject *module);

/* --- Functions: cast.c, walk.c, memory.c ------------------------------------------ */

/* Where something is, and the Value that says so (borrowed), or NULL for a number. */
struct il_live_source {
    uintptr_t address;
    struct il_live_value *value;
};

/** What a Value, an address or None stands for. 0 or -1. */
int il_live_find_source(struct il_engine *engine, PyObject *object,
                        struct il_live_source *out);

/** mem() and its type: 0 or -1. */
int il_live_add_memory(struct il_engine *engine, PyObject *module);

/** walk() and its type: 0 or -1. */
int il_live_add_walks(struct il_engine *engine, PyObject *module);

extern const struct il_face_entry il_live_casts[];

/** container_of(). New reference. */
PyObject *il_live_container(struct il_engine *engine, PyObject *object, PyObject *type,
                            PyObject *member);

/** The type. New reference or NULL. */
PyObject *il_live_type(PyObject *module);

/** The engine of a Value. */
struct il_engine *il_live_engine(const struct il_live_value *value);

#endif
