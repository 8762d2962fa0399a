/* SPDX-License-Identifier: MIT
 * Statuses in words, versions, and the structs that grow.
 */
#include <inlet/inlet.h>

#include "base/sized.h"
#include "host/host.h"

struct entry {
    inlet_status status;
    const char *name;
    const char *text;
};

static const struct entry entries[] = {
    {INLET_DONE, "INLET_DONE", "done"},
    {INLET_MORE, "INLET_MORE", "the input is unfinished"},
    {INLET_INVALID, "INLET_INVALID", "the input is not valid Python"},
    {INLET_RAISED, "INLET_RAISED", "the code raised an exception"},
    {INLET_EXIT, "INLET_EXIT", "the code asked to leave"},
    {INLET_END, "INLET_END", "the input has ended"},
    {INLET_INTERRUPT, "INLET_INTERRUPT", "interrupted"},
    {INLET_PASS, "INLET_PASS", "left to the other side"},
#define X(name, number, text) {number, "INLET_" #name, text},
    INLET_FAILURES(X)
#undef X
};

static const struct entry *find(inlet_status status)
{
    static const struct entry unknown = {0, "INLET_?", "no such status"};
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        if (entries[i].status == status) {
            return &entries[i];
        }
    }
    return &unknown;
}

const char *inlet_status_name(inlet_status status) { return find(status)->name; }

const char *inlet_status_text(inlet_status status) { return find(status)->text; }

const char *inlet_version(void) { return INLET_VERSION_TEXT; }

const char *inlet_python_version(void) { return Py_GetVersion(); }

inlet_status il_struct_copy(void *out, size_t size, const void *given,
                            inlet_error *error)
{
    switch (il_sized_copy(out, size, given)) {
    case IL_SIZED_UNSET:
        return il_error_set(error, INLET_EINVAL,
                            "a struct's size is not set: use its _INIT macro");
    case IL_SIZED_NEWER:
        return il_error_set(error, INLET_EINVAL,
                            "a struct asks for something newer than this library");
    default:
        return INLET_DONE;
    }
}
