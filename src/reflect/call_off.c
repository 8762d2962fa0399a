/* SPDX-License-Identifier: MIT
 * What stands for call.c where Inlet is built without libffi. Cold.
 */
#include "reflect/call.h"

#include <stdio.h>

static void *refuse(char *problem)
{
    snprintf(problem, IL_CALL_PROBLEM_SIZE,
             "this Inlet was built without libffi: C functions cannot be called");
    return NULL;
}

struct il_call *il_call_new(const struct il_ctype *function,
                            const struct il_ctype *const *extra, size_t extra_count,
                            char *problem)
{
    (void)function;
    (void)extra;
    (void)extra_count;
    return refuse(problem);
}

void il_call_free(struct il_call *call) { (void)call; }

size_t il_call_result_size(const struct il_call *call)
{
    (void)call;
    return 0;
}

void il_call_run(const struct il_call *call, uintptr_t address, void *const *arguments,
                 void *out_result)
{
    (void)call;
    (void)address;
    (void)arguments;
    (void)out_result;
}

struct il_made *il_made_new(const struct il_ctype *function, il_made_fn run, void *data,
                            char *problem)
{
    (void)function;
    (void)run;
    (void)data;
    return refuse(problem);
}

uintptr_t il_made_address(const struct il_made *made)
{
    (void)made;
    return 0;
}

void il_made_free(struct il_made *made) { (void)made; }
