/* SPDX-License-Identifier: MIT
 *
 * Things of the host in the hands of Python code: a pointer, with a class that says
 * what can be done with it and a destructor.
 *
 *     static const inlet_function mesh_methods[] = {
 *         {sizeof(inlet_function), "scale", "Make it larger.", mesh_scale, NULL, NULL,
 *          0, 0, "(self, factor: float) -> None"},
 *     };
 *     static const inlet_class mesh_class = {
 *         sizeof(inlet_class), "Mesh", "A mesh.", mesh_free, mesh_methods, 1, NULL, 0};
 *
 *     inlet_put(console, "mesh", inlet_handle(&mesh_class, mesh), &error);
 *
 * A pointer is one object, as long as Python holds it: given twice it is the same
 * object both times, and it comes back as the pointer that it was. Python code can
 * compare, hash, print and refer weakly to it, but not make, copy or pickle one.
 */
#ifndef INLET_HANDLE_H
#define INLET_HANDLE_H

#include <inlet/inlet.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An attribute of a class, which is computed. */
typedef struct inlet_attribute {
    size_t size;
    const char *name;
    const char *doc;   /**< or NULL */
    inlet_call_fn get; /**< has no argument */
    inlet_call_fn set; /**< has one; NULL: it cannot be set */
    void *data;        /**< the first argument of both */
} inlet_attribute;

/**
 * A class of handles. Its address is what tells it from others: it is `static const`,
 * or stays where it is until inlet_stop().
 *
 * Methods are C functions in which inlet_call_self() is the pointer. A signature begins
 * with `self`, which does not count in inlet_arg(); without a signature, `min_args` and
 * `max_args` do not count it. Names like __len__, __getitem__, __enter__ and __eq__ are
 * what they are in Python. Their `release` is not called. inlet_call_console() is the
 * console whose command runs in the calling thread, or NULL.
 */
typedef struct inlet_class {
    size_t size;
    const char *name; /**< "Mesh", or "application.Mesh" with its module */
    const char *doc;  /**< or NULL */

    /**
     * Called once, when neither Python nor an inlet_value holds the pointer any more,
     * and at the latest by inlet_stop(); or NULL.
     *
     * Thread: whichever has let go last, Python's lock held. Where Python has ended
     * without letting go: the one that ended it, without Python
     */
    void (*destroy)(void *pointer);

    const inlet_function *methods;
    size_t method_count;
    const inlet_attribute *attributes;
    size_t attribute_count;
} inlet_class;

/**
 * The value for a pointer, to be put or returned; NULL gives None.
 *
 * Once a call that it was given to has succeeded, Inlet owns the pointer and will
 * destroy it. After a failure it is the host's as before.
 */
static inline inlet_value inlet_handle(const inlet_class *type, void *pointer)
{
    inlet_value value = inlet_none();
    if (pointer) {
        value.kind = INLET_HANDLE;
        value.as.handle.type = type;
        value.as.handle.pointer = pointer;
    }
    return value;
}

/**
 * Put the class itself into the namespace, for isinstance(), help() and the annotations
 * of functions that are put later.
 *
 * Fails:    INLET_EINVAL if the class, a method or an attribute is none
 * Since:    0.1
 */
INLET_API inlet_status inlet_put_class(inlet_console *console, const inlet_class *type,
                                       inlet_error *error);

/**
 * Evaluate an expression that gives a handle of this class: as.handle.pointer.
 *
 * Fails:    as inlet_get(): INLET_ETYPE if it is none; INLET_EPYTHON with a
 *           ReferenceError if it was revoked
 * Owner:    the pointer is not destroyed before inlet_value_clear()
 * Since:    0.1
 */
INLET_API inlet_status inlet_get_handle(inlet_console *console, const char *expression,
                                        const inlet_class *type, inlet_value *out_value,
                                        inlet_error *error);

/**
 * Argument `index` as a pointer of this class; a failure is to be returned, as that of
 * inlet_arg().
 *
 * Owner:    good until the function returns
 * Thread:   the one that runs the function
 * Since:    0.1
 */
INLET_API inlet_status inlet_arg_handle(inlet_call *call, size_t index,
                                        const inlet_class *type, void **out_pointer);

/** The pointer whose method or attribute is called; NULL in a plain function. */
INLET_API void *inlet_call_self(const inlet_call *call);

/**
 * Take a pointer back, because it is going away. From now on Python code that uses the
 * object gets a ReferenceError, and `destroy` will not be called. A pointer that Python
 * does not have is all right. A C function that has paused (inlet_call_pause()) goes
 * on with what it has.
 *
 * Thread:   any; Python need not run
 * Since:    0.1
 */
INLET_API void inlet_revoke(const inlet_class *type, const void *pointer);

#ifdef __cplusplus
}
#endif

#endif
