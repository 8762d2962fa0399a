/* SPDX-License-Identifier: MIT
 * What was entered in the editor of a console, for the host. Warm.
 */
#include "host/typing.h"

/* The file may have anything in it. */
static PyObject *entry_str(const struct il_history_entry *entry)
{
    return PyUnicode_DecodeUTF8(entry->text, (Py_ssize_t)entry->size, "replace");
}

static PyObject *entries_list(const struct il_history *history)
{
    IL_AUTO_REF PyObject *list = PyList_New((Py_ssize_t)history->count);
    for (size_t i = 0; list != NULL && i < history->count; i++) {
        PyObject *entry = entry_str(&history->entries[i]);
        if (entry == NULL) {
            return NULL;
        }
        PyList_SET_ITEM(list, (Py_ssize_t)i, entry);
    }
    return il_ref_steal(&list);
}

/* Python's lock is held, and who begins to type needs it: the history stays as it is.
 */
static inlet_status give(const struct il_typing *typing, bool is_own, inlet_value *out,
                         inlet_error *error)
{
    if (atomic_load(&typing->is_reading)) {
        return il_error_set(error, INLET_EBUSY, "somebody types in the console");
    }
    IL_AUTO_REF PyObject *list =
        entries_list(is_own ? il_terminal_entered(typing->terminal)
                            : il_terminal_history(typing->terminal));
    inlet_status status =
        list == NULL ? INLET_EPYTHON : il_value_from_object(list, INLET_LIST, out);
    return status < 0 ? il_error_take(error) : status;
}

inlet_status inlet_history_get(inlet_console *console, bool is_own,
                               inlet_value *out_entries, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    if (out_entries == NULL) {
        status = il_error_set(error, INLET_EINVAL, "there is no place for the entries");
    } else if (console->typing == NULL) {
        status = INLET_PASS;
    } else {
        status = give(console->typing, is_own, out_entries, error);
    }
    il_console_leave(console, &hold);
    return status;
}
