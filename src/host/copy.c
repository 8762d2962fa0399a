/* SPDX-License-Identifier: MIT
 * Copies of values, without Python. Cold in spirit.
 */
#include "host/value.h"

static inlet_status copy_into(struct il_store *store, const inlet_value *value,
                              int depth, inlet_value *out);

/* NULL in `from` is what no value may have. */
static inlet_status copy_text(struct il_store *store, inlet_value *out)
{
    const char *text = out->as.text.data;
    if (text == NULL) {
        return INLET_EINVAL;
    }
    out->as.text.data = il_store_copy(store, text, out->as.text.length);
    return out->as.text.data == NULL ? INLET_ENOMEM : INLET_DONE;
}

static inlet_status copy_list(struct il_store *store, int depth, inlet_value *out)
{
    const inlet_value *items = out->as.list.items;
    size_t length = out->as.list.length;
    if (length > SIZE_MAX / sizeof *items || (length > 0 && items == NULL)) {
        return INLET_EINVAL;
    }
    inlet_value *room = il_store_take(store, length * sizeof *room);
    inlet_status status = room == NULL ? INLET_ENOMEM : INLET_DONE;
    for (size_t i = 0; i < length && status == INLET_DONE; i++) {
        status = copy_into(store, &items[i], depth, &room[i]);
    }
    out->as.list.items = room;
    return status;
}

static inlet_status copy_dict(struct il_store *store, int depth, inlet_value *out)
{
    const inlet_entry *entries = out->as.dict.entries;
    size_t length = out->as.dict.length;
    if (length > SIZE_MAX / sizeof *entries || (length > 0 && entries == NULL)) {
        return INLET_EINVAL;
    }
    inlet_entry *room = il_store_take(store, length * sizeof *room);
    inlet_status status = room == NULL ? INLET_ENOMEM : INLET_DONE;
    for (size_t i = 0; i < length && status == INLET_DONE; i++) {
        status = copy_into(store, &entries[i].key, depth, &room[i].key);
        if (status == INLET_DONE) {
            status = copy_into(store, &entries[i].value, depth, &room[i].value);
        }
    }
    out->as.dict.entries = room;
    return status;
}

/* One that Python has not been given yet is nobody's to keep. */
static inlet_status keep_handle(struct il_store *store, const inlet_value *handle)
{
    struct il_handle *kept =
        il_handle_keep(handle->as.handle.type, handle->as.handle.pointer);
    return kept == NULL || il_store_keep(store, kept) == 0 ? INLET_DONE : INLET_ENOMEM;
}

static inlet_status copy_into(struct il_store *store, const inlet_value *value,
                              int depth, inlet_value *out)
{
    *out = *value;
    out->owner = NULL;
    if (depth > INLET_VALUE_DEPTH || value->kind > INLET_OTHER) {
        return INLET_EINVAL;
    }
    switch (value->kind) {
    case INLET_STRING:
    case INLET_BYTES:
    case INLET_BIG:
        return copy_text(store, out);
    case INLET_LIST:
    case INLET_TUPLE:
        return copy_list(store, depth + 1, out);
    case INLET_HANDLE:
        return keep_handle(store, out);
    case INLET_DICT:
        return copy_dict(store, depth + 1, out);
    default:
        return INLET_DONE;
    }
}

inlet_status inlet_value_copy(const inlet_value *value, inlet_value *out_value)
{
    struct il_store store = {.chunks = NULL};
    inlet_value copy = inlet_none();
    if (value == NULL || out_value == NULL) {
        return INLET_EINVAL;
    }
    inlet_status status = copy_into(&store, value, 0, &copy);
    if (status == INLET_DONE) {
        copy.owner = il_store_release(&store);
        *out_value = copy;
    } else {
        il_store_free(il_store_release(&store));
    }
    return status;
}
