/* SPDX-License-Identifier: MIT
 * A command that may have `await` at its top.
 */
#include "core/awaited.h"

#include <stddef.h>

#include "core/compat.h"
#include "core/handling.h"
#include "core/interp.h"
#include "core/namespace.h"

static struct il_awaited *of(PyObject *self) { return (struct il_awaited *)self; }

/* ---- evaluating ---- */

bool il_awaited_is_coroutine(PyObject *code, PyObject *object)
{
    return PyCoro_CheckExact(object) && PyCode_Check(code) &&
           (((PyCodeObject *)code)->co_flags & CO_COROUTINE) != 0;
}

/* exec() would drop the coroutine. */
PyObject *il_awaited_evaluate(struct il_engine *engine, PyObject *code,
                              PyObject *locals)
{
    IL_AUTO_REF PyObject *function =
        il_builtin(engine, IL_SPACE_CODE, engine->names.eval);
    if (function == NULL) {
        return NULL;
    }
    if ((PyObject *)Py_TYPE(locals) == engine->namespace_type) {
        PyObject *args[] = {code, il_namespace_globals(locals), locals};
        return il_namespace_begin(locals) < 0
                   ? NULL
                   : PyObject_Vectorcall(function, args, 3, NULL);
    }
    PyObject *args[] = {code, locals};
    return il_interp_add_builtins(engine, locals) < 0
               ? NULL
               : PyObject_Vectorcall(function, args, 2, NULL);
}

/* ---- the end ---- */

/* The exception that is raised is what the command raised, or a failure of ours. */
static void take_error(struct il_awaited *self)
{
    PyObject *raised = il_raised_take();
    if (self->error == NULL) {
        self->error = raised;
    } else {
        Py_XDECREF(raised);
    }
}

/* Nobody else will show it. SystemExit is for who awaits. */
static PyObject *show(struct il_awaited *self)
{
    if (il_awaited_conclude(self) == 0 ||
        il_interp_show(self->engine, self->console) == 0) {
        return NULL;
    }
    return il_raised_take();
}

static int is_done(PyObject *future)
{
    IL_AUTO_REF PyObject *done = PyObject_CallMethod(future, "done", NULL);
    return done == NULL ? -1 : PyObject_IsTrue(done);
}

/* Unless who waited has withdrawn it. */
static int resolve(struct il_awaited *self)
{
    int done = is_done(self->future);
    if (done != 0) {
        return done < 0 ? -1 : 0;
    }
    PyObject *result = self->result == NULL ? Py_None : self->result;
    IL_AUTO_REF PyObject *passes = self->console == NULL ? NULL : show(self);
    const char *method = passes == NULL ? "set_result" : "set_exception";
    return il_ref_done(PyObject_CallMethod(self->future, method, "(O)",
                                           passes == NULL ? result : passes));
}

static PyObject *stop_loop(struct il_awaited *self)
{
    return self->stops_loop ? PyObject_CallMethod(self->loop, "stop", NULL)
                            : Py_NewRef(Py_None);
}

/* Whatever fails here, nobody may wait for ever. */
static PyObject *end(struct il_awaited *self)
{
    if (self->is_over) {
        Py_RETURN_NONE;
    }
    self->is_over = true;
    if ((PyObject *)Py_TYPE(self->locals) == self->engine->namespace_type &&
        il_namespace_end(self->locals) < 0) {
        take_error(self);
    }
    if (resolve(self) < 0) {
        PyErr_Clear();
        if (resolve(self) < 0) {
            PyErr_WriteUnraisable((PyObject *)self);
        }
    }
    return stop_loop(self);
}

/* ---- methods for the loop ---- */

/* Loops from before 3.11 know no contexts for tasks; this call has the right one. */
static PyObject *create_task(struct il_awaited *self, PyObject *context)
{
    IL_AUTO_REF PyObject *method = PyObject_GetAttrString(self->loop, "create_task");
    IL_AUTO_REF PyObject *args = PyTuple_Pack(1, self);
    IL_AUTO_REF PyObject *keywords = Py_BuildValue("{sO}", "context", context);
    if (method == NULL || args == NULL || keywords == NULL) {
        return NULL;
    }
    PyObject *task = PyObject_Call(method, args, keywords);
    if (task != NULL || !PyErr_ExceptionMatches(PyExc_TypeError)) {
        return task;
    }
    PyErr_Clear();
    return PyObject_CallObject(method, args);
}

static int make_task(struct il_awaited *self, PyObject *context)
{
    self->task = create_task(self, context);
    IL_AUTO_REF PyObject *method =
        self->task == NULL ? NULL : il_awaited_method(self, "finish");
    return method == NULL ? -1
                          : il_ref_done(PyObject_CallMethod(
                                self->task, "add_done_callback", "O", method));
}

static PyObject *Awaited_start(PyObject *object, PyObject *context)
{
    struct il_awaited *self = of(object);
    if (self->is_dropped) {
        Py_RETURN_NONE;
    }
    self->is_begun = true;
    self->depth++;
    IL_AUTO_REF PyObject *value =
        il_awaited_evaluate(self->engine, self->code, self->locals);
    self->depth--;
    if (value == NULL) {
        take_error(self);
        return end(self);
    }
    if (!il_awaited_is_coroutine(self->code, value)) {
        return end(self);
    }
    self->coroutine = il_ref_steal(&value);
    if (make_task(self, context) == 0) {
        Py_RETURN_NONE;
    }
    take_error(self);
    if (il_ref_done(PyObject_CallMethod(self->coroutine, "close", NULL)) < 0) {
        take_error(self);
    }
    return end(self);
}

static PyObject *Awaited_finish(PyObject *self, PyObject *Py_UNUSED(task))
{
    return end(of(self));
}

static PyObject *Awaited_cancel(PyObject *object, PyObject *Py_UNUSED(none))
{
    struct il_awaited *self = of(object);
    return self->task == NULL ? Py_NewRef(Py_None)
                              : PyObject_CallMethod(self->task, "cancel", NULL);
}

/* The future is over; if the one that awaited it was cancelled, the task is, too. */
static PyObject *Awaited_withdraw(PyObject *self, PyObject *future)
{
    IL_AUTO_REF PyObject *answer = PyObject_CallMethod(future, "cancelled", NULL);
    int is_cancelled = answer == NULL ? -1 : PyObject_IsTrue(answer);
    of(self)->is_dropped |= is_cancelled > 0;
    return is_cancelled <= 0 ? (is_cancelled < 0 ? NULL : Py_NewRef(Py_None))
                             : Awaited_cancel(self, NULL);
}

enum { BEAT_MILLISECONDS = 50 };

/* Without memory the loop may have failed to call start(), whose turn was before, or
 * finish(), or to stop. */
static PyObject *look_after(struct il_awaited *self)
{
    if (!self->is_begun && !self->is_dropped) {
        self->is_begun = self->is_dropped = true;
        PyErr_NoMemory();
        take_error(self);
        return end(self);
    }
    int is_done_unseen =
        self->is_over || self->task == NULL ? self->is_over : is_done(self->task);
    if (is_done_unseen < 0) {
        return NULL;
    }
    return !is_done_unseen ? Py_NewRef(Py_None)
           : self->is_over ? stop_loop(self)
                           : end(self);
}

/* An exception that another thread raises in this one is seen only while Python code
 * runs. So the loop gets some to run, however long it has to wait. */
static PyObject *Awaited_beat(PyObject *object, PyObject *Py_UNUSED(none))
{
    struct il_awaited *self = of(object);
    if (il_ref_done(look_after(self)) < 0) {
        PyErr_WriteUnraisable(object);
    }
    if (self->is_over) {
        Py_RETURN_NONE;
    }
    IL_AUTO_REF PyObject *method = il_awaited_method(self, "beat");
    return method == NULL ? NULL
                          : PyObject_CallMethod(self->loop, "call_later", "dO",
                                                BEAT_MILLISECONDS / 1000.0, method);
}

/* Does a task of the loop run code right now, be it another one? */
static int is_in_task(struct il_awaited *self)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("asyncio");
    IL_AUTO_REF PyObject *task =
        module == NULL ? NULL
                       : PyObject_CallMethod(module, "current_task", "O", self->loop);
    return task == NULL ? -1 : task != Py_None;
}

/* The handler of SIGINT while the loop runs. KeyboardInterrupt in the midst of the loop
 * could lose what it was about to run; so it is raised in the user's code, or, where
 * that waits, the task is cancelled. The second one is raised wherever it is. */
static PyObject *Awaited_interrupt(PyObject *object, PyObject *Py_UNUSED(args))
{
    struct il_awaited *self = of(object);
    int is_busy =
        self->depth > 0 || self->is_asked || self->task == NULL ? 1 : is_in_task(self);
    if (is_busy != 0) {
        if (is_busy > 0) {
            PyErr_SetNone(PyExc_KeyboardInterrupt);
        }
        return NULL;
    }
    self->is_asked = true;
    return il_awaited_ask(self) < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- the coroutine that the task runs ---- */

/* What the code raised stays here; StopIteration is the end. */
static PySendResult ended(struct il_awaited *self, PyObject **out_result)
{
    take_error(self);
    *out_result = Py_NewRef(Py_None);
    return PYGEN_RETURN;
}

static PySendResult awaited_send(PyObject *object, PyObject *value,
                                 PyObject **out_result)
{
    struct il_awaited *self = of(object);
    if (self->coroutine == NULL || self->is_over) {
        *out_result = Py_NewRef(Py_None);
        return PYGEN_RETURN;
    }
    self->depth++;
    PySendResult sent = PyIter_Send(self->coroutine, value, out_result);
    self->depth--;
    return sent == PYGEN_ERROR ? ended(self, out_result) : sent;
}

static PyObject *as_call(PySendResult sent, PyObject *result)
{
    if (sent == PYGEN_RETURN) {
        Py_DECREF(result);
        PyErr_SetNone(PyExc_StopIteration);
        return NULL;
    }
    return result;
}

static PyObject *Awaited_send(PyObject *self, PyObject *value)
{
    PyObject *result;
    PySendResult sent = awaited_send(self, value, &result);
    return as_call(sent, result);
}

static PyObject *awaited_next(PyObject *self) { return Awaited_send(self, Py_None); }

static PyObject *Awaited_throw(PyObject *object, PyObject *args)
{
    struct il_awaited *self = of(object);
    IL_AUTO_REF PyObject *method = PyObject_GetAttrString(
        self->coroutine == NULL ? Py_None : self->coroutine, "throw");
    if (method == NULL) {
        return NULL;
    }
    self->depth++;
    PyObject *result = PyObject_Call(method, args, NULL);
    self->depth--;
    if (result != NULL || PyErr_ExceptionMatches(PyExc_StopIteration)) {
        return result;
    }
    PySendResult sent = ended(self, &result);
    return as_call(sent, result);
}

static PyObject *Awaited_close(PyObject *object, PyObject *Py_UNUSED(none))
{
    PyObject *coroutine = of(object)->coroutine;
    return coroutine == NULL ? Py_NewRef(Py_None)
                             : PyObject_CallMethod(coroutine, "close", NULL);
}

static PyObject *awaited_self(PyObject *self) { return Py_NewRef(self); }

static PyObject *Awaited_await(PyObject *self, PyObject *Py_UNUSED(none))
{
    return Py_NewRef(self);
}

/* What debuggers and asyncio ask coroutines for; `name` is the attribute. */
static PyObject *get_inner(PyObject *object, void *name)
{
    PyObject *coroutine = of(object)->coroutine;
    return PyObject_GetAttrString(coroutine == NULL ? Py_None : coroutine, name);
}

static PyGetSetDef awaited_getset[] = {
    {"__name__", get_inner, NULL, NULL, "__name__"},
    {"__qualname__", get_inner, NULL, NULL, "__qualname__"},
    {"cr_await", get_inner, NULL, NULL, "cr_await"},
    {"cr_code", get_inner, NULL, NULL, "cr_code"},
    {"cr_frame", get_inner, NULL, NULL, "cr_frame"},
    {"cr_running", get_inner, NULL, NULL, "cr_running"},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef awaited_methods[] = {
    {"start", Awaited_start, METH_O, NULL},
    {"finish", Awaited_finish, METH_O, NULL},
    {"cancel", Awaited_cancel, METH_NOARGS, NULL},
    {"withdraw", Awaited_withdraw, METH_O, NULL},
    {"beat", Awaited_beat, METH_NOARGS, NULL},
    {"interrupt", Awaited_interrupt, METH_VARARGS, NULL},
    {"send", Awaited_send, METH_O, NULL},
    {"throw", Awaited_throw, METH_VARARGS, NULL},
    {"close", Awaited_close, METH_NOARGS, NULL},
    {"__await__", Awaited_await, METH_NOARGS | METH_COEXIST, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- the class ---- */

#define REFS(X)                                                                        \
    X(code)                                                                            \
    X(locals)                                                                          \
    X(loop)                                                                            \
    X(future)                                                                          \
    X(result)                                                                          \
    X(console)                                                                         \
    X(coroutine)                                                                       \
    X(task)                                                                            \
    X(error)

static int awaited_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
#define X(name) Py_VISIT(of(self)->name);
    REFS(X)
#undef X
    return 0;
}

static int awaited_clear(PyObject *self)
{
    Py_CLEAR(of(self)->console);
    Py_CLEAR(of(self)->coroutine);
    Py_CLEAR(of(self)->task);
    Py_CLEAR(of(self)->error);
    return 0;
}

static void awaited_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
#define X(name) Py_CLEAR(of(self)->name);
    REFS(X)
#undef X
    type->tp_free(self);
    Py_DECREF(type);
}

static PyType_Slot awaited_slots[] = {
    {Py_tp_dealloc, awaited_dealloc}, {Py_tp_traverse, awaited_traverse},
    {Py_tp_clear, awaited_clear},     {Py_tp_methods, awaited_methods},
    {Py_tp_getset, awaited_getset},   {Py_tp_iter, awaited_self},
    {Py_tp_iternext, awaited_next},   {Py_am_await, awaited_self},
    {Py_am_send, awaited_send},       {0, NULL},
};

static PyType_Spec awaited_spec = {
    .name = "_inlet.Awaited",
    .basicsize = (int)sizeof(struct il_awaited),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = awaited_slots,
};

PyObject *il_awaited_type(PyObject *module)
{
    return il_new_type(PyType_FromModuleAndSpec(module, &awaited_spec, NULL));
}

/* ---- for who waits ---- */

struct il_awaited *il_awaited_new(struct il_engine *engine, PyObject *code,
                                  PyObject *locals, PyObject *loop, PyObject *future)
{
    PyTypeObject *type = (PyTypeObject *)engine->awaited_type;
    PyObject *self = type->tp_alloc(type, 0);
    if (self != NULL) {
        of(self)->engine = engine;
        of(self)->code = Py_NewRef(code);
        of(self)->locals = Py_NewRef(locals);
        of(self)->loop = Py_NewRef(loop);
        of(self)->future = Py_NewRef(future);
    }
    return of(self);
}

PyObject *il_awaited_method(struct il_awaited *self, const char *name)
{
    return PyObject_GetAttrString((PyObject *)self, name);
}

PyObject *il_awaited_schedule(struct il_awaited *self, const char *call_soon,
                              PyObject *context)
{
    IL_AUTO_REF PyObject *schedule = PyObject_GetAttrString(self->loop, call_soon);
    IL_AUTO_REF PyObject *method =
        schedule == NULL ? NULL : il_awaited_method(self, "start");
    IL_AUTO_REF PyObject *args =
        method == NULL ? NULL : PyTuple_Pack(2, method, context);
    IL_AUTO_REF PyObject *keywords = Py_BuildValue("{sO}", "context", context);
    return args == NULL || keywords == NULL ? NULL
                                            : PyObject_Call(schedule, args, keywords);
}

int il_awaited_ask(struct il_awaited *self)
{
    IL_AUTO_REF PyObject *method = il_awaited_method(self, "cancel");
    return method == NULL ? -1
                          : il_ref_done(PyObject_CallMethod(
                                self->loop, "call_soon_threadsafe", "O", method));
}

/* asyncio.CancelledError; 1, 0 or -1. */
static int is_cancelled(PyObject *error)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("asyncio");
    IL_AUTO_REF PyObject *class =
        module == NULL ? NULL : PyObject_GetAttrString(module, "CancelledError");
    return class == NULL ? -1 : PyObject_IsInstance(error, class);
}

int il_awaited_conclude(struct il_awaited *self)
{
    IL_AUTO_REF PyObject *error = self->error;
    self->error = NULL;
    if (error == NULL) {
        return 0;
    }
    int is_interrupt = self->is_asked ? is_cancelled(error) : 0;
    if (is_interrupt > 0) {
        PyErr_SetNone(PyExc_KeyboardInterrupt);
    } else if (is_interrupt == 0) {
        il_raised_give(il_ref_steal(&error));
    }
    return -1;
}
