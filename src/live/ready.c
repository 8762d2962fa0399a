/* SPDX-License-Identifier: MIT
 * Functions made ready to be called: what depends on their types alone. Warm.
 */
#include "live/call.h"

enum { ALIGNMENT = 16 };

static size_t aligned(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

struct il_live_ready *il_live_ready_new(const struct il_ctype *type,
                                        const struct il_ctype *const *types,
                                        size_t count, char *problem)
{
    size_t named = type->count;
    struct il_call *call = il_call_new(type, types + named, count - named, problem);
    struct il_live_ready *ready =
        call == NULL ? NULL
                     : PyMem_Calloc(1, sizeof *ready + count * sizeof *ready->offsets);
    if (ready == NULL) {
        il_call_free(call);
        return NULL;
    }
    ready->type = type;
    ready->call = call;
    for (size_t i = 0; i < count; i++) {
        ready->offsets[i] = ready->result;
        ready->result += aligned(types[i]->size);
    }
    ready->size = ready->result + aligned(il_call_result_size(call));
    return ready;
}

void il_live_ready_free(struct il_live_ready *ready)
{
    if (ready != NULL) {
        il_call_free(ready->call);
        PyMem_Free(ready);
    }
}

/* --- Those of a root -------------------------------------------------------------- */

static struct il_live_ready **list_of(struct il_live_root *root,
                                      const struct il_ctype *type)
{
    return &root->ready[(uintptr_t)type / sizeof *type % IL_LIVE_READY];
}

struct il_live_ready *il_live_ready_find(struct il_live_root *root,
                                         const struct il_ctype *type)
{
    struct il_live_ready *ready = *list_of(root, type);
    while (ready != NULL && ready->type != type) {
        ready = ready->next;
    }
    return ready;
}

void il_live_ready_keep(struct il_live_root *root, struct il_live_ready *ready)
{
    struct il_live_ready **list = list_of(root, ready->type);
    ready->next = *list;
    *list = ready;
}

void il_live_forget_ready(struct il_live_root *root)
{
    for (size_t i = 0; i < IL_LIVE_READY; i++) {
        for (struct il_live_ready *ready = root->ready[i], *next; ready != NULL;
             ready = next) {
            next = ready->next;
            il_live_ready_free(ready);
        }
    }
}
