/* SPDX-License-Identifier: MIT
 *
 * C functions that Python code calls. A part of <inlet/inlet.h>, which includes it.
 *
 *     static inlet_status greet(void *data, inlet_call *call)
 *     {
 *         const char *name = NULL;
 *         int64_t count = 0;
 *         inlet_arg_string(call, 0, &name, NULL);
 *         inlet_arg_int(call, 1, &count);
 *         ...
 *         return inlet_return(call, inlet_string("done"));
 *     }
 *
 *     inlet_function function = INLET_FUNCTION_INIT;
 *     function.name = "greet";
 *     function.signature = "(name: str, count: int64 = 1) -> str";
 *     function.call = greet;
 *     inlet_put_function(console, &function, &error);
 */
#ifndef INLET_INLET_H
#include <inlet/inlet.h>
#elif !defined INLET_FUNCTION_H
#define INLET_FUNCTION_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A C function that Python code calls.
 *
 * It runs with Python's lock held, as every function of an extension does, so it
 * should be short; inlet_call_pause() is for the others.
 *
 * Answers:  INLET_DONE: the call gives what inlet_return() was told, else None;
 *           INLET_INTERRUPT; a failure: the exception that inlet_fail() or a failed
 *           inlet call in it has left is raised, or else one that fits the status
 * Thread:   any that runs Python code
 */
typedef inlet_status (*inlet_call_fn)(void *data, inlet_call *call);

/** As many arguments as the caller likes. */
#define INLET_ANY_NUMBER SIZE_MAX

/**
 * Describes a C function for inlet_put_function().
 *
 * A signature is what stands in a `def` line behind the name:
 *
 *     "(name: str, count: int = 1, *rest: float, loud: bool = False) -> str"
 *
 * Calls are bound as Python binds those of a function, with the same errors, and the
 * arguments are checked before `call` is entered: a TypeError, or an OverflowError for
 * a number that does not fit, names the function and the parameter. inlet_arg() then
 * has every parameter by its place in the signature, defaults filled in, `*rest` as a
 * tuple and `**rest` as a dict. help() and inspect.signature() show it.
 *
 *     annotation                     takes
 *     none, object                   anything
 *     int                            what Python takes as an index
 *     int8 ... int64, uint8 ...      the same, in so many bits
 *     float                          what float() takes, but no text: it is a float
 * then bool, str, bytes, None         only what it says list, tuple, dict these and
 * classes derived from them list[float], dict[str, int]    a copy, with the items
 * checked and converted; also tuple[int, str] and tuple[int, ...] str | None either; a
 * default of None means the same
 *
 * Of the result nothing is checked: the code of the host is trusted.
 */
typedef struct inlet_function {
    size_t size;
    const char *name; /**< the variable's, and the function's own */
    const char *doc;  /**< its docstring, or NULL */
    inlet_call_fn call;
    void *data;              /**< the first argument of `call` */
    void (*release)(void *); /**< called with `data` when nothing can call it any
                                  more, on any thread, Python's lock held; or NULL */
    size_t min_args;         /**< positional arguments: TypeError if there are */
    size_t max_args;         /**< fewer or more */
    const char *signature;   /**< or NULL: only the number counts, and names are not
                                  taken; with it min_args and max_args do not count */
} inlet_function;

#define INLET_FUNCTION_INIT                                                            \
    {                                                                                  \
        sizeof(inlet_function), NULL, NULL, NULL, NULL, NULL, 0, 0, NULL               \
    }

/**
 * Put a C function into the namespace.
 *
 * It may outlive the console, as any function may whose object is kept somewhere.
 * If this call fails, `release` is not called.
 *
 * Fails:    INLET_EINVAL if the signature is none (`error` says why)
 * Owner:    `function` and its texts are copied
 * Since:    0.1
 */
INLET_API inlet_status inlet_put_function(inlet_console *console,
                                          const inlet_function *function,
                                          inlet_error *error);

/** The console that the function was put into, or NULL if that is closed. (Of methods
 *  <inlet/handle.h> says it.) */
INLET_API inlet_console *inlet_call_console(inlet_call *call);

/** How many arguments there are, or parameters in the signature. Since: 0.1 */
INLET_API size_t inlet_call_count(const inlet_call *call);

/**
 * Argument `index`, from 0, as `kind`; see inlet_get().
 *
 * A failure leaves the exception for it, a TypeError or OverflowError that names the
 * function and the argument, for instance: return the status to raise it.
 *
 * Fails:    INLET_ETYPE, also if there are not so many; INLET_ERANGE;
 *           INLET_EENCODING
 * Owner:    pointers in *out_value are good until the function returns; nothing
 *           is to be cleared. inlet_value_copy() makes what can be kept
 * Thread:   the one that runs the function
 * Since:    0.1
 */
INLET_API inlet_status inlet_arg(inlet_call *call, size_t index, inlet_kind kind,
                                 inlet_value *out_value);

/**
 * Set what the function gives; the last one counts.
 *
 * Fails:    INLET_EENCODING, INLET_EINVAL as inlet_put()
 * Owner:    `value` is copied
 * Thread:   the one that runs the function
 * Since:    0.1
 */
INLET_API inlet_status inlet_return(inlet_call *call, inlet_value value);

/**
 * Let other Python threads run until inlet_call_resume(); for slow work. Other
 * functions of this header may still be called.
 *
 * Fails:    INLET_EBUSY if it is paused already
 * Thread:   the one that runs the function
 * Since:    0.1
 */
INLET_API inlet_status inlet_call_pause(inlet_call *call);

/** Go on after inlet_call_pause(); returning does it too. Since: 0.1 */
INLET_API inlet_status inlet_call_resume(inlet_call *call);

static inline inlet_status inlet_arg_int(inlet_call *call, size_t index, int64_t *out)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_arg(call, index, INLET_INT, &value);
    if (status == INLET_DONE && out) {
        *out = value.as.integer;
    }
    return status;
}

/* The same in other widths: inlet_arg_uint(), inlet_arg_int8(), inlet_arg_int16(),
 * inlet_arg_int32(), inlet_arg_uint8(), inlet_arg_uint16(), inlet_arg_uint32(). */
#define INLET_ARG_INTEGER(name, type, wanted, member)                                  \
    static inline inlet_status inlet_arg_##name(inlet_call *call, size_t index,        \
                                                type *out)                             \
    {                                                                                  \
        inlet_value value = inlet_none();                                              \
        inlet_status status = inlet_arg(call, index, wanted, &value);                  \
        if (status == INLET_DONE && out) {                                             \
            *out = INLET_CAST(type, value.as.member);                                  \
        }                                                                              \
        return status;                                                                 \
    }

INLET_ARG_INTEGER(uint, uint64_t, INLET_UINT, natural)
INLET_ARG_INTEGER(int8, int8_t, INLET_INT8, integer)
INLET_ARG_INTEGER(int16, int16_t, INLET_INT16, integer)
INLET_ARG_INTEGER(int32, int32_t, INLET_INT32, integer)
INLET_ARG_INTEGER(uint8, uint8_t, INLET_UINT8, natural)
INLET_ARG_INTEGER(uint16, uint16_t, INLET_UINT16, natural)
INLET_ARG_INTEGER(uint32, uint32_t, INLET_UINT32, natural)
#undef INLET_ARG_INTEGER

static inline inlet_status inlet_arg_double(inlet_call *call, size_t index, double *out)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_arg(call, index, INLET_DOUBLE, &value);
    if (status == INLET_DONE && out) {
        *out = value.as.real;
    }
    return status;
}

static inline inlet_status inlet_arg_bool(inlet_call *call, size_t index, bool *out)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_arg(call, index, INLET_BOOL, &value);
    if (status == INLET_DONE && out) {
        *out = value.as.boolean;
    }
    return status;
}

/** Good until the function returns. */
static inline inlet_status inlet_arg_string(inlet_call *call, size_t index,
                                            const char **out_text, size_t *out_length)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_arg(call, index, INLET_STRING, &value);
    if (status == INLET_DONE && out_text) {
        *out_text = value.as.text.data;
    }
    if (status == INLET_DONE && out_length) {
        *out_length = value.as.text.length;
    }
    return status;
}

#ifdef __cplusplus
}
#endif

#endif
