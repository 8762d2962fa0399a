/* SPDX-License-Identifier: MIT
 * Between values and objects, from inside: the parts that nest in each other. Warm.
 */
#ifndef IL_VALUE_H
#define IL_VALUE_H

#include "host/store.h"

/* An object that is being read into a value. */
struct il_reading {
    struct il_store *store; /* for what the value has to own */
    bool lends;             /* texts may point into the object */
    int depth;              /* how many lists are around it */
};

/** Read an object as `kind`. A failure as of il_value_from_object(). */
inlet_status il_value_read(struct il_reading *reading, PyObject *object,
                           inlet_kind kind, inlet_value *out_value);

/* A value of which an object is being made. */
struct il_making {
    int depth;       /* how many lists are around it */
    PyObject *fresh; /* strong: see il_handle_wrap(); or NULL */
};

/** Make the object; as il_value_to_object(). */
inlet_status il_value_make(struct il_making *making, const inlet_value *value,
                           PyObject **out_object, inlet_error *error);

/** Set the TypeError "must be int, not str": INLET_ETYPE. */
inlet_status il_value_wrong_type(PyObject *object, const char *wanted);

/** Set a MemoryError, or a ValueError if the store has a limit that `size` bytes more
 * would go over: the status for it. */
inlet_status il_value_no_room(const struct il_store *store, size_t size);

/* --- number.c --------------------------------------------------------------------- */

/** Read an integer; value->kind is the kind that is wanted, and then what it is. */
inlet_status il_number_read(struct il_reading *reading, PyObject *object,
                            inlet_value *value);

/** The kind that an int has without loss. */
inlet_kind il_number_kind(PyObject *integer);

/** The int that `digits` write. */
inlet_status il_number_make(const inlet_value *digits, PyObject **out_object,
                            inlet_error *error);

/* --- container.c ------------------------------------------------------------------ */

/** Read a list, tuple or dict, as value->kind says. */
inlet_status il_container_read(struct il_reading *reading, PyObject *object,
                               inlet_value *value);

inlet_status il_container_make(struct il_making *making, const inlet_value *value,
                               PyObject **out_object, inlet_error *error);

#endif
