/* SPDX-License-Identifier: MIT
 * C functions called by an address and a type, and C functions made of a type. Cold.
 *
 * The types alone say how arguments are passed. What they cannot say, as for a union by
 * value, is refused with a reason and never guessed: a wrong guess is a crash.
 */
#ifndef IL_CALL_H
#define IL_CALL_H

#include "reflect/ctype.h"

enum {
    IL_CALL_PROBLEM_SIZE = 160,
    IL_CALL_ARGUMENTS = 64,   /* of one call, at most */
    IL_CALL_RECORD = 1 << 16, /* bytes of a struct by value, at most */
};

/* A function's type made ready for calls with one list of arguments. */
struct il_call;

/**
 * Make a type ready. `extra` are the types of the arguments beyond the parameters, for
 * functions that take any; they must be as C promotes them: no float, nothing narrower
 * than int. The types are not needed any more afterwards.
 *
 * Gives NULL with the reason in `problem`, which has room for IL_CALL_PROBLEM_SIZE;
 * empty if there was no memory.
 */
struct il_call *il_call_new(const struct il_ctype *function,
                            const struct il_ctype *const *extra, size_t extra_count,
                            char *problem);

/** NULL is all right. */
void il_call_free(struct il_call *call);

/** How many bytes a result has; 0: none. */
size_t il_call_result_size(const struct il_call *call);

/**
 * Call the function at an address. Each argument is the bytes of an object of its type,
 * aligned as that wants; so is what the result is put into. Any thread.
 */
void il_call_run(const struct il_call *call, uintptr_t address, void *const *arguments,
                 void *out_result);

/**
 * What a C function that was made here does: puts the bytes of its result, which are
 * zero, into `out_result`. Whatever thread calls the function runs it.
 */
typedef void (*il_made_fn)(void *data, void *const *arguments, void *out_result);

/* A C function. */
struct il_made;

/** Make a C function of a type. NULL as il_call_new(). */
struct il_made *il_made_new(const struct il_ctype *function, il_made_fn run, void *data,
                            char *problem);

/** Its address, which is that of no other function until it is freed. */
uintptr_t il_made_address(const struct il_made *made);

/** Nobody may call it any more, nor be in it. NULL is all right. */
void il_made_free(struct il_made *made);

#endif
