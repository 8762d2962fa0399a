/* SPDX-License-Identifier: MIT
 * What a C function of the host may do with its call. Warm.
 */
#include "host/function.h"
#include "host/handle.h"

#include "core/compat.h"

inlet_console *inlet_call_console(inlet_call *call)
{
    return call == NULL ? NULL : call->console;
}

size_t inlet_call_count(const inlet_call *call)
{
    return call == NULL ? 0 : call->count;
}

/* Keep the exception that is set for the call's end. */
static inlet_status carry(inlet_status status)
{
    IL_AUTO_REF PyObject *exception = il_raised_take();
    if (exception != NULL) {
        il_frame_carry(exception);
    }
    return status;
}

/* "must be int, not str" to "area() argument 1 must be int, not str". */
static void name_argument(const inlet_call *call, size_t index)
{
    if (call->binder != NULL) {
        il_binder_name_argument(call->binder, index + call->hidden);
        return;
    }
    IL_AUTO_REF PyObject *raised = il_raised_take();
    IL_AUTO_REF PyObject *text = PyObject_Str(raised);
    if (text == NULL) {
        return;
    }
    if (call->is_attribute) {
        PyErr_Format((PyObject *)Py_TYPE(raised), "%U %U", call->name, text);
        return;
    }
    PyErr_Format((PyObject *)Py_TYPE(raised), "%U() argument %zu %U", call->name,
                 index + 1, text);
}

static inlet_status get_argument(inlet_call *call, size_t index, inlet_kind kind,
                                 inlet_value *out_value)
{
    if (index >= call->count) {
        PyErr_Format(PyExc_TypeError, "%U() needs an argument %zu", call->name,
                     index + 1);
        return carry(INLET_ETYPE);
    }
    struct il_reading reading = {.store = &call->store, .lends = true};
    inlet_status status = il_value_read(&reading, call->args[index], kind, out_value);
    if (status == INLET_ETYPE || status == INLET_ERANGE) {
        name_argument(call, index);
    }
    return status < 0 ? carry(status) : status;
}

/* A pointer of the class, or an exception. */
static inlet_status get_handle(inlet_call *call, size_t index, const inlet_class *type,
                               void **out_pointer)
{
    inlet_value value = inlet_none();
    inlet_status status = get_argument(call, index, INLET_HANDLE, &value);
    if (status == INLET_DONE && value.as.handle.type != type) {
        il_value_wrong_type(call->args[index], il_class_name(type));
        name_argument(call, index);
        return carry(INLET_ETYPE);
    }
    if (status == INLET_DONE) {
        *out_pointer = value.as.handle.pointer;
    }
    return status;
}

inlet_status inlet_arg_handle(inlet_call *call, size_t index, const inlet_class *type,
                              void **out_pointer)
{
    struct il_hold hold;
    if (call == NULL || type == NULL || out_pointer == NULL) {
        return INLET_EINVAL;
    }
    inlet_status status = il_hold_begin(&hold, NULL);
    if (status == INLET_DONE) {
        status = get_handle(call, index, type, out_pointer);
        il_hold_end(&hold);
    }
    return status;
}

void *inlet_call_self(const inlet_call *call)
{
    return call == NULL ? NULL : call->self;
}

inlet_status inlet_arg(inlet_call *call, size_t index, inlet_kind kind,
                       inlet_value *out_value)
{
    struct il_hold hold;
    if (call == NULL || out_value == NULL) {
        return INLET_EINVAL;
    }
    inlet_status status = il_hold_begin(&hold, NULL);
    if (status == INLET_DONE) {
        status = get_argument(call, index, kind, out_value);
        il_hold_end(&hold);
    }
    return status;
}

inlet_status inlet_return(inlet_call *call, inlet_value value)
{
    struct il_hold hold;
    if (call == NULL) {
        return INLET_EINVAL;
    }
    inlet_status status = il_hold_begin(&hold, NULL);
    if (status < 0) {
        return status;
    }
    PyObject *object = NULL, *fresh = NULL;
    status = il_value_to_object(&value, &object, &fresh, NULL);
    if (status == INLET_DONE) {
        Py_XSETREF(call->result, object);
        il_handle_settle(fresh, true);
    }
    il_hold_end(&hold);
    return status;
}

inlet_status inlet_call_pause(inlet_call *call)
{
    if (call == NULL || il_frame_current() != &call->frame) {
        return INLET_EINVAL;
    }
    if (call->frame.detached != NULL) {
        return INLET_EBUSY;
    }
    call->frame.detached = PyEval_SaveThread();
    return INLET_DONE;
}

inlet_status inlet_call_resume(inlet_call *call)
{
    if (call == NULL || il_frame_current() != &call->frame) {
        return INLET_EINVAL;
    }
    if (call->frame.detached != NULL) {
        PyEval_RestoreThread(call->frame.detached);
        call->frame.detached = NULL;
    }
    return INLET_DONE;
}
