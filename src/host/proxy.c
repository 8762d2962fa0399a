/* SPDX-License-Identifier: MIT
 * The objects in sys.stdin, sys.stdout and sys.stderr. Warm.
 *
 * A proxy has nothing of its own: whatever is asked of it is asked of the stream that
 * the running code means, its class included. So the streams of the process are, for
 * whoever runs in no console, what they were.
 */
#include "host/route.h"

#include <stddef.h>
#include <structmember.h>

#include "core/compat.h"

struct proxy {
    PyObject_HEAD struct il_route *route; /* counted */
    PyObject *inner;                      /* strong */
    PyObject *weakrefs;
    int which;
};

/* --- Who is meant ----------------------------------------------------------------- */

/* New reference. */
static PyObject *target_of(PyObject *self)
{
    struct proxy *proxy = (struct proxy *)self;
    inlet_console *console = il_route_console(proxy->route);
    if (console == NULL) {
        return Py_NewRef(proxy->inner);
    }
    PyObject *stream = console->streams[proxy->which];
    stream = Py_NewRef(stream == NULL ? proxy->inner : stream);
    il_console_release(console);
    return stream;
}

/* --- The proxy -------------------------------------------------------------------- */

/* Can nobody change the stream with this attribute? */
static bool is_harmless(PyObject *name)
{
    static const char *const names[] = {
        "write",  "flush",      "encoding", "errors", "isatty",   "fileno",
        "buffer", "writelines", "writable", "closed", "newlines", "name",
        "mode",   "readable",   "seekable", "close",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (PyUnicode_CompareWithASCIIString(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The stream is not as we have made it any more. Given console may be NULL. */
static void take_long_way(inlet_console *console, int which)
{
    if (console != NULL) {
        Py_CLEAR(console->writers[which]);
    }
}

/* An attribute of a console's stream. */
static PyObject *attribute_of(inlet_console *console, struct proxy *proxy,
                              PyObject *name)
{
    PyObject *writer = console->writers[proxy->which];
    if (writer != NULL && name == proxy->route->write_key) {
        return Py_NewRef(writer);
    }
    IL_AUTO_REF PyObject *stream = Py_XNewRef(console->streams[proxy->which]);
    if (writer != NULL && !is_harmless(name)) {
        take_long_way(console, proxy->which);
    }
    return PyObject_GetAttr(stream == NULL ? proxy->inner : stream, name);
}

static PyObject *proxy_getattro(PyObject *self, PyObject *name)
{
    struct proxy *proxy = (struct proxy *)self;
    inlet_console *console = il_route_console(proxy->route);
    if (console == NULL) {
        IL_AUTO_REF PyObject *inner = Py_NewRef(proxy->inner);
        return PyObject_GetAttr(inner, name);
    }
    PyObject *value = attribute_of(console, proxy, name);
    il_console_release(console);
    return value;
}

/* NULL deletes. */
static int proxy_setattro(PyObject *self, PyObject *name, PyObject *value)
{
    struct proxy *proxy = (struct proxy *)self;
    inlet_console *console = il_route_console(proxy->route);
    if (console != NULL) {
        take_long_way(console, proxy->which);
        il_console_release(console);
    }
    IL_AUTO_REF PyObject *target = target_of(self);
    return PyObject_SetAttr(target, name, value);
}

static PyObject *proxy_repr(PyObject *self)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return PyObject_Repr(target);
}

static PyObject *proxy_iter(PyObject *self)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return PyObject_GetIter(target);
}

static PyObject *proxy_next(PyObject *self)
{
    IL_AUTO_REF PyObject *iterator = proxy_iter(self);
    return iterator == NULL ? NULL : PyIter_Next(iterator);
}

/* The `with` statement looks both up on the class, where no proxy helps. */
static PyObject *proxy_enter(PyObject *self, PyObject *Py_UNUSED(none))
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return il_ref_done(PyObject_CallMethod(target, "__enter__", NULL)) < 0
               ? NULL
               : Py_NewRef(self);
}

static PyObject *proxy_exit(PyObject *self, PyObject *args)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    IL_AUTO_REF PyObject *exit = PyObject_GetAttrString(target, "__exit__");
    return exit == NULL ? NULL : PyObject_CallObject(exit, args);
}

/* --- The type --------------------------------------------------------------------- */

static int proxy_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((struct proxy *)self)->inner);
    return 0;
}

/* Nothing is cleared before the end: a proxy in a cycle may still be written to. */
static void proxy_dealloc(PyObject *self)
{
    struct proxy *proxy = (struct proxy *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (proxy->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    Py_CLEAR(proxy->inner);
    il_route_release(proxy->route);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static PyMethodDef proxy_methods[] = {
    {"__enter__", proxy_enter, METH_NOARGS, NULL},
    {"__exit__", proxy_exit, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef proxy_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, (Py_ssize_t)offsetof(struct proxy, weakrefs),
     READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot proxy_slots[] = {
    {Py_tp_dealloc, proxy_dealloc},   {Py_tp_traverse, proxy_traverse},
    {Py_tp_getattro, proxy_getattro}, {Py_tp_setattro, proxy_setattro},
    {Py_tp_repr, proxy_repr},         {Py_tp_iter, proxy_iter},
    {Py_tp_iternext, proxy_next},     {Py_tp_methods, proxy_methods},
    {Py_tp_members, proxy_members},   {0, NULL},
};

static PyType_Spec proxy_spec = {
    .name = "_inlet.stream",
    .basicsize = (int)sizeof(struct proxy),
    .flags =
        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = proxy_slots,
};

PyObject *il_proxy_type(void) { return il_new_type(PyType_FromSpec(&proxy_spec)); }

PyObject *il_proxy_new(PyObject *type, struct il_route *route, int which)
{
    /* print() knows that sys.stdout may be None, but we are not: so something has to
     * swallow what is written. */
    IL_AUTO_REF PyObject *inner = route->inner[which] == Py_None
                                      ? il_stream_new(NULL, route, which)
                                      : Py_NewRef(route->inner[which]);
    struct proxy *proxy =
        inner == NULL ? NULL : PyObject_GC_New(struct proxy, (PyTypeObject *)type);
    if (proxy == NULL) {
        return NULL;
    }
    proxy->route = il_route_share(route);
    proxy->inner = il_ref_steal(&inner);
    proxy->weakrefs = NULL;
    proxy->which = which;
    PyObject_GC_Track(proxy);
    return (PyObject *)proxy;
}
