/* SPDX-License-Identifier: MIT
 * C functions of the host, as objects. Warm.
 *
 * CPython's own builtin functions have no signature that inspect would show with its
 * annotations, and no place for the host's pointers: so they have a type of their own.
 */
#include "host/function.h"

#include <stddef.h>
#include <string.h>
#include <structmember.h>

#include "core/compat.h"
#include "host/interrupt.h"

/* --- A call ----------------------------------------------------------------------- */

static int check_count(const struct il_function *function, size_t count)
{
    const inlet_function *host = &function->host;
    if (count >= host->min_args && count <= host->max_args) {
        return 0;
    }
    const char *how = host->min_args == host->max_args ? "exactly"
                      : count < host->min_args         ? "at least"
                                                       : "at most";
    size_t wanted = count < host->min_args ? host->min_args : host->max_args;
    PyErr_Format(PyExc_TypeError, "%U() takes %s %zu argument%s (%zu given)",
                 function->qualname, how, wanted, wanted == 1 ? "" : "s", count);
    return -1;
}

static int check_plain(const struct il_function *function, size_t count,
                       PyObject *keywords)
{
    if (keywords != NULL && PyTuple_GET_SIZE(keywords) > 0) {
        PyErr_Format(PyExc_TypeError, "%U() takes no keyword arguments",
                     function->qualname);
        return -1;
    }
    return check_count(function, count);
}

static PyObject *call_host(const struct il_function *function, inlet_call *call)
{
    il_frame_begin(&call->frame, false);
    inlet_status status = function->host.call(function->host.data, call);
    il_frame_end(&call->frame);
    if (il_frame_result(&call->frame, status, "function") < 0) {
        Py_CLEAR(call->result);
        return NULL;
    }
    return call->result == NULL ? Py_NewRef(Py_None) : call->result;
}

static inlet_console *find_console(const struct il_function *function)
{
    struct il_link *link = function->link;
    if (function->owner != NULL) {
        const inlet_console *running = il_interrupt_running();
        link = running == NULL ? NULL : running->link;
    }
    return link == NULL ? NULL : il_console_acquire(link);
}

static PyObject *call_with(const struct il_function *function, inlet_call *call)
{
    call->name = function->qualname;
    call->binder = function->binder.function == NULL ? NULL : &function->binder;
    call->is_attribute = function->role == IL_ATTRIBUTE;
    call->console = find_console(function);
    PyObject *result = call_host(function, call);
    il_store_free(il_store_release(&call->store));
    if (call->console != NULL) {
        il_console_release(call->console);
    }
    return result;
}

/* Take `self` from the front of the arguments. 0 or -1. */
static int take_self(const struct il_function *function, inlet_call *call)
{
    if (call->count == 0) {
        PyErr_Format(PyExc_TypeError, "unbound method %U() needs an argument",
                     function->qualname);
        return -1;
    }
    PyObject *object = call->args[0];
    if (il_handle_class(object) != function->owner) {
        PyErr_Format(PyExc_TypeError,
                     "descriptor '%s' for '%s' objects doesn't apply to a '%.100s' "
                     "object",
                     function->host.name, il_class_name(function->owner),
                     Py_TYPE(object)->tp_name);
        return -1;
    }
    call->self = il_handle_pointer(object);
    if (call->self == NULL) {
        il_handle_refuse(object);
        return -1;
    }
    call->args++;
    call->count--;
    call->hidden = 1;
    return 0;
}

/* What was revoked can still be shown. */
static bool is_repr_of_gone(const struct il_function *function, const inlet_call *call)
{
    return function->owner != NULL && call->count == 1 &&
           strcmp(function->host.name, "__repr__") == 0 &&
           il_handle_class(call->args[0]) == function->owner &&
           il_handle_pointer(call->args[0]) == NULL;
}

static PyObject *call_bound(const struct il_function *function, PyObject *const *args,
                            size_t count, PyObject *keywords)
{
    IL_AUTO_REF PyObject *bound =
        il_binder_bind(&function->binder, args, count, keywords);
    if (bound == NULL) {
        return NULL;
    }
    inlet_call call = {
        .args = &PyTuple_GET_ITEM(bound, 0),
        .count = (size_t)PyTuple_GET_SIZE(bound),
    };
    return function->owner != NULL && take_self(function, &call) < 0
               ? NULL
               : call_with(function, &call);
}

static PyObject *call_plain(const struct il_function *function, PyObject *const *args,
                            size_t count, PyObject *keywords)
{
    inlet_call call = {.args = args, .count = count};
    if ((function->owner != NULL && take_self(function, &call) < 0) ||
        check_plain(function, call.count, keywords) < 0) {
        return NULL;
    }
    return call_with(function, &call);
}

static PyObject *function_vectorcall(PyObject *self, PyObject *const *args,
                                     size_t flagged_count, PyObject *keywords)
{
    const struct il_function *function = (struct il_function *)self;
    size_t count = (size_t)PyVectorcall_NARGS(flagged_count);
    inlet_call shown = {.args = args, .count = count};
    if (is_repr_of_gone(function, &shown)) {
        return il_handle_repr(args[0]);
    }
    if (Py_EnterRecursiveCall(" while calling a Python object")) {
        return NULL;
    }
    PyObject *result = function->binder.function != NULL
                           ? call_bound(function, args, count, keywords)
                           : call_plain(function, args, count, keywords);
    Py_LeaveRecursiveCall();
    return result;
}

/* --- The type --------------------------------------------------------------------- */

static int function_traverse(PyObject *self, visitproc visit, void *arg)
{
    struct il_function *function = (struct il_function *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(function->qualname);
    return il_binder_traverse(&function->binder, visit, arg);
}

/* What it needs to be called stays until the end: calls come from other objects of the
 * same cycle, too. The classes that a signature names are what makes cycles. */
static void function_dealloc(PyObject *self)
{
    struct il_function *function = (struct il_function *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (function->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    if (function->host.release != NULL) {
        function->host.release(function->host.data);
    }
    if (function->link != NULL) {
        il_link_release(function->link);
    }
    il_binder_fini(&function->binder);
    Py_CLEAR(function->qualname);
    PyMem_RawFree(function->texts);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

/* Methods bind. Others do not, as builtin functions do not; but pydoc shows the
 * signature of what could. */
static PyObject *function_bind(PyObject *self, PyObject *object,
                               PyObject *Py_UNUSED(class))
{
    bool binds = ((struct il_function *)self)->owner != NULL;
    return binds && object != NULL && object != Py_None ? PyMethod_New(self, object)
                                                        : Py_NewRef(self);
}

static PyObject *function_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<built-in function %U>",
                                ((struct il_function *)self)->qualname);
}

/* A text of the host, or None. */
static PyObject *give_text(const char *text)
{
    return text == NULL ? Py_NewRef(Py_None) : PyUnicode_FromString(text);
}

static PyObject *get_name(PyObject *self, void *Py_UNUSED(closure))
{
    return give_text(((struct il_function *)self)->host.name);
}

static PyObject *get_doc(PyObject *self, void *Py_UNUSED(closure))
{
    return give_text(((struct il_function *)self)->host.doc);
}

static PyObject *get_text_signature(PyObject *self, void *Py_UNUSED(closure))
{
    return give_text(((struct il_function *)self)->host.signature);
}

static PyObject *get_module(PyObject *Py_UNUSED(self), void *Py_UNUSED(closure))
{
    Py_RETURN_NONE;
}

static PyObject *get_signature(PyObject *self, void *Py_UNUSED(closure))
{
    struct il_function *function = (struct il_function *)self;
    if (function->binder.function == NULL) {
        PyErr_SetString(PyExc_AttributeError, "__signature__");
        return NULL;
    }
    return il_binder_show(&function->binder);
}

static PyObject *get_annotations(PyObject *self, void *Py_UNUSED(closure))
{
    PyObject *twin = ((struct il_function *)self)->binder.function;
    return twin == NULL ? PyDict_New()
                        : PyObject_GetAttrString(twin, "__annotations__");
}

static PyGetSetDef function_getset[] = {
    {"__name__", get_name, NULL, NULL, NULL},
    {"__doc__", get_doc, NULL, NULL, NULL},
    {"__module__", get_module, NULL, NULL, NULL},
    {"__text_signature__", get_text_signature, NULL, NULL, NULL},
    {"__signature__", get_signature, NULL, NULL, NULL},
    {"__annotations__", get_annotations, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

#define OFFSET(member) ((Py_ssize_t)offsetof(struct il_function, member))

static PyMemberDef function_members[] = {
    {"__qualname__", T_OBJECT, OFFSET(qualname), READONLY, NULL},
    {"__vectorcalloffset__", T_PYSSIZET, OFFSET(vectorcall), READONLY, NULL},
    {"__weaklistoffset__", T_PYSSIZET, OFFSET(weakrefs), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot function_slots[] = {
    {Py_tp_dealloc, function_dealloc}, {Py_tp_traverse, function_traverse},
    {Py_tp_repr, function_repr},       {Py_tp_call, PyVectorcall_Call},
    {Py_tp_getset, function_getset},   {Py_tp_members, function_members},
    {Py_tp_descr_get, function_bind},  {0, NULL},
};

static PyType_Spec function_spec = {
    .name = "inlet.host.function",
    .basicsize = (int)sizeof(struct il_function),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = function_slots,
};

/* The interpreter's. New reference. */
static PyTypeObject *find_type(void)
{
    PyObject *dict = il_interpreter_dict();
    IL_AUTO_REF PyObject *key = PyUnicode_InternFromString("inlet.function");
    PyObject *type = NULL;
    if (dict == NULL || key == NULL || il_dict_find(dict, key, &type) != 0) {
        return (PyTypeObject *)type;
    }
    type = il_new_type(PyType_FromSpec(&function_spec));
    if (type != NULL && PyDict_SetItem(dict, key, type) < 0) {
        Py_CLEAR(type);
    }
    return (PyTypeObject *)type;
}

/* --- Making one ------------------------------------------------------------------- */

/* Copy `text` to `*room`, and let `*room` point behind it. */
static const char *copy_text(const char *text, char **room)
{
    if (text == NULL) {
        return NULL;
    }
    size_t size = strlen(text) + 1;
    char *copy = *room;
    memcpy(copy, text, size);
    *room += size;
    return copy;
}

static size_t size_of(const char *text) { return text == NULL ? 0 : strlen(text) + 1; }

/* Have the texts of `host` in one block. 0 or -1. */
static int copy_texts(struct il_function *function, const inlet_function *host)
{
    char *room = PyMem_RawMalloc(size_of(host->name) + size_of(host->doc) +
                                 size_of(host->signature));
    function->texts = room;
    if (room == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    function->host.name = copy_text(host->name, &room);
    function->host.doc = copy_text(host->doc, &room);
    function->host.signature = copy_text(host->signature, &room);
    return 0;
}

static int fill(struct il_function *function, const inlet_function *host)
{
    if (copy_texts(function, host) < 0) {
        return -1;
    }
    return host->signature == NULL
               ? 0
               : il_binder_init(&function->binder, host->name, host->signature,
                                function->qualname);
}

static struct il_function *new_function(const inlet_function *host, PyObject *qualname)
{
    PyTypeObject *type = find_type();
    struct il_function *function =
        type == NULL ? NULL : PyObject_GC_New(struct il_function, type);
    Py_XDECREF(type);
    if (function == NULL) {
        return NULL;
    }
    memset((char *)function + sizeof(PyObject), 0, sizeof *function - sizeof(PyObject));
    function->vectorcall = function_vectorcall;
    function->host = *host;
    function->host.release = NULL;
    function->qualname = Py_NewRef(qualname);
    if (fill(function, host) < 0) {
        Py_DECREF(function);
        return NULL;
    }
    PyObject_GC_Track(function);
    return function;
}

PyObject *il_function_new(const inlet_function *host, struct il_link *link)
{
    IL_AUTO_REF PyObject *qualname = PyUnicode_FromString(host->name);
    struct il_function *function =
        qualname == NULL ? NULL : new_function(host, qualname);
    if (function != NULL) {
        function->link = il_link_share(link);
    }
    return (PyObject *)function;
}

PyObject *il_function_new_member(const inlet_function *host, PyObject *qualname,
                                 const inlet_class *owner, enum il_role role)
{
    struct il_function *function = new_function(host, qualname);
    if (function != NULL) {
        function->owner = owner;
        function->role = role;
    }
    return (PyObject *)function;
}

void il_function_arm(PyObject *object, void (*release)(void *))
{
    ((struct il_function *)object)->host.release = release;
}

static bool is_text(const char *text)
{
    return text == NULL || il_text_is_utf8(text, strlen(text));
}

inlet_status il_function_check(const inlet_function *function, inlet_error *error)
{
    if (function->name == NULL || function->call == NULL) {
        return il_error_set(error, INLET_EINVAL, "a function needs a name and a call");
    }
    if (function->signature == NULL && function->min_args > function->max_args) {
        return il_error_set(error, INLET_EINVAL, "min_args is above max_args");
    }
    bool is_good = is_text(function->name) && is_text(function->doc) &&
                   is_text(function->signature);
    return is_good ? INLET_DONE : il_error_set(error, INLET_EENCODING, NULL);
}

/* What Python has against a signature is the host's mistake. */
inlet_status il_function_refuse(const inlet_function *function, inlet_error *error)
{
    return function->signature == NULL || PyErr_ExceptionMatches(PyExc_MemoryError)
               ? il_error_take(error)
               : il_error_take_as(error, INLET_EINVAL);
}

static inlet_status put_function(inlet_console *console, const inlet_function *given,
                                 inlet_error *error)
{
    inlet_function known = INLET_FUNCTION_INIT;
    if (given == NULL) {
        return il_error_set(error, INLET_EINVAL, "the function is NULL");
    }
    inlet_status status = il_struct_copy(&known, sizeof known, given, error);
    if (status == INLET_DONE) {
        status = il_function_check(&known, error);
    }
    if (status < 0) {
        return status;
    }
    IL_AUTO_REF PyObject *object = il_function_new(&known, console->link);
    if (object == NULL) {
        return il_function_refuse(&known, error);
    }
    status = il_namespace_assign(console, known.name, object, error);
    if (status == INLET_DONE) {
        il_function_arm(object, known.release);
    }
    return status;
}

inlet_status inlet_put_function(inlet_console *console, const inlet_function *function,
                                inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = put_function(console, function, error);
        il_console_leave(console, &hold);
    }
    return status;
}
